"""Where the county office begins: the first steps, or how the year stands, and what waits."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.reporting import html as reporting_html
from dashboards.parts import days, design, first_steps, frame, permitted
from dashboards.plain import forms, messages, pieces
from dashboards.plain.office import cycles, parts
from duibiao.analysis import county
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.warehouse.snapshot_files import read_account
from duibiao.words import Words
from duibiao.words.figures import moment
from ingest.desk import listing

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

WAYS = {
    "register": (
        (f"{parts.HOME}/cycles", "office-cycles"),
        (f"{parts.HOME}/register", "office-register"),
    ),
    "handed-in": (
        (parts.TEMPLATES, "office-templates"),
        (parts.HAND_IN, "office-hand-in"),
    ),
    "scored": ((messages.BUILDS, "office-builds"),),
}
"""Where each of the first steps is done."""


async def home(request: Request) -> Response:
    """What waits for the office, then everything that it can do."""
    return await pieces.run(request, _home, request)


def _home(request: Request) -> Response:
    say = forms.said_language(request)
    shown = frame.shown_snapshot(Settings.resolve())
    found = messages.of_office(request, say)
    messages.note_count(found)
    year = _first_steps(request, say) if shown is None else _year(request, say)
    return parts.page(
        request,
        say("office-desk"),
        year,
        Markup("<h2>{}</h2>{}").format(say("page-messages"), messages.listed(say, found)),
        _subjects(request, say),
        lead=say.attr("office-desk", "lead"),
    )


def _first_steps(request: Request, say: Words) -> Markup:
    """What has been done of the three steps to the first scores, each with where it is done."""
    steps = first_steps.found(say, forms.link(request, "/hand_in"))
    offered = {one.path for one in parts.offered()}
    told = design.notice(say("first-steps"), "empty", say.attr("first-steps", "lead"))
    ways = Markup("").join(
        pieces.link_button(forms.link(request, path), say(name), quiet=True)
        for step in steps
        if not step.is_done
        for path, name in WAYS[step.name]
        if path in offered
    )
    return told + first_steps.html(say, steps) + pieces.buttons(ways)


def _year(request: Request, say: Words) -> Markup:
    """How the cycle in hand stands, each figure with its list, and from when the figures are."""
    cycle = messages.cycle_in_hand(listing.cycles(permitted.looking()))
    shown = frame.shown_snapshot(Settings.resolve())
    if cycle is None or shown is None:
        return pieces.notice(say, "cycles-none", "empty")
    target = pieces.address(request, cycles.CYCLE, cycle_id=cycle.cycle_id)
    title = Markup('<h2><a href="{}">{}</a> <small>{}</small></h2>').format(
        target, say("cycle-title", cycle=cycle.cycle_id), _built(say, shown.path)
    )
    totals = county.reporting(open_snapshot(shown.path), cycle.cycle_id)
    if not totals["school_count"]:
        return title + pieces.notice(say, "office-not-built", "info", cycle=cycle.cycle_id)

    def here(**narrowed: str | None) -> str:
        return forms.link(request, messages.REPORTING, cycle=cycle.cycle_id, **narrowed)

    return title + reporting_html.key_figures(say, totals, asdict(cycle), days.today(), None, here)


def _built(say: Words, snapshot: Path) -> str:
    """Since when the figures stand."""
    account = read_account(snapshot)
    return "" if account is None else say("footer-built", at=moment(account["built_at"]))


def _subjects(request: Request, say: Words) -> Markup:
    subjects = Markup("").join(
        Markup('<li><a href="{}">{}</a><br><span class="note">{}</span></li>').format(
            forms.link(request, one.path), say(one.name), say.attr(one.name, "lead")
        )
        for one in parts.offered()
    )
    return Markup('<h2>{}</h2><ul class="subjects" id="subjects">{}</ul>').format(
        say("office-subjects"), subjects
    )
