"""The overview: what waits for the county, most urgent first, and what changed since last cycle."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.app_pages.checks import queries as checks
from dashboards.app_pages.checks.html import TAKES
from dashboards.app_pages.overview import html, queries
from dashboards.parts import days, frame, marts, permitted
from duibiao.analysis import county
from duibiao.records.settings import SEEDS
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import LANGUAGES, Words
from duibiao.words.labels import Labels
from ingest.desk import listing
from tests.dashboards.conftest import Server, Sight, published, table

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")
BASES = ("self", "verified")
DEADLINE = dt.date(2025, 1, 20)
CYCLE = {"cycle_id": "2024", "deadline": DEADLINE, "is_closed": False}
NOBODY = (0, list[dict[str, Any]]())

# What is open at whom, each kind said again in other SQL than the page's.
OPEN = {
    "not_handed_in": """select school_id, 0 from fct_reporting_status
        where cycle_id = ? and status = 'not_handed_in'""",
    "must_correct": """select school_id, max_by(error_count, record_id) from fct_submissions
        where cycle_id = ? and outcome = 'refused' and not is_withdrawn and school_id not in (
            select school_id from fct_submissions as accepted
            where accepted.cycle_id = fct_submissions.cycle_id and is_in_force)
        group by school_id""",
    "correction_refused": """select school_id, max_by(error_count, record_id) from fct_submissions
        where cycle_id = ? and outcome = 'refused' and not is_withdrawn and record_id > (
            select accepted.record_id from fct_submissions as accepted
            where accepted.cycle_id = fct_submissions.cycle_id
                and accepted.school_id = fct_submissions.school_id and accepted.is_in_force)
        group by school_id""",
    "red_line": """select school_id, count(*) from fct_findings
        where cycle_id = ? and not is_withdrawn group by school_id""",
    "warnings": """select school_id, warning_count from fct_submissions
        where cycle_id = ? and is_in_force and warning_count > 0""",
    "unsigned": """select school_id, 0 from fct_submissions where cycle_id = ? and is_in_force
        and submission_id not in (
            select submission_id from fct_signed_forms where submission_id is not null)""",
}


def kinds(matters: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """How many schools, and how much at them, by kind."""
    return {row["kind"]: (row["schools"], row["things"]) for row in matters.to_dicts()}


def open_task(kind: str, count: int = 1, **more: Any) -> dict[str, Any]:
    """A row as `queries.overview.matters` gives it."""
    row = {"kind": kind, "school_id": "S1", "name_zh": "甲校", "detail": 0}
    return row | {"schools": count, "things": 0} | more


def told(
    matters: list[dict[str, Any]],
    day: dt.date = DEADLINE,
    waiting: tuple[int, list[dict[str, Any]]] = NOBODY,
    **cycle: Any,
) -> list[html.Task]:
    """The tasks that follow from what is open."""
    labels = Labels(SAY, [])
    return html.tasks(SAY, CYCLE | cycle, day, matters, [], [], waiting, labels, frame.link)


@pytest.mark.parametrize("basis", BASES)
def test_what_is_open_is_what_the_marts_hold(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Every kind with its schools and how much is open there; the demo county has most of them."""
    found = queries.matters(snapshot, cycle_id, basis, named=10_000)
    ties = rows(
        "select count(distinct school_id), count(*) from fct_tier_ties"
        " where cycle_id = ? and basis = ?",
        cycle_id,
        basis,
    )
    wanted = {"borderline": ties[0]}
    for kind, sql in OPEN.items():
        of_kind = rows(sql, cycle_id)
        assert of_kind, f"the demo county has nothing {kind}"
        wanted[kind] = (len(of_kind), sum(things for _, things in of_kind))
        shown = found.filter(pl.col("kind") == kind)
        assert sorted(shown.select("school_id", "detail").rows()) == sorted(of_kind)
    assert kinds(found) == wanted
    few = queries.matters(snapshot, cycle_id, basis, named=2)
    assert kinds(few) == wanted
    assert max(few.group_by("kind").len()["len"].to_list()) == 2
    tied = queries.tied_at_tiers(snapshot, cycle_id, basis)
    assert tied["schools"].sum() == wanted["borderline"][1]


