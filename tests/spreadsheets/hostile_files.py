"""Makes files that were made to do harm, each with what must become of it."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.grids import LARGEST_FILE, LONGEST_CELL, column_name
from tests.counties.workbook_county import SCHOOL, County

FILES = Path(__file__).parent / "files"
ENCRYPTED = FILES / "encrypted.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MEGABYTE = 1_000_000
Made = Callable[[], bytes]
READ = "read"


@dataclass(frozen=True)
class Hostile:
    """A hostile file: how it is made, and the codes of which one must be told.

    `READ` among them: its answers may be read, each as it was filled in, with no error.
    """

    make: Made
    outcomes: frozenset[str]


HOSTILE: dict[str, Hostile] = {}


def hostile(name: str, *outcomes: str) -> Callable[[Made], Made]:
    """Add a file to the set."""

    def add(make: Made) -> Made:
        HOSTILE[name] = Hostile(make, frozenset(outcomes))
        return make

    return add


# What the files are made of


@cache
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@cache
def workbook() -> bytes:
    """A filled workbook, right in everything."""
    return county().template(SCHOOL, county().answers(SCHOOL))


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The workbook with a part changed, or added."""
    parts = parts_of(workbook())
    return zipped(parts | {name: edit(parts.get(name, b""))})


def with_rows(rows: bytes) -> bytes:
    """The workbook with rows below its own."""
    return with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def lying(content: bytes, name: str, size: int) -> bytes:
    """A zip that says of one part that it becomes so many bytes, in both places."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true_size = archive.getinfo(name).file_size
    return content.replace(struct.pack("<I", true_size), struct.pack("<I", size))


def of_dimension(reference: str, content: bytes) -> bytes:
    """The workbook with another size that its first sheet says it has."""
    parts = parts_of(content)
    dimension = f'<dimension ref="{reference}"/>'.encode()
    parts[SHEET], count = re.subn(rb"<dimension [^>]*/>", dimension, parts[SHEET])
    assert count == 1
    return zipped(parts)


def filled_rows(count: int) -> bytes:
    """Rows with a number in their first cell, from the 400th on."""
    return b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(400, 400 + count)
    )


def cells(row: int, count: int) -> bytes:
    """Cells with a number in a row."""
    letters = (column_name(column).encode() for column in range(count))
    return b"".join(b'<c r="%s%d"><v>1</v></c>' % (name, row) for name in letters)


def many_sheets(count: int, rows: bytes) -> bytes:
    """The workbook with sheets of these rows behind its own."""
    parts = parts_of(workbook())
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    listed, related = "", ""
    for number in range(1_000, 1_000 + count):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet + rows + b"</worksheet>"
        listed += f'<sheet name="s{number}" sheetId="{number}" r:id="x{number}"/>'
        related += (
            f'<Relationship Id="x{number}" Type="{kind}" Target="worksheets/sheet{number}.xml"/>'
        )
    parts[book] = parts[book].replace(b"</sheets>", listed.encode() + b"</sheets>")
    end = b"</Relationships>"
    parts[relations] = parts[relations].replace(end, related.encode() + end)
    return zipped(parts)


# ------------------------------------------------------------------ zip tricks


@hostile("a zip bomb: one part of 151 MB", "file-unpacks-too-large")
def _() -> bytes:
    return with_part(SHEET, lambda xml: xml + b" " * 151 * MEGABYTE)


@hostile("a zip bomb: 80 parts of 2 MB", "file-unpacks-too-large")
def _() -> bytes:
    data = b"\0" * 2 * MEGABYTE
    return zipped(parts_of(workbook()) | {f"xl/media/{n}.png": data for n in range(80)})


@hostile("a zip bomb: 3,000 parts", "file-unpacks-too-large")
def _() -> bytes:
    return zipped(parts_of(workbook()) | {f"xl/{number}.xml": b"" for number in range(3_000)})


def with_directory(content: bytes, copies: Iterable[bytes]) -> bytes:
    """A zip with further entries in its directory."""
    begin, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    more = list(copies)
    directory = content[begin:end] + b"".join(more)
    count = (content.count(b"PK\x01\x02") + len(more)) & 0xFFFF
    fields = struct.pack("<HHII", count, count, len(directory), begin)
    return content[:begin] + directory + b"PK\x05\x06\0\0\0\0" + fields + b"\0\0"


@hostile("a zip bomb: 200 entries that lead to the same 1 MB", "file-unpacks-too-large")
def _() -> bytes:
    content = zipped({"a": b" " * MEGABYTE, "xl/workbook.xml": b"<workbook/>"})
    first = content[content.index(b"PK\x01\x02") : content.rindex(b"PK\x01\x02")]
    return with_directory(content, (first[:-1] + bytes([letter]) for letter in range(50, 250)))


@hostile("a zip bomb: a directory of 300,000 entries", "file-unpacks-too-large")
def _() -> bytes:
    content = zipped({"a": b"", "xl/workbook.xml": b"<workbook/>"})
    first = content[content.index(b"PK\x01\x02") : content.rindex(b"PK\x01\x02")]
    return with_directory(content, [first] * 300_000)


@hostile("a zip in a zip in a zip", "file-not-a-spreadsheet")
def _() -> bytes:
    content = workbook()
    for _ in range(30):
        content = zipped({"book.xlsx": content})
    return content


@hostile("a part that is longer than it says", "file-unreadable")
def _() -> bytes:
    content = with_part(SHEET, lambda xml: xml + b" " * 100_000)
    return lying(content, SHEET, 5_000)


@hostile("a part that is shorter than it says", "file-unreadable")
def _() -> bytes:
    return lying(workbook(), SHEET, 140 * MEGABYTE)


@hostile("texts of 300 MB that say they are 5 KB", "file-reader-stopped", "file-unreadable")
def _() -> bytes:
    def edit(xml: bytes) -> bytes:
        return xml.replace(b"</sst>", b"<si><t>" + b"x" * 300 * MEGABYTE + b"</t></si></sst>")

    return lying(with_part(STRINGS, edit), STRINGS, 5_000)


@hostile("a sheet packed in a way that no program uses", "file-unreadable")
def _() -> bytes:
    return zipped(parts_of(workbook()), zipfile.ZIP_BZIP2)


@hostile("an encrypted part", "file-encrypted")
def _() -> bytes:
    content = bytearray(workbook())
    for match in re.finditer(rb"PK\x01\x02|PK\x03\x04", bytes(content)):
        content[match.start() + (8 if match[0] == b"PK\1\2" else 6)] |= 1
    return bytes(content)


@hostile("paths out of the zip", READ)
def _() -> bytes:
    evil = dict.fromkeys(("../../../../tmp/evil.xlsx", "/etc/passwd", "C:\\evil.exe"), b"evil")
    return zipped(parts_of(workbook()) | evil)


@hostile("a sheet that is said to lie outside the zip", "file-unreadable")
def _() -> bytes:
    def edit(xml: bytes) -> bytes:
        return xml.replace(b'"worksheets/sheet1.xml"', b'"../../../../../etc/passwd"')

    return with_part("xl/_rels/workbook.xml.rels", edit)


@hostile("two parts of one name", READ, "no-answer-table")
def _() -> bytes:
    out = io.BytesIO(workbook())
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


@hostile("a program before the zip", "file-not-a-spreadsheet")
def _() -> bytes:
    return b"%PDF-1.7\n" + workbook()


for tenths in range(1, 10):

    @hostile(f"an .xlsx cut off at {tenths}0%", "file-unreadable")
    def _(tenths: int = tenths) -> bytes:
        return workbook()[: len(workbook()) * tenths // 10]


# ------------------------------------------------------------------ size of sheets


@hostile("a million empty rows", READ)
def _() -> bytes:
    return with_rows(b"".join(b'<row r="%d"/>' % row for row in range(400, 1_000_400)))


@hostile("a million filled rows", "file-too-many-rows")
def _() -> bytes:
    return of_dimension("A1:L1000400", with_rows(filled_rows(1_000_000)))


@hostile("a million filled rows that are not told", "file-too-many-rows", "file-reader-stopped")
def _() -> bytes:
    return with_rows(filled_rows(1_000_000))


@hostile("16,384 columns", "file-too-many-rows")
def _() -> bytes:
    return with_rows(b'<row r="150">' + cells(150, 16_384) + b"</row>")


@hostile("16,384 columns in 150 rows", "file-too-many-rows")
def _() -> bytes:
    rows = (
        b'<row r="%d">%s</row>' % (row, cells(row, 16_384 if row == 299 else 9))
        for row in range(150, 300)
    )
    return of_dimension("A1:XFD299", with_rows(b"".join(rows)))


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@hostile("one cell in the last corner", "file-too-many-rows")
def _() -> bytes:
    return of_dimension("A1:XFD1048576", with_rows(FAR))


@hostile("one cell in the last corner that is not told", "file-reader-stopped")
def _() -> bytes:
    return with_rows(FAR)


@hostile("a thousand sheets", READ)
def _() -> bytes:
    return many_sheets(1_000, b"<sheetData/>")


@hostile("20 large sheets", "file-reader-stopped", "file-takes-too-long", READ)
def _() -> bytes:
    rows = b"".join(b'<row r="%d">%s</row>' % (row, cells(row, 20)) for row in range(1, 5_000))
    return many_sheets(20, b"<sheetData>" + rows + b"</sheetData>")


def with_merged(blocks: bytes) -> bytes:
    """The workbook with further merged cells."""

    def edit(xml: bytes) -> bytes:
        return xml.replace(b"</mergeCells>", blocks + b"</mergeCells>")

    return with_part(SHEET, edit)


@hostile("a million merged cells", READ, "file-reader-stopped")
def _() -> bytes:
    return with_merged(
        b"".join(b'<mergeCell ref="Z%d:Z%d"/>' % (row, row + 9) for row in range(1, 1_000_001))
    )


@hostile("merged cells a million rows high over one another", READ)
def _() -> bytes:
    return with_merged(b'<mergeCell ref="G400:G1048576"/>' * 200_000)


@hostile("a hundred thousand drop-downs", READ)
def _() -> bytes:
    rule = (
        b'<dataValidation type="list" sqref="Z1:Z1048576"><formula1>A:A</formula1></dataValidation>'
    )
    return with_part(
        SHEET,
        lambda xml: xml.replace(b"</dataValidations>", rule * 100_000 + b"</dataValidations>"),
    )


# ------------------------------------------------------------------ texts


@hostile("a cell of a megabyte", "file-cell-too-long")
def _() -> bytes:
    text = b"x" * MEGABYTE
    return with_rows(
        b'<row r="400"><c r="A400" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"
    )


@hostile("a hundred thousand texts of a thousand letters", "file-reader-stopped", READ)
def _() -> bytes:
    texts = b"".join(
        b"<si><t>%06d%s</t></si>" % (number, b"x" * 1_000) for number in range(100_000)
    )
    return with_part(STRINGS, lambda xml: xml.replace(b"</sst>", texts + b"</sst>"))


@hostile("a long text in ten thousand cells", "file-reader-stopped", "file-too-much-text")
def _() -> bytes:
    text = b"<si><t>" + b"x" * LONGEST_CELL + b"</t></si></sst>"
    parts = parts_of(workbook())
    number = parts[STRINGS].count(b"<si>")
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (row, row, number)
        for row in range(400, 10_400)
    )
    parts[STRINGS] = parts[STRINGS].replace(b"</sst>", text)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    return zipped(parts)


@hostile("a text that is not there", "file-unreadable", READ)
def _() -> bytes:
    return with_rows(b'<row r="400"><c r="A400" t="s"><v>4000000000</v></c></row>')


# ------------------------------------------------------------------ XML


LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "haha">'
    + b"".join(b'<!ENTITY %c "%s">' % (n + 1, b"&%c;" % n * 10) for n in range(97, 107))
    + b"]>"
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY k SYSTEM "file:///etc/passwd">]>'


def entity(declared: bytes) -> bytes:
    """The workbook with a document type and a cell that names its entity."""
    cell = b'<row r="400"><c r="A400" t="inlineStr"><is><t>&k;</t></is></c></row></sheetData>'
    return with_part(
        SHEET,
        lambda xml: xml.replace(b"<worksheet", declared + b"<worksheet", 1).replace(
            b"</sheetData>", cell
        ),
    )


@hostile("a billion laughs in a sheet", "file-unreadable", READ)
def _() -> bytes:
    return entity(LAUGHS)


@hostile("a file of this machine as an entity", "file-unreadable", READ)
def _() -> bytes:
    return entity(EXTERNAL)


@hostile("a billion laughs in the texts", "file-unreadable", READ)
def _() -> bytes:
    return with_part(
        STRINGS,
        lambda xml: xml.replace(b"<sst", LAUGHS + b"<sst", 1).replace(
            b"</sst>", b"<si><t>&k;</t></si></sst>"
        ),
    )


@hostile("a million tags in one another", "file-unreadable", READ)
def _() -> bytes:
    deep = b"<a>" * MEGABYTE + b"</a>" * MEGABYTE
    return with_rows(b'<row r="400"><c r="A400"><is>' + deep + b"</is></c></row>")


@hostile("an attribute of ten megabytes", "file-unreadable", READ)
def _() -> bytes:
    return with_rows(b'<row r="400"><c r="A400" s="' + b"1" * 10 * MEGABYTE + b'"/></row>')


# ------------------------------------------------------------------ what would run


@hostile("macros", "macros-ignored")
def _() -> bytes:
    return with_part("xl/vbaProject.bin", lambda _: b"Sub Auto_Open()")


@hostile("links to other files and to programs", READ)
def _() -> bytes:
    parts = parts_of(workbook())
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'
    )
    formula = b"""<f>cmd|'/c calc'!A1+'file:///etc/[passwd]x'!A1</f><v>1</v>"""
    row = b'<row r="400"><c r="Z400">' + formula + b"</c></row></sheetData>"
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row)
    return zipped(parts)


@hostile("embedded objects", READ)
def _() -> bytes:
    objects = {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1MZ"}
    return zipped(parts_of(workbook()) | objects | {"xl/activeX/activeX1.bin": b"MZ"})


# ------------------------------------------------------------------ encrypted


@hostile("an encrypted .xlsx", "file-encrypted")
def _() -> bytes:
    return ENCRYPTED.read_bytes()


@hostile("an encrypted .xls", "file-encrypted")
def _() -> bytes:
    return xls(before=record(0x2F, b"\1\0" * 27))


@hostile("an encrypted .ods", "file-encrypted")
def _() -> bytes:
    return ods(b"\x93\x1f", b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>")


# ------------------------------------------------------------------ .xls


def record(kind: int, data: bytes) -> bytes:
    """A record of an .xls file."""
    return struct.pack("<HH", kind, len(data)) + data


BEGIN_BOOK = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0))
BEGIN_SHEET = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 1997, 0, 0))
END = record(0x0A, b"")


def number_cell(row: int, column: int) -> bytes:
    """A cell with the number 1."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, 1.0))


