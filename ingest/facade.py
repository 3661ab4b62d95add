"""The one door through which the dashboards reach ingest: settings, snapshots, uploads."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest import documentation, snapshot
from ingest.answering import ProblemText, problem_text
from ingest.guide import GuideFaults
from ingest.hand_in import Checked, Door, Receipt
from ingest.model import Cycle, Problem, School
from ingest.scoring import SchoolScore, Scorer
from ingest.settings import Settings
from ingest.template import template_bytes as make_template
from words import Words

__all__ = [
    "CheckOutcome",
    "GuideFaults",
    "ProblemText",
    "Receipt",
    "SchoolScore",
    "build_failure",
    "build_information",
    "check_file",
    "cycles",
    "documentation_path",
    "documentation_state",
    "hand_in_file",
    "make_documentation",
    "open_snapshot",
    "problem_texts",
    "schools",
    "settings",
    "snapshot_path",
    "stored_problem_text",
    "template_bytes",
]


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What became of a file: its fate, its problems, its receipt if it was kept, its score."""

    checked: Checked
    score: SchoolScore | None

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, once the file was handed in."""
        return self.checked.receipt


def settings() -> Settings:
    """The settings of this process, from its environment."""
    return Settings.resolve()


def snapshot_path() -> Path | None:
    """The snapshot in force, or None before the first build."""
    return snapshot.snapshot_path(settings())


def open_snapshot(path: Path) -> duckdb.DuckDBPyConnection:
    """A snapshot, opened read-only."""
    return snapshot.connect(path)


def build_information() -> dict[str, Any] | None:
    """What the build of the snapshot in force wrote down about itself."""
    return snapshot.build_information(settings())


def build_failure() -> dict[str, Any] | None:
    """Why the newest build failed, or None."""
    return snapshot.build_failure(settings())


def documentation_state() -> str:
    """Whether the documentation of the warehouse is `ready`, `making`, `failed` or `none`."""
    return documentation.documentation_state(settings())


def documentation_path() -> Path:
    """Where the documentation of the warehouse lies once it is ready."""
    return documentation.documentation_path(settings())


def make_documentation() -> None:
    """Have the documentation made, in a process of its own; returns at once."""
    documentation.start_making(settings())


def check_file(content: bytes, file_name: str) -> CheckOutcome:
    """Check a school's workbook; nothing is kept. Raises GuideFaults where the guide is wrong."""
    door = Door.open(settings())
    checked = door.check_workbook(content, file_name)
    return CheckOutcome(checked, score_of(door, checked))


def hand_in_file(
    content: bytes, file_name: str, received_by: str, channel: str = "dashboard"
) -> CheckOutcome:
    """Check a school's workbook, keep it, and give the receipt. Raises GuideFaults and OSError."""
    door = Door.open(settings())
    checked = door.check_workbook(content, file_name)
    score = score_of(door, checked)
    return CheckOutcome(door.hand_in(checked, received_by=received_by, channel=channel), score)


def template_bytes(cycle_id: str, school_id: str) -> bytes:
    """A school's workbook for a cycle. Raises KeyError for an unknown cycle or school."""
    return template_of(Door.open(settings()), cycle_id, school_id)


def template_of(door: Door, cycle_id: str, school_id: str) -> bytes:
    """A school's workbook for a cycle, with last cycle's values beside."""
    cycle = door.register.cycles[cycle_id]
    school = door.register.school(school_id, cycle_id)
    if school is None:
        raise KeyError(school_id)
    previous = door.register.previous_answers(school_id, cycle_id)
    return make_template(
        door.guide.editions[cycle.edition], door.guide.codes, cycle, school, previous
    )


def cycles() -> list[Cycle]:
    """Every cycle, the newest first."""
    register = Door.open(settings()).register
    return sorted(register.cycles.values(), key=lambda cycle: cycle.ends_on, reverse=True)


def schools(cycle_id: str) -> list[School]:
    """The schools that are to hand in for a cycle, by identifier."""
    register = Door.open(settings()).register
    return sorted(register.schools_by_cycle(cycle_id).values(), key=lambda school: school.school_id)


def problem_texts(outcome: CheckOutcome, words: Words) -> list[ProblemText]:
    """The problems of a file in one language."""
    return [problem_text(problem, words) for problem in outcome.checked.problems]


def stored_problem_text(row: Mapping[str, Any], words: Words) -> ProblemText:
    """A row of fct_load_problems in one language."""
    place = {name: row[name] for name in ("code", "severity", "sheet", "cell", "line", "found")}
    return problem_text(Problem(**place, parameters=json.loads(row["parameters"] or "{}")), words)


_scorers: dict[tuple[Path, bytes], Scorer] = {}
_scorers_lock = threading.Lock()


def score_of(door: Door, checked: Checked) -> SchoolScore | None:
    """The score a checked workbook has under the door's guide; None before the first build."""
    path = snapshot.snapshot_path(door.settings)
    if path is None or checked.workbook is None or checked.fate == "refused":
        return None
    key = path, door.guide.canonical_bytes()
    with _scorers_lock:
        if key not in _scorers:
            _scorers.clear()
            _scorers[key] = Scorer.of_snapshot(path, door.guide)
        scorer = _scorers[key]
    return scorer.score(checked.workbook, door.register)
