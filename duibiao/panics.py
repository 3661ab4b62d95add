"""A panic of a library written in Rust becomes an error like any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

RAISED_BY = "pyo3_runtime"
"""The module of PanicException, which cannot be imported."""


class LibraryPanic(Exception):
    """What a library did not foresee."""


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Raise LibraryPanic for a panic, which is no Exception and passes whatever handles those."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != RAISED_BY:
            raise
        raise LibraryPanic(str(error)) from error
