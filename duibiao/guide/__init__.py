"""The guide as data: its tables, their checks, editions, and the workbook to edit them in."""
