"""What tests of several rooms share: the command line as a person runs it, and one demo county."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from duibiao.records.settings import SEEDS, Settings
from tests.forked import run_module

DEMO_DAY = "2026-01-30"
"""The demo county of the tests is always as on this day."""
Duibiao = Callable[..., subprocess.CompletedProcess[str]]


def run_duibiao(
    home: Path,
    *arguments: str | Path,
    guide: Path = SEEDS,
    lang: str = "zh",
    expect: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own; `expect` is the exit code it must have."""
    places = {"DUIBIAO_HOME": str(home), "DUIBIAO_GUIDE": str(guide), "DUIBIAO_LANG": lang}
    environment = os.environ | places
    result = run_module("duibiao", [str(argument) for argument in arguments], environment)
    if expect is not None:
        assert result.returncode == expect, result.stdout + result.stderr
    return result


Place = Callable[[str], Path]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what their module makes once go to one worker, so that it is made once.

    Those of whole builds come before others that go alone: they are the longest, and each worker is
    given some tests ahead, for which nobody should wait at the end.
    """
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.parent not in (here, here / "warehouse"))
    for item in items:
        assert isinstance(item, pytest.Function)
        used = item._fixtureinfo.name2fixturedefs.values()
        if any(fixtures[-1].scope == "module" for fixtures in used):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Gives a folder for a data home by its name, empty but for what dbt has parsed before.

    What dbt keeps of its parsing holds for one path only, and half the time of a first build is
    parsing: tests of one worker therefore take the same few places, one test after another.
    """
    base = tmp_path_factory.getbasetemp()

    def emptied(name: str) -> Path:
        home, aside = base / name, base / f"{name}-dbt-work"
        work = Settings.resolve(home, SEEDS).dbt_work
        if work.is_dir():
            work.replace(aside)
        shutil.rmtree(home, ignore_errors=True)
        if aside.is_dir():
            home.mkdir()
            aside.replace(work)
        return home

    return emptied


@pytest.fixture
def home(place: Place) -> Path:
    """An empty data home."""
    return place("home")


@pytest.fixture
def settings(home: Path) -> Settings:
    """The settings of an empty data home and the project's own guide."""
    return Settings.resolve(home, SEEDS)


@pytest.fixture
def duibiao(home: Path) -> Duibiao:
    """The command line on the empty data home."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        return run_duibiao(home, *arguments, **options)  # type: ignore[arg-type]

    return run


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that one worker makes for all of them, by a function of its path."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    made = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not (shared / f"{name}.done").is_file():
            shutil.rmtree(made, ignore_errors=True)
            make(made)
            (shared / f"{name}.done").touch()
    return made


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo county; never write into it, use `demo_copy`."""

    def make(demo: Path) -> None:
        run_duibiao(demo, "demo", "--no-serve", "--today", DEMO_DAY)

    return made_once(tmp_path_factory, "demo-county", make)


@pytest.fixture(scope="session")
def exported(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All marts of the demo county in every format, as the command line exports them."""

    def make(folder: Path) -> None:
        run_duibiao(demo_home, "export", folder)

    return made_once(tmp_path_factory, "exported", make)


@pytest.fixture
def demo_copy(demo_home: Path, place: Place) -> Path:
    """A copy of the demo county that a test may change."""
    copy = place("demo-copy")
    work = Settings.resolve(demo_home, SEEDS).dbt_work.name
    shutil.copytree(demo_home, copy, ignore=shutil.ignore_patterns(work), dirs_exist_ok=True)
    return copy
