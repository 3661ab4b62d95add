"""Whoever tries what is not hers, by whatever way: nothing comes through, and the trail has it.

Seeded: a fixed hundred in the gate, `DUIBIAO_ATTEMPTS` of them in the soak.
"""

from __future__ import annotations

import http.client
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from dashboards.app_pages.data.shared_query import packed
from dashboards.gate import KEPT, TOO_OFTEN
from dashboards.parts.frame import PAGES
from dashboards.plain import forms
from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.people.policy import today
from duibiao.people.store import opened
from duibiao.records import trail
from duibiao.records.settings import Settings
from tests.dashboards.signed import PASSWORD, Signed, ask, cookie_of, role_of
from tests.dashboards.visitors import PATIENCE, visiting

pytestmark = pytest.mark.xdist_group("signed")
IN_THE_GATE = 100
SEED = 20_251_128
SESSIONLESS = (301, 303, 307, 401)
REFUSED = (400, 403, 404, 405, 411)
OWN = "S001"
Rows = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Known:
    """What somebody might have heard of: everything of other schools."""

    cycles: list[str]
    schools: list[str]
    names: list[str]
    receipts: list[str]
    evidence: list[tuple[str, str, str]]
    upload: str


@dataclass(frozen=True)
class Attempt:
    """What is tried: by which cookie, how, where; whether the trail must tell of it.

    `page`: the page of a stream rather than a request.
    """

    kind: str
    cookie: str
    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    is_kept: bool = True
    page: str = ""


@pytest.fixture(scope="module")
def known(signed: Signed, rows: Rows) -> Iterator[Known]:
    """Other schools' things; the office has a page open, with a file to fetch and one to send."""
    with visiting(
        signed.server.address, "hand_in", "step=template&school=S002", signed.cookies["office"]
    ) as visitor:

        def asked(what: str, of: str) -> list[Any]:
            return rows(f"select distinct {what} from {of} where school_id <> ?", OWN)

        yield Known(
            [row[0] for row in rows("select cycle_id from dim_cycles")],
            [row[0] for row in asked("school_id", "dim_schools")],
            [row[0] for row in asked("name_zh", "dim_schools")],
            [row[0] for row in asked("submission_id", "fct_submissions")],
            asked("cycle_id, school_id, original_sha256", "fct_evidence"),
            f"/_stcore/upload_file/{visitor.session}/x",
        )


