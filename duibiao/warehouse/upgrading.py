"""A data home of an older version is brought up to this one, and what was done is said.

Whatever a version left lies in the same places; records and originals are never written here. What
this version needs beside them is made where it is missing: a second run finds nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from duibiao.people import store
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import PRIVATE_FILE, PRIVATE_FOLDER
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import build_information, project_hash


@dataclass(frozen=True, slots=True)
class Step:
    """A step that every home has to have gone: its code, whether it was gone now, and figures."""

    code: str
    is_done_now: bool
    said: dict[str, str] = field(default_factory=dict)


def upgrade(acting: Acting) -> Iterator[Step]:
    """Bring a home up, step by step; each is told when it was gone.

    Raises Refused where there is no home, BuildRefused where it cannot be scored, and OSError.
    """
    settings = acting.settings
    if not settings.home.is_dir() or not (settings.records.is_dir() or settings.people.exists()):
        raise Refused("upgrade-no-home", home=str(settings.home))
    has_trail = bool(trail.days(settings))
    ask(acting, "upgrade", about=str(settings.home))
    yield Step("trail", not has_trail)
    count = _close(settings.home)
    yield Step("modes", count > 0, {"count": str(count)})
    is_made = not store.exists(settings)
    with store.opened(settings):
        pass  # made with all that it has in this version
    yield Step("people", is_made)
    if _is_older(settings):
        built = build(settings)
        yield Step("build", True, {"build": built.build_id, "head": (built.seal_head or "")[:12]})
        # What a build of that version left open is closed with the rest.
        _close(settings.home)
    else:
        yield Step("build", False)


def outlook(acting: Acting) -> list[Step]:
    """What `upgrade` would do now: the steps, of which those are `is_done_now` that it would go.

    Raises Refused.
    """
    settings = acting.settings
    ask(acting, "see_settings")
    if not settings.home.is_dir():
        return []
    count = _close(settings.home, is_told_only=True)
    return [
        Step("trail", not trail.days(settings)),
        Step("modes", count > 0, {"count": str(count)}),
        Step("people", not store.exists(settings)),
        Step("build", _is_older(settings)),
    ]


def _is_older(settings: Settings) -> bool:
    """Whether another version of the program made the snapshot in force."""
    before = build_information(settings)
    return before is not None and before.get("project") != project_hash()


def _close(folder: Path, *, is_told_only: bool = False) -> int:
    """Everything below a folder is for its owner alone; how much was not."""
    if os.name == "nt":
        return 0
    found = 0
    for place, folders, files in os.walk(folder):
        for name, mode in [
            ("", PRIVATE_FOLDER),
            *((one, PRIVATE_FILE) for one in files),
            *((one, PRIVATE_FOLDER) for one in folders),
        ]:
            path = Path(place, name)
            with suppress(FileNotFoundError):  # what a job or a session writes comes and goes
                if not path.is_symlink() and path.stat().st_mode & 0o777 != mode:
                    found += 1
                    if not is_told_only:
                        path.chmod(mode)
    return found
