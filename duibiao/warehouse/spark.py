"""The same project on a Spark cluster: inputs go out as Parquet, what is computed comes back.

dbt compiles the models for Spark as it does for DuckDB, and they run in a session on the cluster:
what depends on nothing else at the same time, each table written as Parquet, so that nothing that
is done is done again where a worker goes away. The snapshot is then made by the same plan as every
other: contracts, keys, comments and tests are DuckDB's, only that each model takes its rows from
what the cluster wrote in place of computing them.

The folder in between must be seen, under one path, by this machine and by every worker.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import sys
import time
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from graphlib import TopologicalSorter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

import duibiao
from duibiao.guide.editions import Guide
from duibiao.records.settings import Settings
from duibiao.warehouse.plan import NotPassed, Plan, Step
from duibiao.warehouse.ranking_function import RESULTS, VARIED_RANKING, varied_rankings
from duibiao.warehouse.sql_text import quoted
from duibiao.warehouse.statements import Statements, load_guide

if TYPE_CHECKING:
    from duibiao.warehouse.build import Cluster

LANDING, PROJECT = "landing", "duibiao"
"""Databases of the session: what was read out of records, and the guide with all models."""

MODELS_AT_ONCE = 4
# So many answers are worth a task of their own.
ANSWERS_OF_A_TASK = 50_000
# What the session must be, whatever the cluster's own files say: a sum that does not fit is an
# error and never null, moments have no zone, and tables are known to this session alone.
CONFIGURATION = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.sources.default": "parquet",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
TYPES = {"varchar": "string", "integer": "int", "boolean": "boolean"}
# What the function of `varied_ranking` is made of, for workers that know nothing of this program.
SHIPPED = ("__init__.py", "warehouse/__init__.py", "warehouse/draws.py")
SHIPPED_FUNCTION = "warehouse/ranking_function.py"


class ClusterUnusable(Exception):
    """The cluster cannot be worked with; `code` and `parameters` name the words."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(f"{code} {parameters}")
        self.code = code
        self.parameters = parameters


def check_installed() -> None:
    """Raises ClusterUnusable where this machine lacks what it takes to ask a cluster."""
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise ClusterUnusable("spark-missing")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise ClusterUnusable("java-missing")


