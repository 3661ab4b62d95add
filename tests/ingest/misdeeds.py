"""Does in a child process what a parser does that a hostile file has got the better of."""

from __future__ import annotations

import ctypes
import os
import pickle
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from duibiao.spreadsheets.grids import SpreadsheetFault


def add(first: int, second: int) -> int:
    """A call that is well."""
    return first + second


def length(data: bytes) -> int:
    """A call with something large to send."""
    return len(data)


def pid() -> int:
    """The child's process identifier."""
    return os.getpid()


def compute() -> None:
    """Never come to an end."""
    while True:
        pass


def sleep() -> None:
    """Wait for what never comes."""
    time.sleep(600)


def crash() -> None:
    """Die as of a wrong address."""
    ctypes.string_at(0)


def abort() -> None:
    """Die as a parser in Rust does that gets no memory."""
    os.abort()


def end() -> None:
    """Leave without a word."""
    os._exit(0)


def take_memory() -> None:
    """Take memory without end."""
    taken = []
    while True:
        taken.append(bytes(1_000_000))


def answer_too_much() -> bytes:
    """A result that is larger than what a parent should hold."""
    return bytes(60_000_000)


def answer_with_a_function() -> object:
    """A result that cannot be sent."""
    return lambda: None


def answer_with_a_pickle(path: str) -> None:
    """Send a pickle that makes a file where it is read, in place of any answer."""

    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (Path(path),)

    _send(bytes([0]) + pickle.dumps(Bomb()))


def answer_with(message: bytes) -> None:
    """Send these bytes in place of any answer."""
    _send(bytes([0]) + message)


def _send(message: bytes) -> None:
    frame = sys._getframe()
    while frame is not None:
        connection = frame.f_locals.get("connection")
        if isinstance(connection, Connection):
            connection.send_bytes(message)
            time.sleep(600)
        frame = frame.f_back  # type: ignore[assignment]


def refuse() -> None:
    """Refuse a file by name."""
    raise SpreadsheetFault("file-too-many-rows", sheet="表", most="7")


def fail() -> None:
    """Raise what no one has given a name."""
    raise ZeroDivisionError("unforeseen")


class Panic(BaseException):
    """As a parser in Rust raises it, past Exception."""


def panic() -> None:
    """Panic."""
    raise Panic


def write(path: str) -> None:
    """Write a file."""
    Path(path).write_text("written")


def square_slowly_at_first(number: int) -> int:
    """The square; the earlier the slower."""
    time.sleep(0.2 if number == 0 else 0)
    return number * number


def misdeed_at(number: int) -> int:
    """Crash at 3, refuse 5, take too much memory at 7, else give it back."""
    {3: crash, 5: refuse, 7: take_memory}.get(number, pid)()
    return number
