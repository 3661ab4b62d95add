"""What is in force: later, refused, repeated, late and withdrawn hand-ins, and closed cycles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import record_paths, write_record
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import build_information, snapshot_path
from ingest.desk import deciding
from ingest.door import Checked, Door
from ingest.register import Register
from tests.counties.small_county import SmallCounty, small_county


class Office:
    """A county office at work: takes files in, withdraws, closes, builds, looks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def take(self, path: Path, at: dt.datetime | None = None) -> Checked:
        door = Door.open(self.settings)
        checked = door.check(path.read_bytes(), path.name)
        return door.hand_in(checked, received_by="test", channel="test", received_at=at)

    def say(self, kind: str, **body: str) -> None:
        write_record(self.settings, kind, body, received_by="test", channel="test")

    def withdraw(self, checked: Checked, **part: str) -> None:
        assert checked.receipt is not None
        self.say("withdrawal", withdrawn_record_id=checked.receipt.record_id, reason="r", **part)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        information = build_information(self.settings)
        if information is None or information["record_count"] != len(record_paths(self.settings)):
            build(self.settings)
        path = snapshot_path(self.settings)
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def office(settings: Settings) -> Office:
    return Office(settings)


@pytest.fixture
def county(tmp_path: Path, office: Office) -> SmallCounty:
    made = small_county(tmp_path / "files")
    for path in made.tables:
        assert office.take(path).fate == "taken"
    return made


def in_force(office: Office, school_id: str) -> list[str]:
    """The receipts in force of a school, by a build."""
    rows = office.rows(
        f"select submission_id from fct_submissions where is_in_force and school_id = '{school_id}'"
    )
    return [str(row[0]) for row in rows]


def receipt(checked: Checked) -> str:
    assert checked.receipt is not None
    return checked.receipt.record_id


def test_a_later_accepted_hand_in_replaces_the_one_before_whole(
    office: Office, county: SmallCounty
) -> None:
    school = county.schools[0]
    first = county.answers(school, seed=1)
    office.take(county.workbook(school, first, "first"))
    dropped = sorted(first)[:5]
    second = {fact: value for fact, value in first.items() if fact not in dropped}
    later = office.take(county.workbook(school, second, "second"))
    assert later.fate == "taken_with_warnings"
    assert in_force(office, "S1") == [receipt(later)]
    left = office.rows(
        "select count(*) from fct_answers where basis = 'self' and school_id = 'S1'"
        f" and fact_id in ({', '.join(repr(fact) for fact in dropped)}) and value is not null"
    )
    assert left == [(0,)]


def test_a_refused_hand_in_changes_nothing_and_is_kept(office: Office, county: SmallCounty) -> None:
    school = county.schools[0]
    answers = county.answers(school)
    good = office.take(county.workbook(school, answers, "good"))
    count = next(name for name in answers if county.edition.facts[name].kind == "count")
    bad = office.take(county.workbook(school, answers | {count: "十几次"}, "bad"))
    assert (good.fate, bad.fate) == ("taken", "refused")
    assert in_force(office, "S1") == [receipt(good)]
    listed = office.rows(
        "select submission_id, outcome, error_count from fct_submissions order by submission_id"
    )
    assert listed == [(receipt(good), "accepted", 0), (receipt(bad), "refused", 1)]
    problems = office.rows("select submission_id, code, found from fct_load_problems")
    assert problems == [(receipt(bad), "not-a-count", "十几次")]


def test_the_same_bytes_are_already_here_and_older_bytes_are_a_new_hand_in(
    office: Office, county: SmallCounty
) -> None:
    school = county.schools[0]
    first = county.workbook(school, county.answers(school, seed=1), "first")
    second = county.workbook(school, county.answers(school, seed=2), "second")
    assert [office.take(path).fate for path in (first, first, second, second, first)] == [
        "taken",
        "already_here",
        "taken",
        "already_here",
        "taken",
    ]
    assert office.rows("select count(*) from fct_submissions") == [(3,)]


