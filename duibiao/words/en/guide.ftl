## Faults of guide tables: what is wrong; how to mend it (.mend). File, line, column and what was
## found are shown beside these words.

guide-expected-one-of = one of { $choices }
guide-expected-text = text
guide-expected-code = a code
guide-expected-code-of = a code of the table { $table }
guide-expected-whole = a whole number
guide-expected-decimal = a number
guide-expected-date = a date such as 2024-03-01
guide-expected-switch = 0 or 1
guide-expected-above = above { $bound }
guide-expected-least = at least { $bound }
guide-expected-most = at most { $bound }
guide-expected-places = at most { $places } decimal places
guide-expected-blank = may be empty
guide-expected-joint = ,{" "}

# ---- Files, columns, cells

guide-fault-file-missing = This file is missing
    .mend = Add the file; a table without rows still has a first line with its column names.
guide-fault-file-unreadable = The file cannot be read
    .mend = Open it in a spreadsheet program and save it as "CSV UTF-8".
guide-fault-file-empty = The file is empty
    .mend = Write the column names in the first line.
guide-fault-column-missing = The column "{ $column }" is missing
    .mend = Add the column name "{ $column }" to the first line, and the data below it.
guide-fault-column-twice = The column "{ $column }" is there more than once
    .mend = Delete the spare column.
guide-fault-too-many-cells = This line has more cells than there are column names
    .mend = Put text that holds a comma in double quotes.
guide-fault-cell-blank = This cell cannot be blank
    .mend = Fill in this cell.
guide-fault-cell-without-value = This cell is a formula without a result, an error value, or part of a merged cell
    .mend = Write the value, or take the merged cells apart and fill in each.
guide-fault-unknown-choice = This is not one of the words allowed here
    .mend = Change it to one of { $choices }.
guide-fault-identifier-too-long = The code is too long
    .mend = Use a code of at most { $longest } characters, here and wherever it is named.
guide-fault-identifier-of-two-lines = The code holds a line break or a control character
    .mend = Write the code on one line.
guide-fault-not-a-switch = This is either 0 or 1
    .mend = Change it to 0 (no) or 1 (yes).
guide-fault-not-a-date = This is not a date
    .mend = Write it like 2024-03-01.
guide-fault-not-whole = This is not a whole number
    .mend = Change it to a whole number.
guide-fault-not-a-number = This is not a number
    .mend = Change it to a number such as 0.5, without percent sign or unit.
guide-fault-too-large = The number is too large
    .mend = Change it to a number below a thousand million.
guide-fault-not-above = This must be above { $bound }
    .mend = Change it to a number above { $bound }.
guide-fault-too-small = This is below { $bound }
    .mend = Change it to { $bound } or more.
guide-fault-too-great = This is above { $bound }
    .mend = Change it to { $bound } or less.
guide-fault-too-many-places = Too many decimals
    .mend = Use at most { $places } decimals.

# ---- Doubles and references

guide-fault-row-twice = The same as line { $line }
    .mend = Delete the spare row, or mend its code.
guide-fault-no-edition = There is no edition at all
    .mend = Give each edition a row in the table editions.
guide-fault-unknown-edition = The table editions has no such edition
    .mend = Mend the edition's code, or add the edition to the table editions.
guide-fault-unknown-dimension = The dimensions of this edition have no such dimension
    .mend = Mend the dimension's code, or add the dimension.
guide-fault-unknown-indicator = The indicators of this edition have no such indicator
    .mend = Mend the indicator's code, or add the indicator.
guide-fault-unknown-fact = The facts of this edition have no such fact
    .mend = Mend the fact's code, or add the fact.
guide-fault-unknown-part = The rule of this indicator has no such part
    .mend = Mend the part, or add it to the table rules.
guide-fault-unknown-code = The code list { $list } has no such code
    .mend = Change it to one of { $codes }, or add it to the table code_lists.
