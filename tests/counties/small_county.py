"""A county of a few made-up schools in files, for tests that need a home of their own."""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass, replace
from pathlib import Path

from duibiao.demo.answers import AnswerMaker
from duibiao.guide.editions import Edition, Guide
from duibiao.records.model import Cycle, School
from duibiao.records.settings import SEEDS
from ingest.workbook.template import template_bytes


@dataclass(frozen=True)
class SmallCounty:
    """Made-up schools, one cycle, and where their files are written."""

    folder: Path
    guide: Guide
    edition: Edition
    cycle: Cycle
    schools: list[School]

    @property
    def tables(self) -> list[Path]:
        """The files of schools and cycles."""
        return [self.folder / "schools.csv", self.folder / "cycles.csv"]

    def answers(self, school: School, seed: int = 0, quality: float = 0.8) -> dict[str, str]:
        """Believable answers of a school's own facts."""
        chance = random.Random(f"{school.school_id} {seed}")
        maker = AnswerMaker(self.guide, self.edition, self.cycle)
        drawn = maker.answers(school, lambda _: quality, chance)
        facts = self.edition.facts
        return {name: text for name, text in drawn.items() if facts[name].answered_by == "school"}

    def workbook(self, school: School, answers: dict[str, str], name: str | None = None) -> Path:
        """A school's workbook with these answers filled in, and evidence named for each."""
        evidence = dict.fromkeys(answers, "会议记录")
        content = template_bytes(self.edition, self.cycle, school, {}, answers, evidence=evidence)
        path = self.folder / f"{name or school.school_id}.xlsx"
        path.write_bytes(content)
        return path

    def table(self, name: str, rows: list[dict[str, str]]) -> Path:
        """A long-form CSV file."""
        path = self.folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path


def small_county(folder: Path, school_count: int = 3) -> SmallCounty:
    """A county whose files of schools and cycles are written; workbooks are made as asked."""
    folder.mkdir(parents=True, exist_ok=True)
    guide = Guide.load(SEEDS)
    edition = next(iter(guide.editions.values()))
    starts_on, ends_on, deadline = dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2099, 12, 31)
    cycle = Cycle("2024", edition.edition_id, starts_on, ends_on, deadline)
    first = School(
        "S1", "甲校", "东镇", "primary", "town", "branch", "separate", "none", members=12
    )
    schools = [
        replace(first, school_id=f"S{number}", name_zh=f"第{number}校")
        for number in range(1, school_count + 1)
    ]
    county = SmallCounty(folder, guide, edition, cycle, schools)
    columns = [
        "school_id",
        "name_zh",
        "township",
        "school_type",
        "area",
        "organisation",
        "leadership",
        "tier_held",
    ]
    rows = [{column: getattr(school, column) for column in columns} for school in schools]
    county.table("schools", rows)
    dates = {name: str(getattr(cycle, name)) for name in ("starts_on", "ends_on", "deadline")}
    county.table("cycles", [{"cycle_id": cycle.cycle_id, "edition": cycle.edition} | dates])
    return county
