"""The gaps: what costs the county most, of what kind, what rose and fell, where help pays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from dashboards.app_pages.gaps.map_html import look, share_text
from dashboards.parts import pictures
from dashboards.parts.columns import indicator_column, school_column
from dashboards.parts.design import bar, figures
from dashboards.parts.guide import has_kinds, kind
from dashboards.parts.scores import DASH
from dashboards.parts.tables import Column, Row, cards, linked, quiet, table
from duibiao.analysis.county import WEAKEST_NAMED
from duibiao.words import Words
from duibiao.words.figures import Number, brief_percentage, percentage, plain, rounded, signed
from duibiao.words.labels import Labels

Link = Callable[[str], str]

# How a list of indicators may be sorted: as weaknesses (over the whole county that is the
# order of fct_county_weaknesses), by what is lost of the average score, by the share of schools
# that are weak, by what has fallen since the last cycle.
SORTS: Mapping[str, Callable[[Row], Any]] = {
    "lost": lambda row: -float(row["lost_score"] or 0),
    "weak": lambda row: -float(row["weak_share"] or 0),
    "share": lambda row: (2 if row["share"] is None else row["share"], -row["lost_points"]),
    "fallen": lambda row: 2.0 if row["share_change"] is None else float(row["share_change"]),
}
NAMES_SHOWN = 5
HEAVIEST = 5


def sorted_by(rows: Sequence[Row], sort: str) -> list[Row]:
    """Weaknesses in one of the orders of `SORTS`; what is equal stays in the guide's order."""
    return sorted(rows, key=SORTS[sort])


def named(row: Row, labels: Labels, link: Link) -> Markup:
    """An indicator by code and name, leading to its own view."""
    return Markup('<a href="{}"><span class="code">{}</span> {}</a>').format(
        link(row["indicator_id"]), row["indicator_id"], labels.name(row)
    )


def named_weakness(say: Words, row: Row, labels: Labels, link: Link) -> Markup:
    """The same; one of the county's first weaknesses says which."""
    if row["place"] is None or row["place"] > WEAKEST_NAMED:
        return named(row, labels, link)
    return named(row, labels, link) + Markup(' <span class="tag">{}</span>').format(
        say("gaps-weakness", place=row["place"])
    )


def moved(say: Words, change: Number | None) -> Markup:
    """A change of a share in percentage points, with sign and direction."""
    if change is None:
        return quiet(say("gaps-not-compared"))
    direction = "up" if change > 0 else "down" if change < 0 else "quiet"
    return Markup('<span class="{}">{}</span>').format(direction, signed(change * 100, 1))


def key_figures(
    say: Words,
    whole: Row,
    rows: Sequence[Row],
    labels: Labels,
    link: Link,
    links: Mapping[str, str],
) -> Markup:
    """What is lost, where most of it is lost, what is not answered, and which way it goes.

    `whole` is the row of all `rows` together, `links` the addresses of the views `weak` and
    `change`.
    """
    # What a bonus could add was not lost.
    heavy = sorted_by([row for row in rows if not row.get("is_bonus")], "lost")
    top = sum((row["lost_score"] or Decimal(0) for row in heavy[:HEAVIEST]), Decimal(0))
    compared = [row for row in rows if row["share_change"] is not None]
    risen = sum(row["share_change"] > 0 for row in compared)
    fallen = sum(row["share_change"] < 0 for row in compared)
    first = heavy[0]
    unit = Markup("<small>{}</small>")
    return figures(
        [
            (
                say("gaps-figure-lost"),
                Markup("{}{}").format(
                    rounded(whole["lost_score"] or 0), unit.format(say("unit-points"))
                ),
                Markup('<a class="plain" href="{}">{}</a>').format(
                    links["weak"],
                    say(
                        "gaps-figure-lost-note",
                        count=min(HEAVIEST, len(rows)),
                        share=percentage(_part(top, whole["lost_score"]), 0),
                    ),
                ),
            ),
            (
                say("gaps-figure-heaviest"),
                Markup('<a class="plain" href="{}">{}</a>').format(
                    link(first["indicator_id"]), first["indicator_id"]
                ),
                say(
                    "gaps-figure-heaviest-note",
                    name=labels.name(first),
                    points=rounded(first["lost_score"] or 0),
                ),
            ),
            (
                say("gaps-figure-missing"),
                Markup("{}{}").format(whole["missing_count"], unit.format(say("unit-items"))),
                say("figure-missing-note"),
            ),
            (
                say("gaps-figure-zero"),
                Markup("{}{}").format(whole["zero_count"], unit.format(say("unit-items"))),
                say("gaps-figure-zero-note"),
            ),
            (
                say("gaps-figure-change"),
                Markup('<span class="up">{}</span> <span class="down">{}</span>').format(
                    risen, fallen
                )
                if compared
                else "—",
                Markup('<a class="plain" href="{}">{}</a>').format(
                    links["change"],
                    say("gaps-figure-change-note")
                    if compared
                    else say("gaps-figure-change-nothing"),
                ),
            ),
        ]
    )


