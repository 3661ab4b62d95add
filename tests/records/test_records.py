"""Records and originals: written whole, in order of time, never twice."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from duibiao.records.settings import Settings
from duibiao.records.store import (
    digest,
    new_record_id,
    read_record,
    record_paths,
    remove_partial_files,
    store_original,
    write_durably,
    write_record,
)


def test_identifiers_are_in_the_order_they_were_asked_for() -> None:
    identifiers = [new_record_id() for _ in range(10_000)]
    assert identifiers == sorted(identifiers)
    assert len(set(identifiers)) == len(identifiers)


def test_an_identifier_of_a_given_moment_sorts_among_those_of_its_time() -> None:
    moments = [dt.datetime(2024, 1, day, tzinfo=dt.UTC) for day in range(1, 29)]
    identifiers = [new_record_id(moment) for moment in moments]
    assert identifiers == sorted(identifiers)
    assert identifiers[-1] < new_record_id()


def test_a_record_lies_under_its_year_and_says_who_when_and_what(settings: Settings) -> None:
    moment = dt.datetime(2024, 12, 31, 17, 0, 0, 5000, tzinfo=dt.UTC)
    body = {"file_name": "表.xlsx"}
    written = write_record(
        settings, "workbook", body, received_by="党建办", channel="demo", received_at=moment
    )
    (path,) = record_paths(settings).values()
    assert path == settings.records / "2024" / f"{written['record_id']}.json"
    assert read_record(path) == written
    assert written["received_at"] == "2024-12-31T17:00:00.005000+00:00"
    assert (written["received_by"], written["channel"]) == ("党建办", "demo")


def test_the_same_bytes_are_kept_once_under_their_hash(settings: Settings) -> None:
    first = store_original(settings, b"bytes", "one.XLSX")
    again = store_original(settings, b"bytes", "two.xlsx")
    assert first == again
    assert first.path.name == f"{digest(b'bytes')}.xlsx"
    assert first.path.read_bytes() == b"bytes"


def test_a_damaged_original_is_mended_when_its_bytes_come_again(settings: Settings) -> None:
    first = store_original(settings, b"bytes", "one.xlsx")
    first.path.write_bytes(b"byt")
    store_original(settings, b"bytes", "one.xlsx")
    assert first.path.read_bytes() == b"bytes"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "x.../../y", "a.xlsx/../b", "名.表格文件扩展名很长很长"]
)
def test_a_file_name_never_decides_where_an_original_lies(settings: Settings, name: str) -> None:
    original = store_original(settings, b"bytes", name)
    assert original.path.parent == settings.originals / original.sha256[:2]


def test_a_failed_write_leaves_the_file_before_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "LATEST"
    write_durably(path, b"before")

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_durably(path, b"after")
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["LATEST"]


def test_every_record_is_whole_after_the_writer_was_killed(settings: Settings) -> None:
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from duibiao.records.store import write_record
        from duibiao.records.settings import Settings
        settings = Settings.resolve(Path(sys.argv[1]))
        while True:
            body = {"file_name": "x" * 20_000}
            record = write_record(settings, "workbook", body, received_by="a", channel="b")
            print(record["record_id"], flush=True)
        """
    )
    command = [sys.executable, "-c", program, str(settings.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        receipts = [writer.stdout.readline().strip() for _ in range(20)]
        time.sleep(0.05)
        writer.send_signal(signal.SIGKILL)
        receipts += [line.strip() for line in writer.stdout if line.endswith("\n")]
    paths = record_paths(settings)
    assert set(receipts) <= paths.keys()
    assert all(json.loads(path.read_bytes())["file_name"] for path in paths.values())
    remove_partial_files(settings)
    assert not list(settings.records.glob("*/.*"))
