"""The one place that turns what stood in a cell into a value of a fact's kind, or asks back."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from ingest.text import PLACES, TOO_LARGE, plain_decimal, shortened

if TYPE_CHECKING:
    from ingest.guide import Fact

__all__ = [
    "NORMAL_FORMS",
    "Parsed",
    "found_text",
    "parse_value",
    "plain_text",
    "read_date",
    "says_nothing_due",
]

FIRST_YEAR, LAST_YEAR = 1900, 2100

YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
NO = frozenset({"否", "无", "没有", "×", "✗", "✘", "✕", "✖", "n", "no", "false", "0"})
NONE_WORDS = frozenset({"无", "没有", "暂无", "none", "nil"})
NOT_APPLICABLE_WORDS = frozenset(
    {"不适用", "不涉及", "/", "//", "\\", "-", "--", "–", "—", "——", "n/a", "na"}
)

# What a value looks like once it was read; `\d` would take the digits of every script.
NORMAL_FORMS: dict[str, str] = {
    "count": r"^(?:0|[1-9][0-9]{0,11})$",
    "number": r"^(?:0|-?[1-9][0-9]{0,11}|-?(?:0|[1-9][0-9]{0,11})\.[0-9]{0,5}[1-9])$",
    "flag": r"^(?:yes|no)$",
    "date": r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])$",
}

IS_NORMAL = {kind: re.compile(pattern).fullmatch for kind, pattern in NORMAL_FORMS.items()}

NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*"
    r"(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
)
ONE_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?", re.IGNORECASE)
CELL_ERROR = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]?|##+|Err:[0-9]+", re.IGNORECASE)
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
IN_WORDS = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]?")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
WITHOUT_DAY = re.compile(r"[0-9]{4}(?:年|[-/.年][0-9]{1,2}月?)?|[0-9]{6}")
YEAR_LAST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?:[0-9]{2})?")
SHORT_YEAR = re.compile(
    r"[0-9]{2}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}[日号]?)"
)
TIME_OF_DAY = re.compile(r"[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
# Day 1 is 1900-01-01 and Excel believes in 1900-02-29, so that day 0 is 1899-12-30. Below 10000
# (1927) a number is rather a year or a slip.
SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
SERIAL_EPOCH = dt.date(1899, 12, 30)

# No answer is longer; what is, is not worth normalising sign by sign.
LONGEST_TEXT = 1000

# The difference that binary fractions make, such as 0.30000000000000004 for 0.1 + 0.2.
BINARY_NOISE = Decimal("1e-15")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell was read as.

    `value`: the normal form, None for a blank cell or one that is asked back. `problem_code`
    with `parameters`: why it is asked back (message `problem-<code>`). `note`: how it was taken
    where that is not plain (message `value-note-<note>`).
    """

    value: str | None = None
    problem_code: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    note: str | None = None


class _AskBackError(Exception):
    """The cell cannot be taken as it stands."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def parse_value(raw: object, fact: Fact) -> Parsed:
    """What a cell says in answer to a fact.

    `raw` is the cell as a reader gives it: text, number, truth value, date, or None. Nothing is
    taken that could mean two things; nothing is ever raised.
    """
    is_normal = IS_NORMAL.get(fact.kind)
    if is_normal is not None and isinstance(raw, str) and is_normal(raw):
        return Parsed(raw)
    return _parse(raw, fact)


def _parse(raw: object, fact: Fact) -> Parsed:
    """The same for a cell that is not in normal form already."""
    text = normal_text(raw)
    if text == "":
        return Parsed()
    try:
        _ask_back_whatever_the_kind(text, fact)
        value, note = READERS[fact.kind](raw, text, fact)
    except _AskBackError as question:
        return Parsed(None, question.code, question.parameters)
    return Parsed(value, note=note)


def found_text(raw: object) -> str | None:
    """What stood in the cell, as a message can show it."""
    if raw is None:
        return None
    return shortened(plain_text(raw))


def says_nothing_due(raw: object) -> bool:
    """Whether a cell is blank or says 不适用, / or 无: right where nothing is asked."""
    text = normal_text(raw).casefold()
    return text == "" or text in NOT_APPLICABLE_WORDS or text in NONE_WORDS


def read_date(raw: object) -> dt.date | None:
    """The date that a cell says, None if it says none that is certain and within 1900 to 2100."""
    try:
        return _date_of(raw, normal_text(raw))
    except _AskBackError:
        return None


def normal_text(raw: object) -> str:
    """A cell's text in half-width letters, without invisible signs and outer spaces."""
    text = plain_text(raw).strip()
    if len(text) > LONGEST_TEXT:
        return text
    if not text.isascii():
        text = "".join(_half_width(letter) for letter in text if not _is_invisible(letter))
        text = text.replace("\u2212", "-").strip()
    # The apostrophe by which Excel marks a number typed as text.
    return text[1:].strip() if text.startswith("'") else text