def test_the_same_tables_are_already_here(office: Office, county: SmallCounty) -> None:
    assert [office.take(path).fate for path in county.tables] == ["already_here"] * 2
    office.rows("select 1")
    assert [office.take(path).fate for path in county.tables] == ["already_here"] * 2


def test_after_a_withdrawal_the_hand_in_before_is_in_force_again(
    office: Office, county: SmallCounty
) -> None:
    school = county.schools[0]
    first = office.take(county.workbook(school, county.answers(school, seed=1), "first"))
    second = office.take(county.workbook(school, county.answers(school, seed=2), "second"))
    office.withdraw(second)
    assert in_force(office, "S1") == [receipt(first)]
    office.withdraw(first)
    assert in_force(office, "S1") == []
    status = office.rows("select status from fct_reporting_status where school_id = 'S1'")
    assert status == [("not_handed_in",)]
    assert office.rows("select count(*) from fct_school_scores") == [(0,)]


def test_after_the_deadline_a_hand_in_is_late_and_not_refused(
    office: Office, county: SmallCounty
) -> None:
    last_day = dt.date(2025, 1, 20)
    dates = {"starts_on": "2024-01-01", "ends_on": "2024-12-31", "deadline": str(last_day)}
    cycle = {"cycle_id": "2024", "edition": county.cycle.edition}
    office.take(county.table("cycles-later", [cycle | dates]))
    # The county's day ends at 16:00 UTC.
    minute_before = dt.datetime(2025, 1, 20, 15, 59, tzinfo=dt.UTC)
    moments = [minute_before, minute_before + dt.timedelta(minutes=1)]
    for school, moment in zip(county.schools, moments, strict=False):
        office.take(county.workbook(school, county.answers(school)), at=moment)
    late = office.rows("select school_id, is_late from fct_submissions order by school_id")
    assert late == [("S1", False), ("S2", True)]
    status = office.rows("select school_id, status from fct_reporting_status order by school_id")
    assert status == [("S1", "handed_in"), ("S2", "handed_in_late"), ("S3", "not_handed_in")]


def test_more_time_for_one_school_or_for_all_is_one_deadline_everywhere(
    office: Office, county: SmallCounty
) -> None:
    """What is refused, what is late, and the deadline of each school as the mart has it."""
    acting = Acting(office.settings, "test", "test", AT_THE_FILES)
    days = [county.cycle.deadline + dt.timedelta(days=days) for days in range(8)]

    def extend(day: dt.date, school: str | None = None, reason: str = "snow") -> None:
        deciding.extend_deadline(acting, "2024", day, reason, school)

    refusals: dict[str, Callable[[], object]] = {
        "extension-too-early": lambda: extend(days[0]),
        "asked-school-unknown": lambda: extend(days[1], "nobody's"),
        "asked-cycle-unknown": lambda: deciding.extend_deadline(acting, "1999", days[1], "snow"),
        "decision-no-reason": lambda: extend(days[1], reason=" "),
    }
    for code, refused in refusals.items():
        with pytest.raises(Refused, match=code):
            refused()
    with pytest.raises(Refused, match="extension-too-early"):
        extend(county.cycle.starts_on - dt.timedelta(days=1), "S1")
    assert deciding.extensions(acting, "2024") == []

    def deadlines() -> list[dt.date]:
        register = Register.open(office.settings)
        told = [register.cycle_of("2024", school.school_id) for school in county.schools]
        found = [None if cycle is None else cycle.deadline for cycle in told]
        rows = office.rows("select deadline from fct_reporting_status order by school_id")
        assert [row[0] for row in rows] == found
        assert office.rows("select deadline from dim_cycles") == [
            (register.cycles["2024"].deadline,)
        ]
        return [day for day in found if day is not None]

    extend(days[7], county.schools[0].name_zh)
    extend(days[3], "S1")  # what was said last
    extend(days[1], "S2")
    assert deadlines() == [days[3], days[1], days[0]]
    late = dt.datetime.combine(days[2], dt.time(3), dt.UTC)
    taken = [
        office.take(county.workbook(school, county.answers(school)), at=late).late_days
        for school in county.schools
    ]
    assert taken == [0, 1, 2]
    told = "select school_id, is_late from fct_submissions order by school_id"
    assert office.rows(told) == [("S1", False), ("S2", True), ("S3", True)]
    extend(days[2])
    assert deadlines() == [days[3], days[2], days[2]]
    assert office.rows(told) == [("S1", False), ("S2", False), ("S3", False)]
    # The table of cycles, said later, counts again; more time for all is no less for anybody.
    dates = {"starts_on": "2024-01-01", "ends_on": "2024-12-31", "deadline": str(days[1])}
    cycle = {"cycle_id": "2024", "edition": county.cycle.edition}
    office.take(county.table("cycles-again", [cycle | dates]))
    assert deadlines() == [days[3], days[1], days[1]]
    assert [one.school_id for one in deciding.extensions(acting, "2024")] == [
        *(None, "S2", "S1", "S1")
    ]
    deciding.decide_cycle(acting, "2024", "closed", "published")
    refusals = {
        "cycle-already-closed": lambda: deciding.decide_cycle(acting, "2024", "closed", "again"),
        "extension-cycle-closed": lambda: extend(days[7], "S1"),
    }
    for code, refused in refusals.items():
        with pytest.raises(Refused, match=code):
            refused()


