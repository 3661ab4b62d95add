"""Messages: what waits for whoever asks, and what was done for her, each with where it leads.

Nothing is kept of them: they follow from records, the snapshot that is shown, and jobs.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import days, frame, marts, permitted, person
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts as desk
from dashboards.plain.office import jobs as office_jobs
from dashboards.plain.office import parts as office
from duibiao.analysis import county
from duibiao.records.model import Cycle, School
from duibiao.records.settings import Settings
from duibiao.warehouse import jobs
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.warehouse.snapshot_files import build_failure, published_snapshots
from duibiao.words import Words
from duibiao.words.figures import moment
from ingest.desk import handing_in, listing
from ingest.desk.handing_in import KeptHandIn

if TYPE_CHECKING:
    from starlette.requests import Request

REPORTING, CHECKS = "/reporting", "/checks"
OWING = "owing"
"""The choice of the list of reporting that leaves every school without an accepted hand-in."""
BUILDS = f"{office.HOME}/builds"
COUNTED_SECONDS = 30
"""For so long the number of somebody's messages stands in the bar before they are read again."""
SCHOOLS_TOLD = 20
"""Of so many schools, at most, whoever has several is told."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, how grave it is (`error`, `warning`, `info`), since when, where it leads.

    `detail`: what more is to be said. `target`: an address of ours, empty where it leads nowhere;
    `link`: what to find there.
    """

    text: str
    kind: str
    target: str = ""
    when: str = ""
    detail: str = ""
    link: str = ""

    @property
    def waits(self) -> bool:
        """Whether something is to be done."""
        return self.kind != "info"


def for_me(request: Request, say: Words) -> list[Message]:
    """Everything for whoever asks, what waits first. Raises Refused."""
    found: list[Message] = []
    if permitted.may("open_office") is None:
        found += of_office(request, say)
    if permitted.may("open_desk") is None and not permitted.sees_all("open_desk"):
        found += _of_own_schools(request, say)
    if permitted.may("review") is None and not permitted.sees_all("review"):
        found += _of_reviewer(request, say)
    return sorted(found, key=lambda one: ("error", "warning", "info").index(one.kind))


def cycle_in_hand(cycles: list[Cycle]) -> Cycle | None:
    """The newest cycle that is open, else the newest."""
    return next((one for one in cycles if not one.is_closed), cycles[0] if cycles else None)


def _snapshot() -> Snapshot | None:
    shown = frame.shown_snapshot(Settings.resolve())
    return None if shown is None else open_snapshot(shown.path)


# The county office


def of_office(request: Request, say: Words) -> list[Message]:
    """What the office has to see to: builds and jobs, the deadline, schools, the register."""
    found = [*_of_builds(request, say), *_of_jobs(request, say)]
    cycle = cycle_in_hand(listing.cycles(permitted.looking()))
    snapshot = _snapshot()
    if cycle is None or snapshot is None:
        return found
    row = county.reporting(snapshot, cycle.cycle_id)
    if row["school_count"] and not cycle.is_closed:
        found += _of_reporting(request, say, cycle, row)
    gaps = {each["school_id"] for each in marts.register_gaps(snapshot, cycle.cycle_id)}
    if gaps:
        target = forms.link(request, f"{office.HOME}/register", cycle=cycle.cycle_id, mark="gaps")
        found.append(Message(say("register-gaps", count=len(gaps)), "warning", target))
    return found


def _of_builds(request: Request, say: Words) -> list[Message]:
    target = forms.link(request, BUILDS)
    failure = build_failure(Settings.resolve())
    found = []
    if failure is not None:
        at = moment(failure["failed_at"])
        found.append(Message(say("message-build-failed"), "error", target, at))
    waiting, _ = listing.waiting_records(permitted.looking())
    if waiting:
        found.append(Message(say("message-build-waits", count=waiting), "info", target))
    return found


