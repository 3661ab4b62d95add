"""The receipt of a workbook: to be kept, printed, read out over the telephone; and taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import design, file_links, handed_in, permitted
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts
from duibiao.words import Words
from ingest.desk import handing_in, taking_back
from ingest.desk.handing_in import KeptHandIn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def receipt(request: Request) -> Response:
    """The page of a receipt, by its number or its record, and what becomes of taking it back."""
    return await pieces.answered(request, _take_back, _page)


def _take_back(request: Request, say: Words, said: dict[str, str]) -> Response:
    number = request.path_params["receipt"]
    taking_back.take_back(pieces.acting(said), number, said.get("reason", "")[:200])
    return forms.to(pieces.address(request, parts.RECEIPT, receipt=number))


def _page(request: Request, say: Words, told: Markup) -> Response:
    kept = handing_in.kept_hand_in(permitted.looking(), request.path_params["receipt"])
    title = say("desk-receipt")
    content = [
        told,
        _fate(say, kept),
        handed_in.receipt_panel(say, kept.receipt, kept.file_name, _more(say, kept)),
        _onward(request, say, kept),
        _problems(say, kept),
        _taking_back(request, say, kept),
    ]
    return parts.page(request, title, *content)


def _fate(say: Words, kept: KeptHandIn) -> Markup:
    if kept.is_withdrawn:
        message = say("taken-back", receipt=kept.receipt.number)
        return design.notice(message, "warning", say.attr("taken-back", "mend"))
    if kept.is_refused:
        return pieces.notice(say, "fate-registered", "error")
    if not kept.is_in_force:
        return pieces.notice(say, "desk-replaced", "info")
    return pieces.notice(say, "fate-received", "info")


def _more(say: Words, kept: KeptHandIn) -> list[tuple[str, str | Markup]]:
    lines: list[tuple[str, str | Markup]] = []
    if kept.school_id:
        name = say("school-with-code", name=kept.school_name, code=kept.school_id)
        lines.append((say("desk-school"), name))
    if kept.cycle_id:
        lines.append((say("choose-cycle"), kept.cycle_id))
    if kept.late_days:
        late = say("late-days", deadline=str(kept.deadline), days=kept.late_days)
        lines.append((say("mark-late"), late))
    return lines


def _onward(request: Request, say: Words, kept: KeptHandIn) -> Markup:
    """Its files, and the way on: to the score, or to another file."""
    kinds = ["marked"] if kept.problems else []
    kinds += ["signing-form"] if kept.is_in_force else []
    links = [
        pieces.link_button(
            pieces.address(
                request, file_links.HANDED_IN, receipt=kept.receipt.record_id, kind=kind
            ),
            say(f"file-{kind}"),
            quiet=True,
        )
        for kind in (*kinds, "original")
    ]
    if kept.is_refused:
        on = pieces.link_button(parts.to(request, parts.HAND_IN), say("desk-other-file"))
    else:
        of = {"cycle": kept.cycle_id, "school": kept.school_id}
        on = pieces.link_button(forms.link(request, parts.RESULT, **of), say("desk-see-result"))
    return pieces.buttons(on, *links)


def _problems(say: Words, kept: KeptHandIn) -> Markup:
    if not kept.problems:
        return Markup("")
    texts = handing_in.said_problems(kept.problems, say)
    return Markup("<h2>{}</h2>{}").format(
        say("section-problems"), handed_in.problems_table(say, texts)
    )


def _taking_back(request: Request, say: Words, kept: KeptHandIn) -> Markup:
    """The form to take it back, for whom it is; what was refused needs no taking back."""
    if kept.is_refused or kept.is_withdrawn or permitted.may_change("take_back") is not None:
        return Markup("")
    inside = forms.field(say("take-back-reason"), "reason", more='required maxlength="200"')
    inside += pieces.person_field(say) + forms.button(say("take-back"), quiet=True)
    here = pieces.address(request, parts.RECEIPT, receipt=kept.receipt.record_id)
    about = pieces.notice(say, "about-take-back", "info")
    return pieces.doing(say("step-take-back"), about, forms.form(request, here, inside))
