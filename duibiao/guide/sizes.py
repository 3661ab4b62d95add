"""Rules by the size of a school: the bounds that stand as values of its numbers, `at_least 24`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from duibiao.words.labels import SCHOOL_SIZES, size_of

# As people write it; 以下 is left to be asked about, for it may take in the bound itself.
WRITTEN = {
    "at_least": re.compile(
        r"(?:at[ _]?least|>=|≥|不小于|不少于|不低于|至少|满)\s*(\d{1,9})\s*[人名]?"
        r"|(\d{1,9})\s*[人名]?\s*(?:及以上|以上|or more)"
    ),
    "below": re.compile(
        r"(?:below|fewer than|less than|<|少于|小于|低于|不足|不满)\s*(\d{1,9})\s*[人名]?"
    ),
}


def size_of_writing(text: str) -> str:
    """A bound in normal form, if it is a usual way of writing: 24人以上, 少于24; else the text."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    for bound, pattern in WRITTEN.items():
        match = pattern.fullmatch(plain)
        if match is not None:
            return f"{bound} {int(next(group for group in match.groups() if group))}"
    return text


def is_about(attribute: str, value: str, own: str | None) -> bool:
    """Whether a guide row by this attribute and value holds for a school that has `own` there.

    A size that the register does not tell is within no bound.
    """
    if attribute not in SCHOOL_SIZES:
        return own == value
    size = size_of(value)
    if size is None or own is None:
        return False
    return (int(own) >= size.number) == (size.bound == "at_least")


def targets_for(
    rows: Iterable[Mapping[str, Any]], attributes: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """The rows of rule_targets that hold for a school, the one that counts first."""
    fitting = [
        row
        for row in rows
        if is_about(row["attribute"], row["value"], attributes.get(row["attribute"]))
    ]
    return sorted(fitting, key=_precedence)


def _precedence(row: Mapping[str, Any]) -> tuple[int, str, str]:
    """Of sizes the greatest that is reached comes first."""
    size = size_of(row["value"]) if row["attribute"] in SCHOOL_SIZES else None
    return 0 if size is None else -size.number, row["attribute"], row["value"]
