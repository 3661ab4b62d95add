## 指南表格里的错误：是什么错；怎样改（.mend）。所在的文件、行、列和原文另行显示。

guide-expected-one-of = { $choices } 之一
guide-expected-text = 文字
guide-expected-code = 代码
guide-expected-code-of = { $table } 表里的代码
guide-expected-whole = 整数
guide-expected-decimal = 数字
guide-expected-date = 日期，如 2024-03-01
guide-expected-switch = 0 或 1
guide-expected-above = 大于 { $bound }
guide-expected-least = 不小于 { $bound }
guide-expected-most = 不大于 { $bound }
guide-expected-places = 最多 { $places } 位小数
guide-expected-blank = 可留空
guide-expected-joint = ，


# ---- 文件、列、格子

guide-fault-file-missing = 缺少这个文件
    .mend = 补上这个文件；这张表没有内容时，也要有写着列名的第一行。
guide-fault-file-unreadable = 文件读不出来
    .mend = 用表格软件打开，另存为“CSV UTF-8”。
guide-fault-file-empty = 文件是空的
    .mend = 第一行写上列名。
guide-fault-column-missing = 缺少列“{ $column }”
    .mend = 在第一行补上列名“{ $column }”和这一列的数据。
guide-fault-column-twice = 列“{ $column }”出现了不止一次
    .mend = 删去多余的一列。
guide-fault-too-many-cells = 这一行的格子比列名多
    .mend = 含有逗号的内容要用双引号括起来。
guide-fault-cell-blank = 这一格不能为空
    .mend = 填上这一格。
guide-fault-cell-without-value = 这一格是没有结果的公式、错误值，或合并单元格的一部分
    .mend = 填上值，或取消合并后逐格填写。
guide-fault-unknown-choice = 不认识这个写法
    .mend = 改成 { $choices } 之一。
guide-fault-identifier-too-long = 代码太长
    .mend = 改成不多于 { $longest } 个字的代码，并改动引用它的各处。
guide-fault-identifier-of-two-lines = 代码里有换行或控制字符
    .mend = 把代码写在一行里。
guide-fault-not-a-switch = 只能是 0 或 1
    .mend = 改成 0（否）或 1（是）。
guide-fault-not-a-date = 不是日期
    .mend = 按 2024-03-01 的样子填写。
guide-fault-not-whole = 不是整数
    .mend = 改成整数。
guide-fault-not-a-number = 不是数字
    .mend = 改成数字，例如 0.5；不写百分号和单位。
guide-fault-too-large = 数字太大
    .mend = 改成小于十亿的数字。
guide-fault-not-above = 要大于 { $bound }
    .mend = 改成大于 { $bound } 的数字。
guide-fault-too-small = 小于 { $bound }
    .mend = 改成不小于 { $bound } 的数字。
guide-fault-too-great = 大于 { $bound }
    .mend = 改成不大于 { $bound } 的数字。
guide-fault-too-many-places = 小数位数太多
    .mend = 改成最多 { $places } 位小数。

# ---- 重复与引用

guide-fault-row-twice = 与第 { $line } 行重复
    .mend = 删去多余的一行，或改正代码。
guide-fault-no-edition = 没有任何指南版本
    .mend = 每个版本在 editions 表里占一行。
guide-fault-unknown-edition = editions 表里没有这个版本
    .mend = 改正版本代码，或在 editions 表里补上这个版本。
guide-fault-unknown-dimension = 本版本的 dimensions 表里没有这个维度
    .mend = 改正维度代码，或补上这个维度。
guide-fault-unknown-indicator = 本版本的 indicators 表里没有这个指标
    .mend = 改正指标代码，或补上这个指标。
guide-fault-unknown-fact = 本版本的 facts 表里没有这个填报项
    .mend = 改正填报项代码，或补上这个填报项。
guide-fault-unknown-part = 这个指标的评分办法里没有这一部分
    .mend = 改正 part，或在 rules 表里补上这一部分。
guide-fault-unknown-code = 代码表 { $list } 里没有这个代码
    .mend = 改成 { $codes } 之一，或在 code_lists 表里补上。
guide-fault-unknown-attribute = 学校没有这个属性
    .mend = 改成 { $attributes } 之一。
