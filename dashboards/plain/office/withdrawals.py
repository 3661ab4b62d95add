"""Withdrawals: every record that can be withdrawn, found, told, and withdrawn whole or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts import permitted, tables
from dashboards.parts.tables import Column, Row
from dashboards.plain import forms, pieces
from dashboards.plain.office import parts, typed_word
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import said_actor
from ingest.desk import deciding, withdrawing
from ingest.desk.withdrawing import Withdrawable, Withdrawn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

ROWS_SHOWN = 200
NAMED = 3
"""Of so many schools at most a record's are named in the list."""
ABOUT = ("receipt", "school", "kind")


async def withdrawals(request: Request) -> Response:
    """What can be withdrawn, found by receipt, school or kind; and what was."""
    return await pieces.run(request, _page, request)


def _page(request: Request) -> Response:
    say = forms.said_language(request)
    title, lead = say("office-withdrawals"), say.attr("office-withdrawals", "lead")
    asked = {name: request.query_params.get(name, "").strip()[:80] for name in ABOUT}
    number = request.query_params.get("page", "0")
    at = min(int(number), 10_000) if number.isdigit() else 0
    acting = permitted.looking()
    content = [_search(request, say, asked)]
    try:
        page = withdrawing.withdrawable(acting, page=at, **asked)
    except Refused as refused:
        content.append(forms.refusal(say, refused))
    else:
        content.append(_records(request, say, page.records))
        content.append(_pages(request, say, asked, at, is_last=page.is_last))
    content.append(_done(request, say, withdrawing.withdrawn(acting)))
    return parts.page(request, title, *content, lead=lead)


def _search(request: Request, say: Words, asked: dict[str, str]) -> Markup:
    inside = forms.field(say("column-receipt"), "receipt", value=asked["receipt"])
    inside += forms.field(say("desk-school"), "school", value=asked["school"])
    kinds = [("", say("withdraw-any-kind"))]
    kinds += [(kind, kind_said(say, kind)) for kind in deciding.WITHDRAWN_KINDS]
    inside += pieces.select("kind", say("many-column-kind"), kinds, asked["kind"])
    inside += forms.button(say("values-find-go"), quiet=True)
    return forms.asking(request, parts.WITHDRAWALS, inside)


def kind_said(say: Words, kind: str) -> str:
    """What a kind of record is called."""
    return say(f"withdraw-kind-{kind}")


def _records(request: Request, say: Words, records: tuple[Withdrawable, ...]) -> Markup:
    if not records:
        return pieces.notice(say, "withdraw-none-found", "empty")
    rows = [{"one": one} for one in records]
    columns = [
        Column(
            say("column-receipt"),
            lambda row: tables.linked(
                pieces.address(request, parts.WITHDRAWAL, receipt=row["one"].record_id),
                row["one"].number,
            ),
            style="unbroken",
        ),
        Column(say("many-column-kind"), lambda row: kind_said(say, row["one"].kind)),
        Column(say("many-column-whose"), lambda row: _schools(say, row["one"]), style="text"),
        Column(say("many-column-file"), lambda row: row["one"].file_name, style="anywhere"),
        Column(say("values-by"), lambda row: _who(say, row["one"])),
        Column(say("withdraw-state"), lambda row: _state(say, row["one"])),
    ]
    return tables.cards(tables.table(rows, columns, label=say("office-withdrawals"), key="records"))


def _schools(say: Words, one: Withdrawable) -> str:
    named = list(dict.fromkeys(school for _, school in one.schools))
    cycles = say("separator-items").join(one.cycles)
    schools = say("separator-items").join(named[:NAMED])
    if len(named) > NAMED:
        schools = say("withdraw-schools", schools=schools, count=len(named))
    return f"{cycles} {schools}".strip()


def _who(say: Words, one: Withdrawable | Withdrawn) -> Markup:
    who = said_actor(say, one.received_by)
    return Markup("{}<br><small>{}</small>").format(who, moment(one.received_at))


def _state(say: Words, one: Withdrawable) -> Markup:
    if one.is_withdrawn:
        name, look = "withdraw-whole", "bad"
    elif one.withdrawn:
        name, look = "withdraw-in-part", ""
    else:
        name, look = "withdraw-stands", "good"
    return Markup('<span class="tag {}">{}</span>').format(look, say(name))


def _pages(
    request: Request, say: Words, asked: dict[str, str], at: int, *, is_last: bool
) -> Markup:
    links = []
    for name, number, is_there in (
        ("withdraw-newer", at - 1, at > 0),
        ("withdraw-older", at + 1, not is_last),
    ):
        if is_there:
            where = forms.link(request, parts.WITHDRAWALS, page=str(number), **asked)
            links.append(pieces.link_button(where, say(name), quiet=True))
    return pieces.buttons(*links)


def _done(request: Request, say: Words, done: list[Withdrawn]) -> Markup:
    title = Markup("<h2>{} <small>{}</small></h2>").format(
        say("withdraw-done"), say("withdraw-count", count=len(done))
    )
    if not done:
        return title + pieces.notice(say, "withdraw-nothing-yet", "empty")
    return title + _withdrawals(request, say, done[:ROWS_SHOWN], "withdrawals")


