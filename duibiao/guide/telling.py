"""Puts the faults of a guide into words: where, what was found, what was expected, the mend."""

from __future__ import annotations

from dataclasses import dataclass

from duibiao.guide.tables import TABLES, Column, Fault
from duibiao.words import Words


@dataclass(frozen=True, slots=True)
class FaultText:
    """A fault of a guide in one language, ready to be shown; what cannot be said is empty."""

    code: str
    where: str
    what: str
    found: str
    expected: str
    mend: str


def fault_words(fault: Fault, words: Words) -> FaultText:
    """The words of a guide's fault."""
    message = f"guide-fault-{fault.code}"
    parameters = dict(fault.parameters)
    if fault.cell is not None:
        places = [fault.cell]
    else:
        places = [fault.file]
        if fault.line is not None:
            places.append(words("where-line", line=str(fault.line)))
    if fault.column is not None:
        places.append(fault.column)
    return FaultText(
        code=fault.code,
        where=" · ".join(places),
        what=words(message, **parameters),
        found=fault.found or "",
        expected=_expected(fault, words),
        mend=words.attr(message, "mend", **parameters),
    )


def _expected(fault: Fault, words: Words) -> str:
    """What may stand in the cell of a fault: what the check says, else what the column takes."""
    for name in ("choices", "codes", "kinds", "attributes"):
        if name in fault.parameters:
            return words("guide-expected-one-of", choices=fault.parameters[name])
    if "counted" in fault.parameters:
        return fault.parameters["counted"]
    columns = {column.name: column for column in TABLES.get(fault.table, ())}
    if fault.column not in columns:
        return ""
    return column_words(columns[fault.column], words)


HOMES = {
    "dimension": "dimensions",
    "indicator": "indicators",
    "fact": "facts",
    "edition": "editions",
    "rating": "ratings",
}
"""The table that holds the codes that columns named so point to."""


def column_words(column: Column, words: Words) -> str:
    """What the cells of a guide's column may hold."""
    if column.choices:
        return words("guide-expected-one-of", choices=", ".join(column.choices))
    parts = [words(f"guide-expected-{'code' if column.identifier else column.type}")]
    named = column.name.rpartition("_")[2]
    if column.identifier and named in HOMES:
        parts = [words("guide-expected-code-of", table=HOMES[named])]
    if column.above is not None:
        parts.append(words("guide-expected-above", bound=str(column.above)))
    if column.least is not None:
        parts.append(words("guide-expected-least", bound=str(column.least)))
    if column.most is not None:
        parts.append(words("guide-expected-most", bound=str(column.most)))
    if column.type == "decimal":
        parts.append(words("guide-expected-places", places=str(column.places)))
    if not column.needed:
        parts.append(words("guide-expected-blank"))
    return words("guide-expected-joint").join(parts)


def fault_text(fault: Fault, words: Words) -> str:
    """A guide's fault on a few lines: where and what; found and expected; how to mend it."""
    told = fault_words(fault, words)
    beside = [
        words(f"cli-{name}", **{name: text})
        for name, text in (("found", told.found), ("expected", told.expected))
        if text
    ]
    lines = [f"{told.where}  {told.what}", *(f"    {text}" for text in beside)]
    return "\n".join([*lines, f"    {words('cli-mend', mend=told.mend)}"])
