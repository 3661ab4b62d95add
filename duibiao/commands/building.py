"""The commands that make the warehouse and verify what it is made from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from duibiao.commands.console import AsJson, W, command, err, out, print_json, refuse
from duibiao.people.acting import Acting
from duibiao.records.seals import NOTES, Verification
from duibiao.records.settings import Settings
from duibiao.warehouse import backups, verifying
from duibiao.warehouse.build import Built, Cluster, build
from duibiao.warehouse.going_back import go_back
from duibiao.warehouse.rebuilding import rebuild
from duibiao.words import Value
from duibiao.words.figures import moment


@command("cli-build", "build")
def build_command(
    acting: Acting,
    back_to: Annotated[
        str | None, typer.Option("--back-to", help=W("cli-build-back-to"), metavar="BUILD")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=W("cli-build-reason"))] = "",
    by_dbt: Annotated[
        bool, typer.Option("--by-dbt", help=W("cli-build-by-dbt"), envvar="DUIBIAO_BY_DBT")
    ] = False,
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option("--engine", help=W("cli-build-engine"))
    ] = "duckdb",
    master: Annotated[
        str | None, typer.Option("--master", help=W("cli-build-master"), metavar="URL")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in what is new, score, publish; or put an earlier snapshot in force again."""
    if (engine == "spark") != (master is not None):
        refuse(W("cli-build-master-and-engine"))
    if by_dbt and master is not None:
        refuse(W("cli-build-by-dbt-on-spark"))
    if back_to is None:
        cluster = None if master is None else Cluster(master)
        print_built(build(acting.settings, by_dbt=by_dbt, cluster=cluster), as_json)
        return
    found = go_back(acting, back_to, reason)
    if as_json:
        print_json({"build_id": found.build_id, "built_at": found.built_at})
    else:
        out.print(W("build-went-back", build=found.build_id, at=moment(found.built_at)))


@command("cli-rebuild", "rebuild")
def rebuild_command(
    settings: Settings,
    as_json: AsJson = False,
) -> None:
    """Make every table again from the records and originals, and say whether any differs."""
    made = rebuild(settings)
    if as_json:
        print_json(_built_told(made.built) | {"differing": made.differing})
        return
    print_built(made.built, as_json)
    if made.differing:
        print_amiss("rebuild-differs", count=len(made.differing), marts=made.differing)
    elif made.differing is not None:
        out.print(W("rebuild-same"))


def _built_told(built: Built) -> dict[str, object]:
    seconds = {step: round(value, 2) for step, value in built.seconds.items()}
    return asdict(built) | {"snapshot": str(built.snapshot), "seconds": seconds}


def print_built(built: Built, as_json: bool) -> None:
    if as_json:
        print_json(_built_told(built))
        return
    total = f"{sum(built.seconds.values()):.1f}"
    out.print(W("cli-built", build=built.build_id, seconds=total, snapshot=str(built.snapshot)))
    out.print(W("cli-seal-head", head=built.seal_head or W("cli-none")))
    for path in built.set_aside:
        print_amiss("build-set-aside", path=path)
    for identifier in built.missing_records:
        print_amiss("build-record-missing", identifier=identifier)


def print_amiss(message_id: str, **values: Value) -> None:
    err.print(W(message_id, **values))
    err.print("    " + W("cli-mend", mend=W.attr(message_id, "mend")))


@command("cli-verify")
def verify(
    settings: Settings,
    head: Annotated[str | None, typer.Option("--head", help=W("cli-verify-head"))] = None,
    of_backup: Annotated[
        Path | None, typer.Option("--backup", help=W("cli-verify-backup"), exists=True)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find what is missing, altered or out of order among records, originals and snapshots."""
    if of_backup is None:
        found = verifying.verify(settings, head)
    else:
        _, found = backups.rehearse(of_backup)
    if as_json:
        print_json(_told(found))
    else:
        counts = {
            "sealed": str(found.sealed_records),
            "unsealed": str(found.unsealed_records),
            "originals": str(found.originals),
        }
        out.print(W("cli-verified", **counts))
        out.print(W("cli-seal-head", head=found.head or W("cli-none")))
        for one in found.amiss:
            print_amiss(f"verify-{one.code}", identifier=one.identifier)
    if not found.is_whole:
        refuse("" if as_json else W("cli-verify-not-whole"))


def _told(found: Verification) -> dict[str, object]:
    """What a program reads: counts, and of each thing amiss its code, words and way out."""
    amiss = [
        asdict(one)
        | {
            "is_note": one.code in NOTES,
            "what": W(f"verify-{one.code}", identifier=one.identifier),
            "mend": W.attr(f"verify-{one.code}", "mend"),
        }
        for one in found.amiss
    ]
    return {"is_whole": found.is_whole} | asdict(found) | {"amiss": amiss}
