"""Signing in by the office's own provider: there, and back to a session of our own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import HTMLResponse

from dashboards.parts import person, places
from dashboards.plain import forms, sign_in
from duibiao.people import accounts, office_sign_in
from duibiao.people.office_sign_in import Begun
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import Provider, Settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

KEPT = "begun"
KEPT_SECONDS = 600
"""So long somebody has to sign in there."""
ON = Markup('<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={}">')


async def go(request: Request) -> Response:
    """To the provider; her browser keeps what must come back."""
    provider = Settings.resolve().provider
    if provider is None or not person.signs_in():
        return forms.to(forms.SIGN_IN)
    onward = forms.own_address(request.query_params.get("next", "/"))
    try:
        begun = await places.SIGNING_IN.run(request, office_sign_in.begin, provider, _back(request))
    except Refused as refused:
        return sign_in.shown(request, refused)
    request.session[KEPT] = [begun.url, begun.state, begun.nonce, begun.verifier, onward,
                             int(time.time()) + KEPT_SECONDS]  # fmt: skip
    return forms.to(begun.url)


async def back(request: Request) -> Response:
    """From the provider: a session of ours for whom it names, or why there is none."""
    provider = Settings.resolve().provider
    if provider is None or not person.signs_in():
        return forms.to(forms.SIGN_IN)
    kept = request.session.pop(KEPT, None)
    try:
        if kept is None or kept[-1] < time.time():
            raise Refused("sign-in-office-not-begun")
        number = await places.SIGNING_IN.run(request, _number, request, provider, Begun(*kept[:4]))
    except Refused as refused:
        return sign_in.shown(request, refused)
    # A cookie of ours goes with what our own pages ask for alone, so one of them asks.
    content = ON.format(kept[4])
    answer = HTMLResponse(content, headers={"Cache-Control": "no-store"})
    sign_in.begin(answer, request, number)
    return answer


def _number(request: Request, provider: Provider, begun: Begun) -> int:
    """The number of her account. Raises Refused; either way it is in the audit trail."""
    said = request.query_params
    settings, address = Settings.resolve(), person.from_where()
    try:
        if said.get("iss", provider.issuer).rstrip("/") != provider.issuer or "error" in said:
            raise Refused("sign-in-office-failed")
        name = office_sign_in.finish(
            provider, begun, _back(request), said.get("state", ""), said.get("code", "")
        )
    except Refused as refused:
        trail.write(
            settings, **{"from": address}, action="sign_in", channel="office",
            outcome=refused.code,
        )  # fmt: skip
        raise
    return accounts.sign_in_by_office(settings, name, address)


def _back(request: Request) -> str:
    """The address that the provider sends people back to; of which host, the gate has looked at."""
    return str(request.url.replace(path=forms.OFFICE_BACK, query="", fragment=""))
