"""What calls what, by names alone: which functions of the program a function leads to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from duibiao.records.settings import ROOT

PROGRAM = ("dashboards", "duibiao", "ingest")
MODULE = "<module>"
"""The name of what stands in a module outside of all functions."""
Called = tuple[str, str]
"""A module and a function or class of it."""


@dataclass(slots=True)
class Source:
    """A module: what it defines, and what each of its names stands for elsewhere.

    `defined` has methods as `Class.method`; `methods`: by a method's name the classes that have it.
    """

    name: str
    defined: dict[str, list[ast.AST]] = field(default_factory=dict)
    methods: dict[str, list[str]] = field(default_factory=dict)
    imported: dict[str, Called] = field(default_factory=dict)

    def add_class(self, node: ast.ClassDef) -> None:
        """A class is what it does by itself; its other methods are called by their names."""
        own = self.defined.setdefault(node.name, [*node.bases, *node.decorator_list])
        for each in node.body:
            if isinstance(each, ast.FunctionDef) and not each.name.startswith("__"):
                self.defined[f"{node.name}.{each.name}"] = [each]
                self.methods.setdefault(each.name, []).append(node.name)
            else:
                own.append(each)


def _path(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file() and module.partition(".")[0] in PROGRAM:
            return path
    return None


@cache
def source(module: str) -> Source | None:
    """A module of the program; None for any other."""
    path = _path(module)
    if path is None:
        return None
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = Source(module)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.defined[node.name] = [node]
        elif isinstance(node, ast.ClassDef):
            found.add_class(node)
        else:
            found.defined.setdefault(MODULE, []).append(node)
            if isinstance(node, ast.Assign):
                names = [one.id for one in node.targets if isinstance(one, ast.Name)]
                found.defined.update({name: [node.value] for name in names})
    for each in ast.walk(tree):
        if isinstance(each, ast.ImportFrom) and each.module:
            for alias in each.names:
                found.imported[alias.asname or alias.name] = (each.module, alias.name)
        elif isinstance(each, ast.Import):
            for alias in each.names:
                found.imported[alias.asname or alias.name] = (alias.name, "")
    return found


def _meant(module: str, name: str) -> Called | None:
    """The function or class that a name of a module stands for, where it was defined."""
    here = source(module)
    if here is None:
        return None
    if name in here.defined:
        return module, name
    if name not in here.imported:
        return None
    elsewhere, other = here.imported[name]
    return _meant(elsewhere, other)


def _called(module: str, node: ast.AST) -> Iterator[Called]:
    here = source(module)
    assert here is not None
    for each in ast.walk(node):
        found = None
        if isinstance(each, ast.Name):
            found = _meant(module, each.id)
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            elsewhere, name = here.imported.get(each.value.id, ("", ""))
            # `from package import module`, and `import package.module as module`.
            of = f"{elsewhere}.{name}" if name else elsewhere
            found = _meant(of, each.attr)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            # Long work is named by its module and function.
            elsewhere, _, name = each.value.partition(":")
            found = _meant(elsewhere, name) if name.isidentifier() else None
        if found is not None:
            yield found
        elif isinstance(each, ast.Attribute):
            yield from _methods(here, each.attr)


def _methods(here: Source, name: str) -> Iterator[Called]:
    """The methods of a name of the classes that a module defines or imports."""
    for owner in here.methods.get(name, ()):
        yield here.name, f"{owner}.{name}"
    for known in here.imported:
        meant = _meant(here.name, known)
        there = None if meant is None else source(meant[0])
        if meant is not None and there is not None and meant[1] in there.methods.get(name, ()):
            yield meant[0], f"{meant[1]}.{name}"


def reached(*starts: Called) -> set[Called]:
    """Every function and class that some lead to, themselves among them."""
    found: set[Called] = set()
    open_ones = list(starts)
    while open_ones:
        module, name = one = open_ones.pop()
        here = source(module)
        if one in found or here is None:
            continue
        found.add(one)
        for node in here.defined.get(name, ()):
            open_ones += _called(module, node)
    return found
