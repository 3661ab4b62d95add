"""Servers that are measured: an app of Streamlit's own as the floor, and what a process takes."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 60
SERVED = """
import sys
import uvicorn
from streamlit import config
from streamlit.starlette import App

from dashboards.parts.packed import StaticFiles

config.set_option("runner.postScriptGC", False)  # as the dashboard has it
app = App(sys.argv[1])
served = StaticFiles(app) if sys.argv[3:] else app
uvicorn.run(served, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@contextmanager
def floor(folder: Path, script: str, *, is_packed: bool = False) -> Iterator[tuple[str, int]]:
    """The address and process of an app that is a script alone, served by the dashboard's library.

    `is_packed`: its files are sent as small as those of the dashboard.
    """
    path = folder / "floor.py"
    path.write_text(script, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        SERVED,
        str(path),
        str(port),
        *(["packed"] if is_packed else []),
    ]
    process = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health")
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"no answer at {address}")


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a process and of all that it has started, also of those that have ended."""
    parents: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = path.read_text().rpartition(") ")
            fields: list[Any] = rest.split()
            ticks = sum(map(int, fields[11:15]))
            parents[int(name.partition(" ")[0])] = int(fields[1]), ticks
    family = {pid}
    while more := {one for one, (parent, _) in parents.items() if parent in family} - family:
        family |= more
    ticks_in_all = sum(parents[one][1] for one in family if one in parents)
    return ticks_in_all / os.sysconf("SC_CLK_TCK")


def most_held() -> int:
    """Bytes that this process has held in memory at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
