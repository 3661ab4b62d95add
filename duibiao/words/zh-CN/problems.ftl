## 报送文件里的问题：是什么问题；应当怎样（.expected）；怎样改（.mend）。
## 所填的原文另行显示，不写在这里。

# ---- 填报值

problem-not-a-count = 这里要填整数
    .expected = 0 或以上的整数，例如 12
    .mend = 只写数字，不写文字；没有发生就填 0。
problem-count-fraction = 这里要填整数，不能有小数
    .expected = 0 或以上的整数，例如 12
    .mend = 改成整数。
problem-count-negative = 这里不能填负数
    .expected = 0 或以上的整数，例如 12
    .mend = 核对后改成 0 或以上的整数。
problem-count-percent = 这里要填个数，不是百分比
    .expected = 0 或以上的整数，例如 12
    .mend = 填实际的次数、人数等；比例由系统计算。
problem-not-a-number = 这里要填数字
    .expected = 数字，最多六位小数，例如 0.95
    .mend = 只写数字，不写文字。
problem-number-too-many-places = 小数位数太多
    .expected = 最多 { $places } 位小数
    .mend = 四舍五入到 { $places } 位小数以内；如果是公式，请用 ROUND 取整后再填。
problem-number-too-large = 数字大得不合理
    .expected = 小于一万亿的数字
    .mend = 核对是不是多输了几位。
problem-percent-unclear = 说不准是百分数还是以百分之一为单位的数
    .expected = 按本题的单位填，不带百分号
    .mend = 本题的单位已经是百分比：95% 请只填 95。
problem-two-numbers = 一个格子里有不止一个数
    .expected = 一个数字
    .mend = 只填本题问的那一个数；分子、分母各有各的格子。
problem-which-number = 一个格子里有不止一个数
    .expected = 一个数字
    .mend = 是 { $choices } 中的哪一个？只填本题问的那一个数；分子、分母各有各的格子。
problem-number-unsure = 填的是大概的数
    .expected = 一个确切的数字
    .mend = 查清后填确切的数；正好是 { $number } 的，只填 { $number }。
problem-number-with-text = 数字旁边还有别的文字，说不准是不是这个数
    .expected = 只有数字
    .mend = 填报值就是 { $number } 的，只填 { $number }，其余的话写到“备注”里；不是的，改成正确的数。
problem-other-unit = 写的单位是“{ $other }”，本题问的是“{ $unit }”
    .expected = 以“{ $unit }”计的数字
    .mend = 换算成“{ $unit }”再填；只是单位写错的，只填 { $number }。
problem-date-for-number = 这里要填数字，格子里却是日期
    .expected = 一个数字，例如 12
    .mend = 只填本题问的那一个数。输入 11/12 之类，表格软件会自动改成日期；填好仍显示成日期的，把格子的格式改为“常规”。
problem-not-a-flag = 这里要填“是”或“否”
    .expected = 是 或 否
    .mend = 从下拉列表中选“是”或“否”；说明的话写到“备注”里。
problem-not-a-date = 这里要填日期
    .expected = 年-月-日，例如 2024-03-01
    .mend = 按 2024-03-01 的样子填写；还没有日期的，把格子清空。
problem-date-impossible = 没有这一天
    .expected = 日历上有的日期，例如 2024-03-01
    .mend = 核对月份和日期。
problem-date-incomplete = 日期不完整
    .expected = 年、月、日俱全，例如 2024-03-01
    .mend = 补上缺少的月或日。
problem-date-without-year = 日期没有写年份
    .expected = 年、月、日俱全，例如 2024-03-01
    .mend = 补上四位的年份。
problem-date-with-text = 日期旁边还有别的文字，说不准是不是这一天
    .expected = 只有日期
    .mend = 填报值就是 { $date } 的，只填 { $date }，其余的话写到“备注”里；不是的，改成正确的日期。
problem-which-date = 一个格子里有不止一个日期
    .expected = 一个日期，例如 2024-03-01
    .mend = 是 { $choices } 中的哪一个？只填本题问的那一个日期。
problem-date-order-unclear = 看不准年、月、日的先后
    .expected = 四位年份在前，例如 2024-03-01
    .mend = 改写成 年-月-日，年份写四位。
