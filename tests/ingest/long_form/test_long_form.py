"""The long form: a county's own tables, with every problem of a file at once and by line."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duibiao.guide.editions import BaseCheck, Edition, Fact
from duibiao.records.model import Problem
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import write_record
from duibiao.spreadsheets.headers import Header
from duibiao.spreadsheets.text_tables import _quoted_table, _unquoted_table
from duibiao.words import LANGUAGES, words
from ingest.door import Door
from ingest.long_form.tables import TableKind, TableReading, no_rows
from ingest.opening import open_sent
from ingest.values.reading import parse_value
from tests.office import Office

SCHOOLS = """\
school_id,name_zh,township,school_type,area,organisation,leadership,tier_held,valid_from,valid_to
S1,甲校,东镇,primary,urban,branch,separate,county,,
S2,乙校,东镇,kindergarten,rural,branch,one_person_no_deputy,none,,
S3,丙校,西镇,junior,town,committee,separate,none,,2024-06-30
S4,丁校,西镇,junior,town,committee,separate,none,,
"""
HEADER = "cycle_id,school_id,fact_id,value"


def cycles_text(edition: str) -> str:
    """A closed cycle and an open one."""
    return (
        "cycle_id,edition,starts_on,ends_on,deadline\n"
        f"2023,{edition},2023-01-01,2023-12-31,2024-01-31\n"
        f"2024,{edition},2024-01-01,2024-12-31,2025-01-31\n"
    )


@dataclass
class County:
    """A county that knows schools and cycles, and its guide."""

    door: Door
    edition: Edition
    asked: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        school = self.door.register.school("S1", "2024")
        assert school is not None
        self.asked = self.edition.asked_facts(school.attributes)

    def read(self, content: str | bytes) -> TableReading:
        """What a file says."""
        if isinstance(content, str):
            content = content.encode()
        checked = self.door.check(content, "file")
        return checked.table or TableReading("answers", no_rows("answers"), checked.problems)

    def fact(self, kind: str, where: Callable[[Fact], bool] = lambda _: True) -> Fact:
        """A fact of a kind that schools of the first kind are asked."""
        return next(
            fact
            for fact in self.edition.facts.values()
            if fact.kind == kind
            and fact.answered_by == "school"
            and fact.fact_id in self.asked
            and where(fact)
        )

    def check(self, where: Callable[[BaseCheck], object]) -> BaseCheck:
        """A ratio of facts that schools answer."""
        facts = self.edition.facts
        return next(
            check
            for check in self.edition.base_checks
            if where(check) and facts[check.fact_id].answered_by == "school"
        )

    def whole(self, school: str = "S1", **values: str) -> str:
        """A whole and right hand-in of a school, line by line, with some values changed."""
        usual = {"count": "0", "number": "0", "flag": "yes", "date": "2024-03-01", "grade": "A"}
        found = self.door.register.school(school, "2024")
        assert found is not None
        asked = self.edition.asked_facts(found.attributes)
        lines = [
            f"2024,{school},{fact_id},{values.get(fact_id, usual[fact.kind])}\n"
            for fact_id, fact in self.edition.facts.items()
            if fact_id in asked and fact.answered_by == "school"
        ]
        return "".join(lines)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Four schools and two cycles, handed in through the door; the first cycle is closed."""
    place = Settings.resolve(tmp_path_factory.mktemp("county") / "home", SEEDS)
    door = Door.open(place)
    (edition,) = door.guide.editions.values()
    for name, text in (("schools", SCHOOLS), ("cycles", cycles_text(edition.edition_id))):
        checked = door.check(text.encode(), f"{name}.csv")
        assert (checked.kind, checked.fate, checked.problems) == (name, "taken", [])
        door.hand_in(checked, received_by="tests", channel="command_line")
    closing = {"cycle_id": "2023", "decision": "closed"}
    door.register.note(write_record(place, "cycle_decision", closing, received_by="t", channel="t"))
    yield County(door, edition)


def told(problems: list[Problem]) -> list[tuple[str, str, int | None, str | None]]:
    """Severity, code, line and what was found; each must have its words in both languages."""
    for problem in problems:
        message, parameters = f"problem-{problem.code}", dict(problem.parameters)
        for language in LANGUAGES:
            assert words(language)(message, **parameters)
            assert words(language).attr(message, "expected", **parameters)
            assert words(language).attr(message, "mend", **parameters)
    return [(problem.severity, problem.code, problem.line, problem.found) for problem in problems]


def errors(reading: TableReading) -> list[tuple[str, int | None, str | None]]:
    """The errors alone: code, line, found."""
    return [
        (code, line, found)
        for severity, code, line, found in told(reading.problems)
        if severity == "error"
    ]


