"""The one door through which the dashboards reach ingest: settings, snapshots, uploads."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from duibiao.guide.editions import GuideFaults
from duibiao.people.acting import Acting
from duibiao.records.model import Basis, Cycle, Problem, Refused, School
from duibiao.records.settings import Settings
from duibiao.records.store import original_path, read_record, readable_records, record_paths
from duibiao.spreadsheets.confined import confined
from duibiao.spreadsheets.spreadsheet import SpreadsheetFault
from duibiao.warehouse import confined_query, documentation
from duibiao.warehouse import snapshot_files as files
from duibiao.warehouse.export import Format, column_word, disarmed, mart_word
from duibiao.warehouse.query import QueryResult
from duibiao.warehouse.scoring import SchoolScore, Scorer
from duibiao.warehouse.snapshot_files import snapshots
from duibiao.words import Words
from ingest.candidate import candidate_rows
from ingest.desk.short_list import Nomination
from ingest.desk.short_list import nominate as put_forward
from ingest.desk.short_list import nominations as nominations_of
from ingest.desk.short_list import withdraw_nomination as take_off_list
from ingest.desk.taking_back import take_back as take_back_hand_in
from ingest.door import Checked, Door, Receipt
from ingest.evidence.matching import EvidenceReading
from ingest.evidence.matching import check_evidence as look_at_evidence
from ingest.evidence.matching import keep_evidence as keep_files
from ingest.marking.marked import marked_in_language, marked_suffix
from ingest.register import KeptFile
from ingest.review.reading import counts
from ingest.review.workbooks import ReviewWorkbooks
from ingest.telling import ProblemText, UnderstoodText, problem_text, understood_text
from ingest.workbook.difference import Difference, DifferenceText, difference_text
from ingest.workbook.handed_in import HandIns
from ingest.workbook.signing_form import signing_form_bytes
from ingest.workbook.template import template_bytes as make_template

__all__ = [
    "LARGEST_FILE_ROWS",
    "LARGEST_QUERY_ROWS",
    "QUERY_SECONDS",
    "CheckOutcome",
    "DifferenceText",
    "EvidenceReading",
    "Format",
    "GuideFaults",
    "KeptFile",
    "Nomination",
    "ProblemText",
    "PublishedSnapshot",
    "QueryResult",
    "Receipt",
    "Refused",
    "SchoolScore",
    "SpreadsheetFault",
    "UnderstoodText",
    "build_failure",
    "build_information",
    "check_evidence",
    "check_file",
    "check_review",
    "column_word",
    "confirm",
    "csv_bytes",
    "cycles",
    "difference_texts",
    "documentation_path",
    "documentation_state",
    "evidence_file",
    "evidence_names",
    "evidence_of",
    "evidence_problem_texts",
    "hand_in_file",
    "keep_evidence",
    "load_review",
    "make_documentation",
    "marked_again",
    "marked_file",
    "marked_name",
    "mart_word",
    "nominate",
    "nominations",
    "open_snapshot",
    "original_file",
    "problem_texts",
    "published_snapshots",
    "query",
    "query_file",
    "review_counts",
    "review_workbook",
    "said_problems",
    "schools",
    "settings",
    "signing_form",
    "snapshot_in_force",
    "snapshot_path",
    "stored_problem_text",
    "take_back",
    "template_bytes",
    "understood_texts",
    "unmatched_evidence",
    "waiting_records",
    "withdraw_nomination",
]


UNMATCHED = "evidence-unmatched"
WAITING_READ = 200
"""So many of the records that wait for a build are read; the rest is only counted."""
LARGEST_QUERY_ROWS = confined_query.OF_PAGE.rows
LARGEST_FILE_ROWS = confined_query.OF_FILE.rows
QUERY_SECONDS = confined_query.OF_PAGE.seconds


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What became of a file: its fate, its problems, its receipt if it was kept, its score.

    `compared_with`: the record of the hand-in that was in force, to which the differences are.
    """

    checked: Checked
    score: SchoolScore | None
    compared_with: str | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, once the file was handed in."""
        return self.checked.receipt


def settings() -> Settings:
    """The settings of this process, from its environment."""
    return Settings.resolve()


def snapshot_path() -> Path | None:
    """The snapshot in force, or None before the first build."""
    return files.snapshot_path(settings())


def snapshot_in_force() -> files.InForce | None:
    """The snapshot that is shown, and why it is not the one that it should be."""
    return files.snapshot_in_force(settings())


def open_snapshot(path: Path) -> duckdb.DuckDBPyConnection:
    """A snapshot, opened read-only."""
    return files.connect(path)


@dataclass(frozen=True, slots=True)
class PublishedSnapshot:
    """A snapshot that is still kept: where it lies, its build, and when that was (UTC, ISO)."""

    path: Path
    build_id: str
    built_at: str


def published_snapshots() -> list[PublishedSnapshot]:
    """Every snapshot still kept, the newest first: the last ones and those of closed cycles."""
    found = []
    for path in reversed(snapshots(settings())):
        information = files.read_account(path)
        if information is None:
            # A build has just taken it away.
            continue
        found.append(PublishedSnapshot(path, information["build_id"], information["built_at"]))
    return found


def query(sql: str) -> QueryResult:
    """The first rows of an analyst's query, run in a child process. Raises Refused."""
    return confined_query.query(settings(), sql)


