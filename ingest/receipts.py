"""A receipt as it is read over the telephone: twelve digits, the last of which checks the rest."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

DIGITS = 11
GROUP = 4


def receipt_number(record_id: str) -> str:
    """The number of a record's receipt, such as `4821 0937 5516`: the same wherever it is told.

    It follows from the identifier alone. Two records may have one number, once in 10¹¹.
    """
    whole = int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:16])
    digits = f"{whole % 10**DIGITS:0{DIGITS}d}"
    digits += _check_digit(digits)
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def record_meant(record_ids: Iterable[str], text: str) -> str | None:
    """The record whose identifier, or whose receipt's number, this is; None for none."""
    known = list(record_ids)
    if text in known:
        return text
    if not is_receipt_number(text):
        return None
    digits = plain_digits(text)
    numbers = (name for name in known if plain_digits(receipt_number(name)) == digits)
    return next(numbers, None)


def is_receipt_number(text: str) -> bool:
    """Whether a text is such a number, however it is grouped; a slip of one digit is found."""
    digits = plain_digits(text)
    return len(digits) == DIGITS + 1 and _check_digit(digits[:-1]) == digits[-1]


def plain_digits(text: str) -> str:
    """The digits of what somebody typed, without what stands between them."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in normal if letter in "0123456789")


def _check_digit(digits: str) -> str:
    """ISO 7064, MOD 11,10: finds each wrong digit and nearly all that changed places."""
    product = 10
    for digit in digits:
        product = (((product + int(digit)) % 10 or 10) * 2) % 11
    return str((11 - product) % 10)
