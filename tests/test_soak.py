"""The long runs: hundreds of kills of all that writes, and a thousand hand-ins beside builds."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from duibiao.records.model import School
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import IDENTIFIER, list_records, read_record, record_paths
from duibiao.warehouse.snapshot_files import snapshot_in_force
from duibiao.warehouse.verifying import verify
from tests.conftest import run_duibiao
from tests.counties.small_county import SmallCounty, small_county
from tests.forked import run_module

KILLS = int(os.environ.get("DUIBIAO_SOAK_KILLS", "500"))
HAND_INS, PROCESSES = 1000, 8
WHAT = ("load", "hand-in", "load", "hand-in", "build", "publish", "landing", "rebuild", "backup")

pytestmark = [pytest.mark.soak, pytest.mark.timeout(6 * 3600)]


@dataclass
class Office:
    """A county whose every process is killed at some point drawn by chance."""

    settings: Settings
    county: SmallCounty
    chance: random.Random
    receipts: set[str] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    books: int = 0

    def book(self, school: School) -> Path:
        """A workbook that nobody has handed in before."""
        self.books += 1
        answers = self.county.answers(school, seed=self.books)
        return self.county.workbook(school, answers, f"{self.books}")

    def run_until_killed(self, what: str) -> None:
        """Start it, and kill it; what ended before that is counted apart."""
        # Of one school only one file comes at a time: two would be asked back.
        schools = self.chance.sample(self.county.schools, 3)
        is_load = what in ("load", "hand-in", "backup")
        files = [self.book(school) for school in schools] if is_load else []
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        started: dict[str, list[str]] = {
            "load": ["duibiao", "load", "--confirm"],
            "backup": ["hand-in"],
            "build": ["duibiao", "build"],
            "rebuild": ["duibiao", "rebuild"],
            "publish": ["publish", f"{moment}-cccccc"],
        }
        arguments = [*started.get(what, [what]), *map(str, files)]
        call = "fsync" if files else self.chance.choice(["fsync", "replace"])
        number = self.chance.randint(1, 18 if files else 12 if call == "fsync" else 6)
        point = [call, str(number), self.chance.choice(["before", "after"])]
        places = {"DUIBIAO_HOME": str(self.settings.home), "DUIBIAO_GUIDE": str(SEEDS)}
        ended = run_module("tests.killed", [*point, *arguments], os.environ | places)
        self.receipts |= set(IDENTIFIER.findall(ended.stdout))
        if ended.returncode < 0:
            self.kills[what] += 1
        else:
            assert ended.returncode == 0, ended.stdout + ended.stderr
            self.ended += 1

    def back_up(self, folder: Path) -> None:
        """Copy the files as an administrator would: records first, what they point to after."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("records", "originals"):
            command = ["cp", "-a", str(self.settings.home / name), str(folder)]
            subprocess.run(command, check=True)

    def look(self) -> None:
        """As a reader does: there is a snapshot, and it is whole."""
        shown = snapshot_in_force(self.settings)
        assert shown is not None
        assert shown.fault is None
        with duckdb.connect(str(shown.path), read_only=True) as connection:
            assert connection.execute("select count(*) from dim_indicators").fetchall() != [(0,)]

    def check(self) -> None:
        """After a build that nobody kills: all receipts are there, nothing is torn or left."""
        run_duibiao(self.settings.home, "build")
        listing = list_records(self.settings)
        assert not listing.odd
        assert self.receipts <= listing.paths.keys()
        for path in listing.paths.values():
            read_record(path)
        assert verify(self.settings).amiss == []
        left = [path.name for path in self.settings.home.rglob("*") if "partial" in path.name]
        assert [name for name in left if name != "partial_parse.msgpack"] == []
        shown = snapshot_in_force(self.settings)
        assert shown is not None
        with duckdb.connect(str(shown.path), read_only=True) as connection:
            rows = connection.execute("select submission_id from fct_submissions").fetchall()
        assert self.receipts <= {name for (name,) in rows}


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    county = small_county(tmp_path / "files")
    run_duibiao(settings.home, "load", *county.tables)
    run_duibiao(settings.home, "build")
    return Office(settings, county, random.Random(20261128))


def test_no_receipt_is_lost_and_nothing_torn_by_hundreds_of_kills(
    office: Office, tmp_path: Path
) -> None:
    turn = 0
    while office.kills.total() < KILLS:
        what = WHAT[turn % len(WHAT)]
        office.run_until_killed(what)
        office.look()
        if what == "backup":
            copy = tmp_path / "copy"
            office.back_up(copy)
            found = verify(Settings.resolve(copy, SEEDS))
            assert {one.code for one in found.amiss} <= {"stray-file"}
        turn += 1
        if turn % (6 * len(WHAT)) == 0:
            office.check()
    office.check()
    print(f"kills {dict(office.kills)}, ended {office.ended}, receipts {len(office.receipts)}")


def test_a_thousand_hand_ins_of_eight_processes_beside_builds_all_succeed(
    office: Office, tmp_path: Path
) -> None:
    places = {"DUIBIAO_HOME": str(office.settings.home), "DUIBIAO_GUIDE": str(SEEDS)}
    command = [sys.executable, "-m", "tests.killed", "fsync", "0", "before", "hand-in"]
    schools = office.chance.choices(office.county.schools, k=HAND_INS)
    books = [str(office.book(school)) for school in schools]
    writers = []
    for number in range(PROCESSES):
        output = (tmp_path / f"{number}.txt").open("w", encoding="utf-8")
        part = [*command, *books[number::PROCESSES]]
        writers.append(
            subprocess.Popen(part, env=os.environ | places, stdout=output, stderr=output)
        )
    builds = 0
    while any(writer.poll() is None for writer in writers):
        run_duibiao(office.settings.home, "build")
        builds += 1
    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    for number in range(PROCESSES):
        office.receipts |= set((tmp_path / f"{number}.txt").read_text("utf-8").split())
    assert len(office.receipts) == HAND_INS
    assert builds > 0
    office.check()
    print(
        f"hand-ins {HAND_INS}, builds beside {builds}, records {len(record_paths(office.settings))}"
    )
