"""The county's tables there and back: fetched, sent, what they change, confirmed, the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, handed_in, permitted, sending
from dashboards.parts import tables as drawn
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.desk import checked as desk_checked
from dashboards.plain.desk import held
from dashboards.plain.desk import parts as desk_parts
from dashboards.plain.desk.hand_in import FILE
from dashboards.plain.forms import Sent
from dashboards.plain.office import parts, templates
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest.desk import handing_in, tables
from ingest.desk.handing_in import CheckOutcome

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SEND = f"{parts.HOME}/table/{{kind}}"
FETCH = f"{parts.HOME}/table/{{kind}}/workbook"
CHECKED = f"{parts.HOME}/table-checked/{{token}}"
HOMES = {
    "schools": f"{parts.HOME}/register",
    "townships": f"{parts.HOME}/register",
    "cycles": f"{parts.HOME}/cycles",
}
"""The tables that come this way, and the page of each."""
KINDS = tuple(HOMES)
BACK, FROM = "back", "from"
"""Where the form is that a table of one line was typed into; and whose line it is to show again."""


def there_and_back(request: Request, say: Words, kind: str) -> Markup:
    """What leads to the workbook of a table, and takes it back."""
    name = say(f"table-kind-{kind}")
    fetch = pieces.address(request, FETCH, kind=kind)
    content = pieces.link_button(fetch, say("table-fetch", name=name), quiet=True)
    if permitted.may_change("load") is not None:
        return pieces.buttons(content)
    endings = (*sending.SUFFIXES, "parquet")
    label = say("table-choose", name=name)
    inside = forms.file_field(label, FILE, endings)
    form = forms.form(
        request,
        SEND.format(kind=kind),
        inside + forms.button(say("desk-check"), quiet=True),
        takes_files=True,
    )
    return Markup('<p class="buttons">{}</p>{}').format(content, form)


async def workbook(request: Request) -> Response:
    """The workbook of a table, with what is in force in it."""
    return await pieces.run(request, templates.table_file, request, KINDS)


def _kind(request: Request) -> str | None:
    said: str = request.path_params["kind"]
    return said if said in KINDS else None


async def send(request: Request) -> Response:
    """The page to fetch a table from and send it to, and what becomes of one that is sent."""
    if _kind(request) is None:
        return forms.to(forms.link(request, parts.HOME))
    return await pieces.answered(request, _sent, _send_page, (FILE,))


def _sent(request: Request, say: Words, said: dict[str, str], files: Sent) -> Response:
    file, kind = forms.first_of(files[FILE]), request.path_params["kind"]
    outcome = tables.check_table(permitted.looking(), *file, (kind,))
    token = held.keep(forms.bound_to(request), outcome)
    return forms.to(pieces.address(request, CHECKED, token=token))


def _send_page(request: Request, say: Words, told: Markup) -> Response:
    kind = request.path_params["kind"]
    content = [told, there_and_back(request, say, kind), _back(request, say, kind)]
    status = 403 if told else 200
    return parts.page(request, say(f"table-kind-{kind}"), *content, status=status)


def _back(request: Request, say: Words, kind: str, token: str = "") -> Markup:
    links = [(forms.link(request, HOMES[kind]), "table-back")]
    form = request.query_params.get(BACK, "")
    if token and form.startswith(f"{HOMES[kind]}/"):
        links.insert(0, (forms.link(request, form, **{FROM: token}), "table-change-again"))
    buttons = (pieces.link_button(target, say(name), quiet=True) for target, name in links)
    return pieces.buttons(*buttons)


async def checked(request: Request) -> Response:
    """The page of a table that was checked, and what becomes of it when it is confirmed."""
    say = forms.said_language(request)
    owner, token = forms.bound_to(request), request.path_params["token"]
    outcome = held.found(owner, token)
    if outcome is None or outcome.checked.kind not in KINDS:
        told = pieces.notice(say, "desk-checked-gone", "warning")
        return parts.page(request, say("section-outcome"), told, status=404)
    told = Markup("")
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            outcome = await pieces.run(request, _taken, outcome, said)
            held.change(owner, token, outcome)
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            if outcome.receipt is not None:
                return forms.to(_here(request, token))
    return await pieces.run(request, _page, request, say, token, outcome, told)


def _here(request: Request, token: str) -> str:
    back = request.query_params.get(BACK)
    return forms.link(request, CHECKED.format(token=token), **{BACK: back})


def _taken(outcome: CheckOutcome, said: dict[str, str]) -> CheckOutcome:
    is_confirmed = said.get("confirmed") == "yes"
    return tables.take_table(
        pieces.acting(said), outcome, (outcome.checked.kind,), confirmed=is_confirmed
    )


def _page(
    request: Request, say: Words, token: str, outcome: CheckOutcome, told: Markup
) -> Response:
    kind = outcome.checked.kind
    changes = handing_in.change_texts(permitted.looking(), outcome, say)
    has_changes = changes is None or bool(changes[1])
    marked = pieces.address(request, desk_parts.MARKED, token=token)
    content = [
        told,
        _standing(say, outcome, has_changes=has_changes),
        _to_take(request, say, token, outcome, has_changes=has_changes),
        desk_checked.problems(say, outcome, marked),
        _changes(say, changes),
        _back(request, say, kind, "" if outcome.receipt is not None else token),
    ]
    title = say("table-checked", name=say(f"table-kind-{kind}"))
    return parts.page(request, title, *content, lead=outcome.checked.file_name)


def _standing(say: Words, outcome: CheckOutcome, *, has_changes: bool) -> Markup:
    if outcome.receipt is not None:
        shown = pieces.notice(say, "table-fate-received", "info")
        return shown + handed_in.receipt_panel(say, outcome.receipt, outcome.checked.file_name)
    fate = outcome.checked.fate
    if fate in ("taken", "taken_with_warnings") and not has_changes:
        return pieces.notice(say, "table-fate-same", "info")
    if outcome.checked.questions and fate in ("taken", "taken_with_warnings"):
        fate = "unconfirmed"
    return pieces.notice(say, f"table-fate-{fate}", sending.MOOD[fate])


def _to_take(
    request: Request, say: Words, token: str, outcome: CheckOutcome, *, has_changes: bool
) -> Markup:
    """The button that takes it, with what it asks back; or why there is none."""
    is_final = outcome.checked.fate in ("refused", "already_here") or outcome.receipt is not None
    if is_final or not has_changes:
        return Markup("")
    if (reason := permitted.may_change("load")) is not None:
        return pieces.notice(say, reason, "info")
    here = _here(request, token)
    inside = desk_checked.questions(say, outcome, "table-question-why")
    return forms.form(request, here, inside + desk_checked.button_of(say, "table-take"))


def _changes(say: Words, changes: tuple[str, list[handing_in.ChangeText]] | None) -> Markup:
    """What it changes against what was in force before it."""
    if changes is None or not changes[1]:
        return Markup("")
    counts, texts = changes
    rows = [{"of": one} for one in texts]
    table = drawn.table(
        rows,
        [
            Column(say("table-help-code"), lambda row: row["of"].identifier, style="short"),
            Column(say("table-column-name_zh"), lambda row: row["of"].name, style="text"),
            Column(say("table-column-change"), lambda row: row["of"].what, style="text"),
        ],
        label=say("table-changes"),
        key="changes",
    )
    return desk_checked.headed(say("table-changes"), "", design.notice(counts, "info") + table)
