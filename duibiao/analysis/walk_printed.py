"""The walk as lines to print and as plain data: for the terminal, the documents and programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from duibiao.analysis.explanation import beside_points, explain
from duibiao.analysis.walk import Indicator, School
from duibiao.words import Words
from duibiao.words.labels import Labels

INDENT = "  "


def school_lines(words: Words, labels: Labels, school: School) -> list[str]:
    """A school's ranks, score, rating and tier with their reasons; a line for each indicator."""
    lines = [*_title(words, school), ""]
    if school.ranks:
        lines += [words("explain-heading-ranks"), *_inside(_ranks(words, labels, school)), ""]
    lines += [words("explain-heading-score"), *_inside(explain(words, labels, school, school)), ""]
    if school.findings:
        lines.append(words("explain-heading-findings"))
        for finding in school.findings:
            lines += _nested(explain(words, labels, school, finding), 1)
        lines.append("")
    for dimension in school.dimensions:
        lines.append(words("explain-heading-dimension", code=dimension.dimension_id))
        lines += _inside(explain(words, labels, school, dimension))
        lines += _inside(
            (
                words(
                    "explain-indicator-line",
                    code=indicator.indicator_id,
                    name=labels.named(indicator),
                    sentence=words("separator-clauses").join(
                        explain(words, labels, school, indicator)
                    ),
                )
                for indicator in dimension.indicators
            ),
            2,
        )
        lines.append("")
    weakest = max(school.indicators, key=lambda row: row.gap_points or 0)
    deeper = words("explain-deeper", school=school.school_id, indicator=weakest.indicator_id)
    return [*lines, deeper]


def indicator_lines(
    words: Words, labels: Labels, school: School, indicator: Indicator
) -> list[str]:
    """The whole way down for one indicator: each line further in leads to the one above it."""
    dimension = school.dimension(indicator.dimension_id)
    assert dimension is not None
    name = labels.named(indicator)
    lines = [*_title(words, school), ""]
    if school.ranks:
        lines += [words("explain-heading-ranks"), *_inside(_ranks(words, labels, school))]
    lines += [words("explain-heading-score"), *_inside(explain(words, labels, school, school))]
    lines.append(words("explain-heading-dimension", code=dimension.dimension_id))
    lines += _inside(explain(words, labels, school, dimension))
    lines.append(words("explain-heading-indicator", code=indicator.indicator_id, name=name))
    if indicator.requirement_zh:
        lines += _inside([words("explain-requirement", requirement=indicator.requirement_zh)])
    if indicator.rule_zh:
        lines += _inside([words("explain-rule", rule=indicator.rule_zh)])
    lines += _inside(explain(words, labels, school, indicator))
    lines += _inside(beside_points(words, indicator))
    if indicator.zeroed_by is not None:
        lines += _nested(explain(words, labels, school, indicator.zeroed_by), 1)
    lines.append(words("explain-heading-answers"))
    for answer in indicator.answers:
        lines += _nested(explain(words, labels, school, answer), 1)
    return lines


def school_data(words: Words, labels: Labels, school: School) -> dict[str, Any]:
    """The walk of a school as plain data, each step with its sentences."""
    data = asdict(school)
    data["sentences"] = explain(words, labels, school, school)
    for of, row in zip(school.ranks, data["ranks"], strict=True):
        row["sentences"] = explain(words, labels, school, of)
    for finding, row in zip(school.findings, data["findings"], strict=True):
        row["sentences"] = explain(words, labels, school, finding)
    for dimension, row in zip(school.dimensions, data["dimensions"], strict=True):
        row["sentences"] = explain(words, labels, school, dimension)
        row["indicators"] = [
            indicator_data(words, labels, school, indicator) for indicator in dimension.indicators
        ]
    return data


def indicator_data(
    words: Words, labels: Labels, school: School, indicator: Indicator
) -> dict[str, Any]:
    """An indicator as plain data, down to the cells, with the sentences."""
    data = asdict(indicator)
    data["sentences"] = explain(words, labels, school, indicator)
    for answer, row in zip(indicator.answers, data["answers"], strict=True):
        row["sentences"] = explain(words, labels, school, answer)
    return data


def narrowed(data: dict[str, Any], indicator: Indicator) -> dict[str, Any]:
    """The data of a school with the one dimension and indicator on the way to it."""
    ways = [row for row in data["dimensions"] if row["dimension_id"] == indicator.dimension_id]
    for row in ways:
        row["indicators"] = [
            found for found in row["indicators"] if found["indicator_id"] == indicator.indicator_id
        ]
    return data | {"dimensions": ways}


def _title(words: Words, school: School) -> list[str]:
    return [
        words(
            "explain-title",
            school=school.name_zh,
            code=school.school_id,
            cycle=school.cycle_id,
            basis=words(f"basis-{school.basis}"),
        ),
        words(
            f"explain-edition-{school.edition_status}",
            title=school.edition_title_zh,
            build=school.build,
        ),
    ]


def _ranks(words: Words, labels: Labels, school: School) -> list[str]:
    return [line for rank in school.ranks for line in explain(words, labels, school, rank)]


def _inside(lines: Iterable[str], depth: int = 1) -> list[str]:
    return [INDENT * depth + line for line in lines]


def _nested(lines: list[str], depth: int) -> list[str]:
    """The first line, and the rest further in."""
    return [*_inside(lines[:1], depth), *_inside(lines[1:], depth + 1)]
