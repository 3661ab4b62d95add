"""A large table of answers in parts of whole schools, so that memory does not grow with the file.

It is cut here and not judged: each part has the same header and goes by the door as a file does.
All lines of a school come into one part, wherever they stand, for its hand-in is one.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from duibiao.spreadsheets.headers import Header, TableFault, csv_header
from duibiao.spreadsheets.text_tables import TextTable
from duibiao.words.choices import Choices, label_key
from duibiao.words.text import without_invisible
from ingest.long_form.tables import IS_HEADER, Pair, Register, kind_of

SUFFIX = ".csv"
LARGE_BYTES = 24_000_000
"""A table of answers of more bytes is cut: that of some ten thousand schools."""
PART_LINES = 200_000
"""So many lines a part has, and those that its last school has beyond them."""
PIECE = 1_000_000
BUFFERED = 200_000
"""Characters of a part that are kept until they are written."""
TOP = 65_536
"""Characters within which the header stands."""
NUMBER = "q"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a table: its name and place among the others, and the bytes that it has.

    `lines`: in which line of the whole table each line of the part stands, below its header.
    `sha256` is of the whole table.
    """

    name: str
    number: int
    count: int
    sha256: str
    content: bytes
    header_line: int
    lines: pl.Series

    def placed(self, table: TextTable) -> TextTable:
        """The part, as it was read, with the lines of the whole table.

        No spreadsheet program shows so many: its cells have no names.
        """
        rows = table.rows.with_columns(line=self.lines.gather(table.rows["line"] - 2))
        long_lines = [int(self.lines[line - 2]) for line in table.long_lines]
        told = replace(table, rows=rows, header_line=self.header_line, long_lines=long_lines)
        told.letters, told.sheet_rows = [], {}
        return told


@dataclass(frozen=True, slots=True)
class LargeTable:
    """A table that is to be cut: its encoding, its header, and the hash of its bytes."""

    path: Path
    encoding: str
    header: Header
    sha256: str

    @classmethod
    def found(cls, path: Path) -> LargeTable | None:
        """The table that a file is, None for one of another kind, and for a small one.

        Raises TableFault for a text in no encoding that is known.
        """
        if path.suffix.lower() != SUFFIX or path.stat().st_size <= LARGE_BYTES:
            return None
        with path.open("rb") as stream:
            start = stream.read(TOP)
        whole_lines = start[: start.rfind(b"\n") + 1]
        for name in ("utf-8-sig", "gb18030"):
            text = whole_lines.decode(name, "ignore")
            header = csv_header(text, IS_HEADER)
            if header is not None and kind_of(header.names) == "answers":
                if not {"cycle_id", "school_id"} <= set(header.names):
                    return None
                encoding, sha256 = _encoding(path)
                return cls(path, encoding, header, sha256)
        return None

    @contextmanager
    def parts(self, register: Register) -> Iterator[Iterator[Part]]:
        """Its parts, cut into files of a folder that goes after the block.

        The register tells of which school a line is that names it. Raises TableFault for quotes
        that are not closed.
        """
        with TemporaryDirectory(prefix="duibiao-") as folder:
            cut = _Cut(self, register, Path(folder))
            cut.run()
            yield cut.parts()


def _encoding(path: Path) -> tuple[str, str]:
    """In which encoding a file is text, and the hash of its bytes, read piece by piece."""
    hashed = hashlib.sha256()
    encodings = ["utf-8-sig", "gb18030"]
    decoders = {name: codecs.getincrementaldecoder(name)() for name in encodings}
    with path.open("rb") as stream:
        while True:
            piece = stream.read(PIECE)
            hashed.update(piece)
            for name in list(decoders):
                try:
                    decoders[name].decode(piece, final=not piece)
                except UnicodeDecodeError:
                    del decoders[name]
            if b"\0" in piece or not decoders:
                raise TableFault("table-unreadable")
            if not piece:
                return next(iter(decoders)), hashed.hexdigest()


