"""An office's provider of identities on this computer: oidc-provider-mock, and PKCE with it.

`python -m tests.dashboards.office_provider PORT` serves it. Beside what it does by itself, a code
is exchanged only by whoever shows the verifier of the challenge that it was asked for with.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import uvicorn
from authlib.oauth2.rfc7636 import CodeChallenge
from oidc_provider_mock import User, _app

PEOPLE = ("li", "wu", "nobody", "left")
_challenges: dict[str, str | None] = {}


class Proof(CodeChallenge):  # type: ignore[misc]
    """Asks for the verifier of each code."""

    def get_authorization_code_challenge(self, authorization_code: Any) -> str | None:
        return _challenges[authorization_code.code]

    def get_authorization_code_challenge_method(self, authorization_code: Any) -> str:
        return "S256"


class Grant(_app.AuthorizationCodeGrant):  # type: ignore[misc]
    """Remembers the challenge that a code was asked for with."""

    def save_authorization_code(self, code: str, request: Any) -> None:
        _challenges[code] = request.payload.data.get("code_challenge")
        super().save_authorization_code(code, request)


class Code(_app.OpenIDCode):  # type: ignore[misc]
    """With PKCE."""

    def __call__(self, grant: Any) -> None:
        super().__call__(grant)
        Proof(required=True)(grant)


def main() -> None:
    """Serve it on a port of this computer."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    _app.AuthorizationCodeGrant, _app.OpenIDCode = Grant, Code
    people = [User(sub=f"id-{name}", claims={"preferred_username": name}) for name in PEOPLE]
    people.append(User(sub="id-nameless", claims={}))
    uvicorn.run(
        _app.app(require_nonce=True, user_claims=people),
        interface="wsgi",
        port=int(sys.argv[1]),
        log_level="warning",
    )


if __name__ == "__main__":
    main()