def weakness_table(say: Words, rows: Sequence[Row], labels: Labels, link: Link) -> Markup:
    """Common weaknesses: what each indicator costs the county, how many schools are weak in it."""
    heaviest = max((float(row["lost_score"] or 0) for row in rows), default=0) or 1
    return table(
        rows,
        [
            Column(
                say("column-indicator"),
                lambda row: named_weakness(say, row, labels, link),
                style="name",
            ),
            *(
                [
                    Column(
                        say("column-kind"), lambda row: kind(labels, row), wide=True, style="short"
                    )
                ]
                if has_kinds(rows)
                else []
            ),
            Column(
                say("gaps-column-lost-score"),
                lambda row: "—" if row["lost_score"] is None else rounded(row["lost_score"]),
                number=True,
            ),
            Column(
                "",
                lambda row: bar(float(row["lost_score"] or 0) / heaviest, colour="#b0400e"),
                style="thin-bar",
                wide=True,
            ),
            Column(say("gaps-column-weak"), lambda row: _weak(say, row), number=True),
            Column("", lambda row: bar(row["weak_share"]), style="thin-bar", wide=True),
            Column(say("column-average-share"), lambda row: _share(say, row), number=True),
            Column(
                say("gaps-column-change"),
                lambda row: moved(say, row["share_change"]),
                number=True,
            ),
            Column(
                say("column-missing"),
                lambda row: _count(row["missing_count"], "missing"),
                number=True,
                wide=True,
            ),
            Column(
                say("column-zero"),
                lambda row: _count(row["zero_count"], "zero"),
                number=True,
                wide=True,
            ),
            Column(
                say("column-not-applicable"),
                lambda row: _count(row["not_applicable_count"], "not-applicable"),
                number=True,
                wide=True,
            ),
        ],
        label=say("gaps-view-weak"),
        key="weakest",
    )


# ---------------------------------------------------------------- kinds


