# 报告：一校一报告、全县通报、Excel 清单，以及做报告的命令

# ---- 共用
report-page = 第 { $page } 页，共 { $pages } 页
report-sentence-end = 。
report-and-more = 等 { $count } 个
report-none = —
report-of = / { $size }
report-number = 报告号
report-notice-working = 工作版，非官方文本：本报告按《{ $title }》计分，指标文字与分值由本系统拟定，只供工作参考，请县里以官方指南替换。
report-as-of = { $at }（北京时间）
report-trace-cycle = 考核年度
report-trace-basis = 计分口径
report-trace-edition = 指南版本
report-trace-as-of = 数据截至
report-trace-build = 数据版本号
report-trace-guide = 指南校验码
report-trace-seal = 数据校验码
report-section-traces = 数字从哪里来
report-change = 比上期 { $change }
report-finding = { $label }：{ $effects }

report-lead-score = 得分
report-lead-ranks = 名次
report-lead-history = 历年情况
report-lead-sureness = 权重稳定度
report-lead-red-lines = 红线
report-lead-reporting = 报送
report-lead-weak = 短板
report-lead-tiers = 档次

# ---- 一校一报告
report-school-named = { $name }（{ $code }）
report-school-title = { $school } { $cycle } 年度考核报告
report-school-running = { $school } · { $cycle } 年度 · { $basis }
report-tier-held = 现有档次：{ $tier }
report-score = 得分（百分制）
report-score-none = 按指南没有一项适用于这所学校，没有得分、等次和名次。
report-rating = 等次
report-rating-lowered = 因红线由“{ $rating }”下调
report-tier = 达到档次
report-reached-in = { $percent }的权重方案；已核实{ $verified }
report-rank-county = 全县名次
report-rank-township = 乡镇名次
report-rank-school_type = 同类型名次
report-rank-peer_group = 同类组名次
report-interval = 区间 { $interval }
report-rank-up = 全县名次比上期上升 { $places } 位
report-rank-down = 全县名次比上期下降 { $places } 位
report-history = { $cycle } 年度 { $score } 分，第 { $rank } / { $size } 名
report-section-summary = 得分与名次，怎么来的，是否稳定
report-section-dimensions = 各维度与同类学校
report-legend-dimensions = 粗条为本校得分率；灰带为同类学校中间一半，粗竖线为同类中位数，细竖线为全县中位数。横条刻度为0—100%。
report-section-gaps = 提分空间最大的指标与可借鉴学校
report-note-gaps = “可加”是达到满分时总分的增加
report-nothing-lacking = 各项都已满分，没有可以再加分的指标。
report-peer = { $name }（{ $share }）
report-section-way = 提档路径
report-note-way = 改进指标最少的路径，已按调整后的填报值重新计分核对
report-way-result = 调整后：得分 { $before } → { $after }，全县名次 { $rank_before } → { $rank_after }，达到“{ $tier }”。
report-step = { $name }（{ $gained } 分）：{ $answers }
report-section-indicators = 全部 { $count } 项指标
report-count-missing = 未填 { $count } 项
report-count-not-applicable = 不适用 { $count } 项
report-legend-indicators = 虚线框“未填”：按 0 分计，分值照计；黑底“0.00”：已填而不得分；斜体“不适用”：不计分值。“情况”只写要点，计算过程见系统“学校”页。

report-section-mending = 需要改正的内容
report-mend-open = 请于 { $deadline } 前改正并重新报送填报表。
report-mend-late = 报送截止日为 { $deadline }，已过；现在报送按逾期登记，请尽快改正。
report-mend-closed = 本年度填报已关闭（报送截止日为 { $deadline }），以下各项的更正请与县级办公室联系。
report-mend-missing = { $indicator }：未填“{ $facts }”
report-mend-red-line = 红线“{ $label }”：{ $effects }
report-section-corrections = 县级核实改动的填报值
report-note-corrections = 共 { $count } 项
report-column-fact = 填报项
report-column-self = 自评
report-column-verified = 核实
report-column-reason = 理由
report-verified-none = 核实为无此数据

