"""A school's plan: before and after, the way to the next tier, the tasks, what is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from markupsafe import Markup

from dashboards.app_pages.plan.task_list import TaskRow, TaskSheet
from dashboards.parts.design import ACCENT, listed, notice
from dashboards.parts.scores import points_of
from dashboards.parts.tables import Column, Row, cards, coded, linked, quiet, table
from duibiao.analysis.plan import Question, Task, also_changed, encoded, tasks
from duibiao.analysis.published import Standing
from duibiao.analysis.tier_path import Obstacle, TierPath
from duibiao.analysis.walk import Indicator, School, Tier
from duibiao.analysis.what_if import AnswerChange, DimensionChange, IndicatorChange, WhatIf
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, percentage, plain, rounded, signed
from duibiao.words.labels import Labels
from ingest.desk.handing_in import ProblemText

WEAK = "weak"
Asked = Mapping[str, Question]


def tiers_above(school: School) -> list[Tier]:
    """The tiers above the one that a school reaches, the nearest first."""
    above: list[Tier] = []
    for tier in school.tiers:
        if tier.tier == school.tier_reached:
            break
        above.append(tier)
    return above[::-1]


def lists(school: School, changed: set[str], fixed: Collection[str]) -> dict[str, list[Indicator]]:
    """The indicators to choose from: the weak by what they would bring, all, the changed.

    Those `fixed`, which nothing can raise within the cycle any more, are the last of the weak.
    """
    applicable = [row for row in school.indicators if row.status != "not_applicable"]
    weak = sorted(
        (row for row in applicable if row.gap_score),
        key=lambda row: (row.indicator_id in fixed, -(row.gap_score or 0)),
    )
    return {
        WEAK: weak,
        "all": applicable,
        "changed": [row for row in applicable if row.indicator_id in changed],
    }


# ---------------------------------------------------------------- before and after


def result(say: Words, found: WhatIf, ratings: Mapping[str, str], labels: Labels) -> Markup:
    """Score, rating, tier and ranks before and after; before alone where nothing was scored.

    The titles of the figures hold them to the last digit.
    """
    before, after = found.before, found.after
    kind = labels.peer_group(before.peer_group, before.peer_group_kind)
    entries = [
        _moved(
            say("column-score"),
            _figure(before.score),
            _figure(after.score) if after else None,
            _difference(before.score, after.score)
            if after
            else Markup('<span class="tag bad">{}</span>').format(say("plan-not-scored-short")),
            exact=str((after or before).score),
        ),
        _moved(
            say("column-tier-reached"),
            labels.tier_reached(before.tier_reached),
            labels.tier_reached(after.tier_reached) if after else None,
        ),
        _moved(
            say("column-rating"),
            ratings.get(before.rating or "", "—"),
            ratings.get(after.rating or "", "—") if after else None,
        ),
        _moved(
            say("column-rank-county"),
            _rank(before.rank_county),
            _rank(after.rank_county) if after else None,
            say("plan-of-schools", count=before.county_size),
        ),
        _moved(
            say("column-rank-peer_group"),
            _rank(before.rank_peer_group),
            _rank(after.rank_peer_group) if after else None,
            f"{say('plan-of-schools', count=before.peer_group_size)} · {kind}",
        ),
    ]
    heads = Markup('<dl class="figures moved" id="plan-result" aria-live="polite">{}</dl>')
    return heads.format(Markup("").join(entries))


def _moved(
    name: str, before: str, after: str | None, note: str | Markup = "", exact: str = ""
) -> Markup:
    """A figure as it is and as it would be; one value where it stays."""
    if after is None or after == before:
        value = Markup("<span>{}</span>").format(before)
    else:
        value = Markup('<s class="quiet">{}</s> <i aria-hidden="true">→</i> <b>{}</b>').format(
            before, after
        )
    return Markup('<div><dt>{}</dt><dd title="{}">{}</dd><dd class="note">{}</dd></div>').format(
        name, exact, value, note
    )


def _figure(value: Decimal | None) -> str:
    return "—" if value is None else rounded(value)


def _rank(value: int | None) -> str:
    return "—" if value is None else str(value)


def _difference(before: Decimal | None, after: Decimal | None) -> Markup | str:
    if before is None or after is None or before == after:
        return ""
    return _signed(after - before)


def _signed(value: Decimal) -> Markup:
    direction = "up" if value > 0 else "down" if value < 0 else ""
    return Markup('<span class="{}">{}</span>').format(direction, signed(value))


def dimensions_table(say: Words, found: WhatIf, school: School, labels: Labels) -> Markup:
    """Each dimension's share before and after, against the least that the next tier asks."""
    above = tiers_above(school)
    least = above[0].min_dimension_share if above else None
    names = {row.dimension_id: labels.named(row) for row in school.dimensions}

    def share(value: Decimal | None) -> str:
        return say("not-applicable") if value is None else percentage(value)

    def after(row: Row) -> Markup:
        change = row["change"]
        text = share(change.share_after)
        if least is not None and change.share_after is not None and change.share_after < least:
            return Markup('{} <span class="tag bad">{}</span>').format(
                text, say("plan-below-least")
            )
        return Markup("<b>{}</b>").format(text)

    columns = [
        Column(say("column-dimension"), lambda row: names[row["change"].dimension_id]),
        Column(say("plan-before"), lambda row: share(row["change"].share_before), number=True),
        Column(say("plan-after"), after, number=True),
        Column(
            say("plan-gained"),
            lambda row: _signed(row["change"].points_after - row["change"].points_before),
            number=True,
        ),
        Column(
            say("column-share"),
            lambda row: _reach(row["change"], least),
            style="thin-bar",
            wide=True,
        ),
    ]
    html = table(
        [{"change": change} for change in found.dimensions],
        columns,
        label=say("plan-section-dimensions"),
        key="plan-dimensions",
    )
    moved = any(change.share_before != change.share_after for change in found.dimensions)
    keys = Markup("")
    if moved:
        keys += Markup('<span><i class="key-before"></i>{}</span>').format(say("plan-before"))
    if not above or least is None:
        return html + Markup('<p class="legend">{}</p>').format(keys)
    asked = say(
        "plan-tier-asks",
        tier=labels.code("tier", above[0].tier),
        score=plain(above[0].min_score),
        share=brief_percentage(least),
    )
    keys += Markup('<span><i class="key-least"></i>{}</span>').format(asked)
    return html + Markup('<p class="legend">{}</p>').format(keys)


