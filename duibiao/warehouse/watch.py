"""Runs a build, in a process of its own, soon after something was handed in."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from duibiao.records.settings import Settings
from duibiao.records.store import record_paths
from duibiao.warehouse.snapshot_files import build_information

LOOK_EVERY_SECONDS = 1.0
QUIET_SECONDS = 3.0
LONGEST_WAIT_SECONDS = 30.0


@dataclass(slots=True)
class BuildWatcher:
    """Compares the records on disk with those of the snapshot in force; builds when they differ.

    A build waits until nothing came in for a few seconds, but never longer than half a minute.
    A build that failed is tried again when something new comes in.
    """

    settings: Settings
    build: Callable[[Settings], int]
    stopping: threading.Event = field(default_factory=threading.Event)
    _failed_at: int | None = None

    def run(self) -> None:
        """Watch until `stopping` is set."""
        waiting_since: float | None = None
        count, changed_at = self._count(), time.monotonic()
        while not self.stopping.wait(LOOK_EVERY_SECONDS):
            now, newest = time.monotonic(), self._count()
            if newest != count:
                count, changed_at = newest, now
            if not self._is_due(count):
                waiting_since = None
                continue
            waiting_since = waiting_since or now
            quiet = now - changed_at >= QUIET_SECONDS
            if quiet or now - waiting_since >= LONGEST_WAIT_SECONDS:
                failed = self.build(self.settings) != 0
                self._failed_at = self._count() if failed else None
                waiting_since = None

    def _count(self) -> int:
        return len(record_paths(self.settings))

    def _is_due(self, count: int) -> bool:
        if count == 0 or count == self._failed_at:
            return False
        information = build_information(self.settings)
        return information is None or information["record_count"] != count


def build_in_own_process(settings: Settings) -> int:
    """Run `duibiao build` in a process of its own; returns its exit code."""
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    command = [sys.executable, "-m", "duibiao", "build", *places]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
