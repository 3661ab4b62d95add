"""The data home that version 4c57109 left, and what that version said of it."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

from duibiao.records.settings import SEEDS, Settings

FILES = Path(__file__).parent / "files"
LEFT: dict[str, Any] = json.loads((FILES / "home-4c57109.json").read_text("utf-8"))
"""Its counts, scores and explanations."""

CYCLE = b"cycle_id,edition,starts_on,ends_on,deadline\n\
2027,working-2024,2027-01-01,2027-12-31,2028-01-10\n"
"""A table that this home takes: its next cycle."""


def unpacked(home: Path) -> Settings:
    """The settings of a folder with that home in it."""
    with tarfile.open(FILES / "home-4c57109.tar.gz") as archive:
        for member in archive:
            member.name = member.name.partition("/")[2]
            if member.name:
                archive.extract(member, home, filter="data")
    return Settings.resolve(home, SEEDS)
