"""The mapping sheet of a county's old form: its columns and items → the guide's indicators.

What is certain is proposed; what is not, an official chooses in Excel or WPS.
"""

from __future__ import annotations

import io
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duibiao.guide.drafting.forms import Form, Item, item_key, read_points
from duibiao.guide.drafting.headers import FIELDS, IN_BRACKETS, LEVELS
from duibiao.guide.editions import Edition, Fact
from duibiao.guide.workbook import FAINT, FONT, HEADER_FILL, HELPER_FILL, INK, LINE
from duibiao.records.model import Problem
from duibiao.spreadsheets.grids import Grid, Spreadsheet, column_name
from duibiao.words import LANGUAGES, Words, words
from duibiao.words.choices import label_key
from duibiao.words.text import plain_decimal, shortened
from ingest.values.reading import parse_value

COLUMNS = ("number", *LEVELS, "criterion", "points", "indicator", "share", "full", "note")
"""The columns of the items' sheet; `old-form-column-<name>` or `old-form-field-<name>`."""
WIDTHS = (6, 16, 26, 22, 46, 9, 30, 9, 11, 22)
NUMBER, POINTS, INDICATOR, SHARE, FULL, NOTE = (
    COLUMNS.index(name) for name in ("number", "points", "indicator", "share", "full", "note")
)
EDITION_ROW, HEADER_ROW = 2, 3
FIRST_ROW = HEADER_ROW + 1
FIELD_HEADER_ROW = 2
SPARE_ROWS = 200
"""Rows below the last item that have drop-downs too: for items that are shared out."""
TITLE_HEIGHT, LINE_HEIGHT, HIGHEST_ROW = 24, 15, 400
INPUT_FILL, OPEN_FILL = "#FFFBE8", "#FCE4D6"
SHARED_NAME_LENGTH = 4
"""Of two names one must hold the other, and be at least so long, to be proposed."""
LONGEST_CELL = 32_767
MOST_SHEETS = 40

NUMBERING = re.compile(
    r"(?:第?[一二三四五六七八九十百]+[、.)章节条]|\([一二三四五六七八九十0-9]+\)"
    r"|[0-9]+(?:\.[0-9]+)+|[0-9]+[、.)])+"
)
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]*")
SHARE_TOLERANCE = Decimal("0.01")
"""Thirds are written as 33%, 33% and 34%, or as 33% three times."""
SHARE_FACT = Fact("", "", 0, "", "number", None, "county", False)

Certainty = Literal["code", "same", "near", "open"]


# ------------------------------------------------------------------ the proposal


def propose(item: Item, edition: Edition) -> tuple[str | None, Certainty]:
    """The indicator that an item is about, and how one knows; None where it is not certain."""
    codes = {one.indicator_id.casefold(): one.indicator_id for one in edition.indicators}
    code = CODE.match(label_key(item.name))
    if code and not code[0].isdigit() and code[0] in codes:
        return codes[code[0]], "code"
    key = _name_key(item.name)
    names = {one.indicator_id: _name_key(one.name_zh) for one in edition.indicators}
    same = [name for name, own in names.items() if own == key]
    if len(same) == 1:
        return same[0], "same"
    near = [
        name
        for name, own in names.items()
        if min(len(own), len(key)) >= SHARED_NAME_LENGTH and (own in key or key in own)
    ]
    return (near[0], "near") if len(near) == 1 and not same else (None, "open")


def _name_key(text: str) -> str:
    """A name without its number, brackets, points and signs."""
    name = NUMBERING.sub("", IN_BRACKETS.sub("", label_key(text)), count=1)
    return "".join(letter for letter in name if letter.isalnum())