def _reach(change: DimensionChange, least: Decimal | None) -> Markup:
    """A bar of the share after, with marks where it was and where the next tier begins."""
    if change.share_after is None:
        return Markup("")
    marks = Markup("")
    if change.share_before is not None and change.share_before != change.share_after:
        marks += Markup('<i style="left:{:.1f}%"></i>').format(max(0, 100 * change.share_before))
    if least is not None:
        marks += Markup('<u style="left:{:.1f}%"></u>').format(100 * least)
    return Markup(
        '<span class="bar reach" aria-hidden="true">'
        '<span style="width:{:.1f}%;background:{}"></span>{}</span>'
    ).format(max(0, 100 * change.share_after), ACCENT, marks)


def problems(say: Words, found: WhatIf, texts: Sequence[ProblemText], asked: Asked) -> Markup:
    """What is wrong with the typed values, in words; with an error nothing is scored."""
    rows = [
        {"fact": asked.get(problem.fact_id or ""), "text": text, "code": problem.fact_id}
        for problem, text in zip(found.problems, texts, strict=True)
    ]

    def what(row: Row) -> Markup:
        severity = row["text"].severity
        mark = "bad" if severity == "error" else ""
        return Markup('<span class="tag {}">{}</span> {}').format(
            mark, say(f"severity-{severity}"), row["text"].what
        )

    def fact(row: Row) -> Markup:
        question = row["fact"]
        if question is None:
            return Markup("{}").format(row["code"] or "—")
        return coded(question.indicator_id, question.label_zh)

    shown = table(
        rows,
        [
            Column(say("column-fact"), fact, style="name"),
            Column(say("column-found"), lambda row: row["text"].found, style="short labelled"),
            Column(say("column-what"), what, style="text"),
            Column(say("column-mend"), lambda row: row["text"].mend, style="text"),
        ],
        label=say("section-problems"),
        key="plan-problems",
    )
    html = cards(shown)
    if found.after is None:
        lead = notice(say("plan-not-scored"), "error", say.attr("plan-not-scored", "mend"))
        return lead + html
    return html


