"""Red lines: what was found of which school, with its effect; adding one, and withdrawing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import frame, guide, handed_in, marts, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts as desk_parts
from dashboards.plain.desk.parts import Asked
from dashboards.plain.office import parts, templates, typed_word
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import said_actor
from ingest.desk import county_word, deciding, typed
from ingest.desk.county_word import Finding, FindingsOf
from ingest.desk.handing_in import CheckOutcome, receipt_number

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.handing_in import ProblemText

LONGEST = 500


async def findings(request: Request) -> Response:
    """The page of red lines, and what becomes of one that is added or withdrawn."""
    return await typed_word.answered(request, _done, _onward, _page, "findings-already")


def _onward(request: Request, record_id: str) -> str:
    return _here(request, said=record_id)


def _here(request: Request, **more: str | None) -> str:
    kept = {name: request.query_params.get(name) for name in ("cycle", "school")}
    return forms.link(request, parts.FINDINGS, **kept | more)


def _done(request: Request, say: Words, said: dict[str, str]) -> CheckOutcome | None:
    """Add a finding, or withdraw one (None). Raises Refused."""
    cycle_id = said.get("cycle", "")
    line = {
        "cycle_id": cycle_id,
        "school_id": said.get("of", ""),
        "red_line": said.get("red_line", ""),
    }
    if said.get("withdraw"):
        reason = said.get("reason", "").strip()[: typed_word.LONGEST_REASON]
        if not reason:
            raise Refused("values-no-reason")
        deciding.withdraw(pieces.acting(said), said["withdraw"], reason, **line)
        return None
    line["note"] = said.get("note", "").strip()[:LONGEST]
    name = say("findings-file", school=line["school_id"], line=line["red_line"])
    return typed.type_findings(pieces.acting(said), [line], name)


def _page(
    request: Request,
    say: Words,
    told: Markup,
    said: dict[str, str],
    problems: list[ProblemText],
) -> Response:
    title, lead = say("office-findings"), say.attr("office-findings", "lead")
    asked = desk_parts.asked(request, is_open=False)
    if asked is None:
        return parts.page(request, title, pieces.notice(say, "desk-no-cycle", "empty"), lead=lead)
    found = county_word.findings(permitted.looking(), asked.cycle.cycle_id)
    effects = _effects(say, asked.cycle.edition)
    shown = request.query_params.get("said", "")
    saved = pieces.notice(say, "values-saved", "info", number=receipt_number(shown))
    content = [
        desk_parts.choice(request, say, asked, parts.FINDINGS),
        told,
        saved if shown else Markup(""),
        _table(request, say, asked, found, effects),
        _adding(request, say, asked, found, effects, said, problems),
        _workbook(request, say, asked),
        _withdrawn(say, found),
    ]
    return parts.page(request, title, *content, lead=lead)


def _effects(say: Words, edition: str) -> dict[str, str]:
    """What each red line does, as the published guide has it; nothing before the first build."""
    shown = frame.shown_snapshot(Settings.resolve())
    if shown is None:
        return {}
    snapshot = open_snapshot(shown.path)
    ratings = guide.ratings_by_code(marts.ratings(snapshot, edition).to_dicts())
    return {
        row["red_line"]: guide.effects(say, row, ratings)
        for row in marts.red_lines(snapshot, edition).to_dicts()
    }


def _name(say: Words, found: FindingsOf, school_id: str) -> str:
    school = found.schools.get(school_id)
    name = "" if school is None else school.name_zh
    return say("school-with-code", name=name, code=school_id)


def _label(found: FindingsOf, red_line: str) -> Markup:
    return tables.coded(red_line, found.red_lines.get(red_line, ""))


def _table(
    request: Request, say: Words, asked: Asked, found: FindingsOf, effects: dict[str, str]
) -> Markup:
    wanted = None if asked.school is None else asked.school.school_id
    rows = [{"one": one} for one in found.in_force if wanted in (None, one.school_id)]
    title = Markup("<h2>{} <small>{}</small></h2>").format(
        say("findings-in-force"), say("findings-count", count=len(rows))
    )
    if not rows:
        return title + pieces.notice(say, "findings-none", "empty")
    columns = [
        Column(
            say("desk-school"), lambda row: _name(say, found, row["one"].school_id), style="text"
        ),
        Column(say("findings-line"), lambda row: _label(found, row["one"].red_line), style="text"),
        Column(
            say("column-effect"),
            lambda row: effects.get(row["one"].red_line, ""),
            style="text labelled",
        ),
        Column(say("findings-note"), lambda row: row["one"].note or "", style="text labelled"),
        Column(say("values-by"), lambda row: _who(say, row["one"])),
    ]
    if permitted.may_change("withdraw") is None and not found.cycle.is_closed:
        columns.append(
            Column(say("desk-withdraw"), lambda row: _withdrawing(request, say, found, row["one"]))
        )
    return title + tables.cards(
        tables.table(rows, columns, label=say("findings-in-force"), key="findings")
    )


def _who(say: Words, one: Finding) -> Markup:
    return Markup("{}<br><small>{}<br>{}</small>").format(
        said_actor(say, one.said.received_by),
        moment(one.said.received_at),
        receipt_number(one.said.record_id),
    )


def _withdrawing(request: Request, say: Words, found: FindingsOf, one: Finding) -> Markup:
    carried = {
        "withdraw": one.said.record_id,
        "cycle": found.cycle.cycle_id,
        "of": one.school_id,
        "red_line": one.red_line,
    }
    form = typed_word.withdrawing(request, say, _here(request), carried, say("desk-withdraw"))
    return Markup("<details><summary>{}</summary>{}</details>").format(say("desk-withdraw"), form)


def _adding(
    request: Request,
    say: Words,
    asked: Asked,
    found: FindingsOf,
    effects: dict[str, str],
    said: dict[str, str],
    problems: list[ProblemText],
) -> Markup:
    """The form to add one, by the red lines of the guide that the cycle goes by."""
    title = Markup('<h2 id="add">{}</h2>').format(say("findings-add"))
    if (reason := permitted.may_change("load")) is not None:
        return title + pieces.notice(say, reason, "info")
    if found.cycle.is_closed:
        return title + pieces.notice(say, "desk-closed", "info", cycle=found.cycle.cycle_id)
    if not found.red_lines:
        return title + pieces.notice(say, "findings-no-lines", "empty")
    is_typed = not said.get("withdraw")
    chosen: dict[str, Any] = said if is_typed else {}
    of = chosen.get("of") or ("" if asked.school is None else asked.school.school_id)
    schools = [
        (one.school_id, say("school-with-code", name=one.name_zh, code=one.school_id))
        for one in asked.schools
    ]
    lines = [
        (code, f"{code} {label}" + (f"（{effects[code]}）" if code in effects else ""))
        for code, label in found.red_lines.items()
    ]
    inside = forms.hidden("cycle", found.cycle.cycle_id)
    inside += pieces.select("of", say("desk-school"), [pieces.unchosen(say), *schools], of)
    inside += pieces.select(
        "red_line", say("findings-line"), [pieces.unchosen(say), *lines], chosen.get("red_line", "")
    )
    if problems:
        inside += Markup('<div id="wrong">{}</div>').format(
            handed_in.problems_table(say, problems, key="wrong-finding")
        )
    inside += forms.field(
        say("findings-note"), "note", value=chosen.get("note", ""), more=f'maxlength="{LONGEST}"'
    )
    inside += pieces.person_field(say) + forms.button(say("findings-add"))
    return title + forms.form(request, _here(request), inside)


def _workbook(request: Request, say: Words, asked: Asked) -> Markup:
    """The same as a workbook, there and back."""
    there = templates.table_link(request, say, "findings", asked)
    back = Markup('<a href="{}">{}</a>').format(
        forms.link(request, parts.HAND_IN), say("office-hand-in")
    )
    return Markup('<p class="note">{} {} · {}</p>').format(say("table-there-and-back"), there, back)


def _withdrawn(say: Words, found: FindingsOf) -> Markup:
    if not found.withdrawn:
        return Markup("")
    rows = [{"one": one, "reason": reason, "by": by} for one, reason, by in found.withdrawn]
    columns = [
        Column(
            say("desk-school"), lambda row: _name(say, found, row["one"].school_id), style="text"
        ),
        Column(say("findings-line"), lambda row: _label(found, row["one"].red_line), style="text"),
        Column(say("withdraw-reason"), lambda row: row["reason"], style="text labelled"),
        Column(say("values-by"), lambda row: said_actor(say, row["by"])),
    ]
    title = say("findings-withdrawn", count=len(rows))
    table = tables.cards(tables.table(rows, columns, label=title, key="withdrawn-findings"))
    return Markup("<details><summary>{}</summary>{}</details>").format(title, table)
