"""Building and publishing: one writer, whole snapshots, readers never blocked, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from duibiao.guide.editions import GuideFaults
from duibiao.records.seals import Amiss
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import IDENTIFIER, digest, record_paths, write_record
from duibiao.warehouse.build import KEPT_SNAPSHOTS, BuildRefused, build
from duibiao.warehouse.snapshot_files import (
    ASIDE,
    build_failure,
    build_information,
    information_path,
    snapshot_path,
    snapshots,
)
from duibiao.warehouse.verifying import verify
from tests.conftest import run_duibiao
from tests.counties.small_county import SmallCounty, small_county


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a snapshot, in a fixed order."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() order by table_name"
        ).fetchall()
        return {
            name: connection.execute(f'select * from "{name}" order by all').fetchall()
            for (name,) in names
        }


def in_force(settings: Settings) -> Path:
    path = snapshot_path(settings)
    assert path is not None
    return path


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    return small_county(tmp_path / "files")


@pytest.fixture
def loaded(home: Path, county: SmallCounty) -> Settings:
    """A home with a small county in it, not built yet."""
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    run_duibiao(home, "load", *county.tables, *books)
    return Settings.resolve(home, SEEDS)


def test_a_rebuild_from_records_and_originals_gives_the_same_rows(demo_copy: Path) -> None:
    settings = Settings.resolve(demo_copy, SEEDS)
    before = tables_of(in_force(settings))
    settings.landing.unlink()
    for path in settings.warehouse.iterdir():
        path.unlink()
    run_duibiao(demo_copy, "rebuild")
    after = tables_of(in_force(settings))
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert rows == after[name], name
    assert len(before["fct_school_scores"]) > 100


def test_a_rebuild_scores_by_the_guide_that_was_used(loaded: Settings, tmp_path: Path) -> None:
    build(loaded)
    before = tables_of(in_force(loaded))
    changed = tmp_path / "guide"
    shutil.copytree(SEEDS, changed)
    ratings = changed / "ratings.csv"
    text = ratings.read_text(encoding="utf-8")
    ratings.write_text(text.replace(",80", ",81"), encoding="utf-8")
    run_duibiao(loaded.home, "rebuild", guide=changed)
    assert tables_of(in_force(loaded)) == before
    run_duibiao(loaded.home, "build", guide=changed)
    assert tables_of(in_force(loaded))["dim_ratings"] != before["dim_ratings"]


def test_an_edition_that_scored_a_closed_cycle_cannot_change(
    loaded: Settings, tmp_path: Path
) -> None:
    body = {"cycle_id": "2024", "decision": "closed", "reason": "published"}
    write_record(loaded, "cycle_decision", body, received_by="test", channel="test")
    build(loaded)
    published = loaded.latest.read_text(encoding="utf-8")
    changed = tmp_path / "guide"
    shutil.copytree(SEEDS, changed)
    ratings = changed / "ratings.csv"
    text = ratings.read_text(encoding="utf-8")
    ratings.write_text(text.replace(",80", ",81"), encoding="utf-8")
    refused = run_duibiao(loaded.home, "build", guide=changed, lang="en", expect=1)
    assert refused.stderr.strip() == (
        'Cycle 2024 is closed; the edition "working-2024" that scored it cannot change any more. '
        "Give the changed guide an edition code of its own."
    )
    assert loaded.latest.read_text(encoding="utf-8") == published


def test_a_faulty_guide_leaves_the_snapshot_in_force_and_says_why(
    loaded: Settings, tmp_path: Path
) -> None:
    build(loaded)
    published = loaded.latest.read_text(encoding="utf-8")
    faulty = tmp_path / "guide"
    shutil.copytree(SEEDS, faulty)
    (faulty / "tiers.csv").unlink()
    with pytest.raises(GuideFaults):
        build(Settings.resolve(loaded.home, faulty))
    assert loaded.latest.read_text(encoding="utf-8") == published
    failure = build_failure(loaded)
    assert failure is not None
    assert failure["code"] == "guide-faulty"
    build(loaded)
    assert build_failure(loaded) is None


def test_a_second_builder_waits_with_a_limit_and_a_clear_message(loaded: Settings) -> None:
    with FileLock(loaded.build_lock), pytest.raises(BuildRefused) as refused:
        build(loaded, lock_limit=0.2)
    assert (refused.value.code, refused.value.parameters) == ("locked", {"seconds": "0.2"})


@pytest.mark.parametrize(("said", "code"), [("much", "memory-unreadable"), ("8MB", "memory-full")])
def test_a_limit_of_memory_that_cannot_be_kept_to_is_told(
    loaded: Settings, monkeypatch: pytest.MonkeyPatch, said: str, code: str
) -> None:
    monkeypatch.setenv("DUIBIAO_BUILD_MEMORY", said)
    with pytest.raises(BuildRefused) as refused:
        build(loaded)
    assert (refused.value.code, [*refused.value.parameters.values()]) == (code, [said])
    assert snapshot_path(loaded) is None


def test_old_snapshots_are_kept_ten_deep_and_closed_cycles_for_good(loaded: Settings) -> None:
    first = build(loaded)
    kept = json.loads(information_path(first.snapshot).read_text(encoding="utf-8"))
    for number in range(KEPT_SNAPSHOTS + 3):
        name = f"20000101T0000{number:02d}Z-000000.duckdb"
        copy = loaded.warehouse / name
        shutil.copy(first.snapshot, copy)
        closed = ["2023"] if number >= 1 else []
        told = json.dumps(kept | {"closed_cycles": closed})
        information_path(copy).write_text(told, encoding="utf-8")
        aside = copy.with_name(f"{copy.stem}.{number}{ASIDE}")
        aside.mkdir()
        for name, moment in (("old", 0), ("new", time.time())):
            (aside / name).write_bytes(b"of a reader that was killed, or is at work")
            os.utime(aside / name, (moment, moment))
    last = build(loaded)
    names = [path.name for path in snapshots(loaded)]
    assert names[0] == "20000101T000001Z-000000.duckdb", "the first that holds the closed cycle"
    assert len(names) == KEPT_SNAPSHOTS + 1
    assert names[-1] == last.snapshot.name
    left = [path.relative_to(loaded.warehouse) for path in loaded.warehouse.glob(f"*{ASIDE}/*")]
    of_copies = set(names) - {first.snapshot.name, last.snapshot.name}
    assert sorted(path.name for path in left) == ["new"] * len(of_copies)
    assert {f"{path.parts[0].split('.')[0]}.duckdb" for path in left} == of_copies


def test_a_snapshot_holds_marts_only_with_keys_and_opens_in_older_clients(
    loaded: Settings,
) -> None:
    path = build(loaded).snapshot
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        keyed = connection.execute(
            "select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
        ).fetchall()
        tags = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchall()
    assert all(name.startswith(("dim_", "fct_")) and comment for name, comment in tables)
    dimensions = {name for name, _ in tables if name.startswith("dim_")}
    assert dimensions <= {name for (name,) in keyed}
    assert tags == [("v1.2.0+",)]


def test_what_was_killed_while_loading_keeps_every_receipt(home: Path, tmp_path: Path) -> None:
    county = small_county(tmp_path / "many", 60)
    run_duibiao(home, "load", *county.tables)
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    command = [
        sys.executable,
        "-m",
        "duibiao",
        "--home",
        str(home),
        "load",
        *map(str, books),
    ]
    receipts: set[str] = set()
    for wait in (0, 10, 25):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as loading:
            assert loading.stdout is not None
            for line in loading.stdout:
                receipts |= set(IDENTIFIER.findall(line))
                if len(receipts) > wait:
                    break
            loading.send_signal(signal.SIGKILL)
            for line in loading.stdout:
                if line.endswith("\n"):
                    receipts |= set(IDENTIFIER.findall(line))
    settings = Settings.resolve(home, SEEDS)
    assert receipts <= record_paths(settings).keys()
    path = build(settings).snapshot
    with duckdb.connect(str(path), read_only=True) as connection:
        landed = connection.execute("select submission_id from fct_submissions").fetchall()
    assert receipts <= {submission_id for (submission_id,) in landed}
    assert len(receipts) >= 25


class Reader(threading.Thread):
    """Reads the snapshot in force over and over, as a dashboard does, and notes what it saw."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.settings = settings
        self.stopping = threading.Event()
        self.seen: set[tuple[int, int]] = set()
        self.failures: list[Exception] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                with duckdb.connect(str(in_force(self.settings)), read_only=True) as connection:
                    count = "select count(distinct school_id), count(*) from fct_indicator_scores"
                    schools, rows = connection.execute(count).fetchall()[0]
                    self.seen.add((schools, rows))
            except Exception as error:
                self.failures.append(error)
            time.sleep(0.05)


