"""Comments on the cells of a worksheet: ours are added to hers, and taken away again whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from lxml import etree

from duibiao.spreadsheets.grids import Cell
from duibiao.words import LANGUAGES, Words, words
from ingest.marking.office_package import (
    LARGEST_TREE,
    Element,
    Package,
    Relation,
    cannot_be_marked,
    place_after,
)
from ingest.marking.problem_sheet import FONT, cell_text, text_lines
from ingest.marking.sheet_marks import (
    BEHIND_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Mark,
    SheetXml,
    cell_of,
)

MOST_COMMENTS = 900
"""New comments on a sheet: its drawing numbers a thousand."""

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

# Points of the screen.
BOX_WIDTH, LINE_HEIGHT, BOX_FRAME = 300, 17, 14
LETTERS_ON_A_LINE = 44
DEFAULT_WIDTH, DEFAULT_HEIGHT = 8.43, 15.0

NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
"""Said by all that is added: not every program declares them for the whole drawing."""
SHAPES = (
    f"<v:shapetype {NAMES}"
    ' id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE_BEGIN, SHAPE_END = re.compile(r"<\w+:shape\s"), re.compile(r"(?<=:shape>)")
SHAPE_NUMBER = re.compile(r'id="_x0000_s([0-9]{1,9})"')
NUMBERS_BLOCK = re.compile(r'<\w+:idmap [^>]*data="([0-9]{1,6})')
SHAPE_ROW = re.compile(r"<\w+:Row>\s*([0-9]{1,7})\s*<")
SHAPE_COLUMN = re.compile(r"<\w+:Column>\s*([0-9]{1,5})\s*<")
OF_A_THREAD = "tc="
"""So begins the author of a comment that only repeats a conversation kept elsewhere."""


@cache
def _our_text() -> re.Pattern[str]:
    """Our part of a comment, in any language, up to its end sign or else the comment's."""
    parts = []
    for name in LANGUAGES:
        begin, end = (re.escape(words(name)(f"marking-{sign}")) for sign in ("begin", "end"))
        parts.append(rf"{begin}.*?(?:{end}|\Z)")
    return re.compile(rf"(?:\r?\n){{0,2}}(?:{'|'.join(parts)})", re.DOTALL)


# Adding


def add_comments(
    package: Package,
    part: str,
    sheet: SheetXml,
    marks: Sequence[Mark],
    heights: Mapping[int, float],
    say: Words,
) -> None:
    """Add a comment to each cell; where she has written one, ours stands below hers."""
    marks = [mark for mark in marks if mark.comment][:MOST_COMMENTS]
    if not marks:
        return
    tree = _comments_tree(package, part)
    authors, comments = tree.find("{*}authors"), tree.find("{*}commentList")
    if authors is None or comments is None:
        raise cannot_be_marked()
    names = [author.text or "" for author in authors]
    author = say("marking-author")
    if author not in names:
        etree.SubElement(authors, f"{{{package.main}}}author").text = author
        names.append(author)
    theirs = {comment.get("ref") or "": comment for comment in comments}
    boxes: list[Mark] = []
    for mark in marks:
        comment = theirs.get(mark.address)
        if comment is None:
            comment = etree.SubElement(comments, f"{{{package.main}}}comment")
            comment.set("ref", mark.address)
            comment.set("authorId", str(names.index(author)))
            _write(comment, package.main, mark.comment)
            boxes.append(mark)
        elif not _author_of(comment, names).startswith(OF_A_THREAD):
            _write(comment, package.main, f"\n\n{mark.comment}")
    if boxes:
        _add_boxes(package, part, sheet, boxes, heights)


def _comments_tree(package: Package, part: str) -> Element:
    for relation in package.relations(part):
        if relation.kind == "comments":
            return package.edit(relation.target)
    tree = etree.Element(f"{{{package.main}}}comments", None, {None: package.main})
    for tag in ("authors", "commentList"):
        etree.SubElement(tree, f"{{{package.main}}}{tag}")
    name = package.free_name("xl/comments{}.xml")
    package.add_tree(name, tree, COMMENTS_TYPE)
    package.relate(part, "comments", name)
    return tree


def _author_of(comment: Element, names: Sequence[str]) -> str:
    number = comment.get("authorId") or ""
    return names[int(number)] if number.isdigit() and int(number) < len(names) else ""


