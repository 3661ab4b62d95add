"""How sure a rank is: a build that lacks something for it fails and says what."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from .conftest import Build
from .landing import some_county

PREPARED, VARIED = "int_rankings_prepared", "int_rankings_varied"


@pytest.fixture
def again(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """The whole build in memory, where a test may spoil a table."""
    with build.run_again(some_county()) as connection:
        yield connection


def varied_again(build: Build, connection: duckdb.DuckDBPyConnection) -> None:
    """Prepare and vary the rankings once more, from what stands in the tables now."""
    for name in (PREPARED, VARIED):
        node = build.node(name)
        connection.execute(
            f"create or replace table {node['relation_name']} as {node['compiled_code']}"
        )


def refusal(build: Build, connection: duckdb.DuckDBPyConnection, spoil: str) -> str:
    """What a build says after a table was spoilt."""
    connection.execute(spoil)
    with pytest.raises(duckdb.InvalidInputException) as caught:
        varied_again(build, connection)
    return str(caught.value)


@pytest.fixture
def victim(again: duckdb.DuckDBPyConnection) -> str:
    """Where a school with a score stands, as a condition."""
    [(cycle_id, school_id, basis)] = again.execute(
        "select cycle_id, school_id, basis from int_schools_totalled where score is not null"
        " order by all limit 1"
    ).fetchall()
    return f"cycle_id = '{cycle_id}' and school_id = '{school_id}' and basis = '{basis}'"


def test_a_ranking_that_lacks_something_is_refused(
    build: Build, again: duckdb.DuckDBPyConnection, victim: str
) -> None:
    """The build fails and says what is missing; nothing is skipped, and no null comes back."""
    varied_again(build, again)
    first = "(select min(indicator_id) from int_indicators_scored)"
    said = refusal(
        build,
        again,
        f"create table kept as from int_indicators_scored;"
        f" delete from int_indicators_scored where {victim} and indicator_id = {first}",
    )
    [(count,)] = again.execute(
        "select count(*) from indicators where edition in (from (select edition from kept))"
    ).fetchall()
    assert f"has {count - 1} rows for {count} indicators, not one for each" in said
    whole = "create or replace table int_indicators_scored as from kept"
    said = refusal(
        build,
        again,
        f"{whole}; update int_indicators_scored set indicator_id = (select max(indicator_id)"
        f" from kept) where {victim} and indicator_id = {first}",
    )
    assert f"has {count} rows for {count} indicators, not one for each" in said
    said = refusal(
        build,
        again,
        f"{whole}; update int_indicators_scored set indicator_id = 'unheard of'"
        f" where {victim} and indicator_id = {first}",
    )
    assert "unknown indicator in 1 rows" in said
    said = refusal(
        build,
        again,
        f"{whole}; update int_indicators_scored set share = null, status = 'scored'"
        f" where {victim} and indicator_id = {first}",
    )
    assert "missing share in 1 rows" in said
    said = refusal(build, again, f"{whole}; delete from int_indicators_scored where {victim}")
    assert "figures is missing in 1 of" in said
    assert "cycle" in said and "basis self" in said


def test_a_rank_or_tier_that_is_not_known_is_refused(
    build: Build, again: duckdb.DuckDBPyConnection, victim: str
) -> None:
    """A school with a score has a rank, and a tier of its edition or none."""
    again.execute("create table kept_ranks as from int_schools_ranked")
    said = refusal(build, again, f"delete from int_schools_ranked where {victim}")
    assert "rank_county is missing in 1 of" in said
    again.execute("create or replace table int_schools_ranked as from kept_ranks")
    keys = victim.replace(" and ", ", ").replace("cycle_id = ", "").replace("school_id = ", "")
    keys = keys.replace("basis = ", "")
    said = refusal(
        build,
        again,
        f"delete from int_tiers_reached where {victim};"
        f" insert into int_tiers_reached values ({keys}, 'imperial')",
    )
    assert "unknown tier imperial" in said


def test_an_edition_without_tiers_has_intervals_all_the_same(
    build: Build, again: duckdb.DuckDBPyConnection
) -> None:
    """There is nothing to reach, and the ranks move as they did."""
    ranks = f"select cycle_id, basis, schools from {VARIED} order by all"
    varied_again(build, again)
    before = again.execute(ranks).fetchall()
    again.execute(
        "delete from tiers; delete from int_tiers_reached"  # as a guide without any would have it
    )
    varied_again(build, again)
    assert again.execute(ranks).fetchall() == before
    nothing = again.execute(f"select distinct reaches, lines, ties from {VARIED}").fetchall()
    assert nothing == [([], [], [])]
