"""Every published mart explains itself: grain, key, rules, columns, and an example that runs."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest
import yaml

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.export import column_word, mart_told, mart_word
from duibiao.words import LANGUAGES, Words
from tests.marts import run_query

from .conftest import PROJECT

ROOT = PROJECT.parent
MARTS = sorted(path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql"))
CHANGELOG = ROOT / "docs" / "marts-changelog.md"
DESCRIBED_ONCE = PROJECT / "models" / "docs.md"
# So many columns may say the same in their own words; more of them name a block of docs.md.
MAY_REPEAT = 4
# An example may have nothing to show in the demo county; its first line then says when it has.
MAY_BE_EMPTY = "-- Empty "


@pytest.fixture(scope="module")
def settings(demo_home: Path) -> Settings:
    return Settings.resolve(demo_home, SEEDS)


@pytest.fixture(scope="module")
def documentation(settings: Settings) -> dict[str, str]:
    """What the published snapshot says of each of its tables."""
    rows = run_query(settings, "select table_name, comment from duckdb_tables()")
    return dict(rows.iter_rows())


def example(text: str) -> str:
    """The example query at the end of a mart's documentation."""
    _, _, after = text.partition("\nExample:\n")
    return textwrap.dedent(after).strip()


def test_the_snapshot_holds_exactly_the_documented_marts(documentation: dict[str, str]) -> None:
    assert sorted(documentation) == MARTS


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_says_its_grain_its_key_and_its_rules(
    mart: str, documentation: dict[str, str]
) -> None:
    text = documentation[mart]
    assert re.match(r"One row (per|for) ", text)
    assert re.search(r"\n\nKey: [a-z0-9_, ]+\.", text)
    assert "\n\nBusiness rules: " in text


@pytest.mark.parametrize("mart", MARTS)
def test_the_example_of_a_mart_runs_on_the_demo_county(
    mart: str, documentation: dict[str, str], settings: Settings
) -> None:
    query = example(documentation[mart])
    assert re.search(rf"\b{mart}\b", query), "the example is about this mart"
    rows = run_query(settings, query)
    assert rows.width > 0
    assert rows.height > 0 or query.startswith(MAY_BE_EMPTY)


def test_every_column_is_described(settings: Settings) -> None:
    bare = run_query(
        settings,
        "select table_name, column_name from duckdb_columns()"
        " where not internal and coalesce(trim(comment), '') = ''",
    )
    assert bare.rows() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mart_and_column_has_a_title(language: str, settings: Settings) -> None:
    words = Words(language)
    columns = run_query(
        settings, "select distinct column_name from duckdb_columns() where not internal"
    )
    wanted = {mart_word(mart) for mart in MARTS} | {column_word(name) for (name,) in columns.rows()}
    assert sorted(message for message in wanted if not words.has(message)) == []
    titles = {
        line.split(" = ")[0]
        for line in (ROOT / "duibiao" / "words" / language / "dictionary.ftl")
        .read_text("utf-8")
        .splitlines()
        if " = " in line
    }
    assert sorted(titles - wanted) == [], "titles of nothing"


def test_every_mart_is_told_in_chinese_with_the_codes_of_its_documentation(
    documentation: dict[str, str],
) -> None:
    """Its grain and rules; what stands between backticks there is what dbt says, code by code."""
    words = Words("zh-CN")
    for mart, text in documentation.items():
        said = words(mart_told(mart)) + words.attr(mart_told(mart), "rules")
        assert set(re.findall(r"`([^`]+)`", said)) <= set(re.findall(r"`([^`]+)`", text)), mart
    assert sorted(words.ids("told-")) == sorted(map(mart_told, documentation))


def test_the_changelog_of_the_marts_names_each_of_them() -> None:
    named = set(re.findall(r"`((?:dim|fct)_\w+)`", CHANGELOG.read_text(encoding="utf-8")))
    assert sorted(set(MARTS) - named) == []


def test_what_many_columns_say_is_written_once() -> None:
    """What stands in many tables is a block of docs.md, and each block has its readers."""
    texts = Counter(
        column["description"]
        for path in (PROJECT / "models").rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ())
        for column in model["columns"]
    )
    block = re.compile(r"^{{ doc\('(\w+)'\) }}$")
    named = {match[1]: count for text, count in texts.items() if (match := block.match(text))}
    repeated = [text for text, count in texts.items() if count > MAY_REPEAT]
    assert [text for text in repeated if not block.match(text)] == []
    written = re.findall(r"{% docs (\w+) %}", DESCRIBED_ONCE.read_text(encoding="utf-8"))
    assert written == sorted(named)
    assert [name for name, count in named.items() if count <= MAY_REPEAT] == []
