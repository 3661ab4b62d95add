## The guide's workbook, which officials edit: titles of sheets and columns, what codes mean.

guide-workbook-title = Guide tables
guide-workbook-help = Help
guide-workbook-how =
    Row 1 of each sheet has the titles; rows begin at row 2. Leave the titles of sheets and columns as they are; columns may change places, and you may add columns and sheets of your own.
    Select a cell to see how it is filled in; where there is an arrow, choose from the list. Cells in dark grey are not used by the method of their row: leave them blank.
    Columns in light grey are looked up from the codes and are not read.
    Rows may be added and deleted; what may be left empty may be left empty. Points may have 分 behind them, shares may be written as 50%, dates as 2024-03-01.
    Save, look at it with duibiao guide check FILE, then take it with duibiao guide import FILE. All that is wrong is listed by sheet and cell.
guide-workbook-sheet = Sheet
guide-workbook-column = Column
guide-workbook-holds = May hold
guide-workbook-about = Meaning
guide-workbook-refused = Please change this
guide-workbook-none = There is no sheet of the guide in this file. Use a workbook that duibiao guide new or duibiao guide export made, and keep the titles of its sheets.
guide-workbook-meaning = { $title } (in words)
guide-workbook-choice = { $choice }: { $about }
guide-workbook-cell-too-long = A text is longer than { $longest } letters, which no spreadsheet holds. Shorten it and export again.
guide-folder-not-empty = The folder “{ $folder }” holds files; nothing was written. Choose an empty one, or add --replace to overwrite the guide tables in it.
guide-file-exists = The file “{ $path }” is already there; nothing was written. Choose another name, or add --replace.
