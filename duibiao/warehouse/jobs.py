"""Long work in a process of its own: how far it is, what became of it, and how it is stopped.

A job is a folder under the data home: what was asked for and by whom, how far it is, and the files
that it made. It goes on when a page is closed or the server starts again; whoever may do the thing
itself may look after its jobs. `job_process` does the work.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from filelock import FileLock, Timeout

from duibiao.people.acting import Acting, Assignment, Person
from duibiao.people.policy import ask_for_some, may_for_some
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import make_folder, new_record_id, write_durably

State = Literal["waiting", "running", "done", "refused", "failed", "stopped"]
OVER: tuple[State, ...] = ("done", "refused", "failed", "stopped")
AT_ONCE = 2
"""So many jobs run; the others wait for their turn."""
KEPT = 40
"""So many jobs that are over are kept, with their files."""
TURN_SECONDS = 0.3
ASKED, STATE, ALIVE, STOP = "asked.json", "state.json", "alive.lock", "stop"
FILES = "files"
PROCESS = "duibiao.warehouse.job_process"

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The job was told to stop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the action of the policy, what is done, with what, by whom, when.

    `kind` is what messages call it; `function` is `module:name`. `about`: what the message is told.
    """

    job_id: str
    action: str
    kind: str
    function: str
    arguments: Mapping[str, Any]
    about: Mapping[str, str]
    guide: str
    name: str
    channel: str
    address: str
    number: int | None
    assignments: tuple[Mapping[str, Any], ...]
    asked_at: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands.

    `done` of `total` in `phase`; `outcome` is what the function gave (whole numbers, texts and
    lists of them); `refusal` says why it was refused: a message and its parameters.
    """

    asked: Asked
    state: State = "waiting"
    phase: str = ""
    done: int = 0
    total: int = 0
    outcome: Mapping[str, Any] | None = None
    refusal: tuple[str, Mapping[str, Any]] | None = None
    ended_at: str = ""
    files: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in OVER


class Progress:
    """Told by the work how far it is; where it may be stopped, and where its files go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FILES
        self._job = folder
        self._said: dict[str, Any] = {"state": "running", "phase": "", "done": 0, "total": 0}

    def step(self, done: int, total: int, phase: str = "") -> None:
        """So much is done. Raises Stopped where somebody has asked to stop."""
        if (self._job / STOP).exists():
            raise Stopped
        self.say(phase=phase, done=done, total=total)

    def say(self, **said: Any) -> None:
        """Write down how it stands."""
        self._said |= said
        _write(self._job / STATE, self._said)


