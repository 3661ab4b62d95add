"""`python -m benchmarks`: prints the tables of docs/speed.md (Markdown), measured here and now.

Each figure is the median of several runs, the compared things taken in turns. Nothing is asserted:
a machine's speed is not a test.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.county import large_county
from benchmarks.desk import CLERKS, desks
from benchmarks.filtering import filterings
from benchmarks.gate import gates
from benchmarks.reading import readings
from benchmarks.scoring import scorings
from benchmarks.sureness import surenesses
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.dbt_functions import register
from duibiao.warehouse.snapshot_files import statements_path
from ingest.door import Door

ROUNDS = 5


def median_seconds(*actions: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median wall seconds of each action, taken in turns; the first round is not counted."""
    taken: list[list[float]] = [[] for _ in actions]
    for turn in range(rounds + 1):
        for number, action in enumerate(actions):
            began = time.perf_counter()
            action()
            if turn:
                taken[number].append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


def building(folder: Path, sizes: list[int]) -> None:
    """A build's steps, and the same SQL run directly on DuckDB."""
    print(
        "| schools | rows of scores | take in | dbt's start | SQL by dbt | publish | direct SQL |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        settings = Settings.resolve(folder / f"building-{size}", SEEDS)
        county = large_county(size)
        door = Door.open(settings)
        for name, table in county.tables().items():
            door.hand_in(door.check(table, name), received_by="benchmark", channel="benchmark")
        content = county.answers_table()
        result = door.check(content, "answers.csv")
        if result.fate == "refused":
            raise SystemExit("the benchmark's answers were refused")
        door.hand_in(result, received_by="benchmark", channel="benchmark")
        first = build(settings)
        taken_in = first.seconds["take_in"]
        runs = [build(settings).seconds for _ in range(3)]
        steps = {step: statistics.median(run[step] for run in runs) for step in runs[0]}
        built = build(settings)
        direct = statistics.median(direct_seconds(settings, built.snapshot) for _ in range(3))
        with duckdb.connect(str(built.snapshot), read_only=True) as connection:
            rows = connection.execute("select count(*) from fct_indicator_scores").fetchall()[0][0]
        print(
            f"| {size:,} | {rows:,} | {taken_in:.2f} s | {steps['dbt_start']:.2f} s |"
            f" {steps['sql']:.2f} s | {steps['publish']:.2f} s | {direct:.2f} s |"
        )


def direct_seconds(settings: Settings, snapshot: Path) -> float:
    """Seconds that the compiled statements of a build take, run one after the other on DuckDB."""
    statements = json.loads(statements_path(snapshot).read_text(encoding="utf-8"))
    guide = Guide.load(SEEDS)
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as connection:
        register(connection)
        connection.execute(f"attach '{settings.landing}' as landing (read_only)")
        connection.execute(f"attach '{scratch}/direct.duckdb' as snapshot")
        for name, seed in statements["seeds"].items():
            text = guide.tables[name].with_columns(pl.all().cast(pl.String)).to_arrow()
            connection.register("incoming", text)
            types = seed["column_types"]
            columns = ", ".join(
                f'cast("{column}" as {types.get(column, "varchar")}) as "{column}"'
                for column in text.column_names
            )
            connection.execute(f"create table {seed['relation']} as select {columns} from incoming")
        began = time.perf_counter()
        for model in statements["models"]:
            kind = "view" if model["materialized"] == "view" else "table"
            connection.execute(f"create {kind} {model['relation']} as {model['sql']}")
        return time.perf_counter() - began


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--sizes", type=int, nargs="*", default=[60, 1_000, 10_000])
    measured = ["reading", "building", "sureness", "scoring", "filtering", "gate", "desk"]
    parser.add_argument("--only", choices=measured)
    parser.add_argument("--clerks", type=int, default=CLERKS, help="at once at the desk")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.only in (None, "reading"):
            readings(Path(folder), median_seconds)
        if arguments.only in (None, "building"):
            building(Path(folder), arguments.sizes)
        if arguments.only in (None, "sureness"):
            surenesses(arguments.sizes, median_seconds)
        if arguments.only in (None, "scoring"):
            scorings(Path(folder), median_seconds)
        if arguments.only in (None, "filtering"):
            filterings(Path(folder), arguments.sizes)
        if arguments.only in (None, "gate"):
            gates(Path(folder))
        if arguments.only in (None, "desk"):
            desks(Path(folder), arguments.clerks)


if __name__ == "__main__":
    main()
