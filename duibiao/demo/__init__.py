"""A made-up county."""