# ------------------------------------------------------------------ writing


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mapping sheet: the file, how many items it has, and how many an official must decide."""

    content: bytes
    items: int
    undecided: int


def mapping_workbook(form: Form, edition: Edition, say: Words) -> Proposed:
    """The mapping sheet (.xlsx) of a form, with what is certain filled in."""
    out = io.BytesIO()
    with Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    ) as book:
        book.set_properties({"title": say("old-form-title-items", edition=edition.title_zh)})
        writer = _Writer(book, edition, say)
        items: dict[tuple[str, ...], Item] = {}
        for item in form.items:
            items.setdefault(item.key, item)
        undecided = writer.write_items(list(items.values()), form)
        writer.write_columns(form)
        writer.write_lists(form)
    return Proposed(out.getvalue(), len(items), undecided)


class _Writer:
    def __init__(self, book: Workbook, edition: Edition, say: Words) -> None:
        self.edition = edition
        self.say = say
        self._book = book
        self.entries = [say("old-form-none")] + [
            f"{one.indicator_id} {one.name_zh}" for one in edition.indicators
        ]
        self.items, self.columns, self.lists = (
            book.add_worksheet(say(f"old-form-sheet-{name}"))
            for name in ("items", "columns", "lists")
        )
        usual = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
        boxed = usual | {"border": 1, "border_color": LINE, "text_wrap": True}
        looks: dict[str, dict[str, object]] = {
            "title": usual | {"bold": True, "font_size": 14},
            "how": usual | {"font_color": FAINT, "text_wrap": True},
            "faint-line": usual | {"font_color": FAINT},
            "header": boxed | {"bold": True, "font_color": "white", "bg_color": HEADER_FILL},
            "old": boxed | {"bg_color": HELPER_FILL, "num_format": "@"},
            "input": boxed | {"bg_color": INPUT_FILL},
            "share": boxed | {"bg_color": INPUT_FILL, "num_format": "0%"},
            "faint": boxed | {"font_color": FAINT},
            "open": {"bg_color": OPEN_FILL},
        }
        self.look: dict[str, Format] = {name: book.add_format(look) for name, look in looks.items()}

    def _begin(self, sheet: Worksheet, name: str, widths: Sequence[float]) -> None:
        title = self.say(f"old-form-title-{name}", edition=self.edition.title_zh)
        sheet.write_string(0, 0, title, self.look["title"])
        sheet.set_row(0, TITLE_HEIGHT)
        how = self.say(f"old-form-how-{name}")
        sheet.merge_range(1, 0, 1, len(widths) - 1, how, self.look["how"])
        sheet.set_row(1, LINE_HEIGHT * _line_count(how, sum(widths)))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def write_items(self, items: Sequence[Item], form: Form) -> int:
        """A row an item; how many are left for the official to decide."""
        sheet, say = self.items, self.say
        self._begin(sheet, "items", WIDTHS)
        sheet.write_string(EDITION_ROW, 0, say("workbook-head-edition"), self.look["faint-line"])
        sheet.write_string(EDITION_ROW, 1, self.edition.edition_id, self.look["faint-line"])
        for at, name in enumerate(COLUMNS):
            sheet.write_string(HEADER_ROW, at, _header(name, say), self.look["header"])
            if name in LEVELS and name not in form.columns:
                sheet.set_column(at, at, None, None, {"hidden": True})
        undecided = 0
        for row, item in enumerate(items, FIRST_ROW):
            indicator_id, certainty = propose(item, self.edition)
            undecided += indicator_id is None
            self._write_item(row, row - FIRST_ROW + 1, item, indicator_id, certainty)
        last = FIRST_ROW + len(items) - 1
        source = f"='{say('old-form-sheet-lists')}'!$A$2:$A${len(self.entries) + 1}"
        sheet.data_validation(
            *(FIRST_ROW, INDICATOR, last + SPARE_ROWS, INDICATOR),
            {
                "validate": "list",
                "source": source,
                "error_title": say("old-form-refused"),
                "error_message": say("old-form-refused-indicator"),
            },
        )
        sheet.conditional_format(
            *(FIRST_ROW, INDICATOR, max(last, FIRST_ROW), INDICATOR),
            {"type": "blanks", "format": self.look["open"]},
        )
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.repeat_rows(HEADER_ROW)
        return undecided

    def _write_item(
        self, row: int, number: int, item: Item, indicator_id: str | None, certainty: Certainty
    ) -> None:
        sheet, look = self.items, self.look
        sheet.write_number(row, NUMBER, number, look["old"])
        texts = *item.levels, item.criterion
        for at, text in enumerate(texts, NUMBER + 1):
            _write(sheet, row, at, text, look["old"])
        lines = map(_line_count, texts, WIDTHS[NUMBER + 1 :])
        sheet.set_row(row, min(LINE_HEIGHT * max(lines) + 4, HIGHEST_ROW))
        points = item.full_points
        if points is None:
            _write(sheet, row, POINTS, item.points, look["input"])
        else:
            sheet.write_number(row, POINTS, float(points), look["old"])
        entry = next(
            (text for text in self.entries[1:] if text.split(" ", 1)[0] == indicator_id), None
        )
        _write(sheet, row, INDICATOR, entry, look["input"])
        sheet.write_blank(row, SHARE, None, look["share"])
        most = next(
            (one.max_points for one in self.edition.indicators if one.indicator_id == indicator_id),
            None,
        )
        chosen = f"{column_name(INDICATOR)}{row + 1}"
        lists = f"'{self.say('old-form-sheet-lists')}'!$A$2:$C${len(self.entries) + 1}"
        sheet.write_formula(
            *(row, FULL, f'=IFERROR(VLOOKUP({chosen},{lists},3,FALSE),"")'),
            *(look["faint"], "" if most is None else float(most)),
        )
        _write(sheet, row, NOTE, self.say(f"old-form-certainty-{certainty}"), look["faint"])

    def write_columns(self, form: Form) -> None:
        """A row a field: which header of the old form stands over it."""
        sheet, say = self.columns, self.say
        self._begin(sheet, "columns", (22, 34))
        for at, name in enumerate(("field", "label")):
            text = say(f"old-form-column-{name}")
            sheet.write_string(FIELD_HEADER_ROW, at, text, self.look["header"])
        for row, name in enumerate(FIELDS, FIELD_HEADER_ROW + 1):
            sheet.write_string(row, 0, _header(name, say), self.look["old"])
            _write(sheet, row, 1, form.columns.get(name), self.look["input"])
        first, last = FIELD_HEADER_ROW + 1, FIELD_HEADER_ROW + len(FIELDS)
        source = f"='{say('old-form-sheet-lists')}'!$E$2:$E${len(form.labels) + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(first, 1, last, 1, rule)

    def write_lists(self, form: Form) -> None:
        """What the drop-downs offer."""
        sheet, say = self.lists, self.say
        for at, width in enumerate((34, 16, 9, 4, 34)):
            sheet.set_column(at, at, width)
        for at, name in ((0, "indicator"), (1, "dimension"), (2, "full"), (4, "label")):
            sheet.write_string(0, at, say(f"old-form-column-{name}"), self.look["header"])
        dimensions = {one.dimension_id: one.name_zh for one in self.edition.dimensions}
        for row, entry in enumerate(self.entries, 1):
            sheet.write_string(row, 0, entry, self.look["faint"])
        for row, indicator in enumerate(self.edition.indicators, 2):
            sheet.write_string(row, 1, dimensions[indicator.dimension_id], self.look["faint"])
            sheet.write_number(row, 2, float(indicator.max_points), self.look["faint"])
        for row, label in enumerate(form.labels, 1):
            _write(sheet, row, 4, label, self.look["faint"])
        sheet.freeze_panes(1, 0)


def _header(name: str, say: Words) -> str:
    return say(f"old-form-{'field' if name in FIELDS else 'column'}-{name}")


def _line_count(text: str | None, width: float) -> int:
    """How many lines a text takes in a column of so many Latin letters; ours are twice as wide."""
    lines = (
        sum(1 if letter.isascii() else 2 for letter in line) for line in (text or "").split("\n")
    )
    return sum(max(1, math.ceil(line / (width - 1))) for line in lines)


def _write(sheet: Worksheet, row: int, column: int, text: str | None, look: Format) -> None:
    if text:
        sheet.write_string(row, column, text[:LONGEST_CELL], look)
    else:
        sheet.write_blank(row, column, None, look)


# ------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class Part:
    """That a share (0 to 1) of an item's points goes to an indicator; None: to none of ours."""

    indicator_id: str | None
    share: Decimal


