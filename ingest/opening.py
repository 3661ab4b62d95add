"""Opens what people send, each file read once and opened once, in the order it is taken in."""

from __future__ import annotations

import logging
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from duibiao.records.model import Problem
from duibiao.spreadsheets.extraction import Fault, Opened, open_file, open_files
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.spreadsheets.headers import TableFault
from duibiao.spreadsheets.text_tables import TextTable
from ingest.long_form.tables import IS_HEADER, KINDS, TableKind, kind_of

SUFFIXES = {".xlsx", ".xls", ".ods", ".csv", ".parquet", ".xlsm", ".xlsb", ".et"}
LOADING_ORDER: tuple[TableKind, ...] = ("schools", "cycles", "answers", "findings")
XLSX_SHEET_LIST = "xl/workbook.xml"
TEMPLATE_SHEET_NAME = "填报".encode()
LONGEST_SHEET_LIST = 100_000

logger = logging.getLogger(__name__)
T = TypeVar("T")
assert set(LOADING_ORDER) == KINDS.keys()


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent: its name, its bytes, and what they hold or why that is unknown."""

    file_name: str
    content: bytes
    opened: Opened | Problem

    @property
    def table(self) -> TableKind | None:
        """Which table of the long form it is, None for any other file."""
        return kind_of(self.opened.header) if isinstance(self.opened, TextTable) else None


def open_sent(content: bytes, file_name: str) -> Sent:
    """A file, opened in a child process. Nothing is raised, whatever the bytes are."""
    return Sent(file_name, content, or_problem(lambda: open_file(content, IS_HEADER), file_name))


def or_problem(read: Callable[[], T], file_name: str) -> T | Problem:
    """What is read out of a file, or the problem that it cannot be read."""
    try:
        return read()
    except (SpreadsheetFault, TableFault) as fault:
        return _problem(fault)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a parser in Rust panics past Exception
        logger.exception("%s could not be read", file_name)
        return Problem("file-unreadable")


def _problem(fault: Fault) -> Problem:
    return Problem(fault.code, parameters=fault.parameters)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: those named, and every spreadsheet below the folders named."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                inner
                for inner in path.rglob("*")
                if inner.is_file()
                and inner.suffix.lower() in SUFFIXES
                and not inner.name.startswith(("~$", "."))
            )
        else:
            found.append(path)
    return found


def open_in_order(paths: Sequence[Path]) -> Iterator[tuple[Path, Sent]]:
    """Files, the long form first: schools and cycles before what names them, else as given.

    What surely is a school's workbook is opened some ahead of its turn; all other files are opened
    before the first is given, and kept until it is their turn.
    """
    later = {at for at, path in enumerate(paths) if _is_template(path)}
    sooner = [at for at in range(len(paths)) if at not in later]
    kept = dict(zip(sooner, _opened(paths[at] for at in sooner), strict=True))
    for kind in LOADING_ORDER:
        for at in [at for at, sent in kept.items() if sent.table == kind]:
            yield paths[at], kept.pop(at)
    templates = _opened(paths[at] for at in sorted(later))
    for at, path in enumerate(paths):
        if at in later:
            yield path, next(templates)
        elif at in kept:
            yield path, kept.pop(at)


def _opened(paths: Iterable[Path]) -> Iterator[Sent]:
    """Files in their order, opened some ahead."""
    ahead: deque[tuple[Path, bytes]] = deque()

    def contents() -> Iterator[bytes]:
        for path in paths:
            ahead.append((path, path.read_bytes()))
            yield ahead[-1][1]

    for found in open_files(contents(), IS_HEADER):
        path, content = ahead.popleft()
        yield Sent(path.name, content, _opened_or_problem(found))


def _opened_or_problem(found: Opened | Fault) -> Opened | Problem:
    return _problem(found) if isinstance(found, SpreadsheetFault | TableFault) else found


def _is_template(path: Path) -> bool:
    """Whether a file lists the template's sheet: a look at its zip directory, for its order."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(XLSX_SHEET_LIST) as part:
            return TEMPLATE_SHEET_NAME in part.read(LONGEST_SHEET_LIST)
    except (KeyError, OSError, ValueError, NotImplementedError, RuntimeError):
        return False
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return False
