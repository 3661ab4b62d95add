"""The page school: one school's score and why."""
