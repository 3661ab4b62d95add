"""Scores on the office's desk: what is in force, back to an earlier one, verified, made again."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from dashboards.plain.office.backups import BACKUPS
from dashboards.plain.office.builds import BUILDS
from dashboards.plain.office.exports import EXPORTS
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records import trail
from duibiao.warehouse import backups, jobs
from duibiao.warehouse.build import BuildRefused, write_failure
from duibiao.warehouse.export import Format
from duibiao.warehouse.jobs import Job
from duibiao.warehouse.snapshot_files import (
    information_path,
    shown_snapshot,
    snapshots,
    statements_path,
)
from duibiao.words import Words
from tests.conftest import run_duibiao
from tests.dashboards.conftest import Server
from tests.dashboards.signed import Signed, ask
from tests.dashboards.test_desk import Clerk
from tests.dashboards.test_every_page import grave_findings
from tests.dashboards.visitors import request
from tests.killed import publish

pytestmark = pytest.mark.xdist_group("signed")
SAY, ENGLISH = Words("zh-CN"), Words("en")
SECONDS = 180.0
NEWER = "29990101T000000Z-ffffff"


@pytest.fixture
def office(signed: Signed) -> Clerk:
    """Somebody of the county office, signed in."""
    return Clerk(signed, signed.cookies["office"])


@pytest.fixture
def administrator(signed: Signed) -> Clerk:
    """The administrator, signed in."""
    return Clerk(signed, signed.cookies["administrator"])


@pytest.fixture
def newer(signed: Signed) -> Iterator[tuple[str, str]]:
    """The same figures published once more: the builds before and after; afterwards as before."""
    settings = signed.settings
    shown = shown_snapshot(settings)
    assert shown is not None
    before = settings.latest.read_bytes()
    publish(settings, NEWER)
    yield shown.path.stem, NEWER
    settings.latest.write_bytes(before)
    settings.went_back.unlink(missing_ok=True)
    path = settings.warehouse / f"{NEWER}.duckdb"
    for part in (path, statements_path(path), information_path(path)):
        part.unlink()


def over(signed: Signed, location: str) -> Job:
    """The job of a page, when it has ended."""
    acting = Acting(signed.settings, "", "test", AT_THE_FILES)
    until = time.monotonic() + SECONDS
    while not (found := jobs.job(acting, location.rpartition("/")[2])).is_over:
        assert time.monotonic() < until, found
        time.sleep(0.1)
    return found


def begun(clerk: Clerk, page: str, said: dict[str, str]) -> str:
    """The page of the job that a form begins."""
    status, headers, text = clerk.send(page, said)
    assert status == 303 and headers["Location"].startswith("/office/jobs/"), text[-800:]
    return str(headers["Location"])


def test_what_is_in_force_and_what_waits_stands_there(office: Clerk, signed: Signed) -> None:
    """With why the newest build failed, in the words of the other pages; and one is asked for."""
    settings = signed.settings
    shown = shown_snapshot(settings)
    assert shown is not None
    text = office.look(BUILDS)
    assert shown.path.stem in text and SAY("builds-tag-in-force") in text
    assert SAY("builds-back-none") in text
    english = office.look(f"{BUILDS}?lang=en")
    assert ENGLISH("builds-in-force") in english and ENGLISH("builds-verify") in english
    try:
        write_failure(settings, BuildRefused("edition-unknown", cycle="2025", edition="x"))
        text = office.look(BUILDS)
        assert SAY("build-edition-unknown", cycle="2025", edition="x") in text.replace("&#34;", '"')
        status, headers, _ = office.send(BUILDS, {"do": "build"})
        assert (status, headers["Location"]) == (303, f"{BUILDS}?asked=yes")
        assert settings.build_request.exists()
        settings.build_failure.unlink()
        assert SAY("build-asked") in office.look(f"{BUILDS}?asked=yes")
    finally:
        settings.build_failure.unlink(missing_ok=True)
        settings.build_request.unlink(missing_ok=True)
    line = list(trail.lines(settings, trail.days(settings)[0]))[-1]
    assert (line["action"], line["role"]) == ("ask_for_build", "office")


def test_the_office_goes_back_and_every_page_says_so(
    office: Clerk, signed: Signed, newer: tuple[str, str]
) -> None:
    older, newest = newer
    text = office.look(BUILDS)
    assert f'<option value="{older}">' in text and f'<option value="{newest}">' not in text
    status, _, text = office.send(BUILDS, {"do": "back", "build": older, "reason": " "})
    assert status == 200 and SAY("back-no-reason") in text
    status, _, text = office.send(BUILDS, {"do": "back", "build": "x", "reason": "y"})
    assert SAY("back-unknown", build="x", known=(newest, older)) in text
    said = {"do": "back", "build": older, "reason": "指南有误"}
    assert ask(signed, BUILDS, office.cookie, said)[0] == 200  # not by a form of ours
    assert signed.settings.latest.read_text().startswith(newest)
    status, headers, _ = office.send(BUILDS, said)
    assert (status, headers["Location"]) == (303, BUILDS)
    assert signed.settings.latest.read_text() == f"{older}.duckdb\n"
    text = office.look(BUILDS)
    assert SAY("fallback-went-back") in text
    assert SAY.attr("fallback-went-back", "mend", reason="指南有误") in text.replace("&#34;", '"')
    assert f'<option value="{newest}">' in text
    # Schools see it on their result too.
    clerk = Clerk(signed, signed.cookies["clerk"])
    told = clerk.look("/desk/result")
    assert SAY("fallback-went-back") in told and "指南有误" not in told


def test_the_home_is_verified_in_the_background(
    office: Clerk, signed: Signed, administrator: Clerk
) -> None:
    """The head to be written down; a head that is not there is told with what to do."""
    page = begun(office, BUILDS, {"do": "verify", "head": ""})
    found = over(signed, page).outcome
    assert found is not None and found["head"]
    text = office.look(page)
    assert SAY("job-verify") in text and found["head"] in text
    assert SAY("verified-whole") in text
    page = begun(administrator, BACKUPS, {"do": "verify", "head": "f" * 64})
    found = over(signed, page).outcome
    assert found is not None and not found["is_whole"]
    text = administrator.look(page)
    assert SAY("verify-head-differs", identifier="f" * 64) in text
    assert SAY.attr("verify-head-differs", "mend") in text


def test_everything_is_made_again_and_compared(office: Clerk, signed: Signed) -> None:
    """Stopped in the middle nothing is published and nothing is said to have failed."""
    settings = signed.settings
    run_duibiao(settings.home, "build")  # others have handed in before, and nobody has built since
    before, latest = snapshots(settings), settings.latest.read_bytes()
    status, _, text = office.send(BUILDS, {"do": "rebuild"})
    assert status == 200 and SAY("rebuild-not-confirmed") in text
    page = begun(office, BUILDS, {"do": "rebuild", "confirmed": "yes"})
    until = time.monotonic() + SECONDS
    while not (settings.warehouse / "snapshot.duckdb.partial").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    office.send(page, {})
    assert over(signed, page).state == "stopped"
    assert settings.latest.read_bytes() == latest and snapshots(settings) == before
    assert not settings.build_failure.exists()
    page = begun(office, BUILDS, {"do": "rebuild", "confirmed": "yes"})
    found = over(signed, page)
    assert found.state == "done" and found.outcome is not None, found
    assert found.outcome["differing"] == []
    text = office.look(page)
    assert SAY("rebuild-same") in text and found.outcome["build"] in text
    assert settings.latest.read_text().strip() == f"{found.outcome['build']}.duckdb"


def test_tables_are_exported_and_fetched(office: Clerk, signed: Signed, cycle_id: str) -> None:
    """What the command writes: a chosen table in chosen formats, with the dictionary."""
    for said in ({}, {"mart": "fct_school_scores"}):
        status, _, text = office.send(EXPORTS, said)
        assert status == 200 and SAY("export-no-format") in text
    said = {"mart": "fct_school_scores", "cycle": cycle_id}
    said |= {f"format-{one}": "yes" for one in Format}
    analyst = Clerk(signed, signed.cookies["analyst"])
    page = begun(analyst, EXPORTS, said)
    found = over(signed, page)
    assert found.state == "done" and found.outcome is not None and found.outcome["marts"] == 1
    status, _, content = analyst.fetch(f"{page}/duibiao-{cycle_id}.zip")
    assert status == 200
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {name.rpartition(".")[2] for name in names} >= {"parquet", "csv", "xlsx", "json"}
    (book,) = [name for name in found.files if name.endswith(".xlsx")]
    status, _, content = analyst.fetch(f"{page}/{book}")
    assert status == 200 and load_workbook(io.BytesIO(content)).sheetnames
    said = {"mart": "no_such_table", "format-csv": "yes"}
    page = begun(office, EXPORTS, said)
    assert over(signed, page).state == "refused"
    assert "no_such_table" in office.look(page)


def test_a_backup_is_made_rehearsed_and_fetched_by_the_administrator_alone(
    administrator: Clerk, office: Clerk, signed: Signed, tmp_path: Path
) -> None:
    page = begun(administrator, BACKUPS, {})
    found = over(signed, page)
    assert found.state == "done" and found.outcome is not None and found.outcome["is_whole"]
    (name,) = found.files
    assert SAY("backup-rehearsed") in administrator.look(page)
    assert f'href="{BACKUPS}"' in administrator.look("/accounts")
    assert name in administrator.look(page) and page in administrator.look(BACKUPS)
    status, _, content = administrator.fetch(f"{page}/{name}")
    assert status == 200
    (tmp_path / name).write_bytes(content)
    assert backups.rehearse(tmp_path / name)[1].is_whole
    assert office.fetch(f"{page}/{name}")[0] == 404 and office.fetch(page)[0] == 404
    assert office.fetch(BACKUPS)[0] == 403
    assert ask(signed, BACKUPS, office.cookie, {})[0] == 403


def test_without_accounts_it_is_looked_at_and_says_who_acts(server: Server) -> None:
    for page in (BUILDS, EXPORTS, BACKUPS, "/office"):
        status, _, text = request(server.address, "GET", page)
        assert status == 200, page
        assert page == "/office" or 'name="person"' in text.decode(), page


def test_it_is_done_by_keyboard_alone(
    office: Clerk, signed: Signed, browser: Browser, tmp_path: Path
) -> None:
    """Real Chromium: from the desk to a verified home without a mouse; nothing barred or cut."""
    for width in (1440, 390):
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
        name, _, value = office.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": signed.server.address}])
        page = context.new_page()
        page.goto(signed.server.url("office"))
        page.locator("#subjects a", has_text=SAY("office-builds")).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/office/builds")
        page.get_by_label(SAY("builds-verify-head")).focus()
        page.keyboard.type("f" * 64)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/office/jobs/*")
        page.locator("#amiss").wait_for(timeout=SECONDS * 1000)
        shown = page.locator("main").inner_text()
        assert SAY("cli-verify-not-whole") in shown
        for address in (page.url, *map(signed.server.url, ("office", BUILDS[1:], EXPORTS[1:]))):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert not grave_findings(page), address
            shot = address.rpartition("/")[2][:8]
            page.screenshot(path=str(tmp_path / f"{width}-{shot}.png"), full_page=True)
        context.close()
