"""The product against the oracle: random guides and counties, loaded and built by its command line.

Each seed is one county in a home of its own. `make soak` takes a hundred more of them, and
`DUIBIAO_ORACLE_SEEDS` asks for others: a count ("200") or a range ("1000-1200"). A difference
prints the seed, and `python -m tests.counties.random_county SEED DIRECTORY` writes that county out
to look at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duibiao.records.settings import Settings
from tests.conftest import made_once, run_duibiao
from tests.counties.random_county import LoadFile, RandomCounty, make_county
from tests.equal_builds import hold_equal_to_dbt

from .compare import differences

SHOWN = 40
DEFAULT_SEED_COUNT = 4
LOOKED_AT = (1, 2, 3)
"""Small counties by guides of their own that are on pages, too: they are built once."""
SOAK_SEEDS = range(DEFAULT_SEED_COUNT, DEFAULT_SEED_COUNT + 100)
BY_DBT_TOO = (0, *SOAK_SEEDS[:10])
"""Of these what dbt itself makes is looked at as well, which takes it some seconds each time.

The demo county and one without any rows are held to the same with the plan's own tests.
"""


def seeds() -> range:
    """The seeds to run."""
    asked = os.environ.get("DUIBIAO_ORACLE_SEEDS", str(DEFAULT_SEED_COUNT))
    first, _, last = asked.rpartition("-")
    return range(int(first or 0), int(last))


def duibiao(home: Path, guide: Path, *arguments: str, may_refuse: bool = False) -> None:
    """Runs the command line in a process of its own; a failed test shows what it printed."""
    done = run_duibiao(home, *arguments, guide=guide, expect=None)
    print(done.stdout, done.stderr)
    allowed = (0, 1) if may_refuse else (0,)
    assert done.returncode in allowed, f"duibiao {arguments[0]} ended with {done.returncode}"


def loads_of(county: RandomCounty) -> list[list[LoadFile]]:
    """The files by command: one takes schools first, so that later ones need one of their own."""
    loads: list[list[LoadFile]] = []
    for file in county.files:
        if file.kind == "schools":
            loads.append([])
        loads[-1].append(file)
    return loads


def publish(home: Path, directory: Path, county: RandomCounty) -> Path:
    """Loads the county's files in their order, builds, and gives the snapshot in force."""
    guide = directory / "guide"
    for files in loads_of(county):
        refuses = any(len(file.accepted) < len(file.rows) for file in files)
        paths = [str(file.path) for file in files]
        # A register that changes many schools at once is asked back.
        duibiao(home, guide, "load", "--confirm", *paths, may_refuse=refuses)
    duibiao(home, guide, "build")
    return in_force(home)


def in_force(home: Path) -> Path:
    """The snapshot in force."""
    return home / "warehouse" / (home / "warehouse" / "LATEST").read_text(encoding="utf-8").strip()


def random_county(factory: pytest.TempPathFactory, seed: int) -> Path:
    """A random county's folder, with its `guide` and its published `home`; only to be read."""

    def make(folder: Path) -> None:
        folder.mkdir()
        publish(folder / "home", folder, make_county(seed, folder))

    return made_once(factory, f"random-county-{seed}", make)


@pytest.mark.parametrize(
    "seed", [*seeds(), *(pytest.param(seed, marks=pytest.mark.soak) for seed in SOAK_SEEDS)]
)
def test_published_scores_equal_the_oracle(
    seed: int, home: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every status, share, points, score, rating, tier and rank of a random county, exactly."""
    county = make_county(seed, tmp_path)
    scores = county.scores()
    assert scores.schools, "a county without a scored school shows nothing"
    if seed in LOOKED_AT:
        published = in_force(random_county(tmp_path_factory, seed) / "home")
    else:
        published = publish(home, tmp_path, county)
    found = differences(published, scores)
    assert not found, f"seed {seed}: {len(found)} differences\n" + "\n".join(found[:SHOWN])
    if seed in BY_DBT_TOO:
        hold_equal_to_dbt(Settings.resolve(home, tmp_path / "guide"))
