"""Folders of guide tables that a test may change cell by cell, beginning from the real ones."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from duibiao.guide.editions import Fault, Guide, GuideFaults
from duibiao.records.settings import SEEDS

Cells = dict[str, str]


@dataclass
class GuideFolder:
    """Guide tables in memory; a row's line is its place in the list and two."""

    tables: dict[str, list[Cells]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def copy(cls, source: Path = SEEDS) -> GuideFolder:
        """The tables of a folder."""
        folder = cls()
        for path in sorted(source.glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                folder.tables[path.stem] = list(reader)
                folder.columns[path.stem] = list(reader.fieldnames or ())
        return folder

    def write(self, directory: Path, encoding: str = "utf-8", line_end: str = "\n") -> Path:
        """The tables as CSV files."""
        directory.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            path = directory / f"{name}.csv"
            with path.open("w", encoding=encoding, newline="") as stream:
                writer = csv.DictWriter(stream, self.columns[name], lineterminator=line_end)
                writer.writeheader()
                writer.writerows(rows)
        return directory

    def rows(self, table: str, **cells: str) -> list[Cells]:
        """The rows with these cells."""
        return [
            row
            for row in self.tables[table]
            if all(row[column] == text for column, text in cells.items())
        ]

    def first(self, table: str, where: Callable[[Cells], object] = bool, **cells: str) -> Cells:
        """The first row with these cells for which `where` holds."""
        return next(row for row in self.rows(table, **cells) if where(row))

    def line(self, table: str, row: Cells) -> int:
        """The line on which a row stands."""
        return 2 + next(at for at, other in enumerate(self.tables[table]) if other is row)

    def add(self, table: str, **cells: str) -> Cells:
        """A row at the end of a table; what is not named stays blank."""
        row = dict.fromkeys(self.columns[table], "") | cells
        self.tables[table].append(row)
        return row

    def add_indicator(self, facts: dict[str, Cells], **rule: str) -> Cells:
        """A further indicator with its facts and a rule of one part; the sums are kept right.

        `facts`: by identifier, their cells. Returns the rule's row.
        """
        edition = self.tables["editions"][0]
        edition["indicator_count"] = str(int(edition["indicator_count"]) + 1)
        edition["total_points"] = str(int(edition["total_points"]) + 1)
        own = {"edition": edition["edition"], "indicator": "X01"}
        self.tables["indicators"].append(self.tables["indicators"][0] | own | {"max_points": "1"})
        for sort, (fact, cells) in enumerate(facts.items(), start=1):
            usual = {"label_zh": f"问题{fact}", "kind": "count", "answered_by": "school"}
            self.add("facts", **own, fact=fact, sort=str(sort), required="1", **{**usual, **cells})
        return self.add("rules", **own, part="1", share="1", **rule)


def faults_of(directory: Path) -> list[Fault]:
    """Every fault of the guide in a folder."""
    try:
        Guide.load(directory)
    except GuideFaults as faults:
        return faults.faults
    return []
