"""Guides, schools and a register for tests of the workbook: small, real, in memory."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from duibiao.guide.editions import Edition, Fact, Guide
from duibiao.records.model import Cycle, School, WorkbookReading
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.grids import Spreadsheet
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words import DEFAULT_LANGUAGE
from ingest.door import workbook_reading
from ingest.opening import or_problem
from ingest.workbook.reading import Register
from ingest.workbook.recognised import recognise
from ingest.workbook.template import template_bytes

OTHER_GUIDE: dict[str, str] = {
    "editions": """
        edition,title_zh,status,valid_from,dimension_count,indicator_count,total_points,note_zh
        trial-7,学校工作指南,official,2025-01-01,2,4,50,
    """,
    "dimensions": """
        edition,dimension,sort,name_zh,name_en
        trial-7,A,1,甲方面,First
        trial-7,B,2,乙方面,Second
    """,
    "indicators": """
        edition,indicator,dimension,sort,name_zh,name_en,requirement_zh,rule_zh,max_points,nature,character,period_zh,evidence_zh,basis_zh
        trial-7,A-1,A,1,人均面积,Area,要求一,评分一,12.5,hardware,norm,年,,
        trial-7,A-2,A,2,评定等级,Grade,要求二,评分二,12.5,software,norm,年,,
        trial-7,B-1,B,1,按时完成,In time,,评分三,15,software,feature,年,,
        trial-7,B-2,B,2,两件事,Two things,要求四,,10,software,feature,年,,
    """,
    "facts": """
        edition,indicator,fact,sort,label_zh,kind,unit_zh,answered_by,required
        trial-7,A-1,area,1,面积,number,平方米,school,1
        trial-7,A-1,people,2,人数,count,人,school,1
        trial-7,A-2,grade,1,等级,grade,,school,1
        trial-7,A-2,votes,2,票数,count,票,county,1
        trial-7,B-1,due,1,应完成日期,date,,school,1
        trial-7,B-1,done,2,完成日期,date,,school,0
        trial-7,B-2,one,1,第一件,flag,,school,1
        trial-7,B-2,two,2,第二件,flag,,school,1
    """,
    "rules": """
        edition,indicator,part,share,method,fact,base_fact,base_value,target,floor,when_base_zero,may_exceed
        trial-7,A-1,1,1,ratio,area,people,,20,5,zero,1
        trial-7,A-2,1,0.5,grade,grade,,,,,,
        trial-7,A-2,2,0.5,count,votes,,,10,,,
        trial-7,B-1,1,1,late,done,due,,,,,
        trial-7,B-2,1,1,checklist,,,,,,,
    """,
    "rule_bands": """
        edition,indicator,part,bound,key,share
        trial-7,A-2,1,grade,优,1
        trial-7,A-2,1,grade,良,0.8
        trial-7,A-2,1,grade,1,0.5
        trial-7,B-1,1,days_late_at_most,0,1
        trial-7,B-1,1,days_late_at_most,,0
    """,
    "rule_items": """
        edition,indicator,part,fact,kind,points,needed
        trial-7,B-2,1,one,item,,
        trial-7,B-2,1,two,item,,
    """,
    "rule_targets": "edition,indicator,part,attribute,value,target",
    "rule_caps": "edition,indicator,fact,when_equal,max_share",
    "not_applicable": """
        edition,indicator,fact,attribute,value
        trial-7,B-2,two,school_type,kindergarten
        trial-7,B-1,,area,rural
    """,
    "red_lines": "edition,red_line,indicator,label_zh,effect,value",
    "ratings": """
        edition,rating,sort,name_zh,min_score
        trial-7,good,1,好,60
        trial-7,poor,2,差,0
    """,
    "tiers": """
        edition,tier,sort,name_zh,min_score,min_dimension_share,quota
        trial-7,county,1,县级,80,0.5,3
    """,
}


def other_guide(folder: Path) -> Guide:
    """A guide that is nothing like ours: another edition, all five kinds asked of schools."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in OTHER_GUIDE.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    codes = (SEEDS / "code_lists.csv").read_text(encoding="utf-8")
    (folder / "code_lists.csv").write_text(codes, encoding="utf-8")
    return Guide.load(folder)


SCHOOL = School(
    "6109220012", "江南第一小学", "城关镇", "primary", "town", "branch", "separate", "county"
)
KINDERGARTEN = School(
    "007", "春蕾幼儿园", "云雾镇", "kindergarten", "rural", "branch", "one_person_no_deputy", "none"
)
SENIOR = School(
    "S-3", "江北高级中学", "城关镇", "senior", "urban", "committee", "separate", "municipal"
)


