"""The page hand_in: a school checks and hands in."""
