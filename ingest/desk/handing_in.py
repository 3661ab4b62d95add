"""Files are checked and handed in, come back marked, and can be fetched."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Problem, Refused, School
from duibiao.records.store import original_path, read_record, record_paths
from duibiao.spreadsheets.extraction import in_child
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.warehouse.scoring import SchoolScore
from duibiao.words import Words
from duibiao.words.figures import LOCAL_TIME
from ingest.asking_back import score_of
from ingest.door import Checked, Door, Receipt, find_files
from ingest.judging import self_pairs
from ingest.long_form.changes import Change, change_text, counts_text
from ingest.marking.marked import marked_in_language, marked_suffix
from ingest.receipts import receipt_number, record_meant
from ingest.register import Register, school_or_code
from ingest.telling import (
    ProblemGroup,
    ProblemText,
    UnderstoodText,
    became_text,
    late_text,
    problem_text,
    question_text,
    understood_text,
)
from ingest.telling import problem_groups as groups_of
from ingest.workbook.difference import Difference, DifferenceText, difference_text

__all__ = [
    "ChangeText",
    "CheckOutcome",
    "DifferenceText",
    "KeptHandIn",
    "ProblemGroup",
    "ProblemText",
    "Receipt",
    "UnderstoodText",
    "became",
    "change_texts",
    "check_file",
    "check_files",
    "confirm",
    "difference_texts",
    "files_in",
    "hand_in_file",
    "kept_hand_in",
    "last_hand_ins",
    "late_said",
    "load_files",
    "marked_again",
    "marked_file",
    "marked_name",
    "original_file",
    "problem_groups",
    "problem_texts",
    "question_texts",
    "receipt_number",
    "said_problems",
    "standing",
    "stored_problem_text",
    "understood_texts",
]


@dataclass(frozen=True, slots=True)
class ChangeText:
    """What is said of a school or cycle otherwise than before, in one language.

    `change`: None for a school in force that a file does not name.
    """

    change: Change | None
    identifier: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What became of a file: its fate, its problems, its receipt if it was kept, its score.

    `compared_with`: the record of the hand-in that was in force, to which the differences are.
    `taken`: what a table of answers hands in, once it was loaded.
    """

    checked: Checked
    score: SchoolScore | None = None
    compared_with: str | None = None
    differences: list[Difference] = field(default_factory=list)
    taken: TakenTable | None = None

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, once the file was handed in."""
        return self.checked.receipt


class TakenTable(NamedTuple):
    """A table of answers that was taken: its file, the hash of it, and whose hand-ins it holds."""

    file_name: str
    sha256: str
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptHandIn:
    """A hand-in as its record tells it, whenever that is read again.

    `source`: `workbook`, or the kind of the county's table that it stands in. `late_days`: days
    after the deadline, 0 for in time. `problems`: what was told of it then.
    """

    receipt: Receipt
    source: str
    file_name: str
    cycle_id: str | None
    school_id: str | None
    school_name: str
    outcome: str
    is_in_force: bool
    is_withdrawn: bool
    deadline: dt.date | None
    late_days: int
    problems: list[Problem]

    @property
    def is_refused(self) -> bool:
        """Whether it was not taken."""
        return self.outcome == "refused"


def check_file(acting: Acting, content: bytes, file_name: str) -> CheckOutcome:
    """Check a school's workbook; nothing is kept. Raises GuideFaults where the guide is wrong."""
    ask_for_some(acting, "check")
    door = Door.open(acting.settings)
    checked = door.check_workbook(content, file_name)
    _ask_for_school(acting, "check", door.register, checked)
    return _outcome(door, checked)


def check_files(
    acting: Acting, paths: Sequence[Path], *, opening: Callable[[int], object] | None = None
) -> Iterator[tuple[Path, CheckOutcome]]:
    """Check files of any kind that the door takes, one after another; nothing is kept.

    `opening` is told how many are opened. Raises GuideFaults where the guide is wrong.
    """
    ask(acting, "check")
    door = Door.open(acting.settings)
    for path, checked in door.check_all(paths, opening=opening):
        yield path, _outcome(door, checked)


