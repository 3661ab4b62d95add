## The review: officials verify item by item what a school said, and load it again

review-sheet = Review
review-title = { $title }: review
review-how = Fill in the pale yellow cells only: “agrees” where it is as the school says; else the verified value and a reason; “no value” where there is none; leave blank what was not verified.
review-nothing-handed-in = The school has not handed in
review-progress-label = Progress
review-progress = { $filled } of { $required } verified
review-header-self = School's value
review-header-verified = Verified value
review-header-reason = Reason
review-agrees = agrees
review-none = no value
review-blank = nothing
review-county-question = { $question } (answered by the county)
review-given-question = { $question } (points given by the county, { $least } to { $most }, with a reason)
review-given-input = Give from { $least } to { $most } points, and say why in the column of reasons; blank while it is not decided
review-rater-input = The code of a group of raters, such as group-1, never a name; blank for the office's own points
review-files = Files: { $titles }
review-input = “agrees” if it is as the school says; “no value” if there is none; blank if not verified; else the verified value: { $needed }

# ---- Commands

review-group = Review: make the workbooks for it, check and load them
review-template-help =
    Make the workbook of a review: the school's values beside empty verified values and reasons
    Example: duibiao review template S001 --cycle 2024 --out .
    Example: duibiao review template --all --cycle 2024 --out reviews.zip
review-template-all = One workbook for every school of the cycle that has handed in
review-template-rater = for which group of raters (a code, such as group-1); without it for the office
review-rater-unfit = “{ $rater }” does not look like the code of a group of raters. Write a code, such as group-1, never a name.
review-template-left-out = { $count } more schools have not handed in; none was made for them.
review-template-none = No school has handed in for cycle { $cycle } yet, so there is nothing to review. Try again later, or name one school to have an empty one made.
review-check-help =
    Tell all that is wrong with reviews that were filled in, without loading them
    Example: duibiao review check reviews/2024_S001.xlsx
review-load-help =
    Load reviews that were filled in, as verified values
    Example: duibiao review load reviews/2024_S001.xlsx --by team-1
    Example: duibiao review load reviews --json
review-files-help = Files of reviews, or folders of them
review-progress-load = Loading reviews
review-counts = School { $school }: { $verified } verified, of these { $agreed } agree and { $none } have no value
review-total = { $total } files: { $taken } loaded, { $refused } refused, { $here } already here

# ---- Problems

problem-review-workbook = This is a review of the county, no school's workbook
    .expected = the school's workbook
    .mend = Hand in your school's workbook; the county loads reviews with duibiao review load.
problem-not-a-review = This is no review
    .expected = a table with the headers Code, School's value, Verified value and Reason
    .mend = See whether it is the right file; a school's workbook is loaded with duibiao load.
problem-review-empty = No verified value is filled in
    .expected = at least one verified value
    .mend = Fill in verified values and load it again; see whether the file was saved.
problem-review-reason-missing = “{ $label }” was changed or has no value, and there is no reason
    .expected = a few words, such as: two fewer by the minutes
    .mend = Write the reason beside it; where it is as the school says, choose “agrees”.
problem-review-self-unreadable = The school's value of “{ $label }” cannot be read; it may have been changed
    .expected = the school's value as the review had it
    .mend = Put it back, or make the review anew and copy the verified values over.
problem-review-agrees-with-nothing = “{ $label }” is answered by the county, and there is no value to agree with
    .expected = the county's value
    .mend = Write the value; “no value” with a reason if there is none; leave it blank if it is not known yet.
problem-review-not-yours = The school of this review sheet is none that you review
    .expected = the sheet of a school assigned to you
    .mend = Hand it to whoever reviews that school, or ask the office to assign it to you
problem-review-self-changed = Since this review was made, the school changed “{ $label }” to { $now }
    .expected = the school's value as the reviewers saw it
    .mend = Please look at it once more. It is counted as the reviewers saw it; to verify the new value, make the review anew.
