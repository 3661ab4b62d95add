"""The way from a rank down to the cell, as data: read out of a published snapshot, marts alone.

Rank → score → dimension → indicator → part of the rule → fact → what was said of it: in which file,
sheet and cell, as typed, by whom, when, under which record. Nothing is scored here, and nothing is
worded here: `duibiao.analysis.explanation` puts it into sentences.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from duibiao.warehouse.snapshot import Snapshot, named_in
from duibiao.words.labels import GUIDE_ATTRIBUTES

Row = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Said:
    """One saying of a value, and where it stands: the end of the way down."""

    value: str | None
    raw: str | None
    sheet: str | None
    cell: str | None
    line: int | None
    evidence: str | None
    note: str | None
    reason: str | None
    submission_id: str | None
    record_id: str
    file_name: str | None
    original_sha256: str | None
    received_by: str | None
    channel: str | None
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Exemption:
    """A case of the guide in which something is not asked: an attribute with a value."""

    indicator_id: str
    fact_id: str | None
    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Given:
    """Points that a rater gives, or the office (`rater` None), and whether they count.

    `role`: counted; lowest or highest, which a trimmed mean leaves out; or overruled.
    """

    rater: str | None
    given_value: Decimal
    said_value: Decimal
    role: str
    reason: str | None
    record_id: str
    received_by: str | None
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact of a school: the value in force, and who said what of it.

    `own` is what the school said, `county` what the county said; `is_verified` tells that the
    county's word stands in place of the school's. `given`: of points that the county gives, what
    each rater gave.
    """

    fact_id: str
    label_zh: str
    kind: str
    unit_zh: str | None
    answered_by: str
    state: str
    value: str | None
    is_required: bool
    is_verified: bool
    own: Said | None
    county: Said | None
    exemption: Exemption | None
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A band of a rule part: its bound, the key it begins or ends at, the share it gives."""

    bound: str
    key: str | None
    share: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a checklist (`item`) or of deductions (`each`, `shortfall`)."""

    fact_id: str
    kind: str
    points: Decimal | None
    needed: Decimal | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an indicator's rule: the guide's figures, the school's, and the result."""

    part: int
    method: str
    outcome: str
    part_share: Decimal
    part_points: Decimal | None
    result: Decimal | None
    fact_id: str | None
    base_fact_id: str | None
    fact_value: Decimal | None
    base_value: Decimal | None
    ratio_value: Decimal | None
    target: Decimal | None
    floor: Decimal | None
    target_attribute: str | None
    band_key: str | None
    bands: tuple[Band, ...]
    items: tuple[Item, ...]
    items_met: int | None
    items_asked: int | None
    days_late: int | None
    points_deducted: Decimal | None
    due_on: dt.date | None
    done_on: dt.date | None
    ends_on: dt.date
    compare: str | None
    among: str | None
    better: str | None
    rest: str | None
    compared_value: Decimal | None
    place: int | None
    group_size: int | None
    reference_value: Decimal | None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A red line found at a school, what it does, and where it was said."""

    red_line: str
    label_zh: str
    note: str | None
    line: int
    effects: tuple[tuple[str, str | None, str | None], ...]
    """Effect, indicator and value, as the guide gives them."""
    record_id: str
    file_name: str | None
    original_sha256: str | None
    received_by: str | None
    channel: str | None
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of a school, with everything that its points rest on."""

    indicator_id: str
    dimension_id: str
    name_zh: str
    name_en: str | None
    requirement_zh: str | None
    rule_zh: str | None
    status: str
    share: Decimal | None
    share_before_caps: Decimal | None
    points: Decimal | None
    max_points: Decimal
    gap_points: Decimal | None
    gap_score: Decimal | None
    claimed_points: Decimal | None
    parts: tuple[Part, ...]
    answers: tuple[Answer, ...]
    missing_fact_ids: tuple[str, ...]
    missing_attributes: tuple[str, ...]
    exemptions: tuple[Exemption, ...]
    capped_by_fact_id: str | None
    cap_max_share: Decimal | None
    cap_when_equal: Decimal | None
    zeroed_by: Finding | None
    least_points: Decimal | None
    """Fewest points, below 0; None where it cannot go below 0."""
    is_bonus: bool | None
    """Whether its points are added to the score and are no part of what is asked."""

    def answer(self, fact_id: str) -> Answer:
        """The answer to a fact that the indicator's rule looks at."""
        return next(found for found in self.answers if found.fact_id == fact_id)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of a school."""

    dimension_id: str
    name_zh: str
    name_en: str | None
    points: Decimal
    max_points: Decimal
    share: Decimal | None
    indicator_count: int
    missing_count: int
    not_applicable_count: int
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank among the scored schools of a group; `tied_with` names those of the same score."""

    group: str
    name: str
    kind: str
    rank: int
    size: int
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """A step of the ratings (等次).

    `first_percent`: it is for so many percent of the schools, the first ones, alone;
    `last_percent`: so many, the last ones, have at most this one.
    """

    rating: str
    name_zh: str
    min_score: Decimal
    first_percent: Decimal | None = None
    first_ties: str | None = None
    last_percent: Decimal | None = None
    last_ties: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A demonstration tier, what it asks, and what of it the school lacks."""

    tier: str
    name_zh: str
    min_score: Decimal
    min_dimension_share: Decimal
    is_met: bool
    is_score_met: bool
    score_short: Decimal | None
    failed_dimension_ids: tuple[str, ...]
    barring_red_lines: tuple[str, ...]
    first_percent: Decimal | None = None
    first_ties: str | None = None
    place: int | None = None
    place_limit: int | None = None
    is_place_met: bool | None = None
    """Where it is for the first schools alone: how many, the school's place, whether it is in."""