def _write(comment: Element, main: str, text: str) -> None:
    """Add a run to a comment's text."""
    body = comment.find(f"{{{main}}}text")
    if body is None:
        body = etree.SubElement(comment, f"{{{main}}}text")
    run = etree.SubElement(body, f"{{{main}}}r")
    look = etree.SubElement(run, f"{{{main}}}rPr")
    etree.SubElement(look, f"{{{main}}}sz").set("val", "9")
    etree.SubElement(look, f"{{{main}}}rFont").set("val", FONT)
    words_element = etree.SubElement(run, f"{{{main}}}t")
    words_element.text = cell_text(text)
    words_element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _add_boxes(
    package: Package,
    part: str,
    sheet: SheetXml,
    marks: Sequence[Mark],
    heights: Mapping[int, float],
) -> None:
    """Draw the boxes in which the comments are shown; without one a comment is not."""
    relation = _drawing(package, part, sheet)
    if relation is None:
        name = package.free_name("xl/drawings/vmlDrawing{}.vml")
        block = _free_block(package)
        text = (
            f"<xml {NAMES}>"
            f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
            f"{SHAPES}</xml>"
        )
        number = block * 1024
        package.add_default_type("vml", VML_TYPE)
        drawing = etree.Element(
            f"{{{package.main}}}legacyDrawing", None, {"r": package.relation_types}
        )
        drawing.set(package.relation_id, package.relate(part, "vmlDrawing", name))
        place_after(sheet.tail, drawing, BEHIND_CELLS)
    else:
        name = relation.target
        text = _vml(package, name)
        number = max(map(int, SHAPE_NUMBER.findall(text)), default=1024)
        if 'id="_x0000_t202"' not in text:
            text = _before_end(text, SHAPES)
    room = _Room(sheet.widths(), heights)
    shapes = (_shape(mark, number + at, room) for at, mark in enumerate(marks, 1))
    _put_vml(package, name, _before_end(text, "".join(shapes)))


def _before_end(text: str, addition: str) -> str:
    at = text.rfind("</xml>")
    if at < 0:
        raise cannot_be_marked()
    return text[:at] + addition + text[at:]


def _drawing(package: Package, part: str, sheet: SheetXml) -> Relation | None:
    """The drawing of a sheet that holds the boxes of its comments, and old buttons."""
    element = sheet.tail.find("{*}legacyDrawing")
    identifier = None if element is None else element.get(package.relation_id)
    for relation in package.relations(part):
        if identifier is not None and relation.element.get("Id") == identifier:
            return relation
    return None


def _free_block(package: Package) -> int:
    """A number for a drawing's shapes to begin with that no other drawing has."""
    blocks = [0]
    for name in package.names():
        if name.lower().endswith(".vml"):
            blocks += map(int, NUMBERS_BLOCK.findall(_vml(package, name)))
    return max(blocks) + 1


def _vml(package: Package, name: str) -> str:
    content = package.read(name)
    if len(content) > LARGEST_TREE:
        raise cannot_be_marked()
    return content.decode("utf-8", "surrogateescape")


def _put_vml(package: Package, name: str, text: str) -> None:
    package.put(name, text.encode("utf-8", "surrogateescape"))


class _Room:
    """Where on a sheet so many points of the screen end, beginning at a row or column."""

    def __init__(self, widths: Mapping[int, float], heights: Mapping[int, float]) -> None:
        self._widths = widths
        self._heights = heights

    def right_of(self, column: int, points: int) -> tuple[int, int]:
        """The column, and the points into it."""
        while column < MOST_COLUMNS - 1:
            digits = self._widths.get(column, DEFAULT_WIDTH)
            width = int(digits * 7 + 5) if digits else 0
            if points < width:
                break
            points, column = points - width, column + 1
        return column, points

    def below(self, row: int, points: int) -> tuple[int, int]:
        """The row, and the points into it."""
        while row < MOST_ROWS - 1:
            height = int(self._heights.get(row, DEFAULT_HEIGHT) * 4 / 3)
            if points < height:
                break
            points, row = points - height, row + 1
        return row, points