def query_file(sql: str, form: Format, words: Words) -> bytes:
    """The whole result of an analyst's query as a file. Raises Refused."""
    return confined_query.query_file(settings(), sql, form, words.language)


def build_information() -> dict[str, Any] | None:
    """What the build of the snapshot in force wrote down about itself."""
    return files.build_information(settings())


def build_failure() -> dict[str, Any] | None:
    """Why the newest build failed, or None."""
    return files.build_failure(settings())


def waiting_records() -> tuple[int, list[dict[str, Any]]]:
    """How many records came since the snapshot in force was built, and the first of them.

    Of each: kind, cycle_id, school_id and outcome (None where it says none). Before the first
    build every record waits.
    """
    paths = record_paths(settings())
    information = build_information()
    built = 0 if information is None else int(information["record_count"])
    names = ("kind", "cycle_id", "school_id", "outcome")
    newer = islice(paths.values(), built, built + WAITING_READ)
    return max(0, len(paths) - built), [
        {name: record.get(name) for name in names} for record in readable_records(newer)
    ]


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """A table as CSV that Excel opens as UTF-8 and of which it runs no cell as a formula."""
    target = BytesIO()
    disarmed(rows).write_csv(target, include_bom=True)
    return target.getvalue()


def documentation_state() -> str:
    """Whether the documentation of the warehouse is `ready`, `making`, `failed` or `none`."""
    return documentation.documentation_state(settings())


def documentation_path() -> Path:
    """Where the documentation of the warehouse lies once it is ready."""
    return documentation.documentation_path(settings())


def make_documentation() -> None:
    """Have the documentation made, in a process of its own; returns at once."""
    documentation.start_making(settings())


def check_file(content: bytes, file_name: str) -> CheckOutcome:
    """Check a school's workbook; nothing is kept. Raises GuideFaults where the guide is wrong."""
    door = Door.open(settings())
    checked = door.check_workbook(content, file_name)
    compared_with, found = door.differences(checked) or (None, [])
    return CheckOutcome(checked, score_of(door, checked), compared_with, found)


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


def hand_in_file(
    outcome: CheckOutcome, received_by: str, channel: str = "dashboard"
) -> CheckOutcome:
    """Keep a file that was checked, with what was confirmed of it, and give the receipt.

    It is checked once more: since then a cycle may have been closed or another file handed in.
    Raises GuideFaults and OSError.
    """
    before = outcome.checked
    reasons = {
        problem.subject: problem.confirmation for problem in before.problems if problem.confirmation
    }
    again = check_file(before.content, before.file_name)
    again = confirm(
        again,
        {
            at: reasons[problem.subject]
            for at, problem in enumerate(again.checked.problems)
            if problem.subject in reasons
        },
    )
    door = Door.open(settings())
    done = door.hand_in(again.checked, received_by=received_by, channel=channel)
    return replace(again, checked=done)


