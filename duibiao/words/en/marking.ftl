## The file sent back: cells with colour and comment, and the sheet that lists the problems.

workbook-sheet-problems = Problems

marking-header-number = No.
marking-header-severity = Kind
marking-header-sheet = Sheet
marking-header-cell = Cell
marking-header-found = What you wrote
marking-header-problem = Problem
marking-header-expected = What is expected
marking-header-mend = How to mend it
marking-header-state = State
marking-header-reason = Why it is right as it stands

marking-header-value = Read as
marking-header-how = How it was read

marking-title = Problems
marking-left = { $errors } errors are left to mend and { $warnings } warnings to check.
marking-done = All is dealt with. Please save this file and hand it in again.
marking-done-guide = All of it was changed. Save, and run duibiao guide check again.
marking-none = There are no problems.
marking-how-link = Click an address in the column Cell to jump to it. Once you change the cell its colour goes and its state says "changed"; whether it is right (also where you changed another cell that belongs to it) is checked when you hand in again.
marking-how-explain = Please mend the errors (red). Check the warnings (yellow): where one is right as it stands, leave it and say why in the last column. When all is dealt with, save and hand in this file again.
marking-how-link-guide = The address in the column of cells leads to the cell. Once the cell is changed its colour goes and the state says so; whether it is right now (or another cell was the one to change) is told at the next check.
marking-how-explain-guide = When all is mended, save and run duibiao guide check again; if nothing is wrong, duibiao guide import takes it. This sheet, colours and comments are not read.
marking-error = Error
marking-warning = Warning
marking-understood = These cells are not written as asked, but what they mean is clear: they were read as shown, nothing needs to be done
marking-more = { $count } more problems are not listed; they are once these are mended and the file is handed in again.
marking-hidden = { $mend } (Its row, column or sheet is hidden: please show it first.)
marking-reason-help = If it is right as it stands, say why in a few words, such as "closed for a month". It then counts as checked.
marking-reason-long = Please write no more than { $most } letters.

marking-state-error = to mend
marking-state-warning = to check
marking-state-mended = changed
marking-state-explained = explained
marking-state-elsewhere = checked when handed in
marking-state-elsewhere-guide = checked next time

## Comments on cells. By the signs at their beginning and end they are taken away again; no other comment may have them.

marking-author = Duibiao
marking-begin = [Duibiao check]
marking-end = [end]
marking-comment-error = Error: { $what }
marking-comment-warning = Warning: { $what }
marking-comment-expected = Expected: { $expected }
marking-comment-mend = How to mend it: { $mend }

problem-file-cannot-be-marked = This file cannot take colours and comments
    .expected = an .xlsx, .xls, .ods or .csv file as spreadsheet programs save it
    .mend = Mend the listed problems in your own file; or open it in a spreadsheet program, save it as .xlsx and try again.
