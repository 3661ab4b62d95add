"""A checked file: every problem by its cell, what it asks back, its score; and handing it in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.hand_in import html
from dashboards.app_pages.hand_in.upload import is_final, message_of, mood_of, score_figures
from dashboards.parts import design, downloads, frame, handed_in, permitted, sending, tables
from dashboards.plain import forms, pieces
from dashboards.plain.desk import held, parts
from dashboards.plain.desk.held import OfDraft
from duibiao.analysis.explanation import told_of_others
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.words import Words
from ingest.desk import drafts, handing_in
from ingest.desk.handing_in import CheckOutcome, ProblemGroup

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("duibiao.dashboard")
ALL = "all"
MOST_LINKS = 24
"""So many questions of the form are named where equal problems are told together."""


async def checked(request: Request) -> Response:
    """The page of a checked file, and what becomes of what was asked for there."""
    say = forms.said_language(request)
    owner, token = forms.bound_to(request), request.path_params["token"]
    outcome = held.found(owner, token)
    if outcome is None:
        return _gone(request, say)
    told = Markup("")
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            if said.get("do") == "confirm":
                outcome = _confirmed(outcome, said)
                held.change(owner, token, outcome)
                return forms.to(pieces.address(request, parts.CHECKED, token=token))
            is_confirmed = said.get("confirmed") == "yes"
            of_draft = held.draft_of(owner, token)
            outcome = await pieces.run(request, _handed_in, outcome, said, is_confirmed, of_draft)
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            if outcome.receipt is not None and outcome.checked.fate != "refused":
                held.change(owner, token, None)
                receipt = outcome.receipt.record_id
                return forms.to(pieces.address(request, parts.RECEIPT, receipt=receipt))
            held.change(owner, token, outcome)
    return await pieces.run(request, _page, request, say, token, outcome, told)


def _handed_in(
    outcome: CheckOutcome, said: dict[str, str], confirmed: bool, of_draft: OfDraft | None
) -> CheckOutcome:
    outcome = handing_in.hand_in_file(pieces.acting(said), outcome, confirmed=confirmed)
    if of_draft is not None and outcome.receipt is not None and outcome.checked.fate != "refused":
        record = outcome.receipt.record_id
        try:
            drafts.note_handed_in(pieces.acting(said), *of_draft.pair, of_draft.version, record)
        except (OSError, Refused):
            # It was handed in, and has its receipt: the draft's own mark is for convenience.
            log.exception("the draft was not marked as handed in")
    return outcome


def _confirmed(outcome: CheckOutcome, said: dict[str, str]) -> CheckOutcome:
    """Warnings that stand for a reason. Raises Refused where one of the two is not said."""
    open_ones, reason = _open_warnings(outcome), said.get("reason", "").strip()[:200]
    which = said.get("which", "")
    meant = open_ones if which == ALL else [at for at in open_ones if str(at) == which]
    if not (meant and reason):
        raise Refused("confirm-incomplete")
    return handing_in.confirm(outcome, dict.fromkeys(meant, reason))


def _open_warnings(outcome: CheckOutcome) -> list[int]:
    return [
        at
        for at, problem in enumerate(outcome.checked.problems)
        if problem.severity == "warning" and not problem.confirmation
    ]


def _gone(request: Request, say: Words) -> Response:
    again = pieces.link_button(parts.to(request, parts.HAND_IN), say("step-hand-in"))
    told = pieces.notice(say, "desk-checked-gone", "warning")
    return parts.page(request, say("section-outcome"), told, again, status=404)


def _page(
    request: Request, say: Words, token: str, outcome: CheckOutcome, told: Markup
) -> Response:
    here = pieces.address(request, parts.CHECKED, token=token)
    of_draft = held.draft_of(forms.bound_to(request), token)
    content = [
        told,
        pieces.notice(say, _message_of(outcome, of_draft), mood_of(outcome)),
        _standing(say, outcome),
        _to_hand_in(request, say, here, outcome, of_draft),
        problems(
            say,
            outcome,
            pieces.address(request, parts.MARKED, token=token),
            _places(request, say, handing_in.problem_groups(outcome, say), outcome, of_draft),
        ),
        _confirming(request, say, here, outcome),
        _differences(say, outcome),
        _understood(say, outcome),
    ]
    lead = outcome.checked.file_name
    return parts.page(request, say("section-outcome"), *content, lead=lead)


def _message_of(outcome: CheckOutcome, of_draft: OfDraft | None) -> str:
    """What became of it; what cannot be handed in as it is is mended where it was filled in."""
    is_kept = outcome.receipt is not None
    is_refused = outcome.checked.fate == "refused" and not is_kept
    return message_of(outcome) if of_draft is None or not is_refused else "draft-refused"


def _standing(say: Words, outcome: CheckOutcome) -> Markup:
    """The receipt where there is one, that it is late, and the score that it will have."""
    shown = Markup("")
    if outcome.receipt is not None:
        shown += handed_in.receipt_panel(say, outcome.receipt, outcome.checked.file_name)
    late = None if is_final(outcome) else handing_in.late_said(outcome, say)
    if late is not None:
        shown += design.notice(late, "warning", say("late-means"))
    if outcome.score is not None:
        found = frame.shown_snapshot(Settings.resolve())
        shown += score_figures(say, outcome.score, None if found is None else found.path)
        compared, few = (outcome.score.compared(counted=counted) for counted in (True, False))
        shown += Markup("").join(map(design.notice, told_of_others(say, compared, few)))
    return shown


def _to_hand_in(
    request: Request, say: Words, here: str, outcome: CheckOutcome, of_draft: OfDraft | None
) -> Markup:
    """The button that hands it in, with what the file asks back; or why there is none."""
    if outcome.checked.fate == "refused" or is_final(outcome):
        if of_draft is None:
            again = pieces.link_button(parts.to(request, parts.HAND_IN), say("desk-other-file"))
        else:
            again = pieces.link_button(_form(request, of_draft), say("draft-back"))
        return pieces.buttons(again)
    reason = permitted.may_change("hand_in")
    if reason is not None:
        return pieces.notice(say, reason, "info")
    return forms.form(request, here, questions(say, outcome) + button_of(say, "hand-in"))


def questions(say: Words, outcome: CheckOutcome, why: str = "question-why") -> Markup:
    """What a file asks back, and the box that says that it is meant; `why`: the message that tells
    why it is asked.
    """
    asked = handing_in.question_texts(outcome, say)
    if not asked:
        return Markup("")
    told = design.notice(design.listed(asked), "warning", say(why))
    return told + forms.confirmed(say("question-confirmed"))


def _form(request: Request, of_draft: OfDraft) -> str:
    """The address of the form that a file was made of."""
    cycle_id, school_id = of_draft.pair
    return forms.link(request, parts.FORM, cycle=cycle_id, school=school_id)


def _places(
    request: Request,
    say: Words,
    groups: Sequence[ProblemGroup],
    outcome: CheckOutcome,
    of_draft: OfDraft | None,
) -> list[Markup]:
    """Where each group of problems is in the form, to go there; none for a file that was sent."""
    if of_draft is None:
        return []
    facts = drafts.form(permitted.looking(), *of_draft.pair).form.edition.facts
    found = []
    for group in groups:
        codes = [outcome.checked.problems[at].fact_id or "" for at in group.problems]
        links = [
            tables.linked(
                parts.form_part(request, of_draft.pair, facts[code].indicator_id, code), code
            )
            for code in dict.fromkeys(codes)
            if code in facts
        ]
        if len(links) > MOST_LINKS:
            more = say("draft-more-places", count=len(links) - MOST_LINKS)
            links = [*links[:MOST_LINKS], tables.quiet(more)]
        links = links or [tables.linked(_form(request, of_draft), say("desk-form"))]
        found.append(Markup('<span class="places">{}</span>').format(Markup(" ").join(links)))
    return found


def button_of(say: Words, name: str) -> Markup:
    """Who does it, where nobody signs in, and the button that does it."""
    return pieces.person_field(say) + forms.button(say(name), name="do", value=name)


def problems(
    say: Words, outcome: CheckOutcome, fetch: str = "", places: Sequence[Markup] = ()
) -> Markup:
    """Everything that is wrong with a file.

    `fetch`: where it is given back marked, if it is. `places`: of each group of problems where it
    is, in place of its cells.
    """
    found = outcome.checked.problems
    if not found:
        return Markup("")
    errors = sum(problem.severity == "error" for problem in found)
    count = say("count-problems-by-severity", errors=errors, warnings=len(found) - errors)
    groups = handing_in.problem_groups(outcome, say)
    to_fetch = Markup("")
    if fetch:
        to_fetch = Markup('<p class="buttons">{}</p><p class="note no-print">{}</p>').format(
            pieces.link_button(fetch, say("download-marked")), say.attr("download-marked", "help")
        )
    table = handed_in.problems_table(say, [group.text for group in groups], places)
    return headed(say("section-problems"), count, to_fetch + table)


def _confirming(request: Request, say: Words, here: str, outcome: CheckOutcome) -> Markup:
    """Letting warnings stand with a word of reason."""
    open_ones = _open_warnings(outcome)
    if not open_ones or is_final(outcome) or outcome.checked.fate == "refused":
        return Markup("")
    texts = handing_in.problem_texts(outcome, say)
    options = [(str(at), f"{texts[at].where} {texts[at].what}") for at in open_ones]
    if len(open_ones) > 1:
        options.insert(0, (ALL, say("confirm-all")))
    inside = (
        pieces.select("which", say("confirm-which"), options)
        + forms.field(say("confirm-reason"), "reason", more='required maxlength="200"')
        + forms.button(say("confirm"), quiet=True, name="do", value="confirm")
    )
    title = say("confirm-warnings", count=len(open_ones))
    return Markup("<h2>{}</h2>{}").format(title, forms.form(request, here, inside))


def _differences(say: Words, outcome: CheckOutcome) -> Markup:
    if outcome.compared_with is None or is_final(outcome):
        return Markup("")
    rows = handing_in.difference_texts(outcome, say)
    note = say.attr("section-differences", "note", receipt=outcome.compared_with)
    table = (
        html.differences_table(say, rows)
        if rows
        else pieces.notice(say, "differences-none", "info")
    )
    return headed(say("section-differences"), note, table)


def _understood(say: Words, outcome: CheckOutcome) -> Markup:
    rows = handing_in.understood_texts(permitted.looking(), outcome, say)
    if not rows:
        return Markup("")
    note = say.attr("section-understood", "note")
    return headed(say("section-understood"), note, html.understood_table(say, rows))


def headed(title: str, note: str, content: Markup) -> Markup:
    """A part of a page with its heading, and a note beside that."""
    return Markup("<h2>{} <small>{}</small></h2>{}").format(title, note, content)


async def marked(request: Request) -> Response:
    """The sender's own file with the cells of its problems coloured."""
    return await pieces.run(request, _marked, request)


def _marked(request: Request) -> Response:
    say = forms.said_language(request)
    outcome = held.found(forms.bound_to(request), request.path_params["token"])
    if outcome is None:
        return downloads.refused_page(say, Refused("desk-checked-gone"))
    try:
        content = handing_in.marked_file(outcome, say)
    except SpreadsheetFault:
        return downloads.refused_page(say, Refused("marking-not-possible"))
    name = handing_in.marked_name(outcome.checked.file_name, content, say)
    return downloads.saved(content, name, sending.WORKBOOK)