guide-fault-unknown-rating = 本版本的 ratings 表里没有这个等次
    .mend = 改正等次代码，或补上这个等次。
guide-fault-crosswalk-same-edition = 对照的两端是同一个版本
    .mend = 改成另一个版本；对照表只联系两个不同的版本。
guide-fault-list-missing = 没有代码表“{ $list }”
    .mend = 在 code_lists 表里补上“{ $list }”的代码和名称。
guide-fault-tier-none-missing = 代码表 tier 里没有“{ $code }”
    .mend = 补上一行：tier,{ $code },未列入档次。

# ---- 合计

guide-fault-dimension-count-differs = 维度数与 dimensions 表不符，表里有 { $counted } 个
    .mend = 改正 dimension_count，或增减维度。
guide-fault-indicator-count-differs = 指标数与 indicators 表不符，表里有 { $counted } 项
    .mend = 改正 indicator_count，或增减指标。
guide-fault-points-differ = 总分与各项指标之和不符，各项之和是 { $counted } 分
    .mend = 改正 total_points，或改正各项的 max_points。
guide-fault-dimension-without-indicator = 这个维度没有任何指标
    .mend = 删去这一行，或补上它的指标。
guide-fault-shares-not-one = 本指标各部分的 share 之和是 { $total }，不是 1
    .mend = 改正各部分的 share，使其相加正好等于 1（三等分可写 0.333333、0.333333、0.333334）。
guide-fault-share-beside-points = 各部分另有分值，这里的 share 不起作用，但不是 1
    .mend = 把 share 填为 1；要按份额计，就删去 part_points 表里本指标的各行。
guide-fault-points-of-parts-missing = 本指标只有一部分写了分值，还缺第 { $lacking } 部分
    .mend = 为本指标的每一部分各写一行分值；要按份额计，就一行也不写。
guide-fault-points-of-parts-differ = 本指标各部分的分值之和是 { $total }，指标的分值是 { $points }
    .mend = 改正各部分的分值或指标的 max_points，使两者相等。
guide-fault-indicator-without-rule = 指标没有评分办法
    .mend = 在 rules 表里为它补上至少一行。

# ---- 评分办法

guide-fault-fact-needed = { $method } 办法要有填报项
    .mend = 填上填报项代码。
guide-fault-fact-not-used-by-method = { $method } 办法不用这一格的填报项
    .mend = 清空这一格，或改正 method；checklist 和 deduct 的填报项写在 rule_items 表里。
guide-fault-wrong-kind = 填报项的类型是 { $kind }，这里用不了
    .mend = 换成类型为 { $kinds } 的填报项，或改正 method。
guide-fault-base-is-fact = 分子和分母是同一个填报项
    .mend = 改正其中一个。
guide-fault-base-needed = ratio 办法没有分母
    .mend = 填上 base_fact 或 base_value。
guide-fault-base-twice = 分母有两个
    .mend = base_fact 和 base_value 只留一个。
guide-fault-when-base-zero-needed = 没有说明分母为 0 时怎么办
    .mend = 填 not_applicable（不适用）、skip_part（略去这一部分）或 zero（得0分）。
guide-fault-cell-needed-by-method = { $method } 办法要填这一格
    .mend = 填上数字。
guide-fault-target-equals-floor = 零分线与目标相同
    .mend = 改正 target 或 floor；floor 大于 target 表示越少越好。
guide-fault-target-needed = count 办法没有目标
    .mend = 填上 target，或在 rule_targets 表里按学校属性分别给出。
guide-fault-target-twice = 目标在 rules 和 rule_targets 两张表里都有
    .mend = 只留一处。
guide-fault-attributes-mixed = 同一部分的目标按不止一个属性给出
    .mend = 全部改为按 { $by } 给出。
guide-fault-attribute-without-list = 没有代码表“{ $list }”，无从知道目标是否齐全
    .mend = 在 code_lists 表里列出“{ $list }”的全部代码，或换一个属性。
guide-fault-target-of-code-missing = { $by } 的这些代码没有目标：{ $lacking }
    .mend = 在 rule_targets 表里为每个代码补上一行。
