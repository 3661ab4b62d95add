"""Other answers are checked as at the door, scored by the SQL of the marts, and ranked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duibiao.analysis import published
from duibiao.analysis.focus import where_to_help
from duibiao.analysis.tier_path import Finder
from duibiao.analysis.what_if import what_if
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from tests.conftest import run_duibiao


@pytest.fixture(scope="module")
def marts(demo_home: Path) -> Snapshot:
    """The demo county as published."""
    return snapshot_in_force(Settings.resolve(demo_home, SEEDS))


def a_school(marts: Snapshot) -> str:
    """A school that has handed in for the latest cycle and is not the first."""
    rows = marts.rows(
        "select school_id from fct_school_scores inner join dim_cycles using (cycle_id)"
        " where is_latest and basis = 'verified' and score is not null order by score, school_id"
    )
    return str(rows[len(rows) // 2]["school_id"])


def test_the_present_answers_change_nothing(marts: Snapshot) -> None:
    school_id = a_school(marts)
    answers = published.answers(marts, published.cycle(marts).cycle_id, school_id, "verified")
    found = what_if(marts, school_id, answers)
    assert found.changes == () and found.indicators == ()
    assert found.after == found.before


def test_the_rank_is_where_the_score_stands_among_the_others(marts: Snapshot) -> None:
    """All flags said no: the score falls, and as many schools are above as have more points."""
    school_id, cycle = a_school(marts), published.cycle(marts)
    asked = published.answers(marts, cycle.cycle_id, school_id, "verified")
    flags = [fact_id for fact_id in asked if cycle.edition.facts[fact_id].kind == "flag"]
    found = what_if(marts, school_id, dict.fromkeys(flags, "否"))
    assert found.after is not None and found.after.score is not None
    assert found.before.score is not None and found.after.score < found.before.score
    others = marts.rows(
        "select count(*) filter (where score > $score) as above from fct_school_scores"
        " where cycle_id = $cycle and basis = 'verified' and school_id <> $school",
        score=found.after.score,
        cycle=cycle.cycle_id,
        school=school_id,
    )
    assert found.after.rank_county == others[0]["above"] + 1
    assert found.after.county_size == found.before.county_size
    gained = sum(change.gained for change in found.indicators)
    assert found.after.points - found.before.points == gained


def test_every_problem_is_told_at_once(marts: Snapshot) -> None:
    """What the door would refuse is refused: a word for a count, more than the base, no fact."""
    school_id, cycle = a_school(marts), published.cycle(marts)
    asked = published.answers(marts, cycle.cycle_id, school_id, "verified")
    bounded = next(
        check.fact_id
        for check in cycle.edition.bounded_facts
        if check.fact_id in asked and check.base_fact_id and asked.get(check.base_fact_id)
    )
    other = next(
        fact_id
        for fact_id in asked
        if cycle.edition.facts[fact_id].kind == "count"
        and fact_id not in {bounded, *(check.base_fact_id for check in cycle.edition.base_checks)}
    )
    found = what_if(marts, school_id, {bounded: "999999", other: "很多", "moon": "1"})
    assert found.after is None
    errors = {
        (problem.fact_id, problem.code) for problem in found.problems if problem.severity == "error"
    }
    assert {(bounded, "above-base"), ("moon", "table-fact-unknown")} < errors
    assert any(fact_id == other for fact_id, _ in errors)


def test_a_school_that_has_not_handed_in_is_refused(marts: Snapshot) -> None:
    rows = marts.rows(
        "select school_id from fct_reporting_status inner join dim_cycles using (cycle_id)"
        " where is_latest and status not in ('handed_in', 'handed_in_late') order by school_id"
    )
    with pytest.raises(Refused) as refused:
        what_if(marts, rows[0]["school_id"], {})
    assert refused.value.code == "asked-school-no-score"


def test_help_counts_the_schools_it_moves(marts: Snapshot) -> None:
    """On a school's cheapest way, lifting it alone: counted as the ways themselves say."""
    focuses = {focus.indicator_id: focus for focus in where_to_help(marts)}
    ways = Finder(marts, published.cycle(marts), "verified").find()
    assert any(focus.alone for focus in focuses.values())
    for indicator_id, focus in focuses.items():
        on_way = [
            school_id
            for school_id, way in ways.items()
            if indicator_id in {step.indicator.indicator_id for step in way.steps}
        ]
        assert list(focus.on_way) == on_way
        assert set(focus.alone) <= {
            school_id for school_id, way in ways.items() if len(way.steps) == 1
        }
    worths = [focus.worth for focus in focuses.values()]
    assert worths == sorted(worths, reverse=True)


def test_the_commands_tell_it(demo_home: Path, marts: Snapshot) -> None:
    school_id = a_school(marts)
    way = json.loads(run_duibiao(demo_home, "path", school_id, "--json", expect=None).stdout)
    assert way["school_id"] == school_id and way["ending"] in ("way_found", "unreachable")
    told = run_duibiao(demo_home, "path", school_id, expect=None).stdout
    assert school_id in told and ("最少改进" in told or "达不到" in told)
    refused = run_duibiao(demo_home, "what-if", school_id, "moon=1", expect=1)
    assert "没有这个填报项" in refused.stderr and "须先改正" in refused.stderr
    run_duibiao(demo_home, "what-if", school_id, "moon", expect=2)
    run_duibiao(demo_home, "path", school_id, "--by", "luck", expect=2)
    listed = json.loads(run_duibiao(demo_home, "focus", "--json").stdout)
    assert [row["indicator_id"] for row in listed] == [
        focus.indicator_id for focus in where_to_help(marts)
    ]
