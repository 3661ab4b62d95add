"""The commands about the guide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.console import (
    GuideFolder,
    Home,
    W,
    guide_app,
    help_of,
    out,
    remember_places,
    told,
)
from ingest.guide import Guide


@guide_app.command("check", help=help_of("cli-guide-check"))
@told
def guide_check(
    folder: Annotated[Path | None, typer.Argument(help=W("cli-guide-folder"))] = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """List every fault of a guide."""
    settings = remember_places(home, guide)
    for edition in Guide.load(folder or settings.guide).editions.values():
        counts = {
            "dimensions": str(len(edition.dimensions)),
            "indicators": str(len(edition.indicators)),
            "facts": str(len(edition.facts)),
        }
        out.print(
            W("cli-guide-right", edition=edition.edition_id, title=edition.title_zh, **counts)
        )
