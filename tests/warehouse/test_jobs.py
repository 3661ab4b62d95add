"""Long work goes on by itself, says how far it is, can be stopped, and is told when it ends."""

from __future__ import annotations

import datetime as dt
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duibiao.people.acting import AT_THE_FILES, LOOKING, Acting, Assignment, Person
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import PARTIAL, read_record, record_paths
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from tests.warehouse import long_work

ACTION, KIND, SECONDS = "ask_for_build", "test", 60.0
OFFICE = Person(7, "Li", (Assignment("office"),))


@pytest.fixture
def acting(tmp_path: Path) -> Iterator[Acting]:
    """Somebody of the office at a home of her own; what still runs there is ended."""
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    settings.home.mkdir()
    acting = Acting(settings, "", "test", OFFICE, "10.0.0.1")
    yield acting
    for one in jobs.jobs(acting):
        if not one.is_over:
            jobs.stop(acting, one.asked.job_id)
            ended(acting, one)


def begin(acting: Acting, function: Callable[..., Any], **arguments: Any) -> Job:
    """A job that calls a function of `long_work`."""
    name = f"{long_work.__name__}:{function.__name__}"
    return jobs.start(acting, ACTION, KIND, name, arguments, about={"cycle": "2025"})


def waited(acting: Acting, one: Job, is_so: Callable[[Job], bool]) -> Job:
    """The job as it stands once something is so of it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        found = jobs.job(acting, one.asked.job_id)
        if is_so(found):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def ended(acting: Acting, one: Job) -> Job:
    """The job when nothing more becomes of it, and its process is gone."""
    found = waited(acting, one, lambda job: job.is_over)
    folder = acting.settings.jobs / one.asked.job_id
    until = time.monotonic() + SECONDS
    while jobs._lives(folder) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def process_of(acting: Acting, one: Job) -> int:
    return int((acting.settings.jobs / one.asked.job_id / jobs.BEGUN).read_text())


def test_a_job_says_how_far_it_is_and_leaves_its_files(acting: Acting, tmp_path: Path) -> None:
    """With what it was given, in the name of whoever asked for it, readable by the owner alone."""
    go = tmp_path / "go"
    name = f"{long_work.__name__}:count"
    arguments = {"total": 60, "until": str(go)}
    given = [("甲.xlsx", b"first"), ("../../乙.xlsx", b"second")]
    before = time.monotonic()
    one = jobs.start(acting, ACTION, KIND, name, arguments, about={"cycle": "2025"}, given=given)
    assert time.monotonic() - before < 2 and one.state == "waiting" and not one.is_over
    half = waited(acting, one, lambda job: job.done >= 10)
    assert (half.state, half.phase, half.total) == ("running", "counting", 60)
    assert half.files == () and half.outcome is None
    go.touch()
    done = ended(acting, one)
    assert done.state == "done" and (done.done, done.total) == (60, 60)
    names = [name for name, _ in given]
    assert done.outcome == {"counted": 60, "by": "7/office", "names": names}
    assert done.files == ("copy-乙.xlsx", "copy-甲.xlsx")
    assert dt.datetime.fromisoformat(done.ended_at) >= dt.datetime.fromisoformat(
        done.asked.asked_at
    )
    path = jobs.file_of(acting, one.asked.job_id, "copy-甲.xlsx")
    assert path.read_bytes() == b"first"
    for name in ("copy-丙.xlsx", "../asked.json", ""):
        with pytest.raises(Refused, match="job-file-unknown"):
            jobs.file_of(acting, one.asked.job_id, name)
    # Nothing is anybody else's to read, what the work itself wrote by its own umask included.
    places = [acting.settings.jobs, *acting.settings.jobs.rglob("*")]
    for place in places:
        mode = 0o700 if place.is_dir() else 0o600
        assert place.stat().st_mode & 0o777 == mode, place
    assert [job.asked.job_id for job in jobs.jobs(acting)] == [one.asked.job_id]


@pytest.mark.parametrize(
    ("function", "state", "refusal"),
    [
        (
            long_work.refuse,
            "refused",
            ("restore-damaged", {"count": "2", "files": ("a", "b")}),
        ),
        (long_work.fill_the_disk, "refused", ("job-disk", {})),
        (long_work.fail, "failed", None),
        (long_work.die, "failed", None),
    ],
)
def test_what_becomes_of_a_job_is_told(
    acting: Acting, function: Callable[..., Any], state: str, refusal: Any
) -> None:
    """A refusal in its words; what nobody foresaw, and what was killed, as failed."""
    one = begin(acting, function)
    done = ended(acting, one)
    assert (done.state, done.refusal) == (state, refusal)
    assert done.outcome is None and done.files == ()
    if function is long_work.fail:
        log = acting.settings.jobs / one.asked.job_id / jobs.LOG
        assert "ZeroDivisionError" in log.read_text()


def test_a_job_is_stopped_in_the_middle(acting: Acting) -> None:
    """Where it looks, and where it does not: then no record is left half-written."""
    polite = begin(acting, long_work.count, total=100_000)
    waited(acting, polite, lambda job: job.done > 2)
    jobs.stop(acting, polite.asked.job_id)
    assert ended(acting, polite).state == "stopped"
    deaf = begin(acting, long_work.keep, total=1_000_000)
    until = time.monotonic() + SECONDS
    while len(record_paths(acting.settings)) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    jobs.stop(acting, deaf.asked.job_id)
    assert ended(acting, deaf).state == "stopped"
    kept = record_paths(acting.settings)
    assert len(kept) >= 5
    for path in kept.values():
        assert len(read_record(path)["text"]) == 100_000
    assert not list(acting.settings.records.rglob(f"*{PARTIAL}"))
    jobs.stop(acting, deaf.asked.job_id)  # once more is nothing
    assert jobs.job(acting, deaf.asked.job_id).state == "stopped"


def test_a_job_stopped_between_two_steps_leaves_no_file(acting: Acting) -> None:
    """A stop comes at any time: also where a file is begun and nobody yet answers for it."""
    one = begin(acting, long_work.begin_a_record)
    waited(acting, one, lambda job: job.done == 1)
    assert list(acting.settings.records.rglob(f"*{PARTIAL}"))
    jobs.stop(acting, one.asked.job_id)
    assert ended(acting, one).state == "stopped"
    assert not list(acting.settings.records.rglob(f"*{PARTIAL}"))


def test_two_run_at_once_and_the_third_waits(acting: Acting, tmp_path: Path) -> None:
    """One that waits can be stopped, and begins when one of the others has ended."""
    go = str(tmp_path / "go")
    first, second = (begin(acting, long_work.count, total=2, until=go) for _ in range(2))
    for one in (first, second):
        waited(acting, one, lambda job: job.state == "running")
    third, fourth = (begin(acting, long_work.count, total=2) for _ in range(2))
    for one in (third, fourth):
        until = time.monotonic() + SECONDS
        while not jobs._lives(acting.settings.jobs / one.asked.job_id):
            assert time.monotonic() < until
            time.sleep(0.05)
    time.sleep(3 * jobs.TURN_SECONDS)
    assert {jobs.job(acting, one.asked.job_id).state for one in (third, fourth)} == {"waiting"}
    jobs.stop(acting, fourth.asked.job_id)
    assert ended(acting, fourth).state == "stopped"
    os.kill(process_of(acting, first), signal.SIGKILL)  # a place is free whatever befell a job
    assert ended(acting, first).state == "failed"
    assert ended(acting, third).state == "done"
    assert jobs.job(acting, second.asked.job_id).state == "running"
    Path(go).touch()
    assert ended(acting, second).state == "done"


def test_a_job_outlives_the_server_that_began_it(acting: Acting, tmp_path: Path) -> None:
    """Even where the server is killed with everything that it started in its own group."""
    go = tmp_path / "go"
    program = (
        "import sys, time; from pathlib import Path\n"
        "from tests.warehouse import test_jobs as t\n"
        "settings = t.Settings.resolve(Path(sys.argv[1]), t.SEEDS)\n"
        "acting = t.Acting(settings, '', 'test', t.OFFICE)\n"
        "print(t.begin(acting, t.long_work.count, total=5, until=sys.argv[2]).asked.job_id)\n"
        "sys.stdout.flush(); time.sleep(600)\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", program, str(acting.settings.home), str(go)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert server.stdout is not None
    job_id = server.stdout.readline().strip()
    with server.stdout:
        (one,) = jobs.jobs(acting)
        assert one.asked.job_id == job_id
        waited(acting, one, lambda job: job.state == "running")
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    assert jobs.job(acting, job_id).state == "running"
    go.touch()
    assert ended(acting, one).outcome is not None


def test_only_who_may_do_it_sees_a_job(acting: Acting) -> None:
    """By the policy; who may do it for some schools alone sees her own and nobody else's."""
    one = ended(acting, begin(acting, long_work.ask_the_policy))
    assert one.state == "done" and one.outcome == {"by": "7/office"}
    others = [
        replace(acting, person=Person(8, "Wang", (Assignment(role, over),)))
        for role, over in (("clerk", "S001"), ("reviewer", "S001"), ("administrator", ""))
    ]
    others += [replace(acting, person=one) for one in (LOOKING, Person(8))]
    for other in others:
        assert jobs.jobs(other) == []
        for ask in (jobs.job, jobs.stop):
            with pytest.raises(Refused, match="job-unknown"):
                ask(other, one.asked.job_id)
        with pytest.raises(Refused, match="job-unknown"):
            jobs.file_of(other, one.asked.job_id, "x")
        with pytest.raises(Refused, match=r"may-not-ask_for_build|policy-"):
            begin(other, long_work.count, total=1)
    (day,) = trail.days(acting.settings)
    assert [line for line in trail.lines(acting.settings, day) if line["outcome"] == "job-unknown"]
    colleague = replace(acting, person=Person(9, "Zhao", (Assignment("office"),)))
    assert jobs.job(colleague, one.asked.job_id) == one
    assert jobs.jobs(replace(acting, person=AT_THE_FILES)) == [one]
    mine, hers = (
        replace(acting, person=Person(number, "", (Assignment("reviewer", over),)))
        for number, over in ((11, "S001"), (12, "S002"))
    )
    reviewed = jobs.start(mine, "check_review", KIND, f"{long_work.__name__}:fail", {})
    ended(mine, reviewed)
    assert [job.asked.job_id for job in jobs.jobs(mine)] == [reviewed.asked.job_id]
    assert jobs.jobs(hers) == []
    assert len(jobs.jobs(acting)) == 2


