"""Pictures of every page: `python -m tests.dashboards.screenshots OUT [--sheet FILE.png]`.

Shows the demo county of `--home`; without it one is made for the occasion. The sheet has all of
them on one picture: a row a page, both languages, wide and narrow.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from dashboards.app_pages.ranking import queries
from dashboards.parts import frame, marts
from dashboards.parts.frame import PAGES
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import LANGUAGES
from tests.conftest import DEMO_DAY, run_duibiao
from tests.dashboards.conftest import (
    CHROMIUM,
    CHROMIUM_ARGUMENTS,
    Server,
    Sight,
    published,
    serving,
    wait_for_charts,
)

WIDTHS = (1440, 390)
TALLEST = 1800
MOST_SCHOOLS = 10_000
# The sheet: by how much a picture is reduced, how much of it is shown, and the room between two.
REDUCED, SHOWN, ROOM = 3, 1200, 12


def take(browser: Browser, server: Server, out: Path, school_ids: tuple[str, str]) -> None:
    """One picture per page, language and width: of the first school, compared with the second."""
    school = {"school": school_ids[0]}
    chosen = {name: {} if name in frame.GROUPS["county"] else school for name in PAGES}
    chosen["compare"] = {"schools": ",".join(school_ids)}
    for language in LANGUAGES:
        for width in WIDTHS:
            for name in PAGES:
                sight = Sight(browser.new_page(viewport={"width": width, "height": 900}))
                path = "" if name == PAGES[0] else name
                page = sight.open(server.url(path, lang=language, **chosen[name]))
                tall = page.locator("[data-testid='stMainBlockContainer']").evaluate(
                    "box => box.scrollHeight"
                )
                page.set_viewport_size({"width": width, "height": min(int(tall), TALLEST)})
                wait_for_charts(page)
                page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
                picture = Image.open(io.BytesIO(page.screenshot()))
                target = out / f"{name}-{language}-{width}.png"
                picture.convert("RGB").save(target, optimize=True)
                page.close()
                print(target)


def sheet(out: Path, target: Path) -> None:
    """Put the pictures of a folder on one: a row a page, its upper part in each way to see it."""
    ways = [(language, width) for width in WIDTHS for language in LANGUAGES]
    row_height = SHOWN // REDUCED + ROOM
    across = ROOM + sum(width // REDUCED + ROOM for _, width in ways)
    whole = Image.new("RGB", (across, ROOM + row_height * len(PAGES)), "#d5dbe1")
    ground = ImageDraw.Draw(whole)
    for row, name in enumerate(PAGES):
        left, top = ROOM, ROOM + row * row_height
        for language, width in ways:
            picture = Image.open(out / f"{name}-{language}-{width}.png")
            upper = picture.crop((0, 0, width, min(picture.height, SHOWN)))
            size = width // REDUCED, upper.height // REDUCED
            ground.rectangle((left, top, left + size[0], top + SHOWN // REDUCED), fill="#ffffff")
            whole.paste(upper.resize(size, Image.Resampling.LANCZOS), (left, top))
            left += size[0] + ROOM
    whole.quantize(128).save(target, optimize=True)
    print(target)


def main() -> None:
    """Parse, serve, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--sheet", type=Path, help="put all of them on this picture too")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        if chosen.home is None:
            run_duibiao(home, "demo", "--no-serve", "--today", DEMO_DAY)
        snapshot = open_snapshot(published(home))
        cycle = marts.cycles(snapshot).row(0, named=True)["cycle_id"]
        chosen_schools = queries.Chosen(cycle, "verified")
        ranked = queries.page(snapshot, chosen_schools, first=0, count=MOST_SCHOOLS)["school_id"]
        middle = ranked[len(ranked) // 2 :].head(2)
        with serving(home, Path(folder) / "log") as server, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
            take(browser, server, chosen.out, (middle[0], middle[1]))
            browser.close()
    if chosen.sheet is not None:
        sheet(chosen.out, chosen.sheet)


if __name__ == "__main__":
    main()
