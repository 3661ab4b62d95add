"""Accounts: for the administrator, made and given roles without a command line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import HTMLResponse

from dashboards.parts import design, permitted, places, sending
from dashboards.plain import forms
from dashboards.plain.account import role, roles
from duibiao.people import accounts, importing, slips
from duibiao.people.accounts import Account, Secret
from duibiao.people.acting import ROLES, Assignment, Person
from duibiao.people.policy import today
from duibiao.records.model import Refused
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.words import Words
from duibiao.words.figures import moment_of_seconds
from ingest.desk import listing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COLUMNS = ("number", "login", "name", "roles", "state", "last", "do")
DONE = ("secret", "off", "unassign")
"""What is done to an account that there is."""
SHEET = "file"
IMPORT = f"{forms.ACCOUNTS}/import"
OPTION = Markup('<option value="{}">{}</option>')


async def accounts_page(request: Request) -> Response:
    """The list with what can be done, and what becomes of what was asked for."""
    say = forms.said_language(request)
    told: Markup | str = ""
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            told = await places.SIGNING_IN.run(request, _done, say, said)
        except Refused as refused:
            told = forms.refusal(say, refused)
    return _page(request, say, told)


def _page(request: Request, say: Words, told: Markup | str) -> Response:
    rows = accounts.accounts(permitted.looking())
    content = Markup("{}{}<h2>{}</h2>{}<h2>{}</h2>{}").format(
        told,
        _list(request, say, rows),
        say("accounts-new"),
        _new(request, say),
        say("accounts-import"),
        _import(request, say),
    )
    return forms.page(request, say("page-accounts"), content)


def _import(request: Request, say: Words) -> Markup:
    inside = forms.file_field(say("choose-file"), SHEET, sending.SUFFIXES)
    note = Markup('<p class="quiet">{}</p>').format(say("accounts-import-note"))
    button = forms.button(say("accounts-import-do"))
    return note + forms.form(request, IMPORT, inside + button, takes_files=True)


async def import_accounts(request: Request) -> Response:
    """Accounts from a sheet: all of them or none; then the slips with their one-time secrets."""
    say = forms.said_language(request)
    try:
        _, files = await forms.sent(request, (SHEET,))
        content, _ = forms.first_of(files[SHEET])
        given = await places.SIGNING_IN.run(request, _imported, say, content)
    except Refused as refused:
        return _page(request, say, forms.refusal(say, refused))
    if isinstance(given, Markup):
        return _page(request, say, given)
    headers = {"Content-Security-Policy": forms.POLICY, "Cache-Control": "no-store"}
    page = slips.html(given, say, str(request.base_url))
    return HTMLResponse(page, headers=headers)


def _imported(say: Words, content: bytes) -> list[Secret] | Markup:
    """The secrets of a sheet's accounts; or everything that is wrong with it, and none was made."""
    acting = permitted.looking()
    names = listing.school_names(acting)
    try:
        wanted, faults = importing.read(open_confined(content), names)
    except SpreadsheetFault as fault:
        name = f"problem-{fault.code}"
        line = say(name, **fault.parameters)
        return design.notice(line, "error", say.attr(name, "mend", **fault.parameters))
    if faults:
        told = design.listed([one.text(say) for one in faults])
        line = say("account-import-none", count=str(len(faults)))
        return design.notice(line, "error", told)
    return accounts.add_all(acting, [(one.login, one.name, one.assignments) for one in wanted])


def _done(say: Words, said: dict[str, str]) -> Markup:
    """Do what was asked for, and what to say of it."""
    acting = permitted.looking()
    login, what = said.get("login", ""), said.get("do")
    if what == "off":
        accounts.switch_off(acting, login, say("accounts-off-reason"))
        return design.notice(say("user-is-off", login=login))
    if what == "secret":
        return _secret(say, accounts.new_secret(acting, login))
    wanted = _assignments(said)
    if what == "assign":
        accounts.assign(acting, login, wanted)
        return design.notice(say("accounts-assigned", login=login))
    if what == "unassign":
        role, _, over = said.get("held", "").partition("/")
        accounts.unassign(acting, login, role, over)
        return design.notice(say("accounts-unassigned", login=login))
    return _secret(say, accounts.add(acting, login, said.get("name", ""), wanted))


def _assignments(said: dict[str, str]) -> list[Assignment]:
    """The role that was chosen, for each school or group that was named."""
    role = said.get("role", "")
    if role not in ROLES:
        return []
    first, last = (_day(said.get(name, "")) for name in ("from", "to"))
    over = said.get("over", "").replace("、", " ").replace("，", " ").replace(",", " ").split()
    return [Assignment(role, one, first, last) for one in over or [""]]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Refused("accounts-day", found=text[:20]) from error


def _secret(say: Words, given: Secret) -> Markup:
    """A one-time secret, shown this once."""
    line = say("accounts-secret", login=given.login, name=given.name)
    code = Markup("<code>{}</code><br>{}").format(given.secret, say("user-made-note"))
    return design.notice(line, "info", code)


def _list(request: Request, say: Words, rows: list[Account]) -> Markup:
    heads = [say(f"accounts-column-{name}") for name in COLUMNS]
    return forms.table(
        heads,
        [
            (
                row.number,
                row.login,
                row.name,
                roles(say, row.assignments),
                say(f"account-state-{row.state}"),
                "" if row.signed_in_at is None else moment_of_seconds(row.signed_in_at),
                _actions(request, say, row),
            )
            for row in rows
        ],
        "accounts",
    )


def _actions(request: Request, say: Words, row: Account) -> Markup:
    login = forms.hidden("login", row.login)
    names = DONE[:1] if row.state == "off" else DONE[:2]
    held = Markup("").join(
        Markup('<option value="{}/{}">{}</option>').format(one.role, one.over, role(say, one))
        for one in Person(assignments=row.assignments).held(today())
    )
    taking_back = Markup("")
    if held:
        choice = Markup('<select name="held" aria-label="{}">{}</select>').format(
            say("accounts-role"), held
        )
        inside = login + choice
        inside += forms.button(say("accounts-do-unassign"), quiet=True, name="do", value="unassign")
        taking_back = forms.form(request, forms.ACCOUNTS, inside, kind="one")
    return taking_back + Markup("").join(
        forms.form(
            request,
            forms.ACCOUNTS,
            login + forms.button(say(f"accounts-do-{name}"), quiet=True, name="do", value=name),
            kind="one",
        )
        for name in names
    )


def _new(request: Request, say: Words) -> Markup:
    options = Markup("").join(OPTION.format(role, say(f"role-{role}")) for role in ROLES)
    choice = Markup('<label>{}<select name="role">{}</select></label>').format(
        say("accounts-role"), options
    )
    inside = Markup("").join(
        [
            forms.field(say("sign-in-login"), "login", more="required"),
            forms.field(say("sign-in-name"), "name"),
            choice,
            forms.field(say("accounts-over"), "over"),
            forms.field(say("accounts-from"), "from", kind="date"),
            forms.field(say("accounts-to"), "to", kind="date"),
            forms.button(say("accounts-add"), name="do", value="add"),
            forms.button(say("accounts-assign"), quiet=True, name="do", value="assign"),
        ]
    )
    note = Markup('<p class="quiet">{}</p>').format(say("accounts-new-note"))
    return note + forms.form(request, forms.ACCOUNTS, inside)
