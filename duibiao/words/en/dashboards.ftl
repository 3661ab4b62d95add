# Pages
product = Duibiao
skip-to-content = Skip to what the page says
other-language = 中文
no-javascript = Please allow JavaScript in the browser: the pages need it.
page-overview = Overview
page-reporting = Reporting
page-ranking = Ranking
page-gaps = Gaps
page-school = School
page-hand_in = Hand in
page-guide = Guide

footer-built = Data as of { $at } (Beijing time)
footer-build = Build { $build }
footer-no-build = Nothing has been published yet
paper-choice = { $label }: { $choice }
paper-day = Printed { $day }
separator-names = {" · "}
standing-working = working edition, not the official text
standing-notice = This edition of the guide is a working one, not the official text; scores by it are for reference.
    .mend = Please put the official guide in its place.

# Choices
school-with-code = { $name } ({ $code })
separator-items = {", "}
separator-clauses = {"; "}
choose-cycle = Cycle
choose-basis = Scored by
basis-self = Self-assessed
basis-verified = Verified
choose-township = Township
    .all = All townships
find-township = Find a township
    .placeholder = { $count } townships: type a name
find-with = Find the other township
    .placeholder = { $count } townships: type a name
find-school = Find a school
    .placeholder = { $count } schools: type a name or number
choose-type = School type
    .all = All types
choose-peers = Peer group
    .all = All peer groups
choose-dimension = Dimension
    .all = All dimensions
choose-school = School
    .all = Type a name or number
    .none = choose one
choose-edition = Edition of the guide
choose-find = Find
    .placeholder = Code, name or words
choose-file = Choose a filled workbook
page-before = ‹ Previous
page-after = Next ›
shown-townships = Townships { $first } to { $last } of { $total }
shown-schools = Schools { $first }–{ $last } of { $total }
count-schools =
    { $count ->
        [one] { $count } school
       *[other] { $count } schools
    }
indicators-count =
    { $count ->
        [one] { $count } indicator
       *[other] { $count } indicators
    }

# Not filled in, zero and not applicable are three different things
missing = no answer
not-applicable = n/a
not-asked = not asked
no-such-indicators = None in the guide
status-handed_in = Handed in
status-handed_in_late = Handed in late
status-must_correct = To correct
status-not_handed_in = Not handed in
flag-yes = yes
flag-no = no
tied = tied
mark-red-line = red line
mark-late = late
mark-verified = verified
mark-county = by the county
mark-optional = optional
mark-is_in_force = in force
mark-is_late = late
mark-is_withdrawn = withdrawn
outcome-accepted = accepted
outcome-accepted_with_warnings = accepted with warnings
outcome-refused = refused
severity-error = error
severity-warning = warning
peer-group-county = the whole county

# Units
unit-schools = schools
unit-points = points
unit-items = items
of-schools = / { $count } schools
of-points = / { $points } points

# Empty and failed
empty-no-open-cycle = Every assessment cycle is closed; nothing more is taken in.
    .mend = Ask the county if something has to be handed in late; it opens a cycle again with duibiao cycle reopen, or loads a new one with duibiao load.
empty-no-schools = No school is to hand in for this cycle yet.
    .mend = Load the table of schools with duibiao load; a school counts if it is valid on the cycle's last day.
empty-nobody-scored = No school has a score in this cycle yet.
    .mend = Scores appear after the first accepted workbook and the next build.
empty-no-match = No school matches these filters.
    .mend = Take one or two filters away.
empty-choose-school = Choose a school.
    .mend = Type its name or number above, or follow its name from the overview or the ranking.
empty-no-submission = Nothing has come in from this school for this cycle.
    .mend = Its workbook can be downloaded on “Hand in”.
empty-no-indicator = No indicator matches.
    .mend = Try another word, or take the dimension away.
address-unknown = The address asks for something that is not here; it was left out.
address-value = Not here: { $values }
page-missing = There is no such page; this is the overview.
    .mend = The address says “{ $name }”: choose a page above.
page-failed = This page could not be shown; the others are not affected.
    .mend = Reload it; if that does not help, give the administrator the number { $reference }: the server's log has the reason.
page-failed-snapshot = The data file cannot be opened.
    .mend = Load the page again; if that does not help, the administrator runs duibiao build to publish again (duibiao verify lists what is damaged). Number { $reference }.
build-failed = The latest build failed ({ $at }); what you see is the result of the one before.

# Overview
figure-handed-in = Handed in
figure-late =
    { $count ->
        [one] { $count } of them late
       *[other] { $count } of them late
    }
