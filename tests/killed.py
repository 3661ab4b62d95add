"""Runs what writes into a data home, and dies of SIGKILL at a given point.

`python -m tests.killed CALL NUMBER WHEN WHAT ARGUMENTS…`: at the NUMBERth call of os.CALL (fsync,
replace), `before` or `after` it is done; or, where CALL is `clock`, NUMBER milliseconds after it
began, wherever it is. WHAT is `hand-in` (files, as the page does; each receipt
is printed), `publish` (the snapshot in force once more, under a new name), `landing` (made again
from all records), `draft` (an answer saved there), or `duibiao` with the arguments of the
command line.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from duibiao.records.settings import Settings


def die_at(call: str, number: int, when: str) -> None:
    """Have this process killed at the numberth call of a function of the system, or of time."""
    if call == "clock":
        alarm = threading.Timer(number / 1000, os.kill, (os.getpid(), signal.SIGKILL))
        alarm.daemon = True
        alarm.start()
        return
    real: Callable[..., Any] = getattr(os, call)
    count = 0

    def deadly(*arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **options)
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(os, call, deadly)


def hand_in(settings: Settings, paths: list[Path]) -> None:
    """Hand files in as the page does, and tell each receipt once it is given."""
    from ingest.door import Door

    door = Door.open(settings)
    for path in paths:
        checked = door.check(path.read_bytes(), path.name)
        done = door.hand_in(checked, received_by="test", channel="dashboard", confirmed=True)
        if done.receipt is not None:
            print(done.receipt.record_id, flush=True)


def publish(settings: Settings, name: str) -> None:
    """Put the content of the snapshot in force in force again, as a build does when it is done."""
    from duibiao.warehouse import build
    from duibiao.warehouse.snapshot_files import read_account, snapshot_path, statements_path

    before = snapshot_path(settings)
    assert before is not None
    account = read_account(before)
    assert account is not None
    partial = settings.warehouse / "snapshot.duckdb.partial"
    shutil.copyfile(before, partial)
    snapshot = settings.warehouse / f"{name}.duckdb"
    statements = json.loads(statements_path(before).read_bytes())
    build._publish(settings, partial, snapshot, account | {"build_id": name}, statements)


def landing(settings: Settings) -> None:
    """Make landing from all records."""
    from duibiao.warehouse.landing import take_in_again

    take_in_again(settings)


def draft(settings: Settings, text: str) -> None:
    """Save an answer in place of the first version of a draft's indicator."""
    from duibiao.records.drafts import Typed, save_part

    typed = Typed({"A-a": text})
    save_part(settings, "2025", "S001", "A", typed, seen=1, saved_by="test")


def main() -> None:
    call, number, when, what, *arguments = sys.argv[1:]
    settings = Settings.resolve()
    die_at(call, int(number), when)
    if what == "hand-in":
        hand_in(settings, [Path(name) for name in arguments])
    elif what == "publish":
        publish(settings, *arguments)
    elif what == "landing":
        landing(settings)
    elif what == "draft":
        draft(settings, *arguments)
    else:
        from duibiao.commands.cli import app

        app(arguments)


if __name__ == "__main__":
    main()
