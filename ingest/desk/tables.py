"""The county's tables as workbooks to fill in, with what is in force in them, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from decimal import Decimal
from typing import Literal, cast, get_args

from duibiao.guide.editions import Edition, Fact
from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Refused, School
from duibiao.words import Words
from duibiao.words.choices import Choices, said_choices
from duibiao.words.labels import SCHOOL_ATTRIBUTES
from ingest.desk.handing_in import CheckOutcome
from ingest.door import Checked, Door
from ingest.long_form.answers import BASES
from ingest.long_form.reading import needed_of_schools
from ingest.long_form.tables import KINDS, TableKind
from ingest.long_form.template import DATES, NUMBERS, Cell, TableForm, label_of, table_bytes
from ingest.long_form.wide import askable_facts
from ingest.long_form.wide_template import WideForm, wide_bytes
from ingest.register import Register, cycle_in_question
from ingest.said_by_county import findings_in_force, values_in_force
from ingest.values.given_points import given_range

__all__ = [
    "COUNTY_FACTS",
    "DATES",
    "NUMBERS",
    "TABLES",
    "TableForm",
    "check_table",
    "label_of",
    "table_form",
    "table_template",
    "take_table",
]

COUNTY_FACTS = "county-facts"
"""The county's own facts as one sheet: a row a school, a column a fact."""
TABLES: tuple[str, ...] = (*get_args(TableKind), COUNTY_FACTS)
"""The tables of which there is a workbook to fill in."""

FINDINGS = ("cycle_id", "school_id", "name_zh", "red_line", "note")
ANSWERS = (
    *("cycle_id", "school_id", "name_zh", "fact_id", "label_zh", "unit_zh"),
    *("value", "basis", "reason"),
)

"""The columns that are written, in their order."""


def table_template(
    acting: Acting, kind: str, cycle_id: str | None, words: Words
) -> tuple[str, bytes]:
    """The workbook of one of TABLES, and a name for it.

    `cycle_id`: of answers and findings, whose (None: the newest that is open). Raises Refused for
    an unknown cycle, GuideFaults where the guide is wrong.
    """
    ask(acting, "fetch_table")
    door = Door.open(acting.settings)
    if kind == COUNTY_FACTS:
        cycle_id = cycle_in_question(door.register, cycle_id)
        content = wide_bytes(_county_facts(door, cycle_id), words.language)
        return f"{words('table-kind-county-facts')}_{cycle_id}.xlsx", content
    if kind == "schools":
        form = _schools(door)
    elif kind == "cycles":
        form = _cycles(door)
    elif kind == "townships":
        form = _townships(door)
    else:
        form = _of_cycle(door, cast(TableKind, kind), cycle_in_question(door.register, cycle_id))
    name = words(f"table-kind-{kind}")
    return f"{name}{'' if form.cycle is None else '_' + form.cycle}.xlsx", table_bytes(
        form, words.language
    )


def check_table(
    acting: Acting, content: bytes, file_name: str, kinds: Collection[str]
) -> CheckOutcome:
    """Check one of the county's tables, of these kinds alone; nothing is kept.

    Raises Refused (`table-other-kind`) for what is sound and another kind of file, GuideFaults
    where the guide is wrong.
    """
    ask(acting, "check")
    return CheckOutcome(_checked(Door.open(acting.settings), content, file_name, kinds))


def take_table(
    acting: Acting, outcome: CheckOutcome, kinds: Collection[str], *, confirmed: bool = False
) -> CheckOutcome:
    """Keep a table that was checked, and give the receipt; it is checked once more.

    `confirmed`: what it asks back was answered with yes; else one with questions is not kept, and
    its fate is `unconfirmed`. One that is refused by now is not kept either. Raises Refused,
    GuideFaults and OSError.
    """
    acting = ask(acting, "load")
    door = Door.open(acting.settings)
    checked = _checked(door, outcome.checked.content, outcome.checked.file_name, kinds)
    if checked.fate != "refused":
        checked = door.hand_in(
            checked, received_by=acting.name, channel=acting.channel, confirmed=confirmed
        )
    return CheckOutcome(checked)


def _checked(door: Door, content: bytes, file_name: str, kinds: Collection[str]) -> Checked:
    checked = door.check(content, file_name)
    if checked.kind not in kinds and checked.fate != "refused":
        raise Refused("table-other-kind", file=file_name, kind=checked.kind)
    return checked


def table_form(acting: Acting, kind: Literal["schools", "cycles"]) -> TableForm:
    """The columns of a table, what may stand in each, and what is in force in it.

    Raises GuideFaults where the guide is wrong.
    """
    ask_for_some(acting, "look")
    door = Door.open(acting.settings)
    return _schools(door) if kind == "schools" else _cycles(door)


def _schools(door: Door) -> TableForm:
    register = door.register
    versions = [
        school
        for school_id in sorted(register.school_ids)
        for _, school in sorted(register.versions(school_id).items())
    ]
    known = {name: door.guide.choices(code_list) for name, code_list in SCHOOL_ATTRIBUTES.items()}
    choices = {name: found for name, found in known.items() if found.labels}
    proposed = {
        name: sorted({value for school in versions if (value := getattr(school, name))})
        for name in SCHOOL_ATTRIBUTES.keys() - choices.keys()
    }
    rows: list[dict[str, Cell]] = [asdict(school) for school in versions]
    needed = needed_of_schools(door.guide, register)
    return TableForm("schools", KINDS["schools"].all, needed, rows, choices, proposed)


