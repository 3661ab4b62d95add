"""Reads the table that a county scores by, which gives points and asks for no facts, into items.

一级指标、二级指标、评分标准、分值、自评得分、佐证材料, in whatever words and places they stand: on
several sheets, under one or two rows of headers, with merged names, sums in between, points in the
text alone, or with the items as columns. A form that schools fill in and the sheet that a guide is
drafted from are both read here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from duibiao.guide.cells import DECIMAL_TEXT, number_of_writing
from duibiao.guide.drafting.headers import (
    CONTENT,
    FIELDS,
    LEVELS,
    PASSED_OVER,
    field_of,
    header_key,
    is_weak,
    level_of_ordinal,
)
from duibiao.spreadsheets.grids import BehindBlank, Grid, Spreadsheet, Texts
from duibiao.words.choices import label_key
from duibiao.words.text import plain_decimal

LEAST_FIELDS = 3
SEARCHED_ROWS, MOST_SHEETS, MOST_OUTSIDE_ROWS = 60, 40, 60
MOST_COLUMNS_TURNED = 200
LONGEST_HEADER = 40
POINTS_BEHIND = re.compile(
    r"(?:[(\[【](?:计|共|满分)?([0-9]+(?:\.[0-9]+)?)分[)\]】]|(?<![扣加减得给0-9.])([0-9]+)分)$"
)
"""养护（5分） and 养护活动20分: the points of what is so called."""
POINTS_OF_NAME = re.compile(r"[(（][0-9.]+\s*分[)）]\s*$")
ORDINAL_HEADING = re.compile(r"[(（]?[一二三四五六七八九十]+[、.．)）]")
LONGEST_NAME = 30
"""Of a longer text the points at its end are those of its last sentence."""
MARKED_POINTS = re.compile(r"[(\[【](?:计|共|满分)?([0-9]+(?:\.[0-9]+)?)分(?=[,;、)\]】:])")
"""（6分） or （2分，不全酌情扣分） in a text: the points of what stands before it."""
SUM_WORDS = r"(?:小计|合计|总计|总分|共计|总得分)"
SUBTOTAL = re.compile(rf".{{0,12}}{SUM_WORDS}(?:得分|分值|分数)?")
WITHIN = re.compile(r".{0,12}小计")
STATED_WHOLE = re.compile(
    r"(?:总分|满分|共|合计)(?:为|计)?:?([0-9]+(?:\.[0-9]+)?)分|\(([0-9]+)分(?:制)?\)"
)
WHOLE_IN_BRACKETS = re.compile(r"[(（\[【](.*)[)）\]】]")
REPEATED = "#"


@dataclass(slots=True)
class Item:
    """One thing that a table gives points for, as its texts stand.

    `levels`: the names over it, outermost first, None where there is none. `content`: what it
    asks for, where that stands beside the criterion. `pieces`: the lines of the criterion, each
    with its cell. `behind`: what stands behind a blank claim. `others`: addresses and texts of
    more claims in the same item. `row` and `last_row`: where it begins and ends. `heading`: what
    stands in a row of its own over it. `is_nameless`: nothing that is known says what it is.
    """

    levels: tuple[str | None, ...]
    criterion: str
    points: str | None
    claim: str | None
    evidence: str | None
    sheet: str | None
    row: int
    last_row: int
    cell: str
    points_cell: str | None
    claim_cell: str | None
    behind: BehindBlank | None = None
    others: list[tuple[str, str]] = field(default_factory=list)
    content: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)
    heading: str | None = None
    is_nameless: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same item in another copy of the form."""
        return item_key(self.levels, self.criterion)

    @property
    def name(self) -> str:
        """What it is called: the innermost name, else what it asks for."""
        return item_name(self.levels, self.criterion)

    @property
    def full_points(self) -> Decimal | None:
        """The points it gives: from their column, else from （5分） behind its name or in it."""
        if self.points is not None:
            return read_points(self.points)
        behind = points_behind(self.name)
        return marked_points(self.criterion) if behind is None else behind


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that stands in a table, and what the items it is about come to."""

    name: str
    sheet: str | None
    cell: str | None
    stated: Decimal
    read: Decimal

    @property
    def is_right(self) -> bool:
        """Whether both are the same."""
        return self.stated == self.read


@dataclass(frozen=True, slots=True)
class Header:
    """A header that a table has and nothing is read by: what stands there, and where."""

    label: str
    sheet: str | None
    cell: str
    is_innermost: bool = False


def item_key(levels: Sequence[str | None], criterion: str) -> tuple[str, ...]:
    """The texts of an item, whatever their width and spaces."""
    return (*(label_key(level or "") for level in levels), label_key(criterion))


def item_name(levels: Sequence[str | None], criterion: str) -> str:
    """The innermost name of an item, else what it asks for."""
    return next((" ".join(level.split()) for level in reversed(levels) if level), criterion)


def points_behind(name: str) -> Decimal | None:
    """The points at the end of a name: 养护（5分）, 养护活动20分."""
    behind = POINTS_BEHIND.search(label_key(name)) if len(name) <= LONGEST_NAME else None
    return Decimal(behind[1] or behind[2]) if behind else None


def marked_points(text: str) -> Decimal | None:
    """The sum of all （6分） in a text, None where there is none."""
    found = MARKED_POINTS.findall(label_key(text))
    return sum(map(Decimal, found), Decimal(0)) if found else None


@dataclass(slots=True)
class Form:
    """What such a file holds.

    `labels`: what stands over the columns of all its tables. `columns`: the label of each field
    that was found, `places` its sheet and cell. `unknown`: headers of columns with texts that mean
    nothing here. `sums`: those that stand there, with what was read. `outside`: the texts above
    and below the tables, and the sheets' names. `nearest`: where no table was found, the row that
    names most of the fields, each by its label and cell, and `seen` all labels of that row.
    """

    items: list[Item] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    unknown: list[Header] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    nearest: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @property
    def has_table(self) -> bool:
        """Whether a table was found at all."""
        return bool(self.labels)

    def lacking(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Of the headers that were said to stand over fields those that stand nowhere."""
        there = {header_key(label) for label in [*self.labels, *self.seen]}
        there |= {label_key(label) for label in [*self.labels, *self.seen]}
        return {
            name: label
            for name, label in chosen.items()
            if header_key(label) not in there and label_key(label) not in there
        }


