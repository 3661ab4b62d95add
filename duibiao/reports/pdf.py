"""Reports as PDF, and their pages as pictures, set by typst from the templates beside this file.

What is said comes as data and is never read as markup: a school named `#import` prints as such.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import typst

from duibiao.records.model import Refused
from duibiao.reports import fonts
from duibiao.reports.document import PAGE, PAGES, Document

TEMPLATES = Path(__file__).with_name("templates")
PIXELS_PER_INCH = 80.0


def pdf_bytes(document: Document) -> bytes:
    """A report as PDF; the same bytes for the same report. Raises Refused without fonts."""
    made = _compile(document, "pdf")
    assert isinstance(made, bytes), "a PDF is one file, whatever its pages"
    return made


def page_pictures(document: Document, pixels_per_inch: float = PIXELS_PER_INCH) -> list[bytes]:
    """Its pages as PNG. Raises Refused without fonts."""
    made = _compile(document, "png", pixels_per_inch)
    return [made] if isinstance(made, bytes) else made


def _compile(
    document: Document, form: typst.OutputFormat, pixels_per_inch: float | None = None
) -> bytes | list[bytes]:
    chosen = fonts.choose()
    data = document.data() | {"page_marks": [PAGE, PAGES]}
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "serif": chosen.serif,
        "sans": chosen.sans,
    }
    compiler = typst.Compiler(
        TEMPLATES / f"{document.kind}.typ",
        root=TEMPLATES,
        font_paths=chosen.fonts,
        sys_inputs=inputs,
    )
    try:
        made = compiler.compile(
            format=form,
            ppi=pixels_per_inch,
            timestamp=dt.datetime.fromisoformat(document.made_at),
        )
    except typst.TypstError as error:
        raise Refused("report-failed", message=error.message) from error
    assert made is not None, "without an output file the result is returned"
    return made
