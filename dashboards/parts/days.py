"""What day it is in the county, and how far a deadline is from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from duibiao.words import Words
from duibiao.words.figures import LOCAL_TIME

# From so many days before the deadline, who has not handed in is called up.
NEAR_DAYS = 7


def today() -> dt.date:
    """The day in the county."""
    return dt.datetime.now(LOCAL_TIME).date()


def days_after(deadline: dt.date, day: dt.date) -> int:
    """Days from a deadline to a day; negative before it."""
    return (day - deadline).days


def distance(say: Words, cycle: Mapping[str, Any], day: dt.date) -> str:
    """How far a cycle's deadline is, in words: left, today, past; or that the cycle is closed."""
    days = days_after(cycle["deadline"], day)
    if cycle["is_closed"]:
        return say("deadline-closed")
    if days == 0:
        return say("deadline-today")
    return say("deadline-passed", days=days) if days > 0 else say("deadline-left", days=-days)
