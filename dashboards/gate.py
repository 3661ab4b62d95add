"""What stands before every page and route: whom it answers, and what each answer says of itself.

Pure ASGI, for http and websocket alike, in this order: the names of this server, where a request
comes from, what is open at all, how large and how often, and who asks. Whatever is answered, a
refusal and an error too, carries the headers that keep a browser from lending it to a foreign page.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.routing import Match

from dashboards.parts import permitted, person, plain_page, uploads
from dashboards.parts.address import FROM, FROM_ELSEWHERE
from dashboards.plain.forms import (
    ACCOUNT,
    CARRIED,
    LARGEST_FORM,
    SIGN_IN,
    cookie_name,
    start,
)
from dashboards.plain.sign_in import COOKIE
from duibiao.people import sessions
from duibiao.people.policy import may_for_some, note_refusal
from duibiao.records.settings import Settings
from duibiao.words import LANGUAGES, language, words

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("duibiao.dashboard")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
            *("magnetometer", "microphone", "midi", "payment", "usb"),
        )
    ),
}
OWN_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
"""What an answer says that does not say it otherwise."""
# Nobody but our own pages asks us.
LEFT_OUT = "access-control-"

FOREIGN_SITES = frozenset({"cross-site", "same-site"})
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_PORTS = (80, 443)
STREAM = "/_stcore/stream"
UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")
# Of what Streamlit serves, this is what its pages need; the rest is closed.
STREAMLIT = re.compile(r"/static/.+|/favicon\.png|/manifest\.json|/_stcore/(health|host-config)")
LARGEST_LEFT_UNREAD = 200 * uploads.MEGABYTE
"""Bytes of a file too large to be taken that pass by, so that its sender hears why."""
LARGEST_NOTE = 200
"""Bytes that go with a file's removal: Streamlit names its session there once more."""
READING = frozenset({"GET", "HEAD"})
UPLOADING = frozenset({"PUT", "DELETE"})
ENDED = 4401
"""With this a stream is closed whose session has ended."""
SAID = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
"""What a page's stream may say. Streamlit would take more of anybody: empty all caches, shut
down, tell of git. None of our pages says it, so nobody hears it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: a status and the message that says so."""

    status: HTTPStatus
    message: str


WRONG_HOST = Refusal(HTTPStatus.MISDIRECTED_REQUEST, "gate-host")
FOREIGN = Refusal(HTTPStatus.FORBIDDEN, "gate-foreign")
CLOSED = Refusal(HTTPStatus.NOT_FOUND, "gate-closed")
WRONG_METHOD = Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "gate-closed")
NO_UPLOADER = Refusal(HTTPStatus.FORBIDDEN, "gate-no-uploader")
NO_LENGTH = Refusal(HTTPStatus.LENGTH_REQUIRED, "gate-too-large")
TOO_LARGE = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "gate-too-large")
TOO_OFTEN = Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy")
BUSY = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy")
SAFE_SCHEMES = ("https", "wss")
NOT_SAFE = Refusal(HTTPStatus.FORBIDDEN, "gate-not-safe")
SIGN_IN_FIRST = Refusal(HTTPStatus.UNAUTHORIZED, "policy-nobody")
OF_SESSION, OF_GATE = "session", "gate"
"""What the audit trail calls a session that is none (any more), and what is refused to anybody."""
AFTER_THE_FILE = (NO_UPLOADER, TOO_OFTEN, BUSY)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a minute: from one address, and in all."""

    of_client: int
    in_all: int


REQUESTS = Rate(6_000, 20_000)
COSTLY = Rate(240, 960)
"""Answers that are computed: reports, results of queries, files of a hand-in."""
SIGNING_IN = Rate(30, 300)
"""Forms that are sent, of which a password takes a tenth of a second."""
SESSIONS = Rate(600, 1_200)
KEPT = Rate(120, 2_000)
"""Refusals of a session that go into the audit trail: nobody fills the disk with them."""
ONCE = Rate(1, 2_000)
"""The line that says that further refusals of this minute are not kept."""
OPEN_SESSIONS = Rate(150, 300)
"""At the same time. Behind a proxy that is not told of, all are of one address."""


def hosts_of(host: str, port: int, added: Iterable[str] = ()) -> frozenset[str]:
    """The names under which a server answers: of this computer, its own address, and those added.

    What stands with a port is answered with that port alone, an added name without one with any.
    """
    own = [*LOOPBACK, f"[{host}]" if ":" in host else host]
    names = {f"{name}:{port}" for name in own} | set(added)
    if port in DEFAULT_PORTS:
        names |= set(own)
    return frozenset(name.lower() for name in names)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A route and the action of the policy that whoever asks for it must be allowed.

    `largest`: bytes of what may be sent there. `needs_account`: where nobody has one it is closed.
    `is_quick`: what is sent there is kept and not computed with, and may come as often as a page.
    """

    route: BaseRoute
    action: str
    largest: int = LARGEST_FORM
    needs_account: bool = True
    is_quick: bool = False