figure-average = County average
figure-average-change = { $change } against the cycle before (schools scored in both)
figure-average-share-change = Two editions: the mean share of what both ask for changed by { $change } percentage points
across-editions = Another edition than the cycle before: scores cannot be subtracted
    .note = The two cycles are scored by two editions. Only shares of the indicators that the crosswalk names in both can be compared.
across-editions-tag = two editions
percentage-points = { $change } points of share
figure-median = County median
figure-median-range = { $lowest } – { $highest }
figure-missing = Missing indicators
figure-missing-schools =
    { $count ->
        [one] at { $count } school
       *[other] at { $count } schools
    }
figure-missing-note = a missing answer scores 0
figure-verified = Verified
figure-verified-note = of what is asked
section-county-dimensions = Share of points by dimension
    .note = the county's share (all points ÷ all points asked), and how far the schools spread
chart-all = lowest to highest
chart-middle = middle half of the schools
chart-average = the county's share
section-tiers = Tiers and quotas
    .note = reached is the highest tier that the score allows, not a title
column-tier = Tier
column-quota = Quota
column-held = Held
column-reached-or-above = Reached or above
column-thresholds = Thresholds
tier-thresholds = score ≥ { $score }, each dimension ≥ { $share }
column-reaching = Schools whose highest tier this is
and-more = and { $count } more
section-ratings = Ratings
rating-count = { $name } { $count }
section-townships = Progress by township
column-township = Township
column-progress = Progress
column-late = Late
section-owing = Schools still to hand in
owing-refused =
    { $count ->
        [one] the file of { $at } was refused: { $count } error
       *[other] the file of { $at } was refused: { $count } errors
    }
owing-nothing = nothing received
owing-none = Every school has handed in.
section-red-lines = Red lines
column-red-line = Red line
column-effect = Effect
column-note = Note
effect-zero_indicator = indicator { $indicator } scores 0
effect-cap_rating = rating at most “{ $rating }”
effect-no_tier = no tier
effect-zero_score = score 0
effect-take_off = { $value } off the score
effect-rating_down = rating down by { $value }

# Ranking
ranking-lead-self = Scored by the schools' self-assessment. Equal scores share a rank; ranks compare exact scores, not the two decimals shown.
ranking-lead-verified = Scored by the county's verified values where there are any, else by the schools' self-assessment. Equal scores share a rank; ranks compare exact scores.
column-rank-county = County rank
column-rank-township = Township rank
column-rank-school_type = Rank in type
column-rank-peer_group = Rank among peers
column-rank-dimension = Rank in dimension
column-school = School
column-school-type = Type
column-score = Score (of 100)
column-by-dimension = Points by dimension
column-dimension-points = In dimension
column-change = Change
column-tier-reached = Tier reached
column-verified = Verified
column-status = Status
column-reason = What happened
legend-dimension = { $name } ({ $points } points)

# Gaps
column-indicator = Indicator
column-kind = Kind
column-average-share = Share
column-max-points = Points
column-missing = No answer
column-zero = Zero
column-not-applicable = N/a

# School
school-tier-held = holds: { $tier }
figure-change = { $change } against the cycle before
figure-no-change = no score in the cycle before
figure-points = Points / applicable
figure-claimed = claimed by the school: { $points }
figure-share-change = Two editions: the share of what both ask for changed by { $change } percentage points
figure-rank-change = { $change } places against the cycle before
figure-rank-change-across = { $change } places against the cycle before (two editions)
column-rating = Rating
rating-lowered = lowered from “{ $rating }” by a red line
section-dimensions = Dimensions beside similar schools
column-dimension = Dimension
column-points = Points
column-share = Share
column-peer-median = Peers' median
column-county-median = County median
chart-school = this school
chart-peers = middle half of its peers
chart-peer-median = peers' median
chart-county-median = county median
section-worth-most = What would raise the score most
    .note = what full points would add to the score
nothing-lacking = Full points in everything.
    .mend = No indicator could add to the score.
nothing-applies = By the guide nothing applies to this school: it has no score, rating or rank.
    .mend = Please see whether its type, organisation and leadership are right.
column-points-now = Points now
column-would-add = Would add
column-asked = What is required
section-indicators = Each indicator: answer, rule, points
    .note = an indicator’s name leads to the file and cell of each answer
