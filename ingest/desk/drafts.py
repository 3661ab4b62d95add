"""The form beside the workbook: a school's draft is looked at, filled in, and handed in."""

from __future__ import annotations

from dataclasses import dataclass

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records import drafts
from duibiao.records.drafts import Typed
from duibiao.records.model import Cycle, Refused, School
from duibiao.words import Words
from ingest.door import Door
from ingest.drafts import (
    FormPart,
    Question,
    SchoolForm,
    filled_workbook,
    school_form,
    tidy,
    typed_of,
)
from ingest.register import cycle_or_code, school_or_code
from ingest.telling import UnderstoodText, understood_text
from ingest.workbook.difference import shown_value
from ingest.workbook.handed_in import HandedIn, HandIns
from ingest.workbook.many_files import file_name

__all__ = [
    "LONGEST",
    "FormPart",
    "OfSchool",
    "Question",
    "SchoolForm",
    "Typed",
    "begin_draft",
    "filled",
    "form",
    "note_handed_in",
    "previous_said",
    "save_answers",
    "understood_said",
]

LONGEST = 1_000
"""Letters of what is typed into one field: more than any answer, title or note needs."""


@dataclass(frozen=True, slots=True)
class OfSchool:
    """A school's form, and the hand-in that is in force (None: none), by its record."""

    form: SchoolForm
    in_force: str | None

    @property
    def is_begun(self) -> bool:
        """Whether there is a draft, or nothing from which one could be begun."""
        return self.form.draft.version > 0 or self.in_force is None

    @property
    def is_changed(self) -> bool:
        """Whether the draft says what was not handed in from it."""
        draft = self.form.draft
        return draft.version > 0 and draft.version != draft.handed_in_version

    @property
    def is_overtaken(self) -> bool:
        """Whether another hand-in is in force than the one that the draft became, or came from."""
        return self.form.draft.version > 0 and self.in_force not in (
            None,
            self.form.draft.handed_in or None,
        )


def form(acting: Acting, cycle_id: str, school_id: str) -> OfSchool:
    """A school's form for a cycle, with what its draft says.

    Raises Refused where it is not hers, where there is no such cycle or school, and where the
    draft's file is damaged (`draft-unreadable`).
    """
    ask_for_some(acting, "see_draft")
    door = Door.open(acting.settings)
    school = school_or_code(door.register, cycle_id, school_id)
    ask(acting, "see_draft", cycle_or_code(door.register, cycle_id), school)
    return _form(door, cycle_id, school_id)


def save_answers(
    acting: Acting, cycle_id: str, school_id: str, indicator_id: str, typed: Typed, seen: int
) -> OfSchool:
    """Keep what was typed for an indicator, right or wrong, in place of the version that was seen.

    Raises Refused where somebody has saved something else there meanwhile
    (`draft-changed-meanwhile`), where the cycle is closed, for an indicator that the school does
    not answer, and for a text that is too long; OSError where the disk does not take it.
    """
    ask_for_some(acting, "fill_in")
    door = Door.open(acting.settings)
    acting = ask(
        acting, "fill_in", cycle_or_code(door.register, cycle_id),
        school_or_code(door.register, cycle_id, school_id), about=indicator_id,
    )  # fmt: skip
    found = _form(door, cycle_id, school_id)
    part = found.form.part(indicator_id)
    if part is None or part.state == "not_asked":
        raise Refused("draft-indicator-unknown", indicator=indicator_id)
    _refuse_closed(found.form.cycle)
    kept = _of_part(part, typed)
    drafts.save_part(
        acting.settings, cycle_id, school_id, indicator_id, kept, seen=seen, saved_by=acting.name
    )
    return _form(door, cycle_id, school_id)


