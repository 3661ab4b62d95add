"""Opens what people send, each file read once and opened once, in the order it is taken in."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from duibiao.records.model import Problem
from duibiao.records.store import digest
from duibiao.spreadsheets.confined import ConfinedFault, confined
from duibiao.spreadsheets.extraction import Fault, Opened, open_file, open_files
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.headers import TableFault
from duibiao.spreadsheets.text_tables import TextTable
from duibiao.spreadsheets.zip_parts import ZipParts
from ingest.evidence.files import BROKEN_ZIP, EvidenceLimits, unzipped
from ingest.evidence.matching import OF_UPLOAD
from ingest.likeness import other_file
from ingest.long_form.parts import LargeTable, Part
from ingest.long_form.tables import IS_HEADER, KINDS, TableKind, kind_of
from ingest.workbook.recognised import Recognised, recognise
from ingest.workbook.table import find_heads

SUFFIXES = {".xlsx", ".xls", ".ods", ".csv", ".parquet", ".xlsm", ".xlsb", ".et"}
ARCHIVES = {".zip", ".rar", ".7z"}
DOCUMENTS = {".doc", ".docx", ".wps", ".pdf", ".rtf"}
"""What may have been meant as a table, and is told where it is in a zip; pictures are left out."""
LOADING_ORDER: tuple[TableKind, ...] = (
    *("schools", "cycles", "townships"),
    *("answers", "findings"),
)
ZIP_START = b"PK\x03\x04"
OFFICE_PARTS = ("[Content_Types].xml", "mimetype")
ARCHIVE_STARTS = {b"Rar!": "RAR", b"7z\xbc\xaf\x27\x1c": "7z"}

logger = logging.getLogger(__name__)
T = TypeVar("T")
assert set(LOADING_ORDER) == KINDS.keys()


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent: its name, its bytes, and what they hold or why that is unknown.

    `rivals`: the names of other files that came with it and are of the same school and cycle.
    """

    file_name: str
    content: bytes
    opened: TextTable | Recognised | Problem
    rivals: tuple[str, ...] = ()

    @property
    def table(self) -> TableKind | None:
        """Which table of the long form it is, None for any other file."""
        return kind_of(self.opened.header) if isinstance(self.opened, TextTable) else None

    @property
    def whose(self) -> tuple[str, str] | None:
        """The cycle and school that a school's workbook names, None for any other file."""
        found = self.opened
        if not isinstance(found, Recognised) or found.kind != "workbook" or found.table is None:
            return None
        heads = find_heads(found.table)
        named = [heads[name].identifier for name in ("cycle", "school-id") if name in heads]
        cycle_id, school_id = (*named, None, None)[:2]
        return None if cycle_id is None or school_id is None else (cycle_id, school_id)


def open_sent(content: bytes, file_name: str) -> Sent:
    """A file, opened in a child process. Nothing is raised, whatever the bytes are."""
    found = or_problem(lambda: open_file(content, IS_HEADER), file_name)
    return _sent(file_name, content, found)


def find_large(path: Path) -> LargeTable | Problem | None:
    """The table of answers that is cut before it is read, or why it is none; None for others."""
    try:
        return LargeTable.found(path)
    except TableFault as fault:
        return _problem(fault)


def open_part(part: Part) -> Sent:
    """A part of a large table, opened as a file, with the lines of the whole. Raises nothing."""
    sent = open_sent(part.content, part.name)
    if isinstance(sent.opened, TextTable):
        sent = replace(sent, opened=part.placed(sent.opened))
    return sent


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


def _sent(file_name: str, content: bytes, found: Opened | Fault | Problem) -> Sent:
    if isinstance(found, Spreadsheet):
        opened = or_problem(lambda: recognise(found), file_name)
        return Sent(file_name, content, opened)
    told = _problem(found) if isinstance(found, SpreadsheetFault | TableFault) else found
    if isinstance(told, Problem) and told.code == "file-not-a-spreadsheet":
        told = kind_problem(content) or told
    return Sent(file_name, content, told)


def kind_problem(content: bytes) -> Problem | None:
    """What to do with an archive or document sent in place of a spreadsheet; None for others."""
    if (other := other_file(content)) is not None:
        return other
    for start, kind in ARCHIVE_STARTS.items():
        if content.startswith(start):
            return Problem("file-is-archive", parameters={"kind": kind})
    if content.startswith(ZIP_START):
        return Problem("file-is-archive", parameters={"kind": "ZIP"})
    return None


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: those named, and every spreadsheet below the folders named.

    Archives of them too.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                inner
                for inner in path.rglob("*")
                if inner.is_file()
                and inner.suffix.lower() in SUFFIXES | ARCHIVES
                and not inner.name.startswith(("~$", "."))
            )
        else:
            found.append(path)
    return found


