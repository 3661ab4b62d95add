"""The commands that serve the dashboard and make the demo county."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from typing import Annotated, Any

import typer

from duibiao.commands.building import print_built
from duibiao.commands.console import REFUSED, W, command, err, out, progress_bar, refuse
from duibiao.demo.county import make_demo_county
from duibiao.records.settings import Settings
from duibiao.spreadsheets.sandbox import sandbox_kind
from duibiao.warehouse.build import build
from duibiao.warehouse.confined_query import serve_from
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.warehouse.watch import BuildWatcher, build_in_own_process

AllowHost = Annotated[
    list[str] | None, typer.Option("--allow-host", help=W("cli-serve-allow-host"))
]
Shared = Annotated[bool, typer.Option("--shared", help=W("cli-serve-shared"))]
# With a share of memory for each of its threads, a server keeps what they have long given back.
FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}


@command("cli-serve")
def serve(
    settings: Settings,
    port: Annotated[int, typer.Option("--port", help=W("cli-serve-port"))] = 8501,
    host: Annotated[str, typer.Option("--host", help=W("cli-serve-host"))] = "127.0.0.1",
    allow_host: AllowHost = None,
    shared: Shared = False,
) -> None:
    """Serve the dashboard, and build soon after something was handed in."""
    os.environ.update({"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)})
    takes_queries = serve_from(host, is_shared=shared or bool(allow_host))
    watcher = BuildWatcher(settings, build_in_own_process)
    command = [sys.executable, "-m", "dashboards.server", "--host", host, "--port", str(port)]
    command += [word for name in allow_host or () for word in ("--allow-host", name)]
    command += ["--shared"] if shared else []
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ | FEW_ARENAS)
    threading.Thread(target=watcher.run, daemon=True).start()

    def stop(*_: Any) -> None:
        watcher.stopping.set()
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    out.print(W("cli-serving", address=f"http://{host}:{port}"))
    if sandbox_kind() is None:
        err.print(W("cli-serving-no-sandbox"))
    if not takes_queries:
        err.print(W("cli-serving-no-sql"))
    try:
        code = server.wait()
    except KeyboardInterrupt:
        stop()
        code = 0 if server.wait(timeout=20) is not None else REFUSED
    if code not in (0, -signal.SIGTERM):
        refuse(W("cli-serve-ended", code=str(code)))


@command("cli-demo")
def demo(
    settings: Settings,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=W("cli-demo-no-serve"))] = False,
    today: Annotated[
        dt.datetime | None,
        typer.Option(
            "--today", help=W("cli-demo-today"), formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", help=W("cli-serve-port"))] = 8501,
    host: Annotated[str, typer.Option("--host", help=W("cli-serve-host"))] = "127.0.0.1",
    allow_host: AllowHost = None,
    shared: Shared = False,
) -> None:
    """Make a made-up county, load it through the same door as everyone, build, and serve."""
    with progress_bar(quiet=False) as progress:
        made = make_demo_county(
            settings, progress, (today or dt.datetime.now().astimezone()).date()
        )
    if made is not None:
        counts = {name: str(count) for name, count in made.counts.items()}
        out.print(W("cli-demo-made", folder=str(made.folder), **counts))
    else:
        out.print(W("cli-demo-here", home=str(settings.home)))
    if made is not None or snapshot_path(settings) is None:
        print_built(build(settings), as_json=False)
    if not no_serve:
        serve(settings, port, host, allow_host, shared)
