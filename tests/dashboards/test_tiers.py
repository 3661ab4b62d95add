"""示范创建: the figures of the marts, the way as the command line gives it, and the short-list."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboards.app_pages.tiers import html, queries
from dashboards.parts import marts
from duibiao.analysis.tier_path import Obstacle
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.export import csv_bytes
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from duibiao.words.figures import percent_of
from duibiao.words.labels import Labels
from ingest.desk.short_list import Nomination, nominations
from tests.conftest import run_duibiao
from tests.dashboards.conftest import Server, Sight, act_as, choose, serving, table

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")


@pytest.fixture(scope="module")
def own_server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on a copy of the demo county, on whose short-list these tests may write."""
    folder = tmp_path_factory.mktemp("tiers")
    shutil.copytree(demo_home, folder / "home")
    with serving(folder / "home", folder / "log") as up:
        yield up


@pytest.fixture
def labels(snapshot: Snapshot) -> Labels:
    return Labels(SAY, marts.codes(snapshot).iter_rows(named=True))


@pytest.mark.parametrize("basis", ["self", "verified"])
def test_the_board_counts_as_the_marts_do(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Quota, who holds a tier, who reaches it at most and at least, and its line."""
    for row in queries.board(snapshot, cycle_id, basis).iter_rows(named=True):
        tier = row["tier"]
        assert rows(
            """select tier.quota,
                (select count(*) from dim_cycle_schools
                    where cycle_id = $1 and tier_held = tier.tier),
                (select count(*) from fct_school_scores
                    where cycle_id = $1 and basis = $2 and tier_reached = tier.tier),
                (select count(*) from fct_school_scores inner join dim_tiers as own
                    on own.edition = fct_school_scores.edition and own.tier = tier_reached
                    where cycle_id = $1 and basis = $2 and own.sort <= tier.sort),
                line.last_inside_school_id, line.first_outside_school_id
            from dim_tiers as tier inner join dim_cycles as cycle using (edition)
            inner join fct_tier_lines as line using (cycle_id, tier)
            where cycle.cycle_id = $1 and line.basis = $2 and tier.tier = $3""",
            cycle_id,
            basis,
            tier,
        ) == [
            (
                row["quota"], row["held_count"], row["highest_count"],
                row["reached_count"], row["last_inside_school_id"],
                row["first_outside_school_id"],
            )
        ]  # fmt: skip


def test_candidates_are_those_who_reach_or_may_reach_and_no_others(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Every tier; in the order of rank, page by page, and the counts beside the choices agree."""
    for (tier,) in rows("select tier from dim_tiers order by sort"):
        counts = queries.place_counts(snapshot, cycle_id, "verified", tier)
        assert (
            sum(counts.values())
            == rows(
                "select count(*) from fct_school_scores where cycle_id = ? and basis = 'verified'",
                cycle_id,
            )[0][0]
        )
        everyone = queries.candidates(
            snapshot, cycle_id, "verified", tier, ("reached", "near"), first=0, count=1000
        )
        assert everyone["school_id"].to_list() == [
            school_id
            for (school_id,) in rows(
                """select school_id from fct_school_scores
                inner join fct_tier_reach as reach using (cycle_id, school_id, basis)
                inner join fct_tier_conditions as condition
                    using (cycle_id, school_id, basis, tier)
                where cycle_id = ? and basis = 'verified' and tier = ? and (
                    is_reached or draws_reached > 0 or is_score_met or school_id in (
                        select school_id from fct_tier_ties as tie
                        where tie.cycle_id = reach.cycle_id and tie.basis = reach.basis
                            and tie.tier = reach.tier
                    )
                )
                order by rank_county, school_id""",
                cycle_id,
                tier,
            )
        ]
        assert everyone.height == counts.get("reached", 0) + counts.get("near", 0)
        second = queries.candidates(
            snapshot, cycle_id, "verified", tier, ("reached", "near"), first=2, count=3
        )
        assert second["school_id"].to_list() == everyone["school_id"].to_list()[2:5]


def test_what_a_dimension_lacks_is_told_for_exactly_the_failed_ones(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Those of fct_tier_conditions, and points and share say the same."""
    ids = [row[0] for row in rows("select distinct school_id from fct_school_scores")]
    told = queries.shortfalls(snapshot, cycle_id, "verified", ids).to_dicts()
    by_school: dict[tuple[str, str], set[str]] = {}
    for row in told:
        by_school.setdefault((row["school_id"], row["tier"]), set()).add(row["dimension_id"])
        assert row["points_short"] > 0 and row["share"] < row["min_dimension_share"]
    assert by_school == {
        (school_id, tier): set(failed.split(","))
        for school_id, tier, failed in rows(
            """select school_id, tier, failed_dimension_ids from fct_tier_conditions
            where cycle_id = ? and basis = 'verified' and failed_dimension_ids is not null""",
            cycle_id,
        )
    }


def nomination(**changes: Any) -> Nomination:
    given: dict[str, Any] = {
        "record_id": "r", "cycle_id": "c", "tier": "t", "school_id": "s", "reason": "理由",
        "basis": "verified", "score": Decimal("80.005"), "rank_county": 3,
        "is_tier_reached": True, "build_id": "b", "received_by": "office",
        "received_at": dt.datetime(2025, 1, 2, 4, tzinfo=dt.UTC), "is_published": True,
        "is_in_force": True,
    }  # fmt: skip
    return Nomination(**given | changes)


def test_red_words_follow_what_was_reached_and_what_is_now(labels: Labels) -> None:
    """Never reached, reached since, reached no more, and nothing to say."""

    def told(was: bool, now: bool) -> str:
        schools = {"s": {"now": {("verified", "t"): {"is_reached": now, "score": Decimal(1)}}}}
        return html.not_reached(SAY, nomination(is_tier_reached=was), schools, labels)

    assert told(False, False) == "得分未达到t"
    assert told(False, True) == "推荐时得分未达到t，现已达到"
    assert told(True, False) == "推荐时达到t，现在的得分已达不到"
    assert told(True, True) == ""


def test_the_csv_opens_in_excel_and_runs_nothing(labels: Labels) -> None:
    """A byte order mark for the Chinese; a reason that looks like a formula stays a text."""
    entry = nomination(reason='=HYPERLINK("http://x")', is_published=False)
    content = csv_bytes(html.list_rows(SAY, [entry], {}, labels, "2025"))
    assert content.startswith(b"\xef\xbb\xbf")
    heading, row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    said = dict(zip(heading, row, strict=True))
    assert said["推荐理由"] == '\'=HYPERLINK("http://x")'
    assert said["推荐时得分"] == "80.01" and said["状态"] == "已存，待发布"


def test_what_is_out_of_reach_by_a_little_is_not_rounded_to_what_is_asked() -> None:
    """A best of 79.98% does not read as the 80% that it falls short of."""
    obstacle = Obstacle(
        "dimension", dimension_id="d", needed=Decimal("0.8"), best=Decimal("0.7998")
    )
    said = html.obstacle_text(SAY, obstacle, {"d": "维度"})
    assert "80%" in said and "79.98%" in said


def test_places_beyond_the_quota_are_said_in_red_words() -> None:
    row = {"quota": 1, "reached_count": 3}
    assert "超出名额 1 所" in html.against_quota(SAY, row, 2)
    assert "red-words" not in html.against_quota(SAY, row, 1)
    assert "red-words" not in html.against_quota(SAY, row | {"quota": None}, 9)


# ---------------------------------------------------------------- in the browser


def school_between_tiers(rows: Rows, cycle_id: str) -> tuple[str, str, str, str]:
    """A school that reaches a tier, but not the one above: identifier, name, both tiers' names."""
    found: tuple[str, str, str, str] = rows(
        """select score.school_id, school.name_zh, tier.name_zh, above.name_zh
        from fct_school_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_tiers as tier on tier.edition = score.edition and tier = tier_reached
        inner join dim_tiers as above
            on above.edition = score.edition and above.sort = tier.sort - 1
        where score.cycle_id = ? and score.basis = 'verified'
        order by score.rank_county limit 1""",
        cycle_id,
    )[0]
    return found


def test_the_official_finds_a_school_sees_its_way_and_puts_it_forward(
    own_server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """From the board to the record: against its score, in red; then taken off, with a reason."""
    school_id, name, reached, above = school_between_tiers(rows, cycle_id)
    codes: dict[str, str] = dict(rows("select name_zh, tier from dim_tiers"))
    sight = look()
    page = sight.open(own_server.url("tiers", tier=codes[reached]))
    listed = {row[1].split("\n")[0]: row for row in table(page, "tier-candidates")}
    ((score, draws_reached, draws),) = rows(
        """select round(score, 2), draws_reached, draws from fct_school_scores
        inner join fct_tier_reach using (cycle_id, school_id, basis)
        where cycle_id = ? and basis = 'verified' and school_id = ? and tier = ?""",
        cycle_id,
        school_id,
        codes[reached],
    )
    assert listed[name][2] == f"{score:.2f}"
    assert percent_of(draws_reached, draws) in listed[name][3]
    page.locator("table#tier-candidates").get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("table#tier-conditions")
    sight.settle()
    assert f"school={school_id}" in page.url

    way = json.loads(run_duibiao(own_server.home, "path", school_id, "--json", expect=None).stdout)
    proof = page.locator("#tier-proof").inner_text()
    before, after = (Decimal(way[at]["score"]) for at in ("before", "after"))
    assert f"总分 {before:.2f} → {after:.2f}" in proof
    assert {v: k for k, v in codes.items()}[way["after"]["tier_reached"]] in proof
    steps = table(page, "tier-way")
    assert [row[1].split()[0] for row in steps] == [
        step["indicator"]["indicator_id"] for step in way["steps"]
    ]
    assert above in page.locator("p.red-words").inner_text()

    act_as(sight, "党建办干事")
    choose(page, "档次", f"{above}（未达到）")
    page.get_by_label("理由").fill("特色鲜明，三年连续进步")
    told = page.locator(".notice.warning", has_text=SAY("tiers-doubts-heading")).inner_text()
    assert f"{above}：{SAY('nominate-doubt-not_reached')}" in told
    page.get_by_role("button", name="推荐", exact=True).click()
    page.get_by_text(SAY("tiers-unconfirmed")).wait_for()
    settings = Settings.resolve(own_server.home, SEEDS)
    assert nominations(Acting(settings, "office", "test", AT_THE_FILES), cycle_id) == []
    page.get_by_text(SAY("tiers-confirm-doubts"), exact=True).click()
    page.get_by_role("button", name="推荐", exact=True).click()
    page.get_by_text(f"已推荐为{above}，并注明得分未达到。").wait_for()
    settings = Settings.resolve(own_server.home, SEEDS)
    (kept,) = nominations(Acting(settings, "office", "test", AT_THE_FILES), cycle_id)
    assert (kept.school_id, kept.tier, kept.is_tier_reached) == (school_id, codes[above], False)
    assert kept.score == before and kept.reason == "特色鲜明，三年连续进步"
    assert kept.received_by == "党建办干事"

    page = sight.open(own_server.url("tiers", view="print"))
    assert page.locator("table#nominations .red-words").inner_text() == f"得分未达到{above}"
    page = sight.open(own_server.url("tiers"))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 CSV").click()
    assert name in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_text("撤回推荐").first.click()
    act_as(sight, "党建办主任")
    choose(page, "撤回哪一所", f"{name} · {above}")
    page.get_by_label("理由").fill("公示有异议")
    page.get_by_role("button", name="撤回推荐").click()
    page.get_by_text("推荐名单还是空的").wait_for()
    (gone,) = nominations(Acting(settings, "office", "test", AT_THE_FILES), cycle_id)
    assert gone.withdrawal_reason == "公示有异议" and not gone.is_in_force


def test_on_a_telephone_nothing_is_wider_than_the_screen(server: Server, look: Look) -> None:
    page = look(390).open(server.url("tiers"))
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