# ---------------------------------------------------------------- the way to the next tier


def way(
    say: Words,
    found: TierPath,
    school: School,
    asked: Asked,
    labels: Labels,
    link: Mapping[str, str],
    *,
    is_taken: bool,
) -> Markup:
    """The way in a sentence and its steps; or what bars it.

    `is_taken`: the plan holds its steps already, where they are not told twice.
    """
    if found.tier is None:
        tier = labels.tier_reached(found.before.tier_reached)
        return notice(say("path-highest", tier=tier), "info")
    tier = labels.code("tier", found.tier)
    if found.after is None:
        obstacles = listed(_obstacle(say, row, school) for row in found.obstacles)
        html = notice(say("path-unreachable", tier=tier), "warning", obstacles)
    else:
        html = Markup('<p class="plan-sentence">{}</p>').format(_sentence(say, found, tier))
        if is_taken:
            html += Markup('<p class="plan-sentence quiet">{}</p>').format(say("plan-way-taken"))
        else:
            html += _steps(say, found, school, asked, labels, link)
        html += _proof(say, found, labels)
    if found.unanswered:
        names = say("separator-items").join(
            f"{asked[fact].label_zh}（{asked[fact].indicator_id}）" if fact in asked else fact
            for fact in found.unanswered
        )
        text = say("path-unanswered", count=str(len(found.unanswered)), facts=names)
        html += notice(text, "warning")
    return html


def _sentence(say: Words, found: TierPath, tier: str) -> str:
    count = str(len(found.steps))
    if found.by == "effort" and found.effort is not None:
        return say("path-found-effort", tier=tier, count=count, hours=plain(found.effort))
    return say("path-found-count", tier=tier, count=count)


def _proof(say: Words, found: TierPath, labels: Labels) -> Markup:
    """What the scoring of all its answers together came to; the title to the last digit."""
    assert found.after is not None
    proof = say(
        "plan-proven",
        score=_figure(found.after.score),
        tier=labels.tier_reached(found.after.tier_reached),
        rank=_rank(found.after.rank_county),
    )
    return Markup('<p class="legend" title="{}">{}</p>').format(found.after.score, proof)


def _steps(
    say: Words,
    found: TierPath,
    school: School,
    asked: Asked,
    labels: Labels,
    link: Mapping[str, str],
) -> Markup:
    names = {row.indicator_id: labels.named(row) for row in school.indicators}

    def name(row: Row) -> Markup:
        code = row["step"].indicator.indicator_id
        return coded(code, linked(link[code], names[code]))

    columns = [
        Column(say("column-indicator"), name, style="name"),
        Column(
            say("plan-to-do"),
            lambda row: _answers(say, row["step"].answers, asked, labels),
            style="text",
        ),
        Column(say("plan-gained"), lambda row: _signed(row["step"].indicator.gained), number=True),
    ]
    if all(step.effort is not None for step in found.steps):
        columns.append(
            Column(say("plan-hours"), lambda row: plain(row["step"].effort), number=True)
        )
    html = table(
        [{"step": step} for step in found.steps],
        columns,
        label=say("plan-section-way"),
        key="plan-way",
    )
    if found.also_changed:
        codes = say("separator-items").join(
            f"{change.indicator_id} {names[change.indicator_id]}" for change in found.also_changed
        )
        html += Markup('<p class="legend">{}{}</p>').format(
            say("path-also", count=str(len(found.also_changed))), codes
        )
    return html


