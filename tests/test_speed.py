"""What docs/speed.md says is what was measured: no figure in it is anybody's hand's."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.__main__ import PARTS
from benchmarks.document import DOCUMENTS, SECTIONS, TEMPLATES, asked, document, named, number
from benchmarks.kept import kept

FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")


@pytest.mark.parametrize("language", DOCUMENTS)
def test_the_document_is_what_the_benchmarks_write(language: str) -> None:
    assert DOCUMENTS[language].read_text(encoding="utf-8") == document(kept(), language)


def test_both_languages_tell_the_same_figures() -> None:
    """Row by row of every table, and in what stands between them."""
    tables, prose = [], []
    for path in DOCUMENTS.values():
        lines = path.read_text(encoding="utf-8").splitlines()
        tables.append([FIGURE.findall(line) for line in lines if line.startswith("|")])
        words = " ".join(line for line in lines if not line.startswith("|"))
        prose.append(Counter(FIGURE.findall(words)))
    assert tables[0] == tables[1]
    assert len(tables[0]) > len(SECTIONS)
    assert prose[0] == prose[1]


@pytest.mark.parametrize("language", DOCUMENTS)
def test_every_table_is_one(language: str) -> None:
    """A head, a line below it, and rows as wide as both; nothing between them."""
    text = DOCUMENTS[language].read_text(encoding="utf-8")
    for paragraph in text.split("\n\n"):
        rows = [line.count("|") for line in paragraph.splitlines() if line.startswith("|")]
        if rows:
            assert len(rows) > 2 and len(set(rows)) == 1, paragraph
            assert re.fullmatch(r"[|-]+", paragraph.splitlines()[-len(rows) + 1]), paragraph


def test_all_that_is_measured_is_told() -> None:
    """Every part in some section, and nothing is kept or told that nobody measures."""
    assert set().union(*map(named, SECTIONS)) == PARTS.keys() >= kept().keys()
    assert {path.name for path in TEMPLATES.iterdir()} == {f"{name}.md.jinja" for name in SECTIONS}


def test_a_figure_that_misses_what_was_asked_is_marked() -> None:
    assert asked(1.6, 1.6) == "≤ 1.6 ✓"
    assert asked(1.61, 1.6) == "≤ 1.6 ✗"
    assert asked(None, 60) == "≤ 60"
    shown = [number(value) for value in (12_345, 2_345.6, 23.4, 2.35, 0.235, 0.0235, 0.0, None)]
    assert shown == ["12,345", "2,346", "23", "2.4", "0.23", "0.024", "0.00", "—"]
