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
    OddFile,
    digest,
    durable_file,
    moment_of,
    new_record_id,
    read_record,
    readable_records,
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


def modes(folder: Path) -> dict[str, int]:
    """The permissions of everything below a folder, by kind."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        found["folder" if path.is_dir() else "file"] = path.stat().st_mode & 0o777
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions otherwise")
def test_records_and_originals_are_for_their_owner_alone_and_other_files_are_not(
    settings: Settings, tmp_path: Path
) -> None:
    store_original(settings, b"bytes", "one.xlsx")
    write_record(settings, "workbook", {}, received_by="t", channel="t")
    for folder in (settings.records, settings.originals):
        assert modes(folder) == {"folder": 0o700, "file": 0o600}
    umask = os.umask(0o022)
    try:
        write_durably(tmp_path / "to hand out" / "template.xlsx", b"bytes")
    finally:
        os.umask(umask)
    assert modes(tmp_path / "to hand out") == {"folder": 0o755, "file": 0o644}


@pytest.mark.skipif(sys.platform == "win32", reason="there leftovers are told by their age")
def test_what_a_living_writer_holds_is_no_leftover(settings: Settings) -> None:
    path = settings.records / "2024" / "x.json"
    with durable_file(path) as stream:
        stream.write(b"half")
        remove_partial_files(settings)
        stream.write(b" and half")
    assert path.read_bytes() == b"half and half"
    (path.parent / ".left.partial").write_bytes(b"half")
    remove_partial_files(settings)
    assert [entry.name for entry in path.parent.iterdir()] == ["x.json"]


def test_hand_ins_of_eight_processes_beside_a_cleaner_all_succeed(settings: Settings) -> None:
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from duibiao.records.store import write_record
        from duibiao.records.settings import Settings
        settings = Settings.resolve(Path(sys.argv[1]))
        for _ in range(40):
            write_record(settings, "workbook", {}, received_by="a", channel="b")
        """
    )
    command = [sys.executable, "-c", program, str(settings.home)]
    writers = [subprocess.Popen(command) for _ in range(8)]
    while any(writer.poll() is None for writer in writers):
        remove_partial_files(settings)
    assert [writer.returncode for writer in writers] == [0] * 8
    assert len(record_paths(settings)) == 320


def test_an_identifier_is_behind_all_that_are_there_though_the_clock_is_not(
    settings: Settings,
) -> None:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)

    def say(at: dt.datetime | None = None) -> str:
        body: dict[str, str] = {}
        record = write_record(
            settings, "workbook", body, received_by="t", channel="t", received_at=at
        )
        return str(record["record_id"])

    said = [say(tomorrow), *(say() for _ in range(30))]
    assert said == sorted(said)
    assert list(record_paths(settings)) == said
    assert moment_of(said[-1]) - moment_of(said[0]) == dt.timedelta(milliseconds=30)
    received = read_record(record_paths(settings)[said[-1]])["received_at"]
    assert dt.datetime.fromisoformat(received) < tomorrow, "received when the clock says"


def test_what_is_no_record_is_named_and_the_others_are_read(settings: Settings) -> None:
    first = write_record(settings, "workbook", {}, received_by="t", channel="t")
    cut = write_record(settings, "workbook", {}, received_by="t", channel="t")
    last = write_record(settings, "workbook", {}, received_by="t", channel="t")
    paths = record_paths(settings)
    paths[cut["record_id"]].write_bytes(b"")
    odd: list[OddFile] = []
    assert list(readable_records(paths.values(), odd)) == [first, last]
    assert odd == [OddFile(paths[cut["record_id"]], "unreadable")]
