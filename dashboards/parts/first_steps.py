"""The three steps to the first scores, in place of any page that has nothing to draw from yet."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dashboards.parts import condition, design, frame, permitted
from duibiao.words import Words
from ingest.desk import listing

HAND_INS = ("workbook", "answers")
"""Kinds of records by which schools hand in."""
STEPS = ("register", "handed-in", "scored")


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps: what is done, or what is missing and how it comes about."""

    name: str
    is_done: bool
    said: str | Markup


def show(say: Words) -> None:
    """What has been done of the three steps, and what is missing."""
    condition.show_build_failure(say, has_figures=False)
    condition.show_guide_faults(say)
    steps = found(say)
    frame.show(design.notice(say("first-steps"), "empty", say.attr("first-steps", "lead")))
    frame.show(html(say, steps))
    if steps[0].is_done:
        condition.offer_build(say)


def found(say: Words, hand_in: str | None = None) -> list[Step]:
    """The steps as they stand, by what was loaded and handed in.

    `hand_in`: where schools hand in (None: the page of that name, seen from another one).
    """
    looking = permitted.looking()
    cycles = listing.cycles(looking)
    newest = next((cycle for cycle in cycles if not cycle.is_closed), cycles[0] if cycles else None)
    schools = len(listing.schools(looking, newest.cycle_id)) if newest else 0
    _, records = listing.waiting_records(looking)
    received = sum(
        record["kind"] in HAND_INS and record["outcome"] != "refused" for record in records
    )
    if newest is None:
        register = say("first-step-register-no-cycle")
    elif not schools:
        register = say("first-step-register-no-school", cycle=newest.cycle_id)
    else:
        register = say("first-step-register-done", cycle=newest.cycle_id, schools=schools)
    link = Markup('<a class="plain" href="{}">{}</a>').format(
        hand_in or frame.link("hand_in"), say("page-hand_in")
    )
    waiting = Markup("{} {}").format(say("first-step-handed-in-missing"), link)
    return [
        Step("register", bool(newest and schools), register),
        Step(
            "handed-in",
            received > 0,
            say("first-step-handed-in-done", files=received) if received else waiting,
        ),
        Step("scored", False, say("first-step-scored-missing")),
    ]


def html(say: Words, steps: list[Step]) -> Markup:
    """The steps as a list, each marked as done or open."""
    items = Markup("").join(
        Markup(
            '<li class="{}"><b>{}</b> <span class="tag {}">{}</span><br><span>{}</span></li>'
        ).format(
            "done" if step.is_done else "open",
            say(f"first-step-{step.name}-title"),
            "good" if step.is_done else "",
            say("first-step-done" if step.is_done else "first-step-open"),
            step.said,
        )
        for step in steps
    )
    return Markup('<ol class="steps" id="first-steps">{}</ol>').format(items)
