"""The ranking: ranks with how sure they are, ties, points by dimension, and what separates two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from dashboards.parts import pictures
from dashboards.parts.columns import (
    count_column,
    indicator_column,
    quota_column,
    school_column,
    tier_column,
    township_column,
    type_column,
)
from dashboards.parts.design import category_colours, figures, legend, points, stacked_bar
from dashboards.parts.scores import DASH, change, ends, rank, verified_share
from dashboards.parts.tables import Column, Row, linked, quiet, table
from duibiao.analysis.beyond_points import beyond_points
from duibiao.words import Words
from duibiao.words.figures import percent_of, percentage, plain, rounded, signed
from duibiao.words.labels import Labels

Points = Mapping[tuple[str, str], Row]
SchoolLink = Callable[..., str]
"""The address of a school, or of one of its dimensions."""
Ids = Sequence[str]
PairLink = Callable[[Ids], str]
"""The address at which schools stand beside each other."""

NAMED_AT_A_LINE = 6
SEPARATING = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of one page of the ranking with what stands beside them, by school."""

    rows: Sequence[Row]
    points: Points
    reaches: Mapping[str, Sequence[Row]]
    ties: Sequence[Row]
    dimensions: Sequence[Row]

    @property
    def colours(self) -> dict[str, str]:
        """The colour of each dimension."""
        palette = category_colours(len(self.dimensions))
        names = (row["dimension_id"] for row in self.dimensions)
        return dict(zip(names, palette, strict=True))

    def ties_of(self, row: Row) -> list[Row]:
        """Whom a school is tied with at the lines of tiers."""
        return [tie for tie in self.ties if tie["school_id"] == row["school_id"]]


@dataclass(frozen=True, slots=True)
class Links:
    """Where a row leads: to a school, to several beside each other, to what separates it from the
    next above, to the school's two cycles beside each other.
    """

    school: SchoolLink
    beside: PairLink
    above: Callable[[str], str]
    cycles: Callable[[str], str]


def change_of(say: Words, row: Row) -> Markup:
    """The change of score; across editions that of the share of what both ask, and a word on it."""
    if row["comparison"] != "across_editions":
        return change(say, row["score_change"])
    tag = Markup('<span class="tag" title="{}">{}</span>').format(
        say.attr("across-editions", "note"), say("across-editions-tag")
    )
    if row["common_share_change"] is None:
        return tag
    moved = say("percentage-points", change=signed(100 * row["common_share_change"], 1))
    return Markup("{} {}").format(moved, tag)


def dimension_legend(
    dimensions: Sequence[Row], colours: Mapping[str, str], labels: Labels, say: Words
) -> Markup:
    """Which colour is which dimension, with its full points."""
    entries = (
        (
            say("legend-dimension", name=labels.name(row), points=rounded(row["max_points"], 0)),
            colours[row["dimension_id"]],
        )
        for row in dimensions
    )
    return Markup('<div id="bars-legend">{}</div>').format(legend(entries))


def dimension_bar(
    row: Row,
    points: Points,
    dimensions: Sequence[Row],
    colours: Mapping[str, str],
    labels: Labels,
    link: SchoolLink,
) -> Markup:
    """A school's points by dimension on the scale of its score, so that bars compare.

    Each segment leads to the school's indicators of that dimension.
    """
    parts, links = [], {}
    for dimension in dimensions:
        cell = points.get((row["school_id"], dimension["dimension_id"]))
        if cell is not None:
            name = labels.name(dimension)
            parts.append((name, cell["points"], colours[dimension["dimension_id"]]))
            links[name] = link(row["school_id"], dimension=dimension["dimension_id"])
    return stacked_bar(parts, row["applicable_points"] or 1, links=links)


# ---------------------------------------------------------------- how sure


