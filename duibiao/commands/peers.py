"""The commands about whom to learn from and what to check on site."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any

import typer

from duibiao.analysis.peers import peer_examples, site_checks, site_sample
from duibiao.commands.console import (
    AsJson,
    W,
    command,
    out,
    print_json,
)
from duibiao.commands.meant import (
    BasisOption,
    CycleOption,
    IndicatorArgument,
    SchoolArgument,
    basis_meant,
    cycle_meant,
)
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words.figures import brief_percentage, rounded

Row = Mapping[str, Any]


@command("cli-peers")
def peers(
    settings: Settings,
    school: SchoolArgument,
    indicator: IndicatorArgument = None,
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    as_json: AsJson = False,
) -> None:
    """For each weak indicator of a school, similar schools to learn from."""
    chosen_basis, snapshot = basis_meant(basis), snapshot_in_force(settings)
    meant = cycle_meant(snapshot, cycle)
    school_id, name = asked.scored_school(snapshot, meant.cycle_id, school, chosen_basis)
    found = peer_examples(snapshot, meant.cycle_id, chosen_basis, school_id)
    if indicator is not None:
        indicator_id, _ = asked.indicator(snapshot, meant.edition, indicator)
        weak = dict.fromkeys(row["indicator_id"] for row in found)
        found = [row for row in found if row["indicator_id"] == indicator_id]
        if not found:
            known = tuple(weak) or W("cli-none")
            raise Refused("peers-indicator-none", indicator=indicator_id, known=known)
    if as_json:
        print_json(found)
        return
    heading = W("peers-heading", school=name, id=school_id, cycle=meant.cycle_id)
    out.print(heading if found else W("peers-none", school=name), markup=False)
    for (indicator_id, title), rows in groupby(
        found, lambda row: (row["indicator_id"], _name(row))
    ):
        examples = list(rows)
        share = brief_percentage(examples[0]["share"])
        line = W("peers-indicator", indicator=indicator_id, name=title, share=share)
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


@command("cli-site-check", "site-check")
def site_check(
    settings: Settings,
    cycle: CycleOption = None,
    count: Annotated[int, typer.Option("--count", min=1, help=W("cli-site-check-count"))] = 20,
    as_json: AsJson = False,
) -> None:
    """Which answers to check on site next and why, with a random sample beside."""
    snapshot = snapshot_in_force(settings)
    cycle_id = cycle_meant(snapshot, cycle).cycle_id
    asked.require_scores(snapshot, cycle_id)
    first = site_checks(snapshot, cycle_id, count)
    sample = site_sample(snapshot, cycle_id, count)
    if as_json:
        print_json({"cycle_id": cycle_id, "first": first, "sample": sample})
        return
    if not first:
        out.print(W("site-check-none", cycle=cycle_id), markup=False)
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
