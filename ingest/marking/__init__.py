"""Gives a sender's own workbook back with its problems marked, and takes the marks away again."""
