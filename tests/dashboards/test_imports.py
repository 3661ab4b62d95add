"""The dashboards: pages are short, what draws knows no Streamlit, the guide stays data."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboards
from duibiao.records.settings import SEEDS

FOLDER = Path(dashboards.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
PLAIN_PARTS = (
    "columns", "days", "design", "drawing", "guide", "handed_in", "marts", "scores", "tables",
)  # fmt: skip
# What fetches and draws knows no Streamlit, so that it can be used and tested without a page.
WITHOUT_STREAMLIT = [
    *(FOLDER / "parts" / f"{name}.py" for name in PLAIN_PARTS),
    *(
        path
        for name in ("*queries", "*charts", "*html")
        for path in sorted((FOLDER / "app_pages").glob(f"*/{name}.py"))
    ),
]
PAGE_LINES = 90


def imported(path: Path) -> Iterator[str]:
    """The full names of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    """A module's path as it is known in the tests' output."""
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", WITHOUT_STREAMLIT, ids=name_of)
def test_what_fetches_and_draws_imports_no_streamlit(path: Path) -> None:
    """Queries, charts and HTML are plain functions."""
    roots = {name.split(".")[0] for name in imported(path)}
    assert "streamlit" not in roots
    reached = {name for name in imported(path) if name.startswith("dashboards.")}
    with_streamlit = {
        "address", "app", "choices", "downloads", "frame", "page", "server", "shell", "uploads",
        "views",
    }  # fmt: skip
    assert not {part for name in reached for part in name.split(".")} & with_streamlit


@pytest.mark.parametrize("path", [*MODULES], ids=name_of)
def test_no_module_names_anything_of_the_guide(path: Path) -> None:
    """Indicators, facts and dimensions come from the marts, never from code."""
    named: set[str] = set()
    for table, column in (
        ("indicators", "indicator"),
        ("facts", "fact"),
        ("dimensions", "dimension"),
    ):
        with (SEEDS / f"{table}.csv").open(encoding="utf-8") as stream:
            named |= {row[column] for row in csv.DictReader(stream)}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert constants & named == set()


def test_pages_are_short() -> None:
    """A page reads as its table of contents."""
    pages = {path.parent.name: len(path.read_text(encoding="utf-8").splitlines()) for path in PAGES}
    assert {name for name, lines in pages.items() if lines > PAGE_LINES} == set()


def test_no_page_holds_sql() -> None:
    """Pages fetch through queries."""
    assert [
        path.parent.name for path in PAGES if "select " in path.read_text(encoding="utf-8")
    ] == []


PAGES = sorted((FOLDER / "app_pages").glob("*/page.py"))
