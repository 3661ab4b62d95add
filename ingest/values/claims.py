"""The points that a school claims for an indicator (自评得分), as they are read everywhere."""

from __future__ import annotations

from decimal import Decimal

from duibiao.guide.editions import Fact
from ingest.values.reading import parse_value

CLAIM = Fact("", "", 0, "", "number", "分", "school", False)
"""As what the points that a school claims are read."""


def claim_of(raw: str, most: Decimal) -> Decimal | str:
    """The points that a text claims of so many; else the problem of it: `claim-<what>`."""
    parsed = parse_value(raw, CLAIM)
    if parsed.value is None or parsed.note == "percent":
        return "claim-not-a-number"
    points = Decimal(parsed.value)
    return points if 0 <= points <= most else "claim-out-of-range"
