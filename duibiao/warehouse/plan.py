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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import duckdb
from filelock import FileLock

from duibiao.guide.columns import TABLES
from duibiao.guide.editions import Guide
from duibiao.guide.tables import column_names
from duibiao.records.settings import Settings, build_memory, cache_folder
from duibiao.records.store import PARTIAL, digest, write_durably
from duibiao.warehouse.landing import LAYOUT
from duibiao.warehouse.snapshot_files import project_hash
from duibiao.warehouse.statements import Statements, load_guide

FORMAT = 2
DISTRIBUTIONS = ("dbt-adapters", "dbt-common", "dbt-core", "dbt-duckdb", "duckdb")
# What compiles for the other engine; like the engine it is there only where somebody wants it.
DISTRIBUTIONS_OF_SPARK = ("dbt-adapters", "dbt-common", "dbt-core", "dbt-spark")
KEPT_PLANS = 8
LANDING, SNAPSHOT = "{landing}", "{snapshot}"

# Below so many answers two threads take longer than one, by the clock too.
MANY_ANSWERS = 500_000
SPILLED = "spilled"


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


@contextlib.contextmanager
def opened(
    plan: Plan, guide: Guide, landing: Path, snapshot: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has a landing, a guide's tables, and a snapshot that is being made.

    The engine keeps to `build_memory()`; what has no room in it is written to a folder beside the
    snapshot.
    """
    # What the engine is given to call is imported where it is called.
    from duibiao.warehouse.ranking_function import register

    with duckdb.connect(":memory:") as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set memory_limit = ?", [build_memory()])
        spilled = snapshot.with_name(f"{SPILLED}{PARTIAL}")
        connection.execute("set temp_directory = ?", [str(spilled)])
        for attachment in plan.attachments:
            placed = attachment.replace(LANDING, _escaped(landing))
            connection.execute(placed.replace(SNAPSHOT, _escaped(snapshot)))
        if _is_large(connection):
            # Nothing that is read has an order that is not asked for, and to keep one takes memory.
            connection.execute("set preserve_insertion_order = false")
        else:
            connection.execute("set threads = 1")
        register(connection)
        load_guide(connection, plan.statements["seeds"], guide)
        yield connection


def play(
    plan: Plan,
    guide: Guide,
    landing: Path,
    snapshot: Path,
    then: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    kept: Collection[str] = (),
) -> None:
    """Make the new database `snapshot` from a landing and a guide, and test what was made.

    What fails holds up what comes from it and nothing else, as in dbt. `then`: what is done once
    all is green, with the marts and the models `kept`: of a large county each other intermediate
    table is emptied as soon as its last reader ran. Raises NotPassed with all that failed, in
    dbt's words; what was made by then is there.
    """
    with opened(plan, guide, landing, snapshot) as connection:
        let_go = last_readers(plan, kept) if _is_large(connection) else {}
        failed = list(_failures(connection, plan.steps, let_go))
        if failed:
            raise NotPassed("\n".join(failed))
        if then is not None:
            then(connection)
        # By itself the engine does it when it closes, and says nothing of what goes wrong.
        connection.execute("checkpoint snapshot")


def _is_large(connection: duckdb.DuckDBPyConnection) -> bool:
    [(answers,)] = connection.execute("select count(*) from landing.answers").fetchall()
    return bool(answers >= MANY_ANSWERS)


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def last_readers(plan: Plan, kept: Collection[str] = ()) -> dict[str, list[str]]:
    """The intermediate tables that nothing reads any more after a step, by its identifier.

    Who reads a view reads what it reads. `kept`: models, of which and of what they read none goes.
    """
    models = {str(model["name"]): model for model in plan.statements["models"]}
    names = {step.identifier: step.name for step in plan.steps}
    read: dict[str, set[str]] = {}

    def tables(name: str) -> set[str]:
        model = models.get(name)
        if model is None or model["is_mart"]:
            return set()
        return read[name] if model["materialized"] == "view" else {str(model["relation"])}

    last: dict[str, str] = {}
    for step in plan.steps:
        read[step.name] = set().union(*(tables(names.get(parent, "")) for parent in step.parents))
        last |= dict.fromkeys(read[step.name], step.identifier)
    for relation in set().union(*map(tables, kept)):
        last.pop(relation, None)
    found: dict[str, list[str]] = {}
    for relation, identifier in last.items():
        found.setdefault(identifier, []).append(relation)
    return found


def _failures(
    connection: duckdb.DuckDBPyConnection,
    steps: Sequence[Step],
    let_go: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    """Run the steps; what is said of each that failed. `let_go`: tables to empty, after which."""
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
            found = run_step(connection, step)
        except duckdb.Error as error:
            found = "\n  ".join([step.told, *str(error).split("\n")])
        if found is not None:
            stopped.add(step.identifier)
            if step.kind == "test":
                failed_tests.append(step)
            yield f"{step.name}: {found}"
        for relation in let_go.get(step.identifier, ()):
            # Its columns are still asked for.
            connection.execute(f"create or replace table {relation} as from {relation} limit 0")


def run_step(connection: duckdb.DuckDBPyConnection, step: Step) -> str | None:
    """Run one step; what a test found, None where it passed. Raises errors of the engine."""
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