def start(
    acting: Acting,
    action: str,
    kind: str,
    function: str,
    arguments: Mapping[str, Any],
    *,
    about: Mapping[str, str] | None = None,
    given: Sequence[tuple[str, bytes]] = (),
) -> Job:
    """Begin something that takes long. Raises Refused, OSError.

    `function` is called with whoever acts, a `Progress`, and the arguments by name, and asks the
    policy itself. `given`: files that it finds in the folder `given` beside its `files`.
    """
    acting = ask_for_some(acting, action)
    settings = acting.settings
    _forget_oldest(settings)
    asked = Asked(
        job_id=new_record_id(),
        action=action,
        kind=kind,
        function=function,
        arguments=dict(arguments),
        about=dict(about or {}),
        guide=str(settings.guide),
        name=acting.name,
        channel=acting.channel,
        address=acting.address,
        number=acting.person.number,
        assignments=tuple(asdict(one) for one in acting.person.assignments),
        asked_at=_now(),
    )
    folder = _folder(settings, asked.job_id)
    for part in (folder, folder / FILES, folder / "given"):
        make_folder(part, private=True)
    for number, (name, content) in enumerate(given):
        # The name is a stranger's: it is kept beside the file, not on the disk.
        write_durably(folder / "given" / f"{number:04}", content, private=True)
        write_durably(folder / "given" / f"{number:04}.name", name.encode(), private=True)
    _write(folder / ASKED, asdict(asked))
    subprocess.Popen(
        [sys.executable, "-m", PROCESS, str(settings.home), str(settings.guide), asked.job_id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONUTF8": "1"},
        start_new_session=True,
    )
    return Job(asked)


def given_files(progress: Progress) -> list[tuple[str, Path]]:
    """The files that were given to a job, in their order: what they are called, where they lie."""
    folder = progress.folder.parent / "given"
    return [
        (path.read_text(encoding="utf-8"), path.with_suffix(""))
        for path in sorted(folder.glob("*.name"))
    ]


def jobs(acting: Acting) -> list[Job]:
    """Every job that whoever asks may look after, the newest first."""
    folder = acting.settings.jobs
    names = (
        sorted((path.name for path in folder.iterdir()), reverse=True) if folder.is_dir() else []
    )
    found = (_read(acting.settings, name) for name in names)
    return [one for one in found if one is not None and _may(acting, one)]


def job(acting: Acting, job_id: str) -> Job:
    """A job as it stands. Raises Refused: there is none, or it is not hers to see."""
    found = _read(acting.settings, job_id) if job_id.isalnum() else None
    if found is None:
        raise Refused("job-unknown", job=job_id[:40])
    ask_for_some(acting, found.asked.action)
    return found


def stop(acting: Acting, job_id: str) -> None:
    """Have a job stop where it next can, and at once if it waits in something. Raises Refused."""
    found = job(acting, job_id)
    folder = _folder(acting.settings, job_id)
    write_durably(folder / STOP, b"", private=True)
    with suppress(OSError, ValueError):
        process = int((folder / ALIVE).read_text())
        if not found.is_over and _lives(folder):
            os.kill(process, signal.SIGTERM)


def file_of(acting: Acting, job_id: str, name: str) -> Path:
    """Where a file lies that a job made. Raises Refused."""
    found = job(acting, job_id)
    if name not in found.files:
        raise Refused("job-file-unknown", name=name[:80])
    return _folder(acting.settings, job_id) / FILES / name


def _names(settings: Settings) -> list[str]:
    """Every job there is, the newest first."""
    folder = settings.jobs
    found = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return sorted(found, reverse=True)


def _may(acting: Acting, one: Job) -> bool:
    return bool(may_for_some(acting.person, one.asked.action))


def _folder(settings: Settings, job_id: str) -> Path:
    return settings.jobs / job_id


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _write(path: Path, said: Mapping[str, Any]) -> None:
    write_durably(path, json.dumps(said, ensure_ascii=False, default=str).encode(), private=True)


def _read(settings: Settings, job_id: str) -> Job | None:
    """A job from its folder; None where that is none of ours, or cut."""
    folder = _folder(settings, job_id)
    try:
        said = json.loads((folder / ASKED).read_text(encoding="utf-8"))
        asked = Asked(**said | {"assignments": tuple(said["assignments"])})
        state = folder / STATE
        stands = json.loads(state.read_text(encoding="utf-8")) if state.exists() else {}
        refusal = stands.pop("refusal", None)
        found = Job(asked, **stands, refusal=None if refusal is None else tuple(refusal))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if not found.is_over and not _lives(folder) and _is_old(asked):
        return replace(found, state="stopped" if (folder / STOP).exists() else "failed")
    files = sorted(path.name for path in (folder / FILES).glob("*") if path.is_file())
    return replace(found, files=tuple(files)) if found.state == "done" else found


def _lives(folder: Path) -> bool:
    """Whether the process of a job is there: it holds the lock for as long as it lives."""
    lock = FileLock(folder / f"{ALIVE}.held", timeout=0)
    try:
        with lock:
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _is_old(asked: Asked) -> bool:
    """Whether its process would have begun by now."""
    begun = dt.datetime.fromisoformat(asked.asked_at)
    return (dt.datetime.now(dt.UTC) - begun).total_seconds() > 30


def _forget_oldest(settings: Settings) -> None:
    """Only so many jobs are kept; their files are copies, or made again."""
    over = [
        name
        for name in _names(settings)
        if (found := _read(settings, name)) is None or found.is_over
    ]
    for name in over[KEPT:]:
        shutil.rmtree(_folder(settings, name), ignore_errors=True)


def _acting(settings: Settings, asked: Asked) -> Acting:
    """Whoever asked for a job, with the roles that she had when she did."""
    held = tuple(Assignment(**dict(one) | _days(one)) for one in asked.assignments)
    person = Person(asked.number, "", held)
    return Acting(settings, asked.name, asked.channel, person, asked.address)


def _days(one: Mapping[str, Any]) -> dict[str, dt.date | None]:
    names = ("starts_on", "ends_on")
    return {name: one[name] and dt.date.fromisoformat(one[name]) for name in names}


def _told_to_stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _turn(settings: Settings, folder: Path) -> FileLock:
    """Wait until fewer than so many others run. Raises Stopped."""
    while True:
        for number in range(AT_ONCE):
            lock = FileLock(settings.jobs / f".turn-{number}", timeout=0)
            with suppress(Timeout):
                lock.acquire()
                return lock
        if (folder / STOP).exists():
            raise Stopped
        time.sleep(TURN_SECONDS)


def work(settings: Settings, job_id: str) -> None:
    """Do the work of a job in this process, and write down what became of it."""
    folder = _folder(settings, job_id)
    progress = Progress(folder)
    with ExitStack() as held:
        held.enter_context(FileLock(folder / f"{ALIVE}.held", timeout=5))
        (folder / ALIVE).write_text(str(os.getpid()))
        try:
            signal.signal(signal.SIGTERM, _told_to_stop)
            said = json.loads((folder / ASKED).read_text(encoding="utf-8"))
            asked = Asked(**said | {"assignments": tuple(said["assignments"])})
            held.enter_context(_turn(settings, folder))
            module, _, name = asked.function.partition(":")
            function = getattr(import_module(module), name)
            progress.step(0, 0)
            outcome = function(_acting(settings, asked), progress, **asked.arguments)
            progress.say(state="done", outcome=outcome, ended_at=_now())
        except Stopped:
            progress.say(state="stopped", ended_at=_now())
        except Refused as refused:
            refusal = (refused.code, refused.parameters)
            progress.say(state="refused", refusal=refusal, ended_at=_now())
        except Exception:
            log.exception("job %s failed", job_id)
            progress.say(state="failed", ended_at=_now())
