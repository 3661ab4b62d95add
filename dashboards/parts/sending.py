"""Files that come by a page: what is taken, how grave each fate looks, what goes wrong in words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dashboards.parts import design, frame
from duibiao.guide.editions import GuideFaults
from duibiao.records.model import Refused
from duibiao.words import Words

log = logging.getLogger("duibiao.dashboard")


# How grave each fate of a file looks.
MOOD = {
    "taken": "info",
    "taken_with_warnings": "warning",
    "refused": "error",
    "already_here": "info",
    "taken_in_part": "warning",
    "unconfirmed": "warning",
}


SUFFIXES = ["xlsx", "xls", "ods", "csv", "et", "xlsm"]


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def told_in_words(say: Words) -> Iterator[None]:
    """What a sender can meet besides a faulty file: a guide that is wrong, a disk that is full."""
    try:
        yield
    except GuideFaults:
        log.exception("the guide is faulty")
        frame.show_message(say, "hand-in-guide-faulty", "error")
    except Refused as refused:
        frame.show(design.notice(say(refused.code, **refused.parameters), "error"))
    except OSError:
        log.exception("a file could not be kept")
        frame.show_message(say, "hand-in-not-kept", "error")