choose-show = Which indicators
show-all = All { $count }
show-lacking = Points lost: { $count }
show-missing = No answer: { $count }
points-of = { $points } / { $maximum } points
findings-at-school = Red lines found in this cycle
finding-line = { $label }: { $effects }
column-answers = Answers
column-rule = Rule and figures
column-claimed = Claimed
answer = { $label }:{" "}
section-history = Score over the cycles
section-sources = Where the answers stand
    .note = file, sheet, cell, as typed, by whom and when
column-fact = Question
column-counted = Value that counts
column-own = The school said
column-county = The county said or verified
source-county-only = Answered by the county
source-not-verified = Not verified
source-nothing = Nothing said
way-here = From the rank to here
indicator-before = ‹ { $code } { $name }
indicator-after = { $code } { $name } ›
section-submissions = Files handed in, with receipts
    .note = every file handed in is kept and can be downloaded again
column-received = Received
column-file = File
column-outcome = Outcome
column-receipt = Receipt
section-evidence = Evidence
count-files =
    { $count ->
        [one] { $count } file
       *[other] { $count } files
    }
column-proves = What it proves
column-size = Size
evidence-signed-form = Signed and sealed form
reporting-must_correct = The file of this school was refused; it is scored once it is corrected.
    .mend = Each problem and how to mend it is listed below; hand the corrected file in on “Hand in”.
reporting-not_handed_in = This school has not handed in for this cycle: it has no score and no rank.
    .mend = Its workbook can be downloaded on “Hand in”.

# Handing in
hand-in-lead = Check first, then hand in: a chosen file is checked at once and every problem listed. Without errors it can be handed in, for a receipt and the score.
choose-step = What to do
step-hand-in = Check and hand in
step-template = Get the workbook
step-evidence = Bring evidence
step-take-back = Take back
about-hand-in = Choose a file: it is checked at once, and one without errors is not kept before you hand it in.
    .mend = All problems are listed together, and the file can be had back with the cells coloured. Without errors it can be handed in; one with errors is registered until a mended one comes.
about-template = Every school has a workbook of its own for a cycle, with its name, the cycle and last cycle's values filled in.
    .mend = Choose the school, download, fill in, save, and bring it back under “Check and hand in”.
about-evidence = Evidence can be brought file by file or in one zip: PDF, pictures, Office files.
    .mend = Begin a file's name with the code of its indicator (or put it into a folder of that name) and it is known what it proves; otherwise you are asked.
about-take-back = A hand-in can be taken back until the county begins to verify it.
    .mend = The hand-in before it is then in force again; without one the school counts as not handed in. The record stays.
section-outcome = Result of the check
section-problems = Problems and how to mend them
uploader-note = or drag it here: .xlsx, .xls, .ods or .csv, one at a time, up to 20 MB
uploader-note-evidence = or drag them here: several at once, or one zip, up to 50 MB each
checking = Checking …
handing-in = Handing in …
hand-in = Hand in
marking = Marking …
marking-not-possible = This file cannot be marked: please mend the cells listed.
    .mend = Saved as .xlsx and chosen again, it usually can.
download-marked = Download the marked file
    .help = Your own file: cells with problems are coloured and carry a comment, and the sheet of problems links to each. Mended and handed in again, the marks are gone.
download-signing-form = Download the form to sign
signing-form-name = form-to-sign-{ $receipt }.xlsx
section-differences = Compared with the last hand-in
    .note = its receipt: { $receipt }
differences-none = The answers are the same as those handed in last.
    .mend = Other things (evidence, notes, formats) may differ.
section-understood = Read as follows
    .note = cells not written as asked, but certain in meaning
column-read-as = Read as
column-how = How
severity-confirmed = explained
confirmed-because = True all the same: { $reason }
count-problems-by-severity = errors: { $errors }, warnings: { $warnings }
confirm-warnings = True all the same? Say why in a word ({ $count } left)
confirm-which = Which warning
    .none = Choose one
confirm-all = All that are left
confirm-reason = Reason (kept with the hand-in)
confirm = Note the reason
confirm-incomplete = Please choose warnings, then write a reason.
    .mend = The reason is kept with this hand-in, and the county can read it.
choose-evidence = Choose files of evidence
evidence-choose-school = Please choose the school first.
    .mend = Then what is here already can be seen, and more can be brought.
evidence-none = No evidence was brought yet.
    .mend = A title in the workbook's column of evidence counts too; of what matters, bring the file.
evidence-proves = What does “{ $file }” prove?
    .none = Choose one; without a choice it is not taken
evidence-keep =
    { $count ->
        [one] Bring this { $count } file
       *[other] Bring these { $count } files
    }
