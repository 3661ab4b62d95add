"""The guide on the office's desk: a draft beside it, checked, compared, and taken into force."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page

from dashboards.plain.office.guide import DIFFERENCE, DRAFT, GUIDE, TABLE
from duibiao.analysis import draft_difference
from duibiao.guide.editions import EXAMPLE, Guide
from duibiao.guide.telling import table_title
from duibiao.guide.workbook import workbook_of
from duibiao.guide.workbook_reading import guide_of_workbook
from duibiao.people.acting import ROLES, Acting, Assignment, Person
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse import jobs
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from duibiao.words.figures import rounded
from duibiao.words.labels import said_actor
from ingest.desk import deciding, guide_drafts
from ingest.desk.tables import table_template
from tests.dashboards.conftest import COUNTY
from tests.dashboards.signed import Signed, ask, role_of
from tests.dashboards.test_desk import TOO_YOUNG, Clerk
from tests.dashboards.test_every_page import grave_findings
from tests.dashboards.test_office_jobs import until_over
from tests.dashboards.test_paper import overlapping, sheets, stacked
from tests.guide.test_guide_workbook import edited, position_of, saved

pytestmark = [pytest.mark.xdist_group("changing"), pytest.mark.timeout(300)]
SAY, ENGLISH = Words("zh-CN"), Words("en")
DRAFTING = Path(__file__).parents[1] / "guide" / "drafting" / "files"
Rows = Callable[..., list[tuple[Any, ...]]]
HASH = re.compile(r'name="instead-of" value="(\w*)"')


@pytest.fixture
def office(changing: Signed) -> Iterator[Clerk]:
    """Somebody of the county office; no draft lies there before and after."""
    clear(changing)
    yield Clerk(changing, changing.cookies["office"])
    clear(changing)


@pytest.fixture
def acting(changing: Signed) -> Acting:
    """She herself, past the pages."""
    return Acting(now(changing), "", "test", Person(6, "一位office", (Assignment("office"),)))


def now(changing: Signed) -> Settings:
    """The settings as the server has them by now."""
    return Settings.resolve(changing.settings.home, SEEDS)


def clear(changing: Signed) -> None:
    folder = changing.settings.guide_draft
    for path in folder.iterdir() if folder.is_dir() else ():
        path.unlink()


def lay(office: Clerk, content: bytes, name: str = "指南 改.xlsx") -> tuple[int, Any, str]:
    """Send a workbook back, in place of the draft that the page shows."""
    found = HASH.search(office.look(GUIDE))
    assert found is not None
    return office.send_file(GUIDE, content, name, **{"instead-of": found[1]})


def in_force(office: Clerk) -> bytes:
    """The workbook of the guide in force."""
    status, headers, content = office.fetch(f"{GUIDE}/workbook/in-force")
    assert status == 200 and quote("指南-") in headers["Content-Disposition"]
    return content


def sheet_of(book: Workbook, table: str) -> Any:
    return book[table_title(table, SAY)]


def points_moved(content: bytes) -> bytes:
    """A point taken from one indicator for another of its dimension, by whatever the guide has."""
    guide = guide_of_workbook(content)
    simple = {row.code("indicator") for row in guide.rows("rules")} - {
        row.code("indicator")
        for row in guide.rows("rules")
        if row.code("method") not in ("ratio", "checklist", "count")
    }
    [edition] = guide.editions.values()
    dimension = edition.dimensions[0].dimension_id
    first, second = [
        one.indicator_id
        for one in edition.indicators
        if one.dimension_id == dimension and one.indicator_id in simple and one.max_points > 1
    ][:2]
    book = edited(content)
    sheet = sheet_of(book, "indicators")
    code, points = (position_of(sheet, name) for name in ("indicator", "max_points"))
    for row in range(2, sheet.max_row + 1):
        change = {first: -1, second: 1}.get(str(sheet.cell(row, code).value))
        if change is not None:
            cell = sheet.cell(row, points)
            cell.value = str(Decimal(cell.value) + change)
    return saved(book)


def scores(settings: Settings, cycle_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What is published of a cycle, by basis and school."""
    with duckdb.connect(str(snapshot_path(settings)), read_only=True) as connection:
        rows = connection.execute(
            "select basis, school_id, score, rating, tier_reached, rank_county"
            " from fct_school_scores where cycle_id = ?",
            [cycle_id],
        ).fetchall()
    names = ("score", "rating", "tier_reached", "rank_county")
    return {(basis, school): dict(zip(names, row, strict=True)) for basis, school, *row in rows}


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_a_changed_point_value_moves_the_schools_that_the_difference_named(
    office: Clerk, changing: Signed, acting: Acting, cycle_id: str
) -> None:
    """There and back: workbook, draft, difference, into force, build, and SQL says the same."""
    home = changing.settings.home
    own = home / "guide"
    fetched = in_force(office)
    assert guide_of_workbook(fetched).canonical_bytes() == Guide.load(SEEDS).canonical_bytes()
    sent = points_moved(fetched)
    status, headers, _ = lay(office, sent)
    assert (status, headers["Location"]) == (303, f"{DRAFT}?done=laid")
    draft = guide_drafts.draft(acting)
    assert draft is not None and draft.content == sent and draft.guide is not None
    assert office.fetch(f"{GUIDE}/workbook/draft")[2] == sent
    # It changes the edition of closed cycles: that is said before anybody tries, and refused.
    closed = [one.cycle_id for one in draft.frozen]
    assert closed and cycle_id not in closed
    told = SAY(
        "guide-frozen",
        cycles="、".join(closed),
        editions="、".join(dict.fromkeys(one.edition for one in draft.frozen)),
    )
    assert told in text_of(office.look(DRAFT)) and SAY("office-guide-take-note") not in (
        office.look(DRAFT)
    )
    before = set(record_paths(changing.settings))
    taking = {"do": "take", "confirmed": "yes", "instead-of": draft.sha256}
    status, _, text = office.send(DRAFT, taking)
    assert status == 403 and told in text_of(text)
    assert not own.exists() and set(record_paths(changing.settings)) == before
    for one in closed:
        deciding.decide_cycle(acting, one, "reopened", "改指南")

    status, headers, _ = office.send(DIFFERENCE, {"instead-of": draft.sha256, "cycle": cycle_id})
    assert status == 303
    started = draft_difference.newest_difference(acting, draft.sha256)
    assert started is not None and headers["Location"].endswith(started.asked.job_id)
    assert until_over(acting, started).state == "done"
    found = draft_difference.told_difference(acting, started.asked.job_id)
    assert {row["table"] for row in found["changes"]} == {"indicators"}
    assert len(found["changes"]) == 2 and found["cycle_id"] == cycle_id
    page = office.look(DIFFERENCE)
    assert f"{DIFFERENCE}?job={started.asked.job_id}" in office.look(headers["Location"])
    moved = {basis: effect["moved"] for basis, effect in found["bases"].items()}
    for basis, rows in moved.items():
        assert rows, basis
        [table] = re.findall(rf'<table id="moved-{basis}">.*?</table>', page, re.S)
        shown = [text_of(row) for row in re.findall("<tr>.*?</tr>", table, re.S)[1:]]
        assert len(shown) == len(rows)
        for row, line in zip(rows, shown, strict=True):
            for when in ("before", "after"):
                assert rounded(Decimal(row[when]["score"])) in line, line
            assert row["school_id"] in line and str(row["after"]["rank_county"]) in line

    # Only who has seen it and says so takes it, and only the draft that she saw.
    status, _, text = office.send(DRAFT, taking | {"confirmed": ""})
    assert status == 403 and SAY("office-guide-confirm") in text
    status, _, text = office.send(DRAFT, taking | {"instead-of": "0" * 64})
    assert status == 403 and not own.exists()
    published = scores(changing.settings, cycle_id)
    status, headers, _ = office.send(DRAFT, taking)
    assert (status, headers["Location"]) == (303, f"{GUIDE}?done=taken")
    assert guide_drafts.draft(acting) is None
    assert {path.stat().st_mode & 0o777 for path in own.iterdir()} == {0o600}
    assert own.stat().st_mode & 0o777 == 0o700
    kept = read_record(max(record_paths(changing.settings).items())[1])
    assert kept["kind"] == "guide" and kept["received_by"].endswith("/office")
    lines = list(trail.lines(changing.settings, trail.days(changing.settings)[0]))
    assert any(line["action"] == "change_guide" and line["outcome"] == "done" for line in lines)
    changed = guide_of_workbook(sent).canonical_bytes()
    assert guide_of_workbook(in_force(office)).canonical_bytes() == changed
    assert SAY("office-guide-own") in office.look(GUIDE)

    build(now(changing))
    after = scores(changing.settings, cycle_id)
    assert after.keys() == published.keys()
    for basis, rows in moved.items():
        told_of = {row["school_id"]: row["after"] for row in rows}
        for (of, school), row in after.items():
            if of == basis:
                said = told_of.get(school)
                as_said = row if said is None else {**said, "score": row["score"]}
                assert row == as_said == (published[of, school] if said is None else as_said)
                assert said is None or str(row["score"]) == said["score"]
    # The one before is kept, and had back by its hash.
    older = guide_drafts.in_force(replace(acting, settings=now(changing)))
    assert older is not None
    hashes = [one.sha256 for one in older.kept]
    assert len(hashes) == 2 and older.sha256 == hashes[0]
    status, _, content = office.fetch(f"{GUIDE}/workbook/{hashes[1]}")
    assert guide_of_workbook(content).canonical_bytes() == Guide.load(SEEDS).canonical_bytes()
    assert office.fetch(f"{GUIDE}/workbook/{'0' * 64}")[0] == 404