def key_figures(
    say: Words, summary: Row, basis: str, *, of_county: bool = True, by_score: bool = True
) -> Markup:
    """How many schools are ranked, how far ranks move, and how much rests on verified answers.

    `of_county`: whether the schools without a score are known for what was chosen; `by_score`:
    whether ranks are those of the score, whose intervals the marts hold.
    """
    ranked, unverified = int(summary["ranked_count"]), int(summary["unverified_count"])
    without = int(summary["school_count"]) - ranked
    asked, verified = int(summary["asked_facts"]), int(summary["verified_facts"])

    def counted(count: int, unit: str) -> Markup:
        return Markup("{}<small>{}</small>").format(count, say(unit))

    entries: list[tuple[str, str | Markup, str | Markup]] = [
        (
            say("ranking-figure-ranked"),
            counted(ranked, "unit-schools"),
            say("ranking-figure-without", count=without) if of_county and without else "",
        )
    ]
    if by_score and summary["median_reach"] is not None:
        entries.append(
            (
                say("ranking-figure-reach"),
                counted(int(summary["median_reach"]) + 1, "ranking-places"),
                say("ranking-figure-sure", count=int(summary["sure_count"])),
            )
        )
    return figures(
        [
            *entries,
            (
                say("ranking-figure-verified"),
                percentage(Decimal(verified) / asked) if asked else "—",
                say(f"ranking-figure-verified-{basis}", verified=verified, asked=asked),
            ),
            (
                say("ranking-figure-unverified"),
                counted(unverified, "unit-schools"),
                say("ranking-figure-unverified-note"),
            ),
        ]
    )


def interval_bar(row: Row, axis: tuple[int, int]) -> Markup:
    """A rank's interval on an axis of ranks (from, to), the rank itself marked; and in figures."""
    if row["low"] is None:
        return DASH
    first, last = axis
    step = 100 / (last - first + 1)
    return Markup(
        '<span class="range" aria-hidden="true"><span style="left:{:.2f}%;width:{:.2f}%"></span>'
        '<i style="left:{:.2f}%"></i></span><span class="ends">{}</span>'
    ).format(
        (row["low"] - first) * step,
        (row["high"] - row["low"] + 1) * step,
        (row["place"] - first + 0.5) * step,
        ends(row),
    )


