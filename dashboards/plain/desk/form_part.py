"""An indicator of the form: its questions are answered, saved, and what is wrong told beside them.

Without script nothing can be told while one types; so it is told whenever one saves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, permitted
from dashboards.plain import forms, pieces
from dashboards.plain.desk import form, form_fields, parts
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import moment, plain
from duibiao.words.labels import Labels, said_actor
from ingest.desk import drafts, handing_in
from ingest.desk.drafts import FormPart, OfSchool, SchoolForm, Typed

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.plain.desk.parts import Asked

NEXT, SAVED, CHANGED = "next", "saved", "draft-changed-meanwhile"
BLANK = "left-empty"


async def form_part(request: Request) -> Response:
    """The page of an indicator, and what becomes of what is typed there."""
    say = forms.said_language(request)
    unsaved, told = None, Markup("")
    if request.method == "POST":
        said = await forms.as_typed(request)
        try:
            said = await forms.typed(request)
            target = await pieces.run(request, _saved, request, said, at=pieces.TYPED)
        except Refused as refused:
            # Whatever the reason, nothing that was typed is lost: it stands in the fields again.
            unsaved, told = form_fields.typed_in(said), _refused(say, refused)
        else:
            return pieces.remember_person(forms.to(target), request, said)
    return await pieces.run(request, _page, request, say, unsaved, told, at=pieces.TYPED)


def _refused(say: Words, refused: Refused) -> Markup:
    if refused.code == "hand-in-not-kept":
        return pieces.notice(say, "draft-not-kept", "error")
    if refused.code != CHANGED:
        return forms.refusal(say, refused)
    at, who = refused.parameters["at"], said_actor(say, refused.parameters["who"])
    return pieces.notice(say, CHANGED, "warning", at=moment(at) if at else "", who=who)


def _saved(request: Request, said: dict[str, str]) -> str:
    """Keep what was typed; the page to go on to: the next one, where nothing came to be wrong."""
    pair, indicator_id = parts.of_school(request), request.path_params["indicator"]
    seen = said.get("seen", "")
    before = _problems(drafts.form(permitted.looking(), *pair), indicator_id)
    found = drafts.save_answers(
        pieces.acting(said), *pair, indicator_id, form_fields.typed_in(said),
        int(seen) if seen.isdecimal() else -1,
    )  # fmt: skip
    here = parts.form_part(request, pair, indicator_id, **{SAVED: "1"})
    if said.get("do") != NEXT or _problems(found, indicator_id) - before:
        return here
    _, after = _neighbours(found.form, indicator_id)
    if after is None:
        return forms.link(request, parts.FORM, cycle=pair[0], school=pair[1])
    return parts.form_part(request, pair, after.indicator.indicator_id)


def _problems(found: OfSchool, indicator_id: str) -> set[tuple[str, str | None, str | None]]:
    """What is wrong in an indicator, but what is still to come."""
    part = found.form.part(indicator_id)
    problems = [] if part is None else [*part.problems, *part.elsewhere]
    return {problem.subject for problem in problems if problem.code != BLANK}


def _neighbours(form_: SchoolForm, indicator_id: str) -> tuple[FormPart | None, FormPart | None]:
    """The indicators before and after one, of those that are asked."""
    asked = form_.asked()
    at = next((at for at, one in enumerate(asked) if one.indicator.indicator_id == indicator_id), 0)
    return asked[at - 1] if at else None, asked[at + 1] if at + 1 < len(asked) else None


def _page(request: Request, say: Words, unsaved: Typed | None, told: Markup) -> Response:
    found = parts.asked(request, is_open=False)
    title = say("desk-form")
    if found is None or found.school is None or found.unknown:
        # What was typed for another school is never put into the fields of this one.
        if not told:
            told = pieces.notice(say, "evidence-choose-school", "warning")
        where = pieces.link_button(forms.link(request, parts.FORM), title)
        return parts.page(request, title, told, where, status=404)
    pair = found.cycle.cycle_id, found.school.school_id
    seen = form.looked_at(found)
    whole = forms.link(request, parts.FORM, cycle=pair[0], school=pair[1])
    if not seen.is_begun:  # first it must be said of what it is to be made
        return forms.to(whole)
    part = seen.form.part(request.path_params["indicator"])
    if part is None or part.state == "not_asked":
        refused = Refused("draft-indicator-unknown", indicator=request.path_params["indicator"])
        told += forms.refusal(say, refused) + pieces.link_button(whole, title)
        return parts.page(request, title, told, status=404)
    labels = Labels(say, [])
    name = labels.named(part.indicator)
    dimension = next(
        one for one in seen.form.edition.dimensions
        if one.dimension_id == part.indicator.dimension_id
    )  # fmt: skip
    content = [
        told or _told(say, request, part),
        _elsewhere(request, say, pair, seen.form, part),
        _about(say, part),
        _fields(request, say, found, part, unsaved),
        _ways(request, say, pair, seen.form, part, whole),
    ]
    lead = say(
        "draft-part-of", school=found.school.name_zh, cycle=pair[0],
        dimension=labels.named(dimension), points=plain(part.indicator.max_points),
    )  # fmt: skip
    heading = f"{part.indicator.indicator_id} {name}"
    return parts.page(request, heading, *content, lead=lead)


def _told(say: Words, request: Request, part: FormPart) -> Markup:
    """That it was saved, and what of it is wrong."""
    saved = part.saved
    if not saved.version:
        return Markup("")
    at, who = moment(saved.saved_at), said_actor(say, saved.saved_by)
    if request.query_params.get(SAVED) is None:
        return Markup('<p class="note">{}</p>').format(say("draft-part-saved", at=at, who=who))
    errors = sum(problem.severity == "error" for problem in part.problems)
    others = len(part.problems) - errors
    if errors:
        return pieces.notice(say, "draft-saved-wrong", "error", at=at, count=errors)
    if others:
        return pieces.notice(say, "draft-saved-doubtful", "warning", at=at, count=others)
    return design.notice(say("draft-saved", at=at), "info")


def _elsewhere(
    request: Request, say: Words, pair: tuple[str, str], form_: SchoolForm, part: FormPart
) -> Markup:
    """What an answer of this indicator makes wrong in another one."""
    lines = []
    for problem, text in zip(
        part.elsewhere, handing_in.said_problems(part.elsewhere, say), strict=True
    ):
        fact = form_.edition.facts[problem.fact_id or ""]
        target = parts.form_part(request, pair, fact.indicator_id, fact.fact_id)
        lines.append(Markup('<a href="{}">{}</a> {}').format(target, fact.fact_id, text.what))
    if not lines:
        return Markup("")
    return design.notice(say("draft-elsewhere"), "error", design.listed(lines))


def _about(say: Words, part: FormPart) -> Markup:
    """What the indicator demands, how it is scored, and what proves it."""
    indicator = part.indicator
    lines = [
        say(message, **{name: text})
        for message, name, text in (
            ("workbook-requirement", "requirement", indicator.requirement_zh),
            ("workbook-rule", "rule", indicator.rule_zh),
            ("draft-proof", "evidence", indicator.evidence_zh),
        )
        if text
    ]
    return Markup("").join(Markup('<p class="note">{}</p>').format(line) for line in lines)


def _fields(
    request: Request, say: Words, found: Asked, part: FormPart, unsaved: Typed | None
) -> Markup:
    """The fields with what was typed: what is saved, or `unsaved` with what is saved beside it."""
    reason = None if found.cycle.is_closed else permitted.may_change("fill_in")
    is_open = not found.cycle.is_closed and reason is None
    shown = form_fields.fields(say, part, unsaved)
    if found.cycle.is_closed:
        shown = pieces.notice(say, "desk-closed", "info", cycle=found.cycle.cycle_id) + shown
    elif reason is not None:
        shown = pieces.notice(say, reason, "info") + shown
    if is_open:
        seen = forms.hidden("seen", part.saved.version)
        shown = seen + shown + pieces.person_field(say, pieces.said_person(request))
        shown += pieces.buttons(
            forms.button(say("draft-save"), name="do", value="save"),
            forms.button(say("draft-save-next"), name="do", value=NEXT),
        )
    else:
        shown = Markup("<fieldset disabled>{}</fieldset>").format(shown)
    assert found.school is not None
    here = parts.form_part(
        request, (found.cycle.cycle_id, found.school.school_id), part.indicator.indicator_id
    )
    return forms.form(request, here, shown, kind="questions")


def _ways(
    request: Request,
    say: Words,
    pair: tuple[str, str],
    form_: SchoolForm,
    part: FormPart,
    whole: str,
) -> Markup:
    """Back, on, and to the whole, without saving."""
    before, after = _neighbours(form_, part.indicator.indicator_id)
    places: Mapping[str, FormPart | None] = {"draft-before": before, "draft-after": after}
    links = [
        Markup('<a href="{}">{}</a>').format(
            parts.form_part(request, pair, one.indicator.indicator_id),
            say(message, indicator=one.indicator.indicator_id),
        )
        for message, one in places.items()
        if one is not None
    ]
    asked = form_.asked()
    at, count = str(asked.index(part) + 1), str(len(asked))
    text = say("draft-whole", at=at, count=count)
    links.insert(1 if before else 0, Markup('<a href="{}">{}</a>').format(whole, text))
    return Markup('<p class="ways no-print">{}</p>').format(Markup("").join(links))
