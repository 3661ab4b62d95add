"""Times that Python has no value for are shown as text: far years, endless ones, intervals."""

from __future__ import annotations

import datetime as dt

import duckdb
import pyarrow as pa

FIRST_DAY, LAST_DAY = dt.date.min.toordinal(), dt.date.max.toordinal()
EPOCH = dt.date(1970, 1, 1).toordinal()
UNITS_OF_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
ENDLESS = 2**63 - 1
"""How DuckDB writes the moment that never comes."""


def times_as_text(table: pa.Table) -> pa.Table:
    """The same table; a column with a time that is none in Python has DuckDB's text instead."""
    beyond = [
        place
        for place, column in enumerate(table.columns)
        if any(_is_beyond(chunk) for chunk in column.chunks)
    ]
    if not beyond:
        return table
    with duckdb.connect(":memory:") as connection:
        for place in beyond:
            name = table.column_names[place]
            column = pa.table({"value": table.column(place)})
            connection.register("beyond", column)
            texts = connection.execute(
                "select value::varchar as value from beyond"
            ).to_arrow_table()
            table = table.set_column(place, name, texts.column("value"))
            connection.unregister("beyond")
    return table


def _is_beyond(values: pa.Array) -> bool:
    """Whether a column, or what its lists and structures hold, has such a time."""
    kind = values.type
    if pa.types.is_interval(kind):
        return True
    if pa.types.is_struct(kind):
        return any(_is_beyond(part) for part in values.flatten())
    if pa.types.is_map(kind):
        return _is_beyond(values.keys) or _is_beyond(values.items)
    if pa.types.is_nested(kind) and hasattr(values, "flatten"):
        return _is_beyond(values.flatten())
    if pa.types.is_date32(kind):
        return _is_outside(values.cast(pa.int32()), FIRST_DAY - EPOCH, LAST_DAY - EPOCH)
    if pa.types.is_timestamp(kind):
        units = UNITS_OF_DAY[kind.unit]
        # In the zone of a clock it may be a day earlier or later.
        margin = 0 if kind.tz is None else units
        first, last = (FIRST_DAY - EPOCH) * units, (LAST_DAY - EPOCH + 1) * units - 1
        first, last = max(first + margin, 1 - ENDLESS), min(last - margin, ENDLESS - 1)
        return _is_outside(values.cast(pa.int64()), first, last)
    if pa.types.is_time64(kind):
        return _is_outside(values.cast(pa.int64()), 0, UNITS_OF_DAY[kind.unit] - 1)
    return False


def _is_outside(values: pa.Array, first: int, last: int) -> bool:
    import pyarrow.compute as pc  # as long to load as all of pyarrow, and few answers have a time

    least, most = (end.as_py() for end in pc.min_max(values).values())
    return least is not None and (least < first or most > last)
