"""The overview: what needs the county today, what changed, how it stands by dimension and tier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from dashboards.parts import pictures
from dashboards.parts.columns import (
    count_column,
    indicator_column,
    quota_column,
    school_column,
    status_column,
    thresholds_column,
    tier_column,
    township_column,
    type_column,
)
from dashboards.parts.days import NEAR_DAYS, days_after
from dashboards.parts.design import bar, figures, legend, notice, stacked_bar, step_colours
from dashboards.parts.guide import effects
from dashboards.parts.scores import DASH, unit
from dashboards.parts.tables import Column, Link, Row, linked, table
from duibiao.words import Words
from duibiao.words.figures import moment, percentage, rounded, signed
from duibiao.words.labels import Labels

URGENCIES = ("urgent", "due", "note")
"""How soon something wants doing, the soonest first: schools wait for it, the county has to decide,
or it is to be kept in mind."""
TASKS = (
    "must_correct", "correction_refused", "red_line", "warnings", "evidence_missing",
    "scan_unmatched", "unsigned",
)  # fmt: skip
"""The kinds of `queries.matters` that are said by their number alone."""
# What a task about schools opens: the list of reporting, narrowed to those schools.
WHERE = {
    "not_handed_in": {"status": "not_handed_in"},
    "must_correct": {"status": "must_correct"},
    "correction_refused": {"note": "corrections"},
    "warnings": {"note": "warnings"},
    "evidence_missing": {"note": "evidence"},
    "scan_unmatched": {"note": "scans"},
    "unsigned": {"note": "unsigned"},
}
SOON = {"must_correct": "urgent", "correction_refused": "urgent", "red_line": "due"}


NOBODY = Markup("")
Shares = Mapping[tuple[str, str], Any]
"""Shares of the points by cycle and dimension."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the county: how soon, in a sentence, where it is done.

    `about` names the first schools or tiers that it is about.
    """

    urgency: str
    kind: str
    text: str
    target: str
    about: Markup = NOBODY


def tasks(
    say: Words,
    cycle: Row,
    day: dt.date,
    matters: Sequence[Row],
    tied: Sequence[Row],
    checks: Sequence[Row],
    waiting: tuple[int, Sequence[Row]],
    labels: Labels,
    link: Link,
) -> list[Task]:
    """Everything that waits for the county in a cycle, most urgent first.

    `matters`, `tied` and `checks` are the rows of the queries of those names, `waiting` that of the
    desk; `link` gives the address of a page. A closed cycle leaves nothing to be done in it.
    """
    found = [*_waiting(say, waiting, link)]
    if not cycle["is_closed"]:
        found += _reporting(say, cycle, day, matters, link)
        found += _schools(say, matters, link)
        found += _deciding(say, matters, tied, checks, labels, link)
    return sorted(found, key=lambda task: URGENCIES.index(task.urgency))


def _of_kind(matters: Sequence[Row], kind: str) -> list[Row]:
    return [row for row in matters if row["kind"] == kind]


def _listed(say: Words, names: Sequence[Markup], count: int) -> Markup:
    """Names one after the other, and how many there are beyond them of `count` in all."""
    more = count - len(names)
    listed = escape(say("separator-items")).join(names)
    return listed + escape(say("names-more", count=more)) if more > 0 else listed


def _names(say: Words, rows: Sequence[Row], link: Link) -> Markup:
    """The first schools of a kind, each a link, with how much is open there."""
    shown = [
        Markup('<a class="plain" href="{}">{}</a>{}').format(
            link("school", school=row["school_id"]),
            row["name_zh"],
            say("task-open", count=row["detail"]) if row["detail"] > 1 else "",
        )
        for row in rows
    ]
    return _listed(say, shown, rows[0]["schools"])


def _reporting(
    say: Words, cycle: Row, day: dt.date, matters: Sequence[Row], link: Link
) -> list[Task]:
    """Schools that have not handed in: too late, soon too late, or with time to go."""
    rows = _of_kind(matters, "not_handed_in")
    if not rows:
        return []
    days = days_after(cycle["deadline"], day)
    name = "late" if days > 0 else "near" if days >= -NEAR_DAYS else "open"
    urgency = dict(zip(("late", "near", "open"), URGENCIES, strict=True))[name]
    text = say(f"task-reporting-{name}", count=rows[0]["schools"], days=abs(days))
    about = _names(say, rows, link) if name != "open" else NOBODY
    target = link("reporting", **WHERE["not_handed_in"])
    return [Task(urgency, "not_handed_in", text, target, about)]


def _schools(say: Words, matters: Sequence[Row], link: Link) -> list[Task]:
    """What is open at schools that have handed something in."""
    found = []
    for kind in TASKS:
        rows = _of_kind(matters, kind)
        if rows:
            text = say(f"task-{kind}", count=rows[0]["schools"], things=rows[0]["things"])
            target = link("reporting", **WHERE[kind]) if kind in WHERE else "#findings"
            found.append(Task(SOON.get(kind, "note"), kind, text, target, _names(say, rows, link)))
    return found


def _waiting(say: Words, waiting: tuple[int, Sequence[Row]], link: Link) -> list[Task]:
    """What came in since the figures on the screen were made."""
    count, records = waiting
    if not count:
        return []
    schools = {row["school_id"] for row in records if row["kind"] == "workbook"}
    text = say("task-waiting", count=count, schools=len(schools))
    return [Task("due", "waiting", text, link("reporting"))]


def _deciding(
    say: Words,
    matters: Sequence[Row],
    tied: Sequence[Row],
    checks: Sequence[Row],
    labels: Labels,
    link: Link,
) -> list[Task]:
    """Tiers at whose line schools cannot be told apart, and the answers to check on site."""
    found = []
    if tied:
        schools = _of_kind(matters, "borderline")[0]["schools"]
        tiers = [
            escape(say("task-tier", tier=labels.code("tier", row["tier"]), count=row["schools"]))
            for row in tied
        ]
        text = say("task-borderline", count=schools)
        about = _listed(say, tiers, len(tiers))
        found.append(Task("due", "borderline", text, link("tiers"), about))
    if checks:
        answers = [
            Markup('<a class="plain" href="{}">{}</a>{}').format(
                link("school", school=row["school_id"], indicator=row["indicator_id"]),
                row["name_zh"],
                say("task-question", question=row["label_zh"]),
            )
            for row in checks
        ]
        text = say("task-site_checks", count=checks[0]["answers"])
        about = _listed(say, answers, len(answers))
        found.append(Task("due", "site_checks", text, link("checks"), about))
    return found


def tasks_list(say: Words, cycle: Row, found: Sequence[Task]) -> Markup:
    """The tasks one below the other, or that there is none."""
    if not found:
        name = "tasks-closed" if cycle["is_closed"] else "tasks-none"
        return notice(say(name), "info", say.attr(name, "mend"))
    lines = Markup("").join(
        Markup(
            '<li class="{}" id="task-{}"><span class="tag{}">{}</span><div>'
            '<a href="{}">{}</a>{}</div></li>'
        ).format(
            task.urgency,
            task.kind,
            " bad" if task.urgency == URGENCIES[0] else "",
            say(f"urgency-{task.urgency}"),
            task.target,
            task.text,
            Markup('<p class="quiet">{}</p>').format(task.about) if task.about else "",
        )
        for task in found
    )
    return Markup('<ol class="tasks">{}</ol>').format(lines)


def changes(
    say: Words,
    county: Mapping[str, Any],
    scores: Mapping[str, int],
    tiers: Sequence[Row],
    labels: Labels,
    link: Link,
) -> Markup:
    """Since the cycle before: schools up and down in score, and by name in tier."""
    lines = []
    if sum(scores.values()):
        lines.append((say("changes-scores"), escape(say("changes-scores-told", **scores))))
    for direction in ("up", "down"):
        rows = [row for row in tiers if row["direction"] == direction]
        told = [
            Markup('<a class="plain" href="{}">{}</a>{}').format(
                link("school", school=row["school_id"]),
                row["name_zh"],
                say(
                    "changes-step",
                    before=labels.code("tier", row["tier_before"]),
                    now=labels.code("tier", row["tier_now"]),
                ),
            )
            for row in rows
        ]
        count = rows[0]["schools"] if rows else 0
        mark = Markup('<span class="{}">{}</span>').format(
            direction if count else "quiet", say("count-schools", count=count)
        )
        names = _listed(say, told, count)
        lines.append((say(f"changes-tier-{direction}"), Markup("{} {}").format(mark, names)))
    if county["across_editions_count"]:
        lines.append((say("across-editions-tag"), escape(say.attr("across-editions", "note"))))
    return Markup('<dl id="changes" class="told-pairs">{}</dl>').format(
        Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(*line) for line in lines)
    )


def dimensions_table(
    say: Words,
    rows: Sequence[Row],
    years: Sequence[str],
    shares: Shares,
    labels: Labels,
    link: Link,
) -> Markup:
    """Per dimension the county's share of the points over the years, and the spread of its schools.

    `rows` are `queries.county_dimensions`; the last of `years` is the cycle that is looked at.
    """

    def change(row: Row) -> Markup:
        now, before = row["share"], row["previous_share"]
        if now is None or before is None:
            return DASH
        value = 100 * (now - before)
        text = signed(value, 1)
        direction = "up" if text.startswith("+") else "down" if text.startswith("−") else ""
        return Markup('<span class="{}">{}</span>').format(direction, text)

    shown = table(
        rows,
        [
            Column(
                say("column-dimension"),
                lambda row: linked(link("gaps", dimension=row["dimension_id"]), labels.name(row)),
                style="name",
            ),
            *(
                Column(
                    year,
                    lambda row, year=year: _share(shares.get((year, row["dimension_id"]))),  # type: ignore[misc]
                    number=True,
                    wide=number < len(years) - 2,
                )
                for number, year in enumerate(years)
            ),
            Column(say("column-share-change"), change, number=True),
            Column(say("column-spread"), _spread, wide=True, style="thin-bar"),
        ],
        label=say("section-county-dimensions"),
        key="county-dimensions",
    )
    # The spread is left out where there is no room for it, and its key with it.
    key = legend(
        (
            (say("chart-all"), "#d7e3ec"),
            (say("chart-middle"), "#8fb4cf"),
            (say("chart-average"), "#1f2933"),
        )
    )
    return Markup('{}<div class="spread-key">{}</div>').format(shown, key)


def dimensions_over_years(
    say: Words, rows: Sequence[Row], years: Sequence[str], shares: Shares, labels: Labels
) -> Markup:
    """The county's share of the points by dimension over the years; nothing of a single one."""
    if len(years) < 2:
        return Markup("")
    series = []
    for row in rows:
        found = [shares.get((year, row["dimension_id"])) for year in years]
        values = [None if share is None else float(share) for share in found]
        series.append(pictures.Series(labels.name(row), values, [_share(one) for one in found]))
    return pictures.over_years(years, series, label=say("section-county-dimensions"))