guide-fault-detail-not-used = 这一部分用的是 { $method } 办法，不看这张表
    .mend = 删去这一行，或改正 rules 表里的 method。
guide-fault-cell-not-used-by-method = { $method } 办法不看这一格
    .mend = 清空这一格，或改正 method。
guide-fault-cell-not-used-by-item = { $kind } 项目不看这一格
    .mend = 清空这一格，或改正 kind。
guide-fault-bounds-mixed = 同一部分的得分档有两种界限
    .mend = 本部分的各得分档都用 { $bound }，或都改用另一种。
guide-fault-needed-of-a-flag = 是否题的 needed 只能是 1
    .mend = 把 needed 填为 1：答“否”时算少 1 个。
guide-fault-cap-of-a-flag = 是否题的 when_equal 只能是 0（否）或 1（是）
    .mend = 答“否”时封顶填 0，答“是”时封顶填 1。
guide-fault-bands-missing = { $method } 办法没有得分档
    .mend = 在 rule_bands 表里补上得分档。
guide-fault-bound-differs = { $method } 办法的得分档要用 { $bound }
    .mend = 把 bound 改成 { $bound }。
guide-fault-band-key-needed = { $method } 办法的得分档要有 key
    .mend = 填上这一档的界限或等级。
guide-fault-band-twice = 与第 { $line } 行是同一档，两档重叠
    .mend = 删去一行，或改正 key。
guide-fault-rest-band-missing = 迟办得分档不全：没有 key 为空的一档
    .mend = 在 rule_bands 表里补上 key 为空的一行，说明超过所有界限时得多少。
guide-fault-grades-differ = 同一填报项的等级与第 { $line } 行的办法不一致
    .mend = 使两处的等级相同。
guide-fault-items-missing = { $method } 办法没有项目
    .mend = 在 rule_items 表里补上项目。
guide-fault-item-kind-differs = { $method } 办法的项目不能是这个类型
    .mend = 改成 { $kinds } 之一。
guide-fault-cell-needed-by-item = { $kind } 项目要填这一格
    .mend = 填上数字。

# ---- 填报项

guide-fault-fact-not-required = 评分办法用到它，却不要求填报
    .mend = 把 required 改成 1（只有 late 办法的完成日期可以是 0）。
guide-fault-fact-unused = 没有任何评分办法、项目或封顶用到这个填报项
    .mend = 删去这一行，或在评分办法里用上它。
guide-fault-efforts-incomplete = 这个版本有的指标没有工作量：{ $indicators }
    .mend = 在 indicator_efforts 表里为每项指标都填上工作量（小时），或把本版本的行全部删去。
guide-fault-fact-of-other-indicator = 这个填报项不属于指标 { $indicator }，也不被它使用
    .mend = 改正指标或填报项的代码。

# ---- 红线、等次、示范校

guide-fault-red-line-indicator-needed = 清零的红线没有指明指标
    .mend = 填上被清零的指标。
guide-fault-red-line-value-not-used = 红线后果 { $effect } 不看 value
    .mend = 清空这一格，或把 effect 改成 cap_rating。
guide-fault-cap-without-effect = 限制到最高等次，等于没有限制
    .mend = 在 value 里填较低的等次。
guide-fault-red-line-value-needed = 限制等次的红线没有指明等次
    .mend = 在 value 里填上最高可得的等次。
guide-fault-min-score-twice = 与第 { $line } 行的最低分相同
    .mend = 改正其中一个 min_score。
guide-fault-ratings-not-from-zero = 等次不从 0 分开始，低于它的学校没有等次
    .mend = 把最低等次的 min_score 改成 0，或补上一个从 0 分开始的等次。
guide-fault-tier-is-none = “none”表示未列入任何档次，不能作为一个档次
    .mend = 删去这一行，或改正代码。
guide-fault-order-differs = 排在第 { $line } 行之后，最低分却比它高
    .mend = 改正 sort 或 min_score，使排得越前的最低分越高。
guide-fault-tier-unreachable = 达到这一档次的学校都已达到第 { $line } 行的档次，这一档次永远评不到
    .mend = 改正 min_score 或 min_dimension_share（各维度得分率都达到某值的学校，总分也不低于该值）。
