## 核实表：县里的核实人员逐项核实学校所报，填好后再载入

review-sheet = 核实
review-title = { $title } 核实表
review-how = 只填浅黄色的格子：与自评相符选“相符”；不符就填核实的值，并写说明；确实没有的选“无值”；没有核实的留空。
review-nothing-handed-in = 学校尚未报送
review-progress-label = 核实进度
review-progress = 已核实 { $filled } / 可核实 { $required }
review-header-self = 自评值
review-header-verified = 核实值
review-header-reason = 核实说明
review-agrees = 相符
review-none = 无值
review-blank = 空
review-county-question = { $question }（由县里填报）
review-given-question = { $question }（县里评审给分，{ $least }—{ $most }分，写明理由）
review-given-input = 在 { $least } 到 { $most } 分之间给分，并在“核实说明”里写明理由；还没有定的留空
review-rater-input = 评审组的代码，例如：评审组1，不写姓名；县办自己给的分留空
review-files = 文件：{ $titles }
review-input = 与自评相符选“相符”；确实没有选“无值”；没核实就留空；不符就填核实的值：{ $needed }

# ---- 命令

review-group = 核实：生成核实表，检查、载入填好的核实表
review-template-help =
    生成核实表：自评值旁边是空的核实值和核实说明
    例：duibiao review template S001 --cycle 2024 --out .
    例：duibiao review template --all --cycle 2024 --out 核实表.zip
review-template-all = 为本年度所有已报送的学校各生成一份
review-template-rater = 为哪个评审组生成（代码，如 评审组1）；不写的由县办填
review-rater-unfit = “{ $rater }”不像评审组的代码。请写代码，例如：评审组1，不写姓名。
review-template-left-out = 还有 { $count } 所学校尚未报送，没有生成。
review-template-none = { $cycle } 年度还没有学校报送，没有可核实的。学校报送后再试；也可以指定一所学校，先生成空表。
review-check-help =
    检查填好的核实表，一次说出全部问题，不载入
    例：duibiao review check 核实表/2024_S001.xlsx
review-load-help =
    载入填好的核实表，成为核实值
    例：duibiao review load 核实表/2024_S001.xlsx --by 核实一组
    例：duibiao review load 核实表 --json
review-files-help = 核实表文件，或放着核实表的文件夹
review-progress-load = 载入核实表
review-counts = 学校 { $school }：核实 { $verified } 项，其中相符 { $agreed } 项、无值 { $none } 项
review-total = 共 { $total } 个文件：载入 { $taken }，退回 { $refused }，已有 { $here }

# ---- 问题

problem-review-workbook = 这是县里的核实表，不是学校的填报表
    .expected = 填报表
    .mend = 请报送本校的填报表；核实表由县里用 duibiao review load 载入。
problem-not-a-review = 这不是核实表
    .expected = 有“代码”“自评值”“核实值”“核实说明”表头的核实表
    .mend = 看看是不是选错了文件；学校的填报表请用 duibiao load 载入。
problem-review-empty = 核实值全是空的
    .expected = 至少填了一项核实值
    .mend = 填好核实值再载入；看看是不是没有保存完。
problem-review-reason-missing = “{ $label }”改了值或填了“无值”，却没有核实说明
    .expected = 一句说明，例如：查会议记录，少 2 次
    .mend = 在核实说明里写明依据；与自评相符的，核实值请选“相符”。
problem-review-self-unreadable = “{ $label }”的自评值一格读不出来，可能被改动过
    .expected = 核实表原来的自评值
    .mend = 改回原来的值，或重新生成核实表，把核实值抄过去。
problem-review-agrees-with-nothing = “{ $label }”由县里填报，旁边没有值可以“相符”
    .expected = 由县里填的值
    .mend = 直接填值；确实没有的填“无值”并写说明；还没有定的留空。
problem-review-not-yours = 这份核实表的学校不在您的核实任务里
    .expected = 分给您的学校的核实表
    .mend = 请交给负责该校的评审，或请县办调整分工
problem-review-self-changed = “{ $label }”在核实表生成之后，学校改报为 { $now }
    .expected = 与核实时看到的自评值一样
    .mend = 请再核对一次。这里按核实时所见计；要按新报的核实，请重新生成核实表。
