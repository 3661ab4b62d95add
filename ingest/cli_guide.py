"""The commands about the guide."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.answering import fault_words
from ingest.console import (
    REFUSED,
    AsJson,
    GuideFolder,
    Home,
    W,
    guide_app,
    help_of,
    out,
    print_json,
    remember_places,
    told,
)
from ingest.guide import Fault, Guide, GuideFaults


@guide_app.command("check", help=help_of("cli-guide-check"))
@told
def guide_check(
    folder: Annotated[Path | None, typer.Argument(help=W("cli-guide-folder"))] = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """List every fault of a guide."""
    settings = remember_places(home, guide)
    try:
        checked = Guide.load(folder or settings.guide)
    except GuideFaults as faults:
        if not as_json:
            raise
        print_json({"editions": [], "faults": [fault_data(fault) for fault in faults.faults]})
        raise typer.Exit(REFUSED) from None
    if as_json:
        print_json({"editions": editions_data(checked), "faults": []})
        return
    print_editions(checked)


def editions_data(guide: Guide) -> list[dict[str, Any]]:
    """The editions of a guide and what is in them."""
    return [
        {
            "edition": edition.edition_id,
            "title": edition.title_zh,
            "dimensions": len(edition.dimensions),
            "indicators": len(edition.indicators),
            "facts": len(edition.facts),
        }
        for edition in guide.editions.values()
    ]


def print_editions(guide: Guide) -> None:
    """One line an edition that is right."""
    for counted in editions_data(guide):
        out.print(W("cli-guide-right", **{name: str(value) for name, value in counted.items()}))


def fault_data(fault: Fault) -> dict[str, Any]:
    """A fault for a program: its place apart, its words in the language of the process."""
    place = {
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "cell": fault.cell,
    }
    return asdict(fault_words(fault, W)) | place
