"""A school's own score: with its dimensions and indicators, why it is so, and its report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.app_pages.reports import files as report_files
from dashboards.parts import condition, design, frame, marts, permitted, tables
from dashboards.parts.scores import points_of, unit
from dashboards.parts.tables import Column
from dashboards.plain import forms, pieces
from dashboards.plain.desk import parts
from dashboards.plain.desk.parts import Asked
from duibiao.analysis.explanation import explain, explain_briefly
from duibiao.analysis.walk import Dimension, Indicator, School
from duibiao.people.policy import ask
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, plain, rounded
from duibiao.words.labels import Labels

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

BASES = ("verified", "self")
REPORTS = ("pdf", "docx")


async def result(request: Request) -> Response:
    """The score of a school, or of one of its indicators."""
    return await pieces.run(request, _page, request)


def _page(request: Request) -> Response:
    say = forms.said_language(request)
    found = parts.asked(request, is_open=False)
    title = say("desk-score")
    shown = frame.shown_snapshot(Settings.resolve())
    if found is None or shown is None:
        return parts.page(request, title, pieces.notice(say, "desk-no-cycle", "empty"))
    choice = parts.choice(request, say, found, parts.RESULT)
    if found.school is None:
        return parts.page(request, title, choice, pieces.notice(say, "desk-choose-school", "empty"))
    snapshot = open_snapshot(shown.path)
    cycle_id, school_id = found.cycle.cycle_id, found.school.school_id
    _ask(snapshot, cycle_id, school_id)
    basis = request.query_params.get("basis", "")
    basis = basis if basis in BASES else BASES[0]
    walk = marts.walk(snapshot, cycle_id, basis, school_id)
    if walk is None:
        none = pieces.notice(say, "desk-no-result-yet", "empty")
        return parts.page(request, title, choice, none)
    labels = Labels(say, marts.codes(snapshot).iter_rows(named=True))
    indicator = walk.indicator(request.query_params.get("indicator", ""))
    older = condition.fallback_told(say, shown, with_way_out=False)
    head = older + choice + _bases(request, say, basis) + frame.standing(say, walk.edition_status)
    if indicator is not None:
        content = _indicator(request, say, labels, walk, indicator)
    else:
        content = _whole(request, say, labels, walk, found)
    return parts.page(
        request, say("desk-result-of", name=walk.name_zh, cycle=cycle_id), head, content
    )


def _ask(snapshot: Snapshot, cycle_id: str, school_id: str) -> None:
    """Whether she may see it; of another's answers the trail keeps that she did. Raises Refused."""
    school = permitted.school_in(snapshot, cycle_id, school_id)
    if not permitted.is_of_school(cycle_id, school):
        ask(permitted.looking(), permitted.SEE, cycle_id, school)


def _bases(request: Request, say: Words, basis: str) -> Markup:
    """By whose answers: a switch of two addresses."""
    links = Markup("　").join(
        Markup("<b>{}</b>").format(say(f"basis-{one}"))
        if one == basis
        else Markup('<a href="{}">{}</a>').format(
            parts.to(
                request, parts.RESULT, basis=one, indicator=request.query_params.get("indicator")
            ),
            say(f"basis-{one}"),
        )
        for one in BASES
    )
    return Markup("<p>{}　{}</p>").format(say("choose-basis"), links)


def _whole(request: Request, say: Words, labels: Labels, walk: School, found: Asked) -> Markup:
    rating = next((row.name_zh for row in walk.ratings if row.rating == walk.rating), "—")
    score = "—" if walk.score is None else rounded(walk.score)
    points = say("of-points", points=plain(walk.applicable_points))
    figures = design.figures(
        [
            (say("column-score"), unit(score, say("unit-points")), ""),
            (say("figure-points"), unit(rounded(walk.points), points), ""),
            (say("column-rating"), rating, ""),
            (say("column-tier-reached"), labels.tier_reached(walk.tier_reached), ""),
        ]
    )
    basis = request.query_params.get("basis")

    def to(indicator_id: str) -> str:
        return parts.to(request, parts.RESULT, basis=basis, indicator=indicator_id)

    content = figures + _told(explain(say, labels, walk, walk)) + _reports(request, say, walk)
    content += Markup("<h2>{}</h2>{}").format(
        say("desk-dimensions"), _dimensions(say, labels, walk)
    )
    content += Markup("<h2>{}</h2>").format(say("section-indicators"))
    for dimension in walk.dimensions:
        content += Markup('<h3 id="{}">{}</h3>{}').format(
            dimension.dimension_id,
            labels.named(dimension),
            _indicators(say, labels, walk, dimension, to),
        )
    return content


