"""The marts that say how sure a rank is, as the demo county has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot_files import connect, snapshot_path


@pytest.fixture
def marts(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts of the demo county."""
    path = snapshot_path(Settings.resolve(demo_home, SEEDS))
    assert path is not None
    with connect(path) as connection:
        yield connection


def test_intervals_stand_beside_the_official_ranks(marts: duckdb.DuckDBPyConnection) -> None:
    """One row for each row of scores, with its own ranks; null where there is no score, and there
    alone; most official ranks lie within."""
    [(rows, wrong, within, scored)] = marts.execute(
        """
        select
            count(*),
            count(*) filter (
                where intervals.rank_county is distinct from scores.rank_county
                or intervals.rank_peer_group is distinct from scores.rank_peer_group
                or (scores.score is null) <> (intervals.rank_county_low is null)
            ),
            count(*) filter (
                where scores.rank_county between rank_county_low and rank_county_high
            ),
            count(scores.score)
        from fct_school_scores as scores
        full outer join fct_rank_intervals as intervals using (cycle_id, school_id, basis)
        """
    ).fetchall()
    assert wrong == 0
    assert rows >= scored > 0
    assert within >= 0.9 * scored


def test_tiers_reached_officially_are_the_published_ones(marts: duckdb.DuckDBPyConnection) -> None:
    """Reached at least: the published tier and all below it; a red line leaves no draw."""
    [(wrong, reached, barred)] = marts.execute(
        """
        select
            count(*) filter (
                where is_reached <> (
                    tier_reached <> 'none'
                    and (own.min_score, -own.sort) >= (asked.min_score, -asked.sort)
                )
            ),
            count(*) filter (where is_reached),
            max(draws_reached) filter (
                where exists (
                    select 1 from fct_findings as findings
                    inner join dim_red_lines as red_lines
                        on findings.red_line = red_lines.red_line
                        and scores.edition = red_lines.edition
                    where findings.cycle_id = scores.cycle_id
                    and findings.school_id = scores.school_id
                    and findings.is_in_force and red_lines.effect = 'no_tier'
                )
            )
        from fct_school_scores as scores
        inner join fct_tier_reach using (cycle_id, school_id, basis)
        inner join dim_tiers as asked
            on scores.edition = asked.edition and fct_tier_reach.tier = asked.tier
        left join dim_tiers as own
            on scores.edition = own.edition and scores.tier_reached = own.tier
        """
    ).fetchall()
    assert wrong == 0
    assert reached > 0
    assert barred == 0


def test_the_range_of_a_doubtful_answer_holds_the_published_rank(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """What is said of the answers as they stand is what is published."""
    [(rows, wrong)] = marts.execute(
        """
        select
            count(*),
            count(*) filter (
                where (doubts.score, doubts.rank_county) <> (scores.score, scores.rank_county)
            )
        from fct_doubtful_answers as doubts
        left join fct_school_scores as scores using (cycle_id, school_id, basis)
        """
    ).fetchall()
    assert rows > 0
    assert wrong == 0


def test_what_the_county_corrected_is_known(marts: duckdb.DuckDBPyConnection) -> None:
    """A school with one corrected answer alone would score by it what it scores as verified."""
    rows = marts.execute(
        """
        select doubts.score_verified, verified.score
        from fct_doubtful_answers as doubts
        inner join fct_school_scores as verified
            on doubts.cycle_id = verified.cycle_id
            and doubts.school_id = verified.school_id
            and verified.basis = 'verified'
        where doubts.doubt = 'corrected'
        qualify count(*) over (partition by doubts.cycle_id, doubts.school_id) = 1
        """
    ).fetchall()
    assert rows
    assert all(known == score for known, score in rows)


def test_what_is_too_close_to_call_lies_at_the_line(marts: duckdb.DuckDBPyConnection) -> None:
    """Those inside do reach the tier and stand before those outside; the pairs are open."""
    [(rows, wrong)] = marts.execute(
        """
        select
            count(*),
            count(*) filter (
                where not (
                    greatest(ties.share_ahead, ties.share_behind) < 0.95
                    and (ties.side <> 'inside' or reach.is_reached)
                    and (ties.side <> 'inside' or ranks.rank_county <= other.rank_county)
                    and (ties.side <> 'outside' or ranks.rank_county >= other.rank_county)
                )
            )
        from fct_tier_ties as ties
        inner join fct_tier_reach as reach using (cycle_id, school_id, basis, tier)
        inner join fct_rank_intervals as ranks using (cycle_id, school_id, basis)
        inner join fct_rank_intervals as other
            on ties.cycle_id = other.cycle_id and ties.basis = other.basis
            and ties.compared_school_id = other.school_id
        """
    ).fetchall()
    assert rows > 0
    assert wrong == 0


def test_other_ways_to_add_up_rank_alike_but_not_the_same(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """A county whose ranking a reasonable other way turned round would have a poor guide."""
    correlations = [
        float(correlation)
        for (correlation,) in marts.execute(
            "select rank_correlation from fct_alternative_rankings"
        ).fetchall()
    ]
    assert len(correlations) >= 3
    assert all(0.8 < correlation < 1 for correlation in correlations)
