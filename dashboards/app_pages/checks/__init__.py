"""The page checks: what to check on site, and what was verified."""