# ------------------------------------------------------------------ what a file is


def xlsx(rows: list[list[object]], above: int = 0) -> bytes:
    """A spreadsheet with these rows below so many blank ones."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        days = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet("数据")
        for at, row in enumerate(rows, start=above):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, column, cell, days)
                else:
                    sheet.write(at, column, cell)
    return content.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    """A frame as a Parquet file."""
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def recognise(content: bytes, file_name: str) -> TableKind | None:
    """Which table a file is found to hold."""
    return open_sent(content, file_name).table


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("cycle_id,school_id,fact_id,value", "answers"),
        ("reason,basis,VALUE, fact_id ,school_id,cycle_id", "answers"),
        ("cycle_id,school_id,fact_id", "answers"),
        ("ｃｙｃｌｅ＿ｉｄ;school_id;fact_id;value", "answers"),
        ("cycle_id\tschool_id\tred_line\tnote", "findings"),
        ("cycle_id,school_id,red_line", "findings"),
        ("cycle_id,edition,starts_on,ends_on,deadline", "cycles"),
        (
            "school_id,name_zh,township,school_type,area,organisation,leadership,tier_held",
            "schools",
        ),
        ("school_id,name_zh,township,school_type,remark", "schools"),
        ("代码,填报内容,填报值", None),
        ("school_id,score,rank_county", None),
        ("cycle_id,school_id,basis,score", None),
        ("", None),
    ],
)
def test_the_header_tells_what_a_file_is(header: str, kind: str | None) -> None:
    for content in (
        f"{header}\n1,2,3,4\n".encode(),
        f"\ufeff{header}\r\n1,2,3,4\r\n".encode(),
        f"{header}\n一,2,3,4\n".encode("gb18030"),
        f"{header}\n一,2,3,4\n".encode("utf-16"),
        f"某县某年数据\n\n{header}\n1,2,3,4\n".encode(),
    ):
        assert recognise(content, "data.csv") == kind
    names = re.split("[,;\t]", header)
    assert recognise(xlsx([list(names), [1, 2, 3, 4]]), "data.xlsx") == kind
    assert recognise(xlsx([["某县数据"], [], list(names)]), "data.xlsx") == kind
    assert recognise(parquet(pl.DataFrame({name: ["1"] for name in names})), "data") == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\0",
        b"\xff\xfe\xff",
        b"PAR1 is not enough",
        b"PK\x03\x04 neither",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nor this",
        "随便写的一段话，没有列名。".encode(),
        b'cycle_id,school_id,fact_id,value\n"2024',
        xlsx([["cycle_id", "school_id", "fact_id", "value"]])[:-200],
    ],
    # Not by the bytes: a workbook carries the second in which a worker made it.
    ids=range(9),
)
def test_whatever_the_bytes_are_nothing_is_raised(county: County, content: bytes) -> None:
    recognise(content, "file")
    reading = county.read(content)
    assert reading.rows.is_empty()
    assert [problem.severity for problem in reading.problems] == ["error"]
    assert told(reading.problems)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_below_a_header_raise_anything(county: County, body: bytes) -> None:
    county.read(f"{HEADER}\n".encode() + body)


# ------------------------------------------------------------------ answers


def test_a_right_file_is_taken_whole_and_typed(county: County) -> None:
    count, flag, date = county.fact("count"), county.fact("flag"), county.fact("date")
    text = (
        f"{HEADER},basis,reason\n"
        f"2024,S1,{count.fact_id},１２,self,\n"
        f"2024,S1,{flag.fact_id},√,,\n"
        f"2024,S1,{date.fact_id},2024年3月1日,Self,\n"
        f"2024,S1,{flag.fact_id},,verified,台账没有\n"
    )
    reading = county.read(text)
    assert reading.kind == "answers"
    assert reading.refused == set()
    assert reading.rows.rows() == [
        ("2024", "S1", "self", count.fact_id, "12", "１２", None, None, 2),
        ("2024", "S1", "self", flag.fact_id, "yes", "√", None, None, 3),
        ("2024", "S1", "self", date.fact_id, "2024-03-01", "2024年3月1日", None, None, 4),
        ("2024", "S1", "verified", flag.fact_id, None, None, "台账没有", None, 5),
    ]
    assert {problem.code for problem in reading.problems} == {"left-empty"}


def test_a_whole_hand_in_has_nothing_wrong(county: County) -> None:
    reading = county.read(f"{HEADER}\n{county.whole('S1')}{county.whole('S2')}")
    assert told(reading.problems) == []
    assert set(reading.rows["school_id"]) == {"S1", "S2"}


def test_a_faulty_line_keeps_its_school_out_and_not_the_others(county: County) -> None:
    count, flag, date = county.fact("count"), county.fact("flag"), county.fact("date")
    text = (
        f"{HEADER}\n"
        + county.whole("S1")
        + county.whole(
            "S4", **{count.fact_id: "若干", flag.fact_id: "也许", date.fact_id: "2024-02-30"}
        )
    )
    reading = county.read(text)
    lines = {line: number for number, line in enumerate(text.splitlines(), start=1)}
    assert errors(reading) == sorted(
        [
            ("not-a-count", lines[f"2024,S4,{count.fact_id},若干"], "若干"),
            ("not-a-flag", lines[f"2024,S4,{flag.fact_id},也许"], "也许"),
            ("date-impossible", lines[f"2024,S4,{date.fact_id},2024-02-30"], "2024-02-30"),
        ],
        key=lambda error: error[1] or 0,
    )
    # What failed its own check is neither called empty nor compared with anything.
    assert len(reading.problems) == 3
    assert reading.refused == {("2024", "S4")}
    assert all(
        (problem.cycle_id, problem.school_id) == ("2024", "S4") for problem in reading.problems
    )


def test_lines_that_name_nothing_known_are_told_by_line(county: County) -> None:
    count = county.fact("count").fact_id
    edition = county.edition.edition_id
    text = (
        f"{HEADER},basis\n"
        f"2024,S1,no-such-fact,1,\n"
        f"2024,S1,{count},1,own\n"
        f"1999,S1,{count},1,\n"
        f"2023,S1,{count},1,\n"
        f"2024,S9,{count},1,\n"
        f"2024,S9,{count},x,\n"
        f"2024,S3,{count},1,\n"
        f",S4,{count},1,\n"
        f"2024,,{count},1,\n"
        f"2024,S4,,1,\n"
    )
    reading = county.read(text)
    assert errors(reading) == [
        ("table-fact-unknown", 2, "no-such-fact"),
        ("table-basis-unknown", 3, "own"),
        ("table-cycle-unknown", 4, "1999"),
        ("table-cycle-closed", 5, "2023"),
        ("table-school-unknown", 6, "S9"),
        ("table-school-unknown", 8, "S3"),
        ("table-cell-blank", 9, None),
        ("table-cell-blank", 10, None),
        ("table-cell-blank", 11, None),
    ]
    assert reading.refused == {
        ("2024", "S1"),
        ("1999", "S1"),
        ("2023", "S1"),
        ("2024", "S9"),
        ("2024", "S3"),
        ("2024", "S4"),
    }
    unknown = reading.problems[0]
    assert words("zh-CN")("problem-table-fact-unknown", **unknown.parameters) == (
        f"本年度的指南（{edition}）里没有这个填报项"
    )


def test_a_fact_said_twice_is_told_with_the_line_that_said_it_first(county: County) -> None:
    first = county.fact("count")
    county_fact = next(
        fact for fact in county.edition.facts.values() if fact.answered_by == "county"
    )
    right = {"count": "0", "grade": "A", "number": "0", "flag": "yes", "date": "2024-01-01"}
    text = (
        f"{HEADER},basis\n"
        f"2024,S1,{first.fact_id},0,self\n"
        f"2024,S1,{first.fact_id},0,verified\n"
        f"2024,S1,{first.fact_id},0,\n"
        f"2024,S4,{county_fact.fact_id},{right[county_fact.kind]},self\n"
        f"2024,S4,{county_fact.fact_id},{right[county_fact.kind]},verified\n"
    )
    reading = county.read(text)
    assert errors(reading) == [
        ("table-line-twice", 4, first.fact_id),
        ("table-line-twice", 6, county_fact.fact_id),
    ]
    twice = [problem for problem in reading.problems if problem.code == "table-line-twice"]
    assert [problem.parameters for problem in twice] == [{"line": "2"}, {"line": "5"}]


def test_a_fact_larger_than_its_base_is_told_at_its_line(county: County) -> None:
    check = county.check(lambda check: check.base_fact_id and not check.may_exceed)
    facts = county.edition.facts
    assert check.base_fact_id is not None
    values = {check.fact_id: "13", check.base_fact_id: "12"}
    text = f"{HEADER}\n{county.whole('S1', **values)}"
    line = 1 + next(
        number
        for number, part in enumerate(text.splitlines())
        if part == f"2024,S1,{check.fact_id},13"
    )
    reading = county.read(text)
    assert told(reading.problems) == [("error", "above-base", line, "13")]
    assert reading.problems[0].parameters == {
        "label": facts[check.fact_id].label_zh,
        "base": "12",
        "base_label": facts[check.base_fact_id].label_zh,
    }
    assert told(county.read(text.replace(",13\n", ",12\n")).problems) == []


def test_a_fact_above_its_fixed_base_is_told_and_one_that_may_exceed_is_not(
    county: County,
) -> None:
    fixed = county.check(lambda check: check.base_value is not None)
    assert fixed.base_value is not None
    above = str(fixed.base_value + 1)
    reading = county.read(f"{HEADER}\n{county.whole('S1', **{fixed.fact_id: above})}")
    assert [(problem.code, problem.found) for problem in reading.problems] == [
        ("above-fixed-base", above)
    ]
    free = county.check(lambda check: check.may_exceed and check.fact_id in county.asked)
    assert free.base_fact_id is not None
    values = {free.fact_id: "9", free.base_fact_id: "1"}
    assert county.read(f"{HEADER}\n{county.whole('S1', **values)}").problems == []


def test_what_is_required_and_left_empty_is_a_warning_with_or_without_a_line(
    county: County,
) -> None:
    flag = county.fact("flag")
    count = county.fact("count", lambda fact: not _is_in_a_ratio(county.edition, fact))
    whole = county.whole("S1", **{flag.fact_id: "", count.fact_id: "  "})
    reading = county.read(f"{HEADER}\n{whole}")
    lines = whole.splitlines()
    assert sorted(told(reading.problems), key=str) == sorted(
        [
            ("warning", "left-empty", 2 + lines.index(f"2024,S1,{fact_id},{blank}"), None)
            for fact_id, blank in ((flag.fact_id, ""), (count.fact_id, "  "))
        ],
        key=str,
    )
    assert reading.refused == set()
    without = "".join(line + "\n" for line in lines if f",{flag.fact_id}," not in line)
    assert ("warning", "left-empty", None, None) in told(
        county.read(f"{HEADER}\n{without}").problems
    )


def test_a_blank_over_a_base_of_nothing_is_not_called_empty(county: County) -> None:
    check = county.check(lambda check: check.base_fact_id and not check.may_exceed)
    assert check.base_fact_id is not None
    for base, is_told in (("0", False), ("1", True), ("", True)):
        values = {check.fact_id: "", check.base_fact_id: base}
        problems = county.read(f"{HEADER}\n{county.whole('S1', **values)}").problems
        assert (check.fact_id in {problem.fact_id for problem in problems}) is is_told


def test_what_is_not_asked_of_a_school_is_a_warning_and_has_no_value(county: County) -> None:
    not_asked = next(fact for fact in county.edition.facts.values() if fact.kind == "count")
    kindergarten = county.door.register.school("S2", "2024")
    assert kindergarten is not None
    asked = county.edition.asked_facts(kindergarten.attributes)
    not_asked = next(
        fact
        for fact in county.edition.facts.values()
        if fact.fact_id not in asked and fact.kind == "count"
    )
    for said, is_told in (("7", True), ("七", True), ("", False), ("/", False), ("不适用", False)):
        text = f"{HEADER}\n{county.whole('S2')}2024,S2,{not_asked.fact_id},{said}\n"
        reading = county.read(text)
        expected = [("warning", "not-asked", len(text.splitlines()), said)] if is_told else []
        assert told(reading.problems) == expected
        last = reading.rows.row(-1, named=True)
        assert (last["fact_id"], last["value"], last["raw"]) == (
            not_asked.fact_id,
            None,
            said or None,
        )


def test_what_the_county_verified_of_a_fact_that_is_not_asked_is_no_word_of_its(
    county: County,
) -> None:
    """Without a value it would say "none", also once the register has changed and it is asked."""
    kindergarten = county.door.register.school("S2", "2024")
    assert kindergarten is not None
    asked = county.edition.asked_facts(kindergarten.attributes)
    facts = [fact for fact in county.edition.facts.values() if fact.kind == "count"]
    of_school = [fact.fact_id for fact in facts if fact.answered_by == "school"]
    apart = next(fact_id for fact_id in of_school if fact_id not in asked)
    beside = next(fact_id for fact_id in of_school if fact_id in asked)
    lines = [f"2024,S2,{fact_id},7,verified" for fact_id in (apart, beside)]
    for said, kept in ((lines, [beside]), (lines[:1], [])):
        reading = county.read("\n".join([f"{HEADER},basis", *said]))
        assert [problem.code for problem in reading.problems] == ["not-asked"]
        assert reading.rows["fact_id"].to_list() == kept


def test_where_the_guide_asks_not_applicable_is_asked_back(county: County) -> None:
    fact = county.fact("count")
    for said, code in (("不适用", "not-applicable-unclear"), ("无", "none-unclear")):
        reading = county.read(f"{HEADER}\n{county.whole('S1', **{fact.fact_id: said})}")
        assert [problem.code for problem in reading.problems] == [code]


def test_verified_values_are_compared_with_what_the_school_said(county: County) -> None:
    check = county.check(lambda check: check.base_fact_id and not check.may_exceed)
    assert check.base_fact_id is not None
    own = county.whole("S1", **{check.fact_id: "10", check.base_fact_id: "12"}).replace(
        "\n", ",self\n"
    )
    text = f"{HEADER},basis\n{own}2024,S1,{check.base_fact_id},8,verified\n"
    reading = county.read(text)
    assert [(problem.code, problem.found) for problem in reading.problems] == [("above-base", "10")]
    # Verified values alone are no hand-in: nothing is called empty.
    alone = county.read(f"{HEADER},basis\n2024,S1,{check.base_fact_id},8,verified\n")
    assert alone.problems == []
    assert alone.rows["value"].to_list() == ["8"]


def test_the_countys_own_answers_are_no_hand_in(county: County) -> None:
    grade = next(fact for fact in county.edition.facts.values() if fact.kind == "grade")
    assert grade.answered_by == "county"
    for basis in ("self", "verified"):
        text = f"{HEADER},basis\n2024,S1,{grade.fact_id},ｂ,{basis}\n"
        reading = county.read(text)
        assert reading.problems == []
        assert reading.rows.row(0, named=True)["value"] == "B"
        assert reading.rows.row(0, named=True)["basis"] == basis


def test_values_far_from_last_cycle_are_a_warning(county: County) -> None:
    fact = county.fact("count", lambda fact: not _is_in_a_ratio(county.edition, fact))
    body = {
        "outcome": "accepted",
        "cycle_id": "2023",
        "school_id": "S4",
        "original": {"sha256": "0"},
        "answers": [{"fact_id": fact.fact_id, "value": "4"}],
    }
    home = county.door.settings
    county.door.register.note(write_record(home, "workbook", body, received_by="t", channel="t"))
    near = county.read(f"{HEADER}\n{county.whole('S4', **{fact.fact_id: '12'})}")
    far = county.read(f"{HEADER}\n{county.whole('S4', **{fact.fact_id: '14'})}")
    assert near.problems == []
    assert [(problem.severity, problem.code) for problem in far.problems] == [
        ("warning", "far-from-previous")
    ]
    assert far.problems[0].parameters == {"label": fact.label_zh, "previous": "4"}


def _is_in_a_ratio(edition: Edition, fact: Fact) -> bool:
    return any(fact.fact_id in (check.fact_id, check.base_fact_id) for check in edition.base_checks)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_fast_way_reads_every_value_as_the_slow_one(
    county: County, data: st.DataObject
) -> None:
    """Values in normal form are taken as they stand, the others by `parse_value`: no difference."""
    texts = st.text("0123456789.-,%年月日是否√无/ABab ２", max_size=11) | st.text(max_size=5)
    facts = [fact for fact in county.edition.facts.values() if fact.fact_id in county.asked]
    said = {
        fact.fact_id: data.draw(texts.map(str.strip))
        for fact in data.draw(st.lists(st.sampled_from(facts), min_size=1, max_size=8, unique=True))
    }
    frame = pl.DataFrame(
        {
            "cycle_id": ["2024"] * len(said),
            "school_id": ["S1"] * len(said),
            "fact_id": list(said),
            "value": list(said.values()),
        }
    )
    reading = county.read(parquet(frame))
    values = dict(reading.rows.select("fact_id", "value").iter_rows())
    codes = {problem.fact_id: problem.code for problem in reading.problems if problem.line}
    for fact_id, text in said.items():
        parsed = parse_value(text, county.edition.facts[fact_id])
        assert values[fact_id] == parsed.value
        if parsed.problem_code is not None:
            assert codes[fact_id] == parsed.problem_code


# ------------------------------------------------------------------ columns, lines, formats


def test_missing_double_and_unknown_columns_are_told_at_the_header(county: County) -> None:
    reading = county.read("某县\ncycle_id,school_id,fact_id,fact_id,备注\n2024,S1,x,x,y\n")
    assert told(reading.problems) == [
        ("error", "table-columns-missing", 2, None),
        ("error", "table-column-twice", 2, "fact_id"),
        ("warning", "table-column-unknown", 2, "备注"),
    ]
    assert reading.rows.is_empty()
    assert reading.problems[0].parameters == {
        "table": "answers",
        "lacking": "value",
        "columns": "value",
    }


def test_a_table_without_lines_is_told(county: County) -> None:
    for text in (f"{HEADER}\n", f"{HEADER}\n,,,\n\n  , ,,\n"):
        assert told(county.read(text).problems) == [("error", "table-empty", None, None)]


def test_blank_lines_and_cells_of_several_lines_leave_the_numbers_right(county: County) -> None:
    count = county.fact("count").fact_id
    text = (
        f"{HEADER},reason,basis\n"
        "\n"
        f'2024,S1,{count},x,"一\n二\n三",verified\n'
        ",,,,,\n"
        f'2024,S4,{count},y,"说""好""",verified\n'
    )
    assert errors(county.read(text)) == [("not-a-count", 3, "x"), ("not-a-count", 7, "y")]
    assert county.read(text).rows["reason"].to_list() == ["一\n二\n三", '说"好"']


