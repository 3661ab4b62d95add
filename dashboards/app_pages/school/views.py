"""The views of a school's page: the score and its gaps, peers to learn from, history, files."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.school import (
    charts,
    handed_in_html,
    history_html,
    html,
    learning_html,
    queries,
)
from dashboards.parts import (
    address,
    choices,
    days,
    design,
    drawing,
    file_links,
    frame,
    guide,
    marts,
    permitted,
)
from dashboards.parts.frame import View
from duibiao.analysis.plan import unchangeable
from duibiao.analysis.walk import School

VIEWS = ("score", "learn", "history", "files")
WORTH_MOST = 8
FEWEST_PEERS = 5
"""Of fewer schools a median or a quartile would tell what single ones have."""


def choose(view: View, walk: School | None) -> str:
    """What of a school is looked at; without a score there is nothing to see of it."""
    # To learn from others is to hear their names.
    left_out = () if permitted.sees_all("page_school") else ("learn",)
    names = [name for name in (VIEWS if walk is not None else VIEWS[2:]) if name not in left_out]
    return address.switch(
        "view",
        view.words("choose-view"),
        names,
        lambda name: view.words(f"school-view-{name}"),
        default=VIEWS[0] if walk is not None else VIEWS[-1],
    )


def show_score(view: View, cycle: dict[str, Any], walk: School) -> None:
    """The score, how sure it is, what bars the next tier, the gaps, and every indicator."""
    say, snapshot, labels = view.words, view.snapshot, view.labels
    where = walk.cycle_id, walk.basis, walk.school_id
    score = marts.school_score(snapshot, *where)
    if score is None:
        return
    ratings = guide.ratings_by_code(marts.ratings(snapshot, cycle["edition"]).to_dicts())
    plan = partial(frame.link, "plan", school=walk.school_id)
    frame.show(html.key_figures(say, score, ratings, labels))
    if findings := marts.findings(snapshot, walk.cycle_id, walk.school_id).to_dicts():
        lines = html.findings_notice(say, findings, ratings)
        frame.show(design.notice(say("findings-at-school"), "warning", lines))
    if walk.score is not None:
        frame.show(
            html.side_by_side(
                html.next_tier(say, walk, labels, plan()),
                _sure(view, walk),
            )
        )
    frame.show(html.reasons(say, walk, labels))
    _show_dimensions_and_gaps(view, walk, score, plan)
    frame.heading(say("section-indicators"), say.attr("section-indicators", "note"))
    seen = choices.choose_indicators(view, walk, html.VIEWS)
    frame.show(html.indicators_by_dimension(say, walk, seen, labels, address.here))


def _sure(view: View, walk: School) -> Markup:
    """How sure the rank is, and who is as good: for those who may know of other schools."""
    if not permitted.sees_all("page_school"):
        return Markup("")
    standing = queries.standing(view.snapshot, walk.cycle_id, walk.basis, walk.school_id)
    return html.sure(view.words, standing, view.labels)


def _show_dimensions_and_gaps(
    view: View, walk: School, score: dict[str, Any], plan: html.Link
) -> None:
    say, labels = view.words, view.labels
    dimensions = queries.school_dimensions(view.snapshot, walk.cycle_id, walk.basis, walk.school_id)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        frame.heading(
            say("section-dimensions"),
            labels.peer_group(score["peer_group"], score["peer_group_kind"]),
        )
        names = [labels.name(row) for row in dimensions]
        if permitted.sees_all("page_school") or score["peer_group_size"] >= FEWEST_PEERS:
            frame.chart(
                charts.dimensions_against_peers(dimensions, names, drawing.said(say)),
                key="school-dimensions",
                description=say("section-dimensions"),
            )
        else:
            dimensions = queries.without_others(dimensions)
        frame.show(html.dimensions_table(say, dimensions, labels, address.here))
    with right:
        frame.heading(say("section-worth-most"), say.attr("section-worth-most", "note"))
        if any(row.gap_score for row in walk.indicators):
            fixed = unchangeable(view.snapshot, walk, days.today())
            frame.show(
                html.worth_most_table(say, walk, fixed, WORTH_MOST, labels, address.here, plan)
            )
        else:
            frame.show_message(say, "nothing-lacking", "info")


def show_learning(view: View, walk: School) -> None:
    """For each weak indicator similar schools that do well or rose, and what proves it."""
    say = view.words
    rows = queries.examples(view.snapshot, walk.cycle_id, walk.basis, walk.school_id)
    frame.heading(say("section-learn"), say.attr("section-learn", "note"))
    if rows:
        missing = {row.indicator_id for row in walk.indicators if row.status == "missing"}
        frame.show(
            learning_html.examples_table(
                say,
                rows,
                missing,
                view.labels,
                lambda code: address.here(indicator=code, view=None),
            )
        )
    else:
        frame.show_message(say, "learn-none", "empty")


def show_history(view: View, cycle_id: str, basis: str, school_id: str) -> None:
    """What the school reached in every cycle, and what moved since the one before."""
    say, snapshot, labels = view.words, view.snapshot, view.labels
    frame.heading(say("section-history"))
    left, right = st.columns([1, 1], gap="medium")
    with left:
        frame.chart(
            charts.score_history(
                queries.school_history(snapshot, basis, school_id), drawing.said(say)
            ),
            key="school-history",
            description=say("section-history"),
        )
    with right:
        rows = queries.cycles_of_school(snapshot, basis, school_id).to_dicts()
        frame.show(
            history_html.cycles_table(
                say, rows, labels, lambda cycle: address.here(cycle=cycle, view=None)
            )
        )
    shares = queries.dimension_history(snapshot, basis, school_id)
    if not shares.is_empty():
        frame.heading(say("section-dimension-history"), say("column-share"))
        names = {row["dimension_id"]: labels.name(row) for row in shares.iter_rows(named=True)}
        frame.chart(
            charts.dimension_history(shares, names),
            key="school-dimension-history",
            description=say("section-dimension-history"),
        )
        frame.show(history_html.dimensions_table(say, shares.to_dicts(), labels))
    moved = queries.moved_most(snapshot, cycle_id, basis, school_id).to_dicts()
    for column, risen in zip(st.columns(2, gap="medium"), (True, False), strict=True):
        with column:
            frame.heading(
                say("section-risen" if risen else "section-fallen"), say("since-last-cycle")
            )
            frame.show(
                history_html.moved_table(
                    say,
                    moved,
                    labels,
                    lambda code: address.here(indicator=code, view=None),
                    risen=risen,
                )
            )


def show_files(view: View, cycle_id: str, school_id: str) -> None:
    """Everything that was handed in: receipts, files, problems, evidence."""
    say, snapshot = view.words, view.snapshot
    submissions = queries.school_submissions(snapshot, cycle_id, school_id).to_dicts()
    opened = address.named("receipt", [row["submission_id"] for row in submissions])
    frame.show_unknown(say)
    frame.heading(say("section-submissions"), say.attr("section-submissions", "note"))
    if submissions:
        frame.show(
            handed_in_html.submissions_table(
                say, submissions, file_links.handed_in_link, lambda key: address.here(receipt=key)
            )
        )
    else:
        frame.show_message(say, "empty-no-submission", "empty")
    _show_problems(view, cycle_id, school_id, opened)
    if files := queries.school_evidence(snapshot, cycle_id, school_id).to_dicts():
        frame.heading(say("section-evidence"), say("count-files", count=len(files)))
        link = partial(file_links.evidence_link, cycle_id, school_id)
        frame.show(html.evidence_table(say, files, view.labels, link))


def _show_problems(view: View, cycle_id: str, school_id: str, receipt: str | None) -> None:
    """The problems of the file that the address opens, else of what must be mended now."""
    say, snapshot = view.words, view.snapshot
    if receipt is None:
        problems = queries.school_problems(snapshot, cycle_id, school_id).to_dicts()
        note = ""
    else:
        problems = queries.problems_of(snapshot, cycle_id, school_id, receipt).to_dicts()
        note = say("problems-of-receipt", receipt=receipt)
    if problems:
        frame.heading(say("section-problems"), note)
        frame.show(frame.stored_problems(say, problems))
