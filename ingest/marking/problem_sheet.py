"""Writes the sheet 问题清单: every problem with a link to its cell, and whether it was mended."""

from __future__ import annotations

import copy
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from duibiao.records.model import Problem, Severity, Understood
from duibiao.spreadsheets.grids import column_name
from duibiao.words import Words
from ingest.marking.office_package import WORKBOOK, Element, Package, place_after
from ingest.marking.office_styles import Styles
from ingest.telling import Tell, as_told, problem_text
from ingest.workbook.problem_list import COLUMNS, LONGEST_REASON, SUBJECT_HEADER, subject_text

KEPT_NAME, REASONS_NAME = "duibiao_kept", "duibiao_reasons"
"""Hidden names of the cells in which the values found are kept, and the reasons written."""
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

WIDTHS = (5, 8, 9, 8, 18, 29, 25, 35, 9, 27)
TITLE_ROW, LEFT_ROW, LINK_ROW, EXPLAIN_ROW, HEADER_ROW = 1, 2, 3, 4, 5
FIRST_ROW = HEADER_ROW + 1
AT = {name: column_name(at) for at, name in enumerate((*COLUMNS, "subject", "kept"))}
TITLE_HEIGHT, TEXT_HEIGHT, HEADER_HEIGHT, LINE_HEIGHT = 30.0, 18.0, 24.0, 14.5
CELL_FRAME = 3

FONT = "微软雅黑"
INK, FAINT, HEADER_FILL, INPUT_FILL, LINE = "1F2933", "7B8794", "2F4B6E", "FFFBE8", "C5CDD6"
ERROR_INK, ERROR_FILL, ERROR_LINE = "9B1C1C", "F8B4AE", "C81E1E"
WARNING_INK, WARNING_FILL, WARNING_LINE = "7A4B00", "FFE9A8", "C98A00"
DONE_INK = "3B7A57"
LINK_INK = "1D4ED8"

BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences", "definedNames")

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str) -> str:
    """A text as a cell or a comment holds it: letters that XML cannot hold are written out."""
    text = LOOKS_ESCAPED.sub("_x005F_", text)
    return NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


