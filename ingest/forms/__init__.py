"""Writes the workbooks that schools fill in and the forms that they sign."""
