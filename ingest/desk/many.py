"""Many files at once: all are checked and told of one by one, then those chosen are taken in.

Each step is a job. Between the two nothing is remembered but the files: what is taken is checked
once more, as everywhere, since meanwhile others may have handed in.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from duibiao.people.acting import Acting
from duibiao.people.policy import ask_for_some
from duibiao.records.model import Problem, Refused
from duibiao.records.store import make_folder, write_durably
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.warehouse import jobs
from duibiao.words import Words, words
from duibiao.words.figures import moment
from ingest.checked import Question
from ingest.desk import handing_in, reviewing
from ingest.desk.handing_in import CheckOutcome
from ingest.receipts import receipt_number
from ingest.register import Register
from ingest.telling import ProblemGroup, problem_groups, question_text
from ingest.workbook.many_files import fit_name

Way = Literal["files", "reviews"]
"""Whatever the door takes, or what reviewers filled in alone."""
ACTIONS: dict[Way, tuple[str, str]] = {
    "files": ("check", "load"),
    "reviews": ("check_review", "review"),
}
"""What of the policy it takes to check them, and to take them in."""
CHECK, TAKE = "many-check", "many-take"
"""The kinds of the two jobs."""
TOLD, MARKED, NAMED = "told.json", "marked", "named"
RIVALS, LEFT_OUT = "several-files-of-school", "left_out"
NEVER_MEANT = ("~$", ".")
"""How names begin of what programs and systems leave beside files."""
RECEIPTS_SHEET = (
    *("file", "kind", "school", "name", "cycle"),
    *("fate", "receipt", "received", "errors", "warnings"),
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What is told of one file of many.

    `key`: which of the files it is, also within a zip. `fate`: as of a `Checked`, or `left_out` for
    what a program left beside the files. `marked`: the name under which it goes back marked, if it
    can. `receipt`: its record, where it has one; `in_force` of `schools`: of a table of answers,
    for how many of its schools it counts now.
    """

    key: str
    file_name: str
    kind: str
    fate: str
    cycle_id: str | None = None
    school_id: str | None = None
    school_name: str | None = None
    rows: int = 0
    late_days: int = 0
    deadline: str | None = None
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    marked: str = ""
    receipt: str | None = None
    received_at: str = ""
    schools: int = 0
    in_force: int = 0

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it is taken."""
        return self.fate == "refused"

    @property
    def number(self) -> str:
        """The number of its receipt, nothing where it has none."""
        return "" if self.receipt is None else receipt_number(self.receipt)

    @property
    def rivals(self) -> str:
        """The other files of the same school that came with it, where they differ."""
        told = next((one for one in self.problems if one.code == RIVALS), None)
        return "" if told is None else str(told.parameters["files"])

    @property
    def is_asked_back(self) -> bool:
        """Whether it is only taken once somebody has said that it is meant."""
        return bool(self.questions) and self.fate != "already_here"

    def groups(self, say: Words) -> list[ProblemGroup]:
        """Its problems in words, those that are alike as one; what is said of rivals is not."""
        return problem_groups([one for one in self.problems if one.code != RIVALS], say)

    def asked(self, say: Words) -> list[str]:
        """What it asks back, in words."""
        return [question_text(one, say) for one in self.questions]

    def kind_said(self, say: Words) -> str:
        """What kind of file it is, in words."""
        if self.fate == LEFT_OUT:
            return say("many-kind-none")
        if self.kind == "workbook":
            is_read = self.school_id is not None or self.cycle_id is not None
            return say("many-kind-workbook" if is_read else "many-kind-unknown")
        if self.kind == "review":
            return say("many-kind-review")
        return say(f"table-kind-{self.kind}")

    def said(self, say: Words, *, is_over: bool) -> str:
        """What becomes of it, or became (`is_over`), in words."""
        name = self.fate.replace("_", "-")
        if not is_over and self.is_asked_back:
            name = "unconfirmed"
        return say(f"many-became-{name}" if is_over else f"many-fate-{name}")

    def errors(self) -> int:
        """How many of its problems are errors."""
        return sum(one.severity == "error" for one in self.problems)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the two steps as a page is told of it; `fates`: once it is over, also if stopped."""

    job: jobs.Job
    fates: tuple[Fate, ...] = ()

    @property
    def way(self) -> Way:
        """What kind of files they are."""
        return "reviews" if self.job.asked.arguments["way"] == "reviews" else "files"


def start_check(
    acting: Acting, way: Way, files: Sequence[tuple[str, bytes]], language: str
) -> jobs.Job:
    """Begin to check files, given by name and bytes. Raises Refused, OSError."""
    ask_for_some(acting, "review")
    return jobs.start(
        acting,
        ACTIONS[way][0],
        CHECK,
        "ingest.desk.many:check",
        {"way": way, "language": language},
        about={"count": str(len(files))},
        given=files,
    )


