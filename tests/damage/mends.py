"""What mends a damaged home, each as the office would do it: the words of the page, and the act."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from duibiao.records.settings import Settings
from duibiao.records.store import file_digest, list_records
from duibiao.warehouse.snapshot_files import information_path, set_aside, statements_path
from duibiao.warehouse.verifying import verify

Ask = Callable[..., object]
"""Runs the command line on the home with these arguments."""


@dataclass(frozen=True)
class Mend:
    """A way out. `act`: done with the home, a sound copy of it, and the command line.

    `when`: `after` all that people do meanwhile (hand in, build, rebuild), or `before` it.
    """

    text: str
    act: Callable[[Settings, Path, Ask], object]
    when: str = "after"


def restore(settings: Settings, backup: Path, _: Ask) -> None:
    """Bring back every file of records and originals, and the accounts, that is not as it was."""
    for source in backed_up(backup):
        target = settings.home / source.relative_to(backup)
        if file_digest(target) != file_digest(source):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def backed_up(backup: Path) -> Iterator[Path]:
    for pattern in ("records/*/*.json", "originals/*/*", "warehouse/*Z-*.json"):
        yield from backup.glob(pattern)


def move_out(settings: Settings, backup: Path, _: Ask) -> None:
    """Move out of the records whatever `verify` and `build` name as odd."""
    named = {one.identifier for one in verify(settings).amiss}
    odd = {str(path) for path in set_aside(settings)}
    listing = list_records(settings)
    paths = [*listing.paths.values(), *(one.path for one in listing.odd)]
    aside = settings.home.with_name("moved-out")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for path in paths:
        by_place = f"{path.parent.name}/{path.name}"
        if path.stem in named or by_place in named or str(path.relative_to(settings.home)) in odd:
            path.rename(aside / path.name)


def hand_in_again(settings: Settings, backup: Path, ask: Ask) -> None:
    """Hand in once more the files of which `verify` says that they are missing or altered."""
    named = [one.identifier for one in verify(settings).amiss if "original" in one.code]
    for sha256 in named:
        ask("load", "--confirm", *(backup / "originals" / sha256[:2]).glob(f"{sha256}*"))


def move_away(settings: Settings, backup: Path, ask: Ask) -> None:
    """Publish anew, then move the snapshots that `verify` names out of the warehouse."""
    ask("build")
    named = {one.identifier for one in verify(settings).amiss}
    for path in settings.warehouse.glob("*.duckdb"):
        if path.name in named:
            for part in (path, information_path(path), statements_path(path)):
                part.unlink(missing_ok=True)


def nothing(*_: object) -> None:
    """The build that follows each mend does it."""


MENDS = {
    "nothing": Mend("nothing to do", nothing),
    "build": Mend("`duibiao build`", nothing),
    "restore": Mend("restore it from a backup", restore),
    "restore before the next build": Mend(
        "restore it from a backup before the next build: later `verify` calls it back-dated",
        restore,
        "before",
    ),
    "move out": Mend("move it out of the records", move_out),
    "hand in again": Mend("hand the same file in again", hand_in_again),
    "move the snapshot away": Mend(
        "`duibiao build`, then move the snapshot away with its account", move_away
    ),
}
