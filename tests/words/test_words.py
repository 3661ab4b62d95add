"""Words stand in one place per language, the same in each, and all that is told has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from duibiao.words import FOLDER, LANGUAGES, Words, language

ROOT = Path(__file__).parents[2]
SOURCES = [path for room in ("duibiao", "ingest") for path in sorted((ROOT / room).rglob("*.py"))]
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
TELLING = {
    "Problem",
    "SpreadsheetFault",
    "TableFault",
    "AskBackError",
    "_tell",
    "problem",
    "tell",
    "tell_each",
}
"""Functions whose arguments name a problem."""

Entry = tuple[str, str | None]
"""A message and, for one of its attributes, that one's name."""


class _Placeholders(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def placeholders(pattern: ftl.Pattern) -> frozenset[str]:
    """The placeholders of a pattern."""
    visitor = _Placeholders()
    visitor.visit(pattern)
    return frozenset(visitor.names)


def messages(path: Path) -> Iterator[ftl.Message]:
    """The messages of a file, in which there must be nothing that cannot be read."""
    resource = FluentParser().parse(path.read_text(encoding="utf-8"))
    for entry in resource.body:
        assert not isinstance(entry, ftl.Junk), f"{path}: {entry.content}"
        if isinstance(entry, ftl.Message):
            yield entry


def entries(path: Path) -> dict[Entry, frozenset[str]]:
    """Every message and attribute of a file, with its placeholders."""
    found: dict[Entry, frozenset[str]] = {}
    for message in messages(path):
        if message.value is not None:
            found[message.id.name, None] = placeholders(message.value)
        for attribute in message.attributes:
            found[message.id.name, attribute.id.name] = placeholders(attribute.value)
    return found


def files(name: str) -> dict[str, Path]:
    """The files of a language by their names."""
    return {path.name: path for path in sorted((FOLDER / name).glob("*.ftl"))}


# What a mart holds is said in English by dbt, in the snapshot itself.
CHINESE_ALONE = {"marts.ftl"}
AREAS = sorted(set(files(LANGUAGES[0])) - CHINESE_ALONE)


def test_both_languages_have_the_same_files() -> None:
    assert AREAS
    for name in LANGUAGES:
        assert sorted(set(files(name)) - CHINESE_ALONE) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_attributes_and_placeholders(area: str) -> None:
    chinese, english = (entries(files(name)[area]) for name in ("zh-CN", "en"))
    assert chinese
    assert list(chinese) == list(english)
    assert chinese == english


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_message_stands_in_two_places(name: str) -> None:
    seen: dict[str, str] = {}
    for path in files(name).values():
        for message in messages(path):
            key = message.id.name
            assert key not in seen, f"{key} in {path.name} and in {seen[key]}"
            seen[key] = path.name


@pytest.mark.parametrize("name", LANGUAGES)
def test_messages_say_the_same_read_alone_as_in_their_files(name: str) -> None:
    """Each is parsed when it is asked for, and one that stands as it is never."""
    whole, alone = FluentBundle([name], use_isolating=False), Words(name)
    found = [message for path in files(name).values() for message in messages(path)]
    for path in files(name).values():
        whole.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    for message in found:
        said = message.id.name
        assert alone.has(said)
        if message.value is not None and not placeholders(message.value):
            assert alone(said) == whole.format_pattern(whole.get_message(said).value, {})[0]
    assert not alone.has("no-such-message")


class _References(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_TermReference(self, node: ftl.TermReference) -> None:  # noqa: N802
        self.names.add(f"-{node.id.name}")


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_message_refers_to_another_file(name: str) -> None:
    """A file is parsed when one of its own messages is asked for, and no other with it."""
    for path in files(name).values():
        visitor = _References()
        own = list(messages(path))
        for message in own:
            visitor.visit(message)
        assert visitor.names <= {message.id.name for message in own}, path


# ------------------------------------------------------------------ problems


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """The calls that tell a problem."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else None
                name = function.id if isinstance(function, ast.Name) else name
                if name in TELLING:
                    yield path, node


def codes_told() -> dict[str, str]:
    """The codes that calls name, as patterns, and where."""
    found: dict[str, str] = {}
    for path, call in calls():
        arguments = [*call.args[:2], *(item.value for item in call.keywords if item.arg == "code")]
        for argument in arguments:
            inside_f_strings: set[ast.expr] = set()
            for node in ast.walk(argument):
                if isinstance(node, ast.JoinedStr):
                    inside_f_strings.update(node.values)
                    parts = [
                        str(part.value) if isinstance(part, ast.Constant) else "*"
                        for part in node.values
                    ]
                    code = "".join(parts)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    code = "" if node in inside_f_strings else node.value
                else:
                    continue
                if CODE.fullmatch(code.replace("*", "x")):
                    pattern = "[a-z-]+".join(map(re.escape, code.split("*")))
                    found[pattern] = f"{path.name}:{call.lineno}"
    return found


def problem_words(name: str) -> dict[str, set[str]]:
    """The codes of the problems that have words, with the attributes."""
    return {
        message.id.name.removeprefix("problem-"): {item.id.name for item in message.attributes}
        for path in files(name).values()
        for message in messages(path)
        if message.id.name.startswith("problem-")
    }


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_problem_says_what_was_expected_and_how_to_mend_it(name: str) -> None:
    worded = problem_words(name)
    for code, attributes in worded.items():
        assert attributes == {"expected", "mend"}, code
    told = codes_told()
    assert len(told) > 50
    for pattern, where in told.items():
        assert any(re.fullmatch(pattern, code) for code in worded), f"{pattern} at {where}"


def test_no_words_are_kept_for_a_problem_that_nothing_tells() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    patterns = [pattern for pattern in codes_told() if "[" in pattern]
    for code in problem_words(LANGUAGES[0]):
        made = any(re.fullmatch(pattern, code) for pattern in patterns)
        assert made or f'"{code}"' in source, code


# ------------------------------------------------------------------ the package itself


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_half_made_sentence_is_never_shown(name: str) -> None:
    words = Words(name)
    assert words.has("problem-above-base")
    assert not words.has("problem-no-such-thing")
    with pytest.raises(ValueError, match="problem-above-base"):
        words("problem-above-base", label="only one of two")
    with pytest.raises(LookupError):
        words("problem-no-such-thing")
    with pytest.raises(LookupError):
        words.attr("problem-above-base", "no-such-attribute")


def test_the_language_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUIBIAO_LANG", raising=False)
    assert language() == "zh-CN"
    for value, chosen in (("zh", "zh-CN"), ("en", "en"), ("EN_gb", "en"), ("fr", "zh-CN")):
        monkeypatch.setenv("DUIBIAO_LANG", value)
        assert language() == chosen
    with pytest.raises(KeyError):
        Words("fr")


def test_a_very_long_value_is_cut_and_not_refused() -> None:
    """As the messages of a build that failed are, which must be told all the same."""
    told = Words("en")("build-dbt-failed", messages="x" * 5000)
    assert told.endswith("x…")
    assert 900 < len(told) < 1200


# Everyday words that are names in the built-in guide too.
EVERYDAY = {"软件", "一般"}


def words_of_the_guide() -> set[str]:
    """What the built-in guide calls its dimensions, indicators, tiers, ratings and their kinds."""
    guide = Guide.load(SEEDS)
    named = {
        name
        for table in ("dimensions", "indicators", "tiers", "ratings")
        for name in guide.tables[table]["name_zh"]
    }
    lists = guide.tables["code_lists"].filter(pl.col("list").is_in(["nature", "character", "tier"]))
    # A name of one character stands in many other words.
    return {name for name in named | set(lists["name_zh"]) if len(name) > 1}


def test_no_message_has_a_word_that_only_the_built_in_guide_knows() -> None:
    """Another county puts another guide in its place, and reads the same messages."""
    named = words_of_the_guide()
    assert named >= EVERYDAY, "no longer names of the guide"
    found = [
        f"{path.name}: {name}"
        for path in files("zh-CN").values()
        for name in named - EVERYDAY
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []
