"""How numbers and moments are written, on every screen, in the terminal and in the documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from duibiao.words.text import plain_decimal

# The county works by China's one clock; a fixed offset needs no time-zone data on Windows.
LOCAL_TIME = dt.timezone(dt.timedelta(hours=8))

Number = Decimal | float | int


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """A number as it is written with a fixed count of decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def adding_up(values: Sequence[Decimal], total: Decimal, places: int = 2) -> list[Decimal]:
    """Numbers as they are written below one another, so that they add up to a written total.

    Each is its own value rounded down or up: up where most is cut off, until the sum is right
    (largest remainder). 0 stays 0. Where the total is not that of the values, the rest is shared
    out in steps of the last decimal.
    """
    step = Decimal(1).scaleb(-places)
    found = [value.quantize(step, ROUND_FLOOR) for value in values]
    order = sorted(
        (number for number, value in enumerate(values) if value),
        key=lambda number: found[number] - values[number],
    )
    short = int((total - sum(found, Decimal(0))) / step)
    for turn in range(abs(short) if order else 0):
        number = order[turn % len(order) if short > 0 else -1 - turn % len(order)]
        found[number] += step if short > 0 else -step
    return found


def rounded(value: Number, places: int = 2) -> str:
    """A number with a fixed count of decimals, halves up, and a true minus sign."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return (
        "0" + text[2:]
        if text.startswith("-0") and not text.strip("-0.")
        else text.replace("-", "−")
    )


def percentage(share: Number, places: int = 1) -> str:
    """A share of one as a percentage with a fixed count of decimals, such as `83.3%`."""
    exact = share if isinstance(share, Decimal) else Decimal(str(share))
    return rounded(exact * 100, places) + "%"


def brief_percentage(share: Number, places: int = 1) -> str:
    """A share of one as it is said in a sentence: `83.3%`, `90%`."""
    text = percentage(share, places).removesuffix("%")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def rate(value: Number, bounds: Iterable[Number | None], places: int = 1) -> str:
    """A figure of a scale with these bounds: in percent where it is one of shares, of which no
    bound exceeds 1; else, such as books a pupil, as a number: `83.3%`, `12.346`.
    """
    if all(bound is None or bound <= 1 for bound in bounds):
        return brief_percentage(value, places)
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return plain(half_up(exact, places + 2))


def plain(value: Number) -> str:
    """A number as briefly as it can be written exactly: `4`, `0.95`."""
    return plain_decimal(value if isinstance(value, Decimal) else Decimal(str(value)))


def signed(value: Number, places: int = 2) -> str:
    """A change, with its sign always written."""
    text = rounded(value, places)
    return text if text.startswith("−") or not text.strip("0.,") else f"+{text}"


def interval(low: int, high: int) -> str:
    """The two ends of a rank interval, or the one place that it is."""
    return str(low) if low == high else f"{low}–{high}"


def percent_of(part: int, whole: int) -> str:
    """A part of a count in whole percents, half up; 100% and 0% only where it is all or none."""
    if part in (0, whole):
        return "100%" if part else "0%"
    rounded_percent = (200 * part + whole) // (2 * whole)
    if rounded_percent in (0, 100):
        return "<1%" if rounded_percent == 0 else ">99%"
    return f"{rounded_percent}%"


def moment(value: dt.datetime | str) -> str:
    """A point in time (UTC where it does not say) as `2025-01-21 10:00` on China's clock."""
    at = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    at = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at
    return at.astimezone(LOCAL_TIME).strftime("%Y-%m-%d %H:%M")


def moment_of_seconds(seconds: int) -> str:
    """The same of a moment that is counted in seconds since 1970."""
    return moment(dt.datetime.fromtimestamp(seconds, dt.UTC))


def size(byte_count: int) -> str:
    """A file's size as people say it: `812 B`, `34.5 KB`, `1.2 MB`."""
    amount, unit = float(byte_count), "B"
    for larger in ("KB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
