"""What the county says of schools and is in force: verified values, its own facts, red lines.

The one reading of it in Python, from the records; dbt's `int_reviews_judged` and
`int_findings_judged` are that of the published marts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from duibiao.guide.editions import Edition
from duibiao.records.store import original_path
from ingest.register import Record, Register

COUNTY, VERIFIED = "county", "verified"
MOST_READ = 4_096
"""Files of which what the county says in them is kept by the process."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where something that the county says comes from."""

    record_id: str
    received_at: dt.datetime
    received_by: str


@dataclass(frozen=True, slots=True)
class CountyValue:
    """A value that the county gives a fact of a school; None: verified as having none.

    `rater`: whose points it is, None for the office's and for every other fact.
    """

    school_id: str
    fact_id: str
    rater: str | None
    value: str | None
    reason: str | None
    said: Said


@dataclass(frozen=True, slots=True)
class Finding:
    """A red line that a school was found to have crossed."""

    school_id: str
    red_line: str
    note: str | None
    said: Said


def values_in_force(
    register: Register, edition: Edition, cycle_id: str, school_id: str | None = None
) -> list[CountyValue]:
    """What the county says of the facts of a cycle's schools, of one school or of all."""
    county = frozenset(
        fact_id for fact_id, fact in edition.facts.items() if fact.answered_by == COUNTY
    )
    found: dict[tuple[str, str, str | None], CountyValue] = {}
    for record in register.records("answers"):
        rows = _spoken(_path_of(register, record), county).filter(cycle_id=cycle_id)
        if school_id is not None:
            rows = rows.filter(school_id=school_id)
        for school, fact_id, value, reason, rater in rows.select(
            "school_id", "fact_id", "value", "reason", "rater"
        ).iter_rows():
            of = {"cycle_id": cycle_id, "school_id": school, "fact_id": fact_id}
            if fact_id not in edition.facts:
                continue
            if register.withdrawal_of(record["record_id"], **of) is not None:
                continue
            voice = rater if fact_id in edition.given_rules else None
            found[school, fact_id, voice] = CountyValue(
                school, fact_id, voice, value, reason, _said(record)
            )
    return list(found.values())


def findings_in_force(
    register: Register, cycle_id: str, school_id: str | None = None
) -> list[Finding]:
    """The findings of a cycle that were not withdrawn, the latest of each, by school."""
    found: dict[tuple[str, str], Finding] = {}
    for finding, withdrawal in _findings(register, cycle_id, school_id):
        key = finding.school_id, finding.red_line
        found.pop(key, None)
        if withdrawal is None:
            found[key] = finding
    return [found[key] for key in sorted(found)]


def withdrawn_findings(register: Register, cycle_id: str) -> Iterator[tuple[Finding, Record]]:
    """The findings of a cycle that were withdrawn, each with its withdrawal, the oldest first."""
    for finding, withdrawal in _findings(register, cycle_id):
        if withdrawal is not None:
            yield finding, withdrawal


def _findings(
    register: Register, cycle_id: str, school_id: str | None = None
) -> Iterator[tuple[Finding, Record | None]]:
    """What was ever found, of one school or of all, each with its withdrawal, the oldest first."""
    for record in register.records("findings"):
        rows = register.reading(record).filter(cycle_id=cycle_id)
        if school_id is not None:
            rows = rows.filter(school_id=school_id)
        for school, red_line, note in rows.select("school_id", "red_line", "note").iter_rows():
            of = {"cycle_id": cycle_id, "school_id": school, "red_line": red_line}
            withdrawal = register.withdrawal_of(record["record_id"], **of)
            yield Finding(school, red_line, note, _said(record)), withdrawal


def _said(record: Record) -> Said:
    at = dt.datetime.fromisoformat(record["received_at"])
    return Said(record["record_id"], at, record["received_by"])


def _path_of(register: Register, record: Record) -> Path:
    kept = record["reading"]
    return original_path(register.settings, kept["sha256"], kept["suffix"])


@lru_cache(maxsize=MOST_READ)
def _spoken(path: Path, county: frozenset[str]) -> pl.DataFrame:
    """The rows of a table of answers that are the county's word; a file is known by its content.

    Should it say one thing twice, the line under `verified` wins, then the last one.
    """
    rows = pl.read_parquet(path, glob=False)
    if "rater" not in rows.columns:
        rows = rows.with_columns(rater=pl.lit(None, pl.String))
    is_verified = pl.col("basis") == VERIFIED
    rows = rows.filter(is_verified | pl.col("fact_id").is_in(list(county)))
    return rows.sort(is_verified, "line", nulls_last=False)
