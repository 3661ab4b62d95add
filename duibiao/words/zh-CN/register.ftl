## 县里的长表：学校名册、年度表、乡镇位置表、填报值表、红线认定表。列名、填写说明、与在册的不同。

table-kind-schools = 学校名册
table-kind-cycles = 年度表
table-kind-townships = 乡镇位置表
table-kind-answers = 填报值表
table-kind-findings = 红线认定表

table-column-school_id = 学校代码
    .about = 一所学校始终用同一个代码，前面的 0 不能丢
table-column-name_zh = 学校名称
    .about = 学校全称
table-column-township = 所在乡镇
    .about = 所在的乡镇或街道
table-column-school_type = 学校类型
    .about = 从下拉列表中选
table-column-area = 所在区域
    .about = 从下拉列表中选
table-column-organisation = 党组织形式
    .about = 从下拉列表中选
table-column-leadership = 领导体制
    .about = 从下拉列表中选
table-column-tier_held = 现有档次
    .about = 从下拉列表中选；还不是的也要选
table-column-education_group = 所属教育集团
    .about = 没有就留空
table-column-students = 学生人数
    .about = 整数；不清楚就留空
table-column-teachers = 教师人数
    .about = 整数；不清楚就留空
table-column-members = 党员人数
    .about = 整数；不清楚就留空
table-column-valid_from = 有效期起
    .about = 这一行所说的情况从哪天起；一直如此的留空。情况变了，另起一行，写明从哪天起
table-column-valid_to = 有效期止
    .about = 最后一天；仍然如此的留空。学校撤销的，写撤销前的最后一天
table-column-merged_into = 并入学校
    .about = 撤并到哪所学校：那所学校的代码或名称；同时写有效期止
table-column-number = 序号
    .about = 不读取

table-column-cycle_id = 年度
    .about = 这次考核叫什么，例如 2025
table-column-edition = 指南版本
    .about = 从下拉列表中选
table-column-starts_on = 开始日期
    .about = 考核所看的第一天
table-column-ends_on = 结束日期
    .about = 考核所看的最后一天；学校按这一天的情况算
table-column-deadline = 报送截止日
    .about = 学校最迟哪天报送

table-column-tile_row = 图中行
    .about = 整数，最北的一行是 1
table-column-tile_column = 图中列
    .about = 整数，最西的一列是 1

table-column-fact_id = 填报项代码
    .about = 指南里的填报项代码；写填报内容的全文也行
table-column-label_zh = 填报内容
    .about = 只供看，不读取
table-column-unit_zh = 单位
    .about = 只供看，不读取
table-column-value = 填报值
    .about = 数、是或否、日期、等次；没有数据的留空
table-column-basis = 计分口径
    .about = 自评或核实；留空是自评
table-column-reason = 理由
    .about = 核实值与自评不同的，写明理由；评审给分的都要写
table-column-rater = 评审
    .about = 评审组的代码，如评审组1，不写姓名；县办自己的留空
table-column-range = 可给范围
    .about = 县里评审可给的分，只作参考
table-column-red_line = 红线
    .about = 从下拉列表中选
table-column-note = 说明
    .about = 可以不填

table-basis-self = 自评
table-basis-verified = 核实


problem-table-columns-missing = 这像{ $table ->
        [schools] 学校名册
        [cycles] 年度表
        [townships] 乡镇位置表
        [answers] 填报值表
        [findings] 红线认定表
       *[other] 长表
    }，缺这些列：{ $lacking }
    .expected = 有这些列（列名也可写成 { $columns }）
    .mend = 补上这些列和数据；或用 duibiao template { $table } 生成空表，把数据粘进去。
problem-table-column-personal = 列“{ $column }”像是个人信息，没有读取
    .expected = 只有学校的情况，没有个人的姓名、电话等
    .mend = 请删去这一列再送来：原文件会原样留存。
problem-table-school-unanswered = 这所学校一个填报值也没有填，没有收
    .expected = 至少填一项
    .mend = 还没有报的学校不用改；填了的，看看是不是没有保存。
problem-table-names-many-schools = 有不止一所学校叫这个名称
    .expected = 学校代码
    .mend = 改写学校代码：{ $schools } 中的一个。
problem-school-merged-unknown = 名册里没有“并入学校”这一所
    .expected = 在册的或这份名册里的学校代码或名称
    .mend = 核对代码或名称；是新学校的，先给它加一行。
problem-school-merged-itself = 学校不能并入自己
    .expected = 另一所学校
    .mend = 改成并入的那所学校；没有撤并的，把这一格清空。
problem-school-merged-undated = 写了并入哪所学校，没有写从哪天起
    .expected = 有效期止：并入前的最后一天
    .mend = 在“有效期止”一列写上日期。

problems-many-table-school-unanswered = { $count } 所学校一个填报值也没有填，没有收

