"""Reads a county's old form, which asks for points and no facts, into its items.

一级指标、二级指标、评分标准、分值、自评得分、佐证材料, in whatever words and places they stand: on
several sheets, under one or two rows of headers, with merged names and subtotals in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from duibiao.guide.editions import Fact
from duibiao.spreadsheets.grids import BehindBlank, Grid, Spreadsheet
from duibiao.words.choices import label_key
from ingest.values.reading import parse_value

LEVELS = ("level-1", "level-2", "level-3")
FIELDS = (*LEVELS, "criterion", "points", "claim", "evidence")
"""What is read of an old form; `old-form-field-<name>` is what it is called."""

HEADER_WORDS: dict[str, tuple[str, ...]] = {
    "level-1": (
        *("一级指标", "一级", "维度", "项目", "类别", "指标类别"),
        *("考核项目", "考评项目", "评价项目", "评估项目"),
    ),
    "level-2": (
        *("二级指标", "二级", "指标", "指标名称", "具体指标"),
        *("考核指标", "考评指标", "评价指标", "评估指标"),
    ),
    "level-3": (
        *("三级指标", "三级", "观测点", "主要观测点"),
        *("考核要点", "考评要点", "评价要点", "评价要素", "评估要点"),
    ),
    "criterion": (
        *("评分标准", "评分细则", "评分办法", "评分依据", "计分办法", "计分标准", "赋分标准"),
        *("考核标准", "考核细则", "考核办法", "考评标准", "考评细则", "考评办法"),
        *("评价标准", "评估标准"),
    ),
    "content": (
        *("考核内容", "考核要求", "考评内容", "评价内容", "评估内容", "内容及要求"),
        *("考核内容及要求", "考核内容及标准", "考评内容及标准"),
    ),
    "points": (
        *("分值", "标准分", "标准分值", "满分", "满分值", "配分", "分数", "权重分", "基准分"),
    ),
    "claim": (
        *("自评得分", "自评分", "自评", "自评分数", "自评分值", "学校自评", "学校自评分"),
        *("学校自评得分", "单位自评", "单位自评分", "单位自评得分"),
        *("自查得分", "自查分", "自查评分"),
    ),
    "evidence": (
        *("佐证材料", "佐证", "佐证材料清单", "佐证材料名称", "支撑材料", "支撑材料清单"),
        *("印证材料", "证明材料", "备查材料", "考核材料", "考评材料", "材料清单"),
    ),
}
"""What stands over the columns of forms that are about; a text that is none of these is not
guessed at. `content`: the criterion where there is no other, else the innermost name."""
FIELD_OF_WORD = {word: name for name, names in HEADER_WORDS.items() for word in names}

LEAST_FIELDS = 3
SEARCHED_ROWS, MOST_SHEETS, MOST_OUTSIDE_ROWS = 60, 40, 60
LONGEST_HEADER = 40
WITH_POINTS = re.compile(r"[及和与](?:标准分|满分|分)值?$")
"""一级指标及分值 stands over names with their points behind them."""
POINTS_BEHIND = re.compile(r"\(([0-9]+(?:\.[0-9]+)?)分\)$")
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
SUBTOTAL = re.compile(r".{0,12}(?:小计|合计|总计|总分|共计|总得分)(?:得分)?")
WHOLE_IN_BRACKETS = re.compile(r"[(（\[【](.*)[)）\]】]")
REPEATED = "#"

POINTS = Fact("", "", 0, "", "number", "分", "school", False)
"""As what points are read."""


@dataclass(slots=True)
class Item:
    """One thing that an old form gives points for, as its texts stand.

    `levels`: the names over it, outermost first, None where there is none. `behind`: what stands
    behind a blank claim. `others`: addresses and texts of more claims in the same item.
    `row` and `last_row`: where it begins and ends.
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
        """The points it gives, from their own column, else from （5分） behind its name."""
        behind = POINTS_BEHIND.search(label_key(self.name))
        if self.points is None and behind is not None:
            return Decimal(behind[1])
        return read_points(self.points)


def item_key(levels: Sequence[str | None], criterion: str) -> tuple[str, ...]:
    """The texts of an item, whatever their width and spaces."""
    return (*(label_key(level or "") for level in levels), label_key(criterion))


