"""Signing in by an office's own provider, at a real one on this computer, and by passwords beside.

The provider is oidc-provider-mock over HTTP, Authlib's server side, which looks at PKCE and nonce.
"""

from __future__ import annotations

import datetime as dt
import json
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from dashboards.plain import forms
from duibiao.people import accounts, office_sign_in
from duibiao.people.accounts import Secret
from duibiao.people.acting import AT_THE_FILES, Acting, Assignment
from duibiao.people.policy import today
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, CountyFile, Provider, Settings
from duibiao.words import Words
from tests.dashboards.conftest import DRAW_MILLISECONDS, DRAWN, Server, serving
from tests.dashboards.visitors import request

SAY = Words("zh-CN")
PASSWORD = "Ganzhou-47-hills"
START_SECONDS = 30
SECRET = "the-secret-of-the-client"


@dataclass(frozen=True)
class Office:
    """A server whose office has a provider, and where that is."""

    server: Server
    settings: Settings
    provider: Provider
    given: dict[str, Secret]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that is up."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "tests.dashboards.office_provider", str(port)]
    process = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None and time.monotonic() < until
            try:
                with urllib.request.urlopen(address + office_sign_in.DISCOVERY, timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def office(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A county's folder as its file says it; the home has accounts and nothing else yet."""
    folder = tmp_path_factory.mktemp("office")
    home = folder / "home"
    home.mkdir()
    (folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    table = f'[sign_in]\nissuer = "{issuer}"\nclient_id = "duibiao"\nsecret_file = "secret"\n'
    named = CountyFile("县", home, SEEDS).text(folder)
    (folder / "duibiao.toml").write_text(named + table + 'name = "市平台"\n', encoding="utf-8")
    settings = Settings.resolve(home, SEEDS)
    provider = settings.provider
    assert provider == Provider(issuer, "duibiao", folder / "secret", name="市平台")
    acting = Acting(settings, "root", "test", AT_THE_FILES)
    clerk = [Assignment("clerk", "S001")]
    wanted = [(name, f"一位{name}", clerk) for name in ("li", "wu", "left", "zhao", "head")]
    wanted.append(("root", "管理员", [Assignment("administrator")]))
    given = {one.login: one for one in accounts.add_all(acting, wanted)}
    for login in ("wu", "head"):
        accounts.change_password(settings, given[login].number, given[login].secret, PASSWORD)
    accounts.switch_off(acting, "left", "moved away")
    with serving(home, folder / "log") as server:
        yield Office(server, settings, provider, given)
    said = (folder / "log").read_text(encoding="utf-8")
    assert "Traceback" not in said


class Visitor:
    """A browser as a program: its cookies, and what it is answered."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.cookies: dict[str, str] = {}

    def get(self, path: str, body: dict[str, str] | None = None) -> tuple[int, Any, str]:
        """Status, headers and text of an answer; cookies are kept."""
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            content = urlencode(body).encode()
        method = "GET" if body is None else "POST"
        address = self.office.server.address
        status, told, text = request(address, method, path, body=content, headers=headers)
        for line in told.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return status, told, text.decode("utf-8", "replace")

    def go(self, path: str = forms.OFFICE) -> dict[str, str]:
        """To the provider: what it is asked."""
        status, headers, _ = self.get(path)
        assert status == 303
        return {
            name: texts[0] for name, texts in parse_qs(urlsplit(headers["Location"]).query).items()
        }

    def code(self, asked: dict[str, str], name: str) -> str:
        """The way back, once somebody signed in there."""
        address = self.office.provider.issuer
        body = urlencode({"sub": f"id-{name}"}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, told, text = request(
            address, "POST", f"/oauth2/authorize?{urlencode(asked)}", body=body, headers=headers
        )
        assert status == 302, text
        parts = urlsplit(told["Location"])
        return f"{parts.path}?{parts.query}"


def last_line(settings: Settings) -> dict[str, Any]:
    """The newest line of the audit trail."""
    return list(trail.lines(settings, trail.days(settings)[0]))[-1]


def test_the_way_is_offered_and_asks_for_what_it_must(office: Office) -> None:
    visitor = Visitor(office)
    text = visitor.get(f"{forms.SIGN_IN}?next=%2Fguide")[2]
    assert SAY("sign-in-office", name="市平台") in text and "/sign-in/office?next=%2Fguide" in text
    asked = visitor.go()
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["redirect_uri"] == office.server.address + forms.OFFICE_BACK
    again = visitor.go()
    assert not {again[name] for name in ("state", "nonce", "code_challenge")} & {*asked.values()}


def test_whom_the_provider_names_has_a_session_and_nothing_of_its_is_kept(office: Office) -> None:
    visitor = Visitor(office)
    back = visitor.code(visitor.go(f"{forms.OFFICE}?next=%2Fguide"), "li")
    status, headers, text = visitor.get(back)
    assert status == 200 and 'content="0;url=/guide"' in text
    cookie = next(line for line in headers.get_all("Set-Cookie") if line.startswith("duibiao="))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert visitor.get("/account")[0] == 200  # the one-time secret is not asked for
    with pytest.raises(Refused, match="sign-in-wrong"):
        accounts.sign_in(office.settings, "li", office.given["li"].secret)
    line = last_line(office.settings)
    assert (line["about"], line["outcome"]) == ("li", "sign-in-wrong")
    # The same way back a second time, and in another browser.
    assert visitor.get(back)[0] == 403
    assert Visitor(office).get(back)[0] == 403
    for path in office.settings.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"eyJ" not in content and SECRET.encode() not in content, path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nobody", "sign-in-office-unknown"),
        ("left", "sign-in-off"),
        ("nameless", "sign-in-office-no-claim"),
    ],
)
def test_who_has_no_account_here_gets_none(office: Office, name: str, reason: str) -> None:
    visitor = Visitor(office)
    before = accounts.accounts(Acting(office.settings, "root", "test", AT_THE_FILES))
    status, _, text = visitor.get(visitor.code(visitor.go(), name))
    said = {"login": name, "claim": "preferred_username"}
    assert status == 403 and SAY(reason, **said) in text and "duibiao" not in visitor.cookies
    assert accounts.accounts(Acting(office.settings, "root", "test", AT_THE_FILES)) == before
    line = last_line(office.settings)
    assert (line["action"], line["outcome"], line["channel"]) == ("sign_in", reason, "office")


def test_what_was_not_asked_for_is_not_believed(office: Office) -> None:
    """Another's way back, another's state, another's code, and what the provider never said."""
    one, other = Visitor(office), Visitor(office)
    theirs = other.go()
    back = other.code(theirs, "wu")
    code = parse_qs(urlsplit(back).query)["code"][0]
    for said in (
        {"code": code, "state": theirs["state"]},
        {"code": code},  # with her own state: its verifier and nonce are another's
        {"code": "x"},
        {"error": "access_denied"},
        {"code": code, "iss": "https://evil.example"},
        {"code": code, "state": ""},
        {},
    ):
        query = {"state": one.go()["state"]} | said
        status, _, _ = one.get(f"{forms.OFFICE_BACK}?{urlencode(query)}")
        assert status == 403 and "duibiao" not in one.cookies, said
    forged = Visitor(office)
    forged.go()
    forged.cookies["duibiao-office"] = "e30=.x.y"
    assert forged.get(f"{forms.OFFICE_BACK}?code={code}&state=x")[0] == 403


def test_a_provider_is_believed_over_encrypted_connections_alone(
    office: Office, tmp_path: Path
) -> None:
    for issuer, reason in (
        ("http://id.example", "sign-in-office-failed"),
        ("https://127.0.0.1:9", "sign-in-office-away"),
        (office.provider.issuer + "/other", "sign-in-office-away"),
    ):
        with pytest.raises(Refused, match=reason):
            office_sign_in.begin(replace(office.provider, issuer=issuer), "http://x/back")
    with pytest.raises(Refused, match="sign-in-office-secret"):
        office_sign_in.begin(replace(office.provider, secret_file=tmp_path / "none"), "http://x")


def test_half_of_the_settings_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings.resolve(tmp_path, SEEDS).provider is None
    monkeypatch.setenv("DUIBIAO_OIDC_ISSUER", "https://id.example/")
    with pytest.raises(Refused) as told:
        Settings.resolve(tmp_path, SEEDS)
    assert told.value.parameters["missing"] == ("client_id", "secret_file")
    monkeypatch.setenv("DUIBIAO_OIDC_CLIENT_ID", "x")
    monkeypatch.setenv("DUIBIAO_OIDC_SECRET_FILE", str(tmp_path / "secret"))
    provider = Settings.resolve(tmp_path, SEEDS).provider
    assert provider == Provider("https://id.example", "x", tmp_path / "secret")


def fill_in(page: Page, **fields: str) -> None:
    """Fill in the form and send it."""
    for name, text in fields.items():
        page.locator(f"[name='{name}']").fill(text)
    page.locator("form.fields button").click()


def drawn(page: Page) -> Page:
    """Once a page is there."""
    page.wait_for_selector(DRAWN, timeout=DRAW_MILLISECONDS)
    return page


def test_in_a_browser_from_the_office_and_out_everywhere(office: Office, browser: Browser) -> None:
    """By the provider; signed out everywhere, a page that is open hears no more."""
    here, there = browser.new_context(), browser.new_context()
    page = here.new_page()
    page.goto(office.server.url("guide"))
    page.get_by_role("link", name=SAY("sign-in-office", name="市平台")).click()
    page.get_by_role("button", name="id-wu").click()
    drawn(page)
    assert page.url.endswith("/guide")
    assert SAY("page-account", name="一位wu") in page.locator("body").inner_text()
    closed: list[str] = []
    page.on("websocket", lambda one: one.on("close", lambda _: closed.append(one.url)))
    page.reload()
    drawn(page)
    other = there.new_page()
    other.goto(office.server.url("account"))
    fill_in(other, login="wu", password=PASSWORD)
    other.wait_for_selector("#sessions")
    assert other.locator("#sessions tbody tr").count() == 2
    other.locator("[name='do'][value='everywhere']").click()
    other.wait_for_selector("[name='login']")
    # The next message of the open page is not answered any more.
    page.locator(".st-key-bar [data-testid='stPageLink-NavLink']").first.click()
    page.wait_for_timeout(1_500)
    assert closed
    page.reload()
    assert page.locator("h1").inner_text() == SAY("sign-in-title")
    here.close()
    there.close()


def test_in_a_browser_a_first_secret_a_lock_and_the_two_ends(
    office: Office, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    secret = office.given["zhao"].secret
    page.goto(office.server.url("account"))
    fill_in(page, login="zhao", password=secret)
    assert SAY("password-must-change") in page.locator("body").inner_text()
    page.goto(office.server.url("guide"))
    assert page.url.endswith("/account")
    fill_in(page, before=secret, password=PASSWORD, again=PASSWORD)
    page.wait_for_url("**/desk")
    people = sqlite3.connect(office.settings.people)
    number = office.given["zhao"].number
    for column, ago in (("seen_at", 31 * 60), ("begun_at", 12 * 3600 + 60)):
        page.goto(office.server.url("account"))
        assert SAY("page-account", name="一位zhao") in page.locator("h1").inner_text(), column
        with people:
            people.execute(
                f"update sessions set {column} = {column} - ? where number = ?", (ago, number)
            )
        page.reload()
        assert page.locator("h1").inner_text() == SAY("sign-in-title"), column
        fill_in(page, login="zhao", password=PASSWORD)
        page.wait_for_url("**/account")
    people.close()
    context.clear_cookies()
    page.goto(office.server.url("account"))
    for _ in range(accounts.FAILURES):
        fill_in(page, login="head", password="wrong")
        assert SAY("sign-in-wrong") in page.locator("body").inner_text()
    fill_in(page, login="head", password=PASSWORD)
    assert SAY("sign-in-locked", minutes="15") in page.locator("body").inner_text()
    context.close()


def test_in_a_browser_a_stand_in_has_the_place_for_its_days(
    office: Office, browser: Browser
) -> None:
    """What she may while she stands in, and not the day after; the trail says for whom."""
    acting = Acting(office.settings, "root", "test", AT_THE_FILES)
    head = [Assignment("head", "S001")]
    replaced = accounts.add(acting, "chief", "校长", head)
    given = accounts.add(acting, "deputy", "副校长")
    accounts.change_password(office.settings, given.number, given.secret, PASSWORD)
    day = today()
    accounts.assign(acting, "deputy", [Assignment("head", "S001", day, day, replaced.number)])
    context = browser.new_context()
    page = context.new_page()
    page.goto(office.server.url("account"))
    fill_in(page, login="deputy", password=PASSWORD)
    page.wait_for_selector("#sessions")
    stands = SAY("user-stand-in", number=str(replaced.number))
    assert stands in page.locator("body").inner_text()
    page.goto(office.server.url("hand_in"))
    drawn(page)
    assert SAY("may-not-page_hand_in") not in page.locator("body").inner_text()
    assert page.goto(office.server.url("handed-in/x/original")).status == 404  # type: ignore[union-attr]
    line = last_line(office.settings)
    with sqlite3.connect(office.settings.people) as people:
        people.execute(
            "update assignments set starts_on = ?, ends_on = ? where number = ?",
            (*[(day - dt.timedelta(days=1)).isoformat()] * 2, given.number),
        )
    page.goto(office.server.url("hand_in"))
    drawn(page)
    assert SAY("policy-no-role") in page.locator("body").inner_text()
    assert json.dumps(line)
    context.close()
