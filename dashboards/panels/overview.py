"""The overview: who has handed in, how the county stands by dimension, tiers against quotas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from analysis.figures import brief_percentage, moment, percentage, plain, rounded, signed
from analysis.labels import Labels
from dashboards.design import bar, figures, legend, stacked_bar, step_colours
from dashboards.tables import Column, Row, table
from words import Words

SchoolLink = Callable[[str], str]


def unit(value: str, name: str) -> Markup:
    """A figure with its unit in small."""
    return Markup("{}<small>{}</small>").format(value, name)


def _average_change(say: Words, county: Mapping[str, Any]) -> str:
    """The mean change since the cycle before; across editions of the shares of what both ask."""
    if county["schools_across_editions"]:
        change = county["average_share_change"]
        if change is None:
            return say("across-editions")
        return say("figure-average-share-change", change=signed(100 * change, 1))
    change = county["average_change"]
    return "" if change is None else say("figure-average-change", change=signed(change))


def key_figures(say: Words, reporting: Mapping[str, int], county: Mapping[str, Any]) -> Markup:
    """Schools in, schools owing, the county's average, missing answers, and what is verified."""
    expected = sum(reporting.values())
    late = reporting.get("handed_in_late", 0)
    handed_in = reporting.get("handed_in", 0) + late
    schools = say("unit-schools")
    entries: list[tuple[str, str | Markup, str | Markup]] = [
        (
            say("figure-handed-in"),
            unit(str(handed_in), say("of-schools", count=expected)),
            say("figure-late", count=late),
        ),
        (say("status-must_correct"), unit(str(reporting.get("must_correct", 0)), schools), ""),
        (say("status-not_handed_in"), unit(str(reporting.get("not_handed_in", 0)), schools), ""),
    ]
    if county["scored_schools"]:
        note = _average_change(say, county)
        spread = say(
            "figure-median-range",
            lowest=rounded(county["lowest_score"]),
            highest=rounded(county["highest_score"]),
        )
        entries += [
            (
                say("figure-average"),
                unit(rounded(county["average_score"]), say("unit-points")),
                note,
            ),
            (
                say("figure-median"),
                unit(rounded(county["median_score"]), say("unit-points")),
                spread,
            ),
            (
                say("figure-missing"),
                unit(str(county["missing_indicators"]), say("unit-items")),
                say("figure-missing-schools", count=int(county["schools_with_missing"])),
            ),
            (
                say("figure-verified"),
                percentage(county["verified_facts"] / county["asked_facts"])
                if county["asked_facts"]
                else "—",
                say("figure-verified-note"),
            ),
        ]
    return figures(entries)


def tiers_table(
    say: Words, tiers: Sequence[Row], reaching: Sequence[Row], labels: Labels, link: SchoolLink
) -> Markup:
    """Each tier against its quota, and by name the schools whose score allows it at most."""

    def candidates(tier: Row) -> Markup:
        names = [row for row in reaching if row["tier_reached"] == tier["tier"]]
        shown = [
            Markup('<a href="{}">{}</a> <span class="code">{}</span>').format(
                link(row["school_id"]), row["name_zh"], rounded(row["score"])
            )
            for row in names[:6]
        ]
        if len(names) > len(shown):
            shown.append(escape(say("and-more", count=len(names) - len(shown))))
        return (
            escape(say("separator-items")).join(shown)
            if shown
            else Markup('<span class="quiet">—</span>')
        )

    return table(
        tiers,
        [
            Column(say("column-tier"), lambda row: labels.code("tier", row["tier"]), style="short"),
            Column(
                say("column-quota"),
                lambda row: "—" if row["quota"] is None else str(row["quota"]),
                number=True,
            ),
            Column(say("column-held"), lambda row: str(row["held_count"]), number=True),
            Column(
                say("column-reached-or-above"),
                lambda row: str(row["reached_or_above_count"]),
                number=True,
            ),
            Column(
                say("column-thresholds"),
                lambda row: say(
                    "tier-thresholds",
                    score=plain(row["min_score"]),
                    share=brief_percentage(row["min_dimension_share"]),
                ),
                wide=True,
                style="limits",
            ),
            Column(say("column-reaching"), candidates, style="text"),
        ],
        label=say("section-tiers"),
        key="tiers",
    )


