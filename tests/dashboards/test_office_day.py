"""A day of the county office without a terminal and without a pointer, from an empty home."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page

from duibiao.records.model import School
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from duibiao.words.figures import rounded
from tests.counties.small_county import SmallCounty, small_county
from tests.test_serve import free_port, is_healthy, wait_for

SAY = Words("zh-CN")
NAME = "甲科"
SCHOOLS, WRONG, COPIED = 58, ("S7", "S8", "S9"), "S20"
PATIENCE = 120_000
SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"


@dataclass
class Day:
    """The office at her computer: a server as `duibiao serve` starts it, and a keyboard."""

    address: str
    settings: Settings
    county: SmallCounty
    page: Page

    def go(self, path: str) -> None:
        """Open an address of which she was told."""
        self.page.goto(f"{self.address}{path}")

    def reach(self, wanted: Locator | str) -> Locator:
        """Go on by Tab until it has the focus."""
        found = self.page.locator(wanted) if isinstance(wanted, str) else wanted
        for _ in range(160):
            if found.evaluate("one => one === document.activeElement"):
                return found
            self.page.keyboard.press("Tab")
        raise AssertionError(wanted)

    def type(self, field: str, text: str) -> None:
        """Type into a field by its name."""
        self.reach(f"main form.fields [name='{field}'], main form [name='{field}']")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, field: str, code: str) -> None:
        """Choose in a list by the arrow keys."""
        choice = self.reach(f"main form select[name={field}]")
        for _ in range(choice.locator("option").count()):
            if choice.input_value() == code:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError((field, code))

    def enter(self) -> None:
        """Press what has the focus, and see the page that follows."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        """Go to a button by what it says, and press it."""
        self.reach(self.page.get_by_role("button", name=name, exact=True))
        self.enter()

    def follow(self, name: str) -> None:
        """Go to a link by what it says, and follow it."""
        self.reach(self.page.get_by_role("link", name=name, exact=True).last)
        self.enter()

    def ended(self, onward: str) -> None:
        """Wait for long work, whose page looks again by itself, and go where it leads."""
        link = self.page.get_by_role("link", name=onward)
        link.first.wait_for(timeout=PATIENCE)
        self.reach(link.first)
        self.enter()

    def fetched(self, wanted: Locator) -> bytes:
        """What a link gives, fetched by Enter."""
        self.reach(wanted)
        with self.page.expect_download() as found:
            self.page.keyboard.press("Enter")
        return Path(found.value.path()).read_bytes()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Plain SQL on what is published."""
        path = snapshot_path(self.settings)
        if path is None:
            return []
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def day(home: Path, tmp_path: Path, browser: Browser) -> Iterator[Day]:
    """An empty home, served; and the files that schools will send."""
    port = free_port()
    places = {"DUIBIAO_HOME": str(home), "DUIBIAO_GUIDE": str(SEEDS)}
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("duibiao")), "serve", "--port", str(port)],
        env=os.environ | places, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        wait_for(lambda: is_healthy(port), 60, "the dashboard")
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        settings = Settings.resolve(home, SEEDS)
        yield Day(f"http://127.0.0.1:{port}", settings, small_county(tmp_path, SCHOOLS), page)
        page.context.close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def test_a_day_of_the_office(day: Day) -> None:
    """Register, cycle, forms, sixty files, marked ones, verified value, red line, ranks, export."""
    day.go("/office")
    assert day.page.locator("#first-steps").count() == 1
    _the_register_comes_from_excel(day)
    _a_cycle_is_opened(day)
    forms = _forms_go_out(day)
    _sixty_files_come_in(day, forms)
    _a_value_is_verified(day)
    _a_red_line_is_found(day)
    _it_is_scored_and_ranked(day)
    _everything_is_exported(day)


def _the_register_comes_from_excel(day: Day) -> None:
    day.follow(SAY("office-register"))
    form = day.page.locator("form[action*='/table/schools']")
    empty = day.fetched(day.page.locator("a[href$='/office/table/schools/workbook']"))
    book = load_workbook(io.BytesIO(empty))
    sheet = book.worksheets[0]
    line = next(
        number
        for number, row in enumerate(sheet.iter_rows(), start=1)
        if any(str(cell.value).rstrip("*") == SAY("table-column-school_id") for cell in row)
    )
    heads = {str(cell.value).rstrip("*"): at for at, cell in enumerate(sheet[line], start=1)}
    for at, school in enumerate(day.county.schools, start=line + 1):
        for name in ("school_id", "name_zh", "township", "school_type", "area", "organisation",
                     "leadership", "tier_held"):  # fmt: skip
            sheet.cell(at, heads[SAY(f"table-column-{name}")], getattr(school, name))
    path = day.county.folder / "名册.xlsx"
    book.save(path)
    day.reach(form.locator("input[type=file]"))
    form.locator("input[type=file]").set_input_files(path)
    day.reach(form.locator("button"))
    day.enter()
    assert SAY("table-changes") in day.page.locator("main").inner_text()
    _taken(day)


def _taken(day: Day) -> None:
    """Confirm what was checked of a table, by name."""
    confirmed = day.page.locator("main input[name=confirmed]")
    if confirmed.count():
        day.reach(confirmed)
        day.page.keyboard.press("Space")
    day.type("person", NAME)
    day.press(SAY("table-take"))
    assert SAY("table-fate-received") in day.page.locator(".notice.info").first.inner_text()