def load_files(
    acting: Acting,
    paths: Sequence[Path],
    *,
    confirmed: bool | Collection[Path] = False,
    without: Collection[Path] = (),
) -> Iterator[tuple[Path, CheckOutcome]]:
    """Check and keep files of any kind that the door takes, one after another.

    `confirmed`: every file is meant that says much less than the one it replaces, or each of these.
    `without`: files, also in a zip, that are left alone as if they had not come.
    Raises GuideFaults, and OSError where the disk does not take one: it has no receipt then.
    """
    acting = ask(acting, "load")
    door = Door.open(acting.settings)
    for path, checked in door.check_all(paths, without):
        is_meant = confirmed if isinstance(confirmed, bool) else path in confirmed
        kept = _kept(acting, door, checked, is_meant)
        yield path, CheckOutcome(kept, taken=_taken(door, kept))


def _taken(door: Door, checked: Checked) -> TakenTable | None:
    """What a table of answers hands in, None where it was not taken or no school hands in by it."""
    if checked.table is None or checked.table.kind != "answers" or checked.receipt is None:
        return None
    pairs = list(self_pairs(checked.table, door.guide, door.register))
    return TakenTable(checked.file_name, checked.receipt.sha256, pairs) if pairs else None


def standing(acting: Acting, tables: Sequence[TakenTable]) -> list[tuple[str, int, int]]:
    """Of each table of answers that was taken: its file, how many schools hand in by it, and for
    how many of them it is in force now. Raises GuideFaults where the guide is wrong.
    """
    ask(acting, "load")
    register = Door.open(acting.settings).register
    found = []
    for table in tables:
        in_force = [register.in_force(*pair) for pair in table.pairs]
        count = sum(one is not None and one.sha256 == table.sha256 for one in in_force)
        found.append((table.file_name, len(table.pairs), count))
    return found


def files_in(acting: Acting, places: Sequence[Path]) -> list[Path]:
    """The files that are named or lie in the folders named, in the order to load them in."""
    ask(acting, "load")
    return find_files(places)


def confirm(outcome: CheckOutcome, reasons: Mapping[int, str]) -> CheckOutcome:
    """A checked file of which some warnings, by their place in the list, stand for a reason."""
    reading = outcome.checked.workbook
    assert reading is not None
    problems = [
        replace(problem, confirmation=reasons.get(at, problem.confirmation))
        for at, problem in enumerate(reading.problems)
    ]
    checked = replace(outcome.checked, workbook=replace(reading, problems=problems))
    return replace(outcome, checked=checked)


def hand_in_file(acting: Acting, outcome: CheckOutcome, *, confirmed: bool = False) -> CheckOutcome:
    """Keep a file that was checked, with what was confirmed of it, and give the receipt.

    `confirmed`: what the file asks back (`outcome.checked.questions`) was answered with yes; else
    one with questions is not kept, and its fate is `unconfirmed`. A refused one is kept too.
    It is checked once more: since then a cycle may have been closed or another file handed in.
    Raises GuideFaults and OSError.
    """
    ask_for_some(acting, "hand_in")
    before = outcome.checked
    reasons = {
        problem.subject: problem.confirmation for problem in before.problems if problem.confirmation
    }
    door = Door.open(acting.settings)
    checked = door.check_workbook(before.content, before.file_name)
    acting = _ask_for_school(acting, "hand_in", door.register, checked)
    again = _outcome(door, checked)
    again = confirm(
        again,
        {
            at: reasons[problem.subject]
            for at, problem in enumerate(again.checked.problems)
            if problem.subject in reasons
        },
    )
    return replace(again, checked=_kept(acting, door, again.checked, confirmed))


def marked_file(outcome: CheckOutcome, words: Words) -> bytes:
    """The sender's own file with the cells of its problems coloured and a list of them.

    It is made in a child process: it parses a stranger's bytes. Raises SpreadsheetFault for a file
    that cannot be marked.
    """
    checked = outcome.checked
    if checked.part is not None:
        # No spreadsheet program opens the whole, and in the part its lines have other numbers.
        raise SpreadsheetFault("table-too-large")
    understood = checked.workbook.understood if checked.workbook else []
    nameless = None if checked.table is None else words(f"table-kind-{checked.table.kind}")
    return in_child(
        marked_in_language,
        checked.content,
        checked.problems,
        words.language,
        understood,
        nameless,
    )


def marked_name(sent_name: str, marked: bytes, words: Words) -> str:
    """The name under which a marked file goes back."""
    name = sent_name.rpartition(".")[0] or sent_name
    return words("marked-name", name=name) + marked_suffix(marked)


