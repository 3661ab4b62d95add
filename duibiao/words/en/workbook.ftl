## The words of the workbook that schools fill in: sheets, labels, headers, help.

workbook-sheet-answers = Answers
workbook-sheet-guide = Guide
workbook-title = { $title }: answers
workbook-working-edition = Working edition, not an official text
workbook-how-to-fill = Fill in the pale yellow cells only; grey rows do not apply to this school. Save, and hand in this very file.

workbook-head-school-name = School
workbook-head-school-id = School code
workbook-head-cycle = Cycle
workbook-head-edition = Edition
workbook-head-deadline = Deadline
workbook-head-progress = Progress
workbook-head-rater = Rater
workbook-progress = { $filled } of { $required } filled in

workbook-header-code = Code
workbook-header-dimension = Dimension
workbook-header-indicator = Indicator
workbook-header-requirement = Requirement and rule
workbook-header-question = Question
workbook-header-unit = Unit
workbook-header-answer = Answer
workbook-header-check = Self-check
workbook-header-previous = Last cycle
workbook-header-claim = Claimed points
workbook-header-evidence = Evidence
workbook-header-note = Note

workbook-indicator = { $name }
    { $indicator } · { $points } points
workbook-requirement = Requirement: { $requirement }
workbook-rule = Rule: { $rule }
workbook-optional = { $label } (optional)
workbook-not-applicable = Not applicable
workbook-yes = yes
workbook-no = no

workbook-input-count = A whole number; 0 if there was none. No unit, no percentage.
workbook-input-number = A number with at most six decimals. No unit.
workbook-input-flag = Choose yes or no from the list.
workbook-input-date = A date, such as 2024-03-01.
workbook-input-grade = Choose a grade from the list: { $grades }.
workbook-input-claim = The points your school gives itself, 0 to { $points }. Compared only; it does not change the score.
workbook-refused-title = Please correct
workbook-refused-count = A whole number of 0 or more is needed, such as 12.
workbook-refused-number = A number is needed, such as 0.95.
workbook-refused-flag = Only yes or no can stand here.
workbook-refused-date = A date is needed, such as 2024-03-01.
workbook-refused-grade = Only these can stand here: { $grades }.
workbook-refused-claim = A number from 0 to { $points } is needed.

workbook-check-fine = ✓
workbook-check-evidence = ✓ no evidence
workbook-check-blank = to fill in
workbook-check-error = error
workbook-check-above = above { $base }
workbook-check-count = whole number
workbook-check-number = number
workbook-check-flag = yes or no
workbook-check-date = date
workbook-check-grade = from the list

workbook-footer-page = Page &P of &N

workbook-guide-title = { $title }: how to fill it in
workbook-guide-how = How to fill it in
workbook-guide-how-cells = Write only in the pale yellow cells of the sheet “{ $sheet }”: answer, claimed points, evidence, note. All other cells are locked.
workbook-guide-how-kinds = Counts are whole numbers, 0 if there was none; yes/no questions take yes or no; dates look like 2024-03-01. No units.
workbook-guide-how-blank = Empty is not 0: a required answer left empty scores 0 and is listed as missing; if nothing happened, write 0.
workbook-guide-how-check = The column “Self-check” follows as you type: “to fill in”; “✓”: nothing wrong can be seen in the sheet; “✓ no evidence”: no evidence is named, which is fine where files are handed in beside; “above G7”: larger than the number in cell G7; other words say what belongs there.
workbook-guide-how-grey = Grey rows do not apply to this school; leave them, no points are lost.
workbook-guide-how-claim = Claimed points are compared only; the score is computed from the answers by the rules.
workbook-guide-how-hand-in = Save and hand in this file. You are told at once which cell is wrong and how to mend it; hand it in again when mended, the last one accepted counts.
workbook-guide-dimensions = Dimensions and points
workbook-guide-dimension-count = Indicators
workbook-guide-points = Points
workbook-guide-total = Total
workbook-guide-indicators = Indicators, requirements and rules
workbook-guide-requirement = Requirement
workbook-guide-rule = Rule
workbook-guide-period = Period
workbook-guide-evidence = Suggested evidence
workbook-guide-nature = Nature
workbook-guide-county = Answered by the county: { $labels }
workbook-guide-red-lines = Red lines

