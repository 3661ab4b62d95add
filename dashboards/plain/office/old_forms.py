"""Old forms: the sheet that maps one, and the claims of many, read by it and kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.parts import design, handed_in, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.forms import Sent
from dashboards.plain.office import guide_table, parts
from dashboards.plain.office import jobs as job_pages
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from ingest.desk import guide_drafts, listing
from ingest.desk import old_forms as desk
from ingest.desk.handing_in import ProblemText

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

OLD_FORMS = f"{parts.HOME}/old-forms"
MAPPING_KIND, FORMS_KIND = "old-form-mapping", "old-forms"
FORM, MAPPING, FILES = "form", "mapping", "files"
SHEETS = guide_table.ENDINGS
FORMS = (*SHEETS, "zip")
DO, LOAD, CHECK, PROPOSE = "do", "load", "check", "propose"
LOOKS = {"refused": " bad", "taken": " good"}


async def old_forms(request: Request) -> Response:
    """The two forms, and the jobs that they begin."""
    return await pieces.answered(request, _begun, _page, (FORM, MAPPING, FILES))


def _begun(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
    begin = _proposing if said.get(DO) == PROPOSE else _reading
    return job_pages.begun(request, begin(say, said, files))


def _reading(say: Words, said: dict[str, str], files: Sent) -> Job:
    sheet, _ = forms.first_of(files[MAPPING]), forms.first_of(files[FILES])
    arguments = {
        "cycle": said.get("cycle", ""),
        "school": said.get("school", "").strip(),
        "keep": said.get(DO) == LOAD,
        "language": say.language,
    }
    return jobs.start(
        pieces.acting(said),
        "read_old_forms",
        FORMS_KIND,
        jobs.name_of(desk.read_forms),
        arguments,
        about={"count": str(len(files[FILES])), "cycle": said.get("cycle", "")},
        given=[_named(one) for one in (sheet, *files[FILES])],
    )


def _proposing(say: Words, said: dict[str, str], files: Sent) -> Job:
    given = _named(forms.first_of(files[FORM]))
    arguments = {
        "edition": said.get("edition", ""),
        "headers": guide_table.headers_of(say, said),
        "language": say.language,
    }
    return jobs.start(
        pieces.acting(said),
        "read_old_forms",
        MAPPING_KIND,
        jobs.name_of(desk.mapping_of_form),
        arguments,
        about={"name": given[0]},
        given=[given],
    )


def _named(sent: tuple[bytes, str]) -> tuple[str, bytes]:
    content, name = sent
    return PurePath(name).name, content


def _page(request: Request, say: Words, told: Markup) -> Response:
    content = [told]
    if (reason := permitted.may_change("read_old_forms")) is not None:
        content.append(pieces.notice(say, reason, "info"))
    else:
        content += [_mapping_form(request, say), _claims_form(request, say)]
    return parts.page(
        request,
        say("office-old-forms"),
        *content,
        status=403 if told else 200,
        lead=say.attr("office-old-forms", "lead"),
    )


def _choose(say: Words, name: str, endings: Sequence[str], *, several: bool = False) -> Markup:
    message = f"office-old-forms-{name}"
    note = say.attr(message, "note", megabytes=str(LARGEST_MEGABYTES))
    return forms.file_field(say(message), name, endings, note, several=several)


def _mapping_form(request: Request, say: Words) -> Markup:
    title = Markup("<h2>{}</h2>").format(say("office-old-forms-step-mapping"))
    found = guide_drafts.in_force(permitted.looking())
    if found is None:
        return title + pieces.notice(say, "office-guide-none", "empty")
    editions = sorted(
        found.guide.editions.values(), key=lambda one: (one.valid_from, one.edition_id)
    )
    options = [(one.edition_id, f"{one.edition_id} {one.title_zh}") for one in editions[::-1]]
    inside = _choose(say, FORM, SHEETS)
    inside += pieces.select("edition", say("office-old-forms-edition"), options)
    inside += guide_table.header_field(say)
    inside += pieces.person_field(say)
    inside += forms.button(say("office-old-forms-propose"), name=DO, value=PROPOSE)
    return title + forms.form(request, OLD_FORMS, inside, takes_files=True)


def _claims_form(request: Request, say: Words) -> Markup:
    title = Markup("<h2>{}</h2>").format(say("office-old-forms-step-claims"))
    cycles = [one for one in listing.cycles(permitted.looking()) if not one.is_closed]
    if not cycles:
        return title + pieces.notice(say, "empty-no-open-cycle", "empty")
    inside = pieces.select(
        "cycle", say("choose-cycle"), [(one.cycle_id, one.cycle_id) for one in cycles]
    )
    inside += _choose(say, MAPPING, ("xlsx", "xls", "ods"))
    inside += _choose(say, FILES, FORMS, several=True)
    inside += forms.field(say("office-old-forms-school"), "school")
    inside += pieces.person_field(say)
    inside += forms.button(say("office-old-forms-check"), quiet=True, name=DO, value=CHECK)
    inside += Markup(" ") + forms.button(say("office-old-forms-load"), name=DO, value=LOAD)
    return title + forms.form(request, OLD_FORMS, inside, takes_files=True)


# ------------------------------------------------------------------ what became of it


def proposed(request: Request, say: Words, job: Job) -> Markup:
    """The mapping sheet, and how much of it is left to choose."""
    found = job.outcome
    if found is None:
        return Markup("")
    shown = pieces.notice(
        say,
        "office-old-forms-proposed",
        "info",
        items=found["items"],
        undecided=found["undecided"],
    )
    for one in found["headers_not_read"]:
        shown += pieces.notice(say, "office-guide-header-not-read", "warning", header=one)
    return shown + pieces.link_button(
        forms.link(request, OLD_FORMS), say("office-old-forms-step-claims"), quiet=True
    )


def fates(request: Request, say: Words, job: Job) -> Markup:
    """The fate of every form with its problems; what is wrong with the mapping sheet."""
    found = job.outcome
    if found is None:
        return Markup("")
    if found["problems"]:
        told = pieces.notice(
            say,
            "office-old-forms-mapping-faulty",
            "error",
            count=len(found["problems"]),
            file=found["mapping"],
        )
        return told + handed_in.problems_table(say, _texts(found["problems"]))
    files = found["files"]
    counts = {
        name.replace("_", "-"): sum(one["fate"] == name for one in files)
        for name in ("taken", "taken_with_warnings", "refused", "already_here")
    }
    name = "office-old-forms-kept" if found["kept"] else "office-old-forms-looked"
    mood = "warning" if counts["refused"] else "info"
    shown = design.notice(
        say(name, total=len(files), **counts), mood, say.attr("office-old-forms-kept", "note")
    )
    columns = [
        Column(say("column-file"), lambda row: row["file"], style="anywhere"),
        Column(say("office-old-forms-column-fate"), lambda row: _fate(say, row)),
        Column(say("desk-school"), lambda row: row["school"] or say("office-guide-nothing")),
        Column(say("office-old-forms-column-claims"), lambda row: str(row["claims"]), number=True),
    ]
    title = say("office-old-forms-fates")
    shown += tables.table(files, columns, label=title, key="fates")
    for one in files:
        if one["problems"]:
            shown += Markup('<h2 class="anywhere">{}</h2>{}').format(
                one["file"], handed_in.problems_table(say, _texts(one["problems"]))
            )
    return shown


def _texts(problems: list[dict[str, Any]]) -> list[ProblemText]:
    return [ProblemText(**one) for one in problems]


def _fate(say: Words, row: tables.Row) -> Markup:
    fate = row["fate"]
    return Markup('<span class="tag{}">{}</span>').format(
        LOOKS.get(fate, ""), say(f"cli-fate-{fate.replace('_', '-')}")
    )


job_pages.OUTCOMES |= {MAPPING_KIND: proposed, FORMS_KIND: fates}
