# 名册：学校的属性、沿革，学校名册和乡镇位置的往返
office-register = 学校名册
    .lead = 每所学校的属性、沿革；更名、撤并；名册表格的下载和交回。
register-no-cycle = 还没有考核年度，名册无从按年度列出。
    .mend = 先在“考核年度”里新建一个年度；名册现在就可以交来。
register-none = 没有符合条件的学校。
    .mend = 请放宽筛选条件。
register-count = { $cycle } 年度 { $count } 所学校。
register-since = 与 { $cycle } 年度相比：{ $counts }。
register-same = 没有变化
register-gaps = 有 { $count } 所学校缺指南要用的人数，点学校名补上。
register-all = 全部
register-mark = 变动
register-mark-new = 新增
register-mark-renamed = 更名
register-mark-changed = 变更
register-mark-merged = 并入他校
register-mark-closed = 撤销
register-mark-gaps = 缺人数
register-text = 校名或代码
register-new = 新增学校
register-new-title = 新学校的属性
register-change = 变更
register-change-note = “有效期起”填变更从哪一天起；要对某个年度有效，不晚于该年度的结束日期。与沿革里某一行同一天（一直有效的那一行是空着），就是更正那一行。先核对变动，确认后才生效。
register-check = 核对变动
register-rename = 更名
register-rename-note = 从哪一天起用新校名，其他属性不变。
register-merge = 并入他校
register-merge-note = 有效期止是本校在册的最后一天，此后不再报送。
register-close = 撤销
register-close-note = 有效期止是本校在册的最后一天，此后不再报送。
register-is-closed = 这所学校在册到 { $day } 为止。
    .mend = 要恢复，请在下面“变更”里从某日起重新登记。
register-school-unknown = 名册里没有代码为“{ $school }”的学校。
    .mend = 请从学校名册里点开学校，或新增学校。
register-history = 沿革
register-history-note = 每次登记从哪天起、改了什么、谁交的
register-said = 登记内容
register-as-before = 与前一行相同
register-stands = 效力
register-in-force = 有效
register-replaced = 已被后来的登记替换
register-by = 登记
register-record = 回执号、文件
register-beginning = 一直
table-needed = 必填
table-back = 返回
table-change-again = 回去再改
table-fetch = 下载{ $name }（填好现有内容）
table-choose = 交回{ $name }
table-about-schools = 下载现有名册，改好交回；先列出新增、变更、更名、撤并，确认后才生效。
table-about-townships = 各乡镇在全县方格图上的行和列，交回的一份整体替换前一份。
table-about-cycles = 下载现有年度，改好交回；先列出变动，确认后才生效。
table-other-kind = “{ $file }”不是这里要的表格，像是{ $kind ->
    [workbook] 学校的填报表
    [schools] 学校名册
    [cycles] 考核年度
    [townships] 乡镇位置
    [answers] 填报值
   *[findings] 红线认定
}。
    .mend = 请到对应的页面交，或重新选择文件。
table-no-such = 没有这种表格。
    .mend = 请从工作台的页面下载。
table-checked = 核对：{ $name }
table-take = 确认载入
table-changes = 变动
table-column-change = 变动内容
table-question-why = 请与下面列出的变动核对。
table-fate-taken = 没有问题，尚未载入。
    .mend = 请核对下面的变动，再点“确认载入”。
table-fate-taken_with_warnings = 可以载入，有提醒；尚未载入。
    .mend = 请看完提醒和变动，再点“确认载入”。
table-fate-taken_in_part = 只能载入一部分，有错误的行不载入；尚未载入。
    .mend = 可以先确认载入其余的行；或按下面逐处改正，重新交来。
table-fate-refused = 有错误，不能载入。
    .mend = 请按下面逐处改正后重新交来。没有留存。
table-fate-unconfirmed = 尚未载入：请先确认。
    .mend = 请看下面要确认的内容；核对无误就勾选，再点“确认载入”。
table-fate-already_here = 这份表格已经载入过，内容完全相同。
    .mend = 不必再载入。
table-fate-same = 与现有的完全相同，没有变动。
    .mend = 不必载入。
table-fate-received = 已载入，请保存回执号。
    .mend = 名册和年度立即生效；得分和排名在下次计分后更新。
