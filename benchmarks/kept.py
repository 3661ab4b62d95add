"""What was measured last, part by part, each with its date and what else the machine did then."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.servers import cpu_seconds

FOLDER = Path(__file__).with_name("kept")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Machine:
    """The machine while something was measured.

    `load`: processes that wanted a core, on the average of the minute before and the last one.
    `others`: how many cores were taken by what is not measured.
    """

    day: str
    cores: int
    load: float = 0.0
    others: float = 0.0
    seconds: float = 0.0


@contextmanager
def watched() -> Iterator[Machine]:
    """The machine during a block; all but the day and its cores is known when that has ended."""
    found = Machine(dt.datetime.now(dt.UTC).date().isoformat(), len(os.sched_getaffinity(0)))
    began, busy, own = time.perf_counter(), _busy_seconds(), cpu_seconds(os.getpid())
    load = os.getloadavg()[0]
    yield found
    found.seconds = round(time.perf_counter() - began, 1)
    others = (_busy_seconds() - busy) - (cpu_seconds(os.getpid()) - own)
    found.others = round(max(others, 0.0) / found.seconds, 2) if found.seconds else 0.0
    found.load = round((load + os.getloadavg()[0]) / 2, 1)


def _busy_seconds() -> float:
    """CPU seconds of everything on this machine since it was started."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        user, nice, system, _idle, _waiting, *interrupts = map(int, file.readline().split()[1:8])
    return (user + nice + system + sum(interrupts)) / TICKS


def keep(
    part: str, size: int | None, machine: Machine, found: Any, *, is_written: bool
) -> dict[str, Any]:
    """What was measured of a part (at a size), also written in place of what was before."""
    result = {"machine": asdict(machine), "found": _short(found)}
    if is_written:
        FOLDER.mkdir(exist_ok=True)
        name = part if size is None else f"{part}-{size}"
        text = json.dumps({"part": part, "size": size} | result, indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    return result


def _short(value: Any) -> Any:
    """With so many digits as are measured, not so many as are reckoned."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {str(name): _short(one) for name, one in value.items()}
    return [_short(one) for one in value] if isinstance(value, list | tuple) else value


def kept() -> dict[str, Any]:
    """By part what was measured last: `machine` and `found`; of parts with sizes by size."""
    results: dict[str, Any] = {}
    told = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
    for one in sorted(told, key=lambda one: (one["part"], one["size"] or 0)):
        result = {"machine": one["machine"], "found": one["found"]}
        if one["size"] is None:
            results[one["part"]] = result
        else:
            results.setdefault(one["part"], {})[one["size"]] = result
    return results
