"""Scores in memory: the build's own compiled SQL, for a hand-in at the door or for changed answers.

Nothing is computed here. The statements are those that dbt compiled for the snapshot in force, and
they see the guide and the rows of the schools asked for; so the figures equal those that a build
publishes. Ranks are of these rows alone: `Scorer.ranked` places a score among the published ones.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from cachetools import LRUCache

from duibiao.guide.editions import Guide
from duibiao.records.model import Basis
from duibiao.warehouse.landing import Rows, column_types, create_tables, text_of
from duibiao.warehouse.snapshot_files import hold_to_memory
from duibiao.warehouse.sql_text import quoted
from duibiao.warehouse.statements import (
    Statements,
    ancestors,
    creation,
    load_guide,
    statements_of_snapshot,
)

TELLING_MARTS = (
    "fct_school_scores",
    "fct_dimension_scores",
    "fct_indicator_scores",
    "fct_rule_part_scores",
    "fct_answers",
)
SCORE_MARTS = TELLING_MARTS[:3]
COMPARED_MARTS = ("fct_rule_part_scores",)
"""What is told of a score where rules compare schools, beside the score itself."""

# What ranks read and what ranks them.
TOTALS_MODEL, RANKS_MODEL = "int_schools_totalled", "int_schools_ranked"
# What counts the schools ahead and behind, for tiers and ratings by percent.
PLACES_MODEL = "int_schools_placed"
BY_PERCENT = ("tier_shares", "rating_shares")

# What compares schools with each other; statements of old builds do not have it.
COMPARING_MODEL = "int_relative_placed"

LANDING = '"landing"'
"""How statements name the database of what was handed in."""

# Planning all statements takes longer than running them for a few schools: below so many, plans are
# made once and kept. What the optimizer knows of the rows of one run is not true of the next, so
# those plans are made by those of its steps alone that look at nothing but the statement.
OPTIMIZED_FROM = 50
STATEMENT_STEPS = {
    "column_lifetime",
    "common_subexpressions",
    "cte_inlining",
    "expression_rewriter",
    "filter_pushdown",
    "unused_columns",
}

KEPT_BYTES = 4_000_000
"""So much of what was scored at the door a scorer keeps, about: who checks a file hands it in."""
OVERHEAD_BYTES = 4_000

# Deleted rows of a database in memory stay there until a checkpoint: one after so many schools.
SWEPT_AFTER = 20


@dataclass(frozen=True, slots=True)
class SchoolScore:
    """The rows of the marts that tell one school's score for one cycle, by mart."""

    cycle_id: str
    school_id: str
    marts: Mapping[str, pl.DataFrame]

    @property
    def size(self) -> int:
        """Its bytes, about."""
        return sum(int(frame.estimated_size()) for frame in self.marts.values())

    def compared(self, *, counted: bool) -> list[str]:
        """The indicators in which it was compared with other schools, or could not be: too few."""
        parts = self.marts.get("fct_rule_part_scores")
        if parts is None or "compared_value" not in parts.columns:
            return []
        asked = parts.filter(
            pl.col("basis") == "self",
            pl.col("compared_value").is_not_null(),
            (pl.col("outcome") == "counted") == counted,
        )
        return sorted(set(asked["indicator_id"]))


@dataclass(frozen=True, slots=True)
class Case:
    """A school's published answers on a basis, with some of them changed.

    `changes`: by fact the value in normal form, None for no value. On the basis `verified`, and for
    what the county answers, a change is the county's word; else it is the school's own answer.
    """

    cycle_id: str
    school_id: str
    basis: Basis
    changes: Mapping[str, str | None] = field(default_factory=dict)


class KeptScores:
    """What was scored at the door, while there is room: who checks a file hands it in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: LRUCache[str, SchoolScore] = LRUCache(
            KEPT_BYTES, getsizeof=lambda score: OVERHEAD_BYTES * len(score.marts) + score.size
        )

    def found(self, key: str) -> SchoolScore | None:
        """The score that was kept under this key."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: str, score: SchoolScore) -> None:
        """Keep a score, and let go of others for it; one that is larger than all room is not."""
        with self._lock, suppress(ValueError):
            self._kept[key] = score