def _obstacle(say: Words, row: Obstacle, school: School) -> str:
    message = f"path-obstacle-{row.kind}"
    if row.red_lines:
        labels = {finding.red_line: finding.label_zh for finding in school.findings}
        named = say("separator-items").join(labels.get(line, line) for line in row.red_lines)
        return say(message, **{"red-lines": named})
    if row.needed is None or row.best is None:
        return say(message)
    if row.dimension_id is None:
        return say(message, needed=plain(row.needed), best=rounded(row.best))
    dimension = school.dimension(row.dimension_id)
    name = row.dimension_id if dimension is None else dimension.name_zh
    if dimension is not None and say.language == "en" and dimension.name_en:
        name = dimension.name_en
    needed, best = (rounded(100 * value, 2) for value in (row.needed, row.best))
    return say(message, dimension=name, needed=needed, best=best)


# ---------------------------------------------------------------- the plan


def changes(
    say: Words,
    found: WhatIf,
    asked: Asked,
    school: School,
    labels: Labels,
    without: Mapping[str, str],
) -> Markup:
    """The tasks of the plan with what each brings, each change to be taken back by a link."""
    names = {row.indicator_id: labels.named(row) for row in school.indicators}
    planned = tasks(asked, found)
    if not planned:
        return notice(say("what-if-nothing-changes" if not found.problems else "plan-to-mend"))

    def name(row: Row) -> Markup:
        code = row["task"].indicator_id
        return coded(code, names[code])

    def to_do(row: Row) -> Markup:
        return listed(
            Markup('{} <a class="plain" href="{}" aria-label="{}">{}</a>').format(
                _answer(say, change, asked, labels),
                without[change.fact_id],
                say("plan-undo-one", fact=asked[change.fact_id].label_zh),
                say("plan-undo"),
            )
            for change in row["task"].answers
        )

    html = table(
        [{"task": task} for task in planned],
        [
            Column(say("column-indicator"), name, style="name"),
            Column(say("plan-to-do"), to_do, style="text"),
            Column(
                say("plan-gained"),
                lambda row: _gain(say, row["task"].indicator) if found.after else "—",
                number=True,
            ),
        ],
        label=say("plan-section-plan"),
        key="plan-changes",
    )
    return html + _also(say, found, planned, names)


def _also(say: Words, found: WhatIf, planned: Sequence[Task], names: Mapping[str, str]) -> Markup:
    others = also_changed(found, planned)
    if not others:
        return Markup("")
    lines = (
        Markup("{} {} {}").format(
            change.indicator_id, names[change.indicator_id], _gain(say, change)
        )
        for change in others
    )
    return Markup("<p>{}</p>{}").format(say("path-also", count=str(len(others))), listed(lines))


def _gain(say: Words, change: IndicatorChange | None) -> Markup:
    """The points that an indicator gains or loses; where it stops or starts to count, in words."""
    if change is None:
        return quiet(rounded(Decimal(0)))
    if change.points_before is None or change.points_after is None:
        return Markup("{}").format(say(f"plan-becomes-{change.status_after}"))
    return _signed(change.gained)


def _answer(say: Words, change: AnswerChange, asked: Asked, labels: Labels) -> Markup:
    question = asked.get(change.fact_id)
    label = change.fact_id if question is None else question.label_zh
    return Markup("{}{} → <b>{}</b>").format(
        say("answer", label=label),
        _value(say, change.before, question, labels),
        _value(say, change.after, question, labels),
    )


def _answers(say: Words, answers: Iterable[AnswerChange], asked: Asked, labels: Labels) -> Markup:
    return listed(_answer(say, change, asked, labels) for change in answers)


def _value(say: Words, value: str | None, question: Question | None, labels: Labels) -> str:
    if value is None:
        return say("missing")
    return value if question is None else labels.value(question.kind, value, question.unit_zh)


def print_link(say: Words, target: str) -> Markup:
    """The way to the plan as a page to print."""
    return Markup('<a class="plain" href="{}">{}</a>').format(target, say("plan-print"))


