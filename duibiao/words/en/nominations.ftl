# Commands of the short-list
nominate-group = The short-list: put schools forward, list, withdraw
nominate-add-help =
    Put a school on the short-list with a reason; also one whose score does not reach the tier, which is then noted
    Example: duibiao nominate add S001 --tier county --reason "improved two years running" --by office
nominate-list-help =
    Show the short-list, with what is not published yet
    Example: duibiao nominate list --cycle 2025
    Example: duibiao nominate list --all --json
nominate-withdraw-help =
    Take a school off the short-list with a reason; the record stays
    Example: duibiao nominate withdraw RECORD --reason "objection during publication"
nominate-school = School's code
nominate-tier = Code of the tier that it is put forward for
nominate-cycle = Assessment cycle (to add: the latest; to list: all)
nominate-basis = Scores it is decided on: verified (default) or self
nominate-record = Record of the nomination (see duibiao nominate list)
nominate-list-all = also those withdrawn or replaced
nominate-list-none = The short-list is empty. Put schools forward with duibiao nominate add.

nominate-added = Put forward: cycle { $cycle }, school { $school }, tier { $tier }, record { $record }
nominate-not-reached = Mind: the school's score of { $score } does not reach { $tier }. Nomination and reason are recorded.
nominate-withdrawn = Taken off the list: school { $school }, tier { $tier }
nominate-line = { $cycle } { $tier } { $school } score { $score }: { $reason } ({ $by }, { $at }, { $record })
nominate-mark = { " " }[{ $mark }]
nominate-mark-not-reached = tier not reached when put forward
nominate-mark-withdrawn = withdrawn: { $reason }
nominate-mark-replaced = replaced by a later one
nominate-mark-unpublished = not published yet

nominate-no-reason = There is no reason. Write one sentence why, and try again.
nominate-tier-unknown = The guide has no tier “{ $tier }”. There are: { $known }.
nominate-no-score = School { $school } has no published score in cycle { $cycle } and cannot be put forward. Check its code, or take in its workbook and publish first.
nominate-unknown = There is no nomination with the record “{ $record }”. Check the number.
nominate-not-in-force = The nomination “{ $record }” was withdrawn or replaced; it need not be withdrawn.
nominate-doubt-not_reached = the score does not reach the tier
nominate-doubt-over_quota = { $count } are put forward already for { $most } places: one more is over the quota
nominate-doubt-red_line = { $count ->
    [one] one red line was found at the school
   *[other] { $count } red lines were found at the school
    }
nominate-doubt-unverified = none of the school's answers has been verified
nominate-doubt-unsure = unstable: a small change of the weights may change whether the tier is reached
