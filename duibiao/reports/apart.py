"""One report, made in a child process: what it takes in memory goes with the child.

Setting a page leaves tens of megabytes in the process that did it, and a server that makes reports
all day would keep them of each of its threads.
"""

from __future__ import annotations

import os
import threading
from functools import cache, lru_cache
from typing import cast

from duibiao.records.model import Basis, Refused
from duibiao.records.settings import Settings
from duibiao.reports import making
from duibiao.reports.document import Document, Kind
from duibiao.reports.making import Form
from duibiao.spreadsheets.confined import BEHIND, Allowance, Confined, ConfinedFault
from duibiao.spreadsheets.sent import crosses
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import words

PICTURE = "png"
COUNTY = "county"
AT_ONCE = 2
OF_REPORT = Allowance(120.0, 3_000, clock=120.0, kept=1 << 40)
"""Seconds and megabytes for one. What a child may keep is counted in reports instead: most of its
addresses are its threads', and how many those are differs from machine to machine."""
REPORTS_OF_A_CHILD = 12
"""Each leaves some 20 MB behind."""
IDLE_SECONDS = 30.0
"""After so long without a report the children end; the first report then takes two seconds more."""
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
    names_others: bool,
) -> tuple[str, bytes]:
    """The name and content of a report; `form` may be `png`, the picture of its first page.

    `names_others`: a school's with the names of other schools, for those who may know them. Raises
    Refused where there is no such report, or where it could not be made here.
    """
    makers = _makers(os.getpid())
    chosen = language, cycle_id, basis, kind, school_id, form, names_others
    try:
        return makers.children.call(_made, settings, *chosen, allowance=OF_REPORT)
    except ConfinedFault as fault:
        raise Refused("report-not-made") from fault
    finally:
        makers.rest()


class _Makers:
    """Children for reports alone: no file and no query waits for one."""

    def __init__(self) -> None:
        self.children = Confined(AT_ONCE, behind=BEHIND, preloaded=())
        self._made = 0
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def rest(self) -> None:
        """End the children that have made enough, or that nobody asks for any more."""
        with self._lock:
            self._made += 1
            if self._made % REPORTS_OF_A_CHILD == 0:
                self.children.close()
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(IDLE_SECONDS, self.children.close)
            self._timer.daemon = True
            self._timer.start()


@cache
def _makers(_: int) -> _Makers:
    """Those of one process."""
    return _Makers()


# In the child

crosses(Refused)


def _made(
    settings: Settings,
    language: str,
    cycle_id: str,
    basis: Basis,
    kind: Kind,
    school_id: str,
    form: str,
    names_others: bool,
) -> tuple[str, bytes]:
    say = words(language)
    if form == "xlsx":
        file = making.county_file(settings, say, cycle_id, basis, "xlsx")
        return file.name, file.content
    snapshot = str(snapshot_path(settings))
    chosen = language, cycle_id, basis, kind, school_id, names_others
    name, document = _document(snapshot, settings, *chosen)
    if form == PICTURE:
        from duibiao.reports.pdf import page_pictures

        return name, page_pictures(document, PIXELS_PER_INCH)[0]
    return making.file_name(name, form), making.content_of(
        document, cast(Form, form), settings.report_form(kind)
    )


@lru_cache(maxsize=KEPT)
def _document(
    snapshot: str,
    settings: Settings,
    language: str,
    cycle_id: str,
    basis: Basis,
    kind: Kind,
    school_id: str,
    names_others: bool,
) -> tuple[str, Document]:
    """A report and the stem of its name; `snapshot` keeps builds apart, `names_others` readers."""
    say = words(language)
    if kind == COUNTY:
        return making.county_document_of(settings, say, cycle_id, basis)
    return making.school_document_of(
        settings, say, school_id, cycle_id, basis, names_others=names_others
    )
