"""Whom to learn from and what to check on site, as the terminal tells it, against the marts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duibiao.records.settings import SEEDS, Settings
from tests.conftest import run_duibiao
from tests.marts import run_query


@pytest.fixture
def settings(demo_home: Path) -> Settings:
    return Settings.resolve(demo_home, SEEDS)


def rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    return run_query(settings, sql).to_dicts()


def test_weak_indicators_lead_to_similar_schools_with_their_evidence(
    demo_home: Path, settings: Settings
) -> None:
    """What stands in the mart is told, and what is told can be found again in the scores."""
    [first] = rows(
        settings,
        "select * from fct_peer_examples where basis = 'verified' and evidence is not null"
        " and cycle_id = (select max(cycle_id) from fct_peer_examples)"
        " order by school_id, indicator_id, place limit 1",
    )
    told = run_duibiao(demo_home, "peers", first["school_id"]).stdout
    assert f"{first['indicator_id']} " in told
    assert f"（{first['peer_school_id']}）" in told
    assert f"佐证材料：{first['evidence']}" in told
    data = json.loads(run_duibiao(demo_home, "peers", first["school_id"], "--json").stdout)
    groups = {
        row["school_id"]: row["peer_group"]
        for row in rows(
            settings,
            "select school_id, peer_group from fct_school_scores where basis = 'verified'"
            f" and cycle_id = '{first['cycle_id']}'",
        )
    }
    for row in data:
        assert row["peer_school_id"] != row["school_id"]
        assert float(row["peer_share"]) > float(row["share"]) < 0.8
        assert row["peer_group"] == groups[row["school_id"]]


def test_one_indicator_or_why_there_is_none(demo_home: Path, settings: Settings) -> None:
    [weak] = rows(
        settings,
        "select school_id, indicator_id from fct_peer_examples where basis = 'verified'"
        " and cycle_id = (select max(cycle_id) from fct_peer_examples) order by all limit 1",
    )
    school, indicator = weak["school_id"], weak["indicator_id"]
    data = json.loads(run_duibiao(demo_home, "peers", school, indicator, "--json").stdout)
    assert {row["indicator_id"] for row in data} == {indicator}
    [strong] = rows(
        settings,
        "select indicator_id from fct_indicator_scores inner join dim_cycles using (cycle_id)"
        f" where basis = 'verified' and is_latest and school_id = '{school}' and gap_points = 0"
        " order by all limit 1",
    )
    refused = run_duibiao(demo_home, "peers", school, strong["indicator_id"], expect=1)
    assert f"指标“{strong['indicator_id']}”不是本校的薄弱指标" in refused.stderr
    assert indicator in refused.stderr


def test_what_to_check_is_in_order_and_has_its_reasons(demo_home: Path, settings: Settings) -> None:
    told = json.loads(run_duibiao(demo_home, "site-check", "--count", "30", "--json").stdout)
    losses = [float(row["expected_loss"]) for row in told["first"]]
    assert len(losses) == 30 and losses == sorted(losses, reverse=True)
    assert [row["sample_rank"] for row in told["sample"]] == list(range(1, 31))
    listed = told["first"] + told["sample"]
    answers = rows(
        settings,
        "select school_id, fact_id from fct_reviews where is_in_force"
        f" and cycle_id = '{told['cycle_id']}'",
    )
    verified = {(row["school_id"], row["fact_id"]) for row in answers}
    assert not {(row["school_id"], row["fact_id"]) for row in listed} & verified
    text = run_duibiao(demo_home, "site-check", "--count", "3").stdout
    assert "随机抽样" in text and text.count("本项指标涉及") == 3
    assert "：yes" not in text and "：no" not in text


def test_the_summaries_add_up_to_the_gaps(settings: Settings) -> None:
    """By school, by dimension and by indicator each cycle's sums are the same."""
    sums = rows(
        settings,
        "select cycle_id, summed_by, sum(overstated_points) as points,"
        " sum(verified_fact_count) as facts from fct_self_assessment_summaries"
        " where summed_by <> 'reviewer' group by all order by all",
    )
    gaps = rows(
        settings,
        "select cycle_id, sum(coalesce(overstated_points, 0)) as points,"
        " sum(verified_fact_count) as facts from fct_self_assessment_gaps group by all",
    )
    expected = {row["cycle_id"]: (row["points"], row["facts"]) for row in gaps}
    assert len(sums) == 3 * len(expected) > 0
    assert all((row["points"], row["facts"]) == expected[row["cycle_id"]] for row in sums)
    reviewers = rows(
        settings,
        "select distinct group_code from fct_self_assessment_summaries"
        " where summed_by = 'reviewer'",
    )
    assert len(reviewers) == 3
