"""One cell of the guide: what people write in it, its value, and its text in normal form."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import cache

from duibiao.guide.columns import Column
from duibiao.words import Words
from duibiao.words.choices import Choices, said_choices
from duibiao.words.text import plain_decimal

Cell = str | int | Decimal | dt.date | bool | None

LONGEST_IDENTIFIER = 100
# With facts below 10^12 the exact fractions of the scoring then have room in 38 digits.
GUIDE_NUMBER_LIMIT = Decimal(10) ** 9

DECIMAL_TEXT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
WHOLE_TEXT = re.compile(r"[+-]?\d+(\.0*)?")
DATE_TEXT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")

# What people write behind a number; none of them makes it another one, as 万 would.
UNIT = re.compile(
    r"\s*(分|小时|学时|课时|工时|次|个|项|条|人|名|位|所|份|篇|节|门|天|日|年|月|期|points?|hours?|days?)"
)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
WRITTEN_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
SWITCHES = ("1", "0")


# ------------------------------------------------------------------ as people write


def choice_label(column: Column, choice: str, say: Words) -> str:
    """What a choice of a column, or 1 or 0 of a switch, is called in words."""
    name = "switch" if column.type == "switch" else column.name
    return say(f"guide-choice-{name}-{choice}")


def choices_of(column: Column) -> tuple[str, ...]:
    """The only texts that a column takes in normal form; empty where it takes others."""
    return SWITCHES if column.type == "switch" else column.choices


@cache
def _choices(column: Column) -> Choices:
    name = "switch" if column.type == "switch" else column.name
    return said_choices(f"guide-choice-{name}", choices_of(column))


def of_writing(column: Column, text: str) -> str:
    """A text in normal form where it is a usual way of writing: 扣分, 是, 4分, 80%, 2025年1月1日.

    Any other text is given back as it is, so that what is wrong with it can be told.
    """
    if text == "":
        return text
    if choices_of(column):
        return _choices(column).code(text) or text
    if column.type == "date":
        return _date_of_writing(text)
    if column.type in ("whole", "decimal"):
        return number_of_writing(text, percent=column.percent)
    return text


def number_of_writing(text: str, *, percent: bool = False) -> str:
    """A number without the unit, the commas or the percent sign that it is written with."""
    number = unicodedata.normalize("NFKC", text).strip()
    if THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    if percent and number.endswith("%") and DECIMAL_TEXT.fullmatch(number[:-1].strip()):
        return plain_decimal(Decimal(number[:-1].strip()).scaleb(-2))
    unit = UNIT.search(number)
    if unit is not None and unit.end() == len(number):
        bare = number[: unit.start()]
        return bare if DECIMAL_TEXT.fullmatch(bare) else text
    return number if DECIMAL_TEXT.fullmatch(number) else text


def _date_of_writing(text: str) -> str:
    plain = MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip())
    match = WRITTEN_DATE.fullmatch(plain)
    return "-".join(match.groups()) if match else plain


def as_percent(number: Decimal) -> str:
    """A share as people write it: 50%."""
    return f"{plain_decimal(number.scaleb(2))}%"


# ------------------------------------------------------------------ normal form


def cell_text(value: Cell) -> str:
    """A typed cell as the normal form of its text; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case Decimal():
            return plain_decimal(value)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def typed_cell(column: Column, text: str) -> tuple[Cell, str | None, dict[str, str]]:
    """The value of a guide cell, or the code of its fault with the words' parameters."""
    if text == "":
        return None, "cell-blank" if column.needed else None, {}
    match column.type:
        case "text":
            return _typed_text(column, text)
        case "switch":
            if text in ("0", "1"):
                return text == "1", None, {}
            return None, "not-a-switch", {}
        case "date":
            return _typed_date(text)
        case _:
            return _typed_number(column, unicodedata.normalize("NFKC", text))


def _typed_text(column: Column, text: str) -> tuple[Cell, str | None, dict[str, str]]:
    if column.choices and text not in column.choices:
        return None, "unknown-choice", {"choices": ", ".join(column.choices)}
    if column.identifier:
        if len(text) > LONGEST_IDENTIFIER:
            return None, "identifier-too-long", {"longest": str(LONGEST_IDENTIFIER)}
        if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
            return None, "identifier-of-two-lines", {}
    return text, None, {}


def _typed_date(text: str) -> tuple[Cell, str | None, dict[str, str]]:
    match = DATE_TEXT.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return (
            dt.date(*(int(group) for group in match.groups())) if match else None,
            (None if match else "not-a-date"),
            {},
        )
    except ValueError:
        return None, "not-a-date", {}


def _typed_number(column: Column, text: str) -> tuple[Cell, str | None, dict[str, str]]:
    is_whole = column.type == "whole"
    if not text.isascii() or not (WHOLE_TEXT if is_whole else DECIMAL_TEXT).fullmatch(text):
        return None, "not-whole" if is_whole else "not-a-number", {}
    number = Decimal(text)
    code, parameters = _outside_bounds(column, number)
    if code is not None:
        return None, code, parameters
    return int(number) if is_whole else number, None, {}


def _outside_bounds(column: Column, number: Decimal) -> tuple[str | None, dict[str, str]]:
    if number.copy_abs() >= GUIDE_NUMBER_LIMIT:
        return "too-large", {}
    if column.above is not None and number <= column.above:
        return "not-above", {"bound": str(column.above)}
    if column.least is not None and number < column.least:
        return "too-small", {"bound": str(column.least)}
    if column.most is not None and number > column.most:
        return "too-great", {"bound": str(column.most)}
    if len(plain_decimal(number).partition(".")[2]) > column.places:
        return "too-many-places", {"places": str(column.places)}
    return None, {}
