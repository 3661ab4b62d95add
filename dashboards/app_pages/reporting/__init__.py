"""The page reporting: who has handed in."""
