"""The comparison's queries, panels and page against plain SQL, and against an older publication."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.app_pages.compare import charts, html, queries
from dashboards.app_pages.compare.queries import Side
from dashboards.parts import marts
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot
from duibiao.warehouse.snapshot_files import information_path, published_snapshots, snapshot_path
from duibiao.words import Words
from duibiao.words.labels import Labels
from tests.dashboards.conftest import Server, Sight, alone, choose, published, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")
OLD_BUILD = "20200102T030405Z-old"
LOWER_BY = Decimal("1.5")


def two_decimals(value: Decimal) -> str:
    """As the screen writes points."""
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace("-", "−")


@pytest.fixture
def side(snapshot: Snapshot, cycle_id: str) -> Side:
    """The latest cycle, verified."""
    return Side(snapshot, cycle_id, "verified", cycle_id)


@pytest.fixture
def ids(rows: Rows, cycle_id: str) -> list[str]:
    """Four schools that the whole county lies between."""
    ranked = rows(
        """select school_id from fct_school_scores where cycle_id = ? and basis = 'verified'
        order by rank_county, school_id""",
        cycle_id,
    )
    return [ranked[at][0] for at in (0, 1, len(ranked) // 2, -1)]


def figures(side: Side, ids: list[str]) -> html.Figures:
    """What a side holds of some schools, with addresses that say what they lead to."""
    return html.Figures(
        side.name,
        queries.standings(side, ids),
        queries.dimension_scores(side, ids),
        queries.indicator_scores(side, ids),
        lambda school_id, **of: "/".join([school_id, *of.values()]),
    )


@pytest.fixture
def old_home(demo_home: Path, tmp_path: Path, cycle_id: str, ids: list[str]) -> Path:
    """The demo county's snapshot, and an older one in which one school has less.

    The last of `ids` was not there yet.
    """
    home, current = tmp_path / "home", published(demo_home)
    warehouse = home / "warehouse"
    warehouse.mkdir(parents=True)
    for path in (current, information_path(current), current.parent / "LATEST"):
        shutil.copy(path, warehouse / path.name)
    old = warehouse / f"{OLD_BUILD}.duckdb"
    shutil.copy(current, old)
    information = json.loads(information_path(current).read_text(encoding="utf-8"))
    information |= {"build_id": OLD_BUILD, "built_at": "2020-01-02T03:04:05+00:00"}
    information_path(old).write_text(json.dumps(information), encoding="utf-8")
    with duckdb.connect(str(old)) as changed:
        changed.execute(
            "update fct_school_scores set score = score - ? where school_id = ? and cycle_id = ?",
            [LOWER_BY, ids[0], cycle_id],
        )
        for mart in ("fct_school_scores", "dim_cycle_schools"):
            changed.execute(
                f"delete from {mart} where school_id = ? and cycle_id = ?", [ids[-1], cycle_id]
            )
    return home


def test_publications_are_listed_newest_first(
    old_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With when they were built; what lies there without its account is none."""
    monkeypatch.setenv("DUIBIAO_HOME", str(old_home))
    (old_home / "warehouse" / "20190101T000000Z-half.duckdb").touch()
    newest, oldest = published_snapshots(Settings.resolve())
    assert newest.path == snapshot_path(Settings.resolve())
    assert (oldest.build_id, oldest.built_at) == (OLD_BUILD, "2020-01-02T03:04:05+00:00")


def test_what_changed_since_a_publication(
    old_home: Path, side: Side, ids: list[str], rows: Rows
) -> None:
    """The school whose score changed and the one that was not there; nobody else."""
    old = Snapshot(old_home / "warehouse" / f"{OLD_BUILD}.duckdb")
    then = Side(old, side.cycle_id, side.basis, "then")
    found = {row["school_id"]: row for row in queries.changed_between(then, side).to_dicts()}
    assert set(found) == {ids[0], ids[-1]}
    assert found[ids[0]]["score_change"] == LOWER_BY
    assert found[ids[-1]]["score_then"] is None and found[ids[-1]]["score_now"] is not None
    assert queries.changed_between(side, side).is_empty()
    labels = Labels(SAY, [])
    shown = html.changed_table(SAY, list(found.values()), labels, ("a", "b"), str)
    (score,) = rows(
        """select score from fct_school_scores
        where school_id = ? and cycle_id = ? and basis = 'verified'""",
        ids[0],
        side.cycle_id,
    )[0]
    assert f"{two_decimals(score - LOWER_BY)}</span> → <b>{two_decimals(score)}</b>" in shown