def read_points(raw: str | None, *, percent: bool = False) -> Decimal | None:
    """The points in a text such as 2, 2分 or （2分）, None if it says no certain number.

    `percent`: 5% is 5, as in a column of weights.
    """
    text = (raw or "").strip()
    if match := WHOLE_IN_BRACKETS.fullmatch(text):
        text = match[1]
    number = number_of_writing(text)
    if percent and number[-1:] in ("%", "％"):
        number = number_of_writing(number[:-1])
    return Decimal(number) if DECIMAL_TEXT.fullmatch(number) else None


def read_form(spreadsheet: Spreadsheet, chosen: Mapping[str, str] | None = None) -> Form:
    """The items of a form, sheet by sheet.

    `chosen`: the labels that were said to stand over the fields; the other fields are known by
    usual words. Raises SpreadsheetFault.
    """
    form = Form()
    before: _Table | None = None
    for position in range(min(len(spreadsheet.sheet_names), MOST_SHEETS)):
        grid = spreadsheet.grid(position)
        table = _find_table(grid, chosen or {}) or _going_on(grid, before)
        if table is None:
            form.outside += filter(None, _cells(grid, 0, min(grid.height, MOST_OUTSIDE_ROWS)))
            _see_nearest(form, grid, chosen or {})
            continue
        before = table
        _take(form, table)
    _compare_whole(form)
    return form