def marked_file(outcome: CheckOutcome, words: Words) -> bytes:
    """The sender's own workbook with the cells of its problems coloured and a list of them.

    Raises SpreadsheetFault for a file that cannot be marked.
    """
    return mark(outcome.checked, words)


def marked_name(sent_name: str, marked: bytes, words: Words) -> str:
    """The name under which a marked file goes back."""
    name = sent_name.rpartition(".")[0] or sent_name
    return words("marked-name", name=name) + marked_suffix(marked)


def mark(checked: Checked, say: Words) -> bytes:
    """The same of a checked file, made in a child process: it parses a stranger's bytes."""
    understood = checked.workbook.understood if checked.workbook else []
    return confined().call(
        marked_in_language, checked.content, checked.problems, say.language, understood
    )


def difference_texts(outcome: CheckOutcome, words: Words) -> list[DifferenceText]:
    """What a file changes against the hand-in in force, in one language."""
    return [difference_text(difference, words) for difference in outcome.differences]


def understood_texts(outcome: CheckOutcome, words: Words) -> list[UnderstoodText]:
    """What was taken although it was not written as asked, in one language."""
    reading = outcome.checked.workbook
    if reading is None:
        return []
    door = Door.open(settings())
    facts = door.guide.editions[reading.edition or ""].facts
    return [understood_text(cell, facts[cell.fact_id], words) for cell in reading.understood]


def signing_form(receipt: str) -> bytes:
    """The form to print, sign and seal of a hand-in in force. Raises Refused for another one."""
    door = Door.open(settings())
    path = record_paths(door.settings).get(receipt)
    record = None if path is None else read_record(path)
    if record is None or record["kind"] != "workbook":
        raise Refused("signing-form-unknown", receipt=receipt)
    pair = record["cycle_id"], record["school_id"]
    cycle, school = door.register.cycle(pair[0]), door.register.school(pair[1], pair[0])
    handed_in = HandIns(door.settings, door.register).in_force(*pair)
    if cycle is None or school is None or handed_in is None or handed_in.receipt_id != receipt:
        raise Refused("signing-form-unknown", receipt=receipt)
    return signing_form_bytes(door.guide.editions[cycle.edition], cycle, school, handed_in)


def original_file(receipt: str) -> tuple[Path, str]:
    """Where a workbook that was handed in lies, as it came, and its name. Raises Refused."""
    record = _workbook_record(receipt)
    original = record["original"]
    path = original_path(settings(), original["sha256"], original["suffix"])
    if not path.is_file():
        raise Refused("hand-in-file-gone", receipt=receipt)
    return path, str(record["file_name"])


def marked_again(receipt: str, words: Words) -> tuple[bytes, str]:
    """A workbook that was handed in, marked with what was told of it then, and a name for it.

    Raises Refused for one of which nothing was told, and for one that cannot be marked.
    """
    path, file_name = original_file(receipt)
    problems = [Problem(**problem) for problem in _workbook_record(receipt)["problems"]]
    if not problems:
        raise Refused("hand-in-file-unmarked", receipt=receipt)
    try:
        marked = confined().call(
            marked_in_language, path.read_bytes(), problems, words.language, []
        )
    except SpreadsheetFault as fault:
        raise Refused("hand-in-file-unmarkable", receipt=receipt) from fault
    return marked, marked_name(file_name, marked, words)


def _workbook_record(receipt: str) -> dict[str, Any]:
    """The record of a school's workbook; what the county handed in for many schools is none."""
    path = record_paths(settings()).get(receipt)
    record = None if path is None else read_record(path)
    if record is None or record["kind"] != "workbook":
        raise Refused("hand-in-file-unknown", receipt=receipt)
    return record


