"""The desk without script: a clerk fills in, hands in and sees the result in any browser."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from dashboards.parts import person, plain_page
from dashboards.parts.frame import PAGES
from dashboards.plain import forms
from dashboards.plain.desk import held
from duibiao.people.acting import AT_THE_FILES, LOOKING, ROLES, Person
from duibiao.records.store import read_record, record_paths
from duibiao.words import Words
from tests.dashboards.conftest import Server
from tests.dashboards.signed import PASSWORD, Signed, ask, cookie_of, role_of
from tests.dashboards.test_every_page import grave_findings
from tests.dashboards.visitors import request

pytestmark = pytest.mark.xdist_group("signed")
SAY, ENGLISH = Words("zh-CN"), Words("en")
OWN = "S001"
FORM_TOKEN = re.compile(r'name="form-token" value="(\w+)"')
Rows = Callable[..., list[tuple[Any, ...]]]
# Younger than Chromium 70: what it would leave out, and a page without it would fall apart.
TOO_YOUNG = re.compile(
    r":has\(|:is\(|:where\(|:not\([^)]*,|(?<!-)\bgap:|\binset\b|-inline(?!-block)|clamp\("
    r"|\bm(?:ax|in)\(|aspect-ratio|overflow-wrap: anywhere|:focus-visible|@layer|@container"
    r"|\{[^{}@]*&|accent-color"
)


@dataclass(frozen=True)
class Clerk:
    """Somebody at the desk: whose cookie she has, and what she is answered."""

    signed: Signed
    cookie: str

    def look(self, path: str) -> str:
        """A page that opens."""
        status, headers, text = ask(self.signed, path, self.cookie)
        assert status == 200, (path, status, text[-600:])
        assert "<script" not in text and headers["Content-Security-Policy"] == forms.POLICY
        return text

    def fetch(self, path: str) -> tuple[int, Any, bytes]:
        """A file, or what is said in place of one."""
        return request(self.signed.server.address, "GET", path, headers={"Cookie": self.cookie})

    def send(
        self, page: str, said: dict[str, str], path: str | None = None
    ) -> tuple[int, Any, str]:
        """A form of a page, with what is typed into it."""
        found = FORM_TOKEN.search(self.look(page))
        assert found is not None
        return ask(self.signed, path or page, self.cookie, {forms.TOKEN: found[1]} | said)

    def send_file(
        self, page: str, content: bytes, name: str, token: str | None = None, **said: str
    ) -> tuple[int, Any, str]:
        """A form of a page with a file, as a browser sends it."""
        if token is None:
            found = FORM_TOKEN.search(self.look(page))
            assert found is not None
            token = found[1]
        boundary = uuid4().hex
        body = b"".join(
            (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'
            ).encode()
            for key, text in {forms.TOKEN: token, **said}.items()
        )
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        body += content + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Cookie": self.cookie}
        status, headers, text = request(
            self.signed.server.address, "POST", page, body=body, headers=kind
        )
        return status, headers, text.decode("utf-8", "replace")


@pytest.fixture
def clerk(signed: Signed) -> Clerk:
    """The clerk of a school, signed in."""
    return Clerk(signed, signed.cookies["clerk"])


@pytest.fixture(scope="module")
def sent(signed: Signed, rows: Rows, cycle_id: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The workbook in force of the school, and cells of it in which a number stands."""
    sha256, submission_id = rows(
        """select original_sha256, submission_id from fct_submissions
        where cycle_id = ? and school_id = ? and is_in_force and source = 'workbook'""",
        cycle_id, OWN,
    )[0]  # fmt: skip
    cells = rows(
        """select sheet, cell from fct_answers where basis = 'self' and submission_id = ?
        and kind = 'count' and state = 'answered' and value_number > 0
        and fact_id not in (select coalesce(base_fact_id, '') from dim_rules)
        order by line, cell limit 3""",
        submission_id,
    )
    (path,) = (signed.server.home / "originals" / sha256[:2]).glob(f"{sha256}*")
    return path.read_bytes(), cells


