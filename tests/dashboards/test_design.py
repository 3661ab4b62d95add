"""Numbers as they are written, and the three looks of what is not there."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from markupsafe import Markup

from dashboards.parts import design
from duibiao.words import Words


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


@pytest.mark.parametrize("colour", [*design.CATEGORIES, *design.STEPS])
def test_a_number_on_a_bar_is_legible(colour: str) -> None:
    """The contrast that WCAG 2.1 AA asks of small text, of every colour that carries a number."""
    ink, ground = sorted((design.luminance(design.ink_on(colour)), design.luminance(colour)))
    assert (ground + 0.05) / (ink + 0.05) >= 4.5
