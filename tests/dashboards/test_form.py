"""The form beside the workbook: filled in by indicator, told as by the door, handed in alike."""

from __future__ import annotations

import asyncio
import errno
import io
import re
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page
from starlette.applications import Starlette

from benchmarks import desk as crowd
from dashboards.parts import person
from dashboards.plain import forms
from dashboards.plain.desk import routes
from duibiao.guide.editions import Edition, Guide
from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, ROLES, Acting, Assignment
from duibiao.records import drafts, trail
from duibiao.records.settings import SEEDS
from duibiao.records.store import read_record, record_paths
from duibiao.words import LANGUAGES, Words
from ingest.drafts import school_form
from ingest.register import Register
from ingest.workbook.template import ANSWER, CODE, FIRST_ROW
from tests.dashboards.conftest import Server, Sight
from tests.dashboards.signed import PASSWORD, Signed, ask, cookie_of
from tests.dashboards.test_desk import FORM_TOKEN, Clerk
from tests.dashboards.test_every_page import grave_findings
from tests.dashboards.visitors import request

pytestmark = pytest.mark.xdist_group("signed")
SAY, ENGLISH = Words("zh-CN"), Words("en")
LOGIN = "form-clerk"
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
WRONG = {
    "count": ("约十次", "-3", "2.5", "95%"),
    "number": ("很多", "0.1234567"),
    "date": ("3月1日", "2024-02-30", "2024-03"),
    "flag": ("基本是",),
    "grade": ("特优",),
}
"""What is wrong in a field of each kind."""


@dataclass(frozen=True)
class Filling:
    """A school that has not handed in yet, its clerk, and answers to all that it is asked."""

    clerk: Clerk
    cycle_id: str
    school_id: str
    edition: Edition
    answers: dict[str, str]
    parts: dict[str, list[str]]

    @property
    def signed(self) -> Signed:
        return self.clerk.signed

    def address(self, indicator: str = "", **more: str) -> str:
        """The form, or an indicator of it."""
        path = f"/desk/form/{indicator}" if indicator else "/desk/form"
        return f"{path}?{urlencode({'cycle': self.cycle_id, 'school': self.school_id, **more})}"

    def save(self, indicator: str, seen: str | None = None, **said: str) -> tuple[int, Any, str]:
        """What a browser sends for an indicator; `seen`: another version than the page's."""
        page = self.address(indicator)
        if seen is None:
            seen = self.seen(indicator)
        return self.clerk.send(page, {"seen": seen, **said})

    def seen(self, indicator: str) -> str:
        found = re.search(r'name="seen" value="(\d+)"', self.clerk.look(self.address(indicator)))
        assert found is not None
        return found[1]

    def fill(self) -> None:
        """Everything, right."""
        for indicator, codes in self.parts.items():
            said = {f"value-{code}": self.answers[code] for code in codes if code in self.answers}
            status, _, text = self.save(indicator, do="next", **said)
            assert status == 303, text

    def draft(self) -> drafts.Draft:
        return drafts.read_draft(self.signed.settings, self.cycle_id, self.school_id)


def of_kind(filling: Filling, kind: str) -> str:
    """A fact of a kind that the school is asked."""
    facts = filling.edition.facts
    return next(code for code in filling.answers if facts[code].kind == kind)


@pytest.fixture(scope="module")
def filling(signed: Signed, rows: Rows, cycle_id: str) -> Filling:
    """A school that did not hand in for this cycle, and says what it said for the one before."""
    (school_id,) = rows(
        """select school_id from dim_cycle_schools where cycle_id = $1 and school_id not in (
            select school_id from fct_submissions where cycle_id = $1 and is_in_force)
        and school_id in (select school_id from fct_answers where basis = 'self')
        order by school_id limit 1""",
        cycle_id,
    )[0]  # fmt: skip
    acting = Acting(signed.settings, "root", "test", AT_THE_FILES)
    given = accounts.add(acting, LOGIN, "填报人", [Assignment("clerk", school_id)])
    accounts.change_password(signed.settings, given.number, given.secret, PASSWORD)
    register = Register.open(signed.settings)
    cycle, school = register.cycles[cycle_id], register.school(school_id, cycle_id)
    assert school is not None
    edition = Guide.load(SEEDS).editions[cycle.edition]
    previous = register.previous_answers(school_id, cycle_id)
    form = school_form(edition, cycle, school, drafts.Draft(cycle_id, school_id), previous)
    parts = {
        part.indicator.indicator_id: [one.fact.fact_id for one in part.questions if one.is_asked]
        for part in form.asked()
    }
    asked = {code for codes in parts.values() for code in codes}
    answers = {code: value for code, value in previous.items() if code in asked and value}
    clerk = Clerk(signed, cookie_of(signed.settings, given.number))
    return Filling(clerk, cycle_id, school_id, edition, answers, parts)


