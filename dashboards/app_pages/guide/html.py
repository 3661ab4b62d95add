"""The guide as the system holds it: indicators, how each is scored, tiers, ratings, red lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from markupsafe import Markup

from dashboards.app_pages.gaps.html import kind
from dashboards.app_pages.overview.html import effects
from dashboards.parts.design import figures
from dashboards.parts.tables import Column, Row, table
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, plain, signed
from duibiao.words.labels import Labels

Detail = Mapping[str, pl.DataFrame]


class Rules:
    """The rules of an edition's indicators in words, looked up by indicator."""

    def __init__(self, say: Words, detail: Detail, labels: Labels) -> None:
        self._say = say
        self._labels = labels
        self._rows = {
            name: _by_indicator(frame)
            for name, frame in detail.items()
            if "indicator_id" in frame.columns
        }
        self._facts = {row["fact_id"]: row for row in detail["facts"].to_dicts()}

    def of(self, indicator_id: str) -> list[str | Markup]:
        """How an indicator's points come about, part by part, with caps and exceptions."""
        say = self._say
        parts = self._rows["rules"].get(indicator_id, [])
        lines: list[str | Markup] = []
        for part in parts:
            said = self._part(indicator_id, part)
            if len(parts) > 1:
                said = say("rule-part", share=brief_percentage(part["share"]), sentence=said)
            lines.append(said)
        for cap in self._rows["rule_caps"].get(indicator_id, []):
            lines.append(
                say(
                    "rule-cap",
                    fact=self._fact(cap["fact_id"]),
                    value=plain(cap["when_equal"]),
                    share=brief_percentage(cap["max_share"]),
                )
            )
        for row in self._rows["not_applicable"].get(indicator_id, []):
            what = self._fact(row["fact_id"]) if row["fact_id"] else say("whole-indicator")
            lines.append(say("rule-not-applicable", what=what, value=self._attribute(row)))
        return lines

    def facts(self, indicator_id: str) -> list[str | Markup]:
        """What is asked, with unit and by whom it is answered."""
        lines: list[str | Markup] = []
        for fact in self._rows["facts"].get(indicator_id, []):
            marks = [self._say(f"kind-{fact['kind']}")]
            if fact["answered_by"] == "county":
                marks.append(self._say("mark-county"))
            if not fact["is_required"]:
                marks.append(self._say("mark-optional"))
            lines.append(
                Markup('{} <span class="quiet">{} · {}</span>').format(
                    fact["label_zh"], fact["fact_id"], " · ".join(marks)
                )
            )
        return lines

    def _part(self, indicator_id: str, part: Row) -> str:
        say, method = self._say, part["method"]
        if method == "ratio":
            base = (
                self._fact(part["base_fact_id"])
                if part["base_fact_id"]
                else plain(part["base_value"])
            )
            less = part["target"] < part["floor"]
            return say(
                "rule-ratio-less" if less else "rule-ratio",
                fact=self._fact(part["fact_id"]),
                base=base,
                floor=brief_percentage(part["floor"]),
                target=brief_percentage(part["target"]),
                zero=say(f"base-zero-{part['when_base_zero'] or 'zero'}"),
            )
        if method == "count":
            targets = [
                say("rule-target", who=self._attribute(row), target=plain(row["target"]))
                for row in self._details("rule_targets", indicator_id, part)
            ]
            target = (
                plain(part["target"])
                if part["target"] is not None
                else say("separator-items").join(targets)
            )
            return say("rule-count", fact=self._fact(part["fact_id"]), target=target)
        if method in ("steps", "late", "grade"):
            bands = say("separator-clauses").join(
                say(
                    _band_word(method, band["key"]),
                    key=band["key"] or "",
                    share=brief_percentage(band["share"]),
                )
                for band in self._details("rule_bands", indicator_id, part)
            )
            return say(f"rule-{method}", fact=self._fact(part["fact_id"]), bands=bands)
        items = [self._item(row) for row in self._details("rule_items", indicator_id, part)]
        return say(f"rule-{method}", items=say("separator-clauses").join(items), count=len(items))

    def _item(self, row: Row) -> str:
        if row["kind"] == "each":
            return self._say(
                "rule-item-each", fact=self._fact(row["fact_id"]), points=signed(-row["points"])
            )
        if row["kind"] == "shortfall":
            return self._say(
                "rule-item-shortfall",
                fact=self._fact(row["fact_id"]),
                needed=plain(row["needed"]),
                points=signed(-row["points"]),
            )
        return self._fact(row["fact_id"])

    def _details(self, name: str, indicator_id: str, part: Row) -> list[Row]:
        rows = self._rows[name].get(indicator_id, [])
        return [row for row in rows if row["part"] == part["part"]]

    def _fact(self, fact_id: str) -> str:
        fact = self._facts.get(fact_id)
        return fact["label_zh"] if fact else fact_id

    def _attribute(self, row: Row) -> str:
        return self._labels.attribute(row["attribute"], row["value"])


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
    say: Words, rows: Sequence[Row], rules: Rules, labels: Labels, *, key: str
) -> Markup:
    """The indicators: what is required, how it is scored, what is asked and shown as evidence."""

    def requirement(row: Row) -> Markup:
        return Markup("{}<br><span class='quiet'>{}</span>").format(
            row["requirement_zh"],
            say(
                "guide-evidence", evidence=row["evidence_zh"] or "—", period=row["period_zh"] or "—"
            ),
        )

    def scoring(row: Row) -> Markup:
        return Markup("{}{}").format(row["rule_zh"], _list(rules.of(row["indicator_id"])))

    return Markup('<div class="cards">{}</div>').format(
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
            label=say("section-indicators"),
            key=f"guide-{key}",
        )
    )


def tiers_table(say: Words, rows: Sequence[Row], labels: Labels) -> Markup:
    """The tiers of demonstration schools with their thresholds and quotas."""
    return table(
        rows,
        [
            Column(say("column-tier"), lambda row: labels.code("tier", row["tier"])),
            Column(say("column-min-score"), lambda row: plain(row["min_score"]), number=True),
            Column(
                say("column-min-dimension-share"),
                lambda row: brief_percentage(row["min_dimension_share"]),
                number=True,
            ),
            Column(
                say("column-quota"),
                lambda row: "—" if row["quota"] is None else str(row["quota"]),
                number=True,
            ),
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
            Column(say("column-min-score"), lambda row: plain(row["min_score"]), number=True),
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
                lambda row: Markup('<span class="code">{}</span> {}').format(
                    row["red_line"], row["label_zh"]
                ),
            ),
            Column(say("column-effect"), lambda row: effects(say, row, ratings)),
        ],
        label=say("section-red-lines"),
        key="guide-red-lines",
    )


def _band_word(method: str, key: str | None) -> str:
    if key is None:
        return "rule-band-rest"
    return "rule-band-on-time" if method == "late" and key == "0" else f"rule-band-{method}"


def _by_indicator(frame: pl.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in frame.to_dicts():
        found.setdefault(row["indicator_id"], []).append(row)
    return found


def _list(lines: Sequence[str | Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    )
