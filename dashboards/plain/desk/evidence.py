"""Evidence: what is here, bringing more, opening it, and withdrawing what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.app_pages.hand_in import evidence_html
from dashboards.parts import design, permitted, tables
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.desk import hand_in, parts
from dashboards.plain.desk.parts import Asked
from duibiao.records.model import Refused
from duibiao.words import Words
from duibiao.words.figures import size
from ingest.desk import evidence as desk
from ingest.desk.evidence import EvidenceReading

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def evidence(request: Request) -> Response:
    """The page of a school's evidence, and what becomes of files and of what is withdrawn."""
    say = forms.said_language(request)
    told = Markup("")
    if request.method == "POST":
        try:
            said, files = await forms.sent(request, (hand_in.FILE,))
            told = await pieces.run(request, _done, request, say, said, files[hand_in.FILE])
        except Refused as refused:
            told = forms.refusal(say, refused)
    return await pieces.run(request, _page, request, say, told)


def _done(
    request: Request, say: Words, said: dict[str, str], files: Sequence[tuple[bytes, str]]
) -> Markup:
    """Do what was asked for, and what to say of it. Raises Refused."""
    found = parts.asked(request, is_open=True)
    if found is None or found.school is None:
        raise Refused("evidence-choose-school")
    pair = found.cycle.cycle_id, found.school.school_id
    if said.get("withdraw"):
        reason = said.get("reason", "").strip()[:200]
        if not reason:
            raise Refused("take-back-no-reason")
        done = desk.withdraw_evidence(pieces.acting(said), said["withdraw"], reason, *pair)
        return design.notice(say("desk-evidence-withdrawn", file=done[0][0].file_name))
    if not files:
        raise Refused("desk-no-file")
    code = said.get("proves", "")
    proves = {name: [code] for _, name in files} if code else {}
    reading = desk.check_evidence(permitted.looking(), *pair, files, proves)
    if reading.files:
        desk.keep_evidence(pieces.acting(said), reading)
    return _told(say, reading, desk.evidence_names(permitted.looking(), pair[0]))


def _told(say: Words, reading: EvidenceReading, names: dict[str, str]) -> Markup:
    """What was taken, as what; and what is wrong with the rest."""
    shown = Markup("")
    if reading.files:
        shown += pieces.notice(say, "evidence-kept", "info")
        shown += evidence_html.matched_table(say, reading, names)
    else:
        shown += design.notice(say("evidence-nothing-taken"), "warning")
    if problems := desk.evidence_problem_texts(reading, say):
        shown += evidence_html.problems_table(say, problems)
    return shown


def _page(request: Request, say: Words, told: Markup) -> Response:
    title = say("desk-evidence")
    found = parts.asked(request, is_open=False)
    if found is None:
        return parts.page(request, title, pieces.notice(say, "desk-no-cycle", "empty"))
    choice = parts.choice(request, say, found, parts.EVIDENCE)
    if found.school is None:
        return parts.page(
            request, title, choice, pieces.notice(say, "evidence-choose-school", "empty")
        )
    names = desk.evidence_names(permitted.looking(), found.cycle.cycle_id)
    content = [
        choice,
        told,
        _to_bring(request, say, found, names),
        _kept(request, say, found, names),
    ]
    return parts.page(request, title, *content, lead=found.school.name_zh)


def _here(request: Request, found: Asked) -> str:
    assert found.school is not None
    of = {"cycle": found.cycle.cycle_id, "school": found.school.school_id}
    return forms.link(request, parts.EVIDENCE, **of)


def _to_bring(request: Request, say: Words, found: Asked, names: dict[str, str]) -> Markup:
    """The form for files; why there is none, where none may be brought."""
    if found.cycle.is_closed:
        return pieces.notice(say, "desk-closed", "info", cycle=found.cycle.cycle_id)
    if (reason := permitted.may_change("bring_evidence")) is not None:
        return pieces.notice(say, reason, "info")
    options = [("", say("desk-proves-by-name"))]
    options += [(code, f"{code} {name}") for code, name in names.items()]
    inside = forms.file_field(say("choose-evidence"), hand_in.FILE, several=True)
    inside += pieces.select("proves", say("column-proves"), options)
    inside += pieces.person_field(say) + forms.button(say("desk-bring"))
    about = pieces.notice(say, "about-evidence", "info")
    return about + forms.form(request, _here(request, found), inside, takes_files=True)


def _kept(request: Request, say: Words, found: Asked, names: dict[str, str]) -> Markup:
    assert found.school is not None
    kept = desk.evidence_of(permitted.looking(), found.cycle.cycle_id, found.school.school_id)
    title = Markup("<h2>{} <small>{}</small></h2>").format(
        say("section-evidence"), say("count-files", count=len(kept))
    )
    if not kept:
        return title + pieces.notice(say, "evidence-none", "empty")
    order = {code: at for at, code in enumerate(names)}
    rows: list[dict[str, Any]] = [
        {"file": file}
        for file in sorted(
            kept, key=lambda one: (order.get(one.indicator_id or "", -1), one.file_name)
        )
    ]
    columns = [
        Column(
            say("column-proves"),
            lambda row: evidence_html.proves(say, row["file"].indicator_id, names),
            style="text",
        ),
        Column(
            say("column-file"),
            lambda row: tables.linked(
                parts.evidence_address(request, found, row["file"].sha256), row["file"].file_name
            ),
            style="anywhere",
        ),
        Column(say("column-size"), lambda row: size(row["file"].size), number=True),
    ]
    if not found.cycle.is_closed and permitted.may_change("withdraw_evidence") is None:
        columns.append(
            Column(say("desk-withdraw"), lambda row: _withdrawing(request, say, found, row["file"]))
        )
    table = tables.table(rows, columns, label=say("section-evidence"), key="evidence")
    return title + tables.cards(table)


def _withdrawing(request: Request, say: Words, found: Asked, file: desk.KeptFile) -> Markup:
    """The form to withdraw a file: folded, for it asks why."""
    inside = forms.hidden("withdraw", file.sha256)
    inside += forms.field(say("take-back-reason"), "reason", more='required maxlength="200"')
    inside += pieces.person_field(say) + forms.button(say("desk-withdraw"), quiet=True)
    form = forms.form(request, _here(request, found), inside, takes_files=True)
    return Markup("<details><summary>{}</summary>{}</details>").format(say("desk-withdraw"), form)
