"""Every page and view on paper: whole, readable and on A4, with what it is at its head."""

from __future__ import annotations

import math
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from dashboards.app_pages.checks.html import PARTS
from dashboards.app_pages.hand_in.html import STEPS
from dashboards.app_pages.school.views import VIEWS as OF_SCHOOL
from dashboards.parts import days
from duibiao.words import Words
from tests.dashboards.conftest import COUNTY, Look, Server, published, wait_for_charts

Rows = Callable[..., list[tuple[Any, ...]]]
SAY = Words("zh-CN")
A4 = (595.0, 842.0)
# What lies between the margins of a sheet, in pixels of CSS: upright and wide.
SHEETS = {False: (703, 1024), True: (1031, 695)}
POINTS = 0.75
"""Of a pixel of CSS."""
EM, MANY_LINES = 3, 4
# Told in print: what is wider than the box that hides the rest, what asks to be clicked or typed
# into, and columns too narrow for words. A map has no words in its fields.
CUT = """() => [...document.querySelectorAll("[data-testid='stMain'] *")].filter(node => {
    const style = getComputedStyle(node);
    if (style.display === 'none' || !node.getClientRects().length) return false;
    if (node.closest('.js-plotly-plot') || style.position === 'absolute') return false;
    const isCut = kind => style[kind] !== 'visible';
    return isCut('overflowX') && node.scrollWidth > node.clientWidth + 1
        || isCut('overflowY') && node.scrollHeight > node.clientHeight + 1;
}).map(node => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 60)}`)"""
INPUTS = """() => [...document.querySelectorAll('input, textarea, select, button, summary')]
    .filter(node => node.getClientRects().length)
    .filter(node => node.checkVisibility({visibilityProperty: true}))
    .map(node => node.outerHTML.slice(0, 120))"""
NARROW = """ems => [...document.querySelectorAll('td, th')].filter(cell =>
    cell.getClientRects().length && !cell.closest('.heat') && cell.textContent.trim()
    && cell.getBoundingClientRect().width + 1 < ems * parseFloat(getComputedStyle(cell).fontSize)
).map(cell => `${cell.closest('table').id}: ${cell.textContent.trim()}`)"""


@dataclass(frozen=True)
class Word:
    """A word on a sheet and the box that it stands in, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """A sheet of a PDF."""

    width: float
    height: float
    words: list[Word]


def sheets(pdf: Path) -> list[Sheet]:
    """What stands where on the sheets of a PDF, as another program reads it."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        Sheet(
            float(page.attrib["width"]),
            float(page.attrib["height"]),
            [
                Word(
                    word.text or "",
                    *(float(word.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax")),
                )
                for word in page.iter(f"{space}word")
            ],
        )
        for page in ET.fromstring(text).iter(f"{space}page")
    ]


def overlapping(words: list[Word]) -> Iterator[tuple[str, str]]:
    """Words that stand on others."""
    ordered = sorted(words, key=lambda word: word.top)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.top >= one.bottom:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            # The room around a mark of punctuation is a part of its box.
            if not any(character.isalnum() for character in min(one.text, other.text, key=len)):
                continue
            heights = [word.bottom - word.top for word in (one, other)]
            if across > 0.75 * max(heights) and down > 0.75 * min(heights):
                yield one.text, other.text


def stacked(words: list[Word]) -> Iterator[str]:
    """Characters alone in their lines under one another: a column as narrow as that."""
    columns: dict[int, list[Word]] = {}
    ordered = sorted(words, key=lambda word: word.top)
    tops = [word.top for word in ordered]
    for word in ordered:
        if len(word.text) == 1 and unicodedata.category(word.text) == "Lo":
            size = word.bottom - word.top
            line = ordered[
                bisect_left(tops, word.top - size / 2) : bisect_right(tops, word.top + size / 2)
            ]
            if not any(
                min(abs(other.left - word.right), abs(word.left - other.right)) < size
                for other in line
            ):
                columns.setdefault(round(word.left), []).append(word)
    for column in columns.values():
        run = column[:1]
        for word in column[1:]:
            if word.top - run[-1].bottom > 0.5 * (word.bottom - word.top):
                run = []
            run.append(word)
            if len(run) == MANY_LINES:
                yield "".join(word.text for word in run)


def of_school(name: str, **more: str) -> tuple[str, dict[str, str]]:
    """A view of one school."""
    return name, {"school": "SCHOOL", **more}


