"""How texts and decimals are read and written everywhere in ingest: one normal form."""

from __future__ import annotations

import codecs
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


def decode_text(content: bytes) -> str | None:
    """The text of a CSV file, None if it is none.

    UTF-8 with or without mark, UTF-16 with a mark, or GB18030, in which Excel saves in China.
    """
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