def item_name(levels: Sequence[str | None], criterion: str) -> str:
    """The innermost name of an item, else what it asks for."""
    return next((" ".join(level.split()) for level in reversed(levels) if level), criterion)


@dataclass(slots=True)
class Form:
    """What an old form holds.

    `labels`: what stands over the columns of all its tables. `columns`: the label of each field
    that was found. `outside`: the texts above and below the tables, and the sheets' names.
    """

    items: list[Item] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)

    @property
    def has_table(self) -> bool:
        """Whether a table was found at all."""
        return bool(self.labels)


def read_points(raw: str | None) -> Decimal | None:
    """The points in a text such as 2, 2分 or （2分）, None if it says no certain number."""
    text = (raw or "").strip()
    if match := WHOLE_IN_BRACKETS.fullmatch(text):
        text = match[1]
    parsed = parse_value(text, POINTS)
    if parsed.value is None or parsed.note == "percent":
        return None
    return Decimal(parsed.value)


def read_form(spreadsheet: Spreadsheet, chosen: Mapping[str, str] | None = None) -> Form:
    """The items of a form, sheet by sheet.

    `chosen`: the labels that were said to stand over the fields; the other fields are known by
    usual words. Raises SpreadsheetFault.
    """
    form = Form()
    for position in range(min(len(spreadsheet.sheet_names), MOST_SHEETS)):
        grid = spreadsheet.grid(position)
        table = _find_table(grid, chosen or {})
        if table is None:
            continue
        form.labels += [text for text in table.labels if text and text not in form.labels]
        for name, at in table.columns.items():
            form.columns.setdefault(name, table.labels[at] or "")
        items = _items_in(table)
        form.items += items
        form.outside += filter(None, [grid.name])
        last = items[-1].last_row + 1 if items else table.first_row
        begin = max(0, table.header_row - MOST_OUTSIDE_ROWS)
        above = grid.rows(begin, table.header_row)
        below = grid.rows(last, min(grid.height, last + MOST_OUTSIDE_ROWS))
        form.outside += [cell for row in (*above, *below) for cell in row if cell]
    return form


# The header


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a sheet's table is; `labels` by column, numbered where a text stands there again."""

    grid: Grid
    header_row: int
    first_row: int
    labels: tuple[str | None, ...]
    columns: dict[str, int]


def header_key(text: str) -> str:
    """What makes two writings of a header the same: （100分） behind it makes no difference."""
    return WITH_POINTS.sub("", IN_BRACKETS.sub("", label_key(text)).rstrip(":"))


def _find_table(grid: Grid, chosen: Mapping[str, str]) -> _Table | None:
    """The table whose header names most of the fields, in one row or in two above each other."""
    rows = grid.rows(0, min(grid.height, SEARCHED_ROWS))
    tables = []
    for count in (1, 2):
        for top in range(len(rows) - count + 1):
            labels = _labels(rows[top : top + count])
            columns = _columns(labels, chosen)
            if (
                len(columns) >= LEAST_FIELDS
                and not columns.keys().isdisjoint((*LEVELS, "criterion"))
                and not columns.keys().isdisjoint(("points", "claim"))
            ):
                tables.append(_Table(grid, top, top + count, labels, columns))
    # The highest of those that name most: further down the header may stand once more.
    return min(
        tables,
        key=lambda table: (-len(table.columns), table.first_row, -table.header_row),
        default=None,
    )


def _labels(rows: Sequence[Sequence[str | None]]) -> tuple[str | None, ...]:
    seen: dict[str, int] = {}
    labels: list[str | None] = []
    for cells in zip(*rows, strict=True):
        texts = [" ".join(cell.split()) for cell in reversed(cells) if cell and not cell.isspace()]
        known = (text for text in texts if header_key(text) in FIELD_OF_WORD)
        label = next(known, texts[0] if texts else None)
        if label is not None and len(label) > LONGEST_HEADER:
            label = None
        if label is not None:
            key = header_key(label)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                label = f"{label}{REPEATED}{seen[key]}"
        labels.append(label)
    return tuple(labels)


