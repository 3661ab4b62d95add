"""The server of the dashboard: Streamlit's application and our routes, behind the gate."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import JSONResponse

    from dashboards.gate import Gate

SCRIPT = Path(__file__).with_name("app.py")
HEALTH = "/health"
LARGEST_MESSAGE = 1_000_000
"""Bytes that a browser may send at once by websocket: what stands in a page's fields."""


@dataclass(frozen=True, slots=True)
class Encryption:
    """How connections are encrypted: by a certificate of our own, or by a proxy, by its address."""

    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None

    @property
    def is_said(self) -> bool:
        """Whether they are at all."""
        return self.certificate is not None or self.proxy is not None


UNENCRYPTED = Encryption()


def refuse_unguarded(settings: Settings, host: str, encryption: Encryption) -> None:
    """Beyond this computer only those are answered who sign in, over encrypted connections.

    Raises Refused (`serve-no-accounts`, `serve-unencrypted`).
    """
    from duibiao.people import accounts
    from duibiao.people.acting import is_loopback

    if is_loopback(host):
        return
    if not accounts.are_there(settings):
        raise Refused("serve-no-accounts", host=host)
    if not encryption.is_said:
        raise Refused("serve-unencrypted", host=host)


def _no_traceback(error: Exception) -> bool:
    """What fails outside a page (a callback) is logged in full and shown in words."""
    from dashboards.parts import frame

    frame.show_failure(frame.speak(), error)
    return True


def health_told() -> dict[str, str | None]:
    """What `/health` says: that the server answers, and the build whose snapshot it shows."""
    path = snapshot_path(Settings.resolve())
    return {"status": "ok", "snapshot": path.stem if path else None}


def application(hosts: frozenset[str], *, is_safe_only: bool = False) -> Gate:
    """The dashboard as an ASGI application that answers under the names of `gate.hosts_of`.

    Settings of Streamlit stand in `.streamlit/config.toml`.
    """
    from starlette.convertors import StringConvertor, register_url_convertor
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware
    from starlette.responses import JSONResponse
    from starlette.routing import Route
    from streamlit.starlette import App

    from dashboards.app_pages.data import documentation
    from dashboards.app_pages.data import files as query_files
    from dashboards.app_pages.hand_in import evidence_files
    from dashboards.app_pages.hand_in import files as hand_in_files
    from dashboards.app_pages.reports import files as report_files
    from dashboards.gate import Gate, Guarded
    from dashboards.parts import downloads, frame, packed, places, shell, uploads
    from dashboards.plain import (
        account,
        accounts_page,
        forms,
        messages_page,
        office_sign_in,
        sign_in,
        trail_page,
    )
    from dashboards.plain.desk import routes as desk
    from dashboards.plain.office import routes as office

    async def health(request: Request) -> JSONResponse:
        return JSONResponse(health_told())

    class PageName(StringConvertor):
        """What could be the name of a page: Streamlit's own files have a dot or a folder."""

        regex = "[^/._][^/.]*"

    register_url_convertor("page", PageName())
    pages = [Route(f"/{frame.path_of(name)}", shell.page) for name in frame.PAGES]
    pages.append(Route("/{name:page}", shell.missing_page))
    free = [Route(HEALTH, health), Route(shell.LOOK, shell.look_file)]
    both = ["GET", "POST"]
    # What must come back from an office's own provider waits in the browser, signed: its cookie
    # comes along with the way back, as that of a session does not.
    kept = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_hex(32),
        session_cookie=forms.cookie_name("duibiao-office", safe=is_safe_only),
        max_age=office_sign_in.KEPT_SECONDS,
        same_site="lax",
        https_only=is_safe_only,
    )
    entrances = [
        Route(forms.SIGN_IN, sign_in.sign_in, methods=both),
        Route(forms.OFFICE, office_sign_in.go, middleware=[kept]),
        Route(forms.OFFICE_BACK, office_sign_in.back, middleware=[kept]),
        Route(forms.FIRST, sign_in.first, methods=both),
    ]
    typed = [
        Guarded(Route(forms.SIGN_OUT, sign_in.sign_out, methods=["POST"]), "own_account"),
        Guarded(Route(forms.ACCOUNT, account.account, methods=both), "own_account"),
        Guarded(
            Route(forms.ACCOUNTS, accounts_page.accounts_page, methods=both), "manage_accounts"
        ),
        Guarded(
            Route(accounts_page.IMPORT, accounts_page.import_accounts, methods=["POST"]),
            "manage_accounts",
            largest=uploads.LARGEST_BYTES,
        ),
        Guarded(Route(forms.TRAIL, trail_page.trail_page), "read_trail"),
        Guarded(Route(forms.MESSAGES, messages_page.messages_page), "own_account"),
        *desk.PAGES,
        *office.PAGES,
    ]
    answers = [
        *desk.FILES,
        *office.FILES,
        Guarded(Route(documentation.PATH, documentation.documentation), "read_documentation"),
        Guarded(Route(evidence_files.PATH, evidence_files.evidence_file), "read_evidence"),
        Guarded(Route(hand_in_files.PATH, hand_in_files.hand_in_file), "read_hand_in"),
        Guarded(Route(query_files.PATH, query_files.query_file), "query"),
        Guarded(Route(report_files.PATH, report_files.report), "read_reports"),
        Guarded(Route(report_files.ALL_PATH, report_files.all_reports), "read_reports"),
        # What a page offers is its session's own, and is asked for once more where it is made.
        Guarded(Route(downloads.PATH, downloads.download), "look"),
    ]
    guarded = [one.route for one in (*answers, *typed)]
    app = App(
        SCRIPT,
        routes=[*free, *entrances, *guarded, *pages],
        exception_handlers={
            places.Busy: places.say_busy,
            Refused: forms.say_refused,
            Exception: forms.say_failed,
        },
        on_script_error=_no_traceback,
    )
    # Around all of it, so that what Starlette says of an error has its headers too.
    return Gate(
        packed.StaticFiles(app),
        hosts=hosts,
        pages=pages,
        answers=answers,
        forms=typed,
        entrances=entrances,
        free=free,
        is_safe_only=is_safe_only,
    )


