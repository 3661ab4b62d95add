# Other answers, the way to the next tier, where to help
what-if-not-a-pair = "{ $text }" is not understood. Write FACT=VALUE, such as the fact's code=12; nothing after the sign means no value.
path-tier-unknown = The guide has no tier "{ $tier }". There are: { $known }.
path-no-efforts = The guide { $edition } does not say how many hours each indicator takes (table indicator_efforts). Fill it in, or use --by count.
path-by-unknown = "{ $by }" is not known. Use count (fewest indicators) or effort (fewest hours).
path-too-entangled = So many indicators share the facts of indicator { $indicator } that they cannot all be tried. Have fewer facts shared in the guide.
path-bonus-too-entangled = Bonus points and what applies would change at once, so that no way can be reckoned exactly. Try answers as a what-if instead.
path-places-out-of-order = Indicator { $indicator } goes by places, and a better place does not always give more: what the best answer would be cannot be told, nor the cheapest way. Mend the bands of this indicator in the guide.

cli-what-if =
    What score, rating, tier and rank other answers would bring (nothing is kept)
    Example: duibiao what-if S001 L01_num=12 F02_a=3 --cycle 2025
cli-path =
    The way to the next tier: the fewest indicators, or the least effort
    Example: duibiao path S001 --cycle 2025 --by count
cli-focus =
    Where an hour of help moves most schools, indicator by indicator
    Example: duibiao focus --cycle 2025 --basis verified
cli-what-if-answers = The answers to change, each as FACT=VALUE
cli-path-tier = The tier to reach (default: the lowest above the present one)
cli-path-by = What is cheapest: count (fewest indicators) or effort (fewest hours)
cli-focus-top = How many indicators to show
cli-focus-progress = Finding each school's way

path-heading = { $school } ({ $id }) · cycle { $cycle } · { $basis }
path-no-value = no value
path-score = Score: { $before } → { $after }
path-rating = Rating: { $before } → { $after }
path-tier = Tier: { $before } → { $after }
path-rank = Rank, { $group }: { $before } → { $after } (of { $size })
path-rank-none = none
path-group-county = county
path-group-peer = similar schools
path-indicator = { $indicator } { $name }: { $before } → { $after } points (of { $most }; { $gained } more)
path-indicator-lost = { $indicator } { $name }: { $before } → { $after } points (of { $most }; { $lost } less)
path-indicator-status = { $indicator } { $name }: { $before } → { $after }
path-status-scored = scored
path-status-missing = an answer is missing, counts 0
path-status-not_applicable = not applicable
path-answer = { $label } ({ $fact }): { $before } → { $after }
path-effort = about { $hours } hours
what-if-nothing-changes = These answers are the present ones: the score stays as it is.
what-if-refused = { $count } problems to mend first; nothing was tried.

path-found-count = To reach "{ $tier }" the fewest indicators to improve are { $count }:
path-found-effort = To reach "{ $tier }" with the least effort, improve { $count } indicators, about { $hours } hours in all:
path-also = { $count } further indicators change with them, because they share an answer:
path-proven = Scored once more with the changed answers: it reaches "{ $tier }".
path-highest = It has reached the highest tier ({ $tier }) already.
path-already = It has reached "{ $tier }" or a higher tier already; nothing needs to change.
path-unreachable = "{ $tier }" is out of reach in this cycle:
path-obstacle-red_line = A red line was found: { $red-lines }. With it no tier can be given.
path-obstacle-zero_score = A red line makes the score 0: { $red-lines }. No way is sought before it is gone.
path-obstacle-score = The score must be { $needed }; with all that can change at its best it is { $best }.
path-obstacle-place = Only the first schools can have this tier, which takes { $needed }; with all that can change at its best the score is { $best }. The other schools' scores may still move.
path-obstacle-no_place = There are so few schools with a score that this tier is for none of them.
path-obstacle-dimension = Dimension "{ $dimension }" must reach { $needed }%; with all that can change at its best it is { $best }%.
path-obstacle-together = Score and dimensions can each be met, but some answers would have to move both ways at once.
path-obstacle-nothing_applies = No indicator applies to this school.
path-given = Points that raters give are not the school's to change and stay as they are: { $facts }.
path-unanswered = { $count } further answers are missing ({ $facts }); fill in what is true. Until then their indicators count 0.

focus-heading = Cycle { $cycle } · { $basis }: where help moves most schools
focus-none = There is no indicator that could still bring a school points.
focus-line = { $place }. { $indicator } { $name }: alone it lifts { $alone } schools by a tier; it is on the cheapest way of { $on-way }; it helps { $helped } schools to { $points } more points in all
focus-hours = (about { $effort } hours a school, { $hours } in all)
focus-how-effort = In order of schools moved per hour (first those lifted alone, then those on whose way it is, then points).
focus-how-count = The guide does not say how many hours indicators take: in order of what each school helped brings (first those lifted alone, then those on whose way it is, then points).
