## The county's long form: registers of schools, cycles, townships, answers, findings. Columns, help, and what differs from what is in force.

table-kind-schools = Register of schools
table-kind-cycles = Table of cycles
table-kind-townships = Places of townships
table-kind-answers = Table of answers
table-kind-findings = Table of findings

table-column-school_id = School code
    .about = one code for a school for ever; leading zeros count
table-column-name_zh = School name
    .about = the full name
table-column-township = Township
    .about = the township that it lies in
table-column-school_type = School type
    .about = choose from the list
table-column-area = Area
    .about = choose from the list
table-column-organisation = Party organisation
    .about = choose from the list
table-column-leadership = Leadership
    .about = choose from the list
table-column-tier_held = Tier held
    .about = choose from the list, for schools without a tier too
table-column-education_group = Education group
    .about = leave empty where there is none
table-column-students = Students
    .about = a whole number; leave empty where not known
table-column-teachers = Teachers
    .about = a whole number; leave empty where not known
table-column-members = Party members
    .about = a whole number; leave empty where not known
table-column-valid_from = Valid from
    .about = the first day of what the line says; empty: from the beginning. What changes gets a line of its own
table-column-valid_to = Valid to
    .about = the last day of what the line says; empty: until further notice. Of a closed school its last day
table-column-merged_into = Merged into
    .about = code or name of the school that it became a part of; say the last day too
table-column-number = No.
    .about = not read

table-column-cycle_id = Cycle
    .about = what this assessment is called, such as 2025
table-column-edition = Edition of the guide
    .about = choose from the list
table-column-starts_on = Starts on
    .about = the first day that is looked at
table-column-ends_on = Ends on
    .about = the last day that is looked at; schools count as they are that day
table-column-deadline = Deadline
    .about = the day by which schools hand in

table-column-tile_row = Row in the picture
    .about = A whole number; the northernmost row is 1
table-column-tile_column = Column in the picture
    .about = A whole number; the westernmost column is 1

table-column-fact_id = Fact code
    .about = the code of the fact in the guide, or its whole question
table-column-label_zh = Question
    .about = to be read by people, not looked at
table-column-unit_zh = Unit
    .about = to be read by people, not looked at
table-column-value = Value
    .about = a number, yes or no, a date, a grade; leave empty where there is no figure
table-column-basis = Basis
    .about = self or verified; empty is self
table-column-reason = Reason
    .about = why a verified value differs from the school's; for points that are given always
table-column-rater = Rater
    .about = the code of a group of raters, such as group-1, never a name; blank for the office itself
table-column-range = Range
    .about = the points that raters may give, for information
table-column-red_line = Red line
    .about = choose from the list
table-column-note = Note
    .about = may be left empty

table-basis-self = self
table-basis-verified = verified


problem-table-columns-missing = This looks like { $table ->
        [schools] a register of schools
        [cycles] a table of cycles
        [townships] a table of where townships lie
        [answers] a table of answers
        [findings] a table of findings
       *[other] a table of the long form
    }; these columns are missing: { $lacking }
    .expected = These columns (they may be called { $columns } too)
    .mend = Add these columns and what stands in them; or make an empty table with duibiao template { $table } and copy yours into it.
problem-table-column-personal = The column “{ $column }” seems to tell of persons; it was not read
    .expected = What is said of schools alone: no names and numbers of persons
    .mend = Take this column out and send the file again: files are kept as they come.
problem-table-school-unanswered = Not one answer is given for this school; nothing was taken for it
    .expected = One answer at least
    .mend = Nothing to mend for a school that has not answered yet; else see whether the file was saved.
problem-table-names-many-schools = More than one school has this name
    .expected = The code of a school
    .mend = Write the code: one of { $schools }.
problem-school-merged-unknown = The school “merged into” is not in the register
    .expected = The code or name of a school of the register or of this file
    .mend = Check the code or name; add a line for a school that is new.
problem-school-merged-itself = A school cannot be merged into itself
    .expected = Another school
    .mend = Name the school that it became a part of, or empty this cell.
problem-school-merged-undated = It says into which school it was merged, and not when
    .expected = Valid to: the last day before
    .mend = Write the day into the column “Valid to”.

problems-many-table-school-unanswered = Not one answer is given for { $count } schools; nothing was taken for them

# ---- Other files at the wrong door
problem-file-is-guide = This is the workbook of a guide
    .expected = A workbook of a school or of reviewers, or a table of the county such as its register
    .mend = A school chooses the workbook that it filled in; the county takes a guide in with duibiao guide import.
