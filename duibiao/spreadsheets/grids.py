"""What is in a spreadsheet, whatever kind of file it came in: sheets of texts with their addresses.

And how much of it is looked at. Whoever opens a kind of file makes these; whoever reads asks these.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import zip_longest
from typing import Literal, NamedTuple, Protocol

from duibiao.spreadsheets.sent import crosses
from duibiao.words.text import INVISIBLE, decode_text, plain_decimal, without_invisible

LARGEST_FILE = 20_000_000


class Limits(NamedTuple):
    """The rows and cells of the rectangle from A1 to the last cell with a value.

    The reader holds all of it in memory.
    """

    rows: int
    cells: int


OF_WORKBOOK = Limits(20_000, 2_000_000)
OF_TABLE = Limits(1_048_576, 10_000_000)
TOO_MANY_ROWS = "file-too-many-rows"
LONGEST_CELL = 32_767
"""Characters, as Excel has it."""
WIDEST = 16_384
DAYS_OF_1904 = 1_462
"""By so many days a workbook counts later whose days begin in 1904."""

Cell = tuple[int, int]
"""Row and column, from 0."""


class Column(Protocol):
    """A column of texts of which a part can be taken."""

    @property
    def null_count(self) -> int:
        """How many of them are blank."""

    def __getitem__(self, rows: slice) -> Column:
        """Some of the rows."""

    def to_pylist(self) -> list[str | None]:
        """The texts."""


@crosses
class SpreadsheetFault(Exception):
    """A file that cannot be read as a spreadsheet: `code` names the problem."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class BehindBlank(NamedTuple):
    """What stands behind a cell that came out blank.

    `error`: an error value, its text in `text`. `no_value`: a formula whose result the file does
    not hold. `merged`: a part of a merged cell whose text stands higher in the same column, at
    `top`.
    """

    kind: Literal["error", "no_value", "merged"]
    top: int = 0
    text: str = ""


@crosses
class Hidden(NamedTuple):
    """What stands behind the blank cells of a sheet: by column, rows and columns from 0.

    `merged`: the first and last row of merged cells that are higher than one row, by the column
    in which they begin. `unstored`: the rows of formulas whose result the file does not hold.
    `errors`: the error values that came out blank, by row. `shown`: what one sees in cells that
    show another text than they hold, 95% for 0.95 or 3 for 2.6, by row.
    """

    merged: dict[int, list[tuple[int, int]]]
    unstored: dict[int, set[int]]
    errors: dict[int, dict[int, str]]
    shown: dict[int, dict[int, str]]


NOTHING_HIDDEN = Hidden({}, {}, {}, {})


class Grid:
    """One sheet as columns of texts, each running from the sheet's top row.

    Columns are known by their position from the left of what is filled in; `first_column` is how
    many blank ones the sheet has before them. Only columns that are asked for are made.
    """

    def __init__(
        self,
        name: str | None,
        columns: Sequence[Column],
        height: int,
        first_column: int = 0,
        overwritten: Mapping[Cell, str] | None = None,
        find_hidden: Callable[[], Hidden] = lambda: NOTHING_HIDDEN,
    ) -> None:
        """`overwritten`: texts to put in place of those of the columns, by row and position.

        `find_hidden` is called once, if what stands behind blanks is asked for.
        """
        self.name = name
        self.height = height
        self.width = len(columns)
        self.first_column = first_column
        self._columns = columns
        self._made: dict[int, list[str | None]] = {}
        self._top: list[tuple[str | None, ...]] = []
        self._overwritten = overwritten or {}
        self._find_hidden = find_hidden

    def column(self, position: int) -> list[str | None]:
        """The texts of a column."""
        if position not in self._made:
            column = self._columns[position]
            texts: list[str | None] = [None] * self.height
            if column.null_count < self.height:
                texts = column.to_pylist()
            for (row, at), text in self._overwritten.items():
                if at == position:
                    texts[row] = text
            self._made[position] = seen_texts(texts)
        return self._made[position]

    def rows(self, first: int, last: int) -> list[tuple[str | None, ...]]:
        """The texts of some rows, from the first to before the last."""
        if last <= len(self._top):
            return self._top[first:last]
        columns = [seen_texts(column[first:last].to_pylist()) for column in self._columns]
        rows = list(zip(*columns, strict=True))
        if first == 0:
            self._top = rows
        return rows

    def letters(self, position: int) -> str:
        """A column as its spreadsheet names it."""
        return column_name(position + self.first_column)

    def address(self, row: int, position: int) -> str:
        """A cell as its spreadsheet names it: G12 for row 11 of the column G."""
        return f"{self.letters(position)}{row + 1}"

    @cached_property
    def hidden(self) -> Hidden:
        """What stands behind all blank cells, where the file tells of it."""
        hidden = self._find_hidden()
        merged = {column: _disjoint(blocks) for column, blocks in hidden.merged.items()}
        return hidden._replace(merged=merged)

    def shown(self, position: int) -> Mapping[int, str]:
        """What one sees in cells of a column that show another text than they hold, by row."""
        return self.hidden.shown.get(position + self.first_column, {})

    def behind(self, position: int, rows: Collection[int]) -> dict[int, BehindBlank]:
        """What stands behind blank cells of a column, by row, where the file tells of it."""
        column = position + self.first_column
        wanted = set(rows)
        found: dict[int, BehindBlank] = {}
        for top, bottom in self.hidden.merged.get(column, ()):
            # The shorter of the two: a file may say that a cell is a million rows high.
            parts = wanted if len(wanted) < bottom - top else range(top + 1, bottom + 1)
            for row in parts:
                if top < row <= bottom and row in wanted:
                    found[row] = BehindBlank("merged", top)
        for row in wanted.intersection(self.hidden.unstored.get(column, ())):
            found[row] = BehindBlank("no_value")
        for row, text in self.hidden.errors.get(column, {}).items():
            if row in wanted:
                found[row] = BehindBlank("error", text=text)
        return found


