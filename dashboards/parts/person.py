"""Who asks: the person of a session, in a page's run and in a route's answer alike.

The gate finds the session and hands it on: to routes in a context variable, to pages in a header
that nobody but the gate can set. Where nobody has an account, it hangs on how the server was
started.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from duibiao.people import accounts, sessions
from duibiao.people.acting import (
    AT_THE_FILES,
    EXTENT_OF,
    LOOKING,
    NOBODY,
    Assignment,
    Person,
    is_loopback,
)
from duibiao.people.sessions import Session
from duibiao.records.settings import Settings

HEADER = "x-duibiao-session"
ADDRESS_HEADER = "x-duibiao-address"
OF_GATE = (HEADER, ADDRESS_HEADER)
"""What only the gate says; of a browser's own nothing is believed."""
BOUND = "session-is-of"
EYES = "as"
"""What the address calls the role through whose eyes somebody looks."""

of_request: ContextVar[tuple[str, str]] = ContextVar("of_request", default=("", ""))
"""Of the request that is answered: the hash of its session, and from where it came."""
eyes_of_request: ContextVar[str] = ContextVar("eyes_of_request", default="")
"""Through whose eyes a request looks, where nobody signs in."""


@dataclass(slots=True)
class _Server:
    """How this server was started."""

    is_for_one_person: bool = False
    is_open: bool = False


_server = _Server()


def set_up(host: str, *, is_shared: bool, is_open: bool = False) -> None:
    """Say how this server was started: on which address, whether for more than one person.

    `is_open`: nobody signs in, even where there are accounts; on this computer alone.
    """
    _server.is_for_one_person = not is_shared and is_loopback(host)
    _server.is_open = is_open and _server.is_for_one_person


def signs_in() -> bool:
    """Whether everybody signs in: from the first account on."""
    return not _server.is_open and accounts.are_there(Settings.resolve())


def is_for_one_person() -> bool:
    """Whether the server is one person's on her own computer, who does not sign in."""
    return _server.is_for_one_person and not signs_in()


def session() -> Session | None:
    """The session of whoever asks; None where nobody signs in, and for one that has ended."""
    hashed, _ = _said()
    return sessions.found(Settings.resolve(), hashed) if hashed else None


def from_where() -> str:
    """From which address she asks."""
    return _said()[1]


def _said() -> tuple[str, str]:
    if _is_request():
        return of_request.get()
    headers = st.context.headers
    return headers.get(HEADER) or "", headers.get(ADDRESS_HEADER) or ""


def _is_request() -> bool:
    return get_script_run_ctx(suppress_warning=True) is None


def person() -> Person:
    """Whoever asks, with her roles."""
    if signs_in():
        found = session()
        return NOBODY if found is None else found.person
    if not _server.is_for_one_person:
        return LOOKING
    return (_eyes() if _server.is_open else None) or AT_THE_FILES


def is_open() -> bool:
    """Whether one may look through anybody's eyes: nobody signs in, and it was asked for."""
    return _server.is_open


def _eyes() -> Person | None:
    """The role through whose eyes she looks: `clerk:S001` or `leader`; None for her own."""
    said = eyes_of_request.get() if _is_request() else st.query_params.get(EYES, "")
    role, _, over = (said or "").partition(":")
    extent = EXTENT_OF.get(role)
    if extent is None or (extent == "county") == bool(over):
        return None
    return Person(assignments=(Assignment(role, over),))


def bind_session() -> None:
    """A session of Streamlit's is of one account: for another one it begins anew."""
    number = person().number
    if st.session_state.get(BOUND, number) != number:
        st.session_state.clear()
    st.session_state[BOUND] = number
