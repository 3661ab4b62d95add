"""Numbers and moments as they are written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from duibiao.words.figures import brief_percentage, moment, percentage, rounded, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.665", "1.67"),
        ("0.005", "0.01"),
        ("-0.004", "0.00"),
        ("-0.005", "−0.01"),
        ("1234.5", "1,234.50"),
        ("0", "0.00"),
    ],
)
def test_points_have_two_decimals_halves_up(value: str, text: str) -> None:
    """A DECIMAL from the marts is rounded as the county rounds, not as binary floats do."""
    assert rounded(Decimal(value)) == text


def test_a_change_always_has_a_sign_but_for_none() -> None:
    """Plus, a true minus, and no sign for no change."""
    written = [signed(Decimal(text)) for text in ("1.5", "-1.5", "0", "-0.001")]
    assert written == ["+1.50", "−1.50", "0.00", "0.00"]


def test_percentages_line_up_in_columns_and_are_brief_in_sentences() -> None:
    """The same share as a table and as a sentence write it."""
    shares = [Decimal("0.8"), Decimal("0.8335"), Decimal(1)]
    assert [percentage(share) for share in shares] == ["80.0%", "83.4%", "100.0%"]
    assert [brief_percentage(share) for share in shares] == ["80%", "83.4%", "100%"]


def test_a_moment_without_a_zone_is_utc_and_is_told_by_the_clock_of_china() -> None:
    """Eight hours on, over midnight too."""
    as_stored = dt.datetime(2025, 1, 20, 17, 5, tzinfo=dt.UTC).replace(tzinfo=None)
    assert moment(as_stored) == "2025-01-21 01:05"
    assert moment("2025-01-20T17:05:59+00:00") == "2025-01-21 01:05"
