"""The commands about the guide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
from ingest.guide_tables import TABLES
from ingest.guide_workbook import guide_of_workbook, workbook_of, write_folder
from ingest.model import Refused
from ingest.records import write_durably


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
    with faults_as_json(as_json):
        checked = Guide.load(folder or settings.guide)
    if as_json:
        print_json({"editions": editions_data(checked), "faults": []})
        return
    print_editions(checked)


@guide_app.command("export", help=help_of("cli-guide-export"))
@told
def guide_export(
    folder: Annotated[Path | None, typer.Argument(help=W("cli-guide-folder"))] = None,
    to: Annotated[
        Path | None, typer.Option("--out", help=W("cli-guide-export-out"), metavar="FILE")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help=W("cli-guide-replace"))] = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Write the guide as a workbook."""
    settings = remember_places(home, guide)
    exported = Guide.load(folder or settings.guide)
    path = to or Path(f"{next(iter(exported.editions))}.xlsx")
    if path.exists() and not replace:
        raise Refused("guide-file-exists", path=str(path))
    write_durably(path, workbook_of(exported, W))
    out.print(W("cli-guide-exported", path=str(path)))


@guide_app.command("import", help=help_of("cli-guide-import"))
@told
def guide_import(
    file: Annotated[Path, typer.Argument(help=W("cli-guide-import-file"))],
    to: Annotated[
        Path | None, typer.Option("--out", help=W("cli-guide-import-out"), metavar="DIR")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help=W("cli-guide-replace"))] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Read a workbook into a guide folder."""
    remember_places(home, None)
    folder = to or Path(file.stem)
    with faults_as_json(as_json):
        imported = guide_of_workbook(file.read_bytes())
    write_folder(imported, folder, replace_files=replace)
    if as_json:
        written = {"folder": str(folder.absolute()), "faults": []}
        print_json({"editions": editions_data(imported)} | written)
        return
    print_editions(imported)
    out.print(W("cli-guide-imported", folder=str(folder), count=str(len(TABLES))))


@contextmanager
def faults_as_json(as_json: bool) -> Iterator[None]:
    """Faults of a guide as data where a program asks for them; else they are told in words."""
    try:
        yield
    except GuideFaults as faults:
        if not as_json:
            raise
        print_json({"editions": [], "faults": [fault_data(fault) for fault in faults.faults]})
        raise typer.Exit(REFUSED) from None


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
