"""How much is installed: what runs, and beside it what tests."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from benchmarks.counties import Counties
from duibiao.records.settings import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
LARGEST = 6


def installing(_: Counties) -> Any:
    """Packages and bytes of each lock, bytecode included, and the largest of what runs."""
    found: dict[str, Any] = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for lock in LOCKS:
        names = PINNED.findall((ROOT / lock).read_text(encoding="utf-8"))
        sizes = {name: _bytes(name) for name in names}
        here = {name: size for name, size in sizes.items() if size}
        found[lock] = {"packages": len(here), "bytes": sum(here.values())}
        if lock == LOCKS[0]:
            ordered = sorted(here.items(), key=lambda one: -one[1])
            found["largest"] = ordered[:LARGEST]
    return found


def _bytes(name: str) -> int:
    """What lies on the disk of a distribution; 0 of one that this system does not need."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return 0
    paths: set[Path] = set()
    for file in files:
        path = Path(str(file.locate()))
        paths.add(path)
        if path.suffix == ".py":
            paths.update(path.parent.glob(f"__pycache__/{path.stem}.*.pyc"))
    return sum(path.stat().st_size for path in paths if path.is_file())
