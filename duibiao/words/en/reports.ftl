# Reports: one school, the county's bulletin, the Excel lists, and the commands that make them

# ---- shared
report-page = Page { $page } of { $pages }
report-sentence-end = {". "}
report-and-more = {" "}and { $count } more
report-none = —
report-of = / { $size }
report-number = Number
report-notice-working = Working edition, not the official text: this report is scored by “{ $title }”, whose indicators and points are a reconstruction, for working use only. The county replaces it by the official guide.
report-as-of = { $at } (Beijing time)
report-trace-cycle = Cycle
report-trace-basis = Scored by
report-trace-edition = Edition
report-trace-as-of = Data as of
report-trace-build = Build
report-trace-guide = Hash of the guide
report-trace-seal = Hash of the records’ seal
report-section-traces = Where the figures come from
report-change = { $change } since last cycle
report-finding = { $label }: { $effects }

report-lead-score = Score
report-lead-ranks = Ranks
report-lead-history = Earlier
report-lead-sureness = Sureness
report-lead-red-lines = Red lines
report-lead-reporting = Reporting
report-lead-weak = Weak points
report-lead-tiers = Tiers

# ---- one school
report-school-named = { $name } ({ $code })
report-school-title = { $school } · Assessment report { $cycle }
report-school-running = { $school } · cycle { $cycle } · { $basis }
report-tier-held = holds: { $tier }
report-score = Score (of 100)
report-score-none = Nothing of the guide applies to this school: it has no score, rating or ranks.
report-rating = Rating
report-rating-lowered = lowered from “{ $rating }” by a red line
report-tier = Tier reached
report-reached-in = { $percent } of weightings; { $verified } verified
report-rank-county = Rank in county
report-rank-township = Rank in township
report-rank-school_type = Rank in type
report-rank-peer_group = Rank among peers
report-interval = ranks { $interval }
report-rank-up = { $places } places up in the county since the last cycle
report-rank-down = { $places } places down in the county since the last cycle
report-history = { $cycle }: { $score }, rank { $rank } of { $size }
report-section-summary = Score and ranks, how they came about, how sure they are
report-section-dimensions = Dimensions beside similar schools
report-legend-dimensions = Thick bar: this school’s share. Grey band: middle half of similar schools; thick line: their median; thin line: the county’s median. The track runs from 0 to 100%.
report-section-gaps = What would add most, and whom to learn from
report-note-gaps = “Adds” is what full points would add to the score
report-nothing-lacking = Every indicator has full points; nothing could be added.
report-peer = { $name } ({ $share })
report-section-way = The way to the next tier
report-note-way = Fewest indicators; proven by scoring the changed answers again
report-way-result = After it: score { $before } → { $after }, rank in county { $rank_before } → { $rank_after }, tier “{ $tier }”.
report-step = { $name } ({ $gained } points): { $answers }
report-section-indicators = All { $count } indicators
report-count-missing = no answer: { $count }
report-count-not-applicable = not applicable: { $count }
report-legend-indicators = Dashed box: no answer, counts as 0 points. “0.00” on black: answered, no points. Italics: not applicable, does not count. The last column gives the essentials; the whole calculation is on the page “School” of the system.

report-section-mending = What is to be mended
report-mend-open = Please correct this by { $deadline } and hand the workbook in again.
report-mend-late = The deadline was { $deadline }; what is handed in now counts as late. Please correct this soon.
report-mend-closed = The cycle is closed (its deadline was { $deadline }): please ask the county office for corrections of these.
report-mend-missing = { $indicator }: "{ $facts }" not filled in
report-mend-red-line = Red line "{ $label }": { $effects }
report-section-corrections = Answers that the county changed
report-note-corrections = { $count } in all
report-column-fact = Question
report-column-self = School
report-column-verified = County
report-column-reason = Reason
report-verified-none = verified as having none

report-column-dimension = Dimension
report-column-share-drawn = Share of points
report-column-points-of = Points / of
report-column-share = School
report-column-peer-median = Peers’ median
report-column-county-median = County median
report-column-indicator = Indicator
report-column-would-add = Adds
report-column-lacks = What is lacking
report-column-peers = Schools to learn from (share)
report-column-code = Code
report-column-points = Points
report-column-max = Of
report-column-why = In short

