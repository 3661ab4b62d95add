"""Numbers in Chinese numerals, of those that can mean one thing only."""

from __future__ import annotations

import re

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True))
SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMERALS = "〇○零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"

PLAIN = str.maketrans("〇○壹贰叁肆伍陆柒捌玖拾佰仟", "零零一二三四五六七八九十百千")
LONGEST = 30
# 两 stands alone or before a size: 两百, but not 二十两, which is a weight.
ODD_TWO = re.compile(r"两(?![百千万亿])")
BARE_TEN = re.compile(r"(?<![一二三四五六七八九])十")


def chinese_number(text: str) -> int | None:
    """The whole number that a text of Chinese numerals says, None if it says none for certain.

    Taken are numbers as one says them in full (一百零二) and digit by digit with a zero among them
    (二〇二四). Not taken: 一百二 (102 or 120), 五六 (5 or 6).
    """
    if not text or len(text) > LONGEST or not all(sign in NUMERALS for sign in text):
        return None
    if text != "两" and ODD_TWO.search(text):
        return None
    plain = text.translate(PLAIN).replace("两", "二")
    if len(plain) > 1 and "零" in plain and all(sign in DIGITS for sign in plain):
        return None if plain.startswith("零") else chinese_digits(plain)
    plain = BARE_TEN.sub("一十", plain)
    number = _value(plain)
    # Whatever is not how the number is said could be meant as another one.
    return number if _said(number) == plain else None


def chinese_digits(text: str) -> int | None:
    """The number of which a text holds the digits one by one, in either script; None if not."""
    digits = "".join(str(DIGITS.get(sign, sign)) for sign in text.translate(PLAIN))
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _value(plain: str) -> int:
    for sign in "亿万":
        head, found, rest = plain.partition(sign)
        if found:
            return _value(head) * SIZES[sign] + _value(rest)
    total = digit = 0
    for sign in plain:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            total += digit * SIZES[sign]
            digit = 0
    return total + digit


def _said(number: int) -> str:
    """The number as it is said in full, with 一十 for 十."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    sign, size = next(pair for pair in reversed(SIZES.items()) if pair[1] <= number)
    head, rest = divmod(number, size)
    text = _said(head) + sign
    if not rest:
        return text
    return text + ("零" if rest < size // 10 else "") + _said(rest)
