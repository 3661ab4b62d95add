"""The documentation of the warehouse: one HTML file by dbt, made when it is first asked for.

It depends on the dbt project alone, so it is kept by the project's content and no build waits for
it. Run as a module it makes the file in a process of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

from duibiao.records.settings import DBT_PROJECT, Settings
from duibiao.records.store import make_folder, write_durably

PAGE = "static_index.html"
SUFFIXES = {".sql", ".yml", ".md"}
# One that failed is tried again when it is asked for after this many seconds.
RETRY_SECONDS = 60.0


def documentation_path(settings: Settings) -> Path:
    """Where the documentation of the present dbt project lies, once it is made."""
    return _folder(settings) / f"{_project_hash()}.html"


def documentation_state(settings: Settings) -> str:
    """`ready`, `making`, `failed` (a moment ago) or `none`."""
    if documentation_path(settings).is_file():
        return "ready"
    lock = FileLock(_lock(settings), timeout=0)
    try:
        make_folder(_folder(settings))
        with lock:
            pass
    except Timeout:
        return "making"
    try:
        failed_at = _failure(settings).stat().st_mtime
    except FileNotFoundError:
        return "none"
    return "failed" if time.time() - failed_at < RETRY_SECONDS else "none"


def start_making(settings: Settings) -> None:
    """Have the documentation made by a process of its own; returns at once."""
    places = {"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)}
    subprocess.Popen(
        [sys.executable, "-m", "duibiao.warehouse.documentation"],
        env=os.environ | places,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def make_documentation(settings: Settings) -> Path:
    """Make the documentation unless it is there; returns where it lies.

    Raises RuntimeError with dbt's reason, Timeout where another process is making it.
    """
    target = documentation_path(settings)
    make_folder(_folder(settings))
    with FileLock(_lock(settings), timeout=0):
        if target.is_file():
            return target
        try:
            content = _run_dbt(settings)
        except Exception as error:
            _failure(settings).write_text(str(error), encoding="utf-8")
            raise
        _failure(settings).unlink(missing_ok=True)
        write_durably(target, content)
        for earlier in _folder(settings).glob("*.html"):
            if earlier != target:
                earlier.unlink(missing_ok=True)
    return target


def _run_dbt(settings: Settings) -> bytes:
    # Without the variables of a build the project is only read, in memory and with its own guide:
    # the tables of a county lie elsewhere, and this is about the project.
    for name in ("DUIBIAO_GUIDE_TABLES", "DUIBIAO_LANDING", "DUIBIAO_SNAPSHOT"):
        os.environ.pop(name, None)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory(dir=_folder(settings)) as work:
        paths = {"--project-dir": DBT_PROJECT, "--profiles-dir": DBT_PROJECT}
        paths |= {"--target-path": Path(work) / "target", "--log-path": Path(work) / "logs"}
        options = [str(part) for pair in paths.items() for part in pair]
        try:
            result = dbtRunner().invoke(
                ["docs", "generate", "--static", "--empty-catalog", "--quiet", *options]
            )
        finally:
            DuckDBConnectionManager.close_all_connections()
        if not result.success:
            raise RuntimeError(f"dbt docs: {result.exception or 'failed'}")
        return (Path(work) / "target" / PAGE).read_bytes()


def _folder(settings: Settings) -> Path:
    return settings.home / "documentation"


def _lock(settings: Settings) -> Path:
    return _folder(settings) / "making.lock"


def _failure(settings: Settings) -> Path:
    return _folder(settings) / "FAILURE"


def _project_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(DBT_PROJECT.rglob("*")):
        inside = path.relative_to(DBT_PROJECT)
        if path.suffix in SUFFIXES and inside.parts[0] not in ("target", "logs"):
            digest.update(f"{inside}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    try:
        make_documentation(Settings.resolve())
    except Timeout:
        sys.exit(0)
