"""When the server builds by itself: soon after something came, again if it failed, when asked."""

from __future__ import annotations

import datetime as dt
import signal
from itertools import pairwise

import pytest

from duibiao.records.settings import Settings
from duibiao.records.store import record_paths, write_record
from duibiao.warehouse.build import BuildRefused, write_failure
from duibiao.warehouse.snapshot_files import build_failure, information_path, project_hash
from duibiao.warehouse.watch import PAUSES, QUIET_SECONDS, BuildWatcher, ask_for_build
from tests.warehouse.snapshots import publish


class Server:
    """A watcher, the clock it looks at, and builds that end as said."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.now = 1000.0
        self.code = 0
        self.times: list[float] = []
        self.watcher = BuildWatcher(settings, self.build, clock=lambda: self.now)

    @property
    def builds(self) -> int:
        return len(self.times)

    def build(self, settings: Settings) -> int:
        self.times.append(self.now)
        if self.code == 0:
            publish(settings, f"2026-{self.builds:04d}", record_count=len(record_paths(settings)))
            settings.build_failure.unlink(missing_ok=True)
        elif self.code == 1:
            write_failure(settings, BuildRefused("disk-full"))
        return self.code

    def wait(self, seconds: float) -> int:
        """How many builds there were in the next seconds."""
        before, end = self.builds, self.now + seconds
        while self.now < end:
            self.now += 1
            self.watcher.look()
        return self.builds - before


@pytest.fixture
def server(settings: Settings) -> Server:
    settings.warehouse.mkdir(parents=True)
    return Server(settings)


def say(server: Server) -> None:
    write_record(server.settings, "workbook", {}, received_by="t", channel="t")


def test_a_build_follows_once_it_is_quiet_and_no_other_until_something_comes(
    server: Server,
) -> None:
    assert server.wait(60) == 0, "nothing to build from"
    say(server)
    assert server.wait(QUIET_SECONDS) == 0
    assert server.wait(60) == 1
    say(server)
    assert server.wait(60) == 1


def test_what_another_version_built_is_built_again(server: Server) -> None:
    say(server)
    path = publish(server.settings, "2025-0001", record_count=1)
    assert server.wait(60) == 0
    account = information_path(path)
    account.write_text(account.read_text("utf-8").replace(project_hash(), "another"), "utf-8")
    assert server.wait(60) == 1


def test_who_keeps_handing_in_does_not_put_the_build_off_for_ever(server: Server) -> None:
    for _ in range(20):
        say(server)
        server.wait(2)
    assert server.builds >= 1


@pytest.mark.parametrize("code", [1, -signal.SIGKILL])
def test_a_build_that_failed_or_was_killed_is_tried_again_after_growing_pauses(
    server: Server, code: int
) -> None:
    server.code = code
    say(server)
    server.wait(sum(PAUSES) + 2 * PAUSES[-1])
    waited = [after - before for before, after in pairwise(server.times)]
    assert waited == pytest.approx([*PAUSES, PAUSES[-1]], abs=1)
    server.code = 0
    assert server.wait(PAUSES[-1] + 5) == 1
    assert build_failure(server.settings) is None
    assert server.wait(3600) == 0


def test_after_a_failure_something_new_is_not_kept_waiting(server: Server) -> None:
    server.code = 1
    say(server)
    server.wait(10)
    say(server)
    assert server.wait(QUIET_SECONDS + 2) == 1


def test_who_asks_has_a_build_at_once(server: Server) -> None:
    say(server)
    server.wait(10)
    ask_for_build(server.settings)
    assert server.wait(1) == 1
    assert server.wait(60) == 0, "asked once, built once"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1, {"code": "disk-full", "parameters": {}}),
        (-signal.SIGKILL, {"code": "killed", "parameters": {"how": "signal 9"}}),
        (3, {"code": "killed", "parameters": {"how": "code 3"}}),
    ],
)
def test_officials_are_told_what_befell_a_build_and_when_it_is_tried_again(
    server: Server, code: int, told: dict[str, object]
) -> None:
    server.code = code
    say(server)
    server.wait(10)
    failure = build_failure(server.settings)
    assert failure is not None
    assert {name: failure[name] for name in told} == told
    pause = dt.datetime.fromisoformat(failure["next_try_at"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(seconds=PAUSES[0] - 5) < pause <= dt.timedelta(seconds=PAUSES[0])


def test_no_error_ends_the_watch(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([OSError("unreadable"), ValueError("odd"), None])

    def look() -> None:
        problem = next(looks)
        if problem is None:
            server.watcher.stopping.set()
        else:
            raise problem

    monkeypatch.setattr("duibiao.warehouse.watch.LOOK_EVERY_SECONDS", 0.001)
    monkeypatch.setattr(BuildWatcher, "look", lambda _: look())
    server.watcher.run()
    assert next(looks, "all were met") == "all were met"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"../../etc/passwd", b"x" * 100_000])
def test_damage_in_the_warehouse_has_it_built_anew(server: Server, content: bytes) -> None:
    say(server)
    server.wait(10)
    server.settings.latest.write_bytes(content)
    assert server.wait(60) == 1
    assert server.settings.latest.read_text("utf-8").strip() == "2026-0002.duckdb"