def test_lines_with_more_cells_than_names_are_told(county: County) -> None:
    count = county.fact("count").fact_id
    text = f"{HEADER}\n2024,S1,{count},1,,\n2024,S4,{count},1,234\n"
    for quoted in (text, text.replace("S1", '"S1"')):
        reading = county.read(quoted)
        assert errors(reading) == [("table-line-too-long", 3, None)]
        assert reading.refused == {("2024", "S4")}


def test_cells_that_are_too_long_are_told_shortened(county: County) -> None:
    count = county.fact("count").fact_id
    reading = county.read(f"{HEADER},reason\n2024,S1,{count},{'9' * 1001},\n")
    assert errors(reading) == [
        ("table-cell-too-long", 2, "9" * 79 + "…"),
        ("number-too-large", 2, "9" * 79 + "…"),
    ]


@settings(deadline=None)
@given(
    lines=st.lists(
        st.lists(st.text("ab1 ,\t;\r", max_size=3), min_size=0, max_size=5).map(",".join),
        max_size=6,
    )
)
def test_the_fast_way_splits_lines_as_a_csv_reader_does(lines: list[str]) -> None:
    names = ["fact_id", "value", "", "note"]
    text = "\n".join([",".join(names), *lines])
    fast, slow = (read(text, Header(1, names, ",")) for read in (_unquoted_table, _quoted_table))
    assert fast.rows.rows() == slow.rows.rows()
    assert fast.long_lines == slow.long_lines


