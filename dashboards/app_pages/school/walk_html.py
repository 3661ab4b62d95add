"""The way down from a rank to the cell: where one is on it, and what stands on each step."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.app_pages.school.html import Link, indicators_table, value_of
from dashboards.parts.scores import points_of, rank
from dashboards.parts.tables import Column, Row, cards, quiet, table
from duibiao.analysis.explanation import beside_points, explain, given_in_words, said_in_words
from duibiao.analysis.walk import Answer, Dimension, Finding, Indicator, Said, School
from duibiao.words import Words
from duibiao.words.figures import percentage, plain, rounded
from duibiao.words.labels import Labels


def way(
    say: Words,
    school: School,
    dimension: Dimension,
    indicator: Indicator | None,
    labels: Labels,
    link: Link,
    ranking: str,
) -> Markup:
    """The steps from the rank to here, each a link to the step above."""
    steps: list[tuple[str, str | Markup, str | None]] = []
    if school.ranks:
        county = school.ranks[0]
        place = rank(say, county.rank, 1 + len(county.tied_with), county.size)
        steps.append((say("column-rank-county"), place, ranking))
    if school.score is not None:
        score = Markup("{}").format(rounded(school.score))
        steps.append((say("column-score"), score, link(dimension=None, indicator=None)))
    steps.append(
        (
            labels.named(dimension),
            _points(rounded(dimension.points), plain(dimension.max_points)),
            None if indicator is None else link(dimension=dimension.dimension_id, indicator=None),
        )
    )
    if indicator is not None:
        name = f"{indicator.indicator_id} {labels.named(indicator)}"
        steps.append((name, points_of(say, indicator), None))
    return Markup('<nav class="way" aria-label="{}"><ol>{}</ol></nav>').format(
        say("way-here"), Markup("").join(_step(*step) for step in steps)
    )


def _step(name: str, value: str | Markup, target: str | None) -> Markup:
    inside = Markup("<small>{}</small> <span>{}</span>").format(name, value)
    if target is None:
        return Markup('<li aria-current="step">{}</li>').format(inside)
    return Markup('<li><a href="{}">{}</a></li>').format(target, inside)


def _points(points: str, maximum: str) -> Markup:
    return Markup("{} <span class='quiet'>/ {}</span>").format(points, maximum)


def dimension_view(
    say: Words, school: School, dimension: Dimension, labels: Labels, link: Link
) -> Markup:
    """A dimension in sentences, and its indicators."""
    key = f"indicators-{dimension.dimension_id}"
    return Markup("<h2>{} <small class='quiet'>{}</small></h2>{}{}").format(
        labels.named(dimension),
        "" if dimension.share is None else percentage(dimension.share),
        _sentences(explain(say, labels, school, dimension)),
        indicators_table(
            say,
            school,
            dimension.indicators,
            labels,
            link,
            key=key,
            label=labels.named(dimension),
        ),
    )


def indicator_view(
    say: Words, school: School, indicator: Indicator, labels: Labels, link: Link
) -> Markup:
    """An indicator in sentences, the guide's words beside, and where each answer stands."""
    guide = [
        say(f"explain-{name}", **{name: text})
        for name, text in (("requirement", indicator.requirement_zh), ("rule", indicator.rule_zh))
        if text
    ]
    html = Markup("<h2>{} {}</h2>{}{}{}").format(
        indicator.indicator_id,
        labels.named(indicator),
        _sentences(explain(say, labels, school, indicator)),
        _quiet([*beside_points(say, indicator), *guide]),
        "" if indicator.zeroed_by is None else _finding(say, school, indicator.zeroed_by, labels),
    )
    if indicator.answers:
        html += Markup("<h2>{} <small class='quiet'>{}</small></h2>{}").format(
            say("section-sources"),
            say.attr("section-sources", "note"),
            answers_table(say, school, indicator.answers, labels),
        )
    return html + _neighbours(say, school, indicator, labels, link)


def answers_table(say: Words, school: School, answers: Sequence[Answer], labels: Labels) -> Markup:
    """A row for each fact: the value that counts, what the school said, what the county said."""

    def name(row: Row) -> Markup:
        return Markup('{} <span class="code">{}</span>').format(
            row["answer"].label_zh, row["answer"].fact_id
        )

    def counted(row: Row) -> Markup:
        return value_of(say, row["answer"], labels)

    def own(row: Row) -> Markup:
        answer: Answer = row["answer"]
        if answer.answered_by == "county":
            return quiet(say("source-county-only"))
        return _said(say, answer, answer.own, labels)

    def county(row: Row) -> Markup:
        answer: Answer = row["answer"]
        if answer.county is None and answer.answered_by == "school":
            return quiet(say("source-not-verified"))
        if answer.given:
            return Markup("<br>").join(given_in_words(say, one) for one in answer.given)
        return _said(say, answer, answer.county, labels)

    held = [{"answer": answer} for answer in answers]
    columns = [
        Column(say("column-fact"), name, style="name"),
        Column(say("column-counted"), counted, style="short labelled"),
        Column(say("column-own"), own, style="text labelled"),
    ]
    if any(answer.county is not None or answer.answered_by == "county" for answer in answers):
        columns.append(Column(say("column-county"), county, style="text labelled"))
    return cards(table(held, columns, label=say("section-sources"), key="sources"))


def _said(say: Words, answer: Answer, said: Said | None, labels: Labels) -> Markup:
    """A value, where it stands as typed, who handed it in when, and its record, small."""
    if said is None:
        return quiet(say("source-nothing"))
    place, by, record, *beside = said_in_words(say, said)
    value = Markup('<span class="missing">{}</span>').format(say("missing"))
    if said.value is not None:
        value = Markup("<b>{}</b>").format(labels.value(answer.kind, said.value, answer.unit_zh))
    elif answer.county is said:
        value = Markup("<b>{}</b>").format(say("explain-no-value"))
    lines = [value, *(Markup("{}").format(line) for line in (place, by, *beside))]
    return Markup('<div class="source">{}<p class="record anywhere">{}</p></div>').format(
        Markup("").join(Markup("<p>{}</p>").format(line) for line in lines), record
    )


def _finding(say: Words, school: School, finding: Finding, labels: Labels) -> Markup:
    said, *beside = explain(say, labels, school, finding)
    return Markup(
        '<div class="notice warning" role="status"><b aria-hidden="true">!</b>'
        '<div><p>{}</p><p class="anywhere">{}</p></div></div>'
    ).format(said, Markup("<br>").join(beside))


def _neighbours(
    say: Words, school: School, indicator: Indicator, labels: Labels, link: Link
) -> Markup:
    """The indicators before and after, so that one can read on."""
    rows = school.indicators
    place = rows.index(indicator)
    parts = []
    for step, word in ((-1, "indicator-before"), (1, "indicator-after")):
        if 0 <= place + step < len(rows):
            row = rows[place + step]
            text = say(word, code=row.indicator_id, name=labels.named(row))
            parts.append(
                Markup('<a class="plain" href="{}">{}</a>').format(
                    link(indicator=row.indicator_id, dimension=None), text
                )
            )
    return Markup('<p class="legend neighbours">{}</p>').format(Markup("").join(parts))


def _sentences(sentences: Sequence[str]) -> Markup:
    return Markup('<div class="told">{}</div>').format(
        Markup("").join(Markup("<p>{}</p>").format(sentence) for sentence in sentences)
    )


def _quiet(sentences: Sequence[str]) -> Markup:
    return Markup('<div class="guide quiet">{}</div>').format(
        Markup("").join(Markup("<p>{}</p>").format(sentence) for sentence in sentences)
    )