def _cycles(door: Door) -> TableForm:
    cycles = sorted(door.register.cycles.values(), key=lambda cycle: cycle.ends_on)
    rows: list[dict[str, Cell]] = [asdict(cycle) for cycle in cycles]
    titles = {name: (edition.title_zh,) for name, edition in door.guide.editions.items()}
    if len(set(titles.values())) < len(titles):  # a title that two editions have means neither
        titles = {name: (name,) for name in titles}
    columns = KINDS["cycles"].all
    return TableForm("cycles", columns, columns, rows, {"edition": Choices(titles)})


def _townships(door: Door) -> TableForm:
    register = door.register
    places = register.township_places()
    known = {
        school.township
        for school_id in register.school_ids
        for school in register.versions(school_id).values()
    }
    rows: list[dict[str, Cell]] = []
    for township in sorted(known | places.keys()):
        row, column = places.get(township, (None, None))
        rows.append({"township": township, "tile_row": row, "tile_column": column})
    columns = KINDS["townships"].all
    return TableForm("townships", columns, columns, rows)


def _of_cycle(door: Door, kind: TableKind, cycle_id: str) -> TableForm:
    register = door.register
    edition = door.guide.editions[register.cycles[cycle_id].edition]
    schools = sorted(register.schools_by_cycle(cycle_id).values(), key=lambda one: one.school_id)
    if kind == "findings":
        rows = _findings(register, cycle_id, {one.school_id: one for one in schools})
        choices = {"red_line": Choices({code: (one,) for code, one in edition.red_lines.items()})}
        needed = KINDS[kind].needed
        return TableForm(kind, FINDINGS, needed, rows, choices, cycle=cycle_id)
    rows = [row for school in schools for row in _answers(register, cycle_id, edition, school)]
    basis = {"basis": said_choices("table-basis", BASES)}
    needed = ("cycle_id", "school_id", "fact_id")
    columns: tuple[str, ...] = ANSWERS
    if edition.given_rules:
        columns = (*ANSWERS[:6], "range", *ANSWERS[6:], "rater")
    return TableForm(kind, columns, needed, rows, basis, cycle=cycle_id)


def _county_facts(door: Door, cycle_id: str) -> WideForm:
    """The county's own facts of every school of a cycle, with what is in force."""
    register = door.register
    edition = door.guide.editions[register.cycles[cycle_id].edition]
    schools = sorted(register.schools_by_cycle(cycle_id).values(), key=lambda one: one.school_id)
    known = {
        (one.school_id, one.fact_id): _shown(edition.facts[one.fact_id], one.value)
        for one in values_in_force(register, edition, cycle_id)
    }
    facts = askable_facts(edition)
    asked = {one.school_id: edition.asked_facts(one.attributes) for one in schools}
    return WideForm(edition, cycle_id, facts, schools, asked, known)


def _answers(
    register: Register, cycle_id: str, edition: Edition, school: School
) -> list[dict[str, Cell]]:
    """A line for each fact that is asked of a school, with what it said; the county's own blank."""
    asked = edition.asked_facts(school.attributes)
    said = register.answers_in_force(cycle_id, school.school_id)
    return [
        {
            "cycle_id": cycle_id,
            "school_id": school.school_id,
            "name_zh": school.name_zh,
            "fact_id": fact_id,
            "label_zh": fact.label_zh,
            "unit_zh": fact.unit_zh or " / ".join(fact.grades),
            "range": _range(edition, fact_id),
            "value": _shown(fact, said.get(fact_id)) if fact.answered_by == "school" else None,
            "basis": None if fact.answered_by == "school" else "verified",
        }
        for fact_id, fact in edition.facts.items()
        if fact_id in asked
    ]


def _range(edition: Edition, fact_id: str) -> str | None:
    """From where to where points may be given."""
    if fact_id not in edition.given_rules:
        return None
    bounds = given_range(edition, fact_id)
    return f"{bounds['least']}—{bounds['most']}"


def _shown(fact: Fact, value: str | None) -> Cell:
    """A value in normal form as the cell that a spreadsheet has for it."""
    if value is None:
        return None
    try:
        if fact.kind == "date":
            return dt.date.fromisoformat(value)
        if fact.kind in ("count", "number") and Decimal(repr(float(value))) == Decimal(value):
            return float(value)
    except (ValueError, ArithmeticError):
        pass
    return {"yes": "是", "no": "否"}.get(value, value) if fact.kind == "flag" else value


def _findings(
    register: Register, cycle_id: str, schools: dict[str, School]
) -> list[dict[str, Cell]]:
    """The findings of a cycle that were not withdrawn, the latest of each."""
    rows: list[dict[str, Cell]] = []
    for one in findings_in_force(register, cycle_id):
        school = schools.get(one.school_id)
        name = school.name_zh if school else None
        said = {"school_id": one.school_id, "red_line": one.red_line, "note": one.note}
        rows.append({"cycle_id": cycle_id, "name_zh": name, **said})
    return rows
