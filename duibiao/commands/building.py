"""The commands that make the warehouse and verify what it is made from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from duibiao.commands.console import AsJson, W, command, err, out, print_json, refuse
from duibiao.records import seals
from duibiao.records.settings import Settings
from duibiao.warehouse.build import Built, build
from duibiao.warehouse.snapshot_files import build_information


@command("cli-build", "build")
def build_command(
    settings: Settings,
    as_json: AsJson = False,
) -> None:
    """Take in what is new, score, publish."""
    print_built(build(settings), as_json)


@command("cli-rebuild")
def rebuild(
    settings: Settings,
    as_json: AsJson = False,
) -> None:
    """Make every table again from the records and originals."""
    print_built(build(settings, again=True), as_json)


def print_built(built: Built, as_json: bool) -> None:
    seconds = {step: round(value, 2) for step, value in built.seconds.items()}
    if as_json:
        names = {"build_id": built.build_id, "snapshot": str(built.snapshot)}
        print_json(names | {"seal_head": built.seal_head, "seconds": seconds})
        return
    total = f"{sum(built.seconds.values()):.1f}"
    out.print(W("cli-built", build=built.build_id, seconds=total, snapshot=str(built.snapshot)))
    out.print(W("cli-seal-head", head=built.seal_head or W("cli-none")))


@command("cli-verify")
def verify(
    settings: Settings,
    head: Annotated[str | None, typer.Option("--head", help=W("cli-verify-head"))] = None,
    as_json: AsJson = False,
) -> None:
    """Find missing or altered records and originals."""
    information = build_information(settings) or {}
    expected = head or information.get("seal_head")
    found = seals.verify(settings, expected)
    lists = {
        "missing-records": found.missing_records,
        "altered-records": found.altered_records,
        "broken-seals": found.broken_seals,
        "missing-originals": found.missing_originals,
        "altered-originals": found.altered_originals,
    }
    if as_json:
        print_json({"is_whole": found.is_whole} | asdict(found))
    else:
        _print_verification(found, lists, expected)
    if not found.is_whole:
        refuse("" if as_json else W("cli-verify-not-whole"))


def _print_verification(
    found: seals.Verification, lists: dict[str, list[str]], expected: str | None
) -> None:
    counts = {
        "sealed": str(found.sealed_records),
        "unsealed": str(found.unsealed_records),
        "originals": str(found.originals),
    }
    out.print(W("cli-verified", **counts))
    out.print(W("cli-seal-head", head=found.head or W("cli-none")))
    for name, names in lists.items():
        for identifier in names:
            err.print(W(f"cli-verify-{name}", identifier=identifier), markup=False)
    if found.head_differs:
        err.print(W("cli-verify-head-differs", head=str(expected)))
