"""The address of a view: every choice is read from the query parameters and written back to them.

The address is the truth and the widget follows it, so the back button, a bookmark and a link that
somebody sent all open the same view. Addresses hold codes, never labels: they do not change with
the language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from duibiao.panics import panics_as_errors

# What follows a person from page to page.
CARRIED = ("lang", "cycle", "basis", "as")
UNKNOWN = "address-unknown"
# What was chosen in this run, by name: on paper it is said in words, where the choices are not.
CHOSEN = "address-chosen"
# How the server says which page it was asked for and has not.
MISSING_PAGE = "missing"
# How it says that another site has sent the browser here.
FROM, FROM_ELSEWHERE = "from", "elsewhere"


def get(name: str) -> str | None:
    """What the address says for a name, or None."""
    value: str | None = st.query_params.get(name)
    return value or None


def is_from_elsewhere() -> bool:
    """Whether another site sent the browser here: nothing that costs is done for the address."""
    return get(FROM) == FROM_ELSEWHERE


def carried(**changes: str | None) -> dict[str, str]:
    """The query parameters that go along to another page, with changes (None takes one away)."""
    kept = {name: get(name) for name in CARRIED} | changes
    return {name: value for name, value in kept.items() if value}


def link(page: str, **parameters: str | None) -> str:
    """The address of a page, relative to this one; `page` is its path ("" is the first page)."""
    return links_to(page)(**parameters)


def links_to(page: str) -> Callable[..., str]:
    """As `link`, for many addresses: asking Streamlit for a parameter takes half a millisecond."""
    kept = carried()

    def to(**parameters: str | None) -> str:
        query = _query(kept | parameters)
        return f"{page or '.'}?{query}" if query else page or "."

    return to


def here(**changes: str | None) -> str:
    """The address of this very view with some parameters changed."""
    return links_here()(**changes)


def links_here() -> Callable[..., str]:
    """As `here`, for many addresses."""
    kept = {name: get(name) for name in st.query_params if name != FROM}
    return lambda **changes: "?" + _query(kept | changes)


def _query(parameters: Mapping[str, str | None]) -> str:
    return urlencode({name: value for name, value in parameters.items() if value})


@panics_as_errors()
def _write(name: str, default: str | None) -> None:
    value = st.session_state[_key(name)]
    if value is None or value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    # Another choice makes another list: its first page is the one to see.
    if name != "page":
        st.query_params.pop("page", None)


def _key(name: str) -> str:
    return f"choice-{name}"


def _follow(name: str, options: Sequence[str], default: str | None) -> None:
    said = get(name)
    known = said in options
    st.session_state[_key(name)] = said if known else default
    if said is not None and not known:
        st.session_state.setdefault(UNKNOWN, []).append(said)


def take_unknown() -> list[str]:
    """What the address asked for in this run and is not there, told once."""
    unknown: list[str] = st.session_state.pop(UNKNOWN, [])
    return unknown


def take_chosen() -> list[tuple[str, str]]:
    """What was chosen in this run, label and choice, told once; what was left open is not there."""
    chosen: dict[str, tuple[str, str]] = st.session_state.pop(CHOSEN, {})
    return list(chosen.values())


def _note(name: str, label: str, chosen: str) -> None:
    if chosen:
        st.session_state.setdefault(CHOSEN, {})[name] = label, chosen


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    show: Callable[[str], str],
    *,
    default: str | None = None,
    placeholder: str = "",
    width: int = 180,
) -> str | None:
    """A choice of one of the options, held in the address under `name`.

    Without a default it may be left open, which `placeholder` names and None says.
    """
    _follow(name, options, default)
    chosen: str | None = st.selectbox(
        label,
        list(options),
        index=None if default is None else 0,
        format_func=show,
        key=_key(name),
        placeholder=placeholder,
        on_change=_write,
        args=(name, default),
        width=width,
    )
    _note(name, label, "" if chosen is None else show(chosen))
    return chosen


def switch(
    name: str, label: str, options: Sequence[str], show: Callable[[str], str], *, default: str
) -> str:
    """A choice between a few options that all stand on the screen."""
    _follow(name, options, default)
    chosen: str | None = st.segmented_control(
        label,
        list(options),
        format_func=show,
        key=_key(name),
        on_change=_write,
        args=(name, default),
        required=True,
    )
    _note(name, label, show(chosen or default))
    return chosen or default


def search(name: str, label: str, placeholder: str) -> str:
    """Words to search for, held in the address."""
    st.session_state[_key(name)] = get(name) or ""
    text: str = st.text_input(
        label,
        key=_key(name),
        placeholder=placeholder,
        on_change=_write,
        args=(name, ""),
        width=260,
    )
    _note(name, label, text.strip())
    return text.strip()


def named(name: str, options: Sequence[str]) -> str | None:
    """One of the options that the address names without a widget for it, or None."""
    said = get(name)
    if said is not None and said not in options:
        st.session_state.setdefault(UNKNOWN, []).append(said)
        return None
    return said


def page_number(pages: int) -> int:
    """Which page of a long list the address asks for, from 1, within what there is."""
    said = get("page") or "1"
    return min(max(int(said), 1), max(pages, 1)) if said.isdecimal() else 1