def changed(content: bytes, cells: list[tuple[str, str]], *values: str | float) -> bytes:
    """A workbook with other values in its first cells, saved by another program."""
    book = load_workbook(io.BytesIO(content))
    for (sheet, cell), value in zip(cells, values, strict=False):
        book[sheet][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def records(signed: Signed) -> set[str]:
    """What is kept."""
    return set(record_paths(signed.settings))


def answered_of(signed: Signed) -> dict[str, Any]:
    """The newest record."""
    paths = record_paths(signed.settings)
    return read_record(paths[max(paths)])


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("clerk", "/desk"),
        ("head", "/desk"),
        ("group", "/school"),
        ("instructor", "/school"),
        ("reviewer", "/checks"),
        ("office", "/office"),
        ("leader", "/"),
        ("analyst", "/data"),
        ("administrator", "/accounts"),
        ("auditor", "/trail"),
    ],
)
def test_each_role_begins_where_its_work_waits(signed: Signed, role: str, address: str) -> None:
    """Whoever opens the bare address is never refused there, by a look at the policy alone."""
    # Others have ended sessions of the same server: this one is new.
    cookie = cookie_of(signed.settings, ROLES.index(role) + 1)
    status, headers, _ = ask(signed, "/?lang=en", cookie)
    if address == "/":
        assert status == 200
    else:
        assert (status, headers["Location"]) == (303, f"{address}?lang=en")
        opened = ask(signed, address, cookie)
        assert opened[0] == 200 and "may-not-" not in opened[2]


def test_every_beginning_is_told_of_and_hers(monkeypatch: pytest.MonkeyPatch) -> None:
    """All roles there are, several at once, and who has none or looks without an account."""
    begun = {}
    for role in ROLES:
        monkeypatch.setattr(person, "person", lambda one=role: Person(1, "x", (role_of(one),)))
        begun[role] = forms.start()
    known = {"/", *(f"/{name}" for name in PAGES), *(path for _, path in forms.BEGINNINGS)}
    assert set(begun.values()) <= known and forms.ACCOUNT not in begun.values()
    both = Person(1, "x", (role_of("clerk"), role_of("office")))
    for someone, address in (
        (both, "/office"),
        (AT_THE_FILES, "/"),
        (LOOKING, "/"),
        (Person(1), "/account"),
    ):
        monkeypatch.setattr(person, "person", lambda one=someone: one)
        assert forms.start() == address


def test_pages_without_script_use_what_a_browser_of_2018_knows() -> None:
    style = re.sub(r"/\*.*?\*/", "", plain_page.STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not TOO_YOUNG.findall(style)
    for young in ("a:has(b) {}", "a { gap: 1px }", "a { inset: 0 }", "a { width: min(1px, 2px) }"):
        assert TOO_YOUNG.search(young), young


def test_what_waits_stands_at_the_door(
    clerk: Clerk, cycle_id: str, sent: tuple[bytes, Any]
) -> None:
    """The three things, the receipt in force, the published score; in both languages."""
    text = clerk.look("/desk")
    for word in ("desk-fill-in", "desk-hand-in", "desk-result", "download-template"):
        assert SAY(word) in text, word
    fetched = f"/desk/workbook/{cycle_id}/{OWN}"
    assert fetched in text
    english = clerk.look("/desk?lang=en")
    assert ENGLISH("desk-fill-in") in english and f"{fetched}?lang=en" in english
    status, headers, content = clerk.fetch(fetched)
    assert status == 200 and quote(f"{cycle_id}-{OWN}") in headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(content)).sheetnames
    assert clerk.fetch(f"/desk/workbook/{cycle_id}/S002")[0] == 403
    assert clerk.fetch(f"/desk/workbook/1999/{OWN}")[0] in (403, 404)


