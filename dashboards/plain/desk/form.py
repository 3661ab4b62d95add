"""The form beside the workbook: how far each indicator is, beginning a draft, and handing it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import design, downloads, permitted, sending, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, messages, pieces
from dashboards.plain.desk import held, parts
from dashboards.plain.desk.held import OfDraft
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import Labels, said_actor
from ingest.desk import drafts, handing_in
from ingest.desk.drafts import FormPart, OfSchool, SchoolForm
from ingest.desk.handing_in import receipt_number

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.plain.desk.parts import Asked

LOOKS = {
    "not_asked": "not-applicable",
    "empty": "missing",
    "begun": "tag",
    "complete": "tag good",
    "wrong": "tag bad",
}
"""How each state of an indicator looks, beside its word."""
BLANK, IN_FORCE, CHECK = "blank", "in-force", "check"


async def form(request: Request) -> Response:
    """The page of a school's form, and what becomes of beginning a draft or handing it in."""
    return await pieces.answered(request, _done, _page)


def _done(request: Request, say: Words, said: dict[str, str]) -> Response:
    """Do what was asked for, and go on. Raises Refused."""
    pair = parts.of_school(request)
    if said.get("do") == CHECK:
        content, name, version = drafts.filled(permitted.looking(), *pair, say)
        outcome = handing_in.check_file(permitted.looking(), content, name)
        token = held.keep(forms.bound_to(request), outcome, OfDraft(*pair, version))
        return forms.to(pieces.address(request, parts.CHECKED, token=token))
    seen = said.get("seen", "")
    if seen != "0" and said.get("confirmed") != "yes":
        raise Refused("draft-not-confirmed")
    drafts.begin_draft(
        pieces.acting(said), *pair, int(seen) if seen.isdecimal() else -1,
        is_blank=said.get("do") == BLANK,
    )  # fmt: skip
    return forms.to(forms.link(request, parts.FORM, cycle=pair[0], school=pair[1]))


def looked_at(found: Asked) -> OfSchool:
    """The form of a school; that another's was looked at, the trail keeps. Raises Refused."""
    assert found.school is not None
    cycle_id = found.cycle.cycle_id
    seen = drafts.form(permitted.looking(), cycle_id, found.school.school_id)
    if not permitted.is_of_school(cycle_id, found.school):
        ask(permitted.looking(), permitted.SEE, cycle_id, found.school)
    return seen


def _page(request: Request, say: Words, told: Markup) -> Response:
    found = parts.asked(request, is_open=False)
    title = say("desk-form")
    if found is None:
        return parts.page(request, title, told, pieces.notice(say, "desk-no-cycle", "empty"))
    choice = parts.choice(request, say, found, parts.FORM)
    if found.school is None:
        told += pieces.notice(say, "desk-choose-school", "empty")
        return parts.page(request, title, choice, told)
    lead = say("draft-of", school=found.school.name_zh, cycle=found.cycle.cycle_id)
    try:
        seen = looked_at(found)
    except Refused as refused:
        if refused.code != "draft-unreadable":
            raise
        told += forms.refusal(say, refused) + _to_begin(request, say, found, None)
        return parts.page(request, title, choice, told, lead=lead)
    if not seen.is_begun:
        begin = _may_not(say, found) or pieces.notice(say, "draft-begin", "info")
        begin += _to_begin(request, say, found, seen)
        return parts.page(request, title, choice, told, begin, lead=lead)
    content = [
        choice,
        told,
        _standing(request, say, found, seen),
        progress(say, seen.form),
        _onward(request, say, found, seen),
        _indicators(request, say, found, seen.form),
        _to_begin_anew(request, say, found, seen),
    ]
    return parts.page(request, title, *content, lead=lead)


def _pair(found: Asked) -> tuple[str, str]:
    assert found.school is not None
    return found.cycle.cycle_id, found.school.school_id


def _here(request: Request, found: Asked) -> str:
    cycle, school = _pair(found)
    return forms.link(request, parts.FORM, cycle=cycle, school=school)


