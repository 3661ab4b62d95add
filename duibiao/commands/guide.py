"""The commands about the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from duibiao.analysis.guide_difference import (
    COMPARED,
    Effect,
    GuideDifference,
    change_text,
    code_names,
    difference_data,
    guide_difference,
    named_guide,
)
from duibiao.commands.console import (
    REFUSED,
    TABLE_ROWS_SHOWN,
    WRONG_USE,
    AsJson,
    W,
    command,
    err,
    guide_app,
    out,
    print_json,
    progress_bar,
    refuse,
)
from duibiao.commands.meant import cycle_meant
from duibiao.commands.scoring_tables import Columns, form_data, headers_meant, print_form
from duibiao.commands.targets import refuse_one_file, refuse_other_files
from duibiao.guide.columns import TABLES
from duibiao.guide.drafting.drafts import Draft
from duibiao.guide.drafting.writing import asked, reason
from duibiao.guide.editions import EXAMPLE, Fault, Guide, GuideFaults
from duibiao.guide.folders import write_folder
from duibiao.guide.telling import fault_groups, fault_words, group_text
from duibiao.guide.workbook import workbook_of
from duibiao.guide.workbook_reading import read_workbook
from duibiao.people.acting import Acting
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import write_durably
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words.figures import rounded
from ingest.desk.guide_drafts import drafted, put_in_force
from ingest.desk.guides import marked_draft, marked_guide, refuse_other_kinds
from ingest.desk.handing_in import marked_name

Replace = Annotated[bool, typer.Option("--replace", help=W("cli-guide-replace"))]
Marked = Annotated[Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")]


@command("cli-guide-new", "new", guide_app)
def guide_new(
    settings: Settings,
    file: Annotated[Path, typer.Argument(help=W("cli-guide-new-file"))],
    replace: Replace = False,
) -> None:
    """Write a small worked guide as a workbook, to be changed into the county's own."""
    _write_workbook(file, Guide.load(EXAMPLE), replace)
    out.print(W("cli-guide-new-written", path=str(file)), markup=False)


@command("cli-guide-check", "check", guide_app)
def guide_check(
    settings: Settings,
    what: Annotated[Path | None, typer.Argument(help=W("cli-guide-what"), metavar="PATH")] = None,
    marked: Marked = None,
    as_json: AsJson = False,
) -> None:
    """List every fault of a guide, a folder or a workbook."""
    path = what or settings.guide
    if path.is_file():
        checked, doubts = _of_workbook(path, marked, as_json)
    else:
        with faults_as_json(as_json):
            checked = Guide.load(path)
        doubts = checked.doubts()
    if as_json:
        told = [fault_data(doubt) for doubt in doubts]
        print_json({"editions": editions_data(checked), "faults": [], "doubts": told})
        return
    print_editions(checked, doubts)
    if path.is_file():
        out.print(W("cli-guide-check-next", path=str(path)), markup=False)


