# The audit trail
verify-trail-altered = The audit trail was altered: { $identifier }
    .mend = Compare with the same day in a backup; nobody edits the folder audit. Find out who did.
verify-trail-missing = A day of the audit trail is gone: { $identifier }
    .mend = Restore that day's file of the folder audit from a backup.
trail-empty = There is no audit trail yet.
trail-none = There is nothing of that kind on this day.
trail-day = Day
trail-find = Find (account, school, action …)
trail-show = Show
trail-count = { $count } lines, of which the last { $shown } are shown.
trail-file = Take the whole day along
trail-done = done
trail-refused = refused
trail-column-at = When
trail-column-who = Who
trail-column-role = Role
trail-column-action = What
trail-column-outcome = Outcome
trail-column-about = About
trail-column-from = From
action-look = look at the system
action-see_schools = see the list of schools
action-see_waiting = see what waits to be scored
action-open_desk = open the plain pages for handing in
action-open_office = open the county office's desk
action-fetch_form = fetch workbooks to fill in
action-see_draft = look at drafts of the form
action-fill_in = fill in the form
action-check = check workbooks
action-hand_in = hand in workbooks
action-take_back = take back a school's hand-in
action-bring_evidence = bring evidence
action-withdraw_evidence = withdraw evidence
action-read_hand_in = fetch what was handed in
action-read_answers = view of a school’s answers
action-see_evidence = see the list of evidence
action-read_evidence = open evidence
action-load = take files in by the lot
action-withdraw = withdraw hand-ins, findings or verified values
action-decide_cycle = close, reopen or extend a cycle
action-fetch_table = fetch tables of the county to fill in
action-fetch_review = fetch workbooks to review
action-check_review = check reviews
action-review = load verified values
action-see_nominations = see nominations
action-nominate = nominate schools or take that back
action-draft_guide = prepare a draft of the guide
action-change_guide = take a guide into force
action-read_old_forms = take in old forms
action-ask_for_build = ask for scores at once
action-go_back = put an earlier snapshot in force again
action-verify = verify records, originals and snapshots
action-query = query by SQL
action-read_documentation = read the documentation of the data
action-read_reports = open reports
action-see_settings = look at the county's settings
action-change_settings = change the county's settings
action-back_up = back up and restore
action-upgrade = upgrade of the data home
action-manage_accounts = manage accounts
action-read_trail = read the audit trail
action-own_account = manage one's own account
action-session = use of a session that is none
action-gate = access to the system
action-download = download of a page’s file
action-restore = restore a backup
action-prune_trail = deletion of what the trail kept long enough
action-sign_in = sign in
action-sign_out = sign out
action-change_password = change the password
action-first_account = make the first administrator
cli-trail-day = Which day, as 2025-09-01 (the newest one with anything)
cli-trail-find = Only what has these words in it
cli-trail =
    The audit trail: who did or was refused what, and when
    Example: duibiao trail --day 2025-09-01 --find S001

# Backup
cli-backup-target = A new folder, or a file .tar or .tar.gz
cli-backup-made = { $count } files, { $size }, are put aside: { $path }. Rehearse it by duibiao verify --backup.
cli-restore-source = The folder or file of a backup
cli-restored = { $count } files were restored to { $home }. Run duibiao verify, then duibiao rebuild to make the tables.
cli-verify-backup = Rehearse this backup: restore it aside and verify what comes of it
backup-exists = There is something at { $path }, and nothing is written over it. Choose another name.
restore-home-used = The data home { $home } holds something, and nothing is written over it. Name an empty one by --home.
restore-no-backup = { $path } is no whole backup. Take another.
restore-damaged = { $count } files of the backup are missing or altered, and nothing was restored: { $files }. Take another backup.
cli-backup =
    Put records, originals, accounts, audit trail and snapshots aside, while in use
    Example: duibiao backup backups/2025-09-01.tar.gz
cli-restore =
    Make an empty data home of a backup
    Example: duibiao restore backups/2025-09-01.tar.gz --home restored

upgrade-no-home = { $home } is no data home. Say which with --home.
upgrade-trail-done = Audit trail: begun.
upgrade-trail-already = Audit trail: there.
upgrade-modes-done = Modes: { $count } places are for their owner alone now (files 0600, folders 0700).
upgrade-modes-already = Modes: for their owner alone.
upgrade-people-done = Accounts: the file was made; there are none yet.
upgrade-people-already = Accounts: there.
upgrade-build-done = Tables: scored and published anew by this version, build { $build }, seal { $head }.
upgrade-build-already = Tables: of this version.
cli-upgrade =
    Bring the data home of an older version up to this one, and say what was done; may run again. Back up first
    Example: duibiao upgrade --home data
