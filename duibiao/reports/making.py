"""Makes reports as files: one, several or all schools', the county's; whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.reports.county import county_document
from duibiao.reports.document import Document, Kind
from duibiao.reports.school import SchoolReports
from duibiao.reports.source import Source, source_of
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words import Words

__all__ = [
    "FORMS",
    "MEDIA_TYPES",
    "Basis",
    "File",
    "Form",
    "Made",
    "content_of",
    "county_document_of",
    "county_file",
    "file_name",
    "school_document_of",
    "write_county",
    "write_schools",
    "zip_folder",
]

Form = Literal["pdf", "docx", "xlsx"]
FORMS: dict[Kind, tuple[Form, ...]] = {"school": ("pdf", "docx"), "county": get_args(Form)}
MEDIA_TYPES: dict[Form, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What no file system or zip takes in a name, and what would lead out of the folder.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
NAME_BYTES = 120
ZIP = ".zip"

Note = Callable[[Literal["way", "report"], int, int], None]
"""Told what was done of how many: ways found, or reports made."""


@dataclass(frozen=True, slots=True)
class File:
    """A file made: its name, what it holds, and the number of the report that it is."""

    name: str
    content: bytes
    number: str = ""
    unprintable: str = ""


@dataclass(slots=True)
class Made:
    """What was written where; `left_out`: schools without a score, by code and name.

    `archive` is the zip that holds the files, where one was asked for. `unprintable` are sentences
    on what no font of this machine has.
    """

    folder: Path
    files: list[dict[str, str | None]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    archive: str | None = None
    unprintable: list[str] = field(default_factory=list)


def _no_note(what: Literal["way", "report"], done: int, total: int) -> None:
    """Nobody asked."""


def content_of(document: Document, form: Form, own: Path | None = None) -> bytes:
    """A report in a form to print or to edit; `own`: the county's own Word form, if there is one.

    Raises Refused where it cannot be made.
    """
    if form == "docx" and own is not None and own.is_file():
        from duibiao.reports.own_form import filled

        return filled(own, document)
    if form == "docx":
        from duibiao.reports.word import docx_bytes

        return docx_bytes(document)
    from duibiao.reports.pdf import pdf_bytes

    return pdf_bytes(document)


def _unprintable(document: Document, form: Form) -> str:
    if form != "pdf":
        return ""
    from duibiao.reports.pdf import unprintable

    return unprintable(document)


def school_document_of(
    settings: Settings,
    words: Words,
    school: str,
    cycle_id: str | None,
    basis: Basis,
    *,
    names_others: bool = True,
) -> tuple[str, Document]:
    """The stem of its file's name, and the report of one school by code or name.

    `names_others`: with the names of other schools, for those who may know them. Raises Refused.
    """
    source = _source(settings, words, cycle_id, basis, names_others=names_others)
    school_id, name = asked.scored_school(source.snapshot, source.cycle_id, school, basis)
    return _school_stem(source, school_id, name), SchoolReports(source).document(school_id)


def _source(
    settings: Settings,
    words: Words,
    cycle_id: str | None,
    basis: Basis,
    *,
    names_others: bool = True,
) -> Source:
    return source_of(
        snapshot_in_force(settings),
        words,
        cycle_id=cycle_id,
        basis=basis,
        county=settings.county,
        office=settings.office,
        names_others=names_others,
    )


def _school_stem(source: Source, school_id: str, name: str) -> str:
    basis = source.words(f"basis-{source.basis}")
    return source.words(
        "report-file-school", cycle=source.cycle_id, code=school_id, name=name, basis=basis
    )


def county_document_of(
    settings: Settings, words: Words, cycle_id: str | None, basis: Basis
) -> tuple[str, Document]:
    """The stem of its file's name, and the bulletin. Raises Refused."""
    source = _source(settings, words, cycle_id, basis)
    said = {"cycle": source.cycle_id, "basis": words(f"basis-{source.basis}")}
    return words("report-file-county", **said), county_document(source)


def document_to_try(settings: Settings, words: Words, kind: str) -> Document | None:
    """The newest report of a kind, to try a Word form with; None where nothing has a score yet."""
    try:
        if kind == "county":
            return county_document_of(settings, words, None, "verified")[1]
        source = _source(settings, words, None, "verified")
    except Refused:
        return None
    scored = (row["school_id"] for row in source.schools() if row["is_scored"])
    school_id = next(scored, None)
    return None if school_id is None else SchoolReports(source).document(school_id)


def county_file(
    settings: Settings, words: Words, cycle_id: str | None, basis: Basis, form: Form
) -> File:
    """The bulletin, or as xlsx the lists of the county. Raises Refused."""
    if form != "xlsx":
        stem, document = county_document_of(settings, words, cycle_id, basis)
        unprintable = _unprintable(document, form)
        content = content_of(document, form, settings.report_form(document.kind))
        return File(file_name(stem, form), content, document.number, unprintable)
    from duibiao.reports.excel import xlsx_bytes

    source = _source(settings, words, cycle_id, basis)
    said = {"cycle": source.cycle_id, "basis": words(f"basis-{source.basis}")}
    return File(file_name(words("report-file-lists", **said), form), xlsx_bytes(source))


