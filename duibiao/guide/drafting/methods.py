"""Proposes how a guide could score what a county wrote: clauses → the parts of an indicator.

What a clause says decides its family; a family, its method. A method or table that this version of
the guide does not have is not proposed: the county's own number stands in for it, and that is said.
Nothing here is certain, and every proposal carries its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise

from duibiao.guide.drafting.sentences import (
    NUMBER,
    Certainty,
    Clause,
    parts_by_mark,
    positive,
)
from duibiao.words.text import SHARE_PLACES, plain_decimal

FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("each", "flag", "several", "shortfall", "event", "none"), "taken_off"),
    **dict.fromkeys(("rate", "slope", "share"), "rate"),
    "count": "count",
    "gain": "gain",
    "grade": "grade",
    "given": "given",
    "relative": "relative",
    "bonus": "taken_off",
}
"""Shapes by what they can be said together with; remarks and red lines go with all."""
LONGEST_LABEL = 60
GRADES = (
    "完全符合|基本符合|部分符合|不符合|符合要求|优秀|良好|较好|合格|一般|较差|不合格"
    "|优|良|中|好|差|[abcd]"
)
GRADE = re.compile(
    rf"({GRADES})(?:等|级|档|次|的|者|为|:)*(?:(?:得|计|记|给|赋)?({NUMBER})(?:-({NUMBER}))?分|不得分)"
)
PLACE = re.compile(rf"(?:第?(?:([0-9]+)-)?([0-9]+)名|前([0-9]+)名)[^0-9]*?({NUMBER}|满)分")
OFTENER = re.compile(r"每个?(?:学期|月|季度?|周|班|生)")
"""Spoken of more often than once a year, which is what a school answers for."""
OR = re.compile(r"或者?|、|,|以及|及|和")
DECIMAL_PLACES = Decimal(1).scaleb(-SHARE_PLACES)
BASE_ZERO = "skip_part"


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A question that a rule needs, before it has a code."""

    label: str
    kind: str
    unit: str = ""
    answered_by: str = "school"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clause became what it became: `draft-reason-<code>`, and how sure that is."""

    clause: Clause | None
    code: str
    certainty: Certainty
    asks: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()


@dataclass(slots=True)
class PartDraft:
    """A part of an indicator's rule. Facts are named by their place in `facts`.

    `cells`: further cells of its row of rules. `bands`: bound, key and share. `items`: fact, kind,
    points and needed. `caps`: fact, when_equal and max_share. `more`: rows of other tables.
    """

    points: Decimal | None
    method: str
    facts: list[FactDraft] = field(default_factory=list)
    fact: int | None = None
    base_fact: int | None = None
    cells: dict[str, str] = field(default_factory=dict)
    bands: list[tuple[str, str, Decimal]] = field(default_factory=list)
    items: list[tuple[int, str, Decimal | None, Decimal | None]] = field(default_factory=list)
    caps: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    more: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    def ask(self, fact: FactDraft) -> int:
        """Add a question; its place."""
        self.facts.append(fact)
        return len(self.facts) - 1


def propose(name: str, clauses: Sequence[Clause], points: Decimal | None) -> list[PartDraft]:
    """The parts that the clauses of one item make up, in their order.

    `name`: what the item is called; `points`: what it gives, None where that is not known.
    """
    said = [one for one in clauses if one.shape != "red_line"]
    scored = [one for one in said if one.shape != "remark"]
    if scored and all(one.shape == "state" for one in scored):
        return [_as_it_ought_to_be(name, scored, points)]
    marked = parts_by_mark(scored)
    total = sum((own for own, _ in marked), Decimal(0))
    if marked and len(marked) > 1 and points in (None, total):
        return [_part(_named(name, own), own, worth) for worth, own in marked]
    if marked and points is None:
        points = total
    families = _families(said)
    if len(set(families)) > 1:
        split = _by_families(said, points)
        if split:
            return [_part(name, own, worth) for own, worth in split]
    return [_part(name, said, points)]


def _as_it_ought_to_be(name: str, clauses: Sequence[Clause], points: Decimal | None) -> PartDraft:
    """What ought to be is there or not, where nothing is said of points."""
    part = PartDraft(points, "checklist")
    for one in clauses:
        at = part.ask(FactDraft(label_of(one, name), "flag"))
        part.items.append((at, "item", None, None))
        _because(part, one, "state", ("how-given",), at)
    return part


def _named(name: str, clauses: Sequence[Clause]) -> str:
    what = clauses[0].values.get("what", "") or clauses[0].plain.partition("(")[0]
    return what[:LONGEST_LABEL] or name


def _families(clauses: Sequence[Clause]) -> list[str]:
    return [FAMILIES[one.shape] for one in clauses if one.shape in FAMILIES]


def _by_families(
    clauses: Sequence[Clause], points: Decimal | None
) -> list[tuple[list[Clause], Decimal]]:
    """Clauses of several families as parts, where the points that each gives make up the whole."""
    known = [one for one in clauses if one.shape in FAMILIES]
    parts: list[tuple[list[Clause], Decimal]] = []
    for family, members in groupby(known, key=lambda one: FAMILIES[one.shape]):
        group = list(members)
        gained = [one.points for one in group if one.points and not _is_off(one)]
        if not gained:
            return []
        worth = sum(gained, Decimal(0)) if family == "taken_off" else max(gained)
        parts.append((group, worth))
    return parts if sum((worth for _, worth in parts), Decimal(0)) == points else []


def _is_off(clause: Clause) -> bool:
    return clause.shape in ("each", "several", "shortfall", "event", "slope") or bool(
        clause.pattern and clause.pattern.is_off
    )


def _part(name: str, clauses: Sequence[Clause], points: Decimal | None) -> PartDraft:
    """One part for these clauses, with a reason for each."""
    families = set(_families(clauses))
    nones = [one for one in clauses if one.shape == "none"]
    if "taken_off" in families and len(families) == 2 and len(nones) == _count(clauses):
        families.discard("taken_off")  # a condition beside another method becomes a cap
    writers: dict[str, Callable[[str, Sequence[Clause], Decimal], PartDraft | None]] = {
        "taken_off": _taken_off,
        "rate": _rate,
        "count": _count_steps,
        "gain": _gain,
        "grade": _grade,
        "given": _given,
        "relative": _relative,
    }
    part = None
    if len(families) == 1 and points is not None and points > 0:
        family = families.pop()
        own = [one for one in clauses if FAMILIES.get(one.shape) == family]
        part = writers[family](name, own, points)
        if part is not None and family != "taken_off":
            for one in nones:
                _cap(part, name, one)
    if part is None:
        part = _by_hand(name, clauses, points)
    _tell_rest(part, clauses)
    return part


def _count(clauses: Sequence[Clause]) -> int:
    return sum(FAMILIES.get(one.shape) == "taken_off" for one in clauses)


def _tell_rest(part: PartDraft, clauses: Sequence[Clause]) -> None:
    """A reason for each clause that no method has taken up."""
    told = [one.clause for one in part.reasons]
    for one in clauses:
        is_whole = one.shape == "flag" and not _is_off(one) and one.points in (None, part.points)
        if is_whole and one not in told:
            part.reasons.append(Reason(one, "says-no-points", "sure"))
            continue
        if one in told or one.shape in ("remark", "red_line"):
            continue
        if one.shape in ("unknown", "state") and not re.search(
            r"[0-9]|分(?!管|工|析|类|组|层|别|校|布)", one.plain
        ):
            part.reasons.append(Reason(one, "says-no-points", "sure"))
        else:
            part.reasons.append(Reason(one, "left-out", "unsure", ("not-understood",)))


def label_of(clause: Clause, name: str) -> str:
    """What is asked, in the words of the clause, under the name of the part where these are few."""
    pattern = clause.pattern
    assert pattern is not None
    given = {group: clause.values.get(group, "") for group in ("verb", "rest", "what2")}
    unit = clause.values.get("unit") or clause.values.get("unit2") or ""
    what = clause.values.get("what", "").strip(",、:的者")
    if pattern.is_negative:
        what = positive(what)
    text = (pattern.label or "{what}").format(what=what, unit=unit, name=name, **given)
    text = (
        re.sub(r"^(?:的|凡|每(?!学期|月|年|季|周|天|日|班|生))|,", "", text).strip("的、:") or name
    )
    short = len(what) < 2 or what.startswith("每")
    return (f"{name}：{text}" if short and name and name not in text else text)[:LONGEST_LABEL]


def _taken_off(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    """Deductions, and what gives points if it is there; a checklist where all are worth as much."""
    gains = [one for one in clauses if one.shape in ("flag", "bonus") and not _is_off(one)]
    worths = [one.points or points for one in gains]
    if len(gains) == len(clauses) and (
        len(gains) == 1 or (len(set(worths)) == 1 and sum(worths, Decimal(0)) == points)
    ):
        part = PartDraft(points, "checklist")
        for one in gains:
            at = part.ask(FactDraft(label_of(one, name), "flag"))
            part.items.append((at, "item", None, None))
            asks = () if sum(worths, Decimal(0)) == points else ("points-differ",)
            _because(part, one, "checklist", asks, at)
        return part
    if any(one.shape == "bonus" for one in gains) and sum(worths, Decimal(0)) != points:
        return None
    offs = [one for one in clauses if one not in gains]
    if offs and all(worth == points for worth in worths):
        clauses = offs  # what gives all points says no more than what takes some
    gains = [one for one in gains if one in clauses]
    nones = [one for one in clauses if one.shape == "none"]
    if nones and len(nones) == len(clauses) == 1 and _is_negative(nones[0]):
        part = PartDraft(points, "checklist")
        at = part.ask(FactDraft(label_of(nones[0], name), "flag"))
        part.items.append((at, "item", None, None))
        _because(part, nones[0], "all-or-nothing", (), at)
        return part
    part = PartDraft(points, "deduct")
    for one in clauses:
        _take_off(part, name, one, points)
    if gains and sum(worths, Decimal(0)) != points:
        last = part.reasons[-1]
        part.reasons[-1] = Reason(
            last.clause, last.code, "unsure", (*last.asks, "points-differ"), last.facts
        )
    return part if part.items else None


def _is_negative(clause: Clause) -> bool:
    return clause.pattern is not None and clause.pattern.is_negative


def _take_off(part: PartDraft, name: str, one: Clause, points: Decimal) -> None:
    worth = one.points or points
    unit = one.values.get("unit", "")
    label = label_of(one, name)
    if one.shape == "shortfall":
        needed = one.number("needed")
        at = part.ask(FactDraft(label, "count", unit))
        part.items.append((at, "shortfall", worth, needed))
        _because(part, one, "shortfall", (), at)
    elif one.shape == "several":
        for what in OR.split(one.values["what"]):
            at = part.ask(FactDraft(positive(what)[:LONGEST_LABEL], "flag"))
            part.items.append((at, "shortfall", worth, Decimal(1)))
            _because(part, one, "several", (), at)
    elif one.shape in ("flag", "bonus") or (one.shape == "none" and _is_negative(one)):
        at = part.ask(FactDraft(label, "flag"))
        part.items.append((at, "shortfall", worth, Decimal(1)))
        code = "absent" if _is_off(one) or one.shape == "none" else "points-if"
        _because(part, one, code, ("bonus",) if one.shape == "bonus" else (), at)
    else:
        at = part.ask(FactDraft(label, "count", unit or "次"))
        part.items.append((at, "each", worth, None))
        code = "each" if one.shape == "each" else "event"
        _because(part, one, code, () if one.shape == "each" else ("how-often",), at)


def _because(
    part: PartDraft, clause: Clause, code: str, asks: Sequence[str] = (), *facts: int
) -> None:
    assert clause.pattern is not None
    if code in ("shortfall", "steps", "gain") and OFTENER.search(clause.plain):
        asks = (*asks, "needed-a-year")
    certainty: Certainty = "unsure" if "points-differ" in asks else clause.pattern.certainty
    part.reasons.append(Reason(clause, code, certainty, tuple(asks), facts))


def _cap(part: PartDraft, name: str, one: Clause) -> None:
    """No points without this, or after that: a cap on the indicator."""
    at = part.ask(FactDraft(label_of(one, name), "flag"))
    part.caps.append((at, Decimal(0) if _is_negative(one) else Decimal(1), Decimal(0)))
    _because(part, one, "cap", (), at)


def share_of(worth: Decimal, points: Decimal) -> Decimal:
    """Points as a share of the whole, no less than 0 and no more than 1."""
    share = (worth / points).quantize(DECIMAL_PLACES, ROUND_HALF_UP)
    return min(max(share, Decimal(0)), Decimal(1))


def _worth(one: Clause, points: Decimal) -> Decimal:
    """What a band gives: 得3分, 扣2分, 得满分, 不得分."""
    if one.points is None:
        return points if "满分" in one.plain else Decimal(0)
    return points - one.points if _is_off(one) else one.points


# ------------------------------------------------------------------ rates and counts


def _rate(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    what = next((text for one in clauses if (text := one.values.get("what", ""))), "")
    what = re.sub(r"^(?:按照?|对|根据|.*=)|(?:率|实际|情况)$", "", what.strip(",、:的")) or name
    slope = next((one for one in clauses if one.shape == "slope"), None)
    reached = [one for one in clauses if one.shape == "rate"]
    by_share = [one for one in clauses if one.shape == "share"]
    part = PartDraft(points, "bands" if reached and slope is None else "ratio")
    part.fact = part.ask(FactDraft(f"{what}：实际数"[:LONGEST_LABEL], "count"))
    part.base_fact = part.ask(FactDraft(f"{what}：应有数"[:LONGEST_LABEL], "count"))
    part.cells["when_base_zero"] = BASE_ZERO
    facts = part.fact, part.base_fact
    asks = ("numbers-of-rate",)
    if slope is not None:
        low = max((one.number("low") or Decimal(0) for one in reached), default=Decimal(100))
        step = slope.number("step") or Decimal(1)
        target = (low or Decimal(100)) / 100
        reach = points / (slope.points or points) * step / 100
        part.cells |= {
            "target": plain_decimal(target),
            "floor": plain_decimal((target - reach).quantize(Decimal("0.000001"), ROUND_HALF_UP)),
        }
        for one in (*reached, slope):
            _because(part, one, "slope", asks, *facts)
    elif reached:
        _bands(part, reached, points, by=Decimal(100))
        for one in reached:
            _because(part, one, "rate-bands", asks, *facts)
    else:
        part.cells |= {"target": "1", "floor": "0"}
        for one in by_share:
            _because(part, one, "by-share", (*asks, "target-of-share"), *facts)
    return part


def _bands(part: PartDraft, clauses: Sequence[Clause], points: Decimal, *, by: Decimal) -> None:
    """Bands from what is reached, or is not: at_least each bound, and the rest below them."""
    found: dict[Decimal, Decimal] = {}
    below: dict[Decimal, Decimal] = {}
    tops = []
    for one in clauses:
        share = share_of(_worth(one, points), points)
        low, high = one.number("low"), one.number("high", "high2")
        if low is not None:
            found[low / by] = share
            tops += [high] if high is not None else []
        elif high is not None:
            below[high] = share
            tops.append(high - 1)
    # Below the highest but not below the next: from that one on.
    for upper, lower in pairwise(sorted(below, reverse=True)):
        found.setdefault(lower / by, below[upper])
    rest = below[min(below)] if below else Decimal(0)
    whole = Decimal(1)
    if whole not in found.values() and tops:  # what stands above all that is said gets everything
        found[(max(tops) + 1) / by] = whole
    for key, share in sorted(found.items(), reverse=True):
        part.bands.append(("at_least", plain_decimal(key), share))
    if rest and part.method == "bands":
        part.bands.append(("at_least", "", rest))
    elif rest:
        part.bands.append(("at_least", "0", rest))


def _count_steps(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    first = next((one for one in clauses if one.pattern and one.pattern.label), clauses[0])
    unit = first.values.get("unit") or first.values.get("unit2") or ""
    label = label_of(first, name) if first.pattern and first.pattern.label else f"{name}：{unit}数"
    part = PartDraft(points, "steps")
    part.fact = part.ask(FactDraft(label[:LONGEST_LABEL], "count", unit))
    _bands(part, clauses, points, by=Decimal(1))
    for one in clauses:
        _because(part, one, "steps", (), part.fact)
    return part if part.bands else None


def _gain(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    """So many points for each, up to the whole: a count with a target."""
    if len(clauses) != 1:
        return None
    one = clauses[0]
    most = one.number("most") or points
    if not one.points:
        return None
    part = PartDraft(points, "count")
    part.fact = part.ask(FactDraft(label_of(one, name), "count", one.values.get("unit", "")))
    part.cells["target"] = plain_decimal((most / one.points).quantize(Decimal("0.000001")))
    _because(part, one, "gain", () if most == points else ("points-differ",), part.fact)
    return part


def _grade(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    found: dict[str, Decimal] = {}
    for one in clauses:
        for grade, least, most in GRADE.findall(one.plain):
            if most:
                return _given(name, clauses, points)
            found.setdefault(grade.upper(), Decimal(least or 0))
    if len(found) < 2:
        return None
    part = PartDraft(points, "grade")
    part.fact = part.ask(FactDraft(f"{name}：评定"[:LONGEST_LABEL], "grade", "", "county"))
    part.bands = [("grade", grade, share_of(worth, points)) for grade, worth in found.items()]
    for one in clauses:
        _because(part, one, "grades", ("who-grades",), part.fact)
    return part


# ------------------------------------------------------------------ points of a person, and places


def _given(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    """Points that a person gives, within what the text says."""
    part = _number(name, points)
    offs = [most for one in clauses if "扣" in one.plain and (most := one.number("most"))]
    least = points - max(offs) if offs and len(offs) == len(clauses) else None
    if "given_rules" in part.more and least is not None and Decimal(0) < least < points:
        part.more["given_rules"]["least"] = plain_decimal(least)
    for one in clauses:
        _because(part, one, "given", ("who-gives",), 0)
    return part


def _number(name: str, points: Decimal | None) -> PartDraft:
    """The county's number as points."""
    part = PartDraft(points, "given")
    part.fact = part.ask(FactDraft(f"{name}：得分"[:LONGEST_LABEL], "number", "分", "county"))
    part.more["given_rules"] = {}
    return part


