"""Puts the faults of a guide into words: where, what was found, what was expected, the mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duibiao.guide.cells import choice_label, choices_of
from duibiao.guide.columns import OF_LIST, TABLES, Column
from duibiao.guide.tables import Fault
from duibiao.words import Words
from duibiao.words.labels import SCHOOL_ATTRIBUTES

PLACES_SHOWN = 5
"""So many places of equal faults are named, and that there are more."""
CHOSEN = ("method", "kind", "kinds", "bound", "effect", "compare")
"""Parameters of faults that are choices of the columns so called, one or several."""


@dataclass(frozen=True, slots=True)
class FaultText:
    """A fault of a guide in one language, ready to be shown; what cannot be said is empty."""

    code: str
    where: str
    what: str
    found: str
    expected: str
    mend: str


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults that are told as one: where the first of them are, and how many there are."""

    text: FaultText
    count: int


# ------------------------------------------------------------------ names


def table_title(table: str, words: Words) -> str:
    """What a table is called: the title of its sheet."""
    return words(f"guide-table-{table}")


def column_title(table: str, column: str, words: Words) -> str:
    """The heading of a column in words."""
    return words(_column_message(table, column, words))


def column_about(table: str, column: str, words: Words) -> str:
    """What a column means."""
    return words.attr(_column_message(table, column, words), "about")


def _column_message(table: str, column: str, words: Words) -> str:
    own = f"guide-column-{table}-{column}"
    return own if words.has(own) else f"guide-column-{column}"


def attribute_label(attribute: str, words: Words) -> str:
    """What an attribute of schools is called."""
    name = f"explain-attribute-{attribute}"
    return words(name) if words.has(name) else attribute


def list_label(code_list: str, words: Words) -> str:
    """What a code list is called; one that the county made up stands for itself."""
    if code_list in SCHOOL_ATTRIBUTES:
        return attribute_label(code_list, words)
    name = f"guide-list-{code_list}"
    return words(name) if words.has(name) else code_list


# ------------------------------------------------------------------ faults


def fault_words(fault: Fault, words: Words) -> FaultText:
    """The words of a guide's fault."""
    message = f"guide-{'doubt' if fault.is_doubt else 'fault'}-{fault.code}"
    parameters = _named(fault, words)
    return FaultText(
        code=fault.code,
        where=_where(fault, words),
        what=words(message, **parameters),
        found=fault.found or "",
        expected=_expected(fault, parameters, words),
        mend=words.attr(message, "mend", **parameters),
    )


def _where(fault: Fault, words: Words) -> str:
    if fault.cell is not None:
        places = [fault.cell]
    else:
        places = [words("guide-file", file=fault.file, table=table_title(fault.table, words))]
        if fault.line is not None:
            places.append(words("where-line", line=str(fault.line)))
    if fault.column is not None:
        title = column_title(fault.table, fault.column, words)
        places.append(title if fault.cell is not None else f"{title}（{fault.column}）")
    return " · ".join(places)


def _named(fault: Fault, words: Words) -> dict[str, str]:
    """The parameters of a fault with what people call the codes in them."""
    named = dict(fault.parameters)
    joined = words("separator-items").join
    for name in CHOSEN:
        choices = named[name].split(", ") if name in named else []
        messages = [f"guide-choice-{name.removesuffix('s')}-{choice}" for choice in choices]
        if messages and all(words.has(message) for message in messages):  # a bound may be a number
            named[name] = joined(words(message) for message in messages)
    if "by" in named:
        named["by"] = attribute_label(named["by"], words)
    if "attributes" in named:
        attributes = named["attributes"].split(", ")
        named["attributes"] = joined(attribute_label(one, words) for one in attributes)
    if "list" in named:
        named["list"] = list_label(named["list"], words)
    if fault.code == "unknown-choice":
        named["choices"] = joined(_choice_labels(_column_of(fault), words))
    if fault.code.startswith("file-"):
        named["table"] = table_title(fault.table, words)
    if fault.code.startswith("column-"):
        named["column"] = column_title(fault.table, named["column"], words)
        if fault.cell is None:
            named["column"] = str(fault.column)
    return named