def _may_not(say: Words, found: Asked) -> Markup:
    """Why nothing can be filled in here; empty where it can."""
    if found.cycle.is_closed:
        return pieces.notice(say, "desk-closed", "info", cycle=found.cycle.cycle_id)
    reason = permitted.may_change("fill_in")
    return Markup("") if reason is None else pieces.notice(say, reason, "info")


def _standing(request: Request, say: Words, found: Asked, seen: OfSchool) -> Markup:
    """Until when, who may, and how the draft stands to what is in force."""
    told = Markup("")
    draft = seen.form.draft
    if seen.in_force is None and not found.cycle.is_closed:
        until = messages.deadline(request, say, found.cycle)
        told += design.notice(until.text, until.kind, until.detail)
    told += _may_not(say, found)
    if seen.is_overtaken and seen.in_force is not None:
        number = receipt_number(seen.in_force)
        told += pieces.notice(say, "draft-overtaken", "warning", number=number)
    elif draft.handed_in and draft.handed_in == seen.in_force:
        where = pieces.address(request, parts.RECEIPT, receipt=draft.handed_in)
        number = receipt_number(draft.handed_in)
        code = "draft-changed-since" if seen.is_changed else "draft-handed-in"
        link = Markup('<a href="{}">{}</a>').format(where, say("desk-receipt"))
        mood = "warning" if seen.is_changed else "info"
        told += design.notice(say(code, number=number), mood, link)
    return told


def progress(say: Words, form_: SchoolForm) -> Markup:
    """How many answers and indicators there are, what is wrong, and when it was saved last."""
    filled, due = form_.count()
    asked = form_.asked()
    complete = sum(part.state == "complete" for part in asked)
    problems = [one for part in asked for one in part.problems if one.code != "left-empty"]
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    figures: list[tuple[str | Markup, str | Markup, str | Markup]] = [
        (say("draft-figure-answers"), f"{filled} / {due}", ""),
        (say("draft-figure-indicators"), f"{complete} / {len(asked)}", ""),
        (say("draft-figure-errors"), str(errors), ""),
        (say("draft-figure-warnings"), str(warnings), ""),
    ]
    return design.figures(figures) + saved_last(say, form_)


def saved_last(say: Words, form_: SchoolForm) -> Markup:
    """When something of the draft was saved last, and by whom."""
    saved = max(form_.draft.parts.values(), key=lambda one: one.version, default=None)
    if saved is None:
        return Markup("")
    who, at = said_actor(say, saved.saved_by), moment(saved.saved_at)
    return Markup('<p class="note">{}</p>').format(say("draft-saved-last", at=at, who=who))


def _onward(request: Request, say: Words, found: Asked, seen: OfSchool) -> Markup:
    """On to what is still to do; the workbook half filled; checking and handing in."""
    pair, buttons = _pair(found), Markup("")
    asked = seen.form.asked()
    next_one = next((part for part in asked if part.state != "complete"), None)
    if next_one is not None and not found.cycle.is_closed:
        target = parts.form_part(request, pair, next_one.indicator.indicator_id)
        text = say("draft-go-on" if seen.form.draft.version else "draft-go")
        buttons += pieces.link_button(target, text)
    fetch = pieces.address(request, parts.FILLED, cycle_id=pair[0], school_id=pair[1])
    buttons += pieces.link_button(fetch, say("draft-download"), quiet=True)
    shown = pieces.buttons(buttons)
    if found.cycle.is_closed or permitted.may("check") is not None:
        return shown
    check = forms.button(say("draft-check"), name="do", value=CHECK)
    note = Markup('<p class="note">{}</p>').format(say("draft-check-note"))
    return shown + forms.form(request, _here(request, found), check + note)


def _indicators(request: Request, say: Words, found: Asked, form_: SchoolForm) -> Markup:
    labels, shown = Labels(say, []), Markup("")
    for dimension in form_.edition.dimensions:
        own = form_.parts_of(dimension)
        if not own:
            continue
        name = labels.named(dimension)
        complete = sum(part.state == "complete" for part in own)
        asked = sum(part.state != "not_asked" for part in own)
        shown += Markup('<h2 id="{}">{} <small>{}</small></h2>{}').format(
            dimension.dimension_id, name,
            say("draft-dimension-progress", complete=complete, asked=asked),
            _table(request, say, _pair(found), own, name, dimension.dimension_id),
        )  # fmt: skip
    return shown


