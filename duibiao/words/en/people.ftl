# Accounts, roles, and who may do what
actor = account { $number } ({ $role })
role-clerk = clerk
role-head = head of school
role-group = education group
role-instructor = instructor
role-reviewer = reviewer
role-office = county office
role-leader = leader
role-analyst = analyst
role-administrator = administrator
role-auditor = auditor
role-visitor = visitor where there are no accounts
policy-nobody = Please sign in first.
    .mend = Sign in, then open it again.
policy-no-role = This account has no role at present.
    .mend = Ask the administrator for a role, or to look at its dates.
policy-own-alone = You may do this for your own schools alone, not for the county.
    .mend = Ask the county office for what is the county's.
policy-barred = You have had to do with school { $school } in this cycle (as its clerk, head, instructor or group), so you do not review it.
policy-school = School { $school } is not one of yours.
    .mend = Check the school; if your work has changed, ask the administrator.
may-not-look = Your role does not include this: look at the system.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-see_schools = Your role does not include this: see the list of schools.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-see_waiting = Your role does not include this: see what waits to be scored.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-open_desk = Your role does not include this: open the plain pages for handing in.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-open_office = Your role does not include this: open the county office's desk.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-fetch_form = Your role does not include this: fetch workbooks to fill in.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-see_draft = Your role does not include this: look at drafts of the form.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-fill_in = Your role does not include this: fill in the form.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-check = Your role does not include this: check workbooks.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-hand_in = Your role does not include this: hand in workbooks.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-take_back = Your role does not include this: take back a school's hand-in.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-bring_evidence = Your role does not include this: bring evidence.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-withdraw_evidence = Your role does not include this: withdraw evidence.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_hand_in = Your role does not include this: fetch what was handed in.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_answers = Your roles do not include: seeing what a school answered.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-see_evidence = Your role does not include this: see the list of evidence.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_evidence = Your role does not include this: open evidence.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-load = Your role does not include this: take files in by the lot.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-withdraw = Your role does not include this: withdraw hand-ins, findings or verified values.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-decide_cycle = Your role does not include this: close, reopen or extend a cycle.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-fetch_table = Your role does not include this: fetch the county's tables to fill in.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-fetch_review = Your role does not include this: fetch workbooks to review.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-check_review = Your role does not include this: check reviews.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-review = Your role does not include this: load verified values.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-see_nominations = Your role does not include this: see nominations.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-nominate = Your role does not include this: nominate schools or take that back.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-draft_guide = Your role does not include this: prepare a draft of the guide.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-change_guide = Your role does not include this: take a guide into force.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_old_forms = Your role does not include this: take in old forms.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-ask_for_build = Your role does not include this: ask for scores at once.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-go_back = Your role does not include this: go back to an earlier snapshot.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-verify = Your role does not include this: verify records, originals and snapshots.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-query = Your role does not include this: query by SQL.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_documentation = Your role does not include this: read the documentation of the data.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_reports = Your role does not include this: open reports.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-see_settings = Your role does not include this: look at the county's settings.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-change_settings = Your role does not include this: change the county's settings.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-back_up = Your role does not include this: back up and restore.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-upgrade = Your roles do not include: upgrading the data home.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-manage_accounts = Your role does not include this: manage accounts.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-read_trail = Your role does not include this: read the audit trail.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-own_account = Your role does not include this: manage one's own account.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_overview = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_reporting = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_ranking = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_township = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_gaps = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_tiers = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_checks = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_compare = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_school = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_plan = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_hand_in = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_reports = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_data = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.
may-not-page_guide = Your role does not include this page.
    .mend = Ask the county office to do it; if your work has changed, ask the administrator for the role.

# Passwords
password-short = A password has at least { $least } characters.
password-long = A password has at most { $most } characters.
password-kinds = A password has at least { $kinds } kinds of these: capital letters, small letters, digits, other signs.
password-name = A password does not contain the name of the account, the person or the school.
password-common = This password is a common one and easily guessed. Choose another.
password-same = The new password is the one before. Choose another.
password-before-wrong = The password before is wrong.

# Signing in
sign-in-wrong = The account or the password is wrong. After five failures in a row the account is locked for a while.
sign-in-locked = There were several failures in a row: this account is locked. Try again in { $minutes } minutes, or ask the administrator for a one-time password.
sign-in-off = This account is off. Ask the administrator.
sign-in-idle = This account was not used for long and is off. Ask the administrator for a one-time password.
sign-in-secret-ended = The one-time password has ended. Ask the administrator for another.
sign-in-office-unknown = The account { $login } of the office’s sign-in has none of the same name here. Ask the administrator to make it.
sign-in-office-not-begun = This sign-in has ended. Begin again on this page.
sign-in-office-failed = The office’s sign-in did not succeed. Try again; else sign in with the account and password of this system, and tell the administrator.
sign-in-office-away = The office’s sign-in cannot be reached. Sign in with the account and password of this system.
sign-in-office-secret = The file with the secret of the office’s sign-in cannot be opened. Let the administrator look at [sign_in] in duibiao.toml.
sign-in-office-no-claim = The office’s sign-in did not say the name of an account ({ $claim }). Tell the administrator.
sign-in-first-ended = This one-time address has ended. Start duibiao serve again for another; where there are accounts, sign in.

