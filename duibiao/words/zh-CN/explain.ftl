## 得分的说明：从名次一直到单元格。数字都出自集市，这里只把它们连成话。

# ---- 一个指标的得分
explain-amount = { $value }{ $unit }
explain-fact = { $label }{ $gap }{ $amount }
explain-standard = 标准{ $amount }
explain-ratio = { $base }，{ $fact }，比率{ $value }，零分线{ $floor }、满分线{ $target }
explain-ratio-less = { $base }，{ $fact }，比率{ $value }，{ $floor }及以上不得分、{ $target }及以下满分
explain-base-zero = { $base }，按评分办法不得分
explain-bands = { $base }，{ $fact }，比率{ $value }，属“{ $band }”一档
explain-band-at-least = { $key }及以上
explain-band-at-most = { $key }及以下
explain-band-other = 其余
explain-given-plain = { $label }：给{ $value }分（可给{ $least }—{ $most }分）
explain-given-one = { $label }：评审给{ $value }分（可给{ $least }—{ $most }分）
explain-given-mean = { $label }：{ $count }位评审给{ $values }，取平均{ $value }分（可给{ $least }—{ $most }分）
explain-given-trimmed = { $label }：{ $count }位评审给{ $values }，去掉一个最高分{ $highest }和一个最低分{ $lowest }，取平均{ $value }分（可给{ $least }—{ $most }分）
explain-given-office = { $label }：县办给{ $value }分（可给{ $least }—{ $most }分）
explain-given-office-instead = { $label }：{ $count }位评审给{ $values }，以县办给的{ $value }分为准（可给{ $least }—{ $most }分）
explain-count = { $fact }，目标{ $target }
explain-count-for = { $fact }，目标{ $target }（{ $who }）
explain-relative-rate = { $base }，{ $fact }，比率{ $value }
explain-relative-place = { $what }，在{ $group }可比的{ $size }所学校中排第{ $place }（{ $better }）
explain-relative-band = { $compared }，在“{ $band }”一档
explain-relative-none = { $compared }，不在得分的名次内
explain-relative-rest = { $compared }，不在得分的名次内，按与最好的{ $reference }之比得分
explain-relative-best = { $what }，{ $group }可比的{ $size }所学校中排第{ $place }，最好的是{ $reference }（{ $better }）
explain-relative-mean = { $what }，{ $group }可比的{ $size }所学校平均{ $reference }（{ $better }）
explain-better-more = 越多越好
explain-better-less = 越少越好
explain-among-county = 全县
explain-among-school_type = 全县{ $name }中
explain-band-place = 前{ $key }名
explain-band-percent = 前{ $key }
explain-part-few = 第{ $part }部分（{ $weight }）：{ $group }可比的学校只有{ $size }所，不足3所，不计入
explain-step = { $key }及以上
explain-step-between = { $key }及以上、不足{ $end }
explain-steps = { $fact }，达到“{ $band }”一档
explain-steps-below = { $fact }，低于最低一档“{ $band }”
explain-grade = { $label }：{ $band }
explain-on-time = { $due }，{ $done }，没有逾期
explain-late = { $due }，{ $done }，逾期{ $days }天
explain-not-done = 到年度末（{ $on }）仍未完成
explain-late-band = { $compared }，属“{ $band }”一档
explain-band-late = 逾期{ $days }天以内
explain-band-on-time = 按期
explain-band-rest = 逾期更久
explain-better-band = { $compared }（高一档“{ $band }”得{ $share }）
explain-best-band = { $compared }（已是最高一档）
explain-checklist = 适用{ $asked }项，做到{ $met }项
explain-checklist-lacking = { $compared }；没有做到：{ $items }
explain-deduct = { $items }，共扣{ $points }分
explain-deduct-all = { $items }，共扣{ $points }分，扣完为止
explain-deduct-none = 没有扣分的情形
explain-deduct-each = { $fact }（每{ $unit }扣{ $points }分）
explain-deduct-shortfall = { $fact }（应不少于{ $needed }，每少1{ $unit }扣{ $points }分）
explain-deduct-flag = { $fact }（扣{ $points }分）
explain-one = 个

