# Analysts: export, data dictionary
cli-export =
    Write the published data as Parquet, CSV and one Excel file with a data dictionary
    Example: duibiao export exported
    Example: duibiao export exported --format parquet --mart fct_school_scores --cycle 2024
cli-export-folder = Folder to write (new, empty, or an earlier export)
cli-export-format = Only this format, repeatable: parquet, csv, xlsx (default all three)
cli-export-mart = Only this table, repeatable (default all)
cli-export-cycle = Of tables by cycle only this cycle (default all cycles)
cli-export-progress = Exporting
cli-exported = Exported { $marts } tables, { $rows } rows in all, in { $files } files, to:
cli-export-left-out = { $mart } has { $rows } rows, more than a sheet can hold: it is not in the Excel file; take Parquet or CSV.
export-no-snapshot = Nothing has been published yet. Run duibiao load and duibiao build first.
export-mart-unknown = There are no such tables: { $marts }. There are: { $known }.
export-not-a-folder = { $folder } is not a folder. Choose the name of a folder.
export-not-empty = { $folder } holds other files; nothing was exported, so that none of them is lost. Choose a new folder, or empty this one.
export-dictionary = Data dictionary
export-notice = Each sheet is a published table, with the columns of the database; this one describes every column. Figures are not rounded.
export-left-out = These tables have too many rows and are not in this file: { $marts }.
export-table = Table
export-table-title = Title
export-column = Column
export-column-title = Column title
export-type = Type
export-meaning = Meaning (as in the dbt documentation)
export-rows = { $count } rows
export-result = Result
export-result-account = About
export-result-query = Query
export-result-build = Build
export-result-moment = Built at
export-result-edition = Guide
export-read-me-title = Duibiao: an export of the published data
export-read-me-build = Build { $build }, made at { $moment }
export-read-me-edition = Guide: { $title }
export-read-me-working = {" "}(a working edition, not the official text; its scores serve as a reference for work only)
export-read-me-parquet = parquet/  one file a table with full types, for DuckDB, Python, R and Power BI.
export-read-me-csv = csv/  UTF-8 (with a mark, so that Excel opens it); a text that begins with = + - @ or a tab has an apostrophe before it, so that it is not run as a formula.
export-read-me-xlsx = duibiao.xlsx  the first sheet is the data dictionary, then one sheet a table.
export-read-me-manifest = manifest.json  the sha256 of each file, column types, build and guide editions.
documentation = Documentation of the tables
documentation-failed = The documentation of the tables could not be made
    .mend = Open it again later; if it fails again, an administrator finds the reason in what the server printed. Scores and other pages are not affected.
