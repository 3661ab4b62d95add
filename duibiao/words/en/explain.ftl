## Why a score is what it is, from the rank down to the cell. The figures are the marts'; here they become sentences.

# ---- the points of an indicator
explain-amount = { $value } { $unit }
explain-fact = “{ $label }”{ $gap } { $amount }
explain-standard = standard { $amount }
explain-ratio = { $base }, { $fact }: ratio { $value }, floor { $floor }, target { $target }
explain-ratio-less = { $base }, { $fact }: ratio { $value }, { $floor } or more earns nothing, { $target } or less full points
explain-base-zero = { $base }, by its rule no points
explain-bands = { $base }, { $fact }: rate { $value }, in the band “{ $band }”
explain-band-at-least = { $key } or more
explain-band-at-most = { $key } or less
explain-band-other = the rest
explain-given-plain = { $label }: { $value } points (of { $least } to { $most })
explain-given-one = { $label }: a rater gave { $value } points (of { $least } to { $most })
explain-given-mean = { $label }: { $count } raters gave { $values }, the mean is { $value } points (of { $least } to { $most })
explain-given-trimmed = { $label }: { $count } raters gave { $values }; without one highest, { $highest }, and one lowest, { $lowest }, the mean is { $value } points (of { $least } to { $most })
explain-given-office = { $label }: the office gave { $value } points (of { $least } to { $most })
explain-given-office-instead = { $label }: { $count } raters gave { $values }; the office's { $value } points stand instead (of { $least } to { $most })
explain-count = { $fact }, target { $target }
explain-count-for = { $fact }, target { $target } ({ $who })
explain-relative-rate = { $base }, { $fact }: ratio { $value }
explain-relative-place = { $what }: place { $place } of the { $size } schools compared ({ $group }; { $better })
explain-relative-band = { $compared }, among “{ $band }”
explain-relative-none = { $compared }, beyond the places that give points
explain-relative-rest = { $compared }, beyond the places that give points: in proportion to the best, { $reference }
explain-relative-best = { $what }: place { $place } of the { $size } schools compared ({ $group }), of which the best has { $reference } ({ $better })
explain-relative-mean = { $what }; the mean of the { $size } schools compared ({ $group }) is { $reference } ({ $better })
explain-better-more = more is better
explain-better-less = less is better
explain-among-county = the county
explain-among-school_type = { $name }
explain-band-place = the first { $key }
explain-band-percent = the first { $key }
explain-part-few = Part { $part } ({ $weight }): only { $size } schools can be compared ({ $group }), fewer than 3; left out
explain-step = { $key } or more
explain-step-between = { $key } or more, less than { $end }
explain-steps = { $fact }, reaches the step “{ $band }”
explain-steps-below = { $fact }, below the lowest step “{ $band }”
explain-grade = “{ $label }” { $band }
explain-on-time = { $due }, { $done }, on time
explain-late = { $days ->
        [one] { $due }, { $done }, { $days } day late
       *[other] { $due }, { $done }, { $days } days late
    }
explain-not-done = not done by the end of the cycle ({ $on })
explain-late-band = { $compared }, in the band “{ $band }”
explain-band-late = { $days } days late at most
explain-band-on-time = on time
explain-band-rest = later still
explain-better-band = { $compared } (one band up, “{ $band }”, gives { $share })
explain-best-band = { $compared } (the highest band)
explain-checklist = { $met } of { $asked } items that apply are met
explain-checklist-lacking = { $compared }; not met: { $items }
explain-deduct = { $items }: { $points } points off
explain-deduct-all = { $items }: { $points } points off, down to nothing
explain-deduct-none = nothing to take off
explain-deduct-each = { $fact } ({ $points } points off for each { $unit })
explain-deduct-shortfall = { $fact } (at least { $needed }; { $points } points off for each { $unit } fewer)
explain-deduct-flag = { $fact } ({ $points } points off)
explain-one = one

