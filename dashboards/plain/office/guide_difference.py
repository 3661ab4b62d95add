"""What the draft changes beside the guide in force, and which schools it moves: by a job."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import design, permitted, tables
from dashboards.parts.tables import Column, Row
from dashboards.plain import forms, pieces
from dashboards.plain.office import guide, parts
from dashboards.plain.office import jobs as job_pages
from duibiao.analysis import draft_difference
from duibiao.analysis.draft_difference import KIND
from duibiao.analysis.guide_difference import COMPARED
from duibiao.guide.telling import column_title, table_title
from duibiao.records.model import Refused
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from duibiao.words.figures import moment, rounded
from ingest.desk import guide_drafts, listing
from ingest.desk.guide_drafts import GuideDraft

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SHOWN = 500
"""So many schools stand on the page; of more, the first by rank."""


async def difference(request: Request) -> Response:
    """The difference of the draft, and the job that finds it."""
    return await pieces.answered(request, _begun, _page)


def _begun(request: Request, say: Words, said: dict[str, str]) -> Response:
    acting = pieces.acting(said)
    found = guide_drafts.draft(acting)
    if found is None or found.sha256 != said.get(guide.INSTEAD_OF):
        raise Refused("guide-draft-gone")
    cycle = said.get("cycle", "")
    job = jobs.start(
        acting,
        "draft_guide",
        KIND,
        jobs.name_of(draft_difference.draft_difference),
        {"sha256": found.sha256, "cycle_id": cycle or None},
        about={"name": found.file_name, "cycle": cycle},
    )
    return job_pages.begun(request, job)


def _page(request: Request, say: Words, told: Markup) -> Response:
    acting = permitted.looking()
    found = guide_drafts.draft(acting)
    job = _job(request, found)
    content = [told, _asking(request, say, found, job)]
    if job is not None and job.state == "done":
        content += [_old(say, found, job), _difference(say, job)]
    elif job is not None:
        content.append(_waits(request, say, job))
    title = say("office-guide-difference")
    return parts.page(
        request,
        title,
        *content,
        status=403 if told else 200,
        lead=say.attr("office-guide-difference", "lead"),
    )


def _job(request: Request, found: GuideDraft | None) -> Job | None:
    """The job that is asked for, else the newest of the draft."""
    acting = permitted.looking()
    if job_id := request.query_params.get("job"):
        return jobs.job(acting, job_id)
    return None if found is None else draft_difference.newest_difference(acting, found.sha256)


def _waits(request: Request, say: Words, job: Job) -> Markup:
    where = job_pages.address_of(request, job)
    link = Markup('<a href="{}">{}</a>').format(where, say("office-guide-job"))
    name = "office-guide-difference-failed" if job.is_over else "office-guide-difference-waits"
    return design.notice(say(name), "warning" if job.is_over else "info", link)


def _old(say: Words, found: GuideDraft | None, job: Job) -> Markup:
    if found is not None and job.asked.arguments.get("sha256") == found.sha256:
        return Markup("")
    return pieces.notice(say, "office-guide-difference-old", "warning")


def _asking(request: Request, say: Words, found: GuideDraft | None, job: Job | None) -> Markup:
    """The form to compare the draft; why there is none, where it cannot be."""
    if found is None:
        return pieces.notice(say, "office-guide-no-draft", "empty")
    if found.guide is None:
        return pieces.notice(say, "guide-draft-wrong", "error", count=len(found.faults))
    if (reason := permitted.may_change("draft_guide")) is not None:
        return pieces.notice(say, reason, "info")
    cycles = [(one.cycle_id, one.cycle_id) for one in listing.cycles(permitted.looking())]
    newest = [("", say("office-guide-newest-cycle"))]
    chosen = "" if job is None else str(job.asked.arguments.get("cycle_id") or "")
    inside = forms.hidden(guide.INSTEAD_OF, found.sha256)
    inside += pieces.select("cycle", say("choose-cycle"), newest + cycles, chosen)
    inside += pieces.person_field(say)
    inside += forms.button(say("office-guide-compare"), quiet=job is not None)
    return forms.form(request, guide.DIFFERENCE, inside, kind="row")


def outcome(request: Request, say: Words, job: Job) -> Markup:
    """In a line what a job found, and the way to all of it."""
    if job.outcome is None:
        return Markup("")
    moved = {f"moved-{basis}": count for basis, count in job.outcome["moved"].items()}
    line = pieces.notice(
        say,
        "office-guide-compared",
        "info",
        changes=job.outcome["changes"],
        cycle=job.outcome["cycle"],
        **{"moved-self": 0, "moved-verified": 0} | moved,
    )
    where = forms.link(request, guide.DIFFERENCE, job=job.asked.job_id)
    return line + pieces.link_button(where, say("office-guide-see-difference"))


job_pages.OUTCOMES[KIND] = outcome


# ------------------------------------------------------------------ drawn


def _difference(say: Words, job: Job) -> Markup:
    found = draft_difference.told_difference(permitted.looking(), job.asked.job_id)
    about = say("office-guide-difference-of", name=found["file_name"], at=moment(job.ended_at))
    shown = Markup('<p class="note anywhere" id="difference-of">{}</p>').format(about)
    shown += _changes(say, found)
    if found["cycle_id"] is None:
        return shown + pieces.notice(say, "office-guide-unpublished", "info")
    first, second = found["editions"]["before"], found["editions"]["after"]
    if {found["cycle_edition"]} != {first, second}:
        named = str(found["cycle_edition"])
        shown += design.notice(say("guide-diff-as-if", named=named, before=first, after=second))
    shown += _unanswered(say, found)
    for basis in found["bases"]:
        shown += _effect(say, found, basis)
    return shown


def _changes(say: Words, found: Mapping[str, Any]) -> Markup:
    """The rows that differ, in the order of the guide's tables."""
    changes = found["changes"]
    heading = Markup("<h2>{} <small>{}</small></h2>").format(
        say("office-guide-changes"), say("office-guide-changes-count", count=len(changes))
    )
    lines = [
        say(f"guide-diff-edition-{kind}", edition=edition)
        for kind in ("added", "removed")
        for edition in found[f"{kind}_editions"]
    ]
    told = design.listed(lines) if lines else Markup("")
    if not changes:
        return heading + (told or pieces.notice(say, "office-guide-no-change", "info"))

    def cell(name: str) -> Any:
        return lambda row: (
            row[name]
            or tables.quiet(
                say("guide-diff-blank" if row["kind"] == "changed" else "office-guide-nothing")
            )
        )

    columns = [
        Column(
            say("office-guide-column-table"), lambda row: table_title(row["table"], say),
            style="short",
        ),
        Column(
            say("office-guide-column-row"),
            lambda row: tables.coded(row["key"], row["name"]),
            style="text anywhere",
        ),
        Column(say("office-guide-column-change"), lambda row: _what(say, row), style="short"),
        Column(say("office-guide-column-before"), cell("before"), style="labelled anywhere"),
        Column(say("office-guide-column-after"), cell("after"), style="labelled anywhere"),
    ]  # fmt: skip
    table = tables.table(changes, columns, label=say("office-guide-changes"), key="changes")
    return heading + told + tables.cards(table)


