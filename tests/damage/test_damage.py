"""Each kind of damage is named, with its way out; it loses nothing and stops nobody else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from duibiao.records import seals
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import file_digest, record_paths
from duibiao.warehouse.build import _sweep
from duibiao.warehouse.landing import RecordsDamaged, TakenIn, take_in, take_in_again
from duibiao.warehouse.snapshot_files import (
    information_path,
    snapshot_in_force,
    snapshots,
    statements_path,
)
from duibiao.warehouse.verifying import verify
from duibiao.words import LANGUAGES, words
from ingest.door import Door
from tests.damage.kinds import KINDS, Kind, newest, older, unsealed
from tests.damage.page import PAGE, page
from tests.warehouse.old_home import CYCLE, LEFT, unpacked


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two snapshots, two seals, a landing, and a record that no seal lists.

    The archive holds but the newest snapshot: the one before is a copy of it.
    """
    home = tmp_path_factory.mktemp("damage") / "sound"
    settings = unpacked(home)
    newly = unsealed(settings)
    said = newly.read_bytes()
    newly.unlink()
    take_in(settings)
    newly.write_bytes(said)
    before = settings.warehouse / f"{min(LEFT['build_ids'])}.duckdb"
    for part in (Path, information_path, statements_path):
        shutil.copy(part(newest(settings)), part(before))
    for path, head in zip(snapshots(settings), LEFT["seal_heads"], strict=True):
        account = json.loads(information_path(path).read_bytes())
        account |= {
            "seal_head": head,
            "snapshot_bytes": path.stat().st_size,
            "snapshot_sha256": file_digest(path),
        }
        information_path(path).write_text(json.dumps(account), "utf-8")
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Settings:
    shutil.copytree(sound, tmp_path / "home")
    return Settings.resolve(tmp_path / "home", SEEDS)


def outcome(taken: TakenIn) -> str:
    if taken.missing:
        return "keeps"
    return "sets aside" if taken.set_aside else "goes on"


def as_built(settings: Settings, *, again: bool) -> str:
    """What a build does of all that damage can touch, but for dbt."""
    _sweep(settings)
    try:
        taken = take_in_again(settings) if again else take_in(settings)
        seals.seal(settings, set_aside=[one.path.stem for one in taken.set_aside])
        take_in(settings)
        return outcome(taken)
    except RecordsDamaged:
        return "records-damaged"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_damage_is_named_and_stops_nobody_else(home: Settings, kind: Kind) -> None:
    paths = {"newest": newest(home), "older": older(home)}
    kind.harm(home)
    found = verify(home)
    assert {one.code for one in found.amiss} == kind.verify
    for language in LANGUAGES:
        say = words(language)
        for one in found.amiss:
            assert say(f"verify-{one.code}", identifier=one.identifier)
            assert say.attr(f"verify-{one.code}", "mend")
    shown = snapshot_in_force(home)
    assert shown is not None
    assert shown.path == paths[kind.shown]
    door = Door.open(home)
    checked = door.hand_in(door.check(CYCLE, "cycles.csv"), received_by="t", channel="t")
    assert checked.fate == "taken", "others go on handing in"
    before = set(record_paths(home))
    assert as_built(home, again=False) == kind.build
    assert as_built(home, again=True) == kind.rebuild
    assert before <= set(record_paths(home)), "nothing said is deleted"
    assert not list(home.warehouse.glob("*.partial*"))
    assert not list(home.warehouse.glob("*aaaaaa*"))


def test_the_page_on_damage_says_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.damage.page"
