"""What every command says of each kind of damage, and that what mends it does.

In the gate a build does all but what dbt computes, which depends on landing and the guide alone:
landing is compared. In the soak dbt computes, and the marts are compared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from typer.testing import CliRunner

from dashboards.server import health_told
from duibiao.commands.cli import app
from duibiao.commands.console import W
from duibiao.guide.editions import Guide
from duibiao.records.seals import NOTES
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import IDENTIFIER, file_digest, record_paths
from duibiao.warehouse import build
from duibiao.warehouse.landing import take_in
from duibiao.warehouse.snapshot_files import information_path, snapshots, statements_path
from duibiao.warehouse.statements import Statements, statements_of_snapshot
from duibiao.warehouse.verifying import verify
from tests.conftest import Place
from tests.damage.kinds import KINDS, Kind, newest, older, unsealed
from tests.damage.mends import MENDS
from tests.damage.page import OUTCOMES, PAGE, page
from tests.warehouse.old_home import CYCLE, LEFT, unpacked

SCHOOL = str(LEFT["explain"][0]["out"]["school_id"])
OWN = ("record_id", "received_at", "submission_id")
"""Columns that tell one hand-in from the next of the same content."""
SAID_OF_BUILDS = [message_id for _, _, message_id in OUTCOMES.values() if message_id]
Rows = dict[str, list[tuple[object, ...]]]


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    text: str


@dataclass
class House:
    """A home that suffers one kind of damage after another, and the sound one that it was."""

    settings: Settings
    backup: Path
    table: Path
    computes: bool
    expected: dict[bool, Rows] = field(default_factory=dict)
    """What is held where all is well; by True: where the newest record was never said."""

    def reset(self) -> None:
        """As it was, but for what dbt has parsed, which takes long."""
        work = self.settings.dbt_work
        for path in self.settings.home.iterdir():
            if path != work:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.backup, self.settings.home, dirs_exist_ok=True)

    def ask(self, *arguments: str | Path) -> Said:
        """Run the command line in this process."""
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert "Traceback" not in done.output, done.output
        assert W("cli-unforeseen", message="").strip(" 。.") not in done.output, done.output
        return Said(done.exit_code, done.output)

    def rows(self) -> Rows:
        """What is held in landing, and in the marts if dbt computes: without what tells hand-ins
        of the same content apart, and without what builds say."""
        files = [self.settings.landing, *([newest(self.settings)] if self.computes else [])]
        found: Rows = {}
        for path in files:
            with duckdb.connect(str(path), read_only=True) as connection:
                names = connection.execute("select table_name from duckdb_tables()").fetchall()
                for (name,) in names:
                    rows = f'select columns(c -> c not in {OWN}) from "{name}"'
                    if name in ("records", "fct_records"):
                        rows += " where kind not in ('seal', 'guide')"
                    found[f"{path.suffix} {name}"] = connection.execute(
                        f"{rows} order by all"
                    ).fetchall()
        return found


def two_snapshots(settings: Settings) -> None:
    """The archive holds but the newest snapshot: give it one before, a copy, and both accounts."""
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


def made(house: House) -> House:
    """A home with two snapshots and two seals, and one record that no seal lists."""
    settings = house.settings
    newly = unsealed(settings)
    said = newly.read_bytes()
    newly.unlink()
    if house.computes:
        of_older_version = snapshots(settings)
        for _ in range(2):
            assert house.ask("build").code == 0
        for path in of_older_version:
            for part in (path, information_path(path), statements_path(path)):
                part.unlink(missing_ok=True)
        # Somebody remembers the first seal's head, as the account of the older one would.
        remembered = information_path(older(settings))
        account = json.loads(remembered.read_bytes()) | {"seal_head": LEFT["seal_heads"][0]}
        remembered.write_text(json.dumps(account), "utf-8")
    else:
        take_in(settings)
        two_snapshots(settings)
    newly.write_bytes(said)
    ignored = shutil.ignore_patterns(settings.dbt_work.name)
    shutil.copytree(settings.home, house.backup, ignore=ignored)
    for is_without in (False, True):
        house.reset()
        if is_without:
            unsealed(settings).unlink()
        assert house.ask("load", house.table).code == 0
        assert house.ask("build").code == 0
        house.expected[is_without] = house.rows()
    return house


@pytest.fixture(scope="module", params=[False, pytest.param(True, marks=pytest.mark.soak)])
def house(
    request: pytest.FixtureRequest, place: Place, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A house whose builds compute, or put the same snapshot in force again."""
    settings = unpacked(place("damage"))
    folder = tmp_path_factory.mktemp("house")
    table = folder / "cycles.csv"
    table.write_bytes(CYCLE)
    whole = folder / "whole.duckdb"
    shutil.copy(newest(settings), whole)
    statements = statements_of_snapshot(newest(settings))

    def computed(
        _: Settings, __: Guide, snapshot: Path, *___: object, **____: object
    ) -> Statements:
        shutil.copy(whole, snapshot)
        return statements

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DUIBIAO_HOME", str(settings.home))
        patched.setenv("DUIBIAO_GUIDE", str(SEEDS))
        if not request.param:
            patched.setattr(build, "compute", computed)
        yield made(House(settings, folder / "sound", table, request.param))


