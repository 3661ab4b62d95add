"""The one file that accounts, assignments and sessions lie in.

SQLite with its ordinary journal: few write, a page reads in a tenth of a millisecond, and what lies
there is one file (the write-ahead log's would be three). The file is for its owner alone.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from duibiao.records.settings import Settings
from duibiao.records.store import PRIVATE_FILE, make_folder

SCHEMA = Path(__file__).with_name("people.sql")
WAIT_SECONDS = 10.0
DEFAULTS = {
    "idle_minutes": 30,
    "longest_hours": 12,
    "idle_days": 90,
    "secret_days": 14,
}
"""A session ends when nothing is asked for so long, and after so long in any case; an account is
off when nobody signed in for so many days; a one-time secret is good for so many."""


def now() -> int:
    """The moment, in whole seconds since 1970."""
    return int(time.time())


def exists(settings: Settings) -> bool:
    """Whether there is a file of accounts, with or without any in it."""
    return settings.people.is_file()


@contextmanager
def opened(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A connection, made with its file where there is none; what the block does is done as one."""
    path = settings.people
    if not path.exists():
        make_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("pragma foreign_keys = on")
        if not connection.execute("select 1 from sqlite_master limit 1").fetchone():
            connection.executescript(SCHEMA.read_text(encoding="utf-8"))
        with connection:
            yield connection


def setting(connection: sqlite3.Connection, name: str) -> int:
    """A setting: what was said, else what holds without a word."""
    row = connection.execute("select value from settings where name = ?", (name,)).fetchone()
    return DEFAULTS[name] if row is None else int(row[0])