def _what(say: Words, row: Row) -> Markup:
    """The column that differs, or that the row is new or gone."""
    if row["kind"] == "changed":
        return Markup("{}").format(column_title(row["table"], row["column"], say))
    kind = row["kind"]
    return Markup('<span class="tag">{}</span>').format(say(f"office-guide-row-{kind}"))


def _unanswered(say: Words, found: Mapping[str, Any]) -> Markup:
    facts = found["unanswered"]
    if not facts:
        return Markup("")
    lines = [
        say("guide-diff-fact", fact=fact, label=found["facts"][fact], count=str(count))
        for fact, count in facts.items()
    ]
    told = say("guide-diff-unanswered", count=str(len(facts)))
    return design.notice(told, "warning", design.listed(lines))


def _effect(say: Words, found: Mapping[str, Any], basis: str) -> Markup:
    """How many schools are moved on one basis, and which, by their rank under the draft."""
    effect = found["bases"][basis]
    title = say("office-guide-moved", basis=say(f"basis-{basis}"), cycle=found["cycle_id"])
    of = say("office-guide-of-schools", count=effect["schools"])
    entries = [
        (
            say(f"office-guide-other-{column}"),
            Markup("{}<small>{}</small>").format(effect["changed"][column], of),
            "",
        )
        for column in COMPARED
    ]
    shown = Markup("<h2>{}</h2>{}").format(title, design.figures(entries))
    moved = effect["moved"]
    if not moved:
        return shown + pieces.notice(say, "office-guide-none-moved", "info")
    table = tables.table(
        moved[:SHOWN], _columns(say, found["names"]), label=title, key=f"moved-{basis}"
    )
    more = Markup("")
    if len(moved) > SHOWN:
        more = Markup('<p class="note">{}</p>').format(
            say("office-guide-more", shown=SHOWN, count=len(moved))
        )
    return shown + tables.cards(table) + more


