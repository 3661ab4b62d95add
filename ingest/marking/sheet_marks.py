"""A worksheet of an .xlsx file: what stands in its cells, and the colour of those with problems."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from duibiao.records.model import Severity
from duibiao.spreadsheets.grids import Cell, column_name, column_number
from ingest.marking.office_package import (
    WORKBOOK,
    Element,
    Package,
    cannot_be_marked,
    parse_xml,
    place_after,
    refuse_declarations,
)
from ingest.marking.problem_sheet import (
    ERROR_FILL,
    ERROR_INK,
    ERROR_LINE,
    KEPT_NAME,
    REASONS_NAME,
    WARNING_FILL,
    WARNING_INK,
    WARNING_LINE,
    Kept,
    is_as_kept,
)

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_WIDTHS = 300
YES = ("1", "true")

BEHIND_CELLS = (
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
)
"""What may stand behind the cells of a worksheet, in its order, as far as it matters here."""

_ATTRIBUTES = rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
ROOT_TAG = re.compile(rb"<(?:([\w.-]+):)?worksheet\b" + _ATTRIBUTES + b">")
SHEET_VIEW = re.compile(rb"<(?:[\w.-]+:)?sheetView\b[^>]*>")
SELECTED = re.compile(rb"\s+tabSelected=[\"'](?:1|true)[\"']")
SELECTED_OR_NOT = re.compile(rb"\s+tabSelected=[\"']\w*[\"']")
COLUMN_TAG = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*)>")
ATTRIBUTE = re.compile(rb"(\w+)=[\"']([^\"']*)[\"']")


def dxf(severity: Severity) -> str:
    """How a cell with a problem looks: not by colour alone, and blank or not."""
    if severity == "error":
        look = f'<font><b/><color rgb="FF{ERROR_INK}"/></font>'
        fill = f'patternType="solid"><fgColor rgb="FF{ERROR_FILL}"/><bgColor rgb="FF{ERROR_FILL}"/>'
        side = f'style="thin"><color rgb="FF{ERROR_LINE}"/>'
    else:
        look = f'<font><b val="0"/><color rgb="FF{WARNING_INK}"/></font>'
        fill = (
            f'patternType="lightUp"><fgColor rgb="FF{WARNING_LINE}"/>'
            f'<bgColor rgb="FF{WARNING_FILL}"/>'
        )
        side = f'style="dashed"><color rgb="FF{WARNING_LINE}"/>'
    sides = "".join(f"<{name} {side}</{name}>" for name in ("left", "right", "top", "bottom"))
    return (
        f"<dxf>{look}<fill><patternFill {fill}</patternFill></fill><border>{sides}</border></dxf>"
    )


@dataclass(slots=True)
class Mark:
    """A cell with problems: the first one's number in the list, the worst severity, the comment.

    `numbers`: of all its problems of that severity. `comment`: blank if there is none to write.
    """

    cell: Cell
    severity: Severity
    numbers: list[int]
    comment: str = ""

    @property
    def address(self) -> str:
        """The cell as spreadsheets name it."""
        return address_of(self.cell)


def address_of(cell: Cell) -> str:
    """A row and column from 0 as spreadsheets name the cell."""
    return f"{column_name(cell[1])}{cell[0] + 1}"


def cell_of(address: str) -> Cell | None:
    """Row and column from 0 of an address, None if there is no such cell."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        return None
    row, column = int(match[2]) - 1, column_number(match[1])
    return (row, column) if row < MOST_ROWS and column < MOST_COLUMNS else None


