"""What `verify` finds: what is missing, altered, doubled, added later, or out of order."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duibiao.records.seals import Amiss, seal, verify
from duibiao.records.settings import Settings
from duibiao.records.store import (
    digest,
    list_records,
    new_record_id,
    record_paths,
    store_original,
    write_record,
)


def say(settings: Settings, name: str = "x") -> Path:
    """A record with an original, on disk."""
    original = store_original(settings, name.encode(), "file.csv")
    body = {"original": original.reference, "note": name}
    record = write_record(settings, "workbook", body, received_by="test", channel="test")
    return record_paths(settings)[record["record_id"]]


@pytest.fixture
def sealed(settings: Settings) -> list[Path]:
    """Three seals, each over one record; the records' files."""
    found = []
    for name in ("one", "two", "three"):
        found.append(say(settings, name))
        seal(settings)
    return found


def seals_of(settings: Settings) -> list[Path]:
    return [
        path for path in record_paths(settings).values() if b'"kind":"seal"' in path.read_bytes()
    ]


def amiss(settings: Settings, *heads: str) -> list[tuple[str, str]]:
    return [(one.code, one.identifier) for one in verify(settings, heads).amiss]


def test_what_nobody_touched_is_whole(settings: Settings, sealed: list[Path]) -> None:
    found = verify(settings)
    assert found.amiss == []
    assert (found.sealed_records, found.unsealed_records, found.originals) == (3, 0, 3)
    assert found.head == digest(seals_of(settings)[-1].read_bytes())


def test_a_record_that_is_gone_or_altered_is_named(settings: Settings, sealed: list[Path]) -> None:
    gone, altered, _ = sealed
    gone.unlink()
    altered.write_bytes(altered.read_bytes().replace(b"two", b"2wo"))
    assert amiss(settings) == [("missing-record", gone.stem), ("altered-record", altered.stem)]


@pytest.mark.parametrize(
    "content", [b"", b'{"format":1,', b"[]", b"null", b"\xff\xfe", b"[" * 9999]
)
def test_a_record_that_is_cut_or_foreign_is_named_and_no_seal_lists_it(
    settings: Settings, sealed: list[Path], content: bytes
) -> None:
    path = say(settings, "new")
    path.write_bytes(content)
    assert amiss(settings) == [("unreadable-record", path.stem)]
    say(settings, "newer")
    seal(settings)
    assert amiss(settings) == [("unreadable-record", path.stem)]
    assert path.stem not in json.loads(seals_of(settings)[-1].read_bytes())["records"]


def test_a_file_that_is_no_record_is_told_and_nothing_is_missing_by_it(
    settings: Settings, sealed: list[Path]
) -> None:
    year = sealed[0].parent
    (year / "notes.json").write_text("{}", "utf-8")
    (year / "ffffffff-ffff-7fff-bfff-ffffffffffff.json").write_text("{}", "utf-8")
    (year / f"{new_record_id()}.json").mkdir()
    found = verify(settings)
    assert {one.code for one in found.amiss} == {"stray-file"}
    assert len(found.amiss) == 3
    assert found.is_whole


def test_a_record_in_two_folders_is_named_and_counts_once(
    settings: Settings, sealed: list[Path]
) -> None:
    other = settings.records / "2099" / sealed[0].name
    other.parent.mkdir()
    other.write_bytes(sealed[0].read_bytes().replace(b"one", b"1ne"))
    assert amiss(settings) == [("doubled-record", f"2099/{other.name}")]
    assert list_records(settings).paths[other.stem] == sealed[0]


def back_dated(settings: Settings, minutes: int) -> str:
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)
    body: dict[str, Any] = {"note": "late"}
    record = write_record(
        settings, "workbook", body, received_by="t", channel="t", received_at=moment
    )
    return str(record["record_id"])


