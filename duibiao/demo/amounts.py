"""What a guide says of its made-up county (`demo.toml`): how large things are, what bounds what."""

from __future__ import annotations

import ast
import math
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

Numbers = Mapping[str, Fraction]
Draw = Callable[[str, Fraction, Fraction], Fraction]
"""Draws a number between two, by the name of the way: the same every year, or near it."""
FILE = "demo.toml"
WAYS = ("steady", "about")
SIZES = ("students", "teachers", "members")
"""What the register knows of a school in numbers."""


class Unusable(ValueError):
    """A file of the demo that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum, product or quotient of numbers, names and ranges: `about(0.3, 0.6) * teachers + 2`.

    `steady(a, b)` draws once for all years, `about(a, b)` each year near what it was; between two
    whole numbers both draw whole ones.
    """

    text: str
    tree: ast.expr

    @classmethod
    def parse(cls, text: str) -> Expression:
        """The expression of a text. Raises Unusable."""
        try:
            found = cls(text, ast.parse(text, mode="eval").body)
            found.value(dict.fromkeys(found.names, Fraction(1)), lambda _, least, most: least)
        except (SyntaxError, KeyError, TypeError, ValueError) as error:
            raise Unusable(text) from error
        return found

    @property
    def names(self) -> set[str]:
        """What it is made of."""
        return {
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and node.id not in WAYS
        }

    def value(self, numbers: Numbers, draw: Draw | None = None) -> Fraction:
        """What it comes to. Raises KeyError for a number that is not there."""

        def reckon(node: ast.expr) -> Fraction:
            match node:
                case ast.Constant(value=int() | float() as number):
                    return Fraction(str(number))
                case ast.Name(id=name):
                    return numbers[name]
                case ast.BinOp(left, ast.Add(), right):
                    return reckon(left) + reckon(right)
                case ast.BinOp(left, ast.Mult(), right):
                    return reckon(left) * reckon(right)
                case ast.BinOp(left, ast.Div(), right):
                    under = reckon(right)
                    return reckon(left) / under if under else Fraction(0)
                case ast.Call(func=ast.Name(id=way), args=[least, most]) if (
                    way in WAYS and draw is not None
                ):
                    return draw(way, reckon(least), reckon(most))
            raise ValueError(self.text)

        return reckon(self.tree)


@dataclass(frozen=True, slots=True)
class ByCode:
    """An expression for each code of a school's attribute."""

    attribute: str
    cases: Mapping[str, Expression]

    @property
    def names(self) -> set[str]:
        """What its cases are made of."""
        return {name for case in self.cases.values() for name in case.names}


Amount = Expression | ByCode


def amount_of(stated: str | Mapping[str, Mapping[str, str]]) -> Amount:
    """An expression, or one for each code of an attribute. Raises Unusable."""
    if isinstance(stated, str):
        return Expression.parse(stated)
    [(attribute, cases)] = stated.items()
    return ByCode(attribute, {code: Expression.parse(text) for code, text in cases.items()})


@dataclass(frozen=True, slots=True)
class SchoolType:
    """How often a type of school occurs, how it is called, how good and how large it is."""

    weight: int = 8
    level: float = 0.0
    ending: str = "学校"
    students: Amount = field(default_factory=lambda: amount_of("steady(40, 900)"))
    teachers: Amount = field(default_factory=lambda: amount_of("steady(0.06, 0.09) * students + 2"))
    members: Amount = field(default_factory=lambda: amount_of("steady(0.2, 0.5) * teachers"))


@dataclass(frozen=True, slots=True)
class Story:
    """What a guide's own file says of the demo; without one, everything is left to chance.

    `amounts`: what facts, and what they are reckoned from, come to, in an order in which each
    stands after what it is made of. `limits`: what a fact is never larger than; a flag counts as 1
    and 0. `terms`: after how many years what was due on a date is due again. `by_members`: which
    organisation a school has from how many members on; `leaderships`: how often each leadership
    occurs in it.
    """

    edition: str | None = None
    types: Mapping[str, SchoolType] = field(default_factory=dict)
    by_members: Mapping[str, int] = field(default_factory=dict)
    leaderships: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    limits: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    terms: Mapping[str, Amount] = field(default_factory=dict)

    @classmethod
    def of_guide(cls, folder: Path) -> Story:
        """The story in a guide's folder. Raises Unusable where it cannot be read."""
        path = folder / FILE
        if not path.is_file():
            return cls()
        try:
            stated = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls._of(stated)
        except Unusable:
            raise
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise Unusable(f"{type(error).__name__}: {error}") from error

    @classmethod
    def _of(cls, stated: Mapping[str, Any]) -> Story:
        for section, said in stated.items():
            if section != "edition" and not isinstance(said, dict):
                raise Unusable(section)
        types = {
            code: SchoolType(
                said["weight"],
                said["level"],
                said["ending"],
                **{name: amount_of(said[name]) for name in SIZES},
            )
            for code, said in stated.get("school_types", {}).items()
        }
        limits = {
            name: tuple(map(Expression.parse, [said] if isinstance(said, str) else said))
            for name, said in stated.get("limits", {}).items()
        }
        return cls(
            stated.get("edition"),
            types,
            stated.get("organisation_from_members", {}),
            stated.get("leadership_of_organisation", {}),
            {name: amount_of(said) for name, said in stated.get("amounts", {}).items()},
            limits,
            {name: amount_of(said) for name, said in stated.get("years_between", {}).items()},
        )

    @property
    def settled(self) -> frozenset[str]:
        """What is given, or bounds something else: nobody finds another value of it on site."""
        made_of = {name for each in self.expressions() for name in each.names}
        return frozenset(self.amounts) | made_of

    def expressions(self) -> Iterator[Expression]:
        """All that amounts and limits are made of."""
        for amount in self.amounts.values():
            yield from [amount] if isinstance(amount, Expression) else amount.cases.values()
        for several in self.limits.values():
            yield from several


def drawn(
    amount: Amount, attributes: Mapping[str, str], numbers: Numbers, key: str, year: str = ""
) -> Fraction | None:
    """What an amount comes to at a school, the same whenever `key` and `year` are.

    None where the file has no case for the school. Raises KeyError for a number that is not there.
    """
    if isinstance(amount, ByCode):
        case = amount.cases.get(attributes.get(amount.attribute, ""))
        if case is None:
            return None
        amount = case
    place = 0

    def draw(way: str, least: Fraction, most: Fraction) -> Fraction:
        nonlocal place
        place += 1
        at = random.Random(f"{key} {place}").random()
        if way == "about":
            at += random.Random(f"{key} {place} {year}").uniform(-0.12, 0.12)
        at = min(max(at, 0.0), 0.999999)
        if least.denominator == most.denominator == 1:
            return Fraction(least + math.floor(at * int(most - least + 1)))
        return least + (most - least) * Fraction(at).limit_denominator(10**6)

    return amount.value(numbers, draw)
