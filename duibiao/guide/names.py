"""What the codes of a guide are called, and which code a name means: 幼儿园 and kindergarten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from duibiao.guide.checks import TIER_LIST
from duibiao.guide.columns import (
    ATTRIBUTES,
    LISTS,
    OF_LIST,
    TABLES,
    VALUES,
    Column,
    own_code,
)
from duibiao.guide.telling import attribute_label, list_label
from duibiao.words import LANGUAGES, Words, words
from duibiao.words.choices import Choices
from duibiao.words.labels import GUIDE_ATTRIBUTES, SCHOOL_ATTRIBUTES

Texts = Mapping[str, str]
Space = tuple[str, str]
"""Within which codes are told apart: a code list, or a table and an edition."""

NAMED = ("dimensions", "ratings", "tiers")
"""Tables whose codes other sheets name by what they are called; the others' names are too long."""


class Names:
    """The names of a guide's codes, from the rows of its tables as texts."""

    def __init__(self, rows: Mapping[str, Sequence[Texts]]) -> None:
        self._names: dict[Space, dict[str, list[str]]] = defaultdict(dict)
        for code_list in dict.fromkeys([*SCHOOL_ATTRIBUTES.values(), *_listed_columns()]):
            self._add((LISTS, ""), code_list, *_said(list_label, code_list))
        lists = Choices(self._names[LISTS, ""])
        for row in rows["code_lists"]:
            code_list = lists.code(row["list"]) or row["list"]
            self._add((LISTS, ""), code_list)
            self._add((OF_LIST, code_list), row["code"], row["name_zh"], row["name_en"])
        for attribute in GUIDE_ATTRIBUTES:
            self._add((ATTRIBUTES, ""), attribute, *_said(attribute_label, attribute))
        for table in NAMED:
            own = own_code(table)
            assert own is not None
            for row in rows[table]:
                named = (row["name_zh"], row.get("name_en", ""))
                self._add((table, row["edition"]), row[own.name], *named)
                if table == "tiers":
                    self._add((OF_LIST, TIER_LIST), row[own.name], *named)
        self._choices = {space: Choices(named) for space, named in self._names.items()}

    def _add(self, space: Space, code: str, *names: str) -> None:
        if code:
            self._names[space].setdefault(code, []).extend(name for name in names if name)

    def space(self, table: str, column: Column, row: Texts) -> Space | None:
        """Where a cell takes its code from; None where it holds no code that has a name.

        `row`: the cells before it in normal form.
        """
        if column.of in (LISTS, ATTRIBUTES):
            return column.of, ""
        if column.of == VALUES:
            return OF_LIST, SCHOOL_ATTRIBUTES.get(row.get("attribute", ""), "")
        if column.of.startswith(OF_LIST):
            return OF_LIST, column.of.removeprefix(OF_LIST)
        if column.of in NAMED and column.of != table:
            return column.of, row.get("edition", "")
        return None

    def code(self, space: Space | None, text: str) -> str:
        """The code that a text is, or the only one whose name it is; else the text itself."""
        choices = None if space is None else self._choices.get(space)
        return text if choices is None or not text else choices.code(text) or text

    def name(self, space: Space | None, code: str, english: bool = False) -> str:
        """What a code is called, where that means it and nothing else; else the code itself."""
        names = self._names.get(space, {}).get(code, []) if space is not None else []
        name = (names[-1] if english else names[0]) if names else code
        return name if self.code(space, name) == code else code

    def names(self, space: Space, english: bool = False) -> list[str]:
        """What all codes of a space are called."""
        return [self.name(space, code, english) for code in self._names.get(space, {})]


def _listed_columns() -> list[str]:
    return [
        column.of.removeprefix(OF_LIST)
        for columns in TABLES.values()
        for column in columns
        if column.of.startswith(OF_LIST)
    ]


def _said(label: Callable[[str, Words], str], code: str) -> list[str]:
    return [label(code, words(language)) for language in LANGUAGES]
