"""A build on a real Spark cluster on loopback, and what is refused without one."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import spark
from duibiao.warehouse.build import BuildRefused, Cluster, build
from duibiao.warehouse.snapshot_files import read_account, snapshot_path, snapshots
from tests.conftest import run_duibiao
from tests.counties.random_county import make_county
from tests.equal_builds import content_of
from tests.oracle.test_random_counties import publish

from .test_spark_sql import FUNCTIONS

LOOPBACK = "127.0.0.1"
PATIENCE = 120.0
# Models that are done when a worker is killed: about half of the tables.
DONE_WHEN_KILLED = 40


@dataclass
class Standalone:
    """A standalone cluster; `workers`: their processes, each leader of its executors' group."""

    folder: Path
    master: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill_worker(self) -> None:
        """Kill one with all that it runs, as a machine that is switched off does."""
        worker = self.workers.pop()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def standalone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[int], Standalone]]:
    """Starts a master and so many workers."""
    monkeypatch.setenv("SPARK_LOCAL_IP", LOOPBACK)
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        found = find_spec("pyspark")
        assert found is not None
        assert found.origin is not None
        program = Path(found.origin).parent / "bin" / "spark-class"
        environment = os.environ | {"SPARK_HOME": str(program.parents[1])}
        # What a worker knows of this program is what the session brings it.
        environment.pop("PYTHONPATH", None)
        with (tmp_path / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(program), f"org.apache.spark.deploy.{arguments[0]}", *arguments[1:]],
                *(-1, None, None, log, log),
                env=environment,
                cwd=tmp_path,
                start_new_session=True,
            )
        started.append(process)
        return process

    def cluster(workers: int) -> Standalone:
        with socket.create_server((LOOPBACK, 0)) as free:
            port = free.getsockname()[1]
        made = Standalone(tmp_path, f"spark://{LOOPBACK}:{port}")
        at_port = ("--host", LOOPBACK, "--port", str(port), "--webui-port", "0")
        start("master", "master.Master", *at_port)
        _wait_for(lambda: _answers(port), "the master")
        of_one = ("--host", LOOPBACK, "--webui-port", "0", "--cores", "1", "--memory", "2g")
        for number in range(workers):
            work = ("--work-dir", str(tmp_path / f"work-{number}"))
            made.workers.append(
                start(f"worker-{number}", "worker.Worker", *of_one, *work, made.master)
            )
        return made

    yield cluster
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
        return True
    return False


def _wait_for(holds: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"{what} did not come"
        time.sleep(0.1)


def _hold_equal(settings: Settings, by_plan: Path) -> None:
    """What the cluster published is what the plan had published, the catalog's words included."""
    on_spark = snapshot_path(settings)
    assert on_spark is not None
    assert on_spark != by_plan
    account = read_account(on_spark)
    assert account is not None
    assert account["computed_by"] == "spark"
    ours, theirs = content_of(by_plan), content_of(on_spark)
    assert ours.keys() == theirs.keys()
    assert [name for name, rows in ours.items() if rows != theirs[name]] == []
    assert len(ours["fct_school_scores"]) > 100
    assert not list(settings.warehouse.glob("*.partial*"))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("workers", [1, 2])
def test_the_demo_county_is_the_same_on_a_cluster(
    workers: int, demo_copy: Path, standalone: Callable[[int], Standalone]
) -> None:
    settings = Settings.resolve(demo_copy, SEEDS)
    [by_plan] = snapshots(settings)
    master = standalone(workers).master
    run_duibiao(demo_copy, "build", "--engine", "spark", "--master", master)
    _hold_equal(settings, by_plan)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_worker_that_is_killed_is_done_without(
    demo_copy: Path, standalone: Callable[[int], Standalone]
) -> None:
    settings = Settings.resolve(demo_copy, SEEDS)
    [by_plan] = snapshots(settings)
    cluster = standalone(2)
    tables = settings.warehouse / "cluster.partial" / spark.PROJECT
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(
            run_duibiao, demo_copy, "build", "--engine", "spark", "--master", cluster.master
        )
        _wait_for(
            lambda: len(list(tables.glob("*/_SUCCESS"))) >= DONE_WHEN_KILLED or building.done(),
            "half of the tables",
        )
        assert not building.done(), "too late to kill anything"
        cluster.kill_worker()
        building.result()
    _hold_equal(settings, by_plan)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(3000, 3010))
def test_a_random_county_is_the_same_on_spark(
    seed: int, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guides of every shape, on Spark in one process, which computes what a cluster computes."""
    monkeypatch.setenv("SPARK_LOCAL_IP", LOOPBACK)
    by_plan = publish(home, tmp_path, make_county(seed, tmp_path))
    guide = tmp_path / "guide"
    run_duibiao(home, "build", "--engine", "spark", "--master", "local[2]", guide=guide)
    on_spark = snapshot_path(Settings.resolve(home, guide))
    assert on_spark is not None
    ours, theirs = content_of(by_plan), content_of(on_spark)
    assert [name for name, rows in ours.items() if rows != theirs[name]] == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_cluster_without_workers_is_told_and_nothing_is_published(
    demo_copy: Path, standalone: Callable[[int], Standalone]
) -> None:
    settings = Settings.resolve(demo_copy, SEEDS)
    before = snapshot_path(settings)
    master = standalone(0).master
    with pytest.raises(BuildRefused) as refused:
        build(settings, cluster=Cluster(master, patience=5))
    assert refused.value.code == "no-workers"
    assert refused.value.parameters == {"master": master, "seconds": "5"}
    assert snapshot_path(settings) == before


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_functions_listed_are_those_of_this_spark() -> None:
    asked = (
        "from pyspark.sql import SparkSession\n"
        "rows = SparkSession.builder.master('local[1]').getOrCreate().sql('show functions')\n"
        "print(*sorted(name for (name,) in rows.collect() if name.isidentifier()))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == FUNCTIONS.read_text("utf-8").split()


@pytest.mark.parametrize("lacking", ["spark", "java"])
def test_what_a_cluster_needs_and_is_not_there_is_told(
    lacking: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: None if lacking == "spark" else object())
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(BuildRefused) as refused:
        build(settings, cluster=Cluster("spark://nobody:7077"))
    assert refused.value.code == f"{lacking}-missing"
    assert snapshot_path(settings) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--engine", "spark"), "--master"),
        (("--master", "spark://nobody:7077"), "--engine spark"),
        (("--engine", "spark", "--master", "spark://nobody:7077", "--by-dbt"), "DuckDB"),
    ],
)
def test_engine_and_master_are_said_together(
    arguments: tuple[str, ...], said: str, settings: Settings
) -> None:
    done = run_duibiao(settings.home, "build", *arguments, expect=1)
    assert said in done.stdout + done.stderr
