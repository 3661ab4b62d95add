"""What stands before every page and route: whom it answers, and what each answer says of itself.

Pure ASGI, for http and websocket alike, in this order: the names of this server, where a request
comes from, what is open at all, how large and how often. Whatever is answered, a refusal and an
error too, carries the headers that keep a browser from lending it to a foreign page.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.routing import Match

from dashboards.parts import plain_page, uploads
from dashboards.parts.address import FROM, FROM_ELSEWHERE
from duibiao.words import LANGUAGES, language, words

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
LARGEST_NOTE = 200
"""Bytes that go with a file's removal: Streamlit names its session there once more."""
READING = frozenset({"GET", "HEAD"})
UPLOADING = frozenset({"PUT", "DELETE"})


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
AFTER_THE_FILE = (NO_UPLOADER, TOO_OFTEN, BUSY)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a minute: from one address, and in all."""

    of_client: int
    in_all: int


REQUESTS = Rate(6_000, 20_000)
COSTLY = Rate(240, 960)
"""Answers that are computed: reports, results of queries, files of a hand-in."""
SESSIONS = Rate(600, 1_200)
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


class Gate:
    """Lets through to an application what may pass.

    `hosts` as `hosts_of` gives them; `pages` are routes that anybody's link may lead to, `answers`
    those that cost something to answer, `free` those that do not.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        pages: Sequence[BaseRoute],
        answers: Sequence[BaseRoute],
        free: Sequence[BaseRoute] = (),
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.pages = pages
        self.answers = answers
        self.free = free
        self.often = _Often()
        self.sessions: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        send = _with_headers(send)
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            if refusal in AFTER_THE_FILE and scope["type"] == "http":
                await _leave_unread(receive)
            await _refuse(refusal, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._upload(scope, receive, send, headers)
        elif scope["query_string"] and _is_from_elsewhere(headers) and not _is_told(scope):
            # Opened as it is, but what it asks for waits until somebody here wants it.
            query = scope["query_string"].decode("latin-1")
            again = RedirectResponse(f"?{query}&{FROM}={FROM_ELSEWHERE}", HTTPStatus.SEE_OTHER)
            await again(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        host = headers.get("host", "").lower()
        if not self._is_ours(host):
            return WRONG_HOST
        origin = headers.get("origin")
        if origin is not None and not _is_same(origin, host, scope["scheme"]):
            return FOREIGN
        if scope["type"] == "websocket":
            return self._refusal_of_stream(scope, headers)
        if UPLOAD.fullmatch(scope["path"]):
            return self._refusal_of_upload(scope, headers)
        is_answer = _finds(self.answers, scope)
        is_file = STREAMLIT.fullmatch(scope["path"]) or _finds(self.free, scope)
        # The last of the pages' routes takes any name, those of answers too.
        is_page = not (is_answer or is_file) and _finds(self.pages, scope)
        if not (is_answer or is_file or is_page):
            return CLOSED
        if scope["method"] not in READING:
            return WRONG_METHOD
        if _has_body(headers):
            return TOO_LARGE
        if _is_from_elsewhere(headers) and not (is_page and _is_navigation(headers)):
            return FOREIGN
        client = _client(scope)
        if not self.often.may(REQUESTS, "request", client):
            return TOO_OFTEN
        if is_answer and not self.often.may(COSTLY, "answer", client):
            return TOO_OFTEN
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
        if not self.often.may(COSTLY, "upload", _client(scope)):
            return TOO_OFTEN
        return None if uploads.is_open_for(_session_of(scope)) else NO_UPLOADER

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = _client(scope)
        self.sessions[client] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.sessions[client] -= 1
            self.sessions += Counter()  # without those that have none left

    async def _upload(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        try:
            with uploads.room(_session_of(scope), int(headers["content-length"])):
                await self.app(scope, receive, send)
        except uploads.NoRoom:
            await _leave_unread(receive)
            await _refuse(BUSY, scope, receive, send)
        except ClientDisconnect:
            pass  # whoever sends half a file is told nothing, and no log is filled with it


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
