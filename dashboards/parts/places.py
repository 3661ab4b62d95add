"""Work that one answer takes: in threads of its own kind, so many at once, so many in the queue.

Streamlit's files and pages share a few threads among all; what waits there for a query or a report
would keep them waiting too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread

from dashboards.parts import plain_page
from duibiao.words import LANGUAGES, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

T = TypeVar("T")


class Busy(Exception):
    """The queue is full: to be asked for again a little later."""


class Places:
    """So many places to work at, and so many to wait in."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.most = at_once + waiting
        self._turns = CapacityLimiter(at_once)
        self._threads = CapacityLimiter(at_once)
        self._here = 0

    async def run(self, request: Request, function: Callable[..., T], *arguments: object) -> T:
        """What a function gives, run in a thread when its turn comes.

        Raises Busy where too many are here already, or where whoever asked has gone meanwhile.
        """
        if self._here >= self.most:
            raise Busy
        self._here += 1
        try:
            async with self._turns:
                if await request.is_disconnected():
                    raise Busy
                return await to_thread.run_sync(function, *arguments, limiter=self._threads)
        finally:
            self._here -= 1


QUERIES = Places(2, 8)
REPORTS = Places(2, 10)
FILES = Places(4, 40)
TYPED = Places(4, 100)
"""What is typed into a form and kept: quick, and nobody waits behind somebody's file for it."""
DOCUMENTATION = Places(1, 20)
SIGNING_IN = Places(2, 20)


PAGES_AT_ONCE = 6
PAGE_PATIENCE = 10.0
"""Seconds after which a page no longer waits for the others: one may be at something long."""
_pages = threading.BoundedSemaphore(PAGES_AT_ONCE)


@contextmanager
def page_turn() -> Iterator[None]:
    """A turn for one run of a page: of many at once each would only keep the others waiting."""
    has_turn = _pages.acquire(timeout=PAGE_PATIENCE)
    try:
        yield
    finally:
        if has_turn:
            _pages.release()


async def say_busy(request: Request, _: Exception) -> HTMLResponse:
    """The answer where there is no place."""
    said = request.query_params.get("lang")
    return plain_page.answer(words(said if said in LANGUAGES else language()), "busy", 503)
