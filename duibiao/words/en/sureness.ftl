# How sure ranks and tiers are
cli-sureness =
    How sure ranks and tiers are: the weights vary a little a thousand times; where ranks fall, how often each tier is reached, who is too close to call
    Example: duibiao sureness --cycle 2024 --tier county
    Example: duibiao sureness S001 --basis self
cli-sureness-school = School code, name or a part of it; given, this school is told in words
cli-sureness-tier = The code of one tier only: schools that reach it, might reach it, or stand at its line
sureness-tier-unknown = The guide has no tier "{ $tier }". Choose one of: { $known }.
sureness-no-rank = { $school } has no rank in cycle { $cycle }: nothing of the guide applies to it.

sureness-column-rank = Rank
sureness-column-interval = Interval
sureness-column-verified = Verified
sureness-column-school = School
sureness-reached = ✓
sureness-not-reached = –
sureness-ties = Too close to call:
sureness-tie-inside-short = { $tier }: { $school } (inside) and { $other } (outside)
sureness-tie-outside-short = { $tier }: { $school } (outside) and { $other } (inside)
sureness-tie-even-short = { $tier }: { $school } and { $other } have the same score, and there are not places enough
sureness-legend =
    Percents are the share of weightings under which at least the tier is reached; ✓ the official score reaches it, – it does not; * this is not sure.
    Weightings vary at random, a little, about the guide's points; official scores and ranks are not touched.

sureness-rank-stays = Rank { $rank } of { $size } in the county. When the weights vary a little, it stays at { $low } under at least { $share } of the weightings.
sureness-rank-moves = Rank { $rank } of { $size } in the county. When the weights vary a little, it lies between { $low } and { $high } under { $share } of the weightings.
sureness-reaches = Reaches { $tier } under { $percent } of the weightings.
sureness-might-reach = Does not reach { $tier } now; would under { $percent } of the weightings.
sureness-never-reaches = Does not reach { $tier } now, nor under any weighting that was drawn.
sureness-tie-inside = { $tier }: inside the line, but not to be told apart from { $school } outside it (ahead under { $percent } of the weightings).
sureness-tie-outside = { $tier }: outside the line, but not to be told apart from { $school } inside it (ahead under { $percent } of the weightings).
sureness-tie-even = { $tier }: the same score as { $school }, and not places enough.
sureness-verified = All this is about the weights alone: of { $asked } answers asked the county has verified { $verified } ({ $percent }); the rest is as the school says.