def test_a_closed_cycle_takes_nothing_until_it_is_reopened(
    office: Office, county: SmallCounty
) -> None:
    school = county.schools[0]
    path = county.workbook(school, county.answers(school))
    office.say("cycle_decision", cycle_id="2024", decision="closed", reason="published")
    refused = office.take(path)
    assert (refused.fate, [problem.code for problem in refused.problems]) == (
        "refused",
        ["cycle-closed"],
    )
    assert office.rows("select is_closed from dim_cycles") == [(True,)]
    office.say("cycle_decision", cycle_id="2024", decision="reopened", reason="objection")
    assert office.take(path).fate == "taken"


def test_verified_values_replace_fact_by_fact_and_can_be_taken_back(
    office: Office, county: SmallCounty
) -> None:
    school = county.schools[0]
    answers = county.answers(school, quality=1.0)
    office.take(county.workbook(school, answers))
    counts = [name for name in answers if county.edition.facts[name].kind == "count"][:2]
    row = {"cycle_id": "2024", "school_id": "S1", "basis": "verified", "reason": "r"}
    rows = [row | {"fact_id": counts[0], "value": "0"}, row | {"fact_id": counts[1], "value": ""}]
    review = office.take(county.table("review", rows))
    seen = (
        "select fact_id, value, is_verified from fct_answers where basis = 'verified'"
        f" and fact_id in ('{counts[0]}', '{counts[1]}') order by fact_id"
    )
    assert office.rows(seen) == sorted([(counts[0], "0", True), (counts[1], None, True)])
    office.withdraw(review, fact_id=counts[1])
    assert office.rows(seen) == sorted(
        [(counts[0], "0", True), (counts[1], answers[counts[1]], False)]
    )


def test_school_attributes_are_those_valid_on_the_last_day_of_the_cycle(
    office: Office, county: SmallCounty
) -> None:
    school = county.schools[0]
    office.take(county.workbook(school, county.answers(school)))
    names = ("school_id", "township", "school_type", "area", "organisation", "leadership")
    fixed = {name: getattr(school, name) for name in names} | {"tier_held": "none"}
    versions = [
        fixed | {"name_zh": "年末之校", "valid_from": "2024-12-31"},
        fixed | {"name_zh": "来年之校", "valid_from": "2025-01-01"},
    ]
    office.take(county.table("schools-renamed", versions))
    seen = (
        "select c.name_zh, s.name_zh from dim_cycle_schools c join dim_schools s using (school_id)"
    )
    assert office.rows(f"{seen} where school_id = 'S1'") == [("年末之校", "来年之校")]
    assert Door.open(office.settings).register.school("S1", "2024") == replace(
        school, name_zh="年末之校", members=None, valid_from=dt.date(2024, 12, 31)
    )
