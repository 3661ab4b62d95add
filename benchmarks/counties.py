"""Data homes of made-up counties, each made once for all that is measured in one run."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.county import loaded
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import build
from duibiao.warehouse.kept_guides import record_guide
from duibiao.warehouse.plan import plan_of
from duibiao.warehouse.snapshot_files import information_path, project_hash, statements_path

BY_THE_DOOR = 1_000
"""Up to so many schools a county is handed in and built as everybody's is."""


@dataclass
class Counties:
    """Where they lie; what lies there already is taken as it is.

    `folder`: for what goes with the run. `given`: snapshots that were built before, by number of
    schools.
    """

    homes: Path
    folder: Path
    given: dict[int, Path] = field(default_factory=dict)

    def home(self, size: int) -> Settings:
        """A county that is published, for whoever only looks."""
        settings = Settings.resolve(self.homes / f"county-{size}", SEEDS)
        if settings.latest.exists():
            return settings
        if size in self.given:
            settings.warehouse.mkdir(parents=True)
            snapshot = settings.warehouse / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-given.duckdb"
            snapshot.symlink_to(self.given[size].resolve())
            put_in_force(settings, snapshot)
        elif size <= BY_THE_DOOR:
            loaded(settings.home, size)
            build(settings)
        else:
            self.grown(size)
        return settings

    def own(self, size: int, name: str) -> Settings:
        """A copy of it that may be changed."""
        home = self.folder / f"{name}-{size}"
        shutil.copytree(self.home(size).home, home)
        return Settings.resolve(home, SEEDS)

    def grown(self, size: int) -> Any:
        """What its build costs, in a process of its own (`benchmarks.growing.Cost`)."""
        home = self.homes / (f"grown-{size}" if size <= BY_THE_DOOR else f"county-{size}")
        shutil.rmtree(home, ignore_errors=True)
        command = [sys.executable, "-m", "benchmarks.growing", str(home), str(size)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def put_in_force(settings: Settings, snapshot: Path) -> None:
    """Publish a snapshot that lies in its place, with the account that pages ask for."""
    guide = Guide.load(SEEDS)
    account = {
        "build_id": snapshot.stem,
        "built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "guide_sha256": record_guide(settings, guide),
        "project": project_hash(),
        "record_count": 0,
        "closed_cycles": [],
        "snapshot_bytes": snapshot.stat().st_size,
    }
    statements = plan_of(settings).statements
    statements_path(snapshot).write_text(json.dumps(statements), encoding="utf-8")
    information_path(snapshot).write_text(json.dumps(account), encoding="utf-8")
    settings.latest.write_text(f"{snapshot.name}\n", encoding="utf-8")
