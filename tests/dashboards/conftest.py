"""The demo county's snapshot, a real server on it, and a real browser before it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import duckdb
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboards import app_pages
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.warehouse.snapshot_files import snapshot_path

if TYPE_CHECKING:
    from tests.dashboards.signed import Signed

CHROMIUM = os.environ.get("DUIBIAO_CHROMIUM") or shutil.which("chromium") or "chromium"
CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-background-networking", "--disable-gpu"),
    # All pages of a profile in one process, which has compiled their scripts already.
    "--process-per-site",
]
LOOKS_A_PROCESS = 20
COUNTY = "虚构县"
DRAWN = "footer.foot"
START_SECONDS = 90
DRAW_MILLISECONDS = 60_000
CHARTS_FIT = """() => [...document.querySelectorAll("[data-testid='stPlotlyChart']")].every(box => {
    const drawing = box.querySelector('.main-svg');
    if (!box.clientWidth) return true;
    return drawing && Math.abs(drawing.getBoundingClientRect().width - box.clientWidth) <= 1;
})"""


def published(home: Path) -> Path:
    """The snapshot in force of a home."""
    path = snapshot_path(Settings.resolve(home, SEEDS))
    assert path is not None
    return path


@pytest.fixture(scope="session")
def snapshot(demo_home: Path) -> Snapshot:
    """The demo county as the pages see it."""
    return open_snapshot(published(demo_home))


@pytest.fixture(scope="session")
def rows(demo_home: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """Plain SQL on the demo county's snapshot, past everything of ours."""
    connection = duckdb.connect(str(published(demo_home)), read_only=True)

    def run(sql: str, *values: object) -> list[tuple[Any, ...]]:
        return connection.cursor().execute(sql, list(values)).fetchall()

    return run


@pytest.fixture(scope="session")
def cycle_id(rows: Callable[..., list[tuple[Any, ...]]]) -> str:
    """The demo county's latest cycle."""
    return str(rows("select cycle_id from dim_cycles where is_latest")[0][0])


@pytest.fixture(params=("self", "verified"))
def basis(request: pytest.FixtureRequest) -> str:
    """Both bases."""
    return str(request.param)


@dataclass(frozen=True)
class Server:
    """A dashboard that is up: where it answers, its home, what it logs, and its process."""

    address: str
    home: Path
    log: Path
    pid: int

    def url(self, page: str = "", **parameters: str) -> str:
        """The address of a view."""
        return f"{self.address}/{page}" + (f"?{urlencode(parameters)}" if parameters else "")


@contextmanager
def serving(home: Path, log: Path, *options: str) -> Iterator[Server]:
    """A real server process on a free loopback port, ended when the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "dashboards.server", "--port", str(port), *options]
    places = {
        "DUIBIAO_HOME": str(home),
        "DUIBIAO_GUIDE": str(SEEDS),
        "DUIBIAO_LANG": "zh",
        "DUIBIAO_COUNTY": COUNTY,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=os.environ | places, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_healthy(process, f"{address}/health", log)
            yield Server(address, home, log, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer at {address}: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard of the demo county, for tests that only look."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(demo_home, log) as up:
        yield up


@pytest.fixture(scope="session")
def signed(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """The demo county where everybody signs in, with an account and a session of each role."""
    from tests.dashboards.signed import signing_in

    with signing_in(demo_home, tmp_path_factory.mktemp("signed")) as found:
        yield found


@pytest.fixture(scope="session")
def changing(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """As `signed`, for tests that change what the whole county goes by: its guide, its names."""
    from tests.dashboards.signed import signing_in

    with signing_in(demo_home, tmp_path_factory.mktemp("changing")) as found:
        yield found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A real Chromium, without a window."""
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
    yield running
    running.close()


@dataclass
class Sight:
    """A page in the browser with everything that went wrong on it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note what goes wrong from now on."""
        for event, note in self._notes():
            self.page.on(event, note)

    def leave(self) -> None:
        """Empty the tab for the next one who looks."""
        for event, note in self._notes():
            self.page.remove_listener(event, note)
        # Who printed nothing may have left the look of the screen for all that is printed.
        self.page.emulate_media(media="null")
        self.page.goto("about:blank")

    def _notes(self) -> list[tuple[Any, Callable[..., None]]]:
        return [
            ("console", self._said),
            ("request", self._asked),
            ("response", self._answered),
            ("pageerror", self._failed),
        ]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(message.text)

    def _asked(self, request: Request) -> None:
        # Nothing that a county's officials look at may call home to anybody.
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.wrong.append(f"asked for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status} {response.url}")

    def _failed(self, error: Error) -> None:
        self.wrong.append(str(error))

    def open(self, address: str) -> Page:
        """Open an address and wait until its page is drawn to the footer."""
        self.page.goto(address)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the run of the page has ended."""
        self.page.wait_for_selector(DRAWN, timeout=DRAW_MILLISECONDS)
        self.page.wait_for_selector(
            "[data-testid='stApp'][data-test-script-state='notRunning']", timeout=DRAW_MILLISECONDS
        )


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all tests, so that what never changes is fetched once."""
    context = browser.new_context(accept_downloads=True)
    yield context
    context.close()