def check_evidence(
    cycle_id: str,
    school_id: str,
    uploads: Sequence[tuple[bytes, str]],
    proves: Mapping[str, Sequence[str]],
) -> EvidenceReading:
    """Look at files of evidence (content and name); nothing is kept.

    `proves`: by file name, the indicators that its sender says it proves; of others their names
    tell. Raises Refused.
    """
    door = Door.open(settings())
    edition = door.guide.editions[door.register.cycles[cycle_id].edition]
    reading = EvidenceReading(cycle_id, school_id)
    for content, name in uploads:
        one = look_at_evidence(
            door.register,
            edition,
            cycle_id,
            school_id,
            [(content, name)],
            proves=proves.get(name, ()),
        )
        reading.files += [match for match in one.files if match not in reading.files]
        reading.problems += one.problems
    return reading


def unmatched_evidence(reading: EvidenceReading) -> list[str]:
    """The names of the files of which nobody knows what they prove."""
    return [problem.found or "" for problem in reading.problems if problem.code == UNMATCHED]


def evidence_problem_texts(
    reading: EvidenceReading, words: Words, asked: Collection[str]
) -> list[ProblemText]:
    """What is wrong with files of evidence, but what is asked of these names, in one language."""
    return [
        problem_text(problem, words)
        for problem in reading.problems
        if not (problem.code == UNMATCHED and problem.found in asked)
    ]


def keep_evidence(reading: EvidenceReading, received_by: str) -> str | None:
    """Keep files that were looked at; the record's identifier, None if all were here already."""
    door = Door.open(settings())
    record = keep_files(
        door.settings, door.register, reading, received_by=received_by, channel="dashboard"
    )
    return None if record is None else str(record["record_id"])


def evidence_of(cycle_id: str, school_id: str) -> list[KeptFile]:
    """The files of evidence of a school that are in force, those of this minute with them."""
    return Door.open(settings()).register.evidence(cycle_id, school_id)


def evidence_names(cycle_id: str) -> dict[str, str]:
    """The indicators of a cycle's edition by code, in the guide's order."""
    door = Door.open(settings())
    edition = door.guide.editions[door.register.cycles[cycle_id].edition]
    return {indicator.indicator_id: indicator.name_zh for indicator in edition.indicators}


def evidence_file(cycle_id: str, school_id: str, sha256: str) -> tuple[Path, str, str] | None:
    """Where a file of evidence lies, its name and media type; None where there is none such."""
    for kept in evidence_of(cycle_id, school_id):
        if kept.sha256 == sha256:
            path = original_path(settings(), kept.sha256, kept.suffix)
            return (path, kept.file_name, kept.media_type) if path.is_file() else None
    return None


def take_back(receipt: str, reason: str, received_by: str) -> None:
    """Take a school's hand-in back. Raises Refused where the county has looked at it already."""
    take_back_hand_in(Acting(settings(), received_by, "dashboard"), receipt, reason)


def nominations(cycle_id: str) -> list[Nomination]:
    """Every nomination of a cycle, oldest first, those of this minute with them."""
    return nominations_of(Acting(settings(), "", "dashboard"), cycle_id)


def nominate(
    cycle_id: str, school_id: str, tier: str, reason: str, basis: Basis, received_by: str
) -> Nomination:
    """Put a school forward for a tier. Raises Refused where that cannot be, and OSError."""
    acting = Acting(settings(), received_by, "dashboard")
    return put_forward(acting, cycle_id, school_id, tier, reason, basis=basis)


def withdraw_nomination(record_id: str, reason: str, received_by: str) -> Nomination:
    """Take a school off the list. Raises Refused for one that is not on it, and OSError."""
    return take_off_list(Acting(settings(), received_by, "dashboard"), record_id, reason)


