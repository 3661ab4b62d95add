"""Nominations: the schools that the county puts forward for a tier, each with its reason.

A nomination is a record like all others; it keeps the score and the build that it was decided on,
so that the decision can be explained after the score has changed. Of a school the newest
nomination of a cycle speaks; taken back, the school is off the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.records.store import readable_records, record_paths, write_record
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.warehouse.snapshot_files import connect, snapshot_path

KIND = "nomination"
KINDS = (KIND, "withdrawal")
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Nomination:
    """A school put forward for a tier in a cycle, and what the county knew when it was.

    `score` (0 to 100), `rank_county` and `is_tier_reached` are those of the build named, on the
    basis named. `is_in_force`: whether the school stands on the list by it.
    """

    record_id: str
    cycle_id: str
    tier: str
    school_id: str
    reason: str
    basis: Basis
    score: Decimal | None
    rank_county: int | None
    is_tier_reached: bool
    build_id: str
    received_by: str
    received_at: dt.datetime
    is_published: bool
    is_in_force: bool
    withdrawal_reason: str | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawal_reason is not None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against a nomination, to be known before it is kept.

    `kind`: `not_reached`, `over_quota` (`count` schools are put forward already, for `most`),
    `red_line` (`count` of them), `unverified` (no answer was), `unsure` (a small change of the
    weights could cost the tier, or bring it).
    """

    kind: str
    count: int = 0
    most: int = 0


def nominations(acting: Acting, cycle_id: str | None = None) -> list[Nomination]:
    """Every nomination (of a cycle) as the records of this moment tell, oldest first.

    What the snapshot in force does not hold yet is there too, with `is_published` false.
    """
    ask(acting, "see_nominations", cycle_id)
    told = list(_records(acting.settings))
    withdrawals = [record for record, _ in told if record["kind"] == "withdrawal"]
    found = [
        (record, is_published)
        for record, is_published in told
        if record["kind"] == KIND and cycle_id in (None, record["cycle_id"])
    ]
    newest = {(record["cycle_id"], record["school_id"]): record["record_id"] for record, _ in found}
    return [
        _nomination(
            record,
            is_published=is_published,
            is_newest=newest[record["cycle_id"], record["school_id"]] == record["record_id"],
            withdrawal_reason=_withdrawal_reason(record, withdrawals),
        )
        for record, is_published in found
    ]


def nominate(
    acting: Acting,
    cycle_id: str | None,
    school_id: str,
    tier: str,
    reason: str,
    *,
    basis: Basis = "verified",
) -> Nomination:
    """Put a school forward for a tier; `cycle_id` None is the newest with scores.

    The very same nomination again changes nothing and gives the one that stands. Raises Refused
    before the first build, for an unknown cycle, tier or school, for a school without a score and
    without a reason; OSError where the disk does not take the record.
    """
    acting = ask(acting, "nominate", cycle_id)
    reason = reason.strip()[:LONGEST_REASON]
    decided = _decided_on(acting.settings, cycle_id, school_id, tier, basis)
    if not reason:
        raise Refused("nominate-no-reason")
    cycle_id = decided["cycle_id"]
    body = decided | {"school_id": school_id, "tier": tier, "basis": basis, "reason": reason}
    for known in nominations(acting, cycle_id):
        same = (known.school_id, known.tier, known.reason, known.basis, known.build_id)
        if known.is_in_force and same == (school_id, tier, reason, basis, body["build_id"]):
            return known
    record = write_record(
        acting.settings, KIND, body, received_by=acting.name, channel=acting.channel
    )
    return _nomination(record, is_published=False, is_newest=True, withdrawal_reason=None)


def doubts(
    acting: Acting, cycle_id: str | None, school_id: str, tier: str, *, basis: Basis = "verified"
) -> list[Doubt]:
    """What speaks against putting a school forward for a tier. Raises as `nominate` does."""
    ask(acting, "see_nominations", cycle_id)
    decided = _decided_on(acting.settings, cycle_id, school_id, tier, basis)
    cycle_id = decided["cycle_id"]
    [row] = snapshot_in_force(acting.settings).rows(
        """
        select
            scores.verified_fact_count, scores.finding_count, reach.is_borderline,
            dim_tiers.quota
        from fct_school_scores as scores
        inner join fct_tier_reach as reach using (cycle_id, school_id, basis)
        inner join dim_tiers on dim_tiers.edition = scores.edition and dim_tiers.tier = reach.tier
        where scores.cycle_id = $cycle_id and scores.school_id = $school_id
            and scores.basis = $basis and reach.tier = $tier
        """,
        cycle_id=cycle_id,
        school_id=school_id,
        basis=basis,
        tier=tier,
    )
    others = sum(
        each.is_in_force and each.tier == tier and each.school_id != school_id
        for each in nominations(acting, cycle_id)
    )
    found = [
        (not decided["is_tier_reached"], Doubt("not_reached")),
        (
            row["quota"] is not None and others >= row["quota"],
            Doubt("over_quota", others, row["quota"] or 0),
        ),
        (row["finding_count"] > 0, Doubt("red_line", row["finding_count"])),
        (row["verified_fact_count"] == 0, Doubt("unverified")),
        (bool(row["is_borderline"]), Doubt("unsure")),
    ]
    return [doubt for holds, doubt in found if holds]