@dataclass(slots=True)
class MappedItem:
    """An item of the old form, its full points, and where they go."""

    levels: tuple[str | None, ...]
    criterion: str
    points: Decimal | None
    parts: list[Part] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        """Whether any indicator gets points of it."""
        return any(part.indicator_id is not None for part in self.parts)


@dataclass(slots=True)
class FormMapping:
    """A completed mapping sheet, and everything that is wrong with it.

    `columns`: what stands in the old form over each field.
    """

    edition_id: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    items: dict[tuple[str, ...], MappedItem] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def is_mapping(spreadsheet: Spreadsheet) -> bool:
    """Whether a spreadsheet has the sheet of items of a mapping. Raises SpreadsheetFault."""
    return any(
        _find_header(spreadsheet.grid(position)) is not None
        for position in range(min(len(spreadsheet.sheet_names), MOST_SHEETS))
    )


def read_mapping(spreadsheet: Spreadsheet, edition: Edition) -> FormMapping:
    """A mapping sheet as an official completed it for an edition. Raises SpreadsheetFault."""
    mapping = FormMapping()
    is_found = False
    for position in range(len(spreadsheet.sheet_names)):
        grid = spreadsheet.grid(position)
        header = _find_header(grid)
        if header is not None and not is_found:
            is_found = True
            _read_edition(grid, header[0], mapping)
            if mapping.edition_id in (None, edition.edition_id):
                _ItemReader(grid, edition, mapping).read(*header)
        else:
            mapping.columns |= _read_columns(grid)
    if not is_found:
        mapping.problems = [Problem("old-form-mapping-none")]
    elif mapping.edition_id != edition.edition_id:
        expected = {"expected": edition.edition_id}
        found = mapping.edition_id
        mapping.problems = [Problem("old-form-mapping-edition", found=found, parameters=expected)]
    elif "claim" not in mapping.columns:
        label = words()("old-form-field-claim")
        mapping.problems.append(Problem("old-form-mapping-column", parameters={"field": label}))
    return mapping


