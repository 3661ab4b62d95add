"""Why, how sure, what next: what is read out of scores."""
