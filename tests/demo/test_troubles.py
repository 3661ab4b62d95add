"""The demo county has a school of each trouble that the pages speak of, found by what it is."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from rich.progress import Progress

from duibiao.demo.amounts import FILE
from duibiao.demo.county import CYCLE_COUNT, DemoCounty, DemoRefused, make_demo_county
from duibiao.demo.schools import SCHOOL_COUNT
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from tests.conftest import DEMO_DAY, Place

EXAMPLE = SEEDS.parent / "duibiao" / "guide" / "example"
NEWEST = "(select cycle_id from dim_cycles where is_latest)"
SCORES = f"fct_school_scores where cycle_id = {NEWEST}"
TROUBLES = {
    "not handed in": f"""from fct_reporting_status
        where cycle_id = {NEWEST} and status = 'not_handed_in'""",
    "handed in late": f"""from fct_reporting_status
        where cycle_id = {NEWEST} and status = 'handed_in_late'""",
    "nothing but a refused file": f"""from fct_reporting_status
        where cycle_id = {NEWEST} and submission_id is null and refused_count > 0""",
    "a correction refused after a file in force": f"""from fct_reporting_status
        where cycle_id = {NEWEST} and submission_id is not null and is_correction_refused""",
    "much missing": f"from {SCORES} and basis = 'self' and missing_indicator_count >= 10",
    "zero over a base of 0": f"""from fct_rule_part_scores
        where cycle_id = {NEWEST} and base_value = 0 and outcome = 'counted' and result = 0""",
    "self far above verified": f"""from fct_school_scores as self
        inner join fct_school_scores as verified using (cycle_id, school_id)
        where cycle_id = {NEWEST} and self.basis = 'self' and verified.basis = 'verified'
            and self.score - verified.score between 10 and 40""",
    "tied in rank at a tier's edge": f"""from fct_school_scores as inside
        inner join fct_tier_lines as lines using (cycle_id, basis)
        inner join fct_school_scores as outside using (cycle_id, basis)
        where cycle_id = {NEWEST} and lines.line_kind = 'quota'
            and inside.school_id = lines.last_inside_school_id
            and outside.school_id = lines.first_outside_school_id
            and inside.score = outside.score and inside.rank_county = outside.rank_county""",
    "blocked from a tier by one dimension": f"""from fct_tier_conditions
        where cycle_id = {NEWEST} and is_score_met and not is_met
            and failed_dimension_count = 1 and barring_red_lines is null""",
    "fell by much": f"from {SCORES} and score_change < -10 and missing_indicator_count < 5",
    "rose by much": f"from {SCORES} and score_change > 10",
    "new, without a last cycle": f"""from fct_school_scores
        inner join dim_schools using (school_id)
        inner join dim_cycles using (cycle_id)
        where is_latest and valid_from >= starts_on and previous_score is null
            and school_id not in
                (select school_id from dim_cycle_schools where cycle_id <> {NEWEST})""",
    "an indicator that does not apply to its type": f"""from fct_exemptions
        where cycle_id = {NEWEST} and attribute = 'school_type' and fact_id is null""",
    "a rank of a wide interval": f"""from fct_rank_intervals
        where cycle_id = {NEWEST} and rank_county_high - rank_county_low >= 6""",
    "a doubtful answer": f"""from fct_doubtful_answers
        where cycle_id = {NEWEST} and rank_worst - rank_best >= 3""",
    "a verified value withdrawn": f"from fct_reviews where cycle_id = {NEWEST} and is_withdrawn",
    "few students": f"from dim_cycle_schools where cycle_id = {NEWEST} and students < 60",
    "evidence and a signed form": f"""from fct_signed_forms
        inner join fct_evidence using (cycle_id, school_id)
        where cycle_id = {NEWEST}""",
    "closed": "from dim_schools where valid_to is not null and merged_into is null",
    "merged into another": f"""from dim_schools
        where merged_into in (select school_id from dim_cycle_schools where cycle_id = {NEWEST})
            and school_id in (select school_id from dim_cycle_schools)""",
    "renamed": """from dim_cycle_schools group by school_id
        having count(distinct name_zh) > 1""",
    "grown": """from dim_cycle_schools group by school_id
        having count(distinct students) > 1""",
}


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Snapshot:
    return snapshot_in_force(Settings.resolve(demo_home, SEEDS))


def test_there_is_a_school_of_each_trouble(snapshot: Snapshot) -> None:
    without = [
        trouble
        for trouble, sql in TROUBLES.items()
        if not snapshot.rows(f"select {'inside.' if 'inside' in sql else ''}school_id {sql}")
    ]
    assert without == []


def test_a_red_line_of_each_effect_is_felt(snapshot: Snapshot) -> None:
    [row] = snapshot.rows(
        f"""
        select
            (select list(distinct effect order by effect) from dim_red_lines) as known,
            (
                select list(distinct effect order by effect)
                from fct_findings inner join dim_red_lines using (red_line)
                where is_in_force and cycle_id = {NEWEST}
            ) as found,
            (
                select count(*) from {SCORES} and rating <> rating_before_red_lines
            ) as lowered,
            (
                select count(*) from fct_indicator_scores
                where cycle_id = {NEWEST} and zeroed_by_red_line is not null
            ) as zeroed,
            (
                select count(*) from fct_tier_conditions
                where cycle_id = {NEWEST} and is_score_met and barring_red_lines is not null
            ) as barred
        """
    )
    assert row["found"] == row["known"]
    assert row["lowered"] and row["zeroed"] and row["barred"]


def test_of_every_school_it_is_known_how_large_it_is_and_whose(snapshot: Snapshot) -> None:
    [row] = snapshot.rows(
        f"""
        select
            count(*) filter (where cycle_id = {NEWEST}) as now,
            count(distinct cycle_id) as cycles,
            bool_and(
                students is not null and teachers is not null and members is not null
                and education_group is not null and teachers < students and members <= teachers
            ) as is_known
        from dim_cycle_schools
        """
    )
    assert row == {"now": SCHOOL_COUNT, "cycles": CYCLE_COUNT, "is_known": True}


def _made(home: Path, guide: Path) -> DemoCounty | None:
    day = dt.date.fromisoformat(DEMO_DAY)
    return make_demo_county(Settings.resolve(home, guide), Progress(disable=True), day)


def test_a_guide_without_a_story_of_its_own_has_a_demo_all_the_same(place: Place) -> None:
    """Another guide, without most code lists; the file of ours is none of its business."""
    assert not (EXAMPLE / FILE).exists()
    made = _made(place("home"), EXAMPLE)
    assert made is not None and made.counts["schools"] == SCHOOL_COUNT
    assert made.counts["workbooks"] > CYCLE_COUNT * SCHOOL_COUNT * 0.9


def test_a_story_that_cannot_be_read_is_refused_by_name(place: Place, tmp_path: Path) -> None:
    guide = tmp_path / "guide"
    shutil.copytree(EXAMPLE, guide)
    for text, told in (
        ("amounts = 3", "amounts"),
        ('[limits]\nx = "two or three"', "two or three"),
        ('[limits]\nx = "__import__(1, 2)"', "__import__(1, 2)"),
        ("[school_types.primary]\nweight = 1", "level"),
        ("[", "TOML"),
    ):
        (guide / FILE).write_text(text, encoding="utf-8")
        with pytest.raises(DemoRefused) as refused:
            _made(place("home"), guide)
        assert refused.value.parameters["file"] == FILE
        assert told in refused.value.parameters["found"]


def test_nothing_of_the_county_is_open_to_others(demo_home: Path) -> None:
    """Neither its files: the settings would say that such a home is to be brought up to date."""
    assert [
        path for path in (demo_home, *demo_home.rglob("*")) if path.stat().st_mode & 0o077
    ] == []