def write_schools(
    settings: Settings,
    words: Words,
    folder: Path,
    schools: Sequence[str] | None,
    form: Form,
    *,
    name: str | None = None,
    cycle_id: str | None = None,
    basis: Basis = "verified",
    note: Note = _no_note,
) -> Made:
    """Write the reports of these schools, or (None) of all that have a score, into a folder.

    `name` is that of the file of a single report, or of a zip for all of them. Either all are
    written or none. Raises Refused.
    """
    _look_before(form)
    source = _source(settings, words, cycle_id, basis)
    reports = SchoolReports(source)
    made = Made(folder)
    if schools is None:
        every = source.schools()
        chosen = [row["school_id"] for row in every if row["is_scored"]]
        made.left_out = [
            (row["school_id"], row["name_zh"]) for row in every if not row["is_scored"]
        ]
        if not chosen:
            raise Refused("report-nobody", cycle=source.cycle_id)
    else:
        named = [
            asked.scored_school(source.snapshot, source.cycle_id, school, basis)
            for school in schools
        ]
        chosen = list(dict(named))
    found = 0

    def way_found() -> None:
        nonlocal found
        found += 1
        note("way", found, len(chosen))

    with _all_or_nothing(folder, name) as partial:
        reports.find_ways(chosen, way_found)
        for document, file in _set_all(
            source, reports, chosen, form, partial, note, settings.report_form("school")
        ):
            made.files.append(
                {"file": file, "school_id": document.subject, "number": document.number}
            )
            made.unprintable += filter(None, [_unprintable(document, form)])
    _named(made, name)
    return made


def _named(made: Made, name: str | None) -> None:
    """Say under which name the files lie that were given one."""
    if name is not None and name.lower().endswith(ZIP):
        made.archive = name
    elif name is not None:
        made.files[0]["file"] = name


def _set_all(
    source: Source,
    reports: SchoolReports,
    school_ids: Sequence[str],
    form: Form,
    folder: Path,
    note: Note,
    own: Path,
) -> list[tuple[Document, str]]:
    """Write the reports of these schools into a folder; each with the name of its file."""
    names = {row["school_id"]: row["name_zh"] for row in source.schools()}
    counting, done = threading.Lock(), 0

    def set_and_write(document: Document, name: str) -> tuple[Document, str]:
        nonlocal done
        (folder / name).write_bytes(content_of(document, form, own))
        with counting:
            done += 1
            note("report", done, len(school_ids))
        return document, name

    # Typesetting leaves the interpreter free: while one report is set, the next is read.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        under_way = []
        try:
            for school_id in school_ids:
                document = reports.document(school_id)
                name = file_name(_school_stem(source, school_id, names[school_id]), form)
                under_way.append(pool.submit(set_and_write, document, name))
            return [future.result() for future in under_way]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def write_county(
    settings: Settings,
    words: Words,
    folder: Path,
    form: Form,
    *,
    name: str | None = None,
    cycle_id: str | None = None,
    basis: Basis = "verified",
) -> Made:
    """Write the bulletin or the lists of the county into a folder, under a name. Raises Refused."""
    _look_before(form)
    file = county_file(settings, words, cycle_id, basis, form)
    with _all_or_nothing(folder, name) as partial:
        (partial / file.name).write_bytes(file.content)
    made = Made(folder, [{"file": file.name, "school_id": None, "number": file.number}])
    made.unprintable = [file.unprintable] if file.unprintable else []
    _named(made, name)
    return made


def zip_folder(folder: Path, target: Path) -> None:
    """The files of a folder as one zip, the same bytes for the same files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            info = zipfile.ZipInfo(path.name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())


def file_name(stem: str, form: str) -> str:
    """A name that every file system takes, whatever the school is called."""
    clean = NOT_IN_NAMES.sub("_", stem).strip(" .")
    while len(clean.encode()) > NAME_BYTES:
        clean = clean[:-1]
    return f"{clean}.{form}"


def _look_before(form: Form) -> None:
    """What would fail after a minute of work is looked at first."""
    if form == "pdf":
        from duibiao.reports import fonts

        fonts.choose()


@contextmanager
def _all_or_nothing(folder: Path, name: str | None = None) -> Iterator[Path]:
    """A folder to write into; when the block ends its files are moved to where they belong.

    With a name the only file gets it, or all of them become one zip of that name. Raises Refused
    where the target cannot be written to.
    """
    partial = folder / f".partial-{uuid.uuid4().hex[:8]}"
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        yield partial
        written = sorted(partial.iterdir())
        if name is not None and name.lower().endswith(ZIP):
            # Beside the folder that it holds, so that it is not a part of itself.
            archive = partial.with_suffix(ZIP)
            zip_folder(partial, archive)
            archive.replace(folder / name)
        elif name is not None:
            [path] = written
            path.replace(folder / name)
        else:
            for path in written:
                path.replace(folder / path.name)
    except OSError as error:
        raise _refused(folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _refused(folder: Path, error: OSError) -> Refused:
    return Refused("report-target", folder=str(folder), reason=error.strerror or str(error))