@pytest.fixture
def afresh(filling: Filling) -> Iterator[Filling]:
    """The same before anybody has typed anything."""
    settings, pair = filling.signed.settings, (filling.cycle_id, filling.school_id)
    for path in settings.drafts.rglob("*.json*"):
        path.unlink()
    if Register.open(settings).in_force(*pair) is not None:  # by a test before
        drafts.begin_draft(settings, *pair, {}, seen=0, saved_by="test")
    yield filling


def test_every_kind_is_asked_by_its_own_field_with_last_cycles_value_beside(
    afresh: Filling,
) -> None:
    facts = afresh.edition.facts
    looks = {
        "count": 'inputmode="numeric"', "number": "<span class=\"unit\">", "date": 'type="date"',
        "flag": 'type="radio"', "grade": "<select",
    }  # fmt: skip
    kinds = {facts[code].kind for code in afresh.answers}
    for kind in kinds:
        code = of_kind(afresh, kind)
        text = afresh.clerk.look(afresh.address(facts[code].indicator_id))
        assert looks[kind] in text and facts[code].label_zh in text
        assert SAY("draft-previous", value="").strip() in text
    listed = afresh.clerk.look(afresh.address())
    assert all(f"/desk/form/{name}?" in listed for name in afresh.parts)
    others = {one.indicator_id for one in afresh.edition.indicators} - afresh.parts.keys()
    assert not [name for name in others if f"/desk/form/{name}?" in listed]
    assert SAY("draft-state-empty") in listed and SAY("draft-go") in listed
    english = afresh.clerk.look(afresh.address(lang="en"))
    assert ENGLISH("draft-state-empty") in english and SAY("draft-state-empty") not in english


def test_what_is_wrong_is_saved_and_told_beside_it_in_the_words_of_the_door(
    afresh: Filling,
) -> None:
    """Each kind of wrong answer stays as it was typed; the door says the same of the workbook."""
    facts, told = afresh.edition.facts, {}
    for kind in {facts[code].kind for code in afresh.answers}:
        code = of_kind(afresh, kind)
        indicator = facts[code].indicator_id
        for wrong in WRONG[kind]:
            status, headers, _ = afresh.save(indicator, do="next", **{f"value-{code}": wrong})
            assert status == 303 and "saved=1" in headers["Location"]  # not on to the next one
            text = afresh.clerk.look(headers["Location"])
            problem = re.search(
                rf'<div class="told-here error" id="p-{code}-0"><p>.*?<b>(.*?)</b>'
                r" <code>(.*?)</code>", text,
            )  # fmt: skip
            assert problem is not None and problem[2] == wrong, (kind, wrong)
            assert f'value="{wrong}"' in text  # as it was typed, in its field
            assert 'aria-invalid="true"' in text and f'aria-describedby="p-{code}-0' in text
            told[code] = problem[1]
        assert SAY("draft-state-wrong") in afresh.clerk.look(afresh.address())
    status, headers, _ = afresh.clerk.send(afresh.address(), {"do": "check"})
    assert status == 303
    text = afresh.clerk.look(headers["Location"])
    assert SAY("draft-refused") in text and SAY("hand-in") + "</button>" not in text
    for code, what in told.items():
        assert what in text
        assert f"/desk/form/{facts[code].indicator_id}?" in text and f'#{code}">{code}</a>' in text
    before = set(record_paths(afresh.signed.settings))
    afresh.clerk.send(headers["Location"], {"do": "hand-in", "confirmed": "yes"})
    kept = set(record_paths(afresh.signed.settings)) - before
    assert all(
        read_record(record_paths(afresh.signed.settings)[name])["outcome"] == "refused"
        for name in kept
    )


