"""All schools' reports in a process of its own, so that a server goes on answering others.

`python -m duibiao.reports.in_bulk FOLDER CYCLE BASIS FORM LANGUAGE` writes them and tells on its
output how far it is; a `Bulk` starts that, listens, and has the zip once it is done.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.reports.making import Form, file_name, write_schools, zip_folder
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import words

KEPT = 6
BEHIND_OTHERS = 4
FOLDER = "duibiao-reports-"
STALE_SECONDS = 24 * 3600
FAILED = 1
# Finding a way takes as long as making a report, so each is half of the bar.
PHASES = {"way": 0.0, "report": 0.5}

State = Literal["making", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made: of which snapshot, cycle and basis, as what, in which language."""

    snapshot: str
    cycle_id: str
    basis: Basis
    form: Form
    language: str


@dataclass(slots=True)
class Bulk:
    """One making of all schools' reports: how far it is, and the zip when it is ready."""

    wanted: Wanted
    folder: Path
    state: State = "making"
    phase: str = "way"
    done: int = 0
    total: int = 0
    reason: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        if self.state == "ready":
            return 1.0
        within = self.done / self.total / 2 if self.total else 0.0
        return min(PHASES[self.phase] + within, 1.0)

    @property
    def archive(self) -> Path:
        """Where the zip lies once it is ready."""
        return self.folder / "reports.zip"

    @property
    def name(self) -> str:
        """The name under which the zip is handed over."""
        say = words(self.wanted.language)
        basis = say(f"basis-{self.wanted.basis}")
        stem = say("report-file-all", cycle=self.wanted.cycle_id, basis=basis)
        return file_name(f"{stem}-{self.wanted.form}", "zip")

    def start(self, settings: Settings) -> None:
        """Start the process and listen to it; what it did not foresee goes to the server's log."""
        command = [
            sys.executable,
            "-m",
            "duibiao.reports.in_bulk",
            str(self.folder / "files"),
            self.wanted.cycle_id,
            self.wanted.basis,
            self.wanted.form,
            self.wanted.language,
            Path(self.wanted.snapshot).stem,
        ]
        places = {"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)}
        self.process = subprocess.Popen(
            command,
            env=os.environ | places | {"PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process is not None and self.process.stdout is not None, "it was started"
        for line in self.process.stdout:
            what, _, rest = line.rstrip("\n").partition(" ")
            if what in PHASES:
                self.phase = what
                self.done, self.total = map(int, rest.split())
            elif what == "refused":
                self.reason = rest
        if self.process.wait() == 0:
            try:
                zip_folder(self.folder / "files", self.archive)
                self.state = "ready"
            except OSError as error:
                self.reason, self.state = str(error.strerror), "failed"
        else:
            self.state = "failed"

    def stop(self) -> None:
        """End the process if it still runs, and clear away what it made."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


_started: OrderedDict[Wanted, Bulk] = OrderedDict()
_lock = threading.Lock()


def in_bulk(settings: Settings, cycle_id: str, basis: Basis, form: Form, language: str) -> Bulk:
    """The making of all schools' reports: started now, or the one that somebody has started.

    One that failed is started again when it is asked for after it has told so. Raises Refused
    where there is no snapshot.
    """
    path = snapshot_path(settings)
    if path is None:
        raise Refused("query-no-snapshot")
    wanted = Wanted(str(path), cycle_id, basis, form, language)
    with _lock:
        if wanted not in _started:
            while len(_started) >= KEPT:
                _, oldest = _started.popitem(last=False)
                oldest.stop()
            _clear_stale()
            bulk = Bulk(wanted, Path(tempfile.mkdtemp(prefix=FOLDER)))
            bulk.start(settings)
            _started[wanted] = bulk
        _started.move_to_end(wanted)
        return _started[wanted]


def _clear_stale() -> None:
    """Clear away what servers left that were ended by a signal: there nothing is run at the end."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        if time.time() - folder.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def already(
    settings: Settings, cycle_id: str, basis: Basis, form: Form, language: str
) -> Bulk | None:
    """The making that somebody has started, or None; nothing is started."""
    path = snapshot_path(settings)
    with _lock:
        return _started.get(Wanted(str(path), cycle_id, basis, form, language))


def forget(bulk: Bulk) -> None:
    """Clear a making away, so that it is started anew when it is asked for again."""
    with _lock:
        if _started.get(bulk.wanted) is bulk:
            del _started[bulk.wanted]
    bulk.stop()


@atexit.register
def _stop_all() -> None:
    for bulk in [*_started.values()]:
        bulk.stop()


def main() -> None:
    """Make them, telling how far it is, a line each time."""
    folder, cycle_id, basis, form, language, build = sys.argv[1:]
    if hasattr(os, "nice"):
        # Who waits for a page goes before who waits for a pile of paper.
        os.nice(BEHIND_OTHERS)

    def note(what: Literal["way", "report"], done: int, total: int) -> None:
        sys.stdout.write(f"{what} {done} {total}\n")
        sys.stdout.flush()

    say = words(language)
    try:
        write_schools(
            Settings.resolve().of_build(build),
            say,
            Path(folder),
            None,
            cast(Form, form),
            cycle_id=cycle_id,
            basis=cast(Basis, basis),
            note=note,
        )
    except Refused as refused:
        sys.stdout.write(f"refused {say(refused.code, **refused.parameters)}\n")
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
