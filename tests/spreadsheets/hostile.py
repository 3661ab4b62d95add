"""What becomes of hostile files: `python -m tests.spreadsheets.hostile` prints a Markdown table.

Each file is opened in a child process and read as a school's workbook; the table has the outcome,
the time and the peak memory of the child.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from duibiao.records.model import WorkbookReading
from duibiao.spreadsheets.confined import BOOT, Confined
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Spreadsheet
from tests.counties.workbook_county import SCHOOL, read_workbook
from tests.spreadsheets.hostile_files import HOSTILE, READ, county


@dataclass(frozen=True)
class Fate:
    """What became of a file: codes told, seconds, and peak memory of the child in MB."""

    codes: list[str]
    seconds: float
    megabytes: float
    reading: WorkbookReading


class PeakMemory:
    """The most memory that a reading child of this process has held meanwhile: Linux tells it."""

    def __init__(self) -> None:
        self._is_over = threading.Event()
        self._peak = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        for pid in self._children():
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._look()

    @property
    def megabytes(self) -> float:
        """The peak."""
        return self._peak / 1000

    def _watch(self) -> None:
        while not self._is_over.wait(0.002):
            self._look()

    def _look(self) -> None:
        for pid in self._children():
            with contextlib.suppress(OSError, IndexError):
                status = Path(f"/proc/{pid}/status").read_text()
                self._peak = max(self._peak, int(status.split("VmHWM:")[1].split()[0]))

    def _children(self) -> list[str]:
        found: list[str] = []
        for task in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError):  # a thread that has just ended
                found += (task / "children").read_text().split()
        return [pid for pid in found if _is_reader(pid)]


def _is_reader(pid: str) -> bool:
    """Whether a process is one of ours: servers, browsers and office programs are children too."""
    try:
        return BOOT in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def fate(content: bytes, children: Confined) -> Fate:
    """Open a file in a child and read it."""

    def opened(given: bytes) -> Spreadsheet:
        return open_confined(given, children)

    opened_once(children)
    with PeakMemory() as peak:
        began = time.perf_counter()
        reading = read_workbook(
            content, "hostile.xlsx", county().guide, county().register, opened=opened
        )
        seconds = time.perf_counter() - began
    codes = [problem.code for problem in reading.problems]
    return Fate(codes, seconds, peak.megabytes, reading)


def opened_once(children: Confined) -> None:
    """Have a child up and warm, so that its start is not measured."""
    open_confined(b"a,b\n1,2\n", children)


def is_as_expected(name: str, found: Fate) -> bool:
    """Whether a file was refused by one of its names, or read as it was filled in."""
    expected = HOSTILE[name].outcomes
    errors = {problem.code for problem in found.reading.problems if problem.severity == "error"}
    told = set(found.codes)
    if errors or READ not in expected:
        return bool(told) and told <= expected
    answers = {answer.fact_id: answer.value for answer in found.reading.answers}
    return not told - expected and answers == county().answers(SCHOOL)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.spreadsheets.hostile")
    parser.add_argument("names", nargs="*", help="only files whose name holds one of these")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print("| file | outcome | seconds | peak MB |")
    print("|---|---|---|---|")
    fates = []
    with Confined(1) as children:
        for name, file in HOSTILE.items():
            if arguments.names and not any(part in name for part in arguments.names):
                continue
            found = fate(file.make(), children)
            outcome = ", ".join(found.codes) or READ
            mark = "" if is_as_expected(name, found) else " (!)"
            print(f"| {name} | {outcome}{mark} | {found.seconds:.2f} | {found.megabytes:.0f} |")
            fates.append(found)
    slowest = max(found.seconds for found in fates)
    largest = max(found.megabytes for found in fates)
    print(f"\n{len(fates)} files; the slowest {slowest:.2f} s, the largest {largest:.0f} MB.")


if __name__ == "__main__":
    main()