def start_take(
    acting: Acting, of: str, take: Collection[str], confirmed: Collection[str], language: str
) -> jobs.Job:
    """Begin to take in files that were checked: those of `take`, by their keys.

    `of`: the job that checked them. Raises Refused where it is gone or not hers, or none is chosen.
    """
    ask_for_some(acting, "review")
    step = found(acting, of)
    known = {one.key for one in step.fates if one.fate != LEFT_OUT}
    chosen = sorted(known & set(take))
    if not chosen:
        raise Refused("many-none-chosen")
    return jobs.start(
        acting,
        ACTIONS[step.way][1],
        TAKE,
        "ingest.desk.many:take",
        {
            "way": step.way,
            "of": of,
            "chosen": chosen,
            "confirmed": sorted(known & set(confirmed)),
            "language": language,
        },
        about={"count": str(len(chosen))},
    )


def found(acting: Acting, job_id: str, kind: str = CHECK) -> Step:
    """A step by its job. Raises Refused where there is none, any more or for her."""
    ask_for_some(acting, "review")
    job = jobs.job(acting, job_id)
    if job.asked.kind != kind:
        raise Refused("job-unknown", job=job_id[:40])
    try:
        text = (_folder(acting, job_id) / TOLD).read_text(encoding="utf-8")
    except OSError:
        return Step(job)
    return Step(job, tuple(_fate(one) for one in json.loads(text)))


def taken_of(acting: Acting, job_id: str) -> list[Step]:
    """What was taken of the files of a check, each time, the oldest first."""
    ask_for_some(acting, "review")
    own = [
        job.asked.job_id
        for job in jobs.jobs(acting)
        if job.asked.kind == TAKE and job.asked.arguments.get("of") == job_id
    ]
    return [found(acting, name, TAKE) for name in reversed(own)]


def marked_of(acting: Acting, job_id: str, at: int) -> tuple[Path, str]:
    """Where a file lies that was marked, by its place in the list, and its name. Raises Refused."""
    ask_for_some(acting, "review")
    step = found(acting, job_id)
    path = _folder(acting, job_id) / MARKED / f"{at:04}"
    if not (0 <= at < len(step.fates) and step.fates[at].marked and path.is_file()):
        raise Refused("job-file-unknown", name=str(at))
    return path, step.fates[at].marked


# The jobs


def check(acting: Acting, progress: jobs.Progress, way: Way, language: str) -> dict[str, Any]:
    """Check the files that were given; how many had each fate.

    What is told of each is kept beside the job, and those with problems marked, one by one and all
    in a zip. Raises Refused, GuideFaults, Stopped.
    """
    ask_for_some(acting, "review")
    say, folder = words(language), progress.folder.parent
    paths, left_out = _named(progress)
    if way == "reviews":
        checked = reviewing.check_reviews(acting, paths)
    else:
        checked = handing_in.check_files(
            acting, paths, opening=lambda count: progress.step(count, len(paths), "many-opening")
        )
    make_folder(folder / MARKED, private=True)
    register = Register.open(acting.settings)
    told: list[Fate] = []
    for path, outcome in checked:
        fate = _told(register, folder / NAMED, path, outcome)
        told.append(_marked(fate, outcome, say, folder / MARKED / f"{len(told):04}"))
        progress.step(len(told), max(len(paths), len(told)), "many-checking")
    told += left_out
    _keep(folder, told)
    _zip_marked(told, folder / MARKED, progress.folder / f"{say('many-marked-zip')}.zip")
    return _counts(told)


def take(
    acting: Acting,
    progress: jobs.Progress,
    way: Way,
    of: str,
    chosen: Sequence[str],
    confirmed: Sequence[str],
    language: str,
) -> dict[str, Any]:
    """Take in the files chosen of those that a job has checked; how many had each fate.

    Just as `load` takes a folder with nothing else in it. Raises Refused, GuideFaults, OSError,
    Stopped; what was taken before that has its receipt, and is told of.
    """
    ask_for_some(acting, "review")
    say, folder = words(language), progress.folder.parent
    checked = found(acting, of)
    named = _folder(acting, of) / NAMED
    if not named.is_dir():
        raise Refused("many-gone")
    keys = {one.key for one in checked.fates}
    without = {named / key for key in keys - set(chosen)}
    paths = sorted({named / Path(*Path(key).parts[:2]) for key in chosen})
    loaded: Iterator[tuple[Path, CheckOutcome]]
    if way == "reviews":
        loaded = reviewing.load_reviews(acting, paths, without=without)
    else:
        meant = {named / key for key in confirmed}
        loaded = handing_in.load_files(acting, paths, confirmed=meant, without=without)
    register = Register.open(acting.settings)
    told: list[Fate] = []
    tables: list[tuple[int, handing_in.TakenTable]] = []
    try:
        for path, outcome in loaded:
            told.append(_told(register, named, path, outcome))
            if way == "files" and outcome.taken is not None:
                tables.append((len(told) - 1, outcome.taken))
            progress.step(len(told), max(len(chosen), len(told)), "many-taking")
        for at, table in tables:
            for _, schools, count in handing_in.standing(acting, [table]):
                told[at] = replace(told[at], schools=schools, in_force=count)
    finally:
        # Whatever ends it: what has a receipt is told of.
        _keep(folder, told)
        _receipts_table(told, say, progress.folder / f"{say('many-receipts')}.xlsx")
    return _counts(told)


