"""What a school has handed in for a cycle, as the record of it says: for forms made from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from duibiao.records.settings import Settings
from duibiao.records.store import read_record, record_paths
from ingest.register import Register


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A hand-in: values in normal form and texts by fact, claimed points by indicator."""

    receipt_id: str
    sha256: str
    received_at: dt.datetime
    answers: Mapping[str, str | None]
    evidence: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)


class HandIns:
    """The hand-ins in force, looked up one by one; the records are listed once."""

    def __init__(self, settings: Settings, register: Register) -> None:
        self._settings = settings
        self._register = register

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return record_paths(self._settings)

    def in_force(self, cycle_id: str, school_id: str) -> HandedIn | None:
        """What a school says now for a cycle, None where it has not handed in."""
        hand_in = self._register.in_force(cycle_id, school_id)
        if hand_in is None or hand_in.record_id not in self._paths:
            return None
        record = read_record(self._paths[hand_in.record_id])
        received_at = dt.datetime.fromisoformat(record["received_at"])
        values = self._register.answers_in_force(cycle_id, school_id)
        if record["kind"] != "workbook":
            return HandedIn(hand_in.record_id, hand_in.sha256, received_at, values)
        answers = record["answers"]
        return HandedIn(
            hand_in.record_id,
            hand_in.sha256,
            received_at,
            values,
            _texts(answers, "evidence"),
            _texts(answers, "note"),
            {claim["indicator_id"]: claim["claimed_points"] for claim in record["claims"]},
        )


def _texts(answers: list[Mapping[str, Any]], name: str) -> dict[str, str]:
    return {answer["fact_id"]: answer[name] for answer in answers if answer.get(name)}
