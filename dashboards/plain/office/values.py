"""Verified values: what the county says of each fact of a school, changed one by one or by sheets.

Whoever reviews has it for her schools: its address is open to her, though the office's desk is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, handed_in, permitted, tables
from dashboards.parts.tables import Column, Row
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts as desk_parts
from dashboards.plain.desk.parts import Asked
from dashboards.plain.office import many, parts, typed_word
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import said_actor
from ingest.desk import county_word, deciding, typed
from ingest.desk.county_word import CountyValue, FactValues, SchoolValues
from ingest.desk.handing_in import CheckOutcome, receipt_number

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.handing_in import ProblemText

LONGEST_VALUE = 200


async def values(request: Request) -> Response:
    """The page of a school's verified values, and what becomes of one that is changed."""
    return await typed_word.answered(request, _done, _onward, _page, "values-already")


def _onward(request: Request, record_id: str) -> str:
    return _here(request, said=record_id) + "#told"


def _here(request: Request, **more: str | None) -> str:
    kept = {name: request.query_params.get(name) for name in ("cycle", "school", "show")}
    return forms.link(request, parts.VALUES, **kept | more)


def _done(request: Request, say: Words, said: dict[str, str]) -> CheckOutcome | None:
    """Change a value, or withdraw one (None). Raises Refused."""
    query = request.query_params
    cycle_id, school_id = query.get("cycle", ""), query.get("school", "")
    fact_id, reason = (
        query.get("fact", ""),
        said.get("reason", "").strip()[: typed_word.LONGEST_REASON],
    )
    if not reason:
        raise Refused("values-no-reason")
    if said.get("withdraw"):
        of = {"cycle_id": cycle_id, "school_id": school_id, "fact_id": fact_id}
        deciding.withdraw(pieces.acting(said), said["withdraw"], reason, **of)
        return None
    value = said.get("value", "").strip()[:LONGEST_VALUE]
    if bool(value) == (said.get("none") == "yes"):
        raise Refused("values-value-or-none")
    line = {"fact_id": fact_id, "value": value, "reason": reason}
    if said.get("rater"):
        line["rater"] = said["rater"].strip()[:LONGEST_VALUE]
    name = say("values-file", school=school_id, fact=fact_id)
    return typed.type_values(pieces.acting(said), cycle_id, school_id, [line], name)


def _page(
    request: Request,
    say: Words,
    told: Markup,
    said: dict[str, str],
    problems: list[ProblemText],
) -> Response:
    title, lead = say("office-values"), say.attr("office-values", "lead")
    found = desk_parts.asked(request, is_open=False)
    if found is None:
        return parts.page(request, title, pieces.notice(say, "desk-no-cycle", "empty"), lead=lead)
    choice = desk_parts.choice(request, say, found, parts.VALUES)
    if found.school is None:
        return parts.page(request, title, told, choice, _schools(request, say, found), lead=lead)
    try:
        school = county_word.school_values(
            permitted.looking(), found.cycle.cycle_id, found.school.school_id
        )
    except Refused as refused:
        return parts.page(request, title, choice, forms.refusal(say, refused), status=403)
    fact_id = request.query_params.get("fact", "")
    fact = next((one for one in school.facts if one.fact.fact_id == fact_id), None)
    content = [
        choice,
        Markup('<div id="told">{}{}</div>').format(told, _saved(request, say)),
        Markup("") if fact is None else _change(request, say, school, fact, said, problems),
        _sheets(request, say, found),
        _facts(request, say, school),
    ]
    name = say("school-with-code", name=found.school.name_zh, code=found.school.school_id)
    return parts.page(request, title, *content, lead=f"{name} · {found.cycle.cycle_id}")


def _saved(request: Request, say: Words) -> Markup:
    """What was just done, by the number of its receipt."""
    said = request.query_params.get("said", "")
    if not said:
        return Markup("")
    return pieces.notice(say, "values-saved", "info", number=receipt_number(said))