def test_a_faulty_file_is_told_cell_by_cell_and_comes_back_marked(
    clerk: Clerk, signed: Signed, sent: tuple[bytes, list[tuple[str, str]]]
) -> None:
    content, cells = sent
    status, headers, _ = clerk.send_file(
        "/desk/hand-in", changed(content, cells, "约十次", -3, 2.5), "有错.xlsx"
    )
    assert status == 303
    page = headers["Location"]
    text = clerk.look(page)
    assert SAY("fate-registered") in text
    for (sheet, cell), found in zip(cells, ("约十次", "-3", "2.5"), strict=True):
        assert f"<b>{sheet}!{cell}</b>" in text and f"<code>{found}</code>" in text
    assert SAY("hand-in") + "</button>" not in text
    status, headers, marked = clerk.fetch(page.replace("checked", "marked"))
    assert status == 200 and "attachment" in headers["Content-Disposition"]
    assert cells[0][0] in load_workbook(io.BytesIO(marked)).sheetnames
    # It waits at the door until a mended one comes, and nobody else sees it.
    home = clerk.look("/desk")
    assert SAY("desk-see-problems") in home and answered_of(signed)["outcome"] == "refused"
    other = Clerk(signed, signed.cookies["office"])
    assert other.fetch(page)[0] == 404
    assert clerk.fetch("/desk/checked/x")[0] == 404


def test_a_file_is_handed_in_kept_and_taken_back(
    clerk: Clerk, signed: Signed, sent: tuple[bytes, list[tuple[str, str]]], cycle_id: str
) -> None:
    """Nothing is kept before the button; then a receipt that anybody of the school opens again."""
    content, cells = sent
    before = records(signed)
    value = load_workbook(io.BytesIO(content))[cells[0][0]][cells[0][1]].value
    assert isinstance(value, int)
    _, headers, _ = clerk.send_file(
        "/desk/hand-in", changed(content, cells, value + 1), "改好.xlsx"
    )
    page = headers["Location"]
    text = clerk.look(page)
    assert records(signed) == before
    assert SAY("section-differences") in text and SAY("hand-in") in text
    if 'name="which"' in text:
        status, _, told = clerk.send(page, {"do": "confirm", "which": "all", "reason": " "})
        assert status == 200 and SAY("confirm-incomplete") in told
        clerk.send(page, {"do": "confirm", "which": re.findall(r'<option value="(\w+)"', text)[0],
                          "reason": "情况属实"})  # fmt: skip
        assert SAY("confirmed-because", reason="情况属实") in clerk.look(page)
    said = {"do": "hand-in", "confirmed": "yes"}
    assert ask(signed, page, clerk.cookie, said)[0] == 200  # not by a form of ours
    assert records(signed) == before
    status, headers, text = clerk.send(page, said)
    assert status == 303, text
    receipt = headers["Location"]
    kept = answered_of(signed)
    assert receipt == f"/desk/receipt/{kept['record_id']}" and kept["channel"] == "dashboard"
    assert kept["received_by"] == f"{ROLES.index('clerk') + 1}/clerk"
    assert clerk.fetch(page)[0] == 404
    text = clerk.look(receipt)
    number = re.search(r"<b>(\d{4} \d{4} \d{4})</b>", text)
    assert number is not None and SAY("fate-received") in text and "改好.xlsx" in text
    assert SAY("take-back") not in text  # a clerk may not
    assert clerk.look(f"/desk/receipt/{quote(number[1])}").count(number[1])
    assert number[1] in clerk.look("/desk")
    again = clerk.send_file("/desk/hand-in", changed(content, cells, value + 1), "改好.xlsx")
    assert again[0] == 303
    head = Clerk(signed, signed.cookies["head"])
    assert SAY("take-back") in head.look(receipt)
    status, _, text = head.send(receipt, {"reason": " "})
    assert status == 200 and SAY("take-back-no-reason") in text
    assert head.send(receipt, {"reason": "人数填错"})[0] == 303
    assert SAY("taken-back", receipt=number[1]) in head.look(receipt)
    status, _, text = clerk.send("/desk/hand-in", {"reason": "x"}, receipt)
    assert status == 200 and SAY("may-not-take_back") in text


