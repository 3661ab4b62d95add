"""What day it is in the county, and how far a deadline is from it."""

from __future__ import annotations

import datetime as dt

from analysis.figures import LOCAL_TIME
from words import Words

# From so many days before the deadline, who has not handed in is called up.
NEAR_DAYS = 7


def today() -> dt.date:
    """The day in the county."""
    return dt.datetime.now(LOCAL_TIME).date()


def days_after(deadline: dt.date, day: dt.date) -> int:
    """Days from a deadline to a day; negative before it."""
    return (day - deadline).days


def distance(say: Words, deadline: dt.date, day: dt.date) -> str:
    """How far a deadline is, in words: days left, today, days past."""
    days = days_after(deadline, day)
    if days == 0:
        return say("deadline-today")
    return say("deadline-passed", days=days) if days > 0 else say("deadline-left", days=-days)
