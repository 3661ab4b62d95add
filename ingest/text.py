"""How texts and decimals are written everywhere in ingest: one normal form, one length."""

from __future__ import annotations

from decimal import Decimal

PLACES = 6
"""Decimal places of an answer and of the guide's numbers."""

SHARE_PLACES = 9
"""Decimal places of a share in the guide's bands and caps."""

TOO_LARGE = Decimal(10) ** 12
"""Numbers stay below this, so that every sum stays within DECIMAL(38)."""

LONGEST_FOUND = 80


def shortened(text: str | None) -> str | None:
    """The text as a message can show it: on one line, and not endless."""
    if text is None:
        return None
    # More than this is never shown, and a cell may hold a whole book.
    line = " ".join(text[: 4 * LONGEST_FOUND].split())
    if len(line) <= LONGEST_FOUND and len(text) <= 4 * LONGEST_FOUND:
        return line
    return line[: LONGEST_FOUND - 1] + "…"


def plain_decimal(value: Decimal) -> str:
    """A decimal in normal form: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
