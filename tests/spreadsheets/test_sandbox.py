"""What the operating system keeps from a child, whatever runs in it: files, network, processes.

Every test runs for each kind of sandbox that works on this machine, and there must be one.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.spreadsheets import sandbox as sandboxes
from duibiao.spreadsheets.confined import Allowance, Confined, ConfinedFault, Plain
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.spreadsheets.sandbox import (
    CLONE,
    CLONE3,
    PRLIMIT,
    TGKILL,
    Kind,
    Sandbox,
    refused_calls,
    sandbox_of,
    works,
)
from duibiao.spreadsheets.sent import received

KINDS = [kind for kind in Kind if works(kind)]
ROOT = Path(__file__).parents[2]
ALLOWANCE = Allowance(20.0, 1_000)
SYSTEM_CALL_OF_FORK = 57
HEADERS = (
    Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    Path("/usr/include/asm-generic/unistd.h"),
)


# ------------------------------------------------------------------ what is tried in the child


def tried(what: str, path: str, port: int) -> Plain:
    """Do a misdeed and tell how it ended: nothing, or the name of the error."""
    try:
        return Plain(["done", str(EVERYTHING[what](path, port))])
    except BaseException as error:
        return Plain([type(error).__name__, str(error)])


def database(sql: str) -> object:
    """What SQL gives without any list of what is permitted and without any lock."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(sql).fetchall()
    if not rows:  # no file fits the name
        raise FileNotFoundError(sql)
    return rows


def reached(kind: int, address: object) -> None:
    """Speak to somebody else."""
    with socket.socket(kind, socket.SOCK_STREAM) as spoken:
        spoken.settimeout(2)
        spoken.connect(address)  # type: ignore[arg-type]


def compute() -> None:
    """Never end."""
    while True:
        pass


def forked() -> None:
    """Be two."""
    if os.fork() == 0:
        os._exit(0)


def new_process() -> None:
    """Fork past the library."""
    library = ctypes.CDLL(None, use_errno=True)
    child = library.syscall(SYSTEM_CALL_OF_FORK)
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "fork")


def limit_of_parent(_: str, parent: int) -> None:
    """Change what another process may do."""
    import resource

    resource.prlimit(parent, resource.RLIMIT_NOFILE, (16, 16))


READ: dict[str, Callable[[str, int], object]] = {
    "read": lambda path, _: Path(path).read_text(),
    "list": lambda path, _: os.listdir(Path(path).parent),  # noqa: PTH208
    "read the passwords": lambda *_: Path("/etc/passwd").read_text(),
    "read by SQL": lambda path, _: database(f"from read_text('{path}')"),
    "read passwords by SQL": lambda *_: database("from read_text('/etc/passwd')"),
    "attach": lambda path, _: database(f"attach '{path}' as other (read_only)"),
    "read through /proc": lambda path, _: Path(f"/proc/self/root{path}").read_text(),
    "read the parent's secrets": lambda _, parent: Path(f"/proc/{parent}/environ").read_text(),
}
WRITE: dict[str, Callable[[str, int], object]] = {
    "make": lambda path, _: Path(f"{path}.new").touch(),
    "write": lambda path, _: Path(path).write_text("x"),
    "write for all": lambda *_: Path("/tmp/duibiao-was-here").touch(),
    "write by SQL": lambda path, _: database(f"copy (select 1) to '{path}.csv'"),
    "make a database": lambda path, _: database(f"attach '{path}.duckdb' as other"),
    "delete": lambda path, _: Path(path).unlink(),
    "rename": lambda path, _: Path(path).rename(f"{path}.new"),
    "make a folder": lambda path, _: Path(f"{path}.folder").mkdir(),
    "make a link": lambda path, _: Path(f"{path}.link").symlink_to("/etc/passwd"),
    "open to all": lambda path, _: Path(path).chmod(0o777),
    "date back": lambda path, _: os.utime(path, (0, 0)),
    "give away": lambda path, _: os.chown(path, 0, 0),
    "cut": lambda path, _: os.truncate(path, 0),
    "write to what is readable": lambda *_: (Path(sys.prefix) / "new.py").touch(),
}
NETWORK: dict[str, Callable[[str, int], object]] = {
    "connect": lambda _, port: reached(socket.AF_INET, ("127.0.0.1", port)),
    "connect by IPv6": lambda _, port: reached(socket.AF_INET6, ("::1", port)),
    "connect to a path": lambda path, _: reached(socket.AF_UNIX, path),
    "listen": lambda *_: socket.create_server(("127.0.0.1", 0)),
}
PROCESS: dict[str, Callable[[str, int], object]] = {
    "run": lambda *_: subprocess.run(["/bin/true"], check=True),
    "run a shell": lambda *_: subprocess.run("true", shell=True, check=True),
    "run Python": lambda *_: subprocess.run([sys.executable, "-V"], check=True),
    "fork": lambda *_: forked(),
    "fork past the library": lambda *_: new_process(),
    "become another": lambda *_: os.execv("/bin/true", ["true"]),
    "spawn": lambda *_: os.posix_spawn("/bin/true", ["true"], {}),
    "end the parent": lambda _, parent: os.kill(parent, signal.SIGTERM),
    "signal everybody": lambda *_: os.kill(-1, 0),
    "limit the parent": limit_of_parent,
    "leave the group": lambda *_: os.setsid(),
}
ELSE: dict[str, Callable[[str, int], object]] = {
    "count": lambda *_: database("select count(*) from range(3000) as a, range(1500) as b"),
    "environment": lambda *_: dict(os.environ),
    "compute": lambda *_: compute(),
    "crash": lambda *_: os.abort(),
}
MISDEEDS = {**READ, **WRITE, **NETWORK, **PROCESS}
EVERYTHING = {**MISDEEDS, **ELSE}
OF_PARENT = {"read the parent's secrets", "end the parent", "limit the parent"}


