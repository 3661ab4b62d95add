"""Two guides compared: every row that differs in words, and the schools that it really moves."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.analysis.guide_difference import (
    COMPARED,
    GuideDifference,
    change_text,
    guide_difference,
    named_guide,
)
from duibiao.guide.editions import Guide
from duibiao.guide.workbook import workbook_of
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from tests.conftest import run_duibiao
from tests.counties.guide_folders import GuideFolder

SAY = Words("zh-CN")


def texts(difference: GuideDifference) -> list[str]:
    """The changes in words."""
    return [change_text(change, SAY) for change in difference.changes]


def published(home: Path, cycle: str | None = None) -> list[dict[str, Any]]:
    """The published scores of a cycle, by default the latest."""
    path = snapshot_path(Settings.resolve(home, SEEDS))
    with duckdb.connect(str(path), read_only=True) as connection:
        return (
            connection.execute(
                "select score.* from fct_school_scores as score"
                " inner join dim_cycles as cycle using (cycle_id)"
                " where case when ? is null then cycle.is_latest else cycle_id = ? end",
                [cycle, cycle],
            )
            .pl()
            .to_dicts()
        )


@pytest.fixture(scope="module")
def settings(demo_home: Path) -> Settings:
    """The demo county, which nothing here writes to."""
    return Settings.resolve(demo_home, SEEDS)


def stricter(tmp_path: Path) -> Guide:
    """Our guide with one floor raised, one indicator renamed and moved, a rating bound changed."""
    folder = GuideFolder.copy()
    rule = folder.first("rules", method="ratio", floor="0.5")
    rule["floor"] = "0.75"
    moved = folder.first("indicators", lambda row: row["dimension"] == "S")
    moved |= {"name_zh": "改过的名称", "dimension": "Z"}
    folder.tables["ratings"][0]["min_score"] = "91.5"
    dropped = folder.tables["rule_caps"].pop()
    folder.tables["facts"] = [
        row for row in folder.tables["facts"] if row["fact"] != dropped["fact"]
    ]
    return Guide.load(folder.write(tmp_path / "stricter"))


# ------------------------------------------------------------------ rows


def test_the_same_guide_has_no_difference(settings: Settings) -> None:
    difference = guide_difference(settings, Guide.load(SEEDS), Guide.load(SEEDS))
    assert difference.is_none
    assert difference.unanswered == {}
    assert [effect.basis for effect in difference.effects] == ["self", "verified"]
    assert all(effect.school_count and not effect.moved for effect in difference.effects)


def test_every_row_that_differs_is_told_in_words(settings: Settings, tmp_path: Path) -> None:
    guide, changed = Guide.load(SEEDS), stricter(tmp_path)
    folder = GuideFolder.copy()
    rule = folder.first("rules", method="ratio", floor="0.5")
    moved = folder.first("indicators", lambda row: row["dimension"] == "S")
    cap = folder.tables["rule_caps"][-1]
    label = folder.first("facts", fact=cap["fact"])["label_zh"]
    rating = folder.tables["ratings"][0]
    assert texts(guide_difference(settings, guide, changed)) == [
        f"指标 {moved['indicator']} 改过的名称：维度代码由“S”改为“Z”",
        f"指标 {moved['indicator']} 改过的名称：中文名称由“{moved['name_zh']}”改为“改过的名称”",
        f"填报项：删去 {cap['fact']} {label}",
        f"评分办法 {rule['indicator']}/{rule['part']}：零分线由“0.5”改为“0.75”",
        f"封顶：删去 {cap['indicator']}/{cap['fact']}/{cap['when_equal']}",
        f"等次 {rating['rating']} {rating['name_zh']}：最低分由“90”改为“91.5”",
    ]
    back = texts(guide_difference(settings, changed, guide))
    assert f"填报项：新增 {cap['fact']} {label}" in back
    assert f"封顶：新增 {cap['indicator']}/{cap['fact']}/{cap['when_equal']}" in back


def test_what_belongs_to_an_indicator_comes_and_goes_with_it(
    settings: Settings, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    folder.add_indicator({"X01_a": {"kind": "count"}}, method="count", fact="X01_a", target="3")
    difference = guide_difference(settings, Guide.load(SEEDS), Guide.load(folder.write(tmp_path)))
    first = folder.tables["indicators"][0]["name_zh"]
    assert texts(difference)[-1] == f"指标：新增 X01 {first}"
    assert {change.table for change in difference.changes} == {"editions", "indicators"}
    # Nobody has answered what was not asked.
    count = difference.effects[0].school_count
    assert difference.unanswered == {"X01_a": count}
    assert difference.effects[0].count("score") == count


# ------------------------------------------------------------------ schools


def test_the_old_guide_gives_the_published_scores_and_the_new_one_those_of_a_build(
    settings: Settings, demo_copy: Path, tmp_path: Path
) -> None:
    """What the difference foretells is what a build under the new guide then publishes."""
    changed = stricter(tmp_path)
    difference = guide_difference(settings, Guide.load(SEEDS), changed)
    before = {(row["school_id"], row["basis"]): row for row in published(settings.home)}
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as connection:
        closed = connection.execute("select cycle_id from dim_cycles where is_closed").fetchall()
    for (cycle_id,) in closed:  # the edition of a closed cycle is frozen
        run_duibiao(demo_copy, "cycle", "reopen", cycle_id, "--reason", "试验")
    build(Settings.resolve(demo_copy, tmp_path / "stricter"))
    after = {(row["school_id"], row["basis"]): row for row in published(demo_copy)}
    assert before.keys() == after.keys()
    for effect in difference.effects:
        told = {one.school_id: one for one in effect.moved}
        expected = {
            school_id
            for school_id, basis in before
            if basis == effect.basis
            and any(
                before[school_id, basis][column] != after[school_id, basis][column]
                for column in COMPARED
            )
        }
        assert expected
        assert set(told) == expected
        for school_id, one in told.items():
            for column in COMPARED:
                assert one.before[column] == before[school_id, effect.basis][column]
                assert one.after[column] == after[school_id, effect.basis][column]
        assert effect.count("score") <= effect.school_count


def test_another_edition_scores_the_cycle_as_if_it_were_named(
    settings: Settings, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    for name, rows in folder.tables.items():
        if "edition" in folder.columns[name]:
            for row in rows:
                row["edition"] = "next-edition"
    rule = folder.first("rules", method="ratio", floor="0.5")
    rule["floor"] = "0.75"
    other = Guide.load(folder.write(tmp_path))
    guide = Guide.load(SEEDS)
    old = next(iter(guide.editions))
    difference = guide_difference(settings, guide, other)
    assert difference.editions == (old, "next-edition")
    assert (difference.added_editions, difference.removed_editions) == (["next-edition"], [old])
    assert difference.cycle_edition == old
    assert [text for text in texts(difference) if "版本" not in text] == [
        f"评分办法 {rule['indicator']}/{rule['part']}：零分线由“0.5”改为“0.75”"
    ]
    for effect in difference.effects:
        assert 0 < effect.count("score") < effect.school_count
        for one in effect.moved:
            if one.before["score"] != one.after["score"]:
                assert one.after["score"] < one.before["score"]


def test_an_earlier_cycle_may_be_asked_for_and_an_unknown_one_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    guide, changed = Guide.load(SEEDS), stricter(tmp_path)
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as connection:
        [(earlier,)] = connection.execute(
            "select previous_cycle_id from dim_cycles where is_latest"
        ).fetchall()
    difference = guide_difference(settings, guide, changed, earlier)
    assert difference.cycle_id == earlier
    scores = {
        row["school_id"]: row["score"]
        for row in published(settings.home, earlier)
        if row["basis"] == "self"
    }
    assert difference.effects[0].school_count == len(scores)
    assert all(one.before["score"] == scores[one.school_id] for one in difference.effects[0].moved)
    with pytest.raises(Refused, match="asked-cycle-unknown"):
        guide_difference(settings, guide, changed, "1999")


def test_before_anything_is_published_the_guides_alone_are_compared(
    home: Path, tmp_path: Path
) -> None:
    empty = Settings.resolve(home, SEEDS)
    difference = guide_difference(empty, Guide.load(SEEDS), stricter(tmp_path))
    assert difference.changes
    assert (difference.cycle_id, difference.effects) == (None, ())


# ------------------------------------------------------------------ the command line


def test_guides_are_named_by_a_word_a_folder_or_a_workbook(
    settings: Settings, tmp_path: Path
) -> None:
    guide = Guide.load(SEEDS)
    book = tmp_path / "guide.xlsx"
    book.write_bytes(workbook_of(guide))
    for name in (str(SEEDS), str(book), "现行", "current"):
        assert named_guide(settings, name).canonical_bytes() == guide.canonical_bytes()
    with pytest.raises(Refused, match="guide-diff-no-such-guide"):
        named_guide(settings, "nowhere")


def test_the_command_line_tells_it_and_gives_it_as_data(demo_home: Path, tmp_path: Path) -> None:
    stricter(tmp_path)
    other = tmp_path / "stricter"
    told = run_duibiao(demo_home, "guide", "diff", "现行", other).stdout
    assert "零分线由“0.5”改为“0.75”" in told
    assert "学校自评：" in told
    assert "核实后：" in told
    data = json.loads(run_duibiao(demo_home, "guide", "diff", "现行", other, "--json").stdout)
    assert {change["table"] for change in data["changes"]} == {
        "indicators",
        "facts",
        "rules",
        "rule_caps",
        "ratings",
    }
    assert set(data["bases"]) == {"self", "verified"}
    moved = data["bases"]["self"]["moved"]
    assert data["bases"]["self"]["changed"]["score"] == sum(
        one["before"]["score"] != one["after"]["score"] for one in moved
    )
    assert all(Decimal(one["after"]["score"]) >= 0 for one in moved)
    assert "内容相同" in run_duibiao(demo_home, "guide", "diff", "现行", SEEDS).stdout
    english = run_duibiao(demo_home, "guide", "diff", "current", other, lang="en").stdout
    assert "was “0.5” and is “0.75”" in english
    refused = run_duibiao(demo_home, "guide", "diff", "现行", "nowhere", expect=1)
    assert "没有“nowhere”" in refused.stderr
