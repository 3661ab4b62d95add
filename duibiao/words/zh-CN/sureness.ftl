# 名次与档次的权重稳定度
cli-sureness =
    名次与档次的权重稳定度：权重小幅变动一千次，名次落在哪个区间，多大比例达到各档，谁与谁难分先后
    例：duibiao sureness --cycle 2024 --tier county
    例：duibiao sureness S001 --basis self
cli-sureness-school = 学校代码、校名或校名的一部分；给出时用文字说明这一所学校
cli-sureness-tier = 只看一个档次的代码：达到的、有可能达到的、在线边上的学校
sureness-tier-unknown = 指南里没有档次“{ $tier }”。可选：{ $known }。
sureness-no-rank = { $school }在 { $cycle } 年度没有排名：指南里没有一项适用于它。

sureness-column-rank = 名次
sureness-column-interval = 名次区间
sureness-column-verified = 已核实
sureness-column-school = 学校
sureness-reached = ✓
sureness-not-reached = –
sureness-ties = 难分先后：
sureness-tie-inside-short = { $tier }：{ $school }（入围）与{ $other }（未入围）
sureness-tie-outside-short = { $tier }：{ $school }（未入围）与{ $other }（入围）
sureness-tie-even-short = { $tier }：{ $school }与{ $other }同分，名额不够
sureness-legend =
    百分数是达到该档（含以上）的权重方案所占比例；✓ 为正式得分已达到，– 为未达到；* 表示这一结果稳定性不足。
    权重方案围绕指南的分值随机小幅变动；正式得分与名次不受影响。

sureness-rank-stays = 全县第{ $rank }名（共{ $size }所）。权重小幅变动时，至少在{ $share }的权重方案下仍是第{ $low }名。
sureness-rank-moves = 全县第{ $rank }名（共{ $size }所）。权重小幅变动时，在{ $share }的权重方案下排在第{ $low }至{ $high }名。
sureness-reaches = 在{ $percent }的权重方案下达到{ $tier }。
sureness-might-reach = 现未达到{ $tier }；在{ $percent }的权重方案下可以达到。
sureness-never-reaches = 现未达到{ $tier }；权重怎样小幅变动都达不到。
sureness-tie-inside = { $tier }：已入围，但与未入围的{ $school }难分先后（在{ $percent }的权重方案下领先）。
sureness-tie-outside = { $tier }：未入围，但与入围的{ $school }难分先后（在{ $percent }的权重方案下领先）。
sureness-tie-even = { $tier }：与{ $school }总分相同，而名额不够。
sureness-verified = 以上只说权重：应填{ $asked }项，县里核实了{ $verified }项（{ $percent }），其余依据自评。
