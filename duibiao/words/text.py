"""How texts and decimals are read and written everywhere: one normal form."""

from __future__ import annotations

import codecs
import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal

PLACES = 6
"""Decimal places of an answer and of the guide's numbers."""

SHARE_PLACES = 9
"""Decimal places of a share in the guide's bands and caps."""

TOO_LARGE = Decimal(10) ** 12
"""Numbers stay below this, so that every sum stays within DECIMAL(38)."""

LONGEST_FOUND = 80


_JOINING = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1800-\u18af"
"""Letters of scripts that join: between them a joiner changes what one sees."""
_NEVER_SEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS = "\u180b-\u180e\u200c\u200d"
MAY_BE_INVISIBLE = f"[{_NEVER_SEEN}{_JOINERS}]"
"""A text without these has nothing in it that nobody sees."""
INVISIBLE = re.compile(f"[{_NEVER_SEEN}]|(?<![{_JOINING}{_JOINERS}])[{_JOINERS}]+")
"""What nobody sees, and what turns the writing round; not joiners within scripts that join."""


def without_invisible(text: str) -> str:
    """A text without the signs that nobody sees: zero-width ones, marks of order, soft hyphens."""
    return text if text.isascii() and text.isprintable() else INVISIBLE.sub("", text)


def shortened(text: str | None) -> str | None:
    """The text as a message can show it: on one line, and not endless."""
    if text is None:
        return None
    # More than this is never shown, and a cell may hold a whole book.
    line = " ".join(text[: 4 * LONGEST_FOUND].split())
    if len(line) <= LONGEST_FOUND and len(text) <= 4 * LONGEST_FOUND:
        return line
    return line[: LONGEST_FOUND - 1] + "…"


def visible(text: str, kept: str = "") -> str:
    r"""The text with what nobody sees written out: ESC as \x1b, a turn of direction as \u202e.

    Else a value could command the terminal it is shown on. `kept` are characters that may stay.
    """
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter in kept or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else letter.encode("unicode_escape").decode()
        for letter in text
    )


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


def plain_text(raw: object) -> str:
    """A cell's value as text, whatever type the file gave it; empty for None."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float | Decimal):
        return _number_text(raw)
    return raw.isoformat(" ") if isinstance(raw, dt.datetime) else str(raw)


def _number_text(number: float | Decimal) -> str:
    """A number without an exponent while it is one that may be taken; nothing for not-a-number."""
    if isinstance(number, Decimal):
        return plain_decimal(number) if number.is_finite() else str(number)
    if isinstance(number, float) and math.isnan(number):
        return ""
    if abs(number) < TOO_LARGE:
        return plain_decimal(Decimal(repr(number)))
    # Python refuses to write out whole numbers of more than 4,300 digits.
    return f"{Decimal(number):.6e}"