def _columns(say: Words, names: list[dict[str, str]]) -> list[Column]:
    def figure(name: str, when: str, style: str = "labelled") -> Column:
        heading = say(f"office-guide-{name}-{when}")
        return Column(
            heading, lambda row: _figure(say, name, row[when][name]), number=True, style=style
        )

    def label(name: str) -> Column:
        return Column(
            say(f"guide-diff-column-{name}"),
            lambda row: _from_to(
                *(
                    _name(say, row[when][name], own)
                    for when, own in zip(("before", "after"), names, strict=True)
                )
            ),
            style="labelled",
        )

    return [
        Column(
            say("guide-diff-column-name_zh"),
            lambda row: tables.coded(row["school_id"], row["name_zh"]),
            style="short",
        ),
        figure("score", "before"),
        figure("score", "after"),
        Column(
            say("office-guide-score-change"),
            lambda row: _score_change(say, row),
            number=True,
            style="labelled",
        ),
        label("rating"),
        label("tier_reached"),
        figure("rank_county", "before"),
        figure("rank_county", "after"),
        Column(
            say("office-guide-rank-change"),
            lambda row: _rank_change(say, row),
            number=True,
            style="labelled",
        ),
    ]


def _figure(say: Words, name: str, value: Any) -> str:
    if value is None:
        return say("office-guide-nothing")
    return rounded(Decimal(value)) if name == "score" else str(value)


def _score_change(say: Words, row: Row) -> str:
    before, after = row["before"]["score"], row["after"]["score"]
    if before is None or after is None:
        return say("office-guide-nothing")
    change = Decimal(after) - Decimal(before)
    if not change:
        return say("office-guide-same")
    size = rounded(abs(change))
    if not Decimal(size):
        return say("office-guide-hardly")
    return f"{'+' if change > 0 else '−'}{size}"


def _rank_change(say: Words, row: Row) -> str:
    """Up is towards the first."""
    before, after = row["before"]["rank_county"], row["after"]["rank_county"]
    if before is None or after is None:
        return say("office-guide-nothing")
    if before == after:
        return say("office-guide-same")
    way = "up" if after < before else "down"
    return say(f"office-guide-rank-{way}", count=abs(after - before))


def _name(say: Words, value: Any, names: Mapping[str, str]) -> str:
    return say("office-guide-nothing") if value is None else names.get(str(value), str(value))


def _from_to(before: str, after: str) -> str | Markup:
    return before if before == after else Markup("<b>{} → {}</b>").format(before, after)
