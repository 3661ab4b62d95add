"""What pages have done in the background: each calls what the command of its name calls."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.seals import NOTES
from duibiao.records.settings import Settings
from duibiao.warehouse.backups import backup, rehearse
from duibiao.warehouse.export import Format, Mart, export
from duibiao.warehouse.jobs import Progress
from duibiao.warehouse.rebuilding import rebuild
from duibiao.warehouse.snapshot_files import build_failure
from duibiao.warehouse.verifying import verify
from duibiao.words import words
from duibiao.words.figures import LOCAL_TIME

LOOK_SECONDS = 0.3
T = TypeVar("T")


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
    code, made = _killed_when_stopped(progress, "rebuilding", rebuild, acting.settings)
    if made is not None:
        return {
            "build": made.built.build_id,
            "head": made.built.seal_head or "",
            "seconds": f"{sum(made.built.seconds.values()):.1f}",
            "differing": made.differing,
            "set_aside": made.built.set_aside,
            "missing_records": made.built.missing_records,
        }
    failure = build_failure(acting.settings)
    if code < 0 or failure is None:
        raise Refused("build-killed", how=f"signal {-code}" if code < 0 else f"code {code}")
    raise Refused(f"build-{failure['code']}", **failure["parameters"])


def _killed_when_stopped(
    progress: Progress, phase: str, function: Callable[[Settings], T], settings: Settings
) -> tuple[int, T | None]:
    """What a function gives in a process of its own, and the exit code of that.

    Where the job is stopped it is killed, which leaves the snapshot in force as it is: dbt would
    take an interruption for a build that has failed, and say so on the officials' screen.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_tell, args=(theirs, function, settings))
    child.start()
    theirs.close()
    try:
        while not ours.poll(LOOK_SECONDS):
            progress.step(0, 0, phase)
        with suppress(EOFError):  # it ended without a word
            return 0, ours.recv()
        child.join()
        return child.exitcode or 1, None
    finally:
        child.kill()
        child.join()


def _tell(pipe: Connection, function: Callable[[Settings], T], settings: Settings) -> None:
    pipe.send(function(settings))
    pipe.close()


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
