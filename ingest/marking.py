"""Sends a workbook back as it came, with its problems' cells coloured, commented and listed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from ingest.answering import problem_text
from ingest.model import Problem, Severity, Understood
from ingest.office_package import (
    WORKBOOK,
    Element,
    Package,
    Sheet,
    cannot_be_marked,
    is_hidden,
    relations_part,
)
from ingest.office_styles import Styles
from ingest.plain_copy import as_xlsx
from ingest.problem_list import SUBJECT_HEADER, is_problem_list
from ingest.problem_sheet import (
    KEPT_NAME,
    REASONS_NAME,
    Kept,
    Place,
    write_problem_sheet,
)
from ingest.sheet_comments import add_comments, may_have_our_comments, remove_comments
from ingest.sheet_marks import (
    Mark,
    SheetXml,
    add_colours,
    address_of,
    cell_of,
    dxf,
    read_contents,
    remove_colours,
)
from ingest.spreadsheet import (
    LARGEST_FILE,
    ZIP_SIGNATURE,
    Cell,
    Spreadsheet,
    SpreadsheetFault,
    ZipParts,
    open_spreadsheet,
)
from words import Words, words

MOST_LISTED = 2_000
OWN_TO_A_SHEET = ("printerSettings", "comments", "vmlDrawing", "drawing")
MACRO_TYPE = b"macroEnabled"

logger = logging.getLogger(__name__)


def marked_workbook(
    content: bytes,
    problems: Sequence[Problem],
    say: Words,
    understood: Sequence[Understood] = (),
    *,
    opened: Callable[[bytes], Spreadsheet] = open_spreadsheet,
) -> bytes:
    """The sender's own .xlsx file, marked; a file of another kind as a new .xlsx file, marked.

    Marks of an earlier time are taken away first; without problems and nothing to tell, that is
    all. In an .xlsx file nothing else is touched: parts that need no mark stay as they are, byte
    for byte. `opened`: how a file of another kind is opened.

    Raises SpreadsheetFault for a file that cannot be opened or changed, and nothing else.
    """
    try:
        if len(content) > LARGEST_FILE:
            raise SpreadsheetFault("file-too-large", most=str(LARGEST_FILE // 1_000_000))
        if _is_xlsx(content):
            return _marked(Package(content), problems, understood, say)
        content, names = as_xlsx(opened(content), say)
        moved = [replace(item, sheet=names.get(item.sheet)) for item in problems]
        moved_too = [replace(item, sheet=names.get(item.sheet)) for item in understood]
        return _marked(Package(content), moved, moved_too, say)
    except SpreadsheetFault:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a parser in Rust panics past Exception
        logger.exception("a file could not be marked")
        raise cannot_be_marked() from error


def marked_in_language(
    content: bytes,
    problems: Sequence[Problem],
    language: str,
    understood: Sequence[Understood] = (),
) -> bytes:
    """The same for a child process, to which words cannot be sent but the name of a language."""
    return marked_workbook(content, problems, words(language), understood)


def marked_suffix(marked: bytes) -> str:
    """The suffix under which spreadsheet programs open a marked file: .xlsx, or .xlsm."""
    types = ZipParts(marked).read("[Content_Types].xml")
    return ".xlsm" if MACRO_TYPE in types else ".xlsx"


def _is_xlsx(content: bytes) -> bool:
    return content.startswith(ZIP_SIGNATURE) and WORKBOOK in ZipParts(content).names


def _marked(
    package: Package,
    problems: Sequence[Problem],
    understood: Sequence[Understood],
    say: Words,
) -> bytes:
    _unmark(package)
    if problems or understood:
        _mark(package, list(problems), list(understood), say)
    return package.save()


# Marking


def _mark(
    package: Package, problems: list[Problem], understood: list[Understood], say: Words
) -> None:
    left = len(problems) - MOST_LISTED
    problems, understood = problems[:MOST_LISTED], understood[:MOST_LISTED]
    items: list[Problem | Understood] = [*problems, *understood]
    sheets = {sheet.name: sheet for sheet in package.sheets()}
    opened = {
        name: SheetXml(package.read(sheets[name].part))
        for name in dict.fromkeys(item.sheet for item in items)
        if name in sheets
    }
    cells: dict[tuple[str | None, str | None], Cell] = {
        (item.sheet, item.cell): opened[item.sheet].merged_block(cell)
        for item in items
        if item.sheet in opened and (cell := cell_of(item.cell or "")) is not None
    }
    contents = {
        name: read_contents(
            package,
            package.read(sheets[name].part),
            {cell for (sheet, _), cell in cells.items() if sheet == name},
        )
        for name in opened
    }

    widths = {name: xml.widths() for name, xml in opened.items()}

    def place_of(item: Problem | Understood) -> Place | None:
        cell = cells.get((item.sheet, item.cell))
        if cell is None or item.sheet is None:
            return None
        kept = contents[item.sheet].kept.get(cell, Kept())
        is_unseen = (
            contents[item.sheet].heights.get(cell[0]) == 0
            or widths[item.sheet].get(cell[1]) == 0
            or is_hidden(sheets[item.sheet].element)
        )
        return Place(item.sheet, address_of(cell), kept, is_unseen)

    styles = Styles(package)
    write_problem_sheet(
        package,
        [(problem, place_of(problem)) for problem in problems],
        [(item, place_of(item)) for item in understood],
        say,
        styles,
        more=max(left, 0),
    )
    severities: tuple[Severity, ...] = ("error", "warning")
    looks = {severity: styles.add("dxfs", dxf(severity)) for severity in severities}
    for name, xml in opened.items():
        marks = _marks_of(name, problems, cells, say)
        if marks:
            add_colours(xml, package.main, marks, looks)
            add_comments(package, sheets[name].part, xml, marks, contents[name].heights, say)
            package.put(sheets[name].part, bytes(xml))
    _show(package, len(package.sheet_entries()) - 1)


def _marks_of(
    sheet: str,
    problems: Sequence[Problem],
    cells: Mapping[tuple[str | None, str | None], Cell],
    say: Words,
) -> list[Mark]:
    """A mark for each cell of a sheet that has problems: the worst of them gives its look."""
    by_cell: dict[Cell, list[tuple[int, Problem]]] = {}
    for number, problem in enumerate(problems, 1):
        cell = cells.get((problem.sheet, problem.cell))
        if cell is not None and problem.sheet == sheet:
            by_cell.setdefault(cell, []).append((number, problem))
    marks = []
    for cell, found in by_cell.items():
        severity: Severity = (
            "error" if any(item.severity == "error" for _, item in found) else "warning"
        )
        numbers = [number for number, item in found if item.severity == severity]
        marks.append(Mark(cell, severity, numbers, _comment([item for _, item in found], say)))
    return marks


def _comment(problems: Sequence[Problem], say: Words) -> str:
    """What a cell's comment says of its problems; nothing if all of them are settled."""
    parts = []
    for problem in problems:
        if problem.confirmation is not None:
            continue
        told = problem_text(problem, say)
        parts += [
            say(f"marking-comment-{problem.severity}", what=told.what),
            say("marking-comment-expected", expected=told.expected),
            say("marking-comment-mend", mend=told.mend),
        ]
    return "\n".join([say("marking-begin"), *parts]) + say("marking-end") if parts else ""


