"""The projection: what records say, once; nothing is deleted that cannot be made again."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from duibiao.records.seals import seal
from duibiao.records.settings import Settings
from duibiao.records.store import record_paths, store_original, write_record
from duibiao.warehouse.landing import RecordsDamaged, is_disk_full, is_held, take_in, take_in_again


def say(settings: Settings, kind: str, **body: object) -> str:
    record = write_record(settings, kind, body, received_by="t", channel="t")
    return str(record["record_id"])


def say_cycle(settings: Settings, cycle_id: str) -> tuple[str, Path]:
    """A table of cycles with its reading; the record's identifier and the reading's file."""
    frame = pl.DataFrame({"cycle_id": [cycle_id], "edition": ["e"], "line": [2]})
    days = dict.fromkeys(("starts_on", "ends_on", "deadline"), pl.lit("2024-01-01").str.to_date())
    target = io.BytesIO()
    frame.with_columns(**days).write_parquet(target)
    reading = store_original(settings, target.getvalue(), "reading.parquet")
    body = {"reading": reading.reference, "problems": [], "outcome": "accepted"}
    return say(settings, "cycles", **body), reading.path


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def cycles(settings: Settings) -> list[tuple[object, ...]]:
    return rows(settings, "select cycle_id from cycles order by all")


@pytest.fixture
def made(settings: Settings) -> Settings:
    settings.home.mkdir(exist_ok=True)
    return settings


WRONG_BODIES: dict[str, dict[str, object]] = {
    "lacks what its kind says": {},
    "is of the wrong form": {"problems": 7, "outcome": "accepted"},
    "has what no column takes": {
        "problems": [{"severity": "error", "code": "x", "line": "seven"}],
        "outcome": "refused",
    },
    "points to rows that are gone": {
        "problems": [],
        "outcome": "accepted",
        "reading": {"sha256": "0" * 64, "suffix": ".parquet"},
    },
}


@pytest.mark.parametrize("body", WRONG_BODIES.values(), ids=WRONG_BODIES.keys())
def test_a_record_of_which_no_rows_can_be_made_is_set_aside_and_the_others_are_taken_in(
    made: Settings, body: dict[str, object]
) -> None:
    say_cycle(made, "2024")
    odd = say(made, "cycles", **body)
    say_cycle(made, "2025")
    taken = take_in(made)
    assert [one.path.stem for one in taken.set_aside] == [odd]
    assert cycles(made) == [("2024",), ("2025",)]
    assert rows(made, "select count(*) from records") == [(2,)]
    assert taken.record_count == 3


def test_a_sealed_record_that_is_damaged_counts_as_long_as_landing_holds_it(
    made: Settings,
) -> None:
    gone, _ = say_cycle(made, "2024")
    cut, _ = say_cycle(made, "2025")
    seal(made)
    take_in(made)
    paths = record_paths(made)
    paths[gone].unlink()
    paths[cut].write_bytes(b"")
    say_cycle(made, "2026")
    taken = take_in(made)
    assert taken.missing == [gone]
    assert cycles(made) == [("2024",), ("2025",), ("2026",)]
    before = made.landing.read_bytes()
    with pytest.raises(RecordsDamaged) as damaged:
        take_in_again(made)
    assert damaged.value.names == [gone, cut]
    assert made.landing.read_bytes() == before


def test_landing_is_not_made_again_where_the_rows_of_a_sealed_record_are_gone(
    made: Settings,
) -> None:
    record_id, reading = say_cycle(made, "2024")
    seal(made)
    take_in(made)
    reading.unlink()
    take_in(made)
    with pytest.raises(RecordsDamaged, match=record_id):
        take_in_again(made)
    assert cycles(made) == [("2024",)]


def test_a_sealed_record_that_landing_never_held_is_not_left_out_in_silence(
    made: Settings,
) -> None:
    say_cycle(made, "2024")
    record_id, _ = say_cycle(made, "2025")
    seal(made)
    record_paths(made)[record_id].write_bytes(b"")
    with pytest.raises(RecordsDamaged, match=record_id):
        take_in(made)


def test_records_of_another_state_of_the_home_make_landing_again(made: Settings) -> None:
    say_cycle(made, "2024")
    record_id, _ = say_cycle(made, "2025")
    take_in(made)
    record_paths(made)[record_id].unlink()
    assert take_in(made).record_count == 1
    assert cycles(made) == [("2024",)]


def overwritten(landing: Path) -> None:
    landing.write_bytes(b"\0" * 9 + landing.read_bytes()[9:])


def emptied(landing: Path) -> None:
    landing.write_bytes(b"")


def cut_in_half(landing: Path) -> None:
    landing.write_bytes(landing.read_bytes()[: landing.stat().st_size // 2])


def a_folder(landing: Path) -> None:
    landing.unlink()
    landing.mkdir()
    (landing / "what").write_bytes(b"x")


def a_text(landing: Path) -> None:
    landing.write_text("这不是数据库", "utf-8")


@pytest.mark.parametrize("harm", [overwritten, emptied, cut_in_half, a_folder, a_text, Path.unlink])
def test_a_damaged_landing_is_made_again_from_the_records(
    made: Settings, harm: Callable[[Path], None]
) -> None:
    say_cycle(made, "2024")
    seal(made)
    take_in(made)
    harm(made.landing)
    take_in(made)
    assert cycles(made) == [("2024",)]
    assert [entry.name for entry in made.home.glob("*.partial*")] == []


def test_a_landing_that_another_program_holds_is_left_alone(made: Settings) -> None:
    say_cycle(made, "2024")
    take_in(made)
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", program, str(made.landing)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(duckdb.IOException) as held:
            take_in(made)
        holder.communicate(b"\n")
    assert is_held(held.value)
    take_in(made)


def test_a_full_disk_is_told_from_damage() -> None:
    assert is_disk_full(OSError(errno.ENOSPC, "No space left on device"))
    assert is_disk_full(OSError(errno.EDQUOT, "Disk quota exceeded"))
    assert not is_disk_full(OSError(errno.EACCES, "Permission denied"))
    assert not is_held(OSError(errno.EACCES, "Could not set lock on file"))