@command("cli-guide-draft", "draft", guide_app)
def guide_draft(
    acting: Acting,
    file: Annotated[
        Path, typer.Argument(help=W("cli-guide-draft-file"), exists=True, dir_okay=False)
    ],
    to: Annotated[
        Path | None, typer.Option("--out", help=W("cli-guide-draft-out"), metavar="FILE")
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", help=W("cli-guide-draft-edition"), metavar="CODE")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help=W("cli-guide-draft-title"))] = None,
    columns: Columns = None,
    marked: Marked = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Draft the guide's workbook, with notes, from the county's scoring table."""
    path = to or Path(W("cli-guide-draft-name", name=file.stem))
    _refuse_existing(path, replace)
    headers = headers_meant(columns or [])
    content = file.read_bytes()
    made = drafted(
        acting,
        content,
        file.name,
        W,
        edition=edition or "",
        title=title or "",
        headers=headers,
    )
    form, draft = made.form, made.draft
    write_durably(path, made.workbook)
    if marked is not None and any(note.is_marked for note in draft.notes):
        _give_back(file, lambda: marked_draft(content, draft.notes, W), marked, as_json)
    points = draft.tables["editions"][0].values["total_points"] or 0
    if as_json:
        print_json(
            {"file": str(path), "edition": draft.edition, "points": str(points)}
            | {"counts": draft.counts}
            | form_data(form)
            | {"notes": _notes_data(draft)}
        )
        return
    counts = {name: str(count) for name, count in draft.counts.items()}
    out.print(W("cli-guide-drafted", path=str(path), points=f"{points:f}", **counts), markup=False)
    print_form(form)
    out.print(W("cli-guide-draft-next", path=str(path)), markup=False)


def _notes_data(draft: Draft) -> list[dict[str, Any]]:
    """What is said of a draft, for a program: codes beside words."""
    return [
        {
            "kind": note.kind,
            "sheet": note.sheet,
            "cell": note.cell,
            "text": note.text,
            "indicator": note.indicator,
            "part": note.part,
            "method": note.method,
            "facts": list(note.facts),
            "reason": reason(note, W),
            "certainty": note.certainty,
            "asks": list(note.asks),
            "asked": asked(note, W),
        }
        for note in draft.notes
    ]


@command("cli-guide-export", "export", guide_app)
def guide_export(
    settings: Settings,
    folder: Annotated[Path | None, typer.Argument(help=W("cli-guide-folder"))] = None,
    to: Annotated[
        Path | None, typer.Option("--out", help=W("cli-guide-export-out"), metavar="FILE")
    ] = None,
    replace: Replace = False,
) -> None:
    """Write the guide as a workbook."""
    exported = Guide.load(folder or settings.guide)
    path = to or Path(f"{next(iter(exported.editions))}.xlsx")
    _write_workbook(path, exported, replace)
    out.print(W("cli-guide-exported", path=str(path)), markup=False)


@command("cli-guide-import", "import", guide_app)
def guide_import(
    acting: Acting,
    file: Annotated[Path, typer.Argument(help=W("cli-guide-import-file"), exists=True)],
    to: Annotated[
        Path | None, typer.Option("--out", help=W("cli-guide-import-out"), metavar="DIR")
    ] = None,
    replace: Replace = False,
    marked: Marked = None,
    as_json: AsJson = False,
) -> None:
    """Read a workbook into a guide folder."""
    settings = acting.settings
    folder = to or (Path(file.stem) if settings.guide == SEEDS else settings.guide)
    refuse_one_file(folder)
    imported, doubts = _of_workbook(file, marked, as_json)
    is_in_use = folder.absolute() == settings.guide
    if is_in_use:
        put_in_force(acting, imported, replace_files=replace)
    else:
        write_folder(imported, folder, replace_files=replace)
    if as_json:
        written = {"folder": str(folder.absolute()), "faults": []}
        told = [fault_data(doubt) for doubt in doubts]
        print_json({"editions": editions_data(imported)} | written | {"doubts": told})
        return
    print_editions(imported, doubts)
    said = "cli-guide-imported-in-use" if is_in_use else "cli-guide-imported"
    out.print(W(said, folder=str(folder), count=str(len(TABLES))), markup=False)


def _write_workbook(path: Path, guide: Guide, replace: bool) -> None:
    _refuse_existing(path, replace)
    write_durably(path, workbook_of(guide, W))


def _refuse_existing(path: Path, replace: bool) -> None:
    refuse_other_files(path, ("xlsx",))
    if path.exists() and not replace:
        raise Refused("guide-file-exists", path=str(path))


def _of_workbook(file: Path, marked: Path | None, as_json: bool) -> tuple[Guide, list[Fault]]:
    """The guide in a workbook and the doubts about it; a faulty one goes back marked."""
    content = file.read_bytes()
    try:
        read = read_workbook(content)
    except Refused:
        refuse_other_kinds(content, "guide", W)
        raise
    try:
        guide = read.guide()
    except GuideFaults as faults:
        if marked is not None:
            found = faults.faults
            _give_back(file, lambda: marked_guide(content, found, W), marked, as_json)
        elif not as_json:
            err.print(W("cli-guide-marked-hint"))
        with faults_as_json(as_json):
            raise
    return guide, list(read.placed(guide.doubts()))


def _give_back(file: Path, mark: Callable[[], bytes], target: Path, as_json: bool) -> None:
    """Write the author's own file, marked, beside hers."""
    try:
        given_back = mark()
    except SpreadsheetFault:
        if not as_json:
            err.print(W("marking-not-possible"))
        return
    is_file = target.suffix.lower() == ".xlsx"
    path = target if is_file else target / marked_name(file.name, given_back, W)
    if path.exists() and path.resolve() == file.resolve():
        refuse(W("cli-marked-same", path=str(file)), WRONG_USE)
    write_durably(path, given_back)
    if not as_json:
        err.print(W("cli-marked-written", path=str(path)), markup=False)


@command("cli-guide-diff", "diff", guide_app)
def guide_diff(
    settings: Settings,
    before: Annotated[str, typer.Argument(help=W("cli-guide-diff-before"), metavar="A")],
    after: Annotated[str, typer.Argument(help=W("cli-guide-diff-after"), metavar="B")],
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-guide-diff-cycle"))] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a change of the guide changes, and for whom."""
    with faults_as_json(as_json):
        old, new = named_guide(settings, before), named_guide(settings, after)
    if cycle is None and snapshot_path(settings) is not None:
        # Where no cycle was published yet, the guides alone are compared.
        with suppress(Refused):
            cycle = cycle_meant(snapshot_in_force(settings), None).cycle_id
    with progress_bar(quiet=as_json) as progress:
        task = progress.add_task(W("cli-guide-diff-progress"), total=2)
        difference = guide_difference(
            settings, old, new, cycle, tell=lambda: progress.advance(task)
        )
    if as_json:
        print_json(difference_data(difference, W))
        return
    print_difference(difference, old, new)


def print_difference(difference: GuideDifference, before: Guide, after: Guide) -> None:
    """A difference in words, and the schools that it moves as tables."""
    if difference.is_none:
        out.print(W("guide-diff-none"))
    for kind, editions in (
        ("added", difference.added_editions),
        ("removed", difference.removed_editions),
    ):
        for edition in editions:
            out.print(W(f"guide-diff-edition-{kind}", edition=edition), markup=False)
    if difference.changes:
        first, second = difference.editions
        out.print(W("guide-diff-compared", before=first, after=second), markup=False)
    for change in difference.changes:
        out.print(f"  {change_text(change, W)}", markup=False)
    if difference.cycle_id is None:
        out.print(W("guide-diff-unpublished"))
        return
    out.print(W("guide-diff-cycle", cycle=difference.cycle_id), markup=False)
    if {difference.cycle_edition} != set(difference.editions):
        first, second = difference.editions
        named = str(difference.cycle_edition)
        out.print(W("guide-diff-as-if", named=named, before=first, after=second), markup=False)
    if difference.unanswered:
        out.print(W("guide-diff-unanswered", count=str(len(difference.unanswered))))
        for fact_id, count in difference.unanswered.items():
            label = after.editions[difference.editions[1]].facts[fact_id].label_zh
            told = W("guide-diff-fact", fact=fact_id, label=label, count=str(count))
            out.print(f"  {told}", markup=False)
    names = [
        code_names(guide, edition)
        for guide, edition in zip((before, after), difference.editions, strict=True)
    ]
    for effect in difference.effects:
        print_effect(effect, names)


def print_effect(effect: Effect, names: Sequence[Mapping[str, str]]) -> None:
    """How many schools are moved on one basis, and which, best first."""
    counts = {f"{column.partition('_')[0]}s": str(effect.count(column)) for column in COMPARED}
    basis = W(f"basis-{effect.basis}")
    out.print(W("guide-diff-effect", basis=basis, schools=str(effect.school_count), **counts))
    if not effect.moved:
        return
    shown = Table(show_edge=False)
    for column in ("school_id", "name_zh", *COMPARED):
        shown.add_column(W(f"guide-diff-column-{column}"), overflow="fold")
    for one in effect.moved[:TABLE_ROWS_SHOWN]:
        cells = [
            _from_to(
                *(
                    _shown(row[column], own)
                    for row, own in zip((one.before, one.after), names, strict=True)
                )
            )
            for column in COMPARED
        ]
        shown.add_row(one.school_id, one.name_zh, *cells)
    out.print(shown)
    if len(effect.moved) > TABLE_ROWS_SHOWN:
        out.print(W("guide-diff-more", count=str(len(effect.moved) - TABLE_ROWS_SHOWN)))


def _from_to(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _shown(value: object, names: Mapping[str, str]) -> str:
    """A figure to two places, a code by its name."""
    if isinstance(value, Decimal):
        return rounded(value)
    return "—" if value is None else names.get(str(value), str(value))


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


def print_editions(guide: Guide, doubts: Sequence[Fault] = ()) -> None:
    """One line an edition that is right, and what may not have been meant."""
    for counted in editions_data(guide):
        said = {name: str(value) for name, value in counted.items()}
        out.print(W("cli-guide-right", **said), markup=False)
    if doubts:
        out.print(W("cli-guide-doubts", count=str(len(doubts))))
        for group in fault_groups(doubts, W):
            out.print(group_text(group, W), markup=False)


def fault_data(fault: Fault) -> dict[str, Any]:
    """A fault for a program: its place apart, its words in the language of the process."""
    place = {
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "cell": fault.cell,
    }
    return asdict(fault_words(fault, W)) | place