def _take(form: Form, table: _Table) -> None:
    grid = table.grid
    form.labels += [text for text in table.labels if text and text not in form.labels]
    for name, at in table.columns.items():
        form.columns.setdefault(name, table.labels[at] or "")
        form.places.setdefault(name, (grid.name, grid.address(max(0, table.first_row - 1), at)))
    items, sums = _items_in(table)
    form.items += items
    form.sums += sums
    form.unknown += _unknown_headers(table)
    form.outside += filter(None, [grid.name])
    if isinstance(grid, _Turned):  # its title stands in the row of the headers
        form.outside += [
            label for at, label in enumerate(table.labels) if label and not table.reads(at)
        ]
    last = items[-1].last_row + 1 if items else table.first_row
    form.outside += _cells(grid, max(0, table.header_row - MOST_OUTSIDE_ROWS), table.header_row)
    form.outside += _cells(grid, last, min(grid.height, last + MOST_OUTSIDE_ROWS))


def _cells(grid: Grid, first: int, last: int) -> list[str]:
    return [cell for row in grid.rows(first, last) for cell in row if cell]


# The header


@dataclass(frozen=True)
class _Table:
    """Where a sheet's table is; `labels` by column, numbered where a text stands there again.

    `content`: the column of what is asked for, where the criterion has another. `groups`: columns
    with the points of the names before them.
    """

    grid: Grid
    header_row: int
    first_row: int
    labels: tuple[str | None, ...]
    columns: dict[str, int]
    content: int | None = None
    groups: Mapping[str, int] = field(default_factory=dict)

    def points(self, text: str | None) -> str | None:
        """The points of an item as they stand; a weight as its share of a hundred."""
        share = read_points(text, percent=True) if self.is_by_weight else None
        if share is None:
            return text
        return plain_decimal(share * 100 if self.is_by_share else share)

    @cached_property
    def is_by_share(self) -> bool:
        """Whether weights are shares of one, as cells with percentages hold them."""
        rows = self.grid.rows(self.first_row, self.grid.height)
        told = [read_points(cells[self.columns["points"]], percent=True) for cells in rows]
        # A sum of 1 may stand below them.
        return max((one for one in told if one is not None), default=Decimal(2)) <= 1

    def reads(self, at: int) -> bool:
        """Whether anything is read out of a column."""
        return at in {*self.columns.values(), *self.groups.values(), self.content}

    @property
    def is_by_weight(self) -> bool:
        """Whether the points are percentages of the whole."""
        at = self.columns.get("points")
        return at is not None and "权重" in (self.labels[at] or "")


