"""The made-up county's register: schools that do not exist, over the years."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from duibiao.demo.amounts import SIZES, SchoolType, Story, drawn
from duibiao.guide.editions import Edition, Guide
from duibiao.records.model import Cycle, School
from duibiao.words.labels import NO_TIER

SCHOOL_COUNT = 60
PLACES = {
    "云岭镇": (2, 2),
    "青石镇": (2, 3),
    "柳河镇": (3, 2),
    "白鹿镇": (2, 1),
    "松溪镇": (1, 2),
    "枫桥镇": (1, 3),
    "清泉镇": (2, 4),
    "望山镇": (3, 3),
}
"""Row and column of each township in the picture of the county."""
TOWNSHIPS = tuple(PLACES)
GROUPS = 4
ORDINALS = ("第一", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九")
# From the county's seat outwards: how many townships of each area, and how good their schools are.
AREAS = {"urban": (1, 0.08), "town": (2, 0.03), "rural": (5, -0.05)}
RARE = 3
LEVEL, BEST = 0.70, 0.89
SMALLEST_STAFF, SMALLEST_BRANCH = 3, 3
# Which schools, without the one that took another in, are new, had another name, have grown.
NEW, RENAMED, GROWN, BEFORE = (5, 25, 44), (12, 34), slice(3, None, 6), 0.92


@dataclass(slots=True)
class MadeUpSchool:
    """A school as it was from time to time, newest last, and how good it is at what."""

    versions: list[School]
    level: float
    trend: float
    strengths: dict[str, float]

    @property
    def school(self) -> School:
        """The school as it is now."""
        return self.versions[-1]

    def on(self, day: dt.date) -> School | None:
        """The school as it was on a day; None where it was not there."""
        for version in self.versions:
            if (version.valid_from or day) <= day <= (version.valid_to or day):
                return version
        return None


def made_up_schools(
    guide: Guide, edition: Edition, story: Story, cycles: Sequence[Cycle], chance: random.Random
) -> list[MadeUpSchool]:
    """The schools of all cycles, with what became of some of them."""
    made = [
        _school(number, code, guide, edition, story, chance)
        for number, code in enumerate(_types(guide, story), start=1)
    ]
    _tiers_held(made, guide, edition)
    _what_became_of_them(made, guide, story, cycles)
    return made


def _types(guide: Guide, story: Story) -> list[str]:
    """The type of each school, and at the end those of two that are not there any more."""
    codes = list(guide.codes["school_type"])
    weights = [story.types.get(code, SchoolType()).weight for code in codes]
    wanted = [
        code
        for code, weight in zip(codes, weights, strict=True)
        for _ in range(max(1, round(SCHOOL_COUNT * weight / sum(weights))))
    ]
    most = max(zip(weights, codes, strict=True))[1]
    return [*(wanted * 2)[:SCHOOL_COUNT], most, most]


def _areas(guide: Guide) -> list[tuple[str, float]]:
    """The area of each township, by the guide's own codes, and what it does to a school's level."""
    own = [code for code in AREAS if code in guide.codes["area"]] or list(guide.codes["area"])
    places = [code for code in own for _ in range(AREAS.get(code, (2, 0.0))[0])]
    places += places[-1:] * len(TOWNSHIPS)
    return [(code, AREAS.get(code, (2, 0.0))[1]) for code in places[: len(TOWNSHIPS)]]


def _school(
    number: int, code: str, guide: Guide, edition: Edition, story: Story, chance: random.Random
) -> MadeUpSchool:
    kind = _kind(code, guide, story)
    place = number % (2 if kind.weight <= RARE else len(TOWNSHIPS))
    if number > SCHOOL_COUNT:
        place = len(TOWNSHIPS) - 1 - number % 2
    area, area_level = _areas(guide)[place]
    bare = School(
        f"S{number:03d}", "", TOWNSHIPS[place], code, area, None, None, NO_TIER,
        education_group=f"{TOWNSHIPS[place % GROUPS].removesuffix('镇')}教育集团",
    )  # fmt: skip
    sized = _with_sizes(bare, kind)
    organisation = _organisation(sized, guide, story)
    leaderships = story.leaderships.get(organisation or "", {})
    known = [name for name in leaderships if name in guide.codes.get("leadership", {})]
    known = known or list(guide.codes.get("leadership", {}))
    leadership = (
        chance.choices(known, [leaderships.get(name, 1) for name in known])[0] if known else None
    )
    strengths = {indicator.indicator_id: chance.gauss(0, 0.10) for indicator in edition.indicators}
    for dimension in edition.dimensions:
        shift = chance.gauss(0, 0.06)
        for indicator in edition.indicators:
            if indicator.dimension_id == dimension.dimension_id:
                strengths[indicator.indicator_id] += shift
    return MadeUpSchool(
        [replace(sized, organisation=organisation, leadership=leadership)],
        min(BEST, LEVEL + kind.level + area_level + chance.gauss(0, 0.09)),
        chance.choice((0.0, 0.01, 0.02, 0.02, 0.06, -0.02)),
        strengths,
    )


def _with_sizes(school: School, kind: SchoolType) -> School:
    numbers: dict[str, Fraction] = {}
    for name in SIZES:
        amount = getattr(kind, name)
        value = drawn(amount, school.attributes, numbers, f"{school.school_id} {name}")
        numbers[name] = Fraction(math.floor(value or SMALLEST_STAFF))
    teachers = max(SMALLEST_STAFF, int(numbers["teachers"]))
    return replace(
        school,
        students=int(numbers["students"]),
        teachers=teachers,
        members=min(teachers, max(SMALLEST_BRANCH, int(numbers["members"]))),
    )


def _organisation(school: School, guide: Guide, story: Story) -> str | None:
    """The organisation that so many members make."""
    codes = guide.codes.get("organisation", {})
    fitting = [
        code
        for code, least in story.by_members.items()
        if code in codes and (school.members or 0) >= least
    ]
    return next(iter([*fitting[-1:], *reversed(codes)]), None)


def _tiers_held(made: list[MadeUpSchool], guide: Guide, edition: Edition) -> None:
    """The best schools hold the tiers already, as many as the guide has places."""
    held = iter(sorted(made[:SCHOOL_COUNT], key=lambda each: each.level, reverse=True))
    tiers = [
        row
        for row in guide.tables["tiers"].sort("sort").to_dicts()
        if row["edition"] == edition.edition_id
    ]
    for tier in tiers:
        for _ in range(tier["quota"] or 0):
            best = next(held)
            best.versions = [replace(best.school, tier_held=tier["tier"])]


def _what_became_of_them(
    made: list[MadeUpSchool], guide: Guide, story: Story, cycles: Sequence[Cycle]
) -> None:
    """Named within their township; some are new, renamed, grown, closed or merged into others."""
    seen: dict[tuple[str, str], int] = {}
    for each in made:
        school = each.school
        ending = _kind(school.school_type, guide, story).ending
        nth = seen[school.township, ending] = seen.get((school.township, ending), 0) + 1
        each.versions = [replace(school, name_zh=f"{school.township}{ORDINALS[nth - 1]}{ending}")]
    first_end, second_end = (cycle.ends_on for cycle in cycles[:2])
    merged, closed = made[SCHOOL_COUNT:]
    taker = next(
        each
        for each in made
        if (each.school.township, each.school.school_type)
        == (merged.school.township, merged.school.school_type)
    )
    merged.versions = [
        replace(merged.school, valid_to=first_end, merged_into=taker.school.school_id)
    ]
    closed.versions = [replace(closed.school, valid_to=second_end)]
    sizes = {name: getattr(taker.school, name) for name in SIZES}
    taker.versions = [
        replace(
            taker.school, **{name: sizes[name] + getattr(merged.school, name) for name in SIZES}
        )
    ]
    _was(taker, first_end, sizes)
    others = [each for each in made[:SCHOOL_COUNT] if each is not taker]
    for day, at in zip((first_end, second_end, second_end), NEW, strict=True):
        others[at].versions = [replace(others[at].school, valid_from=_next(day))]
    for day, at in zip((first_end, second_end), RENAMED, strict=True):
        school = others[at].school
        ending = _kind(school.school_type, guide, story).ending
        _was(others[at], day, {"name_zh": f"{school.township}中心{ending}"})
    for each in others[GROWN]:
        sizes = {name: math.ceil(getattr(each.school, name) * BEFORE) for name in SIZES}
        _was(each, second_end, sizes)


def _was(made: MadeUpSchool, last_day: dt.date, before: Mapping[str, Any]) -> None:
    """Until a day the school was otherwise."""
    now = made.school
    made.versions = [
        replace(now, valid_to=last_day, **before),
        replace(now, valid_from=_next(last_day)),
    ]


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _kind(code: str, guide: Guide, story: Story) -> SchoolType:
    return story.types.get(code) or SchoolType(ending=guide.codes["school_type"][code].name_zh)
