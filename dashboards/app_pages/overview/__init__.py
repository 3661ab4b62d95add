"""The page overview: the county at a glance and what waits for it."""
