# Overview
overview-lead = To be handed in by { $deadline } ({ $distance }).
deadline-left =
    { $days ->
        [one] { $days } day left
       *[other] { $days } days left
    }
deadline-closed = cycle closed
deadline-today = today
deadline-passed =
    { $days ->
        [one] { $days } day ago
       *[other] { $days } days ago
    }
all-reporting = Reporting of all schools
section-tasks = What waits for you today
tasks-day = { $day }
tasks-none = Nothing waits for you at the moment.
    .mend = Every school has handed in; nothing refused, no red line, no tie at a tier's line. What comes up will stand here.
tasks-closed = This cycle is closed; nothing is left to do in it.
    .mend = Its results stand below. Choose another cycle above to see the one in progress.
urgency-urgent = Urgent
urgency-due = To do
urgency-note = To note
names-more = { " " }and { $count } more
task-open = { " " }({ $count })
task-reporting-late =
    { $count ->
        [one] { $count } school has not handed in, { $days } days late
       *[other] { $count } schools have not handed in, { $days } days late
    }
task-reporting-near =
    { $days ->
        [0] { $count } schools have not handed in; today is the deadline
       *[other] { $count } schools have not handed in, { $days } days to the deadline
    }
task-reporting-open =
    { $count ->
        [one] { $count } school has yet to hand in; { $days } days to go
       *[other] { $count } schools have yet to hand in; { $days } days to go
    }
task-must_correct =
    { $count ->
        [one] { $count } school's file was refused and not corrected yet ({ $things } errors)
       *[other] { $count } schools' files were refused and not corrected yet ({ $things } errors)
    }
task-correction_refused =
    { $count ->
        [one] { $count } school's later correction was refused; the earlier file still counts
       *[other] { $count } schools' later corrections were refused; the earlier files still count
    }
task-red_line =
    { $count ->
        [one] Red lines found at { $count } school
       *[other] Red lines found at { $count } schools
    }
task-warnings =
    { $count ->
        [one] { $count } school handed in with { $things } unexplained warnings
       *[other] { $count } schools handed in with { $things } unexplained warnings
    }
task-evidence_missing =
    { $count ->
        [one] { $count } school lacks evidence for { $things } indicators
       *[other] { $count } schools lack evidence for { $things } indicators
    }
task-scan_unmatched =
    { $count ->
        [one] { $count } school's signed scan fits none of its hand-ins
       *[other] { $count } schools' signed scans fit none of their hand-ins
    }
task-unsigned =
    { $count ->
        [one] { $count } school has not sent its signed form
       *[other] { $count } schools have not sent their signed forms
    }
task-waiting =
    { $schools ->
        [0] { $count } new records came in and are not in the figures yet
        [one] { $count } new records came in (a hand-in of { $schools } school) and are not in the figures yet
       *[other] { $count } new records came in (hand-ins of { $schools } schools) and are not in the figures yet
    }
task-borderline =
    { $count ->
        [one] { $count } school cannot be told apart at a tier's line
       *[other] { $count } schools cannot be told apart at a tier's line
    }
task-tier = { $tier }: { $count }
task-site_checks = { $count } answers worth checking on site; these first
task-question = : { $question }
townships-slowest = the { $shown } slowest of { $count }
section-changes = Since the cycle before
changes-before = cycle { $cycle }
changes-none = There is no cycle before this one to compare with.
    .mend = What rises and falls stands here from the second cycle on.
changes-scores = Score
changes-scores-told = { $up } rose, { $down } fell, { $same } unchanged
changes-tier-up = Tier up
changes-tier-down = Tier down
changes-step = { " " }({ $before } → { $now })
column-share-change = change (points of share)
section-weaknesses = The county's weaknesses
    .note = where most of the points asked are lost; all indicators under Gaps
column-lost-share = Share lost
column-lost-of-asked = Lost / asked of all schools (points)
