"""The ranking's queries, panels and page against plain SQL on the snapshot."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from dashboards.app_pages.ranking import html, queries
from dashboards.app_pages.ranking.queries import Chosen
from dashboards.parts import marts
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from duibiao.words.labels import Labels
from tests.dashboards.conftest import Server, Sight, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")


def two_decimals(value: Decimal) -> str:
    """As the screen writes points."""
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace("-", "−")


@pytest.fixture
def chosen(cycle_id: str) -> Chosen:
    """The whole county, verified."""
    return Chosen(cycle_id, "verified")


def whole(snapshot: Snapshot, chosen: Chosen) -> pl.DataFrame:
    """All rows at once."""
    return queries.page(snapshot, chosen, first=0, count=10_000)


def everyone(snapshot: Snapshot, chosen: Chosen) -> list[dict[str, Any]]:
    """The same as a list."""
    return whole(snapshot, chosen).to_dicts()


def narrowed(snapshot: Snapshot, chosen: Chosen) -> list[Chosen]:
    """The county, each kind of group, and a dimension."""
    first = everyone(snapshot, chosen)[0]
    (dimension_id,) = snapshot.frame("select max(dimension_id) from dim_dimensions").row(0)
    return [
        chosen,
        replace(chosen, basis="self"),
        replace(chosen, township=first["township"]),
        replace(chosen, school_type=first["school_type"]),
        replace(chosen, peer_group=first["peer_group"]),
        replace(chosen, dimension_id=dimension_id),
        replace(chosen, township=first["township"], dimension_id=dimension_id),
    ]


def test_pages_put_together_are_the_whole_ranking(snapshot: Snapshot, chosen: Chosen) -> None:
    """Cut anywhere, nobody is left out or listed twice, and ties are counted over all schools."""
    names = ["county", "township", "school_type", "peer_group"]
    for of in narrowed(snapshot, chosen):
        uncut = everyone(snapshot, of)
        cut = [
            row
            for first in range(0, len(uncut) + 7, 7)
            for row in queries.page(snapshot, of, first=first, count=7).to_dicts()
        ]
        assert [row["school_id"] for row in cut] == [row["school_id"] for row in uncut]
        for column in (*(f"{name}_ties" for name in names), *(f"rank_{name}" for name in names)):
            assert [row[column] for row in cut] == [row[column] for row in uncut], column
        if of.dimension_id:
            for column in ("dimension_rank", "dimension_ties", "dimension_share"):
                assert [row[column] for row in cut] == [row[column] for row in uncut]


def test_what_stands_in_an_address_never_becomes_sql(snapshot: Snapshot, chosen: Chosen) -> None:
    assert everyone(snapshot, replace(chosen, township="x' or '1'='1")) == []


def test_equal_scores_are_tied_in_each_group_that_both_belong_to(tmp_path: Path) -> None:
    """Counted on the score alone, and among all of the group also those with a narrower one."""
    path = tmp_path / "tied.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("""
            create table dim_cycle_schools as select * from (values
                ('c', 'a', 'A', 'north', 'primary', 'rural'),
                ('c', 'b', 'B', 'north', 'primary', 'town'),
                ('c', 'd', 'D', 'south', 'primary', 'rural'),
                ('c', 'e', 'E', 'south', 'senior', 'rural')
            ) as row (cycle_id, school_id, name_zh, township, school_type, area);
            create table fct_school_scores as select *, 'verified' as basis from (values
                ('c', 'a', 90.0, 1, 'primary/rural', 'school_type_area'),
                ('c', 'b', 90.0, 1, 'primary', 'school_type'),
                ('c', 'd', 90.0, 1, 'primary/rural', 'school_type_area'),
                ('c', 'e', 90.0, 1, 'county', 'county')
            ) as row (cycle_id, school_id, score, rank_county, peer_group, peer_group_kind);
            create table fct_dimension_scores (
                cycle_id varchar, school_id varchar, basis varchar, dimension_id varchar,
                share decimal(18, 9), points decimal(18, 6), max_points decimal(18, 6)
            );
            create table fct_rank_intervals as
            select cycle_id, school_id, basis, rank_county, 1 as rank_county_low,
                4 as rank_county_high
            from fct_school_scores;
        """)
    found = everyone(Snapshot(path), Chosen("c", "verified"))
    names = ("county_ties", "township_ties", "school_type_ties", "peer_group_ties")
    assert {row["school_id"]: tuple(row[name] for name in names) for row in found} == {
        "a": (4, 2, 3, 2),
        "b": (4, 2, 3, 3),
        "d": (4, 2, 3, 2),
        "e": (4, 2, 1, 4),
    }


def test_the_figures_above_are_those_of_the_marts(
    snapshot: Snapshot, rows: Rows, chosen: Chosen
) -> None:
    """Ranked, without a score, verified, and how far the intervals reach."""
    found = queries.summary(snapshot, chosen)
    ranked, verified, asked, unverified = rows(
        """select count(*), sum(verified_fact_count), sum(asked_fact_count),
            count(*) filter (where verified_fact_count = 0)
        from fct_school_scores where cycle_id = ? and basis = 'verified'""",
        chosen.cycle_id,
    )[0]
    (in_cycle,) = rows(
        "select count(*) from dim_cycle_schools where cycle_id = ?", chosen.cycle_id
    )[0]
    reaches = sorted(
        high - low
        for low, high in rows(
            """select rank_county_low, rank_county_high from fct_rank_intervals
            where cycle_id = ? and basis = 'verified'""",
            chosen.cycle_id,
        )
    )
    assert (found["ranked_count"], found["school_count"]) == (ranked, in_cycle)
    assert (found["verified_facts"], found["asked_facts"]) == (verified, asked)
    assert found["unverified_count"] == unverified
    assert found["sure_count"] == reaches.count(0)
    assert found["median_reach"] == reaches[(len(reaches) - 1) // 2]
    shown = html.key_figures(SAY, found, "verified", of_county=True)
    assert f"另有 {in_cycle - ranked} 所尚未得分" in shown
    assert f"{asked:,} 项中的 {verified} 项；其余按学校自评" in shown


def test_a_group_s_axis_is_that_of_its_own_intervals(
    snapshot: Snapshot, rows: Rows, chosen: Chosen
) -> None:
    """In a peer group the ranks among peers are drawn; elsewhere those of the county."""
    group = everyone(snapshot, chosen)[0]["peer_group"]
    shown = everyone(snapshot, replace(chosen, peer_group=group))
    wanted = {
        school_id: tuple(ends)
        for school_id, *ends in rows(
            """select school_id, rank_peer_group_low, rank_peer_group, rank_peer_group_high
            from fct_rank_intervals
            where cycle_id = ? and basis = 'verified' and peer_group = ?""",
            chosen.cycle_id,
            group,
        )
    }
    assert {row["school_id"]: (row["low"], row["place"], row["high"]) for row in shown} == wanted
    axis = html.axis_of(shown)
    assert axis == (
        min(low for low, *_ in wanted.values()),
        max(high for *_, high in wanted.values()),
    )


def test_an_interval_is_drawn_where_it_lies_and_said_in_figures() -> None:
    """From the left edge of its lowest place to the right edge of its highest; own rank between."""
    shown = html.interval_bar({"low": 3, "high": 4, "place": 3}, (1, 10))
    assert 'style="left:20.00%;width:20.00%"' in shown
    assert '<i style="left:25.00%"></i>' in shown
    assert '<span class="ends">3–4</span>' in shown
    assert '<span class="ends">7</span>' in html.interval_bar(
        {"low": 7, "high": 7, "place": 7}, (1, 10)
    )
    nothing = {"low": None, "high": None, "place": None}
    assert html.interval_bar(nothing, (1, 10)) == '<span class="quiet">—</span>'
    assert html.axis_of([nothing]) is None


def test_what_separates_two_schools_adds_up_to_their_difference(
    snapshot: Snapshot, rows: Rows, chosen: Chosen
) -> None:
    """For every school and the next above, and one far from it, though different things apply.

    As they are written the leads add up exactly, by dimension too; each is within a hundredth.
    """
    scores: dict[str, Decimal] = dict(
        rows(
            """select school_id, score from fct_school_scores
            where cycle_id = ? and basis = 'verified'""",
            chosen.cycle_id,
        )
    )
    far = max(scores, key=lambda school_id: scores[school_id])
    for own, own_score in scores.items():
        above = [score for score in scores.values() if score > own_score]
        next_above = queries.pair(snapshot, chosen, own)
        assert [row["school_id"] for row in next_above][:1] == [own]
        if not above:
            assert len(next_above) == 1
            assert queries.separation(snapshot, chosen, next_above) == []
            continue
        assert scores[next_above[1]["school_id"]] == min(above)
        for pair in (next_above, queries.pair(snapshot, chosen, own, far)):
            leads = queries.separation(snapshot, chosen, pair)
            # Each gap is rounded to six places.
            slack = Decimal("0.000001") * len(leads)
            between = own_score - scores[pair[1]["school_id"]]
            assert abs(sum(row["lead"] for row in leads) - between) <= slack
            written = [Decimal(two_decimals(row["score"])) for row in pair]
            assert sum(row["shown"] for row in leads) == written[0] - written[1]
            assert all(abs(row["shown"] - row["lead"]) <= Decimal("0.01") for row in leads)
            assert all(row["shown"] == 0 for row in leads if not row["lead"])


def test_a_school_is_compared_with_any_place(snapshot: Snapshot, chosen: Chosen) -> None:
    """With one below it too, of the chosen schools alone, and never with itself."""
    for of in narrowed(snapshot, chosen):
        ranked = queries.places(snapshot, of)["school_id"].to_list()
        best, last = ranked[0], ranked[-1]
        assert [row["school_id"] for row in queries.pair(snapshot, of, best, last)] == [best, last]
        assert [row["school_id"] for row in queries.pair(snapshot, of, last, best)] == [last, best]
        assert len(queries.pair(snapshot, of, best, best)) == 1
        assert len(queries.pair(snapshot, of, best, "nobody")) == 1
    shown = [row["school_id"] for row in everyone(snapshot, chosen)]
    assert queries.places(snapshot, chosen)["school_id"].to_list() == shown


def test_the_next_above_is_that_of_the_chosen_schools(snapshot: Snapshot, chosen: Chosen) -> None:
    """Of the group, and by dimension of the share of it; unknown schools have none."""
    for of in narrowed(snapshot, chosen)[2:]:
        key = "dimension_share" if of.dimension_id else "score"
        shown = [row for row in everyone(snapshot, of) if row[key] is not None]
        for row in (shown[0], shown[len(shown) // 2], shown[-1]):
            pair = queries.pair(snapshot, of, row["school_id"])
            above = [other[key] for other in shown if other[key] > row[key]]
            assert [found[key] for found in pair] == [row[key], *([min(above)] if above else [])]
    assert queries.pair(snapshot, chosen, "nobody") == []
    words = html.separation_words(SAY, [], [], LINKS, "?")
    assert "地址里的学校不在所选范围内。" in words


LINKS = html.Links(
    lambda school_id, **of: f"school={school_id}",
    lambda school_ids: "schools=" + "+".join(school_ids),
    lambda school_id: f"up={school_id}",
    lambda school_id: f"by=cycles&schools={school_id}",
)


def test_a_tie_at_a_line_is_said_in_words(snapshot: Snapshot, rows: Rows, chosen: Chosen) -> None:
    """Whoever the marts cannot tell apart is named with the school on the other side."""
    ties = queries.ties(snapshot, chosen.cycle_id, "verified").to_dicts()
    wanted = rows(
        """select tier, school_id, compared_school_id, side from fct_tier_ties
        where cycle_id = ? and basis = 'verified'""",
        chosen.cycle_id,
    )
    named = ("tier", "school_id", "compared_school_id", "side")
    assert sorted(tuple(tie[name] for name in named) for tie in ties) == sorted(wanted)
    labels = Labels(SAY, marts.codes(snapshot).iter_rows(named=True))
    for tie in ties:
        shown = html.tier_cell(SAY, [], [tie], labels, LINKS.beside)
        tier, compared = labels.code("tier", tie["tier"]), tie["compared_name"]
        said = {
            "inside": f"{tier}：入围，与{compared}分差在误差范围内，难分先后",
            "outside": f"{tier}：未入围，与{compared}分差在误差范围内，难分先后",
            "even": f"{tier}：与{compared}同分，名额不够",
        }
        assert said[tie["side"]] in shown
        assert f"schools={tie['school_id']}+{tie['compared_school_id']}" in shown
    lines = queries.lines(snapshot, chosen.cycle_id, "verified")
    shown = html.lines_table(SAY, lines, ties, labels, LINKS)
    for line in lines:
        for name in ("inside", "outside"):
            if line[f"{name}_name"]:
                assert f"{line[f'{name}_name']}（第 {line[f'{name}_rank']} 名）" in shown


def test_the_tiers_of_a_school_are_those_that_say_something(
    snapshot: Snapshot, rows: Rows, chosen: Chosen
) -> None:
    """The highest it reaches, what is borderline, and what some draw reaches; in whole percents."""
    ids = [row["school_id"] for row in everyone(snapshot, chosen)]
    found = queries.reaches(snapshot, chosen.cycle_id, "verified", ids)
    wanted: dict[str, list[tuple[str, int]]] = {}
    best: set[str] = set()
    for school_id, tier, draws, reached, borderline in rows(
        """select reach.school_id, reach.tier, reach.draws_reached, reach.is_reached,
            reach.is_borderline
        from fct_tier_reach as reach inner join dim_tiers as tier using (tier)
        where reach.cycle_id = ? and reach.basis = 'verified' order by tier.sort""",
        chosen.cycle_id,
    ):
        highest = reached and school_id not in best
        best |= {school_id} if reached else set()
        if highest or (reached and borderline) or (not reached and draws):
            wanted.setdefault(school_id, []).append((tier, draws))
    assert {
        school_id: [(row["tier"], row["draws_reached"]) for row in own]
        for school_id, own in found.items()
    } == wanted
    assert len(wanted) > 5


def test_an_official_sees_how_sure_a_rank_is_and_what_separates_two_schools(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """From the ranking to what separates it from the next above, and both beside each other."""
    own, name, rank, low, high, score = rows(
        """select school_id, school.name_zh, intervals.rank_county, rank_county_low,
            rank_county_high, score.score
        from fct_rank_intervals as intervals
        inner join fct_school_scores as score using (cycle_id, school_id, basis)
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where cycle_id = ? and basis = 'verified' and rank_county_low < rank_county_high
            and intervals.rank_county > 3
        order by intervals.rank_county limit 1""",
        cycle_id,
    )[0]
    sight = look()
    page = sight.open(server.url("ranking"))
    row = page.locator("table#ranking tbody tr", has_text=name).first
    assert row.locator(".interval .ends").inner_text() == f"{low}–{high}"
    row.get_by_role("link", name=f"{name}与前一名的差距分析").click()
    page.wait_for_selector("table#separation-indicators")
    sight.settle()
    above, above_name, above_score = rows(
        """select school_id, name_zh, score from fct_school_scores
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and basis = 'verified' and score > ? order by score, name_zh limit 1""",
        cycle_id,
        score,
    )[0]
    told = page.locator(".told").inner_text()
    assert f"{name}列第 {rank} 名，{two_decimals(score)} 分" in told
    between = Decimal(two_decimals(above_score)) - Decimal(two_decimals(score))
    assert f"两校相差 {between} 分" in told

    gaps = {
        indicator_id: {school_id: gap, other: other_gap}
        for indicator_id, school_id, gap, other, other_gap in rows(
            """select one.indicator_id, one.school_id, coalesce(one.gap_score, 0),
                other.school_id, coalesce(other.gap_score, 0)
            from fct_indicator_scores as one
            inner join fct_indicator_scores as other using (cycle_id, basis, indicator_id)
            where cycle_id = ? and basis = 'verified'
                and one.school_id = ? and other.school_id = ?""",
            cycle_id,
            own,
            above,
        )
    }
    shown = table(page, "separation-indicators")
    assert shown
    for line in shown:
        pair = gaps[line[0].split()[0]]
        written = Decimal(line[3].replace("−", "-"))
        assert abs(written - (pair[above] - pair[own])) <= Decimal("0.01")
    *by_dimension, total = (
        Decimal(line[1].replace("−", "-")) for line in table(page, "separation-dimensions")
    )
    assert sum(by_dimension) == total == -between

    page.get_by_label("与谁比").fill("第 1 名")
    page.get_by_role("option", name="第 1 名 ").first.wait_for()
    page.get_by_label("与谁比").press("Enter")
    until(page, "() => new URL(location).searchParams.has('with')")
    sight.settle()
    first = table(page, "ranking")[0][1]
    assert f"{name}列第 {rank} 名" in page.locator(".told").inner_text()
    assert first in page.locator(".told").inner_text()
    sight.open(page.url)
    assert first in page.locator(".told").inner_text()
    sight.open(server.url("ranking", up=own))

    page.get_by_role("link", name="并排对比").first.click()
    page.wait_for_selector("table#compare-scores")
    assert re.search(f"schools={own}(,|%2C){above}", page.url)
    assert [row[0] for row in table(page, "compare-scores")] == [name, above_name]


def test_the_list_comes_first(server: Server, look: Look) -> None:
    """Its first row is seen without scrolling, and on a telephone nothing of it is cut."""
    for (width, height), most in {(1440, 900): 400, (390, 844): 700}.items():
        page = look(width, height).open(server.url("ranking"))
        first = page.locator("table#ranking tbody tr").first.bounding_box()
        assert first is not None and first["y"] < most, width
        cut = page.locator(".scroll:has(> #ranking)").evaluate(
            "it => it.scrollWidth - it.clientWidth"
        )
        assert cut <= 0, width
        below = page.locator("#tier-lines").bounding_box()
        assert below is not None and below["y"] > first["y"]
        page.get_by_role("link", name=SAY("section-lines")).click()
        assert page.locator("#tier-lines").evaluate(
            "it => it.getBoundingClientRect().top < innerHeight"
        )


def test_the_ranking_is_that_of_the_mart(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Same schools, same ranks, best first, nobody twice."""
    shown = whole(snapshot, Chosen(cycle_id, basis))
    mart = rows(
        """select school_id, rank_county, score from fct_school_scores
        where cycle_id = ? and basis = ?""",
        cycle_id,
        basis,
    )
    assert sorted(shown.select("school_id", "rank_county", "score").rows()) == sorted(mart)
    assert shown["rank_county"].is_sorted()
    assert len(mart) > 50


