"""What a build takes over from the one before it, so that only what changed is computed again.

A model says in its meta `computed` how far its rows look: `by_school` to rows of their own cycle
and school, `by_cycle` to those of their own cycle (and to tables without a cycle, as the guide's).
Of these only the rows are computed for which something changed; the others stay as they are in a
copy of the snapshot before. A model of which `looks_back` is said, too, reads the same of the cycle
before. A model that says nothing is computed from everything.

What changed is seen by fingerprints of the models that say nothing and are read by one that does:
hashes of all their rows by cycle and school; of the guide's tables by edition, for what a cycle's
rows read of it is of the cycle's own edition. They are kept in a file beside the snapshots
(`settings.carried`), and with them the rows of intermediate models that are read farther than they
are computed: what compares cycles finds there those of the cycles that were not.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from duibiao.guide.columns import TABLES
from duibiao.guide.editions import Guide
from duibiao.records.settings import Settings
from duibiao.records.store import digest, file_digest
from duibiao.warehouse.plan import NotPassed, Plan, Step, opened, play, run_step
from duibiao.warehouse.snapshot_files import read_account, snapshots
from duibiao.warehouse.sql_text import quoted
from duibiao.warehouse.statements import creation

KEYS = {"by_school": ("cycle_id", "school_id"), "by_cycle": ("cycle_id",)}
CYCLES = "int_cycles_settled"
"""The model that says which cycle is before which."""
MOST_GROWTH = 1.5
"""A file that was changed in place to so many times its size when it was new is made anew."""

FINGERPRINTS = """fingerprints (
    model varchar, cycle_id varchar, school_id varchar,
    row_count bigint, mixed ubigint, added hugeint
)"""


class _Wider(Exception):
    """What changed at one school changed others, too."""


class NotTakenOver(Exception):
    """What changed concerns every row: all is to be computed."""


@cache
def _program() -> str:
    """What tells the way in which this program builds from any other's, beside the plan."""
    sources = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return digest(b"".join(sources) + version("numpy").encode())


@dataclass(frozen=True, slots=True)
class Before:
    """A published snapshot and what was carried beside it, both whole and made as we would.

    `new_bytes`: how large they were when all was computed.
    """

    snapshot: Path
    carried: Path
    new_bytes: list[int]

    @classmethod
    def of(cls, settings: Settings, made_by: str) -> Self | None:
        """What a build that makes rows like this can begin with; None where nothing can be."""
        try:
            snapshot = snapshots(settings)[-1]
            account = read_account(snapshot) or {}
            told = account["carried"]
            sizes = [path.stat().st_size for path in (snapshot, settings.carried)]
            is_fit = (
                told["made_by"] == made_by
                and all(
                    size <= MOST_GROWTH * new
                    for size, new in zip(sizes, told["new_bytes"], strict=True)
                )
                and told["sha256"] == file_digest(settings.carried)
                and account["snapshot_sha256"] == file_digest(snapshot)
            )
        except (OSError, IndexError, KeyError, TypeError, ValueError):
            return None
        return cls(snapshot, settings.carried, told["new_bytes"]) if is_fit else None


