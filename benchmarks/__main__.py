"""`python -m benchmarks`: prints the tables of docs/speed.md (Markdown), measured here and now.

Each figure is the median of several runs, the compared things taken in turns. Nothing is asserted:
a machine's speed is not a test.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.building import buildings
from benchmarks.desk import CLERKS, desks
from benchmarks.filtering import filterings
from benchmarks.gate import gates
from benchmarks.growing import growings
from benchmarks.pages import pages
from benchmarks.reading import readings
from benchmarks.scoring import scorings
from benchmarks.sureness import surenesses

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


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--sizes", type=int, nargs="*", default=[60, 1_000, 10_000])
    measured = ["reading", "building", "growing", "sureness", "scoring", "filtering", "gate"]
    measured += ["pages", "desk"]
    parser.add_argument("--only", choices=measured)
    parser.add_argument("--clerks", type=int, default=CLERKS, help="at once at the desk")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.only in (None, "reading"):
            readings(Path(folder), median_seconds)
        if arguments.only in (None, "building"):
            buildings(Path(folder), arguments.sizes)
        if arguments.only in (None, "growing"):
            growings(Path(folder), arguments.sizes)
        if arguments.only in (None, "sureness"):
            surenesses(arguments.sizes, median_seconds)
        if arguments.only in (None, "scoring"):
            scorings(Path(folder), median_seconds)
        if arguments.only in (None, "filtering"):
            filterings(Path(folder), arguments.sizes)
        if arguments.only in (None, "gate"):
            gates(Path(folder))
        if arguments.only in (None, "pages"):
            pages(Path(folder), arguments.sizes)
        if arguments.only in (None, "desk"):
            desks(Path(folder), arguments.clerks)


if __name__ == "__main__":
    main()
