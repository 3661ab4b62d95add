"""Where everything lies on this machine: the one place of paths and process settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

# Beside the packages in the repository, inside this one where it is installed (pyproject.toml).
INSTALLED = Path(__file__).resolve().parents[1] / "_data"
ROOT = INSTALLED if INSTALLED.is_dir() else INSTALLED.parents[1]
SEEDS = ROOT / "seeds"
DBT_PROJECT = ROOT / "dbt"


@dataclass(frozen=True, slots=True)
class Settings:
    """The data home and the guide in use; every other path follows from them."""

    home: Path
    guide: Path

    @classmethod
    def resolve(cls, home: Path | None = None, guide: Path | None = None) -> Settings:
        """What was said on the command line, else the environment, else the defaults."""
        chosen_home = home or Path(os.environ.get("DUIBIAO_HOME") or "data")
        chosen_guide = guide or Path(os.environ.get("DUIBIAO_GUIDE") or SEEDS)
        return cls(home=chosen_home.absolute(), guide=chosen_guide.absolute())

    @property
    def records(self) -> Path:
        """Everything ever said to the system, one small JSON file each."""
        return self.home / "records"

    @property
    def originals(self) -> Path:
        """Every file ever handed in, named by its SHA-256."""
        return self.home / "originals"

    @property
    def landing(self) -> Path:
        """The projection of records and originals as tables; only a build opens it."""
        return self.home / "landing.duckdb"

    @property
    def build_lock(self) -> Path:
        """Held by the one builder from before landing is opened until after it is closed."""
        return self.home / "build.lock"

    @property
    def warehouse(self) -> Path:
        """The published snapshots."""
        return self.home / "warehouse"

    @property
    def latest(self) -> Path:
        """One line: the identifier of the build whose snapshot is in force."""
        return self.warehouse / "LATEST"

    @property
    def people(self) -> Path:
        """Accounts, assignments and sessions: the one database that is no projection."""
        return self.home / "people.sqlite3"

    @property
    def trail(self) -> Path:
        """The audit trail, a file for each day."""
        return self.home / "audit"

    @property
    def build_failure(self) -> Path:
        """Why the newest build failed; absent when it succeeded."""
        return self.warehouse / "FAILURE.json"

    @property
    def build_request(self) -> Path:
        """Where it lies, the server builds at once."""
        return self.home / "build.request"

    @property
    def dbt_work(self) -> Path:
        """Working files of dbt (parse cache, logs); may be deleted at any time."""
        return self.home / "dbt-work"
