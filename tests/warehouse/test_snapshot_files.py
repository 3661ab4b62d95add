"""Which snapshot is shown: the one in force, and if that cannot be, the newest whole one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import (
    InForce,
    build_failure,
    build_information,
    information_path,
    shown_snapshot,
)
from duibiao.warehouse.verifying import verify
from tests.warehouse.snapshots import publish

Harm = Callable[[Settings, Path], None]


def no_pointer(settings: Settings, _: Path) -> None:
    settings.latest.unlink()


def bytes_in_the_pointer(settings: Settings, _: Path) -> None:
    settings.latest.write_bytes(b"\x00\xff\xfe")


def a_path_in_the_pointer(settings: Settings, _: Path) -> None:
    settings.latest.write_text("../../somewhere.duckdb", "utf-8")


def no_snapshot(_: Settings, newest: Path) -> None:
    newest.unlink()


def cut_snapshot(_: Settings, newest: Path) -> None:
    newest.write_bytes(newest.read_bytes()[:-4096])


def empty_snapshot(_: Settings, newest: Path) -> None:
    newest.write_bytes(b"")


def cut_account(_: Settings, newest: Path) -> None:
    path = information_path(newest)
    path.write_bytes(path.read_bytes()[:20])


def foreign_account(_: Settings, newest: Path) -> None:
    information_path(newest).write_text("[]", "utf-8")


def no_account(_: Settings, newest: Path) -> None:
    information_path(newest).unlink()


SHOWN: list[tuple[Harm, str, str, str]] = [
    (no_pointer, "newest", "latest-missing", "pointer-latest-missing"),
    (bytes_in_the_pointer, "newest", "latest-missing", "pointer-latest-missing"),
    (a_path_in_the_pointer, "newest", "latest-missing", "pointer-latest-missing"),
    (no_snapshot, "older", "snapshot-missing", "pointer-snapshot-missing"),
    (cut_snapshot, "older", "snapshot-cut", "pointer-snapshot-cut"),
    (empty_snapshot, "older", "snapshot-cut", "pointer-snapshot-cut"),
    (cut_account, "older", "account-unreadable", "account-damaged"),
    (foreign_account, "older", "account-unreadable", "account-damaged"),
    (no_account, "older", "account-unreadable", "account-missing"),
]


@pytest.mark.parametrize(("harm", "shown", "fault", "told"), SHOWN)
def test_of_a_damaged_warehouse_the_newest_whole_snapshot_is_shown_and_it_says_why(
    settings: Settings, harm: Harm, shown: str, fault: str, told: str
) -> None:
    paths = {name: publish(settings, f"2026-{name}") for name in ("aolder", "newest")}
    assert shown_snapshot(settings) == InForce(paths["newest"], None)
    harm(settings, paths["newest"])
    expected = paths["newest" if shown == "newest" else "aolder"]
    assert shown_snapshot(settings) == InForce(expected, fault)
    information = build_information(settings)
    assert information is not None
    assert information["build_id"] == expected.stem
    assert told in {one.code for one in verify(settings).amiss}


def test_where_no_snapshot_is_whole_there_is_none_and_verify_says_so(settings: Settings) -> None:
    assert shown_snapshot(settings) is None
    assert verify(settings).is_whole
    empty_snapshot(settings, publish(settings, "2026-only"))
    assert shown_snapshot(settings) is None
    assert build_information(settings) is None
    assert "pointer-no-snapshot" in {one.code for one in verify(settings).amiss}


def test_a_snapshot_of_another_content_is_named(settings: Settings) -> None:
    path = publish(settings, "2026")
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\x7f" * 4000
    path.write_bytes(bytes(content))
    assert [one.code for one in verify(settings).amiss] == ["altered-snapshot"]


def test_who_goes_back_to_an_older_snapshot_is_told_that_there_is_a_newer_one(
    settings: Settings,
) -> None:
    older, _ = publish(settings, "2026-1"), publish(settings, "2026-2")
    settings.latest.write_text(f"{older.name}\n", "utf-8")
    assert shown_snapshot(settings) == InForce(older)
    assert [one.code for one in verify(settings).amiss] == ["pointer-not-newest"]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_failure_that_was_written_half_is_none(settings: Settings, content: str) -> None:
    settings.warehouse.mkdir(parents=True)
    settings.build_failure.write_text(content, "utf-8")
    assert build_failure(settings) is None