problem-file-is-old-form = This looks like the county's old form (it asks for points, not for facts)
    .expected = A workbook of a school or of reviewers, or a table of the county such as its register
    .mend = A school fills in this year's workbook; the county drafts a guide from it with duibiao guide draft, takes old forms in with duibiao old-form mapping, then duibiao old-form load.
problem-file-is-table = This looks like { $table ->
        [schools] a register of schools
        [cycles] a table of cycles
        [townships] a table of where townships lie
        [answers] a table of answers
       *[findings] a table of findings
    }, and not like a school's workbook
    .expected = The workbook of a school
    .mend = The county loads such a table with duibiao load; a school chooses the workbook that it filled in.
problem-file-is-word = This is a text document (Word, WPS Writer)
    .expected = An .xlsx, .xls, .ods or .csv file
    .mend = A school copies its answers into its workbook; a scoring table in it goes to duibiao guide draft or duibiao old-form mapping; evidence comes in by duibiao evidence add.
problem-file-is-document = This is a { $kind } file, not a spreadsheet
    .expected = An .xlsx, .xls, .ods or .csv file
    .mend = Send the spreadsheet itself; evidence comes in by duibiao evidence add.

# ---- Each door: what it takes, what was sent to it by mistake, and which command takes that
wrong-door = { $what }. Expected: { $expected }. { $mend }
door-takes = { $door ->
        [review] a workbook of reviewers
        [guide] the workbook of a guide (as duibiao guide new or guide export write it)
        [draft] the county's scoring table (indicators, criteria, points)
        [old-form] the county's old form
        [mapping] a mapping sheet from duibiao old-form mapping, filled in
       *[load] a workbook of a school or of reviewers, or a table of the county such as its register
    }
problem-file-is-mapping = This is the mapping sheet of an old form
    .expected = A workbook of a school or of reviewers, or a table of the county such as its register
    .mend = Name it behind --mapping of duibiao old-form check or load.
problem-wrong-door-guide = This is the workbook of a guide
    .expected = { door-takes }
    .mend = Send it back as the draft on the office's desk, under “Guide”; or check it with duibiao guide check and take it in with duibiao guide import.
problem-wrong-door-workbook = This is a school's workbook
    .expected = { door-takes }
    .mend = Load it with duibiao load, or let the school hand it in on its page.
problem-wrong-door-review = This is a workbook of reviewers
    .expected = { door-takes }
    .mend = Check it with duibiao review check, load it with duibiao review load, or send it on the page of checks.
problem-wrong-door-table = This looks like { $table ->
        [schools] a register of schools
        [cycles] a table of cycles
        [answers] a table of answers
       *[findings] a table of findings
    }
    .expected = { door-takes }
    .mend = The county loads it with duibiao load, or sends it on the page for handing in.
problem-wrong-door-mapping = This is the mapping sheet of an old form
    .expected = { door-takes }
    .mend = Use it on the office's desk, “Old forms”, second step; or name it behind --mapping of duibiao old-form check or load.
problem-wrong-door-old-form = This looks like a county's scoring table (it asks for points, not for facts)
    .expected = { door-takes }
    .mend = To draft a guide from it: the office's desk, “Guide”, or duibiao guide draft; to take in what schools claimed on it: the desk, “Old forms”, or duibiao old-form mapping, then duibiao old-form load.
problem-wrong-door-word = This is a text document (Word, WPS Writer)
    .expected = { door-takes }
    .mend = A scoring table in it, saved as .docx, goes to duibiao guide draft or duibiao old-form mapping; evidence goes to duibiao evidence add.
problem-wrong-door-document = This is a { $kind } file, not a spreadsheet
    .expected = { door-takes }
    .mend = Send the spreadsheet itself; evidence goes to duibiao evidence add.
problem-document-without-table = There is no table in the document
    .expected = A .docx file with a table
    .mend = Set the scoring out as a table and try again; see whether it is the right file.

