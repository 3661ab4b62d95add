"""The workbooks that schools fill in, reviewers verify in, and heads sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some, narrowed
from duibiao.records.model import Cycle, Refused, School
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse import asked, jobs
from duibiao.words import DEFAULT_LANGUAGE, words
from ingest.door import Door
from ingest.register import cycle_in_question, cycle_or_code, school_or_code
from ingest.review.workbooks import ReviewWorkbooks
from ingest.values.given_points import is_fit_for_a_rater, rater_code
from ingest.workbook.handed_in import HandIns
from ingest.workbook.many_files import ZIP, Made, beside, file_name, fit_name, write_all
from ingest.workbook.signing_form import signing_form_bytes
from ingest.workbook.template import template_bytes as make_template

__all__ = [
    "FORMS",
    "ZIP",
    "Forms",
    "Made",
    "asks_for_raters",
    "beside",
    "file_name",
    "make_all",
    "rater_named",
    "review_workbook",
    "review_workbooks",
    "signing_form",
    "signing_forms",
    "start_making",
    "template_bytes",
    "templates",
    "write_all",
]

FORMS: dict[Made, str] = {
    "workbooks": "fetch_form",
    "reviews": "fetch_review",
    "signing": "read_hand_in",
}
"""What is made for many schools at once, and the action of the policy that it takes."""
MAKE = "make-forms"
"""The kind of the job that makes them."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms to write, one a school: `make` gives a school's workbook as bytes.

    `left_out`: how many schools get none, because they have handed nothing in.
    """

    cycle: Cycle
    schools: list[School]
    make: Callable[[School], bytes]
    left_out: int = 0


def start_making(
    acting: Acting, kind: Made, cycle_id: str, language: str, rater: str | None = None
) -> jobs.Job:
    """Begin to make forms of every school of a cycle, in a zip. Raises Refused, OSError.

    `rater`: whose points review sheets take (None: the office's).
    """
    ask_for_some(acting, "fetch_table")
    # What cannot be is refused where it is asked for.
    found = _forms_of(acting, kind, cycle_id, language, rater)
    return jobs.start(
        acting,
        FORMS[kind],
        MAKE,
        "ingest.desk.forms:make_all",
        {"kind": kind, "cycle_id": cycle_id, "language": language, "rater": rater},
        about={"kind": kind, "cycle": cycle_id, "count": str(len(found.schools))},
    )


def _forms_of(acting: Acting, kind: Made, cycle_id: str, language: str, rater: str | None) -> Forms:
    if kind == "workbooks":
        return templates(acting, cycle_id, None)
    if kind == "signing":
        return signing_forms(acting, cycle_id, None, language)
    return review_workbooks(acting, cycle_id, None, language, rater)


def make_all(
    acting: Acting,
    progress: jobs.Progress,
    kind: Made,
    cycle_id: str,
    language: str,
    rater: str | None,
) -> dict[str, Any]:
    """The job that makes forms of every school of a cycle: how many, of whom none could be made,
    and how many schools have handed nothing in. Raises Refused, OSError, Stopped.
    """
    ask_for_some(acting, "fetch_table")
    say = words(language)
    found = _forms_of(acting, kind, cycle_id, language, rater)

    def each(schools: Iterable[School]) -> Iterator[School]:
        for done, school in enumerate(schools):
            progress.step(done, len(found.schools), "make-forms")
            yield school

    name = say(f"make-forms-{kind}", cycle=cycle_id) + (f"_{rater}" if rater else "")
    target = progress.folder / f"{fit_name(name)}{ZIP}"
    aside = beside(kind, say, rater)
    count, failed = write_all(found.cycle, found.schools, found.make, target, aside, each)
    names = [one.school_id for one in failed]
    return {"count": count, "failed": names, "left_out": found.left_out}


def template_bytes(acting: Acting, cycle_id: str, school_id: str) -> bytes:
    """A school's workbook for a cycle, with last cycle's values beside.

    Raises KeyError for an unknown cycle or school.
    """
    ask_for_some(acting, "fetch_form")
    door = Door.open(acting.settings)
    ask(acting, "fetch_form", cycle_id, school_or_code(door.register, cycle_id, school_id))
    return _template(door, cycle_id, school_id)


def templates(acting: Acting, cycle_id: str | None, school_id: str | None) -> Forms:
    """The workbooks of a cycle (None: the newest open one), of one school or of all.

    Raises Refused for an unknown cycle or school.
    """
    ask_for_some(acting, "fetch_form")
    door = Door.open(acting.settings)
    cycle, known = _chosen(door, cycle_id, school_id)
    schools = narrowed(acting, "fetch_form", cycle.cycle_id, known)
    return Forms(cycle, schools, lambda one: _template(door, cycle.cycle_id, one.school_id))


def signing_form(acting: Acting, receipt: str) -> bytes:
    """The form to print, sign and seal of a hand-in in force. Raises Refused for another one."""
    ask_for_some(acting, "read_hand_in")
    door = Door.open(acting.settings)
    path = record_paths(door.settings).get(receipt)
    record = None if path is None else read_record(path)
    if record is None or record["kind"] != "workbook":
        raise Refused("signing-form-unknown", receipt=receipt)
    pair = record["cycle_id"], record["school_id"]
    ask(acting, "read_hand_in", pair[0], school_or_code(door.register, *pair))
    cycle, school = door.register.cycle(pair[0]), door.register.school(pair[1], pair[0])
    handed_in = HandIns(door.settings, door.register).in_force(*pair)
    if cycle is None or school is None or handed_in is None or handed_in.receipt_id != receipt:
        raise Refused("signing-form-unknown", receipt=receipt)
    return signing_form_bytes(door.guide.editions[cycle.edition], cycle, school, handed_in)


def signing_forms(
    acting: Acting,
    cycle_id: str | None,
    school_id: str | None,
    language: str = DEFAULT_LANGUAGE,
) -> Forms:
    """The forms to sign of what was handed in, of one school or of all that have.

    Raises Refused for an unknown cycle or school, and where nothing was handed in.
    """
    ask_for_some(acting, "read_hand_in")
    door = Door.open(acting.settings)
    cycle, known = _chosen(door, cycle_id, school_id)
    known = narrowed(acting, "read_hand_in", cycle.cycle_id, known)
    schools = _handed_in(door, cycle, known)
    if not schools:
        named = school_id or "--all"
        raise Refused("signing-nothing-handed-in", school=named, cycle=cycle.cycle_id)
    edition = door.guide.editions[cycle.edition]
    hand_ins = HandIns(door.settings, door.register)

    def make(one: School) -> bytes:
        handed_in = hand_ins.in_force(cycle.cycle_id, one.school_id)
        assert handed_in is not None
        return signing_form_bytes(edition, cycle, one, handed_in, language)

    return Forms(cycle, schools, make, len(known) - len(schools))


def review_workbook(
    acting: Acting, cycle_id: str, school_id: str, language: str, rater: str | None = None
) -> bytes:
    """The workbook in which reviewers verify what a school said, and give points.

    `rater`: whose points it takes (None: the office's). Raises KeyError for an unknown cycle or
    school, Refused for what is no code of a rater.
    """
    ask_for_some(acting, "fetch_review")
    door = Door.open(acting.settings)
    cycle = cycle_or_code(door.register, cycle_id)
    ask(acting, "fetch_review", cycle, school_or_code(door.register, cycle_id, school_id))
    return ReviewWorkbooks(door, cycle_id, language, _known_rater(rater)).of(school_id)


def rater_named(acting: Acting, rater: str | None) -> str | None:
    """A rater's code as it is kept, None for none. Raises Refused for what is none."""
    ask_for_some(acting, "fetch_review")
    return _known_rater(rater)


def _known_rater(rater: str | None) -> str | None:
    code = rater_code(rater)
    if code is not None and not is_fit_for_a_rater(code):
        raise Refused("review-rater-unfit", rater=code)
    return code


def asks_for_raters(acting: Acting, cycle_id: str) -> bool:
    """Whether the guide of a cycle lets raters give points."""
    ask_for_some(acting, "fetch_review")
    door = Door.open(acting.settings)
    edition = door.guide.editions.get(door.register.cycles[cycle_id].edition)
    return edition is not None and bool(edition.given_rules)


def review_workbooks(
    acting: Acting,
    cycle_id: str | None,
    school_id: str | None,
    language: str,
    rater: str | None = None,
) -> Forms:
    """The workbooks to review, of one school or of all that have handed in.

    `rater`: whose points they take (None: the office's). Raises Refused for an unknown cycle or
    school, for what is no code of a rater, and where nobody has handed in.
    """
    ask_for_some(acting, "fetch_review")
    door = Door.open(acting.settings)
    cycle, known = _chosen(door, cycle_id, school_id)
    known = narrowed(acting, "fetch_review", cycle, known)
    schools = known if school_id is not None else _handed_in(door, cycle, known)
    if not schools:
        raise Refused("review-template-none", cycle=cycle.cycle_id)
    books = ReviewWorkbooks(door, cycle.cycle_id, language, _known_rater(rater))
    return Forms(cycle, schools, lambda one: books.of(one.school_id), len(known) - len(schools))


def _template(door: Door, cycle_id: str, school_id: str) -> bytes:
    cycle = door.register.cycle_of(cycle_id, school_id)
    school = door.register.school(school_id, cycle_id)
    if cycle is None or school is None:
        raise KeyError(school_id)
    previous = door.register.previous_answers(school_id, cycle_id)
    return make_template(door.guide.editions[cycle.edition], cycle, school, previous)


def _chosen(door: Door, cycle_id: str | None, school: str | None) -> tuple[Cycle, list[School]]:
    """The cycle, and the school named (by code, name or a part of it) or every school of it."""
    cycle_id = cycle_in_question(door.register, cycle_id)
    schools = door.register.schools_by_cycle(cycle_id)
    codes = sorted(schools)
    if school is not None:
        known = [(code, schools[code].name_zh) for code in codes]
        codes = [asked.one_school(known, school, cycle_id)[0]]
    return door.register.cycles[cycle_id], [schools[code] for code in codes]


def _handed_in(door: Door, cycle: Cycle, schools: list[School]) -> list[School]:
    return [one for one in schools if door.register.in_force(cycle.cycle_id, one.school_id)]
