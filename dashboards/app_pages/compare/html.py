"""The comparison: schools, cycles, bases or publications beside each other, differences first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from dashboards.parts.columns import indicator_column
from dashboards.parts.design import bar, points
from dashboards.parts.scores import DASH, change, ends, verified_share
from dashboards.parts.tables import Column, Row, linked, quiet, table
from duibiao.words import Words
from duibiao.words.figures import percentage, plain, rounded
from duibiao.words.labels import NO_TIER, Labels

Cells = Mapping[tuple[str, str], Row]
Link = Callable[..., str]

# What can be compared; the first is what opens.
MODES = ("schools", "cycles", "basis", "published")
DIFFERING = 12
CHANGED = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """What one side holds of the chosen schools, by school (and dimension or indicator).

    `link` leads from a figure to its explanation; None where the pages show other figures, as of
    a snapshot that is no longer in force.
    """

    name: str
    standings: Mapping[str, Row]
    dimensions: Cells
    indicators: Cells
    link: Link | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The chosen schools (id and latest name) under one side, or under two: before and after.

    `subtract`: whether points of the two sides are on one scale, by the same edition.
    """

    schools: Sequence[tuple[str, str]]
    sides: Sequence[Figures]
    subtract: bool = True

    @property
    def last(self) -> Figures:
        """The side that stands for now."""
        return self.sides[-1]

    def name(self, school_id: str) -> str:
        """A school's name on the last side, else its latest."""
        row = self.last.standings.get(school_id)
        return str(row["name_zh"]) if row else dict(self.schools)[school_id]


def chosen_schools(
    say: Words, schools: Sequence[tuple[str, str]], link: Link, without: Callable[[str], str]
) -> Markup:
    """The schools that were chosen, each with the way to its page and a way to take it out."""
    parts = Markup("").join(
        Markup(
            '<li><a class="plain" href="{}">{}</a>'
            '<a class="remove" href="{}" aria-label="{}" title="{}">×</a></li>'
        ).format(
            link(school_id),
            name,
            without(school_id),
            say("compare-remove", school=name),
            say("compare-remove", school=name),
        )
        for school_id, name in schools
    )
    return Markup('<ul class="chosen">{}</ul>').format(parts)


def suggestions(
    say: Words, lines: Sequence[Row], labels: Labels, beside: Callable[..., str]
) -> Markup:
    """Comparisons to begin with: the schools on both sides of each tier's line."""
    parts = Markup("").join(
        Markup('<li><a class="plain" href="{}">{}</a></li>').format(
            beside(row["last_inside_school_id"], row["first_outside_school_id"]),
            say(
                "compare-at-line",
                tier=labels.code("tier", row["tier"]),
                inside=row["inside_name"],
                outside=row["outside_name"],
            ),
        )
        for row in lines
        if row["inside_name"] and row["outside_name"]
    )
    return (
        Markup("<p>{}</p><ul>{}</ul>").format(say("compare-suggestions"), parts)
        if parts
        else Markup("")
    )


# ---------------------------------------------------------------- scores and ranks


def standings_table(say: Words, compared: Compared, labels: Labels) -> Markup:
    """Score, rank with its interval and tier of each school on each side, and the change."""

    def of(figures: Figures, what: Callable[[Row], str | Markup]) -> Callable[[Row], str | Markup]:
        return lambda school: _or_absent(say, figures.standings.get(school["id"]), what)

    columns = [
        Column(
            say("column-school"),
            lambda school: _linked(compared.name(school["id"]), compared.last, school["id"]),
            style="name",
        )
    ]
    for figures in compared.sides:
        prefix = f"{figures.name} · " if len(compared.sides) > 1 else ""
        columns += [
            Column(
                prefix + say("column-score"),
                of(figures, lambda row: rounded(row["score"])),
                number=True,
            ),
            Column(prefix + say("column-rank-county"), of(figures, _rank), number=True),
            Column(
                prefix + say("column-tier-reached"),
                of(figures, lambda row: _tier(labels, row)),
                style="short",
            ),
        ]
    if len(compared.sides) == 2 and compared.subtract:
        columns.append(
            Column(
                say("compare-column-change"),
                lambda school: _change_of_score(say, compared, school["id"]),
                number=True,
            )
        )
    if len(compared.sides) == 1:
        figures = compared.last
        columns.append(
            Column(
                say("column-verified"),
                of(figures, verified_share),
                number=True,
            )
        )
    rows = [{"id": school_id} for school_id, _ in compared.schools]
    return table(rows, columns, label=say("section-compare-scores"), key="compare-scores")


