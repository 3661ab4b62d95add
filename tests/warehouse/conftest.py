"""One real build of the dbt project for all tests of the warehouse, and its SQL to run again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest

from duibiao.records.settings import SEEDS
from duibiao.warehouse.ranking_function import register
from tests.conftest import made_once

from .landing import Landing, some_county

PROJECT = Path(__file__).parents[2] / "dbt"


@dataclass(frozen=True)
class Build:
    """What a build left behind: the snapshot and dbt's own account of it."""

    directory: Path

    @property
    def snapshot(self) -> Path:
        """The marts."""
        return self.directory / "snapshot.duckdb"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Every node of the project."""
        return self._artefact("manifest.json")

    @cached_property
    def results(self) -> list[dict[str, Any]]:
        """What became of every node."""
        results: list[dict[str, Any]] = self._artefact("run_results.json")["results"]
        return results

    def _artefact(self, name: str) -> dict[str, Any]:
        text = (self.directory / "target" / name).read_text(encoding="utf-8")
        artefact: dict[str, Any] = json.loads(text)
        return artefact

    @cached_property
    def nodes(self) -> list[dict[str, Any]]:
        """Seeds and models, parents first."""
        known = {
            name: node
            for name, node in self.manifest["nodes"].items()
            if node["resource_type"] in ("seed", "model")
        }
        ordered: dict[str, dict[str, Any]] = {}

        def visit(name: str) -> None:
            if name in known and name not in ordered:
                for parent in known[name]["depends_on"].get("nodes", []):
                    visit(parent)
                ordered[name] = known[name]

        for name in sorted(known):
            visit(name)
        return list(ordered.values())

    def node(self, name: str) -> dict[str, Any]:
        """A seed or model by its name."""
        [found] = [node for node in self.nodes if node["name"] == name]
        return found

    def run_again(
        self, landing: Landing, threads: int = 2, guide: Path = SEEDS
    ) -> duckdb.DuckDBPyConnection:
        """The same compiled SQL on other landing rows, in memory and without dbt.

        The connection has the databases `memory`, `landing` and `snapshot`, as dbt has them.
        """
        connection = duckdb.connect(":memory:", config={"threads": threads})
        register(connection)
        connection.execute("attach ':memory:' as landing; attach ':memory:' as snapshot")
        connection.execute("use landing")
        landing.fill(connection)
        connection.execute("use memory")
        for node in self.nodes:
            relation = node["relation_name"]
            if node["resource_type"] == "seed":
                types = node["config"]["column_types"].items()
                columns = ", ".join(f'"{column}" {kind}' for column, kind in types)
                connection.execute(f"create table {relation} ({columns})")
                connection.execute(
                    f"copy {relation} from '{guide / (node['name'] + '.csv')}' (format csv, header)"
                )
            else:
                kind = "view" if node["config"]["materialized"] == "view" else "table"
                connection.execute(f"create {kind} {relation} as {node['compiled_code']}")
        return connection


def digest(directory: Path) -> dict[str, str]:
    """The hash of every file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.iterdir())
    }


def run_dbt(directory: Path, *arguments: str) -> None:
    """A command of dbt as a person runs it, on the guide, landing and snapshot of a folder."""
    places = {
        "DUIBIAO_GUIDE_TABLES": str(directory / "guide"),
        "DUIBIAO_LANDING": str(directory / "landing.duckdb"),
        "DUIBIAO_SNAPSHOT": str(directory / "snapshot.duckdb"),
    }
    paths = {"--target-path": directory / "target", "--log-path": directory / "logs"}
    paths |= {"--project-dir": PROJECT, "--profiles-dir": PROJECT}
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *arguments,
            *[str(part) for pair in paths.items() for part in pair],
        ],
        env=os.environ | places,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def run_dbt_build(directory: Path, landing: Landing) -> None:
    """Builds everything, all tests and unit tests with it, from a guide of its own."""
    shutil.copytree(SEEDS, directory / "guide")
    landing.write(directory / "landing.duckdb")
    before = digest(directory / "guide")
    run_dbt(directory, "build", "--vars", "test_everything: true", "--no-partial-parse")
    assert digest(directory / "guide") == before, "a build wrote to the guide that it reads"


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of `some_county` on the project's own guide, made once for all workers."""

    def make(directory: Path) -> None:
        directory.mkdir()
        run_dbt_build(directory, some_county())

    return Build(made_once(tmp_path_factory, "warehouse-build", make))


@pytest.fixture(scope="session")
def marts(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts of that build, read-only."""
    with duckdb.connect(str(build.snapshot), read_only=True) as connection:
        yield connection
