"""Two editions side by side: each cycle is scored by its own, and a comparison says what it is."""

from __future__ import annotations

import csv
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.app_pages.overview import html as overview
from dashboards.app_pages.overview.queries import county_dimensions
from dashboards.app_pages.ranking import html as ranking
from dashboards.app_pages.ranking.queries import Chosen, page
from dashboards.app_pages.school import html as school
from dashboards.parts.marts import school_score
from duibiao.analysis import county
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot import Snapshot
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from duibiao.words.labels import Labels
from ingest.door import Door
from tests.counties.small_county import SmallCounty, small_county
from tests.counties.workbook_county import OTHER_GUIDE

NEW = "trial-7"
# By the crosswalk two checklists of the first edition became one of the other.
CROSSWALK = {("L02", "B-2"), ("J08", "B-2"), ("L01", "A-1")}


def two_editions(folder: Path, crosswalk: bool = True) -> Path:
    """Our working edition and one of other dimensions and counts, in one guide folder."""
    shutil.copytree(SEEDS, folder)
    old = next(iter(Guide.load(SEEDS).editions))
    for name, text in OTHER_GUIDE.items():
        rows = list(csv.DictReader(line.strip() for line in text.strip().splitlines()))
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as stream:
            columns = (SEEDS / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
            writer = csv.DictWriter(stream, columns.split(","), lineterminator="\n")
            writer.writerows(rows)
    if crosswalk:
        with (folder / "crosswalk.csv").open("a", encoding="utf-8") as stream:
            stream.writelines(f"{old},{one},{NEW},{other}\n" for one, other in sorted(CROSSWALK))
    return folder


def load(settings: Settings, path: Path) -> None:
    """Take a file in as the command line does."""
    door = Door.open(settings)
    checked = door.hand_in(
        door.check(path.read_bytes(), path.name), received_by="test", channel="test"
    )
    assert checked.fate.startswith("taken"), checked


def publish(folder: Path, settings: Settings) -> tuple[SmallCounty, Path]:
    """Three schools in two cycles of two editions; the third hands in only later."""
    county = small_county(folder / "files")
    for path in county.tables:
        load(settings, path)
    for number, made in enumerate(county.schools[:2]):
        flags = {"L02_a": "yes", "L02_b": "yes", "L02_c": "no"}
        answers = county.answers(made, seed=number) | flags
        load(settings, county.workbook(made, answers))
    dates = {"starts_on": "2025-01-01", "ends_on": "2025-12-31", "deadline": "2099-12-31"}
    load(settings, county.table("later", [{"cycle_id": "2025", "edition": NEW} | dates]))
    values = {"area": "300", "people": "20", "grade": "良", "votes": "7", "due": "2025-05-01"}
    values |= {"done": "2025-06-01", "one": "yes", "two": "no"}
    rows = [
        {"cycle_id": "2025", "school_id": made.school_id, "fact_id": fact, "value": value}
        for made in county.schools
        for fact, value in values.items()
    ]
    load(settings, county.table("answers", rows))
    build(settings)
    snapshot = snapshot_path(settings)
    assert snapshot is not None
    return county, snapshot


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallCounty, Path]:
    """The county above, with a crosswalk."""
    folder = tmp_path_factory.mktemp("two-editions")
    settings = Settings.resolve(folder / "home", two_editions(folder / "guide"))
    return publish(folder, settings)