class Gate:
    """Lets through to an application what may pass.

    `hosts` as `hosts_of` gives them; `pages` are routes that anybody's link may lead to, each of
    which decides when it is drawn; `answers` those that cost something to answer; `forms` those to
    which something typed is sent; `entrances` those before anybody is known, `free` those that ask
    nobody who he is. What is in none of these is closed.

    `is_safe_only`: nothing is answered over a connection that is not encrypted.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        pages: Sequence[BaseRoute],
        answers: Sequence[Guarded],
        forms: Sequence[Guarded] = (),
        entrances: Sequence[BaseRoute] = (),
        free: Sequence[BaseRoute] = (),
        is_safe_only: bool = False,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.pages = pages
        self.answers = answers
        self.forms = forms
        self.entrances = entrances
        self.free = free
        self.is_safe_only = is_safe_only
        self.often = _Often()
        self.sessions: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        send = _with_headers(send)
        scope = _told_by_gate(scope)
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is None:
            found = self._whose(scope, headers)
            if isinstance(found, Refusal):
                refusal = found
            elif found is not None:
                if found.startswith(SIGN_IN):
                    await self._keep(SIGN_IN_FIRST, scope)
                await RedirectResponse(found, HTTPStatus.SEE_OTHER)(scope, receive, send)
                return
        if refusal is not None:
            await self._keep(refusal, scope)
            if _is_after_the_file(refusal, scope, headers):
                await _leave_unread(receive)
            await _refuse(refusal, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._upload(_session_of(scope), scope, receive, send)
        elif int(headers.get("content-length", "0")) > LARGEST_FORM:
            # The files of one browser, as those of one page's session.
            await self._upload(f"form-{person.of_request.get()[0]}", scope, receive, send)
        elif scope["query_string"] and _is_from_elsewhere(headers) and not _is_told(scope):
            # Opened as it is, but what it asks for waits until somebody here wants it.
            query = scope["query_string"].decode("latin-1")
            again = RedirectResponse(f"?{query}&{FROM}={FROM_ELSEWHERE}", HTTPStatus.SEE_OTHER)
            await again(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _keep(self, refusal: Refusal, scope: Scope) -> None:
        """A refusal goes into the audit trail where people sign in; who has no session yet is told
        where to get one, which is none.
        """
        hashed = person.of_request.get()[0]
        if refusal is SIGN_IN_FIRST and not hashed:
            return
        # By session, so that nobody's flood hides what another one behind the same address tries.
        whose = f"{_client(scope)} {hashed}"
        if not self.often.may(KEPT, "kept", whose):
            if not self.often.may(ONCE, "kept no more", whose):
                return
            refusal = TOO_OFTEN
        guarding = _guarding((*self.answers, *self.forms), scope)
        action = OF_GATE if guarding is None else guarding.action
        about = f"{scope.get('method', 'WEBSOCKET')} {scope['path']}"
        try:
            await to_thread.run_sync(
                _note, OF_SESSION if refusal is SIGN_IN_FIRST else action, refusal, about
            )
        except OSError:
            log.exception("the audit trail could not be written")

    def _refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        person.of_request.set((_session_hash(scope, headers), _client(scope)))
        host = headers.get("host", "").lower()
        if not self._is_ours(host):
            return WRONG_HOST
        if self.is_safe_only and scope["scheme"] not in SAFE_SCHEMES:
            return NOT_SAFE
        origin = headers.get("origin")
        if origin is not None and not _is_same(origin, host, scope["scheme"]):
            return FOREIGN
        if scope["type"] == "websocket":
            return self._refusal_of_stream(scope, headers)
        if UPLOAD.fullmatch(scope["path"]):
            return self._refusal_of_upload(scope, headers)
        is_answer = _guarding(self.answers, scope) is not None
        is_file = STREAMLIT.fullmatch(scope["path"]) or _finds(self.free, scope)
        is_typed = _guarding(self.forms, scope) is not None or _finds(self.entrances, scope)
        # The last of the pages' routes takes any name, those of answers too.
        is_page = not (is_answer or is_file) and (is_typed or _finds(self.pages, scope))
        if not (is_answer or is_file or is_page):
            return CLOSED
        client = _client(scope)
        if scope["method"] == "POST":
            return self._refusal_of_form(scope, headers)
        if scope["method"] not in READING:
            return WRONG_METHOD
        if _has_body(headers):
            return TOO_LARGE
        if _is_from_elsewhere(headers) and not (is_page and _is_navigation(headers)):
            return FOREIGN
        if not self.often.may(REQUESTS, "request", client):
            return TOO_OFTEN
        if is_answer and not self.often.may(COSTLY, "answer", client):
            return TOO_OFTEN
        return None

    def _refusal_of_form(self, scope: Scope, headers: Headers) -> Refusal | None:
        """What was typed is small, comes from a page of ours, and not too often.

        Old browsers do not say from where: then it hangs on the mark that each form carries.
        """
        guarding = _guarding(self.forms, scope)
        if guarding is None and not _finds(self.entrances, scope):
            return WRONG_METHOD
        if _is_from_elsewhere(headers):
            return FOREIGN
        length = headers.get("content-length", "")
        if "transfer-encoding" in headers or not length.isdigit():
            return NO_LENGTH
        if int(length) > (LARGEST_FORM if guarding is None else guarding.largest):
            return TOO_LARGE
        is_desk = guarding is not None and not guarding.needs_account
        rate = (COSTLY, "answer") if is_desk else (SIGNING_IN, "form")
        if guarding is not None and guarding.is_quick:
            rate = REQUESTS, "request"
        return None if self.often.may(*rate, _client(scope)) else TOO_OFTEN

    def _whose(self, scope: Scope, headers: Headers) -> Refusal | str | None:
        """Who asks is found and handed on; why she may not, or where she has to go first.

        From here on pages and routes know her, and what is open to her is decided by the policy.
        """
        hashed, client = person.of_request.get()
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        person.eyes_of_request.set(asked.get(person.EYES, [""])[-1])
        if not person.signs_in():
            guarding = _guarding(self.forms, scope)
            if guarding is not None and guarding.needs_account:
                return CLOSED
            scope["headers"] += _own_headers("", client)
            return _beginning(scope, asked) or self._is_allowed(scope)
        if _finds(self.free, scope) or _finds(self.entrances, scope):
            return None
        found = sessions.found(Settings.resolve(), hashed) if hashed else None
        is_looked_at = scope["type"] == "http" and scope["method"] == "GET"
        if found is None:
            if not is_looked_at or not _is_navigation(headers):
                return SIGN_IN_FIRST
            return f"{SIGN_IN}{_onward(scope)}"
        if found.must_change and scope["path"] != ACCOUNT and scope["type"] == "http":
            if _guarding(self.forms, scope) is None and not STREAMLIT.fullmatch(scope["path"]):
                return ACCOUNT
        elif found.must_change and scope["type"] == "websocket":
            return SIGN_IN_FIRST
        scope["headers"] += _own_headers(hashed, client)
        return _beginning(scope, asked) or self._is_allowed(scope)

    def _is_allowed(self, scope: Scope) -> Refusal | None:
        if scope["type"] == "http":
            if UPLOAD.fullmatch(scope["path"]):
                number = person.person().number
                is_own = uploads.is_open_for(_session_of(scope), number)
                return None if is_own else NO_UPLOADER
            guarding = _guarding((*self.answers, *self.forms), scope)
            if guarding is not None:
                answer = may_for_some(person.person(), guarding.action)
                if not answer:
                    return Refusal(HTTPStatus.FORBIDDEN, answer.reason)
        return None

    def _is_ours(self, host: str) -> bool:
        name, _, port = host.rpartition(":")
        return host in self.hosts or (port.isdigit() and name in self.hosts)

    def _refusal_of_stream(self, scope: Scope, headers: Headers) -> Refusal | None:
        if scope["path"] != STREAM:
            return CLOSED
        # Browsers always say where a stream is opened from; what does not is none.
        if "origin" not in headers or _is_from_elsewhere(headers):
            return FOREIGN
        client = _client(scope)
        if (
            self.sessions[client] >= OPEN_SESSIONS.of_client
            or self.sessions.total() >= OPEN_SESSIONS.in_all
            or not self.often.may(SESSIONS, "session", client)
        ):
            return BUSY
        return None

    def _refusal_of_upload(self, scope: Scope, headers: Headers) -> Refusal | None:
        if scope["method"] not in UPLOADING:
            return WRONG_METHOD
        if "origin" not in headers or _is_from_elsewhere(headers):
            return FOREIGN
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdigit():
            return NO_LENGTH
        if int(length) > (uploads.LARGEST_BYTES if scope["method"] == "PUT" else LARGEST_NOTE):
            return TOO_LARGE
        return None if self.often.may(COSTLY, "upload", _client(scope)) else TOO_OFTEN

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = _client(scope)
        self.sessions[client] += 1
        stream = _Stream(receive, send, person.of_request.get()[0])
        try:
            await self.app(scope, stream.receive, stream.send)
        finally:
            self.sessions[client] -= 1
            self.sessions += Counter()  # without those that have none left

    async def _upload(self, of: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with uploads.room(of, int(Headers(scope=scope)["content-length"])):
                await self.app(scope, receive, send)
        except uploads.NoRoom:
            await _leave_unread(receive)
            await _refuse(BUSY, scope, receive, send)
        except ClientDisconnect:
            pass  # whoever sends half a file is told nothing, and no log is filled with it


class _Stream:
    """The messages of a page's stream, which ends with the session that it was opened by."""

    def __init__(self, receive: Receive, send: Send, hashed: str) -> None:
        self._receive, self._send, self._hashed = receive, send, hashed
        self._is_closed = False

    async def receive(self) -> Message:
        """The next message that a page may say; where the session has ended none is looked at."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            if not self._stands():
                await self.send({"type": "websocket.close", "code": ENDED})
                self._is_closed = True
                return {"type": "websocket.disconnect", "code": ENDED}
            if _may_be_said(message):
                return message

    async def send(self, message: Message) -> None:
        """What a page says; to a closed stream nothing is said."""
        if not self._is_closed:
            await self._send(message)

    def _stands(self) -> bool:
        if not person.signs_in():
            return True
        return bool(self._hashed) and sessions.found(Settings.resolve(), self._hashed) is not None


def _may_be_said(message: Message) -> bool:
    """Whether a message of a stream is one that our pages send."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    try:
        said = BackMsg.FromString(message.get("bytes") or b"")
    except Exception:  # the error for it is protobuf's own, which is none of ours to import
        return False
    return said.WhichOneof("type") in SAID


