"""A made-up county: schools that do not exist, real workbooks, the same door as everyone's."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from rich.progress import Progress

from duibiao.demo.answers import AnswerMaker, planted_fault
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
SCHOOL_COUNT = 60
CYCLE_COUNT = 3
TOWNSHIPS = ("云岭镇", "青石镇", "柳河镇", "白鹿镇", "松溪镇", "枫桥镇", "清泉镇", "望山镇")
AREAS_OF_TOWNSHIP = ("urban", "town", "town", "rural", "rural", "rural", "rural", "rural")
# How often each school type occurs, its level, its name, and how its party organisation looks.
TYPES = {
    "kindergarten": (14, 0.00, "幼儿园", ("branch",)),
    "primary": (24, 0.00, "小学", ("branch", "branch", "general_branch")),
    "junior": (9, 0.03, "初级中学", ("branch", "general_branch")),
    "nine_year": (5, -0.02, "九年一贯制学校", ("branch", "general_branch")),
    "senior": (3, 0.08, "高级中学", ("committee",)),
    "secondary": (3, 0.06, "完全中学", ("committee",)),
    "special": (2, 0.02, "特殊教育学校", ("branch",)),
}
OTHER_TYPE = (8, 0.0, "学校", ("branch",))
ORDINALS = ("第一", "第二", "第三", "第四", "第五", "第六")
LEVEL_OF_AREA = {"urban": 0.08, "town": 0.03, "rural": -0.05}
DUE_DAYS_AGO = 10
"""So that who was late has handed in since, and the county has been on site."""
LATE_CHANCE, MISSING_CHANCE, FAULTY_CHANCE, BLANKS_CHANCE = 0.07, 0.04, 0.09, 0.2
MENDED_CHANCE = 0.6
VERIFIED_SHARE = 1 / 3
EVIDENCE_SCHOOLS, EVIDENCE_FILES = 6, 3
OFFICE, CLERK = "党建办", "学校填报员"
REVIEWERS = ("核实一组", "核实二组", "核实三组")


class DemoRefused(Refused):
    """The demo county is not made here."""


@dataclass(slots=True)
class DemoCounty:
    """What was made: where its files lie, and how many of what."""

    folder: Path
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _MadeUpSchool:
    school: School
    level: float
    trend: float
    strengths: dict[str, float]


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
    write_durably(complete, b"")
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
        self.refused = 0
        self.workbooks = 0
        self._last_moment = dt.datetime.min.replace(tzinfo=dt.UTC)

    def make(self) -> dict[str, int]:
        """Make and hand in everything; returns the counts."""
        edition = max(self.door.guide.editions.values(), key=lambda known: known.valid_from)
        cycles = _cycles(edition, self.today)
        schools = _schools(self.door.guide.codes["school_type"].keys(), edition, self.chance)
        begin = dt.datetime.combine(cycles[0].starts_on, dt.time(1), dt.UTC)
        self._hand_in_table("schools", [_school_row(made.school) for made in schools], begin)
        self._hand_in_table("cycles", [_cycle_row(cycle) for cycle in cycles], begin)
        for number, cycle in enumerate(cycles):
            self._make_cycle(edition, cycle, number, schools, is_last=cycle is cycles[-1])
        return {
            "schools": len(schools),
            "cycles": len(cycles),
            "workbooks": self.workbooks,
            "refused": self.refused,
        }

    def _make_cycle(
        self,
        edition: Edition,
        cycle: Cycle,
        number: int,
        schools: list[_MadeUpSchool],
        *,
        is_last: bool,
    ) -> None:
        maker = AnswerMaker(self.door.guide, edition, cycle)
        sent: dict[str, dict[str, str]] = {}
        counted: list[dict[str, str | None]] = []
        turns: list[tuple[dt.datetime, str, bytes]] = []
        make_words = words(language())
        steps = self.progress.track(schools, description=make_words("cli-demo-progress-make"))
        for made in steps:
            quality = _quality(made, number, self.chance)
            answers = maker.answers(made.school, quality, self.chance)
            counted += _county_rows(cycle, made.school, edition, answers)
            own = _answered_by(edition, answers, "school")
            if self.chance.random() < MISSING_CHANCE:
                continue
            sent[made.school.school_id] = own
            turns += self._workbooks_of(edition, cycle, made.school, own)
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
        verified = list(self._verified_rows(edition, cycle, sent))
        visited = sorted({str(row["school_id"]) for row in verified})
        for at, reviewer in enumerate(REVIEWERS):
            rows = [row for row in verified if row["school_id"] in visited[at :: len(REVIEWERS)]]
            self._hand_in_table(
                f"answers-verified-{cycle.cycle_id}-{at + 1}", rows, after, reviewer
            )
        if is_last:
            self._hand_in_evidence(edition, cycle, sent, after)
            findings = self._findings(edition, cycle, schools, sent)
            self._hand_in_table(f"findings-{cycle.cycle_id}", findings, after)
        else:
            closing = {"cycle_id": cycle.cycle_id, "decision": "closed", "reason": "公示期满"}
            record = write_record(
                self.settings,
                "cycle_decision",
                closing,
                received_by=OFFICE,
                channel=CHANNEL,
                received_at=self._moment(after + dt.timedelta(days=10)),
            )
            self.door.register.note(record)

    def _workbooks_of(
        self, edition: Edition, cycle: Cycle, school: School, answers: dict[str, str]
    ) -> Iterator[tuple[dt.datetime, str, bytes]]:
        """The workbooks that a school sends: at times late, with blanks, or faulty and mended."""
        chance = self.chance
        days = chance.randint(1, 8) if chance.random() < LATE_CHANCE else -chance.randint(1, 21)
        moment = dt.datetime.combine(
            cycle.deadline + dt.timedelta(days=days), dt.time(chance.randint(0, 9)), dt.UTC
        ) + dt.timedelta(
            seconds=chance.randint(0, 3599), microseconds=chance.randint(0, 999) * 1000
        )
        if chance.random() < BLANKS_CHANCE:
            for fact_id in chance.sample(
                sorted(answers), k=min(len(answers), chance.randint(1, 3))
            ):
                del answers[fact_id]
        name = f"{cycle.cycle_id}_{school.school_id}_{school.name_zh}"
        if chance.random() < FAULTY_CHANCE:
            faulty = planted_fault(answers, edition, chance)
            yield moment, f"{name}.xlsx", self._workbook(edition, cycle, school, faulty)
            if chance.random() > MENDED_CHANCE:
                return
            moment += dt.timedelta(days=1, hours=1)
            name = f"{name}_更正"
        yield moment, f"{name}.xlsx", self._workbook(edition, cycle, school, answers)

    def _workbook(
        self, edition: Edition, cycle: Cycle, school: School, answers: dict[str, str]
    ) -> bytes:
        previous = self.door.register.previous_answers(school.school_id, cycle.cycle_id)
        titles = _evidence(edition, cycle, answers)
        return template_bytes(edition, cycle, school, previous, answers, evidence=titles)

    def _verified_rows(
        self, edition: Edition, cycle: Cycle, sent: dict[str, dict[str, str]]
    ) -> Iterator[dict[str, str | None]]:
        """What the county found on site at a third of the schools: mostly a little less."""
        chance = self.chance
        visited = chance.sample(sorted(sent), k=round(len(sent) * VERIFIED_SHARE))
        for school_id in sorted(visited):
            answers = sent[school_id]
            for fact_id in sorted(chance.sample(sorted(answers), k=max(1, len(answers) // 5))):
                fact, value, reason = edition.facts[fact_id], answers[fact_id], "与佐证材料一致"
                if chance.random() < 0.3:
                    if fact.kind == "count" and int(value) > 1:
                        value, reason = str(int(value) - 1), "有一次缺少签到或记录"
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
        schools: list[_MadeUpSchool],
        sent: dict[str, dict[str, str]],
    ) -> list[dict[str, str | None]]:
        """One school with each of two red lines, among the better ones, where they are felt."""
        best = sorted(
            (made for made in schools if made.school.school_id in sent),
            key=lambda made: made.level,
            reverse=True,
        )
        lines = sorted(edition.red_lines)
        chosen = dict.fromkeys([*lines[1:2], *lines[-3:-2]])
        return [
            {
                "cycle_id": cycle.cycle_id,
                "school_id": best[2 + 3 * number].school.school_id,
                "red_line": red_line,
                "note": "演示数据",
            }
            for number, red_line in enumerate(chosen)
        ]

    def _hand_in_table(
        self,
        name: str,
        rows: list[dict[str, str | None]],
        moment: dt.datetime,
        received_by: str = OFFICE,
    ) -> None:
        if rows:
            content = pl.DataFrame(rows, infer_schema_length=None).write_csv().encode("utf-8-sig")
            self._hand_in(content, f"{name}.csv", moment, folder="", received_by=received_by)

    def _hand_in(
        self,
        content: bytes,
        name: str,
        moment: dt.datetime,
        folder: str,
        received_by: str = CLERK,
    ) -> Checked:
        write_durably(self.folder / folder / name, content)
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
        elif checked.fate == "refused":
            codes = {problem.code for problem in checked.problems}
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


def _schools(
    type_codes: Iterable[str], edition: Edition, chance: random.Random
) -> list[_MadeUpSchool]:
    codes = list(type_codes)
    weights = [TYPES.get(code, OTHER_TYPE)[0] for code in codes]
    total = sum(weights)
    wanted = [
        code
        for code, weight in zip(codes, weights, strict=True)
        for _ in range(max(1, round(SCHOOL_COUNT * weight / total)))
    ]
    seen: dict[tuple[str, str], int] = {}
    made = []
    for number, code in enumerate((wanted * 2)[:SCHOOL_COUNT], start=1):
        _, type_level, ending, organisations = TYPES.get(code, OTHER_TYPE)
        rare = TYPES.get(code, OTHER_TYPE)[0] <= 3
        place = (number % 2) if rare else number % len(TOWNSHIPS)
        township, area = TOWNSHIPS[place], AREAS_OF_TOWNSHIP[place]
        nth = seen[township, code] = seen.get((township, code), 0) + 1
        name = f"{township}{ORDINALS[nth - 1]}{ending}"
        organisation = chance.choice(organisations)
        trend = chance.choice((0.0, 0.01, 0.02, 0.02, 0.06, -0.02))
        level = 0.70 + type_level + LEVEL_OF_AREA[area] + chance.gauss(0, 0.09)
        level += 0.04 if organisation != "branch" else -0.01
        school = School(
            school_id=f"S{number:03d}",
            name_zh=name,
            township=township,
            school_type=code,
            area=area,
            organisation=organisation,
            leadership=_leadership(organisation, area, chance),
            tier_held=_tier_held(level),
            students=(
                students := chance.randint(60, 400) * (4 if organisation == "committee" else 2)
            ),
            teachers=(teachers := max(8, students // chance.randint(11, 16))),
            members=max(3, teachers // chance.randint(2, 5)),
        )
        strengths = {
            indicator.indicator_id: chance.gauss(0, 0.10) for indicator in edition.indicators
        }
        for dimension in edition.dimensions:
            shift = chance.gauss(0, 0.06)
            for indicator in edition.indicators:
                if indicator.dimension_id == dimension.dimension_id:
                    strengths[indicator.indicator_id] += shift
        made.append(_MadeUpSchool(school, level, trend, strengths))
    return made


def _leadership(organisation: str, area: str, chance: random.Random) -> str:
    if organisation == "committee":
        return "separate"
    if organisation == "general_branch":
        return chance.choice(("separate", "one_person_with_deputy"))
    one_person = 0.75 if area == "rural" else 0.45
    return "one_person_no_deputy" if chance.random() < one_person else "separate"


def _tier_held(level: float) -> str:
    for tier, least in (("provincial", 1.0), ("municipal", 0.93), ("county", 0.88)):
        if level >= least:
            return tier
    return "none"


def _quality(
    made: _MadeUpSchool, cycle_number: int, chance: random.Random
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
        }
        for fact_id, value in _answered_by(edition, answers, "county").items()
    ]


def _school_row(school: School) -> dict[str, str | None]:
    names = (
        "school_id",
        "name_zh",
        "township",
        "school_type",
        "area",
        "organisation",
        "leadership",
        "tier_held",
        "students",
        "teachers",
        "members",
    )
    return {name: str(getattr(school, name)) for name in names}


def _cycle_row(cycle: Cycle) -> dict[str, str | None]:
    names = ("cycle_id", "edition", "starts_on", "ends_on", "deadline")
    return {name: str(getattr(cycle, name)) for name in names}
