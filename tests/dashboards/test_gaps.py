"""差距: what the queries count, what the cells say, and an official's way from the map to a why."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
import yaml
from markupsafe import Markup

from dashboards.app_pages.gaps import html, indicator_html, map_html, queries, views
from dashboards.parts import design
from duibiao.records.settings import DBT_PROJECT, SEEDS
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words

from .conftest import Server, Sight, alone, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]

SAY = Words("zh-CN")
BASIS = "verified"


@pytest.fixture(scope="module")
def busiest(rows: Rows, cycle_id: str) -> str:
    """The township with most scored schools."""
    return str(
        rows(
            """select township from fct_school_scores
            inner join dim_cycle_schools using (cycle_id, school_id)
            where cycle_id = ? and basis = ? group by township order by count(*) desc, 1""",
            cycle_id,
            BASIS,
        )[0][0]
    )


# ---------------------------------------------------------------- queries


def test_weak_is_what_the_warehouse_calls_weak() -> None:
    """One threshold: that by which schools are shown peers to learn from."""
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert Decimal(str(project["vars"]["weak_share"])) == queries.WEAK_SHARE


@pytest.mark.parametrize("basis", ["self", "verified"])
def test_weaknesses_hold_every_indicator_and_every_school_once(
    snapshot: Snapshot, rows: Rows, cycle_id: str, basis: str
) -> None:
    """Counts add up; what is lost is what the marts lack, and what the average lacks of 100."""
    found = queries.weaknesses(snapshot, cycle_id, basis)
    ((schools, lost, average),) = rows(
        """select count(distinct school_id), sum(gap_points),
            (select avg(score) from fct_school_scores as score
                where score.cycle_id = cell.cycle_id and score.basis = cell.basis)
        from fct_indicator_scores as cell where cycle_id = ? and basis = ?
        group by cycle_id, basis""",
        cycle_id,
        basis,
    )
    wanted = rows(
        """select indicator_id from dim_indicators
        inner join dim_dimensions using (edition, dimension_id)
        where edition = (select edition from dim_cycles where cycle_id = ?)
        order by dim_dimensions.sort, dim_indicators.sort""",
        cycle_id,
    )
    assert [(key,) for key in found["indicator_id"].to_list()] == wanted
    assert set((found["applicable_count"] + found["not_applicable_count"]).to_list()) == {schools}
    assert found["lost_points"].sum() == lost
    assert float(found["lost_score"].sum()) == pytest.approx(100 - average, abs=1e-4)


def test_weak_schools_and_the_trend_are_those_of_plain_sql(
    snapshot: Snapshot, rows: Rows, cycle_id: str, busiest: str
) -> None:
    """Of one township, indicator by indicator."""
    found = queries.weaknesses(snapshot, cycle_id, BASIS, township=busiest)
    wanted = rows(
        """select score.indicator_id,
            count(*) filter (where score.share < ?),
            avg(change.share_change), count(change.share_change)
        from fct_indicator_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        left join fct_indicator_changes as change
            using (cycle_id, school_id, basis, indicator_id)
        where cycle_id = ? and basis = ? and school.township = ? group by 1""",
        queries.WEAK_SHARE,
        cycle_id,
        BASIS,
        busiest,
    )
    columns = ("indicator_id", "weak_count", "share_change", "compared_count")
    shown = sorted(found.select(columns).rows())
    for one, other in zip(shown, sorted(wanted), strict=True):
        assert (one[0], one[1], one[3]) == (other[0], other[1], other[3])
        assert one[2] == pytest.approx(other[2])


def test_kinds_add_up_for_each_township_and_for_all(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    found = queries.kinds(snapshot, cycle_id, BASIS).to_dicts()
    wanted = rows(
        """select school.township, indicator.nature, indicator.character,
            sum(score.gap_points), sum(score.points) / sum(score.max_points)
                filter (where score.points is not null)
        from fct_indicator_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        inner join dim_indicators as indicator
            on indicator.edition = score.edition and indicator.indicator_id = score.indicator_id
        where score.cycle_id = ? and score.basis = ?
        group by grouping sets ((1, 2, 3), (2, 3))""",
        cycle_id,
        BASIS,
    )
    shown = {
        (row["township"], row["nature"], row["character"]): (
            row["lost_points"],
            pytest.approx(float(row["share"])),
        )
        for row in found
    }
    assert {row[:3]: row[3:] for row in wanted} == shown
    indicators = sum(row["indicator_count"] for row in found if row["township"] is None)
    assert indicators == queries.weaknesses(snapshot, cycle_id, BASIS).height


def test_the_map_has_a_cell_for_every_indicator_and_column(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Of schools and of townships, each with its status; the best stand first."""
    indicators = queries.weaknesses(snapshot, cycle_id, BASIS).height
    schools = queries.columns_of_schools(snapshot, cycle_id, BASIS)
    assert all(one["score"] >= other["score"] for one, other in itertools.pairwise(schools))
    keys = [column["key"] for column in schools[:7]]
    cells = queries.school_cells(snapshot, cycle_id, BASIS, keys)
    assert len(cells) == 7 * indicators
    assert {cell["key"] for cell in cells} == set(keys)
    assert all((cell["share"] is None) == (cell["status"] == "not_applicable") for cell in cells)

    townships = queries.columns_of_townships(snapshot, cycle_id, BASIS)
    assert sum(column["schools"] for column in townships) == len(schools)
    names = [column["key"] for column in townships]
    found = queries.township_cells(snapshot, cycle_id, BASIS, names)
    assert len(found) == len(names) * indicators
    (missing,) = rows(
        """select count(*) from fct_indicator_scores
        where cycle_id = ? and basis = ? and status = 'missing'""",
        cycle_id,
        BASIS,
    )[0]
    assert sum(cell["missing_count"] for cell in found) == missing > 0


