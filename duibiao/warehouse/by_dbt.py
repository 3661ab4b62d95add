"""dbt itself: runs the project for a build, or once for nobody, to write down what it would run."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.exceptions import DbtRuntimeError

from duibiao.guide.columns import TABLES
from duibiao.guide.editions import Guide
from duibiao.guide.tables import column_names, csv_text
from duibiao.records.settings import DBT_PROJECT, Settings
from duibiao.warehouse.landing import LAYOUT, quotable
from duibiao.warehouse.plan import LANDING, SNAPSHOT, NotPassed, Plan, Step, model_parents
from duibiao.warehouse.statements import Statements

CHANGES_NOTHING = (
    duckdb.StatementType.SELECT,
    duckdb.StatementType.EXPLAIN,
)
Noted = Callable[[Any], None]


def run(settings: Settings, guide: Guide, snapshot: Path, seconds: dict[str, float]) -> Statements:
    """Run the dbt project and its data tests into a new snapshot; returns what dbt compiled.

    Adds to `seconds`: `dbt_start` (import and parse), `sql` (models and tests).
    Raises NotPassed with the names and messages of what failed.
    """
    began = time.perf_counter()
    starts: list[float] = []

    def note_start(event: Any) -> None:
        if event.info.name == "ConcurrencyLine" and not starts:
            starts.append(time.perf_counter())

    with quotable(settings.dbt_work / "guide") as tables:
        guide.write_tables(tables, in_normal_order=True)
        places = (tables, settings.landing, snapshot)
        manifest, _ = _built(settings.dbt_work, places, note_start)
    ended = time.perf_counter()
    started = starts[0] if starts else ended
    seconds["dbt_start"], seconds["sql"] = started - began, ended - started
    return statements_of(manifest)


def recorded_plan(folder: Path, key: str) -> Plan:
    """What dbt runs for a county of which nothing is known, under a guide without rows.

    Nothing that dbt sends to the engine depends on rows: what it asks the engine is about tables
    and columns, which a plan makes in the same order, so its questions are left out. `folder`: for
    working files, which make dbt parse faster the next time. Raises NotPassed.
    """
    said: dict[str, list[str]] = {}

    def note_statement(event: Any) -> None:
        if event.info.name == "SQLQuery":
            said.setdefault(event.data.node_info.unique_id, []).append(event.data.sql)

    with quotable(folder / "county") as county:
        tables, landing, snapshot = (county / name for name in ("guide", "landing", "snapshot"))
        tables.mkdir(parents=True)
        for name in TABLES:
            (tables / f"{name}.csv").write_text(csv_text(column_names(name), []), "utf-8")
        with duckdb.connect(str(landing)) as connection:
            connection.execute(LAYOUT.read_text(encoding="utf-8"))
        places = (tables, landing, snapshot)
        manifest, attachments = _built(folder, places, note_statement, "--threads", "1")
    statements = statements_of(manifest)
    placed = [
        sql.replace(str(landing), LANDING).replace(str(snapshot), SNAPSHOT) for sql in attachments
    ]
    return Plan(key, placed, list(_steps(manifest, said)), statements)


def compiled_for_spark(folder: Path, key: str) -> Plan:
    """The models as dbt compiles them for Spark, without steps; no cluster is asked.

    `folder`: for working files. Raises NotPassed.
    """
    with quotable(folder / "county") as county:
        tables = county / "guide"
        tables.mkdir(parents=True)
        for name in TABLES:
            (tables / f"{name}.csv").write_text(csv_text(column_names(name), []), "utf-8")
        options = [*_options(folder), "--target", "spark"]
        places = (tables, county / "landing", county / "snapshot")
        with _environment(places), _pyspark_named():
            parsed = dbtRunner().invoke(["parse", *options])
            if not parsed.success:
                raise NotPassed(str(parsed.exception))
            manifest: Manifest = parsed.result
            asked = ["--no-populate-cache", "--no-introspect"]
            result = dbtRunner(manifest).invoke(["compile", *options, *asked])
            if not result.success:
                raise NotPassed(_messages(result))
    return Plan(key, [], [], statements_of(manifest))


@contextlib.contextmanager
def _pyspark_named() -> Iterator[None]:
    """dbt-spark wants pyspark to be installed before it compiles, and then has no use for it."""
    if find_spec("pyspark") is not None:
        yield
        return
    sys.modules["pyspark"] = ModuleType("pyspark")
    try:
        yield
    finally:
        del sys.modules["pyspark"]


def _steps(manifest: Manifest, said: Mapping[str, list[str]]) -> Iterator[Step]:
    """Models and tests in the order that dbt ran them in. Raises NotPassed for one it did not."""
    nodes = {
        name: node
        for name, node in manifest.nodes.items()
        if node.resource_type != "seed" and node.config.materialized != "ephemeral"
    }
    silent = sorted(nodes.keys() - said.keys())
    if silent:
        raise NotPassed("\n".join(f"{name}: dbt ran nothing for it" for name in silent))
    for name in said:
        if name not in nodes:
            continue
        node, is_test = nodes[name], nodes[name].resource_type == "test"
        statements = [sql for sql in said[name] if is_test or not _changes_nothing(sql)]
        yield Step(
            identifier=name,
            kind=str(node.resource_type),
            name=node.name,
            # A test asks the engine before it begins what it is about.
            told=str(DbtRuntimeError("", node)).splitlines()[0],
            parents=model_parents(name, manifest.nodes),
            statements=statements[-1:] if is_test else statements,
            fails_if=node.config.error_if
            if is_test and node.config.severity.upper() == "ERROR"
            else None,
        )


def _changes_nothing(sql: str) -> bool:
    return all(one.type in CHANGES_NOTHING for one in duckdb.extract_statements(sql))


def _built(
    work: Path, places: tuple[Path, Path, Path], note: Noted, *more: str
) -> tuple[Manifest, list[str]]:
    """Have dbt build; what it compiled, and how it attached the databases. Raises NotPassed."""
    options = _options(work)
    with _environment(places):
        try:
            parsed = dbtRunner().invoke(["parse", *options])
            if not parsed.success:
                raise NotPassed(str(parsed.exception))
            manifest: Manifest = parsed.result
            result = dbtRunner(manifest, [note]).invoke(
                ["build", "--exclude-resource-type", "unit_test", *options, *more]
            )
            if not result.success:
                raise NotPassed(_messages(result))
            attached = DuckDBConnectionManager.env().creds.attach or ()
            return manifest, [one.to_sql() for one in attached]
        finally:
            DuckDBConnectionManager.close_all_connections()


def _options(work: Path) -> list[str]:
    """Where the project is and where dbt works; it is silent, and writes nothing of itself."""
    paths = {"--project-dir": DBT_PROJECT, "--profiles-dir": DBT_PROJECT}
    paths |= {"--target-path": work / "target", "--log-path": work / "logs"}
    options = [str(part) for pair in paths.items() for part in pair]
    # What dbt would write down of itself, twice in a build, we take from its memory.
    return [*options, "--log-level", "none", "--no-print", "--no-write-json"]


@contextlib.contextmanager
def _environment(places: Iterable[Path]) -> Iterator[None]:
    """What dbt_project.yml and profiles.yml ask the environment for, while dbt runs."""
    names = ("DUIBIAO_GUIDE_TABLES", "DUIBIAO_LANDING", "DUIBIAO_SNAPSHOT")
    said = dict(zip(names, map(str, places), strict=True))
    said["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, text in before.items():
            if text is None:
                del os.environ[name]
            else:
                os.environ[name] = text


def _messages(result: Any) -> str:
    if result.exception is not None:
        return str(result.exception)
    failed = [node for node in result.result.results if node.status in ("error", "fail")]
    return "\n".join(f"{node.node.name}: {_without_macros(node.message)}" for node in failed)


def _without_macros(message: str) -> str:
    """What dbt says of a failure, less the macros of its own that were at work."""
    return message.split("\n  \n  > in ", maxsplit=1)[0].rstrip()


def statements_of(manifest: Manifest) -> dict[str, Any]:
    """The compiled SQL of every model, in an order in which it can run, and the seeds' types."""
    nodes = {
        name: node
        for name, node in manifest.nodes.items()
        if node.resource_type in ("model", "seed")
    }
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in nodes and name not in ordered:
            for parent in nodes[name].depends_on_nodes:
                visit(parent)
            ordered.append(name)

    for name in sorted(nodes):
        visit(name)
    models = [nodes[name] for name in ordered if nodes[name].resource_type == "model"]
    return {
        "models": [
            {
                "name": node.name,
                "relation": node.relation_name,
                "materialized": node.config.materialized,
                "is_mart": node.database == "snapshot",
                "computed": node.config.meta.get("computed"),
                "looks_back": node.config.meta.get("looks_back", False),
                "parents": [
                    nodes[parent].name
                    for parent in model_parents(node.unique_id, nodes)
                    if nodes[parent].resource_type == "model"
                ],
                "sql": node.compiled_code,
            }
            for node in models
            if node.config.materialized != "ephemeral"
        ],
        "seeds": {
            node.name: {
                "relation": node.relation_name,
                "column_types": node.config.column_types,
            }
            for node in nodes.values()
            if node.resource_type == "seed"
        },
    }
