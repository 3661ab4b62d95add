"""The gaps: which indicators the county is weakest at, and what kind of indicators they are."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from analysis.figures import percentage, plain, rounded
from analysis.labels import Labels
from dashboards.design import bar
from dashboards.tables import Column, Row, table
from words import Words


def weakest_table(
    say: Words, rows: Sequence[Row], labels: Labels, *, key: str = "weakest"
) -> Markup:
    """Indicators by the share of points that the chosen schools have of them, least first."""
    return table(
        rows,
        [
            Column(
                say("column-indicator"),
                lambda row: Markup('<span class="code">{}</span> {}').format(
                    row["indicator_id"], labels.name(row)
                ),
                style="name",
            ),
            Column(say("column-kind"), lambda row: kind(labels, row), wide=True, style="short"),
            Column(
                say("column-average-share"),
                lambda row: _share(say, row),
                number=True,
            ),
            Column("", lambda row: bar(row["average_share"]), style="thin-bar", wide=True),
            Column(
                say("column-lost-points"),
                lambda row: "—" if row["lost_points"] is None else rounded(row["lost_points"]),
                number=True,
            ),
            Column(
                say("column-max-points"),
                lambda row: plain(row["max_points"]),
                number=True,
                wide=True,
            ),
            Column(
                say("column-missing"),
                lambda row: _count(row["missing_count"], "missing"),
                number=True,
            ),
            Column(say("column-zero"), lambda row: _count(row["zero_count"], "zero"), number=True),
            Column(say("column-full"), lambda row: str(row["full_count"]), number=True, wide=True),
            Column(
                say("column-not-applicable"),
                lambda row: _count(row["not_applicable_count"], "not-applicable"),
                number=True,
                wide=True,
            ),
        ],
        label=say("section-weakest"),
        key=key,
    )


def kind(labels: Labels, row: Row) -> str:
    """Hardware or software, norm or feature."""
    return f"{labels.code('nature', row['nature'])} · {labels.code('character', row['character'])}"


def quadrant_panels(say: Words, rows: Sequence[Row], labels: Labels) -> Markup:
    """Nature × character: the share of points that the chosen schools have of each kind."""
    found = {(row["nature"], row["character"]): row for row in rows}
    panels = Markup("")
    for nature in labels.options("nature"):
        for character in labels.options("character"):
            row = found.get((nature, character))
            name = f"{labels.code('nature', nature)} · {labels.code('character', character)}"
            if row is None or row["average_share"] is None:
                panels += Markup('<div>{}<br><span class="not-applicable">{}</span></div>').format(
                    name, say("no-such-indicators")
                )
            else:
                panels += Markup(
                    "<div>{} <span class='quiet'>{}</span><br><b>{}</b> {}"
                    "<span class='quiet'>{}</span></div>"
                ).format(
                    name,
                    say("indicators-count", count=row["indicator_count"]),
                    percentage(row["average_share"]),
                    bar(row["average_share"]),
                    say("lost-points", points=rounded(row["lost_points"])),
                )
    return Markup('<div class="panels" id="quadrants">{}</div>').format(panels)


def heatmap_legend(say: Words) -> Markup:
    """The three looks of a cell without a share, and the two ends of the scale."""
    return Markup(
        '<p class="legend"><span>{}</span><span class="missing">{}</span>'
        '<span class="zero">{}</span><span class="not-applicable">{}</span></p>'
    ).format(
        say("heatmap-scale"),
        say("heatmap-missing", mark=say("chart-missing-mark")),
        say("heatmap-zero"),
        say("heatmap-not-applicable"),
    )


def _share(say: Words, row: Row) -> Markup:
    if row["average_share"] is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
    return Markup("{}").format(percentage(row["average_share"]))


def _count(count: int, look: str) -> Markup:
    if not count:
        return Markup('<span class="quiet">0</span>')
    return Markup('<span class="{}">{}</span>').format(look, count)