def test_the_school_of_another_is_refused_in_words(
    clerk: Clerk, signed: Signed, rows: Rows, cycle_id: str
) -> None:
    sha256, receipt = rows(
        """select original_sha256, record_id from fct_submissions where cycle_id = ?
        and school_id <> ? and is_in_force and source = 'workbook' limit 1""",
        cycle_id, OWN,
    )[0]  # fmt: skip
    (path,) = (signed.server.home / "originals" / sha256[:2]).glob(f"{sha256}*")
    before = records(signed)
    status, _, text = clerk.send_file("/desk/hand-in", path.read_bytes(), path.name)
    assert status == 403 and SAY.attr("policy-school", "mend") in text
    assert clerk.fetch(f"/desk/receipt/{receipt}")[0] == 403
    text = clerk.look("/desk/result?school=S002")
    (other,) = rows("select name_zh from dim_cycle_schools where school_id = 'S002'")[0]
    assert SAY("address-unknown") in text and other not in text
    assert records(signed) == before


def test_what_is_sent_is_small_of_us_and_a_file(clerk: Clerk, signed: Signed) -> None:
    status, _, text = clerk.send_file("/desk/hand-in", b"x", "x.xlsx", token="0" * 64)
    assert status == 403 and SAY("form-foreign") in text
    status, _, text = clerk.send_file("/desk/hand-in", b"", "")
    assert status == 403 and SAY("desk-no-file") in text
    status, _, text = clerk.send_file("/desk/hand-in", bytes(22 * 1024 * 1024), "x.xlsx")
    assert status == 413 and SAY("gate-too-large") in text
    status, headers, _ = clerk.send_file("/desk/hand-in", b"nothing", "照片.jpg")
    assert status == 303 and SAY("fate-refused") in clerk.look(headers["Location"])
    kind = {"Content-Type": "multipart/form-data; boundary=b", "Cookie": clerk.cookie}
    broken = request(signed.server.address, "POST", "/desk/hand-in", body=b"--b\r\nx", headers=kind)
    assert broken[0] == 403
    assert ask(signed, "/desk/hand-in", "", {"x": "y"})[0] == 401


def test_the_score_has_its_reasons_and_its_report(clerk: Clerk, rows: Rows, cycle_id: str) -> None:
    (score,) = rows(
        "select score from fct_school_scores where cycle_id = ? and school_id = ? and basis = ?",
        cycle_id, OWN, "verified",
    )[0]  # fmt: skip
    text = clerk.look("/desk/result")
    assert f"{score:.2f}" in text
    codes = [
        code for (code,) in rows(
            """select indicator_id from fct_indicator_scores where cycle_id = ? and school_id = ?
            and basis = 'verified'""", cycle_id, OWN,
        )
    ]  # fmt: skip
    assert all(f"indicator={code}" in text for code in codes)
    for code in codes[:2]:
        assert 'class="told"' in clerk.look(f"/desk/result?indicator={code}&basis=self")
    others = rows("select name_zh from dim_cycle_schools where school_id <> ?", OWN)
    assert not [name for (name,) in others if name in text]
    status, _, content = clerk.fetch(f"/report/{cycle_id}/verified/school/{OWN}.docx")
    assert f"/report/{cycle_id}/verified/school/{OWN}.docx" in text
    assert status == 200 and content[:2] == b"PK"


def test_evidence_is_brought_opened_and_withdrawn(clerk: Clerk, rows: Rows, cycle_id: str) -> None:
    code = rows("select min(indicator_id) from fct_indicator_scores where cycle_id = ?", cycle_id)[
        0
    ][0]
    page = f"/desk/evidence?cycle={cycle_id}&school={OWN}"
    png = b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    status, _, text = clerk.send_file(page, png, "无名.png")
    assert status == 200 and SAY("evidence-nothing-taken") in text
    _, _, text = clerk.send_file(page, png, "无名.png", proves=code)
    assert SAY("evidence-kept") in text and "无名.png" in text
    link = re.search(rf'href="(/evidence/{cycle_id}/{OWN}/\w+)">无名.png', clerk.look(page))
    assert link is not None and clerk.fetch(link[1])[2] == png
    sha256 = link[1].rpartition("/")[2]
    assert SAY("take-back-no-reason") in clerk.send_file(page, b"", "", withdraw=sha256)[2]
    text = clerk.send_file(page, b"", "", withdraw=sha256, reason="交错了")[2]
    assert SAY("desk-evidence-withdrawn", file="无名.png") in text
    assert link[1] not in clerk.look(page)