@dataclass
class CountyRegister:
    """A register of a few schools and cycles, as the reader asks for it."""

    cycles: dict[str, Cycle]
    schools: dict[str, School]
    previous: dict[str, Mapping[str, str | None]] = field(default_factory=dict)
    """Values of the cycle before, by school."""
    said: dict[str, Mapping[str, str | None]] = field(default_factory=dict)
    """What each school says for the cycle."""
    left: set[str] = field(default_factory=set)
    """Schools that are known but not valid in any of the cycles."""

    def cycle(self, cycle_id: str) -> Cycle | None:
        """The cycle of this identifier."""
        return self.cycles.get(cycle_id)

    def school(self, school_id: str, cycle_id: str) -> School | None:
        """The school, if it is there in a cycle."""
        return self.schools.get(school_id) if cycle_id in self.cycles else None

    def knows_school(self, school_id: str) -> bool:
        """Whether there is or was such a school."""
        return school_id in self.schools or school_id in self.left

    def previous_answers(self, school_id: str, cycle_id: str) -> Mapping[str, str | None]:
        """The school's values of the cycle before."""
        return self.previous.get(school_id, {})

    def answers_in_force(self, cycle_id: str, school_id: str) -> Mapping[str, str | None]:
        """What the school says for the cycle."""
        return self.said.get(school_id, {})


@dataclass
class County:
    """A guide with one open cycle and three schools."""

    guide: Guide
    edition: Edition
    cycle: Cycle
    register: CountyRegister

    @classmethod
    def of(cls, guide: Guide) -> County:
        """The county of a guide's first edition."""
        edition = next(iter(guide.editions.values()))
        cycle = Cycle(
            "2024",
            edition.edition_id,
            dt.date(2024, 1, 1),
            dt.date(2024, 12, 31),
            dt.date(2025, 1, 20),
        )
        schools = {school.school_id: school for school in (SCHOOL, KINDERGARTEN, SENIOR)}
        return cls(guide, edition, cycle, CountyRegister({cycle.cycle_id: cycle}, schools))

    def asked(self, school: School) -> list[Fact]:
        """The facts that a school is asked in its workbook, in order."""
        attributes = school.attributes
        return [
            fact
            for fact in self.edition.facts.values()
            if fact.answered_by == "school" and self.edition.is_asked(fact.fact_id, attributes)
        ]

    def answers(self, school: School, seed: int = 1) -> dict[str, str]:
        """Values in normal form for everything a school is asked, none larger than its base."""
        chance = random.Random(f"{seed} {school.school_id}")
        values: dict[str, str] = {}
        for fact in self.asked(school):
            match fact.kind:
                case "count":
                    values[fact.fact_id] = str(chance.randint(3, 7))
                case "number":
                    values[fact.fact_id] = chance.choice(["0.95", "-3.5", "1234567.000001", "12"])
                case "flag":
                    values[fact.fact_id] = chance.choice(["yes", "no"])
                case "date":
                    day = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randint(0, 360))
                    values[fact.fact_id] = day.isoformat()
                case "grade":
                    values[fact.fact_id] = chance.choice(fact.grades)
        for check in self.edition.base_checks:
            if check.base_fact_id in values and check.fact_id in values and not check.may_exceed:
                values[check.base_fact_id] = str(chance.randint(7, 12))
        return values

    def template(
        self,
        school: School,
        answers: Mapping[str, str | None] | None = None,
        language: str = DEFAULT_LANGUAGE,
    ) -> bytes:
        """A school's workbook."""
        previous = self.register.previous_answers(school.school_id, self.cycle.cycle_id)
        return template_bytes(self.edition, self.cycle, school, previous, answers, language)

    def fact(self, kind: str, school: School = SCHOOL, number: int = 0) -> Fact:
        """The school's fact of a kind, by its number among those of the kind."""
        return [fact for fact in self.asked(school) if fact.kind == kind][number]


def read_workbook(
    content: bytes,
    file_name: str,
    guide: Guide,
    register: Register,
    expected_school: str | None = None,
    *,
    opened: Callable[[bytes], Spreadsheet] = open_spreadsheet,
    is_believed: bool = False,
) -> WorkbookReading:
    """What a workbook says, opened in this process if not said otherwise."""

    def open_it(content: bytes) -> Spreadsheet:
        spreadsheet = opened(content)
        spreadsheet.is_believed = is_believed
        return spreadsheet

    found = or_problem(lambda: recognise(open_it(content)), file_name)
    return workbook_reading(found, file_name, guide, register, expected_school)
