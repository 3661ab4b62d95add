"""The commands that serve the dashboard and make the demo county."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboards.server import Encryption, refuse_unguarded
from duibiao.commands.building import print_built
from duibiao.commands.console import (
    REFUSED,
    WRONG_USE,
    W,
    command,
    err,
    out,
    progress_bar,
    refuse,
)
from duibiao.demo.county import make_demo_county
from duibiao.people.accounts import first_address
from duibiao.people.acting import is_loopback
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
Open = Annotated[bool, typer.Option("--open", help=W("cli-serve-open"))]
Certificate = Annotated[
    Path | None, typer.Option("--certificate", help=W("cli-serve-certificate"), exists=True)
]
Key = Annotated[Path | None, typer.Option("--key", help=W("cli-serve-key"), exists=True)]
Proxy = Annotated[str | None, typer.Option("--proxy", help=W("cli-serve-proxy"))]
# With a share of memory for each of its threads, a server keeps what they have long given back.
FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}


@command("cli-serve")
def serve(
    settings: Settings,
    port: Annotated[int, typer.Option("--port", help=W("cli-serve-port"))] = 8501,
    host: Annotated[str, typer.Option("--host", help=W("cli-serve-host"))] = "127.0.0.1",
    allow_host: AllowHost = None,
    shared: Shared = False,
    is_open: Open = False,
    certificate: Certificate = None,
    key: Key = None,
    proxy: Proxy = None,
) -> None:
    """Serve the dashboard, and build soon after something was handed in."""
    os.environ.update({"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)})
    encryption = Encryption(certificate, key, proxy)
    is_shared = shared or bool(allow_host) or encryption.is_said
    if is_open and (is_shared or not is_loopback(host)):
        refuse(W("serve-open-elsewhere"), WRONG_USE)
    refuse_unguarded(settings, host, encryption)
    takes_queries = serve_from(host, is_shared=is_shared)
    watcher = BuildWatcher(settings, build_in_own_process)
    command = [sys.executable, "-m", "dashboards.server", "--host", host, "--port", str(port)]
    command += [word for name in allow_host or () for word in ("--allow-host", name)]
    command += ["--shared"] if shared else []
    command += ["--open"] if is_open else []
    for option, value in (("certificate", certificate), ("key", key), ("proxy", proxy)):
        command += [] if value is None else [f"--{option}", str(value)]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ | FEW_ARENAS)
    threading.Thread(target=watcher.run, daemon=True).start()

    def stop(*_: Any) -> None:
        watcher.stopping.set()
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    address = f"{'http' if certificate is None else 'https'}://{host}:{port}"
    out.print(W("cli-serving", address=address))
    token = None if is_open else first_address(settings)
    if token is not None:
        out.print(W("cli-serving-first", address=f"{address}/sign-in/first/{token}"))
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
        # Whoever tries it out signs in to nothing, and everything in it is made up.
        is_open = is_loopback(host) and not shared and not allow_host
        serve(settings, port, host, allow_host, shared, is_open)