def _of_jobs(request: Request, say: Words) -> list[Message]:
    """Long work that goes on, and what became of that of the last day."""
    found = []
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    for job in jobs.jobs(permitted.looking()):
        ended_at = office_jobs.ended_at(job)
        if job.state == "stopped" or (job.is_over and ended_at < yesterday):
            continue
        name = ("runs", "info") if not job.is_over else ("failed", "warning")
        name = ("done", "info") if job.state == "done" else name
        text = say(f"message-job-{name[0]}", job=office_jobs.title(say, job))
        at = moment(ended_at if job.is_over else job.asked.asked_at)
        found.append(Message(text, name[1], office_jobs.address_of(request, job), at))
    return found


def _of_reporting(request: Request, say: Words, cycle: Cycle, row: county.Row) -> list[Message]:
    """The deadline where it is near or past, and the schools at which something is open."""

    def to(**narrowed: str) -> str:
        return forms.link(request, REPORTING, cycle=cycle.cycle_id, **narrowed)

    found = []
    after = days.days_after(cycle.deadline, days.today())
    owing = row["not_handed_in_count"] + row["must_correct_count"]
    if owing and after >= -days.NEAR_DAYS:
        distance = days.distance(say, asdict(cycle), days.today())
        said = {"cycle": cycle.cycle_id, "deadline": str(cycle.deadline), "distance": distance}
        text = say("message-owing", count=owing, **said)
        found.append(Message(text, "warning", to(status=OWING)))
    for column, narrowed, kind in (
        ("must_correct_count", {"status": "must_correct"}, "warning"),
        ("correction_refused_count", {"note": "corrections"}, "warning"),
        ("with_warnings_count", {"note": "warnings"}, "warning"),
        ("handed_in_late_count", {"status": "handed_in_late"}, "info"),
    ):
        if count := row[column]:
            text = say(f"message-{column}", count=count, cycle=cycle.cycle_id)
            found.append(Message(text, kind, to(**narrowed)))
    return found


# A school


def _of_own_schools(request: Request, say: Words) -> list[Message]:
    cycle = cycle_in_hand(listing.cycles(permitted.looking()))
    if cycle is None:
        return []
    found = []
    schools = listing.schools(permitted.looking(), cycle.cycle_id)
    for school in schools[:SCHOOLS_TOLD]:
        own = listing.cycle_of(permitted.looking(), cycle.cycle_id, school.school_id)
        taken, refused = handing_in.last_hand_ins(
            permitted.looking(), cycle.cycle_id, school.school_id
        )
        found += of_school(request, say, own, school, taken, refused)
    return found


def of_school(
    request: Request,
    say: Words,
    cycle: Cycle,
    school: School,
    taken: KeptHandIn | None,
    refused: KeptHandIn | None,
) -> list[Message]:
    """What a school has to do for a cycle, and what became of what it handed in.

    `cycle`: with the school's own deadline. `taken`, `refused`: as `handing_in.last_hand_ins`.
    """
    found = []
    if refused is not None:
        where = pieces.address(request, desk.RECEIPT, receipt=refused.receipt.record_id)
        name = "desk-returned" if taken is None else "desk-correction-returned"
        at = moment(refused.receipt.received_at)
        text = say(name, at=at, count=len(refused.problems))
        found.append(Message(text, "error", where, at, link=say("desk-see-problems")))
    if cycle.is_closed:
        text = say("desk-closed", cycle=cycle.cycle_id)
        found.append(Message(text, "info", detail=say.attr("desk-closed", "mend")))
    elif taken is None:
        found.append(deadline(request, say, cycle))
    if taken is not None:
        at = moment(taken.receipt.received_at)
        text = say("desk-handed-in", cycle=cycle.cycle_id, number=taken.receipt.number, at=at)
        late = say("late-days", deadline=str(taken.deadline), days=taken.late_days)
        where = pieces.address(request, desk.RECEIPT, receipt=taken.receipt.record_id)
        found.append(Message(text, "info", where, at, late if taken.late_days else ""))
        found.append(_published(request, say, cycle, school, taken))
    return found