guide-fault-unknown-attribute = Schools have no such attribute
    .mend = Change it to one of { $attributes }.
guide-fault-unknown-rating = The ratings of this edition have no such rating
    .mend = Mend the rating's code, or add the rating.
guide-fault-crosswalk-same-edition = Both ends of the crosswalk are the same edition
    .mend = Name another edition; a crosswalk leads from one edition to a different one.
guide-fault-list-missing = There is no code list "{ $list }"
    .mend = Add the codes and labels of "{ $list }" to the table code_lists.
guide-fault-tier-none-missing = The code list tier has no "{ $code }"
    .mend = Add a row for { $code }: the schools that hold no tier.

# ---- Sums

guide-fault-dimension-count-differs = The number of dimensions is not that of the table dimensions, which has { $counted }
    .mend = Mend dimension_count, or add or remove dimensions.
guide-fault-indicator-count-differs = The number of indicators is not that of the table indicators, which has { $counted }
    .mend = Mend indicator_count, or add or remove indicators.
guide-fault-points-differ = The total is not the sum of the indicators' points, which is { $counted }
    .mend = Mend total_points, or the max_points of the indicators.
guide-fault-dimension-without-indicator = This dimension has no indicator
    .mend = Delete this row, or add its indicators.
guide-fault-shares-not-one = The shares of this indicator's parts add up to { $total }, not 1
    .mend = Mend the shares so that they add up to exactly 1 (thirds: 0.333333, 0.333333, 0.333334).
guide-fault-share-beside-points = The parts have points of their own, so this share has no effect, but it is not 1
    .mend = Write 1 as the share; to go by shares, delete the indicator's rows in part_points.
guide-fault-points-of-parts-missing = Only some parts of the indicator have points; missing: part { $lacking }
    .mend = Give every part of the indicator a row with its points; to go by shares, give none.
guide-fault-points-of-parts-differ = The points of the parts add up to { $total }; the indicator has { $points }
    .mend = Correct the points of the parts or the indicator's max_points, so that they are equal.
guide-fault-indicator-without-rule = The indicator has no rule
    .mend = Give it at least one row in the table rules.

# ---- Rules

guide-fault-fact-needed = The method { $method } needs a fact
    .mend = Fill in the fact's code.
guide-fault-fact-not-used-by-method = The method { $method } does not use the fact of this cell
    .mend = Clear the cell, or mend the method; the facts of checklist and deduct stand in rule_items.
guide-fault-wrong-kind = The fact is of kind { $kind }, which cannot be used here
    .mend = Use a fact of kind { $kinds }, or mend the method.
guide-fault-base-is-fact = The fact and its base are the same
    .mend = Mend one of them.
guide-fault-base-needed = The ratio has no base
    .mend = Fill in base_fact or base_value.
guide-fault-base-twice = The ratio has two bases
    .mend = Keep either base_fact or base_value.
guide-fault-when-base-zero-needed = It is not said what happens when the base is 0
    .mend = Fill in not_applicable, skip_part or zero.
guide-fault-cell-needed-by-method = The method { $method } needs this cell
    .mend = Fill in a number.
guide-fault-target-equals-floor = The floor is the same as the target
    .mend = Mend target or floor; a floor above the target means that less is better.
guide-fault-target-needed = The count has no target
    .mend = Fill in target, or give one for each code of a school attribute in rule_targets.
guide-fault-target-twice = The target stands both in rules and in rule_targets
    .mend = Keep one of the two.
guide-fault-attributes-mixed = The targets of one part go by more than one attribute
    .mend = Give all of them by { $by }.
guide-fault-attribute-without-list = There is no code list "{ $list }", so that nobody can tell whether a target is missing
    .mend = List all codes of "{ $list }" in code_lists, or use another attribute.
guide-fault-target-of-code-missing = These codes of { $by } have no target: { $lacking }
    .mend = Give each of them a row in rule_targets.