problem-date-out-of-range = 年份不合理
    .expected = { $first } 年到 { $last } 年之间的日期
    .mend = 核对年份。
problem-not-a-grade = 没有这个等级
    .expected = { $grades } 之一
    .mend = 从下拉列表中选一个等级。
problem-none-unclear = “无”在这里说不准是 0 还是没有数据
    .expected = 一个确定的值；没有数据就留空
    .mend = 没有发生的填 0；没有数据的留空。
problem-none-left-blank = “无”在这里说不准是什么意思
    .expected = 一个确定的值；没有就留空
    .mend = 有的，填上确定的值；没有的，把格子清空。
problem-not-applicable-unclear = 本题适用于本校，不能填“不适用”或“/”
    .expected = 一个确定的值
    .mend = 没有发生的填 0 或“否”；没有数据的留空；若认为本题不适用于本校，请与县里联系。
problem-cell-error = 格子里是表格软件的出错标记
    .expected = 一个确定的值
    .mend = 改正公式，或直接填写数值。

# ---- 各项之间

problem-above-base = “{ $label }”比“{ $base_label }”还大
    .expected = 不大于 { $base }
    .mend = 核对这两项，把填错的一项改过来。
problem-given-out-of-range = “{ $label }”只能在 { $least } 分到 { $most } 分之间给
    .expected = { $least } 到 { $most } 之间的数
    .mend = 按评分办法在 { $least } 到 { $most } 之间给分。
problem-given-without-reason = 给了“{ $label }”的分，没有写理由
    .expected = 一句理由，例如：方案完整，缺过程记录
    .mend = 写明为什么给这个分；还没有定的，给分和理由都留空。
problem-rater-unfit = 评审要写代码，不写姓名
    .expected = 评审组的代码，例如：评审组1
    .mend = 改成评审组的代码；县办自己给的分，这一栏留空。
problem-above-fixed-base = “{ $label }”超过了上限 { $base }
    .expected = 不大于 { $base }
    .mend = 核对后改成不大于 { $base } 的数。
problem-left-empty = “{ $label }”未填，按0分计
    .expected = 填上本题的值
    .mend = { $kind ->
        [count] 补填；没有发生的填 0。
        [number] 补填；没有的填 0。
        [flag] 补填“是”或“否”。
        [date] 补填日期，例如 2024-03-01；还没有日期的留空，按0分计。
        [grade] 从下拉列表中选一个等次。
       *[other] 补填。
    }
problem-not-asked = “{ $label }”不适用于本校，所填的不计
    .expected = 留空
    .mend = 不用改；若认为应当适用，请核对本校的类型等基本信息。
problem-far-from-previous = “{ $label }”与上期（{ $previous }）相差很大
    .expected = 与实际相符的值
    .mend = 请再核对一次；确实如此就不用改。

# ---- 长表：文件与列

problem-table-unreadable = 文件读不出来
    .expected = UTF-8 或 GB18030 的 CSV，或未加密的 xlsx、xls、ods，或 Parquet
    .mend = 用表格软件打开，另存为 xlsx 或“CSV UTF-8”后再试；有密码的请先去掉密码。
problem-table-quotes-broken = 从第 { $line } 行起，双引号不成对
    .expected = 双引号成对；内容里的双引号写成两个
    .mend = 改正这一行的双引号，或改用 xlsx 文件。
problem-table-kind-unknown = 认不出这是什么表
    .expected = 学校、年度、乡镇位置、填报值、红线五种表之一的列名
    .mend = 第一行写列名；用 duibiao template schools（或 cycles、townships、answers、findings）生成空表，把数据粘进去。
problem-table-too-large = 表太大
    .expected = 不多于 { $rows } 行
    .mend = 拆成几个文件，分别载入；填报值表可另存为 CSV 整表载入，不限行数。
problem-table-empty = 表里没有数据
    .expected = 列名下面至少有一行
    .mend = 填上数据后再试。
problem-table-column-twice = 列“{ $column }”出现了不止一次
    .expected = 每一列只有一个
    .mend = 删去多余的一列，或改正列名。
problem-table-column-unknown = 不认识的列“{ $column }”，未读取
    .expected = 只有这些列：{ $columns }
    .mend = 不需要就不用改；若是写错的列名，请改正。
