"""Clerks at once at the desk without script: by the form, and by the workbook that is sent.

Real requests to a server process of its own, each clerk from an address of her own and without a
pause; between her requests each asks for `/health`, which is the floor they are compared with. In
the end it is looked at whether every receipt has its record, and every draft what was saved.
"""

from __future__ import annotations

import http.client
import re
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from benchmarks.counties import Counties
from benchmarks.county import large_county
from benchmarks.servers import cpu_seconds
from benchmarks.timing import percentile
from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, Acting, Assignment
from duibiao.records.drafts import Draft, read_draft
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse.build import build
from ingest.door import Door
from ingest.drafts import school_form
from ingest.workbook.template import template_bytes
from tests.dashboards.conftest import serving

FLOOR = "floor"
PASSWORD = "Ganzhou-47-hills"
TOKEN = re.compile(r'name="form-token" value="(\w+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')
BEGINNING = 'name="seen" value="0"'
TIMEOUT = 120
RIGHT = {"count": "1", "number": "1", "flag": "yes", "date": "2024-03-01"}
"""An answer of each kind that is right; of grades the best one is."""


@dataclass(frozen=True)
class Clerk:
    """Somebody at the desk: her session, her school, and what she answers, by indicator."""

    number: int
    cookie: str
    cycle_id: str
    school_id: str
    parts: Mapping[str, Mapping[str, str]]
    workbook: bytes = b""
    """What she sends; without one she fills in the form."""

    def note(self, fact_id: str) -> str:
        """A word that nobody else writes anywhere."""
        return f"{self.number} {fact_id}"


