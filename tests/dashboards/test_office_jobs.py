"""Long work on the office's desk: looked after, stopped, told when it ends, its files fetched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboards.plain.office.jobs import JOBS
from duibiao.people.acting import Acting, Assignment, Person
from duibiao.records import trail
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from tests.dashboards.signed import Signed, ask
from tests.dashboards.test_desk import Clerk
from tests.warehouse import long_work

pytestmark = pytest.mark.xdist_group("signed")
SAY, ENGLISH = Words("zh-CN"), Words("en")
SECONDS = 60.0


@pytest.fixture
def office(signed: Signed) -> Clerk:
    """Somebody of the county office, signed in."""
    return Clerk(signed, signed.cookies["office"])


@pytest.fixture
def acting(signed: Signed) -> Acting:
    """She herself, past the pages."""
    person = Person(6, "一位office", (Assignment("office"),))
    return Acting(signed.settings, "", "test", person)


@pytest.fixture
def running(acting: Acting, tmp_path: Path) -> Iterator[tuple[Job, Path]]:
    """A job that counts to 60 and goes on until a file is there, with a file that it was given."""
    go = tmp_path / "go"
    name = f"{long_work.__name__}:count"
    of = {"total": 60, "until": str(go)}
    one = jobs.start(acting, "ask_for_build", "test", name, of, given=[("甲 1.xlsx", b"given")])
    yield one, go
    go.touch()
    until_over(acting, one)


def until_over(acting: Acting, one: Job) -> Job:
    until = time.monotonic() + SECONDS
    while not (found := jobs.job(acting, one.asked.job_id)).is_over:
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found


def until_page(office: Clerk, path: str, is_so: Callable[[str], bool]) -> str:
    until = time.monotonic() + SECONDS
    while not is_so(text := office.look(path)):
        assert time.monotonic() < until, text
        time.sleep(0.1)
    return text


def test_a_job_is_looked_after_until_it_ends(
    office: Clerk, signed: Signed, acting: Acting, running: tuple[Job, Path]
) -> None:
    """With its bar, by itself anew; then its outcome, its file, and a word at the door."""
    one, go = running
    page = f"{JOBS}/{one.asked.job_id}"
    text = until_page(office, page, lambda text: SAY("job-far", done=60, total=60) in text)
    assert '<progress aria-label="test" value="60" max="60">' in text
    assert SAY("job-stop") in text and SAY("job-state-running") in text
    _, headers, english = ask(signed, f"{page}?lang=en", office.cookie)
    assert headers["Refresh"] == "2" and ENGLISH("job-far", done=60, total=60) in english
    assert "Refresh" not in ask(signed, f"{page}?still=yes", office.cookie)[1]
    assert SAY("job-still") in text and SAY("job-follow") in office.look(f"{page}?still=yes")
    assert f'href="{page}"' in office.look("/office")
    shown = office.look(JOBS)
    assert f'href="{page}"' in shown and SAY("job-state-running") in shown
    go.touch()
    until_over(acting, one)
    _, headers, text = ask(signed, page, office.cookie)
    assert "Refresh" not in headers and "<progress" not in text and SAY("job-stop") not in text
    assert SAY("job-files") in text and "copy-甲 1.xlsx" in text
    status, headers, content = office.fetch(f"{page}/copy-%E7%94%B2%201.xlsx")
    assert (status, content) == (200, b"given")
    assert "attachment" in headers["Content-Disposition"]
    assert headers["Cache-Control"] == "private, no-store"
    told = list(trail.lines(signed.settings, trail.days(signed.settings)[0]))
    assert any(line.get("about") == f"{one.asked.job_id}/copy-甲 1.xlsx" for line in told)
    for gone in (f"{page}/asked.json", f"{page}/..%2Fasked.json", f"{JOBS}/0"):
        assert office.fetch(gone)[0] == 404
    assert SAY("job-state-done") in office.look("/office")
    # Whoever has nothing to do with it sees no such work, nor its file.
    for role in ("clerk", "reviewer", "administrator", "analyst"):
        other = Clerk(signed, signed.cookies[role])
        assert one.asked.job_id not in other.look(JOBS)
        assert other.fetch(page)[0] == 404
        status, _, content = other.fetch(f"{page}/copy-%E7%94%B2%201.xlsx")
        assert status == 404 and b"given" not in content


def test_a_job_is_stopped_by_a_form_of_ours_alone(
    office: Clerk, signed: Signed, acting: Acting, running: tuple[Job, Path]
) -> None:
    one, _ = running
    page = f"{JOBS}/{one.asked.job_id}"
    assert ask(signed, page, office.cookie, {"do": "stop"})[0] == 403
    status, headers, _ = office.send(page, {})
    assert (status, headers["Location"]) == (303, page)
    assert until_over(acting, one).state == "stopped"
    text = office.look(page)
    assert SAY("job-state-stopped") in office.look(JOBS)
    assert SAY.attr("job-stopped", "mend", at="") in text
    other = Clerk(signed, signed.cookies["clerk"])
    assert ask(signed, page, other.cookie, {})[0] == 403


@pytest.mark.parametrize(
    ("function", "message", "values"),
    [
        (long_work.refuse, "restore-damaged", {"count": "2", "files": ("a", "b")}),
        (long_work.fill_the_disk, "job-disk", {}),
        (long_work.die, "job-failed", None),
    ],
)
def test_what_did_not_work_is_told_with_the_way_out(
    office: Clerk, acting: Acting, function: Callable[..., Any], message: str, values: Any
) -> None:
    name = f"{long_work.__name__}:{function.__name__}"
    one = until_over(acting, jobs.start(acting, "ask_for_build", "test", name, {}))
    text = office.look(f"{JOBS}/{one.asked.job_id}")
    if values is None:
        assert SAY.attr(message, "mend", at="") in text and SAY("job-far", done=3, total=7) in text
    else:
        assert SAY(message, **values) in text
