"""Connections that do not wait for ever: for a head, for a body, or for somebody to read.

uvicorn limits none of the three: its only time-out is for a connection kept alive, and one byte
now and then outlasts that. So each connection is looked at every few seconds here.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboards.gate import HEADERS, OWN_HEADERS

LOOK_SECONDS = 2.0
HEAD_SECONDS = 10.0
"""From the first byte that may come to the last of the head."""
BODY_SECONDS = 10.0
SLOWEST_BODY = 20_000
"""Bytes a second that a body has to bring on the average, once it has had its first seconds."""
STUCK_SECONDS = 30.0
"""In which somebody who is sent something has to have read any of it."""
MOST_CONNECTIONS = 1_000
"""Beyond which the one goes first that has waited longest for a head."""


class PatientProtocol(H11Protocol):
    """uvicorn's connection over h11, ended when the other side lets it wait for too long."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look at it, and make room where there are too many."""
        super().connection_made(transport)
        self._idle_since = self.loop.time()
        self._body_of: Any = None
        self._body_since = 0.0
        self._received = self._received_before = 0
        self._unsent = math.inf
        self._read_at = self.loop.time()
        self._watch = self.loop.call_later(LOOK_SECONDS, self._look)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [
                one
                for one in self.connections
                if isinstance(one, PatientProtocol) and one.is_waiting()
            ]
            min(waiting, key=lambda one: one._idle_since).transport.abort()

    def is_waiting(self) -> bool:
        """Whether there is no request to answer."""
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self._received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """From here on the next head is waited for."""
        self._idle_since = self.loop.time()
        super().on_response_complete()

    def resume_writing(self) -> None:
        """Somebody reads."""
        self._read_at = self.loop.time()
        super().resume_writing()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """A websocket has time-outs of its own."""
        self._watch.cancel()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        self._watch.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no request is answered before any application is asked, with our headers too."""
        own = {"Content-Type": "text/plain", "Connection": "close", "Content-Length": str(len(msg))}
        headers = [(name, value) for name, value in (HEADERS | OWN_HEADERS | own).items()]
        for event in (
            h11.Response(status_code=400, headers=headers, reason="Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _look(self) -> None:
        self._watch = self.loop.call_later(LOOK_SECONDS, self._look)
        now = self.loop.time()
        unsent = self.transport.get_write_buffer_size()
        if unsent < self._unsent:
            self._read_at = now
        self._unsent = unsent
        if unsent:
            is_over = now - self._read_at > STUCK_SECONDS
        elif self.is_waiting():
            is_over = now - self._idle_since > HEAD_SECONDS
        else:
            is_over = self.cycle.more_body and self._is_body_slow(now)
        if is_over:
            self.transport.abort()

    def _is_body_slow(self, now: float) -> bool:
        if self._body_of is not self.cycle or self.flow.read_paused:
            # Its time begins anew where it was we who did not read.
            self._body_of, self._body_since = self.cycle, now
            self._received_before = self._received
        seconds = now - self._body_since
        received = self._received - self._received_before
        return seconds > BODY_SECONDS and received < seconds * SLOWEST_BODY