class TakingOver:
    """How a build uses the one before it, and what it leaves to the next, in the file `carried`.

    `is_everything`: nothing is taken over.
    """

    def __init__(self, settings: Settings, carried: Path, *, is_everything: bool) -> None:
        self._settings = settings
        self._carried, self._is_everything = carried, is_everything
        self._made_by: str | None = None
        self._before: Before | None = None

    def play(self, plan: Plan, guide: Guide, snapshot: Path) -> None:
        """Make and test the new database `snapshot`, from the one before where that can be.

        Raises NotPassed as a build of everything does, and errors of the engine.
        """
        # What must be the same for rows of an earlier build to be those of this one.
        self._made_by = digest(f"{plan.key} {_program()}".encode())
        landing = self._settings.landing
        before = None if self._is_everything else Before.of(self._settings, self._made_by)
        if before is not None:
            # What is wrong with it is told by a build of everything, if it still is.
            with suppress(NotTakenOver, NotPassed, duckdb.Error, OSError):
                take_over(plan, guide, landing, snapshot, self._carried, before)
                self._before = before
                return
            for path in (snapshot, self._carried):
                for part in (path, _log_of(path)):
                    part.unlink(missing_ok=True)
        graph = Graph(plan)
        kept = {*graph.fingerprinted, *graph.carried}
        keep = partial(carry, plan=plan, graph=graph, carried=self._carried)
        play(plan, guide, landing, snapshot, keep, kept)

    def account(self, snapshot: Path, carried: Path) -> dict[str, Any]:
        """What the account of a build says of this; nothing where something else computed."""
        if self._made_by is None:
            return {}
        sizes = [path.stat().st_size for path in (snapshot, carried)]
        return {
            "carried": {
                "made_by": self._made_by,
                "sha256": file_digest(carried),
                "new_bytes": sizes if self._before is None else self._before.new_bytes,
            },
            "taken_over": self._before is not None,
        }


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


@dataclass(slots=True)
class Change:
    """Which rows of a model are others than before: whole cycles, schools in cycles, or all."""

    cycles: set[str] = field(default_factory=set)
    schools: set[tuple[str, str]] = field(default_factory=set)
    is_without_cycle: bool = False
    is_everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.cycles or self.schools or self.is_without_cycle or self.is_everything)

    def add(self, other: Change) -> None:
        """Take in what else changed; of rows without a cycle nothing is computed by cycle."""
        self.cycles |= other.cycles
        self.schools |= other.schools
        self.is_everything |= other.is_everything

    def of(self, key: Sequence[str]) -> Change:
        """The same, in whole cycles where the key names no school."""
        if "school_id" in key:
            return self
        return Change(self.all_cycles, is_everything=self.is_everything)

    def moved(self, to: Mapping[str, str]) -> Change:
        """The same of other cycles, for each that has one: what comes before it, or after."""
        return Change(
            {to[cycle] for cycle in self.cycles if cycle in to},
            {(to[cycle], school) for cycle, school in self.schools if cycle in to},
        )

    def is_within(self, other: Change) -> bool:
        """Whether the other one holds all of this."""
        schools = {pair for pair in self.schools if pair[0] not in other.cycles}
        return self.cycles <= other.cycles and schools <= other.schools

    @property
    def all_cycles(self) -> set[str]:
        """The cycles in which something changed."""
        return self.cycles | {cycle for cycle, _ in self.schools}


class Graph:
    """The models of a plan: from which rows each is computed, and which are carried."""

    def __init__(self, plan: Plan) -> None:
        self.models = {str(model["name"]): model for model in plan.statements["models"]}
        self.keys: dict[str, tuple[str, ...]] = {}
        self.children: dict[str, list[str]] = {name: [] for name in self.models}
        # What needs rows that are not computed, as it compares cycles, or reads what does.
        self.late: set[str] = set()
        self.of_guide: set[str] = set()
        self.looking_back: set[str] = set()
        for name, model in self.models.items():
            parents: list[str] = model["parents"]
            for parent in parents:
                self.children[parent].append(name)
            key = KEYS.get(model["computed"])
            if key is not None:
                self.keys[name] = key
            if model["looks_back"]:
                self.looking_back.add(name)
            if (
                not self.late.isdisjoint(parents)
                or (key is None and not self.keys.keys().isdisjoint(parents))
                or name in self.looking_back
            ):
                self.late.add(name)
            if '"landing".' not in model["sql"] and self.of_guide.issuperset(parents):
                self.of_guide.add(name)
        named = {step.identifier: step.name for step in plan.steps}
        self._tested = {
            named.get(parent)
            for step in plan.steps
            if step.kind == "test"
            for parent in step.parents
        }

    @cached_property
    def carried(self) -> list[str]:
        """Intermediate tables that are read farther than they are computed, and be it by tests."""
        return [
            name
            for name, key in self.keys.items()
            if self.is_table(name)
            and not self.models[name]["is_mart"]
            and (
                name in self._tested
                or any(
                    reader in self.late or self.keys.get(reader) != key
                    for reader in self._readers(name)
                )
            )
        ]

    def is_table(self, name: str) -> bool:
        """Whether a model's rows are kept, and not found anew by whoever reads them."""
        return bool(self.models[name]["materialized"] != "view")

    def _readers(self, name: str) -> Iterator[str]:
        yield name
        for child in self.children[name]:
            if self.is_table(child):
                yield child
            else:
                yield from self._readers(child)

    @cached_property
    def watched(self) -> list[str]:
        """What compares schools and is read by what looks at one: one's change may be many's."""
        return [
            name
            for name, key in self.keys.items()
            if key == KEYS["by_cycle"]
            and name not in self.late
            and any(self.keys.get(reader) == KEYS["by_school"] for reader in self._readers(name))
        ]

    @cached_property
    def fingerprinted(self) -> list[str]:
        """Models of which it is to be seen what changed: by which others are computed or kept."""
        return self.watched + [
            name
            for name in self.models
            if name not in self.keys
            and name not in self.of_guide
            and (
                not self.keys.keys().isdisjoint(self.children[name])
                or (self.children[name] and name not in self.late)
            )
        ]


