"""What the speed tables in the README are made with: ratios to a floor measured in the same run."""