# ------------------------------------------------------------------ what is refused, and told


WRONG: tuple[tuple[str, str, object], ...] = (
    ("editions", "valid_from", "某天"),
    ("dimensions", "sort", "x"),
    ("indicators", "max_points", "很多"),
    ("indicators", "dimension", "没有的维度"),
    ("facts", "kind", "没有的种类"),
    ("rules", "method", "没有的办法"),
    ("rules", "fact", "没有的填报项"),
    ("ratings", "min_score", "120"),
    ("tiers", "min_dimension_share", "3"),
    ("red_lines", "effect", "没有的后果"),
)
"""A cell of the first row of ten tables or columns, with what may not stand there."""


def spoilt(content: bytes) -> tuple[bytes, list[str]]:
    """A guide's workbook wrong in ten ways, and the cells."""
    book, cells = edited(content), []
    for row, (table, column, value) in enumerate(WRONG, 2):
        sheet = sheet_of(book, table)
        # Not twice in one row: what stands beside a fault need not be looked at.
        cell = sheet.cell(2 if sheet.max_row < row else row, position_of(sheet, column))
        cell.value = value
        cells.append(f"{sheet.title}!{cell.coordinate}")
    return saved(book), cells


def test_a_workbook_wrong_in_ten_ways_hears_all_of_it_at_once(
    office: Clerk, acting: Acting
) -> None:
    """By table and cell, with her own file marked; it may not be taken, and is not compared."""
    content, cells = spoilt(in_force(office))
    assert len(set(cells)) == len(WRONG)
    status, headers, _ = lay(office, content)
    assert (status, headers["Location"]) == (303, f"{DRAFT}?done=laid")
    page = office.look(DRAFT)
    draft = guide_drafts.draft(acting)
    assert draft is not None and draft.guide is None
    found = {str(fault.cell) for fault in draft.faults}
    assert found >= set(cells)
    told = text_of(page)
    assert SAY("office-guide-faulty", count=len(draft.faults)) in told
    for cell in cells:
        assert cell in told, cell
    for table in {table for table, *_ in WRONG}:
        assert f'id="faults-{table}"' in page
    assert SAY("office-guide-take-note") not in page
    status, headers, marked = office.fetch(f"{GUIDE}/marked")
    assert status == 200 and quote("指南 改-已标注.xlsx") in headers["Content-Disposition"]
    book = edited(marked)
    for cell in cells:
        sheet, _, place = cell.partition("!")
        assert book[sheet][place].comment is not None, cell
    # In English too, where faults stand at the same cells.
    assert ENGLISH.attr("office-guide-faults", "note") in office.look(f"{DRAFT}?lang=en")
    # It neither comes into force nor is compared, whoever sends the form by hand.
    taking = {"do": "take", "confirmed": "yes", "instead-of": draft.sha256}
    status, _, text = office.send(DRAFT, taking)
    assert status == 403 and SAY("guide-draft-wrong", count=str(len(draft.faults))) in text
    assert SAY("guide-draft-wrong", count=len(draft.faults)) in office.look(DIFFERENCE)
    status, headers, _ = office.send(DRAFT, {"do": "throw", "instead-of": draft.sha256})
    assert (status, headers["Location"]) == (303, f"{GUIDE}?done=thrown-away")
    assert guide_drafts.draft(acting) is None
    assert list(acting.settings.guide_draft.iterdir()) == []
    assert office.fetch(f"{GUIDE}/marked")[0] == 404


