# Which cycle, school and indicator is meant: said by all commands alike.
asked-school = 学校编号、校名或校名的一部分
asked-indicator = 只看这一项指标：编号、名称或名称的一部分
asked-cycle = 考核周期（默认：最近一个有得分的）
asked-basis = 计分依据：verified（核实后，默认）或 self（学校自报）

asked-no-cycle = 还没有考核周期。请先用 duibiao load 载入周期表（cycles），再运行 duibiao build。
asked-no-open-cycle = 没有未关闭的考核周期。已有：{ $known }。请用 --cycle 指明一个，或先用 duibiao load 载入新的周期表（cycles）。
asked-cycle-unknown = 没有考核周期“{ $cycle }”。已有：{ $known }。请改正周期编号；新的周期先用 duibiao load 载入周期表（cycles），再运行 duibiao build。
asked-cycle-older = { $latest } 周期还没有得分，下面是 { $cycle } 周期的。
asked-nobody-scored = { $cycle } 周期还没有学校有得分。有得分的周期：{ $known }。
asked-school-unknown = { $cycle } 周期的 { $count } 所学校里没有“{ $school }”。最接近的：{ $known }。请写学校编号、校名或校名的一部分。
asked-school-several = “{ $school }”不止一所（{ $count } 所）：{ $known }。请写全名或学校编号。
asked-school-no-score = { $school }在 { $cycle } 周期没有得分：没有已接收的填报表。有得分的周期：{ $known }，例如加 --cycle { $newest }。
asked-school-never-scored = { $school }还没有任何一个周期的得分：没有已接收的填报表。
asked-indicator-unknown = 这一版指南的 { $count } 项指标里没有“{ $indicator }”。最接近的：{ $known }。请写指标编号、名称或名称的一部分。
asked-indicator-several = “{ $indicator }”不止一项指标（{ $count } 项）：{ $known }。请写全名或指标编号。
asked-basis-unknown = 计分依据没有“{ $basis }”。可用 self（学校自报）或 verified（核实后）。