def _column_of(fault: Fault) -> Column | None:
    columns = {column.name: column for column in TABLES.get(fault.table, ())}
    return columns.get(fault.column or "")


def _choice_labels(column: Column | None, words: Words) -> list[str]:
    choices = choices_of(column) if column is not None else ()
    return [choice_label(column, choice, words) for choice in choices] if column else []


def _expected(fault: Fault, named: Mapping[str, str], words: Words) -> str:
    """What may stand in the cell of a fault: what the check says, else what the column takes."""
    for name in ("choices", "codes", "kinds", "attributes"):
        if name in named:
            return words("guide-expected-one-of", choices=named[name])
    if "counted" in named:
        return named["counted"]
    column = _column_of(fault)
    return "" if column is None else column_words(column, words)


def column_words(column: Column, words: Words) -> str:
    """What the cells of a guide's column may hold."""
    if choices_of(column):
        choices = words("separator-items").join(_choice_labels(column, words))
        return words("guide-expected-one-of", choices=choices)
    parts = [words(f"guide-expected-{'code' if column.identifier else column.type}")]
    if column.of in TABLES:
        parts = [words("guide-expected-code-of", table=table_title(column.of, words))]
    elif column.of.startswith(OF_LIST):
        label = list_label(column.of.removeprefix(OF_LIST), words)
        parts = [words("guide-expected-code-of", table=label)]
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


def fault_groups(faults: Sequence[Fault], words: Words) -> list[FaultGroup]:
    """Faults in their order, those that say the same of one column as one, where the first is."""
    alike: dict[tuple[object, ...], list[tuple[Fault, FaultText]]] = {}
    for fault in faults:
        text = fault_words(fault, words)
        found = text.found if fault.code == "unknown-choice" else ""
        key = fault.table, fault.column, text.what, text.expected, text.mend, found
        alike.setdefault(key, []).append((fault, text))
    return [_group(found, words) for found in alike.values()]


def _group(found: Sequence[tuple[Fault, FaultText]], words: Words) -> FaultGroup:
    fault, text = found[0]
    if len(found) == 1:
        return FaultGroup(text, 1)
    if fault.cell is not None:
        sheet = fault.cell.partition("!")[0]
        cells = [str(one.cell).partition("!")[2] for one, _ in found]
        places = f"{sheet}!{_several(cells, words)}"
    else:
        file = words("guide-file", file=fault.file, table=table_title(fault.table, words))
        lines = _several([str(one.line) for one, _ in found], words)
        places = f"{file} · {words('where-line', line=lines)}"
    if fault.column is not None:
        places += f" · {column_title(fault.table, fault.column, words)}"
    written = dict.fromkeys(one.found for _, one in found if one.found)
    first = words("separator-items").join(list(written)[:PLACES_SHOWN])
    first += "…" if len(written) > PLACES_SHOWN else ""
    told = FaultText(text.code, places, text.what, first, text.expected, text.mend)
    return FaultGroup(told, len(found))


def _several(names: Sequence[str], words: Words) -> str:
    """The first of several, and how many they are."""
    shown = words("separator-items").join(names[:PLACES_SHOWN])
    if len(names) <= PLACES_SHOWN:
        return shown
    return words("guide-faults-more", shown=shown, count=str(len(names)))


def group_text(group: FaultGroup, words: Words) -> str:
    """Faults on a few lines: where and what; found and expected; how to mend it."""
    told = group.text
    beside = [
        words(f"cli-{name}", **{name: text})
        for name, text in (("found", told.found), ("expected", told.expected))
        if text
    ]
    lines = [f"{told.where}  {told.what}", *(f"    {text}" for text in beside)]
    return "\n".join([*lines, f"    {words('cli-mend', mend=told.mend)}"])