@pytest.mark.parametrize("by", ["school", "township"])
def test_likeness_orders_every_column_and_indicator_once(
    snapshot: Snapshot, cycle_id: str, by: str
) -> None:
    """And keeps its order while the snapshot is in force."""
    columns, indicators = queries.orders_by_likeness(snapshot, cycle_id, BASIS, by)
    listed = {
        "school": queries.columns_of_schools(snapshot, cycle_id, BASIS),
        "township": queries.columns_of_townships(snapshot, cycle_id, BASIS),
    }[by]
    assert sorted(columns) == sorted(column["key"] for column in listed)
    all_of_them = queries.weaknesses(snapshot, cycle_id, BASIS)["indicator_id"].to_list()
    assert sorted(indicators) == sorted(all_of_them)
    again = queries.orders_by_likeness(snapshot, cycle_id, BASIS, by)
    assert again[0] is columns
    assert queries.orders_by_likeness(snapshot, cycle_id, BASIS, by, township="nowhere") == ([], [])


def test_what_moved_most_stands_first_and_on_its_side(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    found = queries.moved_cells(snapshot, cycle_id, BASIS, limit=5).to_dicts()
    for risen, sign in ((True, 1), (False, -1)):
        listed = [row["moved"] for row in found if row["risen"] is risen]
        wanted = rows(
            """select share_change * max_points from fct_indicator_changes
            where cycle_id = ? and basis = ? and sign(share_change) = ?
            order by abs(share_change * max_points) desc limit 5""",
            cycle_id,
            BASIS,
            sign,
        )
        assert [(value,) for value in listed] == wanted


def test_an_indicator_s_view_counts_each_school_once(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """In the spread, by township and by type; the list pages through those it applies to."""
    for row in queries.weaknesses(snapshot, cycle_id, BASIS).to_dicts()[::9]:
        one = row["indicator_id"]
        everyone = row["applicable_count"] + row["not_applicable_count"]
        spread = queries.indicator_distribution(snapshot, cycle_id, BASIS, one)
        assert sum(spread.values()) == everyone
        assert spread.get("missing", 0) == row["missing_count"]
        assert spread.get("full", 0) == row["full_count"]
        # Whatever the marts hold has a line in the table, so that the bars add up too.
        shown = indicator_html.distribution_table(SAY, spread)
        counts = re.findall(r'data-heading="学校（所）"><b>(\d+)</b>', shown)
        assert sum(map(int, counts)) == everyone
        for group in ("township", "school_type"):
            groups = queries.indicator_groups(snapshot, cycle_id, BASIS, one, group)
            assert sum(row["weak_count"] for row in groups) == row["weak_count"]
        pages = [
            queries.indicator_schools(snapshot, cycle_id, BASIS, one, offset=at, limit=30)
            for at in range(0, row["applicable_count"], 30)
        ]
        listed = [school for page in pages for school in page.iter_rows(named=True)]
        assert len({school["school_id"] for school in listed}) == row["applicable_count"]
        shares = [school["share"] for school in listed]
        assert shares == sorted(shares)


def test_missing_answers_and_examples_are_those_of_the_marts(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    ((one, schools), *_) = rows(
        """select indicator_id, count(*) from fct_indicator_scores
        where cycle_id = ? and basis = ? and status = 'missing' group by 1 order by 2 desc, 1""",
        cycle_id,
        BASIS,
    )
    lacking = queries.missing_facts(snapshot, cycle_id, BASIS, one).to_dicts()
    assert (
        max(row["schools"] for row in lacking) <= schools <= sum(row["schools"] for row in lacking)
    )
    examples = queries.good_examples(snapshot, cycle_id, BASIS, one, limit=1000).to_dicts()
    ((learners, peers),) = rows(
        """select count(*), count(distinct peer_school_id) from fct_peer_examples
        where cycle_id = ? and basis = ? and indicator_id = ?""",
        cycle_id,
        BASIS,
        one,
    )
    assert (sum(row["learners"] for row in examples), len(examples)) == (learners, peers)


# ---------------------------------------------------------------- panels


def test_a_share_has_one_look_and_the_number_that_lists_have() -> None:
    """At each bound the next colour begins; rounded half up to tenths, as everywhere."""
    shares = ["0", "0.001", "0.3994", "0.4", "0.6", "0.7975", "0.8", "0.817851", "0.9999", "1"]
    found = [
        (map_html.look(Decimal(share)), map_html.share_text(Decimal(share))) for share in shares
    ]
    assert found == [
        ("h0", "0"),
        ("h1", "0.1"),
        ("h1", "39.9"),
        ("h2", "40.0"),
        ("h3", "60.0"),
        ("h3", "79.8"),
        ("h4", "80.0"),
        ("h4", "81.8"),
        ("h5", "100.0"),
        ("h6", "100"),
    ]
    assert (map_html.look(None), map_html.share_text(None)) == ("none", "–")


def test_missing_zero_and_not_applicable_are_told_apart_without_colour() -> None:
    """By mark in the cell and by word where one hovers; the name of a school is escaped."""
    indicator = {"indicator_id": "i", "dimension_id": "d", "name_zh": "指标", "name_en": None}
    columns = [
        {"key": key, "name_zh": name, "township": "镇", "schools": 1, "score": None}
        for key, name in zip("mzns", ("<b>甲</b>", "乙", "丙", "丁"), strict=True)
    ]
    shares = {"m": Decimal(0), "z": Decimal(0), "n": None, "s": Decimal("0.5")}
    statuses = {"m": "missing", "n": "not_applicable"}
    cells = {
        ("i", key): {
            "status": statuses.get(key, "scored"),
            "share": share,
            "points": share,
            "max_points": Decimal(1),
        }
        for key, share in shares.items()
    }

    class Plain:
        def name(self, row: dict[str, Any]) -> str:
            return str(row["name_zh"])

    links = map_html.Links(lambda *key: "/".join(key), str, str, str)
    shown = map_html.gap_map(
        SAY, [indicator], columns, cells, links, Plain(), {"d": "维度"}, [],  # type: ignore[arg-type]
        label="图", numbers=True, grouped=True, townships=False,
    )  # fmt: skip
    found = re.findall(r'<td class="([^"]*)"><a href="([^"]*)" title="([^"]*)">([^<]*)</a>', shown)
    assert [(style, href, text) for style, href, _, text in found] == [
        ("unanswered", "m/i", "未"),
        ("h0", "z/i", "0"),
        ("none", "n/i", "–"),
        ("h2", "s/i", "50.0"),
    ]
    told = [title.rsplit(" · ", 1)[1] for _, _, title, _ in found]
    assert told == ["未填", "0.00 / 1.00", "不适用", "0.50 / 1.00"]
    assert "<b>甲" not in shown


def test_the_colours_of_the_map_let_their_numbers_be_read() -> None:
    """Contrast of at least 4.5, and each step lighter than the one before."""
    css = (design.PAGES / "gaps" / "page.css").read_text(encoding="utf-8")
    pairs = re.findall(r"\.h\d { background: (#\w+); color: (#\w+); }", css)
    assert len(pairs) == len(map_html.BANDS) + 2

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lights = [luminance(ground) for ground, _ in pairs]
    assert lights == sorted(lights)
    for ground, ink in pairs:
        low, high = sorted((luminance(ground), luminance(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ground, ink)


def test_a_step_is_drawn_on_its_track() -> None:
    """From the lowest share that is compared up to all of it; the way down is another look."""
    rows = [{"compared_before": 0.77, "compared_share": 0.64}]
    assert html.lowest_tenth(rows) == 0.6
    drawn = html.step(0.9, 0.7, 0.6)
    assert 'class="step fall"' in drawn
    assert re.findall(r"left:([\d.]+)%", drawn) == ["25.0", "75.0", "25.0"]
    assert 'class="step rise"' in html.step(0.7, 0.9, 0.6)


def test_what_cannot_be_compared_says_so() -> None:
    assert html.moved(SAY, None) == Markup('<span class="quiet">不可比</span>')
    assert html.moved(SAY, -0.05) == Markup('<span class="down">−5.0</span>')


# ---------------------------------------------------------------- the page, in this process


@pytest.fixture
def drawn(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Draws the page as an address asks; its HTML, all together."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))

    def draw(**parameters: str) -> str:
        page = alone("gaps")
        for name, value in parameters.items():
            page.query_params[name] = value
        page.run()
        assert [error.message for error in page.exception if error.message] == []
        return "".join(element.proto.body for element in page.get("html"))

    return draw


def test_many_schools_are_first_shown_by_township(
    drawn: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    snapshot: Snapshot,
    cycle_id: str,
    busiest: str,
) -> None:
    """A column for each, leading to its own page, where the schools stand in windows."""
    monkeypatch.setattr(views, "MANY_SCHOOLS", 5)
    monkeypatch.setattr(views, "WINDOW", 3)
    shown = drawn()
    names = [row["key"] for row in queries.columns_of_townships(snapshot, cycle_id, BASIS)]
    links = re.findall(r'class="column"><a href="\?([^"]*)"', shown)
    assert [parse_qs(href)["township"][0] for href in links] == names[:3]
    shown = drawn(township=busiest, sort="weakest", page="2")
    schools = queries.columns_of_schools(snapshot, cycle_id, BASIS, township=busiest)[::-1]
    links = re.findall(r'class="column"><a href="([^"]*)"', shown)
    assert [parse_qs(urlsplit(href).query)["school"][0] for href in links] == [
        column["key"] for column in schools[3:6]
    ]


def test_a_first_cycle_has_nothing_to_compare_with(drawn: Callable[..., str], rows: Rows) -> None:
    (first,) = rows("select cycle_id from dim_cycles where previous_cycle_id is null")[0]
    shown = drawn(view="change", cycle=first)
    assert SAY("gaps-nothing-compared") in shown
    assert SAY("gaps-figure-change-nothing") in shown


def test_across_editions_it_is_said_what_can_be_compared(
    drawn: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many indicators the crosswalk leads to, and how many it leaves out."""
    within = queries.weaknesses

    def across(*where: Any, **narrowed: Any) -> pl.DataFrame:
        unknown = pl.when(pl.col("place") > 3).then(pl.col("share_change"))
        return within(*where, **narrowed).with_columns(
            unknown.alias("share_change"), pl.lit("crosswalk").alias("comparison")
        )

    assert SAY("gaps-across-editions") not in drawn(view="change")
    monkeypatch.setattr(queries, "weaknesses", across)
    shown = drawn(view="change")
    assert SAY("gaps-across-editions") in shown
    listed = len(re.findall(r"<tr>", shown.split('id="all-changes"')[1].split("</table>")[0])) - 1
    assert SAY("gaps-across-editions-count", compared=listed, without=3) in shown


def test_what_takes_minutes_is_not_begun_before_it_is_asked_for(
    drawn: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "REACH_AT_ONCE", 1)
    monkeypatch.setattr(views, "reached", {})
    shown = drawn(view="help")
    assert 'href="?view=help&amp;reckon=yes"' in shown
    assert "where-to-help" not in shown


# ---------------------------------------------------------------- the page, in a browser


def test_from_the_map_to_a_township_to_the_why_of_a_cell(
    server: Server, look: Look, rows: Rows, cycle_id: str, busiest: str
) -> None:
    """By township, into one, to the school and indicator with no answer or no points."""
    sight = look()
    page = sight.open(server.url("gaps", by="township"))
    ((lost,),) = rows(
        "select 100 - avg(score) from fct_school_scores where cycle_id = ? and basis = ?",
        cycle_id,
        BASIS,
    )
    assert f"{lost:.2f}" in page.locator("dl.figures dd").first.inner_text()
    page.locator("#gap-map th.column a", has_text=busiest).click()
    until(page, "location.search.includes('township=')")
    page.wait_for_selector(".st-key-heatmap #gap-map")
    sight.settle()
    worst = rows(
        """select score.school_id, score.indicator_id from fct_indicator_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where cycle_id = ? and basis = ? and school.township = ?
            and (score.status = 'missing' or score.points = 0)""",
        cycle_id,
        BASIS,
        busiest,
    )
    cells = page.locator("#gap-map td:not(.mean).unanswered a, #gap-map td:not(.mean).h0 a")
    assert cells.count() == len(worst)
    leads = parse_qs(urlsplit(str(cells.first.get_attribute("href"))).query)
    assert (leads["school"][0], leads["indicator"][0]) in worst
    cells.first.click()
    page.wait_for_selector(".way")
    assert leads["indicator"][0] in page.locator(".way [aria-current]").inner_text()
    page.go_back()
    page.wait_for_selector(".st-key-heatmap #gap-map")


def test_the_first_weakness_leads_to_its_schools(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """The list is sorted as SQL sorts it; its first line opens to the weakest schools."""
    wanted = rows(
        """select indicator_id, sum(gap_points) / sum(max_points)
            filter (where status <> 'not_applicable')
        from fct_indicator_scores where cycle_id = ? and basis = ?
        group by 1 order by 2 desc limit 3""",
        cycle_id,
        BASIS,
    )
    sight = look()
    page = sight.open(server.url("gaps", view="weak"))
    assert [row[0].split()[0] for row in table(page, "weakest")[:3]] == [key for key, _ in wanted]
    page.locator("#weakest tbody a").first.click()
    page.wait_for_selector("table#weak-schools")
    sight.settle()
    assert f"indicator={wanted[0][0]}" in page.url
    ((weakest,), *_) = rows(
        """select school.name_zh from fct_indicator_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where cycle_id = ? and basis = ? and indicator_id = ? and score.status <> 'not_applicable'
        order by score.share, score.status, score.gap_score desc, score.school_id""",
        cycle_id,
        BASIS,
        wanted[0][0],
    )
    assert table(page, "weak-schools")[0][0] == weakest
    page.locator("p.legend a").first.click()
    page.wait_for_selector("table#weakest")


def test_on_a_telephone_the_map_moves_in_itself(server: Server, look: Look) -> None:
    """The names of the indicators stay on the screen while the schools go by."""
    page = look(390, 800).open(server.url("gaps"))
    page.wait_for_selector("#gap-map")
    name = page.locator("#gap-map tbody th[scope='row']").first
    before = name.bounding_box()
    page.locator(".heat").evaluate("box => { box.scrollLeft = 400 }")
    after = name.bounding_box()
    assert before is not None and after is not None
    assert abs(before["x"] - after["x"]) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