class SheetXml:
    """A worksheet cut behind its cells: what stands before stays as it is, byte for byte."""

    def __init__(self, xml: bytes) -> None:
        refuse_declarations(xml)
        root = ROOT_TAG.search(xml)
        if root is None:
            raise cannot_be_marked()
        self._prefix = root[1] + b":" if root[1] else b""
        end = xml.rfind(b"</%ssheetData" % self._prefix)
        if end < 0:
            end = xml.rfind(b"<%ssheetData" % self._prefix)
        cut = xml.find(b">", end) + 1
        if end < 0 or cut == 0:
            raise cannot_be_marked()
        self.head = xml[:cut]
        self._behind = xml[cut:]
        self._root = root[0]

    @cached_property
    def tail(self) -> Element:
        """What stands behind the cells, under the sheet's own root."""
        return parse_xml(self._root + self._behind)

    def __bytes__(self) -> bytes:
        if "tail" not in self.__dict__:
            return self.head + self._behind
        text = etree.tostring(self.tail, encoding="UTF-8", xml_declaration=False)
        if len(self.tail) == 0:
            return self.head + b"</%sworksheet>" % self._prefix
        root = ROOT_TAG.match(text)
        assert root is not None
        return self.head + text[root.end() :]

    @property
    def is_selected(self) -> bool:
        """Whether the sheet is among those one sees on opening the file."""
        return any(SELECTED.search(view[0]) for view in SHEET_VIEW.finditer(self._before_cells))

    def select(self, *, is_selected: bool) -> None:
        """Let the sheet be the one that one sees, or not be one."""
        before = self._before_cells
        plain = SHEET_VIEW.sub(lambda view: SELECTED_OR_NOT.sub(b"", view[0]), before)
        if is_selected:
            tag = SHEET_VIEW.search(plain)
            at = plain.find(b"sheetView", tag.start()) + len(b"sheetView") if tag else 0
            if tag:
                plain = plain[:at] + b' tabSelected="1"' + plain[at:]
        self.head = plain + self.head[len(before) :]

    @property
    def _before_cells(self) -> bytes:
        return self.head[: self.head.find(b"<%ssheetData" % self._prefix)]

    def widths(self) -> dict[int, float]:
        """The widths of columns in digits, of those that have one of their own; 0: hidden."""
        widths: dict[int, float] = {}
        for tag in COLUMN_TAG.finditer(self._before_cells):
            named = {name.decode(): value.decode() for name, value in ATTRIBUTE.findall(tag[1])}
            width = 0.0 if named.get("hidden") in YES else float(named.get("width") or -1)
            if width >= 0:
                first, last = int(named.get("min", 1)), int(named.get("max", 1))
                widths.update(
                    (column - 1, width)
                    for column in range(first, min(last, first + MOST_WIDTHS) + 1)
                )
        return widths

    def merged_block(self, cell: Cell) -> Cell:
        """The first cell of the merged block that a cell is in, else the cell."""
        for first, last in self._merged:
            if first[0] <= cell[0] <= last[0] and first[1] <= cell[1] <= last[1]:
                return first
        return cell

    @cached_property
    def _merged(self) -> list[tuple[Cell, Cell]]:
        """The first and last cells of the merged blocks."""
        blocks = []
        for element in self.tail.iter("{*}mergeCell"):
            first, _, last = (element.get("ref") or "").partition(":")
            begin, end = cell_of(first), cell_of(last)
            if begin and end:
                blocks.append((begin, end))
        return blocks


# What stands in the cells


@dataclass(slots=True)
class Contents:
    """What a worksheet holds: the values of the cells asked for, and how high its rows are.

    A hidden row has the height 0.
    """

    kept: dict[Cell, Kept] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)


def read_contents(package: Package, xml: bytes, wanted: Collection[Cell]) -> Contents:
    """The values of some cells as the file holds them, read without holding the whole sheet."""
    contents = Contents()
    columns_wanted: dict[int, set[int]] = {}
    for row, column in wanted:
        columns_wanted.setdefault(row, set()).add(column)
    shared: dict[Cell, int] = {}
    row = -1
    for element in _elements(xml, f"{{{package.main}}}row"):
        row = int(element.get("r") or row + 2) - 1
        if element.get("hidden") in YES:
            contents.heights[row] = 0
        elif element.get("ht"):
            contents.heights[row] = float(element.get("ht") or 0)
        if row in columns_wanted:
            column = -1
            for cell in element.iterchildren(f"{{{package.main}}}c"):
                at = cell_of(cell.get("r") or "") or (row, column + 1)
                column = at[1]
                if column in columns_wanted[row]:
                    kept = _kept_of(cell, package.main)
                    if kept.kind == "s":
                        shared[at] = int(kept.text)
                    else:
                        contents.kept[at] = kept
    if shared:
        texts = _shared_texts(package, set(shared.values()))
        for at, index in shared.items():
            contents.kept[at] = Kept("text", texts.get(index, ""))
    return contents