def test_without_accounts_it_is_looked_at_and_says_who_acts(server: Server, cycle_id: str) -> None:
    """One person's own computer: the county office, which chooses a school and says who it is."""
    status, headers, text = request(server.address, "GET", "/desk")
    assert status == 200 and SAY("desk-choose-school") in text.decode()
    status, _, text = request(server.address, "GET", f"/desk?school={OWN}")
    assert SAY("desk-fill-in") in text.decode()
    status, headers, text = request(server.address, "GET", "/desk/hand-in")
    assert 'name="person"' in text.decode() and forms.TOKEN in headers["Set-Cookie"]


def test_a_page_that_cannot_start_leads_to_the_desk(server: Server) -> None:
    """In the page itself, and where scripts are off."""
    for lang, say in (("zh-CN", SAY), ("en", ENGLISH)):
        text = request(server.address, "GET", f"/hand_in?lang={lang}")[2].decode()
        link = f'<a href="./desk?lang={lang}">{say("desk-cannot-start")}</a>'
        assert text.count(link) == 2


def test_a_checked_file_makes_room_and_is_of_one_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.checked import Checked
    from ingest.desk.handing_in import CheckOutcome

    monkeypatch.setattr(held, "_held", {})
    monkeypatch.setattr(held, "BYTES_IN_ALL", 250)
    outcomes = [CheckOutcome(Checked(str(at), bytes(100), "taken")) for at in range(5)]
    tokens = [held.keep("a", one) for one in outcomes[:2]]
    assert held.found("a", tokens[0]) is outcomes[0] and held.found("b", tokens[0]) is None
    held.change("b", tokens[0], None)
    assert held.found("a", tokens[0]) is outcomes[0]
    third = held.keep("b", outcomes[2])
    assert held.found("a", tokens[0]) is None and held.found("a", tokens[1]) is outcomes[1]
    monkeypatch.setattr(held, "SECONDS", -1)
    assert held.found("b", third) is None


def test_a_clerk_does_all_of_it_without_script_on_a_telephone(
    signed: Signed, browser: Browser, sent: tuple[bytes, list[tuple[str, str]]], tmp_path: Path
) -> None:
    """Real Chromium with scripts off, 390 px: nothing is wider than the screen, nothing barred."""
    content, cells = sent
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(changed(content, cells, "约十次"))
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    opened: list[str] = []

    def settled() -> None:
        page.screenshot(path=str(tmp_path / f"{len(opened)}.png"), full_page=True)
        opened.append(page.url)

    page.goto(signed.server.url("desk"))
    page.get_by_label(SAY("sign-in-login")).fill("clerk")
    page.get_by_label(SAY("sign-in-password")).fill(PASSWORD)
    settled()
    page.get_by_role("button", name=SAY("sign-in")).click()
    assert page.url.endswith("/desk")
    settled()
    page.get_by_role("link", name=SAY("step-hand-in")).last.click()
    settled()
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name=SAY("desk-check")).click()
    assert SAY("fate-registered") in page.locator(".notice.error").inner_text()
    settled()
    page.get_by_role("link", name=SAY("desk-evidence"), exact=True).first.click()
    settled()
    page.get_by_role("link", name=SAY("desk-score"), exact=True).first.click()
    settled()
    page.locator("table a[href*='indicator=']").first.click()
    settled()
    page.get_by_role("link", name=SAY("other-language")).click()
    assert ENGLISH("desk-whole-result") in page.locator("main").inner_text()
    kept = context.cookies()
    context.close()
    # What looks for barriers is a script itself.
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": signed.server.address}
                         for one in kept])  # fmt: skip
    page = context.new_page()
    for address in dict.fromkeys(opened[1:]):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert not grave_findings(page), address
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # past the links that stand on every page
        assert page.url.endswith("#content"), address
        assert page.locator("#content").is_visible(), address
    context.close()
