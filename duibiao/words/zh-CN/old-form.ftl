## 县里原有的评分表（一级指标、二级指标、评分标准、分值、自评得分、佐证材料）：对照、读取、问题。

old-form-field-level-1 = 一级指标
old-form-field-level-2 = 二级指标
old-form-field-level-3 = 三级指标
old-form-field-criterion = 评分标准
old-form-field-points = 分值
old-form-field-claim = 自评得分
old-form-field-evidence = 佐证材料
old-form-column-number = 序号
old-form-column-indicator = 对应指标
old-form-column-dimension = 维度
old-form-column-share = 占比
old-form-column-full = 本版分值
old-form-column-note = 怎样来的
old-form-column-field = 要读的内容
old-form-column-label = 旧表的表头

old-form-sheet-items = 指标对照
old-form-sheet-columns = 列对照
old-form-sheet-lists = 可选项
old-form-title-items = 旧表与《{ $edition }》的指标对照
old-form-title-columns = 旧表各列的表头（《{ $edition }》对照用）
old-form-how-items = 只填浅黄色的格子。“对应指标”从下拉列表中选，没有对应的选“不对应”；橙色的还没有选。一项要分给几个指标的，把这一行复制几份，各选一个指标并填“占比”，合计100%。
old-form-how-columns = 每行写旧表里这一列的表头；旧表没有的留空。“自评得分”必须有。
old-form-none = 不对应
old-form-certainty-code = 代码相同
old-form-certainty-same = 名称相同
old-form-certainty-near = 名称相近，请核对
old-form-certainty-open = 请选择
old-form-refused = 请从列表中选
old-form-refused-indicator = 从下拉列表中选一个指标；没有对应的选“不对应”。

cli-old-form = 县里原有的评分表：做对照表，检查，读入自评得分
cli-old-form-mapping =
    由一份旧评分表做出对照表：能确定的先填好，其余由您在 Excel 或 WPS 里选
    例：duibiao old-form mapping 旧表.xlsx --edition working-2024 --out 对照表.xlsx
cli-old-form-check =
    按对照表检查旧评分表，一次列出全部问题；不留存
    例：duibiao old-form check 报送/ --mapping 对照表.xlsx --cycle 2024
cli-old-form-load =
    按对照表读入旧评分表的自评得分：留存、对照，不计分
    例：duibiao old-form load 报送/ --mapping 对照表.xlsx --cycle 2024
    例：duibiao old-form load 某校.xls --mapping 对照表.xlsx --cycle 2024 --school S001
cli-old-form-file = 一份旧评分表（空白的或填好的都行）
cli-old-form-files = 旧评分表或文件夹
cli-old-form-edition = 对照哪个指南版本（只有一个版本时可不写）
cli-old-form-out = 对照表写到哪里
cli-old-form-column = 旧表的表头与常见的不同时写明，可写几次，例如 --column 二级指标=考核事项
cli-old-form-column-unknown = --column 要写成“内容=表头”。没有“{ $field }”这一项内容，或没有写表头；内容有：{ $known }。
cli-old-form-map = 填好的对照表
cli-old-form-cycle = 考核年度
cli-old-form-school = 学校代码（默认从文件里的校名或文件名认）
cli-old-form-progress = 读取旧评分表
cli-old-form-mapped = 已生成：{ $path }。旧表共 { $items } 项，还有 { $undecided } 项待选，“名称相近”的请核对。
cli-old-form-exists = { $path } 已经存在。换一个文件名，或加 --replace 覆盖。
cli-old-form-edition-unknown = 没有指南版本“{ $edition }”。已有：{ $known }。
cli-old-form-cycle-closed = { $cycle } 年度已关闭。请核对年度代码，或先用 duibiao cycle reopen 重新开放。
cli-old-form-one-school = --school 只用于一个文件。
cli-old-form-mapping-faulty = 对照表有 { $count } 处问题，请在 Excel 或 WPS 里改正后再试。
cli-old-form-total = 共 { $total } 份旧评分表：可读入 { $taken }，带提醒 { $taken-with-warnings }，退回 { $refused }，已在库 { $already-here }。自评得分只作对照，不计分。
cli-old-form-claims = 自评 { $claims } 项指标

# ---- 对照表里的问题

problem-old-form-mapping-none = 这不是对照表
    .expected = 由 duibiao old-form mapping 生成、填好的对照表
    .mend = 看看是不是选错了文件；表头改过的请改回来。
problem-old-form-mapping-edition = 对照表的指南版本与考核年度的不同
    .expected = { $expected }
    .mend = 用年度的指南版本重新生成对照表，或核对年度代码。
