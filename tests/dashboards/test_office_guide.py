"""The guide on the office's desk: a draft beside it, checked, compared, and taken into force."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser

from dashboards.plain.office.guide import DIFFERENCE, DRAFT, GUIDE, TABLE
from duibiao.analysis import draft_difference
from duibiao.guide.editions import Guide
from duibiao.guide.telling import table_title
from duibiao.guide.workbook import workbook_of
from duibiao.guide.workbook_reading import guide_of_workbook
from duibiao.people.acting import ROLES, Acting, Assignment, Person
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from ingest.desk import deciding, guide_drafts
from tests.dashboards.conftest import Look
from tests.dashboards.signed import Signed, role_of
from tests.dashboards.test_desk import TOO_YOUNG, Clerk
from tests.dashboards.test_every_page import grave_findings
from tests.dashboards.test_office_jobs import until_over
from tests.guide.test_guide_workbook import edited, position_of, saved

pytestmark = [pytest.mark.xdist_group("changing"), pytest.mark.timeout(300)]
SAY, ENGLISH = Words("zh-CN"), Words("en")
DRAFTING = Path(__file__).parents[1] / "guide" / "drafting" / "files"
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
                assert f"{float(row[when]['score']):.2f}" in line, line
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
    older = guide_drafts.in_force(acting)
    assert older is not None
    hashes = [one.sha256 for one in older.kept]
    assert len(hashes) == 2 and older.sha256 == hashes[0]
    status, _, content = office.fetch(f"{GUIDE}/workbook/{hashes[1]}")
    assert guide_of_workbook(content).canonical_bytes() == Guide.load(SEEDS).canonical_bytes()
    assert office.fetch(f"{GUIDE}/workbook/{'0' * 64}")[0] == 404
