"""What the door must know to check a file: schools, cycles, and what is in force.

The register is read from the published snapshot and the records that came after it, so that
handing in takes no lock on any database.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.landing import TABLE_KINDS
from ingest.model import Cycle, School
from ingest.records import original_path, read_record, record_paths
from ingest.settings import Settings
from ingest.snapshot import connect, snapshot_path

SMALL_KINDS = ("schools", "cycles", "answers", "findings", "withdrawal", "cycle_decision")
LARGE_KINDS = ("workbook",)
BEGINNING = dt.date.min
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class HandIn:
    """One accepted hand-in of a school for a cycle."""

    record_id: str
    sha256: str


@dataclass(slots=True)
class Register:
    """Schools, cycles and hand-ins as the door knows them."""

    settings: Settings
    cycles: dict[str, Cycle] = field(default_factory=dict)
    tables: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    _versions: dict[str, dict[dt.date, School]] = field(default_factory=lambda: defaultdict(dict))
    _hand_ins: dict[Pair, list[HandIn]] = field(default_factory=lambda: defaultdict(list))
    _withdrawn: list[Mapping[str, Any]] = field(default_factory=list)
    _answers: dict[str, dict[str, dict[str, str | None]]] = field(default_factory=dict)
    _said: dict[Pair, dict[str, str | None]] = field(default_factory=dict)
    _snapshot: Path | None = None

    @classmethod
    def open(cls, settings: Settings) -> Register:
        """The register as the snapshot in force and the newer records tell it."""
        register = cls(settings)
        on_disk = record_paths(settings)
        path = register._snapshot = snapshot_path(settings)
        known: dict[str, str] = {}
        if path is not None:
            with connect(path) as connection:
                known = dict(
                    connection.execute("select record_id, kind from fct_records").fetchall()
                )
                register._note_published_hand_ins(connection)
        for record_id, record_file in on_disk.items():
            if known.get(record_id) not in LARGE_KINDS:
                register.note(read_record(record_file), published=record_id in known)
        return register

    def _note_published_hand_ins(self, connection: duckdb.DuckDBPyConnection) -> None:
        rows = connection.execute(
            "select cycle_id, school_id, record_id, original_sha256 from fct_submissions"
            " where outcome <> 'refused' order by record_id"
        ).fetchall()
        for cycle_id, school_id, record_id, sha256 in rows:
            self._hand_ins[cycle_id, school_id].append(HandIn(record_id, sha256))

    def note(self, record: Mapping[str, Any], *, published: bool = False) -> None:
        """Take a record into account; `published`: its hand-ins are known from the snapshot."""
        kind = record["kind"]
        if kind == "withdrawal":
            self._withdrawn.append(record)
        elif kind == "cycle_decision":
            self._decide(record["cycle_id"], record["decision"])
        elif kind == "workbook" and record["outcome"] != "refused":
            pair = record["cycle_id"], record["school_id"]
            self._hand_ins[pair].append(HandIn(record["record_id"], record["original"]["sha256"]))
            self._said[pair] = {answer["fact_id"]: answer["value"] for answer in record["answers"]}
        elif kind in TABLE_KINDS and record["outcome"] != "refused":
            self.tables[kind].append(record)
            if kind in ("schools", "cycles"):
                self._note_rows(kind, self.reading(record))
            elif not published:
                for submission in record.get("submissions", ()):
                    if submission["outcome"] != "refused":
                        pair = submission["cycle_id"], submission["school_id"]
                        hand_in = HandIn(record["record_id"], record["original"]["sha256"])
                        self._hand_ins[pair].append(hand_in)

    def reading(self, record: Mapping[str, Any]) -> pl.DataFrame:
        """The rows that were read out of a long-form file."""
        kept = record["reading"]
        return pl.read_parquet(original_path(self.settings, kept["sha256"], kept["suffix"]))

    def _note_rows(self, kind: str, rows: pl.DataFrame) -> None:
        for row in rows.drop("line").iter_rows(named=True):
            if kind == "cycles":
                before = self.cycles.get(row["cycle_id"])
                self.cycles[row["cycle_id"]] = Cycle(
                    **row, is_closed=bool(before and before.is_closed)
                )
            else:
                school = School(**row)
                self._versions[school.school_id][school.valid_from or BEGINNING] = school

    def _decide(self, cycle_id: str, decision: str) -> None:
        if cycle_id in self.cycles:
            cycle = self.cycles[cycle_id]
            self.cycles[cycle_id] = replace(cycle, is_closed=decision == "closed")

    def cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle of this identifier."""
        return self.cycles.get(cycle_id)

    def school(self, school_id: str, cycle_id: str) -> School | None:
        """The school with the attributes valid on the cycle's last day, if it is there that day."""
        cycle = self.cycles.get(cycle_id)
        if cycle is None or school_id not in self._versions:
            return None
        return _valid_on(self._versions[school_id], cycle.ends_on)

    def schools_by_cycle(self, cycle_id: str) -> dict[str, School]:
        """Every school that is to hand in for a cycle, by its identifier."""
        found = {school_id: self.school(school_id, cycle_id) for school_id in self._versions}
        return {school_id: school for school_id, school in found.items() if school is not None}

    def knows_school(self, school_id: str) -> bool:
        """Whether a school of this identifier was ever told of, valid in some cycle or not."""
        return school_id in self._versions

    def previous_cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle that ended last before this one did."""
        this = self.cycles.get(cycle_id)
        earlier = [cycle for cycle in self.cycles.values() if this and cycle.ends_on < this.ends_on]
        return max(earlier, key=lambda cycle: (cycle.ends_on, cycle.cycle_id), default=None)

    def previous_answers(self, school_id: str, cycle_id: str) -> dict[str, str | None]:
        """The school's own values of the cycle before, in normal form, by fact."""
        previous = self.previous_cycle(cycle_id)
        if previous is None:
            return {}
        pair = previous.cycle_id, school_id
        return self._said[pair] if pair in self._said else self._published(*pair)

    def answers_in_force(self, cycle_id: str, school_id: str) -> dict[str, str | None]:
        """What the school itself last said for a cycle, in normal form, by fact."""
        pair = cycle_id, school_id
        return self._said[pair] if pair in self._said else self._published(*pair)

    def _published(self, cycle_id: str, school_id: str) -> dict[str, str | None]:
        if self._snapshot is None:
            return {}
        if cycle_id not in self._answers:
            by_school: dict[str, dict[str, str | None]] = defaultdict(dict)
            with connect(self._snapshot) as connection:
                rows = connection.execute(
                    "select school_id, fact_id, value from fct_answers"
                    " where cycle_id = ? and basis = 'self' and value is not null",
                    [cycle_id],
                ).fetchall()
            for school, fact_id, value in rows:
                by_school[school][fact_id] = value
            self._answers[cycle_id] = by_school
        return self._answers[cycle_id].get(school_id, {})

    def in_force(self, cycle_id: str, school_id: str) -> HandIn | None:
        """The latest accepted hand-in that was not withdrawn."""
        standing = [
            hand_in
            for hand_in in self._hand_ins.get((cycle_id, school_id), ())
            if not self.is_withdrawn(hand_in.record_id, cycle_id, school_id)
        ]
        return max(standing, key=lambda hand_in: hand_in.record_id, default=None)

    def is_withdrawn(self, record_id: str, cycle_id: str | None, school_id: str | None) -> bool:
        """Whether a withdrawal took back this school's hand-in (or the whole record)."""
        return any(
            record["withdrawn_record_id"] == record_id
            and record.get("cycle_id") in (None, cycle_id)
            and record.get("school_id") in (None, school_id)
            and record.get("fact_id") is None
            and record.get("red_line") is None
            for record in self._withdrawn
        )

    @property
    def withdrawals(self) -> list[Mapping[str, Any]]:
        """Every withdrawal record."""
        return self._withdrawn


def _valid_on(versions: Mapping[dt.date, School], day: dt.date) -> School | None:
    valid = [
        (valid_from, school)
        for valid_from, school in versions.items()
        if valid_from <= day and (school.valid_to is None or day <= school.valid_to)
    ]
    return max(valid, key=lambda version: version[0])[1] if valid else None
