"""`python -m benchmarks`: measures here and now, prints the tables of docs/speed.md, writes them.

Each figure is the median of several runs where it can be, the compared things taken in turns.
Nothing is asserted: a machine's speed is not a test.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.building import building, changing, ranking
from benchmarks.counties import Counties
from benchmarks.desk import desk
from benchmarks.document import sections, write
from benchmarks.door import door
from benchmarks.gate import gate
from benchmarks.growing import growing
from benchmarks.installed import installing
from benchmarks.kept import keep, kept, watched
from benchmarks.lighthouse import NotHere, judging
from benchmarks.looking import looking
from benchmarks.pages import crowding, holding, rerunning, sending
from benchmarks.reading import reading
from benchmarks.scoring import scoring
from benchmarks.starts import starting
from benchmarks.sureness import sure

PARTS: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    "reading": (reading, ()),
    "door": (door, (60,)),
    "desk": (desk, (10,)),
    "building": (building, (60, 1_000, 10_000)),
    "ranking": (ranking, (60, 1_000)),
    "changing": (changing, (1_000,)),
    "growing": (growing, (1_000, 10_000)),
    "sureness": (sure, (1_000, 10_000)),
    "scoring": (scoring, ()),
    "rerunning": (rerunning, (60, 1_000)),
    "crowding": (crowding, (60, 1_000)),
    "holding": (holding, ()),
    "sending": (sending, (60, 10_000)),
    "looking": (looking, (60, 10_000)),
    "lighthouse": (judging, ()),
    "gate": (gate, ()),
    "starts": (starting, ()),
    "installed": (installing, ()),
}
"""What is measured, and at which sizes if no other are asked for: schools, at the desk clerks."""


def main() -> None:
    """Measure what is asked for, print it, and with `--write` keep it and write the documents."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument(
        "--only", nargs="*", choices=PARTS, default=list(PARTS), metavar="PART",
        help=f"measure these alone ({', '.join(PARTS)}); none of them: the documents are written",
    )  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="+", help="of what is measured by size")
    parser.add_argument("--write", action="store_true", help="keep the figures, write docs/speed.*")
    parser.add_argument("--folder", type=Path, help="where counties are made and left")
    parser.add_argument(
        "--snapshot", type=Path, help="a built snapshot that is looked at, of the one size asked"
    )
    arguments = parser.parse_args()
    if arguments.snapshot and len(arguments.sizes or ()) != 1:
        parser.error("--snapshot goes with one size: --sizes N")
    given = {arguments.sizes[0]: arguments.snapshot} if arguments.snapshot else {}
    with tempfile.TemporaryDirectory() as scratch:
        if arguments.folder:
            arguments.folder.mkdir(parents=True, exist_ok=True)
        counties = Counties(arguments.folder or Path(scratch), Path(scratch), given)
        results = kept()
        for part, size in _asked(arguments.only, arguments.sizes):
            run, _ = PARTS[part]
            began = time.monotonic()
            try:
                with watched() as machine:
                    found = run(counties) if size is None else run(counties, size)
            except NotHere as missing:
                print(f"{part}: {missing}", file=sys.stderr)
                continue
            result = keep(part, size, machine, found, is_written=arguments.write)
            results |= {part: result if size is None else results.get(part, {}) | {size: result}}
            print(f"{part} {size or ''}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    for text in sections(results, arguments.only):
        print(text)
    if arguments.write:
        write(results)


def _asked(parts: list[str], sizes: list[int] | None) -> Iterator[tuple[str, int | None]]:
    """Each part with each size that it is measured at, those of one size after one another."""
    for part in parts:
        own = PARTS[part][1]
        if not own:
            yield part, None
        for size in (sizes or own) if own else ():
            yield part, size


if __name__ == "__main__":
    main()