def dimensions(rows: int, columns: int) -> bytes:
    """The size that a sheet says it has."""
    return record(0x200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))


def xls(body: bytes = b"", before: bytes = b"", chain: int | None = None) -> bytes:
    """An .xls file with one sheet of these records; `chain`: what follows its first sector."""
    head = BEGIN_BOOK + before
    begin = len(head) + len(record(0x85, b"\0" * 10)) + len(END)
    bound = record(0x85, struct.pack("<IHBB", begin, 0, 2, 0) + b"ab")
    stream = head + bound + END + BEGIN_SHEET + body + END
    stream += b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    if chain is not None:
        table[2] = chain
    table += [0xFFFFFFFF] * (128 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    header += b"\xff" * (512 - len(header))
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0), ("Workbook", 2, 2, len(stream))]
    directory = b"".join(
        struct.pack(
            "<64sHBBIII36xIQ",
            name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1,
            0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF, first, size,
        )
        for name, kind, first, size in entries
    )  # fmt: skip
    return header + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + stream


@hostile("an .xls with a cell in its last corner", "file-too-many-rows")
def _() -> bytes:
    return xls(dimensions(65_536, 256) + number_cell(65_535, 255))


@hostile("an .xls with a far cell that is not told", "file-too-many-rows", "file-reader-stopped")
def _() -> bytes:
    return xls(dimensions(1, 1) + number_cell(0, 0) + number_cell(65_535, 65_535))