def answers_of_every_kind(county: County) -> list[list[object]]:
    """Rows with numbers, truth values and dates as a spreadsheet holds them."""
    return [
        ["cycle_id", "school_id", "fact_id", "value", "basis"],
        [2024, "S1", county.fact("count").fact_id, 12, "self"],
        [2024, "S1", county.fact("flag").fact_id, True, "self"],
        [2024, "S1", county.fact("date").fact_id, dt.date(2024, 3, 1), "self"],
        [2024, "S4", county.fact("count").fact_id, 12.5, "verified"],
        [2024, "S4", county.fact("flag").fact_id, "√", "verified"],
    ]


def expected_of_every_kind(county: County) -> list[tuple[str, str | None]]:
    return [
        (county.fact("count").fact_id, "12"),
        (county.fact("flag").fact_id, "yes"),
        (county.fact("date").fact_id, "2024-03-01"),
        (county.fact("count").fact_id, None),
        (county.fact("flag").fact_id, "yes"),
    ]


def test_a_spreadsheet_and_its_lines_are_read_as_they_stand(county: County) -> None:
    reading = county.read(xlsx(answers_of_every_kind(county), above=2))
    assert reading.rows.select("fact_id", "value").rows() == expected_of_every_kind(county)
    assert reading.rows["line"].to_list() == [4, 5, 6, 7, 8]
    assert errors(reading) == [("count-fraction", 7, "12.5")]
    assert {problem.sheet for problem in reading.problems if problem.line} == {"数据"}


