"""The page township: the townships, and one of them."""
