"""Long work in a process of its own: how far it is, what became of it, and how it is stopped.

A job is a folder under the data home: what was asked for and by whom, how far it is, and the files
that it made. It goes on when a page is closed or the server starts again; whoever may do the thing
itself for the whole county may look after its jobs, and each after her own. `job_process` does the
work.
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
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from filelock import FileLock, Timeout

from duibiao.guide.editions import GuideFaults
from duibiao.panics import panics_as_errors
from duibiao.people.acting import Acting, Assignment, Person
from duibiao.people.policy import ask, ask_for_some, may_for_some, note_refusal, scope
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import (
    IDENTIFIER,
    PRIVATE_FILE,
    make_folder,
    new_record_id,
    remove_partial_files,
    write_durably,
)

State = Literal["waiting", "running", "done", "refused", "failed", "stopped"]
OVER: tuple[State, ...] = ("done", "refused", "failed", "stopped")
AT_ONCE = 2
"""So many jobs run; the others wait for their turn."""
KEPT, KEPT_BYTES = 40, 4_000_000_000
"""So many jobs that are over are kept, with so many bytes of files in all; the newest always is."""
TURN_SECONDS = 0.3
SAID_EVERY_SECONDS = 0.2
"""How far a job is need not be written down more often."""
BEGUN_WITHIN_SECONDS = 60
"""A process that has not begun by then will not."""
ASKED, STATE, BEGUN, STOP = "asked.json", "state.json", "process", "stop"
FILES, GIVEN, LOG = "files", "given", "log"
ALIVE, TURN = ".alive.lock", ".turn-{number}.lock"
PROCESS = "duibiao.warehouse.job_process"

log = logging.getLogger(__name__)


class Stopped(KeyboardInterrupt):
    """The job was told to stop: as by Ctrl+C, which no step of the work takes for an error."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the action of the policy, what is done, with what, by whom, when.

    `kind` is what messages call it; `function` is `module:name`. `about`: what the message is told.
    `name`: as records name her; `person`: as her account does.
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
    person: str = ""


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
        self._said_at = 0.0

    def step(self, done: int, total: int, phase: str = "") -> None:
        """So much is done. Raises Stopped where somebody has asked to stop."""
        if (self._job / STOP).exists():
            raise Stopped
        stands = tuple(self._said[name] for name in ("done", "total", "phase"))
        if stands == (done, total, phase) and self._said_at:
            return
        is_new = (phase, total) != (self._said["phase"], self._said["total"]) or 0 < total <= done
        if is_new or time.monotonic() - self._said_at >= SAID_EVERY_SECONDS:
            self.say(phase=phase, done=done, total=total)

    def say(self, **said: Any) -> None:
        """Write down how it stands."""
        self._said |= said
        _write(self._job / STATE, self._said)
        self._said_at = time.monotonic()


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
        person=acting.person.name,
    )
    folder = _folder(settings, asked.job_id)
    for part in (settings.jobs, folder, folder / FILES, folder / GIVEN):
        make_folder(part, private=True)
    for number, (name, content) in enumerate(given):
        # The name is a stranger's: it is kept beside the file, not on the disk.
        write_durably(folder / GIVEN / f"{number:04}", content, private=True)
        write_durably(folder / GIVEN / f"{number:04}.name", name.encode(), private=True)
    _write(folder / ASKED, asdict(asked))
    # What the process says goes where it stays when the server has gone.
    descriptor = os.open(folder / LOG, os.O_CREAT | os.O_APPEND | os.O_WRONLY, PRIVATE_FILE)
    with os.fdopen(descriptor, "ab") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", PROCESS, str(settings.home), str(settings.guide), asked.job_id],
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            env=os.environ | {"PYTHONUTF8": "1"},
            start_new_session=True,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # it leaves no dead process behind
    return Job(asked)


def name_of(function: Callable[..., Mapping[str, Any]]) -> str:
    """By what the process of a job finds a function."""
    return f"{function.__module__}:{function.__name__}"