# ------------------------------------------------------------------ what becomes of it


@pytest.fixture(scope="module", params=list(map(str, KINDS)) or [""])
def shut_in(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Confined]:
    """A child in a sandbox of this kind, that may read the tests besides the program."""
    assert request.param, "no sandbox works on this machine"
    made = sandbox_of(Kind(request.param), ROOT)
    with Confined(1, sandbox=made) as children:
        yield children


@pytest.fixture(scope="module")
def free() -> Iterator[Confined]:
    """A child without one."""
    with Confined(1) as children:
        yield children


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[str]:
    """A file that is not the child's, and that it would find."""
    path = tmp_path / "victim"
    path.write_text("secret")
    before = path.stat()
    yield str(path)
    after = path.stat()
    assert path.read_text() == "secret"
    assert [entry.name for entry in tmp_path.iterdir()] == ["victim"]
    assert (before.st_mode, before.st_mtime, before.st_uid) == (
        after.st_mode,
        after.st_mtime,
        after.st_uid,
    )


@pytest.fixture(scope="module")
def listener() -> Iterator[int]:
    """A port of this computer at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def outcome(children: Confined, what: str, path: str, port: int) -> list[str]:
    """How a misdeed ended."""
    number = os.getpid() if what in OF_PARENT else port
    found: Any = children.call(tried, what, path, number, allowance=ALLOWANCE)
    return list(found.facts)


@pytest.mark.parametrize("what", MISDEEDS)
def test_the_sandbox_alone_stops(shut_in: Confined, victim: str, listener: int, what: str) -> None:
    """Here no list says which SQL is permitted and nothing in the database is locked."""
    error, message = outcome(shut_in, what, victim, listener)
    assert error != "done"
    assert re.search(r"Permission|permitted|NotFound|Read-only|Cannot open", f"{error} {message}")
    assert not Path("/tmp/duibiao-was-here").exists()


@pytest.mark.parametrize(
    "what",
    [
        "read",
        "list",
        "read the passwords",
        "read by SQL",
        "connect",
        "run",
        "fork",
    ],
)
def test_without_a_sandbox_the_same_is_done(
    free: Confined, victim: str, listener: int, what: str
) -> None:
    """So that the tests above are of the sandbox and of nothing else."""
    assert outcome(free, what, victim, listener)[0] == "done"


def test_threads_of_libraries_still_work(shut_in: Confined) -> None:
    found = shut_in.call(tried, "count", "", 0, allowance=ALLOWANCE)
    assert found.facts == ["done", "[(4500000,)]"]


def test_the_child_is_told_nothing_of_the_environment(
    shut_in: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIBIAO_SECRET", "secret")
    with Confined(1, sandbox=shut_in.sandbox) as children:
        error, shown = outcome(children, "environment", "", 0)
    assert error == "done"
    assert "PATH" not in shown and "DUIBIAO" not in shown and "secret" not in shown


def test_a_limit_that_ends_the_child_is_told_as_before(shut_in: Confined) -> None:
    for what, code in (("compute", "too_long"), ("crash", "stopped")):
        with pytest.raises(ConfinedFault, match=code):
            shut_in.call(tried, what, "", 0, allowance=Allowance(0.3, 500))
    assert outcome(shut_in, "count", "", 0)[0] == "done"


def test_nothing_is_left_of_a_child_that_was_stopped(shut_in: Confined) -> None:
    """Bubblewrap stands between the child and its parent: both are ended."""
    with Confined(1, sandbox=shut_in.sandbox) as children:
        assert outcome(children, "count", "", 0)[0] == "done"
        [child] = children._idle
        group = child.pid
        assert processes_of(group)
    for _ in range(500):
        if not processes_of(group):
            return
        time.sleep(0.01)
    pytest.fail("the child has outlived its parent")


def processes_of(group: int) -> list[int]:
    """The living processes of a group."""
    living = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[2]) == group:
            living.append(int(path.parent.name))
    return living


# ------------------------------------------------------------------ what the child says


class Exploit:
    """What a pickle runs where it is read."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, ("exploited",)


