"""Writes the files of many schools: into a folder, or into a zip while they are made."""

from __future__ import annotations

import hashlib
import logging
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Literal

from duibiao.records.model import Cycle, School
from duibiao.records.store import durable_file, write_durably
from duibiao.words import Words
from duibiao.words.text import without_invisible

logger = logging.getLogger(__name__)
ZIP = ".zip"
Made = Literal["workbooks", "reviews", "signing"]
"""What is made for many schools at once."""
# What no file system of Windows takes in a name, and what would lead out of a folder.
MOST_BYTES = 200
"""Of a name in UTF-8 without its ending: file systems take 255 of the whole."""
MARK = 6
UNFIT_FOR_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def file_name(cycle: Cycle, school: School, beside: str = "") -> str:
    """The name of a school's workbook: cycle, code, name, and what it is.

    Every file system takes it: what none takes is replaced, and a long name of a school is cut.
    Two schools never have the same: where a code had to be changed, a mark of it is added.
    """
    code = f"{cycle.cycle_id}_{school.school_id}"
    fit = _fit(code)
    if fit != code or len(fit.encode()) > MOST_BYTES // 2:
        mark = hashlib.sha256(code.encode()).hexdigest()[:MARK]
        fit = f"{_cut(fit, MOST_BYTES // 2)}-{mark}"
    tail = f"_{_fit(beside)}" if beside else ""
    name = _cut(_fit(school.name_zh), MOST_BYTES - len((fit + tail).encode()) - 1)
    return f"{fit}_{name}{tail}".rstrip("_ .") + ".xlsx"


def fit_name(name: str) -> str:
    """A stranger's name of a file as every file system takes it, its ending kept."""
    stem, dot, suffix = _fit(name).rpartition(".")
    return (_cut(stem or suffix, MOST_BYTES) or "-") + (dot + suffix[:10] if stem else "")


def _fit(text: str) -> str:
    """A text without what no file system takes in a name, and without what nobody sees."""
    return UNFIT_FOR_NAME.sub("-", without_invisible(text)).rstrip(" .")


def _cut(text: str, most: int) -> str:
    """As much of a text as so many bytes hold."""
    return text.encode()[: max(0, most)].decode(errors="ignore").rstrip(" .")


def made(
    schools: Iterable[School], make: Callable[[School], bytes], left_out: list[School]
) -> Iterator[tuple[School, bytes]]:
    """The files of schools one by one; a school of which none can be made stops no other.

    It is put among those `left_out`, and why is logged.
    """
    for school in schools:
        try:
            content = make(school)
        except Exception:
            logger.exception("no file could be made for the school %s", school.school_id)
            left_out.append(school)
            continue
        yield school, content


def write_zip(out: IO[bytes], files: Iterable[tuple[str, bytes]]) -> int:
    """Write named files into a zip, each as it comes, so that no two are in memory; how many.

    The same files give the same bytes. `out` need not be one that can be rewound.
    """
    count = 0
    # They are compressed as they are.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
            count += 1
    return count


def write_files(target: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write named files into a folder, or into a zip where the target's name ends so; how many.

    A zip is there whole or not at all. Raises OSError.
    """
    if target.suffix.lower() != ZIP:
        count = 0
        for name, content in files:
            write_durably(target / name, content)
            count += 1
        return count
    with durable_file(target) as stream:
        return write_zip(stream, files)


def write_all(
    cycle: Cycle,
    schools: Sequence[School],
    make: Callable[[School], bytes],
    target: Path,
    beside: str = "",
    each: Callable[[Iterable[School]], Iterable[School]] = iter,
) -> tuple[int, list[School]]:
    """Write a file for each school into a folder, or a zip; how many, and of whom none was made.

    `beside` as of `file_name`. `each`: told of each school before its file is made. Raises OSError.
    """
    left_out: list[School] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for school, content in made(each(schools), make, left_out):
            yield file_name(cycle, school, beside), content

    return write_files(target, files()), left_out


def beside(kind: Made, say: Words, rater: str | None = None) -> str:
    """What stands in the names of forms of a kind, beside cycle and school."""
    if kind == "workbooks":
        return ""
    if kind == "signing":
        return say("signing-sheet")
    return say("review-sheet") + (f"_{rater}" if rater else "")