def _schools(request: Request, say: Words, found: Asked) -> Markup:
    """Finding a school by a part of its name; reviewers have no more than their own."""
    wanted = request.query_params.get("find", "").strip().lower()
    inside = forms.field(say("values-find"), "find", value=wanted)
    inside += forms.button(say("values-find-go"), quiet=True)
    form = forms.asking(request, parts.VALUES, inside, "cycle")
    rows = [
        {"school": one}
        for one in found.schools
        if wanted in one.name_zh.lower() or wanted == one.school_id.lower()
    ]
    if not rows:
        return form + pieces.notice(say, "values-no-school", "empty")
    columns = [
        Column(say("many-column-school"), lambda row: row["school"].school_id),
        Column(
            say("many-column-name"),
            lambda row: tables.linked(
                forms.link(
                    request,
                    parts.VALUES,
                    cycle=found.cycle.cycle_id,
                    school=row["school"].school_id,
                ),
                row["school"].name_zh,
            ),
            style="text",
        ),
        Column(say("values-township"), lambda row: row["school"].township, wide=True),
    ]
    table = tables.table(rows, columns, label=say("office-values"), key="schools")
    to_sheets = pieces.link_button(forms.link(request, parts.SHEETS), say("values-sheets"))
    return pieces.buttons(to_sheets) + form + table


def _sheets(request: Request, say: Words, found: Asked) -> Markup:
    assert found.school is not None
    of = {"cycle_id": found.cycle.cycle_id, "school_id": found.school.school_id}
    links = [
        pieces.link_button(
            pieces.address(request, parts.SHEET, **of), say("values-fetch-sheet"), quiet=True
        ),
        pieces.link_button(forms.link(request, parts.SHEETS), say("values-sheets"), quiet=True),
    ]
    is_all = request.query_params.get("show") != "verified"
    show, name = ("verified", "values-show-verified") if is_all else (None, "values-show-all")
    links.append(pieces.link_button(_here(request, show=show), say(name), quiet=True))
    return pieces.buttons(*links)


def _facts(request: Request, say: Words, school: SchoolValues) -> Markup:
    """Each fact with what the school says and what the county does."""
    only_verified = request.query_params.get("show") == "verified"
    rows = [{"fact": one} for one in school.facts if one.voices or not only_verified]
    if not rows:
        return pieces.notice(say, "values-none-yet", "empty")
    may_change = permitted.may_change("review") is None

    def own(row: Row) -> Markup | str:
        one: FactValues = row["fact"]
        if one.fact.answered_by == "county":
            return tables.quiet(say("values-of-county"))
        if one.own is None:
            missing = "values-blank" if school.has_handed_in else "values-not-handed-in"
            return Markup('<span class="missing">{}</span>').format(say(missing))
        return one.said(one.own, say)

    def label(row: Row) -> Markup:
        fact = row["fact"].fact
        named = tables.coded(fact.fact_id, fact.label_zh)
        if not may_change:
            return named
        where = _here(request, fact=fact.fact_id) + "#change"
        return Markup("{} {}").format(named, tables.linked(where, say("values-change")))

    columns = [
        Column(say("values-fact"), label, style="text"),
        Column(say("values-own"), own, number=True, style="labelled"),
        Column(
            say("values-verified"), lambda row: _voices(say, row["fact"]), style="text labelled"
        ),
        Column(say("values-reason"), lambda row: _reasons(row["fact"]), style="text labelled"),
        Column(say("values-by"), lambda row: _who(say, row["fact"]), wide=True),
    ]
    return tables.cards(tables.table(rows, columns, label=say("office-values"), key="values"))


def _lines(lines: list[Markup | str]) -> Markup:
    return Markup("<br>").join(Markup("{}").format(line) for line in lines)


def _voices(say: Words, one: FactValues) -> Markup:
    return _lines([_voice(say, one, voice) for voice in one.voices])


def _voice(say: Words, one: FactValues, voice: CountyValue) -> Markup:
    if voice.value is None:
        said = Markup('<span class="missing">{}</span>').format(say("values-has-none"))
    else:
        said = Markup("{}").format(one.said(voice.value, say))
    if voice.rater is not None:
        said += Markup(" <small>{}</small>").format(say("values-of-rater", rater=voice.rater))
    return said


