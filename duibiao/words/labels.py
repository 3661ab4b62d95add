"""From the codes of the marts to the names that a person reads, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from duibiao.words import Words

SCHOOL_ATTRIBUTES: dict[str, str] = {
    "school_type": "school_type",
    "organisation": "organisation",
    "leadership": "leadership",
    "tier_held": "tier",
    "area": "area",
    "township": "township",
    "education_group": "education_group",
}
"""What a rule may ask about a school, and the code list that holds its values, if there is one."""

SCHOOL_SIZES = ("students", "teachers", "members")
"""Numbers of a school that a rule may ask about: by a bound, `at_least 24`, in place of a code."""

GUIDE_ATTRIBUTES = (*SCHOOL_ATTRIBUTES, *SCHOOL_SIZES)
"""All that guide tables may name in a column `attribute`."""

SIZE_TEXT = re.compile(r"(at_least|below) (0|[1-9]\d{0,8})")

NO_TIER = "none"
"""The code of the list `tier` for a school that holds or reaches none."""


class Named(Protocol):
    """What has a Chinese name, and an English one where the guide has it."""

    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str | None: ...


class Size(NamedTuple):
    """A bound on a number of a school: at least so many (`at_least`), or fewer (`below`)."""

    bound: str
    number: int


def size_of(text: str) -> Size | None:
    """The bound that a value in normal form says; None where it is none."""
    match = SIZE_TEXT.fullmatch(text)
    return None if match is None else Size(match[1], int(match[2]))


def size_in_words(say: Words, text: str) -> str:
    """A bound as people say it: 不少于 24; what is none stands for itself."""
    size = size_of(text)
    if size is None:
        return text
    return say(f"size-{size.bound.replace('_', '-')}", number=str(size.number))


ACTOR = re.compile(r"(\d+)/(\w+)")


def said_actor(words: Words, text: str) -> str:
    """Who did something, as records name her: an account's number and role (`17/clerk`) in words.

    Of several, each; what is a name already stays.
    """
    return ACTOR.sub(
        lambda found: (
            words("actor", number=found[1], role=words(f"role-{found[2]}"))
            if words.has(f"role-{found[2]}")
            else found[0]
        ),
        text,
    )


class Labels:
    """The names of codes, by the guide's code lists; an unknown code stands for itself."""

    def __init__(self, words: Words, codes: Iterable[Mapping[str, Any]]) -> None:
        self._english = words.language == "en"
        self._words = words
        self._lists: dict[str, dict[str, str]] = {}
        for row in codes:
            self._lists.setdefault(row["list"], {})[row["code"]] = self.name(row)

    def name(self, row: Mapping[str, Any]) -> str:
        """A row's name in the language of the reader, where the guide has one."""
        english = row.get("name_en") if self._english else None
        return str(english or row["name_zh"])

    def named(self, thing: Named) -> str:
        """The same of a thing of its own kind, such as a dimension of a walk."""
        return (thing.name_en if self._english else None) or thing.name_zh

    def attribute(self, attribute: str, value: str) -> str:
        """The name of a school attribute's value, such as 幼儿园, or of a size: 不少于 24."""
        if attribute in SCHOOL_SIZES:
            return size_in_words(self._words, value)
        return self.code(SCHOOL_ATTRIBUTES.get(attribute, attribute), value)

    def kind_of_school(self, attribute: str, value: str) -> str:
        """The same where nothing beside it says of what a size is: 学生数不少于 24."""
        named = self.attribute(attribute, value)
        if attribute not in SCHOOL_SIZES:
            return named
        label = self._words(f"explain-attribute-{attribute}")
        return self._words("size-of-attribute", attribute=label, size=named)

    def code(self, code_list: str, code: str | None) -> str:
        """The name of a code of a list, such as a school type."""
        return "" if code is None else self._lists.get(code_list, {}).get(code, code)

    def tier_reached(self, code: str | None) -> str:
        """The name of the tier that a score reaches, and words of our own where it reaches none.

        The code list says what a school is that holds no tier, which is another thing.
        """
        return self._words("tier-reached-none") if code == NO_TIER else self.code("tier", code)

    def options(self, code_list: str) -> list[str]:
        """The codes of a list in the guide's order."""
        return list(self._lists.get(code_list, {}))

    def peer_group(self, group: str | None, kind: str | None) -> str:
        """The name of a peer group: the school type and area that it is made of."""
        if group is None:
            return ""
        if kind == "county":
            return self._words("peer-group-county")
        lists = ("school_type", "area")
        named = (self.code(name, code) for name, code in zip(lists, group.split("/"), strict=False))
        return " · ".join(named)

    def value(self, kind: str, value: str | None, unit: str | None = None) -> str:
        """An answer as it is said: 是 or 否, a number with its unit, a date, a grade."""
        if value is None:
            return ""
        if kind == "flag":
            return self._words(f"flag-{value}")
        return f"{value} {unit}" if unit and kind in ("count", "number") else value