def withdraw_nomination(acting: Acting, record_id: str, reason: str) -> Nomination:
    """Take a school off the list; returns the nomination as it stood. The record of it stays.

    Raises Refused for one that is not in force and without a reason; OSError where the disk does
    not take the record.
    """
    acting = ask(acting, "nominate")
    known = next((each for each in nominations(acting) if each.record_id == record_id), None)
    if known is None:
        raise Refused("nominate-unknown", record=record_id)
    if not known.is_in_force:
        raise Refused("nominate-not-in-force", record=record_id)
    if not reason.strip():
        raise Refused("nominate-no-reason")
    body = {
        "withdrawn_record_id": record_id,
        "cycle_id": known.cycle_id,
        "school_id": known.school_id,
        "reason": reason.strip()[:LONGEST_REASON],
    }
    write_record(
        acting.settings, "withdrawal", body, received_by=acting.name, channel=acting.channel
    )
    return known


def _records(settings: Settings) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """The nominations and withdrawals on disk, oldest first, and whether each is published.

    The snapshot knows of what kind its records are: of those, no other is opened.
    """
    path = snapshot_path(settings)
    published: dict[str, str] = {}
    if path is not None:
        with connect(path) as connection:
            published = dict(
                connection.execute("select record_id, kind from fct_records").fetchall()
            )
    on_disk = record_paths(settings).items()
    opened = [path for name, path in on_disk if published.get(name, KIND) in KINDS]
    for record in readable_records(opened):
        if record["kind"] in KINDS:
            yield record, record["record_id"] in published


def _withdrawal_reason(
    nomination: Mapping[str, Any], withdrawals: list[Mapping[str, Any]]
) -> str | None:
    """Why the latest of these took a nomination back; None where none of them means it."""
    parts = {"cycle_id", "school_id", "fact_id", "red_line", "original_sha256"}
    reasons = [
        str(record.get("reason") or "")
        for record in withdrawals
        if record["withdrawn_record_id"] == nomination["record_id"]
        and all(record.get(part) in (None, nomination.get(part)) for part in parts)
    ]
    return reasons[-1] if reasons else None


def _nomination(
    record: Mapping[str, Any],
    *,
    is_published: bool,
    is_newest: bool,
    withdrawal_reason: str | None,
) -> Nomination:
    names = ("record_id", "cycle_id", "tier", "school_id", "reason", "basis", "rank_county")
    return Nomination(
        **{name: record[name] for name in names},
        score=None if record["score"] is None else Decimal(record["score"]),
        is_tier_reached=record["is_tier_reached"],
        build_id=record["build_id"],
        received_by=record["received_by"],
        received_at=dt.datetime.fromisoformat(record["received_at"]),
        is_published=is_published,
        is_in_force=is_newest and withdrawal_reason is None,
        withdrawal_reason=withdrawal_reason,
    )


def _decided_on(
    settings: Settings, cycle_id: str | None, school_id: str, tier: str, basis: str
) -> dict[str, Any]:
    """What is published of a school and a tier: the ground on which it is put forward."""
    snapshot = snapshot_in_force(settings)
    cycle = asked.cycle(snapshot, cycle_id)
    rows = snapshot.rows(
        "select tier from dim_tiers where edition = $edition order by tier", edition=cycle.edition
    )
    known = tuple(str(row["tier"]) for row in rows)
    if tier not in known:
        raise Refused("nominate-tier-unknown", tier=tier, known=known or "—")
    scores = snapshot.rows(
        "select scores.score, scores.rank_county, reach.is_reached as is_tier_reached"
        " from fct_school_scores as scores"
        " inner join fct_tier_reach as reach using (cycle_id, school_id, basis)"
        " where cycle_id = $cycle and school_id = $school and basis = $basis"
        " and reach.tier = $tier",
        cycle=cycle.cycle_id,
        school=school_id,
        basis=basis,
        tier=tier,
    )
    if not scores:
        raise Refused("nominate-no-score", school=school_id, cycle=cycle.cycle_id)
    [found] = scores
    score = None if found["score"] is None else str(found["score"])
    return {**found, "cycle_id": cycle.cycle_id, "score": score, "build_id": snapshot.build_id}