evidence-kept = Taken.
    .mend = All that is here is listed below; the school's page and the tables have it with the next build.
evidence-nothing-taken = There is no file yet that can be taken.
take-back-receipt = Receipt number
take-back-reason = Why it is taken back
take-back = Take this hand-in back
take-back-incomplete = Please give the receipt number and a reason.
    .mend = The number is given when a file was handed in; the page of the school lists it too.
taken-back = Taken back. Receipt { $receipt }
    .mend = The score changes with the next build, usually within a few minutes.
download-template = Download the workbook (.xlsx)
fate-taken = No problems: this file can be handed in.
    .mend = It is not handed in yet: look at the score below, then press “Hand in”.
fate-taken_with_warnings = This file can be handed in, with warnings.
    .mend = It is not handed in yet: read the warnings below. Where they are true all the same, say why; then press “Hand in”, or mend the file and choose it again.
fate-refused = This file has errors and cannot be handed in.
    .mend = Mend each cell listed below, save, and choose the file again. Nothing was kept.
fate-already_here = This very file has been handed in already.
    .mend = To correct it, change the workbook first.
fate-received = Handed in. Please keep the number of the receipt.
    .mend = The score enters the ranking with the next build, usually within a few minutes.
fate-registered = It has errors and was not taken. It is registered and waits to be mended and handed in again.
    .mend = Mend it cell by cell as listed below, save it, and choose the file again. The county sees this file and its problems on the page Reporting.
register-refused = Once you have said who acts, this file is registered, and the county sees on the page Reporting what the school struggles with.
    .mend = To register is not to hand in: nothing is scored, and what was handed in before stays.
question-why = This file replaces the one that was handed in. Compare them below, under the differences.
question-confirmed = I have compared them; this file is the one that counts
late-means = It can still be handed in, and is noted as late.
deadline-of-cycle = Cycle { $cycle }: hand in by { $deadline }, { $distance }
    .late = It can still be handed in, and is noted as late.
receipt-details = Checksum of the file
receipt-record = Identifier of the record
receipt-hash = Checksum (SHA-256)
receipt-score = Score and rank of the school (after the next publication)
column-where = Where
column-what = Problem
column-found = Found
column-expected = Expected
column-mend = How to mend it
found-nothing = empty
score-by-own-answers = by the school's self-assessment, not verified
hand-in-guide-faulty = The tables of the guide are faulty: nothing can be checked or handed in.
    .mend = The administrator can list every fault with duibiao guide check.
hand-in-not-kept = The file could not be kept; it is not handed in.
    .mend = Try again in a moment; if that does not help, the administrator should look at disk space and permissions.

# The guide
figure-dimensions = Dimensions
figure-indicators = Indicators
figure-total = Total points
figure-valid-from = Valid from
dimension-note =
    { $count ->
        [one] { $count } indicator, { $points } points
       *[other] { $count } indicators, { $points } points
    }
