"""Every command has its place on the screen, where the same function is called, or says why not."""

from __future__ import annotations

import ast
import csv
import inspect
from collections.abc import Callable
from functools import cache

import pytest
from starlette.routing import Route

from dashboards.parts import frame
from dashboards.server import application
from duibiao.records.settings import ROOT
from tests.commands.called import Called, reached, source
from tests.commands.every import every_command

TABLE = ROOT / "docs" / "commands-places.csv"
COLUMNS = ["command", "places", "functions", "note_zh", "note_en"]
MART = "mart:"
"""Begins what both read, where that is a mart and no function."""
HEADS = {
    "commands.md": (
        "note_en",
        "| command | place on the screen | what both call | besides, or why |",
    ),
    "commands.zh-CN.md": ("note_zh", "| 命令 | 页面 | 共同调用 | 另，或原因 |"),
}


@cache
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def commands() -> dict[str, Callable[..., object]]:
    """Every command and what it is in Python."""
    return {name: inspect.unwrap(command.callback) for name, command in every_command().items()}


@cache
def places() -> dict[str, tuple[Called, ...]]:
    """Every address of the server, and what answers there."""
    gate = application(frozenset())
    found: dict[str, tuple[Called, ...]] = {}
    for one in (*gate.answers, *gate.forms):
        assert isinstance(one.route, Route)
        found[one.route.path] = ((one.route.endpoint.__module__, one.route.endpoint.__name__),)
    for name in frame.PAGES:
        folder = ROOT / "dashboards" / "app_pages" / name
        modules = [
            ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in folder.rglob("*.py")
        ]
        sources = filter(None, map(source, modules))
        found[f"/{frame.path_of(name)}"] = tuple(
            (one.name, defined) for one in sources for defined in one.defined
        )
    return found


def calls(starts: tuple[Called, ...], what: str) -> bool:
    """Whether something leads to a function (`module:name`), or reads a mart."""
    found = reached(*starts)
    if not what.startswith(MART):
        module, _, name = what.partition(":")
        return (module, name) in found
    mart = what.removeprefix(MART)
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) and mart in each.value
        for module, name in found
        for node in source(module).defined.get(name, ())  # type: ignore[union-attr]
        for each in ast.walk(node)
    )


def test_every_command_has_its_row_and_none_is_of_nothing() -> None:
    """A new command without a place, or a reason, fails here."""
    assert list(rows()[0]) == COLUMNS
    assert sorted(row["command"] for row in rows()) == sorted(commands())
    for row in rows():
        assert bool(row["places"]) == bool(row["functions"]), row
        assert bool(row["note_zh"]) == bool(row["note_en"]), row
        assert row["places"] or row["note_en"], row


def test_every_place_is_an_address_of_the_server() -> None:
    named = {place for row in rows() for place in row["places"].split()}
    assert named - places().keys() == set()


@pytest.mark.parametrize("row", [row for row in rows() if row["places"]],
                         ids=lambda row: row["command"])  # fmt: skip
def test_command_and_place_call_the_same(row: dict[str, str]) -> None:
    command = commands()[row["command"]]
    own = ((command.__module__, command.__name__),)
    for what in row["functions"].split():
        if not what.startswith(MART):
            module, _, name = what.partition(":")
            known = source(module)
            assert known is not None and name in known.defined, what
        assert calls(own, what), f"the command does not call {what}"
        for place in row["places"].split():
            assert calls(places()[place], what), f"{place} does not call {what}"


def test_what_is_not_called_is_not_found() -> None:
    """The look by names is narrow enough to fail."""
    builds = places()["/office/builds"]
    assert not calls(builds, "duibiao.warehouse.backups:restore")
    assert not calls(builds, "ingest.desk.handing_in:hand_in_file")
    assert not calls(places()["/trail"], "duibiao.people.accounts:add")
    assert not calls(places()["/tiers"], "mart:fct_no_such")


@pytest.mark.parametrize("name", list(HEADS))
def test_the_documents_show_the_table(name: str) -> None:
    note, head = HEADS[name]
    lines = [head, "|---|---|---|---|"]
    for row in rows():
        functions = row["functions"].replace(MART, "").split()
        cells = [
            " ".join(f"`{place}`" for place in row["places"].split()) or "—",
            " ".join(f"`{one.rpartition(':')[2]}`" for one in functions) or "—",
            row[note],
        ]
        lines.append(" | ".join([f"| `{row['command']}`", *cells]).rstrip() + " |")
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert "\n".join(lines) in text
