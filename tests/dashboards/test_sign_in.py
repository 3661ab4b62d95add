"""With accounts everybody signs in, and no page, route or file gives more than the role allows."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from dashboards.gate import ENDED, SAID
from dashboards.parts import bar, frame, permitted, person, shell
from dashboards.parts.frame import PAGES
from dashboards.plain import forms
from dashboards.server import HEALTH, SCRIPT, application
from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, ROLES, Acting, Person
from duibiao.people.policy import may_for_some, rules, today
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.words import Words
from tests.dashboards.conftest import DRAW_MILLISECONDS, DRAWN
from tests.dashboards.signed import PASSWORD, Signed, ask, cookie_of, role_of, stream_refused
from tests.dashboards.test_desk import Clerk
from tests.dashboards.visitors import open_page, request, visiting

# Whoever tries what is not hers tries it here (test_attempts.py) with the same server.
pytestmark = pytest.mark.xdist_group("signed")
SAY = Words("zh-CN")
Rows = Callable[..., list[tuple[Any, ...]]]
SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"
FORM_TOKEN = re.compile(r'name="form-token" value="(\w+)"')
ROUTES = {
    "/docs": "read_documentation",
    "/evidence/2025/S001/0": "read_evidence",
    "/handed-in/0/original": "read_hand_in",
    "/data/result.csv?sql=select%201": "query",
    "/report/2025/self/county/county.docx": "read_reports",
    "/report/2025/self/school/S002.docx": "read_reports",
    "/reports-of-all/2025/self/pdf": "read_reports",
    "/download/0": "look",
    "/desk": "open_desk",
    "/desk/hand-in": "check",
    "/desk/checked/0": "check",
    "/desk/marked/0": "check",
    "/desk/receipt/0": "read_hand_in",
    "/desk/result": "page_school",
    "/desk/evidence": "see_evidence",
    "/desk/workbook/2025/S001": "fetch_form",
    "/desk/form": "see_draft",
    "/desk/form/X/1": "see_draft",
    "/desk/filled/2025/S001": "see_draft",
    "/office/templates": "fetch_table",
    "/office/templates/table/schools": "fetch_table",
    "/office/hand-in": "load",
    "/office/hand-in/0": "load",
    "/office/hand-in/0/receipts": "load",
    "/office/hand-in/0/marked/0": "check",
    "/office/values": "review",
    "/office/values/sheets": "review",
    "/office/values/sheets/0": "review",
    "/office/values/sheets/0/receipts": "review",
    "/office/values/sheets/0/marked/0": "check_review",
    "/office/values/sheet/2025/S001": "fetch_review",
    "/office/findings": "load",
    "/office/withdrawals": "withdraw",
    "/office/withdrawals/0": "withdraw",
    "/office/facts": "load",
    forms.OFFICE_DESK: "open_office",
    "/office/backups": "back_up",
    "/office/builds": "ask_for_build",
    "/office/exports": "query",
    "/office/jobs": "own_account",
    "/office/jobs/0": "own_account",
    "/office/jobs/0/0": "own_account",
    "/office/register": "open_office",
    "/office/register/S001": "open_office",
    "/office/cycles": "open_office",
    "/office/cycles/2025": "open_office",
    "/office/table/schools": "load",
    "/office/table-checked/0": "load",
    "/office/table/schools/workbook": "fetch_table",
    forms.MESSAGES: "own_account",
    "/office/guide": "open_office",
    "/office/guide/draft": "open_office",
    "/office/guide/difference": "open_office",
    "/office/guide/table": "draft_guide",
    "/office/guide/workbook/example": "open_office",
    "/office/guide/marked": "open_office",
    "/office/old-forms": "read_old_forms",
    "/office/settings": "see_settings",
    "/office/settings/form/county/own": "see_settings",
    forms.ACCOUNT: "own_account",
    forms.ACCOUNTS: "manage_accounts",
    "/accounts/import": "manage_accounts",
    forms.TRAIL: "read_trail",
}
"""An address of every route that somebody is asked for, and the action that it takes."""


def test_every_route_has_its_rule_and_is_tried_below() -> None:
    """What is in no list is closed; what is in one names an action that the table knows."""
    gate = application(frozenset())
    guarded = [*gate.answers, *gate.forms]
    assert {one.action for one in guarded} <= rules().keys()
    tried = {forms.SIGN_OUT, *(path.partition("?")[0] for path in ROUTES)}
    for one in guarded:
        assert isinstance(one.route, Route)
        assert any(one.route.path_regex.match(path) for path in tried), one.route.path
    # Before anybody is known, and of nobody in particular, there is this and no more.
    assert [one.path for one in gate.entrances if isinstance(one, Route)] == [
        *(forms.SIGN_IN, forms.OFFICE, forms.OFFICE_BACK, forms.FIRST)
    ]
    assert [one.path for one in gate.free if isinstance(one, Route)] == [HEALTH, shell.LOOK]
    assert [one.path for one in gate.pages if isinstance(one, Route)] == [
        *(f"/{frame.path_of(name)}" for name in PAGES),
        "/{name:page}",
    ]
    assert {f"page_{name}" for name in PAGES} == {name for name in rules() if "page_" in name}


@pytest.mark.parametrize("role", ROLES)
def test_no_route_gives_more_than_the_role_allows(signed: Signed, role: str) -> None:
    """The matrix of roles and routes is the table's, on the server as it runs."""
    someone = Person(1, "x", (role_of(role),))
    # Each role from a place of its own: together they would ask more than one place may.
    source = f"127.0.1.{ROLES.index(role) + 1}"
    for path, action in ROUTES.items():
        status, _, text = ask(signed, path, signed.cookies[role], source=source)
        allowed = bool(may_for_some(someone, action))
        # What is allowed for some schools may be refused for this one, in other words.
        is_refused = status == 403 and SAY(f"may-not-{action}") in text
        assert is_refused is not allowed, (path, status)