def carry(connection: duckdb.DuckDBPyConnection, plan: Plan, graph: Graph, carried: Path) -> None:
    """After everything was computed: keep what the next build needs, in a new file."""
    # No other client opens it, so it is written the newest way, which packs texts at less cost.
    # Where a build is killed it goes, so it needs no log either.
    connection.execute(
        f"attach {quoted(carried)} as carried"
        " (storage_version 'latest', recovery_mode 'no_wal_writes')"
    )
    connection.execute(f"create table carried.main.{FINGERPRINTS}")
    connection.execute("create table carried.main.columns (model varchar, name varchar)")
    relations = {model["relation"]: name for name, model in graph.models.items()}
    found = connection.execute(
        """select format('"{}"."{}"."{}"', database_name, schema_name, table_name), column_name
        from duckdb_columns() where column_name in ('cycle_id', 'school_id')"""
    ).fetchall()
    told = [(relations[relation], name) for relation, name in found if relation in relations]
    connection.execute(
        "insert into carried.main.columns select unnest(?), unnest(?)",
        [list(said) for said in zip(*told, strict=True)],
    )
    columns = _columns(connection)
    for name in graph.fingerprinted:
        prints = _fingerprints(name, graph.models[name]["relation"], columns)
        connection.execute(f"insert into carried.main.fingerprints {prints}")
    prints = _fingerprints_of_guide(plan.statements["seeds"])
    connection.execute(f"insert into carried.main.fingerprints {prints}")
    for name in graph.carried:
        connection.execute(
            f'create table carried.main."{name}" as from {graph.models[name]["relation"]}'
        )
    connection.execute("checkpoint carried")


def _fingerprints(name: str, relation: str, columns: Mapping[str, set[str]]) -> str:
    """A select of what tells all rows of a model from any others, by cycle and school."""
    there = columns.get(name, ())
    return _prints(name, relation, *(one if one in there else "null" for one in KEYS["by_school"]))


def _fingerprints_of_guide(seeds: Mapping[str, Any]) -> str:
    """The same of the guide's tables, by edition: a row that names two is told of both."""
    return " union all ".join(
        _prints(name, seed["relation"], edition, "null")
        for name, seed in seeds.items()
        for edition in [one.name for one in TABLES[name] if one.of == "editions"] or ["null"]
    )


def _prints(name: str, relation: str, cycle: str, school: str) -> str:
    return (
        f"select {quoted(name)} as model, cast({cycle} as varchar) as cycle_id,"
        f" cast({school} as varchar) as school_id, count(*) as row_count,"
        " bit_xor(hash(rows_of)) as mixed, sum(cast(hash(rows_of, 1) as hugeint)) as added"
        f" from {relation} as rows_of group by all"
    )


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    columns: dict[str, set[str]] = {}
    for model, name in connection.execute("from carried.main.columns").fetchall():
        columns.setdefault(model, set()).add(name)
    return columns


