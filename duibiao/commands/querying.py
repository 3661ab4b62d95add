"""The command that runs a query on the snapshot in force."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from duibiao.commands.console import (
    TABLE_ROWS_SHOWN,
    WRONG_USE,
    W,
    command,
    err,
    refuse,
)
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.warehouse.confined_query import OF_COMMAND, query
from duibiao.words.text import visible

if TYPE_CHECKING:
    from polars import DataFrame


@command("cli-sql", without=("numpy",))
def sql(
    acting: Acting,
    statement: Annotated[str, typer.Argument(help=W("cli-sql-statement"))],
    form: Annotated[str, typer.Option("--format", help=W("cli-sql-format"))] = "table",
    target: Annotated[Path | None, typer.Option("--out", "-o", help=W("cli-sql-out"))] = None,
) -> None:
    """Run one read-only query on the snapshot in force."""
    if form not in ("table", "csv", "json", "parquet"):
        refuse(W("cli-sql-format-unknown", form=form), WRONG_USE)
    if form == "parquet" and target is None:
        refuse(W("cli-sql-parquet-needs-out"), WRONG_USE)
    ask(acting, "query", about=statement)
    result = query(acting.settings, statement, OF_COMMAND)
    if result.is_cut:
        refuse(W("query-too-many-rows", most=str(OF_COMMAND.rows)))
    rows = result.rows
    if form == "parquet":
        assert target is not None
        rows.write_parquet(target)
    elif form == "table":
        shown = Table(show_edge=False)
        for column in rows.columns:
            is_number = rows.schema[column].is_numeric()
            shown.add_column(
                visible(column), justify="right" if is_number else "left", no_wrap=True
            )
        for row in rows.head(TABLE_ROWS_SHOWN).iter_rows():
            shown.add_row(*("NULL" if value is None else visible(str(value)) for value in row))
        with target.open("w", encoding="utf-8") if target else _stdout() as stream:
            # As wide as it needs: a terminal wraps, a figure that is cut off misleads.
            # A text in brackets is a text, and no word of a markup.
            Console(file=stream, width=10_000, highlight=False, markup=False).print(shown)
        if rows.height > TABLE_ROWS_SHOWN:
            shown_rows, all_rows = str(TABLE_ROWS_SHOWN), str(rows.height)
            err.print(W("cli-sql-cut", shown=shown_rows, total=all_rows))
    else:
        text = _csv(rows) if form == "csv" else _json_rows(rows)
        if target is None and sys.stdout.isatty():
            text = visible(text, kept="\n")
        if target is None:
            sys.stdout.write(text)
        else:
            target.write_text(text, encoding="utf-8")


@contextmanager
def _stdout() -> Iterator[Any]:
    yield sys.stdout


def _csv(rows: DataFrame) -> str:
    from duibiao.warehouse.export import disarmed, flat

    return disarmed(flat(rows)).write_csv()


def _json_rows(rows: DataFrame) -> str:
    return json.dumps(rows.to_dicts(), ensure_ascii=False, default=str, indent=1) + "\n"
