"""Tests of the dbt project: what a score means, and how the models are kept."""
