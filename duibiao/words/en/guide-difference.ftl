## The difference between two guides: what was changed, and which schools it moves.

guide-diff-none = The two guides are the same.
guide-diff-edition-added = Edition { $edition } is added
guide-diff-edition-removed = Edition { $edition } is removed
guide-diff-compared = Edition { $before } against edition { $after }:
guide-diff-added = { $table }: { $what } is added
guide-diff-removed = { $table }: { $what } is removed
guide-diff-changed = { $table } { $what }: { $column } was “{ $before }” and is “{ $after }”
guide-diff-blank = empty
guide-diff-unpublished = Nothing was published yet, so the guides alone were compared. After duibiao build you will see what the schools would feel.
guide-diff-cycle = What it does to the cycle { $cycle }:
guide-diff-as-if = The cycle names edition { $named }; here the one guide scores it as if it named { $before }, the other as if it named { $after }. Nothing published is changed.
guide-diff-unanswered = The second guide asks { $count } facts that the cycle has no answers to; they count as missing:
guide-diff-fact = { $fact } { $label }: an indicator is missing for want of it at { $count } schools
guide-diff-effect = { $basis }: of { $schools } schools { $scores } have another score, { $ratings } another rating, { $tiers } another tier, { $ranks } another rank.
guide-diff-column-school_id = School
guide-diff-column-name_zh = Name
guide-diff-column-score = Score
guide-diff-column-rating = Rating
guide-diff-column-tier_reached = Tier
guide-diff-column-rank_county = Rank in the county
guide-diff-more = { $count } more are not shown; --json has all.
guide-diff-no-such-guide = There is no “{ $name }”. Give a guide folder, a workbook, or “current” for the guide in force.
guide-diff-busy = A build is running and holds the data. Try again in a moment.

cli-guide-diff =
    Compare two guides: what was changed, and which schools' scores, ratings, tiers and ranks would change
    Example: duibiao guide diff current new-guide.xlsx
    Example: duibiao guide diff seeds new-folder --cycle 2024
cli-guide-diff-before = The old one: a guide folder, a workbook, or “current”
cli-guide-diff-after = The new one: a guide folder, a workbook, or “current”
cli-guide-diff-cycle = The cycle to look at (default: the latest)
cli-guide-diff-progress = Scoring under both guides
