"""Strangers' bytes become cells, in child processes with limits."""
