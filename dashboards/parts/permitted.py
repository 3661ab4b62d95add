"""What whoever asks may do, and who it is that does.

With accounts the policy decides by her roles. Without any, a server that one person has started for
herself, on her own computer, is the county office's: there she says who she is, and that is kept
with the record. Any other server without accounts changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from dashboards.parts import address, design, frame, person
from duibiao.people.acting import Acting, Belonging, OfSchool
from duibiao.people.policy import ask, may_for_some, note_refusal, scope
from duibiao.people.policy import may as decide
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words


class _Days(NamedTuple):
    """What the policy asks of a cycle."""

    cycle_id: str
    starts_on: dt.date
    ends_on: dt.date


REASON = "change-not-here"
"""The message of a page, or a refusal, where nothing may be changed."""
PERSON = "acting-person"
REFUSED = "told-as-refused"
SEEN = "told-as-seen"
SEE, OF_SCHOOL = "read_answers", ("clerk", "head")
LONGEST_NAME = 40
CHANNEL, DEMO = "dashboard", "demo"


def may(action: str) -> str | None:
    """None where whoever asks may do something, with some school at least; else why not."""
    answer = may_for_some(person.person(), action)
    return None if answer else answer.reason


def may_change(action: str) -> str | None:
    """None where whoever asks may change something so, else the message that says why not."""
    if not person.signs_in() and not person.is_for_one_person():
        return REASON
    return may(action)


def scope_key(action: str) -> str:
    """What a cache must have in its key that holds what one may see."""
    found = scope(person.person(), action)
    parts = (found.schools, found.groups, found.reviewed, found.barred)
    return "*" if found.is_all else "|".join(",".join(sorted(part)) for part in parts)


def sees_all(action: str) -> bool:
    """Whether whoever asks may do something with every school, not with her own alone."""
    return scope(person.person(), action).is_all


def school_in(snapshot: Snapshot, cycle_id: str, school_id: str) -> Belonging:
    """A school as the policy asks after it, with the group that it is in for a cycle."""
    rows = snapshot.rows(
        "select education_group from dim_cycle_schools"
        " where cycle_id = $cycle_id and school_id = $school_id",
        cycle_id=cycle_id,
        school_id=school_id,
    )
    return Belonging(school_id, rows[0]["education_group"] if rows else None)


def own_schools(
    action: str, schools: pl.DataFrame, cycle: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """Of schools (`school_id`, `education_group`) those with which whoever asks may do something.

    `cycle`: the row of the cycle that is looked at. Rows are left out before anything of them is
    looked up.
    """
    asked = address.get("school")
    days = None if cycle is None else _Days(*(cycle[name] for name in _Days._fields))
    found = scope(person.person(), action, cycle=days)
    if found.is_all:
        return schools
    rows = schools.select("school_id", "education_group").rows()
    held = [found.holds(Belonging(*row)) for row in rows]
    if any(row[0] == asked and not own for row, own in zip(rows, held, strict=True)):
        note(action, "policy-school", school_id=asked or "")
    return schools.filter(pl.Series(held, dtype=pl.Boolean))


def note(action: str, reason: str, **of: str) -> None:
    """Keep that something was refused on a page: once, however often the page is drawn."""
    told = st.session_state.setdefault(REFUSED, set())
    kept = (person.person().number, action, reason, *of.items())
    if person.signs_in() and kept not in told:
        told.add(kept)
        note_refusal(looking(), action, reason, **of)


def is_of_school(cycle_id: str, school: OfSchool) -> bool:
    """Whether a school's answers are those of whoever asks, which no trail has to tell."""
    by = decide(person.person(), SEE, cycle_id, school).by
    return by is not None and by.role in OF_SCHOOL


def view_answers(snapshot: Snapshot, cycle_id: str, school_id: str) -> None:
    """Whoever looks at what another's school said stands in the trail: once, however often drawn.

    Raises Refused where she may not.
    """
    school = school_in(snapshot, cycle_id, school_id)
    told = st.session_state.setdefault(SEEN, set())
    kept = (person.person().number, cycle_id, school_id)
    if person.signs_in() and not is_of_school(cycle_id, school) and kept not in told:
        ask(looking(), SEE, cycle_id, school)
        told.add(kept)


def looking() -> Acting:
    """Whoever looks at a page, or asks for a file."""
    return Acting(Settings.resolve(), "", _channel(), person.person(), person.from_where())


def acting(name: str | None = None) -> Acting:
    """Who acts: her account, or as she has said; what a record keeps as received by.

    `name`: as she has said it in a form of her own, where no page keeps it. Every change from a
    page asks for it, so none is made where none may be. Raises Refused (`change-not-here`,
    `change-nobody`).
    """
    if person.signs_in():
        return looking()
    if not person.is_for_one_person():
        raise Refused(REASON)
    said = _said() if name is None else name.strip()[:LONGEST_NAME]
    if not said:
        raise Refused("change-nobody")
    return Acting(Settings.resolve(), said, _channel(), person.person())


def _channel() -> str:
    """By which way in: where one may look through anybody's eyes, all that is done is for show."""
    return DEMO if person.is_open() else CHANNEL


def is_known() -> bool:
    """Whether it is known who acts."""
    return person.signs_in() or bool(_said())


def _said() -> str:
    return str(st.session_state.get(PERSON) or "").strip()


def ask_person(say: Words, action: str) -> bool:
    """The field in which she says who she is; where she may not change that, why and what to do.

    With an account it is known who she is. Returns whether what does it is to stand on the page.
    """
    reason = may_change(action)
    if reason is not None:
        frame.show(design.notice(say(reason), "info", say.attr(reason, "mend")))
        return False
    if person.signs_in():
        return True
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