def open_in_order(
    paths: Sequence[Path],
    without: Collection[Path] = (),
    opening: Callable[[int], object] | None = None,
) -> Iterator[tuple[Path, Sent]]:
    """Files, the long form first: schools and cycles before what names them, else as given.

    A zip gives the files in it, each below the zip's path. All are opened, some at a time, before
    the first is given: a school of which several different workbooks come may have meant one.
    `without`: files, also in a zip, that are as if they had not come. `opening` is told how many
    are opened.
    """
    opened = []
    files = each_file((path, path.read_bytes()) for path in paths)
    for one in _opened(file for file in files if file[0] not in without):
        opened.append(one)
        if opening is not None:
            opening(len(opened))
    for kind in LOADING_ORDER:
        for path, sent in opened:
            if sent.table == kind:
                yield path, sent
    others = [(path, sent) for path, sent in opened if sent.table is None]
    del opened
    rivals = _rivals(others)
    for at, (path, sent) in enumerate(others):
        others[at] = (path, Sent("", b"", Problem("")))  # it is let go once it is given
        yield path, replace(sent, rivals=rivals.get(at, ()))


def _rivals(files: Sequence[tuple[Path, Sent]]) -> dict[int, tuple[str, ...]]:
    """By place, the names of others of the same school and cycle, where they are not all alike."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (_, sent) in enumerate(files):
        whose = or_problem(lambda sent=sent: sent.whose, sent.file_name)  # type: ignore[misc]
        if isinstance(whose, tuple):
            places[whose].append(at)
    found: dict[int, tuple[str, ...]] = {}
    for same in places.values():
        if len({digest(files[at][1].content) for at in same}) > 1:
            for at in same:
                found[at] = tuple(str(files[other][0].name) for other in same if other != at)
    return found


def only_file(content: bytes, file_name: str) -> tuple[str, bytes] | None:
    """The name and bytes of the one spreadsheet that a zip holds; None for any other file."""
    if not _may_be_archive(content):
        return None
    found = [entry for entry in _unzipped(content, file_name) or () if isinstance(entry, tuple)]
    files = [entry for entry in found if _is_spreadsheet(entry[0])]
    return files[0] if len(files) == 1 else None


def _is_spreadsheet(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def _unzipped(content: bytes, file_name: str) -> list[tuple[str, bytes] | Problem] | None:
    try:
        return confined().call(unzipped, content, file_name, EvidenceLimits(), allowance=OF_UPLOAD)
    except ConfinedFault:
        return [Problem("evidence-reader-stopped", found=file_name)]


def each_file(files: Iterable[tuple[Path, bytes]]) -> Iterator[tuple[Path, bytes | Problem]]:
    """Every file with its bytes, those in a zip one by one, or why there are none."""
    for path, content in files:
        if not _may_be_archive(content):
            yield path, content
            continue
        found = _unzipped(content, path.name)
        if found is None:
            yield path, content
            continue
        for entry in found:
            if isinstance(entry, Problem):
                yield path, entry
            elif PurePosixPath(entry[0]).suffix.lower() in SUFFIXES | DOCUMENTS:
                yield path / entry[0], entry[1]


def _may_be_archive(content: bytes) -> bool:
    """Whether it is a zip that is no office document: a look at its directory."""
    if not content.startswith(ZIP_START):
        return False
    try:
        return ZipParts(content).names.keys().isdisjoint(OFFICE_PARTS)
    except (SpreadsheetFault, *BROKEN_ZIP):
        return False


def _opened(files: Iterable[tuple[Path, bytes | Problem]]) -> Iterator[tuple[Path, Sent]]:
    """Files in their order, opened some ahead."""
    ahead: list[tuple[Path, bytes | Problem]] = []

    def contents() -> Iterator[bytes]:
        for path, content in files:
            ahead.append((path, content))
            if isinstance(content, bytes):
                yield content

    opened = open_files(contents(), IS_HEADER)
    while True:
        found = next(opened, None)
        while ahead and isinstance(told := ahead[0][1], Problem):
            yield ahead[0][0], Sent(ahead.pop(0)[0].name, b"", told)
        if found is None:
            return
        path, content = ahead.pop(0)
        assert isinstance(content, bytes)
        yield path, _sent(path.name, content, found)
