"""The audit trail: who did or was refused what, a line each, in a file for each day.

It is append-only and chained: each line holds the hash of the one before, the first of a day that
of the last of the day before. A day that is over goes into the next seal by the hash of its file.
It is no record: it starts no build, and nothing is computed from it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from duibiao.records.settings import Settings
from duibiao.records.store import PRIVATE_FILE, digest, file_digest, make_folder
from duibiao.words.figures import LOCAL_TIME

NAME = re.compile(r"\d{4}-\d\d-\d\d\.jsonl")
LOCK = ".lock"
LONGEST_ABOUT = 4_000
LONGEST_LINE = 65_536
WAIT_SECONDS = 20.0
KEPT_VARIABLE = "DUIBIAO_TRAIL_DAYS"
KEPT_DAYS, SHORTEST_KEPT_DAYS = 3 * 365, 183
"""So many days are kept where nothing is said, and at least: the law says six months."""
NAMES = ("who", "name", "role", "for", "action", "outcome", "cycle_id", "school_id", "about",
         "channel", "from")  # fmt: skip
"""What a line may say beside its number, its moment and the hash of the one before."""


def write(settings: Settings, **said: str) -> None:
    """Add a line; what is empty is left out. Where there is no home there is nothing to guard.

    Raises OSError: then what was to be written down must not be done.
    """
    if not settings.home.is_dir():
        return
    folder = settings.trail
    make_folder(folder, private=True)
    with FileLock(folder / LOCK, timeout=WAIT_SECONDS, mode=PRIVATE_FILE):
        at = _now()
        days = _days(settings)
        path = folder / f"{at.date().isoformat()}.jsonl"
        # Where the clock was set back, the newest day goes on.
        path = max(path, days[-1]) if days else path
        last = _last_line(path) or (_last_line(days[-1]) if days else b"")
        number = json.loads(last)["number"] + 1 if last and path in days else 1
        # No line is older than the one before, whatever the clock says: what is, is forged.
        moment = at.isoformat(timespec="milliseconds")
        moment = max(moment, str(json.loads(last)["at"]) if last else "")
        line: dict[str, Any] = {"number": number, "at": moment}
        line |= {name: said[name][:LONGEST_ABOUT] for name in NAMES if said.get(name)}
        line["previous"] = digest(last) if last else None
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, PRIVATE_FILE)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())


def days(settings: Settings) -> list[str]:
    """The days of which there is anything, newest first, as `2025-01-21`."""
    return [path.stem for path in reversed(_days(settings))]


def lines(settings: Settings, day: str, sought: str = "") -> Iterator[dict[str, Any]]:
    """The lines of a day, oldest first, in which every word that is sought stands.

    A line that cannot be read is left to `verify`.
    """
    path = settings.trail / f"{day}.jsonl"
    if not NAME.fullmatch(path.name) or not path.is_file():
        return
    words = sought.casefold().split()
    with path.open(encoding="utf-8", errors="replace") as stream:
        for text in stream:
            if all(word in text.casefold() for word in words):
                try:
                    line = json.loads(text)
                except ValueError:
                    continue
                if isinstance(line, dict):
                    yield line


def finished(settings: Settings) -> dict[str, str]:
    """The days that are over, each by the hash of its file: what a seal takes in."""
    today = _now().date().isoformat()
    found = {path.stem: file_digest(path) for path in _days(settings)[:-1] if path.stem < today}
    return {day: sha256 for day, sha256 in found.items() if sha256 is not None}


def prune(settings: Settings, sealed: Mapping[str, str]) -> list[str]:
    """Delete the days that were kept long enough, of those that were sealed; which.

    That it was done is a line itself. The chain begins with the oldest day that is left.
    """
    last = _last_to_prune()
    gone = [path for path in _days(settings)[:-1] if path.stem < last and path.stem in sealed]
    if gone:
        about = f"{gone[0].stem} – {gone[-1].stem}"
        write(settings, who="build", action="prune_trail", outcome="done", about=about)
    for path in gone:
        path.unlink()
    return [path.stem for path in gone]


def _last_to_prune() -> str:
    """The day before which nothing needs to be kept any more."""
    said = os.environ.get(KEPT_VARIABLE, "")
    days = max(int(said) if said.isdecimal() else KEPT_DAYS, SHORTEST_KEPT_DAYS)
    return (_now().date() - dt.timedelta(days=days)).isoformat()


def amiss(settings: Settings, sealed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is not as it was written: a code, and the day or line that is meant.

    `trail-missing` (a sealed day is gone that is to be kept, or one between others),
    `trail-altered` (a sealed day has another hash, a line does not follow the one before, or is
    older).
    """
    there = {path.stem: path for path in _days(settings)}
    oldest, last = min(there, default=""), _last_to_prune()
    for day, sha256 in sealed.items():
        if day not in there and day < min(oldest, last):
            continue  # kept long enough, and all before it are gone too
        if day not in there:
            yield "trail-missing", day
        elif file_digest(there[day]) != sha256:
            yield "trail-altered", day
    before: bytes | None = None
    for day, path in there.items():
        for at, text in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
            if not _follows(text, at, before):
                yield "trail-altered", f"{day} · {at}"
            before = text


def _follows(text: bytes, at: int, before: bytes | None) -> bool:
    try:
        line = json.loads(text)
        return (
            text.endswith(b"\n")
            and line["number"] == at
            # The oldest that is kept may follow one that was kept long enough.
            and (before is None or line["previous"] == digest(before))
            and (before is None or line["at"] >= json.loads(before)["at"])
        )
    except (ValueError, KeyError, TypeError):
        return False


def _now() -> dt.datetime:
    return dt.datetime.now(LOCAL_TIME)


def _days(settings: Settings) -> list[Path]:
    if not settings.trail.is_dir():
        return []
    return sorted(path for path in settings.trail.iterdir() if NAME.fullmatch(path.name))


def _last_line(path: Path) -> bytes:
    """The last line of a file, with its end; nothing of an empty or missing one."""
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - LONGEST_LINE))
        found = stream.read().splitlines(keepends=True)
    return found[-1] if found else b""
