"""How sure a rank is, said in words and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duibiao.analysis.standing import Standing, TierReach, TierTie, sentences
from duibiao.commands.cli import app
from duibiao.words import Words
from duibiao.words.figures import percent_of


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 1000, "0%"),
        (1, 1000, "<1%"),
        (4, 1000, "<1%"),
        (5, 1000, "1%"),
        (934, 1000, "93%"),
        (935, 1000, "94%"),
        (994, 1000, "99%"),
        (995, 1000, ">99%"),
        (999, 1000, ">99%"),
        (1000, 1000, "100%"),
    ],
)
def test_all_and_none_are_never_said_of_fewer(part: int, whole: int, said: str) -> None:
    assert percent_of(part, whole) == said


def standing(low: int, high: int, reached: tuple[int, int, int], official: int) -> Standing:
    """A school of rank 4 with three tiers; `official`: the highest it reaches."""
    names = ("high", "middle", "low")
    return Standing(
        school_id="S",
        name_zh="某校",
        rank=4,
        low=low,
        high=high,
        size=60,
        certain_percent=95,
        asked_fact_count=100,
        verified_fact_count=7,
        tiers=[
            TierReach(name, draws, 1000, number >= official, 50 < draws < 950)
            for number, (name, draws) in enumerate(zip(names, reached, strict=True))
        ],
    )


def told(of: Standing) -> list[str]:
    """The sentences in Chinese, tiers by their codes; how much was verified always ends them."""
    *said, verified = sentences(of, Words("zh-CN"), lambda tier: f"〈{tier}〉")
    assert verified == "以上只说权重：应填100项，县里核实了7项（7%），其余依据自评。"
    return said


def test_a_school_that_moves_is_told_with_what_it_reaches_and_might() -> None:
    school = standing(3, 6, (40, 930, 1000), official=1)
    school.ties = [
        TierTie("middle", "inside", "A", "甲校", 700, 1000),
        TierTie("high", "outside", "B", "乙校", 80, 1000),
        TierTie("low", "even", "C", "丙校", 500, 1000),
    ]
    assert told(school) == [
        "全县第4名（共60所）。权重小幅变动时，在90%的权重方案下排在第3至6名。",
        "现未达到〈high〉；在4%的权重方案下可以达到。",
        "在93%的权重方案下达到〈middle〉。",
        "〈middle〉：已入围，但与未入围的甲校难分先后（在70%的权重方案下领先）。",
        "〈high〉：未入围，但与入围的乙校难分先后（在8%的权重方案下领先）。",
        "〈low〉：与丙校总分相同，而名额不够。",
    ]


def test_a_school_that_stays_and_reaches_nothing_is_told_of_the_next_tier_alone() -> None:
    assert told(standing(4, 4, (0, 0, 0), official=3)) == [
        "全县第4名（共60所）。权重小幅变动时，至少在90%的权重方案下仍是第4名。",
        "现未达到〈low〉；权重怎样小幅变动都达不到。",
    ]


def test_a_lower_tier_that_is_not_sure_is_told_too() -> None:
    assert told(standing(4, 5, (0, 940, 945), official=1))[1:] == [
        "现未达到〈high〉；权重怎样小幅变动都达不到。",
        "在94%的权重方案下达到〈middle〉。",
        "在95%的权重方案下达到〈low〉。",
    ]


def run(demo_home: Path, *arguments: str) -> tuple[int, str]:
    """The command on the demo county: its code and all that it printed."""
    result = CliRunner().invoke(app, ["sureness", "--home", str(demo_home), *arguments])
    return result.exit_code, result.output


def test_the_command_tells_of_the_demo_county(demo_home: Path) -> None:
    code, text = run(demo_home, "--json")
    everyone = json.loads(text)
    assert code == 0
    assert [row["rank"] for row in everyone] == sorted(row["rank"] for row in everyone)
    assert all(row["low"] <= row["high"] for row in everyone)
    tier = everyone[0]["tiers"][-1]["tier"]
    code, text = run(demo_home, "--json", "--tier", tier)
    near = json.loads(text)
    assert code == 0
    assert 0 < len(near) < len(everyone)
    first = everyone[0]
    code, text = run(demo_home, first["school_id"])
    assert code == 0
    assert text.startswith(f"{first['name_zh']}（{first['school_id']}）\n全县第1名")
    code, text = run(demo_home, "--tier", tier)
    assert code == 0
    assert first["name_zh"] in text
    assert "正式得分与名次不受影响" in text


def test_what_is_not_there_is_told_with_a_way_out(demo_home: Path, tmp_path: Path) -> None:
    code, text = run(demo_home, "--cycle", "1999")
    assert (code, text.startswith("没有考核年度“1999”。已有：")) == (1, True)
    code, text = run(demo_home, "--tier", "imperial")
    assert (code, text.startswith("指南里没有档次“imperial”。可选：")) == (1, True)
    code, text = run(demo_home, "nobody")
    assert (code, "所学校里没有“nobody”。最接近的：" in text) == (1, True)
    code, text = run(tmp_path)
    assert code == 1