def take_over(
    plan: Plan, guide: Guide, landing: Path, snapshot: Path, carried: Path, before: Before
) -> Change:
    """Make the new database `snapshot`, and what is carried beside it, from those before.

    Returns what was computed again of what is computed by school. Raises NotTakenOver where that is
    everything, and NotPassed or an error of the engine where something is amiss: then nothing was
    shown, for only when all is computed is it known what is.
    """
    try:
        return _take_over(plan, guide, landing, snapshot, carried, before, finest="by_school")
    except _Wider:
        return _take_over(plan, guide, landing, snapshot, carried, before, finest="by_cycle")


def _take_over(
    plan: Plan,
    guide: Guide,
    landing: Path,
    snapshot: Path,
    carried: Path,
    before: Before,
    *,
    finest: str,
) -> Change:
    for source, target in ((before.snapshot, snapshot), (before.carried, carried)):
        _log_of(target).unlink(missing_ok=True)
        shutil.copyfile(source, target)
    with opened(plan, guide, landing, snapshot) as connection:
        connection.execute(f"attach {quoted(carried)} as carried")
        connection.execute("attach ':memory:' as narrowed")
        work = _Work(connection, plan, finest)
        work.compute()
        work.test(plan.steps)
        connection.execute("checkpoint snapshot")
        connection.execute("checkpoint carried")
        return work.early["by_school"]


class _Narrowed:
    """Selects that see only the rows in which something changed, of what has a cycle or school."""

    def __init__(
        self, work: _Work, name: str, change: Change, before: Change | None = None
    ) -> None:
        self.change = change
        self._work, self._name = work, name
        self._made: set[str] = set()
        self._read = Change(set(change.cycles), set(change.schools))
        self._read.add(before or Change())
        for table, told in ((name, change), (f"read by {name}", self._read)):
            if told.schools:
                work.connection.execute(
                    f'create table narrowed.main."{table}" (cycle_id varchar, school_id varchar)'
                )
                pairs = pl.DataFrame(sorted(told.schools), schema=KEYS["by_school"], orient="row")
                work.connection.register("incoming", pairs.to_arrow())
                work.connection.execute(f'insert into narrowed.main."{table}" from incoming')
                work.connection.unregister("incoming")

    def condition(self, columns: Collection[str]) -> str:
        """What holds for the rows of a table with these columns in which something changed."""
        return _condition(self.change, self._name, columns)

    def select(self, name: str) -> str:
        """The select of a model, over these rows of all that it reads."""
        graph = self._work.graph
        sql = str(graph.models[name]["sql"])
        for parent in graph.models[name]["parents"]:
            columns = self._work.columns.get(parent, ())
            # What is neither kept nor carried holds these rows only.
            if "cycle_id" in columns and parent not in self._work.of_this_build:
                sql = sql.replace(graph.models[parent]["relation"], self._view(parent, columns))
        if name in graph.looking_back:
            return f"from ({sql}) where {self.condition(self._work.columns[name])}"
        return sql

    def _view(self, parent: str, columns: Collection[str]) -> str:
        view = f'narrowed.main."{parent} of {self._name}"'
        if parent not in self._made:
            self._made.add(parent)
            self._work.connection.execute(
                f"create view {view} as from {self._work.graph.models[parent]['relation']}"
                f" where {_condition(self._read, f'read by {self._name}', columns)}"
            )
        return view


def _condition(change: Change, table: str, columns: Collection[str]) -> str:
    if "school_id" not in columns:
        return f"cycle_id in ({_listed(change.all_cycles)})"
    said = []
    if change.cycles:
        said.append(f"cycle_id in ({_listed(change.cycles)})")
    if change.schools:
        said.append(f'(cycle_id, school_id) in (from narrowed.main."{table}")')
    return " or ".join(said)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(quoted, sorted(texts)))


