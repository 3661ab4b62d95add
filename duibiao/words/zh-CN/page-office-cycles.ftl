# 年度：各年度的日期、截止、延期、关闭与重新开放
cycle-already-closed = { $cycle } 年度已经是关闭的。
    .mend = 不必再关闭；要改动，先重新开放。
cycle-already-reopened = { $cycle } 年度没有关闭，不必重新开放。
    .mend = 学校可以直接报送。
decision-no-reason = 没有写原因。
    .mend = 请写明原因，它与这项决定一起留存。
extension-cycle-closed = { $cycle } 年度已关闭，不能延期。
    .mend = 需要时先重新开放，再延期。
extension-too-early = { $day } 不晚于 { $cycle } 年度的截止日 { $deadline }，不是延期。
    .mend = 请填晚于截止日的日期；要提前截止日，请改年度的日期。
