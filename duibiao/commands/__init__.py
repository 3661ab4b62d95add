"""The terminal: parse, ask, print; one module a subject."""
