"""The documents are true: commands stand in them, links lead somewhere, the tree is the house."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from dashboards.parts.frame import PAGES
from tests.commands.every import every_command

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# What was true when it was written stays as it is.
HISTORIES = {"CHANGELOG.md", "DECISIONS.md"}
# Documents in two languages that say the same, row by row.
PAIRS = (
    "README",
    "docs/another-county",
    "docs/commands",
    "docs/comparison",
    "docs/pages",
    "docs/speed",
)
README_LINES = 120
PROGRAM = ("dashboards", "duibiao", "ingest")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
COMMAND_ROW = re.compile(r"^\| `duibiao ([a-z -]+)` \| .+ \| `(duibiao .+)` \|$", re.MULTILINE)
BRANCH = re.compile(r"^( *)([\w./<>-]+)/ +\S")


def name_of(path: Path) -> str:
    """A document's path as it is known in the tests' output."""
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(text: str) -> str:
    """A document without what stands in it to be typed."""
    return BLOCK.sub("", text)


def options_that_are_not_there(line: str) -> set[str]:
    """What a line of the terminal asks of our command that it does not have."""
    words = shlex.split(line, comments=True)
    commands = every_command()
    if len(words) == 2 and any(name.startswith(f"{words[1]} ") for name in commands):
        return set()  # a group is spoken of as a whole
    names = [" ".join(words[1:count]) for count in (3, 2)]
    known = next((name for name in names if name in commands), None)
    if known is None:
        return {line}
    options = {option for parameter in commands[known].params for option in parameter.opts}
    return {word for word in words if word.startswith("--")} - options


@pytest.mark.parametrize("name", ["docs/commands.md", "docs/commands.zh-CN.md"])
def test_every_command_stands_in_the_documents_and_nothing_else(name: str) -> None:
    documented = [command for command, _ in COMMAND_ROW.findall(text_of(name))]
    assert sorted(documented) == sorted(every_command())


@pytest.mark.parametrize("name", ["docs/commands.md", "docs/commands.zh-CN.md"])
def test_the_example_of_a_command_is_one_of_it(name: str) -> None:
    for command, example in COMMAND_ROW.findall(text_of(name)):
        assert f"{example} ".startswith(f"duibiao {command} ")


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if path.name not in HISTORIES], ids=name_of
)
def test_what_is_to_be_typed_has_only_commands_and_options_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = [line for _, block in BLOCK.findall(text) for line in block.splitlines()]
    lines += re.findall(r"`(duibiao [^`|]+)`", prose(text))
    typed = [line for line in lines if line.startswith("duibiao ")]
    assert {line: wrong for line in typed if (wrong := options_that_are_not_there(line))} == {}


def anchors(path: Path) -> set[str]:
    """What a link may name in a document: its headings, as GitHub writes them."""
    titles = [title for _, title in HEADING.findall(prose(path.read_text(encoding="utf-8")))]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    lost = []
    for link in LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def shape(name: str) -> list[str]:
    """Levels of headings, columns of rows, and kinds of blocks of a document, in order."""
    text = text_of(name)
    blocks = [f"block {language}" for language, _ in BLOCK.findall(text)]
    lines = [re.match(r"#+ |\|", line) and line for line in prose(text).splitlines()]
    rows = [
        line.split(" ")[0] if line.startswith("#") else f"{line.count('|')} columns"
        for line in lines
        if line
    ]
    return rows + blocks


@pytest.mark.parametrize("name", PAIRS)
def test_both_languages_have_the_same_parts(name: str) -> None:
    assert shape(f"{name}.zh-CN.md") == shape(f"{name}.md")


def test_the_readme_is_a_door() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert len(text_of(name).splitlines()) <= README_LINES


def test_every_page_stands_in_the_list_of_pages() -> None:
    listed = re.findall(r"^\| \S+ ([a-z ]+) \|", text_of("docs/pages.md"), re.MULTILINE)
    assert sorted(listed) == sorted(name.replace("_", " ") for name in PAGES)


def tree() -> set[str]:
    """The folders of CONTRIBUTING's tree; `<page>` and the like stand for every folder there."""
    [drawn] = [block for _, block in BLOCK.findall(text_of("CONTRIBUTING.md")) if "seeds/" in block]
    folders: set[str] = set()
    above: list[str] = []
    for line in drawn.splitlines():
        branch = BRANCH.match(line)
        if branch is None:
            continue
        depth = len(branch[1]) // 2
        above = [*above[:depth], branch[2]]
        folders.add("/".join(above))
    return folders


def packages() -> set[str]:
    """Every folder of the repository that Python imports from."""
    tops = [path.parent for path in ROOT.glob("*/__init__.py")]
    return {
        path.parent.relative_to(ROOT).as_posix()
        for top in tops
        for path in top.rglob("__init__.py")
    }


def test_every_folder_of_the_tree_exists() -> None:
    assert [folder for folder in tree() if "<" not in folder and not (ROOT / folder).is_dir()] == []


def test_every_package_stands_in_the_tree() -> None:
    """By its own name, or as one of its kind; a kind of tests is the room that they test."""
    drawn = tree()
    rooms = {name.partition("/")[2] for name in packages() if name.startswith(PROGRAM)}
    rooms |= set(PROGRAM) | {name for name in packages() if name.startswith(PROGRAM)}
    lost = []
    for name in packages() - drawn:
        parent, _, last = name.rpartition("/")
        if name.startswith("tests/"):
            is_drawn = name.removeprefix("tests/") in rooms
        else:
            is_drawn = any(kind.startswith(f"{parent}/<") for kind in drawn)
        if not is_drawn:
            lost.append(last)
    assert lost == []


def test_every_place_that_the_contributing_names_exists() -> None:
    """Also the function in a module: `module.py`, `function` is how it is named."""
    text = prose(text_of("CONTRIBUTING.md"))
    tops = "|".join((*PROGRAM, "dbt", "docs", "seeds", "tests"))
    paths = re.findall(rf"`((?:{tops})/[\w./-]+)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
    for module, function in re.findall(rf"`((?:{tops})/[\w/]+\.py)`, `(\w+)`", text):
        defined = ast.walk(ast.parse(text_of(module)))
        assert function in {node.name for node in defined if isinstance(node, ast.FunctionDef)}
    for folder, file in re.findall(r"`(dbt/[\w/]+)`, `(\w+\.sql)`", text):
        assert list((ROOT / folder).rglob(file))