explain-alone = { $compared }; { $points }
explain-result = { $compared }; share { $share }
explain-weight-share = weight { $share }
explain-weight-points = { $points } points
explain-part = Part { $part } ({ $weight }): { $compared }; share { $share }
explain-part-base-zero = Part { $part } ({ $weight }): { $base }, so by its rule this part does not count
explain-part-not-asked = Part { $part } ({ $weight }): what it asks does not apply to this school, so it does not count
explain-points = { $points } of { $maximum } points
explain-points-least = { $points } of { $maximum } points ({ $least } at least)
explain-points-bonus = { $points } of { $maximum } bonus points
explain-points-bonus-least = { $points } of { $maximum } bonus points ({ $least } at least)
explain-total = Together a share of { $share }: { $points }
explain-total-counted = By the parts that count a share of { $share }: { $points }
explain-cap = { $fact }, which sets a cap: the share falls from { $before } to at most { $share }; { $points }
explain-red-line = Red line “{ $label }”: 0 of { $maximum } points
explain-red-line-below = Red line “{ $label }”: no more than 0 points, and { $points } as they are
explain-missing = No answer to “{ $facts }”: 0 of { $maximum } points, which still count
explain-missing-least = No answer to “{ $facts }”: the fewest points, { $least } of { $maximum }, which still count
explain-missing-given = Nobody has given points for “{ $facts }” yet: 0 points (of { $maximum }, which still count)
explain-missing-beside = Besides, no answer to “{ $facts }”
explain-exempt = { $attribute } is “{ $value }”: by the guide the indicator does not apply, and its points do not count
explain-base-excuses = { $base }: by its rule the indicator does not apply, and its points do not count
explain-nothing-left = No part is left to count: the indicator does not apply, and its points do not count
explain-gap = { $gap } points short of full; in full it would add { $score } to the score
explain-gap-bonus = { $gap } more could be added to the score
explain-claimed = The school claims { $points } points for itself: compared, never scored
explain-attribute-school_type = The school type
explain-attribute-area = The area
explain-attribute-organisation = The party organisation
explain-attribute-leadership = The leadership
explain-attribute-tier_held = The tier held
explain-attribute-township = The township
explain-attribute-education_group = The education group
explain-attribute-students = Number of students
explain-attribute-teachers = Number of teachers
explain-attribute-members = Number of party members
explain-not-in-register = { $attribute } (not in the register)
explain-size = { $attribute }: { $number }
size-at-least = { $number } or more
size-below = fewer than { $number }
size-of-attribute = { $attribute }: { $size }

