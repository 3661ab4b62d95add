## The words of the workbook that schools fill in: sheets, labels, headers, help.

workbook-sheet-answers = 填报
workbook-sheet-guide = 说明
workbook-title = { $title } 填报表
workbook-working-edition = 工作版，非官方文本
workbook-how-to-fill = 只填浅黄色的格子；灰色的行不适用于本校，免填。填完保存，原样报送这个文件。

workbook-head-school-name = 学校名称
workbook-head-school-id = 学校代码
workbook-head-cycle = 考核年度
workbook-head-edition = 指南版本
workbook-head-deadline = 截止日期
workbook-head-progress = 填报进度
workbook-head-rater = 评审
workbook-progress = 必填项已填 { $filled } / { $required }

workbook-header-code = 代码
workbook-header-dimension = 维度
workbook-header-indicator = 指标
workbook-header-requirement = 要求与评分办法
workbook-header-question = 填报内容
workbook-header-unit = 单位
workbook-header-answer = 填报值
workbook-header-check = 自检
workbook-header-previous = 上期值
workbook-header-claim = 自评得分
workbook-header-evidence = 佐证材料
workbook-header-note = 备注

workbook-indicator = { $name }
    { $indicator } · { $points }分
workbook-requirement = 要求：{ $requirement }
workbook-rule = 评分：{ $rule }
workbook-optional = { $label }（选填）
workbook-not-applicable = 不适用
workbook-yes = 是
workbook-no = 否

workbook-input-count = 填整数，没有就填0。不要写单位，不要填百分数。
workbook-input-number = 填数字，最多六位小数。不要写单位。
workbook-input-flag = 从下拉列表中选“是”或“否”。
workbook-input-date = 填日期，如 2024-03-01。
workbook-input-grade = 从下拉列表中选等级：{ $grades }。
workbook-input-claim = 填本校自评的分数，0 到 { $points } 分。只作对照，不影响得分。
workbook-refused-title = 请改一改
workbook-refused-count = 这里要填 0 或以上的整数，例如 12。
workbook-refused-number = 这里要填数字，例如 0.95。
workbook-refused-flag = 这里只能选“是”或“否”。
workbook-refused-date = 这里要填日期，例如 2024-03-01。
workbook-refused-grade = 这里只能选：{ $grades }。
workbook-refused-claim = 这里要填 0 到 { $points } 之间的数字。

workbook-check-fine = ✓
workbook-check-evidence = ✓ 未写佐证
workbook-check-blank = 未填
workbook-check-error = 公式出错
workbook-check-above = 大于{ $base }
workbook-check-count = 应为整数
workbook-check-number = 应为数字
workbook-check-flag = 应选是或否
workbook-check-date = 应为日期
workbook-check-grade = 应从列表选

workbook-footer-page = 第 &P 页，共 &N 页

workbook-guide-title = { $title } 填报说明
workbook-guide-how = 怎样填
workbook-guide-how-cells = 只在“{ $sheet }”表的浅黄色格子里填写：填报值、自评得分、佐证材料、备注。其他格子已锁定。
workbook-guide-how-kinds = 次数、人数等填整数，没有就填0；是非题选“是”或“否”；日期写成 2024-03-01。不要写单位。
workbook-guide-how-blank = 留空不等于0：应填而未填的，按0分计并列为“未填”；没有发生的，请填0。
workbook-guide-how-check = “自检”一列边填边看：“未填”是还要填；“✓”是表里看不出问题；“✓ 未写佐证”是佐证材料一栏还空着，另附文件的可以不写；“大于G7”是比G7格的数还大；其余的字说明这里应填什么。
workbook-guide-how-grey = 灰色的行不适用于本校，免填，也不扣分。
workbook-guide-how-claim = 自评得分只作对照，不影响得分；得分由系统按填报值和评分办法计算。
workbook-guide-how-hand-in = 填完保存后，把这个文件报送。系统当场告诉您哪一格有问题、怎样改；改好可以再报，以最后一次通过的为准。
workbook-guide-dimensions = 维度与分值
workbook-guide-dimension-count = 指标数
workbook-guide-points = 分值
workbook-guide-total = 合计
workbook-guide-indicators = 指标、要求与评分办法
workbook-guide-requirement = 要求
workbook-guide-rule = 评分办法
workbook-guide-period = 考核时段
workbook-guide-evidence = 参考佐证材料
workbook-guide-nature = 性质
workbook-guide-county = 由县里填报：{ $labels }
workbook-guide-red-lines = 红线