def _show(package: Package, position: int) -> None:
    """Let the file open on one sheet and no other: what is typed goes to all that are chosen."""
    main = package.main
    entry = package.sheet_entries()[position]
    workbook = package.edit(WORKBOOK)
    view = workbook.find(f"{{{main}}}bookViews/{{{main}}}workbookView")
    if view is None:
        views = etree.Element(f"{{{main}}}bookViews")
        view = etree.SubElement(views, f"{{{main}}}workbookView")
        package.sheet_entries()[0].getparent().addprevious(views)  # type: ignore[union-attr]
    view.set("activeTab", str(position))
    if position == 0:
        del view.attrib["activeTab"]
    for sheet in package.sheets():
        is_shown = sheet.element is entry
        xml = SheetXml(package.read(sheet.part))
        if xml.is_selected != is_shown:
            xml.select(is_selected=is_shown)
            package.put(sheet.part, bytes(xml))


# Taking marks away


def _unmark(package: Package) -> None:
    """Take away all that an earlier marking added, also after another program saved the file."""
    sheets = package.sheets()
    ours = _our_sheets(package, sheets)
    if len(ours) == len(package.sheet_entries()):
        raise cannot_be_marked()
    for sheet in sheets:
        if sheet.part not in {other.part for other in ours}:
            _unmark_sheet(package, sheet.part)
    _remove_names(package)
    if ours:
        _remove_sheets(package, ours)