def original_file(acting: Acting, receipt: str) -> tuple[Path, str]:
    """Where a workbook that was handed in lies, as it came, and its name. Raises Refused."""
    ask_for_some(acting, "read_hand_in")
    return _original(acting, _workbook_record(acting, receipt), receipt)


def _original(acting: Acting, record: Mapping[str, Any], receipt: str) -> tuple[Path, str]:
    original = record["original"]
    path = original_path(acting.settings, original["sha256"], original["suffix"])
    if not path.is_file():
        raise Refused("hand-in-file-gone", receipt=receipt)
    return path, str(record["file_name"])


def kept_hand_in(acting: Acting, receipt: str) -> KeptHandIn:
    """A workbook that was handed in, by its record or the number of its receipt. Raises Refused."""
    ask_for_some(acting, "read_hand_in")
    record = _workbook_record(acting, receipt)
    return _told(Register.open(acting.settings), record)


def last_hand_ins(
    acting: Acting, cycle_id: str, school_id: str
) -> tuple[KeptHandIn | None, KeptHandIn | None]:
    """A school's hand-in that is in force, and a workbook that was refused after it, if any."""
    ask_for_some(acting, "see_waiting")
    register = Register.open(acting.settings)
    ask(acting, "see_waiting", cycle_id, school_or_code(register, cycle_id, school_id))
    in_force = register.in_force(cycle_id, school_id)
    refused = register.last_refused(cycle_id, school_id)
    if refused is not None and in_force is not None and refused["record_id"] < in_force.record_id:
        refused = None
    if in_force is None:
        return None, None if refused is None else _told(register, refused)
    record = read_record(record_paths(acting.settings)[in_force.record_id])
    taken = _told(register, record | {"cycle_id": cycle_id, "school_id": school_id})
    return taken, None if refused is None else _told(register, refused)


def _told(register: Register, record: Mapping[str, Any]) -> KeptHandIn:
    cycle_id, school_id = record.get("cycle_id"), record.get("school_id")
    received_at = dt.datetime.fromisoformat(record["received_at"])
    receipt = Receipt(record["record_id"], received_at, record["original"]["sha256"])
    cycle = None if cycle_id is None else register.cycle_of(cycle_id, school_id or "")
    school, is_in_force, is_withdrawn = None, False, False
    if cycle_id is not None and school_id is not None:
        school = register.school(school_id, cycle_id) if cycle is not None else None
        in_force = register.in_force(cycle_id, school_id)
        is_in_force = in_force is not None and in_force.record_id == receipt.record_id
        is_withdrawn = register.is_withdrawn(receipt.record_id, cycle_id, school_id)
    deadline = None if cycle is None else cycle.deadline
    day = received_at.astimezone(LOCAL_TIME).date()
    is_workbook = record["kind"] == "workbook"
    return KeptHandIn(
        receipt=receipt,
        source=record["kind"],
        file_name=record["file_name"],
        cycle_id=cycle_id,
        school_id=school_id,
        school_name=school_id or "" if school is None else school.name_zh,
        outcome=record["outcome"],
        is_in_force=is_in_force,
        is_withdrawn=is_withdrawn,
        deadline=deadline,
        late_days=0 if deadline is None else max(0, (day - deadline).days),
        problems=[Problem(**each) for each in record["problems"]] if is_workbook else [],
    )


def marked_again(acting: Acting, receipt: str, words: Words) -> tuple[bytes, str]:
    """A workbook that was handed in, marked with what was told of it then, and a name for it.

    Raises Refused for one of which nothing was told, and for one that cannot be marked.
    """
    ask_for_some(acting, "read_hand_in")
    record = _workbook_record(acting, receipt)
    path, file_name = _original(acting, record, receipt)
    problems = [Problem(**problem) for problem in record["problems"]]
    if not problems:
        raise Refused("hand-in-file-unmarked", receipt=receipt)
    try:
        marked = in_child(marked_in_language, path.read_bytes(), problems, words.language, [])
    except SpreadsheetFault as fault:
        raise Refused("hand-in-file-unmarkable", receipt=receipt) from fault
    return marked, marked_name(file_name, marked, words)


def change_texts(
    acting: Acting, outcome: CheckOutcome, words: Words
) -> tuple[str, list[ChangeText]] | None:
    """What a table of schools or cycles changes against what is in force, in one language.

    The counts in a line, then each change; None for another kind of file, and for one that is
    refused or here already. Raises GuideFaults where the guide is wrong.
    """
    ask_for_some(acting, "check")
    changes = outcome.checked.changes
    if changes is None:
        return None
    guide = Door.open(acting.settings).guide
    texts = [
        ChangeText(
            change,
            change.identifier,
            change.name,
            change_text(change, changes.names, guide, words),
        )
        for change in changes.changes
    ]
    texts += [
        ChangeText(None, school_id, name, words("change-vanished"))
        for school_id, name in changes.vanished
    ]
    return counts_text(changes, words), texts


