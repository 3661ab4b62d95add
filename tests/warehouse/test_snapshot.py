"""What a snapshot gives: the same rows however often it is asked, kept while there is room."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from duibiao.warehouse import snapshot as own
from duibiao.warehouse import snapshot_files
from duibiao.warehouse.snapshot import Snapshot
from duibiao.warehouse.snapshot_files import ASIDE, connect


@pytest.fixture
def small(tmp_path: Path) -> Snapshot:
    """A file with one table, read as a snapshot."""
    path = tmp_path / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table numbers as select range as number from range(5)")
    return Snapshot(path)


def asked(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the file is asked from here on."""
    times: list[str] = []
    opened = snapshot.cursor

    def cursor() -> duckdb.DuckDBPyConnection:
        times.append("x")
        return opened()

    monkeypatch.setattr(snapshot, "cursor", cursor)
    return times


def test_what_was_asked_once_is_not_asked_of_the_file_again(
    small: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = asked(small, monkeypatch)
    sql = "select number from numbers where list_contains($wanted, number) order by all"
    for _ in range(3):
        assert small.frame(sql, wanted=[1, 3])["number"].to_list() == [1, 3]
        assert small.rows(sql, wanted=[2]) == [{"number": 2}]
    assert len(times) == 2


def test_what_is_kept_is_told_apart_by_query_value_and_type(small: Snapshot) -> None:
    """1, true and '1' are equal, or look alike, and are not the same question."""
    sql = "select typeof($value) as kind"
    kinds = [small.rows(sql, value=value)[0]["kind"] for value in (1, True, "1", 1.0)]
    assert kinds == ["INTEGER", "BOOLEAN", "VARCHAR", "DOUBLE"]


def test_rows_may_be_changed_by_whoever_got_them(small: Snapshot) -> None:
    sql = "select number from numbers order by number limit 1"
    rows = small.rows(sql)
    rows[0]["number"] = 9
    rows.append({})
    assert small.rows(sql) == [{"number": 0}]


def test_a_file_that_took_the_place_of_another_is_asked_itself(small: Snapshot) -> None:
    sql = "select count(*) as count from numbers"
    assert small.rows(sql) == [{"count": 5}]
    small.path.unlink()
    with duckdb.connect(str(small.path.with_suffix(".new"))) as connection:
        connection.execute("create table numbers as select range as number from range(7)")
    small.path.with_suffix(".new").rename(small.path)
    del small._connection
    assert Snapshot(small.path).rows(sql) == [{"count": 7}]


QUESTION = """
    select number, row_number() over (order by hash(number)) as place from numbers
    qualify place % 1000000 = 0
"""


def test_a_question_that_needs_more_than_its_memory_is_answered_by_each_reader_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has no room lies beside the snapshot meanwhile, apart from what others put there."""
    path = tmp_path / "large.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table numbers as select range as number from range(3000000)")
        expected = sorted(connection.execute(QUESTION).fetchall())
    monkeypatch.setattr(snapshot_files, "READING_MEMORY", "32MB")
    program = """
        import sys
        from pathlib import Path
        from duibiao.warehouse import snapshot_files
        snapshot_files.READING_MEMORY = "32MB"
        with snapshot_files.connect(Path(sys.argv[1])) as reading:
            result = reading.execute(sys.argv[2])
            print("asked", flush=True)
            sys.stdin.readline()
            print(sorted(result.fetchall()))
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(path), QUESTION]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "asked\n"
        with connect(path) as reading:
            result = reading.execute(QUESTION)
            places = list(tmp_path.glob(f"large.*{ASIDE}"))
            assert len(places) == 2, "one each"
            assert all(any(place.iterdir()) for place in places)
            assert sorted(result.fetchall()) == expected
        assert other.communicate("\n")[0] == f"{expected}\n"
    assert not list(tmp_path.glob(f"*{ASIDE}"))


def test_only_so_much_is_kept_and_nothing_larger(
    small: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = asked(small, monkeypatch)
    wide = "select repeat('x', $size) as text from numbers"
    for size in range(1_000_000, 1_000_040):
        small.rows(wide, size=size)
    assert own._results.currsize <= own.KEPT_BYTES
    small.rows(wide, size=1_000_000)
    assert len(times) == 41  # the oldest had gone
    for _ in range(2):
        small.rows(wide, size=own.KEPT_BYTES)
    assert len(times) == 43
