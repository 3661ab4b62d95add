"""A made-up county: schools that do not exist, real workbooks, the same door as everyone's."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from rich.progress import Progress

from duibiao.demo.amounts import FILE, Story, Unusable
from duibiao.demo.answers import AnswerMaker, planted_fault
from duibiao.demo.schools import PLACES, MadeUpSchool, made_up_schools
from duibiao.demo.troubles import Troubles
from duibiao.guide.editions import Edition
from duibiao.records.model import Cycle, Refused, School
from duibiao.records.settings import Settings
from duibiao.records.store import readable_records, record_paths, write_durably, write_record
from duibiao.words import language, words
from ingest.door import Checked, Door
from ingest.evidence.files import open_evidence
from ingest.evidence.matching import check_evidence, keep_evidence
from ingest.workbook.signing_form import check_code
from ingest.workbook.template import template_bytes

SEED = 20240301
CHANNEL = "demo"
CYCLE_COUNT = 3
DUE_DAYS_AGO = 10
"""So that who was late has handed in since, and the county has been on site."""
LATE_CHANCE, MISSING_CHANCE, FAULTY_CHANCE, BLANKS_CHANCE = 0.07, 0.04, 0.09, 0.2
MENDED_CHANCE = 0.6
VERIFIED_SHARE = 1 / 3
EVIDENCE_SCHOOLS, EVIDENCE_FILES = 6, 3
OFFICE, CLERK = (words("zh-CN")(f"role-{role}") for role in ("office", "clerk"))
REVIEWERS = ("核实一组", "核实二组", "核实三组")
GIVEN = "现场评定"
AGREED = "与佐证材料一致"


class DemoRefused(Refused):
    """The demo county is not made here."""


@dataclass(slots=True)
class DemoCounty:
    """What was made: where its files lie, and how many of what."""

    folder: Path
    counts: dict[str, int] = field(default_factory=dict)


def make_demo_county(settings: Settings, progress: Progress, today: dt.date) -> DemoCounty | None:
    """Make the county's files and hand them in, with a fixed seed; None if it is here already.

    All dates follow from `today`: the newest cycle was due some days ago, and nothing is later.

    Raises DemoRefused where the home holds records that are not a demo's, and GuideFaults.
    """
    folder = settings.home / "demo-files"
    complete = folder / "COMPLETE"
    if complete.is_file():
        return None
    for record in readable_records(record_paths(settings).values()):
        if record["channel"] != CHANNEL:
            raise DemoRefused("cli-demo-not-empty", home=str(settings.home))
        break
    county = _County(settings, folder, progress, today)
    counts = county.make()
    write_durably(complete, b"", private=True)
    return DemoCounty(folder, counts)


class _County:
    def __init__(
        self, settings: Settings, folder: Path, progress: Progress, today: dt.date
    ) -> None:
        self.today = today
        self.settings = settings
        self.folder = folder
        self.progress = progress
        self.chance = random.Random(SEED)
        self.door = Door.open(settings)
        try:
            self.story = Story.of_guide(settings.guide)
        except Unusable as error:
            raise DemoRefused("cli-demo-story", file=FILE, found=str(error)) from error
        self.refused = 0
        self.workbooks = 0
        self._last_moment = dt.datetime.min.replace(tzinfo=dt.UTC)

    def make(self) -> dict[str, int]:
        """Make and hand in everything; returns the counts."""
        guide = self.door.guide
        edition = max(guide.editions.values(), key=lambda known: known.valid_from)
        cycles = _cycles(edition, self.today)
        schools = made_up_schools(guide, edition, self.story, cycles, self.chance)
        begin = dt.datetime.combine(cycles[0].starts_on, dt.time(1), dt.UTC)
        versions = [version for made in schools for version in made.versions]
        self._hand_in_table("schools", [_school_row(version) for version in versions], begin)
        self._hand_in_table("cycles", [_cycle_row(cycle) for cycle in cycles], begin)
        places: list[dict[str, str | None]] = [
            {"township": township, "tile_row": str(row), "tile_column": str(column)}
            for township, (row, column) in PLACES.items()
        ]
        self._hand_in_table("townships", places, begin)
        for number, cycle in enumerate(cycles):
            self._make_cycle(edition, cycle, number, schools, is_last=cycle is cycles[-1])
        return {
            "schools": sum(made.on(cycles[-1].ends_on) is not None for made in schools),
            "cycles": len(cycles),
            "workbooks": self.workbooks,
            "refused": self.refused,
        }

    def _make_cycle(
        self,
        edition: Edition,
        cycle: Cycle,
        number: int,
        schools: list[MadeUpSchool],
        *,
        is_last: bool,
    ) -> None:
        maker = AnswerMaker(self.door.guide, edition, cycle, self.story)
        there = [(made, school) for made in schools if (school := made.on(cycle.ends_on))]
        troubles = Troubles.cast([made for made, _ in there], maker) if is_last else Troubles()
        sent: dict[str, dict[str, str]] = {}
        counted: list[dict[str, str | None]] = []
        turns: list[tuple[dt.datetime, str, bytes]] = []
        make_words = words(language())
        steps = self.progress.track(there, description=make_words("cli-demo-progress-make"))
        for made, school in steps:
            trouble = troubles.of(school)
            quality = troubles.quality(school, _quality(made, number, self.chance))
            answers = maker.answers(school, quality, self.chance, troubles.given(school))
            counted += _county_rows(cycle, school, edition, answers)
            own = _answered_by(edition, answers, "school")
            is_missing = self.chance.random() < MISSING_CHANCE
            if trouble == "not_handed_in" or (is_missing and trouble is None):
                continue
            turns += self._workbooks_of(edition, cycle, school, own, trouble)
            if trouble != "refused":
                sent[school.school_id] = own
        turns.sort(key=lambda turn: turn[0])
        steps_in = self.progress.track(turns, description=make_words("cli-demo-progress-load"))
        for moment, name, content in steps_in:
            self._hand_in(content, name, moment, folder=cycle.cycle_id)
        after = min(
            dt.datetime.combine(cycle.deadline + dt.timedelta(days=20), dt.time(2), dt.UTC),
            # Whatever the time zone: before the day begins.
            dt.datetime.combine(self.today - dt.timedelta(days=1), dt.time(14), dt.UTC),
        )
        self._hand_in_table(f"answers-county-{cycle.cycle_id}", counted, after)
        verified = list(self._verified_rows(maker, cycle, sent, troubles))
        visited = sorted({str(row["school_id"]) for row in verified})
        for at, reviewer in enumerate(REVIEWERS):
            rows = [row for row in verified if row["school_id"] in visited[at :: len(REVIEWERS)]]
            checked = self._hand_in_table(
                f"answers-verified-{cycle.cycle_id}-{at + 1}", rows, after, reviewer
            )
            if is_last and checked is not None and at == 0:
                self._take_back(checked, rows[0], after)
        if is_last:
            self._hand_in_evidence(edition, cycle, sent, after)
            findings = self._findings(edition, cycle, schools, sent, troubles)
            self._hand_in_table(f"findings-{cycle.cycle_id}", findings, after)
        else:
            closing = {"cycle_id": cycle.cycle_id, "decision": "closed", "reason": "公示期满"}
            self._say("cycle_decision", closing, after + dt.timedelta(days=10))

    def _workbooks_of(
        self,
        edition: Edition,
        cycle: Cycle,
        school: School,
        answers: dict[str, str],
        trouble: str | None,
    ) -> Iterator[tuple[dt.datetime, str, bytes]]:
        """The workbooks that a school sends: at times late, with blanks, or faulty and mended."""
        chance = self.chance
        is_late = chance.random() < LATE_CHANCE if trouble is None else trouble == "late"
        days = chance.randint(1, 8) if is_late else -chance.randint(1, 21)
        moment = dt.datetime.combine(
            cycle.deadline + dt.timedelta(days=days), dt.time(chance.randint(0, 9)), dt.UTC
        ) + dt.timedelta(
            seconds=chance.randint(0, 3599), microseconds=chance.randint(0, 999) * 1000
        )
        blanks = chance.randint(1, 3) if chance.random() < BLANKS_CHANCE and not trouble else 0
        if trouble == "much_missing":
            blanks = len(answers) // 4
        for fact_id in chance.sample(sorted(answers), k=min(len(answers), blanks)):
            del answers[fact_id]
        name = f"{cycle.cycle_id}_{school.school_id}_{school.name_zh}"
        if (chance.random() < FAULTY_CHANCE and trouble is None) or trouble == "refused":
            faulty = planted_fault(answers, edition, chance)
            yield moment, f"{name}.xlsx", self._workbook(edition, cycle, school, faulty)
            if chance.random() > MENDED_CHANCE or trouble == "refused":
                return
            moment += dt.timedelta(days=1, hours=1)
            name = f"{name}_更正"
        yield moment, f"{name}.xlsx", self._workbook(edition, cycle, school, answers)
        if trouble == "correction_refused":
            faulty = planted_fault(answers, edition, chance)
            later = self._workbook(edition, cycle, school, faulty)
            yield moment + dt.timedelta(hours=1), f"{name}_补充.xlsx", later

    def _workbook(
        self, edition: Edition, cycle: Cycle, school: School, answers: dict[str, str]
    ) -> bytes:
        previous = self.door.register.previous_answers(school.school_id, cycle.cycle_id)
        titles = _evidence(edition, cycle, answers)
        return template_bytes(edition, cycle, school, previous, answers, evidence=titles)

    def _verified_rows(
        self,
        maker: AnswerMaker,
        cycle: Cycle,
        sent: dict[str, dict[str, str]],
        troubles: Troubles,
    ) -> Iterator[dict[str, str | None]]:
        """What the county found on site at a third of the schools: mostly a little less."""
        chance = self.chance
        overstated = troubles.schools("overstated")
        others = sorted(sent.keys() - overstated - troubles.schools("tied"))
        visited = chance.sample(others, k=round(len(sent) * VERIFIED_SHARE))
        for school_id in sorted({*visited, *(overstated & sent.keys())}):
            answers = sent[school_id]
            is_overstated = school_id in overstated
            seen = len(answers) // 2 if is_overstated else max(1, len(answers) // 5)
            for fact_id in sorted(chance.sample(sorted(answers), k=seen)):
                fact, value, reason = maker.edition.facts[fact_id], answers[fact_id], AGREED
                is_less = chance.random() < 0.3 or is_overstated
                if is_less and fact_id not in maker.settled:
                    if fact.kind == "count" and int(value) > 1:
                        value = str(int(value) * 4 // 5 if is_overstated else int(value) - 1)
                        reason = f"佐证材料只够{value}{fact.unit_zh or ''}"
                    elif fact.kind == "flag" and value == "yes":
                        value, reason = "no", "现场未见相应材料"
                yield {
                    "cycle_id": cycle.cycle_id,
                    "school_id": school_id,
                    "fact_id": fact_id,
                    "value": value,
                    "basis": "verified",
                    "reason": reason,
                }

    def _take_back(
        self, checked: Checked, row: Mapping[str, str | None], moment: dt.datetime
    ) -> None:
        """A verified value that the county withdraws again."""
        assert checked.receipt is not None
        body = {"withdrawn_record_id": checked.receipt.record_id, "reason": "核实时看错了学校"}
        body |= {name: str(row[name]) for name in ("cycle_id", "school_id", "fact_id")}
        self._say("withdrawal", body, moment)

    def _say(self, kind: str, body: Mapping[str, Any], moment: dt.datetime) -> None:
        record = write_record(
            self.settings,
            kind,
            body,
            received_by=OFFICE,
            channel=CHANNEL,
            received_at=self._moment(moment),
        )
        self.door.register.note(record)

    def _hand_in_evidence(
        self, edition: Edition, cycle: Cycle, sent: dict[str, dict[str, str]], moment: dt.datetime
    ) -> None:
        """What some schools bring to prove their first indicators, and the form that they sign."""
        for school_id in sorted(sent)[:EVIDENCE_SCHOOLS]:
            names = [
                f"{indicator.indicator_id} {indicator.name_zh}.pdf"
                for indicator in edition.indicators
                if indicator.evidence_zh
            ]
            hand_in = self.door.register.in_force(cycle.cycle_id, school_id)
            if hand_in is not None:
                names = [*names[:EVIDENCE_FILES], f"签字盖章 {check_code(hand_in.sha256)}.pdf"]
                uploads = [
                    (_paper(f"{school_id} {number}"), name) for number, name in enumerate(names)
                ]
                reading = check_evidence(
                    self.door.register,
                    edition,
                    cycle.cycle_id,
                    school_id,
                    uploads,
                    opened=open_evidence,
                )
                keep_evidence(
                    self.settings,
                    self.door.register,
                    reading,
                    received_by=CLERK,
                    channel=CHANNEL,
                    received_at=self._moment(moment),
                )

    def _findings(
        self,
        edition: Edition,
        cycle: Cycle,
        schools: list[MadeUpSchool],
        sent: dict[str, dict[str, str]],
        troubles: Troubles,
    ) -> list[dict[str, str | None]]:
        """A school with a red line of each effect, among the better ones, where they are felt."""
        best = sorted(
            (made for made in schools if made.school.school_id in sent),
            key=lambda made: made.level,
            reverse=True,
        )
        free = (made.school for made in best if troubles.of(made.school) is None)
        line_of_effect: dict[str, str] = {}
        for row in self.door.guide.tables["red_lines"].to_dicts():
            if row["edition"] == edition.edition_id:
                line_of_effect.setdefault(row["effect"], row["red_line"])
        return [
            {
                "cycle_id": cycle.cycle_id,
                "school_id": school.school_id,
                "red_line": red_line,
                "note": "演示数据",
            }
            for red_line, school in zip(
                dict.fromkeys(line_of_effect.values()), islice(free, 2, None, 3), strict=False
            )
        ]

    def _hand_in_table(
        self,
        name: str,
        rows: list[dict[str, str | None]],
        moment: dt.datetime,
        received_by: str = OFFICE,
    ) -> Checked | None:
        if not rows:
            return None
        content = pl.DataFrame(rows, infer_schema_length=None).write_csv().encode("utf-8-sig")
        return self._hand_in(content, f"{name}.csv", moment, folder="", received_by=received_by)

    def _hand_in(
        self,
        content: bytes,
        name: str,
        moment: dt.datetime,
        folder: str,
        received_by: str = CLERK,
    ) -> Checked:
        write_durably(self.folder / folder / name, content, private=True)
        checked = self.door.check(content, name)
        self.door.hand_in(
            checked,
            received_by=received_by,
            channel=CHANNEL,
            received_at=self._moment(moment),
            confirmed=True,
        )
        if checked.workbook is not None:
            self.workbooks += 1
            self.refused += checked.fate == "refused"
        elif codes := {each.code for each in checked.problems if each.severity == "error"}:
            raise AssertionError(f"the demo's own {name} was refused: {codes}")
        return checked

    def _moment(self, wanted: dt.datetime) -> dt.datetime:
        """A moment later than all before, so that records keep the order of the story."""
        self._last_moment = max(wanted, self._last_moment + dt.timedelta(milliseconds=1))
        return self._last_moment


def _paper(text: str) -> bytes:
    """A page of PDF that says that it is made up."""
    shown = f"BT /F1 18 Tf 72 720 Td (Made up for the demonstration: {text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, begin = len(parts) + 1, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return content + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, begin)


def _evidence(edition: Edition, cycle: Cycle, answers: Mapping[str, str]) -> dict[str, str]:
    """The titles that a tidy school names: once an indicator, beside its first answer."""
    asked_of = {indicator.indicator_id: indicator.evidence_zh for indicator in edition.indicators}
    titles: dict[str, str] = {}
    named: set[str] = set()
    for fact_id, fact in edition.facts.items():
        asked = asked_of[fact.indicator_id]
        if asked and answers.get(fact_id) and fact.indicator_id not in named:
            named.add(fact.indicator_id)
            titles[fact_id] = f"{asked}（{cycle.cycle_id}）"
    return titles


def _cycles(edition: Edition, today: dt.date) -> list[Cycle]:
    """Cycles of a year, each to the end of a month and due in the next, the newest of late."""
    due = today - dt.timedelta(days=DUE_DAYS_AGO)
    cycles = []
    for year in range(due.year - CYCLE_COUNT + 1, due.year + 1):
        after = dt.date(year, due.month, 1)
        ends_on = after - dt.timedelta(days=1)
        cycles.append(
            Cycle(
                cycle_id=str(ends_on.year),
                edition=edition.edition_id,
                starts_on=after.replace(year=year - 1),
                ends_on=ends_on,
                deadline=after + dt.timedelta(days=due.day - 1),
            )
        )
    return cycles


def _quality(
    made: MadeUpSchool, cycle_number: int, chance: random.Random
) -> Callable[[str], float]:
    def quality(indicator_id: str) -> float:
        drawn = made.level + made.trend * cycle_number + made.strengths[indicator_id]
        return min(1.0, max(0.05, drawn + chance.gauss(0, 0.05)))

    return quality


def _answered_by(edition: Edition, answers: dict[str, str], who: str) -> dict[str, str]:
    return {
        fact_id: value
        for fact_id, value in answers.items()
        if edition.facts[fact_id].answered_by == who
    }


def _county_rows(
    cycle: Cycle, school: School, edition: Edition, answers: dict[str, str]
) -> list[dict[str, str | None]]:
    return [
        {
            "cycle_id": cycle.cycle_id,
            "school_id": school.school_id,
            "fact_id": fact_id,
            "value": value,
            "basis": "verified",
            "reason": GIVEN if fact_id in edition.given_rules else None,
        }
        for fact_id, value in _answered_by(edition, answers, "county").items()
    ]


def _school_row(school: School) -> dict[str, str | None]:
    found = {each.name: getattr(school, each.name) for each in fields(school)}
    return {name: None if value is None else str(value) for name, value in found.items()}


def _cycle_row(cycle: Cycle) -> dict[str, str | None]:
    names = ("cycle_id", "edition", "starts_on", "ends_on", "deadline")
    return {name: str(getattr(cycle, name)) for name in names}
