"""What a build costs as a county grows: CPU, memory and spilled bytes, whole and by statement.

Each size is built in a process of its own, from a landing in which the schools of one made-up
county are repeated under other identifiers, so that no time goes into handing in.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from benchmarks.building import loaded
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings, build_memory
from duibiao.records.store import PARTIAL
from duibiao.warehouse import plan
from duibiao.warehouse.landing import take_in

FIRST = 1_000
"""So many schools are handed in by the door; larger counties repeat them."""
DEAREST = 8


@dataclass(slots=True)
class Cost:
    """CPU and wall seconds; bytes that the process held and that lay beside it at most."""

    cpu: float
    wall: float
    most_memory: int
    most_spilled: int
    snapshot: int
    statements: list[tuple[float, str]]


def growings(folder: Path, sizes: list[int]) -> None:
    """Builds of counties of these sizes, each beside the smallest by school."""
    print(f"Statements of a build, the engine's memory held to {build_memory()}:\n")
    print("| schools | CPU | by the clock | ms a school | most memory | spilled | snapshot |")
    print("|---|---|---|---|---|---|---|")
    dearest: list[tuple[float, str]] = []
    for size in sizes:
        home = folder / f"growing-{size}"
        _landed(home, size)
        command = [sys.executable, "-m", "benchmarks.growing", str(home)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        cost = Cost(**json.loads(done.stdout))
        megabytes = [
            f"{count / 1e6:,.0f} MB"
            for count in (cost.most_memory, cost.most_spilled, cost.snapshot)
        ]
        figures = [f"{cost.cpu:.1f} s", f"{cost.wall:.1f} s", f"{1e3 * cost.cpu / size:.2f}"]
        print(f"| {size:,} | {' | '.join([*figures, *megabytes])} |", flush=True)
        dearest = cost.statements
    print(f"\nThe dearest statements of {sizes[-1]:,} schools, CPU seconds:\n")
    print("| statement | s |")
    print("|---|---|")
    for seconds, name in dearest[:DEAREST]:
        print(f"| `{name}` | {seconds:.2f} |")
    print()


def _landed(home: Path, size: int) -> None:
    """A landing of so many schools; a size that is no multiple of the first is rounded down."""
    settings, _ = loaded(home, min(FIRST, size))
    take_in(settings)
    with duckdb.connect(str(settings.landing)) as connection:
        for table in ("schools", "submissions", "answers"):
            described = connection.execute(f"describe {table}").fetchall()
            other = {
                "school_id": "concat('S', copy, '_', school_id)",
                "submission_id": "concat(submission_id, '_', copy)",
                "township": "concat(township, '_', copy)",
            }
            columns = ", ".join(other.get(name, name) for name, *_ in described)
            connection.execute(
                f"insert into {table} select {columns} from {table}, range(1, ?) as copies (copy)",
                [size // FIRST],
            )


def _cost(home: Path) -> Cost:
    """Build, in this process, and say what it cost."""
    settings = Settings.resolve(home, SEEDS)
    made, guide = plan.plan_of(settings), Guide.load(SEEDS)
    snapshot, statements = home / "snapshot.duckdb", list[tuple[float, str]]()
    run = plan.run_step

    def timed(connection: duckdb.DuckDBPyConnection, step: plan.Step) -> str | None:
        before = time.process_time()
        found = run(connection, step)
        statements.append((time.process_time() - before, step.name))
        return found

    # What is measured is what a build runs, step by step.
    plan.run_step = timed
    spilled, ended = [0], threading.Event()
    watching = threading.Thread(target=_watch, args=(home, spilled, ended))
    watching.start()
    before, began = time.process_time(), time.perf_counter()
    try:
        plan.play(made, guide, settings.landing, snapshot)
    finally:
        ended.set()
        watching.join()
    return Cost(
        cpu=time.process_time() - before,
        wall=time.perf_counter() - began,
        most_memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        most_spilled=max(spilled),
        snapshot=snapshot.stat().st_size,
        statements=sorted(statements, reverse=True),
    )


def _watch(home: Path, spilled: list[int], ended: threading.Event) -> None:
    """Note the size of what the engine has put aside, until it is over."""
    folder = home / f"{plan.SPILLED}{PARTIAL}"
    while not ended.wait(0.1):
        sizes = []
        if folder.is_dir():
            for entry in os.scandir(folder):
                # A file may be gone by the time it is asked.
                try:
                    sizes.append(entry.stat().st_size)
                except FileNotFoundError:
                    continue
        spilled.append(sum(sizes))


if __name__ == "__main__":
    print(json.dumps(asdict(_cost(Path(sys.argv[1])))))
