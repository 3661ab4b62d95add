# 假如改答、升级路径、帮扶重点
what-if-not-a-pair = “{ $text }”看不懂。请写成 填报项=值，如 填报项代码=12；等号后留空表示没有数据。
path-tier-unknown = 指南里没有档次“{ $tier }”。可选：{ $known }。
path-no-efforts = 指南 { $edition } 没有填写各指标所需工时（indicator_efforts 表），不能按工时计算。请先填写，或改用 --by count。
path-by-unknown = 不认识“{ $by }”。可用 count（指标最少）或 effort（工时最少）。
path-too-entangled = 指标 { $indicator } 的填报项被太多指标共用，无法逐一推算。请精简指南中的共用填报项。
path-bonus-too-entangled = 加分项的得分和不适用的指标会同时变动，无法逐一推算提档路径。请用“假设填报”试算。
path-places-out-of-order = 指标 { $indicator } 按名次得分，名次靠前的不一定得分多，算不出最好的填报值，因此找不出最省的办法。请先改正指南里这项指标的分段。

cli-what-if =
    假如改几项填报值，得分、等次、档次、名次会怎样（不留存）
    例：duibiao what-if S001 L01_num=12 F02_a=3 --cycle 2025
cli-path =
    提档路径：改哪些指标最少（或最省工时）
    例：duibiao path S001 --cycle 2025 --by count
cli-focus =
    帮扶重点：每投入一小时，帮哪项指标带动的学校最多
    例：duibiao focus --cycle 2025 --basis verified
cli-what-if-answers = 要改的填报项，写成 填报项=值，可写多个
cli-path-tier = 要达到的档次（默认高于现有档次的最低一档）
cli-path-by = 路径按什么最优：count（指标最少）或 effort（工时最少）
cli-focus-top = 显示前几项指标
cli-focus-progress = 推算各校路径

path-heading = { $school }（{ $id }） · { $cycle } 年度· { $basis }
path-no-value = 未填
path-score = 得分：{ $before } → { $after }
path-rating = 等次：{ $before } → { $after }
path-tier = 档次：{ $before } → { $after }
path-rank = { $group }名次：第 { $before } 名 → 第 { $after } 名（共 { $size } 所）
path-rank-none = 无
path-group-county = 全县
path-group-peer = 同类学校
path-indicator = { $indicator } { $name }：{ $before } → { $after } 分（满分 { $most } 分，增加 { $gained } 分）
path-indicator-lost = { $indicator } { $name }：{ $before } → { $after } 分（满分 { $most } 分，减少 { $lost } 分）
path-indicator-status = { $indicator } { $name }：{ $before } → { $after }
path-status-scored = 已计分
path-status-missing = 未填，计0分
path-status-not_applicable = 不适用
path-answer = { $label }（{ $fact }）：{ $before } → { $after }
path-effort = 约需 { $hours } 小时
what-if-nothing-changes = 这些填报值与现在的相同，得分不变。
what-if-refused = 以上 { $count } 处须先改正，未试算。

path-found-count = 提到“{ $tier }”，最少改进 { $count } 项指标：
path-found-effort = 提到“{ $tier }”，工时最少的路径是改进 { $count } 项指标，共约 { $hours } 小时：
path-also = 另有 { $count } 项指标因共用填报项而随之变动：
path-proven = 已按调整后的填报值重新计分核对，达到“{ $tier }”。
path-highest = 已是最高档次（{ $tier }），没有更高的档次。
path-already = 已达到“{ $tier }”或更高档次，不需要再改进。
path-unreachable = 本年度内达不到“{ $tier }”，原因：
path-obstacle-red_line = 触碰红线：{ $red-lines }，不能列入任何档次。
path-obstacle-zero_score = 因红线得分为0：{ $red-lines }，在此之前不作推算。
path-obstacle-score = 总分要求 { $needed } 分，能改的全部改到最好也只有 { $best } 分。
path-obstacle-place = 前若干名的学校才能列入本档次，须 { $needed } 分以上，能改的全部改到最好也只有 { $best } 分；其他学校的得分还会变动。
path-obstacle-no_place = 有得分的学校太少，按比例没有学校能列入本档次。
path-obstacle-dimension = 维度“{ $dimension }”要求得分率 { $needed }%，能改的全部改到最好也只有 { $best }%。
path-obstacle-together = 总分和各维度的要求单独都能满足，但有的填报项要求相反，不能同时满足。
path-obstacle-nothing_applies = 没有适用于该校的指标。
path-given = 评审给的分不由学校改动，按现在的算：{ $facts }。
path-unanswered = 另有 { $count } 个填报项未填（{ $facts }），须如实补填；补填前所在指标计0分。

focus-heading = { $cycle } 年度· { $basis }：帮哪项指标带动的学校最多
focus-none = 没有一项指标还能提分。
focus-line = { $place }. { $indicator } { $name }：仅改进此项即可提档 { $alone } 所；列入最优路径 { $on-way } 所；可提分 { $helped } 所，合计可提 { $points } 分
focus-hours = （每校约 { $effort } 小时，共 { $hours } 小时）
focus-how-effort = 按每小时带动的学校数排列（先看仅改进此项即可提档的，再看列入最优路径的，最后看合计可提分）。
focus-how-count = 指南未填各指标所需工时，按每帮一所学校的收效排列（先看仅改进此项即可提档的，再看列入最优路径的，最后看合计可提分）。
