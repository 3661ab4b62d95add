"""What the operating system keeps from a child process: files, the network and other processes.

Limits end what takes too much; this holds even where a fault of a library lets a stranger's bytes
run as code. With bubblewrap the child sees only the folders that it is given. Without it, Landlock
refuses the others. In both a filter of system calls (seccomp) ends sockets and new processes.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache")
TIMES = ("/etc/localtime", "/usr/share/zoneinfo")
LIMITS = "/sys/fs/cgroup"
"""What a container may use: the database fails where it cannot look that up."""
ENVIRONMENT = ("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX", "TZ")
"""All that a child is told of its parent's environment, which may hold secrets."""
BUBBLEWRAP = "bwrap"
PROBE_SECONDS = 30.0
PROBE = (
    "import sys, pathlib; sys.path[:0] = [sys.argv[1]];"
    "from duibiao.spreadsheets.sandbox import Kind, Sandbox;"
    "Sandbox(Kind(sys.argv[2]), tuple(sys.argv[3:])).enter();"
    "pathlib.Path('/proc/1/status').read_text(); import os; os.fork()"
)


class Kind(StrEnum):
    """By what a child is kept apart."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"


class SandboxFailed(Exception):
    """The system refused to shut the child in."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A child that reads these files and folders, and beyond them nothing."""

    kind: Kind
    readable: tuple[str, ...]

    @property
    def command(self) -> list[str]:
        """What stands before the command that starts the child."""
        if self.kind is not Kind.BUBBLEWRAP:
            return []
        real = {path: os.path.realpath(path) for path in self.readable}
        seen = [path for path, place in real.items() if path == place]
        # A link that lies in a folder that is seen anyway is seen with it.
        seen += [
            path
            for path, place in real.items()
            if path != place and not any(Path(path).is_relative_to(folder) for folder in seen)
        ]
        binds = [word for path in seen for word in ("--ro-bind", real[path], path)]
        return [
            *(shutil.which(BUBBLEWRAP) or BUBBLEWRAP, "--unshare-all", "--cap-drop", "ALL"),
            *("--proc", "/proc", "--dev-bind", os.devnull, os.devnull),
            *binds,
            *("--remount-ro", "/", "--chdir", "/"),
        ]

    @property
    def environment(self) -> dict[str, str]:
        """The child's environment."""
        return {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}

    def enter(self) -> None:
        """Shut this process in, for good: to be called before it has a second thread.

        Raises SandboxFailed; the process must not go on then.
        """
        for path in map(Path, self.readable):
            # What lies beside it cannot be listed any more, and so not be found for the first time.
            if (path / "__init__.py").is_file():
                import_module(path.name)
        if self.kind is Kind.LANDLOCK:
            _restrict_files(self.readable)
        _restrict_calls()


def sandbox_kind() -> Kind | None:
    """The best kind that works on this machine, tried once a process; None where none does."""
    return next(filter(works, Kind), None)


def sandbox(*readable: Path) -> Sandbox | None:
    """The best sandbox here, in which Python, this program and these paths can be read.

    None where the system has none.
    """
    kind = sandbox_kind()
    return None if kind is None else sandbox_of(kind, *readable)


def sandbox_of(kind: Kind, *readable: Path) -> Sandbox:
    """A sandbox of this kind, in which Python, this program and these paths can be read."""
    site = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    python = (sys.prefix, sys.base_prefix, sys.exec_prefix, *site)
    named = [*LIBRARIES, *TIMES, LIMITS, *python, str(PACKAGE), *map(str, readable)]
    # A link leads to a place that must be there too. What lies in another is put into it later.
    there = [path for path in named if Path(path).exists()]
    return Sandbox(kind, tuple(sorted({*there, *map(os.path.realpath, there)})))


