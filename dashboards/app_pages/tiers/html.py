"""创建推荐: tiers against quotas, candidates with their sureness, ways up, and the short-list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from markupsafe import Markup, escape

from dashboards.parts import pictures
from dashboards.parts.columns import count_column, thresholds_column, tier_column
from dashboards.parts.design import bar, listed, notice
from dashboards.parts.scores import DASH, verified_share
from dashboards.parts.tables import Column, Row, linked, table
from duibiao.analysis.explanation import share_below
from duibiao.analysis.standing import Standing, sentences
from duibiao.analysis.tier_path import Obstacle, TierPath
from duibiao.words import Words
from duibiao.words.figures import (
    brief_percentage,
    interval,
    moment,
    percent_of,
    percentage,
    plain,
    rounded,
    signed,
)
from duibiao.words.labels import NO_TIER, Labels, said_actor

if TYPE_CHECKING:
    from ingest.desk.short_list import Doubt, Nomination

# Which schools stand in the list of a tier, by their place to it.
VIEWS = {"within": ("reached", "near"), "reached": ("reached",), "near": ("near",)}
Link = Callable[..., str]
"""The address of a school on a page."""


def around_lines(
    say: Words, dots: Sequence[Row], tiers: Sequence[Row], labels: Labels, here: Link
) -> Markup:
    """Schools around the tiers' lines by score, with the tier reached; a hollow mark is unsure.

    `dots` are `queries.around_the_lines`; `tiers` highest first, with `tier` and `min_score`.
    """
    drawn = pictures.strip(
        [
            pictures.Dot(
                float(row["score"]),
                row["name_zh"]
                if row["tier_reached"] == NO_TIER
                else say(
                    "tiers-strip-name",
                    school=row["name_zh"],
                    tier=labels.code("tier", row["tier_reached"]),
                ),
                rounded(row["score"]),
                here(school=row["school_id"]),
                is_sure=not row["unsure"],
                title=f"{say('column-verified')} {verified_share(row)}",
            )
            for row in dots
        ],
        [
            pictures.Level(
                float(row["min_score"]),
                say(
                    "tiers-strip-line",
                    tier=labels.code("tier", row["tier"]),
                    score=plain(row["min_score"]),
                ),
            )
            for row in tiers
        ],
        label=say("section-tiers-strip"),
    )
    marks = Markup('<p class="legend"><span>● {}</span><span>○ {}</span></p>').format(
        say("tiers-strip-sure"), say("tiers-strip-unsure")
    )
    return Markup('<div id="tiers-strip">{}{}</div>').format(marks, drawn)


def doubts_list(say: Words, doubts: Mapping[str, Sequence[Doubt]], labels: Labels) -> Markup:
    """What speaks against putting a school forward, by tier; nothing where nothing does."""
    lines = [
        say(
            "tiers-doubts",
            tier=labels.code("tier", tier),
            doubts=say("separator-clauses").join(
                say(f"nominate-doubt-{doubt.kind}", count=doubt.count, most=doubt.most)
                for doubt in found
            ),
        )
        for tier, found in doubts.items()
        if found
    ]
    if not lines:
        return Markup("")
    return notice(say("tiers-doubts-heading"), "warning", listed(lines))


# ---------------------------------------------------------------- the board


def board_table(
    say: Words,
    rows: Sequence[Row],
    nominated: Mapping[str, int],
    labels: Labels,
    here: Callable[..., str],
) -> Markup:
    """Each tier: who holds it, reaches it and is put forward against its quota; its line."""

    def line(row: Row) -> Markup:
        if row["last_inside_school_id"] is None and row["first_outside_school_id"] is None:
            return DASH
        inside, outside = (
            linked(here(school=row[f"{side}_school_id"]), row[f"{side}_name_zh"])
            if row[f"{side}_school_id"]
            else escape(say("tiers-nobody"))
            for side in ("last_inside", "first_outside")
        )
        told = Markup('<span class="quiet">{}</span> {} <span class="quiet">{}</span> {}').format(
            say("tiers-last-inside"), inside, say("tiers-first-outside"), outside
        )
        if row["tied_count"]:
            told += Markup(' <span class="tag unsure">{}</span>').format(
                say("tiers-tied-count", count=row["tied_count"])
            )
        return told

    shown = table(
        rows,
        [
            Column(
                say("column-tier"),
                lambda row: linked(
                    here(tier=row["tier"], show=None, page=None), labels.code("tier", row["tier"])
                ),
                style="short",
            ),
            thresholds_column(say),
            Column(
                say("column-quota"),
                lambda row: say("tiers-no-limit") if row["quota"] is None else str(row["quota"]),
                number=True,
            ),
            Column(
                say("tiers-column-against-quota"),
                lambda row: against_quota(say, row, nominated.get(row["tier"], 0)),
                style="quota-bars labelled",
            ),
            count_column(say("column-held"), "held_count"),
            Column(
                say("tiers-column-unsure"),
                lambda row: (
                    say(
                        "tiers-unsure",
                        inside=row["unsure_inside_count"],
                        outside=row["unsure_outside_count"],
                    )
                    if row["unsure_inside_count"] or row["unsure_outside_count"]
                    else DASH
                ),
                style="short",
                wide=True,
            ),
            Column(say("tiers-column-line"), line, style="text labelled"),
        ],
        label=say("section-tiers-board"),
        key="tiers-board",
    )
    return Markup('<div class="cards board-cards">{}</div>').format(shown)


def against_quota(say: Words, row: Row, nominated: int) -> Markup:
    """Places as boxes: filled where put forward, framed where reached; a bar ends the places."""
    quota, reached = row["quota"], row["reached_count"]
    shown = min(max(quota or 0, nominated, min(reached, 12)), 24)
    boxes = Markup("")
    for number in range(shown):
        if number == quota:
            boxes += Markup("<b></b>")
        looks = {"listed": number < nominated, "reached": number < reached}
        if quota is not None and number >= quota:
            looks["beyond"] = True
        names = " ".join(name for name, holds in looks.items() if holds)
        boxes += Markup('<i class="{}"></i>').format(names)
    numbers = say("tiers-against-quota", nominated=nominated, reached=reached)
    over = Markup("")
    if quota is not None and nominated > quota:
        over = Markup(' <b class="red-words">{}</b>').format(
            say("tiers-over-quota", count=nominated - quota)
        )
    return Markup('<span class="quota" aria-hidden="true">{}</span> <span>{}</span>{}').format(
        boxes, numbers, over
    )


# ---------------------------------------------------------------- candidates


def candidates_table(
    say: Words,
    rows: Sequence[Row],
    lacking: Mapping[str, Sequence[Row]],
    red_lines: Mapping[str, Sequence[Row]],
    listed: Mapping[str, str],
    labels: Labels,
    here: Callable[..., str],
    link: Link,
) -> Markup:
    """The candidates of a tier by rank: how surely they reach it, and what they lack.

    `lacking`, `red_lines`: by school; `listed`: the tier for which a school is put forward.
    """

    def school(row: Row) -> Markup:
        text = linked(here(school=row["school_id"]), row["name_zh"])
        if row["school_id"] in listed:
            text += Markup(' <span class="tag good">{}</span>').format(
                say("tiers-listed", tier=labels.code("tier", listed[row["school_id"]]))
            )
        return text + Markup('<br><span class="quiet">{} · {}</span>').format(
            row["township"], labels.code("school_type", row["school_type"])
        )

    shown = table(
        rows,
        [
            Column(
                say("column-rank-county"), lambda row: rank_with_interval(say, row), number=True
            ),
            Column(say("column-school"), school, style="name"),
            Column(
                say("column-score"),
                lambda row: Markup('<a href="{}"><b>{}</b></a>').format(
                    link(row["school_id"]), rounded(row["score"])
                ),
                number=True,
            ),
            Column(say("tiers-column-sure"), lambda row: sureness(say, row), style="sure labelled"),
            Column(
                say("tiers-column-lacking"),
                lambda row: lacks(
                    say,
                    row,
                    lacking.get(row["school_id"], ()),
                    red_lines.get(row["school_id"], ()),
                    labels,
                    link,
                ),
                style="text",
            ),
            Column(
                say("tiers-column-missing"),
                lambda row: count_of(row["missing_indicator_count"], "missing"),
                number=True,
            ),
            Column(say("column-verified"), verified_share, number=True, style="verified"),
            Column(
                say("tiers-column-held"),
                lambda row: tier_name(labels, row["tier_held"]),
                style="short",
                wide=True,
            ),
        ],
        label=say("section-tiers-candidates"),
        key="tier-candidates",
    )
    return Markup('<div class="cards candidate-cards">{}</div>').format(shown)


def rank_with_interval(say: Words, row: Row) -> Markup:
    """The official rank, and between which ranks it lies when the weights move a little."""
    if row["rank_county"] is None:
        return DASH
    around = interval(row["rank_county_low"], row["rank_county_high"])
    return Markup('<b>{}</b><br><span class="quiet">{}</span>').format(row["rank_county"], around)


def sureness(say: Words, row: Row) -> Markup:
    """In what share of the draws a tier is reached, and with whom a school is tied at its line."""
    if not row["draws"]:
        return DASH
    share = Decimal(row["draws_reached"]) / row["draws"]
    told = Markup("<b>{}</b> {}").format(percent_of(row["draws_reached"], row["draws"]), bar(share))
    if row["is_last_inside"]:
        told += Markup(' <span class="tag">{}</span>').format(say("tiers-mark-last-inside"))
    if row["is_first_outside"]:
        told += Markup(' <span class="tag">{}</span>').format(say("tiers-mark-first-outside"))
    if row["side"]:
        ahead = percent_of(row["tie_draws_ahead"], row["tie_draws"])
        told += Markup(
            '<br><span class="tag unsure">{}</span> <span class="quiet">{}</span>'
        ).format(
            say("tiers-tied"),
            say(f"tiers-tie-{row['side']}", school=row["compared_name_zh"], percent=ahead),
        )
    elif row["is_borderline"]:
        told += Markup(' <span class="tag unsure">{}</span>').format(say("tiers-borderline"))
    return told


def lacks(
    say: Words,
    row: Row,
    dimensions: Sequence[Row],
    red_lines: Sequence[Row],
    labels: Labels,
    link: Link,
) -> Markup:
    """What keeps a school out of a tier, each with by how much; else that nothing does."""
    parts: list[Markup] = []
    if not row["is_score_met"] and row["score_short"] is not None:
        parts.append(
            Markup("{}").format(say("tiers-short-score", points=rounded(row["score_short"])))
        )
    if row["is_place_met"] is False:
        limit, place = row["place_limit"] or 0, row["school_place"] or 0
        parts.append(Markup("{}").format(say("next-tier-place", limit=limit, place=place)))
    for dimension in dimensions:
        parts.append(
            Markup('<a href="{}">{}</a> {}').format(
                link(row["school_id"], dimension=dimension["dimension_id"]),
                labels.name(dimension),
                short_of_minimum(say, dimension),
            )
        )
    bars = {code for code in (row["barring_red_lines"] or "").split(",") if code}
    for line in red_lines:
        if line["red_line"] in bars:
            parts.append(
                Markup('<span class="red-words">{}</span>').format(
                    say("tiers-red-line-bars", label=line["label_zh"])
                )
            )
        else:
            parts.append(Markup("{}").format(say("tiers-red-line", label=line["label_zh"])))
    if not parts:
        return Markup('<span class="met">{}</span>').format(say("tiers-all-met"))
    return Markup("<ul>{}</ul>").format(Markup("").join(map(Markup("<li>{}</li>").format, parts)))


def short_of_minimum(say: Words, dimension: Row) -> str:
    """By how much a dimension is below a tier's minimum, in points and as shares."""
    return say(
        "tiers-short-dimension",
        points=rounded(dimension["points_short"]),
        share=percentage(dimension["share"]),
        minimum=brief_percentage(dimension["min_dimension_share"]),
    )


