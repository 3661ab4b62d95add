"""The register tells the same however it came by it, and reads what is new and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ingest.register
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths, write_record
from duibiao.warehouse.build import build
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from ingest.door import Door
from ingest.register import Register, withdrawal_of
from tests.counties.small_county import SmallCounty, small_county


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own."""
    return Settings.resolve(tmp_path_factory.mktemp("register") / "home", SEEDS)


@pytest.fixture(scope="module")
def county(settings: Settings) -> SmallCounty:
    """A county whose tables were handed in."""
    county = small_county(settings.home.parent / "files")
    for table in county.tables:
        hand_in(settings, table)
    return county


def hand_in(settings: Settings, path: Path) -> str:
    """Hand a file in as another process would; its record."""
    door = Door.open(settings)
    checked = door.check(path.read_bytes(), path.name)
    door.hand_in(checked, received_by="t", channel="t")
    assert checked.receipt is not None
    return checked.receipt.record_id


def opened_anew(settings: Settings) -> Register:
    """The register as a new process opens it."""
    ingest.register._kept.clear()
    return Register.open(settings)


def told(register: Register) -> dict[str, Any]:
    """All that can be asked of a register."""
    pairs = [("2024", f"S{number}") for number in range(1, 5)]
    return {
        "cycles": register.cycles,
        "schools": register.schools_by_cycle("2024"),
        "known": register.school_ids,
        "hand_ins": [register.hand_ins(*pair) for pair in pairs],
        "answers": [
            {fact: value for fact, value in register.answers_in_force(*pair).items() if value}
            for pair in pairs
        ],
        "records": {
            kind: register.records(kind)
            for kind in ("schools", "cycles", "answers", "findings", "withdrawal", "nomination")
        },
    }


def test_the_register_is_the_same_before_and_after_a_build_and_opened_anew(
    settings: Settings, county: SmallCounty
) -> None:
    one, two = county.schools[:2]
    first = hand_in(settings, county.workbook(one, county.answers(one), "a"))
    hand_in(settings, county.workbook(two, county.answers(two), "b"))
    second = hand_in(settings, county.workbook(one, county.answers(one, 2), "c"))
    before = told(Register.open(settings))
    assert [hand_in.record_id for hand_in in before["hand_ins"][0]] == [first, second]
    assert told(opened_anew(settings)) == before
    build(settings)
    assert told(Register.open(settings)) == before
    assert told(opened_anew(settings)) == before
    body = {"withdrawn_record_id": second, "cycle_id": "2024", "school_id": "S1", "reason": "r"}
    write_record(settings, "withdrawal", body, received_by="t", channel="t")
    after = told(Register.open(settings))
    assert [hand_in.record_id for hand_in in after["hand_ins"][0]] == [first]
    assert after["answers"][0] == county.answers(one)
    assert told(opened_anew(settings)) == after


def test_to_open_it_again_reads_new_records_alone(
    settings: Settings, county: SmallCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    Register.open(settings)
    new = hand_in(settings, county.workbook(county.schools[2], county.answers(county.schools[2])))
    read: list[str] = []

    def counted(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
        for path in paths:
            read.append(path.stem)
            yield read_record(path)

    monkeypatch.setattr(ingest.register, "readable_records", counted)
    register = Register.open(settings)
    assert read == [new]
    assert register.in_force("2024", "S3") is not None
    Register.open(settings)
    assert read == [new]


def test_what_one_register_is_told_no_other_knows_before_it_is_on_disk(
    settings: Settings, county: SmallCounty
) -> None:
    one, other = Register.open(settings), Register.open(settings)
    record = {"record_id": "f", "received_at": "2026-01-01T00:00:00+00:00"}
    decision = {"kind": "cycle_decision", "cycle_id": "2024", "decision": "closed"}
    one.note(record | decision)
    assert one.cycles["2024"].is_closed
    assert not other.cycles["2024"].is_closed
    assert not Register.open(settings).cycles["2024"].is_closed


def test_a_record_that_is_gone_or_came_late_is_seen(
    settings: Settings, county: SmallCounty
) -> None:
    taken = hand_in(
        settings, county.workbook(county.schools[1], county.answers(county.schools[1], 9), "late")
    )
    path = record_paths(settings)[taken]
    content = path.read_bytes()
    Register.open(settings)
    hand_in(settings, county.workbook(county.schools[2], county.answers(county.schools[2], 9)))
    path.unlink()
    without = [each.record_id for each in Register.open(settings).hand_ins("2024", "S2")]
    path.write_bytes(content)
    again = [each.record_id for each in Register.open(settings).hand_ins("2024", "S2")]
    assert again == [*without, taken]


def test_a_snapshot_that_cannot_be_opened_is_done_without(
    settings: Settings, county: SmallCounty
) -> None:
    known = told(Register.open(settings))
    path = settings.warehouse / settings.latest.read_text().strip()
    content = path.read_bytes()
    path.write_bytes(content[:5000])
    try:
        assert told(opened_anew(settings)) == known
    finally:
        path.write_bytes(content)
        ingest.register._kept.clear()


def test_a_withdrawal_takes_back_what_it_names_and_no_more() -> None:
    whole = {"record_id": "1", "withdrawn_record_id": "a"}
    of_fact = {"record_id": "2", "withdrawn_record_id": "a", "fact_id": "f"}
    assert withdrawal_of([whole, of_fact], "a", fact_id="g") == whole
    assert withdrawal_of([whole, of_fact], "a", fact_id="f") == of_fact
    assert withdrawal_of([of_fact], "a") is None
    assert withdrawal_of([whole], "b") is None


def test_published_answers_are_read_some_schools_at_a_time(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose answers are asked for, and in which order, does not change them."""
    settings = Settings.resolve(demo_home, SEEDS)
    path = snapshot_path(settings)
    assert path is not None
    monkeypatch.setattr(ingest.register, "READ_TOGETHER", 7)
    published = ingest.register._Published(settings, path)
    cycle_id, _ = max(published.in_force)
    with connect(path) as connection:
        rows = connection.execute(
            "select school_id, fact_id, value from fct_answers"
            " where cycle_id = ? and basis = 'self' and value is not null",
            [cycle_id],
        ).fetchall()
    found: dict[str, dict[str, str | None]] = {}
    for school_id, fact_id, value in rows:
        found.setdefault(school_id, {})[fact_id] = value
    handed_in = sorted(school for cycle, school in published.in_force if cycle == cycle_id)
    assert len(handed_in) > 40
    for school_id in reversed(handed_in):
        assert published.answers(cycle_id, school_id) == found[school_id]
    assert published.answers(cycle_id, "nobody") == published.answers("never", "S001") == {}
    assert len(published._answers) <= ingest.register.BLOCKS_KEPT