# ---- the county’s bulletin
report-nobody-scored = No school has a score yet: ranking and tiers come with the first accepted workbook and a build.
report-said-reporting = { $expected } schools are to hand in; { $handed_in } have ({ $late } late), { $must_correct } must correct, { $not_handed_in } have not
report-said-scores = { $scored } schools have a score: average { $average }, median { $median }, lowest { $lowest }, highest { $highest }
report-said-change = Of the { $count } with a score in both cycles the average changed by { $change }
report-said-count = { $name } { $count }
report-said-ratings = Ratings: { $ratings }
report-weakness = { $name } (lost { $share })
report-said-tiers = Reach this tier or a higher one: { $tiers }; { $count } of these might miss it under slightly other weights
report-section-ranking = Ranking
report-note-ranking-self = By the schools' self-assessment; equal scores share a rank
report-note-ranking-verified = By the county’s value where there is one, else the school’s; equal scores share a rank
report-legend-ranking = Interval: the weights moved a little a thousand times, nine in ten ranks lie in it. Drawn: band = interval, line = rank, left end = first. Schools whose intervals overlap cannot be told apart by rank alone. ▼ after a rating: lowered by a red line. * after a tier: unsure.
report-mark-lowered = {" "}▼
report-mark-unsure = *
report-section-townships = Townships
report-note-townships = By average score
report-legend-townships = Thick bar: average; grey band: lowest to highest; thin line: county average. The track runs from 0 to 100.
report-section-weaknesses = Common weaknesses
report-note-weaknesses = The { $count } lowest shares; share = points won ÷ applicable points
report-section-kinds = By nature and character of the indicators
report-section-tiers = Candidates by tier
report-note-tiers = What the score allows at most; not an appointment
report-legend-tiers = Sureness: share of weightings that reach at least this tier, minima of dimensions counted in. Schools below a tier that are too close to call are listed as well.
report-said-tier = Asks for score { $score } and { $share } in every dimension; quota { $quota }, reached (or a higher one) by { $count }
report-no-quota = none
report-said-close-inside = Inside, but hard to tell from those outside: { $names }
report-said-close-outside = Outside, but hard to tell from those inside: { $names }
report-said-close-even = Same score, not places enough: { $names }
report-judged-sure = Reaches it
report-judged-unsure = Reaches it, unsure
report-judged-near = Just below
report-lacks-score = { $short } points short
report-lacks-dimensions = { $names } too low
report-lacks-place = for the first { $limit }, at place { $place }
report-lacks-red-line = red line
report-section-reporting = Reporting
report-note-reporting = Deadline { $deadline }
report-owing = { $name } ({ $code }, { $status })
report-section-red-lines = Red lines

# ---- the bulletin: its text
report-county-title = Bulletin on the assessment of { $cycle }
report-county-running = Assessment of { $cycle } · { $basis }
report-letter-number = ____ [{ $year }] No. __
report-letter-addressed = To the schools concerned:
report-letter-signed = (office that sends this)
report-letter-dated = { $year }-{ $month }-{ $day }
report-letter-annex = Annex
report-letter-annexes = Annexes:
report-our-county = the county
report-numerals = 1 2 3 4 5 6 7 8
report-lead-numbered = ({ $number }) { $lead }.{" "}
report-see-annex = See annex { $number }
report-opening = By "{ $edition }", this is how { $county } stands in the assessment of { $cycle } ({ $starts } to { $ends }). The basis of the scores is "{ $basis }"; the figures are as of { $at }.
report-section-basics = 1. The facts
report-section-scores = 2. Scores and ranking
report-section-problems = 3. What is lacking
report-section-next = 4. What is to be done
report-note-next = drafted from the figures: change it before it is sent
report-lead-verified = Verification
report-lead-townships = Townships
report-lead-missing = Answers missing
report-lead-owing = Schools still to hand in
report-lead-spread = Distance between schools
report-lead-do-hand-in = Hand in
report-lead-do-weak = Mend the weakest indicators
report-lead-do-missing = Fill in what is missing
report-lead-do-red-lines = Deal with the red lines
report-lead-do-check = Look at schools on the edge
report-said-verified = Of { $asked } answers the county has verified { $verified }, { $share }; the others are scored as the schools gave them
report-said-first = The first five are { $names }
report-said-ranks-unsure = Schools whose intervals overlap cannot be ordered by rank alone
report-said-school = { $name } ({ $score } points)
report-said-townships = Of the townships { $highest } has the highest average, { $lowest } the lowest
report-said-weak = The indicators that lose the largest share of their points are { $names }
report-said-missing = { $count } indicators of { $schools } schools were not filled in and count 0
report-said-owing = Not handed in or to be corrected, { $count } schools: { $names }
report-said-spread = The highest score is { $span } points above the lowest
report-said-lowest = Rated "{ $rating }", { $count } schools: { $names }
report-said-red-lines = { $count } red lines were found, at { $names }
report-do-hand-in = { $names } hand in by ____
report-do-weak = The schools concerned say by ____ how they will improve, point by point of the guide: { $asked }
report-do-indicator = { $name } (missing at { $missing } schools, zero at { $zero })
report-do-missing = The { $schools } schools with missing answers fill them in by ____, or say why there are none
report-do-red-lines = { $names } say by ____ how they deal with what was found
report-do-check = { $count } schools reach a tier without being sure of it; they are checked on site first: { $names }
report-alt-share = share { $share }
report-alt-interval = rank { $rank }, interval { $low }–{ $high }
report-alt-township = average { $average }, lowest { $lowest }, highest { $highest }, the county's average { $county }
report-alt-dimension = share: this school { $share }, median of its peers { $peers }, of the county { $county }
report-unprintable = This machine has no font for the following, which is printed as boxes: { $texts }. Install fonts-noto-core, or put fonts that have these characters in the folder that DUIBIAO_FONTS names, and make it again.

