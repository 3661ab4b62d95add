"""The reviewers' workbooks of a cycle, made from what is in force, for command line and pages."""

from __future__ import annotations

from typing import Protocol

from duibiao.guide.editions import Guide
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from ingest.register import Register
from ingest.review.template import review_template_bytes
from ingest.workbook.handed_in import HandIns


class Ground(Protocol):
    """What is known: a door holds it."""

    settings: Settings
    guide: Guide
    register: Register


class ReviewWorkbooks:
    """Makes the workbook to review of any school of one cycle.

    Raises KeyError for an unknown cycle.
    """

    def __init__(self, door: Ground, cycle_id: str, language: str) -> None:
        self._door = door
        self._cycle = door.register.cycles[cycle_id]
        self._edition = door.guide.editions[self._cycle.edition]
        self._hand_ins = HandIns(door.settings, door.register)
        self._of_county = _answers_of_county(door.settings, cycle_id)
        self._language = language

    def of(self, school_id: str) -> bytes:
        """A school's workbook. Raises KeyError for a school that is not in the cycle."""
        cycle_id, register = self._cycle.cycle_id, self._door.register
        school = register.school(school_id, cycle_id)
        if school is None:
            raise KeyError(school_id)
        files: dict[str, list[str]] = {}
        for kept in register.evidence(cycle_id, school_id):
            if kept.indicator_id is not None:
                files.setdefault(kept.indicator_id, []).append(kept.title)
        return review_template_bytes(
            self._edition,
            self._cycle,
            school,
            self._hand_ins.in_force(cycle_id, school_id),
            self._of_county.get(school_id),
            files,
            self._language,
        )


def _answers_of_county(settings: Settings, cycle_id: str) -> dict[str, dict[str, str]]:
    """What the county said of its own facts as published, by school."""
    path = snapshot_path(settings)
    found: dict[str, dict[str, str]] = {}
    if path is not None:
        with connect(path) as connection:
            rows = connection.execute(
                "select school_id, fact_id, value from fct_answers where cycle_id = ?"
                " and basis = 'verified' and answered_by = 'county' and value is not null",
                [cycle_id],
            ).fetchall()
        for school_id, fact_id, value in rows:
            found.setdefault(school_id, {})[fact_id] = value
    return found
