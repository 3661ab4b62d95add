"""What was taken over is what would have been computed, whatever happened; else all is computed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import build as building
from duibiao.warehouse import taking_over
from duibiao.warehouse.build import BuildRefused, build
from duibiao.warehouse.kept_guides import recorded_guide
from duibiao.warehouse.plan import Plan, opened, plan_of, play
from duibiao.warehouse.snapshot_files import information_path, read_account, snapshot_path
from duibiao.warehouse.statements import creation
from duibiao.warehouse.taking_over import CYCLES, Before, Graph
from ingest.door import Door
from tests.counties.random_history import make_history
from tests.counties.small_county import small_county
from tests.equal_builds import content_of

STEPS = 3
GATE_SEEDS, SOAK_SEEDS = range(2), range(2, 52)
CELLS = 2
"""So many cycles, or schools in cycles, are looked at of each model."""


def load(settings: Settings, path: Path) -> None:
    """Take a file in as the command line does."""
    door = Door.open(settings)
    checked = door.check(path.read_bytes(), path.name)
    done = door.hand_in(checked, received_by="test", channel="test", confirmed=True)
    assert done.receipt is not None, checked


def account_of(snapshot: Path) -> dict[str, object]:
    """What a build wrote down."""
    account = read_account(snapshot)
    assert account is not None
    return account


def computed_whole(settings: Settings, snapshot: Path, beside: Path) -> Path:
    """The same once more, computed from nothing."""
    guide = recorded_guide(settings, str(account_of(snapshot)["guide_sha256"]))
    beside.unlink(missing_ok=True)
    play(plan_of(settings), guide, settings.landing, beside)
    return beside


def differing(one: Path, other: Path) -> list[str]:
    """What is not the same in two snapshots: rows, columns, comments, constraints."""
    ours, theirs = content_of(one), content_of(other)
    return [name for name in sorted(ours.keys() | theirs.keys()) if ours[name] != theirs[name]]


@pytest.mark.parametrize(
    "seed",
    [*GATE_SEEDS, *(pytest.param(seed, marks=pytest.mark.soak) for seed in SOAK_SEEDS)],
)
def test_a_build_equals_one_of_everything_whatever_happened(
    seed: int, home: Path, tmp_path: Path
) -> None:
    history = make_history(seed, tmp_path, home)
    history.begin()
    build(history.settings)
    taken_over = 0
    for _ in range(STEPS):
        history.go_on()
        try:
            built = build(history.settings)
        except BuildRefused as refused:
            # An edition of a closed cycle may not change, and the like: the next thing happens.
            assert refused.code in ("edition-frozen", "edition-unknown"), (history.told, refused)
            continue
        taken_over += bool(account_of(built.snapshot)["taken_over"])
        whole = computed_whole(history.settings, built.snapshot, tmp_path / "everything.duckdb")
        assert differing(built.snapshot, whole) == [], (seed, history.told)
    assert taken_over, history.told


@pytest.mark.parametrize(
    "seed", [None, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in SOAK_SEEDS[:12])]
)
def test_a_row_looks_no_farther_than_its_model_says(
    seed: int | None, demo_home: Path, home: Path, tmp_path: Path
) -> None:
    """Over what has its cycle, or cycle and school, alone, a model computes the same rows."""
    settings = Settings.resolve(demo_home, SEEDS)
    if seed is not None:
        history = make_history(seed, tmp_path, home)
        settings = history.settings
        history.begin()
    plan = plan_of(settings)
    if seed is not None:
        build(settings)
    guide = recorded_guide(settings, str(account_of(_newest(settings))["guide_sha256"]))
    graph = Graph(plan)
    with opened(plan, guide, settings.landing, tmp_path / "scratch.duckdb") as connection:
        connection.execute("attach ':memory:' as narrowed")
        for model in graph.models.values():
            connection.execute(creation(model))
        farther, blank = _looking_farther(connection, graph)
    assert farther == {}
    assert blank == [], "a row without a cycle, or a school, would be lost"


SPOILED: dict[str, Callable[[Settings, Path], None]] = {
    "nothing": lambda settings, snapshot: None,
    "snapshots gone": lambda settings, _: _remove(settings, "*.duckdb"),
    "snapshot altered": lambda settings, snapshot: _alter(snapshot),
    "accounts gone": lambda settings, _: _remove(settings, "*Z-*.json"),
    "carried gone": lambda settings, snapshot: settings.carried.unlink(),
    "carried altered": lambda settings, snapshot: _alter(settings.carried),
    "carried a folder": lambda settings, snapshot: _into_folder(settings.carried),
    "of an older carried": lambda settings, snapshot: _tell(snapshot, "sha256", "0" * 64),
    "by another program": lambda settings, snapshot: _tell(snapshot, "made_by", "0" * 64),
    "grown": lambda settings, snapshot: _tell(snapshot, "new_bytes", [1, 1]),
}
"""What can befall what a build would begin with, and that nothing is taken over then."""


def test_what_is_not_whole_or_not_ours_is_not_taken_over(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = small_county(tmp_path / "files")
    books = [county.workbook(school, county.answers(school)) for school in county.schools]
    for path in [*county.tables, *books]:
        load(settings, path)
    built = build(settings)
    assert account_of(built.snapshot)["taken_over"] is False
    made_by = account_of(built.snapshot)["carried"]["made_by"]  # type: ignore[index]
    for what, spoil in SPOILED.items():
        shutil.copytree(settings.warehouse, tmp_path / "whole")
        spoil(settings, built.snapshot)
        assert (Before.of(settings, made_by) is None) is (what != "nothing"), what
        shutil.rmtree(settings.warehouse)
        (tmp_path / "whole").replace(settings.warehouse)
    _into_folder(settings.carried)
    built = build(settings)
    assert account_of(built.snapshot)["taken_over"] is False
    # One that dies in the middle leaves what was there, and the next one takes that over.
    monkeypatch.setattr(building, "_publish", _die)
    load(settings, county.workbook(county.schools[0], county.answers(county.schools[1]), "again"))
    with pytest.raises(KeyboardInterrupt):
        build(settings)
    assert snapshot_path(settings) == built.snapshot
    monkeypatch.undo()
    after = build(settings).snapshot
    whole = computed_whole(settings, after, tmp_path / "everything.duckdb")
    assert differing(after, whole) == []
    assert build(settings, again=True).snapshot != after
    assert account_of(_newest(settings))["taken_over"] is False
    # What fails is told by a build of everything, in the words of one.
    told: list[Path] = []

    def note(plan: Plan, guide: Guide, landing: Path, snapshot: Path, *more: Any) -> None:
        told.append(snapshot)
        play(plan, guide, landing, snapshot, *more)

    monkeypatch.setattr(taking_over, "run_step", lambda *_: "Got 1 result")
    monkeypatch.setattr(taking_over, "play", note)
    load(settings, county.workbook(county.schools[1], county.answers(county.schools[2]), "more"))
    assert account_of(build(settings).snapshot)["taken_over"] is False
    assert told


def _remove(settings: Settings, pattern: str) -> None:
    for path in settings.warehouse.glob(pattern):
        path.unlink()


def _alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-9] ^= 1
    path.write_bytes(content)


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _tell(snapshot: Path, name: str, said: object) -> None:
    account = account_of(snapshot)
    account["carried"][name] = said  # type: ignore[index]
    information_path(snapshot).write_text(json.dumps(account), "utf-8")


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def _newest(settings: Settings) -> Path:
    return settings.warehouse / settings.latest.read_text("utf-8").strip()


def _looking_farther(
    connection: duckdb.DuckDBPyConnection, graph: Graph
) -> tuple[dict[str, int], list[str]]:
    """Models with rows that are others where less can be seen; those that have rows of nothing."""
    columns = {
        name: {row[0] for row in connection.execute(f"describe {model['relation']}").fetchall()}
        for name, model in graph.models.items()
    }
    previous = dict(
        connection.execute("select cycle_id, previous_cycle_id from int_cycles_settled").fetchall()
    )
    farther: Counter[str] = Counter()
    blank: list[str] = []
    for name, key in graph.keys.items():
        model = graph.models[name]
        relation = model["relation"]
        assert columns[name].issuperset(key)
        if connection.execute(
            f"from {relation} where {' or '.join(f'{one} is null' for one in key)} limit 1"
        ).fetchall():
            blank.append(name)
        cells = connection.execute(
            f"select distinct {', '.join(key)} from {relation} order by all"
        ).fetchall()
        step = max(1, len(cells) // CELLS)
        for cell in cells[::step]:
            told = dict(zip(key, cell, strict=True))
            cycles = [told["cycle_id"]]
            if name in graph.looking_back and previous.get(cycles[0]):
                cycles.append(previous[cycles[0]])
            sql = str(model["sql"])
            own_cycles = f"cycle_id in ({', '.join(map(repr, cycles))})"
            editions = f"select edition from {graph.models[CYCLES]['relation']} where {own_cycles}"
            for parent in model["parents"]:
                seen = [own_cycles] if "cycle_id" in columns[parent] else []
                if seen and "school_id" in key and "school_id" in columns[parent]:
                    seen.append(f"school_id = {told['school_id']!r}")
                if parent in graph.of_guide:
                    named = [one for one in columns[parent] if one.endswith("edition")]
                    seen += (
                        [" or ".join(f"{one} in ({editions})" for one in named)] if named else []
                    )
                if seen:
                    connection.execute(
                        f'create or replace view narrowed.main."{parent}" as'
                        f" from {graph.models[parent]['relation']} where {' and '.join(seen)}"
                    )
                    sql = sql.replace(graph.models[parent]["relation"], f'narrowed.main."{parent}"')
            own = " and ".join(f"{column} = {text!r}" for column, text in told.items())
            connection.execute(f"create or replace table narrowed.main.found as {sql}")
            found, kept = f"from narrowed.main.found where {own}", f"from {relation} where {own}"
            farther[name] += len(
                connection.execute(
                    f"({found} except all {kept}) union all ({kept} except all {found})"
                ).fetchall()
            )
    return +farther and dict(+farther), blank