@pytest.mark.parametrize("role", ROLES)
def test_the_bar_lists_what_the_role_may_see(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    someone = Person(1, "x", (role_of(role),))
    monkeypatch.setattr(person, "person", lambda: someone)
    listed = [name for names in bar.groups().values() for name in names]
    assert listed == [name for name in PAGES if role in rules()[f"page_{name}"].extents]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_is_drawn_for_whom_it_is_not(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    """The matrix of roles and pages is the table's, where every page's run begins."""
    someone = Person(1, "x", (role_of(role),))
    monkeypatch.setattr(person, "person", lambda: someone)
    monkeypatch.setattr(frame, "show", lambda html: None)
    monkeypatch.setattr(permitted, "note", lambda *of, **more: None)
    drawn = set()
    for name in PAGES:
        with contextlib.suppress(frame.NothingMore):
            bar.stop_unless_permitted(SAY, name)
            drawn.add(name)
    assert drawn == {name for name in PAGES if role in rules()[f"page_{name}"].extents}
    frame_text = SCRIPT.read_text(encoding="utf-8")
    asked, run = "bar.stop_unless_permitted(say, ", "current.run()"
    assert -1 < frame_text.index(asked) < frame_text.index(run)


def test_a_stream_hears_what_pages_say_and_nothing_else(signed: Signed) -> None:
    """Every kind of message that Streamlit knows: what is none of ours is not even answered."""
    kinds = {one.name for one in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert kinds >= SAID
    with visiting(signed.server.address, "guide", cookie=signed.cookies["clerk"]) as visitor:
        with contextlib.suppress(TimeoutError):  # what the page itself still says
            while True:
                visitor.stream.recv(1.0)
        for kind in sorted(kinds - SAID):
            said = BackMsg()
            field = BackMsg.DESCRIPTOR.fields_by_name[kind]
            if field.message_type is None:
                setattr(said, kind, True)
            else:
                getattr(said, kind).SetInParent()
            visitor.stream.send(said.SerializeToString())
        visitor.stream.send(b"\xff\xff no message")
        visitor.stream.send("no bytes")
        with pytest.raises(TimeoutError):
            visitor.stream.recv(1.0)
        visitor.go("guide")
    assert ask(signed, "/health")[0] == 200


def test_without_a_session_nothing_is_answered_but_where_to_sign_in(signed: Signed) -> None:
    for path in ("/", "/ranking?school=S001", "/hand_in", *ROUTES):
        status, headers, text = ask(signed, path)
        assert status == 303 and headers["Location"].startswith("/sign-in"), path
        assert "S001" not in text
    for path in ("/static/x.js", "/_stcore/host-config"):
        assert ask(signed, path, headers={"Sec-Fetch-Dest": "script"})[0] == 401
    assert ask(signed, "/health")[0] == 200
    assert stream_refused(signed) == 401


@pytest.mark.parametrize("cookie", ["duibiao=", "duibiao=x", 'duibiao="', "__Host-duibiao=x"])
def test_a_made_up_session_is_none(signed: Signed, cookie: str) -> None:
    assert ask(signed, "/account", cookie)[0] == 303


def test_what_only_the_gate_says_is_not_believed_of_a_browser(signed: Signed) -> None:
    """A header with the hash of a session, which whoever reads the store would know."""
    hashed = sessions.token_hash(signed.cookies["office"].partition("=")[2])
    for name in person.OF_GATE:
        assert ask(signed, "/accounts", headers={name: hashed})[0] == 303
        assert ask(signed, "/docs", signed.cookies["clerk"], headers={name: hashed})[0] == 403


def test_signing_in_needs_a_form_of_ours(signed: Signed) -> None:
    """Old browsers send neither Origin nor Sec-Fetch-Site: the form's own mark holds."""
    said = {"login": "office", "password": PASSWORD}
    status, headers, text = ask(signed, "/sign-in?next=%2Franking")
    assert status == 200
    mark = headers["Set-Cookie"].partition(";")[0]
    assert "HttpOnly" in headers["Set-Cookie"] and "SameSite=strict" in headers["Set-Cookie"]
    found = FORM_TOKEN.search(text)
    assert found is not None
    sent = said | {forms.TOKEN: found[1]}
    for cookie, body in (("", sent), (mark, said), (f"{forms.TOKEN}=other", sent)):
        status, headers, text = ask(signed, "/sign-in", cookie, body)
        assert status == 403 and "duibiao=" not in str(headers), cookie
    elsewhere = {"Origin": "http://evil.example"}
    assert ask(signed, "/sign-in", mark, sent, elsewhere)[0] == 403
    assert ask(signed, "/sign-in", mark, sent, headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
    status, headers, _ = ask(signed, "/sign-in?next=%2Franking", mark, sent)
    assert status == 303 and headers["Location"] == "/ranking"
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("duibiao=") and "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert ask(signed, "/account", cookie.partition(";")[0])[0] == 200


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_from_signing_in_nobody_is_sent_elsewhere(signed: Signed, onward: str) -> None:
    status, headers, _ = ask(
        signed, f"/sign-in?{urlencode({'next': onward})}", signed.cookies["office"]
    )
    assert (status, headers["Location"]) == (303, forms.OFFICE_DESK)


def test_a_form_is_bound_to_its_session(signed: Signed) -> None:
    _, _, text = ask(signed, "/accounts", signed.cookies["administrator"])
    found = FORM_TOKEN.search(text)
    assert found is not None
    body = {forms.TOKEN: found[1], "do": "off", "login": "leader"}
    other = cookie_of(signed.settings, ROLES.index("administrator") + 1)
    text = ask(signed, "/accounts", other, body)[2]
    assert SAY("form-foreign") in text
    assert ask(signed, "/accounts", signed.cookies["office"], body)[0] == 403
    assert ask(signed, "/account", signed.cookies["leader"])[0] == 200


def test_a_one_time_secret_lets_nobody_further_than_to_change_it(signed: Signed) -> None:
    cookie = signed.cookies["fresh"]
    for path in ("/", "/hand_in", "/handed-in/0/original"):
        status, headers, _ = ask(signed, path, cookie)
        assert (status, headers["Location"]) == (303, forms.ACCOUNT)
    assert stream_refused(signed, cookie) == 401
    _, _, text = ask(signed, forms.ACCOUNT, cookie)
    found = FORM_TOKEN.search(text)
    assert found is not None and SAY("password-must-change") in text
    body = {forms.TOKEN: found[1], "before": signed.secrets["fresh"], "password": PASSWORD}
    _, _, text = ask(signed, forms.ACCOUNT, cookie, body | {"again": "other"})
    assert SAY("password-again") in text
    status, headers, _ = ask(signed, forms.ACCOUNT, cookie, body | {"again": PASSWORD})
    assert (status, headers["Location"]) == (303, forms.DESK)


def test_a_session_that_was_ended_ends_at_its_next_message(signed: Signed) -> None:
    number = ROLES.index("leader") + 1
    cookie = cookie_of(signed.settings, number)
    with visiting(signed.server.address, "guide", cookie=cookie) as visitor:
        visitor.go("guide")
        sessions.end_all(signed.settings, number)
        with pytest.raises(ConnectionClosed) as closed:
            open_page(visitor.stream, "guide")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == ENDED
    assert ask(signed, "/account", cookie)[0] == 303


def test_an_upload_address_is_of_the_account_that_has_it(signed: Signed) -> None:
    """Whoever else knows it sends nothing there."""
    clerk, office = signed.cookies["clerk"], signed.cookies["office"]
    with visiting(signed.server.address, "hand_in", cookie=clerk) as visitor:
        assert visitor.upload(b"x", "a.xlsx") == 204
        other = type(visitor)(
            visitor.address, visitor.session, visitor.token, visitor.stream, office
        )
        assert other.upload(b"x", "a.xlsx") == 403
        nobody = type(visitor)(visitor.address, visitor.session, visitor.token, visitor.stream)
        assert nobody.upload(b"x", "a.xlsx") == 401


def test_signing_out_ends_the_session_here_and_everywhere(signed: Signed) -> None:
    number = ROLES.index("instructor") + 1
    here, there = (cookie_of(signed.settings, number) for _ in range(2))
    _, _, text = ask(signed, forms.ACCOUNT, here)
    found = FORM_TOKEN.search(text)
    assert found is not None
    assert ask(signed, forms.SIGN_OUT, here, {"x": "y"})[0] == 403
    status, headers, _ = ask(signed, forms.SIGN_OUT, here, {forms.TOKEN: found[1]})
    assert status == 303 and 'duibiao="";' in headers["Set-Cookie"]
    assert ask(signed, forms.ACCOUNT, here)[0] == 303
    assert ask(signed, forms.ACCOUNT, there)[0] == 200
    found = FORM_TOKEN.search(ask(signed, forms.ACCOUNT, there)[2])
    assert found is not None
    ask(signed, forms.ACCOUNT, there, {forms.TOKEN: found[1], "do": "everywhere"})
    assert ask(signed, forms.ACCOUNT, there)[0] == 303


def test_a_clerk_signs_in_and_sees_her_own_school_alone(
    signed: Signed, browser: Browser, rows: Rows, cycle_id: str
) -> None:
    """In a real browser: where she begins, what is hers, and what a page says that is not."""
    schools = rows("select school_id, name_zh from dim_cycle_schools where cycle_id = ?", cycle_id)
    known: dict[str, str] = dict(schools)
    own = known.pop("S001")
    context = browser.new_context()
    page = context.new_page()
    page.goto(signed.server.url("ranking"))
    assert page.locator("h1").inner_text() == SAY("sign-in-title")
    page.get_by_label(SAY("sign-in-login")).fill("clerk")
    page.get_by_label(SAY("sign-in-password")).fill(PASSWORD)
    page.get_by_role("button", name=SAY("sign-in")).click()
    page.wait_for_selector(DRAWN, timeout=DRAW_MILLISECONDS)
    body = page.locator("body").inner_text()
    assert SAY("may-not-page_ranking") in body and "table" not in body
    assert page.locator("table").count() == 0
    page.goto(signed.server.url())
    assert page.url.endswith(forms.DESK)
    page.get_by_role("link", name=SAY("to-pages")).click()
    page.wait_for_selector(DRAWN, timeout=DRAW_MILLISECONDS)
    assert page.url.endswith("/school")
    names = page.locator(".st-key-bar [data-testid='stPageLink-NavLink']").all_inner_texts()
    pages = ("gaps", "school", "plan", "hand_in", "reports", "guide")
    assert names == [SAY(f"page-{name}") for name in pages]
    # Every other school's name, on every page and view that is hers, with every address.
    others = known.values()
    for path, query in (
        ("school", {}),
        ("school", {"school": "S002"}),
        ("school", {"school": "S002", "view": "learn"}),
        ("school", {"school": "S001", "view": "learn"}),
        ("school", {"view": "history"}),
        ("school", {"view": "files"}),
        ("plan", {"school": "S002"}),
        ("gaps", {}),
        ("gaps", {"school": "S002", "view": "help"}),
        ("reports", {}),
        ("reports", {"school": "S002", "kind": "county"}),
        ("hand_in", {"step": "template", "school": "S002"}),
        ("hand_in", {"step": "evidence", "school": "S002"}),
        *((name, {"school": "S002"}) for name in PAGES if name not in pages),
    ):
        page.goto(signed.server.url(path, **query))
        # Where there is no page of such an address she begins anew.
        is_page = not page.url.endswith(forms.DESK)
        if is_page:
            page.wait_for_selector(DRAWN, timeout=DRAW_MILLISECONDS)
            page.wait_for_selector(SETTLED, timeout=DRAW_MILLISECONDS)
        text = page.locator("body").inner_text()
        assert not [name for name in others if name in text], (path, query)
        if not is_page:
            continue
        assert page.locator(".notice.error").count() == 0, (path, query)
        if path in ("school", "gaps", "reports"):
            assert own in text, (path, query)
    context.close()


def test_a_report_is_cut_to_what_its_reader_may_know(
    signed: Signed, cycle_id: str, rows: Rows
) -> None:
    """Her own school's without another's name; no other school's, not the county's, not all."""
    others = [
        name
        for (name,) in rows(
            "select name_zh from dim_cycle_schools where cycle_id = ? and school_id <> 'S001'",
            cycle_id,
        )
    ]
    own = f"/report/{cycle_id}/self/school/S001.docx"

    def text_of(role: str) -> str:
        address = signed.server.address
        status, _, content = request(address, "GET", own, headers={"Cookie": signed.cookies[role]})
        assert status == 200, role
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return file.read("word/document.xml").decode()

    def named(role: str) -> list[str]:
        text = text_of(role)
        return [name for name in others if name in text]

    assert named("office")
    for role in ("clerk", "head"):
        assert not named(role), role
    assert named("office")  # nor the other way round
    for path in (
        f"/report/{cycle_id}/self/school/S002.docx",
        f"/report/{cycle_id}/self/school/S002.png",
        f"/report/{cycle_id}/self/county/county.xlsx",
        f"/report/{cycle_id}/self/county/S001.pdf",
        f"/report/{cycle_id}/self/school/county.pdf",
        f"/reports-of-all/{cycle_id}/self/pdf",
    ):
        assert ask(signed, path, signed.cookies["clerk"])[0] == 403, path


def test_who_looks_at_anothers_answers_stands_in_the_trail(signed: Signed) -> None:
    """Once, however often the page is drawn; her own school's answers are no line."""

    def told(number: str) -> list[tuple[str, str]]:
        day = trail.days(signed.settings)[0]
        return [
            (line["who"], line["school_id"])
            for line in trail.lines(signed.settings, day, "read_answers")
            if line["who"] == number and line["action"] == "read_answers"
        ]

    for role, expected in (("office", ["S003"]), ("instructor", ["S001"]), ("clerk", [])):
        number = ROLES.index(role) + 1
        before = told(str(number))
        cookie = cookie_of(signed.settings, number)
        school = "S003" if role == "office" else "S001"
        with visiting(signed.server.address, "school", f"school={school}", cookie) as visitor:
            visitor.go("school", f"school={school}&view=files")
            visitor.go("plan", f"school={school}")
        assert told(str(number))[len(before) :] == [(str(number), one) for one in expected], role


def test_an_administrator_manages_accounts_on_a_page(signed: Signed) -> None:
    """Made with a secret that is shown once, given a role, switched off; all of it kept."""
    cookie = signed.cookies["administrator"]

    def send(**said: str) -> str:
        found = FORM_TOKEN.search(ask(signed, forms.ACCOUNTS, cookie)[2])
        assert found is not None
        return ask(signed, forms.ACCOUNTS, cookie, {forms.TOKEN: found[1]} | said)[2]

    made = send(do="add", login="wu", name="<b>吴", role="clerk", over="S001、S002")
    secret = re.search(r"<code>([\w-]+)</code>", made)
    assert secret is not None and "&lt;b&gt;吴" in made and "<b>吴" not in made
    assert secret[1] not in ask(signed, forms.ACCOUNTS, cookie)[2]
    number = accounts.sign_in(signed.settings, "wu", secret[1])
    again = send(do="add", login="wu", name="x", role="clerk", over="S001")
    assert SAY("account-taken", login="wu") in again
    assert SAY("account-over-school", role="head") in send(do="assign", login="wu", role="head")
    send(do="assign", login="wu", role="head", over="S003", **{"from": "2025-01-01"})
    send(do="unassign", login="wu", held="clerk/S002")
    acting = Acting(signed.settings, "root", "test", AT_THE_FILES)
    row = next(one for one in accounts.accounts(acting) if one.number == number)
    held = Person(assignments=row.assignments).held(today())
    assert {(one.role, one.over) for one in held} == {("clerk", "S001"), ("head", "S003")}
    send(do="off", login="wu")
    with pytest.raises(Refused, match="sign-in-off"):
        accounts.sign_in(signed.settings, "wu", secret[1], "10.9.8.7")
    seen = ask(signed, forms.TRAIL + "?find=wu", signed.cookies["auditor"])[2]
    for said in ("add wu", "off wu", SAY("action-manage_accounts"), "10.9.8.7"):
        assert said in seen, said
    status, headers, file = ask(signed, f"{forms.TRAIL}?form=jsonl", signed.cookies["auditor"])
    assert status == 200 and "attachment" in headers["Content-Disposition"]
    assert secret[1] not in file and PASSWORD not in file


def test_an_administrator_makes_accounts_by_a_sheet(signed: Signed) -> None:
    """All of them with slips to print and cut, or none and everything that is wrong with it."""
    desk = Clerk(signed, signed.cookies["administrator"])
    found = FORM_TOKEN.search(desk.look(forms.ACCOUNTS))
    assert found is not None

    def sent(*lines: str) -> str:
        content = "\n".join(["账号,姓名,职责,学校或集团", *lines]).encode()
        return desk.send_file("/accounts/import", content, "账号.csv", token=found[1])[2]

    wrong = sent("yi,易,填报员,S001", "yi,易,填报员,S999", "er,<b>耳,院长,")
    assert SAY("account-import-none", count="2") in wrong
    assert wrong.count("第 3 行") == 1 and wrong.count("第 4 行") == 1 and "<b>耳" not in wrong
    acting = Acting(signed.settings, "root", "test", AT_THE_FILES)
    assert {"yi", "er"}.isdisjoint(one.login for one in accounts.accounts(acting))
    slips = sent("yi,易,填报员,S001", "yi,易,学校负责人,S001", "er,<b>耳,领导,")
    assert SAY("slip-note") in slips and slips.count("<section>") == 2
    assert "<b>耳" not in slips
    made = re.findall(r"<dd>([^<]+)</dd>", slips)
    assert made[0] == "yi" and accounts.sign_in(signed.settings, "yi", made[1])
    none = desk.send_file("/accounts/import", b"\x00" * 40, "x.xlsx", token=found[1])[2]
    assert 'class="notice error"' in none