# ---- Tables that are made
table-template-title-schools = Register of schools
table-template-title-cycles = Cycles
table-template-title-townships = Places of townships
table-template-title-answers = Answers ({ $cycle })
table-template-title-findings = Findings ({ $cycle })
table-template-how-schools = A line a school; columns with * are needed. What is in force stands there: change it where it changed, add new schools below. Then: duibiao load.
table-template-how-cycles = A line a cycle; columns with * are needed. Then: duibiao load.
table-template-how-townships = A line a township: in which row and column of a picture of the county it roughly lies. Then: duibiao load.
table-template-how-answers = Fill in the column “Value”, and the reason of what the county answers; a school without one answer does not count as handed in, and a blank line of the county changes nothing. Then: duibiao load.
table-template-how-findings = A line for each red line that a school crossed. Then: duibiao load.
table-help-title = How to fill it in
table-help-column = Column
table-help-name = May be called
table-help-needed = Needed
table-help-is-needed = yes
table-help-about = What it holds
table-help-list = Choices: { $column }
table-help-code = Code
table-help-refused = Choose from the list
table-help-lines-schools =
    Columns may stand in any order; what is not known is told and not read. Names of columns and what stands in lists may be written as labels or as codes.
    A column that is taken out leaves what is in force as it is; a cell that is emptied says that there is nothing.
    Schools that are not in the file stay in the register. A closed school gets its last day under “Valid to”, and “Merged into” where it became a part of another one.
    What changes on a day: give the old line that day's eve as “Valid to”, and add a line with what is new and “Valid from”.
    Write no names and numbers of persons.
table-help-lines-cycles =
    “Cycle” is what the assessment is called; it stands in the schools' workbooks and must not change.
    Schools count as they are on the day in “Ends on”. After the deadline a school may still hand in; how late it is will be said.
table-help-lines-townships =
    The tiles on the overview and the page of townships lie as this table says: rows from north to south, columns from west to east, one township a place; a place may stay empty.
    A new table takes the place of the old one, whole; townships that it does not name stand below the others. Scores and ranks do not change.
table-help-lines-answers =
    A line for each fact of a school. Values of schools are “self”; a “verified” one says its reason.
    One error in the lines of a school keeps all of its lines out; other schools are taken.
table-help-lines-findings =
    One line for a school, a cycle and a red line. To take a finding back: duibiao withdraw.

# ---- What differs from what is in force
changes-heading-schools = Against the register in force: { $counts }
changes-heading-cycles = Against the cycles there are: { $counts }
changes-count-new = { $count } new
changes-count-renamed = { $count } renamed
changes-count-changed = { $count } changed
changes-count-closed = { $count } closed
changes-count-merged = { $count } merged
changes-count-reopened = { $count } opened again
changes-count-same = { $count } as they were
changes-count-vanished = { $count } in force and not in the file
change-new = new
change-renamed = renamed: { $before } → { $now }
change-changed = { $column }: { $before } → { $now }
change-closed = closed, last day { $now }
change-merged = merged into { $now }
change-reopened = opened again: it was valid to { $before }
change-vanished = in force and not in this file; it stays in force
change-nothing = nothing
change-school = { $name } ({ $school })
changes-more = … and { $count } more; --json lists all
question-schools-vanish = Of { $known } schools in force { $count } are not in this file: { $schools }. They stay in force; closed ones need a last day. Is the file meant as it is?
question-schools-change = Of { $known } schools in force { $count } are told of otherwise than before. Is this file the one that counts?
question-schools-reopen = { $count } schools that were closed are in force again: { $schools }. Are they meant to be?
question-cycle-edition = Cycles for which schools have handed in get another edition of the guide: { $cycles }. Is this file the one that counts?

# The register and the cycles: what is refused
cycle-already-closed = Cycle { $cycle } is closed already.
    .mend = It need not be closed again; to change anything, reopen it first.
cycle-already-reopened = Cycle { $cycle } is not closed.
    .mend = It need not be reopened: schools can hand in.
decision-no-reason = No reason is given.
    .mend = Say why; it is kept with the decision.
extension-cycle-closed = Cycle { $cycle } is closed; its deadline cannot be extended.
    .mend = Reopen it first, if need be.
extension-too-early = { $day } is not after the deadline of cycle { $cycle }, { $deadline }: that is no extension.
    .mend = Give a later day; to bring the deadline forward, change the days of the cycle.
register-school-unknown = The register has no school of the code “{ $school }”.
    .mend = Open a school from the register, or enter a new one.
table-other-kind = “{ $file }” is not the table that is asked for here; it looks like { $kind ->
    [workbook] a school's workbook
    [schools] a register of schools
    [cycles] a table of cycles
    [townships] places of townships
    [answers] answers
   *[findings] findings of red lines
}.
    .mend = Send it on its own page, or choose another file.
