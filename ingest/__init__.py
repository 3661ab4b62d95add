"""The write side: workbooks become problems or rows, rows become a published snapshot."""
