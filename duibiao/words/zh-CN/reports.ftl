# 报告：一校一报告、全县通报、Excel 清单，以及做报告的命令

# ---- 共用
report-page = 第 { $page } 页，共 { $pages } 页
report-sentence-end = 。
report-and-more = 等 { $count } 个
report-none = —
report-of = / { $size }
report-schools = 涉及 { $count } 所
report-number = 编号
report-notice-working = 工作版，非官方文本：本报告按《{ $title }》计分，指标文字与分值由本系统拟定，只供工作参考，请县里以官方指南替换。
report-as-of = { $at }（北京时间）
report-trace-cycle = 考核周期
report-trace-basis = 计分依据
report-trace-edition = 指南版本
report-trace-as-of = 数据截至
report-trace-build = 构建
report-trace-guide = 指南指纹
report-trace-seal = 记录封存指纹
report-section-traces = 数字从哪里来
report-note-traces = 编号是全文内容的指纹，同一构建再做一次，编号相同；凭构建号可查到每个数字所依据的记录。
report-change = 比上期 { $change }
report-finding = { $label }：{ $effects }

report-lead-score = 得分
report-lead-ranks = 名次
report-lead-history = 往期
report-lead-sureness = 把握
report-lead-red-lines = 红线
report-lead-reporting = 报送
report-lead-weak = 短板
report-lead-tiers = 档次

# ---- 一校一报告
report-school-named = { $name }（{ $code }）
report-school-title = { $school } { $cycle } 周期考核报告
report-school-running = { $school } · { $cycle } 周期 · { $basis }
report-tier-held = 现为{ $tier }
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
report-history = { $cycle } 周期 { $score } 分，第 { $rank } / { $size } 名
report-section-summary = 得分与名次，怎么来的，有多大把握
report-section-dimensions = 各维度与同类学校
report-legend-dimensions = 粗条为本校得分率；灰带为同类学校中间一半，粗竖线为同类中位数，细竖线为全县中位数。轨道从 0 到 100%。
report-section-gaps = 改哪几项加分最多，可向谁学
report-note-gaps = “可加”是补到满分时总分的增加
report-nothing-lacking = 各项都已满分，没有可以再加分的指标。
report-peer = { $name }（{ $share }）
report-section-way = 升到上一档的路
report-note-way = 指标最少的办法，已按改后的答案重新计分核对
report-way-result = 改后：得分 { $before } → { $after }，全县名次 { $rank_before } → { $rank_after }，达到“{ $tier }”。
report-step = { $name }（{ $gained } 分）：{ $answers }
report-section-indicators = 全部 { $count } 项指标
report-count-missing = 未填 { $count } 项
report-count-not-applicable = 不适用 { $count } 项
report-legend-indicators = 虚线框“未填”：按 0 分计，分值照计；黑底“0.00”：已填而不得分；斜体“不适用”：不计分值。“情况”只写要点，全部计算见“学校”页或 duibiao explain。

report-column-dimension = 维度
report-column-share-drawn = 得分率
report-column-points-of = 得分 / 分值
report-column-share = 本校
report-column-peer-median = 同类中位
report-column-county-median = 全县中位
report-column-indicator = 指标
report-column-would-add = 可加
report-column-lacks = 差在哪里
report-column-peers = 可学的学校（得分率）
report-column-code = 编号
report-column-points = 得分
report-column-max = 分值
report-column-why = 情况

