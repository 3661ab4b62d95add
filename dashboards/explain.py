"""Answer → rule → points in words: how each indicator's points came about.

The figures are the marts' own (`fct_rule_part_scores`, `fct_indicator_scores`); nothing is scored
here. The one number derived for reading is the ratio itself, fact ÷ base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from analysis.figures import brief_percentage, plain, rounded
from words import Words

Row = Mapping[str, Any]


def _ratio(words: Words, part: Row) -> str:
    base = part["base_value"]
    if not base:
        return words("explain-base-zero")
    value = part["fact_value"] / base
    less_is_better = part["target"] < part["floor"]
    return words(
        "explain-ratio-less" if less_is_better else "explain-ratio",
        fact=plain(part["fact_value"]),
        base=plain(base),
        value=brief_percentage(value),
        floor=brief_percentage(part["floor"]),
        target=brief_percentage(part["target"]),
    )


def _count(words: Words, part: Row) -> str:
    return words("explain-count", fact=plain(part["fact_value"]), target=plain(part["target"]))


def _steps(words: Words, part: Row) -> str:
    if part["band_key"] is None:
        return words("explain-steps-below", fact=plain(part["fact_value"]))
    return words(
        "explain-steps", fact=plain(part["fact_value"]), band=plain(Decimal(part["band_key"]))
    )


def _checklist(words: Words, part: Row) -> str:
    return words("explain-checklist", met=int(part["items_met"]), asked=int(part["items_asked"]))


def _grade(words: Words, part: Row) -> str:
    return words("explain-grade", grade=str(part["band_key"]))


def _late(words: Words, part: Row) -> str:
    done = words("explain-not-done") if part["done_on"] is None else str(part["done_on"])
    return words(
        "explain-late" if part["days_late"] else "explain-on-time",
        due=str(part["due_on"]),
        done=done,
        days=int(part["days_late"]),
    )


def _deduct(words: Words, part: Row) -> str:
    return words("explain-deduct", points=rounded(part["points_deducted"]))


METHODS = {
    "ratio": _ratio,
    "count": _count,
    "steps": _steps,
    "checklist": _checklist,
    "grade": _grade,
    "late": _late,
    "deduct": _deduct,
}


def part_in_words(words: Words, part: Row, *, alone: bool) -> str | None:
    """One part of a rule: what was compared with what, and the share it gave; None: not reached."""
    if part["outcome"] == "not_reached":
        return None
    if part["outcome"] == "skipped":
        return words("explain-skipped")
    if part["outcome"] == "makes_not_applicable":
        return words("explain-makes-not-applicable")
    sentence = words(
        "explain-result",
        compared=METHODS[part["method"]](words, part),
        result=brief_percentage(part["result"]),
    )
    if alone:
        return sentence
    return words("explain-part", share=brief_percentage(part["part_share"]), sentence=sentence)


def indicator_in_words(
    words: Words,
    indicator: Row,
    parts: Sequence[Row],
    facts: Mapping[str, str],
    red_lines: Mapping[str, str],
) -> list[str]:
    """The lines that lead from a school's answers to an indicator's points.

    `facts` and `red_lines` hold the labels by fact_id and by red line.
    """
    if indicator["status"] == "missing":
        asked = [facts.get(fact_id, fact_id) for fact_id in _listed(indicator["missing_fact_ids"])]
        return [
            words("explain-missing", facts=words("separator-items").join(asked)),
            *_red_line(words, indicator, red_lines),
        ]
    zeroed = indicator["zeroed_by_red_line"] is not None
    said = (
        part_in_words(words, part, alone=len(parts) == 1)
        for part in parts
        if part["outcome"] == "counted" or not zeroed
    )
    lines = [line for line in said if line is not None]
    if indicator["status"] == "not_applicable":
        return lines or [words("explain-not-applicable")]
    if indicator["capped_by_fact_id"] is not None:
        fact = facts.get(indicator["capped_by_fact_id"], indicator["capped_by_fact_id"])
        lines.append(
            words("explain-cap", fact=fact, share=brief_percentage(indicator["cap_max_share"]))
        )
    lines += _red_line(words, indicator, red_lines)
    if not zeroed:
        lines.append(
            words(
                "explain-points",
                maximum=plain(indicator["max_points"]),
                share=brief_percentage(indicator["share"], 2),
                points=rounded(indicator["points"]),
            )
        )
    return lines


def _red_line(words: Words, indicator: Row, red_lines: Mapping[str, str]) -> list[str]:
    code = indicator["zeroed_by_red_line"]
    return [] if code is None else [words("explain-red-line", label=red_lines.get(code, code))]


def _listed(text: str | None) -> list[str]:
    return [] if not text else [item.strip() for item in text.split(",")]