# ---- dimension, score, ranks, rating, tier
explain-dimension = { $name }: { $points } of { $maximum } applicable points, { $share }
explain-dimension-none = { $name }: no indicator applies
explain-dimension-bonus = { $name }: bonus indicators only; their points are added to the score, not here
explain-dimension-lost = Most was lost by { $items }
explain-dimension-full = Full points throughout
explain-lost = { $code } { $name } ({ $points } lost)
explain-score = { $applicable } of { $count } indicators apply; { $points } of { $maximum } applicable points; { $points } ÷ { $maximum } × 100 gives a score of { $score }
explain-score-of-100 = { $applicable } of { $count } indicators apply, { $maximum } points; score { $score }
explain-score-none = By the guide no indicator applies: no score, rating or rank
explain-score-whole = { $applicable } of { $count } indicators apply; { $points } of { $maximum } applicable points; { $points } ÷ { $maximum } × 100{ $reckoning } gives a score of { $score }
explain-plus = { " " }+ { $points }
explain-minus = { " " }− { $points }
explain-zeroed = { " " }(made 0 by a red line)
explain-held = { " " }(below 0)
explain-bonus = Bonus: { $items }; { $points } are added
explain-bonus-capped = Bonus: { $items }; at most { $most } can be added, { $points } are
explain-bonus-none = No bonus is added
explain-bonus-item = { $name } { $points }
explain-taken-off = Red line “{ $labels }” takes { $points } off the score
explain-score-zeroed = Red line “{ $labels }” makes the score 0
explain-score-held = A score below 0 is 0
explain-verified = The county verified { $verified } of { $asked } answers asked for
explain-rank-county = Rank { $rank } of { $size } schools with a score in the county
explain-rank-township = Rank { $rank } of { $size } schools with a score in { $name }
explain-rank-school_type = Rank { $rank } of { $size } schools with a score of its type ({ $name })
explain-rank-peer_group = Rank { $rank } of { $size } schools with a score in its peer group ({ $name })
explain-tied = { $rank }, tied with { $names }
explain-tied-many = { $rank }, tied with { $count } schools: { $names } …
explain-rating-best = { $score }: rating “{ $rating }” (from { $minimum }), the highest
explain-rating = { $score }: rating “{ $rating }” (from { $minimum }); short of “{ $next }” (from { $next_minimum })
explain-rating-capped = Red line “{ $labels }” lowers the rating from “{ $before }” to “{ $rating }”
explain-rating-by-place = { $score }: rating “{ $rating }” (from { $minimum })
explain-rating-first = “{ $name }” is for the first { $percent }% of the schools, { $ties }; this one is at place { $rank } of { $size }
explain-rating-last = The last { $percent }% of the schools have at most “{ $name }”, { $ties }; this one is at place { $rank } of { $size }
explain-rating-down = Red line “{ $label }”: rating down by { $steps }
explain-ties-in = ties across the end included
explain-ties-out = ties across the end left out
explain-tier = Reaches “{ $tier }”: a score of { $score } or more, and { $share } or more in every dimension
explain-tier-none = Reaches no tier
tier-reached-none = no tier reached
explain-tier-not = Does not reach “{ $tier }”: { $reasons }
explain-tier-score = needs { $minimum }, { $short } short
explain-tier-dimension = “{ $name }” has { $share }, needs { $minimum }
explain-tier-place = it is for the first { $percent }% ({ $limit }), { $ties }, and this school is at place { $place }
explain-tier-red-line = red line “{ $labels }” bars every tier
explain-finding = Red line “{ $label }”: { $effects }
explain-effect-zero_indicator = indicator { $indicator } scores 0
explain-effect-cap_rating = rating “{ $rating }” at most
explain-effect-no_tier = no tier
explain-effect-zero_score = score 0
explain-effect-take_off = { $value } off the score
explain-effect-rating_down = rating down by { $value }

# ---- a fact: who said what in which cell
explain-answer = { $label }: { $value }
explain-answer-verified = { $label }: { $value } (verified by the county)
explain-answer-county = { $label }: { $value } (answered by the county)
explain-answer-blank = { $label }: no answer
explain-answer-none = { $label }: verified as having none
explain-answer-not-asked = { $label }: not asked
explain-answer-excused = { $label }: not asked ({ $attribute } is “{ $value }”)
explain-own = The school said { $value }: { $place }
explain-own-blank = The school left it empty: { $place }
explain-own-not-counted = It was not asked of the school when it handed in, so what it said does not count; if it is asked now, the school is to hand in again: { $place }
explain-own-nothing = The school said nothing of it
explain-county = The county said { $value }: { $place }
explain-county-verified = The county verified it as { $value }: { $place }
explain-county-nothing = The county said nothing of it
explain-rater-counted = { $who } gave { $value } points, because: { $reason }; brought by { $by } at { $at }
explain-rater-lowest = { $who } gave { $value } points, left out as one lowest, because: { $reason }; brought by { $by } at { $at }
explain-rater-highest = { $who } gave { $value } points, left out as one highest, because: { $reason }; brought by { $by } at { $at }
explain-rater-overruled = { $who } gave { $value } points, which do not count as the office gave its own, because: { $reason }; brought by { $by } at { $at }
explain-rater-office = The office
explain-rater-no-reason = none said
explain-no-value = none
explain-cell = { $file }, sheet “{ $sheet }”, cell { $cell }
explain-line = { $file }, line { $line }
explain-file = { $file }
explain-raw = { $place }, as typed “{ $raw }”
explain-empty-cell = { $place }, which is empty
explain-by = handed in by { $who } at { $at } ({ $channel })
explain-record = record { $record }, SHA-256 of the file { $sha }
explain-record-alone = record { $record }
explain-no-file = no file
explain-somebody = nobody named
explain-channel-command_line = command line
explain-channel-dashboard = web page
explain-channel-demo = demo data
explain-channel-other = another way
explain-reason = Reason: { $reason }
explain-evidence = Evidence: { $evidence }
explain-note = Note: { $note }

