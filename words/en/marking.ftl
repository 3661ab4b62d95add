## The file sent back: cells with colour and comment, and the sheet that lists the problems.

workbook-sheet-problems = Problems

problem-list-header-number = No.
problem-list-header-severity = Kind
problem-list-header-sheet = Sheet
problem-list-header-cell = Cell
problem-list-header-found = What you wrote
problem-list-header-problem = Problem
problem-list-header-expected = What is expected
problem-list-header-mend = How to mend it
problem-list-header-state = State
problem-list-header-reason = Why it is right as it stands
