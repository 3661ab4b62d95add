"""What the headers of counties' tables mean; the words are data (headers.toml)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from duibiao.words.choices import label_key, said_choices

LEVELS = ("level-1", "level-2", "level-3")
FIELDS = (*LEVELS, "criterion", "points", "claim", "evidence")
"""What is read of such a table; `old-form-field-<name>` is what it is called."""
CONTENT, PASSED_OVER = "content", "passed-over"

WORDS = Path(__file__).with_name("headers.toml")
LONGEST_HEADER = 60
WITH_POINTS = re.compile(r"[及和与](?:标准分|满分|分)值?$")
"""一级指标及分值 stands over names with their points behind them."""
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
ORDINAL = re.compile(r"\(?第?(一|二|三|1|2|3|a|b|c|i{1,3})(?:级|层)?(?:指标)?\)?")
ORDINALS = {
    ordinal: level
    for level, ordinals in zip(LEVELS, ("一1ai", "二2b", "三3c"), strict=True)
    for ordinal in ordinals
} | {"ii": LEVELS[1], "iii": LEVELS[2]}


def header_key(text: str) -> str:
    """What makes two writings of a header the same: （100分） behind it makes no difference."""
    return WITH_POINTS.sub("", IN_BRACKETS.sub("", label_key(text)).rstrip(":"))


@cache
def _known() -> tuple[dict[str, tuple[str, bool]], list[tuple[re.Pattern[str], str]]]:
    """The field of each word and whether that is weak, and the fields of patterns."""
    words: dict[str, tuple[str, bool]] = {}
    patterns = []
    for name, told in tomllib.loads(WORDS.read_text(encoding="utf-8")).items():
        for strength in ("words", "weak"):
            for word in told.get(strength, ()):
                if header_key(word) in words:
                    raise ValueError(f"{WORDS.name}: {word} stands there twice")
                words[header_key(word)] = name, strength == "weak"
        patterns += [(re.compile(pattern), name) for pattern in told.get("patterns", ())]
    return words, patterns


def field_of(header: str) -> str | None:
    """The field over which a header stands: one of FIELDS, CONTENT, PASSED_OVER; None: unknown."""
    if len(header) > LONGEST_HEADER:
        return None
    words, patterns = _known()
    key = header_key(header)
    plain = words.get(key) or words.get(label_key(header))
    if plain is not None:
        return plain[0]
    return next((name for pattern, name in patterns if pattern.fullmatch(key)), None)


def is_weak(header: str) -> bool:
    """Whether a header means its field only where no other does."""
    return _known()[0].get(header_key(header), ("", False))[1]


def level_of_ordinal(header: str) -> str | None:
    """The level that （一）, B级 or 3 below a common header of names means."""
    match = ORDINAL.fullmatch(label_key(header))
    return ORDINALS[match[1]] if match else None


def field_called(text: str, fields: tuple[str, ...] = (*FIELDS, CONTENT)) -> str | None:
    """The field that is called so, in any language; None for none."""
    return said_choices("old-form-field", fields).code(text)
