"""Numbers as they are written, and the three looks of what is not there."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from markupsafe import Markup

from dashboards import design
from words import Words


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
    assert design.rounded(Decimal(value)) == text


def test_a_change_always_has_a_sign_but_for_none() -> None:
    """Plus, a true minus, and no sign for no change."""
    written = [design.signed(Decimal(text)) for text in ("1.5", "-1.5", "0", "-0.001")]
    assert written == ["+1.50", "−1.50", "0.00", "0.00"]


def test_percentages_line_up_in_columns_and_are_brief_in_sentences() -> None:
    """The same share as a table and as a sentence write it."""
    shares = [Decimal("0.8"), Decimal("0.8335"), Decimal(1)]
    assert [design.percentage(share) for share in shares] == ["80.0%", "83.4%", "100.0%"]
    assert [design.brief_percentage(share) for share in shares] == ["80%", "83.4%", "100%"]


def test_a_moment_without_a_zone_is_utc_and_is_told_by_the_clock_of_china() -> None:
    """Eight hours on, over midnight too."""
    as_stored = dt.datetime(2025, 1, 20, 17, 5, tzinfo=dt.UTC).replace(tzinfo=None)
    assert design.moment(as_stored) == "2025-01-21 01:05"
    assert design.moment("2025-01-20T17:05:59+00:00") == "2025-01-21 01:05"


def test_missing_zero_and_not_applicable_look_different() -> None:
    """Three looks, each with its own word or number: colour is never the only signal."""
    say = Words("zh-CN")
    looks = [
        design.points(Decimal(0), say, "missing"),
        design.points(Decimal(0), say, "scored"),
        design.points(None, say, "not_applicable"),
        design.points(Decimal("1.5"), say, "scored"),
    ]
    assert looks == [
        '<span class="missing">未填</span>',
        '<span class="zero">0.00</span>',
        '<span class="not-applicable">不适用</span>',
        "1.50",
    ]


def test_what_comes_from_data_is_escaped() -> None:
    """A school cannot bring markup onto the page by its name."""
    hostile = "<script>alert(1)</script>"
    assert "<script>" not in design.stacked_bar([(hostile, 1, "#000000")], 2)
    assert "<script>" not in design.notice(hostile)
    assert isinstance(design.notice(Markup("<b>x</b>")), Markup)


def test_neighbouring_colours_differ_in_lightness() -> None:
    """A stacked bar printed in black and white still shows where one part ends."""

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    colours = design.category_colours(5)
    assert len(set(colours)) == 5
    pairs = itertools.pairwise(colours)
    assert min(abs(lightness(one) - lightness(two)) for one, two in pairs) > 0.04