@cache
def works(kind: Kind) -> bool:
    """Whether a child of this kind starts, and cannot start another process."""
    if sys.platform != "linux" or _machine() is None:
        return False
    if kind is Kind.BUBBLEWRAP and shutil.which(BUBBLEWRAP) is None:
        return False
    if kind is Kind.LANDLOCK and _landlock_version() < 1:
        return False
    tried = sandbox_of(kind)
    command = [sys.executable, "-I", "-S", "-c", PROBE, str(PACKAGE.parent), kind, *tried.readable]
    try:
        done = subprocess.run(
            [*tried.command, *command],
            env=tried.environment,
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 1 and "PermissionError" in done.stderr


# Files, by Landlock (linux/landlock.h)

LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
VERSION_ONLY, PATH_BENEATH = 1, 1
WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
RIGHTS_OF_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights on files a version knows; from the fifth on sixteen."""
LATER_RIGHTS = 16
NET_SINCE, SCOPE_SINCE = 4, 6
BIND_AND_CONNECT, SOCKETS_AND_SIGNALS = 0b11, 0b11
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def _call(number: int, *arguments: object) -> int:
    """A system call by its number. Raises SandboxFailed for what the system refuses."""
    library = ctypes.CDLL(None, use_errno=True)
    result = int(library.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise SandboxFailed(os.strerror(ctypes.get_errno()))
    return result


def _landlock_version() -> int:
    """0 where there is no Landlock."""
    try:
        return _call(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_ONLY)
    except (SandboxFailed, OSError, AttributeError):
        return 0


def _restrict_files(readable: Sequence[str]) -> None:
    """Nothing but these paths, this process's own account in /proc, and nowhere to write."""
    version = _landlock_version()
    rules = struct.pack(
        "=QQQ",
        (1 << RIGHTS_OF_VERSION.get(version, LATER_RIGHTS)) - 1,
        BIND_AND_CONNECT if version >= NET_SINCE else 0,
        SOCKETS_AND_SIGNALS if version >= SCOPE_SINCE else 0,
    )
    ruleset = _call(LANDLOCK_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0)
    for path in readable:
        _allow(ruleset, path, READ_FILE | (READ_DIR if Path(path).is_dir() else 0))
    _allow(ruleset, os.devnull, READ_FILE | WRITE_FILE)
    _allow(ruleset, "/proc/self", READ_FILE | READ_DIR)
    _forgo_privileges()
    _call(LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    # Stays open: a rule on a folder of /proc holds as long as somebody holds that folder.
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, place)
    _call(LANDLOCK_ADD_RULE, ruleset, PATH_BENEATH, rule, 0)


def _forgo_privileges() -> None:
    if ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise SandboxFailed("no_new_privs")


# Sockets, processes and the rest, by seccomp (linux/seccomp.h, linux/bpf_common.h)


class Machine(NamedTuple):
    """How the kernel names a processor, and in which column of CALLS its numbers stand."""

    audit: int
    column: int


MACHINES = {
    "x86_64": Machine(0xC000003E, 0),
    "aarch64": Machine(0xC00000B7, 1),
    "loongarch64": Machine(0xC0000102, 1),
    "riscv64": Machine(0xC00000F3, 1),
}
CALLS = """
    socket 41 198 | socketpair 53 199 | connect 42 203 | bind 49 200 | listen 50 201
    execve 59 221 | execveat 322 281 | fork 57 - | vfork 58 -
    kill 62 129 | tkill 200 130 | rt_sigqueueinfo 129 138 | rt_tgsigqueueinfo 297 240
    pidfd_send_signal 424 424 | pidfd_open 434 434 | pidfd_getfd 438 438 | setsid 112 157
    setpgid 109 154 | ptrace 101 117 | process_vm_readv 310 270 | process_vm_writev 311 271
    process_madvise 440 440 | io_uring_setup 425 425 | io_uring_enter 426 426
    io_uring_register 427 427 | bpf 321 280 | perf_event_open 298 241 | userfaultfd 323 282
    keyctl 250 219 | add_key 248 217 | request_key 249 218 | mount 165 40 | umount2 166 39
    pivot_root 155 41 | chroot 161 51 | unshare 272 97 | setns 308 268 | open_tree 428 428
    move_mount 429 429 | fsopen 430 430 | fsconfig 431 431 | fsmount 432 432 | fspick 433 433
    open_by_handle_at 304 265 | name_to_handle_at 303 264 | init_module 175 105
    finit_module 313 273 | kexec_load 246 104 | personality 135 92 | memfd_create 319 279
    chmod 90 - | fchmod 91 52 | fchmodat 268 53 | fchmodat2 452 452 | chown 92 - | fchown 93 55
    lchown 94 - | fchownat 260 54 | utime 132 - | utimes 235 - | futimesat 261 -
    utimensat 280 88 | setxattr 188 5 | lsetxattr 189 6 | fsetxattr 190 7 | removexattr 197 14
    lremovexattr 198 15 | fremovexattr 199 16 | msgget 68 186 | shmget 29 194 | semget 64 190
    mq_open 240 180
"""
"""System calls that are refused: name, number on x86_64, number elsewhere. Sockets; programs and
processes; what touches other processes, the kernel and mounts; what changes a file without writing
to it, which Landlock lets pass; memory that is shared with others."""
CLONE, CLONE3, TGKILL, PRLIMIT = (56, 220), (435, 435), (234, 131), (302, 261)
CLONE_THREAD = 0x00010000
NOT_PERMITTED, NO_SUCH_CALL = 1, 38
ALLOW, FAIL, END = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, MACHINE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
OTHER_TABLE = 0x40000000
"""From here on the numbers are of x86_64's second table (x32)."""


def _machine() -> Machine | None:
    return MACHINES.get(platform.machine())


def refused_calls(column: int) -> dict[str, int]:
    """The numbers of the calls that are refused, by name; `column` as of `Machine`."""
    rows = (part.split() for line in CALLS.strip().splitlines() for part in line.split("|"))
    return {name: int(numbers[column]) for name, *numbers in rows if numbers[column] != "-"}


def _restrict_calls() -> None:
    machine = _machine()
    if machine is None:
        raise SandboxFailed(platform.machine())
    program = b"".join(_filter(machine))
    _forgo_privileges()
    instructions = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("@HP", len(program) // 8, ctypes.addressof(instructions))
    if ctypes.CDLL(None).prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, described, 0, 0):
        raise SandboxFailed("seccomp")


def _filter(machine: Machine) -> list[bytes]:
    """The filter as instructions of eight bytes each."""

    def instruction(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_so, if_not, value)

    def unless(call: tuple[int, int], test: int, wanted: int) -> list[bytes]:
        """A call that is permitted only for a first argument of this kind."""
        return [
            instruction(EQUAL, call[machine.column], 0, 4),
            instruction(LOAD, FIRST_ARGUMENT_AT),
            instruction(test, wanted, 0, 1),
            instruction(RETURN, ALLOW),
            instruction(RETURN, FAIL | NOT_PERMITTED),
        ]

    steps = [
        instruction(LOAD, MACHINE_AT),
        instruction(EQUAL, machine.audit, 1, 0),
        instruction(RETURN, END),
        instruction(LOAD, NUMBER_AT),
        instruction(AT_LEAST, OTHER_TABLE, 0, 1),
        instruction(RETURN, END),
        # The library tries the older call then, whose flags can be looked at.
        instruction(EQUAL, CLONE3[machine.column], 0, 1),
        instruction(RETURN, FAIL | NO_SUCH_CALL),
        *unless(CLONE, ANY_BIT, CLONE_THREAD),
        *unless(TGKILL, EQUAL, os.getpid()),
        *unless(PRLIMIT, EQUAL, 0),
    ]
    for number in refused_calls(machine.column).values():
        steps += [
            instruction(EQUAL, number, 0, 1),
            instruction(RETURN, FAIL | NOT_PERMITTED),
        ]
    return [*steps, instruction(RETURN, ALLOW)]
