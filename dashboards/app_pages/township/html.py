"""Townships beside each other, and one of them: figures, years, dimensions, schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dashboards.parts import pictures
from dashboards.parts.columns import count_column, school_column, type_column
from dashboards.parts.design import bar, figures
from dashboards.parts.scores import DASH, change, unit
from dashboards.parts.tables import Column, Link, Row, linked, table
from duibiao.words import Words
from duibiao.words.figures import percentage, rounded
from duibiao.words.labels import Labels

Averages = Mapping[str, Mapping[str, Row]]
"""By name of a group and by cycle, its average score and how many schools have one."""


def townships_table(say: Words, rows: Sequence[Row], link: Link) -> Markup:
    """The townships by their average score, with the points that they have of those asked."""
    return table(
        rows,
        [
            Column(
                say("column-township"),
                lambda row: linked(link("township", township=row["township"]), row["township"]),
                style="short",
            ),
            count_column(say("township-column-schools"), "school_count", wide=True),
            count_column(say("township-column-scored"), "scored_school_count"),
            Column(say("township-average"), lambda row: _score(row["average_score"]), number=True),
            Column("", lambda row: bar(_of_hundred(row["average_score"])), wide=True,
                   style="thin-bar"),
            Column(say("township-median"), lambda row: _score(row["median_score"]), number=True,
                   wide=True),
            Column(say("township-column-range"), _range, number=True, wide=True),
            Column(
                say("column-change"),
                lambda row: change(say, row["average_score_change"]),
                number=True,
            ),
            Column(say("column-average-share"), lambda row: _share(row["share"]), number=True),
        ],
        label=say("section-township-scores"),
        key="township-scores",
    )  # fmt: skip


def key_figures(say: Words, row: Row, county: Row) -> Markup:
    """A township in figures, each beside the county's."""

    def beside(text: str) -> str:
        return say("township-county-has", figure=text)

    schools, point = say("unit-schools"), say("unit-points")
    return figures(
        [
            (
                say("township-column-scored"),
                unit(f"{row['scored_school_count']:,}", schools),
                say("of-schools", count=row["school_count"]),
            ),
            (
                say("township-average"),
                unit(_score(row["average_score"]), point),
                beside(_score(county["average_score"])),
            ),
            (
                say("township-median"),
                unit(_score(row["median_score"]), point),
                beside(_score(county["median_score"])),
            ),
            (say("township-column-range"), _range(row), beside(_range(county))),
            (
                say("column-average-share"),
                _share(row["share"]),
                beside(_share(county["share"])),
            ),
        ]
    )


def over_years(say: Words, years: Sequence[str], scores: Averages) -> Markup:
    """Average scores over the years, a line a group; nothing of a single year."""
    if len(years) < 2:
        return Markup("")
    series = []
    for name, found in scores.items():
        values = [_average(found, year) for year in years]
        series.append(
            pictures.Series(
                name,
                [None if value is None else float(value) for value in values],
                [_score(value) for value in values],
            )
        )
    return pictures.over_years(years, series, label=say("township-years"))


def years_table(say: Words, years: Sequence[str], scores: Averages) -> Markup:
    """The same in figures: a row a year, a column a group."""
    return table(
        [{"cycle_id": year} for year in years],
        [
            Column(say("choose-cycle"), lambda row: row["cycle_id"], style="short"),
            *(
                Column(
                    name,
                    lambda row, found=found: _score(_average(found, row["cycle_id"])),  # type: ignore[misc]
                    number=True,
                )
                for name, found in scores.items()
            ),
        ],
        label=say("township-years"),
        key="township-years",
    )


def dimensions_table(
    say: Words,
    dimensions: Sequence[Row],
    cycle_id: str,
    township: str,
    shares: Mapping[str, Mapping[tuple[str, str], Any]],
    labels: Labels,
    link: Link,
) -> Markup:
    """By dimension the share of the points of the township, and of whom it is set against.

    `shares` by name of a group: the township first, then what it is compared with; the difference
    is that from the second.
    """
    names = list(shares)

    def of(name: str, row: Row) -> Any:
        return shares[name].get((cycle_id, row["dimension_id"]))

    def difference(row: Row) -> Markup:
        own, other = of(names[0], row), of(names[1], row)
        return DASH if own is None or other is None else change(say, 100 * (own - other), places=1)

    return table(
        dimensions,
        [
            Column(
                say("column-dimension"),
                lambda row: linked(
                    link("gaps", township=township, dimension=row["dimension_id"]),
                    labels.name(row),
                ),
                style="name",
            ),
            Column("", lambda row: bar(of(names[0], row)), wide=True, style="thin-bar"),
            *(
                Column(name, lambda row, name=name: _share(of(name, row)), number=True)  # type: ignore[misc]
                for name in names
            ),
            Column(say("township-column-difference", name=names[1]), difference, number=True),
        ],
        label=say("township-dimensions"),
        key="township-dimensions",
    )


def schools_table(say: Words, rows: Sequence[Row], labels: Labels, link: Link) -> Markup:
    """The township's schools, best first, with their places in the county."""

    def place(row: Row) -> str | Markup:
        if row["rank_county"] is None:
            return DASH
        return Markup('{}<span class="quiet"> / {}</span>').format(
            row["rank_county"], row["county_size"]
        )

    def tier(row: Row) -> str | Markup:
        code = row["tier_reached"]
        return DASH if code in (None, "none") else labels.code("tier", code)

    return table(
        rows,
        [
            Column(
                say("column-rank-township"),
                lambda row: DASH if row["rank_township"] is None else str(row["rank_township"]),
                number=True,
            ),
            school_column(say, lambda row: link("school", school=row["school_id"])),
            type_column(say, labels),
            Column(say("column-score"), lambda row: _score(row["score"]), number=True),
            Column("", lambda row: bar(_of_hundred(row["score"])), wide=True, style="thin-bar"),
            Column(say("column-rank-county"), place, number=True),
            Column(say("column-change"), lambda row: change(say, row["score_change"]), number=True),
            Column(say("column-tier-reached"), tier, style="short", wide=True),
        ],
        label=say("township-schools"),
        key="township-schools",
    )


def _average(found: Mapping[str, Row], year: str) -> Any:
    return found[year]["average_score"] if year in found else None


def _score(value: Any) -> str:
    return "—" if value is None else rounded(value)


def _share(value: Any) -> str:
    return "—" if value is None else percentage(value)


def _of_hundred(score: Any) -> Decimal | None:
    return None if score is None else Decimal(score) / 100


def _range(row: Row) -> str:
    if row["lowest_score"] is None:
        return "—"
    return f"{rounded(row['lowest_score'])}–{rounded(row['highest_score'])}"
