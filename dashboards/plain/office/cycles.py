"""The cycles: their days and editions, how far each is, and the way to one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import days, frame, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.office import parts, table_sent
from duibiao.analysis import county
from duibiao.records.model import Cycle
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words
from ingest.desk import listing
from ingest.desk import tables as county_tables

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HOME = table_sent.HOMES["cycles"]
CYCLE = f"{HOME}/{{cycle_id}}"
NEW = "new"


async def cycles(request: Request) -> Response:
    """Every cycle, and its workbook."""
    return await pieces.run(request, _page, request)


def _page(request: Request) -> Response:
    say = forms.said_language(request)
    known = listing.cycles(permitted.looking())
    content = [
        _table(request, say, known) if known else pieces.notice(say, "cycles-none", "empty"),
        _onward(request, say),
    ]
    lead = say.attr("office-cycles", "lead")
    return parts.page(request, say("office-cycles"), *content, lead=lead)


def reporting(cycle_id: str) -> Mapping[str, Any] | None:
    """How many schools have handed in, as the snapshot that is shown says; None before a build."""
    shown = frame.shown_snapshot(Settings.resolve())
    if shown is None:
        return None
    row = county.reporting(open_snapshot(shown.path), cycle_id)
    return row if row["school_count"] else None


def state(say: Words, cycle: Cycle) -> Markup:
    """Whether a cycle is open, as a mark."""
    name = "closed" if cycle.is_closed else "open"
    look = "" if cycle.is_closed else " good"
    return Markup('<span class="tag{}">{}</span>').format(look, say(f"cycle-is-{name}"))


def _table(request: Request, say: Words, known: list[Cycle]) -> Markup:
    titles = county_tables.table_form(permitted.looking(), "cycles").choices["edition"]
    today = days.today()
    rows = [{"of": one, "reporting": reporting(one.cycle_id) or {}} for one in known]

    def name(row: Mapping[str, Any]) -> Markup:
        code = row["of"].cycle_id
        return tables.linked(pieces.address(request, CYCLE, cycle_id=code), code)

    def count(column: str) -> Column:
        def cell(row: Mapping[str, Any]) -> str:
            found = row["reporting"].get(column)
            return "—" if found is None else str(found)

        return Column(say(f"cycles-{column}"), cell, number=True)

    def day(column: str) -> Column:
        heading = say(f"table-column-{column}")
        return Column(
            heading, lambda row: str(getattr(row["of"], column)), style="unbroken labelled"
        )

    columns = [
        Column(say("table-column-cycle_id"), name, style="short"),
        Column(
            say("table-column-edition"),
            lambda row: county_tables.label_of(titles, row["of"].edition, say),
            style="text",
        ),
        day("starts_on"),
        day("ends_on"),
        Column(
            say("table-column-deadline"),
            lambda row: Markup("{}<br>{}").format(
                row["of"].deadline,
                tables.quiet(days.distance(say, asdict(row["of"]), today)),
            ),
            style="short labelled",
        ),
        Column(say("cycles-state"), lambda row: state(say, row["of"])),
        count("school_count"),
        count("handed_in_count"),
        count("handed_in_late_count"),
    ]
    return tables.cards(tables.table(rows, columns, label=say("office-cycles"), key="cycles"))


def _onward(request: Request, say: Words) -> Markup:
    new = Markup("")
    if permitted.may_change("load") is None:
        new = pieces.buttons(
            pieces.link_button(pieces.address(request, CYCLE, cycle_id=NEW), say("cycles-new"))
        )
    return Markup(
        '<div class="no-print">{}<section><h2>{}</h2><p class="note">{}</p>{}</section></div>'
    ).format(
        new,
        say("table-kind-cycles"),
        say("table-about-cycles"),
        table_sent.there_and_back(request, say, "cycles"),
    )
