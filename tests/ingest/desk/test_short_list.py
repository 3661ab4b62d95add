"""The short-list: put forward with a reason, replaced, withdrawn, and the same after a rebuild."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import record_paths
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from ingest.desk.short_list import (
    LONGEST_REASON,
    doubts,
    nominate,
    nominations,
    withdraw_nomination,
)
from ingest.door import Door
from tests.conftest import Duibiao
from tests.counties.small_county import SmallCounty, small_county

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def county(tmp_path: Path, settings: Settings) -> SmallCounty:
    """Three schools, the last of which has not handed in; built."""
    made = small_county(tmp_path / "files")
    door = Door.open(settings)
    books = [
        made.workbook(school, made.answers(school, quality=quality))
        for school, quality in zip(made.schools[:2], (0.99, 0.1), strict=True)
    ]
    for path in (*made.tables, *books):
        door.hand_in(door.check(path.read_bytes(), path.name), received_by="a", channel="b")
    build(settings)
    return made


def office(settings: Settings) -> Acting:
    """The county office at work."""
    return Acting(settings, "office", "test", AT_THE_FILES)


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    """Plain SQL on the snapshot in force."""
    path = snapshot_path(settings)
    assert path is not None
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def tiers(settings: Settings) -> list[str]:
    """The tiers of the guide, the lowest first."""
    return [tier for (tier,) in rows(settings, "select tier from dim_tiers order by min_score")]


def test_nominations_are_replaced_withdrawn_and_survive_a_rebuild_row_for_row(
    county: SmallCounty, settings: Settings, duibiao: Duibiao
) -> None:
    low, *_, high = tiers(settings)
    first = nominate(office(settings), None, "S1", low, " 进步明显 ")
    assert first.cycle_id == "2024" and first.reason == "进步明显"
    assert not first.is_published and first.is_in_force
    ((score, rank, reached),) = rows(
        settings,
        "select score, rank_county, is_reached from fct_school_scores"
        f" inner join fct_tier_reach using (cycle_id, school_id, basis)"
        f" where school_id = 'S1' and basis = 'verified' and tier = '{low}'",
    )
    assert (first.score, first.rank_county, first.is_tier_reached) == (score, rank, reached)

    again = nominate(office(settings), "2024", "S1", low, "进步明显")
    assert again == first, "a second click puts nobody forward twice"
    second = nominate(office(settings), "2024", "S1", high, "推荐更高档次", basis="self")
    weak = nominate(office(settings), "2024", "S2", low, "扶持薄弱学校")
    assert not weak.is_tier_reached, "allowed, and said"
    gone = withdraw_nomination(office(settings), second.record_id, "公示有异议")
    assert gone.school_id == "S1"
    state = {each.record_id: each for each in nominations(office(settings))}
    assert [each.is_in_force for each in state.values()] == [False, False, True]
    assert state[second.record_id].withdrawal_reason == "公示有异议"
    with pytest.raises(Refused, match="nominate-not-in-force"):
        withdraw_nomination(office(settings), second.record_id, "again")

    build(settings)
    everything = "select * from fct_nominations order by all"
    published = rows(settings, everything)
    assert len(published) == 3
    told = rows(
        settings,
        "select record_id, tier, basis, decided_score, decided_rank_county, was_tier_reached,"
        " is_in_force, withdrawal_reason from fct_nominations order by record_id",
    )
    assert told == [
        (
            each.record_id, each.tier, each.basis, each.score, each.rank_county,
            each.is_tier_reached, each.is_in_force, each.withdrawal_reason,
        )
        for each in nominations(office(settings))
    ]  # fmt: skip
    assert all(each.is_published for each in nominations(office(settings)))
    duibiao("rebuild")
    assert rows(settings, everything) == published
    duibiao("verify")


def test_what_cannot_be_put_forward_is_refused_and_the_list_is_kept_from_the_command_line(
    county: SmallCounty, settings: Settings, duibiao: Duibiao
) -> None:
    low = tiers(settings)[0]
    before = record_paths(settings)
    for refusal, arguments in {
        "nominate-no-score": ("2024", "S3", low, "没有得分"),
        "nominate-tier-unknown": ("2024", "S1", "没有的档次", "r"),
        "asked-cycle-unknown": ("1999", "S1", low, "r"),
        "nominate-no-reason": ("2024", "S1", low, "  "),
    }.items():
        with pytest.raises(Refused, match=refusal):
            nominate(office(settings), *arguments)
    with pytest.raises(Refused, match="nominate-unknown"):
        withdraw_nomination(office(settings), "nothing", "r")
    assert record_paths(settings) == before
    long = nominate(office(settings), "2024", "S1", low, "长" * 2 * LONGEST_REASON)
    assert len(long.reason) == LONGEST_REASON
    with pytest.raises(Refused, match="nominate-no-reason"):
        withdraw_nomination(office(settings), long.record_id, " ")
    withdraw_nomination(office(settings), long.record_id, "试")

    added = duibiao("nominate", "add", "S2", "--tier", low, "--reason", "扶持", "--by", "党建办")
    assert f"已推荐：2024 年度，学校 S2，档次 {low}" in added.stdout
    assert f"未达到 {low} 的要求" in added.stdout
    assert Words("zh-CN")("nominate-doubt-unverified") in added.stdout
    [listed] = json.loads(duibiao("nominate", "list", "--json").stdout)
    assert listed["school_id"] == "S2" and listed["received_by"] == "党建办"
    assert Decimal(listed["score"]) < 50 and listed["is_tier_reached"] is False
    assert "推荐时未达到该档次" in duibiao("nominate", "list", "--cycle", "2024").stdout
    duibiao("nominate", "withdraw", listed["record_id"], "--reason", "异议")
    assert "推荐名单是空的" in duibiao("nominate", "list").stdout
    assert "已撤回：异议" in duibiao("nominate", "list", "--all").stdout
    refused = duibiao("nominate", "add", "S3", "--tier", low, "--reason", "r", expect=1)
    assert "没有已发布的得分" in refused.stderr


def test_what_speaks_against_a_nomination_is_told_before_it_is_kept(
    county: SmallCounty, settings: Settings
) -> None:
    """Not reached, over the quota, unverified; of a school that replaces itself none is counted."""
    quotas = rows(settings, "select tier, quota from dim_tiers where quota = 1")
    for tier, quota in quotas:
        told = {doubt.kind for doubt in doubts(office(settings), None, "S2", tier)}
        assert told >= {"not_reached", "unverified"} and "over_quota" not in told
        nominate(office(settings), None, "S1", tier, "r")
        [over] = [
            doubt
            for doubt in doubts(office(settings), None, "S2", tier)
            if doubt.kind == "over_quota"
        ]
        assert (over.count, over.most) == (1, quota)
        again = doubts(office(settings), None, "S1", tier)
        assert "over_quota" not in {doubt.kind for doubt in again}
    assert quotas
    with pytest.raises(Refused, match="nominate-no-score"):
        doubts(office(settings), None, "S3", quotas[0][0])


def test_before_the_first_build_nobody_can_be_put_forward(settings: Settings) -> None:
    with pytest.raises(Refused, match="query-no-snapshot"):
        nominate(office(settings), None, "S1", "any", "r")
    assert nominations(office(settings)) == []
