"""Where published snapshots lie, which one is in force, and what its build wrote down of itself."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
import shutil
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duibiao.records.settings import DBT_PROJECT, Settings
from duibiao.records.store import LEFT_BEHIND_SECONDS, list_records

if TYPE_CHECKING:
    import duckdb

SNAPSHOT_NAME = re.compile(r"[0-9A-Za-z-]+\.duckdb")
ACCOUNT = ("build_id", "built_at", "guide_sha256", "record_count", "closed_cycles")
"""What the account of every build says; one that does not is damaged."""

WENT_BACK = "went-back"
OF_GOING_BACK = ("build_id", "by", "reason", "at", "record_count", "project")
"""What is written down of an earlier snapshot that was put in force again."""

READING_MEMORY = "512MB"
"""Pages of 200,000 schools are as fast with it as with no limit, where they took 1 GB."""

ASIDE = ".aside"
_holding = threading.Lock()

OF_PROJECT = {".sql", ".yml", ".md"}


@dataclass(frozen=True, slots=True)
class InForce:
    """The snapshot that is shown, and why it is not the one that it should be.

    `fault`: `latest-missing` (nothing says which is in force), `snapshot-missing`, `snapshot-cut`
    or `account-unreadable` (of the one that LATEST names), `went-back` (somebody put an earlier one
    in force again); None where all is well.
    """

    path: Path
    fault: str | None = None


@cache
def project_hash() -> str:
    """What tells the dbt project of this program from any other: its models, macros and words.

    A snapshot that another one made may lack columns that pages ask for.
    """
    digest = hashlib.sha256()
    for path in sorted(DBT_PROJECT.rglob("*")):
        inside = path.relative_to(DBT_PROJECT)
        if path.suffix in OF_PROJECT and inside.parts[0] not in ("target", "logs"):
            digest.update(f"{inside}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def shown_snapshot(settings: Settings) -> InForce | None:
    """The snapshot that LATEST names; where that cannot be shown, the newest that can.

    None before the first build, and where none can be shown. Raises nothing: a reader that looks
    while files are damaged is told so instead.
    """
    named = _named(settings)
    fault = "latest-missing" if named is None else _fault_of(named)
    if named is not None and fault is None:
        return InForce(named, None if went_back(settings) is None else WENT_BACK)
    others = sorted(settings.warehouse.glob("*.duckdb"), reverse=True)
    whole = next((path for path in others if path != named and _fault_of(path) is None), None)
    return None if whole is None else InForce(whole, fault)


def went_back(settings: Settings) -> dict[str, Any] | None:
    """Who put the snapshot that LATEST names in force again, when and why; None where nobody did.

    It says how many records there were then, and of which project the program was.
    """
    try:
        told = json.loads(settings.went_back.read_bytes())
    except (OSError, ValueError):
        return None
    is_whole = isinstance(told, dict) and all(name in told for name in OF_GOING_BACK)
    named = _named(settings) if is_whole else None
    return told if named is not None and told["build_id"] == named.stem else None


def _named(settings: Settings) -> Path | None:
    """The snapshot that LATEST names, there or not; None where it names none."""
    try:
        name = settings.latest.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return settings.warehouse / name if SNAPSHOT_NAME.fullmatch(name) else None


def _fault_of(path: Path) -> str | None:
    """Why a snapshot cannot be shown, by what is cheap to see; None for a whole one."""
    try:
        size = path.stat().st_size
    except OSError:
        return "snapshot-missing"
    account = read_account(path)
    if account is None:
        return "account-unreadable"
    # Accounts of older versions do not say how large their snapshot is.
    return "snapshot-cut" if size != account.get("snapshot_bytes", size) or not size else None


def snapshot_path(settings: Settings) -> Path | None:
    """The snapshot that is shown, or None where there is none.

    That of `settings.build` where it is kept: what goes together is read from one build, however
    many are published meanwhile.
    """
    if settings.build is not None:
        for path in settings.warehouse.glob("*.duckdb"):
            if path.stem == settings.build:
                return path
    found = shown_snapshot(settings)
    return None if found is None else found.path


def read_account(snapshot: Path) -> dict[str, Any] | None:
    """What the build of a snapshot wrote down about itself; None where it cannot be read."""
    try:
        account = json.loads(information_path(snapshot).read_bytes())
    except (OSError, ValueError):
        return None
    is_whole = isinstance(account, dict) and all(name in account for name in ACCOUNT)
    return account if is_whole else None


def build_information(settings: Settings) -> dict[str, Any] | None:
    """What the build of the snapshot that is shown wrote down about itself, or None."""
    path = snapshot_path(settings)
    return None if path is None else read_account(path)


def set_aside(settings: Settings) -> list[str]:
    """Files among the records that count for nothing, by their path in the home.

    Those that have no record's name, and what the newest build could not read and is still there.
    """
    odd = {str(one.path.relative_to(settings.home)) for one in list_records(settings).odd}
    told = (build_information(settings) or {}).get("set_aside", ())
    return sorted(odd | {path for path in told if (settings.home / path).exists()})


def snapshots(settings: Settings) -> list[Path]:
    """Every published snapshot still kept whose account can be read, oldest first."""
    return sorted(path for path in settings.warehouse.glob("*.duckdb") if read_account(path))


def information_path(snapshot: Path) -> Path:
    """Where the build's account of a snapshot lies."""
    return snapshot.with_suffix(".json")


