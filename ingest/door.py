"""The door: a file is opened, recognised, read, judged, and kept; each is done once.

Nothing is printed here, and nothing can fail after a file was kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from duibiao.guide.editions import Guide
from duibiao.records.model import Problem, WorkbookReading
from duibiao.records.settings import Settings
from duibiao.records.store import store_original
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Spreadsheet
from duibiao.spreadsheets.headers import TableFault
from duibiao.spreadsheets.text_tables import TextTable
from duibiao.warehouse.kept_guides import guide_in_force
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words.figures import LOCAL_TIME
from ingest.asking_back import questions_of, score_in_force, score_of
from ingest.checked import Checked, Question, Receipt
from ingest.evidence.matching import missing_evidence
from ingest.judging import (
    Fate,
    fate_of_table,
    fate_of_workbook,
    self_pairs,
    taken_rows,
    tell_rivals,
)
from ingest.keeping import OUTCOME_OF_FATE, keep, refused_before
from ingest.likeness import other_spreadsheet, wrong_door
from ingest.long_form.changes import changes_of, questions_of_changes
from ingest.long_form.parts import LargeTable
from ingest.long_form.reading import no_table, read_table
from ingest.long_form.tables import TableReading
from ingest.long_form.wide import WideTable, read_wide, wide_table
from ingest.opening import (
    SUFFIXES,
    Sent,
    find_files,
    find_large,
    kind_problem,
    only_file,
    open_in_order,
    open_part,
    open_sent,
    or_problem,
)
from ingest.register import Register
from ingest.review.reading import read_review
from ingest.workbook import reading as workbook
from ingest.workbook.difference import Difference, differences
from ingest.workbook.problem_list import confirmed
from ingest.workbook.recognised import Recognised, recognise

__all__ = [
    "OUTCOME_OF_FATE",
    "SUFFIXES",
    "Checked",
    "Door",
    "Fate",
    "Question",
    "Receipt",
    "find_files",
]
__all__ += ["self_pairs", "taken_rows", "workbook_reading"]

NO_REVIEW = ("not-a-review", "file-not-a-spreadsheet")
"""What is told of a file at the reviewers' door that may have been meant for another."""
Open = Callable[[bytes], Spreadsheet]


