"""The commands for accounts: whoever has the files gives and takes roles here."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from duibiao.commands.console import AsJson, W, app, command, err, out, print_json, refuse
from duibiao.people import accounts, importing, slips
from duibiao.people.accounts import Secret
from duibiao.people.acting import EXTENT_OF, ROLES, Acting, Assignment
from duibiao.records.store import write_durably
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.words.figures import moment_of_seconds
from ingest.desk import listing

user_app = typer.Typer(help=W("user-group"), no_args_is_help=True)
app.add_typer(user_app, name="user")

Login = Annotated[str, typer.Argument(help=W("user-login"))]
RoleOption = Annotated[str, typer.Option("--role", help=W("user-role"))]
Schools = Annotated[list[str] | None, typer.Option("--school", help=W("user-school"))]
Group = Annotated[str | None, typer.Option("--of-group", help=W("user-of-group"))]
From = Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])]
To = Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])]
StandsInFor = Annotated[str | None, typer.Option("--stands-in-for", help=W("user-stands-in"))]
Slips = Annotated[Path | None, typer.Option("--slips", help=W("user-slips"), metavar="FILE.html")]


@command("user-add", "add", user_app)
def user_add(
    acting: Acting,
    login: Login,
    name: Annotated[str, typer.Option("--name", help=W("user-name"))],
    role: RoleOption,
    school: Schools = None,
    of_group: Group = None,
    starts: From = None,
    ends: To = None,
    stands_in_for: StandsInFor = None,
    target: Slips = None,
    as_json: AsJson = False,
) -> None:
    """Make an account with a role; print its one-time secret."""
    wanted = _assignments(acting, role, school, of_group, starts, ends, stands_in_for)
    _tell([accounts.add(acting, login, name, wanted)], target, as_json)


@command("user-import", "import", user_app)
def user_import(
    acting: Acting,
    sheet: Annotated[Path, typer.Argument(help=W("user-sheet"), exists=True, dir_okay=False)],
    target: Slips = None,
    as_json: AsJson = False,
) -> None:
    """Make the accounts of a sheet; all of them, or none where anything is wrong."""
    try:
        wanted, faults = importing.read(
            open_confined(sheet.read_bytes()), listing.school_names(acting)
        )
    except SpreadsheetFault as fault:
        refuse(W(f"problem-{fault.code}", **fault.parameters))
    if faults:
        for one in faults:
            err.print(one.text(W), markup=False)
        refuse(W("account-import-none", count=str(len(faults))))
    rows = [(one.login, one.name, one.assignments) for one in wanted]
    _tell(accounts.add_all(acting, rows), target, as_json)


@command("user-list", "list", user_app)
def user_list(acting: Acting, as_json: AsJson = False) -> None:
    """Every account with its roles and when it was used last."""
    found = accounts.accounts(acting)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        at = "" if one.signed_in_at is None else moment_of_seconds(one.signed_in_at)
        state = W(f"account-state-{one.state}")
        out.print(f"{one.number:>4}  {one.login}  {one.name}  {state}  {at}".rstrip())
        for held in one.assignments:
            out.print(f"      {_said(held)}")
    if not found:
        out.print(W("user-none"))


@command("user-assign", "assign", user_app)
def user_assign(
    acting: Acting,
    login: Login,
    role: RoleOption,
    school: Schools = None,
    of_group: Group = None,
    starts: From = None,
    ends: To = None,
    stands_in_for: StandsInFor = None,
) -> None:
    """Give an account a further role, for good or from day to day."""
    wanted = _assignments(acting, role, school, of_group, starts, ends, stands_in_for)
    accounts.assign(acting, login, wanted)
    for one in wanted:
        out.print(W("user-assigned", login=login, what=_said(one)))


@command("user-unassign", "unassign", user_app)
def user_unassign(
    acting: Acting,
    login: Login,
    role: RoleOption,
    over: Annotated[str | None, typer.Option("--over", help=W("user-over"))] = None,
) -> None:
    """Take a role back from today on; it stays written down until when it held."""
    count = accounts.unassign(acting, login, role, over)
    out.print(W("user-unassigned", login=login, count=str(count)))


@command("user-off", "off", user_app)
def user_off(
    acting: Acting,
    login: Login,
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
) -> None:
    """Switch an account off: whoever has left."""
    accounts.switch_off(acting, login, reason)
    out.print(W("user-is-off", login=login))


@command("user-secret", "secret", user_app)
def user_secret(
    acting: Acting, login: Login, target: Slips = None, as_json: AsJson = False
) -> None:
    """A new one-time secret: forgotten, locked, or switched off and wanted again."""
    _tell([accounts.new_secret(acting, login)], target, as_json)


@command("user-setting", "setting", user_app)
def user_setting(
    acting: Acting,
    name: Annotated[str, typer.Argument(help=W("user-setting-name"))],
    value: Annotated[int, typer.Argument(help=W("user-setting-value"))],
) -> None:
    """Say how long sessions, unused accounts and one-time secrets last."""
    accounts.change_setting(acting, name, value)
    out.print(W("user-setting-done", name=name, value=str(value)))


def _assignments(
    acting: Acting,
    role: str,
    schools: list[str] | None,
    group: str | None,
    starts: dt.datetime | None,
    ends: dt.datetime | None,
    stands_in_for: str | None,
) -> list[Assignment]:
    """What was said as assignments: one for each school."""
    code = {W(f"role-{one}"): one for one in ROLES}.get(role, role)
    first, last = (None if day is None else day.date() for day in (starts, ends))
    known = listing.school_names(acting)
    for one in schools or ():
        if known is not None and one not in known:
            refuse(W("account-import-school-unknown", found=one))
    number = None if stands_in_for is None else accounts.number_of(acting, stands_in_for)
    over = [*(schools or ()), *([group] if group else ())] or [""]
    return [Assignment(code, one, first, last, number) for one in over]


def _said(one: Assignment) -> str:
    """An assignment in words."""
    role = W(f"role-{one.role}") if one.role in EXTENT_OF else one.role
    days = ""
    if one.starts_on or one.ends_on:
        days = W("user-days", start=str(one.starts_on or "…"), end=str(one.ends_on or "…"))
    stand_in = W("user-stand-in", number=str(one.stands_in_for)) if one.stands_in_for else ""
    return " ".join(part for part in (role, one.over, days, stand_in) if part)


def _tell(given: list[Secret], target: Path | None, as_json: bool) -> None:
    """The one-time secrets: into a file to print, else here, this once."""
    if target is not None:
        write_durably(target, slips.html(given, W).encode(), private=True)
    if as_json:
        rows = [asdict(one) for one in given]
        print_json([row | ({"secret": None} if target else {}) for row in rows])
        return
    for one in given if target is None else ():
        out.print(W("user-made", login=one.login, name=one.name, secret=one.secret))
    if target is None:
        out.print(W("user-made-note"))
    else:
        out.print(W("user-slips-written", count=str(len(given)), path=str(target)))
