"""The server of the dashboard: Streamlit's application and a health route in one process."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from duibiao.words import language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from streamlit.starlette import App

SCRIPT = Path(__file__).with_name("app.py")
HEALTH = "/health"


def _no_traceback(error: Exception) -> bool:
    """What fails outside a page (a callback) is logged in full and shown in words."""
    from dashboards.parts import frame

    frame.show_failure(frame.speak(), error)
    return True


def application() -> App:
    """The dashboard as an ASGI application; settings stand in `.streamlit/config.toml`."""
    from starlette.convertors import StringConvertor, register_url_convertor
    from starlette.responses import JSONResponse
    from starlette.routing import Route
    from streamlit.starlette import App

    from dashboards.app_pages.data import documentation
    from dashboards.app_pages.data import files as query_files
    from dashboards.app_pages.hand_in import evidence_files
    from dashboards.app_pages.hand_in import files as hand_in_files
    from dashboards.app_pages.reports import files as report_files
    from dashboards.parts import frame, shell
    from ingest import desk

    async def health(request: Request) -> JSONResponse:
        path = desk.snapshot_path()
        return JSONResponse({"status": "ok", "snapshot": path.stem if path else None})

    class PageName(StringConvertor):
        """What could be the name of a page: Streamlit's own files have a dot or a folder."""

        regex = "[^/._][^/.]*"

    register_url_convertor("page", PageName())
    pages = [Route(f"/{frame.path_of(name)}", shell.page) for name in frame.PAGES]
    routes = [
        Route(HEALTH, health),
        Route(documentation.PATH, documentation.documentation),
        Route(evidence_files.PATH, evidence_files.evidence_file),
        Route(hand_in_files.PATH, hand_in_files.hand_in_file),
        Route(query_files.PATH, query_files.query_file),
        Route(report_files.PATH, report_files.report),
        Route(report_files.ALL_PATH, report_files.all_reports),
        *pages,
        Route("/{name:page}", shell.missing_page),
    ]
    return App(SCRIPT, routes=routes, on_script_error=_no_traceback)


def serve(host: str, port: int, home: Path, guide: Path) -> None:
    """Serve the dashboard of a data home until the process is told to stop.

    The desk finds home and guide by the environment, which is set here for this process and what
    it starts. Raises OSError where the port is taken; it is looked at before anything is started.
    """
    import socket

    os.environ["DUIBIAO_HOME"] = str(home.resolve())
    os.environ["DUIBIAO_GUIDE"] = str(guide.resolve())
    with socket.create_server((host, port)) as listener:
        import uvicorn

        settings = uvicorn.Config(application(), log_level="warning", access_log=False)
        uvicorn.Server(settings).run(sockets=[listener])


def main() -> None:
    """`python -m dashboards.server --host H --port P`: home and guide come by the environment."""
    from argparse import ArgumentParser

    from ingest import desk

    parser = ArgumentParser(prog="python -m dashboards.server", description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    chosen = parser.parse_args()
    settings = desk.settings()
    say = words(language())
    try:
        with contextlib.suppress(KeyboardInterrupt):
            serve(chosen.host, chosen.port, settings.home, settings.guide)
    except OSError as error:
        place = {"host": chosen.host, "port": str(chosen.port)}
        sys.exit(say("server-no-place", **place, reason=str(error.strerror)))


if __name__ == "__main__":
    main()
