"""What the door must know to check a file: schools, cycles, and what is in force.

The register is read from the published snapshot and the records that came after it, so that
handing in takes no lock on any database. What was read of a snapshot, and of the records since,
is kept by the process: to open the register again reads only what is new.
"""

from __future__ import annotations

import datetime as dt
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import duckdb
import polars as pl
from cachetools import LRUCache

from duibiao.records.model import Cycle, Refused, School
from duibiao.records.settings import Settings
from duibiao.records.store import (
    original_path,
    read_record,
    readable_records,
    record_path,
    record_paths,
)
from duibiao.warehouse import asked
from duibiao.warehouse.landing import TABLE_KINDS, long_form_submission_id
from duibiao.warehouse.snapshot_files import connect, snapshot_path

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
CYCLES = "select cycle_id, edition, starts_on, ends_on, deadline, is_closed from dim_cycles"
HAND_INS = """
    select cycle_id, school_id, record_id, original_sha256, submission_id, is_in_force
    from fct_submissions where outcome <> 'refused' order by record_id
"""
ANSWERS = """
    select school_id, fact_id, value from fct_answers
    where cycle_id = ? and school_id between ? and ? and basis = 'self' and value is not null
"""
LAST_REFUSED = """
    select max(record_id) from fct_submissions
    where cycle_id = ? and school_id = ? and outcome = 'refused' and source = 'workbook'
"""
REFUSED = """
    select original_sha256, max(record_id) from fct_records
    where outcome = 'refused' and original_sha256 is not null group by original_sha256
"""
CHANGING = ("schools", "cycles", "answers", "findings", "withdrawal")
"""Kinds of records by which the county changes scores of schools that hand in nothing."""
BEGINNING = dt.date.min
NARROWING = ("cycle_id", "school_id", "fact_id", "red_line", "original_sha256")
"""The parts of a record that may be withdrawn alone."""
MOST_KEPT = 4
READ_TOGETHER, BLOCKS_KEPT = 500, 8
"""The published answers of so many schools are read at once, and of so many such blocks kept."""
Pair = tuple[str, str]
Record = Mapping[str, Any]
Versions = Mapping[dt.date, School]
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


def withdrawal_of(
    withdrawals: Iterable[Record], record_id: str, **parts: str | None
) -> Record | None:
    """The latest of these that takes back a record, or of it what these parts name; None if none.

    The parts are those of NARROWING. A withdrawal that names none takes back the whole record,
    one that names some takes back only what has all of them. As dbt's macro `withdrawn_rows`.
    """
    found = [
        withdrawal
        for withdrawal in withdrawals
        if withdrawal["withdrawn_record_id"] == record_id
        and all(withdrawal.get(part) in (None, parts.get(part)) for part in NARROWING)
    ]
    return max(found, key=lambda withdrawal: str(withdrawal["record_id"]), default=None)


def rows_read(settings: Settings, record: Record) -> pl.DataFrame:
    """The rows that were read out of a long-form file."""
    kept = record["reading"]
    # A path may hold what is a pattern to polars.
    path = original_path(settings, kept["sha256"], kept["suffix"])
    rows = pl.read_parquet(path, glob=False)
    # Those of before raters were told apart lack the column.
    if record["kind"] == "answers" and "rater" not in rows.columns:
        rows = rows.with_columns(rater=pl.lit(None, pl.String))
    return rows


