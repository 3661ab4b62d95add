"""The one number that a cell says, or what to ask of it: which number, how sure, in what unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from duibiao.words.text import plain_decimal
from ingest.values.cell_text import LONGEST_TEXT, AskBackError, normal_text
from ingest.values.chinese_numerals import NUMERALS, chinese_number

if TYPE_CHECKING:
    from duibiao.guide.editions import Fact

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
NUMBER = re.compile(rf"(?P<sign>[+-]?)\s*(?P<digits>{_DIGITS})")
ANY_NUMBER = re.compile(_DIGITS)
MULTIPLIED = re.compile(rf"({_DIGITS})([百千万亿])")
MULTIPLIERS = {"百": 2, "千": 3, "万": 4, "亿": 8}
EXPONENT = re.compile(r"[0-9]e[+-]?[0-9]", re.IGNORECASE)
SPACED_NUMBER = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
# Between two digits a space may part two numbers; beside a word it parts nothing.
SPACE_BESIDE_WORD = re.compile(r"\s+(?=[^0-9\s.,+\-/])|(?<=[^0-9\s.,+\-/])\s+")
IN_ALL = re.compile(r"(?:共计|合计|总计|总共|一共|共):?")
REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
ONE_OR_NEXT = re.compile(r"([一二三四五六七八])([二三四五六七八九])")
_ABOUT_BEFORE = (
    r"大约|约为|约|大概|将近|接近|近|不足|不到|不少于|不低于|不超过|少于|多于|超过|超|至少|至多|最多"
    r"|>=?|<=?|≥|≤|≈|~"
)
_ABOUT_BEHIND = r"左右|上下|以上|以下|以内|多|余|来|\+"
ABOUT_BEHIND = re.compile(_ABOUT_BEHIND)
ABOUT = re.compile(
    rf"(?P<before>{_ABOUT_BEFORE})?(?P<number>{_DIGITS}|[{NUMERALS}]+)"
    rf"(?P<behind>{_ABOUT_BEHIND})?\w{{0,4}}?(?P<end>{_ABOUT_BEHIND})?"
)
CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")
MOST_CHOICES = 4

MARKS = ("一", "○")
"""Numerals that, alone in a cell, may be a stroke or a mark."""
SAME_UNITS = {"人": ("名", "位")}
"""Measure words by which one counts the same things."""
IN_A_UNIT = re.compile(
    "(.+?)(个?(?:季度?|学期|学年|年|月|周|星期|天|日|课时|学时|节|小时|分钟|分|回|次|场|期|届|人|人次|名|位)"
    "|个|项|项次|件|条|份|票|册|篇|户|家|所|校|班|组|元|千元|万元|米|平方米)"
)
"""A number and what one knows for a measure word behind it."""


def number_of(text: str, fact: Fact) -> tuple[Decimal, str | None]:
    """The only number that a normal text can mean, and how it stands there if not by itself.

    Raises AskBackError if it can mean none, or more than one. A percentage comes out as the number
    before its sign.
    """
    if len(text) > LONGEST_TEXT:
        is_number = text.isascii() and text.isdigit()
        raise AskBackError("number-too-large" if is_number else NOT_A[fact.kind])
    found = _number_in(text, fact)
    if found is None:
        raise _question(text, fact)
    return found


def _number_in(text: str, fact: Fact) -> tuple[Decimal, str | None] | None:
    if match := NUMBER.fullmatch(text):
        return _signed(match), None
    figure = SPACE_BESIDE_WORD.sub("", text).rstrip("。;")
    if figure.endswith("%") or figure.startswith("百分之"):
        number = _bare_number(figure.removeprefix("百分之").removesuffix("%"))
        return number and (number[0], "percent")
    in_all = IN_ALL.match(figure)
    figure, note = _without_unit(figure[in_all.end() :] if in_all else figure, fact)
    if text in MARKS or _may_be_another(figure, normal_unit(fact)):
        return None
    number = _bare_number(figure)
    if number is None or number[1]:
        return number
    return number[0], "text" if in_all else note


def _without_unit(figure: str, fact: Fact) -> tuple[str, str | None]:
    """The figure without its unit, and what was left out so: the unit, or more text."""
    unit = normal_unit(fact)
    if unit:
        for measure in (f"({unit})", unit, *SAME_UNITS.get(unit, ())):
            before, found, behind = figure.partition(measure)
            if found and (not behind or _is_named(behind, fact)):
                return before.removesuffix("个"), "text" if behind else "unit"
    return figure, None


def _is_named(behind: str, fact: Fact) -> bool:
    """Whether the question names what stands behind a unit: 20次会议 where 会议次数 is asked."""
    is_noun = len(behind) > 1 and behind.isalpha() and not ABOUT_BEHIND.match(behind)
    return is_noun and behind in normal_text(fact.label_zh)


def _may_be_another(figure: str, unit: str) -> bool:
    """3万 can mean 3 where one counts in 万元."""
    return figure[-1:] in MULTIPLIERS and unit[:1] in MULTIPLIERS


def _bare_number(figure: str) -> tuple[Decimal, str | None] | None:
    """A number with nothing around it, in either script."""
    if match := NUMBER.fullmatch(figure):
        return _signed(match), None
    if match := MULTIPLIED.fullmatch(figure):
        number = Decimal(match[1].replace(",", "")).scaleb(MULTIPLIERS[match[2]])
        return number, "chinese-numeral"
    chinese = chinese_number(figure)
    return None if chinese is None else (Decimal(chinese), "chinese-numeral")


def _signed(match: re.Match[str]) -> Decimal:
    number = Decimal(match["digits"].replace(",", ""))
    return -number if match["sign"] == "-" else number


def normal_unit(fact: Fact) -> str:
    """The unit of a question as cells are read: half-width, without outer spaces."""
    return normal_text(fact.unit_zh)


# What to ask


NOT_A = {"count": "not-a-count", "number": "not-a-number"}


def _question(text: str, fact: Fact) -> AskBackError:
    """What to ask of a text that is no certain number, with what could be meant by it."""
    without_remark = REMARK.sub("", text).strip()
    number = None if without_remark == text else _number_in(without_remark, fact)
    if "%" in text or "百分之" in text:
        return AskBackError("count-percent" if fact.kind == "count" else NOT_A[fact.kind])
    if number is not None:
        return AskBackError("number-with-text", number=plain_decimal(number[0]))
    if EXPONENT.search(text):
        return AskBackError(NOT_A[fact.kind])
    compact = re.sub(r"\s+", "", text)
    if about := _about(compact):
        return AskBackError("number-unsure", number=about)
    choices = _choices(text, fact)
    if len(choices) > 1:
        if len(choices) > MOST_CHOICES:
            return AskBackError("two-numbers")
        return AskBackError("which-number", choices=", ".join(choices))
    measured = IN_A_UNIT.fullmatch(compact)
    unit, number = normal_unit(fact), measured and _bare_number(measured[1])
    if unit and measured and number:
        counted = plain_decimal(number[0])
        return AskBackError("other-unit", number=counted, unit=unit, other=measured[2])
    is_said_twice = len(ANY_NUMBER.findall(compact)) > 1
    if choices and (is_said_twice or CHINESE_LETTER.search(compact)):
        return AskBackError("number-with-text", number=choices[0])
    return AskBackError(NOT_A[fact.kind])


def _about(compact: str) -> str | None:
    """The number of a text that says "about so many", "more than", "at most"."""
    match = ABOUT.fullmatch(compact)
    if match is None or not (match["before"] or match["behind"] or match["end"]):
        return None
    number = _bare_number(match["number"])
    return number and plain_decimal(number[0])


def _choices(text: str, fact: Fact) -> list[str]:
    """The numbers that stand in a text, each once."""
    if SPACED_NUMBER.fullmatch(text):
        text = f"{text.replace(' ', '')} {text}"
    neighbours = ONE_OR_NEXT.fullmatch(text.removesuffix(normal_unit(fact)).strip())
    if neighbours:
        first, second = (chinese_number(sign) or 0 for sign in neighbours.groups())
        return [str(first), str(second)] if second == first + 1 else []
    numbers = (match[0].replace(",", "") for match in ANY_NUMBER.finditer(text))
    return list(dict.fromkeys(plain_decimal(Decimal(number)) for number in numbers))