def _table(
    request: Request, say: Words, pair: tuple[str, str], own: list[FormPart], name: str, key: str
) -> Markup:
    labels = Labels(say, [])

    def title(part: FormPart) -> Markup:
        code = part.indicator.indicator_id
        shown = tables.coded(code, labels.named(part.indicator))
        if part.state == "not_asked":
            return Markup('<span class="not-applicable">{}</span>').format(shown)
        return tables.linked(parts.form_part(request, pair, code), shown)

    def answers(part: FormPart) -> str:
        asked = [question for question in part.questions if question.is_asked]
        return f"{sum(bool(one.text) for one in asked)} / {len(asked)}" if asked else "—"

    rows: list[dict[str, Any]] = [{"of": part} for part in own]
    return Markup('<div class="form-list">{}</div>').format(
        tables.table(
            rows,
            [
                Column(say("column-indicator"), lambda row: title(row["of"]), style="text"),
                Column(say("draft-column-state"), lambda row: state(say, row["of"])),
                Column(say("draft-column-answers"), lambda row: answers(row["of"]), number=True),
            ],
            label=name,
            key=f"form-{key}",
        )
    )


def state(say: Words, part: FormPart) -> Markup:
    """How far an indicator is; beside it, that something in it should be looked at again."""
    shown = Markup('<span class="{}">{}</span>').format(
        LOOKS[part.state], say(f"draft-state-{part.state.replace('_', '-')}")
    )
    warnings = sum(one.severity == "warning" and one.code != "left-empty" for one in part.problems)
    if warnings:
        shown += Markup(' <span class="tag">{}</span>').format(
            say("draft-warnings", count=warnings)
        )
    return shown


def _to_begin(request: Request, say: Words, found: Asked, seen: OfSchool | None) -> Markup:
    """From what a draft may be begun, where there is none; None: where it cannot be read."""
    if found.cycle.is_closed or permitted.may_change("fill_in") is not None:
        return Markup("")
    inside = forms.hidden("seen", 0)
    inside += pieces.person_field(say, pieces.said_person(request))
    buttons = Markup("")
    if seen is None or seen.in_force is not None:
        buttons += forms.button(say("draft-begin-in-force"), name="do", value=IN_FORCE)
    buttons += forms.button(say("draft-begin-blank"), quiet=True, name="do", value=BLANK)
    inside += pieces.buttons(buttons)
    return forms.form(request, _here(request, found), inside)


def _to_begin_anew(request: Request, say: Words, found: Asked, seen: OfSchool) -> Markup:
    """Putting the hand-in in force, or nothing, in place of the draft: folded, never silently."""
    draft = seen.form.draft
    is_closed = found.cycle.is_closed or permitted.may_change("fill_in") is not None
    if is_closed or not draft.version:
        return Markup("")
    inside = forms.hidden("seen", draft.version)
    inside += forms.confirmed(say("draft-replace-confirmed"))
    inside += pieces.person_field(say, pieces.said_person(request))
    buttons = Markup("")
    if seen.in_force is not None:
        buttons += forms.button(say("draft-begin-in-force"), quiet=True, name="do", value=IN_FORCE)
    buttons += forms.button(say("draft-begin-blank"), quiet=True, name="do", value=BLANK)
    inside += pieces.buttons(buttons)
    return Markup('<details class="no-print"><summary>{}</summary>{}</details>').format(
        say("draft-begin-anew"), forms.form(request, _here(request, found), inside)
    )


async def filled(request: Request) -> Response:
    """The school's workbook with what its draft says, to be gone on with in a spreadsheet."""
    return await pieces.run(request, _filled, request)


def _filled(request: Request) -> Response:
    say = forms.said_language(request)
    pair = request.path_params["cycle_id"], request.path_params["school_id"]
    try:
        content, name, _ = drafts.filled(permitted.looking(), *pair, say)
    except Refused as refused:
        if refused.code.startswith(("policy-", "may-not-")):
            raise
        return downloads.refused_page(say, refused)
    return downloads.saved(content, name, sending.WORKBOOK)
