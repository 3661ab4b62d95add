"""What commands say of a damaged home: in words, with the way out, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from duibiao.records.seals import NOTES
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import LANGUAGES, words
from tests.conftest import run_duibiao
from tests.damage.kinds import sealed
from tests.warehouse.old_home import CYCLE, unpacked


@pytest.fixture
def old(tmp_path: Path) -> Settings:
    """In a folder of its own: no snapshot of that path is open in this process."""
    return unpacked(tmp_path / "old")


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


def test_load_tells_what_lies_among_the_records_and_takes_the_file(
    old: Settings, tmp_path: Path
) -> None:
    (old.records / "notes.json").write_text("{}", "utf-8")
    cycles = tmp_path / "cycles.csv"
    cycles.write_bytes(CYCLE)
    loaded = run_duibiao(old.home, "load", cycles, lang="en")
    assert loaded.stderr == (
        "Set aside and not counted: records/notes.json\n"
        "    to mend: It is no record that can be read. If it was put there by mistake, move it out"
        " of the records folder; if it was a record, restore it from a backup and run duibiao"
        " build.\n"
    )


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_amiss_has_its_way_out(language: str) -> None:
    say = words(language)
    told = say.ids("verify-")
    assert {f"verify-{code}" for code in NOTES} < set(told)
    assert all(say.attr(message_id, "mend") for message_id in told)
