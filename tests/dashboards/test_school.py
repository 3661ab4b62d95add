"""A school's page: what is sure, whom to learn from, every cycle, every file that was handed in."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from dashboards.app_pages.school import html, queries
from dashboards.parts import marts, permitted
from duibiao.records.settings import SEEDS
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, moment, rounded
from duibiao.words.labels import Labels
from ingest.desk import handing_in
from ingest.desk.handing_in import receipt_number
from tests.dashboards.conftest import Server, Sight, table

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")


def test_sureness_is_that_of_the_school_alone(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """The same as among all schools, with its own tiers and ties."""
    school_id, low, high = rows(
        "select school_id, rank_county_low, rank_county_high from fct_rank_intervals"
        " where cycle_id = ? and basis = 'verified'"
        " and rank_county_low < rank_county_high order by school_id limit 1",
        cycle_id,
    )[0]
    found = queries.standing(snapshot, cycle_id, "verified", school_id)
    assert found is not None and (found.low, found.high) == (low, high)
    reach = rows(
        "select tier, draws_reached from fct_tier_reach where cycle_id = ? and school_id = ?"
        " and basis = 'verified'",
        cycle_id,
        school_id,
    )
    assert {(tier.tier, tier.draws_reached) for tier in found.tiers} == set(reach)
    assert queries.standing(snapshot, cycle_id, "verified", "nobody") is None


def test_what_moved_most_is_ordered_by_points(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    (school_id,) = rows(
        "select min(school_id) from fct_indicator_changes where cycle_id = ? and share_change < 0",
        cycle_id,
    )[0]
    moved = queries.moved_most(snapshot, cycle_id, "verified", school_id).to_dicts()
    for risen in (True, False):
        own = [row for row in moved if row["is_risen"] == risen]
        weights = [abs(row["share_change"]) * row["max_points"] for row in own]
        assert weights == sorted(weights, reverse=True) and len(own) <= queries.MOST_MOVED
        every = rows(
            "select count(*) from fct_indicator_changes where cycle_id = ? and school_id = ?"
            " and basis = 'verified' and share_change <> 0 and (share_change > 0) = ?",
            cycle_id,
            school_id,
            risen,
        )[0][0]
        assert len(own) == min(every, queries.MOST_MOVED)


def test_problems_of_a_file_are_not_shown_to_another_school(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    school_id, submission_id, count = rows(
        "select school_id, submission_id, count(*) from fct_load_problems"
        " where cycle_id = ? and submission_id is not null group by all order by all limit 1",
        cycle_id,
    )[0]
    own = queries.problems_of(snapshot, cycle_id, school_id, submission_id)
    assert own.height == count
    assert queries.problems_of(snapshot, cycle_id, "nobody", submission_id).is_empty()


def test_the_essential_comes_first_and_leads_to_the_plan(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """What the next tier lacks, how sure the rank is, whom to learn from, every cycle."""
    school_id, rank, low, high = rows(
        """select school_id, scores.rank_county, rank_county_low, rank_county_high
        from fct_rank_intervals as intervals
        inner join fct_school_scores as scores using (cycle_id, school_id, basis)
        where cycle_id = ? and basis = 'verified' and tier_reached = 'none'
            and rank_county_low < rank_county_high
            and school_id in (select school_id from fct_peer_examples where evidence is not null)
        order by scores.rank_county limit 1""",
        cycle_id,
    )[0]
    sight = look()
    page = sight.open(server.url("school", school=school_id))
    sure = page.locator("#school-sureness").inner_text()
    assert f"全县第{rank}名" in sure and f"第{low}至{high}名" in sure
    link = page.locator("#school-next-tier a")
    assert f"school={school_id}" in str(link.get_attribute("href"))

    page.get_by_role("radio", name="对标学习").click()
    page.wait_for_selector("table#examples")
    shown = page.locator("table#examples").inner_text()
    examples = rows(
        """select indicator_id, name_zh, peer_share, evidence from fct_peer_examples as examples
        inner join dim_cycle_schools as schools
            on schools.cycle_id = examples.cycle_id and schools.school_id = peer_school_id
        where examples.cycle_id = ? and basis = 'verified' and examples.school_id = ?""",
        cycle_id,
        school_id,
    )
    assert len(table(page, "examples")) == len({row[0] for row in examples})
    for _, name, share, evidence in examples:
        assert name in shown and brief_percentage(share) in shown
        assert evidence is None or evidence in shown

    page.get_by_role("radio", name="历年情况").click()
    page.wait_for_selector("table#history")
    assert "view=history" in page.url
    wanted = rows(
        """select cycle_id, score from dim_cycle_schools inner join dim_cycles using (cycle_id)
        left join fct_school_scores as scores using (cycle_id, school_id)
        where school_id = ? and (basis = 'verified' or basis is null)
        order by dim_cycles.starts_on desc""",
        school_id,
    )
    history = {row[0]: row[1] for row in table(page, "history")}
    for cycle, score in wanted:
        assert history[cycle] == (rounded(score) if score is not None else "没有得分")
    page.go_back()
    page.wait_for_selector("table#examples")


def test_every_file_handed_in_comes_back_as_it_was_and_marked(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Receipt, time, state and problems of each; original byte for byte; the form to sign."""
    (school_id,) = rows(
        """select school_id from fct_submissions where cycle_id = ? and source = 'workbook'
        group by school_id order by count(*) desc, sum(error_count) desc, school_id limit 1""",
        cycle_id,
    )[0]
    wanted = rows(
        """select submission_id, received_at, original_sha256, is_in_force,
            error_count + warning_count, error_count
        from fct_submissions where cycle_id = ? and school_id = ? order by received_at desc""",
        cycle_id,
        school_id,
    )
    assert len(wanted) > 1 and wanted[-1][5]
    page = look(390).open(server.url("school", school=school_id, view="files"))
    shown = table(page, "submissions")
    assert len(shown) == len(wanted)
    for line, (receipt, received_at, sha256, is_in_force, problems, _) in zip(
        shown, wanted, strict=True
    ):
        assert receipt_number(receipt) in line[0] and moment(received_at) in line[0]
        link = page.locator(f"a[href*='handed-in/{receipt}/']")
        kinds = [str(one.get_attribute("href")).split("?")[0].split("/")[-1] for one in link.all()]
        assert kinds == [
            "original",
            *(["marked"] if problems else []),
            *(["signing-form"] if is_in_force else []),
        ]
        base = f"{server.address}/handed-in/{receipt}"
        original = page.request.get(f"{base}/original")
        assert hashlib.sha256(original.body()).hexdigest() == sha256
        assert "attachment" in original.headers["content-disposition"]
        if problems:
            marked = load_workbook(io.BytesIO(page.request.get(f"{base}/marked").body()))
            assert marked.sheetnames[-1] == "问题清单"
        if is_in_force:
            assert page.request.get(f"{base}/signing-form").ok
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    refused = wanted[-1]
    page = look(390).open(server.url("school", school=school_id, view="files", receipt=refused[0]))
    assert len(table(page, "problems")) == refused[4]


