"""Whether a page may change the county's figures, and who it is that does.

There are no accounts yet. So only a server that one person has started for herself, on her own
computer, takes anything that changes figures; there she says who she is, and that is kept with the
record. Everywhere else the county office acts by the command line.
"""

from __future__ import annotations

import ipaddress

import streamlit as st

from dashboards.parts import design, frame
from duibiao.people.acting import Acting
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.words import Words

REASON = "change-not-here"
"""The message of a page, or a refusal, where nothing may be changed."""
PERSON = "acting-person"
LONGEST_NAME = 40
CHANNEL = "dashboard"

_is_for_one_person = False


def set_up(host: str, *, is_shared: bool) -> None:
    """Say how this server was started: on which address, and whether for more than one person."""
    global _is_for_one_person  # noqa: PLW0603  (one server a process)
    _is_for_one_person = not is_shared and is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether an address is of this computer alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def may_change() -> str | None:
    """None where pages may change the county's figures, else the message that says why not."""
    return None if _is_for_one_person else REASON


def looking() -> Acting:
    """Whoever looks at a page: nothing is kept of what she asks."""
    return Acting(Settings.resolve(), "", CHANNEL)


def acting() -> Acting:
    """Who acts, as she has said: what a record keeps as received by.

    Every change from a page asks for it, so none is made where none may be. Raises Refused
    (`change-not-here`, `change-nobody`).
    """
    reason = may_change()
    if reason is not None:
        raise Refused(reason)
    said = str(st.session_state.get(PERSON) or "").strip()
    if not said:
        raise Refused("change-nobody")
    return Acting(Settings.resolve(), said, CHANNEL)


def ask_person(say: Words) -> bool:
    """The field in which she says who she is; where nothing may be changed, why and what to do.

    Returns whether what changes figures is to stand on the page.
    """
    reason = may_change()
    if reason is not None:
        frame.show(design.notice(say(reason), "info", say.attr(reason, "mend")))
        return False
    field = f"{PERSON}-field"
    # A field's own value goes with the page that it stands on; who she is stays.
    st.session_state.setdefault(field, st.session_state.get(PERSON, ""))
    st.session_state[PERSON] = st.text_input(
        say("change-person"),
        key=field,
        max_chars=LONGEST_NAME,
        placeholder=say.attr("change-person", "placeholder"),
        width=320,
    )
    return True
