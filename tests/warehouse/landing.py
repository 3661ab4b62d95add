"""Landing tables made row by row, for tests that begin where ingest ends."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from duibiao.records.settings import SEEDS
from duibiao.warehouse.landing import LAYOUT

Row = dict[str, Any]

SCHOOL = {
    "name_zh": "例校",
    "township": "城关镇",
    "school_type": "primary",
    "area": "town",
    "organisation": "branch",
    "leadership": "separate",
    "tier_held": "county",
}


def guide_table(name: str, guide: Path = SEEDS) -> list[dict[str, str]]:
    """The rows of a guide table, as text."""
    with (guide / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Landing:
    """Rows by table. Records are numbered in the order in which they are made."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)

    def put(self, table: str, **values: object) -> None:
        """Adds a row; columns that are not named are null."""
        self.rows[table].append(values)

    def record(
        self, kind: str = "table", *, received_at: str = "2025-01-10", outcome: str = "accepted"
    ) -> str:
        """A new record; its identifier, greater than those before."""
        record_id = f"{len(self.rows['records']) + 1:06d}"
        self.put(
            "records", record_id=record_id, kind=kind, received_at=received_at, outcome=outcome
        )
        return record_id

    def cycle(self, cycle_id: str, edition: str, ends_on: str = "2024-12-31") -> None:
        """A cycle of the year that ends on that day, due a month later."""
        last = dt.date.fromisoformat(ends_on)
        days = {"starts_on": last - dt.timedelta(days=365), "deadline": last + dt.timedelta(31)}
        values = {"cycle_id": cycle_id, "edition": edition, "ends_on": last} | days
        self.put("cycles", record_id=self.record(), line=2, **values)

    def school(self, school_id: str, **attributes: object) -> None:
        """A school; attributes that are not named are those of SCHOOL."""
        values = {**SCHOOL, "school_id": school_id, **attributes}
        self.put("schools", record_id=self.record(), line=2, **values)

    def hand_in(
        self,
        cycle_id: str,
        school_id: str,
        answers: Mapping[str, str | None],
        *,
        outcome: str = "accepted",
        received_at: str = "2025-01-10",
    ) -> str:
        """A workbook with these answers; its record."""
        record_id = self.record("submission", received_at=received_at, outcome=outcome)
        where = {"submission_id": record_id, "record_id": record_id}
        where |= {"cycle_id": cycle_id, "school_id": school_id}
        counts = {"error_count": 0, "warning_count": 0}
        self.put("submissions", source="workbook", outcome=outcome, **where, **counts)
        for fact_id, value in answers.items():
            self.put("answers", basis="self", fact_id=fact_id, value=value, raw=value, **where)
        if answers and int(record_id) % 3 == 0:
            self.rows["answers"][-1]["evidence"] = "会议记录"
        return record_id

    def review(
        self,
        cycle_id: str,
        school_id: str,
        values: Mapping[str, str | None],
        basis: str = "verified",
    ) -> str:
        """Values that the county gives; the record."""
        record_id = self.record()
        for line, (fact_id, value) in enumerate(values.items(), start=2):
            where = {"record_id": record_id, "cycle_id": cycle_id, "school_id": school_id}
            self.put("answers", basis=basis, fact_id=fact_id, value=value, line=line, **where)
        return record_id

    def finding(self, cycle_id: str, school_id: str, red_line: str) -> str:
        """A red line found; the record."""
        record_id = self.record()
        where = {"cycle_id": cycle_id, "school_id": school_id}
        self.put("findings", record_id=record_id, line=2, red_line=red_line, **where)
        return record_id

    def claims(
        self,
        cycle_id: str,
        school_id: str,
        points: Mapping[str, object],
        submission_id: str | None = None,
    ) -> str:
        """Points that a school claims, in a hand-in or in the county's old form; the record."""
        record_id = submission_id or self.record("claims")
        where = {"record_id": record_id, "cycle_id": cycle_id, "school_id": school_id}
        for indicator_id, claimed in points.items():
            claim = {"indicator_id": indicator_id, "claimed_points": claimed}
            self.put("claims", submission_id=submission_id, **where, **claim)
        return record_id

    def evidence(
        self, cycle_id: str, school_id: str, *proves: str | None, submission_id: str | None = None
    ) -> str:
        """A file for each of these indicators, a signed form for None; the record."""
        record_id = self.record("evidence")
        where = {"record_id": record_id, "cycle_id": cycle_id, "school_id": school_id}
        for number, indicator_id in enumerate(proves, start=1):
            self.put(
                "evidence_files",
                file_number=number,
                role="evidence" if indicator_id else "signed_form",
                indicator_id=indicator_id,
                submission_id=submission_id,
                file_name=f"{indicator_id}.pdf",
                title=indicator_id,
                media_type="application/pdf",
                size_bytes=1000 + number,
                original_sha256=f"{number:064x}",
                suffix=".pdf",
                **where,
            )
        return record_id

    def withdraw(self, withdrawn_record_id: str, **part: str) -> None:
        """Takes a record back, or the part of it that is named."""
        self.put(
            "withdrawals",
            record_id=self.record("withdrawal"),
            withdrawn_record_id=withdrawn_record_id,
            **part,
        )

    def fill(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Makes the tables in the current database of a connection and puts the rows in."""
        connection.execute(LAYOUT.read_text(encoding="utf-8"))
        for table, rows in self.rows.items():
            columns = sorted({column for row in rows for column in row})
            texts = {
                column: [None if row.get(column) is None else str(row[column]) for row in rows]
                for column in columns
            }
            connection.register("incoming", pl.DataFrame(texts, dict.fromkeys(columns, pl.String)))
            names = ", ".join(columns)
            connection.execute(f"insert into {table} ({names}) select {names} from incoming")
            connection.unregister("incoming")

    def write(self, path: Path) -> Path:
        """The same as a file."""
        with duckdb.connect(str(path)) as connection:
            self.fill(connection)
        return path


def some_answers(chance: random.Random, edition: str, answered_by: str) -> dict[str, str | None]:
    """Answers of every kind to the facts of an edition, a few of them blank."""
    answers: dict[str, str | None] = {}
    grades = [row["key"] for row in guide_table("rule_bands") if row["bound"] == "grade"]
    for fact in guide_table("facts"):
        if fact["edition"] != edition or fact["answered_by"] != answered_by:
            continue
        of_kind = {
            "count": str(chance.choice([0, 1, 2, 3, 5, 7, 11, 12, 24])),
            "number": f"{chance.randint(-5, 100) / 4:g}",
            "flag": chance.choice(["yes", "yes", "no"]),
            "date": str(dt.date(2024, 1, 1) + dt.timedelta(chance.randint(0, 500))),
            "grade": chance.choice(grades),
        }
        answers[fact["fact"]] = of_kind[fact["kind"]] if chance.random() > 0.02 else None
    return answers


def some_county(schools: int = 24) -> Landing:
    """A county by a fixed seed: three cycles, hand-ins of every fate, reviews and findings."""
    chance = random.Random(20240101)
    edition = guide_table("editions")[0]["edition"]
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for row in guide_table("code_lists"):
        codes[row["list"]].append(row["code"])
    red_lines = sorted({row["red_line"] for row in guide_table("red_lines")})
    landing = Landing()
    for year in (2022, 2023, 2024):
        landing.cycle(f"c{year}", edition, f"{year}-12-31")
    for number in range(schools):
        landing.school(
            f"s{number:03d}",
            township=f"乡镇{number % 4}",
            tier_held=chance.choice(codes["tier"]),
            **{name: chance.choice(codes[name]) for name in ("area", "organisation", "leadership")},
            school_type=chance.choice(codes["school_type"]),
            valid_from=None if number % 3 else "2022-06-01",
        )
    for year in (2022, 2023, 2024):
        for number in range(schools):
            where = f"c{year}", f"s{number:03d}"
            for outcome in chance.choices(["accepted", "refused"], [4, 1], k=chance.randint(0, 3)):
                answers = some_answers(chance, edition, "school")
                record_id = landing.hand_in(
                    *where,
                    answers,
                    outcome=outcome,
                    received_at=f"{year + 1}-{chance.randint(1, 3):02d}-15 16:30:00",
                )
                if chance.random() < 0.1:
                    landing.withdraw(record_id)
            landing.review(*where, some_answers(chance, edition, "county"), basis="self")
            if chance.random() < 0.4:
                checked = chance.sample(sorted(some_answers(chance, edition, "school").items()), 9)
                landing.review(*where, dict(checked))
            if chance.random() < 0.15:
                landing.finding(*where, chance.choice(red_lines))
    add_claims_and_evidence(landing, edition)
    return landing


def add_claims_and_evidence(landing: Landing, edition: str) -> None:
    """What schools claim, in hand-ins and in the county's old form, and evidence of every fate."""
    chance = random.Random(20240102)
    points = {
        row["indicator"]: row["max_points"]
        for row in guide_table("indicators")
        if row["edition"] == edition
    }
    schools = sorted({str(row["school_id"]) for row in landing.rows["schools"]})
    submissions = {
        (row["cycle_id"], row["school_id"]): str(row["submission_id"])
        for row in landing.rows["submissions"]
        if row["outcome"] == "accepted"
    }
    for school_id in schools:
        for cycle_id in ("c2023", "c2024"):
            where = cycle_id, school_id
            own = submissions.get(where)
            if chance.random() < 0.3:
                landing.claims(*where, points)
            if own is not None and chance.random() < 0.5:
                claimed = dict(chance.sample(sorted(points.items()), 5))
                landing.claims(*where, claimed, submission_id=own)
            if chance.random() < 0.5:
                landing.evidence(*where, *chance.sample(sorted(points), 3))
            if chance.random() < 0.5:
                record_id = landing.evidence(*where, None, submission_id=own)
                if chance.random() < 0.3:
                    landing.withdraw(record_id, original_sha256=f"{1:064x}")
