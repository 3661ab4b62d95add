"""Writes a workbook as one program or another does: xlsxwriter, WPS, a CSV or an HTML export."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

Results = Mapping[tuple[str, str], Any]
"""What formulas come to, by sheet and cell."""

FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (cells have no time zone)


def _filled(sheet: Worksheet) -> Iterator[Cell]:
    """The cells with something in them."""
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value is not None and not isinstance(cell, MergedCell):
                yield cell


def _formula(cell: Cell, results: Results) -> tuple[str, Any] | None:
    """A cell's formula and what it comes to; None if it holds none."""
    if cell.data_type != "f":
        return None
    return str(cell.value)[1:], results.get((cell.parent.title, cell.coordinate), "")


# xlsxwriter


def by_xlsxwriter(book: Workbook, results: Results) -> bytes:
    """A plain workbook of the same cells, as a program of one's own writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as target:
        date = target.add_format({"num_format": "yyyy/m/d"})
        for source in book.worksheets:
            sheet = target.add_worksheet(source.title)
            for letter, dimension in source.column_dimensions.items():
                if dimension.hidden:
                    sheet.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
            for block in source.merged_cells.ranges:
                sheet.merge_range(str(block), "")
            for cell in _filled(source):
                formula = _formula(cell, results)
                if formula is not None:
                    sheet.write_formula(cell.coordinate, f"={formula[0]}", None, formula[1])
                elif isinstance(cell.value, dt.date):
                    sheet.write_datetime(cell.coordinate, cell.value, date)
                elif isinstance(cell.value, str):
                    sheet.write_string(cell.coordinate, cell.value)
                else:
                    sheet.write(cell.coordinate, cell.value)
    return out.getvalue()


# WPS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WPS = "http://www.wps.cn/officeDocument"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" '
    'formatCode="yyyy/m/d;@"/></numFmts><fonts count="1"><font><sz val="11"/>'
    '<name val="宋体"/><charset val="134"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="176" xfId="0" '
    'applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" '
    'builtinId="0"/></cellStyles><dxfs count="0"/><extLst>'
    '<ext uri="{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}"/></extLst></styleSheet>'
)


def by_wps(book: Workbook, results: Results) -> bytes:
    """As WPS saves: absolute targets, its own namespaces and parts, texts in several runs."""
    return _wps(book, results, _WpsCells(results))


def by_bare_wps(book: Workbook, results: Results) -> bytes:
    """As WPS on a phone exports: prefixed names, cells that do not say where they are."""
    return _wps(book, results, _BareCells(results))


class _WpsCells:
    """Cells with addresses; texts shared, every other one in runs of different fonts."""

    prefix = ""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.texts: dict[str, int] = {}

    def row(self, sheet: Worksheet, number: int) -> str:
        """The XML of one row."""
        cells = [cell for cell in sheet[number] if not isinstance(cell, MergedCell)]
        inner = "".join(self.cell(cell) for cell in cells)
        hidden = ' hidden="1"' if sheet.row_dimensions[number].hidden else ""
        return f'<row r="{number}" spans="1:{len(cells)}"{hidden}>{inner}</row>'

    def cell(self, cell: Cell) -> str:
        """The XML of one cell; a blank one keeps its style."""
        at = f'r="{cell.coordinate}"'
        formula = _formula(cell, self.results)
        if formula is not None:
            kind, stored = _typed(formula[1])
            return f"<c {at}{kind}><f>{escape(formula[0])}</f><v>{escape(stored)}</v></c>"
        if cell.value is None:
            return f'<c {at} s="0"/>'
        if isinstance(cell.value, str):
            number = self.texts.setdefault(cell.value, len(self.texts))
            return f'<c {at} s="0" t="s"><v>{number}</v></c>'
        kind, stored = _typed(cell.value)
        style = ' s="1"' if isinstance(cell.value, dt.date) else ""
        return f"<c {at}{style}{kind}><v>{stored}</v></c>"

    def shared_texts(self) -> str:
        """The part that holds the texts."""
        items = "".join(
            f"<si>{_runs(text) if number % 2 else _text(text)}</si>"
            for text, number in self.texts.items()
        )
        return f'<sst xmlns="{MAIN}" uniqueCount="{len(self.texts)}">{items}</sst>'


class _BareCells(_WpsCells):
    """Cells without addresses, and texts in their cells."""

    prefix = "x:"

    def row(self, sheet: Worksheet, number: int) -> str:
        """The XML of one row."""
        return f"<x:row>{''.join(self.cell(cell) for cell in sheet[number])}</x:row>"

    def cell(self, cell: Cell | MergedCell) -> str:
        """The XML of one cell; blank ones stand for the place they take."""
        if isinstance(cell, MergedCell) or cell.value is None:
            return "<x:c/>"
        if isinstance(cell.value, str) and cell.data_type != "f":
            text = _text(cell.value).replace("<t", "<x:t").replace("</t", "</x:t")
            return f'<x:c t="inlineStr"><x:is>{text}</x:is></x:c>'
        formula = _formula(cell, self.results)
        kind, stored = _typed(cell.value if formula is None else formula[1])
        style = ' s="1"' if isinstance(cell.value, dt.date) else ""
        written = "" if formula is None else f"<x:f>{escape(formula[0])}</x:f>"
        return f"<x:c{style}{kind}>{written}<x:v>{escape(stored)}</x:v></x:c>"


def _typed(value: object) -> tuple[str, str]:
    """The type of a stored value as an attribute, and the value as it is stored."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, dt.date):
        day = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return "", str((day - FIRST_DAY).days)
    if isinstance(value, str):
        return (' t="e"' if value.startswith("#") else ' t="str"'), value
    return "", repr(value)


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def _runs(text: str) -> str:
    """The text in two runs, as when a part of it was typed in another font; and how it is read."""
    middle = len(text) // 2
    parts = (text[:middle], text[middle:])
    font = '<rPr><sz val="11"/><rFont val="宋体"/><charset val="134"/></rPr>'
    return "".join(f"<r>{font}{_text(part)}</r>" for part in parts if part)


