"""Records become tables, scores and published snapshots, and snapshots are read."""