class _Often:
    """How often each has asked in this minute; with the minute all is forgotten."""

    def __init__(self) -> None:
        self.minute = 0
        self.counts: Counter[tuple[str, str]] = Counter()

    def may(self, rate: Rate, what: str, client: str) -> bool:
        """Whether one more is within the rate; if so it counts."""
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute = minute
            self.counts.clear()
        if self.counts[what, client] >= rate.of_client or self.counts[what, ""] >= rate.in_all:
            return False
        self.counts[what, client] += 1
        self.counts[what, ""] += 1
        return True


def _note(action: str, refusal: Refusal, about: str) -> None:
    if person.signs_in():
        note_refusal(permitted.looking(), action, refusal.message, about=about)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith(LEFT_OUT)]:
                del headers[name]
            headers.update(HEADERS)
            for name, value in OWN_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def _leave_unread(receive: Receive) -> None:
    """Let a body pass by: a browser that is still sending would hear no answer."""
    message = await receive()
    while message["type"] == "http.request" and message.get("more_body"):
        message = await receive()


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    said = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    say = words(said if said in LANGUAGES else language())
    answer = plain_page.answer(say, refusal.message, refusal.status)
    # What is left of the request is not read.
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)


def _is_after_the_file(refusal: Refusal, scope: Scope, headers: Headers) -> bool:
    """Whether a refusal waits until what the browser sends has passed by."""
    if scope["type"] != "http":
        return False
    length = headers.get("content-length", "")
    is_form = refusal is TOO_LARGE and scope["method"] == "POST" and length.isdigit()
    return refusal in AFTER_THE_FILE or (is_form and int(length) <= LARGEST_LEFT_UNREAD)