# ---- the whole walk, printed in a terminal and in documents
explain-title = { $school } ({ $code }), cycle { $cycle }, { $basis }
explain-edition-official = Scored by “{ $title }”; build { $build }
explain-edition-working = Scored by “{ $title }”, a working edition, not the official text; build { $build }
explain-heading-ranks = Ranks
explain-heading-score = Score, rating, tier
explain-heading-findings = Red lines
explain-heading-dimension = Dimension { $code }
explain-heading-indicator = Indicator { $code } { $name }
explain-heading-answers = Answers
explain-rule = Rule: { $rule }
explain-requirement = Requirement: { $requirement }
explain-indicator-line = { $code } { $name }: { $sentence }
explain-deeper = Down to the cell: duibiao explain { $school } { $indicator }

# ---- asked for what is not there

# ---- the command
cli-explain =
    Say why a score is what it is: from the rank to score, dimension, indicator, and the very cell
    Example: duibiao explain S001
    Example: duibiao explain 云岭镇第一小学 L01 --cycle 2024 --basis self

# One line of a printed table: why an indicator has its points
explain-brief-red-line = Red line “{ $label }”: 0 points
explain-brief-missing = No answer: { $facts }
explain-brief-missing-least = No answer: { $facts }; { $least } points
explain-brief-exempt = Not applicable to { $value }
explain-brief-place = { $value }: place { $place } of { $size }
explain-brief-to-best = { $value }; best { $reference }
explain-brief-to-mean = { $value }; mean { $reference }
explain-brief-base-zero = { $base } is 0: not applicable
explain-brief-nothing-left = Nothing left to count: not applicable
explain-brief-base-none = Base is 0
explain-brief-ratio = { $fact }/{ $base } = { $value }, full at { $target }
explain-brief-ratio-less = { $fact }/{ $base } = { $value }, full down at { $target }
explain-brief-ratio-full = { $fact }/{ $base } = { $value }
explain-brief-count = { $fact } { $unit }, target { $target }
explain-brief-count-full = { $fact } { $unit }
explain-brief-steps = { $fact } { $unit }, next step at { $target }
explain-brief-given = { $value } points given, of { $least } to { $most }
explain-brief-bands = { $fact }/{ $base } = { $value }, next band { $band }
explain-brief-grade = Grade { $band }, next { $better }
explain-brief-grade-best = Grade { $band }
explain-brief-on-time = On time
explain-brief-late = { $days } days late
explain-brief-not-done = Not done, { $days } days late
explain-brief-checklist = { $met }/{ $asked } items, lacking: { $items }
explain-brief-checklist-full = { $met }/{ $asked } items
explain-brief-deduct = −{ $points } points: { $items }
explain-brief-deduct-none = Nothing deducted
explain-brief-cap = { $fact } is { $value }: at most { $share }

# Beside a score
beyond-bonus = { $points } of it a bonus
beyond-taken-off = red lines took { $points } off
beyond-zeroed = a red line made it 0
beyond-held = below 0, held at 0

# ---- Indicators that compare schools

others-may-move = Indicators that compare schools ({ $indicators }) are held against the others as published; what they do may still move these points.
others-too-few = Indicators that compare schools ({ $indicators }): fewer than three can be compared so far, and the part that compares is left out.
