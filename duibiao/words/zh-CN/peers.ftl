# 可借鉴学校、实地核查
cli-peers =
    可借鉴学校：本校薄弱的每项指标，哪些同类学校做得好或进步大，佐证材料是什么
    例：duibiao peers S001
    例：duibiao peers S001 J02 --cycle 2024
peers-indicator-none = 指标“{ $indicator }”不是本校的薄弱指标，或者同类学校里没有可借鉴学校。有的是：{ $known }。
peers-heading = { $school }（{ $id }），{ $cycle } 年度：薄弱指标和可借鉴的同类学校
peers-none = { $school }没有薄弱指标，或者同类学校里没有可借鉴学校。
peers-indicator = { $indicator } { $name }：本校得分率 { $share }
peers-high = { $school }（{ $id }）：得分率 { $share }
peers-raised = { $school }（{ $id }）：得分率从 { $before } 升到 { $share }
peers-both = { $school }（{ $id }）：得分率 { $share }，上期 { $before }
peers-evidence = 。佐证材料：{ $evidence }

cli-site-check =
    实地核查清单：下一步查哪些填报值、为什么；旁边另列随机抽样
    例：duibiao site-check --count 30
cli-site-check-count = 各列多少条
site-check-heading = { $cycle } 年度：优先核实这些（按“涉及得分 × 这类填报值被更正的可能”排列）
site-check-none = { $cycle } 年度没有待实地核查的填报值：年度已关闭，或者填报值都已核实。
site-check-sample = 随机抽样（由学校、填报项和固定种子决定，重新计分不会变）
site-check-answer = { $school }（{ $id }） { $fact } { $label }：{ $value }
site-check-reasons = 。{ $reasons }
site-check-and = ；
site-check-stake = 本项指标涉及 { $score } 分
site-check-corrected = 这项指标核实过 { $checked } 项，更正 { $corrected } 项
site-check-borderline = 该校处于档次临界
site-check-warning = 报送时有提醒