def _shape(mark: Mark, number: int, room: _Room) -> str:
    row, column = mark.cell
    height = text_lines(mark.comment, LETTERS_ON_A_LINE) * LINE_HEIGHT + BOX_FRAME
    left, left_in = room.right_of(min(column + 1, MOST_COLUMNS - 1), 12)
    right, right_in = room.right_of(left, left_in + BOX_WIDTH)
    top, top_in = room.below(row, 4)
    bottom, bottom_in = room.below(top, top_in + height)
    anchor = (left, left_in, top, top_in, right, right_in, bottom, bottom_in)
    return (
        f'<v:shape {NAMES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f'width:{BOX_WIDTH * 3 // 4}pt;height:{height * 3 // 4}pt;z-index:1;visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{', '.join(map(str, anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


# Taking away


def may_have_our_comments(package: Package, part: str) -> bool:
    """Whether a sheet's comments hold one of our signs; cheap, and wrong only by a yes."""
    signs = [words(name)("marking-begin").encode() for name in LANGUAGES]
    return any(
        sign in package.read(relation.target) or b"&#" in package.read(relation.target)
        for relation in package.relations(part)
        if relation.kind == "comments"
        for sign in signs
    )


def remove_comments(package: Package, part: str, sheet: SheetXml) -> None:
    """Take our comments away, and our part of hers."""
    for relation in package.relations(part):
        if relation.kind != "comments":
            continue
        tree = package.edit(relation.target)
        gone: set[Cell] = set()
        for comment in list(tree.iter("{*}comment")):
            if _cut(comment) and not _text_of(comment).strip():
                gone.add(cell_of(comment.get("ref") or "") or (-1, -1))
                _parent(comment).remove(comment)
        _forget_author(tree)
        _remove_boxes(package, part, sheet, gone)
        if tree.find("{*}commentList/{*}comment") is None:
            package.unrelate(part, relation)
            package.remove(relation.target)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    if parent is None:
        raise cannot_be_marked()
    return parent


def _texts(comment: Element) -> Iterator[Element]:
    """The pieces of a comment's text."""
    for text in comment.iter("{*}t"):
        if etree.QName(_parent(text)).localname != "rPh":
            yield text


def _text_of(comment: Element) -> str:
    return "".join(text.text or "" for text in _texts(comment))


def _cut(comment: Element) -> bool:
    """Cut our part out of a comment, over whatever pieces a program has made of it."""
    spans = [match.span() for match in _our_text().finditer(_text_of(comment))]
    if not spans:
        return False
    begin = 0
    for text in list(_texts(comment)):
        content = text.text or ""
        kept = "".join(
            letter
            for at, letter in enumerate(content, begin)
            if not any(first <= at < last for first, last in spans)
        )
        begin += len(content)
        run = _parent(text)
        if kept:
            text.text = kept
        elif content and etree.QName(run).localname == "r":
            _parent(run).remove(run)
        elif content:
            run.remove(text)
    return True


def _forget_author(tree: Element) -> None:
    """Take our name from the end of the authors, if none of the comments is by it any more."""
    authors = tree.find("{*}authors")
    if authors is None or len(authors) == 0:
        return
    ours = {words(name)("marking-author") for name in LANGUAGES}
    last = str(len(authors) - 1)
    is_used = any(comment.get("authorId") == last for comment in tree.iter("{*}comment"))
    if authors[-1].text in ours and not is_used:
        authors.remove(authors[-1])


def _remove_boxes(package: Package, part: str, sheet: SheetXml, gone: Collection[Cell]) -> None:
    relation = _drawing(package, part, sheet)
    if relation is None or not gone:
        return
    text = "".join(
        piece[: begin.start()] if begin and _is_box_of(piece[begin.start() :], gone) else piece
        for piece in SHAPE_END.split(_vml(package, relation.target))
        for begin in [SHAPE_BEGIN.search(piece)]
    )
    if SHAPE_BEGIN.search(text):
        _put_vml(package, relation.target, text)
        return
    element = sheet.tail.find("{*}legacyDrawing")
    if element is not None:
        sheet.tail.remove(element)
    package.unrelate(part, relation)
    package.remove(relation.target)


def _is_box_of(shape: str, cells: Collection[Cell]) -> bool:
    """Whether a shape is the box of a comment on one of the cells."""
    row, column = SHAPE_ROW.search(shape), SHAPE_COLUMN.search(shape)
    is_note = 'ObjectType="Note"' in shape
    return bool(is_note and row and column and (int(row[1]), int(column[1])) in cells)
