"""What the county says of a school, typed into a form and withdrawn: what becomes of either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.plain import forms, pieces
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest.desk.handing_in import CheckOutcome, problem_texts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


LONGEST_REASON = 500
REASON = f'required maxlength="{LONGEST_REASON}"'


async def answered(
    request: Request,
    do: Callable[[Request, Words, dict[str, str]], CheckOutcome | None],
    onward: Callable[[Request, str], str],
    page: Callable[..., Response],
    already: str,
) -> Response:
    """The page, and what becomes of what was typed there: what the door says of it, or onward.

    `do` gives what the door says, None for what was withdrawn; `onward`: where the record that was
    made, or withdrawn, is told of. `page` is called with request, words, what is to be told, what
    was typed and its problems. `already`: the message where the same stands there already.
    """
    say = forms.said_language(request)
    said: dict[str, str] = {}
    told, problems = Markup(""), []
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            outcome = await pieces.run(request, do, request, say, said)
        except Refused as refused:
            told = forms.refusal(say, refused)
        else:
            receipt = None if outcome is None else outcome.receipt
            if outcome is None or receipt is not None:
                done = said["withdraw"] if receipt is None else receipt.record_id
                return forms.to(onward(request, done))
            if outcome.checked.fate == "already_here":
                told = pieces.notice(say, already, "info")
            problems = problem_texts(outcome, say)
    return await pieces.run(request, page, request, say, told, said, problems)


def withdrawing(
    request: Request, say: Words, action: str, carried: Mapping[str, str], button: str
) -> Markup:
    """The form that takes something back, with why; `carried`: what it is."""
    inside = Markup("").join(forms.hidden(*pair) for pair in carried.items())
    inside += forms.field(say("withdraw-reason"), "reason", more=REASON)
    inside += pieces.person_field(say) + forms.button(button, quiet=True)
    return forms.form(request, action, inside)
