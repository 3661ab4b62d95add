"""What happens to a county in random order: said by records, at once or by the door.

Each event is one that the county's people can bring about; what it says need not be believable, for
a build takes whatever was recorded. `python -m` has nothing to do here: a history is a seed.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from duibiao.guide.columns import EDITION_TABLES
from duibiao.records.settings import Settings
from duibiao.records.store import write_record
from ingest.door import Door
from tests.counties.random_county import RandomCounty, make_county, write_rows

Row = dict[str, Any]


@dataclass
class RandomHistory:
    """A random county of which first all is loaded, and then one thing happens after another."""

    seed: int
    folder: Path
    settings: Settings
    county: RandomCounty
    chance: random.Random
    told: list[str] = field(default_factory=list)
    files: int = 0

    def begin(self) -> None:
        """Load the county's own files."""
        for file in self.county.files:
            self._load(file.path)

    def go_on(self) -> None:
        """Let one to three things happen."""
        for _ in range(self.chance.randint(1, 3)):
            event = self.chance.choice(EVENTS)
            self.told.append(event.__name__)
            event(self)

    def landing(self, sql: str) -> list[Row]:
        """Rows of what was taken in by the last build."""
        with duckdb.connect(str(self.settings.landing), read_only=True) as connection:
            return connection.execute(sql).pl().to_dicts()

    def one(self, sql: str) -> Row | None:
        """One of these rows, by chance."""
        rows = sorted(self.landing(sql), key=repr)
        return self.chance.choice(rows) if rows else None

    def say(self, kind: str, **body: Any) -> None:
        """Write a record."""
        write_record(self.settings, kind, body, received_by="history", channel="test")

    def load_rows(self, kind: str, rows: list[dict[str, str]]) -> None:
        """Send a table by the door; it may refuse."""
        self.files += 1
        path = self.folder / f"{kind}-{self.files}.csv"
        write_rows(path, rows)
        self._load(path)

    def _load(self, path: Path) -> None:
        door = Door.open(self.settings)
        checked = door.check(path.read_bytes(), path.name)
        door.hand_in(checked, received_by="history", channel="test", confirmed=True)


def hand_in(history: RandomHistory) -> None:
    """A school hands in what another one answered, some of it left out."""
    where = "select distinct cycle_id, school_id from answers where basis = 'self'"
    school, other = history.one(where), history.one(where)
    if school is None or other is None:
        return
    answers = history.landing(
        f"""select distinct on (fact_id) fact_id, value from answers
        where basis = 'self' and cycle_id = '{other["cycle_id"]}'
            and school_id = '{other["school_id"]}' and rater is null order by fact_id, record_id"""
    )
    kept = [one | {"raw": one["value"], "evidence": "记录"} for one in answers]
    refused = history.chance.random() < 0.2
    history.say(
        "workbook",
        outcome="refused" if refused else "accepted",
        problems=[{"severity": "error", "code": "value-kind"}] if refused else [],
        answers=[one for one in kept if history.chance.random() < 0.9],
        claims=[],
        **school,
    )


def withdraw(history: RandomHistory) -> None:
    """A record is taken back, whole or for one school."""
    row = history.one(
        "select record_id, cycle_id, school_id from answers"
        " union all select record_id, cycle_id, school_id from findings"
    )
    if row is not None:
        whole = history.chance.random() < 0.3
        part = {} if whole else {"cycle_id": row["cycle_id"], "school_id": row["school_id"]}
        history.say("withdrawal", withdrawn_record_id=row["record_id"], reason="误报", **part)


def verify(history: RandomHistory) -> None:
    """The county gives a value of its own, or says that there is none."""
    row = history.one("select cycle_id, school_id, fact_id, value from answers")
    if row is not None:
        value = row["value"] if history.chance.random() < 0.5 else None
        said = {name: row[name] or "" for name in ("cycle_id", "school_id", "fact_id")}
        said |= {"value": value or "", "basis": "verified", "reason": "台账如此"}
        history.load_rows("answers", [said])


def find(history: RandomHistory) -> None:
    """A red line is found at a school."""
    row = history.one("select distinct cycle_id, school_id from answers")
    lines = history.county.guide["red_lines"]
    if row is not None and lines:
        line = history.chance.choice(lines)["red_line"]
        history.load_rows("findings", [row | {"red_line": line}])


def close(history: RandomHistory) -> None:
    """A cycle is closed."""
    row = history.one("select distinct cycle_id from cycles")
    if row is not None:
        history.say("cycle_decision", decision="closed", reason="办结", **row)


def open_again(history: RandomHistory) -> None:
    """A closed cycle is opened again."""
    row = history.one("select distinct cycle_id from cycle_decisions")
    if row is not None:
        history.say("cycle_decision", decision="reopened", reason="更正", **row)