def test_indicators_that_differ_most_stand_first(
    snapshot: Snapshot, side: Side, ids: list[str], rows: Rows
) -> None:
    """By the widest difference of points; those without one are told apart; cells lead on."""
    compared = html.Compared([(key, key) for key in ids], [figures(side, ids)])
    (edition,) = rows("select edition from dim_cycles where cycle_id = ?", side.cycle_id)[0]
    indicators = queries.indicators(snapshot, edition, None)
    wanted: dict[str, Decimal] = dict(
        rows(
            f"""select indicator_id, max(points) - min(points) from fct_indicator_scores
            where cycle_id = ? and basis = 'verified'
                and school_id in ({", ".join("?" * len(ids))})
            group by indicator_id having count(points) > 1""",
            side.cycle_id,
            *ids,
        )
    )
    assert {
        row["indicator_id"]: html.spread(compared, row["indicator_id"]) for row in indicators
    } == {row["indicator_id"]: wanted.get(row["indicator_id"], 0) for row in indicators}
    shown = html.indicators_table(
        SAY, compared, indicators, Labels(SAY, marts.codes(snapshot).iter_rows(named=True))
    )
    first = max(indicators, key=lambda row: wanted.get(row["indicator_id"], 0))["indicator_id"]
    assert shown.index(f'class="code">{first}<') == shown.index('class="code">')
    assert f'href="{ids[0]}/{first}"' in shown
    same = sum(not wanted.get(row["indicator_id"], 0) for row in indicators)
    assert f"没有差别的 {same} 项" in shown


def test_two_cycles_are_subtracted_school_by_school(
    snapshot: Snapshot, side: Side, ids: list[str], rows: Rows
) -> None:
    """The change of score on the screen is that of the mart, which knows the cycle before."""
    (before,) = rows("select previous_cycle_id from dim_cycles where cycle_id = ?", side.cycle_id)[
        0
    ]
    sides = [figures(Side(snapshot, before, "verified", before), ids), figures(side, ids)]
    compared = html.Compared([(key, key) for key in ids], sides)
    shown = html.standings_table(SAY, compared, Labels(SAY, []))
    changes = rows(
        """select score_change from fct_school_scores
        where cycle_id = ? and basis = 'verified' and list_contains(?, school_id)""",
        side.cycle_id,
        ids,
    )
    for (change,) in changes:
        assert change is None or f"{two_decimals(abs(change))}</span></td>" in shown
    lines = html.slope_lines(compared)
    assert [name for name, *_ in lines] == [compared.name(key) for key in ids]
    assert [after for *_, after in lines] == [
        float(sides[1].standings[key]["score"]) for key in ids
    ]
    two_scales = html.Compared(compared.schools, sides, subtract=False)
    assert "得分变化" in shown
    assert "得分变化" not in html.standings_table(SAY, two_scales, Labels(SAY, []))


def test_a_school_that_was_not_there_says_so_and_an_old_name_is_kept() -> None:
    """Missing, without a score and not in the cycle look different."""
    school = {
        "school_id": "a", "name_zh": "新名", "school_type": "primary",
        "valid_from": None, "valid_to": "2025-06-30",
    }  # fmt: skip
    then = {"name_zh": "旧名", "school_type": "primary", "rank_county": 3, "county_size": 9}
    shown = html.history_table(
        SAY,
        [school],
        [{"cycle_id": cycle} for cycle in ("1", "2", "3")],
        {("a", "1"): then | {"score": Decimal(80)}, ("a", "2"): then | {"score": None}},
        Labels(SAY, []),
        lambda school_id, **of: f"{school_id}/{of['cycle']}",
    )
    first, second, third = shown.split('<td class="number"')[1:]
    assert 'href="a/1">80.00</a>' in first and "当时名为旧名" in first
    assert "没有得分" in second
    assert "本年度没有这所学校" in third and "在册至 2025-06-30" in third


def test_labels_of_a_slope_chart_do_not_cover_each_other() -> None:
    """Ends with the same score stand above one another; a line without an end has one mark."""
    chart = charts.slopes(("before", "after"), [("甲", 80, 90), ("乙", 80, 90), ("丙", None, 90)])
    right = sorted(note.yshift for note in chart.layout.annotations if note.x == 1)
    assert [later - earlier for earlier, later in itertools.pairwise(right)] == [30, 30]
    assert len([note for note in chart.layout.annotations if note.x == 0]) == 2
    assert len({line.line.dash for line in chart.data[:3]}) == 3


def test_a_dumbbell_begins_below_every_share() -> None:
    """On a line that begins at a full ten of percents, both ends lie where they belong."""
    shown = html.dumbbell(Decimal("0.8"), Decimal("0.9"), 60)
    assert 'dot before" style="left:50.00%"' in shown
    assert 'dot after" style="left:75.00%"' in shown
    assert '<span style="left:50.00%;width:25.00%">' in shown
    assert "before" not in html.dumbbell(None, Decimal("0.9"))


