"""What is written into SQL as a text, where the engine takes no parameter."""

from __future__ import annotations


def quoted(value: object) -> str:
    """A path, a name or a code as a text of SQL, quotes and all."""
    return "'" + str(value).replace("'", "''") + "'"