def by_school(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by their school."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["school_id"], []).append(row)
    return found


def count_of(count: int, look: str) -> str | Markup:
    """A count; nothing is quiet, something has the look of its kind."""
    if not count:
        return Markup('<span class="quiet">0</span>')
    return Markup('<span class="{}">{}</span>').format(look, count)


def tier_name(labels: Labels, tier: str | None) -> str | Markup:
    """The name of a tier; none is a dash."""
    return DASH if tier in (None, NO_TIER) else labels.code("tier", tier)


# ---------------------------------------------------------------- one school


def conditions_table(
    say: Words,
    school_id: str,
    rows: Sequence[Row],
    score: Row,
    lacking: Sequence[Row],
    red_lines: Sequence[Row],
    labels: Labels,
    link: Link,
) -> Markup:
    """Every tier and what a school meets of it: score, dimensions, red lines, and how surely."""
    by_tier: dict[str, list[Row]] = {}
    for row in lacking:
        by_tier.setdefault(row["tier"], []).append(row)

    def met(row: Row) -> Markup:
        mark = ("good", "tiers-met") if row["is_met"] else ("bad", "tiers-not-met")
        return Markup('<span class="tag {}">{}</span>').format(mark[0], say(mark[1]))

    return table(
        rows,
        [
            tier_column(say, labels),
            Column(say("tiers-column-met"), met, style="short"),
            Column(
                say("tiers-column-score-needed"),
                lambda row: Markup('{} <span class="quiet">/ ≥ {}</span>').format(
                    "—" if score["score"] is None else rounded(score["score"]),
                    plain(row["min_score"]),
                ),
                number=True,
            ),
            Column(
                say("tiers-column-lacking"),
                lambda row: lacks(
                    say,
                    {**row, "school_id": school_id},
                    by_tier.get(row["tier"], ()),
                    red_lines,
                    labels,
                    link,
                ),
                style="text",
            ),
            Column(
                say("tiers-column-sure"),
                lambda row: sureness(
                    say, {**row, "is_last_inside": False, "is_first_outside": False, "side": None}
                ),
                style="sure",
            ),
            Column(say("column-verified"), lambda row: verified_share(score), number=True),
        ],
        label=say("section-tiers-conditions"),
        key="tier-conditions",
    )


def way_panel(
    say: Words,
    way: TierPath,
    names: Mapping[str, str],
    questions: Mapping[str, Row],
    labels: Labels,
    link: Link,
) -> Markup:
    """The way to the next tier, step by step, with its proof: the changed answers scored again.

    `names`: of indicators and dimensions by code; `questions`: the facts by code.
    """
    if way.tier is None:
        return notice(
            say("tiers-way-highest", tier=labels.tier_reached(way.before.tier_reached)), "info"
        )
    tier = labels.code("tier", way.tier)
    if way.after is None:
        reasons = Markup("").join(
            Markup("<li>{}</li>").format(obstacle_text(say, obstacle, names))
            for obstacle in way.obstacles
        )
        told = notice(
            say("tiers-way-none", tier=tier), "warning", Markup("<ul>{}</ul>").format(reasons)
        )
        return told + _unanswered(say, way, questions)
    steps = table(
        [{"number": number, "step": step} for number, step in enumerate(way.steps, start=1)],
        [
            Column("", lambda row: str(row["number"]), style="place"),
            Column(
                say("column-indicator"),
                lambda row: Markup('<a href="{}"><span class="code">{}</span> {}</a>').format(
                    link(way.school_id, indicator=row["step"].indicator.indicator_id),
                    row["step"].indicator.indicator_id,
                    names[row["step"].indicator.indicator_id],
                ),
                style="name",
            ),
            Column(
                say("tiers-column-change"),
                lambda row: answers_text(say, row["step"].answers, questions, labels),
                style="text",
            ),
            Column(
                say("tiers-column-points"),
                lambda row: Markup('{} → {} <b class="up">{}</b>').format(
                    _points(row["step"].indicator.points_before),
                    _points(row["step"].indicator.points_after),
                    signed(row["step"].indicator.gained),
                ),
                number=True,
            ),
        ],
        label=say("section-tiers-way"),
        key="tier-way",
    )
    before, after = way.before, way.after
    proof = say(
        "tiers-way-proof",
        before=_points(before.score),
        after=_points(after.score),
        tier=labels.tier_reached(after.tier_reached),
        rank_before=str(before.rank_county or "—"),
        rank_after=str(after.rank_county or "—"),
        size=str(before.county_size),
    )
    also = Markup("")
    if way.also_changed:
        changed = say("separator-items").join(
            f"{names[change.indicator_id]} {signed(change.gained)}" for change in way.also_changed
        )
        also = Markup('<p class="quiet">{}</p>').format(say("tiers-way-also", changed=changed))
    count = Markup('<p class="lead">{}</p>').format(
        say("tiers-way-count", tier=tier, count=len(way.steps))
    )
    proven = Markup('<div class="told" id="tier-proof"><p>{}</p></div>').format(proof)
    return count + cards(steps) + proven + also + _unanswered(say, way, questions)


def answers_text(
    say: Words, answers: Iterable[Any], questions: Mapping[str, Row], labels: Labels
) -> Markup:
    """The answers of a step, from what they are to what they must become."""

    def value(fact: Row, text: str | None) -> str:
        return labels.value(fact["kind"], text, fact["unit_zh"]) or say("missing")

    items = Markup("")
    for change in answers:
        fact = questions[change.fact_id]
        items += Markup("<li>{} {} → <b>{}</b></li>").format(
            fact["label_zh"], value(fact, change.before), value(fact, change.after)
        )
    return Markup("<ul>{}</ul>").format(items)


def obstacle_text(say: Words, obstacle: Obstacle, names: Mapping[str, str]) -> str:
    """Why a tier is out of reach, in a sentence."""
    if obstacle.red_lines:
        return say(
            f"tiers-obstacle-{obstacle.kind}",
            labels=say("separator-items").join(
                names.get(code, code) for code in obstacle.red_lines
            ),
        )
    if obstacle.kind in ("score", "place"):
        return say(
            f"tiers-obstacle-{obstacle.kind}",
            needed=_points(obstacle.needed),
            best=_points(obstacle.best),
        )
    if obstacle.kind == "dimension":
        assert obstacle.needed is not None and obstacle.best is not None
        return say(
            "tiers-obstacle-dimension",
            dimension=names.get(obstacle.dimension_id or "", ""),
            needed=brief_percentage(obstacle.needed),
            best=share_below(obstacle.best, obstacle.needed),
        )
    return say(f"tiers-obstacle-{obstacle.kind}")


def _unanswered(say: Words, way: TierPath, questions: Mapping[str, Row]) -> Markup:
    if not way.unanswered:
        return Markup("")
    facts = say("separator-items").join(questions[fact]["label_zh"] for fact in way.unanswered)
    return notice(say("tiers-way-unanswered", count=len(way.unanswered), facts=facts), "warning")


def _points(value: Decimal | None) -> str:
    return "—" if value is None else rounded(value)


# ---------------------------------------------------------------- the short-list


def list_table(
    say: Words,
    entries: Sequence[Nomination],
    schools: Mapping[str, Mapping[str, Any]],
    labels: Labels,
    here: Callable[..., str],
    *,
    key: str = "nominations",
) -> Markup:
    """The schools put forward: tier, reason, the score it was decided on beside the present one."""

    def school(entry: Row) -> Markup:
        known = schools.get(entry["entry"].school_id)
        name = known["name_zh"] if known else entry["entry"].school_id
        told = linked(here(school=entry["entry"].school_id), name)
        if known:
            told += Markup('<br><span class="quiet">{} · {}</span>').format(
                known["township"], labels.code("school_type", known["school_type"])
            )
        return told

    def figures(row: Row) -> Markup:
        entry: Nomination = row["entry"]
        now = now_of(entry, schools)
        told = Markup("<b>{}</b>").format(_points(entry.score))
        if now is not None and now["score"] != entry.score:
            told += Markup('<br><span class="quiet">{}</span>').format(
                say("tiers-score-now", score=_points(now["score"]))
            )
        return told

    return table(
        [{"entry": entry, "number": number} for number, entry in enumerate(entries, start=1)],
        [
            Column(say("tiers-column-number"), lambda row: str(row["number"]), style="place"),
            Column(
                say("column-tier"),
                lambda row: labels.code("tier", row["entry"].tier),
                style="short",
            ),
            Column(say("column-school"), school, style="name"),
            Column(say("tiers-column-decided-score"), figures, number=True),
            Column(
                say("tiers-column-reason"),
                lambda row: reason_text(say, row["entry"], schools, labels),
                style="text",
            ),
            Column(
                say("tiers-column-by"),
                lambda row: Markup('{}<br><span class="quiet">{}</span>').format(
                    said_actor(say, row["entry"].received_by), moment(row["entry"].received_at)
                ),
                style="short",
                wide=True,
            ),
            Column(
                say("column-status"),
                lambda row: state_mark(say, row["entry"]),
                style="short",
            ),
        ],
        label=say("section-tiers-list"),
        key=key,
    )


def now_of(entry: Nomination, schools: Mapping[str, Mapping[str, Any]]) -> Row | None:
    """What is published now of a school put forward, on the same basis and for the same tier."""
    known = schools.get(entry.school_id)
    return None if known is None else known["now"].get((entry.basis, entry.tier))


def reason_text(
    say: Words, entry: Nomination, schools: Mapping[str, Mapping[str, Any]], labels: Labels
) -> Markup:
    """The reason, in red that the tier is (was) not reached, and the basis and build."""
    told = Markup("{}").format(entry.reason)
    if words := not_reached(say, entry, schools, labels):
        told += Markup('<br><b class="red-words">{}</b>').format(words)
    if entry.withdrawal_reason is not None:
        told += Markup('<br><span class="quiet">{}</span>').format(
            say("tiers-withdrawn-because", reason=entry.withdrawal_reason)
        )
    return told + Markup('<br><span class="quiet">{}</span>').format(
        say("tiers-decided-on", basis=say(f"basis-{entry.basis}"), build=entry.build_id)
    )


def not_reached(
    say: Words, entry: Nomination, schools: Mapping[str, Mapping[str, Any]], labels: Labels
) -> str:
    """That a school put forward does not reach its tier: when it was decided, or any more."""
    tier = labels.code("tier", entry.tier)
    now = now_of(entry, schools)
    if not entry.is_tier_reached:
        is_reached_now = now is not None and now["is_reached"]
        return say("tiers-reached-since" if is_reached_now else "tiers-not-reached", tier=tier)
    if now is not None and not now["is_reached"]:
        return say("tiers-reached-no-more", tier=tier)
    return ""


def state_mark(say: Words, entry: Nomination) -> Markup:
    """Whether an entry is published, waits for the next build, was withdrawn or replaced."""
    if entry.withdrawal_reason is not None:
        look, name = "bad", "tiers-state-withdrawn"
    elif not entry.is_in_force:
        look, name = "", "tiers-state-replaced"
    elif entry.is_published:
        look, name = "good", "tiers-state-published"
    else:
        look, name = "unsure", "tiers-state-waiting"
    return Markup('<span class="tag {}">{}</span>').format(look, say(name))


def list_rows(
    say: Words,
    entries: Sequence[Nomination],
    schools: Mapping[str, Mapping[str, Any]],
    labels: Labels,
    cycle_id: str,
) -> pl.DataFrame:
    """The list as a table of texts under headings, to be saved: a row per school put forward."""
    lines = []
    for entry in entries:
        known, now = schools.get(entry.school_id, {}), now_of(entry, schools)
        state = "tiers-state-published" if entry.is_published else "tiers-state-waiting"
        lines.append(
            {
                "choose-cycle": cycle_id,
                "column-tier": labels.code("tier", entry.tier),
                "tiers-csv-code": entry.school_id,
                "column-school": known.get("name_zh"),
                "column-township": known.get("township"),
                "choose-basis": say(f"basis-{entry.basis}"),
                "tiers-column-decided-score": None if entry.score is None else rounded(entry.score),
                "column-rank-county": entry.rank_county,
                "tiers-csv-score-now": (
                    None if now is None or now["score"] is None else rounded(now["score"])
                ),
                "tiers-column-met": not_reached(say, entry, schools, labels) or say("tiers-met"),
                "tiers-column-reason": entry.reason,
                "tiers-column-by": said_actor(say, entry.received_by),
                "tiers-csv-at": moment(entry.received_at),
                "column-status": say(state),
                "tiers-csv-build": entry.build_id,
            }
        )
    return pl.DataFrame(lines, strict=False).rename(say)


def paper_head(say: Words, cycle_id: str, edition: str, standing: Markup, at: str) -> Markup:
    """What stands over the printed list: title, cycle, edition with its standing, and when."""
    return Markup('<div class="paper-head"><h2>{}</h2><p>{} {}</p></div>').format(
        say("tiers-paper-title", cycle=cycle_id),
        say("tiers-paper-under", edition=edition, at=at),
        standing,
    )


def paper_foot(say: Words) -> Markup:
    """Room to sign under the printed list."""
    return Markup(
        '<div class="paper-foot"><span>{}</span><span>{}</span><span>{}</span></div>'
    ).format(say("tiers-paper-office"), say("tiers-paper-leader"), say("tiers-paper-date"))


def cards(html: Markup) -> Markup:
    """A table of sentences, which becomes a list of cards on a telephone."""
    return Markup('<div class="cards tier-cards">{}</div>').format(html)


def back(say: Words, address: str) -> Markup:
    """The way back to the candidates."""
    return Markup('<p class="no-print"><a class="plain" href="{}">{}</a></p>').format(
        address, say("tiers-back")
    )


def print_link(say: Words, address: str) -> Markup:
    """To the list as it is printed."""
    return Markup('<p><a class="plain" href="{}">{}</a></p>').format(address, say("tiers-print"))


def back_and_print(say: Words, address: str) -> Markup:
    """The way back, and how to print; neither is printed."""
    return Markup('<p class="no-print"><a class="plain" href="{}">{}</a> {}</p>').format(
        address, say("tiers-back"), say("tiers-print-how")
    )


def red_notice(say: Words, tiers: str) -> Markup:
    """In red words: for which tiers the school is put forward against its score."""
    return Markup('<p class="red-words" role="note">{}</p>').format(
        say("tiers-would-not-reach", tiers=tiers)
    )


def school_line(say: Words, school: Row, score: Row, labels: Labels) -> str:
    """Where a school is, what it holds, and how far its answers have been verified."""
    held = tier_name(labels, school["tier_held"])
    return say("separator-clauses").join(
        (
            f"{school['township']} · {labels.code('school_type', school['school_type'])}",
            say("tiers-line-held", tier=say("tiers-none") if held is DASH else str(held)),
            say("tiers-line-missing", count=score["missing_indicator_count"]),
            say("tiers-line-verified", share=verified_share(score)),
        )
    )


def sentences_panel(say: Words, standing: Standing, labels: Labels) -> Markup:
    """How sure rank and tiers are, in sentences."""
    told = sentences(standing, say, lambda tier: labels.code("tier", tier))
    return Markup('<div class="reasons">{}</div>').format(
        Markup("").join(Markup("<p>{}</p>").format(sentence) for sentence in told)
    )