# ---- 生成填报表的命令

template-help =
    生成填报表：一所学校，或全部学校（放进文件夹或一个压缩包）；或县里的表：schools 学校名册、cycles 年度表、townships 乡镇位置表、answers 填报值表、findings 红线认定表
    例：duibiao template S001 --cycle 2024 --out .
    例：duibiao template --all --cycle 2024 --out 填报表.zip
    例：duibiao template schools --out 学校名册.xlsx
template-out = 写到哪个文件、文件夹或 .zip 压缩包

# ---- 签字盖章用的报送表

signing-help =
    生成签字盖章用的报送表：按已报送的内容打印，每页带校验码
    例：duibiao signing-form S001 --cycle 2024 --out .
    例：duibiao signing-form --all --cycle 2024 --out 签字表.zip
signing-nothing-handed-in = { $cycle } 年度里没有可打印的报送（{ $school }）。学校报送并通过后再试。
signing-sheet = 签字表
signing-title = { $title } 报送表（签字盖章用）
signing-how = 本表按已报送的文件打印，改动无效；内容要改，请改填报表后重新报送，再打印。
signing-header-number = 填报项
signing-header-indicator = 指标
signing-header-question = 内容
signing-header-unit = 单位
signing-header-value = 报送值
signing-header-claim = 自评得分
signing-header-evidence = 佐证材料
signing-header-note = 备注
signing-blank = 未填
signing-identified = 校验码 { $code }　回执号 { $receipt }
signing-declaration = 本表内容与报送文件一致（以校验码为准），由下列人员签字、学校盖章确认。
signing-box-secretary = 党组织书记签字
signing-box-principal = 校长签字
signing-box-seal = 学校盖章
signing-box-date = 日期
workbook-head-receipt = 回执号
workbook-head-received = 报送时间
workbook-head-check-code = 校验码
workbook-head-sha256 = 文件校验码（SHA-256）

## 报送的填报表里的问题（填报值本身的问题见 problems.ftl）

# ---- 文件

problem-file-empty = 文件是空的
    .expected = 填好的填报表
    .mend = 看看是不是选错了文件，或没有保存完。
problem-file-too-large = 文件太大
    .expected = 不超过 { $most } MB
    .mend = 删去填报表里的图片等内容；佐证材料请另外报送。
problem-file-unpacks-too-large = 文件里的内容太大
    .expected = 展开后不超过 { $most } MB
    .mend = 把填报的内容抄到新下载的填报表里，再报送。
problem-file-too-many-rows = 表太大，读不了
    .expected = 不多于 { $most } 行，右边和下面没有多余的内容
    .mend = 删去表格下方和右方多余的行和列，或把填报的内容抄到新下载的填报表里。
problem-file-encrypted = 文件有密码，打不开
    .expected = 没有密码的文件
    .mend = 在表格软件里去掉打开密码，保存后再报送。
problem-file-not-a-spreadsheet = 这不是表格文件
    .expected = .xlsx、.xls、.ods 或 .csv 文件
    .mend = 用表格软件打开，另存为 .xlsx 后再报送；看看是不是选错了文件。
problem-file-letters-lost = 文件里的中文在保存时变成了问号
    .expected = 以 UTF-8 或 GB18030 保存的 CSV，或 .xlsx 文件
    .mend = 请报送 .xlsx 文件；确要用 CSV 的，保存时字符集选“UTF-8”。
problem-file-unreadable = 文件读不出来，可能已经损坏
    .expected = 能用表格软件正常打开的文件
    .mend = 用表格软件打开，另存为 .xlsx 后再报送；打不开的，请重新下载填报表填写。
problem-macros-ignored = 文件里有宏，没有运行
    .expected = 不带宏的 .xlsx 文件
    .mend = 不用改；下次请另存为不带宏的 .xlsx。

# ---- 表格

problem-no-answer-table = 文件里找不到填报表
    .expected = 有“代码”“填报值”等表头的填报表
    .mend = 看看是不是选错了文件；表头被删改的，请把内容抄到新下载的填报表里。
problem-several-tables = 有不止一张填报表，内容不同：{ $sheets }
    .expected = 一张填报表
    .mend = 留下要报送的一张，删去其余的；看不见的工作表，右击工作表标签可以取消隐藏。
problem-column-missing = 缺少“{ $header }”一列
    .expected = 有“{ $header }”表头
    .mend = 把表头改回“{ $header }”；列已删去的，请把内容抄到新下载的填报表里。
