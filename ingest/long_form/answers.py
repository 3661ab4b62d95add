"""Answers in the long form: the values of many schools at once, checked like a workbook's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from duibiao.guide.editions import Edition
from duibiao.records.model import Problem
from duibiao.words.choices import Choices, said_choices
from ingest.long_form.tables import ROWS, SchoolsReader, no_rows
from ingest.values.checks import Given, check_answers, value_problem
from ingest.values.given_points import (
    given_range,
    is_fit_for_a_rater,
    out_of_range,
    rater_code,
)
from ingest.values.reading import NORMAL_FORMS, Parsed, parse_value

BASES = ("self", "verified")
# A county's own facts stand under either basis and count in both.
OF_COUNTY = "county"


@dataclass(frozen=True, slots=True)
class _SchoolLines:
    """All lines of one school for one cycle, column by column."""

    cycle_id: str
    school_id: str
    given: list[Given]
    bases: list[str]
    """self, verified or county, for each."""


class AnswersReader(SchoolsReader):
    """Reads answers; one faulty line keeps out all lines of its school for that cycle."""

    def taken(self) -> pl.DataFrame:
        """The lines that name a known school and fact, with values in normal form."""
        self.check_pairs()
        self._leave_out_unanswered()
        self.lines = self.lines.with_columns(raw=pl.col("value"))
        parts = [self._answers(edition, lines) for edition, lines in self.lines_by_edition()]
        return pl.concat(parts).sort("line") if parts else no_rows("answers")

    def read_cells(self) -> None:
        """What the basis is called becomes its code; blank is the school's own."""
        said = self.lines["basis"]
        self.read_codes("basis", said_choices("table-basis", BASES), "table-basis-unknown")
        is_left_out = pl.Series(said.is_null())
        basis = pl.when(is_left_out).then(pl.lit(BASES[0])).otherwise("basis")
        self.lines = self.lines.with_columns(basis=basis)
        self._read_raters()

    def _read_raters(self) -> None:
        """The codes of raters; what looks like a person is not taken in."""
        texts = self.lines["rater"].unique().drop_nulls().to_list()
        codes = {text: rater_code(text) for text in texts}
        unfit = [text for text, code in codes.items() if code and not is_fit_for_a_rater(code)]
        self.tell_each(self.lines.filter(pl.col("rater").is_in(unfit)), "rater-unfit", "rater")
        if texts:
            self.lines = self.lines.with_columns(
                pl.col("rater").replace_strict(codes, default=None, return_dtype=pl.String)
            )

    @property
    def _is_form(self) -> bool:
        """Whether it was made to be filled in: a form has the questions beside the codes."""
        return "label_zh" in self.table.header

    def _leave_out_unanswered(self) -> None:
        """In a form that was made to be filled in, the schools of which no own answer is given.

        They have said nothing yet, and their lines are no hand-in; in a table of a county's own
        making a blank is its word.
        """
        if not self._is_form:
            return
        own = (
            self.lines.filter(basis=BASES[0])
            .group_by("cycle_id", "school_id")
            .agg(line=pl.col("line").min(), given=pl.col("value").count())
        )
        unanswered = own.filter(pl.col("given") == 0)
        if unanswered.is_empty():
            return
        for row in unanswered.sort("line").iter_rows(named=True):
            self.tell("table-school-unanswered", "warning", row, row["school_id"], "school_id")
        is_own = self.lines["basis"] == BASES[0]
        pairs = ["cycle_id", "school_id"]
        self.lines = pl.concat(
            [
                self.lines.filter(is_own).join(
                    unanswered, on=pairs, how="anti", maintain_order="left"
                ),
                self.lines.filter(~is_own | is_own.is_null()),
            ]
        ).sort("line")

    def _answers(self, edition: Edition, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines of one edition's cycles, checked."""
        choices = Choices({name: (fact.label_zh,) for name, fact in edition.facts.items()})
        code, edition_id = "table-fact-unknown", edition.edition_id
        lines = self.read_codes("fact_id", choices, code, lines, edition=edition_id)
        facts = pl.DataFrame(
            [(fact.fact_id, fact.kind, fact.answered_by) for fact in edition.facts.values()],
            schema={"fact_id": pl.String, "kind": pl.String, "answered_by": pl.String},
            orient="row",
        )
        lines = lines.join(facts, on="fact_id", how="left", maintain_order="left")
        lines = lines.filter(pl.col("kind").is_not_null() & pl.col("basis").is_in(BASES))
        lines = lines.with_columns(
            owner=pl.when(pl.col("answered_by") == OF_COUNTY)
            .then(pl.lit(OF_COUNTY))
            .otherwise("basis"),
            # Only of the points that the county gives each rater has a word of its own.
            voice=pl.when(pl.col("fact_id").is_in(list(edition.given_rules))).then("rater"),
        )
        if self._is_form:
            # What the county left wholly blank in it takes nothing back.
            is_said = pl.any_horizontal(pl.col("value", "reason", "rater").is_not_null())
            lines = lines.filter((pl.col("owner") != OF_COUNTY) | is_said)
        self._check_twice_said(lines)
        lines, asked_back = _with_values(lines, edition, self.table.days_later)
        not_asked = self._check_schools(lines, edition, asked_back)
        is_asked = ~pl.col("line").is_in(not_asked)
        self._check_given(lines.filter(is_asked), edition)
        # A school's own stays as what stood in its file, without a value; a verified one without
        # would say "none", also once it is asked.
        lines = lines.filter(is_asked | (pl.col("owner") != BASES[1]))
        return lines.with_columns(value=pl.when(is_asked).then("value")).select(
            list(ROWS["answers"])
        )

    def _check_twice_said(self, lines: pl.DataFrame) -> None:
        key = ("cycle_id", "school_id", "fact_id", "owner", "voice")
        again = lines.with_columns(first=pl.col("line").min().over(key)).filter(
            pl.col("line") != pl.col("first")
        )
        for row in again.iter_rows(named=True):
            line = str(row["first"])
            self.tell("table-line-twice", "error", row, row["fact_id"], "fact_id", line=line)

    def _check_given(self, lines: pl.DataFrame, edition: Edition) -> None:
        """Points that the county gives lie within their range, and each has its reason."""
        given = lines.filter(
            pl.col("fact_id").is_in(list(edition.given_rules)) & pl.col("value").is_not_null()
        )
        for row in given.iter_rows(named=True):
            beyond = out_of_range(edition, row["fact_id"], row["value"])
            if beyond is not None:
                self.tell("given-out-of-range", "error", row, row["raw"], "value", **beyond)
            if row["reason"] is None:
                said = given_range(edition, row["fact_id"])
                self.tell("given-without-reason", "error", row, row["raw"], "reason", **said)

    def _check_schools(
        self,
        lines: pl.DataFrame,
        edition: Edition,
        asked_back: Mapping[tuple[str, str], Parsed],
    ) -> list[int]:
        """Check each school's answers; returns the lines whose facts are not asked of it."""
        not_asked: list[int] = []
        for school_lines in self._by_school(lines):
            cycle_id, school_id = school_lines.cycle_id, school_lines.school_id
            school = self.register.school(school_id, cycle_id)
            assert school is not None
            asked = edition.asked_facts(school.attributes)
            for given in school_lines.given:
                if given.fact_id not in asked:
                    not_asked.append(given.line or 0)
                elif given.is_faulty and (given.fact_id, given.found) in asked_back:
                    parsed = asked_back[given.fact_id, given.found or ""]
                    fact = edition.facts[given.fact_id]
                    self.add(
                        value_problem(parsed, fact, given, cycle_id=cycle_id, school_id=school_id)
                    )
            for problem in self._check_together(school_lines, edition, school.attributes):
                self.add(problem)
        return not_asked

    def _by_school(self, lines: pl.DataFrame) -> Iterator[_SchoolLines]:
        is_faulty = pl.col("asked_back") | pl.col("line").is_in(list(self.faulty_lines))
        schools = (
            lines.with_columns(is_faulty=is_faulty)
            .group_by("cycle_id", "school_id", maintain_order=True)
            .agg("fact_id", "value", "raw", "is_faulty", "line", "owner")
        )
        sheet, address = self.table.sheet, self.table.address
        for cycle_id, school_id, *columns, owners in schools.iter_rows():
            given = [
                Given(fact_id, value, raw, is_faulty, sheet, address(line, "value"), line)
                for fact_id, value, raw, is_faulty, line in zip(*columns, strict=True)
            ]
            yield _SchoolLines(cycle_id, school_id, given, owners)

    def _check_together(
        self, lines: _SchoolLines, edition: Edition, attributes: Mapping[str, str]
    ) -> list[Problem]:
        """The school's own answers together, and the verified ones together with them.

        Both bases see the county's answers; what is wrong in both is told once.
        """
        by_owner: dict[str, dict[str, Given]] = {"self": {}, "verified": {}, OF_COUNTY: {}}
        for given, owner in zip(lines.given, lines.bases, strict=True):
            by_owner[owner].setdefault(given.fact_id, given)
        own = by_owner["self"] | by_owner[OF_COUNTY]
        is_hand_in = bool(by_owner["self"])
        cycle_id, school_id = lines.cycle_id, lines.school_id
        problems = check_answers(
            own,
            edition,
            attributes,
            cycle_id=cycle_id,
            school_id=school_id,
            is_hand_in=is_hand_in,
            previous=self.register.previous_answers(school_id, cycle_id) if is_hand_in else None,
        )
        if by_owner["verified"]:
            told = {(problem.code, problem.line) for problem in problems}
            problems += [
                problem
                for problem in check_answers(
                    own | by_owner["verified"],
                    edition,
                    attributes,
                    cycle_id=cycle_id,
                    school_id=school_id,
                    is_hand_in=False,
                    only_if_given=by_owner["verified"],
                )
                if (problem.code, problem.line) not in told
            ]
        return problems


def _with_values(
    lines: pl.DataFrame, edition: Edition, days_later: int
) -> tuple[pl.DataFrame, dict[tuple[str, str], Parsed]]:
    """The lines with `value` in normal form and `asked_back`, and what is asked back and why.

    Most values are in normal form already, and the rest are few different ones.
    """
    kind, raw = pl.col("kind"), pl.col("raw")
    is_normal = pl.any_horizontal(
        (kind == name) & raw.str.contains(pattern) for name, pattern in NORMAL_FORMS.items()
    )
    lines = lines.with_columns(is_normal=is_normal | raw.is_null())
    others = lines.filter(~pl.col("is_normal")).select("fact_id", "raw").unique()
    parsed = {
        (fact_id, text): parse_value(text, edition.facts[fact_id], days_later)
        for fact_id, text in others.iter_rows()
    }
    read = pl.DataFrame(
        [
            (fact_id, text, reading.value, reading.problem_code is not None)
            for (fact_id, text), reading in parsed.items()
        ],
        schema={
            "fact_id": pl.String,
            "raw": pl.String,
            "read": pl.String,
            "asked_back": pl.Boolean,
        },
        orient="row",
    )
    lines = lines.join(read, on=["fact_id", "raw"], how="left", maintain_order="left")
    lines = lines.with_columns(
        value=pl.when("is_normal").then("raw").otherwise("read"),
        asked_back=pl.col("asked_back").fill_null(value=False),
    )
    asked_back = {key: reading for key, reading in parsed.items() if reading.problem_code}
    return lines, asked_back
