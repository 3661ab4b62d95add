"""My account: who I am here, another password, where I am signed in, signing out everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, person, places
from dashboards.plain import forms, sign_in
from duibiao.people import accounts, sessions
from duibiao.people.acting import Assignment
from duibiao.people.sessions import Session
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.words import Words
from duibiao.words.figures import moment_of_seconds

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


COLUMNS = ("begun", "seen", "address", "this")


async def account(request: Request) -> Response:
    """The page, and what becomes of what was asked for there."""
    say = forms.said_language(request)
    found = person.session()
    assert found is not None, "the gate lets nobody else through"
    told: Markup | str = ""
    if request.method == "POST":
        try:
            told = await _done(request, say, found)
        except Refused as refused:
            told = forms.refusal(say, refused)
        found = person.session()
        if found is None:
            return forms.to(forms.SIGN_IN)
        if told == "":
            return forms.to(forms.start())
    elif found.must_change:
        told = design.notice(say("password-must-change"), "warning")
    return forms.page(
        request, say("page-account", name=found.person.name), _content(request, say, found, told)
    )


async def _done(request: Request, say: Words, found: Session) -> Markup | str:
    """Do what was asked for; what to say of it, nothing where she goes on to the pages."""
    said = await forms.typed(request)
    settings, number = Settings.resolve(), found.person.number
    assert number is not None
    if said.get("do") == "everywhere":
        sessions.end_all(settings, number)
        return ""
    if said.get("do") == "others":
        count = sessions.end_all(settings, number, but=found.token_hash)
        return design.notice(say("sessions-ended", count=count))
    if said.get("password") != said.get("again"):
        raise Refused("password-again")

    def change() -> None:
        accounts.change_password(
            settings, number, said.get("before", ""), said.get("password", ""),
            session=found.token_hash,
        )  # fmt: skip

    await places.SIGNING_IN.run(request, change)
    return "" if found.must_change else design.notice(say("password-changed"))


def _content(request: Request, say: Words, found: Session, told: Markup | str) -> Markup:
    before = forms.field(
        say("password-before"), "before", kind="password", fill="current-password", more="required"
    )
    change = forms.form(
        request,
        forms.ACCOUNT,
        before + sign_in.new_password(say) + forms.button(say("password-change")),
    )
    password = Markup("<h2>{}</h2>{}").format(say("password-title"), change)
    if found.must_change:
        return Markup("{}{}").format(told, password)
    return Markup("{}<h2>{}</h2>{}{}<h2>{}</h2>{}{}").format(
        told,
        say("account-roles"),
        roles(say, found.person.assignments),
        password,
        say("sessions-title"),
        _sessions(say, found),
        forms.form(
            request,
            forms.ACCOUNT,
            forms.button(say("sessions-end-others"), quiet=True, name="do", value="others")
            + forms.button(say("sessions-end-all"), quiet=True, name="do", value="everywhere"),
            kind="row",
        ),
    )


def roles(say: Words, assignments: tuple[Assignment, ...]) -> Markup:
    """Roles as a list: over what, from when to when, for whom."""
    return design.listed(role(say, one) for one in assignments)


def role(say: Words, one: Assignment) -> str:
    """A role in words."""
    days = ""
    if one.starts_on or one.ends_on:
        days = say("user-days", start=str(one.starts_on or "…"), end=str(one.ends_on or "…"))
    stand_in = say("user-stand-in", number=str(one.stands_in_for)) if one.stands_in_for else ""
    return " ".join(part for part in (say(f"role-{one.role}"), one.over, days, stand_in) if part)


def _sessions(say: Words, found: Session) -> Markup:
    assert found.person.number is not None
    rows = [
        (
            moment_of_seconds(row["begun_at"]),
            moment_of_seconds(row["seen_at"]),
            row["address"],
            say("session-this") if row["token_hash"] == found.token_hash else "",
        )
        for row in sessions.standing(Settings.resolve(), found.person.number)
    ]
    heads = [say(f"sessions-column-{name}") for name in COLUMNS]
    return forms.table(heads, rows, "sessions")
