"""What commands say of a damaged home: in words, with the way out, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from tests.conftest import run_duibiao
from tests.damage.kinds import sealed
from tests.warehouse.old_home import unpacked


@pytest.fixture
def old(home: Path) -> Settings:
    return unpacked(home)


def shown(settings: Settings) -> str:
    path = snapshot_path(settings)
    assert path is not None
    return str(path)


def test_verify_tells_each_thing_with_its_way_out(old: Settings) -> None:
    path = sealed(old)
    path.unlink()
    told = run_duibiao(old.home, "verify", lang="en", expect=1).stderr
    assert told == (
        f"Record missing: {path.stem}\n"
        "    to mend: Restore this file of the records folder from a backup.\n"
        "The data are not whole. Do what is said for each above, then verify again.\n"
    )
    found = json.loads(run_duibiao(old.home, "verify", "--json", lang="en", expect=1).stdout)
    assert not found["is_whole"]
    assert found["amiss"] == [
        {
            "code": "missing-record",
            "identifier": path.stem,
            "is_note": False,
            "what": f"Record missing: {path.stem}",
            "mend": "Restore this file of the records folder from a backup.",
        }
    ]


def test_a_snapshot_of_an_older_version_asks_for_a_build(old: Settings) -> None:
    with duckdb.connect(shown(old)) as connection:
        connection.execute("drop table fct_school_scores")
    told = run_duibiao(old.home, "explain", "T01", lang="en", expect=1).stderr
    assert "Run duibiao build and try again." in told


def test_a_snapshot_that_an_analyst_holds_is_told_so(old: Settings) -> None:
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", program, shown(old)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        told = run_duibiao(old.home, "explain", "T01", lang="en", expect=1).stderr
        holder.communicate(b"\n")
    assert told == (
        "Another program has this snapshot open for writing. Close it there, or open it read-only, "
        "and try again.\n"
    )
