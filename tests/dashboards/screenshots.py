"""Pictures of every page for the README: `python -m tests.dashboards.screenshots OUT`.

Shows the demo county of `--home`; without it one is made for the occasion.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from dashboards import queries
from dashboards.frame import PAGES
from tests.conftest import run_duibiao
from tests.dashboards.conftest import (
    CHROMIUM,
    CHROMIUM_ARGUMENTS,
    Server,
    Sight,
    published,
    serving,
)
from words import LANGUAGES

WIDTHS = (1440, 390)
TALLEST = 1800


def take(browser: Browser, server: Server, out: Path, school_id: str) -> None:
    """One picture per page, language and width."""
    for language in LANGUAGES:
        for width in WIDTHS:
            for name in PAGES:
                sight = Sight(browser.new_page(viewport={"width": width, "height": 900}))
                path = "" if name == PAGES[0] else name
                chosen = {"school": school_id} if name == "school" else {}
                page = sight.open(server.url(path, lang=language, **chosen))
                tall = page.locator("[data-testid='stMainBlockContainer']").evaluate(
                    "box => box.scrollHeight"
                )
                page.set_viewport_size({"width": width, "height": min(int(tall), TALLEST)})
                page.wait_for_timeout(1000)
                picture = Image.open(io.BytesIO(page.screenshot()))
                target = out / f"{name}-{language}-{width}.png"
                picture.convert("RGB").save(target, optimize=True)
                page.close()
                print(target)


def main() -> None:
    """Parse, serve, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        if chosen.home is None:
            run_duibiao(home, "demo", "--no-serve")
        snapshot = queries.open_snapshot(published(home))
        cycle = queries.cycles(snapshot).row(0, named=True)["cycle_id"]
        ranking = queries.ranking(snapshot, cycle, "verified")
        school_id = str(ranking["school_id"][ranking.height // 2])
        with serving(home, Path(folder) / "log") as server, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
            take(browser, server, chosen.out, school_id)
            browser.close()


if __name__ == "__main__":
    main()
