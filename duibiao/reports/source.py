"""The published snapshot as reports read it: SQL in, rows out; nothing is scored here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import connect, information_path, snapshot_path
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import Labels

Row = Mapping[str, Any]
NEAR_AT_MOST = 5
SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One snapshot, open to be read, with the cycle and basis that are reported on."""

    words: Words
    path: Path
    connection: duckdb.DuckDBPyConnection
    information: Mapping[str, Any]
    labels: Labels
    cycle: Row
    basis: Basis

    @property
    def cycle_id(self) -> str:
        """The cycle that is reported on."""
        return str(self.cycle["cycle_id"])

    @property
    def built_at(self) -> str:
        """When the snapshot was built: the date of everything that is said."""
        return str(self.information["built_at"])

    def rows(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """The rows of a query; cycle, basis and edition are bound where it names them."""
        known = {
            "cycle_id": self.cycle_id,
            "basis": self.basis,
            "edition": self.cycle["edition"],
            **values,
        }
        used = {name: value for name, value in known.items() if f"${name}" in sql}
        with self.connection.cursor() as cursor:
            result = cursor.execute(sql, used)
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def row(self, sql: str, **values: object) -> dict[str, Any]:
        """The only row of a query."""
        [row] = self.rows(sql, **values)
        return row

    def schools(self) -> list[dict[str, Any]]:
        """The schools that are to hand in, by code: school_id, name_zh, is_scored."""
        return self.rows("""
            select school.school_id, school.name_zh, score.school_id is not null as is_scored
            from dim_cycle_schools as school
            left join fct_school_scores as score
                on score.cycle_id = school.cycle_id and score.school_id = school.school_id
                and score.basis = $basis
            where school.cycle_id = $cycle_id
            order by school.school_id
        """)

    def find(self, asked: str) -> str:
        """A school's code by code or name, or a part of the name that only one school has.

        Raises Refused: unknown (with the nearest), several, or one without a score.
        """
        schools = self.schools()
        wanted = asked.strip().lower()
        ways = (
            lambda row: row["school_id"].lower() == wanted,
            lambda row: row["name_zh"].lower() == wanted,
            lambda row: bool(wanted) and wanted in row["name_zh"].lower(),
        )
        found = next((found for way in ways if (found := [*filter(way, schools)])), [])
        if len(found) == 1:
            if not found[0]["is_scored"]:
                name = f"{found[0]['name_zh']}（{found[0]['school_id']}）"
                raise Refused("report-school-no-score", school=name, cycle=self.cycle_id)
            return str(found[0]["school_id"])
        if found:
            raise Refused(
                "report-school-several", school=asked, known=self._named(found, NEAR_AT_MOST)
            )
        by_text = {row["name_zh"]: row for row in schools} | {
            row["school_id"]: row for row in schools
        }
        near = get_close_matches(asked.strip(), by_text, n=NEAR_AT_MOST, cutoff=0.4)
        known = self._named([by_text[text] for text in near] or schools, NEAR_AT_MOST)
        raise Refused("report-school-unknown", school=asked, cycle=self.cycle_id, known=known)

    def _named(self, rows: Sequence[Row], at_most: int) -> str:
        names = dict.fromkeys(f"{row['school_id']} {row['name_zh']}" for row in rows)
        return self.words("separator-items").join([*names][:at_most])

    def ratings(self) -> dict[str, str]:
        """The names of the ratings, best first."""
        rows = self.rows("select * from dim_ratings where edition = $edition order by sort")
        return {row["rating"]: row["name_zh"] for row in rows}

    def tiers(self) -> list[dict[str, Any]]:
        """The demonstration tiers of the edition, highest first."""
        return self.rows("select * from dim_tiers where edition = $edition order by sort")

    def findings(self) -> list[dict[str, Any]]:
        """The red lines found in the cycle, one row a finding, with the effects that each has."""
        return self.rows("""
            select
                finding.school_id, school.name_zh, finding.red_line, finding.note,
                min(line.label_zh) as label_zh,
                list(
                    {'effect': line.effect, 'indicator_id': line.indicator_id, 'value': line.value}
                    order by line.effect, line.indicator_id
                ) as effects
            from fct_findings as finding
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            inner join dim_red_lines as line
                on line.edition = $edition and line.red_line = finding.red_line
            where finding.cycle_id = $cycle_id and finding.is_in_force
            group by all order by finding.school_id, finding.red_line
        """)

    def effects(self, finding: Row) -> str:
        """What a red line does, in words."""
        ratings = self.ratings()
        said = [
            self.words(
                f"explain-effect-{effect['effect']}",
                indicator=effect["indicator_id"] or "",
                rating=ratings.get(effect["value"] or "", effect["value"] or ""),
            )
            for effect in finding["effects"]
        ]
        return self.words("separator-clauses").join(said)

    def notice(self) -> str:
        """What a reader must know of the standing of the edition; nothing for an official one."""
        if self.cycle["edition_status"] == "official":
            return ""
        return self.words("report-notice-working", title=self.cycle["edition_title_zh"])

    def traces(self) -> tuple[tuple[str, str], ...]:
        """Where the figures come from, so that each can be found again."""
        say = self.words
        seal = str(self.information.get("seal_head") or "")[:SHORT_HASH]
        return (
            (say("report-trace-cycle"), f"{self.cycle['starts_on']} – {self.cycle['ends_on']}"),
            (say("report-trace-basis"), say(f"basis-{self.basis}")),
            (say("report-trace-edition"), str(self.cycle["edition_title_zh"])),
            (say("report-trace-as-of"), say("report-as-of", at=moment(self.built_at))),
            (say("report-trace-build"), str(self.information["build_id"])),
            (say("report-trace-guide"), str(self.information["guide_sha256"])[:SHORT_HASH]),
            (say("report-trace-seal"), seal or say("report-none")),
        )


def _cycle(connection: duckdb.DuckDBPyConnection, asked: str | None) -> dict[str, Any]:
    """The cycle asked for, or the newest in which anybody has a score, or else the newest."""
    cursor = connection.execute("""
        select
            cycle.*, edition.title_zh as edition_title_zh, edition.status as edition_status,
            cycle.cycle_id in (select cycle_id from fct_school_scores) as has_scores
        from dim_cycles as cycle inner join dim_editions as edition using (edition)
        order by cycle.ends_on desc, cycle.cycle_id desc
    """)
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    scored = [row for row in rows if row["has_scores"]]
    for row in scored + rows if asked is None else rows:
        if asked in (None, row["cycle_id"]):
            return row
    known = "、".join(sorted(str(row["cycle_id"]) for row in rows)) or "—"
    raise Refused("cli-cycle-unknown", cycle=asked or "—", known=known)


@contextmanager
def open_source(
    settings: Settings,
    words: Words,
    *,
    cycle_id: str | None = None,
    basis: Basis = "verified",
    path: Path | None = None,
) -> Iterator[Source]:
    """The snapshot in force, or the one at `path`, to report on a cycle (None: the newest scored).

    Raises Refused where there is no snapshot or the cycle is unknown.
    """
    chosen = path or snapshot_path(settings)
    if chosen is None:
        raise Refused("query-no-snapshot")
    information = json.loads(information_path(chosen).read_text(encoding="utf-8"))
    with connect(chosen) as connection:
        cycle = _cycle(connection, cycle_id)
        codes = connection.execute("select * from dim_codes order by rowid").pl().to_dicts()
        yield Source(words, chosen, connection, information, Labels(words, codes), cycle, basis)