def test_office_programs_may_save_the_table_in_their_own_formats(
    county: County, tmp_path: Path
) -> None:
    office = Office(tmp_path)
    source = {"answers": xlsx(answers_of_every_kind(county))}
    for kind in ("xls", "ods", "csv-utf-8", "csv-gb18030"):
        content = office.convert(source, kind)["answers"]
        assert recognise(content, "answers") == "answers"
        reading = county.read(content)
        assert reading.rows.select("fact_id", "value").rows() == expected_of_every_kind(county)
        assert errors(reading) == [("count-fraction", 5, "12.5")]


def test_parquet_may_hold_any_type(county: County) -> None:
    count, flag, date = county.fact("count"), county.fact("flag"), county.fact("date")

    def read(values: pl.Series, fact: Fact) -> list[str | None]:
        frame = pl.DataFrame(
            {
                "cycle_id": pl.Series([2024] * len(values), dtype=pl.Int32),
                "school_id": pl.Series(["S1", "S2", "S4"][: len(values)], dtype=pl.Categorical),
                "fact_id": [fact.fact_id] * len(values),
                "value": values,
            }
        )
        return county.read(parquet(frame)).rows["value"].to_list()

    assert read(pl.Series([1, 2, None], dtype=pl.Int64), count) == ["1", "2", None]
    assert read(pl.Series([1.0, float("nan"), 1e11]), count) == ["1", None, "100000000000"]
    assert read(pl.Series([Decimal("7.00"), None, Decimal(0)]), count) == ["7", None, "0"]
    assert read(pl.Series([True, False, None]), flag) == ["yes", "no", None]
    assert read(pl.Series([dt.date(2024, 3, 1)]), date) == ["2024-03-01"]
    assert read(pl.Series([dt.datetime(2024, 3, 1, 8)]), date) == ["2024-03-01"]  # noqa: DTZ001
    frame = pl.DataFrame({name: [["nested"]] for name in HEADER.split(",")})
    assert told(county.read(parquet(frame)).problems) == [("error", "table-unreadable", None, None)]


