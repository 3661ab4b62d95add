"""Pictures: nothing covers anything, what is drawn is what is asked, and the address holds it."""

from __future__ import annotations

import base64
import itertools
import random
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from lxml.html import fromstring
from playwright.sync_api import Page

from dashboards.parts import pictures
from dashboards.parts.tiles import tiles, tiles_note
from duibiao.words import Words
from duibiao.words.figures import adding_up
from tests.dashboards.conftest import Server, Sight, table

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")
COVERED = """() => [...document.querySelectorAll('.picture')].flatMap(picture => {
    const boxes = [...picture.querySelectorAll('a, span')]
        .filter(it => it.offsetWidth).map(it => [it.innerText, it.getBoundingClientRect()]);
    return boxes.flatMap(([name, one], at) => boxes.slice(at + 1)
        .filter(([_, other]) => one.left + 1 < other.right && other.left + 1 < one.right
            && one.top + 2 < other.bottom && other.top + 2 < one.bottom)
        .map(([other]) => `${name} | ${other}`));
})"""


def two_decimals(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_names_move_apart_in_their_order_and_no_further_than_need_be() -> None:
    """Those that have room stay where they are; all stay inside while there is room."""
    assert pictures.apart([10, 40, 70], 10, 0, 100) == [10, 40, 70]
    assert pictures.apart([50, 50], 10, 0, 100) == [45, 55]
    assert pictures.apart([0, 0, 0], 10, 0, 100) == [0, 10, 20]
    assert pictures.apart([100, 100], 10, 0, 100) == [90, 100]
    assert pictures.apart([], 10, 0, 100) == []
    chance = random.Random(7)
    for count in (2, 9, 40):
        places = [chance.uniform(0, 600) for _ in range(count)]
        found = pictures.apart(places, 14, 0, 600)
        order = sorted(range(count), key=lambda number: places[number])
        gaps = [found[b] - found[a] for a, b in itertools.pairwise(order)]
        assert min(gaps) >= 14 - 1e-9
        assert min(found) >= -1e-9 and max(found) <= 600 + 1e-9


def test_written_numbers_add_up_to_the_written_total() -> None:
    thirds = [Decimal("0.335"), Decimal("0.335"), Decimal("0.33"), Decimal(0)]
    assert adding_up(thirds, Decimal("1.00")) == [Decimal(x) for x in ("0.34", "0.33", "0.33", "0")]
    chance = random.Random(3)
    for _ in range(200):
        values = [Decimal(chance.randint(-3_000_000, 3_000_000)) / 10**6 for _ in range(30)]
        total = sum(values, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        found = adding_up(values, total)
        assert sum(found) == total
        assert all(abs(a - b) <= Decimal("0.01") for a, b in zip(found, values, strict=True))
    assert adding_up([Decimal(0)], Decimal("0.01")) == [0]


def test_what_comes_from_data_is_escaped_in_pictures() -> None:
    hostile = '"><script>alert(1)</script>'
    dot = pictures.Dot(1.0, hostile, "1", "?a", title=hostile)
    series = pictures.Series(hostile, [1.0, None, 2.0], ["1", "—", "2"])
    point = pictures.Point(1.0, 1.0, hostile, hostile, "?a")
    row = {"township": hostile, "average_score": None, "scored_school_count": 0, "school_count": 1}
    row |= {"tile_row": None, "tile_column": None}
    for html in (
        pictures.strip([dot], [pictures.Level(1.0, hostile)], label=hostile),
        pictures.over_years(["2024", hostile, "2026"], [series], label=hostile),
        pictures.plane(
            [point],
            across=(hostile, 0.0),
            down=(hostile, 0.0),
            corners=[hostile] * 4,
            label=hostile,
        ),
        tiles(SAY, [row], lambda *_, **__: hostile),
    ):
        drawn = "".join(
            base64.b64decode(found).decode() for found in re.findall(r"base64,([^\"]+)", html)
        )
        assert "<script" not in html + drawn


def test_tiles_lie_where_the_county_says_and_the_others_below() -> None:
    """The picture begins at its first row and column; an empty place stays empty."""

    def row(township: str, at: tuple[int, int] | None) -> dict[str, object]:
        told = {"average_score": 80, "scored_school_count": 1, "school_count": 2}
        tile_row, tile_column = at or (None, None)
        return {"township": township, **told, "tile_row": tile_row, "tile_column": tile_column}

    rows = [row("南", (5, 4)), row("外", None), row("北", (3, 2))]
    drawn = fromstring(tiles(SAY, rows, lambda *_, **__: "?"))
    placed, others = drawn.xpath("./div")
    areas = [
        (tile.text, re.search(r"grid-area:(\S+)$", tile.get("style")))
        for tile in placed.xpath("./a")
    ]
    assert [(name, found and found[1]) for name, found in areas] == [("北", "1/1"), ("南", "3/3")]
    assert placed.get("style") == "--columns:3"
    assert [tile.text for tile in others.xpath("./a")] == ["外"]
    assert tiles_note(SAY, rows) != tiles_note(SAY, rows[1:2])
    assert len(fromstring(tiles(SAY, rows[1:2], lambda *_, **__: "?")).xpath("./div")) == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_no_name_in_a_picture_covers_another(server: Server, look: Look, width: int) -> None:
    sight = look(width)
    for page, where in (
        ("tiers", {}),
        ("ranking", {"view": "strip"}),
        ("gaps", {"view": "change"}),
        ("", {}),
    ):
        shown = sight.open(server.url(page, **where))
        assert shown.locator(".picture").count() == 1, page
        assert shown.evaluate(COVERED) == [], page


def test_the_strip_names_every_school_with_its_score(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """All that are ranked, each leading to its school, with the lines of tiers and ratings."""
    page = look().open(server.url("ranking", view="strip"))
    drawn = page.locator("#strip a").all_inner_texts()
    wanted = rows(
        """select rank_county, score, name_zh from fct_school_scores
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and basis = 'verified' and score is not null
        order by rank_county, name_zh""",
        cycle_id,
    )
    assert drawn == [f"{rank} · {two_decimals(score)} {name}" for rank, score, name in wanted]
    levels = page.locator("#strip span").all_inner_texts()
    tiers = rows("select name_zh, min_score from dim_tiers order by sort")
    assert any(str(int(score)) in " ".join(levels) for _, score in tiers)


def test_a_township_is_set_against_another_and_the_county(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Its average is the mean of its schools' scores, over the years; the address holds both."""
    scores = rows(
        """select school.township, avg(score.score) from fct_school_scores as score
        inner join dim_cycle_schools as school using (cycle_id, school_id)
        where cycle_id = ? and basis = 'verified' group by all order by avg(score.score) desc""",
        cycle_id,
    )
    sight = look()
    page = sight.open(server.url("township"))
    shown = table(page, "township-scores")
    assert [row[0] for row in shown] == [name for name, _ in scores]
    for row, (_, average) in zip(shown, scores, strict=True):
        assert abs(float(row[3]) - float(average)) <= 0.0051
    assert page.locator(".township-tiles a").count() == len(scores)
    one, other = scores[0][0], scores[-1][0]
    page.locator("#township-scores").get_by_role("link", name=one, exact=True).click()
    page.wait_for_selector("table#township-schools")
    page = sight.open(server.url("township", township=one, **{"with": other}))
    names = rows(
        """select name_zh from dim_cycle_schools where cycle_id = ? and township = ?""",
        cycle_id,
        one,
    )
    listed = table(page, "township-schools")
    assert sorted(row[1] for row in listed) == sorted(name for (name,) in names)
    years = table(page, "township-years")
    assert years[-1][0] == cycle_id
    assert years[-1][1] == shown[0][3] and years[-1][2] == shown[-1][3]
    heads = page.locator("#township-dimensions th").all_inner_texts()
    assert heads[2:5] == [one, other, SAY("peer-group-county")]
    assert _names_in_picture(page) == {one, other, SAY("peer-group-county")}


def _names_in_picture(page: Page) -> set[str]:
    texts = page.locator(".picture.years > span:not(.faint)").all_inner_texts()
    return {text.split(maxsplit=1)[1] for text in texts}