def _columns(labels: Sequence[str | None], chosen: Mapping[str, str]) -> dict[str, int]:
    """The column of each field: as it was chosen, else by the usual words where that is certain."""
    at_key = {header_key(label): at for at, label in enumerate(labels) if label}
    columns = {
        name: at_key[header_key(label)]
        for name, label in chosen.items()
        if header_key(label) in at_key
    }
    found: dict[str, list[int]] = {}
    for at, label in enumerate(labels):
        name = FIELD_OF_WORD.get(header_key((label or "").partition(REPEATED)[0]))
        if name is not None and name not in columns and at not in columns.values():
            found.setdefault(name, []).append(at)
    for name, positions in found.items():
        if len(positions) == 1:
            columns[name] = positions[0]
        elif name == "points":  # those of the names over it stand before an item's own
            columns[name] = positions[-1]
    if "content" in columns:
        at = columns.pop("content")
        columns.setdefault("level-3" if "criterion" in columns else "criterion", at)
    return dict(sorted(columns.items(), key=lambda pair: FIELDS.index(pair[0])))


# The rows


def _items_in(table: _Table) -> list[Item]:
    items: list[Item] = []
    levels: dict[str, str] = {}
    named = [name for name in (*LEVELS, "criterion") if name in table.columns]
    may_go_on = False
    for row, texts in _rows_of(table):
        if not texts:
            may_go_on = False
            continue
        own = [name for name in named if name in texts]
        for name in (name for name in own if name in LEVELS):
            if texts[name] != levels.get(name):
                levels = {outer: levels[outer] for outer in levels if outer < name}
                levels[name] = texts[name]
        if own == named[:1] and len(named) > 1 and "claim" not in texts:
            continue  # a heading over the items that follow
        if _begins_item(table, texts, own):
            items.append(_item(table, row, texts, levels))
            may_go_on = True
        elif may_go_on:
            _add_to(items[-1], table, row, texts)
        elif "claim" in texts:  # of what, nothing says
            items.append(_item(table, row, texts, levels))
    _look_behind(table, items)
    return items


def _rows_of(table: _Table) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with anything in one of the fields, with their texts by field: none of a subtotal.

    The header once more, as it stands on each printed page, is left out.
    """
    grid = table.grid
    header = {name: header_key(table.labels[at] or "") for name, at in table.columns.items()}
    for row, cells in enumerate(grid.rows(table.first_row, grid.height), table.first_row):
        texts = {
            name: text.strip()
            for name, at in table.columns.items()
            if (text := cells[at]) and not text.isspace()
        }
        repeated = sum(header[name] == header_key(text) for name, text in texts.items())
        if texts and repeated < LEAST_FIELDS:
            yield row, {} if _is_subtotal(table, cells, texts) else texts


def _is_subtotal(table: _Table, cells: Sequence[str | None], texts: Mapping[str, str]) -> bool:
    """Whether a row says 小计 or the like before its points, and asks for nothing."""
    if "criterion" in texts and SUBTOTAL.fullmatch(header_key(texts["criterion"])) is None:
        return False
    end = min(at for name, at in table.columns.items() if name in ("points", "claim"))
    return any(cell and SUBTOTAL.fullmatch(header_key(cell)) for cell in cells[:end])


def _begins_item(table: _Table, texts: Mapping[str, str], own: Sequence[str]) -> bool:
    """Whether a row is an item of its own, and does not go on with the one above it."""
    if not own:
        return False
    if "points" in texts:
        return True
    if "points" not in table.columns:
        return own[-1] == "criterion" or "criterion" not in table.columns
    return own[-1] == "criterion" and len(own) > 1


def _item(table: _Table, row: int, texts: Mapping[str, str], levels: Mapping[str, str]) -> Item:
    def cell(name: str) -> str | None:
        at = table.columns.get(name)
        return None if at is None else table.grid.address(row, at)

    own = (name for name in ("criterion", *reversed(LEVELS)) if name in texts)
    return Item(
        levels=tuple(levels.get(name) for name in LEVELS),
        criterion=texts.get("criterion", ""),
        points=texts.get("points"),
        claim=texts.get("claim"),
        evidence=texts.get("evidence"),
        sheet=table.grid.name,
        row=row,
        last_row=row,
        cell=cell(next(own, "claim")) or "",
        points_cell=cell("points"),
        claim_cell=cell("claim"),
    )


def _add_to(item: Item, table: _Table, row: int, texts: Mapping[str, str]) -> None:
    """A row without points of its own goes on with the item above it."""
    if "criterion" in texts:
        item.criterion = f"{item.criterion}\n{texts['criterion']}".strip()
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
