"""Back to an earlier snapshot that is still kept: by a person, with a reason, until something new.

Nothing is lost by it: the newer snapshots stay, and the next build, which comes with the next
record or when it is asked for, publishes all that is known.
"""

from __future__ import annotations

import datetime as dt
import json

from filelock import FileLock, Timeout

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import PRIVATE_FILE, file_digest, record_paths, write_durably
from duibiao.warehouse.snapshot_files import (
    PublishedSnapshot,
    project_hash,
    published_snapshots,
    read_account,
    shown_snapshot,
)

WAIT_SECONDS = 20.0
NAMED = 10
LONGEST_REASON = 200


def go_back(acting: Acting, build_id: str, reason: str) -> PublishedSnapshot:
    """Put a kept snapshot in force again; the newest one too, after another one was.

    The server does not build over it until something new comes in. Raises Refused: no reason is
    given, there is no such snapshot, it is in force already, it is damaged or another version's of
    the program, or a build is going on; and OSError.
    """
    settings, reason = acting.settings, reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refused("back-no-reason")
    acting = ask(acting, "go_back", about=f"{build_id}: {reason}")
    try:
        with FileLock(settings.build_lock, timeout=WAIT_SECONDS, mode=PRIVATE_FILE):
            return _put_in_force(acting, build_id, reason)
    except Timeout as error:
        raise Refused("back-locked") from error


def _put_in_force(acting: Acting, build_id: str, reason: str) -> PublishedSnapshot:
    settings = acting.settings
    there = published_snapshots(settings)
    found = next((one for one in there if one.build_id == build_id), None)
    if found is None:
        known = tuple(one.build_id for one in there[:NAMED])
        raise Refused("back-unknown", build=build_id[:80], known=known)
    shown = shown_snapshot(settings)
    if shown is not None and shown.path == found.path:
        raise Refused("back-in-force", build=build_id)
    _refuse_unfit(found)
    if found is there[0]:
        write_durably(settings.latest, f"{found.path.name}\n".encode(), private=True)
        settings.went_back.unlink(missing_ok=True)
        return found
    told = {
        "build_id": build_id,
        "by": acting.name,
        "reason": reason,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "record_count": len(record_paths(settings)),
        "project": project_hash(),
    }
    # The account of it first: a pointer that nobody accounts for would be built over at once.
    text = json.dumps(told, ensure_ascii=False)
    write_durably(settings.went_back, text.encode(), private=True)
    write_durably(settings.latest, f"{found.path.name}\n".encode(), private=True)
    return found


def _refuse_unfit(found: PublishedSnapshot) -> None:
    account = read_account(found.path) or {}
    if account.get("project") != project_hash():
        raise Refused("back-other-version", build=found.build_id)
    if account.get("snapshot_sha256") != file_digest(found.path):
        raise Refused("back-damaged", build=found.build_id)


def kept_snapshots(settings: Settings) -> list[PublishedSnapshot]:
    """The snapshots that one could go back to, the newest first."""
    shown = shown_snapshot(settings)
    return [
        one
        for one in published_snapshots(settings)
        if (shown is None or one.path != shown.path)
        and (read_account(one.path) or {}).get("project") == project_hash()
    ]
