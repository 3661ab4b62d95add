"""The draft of a guide: all that is wrong with it; taken into force, or thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, permitted
from dashboards.parts.handed_in import found_text
from dashboards.parts.tables import Column, cards, table
from dashboards.plain import forms, pieces
from dashboards.plain.office import guide, parts
from duibiao.guide.columns import TABLES
from duibiao.guide.tables import Fault
from duibiao.guide.telling import FaultGroup, fault_groups, table_title
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest.desk import guide_drafts
from ingest.desk.guide_drafts import GuideDraft

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

DO, JOB = "do", "job"
TAKE, THROW, LAY = "take", "throw", "lay"


async def draft(request: Request) -> Response:
    """All that is to be said of the draft, and what becomes of what was asked for."""
    return await pieces.answered(request, _done, _page)


def _done(request: Request, say: Words, said: dict[str, str]) -> Response:
    """Do what was asked for, and go on. Raises Refused."""
    seen = said.get(guide.INSTEAD_OF, "")
    if said.get(DO) == TAKE:
        if said.get("confirmed") != "yes":
            raise Refused("office-guide-confirm")
        guide_drafts.take_into_force(pieces.acting(said), seen)
        return forms.to(forms.link(request, guide.GUIDE, done="taken"))
    if said.get(DO) == THROW:
        guide_drafts.throw_away(pieces.acting(said), seen)
        return forms.to(forms.link(request, guide.GUIDE, done="thrown-away"))
    guide_drafts.lay_drafted(pieces.acting(said), said.get(JOB, ""), say, seen)
    return forms.to(forms.link(request, guide.DRAFT, done="laid"))


def _page(request: Request, say: Words, told: Markup) -> Response:
    found = guide_drafts.draft(permitted.looking())
    title = say("office-guide-draft")
    status = 403 if told else 200
    if found is None:
        none = pieces.notice(say, "office-guide-no-draft", "empty")
        back = pieces.link_button(forms.link(request, guide.GUIDE), say("office-guide"))
        return parts.page(request, title, told, none, back, status=status)
    content = [
        told or guide.done(request, say),
        guide.lying(say, found),
        guide.ways_on(request, say, found),
        _faults(request, say, found),
        _taking(request, say, found),
        guide.sending_back(request, say, found),
        _throwing(request, say, found),
    ]
    return parts.page(request, title, *content, status=status)


def _faults(request: Request, say: Words, found: GuideDraft) -> Markup:
    """Faults, or what may not have been meant, table by table; her own workbook, marked."""
    listed = found.faults or found.doubts
    if not listed:
        return Markup("")
    name = "office-guide-faults" if found.faults else "office-guide-doubts"
    fetch = pieces.link_button(forms.link(request, guide.MARKED), say("download-marked"))
    shown = Markup('<h2>{} <small>{}</small></h2><div class="buttons">{}</div>').format(
        say(name), say.attr(name, "note"), fetch
    )
    by_table: dict[str, list[Fault]] = {one: [] for one in TABLES}
    for fault in listed:
        by_table.setdefault(fault.table, []).append(fault)
    for one, faults in by_table.items():
        if faults:
            heading = table_title(one, say) if one in TABLES else one
            count = say("office-guide-fault-count", count=len(faults))
            shown += Markup("<h3>{} <small>{}</small></h3>{}").format(
                heading, count, _table(say, heading, fault_groups(faults, say), f"faults-{one}")
            )
    return shown


def _table(say: Words, label: str, groups: Sequence[FaultGroup], key: str) -> Markup:
    columns = [
        Column(say("column-where"), lambda row: row["text"].where, style="short"),
        Column(say("column-what"), lambda row: row["text"].what, style="text"),
        Column(
            say("column-found"),
            lambda row: found_text(say, row["text"].found),
            style="labelled anywhere",
        ),
        Column(say("column-expected"), lambda row: row["text"].expected, style="text labelled"),
        Column(say("column-mend"), lambda row: row["text"].mend, style="text labelled"),
    ]
    return cards(table([{"text": one.text} for one in groups], columns, label=label, key=key))


def _taking(request: Request, say: Words, found: GuideDraft) -> Markup:
    """The form to take it into force; what stands against that is said above."""
    if not found.may_take_effect:
        return Markup("")
    title = Markup('<h2 class="no-print">{}</h2>').format(say("office-guide-take"))
    if (reason := permitted.may_change("change_guide")) is not None:
        return title + pieces.notice(say, reason, "info")
    inside = forms.hidden(guide.INSTEAD_OF, found.sha256)
    inside += forms.confirmed(say("office-guide-confirmed", name=found.file_name))
    inside += pieces.person_field(say)
    inside += forms.button(say("office-guide-take"), name=DO, value=TAKE)
    note = design.notice(say("office-guide-take-note"), "info")
    if found.unused:
        editions = say("separator-items").join(found.unused)
        note += pieces.notice(say, "office-guide-unused", "warning", editions=editions)
    return title + note + forms.form(request, guide.DRAFT, inside)


def _throwing(request: Request, say: Words, found: GuideDraft) -> Markup:
    """Folded, for it cannot be taken back."""
    if permitted.may_change("draft_guide") is not None:
        return Markup("")
    inside = forms.hidden(guide.INSTEAD_OF, found.sha256)
    inside += pieces.person_field(say)
    inside += forms.button(say("office-guide-throw"), quiet=True, name=DO, value=THROW)
    return Markup('<details class="no-print"><summary>{}</summary><p>{}</p>{}</details>').format(
        say("office-guide-throw"),
        say("office-guide-throw-note"),
        forms.form(request, guide.DRAFT, inside),
    )
