"""The county's own facts: one sheet for all schools there and back, and who lacks what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import permitted, tables
from dashboards.parts.tables import Column, Row
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts as desk_parts
from dashboards.plain.office import many, parts, templates
from duibiao.records.model import School
from duibiao.words import Words
from ingest.desk import county_word
from ingest.desk.county_word import CountyFacts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

NAMED = 12
"""So many schools are named at once; the others are folded."""


async def facts(request: Request) -> Response:
    """What the county has still to say, and the sheet to say it in."""
    return await pieces.run(request, _page, request)


def _page(request: Request) -> Response:
    say = forms.said_language(request)
    title, lead = say("office-facts"), say.attr("office-facts", "lead")
    asked = desk_parts.asked(request, is_open=False)
    if asked is None:
        return parts.page(request, title, pieces.notice(say, "desk-no-cycle", "empty"), lead=lead)
    found = county_word.county_facts(permitted.looking(), asked.cycle.cycle_id)
    # The sheet is of all schools: only the cycle is chosen.
    choice = desk_parts.choice(request, say, replace(asked, schools=()), parts.FACTS)
    points = _points(request, say, found)
    if not found.facts:
        none = pieces.notice(say, "county-facts-none", "empty")
        return parts.page(request, title, choice, none, points, lead=lead)
    there = Markup('<h2>{}</h2><p class="note">{}</p><p>{}</p>').format(
        say("county-facts-there"),
        say.attr("county-facts-there", "note"),
        templates.table_link(request, say, "county-facts", asked),
    )
    back = Markup("<h2>{}</h2>").format(say("county-facts-back"))
    if (reason := permitted.may_change("load")) is not None:
        back += pieces.notice(say, reason, "info")
    elif found.cycle.is_closed:
        back += pieces.notice(say, "desk-closed", "info", cycle=found.cycle.cycle_id)
    else:
        back += many.upload_form(request, say, "files")
    return parts.page(
        request, title, choice, _table(request, say, found), there, back, points, lead=lead
    )


def _table(request: Request, say: Words, found: CountyFacts) -> Markup:
    rows = [{"fact": one, "lacking": found.lacking[one.fact_id]} for one in found.facts]

    def schools(row: Row) -> Markup:
        lacking = row["lacking"]
        if not lacking:
            return Markup('<span class="tag good">{}</span>').format(say("county-facts-whole"))
        fact_id = row["fact"].fact_id
        links = [_link(request, found, fact_id, one) for one in lacking]
        shown = Markup("{}").format(say("separator-items")).join(links[:NAMED])
        if len(links) > NAMED:
            rest = Markup("{}").format(say("separator-items")).join(links[NAMED:])
            summary = say("county-facts-more", count=len(links) - NAMED)
            shown += Markup("<details><summary>{}</summary>{}</details>").format(summary, rest)
        return shown

    columns = [
        Column(
            say("values-fact"),
            lambda row: tables.coded(row["fact"].fact_id, row["fact"].label_zh),
            style="text",
        ),
        Column(
            say("county-facts-said"),
            lambda row: say(
                "county-facts-of",
                said=found.asked[row["fact"].fact_id] - len(row["lacking"]),
                asked=found.asked[row["fact"].fact_id],
            ),
            number=True,
            style="labelled",
        ),
        Column(say("county-facts-lacking"), schools, style="text labelled"),
    ]
    title = Markup("<h2>{}</h2>").format(say("county-facts-who"))
    return title + tables.cards(
        tables.table(rows, columns, label=say("county-facts-who"), key="lacking")
    )


def _link(request: Request, found: CountyFacts, fact_id: str, one: School) -> Markup:
    of = {"cycle": found.cycle.cycle_id, "school": one.school_id, "fact": fact_id}
    return tables.linked(forms.link(request, parts.VALUES, **of) + "#change", one.name_zh)


def _points(request: Request, say: Words, found: CountyFacts) -> Markup:
    """Points that the county gives come by review sheets, each with its reason."""
    if not found.points:
        return Markup("")
    names = say("separator-items").join(one.fact_id for one in found.points)
    return pieces.notice(say, "county-facts-points", "info", facts=names)