def _told(sentences: list[str]) -> Markup:
    lines = Markup("").join(Markup("<p>{}</p>").format(one) for one in sentences)
    return Markup('<div class="told">{}</div>').format(lines)


def _reports(request: Request, say: Words, walk: School) -> Markup:
    """The school's report as files, for whom it is."""
    if permitted.may(report_files.READ) is not None:
        return Markup("")
    of = {"cycle_id": walk.cycle_id, "basis": walk.basis, "kind": "school"}
    links = Markup("").join(
        pieces.link_button(
            pieces.address(request, report_files.PATH, **of, name=f"{walk.school_id}.{form}"),
            say(f"desk-report-{form}"),
            quiet=True,
        )
        for form in REPORTS
    )
    return pieces.buttons(links)


def _dimensions(say: Words, labels: Labels, walk: School) -> Markup:
    def name(dimension: Dimension) -> Markup:
        return Markup('<a href="#{}">{}</a>').format(
            dimension.dimension_id, labels.named(dimension)
        )

    rows = [{"name": name(one), "of": one} for one in walk.dimensions]
    return tables.table(
        rows,
        [
            Column(say("column-dimension"), lambda row: row["name"], style="text"),
            Column(
                say("column-points"),
                lambda row: f"{rounded(row['of'].points)} / {plain(row['of'].max_points)}",
                number=True,
            ),
            Column(
                say("column-share"),
                lambda row: "—" if row["of"].share is None else brief_percentage(row["of"].share),
                number=True,
            ),
        ],
        label=say("desk-dimensions"),
        key="dimensions",
    )


def _indicators(
    say: Words, labels: Labels, walk: School, dimension: Dimension, to: Callable[[str], str]
) -> Markup:
    rows = [{"of": one} for one in dimension.indicators]
    return tables.cards(
        tables.table(
            rows,
            [
                Column(
                    say("column-indicator"),
                    lambda row: tables.linked(
                        to(row["of"].indicator_id),
                        tables.coded(row["of"].indicator_id, labels.named(row["of"])),
                    ),
                    style="text",
                ),
                Column(say("column-points"), lambda row: points_of(say, row["of"]), number=True),
                Column(
                    say("desk-why"),
                    lambda row: explain_briefly(say, labels, walk, row["of"]),
                    style="text",
                ),
            ],
            label=labels.named(dimension),
            key=f"indicators-{dimension.dimension_id}",
        )
    )


def _indicator(
    request: Request, say: Words, labels: Labels, walk: School, indicator: Indicator
) -> Markup:
    """An indicator: what is asked, the way from its answers to its points, where they stand."""
    basis = request.query_params.get("basis")
    back = Markup('<p class="no-print"><a href="{}">{}</a></p>').format(
        parts.to(request, parts.RESULT, basis=basis), say("desk-whole-result")
    )
    title = Markup("<h2>{} <small>{}</small></h2>").format(
        tables.coded(indicator.indicator_id, labels.named(indicator)), points_of(say, indicator)
    )
    asked_for = Markup("").join(
        Markup('<p class="note">{}</p>').format(text)
        for text in (indicator.requirement_zh, indicator.rule_zh)
        if text
    )
    answers = Markup("").join(
        Markup("<h3>{}</h3>{}").format(one.label_zh, _told(explain(say, labels, walk, one)))
        for one in indicator.answers
    )
    return back + title + asked_for + _told(explain(say, labels, walk, indicator)) + answers