def difference_texts(outcome: CheckOutcome, words: Words) -> list[DifferenceText]:
    """What a file changes against the hand-in in force, in one language."""
    return [difference_text(difference, words) for difference in outcome.differences]


def understood_texts(acting: Acting, outcome: CheckOutcome, words: Words) -> list[UnderstoodText]:
    """What was taken although it was not written as asked, in one language."""
    ask_for_some(acting, "check")
    reading = outcome.checked.workbook
    if reading is None or not reading.understood:
        return []
    facts = Door.open(acting.settings).guide.editions[reading.edition or ""].facts
    return [understood_text(cell, facts[cell.fact_id], words) for cell in reading.understood]


def problem_texts(outcome: CheckOutcome, words: Words) -> list[ProblemText]:
    """The problems of a file in one language."""
    return [problem_text(problem, words) for problem in outcome.checked.problems]


def problem_groups(outcome: CheckOutcome, words: Words) -> list[ProblemGroup]:
    """The problems of a file in one language, those that are alike as one with its rows."""
    return groups_of(outcome.checked.problems, words)


def question_texts(outcome: CheckOutcome, words: Words) -> list[str]:
    """What a file asks back, to be confirmed before it is kept, in one language."""
    return [question_text(question, words) for question in outcome.checked.questions]


def late_said(outcome: CheckOutcome, words: Words) -> str | None:
    """That a hand-in is late, and by how many days; None for one in time."""
    return late_text(outcome.checked, words)


def became(outcome: CheckOutcome, group: ProblemGroup, words: Words) -> str | None:
    """What became of the line, school or file that a problem is told of; None for a warning."""
    return became_text(outcome.checked, outcome.checked.problems[group.problems[0]], words)


def said_problems(problems: Sequence[Problem], words: Words) -> list[ProblemText]:
    """Problems of answers that stand in no file, in one language."""
    return [problem_text(problem, words) for problem in problems]


def stored_problem_text(row: Mapping[str, Any], words: Words) -> ProblemText:
    """A row of fct_load_problems in one language."""
    names = ("code", "severity", "sheet", "cell", "line", "found", "confirmation")
    place = {name: row[name] for name in names}
    return problem_text(Problem(**place, parameters=json.loads(row["parameters"] or "{}")), words)


def _outcome(door: Door, checked: Checked) -> CheckOutcome:
    compared_with, found = door.differences(checked) or (None, [])
    score, reading = checked.score, checked.workbook
    if score is None and reading is not None and checked.fate != "refused":
        score = score_of(door.guide, door.register, reading)
    return CheckOutcome(checked, score, compared_with, found)


def _kept(acting: Acting, door: Door, checked: Checked, confirmed: bool) -> Checked:
    return door.hand_in(
        checked, received_by=acting.name, channel=acting.channel, confirmed=confirmed
    )


def _workbook_record(acting: Acting, receipt: str) -> dict[str, Any]:
    """The record of a school's workbook; what the county handed in for many schools is none."""
    paths = record_paths(acting.settings)
    record_id = record_meant(paths, receipt)
    record = None if record_id is None else read_record(paths[record_id])
    if record is None or record["kind"] != "workbook":
        raise Refused("hand-in-file-unknown", receipt=receipt)
    cycle_id, school_id = record.get("cycle_id"), record.get("school_id")
    school = None
    if cycle_id is not None and school_id is not None:
        school = school_or_code(Register.open(acting.settings), cycle_id, school_id)
    ask(acting, "read_hand_in", cycle_id, school, about=receipt)
    return record


def _ask_for_school(acting: Acting, action: str, register: Register, checked: Checked) -> Acting:
    """Whether she may do it with the school that a workbook names; one that names none is hers."""
    reading = checked.workbook
    if reading is None or reading.school_id is None:
        return ask_for_some(acting, action)
    cycle_id = reading.cycle_id
    school: School | str = reading.school_id
    if cycle_id is not None:
        school = school_or_code(register, cycle_id, reading.school_id)
    return ask(acting, action, cycle_id, school)