def test_a_record_added_with_a_date_before_the_newest_seal_is_named_until_it_is_taken_away(
    settings: Settings, sealed: list[Path]
) -> None:
    back_dated(settings, minutes=9)
    assert amiss(settings) == [], "it may have been on its way while the seal was made"
    late = back_dated(settings, minutes=11)
    assert amiss(settings) == [("back-dated-record", late)]
    seal(settings)
    assert amiss(settings) == [("back-dated-record", late)]
    record_paths(settings)[late].unlink()
    assert amiss(settings) == [], "no seal has listed it"


def test_a_record_that_a_seal_found_unreadable_may_be_restored_whenever(
    settings: Settings, sealed: list[Path]
) -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    path = say(settings, "four")
    content = path.read_bytes()
    path.write_bytes(b"")
    later: dict[str, Any] = {
        "previous": verify(settings).head,
        "records": {},
        "set_aside": [path.stem],
    }
    write_record(settings, "seal", later, received_by="t", channel="t", received_at=moment)
    assert ("unreadable-record", path.stem) in amiss(settings)
    path.write_bytes(content)
    assert amiss(settings) == []
    path.unlink()
    assert seal(settings, set_aside=[path.stem]) == verify(settings).head
    assert amiss(settings) == [], "what is away was set aside and is no loss of a seal's"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize("harm", [cut, Path.unlink])
def test_a_seal_in_the_middle_that_is_cut_or_gone_is_named_until_it_is_restored(
    settings: Settings, sealed: list[Path], harm: Callable[[Path], None]
) -> None:
    _, second, third = seals_of(settings)
    content = second.read_bytes()
    harm(second)
    told = amiss(settings)
    assert ("broken-seal", third.stem) in told
    assert {code for code, _ in told} == {"broken-seal"}
    say(settings, "more")
    seal(settings)
    assert {code for code, _ in amiss(settings)} == {"broken-seal"}, "the records are sealed anew"
    second.write_bytes(content)
    assert amiss(settings) == []


@pytest.mark.parametrize("harm", [cut, Path.unlink])
def test_the_newest_seal_cut_or_gone_is_not_forgotten_when_another_is_made(
    settings: Settings, sealed: list[Path], harm: Callable[[Path], None]
) -> None:
    newest = seals_of(settings)[-1]
    content = newest.read_bytes()
    harm(newest)
    say(settings, "more")
    seal(settings)
    assert ("head-differs", digest(content)) in amiss(settings, digest(content))
    newest.write_bytes(content)
    assert amiss(settings, digest(content)) == []


def test_a_record_altered_while_its_seal_was_gone_is_found_once_the_seal_is_back(
    settings: Settings, sealed: list[Path]
) -> None:
    newest = seals_of(settings)[-1]
    content = newest.read_bytes()
    newest.unlink()
    sealed[-1].write_bytes(sealed[-1].read_bytes().replace(b"three", b"4hree"))
    seal(settings)
    newest.write_bytes(content)
    assert ("altered-record", sealed[-1].stem) in amiss(settings)


def test_an_original_that_is_gone_or_altered_is_named_once(
    settings: Settings, sealed: list[Path]
) -> None:
    say(settings, "one")
    first, second = (store_original(settings, name, "file.csv").path for name in (b"one", b"two"))
    first.unlink()
    second.write_bytes(b"2wo")
    assert sorted(amiss(settings)) == [
        ("altered-original", second.stem),
        ("missing-original", first.stem),
    ]


def test_with_the_clock_set_back_order_is_kept_and_the_leap_is_told(
    settings: Settings, sealed: list[Path]
) -> None:
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    body = {"note": "before the clock was set back"}
    write_record(settings, "workbook", body, received_by="t", channel="t", received_at=ahead)
    seal(settings)
    later = [say(settings, name) for name in ("a", "b", "c")]
    seal(settings)
    newest = list(record_paths(settings))[-4:-1]
    assert newest == [path.stem for path in later], "behind the one of tomorrow, before their seal"
    found = verify(settings)
    assert found.is_whole
    assert {one.code for one in found.amiss} == {"clock-set-back"}
    assert Amiss("clock-set-back", later[0].stem) in found.amiss
