"""What tests of several rooms share: the command line as a person runs it, and one demo county."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from ingest.settings import SEEDS, Settings

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
    result = subprocess.run(
        [sys.executable, "-m", "ingest.cli", *map(str, arguments)],
        env=os.environ | places,
        capture_output=True,
        text=True,
        check=False,
    )
    if expect is not None:
        assert result.returncode == expect, result.stdout + result.stderr
    return result


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty data home."""
    return tmp_path / "home"


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


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo county, made once for all workers; never write into it, use `demo_copy`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    demo = shared / "demo-county"
    with FileLock(shared / "demo-county.lock"):
        if not (demo / "warehouse" / "LATEST").is_file():
            run_duibiao(demo, "demo", "--no-serve")
    return demo


@pytest.fixture
def demo_copy(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo county that a test may change."""
    copy = tmp_path / "demo-copy"
    shutil.copytree(demo_home, copy)
    return copy