def _withdrawals(request: Request, say: Words, done: list[Withdrawn], key: str) -> Markup:
    rows = [{"one": one} for one in done]
    columns = [
        Column(
            say("column-receipt"),
            lambda row: tables.linked(
                pieces.address(request, parts.WITHDRAWAL, receipt=row["one"].of), row["one"].number
            ),
            style="unbroken",
        ),
        Column(say("withdraw-what"), lambda row: _parts(say, row["one"]), style="text"),
        Column(say("withdraw-reason"), lambda row: row["one"].reason, style="text labelled"),
        Column(say("values-by"), lambda row: _who(say, row["one"])),
    ]
    return tables.cards(tables.table(rows, columns, label=say("withdraw-done"), key=key))


def _parts(say: Words, one: Withdrawn) -> str:
    if not one.parts:
        return say("withdraw-all-of-it")
    return say("separator-items").join(one.parts.values())


async def withdrawal(request: Request) -> Response:
    """A record that can be withdrawn: what it says, and withdrawing it, or a part."""
    return await pieces.answered(request, _withdraw, _record)


def _withdraw(request: Request, say: Words, said: dict[str, str]) -> Response:
    number = request.path_params["receipt"]
    reason = said.get("reason", "").strip()[: typed_word.LONGEST_REASON]
    names = ("cycle_id", "school_id", "fact_id", "red_line")
    of = {name: text for name in names if (text := said.get(name, ""))}
    deciding.withdraw(pieces.acting(said), number, reason, **of)
    return forms.to(pieces.address(request, parts.WITHDRAWAL, receipt=number))


def _record(request: Request, say: Words, told: Markup) -> Response:
    title = say("withdraw-record")
    try:
        number = request.path_params["receipt"]
        found = withdrawing.withdrawable(permitted.looking(), receipt=number)
    except Refused as refused:
        return parts.page(request, title, forms.refusal(say, refused), status=404)
    one = found.records[0]
    lines = [
        (say("column-receipt"), one.number),
        (say("many-column-kind"), kind_said(say, one.kind)),
        (say("many-column-whose"), _schools(say, one)),
        (say("many-column-file"), one.file_name),
        (say("values-by"), _who(say, one)),
        (say("withdraw-state"), _state(say, one)),
    ]
    done = Markup("")
    if one.withdrawn:
        done = Markup("<h2>{}</h2>").format(say("withdraw-done"))
        done += _withdrawals(request, say, list(one.withdrawn), "withdrawn")
    whole = Markup("")
    if not one.is_withdrawn:
        what = Markup("<h2>{}</h2>").format(say("withdraw-it"))
        whole = what + _form(request, say, one, {}, say("withdraw-it"))
    content = [told, pieces.lines(lines, "record"), done, whole, _rows(request, say, one)]
    return parts.page(request, title, *content)


def _form(
    request: Request, say: Words, one: Withdrawable, of: dict[str, str], button: str
) -> Markup:
    """The form that withdraws a record, or of it what `of` names."""
    if (reason := permitted.may_change("withdraw")) is not None:
        return pieces.notice(say, reason, "info")
    here = pieces.address(request, parts.WITHDRAWAL, receipt=one.record_id)
    return typed_word.withdrawing(request, say, here, of, button)


def _rows(request: Request, say: Words, one: Withdrawable) -> Markup:
    """What a table says, of one school where many are in it, each part with its withdrawing."""
    if not one.rows:
        return Markup("")
    schools = list(dict.fromkeys(school for _, school in one.schools))
    wanted = request.query_params.get("school", "")
    shown = [row for row in one.rows if wanted in ("", row["school_id"])]
    what = next(name for name in ("red_line", "fact_id") if name in one.rows[0])
    choice = Markup("")
    if len(schools) > 1:
        options = [pieces.unchosen(say), *((code, code) for code in schools)]
        inside = pieces.select("school", say("choose-school"), options, wanted)
        inside += forms.button(say("desk-choose"), quiet=True)
        choice = forms.asking(request, request.url.path, inside)
        if wanted in schools and not one.is_withdrawn:
            of = {"school_id": wanted}
            choice += _form(request, say, one, of, say("withdraw-of-school", school=wanted))
    columns = [
        Column(say("table-column-cycle_id"), lambda row: row["cycle_id"]),
        Column(say("table-column-school_id"), lambda row: row["school_id"]),
        Column(say(f"table-column-{what}"), lambda row: row[what]),
    ]
    said = "note" if what == "red_line" else "value"
    columns.append(
        Column(say(f"table-column-{said}"), lambda row: row[said] or "", style="anywhere")
    )
    if what == "fact_id":
        columns.append(
            Column(say("table-column-reason"), lambda row: row["reason"] or "", style="anywhere")
        )
    if not one.is_withdrawn and permitted.may_change("withdraw") is None:

        def fold(row: Row) -> Markup:
            if what == "fact_id" and row["basis"] == "self":
                return tables.quiet("—")  # a hand-in of a school counts whole, or not at all
            of = {name: row[name] for name in ("cycle_id", "school_id", what)}
            form = _form(request, say, one, of, say("desk-withdraw"))
            return Markup("<details><summary>{}</summary>{}</details>").format(
                say("desk-withdraw"), form
            )

        columns.append(Column(say("desk-withdraw"), fold))
    title = Markup("<h2>{} <small>{}</small></h2>").format(
        say("withdraw-says"), say("many-rows", count=len(shown))
    )
    table = tables.table(shown[:ROWS_SHOWN], columns, label=say("withdraw-says"), key="rows")
    more = Markup("")
    if len(shown) > ROWS_SHOWN:
        more = pieces.notice(say, "withdraw-more-rows", "info", count=ROWS_SHOWN)
    return title + choice + table + more
