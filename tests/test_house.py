"""The walls of the house are those that the import linter is told, and none is forgotten."""

from __future__ import annotations

import tomllib

from duibiao.records.settings import ROOT

CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}


def rooms(package: str) -> set[str]:
    """What lies in a package: its modules and the packages in it."""
    inside = (ROOT / package).iterdir()
    names = {
        path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    return {f"{package}.{name}" for name in names - {"__init__"}}


def test_every_room_of_ingest_but_the_desk_is_behind_the_wall() -> None:
    wall = CONTRACTS["Pages and commands ask the desk, and nothing behind it"]
    assert set(wall["forbidden_modules"]) == rooms("ingest") - {"ingest.desk"}


def test_every_package_of_the_program_has_its_floor() -> None:
    floors = set(CONTRACTS["Floors"]["layers"])
    assert rooms("duibiao") == {floor for floor in floors if floor.startswith("duibiao.")}
    assert {"dashboards", "ingest"} <= floors
