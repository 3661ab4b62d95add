"""Shares are exact fractions rounded half up: the SQL against Python's fractions, ties included."""

from __future__ import annotations

import random
from fractions import Fraction

import polars as pl
import pytest

from .conftest import Build
from .landing import Landing

BILLION = 10**9
ROWS = 20_000


def half_up(share: Fraction) -> int:
    """Billionths of a share between 0 and 1."""
    scaled = share * BILLION
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


def ratio(fact: int, base: int, target: int, floor: int) -> int:
    """(fact ÷ base − floor) ÷ (target − floor), all in millionths, held between 0 and 1."""
    share = (Fraction(fact, base) - Fraction(floor, 10**6)) / Fraction(target - floor, 10**6)
    return half_up(min(Fraction(1), max(Fraction(0), share)))


def some_ratio(chance: random.Random) -> tuple[int, int, int, int]:
    """Fact, base, target and floor in millionths: everyday ones, extreme ones, and near ties."""
    kind = chance.choice(["everyday", "extreme", "tie", "tie of small numbers"])
    if kind == "everyday":
        base = chance.randint(1, 300) * 10**6
        return chance.randint(0, 300) * 10**6, base, 10**6, chance.choice([0, 5 * 10**5, 123457])
    if kind == "extreme":
        fact, base = (chance.randint(-(10**18) + 1, 10**18 - 1) for _ in range(2))
        target, floor = (chance.randint(-(10**15), 10**15) for _ in range(2))
        return fact, base or 1, target if target != floor else floor + 1, floor
    if kind == "tie of small numbers":
        base = 2**10 * 5 ** chance.randint(0, 6)
        return (2 * chance.randint(0, base // 2 - 1) + 1) * 10**6, base * 10**6, 10**6, 0
    # odd ÷ (2 · 10⁹ · scale) is a tie of the tenth decimal; a step aside is just not one
    scale = chance.choice([1, 7, 10**3, 10**6])
    odd = 2 * chance.randint(0, 10**9 - 1) + 1
    aside = chance.choice([-1, 0, 0, 0, 1])
    return odd * scale + aside, 2 * BILLION * scale, 10**6, 0


def test_every_ratio_is_the_exact_fraction(build: Build) -> None:
    """Twenty thousand of them, by a fixed seed."""
    chance = random.Random(20240301)
    cases = [some_ratio(chance) for _ in range(ROWS)]
    with build.run_again(Landing()) as connection:
        figures = ["fact", "base", "target", "floor"]
        names = [f"{figure}_millionths" for figure in figures]
        frame = pl.DataFrame(cases, [(name, pl.Int64) for name in names], orient="row")
        connection.register("cases", frame.with_row_index("number"))
        connection.execute(
            "insert into int_rule_parts_prepared"
            f" (indicator_id, gate, method, is_asked, {', '.join(names)})"
            f" select number, 'reached', 'ratio', true, {', '.join(names)} from cases"
        )
        scored = dict(
            connection.execute(
                "select cast(indicator_id as integer), result_billionths from int_parts_ratio"
            ).fetchall()
        )
    wrong = [
        (case, scored[number], ratio(*case))
        for number, case in enumerate(cases)
        if scored[number] != ratio(*case)
    ]
    assert len(scored) == ROWS
    assert wrong == []


@pytest.mark.parametrize(
    ("share", "points", "expected"),
    [
        # max_points × share at a tie of the seventh decimal, a billionth of a share beside it
        (123457000, 500000, 61729),
        (123456999, 500000, 61728),
        (500000, 1000, 1),
        (499999, 1000, 0),
        (BILLION, 10**15, 10**15),
    ],
)
def test_points_are_rounded_half_up(build: Build, share: int, points: int, expected: int) -> None:
    """Points in millionths, from a share in billionths."""
    with build.run_again(Landing()) as connection:
        connection.execute(
            "insert into int_indicators_gated (cycle_id, school_id, basis, indicator_id, gate,"
            " max_points, max_point_millionths) values ('c', 's', 'self', 'i', 'reached', 0, ?)",
            [points],
        )
        connection.execute(
            "insert into int_parts_scored (cycle_id, school_id, basis, indicator_id, part, outcome,"
            " part_weight, result_billionths)"
            " values ('c', 's', 'self', 'i', 1, 'counted', ?, ?)",
            [BILLION, share],
        )
        sql = build.node("int_indicators_scored")["compiled_code"]
        [(scored,)] = connection.execute(f"select point_millionths from ({sql})").fetchall()
    assert scored == expected