class _Turned(Grid):
    """A sheet whose rows are read as columns, and whose columns as rows."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(
            grid.name,
            Texts.columns([grid.column(position) for position in range(grid.width)]),
            grid.width,
        )
        self._upright = grid

    def address(self, row: int, position: int) -> str:
        """The cell as it stands in the file."""
        return self._upright.address(position, row)


def _find_table(grid: Grid, chosen: Mapping[str, str]) -> _Table | None:
    """The table whose header names most of the fields; where there is none, one that is turned."""
    found = _table_in(grid, chosen)
    if found is None and 1 < grid.height <= MOST_COLUMNS_TURNED:
        turned = _Turned(grid)
        found = _table_in(turned, chosen) or _with_points_in_header(turned)
    return found


def _with_points_in_header(turned: _Turned) -> _Table | None:
    """Items as columns, of which nothing but names tells: 学校, 学习（5分）, 活动（10分）."""
    columns = [turned.column(at) for at in range(min(turned.width, SEARCHED_ROWS))]
    for at, names in enumerate(columns):
        marked = [row for row, name in enumerate(names) if name and POINTS_OF_NAME.search(name)]
        if len(marked) >= LEAST_FIELDS - 1 and field_of(names[0] or "") == PASSED_OVER:
            labels = [None] * turned.width
            named: list[str | None] = [*labels[:at], names[0], *labels[at + 1 :]]
            return _Table(turned, marked[0] - 1, marked[0], tuple(named), {LEVELS[1]: at})
    return None


def _table_in(grid: Grid, chosen: Mapping[str, str]) -> _Table | None:
    """The table whose header names most of the fields, in one row or in two above each other."""
    rows = grid.rows(0, min(grid.height, SEARCHED_ROWS))
    tables = []
    for count in (1, 2):
        for top in range(len(rows) - count + 1):
            table = _header_at(grid, rows, top, count, chosen)
            if table is not None:
                tables.append(table)
    # The highest of those that name most: further down the header may stand once more.
    return min(
        tables,
        key=lambda table: (-len(table.columns), table.first_row, -table.header_row),
        default=None,
    )


def _header_at(
    grid: Grid,
    rows: Sequence[Sequence[str | None]],
    top: int,
    count: int,
    chosen: Mapping[str, str],
) -> _Table | None:
    below = rows[top + count :]
    labels = _over_two(_labels(rows[top : top + count]), below)
    columns, content, groups = _columns(labels, rows[top : top + count], chosen)
    passed_over = {
        header_key(label)
        for at, label in enumerate(labels)
        if label and at not in columns.values() and field_of(_plain(label)) == PASSED_OVER
    }
    # What was said to stand there counts twice: no guess is needed.
    said = sum(name in columns or name == CONTENT for name in chosen)
    named = len(columns) + len(groups) + (content is not None) + said
    if columns.keys().isdisjoint((*LEVELS, "criterion")):
        return None
    table = _Table(grid, top, top + count, labels, columns, content, groups)
    if columns.keys().isdisjoint(("points", "claim")):
        return table if named >= LEAST_FIELDS - 1 and _has_marked_points(table) else None
    return table if named + len(passed_over) >= LEAST_FIELDS else None


def _has_marked_points(table: _Table) -> bool:
    """Whether the points stand in the texts below, in two rows at least."""
    grid = table.grid
    named = [at for name, at in table.columns.items() if name in (*LEVELS, "criterion")]
    marked = [
        cells
        for cells in grid.rows(table.first_row, min(grid.height, table.first_row + SEARCHED_ROWS))
        if any(
            marked_points(cells[at] or "") or points_behind(cells[at] or "") is not None
            for at in named
        )
    ]
    return len(marked) > 1


def _plain(label: str) -> str:
    return label.partition(REPEATED)[0]


def _labels(rows: Sequence[Sequence[str | None]]) -> tuple[str | None, ...]:
    seen: dict[str, int] = {}
    labels: list[str | None] = []
    for cells in zip(*rows, strict=True):
        texts = [" ".join(cell.split()) for cell in reversed(cells) if cell and not cell.isspace()]
        known = (text for text in texts if field_of(text) is not None)
        label = next(known, texts[0] if texts else None)
        if label is not None and len(label) > LONGEST_HEADER:
            label = None
        if label is not None:
            key = header_key(label) or label_key(label)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                label = f"{label}{REPEATED}{seen[key]}"
        labels.append(label)
    return tuple(labels)


def _over_two(
    labels: Sequence[str | None], below: Sequence[Sequence[str | None]]
) -> tuple[str | None, ...]:
    """A header of names that stands over the next column too, where texts stand below no header."""
    found: list[str | None] = []
    for at, label in enumerate(labels):
        before = found[-1] if found else None
        if label is None and before is not None and field_of(_plain(before)) in LEVELS:
            texts = [cell for cells in below if (cell := cells[at]) and read_points(cell) is None]
            if len(texts) > 1:
                number = sum(_plain(one or "") == _plain(before) for one in found) + 1
                found.append(f"{_plain(before)}{REPEATED}{number}")
                continue
        found.append(label)
    return tuple(found)


def _columns(
    labels: Sequence[str | None],
    rows: Sequence[Sequence[str | None]],
    chosen: Mapping[str, str],
) -> tuple[dict[str, int], int | None, dict[str, int]]:
    """The column of each field, that of the content, and those of points of names.

    As it was chosen, else by the usual words where that is certain.
    """
    at_key = {label_key(label): at for at, label in enumerate(labels) if label}
    at_key |= {key: at for at, label in enumerate(labels) if label and (key := header_key(label))}
    columns = {
        name: at_key[key]
        for name, label in chosen.items()
        for key in [header_key(label) or label_key(label)]
        if key in at_key
    }
    found: dict[str, list[int]] = {}
    for name, at in _names_below(labels, rows).items():
        if name not in columns and at not in columns.values():
            found[name] = [at]
    spoken_for = {at for positions in found.values() for at in positions}
    for at, label in enumerate(labels):
        known = field_of(_plain(label or ""))
        if known is None or known == PASSED_OVER or known in columns:
            continue
        if at not in columns.values() and at not in spoken_for:
            found.setdefault(known, []).append(at)
    groups = {}
    for name, positions in found.items():
        strong = [at for at in positions if not is_weak(_plain(labels[at] or ""))]
        certain = strong or positions
        if len(certain) == 1:
            columns[name] = certain[0]
        elif name == "points":  # those of the names over it stand before an item's own
            columns[name] = positions[-1]
    for level, positions in ((name, found.get(name, [])) for name in LEVELS):
        if len(positions) > 1 and level not in columns:
            _spread(level, positions, columns, found)
    content = columns.pop(CONTENT, None)
    if content is not None and "criterion" not in columns:
        columns["criterion"], content = content, None
    elif content is not None and "level-3" not in columns:
        columns["level-3"] = content
    for at in found.get("points", [])[:-1]:
        before = [name for name in LEVELS if name in columns and columns[name] < at]
        if before and "points" in columns:
            groups[max(before, key=lambda name: columns[name])] = at
    ordered = sorted(columns.items(), key=lambda pair: FIELDS.index(pair[0]))
    return dict(ordered), content, groups


def _names_below(
    labels: Sequence[str | None], rows: Sequence[Sequence[str | None]]
) -> dict[str, int]:
    """Columns under one header of names, which an ordinal each tells apart: （一）（二）（三）."""
    if len(rows) < 2:
        return {}
    found: dict[str, int] = {}
    over: str | None = None
    for at, (upper, lower) in enumerate(zip(rows[-2], rows[-1], strict=True)):
        over = upper or (over if lower else None)
        level = level_of_ordinal(lower or "") if over and lower else None
        if level is not None and field_of(over or "") in LEVELS and level not in found:
            found[level] = at
    return found if len(found) > 1 else {}


def _spread(
    level: str, positions: Sequence[int], columns: dict[str, int], found: Mapping[str, list[int]]
) -> None:
    """Names that are called alike, one in the other: the levels from this one inwards."""
    free = [name for name in LEVELS[LEVELS.index(level) :] if name not in found or name == level]
    if len(positions) <= len(free):
        columns.update(zip(free, positions, strict=False))


def _going_on(grid: Grid, before: _Table | None) -> _Table | None:
    """A sheet without a header goes on with the table before it, where it is as wide."""
    if before is None or isinstance(before.grid, _Turned) or grid.width != before.grid.width:
        return None
    table = _Table(grid, 0, 0, before.labels, before.columns, before.content, before.groups)
    at = before.columns.get("points")
    rows = grid.rows(0, grid.height)
    with_points = [cells for cells in rows if at is not None and read_points(cells[at]) is not None]
    return table if with_points and 2 * len(with_points) >= len(rows) else None


def _unknown_headers(table: _Table) -> list[Header]:
    """Headers over texts that nothing is read by; the innermost stands behind all names."""
    named = [at for name, at in table.columns.items() if name in (*LEVELS, "criterion")]
    end = min(
        (at for name, at in table.columns.items() if name in ("points", "claim")),
        default=table.grid.width,
    )
    found = []
    for at, label in enumerate(table.labels):
        if not label or table.reads(at) or field_of(_plain(label)) is not None:
            continue
        rows = table.grid.rows(table.first_row, table.grid.height)
        if any(cells[at] and read_points(cells[at]) is None for cells in rows):
            cell = table.grid.address(max(0, table.first_row - 1), at)
            found.append(Header(label, table.grid.name, cell, max(named) < at < end))
    return found


def _see_nearest(form: Form, grid: Grid, chosen: Mapping[str, str]) -> None:
    """Where there is no table: the row that looks most like its header."""
    for row, cells in enumerate(grid.rows(0, min(grid.height, SEARCHED_ROWS))):
        labels = _labels([cells])
        columns, _, _ = _columns(labels, [cells], chosen)
        known = sum(field_of(_plain(label)) is not None for label in labels if label)
        if known and len(columns) > len(form.nearest):
            form.nearest = {
                name: (labels[at] or "", "!".join(filter(None, [grid.name, grid.address(row, at)])))
                for name, at in columns.items()
            }
            form.seen = [label for label in labels if label and read_points(label) is None]
    if not form.seen:
        rows = grid.rows(0, min(grid.height, SEARCHED_ROWS))
        fullest = max(rows, key=lambda cells: sum(map(bool, cells)), default=())
        labels = _labels([fullest]) if fullest else ()
        form.seen = [label for label in labels if label] if len(labels) > 1 else []


# The rows


@dataclass(slots=True)
class _Row:
    """A row with anything in one of the fields: its texts by field; none of one that is a sum."""

    row: int
    cells: Sequence[str | None]
    texts: dict[str, str]
    sum_name: str | None = None


def _items_in(table: _Table) -> tuple[list[Item], list[Sum]]:
    items: list[Item] = []
    sums = _Sums(table, items)
    levels: dict[str, str] = {}
    heading: str | None = None
    named = [name for name in (*LEVELS, "criterion") if name in table.columns]
    may_go_on = False
    rows = list(_rows_of(table))
    for at, (this, following) in enumerate(pairwise([*rows, None])):
        assert this is not None
        row, texts = this.row, this.texts
        if not texts:
            may_go_on = False
            if this.sum_name is not None:
                sums.end(this)
            continue
        own = [name for name in named if name in texts]
        if _is_heading(table, this, following, named) or _is_sum_above(table, rows[at:], named):
            levels = _with(levels, texts, own)
            heading = texts[named[0]]
            sums.begin_heading(this, following)
            continue  # a heading over the items that follow
        levels = _with(levels, texts, own)
        sums.begin_levels(this, own)
        if _begins_item(table, texts, own):
            items.append(_item(table, this, levels, heading))
            may_go_on = True
        elif may_go_on:
            _add_to(items[-1], table, row, texts)
        elif "claim" in texts:  # of what, nothing says
            items.append(_item(table, this, levels, heading))
    sums.close()
    _look_behind(table, items)
    return items, sums.found


def _with(
    levels: Mapping[str, str], texts: Mapping[str, str], own: Sequence[str]
) -> dict[str, str]:
    """The names over a row: its own, below those that still hold."""
    found = dict(levels)
    for name in (name for name in own if name in LEVELS):
        if texts[name] != found.get(name):
            found = {outer: found[outer] for outer in found if outer < name}
            found[name] = texts[name]
    return found


def _is_heading(table: _Table, this: _Row, following: _Row | None, named: Sequence[str]) -> bool:
    """Whether a row has the outermost name alone, over items that follow.

    One that has points of its own is an item, unless those below it stand under its name.
    """
    own = [name for name in named if name in this.texts]
    if own != list(named[:1]) or len(named) < 2 or "claim" in this.texts:
        return False
    if "points" not in this.texts:
        return points_behind(this.texts[named[0]]) is None or "points" in table.columns
    return (
        following is not None
        and named[0] not in following.texts
        and any(name in following.texts for name in named[1:])
        and "points" in following.texts
    )


def _is_sum_above(table: _Table, rows: Sequence[_Row], named: Sequence[str]) -> bool:
    """Whether a row 一、… with points says what the items below it in its own column come to."""
    first, *others = rows
    if not _is_bare(first, named) or ORDINAL_HEADING.match(first.texts[named[0]]) is None:
        return False
    below = Decimal(0)
    for other in others:
        if not other.texts or _is_bare(other, named):
            break
        below += read_points(other.texts.get("points")) or Decimal(0)
    return below > 0 and below == read_points(first.texts["points"])


def _is_bare(this: _Row, named: Sequence[str]) -> bool:
    """Whether a row has points and no more than the outermost name."""
    own = [name for name in named if name in this.texts]
    return own == list(named[:1]) and "points" in this.texts and "claim" not in this.texts


def _rows_of(table: _Table) -> Iterator[_Row]:
    """The rows with anything in one of the fields; the header once more is left out."""
    grid = table.grid
    header = {name: header_key(table.labels[at] or "") for name, at in table.columns.items()}
    for row, cells in enumerate(grid.rows(table.first_row, grid.height), table.first_row):
        texts = {
            name: text.strip()
            for name, at in table.columns.items()
            if (text := cells[at]) and not text.isspace()
        }
        repeated = sum(header[name] == header_key(text) for name, text in texts.items())
        if texts and repeated < min(LEAST_FIELDS, len(header)):
            name = _sum_name(table, cells, texts)
            yield _Row(row, cells, {} if name is not None else texts, name)


def _sum_name(table: _Table, cells: Sequence[str | None], texts: Mapping[str, str]) -> str | None:
    """What a row is called that says 小计 or the like before its points, and asks for nothing."""
    if "criterion" in texts and SUBTOTAL.fullmatch(header_key(texts["criterion"])) is None:
        return None
    places = [at for name, at in table.columns.items() if name in ("points", "claim")]
    end = min(places, default=len(cells))
    return next(
        (cell.strip() for cell in cells[:end] if cell and SUBTOTAL.fullmatch(header_key(cell))),
        None,
    )


def _begins_item(table: _Table, texts: Mapping[str, str], own: Sequence[str]) -> bool:
    """Whether a row is an item of its own, and does not go on with the one above it."""
    if "points" in texts:
        return bool(own) or read_points(texts["points"]) is not None
    if not own:
        return False
    if "points" not in table.columns:
        if "claim" in table.columns:
            return own[-1] == "criterion" or "criterion" not in table.columns
        return (
            len(own) > 1
            or marked_points(texts[own[-1]]) is not None
            or (points_behind(texts[own[-1]]) is not None)
        )
    return own[-1] == "criterion" and len(own) > 1


def _item(table: _Table, this: _Row, levels: Mapping[str, str], heading: str | None) -> Item:
    texts = this.texts

    def cell(name: str) -> str | None:
        at = table.columns.get(name)
        return None if at is None else table.grid.address(this.row, at)

    own = [name for name in ("criterion", *reversed(LEVELS)) if name in texts]
    points = table.points(texts.get("points"))
    criterion = texts.get("criterion", "")
    return Item(
        levels=tuple(levels.get(name) for name in LEVELS),
        criterion=criterion,
        points=points,
        claim=texts.get("claim"),
        evidence=texts.get("evidence"),
        sheet=table.grid.name,
        row=this.row,
        last_row=this.row,
        cell=cell(own[0] if own else "points" if "points" in texts else "claim") or "",
        points_cell=cell("points"),
        claim_cell=cell("claim"),
        content=_content(table, this.cells),
        pieces=[(criterion, cell("criterion") or "")] if criterion else [],
        heading=heading,
        is_nameless=not own,
    )


def _content(table: _Table, cells: Sequence[str | None]) -> str:
    return (cells[table.content] or "").strip() if table.content is not None else ""


def _add_to(item: Item, table: _Table, row: int, texts: Mapping[str, str]) -> None:
    """A row without points of its own goes on with the item above it."""
    if "criterion" in texts:
        item.criterion = f"{item.criterion}\n{texts['criterion']}".strip()
        address = table.grid.address(row, table.columns["criterion"])
        item.pieces.append((texts["criterion"], address))
    if "evidence" in texts:
        item.evidence = "；".join(filter(None, [item.evidence, texts["evidence"]]))
    if "claim" in texts:
        address = table.grid.address(row, table.columns["claim"])
        if item.claim is None:
            item.claim, item.claim_cell = texts["claim"], address
        else:
            item.others.append((address, texts["claim"]))
    item.last_row = row


def _look_behind(table: _Table, items: Sequence[Item]) -> None:
    """A blank claim may be a part of a merged cell, an error, or a formula never computed."""
    at = table.columns.get("claim")
    blanks = {item.row: item for item in items if item.claim is None}
    if at is None or not blanks:
        return
    for row, behind in table.grid.behind(at, set(blanks)).items():
        item = blanks[row]
        if behind.kind == "error":
            item.claim = behind.text
        elif behind.kind == "no_value" or behind.top < row:
            item.behind = behind


# The sums that stand there


@dataclass(slots=True)
class _Open:
    """A sum that was stated before the items it is about, of which the first is at `begin`."""

    name: str
    cell: str
    stated: Decimal
    begin: int


class _Sums:
    """Follows a table from the top and compares each sum that stands in it with its items."""

    def __init__(self, table: _Table, items: Sequence[Item]) -> None:
        self.found: list[Sum] = []
        self._table = table
        self._items = items
        self._open: dict[str, _Open] = {}
        self._last_end = 0

    def begin_heading(self, this: _Row, following: _Row | None) -> None:
        """A row over the items that follow, with their points in its column or behind its name."""
        name = next(name for name in (*LEVELS, "criterion") if name in this.texts)
        at = self._table.columns.get("points")
        # Where the items stand in its own column, another heading alone ends it.
        is_above_all = following is not None and name in following.texts
        self._begin(
            this, name, at if "points" in this.texts else None, "" if is_above_all else name
        )

    def begin_levels(self, this: _Row, own: Sequence[str]) -> None:
        """The names that begin with a row, with points of their own beside or behind them."""
        innermost = [name for name in LEVELS if name in self._table.columns][-1:]
        for name in own:
            has_own = "points" in self._table.columns or name not in innermost
            if name in LEVELS and has_own:
                self._begin(this, name, self._table.groups.get(name))

    def _begin(self, this: _Row, name: str, at: int | None, key: str | None = None) -> None:
        key = name if key is None else key
        for inner in [one for one in self._open if one >= key]:
            self._close(inner)
        stated = read_points(self._table.points(this.cells[at])) if at is not None else None
        column = self._table.columns[name] if at is None else at
        stated = points_behind(this.texts[name]) if stated is None else stated
        if stated is not None:
            label = " ".join(this.texts[name].split())
            address = self._table.grid.address(this.row, column)
            self._open[key] = _Open(label, address, stated, len(self._items))

    def _close(self, name: str) -> None:
        one = self._open.pop(name)
        inside = self._items[one.begin :]
        if inside:
            self._tell(one.name, one.cell, one.stated, inside)

    def _tell(self, name: str, cell: str, stated: Decimal, items: Sequence[Item]) -> None:
        self.found.append(Sum(name, self._table.grid.name, cell, stated, total(items)))

    def end(self, this: _Row) -> None:
        """A row with a sum of what stands above it."""
        at = self._table.columns.get("points")
        stated = None if at is None else read_points(self._table.points(this.cells[at]))
        assert this.sum_name is not None
        if stated is None:
            stated = points_behind(this.sum_name)
        if stated is None:
            return
        if at is None:
            at = next(at for at, cell in enumerate(this.cells) if cell)
        within = WITHIN.fullmatch(header_key(this.sum_name)) is not None
        begin = self._last_end if within else 0
        # A total below subtotals, or one below each of several groups.
        inside = self._items[begin:]
        if (
            not within
            and total(inside) != stated
            and total(self._items[self._last_end :]) == stated
        ):
            inside = self._items[self._last_end :]
        self._last_end = len(self._items)
        self._tell(this.sum_name, self._table.grid.address(this.row, at), stated, inside)

    def close(self) -> None:
        """The table is at its end."""
        for name in list(self._open):
            self._close(name)


def total(items: Collection[Item]) -> Decimal:
    """The points of items, as far as they can be read."""
    return sum((item.full_points or Decimal(0) for item in items), Decimal(0))


def _compare_whole(form: Form) -> None:
    """What a title says all comes to; a total on one of several sheets may mean all of them."""
    whole = total(form.items)
    form.sums = [
        Sum(one.name, one.sheet, one.cell, one.stated, whole)
        if not one.is_right and one.stated == whole and not WITHIN.fullmatch(header_key(one.name))
        else one
        for one in form.sums
    ]
    for text in dict.fromkeys(form.outside):
        match = STATED_WHOLE.search(label_key(text)) if len(text) <= 2 * LONGEST_HEADER else None
        if match is not None and form.items:
            stated = Decimal(match[1] or match[2])
            form.sums.append(Sum(" ".join(text.split()), None, None, stated, whole))
