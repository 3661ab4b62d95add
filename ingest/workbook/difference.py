"""What a workbook says otherwise than the version that its school handed in last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from duibiao.guide.editions import Edition, Fact
from duibiao.records.model import WorkbookReading
from duibiao.words import Words

Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is another than before.

    `before` and `now` are in normal form, None where there was or is none. `sheet` and `cell` are
    where the answer stands now; None where its row is gone.
    """

    fact: Fact
    change: Change
    before: str | None
    now: str | None
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class DifferenceText:
    """A difference in one language, ready to be shown: as one sentence, and in its parts."""

    where: str
    what: str
    label: str
    before: str
    now: str


def differences(
    before: Mapping[str, str | None],
    reading: WorkbookReading,
    edition: Edition,
    attributes: Mapping[str, str],
) -> list[Difference]:
    """The answers of a school that a workbook changes, in the guide's order.

    `before`: what is in force, in normal form by fact. Only what the school itself is asked
    counts. An answer that could not be read is none yet: its problem asks for it. A file out of
    which no answers were read has no differences.
    """
    if not reading.answers:
        return []
    answers = {answer.fact_id: answer for answer in reading.answers}
    faulty = {problem.fact_id for problem in reading.problems if problem.severity == "error"}
    asked = edition.asked_facts(attributes)
    found = []
    for fact_id, fact in edition.facts.items():
        answer = answers.get(fact_id)
        old, new = before.get(fact_id), answer.value if answer else None
        is_text = answer is not None and bool(answer.raw and answer.raw.strip())
        is_unread = new is None and (fact_id in faulty or is_text)
        if old == new or is_unread or fact_id not in asked or fact.answered_by != "school":
            continue
        change: Change = "added" if old is None else "removed" if new is None else "changed"
        place = (answer.sheet, answer.cell) if answer else (None, None)
        found.append(Difference(fact, change, old, new, *place))
    return found


def difference_text(difference: Difference, say: Words) -> DifferenceText:
    """The words of a difference."""
    fact = difference.fact
    before, now = (shown_value(value, fact, say) for value in (difference.before, difference.now))
    place = (difference.sheet, difference.cell)
    return DifferenceText(
        where="!".join(part for part in place if part),
        what=say(f"difference-{difference.change}", label=fact.label_zh, before=before, now=now),
        label=fact.label_zh,
        before=before,
        now=now,
    )


def shown_value(value: str | None, fact: Fact, say: Words) -> str:
    """A value in normal form as people write it: 是 for yes, a number with its unit."""
    if value is None:
        return say("difference-blank")
    if fact.kind == "flag":
        return say(f"workbook-{value}")
    return value + (fact.unit_zh or "")