def serve(
    host: str,
    port: int,
    home: Path,
    guide: Path,
    *,
    allowed_hosts: Sequence[str] = (),
    is_shared: bool = False,
    is_open: bool = False,
    encryption: Encryption = UNENCRYPTED,
) -> None:
    """Serve the dashboard of a data home until the process is told to stop.

    It answers under its address, the names of this computer and `allowed_hosts`. What changes the
    county's figures is on its pages for those whose role allows it; without accounts where it is
    for one person: on this computer alone, under no other name, and not said to be shared.
    `is_open`: on this computer nobody signs in, even where there are accounts.

    The desk finds home and guide by the environment, which is set here for this process and what
    it starts. Raises OSError where the port is taken; it is looked at before anything is started;
    and Refused where it would listen beyond this computer without accounts or unencrypted.
    """
    import socket

    from duibiao.warehouse import scoring_apart
    from duibiao.warehouse.confined_query import serve_from

    is_shared = is_shared or bool(allowed_hosts) or encryption.is_said
    refuse_unguarded(Settings.resolve(home, guide), host, encryption)
    serve_from(host, is_shared=is_shared)
    os.environ["DUIBIAO_HOME"] = str(home.resolve())
    os.environ["DUIBIAO_GUIDE"] = str(guide.resolve())
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        import uvicorn

        from dashboards.connections import PatientProtocol
        from dashboards.gate import hosts_of
        from dashboards.parts import person

        person.set_up(host, is_shared=is_shared, is_open=is_open)
        scoring_apart.begin(Settings.resolve(home, guide))
        proxy = encryption.proxy or os.environ.get("FORWARDED_ALLOW_IPS")
        settings = uvicorn.Config(
            application(hosts_of(host, port, allowed_hosts), is_safe_only=encryption.is_said),
            http=PatientProtocol,
            ws_max_size=LARGEST_MESSAGE,
            # A proxy is believed where it is named, here or by uvicorn's own variable, else nobody.
            proxy_headers=proxy is not None,
            forwarded_allow_ips=proxy,
            ssl_certfile=encryption.certificate,
            ssl_keyfile=encryption.key,
            server_header=False,
            log_level="warning",
            access_log=False,
        )
        # uvicorn ends in order and then has the signal come again, which by itself would end us
        # there and leave children to what nobody waits for.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        uvicorn.Server(settings).run(sockets=[listener])


def main() -> None:
    """`python -m dashboards.server --host H --port P`: home and guide come by the environment."""
    from argparse import ArgumentParser

    parser = ArgumentParser(prog="python -m dashboards.server", description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--allow-host", action="append", default=[])
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--proxy")
    chosen = parser.parse_args()
    settings = Settings.resolve()
    say = words(language())
    try:
        with contextlib.suppress(KeyboardInterrupt):
            serve(
                chosen.host,
                chosen.port,
                settings.home,
                settings.guide,
                allowed_hosts=chosen.allow_host,
                is_shared=chosen.shared,
                is_open=chosen.open,
                encryption=Encryption(chosen.certificate, chosen.key, chosen.proxy),
            )
    except Refused as refused:
        sys.exit(say(refused.code, **refused.parameters))
    except OSError as error:
        place = {"host": chosen.host, "port": str(chosen.port)}
        sys.exit(say("server-no-place", **place, reason=str(error.strerror)))


if __name__ == "__main__":
    main()