def test_readers_see_the_old_or_the_new_snapshot_whole_however_a_build_is_killed(
    home: Path, county: SmallCounty
) -> None:
    settings = Settings.resolve(home, SEEDS)
    first, *others = county.schools
    run_duibiao(home, "load", *county.tables, county.workbook(first, county.answers(first)))
    run_duibiao(home, "build")
    reader = Reader(settings)
    reader.start()
    books = [county.workbook(school, county.answers(school)) for school in others]
    run_duibiao(home, "load", *books)
    command = [sys.executable, "-m", "duibiao", "--home", str(home), "build"]
    began = time.perf_counter()
    # One whole build tells how long it takes here; the others are killed at points all along it.
    subprocess.run(command, check=True, capture_output=True)
    length = time.perf_counter() - began
    last_school = county.schools[-1]
    for part in (0.4, 0.7, 0.9, 0.97):
        run_duibiao(
            home,
            "load",
            county.workbook(last_school, county.answers(last_school, seed=int(part * 100))),
        )
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as building:
            time.sleep(length * part)
            building.send_signal(signal.SIGKILL)
        in_force(settings)
    run_duibiao(home, "build")
    reader.stopping.set()
    reader.join()
    assert reader.failures == []
    rows_of_a_school = 2 * len(county.edition.indicators)
    whole = {(count, count * rows_of_a_school) for count in (1, len(county.schools))}
    assert reader.seen == whole
    information = build_information(settings)
    assert information is not None
    assert information["record_count"] == len(record_paths(settings))
    assert not list(settings.warehouse.glob("*.partial*"))


