"""What the jobs of the tests do: functions that a process of a job finds by their names."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.store import PRIVATE_FILE, _begun, make_folder, write_record
from duibiao.warehouse.jobs import Progress, given_files


def count(acting: Acting, progress: Progress, total: int, until: str = "") -> dict[str, Any]:
    """Counts until a file is there, at least so far; keeps what it was given under its name."""
    at = 0
    while at < total or (until and not Path(until).exists()):
        at = min(at + 1, total)
        progress.step(at, total, "counting")
        time.sleep(0.02)
    for name, path in given_files(progress):
        (progress.folder / f"copy-{Path(name).name}").write_bytes(path.read_bytes())
    return {"counted": at, "by": acting.name, "names": [name for name, _ in given_files(progress)]}


def keep(acting: Acting, progress: Progress, total: int) -> dict[str, Any]:
    """Keeps one record after another, and looks at nobody who would stop it."""
    progress.step(0, total)
    for _ in range(total):
        write_record(acting.settings, "test", {"text": "x" * 100_000}, received_by="t", channel="t")
    return {}


def begin_a_record(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Has just begun a record, and nothing yet that would clear it away, when it is stopped."""
    make_folder(acting.settings.records / "2025")
    begun = _begun(acting.settings.records / "2025", PRIVATE_FILE)
    progress.step(1, 2)
    while True:
        begun[1].write(b"x")
        time.sleep(0.02)


def refuse(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Is refused, with several texts as a parameter."""
    raise Refused("restore-damaged", count="2", files=("a", "b"))


def ask_the_policy(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Asks as every function of the desk does."""
    return {"by": ask(acting, "ask_for_build").name}


def fail(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Fails as nobody foresaw."""
    raise ZeroDivisionError


def fill_the_disk(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Finds no room."""
    raise OSError(28, "No space left on device")


def die(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Is killed, as by whoever needs the memory."""
    progress.step(3, 7)
    os.kill(os.getpid(), signal.SIGKILL)
    return {}
