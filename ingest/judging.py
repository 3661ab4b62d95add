"""Judges a file that was read: whether it is taken, and of what in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import polars as pl

from duibiao.guide.editions import Guide
from duibiao.records.model import Problem, WorkbookReading
from duibiao.records.store import digest
from ingest.long_form.tables import TableReading
from ingest.register import Register

Fate = Literal[
    "taken", "taken_with_warnings", "taken_in_part", "refused", "already_here", "unconfirmed"
]
"""What becomes of a file. `taken_in_part`: a table of which faulty lines, or schools, stay out;
`unconfirmed`: nothing of it is kept before somebody has said that it is meant."""
KEYS = {
    "schools": ["school_id"],
    "cycles": ["cycle_id"],
    "townships": ["township"],
    "findings": ["cycle_id", "school_id", "red_line"],
    "answers": ["cycle_id", "school_id", "fact_id", "voice"],
}


def fate_of_workbook(content: bytes, reading: WorkbookReading, register: Register) -> Fate:
    """What becomes of a school's workbook when it is handed in."""
    if reading.has_errors:
        return "refused"
    assert reading.cycle_id is not None and reading.school_id is not None
    in_force = register.in_force(reading.cycle_id, reading.school_id)
    if in_force is not None and in_force.sha256 == digest(content):
        return "already_here"
    return fate_when_taken(len(reading.problems))


def tell_rivals(reading: WorkbookReading, rivals: Sequence[str]) -> None:
    """Tell that other files of the same school and cycle came with this one."""
    problem = Problem(
        "several-files-of-school",
        cycle_id=reading.cycle_id,
        school_id=reading.school_id,
        parameters={"files": "、".join(rivals)},
    )
    reading.problems = [problem, *reading.problems]


def fate_of_table(content: bytes, table: TableReading, guide: Guide, register: Register) -> Fate:
    """What becomes of a table, or of a review, when it is handed in."""
    taken = taken_rows(table)
    if taken.is_empty():
        return "refused"
    if _is_here(digest(content), table, taken, guide, register):
        return "already_here"
    if any(problem.severity == "error" for problem in table.problems):
        return "taken_in_part"
    return fate_when_taken(len(table.problems))


def fate_when_taken(warnings: int) -> Fate:
    """What becomes of what has no errors."""
    return "taken_with_warnings" if warnings else "taken"


def _is_here(
    sha256: str, table: TableReading, taken: pl.DataFrame, guide: Guide, register: Register
) -> bool:
    """Whether these bytes were taken in before and nothing since then overrode a row."""
    keys = KEYS[table.kind]
    records = register.records(table.kind)
    same = [
        record
        for record in records
        if record["original"]["sha256"] == sha256
        and not register.is_withdrawn(record["record_id"], None, None)
    ]
    if not same or same[-1]["reading"]["rows"] != taken.height:
        return False
    for pair in self_pairs(table, guide, register):
        in_force = register.in_force(*pair)
        if in_force is None or in_force.sha256 != sha256:
            return False
    last = same[-1]["record_id"]
    if any(withdrawal["withdrawn_record_id"] == last for withdrawal in register.withdrawals):
        return False
    later = [
        _with_voices(register.reading(record), table, guide, register).select(keys)
        for record in records
        if record["record_id"] > last
    ]
    if not later:
        return True
    own = _with_voices(taken, table, guide, register)
    return own.join(pl.concat(later), on=keys, how="semi", nulls_equal=True).is_empty()


def _with_voices(
    rows: pl.DataFrame, table: TableReading, guide: Guide, register: Register
) -> pl.DataFrame:
    """Answers with the rater where each has a word of its own: of points that the county gives."""
    if table.kind != "answers":
        return rows
    given = [
        (cycle_id, fact_id)
        for cycle_id, cycle in register.cycles.items()
        if cycle.edition in guide.editions
        for fact_id in guide.editions[cycle.edition].given_rules
    ]
    named = pl.DataFrame(
        given, schema={"cycle_id": pl.String, "fact_id": pl.String}, orient="row"
    ).with_columns(is_given=pl.lit(True))
    return rows.join(named, on=["cycle_id", "fact_id"], how="left").with_columns(
        voice=pl.when("is_given").then("rater")
    )


def taken_rows(table: TableReading) -> pl.DataFrame:
    """The rows of a long-form file that are not kept out by a fault of their school."""
    if not table.refused or table.kind not in ("answers", "findings"):
        return table.rows
    refused = pl.DataFrame(
        sorted(table.refused), schema={"cycle_id": pl.String, "school_id": pl.String}, orient="row"
    )
    return table.rows.join(
        refused, on=["cycle_id", "school_id"], how="anti", nulls_equal=True, maintain_order="left"
    )


def self_pairs(table: TableReading, guide: Guide, register: Register) -> Iterator[tuple[str, str]]:
    """The (cycle, school) pairs for which the taken rows are a school's own hand-in."""
    if table.kind != "answers":
        return
    own = taken_rows(table).filter(pl.col("basis") == "self")
    for (cycle_id,), rows in own.group_by("cycle_id", maintain_order=True):
        cycle = register.cycle(str(cycle_id))
        if cycle is None:
            continue
        edition = guide.editions[cycle.edition]
        asked = [fact_id for fact_id, fact in edition.facts.items() if fact.answered_by == "school"]
        answered = rows.filter(pl.col("fact_id").is_in(asked))
        for school_id in answered["school_id"].unique(maintain_order=True):
            yield str(cycle_id), str(school_id)
