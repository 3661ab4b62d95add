"""The register: the schools of a cycle with all that is known of them, and its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import design, frame, marts, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.office import parts, table_sent
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import open_snapshot
from duibiao.words import Words
from ingest.desk import listing, registering
from ingest.desk import tables as county_tables
from ingest.desk.registering import Listed, Roll
from ingest.desk.tables import TableForm

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HOME = table_sent.HOMES["schools"]
SCHOOL = f"{HOME}/{{school_id}}"
NEW = "new"
MARKS = ("new", "renamed", "changed", "merged", "closed", "gaps")
"""By what the list can be narrowed: what changed since the cycle before, and what is lacking."""
BESIDE = ("school_id", "name_zh", "valid_to", "merged_into")
Gaps = Mapping[str, list[str]]


async def register(request: Request) -> Response:
    """The schools of a cycle, what changed, and the way to each."""
    return await pieces.run(request, _page, request)


def _page(request: Request) -> Response:
    say = forms.said_language(request)
    title = say("office-register")
    cycles = listing.cycles(permitted.looking())
    content: list[Markup] = []
    if not cycles:
        content.append(pieces.notice(say, "register-no-cycle", "empty"))
    else:
        said = request.query_params.get("cycle", "")
        cycle_id = next((one.cycle_id for one in cycles if one.cycle_id == said), "")
        cycle_id = cycle_id or cycles[0].cycle_id
        found = registering.roll(permitted.looking(), cycle_id, say)
        form = county_tables.table_form(permitted.looking(), "schools")
        gaps = _gaps(cycle_id)
        listed = _narrowed(request, found, gaps)
        content += [
            _summary(say, found, gaps),
            _filters(request, say, found, form, [one.cycle_id for one in cycles]),
            _table(request, say, listed, form, gaps),
        ]
    content.append(_onward(request, say))
    lead = say.attr("office-register", "lead")
    return parts.page(request, title, *content, lead=lead, wide=True)


def _gaps(cycle_id: str) -> Gaps:
    """The numbers of schools that the guide goes by and the register does not tell."""
    shown = frame.shown_snapshot(Settings.resolve())
    found: dict[str, list[str]] = {}
    if shown is not None:
        for row in marts.register_gaps(open_snapshot(shown.path), cycle_id):
            found.setdefault(row["school_id"], []).append(row["attribute"])
    return found


def _narrowed(request: Request, found: Roll, gaps: Gaps) -> list[Listed]:
    """The schools that are asked for: by township, type, mark, and what is in code or name."""
    asked = request.query_params
    text = asked.get("text", "").strip().casefold()
    mark = asked.get("mark", "")

    def is_meant(one: Listed) -> bool:
        school = one.school
        return (
            asked.get("township", "") in ("", school.township)
            and asked.get("type", "") in ("", school.school_type)
            and (not text or text in f"{school.school_id} {school.name_zh}".casefold())
            and (
                mark not in MARKS
                or mark in one.kinds
                or (mark == "gaps" and school.school_id in gaps)
            )
        )

    return [one for one in found.listed if is_meant(one)]


def _summary(say: Words, found: Roll, gaps: Gaps) -> Markup:
    """How many there are, and how many are new, changed and gone since the cycle before."""
    gone = [one for one in found.listed if {"merged", "closed"} & {*one.kinds}]
    told = say("register-count", cycle=found.cycle_id, count=len(found.listed) - len(gone))
    counts = {
        mark: sum(mark in one.kinds for one in found.listed) for mark in MARKS if mark != "gaps"
    }
    parts_ = [say(f"changes-count-{mark}", count=str(n)) for mark, n in counts.items() if n]
    if found.previous is not None:
        same = say("register-same")
        listed = say("separator-items").join(parts_) or same
        told += say("register-since", cycle=found.previous, counts=listed)
    lacking = ""
    if gaps:
        lacking = say("register-gaps", count=len(gaps))
    return design.notice(told, "info", lacking)


def _filters(
    request: Request, say: Words, found: Roll, form: TableForm, cycles: list[str]
) -> Markup:
    asked = request.query_params
    schools = [one.school for one in found.listed]
    townships = sorted({one.township for one in schools if one.township})
    types = sorted({one.school_type for one in schools if one.school_type})
    everything = say("register-all")
    inside = Markup("")
    choices = {
        "cycle": (say("choose-cycle"), [(one, one) for one in cycles]),
        "township": (
            say("choose-township"),
            [("", everything), *((one, _label(say, form, "township", one)) for one in townships)],
        ),
        "type": (
            say("choose-type"),
            [("", everything), *((one, _label(say, form, "school_type", one)) for one in types)],
        ),
        "mark": (
            say("register-mark"),
            [("", everything), *((one, say(f"register-mark-{one}")) for one in MARKS)],
        ),
    }
    for name, (label, options) in choices.items():
        chosen = found.cycle_id if name == "cycle" else asked.get(name, "")
        inside += pieces.select(name, label, options, chosen)
    inside += forms.field(say("register-text"), "text", value=asked.get("text", ""))
    inside += forms.button(say("desk-choose"), quiet=True)
    return forms.asking(request, HOME, inside)


def _label(say: Words, form: TableForm, column: str, code: str | None) -> str:
    if code is None:
        return "—"
    return (
        county_tables.label_of(form.choices[column], code, say) if column in form.choices else code
    )


def _table(
    request: Request, say: Words, listed: list[Listed], form: TableForm, gaps: Gaps
) -> Markup:
    if not listed:
        return pieces.notice(say, "register-none", "empty")

    def name(row: Mapping[str, Any]) -> Markup:
        school = row["of"].school
        target = pieces.address(request, SCHOOL, school_id=school.school_id)
        return tables.linked(target, school.name_zh)

    def column_of(column: str) -> Column:
        is_number = column in county_tables.NUMBERS

        def cell(row: Mapping[str, Any]) -> str | Markup:
            school = row["of"].school
            value = getattr(school, column)
            if value is None and column in gaps.get(school.school_id, ()):
                return Markup('<span class="missing">{}</span>').format(say("missing"))
            return str(value) if is_number and value is not None else _said(column, value)

        style = "unbroken" if column in county_tables.DATES else ""
        return Column(say(f"table-column-{column}"), cell, number=is_number, style=style)

    def _said(column: str, value: object) -> str:
        return _label(say, form, column, None if value is None else str(value))

    columns = [
        Column(say("table-column-school_id"), lambda row: row["of"].school.school_id),
        Column(say("table-column-name_zh"), name, style="text"),
        *(column_of(column) for column in form.columns if column not in BESIDE),
        Column(say("register-mark"), lambda row: _marks(say, row["of"]), style="short"),
    ]
    count = Markup('<p class="note">{}</p>').format(say("count-schools", count=len(listed)))
    rows = [{"of": one} for one in listed]
    return count + tables.table(rows, columns, label=say("office-register"), key="register")


def _marks(say: Words, one: Listed) -> Markup:
    """What changed since the cycle before: the kinds as marks, then each change in words."""
    tags = Markup(" ").join(
        Markup('<span class="tag{}">{}</span>').format(
            " bad" if kind in ("closed", "merged") else "", say(f"register-mark-{kind}")
        )
        for kind in one.kinds
    )
    texts = say("separator-clauses").join(one.changes) if one.kinds not in ((), ("new",)) else ""
    return Markup("{} {}").format(tags, tables.quiet(texts)) if texts else tags


def _onward(request: Request, say: Words) -> Markup:
    """A new school, and the workbooks there and back."""
    new = Markup("")
    if permitted.may_change("load") is None:
        target = pieces.address(request, SCHOOL, school_id=NEW)
        new = pieces.buttons(pieces.link_button(target, say("register-new")))
    whole = Markup('<section><h2>{}</h2><p class="note">{}</p>{}</section>')
    workbooks = Markup("").join(
        whole.format(
            say(f"table-kind-{kind}"),
            say(f"table-about-{kind}"),
            table_sent.there_and_back(request, say, kind),
        )
        for kind in ("schools", "townships")
    )
    return Markup('<div class="no-print">{}<div class="halves">{}</div></div>').format(
        new, workbooks
    )
