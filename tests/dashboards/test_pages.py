"""The pages in a real browser before a real server: they open, and they say what the marts hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.dashboards.conftest import Server, Sight, choose, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]


def two_decimals(value: Decimal) -> str:
    """As the screen writes points."""
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def quiet(server: Server) -> None:
    """The server's log holds no error."""
    log = server.log.read_text(encoding="utf-8")
    assert not re.search(r"Traceback|ERROR|Exception", log), log


def test_the_overview_counts_what_the_marts_count(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Handed in or not, the county's average, tiers against quotas."""
    page = look().open(server.url())
    figures = dict(
        page.eval_on_selector_all(
            "dl.figures > div",
            "boxes => boxes.map(box => [...box.children].map(c => c.innerText).slice(0, 2))",
        )
    )
    counts: dict[str, int] = dict(
        rows(
            "select status, count(*) from fct_reporting_status where cycle_id = ? group by status",
            cycle_id,
        )
    )
    handed_in = counts["handed_in"] + counts["handed_in_late"]
    assert figures["已报"] == f"{handed_in}/ {sum(counts.values())} 所"
    assert figures["退回待改"] == f"{counts['must_correct']}所"
    assert figures["未报"] == f"{counts['not_handed_in']}所"
    ((average,),) = rows(
        "select avg(score) from fct_school_scores where cycle_id = ? and basis = 'verified'",
        cycle_id,
    )
    assert figures["全县平均"] == f"{average:.2f}分"

    tiers = rows(
        """select tier.name_zh, tier.quota, tier.sort,
            (select count(*) from dim_cycle_schools as held
                where held.cycle_id = cycle.cycle_id and held.tier_held = tier.tier),
            (select count(*) from fct_school_scores as score
                inner join dim_tiers as reached
                    on reached.edition = score.edition and reached.tier = score.tier_reached
                where score.cycle_id = cycle.cycle_id and score.basis = 'verified'
                    and reached.sort <= tier.sort)
        from dim_cycles as cycle inner join dim_tiers as tier using (edition)
        where cycle.cycle_id = ? order by tier.sort""",
        cycle_id,
    )
    assert [row[:4] for row in table(page, "tiers")] == [
        [name, str(quota), str(held), str(reached)] for name, quota, _, held, reached in tiers
    ]
    owing = counts["must_correct"] + counts["not_handed_in"]
    assert len(table(page, "owing")) == owing


def test_the_ranking_shows_the_marts_ranks_and_scores(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """All rows in order: rank, name, score, tier."""
    page = look().open(server.url("ranking"))
    wanted = rows(
        """select score.rank_county, school.name_zh, score.score
        from fct_school_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where score.cycle_id = ? and score.basis = 'verified'
        order by score.rank_county, school.name_zh, score.school_id""",
        cycle_id,
    )
    shown = table(page, "ranking")
    assert [(row[0].split()[0], row[1]) for row in shown] == [
        (str(rank), name) for rank, name, _ in wanted
    ]
    assert [row[4].split()[-1] for row in shown] == [two_decimals(score) for *_, score in wanted]


def test_a_bar_s_segments_are_the_points_by_dimension(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Name and points of each segment, in the guide's order, stand in its title."""
    page = look().open(server.url("ranking", basis="self"))
    first = rows(
        """select school_id from fct_school_scores where cycle_id = ? and basis = 'self'
        order by rank_county limit 1""",
        cycle_id,
    )[0][0]
    wanted = rows(
        """select dimension.name_zh, score.points from fct_dimension_scores as score
        inner join dim_dimensions as dimension using (edition, dimension_id)
        where score.cycle_id = ? and score.basis = 'self' and score.school_id = ?
        order by dimension.sort""",
        cycle_id,
        first,
    )
    titles = page.eval_on_selector_all(
        "table#ranking tbody tr:first-child .stacked span", "spans => spans.map(span => span.title)"
    )
    assert titles == [f"{name} {two_decimals(points)}" for name, points in wanted]


def test_a_choice_is_written_to_the_address_and_the_address_opens_it(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Choose a township and a basis; open the address elsewhere; go back: each is the same view."""
    ((township, count), *_) = rows(
        """select township, count(*) from fct_school_scores
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and basis = 'self' group by township order by 2, 1""",
        cycle_id,
    )
    sight = look()
    page = sight.open(server.url("ranking"))
    everyone = table(page, "ranking")
    choose(page, "乡镇", township)
    until(page, "location.search.includes('township=')")
    page.get_by_role("radio", name="学校自评").click()
    until(page, "location.search.includes('basis=self')")
    sight.settle()
    until(page, f"document.querySelectorAll('table#ranking tbody tr').length === {count}")
    narrowed = table(page, "ranking")
    assert {row[3] for row in narrowed} == {township}

    elsewhere = look().open(page.url)
    assert table(elsewhere, "ranking") == narrowed
    elsewhere.get_by_role("link", name="总览", exact=True).click()
    elsewhere.wait_for_selector("table#tiers")
    assert "basis=self" in elsewhere.url, "what follows a person from page to page is the basis"

    page.go_back()
    page.go_back()
    until(page, f"document.querySelectorAll('table#ranking tbody tr').length === {len(everyone)}")


def test_a_school_s_page_explains_its_score(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Score, rank, every indicator's points, and the gaps by what they would add."""
    school_id, name, score, rank, size = rows(
        """select score.school_id, school.name_zh, score.score, score.rank_county, score.county_size
        from fct_school_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where score.cycle_id = ? and score.basis = 'verified'
            and score.missing_indicator_count > 0
        order by score.missing_indicator_count desc, score.school_id limit 1""",
        cycle_id,
    )[0]
    page = look().open(server.url("ranking"))
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("table#worth-most")
    assert f"school={school_id}" in page.url
    figures = page.locator("dl.figures").inner_text()
    assert two_decimals(score) in figures
    assert re.search(rf"县名次\s+{rank}\s*/ {size}", figures)

    indicators = rows(
        """select indicator_id, status, points, max_points from fct_indicator_scores
        where cycle_id = ? and basis = 'verified' and school_id = ?""",
        cycle_id,
        school_id,
    )
    shown = page.eval_on_selector_all(
        "table[id^='indicators-'] tbody tr",
        """rows => rows.map(
            row => [row.cells[0].querySelector('.code').innerText, row.cells[3].innerText]
        )""",
    )
    said = {"missing": "未填", "not_applicable": "不适用"}
    wanted = {
        key: f"{said.get(status) or two_decimals(points)} / {maximum.normalize():f}"
        for key, status, points, maximum in indicators
    }
    assert dict(shown) == wanted
    assert {"missing", "scored"} <= {status for _, status, *_ in indicators}

    worth = rows(
        """select indicator_id, gap_score from fct_indicator_scores
        where cycle_id = ? and basis = 'verified' and school_id = ? and gap_score > 0
        order by gap_score desc""",
        cycle_id,
        school_id,
    )
    listed = table(page, "worth-most")
    gains = {f"+{two_decimals(gain)}" for _, gain in worth}
    assert {row[2] for row in listed} <= gains
    # What nothing can raise any more comes last; before and within, the most comes first.
    is_fixed = ["本期不能改" in " ".join(row) for row in listed]
    assert is_fixed == sorted(is_fixed) and not all(is_fixed)
    for kind in (False, True):
        added = [
            Decimal(row[2]) for row, fixed in zip(listed, is_fixed, strict=True) if fixed is kind
        ]
        assert added == sorted(added, reverse=True)
    assert listed[0][2] == f"+{two_decimals(worth[0][1])}" or len(listed) < len(worth)


def test_the_heatmap_says_how_many_schools_it_shows(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Of the township that was chosen, all; the drawing has a column for each."""
    ((township, count), *_) = rows(
        """select township, count(*) from fct_school_scores
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and basis = 'verified' group by township order by 2 desc, 1""",
        cycle_id,
    )
    page = look().open(server.url("gaps", township=township))
    page.wait_for_selector(".st-key-heatmap #gap-map")
    assert f"显示第 1–{count} 所，共 {count} 所" in page.locator("body").inner_text()
    assert page.locator(".st-key-heatmap #gap-map th.column").count() == count


def test_the_guide_page_holds_every_indicator(server: Server, look: Look, rows: Rows) -> None:
    """And finds one by its words; the search stands in the address."""
    (count,) = rows("select count(*) from dim_indicators")[0]
    sight = look()
    page = sight.open(server.url("guide"))
    assert page.locator("table[id^='guide-'] td .code:first-child b").count() == 0
    shown = page.locator(".cards table tbody tr").count()
    assert shown == count
    (name,) = rows("select name_zh from dim_indicators order by indicator_id")[0]
    page.get_by_label("查找").fill(name)
    page.keyboard.press("Enter")
    until(page, "location.search.includes('find=')")
    until(page, "document.querySelectorAll('.cards table tbody tr').length === 1")
    assert name in page.locator(".cards table").inner_text()


def test_an_address_that_asks_for_what_is_not_there_says_so(server: Server, look: Look) -> None:
    """Nothing is left out silently; an unknown school is no error."""
    page = look().open(server.url("ranking", township="没有这个镇"))
    assert "没有这个镇" in page.locator(".notice.warning").inner_text()
    page = look().open(server.url("school", school="没有这所学校"))
    assert "请选择一所学校" in page.locator(".notice.empty").inner_text()
    quiet(server)


def test_an_address_that_is_no_page_opens_the_overview_and_says_so(
    server: Server, look: Look
) -> None:
    """In words of ours, not in Streamlit's English dialog."""
    page = look().open(server.url("no-such-page", basis="self"))
    assert "没有这一页" in page.locator(".notice.warning").inner_text()
    assert "no-such-page" in page.locator(".notice.warning").inner_text()
    assert "basis=self" in page.url
    assert page.get_by_role("dialog").count() == 0


def test_filters_that_nobody_fits_say_so(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """A township without the school type: the page says what to do."""
    pairs = rows(
        """select town.township, kind.school_type
        from (select distinct township from dim_cycle_schools where cycle_id = ?) as town
        cross join (select distinct school_type from dim_cycle_schools where cycle_id = ?) as kind
        except select township, school_type from dim_cycle_schools where cycle_id = ?
        order by 1, 2""",
        cycle_id,
        cycle_id,
        cycle_id,
    )
    township, school_type = pairs[0]
    for path in ("ranking", "gaps"):
        page = look().open(server.url(path, township=township, type=school_type))
        assert "没有符合筛选条件的学校" in page.locator(".notice.empty").inner_text()


def test_the_server_tells_its_health(server: Server, look: Look) -> None:
    """With the snapshot that it serves."""
    answer = look().page.request.get(server.url("health"))
    assert answer.json()["status"] == "ok"
    assert answer.json()["snapshot"]
