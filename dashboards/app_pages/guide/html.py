"""The guide as the system holds it: indicators, how each is scored, tiers, ratings, red lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dashboards.parts.columns import quota_column
from dashboards.parts.design import figures
from dashboards.parts.guide import Rules, effects, kind
from dashboards.parts.tables import Column, Row, cards, coded, table
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, plain
from duibiao.words.labels import Labels


def key_figures(say: Words, edition: Row, dimensions: Sequence[Row], labels: Labels) -> Markup:
    """What the edition consists of: dimensions, indicators, points, and since when."""
    shares = say("separator-items").join(
        f"{labels.name(row)} {plain(row['max_points'])}" for row in dimensions
    )
    return figures(
        [
            (say("figure-dimensions"), str(edition["dimension_count"]), shares),
            (say("figure-indicators"), str(edition["indicator_count"]), ""),
            (
                say("figure-total"),
                Markup("{}<small>{}</small>").format(
                    plain(edition["total_points"]), say("unit-points")
                ),
                "",
            ),
            (say("figure-valid-from"), str(edition["valid_from"]), edition["edition"]),
        ]
    )


def dimension_note(say: Words, dimension: Row) -> str:
    """How much of the guide a dimension is."""
    return say(
        "dimension-note",
        count=int(dimension["indicator_count"]),
        points=plain(dimension["max_points"]),
    )


def indicators_table(
    say: Words, rows: Sequence[Row], rules: Rules, labels: Labels, *, key: str, label: str
) -> Markup:
    """The indicators: what is required, how it is scored, what is asked and shown as evidence.

    `label`: of what they are, for those who hear the page.
    """

    def requirement(row: Row) -> Markup:
        return Markup("{}<br><span class='quiet'>{}</span>").format(
            row["requirement_zh"] or "",
            say(
                "guide-evidence", evidence=row["evidence_zh"] or "—", period=row["period_zh"] or "—"
            ),
        )

    def scoring(row: Row) -> Markup:
        return Markup("{}{}").format(row["rule_zh"] or "", _list(rules.of(row["indicator_id"])))

    return cards(
        table(
            rows,
            [
                Column(
                    say("column-indicator"),
                    lambda row: Markup(
                        '<span class="code">{}</span> <b>{}</b><br><span class="quiet">{}</span>'
                    ).format(row["indicator_id"], labels.name(row), kind(labels, row)),
                    style="name",
                ),
                Column(say("column-max-points"), lambda row: plain(row["max_points"]), number=True),
                Column(say("column-requirement"), requirement, style="text"),
                Column(say("column-scoring"), scoring, style="text"),
                Column(
                    say("column-facts"),
                    lambda row: _list(rules.facts(row["indicator_id"])),
                    style="text",
                ),
            ],
            label=label,
            key=f"guide-{key}",
        )
    )


def tiers_table(say: Words, rows: Sequence[Row], labels: Labels) -> Markup:
    """The tiers of demonstration schools with their thresholds and quotas."""
    return table(
        rows,
        [
            Column(say("column-tier"), lambda row: labels.code("tier", row["tier"])),
            Column(say("column-min-score"), lambda row: _asked(say, row), number=True),
            Column(
                say("column-min-dimension-share"),
                lambda row: brief_percentage(row["min_dimension_share"]),
                number=True,
            ),
            quota_column(say),
        ],
        label=say("section-tiers"),
        key="guide-tiers",
    )


def ratings_table(say: Words, rows: Sequence[Row]) -> Markup:
    """The ratings with the least score of each."""
    return table(
        rows,
        [
            Column(say("column-rating"), lambda row: row["name_zh"]),
            Column(say("column-min-score"), lambda row: _asked(say, row), number=True),
        ],
        label=say("section-ratings"),
        key="guide-ratings",
    )


def red_lines_table(say: Words, rows: Sequence[Row], ratings: Mapping[str, str]) -> Markup:
    """The red lines, each with everything that it does."""
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        lines.setdefault(row["red_line"], dict(row) | {"effects": []})["effects"].append(row)
    return table(
        lines.values(),
        [
            Column(
                say("column-red-line"),
                lambda row: coded(row["red_line"], row["label_zh"]),
            ),
            Column(say("column-effect"), lambda row: effects(say, row, ratings)),
        ],
        label=say("section-red-lines"),
        key="guide-red-lines",
    )


def _list(lines: Sequence[str | Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    )


def _asked(say: Words, row: Row) -> str:
    """The least score of a rating or tier, and the place among the schools that it asks for."""
    told = [plain(row["min_score"])]
    for end in ("first", "last"):
        percent = row.get(f"{end}_percent")
        if percent is not None:
            ties = say(f"explain-ties-{row[f'{end}_ties']}")
            told.append(say(f"asked-{end}", percent=plain(percent), ties=ties))
    return say("separator-clauses").join(told)
