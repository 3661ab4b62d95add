## Problems of files handed in: what is wrong; what was expected (.expected); how to mend it (.mend).
## What was found is shown beside these words, not in them.

# ---- Values

problem-not-a-count = A whole number is needed here
    .expected = a whole number of 0 or more, such as 12
    .mend = Write digits only, no words; write 0 if it did not happen.
problem-count-fraction = A whole number is needed here, without decimals
    .expected = a whole number of 0 or more, such as 12
    .mend = Change it to a whole number.
problem-count-negative = This cannot be negative
    .expected = a whole number of 0 or more, such as 12
    .mend = Check it and write a whole number of 0 or more.
problem-count-percent = A count is needed here, not a percentage
    .expected = a whole number of 0 or more, such as 12
    .mend = Write how many there were; the system works out the share.
problem-not-a-number = A number is needed here
    .expected = a number with at most six decimals, such as 0.95
    .mend = Write digits only, no words.
problem-number-too-many-places = Too many decimals
    .expected = at most { $places } decimals
    .mend = Round to { $places } decimals or fewer; in a formula use ROUND.
problem-number-too-large = The number is too large to be true
    .expected = a number below a million million
    .mend = Check whether some digits were typed twice.
problem-percent-unclear = This could be a percentage or a number of per cents
    .expected = a number in the unit of the question, without a percent sign
    .mend = The unit of this question is per cent already: for 95% write 95.
problem-two-numbers = There is more than one number in the cell
    .expected = one number
    .mend = Write only the number that is asked; the whole and its part have a cell each.
problem-which-number = There is more than one number in the cell
    .expected = one number
    .mend = Which of { $choices } is it? Write only the number that is asked; the whole and its part have a cell each.
problem-number-unsure = The number is only approximate
    .expected = one exact number
    .mend = Look it up and write the exact number; if it is { $number }, write { $number } only.
problem-number-with-text = There are other words beside the number, so it is not certain that it is meant
    .expected = a number only
    .mend = If the answer is { $number }, write { $number } only and put the words into the column for notes; if not, write the right number.
problem-other-unit = This is in "{ $other }", and the question asks for "{ $unit }"
    .expected = a number of "{ $unit }"
    .mend = Convert it into "{ $unit }"; if only the unit is wrong, write { $number } only.
problem-date-for-number = A number is needed here, and the cell holds a date
    .expected = one number, such as 12
    .mend = Write only the number that is asked. A spreadsheet turns 11/12 and the like into a date; if it still shows a date, set the cell's format to "General".
problem-not-a-flag = Yes or no is needed here
    .expected = 是 (yes) or 否 (no)
    .mend = Choose 是 or 否 from the list; put any words into the column for notes.
problem-not-a-date = A date is needed here
    .expected = year-month-day, such as 2024-03-01
    .mend = Write it like 2024-03-01; if there is no date yet, empty the cell.
problem-date-impossible = There is no such day
    .expected = a day of the calendar, such as 2024-03-01
    .mend = Check the month and the day.
problem-date-incomplete = The date is not complete
    .expected = year, month and day, such as 2024-03-01
    .mend = Add the month or the day that is missing.
problem-date-without-year = The date has no year
    .expected = year, month and day, such as 2024-03-01
    .mend = Add the year, with four digits.
problem-date-with-text = There are other words beside the date, so it is not certain that it is meant
    .expected = a date only
    .mend = If the answer is { $date }, write { $date } only and put the words into the column for notes; if not, write the right date.
problem-which-date = There is more than one date in the cell
    .expected = one date, such as 2024-03-01
    .mend = Which of { $choices } is it? Write only the date that is asked.
problem-date-order-unclear = It is not clear which is the year, the month and the day
    .expected = the year first, with four digits, such as 2024-03-01
    .mend = Write it as year-month-day, the year with four digits.
problem-date-out-of-range = The year cannot be right
    .expected = a date from { $first } to { $last }
    .mend = Check the year.
