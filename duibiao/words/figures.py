"""How numbers and moments are written, on every screen, in the terminal and in the documents."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from duibiao.words.text import plain_decimal

# The county works by China's one clock; a fixed offset needs no time-zone data on Windows.
LOCAL_TIME = dt.timezone(dt.timedelta(hours=8))

Number = Decimal | float | int


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
    return percentage(share, places).removesuffix("." + "0" * places + "%").removesuffix("%") + "%"


def plain(value: Number) -> str:
    """A number as briefly as it can be written exactly: `4`, `0.95`."""
    return plain_decimal(value if isinstance(value, Decimal) else Decimal(str(value)))


def signed(value: Number, places: int = 2) -> str:
    """A change, with its sign always written."""
    text = rounded(value, places)
    return text if text.startswith("−") or not text.strip("0.,") else f"+{text}"


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