def _names(prefix: str, names: Sequence[str]) -> dict[str, str]:
    return {
        label_key(words(language)(f"{prefix}-{name}")): name
        for name in names
        for language in LANGUAGES
    }


FIELD_NAMES = _names("old-form-field", FIELDS)
COLUMN_NAMES = FIELD_NAMES | _names(
    "old-form-column", [name for name in COLUMNS if name not in FIELDS]
)
EDITION_LABELS = _names("workbook-head", ["edition"])
NONE_WORDS = _names("old-form", ["none"])


def _find_header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for row, cells in enumerate(grid.rows(0, min(grid.height, 20))):
        columns = {
            COLUMN_NAMES[label_key(cell)]: at
            for at, cell in enumerate(cells)
            if cell and label_key(cell) in COLUMN_NAMES
        }
        if {"criterion", "points", "indicator"} <= columns.keys():
            return row, columns
    return None


def _read_edition(grid: Grid, header_row: int, mapping: FormMapping) -> None:
    for cells in grid.rows(0, header_row):
        filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
        if len(filled) > 1 and label_key(filled[0]) in EDITION_LABELS:
            mapping.edition_id = filled[1]


def _read_columns(grid: Grid) -> dict[str, str]:
    """The labels of the fields, on the sheet that has them one under the other."""
    found = {}
    for cells in grid.rows(0, min(grid.height, 40)):
        filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
        if len(filled) > 1 and label_key(filled[0]) in FIELD_NAMES:
            found[FIELD_NAMES[label_key(filled[0])]] = filled[1]
    return found


