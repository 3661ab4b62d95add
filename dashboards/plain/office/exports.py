"""Exports: the published tables as files, made in the background and fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import frame, permitted
from dashboards.plain import forms, pieces
from dashboards.plain.office import jobs as job_pages
from dashboards.plain.office import parts
from dashboards.plain.office.build_outcomes import EXPORT
from duibiao.people.acting import Acting
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse import jobs
from duibiao.warehouse.export import Format, mart_word
from duibiao.warehouse.long_work import export_marts
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.words import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

EXPORTS = f"{parts.HOME}/exports"
TITLE = "office-exports"


async def exports(request: Request) -> Response:
    """What was exported lately; and what was asked for is done."""
    return await pieces.answered(request, _do, _page)


def _do(request: Request, say: Words, said: dict[str, str]) -> Response:
    formats = [one for one in Format if said.get(f"format-{one}")]
    if not formats:
        raise Refused("export-no-format")
    marts = [said["mart"]] if said.get("mart") else []
    acting = pieces.acting(said)
    return job_pages.begun(
        request, begin_export(acting, formats, marts, said.get("cycle", ""), say.language)
    )


def begin_export(
    acting: Acting, formats: list[Format], marts: list[str], cycle: str, language: str
) -> jobs.Job:
    """Have tables written in the background. Raises Refused."""
    of = {"formats": formats, "marts": marts, "cycle": cycle, "language": language}
    about = {"what": " ".join([*marts, cycle]).strip() or "all"}
    return jobs.start(acting, "query", EXPORT, jobs.name_of(export_marts), of, about=about)


def _page(request: Request, say: Words, told: Markup) -> Response:
    kept = [one for one in jobs.jobs(permitted.looking()) if one.asked.kind == EXPORT]
    shown = frame.shown_snapshot(Settings.resolve())
    content = [told]
    if shown is None:
        content.append(pieces.notice(say, "builds-none", "empty"))
    elif permitted.may_change("query") is None:
        content.append(_choice(request, say, open_snapshot(shown.path)))
    content.append(Markup("<h2>{}</h2>").format(say("exports-kept")))
    content.append(job_pages.job_table(request, say, kept, "exports-none"))
    return parts.page(request, say(TITLE), *content, lead=say.attr(TITLE, "lead"))


def _choice(request: Request, say: Words, snapshot: Snapshot) -> Markup:
    tables = snapshot.rows("select table_name as name from duckdb_tables() order by all")
    cycles = snapshot.rows("select cycle_id from dim_cycles order by starts_on desc")
    named = [(one["name"], _title(say, one["name"])) for one in tables]
    inside = pieces.select("mart", say("exports-mart"), [("", say("exports-all-marts")), *named])
    own = [(one["cycle_id"], one["cycle_id"]) for one in cycles]
    inside += pieces.select("cycle", say("choose-cycle"), [("", say("exports-all-cycles")), *own])
    boxes = Markup("").join(
        Markup(
            '<label><input type="checkbox" name="format-{}" value="yes" checked>{}</label>'
        ).format(one, say(f"exports-format-{one}"))
        for one in Format
    )
    inside += Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(
        say("exports-formats"), boxes
    )
    inside += pieces.person_field(say) + forms.button(say("exports-make"))
    return forms.form(request, EXPORTS, inside)


def _title(say: Words, mart: str) -> str:
    """A table's title with its name."""
    word = mart_word(mart)
    return f"{say(word)} · {mart}" if say.has(word) else mart