@pytest.fixture(scope="session")
def tabs() -> list[Page]:
    """Tabs that no test looks at now: a new one is a new window, which costs more than a page."""
    return []


class Keeper:
    """Keeps the process of the pages that tests look at: it would end with the last of them."""

    def __init__(self, profile: BrowserContext, tabs: list[Page]) -> None:
        self._profile, self._tabs, self._looks = profile, tabs, 0
        self._begin()

    def _begin(self) -> None:
        """Open a page of the same site that asks no server, and stays."""
        self._page = self._profile.new_page()
        self._page.route("**/*", lambda route: route.fulfill(body=""))
        self._page.goto("http://127.0.0.1/")

    def note_look(self) -> None:
        """Some megabytes of each page stay in the process: a new one now and then."""
        self._looks += 1
        if self._looks % LOOKS_A_PROCESS == 0:
            for page in (*self._tabs, self._page):
                page.close()
            self._tabs.clear()
            self._begin()


@pytest.fixture(scope="session")
def keeper(profile: BrowserContext, tabs: list[Page]) -> Keeper:
    """The one of the profile."""
    return Keeper(profile, tabs)


Look = Callable[..., Sight]


@pytest.fixture
def look(
    profile: BrowserContext, keeper: Keeper, tabs: list[Page]
) -> Iterator[Callable[..., Sight]]:
    """Opens pages of a given width; nothing may go wrong on any of them in console or network."""
    sights: list[Sight] = []

    def new(width: int = 1440, height: int = 900) -> Sight:
        sight = Sight(tabs.pop() if tabs else profile.new_page())
        sight.page.set_viewport_size({"width": width, "height": height})
        sight.listen()
        sights.append(sight)
        return sight

    yield new
    for sight in sights:
        if not sight.page.is_closed():
            sight.leave()
            tabs.append(sight.page)
    keeper.note_look()
    assert [wrong for sight in sights for wrong in sight.wrong] == []


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until an expression holds in a page.

    Playwright's own wait has the page evaluate a text, which its policy of scripts forbids.
    """
    ended = time.monotonic() + DRAW_MILLISECONDS / 1000
    while True:
        # While it goes from one page to the next there is none to ask.
        with suppress(Error):
            if page.evaluate(expression, arg):
                return
        assert time.monotonic() < ended, f"never came true: {expression}"
        page.wait_for_timeout(50)


def wait_for_charts(page: Page) -> None:
    """Wait until every chart that is to be seen is drawn as wide as its place is now.

    And whatever else the browser fetches a script for when it is first to be seen.
    """
    until(page, "() => !document.querySelector(\"[data-testid='stSkeleton']\")")
    until(page, CHARTS_FIT)


def choose(page: Page, label: str, option: str, *, typed: str | None = None) -> None:
    """Choose from a list by typing, again while the list closes because the page still moves."""
    box = page.get_by_label(label)
    for _ in range(15):
        with suppress(Error):
            box.fill("", timeout=3_000)
            box.press_sequentially(typed or option)
            # Not by a click: what is scrolled to for it closes the list.
            page.get_by_role("option", name=option).first.wait_for(timeout=2_000)
            box.press("Enter")
            return
    raise AssertionError(f"{label} has nothing to choose for {option}")


def act_as(sight: Sight, person: str) -> None:
    """Say on the page who acts, as it asks for where figures change."""
    field = sight.page.get_by_label("经办人")
    field.fill(person)
    field.press("Tab")
    sight.page.wait_for_timeout(200)  # the run begins
    sight.settle()


def table(page: Page, key: str) -> list[list[str]]:
    """The text of a table's rows by its id."""
    page.wait_for_selector(f"table#{key} tbody tr")
    cells = page.eval_on_selector_all(
        f"table#{key} tbody tr",
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))",
    )
    return [[str(cell) for cell in row] for row in cells]


def alone(name: str, seconds: float = 120) -> AppTest:
    """A page to be drawn without the frame, by a script that lies in no folder of ours.

    Streamlit looks for modules beside the script first, where `html` would be the page's own. What
    a script raised is told as it is, also where another test started a server's settings here.
    """
    config.set_option("client.showErrorDetails", "full")
    page = Path(app_pages.__file__).parent / name / "page.py"
    return AppTest.from_string(
        f"import runpy\nrunpy.run_path({str(page)!r})", default_timeout=seconds
    )
