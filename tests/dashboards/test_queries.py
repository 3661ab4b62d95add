"""The queries give what the marts hold: every figure is asked for again in other SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from dashboards.parts import queries
from duibiao.warehouse.snapshot import Snapshot

Rows = Callable[..., list[tuple[Any, ...]]]
BASES = ("self", "verified")


@pytest.fixture(params=BASES)
def basis(request: pytest.FixtureRequest) -> str:
    """Both bases."""
    return str(request.param)


def test_every_school_of_the_cycle_has_one_reporting_status(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Handed in and not add up to all, in the county and in each township."""
    counts = queries.reporting_counts(snapshot, cycle_id)
    townships = queries.reporting_by_township(snapshot, cycle_id)
    (expected,) = rows("select count(*) from dim_cycle_schools where cycle_id = ?", cycle_id)[0]
    assert sum(counts.values()) == expected == townships["schools"].sum()
    whole = townships.select(pl.sum("handed_in", "must_correct", "not_handed_in")).row(0)
    assert sum(whole) == expected
    assert townships["handed_in_late"].sum() == counts.get("handed_in_late", 0)
    owing = queries.schools_owing(snapshot, cycle_id)
    assert owing.height == counts.get("must_correct", 0) + counts.get("not_handed_in", 0) > 0


def test_the_ranking_is_that_of_the_mart(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Same schools, same ranks, best first, nobody twice."""
    shown = queries.ranking(snapshot, cycle_id, basis)
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
    shown = queries.ranking(snapshot, cycle_id, basis)
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
    everyone = queries.ranking(snapshot, cycle_id, basis)
    township, school_type, _, peer_group = everyone.select(
        "township", "school_type", "area", "peer_group"
    ).row(0)
    ranks = ["rank_county", "rank_township", "rank_school_type", "rank_peer_group"]
    for column, value in (
        ("township", township),
        ("school_type", school_type),
        ("peer_group", peer_group),
    ):
        narrowed = queries.ranking(snapshot, cycle_id, basis, **{column: value})
        wanted = everyone.filter(pl.col(column) == value)
        assert 0 < narrowed.height < everyone.height
        assert (
            narrowed.select("school_id", *ranks).rows() == wanted.select("school_id", *ranks).rows()
        )


def test_a_dimension_orders_by_its_share(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Ranks within a dimension are 1, 2, 2, 4 on the exact share."""
    ((dimension_id,), *_) = rows("select dimension_id from dim_dimensions order by sort desc")
    shown = queries.ranking(snapshot, cycle_id, basis, dimension_id=dimension_id)
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
    stacked = queries.dimension_points(snapshot, cycle_id, basis)
    sums = dict(
        stacked.group_by("school_id")
        .agg(pl.col("points").sum())
        .select("school_id", "points")
        .rows()
    )
    shown = queries.ranking(snapshot, cycle_id, basis)
    assert sums == dict(shown.select("school_id", "points").rows())


def test_tiers_count_who_reaches_them_or_more(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """A school that reaches the highest tier reaches the lower ones too."""
    tiers = queries.tiers(snapshot, cycle_id, basis)
    reached = Counter(
        tier
        for (tier,) in rows(
            "select tier_reached from fct_school_scores where cycle_id = ? and basis = ?",
            cycle_id,
            basis,
        )
    )
    at_least = 0
    for tier in tiers.iter_rows(named=True):
        at_least += reached[tier["tier"]]
        assert tier["reached_count"] == reached[tier["tier"]]
        assert tier["reached_or_above_count"] == at_least
    assert at_least > 0
    names = queries.schools_reaching_tiers(snapshot, cycle_id, basis)
    assert names.height == at_least


def test_county_figures_are_those_of_the_scored_schools(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Average, extremes and ratings, reckoned again in Python."""
    county = queries.county_summary(snapshot, cycle_id, basis)
    scores: list[Decimal] = [
        score
        for (score,) in rows(
            "select score from fct_school_scores where cycle_id = ? and basis = ?", cycle_id, basis
        )
    ]
    assert county["scored_schools"] == len(scores)
    assert county["average_score"] == pytest.approx(float(sum(scores)) / len(scores))
    assert (county["lowest_score"], county["highest_score"]) == (min(scores), max(scores))
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
    columns = ["lowest_share", "lower_quartile", "median_share", "upper_quartile", "highest_share"]
    for row in frame.select(columns).rows():
        values = [float(value) for value in row]
        assert values == sorted(values)


def test_a_school_s_walk_has_every_indicator_and_its_points(
    snapshot: Snapshot, cycle_id: str, basis: str
) -> None:
    """What the page explains adds up to the score that it shows."""
    school_id = str(queries.ranking(snapshot, cycle_id, basis)["school_id"][-1])
    walk = queries.walk(snapshot, cycle_id, basis, school_id)
    score = queries.school_score(snapshot, cycle_id, basis, school_id)
    assert walk is not None and score is not None
    assert sum(row.points or 0 for row in walk.indicators) == score["points"] == walk.points
    gaps = sum(row.gap_points or 0 for row in walk.indicators)
    assert gaps == score["applicable_points"] - score["points"]
    assert all(row.answers and row.parts for row in walk.indicators)
    assert queries.walk(snapshot, cycle_id, basis, "nobody") is None


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
        medians_shown = shown.select("dimension_id", pl.col("peer_median").cast(pl.Float64))
        assert dict(medians_shown.rows()) == wanted


def test_an_unknown_school_is_none(snapshot: Snapshot, cycle_id: str) -> None:
    """Not an error: the page says so."""
    assert queries.school(snapshot, cycle_id, "no such school") is None
    assert queries.school_score(snapshot, cycle_id, "self", "no such school") is None


def test_values_are_bound(snapshot: Snapshot, cycle_id: str) -> None:
    """What stands in an address never becomes SQL."""
    hostile = "x' or '1'='1"
    assert queries.ranking(snapshot, cycle_id, "self", township=hostile).is_empty()
    assert queries.school(snapshot, cycle_id, hostile) is None


def test_the_guide_is_found_by_its_words(snapshot: Snapshot, rows: Rows) -> None:
    """By code, by name and by what it requires, in any case of letters."""
    edition, indicator_id, name = rows("select edition, indicator_id, name_zh from dim_indicators")[
        0
    ]
    for sought in (indicator_id.lower(), name):
        found = queries.guide_indicators(snapshot, edition, sought=sought)
        assert indicator_id in found["indicator_id"].to_list()
    assert queries.guide_indicators(snapshot, edition, sought="zzzz").is_empty()


def test_red_lines_found_say_what_they_do(snapshot: Snapshot, rows: Rows, cycle_id: str) -> None:
    """Every finding in force with every effect that the guide gives it."""
    shown = queries.findings(snapshot, cycle_id)
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
