"""实地核查: what to check on site and why, the sheets to fill, self beside verified."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from dashboards.parts.columns import count_column, indicator_column
from dashboards.parts.design import bar, figures
from dashboards.parts.scores import DASH, unit, verified_share
from dashboards.parts.tables import Column, Row, coded, linked, table
from duibiao.words import Words
from duibiao.words.figures import percentage, plain, rounded, signed
from duibiao.words.labels import Labels, said_actor

PARTS = ("plan", "book", "found", "given")
"""The last only where the guide lets raters give points."""
TAKES = ("50", "100", "200", "500")
SUMMED_BY = ("school", "dimension", "indicator", "reviewer")
Address = Callable[..., str]


def chart_words(say: Words) -> dict[str, str]:
    """What the pictures of this page say."""
    return {
        "ranks": say("checks-ranks"),
        "self": say("basis-self"),
        "verified": say("basis-verified"),
    }


def key_figures(say: Words, totals: Row) -> Markup:
    """What is verified so far, and what is to be checked."""
    asked, schools = totals["asked_fact_count"], totals["scored_school_count"]
    verified = totals["verified_share"]
    return figures(
        [
            (
                say("checks-figure-verified"),
                "—" if verified is None else percentage(verified),
                say(
                    "checks-figure-verified-note",
                    verified=totals["verified_fact_count"],
                    asked=asked,
                ),
            ),
            (
                say("checks-figure-schools"),
                unit(str(totals["verified_school_count"]), say("of-schools", count=schools)),
                say("checks-figure-schools-note", count=schools - totals["verified_school_count"]),
            ),
            (
                say("checks-figure-picked"),
                unit(str(totals["picked_count"]), say("unit-items")),
                say("checks-figure-picked-note", count=totals["school_count"]),
            ),
            (
                say("checks-figure-priority"),
                unit(str(totals["priority_count"]), say("unit-items")),
                say("checks-figure-priority-note"),
            ),
            (
                say("checks-figure-doubtful"),
                unit(str(totals["doubtful_count"]), say("unit-items")),
                say("checks-figure-doubtful-note"),
            ),
            (
                say("checks-figure-sample"),
                unit(str(totals["sample_count"]), say("unit-items")),
                say("checks-figure-sample-note"),
            ),
        ]
    )


def bands_table(say: Words, rows: Sequence[Row]) -> Markup:
    """The picture of what is verified by rank, as a table."""
    return table(
        rows,
        [
            Column(
                say("checks-ranks"),
                lambda row: f"{row['first_rank']}–{row['last_rank']}",
                style="short",
            ),
            Column(
                say("column-verified"),
                lambda row: (
                    percentage(row["verified_facts"] / row["asked_facts"])
                    if row["asked_facts"]
                    else "—"
                ),
                number=True,
            ),
            Column(
                say("checks-column-schools-verified"),
                lambda row: f"{row['schools_verified']} / {row['schools']}",
                number=True,
            ),
        ],
        label=say("section-checks-rest"),
        key="verified-by-rank",
    )


# ---------------------------------------------------------------- the plan


def plan_table(say: Words, rows: Sequence[Row], labels: Labels, here: Address) -> Markup:
    """Where to go: schools by township, how many answers to check in each, and its sheet."""
    shown: list[Row] = []
    for _, own in groupby(rows, lambda row: row["township"]):
        schools = list(own)
        shown += [{"is_head": True, **schools[0]}, *({"is_head": False, **row} for row in schools)]

    def head(row: Row) -> Markup:
        return Markup(
            '<span class="group-head"><a href="{}"><b>{}</b></a> <span class="quiet">{}</span>'
            ' <a href="{}">{}</a></span>'
        ).format(
            here(township=row["township"], page=None),
            row["township"],
            say(
                "checks-township", schools=row["township_schools"], answers=row["township_answers"]
            ),
            here(view="print", township=row["township"], school=None),
            say("checks-print-township"),
        )

    def school(row: Row) -> Markup:
        return Markup('<a href="{}">{}</a> <span class="quiet">{}</span>').format(
            here(school=row["school_id"], page=None),
            row["school_name_zh"],
            labels.code("school_type", row["school_type"]),
        )

    def of_school(cell: Callable[[Row], str | Markup]) -> Callable[[Row], str | Markup]:
        return lambda row: "" if row["is_head"] else cell(row)

    def why(row: Row) -> Markup:
        parts = [
            say(f"checks-why-{name}", count=row[f"{name}_count"])
            for name in ("priority", "doubtful", "sample")
            if row[f"{name}_count"]
        ]
        told = Markup("{}").format(say("separator-items").join(parts))
        if row["is_borderline"]:
            told += Markup(' <span class="tag unsure">{}</span>').format(say("checks-borderline"))
        return told

    return table(
        shown,
        [
            Column(
                say("column-school"),
                lambda row: head(row) if row["is_head"] else school(row),
                style="name",
            ),
            Column(
                say("checks-column-answers"),
                of_school(
                    lambda row: Markup('<b>{}</b> <span class="quiet">{}</span>').format(
                        row["answer_count"],
                        say("checks-in-indicators", count=row["indicator_count"]),
                    )
                ),
                number=True,
            ),
            Column(say("checks-column-why"), of_school(why), style="text"),
            Column(
                say("column-rank-county"),
                of_school(
                    lambda row: DASH if row["rank_county"] is None else str(row["rank_county"])
                ),
                number=True,
                wide=True,
            ),
            Column(say("column-verified"), of_school(verified_share), number=True, wide=True),
            Column(
                say("checks-column-sheet"),
                of_school(
                    lambda row: linked(
                        here(view="print", school=row["school_id"]), say("checks-print")
                    )
                ),
                style="short",
            ),
        ],
        label=say("section-checks-plan"),
        key="check-plan",
    )


def answers_table(
    say: Words, rows: Sequence[Row], labels: Labels, here: Address, link: Address, *, key: str
) -> Markup:
    """The answers to check with the reasons in sentences; each leads to its explanation.

    Answers of one indicator that are to be checked for the same reasons stand together.
    """

    def alike(row: Row) -> tuple[Any, ...]:
        return row["school_id"], row["indicator_id"], reasons(say, row)

    grouped = [list(group) for _, group in groupby(rows, alike)]

    def questions(group: Row) -> Markup:
        first = group["rows"][0]
        told = Markup("").join(
            Markup("{} <b>{}</b><br>").format(
                row["label_zh"], value(say, labels, row, row["value"])
            )
            for row in group["rows"]
        )
        return told + Markup('<a class="quiet" href="{}">{} {}</a>').format(
            link(first["school_id"], indicator=first["indicator_id"]),
            first["indicator_id"],
            labels.name(first),
        )

    return Markup('<div class="cards check-cards">{}</div>').format(
        table(
            [{**group[0], "rows": group} for group in grouped],
            [
                Column(
                    say("checks-column-place"),
                    lambda row: str(row["priority_rank"] or "—"),
                    style="place",
                ),
                Column(
                    say("column-school"),
                    lambda row: Markup(
                        '<a href="{}">{}</a><br><span class="quiet">{}</span>'
                    ).format(
                        here(school=row["school_id"], page=None),
                        row["school_name_zh"],
                        row["township"],
                    ),
                    style="name",
                ),
                Column(say("checks-column-question"), questions, style="text"),
                Column(say("checks-column-why"), lambda row: reasons(say, row), style="text"),
            ],
            label=say("section-checks-answers"),
            key=key,
        )
    )


def reasons(say: Words, row: Row) -> str:
    """Why an answer is to be checked, in sentences."""
    said = []
    if row["priority_rank"] is not None:
        said.append(say("checks-because-stake", points=rounded(row["stake_score"])))
        if row["verified_fact_count"]:
            said.append(
                say(
                    "checks-because-corrected",
                    checked=row["verified_fact_count"],
                    corrected=row["corrected_fact_count"],
                )
            )
        if row["expected_loss"] is not None:
            said.append(say("checks-because-loss", points=rounded(row["expected_loss"])))
        if row["is_borderline"]:
            said.append(say("checks-because-borderline"))
    if row["has_warning"]:
        said.append(say("checks-because-warning", best=row["rank_best"], worst=row["rank_worst"]))
    if row["sample_rank"] is not None:
        said.append(say("checks-because-sample", place=row["sample_rank"]))
    return "".join(said)


def value(say: Words, labels: Labels, row: Row, text: str | None) -> str:
    """An answer with its unit; none says so."""
    return labels.value(row["kind"], text, row["unit_zh"]) or say("missing")


# ---------------------------------------------------------------- sheets to print


def sheets(
    say: Words, rows: Iterable[Row], cycle_id: str, labels: Labels, standing: Markup
) -> Markup:
    """A sheet a school: what to check, what the school said and named, and room to write."""
    papers = Markup("")
    for school_id, group in groupby(rows, lambda row: row["school_id"]):
        own = list(group)
        school = own[0]
        head = Markup('<div class="paper-head"><h2>{}</h2><p>{} {}</p></div>').format(
            say("checks-sheet-title", school=school["school_name_zh"], cycle=cycle_id),
            say(
                "checks-sheet-under",
                township=school["township"],
                type=labels.code("school_type", school["school_type"]),
                code=school_id,
                count=len(own),
            ),
            standing,
        )
        body = table(
            own,
            [
                indicator_column(say, labels),
                Column(say("checks-column-asked"), lambda row: _question(say, row), style="asked"),
                Column(
                    say("checks-column-self"),
                    lambda row: value(say, labels, row, row["self_value"]),
                    style="self",
                ),
                Column(
                    say("checks-column-evidence"),
                    lambda row: row["evidence"] or DASH,
                    style="evidence",
                ),
                Column(say("checks-column-verified"), lambda row: "", style="write"),
                Column(say("checks-column-reason"), lambda row: "", style="write wider"),
            ],
            label=say("checks-sheet-title", school=school["school_name_zh"], cycle=cycle_id),
            key=f"sheet-{school_id}",
        )
        foot = Markup('<div class="paper-foot"><span>{}</span><span>{}</span><span>{}</span></div>')
        names = ("checks-sheet-reviewer", "checks-sheet-school", "checks-sheet-date")
        papers += Markup('<section class="sheet">{}{}{}</section>').format(
            head, body, foot.format(*(say(name) for name in names))
        )
    return papers


def _question(say: Words, row: Row) -> Markup:
    told = Markup("{}").format(row["label_zh"])
    if row["is_verified"]:
        told += Markup(' <span class="tag">{}</span>').format(say("mark-verified"))
    elif row["has_warning"]:
        told += Markup(' <span class="tag">{}</span>').format(say("severity-warning"))
    elif row["sample_rank"] is not None and row["priority_rank"] is None:
        told += Markup(' <span class="tag">{}</span>').format(say("checks-tag-sample"))
    return told


def sheet_bar(
    say: Words, back: str, other: str, *, every: bool, schools: int, shown: int
) -> Markup:
    """Above the sheets, not printed: back, which answers they ask for, and how to print."""
    return Markup(
        '<p class="no-print legend"><a class="plain" href="{}">{}</a>'
        '<a class="plain" href="{}">{}</a><span>{}</span><span>{}</span></p>'
    ).format(
        back,
        say("checks-back"),
        other,
        say("checks-sheets-picked" if every else "checks-sheets-all"),
        say("checks-sheets-count", schools=schools, answers=shown),
        say("checks-print-how"),
    )


# ---------------------------------------------------------------- self beside verified


def summaries_table(
    say: Words, rows: Sequence[Row], summed_by: str, labels: Labels, here: Address
) -> Markup:
    """Self beside verified, summed: points, how many answers were checked and changed."""

    def group(row: Row) -> Markup:
        name = labels.name(row)
        if summed_by == "school":
            return linked(here(school=row["group_code"]), name)
        if summed_by == "indicator":
            return coded(row["group_code"], name)
        return Markup("{}").format(name)

    return table(
        rows,
        [
            Column(say(f"checks-by-{summed_by}"), group, style="name"),
            count_column(say("checks-column-checked"), "verified_fact_count"),
            Column(
                say("checks-column-corrected"),
                lambda row: Markup('{} <span class="quiet">{}</span>').format(
                    row["corrected_fact_count"], percentage(row["corrected_share"], 0)
                ),
                number=True,
            ),
            Column("", lambda row: bar(row["corrected_share"]), style="thin-bar", wide=True),
            Column(
                say("checks-column-self-points"),
                lambda row: _points(row["self_points"]),
                number=True,
            ),
            Column(
                say("checks-column-verified-points"),
                lambda row: _points(row["verified_points"]),
                number=True,
            ),
            Column(
                say("checks-column-difference"),
                lambda row: difference(row["overstated_points"]),
                number=True,
            ),
            Column(
                say("checks-column-over-under"),
                lambda row: say(
                    "checks-over-under",
                    over=row["overstated_count"],
                    under=row["understated_count"],
                ),
                style="short",
                wide=True,
            ),
            *(
                [Column(say("checks-column-schools"), _schools, number=True, wide=True)]
                if summed_by != "school"
                else []
            ),
        ],
        label=say("section-checks-found"),
        key="self-and-verified",
    )


def corrections_table(say: Words, rows: Sequence[Row], labels: Labels, link: Address) -> Markup:
    """A school's indicators in which answers were verified: before, after, and why."""
    return Markup('<div class="cards check-cards">{}</div>').format(
        table(
            rows,
            [
                Column(
                    say("column-indicator"),
                    lambda row: Markup('<a href="{}"><span class="code">{}</span> {}</a>').format(
                        link(row["school_id"], indicator=row["indicator_id"]),
                        row["indicator_id"],
                        labels.name(row),
                    ),
                    style="name",
                ),
                Column(
                    say("checks-column-checked"),
                    lambda row: say(
                        "checks-checked-corrected",
                        checked=row["verified_fact_count"],
                        corrected=row["corrected_fact_count"],
                    ),
                    style="short",
                ),
                Column(
                    say("checks-column-self-points"),
                    lambda row: _points(row["self_points"]),
                    number=True,
                ),
                Column(
                    say("checks-column-verified-points"),
                    lambda row: _points(row["verified_points"]),
                    number=True,
                ),
                Column(
                    say("checks-column-difference"),
                    lambda row: difference(row["overstated_points"]),
                    number=True,
                ),
                Column(
                    say("checks-column-reason"),
                    lambda row: Markup('{}<br><span class="quiet">{}</span>').format(
                        row["reasons"] or "", said_actor(say, row["reviewers"] or "")
                    ),
                    style="text",
                ),
            ],
            label=say("section-checks-school-found"),
            key="school-corrections",
        )
    )