def _unmark_sheet(package: Package, part: str) -> None:
    content = package.read(part)
    has_colours = any(name.encode() in content for name in (KEPT_NAME, REASONS_NAME))
    has_comments = may_have_our_comments(package, part)
    if not has_colours and not has_comments:
        return
    sheet = SheetXml(content)
    if has_colours:
        remove_colours(sheet)
    if has_comments:
        remove_comments(package, part, sheet)
    package.put(part, bytes(sheet))


def _our_sheets(package: Package, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets to which our names point, and those called as ours that have our header."""
    named = set()
    for name in package.tree(WORKBOOK).iter("{*}definedName"):
        if name.get("name") in (KEPT_NAME, REASONS_NAME):
            sheet = (name.text or "").rpartition("!")[0]
            if sheet.startswith("'"):
                sheet = sheet[1:-1].replace("''", "'")
            named.add(sheet)
    return [
        sheet
        for sheet in sheets
        if (sheet.name in named or is_problem_list(sheet.name)) and _has_header(package, sheet.part)
    ]


def _has_header(package: Package, part: str) -> bool:
    texts = [link.target for link in package.relations(WORKBOOK) if link.kind == "sharedStrings"]
    return any(SUBJECT_HEADER.encode() in package.read(name) for name in (part, *texts))


def _remove_names(package: Package) -> None:
    for name in list(package.tree(WORKBOOK).iter("{*}definedName")):
        if name.get("name") in (KEPT_NAME, REASONS_NAME):
            _drop_name(package, name)


def _drop_name(package: Package, name: Element) -> None:
    package.edit(WORKBOOK)
    parent = name.getparent()
    if parent is not None:
        parent.remove(name)
        if len(parent) == 0 and (above := parent.getparent()) is not None:
            above.remove(parent)


def _remove_sheets(package: Package, ours: Sequence[Sheet]) -> None:
    workbook = package.edit(WORKBOOK)
    view = workbook.find("{*}bookViews/{*}workbookView")
    shown = int((view.get("activeTab") if view is not None else None) or 0)
    for sheet in ours:
        position = package.sheet_entries().index(sheet.element)
        for name in list(workbook.iter("{*}definedName")):
            local = name.get("localSheetId")
            if local == str(position):
                _drop_name(package, name)
            elif local is not None and int(local) > position:
                name.set("localSheetId", str(int(local) - 1))
        shown = -1 if shown == position else shown - (shown > position)
        _remove_part_of_sheet(package, sheet.part)
        for relation in package.relations(WORKBOOK):
            if relation.target == sheet.part:
                package.unrelate(WORKBOOK, relation)
        sheet.element.getparent().remove(sheet.element)  # type: ignore[union-attr]
    for relation in package.relations(WORKBOOK):
        # It names the cells of our sheet, and programs make it anew.
        if relation.kind == "calcChain":
            package.remove(relation.target)
            package.unrelate(WORKBOOK, relation)
    if shown < 0:
        entries = package.sheet_entries()
        visible = (at for at, entry in enumerate(entries) if not is_hidden(entry))
        shown = next(visible, 0)
    _show(package, shown)


def _remove_part_of_sheet(package: Package, part: str) -> None:
    """Remove a sheet with what only it has: programs add print settings and drawings."""
    for relation in package.relations(part):
        if relation.target in package and relation.kind in OWN_TO_A_SHEET:
            package.remove(relation.target)
    if relations_part(part) in package:
        package.remove(relations_part(part))
    package.remove(part)
