"""What can be withdrawn: found by receipt, school and kind, told, and what was withdrawn of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.store import read_record, readable_records, record_paths
from ingest.desk.deciding import WITHDRAWN_KINDS
from ingest.receipts import receipt_number, record_meant
from ingest.register import NARROWING, Register

A_PAGE = 30
MOST_LOOKED_AT = 5_000
"""So many records, the newest, are looked through for what fits."""
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """A record that can be withdrawn: what it is, from whom, and whose.

    `schools`: those that it speaks of; `rows`: what a table says, line by line. `withdrawn`: what
    was withdrawn of it already.
    """

    record_id: str
    kind: str
    received_at: dt.datetime
    received_by: str
    file_name: str
    outcome: str
    cycles: tuple[str, ...]
    schools: tuple[tuple[str, str], ...]
    """Cycle and school."""
    rows: tuple[Mapping[str, Any], ...]
    withdrawn: tuple[Withdrawn, ...]

    @property
    def number(self) -> str:
        """The number of its receipt."""
        return receipt_number(self.record_id)

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing of it counts any more."""
        return any(not one.parts for one in self.withdrawn)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A withdrawal: of which record, of what in it (nothing: the whole), when, by whom, why."""

    record_id: str
    of: str
    parts: Mapping[str, str]
    received_at: dt.datetime
    received_by: str
    reason: str

    @property
    def number(self) -> str:
        """The number of the receipt of what was withdrawn."""
        return receipt_number(self.of)


@dataclass(frozen=True, slots=True)
class Page:
    """So many records as stand on a page, and whether there are more."""

    records: tuple[Withdrawable, ...]
    is_last: bool


def withdrawable(
    acting: Acting, *, receipt: str = "", school: str = "", kind: str = "", page: int = 0
) -> Page:
    """The records that can be withdrawn, the newest first. Raises Refused.

    `receipt`: a receipt's number, or a record; `school`: a school's code or a part of its name;
    `kind`: one of WITHDRAWN_KINDS.
    """
    ask(acting, "withdraw")
    paths = record_paths(acting.settings)
    register = Register.open(acting.settings)
    if receipt:
        record_id = record_meant(paths, receipt)
        if record_id is None or read_record(paths[record_id])["kind"] not in WITHDRAWN_KINDS:
            raise Refused("cli-withdraw-unknown", receipt=receipt)
        return Page((_told(register, read_record(paths[record_id])),), is_last=True)
    wanted = _schools_meant(register, school) if school else None
    newest = [paths[name] for name in sorted(paths, reverse=True)[:MOST_LOOKED_AT]]
    found = list(islice(_fitting(register, newest, wanted, kind), (page + 1) * A_PAGE + 1))
    shown = found[page * A_PAGE : (page + 1) * A_PAGE]
    return Page(tuple(shown), is_last=len(found) <= (page + 1) * A_PAGE)


def withdrawn(acting: Acting) -> list[Withdrawn]:
    """Every withdrawal, the newest first. Raises Refused."""
    ask(acting, "withdraw")
    register = Register.open(acting.settings)
    return [_withdrawn(one) for one in reversed(register.withdrawals)]


def _fitting(
    register: Register, newest: list[Path], wanted: set[str] | None, kind: str
) -> Iterator[Withdrawable]:
    for record in readable_records(newest):
        if record["kind"] not in ((kind,) if kind else WITHDRAWN_KINDS):
            continue
        if record.get("outcome") == REFUSED:
            continue
        found = _told(register, record)
        if wanted is None or any(school in wanted for _, school in found.schools):
            yield found


def _schools_meant(register: Register, text: str) -> set[str]:
    """The schools whose code this is, or whose name it is a part of."""
    wanted = text.strip().lower()
    found = set()
    for school_id in register.school_ids:
        names = {one.name_zh.lower() for one in register.versions(school_id).values()}
        if school_id.lower() == wanted or any(wanted in name for name in names):
            found.add(school_id)
    return found


def _told(register: Register, record: Mapping[str, Any]) -> Withdrawable:
    rows: tuple[Mapping[str, Any], ...] = ()
    if record.get("reading"):
        rows = tuple(register.reading(record).iter_rows(named=True))
        pairs = dict.fromkeys((row.get("cycle_id") or "", row["school_id"]) for row in rows)
    else:
        own = record.get("cycle_id") or "", record.get("school_id") or ""
        pairs = dict.fromkeys([own] if own[1] else [])
    record_id = record["record_id"]
    taken_back = [
        _withdrawn(one) for one in register.withdrawals if one["withdrawn_record_id"] == record_id
    ]
    return Withdrawable(
        record_id=record_id,
        kind=record["kind"],
        received_at=dt.datetime.fromisoformat(record["received_at"]),
        received_by=record["received_by"],
        file_name=record.get("file_name") or "",
        outcome=record.get("outcome") or "",
        cycles=tuple(dict.fromkeys(cycle for cycle, _ in pairs if cycle)),
        schools=tuple(pairs),
        rows=rows,
        withdrawn=tuple(taken_back),
    )


def _withdrawn(record: Mapping[str, Any]) -> Withdrawn:
    parts = {name: str(record[name]) for name in NARROWING if record.get(name)}
    return Withdrawn(
        record["record_id"],
        record["withdrawn_record_id"],
        parts,
        dt.datetime.fromisoformat(record["received_at"]),
        record["received_by"],
        record["reason"],
    )