column-requirement = Requirement and evidence
column-scoring = Scoring
column-facts = What is asked
guide-evidence = Evidence: { $evidence }; period: { $period }
kind-count = whole number
kind-number = number
kind-flag = yes/no
kind-date = date
kind-grade = grade
column-min-score = Least score
column-min-dimension-share = Least share in every dimension
rule-ratio = “{ $fact }” ÷ “{ $base }”: 0 points at { $floor } or less, full points at { $target } or more, in proportion between; { $zero }
rule-ratio-less = “{ $fact }” ÷ “{ $base }”: 0 points at { $floor } or more, full points at { $target } or less, in proportion between; { $zero }
base-zero-zero = a base of 0 gives 0 points
base-zero-not_applicable = with a base of 0 the indicator does not apply
base-zero-skip_part = with a base of 0 this part is not counted
rule-part = { $share } of it: { $sentence }
rule-part-points = { $points } points: { $sentence }
rule-count = “{ $fact }” ÷ target, more adds nothing; target: { $target }
rule-target = { $who } { $target }
rule-relative-rate = { $fact } ÷ { $base }
rule-among-county = all schools of the county
rule-among-school_type = schools of the same type
rule-better-more = more is better
rule-better-less = less is better
rule-relative-places = Place by “{ $what }” among { $among } ({ $better }): { $bands }; { $rest }; left out where fewer than three can be compared
rule-relative-to-best = “{ $what }” against the best of { $among } ({ $better }): the best has the full share, others in proportion; left out where fewer than three can be compared
rule-relative-to-mean = “{ $what }” against the mean of { $among } ({ $better }): from the mean on the full share, else in proportion; left out where fewer than three can be compared
rule-band-place = first { $key }: { $share }
rule-band-percent = first { $key }: { $share }
rule-rest-zero = the others nothing
rule-rest-to-best = the others in proportion to the best
rule-bands = “{ $fact }” ÷ “{ $base }”: { $bands }; { $zero }
rule-given = “{ $fact }”: given by the county's raters, from { $least } to { $most } points, { $mean }
rule-mean = of several raters the mean
rule-mean-trimmed = of five raters or more the mean without one highest and one lowest
rule-steps = “{ $fact }”: { $bands }
rule-late = “{ $fact }”: { $bands }
rule-grade = “{ $fact }”: { $bands }
rule-band-steps = { $key } or more gives { $share }
rule-band-at-least = { $key } or more gives { $share }
rule-band-at-most = { $key } or less gives { $share }
rule-band-late = up to { $key } days late gives { $share }
rule-band-grade = { $key } gives { $share }
rule-band-on-time = on time gives { $share }
rule-band-rest = else { $share }
rule-checklist = share of “yes” among the items that apply, of { $count }: { $items }
rule-deduct = taken off the full points, not below 0: { $items }
rule-deduct-below = taken off the full points: { $items }
rule-item-each = “{ $fact }” { $points } each
rule-item-flag = “{ $fact }” answered { $answer }: { $points }
rule-item-shortfall = “{ $fact }” below { $needed }: { $points } for each one short
rule-cap = where “{ $fact }” is { $value }, at most { $share }
rule-not-applicable = { $what } does not apply: { $value }
whole-indicator = the indicator

# The server
server-no-place = The pages cannot be served at { $host }:{ $port } ({ $reason }). Choose another port (--port), or end what uses it.

# Streamlit's own words, to the letter: what stands here is looked for on the page.
built-in-skip = Skip to main content
built-in-upload = Upload
built-in-browse = Browse files
built-in-uploader = File Uploader
built-in-file-upload = file upload
built-in-clear = Clear value
built-in-clear-all = Clear all
built-in-clear-selection = Clear selection
built-in-select-all = Select all
built-in-no-results = No results
built-in-no-options = No options
built-in-no-options-left = No options to select
built-in-no-options-left-at-all = No options to select.
built-in-choose-option = Choose an option
built-in-choose-options = Choose options
built-in-suggestions = Show suggestions
built-in-options = Selectbox options
built-in-options-many = Multiselect options
built-in-selected = Selected values
built-in-open = open
built-in-remove = Remove
built-in-delete = Delete
built-in-copy = Copy to clipboard
built-in-copied = Copied to clipboard
built-in-fullscreen = Fullscreen
built-in-fullscreen-open = View fullscreen
built-in-fullscreen-close = Close fullscreen
built-in-open-list = Open
built-in-close = Close
built-in-press-enter = Press Enter to apply
built-in-press-enter-form = Press Enter to submit form
built-in-press-ctrl-enter = Press Ctrl+Enter to apply
built-in-press-ctrl-enter-form = Press Ctrl+Enter to submit form
built-in-loading = Loading...
built-in-running = Running...
built-in-stop = Stop
built-in-required = This field is required.
built-in-upload-failed = Upload failed
built-in-network-error = Network error
built-in-connecting = Connecting
built-in-connection-error = Connection error
built-in-previous-page = Previous page
built-in-next-page = Next page
built-in-step-up = Increment value
built-in-increment = Increment
built-in-step-down = Decrement value
built-in-decrement = Decrement
built-in-chart-data = Show data
built-in-chart = Show chart
built-in-with-wrong-kind = { $found } files are not allowed.
built-in-with-too-large = File must be { $found } or smaller.
fixed-this-cycle = cannot change this cycle
shown-first = { $total } schools, the first { $shown } shown
section-township-scores = Average score by township
    .note = highest first, darker is higher; each leads to its township
    .placed = as the townships lie, darker is higher; each leads to its township
tile-schools = { $scored } of { $count } schools
column-spread = Spread of schools (0–100%)
next-tier-place = For the first { $limit } schools; now at place { $place }, and the others' scores may still move
rule-least-points = May go below 0, down to { $points }
rule-bonus = A bonus: its points are added to the score, at most { $most }, and are no part of the 100
asked-first = for the first { $percent }% ({ $ties })
asked-last = the last { $percent }% at most ({ $ties })
