"""Reports as Word documents that officials edit: real headings, tables, and Chinese fonts set."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as PageSection
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from duibiao.reports.document import (
    PAGE,
    PAGES,
    Align,
    Bar,
    Cell,
    Document,
    Letter,
    Section,
)
from duibiao.reports.pdf import BAR_HEIGHT, bar_pictures

# What every Windows with Chinese has; other systems put their own in its place.
BODY, HEADINGS, LATIN = "宋体", "黑体", "Times New Roman"
PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
SIDE, TOP = Mm(18), Mm(18)
TWIPS = 56.6929
"""A millimetre in twentieths of a point."""
TEXT_WIDTH = 174.0
BODY_POINTS, TABLE_POINTS = 10.5, 8.5
# A letter of an office by GB/T 9704: margins, the face and size of its text, the distance of lines.
LETTER, LETTER_FONT, LETTER_POINTS, LETTER_LINE = "Letter", "仿宋", 16.0, 28.0
LETTER_TOP, LETTER_BOTTOM, LETTER_LEFT, LETTER_RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
# Rows of a table that stands on one page, and how many of a longer one stay together at its ends.
SHORT, TOGETHER = 16, 3
GREY, PALE = "595959", "EDEDED"
ALIGNED: dict[Align, str] = {"left": "left", "right": "right", "center": "center"}


def docx_bytes(document: Document) -> bytes:
    """A report as a Word document on A4; the same bytes for the same report."""
    word = docx.Document()
    _set_page(word, document)
    _set_styles(word, is_letter=document.letter is not None)
    at = dt.datetime.fromisoformat(document.made_at).astimezone(dt.UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title, properties.author = document.title, ""
    properties.comments = f"{document.number_label} {document.number}"
    properties.created = properties.modified = at
    properties.language = document.language
    title = word.add_heading(document.title, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.letter is not None:
        _add_letter(word, document, document.letter)
    else:
        subtitle = word.add_paragraph(document.subtitle)
        subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if document.notice:
            _framed(word.add_paragraph(document.notice))
        _add_figures(word, document)
    drawings = bar_pictures(document)
    for section in document.sections:
        if document.letter is None or section.annex:
            _add_section(word, section, drawings, document)
    _add_traces(word, document)
    stream = io.BytesIO()
    word.save(stream)
    return same_bytes(stream.getvalue(), at)


def _set_page(word: WordDocument, document: Document) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = PAGE_WIDTH, PAGE_HEIGHT
    if document.letter is None:
        _set_margins(page)
    else:
        page.top_margin, page.bottom_margin = LETTER_TOP, LETTER_BOTTOM
        page.left_margin, page.right_margin = LETTER_LEFT, LETTER_RIGHT
    head = page.header.paragraphs[0]
    head.text = f"{document.running}    {document.number_label} {document.number}"
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, rest = document.page.split(PAGE)
    between, after = rest.split(PAGES)
    foot.add_run(before)
    _add_field(foot, "PAGE")
    foot.add_run(between)
    _add_field(foot, "NUMPAGES")
    foot.add_run(after)


def _set_margins(page: PageSection) -> None:
    """Those of pages of tables."""
    page.left_margin = page.right_margin = SIDE
    page.top_margin = page.bottom_margin = TOP


def _add_letter(word: WordDocument, document: Document, letter: Letter) -> None:
    """The text as an office sends it: its number, to whom, the parts, annexes, sender and day."""
    number = word.add_paragraph(letter.number, style=LETTER)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number.paragraph_format.first_line_indent = Pt(0)
    if document.notice:
        _framed(word.add_paragraph(document.notice))
    word.add_paragraph(letter.addressed, style=LETTER).paragraph_format.first_line_indent = Pt(0)
    for section in document.sections:
        if section.annex:
            continue
        if section.title:
            heading = word.add_heading(section.title, level=1)
            heading.paragraph_format.first_line_indent = Pt(2 * LETTER_POINTS)
            _add_note(heading, section.note)
        for paragraph in section.paragraphs:
            added = word.add_paragraph(style=LETTER)
            if paragraph.lead:
                lead = added.add_run(paragraph.lead)
                lead.font.bold = True
            added.add_run(paragraph.text)
    for at, name in enumerate(letter.annexes, start=1):
        label = letter.annexes_label if at == 1 else "\u3000" * len(letter.annexes_label)
        line = word.add_paragraph(f"{label}{at}. {name}", style=LETTER)
        line.paragraph_format.space_before = Pt(LETTER_POINTS if at == 1 else 0)
        line.paragraph_format.keep_with_next = True
    for text, before in ((letter.signed, 2 * LETTER_POINTS), (letter.dated, 0)):
        line = word.add_paragraph(text, style=LETTER)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(2 * LETTER_POINTS)
        line.paragraph_format.space_before = Pt(before)
        line.paragraph_format.keep_with_next = text is letter.signed
    _set_margins(word.add_section(WD_SECTION.NEW_PAGE))


def _add_note(heading: WordParagraph, note: str) -> None:
    if note:
        run = heading.add_run(f"    {note}")
        run.font.size, run.font.bold = Pt(9), False


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """A field with a value that stands until the program has counted."""
    element: Any = paragraph._p
    field = _child(element, "fldSimple", instr=name)
    _child(_child(field, "r"), "t").text = "1"


def _set_styles(word: WordDocument, *, is_letter: bool) -> None:
    sizes = {"Normal": BODY_POINTS, "Header": 8.5, "Footer": 8.5, "List Bullet": BODY_POINTS}
    headings = {"Title": 18.0, "Heading 1": 13.0}
    for name, points in (sizes | headings).items():
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size = Pt(points)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _set_fonts(style, HEADINGS if name in headings else BODY)
        layout = style.paragraph_format
        layout.space_before = Pt(9 if name == "Heading 1" else 0)
        layout.space_after = Pt(3)
        layout.line_spacing = 1.15
        layout.keep_with_next = name in headings
    letter = word.styles.add_style(LETTER, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(letter, ParagraphStyle)
    letter.base_style = word.styles["Normal"]
    letter.font.size = Pt(LETTER_POINTS)
    _set_fonts(letter, LETTER_FONT)
    letter.paragraph_format.line_spacing = Pt(LETTER_LINE)
    letter.paragraph_format.space_after = Pt(0)
    letter.paragraph_format.first_line_indent = Pt(2 * LETTER_POINTS)
    if is_letter:
        for name, points in (("Title", 22.0), ("Heading 1", LETTER_POINTS)):
            word.styles[name].font.size = Pt(points)
    title = word.styles["Title"].element.get_or_add_pPr()
    # The line that the program's own style draws under a title.
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _set_fonts(style: ParagraphStyle, chinese: str) -> None:
    style.font.name = LATIN
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in [name for name in fonts.attrib if "Theme" in str(name)]:
        del fonts.attrib[name]
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:cs"), LATIN)
    fonts.set(qn("w:eastAsia"), chinese)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    # Without it a program may draw the Japanese forms of the characters.
    language.set(qn("w:eastAsia"), "zh-CN")


def _framed(paragraph: WordParagraph) -> None:
    borders: Any = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _add_figures(word: WordDocument, document: Document) -> None:
    figures = document.figures
    rows = (
        tuple(Cell(f"{figure.value}{figure.unit and ' ' + figure.unit}") for figure in figures),
        tuple(Cell(figure.note, "quiet") for figure in figures),
    )
    width = 1 / len(figures)
    columns: list[tuple[str, float, Align]] = [
        (figure.label, width, "center") for figure in figures
    ]
    _add_table(word, columns, rows, strong=0)


def _add_section(
    word: WordDocument, section: Section, drawings: Mapping[Bar, bytes], document: Document
) -> None:
    if section.annex and document.letter is not None:
        label = word.add_paragraph(f"{document.letter.annex_label}{section.annex}")
        label.paragraph_format.keep_with_next = True
        label.paragraph_format.space_before = Pt(9)
    heading = word.add_heading(section.title, level=1)
    if section.annex:
        heading.runs[0].font.size = Pt(13)
    _add_note(heading, section.note)
    for paragraph in section.paragraphs:
        added = word.add_paragraph(style="List Bullet" if paragraph.is_item else None)
        if paragraph.lead:
            added.add_run(f"{paragraph.lead}　").bold = True
        added.add_run(paragraph.text)
    if section.table is not None:
        _add_table(
            word,
            [(column.title, column.width, column.align) for column in section.table.columns],
            section.table.rows,
            repeats=section.table.repeats,
            drawings=drawings,
        )
    if section.legend:
        run = word.add_paragraph().add_run(section.legend)
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(GREY)


def _add_traces(word: WordDocument, document: Document) -> None:
    colon = ": " if document.language == "en" else "："
    traces = [*document.traces, (document.number_label, document.number)]
    text = "　".join(f"{label}{colon}{value}" for label, value in traces)
    run = word.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(GREY)


# ------------------------------------------------ tables, as XML: twenty times faster


def _add_table(
    word: WordDocument,
    columns: Sequence[tuple[str, float, Align]],
    rows: Sequence[Sequence[Cell]],
    *,
    repeats: bool = False,
    strong: int | None = None,
    drawings: Mapping[Bar, bytes] | None = None,
) -> None:
    whole = sum(width for _, width, _ in columns)
    widths = [round(TEXT_WIDTH * width / whole * TWIPS) for _, width, _ in columns]
    table = OxmlElement("w:tbl")
    table.append(_table_properties(widths))
    grid = _child(table, "tblGrid")
    for width in widths:
        _child(grid, "gridCol", w=str(width))
    head = _child(table, "tr")
    properties = _child(head, "trPr")
    _child(properties, "cantSplit")
    _child(properties, "tblHeader")
    for (title, _, align), width in zip(columns, widths, strict=True):
        _add_cell(head, Cell(title, "strong"), width, align, shade=PALE, keep=True)
    above: str | None = None
    for number, row in enumerate(rows):
        line = _child(table, "tr")
        _child(_child(line, "trPr"), "cantSplit")
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            merge = ""
            if repeats and at == 0:
                merge = "continue" if cell.text == above else "restart"
                above = cell.text
            shown = Cell(cell.text, "strong") if number == strong else cell
            # A short table stands on one page; of a long one the first and the last rows do.
            keep = number + 1 < len(rows) and (
                len(rows) <= SHORT or number < TOGETHER or number >= len(rows) - TOGETHER
            )
            place = _add_cell(line, shown, width, columns[at][2], merge=merge, keep=keep)
            if cell.bar is not None and drawings is not None:
                _draw(word, place, cell.bar, drawings[cell.bar], width)
    word.element.body.insert_element_before(table, "w:sectPr")
    # Two tables without a paragraph between them would become one.
    word.add_paragraph().paragraph_format.line_spacing = Pt(4)


def _draw(word: WordDocument, paragraph: Any, bar: Bar, picture: bytes, width: int) -> None:
    """Put the picture of a bar into a cell, told in words to who cannot see it."""
    across = Mm(width / TWIPS - 2.4)
    inline: Any = word.part.new_pic_inline(io.BytesIO(picture), across, Mm(BAR_HEIGHT))
    inline.docPr.set("descr", bar.alt)
    _child(paragraph, "r").add_drawing(inline)


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _table_properties(widths: Sequence[int]) -> Any:
    properties = OxmlElement("w:tblPr")
    _child(properties, "tblW", w=str(sum(widths)), type="dxa")
    borders = _child(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _child(borders, side, val="single", sz="4", space="0", color="A6A6A6")
    _child(properties, "tblLayout", type="fixed")
    margins = _child(properties, "tblCellMar")
    for side in ("left", "right"):
        _child(margins, side, w="60", type="dxa")
    return properties


def _add_cell(
    line: Any,
    cell: Cell,
    width: int,
    align: Align,
    *,
    shade: str = "",
    merge: str = "",
    keep: bool = False,
) -> Any:
    """A cell of a row; its paragraph. `keep`: on the page of the row that follows."""
    place = _child(line, "tc")
    properties = _child(place, "tcPr")
    _child(properties, "tcW", w=str(width), type="dxa")
    if merge:
        _child(properties, "vMerge", val=merge)
    if shade:
        _child(properties, "shd", val="clear", color="auto", fill=shade)
    _child(properties, "vAlign", val="center")
    paragraph = _child(place, "p")
    layout = _child(paragraph, "pPr")
    if keep:
        _child(layout, "keepNext")
    _child(layout, "spacing", before="10", after="10", line="240", lineRule="auto")
    _child(layout, "jc", val=ALIGNED[align])
    if merge == "continue" or not cell.text:
        return paragraph
    run = _child(paragraph, "r")
    look = _child(run, "rPr")
    if cell.look in ("strong", "zero", "missing"):
        _child(look, "b")
    if cell.look == "not_applicable":
        _child(look, "i")
    if cell.look in ("not_applicable", "quiet"):
        _child(look, "color", val=GREY)
    if cell.look == "zero":
        _child(look, "color", val="FFFFFF")
    _child(look, "sz", val=str(round(2 * TABLE_POINTS)))
    if cell.look == "missing":
        _child(look, "bdr", val="dashed", sz="4", space="0", color="000000")
    if cell.look == "zero":
        _child(look, "shd", val="clear", color="auto", fill="262626")
    text = _child(run, "t")
    text.text = printable(cell.text)
    text.set(qn("xml:space"), "preserve")
    return paragraph


def printable(text: str) -> str:
    """Without the characters that XML forbids."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def same_bytes(content: bytes, at: dt.datetime) -> bytes:
    """The same document with the moment of the report, not of the writing, on its parts."""
    stamp = at.timetuple()[:6]
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (max(stamp[0], 1980), *stamp[1:]))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, source.read(name))
    return target.getvalue()