def test_a_formula_without_its_result_is_not_a_blank(county: County) -> None:
    count = county.fact("count").fact_id
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("数据")
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["2024", "S1", count])
        sheet.write_formula(1, 3, "=6+6", None, "")
        sheet.write_row(2, 0, ["2024", "S4", count])
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
    stripped = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(stripped, "w") as target:
        for part in source.namelist():
            xml = source.read(part)
            if part.startswith("xl/worksheets/"):
                assert xml.count(b"<v></v>") == 1
                xml = xml.replace(b"<v></v>", b"").replace(b' t="str"', b"")
            target.writestr(part, xml)
    reading = county.read(stripped.getvalue())
    assert errors(reading) == [
        ("table-formula-without-value", 2, None),
        ("cell-error", 3, "#DIV/0!"),
    ]
    assert reading.refused == {("2024", "S1"), ("2024", "S4")}


# ------------------------------------------------------------------ schools, cycles, findings


def test_schools_are_typed_and_a_faulty_line_keeps_only_itself_out(county: County) -> None:
    text = (
        "school_id,name_zh,township,school_type,area,organisation,leadership,tier_held,"
        "students,members,valid_from,valid_to\n"
        'A1,第一小学,东镇,primary,urban,branch,separate,none,"1,200",35,2020/9/1,\n'
        "A2,第二小学,东镇,palace,urban,branch,separate,none,,,,\n"
        "A3,,东镇,primary,urban,branch,separate,none,,,,\n"
        "A4,第四小学,东镇,primary,urban,branch,separate,none,many,-1,,\n"
        "A8,第八小学,东镇,primary,urban,branch,separate,none,5000000000,,,\n"
        "A5,第五小学,东镇,primary,urban,branch,separate,none,,,2024-01-01,2023-12-31\n"
        "A1,第一小学,东镇,primary,urban,branch,separate,none,,,2020-09-01,\n"
        "A1,第一学校,东镇,nine_year,urban,branch,separate,county,,,2024-09-01,\n"
        "../A7,第七小学,东镇,primary,urban,branch,separate,none,,,,\n"
    )
    reading = county.read(text)
    assert reading.kind == "schools"
    assert errors(reading) == [
        ("table-code-unknown", 3, "palace"),
        ("table-cell-blank", 4, None),
        ("not-a-count", 5, "many"),
        ("count-negative", 5, "-1"),
        ("number-too-large", 6, "5000000000"),
        ("table-dates-reversed", 7, "2024-01-01 > 2023-12-31"),
        ("table-line-twice", 8, "2020-09-01"),
        ("table-identifier-unfit", 10, "../A7"),
    ]
    assert reading.refused == set()
    assert reading.rows.rows(named=True) == [
        {
            "school_id": "A1",
            "name_zh": name,
            "township": "东镇",
            "school_type": kind,
            "area": "urban",
            "organisation": "branch",
            "leadership": "separate",
            "tier_held": tier,
            "education_group": None,
            "students": students,
            "teachers": None,
            "members": members,
            "valid_from": day,
            "valid_to": None,
            "merged_into": None,
            "line": line,
        }
        for name, kind, tier, students, members, day, line in [
            ("第一小学", "primary", "none", 1200, 35, dt.date(2020, 9, 1), 2),
            ("第一学校", "nine_year", "county", None, None, dt.date(2024, 9, 1), 9),
        ]
    ]