# ---- The commands that make workbooks

template-help =
    Make the workbook to fill in: one school's, every school's (into a folder or a zip), or a table of the county: schools, cycles, townships, answers, findings
    Example: duibiao template S001 --cycle 2024 --out .
    Example: duibiao template --all --cycle 2024 --out workbooks.zip
    Example: duibiao template schools --out register.xlsx
template-out = The file, folder or .zip to write

# ---- The form to sign and seal

signing-help =
    Make the form to sign and seal: what was handed in, each page with the file's check code
    Example: duibiao signing-form S001 --cycle 2024 --out .
    Example: duibiao signing-form --all --cycle 2024 --out forms.zip
signing-nothing-handed-in = Nothing to print was handed in for cycle { $cycle } ({ $school }). Try again once the school's workbook was accepted.
signing-sheet = To sign
signing-title = { $title }: what was handed in, to be signed
signing-how = Printed from the file that was handed in; changes here count for nothing. To change it, hand the workbook in again and print anew.
signing-header-number = Number
signing-header-indicator = Indicator
signing-header-question = Content
signing-header-unit = Unit
signing-header-value = Handed in
signing-header-claim = Claimed points
signing-header-evidence = Evidence
signing-header-note = Note
signing-blank = left empty
signing-identified = Check code { $code }　Receipt { $receipt }
signing-declaration = This form says what the file handed in says (its check code tells), confirmed by signatures and the school's seal.
signing-box-secretary = Signature of the Party secretary
signing-box-principal = Signature of the principal
signing-box-seal = Seal of the school
signing-box-date = Date
workbook-head-receipt = Receipt
workbook-head-received = Received
workbook-head-check-code = Check code
workbook-head-sha256 = SHA-256

## Problems of a workbook that was handed in (those of the answers themselves: problems.ftl)

# ---- The file

problem-file-empty = The file is empty
    .expected = the workbook, filled in
    .mend = See whether it is the right file, and whether it was saved.
problem-file-too-large = The file is too large
    .expected = at most { $most } MB
    .mend = Take out pictures and the like; evidence is handed in apart.
problem-file-unpacks-too-large = What the file holds is too large
    .expected = at most { $most } MB when unpacked
    .mend = Copy your answers into a new template and hand that in.
problem-file-too-many-rows = The sheet is too large to read
    .expected = at most { $most } rows, and nothing far to the right or below
    .mend = Delete what stands below and to the right of the table, or copy your answers into a new template.
problem-file-encrypted = The file has a password
    .expected = a file without a password
    .mend = Take the password off in your spreadsheet program, save, and hand it in again.
problem-file-not-a-spreadsheet = This is not a spreadsheet
    .expected = an .xlsx, .xls, .ods or .csv file
    .mend = Open it in a spreadsheet program and save it as .xlsx; see whether it is the right file.
problem-file-letters-lost = The Chinese letters of the file were lost when it was saved
    .expected = a CSV in UTF-8 or GB18030, or an .xlsx file
    .mend = Hand in the .xlsx file; for CSV, choose the character set UTF-8 when saving.
problem-file-unreadable = The file cannot be read; it may be damaged
    .expected = a file that a spreadsheet program can open
    .mend = Open it in a spreadsheet program and save it as .xlsx; if that fails, fill in a new template.
problem-macros-ignored = The file holds macros; they were not run
    .expected = an .xlsx file without macros
    .mend = Nothing to do; next time, save it as .xlsx.

# ---- The table

problem-no-answer-table = No table of answers was found in the file
    .expected = a table with the headers of the template
    .mend = See whether it is the right file; if headers were deleted, copy your answers into a new template.
problem-several-tables = There are several tables of answers, and they differ: { $sheets }
    .expected = one table of answers
    .mend = Keep the one to hand in and delete the others; a right click on the tabs shows hidden sheets.
problem-column-missing = The column “{ $header }” is missing
    .expected = the header “{ $header }”
    .mend = Write the header “{ $header }” again; if the column was deleted, copy your answers into a new template.
