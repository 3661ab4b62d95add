"""A home put aside while it is in use is the same home again elsewhere; half a backup is none."""

from __future__ import annotations

import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, Acting, Assignment
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.seals import seal
from duibiao.records.settings import SEEDS, CountyFile, Settings
from duibiao.records.store import record_paths, store_original, write_record
from duibiao.warehouse import backups
from duibiao.warehouse.verifying import verify


def hand_in(settings: Settings, number: int) -> None:
    """A record with its original, as a hand-in leaves them."""
    original = store_original(settings, f"file {number}".encode(), "book.xlsx")
    body = {"original": original.reference}
    write_record(settings, "test", body, received_by="1/clerk", channel="test")


@pytest.fixture
def acting(tmp_path: Path) -> Acting:
    """A home with records, a seal, an account with a session, and a trail."""
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    for number in range(5):
        hand_in(settings, number)
    seal(settings)
    acting = Acting(settings, "root", "test", AT_THE_FILES)
    given = accounts.add(acting, "li", "Li", [Assignment("clerk", "S001")])
    sessions.begin(settings, given.number)
    return acting


def at(acting: Acting, home: Path) -> Acting:
    """The same person at another home."""
    return Acting(Settings.resolve(home, SEEDS), acting.name, acting.channel, acting.person)


@contextmanager
def in_use(settings: Settings) -> Iterator[None]:
    """While others hand in, sign in and are written down."""
    stopping = Event()

    def work() -> None:
        number = 100
        while not stopping.is_set():
            number += 1
            hand_in(settings, number)
            trail.write(settings, who="9", action="hand_in", outcome="done")
            sessions.begin(settings, 1)

    worker = Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        stopping.set()
        worker.join()


@pytest.mark.parametrize("name", ["backup", "backup.tar.gz"])
def test_forms_drafts_and_the_countys_own_guide_are_in_it(
    acting: Acting, tmp_path: Path, name: str
) -> None:
    """Forms and drafts lie in the home; the guide and what names both lie beside it."""
    home, guide = acting.settings.home, tmp_path / "guide"
    guide.mkdir()
    (guide / "facts.csv").write_text("fact", encoding="utf-8")
    file = CountyFile("县", home, guide).text(tmp_path)
    (tmp_path / "duibiao.toml").write_text(file, encoding="utf-8")
    made_again = ("dbt-work/x.sql", "jobs/0198a5a0-0000-7000-8000-000000000000/files/x.xlsx")
    for path in ("forms/county.docx", "drafts/2025/S001.json", *made_again):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(path, encoding="utf-8")
    backups.backup(replace(acting, settings=Settings.resolve(home, guide)), tmp_path / name)
    there = at(acting, tmp_path / "elsewhere" / "home")
    backups.restore(there, tmp_path / name)
    restored = there.settings.home
    for path in ("forms/county.docx", "drafts/2025/S001.json"):
        assert (restored / path).read_text(encoding="utf-8") == path
    assert (restored / "guide-of-county" / "facts.csv").read_text(encoding="utf-8") == "fact"
    assert (restored / "guide-of-county.toml").read_text(encoding="utf-8") == file
    assert not (restored / "dbt-work").exists() and not (restored / "jobs").exists()
    assert verify(there.settings).amiss == []
    again = backups.backup(there, tmp_path / "again")
    assert again.files > 15


@pytest.mark.parametrize("name", ["backup", "backup.tar", "backup.tar.gz"])
def test_what_is_put_aside_while_in_use_is_a_home_again(
    acting: Acting, tmp_path: Path, name: str
) -> None:
    before = record_paths(acting.settings)
    with in_use(acting.settings):
        made = backups.backup(acting, tmp_path / name)
    assert made.files > 11
    _, rehearsed = backups.rehearse(tmp_path / name)
    assert rehearsed.amiss == []
    there = at(acting, tmp_path / "elsewhere")
    backups.restore(there, tmp_path / name)
    assert verify(there.settings).amiss == []
    assert record_paths(there.settings).keys() >= before.keys()
    assert [one.login for one in accounts.accounts(there)] == ["li"]
    modes = {path.is_dir(): set() for path in (tmp_path, there.settings.people)}  # type: ignore[var-annotated]
    for path in (there.settings.home, *there.settings.home.rglob("*")):
        modes[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
    assert modes == {True: {0o700}, False: {0o600}}
    kept = tmp_path / name
    assert stat.S_IMODE(kept.stat().st_mode) == (0o700 if kept.is_dir() else 0o600)
    hand_in(there.settings, 7)
    assert verify(there.settings).is_whole


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda folder: next(folder.glob("records/*/*")).unlink(), "restore-damaged"),
        (lambda folder: next(folder.glob("originals/*/*")).write_bytes(b"x"), "restore-damaged"),
        (lambda folder: (folder / "people.sqlite3").write_bytes(b""), "restore-damaged"),
        (lambda folder: (folder / "stray").write_bytes(b""), "restore-damaged"),
        (lambda folder: (folder / "backup.json").unlink(), "restore-no-backup"),
        (lambda folder: (folder / "backup.json").write_bytes(b"[]"), "restore-no-backup"),
    ],
)
def test_half_a_backup_is_none_and_leaves_nothing(
    acting: Acting, tmp_path: Path, damage: Callable[[Path], object], code: str
) -> None:
    backups.backup(acting, tmp_path / "backup")
    damage(tmp_path / "backup")
    there = at(acting, tmp_path / "elsewhere")
    with pytest.raises(Refused, match=code):
        backups.restore(there, tmp_path / "backup")
    assert not there.settings.home.exists()
    assert not list(tmp_path.glob(".restoring-*"))


def test_a_cut_archive_is_none(acting: Acting, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    backups.backup(acting, path)
    whole = path.read_bytes()
    for cut in (0, 100, len(whole) // 2):
        path.write_bytes(whole[:cut])
        with pytest.raises(Refused, match="restore-"):
            backups.restore(at(acting, tmp_path / "elsewhere"), path)


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "a/../../outside"])
def test_no_name_in_an_archive_leads_out_of_the_home(
    acting: Acting, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "backup.tar"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(Refused, match="restore-no-backup"):
        backups.restore(at(acting, tmp_path / "elsewhere"), path)
    assert not (tmp_path / "outside").exists()


def test_nothing_is_written_over(acting: Acting, tmp_path: Path) -> None:
    backups.backup(acting, tmp_path / "backup")
    with pytest.raises(Refused, match="backup-exists"):
        backups.backup(acting, tmp_path / "backup")
    with pytest.raises(Refused, match="restore-home-used"):
        backups.restore(acting, tmp_path / "backup")