@dataclass
class Day:
    """What came of a day at the desk: seconds by what was done, what failed, and the record."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    record_id: str = ""


class Visit:
    """A clerk's browser, without its drawing: one connection, forms with their marks."""

    def __init__(self, address: str, clerk: Clerk, day: Day) -> None:
        parts = urlsplit(address)
        self._clerk, self._day = clerk, day
        self._connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=TIMEOUT,
            source_address=(f"127.0.0.{2 + clerk.number % 250}", 0),
        )  # fmt: skip

    def get(self, kind: str, path: str) -> str:
        """A page."""
        return self._asked(kind, "GET", path, b"", {}, (200,))[1]

    def post(self, kind: str, path: str, said: Mapping[str, str], *, page: str) -> str:
        """A form of a page; where it leads."""
        token = TOKEN.search(page)
        body = urlencode({"form-token": token[1] if token else "", **said}).encode()
        kinds = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._asked(kind, "POST", path, body, kinds, (303,))[0]

    def send(self, kind: str, path: str, content: bytes, *, page: str) -> str:
        """A form of a page with a file; where it leads."""
        token, mark = TOKEN.search(page), uuid4().hex
        head = f"--{mark}\r\nContent-Disposition: form-data; name="
        body = (
            (
                f'{head}"form-token"\r\n\r\n{token[1] if token else ""}\r\n'
                f'{head}"file"; filename="x.xlsx"\r\n\r\n'
            ).encode()
            + content
            + f"\r\n--{mark}--\r\n".encode()
        )
        kinds = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._asked(kind, "POST", path, body, kinds, (303,))[0]

    def _asked(
        self,
        kind: str,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        expected: Sequence[int],
    ) -> tuple[str, str]:
        began = time.perf_counter()
        headers = {"Cookie": self._clerk.cookie, **headers}
        self._connection.request(method, path, body=body or None, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self._day.seconds[kind].append(time.perf_counter() - began)
        if answer.status not in expected:
            self._day.errors.append(f"{kind} {path}: {answer.status}")
        if kind != FLOOR:
            self._asked(FLOOR, "GET", "/health", b"", {}, (200,))
        return answer.headers.get("Location", ""), text


def day_of(address: str, clerk: Clerk) -> Day:
    """A clerk's day, from the desk to the receipt."""
    day = Day()
    visit = Visit(address, clerk, day)
    of = urlencode({"cycle": clerk.cycle_id, "school": clerk.school_id})
    try:
        visit.get("page", "/desk")
        if clerk.workbook:
            page = visit.get("page", "/desk/hand-in")
            checked = visit.send("check", "/desk/hand-in", clerk.workbook, page=page)
        else:
            page = visit.get("page", f"/desk/form?{of}")
            if BEGINNING in page:  # her school has handed in before
                said = {"do": "blank", "seen": "0"}
                visit.post("begin", f"/desk/form?{of}", said, page=page)
            for indicator, answers in clerk.parts.items():
                path = f"/desk/form/{indicator}?{of}"
                page = visit.get("page", path)
                seen = SEEN.search(page)
                said = {f"value-{name}": text for name, text in answers.items()}
                said |= {f"note-{name}": clerk.note(name) for name in answers}
                said |= {"seen": seen[1] if seen else "", "do": "next"}
                visit.post("save", path, said, page=page)
            page = visit.get("page", f"/desk/form?{of}")
            checked = visit.post("check", f"/desk/form?{of}", {"do": "check"}, page=page)
        page = visit.get("page", checked)
        said = {"do": "hand-in", "confirmed": "yes"}
        receipt = visit.post("hand in", checked, said, page=page)
        visit.get("page", receipt)
        day.record_id = receipt.rpartition("/")[2]
    except (OSError, http.client.HTTPException, KeyError) as error:
        day.errors.append(f"{type(error).__name__}: {error}")
    return day


def days_of(address: str, clerks: Sequence[Clerk]) -> list[Day]:
    """The days of clerks who all begin at once."""
    with ThreadPoolExecutor(len(clerks)) as together:
        return list(together.map(lambda clerk: day_of(address, clerk), clerks))


def lost(settings: Settings, clerks: Sequence[Clerk], days: Sequence[Day]) -> list[str]:
    """What is missing afterwards: records of receipts, answers in them, words in drafts."""
    found = []
    paths = record_paths(settings)
    for clerk, day in zip(clerks, days, strict=True):
        who = f"{clerk.number} {clerk.school_id}"
        if day.record_id not in paths:
            found.append(f"{who}: no record of {day.record_id!r}")
            continue
        record = read_record(paths[day.record_id])
        kept = {one["fact_id"]: (one["value"], one["note"]) for one in record["answers"]}
        draft = read_draft(settings, clerk.cycle_id, clerk.school_id)
        for indicator, answers in clerk.parts.items():
            for name, text in answers.items():
                if kept.get(name) != (text, clerk.note(name)):
                    found.append(f"{who}: {name} is {kept.get(name)} in its record")
            typed = draft.part(indicator).typed
            if not clerk.workbook and typed.texts != answers:
                found.append(f"{who}: {indicator} is {typed.texts} in its draft")
    return found


def clerks_of(
    settings: Settings, cycle_id: str, count: int, *, indicators: int | None = None
) -> list[Clerk]:
    """Accounts with sessions for the clerks of the last so many schools of a cycle.

    Every second one sends a workbook, the others fill in the form: all indicators, or the first
    so many.
    """
    door = Door.open(settings)
    cycle = door.register.cycles[cycle_id]
    edition = door.guide.editions[cycle.edition]
    schools = sorted(door.register.schools_by_cycle(cycle_id))[-count:]
    acting = Acting(settings, "benchmark", "benchmark", AT_THE_FILES)
    made = [
        (f"crowd-{school_id}", "clerk", [Assignment("clerk", school_id)]) for school_id in schools
    ]
    given = accounts.add_all(acting, made)
    found = []
    for number, (one, (_, _, assigned)) in enumerate(zip(given, made, strict=True)):
        accounts.change_password(settings, one.number, one.secret, PASSWORD)
        school = door.register.school(assigned[0].over, cycle_id)
        assert school is not None
        form = school_form(edition, cycle, school, Draft(cycle_id, school.school_id), {})
        parts = {
            part.indicator.indicator_id: {
                one.fact.fact_id: RIGHT.get(one.fact.kind) or one.fact.grades[0]
                for one in part.questions if one.is_asked
            }
            for part in form.asked()[:indicators]
        }  # fmt: skip
        cookie = f"duibiao={sessions.begin(settings, one.number)}"
        clerk = Clerk(number, cookie, cycle_id, school.school_id, parts)
        answers = {name: text for own in parts.values() for name, text in own.items()}
        if number % 2:
            notes = {name: clerk.note(name) for name in answers}
            book = template_bytes(edition, cycle, school, {}, answers, notes=notes)
            clerk = Clerk(number, cookie, cycle_id, school.school_id, parts, book)
        found.append(clerk)
    return found


def desk(counties: Counties, count: int) -> Any:
    """Seconds of what so many clerks do at once, beside the floor in the same minutes."""
    settings = Settings.resolve(counties.folder / f"desk-{count}", SEEDS)
    door = Door.open(settings)
    for name, table in large_county(max(count, 60)).tables().items():
        door.hand_in(door.check(table, name), received_by="benchmark", channel="benchmark")
    build(settings)
    cycle_id = max(Door.open(settings).register.cycles)
    clerks = clerks_of(settings, cycle_id, count + 1)
    with serving(settings.home, counties.folder / "log") as server:
        address = server.address
        days_of(address, clerks[:1])  # what a first request alone takes is not counted
        clerks = clerks[1:]
        before, began = cpu_seconds(server.pid), time.perf_counter()
        days = days_of(address, clerks)
        wall, cpu = time.perf_counter() - began, cpu_seconds(server.pid) - before
    told: dict[str, list[float]] = defaultdict(list)
    for day in days:
        for kind, seconds in day.seconds.items():
            told[kind] += seconds
    wrong = [error for day in days for error in day.errors] + lost(settings, clerks, days)
    for line in wrong[:10]:
        print(line, file=sys.stderr)
    return {
        "kinds": {
            kind: {
                "requests": len(seconds),
                "p50": percentile(seconds, 0.5),
                "p95": percentile(seconds, 0.95),
            }
            for kind, seconds in told.items()
        },
        "wall": wall,
        "cpu": cpu,
        "wrong": len(wrong),
    }
