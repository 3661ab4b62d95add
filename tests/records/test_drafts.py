"""What is typed is written whole, and by nobody who has not seen what stood there."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records import drafts
from duibiao.records.drafts import Draft, Typed
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import remove_partial_files
from duibiao.warehouse import backups
from duibiao.warehouse.verifying import verify

OF = ("2025", "S001")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home in which nobody has typed anything."""
    return Settings.resolve(tmp_path / "home", SEEDS)


def save(settings: Settings, indicator: str, text: str, seen: int, by: str = "1/clerk") -> Draft:
    """Save one answer of an indicator."""
    typed = Typed({f"{indicator}-a": text}, {f"{indicator}-a": "台账"}, {}, "1.5")
    return drafts.save_part(settings, *OF, indicator, typed, seen=seen, saved_by=by)


def test_what_is_saved_is_read_again_as_it_was_typed(settings: Settings) -> None:
    assert drafts.read_draft(settings, *OF) == Draft(*OF)
    saved = save(settings, "A", "约十次 \U00020bb7", 0)
    assert drafts.read_draft(settings, *OF) == saved
    part = saved.part("A")
    assert (part.version, part.saved_by, part.typed.claim) == (1, "1/clerk", "1.5")
    assert saved.part("B").version == 0 and saved.part("B").typed == Typed()


def test_two_tabs_on_two_indicators_are_in_nobodys_way(settings: Settings) -> None:
    save(settings, "A", "1", 0)
    saved = save(settings, "B", "2", 0)
    assert {name: part.version for name, part in saved.parts.items()} == {"A": 1, "B": 2}
    assert save(settings, "A", "3", 1).part("A").version == 3


def test_two_tabs_on_one_indicator_do_not_overwrite_each_other(settings: Settings) -> None:
    save(settings, "A", "1", 0, "1/clerk")
    save(settings, "A", "2", 1, "2/clerk")
    with pytest.raises(Refused, match="draft-changed-meanwhile") as told:
        save(settings, "A", "3", 1)
    assert told.value.parameters["who"] == "2/clerk" and told.value.parameters["at"]
    kept = drafts.read_draft(settings, *OF)
    assert kept.part("A").typed.texts == {"A-a": "2"}
    # The same once more, as by a second click, is no quarrel and no new version.
    assert save(settings, "A", "2", 1) == kept
    assert save(settings, "A", "3", 2).part("A").typed.texts == {"A-a": "3"}


def test_many_at_once_lose_nothing(settings: Settings) -> None:
    """Each of thirty indicators is fought for by four: of each one stays, and all indicators do."""

    def work(number: int) -> str:
        try:
            save(settings, f"I{number % 30}", str(number), 0)
        except Refused as refused:
            return refused.code
        return "saved"

    with ThreadPoolExecutor(8) as workers:
        done = list(workers.map(work, range(120)))
    draft = drafts.read_draft(settings, *OF)
    assert done.count("saved") == 30 == len(draft.parts) == draft.version
    assert set(done) == {"saved", "draft-changed-meanwhile"}


def test_a_draft_is_begun_anew_as_a_whole_and_seen(settings: Settings) -> None:
    save(settings, "A", "1", 0)
    source = {"B": Typed({"B-a": "9"})}
    with pytest.raises(Refused, match="draft-begun-meanwhile"):
        drafts.begin_draft(settings, *OF, source, seen=0, saved_by="x")
    begun = drafts.begin_draft(settings, *OF, source, seen=1, saved_by="x", handed_in="r1")
    assert (begun.version, begun.handed_in, begun.handed_in_version) == (2, "r1", 2)
    assert begun.part("A").typed == Typed() and begun.part("B").typed == source["B"]
    with pytest.raises(Refused, match="draft-changed-meanwhile"):
        save(settings, "A", "2", 1)  # from a tab of before
    changed = save(settings, "A", "2", 2)
    assert changed.handed_in == "r1" and changed.version != changed.handed_in_version
    drafts.note_handed_in(settings, *OF, changed.version, "r2")
    kept = drafts.read_draft(settings, *OF)
    assert (kept.handed_in, kept.handed_in_version) == ("r2", 3) and kept.parts == changed.parts


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"parts": 3}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_damaged_draft_is_told_and_put_aside(settings: Settings, content: bytes) -> None:
    save(settings, "A", "1", 0)
    (path,) = settings.drafts.rglob("*.json")
    path.write_bytes(content)
    with pytest.raises(Refused, match="draft-unreadable"):
        drafts.read_draft(settings, *OF)
    with pytest.raises(Refused, match="draft-unreadable"):
        save(settings, "A", "2", 1)
    drafts.note_handed_in(settings, *OF, 1, "r1")  # what was handed in is handed in
    assert drafts.begin_draft(settings, *OF, {}, seen=0, saved_by="x").version == 1
    assert path.with_name(path.name + drafts.DAMAGED).read_bytes() == content
    assert save(settings, "A", "2", 0).version == 2


def test_another_schools_file_in_its_place_is_no_draft_of_it(settings: Settings) -> None:
    save(settings, "A", "1", 0)
    (path,) = settings.drafts.rglob("*.json")
    path.with_name("S002.json").write_bytes(path.read_bytes())
    with pytest.raises(Refused, match="draft-unreadable"):
        drafts.read_draft(settings, "2025", "S002")


@pytest.mark.parametrize(
    "names",
    [("2025年", "石泉一小"), ("..", "../x"), (".", ".x"), ("年" * 100, "校" * 100), ("a b", "c:d")],
)
def test_every_name_of_a_cycle_and_a_school_has_its_file(
    settings: Settings, names: tuple[str, str]
) -> None:
    typed = Typed({"a": "1"})
    drafts.save_part(settings, *names, "A", typed, seen=0, saved_by="x")
    assert drafts.read_draft(settings, *names).part("A").typed == typed
    (path,) = settings.home.rglob("*.json")
    assert path.parent.parent == settings.drafts and not path.name.startswith(".")


def test_only_its_owner_reads_it_and_it_is_in_the_backup_and_no_record(
    settings: Settings, tmp_path: Path
) -> None:
    saved = save(settings, "A", "1", 0)
    for path in (settings.drafts, *settings.drafts.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert not settings.records.exists()
    settings.records.mkdir()
    acting = Acting(settings, "root", "test", AT_THE_FILES)
    backups.backup(acting, tmp_path / "backup")
    there = Settings.resolve(tmp_path / "there", SEEDS)
    backups.restore(Acting(there, "root", "test", AT_THE_FILES), tmp_path / "backup")
    assert drafts.read_draft(there, *OF) == saved
    assert verify(there).amiss == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_written_it_is_the_old_one_or_the_new(
    settings: Settings, call: str, when: str
) -> None:
    save(settings, "A", "1", 0)
    command = (sys.executable, "-m", "tests.killed", call, "1", when, "draft", "2")
    place = {"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(SEEDS)}
    killed = subprocess.run(command, env=os.environ | place, check=False)
    assert killed.returncode == -9
    found = drafts.read_draft(settings, *OF)
    assert found.part("A").typed.texts["A-a"] == (
        "2" if (call, when) == ("replace", "after") else "1"
    )
    # The lock went with its holder, and what was left half-written is cleared away.
    save(settings, "A", "3", found.part("A").version)
    remove_partial_files(settings)
    assert [json.loads(path.read_text()) for path in settings.drafts.rglob("*.json")]
    assert not list(settings.drafts.rglob("*.partial"))
