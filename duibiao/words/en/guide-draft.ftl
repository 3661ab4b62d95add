## A guide drafted from a scoring table (duibiao guide draft): columns of the notes, reasons, what is asked, the command.

draft-sheet = Draft notes
draft-title = Notes on the draft of { $title }
draft-how =
    This workbook was drafted by a program from a scoring table. Every method is a proposal: check each before use. { $items } items and { $understood } rules were read, { $missed } were not understood, { $asked } places ask for your decision (orange).
    “Origin” is the cell of the table. To change a method, change the sheets of the guide; this sheet is for comparison, is not imported, and may be deleted.
    When done: duibiao guide check FILE, then duibiao guide import FILE.
draft-column-number = No.
draft-column-origin = Origin
draft-column-text = Text
draft-column-indicator = Indicator
draft-column-part = Part
draft-column-method = Proposed method
draft-column-facts = Facts to ask
draft-column-reason = Reason
draft-column-certainty = Certainty
draft-column-asks = Please decide
draft-certainty-sure = fairly sure
draft-certainty-likely = please check
draft-certainty-unsure = not sure

draft-reason-checklist = it gives points for what is there or done: points by how many are
draft-reason-all-or-nothing = it gives nothing without it: one yes or no
draft-reason-shortfall = it says how many are due and what each one short costs: the number is asked, the rest reckoned
draft-reason-state = it says what ought to be and nothing of points: whether it is so
draft-reason-several = it takes points for each of several things: one yes or no each
draft-reason-absent = it takes points for what is lacking: asked in the positive
draft-reason-points-if = it gives points for what is there: without it these are taken off
draft-reason-each = it takes points for each one: asked how many there are
draft-reason-event = it takes points where this happens: asked how often
draft-reason-cap = it gives nothing in this case: a cap on the indicator
draft-reason-slope = it takes points for each per cent below: the rate between floor and target
draft-reason-rate-bands = it gives points by what rate is reached: bands of the rate
draft-reason-by-share = it gives points in proportion: by the rate
draft-reason-steps = it gives points by how many are reached: steps
draft-reason-gain = it gives points for each one, up to the whole
draft-reason-grades = it gives points by grade: the county grades
draft-reason-given = a person gives points at discretion: the county's raters
draft-reason-relative = points by place, or against the best
draft-reason-by-hand-no-rule = points without a word of how they are given; for now the county fills them in
draft-reason-by-hand-relative = points by place or against other schools; for now the county fills them in
draft-reason-by-hand-unknown = not understood; for now the county fills in the points
draft-reason-by-hand-mixed = several ways in one item without points of their own; for now the county fills in the points
draft-reason-says-no-points = says nothing of points; kept as a requirement
draft-reason-left-out = not in the rules
draft-reason-red-line = a consequence for the whole: a red line
draft-reason-points-unread = the points are no certain number
draft-reason-left-out-below-zero = an item that only takes points off, or negative points; not in the guide
draft-reason-nameless = it has points, but no column with its name is known
draft-reason-whole = what no scoring table holds
draft-reason-header-innermost = the header “{ $label }” before the points is not known and was not read; it may be the innermost indicator or the criterion
draft-reason-header-unknown = the header “{ $label }” is not known and was not read
draft-reason-sum-right = the sum that stands there is what was read: { $stated }
draft-reason-sum-differs = the sum that stands there is { $stated }, what was read comes to { $read }

draft-ask-points-differ = the clauses do not add up to the points: please check
draft-ask-needed-a-year = the text speaks of a term, month or week, a year is asked for: please put the number due in a year
draft-ask-how-given = points by whether it is so, or at discretion: please check
draft-ask-bonus = the text adds points, here they are within the whole: please check
draft-ask-how-often = how often, or whether at all: please check
draft-ask-numbers-of-rate = what is over what: please name both facts and their units
draft-ask-target-of-share = no rate for full points stands there; taken as 100%: please check
draft-ask-who-grades = who grades, and how: please check
draft-ask-who-gives = who gives the points, from and up to how many: please check
draft-ask-no-rule = please say how points are given
draft-ask-relative = the county ranks: please check
draft-ask-not-understood = not understood: please choose a method by the text
draft-ask-mixed = please divide it into parts with points and methods of their own
draft-ask-compared-by = by which number, and whether more or less is better: please check
draft-ask-red-line = who finds it, and what follows: please check
draft-ask-left-out = add it if it is needed
draft-ask-points-unread = please fill in the full points on the sheet of indicators
draft-ask-header = to have it read, name it, such as --column criterion=HEADER
draft-ask-sum-differs = please check whether the table is wrong or rows were not read
draft-ask-edition = the edition's code { $edition }, its title, first day and status are provisional: please check
draft-ask-schools = types of school and areas are the example's: make them your own; what is not asked of a type belongs to the sheet of exemptions
draft-ask-ratings = the ratings are the example's: make them your own; tiers have a sheet too
draft-ask-ratings-read = the ratings are those of the table: please check

draft-problem-expected = a rule that can be understood, or a sum that agrees

cli-guide-draft =
    Draft the guide's workbook, with notes, from the county's scoring table (.xlsx, .xls, .ods, .csv, .docx)
    Example: duibiao guide draft scoring.docx --out guide.xlsx --marked .
cli-guide-draft-file = the county's scoring table: indicators, criteria, points
cli-guide-draft-out = where the workbook goes (by default the table's name and “draft”)
cli-guide-draft-edition = the edition's code (by default draft and the year)
cli-guide-draft-title = what the guide is called (by default the table's title)
cli-guide-draft-name = { $name }-draft.xlsx
cli-guide-drafted = Drafted: { $path }. Dimensions { $dimensions }, indicators { $indicators }, points { $points }; rules understood { $understood }, not understood { $missed }, to be decided { $asked }, each on the sheet of notes.
cli-guide-draft-sum = Sum differs { $where }: { $name } says { $stated }, what was read comes to { $read }
cli-guide-draft-outside = title
cli-guide-draft-header = Not read { $where }: the header “{ $label }” is not known
cli-guide-draft-next = Every method is a proposal. Check them in Excel or WPS, then: duibiao guide check { $path }
draft-nothing-read = No table with indicators and points was found. { $saw }{ $lacking }{ $try }
draft-saw = Headers seen: { $seen }. { "" }
draft-saw-known = Recognised: { $known }. { "" }
draft-saw-nothing = No row looks like a header. { "" }
draft-lacking = Missing: { $lacking }. { "" }
draft-known-header = { $field } = “{ $label }” ({ $where })
draft-lacking-name = an indicator or a criterion
draft-lacking-points = points (which may stand in the text as （6分）)
draft-try = Say which column is which, such as: duibiao { $command } { $file } { $columns }
draft-columns-not-there = { $columns }: there is no such header. Headers of the table: { $labels }.
old-form-field-content = content
