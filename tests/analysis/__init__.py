"""Tests of what is read out of the scores."""
