"""What pages have done in the background: each calls what the command of its name calls."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.seals import NOTES
from duibiao.records.settings import Settings
from duibiao.warehouse.backups import backup, rehearse
from duibiao.warehouse.export import Format, Mart, export
from duibiao.warehouse.jobs import Progress
from duibiao.warehouse.snapshot_files import build_failure
from duibiao.warehouse.verifying import verify
from duibiao.words import words
from duibiao.words.figures import LOCAL_TIME

LOOK_SECONDS = 0.3


def verify_home(acting: Acting, progress: Progress, head: str = "") -> dict[str, Any]:
    """Find what is missing, altered or out of order; `head`: of the seals, as it was written down.

    Gives the head, counts, whether all is whole, and what is amiss: code, identifier, whether it is
    only told.
    """
    acting = ask(acting, "verify", about=head)
    progress.step(0, 0, "verifying")
    found = verify(acting.settings, head or None)
    return {
        "head": found.head or "",
        "sealed": found.sealed_records,
        "unsealed": found.unsealed_records,
        "originals": found.originals,
        "is_whole": found.is_whole,
        "amiss": [[one.code, one.identifier, one.code in NOTES] for one in found.amiss],
    }


def rebuild_home(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Make every table again; gives the build, its head of the seals, seconds, and what differs."""
    acting = ask(acting, "ask_for_build", about="rebuild")
    code, told = _killed_when_stopped(acting.settings, progress, "rebuild", "--json")
    failure = build_failure(acting.settings)
    if code == 0:
        made = json.loads(told)
        return {
            "build": made["build_id"],
            "head": made["seal_head"] or "",
            "seconds": f"{sum(made['seconds'].values()):.1f}",
            "differing": made["differing"],
            "set_aside": made["set_aside"],
            "missing_records": made["missing_records"],
        }
    if code < 0 or failure is None:
        raise Refused("build-killed", how=f"signal {-code}" if code < 0 else f"code {code}")
    raise Refused(f"build-{failure['code']}", **failure["parameters"])


def _killed_when_stopped(settings: Settings, progress: Progress, *command: str) -> tuple[int, str]:
    """The exit code of a command in a process of its own, and what it printed.

    Where the job is stopped it is killed, which leaves the snapshot in force as it is: dbt would
    take an interruption for a build that has failed, and say so on the officials' screen.
    """
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    with subprocess.Popen(
        [sys.executable, "-m", "duibiao", *command, *places],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        try:
            while True:
                progress.step(0, 0, "rebuilding")
                with suppress(subprocess.TimeoutExpired):
                    told, _ = child.communicate(timeout=LOOK_SECONDS)
                    return child.returncode, told
        finally:
            child.kill()


def export_marts(
    acting: Acting,
    progress: Progress,
    formats: list[str],
    marts: list[str],
    cycle: str = "",
    language: str = "",
) -> dict[str, Any]:
    """Write published marts as files, in one archive, and the workbook beside it as well."""
    acting = ask(acting, "query", about=f"export {cycle} {' '.join(marts)}".strip())

    def track(chosen: Sequence[Mart]) -> Iterator[Mart]:
        for number, mart in enumerate(chosen):
            progress.step(number, len(chosen), "exporting")
            yield mart
        progress.step(len(chosen), len(chosen), "packing")

    folder = progress.folder.parent / "exported"
    done = export(
        acting.settings,
        folder,
        words(language) if language else words(),
        formats=[Format(one) for one in formats],
        names=marts,
        cycle_id=cycle or None,
        track=track,
    )
    name = f"duibiao-{cycle}.zip" if cycle else "duibiao.zip"
    with zipfile.ZipFile(progress.folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    for path in folder.glob("*.xlsx"):
        path.replace(progress.folder / path.name)
    return {
        "marts": len(done.marts),
        "rows": sum(mart.rows for mart in done.marts),
        "files": len(done.files),
        "left_out": [[name, rows] for name, rows in done.left_out.items()],
    }


def back_up_home(acting: Acting, progress: Progress) -> dict[str, Any]:
    """Put aside all that cannot be made again as one file, and rehearse its restoring."""
    day = dt.datetime.now(LOCAL_TIME).date().isoformat()
    path = progress.folder / f"duibiao-{day}.tar.gz"

    def track(count: int) -> None:
        progress.step(count, 0, "backing-up")

    made = backup(acting, path, track)
    progress.step(made.files, 0, "rehearsing")
    _, found = rehearse(path)
    return {
        "files": made.files,
        "bytes": made.size,
        "head": found.head or "",
        "is_whole": found.is_whole,
        "amiss": [[one.code, one.identifier, one.code in NOTES] for one in found.amiss],
    }