def test_what_there_is_not_is_refused_in_words(server: Server, look: Look, rows: Rows) -> None:
    """An unknown receipt; a file of the county's, which holds other schools' answers."""
    asked = look().page.request
    answer = asked.get(server.url("handed-in/no-such/original"))
    assert answer.status == 404 and "没有回执号为“no-such”的填报表" in answer.text()
    (record_id,) = rows(
        "select record_id from fct_records where kind = 'answers' order by record_id limit 1"
    )[0]
    answer = asked.get(server.url(f"handed-in/{record_id}/original"))
    assert answer.status == 404 and "attachment" not in answer.headers.get(
        "content-disposition", ""
    )
    (clean,) = rows(
        "select submission_id from fct_submissions where source = 'workbook'"
        " and error_count + warning_count = 0 order by submission_id limit 1"
    )[0]
    answer = asked.get(server.url(f"handed-in/{clean}/marked", lang="en"))
    assert answer.status == 404 and "nothing is marked" in answer.text()


def test_the_marked_file_is_that_which_was_told_then(
    demo_home: Any, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a cycle that is closed since: the problems of then, not those of a check today."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    receipt, errors, warnings = rows(
        """select submission_id, error_count, warning_count from fct_submissions
        inner join dim_cycles using (cycle_id)
        where is_closed and source = 'workbook' and error_count > 0 order by all limit 1"""
    )[0]
    content, name = handing_in.marked_again(permitted.looking(), receipt, Words("zh-CN"))
    sheet = load_workbook(io.BytesIO(content))["问题清单"]
    listed = [row for row in sheet.iter_rows(values_only=True) if str(row[0]).isdigit()]
    assert len(listed) == errors + warnings
    assert name.endswith(".xlsx")