report-column-dimension = 维度
report-column-share-drawn = 得分率
report-column-points-of = 得分 / 分值
report-column-share = 本校
report-column-peer-median = 同类中位
report-column-county-median = 全县中位
report-column-indicator = 指标
report-column-would-add = 可加
report-column-lacks = 主要差距
report-column-peers = 可借鉴学校（得分率）
report-column-code = 代码
report-column-points = 得分
report-column-max = 分值
report-column-why = 情况

# ---- 全县通报
report-nobody-scored = 还没有学校得分：收到第一份合格的填报表并计分后，才有排名和档次。
report-said-reporting = 应报 { $expected } 所，已报 { $handed_in } 所（其中逾期 { $late } 所），退回待改 { $must_correct } 所，未报 { $not_handed_in } 所
report-said-scores = { $scored } 所得分，平均 { $average } 分，中位数 { $median } 分，最低 { $lowest } 分，最高 { $highest } 分
report-said-change = 两期都有得分的 { $count } 所，平均比上期 { $change } 分
report-said-count = { $name } { $count } 所
report-said-ratings = 等次：{ $ratings }
report-weakness = { $name }（{ $share }）
report-said-tiers = 得分达到本档及以上：{ $tiers }；其中 { $count } 所指标权重稍作调整即可能不达标
report-section-ranking = 排名
report-note-ranking-self = 按学校自评计分；同分并列
report-note-ranking-verified = 县里核实过的按核实值，其余按学校自评计分；同分并列
report-legend-ranking = 区间：权重小幅变动一千次，九成方案下名次落在其中；图中灰带为区间、竖线为现名次，左端为第 1 名。区间相交的学校，名次先后仅供参考。等次后的 ▼ 表示因红线下调；档次后的 * 表示稳定性不足。
report-mark-lowered = ▼
report-mark-unsure = *
report-section-townships = 各乡镇
report-note-townships = 按平均分排列
report-legend-townships = 粗条为平均分，灰带为最低到最高，细竖线为全县平均。横条刻度为0—100分。
report-section-weaknesses = 共性短板
report-note-weaknesses = 得分率最低的 { $count } 项；得分率 = 得分之和 ÷ 适用分值之和
report-section-kinds = 按指标的性质和特征
report-section-tiers = 档次候选学校
report-note-tiers = “达到”指得分符合条件，不等于命名
report-legend-tiers = 权重稳定度：达到该档（含以上）的权重方案所占比例，各维度最低要求一并计算；也列出现未达到、但差距小到难以断定的学校。
report-said-tier = 须总分 { $score }、各维度得分率 { $share }；名额 { $quota }，达到本档及以上 { $count } 所
report-no-quota = 不限
report-said-close-inside = 入围，但与未入围的难分先后：{ $names }
report-said-close-outside = 未入围，但与入围的难分先后：{ $names }
report-said-close-even = 同分而名额不够：{ $names }
report-judged-sure = 达到
report-judged-unsure = 达到，稳定性不足
report-judged-near = 未达到，差距很小
report-lacks-score = 差 { $short } 分
report-lacks-dimensions = { $names }得分率未达要求
report-lacks-place = 只评前{ $limit }所，列第{ $place }名
report-lacks-red-line = 触碰红线
report-section-reporting = 报送情况
report-note-reporting = 截止 { $deadline }
report-owing = { $name }（{ $code }，{ $status }）
report-section-red-lines = 红线

