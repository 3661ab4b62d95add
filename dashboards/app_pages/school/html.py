"""One school: its score and ranks, its dimensions, every indicator from answer to points."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dashboards.parts.design import figures, listed, notice
from dashboards.parts.guide import effects
from dashboards.parts.scores import DASH, points_of, rank, unit
from dashboards.parts.tables import Column, Row, cards, coded, linked, table
from duibiao.analysis.beyond_points import beyond_points
from duibiao.analysis.explanation import amount_short, explain
from duibiao.analysis.standing import Standing, sentences
from duibiao.analysis.walk import Answer, Dimension, Indicator, School
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, moment, percentage, plain, rounded, signed, size
from duibiao.words.labels import Labels

Link = Callable[..., str]
"""The address of this view with some parameters changed."""


def description(say: Words, school: Row, labels: Labels) -> str:
    """What kind of school it is, in one line."""
    held = school["tier_held"]
    parts = [
        school["township"],
        labels.code("area", school["area"]),
        labels.code("school_type", school["school_type"]),
        labels.code("organisation", school["organisation"]),
        labels.code("leadership", school["leadership"]),
        "" if held is None else say("school-tier-held", tier=labels.code("tier", held)),
    ]
    return " · ".join(part for part in parts if part)


def _score_change(say: Words, score: Mapping[str, Any]) -> str:
    """The change since the cycle before; across editions that of the share of what both ask."""
    if score["comparison"] == "across_editions":
        if score["common_share_change"] is None:
            return say("across-editions")
        change = signed(100 * score["common_share_change"], 1)
        return say("figure-share-change", change=change)
    if score["score_change"] is None:
        return say("figure-no-change")
    return say("figure-change", change=signed(score["score_change"]))


def _rank_change(say: Words, score: Mapping[str, Any]) -> str:
    """Places gained since the cycle before; across editions they are of two rankings."""
    if score["rank_county_change"] is None:
        return ""
    change = signed(score["rank_county_change"], 0)
    if score["comparison"] == "across_editions":
        return say("figure-rank-change-across", change=change)
    return say("figure-rank-change", change=change)


def key_figures(
    say: Words, score: Mapping[str, Any], ratings: Mapping[str, str], labels: Labels
) -> Markup:
    """Score, rating and tier, ranks with the size of each group, change and claim.

    A school to which nothing of the guide applies has none of these, and is told so.
    """
    if score["score"] is None:
        return notice(say("nothing-applies"), "empty", say.attr("nothing-applies", "mend"))
    score_change = _score_change(say, score)
    beyond = beyond_points(say, score)
    rating = ratings[score["rating"]]
    before = score["rating_before_red_lines"]
    lowered = "" if before == score["rating"] else say("rating-lowered", rating=ratings[before])
    entries: list[tuple[str, str | Markup, str | Markup]] = [
        (
            say("column-score"),
            unit(rounded(score["score"]), say("unit-points")),
            beyond + say("separator-clauses") + score_change if beyond else score_change,
        ),
        (
            say("figure-points"),
            unit(
                rounded(score["points"]), say("of-points", points=plain(score["applicable_points"]))
            ),
            say("figure-claimed", points=rounded(score["claimed_points"]))
            if score["claimed_points"] is not None
            else "",
        ),
        (say("column-rating"), rating, lowered),
        (say("column-tier-reached"), labels.tier_reached(score["tier_reached"]), ""),
        (
            say("column-rank-county"),
            rank(say, score["rank_county"], score["county_ties"], score["county_size"]),
            _rank_change(say, score),
        ),
        (
            say("column-rank-peer_group"),
            rank(
                say,
                score["rank_peer_group"],
                score["peer_group_ties"],
                score["peer_group_size"],
            ),
            labels.peer_group(score["peer_group"], score["peer_group_kind"]),
        ),
        (
            say("column-rank-township"),
            rank(say, score["rank_township"], score["township_ties"], score["township_size"]),
            "",
        ),
    ]
    return figures(entries)


def reasons(say: Words, school: School, labels: Labels) -> Markup:
    """Score, rating and tier in sentences: how they came about, and what the next one lacks."""
    sentences = explain(say, labels, school, school)
    return Markup('<div class="reasons">{}</div>').format(
        Markup("").join(Markup("<p>{}</p>").format(sentence) for sentence in sentences)
    )


def findings_notice(say: Words, findings: Sequence[Row], ratings: Mapping[str, str]) -> Markup:
    """The red lines found at a school, with what each does."""
    return listed(
        say("finding-line", label=row["label_zh"], effects=effects(say, row, ratings))
        for row in findings
    )


def dimensions_table(say: Words, rows: Sequence[Row], labels: Labels, link: Link) -> Markup:
    """A school's dimensions in figures: the table that says what the chart shows."""
    return table(
        rows,
        [
            Column(
                say("column-dimension"),
                lambda row: linked(link(dimension=row["dimension_id"]), labels.name(row)),
                style="short",
            ),
            Column(
                say("column-points"),
                lambda row: Markup("{} <span class='quiet'>/ {}</span>").format(
                    rounded(row["points"]), plain(row["max_points"])
                ),
                number=True,
            ),
            Column(say("column-share"), lambda row: _share(say, row["share"]), number=True),
            Column(
                say("column-peer-median"), lambda row: _share(say, row["peer_median"]), number=True
            ),
            Column(
                say("column-county-median"),
                lambda row: _share(say, row["county_median"]),
                number=True,
                wide=True,
            ),
        ],
        label=say("section-dimensions"),
        key="dimensions",
    )


