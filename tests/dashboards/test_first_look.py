"""The first look at the dashboard: how much is sent, and what stands there before the first run."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from dashboards.parts.frame import PAGES
from duibiao.words import LANGUAGES, Words
from tests.dashboards.conftest import Server, Sight
from tests.dashboards.visitors import request

Look = Callable[..., Sight]
PACKED = {"Accept-Encoding": "gzip, deflate"}
WITH_CHART = "[data-testid='stPlotlyChart']"
PLOTLY = "PlotlyChart"


def test_what_is_sent_is_packed_for_who_can_unpack_it(server: Server) -> None:
    """The page, its look and every script and style that it names; the same text either way."""
    _, headers, shell = request(server.address, "GET", "/ranking", headers=PACKED)
    assert headers["content-encoding"] == "gzip"
    text = gzip.decompress(shell).decode()
    assert request(server.address, "GET", "/ranking")[2].decode() == text
    names = re.findall(r"\"\.(/[^\"]+\.(?:js|css))\"", text)
    assert len(names) > 20 and any(name.startswith("/look.") for name in names)
    for name in names:
        _, headers, sent = request(server.address, "GET", name, headers=PACKED)
        assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding"), name
        assert "immutable" in headers["cache-control"]
        status, plain, whole = request(server.address, "GET", name)
        assert (status, plain["content-encoding"]) == (200, None), name
        assert gzip.decompress(sent) == whole
        assert plain["content-type"] == headers["content-type"]
    assert request(server.address, "HEAD", names[0], headers=PACKED)[2] == b""


def test_only_what_lies_among_the_scripts_is_handed_out(server: Server) -> None:
    for path in (
        *("/static/js/../../index.html", "/static/../manifest.json"),
        *("/static/%2e%2e/%2e%2e/config.py", "/static/js/%00.js", "/look.0.en.css"),
    ):
        assert request(server.address, "GET", path)[0] in (400, 404), path


def test_plotly_is_fetched_where_there_is_a_chart(server: Server, look: Look) -> None:
    """It is two thirds of all that a page can ask for."""
    asked: list[str] = []
    sight = look()
    sight.page.on("request", lambda one: asked.append(one.url))
    seen = set()
    for name in ("guide", "", "tiers", "checks"):
        asked.clear()
        page = sight.open(server.url(name))
        page.wait_for_load_state("networkidle")
        is_fetched = any(PLOTLY in url for url in asked)
        seen.add(is_fetched)
        # It is drawn a while after it was fetched.
        if is_fetched:
            page.wait_for_selector(WITH_CHART)
        assert (page.locator(WITH_CHART).count() > 0) is is_fetched, name
    assert seen == {True, False}


def test_the_shape_of_a_page_stands_before_its_first_run(
    server: Server, look: Look, profile: BrowserContext
) -> None:
    """The ways to all pages and the name of this one; it gives way to the page itself."""
    page = profile.new_page()  # what is kept from it is no fault of the page
    page.route("**/static/js/*", lambda route: route.abort())
    for lang in LANGUAGES:
        say = Words(lang)
        page.goto(server.url("ranking", lang=lang), wait_until="commit")
        page.wait_for_selector("#shape")
        assert page.locator("#shape .page-name").inner_text() == say("page-ranking")
        assert page.title().startswith(say("page-ranking"))
        shown = page.locator("#shape p").inner_text()
        assert all(say(f"page-{name}") in shown for name in PAGES)
        assert _background(page, "#shape .lines i") != "rgba(0, 0, 0, 0)"
    page.close()
    sight = look()
    for name in (PAGES[0], "guide"):
        sight.open(server.url("" if name == PAGES[0] else name))
        assert sight.page.locator("#shape").count() == 0
        assert sight.page.locator("h1").is_visible()


def _background(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate("it => getComputedStyle(it).backgroundColor"))
