"""Workbooks as people send them, made by real programs, with what each of them should give."""
