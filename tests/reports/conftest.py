"""The demo county's reports, made once, and programs that read them back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from tests.conftest import run_duibiao

Rows = Callable[..., list[tuple[Any, ...]]]


def program(name: str, package: str) -> str:
    """Where a program lies that the tests need."""
    found = shutil.which(name)
    assert found is not None, f"{name} is needed: apt-get install {package}"
    return found


def pdf_text(path: Path) -> str:
    """What stands in a PDF, as another program reads it; a form feed ends each page."""
    command = [program("pdftotext", "poppler-utils"), "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def office_pdfs(folder: Path, files: list[Path]) -> dict[str, Path]:
    """Documents as LibreOffice opens and prints them, by the names of the documents."""
    subprocess.run(
        [
            program("soffice", "libreoffice-writer"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "printed"),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {path.name: folder / "printed" / f"{path.stem}.pdf" for path in files}


@pytest.fixture(scope="session")
def settings(demo_home: Path) -> Settings:
    """The demo county."""
    return Settings.resolve(demo_home, SEEDS)


@pytest.fixture(scope="session")
def rows(settings: Settings) -> Iterator[Rows]:
    """Plain SQL on the demo county's snapshot."""
    path = snapshot_path(settings)
    assert path is not None
    with duckdb.connect(str(path), read_only=True) as connection:

        def run(sql: str, *values: object) -> list[tuple[Any, ...]]:
            return connection.cursor().execute(sql, list(values)).fetchall()

        yield run


@pytest.fixture(scope="module")
def reports(
    demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """All schools' reports as PDF, as the command line makes them, and what it told of them."""
    folder = tmp_path_factory.mktemp("reports")
    told = run_duibiao(demo_home, "report", "school", "--all", "--out", folder, "--json").stdout
    return folder, json.loads(told)


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIBIAO_LANG", raising=False)
    assert "DUIBIAO_FONTS" not in os.environ
