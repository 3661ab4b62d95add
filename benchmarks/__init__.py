"""What the tables of docs/speed.md are made with: ratios to a floor measured in the same run."""
