"""The bar over every page: only where one may go; and who is signed in."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboards.parts import address, design, frame, permitted, person
from duibiao.words import Words


def groups() -> dict[str, list[str]]:
    """The pages that whoever asks may see, by who comes to them; no group without any."""
    found = {
        group: [name for name in names if permitted.may(f"page_{name}") is None]
        for group, names in frame.GROUPS.items()
    }
    return {group: names for group, names in found.items() if names}


def stop_unless_permitted(say: Words, page: str) -> None:
    """Draw nothing of a page that is not for whoever asks, and say why. Raises NothingMore."""
    reason = permitted.may(f"page_{page}")
    if reason is None:
        return
    frame.title(say(f"page-{page}"))
    frame.show(design.notice(say(reason), "warning", say.attr(reason, "mend")))
    raise frame.NothingMore


def show_person(say: Words) -> None:
    """Who is signed in, with the way to her account; nothing where nobody signs in."""
    found = person.session()
    if found is None:
        return
    link = Markup('<a class="language" href="{}" target="_self">{}</a>')
    name = say("page-account", name=found.person.name)
    st.html(str(link.format(address.link("account"), name)), width="content")
