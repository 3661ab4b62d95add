# Reading files of unknown origin: that cannot be read, do not end, or hold too much

problem-file-takes-too-long = The file is too involved: reading it did not come to an end and was stopped
    .expected = an ordinary workbook, which is read in less than a second
    .mend = Copy the answers into a workbook downloaded anew and hand that in; this file is kept as it is.
problem-file-reader-stopped = The reader stopped at this file, which may be too large or damaged
    .expected = a file that a spreadsheet program opens without trouble, and nothing in it that is not needed
    .mend = Open it in a spreadsheet program, delete rows, columns and sheets that are not needed, and save it as .xlsx; if that does not help, copy the answers into a workbook downloaded anew.
problem-file-too-much-text = There is too much text in the file
    .expected = what belongs in the workbook, without long passages pasted in
    .mend = Delete texts and sheets that have nothing to do with the answers; hand in evidence apart.
problem-file-cell-too-long = A cell in row { $row } holds too much text
    .expected = no more than { $most } characters in a cell
    .mend = Shorten the text in that cell; hand in evidence apart.
