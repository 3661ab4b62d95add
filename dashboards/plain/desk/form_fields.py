"""The fields of an indicator's questions, each by its kind, with what is wrong told beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from markupsafe import Markup

from dashboards.parts import handed_in
from dashboards.parts.tables import coded
from dashboards.plain import pieces
from duibiao.records.model import Problem
from duibiao.words import Words
from ingest.desk import drafts, handing_in
from ingest.desk.drafts import FormPart, Question, Typed

VALUE, EVIDENCE, NOTE, CLAIM = "value-", "evidence-", "note-", "claim"
"""How the names of fields begin; behind it stands the fact."""
FIELD = Markup(
    '<input id="{id}" name="{name}" type="{kind}" value="{value}" maxlength="{most}"'
    ' autocomplete="off"{more}>'
)
CHOICE = Markup('<label class="choice"><input type="radio" name="{}" value="{}"{}{}> {}</label>')
ANSWERS = ("yes", "no")


def typed_in(said: Mapping[str, str]) -> Typed:
    """What was typed into the fields of an indicator."""

    def of(beginning: str) -> dict[str, str]:
        return {
            name.removeprefix(beginning): text
            for name, text in said.items()
            if name.startswith(beginning)
        }

    return Typed(of(VALUE), of(EVIDENCE), of(NOTE), said.get(CLAIM, ""))


def fields(say: Words, part: FormPart, unsaved: Typed | None) -> Markup:
    """The questions of an indicator, one after another, and the points that the school claims.

    `unsaved`: what was typed and could not be saved; it stands in the fields, and beside it what
    is saved where that is something else.
    """
    shown = Markup("").join(_question(say, part, one, unsaved) for one in part.questions)
    saved = part.saved.typed.claim
    claim = saved if unsaved is None else unsaved.claim
    problems = [] if part.claim_problem is None or unsaved is not None else [part.claim_problem]
    told, described = _told(say, "p-claim", problems)
    field = FIELD.format(
        id=CLAIM, name=CLAIM, kind="text", value=claim, most=drafts.LONGEST,
        more=_more("decimal", described, problems),
    )  # fmt: skip
    return shown + Markup(
        '<div class="question"><label for="{}">{}</label><div class="answer">{}'
        '<span class="unit">{}</span></div>{}{}</div>'
    ).format(
        CLAIM, say("draft-claim"), field, say("unit-points"), _theirs(say, unsaved, claim, saved),
        told,
    )  # fmt: skip


def _question(say: Words, part: FormPart, question: Question, unsaved: Typed | None) -> Markup:
    fact = question.fact
    name = coded(fact.fact_id, fact.label_zh if fact.is_required else
                 say("workbook-optional", label=fact.label_zh))  # fmt: skip
    if not question.is_asked:
        return Markup(
            '<div class="question" id="{}"><p class="not-applicable">{} {}</p></div>'
        ).format(fact.fact_id, name, say("workbook-not-applicable"))
    text, evidence, note = question.text, question.evidence, question.note
    if unsaved is not None:
        texts = (unsaved.texts, unsaved.evidence, unsaved.notes)
        text, evidence, note = (said.get(fact.fact_id, "") for said in texts)
    problems = _shown(part, question) if unsaved is None else []
    told, described = _told(say, f"p-{fact.fact_id}", problems)
    previous = Markup("")
    if question.previous is not None:
        described.append(f"b-{fact.fact_id}")
        previous = Markup('<p class="previous" id="b-{}">{}</p>').format(
            fact.fact_id, say("draft-previous", value=drafts.previous_said(question, say))
        )
    understood = drafts.understood_said(question, say) if unsaved is None else None
    if understood is not None:
        told += Markup('<p class="note">{}</p>').format(
            say("draft-understood", value=understood.value, note=understood.note)
        )
    control = CONTROLS[fact.kind](say, question, text, _more("", described, problems))
    theirs = _theirs(say, unsaved, text, question.text, lambda one: _said(say, question, one))
    beside = _beside(say, question, evidence, note, unsaved)
    inside = Markup("{}{}{}{}{}").format(control, previous, theirs, told, beside)
    # What is chosen by buttons is a group with a name; a field has its label.
    if fact.kind == "flag":
        return Markup(
            '<div class="question" id="{}"><fieldset><legend>{}</legend>{}</fieldset></div>'
        ).format(fact.fact_id, name, inside)
    return Markup('<div class="question" id="{0}"><label for="f-{0}">{1}</label>{2}</div>').format(
        fact.fact_id, name, inside
    )


def _shown(part: FormPart, question: Question) -> list[Problem]:
    """What is told of a question: of an indicator that nobody saved yet not that it is blank."""
    return [one for one in question.problems if one in part.problems]


def _told(say: Words, key: str, problems: Sequence[Problem]) -> tuple[Markup, list[str]]:
    """What is wrong, in the words of the door, and by which names a field refers to it."""
    shown, names = Markup(""), []
    for at, text in enumerate(handing_in.said_problems(problems, say)):
        names.append(f"{key}-{at}")
        found = Markup("") if not text.found else Markup(" <code>{}</code>").format(text.found)
        shown += Markup(
            '<div class="told-here {}" id="{}"><p>{} <b>{}</b>{}</p><p>{}</p></div>'
        ).format(
            text.severity, names[-1], handed_in.severity(say, text.severity), text.what, found,
            say("draft-problem", expected=text.expected, mend=text.mend),
        )  # fmt: skip
    return shown, names


def _more(mode: str, described: Sequence[str], problems: Sequence[Problem]) -> Markup:
    """What else a field says of itself: what describes it, and that it is wrong."""
    more = Markup(' inputmode="{}"').format(mode) if mode else Markup("")
    if described:
        more += Markup(' aria-describedby="{}"').format(" ".join(described))
    if any(problem.severity == "error" for problem in problems):
        more += Markup(' aria-invalid="true"')
    return more


def _theirs(
    say: Words,
    unsaved: Typed | None,
    mine: str,
    saved: str,
    said: Callable[[str], str] = str,
) -> Markup:
    """What is saved, where something else was typed that could not be."""
    if unsaved is None or " ".join(mine.split()) == saved:
        return Markup("")
    return Markup('<p class="theirs">{}</p>').format(
        say("draft-theirs", value=said(saved) or say("found-nothing"))
    )


def _said(say: Words, question: Question, text: str) -> str:
    is_answer = question.fact.kind == "flag" and text in ANSWERS
    return say(f"workbook-{text}") if is_answer else text


def _beside(
    say: Words, question: Question, evidence: str, note: str, unsaved: Typed | None
) -> Markup:
    """Evidence named and a note, as beside each answer of the workbook; folded while blank."""
    code = question.fact.fact_id
    lines = Markup("")
    for beginning, label, text, saved in (
        (EVIDENCE, say("workbook-header-evidence"), evidence, question.evidence),
        (NOTE, say("workbook-header-note"), note, question.note),
    ):
        lines += Markup("<label>{}{}</label>{}").format(
            label,
            FIELD.format(
                id=f"{beginning}{code}", name=f"{beginning}{code}", kind="text", value=text,
                most=drafts.LONGEST, more="",
            ),
            _theirs(say, unsaved, text, saved),
        )  # fmt: skip
    is_open = Markup(" open") if evidence or note else ""
    return Markup('<details class="beside"{}><summary>{}</summary>{}</details>').format(
        is_open, say("draft-beside"), lines
    )


def _input(question: Question, text: str, more: Markup, kind: str = "text") -> Markup:
    code = question.fact.fact_id
    return FIELD.format(
        id=f"f-{code}", name=f"{VALUE}{code}", kind=kind, value=text, most=drafts.LONGEST, more=more
    )


def _count(say: Words, question: Question, text: str, more: Markup) -> Markup:
    return _with_unit(question, _input(question, text, more + Markup(' inputmode="numeric"')))


def _number(say: Words, question: Question, text: str, more: Markup) -> Markup:
    # A telephone's keys for decimals often have no minus, which such a number may begin with.
    return _with_unit(question, _input(question, text, more))


def _with_unit(question: Question, field: Markup) -> Markup:
    return Markup('<div class="answer">{}<span class="unit">{}</span></div>').format(
        field, question.fact.unit_zh or ""
    )


def _date(say: Words, question: Question, text: str, more: Markup) -> Markup:
    # A field for dates would leave out what is none, and what was typed is to stay.
    kind = "text" if text else "date"
    with suppress(ValueError):
        kind = "date" if dt.date.fromisoformat(text).isoformat() == text else kind
    return Markup('<div class="answer date">{}</div>').format(_input(question, text, more, kind))


def _flag(say: Words, question: Question, text: str, more: Markup) -> Markup:
    name = f"{VALUE}{question.fact.fact_id}"
    options = [(answer, say(f"workbook-{answer}")) for answer in ANSWERS]
    options.append(("", say("draft-unanswered")))
    if text and text not in ANSWERS:
        options.append((text, text))
    return Markup('<div class="choices">{}</div>').format(
        Markup("").join(
            CHOICE.format(name, code, Markup(" checked") if code == text else "", more, label)
            for code, label in options
        )
    )


def _grade(say: Words, question: Question, text: str, more: Markup) -> Markup:
    code, grades = question.fact.fact_id, list(question.fact.grades)
    if text and text not in grades:
        grades.append(text)
    options = [("", say("draft-unanswered")), *((grade, grade) for grade in grades)]
    return Markup('<div class="answer"><select id="f-{}" name="{}"{}>{}</select></div>').format(
        code, f"{VALUE}{code}", more, pieces.choices(options, text)
    )


CONTROLS: dict[str, Callable[[Words, Question, str, Markup], Markup]] = {
    "count": _count,
    "number": _number,
    "flag": _flag,
    "date": _date,
    "grade": _grade,
}
