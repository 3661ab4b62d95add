"""Trying other answers on the page: the figures of the command line, to the last digit."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from dashboards.app_pages.plan import html
from dashboards.parts import days, marts
from duibiao.analysis import plan, published
from duibiao.analysis.tier_path import path
from duibiao.analysis.what_if import what_if
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from duibiao.words import Words
from duibiao.words.labels import Labels
from ingest.desk.handing_in import said_problems
from tests.conftest import run_duibiao
from tests.dashboards.conftest import Server, Sight, alone, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")


@pytest.fixture(scope="module")
def county(demo_home: Path) -> Snapshot:
    """The demo county as published."""
    return snapshot_in_force(Settings.resolve(demo_home, SEEDS))


@pytest.fixture(scope="module")
def climber(county: Snapshot) -> str:
    """A school with a way to the next tier, the best of those without a tier."""
    rows = county.rows(
        "select school_id from fct_school_scores inner join dim_cycles using (cycle_id)"
        " where is_latest and basis = 'verified' and tier_reached = 'none'"
        " and finding_count = 0 order by score desc, school_id"
    )
    return next(
        str(row["school_id"])
        for row in rows
        if path(county, row["school_id"]).ending == "way_found"
    )


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"A_1": "12"},
        {"A_1": "12", "B": None, "C": "2024-03-01"},
        {"A_1": "yes", "B": "−3.5 次"},
    ],
)
def test_an_address_holds_a_plan_and_gives_it_back(answers: dict[str, str | None]) -> None:
    assert plan.decoded(plan.encoded(answers)) == answers


def test_an_address_that_somebody_cut_or_wrote_by_hand_is_read_as_far_as_it_goes() -> None:
    assert plan.decoded("A~1~B") == {"A": "1", "B": None}
    assert plan.decoded("~~") == {}
    assert plan.decoded(plan.encoded({"A": "1~2"})) == {"A": "1～2"}


def test_tasks_stand_under_their_indicators_with_what_each_brings(
    county: Snapshot, climber: str
) -> None:
    """All changed answers once; what the indicators gain adds up to what the school gains."""
    way = path(county, climber)
    asked = plan.questions(county, way.cycle_id, climber, "verified")
    found = what_if(county, climber, way.changes)
    tasks = plan.tasks(asked, found)
    assert {change.fact_id for task in tasks for change in task.answers} == set(way.changes)
    gained = sum((task.indicator.gained for task in tasks if task.indicator), Decimal(0))
    gained += sum((change.gained for change in plan.also_changed(found, tasks)), Decimal(0))
    assert found.after is not None and gained == found.after.points - found.before.points
    moved = sum(
        (change.points_after - change.points_before for change in found.dimensions), Decimal(0)
    )
    assert moved == gained


def test_a_limit_is_said_beside_the_question_with_the_base_of_the_plan(
    county: Snapshot, climber: str
) -> None:
    asked = plan.questions(county, published.cycle(county).cycle_id, climber, "verified")
    bounded = next(row for row in asked.values() if row.limits and row.limits[0].fact_id in asked)
    base = asked[bounded.limits[0].fact_id or ""]
    labels = Labels(SAY, [])
    text = html.beside_question(SAY, bounded, asked, {base.fact_id: "77"}, labels)
    assert text.endswith(f"不超过{base.label_zh} 77")


def test_what_cannot_be_is_told_in_words_and_nothing_is_scored(
    county: Snapshot, climber: str
) -> None:
    asked = plan.questions(county, published.cycle(county).cycle_id, climber, "verified")
    bounded = next(row for row in asked.values() if row.limits and row.limits[0].fact_id in asked)
    found = what_if(county, climber, {bounded.fact_id: "999999"})
    shown = html.problems(SAY, found, said_problems(found.problems, SAY), asked)
    assert "没有试算" in shown and bounded.label_zh in shown and "999999" in shown
    figures = html.result(SAY, found, {}, Labels(SAY, []))
    assert "有误，未试算" in figures and "→" not in figures


def test_a_clerk_takes_the_way_over_changes_an_answer_and_keeps_the_plan(
    server: Server,
    look: Look,
    demo_home: Path,
    county: Snapshot,
    climber: str,
    snapshot: Snapshot,
) -> None:
    """Page, command line and scoring again say the same to the last digit; the list is kept."""
    way = path(county, climber)
    assert way.after is not None
    sight = look()
    page = sight.open(server.url("plan", school=climber))
    assert len(table(page, "plan-way")) == len(way.steps)
    page.get_by_role("button", name="采用此方案").click()
    page.wait_for_selector("table#plan-changes")
    sight.settle()
    answers = plan.decoded(parse_qs(urlsplit(page.url).query)["set"][0])
    assert answers == way.changes
    assert shown_score(page) == str(way.after.score)

    # One more answer is changed by hand: a whole number that nothing bounds.
    asked = plan.questions(county, way.cycle_id, climber, "verified")
    bounds: set[str | None] = {limit.fact_id for row in asked.values() for limit in row.limits}
    free = next(
        row
        for row in asked.values()
        if row.kind == "count"
        and row.present
        and not row.limits
        and row.fact_id not in bounds | set(way.changes)
    )
    page = sight.open(f"{page.url}&indicator={free.indicator_id}")
    value = str(int(free.present or 0) + 1)
    field = page.get_by_role("spinbutton", name=free.label_zh)
    field.fill(value)
    field.press("Enter")
    until(page, "pair => location.href.includes(pair)", arg=f"{free.fact_id}~{value}")
    answers = plan.decoded(parse_qs(urlsplit(page.url).query)["set"][0])
    assert answers == way.changes | {free.fact_id: value}
    pairs = [f"{fact}={said or ''}" for fact, said in answers.items()]
    said = json.loads(run_duibiao(demo_home, "what-if", climber, *pairs, "--json").stdout)
    case = Case(way.cycle_id, climber, "verified", answers)
    scored = county.scorer.score_cases([case])["fct_school_scores"]["score"].item()
    until(
        page,
        "score => document.querySelector('#plan-result dd').title === score",
        arg=said["after"]["score"],
    )
    assert Decimal(said["after"]["score"]) == scored
    ranks = page.locator("#plan-result").inner_text()
    assert str(said["after"]["rank_county"]) in ranks

    # The plan is kept: as an address, and as a list that opens the same address again.
    with page.expect_download() as download:
        page.get_by_role("link", name="下载任务清单").click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert sheet is not None
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {asked[fact].label_zh for fact in answers} <= set(cells)
    target = next(str(cell) for cell in cells if str(cell).startswith("http"))
    assert plan.decoded(parse_qs(urlsplit(target).query)["set"][0]) == answers
    again = look(390).open(target)
    assert shown_score(again) == said["after"]["score"]
    main = again.locator("[data-testid='stMain']")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0

    paper = look().open(target + "&view=print")
    assert paper.locator("table#plan-paper tbody tr").count() == len(answers)
    assert paper.locator("[data-testid='stNumberInput']").count() == 0


def shown_score(page: Any) -> str:
    """The score after the changes, to the last digit."""
    return str(page.locator("#plan-result dd").first.get_attribute("title"))


def test_a_bar_to_the_next_tier_is_said_in_words(
    server: Server, look: Look, county: Snapshot
) -> None:
    """A school that a red line bars from every tier: no way, and why."""
    row = county.rows(
        "select school_id, label_zh from fct_findings"
        " inner join dim_cycles using (cycle_id)"
        " inner join dim_red_lines using (edition, red_line)"
        " inner join fct_school_scores using (cycle_id, school_id)"
        " where is_latest and is_in_force and effect = 'no_tier' and basis = 'verified'"
        " order by school_id limit 1"
    )[0]
    page = look().open(server.url("plan", school=row["school_id"]))
    said = page.locator(".notice.warning").first.inner_text()
    assert "达不到" in said and row["label_zh"] in said
    assert page.get_by_role("button", name="采用此方案").count() == 0


def test_typed_values_of_an_address_are_checked_as_at_the_door(
    server: Server, look: Look, county: Snapshot, climber: str
) -> None:
    """Words for a number, an unknown fact: told at once, and what was typed can be mended."""
    asked = plan.questions(county, published.cycle(county).cycle_id, climber, "verified")
    count = next(row for row in asked.values() if row.kind == "count")
    typed = plan.encoded({count.fact_id: "很多", "moon": "1"})
    page = look().open(server.url("plan", school=climber, set=typed, indicator=count.indicator_id))
    shown = table(page, "plan-problems")
    assert [count.label_zh in row[0] for row in shown] == [True, False]
    assert re.search("有误，未试算", page.locator("#plan-result").inner_text())
    assert page.get_by_role("textbox").first.input_value() == "很多"


def test_a_school_without_a_score_is_told_what_to_do(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    school_id = rows(
        "select school_id from fct_reporting_status where cycle_id = ?"
        " and status in ('must_correct', 'not_handed_in') order by school_id limit 1",
        cycle_id,
    )[0][0]
    page = look().open(server.url("plan", school=school_id))
    assert "没有得分，不能试算" in page.locator(".notice.empty").inner_text()


def test_the_lists_of_indicators_are_those_of_the_walk(
    snapshot: Snapshot, cycle_id: str, climber: str
) -> None:
    """The weak by what they would bring, what nothing can raise any more last; of none: what does
    not apply."""
    walk = marts.walk(snapshot, cycle_id, "verified", climber)
    assert walk is not None
    fixed = plan.unchangeable(snapshot, walk, days.today())
    lists = html.lists(walk, set(), fixed)
    weak = [(row.indicator_id in fixed, -(row.gap_score or 0)) for row in lists[html.WEAK]]
    assert weak == sorted(weak) and all(gap for _, gap in weak)
    assert {row.status for row in lists["all"]} <= {"scored", "missing"}
    assert lists["changed"] == []


@pytest.mark.parametrize("kind", ["count", "flag", "date", "grade"])
def test_an_answer_of_each_kind_is_changed_by_an_input_of_its_kind(
    kind: str, demo_home: Path, county: Snapshot, climber: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the address in normal form, and out of it again once it is as it counts now.

    The input of what cannot be changed within the cycle is off.
    """
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    asked = plan.questions(county, published.cycle(county).cycle_id, climber, "verified")
    of_kind = [row for row in asked.values() if row.kind == kind and row.present]
    question = min(of_kind, key=lambda row: row.fixed_reason_zh is not None)
    other, held, back = _values(question)
    page = alone("plan")
    page.query_params["school"] = climber
    page.query_params["indicator"] = question.indicator_id
    page.run()
    assert _input(page, question).disabled == (question.fixed_reason_zh is not None)
    if question.fixed_reason_zh is not None:
        assert question.fixed_reason_zh in "".join(one.proto.body for one in page.get("html"))
        return
    _input(page, question).set_value(other).run()
    assert page.query_params["set"] in (
        f"{question.fact_id}~{held}",
        [f"{question.fact_id}~{held}"],
    )
    _input(page, question).set_value(back).run()
    assert "set" not in page.query_params


def _values(question: plan.Question) -> tuple[Any, str, Any]:
    """Another value for an input, how the address holds it, and the present one."""
    present = question.present or ""
    match question.kind:
        case "count":
            return int(present) + 1, str(int(present) + 1), int(present)
        case "date":
            return dt.date(2024, 2, 3), "2024-02-03", dt.date.fromisoformat(present)
        case "flag":
            other = "no" if present == "yes" else "yes"
            return other, other, present
    other = next(grade for grade in question.grades if grade != present)
    return other, other, present


def _input(page: AppTest, question: plan.Question) -> Any:
    """The input of a question, by the key that it has on the page."""
    kinds = {"count": page.number_input, "date": page.date_input}
    inputs: Any = kinds.get(question.kind, page.button_group)
    return next(one for one in inputs if str(one.key).endswith(question.fact_id))