def review_workbook(cycle_id: str, school_id: str, words: Words) -> bytes:
    """The workbook in which reviewers verify what a school said.

    Raises KeyError for an unknown cycle or school.
    """
    return ReviewWorkbooks(Door.open(settings()), cycle_id, words.language).of(school_id)


def check_review(content: bytes, file_name: str) -> CheckOutcome:
    """Check what reviewers filled in; nothing is kept. Raises GuideFaults."""
    return CheckOutcome(Door.open(settings()).check_review(content, file_name), score=None)


def load_review(outcome: CheckOutcome, received_by: str) -> CheckOutcome:
    """Keep a review that was checked; it is checked once more. Raises GuideFaults and OSError."""
    door = Door.open(settings())
    again = door.check_review(outcome.checked.content, outcome.checked.file_name)
    return CheckOutcome(
        door.hand_in(again, received_by=received_by, channel="dashboard"), score=None
    )


def review_counts(outcome: CheckOutcome) -> tuple[str | None, dict[str, int]]:
    """The school of a review, and how many answers it verifies (`verified`, `agreed`, `none`)."""
    table = outcome.checked.table
    if table is None or table.rows.is_empty():
        return None, dict.fromkeys(("verified", "agreed", "none"), 0)
    return str(table.rows["school_id"][0]), counts(table)


def template_bytes(cycle_id: str, school_id: str) -> bytes:
    """A school's workbook for a cycle. Raises KeyError for an unknown cycle or school."""
    return template_of(Door.open(settings()), cycle_id, school_id)


def template_of(door: Door, cycle_id: str, school_id: str) -> bytes:
    """A school's workbook for a cycle, with last cycle's values beside."""
    cycle = door.register.cycles[cycle_id]
    school = door.register.school(school_id, cycle_id)
    if school is None:
        raise KeyError(school_id)
    previous = door.register.previous_answers(school_id, cycle_id)
    return make_template(
        door.guide.editions[cycle.edition], door.guide.codes, cycle, school, previous
    )


def cycles() -> list[Cycle]:
    """Every cycle, the newest first."""
    register = Door.open(settings()).register
    return sorted(register.cycles.values(), key=lambda cycle: cycle.ends_on, reverse=True)


def schools(cycle_id: str) -> list[School]:
    """The schools that are to hand in for a cycle, by identifier."""
    register = Door.open(settings()).register
    return sorted(register.schools_by_cycle(cycle_id).values(), key=lambda school: school.school_id)


def problem_texts(outcome: CheckOutcome, words: Words) -> list[ProblemText]:
    """The problems of a file in one language."""
    return [problem_text(problem, words) for problem in outcome.checked.problems]


def said_problems(problems: Sequence[Problem], words: Words) -> list[ProblemText]:
    """Problems of answers that stand in no file, in one language."""
    return [problem_text(problem, words) for problem in problems]


def stored_problem_text(row: Mapping[str, Any], words: Words) -> ProblemText:
    """A row of fct_load_problems in one language."""
    names = ("code", "severity", "sheet", "cell", "line", "found", "confirmation")
    place = {name: row[name] for name in names}
    return problem_text(Problem(**place, parameters=json.loads(row["parameters"] or "{}")), words)


_scorers: dict[tuple[Path, bytes], Scorer] = {}
_scorers_lock = threading.Lock()


def score_of(door: Door, checked: Checked) -> SchoolScore | None:
    """The score a checked workbook has under the door's guide; None before the first build."""
    path = files.snapshot_path(door.settings)
    if path is None or checked.workbook is None or checked.fate == "refused":
        return None
    key = path, door.guide.canonical_bytes()
    with _scorers_lock:
        if key not in _scorers:
            _scorers.clear()
            _scorers[key] = Scorer.of_snapshot(path, door.guide)
        scorer = _scorers[key]
    reading = checked.workbook
    if reading.has_errors or reading.cycle_id is None or reading.school_id is None:
        return None
    rows = candidate_rows(reading, door.register)
    return scorer.score(reading.cycle_id, reading.school_id, rows)
