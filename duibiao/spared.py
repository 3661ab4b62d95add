"""Libraries that other libraries import although nothing here asks them for anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec

UNASKED = "pandas"
"""DuckDB imports it, a third of a second, to see whether a parameter is its missing moment."""


class _Missing:
    """Finds nothing, and has nobody else look for these names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name in self.names:
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)
        return None


def spare(*names: str) -> None:
    """From here on these are not to be had in this process, where they are not loaded already."""
    sys.meta_path.insert(0, _Missing(names))


@contextmanager
def spared(*names: str) -> Iterator[None]:
    """Meanwhile these are not to be had, where they are not loaded already.

    For libraries that do without: pyarrow and polars without numpy, DuckDB without pandas.
    """
    spare(*names)
    finder = sys.meta_path[0]
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
