# Reporting
reporting-lead = A school counts as handed in once a file without errors came; its last such file is the one in force.
choose-status = Status
    .all = Any status
choose-note = Look for
    .all = Anything
status-owing = Not in yet
note-corrections = Correction refused
note-warnings = Unexplained warnings
note-confirmed = Explained warnings
note-evidence = Evidence missing
note-unsigned = No signed form
note-scans = Scan fits no hand-in
figure-before-then = { $share }; cycle before by then { $before }
figure-corrections =
    { $count ->
        [one] and { $count } correction refused
       *[other] and { $count } corrections refused
    }
figure-deadline = Deadline
figure-warnings = Unexplained warnings
figure-confirmed =
    { $count ->
        [one] explained at { $count } school
       *[other] explained at { $count } schools
    }
figure-signed = Signed forms
figure-evidence = Evidence missing
figure-evidence-note = of { $expected } due; { $files } with a file
section-progress = Handed in, day by day
    .note = share of the schools; both cycles laid on one deadline
progress-this = this cycle
progress-before = cycle before
progress-deadline = deadline
progress-today = today
progress-none = No file without errors has come in yet.
    .mend = Progress is drawn by day once the first school has handed in.
progress-table = Day by day
progress-told = So far { $now } of { $expected } schools have handed in ({ $share }).
progress-told-before = In the cycle before it was { $before }, counted to the same day around its deadline.
column-day = Day
column-to-deadline = From deadline (days)
column-newly = New that day
column-share-handed-in = Share in
section-register = Missing in the register
    .note = The guide goes by these numbers and the register does not tell them. Until they are filled in, indicators with a target by size get 0 points, and nothing is left unasked because of size.
column-lacking = Missing
column-lacking-for = Indicators
section-call = Schools to call
copy = Copy
call-title = Cycle { $cycle }, to be handed in by { $deadline } ({ $when })
call-count =
    { $count ->
        [one] { $count } school has not handed in
       *[other] { $count } schools have not handed in
    }
call-township = [{ $township }] { $count }
call-not_handed_in = { $name } (nothing in)
call-must_correct = { $name } (refused, to be corrected)
section-schools = School by school
download-list = Download the list (CSV)
column-open = Problems and explanations
column-evidence = Evidence
column-signed = Signed form
open-refused =
    { $count ->
        [one] refused, { $count } error:
       *[other] refused, { $count } errors:
    }
open-correction =
    { $count ->
        [one] correction of { $at } refused, { $count } error:
       *[other] correction of { $at } refused, { $count } errors:
    }
open-warnings =
    { $count ->
        [one] { $count } warning, { $confirmed } explained:
       *[other] { $count } warnings, { $confirmed } explained:
    }
open-scans =
    { $count ->
        [one] { $count } signed scan fits no hand-in
       *[other] { $count } signed scans fit no hand-in
    }
open-alike = { $what } ({ $count } alike)
open-more = and { $count } more
evidence-files =
    { $count ->
        [one] { $count } with a file
       *[other] { $count } with files
    }
signed-yes = in
signed-no = not in
claimed-of = { $points } points ({ $count } indicators)
file-school-code = School code
file-refused = Refused at
file-evidence-expected = Evidence due
file-evidence-missing = Evidence missing
file-claimed = Points claimed
column-errors = Errors
column-warnings = Warnings