def extend(history: RandomHistory) -> None:
    """There is more time, for one or for all."""
    row = history.one("select distinct cycle_id, school_id from answers")
    if row is not None:
        day = dt.date(2030, 1, 1) + dt.timedelta(days=history.chance.randint(0, 99))
        if history.chance.random() < 0.5:
            row["school_id"] = None
        history.say("deadline_extension", deadline=str(day), reason="停课", **row)


def register_again(history: RandomHistory) -> None:
    """A school moves to another township or group, or becomes part of another."""
    [file, *_] = [one for one in history.county.files if one.kind == "schools"]
    row, other = history.chance.sample(file.rows, 2)
    changed = dict(row)
    if history.chance.random() < 0.5:
        changed["township"] = other["township"]
        changed["area"] = other["area"]
    else:
        cycle = history.one("select ends_on from cycles")
        changed["valid_to"] = str(cycle["ends_on"]) if cycle else ""
        changed["merged_into"] = other["school_id"]
    history.load_rows("schools", [changed])


def move_cycle(history: RandomHistory) -> None:
    """A cycle has other dates, or there is one more, which may come before others."""
    row = history.one(
        "select distinct on (cycle_id) cycle_id, edition, starts_on, ends_on, deadline from cycles"
    )
    if row is not None:
        days = dt.timedelta(days=history.chance.choice([-500, 20, 500]))
        if history.chance.random() < 0.5:
            row["cycle_id"] += "-后"
        moved = {name: row[name] + days for name in ("starts_on", "ends_on", "deadline")}
        history.load_rows("cycles", [{name: str(told) for name, told in (row | moved).items()}])


def nominate(history: RandomHistory) -> None:
    """A school is put forward."""
    row = history.one("select distinct cycle_id, school_id from answers")
    if row is not None:
        tier = history.chance.choice(history.county.guide["tiers"])["tier"]
        told = {"tier": tier, "basis": "self", "reason": "推荐", "is_tier_reached": False}
        history.say("nomination", build_id="b", **row, **told)


def hand_in_evidence(history: RandomHistory) -> None:
    """A school hands in a file as evidence, or a signed form."""
    row = history.one("select cycle_id, school_id, submission_id from submissions")
    if row is not None and row["school_id"]:
        indicator = history.chance.choice(history.county.guide["indicators"])["indicator"]
        is_form = history.chance.random() < 0.5
        kept = {
            "role": "signed_form" if is_form else "evidence",
            "indicator_id": None if is_form else indicator,
            "submission_id": row.pop("submission_id") if is_form else None,
            "file_name": "记录.pdf",
            "media_type": "application/pdf",
            "size": 9,
            "sha256": f"{history.chance.getrandbits(256):064x}",
            "suffix": ".pdf",
        }
        row.pop("submission_id", None)
        history.say("evidence", problems=[], files=[kept], **row)


def put_guide_in_force(history: RandomHistory) -> None:
    """A draft takes the place of the guide: one more edition, and at times a cycle by it."""
    guide = history.settings.guide
    edition = history.chance.choice(history.county.guide["editions"])["edition"]
    name = f"{edition}-{len(history.told)}"
    for table in EDITION_TABLES:
        path = guide / f"{table}.csv"
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
            rows += [row | {"edition": name} for row in rows if row["edition"] == edition]
            if rows and table != "crosswalk":
                write_rows(path, rows)
    row = history.one("select starts_on, ends_on, deadline from cycles")
    if row is not None and history.chance.random() < 0.7:
        told = {column: str(day + dt.timedelta(days=365)) for column, day in row.items()}
        history.load_rows("cycles", [{"cycle_id": name, "edition": name} | told])


def correct_guide(history: RandomHistory) -> None:
    """A target of an edition that is there becomes another; one of a closed cycle may not."""
    path = history.settings.guide / "rules.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with_target = [row for row in rows if row["target"]]
    if with_target:
        row = history.chance.choice(with_target)
        row["target"] = str((Decimal(row["target"]) * 3 / 4).quantize(Decimal("0.01")))
        write_rows(path, rows)


EVENTS: tuple[Callable[[RandomHistory], None], ...] = (
    *(hand_in,) * 5,
    *(withdraw, verify) * 2,
    find,
    close,
    open_again,
    extend,
    register_again,
    move_cycle,
    nominate,
    hand_in_evidence,
    put_guide_in_force,
    correct_guide,
)


def make_history(seed: int, folder: Path, home: Path) -> RandomHistory:
    """The history of a seed, in a folder of its own; nothing is loaded yet."""
    county = make_county(seed, folder)
    settings = Settings.resolve(home, folder / "guide")
    return RandomHistory(seed, folder, settings, county, random.Random(seed))
