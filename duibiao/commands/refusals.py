"""What is said of an error that ends a command: what befell it, in words, and the way out."""

from __future__ import annotations

import os

import duckdb

from duibiao.commands.console import W, print_faults
from duibiao.guide.editions import GuideFaults
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.build import BuildRefused
from duibiao.warehouse.landing import is_disk_full, is_held


def told(error: Exception) -> str:
    """An error in words; of a faulty guide, its faults are printed before.

    Raises it again where nothing foresaw it and somebody looks for its place (DUIBIAO_DEBUG).
    """
    if isinstance(error, GuideFaults):
        if all(fault.code == "file-missing" and fault.cell is None for fault in error.faults):
            return W("cli-guide-none", folder=str(Settings.resolve().guide))
        print_faults(error.faults)
        return W("cli-guide-faulty", count=str(len(error.faults)))
    if isinstance(error, BuildRefused):
        return W(f"build-{error.code}", **error.parameters)
    if isinstance(error, Refused):
        return W(error.code, **error.parameters)
    if isinstance(error, OSError):
        return W("cli-disk-full") if is_disk_full(error) else W("cli-disk", message=str(error))
    if os.environ.get("DUIBIAO_DEBUG"):
        raise error
    if isinstance(error, duckdb.Error):
        return _database_told(error)
    return W("cli-unforeseen", message=f"{type(error).__name__}: {error}")


def _database_told(error: duckdb.Error) -> str:
    """What went wrong with a snapshot, and the way out."""
    if is_disk_full(error):
        return W("cli-disk-full")
    if is_held(error):
        return W("cli-snapshot-held")
    message = str(error).splitlines()[0]
    if isinstance(error, (duckdb.CatalogException, duckdb.BinderException)):
        return W("cli-snapshot-older", message=message)
    return W("cli-snapshot-damaged", message=message)
