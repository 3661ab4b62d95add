"""Runs what parses strangers' bytes in child processes: a hang or a crash is one refused file.

On Unix a child has limits on its processor time and, on Linux, on its memory, and writes no file;
elsewhere the clock alone limits it. It is a fresh interpreter and no fork: the server has threads.
What it answers is data alone (`duibiao.spreadsheets.sent`): it may have become the stranger's.
Where the system has a sandbox, it reads nothing but the program, reaches no network and starts no
process; the file that it reads comes to it by its pipe.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar
from weakref import WeakSet, finalize

from duibiao.spared import UNASKED, spare, spared
from duibiao.spreadsheets.sandbox import PACKAGE, Sandbox, sandbox
from duibiao.spreadsheets.sent import crosses, received, sent

if sys.platform != "win32":
    import resource

MOST_WORKERS = 4
AHEAD = 4
"""In bulk, so many files a worker are under way or wait for their turn."""
START_SECONDS = 60.0
"""In which a child has to be up: what the libraries take to load, on a machine with other work."""
PATIENCE = 5.0
"""Seconds on the clock for each second of processor time: other programs take their share."""
SHARE_OF_ANSWER = 5
"""An answer takes at most the fifth part of the memory, or it is not sent."""
KEPT_AT_MOST = 64_000_000
"""Bytes that a child may keep after a file."""
BEHIND = 5
"""How far children of long work stand behind who answers people, where both want a processor."""
LONGEST_HEAD = 64
"""Bytes of an answer that are not the result's."""
STDERR = 2
SIGNALLED = 128
"""How bubblewrap tells that the child was ended by a signal: this and its number."""
STAYS, GOES = 0, 1
"""How a message of a child begins."""
STATM = Path("/proc/self/statm")
PRELOADED = ("duibiao.spreadsheets.reader", "pyarrow")
"""What nearly every file needs: loaded before the clock runs."""
NOT_PRELOADED = "numpy"
"""What pyarrow takes along where it can, a tenth of a second; who wants it imports it later."""
BOOT = """
import sys
from multiprocessing import connection
kind = getattr(connection, "PipeConnection", connection.Connection)
to_parent = kind(int(sys.argv[1]))
try:
    sys.path[:] = to_parent.recv()
    # Before anything else is loaded, for a library may begin a thread.
    sandbox = to_parent.recv()
except (EOFError, OSError):  # the parent has ended meanwhile
    sys.exit()
if sandbox is not None:
    sandbox.enter()
from duibiao.spreadsheets.confined import serve
serve(to_parent, int(sys.argv[2]), sys.argv[3:])
"""

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Allowance(NamedTuple):
    """What a child may use for one call: processor seconds, and MB with what it has loaded.

    `clock`: seconds on the clock, where somebody waits for it; else those follow from `seconds`.
    A child that keeps more than `kept` bytes afterwards gives way to a new one.
    """

    seconds: float
    megabytes: int
    clock: float | None = None
    kept: int = KEPT_AT_MOST


OF_FILE = Allowance(1.8, 260)
"""For one school's file, which takes some milliseconds. A child stays below 300 MB all the same."""
OF_TABLE = Allowance(60.0, 2_000)
"""For a county's table of a million rows."""


Reason = Literal["too_long", "stopped", "too_much", "failed"]


