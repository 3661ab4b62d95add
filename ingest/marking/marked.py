"""Sends a workbook back as it came, with its problems' cells coloured, commented and listed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from duibiao.records.model import Problem, Severity, Understood
from duibiao.spreadsheets.grids import LARGEST_FILE, Cell, Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.spreadsheet import (
    ZIP_SIGNATURE,
    open_spreadsheet,
    open_with_documents,
)
from duibiao.spreadsheets.zip_parts import ZipParts
from duibiao.words import Words, words
from ingest.marking.office_package import WORKBOOK, Package, Sheet, cannot_be_marked, is_hidden
from ingest.marking.office_styles import Styles
from ingest.marking.plain_copy import as_xlsx
from ingest.marking.problem_sheet import Kept, Place, write_problem_sheet
from ingest.marking.sheet_comments import add_comments
from ingest.marking.sheet_marks import (
    Mark,
    SheetXml,
    add_colours,
    address_of,
    cell_of,
    dxf,
    read_contents,
)
from ingest.marking.unmarked import show_sheet, unmark
from ingest.telling import Tell, as_told, problem_text

MOST_LISTED = 2_000
MACRO_TYPE = b"macroEnabled"

logger = logging.getLogger(__name__)


def marked_workbook(
    content: bytes,
    problems: Sequence[Problem],
    say: Words,
    understood: Sequence[Understood] = (),
    *,
    opened: Callable[[bytes], Spreadsheet] = open_spreadsheet,
    nameless: str | None = None,
    tell: Tell = problem_text,
) -> bytes:
    """The sender's own .xlsx file, marked; a file of another kind as a new .xlsx file, marked.

    Marks of an earlier time are taken away first; without problems and nothing to tell, that is
    all. In an .xlsx file nothing else is touched: parts that need no mark stay as they are, byte
    for byte. `opened`: how a file of another kind is opened; `nameless`: what its sheet is called
    if it has no name. `tell`: how a problem is put into words.

    Raises SpreadsheetFault for a file that cannot be opened or changed, and nothing else.
    """
    try:
        if len(content) > LARGEST_FILE:
            raise SpreadsheetFault("file-too-large", most=str(LARGEST_FILE // 1_000_000))
        if _is_xlsx(content):
            return _marked(Package(content), problems, understood, say, tell)
        content, names = as_xlsx(opened(content), say, nameless)
        moved = [replace(item, sheet=names.get(item.sheet)) for item in problems]
        moved_too = [replace(item, sheet=names.get(item.sheet)) for item in understood]
        return _marked(Package(content), moved, moved_too, say, tell)
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
    nameless: str | None = None,
) -> bytes:
    """The same for a child process, to which words cannot be sent but the name of a language."""
    return marked_workbook(content, problems, words(language), understood, nameless=nameless)


def marked_as_told(content: bytes, problems: Sequence[Problem], language: str) -> bytes:
    """The same where the problems bring their words with them, as those of a guide do."""
    say = words(language)
    return marked_workbook(content, problems, say, opened=open_with_documents, tell=as_told)


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
    tell: Tell,
) -> bytes:
    unmark(package)
    if problems or understood:
        _mark(package, problems, understood, say, tell)
    return package.save()


# Marking


def _mark(
    package: Package,
    problems: Sequence[Problem],
    understood: Sequence[Understood],
    say: Words,
    tell: Tell,
) -> None:
    more = max(len(problems) - MOST_LISTED, 0)
    problems, understood = problems[:MOST_LISTED], understood[:MOST_LISTED]
    items: list[Problem | Understood] = [*problems, *understood]
    sheets = {
        sheet.name: _OpenSheet(package, sheet, items)
        for sheet in package.sheets()
        if sheet.name in {item.sheet for item in items}
    }

    def place_of(item: Problem | Understood) -> Place | None:
        return sheets[item.sheet].place_of(item) if item.sheet in sheets else None

    styles = Styles(package)
    write_problem_sheet(
        package,
        [(problem, place_of(problem)) for problem in problems],
        [(item, place_of(item)) for item in understood],
        say,
        styles,
        more,
        tell,
    )
    severities: tuple[Severity, ...] = ("error", "warning")
    looks = {severity: styles.add("dxfs", dxf(severity)) for severity in severities}
    for sheet in sheets.values():
        sheet.mark(problems, looks, say, tell)
    show_sheet(package, len(package.sheet_entries()) - 1)


class _OpenSheet:
    """A worksheet with problems: where they stand in it, and what stands there."""

    def __init__(
        self, package: Package, sheet: Sheet, items: Sequence[Problem | Understood]
    ) -> None:
        self._package = package
        self._sheet = sheet
        content = package.read(sheet.part)
        self._xml = SheetXml(content)
        self._widths = self._xml.widths()
        self._cells = {
            item.cell: self._xml.merged_block(cell)
            for item in items
            if item.sheet == sheet.name and (cell := cell_of(item.cell or "")) is not None
        }
        self._contents = read_contents(package, content, set(self._cells.values()))

    def place_of(self, item: Problem | Understood) -> Place | None:
        """The cell of a problem of this sheet, None if it has none."""
        cell = self._cells.get(item.cell)
        if cell is None:
            return None
        is_unseen = (
            self._contents.heights.get(cell[0]) == 0
            or self._widths.get(cell[1]) == 0
            or is_hidden(self._sheet.element)
        )
        kept = self._contents.kept.get(cell, Kept())
        return Place(self._sheet.name, address_of(cell), kept, is_unseen)

    def mark(
        self, problems: Sequence[Problem], looks: Mapping[Severity, int], say: Words, tell: Tell
    ) -> None:
        """Colour and comment the cells of those of all problems that are of this sheet."""
        marks = self._marks(problems, say, tell)
        if marks:
            part, heights = self._sheet.part, self._contents.heights
            add_colours(self._xml, self._package.main, marks, looks)
            add_comments(self._package, part, self._xml, marks, heights, say)
            self._package.put(part, bytes(self._xml))

    def _marks(self, problems: Sequence[Problem], say: Words, tell: Tell) -> list[Mark]:
        """A mark for each cell that has problems: the worst of them gives its look."""
        by_cell: dict[Cell, list[tuple[int, Problem]]] = {}
        for number, problem in enumerate(problems, 1):
            if problem.sheet == self._sheet.name and problem.cell in self._cells:
                by_cell.setdefault(self._cells[problem.cell], []).append((number, problem))
        marks = []
        for cell, found in by_cell.items():
            is_error = any(problem.severity == "error" for _, problem in found)
            severity: Severity = "error" if is_error else "warning"
            numbers = [number for number, problem in found if problem.severity == severity]
            comment = _comment([problem for _, problem in found], say, tell)
            marks.append(Mark(cell, severity, numbers, comment))
        return marks


def _comment(problems: Sequence[Problem], say: Words, tell: Tell) -> str:
    """What a cell's comment says of its problems; nothing if all of them are settled."""
    parts = []
    for problem in problems:
        if problem.confirmation is not None:
            continue
        told = tell(problem, say)
        parts += [
            say(f"marking-comment-{problem.severity}", what=told.what),
            say("marking-comment-expected", expected=told.expected),
            say("marking-comment-mend", mend=told.mend),
        ]
    return "\n".join([say("marking-begin"), *parts]) + say("marking-end") if parts else ""
