"""The demo county lives today: its dates follow from the day on which it is made."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from duibiao.demo.county import CYCLE_COUNT, DUE_DAYS_AGO, _cycles
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from tests.conftest import DEMO_DAY

DAYS = ("2026-01-01", "2026-01-30", "2028-02-29", "2028-03-10", "2026-11-28", "2027-12-31")


@pytest.mark.parametrize("day", DAYS)
def test_the_newest_cycle_was_due_some_days_ago_and_the_others_a_year_each_before(
    day: str,
) -> None:
    today = dt.date.fromisoformat(day)
    edition = next(iter(Guide.load(SEEDS).editions.values()))
    cycles = _cycles(edition, today)
    assert len({cycle.cycle_id for cycle in cycles}) == len(cycles) == CYCLE_COUNT
    assert cycles[-1].deadline == today - dt.timedelta(days=DUE_DAYS_AGO)
    for before, cycle in pairwise(cycles):
        assert cycle.starts_on == before.ends_on + dt.timedelta(days=1)
    for cycle in cycles:
        assert 365 <= (cycle.ends_on - cycle.starts_on).days + 1 <= 366
        assert 0 < (cycle.deadline - cycle.ends_on).days <= 31
        assert cycle.cycle_id == str(cycle.ends_on.year)


def test_on_the_day_of_the_tests_a_cycle_is_a_calendar_year() -> None:
    edition = next(iter(Guide.load(SEEDS).editions.values()))
    newest = _cycles(edition, dt.date.fromisoformat(DEMO_DAY))[-1]
    assert (newest.cycle_id, newest.deadline) == ("2025", dt.date(2026, 1, 20))
    assert (newest.starts_on, newest.ends_on) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