class _ItemReader:
    """Reads the rows of the items' sheet; what is wrong is told by cell."""

    def __init__(self, grid: Grid, edition: Edition, mapping: FormMapping) -> None:
        self._grid = grid
        self._mapping = mapping
        self._codes = {label_key(one.indicator_id): one.indicator_id for one in edition.indicators}
        self._columns: dict[str, int] = {}
        self._shares: dict[tuple[str, ...], list[tuple[int, Decimal | None]]] = defaultdict(list)
        self._faulty_rows: set[int] = set()

    def read(self, header_row: int, columns: dict[str, int]) -> None:
        """Take every row with an item; then see that its shares make a whole."""
        self._columns = columns
        rows = self._grid.rows(header_row + 1, self._grid.height)
        for row, cells in enumerate(rows, header_row + 1):
            texts = {
                name: text.strip()
                for name, at in columns.items()
                if (text := cells[at]) and not text.isspace()
            }
            if any(name in texts for name in (*LEVELS, "criterion")):
                self._read_row(row, texts)
        for shares in self._shares.values():
            self._check_shares(shares)

    def _tell(self, code: str, row: int, column: str, found: str | None = None) -> None:
        at = self._columns.get(column, self._columns["indicator"])
        cell, found = self._grid.address(row, at), shortened(found)
        self._mapping.problems.append(Problem(code, sheet=self._grid.name, cell=cell, found=found))

    def _read_row(self, row: int, texts: Mapping[str, str]) -> None:
        levels = tuple(texts.get(name) for name in LEVELS)
        criterion = texts.get("criterion", "")
        key = item_key(levels, criterion)
        points = read_points(texts.get("points"))
        item = self._mapping.items.setdefault(key, MappedItem(levels, criterion, points))
        if "indicator" not in texts:
            self._tell("old-form-mapping-open", row, "indicator")
            return
        indicator_id = self._indicator(texts["indicator"])
        if indicator_id is None and label_key(texts["indicator"]) not in NONE_WORDS:
            self._tell("old-form-mapping-unknown", row, "indicator", texts["indicator"])
            return
        if indicator_id is not None and (item.points is None or item.points <= 0):
            self._tell("old-form-mapping-points", row, "points", texts.get("points"))
        share = self._share(row, texts.get("share"))
        self._shares[key].append((row, share))
        item.parts.append(Part(indicator_id, Decimal(1) if share is None else share))

    def _indicator(self, text: str) -> str | None:
        return self._codes.get(label_key(text.split(maxsplit=1)[0]))

    def _share(self, row: int, text: str | None) -> Decimal | None:
        """A share from 0 to 1, None for a blank cell; one that is none is told and taken as all."""
        if text is None:
            return None
        parsed = parse_value(text, SHARE_FACT)
        if parsed.value is not None and 0 < Decimal(parsed.value) <= 1:
            return Decimal(parsed.value)
        self._tell("old-form-mapping-share", row, "share", text)
        self._faulty_rows.add(row)
        return Decimal(1)

    def _check_shares(self, shares: Sequence[tuple[int, Decimal | None]]) -> None:
        """The shares of one item make a whole; one that goes to one indicator needs none."""
        told = [share for _, share in shares]
        if told == [None] or any(row in self._faulty_rows for row, _ in shares):
            return
        total = sum((share for share in told if share is not None), Decimal(0))
        if None in told or abs(total - 1) > SHARE_TOLERANCE:
            row = next((row for row, share in shares if share is None), shares[-1][0])
            self._tell("old-form-mapping-shares", row, "share", f"{plain_decimal(total * 100)}%")
