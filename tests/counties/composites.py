"""A composite index as a guide edition, and its figures as long-form files for the command line."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from duibiao.guide.columns import TABLES
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from tests.conftest import run_duibiao

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Measure:
    """An indicator: its dimension and weight, the value that gives nothing and the one that
    gives all. A target below the floor means that less is better."""

    code: str
    dimension: str
    weight: Decimal
    floor: Decimal
    target: Decimal


@dataclass(frozen=True)
class Composite:
    """An index: what it is called, its measures, and the figures of each unit by measure."""

    edition: str
    title: str
    year: int
    measures: Sequence[Measure]
    figures: Mapping[str, Mapping[str, str]]

    @property
    def dimensions(self) -> list[str]:
        """The dimensions in their order."""
        return list(dict.fromkeys(measure.dimension for measure in self.measures))

    def rows(self) -> dict[str, Rows]:
        """The guide tables of its edition."""
        own = {"edition": self.edition}
        rows: dict[str, Rows] = {name: [] for name in TABLES}
        rows["editions"].append(
            own
            | {
                "title_zh": self.title,
                "status": "official",
                "valid_from": f"{self.year}-01-01",
                "dimension_count": len(self.dimensions),
                "indicator_count": len(self.measures),
                "total_points": sum((measure.weight for measure in self.measures), Decimal(0)),
            }
        )
        for sort, dimension in enumerate(self.dimensions, start=1):
            row = {"dimension": dimension, "sort": sort, "name_zh": dimension}
            rows["dimensions"].append(own | row)
        for sort, measure in enumerate(self.measures, start=1):
            named = own | {"indicator": measure.code}
            rows["indicators"].append(
                named
                | {"dimension": measure.dimension, "sort": sort, "name_zh": measure.code}
                | {"max_points": measure.weight, "nature": "software", "character": "norm"}
            )
            fact = {"fact": f"{measure.code}_v", "sort": 1, "label_zh": measure.code}
            rows["facts"].append(
                named | fact | {"kind": "number", "answered_by": "school", "required": 1}
            )
            rows["rules"].append(
                named
                | {"part": 1, "share": 1, "method": "ratio", "fact": f"{measure.code}_v"}
                | {"base_value": 1, "floor": measure.floor, "target": measure.target}
                | {"may_exceed": 1}
            )
        rows["ratings"].append(
            own | {"rating": "all", "sort": 1, "name_zh": "全部", "min_score": 0}
        )
        return rows

    @property
    def unit_ids(self) -> dict[str, str]:
        """Identifiers of the units, by name."""
        return {name: f"{self.edition}-{at:03d}" for at, name in enumerate(self.figures, start=1)}


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    """A CSV file; what a row does not name stays blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns))
        writer.writeheader()
        writer.writerows(rows)
    return path


def publish(folder: Path, composites: Sequence[Composite]) -> Path:
    """One guide of all the editions, one cycle each, loaded and built by the command line.

    Returns the snapshot.
    """
    guide, home, files = folder / "guide", folder / "home", folder / "files"
    guide.mkdir(parents=True)
    for name, columns in TABLES.items():
        rows = [row for composite in composites for row in composite.rows()[name]]
        write_csv(guide / f"{name}.csv", [column.name for column in columns], rows)
    shutil.copy(SEEDS / "code_lists.csv", guide / "code_lists.csv")
    units, cycles, answers = [], [], []
    for composite in composites:
        year = composite.year
        cycles.append(
            {"cycle_id": composite.edition, "edition": composite.edition}
            | {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
            | {"deadline": "2099-12-31"}
        )
        for name, unit_id in composite.unit_ids.items():
            units.append(
                {"school_id": unit_id, "name_zh": name, "township": "各地", "area": "urban"}
                | {"school_type": "primary", "organisation": "branch", "leadership": "separate"}
                | {"tier_held": "none"}
                | {"valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"}
            )
            answers += [
                {"cycle_id": composite.edition, "school_id": unit_id}
                | {"fact_id": f"{code}_v", "value": value}
                for code, value in composite.figures[name].items()
            ]
    paths = [
        write_csv(files / f"{kind}.csv", rows[0], rows)
        for kind, rows in (("schools", units), ("cycles", cycles), ("answers", answers))
    ]

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return run_duibiao(home, *arguments, guide=guide)

    run("guide", "check", guide)
    run("load", *paths)
    run("build")
    path = snapshot_path(Settings.resolve(home, guide))
    assert path is not None
    return path


Ask = Callable[[str], Rows]


def asking(snapshot: Path) -> Ask:
    """The rows of a query on a snapshot."""

    def ask(sql: str) -> Rows:
        with duckdb.connect(str(snapshot), read_only=True) as connection:
            return connection.execute(sql).pl().to_dicts()

    return ask