# Managing accounts
account-login = “{ $login }” is no name for an account: 2 to 40 letters, digits or . _ - @ without spaces.
account-no-name = The account “{ $login }” has no person's name or post.
account-taken = There is an account “{ $login }” already. Choose another name; for a forgotten password use duibiao user secret.
account-unknown = There is no account “{ $login }”. See duibiao user list.
account-role = There is no role “{ $role }”; there are: { $known }.
account-over-school = “{ $role }” needs a school (--school).
account-over-group = “{ $role }” needs an education group (--of-group).
account-over-county = “{ $role }” is of the whole county: it takes no school and no group.
account-days = It would begin on { $start }, after its end on { $end }.
account-stand-in-days = A stand-in needs a first and a last day (--from, --to).
account-stand-in-none = { $name } does not have this role ({ $role }): there is nothing to stand in for.
account-role-not-held = The account “{ $login }” does not have this role now: { $role }.
account-last-administrator = There must be one administrator: give the role to somebody else first.
account-setting = There is no setting “{ $name }”; there are: { $known }.
account-setting-value = “{ $name }” is a whole number from 1 to 10000.
account-state-on = in use
account-state-new = never used
account-state-idle = off, not used for long
account-state-off = off
account-columns = The columns of a sheet of accounts
    .login = account
    .name = name
    .role = role
    .over = over
    .from = from
    .to = to
account-import-line = Line { $line }: 
account-import-no-header = There is no header. Needed columns: account, name, role; optional: over, from, to.{ $found }
account-import-empty = The sheet has no account in it.{ $found }
account-import-login = “{ $found }” is no name for an account: 2 to 40 letters, digits or . _ - @ without spaces.
account-import-name = There is no name.{ $found }
account-import-two-names = The account “{ $login }” was “{ $name }” above and is “{ $found }” here. Make them the same, or two accounts.
account-import-role = There is no role “{ $found }”. There are: clerk, head of school, education group, instructor, reviewer, county office, leader, analyst, administrator, auditor.
account-import-over-county = This role is of the whole county: take “{ $found }” out.
account-import-over-school = This role needs a school by its code or name.{ $found }
account-import-over-group = This role needs an education group.{ $found }
account-import-school-unknown = The register has no school “{ $found }”. Say its code, or its name as it stands there.
account-import-school-several = Several schools of the register are called “{ $found }”. Say the code.
account-import-day = “{ $found }” is no date. Write 2025-09-01.
account-import-days = It would begin on “{ $found }”, after its end.
account-import-none = { $count } things are wrong and no account was made. Mend them and import again.
slip-title = One-time passwords
slip-login = account
slip-secret = one-time password
slip-note = Sign in soon and choose a password of your own; then destroy this slip.
slip-address = Where to sign in: { $address }

# The command duibiao user
user-group = Accounts and roles: made, imported, switched off, given new passwords
user-login = The account's name
user-name = The person's name or post
user-role = The role: clerk, head, group, instructor, reviewer, office, leader, analyst, administrator, auditor
user-school = A school's code; may be said several times
user-of-group = The education group
user-stands-in = For which account this one stands in; needs both days
user-over = Only over this school or group
user-sheet = The sheet (Excel and others): account, name, role, over, from, to
user-slips = Write the one-time passwords as a page to print and cut
user-setting-name = idle_minutes, longest_hours (of a session), idle_days (an account is off after), secret_days (a one-time password is good for)
user-setting-value = A whole number
user-setting-done = Set: { $name } = { $value }
user-none = There are no accounts yet.
user-assigned = { $login }: assigned { $what }
user-unassigned = { $login }: { $count } assignments ended
user-is-off = { $login }: off, and its sessions have ended
user-days = { $start } to { $end }
user-stand-in = for account { $number }
user-made = account { $login } ({ $name })  one-time password { $secret }
user-made-note = One-time passwords are shown once and kept nowhere; each is changed at the first sign-in.
user-slips-written = { $count } one-time passwords were written to { $path }: print, cut and hand them out, then delete it.
user-add =
    Make an account with a role; print its one-time password
    Example: duibiao user add li.ming --name "Li Ming" --role clerk --school S001
user-import =
    Make the accounts of a sheet; none where anything is wrong
    Example: duibiao user import accounts.xlsx --slips slips.html
user-list =
    List accounts, their roles and when each was used last
    Example: duibiao user list
user-assign =
    Give an account a further role, for good or from day to day
    Example: duibiao user assign wang --role head --school S001 --stands-in-for li.ming --from 2025-07-01 --to 2025-08-31
user-unassign =
    Take a role back from today on
    Example: duibiao user unassign wang --role clerk --over S001
user-off =
    Switch an account off: whoever has left
    Example: duibiao user off li.ming --reason "moved away"
user-secret =
    A new one-time password: forgotten, locked, or off and wanted again
    Example: duibiao user secret li.ming
user-setting =
    Say how long sessions and unused accounts last
    Example: duibiao user setting idle_minutes 20