def compute_on(
    cluster: Cluster, settings: Settings, guide: Guide, statements: Statements, folder: Path
) -> Mapping[str, list[Path]]:
    """Compute every model on the cluster into the empty `folder`; the files of each table.

    `statements`: what dbt compiled for Spark. Raises ClusterUnusable, and NotPassed with the names
    and messages of the models that failed.
    """
    inputs = folder / "in"
    inputs.mkdir(parents=True)
    answers = _write_inputs(settings, guide, statements, inputs)
    with _session(cluster) as session:
        _read_inputs(session, inputs, folder)
        _ship_function(session, folder)
        if not session.sparkContext.getConf().contains("spark.sql.shuffle.partitions"):
            tasks = max(session.sparkContext.defaultParallelism, answers // ANSWERS_OF_A_TASK)
            session.conf.set("spark.sql.shuffle.partitions", str(tasks))
        _run(session, statements["models"])
    return {
        model["name"]: sorted((folder / PROJECT / model["name"]).glob("*.parquet"))
        for model in statements["models"]
        if model["materialized"] == "table"
    }


def taking(plan: Plan, files: Mapping[str, Sequence[Path]]) -> Plan:
    """The same plan whose tables take their rows from files, and which computes none itself.

    A mart is made as it is, under its contract; what is only there for tests becomes a view.
    """
    models = {model["name"]: model for model in plan.statements["models"]}
    steps = [
        _taking(step, models[step.name], files[step.name])
        if step.kind == "model" and step.name in files
        else step
        for step in plan.steps
    ]
    return replace(plan, steps=steps)


def _taking(step: Step, model: Mapping[str, Any], files: Sequence[Path]) -> Step:
    rows = f"select * from read_parquet({_list_of(files)})"
    if not model["is_mart"]:
        return replace(step, statements=[f"create view {model['relation']} as {rows}"])
    taken = [statement.replace(model["sql"], rows) for statement in step.statements]
    if taken == step.statements:
        raise ValueError(f"{step.name} stands in none of its statements")
    return replace(step, statements=taken)


def _list_of(files: Sequence[Path]) -> str:
    return "[" + ", ".join(quoted(path) for path in files) + "]"


def _write_inputs(settings: Settings, guide: Guide, statements: Statements, inputs: Path) -> int:
    """Landing and the guide's tables as Parquet; how many answers there are."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {quoted(settings.landing)} as landing (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'landing'"
        ).fetchall()
        relations = {f"{LANDING}.{name}": f'landing.main."{name}"' for (name,) in tables}
        seeds = {
            name: seed | {"relation": f'main."{name}"'}
            for name, seed in statements["seeds"].items()
        }
        load_guide(connection, seeds, guide)
        relations |= {f"{PROJECT}.{name}": seed["relation"] for name, seed in seeds.items()}
        for name, relation in relations.items():
            target = quoted(inputs / f"{name}.parquet")
            connection.execute(f"copy {relation} to {target} (format parquet)")
        [(answers,)] = connection.execute("select count(*) from landing.main.answers").fetchall()
    return int(answers)


@contextlib.contextmanager
def _session(cluster: Cluster) -> Iterator[Any]:
    """A session on the cluster that has at least one worker."""
    with warnings.catch_warnings():
        # It warns of a pandas that is newer than it knows; nothing here asks for pandas.
        warnings.simplefilter("ignore")
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    # It writes every error down a second time; what failed is told once, by us.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = (
            SparkSession.builder.master(cluster.master)
            .appName("duibiao")
            .config(map=CONFIGURATION)
            .getOrCreate()
        )
    except (PySparkException, OSError) as error:
        raise ClusterUnusable("cluster-refuses", master=cluster.master, message=str(error)) from (
            error
        )
    try:
        _wait_for_workers(session, cluster)
        yield session
    finally:
        # Where the cluster is gone there is nothing left to stop.
        with contextlib.suppress(Exception):
            session.stop()


def _wait_for_workers(session: Any, cluster: Cluster) -> None:
    if cluster.master.startswith("local"):
        return
    until = time.monotonic() + cluster.patience
    # One of them is this process.
    while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:
        if time.monotonic() > until:
            raise ClusterUnusable(
                "no-workers", master=cluster.master, seconds=f"{cluster.patience:g}"
            )
        time.sleep(0.2)


def _read_inputs(session: Any, inputs: Path, folder: Path) -> None:
    for database in (LANDING, PROJECT):
        session.sql(f"create database {database} location '{folder / database}'")
    for path in sorted(inputs.glob("*.parquet")):
        session.catalog.createTable(path.stem, path=str(path), source="parquet")


def _ship_function(session: Any, folder: Path) -> None:
    """Give the session `varied_ranking`, and every worker what it is made of."""
    from pyspark.sql.functions import arrow_udf

    root = Path(duibiao.__file__).parent
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in (*SHIPPED, SHIPPED_FUNCTION):
            archive.writestr(f"duibiao/{name}", (root / name).read_bytes())
    path = folder / "function.zip"
    path.write_bytes(content.getvalue())
    session.sparkContext.addPyFile(str(path))
    lists = ", ".join(
        f"{name}: array<struct<"
        + ", ".join(f"{column}: {TYPES[kind]}" for column, kind in columns.items())
        + ">>"
        for name, columns in RESULTS.items()
    )
    session.udf.register(VARIED_RANKING, arrow_udf(varied_rankings, f"struct<{lists}>"))


def _run(session: Any, models: Sequence[Mapping[str, Any]]) -> None:
    """Make all models, some at once; what fails holds up what comes from it and nothing else."""
    named = {model["name"]: model for model in models}
    order = TopologicalSorter({name: model["parents"] for name, model in named.items()})
    order.prepare()
    running: dict[Future[Any], str] = {}
    failed: dict[str, str] = {}
    held_up: set[str] = set()
    with ThreadPoolExecutor(MODELS_AT_ONCE) as pool:
        while order.is_active():
            for name in order.get_ready():
                if held_up.isdisjoint(named[name]["parents"]):
                    running[pool.submit(session.sql, _creation(named[name]))] = name
                else:
                    held_up.add(name)
                    order.done(name)
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                name = running.pop(future)
                error = future.exception()
                if error is not None:
                    failed[name] = str(error).split("\n\nJVM stacktrace", maxsplit=1)[0]
                    held_up.add(name)
                order.done(name)
    if failed:
        raise NotPassed("\n".join(f"{name}: {message}" for name, message in failed.items()))


def _creation(model: Mapping[str, Any]) -> str:
    kind = "view" if model["materialized"] == "view" else "table"
    using = "" if kind == "view" else "using parquet "
    return f"create {kind} {PROJECT}.{model['name']} {using}as {model['sql']}"
