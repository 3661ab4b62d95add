## What is wrong with files as they come in, what is asked back, and what becomes of them.

problem-nothing-answered = Not one answer is filled in; the file was not taken
    .expected = a workbook with answers
    .mend = Check whether this is the right file, and whether it was saved after it was filled in.
problem-several-files-of-school = Several different workbooks of this school and cycle came together; none was taken
    .expected = one for each school
    .mend = There are also: { $files }. Find out which one counts, and send that one alone.
problem-file-is-archive = This is an archive ({ $kind })
    .expected = an .xlsx, .xls, .ods or .csv file
    .mend = Unpack it first, and send the spreadsheet inside.

problem-count-shown-rounded = A whole number is due; the cell shows { $shown }, but holds decimals
    .expected = a whole number of 0 or more, such as 12
    .mend = Type the whole number again; a format without decimals only hides them.

problem-school-code-scientific = The school's code became a number with an exponent, and its last digits are lost
    .expected = the whole code, such as 0610220001
    .mend = Set the format of this column to text, write the codes again, and save.
problem-school-code-like-known = The code differs from the known { $school } ({ $name }) only by leading zeros, an apostrophe, “.0” at its end, or signs that look alike
    .expected = always the same code for the same school
    .mend = If it is the same school, write { $school }. Spreadsheets drop leading zeros: set the format of this column to text first.
problem-school-perhaps-known = { $name } in { $township } is known already, by the code { $school }
    .expected = one code for one school
    .mend = If it is the same school, write { $school }; if it is another one, give it a name that tells them apart; if its code has changed, first give the old code's line a valid_to.
problem-school-twice-on-a-day = On some day both this line and line { $line } are valid: a school has one line on a day
    .expected = the earlier line ends before the later one begins
    .mend = Delete the spare line; if something changed, give the earlier line a valid_to.

question-replaces-answers = { $fewer } answers fewer than last time: is this file the one that counts?
question-replaces-score = The score goes { $before }→{ $now }: is this file the one that counts?
question-replaces-answers-and-score = { $fewer } answers fewer than last time, and the score goes { $before }→{ $now }: is this file the one that counts?

late-days = The deadline was { $deadline }: { $days } days late

became-line = this line was not taken
became-school = no line of this school was taken for the cycle
became-file = the whole file was not taken

problems-many-left-empty = { $count } answers are left empty and count as 0 points
problems-many-row-missing = { $count } rows are missing and count as left empty
problems-many-far-from-previous = { $count } answers are far from last cycle's
problems-many-not-asked = { $count } answers are not asked of this school and do not count
problems-many-table-school-unknown = The schools of { $count } lines are not in this cycle
problems-rows-more = … { $count } in all

cli-fate-taken-in-part = taken in part
cli-fate-unconfirmed = to be confirmed, not taken
fate-taken_in_part = Only a part can be taken; what has errors was not.
    .mend = Mend what is listed below and send that again.
fate-unconfirmed = Not taken yet: please confirm first.
    .mend = See below what is to be confirmed; tick it when it is right, then hand in.
checks-fate-taken_in_part = Only a part can be loaded.
    .mend = Mend what is listed below and load it again.
checks-fate-unconfirmed = Not loaded yet: please confirm first.
    .mend = Check whether this is the right file.

cli-load-confirm = Where files ask back (most answers left out, or a score that falls by more than 10), they are meant
cli-load-taken-in-part = Of these, taken in part: { $count }; what has errors was not.
cli-load-unconfirmed = Of these, not taken before they are confirmed: { $count }. Check those that say less and load them again with --confirm; of several files of one school load the one that counts alone.
cli-load-confirmed = Confirmed to be the ones that count: { $files }
cli-left-out = The files of { $count } schools could not be made: { $schools }