def test_two_tabs_do_not_overwrite_each_other(afresh: Filling) -> None:
    """On one indicator the later one sees both and decides; two indicators are nobody's quarrel."""
    code = of_kind(afresh, "count")
    indicator = afresh.edition.facts[code].indicator_id
    other = next(name for name in afresh.parts if name != indicator)
    seen, seen_there = afresh.seen(indicator), afresh.seen(other)
    assert afresh.save(indicator, seen, **{f"value-{code}": "7"})[0] == 303
    assert afresh.save(other, seen_there, **{f"note-{afresh.parts[other][0]}": "另一页"})[0] == 303
    status, _, text = afresh.save(
        indicator, seen, **{f"value-{code}": "9", f"note-{code}": "<另一个人>"}
    )
    assert status == 200
    assert SAY("draft-theirs", value="7") in text
    assert f'name="value-{code}" type="text" value="9"' in text
    assert "&lt;另一个人&gt;" in text and "<另一个人>" not in text
    number = re.search(r"您打开这一页以后，(\d+)号账号（填报员）在 20\d\d-", text)
    assert number is not None
    assert afresh.draft().part(indicator).typed.texts == {code: "7"}
    now = re.search(r'name="seen" value="(\d+)"', text)
    assert now is not None
    assert afresh.save(indicator, now[1], **{f"value-{code}": "9"})[0] == 303
    assert afresh.draft().part(indicator).typed.texts == {code: "9"}
    # A form of before the server began anew is no loss either: it stands there once more.
    status, _, text = ask(
        afresh.signed, afresh.address(indicator), afresh.clerk.cookie,
        {"seen": seen, f"value-{code}": "5", forms.TOKEN: "x"},
    )  # fmt: skip
    assert status == 200 and SAY("form-foreign") in text and 'value="5"' in text
    assert afresh.draft().part(indicator).typed.texts == {code: "9"}
    status, _, text = afresh.save(indicator, **{f"value-{code}": "6", f"note-{code}": "长" * 1001})
    assert status == 200 and SAY("draft-text-too-long", most="1000") in text and "长" * 1001 in text


def apart(answer: Coroutine[Any, Any, str]) -> str:
    """What a coroutine gives, beside the loop that the browser's driver has left running."""
    with ThreadPoolExecutor(1) as place:
        return place.submit(asyncio.run, answer).result()


async def answered(method: str, address: str, cookie: str, body: bytes = b"") -> str:
    """What the desk answers in this process, past the gate, by somebody's session."""
    path, _, query = address.partition("?")
    person.of_request.set((sessions.token_hash(cookie.partition("=")[2]), "127.0.0.1"))
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": [],
        "server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 50_000),
    }  # fmt: skip
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))

    await Starlette(routes=[one.route for one in routes.PAGES])(scope, receive, send)
    return b"".join(parts).decode()