def statements_path(snapshot: Path) -> Path:
    """Where the compiled SQL lies that made a snapshot."""
    return snapshot.with_suffix(".sql.json")


def remove_put_aside(warehouse: Path) -> None:
    """Clear away what readers that were killed had put aside.

    Their folders stay as long as the snapshot: a reader that used one may use it again.
    """
    for folder in warehouse.glob(f"*{ASIDE}"):
        if not folder.with_name(f"{folder.name.split('.')[0]}.duckdb").exists():
            shutil.rmtree(folder, ignore_errors=True)
            continue
        for file in folder.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > LEFT_BEHIND_SECONDS:
                    file.unlink()


def build_failure(settings: Settings) -> dict[str, Any] | None:
    """Why the newest build failed, or None when it succeeded (or what was written is damaged)."""
    try:
        failure = json.loads(settings.build_failure.read_bytes())
    except (OSError, ValueError):
        return None
    is_whole = isinstance(failure, dict) and {"failed_at", "code", "parameters"} <= failure.keys()
    return failure if is_whole else None


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a snapshot read-only, held to READING_MEMORY."""
    # Whoever asks only where one lies does without the database.
    import duckdb

    connection = duckdb.connect(str(path), read_only=True)
    connection.execute("set enable_progress_bar = false")
    hold_to_memory(connection, path)
    return connection


def hold_to_memory(connection: duckdb.DuckDBPyConnection, snapshot: Path) -> None:
    """Have a database that reads a snapshot hold READING_MEMORY at most, however large that is.

    What a question needs beyond it is put aside beside the snapshot until it is answered: in a
    folder of this database's own, for by itself the engine names the folder by the file alone, and
    two processes write over each other there.
    """
    import duckdb

    # To the engine all connections of a process to one file are one database.
    with _holding:
        [(now,)] = connection.execute("select current_setting('temp_directory')").fetchall()
        if now.endswith(ASIDE) and Path(now).name.startswith(f"{snapshot.stem}."):
            return
        connection.execute("set memory_limit = ?", [READING_MEMORY])
        aside = snapshot.with_name(f"{snapshot.stem}.{secrets.token_hex(4)}{ASIDE}")
        # One that turns to another snapshot keeps the folder that it has used.
        with contextlib.suppress(duckdb.NotImplementedException):
            connection.execute("set temp_directory = ?", [str(aside)])


@dataclass(frozen=True, slots=True)
class PublishedSnapshot:
    """A snapshot that is still kept: where it lies, its build, and when that was (UTC, ISO)."""

    path: Path
    build_id: str
    built_at: str


def published_snapshots(settings: Settings) -> list[PublishedSnapshot]:
    """Every snapshot still kept, the newest first: the last ones and those of closed cycles."""
    found = []
    for path in reversed(snapshots(settings)):
        account = read_account(path)
        # A build may just have taken it away.
        if account is not None:
            found.append(PublishedSnapshot(path, account["build_id"], account["built_at"]))
    return found
