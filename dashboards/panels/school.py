"""One school: its score and ranks, its dimensions, every indicator from answer to points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analysis.figures import moment, percentage, plain, rounded, signed
from analysis.labels import Labels
from dashboards import explain
from dashboards.design import figures, notice, points
from dashboards.panels.overview import effects, unit
from dashboards.panels.ranking import rank
from dashboards.tables import Column, Row, table
from words import Words


def description(say: Words, school: Row, labels: Labels) -> str:
    """What kind of school it is, in one line."""
    parts = [
        school["township"],
        labels.code("area", school["area"]),
        labels.code("school_type", school["school_type"]),
        labels.code("organisation", school["organisation"]),
        labels.code("leadership", school["leadership"]),
        say("school-tier-held", tier=labels.code("tier", school["tier_held"])),
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
    rating = ratings[score["rating"]]
    before = score["rating_before_red_lines"]
    lowered = "" if before == score["rating"] else say("rating-lowered", rating=ratings[before])
    entries: list[tuple[str, str | Markup, str | Markup]] = [
        (say("column-score"), unit(rounded(score["score"]), say("unit-points")), score_change),
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
        (say("column-tier-reached"), labels.code("tier", score["tier_reached"]), ""),
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


def findings_notice(say: Words, findings: Sequence[Row], ratings: Mapping[str, str]) -> Markup:
    """The red lines found at a school, with what each does."""
    return _list(
        say("finding-line", label=row["label_zh"], effects=effects(say, row, ratings))
        for row in findings
    )


def dimensions_table(say: Words, rows: Sequence[Row], labels: Labels) -> Markup:
    """A school's dimensions in figures: the table that says what the chart shows."""
    return table(
        rows,
        [
            Column(say("column-dimension"), labels.name, style="short"),
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


def dimension_note(say: Words, dimension: Row) -> str:
    """The points that a school has of a dimension."""
    return say(
        "points-of", points=rounded(dimension["points"]), maximum=plain(dimension["max_points"])
    )


def worth_most_table(say: Words, rows: Sequence[Row], labels: Labels) -> Markup:
    """The indicators that would raise the score most if they were mended in full."""
    return table(
        rows,
        [
            Column(
                say("column-indicator"),
                lambda row: Markup('<span class="code">{}</span> <a href="#{}">{}</a>').format(
                    row["indicator_id"], anchor(row["indicator_id"]), labels.name(row)
                ),
                style="name",
            ),
            Column(say("column-points-now"), lambda row: points_of(say, row), number=True),
            Column(
                say("column-would-add"),
                lambda row: Markup("<b>{}</b>").format(signed(row["gap_score"])),
                number=True,
            ),
            Column(say("column-asked"), lambda row: row["requirement_zh"], style="text", wide=True),
        ],
        label=say("section-worth-most"),
        key="worth-most",
    )


# Which indicators to see: all, those that lost points, or those without an answer.
VIEWS: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "lacking": lambda row: bool(row["gap_points"]),
    "missing": lambda row: bool(row["status"] == "missing"),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the indicators of a school rest on: answers and rule parts, and names for them."""

    answers: Mapping[str, Sequence[Row]]
    parts: Mapping[str, Sequence[Row]]
    facts: Mapping[str, str]
    red_lines: Mapping[str, str]


def grounds(answers: Sequence[Row], parts: Sequence[Row], red_lines: Sequence[Row]) -> Grounds:
    """The rows of the marts, put in order by indicator."""
    return Grounds(
        answers=_by_indicator(answers),
        parts=_by_indicator(parts),
        facts={row["fact_id"]: row["label_zh"] for row in answers},
        red_lines={row["red_line"]: row["label_zh"] for row in red_lines},
    )


def _by_indicator(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["indicator_id"], []).append(row)
    return found


def indicators_table(
    say: Words, rows: Sequence[Row], grounds: Grounds, labels: Labels, *, key: str
) -> Markup:
    """Indicators: what was answered, by which rule, and the points that this gave."""

    def name(row: Row) -> Markup:
        return Markup('<span id="{}"><span class="code">{}</span> {}</span>').format(
            anchor(row["indicator_id"]), row["indicator_id"], labels.name(row)
        )

    def answers(row: Row) -> Markup:
        return _list(
            _answer(say, answer, labels) for answer in grounds.answers.get(row["indicator_id"], ())
        )

    def rule(row: Row) -> Markup:
        lines = explain.indicator_in_words(
            say,
            row,
            grounds.parts.get(row["indicator_id"], ()),
            grounds.facts,
            grounds.red_lines,
        )
        return Markup('<span class="quiet">{}</span>{}').format(row["rule_zh"], _list(lines))

    def claimed(row: Row) -> str | Markup:
        value = row["claimed_points"]
        return Markup('<span class="quiet">—</span>') if value is None else rounded(value)

    columns = [
        Column(say("column-indicator"), name, style="name"),
        Column(say("column-answers"), answers, style="text"),
        Column(say("column-rule"), rule, style="text"),
        Column(say("column-points"), lambda row: points_of(say, row), number=True),
    ]
    if any(row["claimed_points"] is not None for row in rows):
        columns.append(Column(say("column-claimed"), claimed, number=True, wide=True))
    return Markup('<div class="cards">{}</div>').format(
        table(rows, columns, label=say("section-indicators"), key=key)
    )


def indicators_by_dimension(
    say: Words,
    dimensions: Sequence[Row],
    indicators: Sequence[Row],
    grounds: Grounds,
    labels: Labels,
) -> Markup:
    """The indicators under their dimensions; a dimension that has none of them is left out."""
    html = Markup("")
    for dimension in dimensions:
        key = dimension["dimension_id"]
        own = [row for row in indicators if row["dimension_id"] == key]
        if own:
            html += Markup("<h3>{} <small class='quiet'>{}</small></h3>{}").format(
                labels.name(dimension),
                dimension_note(say, dimension),
                indicators_table(say, own, grounds, labels, key=f"indicators-{key}"),
            )
    return html


def anchor(indicator_id: str) -> str:
    """Where an indicator stands on the page."""
    return f"indicator-{indicator_id}"


def points_of(say: Words, row: Row) -> Markup:
    """Points beside the full points, in the look of the indicator's status."""
    return Markup("{} <span class='quiet'>/ {}</span>").format(
        points(row["points"], say, row["status"]), plain(row["max_points"])
    )


def _answer(say: Words, answer: Row, labels: Labels) -> Markup:
    if answer["state"] == "not_asked":
        value = Markup('<span class="not-applicable">{}</span>').format(say("not-asked"))
    elif answer["value"] is None:
        value = Markup('<span class="missing">{}</span>').format(say("missing"))
    else:
        value = Markup("<b>{}</b>").format(
            labels.value(answer["kind"], answer["value"], answer["unit_zh"])
        )
    marks = Markup("")
    if answer["is_verified"]:
        marks += Markup(' <span class="tag good" title="{}">{}</span>').format(
            answer["reason"] or "", say("mark-verified")
        )
    elif answer["answered_by"] == "county":
        marks += Markup(' <span class="tag">{}</span>').format(say("mark-county"))
    where = Markup("")
    if answer["cell"]:
        where = Markup(' <span class="code">{}</span>').format(answer["cell"])
    return Markup("{}{}{}{}").format(say("answer", label=answer["label_zh"]), value, marks, where)


def submissions_table(say: Words, rows: Sequence[Row]) -> Markup:
    """Every file that a school handed in: its receipt, when, and what became of it."""

    def fate(row: Row) -> Markup:
        mark = "bad" if row["outcome"] == "refused" else "good" if row["is_in_force"] else ""
        text = Markup('<span class="tag {}">{}</span>').format(
            mark, say(f"outcome-{row['outcome']}")
        )
        for column in ("is_in_force", "is_late", "is_withdrawn"):
            if row[column]:
                text += Markup(' <span class="tag">{}</span>').format(say(f"mark-{column}"))
        return text

    return table(
        rows,
        [
            Column(say("column-received"), lambda row: moment(row["received_at"]), style="short"),
            Column(say("column-file"), lambda row: row["file_name"] or "—"),
            Column(say("column-outcome"), fate),
            Column(say("column-errors"), lambda row: str(row["error_count"]), number=True),
            Column(say("column-warnings"), lambda row: str(row["warning_count"]), number=True),
            Column(
                say("column-receipt"),
                lambda row: Markup('<span class="code">{}</span>').format(row["submission_id"]),
                wide=True,
            ),
        ],
        label=say("section-submissions"),
        key="submissions",
    )


def ratings_by_code(rows: Sequence[Row]) -> dict[str, str]:
    """The names of the ratings."""
    return {row["rating"]: row["name_zh"] for row in rows}


def _share(say: Words, share: Any) -> Markup:
    if share is None:
        return Markup('<span class="not-applicable">{}</span>').format(say("not-applicable"))
    return Markup("{}").format(percentage(share))


def _list(lines: Iterable[str | Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    )
