"""Pages in a real browser: a first look, and a filter against Streamlit's own round trip."""

from __future__ import annotations

import statistics
import time
from itertools import cycle, islice
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.counties import Counties
from benchmarks.county import LargeCounty, large_county
from benchmarks.pages import views
from benchmarks.servers import floor
from duibiao.words import Words
from tests.dashboards.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, Sight, serving

CHANGES = 12
LOOKS = 3
OPENED = {"overview": "", "ranking": "ranking", "gaps": "gaps", "school": "school"}
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


def looking(counties: Counties, size: int) -> Any:
    """Seconds until a page or a change has settled.

    A first look is one of a browser that has never been there, at a server that has answered
    before; the filter is a click on another school type of the ranking.
    """
    say, home = Words("zh-CN"), counties.home(size)
    asked = say("choose-type"), say("column-school-type")
    county = large_county(60)
    names = [row["name_zh"] for row in _types(county)]
    [(_, _, query)] = [view for view in views(home.home) if view[0] == "school"]
    school_id = parse_qs(query)["school"][0]
    with (
        sync_playwright() as driver,
        serving(home.home, counties.folder / "log") as server,
        floor(counties.folder, FLOOR) as (simple_address, _),
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
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
        page.close()
        simple.close()
        first = {}
        for name, path in OPENED.items():
            looks = [_first_look(browser, server.url(path, school=school_id)) for _ in range(LOOKS)]
            first[name] = statistics.median(looks)
        browser.close()
    filtered, least = (statistics.median(own[2:]) for own in taken)
    return {"first": first, "filter": filtered, "floor": least}


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