def quadrants(
    say: Words, rows: Sequence[Row], found: Sequence[Row], labels: Labels, link: Link
) -> Markup:
    """Nature × character as four fields of tiles, one tile an indicator.

    A tile is as dark as the share is low; the bar at its foot is as long as what it costs the
    average score. `found` are the rows of `queries.kinds` over all chosen schools.
    """
    of_kind = {(row["nature"], row["character"]): row for row in found if row["township"] is None}
    most = max((float(row["lost_score"] or 0) for row in rows), default=0)
    all_lost = sum((row["lost_score"] or Decimal(0) for row in of_kind.values()), Decimal(0))
    fields = Markup("")
    # The kind with more indicators stands left, so that an empty field does not come first.
    characters = sorted(
        _codes(labels, "character", rows),
        key=lambda code: -sum(row["character"] == code for row in rows),
    )
    for nature in _codes(labels, "nature", rows):
        for character in characters:
            name = kind(labels, {"nature": nature, "character": character}) or "—"
            told = of_kind.get((nature, character))
            if told is None or told["share"] is None:
                fields += Markup('<div><h3>{}</h3><p class="quiet">{}</p></div>').format(
                    name, say("no-such-indicators")
                )
                continue
            own = [row for row in rows if (row["nature"], row["character"]) == (nature, character)]
            tiles = Markup("").join(
                _tile(say, row, labels, link, most) for row in sorted_by(own, "share")
            )
            fields += Markup(
                '<div><h3>{} <small class="quiet">{}</small></h3>'
                '<p class="kind"><b>{}</b> <span>{}</span></p>{}<div class="tiles">{}</div></div>'
            ).format(
                name,
                say("indicators-count", count=told["indicator_count"]),
                percentage(told["share"]),
                say(
                    "gaps-kind-lost",
                    points=rounded(told["lost_score"] or 0),
                    share=percentage(_part(told["lost_score"], all_lost), 0),
                ),
                bar(told["share"]),
                tiles,
            )
    return Markup('<div class="quadrants" id="quadrants">{}</div>').format(fields)


def _codes(labels: Labels, name: str, rows: Sequence[Row]) -> list[str | None]:
    """The codes of a list, with that of rows of which the guide does not tell any."""
    untold = [None] if any(row[name] is None for row in rows) else []
    return [*labels.options(name), *untold]


def _tile(say: Words, row: Row, labels: Labels, link: Link, most: float) -> Markup:
    name, lost = labels.name(row), float(row["lost_score"] or 0)
    told = say("gaps-tile", share=share_text(row["share"]), points=rounded(lost))
    return Markup(
        '<a class="tile {}" href="{}" title="{}"><span>{}</span><b>{}</b><small>{}</small>'
        '<i style="width:{:.0f}%"></i></a>'
    ).format(
        look(row["share"]),
        link(row["indicator_id"]),
        f"{row['indicator_id']} {name} · {told}",
        row["indicator_id"],
        share_text(row["share"]),
        name,
        lost / most * 100 if most else 0,
    )


def kinds_by_township(
    say: Words, found: Sequence[Row], labels: Labels, link: Link, everyone: str, most: int
) -> Markup:
    """Townships × kinds of indicators: the share of points, the whole first, the weakest below it.

    At most so many townships (`most`).
    """
    kinds = [
        (nature, character)
        for nature in _codes(labels, "nature", found)
        for character in _codes(labels, "character", found)
        if any((row["nature"], row["character"]) == (nature, character) for row in found)
    ]
    cells: dict[str | None, dict[tuple[str | None, str | None], Row]] = {}
    for row in found:
        cells.setdefault(row["township"], {})[row["nature"], row["character"]] = row
    townships = sorted((name for name in cells if name), key=lambda name: _lowest(cells[name]))
    lines: list[Row] = [
        {"township": name, "cells": cells[name]} for name in (None, *townships[:most])
    ]

    def cell(of: tuple[str | None, str | None]) -> Callable[[Row], Markup]:
        def shown(line: Row) -> Markup:
            row = line["cells"].get(of)
            share = None if row is None else row["share"]
            return Markup('<span class="heat-share {}">{}</span>').format(
                look(share), "–" if share is None else percentage(share)
            )

        return shown

    def name(line: Row) -> str | Markup:
        if line["township"] is None:
            return Markup("<b>{}</b>").format(everyone)
        return linked(link(line["township"]), line["township"])

    return table(
        lines,
        [
            Column(say("column-township"), name, style="name"),
            *(
                Column(
                    kind(labels, {"nature": nature, "character": character}) or "—",
                    cell((nature, character)),
                    number=True,
                )
                for nature, character in kinds
            ),
        ],
        label=say("gaps-kinds-by-township"),
        key="kinds-by-township",
    )


def _lowest(cells: Mapping[tuple[str | None, str | None], Row]) -> Any:
    shares = [row["share"] for row in cells.values() if row["share"] is not None]
    return min(shares, default=1)


# ---------------------------------------------------------------- since the last cycle


