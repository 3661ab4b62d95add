# The command line
cli-about = Duibiao: schools hand in, answers are scored, schools are ranked. Every command has --help with an example.
cli-cycle = Assessment cycles: close, reopen, extend
cli-guide = The guide: new example, check, import, export, compare
cli-option-home = Data home (default ./data, or DUIBIAO_HOME)
cli-option-guide = Folder of the guide tables (default: those of the program, or DUIBIAO_GUIDE)
cli-option-json = Print JSON, for a program to read
cli-option-version = Print the version
cli-option-by = Who does this (default: the user of this computer)
cli-option-cycle = Assessment cycle (default: the newest that is open)
cli-option-reason = The reason (it is kept)
cli-none = none
cli-files = Files or folders that were handed in

cli-template-school = Code of a school, or schools, cycles, townships, answers, findings
cli-template-all = One workbook for every school of the cycle
cli-template-which = Name one school (or schools, cycles, townships, answers, findings), or say --all for every school's workbook; one of the two.
cli-template-progress = Making workbooks
cli-template-written = Written: { $path }
cli-template-written-all = Written: { $count } workbooks, in { $folder }

cli-check =
    Check files: every problem at once, and the score a workbook would have; nothing is kept
    Example: duibiao check workbook.xlsx
    Example: duibiao check workbook.xlsx --marked marked.xlsx
cli-load =
    Take files in: workbooks or the long form (schools, cycles, townships, answers, findings); folders too
    Example: duibiao load handed-in/ verified.csv
cli-marked = where to write the sender's file with its problems marked (an .xlsx file, or a folder)
marked-name = { $name } (marked)
cli-marked-same = The marked file must not replace the file itself: { $path }. Choose another name.
cli-marked-several = There are several files: they cannot all be written to { $target }. Name a folder.
cli-marked-written = Marked file: { $path }
cli-confirmed = True all the same: { $reason }
cli-understood = “{ $found }” was read as { $value } ({ $note })
signing-form-unknown = There is no workbook in force with the receipt number “{ $receipt }”. If another was handed in since, use its number.
hand-in-file-unknown = There is no workbook with the receipt number “{ $receipt }”. Check the number; what the county entered for a school has no file of the school's own.
hand-in-file-gone = The file with the receipt number “{ $receipt }” is gone. Tell the administrator the number: a backup has it.
hand-in-file-unmarked = Nothing was wrong with the file of the receipt number “{ $receipt }”, so nothing is marked. Download the file as it came.
hand-in-file-unmarkable = The file with the receipt number “{ $receipt }” cannot be marked. Download it as it came and mend the cells that the page lists.
cli-load-progress = Taking files in
cli-load-total = { $total } files: { $taken } taken, { $taken-with-warnings } taken with warnings, { $refused } refused, { $already-here } already here.
cli-load-standing = { $file }: holds the answers of { $schools } schools; for { $standing } of them it is in force now (of a school, what was taken last).
cli-load-next = Run duibiao build to score and publish.
cli-fate-taken = taken
cli-fate-taken-with-warnings = taken, with warnings
cli-fate-refused = refused
cli-fate-already-here = already here (same bytes)
cli-receipt = receipt { $receipt }
cli-severity-error = error
cli-severity-warning = warning
cli-found = found: { $found }
cli-expected = expected: { $expected }
cli-mend = to mend: { $mend }
cli-score = Score by self-assessment (of 100): { $score }; { $points } of { $full } applicable points
where-of-schools = { $place } (school { $schools })
where-line = line { $line }
where-line-cell = line { $line } ({ $cell })
where-file = the whole file

cli-withdraw =
    Take back a hand-in, a finding or a verified value (its record stays)
    Example: duibiao withdraw 0190… --reason "wrong school"
cli-withdraw-receipt = Receipt number
cli-withdraw-cycle = Only the part of this cycle
cli-withdraw-school = Only the part of this school
cli-withdraw-fact = Only this verified value
cli-withdraw-red-line = Only the finding of this red line
cli-withdraw-unknown = There is no hand-in with receipt "{ $receipt }". Check the receipt; duibiao sql "select * from fct_submissions" lists them.
cli-withdrawn = Taken back: { $receipt } (record { $record }). It counts from the next duibiao build.

cli-cycle-close =
    Close a cycle: nothing more is taken in for it
    Example: duibiao cycle close 2024 --reason published
