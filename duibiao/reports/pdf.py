"""Reports as PDF, and their pages as pictures, set by typst from the templates beside this file.

What is said comes as data and is never read as markup: a school named `#import` prints as such.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import typst

from duibiao.records.model import Refused
from duibiao.reports import fonts
from duibiao.reports.document import PAGE, PAGES, Bar, Document, items
from duibiao.words import words

TEMPLATES = Path(__file__).with_name("templates")
PIXELS_PER_INCH, BAR_PIXELS_PER_INCH = 80.0, 220.0
BOXES_NAMED = 6
BAR_HEIGHT = 2.6
"""Of a drawing in a table, in millimetres; bars.typ says the same."""
STANDARD: Final = "ua-1"
"""What a reader who listens can rely on: headings, order, language, words for every drawing."""


def pdf_bytes(document: Document) -> bytes:
    """A report as PDF; the same bytes for the same report. Raises Refused without fonts."""
    made = _compile(document, "pdf")
    assert isinstance(made, bytes), "a PDF is one file, whatever its pages"
    return made


def page_pictures(document: Document, pixels_per_inch: float = PIXELS_PER_INCH) -> list[bytes]:
    """Its pages as PNG. Raises Refused without fonts."""
    made = _compile(document, "png", pixels_per_inch)
    return [made] if isinstance(made, bytes) else made


def unprintable(document: Document) -> str:
    """What this machine has no font for, in a sentence; empty where every character is drawn.

    Raises Refused without fonts.
    """
    fonts.choose()
    boxes = fonts.undrawn(document.texts())
    if not boxes:
        return ""
    say = words(document.language)
    return say("report-unprintable", texts=items(say, boxes, BOXES_NAMED))


def bar_pictures(document: Document) -> dict[Bar, bytes]:
    """Each drawing of a report as PNG, as it stands in the PDF. Raises Refused without fonts."""
    bars = [
        *dict.fromkeys(
            cell.bar
            for section in document.sections
            if section.table is not None
            for row in section.table.rows
            for cell in row
            if cell.bar is not None
        )
    ]
    if not bars:
        return {}
    data = document.data() | {"bars": [asdict(bar) for bar in bars]}
    made = _typeset("bars.typ", data, document.made_at, "png", BAR_PIXELS_PER_INCH)
    return dict(zip(bars, [made] if isinstance(made, bytes) else made, strict=True))


def _compile(
    document: Document, form: typst.OutputFormat, pixels_per_inch: float | None = None
) -> bytes | list[bytes]:
    boxes = unprintable(document)
    notice = "\n".join(filter(None, (document.notice, boxes)))
    data = document.data() | {"page_marks": [PAGE, PAGES], "notice": notice}
    standards: list[Any] = [STANDARD] if form == "pdf" and not boxes else []
    template = f"{document.kind}.typ"
    return _typeset(template, data, document.made_at, form, pixels_per_inch, standards)


def _typeset(
    template: str,
    data: dict[str, Any],
    made_at: str,
    form: typst.OutputFormat,
    pixels_per_inch: float | None,
    standards: Sequence[Any] = (),
) -> bytes | list[bytes]:
    chosen = fonts.choose()
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "serif": chosen.serif,
        "sans": chosen.sans,
    }
    compiler = typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=chosen.fonts, sys_inputs=inputs
    )
    try:
        made = compiler.compile(
            format=form,
            ppi=pixels_per_inch,
            timestamp=dt.datetime.fromisoformat(made_at),
            pdf_standards=[*standards],
        )
    except typst.TypstError as error:
        raise Refused("report-failed", message=error.message) from error
    assert made is not None, "without an output file the result is returned"
    return made