# ---- 别的文件走错了门
problem-file-is-guide = 这是指南工作簿
    .expected = 填报表、核实表，或县里的名册、年度表等长表
    .mend = 学校请选本校填好的填报表；指南由县里用 duibiao guide import 导入。
problem-file-is-old-form = 这像县里原来的计分表（问的是得分，不是事实）
    .expected = 填报表、核实表，或县里的名册、年度表等长表
    .mend = 学校请用本年度的填报表填写；县里由它起草指南的，用 duibiao guide draft；要载入旧表的，先用 duibiao old-form mapping 对好各项，再用 duibiao old-form load 载入。
problem-file-is-table = 这像{ $table ->
        [schools] 学校名册
        [cycles] 年度表
        [townships] 乡镇位置表
        [answers] 填报值表
       *[findings] 红线认定表
    }，不是学校的填报表
    .expected = 学校的填报表
    .mend = 这种表由县里用 duibiao load 载入；学校请选本校填好的填报表。
problem-file-is-word = 这是文字处理文件（Word、WPS 文字）
    .expected = .xlsx、.xls、.ods 或 .csv 文件
    .mend = 学校请用填报表，里面是填报内容的，复制到填报表里再送来；里面是评分表的，县里用 duibiao guide draft 或 duibiao old-form mapping；是佐证材料的，作为佐证交（duibiao evidence add）。
problem-file-is-document = 这是 { $kind } 文件，不是表格
    .expected = .xlsx、.xls、.ods 或 .csv 文件
    .mend = 请送原来的表格文件；是佐证材料的，作为佐证交（duibiao evidence add）。

# ---- 每个入口：收什么，送错了的是什么、该用哪个命令
wrong-door = { $what }。应为：{ $expected }。{ $mend }
door-takes = { $door ->
        [review] 核实表
        [guide] 指南工作簿（duibiao guide new 或 guide export 给出的）
        [draft] 县里现有的评分表（指标、评分标准、分值）
        [old-form] 县里原有的评分表
        [mapping] 由 duibiao old-form mapping 生成、填好的对照表
       *[load] 填报表、核实表，或县里的名册、年度表等长表
    }
problem-file-is-mapping = 这是旧评分表的对照表
    .expected = 填报表、核实表，或县里的名册、年度表等长表
    .mend = 对照表写在 duibiao old-form check 或 load 的 --mapping 后面。
problem-wrong-door-guide = 这是指南工作簿
    .expected = { door-takes }
    .mend = 在县办工作台的“指南”送来，作为草案；或用 duibiao guide check 检查，用 duibiao guide import 采用。
problem-wrong-door-workbook = 这是学校的填报表
    .expected = { door-takes }
    .mend = 用 duibiao load 载入，或由学校在“填表报送”页报送。
problem-wrong-door-review = 这是核实表
    .expected = { door-takes }
    .mend = 用 duibiao review check 检查，用 duibiao review load 载入，或在“实地核查”页送来。
problem-wrong-door-table = 这像{ $table ->
        [schools] 学校名册
        [cycles] 年度表
        [answers] 填报值表
       *[findings] 红线认定表
    }
    .expected = { door-takes }
    .mend = 由县里用 duibiao load 载入，或在“填表报送”页送来。
problem-wrong-door-mapping = 这是旧评分表的对照表
    .expected = { door-takes }
    .mend = 在县办工作台的“旧评分表”第二步使用；或写在 duibiao old-form check 或 load 的 --mapping 后面。
problem-wrong-door-old-form = 这像县里的评分表（问的是得分，不是事实）
    .expected = { door-takes }
    .mend = 由它起草指南，用县办工作台的“指南”或 duibiao guide draft；读入学校按它自评的得分，用县办工作台的“旧评分表”，或先用 duibiao old-form mapping 对好各项，再用 duibiao old-form load。
problem-wrong-door-word = 这是文字处理文件（Word、WPS 文字）
    .expected = { door-takes }
    .mend = 里面是评分表的，存为 .docx 后用 duibiao guide draft 或 duibiao old-form mapping；是佐证材料的，用 duibiao evidence add。
problem-wrong-door-document = 这是 { $kind } 文件，不是表格
    .expected = { door-takes }
    .mend = 请送原来的表格文件；是佐证材料的，用 duibiao evidence add。
problem-document-without-table = 文档里没有表格
    .expected = 有表格的 .docx 文件
    .mend = 把评分的内容排成表格再试；看看是不是选错了文件。

