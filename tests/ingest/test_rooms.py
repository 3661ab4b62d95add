"""No two rooms of ingest, and no two modules of spreadsheets, need each other."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from duibiao.records.settings import ROOT


def imports_of(path: Path) -> set[str]:
    """The modules that a module names in its imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def rooms_under(folder: Path, room_of: dict[str, str]) -> dict[str, set[str]]:
    """Which room needs which, by the imports of their modules."""
    needs: dict[str, set[str]] = {}
    for module, room in room_of.items():
        path = folder / (module.replace(".", "/") + ".py")
        others = {room_of[name] for name in imports_of(path) if name in room_of}
        needs.setdefault(room, set()).update(others - {room})
    return needs


def rooms_of(folder: Path) -> dict[str, str]:
    """Each module below a folder with its room: its folder there, or the module itself."""
    found: dict[str, str] = {}
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[-1] != "__init__":
            found[".".join((folder.name, *parts))] = parts[0]
    return found


@pytest.mark.parametrize("folder", [ROOT / "ingest", ROOT / "duibiao" / "spreadsheets"])
def test_no_two_rooms_need_each_other(folder: Path) -> None:
    prefix = ".".join(folder.relative_to(ROOT).parts[:-1])
    rooms = rooms_of(folder)
    if prefix:
        rooms = {f"{prefix}.{module}": room for module, room in rooms.items()}
    needs = rooms_under(ROOT, rooms)
    assert len(needs) > 5
    list(TopologicalSorter(needs).static_order())


def test_a_circle_is_found(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "one.py").write_text("from house.two import x\n")
    (tmp_path / "house" / "two.py").write_text("from house import one\n")
    needs = rooms_under(tmp_path, rooms_of(tmp_path / "house"))
    with pytest.raises(CycleError):
        list(TopologicalSorter(needs).static_order())
