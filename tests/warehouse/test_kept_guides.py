"""A faulty draft of the guide stops nobody: files are checked by what the newest build kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from duibiao.guide.editions import Guide, GuideFaults
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import original_path
from duibiao.warehouse.kept_guides import (
    guide_draft_faults,
    guide_in_force,
    newest_recorded_guide,
    recorded_guide,
)
from ingest.door import Door
from tests.warehouse.old_home import CYCLE, unpacked


@pytest.fixture
def draft(home: Path, tmp_path: Path) -> Settings:
    """A home with builds, and a guide folder that lacks a table."""
    unpacked(home)
    shutil.copytree(SEEDS, tmp_path / "guide")
    (tmp_path / "guide" / "tiers.csv").unlink()
    return Settings.resolve(home, tmp_path / "guide")


def kept(settings: Settings) -> Guide:
    sha256 = newest_recorded_guide(settings)
    assert sha256 is not None
    return recorded_guide(settings, sha256)


def test_with_a_faulty_draft_hand_ins_go_on_by_the_guide_that_was_kept(draft: Settings) -> None:
    assert guide_in_force(draft).canonical_bytes() == kept(draft).canonical_bytes()
    door = Door.open(draft)
    checked = door.check(CYCLE, "cycles.csv")
    assert door.hand_in(checked, received_by="t", channel="t").fate == "taken"


def test_officials_are_told_what_is_wrong_with_the_draft(draft: Settings) -> None:
    assert guide_draft_faults(draft)
    assert guide_draft_faults(Settings.resolve(draft.home, SEEDS)) == []


def test_it_does_not_hang_on_the_snapshot(draft: Settings) -> None:
    shutil.rmtree(draft.warehouse)
    assert guide_in_force(draft).canonical_bytes() == kept(draft).canonical_bytes()


def test_where_nothing_was_kept_the_faults_of_the_draft_are_told(draft: Settings) -> None:
    sha256 = newest_recorded_guide(draft)
    assert sha256 is not None
    original_path(draft, sha256, ".json").unlink()
    assert newest_recorded_guide(draft) is None, "its tables are gone"
    with pytest.raises(GuideFaults):
        guide_in_force(draft)
