"""An .xlsx file as its parts: some are changed, all others stay byte for byte as they lie."""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.spreadsheets.zip_parts import ZipParts

Element = etree._Element

WORKBOOK = "xl/workbook.xml"
CONTENT_TYPES = "[Content_Types].xml"
TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION_TYPES = {
    TRANSITIONAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LARGEST_TREE = 20_000_000
"""Bytes of a part that is held as a tree; only sheets and their texts may be larger."""


def cannot_be_marked() -> SpreadsheetFault:
    """The fault of a file whose parts are not as they must be to be changed."""
    return SpreadsheetFault("file-cannot-be-marked")


def refuse_declarations(xml: bytes) -> None:
    """Refuse XML with a DOCTYPE, which no spreadsheet program writes, or that is not UTF-8."""
    if b"<!DOCTYPE" in xml or not xml.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise cannot_be_marked()


def parse_xml(xml: bytes) -> Element:
    """A tree, made without entities, declarations or the network."""
    refuse_declarations(xml)
    if len(xml) > LARGEST_TREE:
        raise cannot_be_marked()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(xml, parser)


def place_after(parent: Element, child: Element, predecessors: Sequence[str]) -> None:
    """Put a child behind the last of those that must stand before it, else first."""
    at = 0
    for position, other in enumerate(parent, 1):
        if isinstance(other.tag, str) and etree.QName(other).localname in predecessors:
            at = position
    parent.insert(at, child)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: `kind` is the last word of the relation's type."""

    element: Element
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the workbook; `element` is its entry in the list of sheets."""

    name: str
    part: str
    element: Element


def is_hidden(entry: Element) -> bool:
    """Whether an entry of the list of sheets is of a hidden sheet."""
    return (entry.get("state") or "visible") != "visible"


class Package:
    """The parts of an .xlsx file; what is changed is written by `save`.

    Raises SpreadsheetFault for a file that is no such package, and whatever the parser raises for
    a damaged part.
    """

    def __init__(self, content: bytes) -> None:
        self._zip = ZipParts(content)
        self._put: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        self._removed: set[str] = set()
        if WORKBOOK not in self:
            raise cannot_be_marked()
        self.main = etree.QName(self.tree(WORKBOOK)).namespace or ""
        if self.main not in RELATION_TYPES:
            raise cannot_be_marked()
        self.relation_types = RELATION_TYPES[self.main]
        self.relation_id = f"{{{self.relation_types}}}id"

    def __contains__(self, name: str) -> bool:
        return name not in self._removed and (name in self._put or name in self._zip.names)

    def names(self) -> list[str]:
        """The names of all parts."""
        return [name for name in {**self._zip.names, **self._put} if name in self]

    def read(self, name: str) -> bytes:
        """The bytes of a part, as it is by now."""
        if name in self._changed:
            return etree.tostring(
                self._trees[name], xml_declaration=True, encoding="UTF-8", standalone=True
            )
        return self._put[name] if name in self._put else self._zip.read(name)

    def put(self, name: str, content: bytes) -> None:
        """Replace a part, or add one."""
        self._put[name] = content
        self._removed.discard(name)
        self._changed.discard(name)
        self._trees.pop(name, None)

    def tree(self, name: str) -> Element:
        """A part as a tree, to be read."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.read(name))
        return self._trees[name]

    def edit(self, name: str) -> Element:
        """A part as a tree that is written back."""
        tree = self.tree(name)
        self._changed.add(name)
        return tree

    def add_tree(self, name: str, tree: Element, content_type: str) -> None:
        """Add a part that is a tree."""
        self._add_tree(name, tree)
        self.add_type(name, content_type)

    def _add_tree(self, name: str, tree: Element) -> None:
        self.put(name, b"")
        self._trees[name] = tree
        self._changed.add(name)

    def remove(self, name: str) -> None:
        """Remove a part with its relations and its content type."""
        self._removed |= {name, relations_part(name)}
        for gone in (name, relations_part(name)):
            self._changed.discard(gone)
            self._trees.pop(gone, None)
            self._put.pop(gone, None)
        for override in self.tree(CONTENT_TYPES).findall(f"{{{TYPES}}}Override"):
            if (override.get("PartName") or "").lstrip("/") == name:
                self.edit(CONTENT_TYPES).remove(override)

    def free_name(self, pattern: str) -> str:
        """A name that no part has, from a pattern with a place for a number."""
        taken = {name.casefold() for name in self.names()}
        number = 1
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    # Relations and types

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to within the file."""
        return list(self._relations(part))

    def _relations(self, part: str) -> Iterator[Relation]:
        name = relations_part(part)
        if name not in self:
            return
        for element in self.tree(name).findall(f"{{{RELATIONS}}}Relationship"):
            target = element.get("Target") or ""
            if element.get("TargetMode") != "External":
                path = posixpath.join("/", posixpath.dirname(part), target)
                kind = (element.get("Type") or "").rpartition("/")[2]
                yield Relation(element, kind, posixpath.normpath(path).lstrip("/"))

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another; the identifier of the relation."""
        name = relations_part(part)
        if name not in self:
            tree = etree.Element(f"{{{RELATIONS}}}Relationships", None, {None: RELATIONS})
            self._add_tree(name, tree)
        tree = self.edit(name)
        taken = {element.get("Id") for element in tree}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        etree.SubElement(
            tree,
            f"{{{RELATIONS}}}Relationship",
            {"Id": f"rId{number}", "Type": f"{self.relation_types}/{kind}", "Target": f"/{target}"},
        )
        return f"rId{number}"

    def unrelate(self, part: str, relation: Relation) -> None:
        """Take a relation away, and the whole list of them if it was the last."""
        name = relations_part(part)
        tree = self.edit(name)
        tree.remove(relation.element)
        if len(tree) == 0:
            self.remove(name)

    def add_type(self, name: str, content_type: str) -> None:
        """Say of what type a part is."""
        tree = self.edit(CONTENT_TYPES)
        attributes = {"PartName": f"/{name}", "ContentType": content_type}
        etree.SubElement(tree, f"{{{TYPES}}}Override", attributes)

    def add_default_type(self, suffix: str, content_type: str) -> None:
        """Say of what type all parts of a suffix are, if that is not said."""
        tree = self.tree(CONTENT_TYPES)
        defaults = tree.findall(f"{{{TYPES}}}Default")
        if not any((default.get("Extension") or "").casefold() == suffix for default in defaults):
            default = etree.Element(f"{{{TYPES}}}Default")
            default.set("Extension", suffix)
            default.set("ContentType", content_type)
            self.edit(CONTENT_TYPES).insert(len(defaults), default)

    # Sheets

    def sheets(self) -> list[Sheet]:
        """The worksheets, in their order; sheets of other kinds are left out."""
        targets = {
            relation.element.get("Id"): relation.target
            for relation in self._relations(WORKBOOK)
            if relation.kind == "worksheet"
        }
        return [
            Sheet(element.get("name") or "", targets[element.get(self.relation_id)], element)
            for element in self.sheet_entries()
            if element.get(self.relation_id) in targets
        ]

    def sheet_entries(self) -> list[Element]:
        """The entries of the workbook's list of sheets."""
        return self.tree(WORKBOOK).findall(f"{{{self.main}}}sheets/{{{self.main}}}sheet")

    def save(self) -> bytes:
        """The file, with the parts that were not changed packed as they were."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.names():
                if name in self._put or name in self._changed:
                    entry = zipfile.ZipInfo(name)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, self.read(name))
                else:
                    self._copy(archive, out, name)
        return out.getvalue()

    def _copy(self, archive: zipfile.ZipFile, out: io.BytesIO, name: str) -> None:
        """Add a part as it lies packed in the original, without unpacking it."""
        entry = copy.copy(self._zip.names[name])
        data = self._zip.packed(name).data
        entry.flag_bits &= ~8  # its sizes stand before the data, not behind
        entry.extra = b""
        entry.header_offset = archive.start_dir
        out.seek(archive.start_dir)
        out.write(entry.FileHeader(zip64=False) + data)
        archive.start_dir = out.tell()
        archive.filelist.append(entry)
        archive.NameToInfo[name] = entry


def relations_part(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")
