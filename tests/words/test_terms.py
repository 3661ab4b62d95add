"""A thing has one word: the words given up for it stand nowhere that a person reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from duibiao.words import FOLDER, LANGUAGES, terms

ROOT = Path(__file__).parents[2]
TERMS: list[dict[str, Any]] = terms()["term"]
HAN = re.compile(r"[\u4e00-\u9fff]")
STRANGERS_WORDS = ("duibiao/guide/drafting", "ingest/long_form/strangers.py", "ingest/values")
"""What knows the words that strangers use, to read their tables."""


class _Texts(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_TextElement(self, node: ftl.TextElement) -> None:  # noqa: N802
        self.found.append(node.value)


def words_of(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language, and which message says it."""
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ftl.Message):
                visitor = _Texts()
                visitor.visit(entry)
                yield f"{path.name} {entry.id.name}", "\n".join(visitor.found)


def chinese_in_code() -> Iterator[tuple[str, str]]:
    """Chinese constants of the program, such as names of the demo, but for explanations."""
    for room in ("duibiao", "dashboards", "ingest"):
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if place.startswith(STRANGERS_WORDS):
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            said = {
                id(node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            }
            for node in ast.walk(tree):
                if not isinstance(node, ast.Constant) or id(node) in said:
                    continue
                if isinstance(node.value, str) and HAN.search(node.value):
                    yield f"{place}:{node.lineno}", node.value


def chinese_papers() -> Iterator[tuple[str, str]]:
    """Every line of what is written for Chinese readers."""
    for path in [*ROOT.glob("*.zh-CN.md"), *(ROOT / "docs").rglob("*.zh-CN.md")]:
        place = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{place}:{number}", line


def given_up(language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """A word given up, the one for it, and the phrases of which it may be a part."""
    for term in TERMS:
        short = "zh" if language == "zh-CN" else "en"
        kept = tuple(each["phrase"] for each in term.get("but", ()))
        for word in term.get(f"given_up_{short}", ()):
            yield word, term[short], kept


def returned(language: str, texts: Iterator[tuple[str, str]]) -> list[str]:
    """Where a given-up word stands, and what should."""
    words = list(given_up(language))
    found = []
    for place, text in texts:
        for word, better, kept in words:
            rest = text
            for phrase in kept:
                rest = rest.replace(phrase, "")
            pattern = re.escape(word) if language == "zh-CN" else rf"\b{re.escape(word)}\b"
            if re.search(pattern, rest, re.IGNORECASE):
                found.append(f"{place}: {word} → {better}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_given_up_stands_in_no_message(language: str) -> None:
    assert returned(language, words_of(language)) == []


def test_a_word_given_up_stands_neither_in_the_program_nor_on_paper() -> None:
    assert returned("zh-CN", chinese_in_code()) == []
    assert returned("zh-CN", chinese_papers()) == []


def test_a_term_is_whole_and_no_word_is_both_taken_and_given_up() -> None:
    taken = [word for term in TERMS for word in term["zh"].split("、")]
    assert len(taken) == len(set(taken)) > 20
    for term in TERMS:
        assert all(term[key].strip() for key in ("zh", "en", "meaning_zh", "meaning_en")), term
        assert all(each["phrase"] and each["reason"] for each in term.get("but", ())), term
    for word, better, kept in given_up("zh-CN"):
        assert word not in taken, word
        assert not any(word in other and other not in kept for other in taken), (word, better)


def test_a_given_up_word_is_found() -> None:
    places = iter([("a", "学校自报"), ("b", "实地核查"), ("c", "核查一组")])
    assert returned("zh-CN", places) == ["a: 自报 → 自评", "c: 核查 → 核实"]
    assert returned("en", iter([("d", "Submissions")])) == ["d: submissions → hand in"]
