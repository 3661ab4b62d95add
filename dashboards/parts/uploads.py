"""Files on their way from a page: only to a session whose page asks for them, and only so much.

Streamlit keeps what is sent in memory, of any session, until that ends. Here a session takes files
only while its page has a place for them, all have a limit together, and what a page no longer
shows is dropped.
"""

from __future__ import annotations

import ctypes
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboards.parts import person

MEGABYTE = 1024 * 1024
LARGEST_BYTES = 51 * MEGABYTE
"""One request: the largest file (`maxUploadSize` in .streamlit/config.toml) and what frames it."""
OF_SESSION = 150 * MEGABYTE
IN_ALL = 300 * MEGABYTE
AT_ONCE_OF_SESSION, AT_ONCE_IN_ALL = 8, 24
"""Files on their way. A browser sends six of a page at a time."""
KEPT = "made-of-files"

_open: dict[str, int | None] = {}
"""The sessions whose page takes files, each with the account that it is of."""
_drawn: set[str] = set()
_coming: Counter[str] = Counter()
_under_way: Counter[str] = Counter()
_lock = threading.Lock()


class NoRoom(Exception):
    """More files than are held at once, of this session or of all."""


def choose(label: str, *, kept: Sequence[str] = (), **settings: Any) -> Any:
    """A place for files on the page, as `st.file_uploader`: from now on the session takes them.

    `kept`: what of the session's state is made of the files, and goes with them.
    """
    session = _session()
    with _lock:
        _open[session] = person.person().number
        _drawn.add(session)
    st.session_state[KEPT] = kept
    return st.file_uploader(label, **settings)


def begin_run() -> None:
    """A page is being drawn; until it is, files are taken as before."""
    with _lock:
        _drawn.discard(_session())


def end_run() -> None:
    """A page was drawn: where it has no place for files none are taken, and those here are gone."""
    session = _session()
    with _lock:
        is_drawn = session in _drawn
        if not is_drawn:
            _open.pop(session, None)
        gone = {one for one in {*_open, *_drawn} if one and not _is_alive(one)}
        for one in gone:
            _open.pop(one, None)
        _drawn.difference_update(gone)
    if not is_drawn:
        drop()


def drop() -> None:
    """Forget the files of this session, and what was made of them."""
    for key in st.session_state.pop(KEPT, ()):
        st.session_state.pop(key, None)
    session = _session()
    if session in _held():
        Runtime.instance().uploaded_file_mgr.remove_session_files(session)
        give_back_memory()


def is_open_for(session: str, number: int | None) -> bool:
    """Whether the page of a session has a place for files, and the session is of this account."""
    return session in _open and _open[session] == number


@contextmanager
def room(session: str, size: int) -> Iterator[None]:
    """Room for a file that is on its way, of so many bytes. Raises NoRoom."""
    held = _held()
    with _lock:
        own = held.get(session, 0) + _coming[session]
        if (
            own + size > OF_SESSION
            or sum(held.values()) + _coming.total() + size > IN_ALL
            or _under_way[session] >= AT_ONCE_OF_SESSION
            or _under_way.total() >= AT_ONCE_IN_ALL
        ):
            raise NoRoom
        _coming[session] += size
        _under_way[session] += 1
    try:
        yield
    finally:
        with _lock:
            _coming[session] -= size
            _under_way[session] -= 1
            for counter in (_coming, _under_way):
                if not counter[session]:
                    del counter[session]


def give_back_memory() -> None:
    """Hand freed memory back to the system, where the C library can be asked to (glibc)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _held() -> dict[str, int]:
    """The bytes that are kept for each session."""
    if not Runtime.exists():
        return {}
    storage = getattr(Runtime.instance().uploaded_file_mgr, "file_storage", {})
    return {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(storage.items())
    }


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def _is_alive(session: str) -> bool:
    return Runtime.exists() and Runtime.instance().is_active_session(session)