def _share(share: Any) -> str:
    return "—" if share is None else percentage(share)


def _spread(row: Row) -> Markup:
    """All schools' shares on a track from 0 to 1, their middle half, and the county's own."""
    if row["lowest_share"] is None:
        return DASH
    parts = Markup("")
    for kind, low, high in (
        ("all", "lowest_share", "highest_share"),
        ("middle", "lower_quartile", "upper_quartile"),
    ):
        if row[low] is not None:
            start, end = 100 * float(row[low]), 100 * float(row[high])
            parts += Markup('<span class="{}" style="left:{:.1f}%;width:{:.1f}%"></span>').format(
                kind, start, max(end - start, 1)
            )
    if row["share"] is not None:
        parts += Markup('<i style="left:{:.1f}%"></i>').format(100 * float(row["share"]))
    text = f"{percentage(row['lowest_share'], 0)}–{percentage(row['highest_share'], 0)}"
    return Markup('<span class="spread" title="{}">{}</span>').format(text, parts)


def _average_change(say: Words, county: Mapping[str, Any]) -> str:
    """The mean change since the cycle before; across editions of the shares of what both ask."""
    if county["across_editions_count"]:
        change = county["average_share_change"]
        if change is None:
            return say("across-editions")
        return say("figure-average-share-change", change=signed(100 * change, 1))
    change = county["average_score_change"]
    return "" if change is None else say("figure-average-change", change=signed(change))


