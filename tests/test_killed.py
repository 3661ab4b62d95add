"""Whoever is killed, and wherever: no receipt is lost, nothing is torn, nothing is left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import duckdb
import pytest

from duibiao.records.seals import seal
from duibiao.records.settings import Settings
from duibiao.records.store import IDENTIFIER, list_records, readable_records, record_paths
from duibiao.warehouse.build import _sweep
from duibiao.warehouse.landing import take_in
from duibiao.warehouse.snapshot_files import read_account, shown_snapshot, snapshots
from duibiao.warehouse.verifying import verify
from ingest.door import Door
from tests.counties.small_county import small_county
from tests.forked import run_module
from tests.warehouse.snapshots import publish

KILLED = -signal.SIGKILL
AROUND = [
    (call, number, when)
    for call, numbers in (("fsync", (1, 3, 4, 6)), ("replace", (1, 2)))
    for number in numbers
    for when in ("before", "after")
]
"""A hand-in makes two files, each with a folder: points before, between and after them."""


def killed(settings: Settings, point: tuple[str, int, str], *what: str | Path) -> list[str]:
    """Run that until it is killed there; the receipts that it gave before."""
    places = {"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)}
    arguments = [str(part) for part in (*point, *what)]
    ended = run_module("tests.killed", arguments, os.environ | places)
    assert ended.returncode == KILLED, ended.stdout + ended.stderr
    return IDENTIFIER.findall(ended.stdout)


def tidy(settings: Settings) -> None:
    """What the next build does before dbt; nothing is left of those who were killed."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    _sweep(settings)
    take_in(settings)
    seal(settings)
    assert not [path for path in settings.home.rglob("*") if ".partial" in path.name]


def test_a_hand_in_that_is_killed_is_there_whole_or_not_at_all(
    settings: Settings, tmp_path: Path
) -> None:
    county = small_county(tmp_path / "files", 2 * len(AROUND))
    door = Door.open(settings)
    for path in county.tables:
        checked = door.check(path.read_bytes(), path.name)
        assert door.hand_in(checked, received_by="t", channel="t").fate == "taken"
    receipts: list[str] = []
    for number, point in enumerate(AROUND):
        books = [
            county.workbook(school, county.answers(school))
            for school in county.schools[2 * number : 2 * number + 2]
        ]
        what = ("duibiao", "load") if number % 2 else ("hand-in",)
        receipts += killed(settings, point, *what, *books)
    listing = list_records(settings)
    assert not listing.odd
    assert set(receipts) <= listing.paths.keys()
    tidy(settings)
    assert len(list(readable_records(record_paths(settings).values()))) == len(
        record_paths(settings)
    )
    assert verify(settings).amiss == []


class Reader(threading.Thread):
    """Reads the snapshot in force over and over, as pages do."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.settings, self.stopping = settings, threading.Event()
        self.read, self.failures = 0, list[object]()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                shown = shown_snapshot(self.settings)
                assert shown is not None
                assert shown.fault is None
                with duckdb.connect(str(shown.path), read_only=True) as connection:
                    assert connection.execute("from dim_cycles").fetchall() == [(1,)]
                self.read += 1
            except Exception as failure:
                self.failures.append(failure)
            time.sleep(0.01)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_publication_that_is_killed_leaves_the_old_or_the_new_snapshot_whole(
    settings: Settings, when: str
) -> None:
    publish(settings, "20260101T000000Z-aaaaaa")
    reader = Reader(settings)
    reader.start()
    in_force = []
    for number in (1, 2, 3, 4):
        name = f"2026010{number + 1}T000000Z-bbbbbb"
        killed(settings, ("replace", number, when), "publish", name)
        shown = shown_snapshot(settings)
        assert shown is not None
        in_force.append(shown.path.stem == name)
        tidy(settings)
        beside = {path.name.partition(".")[0] for path in settings.warehouse.glob("2026*.json")}
        assert beside == {path.stem for path in snapshots(settings)}
        assert read_account(shown.path) is not None
    reader.stopping.set()
    reader.join()
    assert in_force == [False, False, False, when == "after"]
    assert reader.failures == []
    assert reader.read > 10


@pytest.mark.parametrize("point", [("replace", 1, "before"), ("replace", 1, "after")])
def test_landing_is_the_old_or_the_new_one_whoever_is_killed_while_it_is_made_again(
    settings: Settings, tmp_path: Path, point: tuple[str, int, str]
) -> None:
    county = small_county(tmp_path / "files")
    door = Door.open(settings)
    for path in county.tables:
        checked = door.check(path.read_bytes(), path.name)
        door.hand_in(checked, received_by="t", channel="t")
    take_in(settings)
    killed(settings, point, "landing")
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        assert connection.execute("select count(*) from schools").fetchall() == [(3,)]
    tidy(settings)