def test_what_is_no_guide_is_told_its_door_and_changes_nothing(
    office: Clerk, acting: Acting, rows: Rows
) -> None:
    """The register, a school's workbook, a picture, nothing at all."""
    _, register = table_template(acting, "schools", None, SAY)
    [(sha256,)] = rows(
        "select original_sha256 from fct_submissions where source = 'workbook' limit 1"
    )
    (path,) = (acting.settings.originals / sha256[:2]).glob(f"{sha256}*")
    for content, kind in (
        (register, "table"),
        (path.read_bytes(), "workbook"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "document"),
        (b"nothing", ""),
    ):
        status, _, text = lay(office, content)
        assert status == 403 and 'class="notice error"' in text, text[-800:]
        said = SAY.attr(f"problem-wrong-door-{kind}", "mend", door="guide") if kind else ""
        assert said in text_of(text)
        assert guide_drafts.draft(acting) is None


def test_nobody_replaces_a_draft_that_she_has_not_seen(office: Clerk, acting: Acting) -> None:
    """Two officials at once: the second is told by whom it was replaced."""
    first = in_force(office)
    assert lay(office, first)[0] == 303
    draft = guide_drafts.draft(acting)
    assert draft is not None
    other = workbook_of(Guide.load(EXAMPLE), SAY)
    status, _, text = office.send_file(GUIDE, other, "别人.xlsx", **{"instead-of": ""})
    assert status == 403 and SAY("guide-draft-changed", name=draft.file_name) in text_of(text)
    assert said_actor(SAY, draft.laid_by) in text_of(text)
    status, _, text = office.send(DRAFT, {"do": "throw", "instead-of": "1" * 64})
    assert status == 403
    found = guide_drafts.draft(acting)
    assert found is not None and found.content == first
    assert office.send_file(GUIDE, other, "别人.xlsx", **{"instead-of": draft.sha256})[0] == 303
    found = guide_drafts.draft(acting)
    assert found is not None and found.content == other
    assert len(list(acting.settings.guide_draft.iterdir())) == 2


