# Whom to learn from, what to check
cli-peers =
    Whom to learn from: for each weak indicator of a school, similar schools that do well or have risen, with their evidence
    Example: duibiao peers S001
    Example: duibiao peers S001 J02 --cycle 2024
peers-indicator-none = "{ $indicator }" is no weak indicator of the school, or no similar school is an example. There are: { $known }.
peers-heading = { $school } ({ $id }), cycle { $cycle }: weak indicators and similar schools to learn from
peers-none = { $school } has no weak indicator, or no similar school is an example.
peers-indicator = { $indicator } { $name }: share of this school { $share }
peers-high = { $school } ({ $id }): share { $share }
peers-raised = { $school } ({ $id }): share rose from { $before } to { $share }
peers-both = { $school } ({ $id }): share { $share }, { $before } the cycle before
peers-evidence = . Evidence: { $evidence }

cli-site-check =
    What to check on site: which answers next, and why, with a random sample beside
    Example: duibiao site-check --count 30
cli-site-check-count = How many to list of each
site-check-heading = Cycle { $cycle }: check these first (by the score at stake × how likely such an answer is corrected)
site-check-none = Cycle { $cycle } has no answers to check on site: it is closed, or all of them are verified.
site-check-sample = Random sample (drawn from school, fact and a fixed seed: scoring again does not change it)
site-check-answer = { $school } ({ $id }) { $fact } { $label }: { $value }
site-check-reasons = . { $reasons }
site-check-and = ;{" "}
site-check-stake = its indicator gives { $score } to the score
site-check-corrected = of { $checked } answers checked under this indicator { $corrected } were corrected
site-check-borderline = the school is close to a tier's line
site-check-warning = handed in with a warning