def start_of(message_id: str, **values: str) -> str:
    """The words of a message up to what it names."""
    return W(message_id, **values, identifier="\0", path="\0", count="\0", records="\0").split(
        "\0"
    )[0]


def hold_to(said: Said, outcome: str) -> None:
    """A build ended as the table says, in its words."""
    code, _, message_id = OUTCOMES[outcome]
    told = [one for one in SAID_OF_BUILDS if start_of(one) in said.text]
    assert (said.code, told) == (code, [message_id] if message_id else []), said.text


def harmed(house: House, kind: Kind) -> None:
    """Do the damage, and hear what is said of it before anything is built."""
    house.reset()
    shown = {"newest": newest(house.settings), "older": older(house.settings)}[kind.shown]
    kind.harm(house.settings)
    assert {one.code for one in verify(house.settings).amiss} == kind.verify
    code, text = house.ask("verify")
    assert code == (1 if kind.verify - NOTES else 0), text
    for each in kind.verify:
        assert start_of(f"verify-{each}") in text
        assert W.attr(f"verify-{each}", "mend") in text
    code, text = house.ask("explain", SCHOOL)
    assert code == 0, text
    assert shown.stem in text
    assert health_told() == {"status": "ok", "snapshot": shown.stem}


def is_whole_again(house: House, kind: Kind, mend: str) -> None:
    """After the mend and the next build nothing is amiss, and all tables are as ever."""
    built = house.ask("build")
    hold_to(built, "goes on")
    code, text = house.ask("verify")
    assert code == 0, text
    assert verify(house.settings).amiss == [], text
    expected, found = house.expected[kind.loses and mend == "move out"], house.rows()
    compared = expected.keys() | found.keys()
    for name in sorted(compared):
        assert found.get(name) == expected.get(name), name


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_said_of_damage_is_so_and_what_mends_it_does(house: House, kind: Kind) -> None:
    for mend in kind.mends:
        harmed(house, kind)
        act = MENDS[mend]
        if act.when == "before":
            act.act(house.settings, house.backup, house.ask)
        code, text = house.ask("load", house.table)
        assert code == 0, text
        assert IDENTIFIER.search(text), "others go on handing in"
        before = set(record_paths(house.settings))
        outcomes = {"build": kind.build, "rebuild": kind.rebuild}
        if kind.rebuild == "records-damaged":
            # A build could mend it: what is refused is refused before.
            outcomes = {"rebuild": kind.rebuild, "build": kind.build}
        for command, outcome in outcomes.items():
            hold_to(house.ask(command), outcome if act.when == "after" else "goes on")
        assert before <= set(record_paths(house.settings)), "nothing said is deleted"
        left = [
            *house.settings.warehouse.glob("*.partial*"),
            *house.settings.home.rglob("*aaaaaa*"),
        ]
        assert left == [], "nothing of the dead is left"
        if act.when == "after":
            act.act(house.settings, house.backup, house.ask)
        is_whole_again(house, kind, mend)


def test_the_page_on_damage_says_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.damage.page"
