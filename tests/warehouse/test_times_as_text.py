"""A time that Python has no value for is text on the page, and all others are what they were."""

from __future__ import annotations

import datetime as dt

import pytest

from duibiao.records.settings import Settings
from duibiao.warehouse.confined_query import query, query_file
from duibiao.warehouse.export import Format
from tests.warehouse.small_snapshot import home_with_snapshot


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data home with the small snapshot."""
    return home_with_snapshot(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("timestamp '290000-01-01'", "290000-01-01 00:00:00"),
        ("timestamp 'infinity'", "infinity"),
        ("timestamp '-infinity'", "-infinity"),
        ("'infinity'::timestamptz", "infinity"),
        ("'infinity'::timestamp_ns", "infinity"),
        ("'290000-01-01'::timestamp_s", "290000-01-01 00:00:00"),
        ("'infinity'::date", "infinity"),
        ("'12345-06-07'::date", "12345-06-07"),
        ("'0044-03-15 (BC)'::date", "0044-03-15 (BC)"),
        ("time '24:00:00'", "24:00:00"),
        ("interval '1 month 2 days'", "1 month 2 days"),
        ("[timestamp 'infinity']", "[infinity]"),
        ("{'a': [date '-infinity']}", "{'a': [-infinity]}"),
        ("map {'a': date 'infinity'}", "{a=infinity}"),
    ],
)
def test_a_time_that_python_does_not_know_is_shown_as_text(
    settings: Settings, value: str, shown: str
) -> None:
    rows = query(settings, f"select {value} as moment, 1 as n union all select null, 2 order by n")
    assert rows.rows.rows() == [(shown, 1), (None, 2)]
    csv = query_file(settings, f"select {value} as moment", Format.CSV, "en").decode("utf-8-sig")
    assert shown in csv


def test_other_times_stay_what_they_are(settings: Settings) -> None:
    rows = query(
        settings,
        "select date '0001-01-01' as first, date '9999-12-31' as last,"
        " timestamp '9999-12-31 23:59:59' as moment, time '23:59:59' as clock,"
        " 'infinity'::double as number, null::timestamp as none",
    ).rows
    assert rows.row(0) == (
        dt.date.min,
        dt.date.max,
        dt.datetime(9999, 12, 31, 23, 59, 59),  # noqa: DTZ001 as it stands in the table
        dt.time(23, 59, 59),
        float("inf"),
        None,
    )
