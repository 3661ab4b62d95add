"""Reads the workbook that a school sends back, and finds everything that is wrong with it."""

from __future__ import annotations

import re
import unicodedata
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import repeat
from typing import Protocol

from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.records.model import (
    Answer,
    Claim,
    Cycle,
    Problem,
    School,
    Severity,
    Understood,
    WorkbookReading,
)
from duibiao.words import words
from duibiao.words.choices import label_key
from duibiao.words.text import plain_decimal
from ingest.values.checks import Given, check_answers, value_problem
from ingest.values.claims import claim_of
from ingest.values.reading import Parsed, found_text, parse_value, says_nothing_due
from ingest.workbook.problem_list import confirmed, read_confirmations
from ingest.workbook.recognised import Recognised
from ingest.workbook.table import (
    IDENTIFYING_HEADS,
    Head,
    Table,
    find_heads,
    header_of,
)

MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 24
MOST_LAYOUTS = 100
UNKNOWN = "\0"
"""In place of a value: its text was not seen before."""
CODE_LIKE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")
NEEDED_COLUMNS = ("code", "answer")
NO_SUGGESTION = "none"


class Register(Protocol):
    """What the reader asks of the register of schools and cycles."""

    def cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle of this identifier."""

    def school(self, school_id: str, cycle_id: str) -> School | None:
        """The school as it is on the cycle's last day."""

    def knows_school(self, school_id: str) -> bool:
        """Whether there is or was a school of this identifier."""

    def previous_answers(self, school_id: str, cycle_id: str) -> Mapping[str, str | None]:
        """The school's values of the cycle before, in normal form."""


REVIEW_WORKBOOK = Problem("review-workbook")
"""What is wrong with a review that comes in by the schools' door."""


def read_workbook(
    recognised: Recognised,
    guide: Guide,
    register: Register,
    expected_school: str | None = None,
) -> WorkbookReading:
    """What a school's workbook says, with every problem of it at once, sorted as one meets them.

    A file that is none is told so. `expected_school`: the only school whose workbook may come
    this way. Raises SpreadsheetFault.
    """
    reading = WorkbookReading()
    if recognised.kind == "review":
        reading.problems = [REVIEW_WORKBOOK]
        return reading
    if recognised.table is None:
        reading.problems = [Problem("no-answer-table")]
        return reading
    told = Told(recognised.table, reading)
    problems = list(recognised.problems)
    if recognised.spreadsheet.has_macros:
        problems.append(Problem("macros-ignored", "warning"))
    for problem in problems:
        told.place(-1, -1, problem)
    head = HeadReader(told, guide, register, expected_school)
    head.read()
    if told.columns() and head.edition is not None:
        days_later = recognised.spreadsheet.days_later
        rows = _RowReader(told, head.edition, guide, head.school, days_later)
        if rows.find():
            rows.read_answers()
            if rows.says_nothing():
                told.tell("nothing-answered", row=recognised.table.header_row)
            else:
                rows.check(head.previous_answers())
            rows.read_claims()
    reading.confirmations = read_confirmations(recognised.spreadsheet)
    reading.problems = confirmed(told.sorted(), reading.confirmations)
    return reading


