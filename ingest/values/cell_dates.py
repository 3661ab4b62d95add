"""The one date that a cell says, or what to ask of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ingest.values.cell_text import LONGEST_TEXT, AskBackError, normal_text
from ingest.values.chinese_numerals import chinese_digits, chinese_number

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""A date of 1900 is a small number in a cell that shows dates."""

_YEAR = r"([0-9〇○零一二三四五六七八九]{4})"
_IN_YEAR = r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})"
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.、])([0-9]{1,2})\2([0-9]{1,2})")
IN_WORDS = re.compile(rf"{_YEAR}年{_IN_YEAR}月{_IN_YEAR}[日号]?")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
FORMS = ((YEAR_FIRST, (1, 3, 4)), (IN_WORDS, (1, 2, 3)), (COMPACT, (1, 2, 3)))
WITHOUT_DAY = re.compile(
    r"[0-9]{4}(?:[-/.][0-9]{1,2})?|[0-9]{6}"
    rf"|{_YEAR}年(?:{_IN_YEAR}月?)?(?:[底末初中]|[上中下]旬)?"
)
WITHOUT_YEAR = re.compile(
    rf"(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])|{_IN_YEAR}月{_IN_YEAR}[日号]?"
)
YEAR_LAST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?:[0-9]{2})?")
SHORT_YEAR = re.compile(
    r"[0-9]{2}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}[日号]?)"
)
TIME_OF_DAY = re.compile(r"[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
# Day 1 is 1900-01-01 and Excel believes in 1900-02-29, so that day 0 is 1899-12-30. Below 10000
# (1927) a number is rather a year or a slip.
SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
SERIAL_EPOCH = dt.date(1899, 12, 30)
MOST_CHOICES = 4


def date_of(raw: object, text: str) -> tuple[dt.date, str | None]:
    """The date that a cell says, of `raw` or its normal text, and how it is written there.

    Raises AskBackError if it says none that is certain and within 1901 to 2100.
    """
    match raw:
        case dt.datetime():
            return _within_years(raw.date()), None
        case dt.date():
            return _within_years(raw), None
        case bool():
            raise AskBackError("not-a-date")
    if len(text) > LONGEST_TEXT:
        raise AskBackError("not-a-date")
    compact = _without_spaces(TIME_OF_DAY.sub("", text))
    for pattern, groups in FORMS:
        if match_ := pattern.fullmatch(compact):
            year, month, day = (match_[group] for group in groups)
            date = _calendar_date(year, month, day)
            is_plain = all(part.isascii() for part in (year, month, day))
            return _within_years(date), None if is_plain else "chinese-numeral"
    if match_ := SERIAL.fullmatch(compact):
        days = dt.timedelta(days=int(match_[1]))
        return _within_years(SERIAL_EPOCH + days), "serial-date"
    raise _question(compact)


def in_usual_days(raw: object, days_later: int) -> object:
    """A cell with a day number of a file whose days begin later, as Excel usually counts."""
    if isinstance(raw, str) and (match_ := SERIAL.fullmatch(_without_spaces(normal_text(raw)))):
        return str(int(match_[1]) + days_later)
    return raw


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _question(compact: str) -> AskBackError:
    """What to ask of a text that is no certain date."""
    if YEAR_LAST.fullmatch(compact) or SHORT_YEAR.fullmatch(compact):
        return AskBackError("date-order-unclear")
    if WITHOUT_DAY.fullmatch(compact):
        return AskBackError("date-incomplete")
    if WITHOUT_YEAR.fullmatch(compact):
        return AskBackError("date-without-year")
    dates = list(dict.fromkeys(_dates_within(compact)))
    if len(dates) == 1:
        return AskBackError("date-with-text", date=dates[0])
    if 1 < len(dates) <= MOST_CHOICES:
        return AskBackError("which-date", choices=", ".join(dates))
    return AskBackError("not-a-date")


def _dates_within(compact: str) -> Iterator[str]:
    """The dates that stand among other words."""
    for pattern, groups in FORMS[:2]:
        for match in pattern.finditer(compact):
            try:
                yield _calendar_date(*(match[group] for group in groups)).isoformat()
            except AskBackError:
                continue


def _calendar_date(year: str, month: str, day: str) -> dt.date:
    """The day of a year, month and day in digits or Chinese numerals."""
    try:
        return dt.date(chinese_digits(year) or 0, _small_number(month), _small_number(day))
    except ValueError:
        raise AskBackError("date-impossible") from None


def _small_number(text: str) -> int:
    return int(text) if text.isascii() else chinese_number(text) or 0


def _within_years(date: dt.date) -> dt.date:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise AskBackError("date-out-of-range", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return date