VIEWS: list[tuple[str, dict[str, str]]] = [
    ("", {}),
    ("reporting", {}),
    ("ranking", {}),
    ("ranking", {"up": "SCHOOL"}),
    *(("gaps", {"view": name}) for name in ("map", "weak", "kinds", "change", "help")),
    ("gaps", {"indicator": "INDICATOR"}),
    ("tiers", {}),
    of_school("tiers"),
    ("tiers", {"view": "print"}),
    *(("checks", {"part": name}) for name in PARTS),
    of_school("checks"),
    of_school("checks", view="print"),
    *(("compare", {"schools": "SCHOOLS", "by": name}) for name in ("schools", "cycles", "basis")),
    *(of_school("school", view=name) for name in OF_SCHOOL),
    of_school("school", dimension="DIMENSION"),
    of_school("school", indicator="INDICATOR"),
    of_school("plan"),
    of_school("plan", view="print"),
    *(of_school("hand_in", step=name) for name in STEPS),
    ("reports", {"kind": "county"}),
    ("data", {}),
    ("data", {"mart": "fct_school_scores"}),
    ("data", {"view": "query", "sql": "SQL"}),
    ("data", {"view": "schema"}),
    ("guide", {}),
]


@pytest.fixture(scope="session")
def asked(rows: Rows) -> dict[str, str]:
    """What stands for the schools and codes in the addresses of the views."""
    cycle = "select cycle_id from dim_cycles where is_latest"
    ((school, indicator, dimension),) = rows(
        "select school_id, indicator_id, dimension_id from fct_indicator_scores"
        f" inner join fct_findings using (cycle_id, school_id) where cycle_id = ({cycle})"
        " and is_in_force and basis = 'verified' and status = 'scored' order by all limit 1"
    )
    others = rows(
        f"select school_id from fct_school_scores where cycle_id = ({cycle})"
        " and basis = 'verified' order by rank_county limit 8"
    )
    return {
        "SCHOOL": school,
        "INDICATOR": indicator,
        "DIMENSION": dimension,
        "SCHOOLS": ",".join(row[0] for row in others),
        "SQL": "select * from fct_school_scores limit 4",
    }


def characters(text: str) -> Counter[str]:
    """The characters of a text, but for blanks."""
    return Counter(character for character in text if not character.isspace())


@pytest.mark.parametrize(
    ("path", "chosen"),
    VIEWS,
    ids=lambda value: value if isinstance(value, str) else "-".join(value.values()),
)
def test_a_view_prints_whole_and_readable_on_a4(
    server: Server,
    look: Look,
    tmp_path: Path,
    asked: dict[str, str],
    path: str,
    chosen: dict[str, str],
) -> None:
    parameters = {name: asked.get(value, value) for name, value in chosen.items()}
    page = look().open(server.url(path, **parameters))
    wait_for_charts(page)
    target = tmp_path / "page.pdf"
    page.pdf(path=target, prefer_css_page_size=True)
    assert {*wrong_on_paper(page, sheets(target), is_map=chosen.get("view") == "map")} == set()
    head = page.locator(".sheet-head").inner_text()
    for part in (COUNTY, str(days.today()), SAY("standing-working"), published(server.home).stem):
        assert part in head


def wrong_on_paper(page: Page, printed: list[Sheet], *, is_map: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a page that was printed: the kind, and what it is about."""
    ((width, height), *others) = {(sheet.width, sheet.height) for sheet in printed}
    if others or sorted((width, height)) != pytest.approx(A4, abs=1):
        yield "not A4", str((width, height, *others))
    text = ["".join(word.text for word in sheet.words) for sheet in printed]
    for sheet, said in zip(printed, text, strict=True):
        for word in sheet.words:
            if min(word.left, word.top) < 0 or word.right > width or word.bottom > height:
                yield "outside", word.text
        yield from (("overlapping", f"{one} {other}") for one, other in overlapping(sheet.words))
        yield from (("one character wide", run) for run in stacked(sheet.words) if not is_map)
        # Something stands on each, beside what stands at its foot.
        if len(said) < 60:
            yield "nearly empty", said
    if SAY("report-page", page=1, pages=len(printed)).replace(" ", "") not in text[0]:
        yield "sheets not numbered", text[0][-60:]
    page.emulate_media(media="print")
    across, down = SHEETS[width > height]
    page.set_viewport_size({"width": across, "height": down})
    whole = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    forced = page.locator(".sheet").count()
    if len(printed) > math.ceil(1.3 * whole / down) + 1 + forced:
        yield "too many sheets", str(len(printed))
    for kind, script in (("cut", CUT), ("to click", INPUTS), ("narrow", NARROW)):
        yield from ((kind, found) for found in page.evaluate(script, EM))
    lost = characters(page.locator("body").inner_text())
    # A drawing is drawn anew for the narrower window, and has other figures on its axis then.
    for drawing in page.locator(".js-plotly-plot").all():
        lost -= characters(drawing.inner_text())
    lost -= characters("".join(text))
    if lost:
        yield "lost", str(lost)
    page.emulate_media(media="null")
