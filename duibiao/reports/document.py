"""What a report says, apart from how it is printed: figures, sentences and tables, all worded."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from duibiao.words import Words

Kind = Literal["school", "county"]
Look = Literal["", "missing", "zero", "not_applicable", "strong", "quiet"]
Align = Literal["left", "right", "center"]
NUMBER_LENGTH = 12
# Stands for a page's number and for how many there are until the document is set.
PAGE, PAGES = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawing on a track from 0 to 1: filled up to `value`, a band, a thin and a thick mark.

    `alt` says in words what it shows, to those who cannot see it.
    """

    alt: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    thin: float | None = None
    thick: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table's cell; a bar is drawn before its text."""

    text: str = ""
    look: Look = ""
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and the part of the table's width that it takes."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings. `repeats`: the first column's text stands once for a run."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the few figures that a report is about."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or an item of a list, with the words in bold that it begins with."""

    text: str
    lead: str = ""
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report; `key` is its place in the template, `annex` its number beside a letter.

    A section without an annex number (0) is a part of the text itself.
    """

    key: str
    title: str
    note: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    table: Table | None = None
    legend: str = ""
    annex: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What makes a report a letter of an office: its number, to whom, who sends it, on which day.

    What only people know stands there as room to write.
    """

    number: str
    addressed: str
    annex_label: str
    annexes_label: str
    annexes: tuple[str, ...]
    signed: str
    dated: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `traces` tell where its figures come from; `number` is the hash of all it says."""

    kind: Kind
    subject: str
    """The school's code; empty for the county."""
    language: str
    title: str
    subtitle: str
    notice: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    traces: tuple[tuple[str, str], ...]
    running: str
    page: str
    number_label: str
    made_at: str
    """The moment of the snapshot, ISO with its offset: the same snapshot makes the same bytes."""
    letter: Letter | None = None
    number: str = ""

    def numbered(self) -> Document:
        """The same with its number: two reports that say the same have the same one."""
        text = json.dumps(asdict(replace(self, number="")), ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return replace(self, number=digest[:NUMBER_LENGTH])

    def data(self) -> dict[str, Any]:
        """As plain data for a template."""
        return asdict(self)

    def texts(self) -> Iterator[str]:
        """Everything that is said."""
        return _texts(self.data())

    def section(self, key: str) -> Section | None:
        """A section by its key, or None."""
        return next((section for section in self.sections if section.key == key), None)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _texts(part)


def page_words(words: Words) -> str:
    """How a page is numbered, with marks for the two numbers."""
    return words("report-page", page=PAGE, pages=PAGES)


def prose(words: Words, sentences: Iterable[str]) -> str:
    """Sentences one after the other, each ended once."""
    end = words("report-sentence-end")
    return "".join(f"{sentence.strip().rstrip('。.；;')}{end}" for sentence in sentences).strip()


def items(words: Words, names: Sequence[str], at_most: int) -> str:
    """Names in a row; of very many the first, with how many there are."""
    shown = words("separator-items").join(names[:at_most])
    if len(names) <= at_most:
        return shown
    return shown + words("report-and-more", count=len(names) - at_most)


def shortened(text: str, width: int) -> str:
    """A text of at most so many half-width places; what is cut off ends in an ellipsis."""
    if _width(text) <= width:
        return text
    kept = ""
    for character in text:
        if _width(kept + character) > width - 1:
            break
        kept += character
    return f"{kept.rstrip('，、；：,;: ')}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
