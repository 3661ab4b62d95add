"""Pages in a real browser: a first look, and a filter against Streamlit's own round trip."""

from __future__ import annotations

import statistics
import time
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.county import LargeCounty, large_county, publish
from benchmarks.servers import floor
from duibiao.records.settings import SEEDS, Settings
from duibiao.words import Words
from tests.dashboards.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, Sight, serving

CHANGES = 12
LOOKS = 5
OPENED = ("overview", "ranking", "gaps", "school")
START_SECONDS = 60
FLOOR = """
import streamlit as st

chosen = st.selectbox("choice", ["one", "two", "three"])
st.html(f"<table id='ranking'><tbody><tr><td data-heading='choice'>{chosen}</td></tr></table>")
"""
# Resolves once every row is of the choice, the script has ended, and the browser has painted.
SETTLED = """([heading, wanted]) => new Promise(settled => {
    const look = () => {
        const column = `#ranking tbody td[data-heading="${heading}"]`;
        const cells = [...document.querySelectorAll(column)];
        const state = document.querySelector("[data-testid='stApp']").dataset.testScriptState;
        if (cells.length && state === "notRunning" && cells.every(c => c.innerText === wanted))
            requestAnimationFrame(() => requestAnimationFrame(settled));
        else requestAnimationFrame(look);
    };
    look();
})"""


def filterings(folder: Path, sizes: list[int]) -> None:
    """Seconds until a page or a change has settled, by size.

    A first look is one of a browser that has never been there, at a server that has answered
    before; the filter is a click on another school type of the ranking.
    """
    say = Words("zh-CN")
    asked = say("choose-type"), say("column-school-type")
    looks = " | ".join(f"first look: {name}" for name in OPENED)
    print(f"| schools | {looks} | filter | floor: a choice and a word | × floor |")
    print("|---|" + "---|" * (len(OPENED) + 3))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for size in sizes:
            home = folder / f"filtering-{size}"
            county = large_county(size)
            publish(Settings.resolve(home, SEEDS), county)
            names = [row["name_zh"] for row in _types(county)]
            with (
                serving(home, folder / "log") as server,
                floor(folder, FLOOR) as (simple_address, _),
            ):
                sight = Sight(browser.new_page(viewport={"width": 1440, "height": 900}))
                page = sight.open(server.url("ranking"))
                simple = browser.new_page(viewport={"width": 1440, "height": 900})
                simple.goto(simple_address)
                simple.wait_for_selector("#ranking")
                # In turns, so that what else the machine does falls on both.
                taken: tuple[list[float], list[float]] = [], []
                for name, word in zip(
                    islice(cycle(names), CHANGES), cycle(["two", "three", "one"]), strict=False
                ):
                    taken[0].append(_change(page, *asked, name))
                    taken[1].append(_change(simple, "choice", "choice", word))
                seconds, least = (statistics.median(own[2:]) for own in taken)
                school_id = county.schools[0].school_id
                first = [
                    statistics.median(
                        _first_look(browser, server.url(path, school=school_id))
                        for _ in range(LOOKS)
                    )
                    for path in ("", *OPENED[1:])
                ]
                columns = [f"{taken:.2f} s" for taken in (*first, seconds, least)]
                print(f"| {size:,} | {' | '.join(columns)} | {seconds / least:.1f} |")
                page.close()
                simple.close()
        browser.close()


def _types(county: LargeCounty) -> list[dict[str, str]]:
    present = {school.school_type for school in county.schools}
    codes = county.guide.tables["code_lists"].iter_rows(named=True)
    return [row for row in codes if row["list"] == "school_type" and row["code"] in present]


def _first_look(browser: Browser, address: str) -> float:
    """Of a browser that has nothing of the page kept."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    sight = Sight(context.new_page())
    began = time.perf_counter()
    sight.open(address)
    taken = time.perf_counter() - began
    context.close()
    return taken


def _change(page: Page, label: str, heading: str, wanted: str) -> float:
    page.get_by_label(label).click()
    option = page.get_by_role("option", name=wanted, exact=True)
    option.wait_for()
    began = time.perf_counter()
    option.click()
    page.evaluate(SETTLED, [heading, wanted])
    return time.perf_counter() - began
