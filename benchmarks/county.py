"""A made-up county of any size, for measuring."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from duibiao.demo.answers import AnswerMaker
from duibiao.guide.editions import Edition, Guide
from duibiao.records.model import Cycle, School
from duibiao.records.settings import SEEDS, Settings
from ingest.door import Door

# Answers are drawn for so many schools and given to the others in turn: drawing is not measured.
DRAWN = 200


def _even(quality: float, _: str) -> float:
    """How well a school does in an indicator: in all alike."""
    return quality


@dataclass
class LargeCounty:
    """Made-up schools of every type and area, and one cycle."""

    guide: Guide
    edition: Edition
    cycle: Cycle
    schools: list[School]
    _drawn: list[dict[str, str]] = field(default_factory=list)

    def tables(self) -> dict[str, bytes]:
        """The long-form files of schools and cycles, by name."""
        schools = pl.DataFrame([asdict(school) for school in self.schools])
        cycle = {name: value for name, value in asdict(self.cycle).items() if name != "is_closed"}
        return {
            "schools.csv": schools.write_csv().encode(),
            "cycles.csv": pl.DataFrame([cycle]).write_csv().encode(),
        }

    def answers(self, school: School) -> dict[str, str]:
        """A school's own answers, in normal form."""
        drawn = self._of(school)
        facts = self.edition.facts
        return {name: text for name, text in drawn.items() if facts[name].answered_by == "school"}

    def _of(self, school: School) -> dict[str, str]:
        if not self._drawn:
            maker, chance = AnswerMaker(self.guide, self.edition, self.cycle), random.Random(1)
            for model in self.schools[:DRAWN]:
                quality = chance.betavariate(6, 2)
                self._drawn.append(maker.answers(model, partial(_even, quality), chance))
        return self._drawn[(int(school.school_id[1:]) - 1) % len(self._drawn)]

    def answers_table(self) -> bytes:
        """All schools' answers, the county's facts among them, as one long-form file."""
        rows = [
            (self.cycle.cycle_id, school.school_id, fact_id, value)
            for school in self.schools
            for fact_id, value in self._of(school).items()
        ]
        columns = ["cycle_id", "school_id", "fact_id", "value"]
        return pl.DataFrame(rows, schema=columns, orient="row").write_csv().encode()


def large_county(size: int) -> LargeCounty:
    """A county of so many schools, the same on every run."""
    guide = Guide.load(SEEDS)
    edition = next(iter(guide.editions.values()))
    first, last = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
    cycle = Cycle("2024", edition.edition_id, first, last, dt.date(2099, 12, 31))
    types, areas = sorted(guide.codes["school_type"]), sorted(guide.codes["area"])
    organisations = sorted(guide.codes["organisation"])
    schools = [
        School(
            school_id=f"S{number}",
            name_zh=f"第{number}校",
            township=f"第{number % max(1, size // 12)}镇",
            school_type=types[number % DRAWN % len(types)],
            area=areas[number % len(areas)],
            organisation=organisations[number % DRAWN % len(organisations)],
            leadership="separate",
            tier_held="none",
        )
        for number in range(1, size + 1)
    ]
    return LargeCounty(guide, edition, cycle, schools)


def loaded(home: Path, size: int) -> tuple[Settings, LargeCounty]:
    """A data home with the answers of a county of this size in it, handed in as everybody does."""
    settings, county = Settings.resolve(home, SEEDS), large_county(size)
    door = Door.open(settings)
    for name, table in {**county.tables(), "answers.csv": county.answers_table()}.items():
        checked = door.check(table, name)
        if checked.fate == "refused":
            raise SystemExit(f"the benchmark's {name} was refused")
        door.hand_in(checked, received_by="benchmark", channel="benchmark")
        door = Door.open(settings)
    return settings, county
