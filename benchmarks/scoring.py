"""Scores in memory, one school and many, beside the same statements over the whole county."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.county import large_county
from duibiao.analysis.focus import where_to_help
from duibiao.analysis.tier_path import path
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import snapshot_in_force
from ingest.candidate import candidate_rows
from ingest.door import Door
from ingest.workbook.template import template_bytes

SCHOOLS = 1_000
VARIANTS = (10, 100, 1_000)
MedianSeconds = Callable[..., list[float]]


def scorings(folder: Path, median_seconds: MedianSeconds) -> None:
    """Milliseconds a school, at the door and from the snapshot, and of the ways to a tier."""
    settings = Settings.resolve(folder / "scoring", SEEDS)
    county = large_county(SCHOOLS)
    door = Door.open(settings)
    files = county.tables() | {"answers.csv": county.answers_table()}
    for name, table in files.items():
        door.hand_in(door.check(table, name), received_by="benchmark", channel="benchmark")
    build(settings)
    marts = snapshot_in_force(settings)
    scorer, cycle = marts.scorer, county.cycle.cycle_id
    schools = itertools.cycle(county.schools)
    edition = county.edition
    readings = [
        door.check_workbook(
            template_bytes(edition, county.cycle, school, {}, county.answers(school)),
            "w.xlsx",
        ).workbook
        for school in county.schools[:20]
    ]
    waiting = itertools.cycle(reading for reading in readings if reading is not None)
    cases = [Case(cycle, school.school_id, "self") for school in county.schools]

    def at_the_door() -> None:
        reading = next(waiting)
        rows = candidate_rows(reading, door.register)
        if scorer.score(cycle, reading.school_id or "", rows) is None:
            raise SystemExit("a workbook of the benchmark was not scored")

    def from_the_snapshot() -> None:
        scorer.score_cases([Case(cycle, next(schools).school_id, "self")])

    def variants(count: int) -> Callable[[], None]:
        flags = [fact.fact_id for fact in edition.facts.values() if fact.kind == "flag"]

        def run() -> None:
            school = next(schools).school_id
            several = itertools.islice(itertools.product(("yes", "no"), repeat=len(flags)), count)
            changes = [dict(zip(flags, values, strict=True)) for values in several]
            scorer.score_cases([Case(cycle, school, "self", change) for change in changes])

        return run

    def whole_county() -> None:
        scorer.score_cases(cases)

    timed = [at_the_door, from_the_snapshot, *map(variants, VARIANTS), whole_county]
    names = [
        "a workbook at the door, all that explains its score",
        "a school from the snapshot: its scores by indicator, dimension and in all",
        *(f"{count:,} sets of changed answers of one school, in one run" for count in VARIANTS),
        f"floor: {SCHOOLS:,} schools in one run of the same statements",
    ]
    counts = [1, 1, *VARIANTS, SCHOOLS]
    seconds = median_seconds(*timed)
    floor = seconds[-1] / SCHOOLS
    print("| scored in memory | seconds | ms each | × floor |")
    print("|---|---|---|---|")
    for name, taken, count in zip(names, seconds, counts, strict=True):
        each = taken / count
        print(f"| {name} | {taken:.3f} | {1000 * each:.2f} | {each / floor:.1f} |")
    [way] = median_seconds(lambda: path(marts, next(schools).school_id, cycle_id=cycle))
    print(f"\nThe way to the next tier of one school: {1000 * way:.0f} ms.")
    began = time.perf_counter()
    where_to_help(marts, cycle_id=cycle)
    taken = time.perf_counter() - began
    print(f"The ways of {SCHOOLS:,} schools, and where help moves most: {taken:.1f} s.\n")
