"""Scores in memory, one school and many, beside the same statements over the whole county."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from benchmarks.counties import Counties
from benchmarks.county import large_county
from benchmarks.timing import in_turns
from duibiao.analysis.tier_path import path
from duibiao.warehouse.scoring import Case
from duibiao.warehouse.snapshot import snapshot_in_force
from ingest.candidate import candidate_rows
from ingest.door import Door
from ingest.workbook.template import template_bytes

SCHOOLS = 1_000
VARIANTS = (10, 100, 1_000)


def scoring(counties: Counties) -> Any:
    """Seconds: one school at the door and from the snapshot, many at once, the way to a tier."""
    settings, county = counties.home(SCHOOLS), large_county(SCHOOLS)
    door = Door.open(settings)
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

    one_at_the_door, one_from_the_snapshot, *several, all_at_once = in_turns(
        at_the_door, from_the_snapshot, *map(variants, VARIANTS), lambda: scorer.score_cases(cases)
    )
    [way] = in_turns(lambda: path(marts, next(schools).school_id, cycle_id=cycle))
    rows = [
        ("county", SCHOOLS, all_at_once),
        ("at_the_door", 1, one_at_the_door),
        ("from_the_snapshot", 1, one_from_the_snapshot),
        *(("variants", count, taken) for count, taken in zip(VARIANTS, several, strict=True)),
        ("way", 1, way),
    ]
    return {
        "rows": [
            {
                "what": what,
                "at_once": count,
                "cpu": taken["cpu"] / count,
                "wall": taken["wall"] / count,
            }
            for what, count, taken in rows
        ]
    }