def test_a_school_s_walk_has_every_indicator_and_its_points(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """What the page explains adds up to the score that it shows."""
    ((school_id,), *_) = rows(
        "select school_id from fct_school_scores where cycle_id = ? and basis = ?"
        " order by rank_county desc, school_id",
        cycle_id,
        basis,
    )
    walk = marts.walk(snapshot, cycle_id, basis, school_id)
    score = marts.school_score(snapshot, cycle_id, basis, school_id)
    assert walk is not None and score is not None
    assert sum(row.points or 0 for row in walk.indicators) == score["points"] == walk.points
    gaps = sum(row.gap_points or 0 for row in walk.indicators)
    assert gaps == score["applicable_points"] - score["points"]
    assert all(row.answers and row.parts for row in walk.indicators)
    assert marts.walk(snapshot, cycle_id, basis, "nobody") is None


def test_peers_are_the_group_that_the_school_is_ranked_in(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """For each kind of peer group the median is that of as many schools as the mart counts."""
    for kind in ("school_type_area", "school_type", "county"):
        found = rows(
            """select school_id, peer_group_size from fct_school_scores
            where cycle_id = ? and basis = ? and peer_group_kind = ? order by school_id limit 1""",
            cycle_id,
            basis,
            kind,
        )
        assert found, f"the demo county has no school whose peers are of the kind {kind}"
        school_id, size = found[0]
        condition = {
            "school_type_area": "school_type = ? and area = ?",
            "school_type": "school_type = ?",
            "county": "true",
        }[kind]
        own = rows(
            "select school_type, area from dim_cycle_schools where cycle_id = ? and school_id = ?",
            cycle_id,
            school_id,
        )[0]
        medians = rows(
            f"""select dimension_id, median(share), count(distinct school_id)
            from fct_dimension_scores inner join dim_cycle_schools using (cycle_id, school_id)
            where cycle_id = ? and basis = ? and {condition} group by dimension_id""",
            cycle_id,
            basis,
            *own[: condition.count("?")],
        )
        shown = queries.school_dimensions(snapshot, cycle_id, basis, school_id)
        assert {count for *_, count in medians} == {size}
        wanted = {key: pytest.approx(float(median)) for key, median, _ in medians}
        assert {row["dimension_id"]: float(row["peer_median"]) for row in shown} == wanted


def test_an_unknown_school_is_none(snapshot: Snapshot, cycle_id: str) -> None:
    """Not an error: the page says so."""
    assert marts.school(snapshot, cycle_id, "no such school") is None
    assert marts.school_score(snapshot, cycle_id, "self", "no such school") is None


def test_values_are_bound(snapshot: Snapshot, cycle_id: str) -> None:
    """What stands in an address never becomes SQL."""
    hostile = "x' or '1'='1"
    assert marts.school(snapshot, cycle_id, hostile) is None


def test_a_school_to_which_nothing_applies_has_no_figures_and_is_told_why() -> None:
    """Score, rating and ranks are null in the marts then; the page does not make up a zero."""
    score: dict[str, Any] = {"score": None, "rating": None, "rating_before_red_lines": None}
    shown = html.key_figures(SAY, score, {}, Labels(SAY, []))
    assert "没有一项适用于这所学校" in shown
    assert "<dl" not in shown