def difference(overstated: Decimal | None) -> Markup:
    """What verifying did to the points: fewer (overstated), more, or nothing."""
    if overstated is None:
        return DASH
    if not overstated:
        return Markup('<span class="quiet">0.00</span>')
    look = "down" if overstated > 0 else "up"
    return Markup('<span class="{}">{}</span>').format(look, signed(-overstated))


def _schools(row: Row) -> str:
    return f"{row['school_count']:,}"


def _points(points: Decimal | None) -> Markup:
    return DASH if points is None else Markup("{}").format(rounded(points))


def back(say: Words, address: str) -> Markup:
    """The way back from a school to all of them."""
    return Markup('<p class="no-print"><a class="plain" href="{}">{}</a></p>').format(
        address, say("checks-back")
    )


def school_actions(say: Words, address: str, school: str) -> Markup:
    """From a school to its sheet and to its page."""
    return Markup(
        '<p class="legend"><a class="plain" href="{}">{}</a><a class="plain" href="{}">{}</a></p>'
    ).format(address, say("checks-print"), school, say("checks-to-school"))


def loaded_line(say: Words, school: str | None, counted: Mapping[str, int]) -> str:
    """What a reviewer's workbook holds: how many answers it verifies, in which school."""
    return say("checks-book-counts", school=school or "", **counted)