problem-table-line-too-long = 这一行的格子比列名多
    .expected = { $columns } 个格子
    .mend = 含有逗号的内容要用双引号括起来，或用 xlsx 文件。

# ---- 长表：行

problem-table-cell-blank = “{ $column }”不能为空
    .expected = 每一行都填
    .mend = 补上这一格。
problem-table-cell-too-long = “{ $column }”太长
    .expected = 不多于 { $longest } 个字
    .mend = 改短，或核对列是否错位。
problem-table-identifier-unfit = “{ $column }”里有不能用作代码的字符
    .expected = 不含斜杠、反斜杠、换行的代码
    .mend = 改成只含文字、字母、数字、横线、下划线的代码。
problem-table-code-unknown = “{ $column }”里没有这一种
    .expected = { $labels } 之一（代码 { $codes } 也行）
    .mend = { $nearest ->
        [none] 从下拉列表中选一个。
       *[other] 是不是“{ $nearest }”（{ $nearest_code }）？是的，改成这个；不是的，从下拉列表中选一个。
    }
problem-table-formula-without-value = 这一格（{ $column }）是公式，但文件里没有存下结果
    .expected = 一个确定的值
    .mend = 用表格软件打开并保存一次，或直接填写数值。
problem-table-dates-reversed = “{ $first }”晚于“{ $second }”
    .expected = “{ $first }”不晚于“{ $second }”
    .mend = 核对这两个日期。
problem-table-line-twice = 与第 { $line } 行重复
    .expected = 同一项只有一行
    .mend = 删去多余的一行；两行内容不同的，保留正确的一行。
problem-township-place-outside = “{ $column }”应从 1 到 { $most }
    .expected = 1—{ $most } 的整数
    .mend = 最北的一行、最西的一列都是 1，往南、往东依次加 1。
problem-township-place-taken = 这个位置还写给了 { $others }
    .expected = 一个位置只放一个乡镇
    .mend = 改其中一个的行或列。
problem-township-unknown = 名册里没有学校在这个乡镇
    .expected = 学校名册里写着的乡镇
    .mend = 写法与学校名册不一样的，改成一样；这个乡镇确实没有学校的，不用改。
problem-table-cycle-unknown = 没有这个考核年度
    .expected = 已载入的年度
    .mend = 核对年度代码，或先载入年度表。
problem-table-cycle-closed = 这个考核年度已经关闭
    .expected = 未关闭的年度
    .mend = 核对年度代码；确需更正的，请县里重新开放这个年度。
problem-table-school-unknown = 这个年度里没有这所学校
    .expected = 已载入的、在本年度最后一天存在的学校
    .mend = 核对学校代码，或先载入学校表。
problem-table-edition-unknown = 指南里没有这个版本
    .expected = { $editions } 之一
    .mend = { $nearest ->
        [none] 核对版本代码，或先把该版本放进指南表格。
       *[other] 是不是“{ $nearest }”（{ $nearest_code }）？是的，改成这个；不是的，核对版本代码，或先把该版本放进指南表格。
    }
problem-table-fact-unknown = 本年度的指南（{ $edition }）里没有这个填报项
    .expected = 该版本里填报项的代码，或填报内容的全文
    .mend = { $nearest ->
        [none] 核对填报项代码。
       *[other] 是不是“{ $nearest }”（{ $nearest_code }）？是的，改成这个；不是的，核对填报项代码。
    }
problem-table-red-line-unknown = 本年度的指南（{ $edition }）里没有这条红线
    .expected = { $red_lines } 之一，或这条红线的全文
    .mend = { $nearest ->
        [none] 核对红线代码。
       *[other] 是不是“{ $nearest }”（{ $nearest_code }）？是的，改成这个；不是的，核对红线代码。
    }
problem-table-basis-unknown = 这一格只能是自评或核实
    .expected = 自评（self）或核实（verified）；留空即自评
    .mend = 改成自评或核实。

# ---- 怎样理解所填的

value-note-percent = 按百分数读作小数
value-note-unit = 去掉单位后读作数字
value-note-serial-date = 按表格软件的日期序号读作日期
value-note-text = 去掉旁边的文字后读作数字
value-note-chinese-numeral = 中文数字读作阿拉伯数字
value-note-word = 按意思读作“是”或“否”