@dataclass(frozen=True, slots=True)
class School:
    """A school's score in a cycle on a basis, and the whole way down from it.

    `attributes` are those on the cycle's last day. `score`, `rating` and the ranks are None or
    empty where nothing of the guide applies to the school.
    """

    build: str
    cycle_id: str
    edition: str
    edition_title_zh: str
    edition_status: str
    basis: str
    school_id: str
    name_zh: str
    attributes: Mapping[str, str | None]
    is_late: bool
    submission_id: str
    points: Decimal
    applicable_points: Decimal
    score: Decimal | None
    score_before_red_lines: Decimal | None
    bonus_points: Decimal | None
    most_bonus_points: Decimal | None
    taken_off: Decimal | None
    asked_fact_count: int
    verified_fact_count: int
    rating: str | None
    rating_before_red_lines: str | None
    tier_reached: str
    ranks: tuple[Rank, ...]
    ratings: tuple[Rating, ...]
    tiers: tuple[Tier, ...]
    findings: tuple[Finding, ...]
    dimensions: tuple[Dimension, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of all dimensions, in the guide's order."""
        return tuple(found for dimension in self.dimensions for found in dimension.indicators)

    def indicator(self, indicator_id: str) -> Indicator | None:
        """An indicator by its code, or None."""
        return next((row for row in self.indicators if row.indicator_id == indicator_id), None)

    def dimension(self, dimension_id: str) -> Dimension | None:
        """A dimension by its code, or None."""
        return next((row for row in self.dimensions if row.dimension_id == dimension_id), None)


def read_school(snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> School | None:
    """The whole way down for a school, or None where it has no score in that cycle."""
    return _Reader(snapshot, cycle_id, basis, school_id).school()


class _Reader:
    """Reads what belongs to one school, and puts it in order."""

    def __init__(self, snapshot: Snapshot, cycle_id: str, basis: str, school_id: str) -> None:
        self._snapshot = snapshot
        self._chosen = {"cycle_id": cycle_id, "basis": basis, "school_id": school_id}
        self._edition = ""

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query; the school, cycle, basis and edition are bound where it names them.

        A query bounds the long marts by the school before it joins anything to them.
        """
        known = self._chosen | {"edition": self._edition}
        return self._snapshot.rows(sql, **named_in(sql, known))

    def school(self) -> School | None:
        """The school's score with everything below it."""
        found = self._rows("""
            select
                score.*, school.* exclude (cycle_id, school_id, edition), cycle.ends_on,
                edition.title_zh as edition_title_zh, edition.status as edition_status
            from fct_school_scores as score
            inner join dim_cycle_schools as school using (cycle_id, school_id)
            inner join dim_cycles as cycle using (cycle_id)
            inner join dim_editions as edition on edition.edition = score.edition
            where score.cycle_id = $cycle_id and score.basis = $basis
                and score.school_id = $school_id
        """)
        if not found:
            return None
        [score] = found
        self._edition = score["edition"]
        [edition] = self._rows("select * from dim_editions where edition = $edition")
        findings = self._findings()
        dimensions = self._dimensions(self._indicators(score["ends_on"], findings))
        return _make(
            School,
            score,
            build=self._snapshot.build_id,
            attributes={
                name: None if score.get(name) is None else str(score[name])
                for name in GUIDE_ATTRIBUTES
            },
            ranks=self._ranks(score),
            ratings=tuple(
                _make(Rating, row)
                for row in self._rows("""
                    select * from dim_ratings where edition = $edition
                    order by min_score desc, sort
                """)
            ),
            tiers=self._tiers(),
            findings=findings,
            dimensions=dimensions,
            most_bonus_points=edition.get("most_bonus_points"),
        )

    # ------------------------------------------------------------ the score and its ranks

    def _ranks(self, score: Row) -> tuple[Rank, ...]:
        """The county, the township, the school type and the peer group, with ties by name."""
        if score["score"] is None:
            return ()
        others = self._rows("""
            select school.name_zh, school.township, school.school_type, school.area
            from fct_school_scores as mine
            inner join fct_school_scores as other using (cycle_id, basis, score)
            inner join dim_cycle_schools as school
                on school.cycle_id = other.cycle_id and school.school_id = other.school_id
            where mine.cycle_id = $cycle_id and mine.basis = $basis
                and mine.school_id = $school_id and other.school_id <> mine.school_id
            order by other.school_id
        """)
        # The attributes that all schools of a group share with this one.
        groups: dict[str, tuple[str, ...]] = {
            "county": (),
            "township": ("township",),
            "school_type": ("school_type",),
        }
        shared = {"county": (), "school_type": ("school_type",)}
        peers: tuple[str, ...] = shared.get(score["peer_group_kind"], ("school_type", "area"))
        names = {
            "county": "county",
            "township": score["township"],
            "school_type": score["school_type"],
            "peer_group": score["peer_group"],
        }
        return tuple(
            Rank(
                group=group,
                name=names[group],
                kind=score["peer_group_kind"] if group == "peer_group" else group,
                rank=score[f"rank_{group}"],
                size=score[f"{group}_size"],
                tied_with=tuple(
                    other["name_zh"]
                    for other in others
                    if all(other[name] == score[name] for name in attributes)
                ),
            )
            for group, attributes in (groups | {"peer_group": peers}).items()
        )

    def _tiers(self) -> tuple[Tier, ...]:
        rows = self._rows("""
            select tier.*, condition.* exclude (cycle_id, school_id, basis, tier, edition)
            from fct_tier_conditions as condition
            inner join dim_tiers as tier using (edition, tier)
            where condition.cycle_id = $cycle_id and condition.basis = $basis
                and condition.school_id = $school_id
            order by tier.min_score desc, tier.sort
        """)
        return tuple(
            _make(
                Tier,
                row,
                failed_dimension_ids=_listed(row["failed_dimension_ids"]),
                barring_red_lines=_listed(row["barring_red_lines"]),
            )
            for row in rows
        )

    def _findings(self) -> tuple[Finding, ...]:
        """The findings in force, each with its effects; of several of one red line all stand."""
        effects: dict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)
        labels: dict[str, str] = {}
        for row in self._rows("""
            select * from dim_red_lines where edition = $edition
            order by red_line, effect_number
        """):
            effects[row["red_line"]].append((row["effect"], row["indicator_id"], row["value"]))
            labels.setdefault(row["red_line"], row["label_zh"])
        rows = self._rows("""
            select
                finding.red_line, finding.note, finding.line, finding.record_id,
                record.file_name, record.original_sha256, record.received_by, record.channel,
                record.received_at
            from fct_findings as finding
            inner join fct_records as record using (record_id)
            where finding.cycle_id = $cycle_id and finding.school_id = $school_id
                and finding.is_in_force
            order by finding.red_line, finding.record_id desc, finding.line
        """)
        return tuple(
            _make(
                Finding,
                row,
                label_zh=labels[row["red_line"]],
                effects=tuple(effects[row["red_line"]]),
            )
            for row in rows
            if row["red_line"] in labels
        )

    def _dimensions(self, indicators: Iterable[Indicator]) -> tuple[Dimension, ...]:
        below: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in indicators:
            below[indicator.dimension_id].append(indicator)
        rows = self._rows("""
            select score.*, dimension.name_zh, dimension.name_en
            from fct_dimension_scores as score
            inner join dim_dimensions as dimension using (edition, dimension_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
                and score.school_id = $school_id
            order by dimension.sort, dimension.dimension_id
        """)
        return tuple(
            _make(Dimension, row, indicators=tuple(below[row["dimension_id"]])) for row in rows
        )

    # ------------------------------------------------------------ an indicator and its parts

    def _indicators(self, ends_on: dt.date, findings: Sequence[Finding]) -> Iterable[Indicator]:
        exemptions = [
            _make(Exemption, row)
            for row in self._rows("""
                select * from fct_exemptions
                where cycle_id = $cycle_id and school_id = $school_id
                order by indicator_id, case_number
            """)
        ]
        rows = self._rows("""
            select score.*, indicator.* exclude (edition, indicator_id, dimension_id, max_points)
            from fct_indicator_scores as score
            inner join dim_indicators as indicator using (edition, indicator_id)
            where score.cycle_id = $cycle_id and score.basis = $basis
                and score.school_id = $school_id
            order by indicator.sort, indicator.indicator_id
        """)
        answers, listed = self._answers(exemptions)
        parts = self._parts(ends_on)
        caps: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for cap in self._rows("""
            select * from dim_rule_caps where edition = $edition
            order by indicator_id, fact_id, when_equal
        """):
            caps[cap["indicator_id"]].append(cap)
        for row in rows:
            key = row["indicator_id"]
            own = parts[key]
            asked = [*listed[key], *(name for part in own for name in _facts_of(part))]
            asked += [cap["fact_id"] for cap in caps[key]]
            yield _make(
                Indicator,
                row,
                parts=tuple(own),
                answers=tuple(answers[fact_id] for fact_id in dict.fromkeys(asked)),
                missing_fact_ids=_listed(row["missing_fact_ids"]),
                missing_attributes=_listed(row.get("missing_attributes")),
                cap_when_equal=next(
                    (
                        cap["when_equal"]
                        for cap in caps[key]
                        if (cap["fact_id"], cap["max_share"])
                        == (row["capped_by_fact_id"], row["cap_max_share"])
                    ),
                    None,
                ),
                exemptions=tuple(
                    found
                    for found in exemptions
                    if found.indicator_id == key and found.fact_id is None
                ),
                zeroed_by=next(
                    (item for item in findings if item.red_line == row["zeroed_by_red_line"]), None
                ),
            )

    def _parts(self, ends_on: dt.date) -> dict[str, list[Part]]:
        bands, items = self._bands(), self._items()
        attributes = {
            (row["indicator_id"], row["part"]): row["attribute"]
            for row in self._rows("select * from dim_rule_targets where edition = $edition")
        }
        found: dict[str, list[Part]] = defaultdict(list)
        rules = {
            (row["indicator_id"], row["part"]): row
            for row in self._rows("select * from dim_rules where edition = $edition")
        }
        rows = self._rows("""
            select * from fct_rule_part_scores
            where cycle_id = $cycle_id and basis = $basis and school_id = $school_id
            order by indicator_id, part
        """)
        ranges = self._ranges() if any(row["method"] == "given" for row in rows) else {}
        for score in rows:
            key = score["indicator_id"], score["part"]
            row = rules[key] | score | ranges.get(key, {})
            found[row["indicator_id"]].append(
                _make(
                    Part,
                    row,
                    target_attribute=attributes.get(key),
                    bands=tuple(bands[key]),
                    items=tuple(items[key]),
                    ends_on=ends_on,
                )
            )
        return found

    def _ranges(self) -> dict[tuple[str, int], dict[str, Any]]:
        """From where to where the county gives points, by part."""
        return {
            (row["indicator_id"], row["part"]): {"least": row["least"], "most": row["most"]}
            for row in self._rows("""
                select indicator_id, part, least, most from dim_rules
                where edition = $edition and method = 'given'
            """)
        }

    def _given(self) -> dict[str, tuple[Given, ...]]:
        """What each rater gave by fact, the office last; none where the guide has no such rule."""
        asked = self._rows("select 1 from dim_rules where edition = $edition and method = 'given'")
        found: dict[str, list[Given]] = defaultdict(list)
        if asked:
            for row in self._rows("""
                select * from fct_given_values
                where cycle_id = $cycle_id and school_id = $school_id
                order by fact_id, rater nulls last
            """):
                found[row["fact_id"]].append(_make(Given, row))
        return {fact_id: tuple(values) for fact_id, values in found.items()}

    def _bands(self) -> dict[tuple[str, int], list[Band]]:
        """The bands of every part, the best first."""
        found: dict[tuple[str, int], list[Band]] = defaultdict(list)
        for row in self._rows("""
            select * from dim_rule_bands where edition = $edition
            order by indicator_id, part, share desc, band_number
        """):
            found[row["indicator_id"], row["part"]].append(_make(Band, row))
        return found

    def _items(self) -> dict[tuple[str, int], list[Item]]:
        found: dict[tuple[str, int], list[Item]] = defaultdict(list)
        for row in self._rows("""
            select * from dim_rule_items where edition = $edition
            order by indicator_id, part, fact_id, kind
        """):
            found[row["indicator_id"], row["part"]].append(_make(Item, row))
        return found

    # ------------------------------------------------------------ a fact and what was said of it

    def _answers(
        self, exemptions: Sequence[Exemption]
    ) -> tuple[dict[str, Answer], dict[str, list[str]]]:
        """The answers by fact, and the facts listed under each indicator."""
        excused = {found.fact_id: found for found in exemptions if found.fact_id is not None}
        whole = {found.indicator_id: found for found in reversed(exemptions) if not found.fact_id}
        said: dict[tuple[str, str], dict[str, Any]] = {}
        for row in self._rows("""
            select
                answer.*, fact.label_zh, fact.unit_zh,
                record.file_name, record.original_sha256, record.received_by, record.channel,
                record.received_at
            from fct_answers as answer
            inner join dim_facts as fact using (edition, fact_id)
            left join fct_records as record using (record_id)
            where answer.cycle_id = $cycle_id and answer.school_id = $school_id
            order by answer.indicator_id, fact.sort, answer.fact_id
        """):
            said[row["fact_id"], row["basis"]] = row
        answers: dict[str, Answer] = {}
        listed: dict[str, list[str]] = defaultdict(list)
        given = self._given()
        for (fact_id, basis), row in said.items():
            if basis != self._chosen["basis"]:
                continue
            # A fact is asked once on each basis.
            own, verified = said[fact_id, "self"], said[fact_id, "verified"]
            by_county = row["answered_by"] == "county"
            answers[fact_id] = _make(
                Answer,
                row,
                own=None if by_county else _said(own),
                county=_said(verified) if by_county or verified["is_verified"] else None,
                exemption=excused.get(fact_id, whole.get(row["indicator_id"]))
                if row["state"] == "not_asked"
                else None,
                given=given.get(fact_id, ()),
            )
            listed[row["indicator_id"]].append(fact_id)
        return answers, listed


def _said(row: Row) -> Said | None:
    """Where a value was said; None where nothing was."""
    return None if row["record_id"] is None else _make(Said, row)


def _facts_of(part: Part) -> list[str]:
    """The facts that a part looks at."""
    alone = [fact_id for fact_id in (part.fact_id, part.base_fact_id) if fact_id is not None]
    return [*alone, *(item.fact_id for item in part.items)]


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _make(kind: type[Made], row: Row, **beside: Any) -> Made:
    """An instance whose fields are what stands beside, and else the row's columns of that name.

    What a snapshot of an older version has no column for, nobody could say then: it is None.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: beside[name] if name in beside else row.get(name) for name in names})