class ConfinedFault(Exception):
    """A call that gave nothing.

    `reason`: it took `too_long`, its child `stopped`, it gave `too_much`, or it `failed` with an
    exception that has no code of its own.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@crosses
class Answer(NamedTuple):
    """What a call gave in the child: a result, or what it raised, with a traceback to be logged."""

    result: Any = None
    raised: Exception | None = None
    reason: Reason | None = None
    traceback: str | None = None


@crosses
class Plain(NamedTuple):
    """Facts as JSON has them, and bytes: what a function may give that has no class for it."""

    facts: Any
    content: bytes = b""


@crosses
class PlainRefusal(Exception):
    """What a child refused by an exception that has a code, but whose class does not cross."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class Confined:
    """Child processes, started when needed, at most `workers` at a time, used again and again.

    As this process ends they do, also at their work: nobody waits for it any more.

    `behind`: so far behind other processes (`nice`). `sandbox`: what keeps them from the system.
    `preloaded`: the modules that each loads before it is given work.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        behind: int = 0,
        sandbox: Sandbox | None = None,
        preloaded: Sequence[str] = PRELOADED,
    ) -> None:
        self.behind = behind
        self.preloaded = tuple(preloaded)
        self.workers = workers or min(MOST_WORKERS, os.cpu_count() or 1)
        self.sandbox = sandbox
        self._places = threading.BoundedSemaphore(self.workers)
        self._idle: list[_Child] = []
        self._started: WeakSet[_Child] = WeakSet()
        finalize(self, _kill_all, self._started)

    def __enter__(self) -> Confined:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(
        self, function: Callable[..., T], *arguments: Any, allowance: Allowance = OF_FILE
    ) -> T:
        """What a function of a module gives for these arguments, computed in a child.

        What it raises with a `code` of its own is raised here, or as PlainRefusal if its class does
        not cross. Raises
        ConfinedFault for a child that took too long or stopped, and for any other exception,
        which is logged. Any number of threads may call.
        """
        with self._places:
            child = self._child()
            try:
                child.begin(function, arguments, allowance)
                outcome = child.outcome()
            finally:
                self._give_back(child)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome  # type: ignore[no-any-return]

    def map(
        self,
        function: Callable[..., T],
        arguments: Iterable[tuple[Any, ...]],
        allowance: Allowance = OF_FILE,
    ) -> Iterator[T | Exception]:
        """The results of calls in the order of their arguments, or what was raised in their place.

        Arguments are taken from the iterable some ahead, while children are busy. These children
        do not count among those of `call`, so that one may call between two results.
        """
        source = iter(arguments)
        jobs: deque[_Job] = deque()
        running: dict[Any, _Job] = {}

        def begin() -> None:
            while len(running) < self.workers and len(jobs) < AHEAD * self.workers:
                try:
                    argument = next(source)
                except StopIteration:
                    return
                job = _Job(self._child())
                jobs.append(job)
                running[job.child.connection] = job
                job.child.begin(function, argument, allowance)

        try:
            begin()
            while jobs:
                self._collect(running, is_waiting=not jobs[0].is_done)
                begin()  # before the result is handed out: no child waits while it is looked at
                if jobs[0].is_done:
                    yield jobs.popleft().outcome
        finally:
            for job in running.values():
                job.child.stop()

    def _collect(self, running: dict[Any, _Job], *, is_waiting: bool) -> None:
        """Take what children have sent, waiting for one of them if asked to."""
        patience = min((job.child.seconds_left() for job in running.values()), default=0.0)
        ready = wait(list(running), timeout=patience if is_waiting else 0)
        for connection, job in list(running.items()):
            if connection in ready or job.child.seconds_left() <= 0:
                del running[connection]
                job.outcome = job.child.outcome()
                job.is_done = True
                self._give_back(job.child)

    def _child(self) -> _Child:
        while True:
            try:
                child = self._idle.pop()
            except IndexError:
                child = _Child(self.behind, self.sandbox, self.preloaded)
                self._started.add(child)
                return child
            if child.is_alive():
                return child

    def _give_back(self, child: _Child) -> None:
        if child.is_free():
            self._idle.append(child)
        else:
            child.stop()

    def close(self) -> None:
        """End the children that wait for work."""
        while self._idle:
            self._idle.pop().stop()


def _kill_all(children: Iterable[_Child]) -> None:
    for child in list(children):
        child.kill()


def for_files(workers: int | None = None) -> Confined:
    """Children that read strangers' files, in the sandbox of this system where it has one.

    Of the disk they see Python and the packages that lie beside this program's: no data home.
    """
    packages = (path.parent for path in PACKAGE.parent.glob("*/__init__.py"))
    return Confined(workers, sandbox=sandbox(*packages))


def confined() -> Confined:
    """The children that this process shares."""
    return _confined_of(os.getpid())


@cache
def _confined_of(_: int) -> Confined:
    """One for each process: a fork must not speak with its parent's children."""
    return for_files()


