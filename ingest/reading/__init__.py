"""Turns what people send into values, or into problems that say where, what and how to mend it."""
