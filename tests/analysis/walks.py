"""Walks put together by hand, for sentences at their edges."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from duibiao.analysis.walk import (
    Answer,
    Dimension,
    Finding,
    Indicator,
    Part,
    Rank,
    Rating,
    Said,
    School,
    Tier,
)
from duibiao.words.labels import GUIDE_ATTRIBUTES

# As the marts hold it: UTC, without saying so.
AT = dt.datetime(2025, 1, 20, 17, 5, tzinfo=dt.UTC).replace(tzinfo=None)

SAID = Said(
    value="20",
    raw="20 次",
    sheet="填报",
    cell="G7",
    line=None,
    evidence=None,
    note=None,
    reason=None,
    submission_id="r1",
    record_id="r1",
    file_name="甲校.xlsx",
    original_sha256="ab12",
    received_by="张三",
    channel="dashboard",
    received_at=AT,
)
LINE = replace(
    SAID,
    raw="19",
    value="19",
    sheet=None,
    cell=None,
    line=1207,
    submission_id=None,
    record_id="r2",
    file_name="核实.csv",
    reason="有一次缺少记录",
)


def answer(fact_id: str, label: str, value: str | None, unit: str | None, **beside: Any) -> Answer:
    """An answer as a school gave it."""
    known: dict[str, Any] = {
        "kind": "count",
        "answered_by": "school",
        "state": "blank" if value is None else "answered",
        "is_required": True,
        "is_verified": False,
        "own": replace(SAID, value=value, raw=value),
        "county": None,
        "exemption": None,
    }
    return Answer(fact_id=fact_id, label_zh=label, unit_zh=unit, value=value, **known | beside)


def part(method: str, **beside: Any) -> Part:
    """A part of which only what stands beside is known."""
    known: dict[str, Any] = dict.fromkeys(Part.__dataclass_fields__)
    known |= {
        "part": 1,
        "outcome": "counted",
        "part_share": Decimal(1),
        "result": Decimal("0.666666667"),
        "bands": (),
        "items": (),
        "ends_on": dt.date(2024, 12, 31),
    }
    return Part(**known | {"method": method} | beside)


def indicator(*parts: Part, answers: tuple[Answer, ...], **beside: Any) -> Indicator:
    """A scored indicator of 2 points."""
    known: dict[str, Any] = dict.fromkeys(Indicator.__dataclass_fields__)
    known |= {
        "indicator_id": "A1",
        "dimension_id": "A",
        "name_zh": "组织生活",
        "status": "scored",
        "share": Decimal("0.666666667"),
        "share_before_caps": Decimal("0.666666667"),
        "points": Decimal("1.333333"),
        "max_points": Decimal("2.000000"),
        "gap_points": Decimal("0.666667"),
        "gap_score": Decimal("0.709220"),
        "missing_fact_ids": (),
        "missing_attributes": (),
        "exemptions": (),
    }
    return Indicator(**known | {"parts": parts, "answers": answers} | beside)


def finding(red_line: str, label: str, *effects: tuple[str, str | None, str | None]) -> Finding:
    """A red line found, out of a file."""
    return Finding(
        red_line=red_line,
        label_zh=label,
        note=None,
        line=2,
        effects=effects,
        record_id="r3",
        file_name="红线.csv",
        original_sha256="cd34",
        received_by=None,
        channel="command_line",
        received_at=AT,
    )


def rank(group: str, name: str, *tied_with: str) -> Rank:
    """The second of 55."""
    return Rank(group=group, name=name, kind=group, rank=2, size=55, tied_with=tied_with)


RATINGS = (
    Rating("good", "好", Decimal(90)),
    Rating("fair", "一般", Decimal(60)),
    Rating("poor", "较差", Decimal(0)),
)


def tier(name: str, min_score: str, **beside: Any) -> Tier:
    """A tier that is met unless something beside says otherwise."""
    known: dict[str, Any] = {
        "is_met": True,
        "is_score_met": True,
        "score_short": Decimal(0),
        "failed_dimension_ids": (),
        "barring_red_lines": (),
    }
    return Tier(
        tier=name,
        name_zh=name,
        min_score=Decimal(min_score),
        min_dimension_share=Decimal("0.8"),
        **known | beside,
    )


def dimension(*indicators: Indicator, **beside: Any) -> Dimension:
    """A dimension with 7 of its 10 points."""
    known: dict[str, Any] = {
        "dimension_id": "A",
        "name_zh": "组织建设",
        "name_en": "Organisation",
        "points": Decimal("7.000000"),
        "max_points": Decimal("10.000000"),
        "share": Decimal("0.700000000"),
        "indicator_count": len(indicators),
        "missing_count": 0,
        "not_applicable_count": 0,
    }
    return Dimension(indicators=indicators, **known | beside)


def school(*dimensions: Dimension, **beside: Any) -> School:
    """A school with a score of 84.6 on basis self."""
    known: dict[str, Any] = dict.fromkeys(
        ("score_before_red_lines", "bonus_points", "most_bonus_points", "taken_off")
    )
    known |= {
        "build": "b1",
        "cycle_id": "2024",
        "edition": "e",
        "edition_title_zh": "指南",
        "edition_status": "official",
        "basis": "self",
        "school_id": "S1",
        "name_zh": "甲校",
        "attributes": dict.fromkeys(GUIDE_ATTRIBUTES) | {"school_type": "kindergarten"},
        "is_late": False,
        "submission_id": "r1",
        "points": Decimal("79.524000"),
        "applicable_points": Decimal("94.000000"),
        "score": Decimal("84.600000"),
        "asked_fact_count": 100,
        "verified_fact_count": 20,
        "rating": "fair",
        "rating_before_red_lines": "fair",
        "tier_reached": "none",
        "ranks": (),
        "ratings": RATINGS,
        "tiers": (),
        "findings": (),
    }
    return School(dimensions=dimensions, **known | beside)
