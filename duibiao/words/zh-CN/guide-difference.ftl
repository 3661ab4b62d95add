## 两份指南的差别：改了什么；哪些学校的分数、等次、档次、名次会变。

guide-diff-none = 两份指南内容相同。
guide-diff-edition-added = 新增版本 { $edition }
guide-diff-edition-removed = 去掉版本 { $edition }
guide-diff-compared = 版本 { $before } 与版本 { $after } 相比：
guide-diff-added = { $table }：新增 { $what }
guide-diff-removed = { $table }：删去 { $what }
guide-diff-changed = { $table } { $what }：{ $column }由“{ $before }”改为“{ $after }”
guide-diff-blank = 空
guide-diff-unpublished = 尚未发布过数据，只比较了指南本身。运行 duibiao build 之后可以看到对学校的影响。
guide-diff-cycle = 对考核{ $cycle } 年度的影响：
guide-diff-as-if = 这个年度指定的版本是 { $named }；这里前者按版本 { $before }、后者按版本 { $after } 试算，不改动已发布的结果。
guide-diff-unanswered = 后者新问了 { $count } 个填报项，本年度没有填报值，按未填计：
guide-diff-fact = { $fact } { $label }：{ $count } 所学校因此有指标未填
guide-diff-effect = { $basis }：{ $schools } 所学校中，分数有变 { $scores } 所，等次有变 { $ratings } 所，档次有变 { $tiers } 所，名次有变 { $ranks } 所。
guide-diff-column-school_id = 学校代码
guide-diff-column-name_zh = 学校
guide-diff-column-score = 得分
guide-diff-column-rating = 等次
guide-diff-column-tier_reached = 达到档次
guide-diff-column-rank_county = 全县名次
guide-diff-more = 另有 { $count } 所未列出，加 --json 取得全部。
guide-diff-no-such-guide = 没有“{ $name }”。请给出指南目录、指南工作簿，或写“现行”表示正在使用的指南。
guide-diff-busy = 正在计分，暂时读不到报送数据。请稍后再试。

cli-guide-diff =
    比较两份指南：改了什么，哪些学校的分数、等次、档次、名次会变
    例：duibiao guide diff 现行 新指南.xlsx
    例：duibiao guide diff seeds 新指南目录 --cycle 2024
cli-guide-diff-before = 原来的：指南目录、指南工作簿，或“现行”
cli-guide-diff-after = 改后的：指南目录、指南工作簿，或“现行”
cli-guide-diff-cycle = 看哪个考核年度（默认最近一个）
cli-guide-diff-progress = 按两份指南试算
