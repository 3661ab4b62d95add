# 推荐名单的命令
nominate-group = 推荐名单：推荐学校、查看、撤回
nominate-add-help =
    把一所学校列入推荐名单，并写明理由；得分未达到该档次的也可推荐，但会注明
    例：duibiao nominate add S001 --tier county --reason 连续两年进步明显 --by 考核办
nominate-list-help =
    查看推荐名单（含尚未发布的）
    例：duibiao nominate list --cycle 2025
    例：duibiao nominate list --all --json
nominate-withdraw-help =
    把一所学校从推荐名单上撤下，并写明理由；原记录留存
    例：duibiao nominate withdraw 记录号 --reason 公示期内有异议
nominate-school = 学校代码
nominate-tier = 推荐的档次代码
nominate-cycle = 考核年度（推荐时默认最近一个，查看时默认全部）
nominate-basis = 计分口径：verified（核实后，默认）或 self（学校自评）
nominate-record = 推荐的记录号（见 duibiao nominate list）
nominate-list-all = 已撤回、已被替换的也列出
nominate-list-none = 推荐名单是空的。用 duibiao nominate add 推荐学校。

nominate-added = 已推荐：{ $cycle } 年度，学校 { $school }，档次 { $tier }，记录号 { $record }
nominate-not-reached = 注意：该校得分 { $score }，未达到 { $tier } 的要求。推荐与理由已记录。
nominate-withdrawn = 已撤回：学校 { $school }，档次 { $tier }
nominate-line = { $cycle } { $tier } { $school } 得分 { $score }：{ $reason }（{ $by }，{ $at }，{ $record }）
nominate-mark = { " " }[{ $mark }]
nominate-mark-not-reached = 推荐时未达到该档次
nominate-mark-withdrawn = 已撤回：{ $reason }
nominate-mark-replaced = 已被后来的推荐替换
nominate-mark-unpublished = 尚未发布

nominate-no-reason = 没有写理由。请用一句话写明理由再试。
nominate-tier-unknown = 指南里没有档次“{ $tier }”。可选：{ $known }。
nominate-no-score = 学校 { $school } 在 { $cycle } 年度没有已发布的得分，不能推荐。请核对学校代码，或先接收它的填报表并发布。
nominate-unknown = 没有记录号为“{ $record }”的推荐。请核对记录号。
nominate-not-in-force = 推荐“{ $record }”已撤回或已被替换，不必再撤回。
nominate-doubt-not_reached = 得分未达到本档
nominate-doubt-over_quota = 已推荐 { $count } 所，名额 { $most } 所，再推荐就超出名额
nominate-doubt-red_line = 该校触碰红线 { $count } 条
nominate-doubt-unverified = 该校的填报一项也没有核实
nominate-doubt-unsure = 稳定性不足：指标权重稍作调整，是否达到本档就可能改变