def test_cycles_are_typed_and_must_be_in_order_and_of_a_known_edition(county: County) -> None:
    edition = county.edition.edition_id
    text = (
        "cycle_id,edition,starts_on,ends_on,deadline\n"
        f"2025,{edition},2025年1月1日,2025-12-31,20260131\n"
        f"2026,no-such-edition,2026-01-01,2026-12-31,2027-01-31\n"
        f"2027,{edition},2027-12-31,2027-01-01,2027-01-31\n"
        f"2028,{edition},2028-01-01,2028,2029-01-31\n"
        f"2025,{edition},2025-01-01,2025-12-31,2026-01-31\n"
        f"2029,{edition},,2029-12-31,2030-01-31\n"
        f"2023,{edition},2023-01-01,2023-12-30,2024-01-31\n"
    )
    reading = county.read(text)
    assert reading.kind == "cycles"
    assert errors(reading) == [
        ("table-edition-unknown", 3, "no-such-edition"),
        ("table-dates-reversed", 4, "2027-12-31 > 2027-01-01"),
        ("table-dates-reversed", 4, "2027-12-31 > 2027-01-31"),
        ("date-incomplete", 5, "2028"),
        ("table-line-twice", 6, "2025"),
        ("table-cell-blank", 7, None),
        ("table-cycle-closed", 8, "2023"),
    ]
    assert reading.rows.rows() == [
        ("2025", edition, dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 1, 31), 2)
    ]
    same = f"{text.splitlines()[0]}\n2023,{edition},2023-01-01,2023-12-31,2024-01-31\n"
    assert county.read(same).problems == []


