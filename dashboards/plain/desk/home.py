"""What waits for a school: to fill in, to hand in, the result; and its workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, downloads, file_links, frame, marts, permitted, sending
from dashboards.plain import forms, messages, pieces
from dashboards.plain.desk import parts
from dashboards.plain.desk.parts import Asked
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words
from duibiao.words.figures import rounded
from ingest.desk import drafts, handing_in, listing
from ingest.desk import forms as workbooks
from ingest.desk.handing_in import KeptHandIn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def home(request: Request) -> Response:
    """The three things that a clerk comes for, under what waits."""
    return await pieces.run(request, _home, request)


def _home(request: Request) -> Response:
    say = forms.said_language(request)
    found = parts.asked(request, is_open=False)
    if found is None:
        return parts.page(request, say("desk-home"), pieces.notice(say, "desk-no-cycle", "empty"))
    choice = parts.choice(request, say, found, parts.HOME)
    if found.school is None:
        told = pieces.notice(say, "desk-choose-school", "empty")
        return parts.page(request, say("desk-home"), choice, told)
    taken, refused = handing_in.last_hand_ins(
        permitted.looking(), found.cycle.cycle_id, found.school.school_id
    )
    score = _score(found)
    content = [
        choice,
        _waits(request, say, found, taken, refused),
        Markup('<div class="doings">{}{}{}</div>').format(
            _to_fill_in(request, say, found),
            _to_hand_in(request, say, found, taken),
            _to_see(request, say, found, score),
        ),
    ]
    return parts.page(request, found.school.name_zh, *content, lead=say("desk-lead"))


def _waits(
    request: Request, say: Words, found: Asked, taken: KeptHandIn | None, refused: KeptHandIn | None
) -> Markup:
    """What is to be done before anything else: mend what came back, hand in, in time."""
    assert found.school is not None
    told = messages.of_school(request, say, found.cycle, found.school, taken, refused)
    return Markup("").join(
        design.notice(
            one.text,
            one.kind,
            Markup('<a href="{}">{}</a>').format(one.target, one.link) if one.link else one.detail,
        )
        for one in told
    )


def _section(title: str, note: str, *buttons: Markup) -> Markup:
    return Markup(
        '<section><h2>{}</h2><p class="note">{}</p><div class="buttons">{}</div></section>'
    ).format(title, note, Markup("").join(buttons))


def _to_fill_in(request: Request, say: Words, found: Asked) -> Markup:
    assert found.school is not None
    if found.cycle.is_closed or permitted.may("fetch_form") is not None:
        return _section(say("desk-fill-in"), say("desk-nothing-to-fill-in"))
    of = {"cycle_id": found.cycle.cycle_id, "school_id": found.school.school_id}
    fetch = pieces.address(request, parts.WORKBOOK, **of)
    buttons, note = [pieces.link_button(fetch, say("download-template"))], say("desk-fill-in-note")
    if parts.may_see_draft():
        to_form = pieces.link_button(parts.to(request, parts.FORM), say("desk-fill-in-form"))
        buttons.append(to_form)
        note = f"{note} {say('desk-fill-in-either')}"
        if (begun := _draft(found)) is not None:
            filled, due = begun
            note = f"{note}\n{say('desk-draft', filled=filled, due=due)}"
            half = pieces.address(request, parts.FILLED, **of)
            buttons.append(pieces.link_button(half, say("draft-download"), quiet=True))
    return _section(say("desk-fill-in"), note, *buttons)


def _draft(found: Asked) -> tuple[int, int] | None:
    """How many answers the draft of a school has, of how many; None where none is to be told of."""
    assert found.school is not None
    try:
        seen = drafts.form(permitted.looking(), found.cycle.cycle_id, found.school.school_id)
    except Refused:  # the page of the form says why
        return None
    return seen.form.count() if seen.form.draft.version else None


def _to_hand_in(request: Request, say: Words, found: Asked, taken: KeptHandIn | None) -> Markup:
    buttons = []
    if not found.cycle.is_closed:
        buttons.append(pieces.link_button(parts.to(request, parts.HAND_IN), say("step-hand-in")))
    buttons.append(
        pieces.link_button(parts.to(request, parts.EVIDENCE), say("desk-evidence"), quiet=True)
    )
    if taken is not None and taken.source == "workbook":
        where = pieces.address(request, parts.RECEIPT, receipt=taken.receipt.record_id)
        buttons.append(pieces.link_button(where, say("desk-receipt"), quiet=True))
        of = {"receipt": taken.receipt.record_id, "kind": "signing-form"}
        form = pieces.address(request, file_links.HANDED_IN, **of)
        buttons.append(pieces.link_button(form, say("download-signing-form"), quiet=True))
    return _section(say("desk-hand-in"), say("desk-hand-in-note"), *buttons)


def _score(found: Asked) -> tuple[str, str] | None:
    """The score that is published of the school, and its rating; None where there is none yet."""
    shown = frame.shown_snapshot(Settings.resolve())
    if shown is None or found.school is None:
        return None
    snapshot = open_snapshot(shown.path)
    row = marts.school_score(snapshot, found.cycle.cycle_id, "verified", found.school.school_id)
    if row is None or row["score"] is None:
        return None
    ratings = {
        each["rating"]: each["name_zh"]
        for each in marts.ratings(snapshot, row["edition"]).to_dicts()
    }
    return rounded(row["score"]), ratings.get(row["rating"], "")


def _to_see(request: Request, say: Words, found: Asked, score: tuple[str, str] | None) -> Markup:
    if score is None:
        return _section(say("desk-result"), say("desk-no-result"))
    where = parts.to(request, parts.RESULT)
    note = say("desk-result-note", cycle=found.cycle.cycle_id, score=score[0], rating=score[1])
    return _section(say("desk-result"), note, pieces.link_button(where, say("desk-see-result")))


async def workbook(request: Request) -> Response:
    """A school's own workbook for a cycle, to be filled in; in words why, where there is none."""
    return await pieces.run(request, _workbook, request)


def _workbook(request: Request) -> Response:
    say = forms.said_language(request)
    cycle_id, school_id = (request.path_params[name] for name in ("cycle_id", "school_id"))
    acting = permitted.looking()
    try:
        content = workbooks.template_bytes(acting, cycle_id, school_id)
    except KeyError:
        refused = Refused("evidence-whose-unknown", cycle=cycle_id, school=school_id)
        return downloads.refused_page(say, refused)
    names = {one.school_id: one.name_zh for one in listing.schools(acting, cycle_id)}
    name = f"{cycle_id}-{school_id}-{names.get(school_id, '')}.xlsx"
    return downloads.saved(content, name, sending.WORKBOOK)