class Tries:
    """Makes attempts, each of its seed alone."""

    def __init__(self, signed: Signed, known: Known, seed: int) -> None:
        self.signed, self.known, self.random = signed, known, random.Random(seed)
        self.kinds = [
            *(self.report, self.receipt, self.evidence, self.sql, self.upload, self.media),
            *(self.token, self.other_page_of_hers, self.not_her_page, self.not_her_route),
            *(self.trick, self.forged, self.old, self.foreign, self.revoked, self.ended_role),
            *(self.eyes, self.form, self.said_by_gate, self.stream, self.draft),
        ]

    def next(self) -> Attempt:
        """One more."""
        return self.random.choice(self.kinds)()

    def pick(self, one: Any) -> Any:
        return self.random.choice(list(one))

    def clerk(self) -> str:
        return self.signed.cookies[self.pick(("clerk", "head"))]

    def report(self) -> Attempt:
        """Another school's, the county's, or everybody's at once."""
        cycle, school = self.pick(self.known.cycles), self.pick(self.known.schools)
        basis, form = self.pick(("self", "verified")), self.pick(("pdf", "docx", "png"))
        path = self.pick(
            (
                f"/report/{cycle}/{basis}/school/{school}.{form}",
                f"/report/{cycle}/{basis}/county/county.{self.pick(('pdf', 'docx', 'xlsx'))}",
                f"/report/{cycle}/{basis}/county/{OWN}.pdf",
                f"/reports-of-all/{cycle}/{basis}/{self.pick(('pdf', 'docx'))}",
            )
        )
        return Attempt("report", self.clerk(), path)

    def receipt(self) -> Attempt:
        kind = self.pick(("original", "marked", "signing-form"))
        return Attempt(
            "receipt", self.clerk(), f"/handed-in/{self.pick(self.known.receipts)}/{kind}"
        )

    def evidence(self) -> Attempt:
        """A hash of another's, under its own name; or under one's own, where it is none."""
        cycle, school, sha256 = self.pick(self.known.evidence)
        if self.random.random() < 0.3:
            return Attempt(
                "evidence", self.clerk(), f"/evidence/{cycle}/{OWN}/{sha256}", is_kept=False
            )
        return Attempt("evidence", self.clerk(), f"/evidence/{cycle}/{school}/{sha256}")

    def sql(self) -> Attempt:
        sql = self.pick(
            (
                "select * from fct_answers",
                f"select * from fct_answers where school_id = '{OWN}'",
                "select 1",
                "select * from read_text('/etc/passwd')",
            )
        )
        query = urlencode({"sql": packed(sql)})
        role = self.pick(("clerk", "head", "instructor", "leader", "reviewer", "auditor"))
        form = self.pick(("csv", "xlsx", "parquet"))
        return Attempt("sql", self.signed.cookies[role], f"/data/result.{form}?{query}")

    def upload(self) -> Attempt:
        """The address to which the office's page sends its files."""
        headers = (("Origin", self.signed.server.address), ("Content-Length", "1"))
        cookie = self.pick((self.clerk(), self.made_up()))
        return Attempt("upload", cookie, self.known.upload, "PUT", b"x", headers)

    def media(self) -> Attempt:
        name = self.random.randbytes(28).hex()
        path = self.pick((f"/media/{name}.csv", "/_stcore/metrics", "/_stcore/agent/openapi.json"))
        return Attempt("media", self.clerk(), path)

    def token(self) -> Attempt:
        token = self.random.randbytes(24).hex()
        return Attempt("token", self.clerk(), f"/download/{token}", is_kept=False)

    def other_page_of_hers(self) -> Attempt:
        """A page that is hers, of a school that is not."""
        page = self.pick(("school", "plan", "gaps", "reports", "hand_in"))
        query = {"school": self.pick(self.known.schools), "cycle": self.pick(self.known.cycles)}
        query |= self.pick(({}, {"view": "files"}, {"view": "history"}, {"view": "learn"}))
        is_kept = page in ("school", "plan", "gaps", "reports")
        return Attempt("page", self.clerk(), urlencode(query), page=page, is_kept=is_kept)

    def not_her_page(self) -> Attempt:
        page = self.pick([one for one in PAGES if one not in (
            "school", "plan", "gaps", "reports", "hand_in", "guide")])  # fmt: skip
        query = urlencode({"school": self.pick(self.known.schools)})
        return Attempt("closed page", self.clerk(), query, page=page)

    def not_her_route(self) -> Attempt:
        path = self.pick((forms.ACCOUNTS, forms.TRAIL, "/docs", f"{forms.TRAIL}?form=jsonl"))
        return Attempt("route", self.clerk(), path)

    def trick(self) -> Attempt:
        """The same addresses, written otherwise."""
        school, cycle = self.pick(self.known.schools), self.pick(self.known.cycles)
        path = self.pick(
            (
                f"//report/{cycle}/self/school/{school}.docx",
                f"/report/{cycle}/self/school/../school/{school}.docx",
                f"/report/{cycle}/self/school/%2e%2e%2f{school}.docx",
                f"/report/{cycle}/self/school/{OWN}%00{school}.docx",
                f"/report/{cycle}/self/school/{OWN}.docx/../{school}.docx",
                f"/REPORT/{cycle}/self/school/{school}.docx",
                f"/report/{cycle}/self/school/{quote(school[:1])}%53{school}.docx",
                f"/report/{cycle}/self/county/{OWN}.docx?kind=school",
                "/accounts/", "/%61ccounts", "/trail;x", "/./trail", "/static/../trail",
                "/handed-in/%2e%2e%2f%2e%2e/original", f"/evidence/{cycle}/{OWN}/..%2f..",
                f"/report/{cycle}/self/school/{school}.docx?build=../../x",
            )
        )  # fmt: skip
        return Attempt("trick", self.clerk(), path, is_kept=False)

    def any_path(self) -> str:
        return str(self.pick((self.report, self.receipt, self.sql, self.not_her_route))().path)

    def made_up(self) -> str:
        return f"duibiao={self.random.randbytes(32).hex()}"

    def forged(self) -> Attempt:
        """Made up, a stored hash, or a good one with one sign changed."""
        good = self.signed.cookies["office"]
        hashed = sessions.token_hash(good.partition("=")[2])
        changed = good[:-1] + ("A" if good[-1] != "A" else "B")
        cookie = self.pick((self.made_up(), f"duibiao={hashed}", changed, f"duibiao={'x' * 4000}"))
        return Attempt("forged", cookie, self.any_path())

    def old(self) -> Attempt:
        """A session that was idle too long, or lasted too long."""
        cookie = cookie_of(self.signed.settings, 6)
        column, ago = self.pick((("seen_at", 31 * 60), ("begun_at", 12 * 3600 + 1)))
        with opened(self.signed.settings) as connection:
            connection.execute(
                f"update sessions set {column} = {column} - ? where token_hash = ?",
                (ago, sessions.token_hash(cookie.partition("=")[2])),
            )
        return Attempt("old", cookie, self.any_path())

    def foreign(self) -> Attempt:
        """A good session of another county's server."""
        home = self.signed.settings.home.parent / "elsewhere"
        settings = Settings(home, self.signed.settings.guide)
        if not settings.people.exists():
            home.mkdir()
            accounts.add(Acting(settings, "root", "test", AT_THE_FILES), "office", "x",
                         [role_of("office")])  # fmt: skip
        return Attempt("foreign", cookie_of(settings, 1), self.any_path())

    def revoked(self) -> Attempt:
        """Signed out, or the account was switched off meanwhile."""
        settings = self.signed.settings
        cookie = cookie_of(settings, 6)
        found = sessions.found(settings, sessions.token_hash(cookie.partition("=")[2]))
        assert found is not None
        sessions.end(settings, found)
        return Attempt("revoked", cookie, self.any_path())

    def ended_role(self) -> Attempt:
        """A role that ended yesterday; the session goes on."""
        return Attempt("ended role", self.signed.cookies["left"], self.any_path())

    def eyes(self) -> Attempt:
        """Eyes are for a server where nobody signs in."""
        path = f"/report/{self.pick(self.known.cycles)}/self/school/{self.pick(self.known.schools)}"
        return Attempt("eyes", self.clerk(), f"{path}.docx?as={self.pick(('office', 'leader'))}")

    def form(self) -> Attempt:
        """A form of the administrator's, without a mark or with a made-up one."""
        said = {"do": "assign", "login": "clerk", "role": "office"}
        if self.random.random() < 0.5:
            said[forms.TOKEN] = self.random.randbytes(32).hex()
        headers = (("Content-Type", "application/x-www-form-urlencoded"),)
        cookie = self.pick((self.clerk(), self.signed.cookies["administrator"]))
        is_kept = cookie != self.signed.cookies["administrator"]
        body = urlencode(said).encode()
        return Attempt("form", cookie, forms.ACCOUNTS, "POST", body, headers, is_kept)

    def draft(self) -> Attempt:
        """Another school's draft as a workbook; or a part of it, read or typed over."""
        cycle, school = self.pick(self.known.cycles), self.pick(self.known.schools)
        if self.random.random() < 0.5:
            return Attempt("draft", self.clerk(), f"/desk/filled/{cycle}/{school}")
        path = f"/desk/form/x?{urlencode({'cycle': cycle, 'school': school})}"
        if self.random.random() < 0.5:
            return Attempt("draft", self.clerk(), path)
        headers = (("Content-Type", "application/x-www-form-urlencoded"),)
        said = urlencode({"seen": "0", "value-x": "1", forms.TOKEN: "x"}).encode()
        return Attempt("draft", self.clerk(), path, "POST", said, headers)

    def said_by_gate(self) -> Attempt:
        """What the gate says to pages, said by a browser."""
        hashed = sessions.token_hash(self.signed.cookies["office"].partition("=")[2])
        headers = (("x-duibiao-session", hashed), ("X-Forwarded-For", "127.0.0.1"))
        return Attempt("header", self.clerk(), self.any_path_of_clerks(), headers=headers)

    def any_path_of_clerks(self) -> str:
        return str(self.pick((self.report, self.receipt, self.not_her_route))().path)

    def stream(self) -> Attempt:
        """A page's stream without a session that stands."""
        return Attempt("stream", self.made_up(), "", page="ranking")


