"""What the door must know to check a file: schools, cycles, and what is in force.

The register is read from the published snapshot and the records that came after it, so that
handing in takes no lock on any database.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import duckdb
import polars as pl

from duibiao.records.model import Cycle, School
from duibiao.records.settings import Settings
from duibiao.records.store import original_path, read_record, readable_records, record_paths
from duibiao.warehouse.landing import TABLE_KINDS, long_form_submission_id
from duibiao.warehouse.snapshot_files import connect, snapshot_path

LARGE_KINDS = ("workbook", "claims", "evidence")
"""What a snapshot tells of them is enough; they are too many to be read each time."""
EVIDENCE = """
    select cycle_id, school_id, record_id, indicator_id, 'evidence' as role, null as submission_id,
        file_name, title, media_type, size_bytes, original_sha256, suffix
    from fct_evidence where is_in_force
    union all
    select cycle_id, school_id, record_id, null, 'signed_form', submission_id,
        file_name, title, media_type, size_bytes, original_sha256, suffix
    from fct_signed_forms where is_in_force
    order by all
"""
BEGINNING = dt.date.min
Pair = tuple[str, str]
Role = Literal["evidence", "signed_form"]


@dataclass(frozen=True, slots=True)
class HandIn:
    """One accepted hand-in of a school for a cycle."""

    record_id: str
    sha256: str
    submission_id: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file handed in as evidence: what it proves or signs, and where its bytes are kept."""

    record_id: str
    role: Role
    indicator_id: str | None
    submission_id: str | None
    file_name: str
    title: str
    media_type: str
    size: int
    sha256: str
    suffix: str

    @property
    def key(self) -> tuple[Role, str | None, str]:
        """What makes it the same file for the same purpose."""
        return self.role, self.indicator_id, self.sha256


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
    _said: dict[str, dict[str, str | None]] = field(default_factory=dict)
    _evidence: dict[Pair, list[KeptFile]] = field(default_factory=lambda: defaultdict(list))
    _is_evidence_unread: bool = False
    _published_in_force: dict[Pair, str] = field(default_factory=dict)
    _snapshot: Path | None = None

    @classmethod
    def open(cls, settings: Settings) -> Register:
        """The register as the snapshot in force and the newer records tell it."""
        register = cls(settings)
        on_disk = record_paths(settings)
        path = snapshot_path(settings)
        known: dict[str, str] = {}
        if path is not None:
            try:
                known = register._note_snapshot(path)
            except duckdb.Error:
                # It is damaged, or somebody writes into it: the records say the same, less quickly.
                register = cls(settings)
        opened = [path for name, path in on_disk.items() if known.get(name) not in LARGE_KINDS]
        for record in readable_records(opened):
            # One that lacks what its kind says keeps nobody out: a build names it.
            with suppress(KeyError, TypeError, AttributeError):
                register.note(record, published=record["record_id"] in known)
        return register

    def _note_snapshot(self, path: Path) -> dict[str, str]:
        """Take a snapshot into account; returns the kind of each record that it knows."""
        with connect(path) as connection:
            known = dict(connection.execute("select record_id, kind from fct_records").fetchall())
            self._note_published_hand_ins(connection)
        self._is_evidence_unread = "evidence" in known.values()
        self._snapshot = path
        return known

    def _note_published_hand_ins(self, connection: duckdb.DuckDBPyConnection) -> None:
        rows = connection.execute(
            "select cycle_id, school_id, record_id, original_sha256, submission_id, is_in_force"
            " from fct_submissions where outcome <> 'refused' order by record_id"
        ).fetchall()
        for cycle_id, school_id, record_id, sha256, submission_id, is_in_force in rows:
            hand_in = HandIn(record_id, sha256, submission_id)
            self._hand_ins[cycle_id, school_id].append(hand_in)
            if is_in_force:
                self._published_in_force[cycle_id, school_id] = record_id

    def note(self, record: Mapping[str, Any], *, published: bool = False) -> None:
        """Take a record into account; `published`: its hand-ins are known from the snapshot."""
        kind = record["kind"]
        if kind == "withdrawal":
            self._withdrawn.append(record)
        elif kind == "cycle_decision":
            self._decide(record["cycle_id"], record["decision"])
        elif kind == "workbook" and record["outcome"] != "refused":
            pair = record["cycle_id"], record["school_id"]
            record_id, sha256 = record["record_id"], record["original"]["sha256"]
            self._hand_ins[pair].append(HandIn(record_id, sha256, record_id))
            self._said[record_id] = _values(record)
        elif kind == "evidence":
            self._note_evidence(record)
        elif kind in TABLE_KINDS and record["outcome"] != "refused":
            self.tables[kind].append(record)
            if kind in ("schools", "cycles"):
                self._note_rows(kind, self.reading(record))
            elif not published:
                for submission in record.get("submissions", ()):
                    if submission["outcome"] != "refused":
                        pair = submission["cycle_id"], submission["school_id"]
                        hand_in = HandIn(
                            record["record_id"],
                            record["original"]["sha256"],
                            long_form_submission_id(record["record_id"], submission),
                        )
                        self._hand_ins[pair].append(hand_in)

    def reading(self, record: Mapping[str, Any]) -> pl.DataFrame:
        """The rows that were read out of a long-form file."""
        kept = record["reading"]
        path = original_path(self.settings, kept["sha256"], kept["suffix"])
        return pl.read_parquet(path, glob=False)

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
        return self.answers_in_force(previous.cycle_id, school_id)

    def answers_in_force(self, cycle_id: str, school_id: str) -> dict[str, str | None]:
        """What the school itself says for a cycle, in normal form, by fact."""
        hand_in = self.in_force(cycle_id, school_id)
        if hand_in is None:
            return {}
        if hand_in.record_id not in self._said:
            if self._published_in_force.get((cycle_id, school_id)) == hand_in.record_id:
                return self._published(cycle_id, school_id)
            # Newer than the snapshot, or in force again since a later one was withdrawn.
            self._said[hand_in.record_id] = self._recorded(hand_in, cycle_id, school_id)
        return self._said[hand_in.record_id]

    def _recorded(self, hand_in: HandIn, cycle_id: str, school_id: str) -> dict[str, str | None]:
        record = read_record(record_paths(self.settings)[hand_in.record_id])
        if record["kind"] == "workbook":
            return _values(record)
        own = self.reading(record).filter(
            pl.col("cycle_id") == cycle_id,
            pl.col("school_id") == school_id,
            pl.col("basis") == "self",
        )
        return dict(own.select("fact_id", "value").iter_rows())

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

    def hand_ins(self, cycle_id: str, school_id: str) -> list[HandIn]:
        """The accepted hand-ins of a school that were not withdrawn, oldest first."""
        standing = [
            hand_in
            for hand_in in self._hand_ins.get((cycle_id, school_id), ())
            if not self.is_withdrawn(hand_in.record_id, cycle_id, school_id)
        ]
        return sorted(standing, key=lambda hand_in: hand_in.record_id)

    def in_force(self, cycle_id: str, school_id: str) -> HandIn | None:
        """The latest accepted hand-in that was not withdrawn."""
        return next(reversed(self.hand_ins(cycle_id, school_id)), None)

    def evidence(self, cycle_id: str, school_id: str) -> list[KeptFile]:
        """The evidence of a school for a cycle that was not withdrawn, signed forms too."""
        self._read_published_evidence()
        standing = {
            kept.key: kept
            for kept in self._evidence.get((cycle_id, school_id), ())
            if not self.is_withdrawn(kept.record_id, cycle_id, school_id, sha256=kept.sha256)
        }
        return list(standing.values())

    def _note_evidence(self, record: Mapping[str, Any]) -> None:
        pair = record["cycle_id"], record["school_id"]
        names = ("indicator_id", "submission_id", "file_name", "title", "media_type", "size")
        for kept in record["files"]:
            self._evidence[pair].append(
                KeptFile(
                    record_id=record["record_id"],
                    role=kept["role"],
                    sha256=kept["sha256"],
                    suffix=kept["suffix"],
                    **{name: kept[name] for name in names},
                )
            )

    def _read_published_evidence(self) -> None:
        """The evidence of the snapshot, before what newer records say."""
        if not self._is_evidence_unread or self._snapshot is None:
            return
        self._is_evidence_unread = False
        newer, self._evidence = self._evidence, defaultdict(list)
        with connect(self._snapshot) as connection:
            for cycle_id, school_id, record_id, indicator_id, role, *rest in connection.execute(
                EVIDENCE
            ).fetchall():
                kept = KeptFile(record_id, role, indicator_id, *rest)
                self._evidence[cycle_id, school_id].append(kept)
        for pair, files in newer.items():
            self._evidence[pair] += files

    def is_withdrawn(
        self,
        record_id: str,
        cycle_id: str | None,
        school_id: str | None,
        *,
        sha256: str | None = None,
        fact_id: str | None = None,
    ) -> bool:
        """Whether a withdrawal took back this school's hand-in (or the whole record).

        What may have been withdrawn alone: `sha256`, a file of evidence; `fact_id`, a verified
        value.
        """
        return any(
            record["withdrawn_record_id"] == record_id
            and record.get("cycle_id") in (None, cycle_id)
            and record.get("school_id") in (None, school_id)
            and record.get("fact_id") in (None, fact_id)
            and record.get("red_line") is None
            and record.get("original_sha256") in (None, sha256)
            for record in self._withdrawn
        )

    @property
    def withdrawals(self) -> list[Mapping[str, Any]]:
        """Every withdrawal record."""
        return self._withdrawn


def _values(record: Mapping[str, Any]) -> dict[str, str | None]:
    """The answers of a workbook's record, in normal form, by fact."""
    return {answer["fact_id"]: answer["value"] for answer in record["answers"]}


def _valid_on(versions: Mapping[dt.date, School], day: dt.date) -> School | None:
    valid = [
        (valid_from, school)
        for valid_from, school in versions.items()
        if valid_from <= day and (school.valid_to is None or day <= school.valid_to)
    ]
    return max(valid, key=lambda version: version[0])[1] if valid else None