def test_a_guide_is_drafted_from_a_document_and_laid_as_the_draft(
    office: Clerk, acting: Acting
) -> None:
    """By a job: its notes, its workbook and the marked table are on the job's page."""
    document = DRAFTING / "t03_跨页.docx"
    said = {"edition": "draft-1", "title": "起草的指南", "headers": ""}
    status, headers, _ = office.send_file(TABLE, document.read_bytes(), document.name, **said)
    assert status == 303
    job = headers["Location"].rpartition("/")[2]
    done = until_over(acting, jobs.job(acting, job))
    assert done.state == "done" and done.outcome is not None, done
    page = office.look(headers["Location"])
    assert SAY("job-guide-draft", name=document.name) in page
    assert 'id="notes"' in page and len(done.outcome["notes"]) > 0
    for name in done.files:
        assert office.fetch(f"{headers['Location']}/{quote(name)}")[0] == 200
    assert SAY("cli-guide-draft-name", name=document.stem) in done.files
    laying = {"do": "lay", "job": job, "instead-of": ""}
    status, headers, _ = office.send(DRAFT, laying)
    assert status == 303
    draft = guide_drafts.draft(acting)
    assert draft is not None and draft.guide is not None
    assert list(draft.guide.editions) == draft.unused == ["draft-1"]
    assert SAY("office-guide-unused", editions="draft-1") in text_of(office.look(DRAFT))
    assert draft.guide.editions["draft-1"].title_zh == "起草的指南"
    # What is no table, and a header that means nothing, is told.
    status, _, text = office.send_file(TABLE, b"no", "a.docx", **said | {"headers": "什么=某列"})
    assert status == 403 and "什么" in text