problem-not-a-grade = There is no such grade
    .expected = one of { $grades }
    .mend = Choose a grade from the list.
problem-none-unclear = 无 (none) could mean 0 or that there is no data
    .expected = a definite value; left blank where there is no data
    .mend = Write 0 if it did not happen; leave it blank if there is no data.
problem-none-left-blank = It is not certain what 无 (none) means here
    .expected = a definite value; left blank where there is none
    .mend = If there is one, write it; if there is none, empty the cell.
problem-not-applicable-unclear = This applies to the school, so it cannot be "not applicable" or "/"
    .expected = a definite value
    .mend = Write 0 or 否 (no) if it did not happen; leave it blank if there is no data; ask the county if it should not apply.
problem-cell-error = The cell holds a spreadsheet error
    .expected = a definite value
    .mend = Mend the formula, or write the value itself.

# ---- Values against each other

problem-above-base = "{ $label }" is larger than "{ $base_label }"
    .expected = not more than { $base }
    .mend = Check both and mend the one that is wrong.
problem-given-out-of-range = "{ $label }" may be given from { $least } to { $most } points only
    .expected = a number from { $least } to { $most }
    .mend = Give points from { $least } to { $most }, as the rule says.
problem-given-without-reason = Points are given for "{ $label }" without a reason
    .expected = a few words, such as: a whole plan, no records of what was done
    .mend = Say why so many are given; leave both blank while it is not decided.
problem-rater-unfit = A rater is a code, not a name
    .expected = the code of a group of raters, such as: group-1
    .mend = Write the group's code; leave it blank for points that the office gives itself.
problem-above-fixed-base = "{ $label }" is above its limit of { $base }
    .expected = not more than { $base }
    .mend = Check it and write a number of { $base } or less.
problem-left-empty = "{ $label }" is left empty and counts as 0 points
    .expected = an answer to the question
    .mend = { $kind ->
        [count] Fill it in; write 0 if it did not happen.
        [number] Fill it in; write 0 if there is none.
        [flag] Write 是 (yes) or 否 (no).
        [date] Write the date, such as 2024-03-01; without a date it stays blank and counts as 0 points.
        [grade] Choose a grade from the list.
       *[other] Fill it in.
    }
problem-not-asked = "{ $label }" does not apply to this school, what stands there is not counted
    .expected = left blank
    .mend = Nothing needs mending; if it should apply, check the school's type and other particulars.
problem-far-from-previous = "{ $label }" is far from last cycle's value ({ $previous })
    .expected = the value as it is
    .mend = Please check it once more; if it is right, leave it.

# ---- The long form: files and columns

problem-table-unreadable = The file cannot be read
    .expected = CSV in UTF-8 or GB18030, xlsx, xls or ods without a password, or Parquet
    .mend = Open it in a spreadsheet program and save it as xlsx or as "CSV UTF-8"; take a password off first.
problem-table-quotes-broken = From line { $line } on, the double quotes do not match
    .expected = double quotes in pairs; a quote inside the text is written twice
    .mend = Mend the quotes of this line, or use an xlsx file.
problem-table-kind-unknown = It is not clear which table this is
    .expected = the column names of schools, cycles, townships, answers or findings
    .mend = Put the column names in the first line; the documentation lists them for each table.
problem-table-too-large = The table is too large
    .expected = not more than { $rows } lines
    .mend = Split it into several files and load each; a table of answers may be saved as CSV and loaded whole, however long it is.
problem-table-empty = The table holds no data
    .expected = at least one line below the column names
    .mend = Fill in the data and try again.
problem-table-column-twice = The column "{ $column }" is there more than once
    .expected = each column once
    .mend = Delete the spare column, or mend its name.
problem-table-column-unknown = The column "{ $column }" is not known and was not read
    .expected = only these columns: { $columns }
    .mend = Leave it if it is not needed; if the name is misspelt, mend it.
