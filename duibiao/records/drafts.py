"""Drafts: what a school has typed and not handed in yet, one mutable file for a cycle and school.

A draft is no record: it starts no build, and nothing is computed from it. It is written whole, and
only by somebody who has seen what stood there: every part of it, an indicator's answers, has the
version at which it was written last, and whoever saves it says which one she saw.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import PRIVATE_FILE, digest, make_folder, write_durably

FORMAT = 1
PLAIN_NAME = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z_.-]{0,99}")
DAMAGED = ".damaged"
"""Behind the name of a draft that could not be read, once another one was begun in its place."""
WAIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of an indicator, as it was typed.

    By fact: its answer, the evidence named for it and a note; what is blank is left out. `claim`:
    the points that the school claims.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator of a draft: what was typed, at which version of the draft, when and by whom."""

    typed: Typed
    version: int
    saved_at: str
    saved_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a school has typed for a cycle; `version` 0: nothing yet.

    `handed_in`: the record that came of it last, and `handed_in_version` the draft's version then.
    """

    cycle_id: str
    school_id: str
    version: int = 0
    parts: Mapping[str, Part] = field(default_factory=dict)
    handed_in: str = ""
    handed_in_version: int = 0

    def part(self, indicator_id: str) -> Part:
        """An indicator's part; one that nobody has saved has version 0."""
        return self.parts.get(indicator_id, Part(Typed(), 0, "", ""))


def read_draft(settings: Settings, cycle_id: str, school_id: str) -> Draft:
    """The draft of a school for a cycle, one of version 0 where there is none.

    Raises Refused (`draft-unreadable`) where its file is damaged.
    """
    try:
        content = _path(settings, cycle_id, school_id).read_bytes()
    except FileNotFoundError:
        return Draft(cycle_id, school_id)
    try:
        found = _draft(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused("draft-unreadable") from error
    if (found.cycle_id, found.school_id) != (cycle_id, school_id):
        raise Refused("draft-unreadable")
    return found


def save_part(
    settings: Settings,
    cycle_id: str,
    school_id: str,
    indicator_id: str,
    typed: Typed,
    *,
    seen: int,
    saved_by: str,
) -> Draft:
    """Put what was typed for an indicator in place of its version `seen`; the draft as it is then.

    The same once more changes nothing. Raises Refused (`draft-changed-meanwhile`) where somebody
    has saved something else there since, and OSError.
    """
    with _alone(settings, cycle_id, school_id):
        draft = read_draft(settings, cycle_id, school_id)
        known = draft.part(indicator_id)
        if known.typed == typed and known.version:
            return draft
        if known.version != seen:
            raise Refused("draft-changed-meanwhile", who=known.saved_by, at=known.saved_at)
        version = draft.version + 1
        part = Part(typed, version, _now(), saved_by)
        parts = {**draft.parts, indicator_id: part}
        return _write(settings, replace(draft, version=version, parts=parts))


def begin_draft(
    settings: Settings,
    cycle_id: str,
    school_id: str,
    typed: Mapping[str, Typed],
    *,
    seen: int,
    saved_by: str,
    handed_in: str = "",
) -> Draft:
    """Put a whole draft in place of the version `seen` (0: none, or a damaged one, set aside).

    `handed_in`: the record that says all this already. Raises Refused (`draft-begun-meanwhile`)
    where there is another version by now, and OSError.
    """
    with _alone(settings, cycle_id, school_id):
        try:
            draft = read_draft(settings, cycle_id, school_id)
        except Refused:
            path = _path(settings, cycle_id, school_id)
            path.replace(path.with_name(path.name + DAMAGED))
            draft = Draft(cycle_id, school_id)
        if draft.version != seen:
            raise Refused("draft-begun-meanwhile")
        version = draft.version + 1
        # What is begun anew was changed in every part of it, also in those that are blank now.
        names = [*typed, *(name for name in draft.parts if name not in typed)]
        parts = {name: Part(typed.get(name, Typed()), version, _now(), saved_by) for name in names}
        begun = Draft(cycle_id, school_id, version, parts, handed_in, version if handed_in else 0)
        return _write(settings, begun)


def note_handed_in(
    settings: Settings, cycle_id: str, school_id: str, version: int, record_id: str
) -> None:
    """Keep that a version of a draft was handed in, and by which record. Raises OSError."""
    with _alone(settings, cycle_id, school_id), suppress(Refused):
        draft = read_draft(settings, cycle_id, school_id)
        _write(settings, replace(draft, handed_in=record_id, handed_in_version=version))


def _write(settings: Settings, draft: Draft) -> Draft:
    said = {"format": FORMAT, **asdict(draft)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    path = _path(settings, draft.cycle_id, draft.school_id)
    write_durably(path, text.encode(), private=True)
    return draft


def _draft(said: Any) -> Draft:
    parts = {name: _part(**part) for name, part in said["parts"].items()}
    handed_in, at = str(said["handed_in"]), int(said["handed_in_version"])
    cycle_id, school_id = str(said["cycle_id"]), str(said["school_id"])
    return Draft(cycle_id, school_id, int(said["version"]), parts, handed_in, at)


def _part(typed: Mapping[str, Any], version: int, saved_at: str, saved_by: str) -> Part:
    texts, evidence, notes = (_texts(typed[name]) for name in ("texts", "evidence", "notes"))
    said = Typed(texts, evidence, notes, str(typed["claim"]))
    return Part(said, int(version), str(saved_at), str(saved_by))


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(text) for name, text in said.items()}


@contextmanager
def _alone(settings: Settings, cycle_id: str, school_id: str) -> Iterator[None]:
    """Nobody else changes this draft meanwhile, in whichever process. Raises OSError."""
    path = _path(settings, cycle_id, school_id)
    make_folder(path.parent, private=True)
    lock = path.with_name(f".{path.stem}.lock")
    with FileLock(lock, timeout=WAIT_SECONDS, mode=PRIVATE_FILE):
        yield


def _path(settings: Settings, cycle_id: str, school_id: str) -> Path:
    return settings.drafts / _file_name(cycle_id) / f"{_file_name(school_id)}.json"


def _file_name(identifier: str) -> str:
    """An identifier as the name of a file; one that is no fit name by its hash."""
    return identifier if PLAIN_NAME.fullmatch(identifier) else f"={digest(identifier.encode())}"


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
