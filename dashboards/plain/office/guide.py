"""The guide: what is in force and since when, the draft beside it, and a workbook sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.parts import design, downloads, permitted, sending, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.forms import Sent
from dashboards.plain.office import parts
from duibiao.guide.editions import Edition, GuideFaults
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import moment, plain
from duibiao.words.labels import said_actor
from ingest.desk import guide_drafts
from ingest.desk.guide_drafts import SUFFIXES, GuideDraft, InForce

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

GUIDE = f"{parts.HOME}/guide"
DRAFT, DIFFERENCE, TABLE = f"{GUIDE}/draft", f"{GUIDE}/difference", f"{GUIDE}/table"
WORKBOOK, MARKED = f"{GUIDE}/workbook/{{which}}", f"{GUIDE}/marked"
IN_FORCE, OF_DRAFT, EXAMPLE = "in-force", "draft", "example"
FILE = "file"
INSTEAD_OF = "instead-of"
DONE = "done"
SAID = ("laid", "thrown-away", "taken")
SHORT = 12
"""So many letters of a hash are shown."""


async def guide(request: Request) -> Response:
    """What is in force and the draft; and what becomes of a workbook that is sent."""
    return await pieces.answered(request, _laid, _page, (FILE,))


def _laid(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
    content, name = forms.first_of(files[FILE])
    instead_of = said.get(INSTEAD_OF, "")
    guide_drafts.lay_draft(pieces.acting(said), content, name, say, instead_of)
    return forms.to(forms.link(request, DRAFT, done="laid"))


def done(request: Request, say: Words) -> Markup:
    """What was done just now, by the address to which that led."""
    what = request.query_params.get(DONE)
    return pieces.notice(say, f"office-guide-{what}", "info") if what in SAID else Markup("")


def _page(request: Request, say: Words, told: Markup) -> Response:
    acting = permitted.looking()
    found = guide_drafts.in_force(acting)
    draft = guide_drafts.draft(acting)
    content = [
        told or done(request, say),
        _in_force(request, say, found),
        _draft(request, say, draft),
        sending_back(request, say, draft),
        _history(request, say, found),
    ]
    return parts.page(
        request,
        say("office-guide"),
        *content,
        status=403 if told else 200,
        lead=say.attr("office-guide", "lead"),
    )


# ------------------------------------------------------------------ in force


def _in_force(request: Request, say: Words, found: InForce | None) -> Markup:
    title = Markup("<h2>{}</h2>").format(say("office-guide-in-force"))
    if found is None:
        return title + pieces.notice(say, "office-guide-none", "empty")
    told = Markup("")
    if found.faults:
        told = pieces.notice(say, "office-guide-tables-faulty", "warning", count=len(found.faults))
    since = next((one for one in found.kept if one.sha256 == found.sha256), None)
    lines = [say("office-guide-hash", hash=found.sha256[:SHORT])]
    if since is None:
        lines.append(say("office-guide-not-built"))
    else:
        lines.append(say("office-guide-since", at=moment(since.since), by=_by(say, since.by)))
    lines.append(say("office-guide-own" if found.is_own else "office-guide-of-program"))
    note = Markup('<p class="note">{}</p>').format(say("separator-clauses").join(lines))
    buttons = [
        pieces.link_button(
            pieces.address(request, WORKBOOK, which=IN_FORCE), say("office-guide-fetch")
        ),
        pieces.link_button(forms.link(request, "/guide"), say("office-guide-read"), quiet=True),
    ]
    return title + told + _editions(say, found) + note + pieces.buttons(*buttons)


def _editions(say: Words, found: InForce) -> Markup:
    points = {
        row["edition"]: row["total_points"] for row in found.guide.tables["editions"].to_dicts()
    }
    rows = [
        {"edition": one, "points": points[one.edition_id]}
        for one in sorted(found.guide.editions.values(), key=_begins, reverse=True)
    ]

    def count(name: str) -> Column:
        return Column(
            say(f"office-guide-column-{name}"),
            lambda row: str(len(getattr(row["edition"], name))),
            number=True,
        )

    columns = [
        Column(
            say("office-guide-column-edition"),
            lambda row: Markup('{} <span class="tag">{}</span><br>{}').format(
                row["edition"].edition_id,
                say(f"office-guide-status-{row['edition'].status}"),
                row["edition"].title_zh,
            ),
            style="text",
        ),
        count("dimensions"),
        count("indicators"),
        count("facts"),
        Column(
            say("office-guide-column-points"),
            lambda row: say("office-guide-points", points=plain(row["points"])),
            number=True,
        ),
        Column(say("office-guide-column-begins"), lambda row: str(row["edition"].valid_from)),
        Column(say("office-guide-column-cycles"), lambda row: _cycles(say, found, row["edition"])),
    ]
    return tables.table(rows, columns, label=say("office-guide-in-force"), key="editions")


def _begins(edition: Edition) -> tuple[str, str]:
    return str(edition.valid_from), edition.edition_id


def _cycles(say: Words, found: InForce, edition: Edition) -> Markup:
    """The cycles that go by an edition; the closed ones say so."""
    cycles = found.cycles.get(edition.edition_id, ())
    if not cycles:
        return tables.quiet(say("office-guide-no-cycle"))
    return Markup("").join(
        Markup("<div>{} {}</div>").format(
            one.cycle_id,
            Markup('<span class="tag">{}</span>').format(say("office-guide-closed"))
            if one.is_closed
            else "",
        )
        for one in cycles
    )


def _by(say: Words, name: str) -> str:
    return say("office-guide-by-build") if name == "build" else said_actor(say, name)


# ------------------------------------------------------------------ the draft


def lying(say: Words, draft: GuideDraft) -> Markup:
    """Which workbook it is, from whom and when, and in one line how it stands."""
    by, at = said_actor(say, draft.laid_by), moment(draft.laid_at)
    about = say("office-guide-lies", name=draft.file_name, by=by, at=at)
    note = Markup('<p class="note anywhere">{}</p>').format(about)
    if draft.faults:
        return note + pieces.notice(say, "office-guide-faulty", "error", count=len(draft.faults))
    if not draft.may_take_effect:
        return note + against(say, draft)
    return note + pieces.notice(say, "office-guide-right", "info", count=len(draft.doubts))


def against(say: Words, draft: GuideDraft) -> Markup:
    """Why a draft that is right may not be taken into force all the same."""
    told = Markup("")
    for code, found in (("guide-frozen", draft.frozen), ("guide-cycle-lacks", draft.lacking)):
        if found:
            joined = say("separator-items").join
            cycles = joined(dict.fromkeys(one.cycle_id for one in found))
            editions = joined(dict.fromkeys(one.edition for one in found))
            told += design.notice(say(code, cycles=cycles, editions=editions), "error")
    return told


def _draft(request: Request, say: Words, draft: GuideDraft | None) -> Markup:
    title = Markup("<h2>{}</h2>").format(say("office-guide-draft"))
    example = pieces.address(request, WORKBOOK, which=EXAMPLE)
    beginnings = [pieces.link_button(example, say("office-guide-fetch-example"), quiet=True)]
    if permitted.may("draft_guide") is None:
        table = forms.link(request, TABLE)
        beginnings.append(pieces.link_button(table, say("office-guide-from-table"), quiet=True))
    if draft is None:
        none = pieces.notice(say, "office-guide-no-draft", "empty")
        return title + none + pieces.buttons(*beginnings)
    return title + lying(say, draft) + ways_on(request, say, draft) + pieces.buttons(*beginnings)


def ways_on(request: Request, say: Words, draft: GuideDraft) -> Markup:
    """To its check and its difference, and its files."""
    links = []
    if request.url.path != DRAFT:
        links.append((forms.link(request, DRAFT), say("office-guide-check")))
    if draft.guide is not None:
        links.append((forms.link(request, DIFFERENCE), say("office-guide-difference")))
    buttons = [pieces.link_button(*one, quiet=at > 0) for at, one in enumerate(links)]
    fetch = pieces.address(request, WORKBOOK, which=OF_DRAFT)
    buttons.append(pieces.link_button(fetch, say("office-guide-fetch-draft"), quiet=True))
    return pieces.buttons(*buttons)


def sending_back(request: Request, say: Words, draft: GuideDraft | None) -> Markup:
    """The form by which a workbook becomes the draft; why there is none, where none may."""
    if (reason := permitted.may_change("draft_guide")) is not None:
        return pieces.notice(say, reason, "info")
    note = say("office-guide-file-note", megabytes=str(LARGEST_MEGABYTES))
    title = say("office-guide-send" if draft is None else "office-guide-send-again")
    inside = forms.hidden(INSTEAD_OF, "" if draft is None else draft.sha256)
    inside += forms.file_field(say("office-guide-file"), FILE, SUFFIXES, note)
    inside += pieces.person_field(say) + forms.button(say("office-guide-lay"))
    return pieces.doing(title, forms.form(request, GUIDE, inside, takes_files=True))


# ------------------------------------------------------------------ what was


def _history(request: Request, say: Words, found: InForce | None) -> Markup:
    if found is None or not found.kept:
        return Markup("")
    columns = [
        Column(say("office-guide-column-since"), lambda row: moment(row["kept"].since)),
        Column(say("office-guide-column-by"), lambda row: _by(say, row["kept"].by)),
        Column(
            say("office-guide-column-hash"),
            lambda row: Markup("<code>{}</code>").format(row["kept"].sha256[:SHORT]),
        ),
        Column(
            say("office-guide-column-workbook"),
            lambda row: tables.linked(
                pieces.address(request, WORKBOOK, which=row["kept"].sha256),
                say("office-guide-fetch-kept"),
            ),
        ),
    ]
    title = say("office-guide-history")
    table = tables.table(
        [{"kept": one} for one in found.kept], columns, label=title, key="guides-kept"
    )
    note = Markup('<p class="note">{}</p>').format(say.attr("office-guide-history", "note"))
    return Markup("<h2>{}</h2>{}{}").format(title, note, table)


# ------------------------------------------------------------------ files


async def workbook(request: Request) -> Response:
    """A guide as a workbook: the one in force, the draft, the example, one of before."""
    return await pieces.run(request, _workbook, request)


def _workbook(request: Request) -> Response:
    say, acting = forms.said_language(request), permitted.looking()
    which = request.path_params["which"]
    try:
        if which == IN_FORCE:
            name, content = guide_drafts.workbook_in_force(acting, say)
        elif which == EXAMPLE:
            name, content = guide_drafts.example_workbook(acting, say)
        elif which == OF_DRAFT:
            found = guide_drafts.draft(acting)
            if found is None:
                raise Refused("guide-draft-gone")
            name, content = found.file_name, found.content
        else:
            name, content = guide_drafts.kept_workbook(acting, which, say)
    except GuideFaults:
        return downloads.refused_page(say, Refused("office-guide-none"))
    except Refused as refused:
        return downloads.refused_page(say, refused)
    return downloads.saved(content, name, sending.WORKBOOK)


async def marked(request: Request) -> Response:
    """The draft's own workbook with its faults marked."""
    return await pieces.run(request, _marked, request)


def _marked(request: Request) -> Response:
    say = forms.said_language(request)
    try:
        name, content = guide_drafts.marked(permitted.looking(), say)
    except Refused as refused:
        return downloads.refused_page(say, refused)
    return downloads.saved(content, name, sending.WORKBOOK)
