"""What stands in a cell, as text in one writing: the ground on which values are read."""

from __future__ import annotations

import re
import unicodedata

from duibiao.words.text import plain_text, without_invisible

NONE_WORDS = frozenset({"无", "没有", "暂无", "无数据", "没有数据", "未统计", "none", "nil"})
NOT_APPLICABLE_WORDS = frozenset({"不适用", "不涉及", "不存在", "n/a", "na"}) | {
    f"{subject}{nothing}{what}"
    for subject in ("", "本校", "我校")
    for nothing in ("无", "没有")
    for what in ("此项", "该项", "此类", "此情况", "此类情况")
}
STROKES = re.compile(r"[-–—―─_/\\]+")
"""What one draws through a cell in which nothing is to be written."""

LONGEST_TEXT = 200
"""No answer is longer; in what is, nothing is looked for."""


class AskBackError(Exception):
    """The cell cannot be taken as it stands: message `problem-<code>` and its parameters."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def says_nothing_due(raw: object) -> bool:
    """Whether a cell is blank or says 不适用, / or 无: right where nothing is asked."""
    text = normal_text(raw).casefold()
    return text == "" or text in NONE_WORDS or says_not_applicable(text)


def says_not_applicable(text: str) -> bool:
    """Whether a normal text says that the question is not one for the school."""
    word = text.casefold()
    return word in NOT_APPLICABLE_WORDS or STROKES.fullmatch(word) is not None


def normal_text(raw: object) -> str:
    """A cell's text in half-width letters, without invisible signs and outer spaces."""
    text = plain_text(raw).strip()
    if len(text) > LONGEST_TEXT:
        return text
    if not text.isascii() or not text.isprintable():
        text = "".join(map(_half_width, without_invisible(text)))
        text = text.replace("\u2212", "-").strip()
    # The apostrophe by which Excel marks a number typed as text.
    return text[1:].strip() if text.startswith("'") else text


def _half_width(letter: str) -> str:
    """NFKC, but for signs whose meaning it would change: 10² is not 102, ①2 is not 12."""
    how = unicodedata.decomposition(letter).partition(" ")[0]
    if how in ("<super>", "<sub>", "<fraction>", "<circle>"):
        return letter
    if how == "<compat>" and unicodedata.numeric(letter, None) is not None:
        return letter
    return unicodedata.normalize("NFKC", letter)