class Told:
    """The problems of one table as they are found, each with where it stands."""

    def __init__(self, table: Table, reading: WorkbookReading) -> None:
        self.table = table
        self.reading = reading
        self._placed: list[tuple[int, int, Problem]] = []

    def place(self, row: int, position: int, problem: Problem) -> None:
        """Take a problem, to be sorted as one that stands at a row and position."""
        self._placed.append((row, position, problem))

    def tell(
        self,
        code: str,
        severity: Severity = "error",
        *,
        at: tuple[int, int] | None = None,
        row: int | None = None,
        found: str | None = None,
        fact_id: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        """Tell a problem at a row and position, or of the whole sheet (by `row`, or last)."""
        problem = Problem(
            code,
            severity,
            sheet=self.table.grid.name,
            cell=None if at is None else self.table.grid.address(*at),
            found=found_text(found),
            fact_id=fact_id,
            cycle_id=self.reading.cycle_id,
            school_id=self.reading.school_id,
            parameters=parameters or {},
        )
        last = self.table.grid.height
        self.place(*(at or (last if row is None else row, -1)), problem)

    def columns(self) -> bool:
        """Tell of columns that are missing or twice there; whether all are right."""
        header_row = self.table.header_row
        missing = [name for name in NEEDED_COLUMNS if name not in self.table.columns]
        for name in missing:
            self.tell("column-missing", row=header_row, parameters={"header": _header_label(name)})
        twice = [pair for pair in self.table.repeated if pair[0] in (*NEEDED_COLUMNS, "claim")]
        for name, position in twice:
            self.tell(
                "column-twice",
                at=(header_row, position),
                parameters={"header": _header_label(name)},
            )
        return not missing and not twice

    def sorted(self) -> list[Problem]:
        """All problems, in the order in which one meets them on the sheet."""
        self._placed.sort(key=lambda placed: placed[:2])
        return [problem for _, _, problem in self._placed]


def _header_label(name: str) -> str:
    return words()(f"workbook-header-{name}")


# The head


class HeadReader:
    """Reads for which school, cycle and edition a file is."""

    def __init__(
        self, told: Told, guide: Guide, register: Register, expected_school: str | None
    ) -> None:
        self._told = told
        self._reading = told.reading
        self._guide = guide
        self._register = register
        self._expected_school = expected_school
        self._heads = find_heads(told.table)
        self.cycle: Cycle | None = None
        self.edition: Edition | None = None
        self.school: School | None = None

    def read(self) -> None:
        """Find cycle, edition and school, and tell what is wrong with them."""
        identifiers = {name: head.identifier for name, head in self._heads.items()}
        self._reading.school_id = identifiers.get("school-id")
        self._reading.cycle_id = identifiers.get("cycle")
        self._reading.edition = identifiers.get("edition")
        for name in IDENTIFYING_HEADS:
            if identifiers.get(name) is None:
                head = self._heads.get(name)
                at = None if head is None else (head.row, head.position)
                label = words()(f"workbook-head-{name}")
                self._told.tell("head-missing", at=at, row=0, parameters={"label": label})
        self._find_cycle()
        self._find_edition()
        self._find_school()

    @property
    def rater(self) -> Head | None:
        """Who gives points in the file, None where it does not say."""
        head = self._heads.get("rater")
        return None if head is None or head.identifier is None else head

    def previous_answers(self) -> Mapping[str, str | None]:
        """What the school said for the cycle before."""
        if self.school is None or self.cycle is None:
            return {}
        return self._register.previous_answers(self.school.school_id, self.cycle.cycle_id)

    def _tell(self, code: str, head: Head, severity: Severity = "error", **parameters: str) -> None:
        at = head.row, head.position
        self._told.tell(code, severity, at=at, found=head.text, parameters=parameters)

    def _find_cycle(self) -> None:
        cycle_id = self._reading.cycle_id
        if cycle_id is None:
            return
        self.cycle = self._register.cycle(cycle_id)
        if self.cycle is None:
            self._tell("unknown-cycle", self._heads["cycle"])
        elif self.cycle.is_closed:
            self._tell("cycle-closed", self._heads["cycle"])

    def _find_edition(self) -> None:
        """The edition by whose codes the table is read: the file's own, if there is such a one."""
        named = self._reading.edition
        due = self.cycle.edition if self.cycle else None
        self.edition = self._guide.editions.get(named or due or "")
        if named is not None and due is not None and named != due:
            self._tell("edition-differs", self._heads["edition"], expected=due)
            self.edition = self.edition or self._guide.editions.get(due)
        elif named is not None and self.edition is None:
            self._tell("unknown-edition", self._heads["edition"])

    def _find_school(self) -> None:
        school_id, cycle = self._reading.school_id, self.cycle
        if school_id is None:
            return
        head = self._heads["school-id"]
        if cycle is not None:
            self.school = self._register.school(school_id, cycle.cycle_id)
        if self._expected_school is not None and school_id != self._expected_school:
            self._tell("wrong-school", head, expected=self._expected_school)
        elif self.school is not None:
            self._compare_name(self.school)
        elif not self._register.knows_school(school_id):
            self._tell("unknown-school", head)
        elif cycle is not None:
            self._tell("school-not-in-cycle", head, cycle=cycle.cycle_id)

    def _compare_name(self, school: School) -> None:
        """A name that is not the school's may be a neighbour's workbook with a new code."""
        head = self._heads.get("school-name")
        if head is None or head.text is None or head.text == school.name_zh:
            return
        if label_key(head.text) == label_key(school.name_zh):
            return
        self._tell(
            "school-name-differs",
            head,
            "warning",
            expected=school.name_zh,
            school=school.school_id,
        )


# What is looked up again and again, once per edition


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each fact stands in a table; the rows of a template are in the same places again.

    `rows`: by fact. `asked`: the facts that the school is asked, and `asked_rows` theirs.
    `others`: rows that are no fact's.
    """

    rows: dict[str, int]
    asked: tuple[str, ...]
    asked_rows: tuple[int, ...]
    others: tuple[int, ...]
    _cells: dict[str, list[str]] = field(default_factory=dict)

    def cells(self, letters: str) -> list[str]:
        """The addresses of the asked facts in a column."""
        if letters not in self._cells:
            self._cells[letters] = [f"{letters}{row + 1}" for row in self.asked_rows]
        return self._cells[letters]


@dataclass(slots=True)
class _Lookup:
    """An edition as the reader looks things up in it.

    `codes`: facts by their code, and by its key where that is one fact's alone.
    `sometimes_asked`: facts that some schools are not asked.
    """

    codes: dict[str, str]
    school_facts: dict[str, Fact]
    county_facts: frozenset[str]
    sometimes_asked: frozenset[str]
    most_points: dict[str, Decimal]
    asked: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    layouts: dict[tuple[object, ...], _Layout] = field(default_factory=dict)
    values: dict[tuple[str | None, str], str | None] = field(default_factory=dict)

    def asked_in_workbooks(self, asked: frozenset[str]) -> frozenset[str]:
        """Of the facts that are asked, those that schools answer."""
        if asked not in self.asked:
            self.asked[asked] = frozenset(asked & self.school_facts.keys())
        return self.asked[asked]

    def remember(self, raw: str | None, fact_id: str, value: str | None) -> None:
        """Remember the value of a short text that is right: workbooks are much alike."""
        if raw is None or len(raw) <= LONGEST_REMEMBERED:
            if len(self.values) > MOST_REMEMBERED:
                self.values.clear()
            self.values[raw, fact_id] = value


_lookups: dict[int, tuple[weakref.ref[Edition], _Lookup]] = {}


def _lookup(edition: Edition, guide: Guide) -> _Lookup:
    known = _lookups.get(id(edition))
    if known is not None and known[0]() is edition:
        return known[1]
    for number in [number for number, (reference, _) in _lookups.items() if reference() is None]:
        _lookups.pop(number, None)
    lookup = _make_lookup(edition, guide)
    _lookups[id(edition)] = weakref.ref(edition), lookup
    return lookup


def _make_lookup(edition: Edition, guide: Guide) -> _Lookup:
    by_key: dict[str, list[str]] = {}
    for fact_id in edition.facts:
        by_key.setdefault(code_key(fact_id), []).append(fact_id)
    alone = {key: found[0] for key, found in by_key.items() if len(found) == 1}
    kinds_of_school = [
        {row["attribute"]: row["value"]}
        for row in guide.tables["not_applicable"].iter_rows(named=True)
        if row["edition"] == edition.edition_id
    ]
    by_school = {
        fact_id: fact for fact_id, fact in edition.facts.items() if fact.answered_by == "school"
    }
    return _Lookup(
        codes=alone | {fact_id: fact_id for fact_id in edition.facts},
        school_facts=by_school,
        county_facts=frozenset(edition.facts.keys() - by_school.keys()),
        sometimes_asked=frozenset(
            fact_id
            for fact_id in edition.facts
            if not all(edition.is_asked(fact_id, attributes) for attributes in kinds_of_school)
        ),
        most_points={
            indicator.indicator_id: indicator.max_points for indicator in edition.indicators
        },
    )


def code_key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _looks_like_code(text: str) -> bool:
    return CODE_LIKE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


# The rows


@dataclass(frozen=True, slots=True)
class _Stray:
    """A row that could not be told to belong to a fact; `twin`: that has another row already."""

    row: int
    code: str | None
    twin: Fact | None = None


class _RowReader:
    """Reads the rows of a table by the codes of an edition."""

    def __init__(
        self,
        told: Told,
        edition: Edition,
        guide: Guide,
        school: School | None,
        days_later: int,
    ) -> None:
        self._told = told
        self._days_later = days_later
        self._table = told.table
        self._reading = told.reading
        self._edition = edition
        self._guide = guide
        self._school = school
        self._lookup = _lookup(edition, guide)
        self._asked = self._lookup.asked_in_workbooks(
            # Of an unknown school, what every school is asked.
            frozenset(edition.facts.keys() - self._lookup.sometimes_asked)
            if school is None
            else edition.asked_facts(school.attributes)
        )
        self._rows: dict[str, int] = {}
        self._given: dict[str, Given] = {}
        self._layout: _Layout | None = None
        self._rounded: dict[int, str] = {}
        self._understood: list[tuple[int, Understood]] = []

    def find(self) -> bool:
        """Find each fact's row, and tell of rows too many and too few; whether any is there."""
        first = self._table.header_row + 1
        codes = self._table.grid.column(self._table.columns["code"])
        key = first, self._asked, *codes
        layout = self._lookup.layouts.get(key)
        if layout is not None and not any(
            self._is_meant_as_row(row, codes[row]) for row in layout.others
        ):
            self._layout = layout
            self._rows = layout.rows
            return True
        strays = self._find_rows(codes, first)
        if not self._rows:
            self._told.tell("no-known-code", row=self._table.header_row)
            return False
        missing = self._asked - self._rows.keys()
        self._layout = self._make_layout(first)
        if not missing and not strays:
            if len(self._lookup.layouts) > MOST_LAYOUTS:
                self._lookup.layouts.clear()
            self._lookup.layouts[key] = self._layout
            return True
        lost = [fact for fact_id, fact in self._lookup.school_facts.items() if fact_id in missing]
        for fact in self._tell_strays(strays, lost):
            self._told.tell(
                "row-missing",
                "warning",
                fact_id=fact.fact_id,
                parameters={"fact": fact.fact_id, "label": fact.label_zh},
            )
        return True

    def _find_rows(self, texts: Sequence[str | None], first: int) -> list[_Stray]:
        codes, rows = self._lookup.codes, self._rows
        strays: list[_Stray] = []
        for row, code in enumerate(texts[first:], first):
            fact_id = codes.get(code) or codes.get(code_key(code)) if code else None
            if fact_id is None:
                if self._is_meant_as_row(row, code):
                    strays.append(_Stray(row, code))
            elif fact_id not in rows:
                rows[fact_id] = row
            else:
                strays.append(self._twin(row, code, self._edition.facts[fact_id]))
        return strays

    def _make_layout(self, first: int) -> _Layout:
        taken = set(self._rows.values())
        asked = tuple(fact_id for fact_id in self._rows if fact_id in self._asked)
        return _Layout(
            rows=self._rows,
            asked=asked,
            asked_rows=tuple(self._rows[fact_id] for fact_id in asked),
            others=tuple(row for row in range(first, self._table.grid.height) if row not in taken),
        )

    def _is_meant_as_row(self, row: int, code: str | None) -> bool:
        """Whether a row without a known code may be one of the table's, and no note or header."""
        if code is None or code.isspace():
            return self._table.text(row, "answer") is not None
        if header_of(code) == "code":
            return False
        return _looks_like_code(code) or self._table.text(row, "answer") is not None

    def _twin(self, row: int, code: str | None, fact: Fact) -> _Stray:
        """The one of two rows with one code that is not the fact's: its question tells."""
        first = self._rows[fact.fact_id]
        if self._has_question(row, fact) and not self._has_question(first, fact):
            self._rows[fact.fact_id] = row
            return _Stray(first, code, fact)
        return _Stray(row, code, fact)

    def _has_question(self, row: int, fact: Fact) -> bool:
        question = self._table.text(row, "question")
        return question is not None and label_key(question).startswith(label_key(fact.label_zh))

    def _tell_strays(self, strays: Sequence[_Stray], lost: Sequence[Fact]) -> list[Fact]:
        """Tell each stray row; what is left are the facts for which no row stands there at all.

        A spoilt code makes a stray row and a lost fact out of one fault: the row's question tells
        that they belong together.
        """
        left = list(lost)
        last = max(self._rows.values())
        for stray in sorted(strays, key=lambda stray: stray.row):
            meant = next((fact for fact in left if self._has_question(stray.row, fact)), None)
            if meant is not None:
                left.remove(meant)
            elif stray.row > last and not (stray.code and _looks_like_code(stray.code)):
                continue  # below the table: who filled it in, and when
            self._tell_stray(stray, meant.fact_id if meant else NO_SUGGESTION)
        return left

    def _tell_stray(self, stray: _Stray, suggestion: str) -> None:
        at = stray.row, self._table.columns["code"]
        if stray.twin is not None:
            fact_id = stray.twin.fact_id
            first = self._table.address(self._rows[fact_id], "code")
            self._told.tell(
                "code-twice",
                at=at,
                found=stray.code,
                fact_id=fact_id,
                parameters={"first": first, "suggestion": suggestion},
            )
        elif stray.code is None or stray.code.isspace():
            self._told.tell("code-missing", at=at, parameters={"suggestion": suggestion})
        elif (other := self._other_edition(stray.code)) is None:
            parameters = {"suggestion": suggestion}
            self._told.tell("unknown-code", at=at, found=stray.code, parameters=parameters)
        elif self._table.text(stray.row, "answer") is not None:
            parameters = {"edition": other}
            self._told.tell(
                "code-of-other-edition", "warning", at=at, found=stray.code, parameters=parameters
            )

    def _other_edition(self, code: str) -> str | None:
        """Another edition that has this code: the row is left from an older template."""
        return next(
            (
                edition_id
                for edition_id, edition in self._guide.editions.items()
                if code.strip() in edition.facts
            ),
            None,
        )

    # The answers

    def read_answers(self) -> None:
        """Read every answer; what is wrong with one by itself is told."""
        assert self._layout is not None
        grid, asked, rows = self._table.grid, self._layout.asked, self._layout.asked_rows
        position = self._table.columns["answer"]
        texts = self._seen(grid.column(position), position)
        raws = [texts[row] for row in rows]
        cells = self._layout.cells(grid.letters(position))
        # Most texts were seen in other workbooks, and right: those are taken in one go.
        seen = zip(raws, asked, strict=True)
        values = list(map(self._lookup.values.get, seen, repeat(UNKNOWN)))
        answers = zip(asked, values, raws, repeat(False), repeat(grid.name), cells, repeat(None))
        self._given = dict(zip(asked, map(Given._make, answers), strict=True))
        facts = self._edition.facts
        if UNKNOWN in values:
            for fact_id, row, value in zip(asked, rows, values, strict=True):
                if value is UNKNOWN:
                    self._given[fact_id] = self._read_answer(facts[fact_id], texts[row], row)
        if not all(raws):
            self._look_behind(
                [facts[fact_id] for fact_id, raw in zip(asked, raws, strict=True) if not raw]
            )
        if len(self._rows) > len(asked):
            self._read_not_asked(texts)
        self._keep_answers()

    def _seen(self, texts: list[str | None], position: int) -> list[str | None]:
        """The answers as one sees them where they show as percentages: 95% for 0.95."""
        shown = self._table.grid.shown(position)
        self._rounded = {row: text for row, text in shown.items() if not text.endswith("%")}
        if len(self._rounded) == len(shown):
            return texts
        return [
            shown[row] if row in shown and row not in self._rounded else text
            for row, text in enumerate(texts)
        ]

    def says_nothing(self) -> bool:
        """Whether not one answer was written: an untouched template, or an emptied one."""
        assert self._layout is not None
        answers = (self._given[fact_id] for fact_id in self._layout.asked)
        return not any(
            given.is_faulty or (given.found and not given.found.isspace()) for given in answers
        )

    def _read_not_asked(self, texts: Sequence[str | None]) -> None:
        """What stands in rows that this school is not asked is checked to be nothing."""
        for fact_id in self._rows.keys() - self._asked - self._lookup.county_facts:
            row = self._rows[fact_id]
            cell = self._table.address(row, "answer")
            self._given[fact_id] = Given(
                fact_id, None, texts[row], False, self._table.grid.name, cell
            )
        self._tell_answers_of_county(self._rows.keys() & self._lookup.county_facts)

    def _read_answer(self, fact: Fact, raw: str | None, row: int) -> Given:
        parsed = parse_value(raw, fact, self._days_later)
        if parsed.problem_code == "count-fraction" and row in self._rounded:
            parsed = Parsed(None, "count-shown-rounded", {"shown": self._rounded[row]})
        given = Given(
            fact.fact_id,
            parsed.value,
            raw,
            parsed.problem_code is not None,
            self._table.grid.name,
            self._table.address(row, "answer"),
        )
        if parsed.note is not None and parsed.value is not None:
            understood = Understood(
                fact.fact_id,
                found_text(raw) or "",
                parsed.value,
                parsed.note,
                given.sheet,
                given.cell,
            )
            self._understood.append((row, understood))
            return given
        if not given.is_faulty:
            self._lookup.remember(raw, fact.fact_id, parsed.value)
            return given
        given = given._replace(found=found_text(raw))
        problem = value_problem(
            parsed,
            fact,
            given,
            cycle_id=self._reading.cycle_id,
            school_id=self._reading.school_id,
        )
        self._told.place(row, self._table.columns["answer"], problem)
        return given

    def _look_behind(self, blanks: Sequence[Fact]) -> None:
        """Blank answers may hide an error value, a formula never computed, or a merged cell."""
        position = self._table.columns["answer"]
        behind = self._table.grid.behind(position, {self._rows[fact.fact_id] for fact in blanks})
        merged: dict[int, list[Fact]] = {}
        for fact in blanks:
            row = self._rows[fact.fact_id]
            hidden = behind.get(row)
            if hidden is None:
                continue
            if hidden.kind == "error":
                self._given[fact.fact_id] = self._read_answer(fact, hidden.text, row)
            elif hidden.kind == "no_value":
                self._told.tell(
                    "formula-without-value",
                    at=(row, position),
                    fact_id=fact.fact_id,
                    parameters={"label": fact.label_zh},
                )
                self._given[fact.fact_id] = self._given[fact.fact_id]._replace(is_faulty=True)
            elif hidden.top > self._table.header_row:
                merged.setdefault(hidden.top, []).append(fact)
        for top, facts in merged.items():
            self._take_merged(top, facts)

    def _take_merged(self, top: int, facts: Sequence[Fact]) -> None:
        """One answer over several rows answers each of them; what is wrong with it is told once."""
        raw = self._table.text(top, "answer")
        if raw is None:
            return
        is_told = any(
            self._rows[fact_id] == top and given.is_faulty for fact_id, given in self._given.items()
        )
        for fact in facts:
            if is_told:
                self._given[fact.fact_id] = self._given[fact.fact_id]._replace(is_faulty=True)
            else:
                self._given[fact.fact_id] = self._read_answer(fact, raw, top)
                is_told = self._given[fact.fact_id].is_faulty
        if not is_told:
            at = top, self._table.columns["answer"]
            self._told.tell("merged-answer", "warning", at=at, found=raw)

    def _tell_answers_of_county(self, of_county: Collection[str]) -> None:
        """The county's facts are not asked of schools; what is written there is left alone."""
        for fact_id in sorted(of_county):
            row = self._rows[fact_id]
            raw = self._table.text(row, "answer")
            if not says_nothing_due(raw):
                self._told.tell(
                    "answer-of-county",
                    "warning",
                    at=(row, self._table.columns["answer"]),
                    found=raw,
                    fact_id=fact_id,
                    parameters={"label": self._edition.facts[fact_id].label_zh},
                )

    def _keep_answers(self) -> None:
        assert self._layout is not None
        self._understood.sort(key=lambda placed: placed[0])
        self._reading.understood = [understood for _, understood in self._understood]
        asked = self._layout.asked
        if asked:
            answers = map(self._given.__getitem__, asked)
            fact_ids, values, founds, _, sheets, cells, _ = zip(*answers, strict=True)
            remarks = self._remarks("evidence"), self._remarks("note")
            self._reading.answers = list(
                map(Answer, fact_ids, values, founds, sheets, cells, *remarks)
            )

    def _remarks(self, name: str) -> Iterable[str | None]:
        """The texts of a column beside the answers, without outer spaces."""
        assert self._layout is not None
        if name in self._table.columns:
            texts = self._table.grid.column(self._table.columns[name])
            if any(texts):
                picked = (texts[row] for row in self._layout.asked_rows)
                return [text and (text.strip() or None) for text in picked]
        return repeat(None)

    def check(self, previous: Mapping[str, str | None]) -> None:
        """The checks on all answers together, which the long form shares."""
        # What was told already, or cannot be known of an unknown school, is not told again.
        silent = self._lookup.school_facts.keys() - self._rows.keys()
        if self._school is None:
            silent |= self._lookup.sometimes_asked
        given = self._given
        if silent:
            given = given | {fact_id: Given(fact_id, None, None, True) for fact_id in silent}
        attributes = self._school.attributes if self._school else {}
        position = self._table.columns["answer"]
        problems = check_answers(
            given,
            self._edition,
            attributes,
            cycle_id=self._reading.cycle_id,
            school_id=self._reading.school_id,
            previous=previous,
        )
        for problem in problems:
            self._told.place(self._rows[problem.fact_id or ""], position, problem)

    # 自评得分

    def read_claims(self) -> None:
        """The points a school claims: never scored, so that what is wrong there is a warning."""
        if "claim" not in self._table.columns:
            return
        texts = self._table.grid.column(self._table.columns["claim"])
        if not any(texts):
            return
        claimed: dict[str, str] = {}
        for fact_id, fact in self._lookup.school_facts.items():
            raw = texts[self._rows[fact_id]] if fact_id in self._rows else None
            if not raw or says_nothing_due(raw):
                continue
            if fact.indicator_id not in claimed:
                claimed[fact.indicator_id] = raw
                self._read_claim(fact.indicator_id, self._rows[fact_id], raw)
            elif raw != claimed[fact.indicator_id]:
                self._tell_claim("claim-twice", fact.indicator_id, self._rows[fact_id], raw)

    def _read_claim(self, indicator_id: str, row: int, raw: str) -> None:
        most = self._lookup.most_points[indicator_id]
        points = claim_of(raw, most)
        if isinstance(points, str):
            is_outside = points == "claim-out-of-range"
            parameters = {"most": plain_decimal(most)} if is_outside else {}
            self._tell_claim(points, indicator_id, row, raw, **parameters)
        elif not self._is_asked(indicator_id):
            self._tell_claim("claim-not-asked", indicator_id, row, raw)
        else:
            cell = self._table.address(row, "claim")
            self._reading.claims.append(Claim(indicator_id, points, self._table.grid.name, cell))

    def _is_asked(self, indicator_id: str) -> bool:
        """Whether the school is asked anything of an indicator."""
        return any(
            fact.indicator_id == indicator_id and fact_id in self._asked
            for fact_id, fact in self._lookup.school_facts.items()
        )

    def _tell_claim(
        self, code: str, indicator_id: str, row: int, raw: str, **parameters: str
    ) -> None:
        at = row, self._table.columns["claim"]
        parameters["indicator"] = indicator_id
        self._told.tell(code, "warning", at=at, found=raw, parameters=parameters)
