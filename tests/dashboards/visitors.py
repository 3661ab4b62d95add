"""Visitors of a dashboard without a browser: sessions, uploads and what is sent by halves."""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

XSRF = "_streamlit_xsrf"
PATIENCE = 60


@dataclass(frozen=True)
class Visitor:
    """A session at a page, as a browser has one: its address, identifier and form token."""

    address: str
    session: str
    token: str
    stream: ClientConnection
    cookie: str = ""

    def go(self, page: str, query: str = "") -> None:
        """Go to another page in the same session, and wait until it is drawn."""
        open_page(self.stream, page, query)

    def upload(self, content: bytes, name: str = "x.pdf", *, file_id: str = "") -> int:
        """Send a file as the page's uploader does; the status of the answer."""
        boundary = uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        return request(
            self.address,
            "PUT",
            f"/_stcore/upload_file/{self.session}/{file_id or uuid4()}",
            body=head + content + f"\r\n--{boundary}--\r\n".encode(),
            headers={
                "Origin": self.address,
                "Content-Type": f"multipart/form-data; boundary={boundary}",
                "X-Xsrftoken": self.token,
                "Cookie": f"{XSRF}={self.token}; {self.cookie}",
            },
        )[0]


def request(
    address: str,
    method: str,
    path: str,
    *,
    body: bytes | None = None,
    source: str = "",
    **of: dict[str, str],
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One answer: status, headers, content. `source`: from which address of this computer."""
    parts = urlsplit(address)
    assert parts.hostname and parts.port
    bound = (source, 0) if source else None
    connection = http.client.HTTPConnection(
        parts.hostname, parts.port, timeout=180, source_address=bound
    )
    try:
        connection.request(method, path, body=body, headers=of.get("headers", {}))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@contextmanager
def visiting(address: str, page: str = "", query: str = "", cookie: str = "") -> Iterator[Visitor]:
    """A session whose page has been drawn once; it ends with the block.

    `cookie`: by which she is signed in.
    """
    cookies = SimpleCookie()
    for said in request(address, "GET", "/_stcore/health", headers={"Cookie": cookie})[1].get_all(
        "Set-Cookie", []
    ):
        cookies.load(said)
    token = cookies[XSRF].value
    with connect(
        address.replace("http", "ws") + "/_stcore/stream",
        origin=Origin(address),
        subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
        additional_headers={"Cookie": f"{XSRF}={token}; {cookie}"},
        max_size=None,
    ) as stream:
        session = open_page(stream, page, query)
        yield Visitor(address, session, token, stream, cookie)


def open_page(stream: ClientConnection, page: str, query: str = "") -> str:
    """Go to a page in a session that is open, and wait until it is drawn; its identifier."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    stream.send(asked.SerializeToString())
    session = ""
    while True:
        said = ForwardMsg()
        said.ParseFromString(stream.recv(PATIENCE))
        kind = said.WhichOneof("type")
        if kind == "new_session":
            session = said.new_session.initialize.session_id
        elif kind == "script_finished":
            return session


def half_a_head(address: str) -> socket.socket:
    """A connection that has sent the first half of a request."""
    connection = _connection(address)
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    return connection


def half_a_body(visitor: Visitor, size: int = 1_000_000) -> socket.socket:
    """A connection that has sent the head of an upload and the first bytes of its body."""
    connection = _connection(visitor.address)
    head = (
        f"PUT /_stcore/upload_file/{visitor.session}/{uuid4()} HTTP/1.1\r\n"
        f"Host: {urlsplit(visitor.address).netloc}\r\nOrigin: {visitor.address}\r\n"
        f"X-Xsrftoken: {visitor.token}\r\nCookie: {XSRF}={visitor.token}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {size}\r\n\r\n--b\r\n"
    )
    connection.sendall(head.encode())
    return connection


def _connection(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE)


def is_ended(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side has ended a connection, within so many seconds."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65_536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def resident_megabytes(pid: int) -> float:
    """What a process holds in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