def test_what_the_disk_did_not_take_is_said_to_stand_in_the_fields_still(
    afresh: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page's own answer, in this process: the disk is full when the draft is written."""
    code = of_kind(afresh, "count")
    indicator = afresh.edition.facts[code].indicator_id
    settings = afresh.signed.settings
    monkeypatch.setenv("DUIBIAO_HOME", str(settings.home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drafts, "write_durably", full)
    before = afresh.draft()
    page, cookie = afresh.address(indicator), afresh.clerk.cookie
    token = FORM_TOKEN.search(apart(answered("GET", page, cookie)))
    assert token is not None
    said = {"seen": "0", f"value-{code}": "4", forms.TOKEN: token[1]}
    text = apart(answered("POST", page, cookie, urlencode(said).encode()))
    assert SAY("draft-not-kept") in text and 'value="4"' in text
    assert afresh.draft() == before


def test_the_workbook_is_fetched_half_filled_and_goes_back_by_the_other_way(
    afresh: Filling,
) -> None:
    code = of_kind(afresh, "count")
    afresh.save(afresh.edition.facts[code].indicator_id, **{f"value-{code}": "13", "claim": "1"})
    fetch = f"/desk/filled/{afresh.cycle_id}/{afresh.school_id}"
    assert fetch in afresh.clerk.look(afresh.address()) and fetch in afresh.clerk.look("/desk")
    status, headers, content = afresh.clerk.fetch(fetch)
    assert status == 200 and "xlsx" in headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    filled = {
        sheet.cell(row, CODE + 1).value: sheet.cell(row, ANSWER + 1).value
        for row in range(FIRST_ROW + 1, sheet.max_row + 1)
        if sheet.cell(row, ANSWER + 1).value is not None
    }
    assert filled == {code: 13}
    status, headers, _ = afresh.clerk.send_file("/desk/hand-in", content, "半份.xlsx")
    assert status == 303 and "半份.xlsx" in afresh.clerk.look(headers["Location"])


def test_nobody_else_sees_or_fills_in_a_schools_form(afresh: Filling, signed: Signed) -> None:
    code = of_kind(afresh, "count")
    indicator = afresh.edition.facts[code].indicator_id
    afresh.save(indicator, **{f"value-{code}": "7654321"})
    stranger = Clerk(signed, signed.cookies["clerk"])
    page, part = afresh.address(), afresh.address(indicator)
    assert "7654321" not in stranger.look(page) and SAY("address-unknown") in stranger.look(page)
    status, _, found = stranger.fetch(part)
    assert status == 404 and b"7654321" not in found
    assert stranger.fetch(f"/desk/filled/{afresh.cycle_id}/{afresh.school_id}")[0] == 403
    token = FORM_TOKEN.search(stranger.look("/desk/form"))
    assert token is not None
    before = afresh.draft()
    for path, said in (
        (part, {"seen": "1", f"value-{code}": "1"}),
        (page, {"do": "blank", "seen": "1", "confirmed": "yes"}),
        (page, {"do": "check"}),
    ):
        status, _, text = ask(signed, path, stranger.cookie, {forms.TOKEN: token[1]} | said)
        assert status in (200, 404) and "notice error" in text and "7654321" not in text
    for role in ("head", "group", "instructor", "reviewer", "leader", "analyst", "auditor"):
        cookie = cookie_of(signed.settings, ROLES.index(role) + 1)
        answer = Clerk(signed, cookie).fetch(part)
        assert answer[0] in (403, 404) and b"7654321" not in answer[2], role
    assert afresh.draft() == before
    assert list(signed.settings.drafts.rglob("*.json")) != []
    # Her own head looks, and changes nothing; the office's look at it is in the trail.
    acting = Acting(signed.settings, "root", "test", AT_THE_FILES)
    if "form-head" not in signed.cookies:
        given = accounts.add(acting, "form-head", "校长", [Assignment("head", afresh.school_id)])
        accounts.change_password(signed.settings, given.number, given.secret, PASSWORD)
        signed.cookies["form-head"] = cookie_of(signed.settings, given.number)
    head = Clerk(signed, signed.cookies["form-head"])
    text = head.look(part)
    assert "7654321" in text and "<fieldset disabled>" in text and SAY("may-not-fill_in") in text
    token = FORM_TOKEN.search(text)
    assert token is not None
    said = {forms.TOKEN: token[1], "seen": "1", f"value-{code}": "1"}
    assert SAY("may-not-fill_in") in ask(signed, part, head.cookie, said)[2]
    assert "7654321" in Clerk(signed, signed.cookies["office"]).look(part)
    newest = list(trail.lines(signed.settings, trail.days(signed.settings)[0]))
    assert [
        one for one in newest
        if one["action"] == "read_answers" and one.get("school_id") == afresh.school_id
    ]  # fmt: skip
    assert [one for one in newest if one["action"] == "fill_in" and one.get("about") == indicator]
    assert afresh.draft() == before


def test_a_closed_cycle_is_shown_and_not_changed(afresh: Filling, rows: Rows) -> None:
    closed = rows(
        """select cycle_id from dim_cycles join dim_cycle_schools using (cycle_id)
        where is_closed and school_id = ? limit 1""", afresh.school_id,
    )  # fmt: skip
    assert closed, "the demo county has a closed cycle"
    page = f"/desk/form?{urlencode({'cycle': closed[0][0], 'school': afresh.school_id})}"
    text = afresh.clerk.look(page)
    assert 'name="do"' not in text
    assert SAY("desk-closed", cycle=closed[0][0]) in text
    status, _, text = afresh.clerk.send(page, {"do": "blank", "seen": "0"})
    assert status == 200 and SAY("draft-cycle-closed", cycle=closed[0][0]) in text


def test_what_is_handed_in_is_gone_on_with_and_another_file_overtakes_it(
    afresh: Filling, signed: Signed
) -> None:
    """From the draft to a receipt; changed since; replaced by a file; begun anew, with a yes."""
    afresh.fill()
    status, headers, _ = afresh.clerk.send(afresh.address(), {"do": "check"})
    checked = headers["Location"]
    text = afresh.clerk.look(checked)
    score = re.search(r"<dd>(\d+\.\d\d)", text)
    assert score is not None
    status, headers, text = afresh.clerk.send(checked, {"do": "hand-in", "confirmed": "yes"})
    assert status == 303, text
    receipt = headers["Location"].rpartition("/")[2]
    record = read_record(record_paths(signed.settings)[receipt])
    assert {one["fact_id"]: one["value"] for one in record["answers"] if one["value"]} == (
        afresh.answers
    )
    assert afresh.draft().handed_in == receipt
    text = afresh.clerk.look(afresh.address())
    assert SAY("draft-handed-in", number="").split("，")[0] in text
    # The same once more is here already: no second receipt.
    _, headers, _ = afresh.clerk.send(afresh.address(), {"do": "check"})
    assert SAY("fate-already_here") in afresh.clerk.look(headers["Location"])
    code = of_kind(afresh, "count")
    indicator = afresh.edition.facts[code].indicator_id
    same = {f"value-{one}": afresh.answers.get(one, "") for one in afresh.parts[indicator]}
    afresh.save(indicator, **same | {f"note-{code}": "改过"})
    assert "以后草稿又改过" in afresh.clerk.look(afresh.address())
    content = afresh.clerk.fetch(f"/desk/filled/{afresh.cycle_id}/{afresh.school_id}")[2]
    _, headers, _ = afresh.clerk.send_file("/desk/hand-in", content, "文件.xlsx")
    status, _, text = afresh.clerk.send(headers["Location"], {"do": "hand-in", "confirmed": "yes"})
    assert status == 303, text
    assert "不是由这份草稿报送的" in afresh.clerk.look(afresh.address())
    seen = str(afresh.draft().version)
    said = {"do": "in-force", "seen": seen}
    status, _, text = afresh.clerk.send(afresh.address(), said)
    assert status == 200 and SAY("draft-not-confirmed") in text
    status, _, text = afresh.clerk.send(afresh.address(), said | {"seen": "1", "confirmed": "yes"})
    assert status == 200 and SAY("draft-begun-meanwhile") in text
    assert afresh.clerk.send(afresh.address(), said | {"confirmed": "yes"})[0] == 303
    draft = afresh.draft()
    assert draft.part(indicator).typed.notes == {code: "改过"} and draft.handed_in != receipt
    # With nothing typed and something in force it is asked first of what to begin.
    (path,) = signed.settings.drafts.rglob("*.json")
    path.write_text("{", encoding="utf-8")
    assert SAY("draft-unreadable") in afresh.clerk.look(afresh.address())
    assert afresh.clerk.send(afresh.address(), {"do": "in-force", "seen": "0"})[0] == 303
    assert afresh.draft().part(indicator).typed.notes == {code: "改过"}
    path.unlink()
    assert afresh.clerk.fetch(afresh.address(indicator))[0] == 303
    assert SAY("draft-begin") in afresh.clerk.look(afresh.address())


def test_without_accounts_she_says_once_who_she_is(server: Server, filling: Filling) -> None:
    """Nothing is kept here: the demo county is only looked at."""
    status, _, text = request(server.address, "GET", filling.address(next(iter(filling.parts))))
    assert status == 200 and 'name="person"' in text.decode() and SAY("draft-save") in text.decode()


def set_cells(content: bytes, answers: dict[str, str]) -> bytes:
    """A workbook filled in by hand: words as people choose them, numbers as numbers."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    words = {"yes": SAY("workbook-yes"), "no": SAY("workbook-no")}
    for row in range(FIRST_ROW + 1, sheet.max_row + 1):
        value = answers.get(str(sheet.cell(row, CODE + 1).value))
        if value is not None:
            sheet.cell(row, ANSWER + 1).value = words.get(value, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def score_on(page: Page) -> str:
    """The score that a checked file will have."""
    return page.locator("dl.figures dd").first.inner_text()


def hand_in(page: Page) -> str:
    """Hand in what was checked; the record of the receipt."""
    box = page.locator("input[name=confirmed]")
    if box.count():
        box.check()
    page.get_by_role("button", name=SAY("hand-in"), exact=True).click()
    assert "/desk/receipt/" in page.url, page.locator("main").inner_text()
    return page.url.rpartition("/")[2]


def sign_in(page: Page, signed: Signed) -> None:
    page.goto(signed.server.url("desk"))
    page.get_by_label(SAY("sign-in-login")).fill(LOGIN)
    page.get_by_label(SAY("sign-in-password")).fill(PASSWORD)
    page.get_by_role("button", name=SAY("sign-in")).click()


def tap(page: Page, button: Locator) -> None:
    """Tap on what leads on, and wait for the page that comes."""
    with page.expect_navigation():
        button.tap()


def fill_by_touch(page: Page, filling: Filling) -> None:
    """The form from its first field to its last, as one does on a telephone."""
    facts = filling.edition.facts
    tap(page, page.get_by_role("link", name=SAY("desk-form"), exact=True).first)
    go_on = re.compile(f"^({SAY('draft-go')}|{SAY('draft-go-on')})$")
    tap(page, page.get_by_role("link", name=go_on))
    for codes in filling.parts.values():
        for code in codes:
            value = filling.answers.get(code)
            if value is None:
                continue
            if facts[code].kind == "flag":
                page.locator(f'input[name="value-{code}"][value="{value}"]').tap()
            elif facts[code].kind == "grade":
                page.locator(f'select[name="value-{code}"]').select_option(value)
            else:
                page.locator(f'input[name="value-{code}"]').fill(value)
        tap(page, page.get_by_role("button", name=SAY("draft-save-next")))
        assert not page.locator(".told-here.error").count(), page.url
        if "saved=1" in page.url:  # what is unlike last cycle's is told once
            tap(page, page.get_by_role("button", name=SAY("draft-save-next")))


def test_a_clerks_day_three_times_gives_one_score(
    afresh: Filling, browser: Browser, tmp_path: Path
) -> None:
    """The workbook on the page; the form by touch at 390 px; the plain door with scripts off."""
    signed, scores, receipts = afresh.signed, [], []
    path = tmp_path / "填报表.xlsx"
    context = browser.new_context(**TELEPHONE)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, signed)
    fill_by_touch(page, afresh)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tap(page, page.get_by_role("button", name=SAY("draft-check")))
    scores.append(score_on(page))
    receipts.append(hand_in(page))
    cookies = context.cookies()
    context.close()

    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    sign_in(page, signed)
    with page.expect_download() as fetched:
        page.get_by_role("link", name=SAY("download-template")).click()
    content = Path(fetched.value.path()).read_bytes()
    path.write_bytes(set_cells(content, afresh.answers))
    page.get_by_role("link", name=SAY("step-hand-in")).last.click()
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name=SAY("desk-check")).click()
    scores.append(score_on(page))
    receipts.append(hand_in(page))
    context.close()

    context = browser.new_context()
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": signed.server.address}
                         for one in cookies])  # fmt: skip
    sight = Sight(context.new_page())
    page = sight.open(signed.server.url("hand_in"))
    page.set_input_files("input[type=file]", str(path))
    sight.page.wait_for_selector("dl.figures")
    sight.settle()
    scores.append(score_on(page))
    context.close()
    assert len(set(scores)) == 1 and scores[0], scores
    records = [read_record(record_paths(signed.settings)[name]) for name in receipts]
    said = [{one["fact_id"]: one["value"] for one in record["answers"]} for record in records]
    assert said[0] == said[1]
    assert {code: value for code, value in said[0].items() if value} == afresh.answers


@pytest.mark.parametrize(
    ("count", "indicators"),
    [(6, 4), pytest.param(30, None, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])],
)
def test_clerks_at_once_lose_nothing(
    signed: Signed, cycle_id: str, count: int, indicators: int | None
) -> None:
    """Half by the form, half by the plain door: every receipt has its record, every draft all."""
    clerks = crowd.clerks_of(signed.settings, cycle_id, count, indicators=indicators)
    days = crowd.days_of(signed.server.address, clerks)
    assert [error for day in days for error in day.errors] == []
    assert crowd.lost(signed.settings, clerks, days) == []
    assert len({day.record_id for day in days}) == count


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_bars_nobody(afresh: Filling, browser: Browser, lang: str) -> None:
    """A telephone and a desk: nothing too wide, nothing barred, also where something is wrong."""
    say, facts = Words(lang), afresh.edition.facts
    kinds = {facts[code].kind: code for code in afresh.answers}
    pages = [afresh.address(lang=lang)]
    for kind, code in kinds.items():
        indicator = facts[code].indicator_id
        afresh.save(indicator, **{f"value-{code}": WRONG[kind][0]})
        pages.append(afresh.address(indicator, lang=lang))
    for width in (390, 1440):
        context = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
        name, _, value = afresh.clerk.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": afresh.signed.server.address}])
        page = context.new_page()
        for address in pages:
            page.goto(afresh.signed.server.address + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert not grave_findings(page), address
            small = page.eval_on_selector_all(
                "main button:not(.quiet-button), label.choice, .answer input",
                "nodes => nodes.filter(node => node.getBoundingClientRect().height < 43.5)"
                ".map(node => node.outerHTML)",
            )
            assert width > 640 or not small, small
        assert say("draft-save") in page.locator("main").inner_text()
        context.close()
