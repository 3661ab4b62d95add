"""Reports against plain SQL on the snapshot, read back by other programs than ours."""
