"""One indicator over the county: its spread, who is weak, what is missing, whom to learn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from dashboards.app_pages.gaps.html import Link, moved
from dashboards.app_pages.gaps.map_html import look
from dashboards.parts.columns import count_column, school_column, township_column, type_column
from dashboards.parts.design import bar, figures, points
from dashboards.parts.guide import kind
from dashboards.parts.scores import DASH
from dashboards.parts.tables import Column, Row, linked, table
from duibiao.words import Words
from duibiao.words.figures import Number, percentage, plain, rounded
from duibiao.words.labels import Labels

TENTHS = range(9, -1, -1)


def neighbours(
    say: Words, rows: Sequence[Row], chosen: Row, labels: Labels, link: Link, back: str
) -> Markup:
    """The way back to the list, and the indicators before and after in the guide."""
    place = next(at for at, row in enumerate(rows) if row is chosen)
    parts = [Markup('<a class="plain" href="{}">{}</a>').format(back, say("gaps-back"))]
    for at, word in ((place - 1, "indicator-before"), (place + 1, "indicator-after")):
        if 0 <= at < len(rows):
            parts.append(
                Markup('<a class="plain" href="{}">{}</a>').format(
                    link(rows[at]["indicator_id"]),
                    say(word, code=rows[at]["indicator_id"], name=labels.name(rows[at])),
                )
            )
    return Markup('<p class="legend">{}</p>').format(Markup("").join(parts))


def key_figures(say: Words, row: Row, labels: Labels, checked: Row | None) -> Markup:
    """What it is worth and what it costs; `checked` is what verifying its answers found."""
    entries: list[tuple[str, str | Markup, str | Markup]] = [
        (
            say("column-average-share"),
            "—" if row["share"] is None else percentage(row["share"]),
            bar(row["share"]),
        ),
        (
            say("gaps-column-lost-score"),
            "—" if row["lost_score"] is None else rounded(row["lost_score"]),
            say("gaps-lost-score-note"),
        ),
        (
            say("gaps-figure-weak"),
            Markup("{}<small>{}</small>").format(
                row["weak_count"], say("of-schools", count=row["applicable_count"])
            ),
            say(
                "gaps-statuses",
                missing=row["missing_count"],
                zero=row["zero_count"],
                excused=row["not_applicable_count"],
            ),
        ),
        (
            say("gaps-column-change"),
            moved(say, row["share_change"]),
            say(
                "gaps-change-note",
                risen=row["risen_count"],
                fallen=row["fallen_count"],
                count=row["compared_count"],
            )
            if row["compared_count"]
            else "",
        ),
        (
            say("column-max-points"),
            Markup("{}<small>{}</small>").format(plain(row["max_points"]), say("unit-points")),
            kind(labels, row),
        ),
    ]
    if checked is not None:
        entries.append(
            (
                say("gaps-figure-checked"),
                Markup("{}<small>{}</small>").format(
                    checked["corrected_fact_count"],
                    say("gaps-figure-checked-unit", count=checked["verified_fact_count"]),
                ),
                say(
                    "gaps-figure-checked-note",
                    count=checked["school_count"],
                    points=rounded(checked["overstated_points"] or 0),
                ),
            )
        )
    return figures(entries)


def distribution_table(say: Words, counts: Mapping[str, int]) -> Markup:
    """How many schools have how much of the points, from full to none; bars with their numbers."""
    lines = [("full", say("gaps-full"), look(1))]
    lines += [
        (f"tenth-{tenth}", f"{tenth * 10}% – {tenth * 10 + 10}%", look((tenth + 0.5) / 10))
        for tenth in TENTHS
    ]
    lines += [
        ("zero", say("gaps-map-zero"), "h0"),
        ("missing", say("missing"), "unanswered"),
        ("not_applicable", say("not-applicable"), "none"),
    ]
    most = max(counts.values(), default=1)
    rows = [
        {"name": name, "style": style, "schools": counts.get(key, 0)} for key, name, style in lines
    ]
    return table(
        rows,
        [
            Column(say("column-share"), lambda row: row["name"], style="short"),
            Column(
                say("gaps-column-schools"),
                lambda row: (
                    Markup("<b>{}</b>").format(row["schools"])
                    if row["schools"]
                    else Markup('<span class="quiet">0</span>')
                ),
                number=True,
            ),
            Column(
                "",
                lambda row: (
                    Markup(
                        '<i class="column-bar {}" aria-hidden="true" style="width:{:.1f}%"></i>'
                    ).format(row["style"], row["schools"] / most * 100)
                    if row["schools"]
                    else Markup("")
                ),
                style="bars",
            ),
        ],
        label=say("gaps-distribution"),
        key="distribution",
    )


def groups_table(
    say: Words,
    rows: Sequence[Row],
    heading: str,
    name: Callable[[str], str],
    link: Link,
    *,
    key: str,
) -> Markup:
    """An indicator by township or school type: average share and how many schools are weak."""
    return table(
        rows,
        [
            Column(
                heading,
                lambda row: linked(link(row["group_name"]), name(row["group_name"])),
                style="short",
            ),
            Column(
                say("column-average-share"),
                lambda row: Markup('<span class="heat-share {}">{}</span>').format(
                    look(row["share"]),
                    "–" if row["share"] is None else percentage(row["share"]),
                ),
                number=True,
            ),
            Column("", lambda row: bar(row["share"]), style="thin-bar"),
            Column(
                say("gaps-column-weak"),
                lambda row: Markup('{} <span class="quiet">/ {}</span>').format(
                    row["weak_count"], row["applicable_count"]
                ),
                number=True,
            ),
            count_column(say("column-missing"), "missing_count", wide=True),
        ],
        label=heading,
        key=key,
    )


def schools_table(
    say: Words,
    rows: Sequence[Row],
    labels: Labels,
    link: Callable[[str, str], str],
) -> Markup:
    """The schools to which it applies, the weakest first, each leading to its explanation."""

    def to_learn_from(row: Row) -> str | Markup:
        if row["peer_school_id"] is None:
            return DASH
        return Markup('<a href="{}">{}</a> <span class="quiet">{}</span>').format(
            link(row["peer_school_id"], row["indicator_id"]),
            row["peer_name_zh"],
            percentage(row["peer_share"], 0),
        )

    return table(
        rows,
        [
            school_column(say, lambda row: link(row["school_id"], row["indicator_id"])),
            township_column(say),
            type_column(say, labels),
            Column(
                say("column-points"),
                lambda row: Markup('{} <span class="quiet">/ {}</span>').format(
                    points(row["points"], say, row["status"]), plain(row["max_points"])
                ),
                number=True,
            ),
            Column("", lambda row: bar(row["share"]), style="thin-bar", wide=True),
            Column(
                say("column-would-add"),
                lambda row: f"+{rounded(row['gap_score'])}" if row["gap_score"] else "—",
                number=True,
            ),
            Column(
                say("gaps-column-change"),
                lambda row: moved(say, row["share_change"]),
                number=True,
                wide=True,
            ),
            Column(say("gaps-column-learn"), to_learn_from, wide=True, style="name"),
        ],
        label=say("gaps-weak-schools"),
        key="weak-schools",
    )


def rule_block(say: Words, row: Row, lines: Sequence[str | Markup]) -> Markup:
    """What the guide asks for, how the points come about, and what proves it."""
    said = [
        (say("gaps-requirement"), row["requirement_zh"]),
        (say("gaps-evidence"), row["evidence_zh"]),
    ]
    rules = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    told = Markup("").join(
        Markup('<p><span class="quiet">{}</span> {}</p>').format(word, text)
        for word, text in said
        if text
    )
    return Markup('<div class="guide"><ul>{}</ul>{}</div>').format(rules, told)


def missing_table(say: Words, rows: Sequence[Row]) -> Markup:
    """Which answers are lacking, and at how many schools."""
    return table(
        rows,
        [
            Column(
                say("column-fact"),
                lambda row: Markup('<span class="code">{}</span> {}{}').format(
                    row["fact_id"],
                    row["label_zh"],
                    Markup(' <span class="tag">{}</span>').format(say("mark-county"))
                    if row["answered_by"] == "county"
                    else "",
                ),
                style="name",
            ),
            Column(
                say("column-missing"),
                lambda row: Markup('<span class="missing">{}</span>').format(row["schools"]),
                number=True,
            ),
        ],
        label=say("gaps-missing-facts"),
        key="missing-facts",
    )


def examples_table(say: Words, rows: Sequence[Row], labels: Labels, link: Link) -> Markup:
    """Schools that do well in it, with what they show for it."""

    def reached(share: Number | None) -> str:
        return "—" if share is None else percentage(share, 0)

    return table(
        rows,
        [
            Column(
                say("column-school"),
                lambda row: Markup(
                    '<a href="{}">{}</a><br><span class="quiet">{} · {}</span>'
                ).format(
                    link(row["peer_school_id"]),
                    row["name_zh"],
                    row["township"],
                    labels.code("school_type", row["school_type"]),
                ),
                style="name",
            ),
            Column(
                say("gaps-column-before-now"),
                lambda row: f"{reached(row['previous_share'])} → {reached(row['share'])}",
                number=True,
            ),
            count_column(say("gaps-column-learners"), "learners"),
            Column(
                say("gaps-evidence"),
                lambda row: row["evidence"] or DASH,
                style="name",
                wide=True,
            ),
        ],
        label=say("gaps-examples"),
        key="examples",
    )
