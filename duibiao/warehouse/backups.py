"""A data home put aside while it is in use, and made again elsewhere.

What cannot be made again is in it: records, then the originals that they point to (in this order: a
record that is in it has its original there), accounts, the audit trail, and the snapshots kept.
The county's own Word forms, drafts, its guide and settings where they lie outside are in it too.
Landing is not: `duibiao rebuild` makes it. A list of all files with their hashes comes last, so
that half a backup is known for what it is.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.seals import Verification
from duibiao.records.settings import SEEDS, CountyFile, Settings, county_file
from duibiao.records.store import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    digest,
    durable_file,
    list_records,
    make_folder,
    write_durably,
)
from duibiao.warehouse.snapshot_files import information_path, snapshots, statements_path
from duibiao.warehouse.verifying import verify

FORMAT = 1
LIST = "backup.json"
ARCHIVES = (".tar", ".tgz", ".tar.gz")
NAMED = 20
GUIDE_FOLDER = "guide-of-county"
"""Where a backup has the guide that lay outside of the home, and beside it the settings: whoever
restores it puts both where they are wanted."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: how many files of how many bytes, and where it lies."""

    path: Path
    files: int
    size: int


class _Target(Protocol):
    """Where files are put."""

    def put(self, name: str, content: bytes) -> None: ...


@dataclass(slots=True)
class _Folder:
    path: Path

    def put(self, name: str, content: bytes) -> None:
        write_durably(self.path / name, content, private=True)


@dataclass(slots=True)
class _Archive:
    tar: tarfile.TarFile

    def put(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), PRIVATE_FILE
        entry.mtime = int(dt.datetime.now(dt.UTC).timestamp())
        self.tar.addfile(entry, io.BytesIO(content))


def backup(
    acting: Acting, path: Path, track: Callable[[int], object] = lambda count: None
) -> Backup:
    """Put everything aside that cannot be made again, while the home is in use.

    Into an archive where the name ends in .tar, .tgz or .tar.gz, else into a new folder. `track` is
    told how many files are in it. Raises Refused where there is something already, and OSError.
    """
    ask(acting, "back_up", about=str(path))
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise Refused("backup-exists", path=str(path))
    hashes: dict[str, str] = {}
    size = 0
    with _opened(path) as target:
        for name, content in _files(acting.settings):
            target.put(name, content)
            hashes[name] = digest(content)
            size += len(content)
            track(len(hashes))
        told = {"format": FORMAT, "made_at": dt.datetime.now(dt.UTC).isoformat(), "files": hashes}
        target.put(LIST, json.dumps(told, ensure_ascii=False, indent=0).encode())
    return Backup(path, len(hashes), size)


@contextmanager
def _opened(path: Path) -> Iterator[_Target]:
    if path.name.endswith(ARCHIVES):
        with durable_file(path, private=True) as stream:
            mode = "w|" if path.name.endswith(".tar") else "w|gz"
            with tarfile.open(fileobj=stream, mode=mode) as tar:  # type: ignore[call-overload]
                yield _Archive(tar)
        return
    make_folder(path, private=True)
    path.chmod(PRIVATE_FOLDER)
    yield _Folder(path)