def test_no_address_leads_out_of_the_folder(acting: Acting) -> None:
    acting.settings.jobs.mkdir()
    for name in ("", ".", "..", "../records", ".turn-0.lock", "x" * 5000):
        with pytest.raises(Refused, match="job-unknown"):
            jobs.job(acting, name)


def test_old_ones_are_forgotten_with_their_files(
    acting: Acting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By number and by size; never one that runs, and never the newest."""
    go = str(tmp_path / "go")
    running = begin(acting, long_work.count, total=1, until=go)
    waited(acting, running, lambda job: job.state == "running")
    over = [ended(acting, begin(acting, long_work.fail)) for _ in range(3)]
    odd = acting.settings.jobs / "0198a5a0-0000-7000-8000-000000000000"
    odd.mkdir()  # an old one that was cut
    monkeypatch.setattr(jobs, "KEPT", 2)
    fourth = ended(acting, begin(acting, long_work.fail))
    kept = {job.asked.job_id for job in jobs.jobs(acting)}
    assert kept == {one.asked.job_id for one in (running, *over[1:], fourth)}
    assert not odd.exists()
    monkeypatch.setattr(jobs, "KEPT_BYTES", 10)
    fifth = begin(acting, long_work.fail)
    kept = {job.asked.job_id for job in jobs.jobs(acting)}
    assert kept == {one.asked.job_id for one in (running, fourth, fifth)}
    ended(acting, fifth)
    Path(go).touch()
    ended(acting, running)


def test_a_damaged_job_stops_nobody(acting: Acting) -> None:
    """One whose files are cut or foreign is none; the others are listed."""
    one = ended(acting, begin(acting, long_work.fail))
    for number, text in enumerate(("", "{}", "[]", '{"job_id": 1}', "\x00")):
        folder = acting.settings.jobs / f"0198a5a0-0000-7000-8000-00000000000{number}"
        folder.mkdir()
        (folder / jobs.ASKED).write_text(text)
    assert jobs.jobs(acting) == [one]
    (acting.settings.jobs / one.asked.job_id / jobs.STATE).write_text("[]")
    with suppress(Refused):
        jobs.job(acting, one.asked.job_id)


def test_a_process_that_never_begins_is_told_as_failed(
    acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PROCESS", "duibiao.no_such_module")
    one = begin(acting, long_work.fail)
    assert jobs.job(acting, one.asked.job_id).state == "waiting"
    monkeypatch.setattr(jobs, "BEGUN_WITHIN_SECONDS", -1)
    assert jobs.job(acting, one.asked.job_id).state == "failed"
    shutil.rmtree(acting.settings.jobs)


def test_a_start_costs_little(acting: Acting) -> None:
    """Its process, from nothing to the end: what it is made of stays small."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ended(acting, begin(acting, long_work.ask_the_policy))
    time.sleep(0.2)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 2.0
