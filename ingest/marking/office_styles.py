"""Adds looks to an .xlsx file's styles: those that are there stay as they are, in their places."""

from __future__ import annotations

from lxml import etree

from ingest.marking.office_package import WORKBOOK, Element, Package, parse_xml, place_after

GROUPS = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
)
STYLES = "xl/styles.xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
LEAST = {
    "fonts": ['<font><sz val="11"/><name val="Calibri"/></font>'],
    "fills": [
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ],
    "borders": ["<border><left/><right/><top/><bottom/><diagonal/></border>"],
    "cellStyleXfs": ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
    "cellXfs": ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
}
"""What must stand first in a group, where a file has none of it."""


class Styles:
    """The styles of a file. What is added twice is there once."""

    def __init__(self, package: Package) -> None:
        self._main = package.main
        part = next(
            (link.target for link in package.relations(WORKBOOK) if link.kind == "styles"), None
        )
        if part is None:
            part = STYLES if STYLES not in package else package.free_name("xl/styles{}.xml")
            package.add_tree(part, self._element("<styleSheet/>"), STYLES_TYPE)
            package.relate(WORKBOOK, "styles", part)
        self._root = package.edit(part)
        self._places: dict[str, dict[bytes, int]] = {}

    def add(self, group: str, xml: str) -> int:
        """The index of a member of a group (fonts, fills, borders, dxfs), added if it is new."""
        places = self._places.get(group)
        if places is None:
            places = self._places[group] = {}
            for at, member in enumerate(self._group(group)):
                places.setdefault(etree.tostring(member, method="c14n"), at)
        element = self._element(xml)
        parent = self._group(group)
        # As a child it inherits what its parent declares, as those that are there do.
        parent.append(element)
        key = etree.tostring(element, method="c14n")
        if key in places:
            parent.remove(element)
        else:
            places[key] = len(parent) - 1
            parent.set("count", str(len(parent)))
        return places[key]

    def cell(
        self,
        font: str,
        fill: str | None = None,
        border: str | None = None,
        alignment: str = "",
        *,
        is_locked: bool = True,
        is_text: bool = True,
    ) -> int:
        """The index of a cell's look; `is_text`: what one types there is never a formula."""
        self._group("cellStyleXfs")
        parts = {
            "fontId": self.add("fonts", font),
            "fillId": self.add("fills", fill) if fill else 0,
            "borderId": self.add("borders", border) if border else 0,
        }
        look = " ".join(f'{name}="{index}"' for name, index in parts.items())
        applied = " ".join(
            f'apply{name}="1"' for name in ("Font", "Fill", "Border", "Alignment", "Protection")
        )
        if is_text:
            applied += ' quotePrefix="1"'
        return self.add(
            "cellXfs",
            f'<xf numFmtId="0" {look} xfId="0" {applied}>'
            f'<alignment vertical="center" {alignment}/>'
            f'<protection locked="{int(is_locked)}"/></xf>',
        )

    def _element(self, xml: str) -> Element:
        return parse_xml(f'<styles xmlns="{self._main}">{xml}</styles>'.encode())[0]

    def _group(self, name: str) -> Element:
        group = self._root.find(f"{{{self._main}}}{name}")
        if group is None:
            group = etree.SubElement(self._root, f"{{{self._main}}}{name}")
            place_after(self._root, group, GROUPS[: GROUPS.index(name)])
        if len(group) == 0:
            for xml in LEAST.get(name, ()):
                group.append(self._element(xml))
            group.set("count", str(len(group)))
        return group
