## 由一份评分表起草指南（duibiao guide draft）：起草说明的列、依据、请确认的事，命令。

draft-sheet = 起草说明
draft-title = 《{ $title }》起草说明
draft-how =
    本工作簿由程序照一份评分表起草，各条办法都只是建议，请逐条核对后再用。读了 { $items } 项、{ $understood } 条规则，有 { $missed } 条没有读懂，有 { $asked } 处要请您确认（橙色）。
    “来源”是原表的格子。改办法就改“评分办法”等各表；本表只供对照，导入时不读，改完可以删去。
    改完先用 duibiao guide check 文件名 检查，再用 duibiao guide import 文件名 采用。
draft-column-number = 序号
draft-column-origin = 来源
draft-column-text = 原文
draft-column-indicator = 指标
draft-column-part = 部分
draft-column-method = 建议的办法
draft-column-facts = 要问的填报项
draft-column-reason = 依据
draft-column-certainty = 明确程度
draft-column-asks = 请您确认
draft-certainty-sure = 较明确
draft-certainty-likely = 请核对
draft-certainty-unsure = 不明确

draft-reason-checklist = 写的是有或做到就得分，按“做到几项得几项”计
draft-reason-all-or-nothing = 写的是没有就不得分，按一项是否计
draft-reason-shortfall = 写了应有的数和每少一个扣几分，问实际数，差数由系统算
draft-reason-state = 写的是应有的情况，没有说怎样给分，先按有没有计
draft-reason-several = 写的是几样“各扣”，每样问一个有没有
draft-reason-absent = 写的是没有就扣分，改成正面问有没有
draft-reason-points-if = 写的是有就得几分，没有时扣去这几分
draft-reason-each = 写的是每一个扣几分，问有几个
draft-reason-event = 写的是有这种情况就扣分，按次数问
draft-reason-cap = 写的是有此情况不得分，作为本指标的封顶
draft-reason-slope = 写的是每低一个百分点扣几分，按率在零分线与满分线之间折算
draft-reason-rate-bands = 写的是率达到多少得几分，按率分段
draft-reason-by-share = 写的是按比例得分，按率折算
draft-reason-steps = 写的是达到几个得几分，按数分段
draft-reason-gain = 写的是每一个得几分，到满分为止
draft-reason-grades = 写的是按等级得分，由县里评定
draft-reason-given = 写的是由人酌情给分，由县里评分人给
draft-reason-relative = 写的是按名次或与最好的比
draft-reason-by-hand-no-rule = 只有分值，没有写怎样给分，先由县里填得分
draft-reason-by-hand-relative = 写的是按名次或与别的学校比，先由县里填得分
draft-reason-by-hand-unknown = 没有读懂，先由县里填得分
draft-reason-by-hand-mixed = 几种写法混在一项里，又没有各写分值，先由县里填得分
draft-reason-says-no-points = 没有说分数，作为要求保留
draft-reason-left-out = 没有写进评分办法
draft-reason-red-line = 写的是整体后果，作为红线
draft-reason-points-unread = 分值不是一个确定的数
draft-reason-left-out-below-zero = 扣分项或负分，没有写进指南
draft-reason-nameless = 有分值，却没有认出名称的列
draft-reason-whole = 评分表里没有的内容
draft-reason-header-innermost = 分值前面这一列的表头“{ $label }”不认识，没有读取；它可能就是最细的指标或评分标准
draft-reason-header-unknown = 表头“{ $label }”不认识，没有读取
draft-reason-sum-right = 表里写的合计与读到的相同：{ $stated }
draft-reason-sum-differs = 表里写的合计是 { $stated }，读到的是 { $read }

draft-ask-points-differ = 各条的分数加起来与分值不同，请核对
draft-ask-needed-a-year = 原文按学期、月或周说，填报按年度问，请把应有数改成全年的
draft-ask-how-given = 按有没有给分，还是酌情给分，请核对
draft-ask-bonus = 原文是加分，这里算在分值以内，请核对
draft-ask-how-often = 问的是次数还是有没有，请核对
draft-ask-numbers-of-rate = 率的分子、分母各是什么，请写清填报项的名称和单位
draft-ask-target-of-share = 原文没有写到多少得满分，按100%，请核对
draft-ask-who-grades = 等级由谁评、怎样评，请核对
draft-ask-who-gives = 由谁给分、最低最高几分，请核对
draft-ask-no-rule = 请写明怎样给分
draft-ask-relative = 名次由县里排，请核对办法
draft-ask-not-understood = 没有读懂，请按原文选办法
draft-ask-mixed = 请分成几个部分，各写分值和办法
draft-ask-compared-by = 按哪个数、高的还是低的好，请核对
draft-ask-red-line = 由谁认定、什么后果，请核对
draft-ask-left-out = 需要的请自行补上
draft-ask-points-unread = 请在“指标”表里补上满分
draft-ask-header = 要读的请加 --column 写明，例如 --column 评分标准=表头
draft-ask-sum-differs = 请核对是表里写错了，还是有没读到的行
draft-ask-edition = 版本代码 { $edition }、名称、起用日期、状态都是暂定的，请核对
draft-ask-schools = 学校类型、所在区域的名称照样例，请改成本县的；不考核某类学校的指标，请写进“不适用”
draft-ask-ratings = 等次照样例，请改成本县的；有档次的，请填“档次门槛”
draft-ask-ratings-read = 等次照表里写的，请核对

draft-problem-expected = 能读懂的规则，或相符的合计

cli-guide-draft =
    由县里现有的评分表（.xlsx、.xls、.ods、.csv、.docx）起草指南工作簿，附起草说明
    例：duibiao guide draft 考核细则.docx --out 指南.xlsx --marked .
cli-guide-draft-file = 县里现有的评分表：指标、评分标准、分值
cli-guide-draft-out = 工作簿写到哪里（默认：评分表的名称加“起草”）
cli-guide-draft-edition = 版本代码（默认 draft-年份）
cli-guide-draft-title = 指南的名称（默认用表的标题）
cli-guide-draft-name = { $name }-起草.xlsx
cli-guide-drafted = 已起草：{ $path }。维度 { $dimensions } 个，指标 { $indicators } 个，共 { $points } 分；规则读懂 { $understood } 条，没有读懂 { $missed } 条，请确认 { $asked } 处，逐条写在“起草说明”里。
cli-guide-draft-sum = 合计不符 { $where }：{ $name }写的是 { $stated }，读到的是 { $read }
cli-guide-draft-outside = 标题
cli-guide-draft-header = 没有读取 { $where }：表头“{ $label }”不认识
cli-guide-draft-next = 各条办法只是建议。在 Excel 或 WPS 里逐条核对后：duibiao guide check { $path }
draft-nothing-read = 文件里找不到有指标和分值的评分表。{ $saw }{ $lacking }{ $try }
draft-saw = 看到的表头：{ $seen }。
draft-saw-known = 认出的：{ $known }。
draft-saw-nothing = 没有看到像表头的一行。
draft-lacking = 缺：{ $lacking }。
draft-known-header = { $field }＝“{ $label }”（{ $where }）
draft-lacking-name = 指标或评分标准
draft-lacking-points = 分值（也可以写在文字里，例如（6分））
draft-try = 请写明哪一列是什么，例如：duibiao { $command } { $file } { $columns }
draft-columns-not-there = { $columns }：表里没有这样的表头。表里的表头有：{ $labels }。
old-form-field-content = 考核内容
