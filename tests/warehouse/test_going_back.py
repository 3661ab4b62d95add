"""Back to an earlier snapshot: with a reason, said where it is seen, until something new comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from duibiao.people.acting import AT_THE_FILES, Acting, Assignment, Person
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import record_paths, write_record
from duibiao.warehouse import backups, going_back, rebuilding
from duibiao.warehouse.build import Built
from duibiao.warehouse.going_back import go_back, kept_snapshots
from duibiao.warehouse.rebuilding import Rebuilt, differing_marts, rebuild
from duibiao.warehouse.snapshot_files import InForce, information_path, shown_snapshot, went_back
from duibiao.warehouse.verifying import verify
from duibiao.warehouse.watch import BuildWatcher, ask_for_build
from tests.warehouse.snapshots import publish

NAMES = ("20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb", "20260103T000000Z-cccccc")


@pytest.fixture
def acting(tmp_path: Path) -> Acting:
    """An official at a home with three snapshots, a record behind each."""
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    for name in NAMES:
        say(settings)
        publish(settings, name, record_count=len(record_paths(settings)))
    return Acting(settings, "Li", "test", AT_THE_FILES)


def say(settings: Settings) -> None:
    write_record(settings, "workbook", {}, received_by="t", channel="t")


def pointer(acting: Acting) -> str:
    return acting.settings.latest.read_text("utf-8").strip()


def builds_in(settings: Settings, watcher: BuildWatcher, clock: list[float], seconds: int) -> int:
    """How often the server builds in so many seconds."""
    built: list[int] = []

    def build(_: Settings) -> int:
        built.append(1)
        publish(
            settings, f"2026020{len(built)}T000000Z-dd", record_count=len(record_paths(settings))
        )
        settings.went_back.unlink(missing_ok=True)
        return 0

    watcher.build = build
    for _ in range(seconds):
        clock[0] += 1
        watcher.look()
    return len(built)


def test_an_earlier_snapshot_is_in_force_again_and_all_is_told(acting: Acting) -> None:
    settings = acting.settings
    assert [one.build_id for one in kept_snapshots(settings)] == [NAMES[1], NAMES[0]]
    found = go_back(acting, NAMES[0], "  指南载入有误 ")
    assert found.build_id == NAMES[0] and pointer(acting) == f"{NAMES[0]}.duckdb"
    assert shown_snapshot(settings) == InForce(found.path, "went-back")
    told = went_back(settings)
    assert told is not None and (told["by"], told["reason"]) == ("Li", "指南载入有误")
    (line,) = trail.lines(settings, trail.days(settings)[0])
    assert (line["action"], line["about"]) == ("go_back", f"{NAMES[0]}: 指南载入有误")
    # Nothing is amiss by it, and in a backup it is so too.
    verified = verify(settings)
    assert {one.code for one in verified.amiss} >= {"pointer-went-back"}
    assert "pointer-not-newest" not in {one.code for one in verified.amiss}
    backups.backup(acting, settings.home.parent / "backup")
    _, rehearsed = backups.rehearse(settings.home.parent / "backup")
    assert "pointer-went-back" in {one.code for one in rehearsed.amiss}
    for path in (settings.latest, settings.went_back):
        assert path.stat().st_mode & 0o777 == 0o600
    # From there to another one, and forward to the newest: then all is as it was.
    go_back(acting, NAMES[1], "一样")
    assert shown_snapshot(settings) == InForce(
        settings.warehouse / f"{NAMES[1]}.duckdb", "went-back"
    )
    go_back(acting, NAMES[2], "已查明")
    assert shown_snapshot(settings) == InForce(settings.warehouse / f"{NAMES[2]}.duckdb", None)
    assert not settings.went_back.exists()


def test_the_server_does_not_build_over_it_until_something_new_comes_in(acting: Acting) -> None:
    settings, clock = acting.settings, [1000.0]
    go_back(acting, NAMES[1], "核对")
    watcher = BuildWatcher(settings, lambda _: 0, clock=lambda: clock[0])
    assert builds_in(settings, watcher, clock, 600) == 0
    ask_for_build(settings)
    assert builds_in(settings, watcher, clock, 60) == 1
    assert shown_snapshot(settings) == InForce(settings.warehouse / "20260201T000000Z-dd.duckdb")
    go_back(acting, NAMES[1], "再核对")
    watcher = BuildWatcher(settings, lambda _: 0, clock=lambda: clock[0])
    assert builds_in(settings, watcher, clock, 60) == 0
    say(settings)
    assert builds_in(settings, watcher, clock, 60) == 1


def test_a_new_version_of_the_program_builds_over_it(
    acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_back(acting, NAMES[1], "核对")
    monkeypatch.setattr("duibiao.warehouse.watch.project_hash", lambda: "newer")
    clock = [0.0]
    watcher = BuildWatcher(acting.settings, lambda _: 0, clock=lambda: clock[0])
    assert builds_in(acting.settings, watcher, clock, 10) >= 1


def test_what_stands_there_of_another_snapshot_or_damaged_is_nothing(acting: Acting) -> None:
    """LATEST that somebody wrote by hand is told as ever."""
    settings = acting.settings
    go_back(acting, NAMES[0], "x")
    settings.latest.write_text(f"{NAMES[1]}.duckdb\n", "utf-8")
    assert went_back(settings) is None
    assert {one.code for one in verify(settings).amiss} >= {"pointer-not-newest"}
    settings.latest.write_text(f"{NAMES[0]}.duckdb\n", "utf-8")
    for text in ("", "[]", "{}", "\x00"):
        settings.went_back.write_text(text, "utf-8")
        assert went_back(settings) is None
        assert shown_snapshot(settings) == InForce(settings.warehouse / f"{NAMES[0]}.duckdb", None)


@pytest.mark.parametrize(
    ("build", "reason", "code"),
    [
        (NAMES[0], "  ", "back-no-reason"),
        ("20250101T000000Z-zzzzzz", "x", "back-unknown"),
        ("../records", "x", "back-unknown"),
        (NAMES[2], "x", "back-in-force"),
        (NAMES[1], "x", "back-damaged"),
        (NAMES[0], "x", "back-other-version"),
    ],
)
def test_what_cannot_be_gone_back_to_is_refused_and_nothing_changes(
    acting: Acting, build: str, reason: str, code: str
) -> None:
    damaged = acting.settings.warehouse / f"{NAMES[1]}.duckdb"
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    account = information_path(acting.settings.warehouse / f"{NAMES[0]}.duckdb")
    account.write_text(account.read_text("utf-8").replace('"project": "', '"project": "0'), "utf-8")
    with pytest.raises(Refused, match=code):
        go_back(acting, build, reason)
    assert pointer(acting) == f"{NAMES[2]}.duckdb" and not acting.settings.went_back.exists()


def test_while_a_build_goes_on_and_without_the_role_nobody_goes_back(
    acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(going_back, "WAIT_SECONDS", 0.1)
    with FileLock(acting.settings.build_lock), pytest.raises(Refused, match="back-locked"):
        go_back(acting, NAMES[0], "x")
    clerk = Acting(acting.settings, "", "test", Person(1, "", (Assignment("clerk", "S001"),)))
    with pytest.raises(Refused, match="may-not-go_back"):
        go_back(clerk, NAMES[0], "x")
    assert pointer(acting) == f"{NAMES[2]}.duckdb"


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"x" * 5000), Path.unlink])
def test_a_rebuild_is_published_whatever_befell_the_one_before(
    acting: Acting, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], object]
) -> None:
    settings = acting.settings
    before, made = (settings.warehouse / f"{name}.duckdb" for name in NAMES[1:])
    built = Built(NAMES[2], made, None)
    monkeypatch.setattr(rebuilding, "build", lambda *_, **__: built)
    monkeypatch.setattr(rebuilding, "snapshot_path", lambda _: before)
    assert rebuild(settings) == Rebuilt(built, ())
    damage(before)
    assert rebuild(settings) == Rebuilt(built, None)


def test_marts_that_differ_are_named(tmp_path: Path) -> None:
    """By a row more or less, twice instead of once, another column or type, or being there."""
    place = tmp_path / "it's [a] home"
    place.mkdir()
    one, other = place / "one.duckdb", place / "other.duckdb"
    made = (
        "create table same as select * from (values (1, [1, 2]), (null, null)) as t (a, b);"
        "create table rows as select {0} as a; create table twice as select 1 as a {1};"
        "create table named as select 1 as {2}; create table kind as select 1::{3} as a; {4}"
    )
    for path, parts in (
        (one, ("1", "", "a", "int", "create table gone (a int);")),
        (other, ("2", "union all select 1", "b", "bigint", "")),
    ):
        with duckdb.connect(str(path)) as connection:
            connection.execute(made.format(*parts))
    assert differing_marts(one, other) == ["gone", "kind", "named", "rows", "twice"]
    assert differing_marts(one, one.with_name("one.duckdb")) == []
