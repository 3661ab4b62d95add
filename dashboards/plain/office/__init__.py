"""The county office's desk, in any browser: what else would have to be done in a terminal."""
