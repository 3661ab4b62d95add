"""A county's own Word form of a report: what the report says is put where the form names it.

The form is a Word document with the marks of docxtpl (`{{ title }}`, `{%tr for … %}`); it lies in
the data home, `forms/county.docx` or `forms/school.docx`. docs/reports lists the names.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.store import write_durably
from duibiao.reports.document import Document, Section
from duibiao.reports.word import printable, same_bytes
from duibiao.spreadsheets.confined import Allowance
from duibiao.spreadsheets.extraction import in_child
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.spreadsheets.sent import crosses

FAULTS = (
    *(TemplateError, ValueError, KeyError, TypeError, AttributeError, IndexError),
    *(zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError, ArithmeticError),
)
"""What comes of a form that is none, or asks for what is not there."""
ZIP_START = b"PK\x03\x04"
NEVER = "2000-01-01T00:00:00+00:00"


KINDS = ("county", "school")
"""The bulletin, and the report of a school."""
LARGEST_BYTES = 10_000_000
ALLOWED = Allowance(20.0, 2_000, clock=60.0)
"""For one report; a form that takes longer repeats something without end."""

crosses(Refused)


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A Word form of the county's own: bytes, and the moment since which it is there."""

    size: int
    since: dt.datetime


def filled(form: Path, document: Document) -> bytes:
    """The form with what the report says. Raises Refused where the form cannot be filled."""
    return _filled(form.read_bytes(), str(form), named(document), document.made_at)


def _filled(content: bytes, name: str, said: dict[str, Any] | None, made_at: str) -> bytes:
    """The form with what is said; of nothing said, itself where its marks can be understood."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    stream = io.BytesIO()
    try:
        word = DocxTemplate(io.BytesIO(content))
        if said is None:
            word.get_undeclared_template_variables(environment)
            return content
        word.render(said, environment, autoescape=True)
        word.save(stream)
    except FAULTS as error:
        raise Refused("report-form-faulty", path=name, message=str(error)) from error
    at = dt.datetime.fromisoformat(made_at).astimezone(dt.UTC)
    return same_bytes(stream.getvalue(), at.replace(tzinfo=None))


def own_forms(acting: Acting) -> dict[str, OwnForm | None]:
    """Which forms the county has of its own. Raises Refused."""
    ask(acting, "see_settings")
    found: dict[str, OwnForm | None] = dict.fromkeys(KINDS)
    for kind in KINDS:
        with suppress(FileNotFoundError):
            stat = acting.settings.report_form(kind).stat()
            found[kind] = OwnForm(stat.st_size, dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC))
    return found


def kept_form(acting: Acting, kind: str) -> bytes:
    """The county's own form. Raises Refused where there is none."""
    ask(acting, "see_settings")
    try:
        return acting.settings.report_form(_known(kind)).read_bytes()
    except FileNotFoundError as error:
        raise Refused("report-form-none") from error


def keep_form(
    acting: Acting, kind: str, content: bytes, file_name: str, document: Document | None
) -> None:
    """Let a Word document be the county's form of a report, once it was tried.

    `document`: the report that it is tried with; without one its marks alone are looked at. Raises
    Refused for a form that is faulty, and OSError.
    """
    acting = ask(acting, "change_settings", about=f"form {_known(kind)}")
    try_form(content, file_name, document)
    write_durably(acting.settings.report_form(kind), content, private=True)


def try_form(content: bytes, file_name: str, document: Document | None) -> bytes:
    """What a form makes of a report, in a child with limits: it is a stranger's. Raises Refused."""
    if len(content) > LARGEST_BYTES or not content.startswith(ZIP_START):
        raise Refused("report-form-no-word", path=file_name)
    said = None if document is None else named(document)
    made_at = NEVER if document is None else document.made_at
    try:
        return in_child(_filled, content, file_name, said, made_at, allowance=ALLOWED)
    except SpreadsheetFault as error:
        raise Refused("report-form-no-word", path=file_name) from error


def remove_form(acting: Acting, kind: str) -> None:
    """Let our own layout take its place again. Raises Refused."""
    acting = ask(acting, "change_settings", about=f"form {_known(kind)} -")
    acting.settings.report_form(kind).unlink(missing_ok=True)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise Refused("report-form-none")
    return kind


def named(document: Document) -> dict[str, Any]:
    """What a form may name, and what stands for it."""
    letter = document.letter
    return {
        "title": printable(document.title),
        "subtitle": printable(document.subtitle),
        "notice": printable(document.notice),
        "letter": None
        if letter is None
        else {
            "number": letter.number,
            "addressed": letter.addressed,
            "signed": printable(letter.signed),
            "dated": letter.dated,
            "annexes": list(letter.annexes),
        },
        "figures": [
            {"label": row.label, "value": row.value, "unit": row.unit, "note": row.note}
            for row in document.figures
        ],
        "text": {section.key: _said(section) for section in document.sections},
        "titles": {section.key: section.title for section in document.sections},
        "rows": {
            section.key: [[printable(cell.text) for cell in row] for row in section.table.rows]
            for section in document.sections
            if section.table is not None
        },
        "traces": [{"label": label, "value": value} for label, value in document.traces],
        "number": document.number,
    }


def _said(section: Section) -> list[str]:
    return [printable(f"{row.lead}{row.text}") for row in section.paragraphs]