def key_figures(
    say: Words,
    reporting: Mapping[str, int],
    county: Mapping[str, Any],
    link: Link | None = None,
) -> Markup:
    """Schools in, schools owing, the county's average, missing answers, and what is verified.

    With `link` each figure's name leads to the page that explains it.
    """
    schools = say("unit-schools")

    def name(message: str, page: str, **where: str) -> str | Markup:
        if link is None:
            return say(message)
        return Markup('<a class="plain" href="{}">{}</a>').format(link(page, **where), say(message))

    entries: list[tuple[str | Markup, str | Markup, str | Markup]] = [
        (
            name("figure-handed-in", "reporting"),
            unit(
                rounded(reporting["handed_in_count"], 0),
                say("of-schools", count=reporting["school_count"]),
            ),
            say("figure-late", count=reporting["handed_in_late_count"]),
        ),
    ]
    entries += [
        (
            name(f"status-{status}", "reporting", status=status),
            unit(rounded(reporting[f"{status}_count"], 0), schools),
            "",
        )
        for status in ("must_correct", "not_handed_in")
    ]
    if county["scored_school_count"]:
        spread = say(
            "figure-median-range",
            lowest=rounded(county["lowest_score"]),
            highest=rounded(county["highest_score"]),
        )
        entries += [
            (
                name("figure-average", "ranking"),
                unit(rounded(county["average_score"]), say("unit-points")),
                _average_change(say, county),
            ),
            (
                name("figure-median", "ranking"),
                unit(rounded(county["median_score"]), say("unit-points")),
                spread,
            ),
            (
                name("figure-missing", "gaps"),
                unit(rounded(county["missing_indicator_count"], 0), say("unit-items")),
                say("figure-missing-schools", count=int(county["schools_with_missing_count"])),
            ),
            (
                name("figure-verified", "checks"),
                "—" if county["verified_share"] is None else percentage(county["verified_share"]),
                say("figure-verified-note"),
            ),
        ]
    return figures(entries)


