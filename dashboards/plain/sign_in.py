"""Signing in and out, and the first administrator, by pages without script."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from dashboards.parts import design, person, places
from dashboards.plain import forms
from duibiao.people import accounts, passwords, sessions
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.words import Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE = "duibiao"


async def sign_in(request: Request) -> Response:
    """The page to sign in on, and what becomes of what was typed there."""
    say = forms.said_language(request)
    onward = forms.own_address(request.query_params.get("next", "/"))
    if not person.signs_in():
        return forms.to("/")
    if person.session() is not None:
        return forms.to(forms.start() if onward == "/" else onward)
    told: Markup | str = ""
    login = ""
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            login = forms.shown(said, "login")
            number = await places.SIGNING_IN.run(
                request,
                accounts.sign_in,
                Settings.resolve(),
                login,
                said.get("password", ""),
                person.from_where(),
            )
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            return _begun(request, number, onward)
    return _page(request, told, login, _here(request))


def shown(request: Request, refused: Refused) -> Response:
    """The page to sign in on, with why it was not done in another way."""
    say = forms.said_language(request)
    return _page(request, forms.refusal(say, refused), "", forms.SIGN_IN)


def _page(request: Request, told: Markup | str, login: str, action: str) -> Response:
    say = forms.said_language(request)
    inside = Markup("").join(
        [
            forms.field(say("sign-in-login"), "login", value=login, fill="username",
                        more="required autofocus"),
            forms.field(say("sign-in-password"), "password", kind="password",
                        fill="current-password", more="required"),
            forms.button(say("sign-in")),
        ]
    )  # fmt: skip
    title, note = say("sign-in-title"), say("sign-in-help")
    way = _office_link(request, say)
    return _with_form(request, title, told, inside, note, action, way, status=403 if told else 200)


def _office_link(request: Request, say: Words) -> Markup:
    """The way to the office's own provider, where there is one."""
    provider = Settings.resolve().provider
    if provider is None:
        return Markup("")
    names = {"next": request.query_params.get("next"), "lang": request.query_params.get("lang")}
    query = urlencode({name: text for name, text in names.items() if text})
    target = f"{forms.OFFICE}?{query}" if query else forms.OFFICE
    text = say("sign-in-office", name=provider.name or say("sign-in-office-name"))
    return Markup('<p class="or"><a class="button" href="{}">{}</a></p>').format(target, text)


async def first(request: Request) -> Response:
    """The page of the one-time address: the first administrator makes an account."""
    say = forms.said_language(request)
    token = request.path_params["token"]
    told: Markup | str = ""
    said: dict[str, str] = {}
    settings = Settings.resolve()
    if not accounts.is_first_address(settings, token):
        ended = forms.refusal(say, Refused("sign-in-first-ended"))
        return forms.page(request, say("sign-in-first-title"), ended, status=404, narrow=True)
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            if said.get("password") != said.get("again"):
                raise Refused("password-again")
            number = await places.SIGNING_IN.run(
                request,
                accounts.add_first,
                settings,
                token,
                forms.shown(said, "login"),
                forms.shown(said, "name"),
                said.get("password", ""),
            )
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            return _begun(request, number, forms.ACCOUNTS)
    inside = Markup("").join(
        [
            forms.field(say("sign-in-login"), "login", value=forms.shown(said, "login"),
                        fill="username", more="required"),
            forms.field(say("sign-in-name"), "name", value=forms.shown(said, "name"),
                        more="required"),
            new_password(say),
            forms.button(say("sign-in-first")),
        ]
    )  # fmt: skip
    note = say("sign-in-first-help")
    return _with_form(request, say("sign-in-first-title"), told, inside, note, _here(request))


def new_password(say: Words) -> Markup:
    """The two fields of a new password, with what it must be."""
    note = Markup('<p class="quiet">{}</p>').format(
        say("password-rules", least=str(passwords.SHORTEST), kinds=str(passwords.KINDS_NEEDED))
    )
    fields = [
        forms.field(say("password-new"), "password", kind="password", fill="new-password",
                    more="required"),
        forms.field(say("password-new-again"), "again", kind="password", fill="new-password",
                    more="required"),
    ]  # fmt: skip
    return note + Markup("").join(fields)


def _with_form(
    request: Request,
    title: str,
    told: Markup | str,
    inside: Markup,
    note: str,
    action: str,
    way: Markup | str = "",
    *,
    status: int = 200,
) -> Response:
    """A page with a form for somebody without a session."""
    help_text = design.notice(note, "info")
    content = Markup("{}{}{}{}").format(told, forms.form(request, action, inside), way, help_text)
    return forms.page(request, title, content, status=status, narrow=True)


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _begun(request: Request, number: int, onward: str) -> Response:
    answer = forms.to(onward)
    begin(answer, request, number)
    return answer


def begin(answer: Response, request: Request, number: int) -> None:
    """A session of her own, whatever the browser had before."""
    token = sessions.begin(Settings.resolve(), number, person.from_where())
    forms.set_cookie(answer, request, COOKIE, token)


async def sign_out(request: Request) -> Response:
    """End the session; signed out she is in any case."""
    await forms.typed(request)
    found = person.session()
    if found is not None:
        sessions.end(Settings.resolve(), found)
    answer = forms.to(f"{forms.SIGN_IN}?{urlencode(dict(request.query_params))}".rstrip("?"))
    answer.delete_cookie(
        forms.cookie_name(COOKIE, safe=forms.is_safe(request)),
        path="/",
        secure=forms.is_safe(request),
        httponly=True,
        samesite="strict",
    )
    return answer