explain-alone = { $compared }，{ $points }
explain-result = { $compared }，得分率{ $share }
explain-weight-share = 占{ $share }
explain-weight-points = { $points }分
explain-part = 第{ $part }部分（{ $weight }）：{ $compared }，得分率{ $share }
explain-part-base-zero = 第{ $part }部分（{ $weight }）：{ $base }，按评分办法这一部分不计
explain-part-not-asked = 第{ $part }部分（{ $weight }）：所需填报项不适用于本校，这一部分不计
explain-points = 得{ $points }分（满分{ $maximum }分）
explain-points-least = 得{ $points }分（满分{ $maximum }分，最低{ $least }分）
explain-points-bonus = 加{ $points }分（加分项，最多{ $maximum }分）
explain-points-bonus-least = 加{ $points }分（加分项，最多{ $maximum }分，最低{ $least }分）
explain-total = 合计得分率{ $share }，{ $points }
explain-total-counted = 按计入的部分折算，得分率{ $share }，{ $points }
explain-cap = { $fact }，触发上限：得分率由{ $before }降为最高{ $share }，{ $points }
explain-red-line = 触碰红线“{ $label }”，本项记0分（满分{ $maximum }分）
explain-red-line-below = 触碰红线“{ $label }”，本项至多得0分，仍得{ $points }分
explain-missing = 未填“{ $facts }”，按0分计（满分{ $maximum }分，分值照计）
explain-missing-least = 未填“{ $facts }”，按最低分{ $least }分计（满分{ $maximum }分，分值照计）
explain-missing-given = “{ $facts }”还没有评审给分，按0分计（满分{ $maximum }分，分值照计）
explain-missing-beside = 另有“{ $facts }”未填
explain-exempt = 本校{ $attribute }为“{ $value }”，按指南不适用本项，不计分值
explain-base-excuses = { $base }，按评分办法本项不适用，不计分值
explain-nothing-left = 没有一部分可以计入，本项不适用，不计分值
explain-gap = 离满分差{ $gap }分；达到满分后总分可加{ $score }分
explain-gap-bonus = 总分最多还可加{ $gap }分
explain-claimed = 自评得分{ $points }分，只作对照，不计分
explain-attribute-school_type = 学校类型
explain-attribute-area = 所在区域
explain-attribute-organisation = 党组织形式
explain-attribute-leadership = 领导体制
explain-attribute-tier_held = 现有档次
explain-attribute-township = 所在乡镇
explain-attribute-education_group = 所属教育集团
explain-attribute-students = 学生数
explain-attribute-teachers = 教师数
explain-attribute-members = 党员数
explain-not-in-register = { $attribute }（学校名册里空着）
explain-size = { $attribute } { $number }
size-at-least = 不少于 { $number }
size-below = 少于 { $number }
size-of-attribute = { $attribute }{ $size }