def begin_draft(
    acting: Acting, cycle_id: str, school_id: str, seen: int, *, is_blank: bool
) -> None:
    """Begin a draft of the hand-in in force, or blank, in place of the version that was seen.

    `seen`: 0 where there is none, or one that cannot be read. Raises Refused where there is another
    one by now (`draft-begun-meanwhile`), where the cycle is closed and where nothing is in force;
    OSError where the disk does not take it.
    """
    ask_for_some(acting, "fill_in")
    door = Door.open(acting.settings)
    acting = ask(
        acting, "fill_in", cycle_or_code(door.register, cycle_id),
        school_or_code(door.register, cycle_id, school_id),
    )  # fmt: skip
    cycle, _ = _known(door, cycle_id, school_id)
    _refuse_closed(cycle)
    source = None if is_blank else _in_force(door, cycle_id, school_id)
    if source is None and not is_blank:
        raise Refused("draft-nothing-in-force")
    edition = door.guide.editions[cycle.edition]
    drafts.begin_draft(
        acting.settings,
        cycle_id,
        school_id,
        {} if source is None else typed_of(edition, source),
        seen=seen,
        saved_by=acting.name,
        handed_in="" if source is None else source.receipt_id,
    )


def filled(acting: Acting, cycle_id: str, school_id: str, words: Words) -> tuple[bytes, str, int]:
    """The school's workbook with what its draft says: its bytes, its name, the draft's version.

    Raises Refused as `form` does.
    """
    ask_for_some(acting, "see_draft")
    door = Door.open(acting.settings)
    school = school_or_code(door.register, cycle_id, school_id)
    ask(acting, "see_draft", cycle_or_code(door.register, cycle_id), school)
    found = _form(door, cycle_id, school_id).form
    content = filled_workbook(found, door.register.previous_answers(school_id, cycle_id))
    name = file_name(found.cycle, found.school, words("draft-file"))
    return content, name, found.draft.version


def note_handed_in(
    acting: Acting, cycle_id: str, school_id: str, version: int, record_id: str
) -> None:
    """Keep by which record a version of a draft was handed in. Raises Refused and OSError."""
    ask_for_some(acting, "hand_in")
    register = Door.open(acting.settings).register
    ask(acting, "hand_in", cycle_id, school_or_code(register, cycle_id, school_id))
    drafts.note_handed_in(acting.settings, cycle_id, school_id, version, record_id)


def previous_said(question: Question, words: Words) -> str:
    """Last cycle's value as people write it."""
    return shown_value(question.previous, question.fact, words)


def understood_said(question: Question, words: Words) -> UnderstoodText | None:
    """As what an answer is taken that was not written as asked, in one language; None if it was."""
    found = question.understood
    return None if found is None else understood_text(found, question.fact, words)


def _form(door: Door, cycle_id: str, school_id: str) -> OfSchool:
    cycle, school = _known(door, cycle_id, school_id)
    draft = drafts.read_draft(door.settings, cycle_id, school_id)
    in_force = door.register.in_force(cycle_id, school_id)
    previous = door.register.previous_answers(school_id, cycle_id)
    edition = door.guide.editions[cycle.edition]
    return OfSchool(
        school_form(edition, cycle, school, draft, previous),
        None if in_force is None else in_force.record_id,
    )


def _known(door: Door, cycle_id: str, school_id: str) -> tuple[Cycle, School]:
    cycle, school = door.register.cycle(cycle_id), None
    if cycle is not None:
        school = door.register.school(school_id, cycle_id)
    if cycle is None or school is None:
        raise Refused("evidence-whose-unknown", cycle=cycle_id, school=school_id)
    return cycle, school


def _in_force(door: Door, cycle_id: str, school_id: str) -> HandedIn | None:
    return HandIns(door.settings, door.register).in_force(cycle_id, school_id)


def _refuse_closed(cycle: Cycle) -> None:
    if cycle.is_closed:
        raise Refused("draft-cycle-closed", cycle=cycle.cycle_id)


def _of_part(part: FormPart, typed: Typed) -> Typed:
    """Of what was typed that which an indicator asks, as it is kept. Raises Refused."""
    asked = {question.fact.fact_id for question in part.questions if question.is_asked}
    texts, evidence, notes = (
        {name: tidy(text) for name, text in said.items() if name in asked}
        for said in (typed.texts, typed.evidence, typed.notes)
    )
    claim = tidy(typed.claim)
    if max(map(len, [claim, *texts.values(), *evidence.values(), *notes.values()])) > LONGEST:
        raise Refused("draft-text-too-long", most=str(LONGEST))
    texts, evidence, notes = (
        {name: text for name, text in said.items() if text} for said in (texts, evidence, notes)
    )
    return Typed(texts, evidence, notes, claim)
