"""The reviewers' round trip: a workbook of what a school said, and what they verified in it."""
