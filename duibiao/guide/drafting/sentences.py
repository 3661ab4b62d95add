"""Cuts what a county wrote about points into clauses, and says what shape each has.

The patterns are data (patterns.toml). A shape is what a clause seems to say, for an official to
confirm; which method of a guide follows from it is another matter (methods.py).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from duibiao.guide.drafting.forms import MARKED_POINTS

Certainty = Literal["sure", "likely", "unsure"]

PATTERNS = Path(__file__).with_name("patterns.toml")
NUMBER = r"[0-9]+(?:\.[0-9]+)?"
DIGITS = {sign: str(number) for number, sign in enumerate("零一二三四五六七八九")} | {"两": "2"}
HALF = "半分"
LONGEST_CLAUSE = 300
"""Letters of a clause that are looked at: patterns take the square of it."""
WRITTEN = "一二两三四五六七八九十"
ENDS = re.compile(r"[。；;\n!]+")
COMMAS = re.compile(
    r"([,，](?![^(（]{0,60}[)）])|、(?=[^、,，]{0,30}(?:扣|得|加|计|记)(?:[0-9.]+|满)?分|[^、,，]{0,20}不得分))"
)
NUMBERING = re.compile(
    r"^(?:[0-9]+(?:\.[0-9]+)+\.?(?![0-9]*[分%])|[(（]?[0-9一二三四五六七八九十]{1,2}[).、．)）]"
    r"|[①-⑳]|[-·•●])\s*"
)
DASH = re.compile(r"(?<=[0-9%分])(?:-|–|—|－|~|～|至|到)+(?=[0-9])")
GOES_WITH = re.compile(r"^(?:最高|最多|封顶|上限|累计|不超过|其他|其余|其它|以此|依此)")
"""What begins so goes on with what stands before it."""
SCORES = re.compile(
    r"(?:扣|得|计|加|给|记|奖|赋|为|减)(?:[0-9.~-]+|满)分|不得分|不计分|不给分|一票否决|取消|酌情|比例"
    r"|[0-9]分$|降(?:低|一|1)?个?等次|扣完为止|[0-9.]+%?[-~][0-9.]+分|名次|排名|扣分"
)
MARK_OF_SCORE = re.compile(r"[(\[【][^()]{0,4}[0-9.]+分")


LACKING = [
    (re.compile(lacking), there)
    for lacking, there in (
        *(("不明(?!确)", "明确"), ("不符(?!合)", "相符"), ("不全(?!面)", "齐全"), ("不足", "足够")),
        *(("不力", "得力"), ("没有", "有"), ("无", "有"), ("尚未|未能|未(?=按)|未", "")),
        *(("缺少|缺乏|缺", "有"), ("不|没", "")),
    )
]
"""What says that something is lacking, and what says that it is there."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of writing: its shape, how sure that is, and what else the data says of it."""

    name: str
    shape: str
    expression: re.Pattern[str]
    certainty: Certainty
    label: str = ""
    is_off: bool = False
    is_negative: bool = False
    compare: str = ""
    effect: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it stood, where it stood, and how it was understood; `pattern` None: not at all.

    `plain`: in normal form. `values`: the groups of its pattern.
    """

    text: str
    plain: str
    sheet: str | None
    cell: str
    pattern: Pattern | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """What it seems to say; `unknown` where nothing is known of it."""
        return self.pattern.shape if self.pattern else "unknown"

    def number(self, *names: str) -> Decimal | None:
        """The number that one of these groups holds."""
        return next((Decimal(text) for name in names if (text := self.values.get(name))), None)

    @property
    def points(self) -> Decimal | None:
        """The points that it names."""
        return self.number("points")


@cache
def units() -> str:
    """What things are counted in, as an expression."""
    return str(tomllib.loads(PATTERNS.read_text(encoding="utf-8"))["units"])


@cache
def patterns() -> tuple[Pattern, ...]:
    """The ways of writing, in the order in which they are looked for."""
    told = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    return tuple(
        Pattern(
            one["name"],
            one["shape"],
            re.compile(one["pattern"].replace("NUM", NUMBER).replace("UNIT", f"(?:{units()})")),
            one["certainty"],
            one.get("label", ""),
            one.get("is_off", False),
            one.get("negative", False),
            one.get("compare", ""),
            one.get("effect", ""),
            one["example"],
        )
        for one in told["pattern"]
    )


@cache
def _written_numbers() -> re.Pattern[str]:
    return re.compile(rf"[{WRITTEN}]{{1,3}}(?=分|名(?!单|册|称)|%|个百分点|(?:{units()}))")


def plain(text: str) -> str:
    """A clause in normal form: one width, no spaces, numbers of things in digits."""
    found = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    found = found.replace(HALF, "0.5分").replace("百分之百", "100%")
    found = re.sub(rf"百分之([{WRITTEN}]+|[0-9.]+)", lambda match: f"{_digits(match[1])}%", found)
    found = DASH.sub("-", found)
    return _written_numbers().sub(lambda match: _digits(match[0]), found)


def _digits(text: str) -> str:
    """A number below a hundred that was written in signs, in digits."""
    if text[:1].isdigit():
        return text
    tens, is_ten, ones = text.partition("十")
    if not is_ten:
        return "".join(DIGITS[sign] for sign in text)
    return str(10 * int(DIGITS.get(tens, "1")) + int(DIGITS.get(ones, "0")))


def clauses_of(text: str, sheet: str | None, cell: str) -> list[Clause]:
    """The clauses of a text, each understood as far as a pattern goes."""
    found = []
    for sentence in ENDS.split(text):
        for part in _parted(NUMBERING.sub("", sentence.strip())):
            found.append(_understood(part, sheet, cell))
    return found


def _parted(sentence: str) -> list[str]:
    """A sentence at those of its commas before and after which something is said of points."""
    parts: list[str] = []
    held, between = "", ""
    pieces = COMMAS.split(sentence)
    for piece, sign in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if parts and not held and GOES_WITH.match(plain(piece)):
            parts[-1] = f"{parts[-1]}{between}{piece}"
        else:
            held = f"{held}{between}{piece}" if held else piece
            if SCORES.search(plain(piece)) or MARK_OF_SCORE.search(plain(piece)):
                parts.append(held)
                held = ""
        between = sign
    if held.strip() and parts and not held.strip("，, "):
        held = ""
    if held.strip():
        # What says nothing of points goes with what comes before it, where there is anything.
        parts = [*parts[:-1], f"{parts[-1]}，{held}"] if parts else [held]
    return [part.strip() for part in parts if part.strip()]


def _understood(text: str, sheet: str | None, cell: str) -> Clause:
    found = plain(text)[:LONGEST_CLAUSE]
    for pattern in patterns():
        if match := pattern.expression.search(found):
            values = {name: value for name, value in match.groupdict().items() if value}
            return Clause(text, found, sheet, cell, pattern, values)
    return Clause(text, found, sheet, cell)


def parts_by_mark(clauses: Sequence[Clause]) -> list[tuple[Decimal, list[Clause]]]:
    """Clauses by the （2分） in them: each begins a part of its own, to which what follows belongs.

    Nothing where they do not all stand behind such a mark.
    """
    parts: list[tuple[Decimal, list[Clause]]] = []
    for clause in clauses:
        marks = MARKED_POINTS.findall(clause.plain)
        if marks:
            parts.append((sum(map(Decimal, marks), Decimal(0)), [clause]))
        elif not parts:
            return []
        else:
            parts[-1][1].append(clause)
    return parts


def positive(what: str) -> str:
    """What is said to be lacking, said as being there: 无记录 → 有记录, 未公开 → 公开."""
    text = re.sub(r"^(?:的|对|凡|若|如)", "", what.strip("，,。、的者 "))
    for lacking, there in LACKING:
        if lacking.search(text):
            return lacking.sub(there, text, count=1)
    return text