# ---- 维度、得分、名次、等次、示范校
explain-dimension = { $name }：得{ $points }分（适用分值{ $maximum }分），得分率{ $share }
explain-dimension-none = { $name }：没有适用的指标
explain-dimension-bonus = { $name }：都是加分项，得分加在总分上，不计入本维度
explain-dimension-lost = 失分最多：{ $items }
explain-dimension-full = 各项都是满分
explain-lost = { $code }{ $name }（失{ $points }分）
explain-score = { $count }项指标中{ $applicable }项适用，得{ $points }分（适用分值{ $maximum }分）；{ $points }÷{ $maximum }×100，得分{ $score }分
explain-score-of-100 = { $count }项指标中{ $applicable }项适用，适用分值{ $maximum }分，得分{ $score }分
explain-score-none = 按指南没有一项适用，没有得分、等次和名次
explain-score-whole = { $count }项指标中{ $applicable }项适用，得{ $points }分（适用分值{ $maximum }分）；{ $points }÷{ $maximum }×100{ $reckoning }，得分{ $score }分
explain-plus = +{ $points }
explain-minus = −{ $points }
explain-zeroed = （红线记0分）
explain-held = （低于0分）
explain-bonus = 加分项：{ $items }，合计加{ $points }分
explain-bonus-capped = 加分项：{ $items }，最多加{ $most }分，计加{ $points }分
explain-bonus-none = 加分项没有加分
explain-bonus-item = { $name }{ $points }分
explain-taken-off = 因红线“{ $labels }”，从总分中扣{ $points }分
explain-score-zeroed = 因红线“{ $labels }”，总分记0分
explain-score-held = 低于0分的按0分计
explain-verified = 应填{ $asked }项，县里核实了{ $verified }项
explain-rank-county = 全县有得分学校{ $size }所，本校列第{ $rank }名
explain-rank-township = { $name }有得分学校{ $size }所，本校列第{ $rank }名
explain-rank-school_type = 同类型（{ $name }）有得分学校{ $size }所，本校列第{ $rank }名
explain-rank-peer_group = 同类组（{ $name }）有得分学校{ $size }所，本校列第{ $rank }名
explain-tied = { $rank }，与{ $names }并列
explain-tied-many = { $rank }，与{ $names }等{ $count }所并列
explain-rating-best = { $score }分，等次为“{ $rating }”（{ $minimum }分起），是最高等次
explain-rating = { $score }分，等次为“{ $rating }”（{ $minimum }分起）；不到“{ $next }”（{ $next_minimum }分起）
explain-rating-capped = 因红线“{ $labels }”，等次由“{ $before }”降为“{ $rating }”
explain-rating-by-place = { $score }分，等次为“{ $rating }”（{ $minimum }分起）
explain-rating-first = “{ $name }”只评前{ $percent }%的学校，{ $ties }；本校在{ $size }所中列第{ $rank }名
explain-rating-last = 得分最低的{ $percent }%的学校至多评为“{ $name }”，{ $ties }；本校在{ $size }所中列第{ $rank }名
explain-rating-down = 触碰红线“{ $label }”，等次降{ $steps }等
explain-ties-in = 末位同分的都算在内
explain-ties-out = 末位同分而名额不够的都不算
explain-tier = 达到“{ $tier }”：得分不低于{ $score }分，各维度得分率都不低于{ $share }
explain-tier-none = 未达到任何档次
tier-reached-none = 未达到任何档次
explain-tier-not = 没有达到“{ $tier }”：{ $reasons }
explain-tier-score = 须{ $minimum }分，还差{ $short }分
explain-tier-dimension = “{ $name }”得分率{ $share }，须{ $minimum }
explain-tier-place = 只评前{ $percent }%（{ $limit }所），{ $ties }，本校列第{ $place }名
explain-tier-red-line = 触碰红线“{ $labels }”，不得列入任何档次
explain-finding = 触碰红线“{ $label }”：{ $effects }
explain-effect-zero_indicator = 指标{ $indicator }记0分
explain-effect-cap_rating = 等次最高为“{ $rating }”
explain-effect-no_tier = 不得列入任何档次
explain-effect-zero_score = 总分记0分
explain-effect-take_off = 从总分中扣{ $value }分
explain-effect-rating_down = 等次降{ $value }等

# ---- 一个填报项：谁在哪个单元格里填了什么
explain-answer = { $label }：{ $value }
explain-answer-verified = { $label }：{ $value }（县里核实）
explain-answer-county = { $label }：{ $value }（县里填报）
explain-answer-blank = { $label }：未填
explain-answer-none = { $label }：县里核实为没有
explain-answer-not-asked = { $label }：免填
explain-answer-excused = { $label }：免填（本校{ $attribute }为“{ $value }”）
explain-own = 学校填报{ $value }：{ $place }
explain-own-blank = 学校没有填：{ $place }
explain-own-not-counted = 学校填报时没有问到这一项，所填的不计；现在要问的，请学校重新填报：{ $place }
explain-own-nothing = 学校没有填这一项
explain-county = 县里填报{ $value }：{ $place }
explain-county-verified = 县里核实为{ $value }：{ $place }
explain-county-nothing = 县里没有填这一项
explain-rater-counted = { $who }给{ $value }分，理由：{ $reason }；{ $by }于{ $at }交来
explain-rater-lowest = { $who }给{ $value }分，作为一个最低分去掉，理由：{ $reason }；{ $by }于{ $at }交来
explain-rater-highest = { $who }给{ $value }分，作为一个最高分去掉，理由：{ $reason }；{ $by }于{ $at }交来
explain-rater-overruled = { $who }给{ $value }分，县办另有给分，不计，理由：{ $reason }；{ $by }于{ $at }交来
explain-rater-office = 县办
explain-rater-no-reason = 没有写
explain-no-value = 没有
explain-cell = 《{ $file }》“{ $sheet }”表{ $cell }单元格
explain-line = 《{ $file }》第{ $line }行
explain-file = 《{ $file }》
explain-raw = { $place }，原样“{ $raw }”
explain-empty-cell = { $place }，是空的
explain-by = { $who }于{ $at }交来（{ $channel }）
explain-record = 记录{ $record }，文件校验码（SHA-256）{ $sha }
explain-record-alone = 记录{ $record }
explain-no-file = 没有文件
explain-somebody = 未署名
explain-channel-command_line = 命令行
explain-channel-dashboard = 网页
explain-channel-demo = 演示数据
explain-channel-other = 其他途径
explain-reason = 理由：{ $reason }
explain-evidence = 佐证材料：{ $evidence }
explain-note = 备注：{ $note }