def _beginning(scope: Scope, asked: Mapping[str, Sequence[str]]) -> str | None:
    """Where whoever opens the server's bare address begins; None where that is the very page."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
        return None
    beginning = start()
    kept = {name: asked[name][-1] for name in CARRIED if name in asked}
    if beginning == "/":
        return None
    return f"{beginning}?{urlencode(kept)}" if kept else beginning


def _told_by_gate(scope: Scope) -> Scope:
    """A request without anything that only the gate says."""
    own = tuple(name.encode() for name in person.OF_GATE)
    headers = [pair for pair in scope["headers"] if pair[0].lower() not in own]
    return {**scope, "headers": headers}


def _own_headers(hashed: str, client: str) -> list[tuple[bytes, bytes]]:
    """What the gate says to a page: by which session it is opened, and from where."""
    said = {person.HEADER: hashed, person.ADDRESS_HEADER: client}
    return [(name.encode(), value.encode("latin-1", "replace")) for name, value in said.items()]


def _session_hash(scope: Scope, headers: Headers) -> str:
    """By what the session is found that a browser says it has; nothing where it says none."""
    cookies = SimpleCookie()
    try:
        for line in headers.getlist("cookie"):
            cookies.load(line)
    except CookieError:
        return ""
    morsel = cookies.get(cookie_name(COOKIE, safe=scope["scheme"] in SAFE_SCHEMES))
    return sessions.token_hash(morsel.value) if morsel is not None and morsel.value else ""


def _onward(scope: Scope) -> str:
    """Where somebody was going, as the page to sign in on is told."""
    path = scope["path"]
    query = scope["query_string"].decode("latin-1")
    if path == "/" and not query:
        return ""
    said = parse_qs(query).get("lang", [""])[-1]
    lang = f"&lang={said}" if said in LANGUAGES else ""
    return f"?next={quote(f'{path}?{query}' if query else path, safe='')}{lang}"


def _guarding(guarded: Sequence[Guarded], scope: Scope) -> Guarded | None:
    """The first of some routes that a request is for."""
    if scope["type"] != "http":
        return None
    return next((one for one in guarded if one.route.matches(scope)[0] is not Match.NONE), None)


def _finds(routes: Sequence[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(scope)[0] is not Match.NONE for route in routes)


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _is_same(origin: str, host: str, scheme: str) -> bool:
    """Whether an origin is this server under the name by which it was asked."""
    parts = urlsplit(origin)
    schemes = ("https",) if scheme in ("https", "wss") else ("http", "https")
    return parts.scheme in schemes and parts.netloc.lower() == host


def _is_from_elsewhere(headers: Headers) -> bool:
    """Whether another site, or another port of this computer, has made the browser ask."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in FOREIGN_SITES
    # Old browsers, and all of them beyond this computer without TLS, tell by the referrer at most.
    referrer = headers.get("referer")
    return referrer is not None and urlsplit(referrer).netloc.lower() != headers["host"].lower()


def _is_navigation(headers: Headers) -> bool:
    """Whether a person goes there, in a window and not in a frame."""
    mode, destination = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return mode in (None, "navigate") and destination in (None, "document")


def _is_told(scope: Scope) -> bool:
    return parse_qs(scope["query_string"].decode("latin-1")).get(FROM) == [FROM_ELSEWHERE]


def _client(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _session_of(scope: Scope) -> str:
    found = UPLOAD.fullmatch(scope["path"])
    assert found is not None, "it was looked at before"
    return found["session"]