def change_table(
    say: Words,
    rows: Sequence[Row],
    labels: Labels,
    link: Link,
    lowest: float,
    *,
    key: str,
    label: str,
) -> Markup:
    """Indicators with the average share of the last cycle and of this one, drawn as a step.

    The track of the steps goes from the share `lowest` to 1.
    """
    return table(
        rows,
        [
            Column(say("column-indicator"), lambda row: named(row, labels, link), style="name"),
            Column(
                say("gaps-column-before"),
                lambda row: percentage(row["compared_before"]),
                number=True,
                wide=True,
            ),
            Column(
                f"{percentage(lowest, 0)} – 100%",
                lambda row: step(row["compared_before"], row["compared_share"], lowest),
                style="step-cell",
            ),
            Column(
                say("gaps-column-now"),
                lambda row: percentage(row["compared_share"]),
                number=True,
                wide=True,
            ),
            Column(
                say("gaps-column-change"),
                lambda row: moved(say, row["share_change"]),
                number=True,
            ),
            Column(
                say("gaps-column-risen-fallen"),
                lambda row: Markup(
                    '<span class="up">{}</span> <span class="down">{}</span>'
                ).format(row["risen_count"], row["fallen_count"]),
                number=True,
            ),
        ],
        label=label,
        key=key,
    )


NAMED_FIRST = 10
CORNERS = ("weak-risen", "strong-risen", "weak-fallen", "strong-fallen")


def share_and_change(
    say: Words, rows: Sequence[Row], labels: Labels, link: Link, weak: float
) -> Markup:
    """All indicators by the share that they have now and by its change: a field of four corners.

    The line across is at no change, the one down at the share below which a school is weak. On a
    telephone those have a name that changed most, or are weak and fell.
    """
    far = sorted(rows, key=lambda row: -abs(row["share_change"]))[:NAMED_FIRST]
    named = {row["indicator_id"] for row in far}
    named |= {
        row["indicator_id"]
        for row in rows
        if row["compared_share"] < weak and row["share_change"] < 0
    }
    points = [
        pictures.Point(
            float(row["compared_share"]),
            float(row["share_change"]),
            row["indicator_id"],
            say(
                "gaps-point",
                name=labels.name(row),
                share=percentage(row["compared_share"]),
                change=signed(100 * row["share_change"], 1),
            ),
            link(row["indicator_id"]),
            is_named=row["indicator_id"] in named,
        )
        for row in rows
    ]
    drawn = pictures.plane(
        points,
        across=(say("gaps-column-now"), weak),
        down=(say("gaps-column-change"), 0.0),
        corners=[say(f"gaps-corner-{corner}") for corner in CORNERS],
        label=say("gaps-plane"),
    )
    return Markup('<div id="share-and-change">{}</div>').format(drawn)


def lowest_tenth(rows: Sequence[Row]) -> float:
    """The tenth below the lowest share of what is compared: where the track of steps begins."""
    shares = [float(row[name]) for row in rows for name in ("compared_before", "compared_share")]
    return min(math.floor(min(shares, default=0) * 10) / 10, 0.9)


def step(before: Number, now: Number, lowest: float) -> Markup:
    """A step from one share to another on a track up to 1: hollow before, full now."""
    start, end = (max(float(at) - lowest, 0) / (1 - lowest) * 100 for at in (before, now))
    return Markup(
        '<span class="step {}" aria-hidden="true"><i style="left:{:.1f}%;width:{:.1f}%"></i>'
        '<u style="left:{:.1f}%"></u><b style="left:{:.1f}%"></b></span>'
    ).format("rise" if end >= start else "fall", min(start, end), abs(end - start), start, end)