def _files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Every file that belongs into a backup, in the order in which they fit together."""
    # What is published now was sealed before: its seal is among the records that follow.
    published = [
        path
        for snapshot in snapshots(settings)
        for path in (snapshot, information_path(snapshot), statements_path(snapshot))
    ]
    pointers = (settings.latest, settings.went_back)
    latest = [(path, content) for path in pointers if (content := _content(path)) is not None]
    listing = list_records(settings)
    paths = [*listing.paths.values(), *(one.path for one in listing.odd)]
    paths += _below(settings.originals)
    for path in paths:
        if (content := _content(path)) is not None:
            yield _name(settings, path), content
    if settings.people.is_file():
        yield _name(settings, settings.people), _database(settings.people)
    for path in sorted(settings.trail.glob("*.jsonl")):
        # A line that is being written is not there yet.
        lines = (_content(path) or b"").rpartition(b"\n")
        yield _name(settings, path), lines[0] + lines[1]
    # The county's own Word forms, drafts, and whatever else is in no record.
    own = {_name(settings, path): path for path in _others(settings)} | dict(_around(settings))
    for name, path in sorted(own.items()):
        if (content := _content(path)) is not None:
            yield name, content
    for path in published:
        if (content := _content(path)) is not None:
            yield _name(settings, path), content
    for path, content in latest:
        yield _name(settings, path), content


def _below(folder: Path) -> list[Path]:
    found = folder.glob("*/*") if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def _all_below(folder: Path) -> list[Path]:
    found = folder.rglob("*") if folder.is_dir() else ()
    return sorted(
        path
        for path in found
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )


def _others(settings: Settings) -> Iterator[Path]:
    """What lies in folders of the home that are told apart nowhere, but what is made again."""
    known = (settings.records, settings.originals, settings.warehouse, settings.trail)
    made_again = (settings.dbt_work, settings.jobs)
    for folder in sorted(settings.home.iterdir()):
        if folder.is_dir() and not folder.is_symlink() and folder not in (*known, *made_again):
            yield from _all_below(folder)


def _around(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The guide of the county's own, where it lies outside of the home, and its settings."""
    if settings.guide != SEEDS and not settings.guide.is_relative_to(settings.home):
        for path in _all_below(settings.guide):
            yield f"{GUIDE_FOLDER}/{path.relative_to(settings.guide).as_posix()}", path
    file = county_file(settings.home)
    if file is not None and CountyFile.read(file).home == settings.home:
        yield f"{GUIDE_FOLDER}.toml", file


def _content(path: Path) -> bytes | None:
    """What is in a file; None where it went meanwhile, as old snapshots do."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _name(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.home).as_posix()


def _database(path: Path) -> bytes:
    """A database in use, as it stands between two changes."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()


def restore(acting: Acting, source: Path) -> Backup:
    """Make a home of a backup, whole or not at all. Raises Refused and OSError.

    Refused: the home holds something already; what is there is no backup; files of it are missing
    or altered.
    """
    ask(acting, "back_up", about=str(source))
    home = acting.settings.home
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refused("restore-home-used", home=str(home))
    made = _restored(source, home)
    trail.write(
        acting.settings,
        who=acting.name,
        action="restore",
        outcome="done",
        about=str(source),
        channel=acting.channel,
    )
    return made


def rehearse(source: Path) -> tuple[Backup, Verification]:
    """Restore a backup where nobody needs it, and verify what comes of it. Raises Refused."""
    with tempfile.TemporaryDirectory(prefix="duibiao-rehearsal-") as folder:
        home = Path(folder) / "home"
        made = _restored(source, home)
        return made, verify(Settings.resolve(home))


def _restored(source: Path, home: Path) -> Backup:
    make_folder(home.parent)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home.parent) as folder:
        place = Path(folder) / "home"
        make_folder(place, private=True)
        told, hashes, size = None, {}, 0
        for name, content in _kept(source):
            if name == LIST:
                told = _told(content)
                continue
            write_durably(place / name, content, private=True)
            hashes[name] = digest(content)
            size += len(content)
        if told is None:
            raise Refused("restore-no-backup", path=str(source))
        wrong = sorted(name for name in told.keys() | hashes.keys()
                       if told.get(name) != hashes.get(name))  # fmt: skip
        if wrong:
            shown = tuple(wrong[:NAMED]) + (("…",) if len(wrong) > NAMED else ())
            raise Refused("restore-damaged", count=str(len(wrong)), files=shown)
        if home.exists():
            home.rmdir()
        place.rename(home)
    return Backup(source, len(hashes), size)


def _told(content: bytes) -> dict[str, str] | None:
    """The list of a backup; None for what is none."""
    try:
        told = json.loads(content)
        files = told["files"] if told["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        return None
    return files if isinstance(files, dict) else None


def _kept(source: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a backup by their names, none of which leads out of a home."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(source).as_posix(), path.read_bytes()
        return
    try:
        with source.open("rb") as stream, _tar(stream) as tar:
            for entry in tar:
                name = PurePosixPath(entry.name)
                if not entry.isfile() or name.is_absolute() or ".." in name.parts:
                    raise Refused("restore-no-backup", path=str(source))
                content = tar.extractfile(entry)
                assert content is not None
                yield entry.name, content.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Refused("restore-no-backup", path=str(source)) from error


def _tar(stream: BinaryIO) -> tarfile.TarFile:
    return tarfile.open(fileobj=stream, mode="r:*")