FUNCTIONS: tuple[Callable[[Acting], object], ...] = (
    guide_drafts.in_force,
    guide_drafts.draft,
    lambda one: guide_drafts.workbook_in_force(one, SAY),
    lambda one: guide_drafts.example_workbook(one, SAY),
    lambda one: guide_drafts.kept_workbook(one, "0", SAY),
    lambda one: guide_drafts.marked(one, SAY),
    lambda one: guide_drafts.lay_draft(one, b"", "x.xlsx", SAY),
    lambda one: guide_drafts.throw_away(one, ""),
    lambda one: guide_drafts.take_into_force(one, ""),
    lambda one: guide_drafts.put_in_force(one, Guide.load(EXAMPLE)),
    lambda one: guide_drafts.drafted(one, b"", "x.xlsx", SAY),
    lambda one: draft_difference.newest_difference(one, ""),
)


@pytest.mark.parametrize("role", [one for one in ROLES if one != "office"])
def test_the_draft_is_the_offices_alone(changing: Signed, role: str) -> None:
    """Behind every page the policy is asked again."""
    other = Acting(changing.settings, "", "test", Person(9, "x", (role_of(role),)))
    for function in FUNCTIONS:
        with pytest.raises(Refused, match=r"may-not-|policy-"):
            function(other)
    cookie = changing.cookies[role]
    for path in (GUIDE, DRAFT, DIFFERENCE, TABLE):
        assert ask(changing, path, cookie, {"do": "take"})[0] == 403


# ------------------------------------------------------------------ looked at


def test_check_and_difference_are_read_by_keyboard_and_print(
    browser: Browser, changing: Signed, office: Clerk, acting: Acting, tmp_path: Path
) -> None:
    """From the faulty draft to the comparison without a mouse; no grave finding; no text cut."""
    content, _ = spoilt(in_force(office))
    lay(office, content)
    # What looks for barriers is a script itself.
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    name, _, value = office.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": changing.server.address}])
    page = context.new_page()
    try:
        page.goto(changing.server.url("office/guide"))
        follow(page, SAY("office-guide-check"))
        assert page.locator("#faults-indicators").count() == 1
        seen(page, tmp_path, "check")
        right = points_moved(in_force(office))
        assert lay(office, right)[0] == 303
        page.goto(changing.server.url("office/guide/draft"))
        follow(page, SAY("office-guide-difference"))
        follow(page, SAY("office-guide-compare"))
        page.wait_for_url("**/office/jobs/*")
        draft = guide_drafts.draft(acting)
        assert draft is not None
        started = draft_difference.newest_difference(acting, draft.sha256)
        assert started is not None
        assert until_over(acting, started).state == "done"
        page.reload()
        follow(page, SAY("office-guide-see-difference"))
        assert page.locator("#moved-self tbody tr").count() > 0
        seen(page, tmp_path, "difference")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.pdf(path=tmp_path / "difference.pdf", prefer_css_page_size=True)
    finally:
        context.close()
    printed = sheets(tmp_path / "difference.pdf")
    text = ["".join(word.text for word in sheet.words) for sheet in printed]
    assert SAY("office-guide-difference") in text[0] and COUNTY in text[0]
    assert SAY("office-guide-compare") not in "".join(text)
    for sheet in printed:
        assert not [one for one in sheet.words if one.right > sheet.width or one.left < 0]
        assert not list(overlapping(sheet.words)) and not list(stacked(sheet.words))


def follow(page: Page, name: str) -> None:
    """Go to a link or button by the tab key alone, and press it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text().strip() == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by keyboard on {page.url}")


def seen(page: Page, folder: Path, name: str) -> None:
    """What a judge and an eye find at both widths, in both languages."""
    style = page.locator("style").first.inner_text()
    assert not TOO_YOUNG.findall(style)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert not grave_findings(page), (name, width)