@hostile("an .xls that says it has billions of rows", "file-too-many-rows")
def _() -> bytes:
    return xls(dimensions(0xFFFFFFF0, 0xFFFF) + number_cell(0, 0))


@hostile("an .xls with a record beyond its end", "file-unreadable", "no-answer-table")
def _() -> bytes:
    return xls(dimensions(1, 1) + struct.pack("<HH", 0x203, 0xFFFF))


@hostile("an .xls with a chain that goes in a circle", "file-unreadable", "no-answer-table")
def _() -> bytes:
    return xls(dimensions(1, 1) + number_cell(0, 0), chain=2)


@hostile("an .xls that says it has billions of texts", "file-unreadable", "no-answer-table")
def _() -> bytes:
    return xls(before=record(0xFC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF)))


# ------------------------------------------------------------------ .ods


def ods(content: bytes, manifest: bytes = b"<manifest:manifest/>") -> bytes:
    """An .ods file."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_rows(rows: bytes, before: bytes = b"") -> bytes:
    """An .ods file with one sheet of these rows."""
    names = b" ".join(
        b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name)
        for name in (b"office", b"table", b"text")
    )
    return ods(
        b'<?xml version="1.0"?>' + before + b"<office:document-content " + names + b">"
        b'<office:body><office:spreadsheet><table:table table:name="a">'
        + rows
        + b"</table:table></office:spreadsheet></office:body></office:document-content>"
    )


ODS_CELL = (
    b'<table:table-cell%s office:value-type="float" office:value="1">'
    b"<text:p>1</text:p></table:table-cell>"
)


@hostile("an .ods with one row a million times", "file-too-many-rows")
def _() -> bytes:
    return ods_rows(
        b'<table:table-row table:number-rows-repeated="1000000">'
        + ODS_CELL % b""
        + b"</table:table-row>"
    )


@hostile("an .ods with a cell 16,000 times", "file-too-many-rows")
def _() -> bytes:
    repeated = b' table:number-columns-repeated="16000"'
    return ods_rows(b"<table:table-row>" + ODS_CELL % repeated + b"</table:table-row>")


@hostile("an .ods with many cells many times", "file-reader-stopped", "file-too-many-rows")
def _() -> bytes:
    repeated = b' table:number-columns-repeated="999"'
    row = b'<table:table-row table:number-rows-repeated="9999">' + ODS_CELL % repeated
    return ods_rows((row + b"</table:table-row>") * 100)


@hostile("a billion laughs in an .ods", "file-unreadable", "no-answer-table")
def _() -> bytes:
    cell = b'<table:table-cell office:value-type="string"><text:p>&k;</text:p></table:table-cell>'
    return ods_rows(b"<table:table-row>" + cell + b"</table:table-row>", LAUGHS)


@hostile("an .ods with a million blank rows and columns", "no-answer-table")
def _() -> bytes:
    blank = b'<table:table-cell table:number-columns-repeated="16384"/>'
    return ods_rows(
        b"<table:table-row>" + ODS_CELL % b"" + b"</table:table-row>"
        b'<table:table-row table:number-rows-repeated="1048575">' + blank + b"</table:table-row>"
    )


# ------------------------------------------------------------------ tags and texts


@hostile("a page with cells that span millions", "file-too-many-rows", "no-answer-table")
def _() -> bytes:
    cell = b'<td colspan="99999999" rowspan="99999999">x</td>'
    return b"<html><table>" + (b"<tr>" + cell * 50 + b"</tr>") * 50 + b"</table></html>"


@hostile("a page with a million cells", "file-too-many-rows")
def _() -> bytes:
    return b"<html><table>" + b"<tr><td>1</td></tr>" * 1_000_000 + b"</table></html>"


@hostile("a page with 10,000 tables in one another", "file-unreadable", "no-answer-table")
def _() -> bytes:
    return b"<html>" + b"<table><tr><td>1" * 10_000 + b"</html>"


@hostile("a page with a text of 15 MB", "file-cell-too-long", "file-unreadable")
def _() -> bytes:
    return b"<html><table><tr><td>" + b"x" * 15 * MEGABYTE + b"</td></tr></table></html>"


@hostile("a page with scripts and files of this machine", "no-answer-table")
def _() -> bytes:
    tricks = b'<script>x()</script><iframe src="file:///etc/passwd"></iframe>'
    return b"<html>" + tricks + b"<table><tr><td><img src=http://x/>1</td></tr></table></html>"


def xml_2003(rows: bytes, before: bytes = b"") -> bytes:
    """An Excel 2003 XML file."""
    name = b"urn:schemas-microsoft-com:office:spreadsheet"
    return (
        b'<?xml version="1.0"?>' + before + b'<Workbook xmlns="' + name + b'" xmlns:ss="' + name
        + b'"><Worksheet ss:Name="a"><Table>' + rows + b"</Table></Worksheet></Workbook>"
    )  # fmt: skip


@hostile("a billion laughs in Excel 2003 XML", "file-unreadable")
def _() -> bytes:
    return xml_2003(b'<Row><Cell><Data ss:Type="String">&k;</Data></Cell></Row>', LAUGHS)


@hostile("a far cell in Excel 2003 XML", "file-too-many-rows")
def _() -> bytes:
    cell = b'<Cell ss:Index="99999"><Data ss:Type="Number">1</Data></Cell>'
    return xml_2003(b'<Row ss:Index="999999999">' + cell + b"</Row>")


@hostile("a CSV with a NUL", "file-not-a-spreadsheet")
def _() -> bytes:
    return "代码,填报值\n1,\0\n".encode()


@hostile("a CSV that is one line of 19 MB", "file-cell-too-long")
def _() -> bytes:
    return b"x" * 19 * MEGABYTE


@hostile("a CSV that is 19 million commas", "file-too-many-rows")
def _() -> bytes:
    return b"," * 19 * MEGABYTE


@hostile("a CSV with a quote that never ends", "file-cell-too-long")
def _() -> bytes:
    return '代码,填报值\n"'.encode() + b"x,y\n" * 100_000


@hostile("a CSV with a million rows", "file-too-many-rows")
def _() -> bytes:
    return b"1,2\n" * 1_000_000


@hostile("a CSV with a cell of a megabyte", "file-cell-too-long")
def _() -> bytes:
    return "代码,填报值\n".encode() + b"x" * MEGABYTE + b",1\n"


@hostile("a file of 21 MB", "file-too-large")
def _() -> bytes:
    return b"1" * (LARGEST_FILE + MEGABYTE)


for signature in (b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b""):

    @hostile(f"noise after {signature[:13]!r}", "file-unreadable", "file-not-a-spreadsheet")
    def _(signature: bytes = signature) -> bytes:
        return signature + random.Random(1).randbytes(200_000)