# ---- 通报：正文
report-county-title = 关于{ $cycle }年度考核情况的通报
report-county-running = { $cycle }年度考核情况通报 · { $basis }
report-letter-number = ＿＿＿〔{ $year }〕＿＿号
report-letter-addressed = 各有关学校：
report-letter-signed = （印发单位）
report-letter-dated = { $year }年{ $month }月{ $day }日
report-letter-annex = 附件
report-letter-annexes = 附件：
report-our-county = 全县
report-numerals = 一 二 三 四 五 六 七 八
report-lead-numbered = （{ $number }）{ $lead }。
report-see-annex = 详见附件{ $number }
report-opening = 按照《{ $edition }》，现将{ $county }{ $cycle }年度（{ $starts }至{ $ends }）考核情况通报如下。本通报的计分口径为“{ $basis }”，数据截至{ $at }。
report-section-basics = 一、基本情况
report-section-scores = 二、得分与排名
report-section-problems = 三、存在问题
report-section-next = 四、下一步工作
report-note-next = 系统按数据草拟，请修改后印发
report-lead-verified = 核实情况
report-lead-townships = 乡镇情况
report-lead-missing = 部分填报项未填
report-lead-owing = 部分学校尚未报送
report-lead-spread = 校际差距
report-lead-do-hand-in = 完成报送
report-lead-do-weak = 补齐短板
report-lead-do-missing = 补填缺项
report-lead-do-red-lines = 处理红线
report-lead-do-check = 研究临界学校
report-said-verified = 应填 { $asked } 项，县级已核实 { $verified } 项，核实比例 { $share }，其余按学校自评计分
report-said-first = 列前 5 位的是{ $names }
report-said-ranks-unsure = 名次区间相交的学校，名次先后仅供参考
report-said-school = { $name }（{ $score } 分）
report-said-townships = 各乡镇平均分最高的是{ $highest }，最低的是{ $lowest }
report-said-weak = 全县失分率最高的指标依次是{ $names }
report-said-missing = 未填 { $count } 项，涉及 { $schools } 所学校，按 0 分计
report-said-owing = 尚未报送或退回待改的学校 { $count } 所：{ $names }
report-said-spread = 最高分与最低分相差 { $span } 分
report-said-lowest = 等次为“{ $rating }”的学校 { $count } 所：{ $names }
report-said-red-lines = 触碰红线 { $count } 例，涉及{ $names }
report-do-hand-in = { $names }于＿月＿日前完成报送
report-do-weak = 失分率最高的几项指标，有关学校对照指南逐项提出改进措施，于＿月＿日前落实：{ $asked }
report-do-indicator = { $name }（未填 { $missing } 所，零分 { $zero } 所）
report-do-missing = 有未填项的 { $schools } 所学校于＿月＿日前补填；确无数据的，写明原因
report-do-red-lines = { $names }就所触碰的红线于＿月＿日前提出处理意见并报送
report-do-check = 达到档次而稳定性不足的 { $count } 所学校，优先实地核实后再研究确定：{ $names }
report-alt-share = 得分率或比例 { $share }
report-alt-interval = 第 { $rank } 名，区间 { $low }–{ $high }
report-alt-township = 平均 { $average } 分，最低 { $lowest } 分，最高 { $highest } 分，全县平均 { $county } 分
report-alt-dimension = 得分率：本校 { $share }，同类中位 { $peers }，全县中位 { $county }
report-unprintable = 本机没有以下文字的字体，纸上印成方框：{ $texts }。请安装 fonts-noto-core，或把有这些字的字体放进 DUIBIAO_FONTS 所指的文件夹，再做一次。

report-column-rank = 名次
report-column-school = 学校
report-column-township = 乡镇
report-column-score = 得分
report-column-change = 比上期
report-column-interval = 区间
report-column-interval-drawn = 名次区间
report-column-rating = 等次
report-column-tier = 档次
report-column-schools = 得分 / 应报
report-column-township-drawn = 平均与高低
report-column-average = 平均
report-column-lowest-highest = 最低 – 最高
report-column-reached = 达到档次（所）
report-column-average-share = 得分率
report-column-lost = 失分（分）
report-column-missing = 未填（所）
report-column-zero = 零分（所）
report-column-full = 满分（所）
report-column-kind = 性质
report-column-count = 指标（项）
report-column-held = 现有档次
report-column-verified-share = 已核实
report-column-sureness = 权重稳定度
report-column-judged = 判断
report-column-expected = 应报
report-column-handed-in = 已报
report-column-late = 逾期
report-column-must-correct = 退回待改
report-column-not-handed-in = 未报
report-column-progress = 进度
report-column-names-owing = 尚未报送的学校
report-column-red-line = 红线
report-column-effects = 后果
report-column-note = 说明