def dimension_note(say: Words, dimension: Dimension) -> str:
    """The points that a school has of a dimension."""
    return say("points-of", points=rounded(dimension.points), maximum=plain(dimension.max_points))


def sure(say: Words, standing: Standing | None, labels: Labels) -> Markup:
    """How sure the rank and the tiers are, in words."""
    if standing is None:
        return Markup("")
    lines = sentences(standing, say, lambda tier: labels.code("tier", tier))
    return _box("school-sureness", say("section-sureness"), listed(lines))


def next_tier(say: Words, school: School, labels: Labels, plan: str) -> Markup:
    """What the next tier still asks, in short, and the way to the page that finds the way."""
    above = [tier for tier in school.tiers if not tier.is_met]
    reached = {tier.tier: at for at, tier in enumerate(school.tiers)}.get(school.tier_reached)
    above = above if reached is None else [t for t in above if school.tiers.index(t) < reached]
    names = {row.dimension_id: labels.named(row) for row in school.dimensions}
    lines: list[str | Markup] = []
    if not above:
        lines.append(say("path-highest", tier=labels.tier_reached(school.tier_reached)))
    else:
        tier = above[-1]
        lines.append(say("next-tier-is", tier=labels.code("tier", tier.tier)))
        if tier.score_short:
            lines.append(say("next-tier-score", points=amount_short(tier.score_short)))
        if tier.is_place_met is False:
            lines.append(say("next-tier-place", limit=tier.place_limit or 0, place=tier.place or 0))
        if tier.failed_dimension_ids:
            lacking = [names.get(key, key) for key in tier.failed_dimension_ids]
            lines.append(
                say(
                    "next-tier-dimensions",
                    dimensions=say("separator-items").join(lacking),
                    share=brief_percentage(tier.min_dimension_share),
                )
            )
        if tier.barring_red_lines:
            labelled = {finding.red_line: finding.label_zh for finding in school.findings}
            barring = [labelled.get(line, line) for line in tier.barring_red_lines]
            named = say("separator-items").join(barring)
            lines.append(say("path-obstacle-red_line", **{"red-lines": named}))
    way = Markup('<p><a class="plain" href="{}">{}</a></p>').format(plan, say("to-plan"))
    return _box("school-next-tier", say("section-next-tier"), listed(lines) + way)


def _box(key: str, name: str, inside: Markup) -> Markup:
    return Markup('<section id="{}"><h2>{}</h2>{}</section>').format(key, name, inside)


def side_by_side(*boxes: Markup) -> Markup:
    """Boxes beside each other, under each other on a telephone."""
    return Markup('<div class="boxes">{}</div>').format(Markup("").join(boxes))


def worth_most_table(
    say: Words,
    school: School,
    fixed: Collection[str],
    at_most: int,
    labels: Labels,
    link: Link,
    plan: Link,
) -> Markup:
    """The indicators that would raise the score most if they were mended in full.

    Those `fixed`, which nothing can raise within the cycle any more, come last and say so. `plan`:
    the page on which the others can be tried, for an indicator.
    """
    lacking = [indicator for indicator in school.indicators if indicator.gap_score]
    lacking.sort(key=lambda row: (row.indicator_id in fixed, -(row.gap_score or 0)))

    def tried(row: Row) -> Markup:
        indicator = row["indicator"]
        if indicator.indicator_id in fixed:
            return Markup('<span class="tag fixed">{}</span>').format(say("fixed-this-cycle"))
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(
            plan(indicator=indicator.indicator_id),
            say("try-one", indicator=labels.named(indicator)),
            say("try"),
        )

    return table(
        [{"indicator": indicator} for indicator in lacking[:at_most]],
        [
            _indicator_column(say, labels, link),
            Column(
                say("column-points-now"), lambda row: points_of(say, row["indicator"]), number=True
            ),
            Column(
                say("column-would-add"),
                lambda row: Markup("<b>{}</b>").format(signed(row["indicator"].gap_score)),
                number=True,
            ),
            Column(
                say("column-asked"),
                lambda row: row["indicator"].requirement_zh or "",
                style="text",
                wide=True,
            ),
            Column(say("try"), tried, style="short"),
        ],
        label=say("section-worth-most"),
        key="worth-most",
    )


