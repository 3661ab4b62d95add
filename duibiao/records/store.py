"""Records and originals: the truth of the system, as small files written once and whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal

import uuid_utils

from duibiao.records.settings import Settings

if sys.platform != "win32":
    import fcntl

FORMAT = 1
HIDDEN = "."
PARTIAL = ".partial"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
IDENTIFIER = re.compile(r"0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""A UUID of version 7 whose moment lies before the year 2527: what else calls itself one is odd."""
ENVELOPE = ("record_id", "kind", "received_at", "received_by", "channel")
"""What every record says, as a text."""
LEFT_BEHIND_SECONDS = 86_400.0
"""Where files cannot be locked, what nobody finished for so long has no writer any more."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was handed in: its SHA-256 and where its bytes are kept."""

    sha256: str
    path: Path
    size: int

    @property
    def reference(self) -> dict[str, str | int]:
        """How a record points to it."""
        return {"sha256": self.sha256, "suffix": self.path.suffix, "size": self.size}


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str | None:
    """The SHA-256 of a file, however large, in hexadecimal; None where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def write_durably(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that after a crash it is there whole or not at all.

    `private`: for nobody but the owner to read; else as the process's umask has it. Raises OSError.
    """
    with durable_file(path, private=private) as stream:
        stream.write(content)


@contextmanager
def durable_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A file to be written, which is there whole once the block ends, or not at all.

    Temporary name in the same folder, fsync, rename, fsync of the folder. Its writer holds a lock
    on it to the end, so that nobody takes it for a leftover. Raises OSError.
    """
    make_folder(path.parent, private=private)
    temporary, stream = _begun(path.parent, PRIVATE_FILE if private else 0o666)
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if sys.platform != "win32":
                temporary.replace(path)
        if sys.platform == "win32":
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _begun(folder: Path, mode: int) -> tuple[Path, BinaryIO]:
    """A new temporary file, held by a lock."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    while True:
        temporary = folder / f"{HIDDEN}{secrets.token_hex(8)}{PARTIAL}"
        stream = os.fdopen(os.open(temporary, flags, mode), "wb")
        if sys.platform == "win32":
            return temporary, stream
        fcntl.flock(stream, fcntl.LOCK_EX)
        if os.fstat(stream.fileno()).st_nlink:
            return temporary, stream
        # Between the opening and the lock somebody cleared it away.
        stream.close()


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Clear away temporary files whose writer is gone; never one that is still written."""
    for path in paths:
        with suppress(OSError):
            if sys.platform == "win32":
                if time.time() - path.stat().st_mtime > LEFT_BEHIND_SECONDS:
                    path.unlink()
                continue
            with path.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


def make_folder(folder: Path, *, private: bool = False) -> None:
    """Make a folder and its parents, each made durable in its own parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent, private=private)
    folder.mkdir(mode=PRIVATE_FOLDER if private else 0o777, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable (Windows has no such call and needs none)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def new_record_id(at: dt.datetime | None = None) -> str:
    """An identifier (UUID version 7) that sorts by time: now, or a given moment.

    Those of now are in the order they were asked for within a process; given moments are told
    apart by their millisecond.
    """
    if at is None:
        return str(uuid_utils.uuid7())
    return _identifier_of(int(at.timestamp() * 1000))


def _identifier_of(milliseconds: int) -> str:
    return str(uuid_utils.uuid7(nanoseconds=milliseconds * 1_000_000))


def moment_of(record_id: str) -> dt.datetime:
    """The moment that an identifier stands for, to the millisecond."""
    milliseconds = int(record_id.replace("-", "")[:12], 16)
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=milliseconds)


_newest: dict[Path, tuple[int, str]] = {}
"""By a year's folder: when it was changed last (ns), and its newest record then."""
_written: dict[Path, Path] = {}
"""By the folder of the records: the newest one that this process wrote.

A folder's own time is too coarse to tell two records of one hundredth of a second apart.
"""


def _next_record_id(settings: Settings) -> str:
    """An identifier behind all that there are, even where the clock was set back since."""
    last = _written.get(settings.records)
    newest = last.stem if last is not None and last.exists() else ""
    for year in _years(settings):
        changed_at = year.stat().st_mtime_ns
        if _newest.get(year, (0, ""))[0] != changed_at:
            names = (entry.name.removesuffix(".json") for entry in os.scandir(year))
            _newest[year] = changed_at, max(filter(IDENTIFIER.fullmatch, names), default="")
        newest = max(newest, _newest[year][1])
    identifier = new_record_id()
    if identifier <= newest:
        return _identifier_of(int(newest.replace("-", "")[:12], 16) + 1)
    return identifier


def original_path(settings: Settings, sha256: str, suffix: str) -> Path:
    """Where the original with this hash lies."""
    return settings.originals / sha256[:2] / f"{sha256}{suffix}"