def _linked(name: str, figures: Figures, school_id: str) -> Markup:
    if figures.link is None or school_id not in figures.standings:
        return escape(name)
    return linked(figures.link(school_id), name)


def _or_absent(say: Words, row: Row | None, what: Callable[[Row], str | Markup]) -> str | Markup:
    if row is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("compare-absent"))
    if row["score"] is None:
        return quiet(say("compare-no-score"))
    return what(row)


def _rank(row: Row) -> Markup:
    interval = "" if row["low"] is None else ends(row)
    return Markup('{}<span class="quiet"> / {} · {}</span>').format(
        row["rank_county"], row["county_size"], interval
    )


def _tier(labels: Labels, row: Row) -> Markup:
    if row["tier_reached"] in (None, NO_TIER):
        return DASH
    return escape(labels.tier_reached(row["tier_reached"]))


def _change_of_score(say: Words, compared: Compared, school_id: str) -> Markup:
    before, after = (side.standings.get(school_id) for side in compared.sides)
    if not before or not after or before["score"] is None or after["score"] is None:
        return change(say, None)
    return change(say, after["score"] - before["score"])


# ---------------------------------------------------------------- dimensions


def dimension_multiples(
    say: Words,
    compared: Compared,
    dimensions: Sequence[Row],
    medians: Mapping[str, Any],
    labels: Labels,
) -> Markup:
    """One small chart a dimension, all on one scale: each school's share, the county's median.

    The numbers stand beside the bars, so that it is its own table.
    """
    panels = Markup("")
    figures = compared.last
    for dimension in dimensions:
        dimension_id = dimension["dimension_id"]
        median = medians.get(dimension_id)
        rows = Markup("")
        for school_id, _ in compared.schools:
            cell = figures.dimensions.get((school_id, dimension_id))
            share = cell["share"] if cell else None
            shown = (
                _nothing(say, cell)
                if share is None
                else _to(figures, school_id, percentage(share), dimension=dimension_id)
            )
            rows += Markup("<li><span>{}</span>{}<b>{}</b></li>").format(
                compared.name(school_id), _track(share, median), shown
            )
        note = "" if median is None else say("compare-median", share=percentage(median))
        panels += Markup(
            '<section><h3>{} <small class="quiet">{}</small></h3><ul>{}</ul></section>'
        ).format(labels.name(dimension), note, rows)
    return Markup('<div class="multiples" id="compare-dimensions">{}</div>').format(panels)


def _nothing(say: Words, cell: Row | None) -> Markup:
    """Why there is no share: nothing was scored, or nothing applies."""
    if cell is None:
        return DASH
    return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))


def _track(share: Any, median: Any) -> Markup:
    mark = (
        Markup("")
        if median is None
        else Markup('<i style="left:{:.1f}%"></i>').format(float(median) * 100)
    )
    return Markup('<span class="track" aria-hidden="true">{}{}</span>').format(bar(share), mark)


def _to(figures: Figures, school_id: str, text: str | Markup, **of: str) -> Markup:
    if figures.link is None:
        return escape(text)
    return linked(figures.link(school_id, **of), text)


def dumbbell_legend(say: Words, before: str, after: str) -> Markup:
    """Which end of a dumbbell is which."""
    return Markup(
        '<p class="legend"><span><i class="dot before"></i>{}</span>'
        '<span><i class="dot after"></i>{}</span><span>{}</span></p>'
    ).format(before, after, say("compare-dumbbell-scale"))


