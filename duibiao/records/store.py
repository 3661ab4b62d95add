"""Records and originals: the truth of the system, as small files written once and whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uuid_utils

from duibiao.records.settings import Settings

FORMAT = 1
HIDDEN = "."


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


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there whole or not at all.

    Temporary name in the same folder, fsync, rename, fsync of the folder. Raises OSError.
    """
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=HIDDEN, suffix=".partial")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, each made durable in its own parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
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
    return str(uuid_utils.uuid7(nanoseconds=int(at.timestamp() * 1_000_000) * 1000))


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
        write_durably(path, content)
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
        "record_id": new_record_id(received_at),
        "kind": kind,
        "received_at": at.isoformat(timespec="microseconds"),
        "received_by": received_by,
        "channel": channel,
        **body,
    }
    path = record_path(settings, record["record_id"], at.year)
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    write_durably(path, text.encode())
    return record


def record_path(settings: Settings, record_id: str, year: int) -> Path:
    """Where a record of a year lies."""
    return settings.records / str(year) / f"{record_id}.json"


def record_paths(settings: Settings) -> dict[str, Path]:
    """Every record on disk by its identifier, oldest first."""
    found: dict[str, Path] = {}
    if settings.records.is_dir():
        for year in settings.records.iterdir():
            if year.is_dir():
                for entry in os.scandir(year):
                    if entry.name.endswith(".json") and not entry.name.startswith(HIDDEN):
                        found[entry.name.removesuffix(".json")] = Path(entry.path)
    return dict(sorted(found.items()))


def read_record(path: Path) -> dict[str, Any]:
    """One record. Raises ValueError where the file is not the JSON that was written."""
    record = json.loads(path.read_bytes())
    if not isinstance(record, dict) or record.get("record_id") != path.stem:
        raise ValueError(f"{path} is not the record that its name says")
    return record


def remove_partial_files(settings: Settings) -> None:
    """Clear away what a killed process left half-written; never anything that had a receipt."""
    for folder in (settings.records, settings.originals):
        if folder.is_dir():
            for leftover in folder.glob("*/.*.partial"):
                leftover.unlink(missing_ok=True)
