"""Writes the files of many schools: into a folder, or into a zip while they are made."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from duibiao.records.model import Cycle, School
from duibiao.records.store import HIDDEN, make_folder, sync_folder, write_durably

ZIP = ".zip"
# What no file system of Windows takes in a name, and what would lead out of a folder.
UNFIT_FOR_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def file_name(cycle: Cycle, school: School, beside: str = "") -> str:
    """The name of a school's workbook: cycle, code, name, and what it is."""
    parts = [cycle.cycle_id, school.school_id, school.name_zh, beside]
    return f"{UNFIT_FOR_NAME.sub('-', '_'.join(filter(None, parts)))}.xlsx"


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
    make_folder(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=HIDDEN, suffix=".partial")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            count = write_zip(stream, files)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return count