def keep_note(say: Words) -> Markup:
    """That the address of the page is the plan."""
    return Markup('<p class="legend">{}</p>').format(say("plan-address"))


def all_link(say: Words, target: str) -> Markup:
    """From one indicator back to the list."""
    return Markup('<p class="legend"><a class="plain" href="{}">{}</a></p>').format(
        target, say("plan-all-indicators")
    )


def query_of(school: School, answers: Mapping[str, str | None], say: Words) -> str:
    """The query of the address that opens a plan again."""
    return urlencode(
        {
            "school": school.school_id,
            "cycle": school.cycle_id,
            "basis": school.basis,
            "set": encoded(answers),
            "lang": say.language,
        },
        safe="~",
    )


# ---------------------------------------------------------------- the plan on paper


def task_sheet(
    say: Words,
    found: WhatIf,
    asked: Asked,
    school: School,
    labels: Labels,
    deadline: dt.date,
    target: str,
) -> TaskSheet:
    """The plan as a list of tasks: whose, what it comes to, and a row for each answer to change."""
    assert found.after is not None
    names = {row.indicator_id: labels.named(row) for row in school.indicators}
    rows = []
    for number, task in enumerate(tasks(asked, found), start=1):
        for change in task.answers:
            question = asked[change.fact_id]
            rows.append(
                TaskRow(
                    number,
                    f"{task.indicator_id} {names[task.indicator_id]}",
                    question.label_zh,
                    _value(say, change.before, question, labels),
                    _value(say, change.after, question, labels),
                    task.indicator.gained if task.indicator else Decimal(0),
                    deadline,
                )
            )
    edition = school.edition_title_zh
    if school.edition_status != "official":
        edition += f" · {say('standing-working')}"
    return TaskSheet(
        title=say("plan-sheet-title", school=school.name_zh),
        head=[
            (say("choose-cycle"), f"{school.cycle_id} · {say(f'basis-{school.basis}')}"),
            (say("choose-edition"), edition),
            *_outcome(say, found.before, found.after, labels),
        ],
        headings=[say(f"plan-column-{name}") for name in COLUMNS],
        rows=rows,
        note=say("plan-sheet-note"),
        address=(say("plan-sheet-address"), target),
        sheet=say("plan-sheet"),
    )


COLUMNS = (
    "number",
    "indicator",
    "fact",
    "before",
    "after",
    "gained",
    "responsible",
    "deadline",
    "progress",
)


def _outcome(
    say: Words, before: Standing, after: Standing, labels: Labels
) -> list[tuple[str, str]]:
    """What the plan comes to, as pairs of a name and 'before → after'."""
    pairs = (
        ("column-score", _figure(before.score), _figure(after.score)),
        (
            "column-tier-reached",
            labels.tier_reached(before.tier_reached),
            labels.tier_reached(after.tier_reached),
        ),
        ("column-rank-county", _rank(before.rank_county), _rank(after.rank_county)),
    )
    return [(say(name), f"{old} → {new}") for name, old, new in pairs]


def paper(say: Words, sheet: TaskSheet, back: str) -> Markup:
    """The same list as a page to print; what is to be filled in by hand is left open."""
    gains = {row.number: row.gained for row in sheet.rows}
    sizes = {number: sum(row.number == number for row in sheet.rows) for number in gains}
    seen: set[int] = set()
    body = Markup("")
    for row in sheet.rows:
        cells = Markup("")
        span = Markup(' rowspan="{}"').format(sizes[row.number])
        is_first = row.number not in seen
        seen.add(row.number)
        if is_first:
            cells += Markup('<td{}>{}</td><td class="name"{}>{}</td>').format(
                span, row.number, span, row.indicator
            )
        cells += Markup("<td>{}</td><td>{}</td><td><b>{}</b></td>").format(
            row.fact, row.before, row.after
        )
        if is_first:
            cells += Markup(
                '<td class="number"{}>{}</td><td{}></td><td{}>{}</td><td{}></td>'
            ).format(span, signed(row.gained), span, span, row.deadline.isoformat(), span)
        body += Markup("<tr>{}</tr>").format(cells)
    heads = Markup("").join(
        Markup('<th scope="col">{}</th>').format(heading) for heading in sheet.headings
    )
    lines = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, text) for name, text in sheet.head
    )
    return Markup(
        '<p class="legend no-print"><a class="plain" href="{}">{}</a><span>{}</span></p>'
        '<div class="paper"><h2>{}</h2><dl class="plan-head">{}</dl>'
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">'
        '<table id="plan-paper"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
        '<p class="quiet">{}</p></div>'
    ).format(
        back, say("plan-back"), say("plan-how-to-print"), sheet.title, lines,
        say("plan-sheet"), heads, body, sheet.note,
    )  # fmt: skip