class _Published:
    """What a snapshot tells, each part read when it is first asked for; never changed afterwards.

    Raises duckdb.Error where the snapshot cannot be opened.
    """

    def __init__(self, settings: Settings, path: Path | None) -> None:
        self._settings = settings
        self._path = path
        self.kinds: dict[str, str] = dict(self._rows("select record_id, kind from fct_records"))
        self._by_kind: dict[str, list[Record]] = {}
        self._reading = threading.Lock()
        self._answers: LRUCache[tuple[str, int], dict[str, dict[str, str | None]]] = LRUCache(
            BLOCKS_KEPT
        )

    def _rows(self, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
        if self._path is None:
            return []
        with connect(self._path) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    def records(self, kind: str) -> list[Record]:
        """The published records of a kind, oldest first."""
        if kind not in self._by_kind:
            names = [name for name, known in self.kinds.items() if known == kind]
            paths = record_paths(self._settings) if names else {}
            there = sorted(paths.keys() & set(names))
            self._by_kind[kind] = list(readable_records(paths[name] for name in there))
        return self._by_kind[kind]

    @cached_property
    def cycles(self) -> dict[str, Cycle]:
        return {row[0]: Cycle(*row) for row in self._rows(CYCLES)}

    @cached_property
    def versions(self) -> dict[str, dict[dt.date, School]]:
        versions: dict[str, dict[dt.date, School]] = defaultdict(dict)
        for record in self.records("schools"):
            if record["outcome"] != "refused":
                _add_versions(versions, rows_read(self._settings, record))
        return dict(versions)

    @cached_property
    def _submissions(self) -> tuple[dict[Pair, list[HandIn]], dict[Pair, str]]:
        hand_ins: dict[Pair, list[HandIn]] = defaultdict(list)
        in_force: dict[Pair, str] = {}
        for cycle_id, school_id, record_id, sha256, submission_id, is_in_force in self._rows(
            HAND_INS
        ):
            hand_ins[cycle_id, school_id].append(HandIn(record_id, sha256, submission_id))
            if is_in_force:
                in_force[cycle_id, school_id] = record_id
        return dict(hand_ins), in_force

    @property
    def hand_ins(self) -> Mapping[Pair, list[HandIn]]:
        return self._submissions[0]

    @property
    def in_force(self) -> Mapping[Pair, str]:
        return self._submissions[1]

    @cached_property
    def refused(self) -> Mapping[str, str]:
        return dict(self._rows(REFUSED))

    def last_refused(self, cycle_id: str, school_id: str) -> str | None:
        rows = self._rows(LAST_REFUSED, cycle_id, school_id)
        return rows[0][0] if rows else None

    @cached_property
    def withdrawals(self) -> Mapping[str, list[Record]]:
        return _by_withdrawn(self.records("withdrawal"))

    @cached_property
    def evidence(self) -> Mapping[Pair, list[KeptFile]]:
        found: dict[Pair, list[KeptFile]] = defaultdict(list)
        for cycle_id, school_id, record_id, indicator_id, role, *rest in self._rows(EVIDENCE):
            found[cycle_id, school_id].append(KeptFile(record_id, role, indicator_id, *rest))
        return dict(found)

    @cached_property
    def _schools_of(self) -> Mapping[str, list[str]]:
        """The schools of which a hand-in is in force, by cycle and in their order."""
        found: dict[str, list[str]] = defaultdict(list)
        for cycle_id, school_id in sorted(self.in_force):
            found[cycle_id].append(school_id)
        return dict(found)

    def answers(self, cycle_id: str, school_id: str) -> dict[str, str | None]:
        """Those of a school, read with its neighbours': of large counties never all at once."""
        schools = self._schools_of.get(cycle_id, [])
        block = bisect_left(schools, school_id) // READ_TOGETHER
        with self._reading:
            kept = self._answers.get((cycle_id, block))
        if kept is None:
            together = schools[block * READ_TOGETHER : (block + 1) * READ_TOGETHER]
            by_school: dict[str, dict[str, str | None]] = defaultdict(dict)
            if together:
                for school, fact_id, value in self._rows(
                    ANSWERS, cycle_id, together[0], together[-1]
                ):
                    by_school[school][fact_id] = value
            kept = dict(by_school)
            with self._reading:
                self._answers[cycle_id, block] = kept
        return kept.get(school_id, {})


@dataclass(slots=True)
class Register:
    """Schools, cycles and hand-ins as the door knows them.

    What begins with an underscore holds only what came after the snapshot.
    """

    settings: Settings
    cycles: dict[str, Cycle]
    _published: _Published
    _snapshot: Path | None
    _noted: dict[str, Path] = field(default_factory=dict)
    _newer: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    _versions: dict[str, dict[dt.date, School]] = field(default_factory=lambda: defaultdict(dict))
    _hand_ins: dict[Pair, list[HandIn]] = field(default_factory=lambda: defaultdict(list))
    _evidence: dict[Pair, list[KeptFile]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[str, dict[str, str | None]] = field(default_factory=dict)
    _refused: dict[str, str] = field(default_factory=dict)
    _refused_of: dict[Pair, str] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: Settings) -> Register:
        """The register as the snapshot in force and the newer records tell it.

        Each call gives one of its own: what is noted in it is not noted in others. A snapshot that
        cannot be opened is done without.
        """
        path = snapshot_path(settings)
        on_disk = record_paths(settings)
        with _keeping:
            kept = _kept.get(settings.home)
        if kept is None or not kept._leads_to(path, on_disk):
            kept = cls._of_snapshot(settings, path)
        register = kept._copy()
        known = register._noted.keys() | register._published.kinds.keys()
        for record in readable_records(file for name, file in on_disk.items() if name not in known):
            # One that lacks what its kind says keeps nobody out: a build names it.
            with suppress(KeyError, TypeError, AttributeError):
                register.note(record)
        with _keeping:
            _kept.pop(settings.home, None)
            _kept[settings.home] = register._copy()
            while len(_kept) > MOST_KEPT:
                del _kept[next(iter(_kept))]
        return register

    @classmethod
    def _of_snapshot(cls, settings: Settings, path: Path | None) -> Register:
        try:
            published = _Published(settings, path)
            return cls(settings, dict(published.cycles), published, path)
        except duckdb.Error:
            return cls(settings, {}, _Published(settings, None), path)

    def _leads_to(self, path: Path | None, on_disk: Mapping[str, Path]) -> bool:
        """Whether what is there now is this with nothing but newer records."""
        new = on_disk.keys() - self._noted.keys() - self._published.kinds.keys()
        return (
            path == self._snapshot
            and self._noted.keys() <= on_disk.keys()
            and (not new or not self._noted or min(new) > max(self._noted))
        )

    def _copy(self) -> Register:
        return replace(
            self,
            cycles=dict(self.cycles),
            _noted=dict(self._noted),
            _newer=_copied(self._newer),
            _versions=defaultdict(
                dict, {name: dict(all_) for name, all_ in self._versions.items()}
            ),
            _hand_ins=_copied(self._hand_ins),
            _evidence=_copied(self._evidence),
            _said=dict(self._said),
            _refused=dict(self._refused),
            _refused_of=dict(self._refused_of),
        )

    def note(self, record: Record) -> None:
        """Take a record into account that is newer than the snapshot."""
        kind, record_id = record["kind"], record["record_id"]
        year = dt.datetime.fromisoformat(record["received_at"]).year
        self._noted[record_id] = record_path(self.settings, record_id, year)
        if record.get("outcome") == "refused" and record.get("original"):
            self._refused[record["original"]["sha256"]] = record_id
            if kind == "workbook" and record.get("cycle_id") and record.get("school_id"):
                self._refused_of[record["cycle_id"], record["school_id"]] = record_id
        if kind == "evidence":
            self._note_evidence(record)
        elif kind == "cycle_decision":
            self._newer[kind].append(record)
            self._decide(record["cycle_id"], record["decision"])
        elif kind == "deadline_extension":
            self._extend(record)
        elif kind in ("withdrawal", "nomination"):
            self._newer[kind].append(record)
        elif kind == "workbook" and record["outcome"] != "refused":
            hand_in = HandIn(record_id, record["original"]["sha256"], record_id)
            self._hand_ins[record["cycle_id"], record["school_id"]].append(hand_in)
        elif kind in TABLE_KINDS and record["outcome"] != "refused":
            self._note_table(record)

    def _note_table(self, record: Record) -> None:
        kind, record_id = record["kind"], record["record_id"]
        self._newer[kind].append(record)
        if kind == "schools":
            _add_versions(self._versions, self.reading(record))
        elif kind == "cycles":
            for row in self.reading(record).drop("line").iter_rows(named=True):
                before = self.cycles.get(row["cycle_id"])
                is_closed = before is not None and before.is_closed
                self.cycles[row["cycle_id"]] = Cycle(**row, is_closed=is_closed)
        for submission in record.get("submissions", ()):
            if submission["outcome"] != "refused":
                submission_id = long_form_submission_id(record_id, submission)
                hand_in = HandIn(record_id, record["original"]["sha256"], submission_id)
                self._hand_ins[submission["cycle_id"], submission["school_id"]].append(hand_in)

    def _note_evidence(self, record: Record) -> None:
        pair = record["cycle_id"], record["school_id"]
        place = ("role", "indicator_id", "submission_id")
        names = (*place, "file_name", "title", "media_type", "size", "sha256", "suffix")
        for kept in record["files"]:
            own = {name: kept[name] for name in names}
            self._evidence[pair].append(KeptFile(record_id=record["record_id"], **own))

    def _decide(self, cycle_id: str, decision: str) -> None:
        if cycle_id in self.cycles:
            cycle = self.cycles[cycle_id]
            self.cycles[cycle_id] = replace(cycle, is_closed=decision == "closed")

    def _extend(self, record: Record) -> None:
        cycle_id, deadline = record["cycle_id"], dt.date.fromisoformat(record["deadline"])
        self._newer["deadline_extension"].append(record)
        if record.get("school_id") is None and cycle_id in self.cycles:
            self.cycles[cycle_id] = replace(self.cycles[cycle_id], deadline=deadline)

    # Records

    def township_places(self) -> dict[str, tuple[int, int]]:
        """Row and column of each township in the county's picture; the latest table counts whole.

        As dbt's `dim_townships`.
        """
        records = self.records("townships")
        if not records:
            return {}
        rows = self.reading(records[-1]).select("township", "tile_row", "tile_column")
        return {township: (row, column) for township, row, column in rows.iter_rows()}

    def records(self, kind: str) -> list[Record]:
        """The records of a kind that were not refused, oldest first.

        Kinds: schools, cycles, townships, answers, findings, withdrawal, nomination,
        deadline_extension, cycle_decision.
        """
        published = self._published.records(kind)
        standing = [record for record in published if record.get("outcome") != "refused"]
        return standing + self._newer.get(kind, [])

    def stands_as_published(self, cycle_id: str, school_id: str) -> bool:
        """Whether the snapshot's score is of the hand-in in force and of all that the county said.

        What schools have handed in since changes no other school's score.
        """
        hand_in = self.in_force(cycle_id, school_id)
        published = self._published.in_force.get((cycle_id, school_id))
        return (
            hand_in is not None
            and hand_in.record_id == published
            and not any(self._newer.get(kind) for kind in CHANGING)
        )

    def is_published(self, record_id: str) -> bool:
        """Whether the snapshot holds a record."""
        return record_id in self._published.kinds

    def reading(self, record: Record) -> pl.DataFrame:
        """The rows that were read out of a long-form file."""
        return rows_read(self.settings, record)

    # Cycles and schools

    def cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle of this identifier."""
        return self.cycles.get(cycle_id)

    def cycle_of(self, cycle_id: str, school_id: str) -> Cycle | None:
        """A cycle with the deadline that a school has: its own where that is later.

        As dbt's `int_cycle_schools_matched`.
        """
        cycle = self.cycles.get(cycle_id)
        own = self.extensions(cycle_id, school_id)
        if cycle is None or not own:
            return cycle
        deadline = dt.date.fromisoformat(own[-1]["deadline"])
        return replace(cycle, deadline=max(cycle.deadline, deadline))

    def extensions(self, cycle_id: str, school_id: str | None = None) -> list[Record]:
        """What more time was given for a cycle, oldest first; `school_id`: to this school alone."""
        return [
            record
            for record in self.records("deadline_extension")
            if record["cycle_id"] == cycle_id
            and (school_id is None or record.get("school_id") == school_id)
        ]

    def school(self, school_id: str, cycle_id: str) -> School | None:
        """The school with the attributes valid on the cycle's last day, if it is there that day."""
        cycle = self.cycles.get(cycle_id)
        return None if cycle is None else _valid_on(self.versions(school_id), cycle.ends_on)

    def versions(self, school_id: str) -> Versions:
        """Everything that was ever told of a school, by the day from which it is valid."""
        published = self._published.versions.get(school_id, {})
        return {**published, **self._versions.get(school_id, {})}

    @property
    def school_ids(self) -> set[str]:
        """Every school that was ever told of, valid in some cycle or not."""
        return self._published.versions.keys() | self._versions.keys()

    def schools_by_cycle(self, cycle_id: str) -> dict[str, School]:
        """Every school that is to hand in for a cycle, by its identifier."""
        found = {school_id: self.school(school_id, cycle_id) for school_id in self.school_ids}
        return {school_id: school for school_id, school in found.items() if school is not None}

    def knows_school(self, school_id: str) -> bool:
        """Whether a school of this identifier was ever told of, valid in some cycle or not."""
        return school_id in self._versions or school_id in self._published.versions

    def previous_cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle that ended last before this one did."""
        this = self.cycles.get(cycle_id)
        earlier = [cycle for cycle in self.cycles.values() if this and cycle.ends_on < this.ends_on]
        return max(earlier, key=lambda cycle: (cycle.ends_on, cycle.cycle_id), default=None)

    # Answers

    def previous_answers(self, school_id: str, cycle_id: str) -> dict[str, str | None]:
        """The school's own values of the cycle before, in normal form, by fact."""
        previous = self.previous_cycle(cycle_id)
        return {} if previous is None else self.answers_in_force(previous.cycle_id, school_id)

    def answers_in_force(self, cycle_id: str, school_id: str) -> dict[str, str | None]:
        """What the school itself says for a cycle, in normal form, by fact."""
        hand_in = self.in_force(cycle_id, school_id)
        if hand_in is None:
            return {}
        if self._published.in_force.get((cycle_id, school_id)) == hand_in.record_id:
            return self._published.answers(cycle_id, school_id)
        # Newer than the snapshot, or in force again since a later one was withdrawn.
        if hand_in.submission_id not in self._said:
            self._said[hand_in.submission_id] = self._recorded(hand_in, cycle_id, school_id)
        return self._said[hand_in.submission_id]

    def _record(self, record_id: str) -> Record:
        path = self._noted.get(record_id)
        return read_record(path or record_paths(self.settings)[record_id])

    def refused(self, sha256: str) -> Record | None:
        """The newest record that refused a file of this hash."""
        record_id = self._refused.get(sha256) or self._published.refused.get(sha256)
        return None if record_id is None else self._record(record_id)

    def last_refused(self, cycle_id: str, school_id: str) -> Record | None:
        """The newest record of a school's own workbook that was refused and is not withdrawn."""
        record_id = self._refused_of.get((cycle_id, school_id)) or self._published.last_refused(
            cycle_id, school_id
        )
        if record_id is None or self.is_withdrawn(record_id, cycle_id, school_id):
            return None
        return self._record(record_id)

    def _recorded(self, hand_in: HandIn, cycle_id: str, school_id: str) -> dict[str, str | None]:
        record = self._record(hand_in.record_id)
        if record["kind"] == "workbook":
            return {answer["fact_id"]: answer["value"] for answer in record["answers"]}
        own = self.reading(record).filter(
            pl.col("cycle_id") == cycle_id,
            pl.col("school_id") == school_id,
            pl.col("basis") == "self",
        )
        return dict(own.select("fact_id", "value").iter_rows())

    def hand_ins(self, cycle_id: str, school_id: str) -> list[HandIn]:
        """The accepted hand-ins of a school that were not withdrawn, oldest first."""
        pair = cycle_id, school_id
        standing = [
            hand_in
            for hand_in in (*self._published.hand_ins.get(pair, ()), *self._hand_ins.get(pair, ()))
            if not self.is_withdrawn(hand_in.record_id, cycle_id, school_id)
        ]
        return sorted(standing, key=lambda hand_in: hand_in.record_id)

    def in_force(self, cycle_id: str, school_id: str) -> HandIn | None:
        """The latest accepted hand-in that was not withdrawn."""
        return next(reversed(self.hand_ins(cycle_id, school_id)), None)

    @property
    def cycles_handed_in(self) -> frozenset[str]:
        """The cycles for which anything was ever handed in and accepted."""
        return frozenset(cycle_id for cycle_id, _ in (*self._published.hand_ins, *self._hand_ins))

    def evidence(self, cycle_id: str, school_id: str) -> list[KeptFile]:
        """The evidence of a school for a cycle that was not withdrawn, signed forms too."""
        pair = cycle_id, school_id
        standing = {
            kept.key: kept
            for kept in (*self._published.evidence.get(pair, ()), *self._evidence.get(pair, ()))
            if not self.is_withdrawn(kept.record_id, cycle_id, school_id, sha256=kept.sha256)
        }
        return list(standing.values())

    # Withdrawals

    def withdrawal_of(self, record_id: str, **parts: str | None) -> Record | None:
        """The latest withdrawal of a record, or of what these parts name in it (NARROWING)."""
        published = self._published.withdrawals.get(record_id, ())
        newer = self._newer.get("withdrawal", ())
        return withdrawal_of((*published, *newer), record_id, **parts)

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
        parts = {"cycle_id": cycle_id, "school_id": school_id, "fact_id": fact_id}
        return self.withdrawal_of(record_id, **parts, original_sha256=sha256) is not None

    @property
    def withdrawals(self) -> list[Record]:
        """Every withdrawal record, oldest first."""
        return self.records("withdrawal")


_kept: dict[Path, Register] = {}
"""The register of each home as it was last opened."""
_keeping = threading.Lock()


def _copied(lists: Mapping[Any, list[Any]]) -> dict[Any, list[Any]]:
    return defaultdict(list, {key: list(items) for key, items in lists.items()})


def _by_withdrawn(withdrawals: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for withdrawal in withdrawals:
        found[withdrawal["withdrawn_record_id"]].append(withdrawal)
    return dict(found)


def _add_versions(versions: dict[str, dict[dt.date, School]], rows: pl.DataFrame) -> None:
    for row in rows.drop("line").iter_rows(named=True):
        school = School(**row)
        versions[school.school_id][school.valid_from or BEGINNING] = school


def _valid_on(versions: Versions, day: dt.date) -> School | None:
    valid = [
        (valid_from, school)
        for valid_from, school in versions.items()
        if valid_from <= day and (school.valid_to is None or day <= school.valid_to)
    ]
    return max(valid, key=lambda version: version[0])[1] if valid else None


def cycle_or_code(register: Register, cycle_id: str) -> Cycle | str:
    """A cycle, or its code where the register does not know it."""
    return register.cycles.get(cycle_id, cycle_id)


def school_or_code(register: Register, cycle_id: str, school_id: str) -> School | str:
    """A school as it is in a cycle, with its education group; unknown there, its code."""
    return register.school(school_id, cycle_id) or school_id


def known_cycle(register: Register, cycle_id: str) -> Cycle:
    """A cycle by its code. Raises Refused, naming those there are."""
    return register.cycles[asked.one_cycle(list(register.cycles), cycle_id)]


def cycle_in_question(register: Register, cycle_id: str | None) -> str:
    """The cycle that was named, else the newest that is open. Raises Refused, naming all."""
    if cycle_id is not None:
        return known_cycle(register, cycle_id).cycle_id
    open_cycles = [known for known in register.cycles.values() if not known.is_closed]
    newest = max(open_cycles, key=lambda known: known.ends_on, default=None)
    if newest is None:
        raise Refused("asked-no-open-cycle", known=tuple(sorted(register.cycles)) or ("—",))
    return newest.cycle_id