class Kept(NamedTuple):
    """The value of a cell as its file holds it: `kind` is that of the file, blank for no value."""

    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that is marked: the sheet as it is called in the file, the address, the value.

    `is_hidden`: its row, its column or its sheet is.
    """

    sheet: str
    cell: str
    kept: Kept
    is_hidden: bool = False

    @property
    def reference(self) -> str:
        """The cell as formulas and links name it."""
        return f"{quoted(self.sheet)}!{self.cell}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def write_problem_sheet(
    package: Package,
    problems: Sequence[tuple[Problem, Place | None]],
    understood: Sequence[tuple[Understood, Place | None]],
    say: Words,
    styles: Styles,
    more: int = 0,
    tell: Tell = problem_text,
) -> None:
    """Add the sheet behind all others, with the names by which other sheets look at it.

    The first problem is the first of the named cells, and so on. `more`: how many problems are
    left out.
    """
    name = _free_sheet_name(package, say("workbook-sheet-problems"))
    part = package.free_name("xl/worksheets/sheet{}.xml")
    tree = _Writer(package.main, styles, say, tell).write(problems, understood, more)
    package.add_tree(part, tree, SHEET_TYPE)
    workbook = package.edit(WORKBOOK)
    entries = package.sheet_entries()
    numbers = [int(entry.get("sheetId") or 0) for entry in entries]
    entry = copy.copy(entries[-1])
    entry.attrib.clear()
    entry.set("name", name)
    entry.set("sheetId", str(max(numbers) + 1))
    entry.set(package.relation_id, package.relate(WORKBOOK, "worksheet", part))
    entries[-1].addnext(entry)
    names = workbook.find(f"{{{package.main}}}definedNames")
    if names is None:
        names = etree.Element(f"{{{package.main}}}definedNames")
        place_after(workbook, names, BEFORE_NAMES)
    last = HEADER_ROW + max(len(problems), 1)
    for label, column in ((KEPT_NAME, AT["kept"]), (REASONS_NAME, AT["reason"])):
        area = f"{quoted(name)}!${column}${FIRST_ROW}:${column}${last}"
        _name(names, label, area).set("hidden", "1")
    titles = _name(names, "_xlnm.Print_Titles", f"{quoted(name)}!${HEADER_ROW}:${HEADER_ROW}")
    titles.set("localSheetId", str(len(entries)))


def _name(names: Element, label: str, text: str) -> Element:
    element = etree.SubElement(names, f"{{{etree.QName(names).namespace}}}definedName")
    element.set("name", label)
    element.text = text
    return element


def _free_sheet_name(package: Package, label: str) -> str:
    taken = {(entry.get("name") or "").casefold() for entry in package.sheet_entries()}
    name, number = label, 1
    while name.casefold() in taken:
        number += 1
        name = f"{label} {number}"
    return name


class _Looks:
    """The looks of the sheet's cells, each an index of the file's styles."""

    def __init__(self, styles: Styles) -> None:
        side = f'style="thin"><color rgb="FF{LINE}"/>'
        box = (
            f"<border><left {side}</left><right {side}</right><top {side}</top>"
            f"<bottom {side}</bottom><diagonal/></border>"
        )
        wrapped = 'horizontal="left" wrapText="1" indent="1"'
        centred = 'horizontal="center" wrapText="1"'
        plain, faint, bold = _font(), _font(FAINT), _font(is_bold=True)
        self.title = styles.cell(_font(size=16, is_bold=True))
        self.left = styles.cell(_font(ERROR_INK, size=11, is_bold=True), is_text=False)
        self.how = styles.cell(faint)
        self.section = styles.cell(_font(HEADER_FILL, size=12, is_bold=True))
        white = _font("FFFFFF", is_bold=True)
        self.header = styles.cell(white, _fill(HEADER_FILL), box, centred)
        self.centred = styles.cell(faint, None, box, centred)
        self.link = styles.cell(_font(LINK_INK, is_underlined=True), None, box, centred)
        self.text = styles.cell(plain, None, box, wrapped)
        self.bold = styles.cell(bold, None, box, wrapped)
        self.state = styles.cell(bold, None, box, centred, is_text=False)
        self.severity: dict[Severity, int] = {
            "error": styles.cell(_font(ERROR_INK, is_bold=True), _fill(ERROR_FILL), box, centred),
            "warning": styles.cell(_font(WARNING_INK), _fill(WARNING_FILL), box, centred),
        }
        self.reason = styles.cell(plain, _fill(INPUT_FILL), box, wrapped, is_locked=False)
        self.done = styles.add("dxfs", f'<dxf><font><color rgb="FF{DONE_INK}"/></font></dxf>')


def _font(
    ink: str = INK, size: int = 10, *, is_bold: bool = False, is_underlined: bool = False
) -> str:
    return (
        f"<font>{'<b/>' if is_bold else ''}{'<u/>' if is_underlined else ''}"
        f'<sz val="{size}"/><color rgb="FF{ink}"/><name val="{FONT}"/><family val="2"/></font>'
    )


def _fill(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        '<bgColor indexed="64"/></patternFill></fill>'
    )


class _Writer:
    """Makes the tree of the sheet."""

    def __init__(self, main: str, styles: Styles, say: Words, tell: Tell) -> None:
        self._main = main
        self._say = say
        self._tell = tell
        # A guide is checked again, not handed in again.
        self._again = "-guide" if tell is as_told else ""
        self._look = _Looks(styles)
        self._root = etree.Element(f"{{{main}}}worksheet", None, {None: main})
        self._links: list[tuple[str, str]] = []
        self._reasons: list[str] = []

    def write(
        self,
        problems: Sequence[tuple[Problem, Place | None]],
        understood: Sequence[tuple[Understood, Place | None]],
        more: int,
    ) -> Element:
        self._write_frame()
        self._data = self._sub("sheetData")
        last = HEADER_ROW + len(problems)
        self._write_head(problems, last)
        for row, (problem, place) in enumerate(problems, FIRST_ROW):
            self._write_problem(row, problem, place)
        if more:
            text = self._say("marking-more", count=str(more))
            self._text(self._row(last + 1, TEXT_HEIGHT), "A", text, self._look.how)
        if understood:
            self._write_understood(last + 3, understood)
        self._write_rules(last)
        return self._root

    def _sub(self, tag: str, parent: Element | None = None, /, **attributes: str) -> Element:
        owner = self._root if parent is None else parent
        return etree.SubElement(owner, f"{{{self._main}}}{tag}", attributes)

    def _write_frame(self) -> None:
        properties = self._sub("sheetPr")
        self._sub("tabColor", properties, rgb=f"FF{ERROR_LINE}")
        self._sub("pageSetUpPr", properties, fitToPage="1")
        view = self._sub(
            "sheetView", self._sub("sheetViews"), showGridLines="0", workbookViewId="0"
        )
        below = f"A{FIRST_ROW}"
        self._sub(
            "pane", view, ySplit=str(HEADER_ROW), topLeftCell=below, activePane="bottomLeft",
            state="frozen",
        )  # fmt: skip
        first = f"{AT['cell']}{FIRST_ROW}"
        self._sub("selection", view, pane="bottomLeft", activeCell=first, sqref=first)
        self._sub("sheetFormatPr", defaultRowHeight="15")
        columns = self._sub("cols")
        for at, width in enumerate((*WIDTHS, 9, 9), 1):
            column = self._sub("col", columns, min=str(at), max=str(at), width=str(width))
            column.set("customWidth", "1")
            if at > len(WIDTHS):
                column.set("hidden", "1")

    # Cells

    def _row(self, number: int, height: float) -> Element:
        return self._sub("row", self._data, r=str(number), ht=f"{height:g}", customHeight="1")

    def _text(self, row: Element, column: str, text: str, look: int) -> None:
        cell = self._sub("c", row, r=f"{column}{row.get('r')}", s=str(look), t="inlineStr")
        self._inline(cell, cell_text(text))

    def _inline(self, cell: Element, text: str) -> None:
        element = self._sub("t", self._sub("is", cell))
        element.text = text
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _formula(self, row: Element, column: str, formula: str, value: str, look: int) -> None:
        cell = self._sub("c", row, r=f"{column}{row.get('r')}", s=str(look), t="str")
        self._sub("f", cell).text = formula
        self._sub("v", cell).text = value

    def _kept(self, row: Element, kept: Kept) -> None:
        cell = self._sub("c", row, r=f"{AT['kept']}{row.get('r')}")
        if kept.kind == "text":
            cell.set("t", "inlineStr")
            self._inline(cell, kept.text)
        elif kept.kind:
            cell.set("t", kept.kind)
            self._sub("v", cell).text = kept.text

    # Rows

    def _write_head(self, problems: Sequence[tuple[Problem, Place | None]], last: int) -> None:
        say, look = self._say, self._look
        self._text(self._row(TITLE_ROW, TITLE_HEIGHT), "A", say("marking-title"), look.title)
        row = self._row(LEFT_ROW, TEXT_HEIGHT)
        if not problems:
            self._text(row, "A", say("marking-none"), look.how)
            return
        self._write_left(row, problems, last)
        for at, name in ((LINK_ROW, "link"), (EXPLAIN_ROW, "explain")):
            self._text(
                self._row(at, TEXT_HEIGHT), "A", say(f"marking-how-{name}{self._again}"), look.how
            )
        row = self._row(HEADER_ROW, HEADER_HEIGHT)
        for name in COLUMNS:
            self._text(row, AT[name], say(f"marking-header-{name}"), look.header)
        self._text(row, AT["subject"], SUBJECT_HEADER, look.header)

    def _write_left(
        self, row: Element, problems: Sequence[tuple[Problem, Place | None]], last: int
    ) -> None:
        """How many problems are left, counted by the spreadsheet while one mends them."""
        states = f"${AT['state']}${FIRST_ROW}:${AT['state']}${last}"
        now = [self._state_now(problem, place) for problem, place in problems]
        say = self._say
        parts = re.split("[\1\2]", say("marking-left", errors="\1", warnings="\2"))
        counts = [say("marking-state-error"), say("marking-state-warning")]
        counters = [f"COUNTIF({states},{_string(label)})" for label in counts]
        some = "&".join(
            (_string(parts[0]), counters[0], _string(parts[1]), counters[1], _string(parts[2]))
        )
        figures = [str(now.count(label)) for label in counts]
        text = f"{parts[0]}{figures[0]}{parts[1]}{figures[1]}{parts[2]}"
        done = say(f"marking-done{self._again}")
        if figures == ["0", "0"]:
            text = done
        formula = f"IF({'+'.join(counters)}=0,{_string(done)},{some})"
        self._formula(row, "A", formula, text, self._look.left)

    def _write_problem(self, number: int, problem: Problem, place: Place | None) -> None:
        say, look = self._say, self._look
        told = self._tell(problem, say)
        mend = told.mend
        if place and place.is_hidden:
            mend = say("marking-hidden", mend=mend)
        texts = (
            ("found", told.found),
            ("problem", told.what),
            ("expected", told.expected),
            ("mend", mend),
        )
        lines = _most_lines([*texts, ("reason", problem.confirmation or "")])
        row = self._row(number, max(TEXT_HEIGHT, lines * LINE_HEIGHT + 5))
        self._text(row, AT["number"], str(number - HEADER_ROW), look.centred)
        severity = say(f"marking-{problem.severity}")
        self._text(row, AT["severity"], severity, look.severity[problem.severity])
        self._address(row, problem, place)
        for name, text in texts:
            self._text(row, AT[name], text, look.bold if name == "problem" else look.text)
        self._state(row, problem, place)
        if problem.severity == "warning":
            self._text(row, AT["reason"], problem.confirmation or "", look.reason)
            self._reasons.append(f"{AT['reason']}{number}")
        else:
            self._text(row, AT["reason"], "", look.centred)
        self._text(row, AT["subject"], subject_text(problem), look.centred)
        self._kept(row, place.kept if place else Kept())

    def _address(self, row: Element, item: Problem | Understood, place: Place | None) -> None:
        sheet = place.sheet if place else item.sheet
        self._text(row, AT["sheet"], sheet or "", self._look.centred)
        look = self._look.link if place else self._look.centred
        self._text(row, AT["cell"], item.cell or "", look)
        if place:
            self._links.append((f"{AT['cell']}{row.get('r')}", place.reference))

    def _state_now(self, problem: Problem, place: Place | None) -> str:
        if problem.confirmation is not None:
            return self._say("marking-state-explained")
        if place is None and problem.severity == "error":
            return self._say(f"marking-state-elsewhere{self._again}")
        return self._say(f"marking-state-{problem.severity}")

    def _state(self, row: Element, problem: Problem, place: Place | None) -> None:
        """Whether the cell still says what it said, looked at by the spreadsheet."""
        say, number = self._say, row.get("r")
        now = self._state_now(problem, place)
        as_it_was = _string(say(f"marking-state-{problem.severity}"))
        if problem.severity == "warning":
            reason = f"TRIM({AT['reason']}{number})"
            as_it_was = f'IF({reason}="",{as_it_was},{_string(say("marking-state-explained"))})'
        elif place is None:
            self._text(row, AT["state"], now, self._look.centred)
            return
        formula = as_it_was
        if place is not None:
            same = is_as_kept(place.reference, f"{AT['kept']}{number}")
            formula = (
                f"IF(IFERROR({same},FALSE),{as_it_was},{_string(say('marking-state-mended'))})"
            )
        self._formula(row, AT["state"], formula, now, self._look.state)

    def _write_understood(
        self, number: int, understood: Sequence[tuple[Understood, Place | None]]
    ) -> None:
        say, look = self._say, self._look
        row = self._row(number, HEADER_HEIGHT)
        self._text(row, "A", say("marking-understood"), look.section)
        row = self._row(number + 1, HEADER_HEIGHT)
        for name, label in (
            ("number", say("marking-header-number")),
            ("severity", ""),
            ("sheet", say("marking-header-sheet")),
            ("cell", say("marking-header-cell")),
            ("found", say("marking-header-found")),
            ("problem", say("marking-header-value")),
            ("expected", say("marking-header-how")),
        ):
            self._text(row, AT[name], label, look.header)
        for at, (item, place) in enumerate(understood, 1):
            note = say(f"value-note-{item.note}")
            shown = self._shown(item.value)
            texts = (("found", item.found), ("problem", shown), ("expected", note))
            lines = _most_lines(texts)
            row = self._row(number + 1 + at, max(TEXT_HEIGHT, lines * LINE_HEIGHT + 5))
            self._text(row, AT["number"], str(at), look.centred)
            self._text(row, AT["severity"], "", look.centred)
            self._address(row, item, place)
            self._text(row, AT["found"], item.found, look.text)
            self._text(row, AT["problem"], shown, look.bold)
            self._text(row, AT["expected"], note, look.text)

    def _shown(self, value: str) -> str:
        """A value in normal form as people write it."""
        return self._say(f"workbook-{value}") if value in ("yes", "no") else value

    # What stands behind the cells

    def _write_rules(self, last: int) -> None:
        self._sub(
            "sheetProtection", sheet="1", objects="1", scenarios="1", formatColumns="0",
            formatRows="0",
        )  # fmt: skip
        if last >= FIRST_ROW:
            area = f"A{FIRST_ROW}:{AT['reason']}{last}"
            rules = self._sub("conditionalFormatting", sqref=area)
            rule = self._sub("cfRule", rules, type="expression", priority="1")
            rule.set("dxfId", str(self._look.done))
            labels = ("marking-state-mended", "marking-state-explained")
            tests = (f"${AT['state']}{FIRST_ROW}={_string(self._say(label))}" for label in labels)
            self._sub("formula", rule).text = f"OR({','.join(tests)})"
        if self._reasons:
            validations = self._sub("dataValidations", count="1")
            validation = self._sub(
                "dataValidation", validations, type="textLength", operator="lessThanOrEqual",
                allowBlank="1", showInputMessage="1", showErrorMessage="1",
                errorTitle=self._say("workbook-refused-title"),
                error=self._say("marking-reason-long", most=str(LONGEST_REASON)),
                promptTitle=self._say("marking-header-reason"),
                prompt=self._say("marking-reason-help"),
                sqref=" ".join(self._reasons),
            )  # fmt: skip
            self._sub("formula1", validation).text = str(LONGEST_REASON)
        if self._links:
            links = self._sub("hyperlinks")
            for cell, target in self._links:
                self._sub("hyperlink", links, ref=cell, location=target)
        margins = {"left": "0.4", "right": "0.4", "top": "0.5", "bottom": "0.55"}
        self._sub("pageMargins", header="0.3", footer="0.25", **margins)
        setup = {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"}
        self._sub("pageSetup", **setup)
        footer = self._sub("oddFooter", self._sub("headerFooter"))
        footer.text = f"&C{self._say('workbook-footer-page')}"


def is_as_kept(cell: str, kept: str) -> str:
    """The formula of whether a cell still says what is kept of it, or is in error.

    EXACT tells a blank cell from 0 and full width from half. A formula whose result the file did
    not hold may turn out as an error when it is computed, which is no mending.
    """
    return f"IF(ISERROR({cell}),TRUE,EXACT({cell},{kept}))"


def _string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _most_lines(texts: Iterable[tuple[str, str]]) -> int:
    """How many lines the row of these texts, by their columns, takes."""
    return max(
        text_lines(text, WIDTHS[COLUMNS.index(column)] - CELL_FRAME) for column, text in texts
    )


def text_lines(text: str, width: float) -> int:
    """How many lines a text takes where so many digits stand side by side."""
    return sum(max(1, math.ceil(text_width(line) / width)) for line in text.splitlines() or [""])


def text_width(text: str) -> float:
    """How many digits' width a text takes on one line."""
    return sum(2.0 if unicodedata.east_asian_width(letter) in "WFA" else 1.0 for letter in text)
