"""差距 for those who see their own schools alone: each indicator beside the quartiles of its peers.

Of other schools there is what fct_distributions has, which tells nothing of a single one.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from dashboards.parts import choices, design, frame, marts, permitted, scores
from dashboards.parts.frame import View
from dashboards.parts.tables import Column, Row, coded, linked, table
from duibiao.analysis.county import indicators_among_peers
from duibiao.words import Words
from duibiao.words.figures import percentage, plain, rounded
from duibiao.words.labels import Labels


def show(view: View) -> None:
    """The indicators of one's own school, those that cost most first."""
    say, snapshot = view.words, view.snapshot
    with choices.filters():
        cycle = choices.choose_cycle(view)
        basis = choices.choose_basis(view)
        key = cycle["cycle_id"]
        schools = permitted.own_schools("page_gaps", marts.schools(snapshot, key))
        school_id = choices.choose_school(view, schools)
    frame.lead(say("gaps-own-lead"), view, cycle)
    if school_id is None:
        frame.stop_empty(*frame.message(say, "empty-choose-school"))
    rows = indicators_among_peers(snapshot, key, basis, school_id)
    if not rows:
        frame.stop_empty(*frame.message(say, "reporting-not_handed_in"))
    rows.sort(key=lambda row: -(row["gap_score"] or 0))
    group = view.labels.peer_group(rows[0]["peer_group"], rows[0]["peer_group_kind"])
    school = marts.school(snapshot, key, school_id)
    assert school is not None, "it is one of the cycle's"
    frame.heading(say("gaps-own", school=school["name_zh"]), group)
    frame.show(gaps_table(say, rows, view.labels, school_id))


def gaps_table(say: Words, rows: list[Row] | list[dict[str, Any]], labels: Labels,
               school_id: str) -> Markup:  # fmt: skip
    """The table: points, what full ones would add, and where the middle half of the peers lies."""
    return table(
        rows,
        [
            Column(
                say("column-indicator"),
                lambda row: coded(
                    row["indicator_id"],
                    linked(
                        frame.to_school(school_id, indicator=row["indicator_id"]), labels.name(row)
                    ),
                ),
                style="name",
            ),
            Column(
                say("column-points"),
                lambda row: Markup('{} <span class="quiet">/ {}</span>').format(
                    design.points(row["points"], say, row["status"]), plain(row["max_points"])
                ),
                number=True,
            ),
            Column(
                say("column-would-add"),
                lambda row: f"+{rounded(row['gap_score'])}" if row["gap_score"] else scores.DASH,
                number=True,
            ),
            Column(say("column-share"), lambda row: _share(row["share"]), number=True),
            Column(say("gaps-own-middle"), _middle, number=True, wide=True),
            Column(
                say("column-peer-median"),
                lambda row: _share(row["peer_median"]),
                number=True,
                wide=True,
            ),
            Column(say("gaps-own-place"), lambda row: _place(say, row), style="short"),
            Column(
                say("column-county-median"),
                lambda row: _share(row["county_median"]),
                number=True,
                wide=True,
            ),
        ],
        label=say("column-indicator"),
        key="own-gaps",
    )


def _share(share: Any) -> str | Markup:
    return scores.DASH if share is None else percentage(share)


def _middle(row: Row) -> str | Markup:
    low, high = row["peer_lower_quartile"], row["peer_upper_quartile"]
    return scores.DASH if low is None else f"{percentage(low)}–{percentage(high)}"


def _place(say: Words, row: Row) -> str | Markup:
    """Below, within or above the middle half of the peers, in words."""
    share, low, high = row["share"], row["peer_lower_quartile"], row["peer_upper_quartile"]
    if share is None or low is None:
        return scores.DASH
    if share < low:
        return say("gaps-own-below")
    return say("gaps-own-above" if share > high else "gaps-own-within")