# ---- 全县通报
report-county-title = { $cycle } 周期考核情况通报
report-county-subtitle = 按《{ $edition }》 · { $basis }
report-county-running = { $cycle } 周期考核情况通报 · { $basis }
report-handed-in = 已报学校
report-late = 其中逾期 { $count } 所
report-average = 全县平均
report-median = 全县中位数
report-reached-any = 达到示范校档次
report-unsure = 其中把握不足 { $count } 所
report-verified = 已核实
report-verified-note = 占应填事项
report-red-lines = 红线（起）
report-section-overall = 总体情况
report-nobody-scored = 还没有学校得分：收到第一份合格的填报表并完成构建后，才有排名和档次。
report-said-reporting = 应报 { $expected } 所，已报 { $handed_in } 所（其中逾期 { $late } 所），待改正 { $must_correct } 所，未报 { $not_handed_in } 所
report-said-scores = { $scored } 所得分，平均 { $average } 分，中位数 { $median } 分，最低 { $lowest } 分，最高 { $highest } 分
report-said-change = 两期都有得分的 { $count } 所，平均比上期 { $change } 分
report-said-count = { $name } { $count } 所
report-said-ratings = 等次：{ $ratings }
report-weakness = { $name }（失分率 { $share }）
report-said-weak = 全县短板前 { $place } 位：{ $names }；未填 { $count } 项，涉及 { $schools } 所，按 0 分计
report-said-tiers = 得分达到本档及以上：{ $tiers }；其中 { $count } 所换一套相近的权重就可能达不到
report-section-ranking = 排名
report-note-ranking-self = 按学校自报计分；同分并列
report-note-ranking-verified = 县里核实过的按核实值，其余按学校自报计分；同分并列
report-legend-ranking = 区间：权重小幅变动一千次，九成方案下名次落在其中；图中灰带为区间、竖线为现名次，左端为第 1 名。区间相交的学校，不能只凭名次分高下。等次后的 ▼ 表示因红线下调；档次后的 * 表示把握不足。
report-mark-lowered = ▼
report-mark-unsure = *
report-section-townships = 各乡镇
report-note-townships = 按平均分排列
report-legend-townships = 粗条为平均分，灰带为最低到最高，细竖线为全县平均。轨道从 0 到 100 分。
report-section-weaknesses = 共性短板
report-note-weaknesses = 得分率最低的 { $count } 项；得分率 = 得分之和 ÷ 适用分值之和
report-section-kinds = 硬件与软件、规范与特色
report-section-tiers = 示范校候选
report-note-tiers = 达到是得分所允许的最高档，不等于命名
report-legend-tiers = 把握：达到该档（含以上）的权重方案所占比例，各维度最低要求一并计算；也列出现未达到、但差距小到难以断定的学校。
report-said-tier = 须总分 { $score }、各维度得分率 { $share }；名额 { $quota }，达到本档及以上 { $count } 所
report-no-quota = 不限
report-said-close-inside = 在线内，但与线外难分高下：{ $names }
report-said-close-outside = 在线外，但与线内难分高下：{ $names }
report-said-close-even = 同分而名额不够：{ $names }
report-judged-sure = 达到
report-judged-unsure = 达到，把握不足
report-judged-near = 未达到，差距很小
report-lacks-score = 差 { $short } 分
report-lacks-dimensions = { $names }不够
report-lacks-red-line = 有红线
report-section-reporting = 报送情况
report-note-reporting = 截止 { $deadline }
report-owing = { $name }（{ $code }，{ $status }）
report-section-red-lines = 红线
report-no-red-lines = 本周期没有认定的红线。

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
report-column-reached = 达档（所）
report-column-average-share = 得分率
report-column-lost = 失分（分）
report-column-missing = 未填（所）
report-column-zero = 零分（所）
report-column-full = 满分（所）
report-column-kind = 性质
report-column-count = 指标（项）
report-column-held = 现有档次
report-column-verified = 已核实
report-column-sureness = 把握
report-column-judged = 判断
report-column-expected = 应报
report-column-handed-in = 已报
report-column-late = 逾期
report-column-must-correct = 待改正
report-column-not-handed-in = 未报
report-column-progress = 进度
report-column-names-owing = 还没报到的学校
report-column-red-line = 红线
report-column-effects = 后果
report-column-note = 说明

# ---- Excel 清单
report-sheet-about = 说明
report-sheet-ranking = 排名
report-sheet-indicators = 指标×学校
report-sheet-gaps = 差距
report-sheet-owing = 未报
report-column-school-code = 学校编号
report-column-school-type = 类型
report-column-rank-low = 名次区间（好）
report-column-rank-high = 名次区间（差）
report-column-applicable = 适用分值
report-column-indicator-code = 指标编号
report-column-status = 状态
report-column-gap = 失分
report-column-refused = 退回次数
report-status-scored = 已计分
report-status-missing = 未填
report-status-not_applicable = 不适用
report-about-indicators = “指标×学校”里，未填、不适用写成文字，零分写成 0；其余是得分。

# ---- 不能做报告的缘故
report-fonts-missing = 这台机器上没有能印中文的字体，PDF 会印成空框，所以没有做。请安装 { $fonts } 之一：Debian、Ubuntu 用 apt-get install fonts-noto-cjk；或把字体文件放进一个文件夹，用环境变量 DUIBIAO_FONTS 指给本程序。
report-nobody = 周期 { $cycle } 还没有学校得分，做不出学校的报告。请先接收填报表（duibiao load）并运行 duibiao build。
report-target = 不能写到 { $folder }（{ $reason }）。请换一个文件夹（--out）。什么都没有写。
report-failed = 排版没有成功：{ $message }

# ---- 文件名
report-file-school = { $cycle }-{ $code }-{ $name }-{ $basis }
report-file-county = { $cycle }-全县通报-{ $basis }
report-file-lists = { $cycle }-全县清单-{ $basis }
report-file-all = { $cycle }-一校一报告-{ $basis }

# ---- 命令
cli-report = 报告：一校一报告、全县通报，供打印和发送
cli-report-school =
    一校一报告：两页 A4，得分与名次、各维度、全部指标、差距、升档的路、可学的学校
    例：duibiao report school S001 --format pdf --out 报告
    例：duibiao report school --all --format docx --out 报告
cli-report-county =
    全县通报：总体、排名与把握、乡镇、短板、示范校候选、报送、红线；xlsx 为清单
    例：duibiao report county --format pdf --out 报告
    例：duibiao report county --format xlsx --out 报告 --basis self
cli-report-schools = 学校编号、校名或校名的一部分，可写多所
cli-report-all = 有得分的学校各做一份
cli-report-format-school = pdf（打印）或 docx（可编辑）
cli-report-format-county = pdf（打印）、docx（可编辑）或 xlsx（清单）
cli-report-out = 写到哪个文件夹（没有就建）
cli-report-lang = 报告用哪种语言：zh 或 en（默认同命令行）
cli-report-which = 请给出学校，或用 --all 做全部学校的，二者选一。
cli-report-progress-ways = 推算升档的路
cli-report-progress = 做报告
cli-report-written = 已做 { $count } 份，放在 { $folder }
cli-report-left-out = 没有得分、没有报告的 { $count } 所：{ $schools }
report-not-made = 这份报告没有做成：用时太长，或内存不够。请稍候再试；仍不行，请告诉维护人员。
report-fixed = 本期不能改。{ $reason }