problem-column-twice = The column “{ $header }” is there more than once
    .expected = one column “{ $header }”
    .mend = Delete the one too many, or change its header.
problem-no-known-code = The code column holds no code of this edition
    .expected = the codes of the template
    .mend = Copy your answers into a new template and hand that in.

# ---- Over the table: school, cycle, edition

problem-head-missing = “{ $label }” is not said
    .expected = it stands to the right of “{ $label }”
    .mend = Fill in “{ $label }” as in a new template.
problem-unknown-cycle = There is no such cycle
    .expected = a cycle that is open
    .mend = Write it again as in a new template.
problem-cycle-closed = This cycle is closed
    .expected = a cycle that is open
    .mend = See whether it is a file of an earlier year; for a correction, ask the county.
problem-edition-differs = The edition is not that of the cycle
    .expected = { $expected }
    .mend = Copy your answers into this cycle's template.
problem-unknown-edition = There is no such edition
    .expected = the edition of the template
    .mend = Write it again as in a new template.
problem-wrong-school = This is another school's workbook
    .expected = { $expected }
    .mend = See whether it is the right file; use your own school's workbook.
problem-unknown-school = There is no such school code
    .expected = the code that the county gave
    .mend = Write it again as in a new template.
problem-school-not-in-cycle = This school is not among those of cycle { $cycle }
    .expected = a school that is there on the cycle's last day
    .mend = Ask the county what it has on file for your school.
problem-school-name-differs = The name is not that of the school with the code { $school }
    .expected = { $expected }
    .mend = See whether it is another school's workbook; if it is yours, leave it.

# ---- Rows and codes

problem-unknown-code = Unknown code
    .expected = { $suggestion ->
        [none] a code of the template
       *[other] { $suggestion }
    }
    .mend = { $suggestion ->
        [none] Write the code as it was; if the row is no answer, empty its answer cell.
       *[other] By its question this row is { $suggestion }: write that.
    }
problem-code-missing = This row has an answer but no code
    .expected = { $suggestion ->
        [none] a code of the template
       *[other] { $suggestion }
    }
    .mend = { $suggestion ->
        [none] Fill in the code, or delete the row.
       *[other] By its question this row is { $suggestion }: write that.
    }
problem-code-twice = The code stands in { $first } already
    .expected = { $suggestion ->
        [none] each code in one row
       *[other] { $suggestion }
    }
    .mend = { $suggestion ->
        [none] Keep the right row and delete the other.
       *[other] By its question this row is { $suggestion }: write that.
    }
problem-code-of-other-edition = This is a code of edition { $edition }; the answer is not counted
    .expected = codes of this edition
    .mend = Nothing to do; this edition does not ask it.
problem-row-missing = The row { $fact } “{ $label }” is missing and counts as left empty
    .expected = a row for each code
    .mend = Add the row with its code as in a new template.

# ---- Answers and claimed points

problem-formula-without-value = A formula whose result is not in the file
    .expected = a definite value
    .mend = Open and save the file in a spreadsheet program, or write the value itself.
problem-merged-answer = Rows were merged into one cell; its value was taken for each of them
    .expected = a cell of its own for each row
    .mend = If they are all the same, leave it; else split the cell and answer each row.
problem-answer-of-county = “{ $label }” is answered by the county; what stands there is not counted
    .expected = left empty
    .mend = Nothing to do.
problem-claim-not-a-number = The claimed points of { $indicator } are no number and were not kept
    .expected = a number such as 1.5
    .mend = Write a number only, or leave it empty. Claimed points do not change the score.
problem-claim-out-of-range = The claimed points of { $indicator } are out of range and were not kept
    .expected = 0 to { $most }
    .mend = Write a number from 0 to { $most }. Claimed points do not change the score.
problem-claim-not-asked = { $indicator } does not apply to this school; the claimed points were not kept
    .expected = left empty
    .mend = Nothing to do.
problem-claim-twice = { $indicator } has several claimed points; the first were kept
    .expected = one claim for each indicator
    .mend = Write it in the first row of the indicator only.