def moved_table(
    say: Words, rows: Sequence[Row], labels: Labels, link: Callable[[str, str], str], *,
    key: str, label: str,
) -> Markup:  # fmt: skip
    """Single indicators of single schools that moved most, each leading to its explanation."""
    return table(
        rows,
        [
            school_column(
                say, lambda row: link(row["school_id"], row["indicator_id"]), "school_name_zh"
            ),
            indicator_column(say, labels),
            Column(
                say("gaps-column-before-now"),
                lambda row: Markup("{} → {}").format(
                    _status(say, row["previous_status"], row["previous_share"]),
                    _status(say, row["status"], row["share"]),
                ),
                number=True,
            ),
            Column(
                say("gaps-column-moved"),
                lambda row: Markup('<span class="{}">{}</span>').format(
                    "up" if row["moved"] > 0 else "down", signed(row["moved"])
                ),
                number=True,
            ),
        ],
        label=label,
        key=key,
    )


def _status(say: Words, status: str, share: Number) -> Markup:
    if status == "missing":
        return Markup('<span class="missing">{}</span>').format(say("missing"))
    return Markup("{}").format(brief_percentage(share, 0))


# ---------------------------------------------------------------- where help pays


def help_table(
    say: Words,
    found: Sequence[Any],
    rows: Mapping[str, Row],
    labels: Labels,
    schools: Mapping[str, str],
    link: Link,
    school_link: Callable[[str, str], str],
) -> Markup:
    """Indicators by what help with them moves (`duibiao.analysis.focus.Focus`), most first.

    `rows` of indicators and names of `schools` by their codes; hours only where the county reckons
    them.
    """

    def listed(focus: Any, school_ids: Sequence[str]) -> Markup:
        if not school_ids:
            return DASH
        shown = (
            Markup("{}")
            .format(say("separator-items"))
            .join(
                linked(
                    school_link(school_id, focus.indicator_id), schools.get(school_id, school_id)
                )
                for school_id in school_ids[:NAMES_SHOWN]
            )
        )
        rest = len(school_ids) - NAMES_SHOWN
        more = say("and-more", count=rest) if rest > 0 else ""
        return Markup("<b>{}</b> <span class='quiet'>{}{}</span>").format(
            say("count-schools", count=len(school_ids)), shown, more
        )

    columns = [
        Column(
            say("column-indicator"),
            lambda row: named_weakness(say, rows[row["focus"].indicator_id], labels, link),
            style="name",
        ),
        Column(
            say("gaps-column-alone"),
            lambda row: listed(row["focus"], row["focus"].alone),
            style="text labelled",
        ),
        Column(
            say("gaps-column-on-way"),
            lambda row: listed(row["focus"], row["focus"].on_way),
            style="text labelled",
        ),
        Column(
            say("gaps-column-helped"),
            lambda row: say("count-schools", count=row["focus"].helped),
            number=True,
        ),
        Column(say("gaps-column-gained"), lambda row: rounded(row["focus"].points), number=True),
    ]
    if found and found[0].effort is not None:
        columns.append(
            Column(say("gaps-column-hours"), lambda row: _hours(row["focus"]), number=True)
        )
    return cards(
        table(
            [{"focus": focus} for focus in found],
            columns,
            label=say("gaps-view-help"),
            key="where-to-help",
        )
    )


def _hours(focus: Any) -> str:
    each: Decimal | None = focus.effort
    return "—" if each is None else f"{plain(each)} × {focus.helped} = {plain(focus.hours)}"


# ---------------------------------------------------------------- shared


def _part(of: Decimal | None, whole: Decimal | None) -> Decimal:
    """What part of a loss another one is."""
    return (of or Decimal(0)) / whole if whole else Decimal(0)


def _share(say: Words, row: Row) -> Markup:
    if row["share"] is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
    return Markup("{}").format(percentage(row["share"]))


def _weak(say: Words, row: Row) -> Markup:
    if row["weak_share"] is None:
        return DASH
    return Markup('{} <span class="quiet">/ {} · {}</span>').format(
        row["weak_count"], row["applicable_count"], percentage(row["weak_share"], 0)
    )


def _count(count: int, style: str) -> Markup:
    if not count:
        return Markup('<span class="quiet">0</span>')
    return Markup('<span class="{}">{}</span>').format(style, count)
