"""The beginning of a guide, drafted from the table that a county scores by today."""