class Doing:
    """Does what is attempted, from an address of its own, and looks at what comes back."""

    def __init__(self, signed: Signed, known: Known) -> None:
        self.signed, self.known, self.count = signed, known, 0

    def done(self, attempt: Attempt) -> tuple[int, str]:
        """Status and text."""
        self.count += 1
        return self._page(attempt) if attempt.page else self._request(attempt)

    def _request(self, attempt: Attempt) -> tuple[int, str]:
        parts = urlsplit(self.signed.server.address)
        source = (f"127.0.{1 + self.count // 250 % 250}.{1 + self.count % 250}", 0)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=120, source_address=source
        )
        headers = dict(attempt.headers) | {"Cookie": attempt.cookie}
        try:
            connection.request(attempt.method, attempt.path, body=attempt.body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def _page(self, attempt: Attempt) -> tuple[int, str]:
        """All that a page says over its stream."""
        try:
            with visiting(self.signed.server.address, "guide", "", attempt.cookie) as visitor:
                asked = BackMsg()
                asked.rerun_script.page_name = attempt.page
                asked.rerun_script.query_string = attempt.path
                visitor.stream.send(asked.SerializeToString())
                texts = []
                while True:
                    said = ForwardMsg()
                    content = visitor.stream.recv(PATIENCE)
                    assert isinstance(content, bytes)
                    said.ParseFromString(content)
                    texts.append(content.decode("utf-8", "replace"))
                    if said.WhichOneof("type") == "script_finished":
                        return 200, "".join(texts)
        except InvalidStatus as refused:
            return refused.response.status_code, ""
        except KeyError:  # no session, so no mark of Streamlit's either
            return 401, ""


def lines(settings: Settings) -> int:
    """How many lines the trail has."""
    return sum(
        (settings.trail / f"{day}.jsonl").read_bytes().count(b"\n") for day in trail.days(settings)
    )


@pytest.mark.parametrize(
    "count",
    [
        IN_THE_GATE,
        pytest.param(
            int(os.environ.get("DUIBIAO_ATTEMPTS", "1000")),
            marks=[pytest.mark.soak, pytest.mark.timeout(3600)],
        ),
    ],
)
def test_nothing_that_is_not_hers_comes_through(signed: Signed, known: Known, count: int) -> None:
    """None is let through, each that names what there is stands in the trail, nothing fails."""
    settings = signed.settings
    if "left" not in signed.cookies:
        acting = Acting(settings, "root", "test", AT_THE_FILES)
        left = accounts.add(acting, "left", "离任", [role_of("office"), role_of("clerk")])
        accounts.change_password(settings, left.number, left.secret, PASSWORD)
        with opened(settings) as connection:
            connection.execute(
                "update assignments set ends_on = date(?, '-1 day') where number = ?",
                (today().isoformat(), left.number),
            )
        signed.cookies["left"] = cookie_of(settings, left.number)
    before = Path(signed.server.log).stat().st_size
    tries, doing = Tries(signed, known, SEED), Doing(signed, known)
    through: list[Any] = []
    untold: list[Any] = []
    kinds: Counter[str] = Counter()
    for _ in range(count):
        attempt = tries.next()
        kinds[attempt.kind] += 1
        told = lines(settings)
        status, text = doing.done(attempt)
        named = [name for name in known.names if name in text]
        is_page = bool(attempt.page) and status == 200
        if named or not (
            status in (*SESSIONLESS, *REFUSED) or is_page or is_refused_form(attempt, text)
        ):
            through.append((attempt, status, named[:3]))
        if attempt.is_kept and lines(settings) == told:
            time.sleep(0.2)
            if lines(settings) == told:
                untold.append((attempt, status))
    assert (through, untold) == ([], []), kinds
    log = Path(signed.server.log).read_bytes()[before:].decode("utf-8", "replace")
    assert "Traceback" not in log and "page failed" not in log, log[-2000:]
    assert len(kinds) >= 18


def is_refused_form(attempt: Attempt, text: str) -> bool:
    """A form's page says itself that it is not ours, beside the form."""
    return attempt.kind == "form" and "notice error" in text


def test_who_floods_the_trail_hides_nobody_else(signed: Signed) -> None:
    """Of a session so many refusals are kept, and a line that says so; of another one, its own."""
    settings, path = signed.settings, "/media/none"
    told = lines(settings)
    # Whenever the minute turns, more than may be kept fall into one.
    for _ in range(2 * KEPT.of_client + 20):
        assert ask(signed, path, signed.cookies["auditor"])[0] == 404
    kept = lines(settings) - told
    assert KEPT.of_client < kept <= 2 * (KEPT.of_client + 1)
    newest = (settings.trail / f"{max(trail.days(settings))}.jsonl").read_text("utf-8")
    assert TOO_OFTEN.message in newest
    assert ask(signed, path, signed.cookies["analyst"])[0] == 404
    assert lines(settings) == told + kept + 1
