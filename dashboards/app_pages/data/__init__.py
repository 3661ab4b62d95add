"""The page data: the tables and SQL."""
