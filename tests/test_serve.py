"""`duibiao serve`: the dashboard answers, and a hand-in is scored and published by itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import duckdb

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot_files import snapshot_path
from tests.conftest import run_duibiao
from tests.counties.small_county import small_county


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.2)


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def scored_schools(settings: Settings) -> int:
    path = snapshot_path(settings)
    if path is None:
        return 0
    with duckdb.connect(str(path), read_only=True) as connection:
        count = connection.execute("select count(distinct school_id) from fct_school_scores")
        return int(count.fetchall()[0][0])


def test_what_is_handed_in_while_serving_is_published_by_itself(home: Path, tmp_path: Path) -> None:
    settings = Settings.resolve(home, SEEDS)
    county = small_county(tmp_path / "files")
    first, second, _ = county.schools
    run_duibiao(home, "load", *county.tables, county.workbook(first, county.answers(first)))
    port = free_port()
    command = [str(Path(sys.executable).with_name("duibiao")), "serve", "--port", str(port)]
    places = {"DUIBIAO_HOME": str(home), "DUIBIAO_GUIDE": str(SEEDS)}
    with subprocess.Popen(
        command, env=os.environ | places, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            wait_for(lambda: is_healthy(port), 60, "the dashboard")
            wait_for(lambda: scored_schools(settings) == 1, 90, "what was there before")
            run_duibiao(home, "load", county.workbook(second, county.answers(second)))
            wait_for(lambda: scored_schools(settings) == 2, 90, "what came in meanwhile")
        finally:
            server.send_signal(signal.SIGTERM)
            printed = server.communicate(timeout=30)[0].decode()
    assert server.returncode == 0, printed
    assert "Traceback" not in printed
    assert not is_healthy(port)


def test_beyond_this_computer_nothing_is_served_without_accounts_and_encryption(home: Path) -> None:
    """Told in words with what to do, before anything is started."""
    told = run_duibiao(home, "serve", "--host", "0.0.0.0", expect=1).stderr
    assert "duibiao user add" in told
    run_duibiao(home, "user", "add", "root", "--name", "管理员", "--role", "系统管理员")
    told = run_duibiao(home, "serve", "--host", "0.0.0.0", expect=1).stderr
    assert "--certificate" in told and "--proxy" in told
    for options in (("--shared",), ("--host", "0.0.0.0"), ("--proxy", "10.0.0.1")):
        assert "--open" in run_duibiao(home, "serve", "--open", *options, expect=2).stderr
