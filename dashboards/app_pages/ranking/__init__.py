"""The page ranking: who stands where, and how sure that is."""