def _wps(book: Workbook, results: Results, cells: _WpsCells) -> bytes:
    out = io.BytesIO()
    sheets = [_wps_sheet(sheet, cells) for sheet in book.worksheets]
    names = [f"xl/worksheets/sheet{at}.xml" for at in range(1, len(sheets) + 1)]
    parts = dict(zip(names, sheets, strict=True))
    listed = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{at + 7}" r:id="rId{at}"/>'
        for at, sheet in enumerate(book.worksheets, start=1)
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><fileVersion appName="xl" '
        'lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr/><bookViews>'
        f'<workbookView windowWidth="23040" windowHeight="9000"/></bookViews><sheets>{listed}'
        '</sheets><calcPr calcId="144525"/></workbook>'
    )
    parts["xl/styles.xml"] = STYLES
    parts["xl/sharedStrings.xml"] = cells.shared_texts()
    related = [("worksheet", f"/{name}") for name in names]
    related += [("styles", "/xl/styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml")]
    parts["xl/_rels/workbook.xml.rels"] = _relations(related)
    parts["_rels/.rels"] = _relations([("officeDocument", "/xl/workbook.xml")])
    parts["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>WPS 表格</Application></Properties>'
    )
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/styles.xml": "styles",
        "xl/sharedStrings.xml": "sharedStrings",
    } | dict.fromkeys(names, "worksheet")
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{SPREADSHEET}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, DECLARATION + xml)
    return out.getvalue()


def _relations(related: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(related, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def _wps_sheet(sheet: Worksheet, cells: _WpsCells) -> str:
    p = cells.prefix
    rows = "".join(cells.row(sheet, number) for number in range(1, sheet.max_row + 1))
    merged = "".join(f'<{p}mergeCell ref="{block}"/>' for block in sheet.merged_cells.ranges)
    count = len(sheet.merged_cells.ranges)
    block = f'<{p}mergeCells count="{count}">{merged}</{p}mergeCells>' if count else ""
    space = f'xmlns:x="{MAIN}"' if p else f'xmlns="{MAIN}"'
    return (
        f'<{p}worksheet {space} xmlns:r="{RELATIONS}" xmlns:etc="{WPS}/2017/etCustomData">'
        f"<{p}sheetData>{rows}</{p}sheetData>{block}<{p}extLst>"
        f'<{p}ext uri="{{7C8F5A1E-6C5B-4F6C-9C2B-2F6D1B0A7E11}}"><etc:cellPr/></{p}ext></{p}extLst>'
        f"</{p}worksheet>"
    )


# Texts


def _shown(cell: Cell | MergedCell, results: Results) -> str:
    """A cell as the screen shows it."""
    if isinstance(cell, MergedCell) or cell.value is None:
        return ""
    formula = _formula(cell, results)
    value = cell.value if formula is None else formula[1]
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    return str(value)


def _csv(charset: str, delimiter: str) -> Callable[[Workbook, Results], bytes]:
    def write(book: Workbook, results: Results) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        for cells in book.worksheets[0].iter_rows():
            writer.writerow(_shown(cell, results) for cell in cells)
        return out.getvalue().encode(charset)

    return write


def by_html(book: Workbook, results: Results) -> bytes:
    """A table as web systems offer it under the name .xls, in GB18030."""
    sheet = book.worksheets[0]
    spans = {
        block.start_cell.coordinate: (block.size["rows"], block.size["columns"])
        for block in sheet.merged_cells.ranges
    }
    lines = []
    for cells in sheet.iter_rows():
        line = []
        for cell in cells:
            if isinstance(cell, MergedCell):
                continue
            rows, columns = spans.get(cell.coordinate, (1, 1))
            span = f' rowspan="{rows}"' if rows > 1 else ""
            span += f' colspan="{columns}"' if columns > 1 else ""
            text = html.escape(_shown(cell, results)).replace("\n", "<br>")
            line.append(f"<td{span} style='mso-number-format:\"\\@\"'>{text or '&nbsp;'}</td>")
        lines.append(f"<tr>{''.join(line)}</tr>")
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head>'
        f'<body><table border="1">{"".join(lines)}</table></body></html>'
    )
    return page.encode("gb18030")


def with_macros(content: bytes) -> bytes:
    """The same workbook with a part that holds macros."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            target.writestr(info, source.read(info))
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    return out.getvalue()


PROGRAMS: dict[str, Callable[[Workbook, Results], bytes]] = {
    "xlsxwriter": by_xlsxwriter,
    "wps": by_wps,
    "wps-bare": by_bare_wps,
    "csv-gb18030": _csv("gb18030", ","),
    "csv-utf-16": _csv("utf-16", "\t"),
    "html": by_html,
}
"""What writes the cells of a workbook anew, by way."""
