"""The one place that turns what stood in a cell into a value of a fact's kind, or asks back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from duibiao.words.text import PLACES, TOO_LARGE, plain_decimal, plain_text, shortened
from ingest.values.cell_dates import SERIAL_EPOCH, date_of, in_usual_days
from ingest.values.cell_numbers import NOT_A, NUMBER, normal_unit, number_of
from ingest.values.cell_text import (
    NONE_WORDS,
    AskBackError,
    normal_text,
    says_not_applicable,
    says_nothing_due,
)

if TYPE_CHECKING:
    from duibiao.guide.editions import Fact

__all__ = [
    "NORMAL_FORMS",
    "SERIAL_EPOCH",
    "Parsed",
    "found_text",
    "parse_value",
    "read_date",
    "says_nothing_due",
]

YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
NO = frozenset({"否", "无", "没有", "×", "✗", "✘", "✕", "✖", "n", "no", "false", "0"})
# Not more than these: who writes 基本完成 or 正在开展 has to say what it comes to.
_DONE = ("完成", "开展", "落实", "建立", "配备", "到位")
YES_IN_OTHER_WORDS = frozenset(
    {"是的", "有的", "已有", "已", "对", "完成", *(f"已{done}" for done in _DONE)}
)
NO_IN_OTHER_WORDS = frozenset(
    {"不是", "没", "未", "暂无", "尚无", "尚未", "暂未", "还没有", *(f"未{done}" for done in _DONE)}
)
# A box of 是 and 否 of which one is ticked, as + and -.
TICKS = str.maketrans("☑✓✔√■□☐", "+++++--")
TICKED_YES = frozenset({"+是-否", "是+否-", "-否+是", "+是", "是+"})
TICKED_NO = frozenset({"-是+否", "是-否+", "+否-是", "+否", "否+"})

# What a value looks like once it was read; `\d` would take the digits of every script.
NORMAL_FORMS: dict[str, str] = {
    "count": r"^(?:0|[1-9][0-9]{0,11})$",
    "number": r"^(?:0|-?[1-9][0-9]{0,11}|-?(?:0|[1-9][0-9]{0,11})\.[0-9]{0,5}[1-9])$",
    "flag": r"^(?:yes|no)$",
    "date": r"^(?:19(?:0[1-9]|[1-9][0-9])|20[0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])$",
}

IS_NORMAL = {kind: re.compile(pattern).fullmatch for kind, pattern in NORMAL_FORMS.items()}

CELL_ERROR = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]?|##+|Err:[0-9]+", re.IGNORECASE)

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


def parse_value(raw: object, fact: Fact, days_later: int = 0) -> Parsed:
    """What a cell says in answer to a fact.

    `raw` is the cell as a reader gives it: text, number, truth value, date, or None. Nothing is
    taken that could mean two things; nothing is ever raised. `days_later`: by so many days a day
    number is later in the cell's file than Excel's usual.
    """
    if days_later and fact.kind == "date":
        raw = in_usual_days(raw, days_later)
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
    except AskBackError as question:
        return Parsed(None, question.code, question.parameters)
    return Parsed(value, note=note)


def found_text(raw: object) -> str | None:
    """What stood in the cell, as a message can show it."""
    if raw is None:
        return None
    return shortened(plain_text(raw))


def read_date(raw: object) -> dt.date | None:
    """The date that a cell says, None if it says none that is certain and within 1901 to 2100."""
    try:
        return date_of(raw, normal_text(raw))[0]
    except AskBackError:
        return None


def _ask_back_whatever_the_kind(text: str, fact: Fact) -> None:
    if fact.kind == "grade" and _grade_key(text) in map(_grade_key, fact.grades):
        return
    if CELL_ERROR.fullmatch(text):
        raise AskBackError("cell-error")
    if says_not_applicable(text):
        raise AskBackError("not-applicable-unclear")
    if text.casefold() in NONE_WORDS and fact.kind != "flag":
        is_number = fact.kind in NOT_A
        raise AskBackError("none-unclear" if is_number else "none-left-blank")


def _count(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    number, note = _number_of(raw, text, fact)
    if note == "percent":
        raise AskBackError("count-percent")
    whole = _without_noise(number, 0)
    if whole is None:
        raise AskBackError("count-fraction")
    if whole < 0:
        raise AskBackError("count-negative")
    return plain_decimal(whole), note


def _number(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    number, note = _number_of(raw, text, fact)
    if note == "percent":
        if normal_unit(fact) in ("%", "百分比", "百分点"):
            raise AskBackError("percent-unclear")
        number = number.scaleb(-2)
    rounded = _without_noise(number, PLACES)
    if rounded is None:
        raise AskBackError("number-too-many-places", places=str(PLACES))
    return plain_decimal(rounded), note


def _number_of(raw: object, text: str, fact: Fact) -> tuple[Decimal, str | None]:
    """The number in a cell, and how it stands there."""
    if isinstance(raw, bool | dt.time | dt.timedelta):
        raise AskBackError(NOT_A[fact.kind])
    if isinstance(raw, int | float) and abs(raw) >= TOO_LARGE:
        raise AskBackError("number-too-large")
    if NUMBER.fullmatch(text) is None and _looks_like_date(raw, text):
        raise AskBackError("date-for-number")
    number, note = number_of(text, fact)
    if abs(number) >= TOO_LARGE:
        raise AskBackError("number-too-large")
    return number, note


def _looks_like_date(raw: object, text: str) -> bool:
    try:
        date_of(raw, text)
    except AskBackError as question:
        return question.code == "date-out-of-range"
    return True


def _without_noise(number: Decimal, places: int) -> Decimal | None:
    """The number with so many places, None if it has more that are not binary noise."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    tolerance = max(number.copy_abs(), Decimal(1)) * BINARY_NOISE
    return rounded if abs(rounded - number) <= tolerance else None


def _flag(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    word = plain_decimal(Decimal(text)) if NUMBER.fullmatch(text) and "," not in text else text
    word = word.casefold().rstrip("。")
    if word in YES:
        return "yes", None
    if word in NO:
        return "no", None
    ticked = re.sub(r"[\s,;、/]", "", text).translate(TICKS)
    if word in YES_IN_OTHER_WORDS or ticked in TICKED_YES:
        return "yes", "word"
    if word in NO_IN_OTHER_WORDS or ticked in TICKED_NO:
        return "no", "word"
    raise AskBackError("not-a-flag")


def _date(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    date, note = date_of(raw, text)
    return date.isoformat(), note


def _grade(raw: object, text: str, fact: Fact) -> tuple[str, str | None]:
    for grade in fact.grades:
        if _grade_key(grade) == _grade_key(text):
            return grade, None
    raise AskBackError("not-a-grade", grades="/".join(fact.grades))


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