guide-fault-detail-not-used = This part goes by { $method }, which does not look at this table
    .mend = Delete the row, or mend the method in the table rules.
guide-fault-cell-not-used-by-method = The method { $method } does not look at this cell
    .mend = Empty the cell, or mend the method.
guide-fault-cell-not-used-by-item = An item of kind { $kind } does not look at this cell
    .mend = Empty the cell, or mend the kind.
guide-fault-bounds-mixed = The bands of one part have two kinds of bound
    .mend = Use { $bound } for all bands of the part, or the other kind for all.
guide-fault-needed-of-a-flag = What is needed of a yes/no question can only be 1
    .mend = Write 1 as needed: an answer of no is one short.
guide-fault-cap-of-a-flag = A cap on a yes/no question can only look for 0 (no) or 1 (yes)
    .mend = Write 0 to cap where the answer is no, 1 where it is yes.
guide-fault-bands-missing = The method { $method } has no bands
    .mend = Add its bands to rule_bands.
guide-fault-bound-differs = The bands of { $method } go by { $bound }
    .mend = Change the bound to { $bound }.
guide-fault-band-key-needed = A band of { $method } needs a key
    .mend = Fill in the bound or the grade of this band.
guide-fault-band-twice = The same band as line { $line }: the two overlap
    .mend = Delete one of them, or mend its key.
guide-fault-rest-band-missing = The bands leave a hole: none of them has a blank key
    .mend = Add a row with a blank key to rule_bands, for whatever is later than all bounds.
guide-fault-grades-differ = The grades of this fact are not those of the rule on line { $line }
    .mend = Give both rules the same grades.
guide-fault-items-missing = The method { $method } has no items
    .mend = Add its items to rule_items.
guide-fault-item-kind-differs = An item of { $method } cannot be of this kind
    .mend = Change it to one of { $kinds }.
guide-fault-cell-needed-by-item = An item of kind { $kind } needs this cell
    .mend = Fill in a number.

# ---- Facts

guide-fault-fact-not-required = A rule uses this fact, but it is not required
    .mend = Change required to 1 (only the done date of late may be 0).
guide-fault-fact-unused = No rule, item or cap uses this fact
    .mend = Delete the row, or use the fact in a rule.
guide-fault-efforts-incomplete = Some indicators of this edition have no effort: { $indicators }
    .mend = Fill in the effort (hours) of every indicator in indicator_efforts, or delete all rows of this edition.
guide-fault-fact-of-other-indicator = This fact neither belongs to indicator { $indicator } nor is used by it
    .mend = Mend the code of the indicator or of the fact.

# ---- Red lines, ratings, tiers

guide-fault-red-line-indicator-needed = A red line that takes an indicator's points does not name it
    .mend = Fill in the indicator.
guide-fault-red-line-value-not-used = The effect { $effect } does not look at value
    .mend = Empty the cell, or change effect to cap_rating.
guide-fault-cap-without-effect = The best rating as a cap takes nothing away
    .mend = Name a lower rating in value.
guide-fault-red-line-value-needed = A red line that caps the rating does not say at which
    .mend = Fill in the best rating still possible as value.
guide-fault-min-score-twice = The same min_score as line { $line }
    .mend = Mend one of them.
guide-fault-ratings-not-from-zero = The ratings do not begin at 0, so that schools below have none
    .mend = Change the lowest min_score to 0, or add a rating that begins at 0.
guide-fault-tier-is-none = "none" stands for schools without a tier and cannot be a tier
    .mend = Delete the row, or mend its code.
guide-fault-order-differs = It stands below line { $line } and asks for a higher score
    .mend = Mend sort or min_score, so that what stands higher asks for more.
guide-fault-tier-unreachable = Every school that reaches this tier reaches the one on line { $line } too, so that it is never given
    .mend = Mend min_score or min_dimension_share (a school with this share in every dimension has at least this score).
