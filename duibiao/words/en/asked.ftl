# Which cycle, school and indicator is meant: said by all commands alike.
asked-school = School code, name or a part of it
asked-indicator = This indicator alone: its code, name or a part of it
asked-cycle = Assessment cycle (default: the newest with scores)
asked-basis = Scored by: verified (default), or self (as the school answered)

asked-no-cycle = There is no assessment cycle yet. Load the table of cycles with duibiao load, then run duibiao build.
asked-no-open-cycle = No assessment cycle is open. Known: { $known }. Say which with --cycle, or load the table of a new cycle with duibiao load.
asked-cycle-unknown = There is no assessment cycle "{ $cycle }". Known: { $known }. Mend the code; a new cycle needs duibiao load of the table of cycles, then duibiao build.
asked-cycle-older = Nobody has a score in cycle { $latest } yet: this is cycle { $cycle }.
asked-nobody-scored = Nobody has a score in cycle { $cycle } yet. Cycles with scores: { $known }.
asked-school-unknown = None of the { $count } schools of cycle { $cycle } is "{ $school }". Nearest: { $known }. Say a school's code, its name or a part of it.
asked-school-several = "{ $school }" is more than one school ({ $count }): { $known }. Say the whole name or the code.
asked-school-no-score = { $school } has no score in cycle { $cycle }: no workbook was accepted. Cycles with a score: { $known }, as in --cycle { $newest }.
asked-school-never-scored = { $school } has no score in any cycle yet: no workbook was accepted.
asked-indicator-unknown = None of the { $count } indicators of this edition of the guide is "{ $indicator }". Nearest: { $known }. Say an indicator's code, its name or a part of it.
asked-indicator-several = "{ $indicator }" is more than one indicator ({ $count }): { $known }. Say the whole name or the code.
asked-basis-unknown = There is no basis "{ $basis }". Use self (as the school answered) or verified.