# ---- 整条路，印在终端和文档里
explain-title = { $school }（{ $code }），{ $cycle }年度，{ $basis }
explain-edition-official = 按《{ $title }》计分；数据版本号{ $build }
explain-edition-working = 按《{ $title }》计分，工作版，非官方文本；数据版本号{ $build }
explain-heading-ranks = 名次
explain-heading-score = 得分、等次、档次
explain-heading-findings = 红线
explain-heading-dimension = 维度 { $code }
explain-heading-indicator = 指标 { $code } { $name }
explain-heading-answers = 填报值
explain-rule = 评分办法：{ $rule }
explain-requirement = 要求：{ $requirement }
explain-indicator-line = { $code } { $name }：{ $sentence }
explain-deeper = 看到单元格：duibiao explain { $school } { $indicator }

# ---- 问得不对时

# ---- 命令
cli-explain =
    说明一个得分：从名次到得分、维度、指标，一直到填报的单元格
    例：duibiao explain S001
    例：duibiao explain 云岭镇第一小学 L01 --cycle 2024 --basis self

# 报告表格里的一行：为什么得这些分
explain-brief-red-line = 触碰红线“{ $label }”，记 0 分
explain-brief-missing = 未填：{ $facts }
explain-brief-missing-least = 未填：{ $facts }，得 { $least } 分
explain-brief-exempt = { $value }不适用，不计分值
explain-brief-place = { $value }，第{ $place }名（共{ $size }所）
explain-brief-to-best = { $value }，最好{ $reference }
explain-brief-to-mean = { $value }，平均{ $reference }
explain-brief-base-zero = { $base }为 0，不适用
explain-brief-nothing-left = 没有可计的部分，不适用
explain-brief-base-none = 基数为 0
explain-brief-ratio = { $fact }/{ $base } = { $value }，满分须 { $target }
explain-brief-ratio-less = { $fact }/{ $base } = { $value }，须降到 { $target }
explain-brief-ratio-full = { $fact }/{ $base } = { $value }
explain-brief-count = { $fact } { $unit }，目标 { $target }
explain-brief-count-full = { $fact } { $unit }
explain-brief-steps = { $fact } { $unit }，高一档须 { $target }
explain-brief-given = 评审给 { $value } 分，可给 { $least }—{ $most } 分
explain-brief-bands = { $fact }/{ $base } = { $value }，高一档为 { $band }
explain-brief-grade = 等级 { $band }，高一档 { $better }
explain-brief-grade-best = 等级 { $band }
explain-brief-on-time = 按期
explain-brief-late = 逾期 { $days } 天
explain-brief-not-done = 未完成，已逾期 { $days } 天
explain-brief-checklist = { $met }/{ $asked } 项，缺：{ $items }
explain-brief-checklist-full = { $met }/{ $asked } 项
explain-brief-deduct = 扣 { $points } 分：{ $items }
explain-brief-deduct-none = 没有扣分
explain-brief-cap = { $fact }为 { $value }，封顶 { $share }

# Beside a score
beyond-bonus = 含加分 { $points }
beyond-taken-off = 红线扣 { $points }
beyond-zeroed = 红线记 0 分
beyond-held = 不足 0 分按 0 分计

# ---- 与他校比的指标

others-may-move = 指标 { $indicators } 与其他学校比：按已公布的其他学校计算，他们变了，这几项的得分还会变。
others-too-few = 指标 { $indicators } 要与其他学校比，已公布的可比学校不足三所，相比的部分暂不计入。
