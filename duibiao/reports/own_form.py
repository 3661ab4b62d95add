"""A county's own Word form of a report: what the report says is put where the form names it.

The form is a Word document with the marks of docxtpl (`{{ title }}`, `{%tr for … %}`); it lies in
the data home, `forms/county.docx` or `forms/school.docx`. docs/reports lists the names.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from duibiao.records.model import Refused
from duibiao.reports.document import Document, Section
from duibiao.reports.word import printable, same_bytes


def filled(form: Path, document: Document) -> bytes:
    """The form with what the report says. Raises Refused where the form cannot be filled."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    stream = io.BytesIO()
    try:
        word = DocxTemplate(form)
        word.render(named(document), environment, autoescape=True)
        word.save(stream)
    except (TemplateError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Refused("report-form-faulty", path=str(form), message=str(error)) from error
    made_at = dt.datetime.fromisoformat(document.made_at).astimezone(dt.UTC)
    return same_bytes(stream.getvalue(), made_at.replace(tzinfo=None))


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
