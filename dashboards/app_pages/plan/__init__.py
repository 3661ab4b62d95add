"""The page plan: what other answers would bring."""