def asked_key(*asked: object) -> str:
    """What a score that is asked for is kept under: the same rows are scored once."""
    told = [(one.tables, one.readings) if isinstance(one, Rows) else one for one in asked]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def of_guide_alone(models: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The models that no hand-in changes: neither they nor what they come from reads landing.

    `models`: the build's statements by name, in their order. None where they do not say from what
    each comes, as those of old builds.
    """
    found: set[str] = set()
    for name, model in models.items():
        reads_landing = LANDING in model["sql"] or "parents" not in model
        if not reads_landing and found.issuperset(model["parents"]):
            found.add(name)
    return frozenset(found)


def parts_of_one(models: Mapping[str, Mapping[str, Any]], marts: Collection[str]) -> frozenset[str]:
    """The tables on the way to these marts whose rows only one other table is made of.

    To fill them costs more than to compute them in the statement that reads them.
    """
    told = ancestors(models.values(), marts)
    uses: Counter[str] = Counter(marts)
    found = set()
    for name in reversed([name for name in models if name in told]):
        is_view = models[name]["materialized"] == "view"
        if not is_view and uses[name] == 1 and name not in marts:
            found.add(name)
        for parent in models[name].get("parents", ()):
            uses[parent] += uses[name] if is_view or name in found else 1
    return frozenset(found)


class Scorer:
    """Scores schools by the compiled SQL of a build. Safe to share among threads."""

    def __init__(self, statements: Statements, guide: Guide, snapshot: Path | None = None) -> None:
        """`snapshot`: the published marts that `score_cases` and `ranked` start from."""
        self._models = {model["name"]: model for model in statements["models"]}
        self._lock = threading.Lock()
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        self._connection.execute("set enable_progress_bar = false")
        self._connection.execute("attach ':memory:' as landing; attach ':memory:' as snapshot")
        self._has_published = snapshot is not None
        self.compares = (
            snapshot is not None
            and COMPARING_MODEL in self._models
            and not guide.tables["relative_rules"].is_empty()
        )
        """Whether a rule of the guide compares schools: the published ones are looked at then."""
        if snapshot is not None:
            self._attach(snapshot)
        create_tables(self._connection)
        self._columns = {
            name: column_types(self._connection, name) for (name,) in self._tables_of("landing")
        }
        self._home = "memory"
        self._connection.execute(f"use {self._home}")
        self._connection.execute(CASE_TABLES)
        load_guide(self._connection, statements["seeds"], guide)
        self._asks_for_places = any(not guide.tables[name].is_empty() for name in BY_PERCENT)
        self._made: set[str] = set()
        self._prepared: set[str] = set()
        self._of_guide_alone = of_guide_alone(self._models)
        views = {name for name, model in self._models.items() if model["materialized"] == "view"}
        parts = parts_of_one(self._models, TELLING_MARTS) - {TOTALS_MODEL, PLACES_MODEL}
        self._views = (views | parts) - self._of_guide_alone
        self._unswept = 0
        self._kept = KeptScores()
        steps = self._connection.execute("from duckdb_optimizers()").fetchall()
        self._looking_at_rows = ",".join(sorted({name for (name,) in steps} - STATEMENT_STEPS))

    @classmethod
    def of_snapshot(cls, snapshot: Path, guide: Guide) -> Scorer:
        """The scorer that runs what made a published snapshot."""
        return cls(statements_of_snapshot(snapshot), guide, snapshot)

    def turn_to(self, snapshot: Path) -> None:
        """Start from another snapshot, which the same statements made: its plans are kept."""
        with self._lock:
            self._connection.execute("detach published")
            self._attach(snapshot)
            self._kept = KeptScores()

    def _attach(self, snapshot: Path) -> None:
        hold_to_memory(self._connection, snapshot)
        self._connection.execute(f"attach {quoted(snapshot)} as published (read_only)")

    def _tables_of(self, database: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            "select table_name from duckdb_tables() where database_name = ? order by table_name",
            [database],
        ).fetchall()

    def score(
        self, cycle_id: str, school_id: str, rows: Rows, marts: Collection[str] = TELLING_MARTS
    ) -> SchoolScore | None:
        """The score of a school for a cycle by these rows of landing; None if it has none.

        The rows stand there themselves: none in a reading to be copied.

        Where a tier or a rating asks for a place, the others have their published scores. `marts`:
        what is told of it, fct_school_scores always. The same rows are scored once, while there is
        room for what was found.
        """
        wanted = dict.fromkeys(("fct_school_scores", *marts))
        key = asked_key(cycle_id, school_id, rows, list(wanted))
        kept = self._kept.found(key)
        if kept is not None:
            return kept
        with self._emptied() as connection:
            self._insert(rows)
            connection.execute(
                "insert into placed_cases select school_id, school_id, cycle_id, basis"
                " from (values ($school, $cycle)) as case_of (school_id, cycle_id),"
                " (values ('self'), ('verified')) as bases (basis)",
                {"school": school_id, "cycle": cycle_id},
            )
            if self.compares:
                connection.execute(
                    "insert into landing.stand_ins by name"
                    " select $school as school_id, $school as stands_for_school_id",
                    {"school": school_id},
                )
                self._take_others([cycle_id])
            self._run(wanted, school_count=1)
            found = {
                mart: connection.execute(f"select * from {self._relation(mart)}").pl()
                for mart in wanted
            }
        if found["fct_school_scores"].is_empty():
            return None
        score = SchoolScore(cycle_id, school_id, found)
        self._kept.keep(key, score)
        return score

    def score_at_door(self, cycle_id: str, school_id: str, rows: Rows) -> SchoolScore | None:
        """The same, with no more than what is told of a file when it is checked."""
        return self.score(cycle_id, school_id, rows, COMPARED_MARTS if self.compares else ())

    def score_cases(
        self, cases: Sequence[Case], marts: Collection[str] = SCORE_MARTS
    ) -> dict[str, pl.DataFrame]:
        """The rows of `marts` for all cases at once, on each case's own basis.

        Each mart has `case_number` (the place in `cases`) before its own columns. A school that has
        not handed in has no rows. What compares schools or cycles (ranks, sizes of groups, changes)
        is about nothing here; only a place that a tier or a rating asks for is one among the
        published scores of the others.
        """
        with self._emptied() as connection:
            self._take_cases(cases)
            self._run(marts, school_count=len(cases))
            return {mart: self._rows_of_cases(connection, mart) for mart in marts}

    def ranked(
        self, cycle_id: str, school_id: str, basis: Basis, score: Decimal | None
    ) -> dict[str, Any]:
        """Where a school would stand with this score, all others having their published ones.

        The columns of fct_school_scores on ranks and groups, by the same SQL.
        """
        totals = self._relation(TOTALS_MODEL)
        with self._emptied() as connection:
            if TOTALS_MODEL not in self._made:
                self._run([TOTALS_MODEL], school_count=0)
            connection.execute(
                f"insert into {totals} by name {OTHERS_AND_ONE}",
                {"cycle": cycle_id, "basis": basis, "school": school_id, "score": score},
            )
            cursor = connection.execute(
                f"select * from ({self._models[RANKS_MODEL]['sql']}) as {RANKS_MODEL}"
                " where school_id = $school",
                {"school": school_id},
            )
            names = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
        return dict(zip(names, rows[0], strict=True)) if rows else {}

    def _relation(self, model: str) -> str:
        return str(self._models[model]["relation"])

    @contextmanager
    def _emptied(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection, for one thread at a time, with nothing of an earlier run in it."""
        with self._lock:
            connection = self._connection
            filled = self._made - self._of_guide_alone - self._views
            tables = [f"landing.{name}" for name in self._columns]
            tables += [self._relation(name) for name in filled]
            tables += ["wanted", "changed", "placed_cases"]
            connection.execute("; ".join(f"truncate {table}" for table in tables))
            if self._unswept >= SWEPT_AFTER:
                for database in ("landing", "snapshot", self._home):
                    connection.execute(f"checkpoint {database}")
                self._unswept = 0
            yield connection

    def _run(self, marts: Collection[str], school_count: int) -> None:
        """Fill the tables of all models that these marts come from, in the build's order."""
        needed = ancestors(self._models.values(), marts)
        few = school_count < OPTIMIZED_FROM
        self._unswept += school_count
        disabled = self._looking_at_rows if few else ""
        self._connection.execute(f"set disabled_optimizers = '{disabled}'")
        for name, model in self._models.items():
            if name not in needed:
                continue
            if name not in self._made:
                kind = "view" if name in self._views else "table"
                self._connection.execute(creation({**model, "materialized": kind}))
                self._made.add(name)
            elif name in self._views or name in self._of_guide_alone:
                continue
            elif few:
                self._insert_by_kept_plan(name)
            else:
                self._connection.execute(f"insert into {model['relation']} {model['sql']}")
            if name == PLACES_MODEL and self._has_published and self._asks_for_places:
                self._place()
        self._connection.execute("set disabled_optimizers = ''")

    def _insert_by_kept_plan(self, name: str) -> None:
        """Fill a model's table by the plan of its statement, made once for any rows."""
        if name not in self._prepared:
            relation, sql = self._relation(name), self._models[name]["sql"]
            self._connection.execute(f'prepare "{name}" as insert into {relation} {sql}')
            self._prepared.add(name)
        self._connection.execute(f'execute "{name}"')

    def _place(self) -> None:
        """Place each case among the published scores of the others, by the build's statement.

        The statement counts within a cycle: each case is given one of its own, with the others.
        """
        connection = self._connection
        totals, places = self._relation(TOTALS_MODEL), self._relation(PLACES_MODEL)
        connection.execute(
            f"truncate {places}; create or replace table own_totals as from {totals}"
        )
        connection.execute(f"truncate {totals}; insert into {totals} by name {CASES_AND_OTHERS}")
        connection.execute(
            f"insert into {places} select placed.* replace (placed_cases.cycle_id as cycle_id)"
            f" from ({self._models[PLACES_MODEL]['sql']}) as placed"
            " inner join placed_cases on placed.cycle_id = placed_cases.case_key"
            " and placed.school_id = placed_cases.case_key and placed.basis = placed_cases.basis"
        )
        connection.execute(f"truncate {totals}; insert into {totals} from own_totals")
        connection.execute("drop table own_totals")

    def _insert(self, rows: Rows) -> None:
        """Insert rows of landing by plans that are made once: a table from outside has none."""
        for table, table_rows in rows.tables.items():
            columns, plan = self._columns[table], f"rows of {table}"
            if plan not in self._prepared:
                shape = json.dumps([dict.fromkeys(columns, "VARCHAR")])
                casts = (f"cast(told.{name} as {kind}) as {name}" for name, kind in columns.items())
                self._connection.execute(
                    f'prepare "{plan}" as insert into landing.{table} by name'
                    f" select {', '.join(casts)} from"
                    f" (select unnest(from_json($1, '{shape}')) as told)"
                )
                self._prepared.add(plan)
            told = [{name: text_of(value) for name, value in row.items()} for row in table_rows]
            # A plan takes no parameter of Python's. In JSON nothing but a quote ends a text of SQL.
            text = json.dumps(told).replace("'", "''")
            self._connection.execute(f"execute \"{plan}\"('{text}')")

    def _take_cases(self, cases: Sequence[Case]) -> None:
        if not self._has_published:
            raise ValueError("a scorer without a snapshot has no published answers")
        wanted = pl.DataFrame(
            [
                (at, str(at), case.cycle_id, case.school_id, case.basis)
                for at, case in enumerate(cases)
            ],
            schema=WANTED,
            orient="row",
        )
        changed = pl.DataFrame(
            [
                (str(at), fact_id, value)
                for at, case in enumerate(cases)
                for fact_id, value in case.changes.items()
            ],
            schema=CHANGED,
            orient="row",
        )
        for table, frame in (("wanted", wanted), ("changed", changed)):
            self._connection.register("incoming", frame.to_arrow())
            self._connection.execute(f"insert into {table} by name select * from incoming")
            self._connection.unregister("incoming")
        self._connection.execute(NAME_HAND_INS)
        self._connection.execute(
            "insert into placed_cases select case_key, school_id, cycle_id, basis from wanted"
        )
        for table, sql in CASE_ROWS.items():
            self._connection.execute(f"insert into landing.{table} by name {sql}")
        if self.compares:
            self._connection.execute(f"insert into landing.stand_ins by name {STAND_INS}")
            self._take_others(sorted({case.cycle_id for case in cases}))

    def _take_others(self, cycle_ids: Sequence[str]) -> None:
        """The published values of all schools that rules of these cycles compare them by.

        Those of a rule that looks at other facts under this guide than it did are left out.
        """
        self._connection.execute(
            f"insert into landing.compared_values by name {COMPARED_VALUES}",
            {"cycles": list(cycle_ids)},
        )

    def _rows_of_cases(self, connection: duckdb.DuckDBPyConnection, mart: str) -> pl.DataFrame:
        relation = self._relation(mart)
        columns = [name for name, *_ in connection.execute(f"describe {relation}").fetchall()]
        own = [
            f"wanted.{name} as {name}" for name in ("school_id", "submission_id") if name in columns
        ]
        told = f"mart.* replace ({', '.join(own)})"
        return connection.execute(
            f"select wanted.case_number, {told} from {relation} as mart"
            " inner join wanted on mart.school_id = wanted.case_key and mart.basis = wanted.basis"
            " order by wanted.case_number"
        ).pl()


WANTED = {
    "case_number": pl.Int64,
    "case_key": pl.String,
    "cycle_id": pl.String,
    "school_id": pl.String,
    "basis": pl.String,
}
CHANGED = {"case_key": pl.String, "fact_id": pl.String, "value": pl.String}
CASE_TABLES = """
create table wanted (
    case_number bigint, case_key varchar, cycle_id varchar, school_id varchar, basis varchar,
    submission_id varchar
);
create table changed (case_key varchar, fact_id varchar, value varchar);
create table placed_cases (case_key varchar, school_id varchar, cycle_id varchar, basis varchar);
"""

# A case may have the key that another school has as its code.
CASES_AND_OTHERS = """
    select own_totals.* replace (placed_cases.case_key as cycle_id)
    from own_totals
    inner join placed_cases
        on own_totals.cycle_id = placed_cases.cycle_id
        and own_totals.school_id = placed_cases.case_key and own_totals.basis = placed_cases.basis
    union all by name
    select placed_cases.case_key as cycle_id, concat('other of ', others.school_id) as school_id,
        others.basis, others.score
    from placed_cases
    inner join published.fct_school_scores as others
        on placed_cases.cycle_id = others.cycle_id and placed_cases.basis = others.basis
        and placed_cases.school_id <> others.school_id
"""

NAME_HAND_INS = """
update wanted set submission_id = submissions.submission_id
from published.fct_submissions as submissions
where submissions.is_in_force
    and wanted.cycle_id = submissions.cycle_id and wanted.school_id = submissions.school_id
"""

# The rows of landing that would lead to what was published, each case as a school of its own.
# Findings, the county's values and hand-ins that are not in force have no effect and are left out.
OTHERS = "'published'"
CASE_ROWS = {
    "cycles": f"""
        select {OTHERS} as record_id, 0 as line, cycle_id, edition, starts_on, ends_on, deadline
        from published.dim_cycles
    """,
    "schools": f"""
        select schools.* exclude (cycle_id, school_id, edition),
            {OTHERS} as record_id, 0 as line, wanted.case_key as school_id
        from wanted
        inner join published.dim_cycle_schools as schools using (cycle_id, school_id)
    """,
    "submissions": """
        select wanted.case_key as submission_id, wanted.case_key as record_id, wanted.cycle_id,
            wanted.case_key as school_id, submissions.source, submissions.outcome,
            submissions.error_count, submissions.warning_count
        from wanted
        inner join published.fct_submissions as submissions using (cycle_id, school_id)
        where submissions.is_in_force
    """,
    "records": f"""
        select wanted.case_key as record_id, 'workbook' as kind, submissions.received_at
        from wanted
        inner join published.fct_submissions as submissions using (cycle_id, school_id)
        where submissions.is_in_force
        union all
        select {OTHERS} as record_id, 'answers' as kind, timestamp '2000-01-01' as received_at
    """,
    "claims": """
        select wanted.case_key as submission_id, wanted.case_key as record_id, wanted.cycle_id,
            wanted.case_key as school_id, scores.indicator_id, scores.claimed_points
        from wanted
        inner join published.fct_indicator_scores as scores using (cycle_id, school_id)
        where scores.basis = 'self' and scores.claimed_points is not null
    """,
    "findings": f"""
        select {OTHERS} as record_id, findings.line, wanted.cycle_id,
            wanted.case_key as school_id, findings.red_line
        from wanted
        inner join published.fct_findings as findings using (cycle_id, school_id)
        where findings.is_in_force
    """,
    "answers": f"""
        with changes as (
            select changed.*, wanted.cycle_id,
                wanted.basis = 'verified' or facts.answered_by = 'county' as is_countys
            from changed
            inner join wanted using (case_key)
            inner join published.dim_cycles as cycles using (cycle_id)
            inner join published.dim_facts as facts
                on cycles.edition = facts.edition and changed.fact_id = facts.fact_id
        ),
        said as (
            select wanted.case_key, wanted.cycle_id, answers.fact_id, answers.value,
                answers.answered_by = 'county' or answers.basis = 'verified' as is_countys
            from wanted
            inner join published.fct_answers as answers using (cycle_id, school_id)
            where
                (answers.basis = 'self' and answers.answered_by = 'school'
                    and answers.value is not null)
                or (answers.basis = 'verified' and answers.is_verified)
                or (answers.basis = 'verified' and answers.answered_by = 'county'
                    and answers.value is not null)
        ),
        told as (
            select case_key, cycle_id, fact_id, value, is_countys from said
            anti join changes using (case_key, fact_id, is_countys)
            union all
            select case_key, cycle_id, fact_id, value, is_countys from changes
        )
        select case when not is_countys then case_key end as submission_id,
            case when is_countys then {OTHERS} else case_key end as record_id,
            cycle_id, case_key as school_id,
            case when is_countys then 'verified' else 'self' end as basis, fact_id, value
        from told
    """,
}
STAND_INS = "select case_key as school_id, school_id as stands_for_school_id from wanted"
# A decimal of nine places is a whole number of billionths without its point.
COMPARED_VALUES = """
    select parts.cycle_id, parts.school_id, parts.basis, parts.indicator_id, parts.part,
        schools.school_type,
        cast(replace(cast(parts.compared_value as varchar), '.', '') as hugeint)
            as value_billionths
    from published.fct_rule_part_scores as parts
    inner join published.dim_cycle_schools as schools using (cycle_id, school_id)
    inner join published.dim_rules as before
        on parts.edition = before.edition and parts.indicator_id = before.indicator_id
            and parts.part = before.part
    inner join rules as now
        on parts.edition = now.edition and parts.indicator_id = now.indicator
            and parts.part = now.part and before.fact_id = now.fact
            and before.base_fact_id is not distinct from now.base_fact
            and before.base_value is not distinct from now.base_value
    where parts.method = 'relative' and parts.compared_value is not null
        and parts.cycle_id in (select unnest($cycles))
"""
OTHERS_AND_ONE = """
    select scores.cycle_id, scores.school_id, scores.basis, schools.township, schools.school_type,
        schools.area,
        case when scores.school_id = $school then cast($score as decimal(18, 6))
            else scores.score end as score
    from published.fct_school_scores as scores
    inner join published.dim_cycle_schools as schools using (cycle_id, school_id)
    where scores.cycle_id = $cycle and scores.basis = $basis
"""