def _is_invisible(letter: str) -> bool:
    """Zero-width signs, byte order marks, and what makes ✔ an emoji."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


def _half_width(letter: str) -> str:
    """NFKC, but for signs whose meaning it would change: 10² is not 102, ½ is not 1⁄2."""
    if unicodedata.decomposition(letter).startswith(("<super>", "<sub>", "<fraction>")):
        return letter
    return unicodedata.normalize("NFKC", letter)


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


def _ask_back_whatever_the_kind(text: str, fact: Fact) -> None:
    word = text.casefold()
    if fact.kind == "grade" and _grade_key(text) in map(_grade_key, fact.grades):
        return
    if CELL_ERROR.fullmatch(text):
        raise _AskBackError("cell-error")
    if word in NOT_APPLICABLE_WORDS:
        raise _AskBackError("not-applicable-unclear")
    if word in NONE_WORDS and fact.kind != "flag":
        raise _AskBackError("none-unclear")


def _count(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    number, note = _number_of(raw, text, fact)
    if note == "percent":
        raise _AskBackError("count-percent")
    whole = _without_noise(number, 0)
    if whole is None:
        raise _AskBackError("count-fraction")
    if whole < 0:
        raise _AskBackError("count-negative")
    return plain_decimal(whole), note


def _number(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    number, note = _number_of(raw, text, fact)
    if note == "percent":
        if _unit(fact) in ("%", "百分比", "百分点"):
            raise _AskBackError("percent-unclear")
        number = number.scaleb(-2)
    rounded = _without_noise(number, PLACES)
    if rounded is None:
        raise _AskBackError("number-too-many-places", places=str(PLACES))
    return plain_decimal(rounded), note


def _number_of(raw: object, text: str, fact: Fact) -> tuple[Decimal, str | None]:
    """The number in a text, and whether it stood there as a percentage or with its unit."""
    if isinstance(raw, bool | dt.date | dt.time | dt.timedelta):
        raise _AskBackError(f"not-a-{fact.kind}")
    if isinstance(raw, int | float) and abs(raw) >= TOO_LARGE:
        raise _AskBackError("number-too-large")
    note = None
    figure = text
    if text.endswith("%"):
        figure, note = text[:-1].rstrip(), "percent"
    elif (unit := _unit(fact)) and text.endswith(unit):
        figure, note = text[: -len(unit)].rstrip(), "unit"
    match = NUMBER.fullmatch(figure)
    if match is None:
        several = len(ONE_NUMBER.findall(text)) > 1 and not read_date(text)
        raise _AskBackError("two-numbers" if several else f"not-a-{fact.kind}")
    number = Decimal(match["digits"].replace(",", ""))
    if number >= TOO_LARGE:
        raise _AskBackError("number-too-large")
    return -number if match["sign"] == "-" else number, note


def _unit(fact: Fact) -> str:
    return normal_text(fact.unit_zh)


def _without_noise(number: Decimal, places: int) -> Decimal | None:
    """The number with so many places, None if it has more that are not binary noise."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    tolerance = max(number.copy_abs(), Decimal(1)) * BINARY_NOISE
    return rounded if abs(rounded - number) <= tolerance else None


def _flag(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    word = plain_decimal(Decimal(text)) if NUMBER.fullmatch(text) and "," not in text else text
    word = word.casefold()
    if word in YES:
        return "yes", None
    if word in NO:
        return "no", None
    raise _AskBackError("not-a-flag")


def _date(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    serial = SERIAL.fullmatch(text) is not None
    return _date_of(raw, text).isoformat(), "serial-date" if serial else None


def _date_of(raw: object, text: str) -> dt.date:
    match raw:
        case dt.datetime():
            return _within_years(raw.date())
        case dt.date():
            return _within_years(raw)
        case bool():
            raise _AskBackError("not-a-date")
    compact = re.sub(r"\s+", "", TIME_OF_DAY.sub("", text))
    for pattern, groups in ((YEAR_FIRST, (1, 3, 4)), (IN_WORDS, (1, 2, 3)), (COMPACT, (1, 2, 3))):
        if match_ := pattern.fullmatch(compact):
            year, month, day = (int(match_[group]) for group in groups)
            return _within_years(_calendar_date(year, month, day))
    if match_ := SERIAL.fullmatch(compact):
        return _within_years(SERIAL_EPOCH + dt.timedelta(days=int(match_[1])))
    if YEAR_LAST.fullmatch(compact) or SHORT_YEAR.fullmatch(compact):
        raise _AskBackError("date-order-unclear")
    if WITHOUT_DAY.fullmatch(compact):
        raise _AskBackError("date-incomplete")
    raise _AskBackError("not-a-date")


def _calendar_date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise _AskBackError("date-impossible") from None


def _within_years(date: dt.date) -> dt.date:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise _AskBackError("date-out-of-range", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return date


def _grade(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    for grade in fact.grades:
        if _grade_key(grade) == _grade_key(text):
            return grade, None
    raise _AskBackError("not-a-grade", grades="/".join(fact.grades))


def _grade_key(text: str) -> str:
    """What makes two writings of a grade the same: A and ａ, 1 and 1.0."""
    text = normal_text(text)
    if NUMBER.fullmatch(text) and "," not in text and not text.startswith("+"):
        return plain_decimal(Decimal(text.replace(" ", "")))
    return text.casefold()


READERS: dict[str, Callable[[object, str, Fact], tuple[str, str | None]]] = {
    "count": _count,
    "number": _number,
    "flag": _flag,
    "date": _date,
    "grade": _grade,
}