def tiers_table(
    say: Words, tiers: Sequence[Row], reaching: Sequence[Row], labels: Labels, link: Link
) -> Markup:
    """Each tier against its quota, and by name the schools whose score allows it at most."""

    def candidates(tier: Row) -> Markup:
        names = [row for row in reaching if row["tier_reached"] == tier["tier"]]
        shown = [
            Markup('<a href="{}">{}</a> <span class="code">{}</span>').format(
                link("school", school=row["school_id"]), row["name_zh"], rounded(row["score"])
            )
            for row in names[:6]
        ]
        if len(names) > len(shown):
            shown.append(escape(say("and-more", count=len(names) - len(shown))))
        return escape(say("separator-items")).join(shown) if shown else DASH

    return table(
        tiers,
        [
            tier_column(say, labels),
            quota_column(say),
            count_column(say("column-held"), "held_count"),
            count_column(say("column-reached-or-above"), "reached_count"),
            thresholds_column(say),
            Column(say("column-reaching"), candidates, style="text"),
        ],
        label=say("section-tiers"),
        key="tiers",
    )


def weaknesses_table(say: Words, rows: Sequence[Row], labels: Labels, link: Link) -> Markup:
    """The county's first weaknesses with what makes them so, each leading to its own view."""

    def lost(row: Row) -> Markup:
        return Markup("{} <span class='quiet'>/ {}</span>").format(
            rounded(row["lost_points"]), rounded(row["max_points"])
        )

    return table(
        rows,
        [
            indicator_column(say, labels, lambda row: link("gaps", indicator=row["indicator_id"])),
            Column(
                say("column-lost-share"), lambda row: percentage(row["lost_share"]), number=True
            ),
            Column("", lambda row: bar(row["lost_share"]), style="thin-bar", wide=True),
            Column(say("column-lost-of-asked"), lost, number=True),
        ],
        label=say("section-weaknesses"),
        key="weaknesses",
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


def slowest(say: Words, townships: Sequence[Row], shown: int) -> str:
    """That only the slowest townships are shown, where there are more."""
    count = len(townships)
    return say("townships-slowest", shown=shown, count=count) if count > shown else ""


def townships_table(say: Words, townships: Sequence[Row], link: Link) -> Markup:
    """How far each township is with handing in, those that lag first."""
    return table(
        townships,
        [
            Column(
                say("column-township"),
                lambda row: linked(link("reporting", township=row["township"]), row["township"]),
                style="short",
            ),
            Column(
                say("column-progress"),
                lambda row: bar(row["handed_in_count"] / row["school_count"]),
                style="thin-bar",
            ),
            Column(
                say("figure-handed-in"),
                lambda row: f"{row['handed_in_count']:,} / {row['school_count']:,}",
                number=True,
            ),
            Column(
                say("column-late"), lambda row: _count(row["handed_in_late_count"]), number=True
            ),
            Column(
                say("status-must_correct"),
                lambda row: _count(row["must_correct_count"]),
                number=True,
            ),
            Column(
                say("status-not_handed_in"),
                lambda row: _count(row["not_handed_in_count"]),
                number=True,
            ),
        ],
        label=say("section-townships"),
        key="townships",
    )


def owing_table(
    say: Words,
    owing: Sequence[Row],
    labels: Labels,
    link: Link,
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
            school_column(say, lambda row: link("school", school=row["school_id"])),
            township_column(say),
            type_column(say, labels),
            status_column(say, ("must_correct",)),
            Column(say("column-reason"), what),
        ],
        label=say("section-owing"),
        key=key,
    )


def all_reporting(say: Words, link: Link) -> Markup:
    """The way to the page of reporting, where all schools are listed."""
    return Markup('<p><a class="plain" href="{}">{}</a></p>').format(
        link("reporting"), say("all-reporting")
    )


def findings_table(
    say: Words, findings: Sequence[Row], ratings: Mapping[str, str], link: Link
) -> Markup:
    """The red lines that were found, and what each does to the score."""
    return table(
        findings,
        [
            school_column(say, lambda row: link("school", school=row["school_id"])),
            Column(say("column-red-line"), lambda row: row["label_zh"]),
            Column(say("column-effect"), lambda row: effects(say, row, ratings)),
            Column(say("column-note"), lambda row: row["note"] or "", wide=True),
        ],
        label=say("section-red-lines"),
        key="findings",
    )


def _count(count: int) -> str | Markup:
    return str(count) if count else Markup('<span class="quiet">0</span>')
