"""The county's settings: its names, where its things lie, limits, Word forms, the version."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import downloads, permitted
from dashboards.plain import forms, pieces
from dashboards.plain.forms import Sent
from dashboards.plain.office import parts
from duibiao.people import accounts
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.reports import own_form
from duibiao.reports.making import MEDIA_TYPES, document_to_try
from duibiao.reports.own_form import KINDS, OwnForm
from duibiao.warehouse import upgrading
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from duibiao.words.figures import moment, size
from ingest.desk import county_settings
from ingest.desk.county_settings import LONGEST_NAME, CountySettings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SETTINGS = f"{parts.HOME}/settings"
FORM = f"{SETTINGS}/form/{{kind}}/{{what}}"
OWN, TRIED = "own", "tried"
FILE, DO, KIND = "file", "do", "kind"
NAMES, LIMITS, KEEP, REMOVE = "names", "limits", "keep", "remove"
DONE = "done"
DISTRIBUTION = "duibiao"


async def settings(request: Request) -> Response:
    """What is set, and what becomes of what was changed."""
    return await pieces.answered(request, _done, _page, (FILE,))


def _done(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
    """Do what was asked for, and say so. Raises Refused."""
    acting, what = pieces.acting(said), said.get(DO)
    if what == NAMES:
        county_settings.name_county(acting, said.get("county", ""), said.get("office", ""))
    elif what == LIMITS:
        for name, value in accounts.limits(acting).items():
            wanted = said.get(name, "").strip()
            if not wanted.isdecimal():
                raise Refused("account-setting-value", name=name)
            if int(wanted) != value:
                accounts.change_setting(acting, name, int(wanted))
    elif what == REMOVE:
        own_form.remove_form(acting, said.get(KIND, ""))
    elif what == KEEP:
        content, name = forms.first_of(files[FILE])
        kind = said.get(KIND, "")
        document = document_to_try(acting.settings, say, kind)
        own_form.keep_form(acting, kind, content, name, document)
    else:
        raise Refused("form-foreign")
    return forms.to(forms.link(request, SETTINGS, done=what))


def _page(request: Request, say: Words, told: Markup) -> Response:
    found = county_settings.county_settings(permitted.looking())
    done = request.query_params.get(DONE)
    if not told and done in (NAMES, LIMITS, KEEP, REMOVE):
        told = pieces.notice(say, f"office-settings-done-{done}", "info")
    content = [
        told,
        _names(request, say, found),
        _word_forms(request, say),
        _limits(request, say),
        _places(say, found),
        _version(say),
    ]
    return parts.page(
        request,
        say("office-settings"),
        *content,
        status=403 if told and request.method == "POST" else 200,
        lead=say.attr("office-settings", "lead"),
    )


def _section(say: Words, name: str, *content: Markup) -> Markup:
    return Markup('<section id="{}"><h2>{}</h2>{}</section>').format(
        name, say(f"office-settings-{name}"), Markup("").join(content)
    )


def _send(request: Request, inside: Markup) -> Markup:
    return forms.form(request, SETTINGS, inside, takes_files=True)


def _names(request: Request, say: Words, found: CountySettings) -> Markup:
    first = Markup("") if found.county else pieces.notice(say, "office-settings-first", "empty")
    fixed = Markup("").join(
        pieces.notice(say, f"office-settings-fixed-{name}", "info") for name in sorted(found.fixed)
    )
    if (reason := permitted.may_change("change_settings")) is not None:
        said = [
            (say(f"office-settings-{name}"), getattr(found, name)) for name in ("county", "office")
        ]
        names = pieces.lines(said, "county-names")
        return _section(say, "names", first, fixed, names, pieces.notice(say, reason, "info"))
    more = f'maxlength="{LONGEST_NAME}"'
    inside = forms.field(
        say("office-settings-county"), "county", value=found.county, more=f"required {more}"
    )
    inside += forms.field(say("office-settings-office"), "office", value=found.office, more=more)
    inside += pieces.person_field(say)
    inside += forms.button(say("office-settings-save"), name=DO, value=NAMES)
    note = Markup('<p class="note">{}</p>').format(say.attr("office-settings-names", "note"))
    return _section(say, "names", first, fixed, note, _send(request, inside))


def _word_forms(request: Request, say: Words) -> Markup:
    found = own_form.own_forms(permitted.looking())
    note = Markup('<p class="note">{}</p>').format(say.attr("office-settings-forms", "note"))
    return _section(
        say, "forms", note, *(_word_form(request, say, kind, found[kind]) for kind in KINDS)
    )


def _word_form(request: Request, say: Words, kind: str, own: OwnForm | None) -> Markup:
    """A kind of report: whose form it has, its files, putting one in its place, taking it out."""
    shown = Markup("<h3>{}</h3>").format(say(f"office-settings-form-{kind}"))
    if own is None:
        shown += Markup("<p>{}</p>").format(say("office-settings-form-ours"))
    else:
        about = say("office-settings-form-own", since=moment(own.since), size=size(own.size))
        links = [
            pieces.link_button(
                pieces.address(request, FORM, kind=kind, what=what),
                say(f"office-settings-form-fetch-{what}"),
                quiet=True,
            )
            for what in ((OWN, TRIED) if permitted.may("read_reports") is None else (OWN,))
        ]
        shown += Markup('<p>{}</p><div class="buttons">{}</div>').format(
            about, Markup("").join(links)
        )
    if permitted.may_change("change_settings") is not None:
        return shown
    inside = forms.hidden(KIND, kind)
    note = say("office-settings-form-note")
    label = say("office-settings-form-file")
    inside += forms.file_field(label, FILE, ("docx",), note, key=f"form-{kind}")
    inside += pieces.person_field(say)
    inside += forms.button(say("office-settings-form-keep"), name=DO, value=KEEP)
    shown += _send(request, inside)
    if own is not None:
        taken = forms.hidden(KIND, kind) + pieces.person_field(say)
        taken += forms.button(say("office-settings-form-remove"), quiet=True, name=DO, value=REMOVE)
        shown += Markup("<details><summary>{}</summary>{}</details>").format(
            say("office-settings-form-remove"), _send(request, taken)
        )
    return shown


def _limits(request: Request, say: Words) -> Markup:
    """How long sessions and accounts last: for whoever manages accounts."""
    if permitted.may("manage_accounts") is not None:
        return Markup("")
    if (reason := permitted.may_change("manage_accounts")) is not None:
        return _section(say, "limits", pieces.notice(say, reason, "info"))
    inside = Markup("").join(
        forms.field(
            say(f"office-settings-limit-{name}"),
            name,
            kind="number",
            value=str(value),
            more='required min="1" max="10000"',
        )
        for name, value in accounts.limits(permitted.looking()).items()
    )
    inside += pieces.person_field(say)
    inside += forms.button(say("office-settings-save"), name=DO, value=LIMITS)
    return _section(say, "limits", _send(request, inside))


def _places(say: Words, found: CountySettings) -> Markup:
    guide = str(found.guide) if found.has_own_guide else say("office-settings-guide-of-program")
    file = say("office-settings-no-file") if found.file is None else str(found.file)
    lines: list[tuple[str, str | Markup]] = [
        (say("office-settings-home"), str(found.home)),
        (say("office-settings-guide"), guide),
        (say("office-settings-file"), file),
    ]
    return _section(say, "places", pieces.lines(lines, "places-said"))


def _version(say: Words) -> Markup:
    """The program's version, the data's, and what an upgrade would do."""
    acting = permitted.looking()
    snapshot = snapshot_path(acting.settings)
    build = say("office-settings-no-build") if snapshot is None else snapshot.stem
    program = f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}"
    said = [(say("office-settings-program"), program), (say("office-settings-build"), build)]
    facts = pieces.lines(said, "versions")
    waiting = [one for one in upgrading.outlook(acting) if one.is_done_now]
    if not waiting:
        return _section(
            say, "version", facts, pieces.notice(say, "office-settings-up-to-date", "info")
        )
    lines = Markup("").join(
        Markup("<li>{}</li>").format(say(f"office-settings-step-{one.code}", **one.said))
        for one in waiting
    )
    told = pieces.notice(say, "office-settings-to-upgrade", "warning")
    return _section(say, "version", facts, told, Markup("<ul>{}</ul>").format(lines))


async def word_form(request: Request) -> Response:
    """The county's own Word form, or the newest report by it."""
    return await pieces.run(request, _word_form_file, request)


def _word_form_file(request: Request) -> Response:
    say, acting = forms.said_language(request), permitted.looking()
    kind, what = request.path_params["kind"], request.path_params["what"]
    try:
        content = own_form.kept_form(acting, kind)
        if what == TRIED:
            ask(acting, "read_reports")  # what it says is no setting
            document = document_to_try(acting.settings, say, kind)
            if document is None:
                raise Refused("report-form-nothing-to-try")
            content = own_form.try_form(content, f"{kind}.docx", document)
    except Refused as refused:
        return downloads.refused_page(say, refused)
    name = say(f"office-settings-form-name-{what}", name=say(f"office-settings-form-{kind}"))
    return downloads.saved(content, name, MEDIA_TYPES["docx"])
