"""What a table holds cannot command the terminal on which a query shows it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.small_snapshot import home_with_snapshot

ESCAPE, TURNED, ONE_BYTE = "\x1b", "\u202e", "\x9b"
HOSTILE = f"chr(27) || ']0;owned' || chr({ord(TURNED)}) || chr({ord(ONE_BYTE)}) || '学校'"
VALUE = f"select {HOSTILE} as a"
NAME = "pivot (select 'n' as n) on n in (e'\\x1b]0;owned') using count(*)"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with a small snapshot."""
    return home_with_snapshot(tmp_path_factory.mktemp("home")).home


def printed(home: Path, *arguments: str, on_terminal: bool) -> str:
    """All that `duibiao sql` prints, on a terminal or into a pipe."""
    command = [sys.executable, "-m", "duibiao", "sql", *arguments, "--home", str(home)]
    environment = os.environ | {"DUIBIAO_LANG": "en", "NO_COLOR": "1", "TERM": "dumb"}
    if not on_terminal:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return done.stdout.decode()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        read = b""
        try:
            while more := os.read(ours, 65536):
                read += more
        except OSError:  # the other end is closed
            pass
        process.wait()
    os.close(ours)
    return read.decode()


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_control_character_reaches_a_terminal(home: Path, form: str) -> None:
    shown = printed(home, f"from ({VALUE}), ({NAME})", "--format", form, on_terminal=True)
    assert "owned" in shown and "学校" in shown
    assert not {ESCAPE, TURNED, ONE_BYTE} & set(shown)
    assert "\\x1b" in shown or "\\u001b" in shown


def test_a_message_of_the_database_does_not_either(home: Path) -> None:
    shown = printed(home, f"select ({VALUE})::int", on_terminal=True)
    assert "owned" in shown and "\\x1b" in shown
    assert not {ESCAPE, TURNED, ONE_BYTE} & set(shown)


def test_a_file_keeps_what_there_is(home: Path) -> None:
    """Into a pipe data goes as data."""
    rows = json.loads(printed(home, VALUE, "--format", "json", on_terminal=False))
    assert rows == [{"a": f"{ESCAPE}]0;owned{TURNED}{ONE_BYTE}学校"}]
    assert ESCAPE in printed(home, VALUE, "--format", "csv", on_terminal=False)