def drawn(home: Path, monkeypatch: pytest.MonkeyPatch, **parameters: str) -> str:
    """The page as the address asks for it, as text."""
    monkeypatch.setenv("DUIBIAO_HOME", str(home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    page = alone("compare")
    for name, value in parameters.items():
        page.query_params[name] = value
    page.run()
    assert [error.message for error in page.exception if error.message] == []
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def test_scores_as_they_were_published_say_so_and_what_changed_since(
    old_home: Path, monkeypatch: pytest.MonkeyPatch, ids: list[str], rows: Rows, cycle_id: str
) -> None:
    """An older publication shows its own score, leads to no other, and counts what changed."""
    (score,) = rows(
        """select score from fct_school_scores
        where school_id = ? and cycle_id = ? and basis = 'verified'""",
        ids[0],
        cycle_id,
    )[0]
    chosen = ",".join([ids[0], ids[-1]])
    page = drawn(old_home, monkeypatch, schools=chosen, as_of=OLD_BUILD)
    assert "这里显示的是 2020-01-02 11:04 发布的分数" in page
    assert "此后全县有 2 所学校的得分、名次或档次变了" in page
    scores = page[page.index('id="compare-scores"') :]
    scores = scores[: scores.index("</table>")]
    assert two_decimals(score - LOWER_BY) in scores and "href" not in scores
    assert "本年度没有这所学校" in scores

    both = drawn(old_home, monkeypatch, schools=chosen, by="published")
    scores = both[both.index('id="compare-scores"') :]
    assert f"+{two_decimals(LOWER_BY)}" in scores[: scores.index("</table>")]
    assert 'id="compare-changed"' in both


def test_a_publication_of_another_shape_says_so(
    old_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Snapshots of closed cycles are kept for good, so that some are older than a column."""
    with duckdb.connect(str(old_home / "warehouse" / f"{OLD_BUILD}.duckdb")) as older:
        older.execute("drop table fct_rank_intervals")
    assert "结构与现在不同" in drawn(old_home, monkeypatch, as_of=OLD_BUILD)


def test_with_nothing_to_compare_with_the_page_says_what_to_do(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One publication alone, no school chosen, and an address of schools that are not there."""
    assert "只有一个数据版本" in drawn(demo_home, monkeypatch, by="published")
    empty = drawn(demo_home, monkeypatch, schools="没有这所学校")
    assert "请选择要对比的学校" in empty and "没有：没有这所学校" in empty


def test_an_official_compares_schools_and_cycles(
    server: Server, look: Look, rows: Rows, cycle_id: str, ids: list[str]
) -> None:
    """Adds a school by name, turns to two cycles, takes one out; all stands in the address."""
    named: dict[str, str] = dict(
        rows("select school_id, name_zh from dim_cycle_schools where cycle_id = ?", cycle_id)
    )
    sight = look()
    page = sight.open(server.url("compare", schools=ids[0]))
    choose(page, "添加学校", f"{named[ids[2]]}（{ids[2]}）", typed=ids[2])
    page.wait_for_selector("table#compare-pair")
    sight.settle()
    scores: dict[str, Decimal] = dict(
        rows(
            """select school_id, score from fct_school_scores
            where cycle_id = ? and basis = 'verified'""",
            cycle_id,
        )
    )
    assert [row[:2] for row in table(page, "compare-scores")] == [
        [named[key], two_decimals(scores[key])] for key in (ids[0], ids[2])
    ]
    shares = rows(
        """select one.share, other.share from fct_dimension_scores as one
        inner join fct_dimension_scores as other using (cycle_id, basis, dimension_id)
        inner join dim_dimensions as dimension using (dimension_id)
        where cycle_id = ? and basis = 'verified' and one.school_id = ? and other.school_id = ?
        order by dimension.sort""",
        cycle_id,
        ids[0],
        ids[2],
    )
    assert [row[1:3] for row in table(page, "compare-pair")] == [
        [
            f"{(100 * share).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" if share is not None
            else "不适用"
            for share in pair
        ]
        for pair in shares
    ]  # fmt: skip

    page.get_by_role("radio", name="两个年度").click()
    page.wait_for_selector(".st-key-compare-slope .js-plotly-plot")
    sight.settle()
    assert "by=cycles" in page.url and ids[2] in page.url
    page.get_by_role("link", name=f"去掉{named[ids[0]]}").click()
    until(page, "document.querySelectorAll('ul.chosen li').length === 1")
    assert ids[0] not in page.url and "by=cycles" in page.url
