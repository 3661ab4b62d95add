## The county's old form (names, criteria, full points, claimed points, evidence): mapping, reading, problems.

old-form-field-level-1 = First level
old-form-field-level-2 = Second level
old-form-field-level-3 = Third level
old-form-field-criterion = Criterion
old-form-field-points = Full points
old-form-field-claim = Claimed points
old-form-field-evidence = Evidence named
old-form-column-number = No.
old-form-column-indicator = Indicator of the guide
old-form-column-dimension = Dimension
old-form-column-share = Share
old-form-column-full = Its points
old-form-column-note = How it was found
old-form-column-field = What is read
old-form-column-label = Header in the old form

old-form-sheet-items = Items
old-form-sheet-columns = Columns
old-form-sheet-lists = Choices
old-form-title-items = The old form's items and the indicators of { $edition }
old-form-title-columns = The headers of the old form (for { $edition })
old-form-how-items = Fill in the pale yellow cells only. Choose the indicator from the drop-down, “none of ours” where there is no such one; orange ones are not chosen yet. To share an item out, copy its row, choose an indicator in each and fill in the shares, 100% together.
old-form-how-columns = In each row write the header that stands over it in the old form; leave blank what the form does not have. “Claimed points” is needed.
old-form-none = none of ours
old-form-certainty-code = same code
old-form-certainty-same = same name
old-form-certainty-near = similar name, please check
old-form-certainty-open = please choose
old-form-refused = Choose from the list
old-form-refused-indicator = Choose an indicator from the drop-down, or “none of ours”.

cli-old-form = The county's old form: make a mapping, check, take in claimed points
cli-old-form-mapping =
    Make a mapping sheet out of an old form: what is certain is filled in, the rest you choose in Excel or WPS
    Example: duibiao old-form mapping old.xlsx --edition working-2024 --out mapping.xlsx
cli-old-form-check =
    Check old forms by a mapping sheet and tell every problem at once; nothing is kept
    Example: duibiao old-form check forms/ --mapping mapping.xlsx --cycle 2024
cli-old-form-load =
    Take in the claimed points of old forms by a mapping sheet: kept and compared, never scored
    Example: duibiao old-form load forms/ --mapping mapping.xlsx --cycle 2024
    Example: duibiao old-form load school.xls --mapping mapping.xlsx --cycle 2024 --school S001
cli-old-form-file = An old form, blank or filled in
cli-old-form-files = Old forms or folders
cli-old-form-edition = The edition to map to (not needed where there is only one)
cli-old-form-out = Where the mapping sheet is written
cli-old-form-column = Which header stands over a field where it is not a usual one; may be said several times, such as --column "Second level=考核事项"
cli-old-form-column-unknown = --column is said as field=header. There is no field "{ $field }", or no header was said; the fields are { $known }.
cli-old-form-map = The completed mapping sheet
cli-old-form-cycle = Assessment cycle
cli-old-form-school = School code (default: by the name in the file or of the file)
cli-old-form-progress = Reading old forms
cli-old-form-mapped = Written: { $path }. The old form has { $items } items; { $undecided } are still to be chosen, and please check those of a similar name.
cli-old-form-exists = { $path } is there already. Choose another name, or add --replace.
cli-old-form-edition-unknown = There is no edition "{ $edition }". Known: { $known }.
cli-old-form-cycle-closed = Cycle { $cycle } is closed. Check its code, or open it again with duibiao cycle reopen.
cli-old-form-one-school = --school is for a single file.
cli-old-form-mapping-faulty = The mapping sheet has { $count } problems. Mend them in Excel or WPS and try again.
cli-old-form-total = { $total } old forms: { $taken } can be taken, { $taken-with-warnings } with warnings, { $refused } refused, { $already-here } already here. Claimed points are compared, never scored.
cli-old-form-claims = { $claims } indicators claimed

# ---- Problems of the mapping sheet

problem-old-form-mapping-none = This is no mapping sheet
    .expected = a completed mapping sheet made by duibiao old-form mapping
    .mend = See whether it is the right file; put back headers that were changed.
problem-old-form-mapping-edition = The mapping sheet is for another edition than the cycle
    .expected = { $expected }
    .mend = Make a mapping sheet for the cycle's edition, or check the cycle.
