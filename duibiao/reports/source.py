"""The published snapshot as reports read it: SQL in, rows out; nothing is scored here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duibiao.records.model import Basis
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import Snapshot, named_in
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import Labels

Row = Mapping[str, Any]
SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One snapshot with the cycle and basis that are reported on.

    `county` and `office` are what the county is called and who sends its papers, if that is said.
    `names_others`: whether whoever reads a school's report may know other schools by name.
    """

    words: Words
    snapshot: Snapshot
    labels: Labels
    cycle: Row
    basis: Basis
    county: str = ""
    office: str = ""
    names_others: bool = True

    @property
    def cycle_id(self) -> str:
        """The cycle that is reported on."""
        return str(self.cycle["cycle_id"])

    @property
    def built_at(self) -> str:
        """When the snapshot was built: the date of everything that is said."""
        return str(self.snapshot.information["built_at"])

    def rows(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """The rows of a query; cycle, basis and edition are bound where it names them."""
        known = {
            "cycle_id": self.cycle_id,
            "basis": self.basis,
            "edition": self.cycle["edition"],
            **values,
        }
        return self.snapshot.rows(sql, **named_in(sql, known))

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
                value=effect["value"] or "",
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
        say, information = self.words, self.snapshot.information
        seal = str(information.get("seal_head") or "")[:SHORT_HASH]
        return (
            (say("report-trace-cycle"), f"{self.cycle['starts_on']} – {self.cycle['ends_on']}"),
            (say("report-trace-basis"), say(f"basis-{self.basis}")),
            (say("report-trace-edition"), str(self.cycle["edition_title_zh"])),
            (say("report-trace-as-of"), say("report-as-of", at=moment(self.built_at))),
            (say("report-trace-build"), self.snapshot.build_id),
            (say("report-trace-guide"), str(information["guide_sha256"])[:SHORT_HASH]),
            (say("report-trace-seal"), seal or say("report-none")),
        )


def source_of(
    snapshot: Snapshot,
    words: Words,
    *,
    cycle_id: str | None = None,
    basis: Basis = "verified",
    county: str = "",
    office: str = "",
    names_others: bool = True,
) -> Source:
    """A snapshot to report on a cycle (None: the newest in which somebody has a score).

    Raises Refused where the cycle is unknown.
    """
    [cycle] = snapshot.rows(
        """
        select cycle.*, edition.title_zh as edition_title_zh, edition.status as edition_status
        from dim_cycles as cycle inner join dim_editions as edition using (edition)
        where cycle.cycle_id = $cycle_id
        """,
        cycle_id=asked.cycle(snapshot, cycle_id).cycle_id,
    )
    labels = Labels(words, snapshot.codes)
    return Source(words, snapshot, labels, cycle, basis, county, office, names_others)