# ---------------------------------------------------------------- what is asked


def indicator(
    say: Words,
    row: Indicator,
    change: IndicatorChange | None,
    labels: Labels,
    link: str,
    *,
    is_fixed: bool,
) -> Markup:
    """An indicator over its questions: points now, what it could bring, its rule in small.

    One that is `fixed` within the cycle says so in place of what it could bring.
    """
    if change is None and is_fixed:
        right = Markup('{} <span class="tag fixed">{}</span>').format(
            points_of(say, row), say("fixed-this-cycle")
        )
    elif change is None:
        gap = say("plan-could-bring", points=signed(row.gap_score)) if row.gap_score else ""
        right = Markup('{} <span class="quiet">{}</span>').format(points_of(say, row), gap)
    else:
        right = Markup('{} <i aria-hidden="true">→</i> <b>{}</b> ({})').format(
            points_of(say, row),
            say(f"plan-becomes-{change.status_after}")
            if change.points_after is None
            else rounded(change.points_after),
            _gain(say, change),
        )
    return Markup(
        '<h3 class="plan-indicator"><span><span class="code">{}</span> '
        '<a class="plain" href="{}">{}</a></span> <small>{}</small></h3>'
        '<p class="quiet">{}</p>'
    ).format(row.indicator_id, link, labels.named(row), right, row.rule_zh or "")


def beside_question(
    say: Words,
    question: Question,
    asked: Asked,
    answers: Mapping[str, str | None],
    labels: Labels,
) -> str:
    """In a few words what counts now, what it may not exceed, and who says it."""
    parts = [say("plan-now", value=_value(say, question.present, question, labels))]
    for limit in question.limits:
        if limit.fact_id is None:
            parts.append(say("plan-at-most", most=plain(limit.value or 0)))
        elif limit.fact_id in asked:
            base = asked[limit.fact_id]
            most = answers.get(base.fact_id, base.present)
            name = base.label_zh if most is None else f"{base.label_zh} {most}"
            parts.append(say("plan-at-most", most=name))
    if question.answered_by == "county":
        parts.append(say("mark-county"))
    return " · ".join(parts)


def faults(say: Words, found: WhatIf, texts: Sequence[ProblemText], asked: set[str]) -> Markup:
    """What is wrong with the values of these facts, beside them."""
    return Markup("").join(
        Markup('<p class="plan-fault {}"><b>{}</b> {} <span class="quiet">{}</span></p>').format(
            text.severity, say(f"severity-{text.severity}"), text.what, text.mend
        )
        for problem, text in zip(found.problems, texts, strict=True)
        if problem.fact_id in asked
    )


def fixed_notes(say: Words, asked: Sequence[Question]) -> Markup:
    """Which of the answers a school cannot change within the cycle, and why."""
    reasons: dict[str, list[str]] = {}
    for question in asked:
        reason = question.fixed_reason_zh
        if reason is None and question.answered_by == "county":
            reason = say("plan-of-county")
        if reason:
            reasons.setdefault(reason, []).append(question.label_zh)
    return Markup("").join(
        Markup('<p class="quiet">{}</p>').format(
            say("plan-fixed", facts=say("separator-items").join(facts), reason=reason)
        )
        for reason, facts in reasons.items()
    )