problem-old-form-mapping-column = It is not said which header of the old form stands over “{ $field }”
    .expected = the header of the old form on the sheet of columns
    .mend = Choose it from the drop-down on the sheet of columns.
problem-old-form-mapping-open = No indicator is chosen yet
    .expected = an indicator, or “none of ours”
    .mend = Choose from the drop-down; “none of ours” where there is no such one.
problem-old-form-mapping-unknown = The guide has no such indicator
    .expected = an indicator of the drop-down, or “none of ours”
    .mend = Choose from the drop-down again.
problem-old-form-mapping-points = The full points are no number above 0
    .expected = the full points of this item in the old form, such as 5
    .mend = Fill in the old form's points; choose “none of ours” for what gives no points.
problem-old-form-mapping-share = The share is not right
    .expected = above 0 and not more than 100%, such as 60%
    .mend = Write a percentage; leave it blank where there is one indicator only.
problem-old-form-mapping-shares = The shares of this item are not 100% together
    .expected = a share in each row of the item, 100% together
    .mend = Fill in or correct the shares; for one indicator keep one row and leave its share blank.

# ---- Problems of an old form

problem-old-form-none-found = There is no scoring form in the file
    .expected = a form with headers for names, full points and claimed points
    .mend = See whether it is the right file; write other headers on the mapping's sheet of columns.
problem-old-form-no-claim-column = There is no column “{ $label }”
    .expected = the header “{ $label }”
    .mend = Change the header to “{ $label }”; if several columns are claims, say which on the mapping's sheet of columns.
problem-old-form-other-form = None of its items is in the mapping sheet
    .expected = the form that the mapping sheet was made of
    .mend = See whether it is another year's form; if so, make a mapping sheet of it.
problem-old-form-nothing-claimed = No points are claimed at all
    .expected = a form with claimed points
    .mend = See whether a blank form was sent; ask the school to fill it in.
problem-old-form-school-unknown = It cannot be seen whose form this is
    .expected = a school's name in the form or in the file's name, or its code in the file's name
    .mend = Write the school's full name in the form, or name the file after it; or say --school.
problem-old-form-school-unclear = More than one school is named in the form and the file's name: { $schools }
    .expected = one school
    .mend = Correct the name in the form or of the file; or say --school.
problem-old-form-school-differs = The form names another school; it was read as the school you said
    .expected = { $expected }
    .mend = Check that you said the right school; if so, leave it.
problem-old-form-item-unknown = This item is not in the mapping sheet and was not read
    .expected = an item of the mapping sheet, with the same words
    .mend = Leave it if it is no item; put back words that were changed, or add the item to the mapping sheet.
problem-old-form-item-missing = The item “{ $name }” is missing and counts as not claimed
    .expected = every item of the mapping sheet
    .mend = Put back its row as in the old form, or words that were changed.
problem-old-form-item-twice = “{ $name }” is there twice with different claimed points
    .expected = one row an item
    .mend = Keep the right row and delete the other.
problem-old-form-points-differ = The full points of “{ $name }” are not those of the mapping sheet
    .expected = { $expected }
    .mend = Put back the old form's points; if it is another form, make a mapping sheet of it.
problem-old-form-claim-not-a-number = The claimed points of “{ $name }” are no certain number
    .expected = one number from 0 to { $most }
    .mend = Write a single number, such as 1.5.
problem-old-form-claim-out-of-range = The claimed points of “{ $name }” are beyond its full points
    .expected = 0 to { $most }
    .mend = Check, and write a number from 0 to { $most }.
problem-old-form-claims-several = “{ $name }” has one number of full points, but several claims
    .expected = one claim an item
    .mend = Add them up in the first row of the item and clear the others.
problem-old-form-claim-merged = The claimed points of “{ $name }” are merged with those of an item above
    .expected = claimed points for each item by itself
    .mend = Unmerge the cells and fill in each item's points.
problem-old-form-not-claimed = “{ $name }” has no claimed points
    .expected = the points claimed
    .mend = Leave it if none are claimed; fill in what was forgotten, 0 where it is none.
problem-old-form-points-converted = The old form gives other full points for { $count } indicators; the claims were converted by their share: { $indicators }
    .expected = the same full points in the old form and the guide
    .mend = Leave it. Claimed points ÷ the old form's full points × the guide's; the points as claimed are kept too.