cli-cycle-reopen =
    Open a closed cycle again
    Example: duibiao cycle reopen 2024 --reason objection
cli-cycle-closed = Cycle { $cycle } is closed; hand-ins from now on are refused.
cli-cycle-reopened = Cycle { $cycle } is open again.
cli-cycle-extend =
    Extend the deadline: of all schools, or with --school of one alone
    Example: duibiao cycle extend 2024 --until 2025-01-20 --school S012 --reason "moved house"
cli-cycle-extend-until = The new deadline, such as 2025-01-20
cli-cycle-extend-school = For this school alone (code or name)
cli-cycle-extended = { $school ->
    [all] Cycle { $cycle }: every school may hand in until { $deadline }.
   *[other] Cycle { $cycle }: { $school } may hand in until { $deadline }.
}

cli-init =
    Begin: write down the county's name, data home and guide folder, for all later commands
    Example: duibiao init "Some County"
cli-init-county = Name of the county
cli-init-done = { $county }: written to { $path }; commands run in this folder go by it.
cli-init-places =
    Data home: { $home }
    Guide folder: { $guide }
cli-init-next =
    Next:
      1. duibiao guide new guide.xlsx       a worked example, to be changed in Excel or WPS
      2. duibiao guide check guide.xlsx     lists all that is wrong at once
      3. duibiao guide import guide.xlsx    takes it
      4. duibiao template schools --out schools.xlsx   the register of schools; filled in, duibiao load schools.xlsx takes it
init-already = { $path } is there already ({ $county }); nothing was changed. To change the name or the folders, edit it as a text; for another county, use another, empty folder.
settings-sign-in = The settings of the office’s sign-in lack: { $missing }. Add them to [sign_in] in duibiao.toml, or to the environment.
settings-unreadable = The settings { $path } cannot be read, or lack one of county, home, guide. Mend the file as a text, or delete it and write it anew with duibiao init NAME.
cli-guide-none = There is no guide in { $folder } yet. Begin with duibiao guide new guide.xlsx, change the example, and take it with duibiao guide import guide.xlsx.
cli-guide-new =
    Write a small worked guide as a workbook, with each method once, to be changed in Excel or WPS
    Example: duibiao guide new guide.xlsx
cli-guide-new-file = The file to write (.xlsx)
cli-guide-new-written = Written: { $path }. Change it into your county's guide, then look at it with duibiao guide check { $path }.
cli-guide-what = Folder of the guide tables, or a guide's workbook (by default the guide in use)
cli-guide-check-next = duibiao guide import { $path } takes it.
cli-guide-doubts = { $count } more that may not be meant; please look at them (the guide can be taken as it is):
cli-guide-marked-hint = With --marked FOLDER you get a copy of the workbook with the faults marked.
cli-guide-check =
    Check a guide folder or a guide's workbook: every fault at once
    Example: duibiao guide check guide.xlsx --marked .
cli-guide-folder = Folder of the guide tables (default: the guide in use)
cli-guide-right = Guide { $edition } is right: { $title }, { $dimensions } dimensions, { $indicators } indicators, { $facts } questions.
cli-guide-faulty = The guide has { $count } faults; mend them and try again.
cli-guide-export =
    Write the guide as a workbook that Excel or WPS edits
    Example: duibiao guide export --out guide.xlsx
    Example: duibiao guide export FOLDER --out guide.xlsx
