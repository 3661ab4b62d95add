"""The rules of the whole score on a worked example: oracle, build, door and sentences agree."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from duibiao.analysis.explanation import Subject, explain
from duibiao.analysis.walk import School, read_school
from duibiao.analysis.what_if import what_if
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from duibiao.words import Words
from duibiao.words.labels import Labels
from tests.counties.many_editions import ManyEditions
from tests.counties.worked_examples import (
    WHOLE_SCORE_EXAMPLES,
    WHOLE_SCORE_FACTS,
    WHOLE_SCORE_GUIDE,
)
from tests.oracle.compare import differences
from tests.oracle.score import Load, score_county

RULES = Path(__file__).parents[2] / "docs" / "rules.md"
CYCLE = "2024"


@pytest.fixture(scope="module")
def county() -> ManyEditions:
    """Six schools under the edition of the examples, one cycle."""
    made = ManyEditions(1, 0, len(WHOLE_SCORE_EXAMPLES))
    made.guide["code_lists"] = [
        row for row in made.guide["code_lists"] if row["list"] != "tier" or row["code"] == "none"
    ]
    made.add("code_lists", list="tier", code="model", name_zh="示范学校")
    for table, rows in WHOLE_SCORE_GUIDE.items():
        for row in rows:
            made.add(table, edition="whole", **row)
    made.files["cycles"].append(
        {
            "cycle_id": CYCLE,
            "edition": "whole",
            "starts_on": "2024-01-01",
            "ends_on": "2024-12-31",
            "deadline": "2099-12-31",
        }
    )
    schools = [row["school_id"] for row in made.files["schools"]]
    for school_id, (values, red_lines, _) in zip(schools, WHOLE_SCORE_EXAMPLES, strict=True):
        at = {"cycle_id": CYCLE, "school_id": school_id}
        made.files["answers"] += [
            at | {"fact_id": fact, "value": value, "basis": "self", "reason": ""}
            for fact, value in zip(WHOLE_SCORE_FACTS, values, strict=True)
        ]
        made.files["findings"] += [at | {"red_line": red_line} for red_line in red_lines]
    return made


@pytest.fixture(scope="module")
def snapshot(county: ManyEditions, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The county, handed in and built."""
    return snapshot_in_force(county.publish(tmp_path_factory.mktemp("whole")))


COLUMNS = ("points", "bonus_points", "taken_off", "score", "rating", "tier_reached")


def test_the_worked_examples_come_out(county: ManyEditions, snapshot: Snapshot) -> None:
    """As reckoned by hand, in both bases; the oracle says the same of every mart."""
    kinds = ("schools", "cycles", "answers", "findings")
    loads = [Load(kind, county.files[kind]) for kind in kinds]  # type: ignore[arg-type]
    assert differences(snapshot.path, score_county(county.guide, loads)) == []
    rows = snapshot.rows("select * from fct_school_scores order by basis, school_id")
    expected = [said for _, _, said in WHOLE_SCORE_EXAMPLES] * 2
    for row, said in zip(rows, expected, strict=True):
        told = tuple(
            row[name] if isinstance(row[name], str) else Fraction(row[name]) for name in COLUMNS
        )
        assert told == (*map(Fraction, said[:4]), *said[4:]), row["school_id"]


def test_the_door_places_a_school_among_the_published_others(snapshot: Snapshot) -> None:
    """Scored again as it is, each school has its published row; with other answers another place.

    The columns on ranks are about nothing there.
    """
    rows = snapshot.rows("select * from fct_school_scores where basis = 'self' order by school_id")
    cases = [Case(CYCLE, row["school_id"], "self") for row in rows]
    marts = snapshot.scorer.score_cases(cases, ["fct_school_scores", "fct_tier_conditions"])
    again = {row["school_id"]: row for row in marts["fct_school_scores"].to_dicts()}
    for row in rows:
        for name in (*COLUMNS, "score_before_red_lines", "rating_before_red_lines"):
            assert again[row["school_id"]][name] == row[name], (row["school_id"], name)
    conditions = {row["school_id"]: row for row in marts["fct_tier_conditions"].to_dicts()}
    for row in snapshot.rows("select * from fct_tier_conditions where basis = 'self'"):
        for name in ("place", "place_limit", "is_place_met", "is_met"):
            assert conditions[row["school_id"]][name] == row[name], (row["school_id"], name)
    # Without one late report the fourth would be the third, in place of the fifth school.
    found = what_if(snapshot, "S02", {"A1_a": 3}, cycle_id=CYCLE, basis="self")
    assert found.after is not None
    assert (found.after.score, found.after.tier_reached) == (Decimal(87), "model")


def told(snapshot: Snapshot, language: str) -> list[str]:
    """Every sentence on the schools, their red lines, dimensions and indicators."""
    words = Words(language)
    labels = Labels(words, snapshot.codes)
    found: list[str] = []
    for number in range(1, len(WHOLE_SCORE_EXAMPLES) + 1):
        walk = read_school(snapshot, CYCLE, "self", f"S{number:02d}")
        assert isinstance(walk, School)
        subjects: list[Subject] = [walk, *walk.findings, *walk.indicators]
        for subject in subjects:
            found += explain(words, labels, walk, subject)
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_of_the_rules_quotes_what_is_said(snapshot: Snapshot, language: str) -> None:
    """What docs/rules.md shows of the whole score is what the program says of the examples."""
    said = told(snapshot, language)
    page = RULES.read_text(encoding="utf-8")
    part = page.partition("<!-- whole score -->")[2].partition("<!-- end -->")[0]
    mark = {"zh-CN": "> ", "en": ">> "}[language]
    quoted = [line.removeprefix(mark) for line in part.splitlines() if line.startswith(mark)]
    quoted = [line for line in quoted if not line.startswith(">")]
    assert len(quoted) >= 4
    assert [line for line in quoted if line not in said] == []