class _Work:
    """A build over what the one before left, on one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: Plan, finest: str) -> None:
        self.connection = connection
        self.finest = finest
        self.graph = Graph(plan)
        self.columns = _columns(connection)
        self.steps = {step.name: step for step in plan.steps if step.kind != "test"}
        self.names = {step.identifier: step.name for step in plan.steps}
        self.seeds = plan.statements["seeds"]
        self.changed: dict[str, Change] = {}
        self.early = {level: Change() for level in KEYS}
        self.of_this_build: set[str] = set()
        self._there: set[str] = set()

    def compute(self) -> None:
        """Compute again what changed. Raises NotTakenOver where that is everything."""
        graph = self.graph
        first = [name for name in self.steps if name not in graph.keys and name not in graph.late]
        # Marts are read by marts alone: they are computed where what they read changed.
        marts = [name for name in first if graph.models[name]["is_mart"]]
        for name in first:
            if name not in marts:
                self._create(name)
        self.changed |= dict.fromkeys(graph.of_guide, self._change_of_guide())
        self._note_changes([name for name in first if name not in marts])
        for name in marts:
            self._compute_mart(name)
        self._sum_up()
        narrowed = {
            KEYS[level]: _Narrowed(self, level, change) for level, change in self.early.items()
        }
        for name in self.steps:
            if name in graph.keys:
                key = graph.keys[name]
                is_late = name in graph.late
                self._compute_part(name, self._late(name) if is_late else narrowed[key])
            elif name in graph.late and graph.models[name]["is_mart"]:
                self._compute_mart(name)
            elif name in graph.late:
                self._create(name)
                self._note_changes([name])

    def test(self, steps: Iterable[Step]) -> None:
        """Run the tests of what changed; what passed before passes again. Raises NotPassed."""
        for step in steps:
            models = [self.names.get(parent) for parent in step.parents]
            is_due = any(name is None or self.changed[name] for name in models)
            if step.kind == "test" and is_due and run_step(self.connection, step) is not None:
                raise NotPassed(step.name)

    def _sum_up(self) -> None:
        """What changed in all that is read by what is computed by school, and by cycle."""
        for name, key in self.graph.keys.items():
            if name not in self.graph.late:
                level = next(level for level, own in KEYS.items() if own == key)
                for parent in self.graph.models[name]["parents"]:
                    if parent not in self.graph.keys:
                        self.early[level].add(self.changed[parent])
        self.early["by_cycle"].add(self.early["by_school"])
        self.early["by_cycle"] = self.early["by_cycle"].of(KEYS["by_cycle"])
        if self.early["by_cycle"].is_everything:
            raise NotTakenOver
        if self.finest == "by_cycle":
            self.early["by_school"] = self.early["by_cycle"]

    def _late(self, name: str) -> _Narrowed:
        key = self.graph.keys[name]
        change = Change()
        change.add(self.early["by_school" if key == KEYS["by_school"] else "by_cycle"])
        for parent in self.graph.models[name]["parents"]:
            if parent in self.graph.late or parent not in self.graph.keys:
                change.add(self.changed[parent])
        change = change.of(key)
        if change.is_everything or name not in self.graph.looking_back:
            return _Narrowed(self, name, change)
        pairs = self.connection.execute(
            f"""select cycle_id, previous_cycle_id from {self.graph.models[CYCLES]["relation"]}
            where previous_cycle_id is not null"""
        ).fetchall()
        # What comes after what changed is compared with it, too.
        change.add(change.moved({previous: cycle for cycle, previous in pairs}))
        return _Narrowed(self, name, change, change.moved(dict(pairs)))

    def _create(self, name: str) -> None:
        self.connection.execute(creation(self.graph.models[name]))
        self._there.add(name)

    def _compute_mart(self, name: str) -> None:
        """Make a mart anew, unless nothing of what it reads has changed."""
        model = self.graph.models[name]
        self.changed.setdefault(name, Change())
        if any(self.changed[parent] for parent in model["parents"]):
            self.connection.execute(f"drop table {model['relation']}")
            run_step(self.connection, self.steps[name])
            self._note_changes([name])

    def _compute_part(self, name: str, narrowed: _Narrowed) -> None:
        """Compute the rows of a model in which something changed, in the place of those before."""
        model, change = self.graph.models[name], narrowed.change
        self.changed[name] = change
        if not self.graph.is_table(name):
            if self._there.issuperset(model["parents"]):
                self._create(name)
            return
        is_kept = model["is_mart"] or name in self.graph.carried
        relation = f'carried.main."{name}"' if name in self.graph.carried else model["relation"]
        if change.is_everything:
            self.connection.execute(f"delete from {relation}")
            self.connection.execute(f"insert into {relation} by name {model['sql']}")
        elif change and is_kept:
            where = narrowed.condition(self.columns[name])
            self.connection.execute(f"delete from {relation} where {where}")
            self.connection.execute(f"insert into {relation} by name {narrowed.select(name)}")
        elif change:
            self.connection.execute(f"create table {relation} as {narrowed.select(name)}")
            self.of_this_build.add(name)
        if name in self.graph.carried:
            self.connection.execute(f"create view {model['relation']} as from {relation}")
        if is_kept or change:
            self._there.add(name)
        if change and name in self.graph.watched:
            self._note_changes([name])
            if not self.changed[name].is_within(self.early["by_school"]):
                raise _Wider
            self.changed[name] = change

    def _note_changes(self, names: Sequence[str]) -> None:
        """See what changed in models that were computed whole, and keep their fingerprints."""
        graph = self.graph
        seen = set(graph.fingerprinted).intersection(names)
        for name in names:
            self._there.add(name)
            if name not in graph.of_guide:
                self.changed[name] = Change(is_everything=name not in seen)
        if not seen:
            return
        prints = " union all by name ".join(
            _fingerprints(name, graph.models[name]["relation"], self.columns)
            for name in sorted(seen)
        )
        for name, cycle, school in self._differing(prints, seen):
            change, columns = self.changed[name], self.columns.get(name, ())
            if "cycle_id" not in columns:
                change.is_everything = True
            elif cycle is None:
                change.is_without_cycle = True
            elif school is None:
                change.cycles.add(cycle)
            else:
                change.schools.add((cycle, school))

    def _change_of_guide(self) -> Change:
        """The cycles of the editions that changed. Raises NotTakenOver where all may have."""
        found = self._differing(_fingerprints_of_guide(self.seeds), self.seeds)
        editions = {edition for _, edition, _ in found if edition is not None}
        if not found:
            return Change()
        if any(edition is None for _, edition, _ in found):
            raise NotTakenOver
        cycles = self.connection.execute(
            f"""select cycle_id from {self.graph.models[CYCLES]["relation"]}
            where edition in ({_listed(editions)})"""
        ).fetchall()
        return Change({cycle for (cycle,) in cycles}, is_without_cycle=True)

    def _differing(
        self, prints: str, names: Collection[str]
    ) -> list[tuple[str, str | None, str | None]]:
        """Where these are not the fingerprints that were kept, instead of which they are kept."""
        self.connection.execute(f"create or replace table narrowed.main.present as {prints}")
        before = f"(from carried.main.fingerprints where model in ({_listed(names)}))"
        present = "(from narrowed.main.present)"
        found = self.connection.execute(
            f"""select distinct model, cycle_id, school_id from (
                ({present} except all {before}) union all ({before} except all {present})
            )"""
        ).fetchall()
        if found:
            names_found = _listed({name for name, *_ in found})
            self.connection.execute(
                f"delete from carried.main.fingerprints where model in ({names_found})"
            )
            self.connection.execute(
                "insert into carried.main.fingerprints from narrowed.main.present"
                f" where model in ({names_found})"
            )
        return found