cli-guide-export-out = The file to write (default: the edition's code .xlsx)
cli-guide-exported = Written: { $path }
cli-guide-replace = Overwrite what is there
cli-guide-import =
    Read a workbook into a guide folder; tells every fault at once, and writes only what is right
    Example: duibiao guide import guide.xlsx --out FOLDER
cli-guide-import-file = The workbook (.xlsx, .xls, .ods)
cli-guide-import-out = The folder to write (default: the guide folder that duibiao init wrote down, else the workbook's name)
cli-guide-imported = Written to { $folder }: { $count } tables. Use it with --guide { $folder }.
cli-guide-imported-in-use = Taken: { $count } tables written to { $folder }.

cli-build =
    Take in new records, score, publish; or go back to an earlier snapshot
    Example: duibiao build
    Example: duibiao build --back-to <build> --reason "a wrong guide was loaded"
cli-build-back-to = Put an earlier snapshot that is still kept in force again; nothing is scored
cli-build-reason = Why to go back; it is kept in the audit trail
cli-build-by-dbt = Have dbt run the project itself, rather than run what it compiled: the snapshot is the same
cli-build-engine = What computes: DuckDB here, or a Spark cluster (needs the libraries of the group spark, and Java); the snapshot is the same
cli-build-master = The master of the Spark cluster, such as spark://host:7077; workers must see the data home under the same path
cli-build-master-and-engine = --engine spark and --master belong together: say both or neither.
cli-build-by-dbt-on-spark = --by-dbt goes with DuckDB alone: dbt has Spark let numbers that do not fit pass as blanks. Leave out one of the two.
cli-rebuild =
    Make every table again from records and originals
    Example: duibiao rebuild
cli-built = Published { $build } in { $seconds } s: { $snapshot }
cli-seal-head = Seal: { $head }
build-locked = Another build is under way and did not end within { $seconds } s. Try again later; if no other build runs, restart this computer and try again.
build-dbt-failed =
    Scoring did not pass; nothing was published and the last snapshot stays in force. What failed:
    { $messages }
    .mend = Whatever had a receipt is safe. Tell the administrator what is said above; once mended, press "Score now" or run duibiao build.
build-memory-unreadable = The environment variable DUIBIAO_BUILD_MEMORY says “{ $said }”, which is no amount of memory; nothing was scored and the last snapshot stays in force. Write an amount such as 2GB or 800MB, or take it away.
build-memory-full = Scoring needs more memory than its limit of { $memory }; nothing was published and the last snapshot stays in force. Whatever had a receipt is safe. Set the environment variable DUIBIAO_BUILD_MEMORY to more (such as 6GB), or take a machine with more memory, then run duibiao build.
build-spark-missing = Spark is not installed here; nothing was built and the last snapshot stays in force. Install what requirements-spark.lock lists, or leave out --engine.
build-java-missing = Spark needs Java, which is not installed here; nothing was built and the last snapshot stays in force. Install Java 17, or leave out --engine.
build-cluster-refuses = The Spark master { $master } cannot be worked with; nothing was built and the last snapshot stays in force. Look at the address and at the master's own page. ({ $message })
build-no-workers = No worker of the Spark master { $master } took up work within { $seconds } s; nothing was built and the last snapshot stays in force. See on the master's own page whether it is running and has workers with free memory.
build-edition-unknown = Cycle { $cycle } names the edition "{ $edition }", which is not in the guide tables. Put it into the guide folder, or mend the table of cycles.
build-edition-frozen = Cycle { $cycle } is closed; the edition "{ $edition }" that scored it cannot change any more. Give the changed guide an edition code of its own.
build-guide-faulty = The guide has { $count } faults; nothing was built and the last snapshot stays in force. Run duibiao guide check to see them.
build-unforeseen = The build was broken off: { $message }. The last snapshot stays in force.
    .mend = It is tried again by itself; if that does not help, run duibiao verify to see whether the records are whole, and tell the administrator this sentence.

cli-verify =
    Check that records and originals are complete and unaltered
    Example: duibiao verify
cli-verify-head = A seal that was printed before, to compare with
cli-verified = Checked: { $sealed } sealed records, { $unsealed } not sealed yet, { $originals } originals.
cli-verify-not-whole = The data are not whole. Do what is said for each above, then verify again.

cli-sql =
    Run one read-only query on the published data
    Example: duibiao sql "select school_id, score from fct_school_scores" --format csv
cli-sql-statement = One SELECT statement
cli-sql-format = table, csv, json or parquet
cli-sql-out = Write to a file
cli-sql-format-unknown = Unknown format "{ $form }"; there are table, csv, json, parquet.
cli-sql-parquet-needs-out = Parquet needs --out, the file to write.
cli-sql-cut = The first { $shown } of { $total } rows; --format csv gives all.
query-no-snapshot = Nothing has been published yet. Run duibiao build first.
query-not-one-select = Only one SELECT statement is taken.
query-failed = The query was not run: { $message }
query-not-a-select = { $kind } is not run here: only one SELECT statement is taken.
query-reaches-out = Not run: a query reads the published tables and nothing else, no file and no network.
query-takes-too-long = The query took more than { $seconds } seconds and was stopped. Narrow it, sum up first, or look for a join without its condition.
query-too-large = The query needs too much memory and was stopped. Narrow it or sum up first.
query-too-many-rows = The result has more than { $most } rows and was not made. Narrow it or sum up first; for whole tables use duibiao export.
query-too-long = The query is longer than { $most } characters, or has more than { $comments } comments, and was not run.
query-no-sandbox = Not run: this server has no sandbox that works (bubblewrap or Landlock), so SQL is open on this computer only. Ask its administrator to install bubblewrap (Debian: apt-get install bubblewrap).
query-too-deep = Not run: brackets or queries stand in one another too deep. Take it apart in steps, by with.
query-hidden-character = Not run: character { $place } ({ $found }) cannot be seen; it may have come in by pasting. Delete it and type it again.
query-unfamiliar = Not run: "{ $part }" is not taken here. There are SELECT, WITH, DESCRIBE, SUMMARIZE, SHOW TABLES, and PIVOT with its values named.
query-open-pivot = Not run: PIVOT must name its values, as in: pivot fct_school_scores on basis in ('self', 'verified') using avg(score).
query-parameter = Not run: the query has a parameter to be filled in (? or $). Write the value itself.
query-unknown-table = Not run: there is no table "{ $name }". { $like ->
    [blank] show tables lists them; files and addresses cannot be queried.
   *[other] Is it "{ $like }"?
  }
query-function = Not run: function { $name } cannot be used here. { $why ->
    [files] It reads files; a query reads the published tables alone.
    [sql] It runs a text as a query, or takes a text as a table's name.
    [state] It changes or shows the inner state of the database, or only waits.
    [machine] It tells of the database and the computer, not of the data.
    [raw] It is for the database's own use.
   *[unknown] There is no such function, or it has not been cleared yet.
  }{ $like ->
    [blank] {""}
   *[other] {" "}Is it { $like }?
  }
query-type = Not run: nothing is cast to type { $name }. There are varchar, integer, decimal, double, date, timestamp and others.
query-strange-type = The result holds a type of data that cannot be taken out. Cast that column to text by ::varchar.
query-busy = { $count } queries are running already. Wait some seconds and press Run again.

cli-serve =
    Serve the dashboard; new hand-ins are built by themselves
    Example: duibiao serve --port 8501
cli-serve-port = Port
cli-serve-host = Address to listen on (default: this computer only)
cli-serve-allow-host = Another host name to answer under (may be repeated; needed behind a proxy or on another address)
cli-serve-shared = For several people: nothing is handed in, verified, taken back, put forward or brought as evidence on the pages (always so on another address)
cli-serving-no-sandbox = No sandbox works on this computer: files that come in are still read in child processes with limits of time and memory, but the system does not keep them apart. On Linux, install bubblewrap and start again.
cli-serving-no-sql = No sandbox works on this computer: SQL cannot be run from other computers; all other pages can be used. Install bubblewrap and start again (Debian: apt-get install bubblewrap).
cli-serving = Dashboard: { $address } (Ctrl+C ends it)
cli-serve-ended = The dashboard ended (code { $code }). See the output above; if the port is taken, choose another with --port.

cli-demo =
    Make a made-up county, load it, score, publish and open the dashboard
    Example: duibiao demo --home demo
cli-demo-no-serve = Stop after publishing
cli-demo-today = The day from which all dates of the county follow (default: today)
cli-demo-progress-make = Filling in workbooks of made-up schools
cli-demo-progress-load = Taking workbooks in
cli-demo-made = The made-up county is ready: { $schools } schools, { $cycles } cycles, { $workbooks } workbooks ({ $refused } refused), files in { $folder }
cli-demo-here = { $home } holds the demo county already; it is used as it is.
cli-demo-not-empty = { $home } holds data that are not a demo's. Choose an empty folder with --home.
cli-demo-story = The guide's { $file } for the demo county cannot be used: { $found } Mend it or take it away; the guide itself is not touched by it.
cli-unforeseen = Something unforeseen happened: { $message }. Whatever had a receipt is safe. Please tell the maintainers this line and the command; DUIBIAO_DEBUG=1 shows the details.
cli-disk = A file could not be read or written: { $message }
cli-out-form = "{ $path }" cannot be written here; the files that can be are { $forms }. Change the name, or name a folder, { $folder }. Nothing was written.
cli-out-several = More than one file is to be written, and "{ $path }" is the name of one. Name a folder, { $folder }. Nothing was written.
cli-out-several-zip = More than one file is to be written, and "{ $path }" is the name of one. Name a folder, { $folder }, or { $folder }.zip. Nothing was written.