def _reasons(one: FactValues) -> Markup:
    return _lines([voice.reason or "" for voice in one.voices])


def _who(say: Words, one: FactValues) -> Markup:
    said = [
        Markup("{} <small>{}<br>{}</small>").format(
            said_actor(say, voice.said.received_by),
            moment(voice.said.received_at),
            receipt_number(voice.said.record_id),
        )
        for voice in one.voices
    ]
    return _lines(list(said))


def _change(
    request: Request,
    say: Words,
    school: SchoolValues,
    one: FactValues,
    said: dict[str, str],
    problems: list[ProblemText],
) -> Markup:
    """The forms of one fact: a value with its reason, none with its reason, and withdrawing."""
    fact = one.fact
    title = Markup('<h2 id="change">{} {}</h2>').format(fact.fact_id, fact.label_zh)
    if (reason := permitted.may_change("review")) is not None:
        return title + pieces.notice(say, reason, "info")
    if school.cycle.is_closed:
        closed = pieces.notice(say, "desk-closed", "info", cycle=school.cycle.cycle_id)
        return title + closed
    here = _here(request, fact=fact.fact_id)
    own = one.said(one.own, say) if one.own is not None else say("values-blank")
    note = say("values-now", own=own) if fact.answered_by == "school" else say("values-of-county")
    if one.range is not None:
        note += say("values-range", least=one.range[0], most=one.range[1])
    inside = Markup('<p class="note">{}</p>').format(note)
    choices = one.choices(say)
    typed_value = said.get("value", "")
    wrong = Markup(' aria-describedby="wrong"') if problems else Markup("")
    if choices:
        inside += pieces.select(
            "value", say("values-value"), [pieces.unchosen(say), *choices], typed_value
        )
    else:
        label = say("values-value") + (f"（{fact.unit_zh}）" if fact.unit_zh else "")
        inside += forms.field(
            label, "value", value=typed_value, more=f'maxlength="{LONGEST_VALUE}"{wrong}'
        )
    if problems:
        inside += Markup('<div id="wrong">{}</div>').format(
            handed_in.problems_table(say, problems, key="wrong-value")
        )
    none = Markup('<label><input type="checkbox" name="none" value="yes"{}>{}</label>')
    is_none = Markup(" checked") if said.get("none") == "yes" else ""
    inside += none.format(is_none, say("values-as-none"))
    if one.range is not None:
        inside += forms.field(say("templates-rater"), "rater", value=said.get("rater", ""))
    inside += forms.field(
        say("values-reason"),
        "reason",
        value=said.get("reason", ""),
        more=typed_word.REASON,
    )
    inside += pieces.person_field(say) + forms.button(say("values-save"))
    shown = title + forms.form(request, here, inside)
    if permitted.may_change("withdraw") is None:
        shown += Markup("").join(_withdrawing(request, say, here, one, v) for v in one.voices)
    return shown


def _withdrawing(
    request: Request, say: Words, here: str, one: FactValues, voice: CountyValue
) -> Markup:
    """Taking one value back: then the school's own counts again, or what was said before."""
    of = {"withdraw": voice.said.record_id}
    form = typed_word.withdrawing(request, say, here, of, say("desk-withdraw"))
    summary = Markup("{}{}").format(say("values-withdraw"), _voice(say, one, voice))
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, form)


async def sheets(request: Request) -> Response:
    """The page to send filled in review sheets from; what is sent is checked in a job."""
    return await many.sent(request, "reviews", _sheets_page)


def _sheets_page(request: Request, say: Words, told: Markup) -> Response:
    reason = permitted.may_change("review")
    form = (
        pieces.notice(say, reason, "info")
        if reason is not None
        else many.upload_form(request, say, "reviews")
    )
    about = design.notice(say("values-sheets-mean"), "info")
    status = 403 if told else 200
    return parts.page(request, say("values-sheets"), told, form, about, status=status)
