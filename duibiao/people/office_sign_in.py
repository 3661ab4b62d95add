"""Signing in by an office's own provider (OpenID Connect): the way there, and who came back.

Authorization code with PKCE, state and nonce. What the provider says is looked at once, for the
name of an account that must be here already; its tokens are kept nowhere.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from duibiao.people.acting import is_loopback
from duibiao.records.model import Refused
from duibiao.records.settings import Provider

DISCOVERY = "/.well-known/openid-configuration"
SECONDS = 10.0
"""So long a provider is waited for."""
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What a token may be signed by: a key of the provider's own, which nobody here has."""
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Begun:
    """A way to a provider that somebody was sent on, and what must come back with her."""

    url: str
    state: str
    nonce: str
    verifier: str


def begin(provider: Provider, back: str) -> Begun:
    """The address to send somebody to, who returns to `back`.

    Raises Refused where the provider does not answer, or is none.
    """
    with _told():
        client = _client(provider)
        made = client.create_authorization_url(back)
        return Begun(made["url"], made["state"], made["nonce"], made["code_verifier"])


def finish(provider: Provider, begun: Begun, back: str, state: str, code: str) -> str:
    """What the provider says of whoever came back: the claim that names her account.

    Raises Refused: nobody was sent that comes back so, the provider does not answer, its answer is
    not to be believed, or it says nothing by that name.
    """
    if not hmac.compare_digest(begun.state.encode(), state.encode()) or not code:
        raise Refused("sign-in-office-not-begun")
    with _told():
        client = _client(provider)
        token = client.fetch_access_token(back, code=code, code_verifier=begun.verifier)
        options = {"iss": {"essential": True, "value": provider.issuer}}
        said = client.parse_id_token(token, nonce=begun.nonce, claims_options=options)
        if said is None:
            raise Refused("sign-in-office-failed")
        if provider.claim not in said and "userinfo_endpoint" in client.server_metadata:
            more = client.userinfo(token=token)
            said = more if more.get("sub") == said["sub"] else said
    value = said.get(provider.claim)
    is_sure = provider.claim != EMAIL or said.get("email_verified") is True
    if not isinstance(value, str) or not value or not is_sure:
        raise Refused("sign-in-office-no-claim", claim=provider.claim)
    return value


@contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong on the way to a provider is said in words."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except RequestException as error:
        raise Refused("sign-in-office-away") from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise Refused("sign-in-office-failed") from error
    except OSError as error:
        raise Refused("sign-in-office-secret") from error


@lru_cache(maxsize=1)
def _client(provider: Provider) -> Any:
    """The provider, by what it says of itself, which is asked for once; ValueError, OSError."""
    from authlib.integrations.base_client import BaseApp
    from authlib.integrations.base_client.sync_app import OAuth2Mixin
    from authlib.integrations.base_client.sync_openid import OpenIDMixin
    from authlib.integrations.requests_client import OAuth2Session

    class Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
        client_cls = OAuth2Session

    _refuse_unsafe(provider.issuer, provider)
    client = Client(
        None,
        client_id=provider.client_id,
        client_secret=provider.secret_file.read_text(encoding="utf-8").strip(),
        server_metadata_url=provider.issuer + DISCOVERY,
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
    said = client.load_server_metadata()
    if str(said["issuer"]).rstrip("/") != provider.issuer:
        raise ValueError(said["issuer"])
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _refuse_unsafe(str(said[name]), provider)
    offered = said.get("id_token_signing_alg_values_supported", SIGNED_BY)
    said["id_token_signing_alg_values_supported"] = [one for one in SIGNED_BY if one in offered]
    return client


def _refuse_unsafe(address: str, provider: Provider) -> None:
    """Nothing goes to a provider unencrypted, but on this computer."""
    parts = urlsplit(address)
    is_here = is_loopback(urlsplit(provider.issuer).hostname or "")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise ValueError(address)
