"""What nobody uses goes: every public function, class and method is used by the program itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from duibiao.records.settings import ROOT

ROOMS = ("dashboards", "duibiao", "ingest")
# Who may use what a room offers: the rooms themselves, and what is run beside them.
USERS = (*ROOMS, "benchmarks", "docs", "scripts")
# A decorator of these names hands a function over to somebody who calls it.
HANDED_OVER = ("command", "callback")
EXCEPTIONS = {
    "duibiao.warehouse.dbt_functions.Plugin": "dbt looks it up by this name",
    "duibiao.warehouse.dbt_functions.Plugin.configure_connection": "dbt calls it",
    "duibiao.demo.answers._Draw.checklist": "found by the name of a method of the guide",
    "duibiao.demo.answers._Draw.deduct": "found by the name of a method of the guide",
    "ingest.desk.forms.make_all": "a job finds it by its name",
    "duibiao.spreadsheets.sandbox.Sandbox.enter": "a child calls it before it has our code",
    "dashboards.connections.PatientProtocol.send_400_response": "uvicorn calls it",
}


def trees(rooms: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    """Every module of some rooms by its name."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def offered(body: list[ast.stmt], within: str) -> Iterator[tuple[str, str]]:
    """What a body offers to others: the name of each, and its full name."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            words = {word for one in node.decorator_list for word in ast.unparse(one).split("(")}
            is_handed_over = any(word.split(".")[-1] in HANDED_OVER for word in words)
            if not node.name.startswith("_") and not is_handed_over:
                yield node.name, f"{within}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from offered(node.body, f"{within}.{node.name}")


@pytest.fixture(scope="module")
def unused() -> set[str]:
    """What is offered and named nowhere but where it is defined and where it is imported."""
    used: set[str] = set()
    for _, tree in trees(USERS):
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                used.add(node.id)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
    found = [one for name, tree in trees(ROOMS) for one in offered(tree.body, name)]
    return {full for name, full in found if name not in used}


def test_everything_public_is_used_by_the_program(unused: set[str]) -> None:
    """Not by tests alone: then the test holds what nobody has."""
    assert unused - EXCEPTIONS.keys() == set()


def test_no_exception_has_outlived_its_reason(unused: set[str]) -> None:
    assert EXCEPTIONS.keys() - unused == set()
