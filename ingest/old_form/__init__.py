"""The county's form of earlier years: points without facts, read as claims by a mapping sheet."""