@pytest.mark.parametrize(
    ("days_after", "urgency", "text"),
    [
        (-8, "note", "2 所学校尚未报送，距截止还有 8 天"),
        (-7, "due", "2 所学校尚未报送，距截止 7 天"),
        (0, "due", "2 所学校尚未报送，今天截止"),
        (1, "urgent", "2 所学校尚未报送，已逾期 1 天"),
    ],
)
def test_a_deadline_becomes_urgent_as_it_comes_near(
    days_after: int, urgency: str, text: str
) -> None:
    """With time to go nobody is called up; a week before the deadline they are named."""
    (task,) = told([open_task("not_handed_in", 2)], DEADLINE + dt.timedelta(days=days_after))
    assert (task.urgency, task.text) == (urgency, text)
    assert ("甲校" in task.about) == (urgency != "note")
    assert task.target.startswith("reporting?") and "status=not_handed_in" in task.target


def test_the_most_urgent_stands_first_and_each_leads_to_where_it_is_done() -> None:
    """Whatever the order in which it was found."""
    matters = [open_task("unsigned"), open_task("red_line"), open_task("must_correct", things=3)]
    found = told(matters, waiting=(4, [{"kind": "workbook", "school_id": "S1"}]))
    assert [(task.kind, task.urgency) for task in found] == [
        ("must_correct", "urgent"),
        ("waiting", "due"),
        ("red_line", "due"),
        ("unsigned", "note"),
    ]
    assert [task.target for task in found] == [
        "reporting?status=must_correct",
        "reporting",
        "#findings",
        "reporting?note=unsigned",
    ]
    assert found[1].text == "新收到 4 条记录（1 所学校报送），还没计入下面的数字"
    shown = html.tasks_list(SAY, CYCLE, found)
    assert re.findall(r">(急办|要办|提示)<", shown) == ["急办", "要办", "要办", "提示"]
    assert '<a href="reporting?status=must_correct">1 所学校的文件被退回' in shown


