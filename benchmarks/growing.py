"""What a build costs as a county grows: CPU, memory and spilled bytes, whole and by statement.

Each size is built in a process of its own, from a landing in which the schools of one made-up
county are repeated under other identifiers, so that no time goes into handing in.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.building import DEAREST, timed_steps
from benchmarks.counties import Counties, put_in_force
from benchmarks.county import loaded
from benchmarks.servers import most_held
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings, build_memory
from duibiao.records.store import PARTIAL
from duibiao.warehouse import plan
from duibiao.warehouse.landing import take_in

FIRST = 1_000
"""So many schools are handed in by the door; larger counties repeat them."""


@dataclass(slots=True)
class Cost:
    """CPU and wall seconds; bytes that the process held and that lay beside it at most."""

    cpu: float
    wall: float
    most_memory: int
    most_spilled: int
    snapshot: int
    dearest: list[tuple[float, str]]


def growing(counties: Counties, size: int) -> Any:
    """Seconds, bytes and the dearest statements of a build of so many schools."""
    return counties.grown(size) | {"memory_limit": build_memory()}


def _landed(home: Path, size: int) -> Settings:
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
    return settings


def _cost(settings: Settings) -> Cost:
    """Build, in this process, put it in force, and say what it cost."""
    made, guide = plan.plan_of(settings), Guide.load(SEEDS)
    settings.warehouse.mkdir(exist_ok=True)
    name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-grown.duckdb"
    snapshot = settings.warehouse / name
    spilled, ended = [0], threading.Event()
    watching = threading.Thread(target=_watch, args=(settings.warehouse, spilled, ended))
    watching.start()
    before, began = time.process_time(), time.perf_counter()
    try:
        with timed_steps() as statements:
            plan.play(made, guide, settings.landing, snapshot)
    finally:
        ended.set()
        watching.join()
    cpu, wall = time.process_time() - before, time.perf_counter() - began
    put_in_force(settings, snapshot)
    return Cost(
        cpu=cpu,
        wall=wall,
        most_memory=most_held(),
        most_spilled=max(spilled),
        snapshot=snapshot.stat().st_size,
        dearest=sorted(statements, reverse=True)[:DEAREST],
    )


def _watch(beside: Path, spilled: list[int], ended: threading.Event) -> None:
    """Note the size of what the engine has put aside, until it is over."""
    folder = beside / f"{plan.SPILLED}{PARTIAL}"
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
    print(json.dumps(asdict(_cost(_landed(Path(sys.argv[1]), int(sys.argv[2]))))))