def _elements(xml: bytes, tag: str) -> Iterable[Element]:
    """The elements of a tag one after another, each forgotten when the next comes."""
    refuse_declarations(xml)
    for _, element in etree.iterparse(
        io.BytesIO(xml), events=("end",), tag=tag, resolve_entities=False, no_network=True
    ):
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _kept_of(cell: Element, main: str) -> Kept:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        inline = cell.find(f"{{{main}}}is")
        return Kept() if inline is None else Kept("text", _rich_text(inline, main))
    text = cell.findtext(f"{{{main}}}v") or ""
    if kind == "str":
        return Kept("text", text)
    if kind == "d":  # a date written out, which formulas take as the text that it is
        return Kept("text", text)
    return Kept(kind, text) if text else Kept()


def _rich_text(element: Element, main: str) -> str:
    """A text with all its runs, without what tells how it is read aloud."""
    return "".join(
        text.text or ""
        for text in element.iter(f"{{{main}}}t")
        if (parent := text.getparent()) is not None and etree.QName(parent).localname != "rPh"
    )


def _shared_texts(package: Package, wanted: set[int]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for relation in package.relations(WORKBOOK):
        if relation.kind == "sharedStrings":
            items = _elements(package.read(relation.target), f"{{{package.main}}}si")
            for at, item in enumerate(items):
                if at in wanted:
                    texts[at] = _rich_text(item, package.main)
                    if len(texts) == len(wanted):
                        break
    return texts


# Colours


def add_colours(
    sheet: SheetXml, main: str, marks: Sequence[Mark], looks: Mapping[Severity, int]
) -> None:
    """Colour cells as long as they say what is kept of them; no cell's own look is touched.

    A warning loses its colour also when its sender says that it is right as it stands.
    """
    for rule in _rules(sheet.tail):
        # Where two rules colour a cell, the one of the smaller number wins.
        rule.set("priority", str(int(rule.get("priority") or 1) + len(marks)))
    last: Element | None = None
    for priority, mark in enumerate(marks, 1):
        number = mark.numbers[0]
        test = is_as_kept(mark.address, f"INDEX({KEPT_NAME},{number})")
        if mark.severity == "warning":
            open_ones = (f'TRIM(INDEX({REASONS_NAME},{number}))=""' for number in mark.numbers)
            test = f"AND({test},OR({','.join(open_ones)}))"
        block = etree.Element(f"{{{main}}}conditionalFormatting")
        block.set("sqref", mark.address)
        rule = etree.SubElement(block, f"{{{main}}}cfRule")
        rule.set("type", "expression")
        rule.set("dxfId", str(looks[mark.severity]))
        rule.set("priority", str(priority))
        etree.SubElement(rule, f"{{{main}}}formula").text = test
        if last is not None:
            last.addnext(block)
        else:  # before hers: programs that know no priorities go by the order
            before = BEHIND_CELLS[: BEHIND_CELLS.index("conditionalFormatting")]
            place_after(sheet.tail, block, before)
        last = block


def remove_colours(sheet: SheetXml) -> bool:
    """Take away the rules that look at our list; whether there were any."""
    ours = [
        rule
        for rule in sheet.tail.iter("{*}cfRule")
        if any(name in "".join(rule.itertext()) for name in (KEPT_NAME, REASONS_NAME))
    ]
    for rule in ours:
        element, parent = rule, rule.getparent()
        while parent is not None:
            parent.remove(element)
            if not _is_spent(parent):
                break
            element, parent = parent, parent.getparent()
    rules = _rules(sheet.tail)
    if ours and rules:
        least = min(int(rule.get("priority") or 1) for rule in rules)
        for rule in rules:
            rule.set("priority", str(int(rule.get("priority") or 1) - least + 1))
    return bool(ours)


def _rules(tail: Element) -> list[Element]:
    return [rule for rule in tail.iter("{*}cfRule") if rule.get("priority")]


def _is_spent(element: Element) -> bool:
    """Whether nothing is left in an element that only holds rules, or such as hold rules."""
    name = etree.QName(element).localname
    if name == "conditionalFormatting":
        return element.find("{*}cfRule") is None
    return name in ("conditionalFormattings", "ext", "extLst") and len(element) == 0
