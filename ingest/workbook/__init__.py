"""The workbook of a school, there and back: made, read, compared."""