def given_table(
    say: Words, rows: Sequence[Row], labels: Labels, to_school: Callable[..., str]
) -> Markup:
    """Points that raters gave, those furthest apart first: who gave how many, and what counts."""

    def school(row: Row) -> Markup:
        place = to_school(row["school_id"], indicator=row["indicator_id"])
        return linked(place, row["school_name_zh"])

    def used(row: Row) -> Markup:
        of_office = say("checks-given-of-office") if row["is_of_office"] else ""
        return Markup('<b>{}</b> <span class="quiet">{}</span>').format(
            plain(row["used_value"]), of_office
        )

    def bound(name: str) -> Callable[[Row], str]:
        return lambda row: DASH if row[name] is None else plain(row[name])

    return table(
        rows,
        [
            Column(say("column-school"), school, style="name"),
            indicator_column(say, labels),
            Column(say("checks-column-spread"), bound("spread"), number=True),
            Column(say("checks-column-used"), used, number=True),
            count_column(say("checks-column-raters"), "rater_count", wide=True),
            Column(say("checks-column-lowest"), bound("lowest"), number=True, wide=True),
            Column(say("checks-column-highest"), bound("highest"), number=True, wide=True),
            Column(say("checks-column-given-by"), lambda row: row["given_by"], style="text"),
        ],
        label=say("section-checks-given"),
        key="given-points",
    )
