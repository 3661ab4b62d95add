"""The office's desk: the register, the cycles, how the year stands, and everybody's messages."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import duckdb
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from dashboards.parts import days
from duibiao.people import accounts
from duibiao.people.acting import AT_THE_FILES, Acting, Assignment
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse.build import build
from duibiao.words import Words
from ingest.door import Door
from ingest.register import Register
from tests.counties.small_county import SmallCounty, small_county
from tests.dashboards.conftest import published, serving
from tests.dashboards.signed import Signed, ask, cookie_of
from tests.dashboards.test_desk import FORM_TOKEN, Clerk
from tests.dashboards.test_every_page import grave_findings

pytestmark = pytest.mark.xdist_group("office-register")
SAY, ENGLISH = Words("zh-CN"), Words("en")
REGISTER, CYCLES = "/office/register", "/office/cycles"
ROLES = {
    "office": Assignment("office"),
    "leader": Assignment("leader"),
    "clerk": Assignment("clerk", "S1"),
    "reviewer": Assignment("reviewer", "S2"),
}


@dataclass
class Place:
    """A small county whose office works by pages."""

    signed: Signed
    county: SmallCounty
    office: Clerk
    others: dict[str, Clerk] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.signed.settings

    def records(self) -> list[str]:
        """What is kept."""
        return sorted(record_paths(self.settings))

    def last(self) -> dict[str, Any]:
        """The newest record."""
        return read_record(record_paths(self.settings)[self.records()[-1]])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Plain SQL on the snapshot in force."""
        with duckdb.connect(str(published(self.signed.server.home)), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def refused(self, page: str, said: dict[str, str]) -> str:
        """A form that is sent and comes back, with nothing kept."""
        before = self.records()
        status, _, text = self.office.send(page, said)
        assert status in (200, 403), (page, said, status)
        assert self.records() == before
        return unescape(text)

    def checked(self, page: str, said: dict[str, str]) -> tuple[str, str]:
        """A line that the door finds no fault with: where it waits, and what is said of it."""
        before = self.records()
        status, headers, text = self.office.send(page, said)
        assert status == 303, unescape(text)[-3000:]
        assert self.records() == before
        return headers["Location"], unescape(self.office.look(headers["Location"]))

    def confirm(self, page: str, **said: str) -> str:
        """What waits is taken in; what is said of it then."""
        before = self.records()
        status, headers, text = self.office.send(page, said)
        assert status == 303, unescape(text)[-3000:]
        assert self.records()[:-1] == before
        told = unescape(self.office.look(headers["Location"]))
        assert SAY("table-fate-received") in told
        return told


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A county of three schools, of which two have handed in, once everybody signs in."""
    folder = tmp_path_factory.mktemp("office-register")
    settings = Settings.resolve(folder / "home", SEEDS)
    county = small_county(folder / "files")
    door = Door.open(settings)
    paths = [*county.tables]
    paths += [county.workbook(one, county.answers(one)) for one in county.schools[:2]]
    for path in paths:
        taken = door.hand_in(
            door.check(path.read_bytes(), path.name), received_by="test", channel="test"
        )
        assert taken.receipt is not None
    build(settings)
    acting = Acting(settings, "root", "test", AT_THE_FILES)
    given = {
        name: accounts.add(acting, name, f"一位{name}", [role]) for name, role in ROLES.items()
    }
    for one in given.values():
        accounts.change_password(settings, one.number, one.secret, "Ganzhou-47-hills")
    cookies = {name: cookie_of(settings, one.number) for name, one in given.items()}
    with serving(settings.home, folder / "log") as server:
        signed = Signed(server, settings, cookies)
        clerks = {name: Clerk(signed, cookie) for name, cookie in cookies.items()}
        yield Place(signed, county, clerks.pop("office"), clerks)


def typed(text: str, name: str, form: int = 0) -> str:
    """What stands in a field of a page, or is chosen in it; of several of the name, in which."""
    if values := re.findall(rf'<input name="{name}"[^>]* value="([^"]*)"', text):
        return str(values[form])
    chosen = re.search(rf'<select name="{name}".*?</select>', text, re.DOTALL)
    assert chosen is not None, name
    found = re.search(r'value="([^"]*)" selected', chosen[0])
    return found[1] if found else ""


def test_a_new_cycle_goes_through_the_door(place: Place) -> None:
    """What is wrong stands at its field with all that was typed; nothing counts unconfirmed."""
    edition = place.county.cycle.edition
    page = f"{CYCLES}/new"
    good = {"cycle_id": "2025", "edition": edition, "starts_on": "2025-01-01"}
    good |= {"ends_on": "2025-12-31", "deadline": "2026-01-15", "do": "change"}
    text = place.refused(page, good | {"starts_on": "2025-12-31", "ends_on": "2025-01-01"})
    titles = {name: SAY(f"table-column-{name}") for name in ("starts_on", "ends_on")}
    told = SAY("problem-table-dates-reversed", first=titles["starts_on"], second=titles["ends_on"])
    assert told in text and 'aria-describedby="ends_on-wrong"' in text
    assert [typed(text, name) for name in good if name != "do"] == [
        *("2025", edition, "2025-12-31", "2025-01-01", "2026-01-15")
    ]
    text = place.refused(page, good | {"edition": "没有这一版"})
    assert 'aria-describedby="edition-wrong"' in text and typed(text, "edition") == "没有这一版"
    text = place.refused(page, good | {"deadline": ""})
    assert SAY("problem-table-cell-blank", column=SAY("table-column-deadline")) in text
    waiting, text = place.checked(page, good)
    assert SAY("change-new") in text and SAY("table-take") in text
    place.confirm(waiting)
    record = place.last()
    assert (record["kind"], record["received_by"]) == ("cycles", "1/office")
    assert record["file_name"].endswith(".csv") and record["reading"]["rows"] == 1
    text = place.office.look(CYCLES)
    assert f'href="{CYCLES}/2025"' in text and "2026-01-15" in text
    handed_in = place.rows(
        "select handed_in_count, school_count from fct_group_reporting"
        " where group_kind = 'county' and cycle_id = '2024'"
    )[0]
    row = re.search(rf'href="{CYCLES}/2024".*?</tr>', text, re.DOTALL)
    numbers = re.findall(r'<td class="number"[^>]*>(\d+)</td>', row[0] if row else "")
    assert [int(one) for one in numbers[:2]] == [handed_in[1], handed_in[0]] == [3, 2]
    # Once more the same: nothing to take.
    status, headers, _ = place.office.send(page, good)
    assert status == 303
    text = place.office.look(headers["Location"])
    assert SAY("table-fate-already_here") in text and SAY("table-take") not in text


def test_a_school_is_changed_renamed_merged_and_new_by_forms(place: Place) -> None:
    """Each form is one line of a table; the door's words come back at the fields."""
    page = f"{REGISTER}/S1"
    shown = unescape(place.office.look(page))
    line = {"name_zh": "第1校", "township": "东镇", "school_type": "primary", "area": "town"}
    line |= {"organisation": "branch", "leadership": "separate", "tier_held": "none"}
    assert {name: typed(shown, name) for name in line} == line
    line |= {"education_group": "", "students": "", "teachers": "", "members": "12", "do": "change"}
    text = place.refused(page, line | {"school_type": "大学", "students": "很多", "valid_from": ""})
    assert {'aria-describedby="school_type-wrong"', 'aria-describedby="students-wrong"'} <= {
        *re.findall(r'aria-describedby="\w+-wrong"', text)
    }
    assert [typed(text, name) for name in ("school_type", "students", "members")] == [
        *("大学", "很多", "12")
    ]
    change = line | {"students": "480", "valid_from": "2025-06-01"}
    waiting, text = place.checked(page, change)
    students = SAY("table-column-students")
    nothing = SAY("change-nothing")
    assert SAY("change-changed", column=students, before=nothing, now="480") in text
    assert SAY("change-vanished") not in text  # a line of one school says nothing of the others
    again = re.search(rf'href="({REGISTER}/S1\?from=[^"]+)"', text)
    assert again is not None
    assert typed(place.office.look(again[1]), "students") == "480"
    place.confirm(waiting)
    assert place.last()["kind"] == "schools"

    blank = SAY("problem-table-cell-blank", column=SAY("table-column-valid_from"))
    text = place.refused(f"{REGISTER}/S2", {"do": "rename", "name_zh": "东镇小学"})
    assert blank in text and 'aria-describedby="rename-valid_from-wrong"' in text
    assert 'value="东镇小学"' in text
    waiting, text = place.checked(
        f"{REGISTER}/S2", {"do": "rename", "name_zh": "东镇小学", "valid_from": "2025-03-01"}
    )
    assert SAY("change-renamed", before="第2校", now="东镇小学") in text
    place.confirm(waiting)

    merge = {"do": "merge", "valid_to": "2025-06-30"}
    text = place.refused(f"{REGISTER}/S3", merge | {"merged_into": "S3"})
    assert SAY("problem-school-merged-itself") in text
    text = place.refused(f"{REGISTER}/S3", merge | {"merged_into": "S99"})
    assert SAY("problem-school-merged-unknown") in text
    assert 'aria-describedby="merge-merged_into-wrong"' in text
    waiting, text = place.checked(f"{REGISTER}/S3", merge | {"merged_into": "S1"})
    into = SAY("change-school", name="第1校", school="S1")
    assert SAY("change-merged", now=into) in text
    place.confirm(waiting)
    assert SAY("register-is-closed", day="2025-06-30") in place.office.look(f"{REGISTER}/S3")

    new = line | {"school_id": "S4", "name_zh": "第4校", "valid_from": "2025-01-01"}
    text = place.refused(f"{REGISTER}/new", new | {"name_zh": "第1校", "school_id": "S01"})
    assert 'aria-describedby="school_id-wrong"' in text
    waiting, text = place.checked(f"{REGISTER}/new", new)
    assert SAY("change-new") in text
    place.confirm(waiting)
    assert place.office.fetch(f"{REGISTER}/S77")[0] == 404


def test_the_register_goes_there_and_back_as_a_workbook(place: Place) -> None:
    status, _, content = place.office.fetch("/office/table/schools/workbook")
    assert status == 200
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = {str(cell.value).rstrip("*"): at for at, cell in enumerate(sheet[3], start=1)}
    codes, township, until = (
        heads[SAY(f"table-column-{name}")] for name in ("school_id", "township", "valid_to")
    )
    row = max(one for one in range(4, sheet.max_row + 1) if sheet.cell(one, codes).value == "S4")

    def sent(column: int, value: str, page: str = REGISTER) -> str:
        before, sheet.cell(row, column).value = sheet.cell(row, column).value, value
        stream = io.BytesIO()
        book.save(stream)
        sheet.cell(row, column).value = before
        found = FORM_TOKEN.search(place.office.look(page))
        assert found is not None
        _, headers, text = place.office.send_file(
            "/office/table/schools", stream.getvalue(), "名册.xlsx", token=found[1]
        )
        return str(headers.get("Location", "")) or text

    faulty = sent(until, "某日")
    text = unescape(place.office.look(faulty))
    cell = f"{sheet.cell(row, until).coordinate}"
    assert f"{sheet.title}!{cell}" in text and SAY("table-fate-taken_in_part") in text
    marked = re.search(r'href="(/desk/marked/[^"]+)"', text)
    assert marked is not None and place.office.fetch(marked[1])[2][:2] == b"PK"
    waiting = sent(township, "西镇")
    text = unescape(place.office.look(waiting))
    title = SAY("table-column-township")
    assert SAY("change-changed", column=title, before="东镇", now="西镇") in text
    assert text.count('<td class="text"') == 2  # the name and the one change
    place.confirm(waiting)
    # Another table at this place, and none at all.
    other = place.office.fetch("/office/table/cycles/workbook")[2]
    status, _, text = place.office.send_file("/office/table/schools", other, "年度.xlsx")
    assert status == 403
    assert SAY("table-other-kind", file="年度.xlsx", kind="cycles") in unescape(text)
    assert SAY("desk-no-file") in place.office.send_file("/office/table/schools", b"", "")[2]
    assert place.office.fetch("/office/table/townships/workbook")[0] == 200
    assert place.office.fetch("/office/table/answers/workbook")[0] == 404


def test_more_time_closing_and_opening_again(place: Place) -> None:
    """Refused in words with all that was typed; what is decided stands with who and why."""
    page = f"{CYCLES}/2025"
    extend = {"do": "extend", "school": "S2", "deadline": "2024-12-01", "reason": "校舍搬迁"}
    said = {"cycle": "2025", "deadline": "2026-01-15", "day": "2024-12-01"}
    text = place.refused(page, extend)
    assert SAY("extension-too-early", **said) in text
    assert [typed(text, name, -1) for name in ("school", "deadline")] == ["S2", "2024-12-01"]
    assert 'value="校舍搬迁"' in text
    assert SAY("extension-no-day", found="明天") in place.refused(
        page, extend | {"deadline": "明天"}
    )
    soon = days.today() + dt.timedelta(days=3)
    later = soon + dt.timedelta(days=30)
    no_reason = extend | {"deadline": str(soon), "reason": " "}
    assert SAY("decision-no-reason") in place.refused(page, no_reason)
    for school, day in (("S2", later), ("", soon)):
        given = extend | {"school": school, "deadline": str(day)}
        status, headers, _ = place.office.send(page, given)
        assert status == 303
        assert SAY("cycle-done-extend", cycle="2025") in place.office.look(headers["Location"])
        assert place.last()["kind"] == "deadline_extension"
    text = unescape(place.office.look(page))
    school = SAY("school-with-code", name="东镇小学", code="S2")
    assert SAY("extension-said", school=school, deadline=str(later)) in text
    assert SAY("extension-said-all", deadline=str(soon)) in text and "校舍搬迁" in text
    close = {"do": "closed", "reason": "试一试"}
    status, headers, _ = place.office.send(page, close)
    assert status == 303 and SAY("cycle-was-closed") in place.office.look(page)
    # As from another window that still shows the cycle as open.
    form = place.office.look(f"{CYCLES}/2024")
    found = FORM_TOKEN.search(form)
    assert found is not None
    token = {"form-token": found[1]}
    for body, code in ((close, "cycle-already-closed"), (extend, "extension-cycle-closed")):
        status, _, text = ask(place.signed, page, place.office.cookie, body | token)
        assert status == 403 and SAY(code, cycle="2025") in unescape(text)
    change = {"edition": place.county.cycle.edition, "starts_on": "2025-01-01"}
    change |= {"ends_on": "2025-12-31", "deadline": "2026-02-01", "do": "change"}
    status, _, text = ask(place.signed, page, place.office.cookie, change | token)
    assert SAY("problem-table-cycle-closed") in unescape(text)
    assert place.office.send(page, {"do": "reopened", "reason": "看错了"})[0] == 303
    # Nobody else decides.
    for clerk in place.others.values():
        for path in (page, REGISTER, f"{REGISTER}/S1", "/office", "/office/table/schools"):
            status, _, _ = ask(place.signed, path, clerk.cookie, close | token)
            assert status == 403, path


def test_after_a_build_the_marts_say_what_the_pages_say(place: Place) -> None:
    """The register by cycle, its marks, the deadline of each school, and how the year stands."""
    build(place.settings)
    schools = {
        row[0]: row[1:]
        for row in place.rows(
            "select school_id, name_zh, township, students from dim_cycle_schools"
            " where cycle_id = '2025'"
        )
    }
    assert schools == {
        "S1": ("第1校", "东镇", 480),
        "S2": ("东镇小学", "东镇", None),
        "S4": ("第4校", "西镇", None),
    }
    assert place.rows("select merged_into from dim_schools where school_id = 'S3'") == [("S1",)]
    text = unescape(place.office.look(f"{REGISTER}?cycle=2025"))
    listed = re.findall(rf'href="{REGISTER}/(S\d)">([^<]+)</a>', text)
    assert dict(listed) == {code: row[0] for code, row in schools.items()} | {"S3": "第3校"}
    assert SAY("register-count", cycle="2025", count=3) in text
    since = place.rows("""
        with now as (select * from dim_cycle_schools where cycle_id = '2025'),
        before as (select * from dim_cycle_schools where cycle_id = '2024')
        select school_id, case
            when before.school_id is null then 'new'
            when now.school_id is null then 'merged'
            when now.name_zh <> before.name_zh then 'renamed' end
        from now full join before using (school_id)
        where before.school_id is null or now.school_id is null or now.name_zh <> before.name_zh
    """)
    assert dict(since) == {"S4": "new", "S3": "merged", "S2": "renamed"}
    for code, mark in since:
        narrowed = place.office.look(f"{REGISTER}?cycle=2025&mark={mark}")
        assert re.findall(rf'href="{REGISTER}/(S\d)"', narrowed) == [code]
    for query, codes in (
        ("township=西镇", ["S4"]),
        ("text=小学", ["S2"]),
        ("type=junior", []),
        ("mark=gaps", sorted({row[0] for row in place.rows(
            "select school_id from fct_register_gaps where cycle_id = '2025'")})),
    ):  # fmt: skip
        narrowed = place.office.look(quote(f"{REGISTER}?cycle=2025&{query}", safe="/?=&"))
        assert re.findall(rf'href="{REGISTER}/(S\d)"', narrowed) == codes, query
    (label,) = place.rows("select name_zh from dim_codes where code = 'primary'")[0]
    assert label in text and ">primary<" not in text

    register = Register.open(place.settings)
    for code, deadline in place.rows(
        "select school_id, deadline from fct_reporting_status where cycle_id = '2025'"
    ):
        own = register.cycle_of("2025", code)
        assert own is not None and own.deadline == deadline
    later = days.today() + dt.timedelta(days=33)
    history = unescape(place.office.look(f"{REGISTER}/S2"))
    assert "2025-03-01" in history and SAY("register-history") in history
    assert f"{SAY('table-column-name_zh')} 东镇小学" in history
    assert place.rows(
        "select deadline from fct_reporting_status where cycle_id = '2025' and school_id = 'S2'"
    ) == [(later,)]

    home = unescape(place.office.look("/office"))
    figures = place.rows(
        "select not_handed_in_count, must_correct_count, handed_in_late_count"
        " from fct_group_reporting where cycle_id = '2025' and group_kind = 'county'"
    )[0]
    shown = [
        re.search(rf'status={name}">[^<]+</a></dt><dd>(\d+)<', home)
        for name in ("not_handed_in", "must_correct", "handed_in_late")
    ]
    assert [int(found[1]) if found else None for found in shown] == list(figures)
    owing = SAY(
        "message-owing",
        cycle="2025",
        count=figures[0],
        deadline=str(days.today() + dt.timedelta(days=3)),
        distance=SAY("deadline-left", days=3),
    )
    assert owing in home
    # The bar knows how many wait for a while, without looking again.
    waiting = sum(home.count(f">{SAY(f'message-{kind}')}</span>") for kind in ("error", "warning"))
    assert waiting and SAY("page-messages-count", count=waiting) in place.office.look(CYCLES)


def test_everybody_has_the_messages_of_her_work(place: Place) -> None:
    """A clerk's own school, a reviewer's schools, a leader none; in both languages."""
    clerk, reviewer = place.others["clerk"], place.others["reviewer"]
    text = unescape(clerk.look("/messages"))
    own = Register.open(place.settings).cycle_of("2025", "S1")
    assert own is not None
    assert SAY("deadline-of-cycle", cycle="2025", deadline=str(own.deadline),
               distance=SAY("deadline-left", days=3)) in text  # fmt: skip
    assert ENGLISH("page-messages") in clerk.look("/messages?lang=en")
    # What was handed in for the cycle before counts since the first build that holds it.
    earlier = unescape(clerk.look("/desk?cycle=2024"))
    assert SAY("desk-see-result") in earlier and "cycle=2024" in earlier
    waiting = place.rows(
        "select count(*) from fct_reporting_status where cycle_id = '2025'"
        " and school_id = 'S2' and submission_id is not null"
    )[0][0]
    told = SAY("message-to-review", cycle="2025", given=1, count=waiting)
    assert told in unescape(reviewer.look("/messages"))
    assert SAY("messages-none") in place.others["leader"].look("/messages")
    assert SAY("message-owing", cycle="2025", count=3, deadline=str(own.deadline),
               distance=SAY("deadline-left", days=3)) in unescape(
        place.office.look("/messages"))  # fmt: skip


def test_a_school_is_changed_by_keyboard_alone_and_nothing_bars_anybody(
    place: Place, browser: Browser, tmp_path: Path
) -> None:
    """Tab, typing and Enter from the office's home to the receipt; then axe and print."""
    address = place.signed.server.address
    name, _, value = place.office.cookie.partition("=")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/office")

    def reach(focused: str) -> None:
        """Go on by Tab until what is asked for has the focus."""
        for _ in range(90):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", focused):
                return
        raise AssertionError(focused)

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    reach(f"a[href='{REGISTER}']")
    enter()
    reach(f"a[href='{REGISTER}/S1']")
    enter()
    reach("form.line input[name='teachers']")
    page.keyboard.type("41")
    reach("form.line input[name='valid_from']")
    page.keyboard.type("01012031")
    reach("form.line button")
    enter()
    opened = [page.url]
    assert SAY("change-changed", column=SAY("table-column-teachers"),
               before=SAY("change-nothing"), now="41") in page.inner_text("main")  # fmt: skip
    before = place.records()
    reach("main form button[name='do']")
    enter()
    assert SAY("table-fate-received") in page.inner_text(".notice.info")
    assert len(place.records()) == len(before) + 1
    opened = [page.url, f"{address}{REGISTER}?cycle=2025", f"{address}{REGISTER}/S1"]
    opened += [f"{address}{CYCLES}", f"{address}{CYCLES}/2025", f"{address}/office"]
    opened += [f"{address}/messages?lang=en", f"{address}/office/table/schools"]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for one in opened:
            page.goto(one)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, one
            assert not grave_findings(page), one
    _prints_whole(page, f"{address}{REGISTER}?cycle=2025")
    context.close()


def _prints_whole(page: Page, address: str) -> None:
    """On paper the table keeps within the sheet that lies across."""
    page.goto(address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 720})
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#register td')]"
        ".map(cell => cell.getBoundingClientRect().right))"
    )
    assert right <= 1047, urlsplit(address).path
