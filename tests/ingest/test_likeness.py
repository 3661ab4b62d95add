"""One door says which door: whatever file comes to whatever command is told what takes it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

import duibiao.commands.cli
from duibiao.commands.console import app
from duibiao.guide.workbook import workbook_of
from duibiao.records.settings import SEEDS, Settings
from duibiao.words import LANGUAGES, words
from ingest.likeness import TAKEN, wrong_door
from ingest.review.template import review_template_bytes
from ingest.telling import problem_text
from ingest.workbook.handed_in import HandedIn
from tests.conftest import run_duibiao
from tests.counties.small_county import SmallCounty, small_county
from tests.ingest.old_form.test_old_form import HEADER, book, completed

assert duibiao.commands.cli

FORM = [HEADER, (1, "园地", "养护", "缺一次扣1分", 5, 4), (2, "园地", "工具", "无登记扣2分", 5, 5)]
AT = dt.datetime(2025, 1, 10, tzinfo=dt.UTC)


def document(*, has_table: bool) -> bytes:
    """A Word document, with a scoring table or with a sentence alone."""
    made = docx.Document()
    made.add_paragraph("关于考核的通知")
    if has_table:
        table = made.add_table(rows=len(FORM), cols=len(HEADER))
        for row, cells in enumerate(FORM):
            for column, text in enumerate(cells):
                table.cell(row, column).text = str(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def old_word() -> bytes:
    """What a .doc file begins with and holds."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")


def files_of(county: SmallCounty) -> Iterator[tuple[str, str, bytes]]:
    """A name, the kind that it is, and the bytes, of every kind of file there is."""
    school, edition = county.schools[0], county.edition
    answers = county.answers(school)
    handed_in = HandedIn("receipt", "0" * 64, AT, dict(answers))
    review = review_template_bytes(edition, county.cycle, school, handed_in)
    year, code = county.cycle.cycle_id, school.school_id
    fact = next(iter(answers))
    yield "guide.xlsx", "guide", workbook_of(county.guide)
    yield "indicators.csv", "guide", (SEEDS / "indicators.csv").read_bytes()
    yield "workbook.xlsx", "workbook", county.workbook(school, answers).read_bytes()
    yield "review.xlsx", "review", review
    for path in county.tables:
        yield path.name, "table", path.read_bytes()
    said = f"cycle_id,school_id,fact_id,value\n{year},{code},{fact},{answers[fact]}\n"
    yield "answers.csv", "table", said.encode()
    yield "findings.csv", "table", f"cycle_id,school_id,red_line\n{year},{code},R1\n".encode()
    yield "mapping.xlsx", "mapping", completed(book(FORM), edition, {})
    yield "form.xlsx", "old-form", book(FORM)
    yield "form.docx", "old-form", document(has_table=True)
    yield "notice.docx", "word", document(has_table=False)
    yield "notice.doc", "word", old_word()
    yield "scan.pdf", "document", b"%PDF-1.7 scan"
    yield "photo.png", "document", b"\x89PNG\r\n\x1a\n"


WAY_OUT = {
    "guide": "duibiaoguideimport",
    "workbook": "duibiaoload",
    "review": "duibiaoreviewload",
    "table": "duibiaoload",
    "mapping": "--mapping",
    "old-form": "duibiaoguidedraft",
    "word": "duibiaoguidedraft",
    "document": "duibiaoevidenceadd",
}
"""What a kind's sender is told to do with it, without spaces."""
COMMANDS: dict[str, tuple[str, Callable[[Path, Path], list[str]]]] = {
    "check": ("load", lambda path, _: ["check", str(path)]),
    "review check": ("review", lambda path, _: ["review", "check", str(path)]),
    "guide check": ("guide", lambda path, _: ["guide", "check", str(path)]),
    "guide import": (
        "guide",
        lambda path, out: ["guide", "import", str(path), "--out", str(out / path.stem)],
    ),
    "guide draft": (
        "draft",
        lambda path, out: ["guide", "draft", str(path), "--out", str(out / f"{path.stem}.xlsx")],
    ),
    "old-form mapping": (
        "old-form",
        lambda path, out: [
            "old-form",
            "mapping",
            str(path),
            "--out",
            str(out / f"m{path.stem}.xlsx"),
        ],
    ),
    "old-form check": (
        "old-form",
        lambda path, out: [
            *("old-form", "check", str(path), "--cycle", "2024", "--school", "S1"),
            *("--mapping", str(out / "by.xlsx")),
        ],
    ),
    "old-form --mapping": (
        "mapping",
        lambda path, out: [
            *("old-form", "check", str(out / "claims.xlsx"), "--cycle", "2024", "--school", "S1"),
            *("--mapping", str(path)),
        ],
    ),
}
"""Each command with the door that it is, and its words for a file and a folder to write to."""


def test_every_kind_of_file_at_every_command_is_told_its_way(
    settings: Settings, tmp_path: Path
) -> None:
    county = small_county(tmp_path / "files")
    run_duibiao(settings.home, "load", *county.tables)
    out = tmp_path / "out"
    out.mkdir()
    first, second, *_ = (one.indicator_id for one in county.edition.indicators)
    mapping = completed(book(FORM), county.edition, {"养护": first, "工具": second})
    (out / "by.xlsx").write_bytes(mapping)
    (out / "claims.xlsx").write_bytes(book(FORM))
    places = ["--home", str(settings.home), "--guide", str(settings.guide)]
    astray = []
    for name, kind, content in files_of(county):
        path = tmp_path / name
        path.write_bytes(content)
        for command, (door, typed) in COMMANDS.items():
            result = CliRunner().invoke(app, [*typed(path, out), *places])
            said = "".join(result.output.split())
            is_taken = kind in TAKEN[door] or (
                # A document with a table is a text to those who take spreadsheets alone.
                name == "form.docx" and door in ("draft", "old-form")
            )
            told = "word" if name == "form.docx" and not is_taken else kind
            sent_away = [one for one in ("应为：", "期望：") if one in said]
            if (is_taken and ("这是" in said or "这像" in said)) or (
                not is_taken
                and (WAY_OUT[told] not in said or result.exit_code != 1 or not sent_away)
            ):
                astray.append((name, command, result.output))
    assert astray == []


def test_what_a_file_is_has_words_at_every_door(tmp_path: Path) -> None:
    county = small_county(tmp_path)
    for name, kind, content in files_of(county):
        for door, taken in TAKEN.items():
            told = wrong_door(content, door)
            if kind in taken and not (name == "form.docx" and door not in ("draft", "old-form")):
                assert told is None, (name, door)
                continue
            assert told is not None, (name, door)
            texts = [problem_text(told, words(language)) for language in LANGUAGES]
            assert all(text.what and text.expected and text.mend for text in texts)
            assert texts[0].expected == words()("door-takes", door=door)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", "随便写的".encode(), b"PK\x03\x04broken"])
def test_of_what_is_none_of_these_nothing_is_said(content: bytes) -> None:
    assert all(wrong_door(content, door) is None for door in TAKEN)
