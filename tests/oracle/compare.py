"""Compares the marts of a snapshot with the oracle's scores: every row and figure, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from .score import CountyScores, DimensionScore, IndicatorChange, IndicatorScore, SchoolScore

Key = tuple[str, ...]
Figures = dict[str, Any]
GROUPS = ("county", "township", "school_type", "peer_group")


def of_indicator(row: IndicatorScore) -> Figures:
    """What fct_indicator_scores must say; a share is asked for only where there is a score."""
    figures: Figures = {
        "dimension_id": row.dimension_id,
        "status": row.status,
        "points": row.points,
        "max_points": row.max_points,
        "gap_points": row.gap_points,
        "gap_score": row.gap_score,
    }
    if row.status != "missing":
        figures["share"] = row.share
    return figures


def of_dimension(row: DimensionScore) -> Figures:
    """What fct_dimension_scores must say."""
    return {
        "points": row.points,
        "max_points": row.max_points,
        "share": row.share,
        "indicator_count": row.indicator_count,
        "missing_count": row.missing_count,
        "not_applicable_count": row.not_applicable_count,
    }


def of_school(row: SchoolScore) -> Figures:
    """What fct_school_scores must say; groups only of a school that has a score."""
    figures: Figures = {
        "edition": row.edition,
        "points": row.points,
        "applicable_points": row.applicable_points,
        "score": row.score,
        "score_before_red_lines": row.score_before_red_lines,
        "bonus_points": row.bonus_points,
        "taken_off": row.taken_off,
        "rating": row.rating,
        "rating_before_red_lines": row.rating_before_red_lines,
        "tier_reached": row.tier_reached,
        "missing_indicator_count": row.missing_indicator_count,
        "comparison": row.comparison,
        "previous_score": row.previous_score,
        "score_change": row.score_change,
        "common_points": row.common_points,
        "previous_common_points": row.previous_common_points,
        "common_share": row.common_share,
        "previous_common_share": row.previous_common_share,
        "common_share_change": None,
    }
    if row.common_share is not None and row.previous_common_share is not None:
        figures["common_share_change"] = row.common_share - row.previous_common_share
    for group in GROUPS:
        figures[f"rank_{group}"] = row.ranks.get(group)
        if row.score is not None:
            figures[f"{group}_size"] = row.sizes[group]
    if row.score is not None:
        figures["peer_group_kind"] = row.peer_group_kind
        figures["peer_group"] = row.peer_group
    if row.previous_cycle_id is not None:
        figures["previous_cycle_id"] = row.previous_cycle_id
    return figures


def of_change(row: IndicatorChange) -> Figures:
    """What fct_indicator_changes must say."""
    return {
        "previous_cycle_id": row.previous_cycle_id,
        "comparison": row.comparison,
        "previous_indicator_ids": row.previous_indicator_ids,
        "previous_share": row.previous_share,
        "share_change": row.share_change,
        "points_change": row.points_change,
    }


def expected_rows(scores: CountyScores) -> dict[str, dict[Key, Figures]]:
    """By mart and key, what the oracle says."""
    return {
        "fct_indicator_scores": {
            (row.cycle_id, row.school_id, row.basis, row.indicator_id): of_indicator(row)
            for row in scores.indicators
        },
        "fct_dimension_scores": {
            (row.cycle_id, row.school_id, row.basis, row.dimension_id): of_dimension(row)
            for row in scores.dimensions
        },
        "fct_school_scores": {
            (row.cycle_id, row.school_id, row.basis): of_school(row) for row in scores.schools
        },
        "fct_indicator_changes": {
            (row.cycle_id, row.school_id, row.basis, row.indicator_id): of_change(row)
            for row in scores.changes
        },
        "fct_register_gaps": {
            key: {"indicator_ids": ",".join(sorted(names)), "indicator_count": len(names)}
            for key, names in scores.register_gaps.items()
        },
    }


KEYS = {
    "fct_indicator_scores": ("cycle_id", "school_id", "basis", "indicator_id"),
    "fct_dimension_scores": ("cycle_id", "school_id", "basis", "dimension_id"),
    "fct_school_scores": ("cycle_id", "school_id", "basis"),
    "fct_indicator_changes": ("cycle_id", "school_id", "basis", "indicator_id"),
    "fct_register_gaps": ("cycle_id", "school_id", "attribute"),
}


def published_rows(connection: duckdb.DuckDBPyConnection, mart: str) -> dict[Key, Figures]:
    """By key, the rows of a mart as they were published; twice the same key is a failure."""
    result = connection.execute(f"select * from {mart}")
    columns = [column[0] for column in result.description or []]
    rows: dict[Key, Figures] = {}
    for values in result.fetchall():
        row = dict(zip(columns, values, strict=True))
        key = tuple(str(row[column]) for column in KEYS[mart])
        assert key not in rows, f"{mart} has {key} twice"
        rows[key] = row
    return rows


def same(published: object, expected: object) -> bool:
    """Exactly the same: a DECIMAL is compared as the fraction that it is; a DOUBLE is never one."""
    if isinstance(expected, Fraction):
        return isinstance(published, Decimal | int) and Fraction(published) == expected
    return published == expected


def shown(value: object) -> str:
    """A figure in a message."""
    if isinstance(value, Fraction):
        return f"{value} (={float(value):.9f})"
    return str(value)


def differences(snapshot: Path, scores: CountyScores) -> list[str]:
    """Every difference between the published marts and the oracle, one line each."""
    found: list[str] = []
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        for mart, expected in expected_rows(scores).items():
            published = published_rows(connection, mart)
            found += [f"{mart} {key}: not published" for key in expected if key not in published]
            found += [f"{mart} {key}: not expected" for key in published if key not in expected]
            for key in expected.keys() & published.keys():
                for column, figure in expected[key].items():
                    if not same(published[key][column], figure):
                        found.append(
                            f"{mart} {key}: {column} is {published[key][column]!r},"
                            f" the oracle says {shown(figure)}"
                        )
        silent = connection.execute(
            "select cycle_id, school_id from fct_reporting_status"
            " where status not in ('handed_in', 'handed_in_late')"
        ).fetchall()
        found += [
            f"fct_reporting_status {key}: published and expected differ on who handed in"
            for key in sorted(set(silent) ^ set(scores.not_handed_in))
        ]
    return sorted(found)