def _a_cycle_is_opened(day: Day) -> None:
    day.follow(SAY("office-cycles"))
    day.follow(SAY("cycles-new"))
    cycle = day.county.cycle
    day.type("cycle_id", cycle.cycle_id)
    day.choose("edition", cycle.edition)
    for name in ("starts_on", "ends_on", "deadline"):
        day.reach(f"main input[name={name}]")
        day.page.keyboard.type(getattr(cycle, name).strftime("%m%d%Y"))
    day.reach("main form button[value=change]")
    day.enter()
    _taken(day)


def _forms_go_out(day: Day) -> dict[str, bytes]:
    day.follow(SAY("office-templates"))
    all_of_them = day.page.locator("main form:has(input[value=workbooks]) button")
    day.reach(all_of_them)
    day.enter()
    day.page.locator("a[href*='.zip']").first.wait_for(timeout=PATIENCE)
    content = day.fetched(day.page.locator("a[href*='.zip']").first)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert len(found) == SCHOOLS
    return found


def _filled(day: Day, school: School, seed: int = 0) -> bytes:
    answers = day.county.answers(school, seed, 0.5 + 0.4 * (int(school.school_id[1:]) % 7) / 7)
    if school.school_id in WRONG:
        counts = (one for one in answers if day.county.edition.facts[one].kind == "count")
        answers[next(counts)] = "约十次"
    return day.county.workbook(school, answers).read_bytes()


def _sixty_files_come_in(day: Day, forms: dict[str, bytes]) -> None:
    """As schools send them back: under the names of the forms, two with another's copy."""
    assert all(any(one.school_id in name for name in forms) for one in day.county.schools)
    files = {f"{one.school_id}_{one.name_zh}.xlsx": _filled(day, one) for one in day.county.schools}
    copied = next(one for one in day.county.schools if one.school_id == COPIED)
    for seed in (1, 2):
        files[f"{COPIED}_副本{seed}.xlsx"] = _filled(day, copied, seed)
    assert len(files) == SCHOOLS + 2
    path = day.county.folder / "全县.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    day.follow(SAY("office-hand-in"))
    day.reach("main input[type=file]")
    day.page.locator("main input[type=file]").set_input_files(path)
    day.type("person", NAME)
    day.enter()
    day.ended(SAY("many-see-fates"))
    marked = day.fetched(day.page.locator("a[href*='.zip']").first)
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert sum(any(f"{one}_" in name for one in WRONG) for name in archive.namelist()) == 3
    chosen = day.page.get_by_role("checkbox", name=f"{COPIED}_副本1.xlsx")
    assert not chosen.is_checked()
    day.reach(chosen)
    day.page.keyboard.press("Space")
    day.type("person", NAME)
    day.press(SAY("many-take"))
    day.ended(SAY("many-see-receipts"))
    assert len(set(re.findall(r"\d{4} \d{4} \d{4}", day.page.inner_text("main")))) >= SCHOOLS - 3


def _a_value_is_verified(day: Day) -> None:
    school = next(one for one in day.county.schools if one.school_id == "S30")
    asked = day.county.edition.asked_facts(school.attributes)
    fact = next(
        name
        for name, one in day.county.edition.facts.items()
        if name in asked and one.kind == "count" and one.answered_by == "school"
    )
    day.go(f"/office/values?cycle=2024&school=S30&fact={fact}")
    day.type("value", "1")
    day.type("reason", "看了台账")
    day.type("person", NAME)
    day.enter()
    assert "看了台账" in day.page.inner_text("main")


def _a_red_line_is_found(day: Day) -> None:
    day.follow(SAY("office-findings"))
    day.choose("of", "S31")
    day.choose("red_line", str(day.county.guide.tables["red_lines"]["red_line"][0]))
    day.type("note", "通报")
    day.type("person", NAME)
    day.enter()
    assert "通报" in day.page.inner_text("main table")


def _it_is_scored_and_ranked(day: Day) -> None:
    day.follow(SAY("office-builds"))
    now = day.page.locator("main form:has(input[value=build])")
    day.reach(now.locator("input[name=person]"))
    day.page.keyboard.type(NAME)
    day.enter()
    wanted = "select count(*) from fct_findings where school_id = 'S31' and is_in_force"
    wait_for(lambda: day.rows(wanted) == [(1,)], 120, "the build")
    assert day.rows("select count(*) from fct_school_scores where basis = 'self'") == [
        (SCHOOLS - len(WRONG),)
    ]
    day.go("/ranking?basis=self")
    day.page.wait_for_selector(SETTLED, timeout=PATIENCE)
    day.page.wait_for_selector("#ranking tbody tr", timeout=PATIENCE)
    told = day.page.locator("#ranking").inner_text()
    best = day.rows(
        "select name_zh, score from fct_school_scores"
        " inner join dim_cycle_schools using (cycle_id, school_id)"
        " where basis = 'self' and rank_county <= 3 order by rank_county, school_id"
    )
    for name, score in best:
        assert name in told and rounded(score) in told, (name, score)


def _everything_is_exported(day: Day) -> None:
    day.go("/office/exports")
    day.type("person", NAME)
    day.enter()
    day.page.locator("a[href*='.zip']").first.wait_for(timeout=PATIENCE)
    content = day.fetched(day.page.locator("a[href*='.zip']").first)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any("fct_school_scores" in name for name in archive.namelist())