def test_ties_are_counted_on_the_exact_score(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """As many schools share a rank as have the very same score."""
    shown = whole(snapshot, Chosen(cycle_id, basis))
    scores = Counter(shown["score"].to_list())
    assert shown["county_ties"].to_list() == [scores[score] for score in shown["score"]]
    for group in ("township", "school_type"):
        pairs = Counter(shown.select(group, "score").rows())
        assert shown[f"{group}_ties"].to_list() == [
            pairs[pair] for pair in shown.select(group, "score").rows()
        ]


def test_filters_narrow_and_leave_the_ranks_alone(
    snapshot: Snapshot, cycle_id: str, basis: str
) -> None:
    """A filter takes schools away; those that stay keep the ranks that the marts gave them."""
    all_schools = whole(snapshot, Chosen(cycle_id, basis))
    township, school_type, _, peer_group = all_schools.select(
        "township", "school_type", "area", "peer_group"
    ).row(0)
    ranks = ["rank_county", "rank_township", "rank_school_type", "rank_peer_group"]
    for column, value in (
        ("township", township),
        ("school_type", school_type),
        ("peer_group", peer_group),
    ):
        fewer = whole(snapshot, Chosen(cycle_id, basis, **{column: value}))
        wanted = all_schools.filter(pl.col(column) == value)
        assert 0 < fewer.height < all_schools.height
        assert fewer.select("school_id", *ranks).rows() == wanted.select("school_id", *ranks).rows()


def test_a_dimension_orders_by_its_share(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Ranks within a dimension are 1, 2, 2, 4 on the exact share."""
    ((dimension_id,), *_) = rows("select dimension_id from dim_dimensions order by sort desc")
    shown = whole(snapshot, Chosen(cycle_id, basis, dimension_id=dimension_id))
    shares = [share for share in shown["dimension_share"].to_list() if share is not None]
    assert shares == sorted(shares, reverse=True)
    wanted = [1 + sum(other > share for other in shares) for share in shares]
    assert shown["dimension_rank"].to_list()[: len(shares)] == wanted
    for row in shown.iter_rows(named=True):
        if row["dimension_share"] is not None:
            assert row["dimension_ties"] == shares.count(row["dimension_share"])


def test_points_by_dimension_add_up_to_the_school_s_points(
    snapshot: Snapshot, cycle_id: str, basis: str
) -> None:
    """What the stacked bar stacks is what the score is made of, to the last decimal."""
    shown = whole(snapshot, Chosen(cycle_id, basis))
    stacked = queries.points(snapshot, cycle_id, basis, shown["school_id"].to_list())
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (school_id, _), row in stacked.items():
        sums[school_id] += row["points"]
    assert sums == dict(shown.select("school_id", "points").rows())