def dumbbell(before: Any, after: Any, least: int = 0) -> Markup:
    """Two shares on a line from `least` percent to 100: a ring and a square, joined.

    One that is None is left out.
    """
    at = {
        kind: 100 * (100 * float(value) - least) / (100 - least)
        for kind, value in (("before", before), ("after", after))
        if value is not None
    }
    marks = Markup("")
    if len(at) == 2:
        start = min(at.values())
        marks += Markup('<span style="left:{:.2f}%;width:{:.2f}%"></span>').format(
            start, max(at.values()) - start
        )
    for kind, place in at.items():
        marks += Markup('<i class="dot {}" style="left:{:.2f}%"></i>').format(kind, place)
    return Markup('<span class="dumbbell" aria-hidden="true">{}</span>').format(marks)


def slope_lines(compared: Compared) -> list[tuple[str, float | None, float | None]]:
    """The schools' scores on both sides, for a slope chart."""

    def score(figures: Figures, school_id: str) -> float | None:
        row = figures.standings.get(school_id)
        return None if row is None or row["score"] is None else float(row["score"])

    first, second = compared.sides
    return [
        (compared.name(school_id), score(first, school_id), score(second, school_id))
        for school_id, _ in compared.schools
    ]


def dimension_pairs(
    say: Words, compared: Compared, dimensions: Sequence[Row], labels: Labels
) -> Markup:
    """Each school's shares by dimension on two sides, as dumbbells beside their numbers."""
    first, second = compared.sides
    pairs = {
        school_id: _paired(dimensions, (first, school_id), (second, school_id))
        for school_id, _ in compared.schools
    }
    least = _least([row for rows in pairs.values() for row in rows])
    tables = Markup("")
    for school_id, rows in pairs.items():
        name = compared.name(school_id)
        drawn = (
            _dumbbells(
                say,
                rows,
                labels,
                (first.name, second.name),
                least,
                key=f"pairs-{school_id}",
                label=name,
            )
            if any(row["before"] or row["after"] for row in rows)
            else Markup('<p class="quiet">{}</p>').format(say("compare-no-score"))
        )
        tables += Markup("<section><h3>{}</h3>{}</section>").format(name, drawn)
    return Markup('<div class="pairs">{}</div>').format(tables)


def dimension_two_schools(
    say: Words,
    compared: Compared,
    dimensions: Sequence[Row],
    medians: Mapping[str, Any],
    labels: Labels,
) -> Markup:
    """Two schools by dimension, as dumbbells beside their numbers and the county's median."""
    one, other = (school_id for school_id, _ in compared.schools)
    rows = _paired(dimensions, (compared.last, one), (compared.last, other))
    return _dumbbells(
        say,
        rows,
        labels,
        (compared.name(one), compared.name(other)),
        _least(rows),
        key="compare-pair",
        label=say("section-compare-dimensions"),
        medians=medians,
    )


def _paired(
    dimensions: Sequence[Row], before: tuple[Figures, str], after: tuple[Figures, str]
) -> list[dict[str, Any]]:
    """By dimension, the cells of two ends, each of a school on a side, with their links."""
    rows = []
    for dimension in dimensions:
        dimension_id = dimension["dimension_id"]
        ends: dict[str, Any] = {"dimension": dimension}
        for name, (figures, school_id) in (("before", before), ("after", after)):
            ends[name] = figures.dimensions.get((school_id, dimension_id))
            ends[f"{name}_link"] = (
                figures.link(school_id, dimension=dimension_id) if figures.link else None
            )
        rows.append(ends)
    return rows


def _least(rows: Sequence[Row]) -> int:
    """Where the line of the dumbbells begins: a full ten of percents below every share."""
    shares = [row[name]["share"] for row in rows for name in ("before", "after") if row[name]]
    return min((int(share * 10) * 10 for share in shares if share is not None), default=0) % 100


