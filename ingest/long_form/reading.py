"""The long form: tables of schools, cycles, townships, answers and findings, as counties have them.

A file's columns tell which of them it is. What it holds goes through the same checks as a
workbook's, with line numbers for cells.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import polars as pl

from duibiao.guide.editions import Guide
from duibiao.records.model import Cycle, Problem, School
from duibiao.spreadsheets.text_tables import TextTable
from duibiao.words.choices import Choices
from duibiao.words.labels import SCHOOL_ATTRIBUTES
from ingest.long_form.answers import AnswersReader
from ingest.long_form.tables import (
    KINDS,
    Register,
    SchoolsReader,
    TableKind,
    TableReader,
    TableReading,
    kind_of,
    no_rows,
)

RANKED_BY = ("school_type", "area", "township")
"""What groups for ranks and comparisons are made of, whatever the guide asks."""
LATEST = dt.date.max
MOST_TILES = 60
"""Rows, and columns, of the picture of a county's townships."""
# Digits of a number of people: what landing holds as INTEGER.
LONGEST_HEAD_COUNT = 9
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}")
"""What a spreadsheet makes of a long code that it takes for a number."""
MARKS_OF_NUMBERS = re.compile(r"^['’‘`]+|\.0+$")
"""What a spreadsheet puts before a text of digits, and behind a whole number that it exports."""
LOOK_ALIKE = str.maketrans("oil", "011")


def read_table(table: TextTable, guide: Guide, register: Register) -> TableReading:
    """What a file of the long form says, with every problem of it at once, by line.

    Rows may name only schools and cycles of the register.
    """
    kind = kind_of(table.header)
    assert kind is not None
    return READERS[kind](kind, table, guide, register).read()


def no_table(problem: Problem) -> TableReading:
    """What is read out of a file that can be read as none of these tables."""
    return TableReading("answers", no_rows("answers"), [problem])


def needed_of_schools(guide: Guide, register: Register) -> tuple[str, ...]:
    """The columns that each line on a school must fill in.

    All but the attributes about which no edition of an open cycle asks (of any edition, where no
    cycle is open), and by which no groups are made.
    """
    open_cycles = (cycle for cycle in register.cycles.values() if not cycle.is_closed)
    going_by = {cycle.edition for cycle in open_cycles} & guide.editions.keys()
    used = guide.attributes_used(going_by or guide.editions)
    return tuple(
        name
        for name in KINDS["schools"].needed
        if name not in SCHOOL_ATTRIBUTES or name in RANKED_BY or name in used
    )


def version_of(register: Register, school_id: str | None, day: dt.date | None) -> School | None:
    """What is known of a school that a line beginning on a day would replace or follow.

    `day`: None for the beginning, LATEST for the version that begins last. None for a new school.
    """
    versions = register.versions(school_id or "")
    begun = [begins for begins in versions if begins <= (day or dt.date.min)]
    return versions[max(begun)] if begun else None


def _code_key(code: str) -> str:
    """What codes have in common that only look-alikes, zeros and marks of numbers tell apart."""
    key = "".join(unicodedata.normalize("NFKC", code).split()).casefold()
    key = MARKS_OF_NUMBERS.sub("", key)
    if 2 * sum(letter.isdigit() for letter in key) >= len(key) >= 5:
        key = key.translate(LOOK_ALIKE)
    return key.lstrip("0") or key


def _is_still_valid(school: School, row: Mapping[str, Any]) -> bool:
    """Whether a known school is there on the first day of a line."""
    return school.valid_to is None or school.valid_to.isoformat() >= (row["valid_from"] or "")


