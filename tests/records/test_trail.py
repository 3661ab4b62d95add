"""The audit trail: chained, sealed, and every kind of damage found."""

from __future__ import annotations

import datetime as dt
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from duibiao.people.acting import AT_THE_FILES, Acting, Assignment, Person
from duibiao.people.policy import ask
from duibiao.records import seals, trail
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import digest, write_record
from duibiao.words.figures import LOCAL_TIME

YESTERDAY = dt.datetime(2025, 3, 1, 23, 0, tzinfo=dt.UTC)


class Clock:
    """The clock of the trail, which a test moves."""

    at = YESTERDAY

    @classmethod
    def now(cls) -> dt.datetime:
        """The moment that the test says."""
        return cls.at.astimezone(LOCAL_TIME)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home, and a clock that starts on 2025-03-02 in China."""
    monkeypatch.setattr(trail, "_now", Clock.now)
    monkeypatch.setattr(Clock, "at", YESTERDAY)
    (tmp_path / "home").mkdir()
    return Settings.resolve(tmp_path / "home", SEEDS)


def two_days(settings: Settings) -> tuple[Path, Path]:
    """Three lines on one day and two on the next, the first day sealed."""
    for number in range(3):
        trail.write(settings, who=str(number), action="hand_in", outcome="done")
    Clock.at = YESTERDAY + dt.timedelta(days=1)
    for number in range(2):
        trail.write(settings, who=str(number), action="load", outcome="done")
    write_record(settings, "test", {}, received_by="test", channel="test")
    seals.seal(settings)
    return settings.trail / "2025-03-02.jsonl", settings.trail / "2025-03-03.jsonl"


def found(settings: Settings) -> list[tuple[str, str]]:
    """What `verify` finds amiss with the trail."""
    amiss = seals.verify(settings).amiss
    return [(one.code, one.identifier) for one in amiss if one.code.startswith("trail-")]


def test_a_day_is_a_chain_and_goes_on_in_the_next(settings: Settings) -> None:
    first, second = two_days(settings)
    lines = [json.loads(text) for path in (first, second) for text in path.read_text().splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3, 1, 2]
    assert lines[0]["previous"] is None and all(line["previous"] for line in lines[1:])
    assert found(settings) == []
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.trail.stat().st_mode) == 0o700
    assert trail.days(settings) == ["2025-03-03", "2025-03-02"]
    assert [line["who"] for line in trail.lines(settings, "2025-03-02", '"2" HAND_IN')] == ["2"]


def changed(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b'"who":"1"', b'"who":"9"'), *lines[2:]]


@pytest.mark.parametrize(
    "damage",
    [
        changed,
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[0], lines[1], lines[1], lines[2]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: lines[:2],
        lambda lines: [*lines[:2], lines[2][:-5]],
        lambda lines: [b"{}\n", *lines[1:]],
        lambda lines: [b"[1]\n", b"\xff\n", *lines],
    ],
)
def test_a_line_changed_removed_doubled_or_moved_is_found(settings: Settings, damage: Any) -> None:
    first, _ = two_days(settings)
    first.write_bytes(b"".join(damage(first.read_bytes().splitlines(keepends=True))))
    assert ("trail-altered", "2025-03-02") in found(settings)


def test_the_open_days_lines_are_held_by_the_chain_alone(settings: Settings) -> None:
    _, second = two_days(settings)
    second.write_bytes(second.read_bytes().replace(b'"who":"0"', b'"who":"9"'))
    assert found(settings) == [("trail-altered", "2025-03-03 · 2")]


def test_a_sealed_day_that_is_gone_is_named(settings: Settings) -> None:
    first, _ = two_days(settings)
    first.unlink()
    assert ("trail-missing", "2025-03-02") in found(settings)


def test_a_clock_set_back_leaves_the_chain_whole(settings: Settings) -> None:
    first, second = two_days(settings)
    Clock.at = YESTERDAY
    before = first.read_bytes()
    trail.write(settings, who="late", action="load", outcome="done")
    assert first.read_bytes() == before and b'"late"' in second.read_bytes()
    assert found(settings) == []


def rewritten(path: Path, lines: list[dict[str, Any]], previous: str | None) -> None:
    """A day as a forger writes it who knows how lines are chained."""
    texts = []
    for number, line in enumerate(lines, start=1):
        line |= {"number": number, "previous": previous}
        texts.append((json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
        previous = digest(texts[-1])
    path.write_bytes(b"".join(texts))


def test_a_back_dated_line_is_found_though_its_chain_is_whole(settings: Settings) -> None:
    """Put in at the end of the open day, and as a day of its own that no seal knows."""
    _, second = two_days(settings)
    lines = [json.loads(text) for text in second.read_text().splitlines()]
    forged = lines[0] | {"who": "9", "at": "2025-03-02T09:00:00.000+08:00"}
    rewritten(second, [*lines, forged], lines[0]["previous"])
    assert found(settings) == [("trail-altered", "2025-03-03 · 3")]
    rewritten(second, lines, lines[0]["previous"])
    assert found(settings) == []
    rewritten(settings.trail / "2025-02-01.jsonl", [forged], None)
    assert [code for code, _ in found(settings)] == ["trail-altered"]


def test_what_was_kept_long_enough_goes_and_the_chain_stays_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_days(settings)
    monkeypatch.setenv(trail.KEPT_VARIABLE, "1")  # the law says six months
    Clock.at = YESTERDAY + dt.timedelta(days=100)
    trail.write(settings, who="1", action="load", outcome="done")
    write_record(settings, "test", {}, received_by="test", channel="test")
    seals.seal(settings)
    assert first.exists() and second.exists()
    Clock.at = YESTERDAY + dt.timedelta(days=185)
    trail.write(settings, who="1", action="load", outcome="done")
    write_record(settings, "test", {}, received_by="test", channel="test")
    seals.seal(settings)
    assert not first.exists() and not second.exists()
    assert found(settings) == []
    told = list(trail.lines(settings, trail.days(settings)[0]))[-1]
    assert (told["action"], told["about"]) == ("prune_trail", "2025-03-02 – 2025-03-03")
    # What is left is missed as before.
    (settings.trail / f"{trail.days(settings)[-1]}.jsonl").unlink()
    assert "trail-missing" in {code for code, _ in found(settings)}


def test_several_at_once_lose_no_line(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: trail.write(settings, who=str(at), action="x"), range(60)))
    assert len(list(trail.lines(settings, "2025-03-02"))) == 60
    assert found(settings) == []


def test_what_is_decided_is_kept_as_the_table_says(settings: Settings) -> None:
    clerk = Person(7, "Li", (Assignment("clerk", "S001"), Assignment("head", "S002", None,
                                                                     None, 3)))  # fmt: skip
    acting = Acting(settings, "", "dashboard", clerk, "10.0.0.9")
    ask(acting, "check", "2025", "S001")
    ask(acting, "hand_in", "2025", "S001")
    ask(acting, "take_back", "2025", "S002", about="0190")
    with pytest.raises(Refused):
        ask(acting, "hand_in", "2025", "S003")
    ask(Acting(settings, "root", "command_line", AT_THE_FILES), "load")
    names = ("who", "name", "role", "for", "action", "outcome", "school_id", "about", "from")
    kept = [
        tuple(line.get(name, "") for name in names) for line in trail.lines(settings, "2025-03-02")
    ]
    assert kept == [
        ("7", "Li", "clerk", "", "hand_in", "done", "S001", "", "10.0.0.9"),
        ("7", "Li", "head", "3", "take_back", "done", "S002", "0190", "10.0.0.9"),
        ("7", "Li", "", "", "hand_in", "policy-school", "S003", "", "10.0.0.9"),
        ("root", "", "office", "", "load", "done", "", "", ""),
    ]