def _by_hand(name: str, clauses: Sequence[Clause], points: Decimal | None) -> PartDraft:
    """Where nothing else can be said: the county's number, and why."""
    part = _number(name, points)
    said = [one for one in clauses if one.shape not in ("remark", "red_line")]
    if not said:
        part.reasons.append(Reason(None, "by-hand-no-rule", "unsure", ("no-rule",), (0,)))
    for one in said:
        if one.shape == "relative":
            part.reasons.append(Reason(one, "by-hand-relative", "unsure", ("relative",), (0,)))
        elif one.shape == "unknown":
            part.reasons.append(Reason(one, "by-hand-unknown", "unsure", ("not-understood",), (0,)))
        else:
            part.reasons.append(Reason(one, "by-hand-mixed", "unsure", ("mixed",), (0,)))
    return part


def _relative(name: str, clauses: Sequence[Clause], points: Decimal) -> PartDraft | None:
    """Points by place among the schools, or in proportion to the best; None where neither."""
    text = "；".join(one.plain for one in clauses)
    places: dict[int, Decimal] = {}
    for _, last, upto, worth in PLACE.findall(text):
        gained = points if worth == "满" else Decimal(worth)
        places[int(upto or last)] = share_of(gained, points)
    is_best = any(one.pattern and one.pattern.compare == "to_best" for one in clauses)
    if not places and not is_best:
        return None
    part = PartDraft(points, "relative")
    part.fact = part.ask(FactDraft(f"{name}：用来比较的数"[:LONGEST_LABEL], "number"))
    rest = "to_best" if "比例" in text else "zero"
    part.more["relative_rules"] = {
        "compare": "to_best" if is_best and not places else "place",
        "among": "county",
        "better": "less" if re.search(r"最少|最低", text) else "more",
    } | ({} if is_best and not places else {"rest": rest})
    part.bands = [("at_most", str(place), share) for place, share in sorted(places.items())]
    for one in clauses:
        _because(part, one, "relative", ("compared-by",), part.fact)
    return part