def given_files(progress: Progress) -> list[tuple[str, Path]]:
    """The files that were given to a job, in their order: what they are called, where they lie."""
    folder = progress.folder.parent / GIVEN
    return [
        (path.read_text(encoding="utf-8"), path.with_suffix(""))
        for path in sorted(folder.glob("*.name"))
    ]


def jobs(acting: Acting) -> list[Job]:
    """Every job that whoever asks may look after, the newest first."""
    found = (_read(acting.settings, name) for name in _names(acting.settings))
    return [one for one in found if one is not None and _may(acting, one)]


def job(acting: Acting, job_id: str) -> Job:
    """A job as it stands. Raises Refused: there is none, or it is not hers to see."""
    found = _read(acting.settings, job_id) if IDENTIFIER.fullmatch(job_id) else None
    if found is None or not _may(acting, found):
        if found is not None:
            note_refusal(acting, found.asked.action, "job-unknown", about=job_id)
        raise Refused("job-unknown", job=job_id[:40])
    return found


def stop(acting: Acting, job_id: str) -> None:
    """Have a job stop where it next can, and at once if it waits in something. Raises Refused."""
    found = job(acting, job_id)
    folder = _folder(acting.settings, job_id)
    if found.is_over:
        return
    write_durably(folder / STOP, b"", private=True)
    with suppress(OSError, ValueError):
        process = int((folder / BEGUN).read_text())
        if _lives(folder):
            os.kill(process, signal.SIGTERM)


def file_of(acting: Acting, job_id: str, name: str) -> Path:
    """Where a file lies that a job made. Raises Refused."""
    found = job(acting, job_id)
    if name not in found.files:
        raise Refused("job-file-unknown", name=name[:80])
    return _folder(acting.settings, job_id) / FILES / name


def fetched_file(acting: Acting, job_id: str, name: str) -> Path:
    """As `file_of`, for whoever takes it along: where the policy says so, the trail tells of it."""
    path, action = file_of(acting, job_id, name), job(acting, job_id).asked.action
    if scope(acting.person, action).is_all:
        ask(acting, action, about=f"{job_id}/{name}")
    return path


def _names(settings: Settings) -> list[str]:
    """Every job there is, the newest first."""
    folder = settings.jobs
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(filter(IDENTIFIER.fullmatch, names), reverse=True)


def _may(acting: Acting, one: Job) -> bool:
    """Whether somebody looks after a job: it is her own, or the whole county's work is hers."""
    if not may_for_some(acting.person, one.asked.action):
        return False
    number = acting.person.number
    is_own = number is not None and number == one.asked.number
    return is_own or scope(acting.person, one.asked.action).is_all


def _folder(settings: Settings, job_id: str) -> Path:
    return settings.jobs / job_id


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _write(path: Path, said: Mapping[str, Any]) -> None:
    write_durably(path, json.dumps(said, ensure_ascii=False, default=str).encode(), private=True)


def _asked(folder: Path) -> Asked:
    said = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    return Asked(**said | {"assignments": tuple(said["assignments"])})


def _read(settings: Settings, job_id: str) -> Job | None:
    """A job from its folder; None where that is none of ours, or cut."""
    folder = _folder(settings, job_id)
    try:
        asked = _asked(folder)
        # First whether it lives: one that ends meanwhile has written down how.
        has_ended = ((folder / BEGUN).exists() or _is_old(asked)) and not _lives(folder)
        state = folder / STATE
        stands = json.loads(state.read_text(encoding="utf-8")) if state.exists() else {}
        refusal = stands.pop("refusal", None)
        found = Job(asked, **stands, refusal=None if refusal is None else _refusal(*refusal))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if not found.is_over and has_ended:
        return replace(found, state="stopped" if (folder / STOP).exists() else "failed")
    return replace(found, files=_made(folder)) if found.state == "done" else found


