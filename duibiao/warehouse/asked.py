"""Which cycle, school and indicator a person means: by code, by name, or by a part of the name.

Everything that takes one of them from a person asks here, so that all understand the same, name
the nearest where there is no such thing, and look at the same cycle where none was named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from duibiao.records.model import Basis, Refused
from duibiao.warehouse.snapshot import Snapshot

NAMED_AT_MOST = 5
Pair = tuple[str, str]
"""A code and a name; what has several names has a pair for each."""


@dataclass(frozen=True, slots=True)
class AskedCycle:
    """The cycle that is meant; `latest_id` is another one where that has no scores yet."""

    cycle_id: str
    edition: str
    latest_id: str

    @property
    def is_older(self) -> bool:
        """Whether a later cycle was passed over, because nobody has a score in it."""
        return self.cycle_id != self.latest_id


def find(known: Iterable[Pair], text: str) -> list[Pair]:
    """What a text names: by code, else by the whole name, else by a part of the name.

    A code comes once, with the first of its names that fits; upper and lower case are the same.
    """
    wanted = text.strip().lower()
    pairs = list(known)
    ways = (
        lambda code, name: code.lower() == wanted,
        lambda code, name: name.lower() == wanted,
        lambda code, name: bool(wanted) and wanted in name.lower(),
    )
    for fits in ways:
        found: dict[str, str] = {}
        for code, name in pairs:
            if fits(code, name):
                found.setdefault(code, name)
        if found:
            return list(found.items())
    return []


def named(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Codes with their names, as a message lists them; of many the first."""
    texts = tuple(dict.fromkeys(f"{code} {name}" if name != code else code for code, name in pairs))
    return texts if len(texts) <= NAMED_AT_MOST else (*texts[:NAMED_AT_MOST], "…")


def nearest(known: Iterable[Pair], text: str) -> list[Pair]:
    """What is known, what is written most like the text first."""
    wanted = text.strip().lower()

    def likeness(pair: Pair) -> float:
        return max(SequenceMatcher(None, wanted, part.lower()).ratio() for part in pair)

    pairs = dict(reversed(list(known)))
    return sorted(sorted(pairs.items()), key=likeness, reverse=True)


def one_cycle(cycle_ids: Sequence[str], text: str) -> str:
    """The cycle of this code. Raises Refused for an unknown one, naming those there are."""
    found = [code for code in cycle_ids if code.lower() == text.strip().lower()]
    if not found:
        known = tuple(sorted(cycle_ids)) or ("—",)
        raise Refused("asked-cycle-unknown", cycle=text, known=known)
    return found[0]


def one_school(schools: Sequence[Pair], text: str, cycle_id: str) -> Pair:
    """The school that a text names among those of a cycle.

    Raises Refused: unknown (with the nearest), or several.
    """
    return _one("school", schools, find(schools, text), text, cycle=cycle_id)


def one_indicator(indicators: Sequence[Pair], text: str) -> Pair:
    """The indicator that a text names among those of an edition.

    Raises Refused: unknown (with the nearest), or several.
    """
    return _one("indicator", indicators, find(indicators, text), text)


def _one(kind: str, known: Sequence[Pair], found: Sequence[Pair], text: str, **beside: str) -> Pair:
    said: dict[str, Any] = {kind: text, **beside}
    if not found:
        near = nearest(known, text)
        few = named(near[:NAMED_AT_MOST]) or ("—",)
        raise Refused(f"asked-{kind}-unknown", known=few, count=str(len(near)), **said)
    if len(found) > 1:
        count = str(len(found))
        raise Refused(f"asked-{kind}-several", **{kind: text}, count=count, known=named(found))
    return found[0]


# ---------------------------------------------------------------- what is published


def cycle(snapshot: Snapshot, text: str | None = None) -> AskedCycle:
    """The cycle named; where none is, the newest in which somebody has a score.

    Where nobody has one yet that is the latest. Raises Refused for an unknown one, or before there
    is any.
    """
    rows = snapshot.rows("""
        select
            cycle_id, edition,
            cycle_id in (select cycle_id from fct_school_scores) as has_scores
        from dim_cycles
        order by ends_on desc, cycle_id desc
    """)
    if not rows:
        raise Refused("asked-no-cycle")
    latest = rows[0]
    if text is None:
        chosen = next((row for row in rows if row["has_scores"]), latest)
        return AskedCycle(chosen["cycle_id"], chosen["edition"], latest["cycle_id"])
    cycle_id = one_cycle([row["cycle_id"] for row in rows], text)
    [chosen] = [row for row in rows if row["cycle_id"] == cycle_id]
    return AskedCycle(cycle_id, chosen["edition"], cycle_id)


def school(snapshot: Snapshot, cycle_id: str, text: str) -> Pair:
    """The school that a text names: its code and the name that it has in the cycle.

    A name that it has in another cycle is understood as well. Raises Refused: unknown (with the
    nearest of the cycle), or several.
    """
    rows = snapshot.rows("""
        select cycle_id, school_id, name_zh
        from dim_cycle_schools inner join dim_cycles using (cycle_id)
        order by ends_on desc, school_id
    """)
    here = [(row["school_id"], row["name_zh"]) for row in rows if row["cycle_id"] == cycle_id]
    every = [(row["school_id"], row["name_zh"]) for row in rows]
    found = find(here, text) or find(every, text)
    school_id, name = _one("school", here, found, text, cycle=cycle_id)
    return school_id, dict(here).get(school_id, name)


def scored_school(snapshot: Snapshot, cycle_id: str, text: str, basis: Basis) -> Pair:
    """As `school`, for what only a school with a score can be asked.

    Raises Refused for one without, too, naming the cycles in which it has a score.
    """
    school_id, name = school(snapshot, cycle_id, text)
    scored = [
        row["cycle_id"]
        for row in snapshot.rows(
            """
            select cycle_id from fct_school_scores inner join dim_cycles using (cycle_id)
            where school_id = $school and basis = $basis
            order by ends_on desc
            """,
            school=school_id,
            basis=basis,
        )
    ]
    if cycle_id not in scored:
        said = {"school": f"{name}（{school_id}）", "cycle": cycle_id}
        if not scored:
            raise Refused("asked-school-never-scored", **said)
        raise Refused("asked-school-no-score", known=tuple(scored), newest=scored[0], **said)
    return school_id, name


def indicator(snapshot: Snapshot, edition: str, text: str) -> Pair:
    """The indicator of an edition that a text names, in Chinese or in English.

    Raises Refused: unknown (with the nearest), or several.
    """
    rows = snapshot.rows(
        "select indicator_id, name_zh, name_en from dim_indicators"
        " where edition = $edition order by sort, indicator_id",
        edition=edition,
    )
    pairs = [(row["indicator_id"], row["name_zh"]) for row in rows]
    pairs += [(row["indicator_id"], row["name_en"]) for row in rows if row["name_en"]]
    return one_indicator(pairs, text)


def require_scores(snapshot: Snapshot, cycle_id: str) -> None:
    """Raises Refused where nobody has a score in a cycle, naming those in which somebody has."""
    rows = snapshot.rows("select distinct cycle_id from fct_school_scores order by cycle_id")
    scored = tuple(str(row["cycle_id"]) for row in rows)
    if cycle_id not in scored:
        raise Refused("asked-nobody-scored", cycle=cycle_id, known=scored or ("—",))
