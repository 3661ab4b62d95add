"""A build without dbt: the statements that dbt ran for this project, played again over a landing.

While project, layout of landing, shape of the guide and versions stay the same, dbt would send the
engine the same statements for every county: models with their contracts and comments, and tests.
They are written down once (`duibiao.warehouse.by_dbt`), kept by a hash of all that they depend on,
in the user's own cache, for every data home, and run here in dbt's order on one connection.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import duckdb
from filelock import FileLock

from duibiao.guide.columns import TABLES
from duibiao.guide.editions import Guide
from duibiao.guide.tables import column_names
from duibiao.records.settings import Settings, cache_folder
from duibiao.records.store import digest, write_durably
from duibiao.warehouse.landing import LAYOUT
from duibiao.warehouse.snapshot_files import project_hash
from duibiao.warehouse.statements import Statements, load_guide

FORMAT = 1
DISTRIBUTIONS = ("dbt-adapters", "dbt-common", "dbt-core", "dbt-duckdb", "duckdb")
# What compiles for the other engine; like the engine it is there only where somebody wants it.
DISTRIBUTIONS_OF_SPARK = ("dbt-adapters", "dbt-common", "dbt-core", "dbt-spark")
KEPT_PLANS = 8
LANDING, SNAPSHOT = "{landing}", "{snapshot}"

# Below so many answers two threads take longer than one, by the clock too.
MANY_ANSWERS = 500_000


class NotPassed(Exception):
    """Models that could not be made, or tests that found something: a line or more for each."""

    def __init__(self, messages: str) -> None:
        super().__init__(messages)
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Step:
    """A model or a test: what is run for it, after what, and what is said where it fails.

    `statements` of a test: one, whose row says how much it found and whether that is too much.
    `told`: how dbt begins to tell an error of the engine. `fails_if`: what a test may not find;
    None where it only warns.
    """

    identifier: str
    kind: str
    name: str
    told: str
    parents: Sequence[str]
    statements: Sequence[str]
    fails_if: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of a build in dbt's order, how the databases are attached, and the bare selects."""

    key: str
    attachments: Sequence[str]
    steps: Sequence[Step]
    statements: Statements

    @classmethod
    def read(cls, path: Path, key: str) -> Self | None:
        """A plan that was kept; None where there is none, it is damaged or is another's."""
        try:
            seal, content = path.read_bytes().split(b"\n", 1)
            if seal.decode() != digest(content):
                return None
            said = json.loads(content)
            steps = [Step(**step) for step in said["steps"]]
            found = cls(said["key"], said["attachments"], steps, said["statements"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if found.key == key else None

    def keep(self, path: Path) -> None:
        """Write it down, whole or not at all. Raises OSError."""
        content = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()
        write_durably(path, digest(content).encode() + b"\n" + content, private=True)


def plan_key(*, for_spark: bool = False) -> str:
    """What tells a plan from any other: all that what dbt sends to the engine depends on."""
    distributions = DISTRIBUTIONS_OF_SPARK if for_spark else DISTRIBUTIONS
    depends_on = {
        "format": FORMAT,
        "project": project_hash(),
        "landing": digest(LAYOUT.read_bytes()),
        "guide": {name: column_names(name) for name in TABLES},
        "versions": {name: version(name) for name in distributions},
        # dbt takes switches from the environment too.
        "switches": {name: said for name, said in os.environ.items() if name.startswith("DBT_")},
    }
    return digest(json.dumps(depends_on, sort_keys=True).encode())[:32]


def plan_of(settings: Settings, *, for_spark: bool = False) -> Plan:
    """The plan of the present project: as it was kept, else made by dbt now and kept.

    It is looked for, and kept, in the user's cache; where nothing can be written there, in the data
    home. `for_spark`: the models as dbt compiles them for Spark, without steps.
    Raises NotPassed where dbt cannot run the project.
    """
    key = plan_key(for_spark=for_spark)
    make = _compiled if for_spark else _made
    folders = [folder / "plans" for folder in (cache_folder(), settings.dbt_work) if folder]
    for folder in folders:
        found = Plan.read(folder / f"{key}.json", key)
        if found is not None:
            return found
    for folder in folders:
        lock = FileLock(folder / "making.lock")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except OSError:
            continue
        try:
            return _made_in(folder, key, make)
        finally:
            lock.release()
    return make(folders[-1], key)


def _made_in(folder: Path, key: str, make: Callable[[Path, str], Plan]) -> Plan:
    """One process makes it, and others that waited for it take what it made. Raises OSError."""
    path = folder / f"{key}.json"
    plan = Plan.read(path, key)
    if plan is None:
        plan = make(folder, key)
        if path.is_dir():
            shutil.rmtree(path)
        plan.keep(path)
        kept = sorted(folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for older in kept[:-KEPT_PLANS]:
            older.unlink(missing_ok=True)
    return plan


def _made(folder: Path, key: str) -> Plan:
    # dbt takes seconds to import, and is there only for this.
    from duibiao.warehouse.by_dbt import recorded_plan

    return recorded_plan(folder / "work", key)


def _compiled(folder: Path, key: str) -> Plan:
    from duibiao.warehouse.by_dbt import compiled_for_spark

    return compiled_for_spark(folder / "work-spark", key)


def play(plan: Plan, guide: Guide, landing: Path, snapshot: Path) -> None:
    """Make the new database `snapshot` from a landing and a guide, and test what was made.

    What fails holds up what comes from it and nothing else, as in dbt. Raises NotPassed with all
    that failed, in dbt's words; what was made by then is there.
    """
    # What the engine is given to call is imported where it is called.
    from duibiao.warehouse.ranking_function import register

    with duckdb.connect(":memory:") as connection:
        connection.execute("set enable_progress_bar = false")
        for attachment in plan.attachments:
            placed = attachment.replace(LANDING, _escaped(landing))
            connection.execute(placed.replace(SNAPSHOT, _escaped(snapshot)))
        (answers,) = connection.execute("select count(*) from landing.answers").fetchall()[0]
        if answers < MANY_ANSWERS:
            connection.execute("set threads = 1")
        register(connection)
        load_guide(connection, plan.statements["seeds"], guide)
        failed = list(_failures(connection, plan.steps))
        if failed:
            raise NotPassed("\n".join(failed))
        # By itself the engine does it when it closes, and says nothing of what goes wrong.
        connection.execute("checkpoint snapshot")


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def _failures(connection: duckdb.DuckDBPyConnection, steps: Sequence[Step]) -> Iterator[str]:
    """Run the steps; what is said of each that failed."""
    stopped: set[str] = set()
    failed_tests: list[Step] = []
    above: dict[str, set[str]] = {}
    for step in steps:
        above[step.identifier] = set(step.parents).union(
            *(above.get(parent, ()) for parent in step.parents)
        )
        if not stopped.isdisjoint(above[step.identifier]) or (
            step.kind != "test"
            and any(above[step.identifier].issuperset(test.parents) for test in failed_tests)
        ):
            stopped.add(step.identifier)
            continue
        try:
            found = _run(connection, step)
        except duckdb.Error as error:
            found = "\n  ".join([step.told, *str(error).split("\n")])
        if found is not None:
            stopped.add(step.identifier)
            if step.kind == "test":
                failed_tests.append(step)
            yield f"{step.name}: {found}"


def _run(connection: duckdb.DuckDBPyConnection, step: Step) -> str | None:
    """Run one step; what a test found, None where it passed."""
    if step.kind != "test":
        try:
            for statement in step.statements:
                connection.execute(statement)
        except duckdb.Error:
            with contextlib.suppress(duckdb.Error):
                connection.execute("rollback")
            raise
        return None
    [statement] = step.statements
    [(count, _, is_too_much)] = connection.execute(statement).fetchall()
    if step.fails_if is None or not is_too_much:
        return None
    results = "1 result" if count == 1 else f"{count} results"
    return f"Got {results}, configured to fail if {step.fails_if}"


def model_parents(name: str, nodes: Mapping[str, Any]) -> list[str]:
    """The identifiers of what a node reads from; for what stands nowhere by itself, what it reads.

    `nodes`: dbt's, by identifier.
    """
    parents: list[str] = []
    for parent in nodes[name].depends_on_nodes:
        if parent in nodes:
            is_ephemeral = nodes[parent].config.materialized == "ephemeral"
            parents += model_parents(parent, nodes) if is_ephemeral else [parent]
    return sorted(set(parents))