def ratings_bar(say: Words, ratings: Sequence[Row]) -> Markup:
    """How many schools have each rating, as one bar with its numbers beside."""
    total = sum(row["schools"] for row in ratings)
    if not total:
        return Markup("")
    colours = step_colours(len(ratings))
    bar_of_all = stacked_bar(
        [
            (row["name_zh"], row["schools"], colour)
            for row, colour in zip(ratings, colours, strict=True)
        ],
        total,
        places=0,
    )
    names = [
        (say("rating-count", name=row["name_zh"], count=row["schools"]), colour)
        for row, colour in zip(ratings, colours, strict=True)
    ]
    return Markup('<div id="ratings">{}{}</div>').format(bar_of_all, legend(names))


def townships_table(say: Words, townships: Sequence[Row], link: SchoolLink) -> Markup:
    """How far each township is with handing in, those that lag first."""
    return table(
        townships,
        [
            Column(
                say("column-township"),
                lambda row: Markup('<a href="{}">{}</a>').format(
                    link(row["township"]), row["township"]
                ),
                style="short",
            ),
            Column(
                say("column-progress"),
                lambda row: bar(row["handed_in"] / row["schools"]),
                style="thin-bar",
            ),
            Column(
                say("figure-handed-in"),
                lambda row: f"{row['handed_in']} / {row['schools']}",
                number=True,
            ),
            Column(say("column-late"), lambda row: _count(row["handed_in_late"]), number=True),
            Column(
                say("status-must_correct"), lambda row: _count(row["must_correct"]), number=True
            ),
            Column(
                say("status-not_handed_in"), lambda row: _count(row["not_handed_in"]), number=True
            ),
        ],
        label=say("section-townships"),
        key="townships",
    )


def owing_table(
    say: Words,
    owing: Sequence[Row],
    labels: Labels,
    link: SchoolLink,
    *,
    key: str = "owing",
) -> Markup:
    """The schools without an accepted hand-in, those with a refused file first."""

    def what(row: Row) -> str:
        if row["status"] == "must_correct" and row["refused_at"] is not None:
            return say(
                "owing-refused", at=moment(row["refused_at"]), count=int(row["error_count"] or 0)
            )
        return say("owing-nothing")

    return table(
        owing,
        [
            Column(
                say("column-school"),
                lambda row: Markup('<a href="{}">{}</a>').format(
                    link(row["school_id"]), row["name_zh"]
                ),
                style="name",
            ),
            Column(say("column-township"), lambda row: row["township"], wide=True, style="short"),
            Column(
                say("column-school-type"),
                lambda row: labels.code("school_type", row["school_type"]),
                wide=True,
                style="short",
            ),
            Column(
                say("column-status"),
                lambda row: Markup('<span class="tag{}">{}</span>').format(
                    " bad" if row["status"] == "must_correct" else "",
                    say(f"status-{row['status']}"),
                ),
                style="short",
            ),
            Column(say("column-reason"), what),
        ],
        label=say("section-owing"),
        key=key,
    )


def findings_table(
    say: Words, findings: Sequence[Row], ratings: Mapping[str, str], link: SchoolLink
) -> Markup:
    """The red lines that were found, and what each does to the score."""
    return table(
        findings,
        [
            Column(
                say("column-school"),
                lambda row: Markup('<a href="{}">{}</a>').format(
                    link(row["school_id"]), row["name_zh"]
                ),
                style="name",
            ),
            Column(say("column-red-line"), lambda row: row["label_zh"]),
            Column(say("column-effect"), lambda row: effects(say, row, ratings)),
            Column(say("column-note"), lambda row: row["note"] or "", wide=True),
        ],
        label=say("section-red-lines"),
        key="findings",
    )


def effects(say: Words, line: Row, ratings: Mapping[str, str]) -> str:
    """What a red line does, in words; `effects` holds effect, indicator_id and value of each."""
    return say("separator-clauses").join(
        say(
            f"effect-{effect['effect']}",
            indicator=str(effect["indicator_id"]),
            rating=ratings.get(effect["value"] or "", ""),
        )
        for effect in line["effects"]
    )


def _count(count: int) -> str | Markup:
    return str(count) if count else Markup('<span class="quiet">0</span>')
