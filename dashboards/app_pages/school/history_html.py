"""A school over the cycles: what it reached, how each dimension went, what rose and fell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from markupsafe import Markup

from dashboards.parts.columns import indicator_column
from dashboards.parts.scores import rank
from dashboards.parts.tables import Column, Row, linked, quiet, table
from duibiao.words import Words
from duibiao.words.figures import percentage, rounded, signed
from duibiao.words.labels import Labels


def cycles_table(
    say: Words, rows: Sequence[Row], labels: Labels, link: Callable[[str], str]
) -> Markup:
    """A row for each cycle, the newest first; each leads to the school in that cycle."""

    def change(row: Row) -> str:
        if row["comparison"] == "across_editions":
            if row["common_share_change"] is None:
                return say("across-editions-tag")
            points = signed(100 * row["common_share_change"], 1)
            return f"{say('percentage-points', change=points)} {say('across-editions-tag')}"
        return "—" if row["score_change"] is None else signed(row["score_change"])

    def score(row: Row) -> Markup:
        if row["score"] is None:
            return quiet(say("no-score"))
        return Markup("<b>{}</b>").format(rounded(row["score"]))

    return table(
        rows,
        [
            Column(
                say("choose-cycle"),
                lambda row: linked(link(row["cycle_id"]), row["cycle_id"]),
                style="short",
            ),
            Column(say("column-score"), score, number=True),
            Column(say("column-change"), change, number=True),
            Column(
                say("column-rank-county"),
                lambda row: rank(say, row["rank_county"], 1, row["county_size"]),
                number=True,
            ),
            Column(
                say("column-rank-peer_group"),
                lambda row: rank(say, row["rank_peer_group"], 1, row["peer_group_size"]),
                number=True,
                wide=True,
            ),
            Column(say("column-rating"), lambda row: row["rating_zh"] or "—", style="short"),
            Column(
                say("column-tier-reached"),
                lambda row: labels.tier_reached(row["tier_reached"]) or "—",
                style="short",
            ),
            Column(say("choose-school"), lambda row: row["name_zh"], wide=True),
        ],
        label=say("section-history"),
        key="history",
    )


def dimensions_table(say: Words, rows: Sequence[Row], labels: Labels) -> Markup:
    """A row for each dimension and a column for each cycle: the share of its points."""
    cycles = list(dict.fromkeys(sorted(row["cycle_id"] for row in rows)))
    held = [
        {"name": labels.name(mine[0]), "shares": {row["cycle_id"]: row["share"] for row in mine}}
        for _, group in groupby(rows, lambda row: row["dimension_id"])
        for mine in [list(group)]
    ]

    def share(cycle_id: str) -> Callable[[Row], str]:
        def cell(row: Row) -> str:
            value = row["shares"].get(cycle_id)
            return "—" if value is None else percentage(value)

        return cell

    return table(
        held,
        [
            Column(say("column-dimension"), lambda row: row["name"], style="name"),
            *(Column(cycle_id, share(cycle_id), number=True) for cycle_id in cycles),
        ],
        label=say("section-dimension-history"),
        key="dimension-history",
    )


def moved_table(
    say: Words, rows: Sequence[Row], labels: Labels, link: Callable[[str], str], *, risen: bool
) -> Markup:
    """The indicators that rose, or fell, most since the cycle before."""
    name = "section-risen" if risen else "section-fallen"
    shown = [row for row in rows if row["is_risen"] == risen]
    if not shown:
        return Markup('<p class="quiet">{}</p>').format(say("moved-none"))
    direction = "up" if risen else "down"
    return table(
        shown,
        [
            indicator_column(say, labels, lambda row: link(row["indicator_id"])),
            Column(
                say("column-before"), lambda row: percentage(row["previous_share"]), number=True
            ),
            Column(say("column-now"), lambda row: percentage(row["share"]), number=True),
            Column(
                say("column-moved"),
                lambda row: Markup('<span class="{}">{}</span>').format(
                    direction,
                    say("percentage-points", change=signed(100 * row["share_change"], 1)),
                ),
                number=True,
            ),
        ],
        label=say(name),
        key="risen" if risen else "fallen",
    )