def seen_texts(texts: list[str | None]) -> list[str | None]:
    """The texts without what nobody sees: here texts come in, from whatever kind of file."""
    if INVISIBLE.search("".join(filter(None, texts))) is None:
        return texts
    return [text and (without_invisible(text) or None) for text in texts]


def _disjoint(blocks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merged cells in order, without those over others: no program writes them."""
    kept: list[tuple[int, int]] = []
    for top, bottom in sorted(blocks):
        if not kept or top > kept[-1][1]:
            kept.append((top, bottom))
    return kept


class Spreadsheet(ABC):
    """An opened file: the names of its sheets, and each as a grid."""

    sheet_names: list[str | None]
    has_macros: bool = False
    limits: Limits = OF_WORKBOOK
    days_later: int = 0
    """By so many days a day number of this file is later than Excel's usual: 1,462 where days
    count from 1904."""
    is_believed: bool = False
    """Whether what an .xlsx file says of the size of its sheets is taken as true. If it is not,
    such a file can end the process; if it is believed, reading is a quarter faster."""

    @abstractmethod
    def grid(self, position: int) -> Grid:
        """The sheet at a position. Raises SpreadsheetFault."""


def column_name(column: int) -> str:
    """The letters of a column counted from 0: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column counted from 0 of its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def refuse_beyond(rows: int, columns: int, limits: Limits, sheet: str = "") -> None:
    """Refuse a sheet whose cells span more than can be held in memory."""
    if rows > limits.rows or rows * columns > limits.cells:
        raise too_many_rows(limits, sheet)


def cell_too_long(row: int) -> SpreadsheetFault:
    """That a cell of a row, from 0, holds more than any spreadsheet program writes."""
    return SpreadsheetFault("file-cell-too-long", row=str(row + 1), most=str(LONGEST_CELL))


def as_percentage(value: str) -> str | None:
    """A stored number as a cell shows it that shows percentages: 95% for 0.95, and exact."""
    try:
        return plain_decimal(Decimal(repr(float(value))).scaleb(2)) + "%"
    except (ValueError, ArithmeticError):
        return None


def as_whole(value: str) -> str | None:
    """A stored number as a cell shows it that shows no decimals; None where it has none."""
    try:
        number = Decimal(repr(float(value)))
        whole = number.quantize(Decimal(1), ROUND_HALF_UP)
    except (ValueError, ArithmeticError):
        return None
    return None if whole == number else plain_decimal(whole)


def too_many_rows(limits: Limits, sheet: str = "") -> SpreadsheetFault:
    """That a sheet is larger than can be held in memory."""
    return SpreadsheetFault(TOO_MANY_ROWS, sheet=sheet, most=str(limits.rows))


class Texts(list[str | None]):
    """A column of texts in a list."""

    @classmethod
    def columns(cls, rows: Iterable[Sequence[str | None]]) -> list[Texts]:
        """The columns of rows that may be of different lengths; an empty text is blank."""
        return [cls(cell or None for cell in column) for column in zip_longest(*rows)]

    def __getitem__(self, rows: slice) -> Texts:  # type: ignore[override]
        return Texts(super().__getitem__(rows))

    @property
    def null_count(self) -> int:
        """How many of them are blank."""
        return self.count(None)

    def to_pylist(self) -> list[str | None]:
        """The texts."""
        return list(self)


BEGINNINGS_OF_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
)


def decoded(content: bytes) -> str | None:
    """The text of a file, None for one that is another kind of file or no text."""
    return None if content.startswith(BEGINNINGS_OF_OTHERS) else decode_text(content)
