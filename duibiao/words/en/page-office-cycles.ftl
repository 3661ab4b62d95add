# Cycles: their days, deadlines, more time, closing and reopening
cycle-already-closed = Cycle { $cycle } is closed already.
    .mend = It need not be closed again; to change anything, reopen it first.
cycle-already-reopened = Cycle { $cycle } is not closed.
    .mend = It need not be reopened: schools can hand in.
decision-no-reason = No reason is given.
    .mend = Say why; it is kept with the decision.
extension-cycle-closed = Cycle { $cycle } is closed; its deadline cannot be extended.
    .mend = Reopen it first, if need be.
extension-too-early = { $day } is not after the deadline of cycle { $cycle }, { $deadline }: that is no extension.
    .mend = Give a later day; to bring the deadline forward, change the days of the cycle.
