"""One school of the register: its form, what was told of it, and renaming, merging, closing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import days, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.desk.checked import headed
from dashboards.plain.office import parts, register, table_line
from dashboards.plain.office.table_line import Typed
from duibiao.records.model import Refused, School
from duibiao.words import Words
from duibiao.words.choices import Choices
from duibiao.words.figures import moment
from duibiao.words.labels import said_actor
from ingest.desk import registering
from ingest.desk import tables as county_tables
from ingest.desk.handing_in import receipt_number
from ingest.desk.registering import Told
from ingest.desk.tables import TableForm

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

CHANGE, RENAME, MERGE, CLOSE = DOINGS = ("change", "rename", "merge", "close")
TYPED_IN: dict[str, tuple[str, ...]] = {
    RENAME: ("name_zh", "valid_from"),
    MERGE: ("merged_into", "valid_to"),
    CLOSE: ("valid_to",),
}
"""What is typed into the small forms; the rest of the line stays as it is in force."""
ENDS = ("valid_to", "merged_into")


async def school(request: Request) -> Response:
    """The page of a school, or of a new one, and what becomes of what is typed there."""
    return await table_line.answered(request, _checked, _page)


def _doing(said: Mapping[str, str]) -> str:
    """Which of the forms was sent."""
    doing = said.get("do", "")
    return doing if doing in DOINGS else CHANGE


def _checked(request: Request, say: Words, said: Mapping[str, str]) -> Response | Typed:
    doing = _doing(said)
    form = county_tables.table_form(permitted.looking(), "schools")
    school_id = request.path_params["school_id"]
    if school_id == register.NEW:
        cells = {name: said.get(name, "") for name in form.columns}
        school_id = cells["school_id"].strip() or register.NEW
    else:
        known = registering.school_in_register(permitted.looking(), school_id)
        cells = registering.cells_of(known, form.columns) | dict.fromkeys(ENDS, "")
        names = TYPED_IN.get(doing, form.columns)
        if lacking := [name for name in TYPED_IN.get(doing, ()) if not said.get(name, "").strip()]:
            return Typed(dict(said), {name: [_blank(say, name)] for name in lacking})
        cells |= {name: said[name] for name in names if name in said and name != "school_id"}
    return table_line.check(request, say, form, cells, f"{say('table-kind-schools')}-{school_id}")


def _blank(say: Words, column: str) -> str:
    """That a cell must be filled in, as the door says it."""
    message = "problem-table-cell-blank"
    what = say(message, column=say(f"table-column-{column}"))
    return f"{what} {say.attr(message, 'mend')}"


def _page(
    request: Request, say: Words, said: Mapping[str, str], typed: Typed, told: Markup, status: int
) -> Response:
    acting, doing = permitted.looking(), _doing(said)
    school_id = request.path_params["school_id"]
    form = county_tables.table_form(acting, "schools")
    before = table_line.typed_before(request, form)
    if before and not typed.cells:
        typed = Typed(before)
    if school_id == register.NEW:
        content = [told, typed.told, _form(request, say, form, None, typed)]
        return parts.page(request, say("register-new"), *content, status=status)
    try:
        known = registering.school_in_register(acting, school_id)
    except Refused as refused:
        told = forms.refusal(say, refused)
        return parts.page(request, say("office-register"), told, status=404)
    content = [told, typed.told, _standing(say, known)]
    if permitted.may_change("load") is None:
        content.append(_form(request, say, form, known, typed if doing == CHANGE else Typed()))
        content.append(_doings(request, say, form, known, doing, typed))
    content.append(_history(say, form, registering.history(acting, school_id)))
    lead = say("school-with-code", name=known.township, code=known.school_id)
    return parts.page(request, known.name_zh, *content, lead=lead, status=status)


def _standing(say: Words, known: School) -> Markup:
    """That a school is there no more, or from which day on."""
    today = days.today()
    if known.valid_to is None or known.valid_to >= today:
        return Markup("")
    return pieces.notice(say, "register-is-closed", "warning", day=str(known.valid_to))


def _form(
    request: Request, say: Words, form: TableForm, known: School | None, typed: Typed
) -> Markup:
    """Every attribute of a school, as the line in force has it, or as it was typed."""
    fixed = () if known is None else ("school_id",)
    columns = [name for name in form.columns if name not in (*ENDS, *fixed)]
    if not typed.cells and known is not None:
        # A change holds from a day on: what was true until then stays.
        from_today = {"valid_from": days.today().isoformat()}
        typed = Typed(registering.cells_of(known, form.columns) | from_today)
    fields = table_line.fields(say, form, typed, columns)
    inside = Markup('<div class="columns">{}</div>').format(fields)
    note = Markup('<p class="note">{}</p>').format(say("register-change-note")) if known else ""
    inside += note + forms.button(say("register-check"), name="do", value=CHANGE)
    here = pieces.address(request, register.SCHOOL, school_id=_code(request))
    title = say("register-change" if known else "register-new-title")
    return pieces.doing(title, forms.form(request, here, inside, kind="line"))


def _code(request: Request) -> str:
    code: str = request.path_params["school_id"]
    return code


def _doings(
    request: Request, say: Words, form: TableForm, known: School, doing: str, typed: Typed
) -> Markup:
    """Renaming, merging and closing: each a line of which few cells are typed."""
    others = {
        one.school_id: (say("school-with-code", name=one.name_zh, code=one.school_id),)
        for one in registering.schools_in_force(permitted.looking(), days.today())
        if one.school_id != known.school_id
    }
    choices = {**form.choices, "merged_into": Choices(others)}
    needed = (*form.needed, *ENDS, "valid_from")
    small = TableForm(form.kind, form.columns, needed, (), choices, form.proposed)
    here = pieces.address(request, register.SCHOOL, school_id=known.school_id)
    sections = Markup("").join(
        Markup('<section><h2>{}</h2><p class="note">{}</p>{}</section>').format(
            say(f"register-{name}"),
            say(f"register-{name}-note"),
            forms.form(
                request,
                here,
                table_line.fields(
                    say, small, typed if name == doing else Typed(), columns, f"{name}-"
                )
                + forms.button(say("register-check"), quiet=True, name="do", value=name),
            ),
        )
        for name, columns in TYPED_IN.items()
    )
    return Markup('<div class="doings no-print">{}</div>').format(sections)


def _history(say: Words, form: TableForm, told: list[Told]) -> Markup:
    """Every line that was told of the school: from which day on it says what, and who sent it."""
    shown = [name for name in form.columns if name not in ("school_id", "valid_from")]

    def said(row: Mapping[str, Any]) -> str:
        """What a line says otherwise than the one that it follows, else all of it."""
        now, before = row["of"].school, row["before"]
        return say("separator-items").join(
            f"{say(f'table-column-{name}')} {_label(say, form, name, getattr(now, name))}"
            for name in shown
            if (getattr(now, name) is not None if before is None else True)
            and (before is None or getattr(now, name) != getattr(before, name))
        ) or say("register-as-before")

    rows: list[dict[str, Any]] = []
    before: School | None = None
    for one in reversed(told):
        rows.insert(0, {"of": one, "before": before})
        before = one.school
    table = tables.table(
        rows,
        [
            Column(
                say("table-column-valid_from"),
                lambda row: str(row["of"].school.valid_from or say("register-beginning")),
                style="short",
            ),
            Column(say("register-said"), said, style="text"),
            Column(
                say("register-stands"),
                lambda row: say(
                    "register-in-force" if row["of"].is_in_force else "register-replaced"
                ),
                style="short",
            ),
            Column(
                say("register-by"),
                lambda row: Markup("{}<br>{}").format(
                    moment(row["of"].received_at), said_actor(say, row["of"].received_by)
                ),
                style="short",
            ),
            Column(
                say("register-record"),
                lambda row: Markup("{}<br>{}").format(
                    receipt_number(row["of"].record_id), tables.quiet(row["of"].file_name)
                ),
                style="text",
            ),
        ],
        label=say("register-history"),
        key="history",
    )
    return headed(say("register-history"), say("register-history-note"), table)


def _label(say: Words, form: TableForm, column: str, value: object) -> str:
    if value is None:
        return say("change-nothing")
    if column in form.choices:
        return county_tables.label_of(form.choices[column], str(value), say)
    return str(value)