def _receipts_table(told: Sequence[Fate], say: Words, path: Path) -> None:
    """The receipts as a workbook: a line per file, with what became of it."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet(say("many-receipts"))
    bold = book.add_format({"bold": True})
    for at, column in enumerate(RECEIPTS_SHEET):
        sheet.write_string(0, at, say(f"many-column-{column}"), bold)
        sheet.set_column(at, at, 22)
    for row, one in enumerate(told, start=1):
        texts = (
            *(one.file_name, one.kind_said(say), one.school_id or "", one.school_name or ""),
            *(one.cycle_id or "", one.said(say, is_over=True), one.number),
            one.received_at and moment(one.received_at),
        )
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text)
        sheet.write_number(row, len(texts), one.errors())
        sheet.write_number(row, len(texts) + 1, len(one.problems) - one.errors())
    sheet.freeze_panes(1, 1)
    book.close()


# Pieces


def _folder(acting: Acting, job_id: str) -> Path:
    return acting.settings.jobs / job_id


def _named(progress: jobs.Progress) -> tuple[list[Path], list[Fate]]:
    """The files given, each by its own name in a folder of its own; and what is never meant."""
    paths: list[Path] = []
    left_out: list[Fate] = []
    for at, (name, path) in enumerate(jobs.given_files(progress)):
        bare = name.replace("\\", "/").rpartition("/")[2]
        key = f"{at:04}"
        if bare.startswith(NEVER_MEANT):
            left_out.append(Fate(key, bare, "", LEFT_OUT))
            continue
        target = progress.folder.parent / NAMED / key / fit_name(bare)
        make_folder(target.parent, private=True)
        os.link(path, target)
        paths.append(target)
    return paths, left_out


def _told(register: Register, named: Path, path: Path, outcome: CheckOutcome) -> Fate:
    checked = outcome.checked
    reading, table = checked.workbook, checked.table
    cycle_id = school_id = None
    kind, rows = checked.kind, 0
    if reading is not None:
        cycle_id, school_id = reading.cycle_id, reading.school_id
    elif table is not None:
        rows = table.rows.height
        if table.pair is not None:
            kind, (cycle_id, school_id) = "review", table.pair
    school = None
    if cycle_id is not None and school_id is not None:
        school = register.school(school_id, cycle_id)
    receipt = checked.receipt
    return Fate(
        key=path.relative_to(named).as_posix(),
        file_name=checked.file_name or path.name,
        kind=kind,
        fate=checked.fate,
        cycle_id=cycle_id,
        school_id=school_id,
        school_name=None if school is None else school.name_zh,
        rows=rows,
        late_days=checked.late_days,
        deadline=None if checked.deadline is None else checked.deadline.isoformat(),
        problems=tuple(checked.problems),
        questions=tuple(checked.questions),
        receipt=None if receipt is None else receipt.record_id,
        received_at="" if receipt is None else receipt.received_at.isoformat(),
    )


def _marked(fate: Fate, outcome: CheckOutcome, say: Words, path: Path) -> Fate:
    """Its sender's own file with its problems marked is kept; how it is called is noted."""
    if not (outcome.checked.problems and outcome.checked.content):
        return fate
    try:
        content = handing_in.marked_file(outcome, say)
    except SpreadsheetFault:
        return fate
    write_durably(path, content, private=True)
    return replace(fate, marked=handing_in.marked_name(fate.file_name, content, say))


def _zip_marked(told: Sequence[Fate], folder: Path, target: Path) -> None:
    names: Counter[str] = Counter()
    marked = [(at, one.marked) for at, one in enumerate(told) if one.marked]
    if not marked:
        return
    with zipfile.ZipFile(target, "w") as archive:
        for at, name in marked:
            names[name] += 1
            unique = name if names[name] == 1 else f"{at + 1:04}_{name}"
            archive.write(folder / f"{at:04}", unique)


def _counts(told: Sequence[Fate]) -> dict[str, int]:
    counted: Mapping[str, int] = Counter(one.fate for one in told)
    return {"total": len(told)} | dict(counted)


def _keep(folder: Path, told: Sequence[Fate]) -> None:
    text = json.dumps([asdict(one) for one in told], ensure_ascii=False, default=str)
    write_durably(folder / TOLD, text.encode(), private=True)


def _fate(said: Mapping[str, Any]) -> Fate:
    problems = tuple(Problem(**one) for one in said["problems"])
    questions = tuple(Question(**one) for one in said["questions"])
    return Fate(**{**said, "problems": problems, "questions": questions})