def store_original(settings: Settings, content: bytes, file_name: str) -> Original:
    """Keep a file's bytes under their hash; keeping the same bytes again changes nothing."""
    sha256 = digest(content)
    suffix = Path(file_name).suffix.lower()
    if not suffix[1:].isalnum() or not suffix.isascii() or len(suffix) > 9:
        suffix = ""
    path = original_path(settings, sha256, suffix)
    if not path.is_file() or path.read_bytes() != content:
        write_durably(path, content, private=True)
    return Original(sha256=sha256, path=path, size=len(content))


def originals_of(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The references of a record to what is kept among the originals."""
    own = [record[name] for name in ("original", "reading", "mapping") if record.get(name)]
    return own + list(record.get("files", ()))


def write_record(
    settings: Settings,
    kind: str,
    body: Mapping[str, Any],
    *,
    received_by: str,
    channel: str,
    received_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """Say something to the system for good; returns the record as it was written.

    When this returns, the record survives a crash: only then may a receipt be shown.
    """
    at = (received_at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    record = {
        "format": FORMAT,
        "record_id": new_record_id(received_at) if received_at else _next_record_id(settings),
        "kind": kind,
        "received_at": at.isoformat(timespec="microseconds"),
        "received_by": received_by,
        "channel": channel,
        **body,
    }
    path = record_path(settings, record["record_id"], at.year)
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    write_durably(path, text.encode(), private=True)
    if received_at is None:
        _written[settings.records] = path
    return record


def record_path(settings: Settings, record_id: str, year: int) -> Path:
    """Where a record of a year lies."""
    return settings.records / str(year) / f"{record_id}.json"


@dataclass(frozen=True, slots=True)
class OddFile:
    """A file among the records that is none, or cannot be read: it is left alone, and named.

    `code`: `name` (it has no identifier's), `doubled` (another folder holds the same), `unreadable`
    (cut, empty, foreign).
    """

    path: Path
    code: Literal["name", "doubled", "unreadable"]


@dataclass(slots=True)
class Listing:
    """The records on disk by their identifier, oldest first, and what else lies among them."""

    paths: dict[str, Path] = field(default_factory=dict)
    odd: list[OddFile] = field(default_factory=list)


def list_records(settings: Settings) -> Listing:
    """What lies among the records, by names alone: nothing is opened."""
    listing, found = Listing(), {}
    for year in _years(settings):
        for entry in os.scandir(year):
            if entry.name.startswith(HIDDEN) or not entry.name.endswith(".json"):
                continue
            name, path = entry.name.removesuffix(".json"), Path(entry.path)
            if not IDENTIFIER.fullmatch(name) or not entry.is_file():
                listing.odd.append(OddFile(path, "name"))
            elif name in found:
                listing.odd.append(OddFile(path, "doubled"))
            else:
                found[name] = path
    if settings.records.is_dir():
        strays = settings.records.glob("*.json")
        listing.odd += [OddFile(path, "name") for path in strays if path.name[0] != HIDDEN]
    listing.paths = dict(sorted(found.items()))
    listing.odd.sort(key=lambda one: one.path)
    return listing


def _years(settings: Settings) -> list[Path]:
    """The folders that hold the records, oldest first."""
    if not settings.records.is_dir():
        return []
    return sorted(path for path in settings.records.iterdir() if path.is_dir())


def record_paths(settings: Settings) -> dict[str, Path]:
    """Every record on disk by its identifier, oldest first."""
    return list_records(settings).paths


def read_record(path: Path) -> dict[str, Any]:
    """One record. Raises ValueError where the file is not the JSON that was written."""
    try:
        record = json.loads(path.read_bytes())
    except RecursionError as error:
        raise ValueError(f"{path} is nested too deeply") from error
    if not isinstance(record, dict) or record.get("record_id") != path.stem:
        raise ValueError(f"{path} is not the record that its name says")
    if not all(isinstance(record.get(name), str) for name in ENVELOPE):
        raise ValueError(f"{path} does not say what every record says")
    return record


def readable_records(
    paths: Iterable[Path], odd: list[OddFile] | None = None
) -> Iterator[dict[str, Any]]:
    """The records in the order given; those that cannot be read are added to `odd` instead."""
    for path in paths:
        try:
            yield read_record(path)
        except (ValueError, OSError):
            if odd is not None:
                odd.append(OddFile(path, "unreadable"))


def remove_partial_files(settings: Settings) -> None:
    """Clear away what a killed process left half-written; never anything that had a receipt."""
    for folder in (settings.records, settings.originals, settings.drafts):
        if folder.is_dir():
            remove_leftovers(folder.glob(f"*/{HIDDEN}*{PARTIAL}"))
    remove_leftovers(settings.home.glob(f"{HIDDEN}*{PARTIAL}"))