problem-table-line-too-long = This line has more cells than there are column names
    .expected = { $columns } cells
    .mend = Put text that holds a comma in double quotes, or use an xlsx file.

# ---- The long form: lines

problem-table-cell-blank = "{ $column }" cannot be blank
    .expected = filled in on every line
    .mend = Fill in this cell.
problem-table-cell-too-long = "{ $column }" is too long
    .expected = not more than { $longest } characters
    .mend = Shorten it, or check whether the columns have shifted.
problem-table-identifier-unfit = "{ $column }" holds a character that a code cannot have
    .expected = a code without slash, backslash or line break
    .mend = Use letters, digits, hyphens and underscores only.
problem-table-code-unknown = "{ $column }" has no such choice
    .expected = one of { $codes } (or { $labels })
    .mend = { $nearest ->
        [none] Choose one of the list.
       *[other] Is “{ $nearest }” ({ $nearest_code }) meant? Write that; else: Choose one of the list.
    }
problem-table-formula-without-value = This cell ({ $column }) is a formula, but the file does not hold its result
    .expected = a definite value
    .mend = Open the file in a spreadsheet program and save it once, or write the value itself.
problem-table-dates-reversed = "{ $first }" is later than "{ $second }"
    .expected = "{ $first }" not later than "{ $second }"
    .mend = Check both dates.
problem-table-line-twice = The same as line { $line }
    .expected = one line for each thing
    .mend = Delete the spare line; if they differ, keep the right one.
problem-township-place-outside = “{ $column }” goes from 1 to { $most }
    .expected = a whole number from 1 to { $most }
    .mend = The northernmost row and the westernmost column are 1; count to the south and to the east.
problem-township-place-taken = { $others } has this place too
    .expected = one township a place
    .mend = Change the row or the column of one of them.
problem-township-unknown = No school of the register is in this township
    .expected = a township that the register of schools names
    .mend = Write it as the register does; if it really has no school, leave it.
problem-table-cycle-unknown = There is no such assessment cycle
    .expected = a cycle that was loaded
    .mend = Check the cycle's code, or load the table of cycles first.
problem-table-cycle-closed = This assessment cycle is closed
    .expected = a cycle that is not closed
    .mend = Check the cycle's code; if a correction is needed, the county has to reopen the cycle.
problem-table-school-unknown = There is no such school in this cycle
    .expected = a school that was loaded and is there on the cycle's last day
    .mend = Check the school's code, or load the table of schools first.
problem-table-edition-unknown = The guide has no such edition
    .expected = one of { $editions }
    .mend = { $nearest ->
        [none] Check the edition's code, or put that edition into the guide tables first.
       *[other] Is “{ $nearest }” ({ $nearest_code }) meant? Write that; else: Check the edition's code, or put that edition into the guide tables first.
    }
problem-table-fact-unknown = The guide of this cycle ({ $edition }) has no such fact
    .expected = the code of a fact of that edition, or its whole question
    .mend = { $nearest ->
        [none] Check the fact's code.
       *[other] Is “{ $nearest }” ({ $nearest_code }) meant? Write that; else: Check the fact's code.
    }
problem-table-red-line-unknown = The guide of this cycle ({ $edition }) has no such red line
    .expected = one of { $red_lines }, or the red line's whole text
    .mend = { $nearest ->
        [none] Check the red line's code.
       *[other] Is “{ $nearest }” ({ $nearest_code }) meant? Write that; else: Check the red line's code.
    }
problem-table-basis-unknown = This cell is either self or verified
    .expected = self or verified; blank means self
    .mend = Change it to self or verified.

# ---- How a value was taken

value-note-percent = read as a decimal, from a percentage
value-note-unit = read as a number, without its unit
value-note-serial-date = read as a date, from the spreadsheet's day number
value-note-text = read as a number, without the words beside it
value-note-chinese-numeral = read as digits, from Chinese numerals
value-note-word = read as yes or no, by what it means