def axis_of(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The least and the last rank that the intervals of some schools reach; None without any."""
    low = [edge for row in rows for edge in (row["low"], row["place"]) if edge is not None]
    high = [edge for row in rows for edge in (row["high"], row["place"]) if edge is not None]
    return (min(low), max(high)) if low and high else None


def reading_note(say: Words, summary: Row, group: str) -> Markup:
    """How an interval bar and a percentage are to be read, in words that need no statistics."""
    held = f"{2 * int(summary['certain_percent']) - 100}%"
    return Markup(
        '<p class="reading" id="how-sure"><span class="range sample" aria-hidden="true">'
        '<span style="left:22%;width:56%"></span><i style="left:42%"></i></span> {} {}</p>'
    ).format(
        say(f"ranking-reading-{group}", draws=int(summary["draws"]), share=held),
        say("ranking-reading-percent"),
    )


def tier_cell(
    say: Words,
    reaches: Sequence[Row],
    ties: Sequence[Row],
    labels: Labels,
    pair_link: PairLink,
) -> Markup:
    """The tiers within reach with the share of draws, and whom the school is tied with at a line.

    What the official score reaches carries a tick; what is borderline is framed by dashes.
    """
    found = Markup("")
    for reach in sorted(reaches, key=lambda reach: not reach["is_reached"]):
        name = labels.code("tier", reach["tier"])
        share = percent_of(reach["draws_reached"], reach["draws"])
        message = "sureness-reaches" if reach["is_reached"] else "sureness-might-reach"
        found += Markup('<span class="reach{}" title="{}">{}{} <b>{}</b></span> ').format(
            " open" if reach["is_borderline"] else "",
            say(message, percent=share, tier=name),
            "✓ " if reach["is_reached"] else "",
            name,
            share,
        )
    for tie in ties:
        found += Markup('<a class="tie" href="{}">{}</a> ').format(
            pair_link([tie["school_id"], tie["compared_school_id"]]),
            say(
                f"ranking-tie-{tie['side']}",
                school=tie["compared_name"],
                tier=labels.code("tier", tie["tier"]),
            ),
        )
    return found or DASH


def ways_on(say: Words, strip: str) -> Markup:
    """The same schools as a picture, and what stands below the list."""
    targets = (
        (strip, "ranking-to-strip"),
        ("#how-sure", "section-how-sure"),
        ("#tier-lines", "section-lines"),
    )
    return Markup(" ").join(
        Markup('<a class="plain" href="{}">{}</a>').format(target, say(name))
        for target, name in targets
    )


def strip(
    say: Words,
    rows: Sequence[Row],
    tiers: Sequence[Row],
    ratings: Sequence[Row],
    labels: Labels,
    link: SchoolLink,
) -> Markup:
    """The schools on the scale of the score, with the lines of the tiers and of the ratings."""
    levels = [
        pictures.Level(float(row["min_score"]), f"{name} {plain(row['min_score'])}", is_strong)
        for row, name, is_strong in (
            *((row, labels.code("tier", row["tier"]), True) for row in tiers),
            *((row, labels.name(row), False) for row in ratings),
        )
        if row["min_score"]
    ]
    dots = [
        pictures.Dot(
            float(row["score"]),
            row["name_zh"],
            f"{row['rank_county']} · {rounded(row['score'])}",
            link(row["school_id"]),
        )
        for row in rows
        if row["score"] is not None
    ]
    if not dots:
        return Markup("")
    drawn = pictures.strip(dots, levels, label=say("section-strip"))
    return Markup('<div id="strip">{}</div>').format(drawn)


def lines_table(
    say: Words, lines: Sequence[Row], ties: Sequence[Row], labels: Labels, links: Links
) -> Markup:
    """Per tier: between which schools its line runs, and who cannot be told apart there."""

    def where(row: Row) -> Markup:
        if row["inside_name"] is None:
            return quiet(say("ranking-line-nobody"))
        inside = _placed(say, row["inside_name"], row["inside_rank"])
        if row["outside_name"] is None:
            return escape(say("ranking-line-all", inside=inside))
        outside = _placed(say, row["outside_name"], row["outside_rank"])
        return escape(say(f"ranking-line-{row['line_kind']}", inside=inside, outside=outside))

    def tied(row: Row) -> Markup:
        own = [tie for tie in ties if tie["tier"] == row["tier"]]
        if not own:
            return quiet(say("ranking-line-clear"))
        named = [
            linked(links.school(tie["school_id"]), _placed(say, tie["name_zh"], tie["rank_county"]))
            for tie in own[:NAMED_AT_A_LINE]
        ]
        if len(own) > NAMED_AT_A_LINE:
            named.append(escape(say("and-more", count=len(own) - NAMED_AT_A_LINE)))
        beside = [tie["school_id"] for tie in own[:NAMED_AT_A_LINE]]
        return Markup('{} <a class="beside" href="{}">{}</a>').format(
            escape(say("separator-items")).join(named), links.beside(beside), say("compare-beside")
        )

    html = table(
        lines,
        [
            tier_column(say, labels),
            quota_column(say),
            count_column(say("column-reached-or-above"), "reached_count"),
            Column(say("ranking-column-line"), where, style="line-text"),
            Column(say("ranking-column-tied"), tied, style="line-text"),
        ],
        label=say("section-lines"),
        key="tier-lines",
    )
    return Markup('<div class="cards lines">{}</div>').format(html)


def _placed(say: Words, name: str, place: int | None) -> str:
    return name if place is None else say("ranking-placed", school=name, rank=place)


# ---------------------------------------------------------------- the table


def ranking_table(
    say: Words,
    shown: Shown,
    columns_of_groups: Sequence[str],
    dimension: Row | None,
    labels: Labels,
    links: Links,
    *,
    verified: bool,
) -> Markup:
    """The table of the ranking; `columns_of_groups` names the groups that have a rank column.

    By dimension there are no intervals: what is drawn are the weights of the whole score.
    """
    link, colours = links.school, shown.colours
    axis = axis_of(shown.rows) if dimension is None else None
    columns = []
    if dimension is not None:
        columns.append(
            Column(
                say("column-rank-dimension"),
                lambda row: rank(say, row["dimension_rank"], row["dimension_ties"]),
                number=True,
            )
        )
    columns += [
        _rank_column(say, group, wide=group == "county" and len(columns_of_groups) > 1)
        for group in columns_of_groups
    ]
    columns += [
        school_column(say, lambda row: link(row["school_id"])),
        township_column(say),
        type_column(say, labels),
    ]
    if dimension is not None:
        columns.append(_dimension_column(say, dimension, link))
    columns.append(Column(say("column-score"), lambda row: _score(say, row), number=True))
    if axis is not None:
        columns += [
            Column(
                say("ranking-column-interval", first=axis[0], last=axis[1]),
                lambda row: interval_bar(row, axis),
                style="interval",
            ),
            Column(
                say("ranking-column-tiers"),
                lambda row: tier_cell(
                    say,
                    shown.reaches.get(row["school_id"], ()),
                    shown.ties_of(row),
                    labels,
                    links.beside,
                ),
                style="tiers",
            ),
        ]
    columns += [
        Column(
            say("column-by-dimension"),
            lambda row: dimension_bar(row, shown.points, shown.dimensions, colours, labels, link),
            style="bars",
            wide=True,
        ),
        Column(
            say("column-change"),
            lambda row: _change_link(say, row, links.cycles),
            number=True,
            wide=True,
        ),
    ]
    if verified:
        columns.append(Column(say("column-verified"), verified_share, number=True, wide=True))
    columns.append(
        Column(
            say("ranking-column-above"),
            lambda row: Markup('<a href="{}" aria-label="{}">{}</a>').format(
                links.above(row["school_id"]),
                say("ranking-above-of", school=row["name_zh"]),
                say("ranking-above"),
            ),
            style="short",
        )
    )
    return table(shown.rows, columns, label=say("page-ranking"), key="ranking")


def _change_link(say: Words, row: Row, cycles: Callable[[str], str]) -> Markup:
    """The change since the cycle before, which leads to both cycles beside each other."""
    if row["comparison"] is None:
        return change_of(say, row)
    return Markup('<a class="change" href="{}" aria-label="{}">{}</a>').format(
        cycles(row["school_id"]),
        say("ranking-cycles-of", school=row["name_zh"]),
        change_of(say, row),
    )


def _rank_column(say: Words, group: str, *, wide: bool) -> Column:
    return Column(
        say(f"column-rank-{group}"),
        lambda row: rank(
            say,
            row[f"rank_{group}"],
            row[f"{group}_ties"],
            None if group == "county" else row[f"{group}_size"],
        ),
        number=True,
        wide=wide,
    )


def _dimension_column(say: Words, dimension: Row, link: SchoolLink) -> Column:
    def cell(row: Row) -> Markup:
        if row["dimension_share"] is None:
            return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
        return Markup("<a href='{}'>{}</a> <span class='quiet'>/ {} · {}</span>").format(
            link(row["school_id"], dimension=dimension["dimension_id"]),
            rounded(row["dimension_points"]),
            rounded(row["dimension_max_points"], 0),
            percentage(row["dimension_share"]),
        )

    return Column(say("column-dimension-points"), cell, number=True)


def _score(say: Words, row: Row) -> Markup:
    if row["score"] is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
    marks = Markup("")
    if row["finding_count"]:
        marks += Markup(' <span class="tag bad">{}</span>').format(say("mark-red-line"))
    if row["is_late"]:
        marks += Markup(' <span class="tag">{}</span>').format(say("mark-late"))
    beyond = beyond_points(say, row)
    if beyond:
        marks += Markup(' <span class="quiet">{}</span>').format(beyond)
    return marks + Markup(" <b>{}</b>").format(rounded(row["score"]))


# ---------------------------------------------------------------- what separates two schools


def separation_words(
    say: Words, pair: Sequence[Row], rows: Sequence[Row], links: Links, close: str
) -> Markup:
    """By how much a school and another differ, and whether their intervals meet.

    `pair`: the school and the other; without the second it is first, without both unknown.
    """
    if len(pair) < 2:
        message = "ranking-first" if pair else "ranking-up-unknown"
        names = {"school": pair[0]["name_zh"]} if pair else {}
        return Markup('<div class="told"><p>{} <a class="plain" href="{}">{}</a></p></div>').format(
            say(message, **names), close, say("ranking-close")
        )
    own, other = pair
    between = abs(sum((row["shown"] for row in rows), Decimal(0)))
    meets = ""
    if own["low"] is not None and other["low"] is not None:
        shared = own["low"] <= other["high"] and other["low"] <= own["high"]
        message = "ranking-intervals-meet" if shared else "ranking-intervals-apart"
        meets = say(message, own=ends(own), other=ends(other))
    ways = Markup(" · ").join(
        Markup('<a class="plain" href="{}">{}</a>').format(target, text)
        for target, text in (
            (links.school(own["school_id"]), say("ranking-to-school", school=own["name_zh"])),
            (links.school(other["school_id"]), say("ranking-to-school", school=other["name_zh"])),
            (links.beside([row["school_id"] for row in pair]), say("compare-beside")),
            (close, say("ranking-close")),
        )
    )
    return Markup('<div class="told"><p>{} {}</p><p>{}</p></div>').format(
        say(
            "ranking-separation",
            school=own["name_zh"],
            rank=own["rank_county"],
            score=rounded(own["score"]),
            other=other["name_zh"],
            other_rank=other["rank_county"],
            other_score=rounded(other["score"]),
            behind=rounded(between),
        ),
        meets,
        ways,
    )


def separation_by_dimension(
    say: Words, rows: Sequence[Row], dimensions: Sequence[Row], labels: Labels
) -> Markup:
    """The difference of two scores by dimension, each the sum of its indicators, and in all."""
    sums = {
        dimension["dimension_id"]: sum(
            (row["shown"] for row in rows if row["dimension_id"] == dimension["dimension_id"]),
            Decimal(0),
        )
        for dimension in dimensions
    }
    present = {row["dimension_id"] for row in rows}
    shown: list[Row] = [row for row in dimensions if row["dimension_id"] in present]
    if not shown:
        return Markup("")
    most = max(map(abs, sums.values()))
    total = sum(sums.values(), Decimal(0))

    def name(row: Row) -> str | Markup:
        return labels.name(row) if row else Markup("<b>{}</b>").format(say("ranking-lead-total"))

    def lead(row: Row) -> Decimal:
        return sums[row["dimension_id"]] if row else total

    return table(
        [*shown, {}],
        [
            Column(say("column-dimension"), name, style="name"),
            *_lead_columns(say, lead, most),
        ],
        label=say("ranking-separation-dimensions"),
        key="separation-dimensions",
    )


def separation_by_indicator(
    say: Words, rows: Sequence[Row], pair: Sequence[Row], labels: Labels, link: SchoolLink
) -> Markup:
    """The indicators that differ, those that differ most first, with the points of both schools.

    `pair`: the school and the other. Points lead to their explanation.
    """
    if len(pair) < 2:
        return Markup("")
    own, other = pair
    differing = sorted((row for row in rows if row["shown"]), key=lambda row: -abs(row["shown"]))

    def cell(row: Row, school: Row, prefix: str) -> Markup:
        return Markup('<a href="{}">{}</a> <span class="quiet">/ {}</span>').format(
            link(school["school_id"], indicator=row["indicator_id"]),
            points(row[f"{prefix}points"], say, row[f"{prefix}status"]),
            plain(row[f"{prefix}max_points"]),
        )

    columns = [
        indicator_column(say, labels),
        Column(own["name_zh"], lambda row: cell(row, own, ""), number=True),
        Column(other["name_zh"], lambda row: cell(row, other, "other_"), number=True),
        *_lead_columns(say, lambda row: row["shown"], max(abs(row["shown"]) for row in rows)),
    ]
    name = say("ranking-separation-indicators")
    html = table(differing[:SEPARATING], columns, label=name, key="separation-indicators")
    rest = differing[SEPARATING:]
    if rest:
        html += Markup("<details><summary>{}</summary>{}</details>").format(
            say("ranking-separation-rest", count=len(rest)),
            table(rest, columns, label=name, key="separation-rest"),
        )
    return html


def _lead_columns(say: Words, lead: Callable[[Row], Decimal], most: Decimal) -> list[Column]:
    return [
        Column(say("ranking-column-lead"), lambda row: signed(lead(row)), number=True),
        Column(
            say("ranking-column-lead-bar"),
            lambda row: diverging_bar(lead(row), most),
            style="diverging-cell",
        ),
    ]


def diverging_bar(value: Decimal, most: Decimal) -> Markup:
    """A bar from a middle line to the left (below 0) or to the right, beside its number."""
    width = min(float(abs(value) / most), 1) * 50 if most else 0.0
    side = "less" if value < 0 else "more"
    start = 50 - width if value < 0 else 50.0
    return Markup(
        '<span class="diverging" aria-hidden="true">'
        '<span class="{}" style="left:{:.2f}%;width:{:.2f}%"></span></span>'
    ).format(side, start, width)