def _refusal(code: str, parameters: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """A refusal as it was raised: what was several texts is so again."""
    said = {
        name: tuple(text) if isinstance(text, list) else text for name, text in parameters.items()
    }
    return code, said


def _made(folder: Path) -> tuple[str, ...]:
    found = (folder / FILES).glob("[!.]*")
    return tuple(sorted(path.name for path in found if path.is_file()))


def _lives(folder: Path) -> bool:
    """Whether the process of a job is there: it holds the lock for as long as it lives."""
    try:
        with FileLock(folder / ALIVE, timeout=0, mode=PRIVATE_FILE):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _is_old(asked: Asked) -> bool:
    """Whether its process would have begun by now."""
    begun = dt.datetime.fromisoformat(asked.asked_at)
    return (dt.datetime.now(dt.UTC) - begun).total_seconds() > BEGUN_WITHIN_SECONDS


def _forget_oldest(settings: Settings) -> None:
    """Only so many jobs are kept; their files are copies, or made again."""
    kept, size = 0, 0
    for name in _names(settings):
        found, folder = _read(settings, name), _folder(settings, name)
        if found is not None and not found.is_over:
            continue
        with suppress(OSError):  # another may be forgetting it too
            size += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        kept += 1
        if kept > 1 and (kept > KEPT or size > KEPT_BYTES):
            shutil.rmtree(folder, ignore_errors=True)


def _acting(settings: Settings, asked: Asked) -> Acting:
    """Whoever asked for a job, with the roles that she had when she did."""
    held = tuple(Assignment(**dict(one) | _days(one)) for one in asked.assignments)
    person = Person(asked.number, asked.person, held)
    return Acting(settings, asked.name, asked.channel, person, asked.address)


def _days(one: Mapping[str, Any]) -> dict[str, dt.date | None]:
    names = ("starts_on", "ends_on")
    return {name: one[name] and dt.date.fromisoformat(one[name]) for name in names}


def _told_to_stop(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: what it does now is tidying up
    raise Stopped


@contextmanager
def _turn(settings: Settings, folder: Path) -> Iterator[None]:
    """Wait until fewer than so many others run. Raises Stopped."""
    while True:
        for number in range(AT_ONCE):
            path = settings.jobs / TURN.format(number=number)
            with ExitStack() as held:
                try:
                    held.enter_context(FileLock(path, timeout=0, mode=PRIVATE_FILE))
                except Timeout:
                    continue
                yield
                return
        if (folder / STOP).exists():
            raise Stopped
        time.sleep(TURN_SECONDS)


def work(settings: Settings, job_id: str) -> None:
    """Do the work of a job in this process, and write down what became of it."""
    folder = _folder(settings, job_id)
    progress = Progress(folder)
    with FileLock(folder / ALIVE, timeout=BEGUN_WITHIN_SECONDS, mode=PRIVATE_FILE):
        try:
            signal.signal(signal.SIGTERM, _told_to_stop)
            write_durably(folder / BEGUN, str(os.getpid()).encode(), private=True)
            asked = _asked(folder)
            with _turn(settings, folder), panics_as_errors():
                progress.step(0, 0)
                function = _function(asked.function)
                outcome = function(_acting(settings, asked), progress, **asked.arguments)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            progress.say(state="done", outcome=outcome, ended_at=_now())
        except Stopped:
            progress.say(state="stopped", ended_at=_now())
        except Refused as refused:
            _say_refused(progress, refused.code, refused.parameters)
        except GuideFaults:
            log.exception("the guide is faulty")
            _say_refused(progress, "hand-in-guide-faulty", {})
        except OSError:
            log.exception("a file could not be read or kept")
            _say_refused(progress, "job-disk", {})
        except Exception:
            log.exception("job %s failed", job_id)
            progress.say(state="failed", ended_at=_now())
        # A stop comes between any two steps, so also where a file is begun and nobody yet answers
        # for it. After the handlers: until then the exception holds it open.
        remove_partial_files(settings)


def _function(name: str) -> Callable[..., Mapping[str, Any]]:
    module, _, function = name.partition(":")
    found: Callable[..., Mapping[str, Any]] = getattr(import_module(module), function)
    return found


def _say_refused(progress: Progress, code: str, parameters: Mapping[str, Any]) -> None:
    progress.say(state="refused", refusal=(code, parameters), ended_at=_now())