def _dumbbells(
    say: Words,
    rows: Sequence[Row],
    labels: Labels,
    names: tuple[str, str],
    least: int,
    *,
    key: str,
    label: str,
    medians: Mapping[str, Any] | None = None,
) -> Markup:
    def median(row: Row) -> str | Markup:
        found = (medians or {}).get(row["dimension"]["dimension_id"])
        return DASH if found is None else percentage(found)

    def share(row: Row, name: str) -> Markup:
        if row[name] is None or row[name]["share"] is None:
            return _nothing(say, row[name])
        text = percentage(row[name]["share"])
        if row[f"{name}_link"] is None:
            return escape(text)
        return linked(row[f"{name}_link"], text)

    def shares(row: Row) -> tuple[Any, Any]:
        before, after = (row[name]["share"] if row[name] else None for name in ("before", "after"))
        return before, after

    def moved(row: Row) -> Markup:
        before, after = shares(row)
        both = before is not None and after is not None
        return change(say, 100 * (after - before) if both else None, places=1)

    return table(
        rows,
        [
            Column(
                say("column-dimension"), lambda row: labels.name(row["dimension"]), style="name"
            ),
            Column(names[0], lambda row: share(row, "before"), number=True),
            Column(names[1], lambda row: share(row, "after"), number=True),
            Column(say("compare-column-points-change"), moved, number=True),
            *(
                [Column(say("compare-column-median"), median, number=True, wide=True)]
                if medians is not None
                else []
            ),
            Column(
                say("compare-column-drawn", least=f"{least}%"),
                lambda row: dumbbell(*shares(row), least),
                style="dumbbell-cell",
            ),
        ],
        label=label,
        key=key,
    )


# ---------------------------------------------------------------- indicators


def indicators_table(
    say: Words, compared: Compared, indicators: Sequence[Row], labels: Labels
) -> Markup:
    """Indicators × schools with their points, those that differ most first, the same at the end.

    Of one side the difference is that between the schools; of two it is each school's own.
    """
    ordered = sorted(indicators, key=lambda row: -spread(compared, row["indicator_id"]))
    differing = [row for row in ordered if spread(compared, row["indicator_id"]) > 0]
    same = [row for row in indicators if spread(compared, row["indicator_id"]) == 0]
    columns = [
        indicator_column(say, labels),
        Column(say("column-max-points"), lambda row: plain(row["max_points"]), number=True),
        Column(
            say("compare-column-difference"),
            lambda row: rounded(spread(compared, row["indicator_id"])),
            number=True,
        ),
    ]
    for school_id, _ in compared.schools:
        columns.append(_school_column(say, compared, school_id))
    label = say("section-compare-indicators")
    parts = Markup("")
    if differing:
        parts += table(differing[:DIFFERING], columns, label=label, key="compare-indicators")
    for rows, message, key in (
        (differing[DIFFERING:], "compare-more-indicators", "compare-indicators-more"),
        (same, "compare-same-indicators", "compare-indicators-same"),
    ):
        if rows:
            parts += Markup("<details><summary>{}</summary>{}</details>").format(
                say(message, count=len(rows)), table(rows, columns, label=label, key=key)
            )
    return parts


def _school_column(say: Words, compared: Compared, school_id: str) -> Column:
    def cell(row: Row) -> Markup:
        indicator_id = row["indicator_id"]
        shown = []
        for figures in compared.sides:
            found = figures.indicators.get((school_id, indicator_id))
            if found is None:
                shown.append(DASH)
                continue
            text = points(found["points"], say, found["status"])
            shown.append(_to(figures, school_id, text, indicator=indicator_id))
        if len(shown) == 1:
            return shown[0]
        return Markup("{} → {} {}").format(*shown, _moved(say, compared, school_id, indicator_id))

    return Column(compared.name(school_id), cell, number=True)


def _moved(say: Words, compared: Compared, school_id: str, indicator_id: str) -> Markup:
    values = [_points(side, school_id, indicator_id) for side in compared.sides]
    if None in values or values[0] == values[1]:
        return Markup("")
    return Markup("<small>{}</small>").format(change(say, values[1] - values[0]))


def _points(figures: Figures, school_id: str, indicator_id: str) -> Any:
    found = figures.indicators.get((school_id, indicator_id))
    return found["points"] if found else None


