"""The page guide: what is asked and how it is scored."""
