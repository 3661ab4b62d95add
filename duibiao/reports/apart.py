"""One report, made in a child process: what it takes in memory goes with the child.

Setting a page leaves tens of megabytes in the process that did it, and a server that makes reports
all day would keep them of each of its threads.
"""

from __future__ import annotations

import atexit
import os
from functools import cache, lru_cache
from typing import cast

from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.reports import making
from duibiao.reports.document import Document, Kind
from duibiao.reports.making import Form
from duibiao.spreadsheets.confined import Allowance, Confined
from duibiao.spreadsheets.spreadsheet import SpreadsheetFault
from duibiao.warehouse.published import published
from duibiao.words import words

PICTURE = "png"
COUNTY = "county"
AT_ONCE = 2
OF_REPORT = Allowance(120.0, 3_000, clock=120.0, kept=600_000_000)
"""Seconds and megabytes for one. The bytes that a child may keep are mostly addresses: of fonts,
of the database and of polars' threads."""
KEPT = 8
PIXELS_PER_INCH = 96.0


def report_apart(
    settings: Settings,
    language: str,
    cycle_id: str,
    basis: Basis,
    kind: Kind,
    school_id: str,
    form: str,
) -> tuple[str, bytes]:
    """The name and content of a report; `form` may be `png`, the picture of its first page.

    Raises Refused where there is no such report, or where it could not be made here.
    """
    chosen = language, cycle_id, basis, kind, school_id, form
    try:
        return _children(os.getpid()).call(_made, settings, *chosen, allowance=OF_REPORT)
    except SpreadsheetFault as fault:
        raise Refused("report-not-made") from fault


@cache
def _children(_: int) -> Confined:
    """Children for reports alone, those of one process: no file and no query waits for one."""
    children = Confined(AT_ONCE)
    atexit.register(children.close)
    return children


# In the child


def _made(
    settings: Settings,
    language: str,
    cycle_id: str,
    basis: Basis,
    kind: Kind,
    school_id: str,
    form: str,
) -> tuple[str, bytes]:
    say = words(language)
    if form == "xlsx":
        file = making.county_file(settings, say, cycle_id, basis, "xlsx")
        return file.name, file.content
    snapshot = str(published(settings).snapshot)
    name, document = _document(snapshot, settings, language, cycle_id, basis, kind, school_id)
    if form == PICTURE:
        from duibiao.reports.pdf import page_pictures

        return name, page_pictures(document, PIXELS_PER_INCH)[0]
    return making.file_name(name, form), making.content_of(document, cast(Form, form))


@lru_cache(maxsize=KEPT)
def _document(
    snapshot: str,
    settings: Settings,
    language: str,
    cycle_id: str,
    basis: Basis,
    kind: Kind,
    school_id: str,
) -> tuple[str, Document]:
    """A report and the stem of its name; `snapshot` keeps builds apart."""
    say = words(language)
    if kind == COUNTY:
        return making.county_document_of(settings, say, cycle_id, basis)
    return making.school_document_of(settings, say, school_id, cycle_id, basis)
