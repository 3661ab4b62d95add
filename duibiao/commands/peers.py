"""The commands about whom to learn from and what to check on site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import Annotated, Any, Literal

import duckdb
import typer

from duibiao.analysis.peers import peer_examples, site_checks, site_sample
from duibiao.commands.console import (
    AsJson,
    GuideFolder,
    Home,
    W,
    app,
    help_of,
    out,
    print_json,
    remember_places,
    told,
)
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from duibiao.words.figures import brief_percentage, rounded

Row = Mapping[str, Any]


@app.command("peers", help=help_of("cli-peers"))
@told
def peers(
    school: Annotated[str, typer.Argument(help=W("cli-peers-school"))],
    indicator: Annotated[str | None, typer.Argument(help=W("cli-peers-indicator"))] = None,
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-peers-cycle"))] = None,
    basis: Annotated[
        Literal["self", "verified"], typer.Option("--basis", help=W("cli-peers-basis"))
    ] = "verified",
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """For each weak indicator of a school, similar schools to learn from."""
    with _published(remember_places(home, guide)) as connection:
        cycle_id = _cycle(connection, cycle, "fct_school_scores")
        known = connection.execute(
            "select name_zh from fct_school_scores inner join dim_cycle_schools"
            " using (cycle_id, school_id) where cycle_id = ? and basis = ? and school_id = ?",
            [cycle_id, basis, school],
        ).fetchall()
        if not known:
            raise Refused("peers-school-unknown", school=school, cycle=cycle_id)
        found = peer_examples(connection, cycle_id, basis, school)
    if indicator is not None:
        weak = sorted({row["indicator_id"] for row in found})
        found = [row for row in found if row["indicator_id"] == indicator]
        if not found:
            names = "、".join(weak) or W("cli-none")
            raise Refused("peers-indicator-none", indicator=indicator, known=names)
    if as_json:
        print_json(found)
        return
    heading = W("peers-heading", school=known[0][0], id=school, cycle=cycle_id)
    out.print(heading if found else W("peers-none", school=known[0][0]), markup=False)
    for (indicator_id, name), rows in groupby(found, lambda row: (row["indicator_id"], _name(row))):
        examples = list(rows)
        share = brief_percentage(examples[0]["share"])
        line = W("peers-indicator", indicator=indicator_id, name=name, share=share)
        out.print(line, markup=False)
        for row in examples:
            out.print(f"  {_example(row)}", markup=False)


def _name(row: Row) -> str:
    return str((W.language == "en" and row["name_en"]) or row["name_zh"])


def _example(row: Row) -> str:
    before = row["peer_previous_share"]
    said = W(
        f"peers-{row['reason']}",
        school=row["peer_name_zh"],
        id=row["peer_school_id"],
        share=brief_percentage(row["peer_share"]),
        before=W("cli-none") if before is None else brief_percentage(before),
    )
    if row["evidence"]:
        said += W("peers-evidence", evidence=row["evidence"])
    return said


@app.command("site-check", help=help_of("cli-site-check"))
@told
def site_check(
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-site-check-cycle"))] = None,
    count: Annotated[int, typer.Option("--count", min=1, help=W("cli-site-check-count"))] = 20,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Which answers to check on site next and why, with a random sample beside."""
    with _published(remember_places(home, guide)) as connection:
        cycle_id = _cycle(connection, cycle, "fct_site_check_priorities")
        first = site_checks(connection, cycle_id, count)
        sample = site_sample(connection, cycle_id, count)
    if as_json:
        print_json({"cycle_id": cycle_id, "first": first, "sample": sample})
        return
    out.print(W("site-check-heading", cycle=cycle_id), markup=False)
    for row in first:
        place = str(row["priority_rank"])
        out.print(f"{place.rjust(3)}. {_answer(row)}{_reasons(row)}", markup=False)
    out.print(W("site-check-sample"), markup=False)
    for row in sample:
        out.print(f"{str(row['sample_rank']).rjust(3)}. {_answer(row)}", markup=False)


def _answer(row: Row) -> str:
    return W(
        "site-check-answer",
        school=row["school_name_zh"],
        id=row["school_id"],
        fact=row["fact_id"],
        label=row["label_zh"],
        value=_value(row),
    )


def _value(row: Row) -> str:
    if row["kind"] == "flag":
        return W(f"workbook-{row['value']}")
    return f"{row['value']}{row['unit_zh'] or ''}"


def _reasons(row: Row) -> str:
    said = [W("site-check-stake", score=rounded(row["stake_score"]))]
    if row["verified_fact_count"]:
        figures = {"checked": row["verified_fact_count"], "corrected": row["corrected_fact_count"]}
        said.append(W("site-check-corrected", **figures))
    said += [W(f"site-check-{name}") for name in ("borderline", "warning") if _holds(row, name)]
    return W("site-check-reasons", reasons=W("site-check-and").join(said))


def _holds(row: Row, name: str) -> bool:
    return bool(row["is_borderline"] if name == "borderline" else row["has_warning"])


@contextmanager
def _published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    path = snapshot_path(settings)
    if path is None:
        raise Refused("query-no-snapshot")
    with connect(path) as connection:
        yield connection


def _cycle(connection: duckdb.DuckDBPyConnection, asked: str | None, mart: str) -> str:
    """The cycle asked for, or the newest that the mart has rows of."""
    known = [
        cycle_id
        for (cycle_id,) in connection.execute(
            f"select cycle_id from dim_cycles where cycle_id in (select cycle_id from {mart})"
            " order by ends_on desc, cycle_id desc"
        ).fetchall()
    ]
    if asked in known or (asked is None and known):
        return asked or known[0]
    names = "、".join(sorted(known)) or W("cli-none")
    raise Refused("peers-cycle-unknown", cycle=asked or W("cli-none"), known=names)
