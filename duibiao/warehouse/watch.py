"""Runs a build in a process of its own soon after something came in, and again if it fails."""

from __future__ import annotations

import datetime as dt
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from duibiao.records.settings import Settings
from duibiao.records.store import record_paths, write_durably
from duibiao.warehouse.build import BuildRefused, note_next_try, write_failure
from duibiao.warehouse.snapshot_files import (
    WENT_BACK,
    build_failure,
    build_information,
    project_hash,
    shown_snapshot,
    went_back,
)

LOOK_EVERY_SECONDS = 0.5
QUIET_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
PAUSES = (30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds until a failed build is tried again: the first time, the second, … and so on."""
REFUSED = 1

log = logging.getLogger(__name__)


def ask_for_build(settings: Settings) -> None:
    """Have the server build at once, whether or not something came in. Raises OSError."""
    write_durably(settings.build_request, b"", private=True)


@dataclass(slots=True)
class BuildWatcher:
    """Compares the records on disk with those of the snapshot in force; builds when they differ.

    One that another version of the program made is built again too.

    A build waits until nothing came in for a second, but never longer than half a minute. One
    that failed or was killed is tried again after growing pauses, and at once when something new
    comes in or when it is asked for. No error ends the watch.
    """

    settings: Settings
    build: Callable[[Settings], int]
    clock: Callable[[], float] = time.monotonic
    stopping: threading.Event = field(default_factory=threading.Event)
    _count: int = -1
    _changed_at: float = 0.0
    _waiting_since: float | None = None
    _failed_count: int | None = None
    _failures: int = 0
    _next_try: float = 0.0

    def run(self) -> None:
        """Watch until `stopping` is set."""
        while not self.stopping.wait(LOOK_EVERY_SECONDS):
            try:
                self.look()
            except Exception:
                log.exception("the watcher goes on")

    def look(self) -> None:
        """Build if it is time to."""
        now, count = self.clock(), len(record_paths(self.settings))
        if count != self._count:
            self._count, self._changed_at = count, now
        if self.settings.build_request.exists():
            self.settings.build_request.unlink()
            self._build()
        elif not self._is_due(now):
            self._waiting_since = None
        else:
            since = self._waiting_since = self._waiting_since or now
            quiet = now - self._changed_at >= QUIET_SECONDS
            if quiet or now - since >= LONGEST_WAIT_SECONDS:
                self._build()

    def _is_due(self, now: float) -> bool:
        if self._count == 0 or (self._count == self._failed_count and now < self._next_try):
            return False
        shown, information = shown_snapshot(self.settings), build_information(self.settings)
        if shown is not None and shown.fault == WENT_BACK:
            # Somebody wants the earlier figures: until something new comes in, or a new version.
            told = went_back(self.settings) or {}
            return (told.get("record_count"), told.get("project")) != (self._count, project_hash())
        if shown is None or information is None or shown.fault is not None:
            return True
        if information["record_count"] != self._count:
            return True
        return information.get("project") != project_hash() or (
            self._failures > 0 and build_failure(self.settings) is not None
        )

    def _build(self) -> None:
        self._waiting_since = None
        try:
            code = self.build(self.settings)
        except Exception:
            log.exception("the build could not be started")
            code = REFUSED
        if code == 0:
            self._failed_count, self._failures = None, 0
            return
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._failed_count = len(record_paths(self.settings))
        self._next_try = self.clock() + pause
        next_try_at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=pause)
        if code == REFUSED:
            note_next_try(self.settings, next_try_at)
        else:
            # It could not write down itself what befell it.
            how = f"signal {-code}" if code < 0 else f"code {code}"
            write_failure(self.settings, BuildRefused("killed", how=how), next_try_at)


def build_in_own_process(settings: Settings) -> int:
    """Run `duibiao build` in a process of its own; returns its exit code (below 0: a signal's)."""
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    command = [sys.executable, "-m", "duibiao", "build", *places]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
