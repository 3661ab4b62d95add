"""The door opens, recognises, reads, judges and keeps: each once, in the order things need."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import record_paths
from ingest.door import Checked, Door, find_files
from tests.counties.small_county import SmallCounty, small_county


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with nothing in it."""
    return Settings.resolve(tmp_path / "home", SEEDS)


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """A county whose files lie in a folder."""
    return small_county(tmp_path / "files")


def load(settings: Settings, *paths: Path) -> list[tuple[str, Checked]]:
    """What a load of these does, file by file."""
    door = Door.open(settings)
    done = []
    for path, checked in door.check_all(find_files(paths)):
        door.hand_in(checked, received_by="test", channel="test")
        done.append((path.name, checked))
    return done


def test_each_file_is_read_from_disk_once_and_tables_come_before_what_names_them(
    settings: Settings, county: SmallCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = county.schools[:2]
    first = county.workbook(one, county.answers(one), "0")
    fact_id, value = next(iter(county.answers(two).items()))
    county.table(
        "answers",
        [{"cycle_id": "2024", "school_id": "S2", "fact_id": fact_id, "value": value}],
    )
    shutil.copy(first, county.folder / "no table at all.xls")
    (county.folder / "a.csv").write_text("随便写的", encoding="utf-8")
    reads: Counter[str] = Counter()
    read_bytes = Path.read_bytes

    def counted(self: Path) -> bytes:
        reads[self.name] += self.parent == county.folder
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", counted)
    done = load(settings, county.folder)
    assert [(name, checked.kind, checked.fate) for name, checked in done[:3]] == [
        ("schools.csv", "schools", "taken"),
        ("cycles.csv", "cycles", "taken"),
        ("answers.csv", "answers", "taken_with_warnings"),
    ]
    assert [(name, checked.kind) for name, checked in done[3:]] == [
        ("0.xlsx", "workbook"),
        ("a.csv", "workbook"),
        ("no table at all.xls", "workbook"),
    ]
    assert {name: reads[name] for name, _ in done} == dict.fromkeys(dict(done), 1)


def test_what_is_checked_is_kept_with_a_receipt_that_a_record_bears_out(
    settings: Settings, county: SmallCounty
) -> None:
    done = load(settings, *county.tables)
    receipts = [checked.receipt.record_id for _, checked in done if checked.receipt]
    assert receipts == list(record_paths(settings))
    assert [checked.fate for _, checked in load(settings, *county.tables)] == ["already_here"] * 2
