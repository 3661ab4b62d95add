"""What holds for every page: it opens, in both languages and at every width, for everyone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from dashboards.parts.frame import PAGES
from duibiao.words import LANGUAGES, Words
from tests.dashboards.conftest import Server, Sight, wait_for_charts

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
# Words that Streamlit would show of its own in English if we did not put ours in their place.
ENGLISH = re.compile(
    r"Choose an option|No options|Upload|Browse files|Drag and drop|per file|Running|Stop|Deploy"
    r"|required|View more|\bOpen\b|\bClear\b"
    r"|Page not found|Traceback|Error|Select all|Press Enter|Copy to clipboard"
)
WIDTHS = (1440, 390, 768, 2560)
GRAVE = ("serious", "critical")
MOST_SHIFT = 0.05
SHIFT = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
)).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"""
# What is less grave and held all the same: each region has a name of its own.
HELD = {"landmark-unique"}
# Everything of WCAG 2.1 A and AA, what axe counts as good practice beside it, and of 2.2 that
# what one presses is large enough, or stands far enough from the next.
ASKED = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def standing_words(page: Page) -> str:
    """All that a person sees on a page or hears of it."""
    heard = page.eval_on_selector_all(
        "[aria-label], [title], [placeholder], [alt]",
        "nodes => nodes.flatMap(node => ['aria-label', 'title', 'placeholder', 'alt']"
        ".map(name => node.getAttribute(name) ?? '')).join('\\n')",
    )
    return f"{page.locator('body').inner_text()}\n{heard}"


def icons_read_aloud(page: Page) -> list[str]:
    """The names of icons, such as upload, that a screen reader would say as words."""
    found: list[str] = page.eval_on_selector_all(
        "body *",
        "nodes => nodes.filter(node => getComputedStyle(node).fontFamily.includes('Material')"
        " && node.childElementCount === 0 && node.textContent.trim()"
        " && !node.closest('[aria-hidden=true]')).map(node => node.textContent)",
    )
    return found


def grave_findings(page: Page) -> list[str]:
    """What axe finds on a page that keeps somebody from using it, with the first places."""
    violations = Axe().run(page, options=ASKED).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]}"
        for violation in violations
        if violation["impact"] in GRAVE or violation["id"] in HELD
        for node in violation["nodes"][:3]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["", *PAGES[1:]])
def test_a_page_opens_fits_every_screen_and_is_for_everyone(
    server: Server, look: Look, path: str, lang: str, cycle_id: str, rows: Rows
) -> None:
    """Nothing is said in the other language, wider than the screen, or closed to anybody; nothing
    moves while it is drawn.

    Neither the console nor the network nor the server's log has anything to say.
    """
    ((school_id,), *_) = rows(
        "select school_id from fct_school_scores where cycle_id = ?", cycle_id
    )
    # English words are the longer ones, which tells at the narrowest and at the usual width.
    widths = WIDTHS if lang == LANGUAGES[0] else WIDTHS[1::-1]
    page = look(widths[0]).open(server.url(path, lang=lang, school=school_id))
    assert page.evaluate(SHIFT) < MOST_SHIFT
    say = Words(lang)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").inner_text() == say(f"page-{path or PAGES[0]}")
    assert say("standing-working") in page.locator("footer.foot").inner_text()
    assert page.locator(".notice.error").count() == 0
    if lang == "zh-CN":
        assert ENGLISH.findall(standing_words(page)) == []
    assert icons_read_aloud(page) == []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wait_for_charts(page)
        main = page.locator("[data-testid='stMain']")
        assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width in WIDTHS[:2] and lang == LANGUAGES[0]:
            assert grave_findings(page) == [], width
    log = server.log.read_text(encoding="utf-8")
    assert not re.search(r"Traceback|ERROR|Exception", log), log
