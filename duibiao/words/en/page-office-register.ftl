# The register: schools with their attributes and history, and its tables there and back
office-register = Register of schools
    .lead = Every school's attributes and history; renaming, merging, closing; the register's table there and back.
register-no-cycle = There is no assessment cycle yet by which the register could be listed.
    .mend = Make one under “Cycles”; the register can be sent already.
register-none = No school is like this.
    .mend = Ask for less.
register-count = Cycle { $cycle }: { $count } schools.{" "}
register-since = Since { $cycle }: { $counts }.
register-same = no changes
register-gaps = Of { $count } schools numbers are missing that the guide goes by: open the school to fill them in.
register-all = All
register-mark = Changes
register-mark-new = new
register-mark-renamed = renamed
register-mark-changed = changed
register-mark-merged = merged
register-mark-closed = closed
register-mark-gaps = numbers missing
register-text = Name or code
register-new = New school
register-new-title = Attributes of the new school
register-change = Change
register-change-note = “Valid from” is the day from which the change holds; to count for a cycle, it is not after the last day of that cycle. The same day as that of a line of the history (none, for the line that holds always) corrects that line. What changes is shown first, and counts once it is confirmed.
register-check = See what changes
register-rename = Rename
register-rename-note = From which day the new name holds; all else stays.
register-merge = Merge
register-merge-note = “Valid to” is the last day on which this school is there; afterwards it hands in no more.
register-close = Close
register-close-note = “Valid to” is the last day on which this school is there; afterwards it hands in no more.
register-is-closed = This school was there until { $day }.
    .mend = To have it again, enter it from a day on under “Change”.
register-school-unknown = The register has no school of the code “{ $school }”.
    .mend = Open a school from the register, or enter a new one.
register-history = History
register-history-note = from which day on, what was changed, who sent it
register-said = What was said
register-as-before = as the line before
register-stands = Stands
register-in-force = in force
register-replaced = replaced by a later one
register-by = Entered
register-record = Receipt, file
register-beginning = always
table-needed = needed
table-back = Back
table-change-again = Change it again
table-fetch = Fetch: { $name } (with what is in force)
table-choose = Send back: { $name }
table-about-schools = Fetch the register, change it, send it back; what is new, changed, renamed, closed or merged is shown first, and counts once it is confirmed.
table-about-townships = Row and column of each township in the county's picture; what is sent replaces the one before, whole.
table-about-cycles = Fetch the cycles, change them, send them back; what changes is shown first, and counts once it is confirmed.
table-other-kind = “{ $file }” is not the table that is asked for here; it looks like { $kind ->
    [workbook] a school's workbook
    [schools] a register of schools
    [cycles] a table of cycles
    [townships] places of townships
    [answers] answers
   *[findings] findings of red lines
}.
    .mend = Send it on its own page, or choose another file.
table-no-such = There is no such table.
    .mend = Fetch it from a page of the desk.
table-checked = To check: { $name }
table-take = Take it in
table-changes = What changes
table-column-change = Change
table-question-why = Compare with the changes that are listed below.
table-fate-taken = All is well; not taken in yet.
    .mend = Look at what changes, then press “Take it in”.
table-fate-taken_with_warnings = It can be taken in, with warnings; not taken in yet.
    .mend = Look at warnings and changes, then press “Take it in”.
table-fate-taken_in_part = Only a part can be taken in, the lines with errors cannot; not taken in yet.
    .mend = Take in the other lines now, or mend what is listed below and send it again.
table-fate-refused = There are errors; it cannot be taken in.
    .mend = Mend what is listed below and send it again. Nothing was kept.
table-fate-unconfirmed = Not taken in yet: confirm first.
    .mend = Look at what is to be confirmed; if it is meant, tick the box and press “Take it in”.
table-fate-already_here = This very table was taken in before.
    .mend = It need not be taken in again.
table-fate-same = It says what is in force already; nothing changes.
    .mend = It need not be taken in.
table-fate-received = Taken in; keep the number of the receipt.
    .mend = Register and cycles count at once; scores and ranks follow with the next build.
