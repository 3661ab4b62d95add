"""The page gaps: where the county is weak."""
