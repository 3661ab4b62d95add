"""What is asked of points that the county gives: a range, a reason, a rater who is no person."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from duibiao.guide.editions import Edition
from duibiao.words.text import plain_decimal

LONGEST_RATER = 30
# A number, a letter or the word for a group: what a code has and a person's name has not.
CODE = re.compile(r"[0-9A-Za-z组科室股处办局部委会队站园校]|中心|小组")
NUMBER_OF_A_PERSON = re.compile(r"[0-9]{7}")
TITLE_OF_A_PERSON = re.compile(r"(长|老师|主任|书记|同志|先生|女士)$")
UNFIT = re.compile(r"[^\w\- （）()·]")
LATIN_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def rater_code(text: str | None) -> str | None:
    """The code of a rater as it is kept: half-width, without outer spaces; None for none."""
    return unicodedata.normalize("NFKC", text).strip() or None if text else None


def is_fit_for_a_rater(code: str) -> bool:
    """Whether a text is a code such as 评审组1, and no name or number of a person."""
    return (
        len(code) <= LONGEST_RATER
        and CODE.search(code) is not None
        and UNFIT.search(code) is None
        and NUMBER_OF_A_PERSON.search(code) is None
        and TITLE_OF_A_PERSON.search(code) is None
        and LATIN_NAME.fullmatch(code) is None
    )


def out_of_range(edition: Edition, fact_id: str, value: str) -> dict[str, str] | None:
    """What is said of points outside their range; None for those within and for other facts."""
    rule = edition.given_rules.get(fact_id)
    if rule is None or rule.least <= Decimal(value) <= rule.most:
        return None
    return given_range(edition, fact_id)


def given_range(edition: Edition, fact_id: str) -> dict[str, str]:
    """From where to where points may be given, and what they are given for."""
    rule = edition.given_rules[fact_id]
    return {
        "label": edition.facts[fact_id].label_zh,
        "least": plain_decimal(rule.least),
        "most": plain_decimal(rule.most),
    }