def rows_of(snapshot: Path, sql: str) -> list[dict[str, Any]]:
    """The rows of a query."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return connection.execute(sql).pl().to_dicts()


def rounded_share(points: Decimal, of: Decimal) -> Decimal:
    """A share half up to nine places."""
    return (points / of).quantize(Decimal("1e-9"), rounding=ROUND_HALF_UP)


def test_each_cycle_has_the_dimensions_and_indicators_of_its_own_edition(
    published: tuple[SmallCounty, Path],
) -> None:
    county, snapshot = published
    counts = rows_of(
        snapshot,
        """
        select cycle_id, edition, count(distinct indicator_id) as indicators,
            count(distinct dimension_id) as dimensions, count(distinct school_id) as schools
        from fct_indicator_scores where basis = 'self' group by all order by cycle_id
        """,
    )
    stated = {row["edition"]: row for row in rows_of(snapshot, "select * from dim_editions")}
    assert [row["schools"] for row in counts] == [2, 3]
    assert [row["edition"] for row in counts] == [county.edition.edition_id, NEW]
    for row in counts:
        edition = stated[row["edition"]]
        assert row["indicators"] == edition["indicator_count"]
        assert row["dimensions"] == edition["dimension_count"]
    assert len({row["indicators"] for row in counts}) == 2


def test_scores_are_compared_by_the_crosswalk_alone(published: tuple[SmallCounty, Path]) -> None:
    county, snapshot = published
    first, second = county.edition.edition_id, NEW
    scored = {
        (row["cycle_id"], row["school_id"], row["indicator_id"]): row
        for row in rows_of(snapshot, "select * from fct_indicator_scores where basis = 'self'")
    }
    scores = rows_of(
        snapshot,
        "select * from fct_school_scores where cycle_id = '2025' and basis = 'self'"
        " order by school_id",
    )
    assert [row["comparison"] for row in scores] == ["across_editions", "across_editions", None]
    for row in scores:
        assert (row["edition"], row["score_change"]) == (second, None)
        if row["comparison"] is None:
            assert row["common_share"] is row["previous_common_share"] is None
            continue
        assert row["previous_edition"] == first
        assert row["previous_score"] is not None
        for column, cycle, names in (
            ("common", "2025", {new for _, new in CROSSWALK}),
            ("previous_common", "2024", {old for old, _ in CROSSWALK}),
        ):
            own = [scored[cycle, row["school_id"], name] for name in names]
            reachable = sum((one["max_points"] for one in own), Decimal(0))
            points = sum((one["points"] for one in own), Decimal(0))
            assert row[f"{column}_points"] == reachable
            assert row[f"{column}_share"] == rounded_share(points, reachable)
        assert row["common_share_change"] == row["common_share"] - row["previous_common_share"]


def test_an_indicator_is_compared_with_those_that_became_it(
    published: tuple[SmallCounty, Path],
) -> None:
    _, snapshot = published
    changes = rows_of(
        snapshot, "select * from fct_indicator_changes where basis = 'self' order by all"
    )
    schools = {row["school_id"] for row in changes}
    assert schools == {"S1", "S2"}, "a school that was not scored before has nothing to compare"
    scored = {
        (row["cycle_id"], row["school_id"], row["indicator_id"]): row
        for row in rows_of(snapshot, "select * from fct_indicator_scores where basis = 'self'")
    }
    assert {(row["indicator_id"], row["comparison"]) for row in changes} == {
        ("A-1", "crosswalk"),
        ("A-2", "none"),
        ("B-1", "none"),
        ("B-2", "crosswalk"),
    }
    for row in changes:
        answering = [
            scored["2024", row["school_id"], old]
            for old, new in sorted(CROSSWALK)
            if new == row["indicator_id"]
        ]
        assert row["points_change"] is row["previous_points"] is None
        if not answering:
            assert row["share_change"] is row["previous_indicator_ids"] is None
            continue
        assert row["previous_indicator_ids"] == ",".join(
            sorted(one["indicator_id"] for one in answering)
        )
        weight = sum((one["max_points"] for one in answering), Decimal(0))
        weighted = sum((one["max_points"] * one["share"] for one in answering), Decimal(0))
        assert row["previous_share"] == rounded_share(weighted, weight)
        assert row["share_change"] == row["share"] - row["previous_share"]


def test_the_pages_say_that_the_cycles_are_of_two_editions(
    published: tuple[SmallCounty, Path],
) -> None:
    _, path = published
    snapshot, say = Snapshot(path), Words("zh-CN")
    labels = Labels(say, rows_of(path, "select * from dim_codes"))
    score = school_score(snapshot, "2025", "self", "S1")
    assert score is not None
    names = {row["rating"]: row["name_zh"] for row in rows_of(path, "select * from dim_ratings")}
    html = school.key_figures(say, score, names, labels)
    share = f"{100 * (score['common_share'] - score['previous_common_share']):.1f}"
    assert f"跨版本：两版共有指标的得分率比上期 {share.replace('-', '−')} 个百分点" in html
    assert "位（跨版本）" in html
    assert "比上期 { " not in html
    found = county.scores(snapshot, "2025", "self")
    assert "跨版本：两版共有指标的平均得分率比上期" in overview.key_figures(
        say, county.reporting(snapshot, "2025"), found
    )
    rows = page(snapshot, Chosen("2025", "self"), first=0, count=10).to_dicts()
    cells = [ranking.change_of(say, row) for row in rows]
    assert sum(">跨版本</span>" in cell for cell in cells) == 2
    # Dimensions of another edition are other dimensions, whatever their codes.
    dimensions = county_dimensions(snapshot, "2025", "self")
    assert dimensions["previous_share"].null_count() == dimensions.height


def test_without_a_crosswalk_nothing_is_compared_but_ranks(home: Path, tmp_path: Path) -> None:
    guide = two_editions(tmp_path / "guide", crosswalk=False)
    _, path = publish(tmp_path, Settings.resolve(home, guide))
    [score] = rows_of(
        path,
        "select * from fct_school_scores"
        " where cycle_id = '2025' and basis = 'verified' and school_id = 'S1'",
    )
    assert score["comparison"] == "across_editions"
    assert score["score_change"] is score["common_share"] is score["common_share_change"] is None
    changes = rows_of(path, "select distinct comparison, share_change from fct_indicator_changes")
    assert changes == [{"comparison": "none", "share_change": None}]
    say = Words("zh-CN")
    html = school.key_figures(
        say,
        school_score(Snapshot(path), "2025", "verified", "S1") or {},
        {row["rating"]: row["name_zh"] for row in rows_of(path, "select * from dim_ratings")},
        Labels(say, rows_of(path, "select * from dim_codes")),
    )
    assert "与上期跨版本，分数不能相减" in html
