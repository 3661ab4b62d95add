"""Makes the corpus: `python -m tests.corpus.make OUT` writes the files and what each should give.

The files that LibreOffice saves are made where it is installed.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.corpus.programs import PROGRAMS, with_macros
from tests.corpus.scenes import MARKUP, SCENES, SHEETLESS, Scene, played
from tests.office import Office

SUFFIXES = {
    "office-xls": "xls",
    "office-ods": "ods",
    "office-csv-utf-8": "csv",
    "office-csv-gb18030": "csv",
    # What a file is, its bytes tell: these have the wrong names.
    "csv-gb18030": "xlsx",
    "csv-utf-16": "xls",
    "html": "xls",
    "wps": "et",
}
OFFICE = "office-"


@dataclass(frozen=True)
class Specimen:
    """One file, and what it should give.

    `answers`: None if the file is refused before they are read. `problems`: code, severity, sheet
    and cell. `understood`: fact, value and how it was read. `confirmed`: so many of the problems.
    """

    scene: str
    way: str
    content: bytes
    answers: dict[str, str | None] | None
    problems: list[tuple[str, str, str | None, str | None]]
    understood: set[tuple[str, str, str]]
    claims: dict[str, str]
    confirmed: int

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.scene}.{self.way}.{SUFFIXES.get(self.way, 'xlsx')}"

    def expected(self) -> dict[str, Any]:
        """What the file should give, to be written beside it."""
        return {
            "answers": self.answers,
            "problems": self.problems,
            "understood": sorted(self.understood),
            "claims": self.claims,
            "confirmed": self.confirmed,
        }


def cases(*, with_office: bool) -> list[tuple[str, str]]:
    """Every scene and way of which there is a file."""
    return [
        (name, way)
        for name, telling in SCENES.items()
        for way in telling.ways
        if with_office or not way.startswith(OFFICE)
    ]


def has_office() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def corpus(folder: Path) -> Iterator[Specimen]:
    """Every file, those that LibreOffice saves only where it is; `folder` is for its work."""
    scenes = {name: played(name) for name in SCENES}
    typed = {name: scene.clerk.save() for name, scene in scenes.items()}
    saved: dict[str, dict[str, bytes]] = {}
    if has_office():
        office = Office(folder)
        for way in sorted({way for _, way in cases(with_office=True) if way.startswith(OFFICE)}):
            files = {name: typed[name] for name, scene in scenes.items() if way in scene.ways}
            saved[way] = office.convert(files, way.removeprefix(OFFICE))
    for name, way in cases(with_office=has_office()):
        scene = scenes[name]
        if way == "openpyxl":
            content = typed[name]
        elif way in saved:
            content = saved[way][name]
        else:
            content = PROGRAMS[way](scene.clerk.book, scene.results)
        yield _specimen(name, way, scene, with_macros(content) if scene.with_macros else content)


def _specimen(name: str, way: str, scene: Scene, content: bytes) -> Specimen:
    is_nameless = way in (*SHEETLESS, *MARKUP)
    return Specimen(
        name,
        way,
        content,
        None if scene.only_told else scene.answers,
        [
            (told.code, told.severity, None if is_nameless else told.sheet, told.cell)
            for told in scene.told
            if way in told.ways
        ],
        set() if scene.only_told else scene.understood,
        scene.claims,
        scene.confirmed,
    )


def main(target: Path) -> None:
    """Write the corpus into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    expected: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for specimen in corpus(Path(folder)):
            (target / specimen.name).write_bytes(specimen.content)
            expected[specimen.name] = specimen.expected()
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (target / "expected.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(expected)} files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
