"""The bar over every page: only where one may go; and who is signed in."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboards.parts import address, design, frame, permitted, person
from duibiao.people.policy import may_for_some
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words

OWN_EYES = "office"
COUNTY_EYES = ("leader", "analyst")
SCHOOL_EYES = ("clerk", "head", "reviewer")
FIRST_SCHOOL = """
    select school.school_id, school.education_group from dim_cycle_schools as school
    inner join dim_cycles as cycle using (cycle_id)
    where cycle.is_latest order by school.education_group is null, school.school_id limit 1
"""


def groups() -> dict[str, list[str]]:
    """The pages that whoever asks may see, by who comes to them; no group without any."""
    who = person.person()
    found = {
        group: [name for name in names if may_for_some(who, f"page_{name}")]
        for group, names in frame.GROUPS.items()
    }
    return {group: names for group, names in found.items() if names}


def stop_unless_permitted(say: Words, page: str) -> None:
    """Draw nothing of a page that is not for whoever asks, and say why. Raises NothingMore."""
    reason = permitted.may(f"page_{page}")
    if reason is None:
        return
    permitted.note(f"page_{page}", reason)
    frame.title(say(f"page-{page}"))
    frame.show(design.notice(say(reason), "warning", say.attr(reason, "mend")))
    raise frame.NothingMore


def show_person(say: Words) -> None:
    """Who is signed in, with the way to her account; else, for show, through whose eyes to look."""
    found = person.session()
    if found is None:
        if person.is_open():
            _choose_eyes(say)
        return
    link = Markup('<a class="language" href="{}" target="_self">{}</a>')
    name = say("page-account", name=found.person.name)
    st.html(str(link.format(address.link("account"), name)), width="content")


def _choose_eyes(say: Words) -> None:
    """Through whose eyes to look: the county office's, or those of others, by the same policy."""
    roles = [OWN_EYES, *(role for role in COUNTY_EYES)]
    path = frame.snapshot_path()
    if path is not None:
        rows = open_snapshot(path).rows(FIRST_SCHOOL)
        for row in rows:
            roles += [f"{role}:{row['school_id']}" for role in SCHOOL_EYES]
            roles += [f"group:{row['education_group']}"] if row["education_group"] else []
    with st.container(key="eyes", width="content"):
        address.choose(
            person.EYES,
            say("eyes"),
            roles,
            lambda code: _named(say, code),
            default=OWN_EYES,
            width=210,
        )


def _named(say: Words, code: str) -> str:
    role, _, over = code.partition(":")
    return say("eyes-of", role=say(f"role-{role}"), over=over).strip()