def test_nothing_to_do_is_said_calmly_and_a_closed_cycle_leaves_nothing() -> None:
    """But what came in since the build waits all the same."""
    assert "现在没有要办的事" in html.tasks_list(SAY, CYCLE, told([]))
    closed = told([open_task("must_correct"), open_task("not_handed_in")], is_closed=True)
    assert closed == []
    assert "这个年度已关闭" in html.tasks_list(SAY, CYCLE | {"is_closed": True}, closed)
    assert [task.kind for task in told([], waiting=(1, []), is_closed=True)] == ["waiting"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_s_distance_is_said_in_days(language: str) -> None:
    """Left, today, past, closed: four different sentences."""
    say = Words(language)
    near = [days.distance(say, CYCLE, DEADLINE + dt.timedelta(days=by)) for by in (-3, 0, 3)]
    assert len({*near, days.distance(say, CYCLE | {"is_closed": True}, DEADLINE)}) == 4
    assert "3" in near[0] and "3" in near[2]


@pytest.mark.parametrize("basis", BASES)
def test_moves_since_the_cycle_before_are_those_of_the_marts(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Schools whose tier changed, in their direction; scores up and down."""
    order: dict[str, int] = dict(rows("select tier, sort from dim_tiers"))
    pairs = rows(
        """select now.school_id, before.tier_reached, now.tier_reached, now.score - before.score
        from fct_school_scores as now
        inner join dim_cycles as cycle using (cycle_id)
        inner join fct_school_scores as before on before.cycle_id = cycle.previous_cycle_id
            and before.school_id = now.school_id and before.basis = now.basis
        where now.cycle_id = ? and now.basis = ?""",
        cycle_id,
        basis,
    )
    climbed = {
        school: order.get(before, 99) - order.get(now, 99)
        for school, before, now, _ in pairs
        if before != now
    }
    moves = queries.tier_moves(snapshot, cycle_id, basis, named=10_000).to_dicts()
    shown = {row["school_id"]: row["direction"] for row in moves}
    assert shown == {school: "up" if step > 0 else "down" for school, step in climbed.items()}
    for row in moves:
        assert row["schools"] == list(shown.values()).count(row["direction"])
    changes = [change for *_, change in pairs]
    assert queries.score_moves(snapshot, cycle_id, basis) == {
        "up": sum(change > 0 for change in changes),
        "down": sum(change < 0 for change in changes),
        "same": sum(change == 0 for change in changes),
    }
    first = rows("select cycle_id from dim_cycles where previous_cycle_id is null")[0][0]
    assert queries.tier_moves(snapshot, first, basis, named=9).is_empty()


def test_across_editions_the_change_says_so() -> None:
    """Shares of what both ask for, never scores subtracted."""
    scores, labels = {"up": 1, "down": 1, "same": 0}, Labels(SAY, [])
    shown = html.changes(SAY, {"across_editions_count": 2}, scores, [], labels, frame.link)
    assert "跨版本" in shown and "分数不能相减" in shown
    shown = html.changes(SAY, {"across_editions_count": 0}, scores, [], labels, frame.link)
    assert "跨版本" not in shown


def test_where_to_check_first_is_the_mart_s_order(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """One answer of each school, the school with the highest priority first."""
    listed = rows(
        "select school_id, indicator_id from fct_site_check_priorities where cycle_id = ?"
        " order by priority_rank",
        cycle_id,
    )
    wanted: dict[str, str] = {}
    for school_id, indicator_id in listed:
        wanted.setdefault(school_id, indicator_id)
    shown = queries.site_checks(snapshot, cycle_id, named=3)
    assert dict(shown.select("school_id", "indicator_id").rows()) == dict([*wanted.items()][:3])
    (proposed,) = rows(
        "select count(*) from fct_site_checks where cycle_id = ? and is_proposed", cycle_id
    )[0]
    assert shown["answers"].to_list() == [proposed] * 3
    take = int(TAKES[1])
    assert checks.totals(snapshot, cycle_id, take=take, township=None)["picked_count"] == proposed


def test_what_came_in_after_the_build_is_counted(
    demo_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records beyond those that the build took in: how many, and the first of them."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_copy))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    assert listing.waiting_records(permitted.looking()) == (0, [])
    path = published(demo_copy).with_suffix(".json")
    information = json.loads(path.read_text(encoding="utf-8"))
    information["record_count"] = 3
    path.write_text(json.dumps(information), encoding="utf-8")
    records = sorted(json_of(demo_copy), key=lambda record: record["record_id"])
    count, first = listing.waiting_records(permitted.looking())
    assert count == len(records) - 3
    assert len(first) == min(count, listing.WAITING_READ)
    for record, waiting in zip(records[3:], first, strict=False):
        assert waiting == {name: record.get(name) for name in waiting}


def json_of(home: Path) -> list[dict[str, Any]]:
    """Every record of a home as it lies there."""
    paths = (home / "records").glob("*/*.json")
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def test_an_official_sees_what_waits_and_goes_there(
    server: Server, look: Look, rows: Rows, cycle_id: str, snapshot: Snapshot
) -> None:
    """The job: open the page, read what waits without scrolling, follow the first of it."""
    sight = look()
    page = sight.open(server.url())
    (deadline,) = rows("select deadline from dim_cycles where cycle_id = ?", cycle_id)[0]
    late = days.days_after(deadline, days.today())
    assert late > 0, "the demo county's deadline lies behind us"
    lines = page.locator("ol.tasks > li")
    counted = kinds(queries.matters(snapshot, cycle_id, "verified", named=1))
    assert lines.count() == len(counted) + 1, "and the checks on site"
    owing, _ = counted["not_handed_in"]
    assert lines.first.inner_text().split("\n")[:2] == [
        "急办",
        f"{owing} 所学校尚未报送，已逾期 {late} 天",
    ]
    for kind, (schools, _) in counted.items():
        assert f"{schools} 所学校" in page.locator(f"#task-{kind}").inner_text()
    box = lines.last.bounding_box()
    assert box is not None and box["y"] + box["height"] <= 900, "what waits stands on one screen"

    shares: dict[str, float] = dict(
        rows(
            """select dimension.name_zh, sum(score.points) / sum(score.max_points)
            from fct_dimension_scores as score
            inner join dim_dimensions as dimension using (edition, dimension_id)
            where score.cycle_id = ? and score.basis = 'verified' group by all""",
            cycle_id,
        )
    )
    # Its figures stand once: the years, the last of them this one, then the change and the spread.
    for name, *_, share, _, _ in table(page, "county-dimensions"):
        assert share == f"{Decimal(str(100 * shares[name])):.1f}%"

    lines.first.get_by_role("link").first.click()
    page.wait_for_selector("table#reporting")
    sight.settle()
    names = rows(
        """select name_zh from fct_reporting_status
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and status = 'not_handed_in'""",
        cycle_id,
    )
    assert sorted(row[0] for row in table(page, "reporting")) == sorted(name for (name,) in names)
    page.go_back()
    page.wait_for_selector("ol.tasks")


def test_every_school_of_the_cycle_has_one_reporting_status(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Handed in and not add up to all, in the county and in each township."""
    counts = county.reporting(snapshot, cycle_id)
    townships = county.township_reporting(snapshot, cycle_id)
    statuses = ("handed_in", "must_correct", "not_handed_in")
    (expected,) = rows("select count(*) from dim_cycle_schools where cycle_id = ?", cycle_id)[0]
    assert counts["school_count"] == expected == sum(row["school_count"] for row in townships)
    assert sum(counts[f"{status}_count"] for status in statuses) == expected
    for status in (*statuses, "handed_in_late"):
        name = f"{status}_count"
        assert sum(row[name] for row in townships) == counts[name]
    owing = queries.schools_owing(snapshot, cycle_id)
    assert owing.height == counts["must_correct_count"] + counts["not_handed_in_count"] > 0


def test_tiers_count_who_reaches_them_or_more(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """A school that reaches the highest tier reaches the lower ones too."""
    tiers = county.tier_counts(snapshot, cycle_id, basis)
    reached = Counter(
        tier
        for (tier,) in rows(
            "select tier_reached from fct_school_scores where cycle_id = ? and basis = ?",
            cycle_id,
            basis,
        )
    )
    at_least = 0
    for tier in tiers:
        at_least += reached[tier["tier"]]
        assert tier["highest_count"] == reached[tier["tier"]]
        assert tier["reached_count"] == at_least
    assert at_least > 0
    names = queries.schools_reaching_tiers(snapshot, cycle_id, basis)
    assert names.height == at_least


def test_county_figures_are_those_of_the_scored_schools(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Average, extremes and ratings, reckoned again in Python."""
    found = county.scores(snapshot, cycle_id, basis)
    scores: list[Decimal] = [
        score
        for (score,) in rows(
            "select score from fct_school_scores where cycle_id = ? and basis = ?", cycle_id, basis
        )
    ]
    assert found["scored_school_count"] == len(scores)
    assert float(found["average_score"]) == pytest.approx(float(sum(scores)) / len(scores))
    assert (found["lowest_score"], found["highest_score"]) == (min(scores), max(scores))
    assert queries.rating_counts(snapshot, cycle_id, basis)["schools"].sum() == len(scores)


def test_the_county_s_dimensions_keep_to_the_guide(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """One row per dimension of the cycle's edition, in its order; quartiles in theirs."""
    frame = queries.county_dimensions(snapshot, cycle_id, basis)
    wanted = rows(
        """select dimension_id from dim_dimensions where edition =
        (select edition from dim_cycles where cycle_id = ?) order by sort""",
        cycle_id,
    )
    assert [(key,) for key in frame["dimension_id"].to_list()] == wanted
    columns = ["lowest_share", "lower_quartile", "upper_quartile", "highest_share"]
    for row in frame.select(columns).rows():
        values = [float(value) for value in row]
        assert values == sorted(values)


def test_red_lines_found_say_what_they_do(snapshot: Snapshot, rows: Rows, cycle_id: str) -> None:
    """Every finding in force with every effect that the guide gives it."""
    shown = marts.findings(snapshot, cycle_id)
    wanted = rows(
        """select finding.school_id, finding.red_line, line.effect from fct_findings as finding
        inner join dim_cycles as cycle using (cycle_id)
        inner join dim_red_lines as line
            on line.edition = cycle.edition and line.red_line = finding.red_line
        where finding.cycle_id = ? and finding.is_in_force""",
        cycle_id,
    )
    told = [
        (row["school_id"], row["red_line"], effect["effect"])
        for row in shown.iter_rows(named=True)
        for effect in row["effects"]
    ]
    assert sorted(told) == sorted(wanted) != []
