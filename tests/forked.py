"""A program in a process of its own, forked from one that has imported the libraries already.

Importing them takes longer than most commands take: dbt alone some seconds. What is ours is not
among them: every command imports it anew, in its language and its places, as on the command line.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

# Importing any of these starts no thread and reads no setting of ours.
LIBRARIES = (
    "dbt.adapters.duckdb.connections",
    "dbt.cli.main",
    "duckdb",
    "fastexcel",
    "fluent.runtime",
    "numpy",
    "openpyxl",
    "polars",
    "pyarrow",
    "rich.progress",
    "typer",
    "xlsxwriter",
)

_starting = threading.Lock()
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(list(LIBRARIES))


def run_module(
    module: str, arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` with this environment; its exit code and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        process = _context.Process(
            target=_run, args=(module, list(arguments), dict(environment), str(output), str(errors))
        )
        # A page tested before may pose as the main module here: it is not that of the new process.
        with _starting, patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            process.start()
        process.join()
        assert process.exitcode is not None
        printed = [path.read_text(encoding="utf-8") for path in (output, errors)]
    return subprocess.CompletedProcess([module, *arguments], process.exitcode, *printed)


def _run(
    module: str, arguments: list[str], environment: dict[str, str], output: str, errors: str
) -> None:
    for path, descriptor in ((output, 1), (errors, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
