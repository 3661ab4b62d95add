# Which cycle, school and indicator is meant: said by all commands alike.
asked-school = 学校代码、校名或校名的一部分
asked-indicator = 只看这一项指标：代码、名称或名称的一部分
asked-cycle = 考核年度（默认：最近一个有得分的）
asked-basis = 计分口径：verified（核实后，默认）或 self（学校自评）

asked-no-cycle = 还没有考核年度。请先用 duibiao load 载入年度表（cycles），再运行 duibiao build。
asked-no-open-cycle = 没有未关闭的考核年度。已有：{ $known }。请用 --cycle 指明一个，或先用 duibiao load 载入新的年度表（cycles）。
asked-cycle-unknown = 没有考核年度“{ $cycle }”。已有：{ $known }。请改正年度代码；新的年度先用 duibiao load 载入年度表（cycles），再运行 duibiao build。
asked-cycle-older = { $latest } 年度尚未得分，下面是 { $cycle } 年度的。
asked-nobody-scored = { $cycle } 年度还没有学校有得分。有得分的年度：{ $known }。
asked-school-unknown = { $cycle } 年度的 { $count } 所学校里没有“{ $school }”。最接近的：{ $known }。请写学校代码、校名或校名的一部分。
asked-school-several = “{ $school }”不止一所（{ $count } 所）：{ $known }。请写全名或学校代码。
asked-school-no-score = { $school }在 { $cycle } 年度没有得分：没有已接收的填报表。有得分的年度：{ $known }，例如加 --cycle { $newest }。
asked-school-never-scored = { $school }还没有任何一个年度的得分：没有已接收的填报表。
asked-indicator-unknown = 这一版指南的 { $count } 项指标里没有“{ $indicator }”。最接近的：{ $known }。请写指标代码、名称或名称的一部分。
asked-indicator-several = “{ $indicator }”不止一项指标（{ $count } 项）：{ $known }。请写全名或指标代码。
asked-basis-unknown = 计分口径没有“{ $basis }”。可用 self（学校自评）或 verified（核实后）。
