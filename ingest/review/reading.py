"""Reads the workbook in which reviewers verified what a school said.

What comes out are verified answers in the rows of the long form, so that they are kept, scored
and withdrawn like those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import polars as pl

from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.records.model import Problem, School, Severity, WorkbookReading
from duibiao.words import LANGUAGES, words
from duibiao.words.choices import label_key
from ingest.long_form.tables import LONGEST_TEXT, ROWS, TableReading, no_rows
from ingest.values.checks import Given, check_answers, value_problem
from ingest.values.given_points import (
    given_range,
    is_fit_for_a_rater,
    out_of_range,
    rater_code,
)
from ingest.values.reading import found_text, parse_value
from ingest.workbook import reading as workbook
from ingest.workbook.reading import HeadReader, Told, code_key
from ingest.workbook.recognised import Recognised
from ingest.workbook.review_table import (
    NEEDED_COLUMNS,
    header_message,
)
from ingest.workbook.table import Table

NO_SUGGESTION = "none"


def _in_any_language(message_id: str) -> frozenset[str]:
    return frozenset(label_key(words(language)(message_id)) for language in LANGUAGES)


AGREES, NONE = _in_any_language("review-agrees"), _in_any_language("review-none")


class Register(workbook.Register, Protocol):
    """What the reader asks of the register of schools and cycles."""

    def answers_in_force(self, cycle_id: str, school_id: str) -> Mapping[str, str | None]:
        """What the school itself says for a cycle, in normal form."""


def read_review(recognised: Recognised, guide: Guide, register: Register) -> TableReading:
    """What reviewers verified of a school, with every problem of the file at once.

    The rows are verified answers; their line is the row of the sheet. With an error there are
    none, and no hand-in of the school is refused by it. A file that is no review is told so.
    Raises SpreadsheetFault.
    """
    table = recognised.table
    if table is None or recognised.kind != "review":
        return TableReading("answers", no_rows("answers"), [Problem("not-a-review")])
    told = Told(table, WorkbookReading())
    head = HeadReader(told, guide, register, None)
    head.read()
    rows: list[dict[str, Any]] = []
    if _has_columns(table, told) and head.edition and head.school and head.cycle:
        said = register.answers_in_force(head.cycle.cycle_id, head.school.school_id)
        days_later = recognised.spreadsheet.days_later
        rater = _rater(head, told)
        rows = _RowReader(told, head.edition, head.school, said, days_later, rater).read()
    problems = told.sorted()
    if any(problem.severity == "error" for problem in problems):
        rows = []
    pair = (head.cycle.cycle_id, head.school.school_id) if head.cycle and head.school else None
    frame = pl.DataFrame(rows, schema=ROWS["answers"])
    return TableReading("answers", frame, problems, pair=pair)


def _rater(head: HeadReader, told: Told) -> str | None:
    """Whose points these are, None for the office; what looks like a person is told."""
    if head.rater is None:
        return None
    code = rater_code(head.rater.text)
    if code is not None and not is_fit_for_a_rater(code):
        at = head.rater.row, head.rater.position
        told.tell("rater-unfit", at=at, found=head.rater.text)
    return code


def counts(reading: TableReading) -> dict[str, int]:
    """How many answers a review verifies, and of these, how many agree and have no value."""
    words_said = [label_key(raw) for raw in reading.rows["raw"]]
    return {
        "verified": len(words_said),
        "agreed": sum(word in AGREES for word in words_said),
        "none": sum(word in NONE for word in words_said),
    }


def _has_columns(table: Table, told: Told) -> bool:
    """Tell of columns that are missing or twice there; whether all are right."""
    missing = [name for name in NEEDED_COLUMNS if name not in table.columns]
    for name in missing:
        header = words()(header_message(name))
        told.tell("column-missing", row=table.header_row, parameters={"header": header})
    twice = [pair for pair in table.repeated if pair[0] in NEEDED_COLUMNS]
    for name, position in twice:
        header = words()(header_message(name))
        told.tell("column-twice", at=(table.header_row, position), parameters={"header": header})
    return not missing and not twice


class _RowReader:
    """Reads the rows of a review by the codes of an edition."""

    def __init__(
        self,
        told: Told,
        edition: Edition,
        school: School,
        said: Mapping[str, str | None],
        days_later: int,
        rater: str | None,
    ) -> None:
        """`said`: what the school says now. `rater`: whose review it is, None for the office's."""
        self._rater = rater
        self._told = told
        self._days_later = days_later
        self._table = told.table
        self._edition = edition
        self._school = school
        self._said = said
        self._asked = edition.asked_facts(school.attributes)
        self._rows = self._find_rows()
        self._verified = self._column("verified", tells=True)
        self._reasons = self._column("reason", tells=False)
        self._shown: dict[str, str | None] = {}
        """What the review shows as the school's, or the county's own, in normal form."""
        self._given: dict[str, Given] = {}

    def read(self) -> list[dict[str, Any]]:
        """The verified answers; what is wrong with any is told."""
        for fact_id, row in self._rows.items():
            self._read_shown(self._edition.facts[fact_id], row)
        rows = [
            taken
            for fact_id, row in self._rows.items()
            if (raw := self._verified.get(row)) is not None
            and (taken := self._read_row(self._edition.facts[fact_id], row, raw)) is not None
        ]
        if not self._given:
            self._told.tell("review-empty", row=self._table.header_row)
        self._check_together()
        return rows

    def _find_rows(self) -> dict[str, int]:
        """Each fact's row; codes that are none or twice there are told where a value stands."""
        by_key = {code_key(fact_id): fact_id for fact_id in self._edition.facts}
        by_key |= {fact_id: fact_id for fact_id in self._edition.facts}
        rows: dict[str, int] = {}
        for row in range(self._table.header_row + 1, self._table.grid.height):
            code = self._table.text(row, "code")
            fact_id = by_key.get(code) or by_key.get(code_key(code)) if code else None
            if fact_id is not None and fact_id not in rows:
                rows[fact_id] = row
            elif self._table.text(row, "verified") is not None:
                self._tell_stray(row, code, rows.get(fact_id or ""))
        return rows

    def _tell_stray(self, row: int, code: str | None, first: int | None) -> None:
        at = row, self._table.columns["code"]
        parameters = {"suggestion": NO_SUGGESTION}
        if code is None:
            self._told.tell("code-missing", at=at, parameters=parameters)
        elif first is None:
            self._told.tell("unknown-code", at=at, found=code, parameters=parameters)
        else:
            parameters["first"] = self._table.address(first, "code")
            self._told.tell("code-twice", at=at, found=code, parameters=parameters)

    def _column(self, name: str, *, tells: bool) -> dict[int, str]:
        """The texts of a column by row; what stands in a merged cell stands in each of its rows.

        `tells`: a formula without its result is told, and that cells were merged.
        """
        texts = {row: text for row in self._rows.values() if (text := self._table.text(row, name))}
        position = self._table.columns[name]
        merged: set[int] = set()
        blank = set(self._rows.values()) - texts.keys()
        for row, behind in self._table.grid.behind(position, blank).items():
            if behind.kind == "error":
                texts[row] = behind.text
            elif behind.kind == "merged" and behind.top in texts:
                texts[row] = texts[behind.top]
                merged.add(behind.top)
            elif behind.kind == "no_value" and tells:
                self._told.tell("formula-without-value", at=(row, position))
        if tells:
            for row in sorted(merged):
                found = texts[row]
                self._told.tell("merged-answer", "warning", at=(row, position), found=found)
        return texts

    def _read_shown(self, fact: Fact, row: int) -> None:
        text = self._table.text(row, "self")
        parsed = parse_value(text, fact, self._days_later)
        if parsed.problem_code is not None and row in self._verified:
            self._tell("review-self-unreadable", fact, row, "self", text)
        self._shown[fact.fact_id] = parsed.value

    def _read_row(self, fact: Fact, row: int, raw: str) -> dict[str, Any] | None:
        sheet, cell = self._table.grid.name, self._table.address(row, "verified")
        given = Given(fact.fact_id, None, raw, False, sheet, cell, row + 1)
        self._given[fact.fact_id] = given
        if fact.fact_id not in self._asked:
            return None
        is_of_school = fact.answered_by == "school"
        shown, is_none = self._shown[fact.fact_id], label_key(raw) in NONE
        value = None
        if label_key(raw) in AGREES:
            value = shown
            if shown is None and not is_of_school:
                self._tell("review-agrees-with-nothing", fact, row, "verified", raw)
        elif not is_none:
            value = self._value_of(fact, row, given)
            if value is None:
                return None
        self._given[fact.fact_id] = given._replace(value=value)
        if fact.fact_id in self._edition.given_rules and value is not None:
            self._check_points(fact, row, value, raw)
        self._check_reason(fact, row, is_needed=is_none or (is_of_school and value != shown))
        if is_of_school:
            self._compare_with_now(fact, row)
        reading = self._told.reading
        return {
            "cycle_id": reading.cycle_id,
            "school_id": reading.school_id,
            "basis": "verified",
            "fact_id": fact.fact_id,
            "value": value,
            "raw": raw,
            "reason": self._reasons.get(row, "").strip() or None,
            "rater": self._rater,
            "line": row + 1,
        }

    def _value_of(self, fact: Fact, row: int, given: Given) -> str | None:
        """The value that was typed, None if it is asked back."""
        parsed = parse_value(given.found, fact, self._days_later)
        if parsed.problem_code is None:
            return parsed.value
        reading = self._told.reading
        faulty = given._replace(found=found_text(given.found), is_faulty=True)
        self._given[fact.fact_id] = faulty
        problem = value_problem(
            parsed, fact, faulty, cycle_id=reading.cycle_id, school_id=reading.school_id
        )
        self._told.place(row, self._table.columns["verified"], problem)
        return None

    def _check_reason(self, fact: Fact, row: int, *, is_needed: bool) -> None:
        reason = self._reasons.get(row, "")
        if is_needed and not reason:
            self._tell("review-reason-missing", fact, row, "reason", None)
        elif len(reason) > LONGEST_TEXT:
            header, longest = words()(header_message("reason")), str(LONGEST_TEXT)
            self._tell(
                "table-cell-too-long", fact, row, "reason", reason, column=header, longest=longest
            )

    def _check_points(self, fact: Fact, row: int, value: str, raw: str) -> None:
        """Points that are given lie within their range, and each has its reason."""
        beyond = out_of_range(self._edition, fact.fact_id, value)
        if beyond is not None:
            found = found_text(raw)
            self._tell("given-out-of-range", fact, row, "verified", found, "error", **beyond)
        if not self._reasons.get(row, ""):
            said = given_range(self._edition, fact.fact_id)
            self._tell("given-without-reason", fact, row, "reason", None, "error", **said)

    def _compare_with_now(self, fact: Fact, row: int) -> None:
        """What the reviewers saw may not be what the school says now."""
        now, shown = self._said.get(fact.fact_id), self._shown[fact.fact_id]
        if now != shown:
            text = self._table.text(row, "self")
            value = words()("review-blank") if now is None else now
            self._tell("review-self-changed", fact, row, "self", text, "warning", now=value)

    def _check_together(self) -> None:
        """What was verified is checked with what the school and the county say beside it."""
        own = {}
        for fact_id, row in self._rows.items():
            is_of_school = self._edition.facts[fact_id].answered_by == "school"
            value = (self._said if is_of_school else self._shown).get(fact_id)
            if value is not None and fact_id in self._asked:
                cell, sheet = self._table.address(row, "self"), self._table.grid.name
                found = self._table.text(row, "self")
                own[fact_id] = Given(fact_id, value, found, False, sheet, cell, row + 1)
        reading = self._told.reading
        for problem in check_answers(
            own | self._given,
            self._edition,
            self._school.attributes,
            cycle_id=reading.cycle_id,
            school_id=reading.school_id,
            is_hand_in=False,
            only_if_given=self._given,
        ):
            row = self._rows[problem.fact_id or ""]
            self._told.place(row, self._table.columns["verified"], problem)

    def _tell(
        self,
        code: str,
        fact: Fact,
        row: int,
        header: str,
        found: str | None,
        severity: Severity = "error",
        **parameters: str,
    ) -> None:
        self._told.tell(
            code,
            severity,
            at=(row, self._table.columns[header]),
            found=found,
            fact_id=fact.fact_id,
            parameters={**parameters, "label": fact.label_zh},
        )
