# 总览
overview-lead = 报送截止 { $deadline }（{ $distance }）。
deadline-left = 还有 { $days } 天
deadline-closed = 年度已关闭
deadline-today = 就在今天
deadline-passed = 已过 { $days } 天
all-reporting = 全部学校的报送情况
section-tasks = 今天要办的事
tasks-day = { $day }
tasks-none = 现在没有要办的事。
    .mend = 学校都已报送，没有退回待改、触碰红线和难分先后的学校；有新情况会列在这里。
tasks-closed = 这个年度已关闭，没有要办的事。
    .mend = 下面是它的结果；要看正在进行的年度，请在上方换一个。
urgency-urgent = 急办
urgency-due = 要办
urgency-note = 提示
names-more = 等，另有 { $count } 所
task-open = （{ $count } 处）
task-reporting-late = { $count } 所学校尚未报送，已逾期 { $days } 天
task-reporting-near =
    { $days ->
        [0] { $count } 所学校尚未报送，今天截止
       *[other] { $count } 所学校尚未报送，距截止 { $days } 天
    }
task-reporting-open = { $count } 所学校尚未报送，距截止还有 { $days } 天
task-must_correct = { $count } 所学校的文件被退回，尚未改好重报（{ $things } 处错误）
task-correction_refused = { $count } 所学校后来的更正被退回，仍按先前的报送计分
task-red_line = { $count } 所学校触碰红线，待研究处理
task-warnings = { $count } 所学校的报送有 { $things } 处提醒未作说明
task-evidence_missing = { $count } 所学校缺 { $things } 项佐证材料
task-scan_unmatched = { $count } 所学校的签字扫描件对不上任何一次报送
task-unsigned = { $count } 所学校尚未交签字盖章表
task-waiting =
    { $schools ->
        [0] 新收到 { $count } 条记录，还没计入下面的数字
       *[other] 新收到 { $count } 条记录（{ $schools } 所学校报送），还没计入下面的数字
    }
task-borderline = { $count } 所学校处于档次临界，需研究确定
task-tier = { $tier } { $count } 所
task-site_checks = 建议实地核查 { $count } 项，重点是
task-question = ：{ $question }
townships-slowest = 最慢的 { $shown } 个，共 { $count } 个
section-changes = 与上期相比
changes-before = 上期 { $cycle }
changes-none = 没有上一个年度可以比较。
    .mend = 下一个年度有得分后，这里列出升降。
changes-scores = 得分
changes-scores-told = 升 { $up } 所，降 { $down } 所，不变 { $same } 所
changes-tier-up = 升档
changes-tier-down = 降档
changes-step = （{ $before }→{ $now }）
column-share-change = 比上期（百分点）
section-weaknesses = 全县短板
    .note = 失分率最高的几项；全部指标见“差距”
column-lost-share = 失分率
column-lost-of-asked = 失分 / 应得分值（各校之和）