# The parent's side


@dataclass(slots=True, eq=False)
class _Job:
    """A call under way in bulk."""

    child: _Child
    is_done: bool = False
    outcome: Any = None


class _Child:
    """One child process, as its parent sees it: one call at a time."""

    def __init__(
        self,
        behind: int = 0,
        sandbox: Sandbox | None = None,
        preloaded: Sequence[str] = PRELOADED,
    ) -> None:
        self.connection, theirs = Pipe()
        self._process = _started(theirs.fileno(), behind, sandbox, preloaded)
        theirs.close()
        self._waits_until = time.monotonic() + START_SECONDS
        self._is_free = True
        self._longest = 0
        self._send(pickle.dumps(sys.path))
        self._send(pickle.dumps(sandbox))

    @property
    def pid(self) -> int:
        """Its process identifier."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def is_free(self) -> bool:
        """Whether it can take a call."""
        return self._is_free

    def seconds_left(self) -> float:
        """How long its answer may still take."""
        return self._waits_until - time.monotonic()

    def begin(self, function: Callable[..., Any], arguments: Any, allowance: Allowance) -> None:
        """Send a call."""
        self._is_free = False
        self._longest = _longest_answer(allowance) + LONGEST_HEAD
        patience = allowance.clock or PATIENCE * allowance.seconds
        self._waits_until = max(self._waits_until, time.monotonic()) + patience
        self._send(pickle.dumps((function, arguments, allowance), pickle.HIGHEST_PROTOCOL))

    def _send(self, message: bytes) -> None:
        with contextlib.suppress(OSError):  # it is dead, as will be seen when it does not answer
            self.connection.send_bytes(message)

    def outcome(self) -> Any:
        """What the call gave, or the exception to raise in its place; waits for it."""
        try:
            if not self.connection.poll(max(0.0, self.seconds_left())):
                self.stop()
                return ConfinedFault("too_long")
            message = self.connection.recv_bytes(self._longest)
        except (EOFError, OSError):
            return self._fault_of_the_dead()
        try:
            answer = received(message[1:])
            if not isinstance(answer, Answer):
                raise ValueError("a child answered what is no answer")
        except ValueError:
            logger.warning("a child answered what no child of ours does, and was ended")
            self.stop()
            return ConfinedFault("stopped")
        self._is_free = message[0] == STAYS
        self._waits_until = 0.0
        if answer.traceback is not None:
            logger.info("a file could not be read:\n%s", answer.traceback)
        if answer.reason is not None:
            return ConfinedFault(answer.reason)
        return answer.result if answer.raised is None else answer.raised

    def _fault_of_the_dead(self) -> ConfinedFault:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        code = self._process.poll()
        self.stop()
        if sys.platform != "win32" and code is not None:
            by_signal = code - SIGNALLED if code > SIGNALLED else -code
            if by_signal in (signal.SIGPROF, signal.SIGALRM):
                return ConfinedFault("too_long")
        logger.info("the reader of a file stopped with exit code %s", code)
        return ConfinedFault("stopped")

    def stop(self) -> None:
        """End it, whatever it does."""
        self._is_free = False
        self.connection.close()
        self.kill()

    def kill(self) -> None:
        """End its process; whoever waits for its answer finds that it stopped."""
        if self._process.poll() is None:
            if sys.platform == "win32":
                self._process.kill()
            else:
                # With what stands between: bubblewrap's own process ends without its child.
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _started(
    handle: int, behind: int, sandbox: Sandbox | None, preloaded: Sequence[str]
) -> subprocess.Popen[bytes]:
    """A child that holds one end of a pipe and nothing else of ours."""
    command = [sys.executable, "-B", "-c", BOOT, str(handle), str(behind), *preloaded]
    environment = None
    if sandbox is not None:
        command = [*sandbox.command, *command]
        environment = sandbox.environment
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        return subprocess.Popen(command, startupinfo=startup)
    return subprocess.Popen(
        command,
        env=environment,
        pass_fds=[handle],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,  # an interrupt at the keyboard is for the parent
    )


# The child's side


def serve(connection: Connection, behind: int, preloaded: Sequence[str]) -> None:
    """Answer calls until the parent is gone, so far behind other processes (`nice`)."""
    with spared(NOT_PRELOADED):
        for name in preloaded:
            import_module(name)
    spare(UNASKED)
    if sys.platform != "win32":
        os.nice(behind)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # What a parser in Rust says while it panics is for nobody's terminal.
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDERR)
    at_first = _memory().data
    while True:
        try:
            message = connection.recv_bytes()
        except (EOFError, OSError):
            return
        before = _memory().data
        function, arguments, allowance = pickle.loads(message)  # noqa: S301 from our parent
        # What a function's module has loaded is wanted again and is nothing left behind.
        at_first += max(0, _memory().data - before - len(message))
        del message
        answer = _answer(function, arguments, allowance)
        del function, arguments
        is_used_up = _memory().data > at_first + allowance.kept
        connection.send_bytes(bytes([GOES if is_used_up else STAYS]) + answer)


def _answer(function: Callable[..., Any], arguments: Any, allowance: Allowance) -> bytes:
    """The answer to a call as it is sent, made within its allowance."""
    try:
        _allow(allowance)
        answer = sent(Answer(function(*arguments)))
        return answer if len(answer) <= _longest_answer(_allowed[0]) else TOO_MUCH
    except MemoryError:
        return sent(Answer(reason="stopped"))
    except BaseException as error:  # a parser in Rust panics past Exception
        if isinstance(error, Exception) and isinstance(getattr(error, "code", None), str):
            return _refusal(error, error.code)  # type: ignore[attr-defined]
        return sent(Answer(reason="failed", traceback=traceback.format_exc()))
    finally:
        _allowed.clear()
        _limit(-1, 0)


def _refusal(error: Exception, code: str) -> bytes:
    try:
        return sent(Answer(raised=error))
    except (TypeError, AttributeError):
        told = getattr(error, "parameters", {})
        parameters = {str(name): str(value) for name, value in dict(told).items()}
        return sent(Answer(raised=PlainRefusal(code, **parameters)))


TOO_MUCH = sent(Answer(reason="too_much"))
_allowed: list[Allowance] = []
"""What the call that this process answers may use; nothing in a process that answers none."""


def _longest_answer(allowance: Allowance) -> int:
    return allowance.megabytes * 1_000_000 // SHARE_OF_ANSWER


def _allow(allowance: Allowance) -> None:
    _allowed[:], held = [allowance], _memory()
    most_bytes = held.data + max(0, allowance.megabytes * 1_000_000 - held.resident)
    _limit(most_bytes, allowance.seconds, allowance.clock or 0)


def go_on_within(allowance: Allowance) -> None:
    """In a child: go on with this allowance, which is part of what the call came with.

    So a file may be looked at within little, and be read within more once it is known for what it
    is. In any other process nothing is limited.
    """
    if _allowed:
        _allow(allowance)


def _limit(most_bytes: int, seconds: float, clock: float = 0) -> None:
    """Limit what this process may hold (-1: no limit) and compute (0: no limit) from here on.

    `clock`: in how many seconds it has to be done (0: no limit).
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, clock)
        if STATM.exists():  # other systems do not count memory in a way that could be limited
            resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, -1))


class _Memory(NamedTuple):
    """Bytes of this process: in memory, and those for itself alone, which are what is limited."""

    resident: int
    data: int


def _memory() -> _Memory:
    """What this process holds; nothing where there is no telling."""
    if sys.platform == "win32" or not STATM.exists():
        return _Memory(0, 0)
    pages = STATM.read_bytes().split()
    size = resource.getpagesize()
    return _Memory(int(pages[1]) * size, int(pages[5]) * size)