report-column-rank = Rank
report-column-school = School
report-column-township = Township
report-column-score = Score
report-column-change = Change
report-column-interval = Interval
report-column-interval-drawn = Rank interval
report-column-rating = Rating
report-column-tier = Tier
report-column-schools = Scored / all
report-column-township-drawn = Average and range
report-column-average = Average
report-column-lowest-highest = Lowest – highest
report-column-reached = Reach a tier
report-column-average-share = Share
report-column-lost = Points lost
report-column-missing = No answer
report-column-zero = Zero
report-column-full = Full
report-column-kind = Kind
report-column-count = Indicators
report-column-held = Holds
report-column-verified-share = Verified
report-column-sureness = Sureness
report-column-judged = Judgement
report-column-expected = To hand in
report-column-handed-in = Handed in
report-column-late = Late
report-column-must-correct = Must correct
report-column-not-handed-in = Not yet
report-column-progress = Progress
report-column-names-owing = Schools still owing
report-column-red-line = Red line
report-column-effects = Effects
report-column-note = Note

# ---- the Excel lists
report-lists-title = Lists of the assessment of { $cycle }
report-sheet-about = About
report-sheet-ranking = Ranking
report-sheet-indicators = Indicators × schools
report-sheet-gaps = Gaps
report-sheet-owing = Not handed in
report-column-school-code = School code
report-column-school-type = Type
report-column-bonus-points = Bonus
report-column-taken-off = Red lines took off
report-column-rank-low = Rank interval (best)
report-column-rank-high = Rank interval (worst)
report-column-applicable = Applicable points
report-column-indicator-code = Indicator code
report-column-status = Status
report-column-gap = Points lost
report-column-refused = Times refused
report-status-scored = Scored
report-status-missing = No answer
report-status-not_applicable = Not applicable
report-about-indicators = In “Indicators × schools” no answer and not applicable are words, no points are 0; all else are points.

# ---- why a report was not made
report-fonts-missing = This machine has no font that can print Chinese: a PDF would show empty boxes, so none was made. Please install one of { $fonts }: on Debian and Ubuntu apt-get install fonts-noto-cjk; or put the font files into a folder and name it in the environment variable DUIBIAO_FONTS.
report-nobody = No school has a score in cycle { $cycle }, so there are no reports of schools. Take in workbooks first (duibiao load) and run duibiao build.
report-target = Cannot write to { $folder } ({ $reason }). Please choose another folder (--out). Nothing was written.
report-form-faulty = The county's own Word form { $path } cannot be filled: { $message }. Mend its marks (docs/reports lists the names), or take the file away to have our own layout.
report-failed = Typesetting did not succeed: { $message }

# ---- names of files
report-file-school = { $cycle }-{ $code }-{ $name }-{ $basis }
report-file-county = { $cycle }-bulletin-{ $basis }
report-file-lists = { $cycle }-lists-{ $basis }
report-file-all = { $cycle }-school-reports-{ $basis }

# ---- commands
cli-report = Reports: one school, the county’s bulletin, to print and to send
cli-report-school =
    One school, one report: two pages A4 with score, ranks, gaps, way up, all indicators, what is to be mended, what the county changed
    Example: duibiao report school S001 --format pdf --out reports
    Example: duibiao report school --all --format docx --out reports
cli-report-county =
    The county's bulletin: a letter (what is to be done is a draft) with its tables as annexes; xlsx for lists
    Example: duibiao report county --out bulletin.docx
    Example: duibiao report county --format xlsx --out reports --basis self
cli-report-schools = Codes or names of schools, or parts of the names
cli-report-all = One report for each school with a score
cli-report-format-school = pdf (to print) or docx (to edit); by default as the name of --out says, else pdf
cli-report-format-county = pdf (to print), docx (to edit) or xlsx (lists); by default as the name of --out says, else pdf
cli-report-out = Folder to write to (made if missing), or the file of one report (.pdf, .docx, .xlsx); several may go into a .zip
cli-report-lang = Language of the report: zh or en (default: that of the command line)
cli-report-which = Name schools, or use --all for every school; one of the two.
cli-report-progress-ways = Finding the ways up
cli-report-progress = Making reports
cli-report-written = { $count } made, in { $folder }
cli-report-left-out = { $count } without a score and so without a report: { $schools }
report-not-made = This report could not be made: it took too long or too much memory. Try again shortly; if it fails again, tell the maintainers.
report-fixed = Cannot change this cycle. { $reason }