def _indicator_column(say: Words, labels: Labels, link: Link) -> Column:
    """An indicator of a walk by code and name, leading to where its answers stand."""

    def cell(row: Row) -> Markup:
        code = row["indicator"].indicator_id
        return coded(code, linked(link(indicator=code), labels.named(row["indicator"])))

    return Column(say("column-indicator"), cell, style="name")


# Which indicators to see: all, those that lost points, or those without an answer.
VIEWS: dict[str, Callable[[Indicator], bool]] = {
    "all": lambda indicator: True,
    "lacking": lambda indicator: bool(indicator.gap_points),
    "missing": lambda indicator: indicator.status == "missing",
}


def indicators_table(
    say: Words,
    school: School,
    rows: Sequence[Indicator],
    labels: Labels,
    link: Link,
    *,
    key: str,
    label: str,
) -> Markup:
    """Indicators: what was answered, by which rule, and the points that this gave.

    Each leads to where its answers stand. `label`: of what they are, for those who hear the page.
    """

    def answers(row: Row) -> Markup:
        return listed(_answer(say, answer, labels) for answer in row["indicator"].answers)

    def rule(row: Row) -> Markup:
        lines = explain(say, labels, school, row["indicator"])
        return Markup('<span class="quiet">{}</span>{}').format(
            row["indicator"].rule_zh or "", listed(lines)
        )

    def claimed(row: Row) -> str | Markup:
        value = row["indicator"].claimed_points
        return DASH if value is None else rounded(value)

    columns = [
        _indicator_column(say, labels, link),
        Column(say("column-answers"), answers, style="text"),
        Column(say("column-rule"), rule, style="text"),
        Column(say("column-points"), lambda row: points_of(say, row["indicator"]), number=True),
    ]
    if any(indicator.claimed_points is not None for indicator in rows):
        columns.append(Column(say("column-claimed"), claimed, number=True, wide=True))
    held = [{"indicator": indicator} for indicator in rows]
    return cards(table(held, columns, label=label, key=key))


def indicators_by_dimension(
    say: Words, school: School, view: str, labels: Labels, link: Link
) -> Markup:
    """The indicators under their dimensions; a dimension that has none of them is left out."""
    html = Markup("")
    for dimension in school.dimensions:
        own = [indicator for indicator in dimension.indicators if VIEWS[view](indicator)]
        if own:
            key = f"indicators-{dimension.dimension_id}"
            html += Markup('<h3><a class="plain" href="{}">{}</a> {}</h3>{}').format(
                link(dimension=dimension.dimension_id),
                labels.named(dimension),
                Markup("<small class='quiet'>{}</small>").format(dimension_note(say, dimension)),
                indicators_table(
                    say, school, own, labels, link, key=key, label=labels.named(dimension)
                ),
            )
    return html


def value_of(say: Words, answer: Answer, labels: Labels) -> Markup:
    """The value in force with its marks; not asked and not answered look different."""
    if answer.state == "not_asked":
        return Markup('<span class="not-applicable">{}</span>').format(say("not-asked"))
    if answer.value is None:
        value = Markup('<span class="missing">{}</span>').format(say("missing"))
    else:
        value = Markup("<b>{}</b>").format(labels.value(answer.kind, answer.value, answer.unit_zh))
    if answer.is_verified:
        reason = answer.county.reason if answer.county is not None else None
        return value + Markup(' <span class="tag good" title="{}">{}</span>').format(
            reason or "", say("mark-verified")
        )
    if answer.answered_by == "county":
        return value + Markup(' <span class="tag">{}</span>').format(say("mark-county"))
    return value


def _answer(say: Words, answer: Answer, labels: Labels) -> Markup:
    by_county = answer.is_verified or answer.answered_by == "county"
    in_force = answer.county if by_county else answer.own
    where = Markup("")
    if in_force is not None and in_force.cell is not None:
        where = Markup(' <span class="code">{}</span>').format(in_force.cell)
    label = say("answer", label=answer.label_zh)
    return Markup("{}{}{}").format(label, value_of(say, answer, labels), where)


def evidence_table(
    say: Words, rows: Sequence[Row], labels: Labels, link: Callable[[str], str]
) -> Markup:
    """The files of evidence of a school, each to be opened, by what it proves."""

    def proves(row: Row) -> Markup:
        if row["indicator_id"] is None:
            return Markup("<b>{}</b>").format(say("evidence-signed-form"))
        return coded(row["indicator_id"], labels.name(row))

    return table(
        rows,
        [
            Column(say("column-proves"), proves, style="text"),
            Column(
                say("column-file"),
                lambda row: Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
                    link(row["original_sha256"]), row["file_name"]
                ),
                style="anywhere",
            ),
            Column(say("column-size"), lambda row: size(row["size_bytes"]), number=True),
            Column(
                say("column-received"),
                lambda row: moment(row["received_at"]),
                style="short",
                wide=True,
            ),
        ],
        label=say("section-evidence"),
        key="evidence",
    )


def _share(say: Words, share: Any) -> Markup:
    if share is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
    return Markup("{}").format(percentage(share))
