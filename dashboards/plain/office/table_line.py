"""A line of a table of the county as a form: it goes through the door as a file of one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import permitted
from dashboards.plain import forms, pieces
from dashboards.plain.desk import checked, held
from dashboards.plain.office import table_sent
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest.desk import handing_in, registering, tables
from ingest.desk.handing_in import CheckOutcome
from ingest.desk.tables import TableForm

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

DATES = tables.DATES
NUMBERS = tables.NUMBERS
LIST = Markup('<datalist id="{}-list">{}</datalist>')
ROW = Markup("<label>{label}{mark}{control}</label>{wrong}")
WRONG = Markup('<p class="wrong" id="{}-wrong"><b>{}</b> {}</p>')


NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a line's form, and what the door says of it: by column, and of no column.

    `told`: what is shown above the form.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    told: Markup = NOTHING


async def answered(
    request: Request,
    do: Callable[[Request, Words, dict[str, str]], Response | Typed],
    page: Callable[..., Response],
) -> Response:
    """The page of a line, and what becomes of what is typed there: onward, or what is wrong.

    `page` is called with request, words, what was said, the line as it was typed, what is to be
    told, and the status of the answer.
    """
    say = forms.said_language(request)
    said, typed, told, status = dict[str, str](), Typed(), NOTHING, 200
    if request.method == "POST":
        try:
            said = await forms.typed(request)
            answer = await pieces.run(request, do, request, say, said)
        except Refused as refused:
            told, status = forms.refusal(say, refused), 403
        else:
            if not isinstance(answer, Typed):
                return answer
            typed = answer
    return await pieces.run(request, page, request, say, said, typed, told, status)


def check(
    request: Request, say: Words, form: TableForm, cells: Mapping[str, str], name: str
) -> Response | Typed:
    """Have the door check a line; on to what it changes, or what is wrong with which of its cells.

    `name`: of the file that it is kept as. Raises Refused.
    """
    whole = {column: cells.get(column, "").strip() for column in form.columns}
    content = registering.table_of_line(whole, say)
    outcome = tables.check_table(permitted.looking(), content, f"{name}.csv", (form.kind,))
    if outcome.checked.fate != "refused":
        token = held.keep(forms.bound_to(request), outcome)
        checked_at = table_sent.CHECKED.format(token=token)
        return forms.to(forms.link(request, checked_at, back=request.url.path))
    return Typed(whole, _wrong(say, form.columns, outcome), checked.problems(say, outcome))


def typed_before(request: Request, form: TableForm) -> dict[str, str]:
    """What was typed into a line that waits to be confirmed, for whoever wants to change it."""
    outcome = held.found(forms.bound_to(request), request.query_params.get(table_sent.FROM, ""))
    if outcome is None or outcome.checked.kind != form.kind:
        return {}
    return registering.line_of_table(outcome.checked.content, form.columns)


def _wrong(say: Words, columns: Sequence[str], outcome: CheckOutcome) -> dict[str, list[str]]:
    """By column what is wrong, in words; the first line of such a file names its columns."""
    found: dict[str, list[str]] = {}
    texts = handing_in.problem_texts(outcome, say)
    for problem, text in zip(outcome.checked.problems, texts, strict=True):
        if problem.severity == "error" and problem.cell:
            at = ord(problem.cell[0]) - ord("A")
            found.setdefault(columns[at], []).append(f"{text.what} {text.mend}")
    return found


def fields(
    say: Words, form: TableForm, typed: Typed, columns: Sequence[str], key: str = ""
) -> Markup:
    """The fields of some columns, with what stands in them and what is wrong with each.

    `key`: what tells the fields of one form on a page from those of another.
    """
    return Markup("").join(_field(say, form, typed, column, key) for column in columns)


def _field(say: Words, form: TableForm, typed: Typed, column: str, key: str) -> Markup:
    value, wrong = typed.cells.get(column, ""), typed.wrong.get(column, [])
    own = f"{key}{column}"
    more = NOTHING
    if wrong:
        more += Markup(' aria-invalid="true" aria-describedby="{}-wrong"').format(own)
    is_needed = column in form.needed
    if column in form.choices:
        options = [pieces.unchosen(say)] + [
            (code, tables.label_of(form.choices[column], code, say))
            for code in form.choices[column].labels
        ]
        if value not in dict(options):
            options.append((value, value))
        inside = pieces.choices(options, value)
        control = Markup('<select name="{}"{}>{}</select>').format(column, more, inside)
    else:
        kind = "date" if column in DATES else "text"
        if column in NUMBERS:
            more += Markup(' inputmode="numeric"')
        proposed = form.proposed.get(column, ())
        if proposed:
            more += Markup(' list="{}-list"').format(own)
        control = Markup('<input name="{}" type="{}" value="{}" autocomplete="off"{}>').format(
            column, kind, value, more
        )
        if proposed:
            options_of = Markup("").join(
                Markup('<option value="{}"></option>').format(one) for one in proposed
            )
            control += LIST.format(own, options_of)
    mark = Markup(' <span class="needed">{}</span>').format(say("table-needed"))
    return ROW.format(
        label=say(f"table-column-{column}"),
        mark=mark if is_needed else "",
        control=control,
        wrong=WRONG.format(own, say("severity-error"), Markup("<br>").join(wrong)) if wrong else "",
    )