# ---- 生成的表
table-template-title-schools = 学校名册
table-template-title-cycles = 年度表
table-template-title-townships = 乡镇位置表
table-template-title-answers = 填报值表（{ $cycle } 年度）
table-template-title-findings = 红线认定表（{ $cycle } 年度）
table-template-how-schools = 一所学校一行；带*的必填。在册的已填好：改哪里写哪里，新学校加在下面。填好后用 duibiao load 载入。
table-template-how-cycles = 一个年度一行；带*的必填。填好后用 duibiao load 载入。
table-template-how-townships = 一个乡镇一行：大致在县里的什么方位，就写第几行、第几列。填好后用 duibiao load 载入。
table-template-how-answers = 只填“填报值”一列，县里填报的还要写理由；一个填报值也没有填的学校不会被当作已报，县里填报的空行不改动已有的值。填好后用 duibiao load 载入。
table-template-how-findings = 一所学校触碰一条红线写一行。填好后用 duibiao load 载入。
table-help-title = 怎样填
table-help-column = 列
table-help-name = 也可写成
table-help-needed = 必填
table-help-is-needed = 是
table-help-about = 说明
table-help-list = 可选：{ $column }
table-help-code = 代码
table-help-refused = 请从下拉列表中选
table-help-lines-schools =
    列的次序可以变，多余的列会提示，不会读取。列名、下拉列表里的写法，用中文名称或代码都行。
    整列删去的，这一项沿用在册的；单元格清空的，就是没有了。
    名册里没有的学校仍然在册。学校撤销的，写“有效期止”；并入别校的，再写“并入学校”。
    情况从某天起变了（例如改了学校类型）：原来那一行写“有效期止”，另起一行写新的情况和“有效期起”。
    不要写个人的姓名、电话。
table-help-lines-cycles =
    “年度”是这次考核的名称，学校的填报表上会写着它，以后不要改。
    学校按“结束日期”那一天的情况计分。过了报送截止日仍可报送，会注明迟了几天。
table-help-lines-townships =
    总览和乡镇页上的方格图按这张表排列：行从北往南数，列从西往东数，一个位置只能放一个乡镇，空着的位置就空着。
    新的表整张代替原来的；没有写进表里的乡镇排在图的下面。得分和名次不受影响。
table-help-lines-answers =
    一所学校的一项一行。学校的填报值按“自评”收；“核实”的写明理由。
    一所学校的各行有一处错误的，这所学校的都不收；别的学校照收。
table-help-lines-findings =
    这一所、这一年度、这一条红线只写一行。要撤回已认定的，用 duibiao withdraw。

# ---- 与在册的不同
changes-heading-schools = 与在册的相比：{ $counts }
changes-heading-cycles = 与已有的年度相比：{ $counts }
changes-count-new = 新增 { $count }
changes-count-renamed = 更名 { $count }
changes-count-changed = 变更 { $count }
changes-count-closed = 撤销 { $count }
changes-count-merged = 并入他校 { $count }
changes-count-reopened = 恢复 { $count }
changes-count-same = 不变 { $count }
changes-count-vanished = 在册而这里没有 { $count }
change-new = 新增
change-renamed = 更名：{ $before } → { $now }
change-changed = { $column }：{ $before } → { $now }
change-closed = 撤销，最后一天 { $now }
change-merged = 并入 { $now }
change-reopened = 恢复：原来到 { $before } 为止
change-vanished = 在册，这份名册里没有；仍然在册
change-nothing = 空
change-school = { $name }（{ $school }）
changes-more = …还有 { $count } 处；--json 列出全部
question-schools-vanish = 在册的 { $known } 所学校，有 { $count } 所不在这份名册里：{ $schools }。不在里面的仍然在册；撤并的要写有效期止。确认照这样载入？
question-schools-change = 在册的 { $known } 所学校，有 { $count } 所的情况与在册的不同。确认以这份名册为准？
question-schools-reopen = 已经撤销的 { $count } 所学校又写成在册：{ $schools }。确认恢复？
question-cycle-edition = 已有学校报送的年度 { $cycles } 换了指南版本。确认以这份表为准？

# 名册和年度：不能办的事
cycle-already-closed = { $cycle } 年度已经是关闭的。
    .mend = 不必再关闭；要改动，先重新开放。
cycle-already-reopened = { $cycle } 年度没有关闭，不必重新开放。
    .mend = 学校可以直接报送。
decision-no-reason = 没有写原因。
    .mend = 请写明原因，它与这项决定一起留存。
extension-cycle-closed = { $cycle } 年度已关闭，不能延期。
    .mend = 需要时先重新开放，再延期。
extension-too-early = { $day } 不晚于 { $cycle } 年度的截止日 { $deadline }，不是延期。
    .mend = 请填晚于截止日的日期；要提前截止日，请改年度的日期。
register-school-unknown = 名册里没有代码为“{ $school }”的学校。
    .mend = 请从学校名册里点开学校，或新增学校。
table-other-kind = “{ $file }”不是这里要的表格，像是{ $kind ->
    [workbook] 学校的填报表
    [schools] 学校名册
    [cycles] 考核年度
    [townships] 乡镇位置
    [answers] 填报值
   *[findings] 红线认定
}。
    .mend = 请到对应的页面交，或重新选择文件。