problem-old-form-mapping-column = 没有写明“{ $field }”在旧表里的表头
    .expected = “列对照”里写着旧表的表头
    .mend = 在“列对照”表里从下拉列表中选。
problem-old-form-mapping-open = 还没有选对应的指标
    .expected = 一个指标，或“不对应”
    .mend = 从下拉列表中选；没有对应的选“不对应”。
problem-old-form-mapping-unknown = 本版指南没有这个指标
    .expected = 下拉列表里的指标，或“不对应”
    .mend = 从下拉列表中重新选。
problem-old-form-mapping-points = 分值不是一个大于0的数字
    .expected = 旧表里这一项的满分，例如 5
    .mend = 在这一格填上旧表的分值；不打分的项请选“不对应”。
problem-old-form-mapping-share = 占比不对
    .expected = 大于0、不超过100%，例如 60%
    .mend = 改成百分数；只对应一个指标的留空。
problem-old-form-mapping-shares = 这一项的占比合计不是100%
    .expected = 同一项各行的占比都填，合计100%
    .mend = 补上或改正占比；只对应一个指标的只留一行，占比留空。

# ---- 旧表里的问题

problem-old-form-none-found = 文件里找不到评分表
    .expected = 有“指标”“分值”“自评得分”等表头的评分表
    .mend = 看看是不是选错了文件；表头不同的，请在对照表的“列对照”里写明。
problem-old-form-no-claim-column = 找不到“{ $label }”一列
    .expected = 表头“{ $label }”
    .mend = 把表头改成“{ $label }”；有几列都是自评的，请在对照表的“列对照”里写明用哪一列。
problem-old-form-other-form = 表里的项目与对照表一项也对不上
    .expected = 做对照表时用的那种评分表
    .mend = 看看是不是另一年或另一种表；是的话请用它重新生成对照表。
problem-old-form-nothing-claimed = 自评得分一项也没有填
    .expected = 填好自评得分的评分表
    .mend = 看看是不是交了空表；请学校填好再交。
problem-old-form-school-unknown = 看不出是哪所学校的表
    .expected = 表里或文件名里有学校表中的校名，或文件名里有学校代码
    .mend = 在表里写上完整校名，或把文件名改成校名或代码；也可以加 --school 学校代码。
problem-old-form-school-unclear = 表里和文件名里有不止一所学校：{ $schools }
    .expected = 一所学校
    .mend = 改正表里的校名或文件名；也可以加 --school 学校代码。
problem-old-form-school-differs = 表里写的是另一所学校，已按您指定的学校读入
    .expected = { $expected }
    .mend = 核对是不是指定错了学校；没有错就不用改。
problem-old-form-item-unknown = 对照表里没有这一项，没有读取
    .expected = 对照表里的项目，文字相同
    .mend = 不是评分项就不用改；文字改过的请照旧表改回来，新增的请补进对照表。
problem-old-form-item-missing = 缺少“{ $name }”一项，按未自评处理
    .expected = 对照表里的每一项都在
    .mend = 照旧表补上这一行；文字改过的请改回来。
problem-old-form-item-twice = “{ $name }”出现了两次，自评得分不同
    .expected = 每一项只有一行
    .mend = 留下正确的一行，删去多余的一行。
problem-old-form-points-differ = “{ $name }”的分值与对照表不同
    .expected = { $expected }
    .mend = 改回旧表原来的分值；确实是另一种表的，请重新生成对照表。
problem-old-form-claim-not-a-number = “{ $name }”的自评得分不是一个确定的数字
    .expected = 0 到 { $most } 之间的一个数字
    .mend = 只写一个数字，例如 1.5。
problem-old-form-claim-out-of-range = “{ $name }”的自评得分超出分值
    .expected = 0 到 { $most }
    .mend = 核对后改成 0 到 { $most } 之间的数字。
problem-old-form-claims-several = “{ $name }”只有一个分值，却有不止一个自评得分
    .expected = 每一项一个自评得分
    .mend = 把几个得分合成一个，写在这一项的第一行，其余清空。
problem-old-form-claim-merged = “{ $name }”的自评得分与上面的项目合并成了一格
    .expected = 每一项单独填自评得分
    .mend = 取消合并，逐项填写自评得分。
problem-old-form-not-claimed = “{ $name }”没有自评得分
    .expected = 填上自评得分
    .mend = 没有自评就不用改；漏填的请补上，得零分的请填0。
problem-old-form-points-converted = 有 { $count } 项指标的分值与旧表不同，自评得分已按得分率折算：{ $indicators }
    .expected = 旧表分值与本版分值相同
    .mend = 不用改。折算方法：自评得分 ÷ 旧表分值 × 本版分值；原分数一并留存。