def spread(compared: Compared, indicator_id: str) -> Decimal:
    """How far apart an indicator's points lie; 0 where there are not two to compare."""
    if len(compared.sides) == 1:
        found = [
            _points(compared.last, school_id, indicator_id) for school_id, _ in compared.schools
        ]
        values = [value for value in found if value is not None]
        return Decimal(max(values) - min(values)) if len(values) > 1 else Decimal(0)
    widest = Decimal(0)
    for school_id, _ in compared.schools:
        pair = [_points(side, school_id, indicator_id) for side in compared.sides]
        if None not in pair:
            widest = max(widest, abs(pair[1] - pair[0]))
    return widest


# ---------------------------------------------------------------- history and publications


def history_table(
    say: Words,
    versions: Sequence[Row],
    cycles: Sequence[Row],
    history: Mapping[tuple[str, str], Row],
    labels: Labels,
    link: Link | None,
) -> Markup:
    """School × cycle, the oldest first: score, rank and the name of then, or that it was absent.

    `link` leads from a score to its school; None for scores that are no longer in force.
    """

    def cell(school: Row, cycle_id: str) -> Markup:
        row = history.get((school["school_id"], cycle_id))
        if row is None:
            return Markup('<span class="not-applicable">{}</span>').format(say("compare-absent"))
        marks = Markup("")
        if row["name_zh"] != school["name_zh"]:
            marks += Markup('<br><small class="quiet">{}</small>').format(
                say("compare-then-named", name=row["name_zh"])
            )
        if row["school_type"] != school["school_type"]:
            marks += Markup('<br><small class="quiet">{}</small>').format(
                say("compare-then-type", type=labels.code("school_type", row["school_type"]))
            )
        if row["score"] is None:
            return Markup('<span class="quiet">{}</span>{}').format(say("compare-no-score"), marks)
        score: str | Markup = rounded(row["score"])
        if link is not None:
            target = link(school["school_id"], cycle=cycle_id)
            score = linked(target, score)
        return Markup('{} <span class="quiet">{}</span>{}').format(
            score,
            say("compare-rank-of", rank=row["rank_county"], size=row["county_size"]),
            marks,
        )

    columns = [
        Column(say("column-school"), lambda row: row["name_zh"], style="name"),
        *(
            Column(
                str(cycle["cycle_id"]),
                lambda row, cycle_id=cycle["cycle_id"]: cell(row, cycle_id),  # type: ignore[misc]
                number=True,
            )
            for cycle in cycles
        ),
        Column(say("compare-column-register"), lambda row: _registered(say, row), style="text"),
    ]
    return table(versions, columns, label=say("section-compare-history"), key="compare-history")


def _registered(say: Words, row: Row) -> Markup:
    if row["valid_to"] is not None:
        return escape(say("compare-valid-to", day=str(row["valid_to"])))
    if row["valid_from"] is not None:
        return escape(say("compare-valid-from", day=str(row["valid_from"])))
    return quiet(say("compare-valid"))


def changed_table(
    say: Words, rows: Sequence[Row], labels: Labels, names: tuple[str, str], link: Link
) -> Markup:
    """The schools whose score, rank or tier differs between two publications."""

    def pair(name: str, shown: Callable[[Any], str]) -> Callable[[Row], Markup]:
        def cell(row: Row) -> Markup:
            ends = [row[f"{name}_then"], row[f"{name}_now"]]
            then, now = ("—" if value is None else shown(value) for value in ends)
            if ends[0] == ends[1]:
                return escape(now)
            return Markup('<span class="quiet">{}</span> → <b>{}</b>').format(then, now)

        return cell

    return table(
        rows,
        [
            Column(
                say("column-school"),
                lambda row: linked(
                    link(row["school_id"]), row["name_zh_now"] or row["name_zh_then"]
                ),
                style="name",
            ),
            Column(say("column-score"), pair("score", rounded), number=True),
            Column(
                say("compare-column-change"),
                lambda row: change(say, row["score_change"]),
                number=True,
            ),
            Column(say("column-rank-county"), pair("rank_county", str), number=True),
            Column(
                say("column-tier-reached"),
                pair("tier_reached", lambda code: labels.code("tier", code)),
                style="short",
            ),
        ],
        label=say("compare-changed", before=names[0], after=names[1]),
        key="compare-changed",
    )