@dataclass(slots=True)
class Door:
    """Checks files and takes them in, for one home and one guide."""

    settings: Settings
    guide: Guide
    register: Register

    @classmethod
    def open(cls, settings: Settings) -> Door:
        """The door as things stand now. Raises GuideFaults where the guide is wrong."""
        return cls(settings, _guide_in_force(settings), Register.open(settings))

    def check(self, content: bytes, file_name: str) -> Checked:
        """Read a file, whatever it is, and find everything that is wrong with it.

        Nothing is kept, and nothing raised, whatever the bytes are.
        """
        return self._checked(open_sent(content, file_name))

    def check_all(
        self,
        paths: Sequence[Path],
        without: Collection[Path] = (),
        opening: Callable[[int], object] | None = None,
    ) -> Iterator[tuple[Path, Checked]]:
        """Check files one after another as they are asked for, while more are opened ahead.

        Tables of schools and cycles come first, then the others, then workbooks. What is checked
        may be handed in before the next is asked for. `without` and `opening` as `open_in_order`.
        A table of answers that is too large to be read at once comes after the other tables, part
        by part, each below its path.
        """
        meant = [path for path in paths if path not in without]
        large = {path: found for path in meant if (found := find_large(path)) is not None}
        others = [path for path in paths if path not in large]
        waiting = list(large.items())
        for path, sent in open_in_order(others, without, opening):
            while waiting and sent.table is None:
                yield from self._checked_in_parts(*waiting.pop(0), without)
            yield path, self._checked(sent)
        for one in waiting:
            yield from self._checked_in_parts(*one, without)

    def _checked_in_parts(
        self, path: Path, found: LargeTable | Problem, without: Collection[Path]
    ) -> Iterator[tuple[Path, Checked]]:
        if isinstance(found, Problem):
            yield path, self._judged_table(b"", path.name, no_table(found))
            return
        try:
            with found.parts(self.register) as parts:
                for part in parts:
                    if path / part.name not in without:
                        checked = self._checked(open_part(part))
                        checked.part = part
                        yield path / part.name, checked
        except TableFault as fault:
            told = no_table(Problem(fault.code, parameters=fault.parameters))
            yield path, self._judged_table(b"", path.name, told)

    def _checked(self, sent: Sent) -> Checked:
        opened = sent.opened
        if isinstance(opened, TextTable):
            table = read_table(opened, self.guide, self.register)
            return self._judged_table(sent.content, sent.file_name, table)
        if isinstance(opened, Problem) and opened.code.startswith("table-"):
            return self._judged_table(sent.content, sent.file_name, no_table(opened))
        if isinstance(opened, Recognised) and opened.kind == "review":
            return self._checked_review(opened, sent.content, sent.file_name)
        if isinstance(opened, Recognised) and opened.kind == "other":
            wide = or_problem(partial(wide_table, opened.spreadsheet, self.guide), sent.file_name)
            if isinstance(wide, WideTable):
                reading = read_wide(wide, self.guide, self.register)
                return self._judged_table(sent.content, sent.file_name, reading)
        checked = self._checked_workbook(opened, sent.content, sent.file_name)
        if sent.rivals and checked.workbook is not None:
            tell_rivals(checked.workbook, sent.rivals)
            checked.fate = "unconfirmed"
        return checked

    def check_workbook(
        self, content: bytes, file_name: str, opened: Open = open_confined
    ) -> Checked:
        """Read a file as one school's workbook, whatever else it may be; nothing is kept.

        The door for schools: the county's tables do not come in by it. `opened`: another way to
        open a spreadsheet than in a child process. A zip that holds one spreadsheet is that one.
        """
        only = only_file(content, file_name)
        if only is not None:
            file_name, content = only
        found = or_problem(lambda: recognise(opened(content)), file_name)
        if isinstance(found, Problem) and found.code == "file-not-a-spreadsheet":
            found = kind_problem(content) or found
        return self._checked_workbook(found, content, file_name)

    def check_review(self, content: bytes, file_name: str, opened: Open = open_confined) -> Checked:
        """Read a file as what reviewers verified of one school; nothing is kept."""
        found = or_problem(lambda: recognise(opened(content)), file_name)
        return self._checked_review(found, content, file_name)

    def _checked_workbook(
        self, found: Recognised | Problem, content: bytes, file_name: str
    ) -> Checked:
        reading = workbook_reading(found, file_name, self.guide, self.register)
        if isinstance(found, Recognised) and found.kind == "other":
            sheets = found.spreadsheet
            likely = or_problem(lambda: other_spreadsheet(sheets), file_name)
            reading.problems = [likely] if likely is not None else reading.problems
        self._tell_missing_evidence(reading)
        fate = fate_of_workbook(content, reading, self.register)
        checked = Checked(file_name, content, fate, reading)
        if fate in ("taken", "taken_with_warnings"):
            self._ask_back(checked, reading)
            assert reading.cycle_id is not None and reading.school_id is not None
            self._say_late(checked, [(reading.cycle_id, reading.school_id)])
        return checked

    def _ask_back(self, checked: Checked, reading: WorkbookReading) -> None:
        """Whether a file is meant to replace the one in force, where it says so much less."""
        cycle_id, school_id = reading.cycle_id, reading.school_id
        assert cycle_id is not None and school_id is not None
        facts = self.guide.editions[self.register.cycles[cycle_id].edition].facts
        before = {
            fact_id: value
            for fact_id, value in self.register.answers_in_force(cycle_id, school_id).items()
            # What the county answers stands there too, and no school's file could say it.
            if fact_id in facts and facts[fact_id].answered_by == "school"
        }
        if before:
            checked.score = score_of(self.guide, self.register, reading)
            then = score_in_force(self.guide, self.register, cycle_id, school_id, before)
            checked.questions = questions_of(reading, before, checked.score, then)

    def _say_late(self, checked: Checked, pairs: Iterable[tuple[str, str]]) -> None:
        """How late a hand-in of these schools for these cycles is now, of several the latest."""
        on = dt.datetime.now(LOCAL_TIME).date()
        cycles = [self.register.cycle_of(*pair) for pair in pairs]
        deadlines = [cycle.deadline for cycle in cycles if cycle is not None]
        checked.deadline = min(deadlines, default=None)
        if checked.deadline is not None:
            checked.late_days = max(0, (on - checked.deadline).days)

    def _checked_review(
        self, found: Recognised | Problem, content: bytes, file_name: str
    ) -> Checked:
        def read() -> TableReading:
            if isinstance(found, Problem):
                return no_table(found)
            return read_review(found, self.guide, self.register)

        table = or_problem(read, file_name)
        if isinstance(table, Problem):
            table = no_table(table)
        if not table.problems or table.problems[0].code not in NO_REVIEW:
            return self._judged_table(content, file_name, table)
        if (told := wrong_door(content, "review")) is not None:
            table = no_table(told)
        return self._judged_table(content, file_name, table)

    def _judged_table(self, content: bytes, file_name: str, table: TableReading) -> Checked:
        fate = fate_of_table(content, table, self.guide, self.register)
        checked = Checked(file_name, content, fate, table=table)
        self._say_late(checked, self_pairs(table, self.guide, self.register))
        if fate not in ("refused", "already_here"):
            self._say_changes(checked, table)
        return checked

    def _say_changes(self, checked: Checked, table: TableReading) -> None:
        """What a table of schools or cycles changes, and what of it has to be confirmed."""
        on = dt.datetime.now(LOCAL_TIME).date()
        checked.changes = changes_of(table, self.register, on)
        if checked.changes is not None:
            asked = questions_of_changes(checked.changes, self.register.cycles_handed_in)
            checked.questions = [Question(code, said) for code, said in asked.items()]

    def _tell_missing_evidence(self, reading: WorkbookReading) -> None:
        cycle_id, school_id = reading.cycle_id, reading.school_id
        if cycle_id is None or school_id is None or not reading.answers:
            return
        cycle, school = self.register.cycle(cycle_id), self.register.school(school_id, cycle_id)
        if cycle is not None and school is not None:
            handed_in = self.register.evidence(cycle_id, school_id)
            edition = self.guide.editions[cycle.edition]
            problem = missing_evidence(edition, school, reading, handed_in)
            if problem is not None:
                [problem] = confirmed([problem], reading.confirmations)
                reading.problems = [*reading.problems, problem]

    def differences(self, checked: Checked) -> tuple[str, list[Difference]] | None:
        """The hand-in in force, by its record, and what a workbook changes against it."""
        reading = checked.workbook
        if reading is None or reading.cycle_id is None or reading.school_id is None:
            return None
        pair = reading.cycle_id, reading.school_id
        cycle = self.register.cycle(reading.cycle_id)
        school = self.register.school(reading.school_id, reading.cycle_id)
        in_force = self.register.in_force(*pair)
        if cycle is None or school is None or in_force is None:
            return None
        edition = self.guide.editions[cycle.edition]
        before = self.register.answers_in_force(*pair)
        return in_force.record_id, differences(before, reading, edition, school.attributes)

    def hand_in(
        self,
        checked: Checked,
        *,
        received_by: str,
        channel: str,
        received_at: dt.datetime | None = None,
        confirmed: bool = False,
    ) -> Checked:
        """Keep a checked file and what was read out of it; the result carries the receipt.

        A file that is already here changes nothing, but that its original is put back where it was
        lost. One with questions that were not `confirmed` is left alone: its fate is then
        `unconfirmed`. A refused file is kept and recorded all the same, the same bytes refused for
        the same reasons once. Raises OSError where the disk does not take it: then nothing has a
        receipt.
        """
        if checked.questions and not confirmed and checked.fate != "already_here":
            checked.fate = "unconfirmed"
        if checked.fate == "refused":
            checked.receipt = refused_before(checked, self.register)
        if checked.deadline is not None and received_at is not None:
            on = received_at.astimezone(LOCAL_TIME).date()
            checked.late_days = max(0, (on - checked.deadline).days)
        if checked.fate == "already_here":
            store_original(self.settings, checked.content, checked.file_name)
        if checked.receipt is None and checked.fate not in ("already_here", "unconfirmed"):
            checked.receipt = keep(
                checked,
                self.settings,
                self.guide,
                self.register,
                received_by=received_by,
                channel=channel,
                received_at=received_at,
            )
        return checked


def workbook_reading(
    found: Recognised | Problem,
    file_name: str,
    guide: Guide,
    register: workbook.Register,
    expected_school: str | None = None,
) -> WorkbookReading:
    """What a school's workbook says, or why it says nothing; nothing is raised.

    `file_name` is only for the log. `expected_school`: the only school whose workbook may come
    this way.
    """

    def read() -> WorkbookReading:
        if isinstance(found, Problem):
            return WorkbookReading(problems=[found])
        return workbook.read_workbook(found, guide, register, expected_school)

    reading = or_problem(read, file_name)
    return WorkbookReading(problems=[reading]) if isinstance(reading, Problem) else reading


def _guide_in_force(settings: Settings) -> Guide:
    """The guide in force, read anew only after one of its tables or the snapshot has changed."""
    tables = sorted(settings.guide.glob("*.csv"))
    stamps = [(table.name, table.stat().st_mtime_ns, table.stat().st_size) for table in tables]
    return _guide_read(settings, tuple(stamps), snapshot_path(settings))


@lru_cache(maxsize=4)
def _guide_read(settings: Settings, *_: object) -> Guide:
    return guide_in_force(settings)