# ---- Excel 清单
report-lists-title = { $cycle }年度考核情况清单
report-sheet-about = 说明
report-sheet-ranking = 排名
report-sheet-indicators = 指标×学校
report-sheet-gaps = 差距
report-sheet-owing = 未报
report-column-school-code = 学校代码
report-column-school-type = 类型
report-column-bonus-points = 加分
report-column-taken-off = 红线扣分
report-column-rank-low = 名次区间（好）
report-column-rank-high = 名次区间（差）
report-column-applicable = 适用分值
report-column-indicator-code = 指标代码
report-column-status = 状态
report-column-gap = 失分
report-column-refused = 退回次数
report-status-scored = 已计分
report-status-missing = 未填
report-status-not_applicable = 不适用
report-about-indicators = “指标×学校”里，未填、不适用写成文字，零分写成 0；其余是得分。

# ---- 不能做报告的缘故
report-fonts-missing = 这台机器上没有能印中文的字体，PDF 会印成空框，所以没有做。请安装 { $fonts } 之一：Debian、Ubuntu 用 apt-get install fonts-noto-cjk；或把字体文件放进一个文件夹，用环境变量 DUIBIAO_FONTS 指给本程序。
report-nobody = { $cycle } 年度还没有学校得分，做不出学校的报告。请先接收填报表（duibiao load）并运行 duibiao build。
report-target = 不能写到 { $folder }（{ $reason }）。请换一个文件夹（--out）。什么都没有写。
report-form-faulty = 县里自己的 Word 样式 { $path } 填不进去：{ $message }。请改正其中的标记（docs/reports 列出了可用的名称），或移走这个文件，改用系统的样式。
report-failed = 排版没有成功：{ $message }

# ---- 文件名
report-file-school = { $cycle }-{ $code }-{ $name }-{ $basis }
report-file-county = { $cycle }-全县通报-{ $basis }
report-file-lists = { $cycle }-全县清单-{ $basis }
report-file-all = { $cycle }-一校一报告-{ $basis }

# ---- 命令
cli-report = 报告：一校一报告、全县通报，供打印和发送
cli-report-school =
    一校一报告：两页 A4，得分与名次、差距、提档路径、全部指标、需要改正的内容、县级核实的改动
    例：duibiao report school S001 --format pdf --out 报告
    例：duibiao report school --all --format docx --out 报告
cli-report-county =
    全县通报：正文（下一步工作为草拟）和附件（排名、乡镇、短板、档次候选学校、报送、红线）；xlsx 为清单
    例：duibiao report county --out 通报.docx
    例：duibiao report county --format xlsx --out 报告 --basis self
cli-report-schools = 学校代码、校名或校名的一部分，可写多所
cli-report-all = 有得分的学校各做一份
cli-report-format-school = pdf（打印）或 docx（可编辑）；默认按 --out 的文件名，否则 pdf
cli-report-format-county = pdf（打印）、docx（可编辑）或 xlsx（清单）；默认按 --out 的文件名，否则 pdf
cli-report-out = 写到哪个文件夹（没有就建），或一份报告的文件名（.pdf、.docx、.xlsx），多份可写 .zip
cli-report-lang = 报告用哪种语言：zh 或 en（默认同命令行）
cli-report-which = 请给出学校，或用 --all 做全部学校的，二者选一。
cli-report-progress-ways = 推算提档路径
cli-report-progress = 做报告
cli-report-written = 已做 { $count } 份，放在 { $folder }
cli-report-left-out = 没有得分、没有报告的 { $count } 所：{ $schools }
report-not-made = 这份报告没有做成：用时太长，或内存不够。请稍候再试；仍不行，请告诉维护人员。
report-fixed = 本期不能改。{ $reason }
