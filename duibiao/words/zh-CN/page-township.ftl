# 乡镇
page-township = 乡镇
township-lead = 一个乡镇的学校、平均得分和历年情况，可与另一个乡镇对照。
township-choose-township = 乡镇
    .all = 全部乡镇
township-choose-with = 与哪个乡镇对照
    .all = 只与全县对照
township-column-schools = 学校（所）
township-column-scored = 有得分（所）
township-column-range = 最低—最高
township-county-has = 全县 { $figure }
township-years = 历年平均得分
    .note = 有得分学校的平均分
township-dimensions = 各维度得分率
    .note = 所得分值之和 ÷ 适用分值之和
township-column-difference = 比{ $name }（百分点）
township-schools = 本乡镇学校