def _are_of_one_day(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Whether two lines of a school, in the order of their beginnings, share a day."""
    if earlier["valid_from"] == later["valid_from"]:
        return _contradict(earlier, later)
    return bool((earlier["valid_to"] or "") >= later["valid_from"])


def _contradict(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two lines say different things of a school."""
    return any(
        None not in (one[name], other[name]) and one[name] != other[name]
        for name in KINDS["schools"].all
    )


class SchoolTableReader(TableReader):
    """Schools with their attributes, each valid for a time; a faulty line keeps itself out."""

    @property
    def needed(self) -> tuple[str, ...]:
        """All but what no edition of an open cycle asks about, and no rank is made of."""
        return needed_of_schools(self.guide, self.register)

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        self.check_identifier("school_id")
        self._check_school_codes()
        self._keep_what_is_not_said()
        self.check_order("valid_from", "valid_to")
        self._check_days()
        self.check_twice("school_id", "valid_from")
        self._read_merged()
        return self.sound

    def read_cells(self) -> None:
        """Labels become codes, numbers and days come into normal form."""
        for attribute, code_list in SCHOOL_ATTRIBUTES.items():
            choices = self.guide.choices(code_list)
            if choices.labels:
                self.read_codes(attribute, choices)
        for column in ("students", "teachers", "members"):
            self.parse(column, "count")
            too_many = pl.col(column).str.len_chars() > LONGEST_HEAD_COUNT
            self.tell_each(self.lines.filter(too_many), "number-too-large", column)
        for column in ("valid_from", "valid_to"):
            self.parse(column, "date")

    def _keep_what_is_not_said(self) -> None:
        """What a file has no column for stays as it is in force, in the version that it is of."""
        lacking = [
            name
            for name in self.columns.all
            if name not in self.table.header and name not in ("valid_to", "merged_into")
        ]
        if not lacking:
            return
        rows = []
        for row in self.lines.iter_rows(named=True):
            begins = dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
            said = begins if "valid_from" in self.table.header else LATEST
            before = version_of(self.register, row["school_id"], said)
            if before is not None:
                kept = {name: getattr(before, name) for name in lacking}
                row |= {name: None if one is None else str(one) for name, one in kept.items()}
            rows.append(row)
        self.lines = pl.DataFrame(rows, schema=self.lines.schema)

    def _read_merged(self) -> None:
        """Into which schools others were merged: by code or name, of the register or this file."""
        names = {
            school_id: {school.name_zh for school in self.register.versions(school_id).values()}
            for school_id in self.register.school_ids
        }
        for school_id, name in self.sound.select("school_id", "name_zh").iter_rows():
            names.setdefault(school_id, set()).add(name)
        choices = Choices({code: tuple(filter(None, said)) for code, said in names.items()})
        for row in self.sound.filter(pl.col("merged_into").is_not_null()).iter_rows(named=True):
            text = row["merged_into"]
            if choices.code(text) is None:
                self.tell("school-merged-unknown", "error", row, text, "merged_into")
            elif choices.code(text) == row["school_id"]:
                self.tell("school-merged-itself", "error", row, text, "merged_into")
            elif row["valid_to"] is None:
                self.tell("school-merged-undated", "error", row, text, "merged_into")
        merged = self.lines["merged_into"].unique().drop_nulls().to_list()
        meant = {text: choices.code(text) for text in merged}
        if meant:
            self.lines = self.lines.with_columns(
                pl.col("merged_into").replace_strict(meant, return_dtype=pl.String)
            )

    def _check_school_codes(self) -> None:
        """Codes that a spreadsheet spoilt, and those of schools that are known by another one."""
        known = {
            school_id: self.register.versions(school_id) for school_id in self.register.school_ids
        }
        alike = {_code_key(school_id): school_id for school_id in known}
        named = {
            (school.name_zh, school.township): school
            for versions in known.values()
            for school in versions.values()
        }
        for row in self.lines.drop_nulls("school_id").iter_rows(named=True):
            code, name, township = row["school_id"], row["name_zh"], row["township"]
            other = alike.setdefault(_code_key(code), code)
            same = named.get((name, township))
            if SCIENTIFIC.fullmatch(code):
                self.tell("school-code-scientific", "error", row, code, "school_id")
            elif other != code:
                versions = known.get(other) or {}
                other_name = next((each.name_zh for each in versions.values()), name or "")
                parameters = {"school": other, "name": other_name}
                self.tell("school-code-like-known", "error", row, code, "school_id", **parameters)
            elif same is not None and code not in known and _is_still_valid(same, row):
                parameters = {"school": same.school_id, "name": name, "township": township}
                self.tell("school-perhaps-known", "error", row, code, "school_id", **parameters)

    def _check_days(self) -> None:
        """Lines of one school that are valid on the same day, where one says until when it is.

        A line that does not say so ends where a later one begins; two that begin on the same day
        must say the same. Both are told, and neither is taken: of half a school's history nobody
        could tell that it is half.
        """
        told = self.sound.with_columns(pl.col("valid_from").fill_null(""))
        for _, lines in told.sort("valid_from", "line").group_by("school_id", maintain_order=True):
            rows = list(lines.iter_rows(named=True))
            clashes: dict[int, tuple[dict[str, Any], int]] = {}
            for place, later in enumerate(rows):
                for earlier in rows[:place]:
                    if _are_of_one_day(earlier, later):
                        clashes.setdefault(earlier["line"], (earlier, later["line"]))
                        clashes.setdefault(later["line"], (later, earlier["line"]))
            for row, line in clashes.values():
                self.tell("school-twice-on-a-day", "error", row, at="valid_from", line=str(line))


class CycleTableReader(TableReader):
    """Cycles with their edition and days; a faulty line keeps itself out."""

    def read_cells(self) -> None:
        """Titles of editions become their codes, days come into normal form."""
        known = self.guide.editions
        choices = Choices({name: (edition.title_zh,) for name, edition in known.items()})
        editions = ", ".join(known)
        self.read_codes("edition", choices, "table-edition-unknown", editions=editions)
        for column in ("starts_on", "ends_on", "deadline"):
            self.parse(column, "date")

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        self.check_identifier("cycle_id")
        self.check_order("starts_on", "ends_on")
        self.check_order("starts_on", "deadline")
        self.check_twice("cycle_id")
        for row in self.sound.iter_rows(named=True):
            cycle = self.register.cycle(row["cycle_id"])
            if cycle is not None and cycle.is_closed and not _says_the_same(row, cycle):
                self.tell("table-cycle-closed", "error", row, row["cycle_id"], "cycle_id")
        return self.sound


def _says_the_same(row: Mapping[str, Any], cycle: Cycle) -> bool:
    days = (cycle.starts_on, cycle.ends_on, cycle.deadline)
    return row["edition"] == cycle.edition and [
        row[name] for name in ("starts_on", "ends_on", "deadline")
    ] == [day.isoformat() for day in days]


class TownshipTableReader(TableReader):
    """Where the county's picture has its townships; a faulty line keeps itself out."""

    def read_cells(self) -> None:
        """Rows and columns come into normal form."""
        for column in ("tile_row", "tile_column"):
            self.parse(column, "count")

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        for column in ("tile_row", "tile_column"):
            place = pl.col(column).cast(pl.Int64, strict=False)
            outside = self.lines.filter(~place.is_between(1, MOST_TILES))
            self.tell_each(outside, "township-place-outside", column, most=str(MOST_TILES))
        self.check_twice("township")
        self._check_places()
        known = {
            school.township
            for school_id in self.register.school_ids
            for school in self.register.versions(school_id).values()
        }
        for row in self.sound.filter(~pl.col("township").is_in(list(known))).iter_rows(named=True):
            self.tell("township-unknown", "warning", row, row["township"], "township")
        return self.sound

    def _check_places(self) -> None:
        """Two townships on one place: both are told, for of which one it is nobody can tell."""
        at = ("tile_row", "tile_column")
        for _, lines in self.sound.sort("line").group_by(*at, maintain_order=True):
            named = lines["township"].to_list()
            for row in lines.iter_rows(named=True) if len(named) > 1 else ():
                others = "、".join(name for name in named if name != row["township"])
                found = f"{row['tile_row']}, {row['tile_column']}"
                self.tell("township-place-taken", "error", row, found, "tile_row", others=others)


class FindingsReader(SchoolsReader):
    """Red lines that the county found a school to have crossed."""

    def taken(self) -> pl.DataFrame:
        """The lines without an error."""
        self.check_pairs()
        parts = []
        for edition, lines in self.lines_by_edition():
            red_lines = ", ".join(edition.red_lines)
            choices = Choices({code: (label,) for code, label in edition.red_lines.items()})
            code, said = "table-red-line-unknown", {"red_lines": red_lines}
            edition_id = edition.edition_id
            parts.append(
                self.read_codes("red_line", choices, code, lines, edition=edition_id, **said)
            )
        self.lines = pl.concat(parts).sort("line") if parts else self.lines
        self.check_twice("cycle_id", "school_id", "red_line")
        return self.sound


READERS: Mapping[TableKind, type[TableReader]] = {
    "schools": SchoolTableReader,
    "cycles": CycleTableReader,
    "townships": TownshipTableReader,
    "answers": AnswersReader,
    "findings": FindingsReader,
}