def deadline(request: Request, say: Words, cycle: Cycle) -> Message:
    """Until when is handed in for a cycle, of a school that has not yet."""
    today = days.today()
    line = say(
        "deadline-of-cycle",
        cycle=cycle.cycle_id,
        deadline=str(cycle.deadline),
        distance=days.distance(say, asdict(cycle), today),
    )
    is_past = days.days_after(cycle.deadline, today) > 0
    late = say.attr("deadline-of-cycle", "late")
    detail = late if is_past else say("desk-not-handed-in")
    return Message(line, "warning", forms.link(request, desk.HAND_IN), detail=detail)


def _published(
    request: Request, say: Words, cycle: Cycle, school: School, taken: KeptHandIn
) -> Message:
    """Since which snapshot a hand-in counts, with its score; or that it waits for the next one."""
    for one in reversed(published_snapshots(Settings.resolve())):
        if dt.datetime.fromisoformat(one.built_at) < taken.receipt.received_at:
            continue
        held = open_snapshot(one.path).rows(
            "select 1 from fct_records where record_id = $record", record=taken.receipt.record_id
        )
        if held:
            of = {"cycle": cycle.cycle_id, "school": school.school_id}
            where = forms.link(request, desk.RESULT, **of)
            at = moment(one.built_at)
            text = say("message-published", cycle=cycle.cycle_id, at=at)
            return Message(text, "info", where, at, link=say("desk-see-result"))
    return Message(say("message-not-published", cycle=cycle.cycle_id), "info")


# A reviewer


def _of_reviewer(request: Request, say: Words) -> list[Message]:
    """How many of the schools that were given to a reviewer wait for a first verified value."""
    cycle = cycle_in_hand(listing.cycles(permitted.looking()))
    snapshot = _snapshot()
    if cycle is None or snapshot is None or cycle.is_closed:
        return []
    schools = {one.school_id for one in listing.schools(permitted.looking(), cycle.cycle_id)}
    waiting = schools & marts.schools_to_review(snapshot, cycle.cycle_id)
    if not schools:
        return []
    target = forms.link(request, CHECKS, cycle=cycle.cycle_id)
    kind = "warning" if waiting else "info"
    text = say("message-to-review", cycle=cycle.cycle_id, given=len(schools), count=len(waiting))
    return [Message(text, kind, target)]


# How they are shown


def listed(say: Words, found: list[Message]) -> Markup:
    """Messages as a list: how grave, what, since when, and the way to it."""
    if not found:
        return pieces.notice(say, "messages-none", "empty")
    return Markup('<ul class="messages" id="messages">{}</ul>').format(
        Markup("").join(_item(say, one) for one in found)
    )


def _item(say: Words, one: Message) -> Markup:
    look = {"error": " bad", "warning": "", "info": " good"}[one.kind]
    tag = Markup('<span class="tag{}">{}</span>').format(look, say(f"message-{one.kind}"))
    text = Markup('<a href="{}">{}</a>').format(one.target, one.text) if one.target else one.text
    told = say("separator-clauses").join(part for part in (one.when, one.detail) if part)
    note = Markup('<br><span class="note">{}</span>').format(told) if told else ""
    return Markup("<li>{} {}{}</li>").format(tag, text, note)


_counted: dict[tuple[int | None, str], tuple[float, int]] = {}
_counting = threading.Lock()


def note_count(found: list[Message]) -> None:
    """Remember how many wait for whoever asks, for the bar."""
    with _counting:
        _counted[_who()] = time.monotonic(), sum(one.waits for one in found)


def count() -> int | None:
    """How many wait, as they were last read; None where that is not known, or long ago."""
    since, number = _counted.get(_who(), (0.0, 0))
    return number if since and time.monotonic() - since < COUNTED_SECONDS else None


def _who() -> tuple[int | None, str]:
    return person.person().number, str(Settings.resolve().home)