def test_an_answer_is_never_read_as_a_pickle(
    shut_in: Confined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="not what a child may answer"):
        received(pickle.dumps(Exploit()))
    assert not (tmp_path / "exploited").exists()
    assert shut_in.call(plain_bytes, allowance=ALLOWANCE) == Plain([1, "学校"], b"\x00\n\xff")


def plain_bytes() -> Plain:
    """An answer of facts and bytes."""
    return Plain([1, "学校"], b"\x00\n\xff")


def refuse() -> Plain:
    """Refuse by name."""
    raise SpreadsheetFault("file-too-many-rows", sheet="表", most="7")


def test_a_refusal_comes_with_all_that_it_tells(shut_in: Confined) -> None:
    with pytest.raises(SpreadsheetFault) as told:
        shut_in.call(refuse, allowance=ALLOWANCE)
    assert told.value.code == "file-too-many-rows"
    assert told.value.parameters == {"sheet": "表", "most": "7"}


# ------------------------------------------------------------------ which there is


def test_where_there_is_none_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandboxes, "works", lambda _: False)
    assert sandboxes.sandbox_kind() is None
    assert sandboxes.sandbox() is None


def test_a_kind_that_does_not_shut_in_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox is believed only when a child in it could not start another process."""
    monkeypatch.setattr(sandboxes, "PROBE", "pass")
    assert not any(works.__wrapped__(kind) for kind in Kind)


def test_a_child_that_cannot_shut_itself_in_does_nothing(tmp_path: Path) -> None:
    nowhere = Sandbox(Kind.LANDLOCK, (str(tmp_path / "missing"),))
    with Confined(1, sandbox=nowhere) as children, pytest.raises(ConfinedFault, match="stopped"):
        children.call(plain_bytes, allowance=ALLOWANCE)


@pytest.mark.parametrize("column", [column for column in (0, 1) if HEADERS[column].exists()])
def test_system_calls_bear_the_numbers_of_the_kernel(column: int) -> None:
    """Where the kernel's own list is there; that the filter works here is tried above."""
    header = HEADERS[column]
    text = header.read_text(encoding="utf-8")
    numbers = {
        name: int(number)
        for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)
    }
    ours = refused_calls(column) | {
        "clone": CLONE[column],
        "clone3": CLONE3[column],
        "tgkill": TGKILL[column],
        "prlimit64": PRLIMIT[column],
    }
    known = {name: numbers[name] for name in ours if name in numbers}
    assert {name: ours[name] for name in known} == known
    assert set(ours) - set(known) <= {"fchmodat2"}
