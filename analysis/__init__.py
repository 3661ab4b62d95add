"""What is read out of the published scores: why, how sure, and what would raise them."""