class _Meant:
    """Which school of which cycle a line speaks of, whether it has their codes or their names."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.cycles = Choices({code: (f"{code}年度", f"{code}年") for code in register.cycles})
        self.known = set(register.school_ids)
        self.named: dict[str, dict[str, list[str]]] = {}

    def pair(self, cycle: str, school: str) -> Pair:
        cycle, school = (without_invisible(text).strip() for text in (cycle, school))
        cycle_id = self.cycles.code(cycle) or cycle
        if school in self.known:
            return cycle_id, school
        if cycle_id not in self.named:
            names = self.named[cycle_id] = {}
            for school_id, one in self.register.schools_by_cycle(cycle_id).items():
                names.setdefault(label_key(one.name_zh), []).append(school_id)
        found = self.named[cycle_id].get(label_key(school), [])
        return cycle_id, found[0] if len(found) == 1 else school


class _Records:
    """The lines of a stream, of which the last ones that were asked for are at hand."""

    def __init__(self, stream: Iterator[str]) -> None:
        self.stream = stream
        self.taken: list[str] = []

    def __iter__(self) -> _Records:
        return self

    def __next__(self) -> str:
        self.taken.append(next(self.stream))
        return self.taken[-1]


class _File:
    """A part as it is being written: its text, and beside it the number of each line."""

    def __init__(self, path: Path, header: str) -> None:
        self.path, self.count = path, 0
        self._texts, self._size, self._numbers = [header], 0, array(NUMBER)

    def add(self, texts: list[str], first: int) -> None:
        self._texts += texts
        self._numbers.extend(range(first, first + len(texts)))
        self._size += sum(map(len, texts))
        self.count += len(texts)
        if self._size > BUFFERED:
            self.flush()

    def flush(self) -> None:
        with self.path.open("ab") as stream:
            stream.write("".join(self._texts).encode())
        with self.path.with_suffix(".lines").open("ab") as stream:
            self._numbers.tofile(stream)
        self._texts, self._size, self._numbers = [], 0, array(NUMBER)


class _Cut:
    """Cuts a table: each school's lines into one part, schools in the order in which they come.

    It is gone through twice: a table that is in the order of its questions names all schools before
    it has said much of any.
    """

    def __init__(self, table: LargeTable, register: Register, folder: Path) -> None:
        self.table, self.folder = table, folder
        self.meant = _Meant(register)
        self.top = ""
        self.files: list[_File] = []

    def run(self) -> None:
        """Write the parts. Raises TableFault."""
        counts = Counter(pair for pair, texts, _ in self._lines() for _ in texts)
        file_of: dict[Pair, _File] = {}
        room = 0
        for pair, count in counts.items():
            if not self.files or room <= 0:
                path = self.folder / f"{len(self.files)}{SUFFIX}"
                self.files.append(_File(path, self.top))
                room = PART_LINES
            file_of[pair] = self.files[-1]
            room -= count
        for pair, texts, first in self._lines():
            file_of[pair].add(texts, first)
        for file in self.files:
            file.flush()

    def _lines(self) -> Iterator[tuple[Pair, list[str], int]]:
        """What is below the header: of whom it speaks, its lines, and the number of the first."""
        header = self.table.header
        cycle_at, school_at = (header.names.index(name) for name in ("cycle_id", "school_id"))
        needed = max(cycle_at, school_at) + 1
        said: dict[Pair, Pair] = {}
        with self.table.path.open(encoding=self.table.encoding, newline="") as stream:
            records = _Records(stream)
            reader = csv.reader(records, delimiter=header.delimiter, strict=True)
            begins_at = 1
            try:
                for cells in reader:
                    texts, records.taken = records.taken, []
                    if not texts[-1].endswith(("\n", "\r")):
                        texts[-1] += "\n"
                    if begins_at == header.line:
                        self.top = "".join(texts)
                    elif begins_at > header.line and any(cells):
                        padded = cells + [""] * (needed - len(cells))
                        text = padded[cycle_at], padded[school_at]
                        pair = said.get(text) or said.setdefault(text, self.meant.pair(*text))
                        yield pair, texts, begins_at
                    begins_at = reader.line_num + 1
            except csv.Error as error:
                raise TableFault("table-quotes-broken", line=str(begins_at)) from error

    def parts(self) -> Iterator[Part]:
        count, path = len(self.files), self.table.path
        for number, file in enumerate(self.files, start=1):
            numbers = array(NUMBER, file.path.with_suffix(".lines").read_bytes())
            name = f"{path.stem}.{number}-{count}{SUFFIX}"
            content, lines = file.path.read_bytes(), pl.Series("line", numbers, dtype=pl.Int64)
            line, sha256 = self.table.header.line, self.table.sha256
            yield Part(name, number, count, sha256, content, line, lines)
