"""The reviewers' workbooks of a cycle, made from what is in force, for command line and pages."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

import duckdb

from duibiao.guide.editions import Guide
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from duibiao.words.text import plain_decimal
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

    `rater`: whose points they take, None for the office's. Raises KeyError for an unknown cycle.
    """

    def __init__(
        self, door: Ground, cycle_id: str, language: str, rater: str | None = None
    ) -> None:
        self._door = door
        self._cycle = door.register.cycles[cycle_id]
        self._edition = door.guide.editions[self._cycle.edition]
        self._hand_ins = HandIns(door.settings, door.register)
        given = self._edition.given_rules
        self._of_county = _answers_of_county(door.settings, cycle_id)
        if given:
            points = _points_of(door.settings, cycle_id, rater)
            for school_id, known in self._of_county.items():
                others = {name: value for name, value in known.items() if name not in given}
                self._of_county[school_id] = others | points.pop(school_id, {})
            self._of_county |= points
        self._rater = rater
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
            self._rater,
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


def _points_of(settings: Settings, cycle_id: str, rater: str | None) -> dict[str, dict[str, str]]:
    """The points that a rater gave, or the office, as published, by school: no other rater's."""
    path = snapshot_path(settings)
    found: dict[str, dict[str, str]] = {}
    if path is not None:
        with connect(path) as connection, suppress(duckdb.CatalogException):
            rows = connection.execute(
                "select school_id, fact_id, given_value from fct_given_values"
                " where cycle_id = ? and rater is not distinct from ?",
                [cycle_id, rater],
            ).fetchall()
            for school_id, fact_id, value in rows:
                found.setdefault(school_id, {})[fact_id] = plain_decimal(value)
    return found
