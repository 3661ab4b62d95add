"""Reading workbooks here and in children, against pure fastexcel; and files of mixed fate."""

from __future__ import annotations

import logging
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import fastexcel

from benchmarks.counties import Counties
from benchmarks.county import large_county
from benchmarks.servers import cpu_seconds
from benchmarks.timing import in_turns, spent
from duibiao.records.settings import SEEDS, Settings
from duibiao.spreadsheets.confined import Confined
from duibiao.spreadsheets.extraction import Fault, Opened, open_confined, open_files
from duibiao.spreadsheets.grids import Spreadsheet
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from ingest.door import Door
from ingest.long_form.tables import IS_HEADER
from ingest.workbook.template import template_bytes
from tests.counties.workbook_county import read_workbook
from tests.spreadsheets.hostile import PeakMemory
from tests.spreadsheets.hostile_files import HOSTILE

WORKBOOKS = 100
LETHAL = "file-reader-stopped"
"""Files with this fate would end a process that reads them without a child."""


def reading(counties: Counties) -> Any:
    """Filled workbooks, then files of mixed fate: seconds of all, and bytes of memory."""
    settings = Settings.resolve(counties.folder / "reading", SEEDS)
    county = large_county(WORKBOOKS)
    door = Door.open(settings)
    for name, table in county.tables().items():
        door.hand_in(door.check(table, name), received_by="benchmark", channel="benchmark")
    books = [
        template_bytes(county.edition, county.cycle, school, {}, county.answers(school))
        for school in county.schools
    ]
    with Confined() as children:
        found = {"files": WORKBOOKS, "children": children.workers}
        found |= _workbooks(books, door, children)
    with Confined() as children:
        return found | {"mixed": _mixed_fate(_mixed(books), door, children)}


def _workbooks(books: list[bytes], door: Door, children: Confined) -> Any:
    def here() -> None:
        for book in books:
            reading = read_workbook(
                book, "book.xlsx", door.guide, door.register, opened=open_spreadsheet
            )
            if reading.has_errors:
                raise SystemExit("a workbook of the benchmark was refused")

    def one_by_one() -> None:
        for book in books:
            _read(open_confined(book, children), door)

    def some_ahead() -> None:
        for opened in open_files(books, IS_HEADER, children):
            _read(opened, door)

    found = in_turns(lambda: _pure(books), here, one_by_one, some_ahead, cpu_of=_with_children)
    results = [door.check(book, "book.xlsx") for book in books]

    def store() -> None:
        for result in results:
            door.hand_in(result, received_by="benchmark", channel="benchmark")

    names = ("pure", "here", "one_by_one", "some_ahead", "stored")
    return dict(zip(names, [*found, spent(store, rounds=1)], strict=True))


def _with_children() -> float:
    """CPU seconds, also of children that go on."""
    return cpu_seconds(os.getpid())


def _pure(books: list[bytes]) -> None:
    for book in books:
        sheet = fastexcel.read_excel(book).load_sheet(0, header_row=None, dtypes="string")
        sheet.to_polars()


def _read(opened: Opened | Fault, door: Door) -> list[str]:
    """The codes of a file's problems."""

    def give(_: bytes) -> Spreadsheet:
        if isinstance(opened, Spreadsheet):
            return opened
        assert isinstance(opened, Exception)
        raise opened

    reading = read_workbook(b"", "book.xlsx", door.guide, door.register, opened=give)
    return [problem.code for problem in reading.problems]


def _mixed(books: list[bytes]) -> list[bytes]:
    """As many files: four in five are right, the others cut off, none, locked or hostile."""
    chance = random.Random(1)
    hostile = [
        file.make()
        for file in HOSTILE.values()
        if not file.outcomes & {LETHAL, "file-takes-too-long"}
    ]
    mixed = [
        chance.choice([book[: len(book) // 2], b"\0", b"%PDF-1.7", *hostile])
        if chance.random() < 0.2
        else book
        for book in books
    ]
    stoppers = [file.make() for file in HOSTILE.values() if LETHAL in file.outcomes]
    return mixed[: -len(stoppers)] + stoppers


def _own_memory(kind: str) -> float:
    """MB that this process holds (VmRSS) or has held at most since the last look (VmHWM)."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(status.split(f"{kind}:")[1].split()[0]) / 1000


def _mixed_fate(mixed: list[bytes], door: Door, children: Confined) -> Any:
    fates: Counter[str] = Counter()

    def read() -> None:
        fates.clear()
        for opened in open_files(mixed, IS_HEADER, children):
            codes = _read(opened, door)
            fates[codes[0] if codes else "read"] += 1

    logging.disable(logging.CRITICAL)
    before = _own_memory("VmRSS")
    with PeakMemory() as peak:
        [seconds] = in_turns(read, rounds=1, cpu_of=_with_children)
    after = _own_memory("VmHWM")
    logging.disable(logging.NOTSET)
    return {
        "seconds": seconds,
        "right": fates["read"],
        "child_megabytes": peak.megabytes,
        "parent_megabytes": after - before,
    }