def test_verify_finds_what_is_missing_or_altered(loaded: Settings) -> None:
    build(loaded)
    whole = json.loads(run_duibiao(loaded.home, "verify", "--json").stdout)
    assert whole["is_whole"]
    assert whole["sealed_records"] == len(record_paths(loaded)) - 1, "all but the seal itself"
    workbook, removed = [
        path
        for path in record_paths(loaded).values()
        if '"kind":"workbook"' in path.read_text("utf-8")
    ][:2]
    workbook.write_text(workbook.read_text("utf-8").replace("accepted", "refused_"), "utf-8")
    removed.unlink()
    original = next(loaded.originals.glob("*/*.csv"))
    original.write_bytes(original.read_bytes() + b"\n")
    found = verify(loaded)
    assert {one.code: one.identifier for one in found.amiss} == {
        "altered-record": workbook.stem,
        "missing-record": removed.stem,
        "altered-original": original.stem,
    }
    assert not found.is_whole
    before = tables_of(in_force(loaded))["fct_answers"]
    built = build(loaded)
    assert built.missing_records == [removed.stem]
    assert tables_of(built.snapshot)["fct_answers"] == before, "landing still holds what it said"
    with pytest.raises(BuildRefused) as refused:
        build(loaded, again=True)
    assert refused.value.code == "records-damaged"
    assert refused.value.parameters["count"] == "2"
    assert loaded.landing.is_file()
    assert tables_of(in_force(loaded))["fct_answers"] == before, "nothing was deleted"


def test_verify_finds_that_the_newest_seal_was_removed(loaded: Settings) -> None:
    build(loaded)
    newest = list(record_paths(loaded).values())[-1]
    assert '"kind":"seal"' in newest.read_text("utf-8")
    sealed = digest(newest.read_bytes())
    newest.unlink()
    assert Amiss("head-differs", sealed) in verify(loaded).amiss
    build(loaded)
    assert verify(loaded).amiss == [Amiss("head-differs", sealed)], "after the next build too"
