"""Takes the marks of an earlier time out of an .xlsx file, whatever program saved it since."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from ingest.marking.office_package import (
    WORKBOOK,
    Element,
    Package,
    Sheet,
    cannot_be_marked,
    is_hidden,
    relations_part,
)
from ingest.marking.problem_sheet import KEPT_NAME, REASONS_NAME
from ingest.marking.sheet_comments import may_have_our_comments, remove_comments
from ingest.marking.sheet_marks import SheetXml, read_contents, remove_colours
from ingest.workbook.problem_list import SEARCHED_ROWS, SUBJECT_HEADER, is_problem_list

SEARCHED_COLUMNS = 30
OWN_TO_A_SHEET = ("printerSettings", "comments", "vmlDrawing", "drawing")


def unmark(package: Package) -> None:
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
    cells = [(row, column) for row in range(SEARCHED_ROWS) for column in range(SEARCHED_COLUMNS)]
    kept = read_contents(package, package.read(part), cells).kept
    return any(value.text == SUBJECT_HEADER for value in kept.values())


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
    show_sheet(package, shown)


def _remove_part_of_sheet(package: Package, part: str) -> None:
    """Remove a sheet with what only it has: programs add print settings and drawings."""
    for relation in package.relations(part):
        if relation.target in package and relation.kind in OWN_TO_A_SHEET:
            package.remove(relation.target)
    if relations_part(part) in package:
        package.remove(relations_part(part))
    package.remove(part)


def show_sheet(package: Package, position: int) -> None:
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