problem-column-twice = “{ $header }”一列出现了不止一次
    .expected = 只有一列“{ $header }”
    .mend = 删去多余的一列，或改掉它的表头。
problem-no-known-code = “代码”一列里没有本版指南的代码
    .expected = 填报表原有的代码
    .mend = 把填报的内容抄到新下载的填报表里，再报送。

# ---- 表头上方：学校、年度、版本

problem-head-missing = 没有写明“{ $label }”
    .expected = “{ $label }”右边的格子里写着它
    .mend = 照新下载的填报表补上“{ $label }”。
problem-unknown-cycle = 没有这个考核年度
    .expected = 正在填报的考核年度
    .mend = 照新下载的填报表改回来。
problem-cycle-closed = 这个考核年度已经关闭
    .expected = 未关闭的考核年度
    .mend = 看看是不是报错了往年的文件；确需更正的，请与县里联系。
problem-edition-differs = 指南版本与本年度的不同
    .expected = { $expected }
    .mend = 请下载本年度的填报表，把内容抄过去。
problem-unknown-edition = 没有这个指南版本
    .expected = 填报表原有的版本
    .mend = 照新下载的填报表改回来。
problem-wrong-school = 这是别的学校的填报表
    .expected = { $expected }
    .mend = 看看是不是选错了文件；请用本校的填报表。
problem-unknown-school = 没有这个学校代码
    .expected = 县里下发的学校代码
    .mend = 照新下载的填报表改回来。
problem-school-not-in-cycle = 这所学校不在考核{ $cycle } 年度的学校之列
    .expected = 该年度最后一天在册的学校
    .mend = 请与县里核对本校的登记信息。
problem-school-name-differs = 学校名称与学校代码（{ $school }）对不上
    .expected = { $expected }
    .mend = 看看是不是用了别的学校的填报表；是本校的就不用改。

# ---- 行与代码

problem-unknown-code = 不认识的代码
    .expected = { $suggestion ->
        [none] 填报表原有的代码
       *[other] { $suggestion }
    }
    .mend = { $suggestion ->
        [none] 改回原来的代码；不是填报内容的行，请把填报值清空。
       *[other] 从填报内容看，这一行应是 { $suggestion }，请改回来。
    }
problem-code-missing = 这一行填了值，却没有代码
    .expected = { $suggestion ->
        [none] 填报表原有的代码
       *[other] { $suggestion }
    }
    .mend = { $suggestion ->
        [none] 补上代码；多余的行请删去。
       *[other] 从填报内容看，这一行应是 { $suggestion }，请补上。
    }
problem-code-twice = 代码与 { $first } 重复
    .expected = { $suggestion ->
        [none] 每个代码只有一行
       *[other] { $suggestion }
    }
    .mend = { $suggestion ->
        [none] 留下正确的一行，删去多余的一行。
       *[other] 从填报内容看，这一行应是 { $suggestion }，请改回来。
    }
problem-code-of-other-edition = 这是指南版本 { $edition } 的代码，所填的不计
    .expected = 本版指南的代码
    .mend = 不用改；本版指南不问这一项。
problem-row-missing = 缺少 { $fact }“{ $label }”一行，按未填计
    .expected = 每个代码都有一行
    .mend = 照新下载的填报表补上这一行和它的代码。

# ---- 填报值与自评得分

problem-formula-without-value = 这里是公式，但文件里没有存下结果
    .expected = 一个确定的值
    .mend = 用表格软件打开并保存一次，或直接填写数值。
problem-merged-answer = 几行合并成了一格，已当作每一行都填了同样的值
    .expected = 每一行各填一格
    .mend = 确实都一样就不用改；否则请取消合并，逐行填写。
problem-answer-of-county = “{ $label }”由县里填报，所填的不计
    .expected = 留空
    .mend = 不用改。
problem-claim-not-a-number = { $indicator } 的自评得分不是数字，没有采用
    .expected = 数字，例如 1.5
    .mend = 只写数字；不自评就留空。自评得分不影响得分。
problem-claim-out-of-range = { $indicator } 的自评得分超出范围，没有采用
    .expected = 0 到 { $most }
    .mend = 改成 0 到 { $most } 之间的数字。自评得分不影响得分。
problem-claim-not-asked = { $indicator } 不适用于本校，自评得分没有采用
    .expected = 留空
    .mend = 不用改。
problem-claim-twice = { $indicator } 有不止一个自评得分，采用了第一个
    .expected = 每项指标一个自评得分
    .mend = 只在该指标的第一行填写。