def test_townships_have_one_place_each(county: County) -> None:
    known = sorted({one.township for one in county.door.register.schools_by_cycle("2024").values()})
    text = (
        "乡镇,图中行,图中列\n"
        f"{known[0]},１,2\n"
        "远乡,2,2\n"
        "甲乡,3,3\n"
        "乙乡,3,3\n"
        "丙乡,0,61\n"
        "丁乡,二点五,1\n"
        "远乡,4,4\n"
        "戊乡,,4\n"
    )
    reading = county.read(text)
    assert reading.kind == "townships"
    assert errors(reading) == [
        ("township-place-taken", 4, "3, 3"),
        ("township-place-taken", 5, "3, 3"),
        ("township-place-outside", 6, "0"),
        ("township-place-outside", 6, "61"),
        ("not-a-count", 7, "二点五"),
        ("table-line-twice", 8, "远乡"),
        ("table-cell-blank", 9, None),
    ]
    warnings = [(one.code, one.line) for one in reading.problems if one.severity == "warning"]
    assert warnings == [("township-unknown", 3)]
    assert reading.rows.rows() == [(known[0], 1, 2, 2), ("远乡", 2, 2, 3)]


def test_findings_name_red_lines_of_the_cycles_edition(county: County) -> None:
    red_line = next(iter(county.edition.red_lines))
    text = (
        "cycle_id,school_id,red_line,note\n"
        f"2024,S1,{red_line},县里通报\n"
        f"2024,S2,no-such-line,\n"
        f"2024,S4,{red_line},\n"
        f"2024,S4,{red_line},又一次\n"
        f"2023,S4,{red_line},\n"
    )
    reading = county.read(text)
    assert reading.kind == "findings"
    assert errors(reading) == [
        ("table-red-line-unknown", 3, "no-such-line"),
        ("table-line-twice", 5, red_line),
        ("table-cycle-closed", 6, "2023"),
    ]
    assert reading.refused == {("2024", "S2"), ("2024", "S4"), ("2023", "S4")}
    assert reading.rows.row(0) == ("2024", "S1", red_line, "县里通报", 2)


def test_a_message_is_whole_in_both_languages(county: County) -> None:
    check = county.check(lambda check: check.base_fact_id and not check.may_exceed)
    values = {check.fact_id: "13", str(check.base_fact_id): "12"}
    (problem,) = county.read(f"{HEADER}\n{county.whole('S1', **values)}").problems
    label, base_label = problem.parameters["label"], problem.parameters["base_label"]
    message, parameters = f"problem-{problem.code}", dict(problem.parameters)
    chinese, english = words("zh-CN"), words("en")
    assert chinese(message, **parameters) == f"“{label}”比“{base_label}”还大"
    assert chinese.attr(message, "expected", **parameters) == "不大于 12"
    assert english(message, **parameters) == f'"{label}" is larger than "{base_label}"'
    assert english.attr(message, "expected", **parameters) == "not more than 12"


def test_a_spreadsheet_may_hold_more_lines_than_a_schools_workbook(county: County) -> None:
    count = county.fact("count").fact_id
    lines = 30_000
    rows: list[list[object]] = [["2024", f"N{at}", count, 1] for at in range(lines)]
    content = xlsx([list(HEADER.split(",")), *rows])
    assert recognise(content, "answers.xlsx") == "answers"
    problems = county.read(content).problems
    assert {problem.code for problem in problems} == {"table-school-unknown"}
    assert [problem.line for problem in problems] == list(range(2, lines + 2))
