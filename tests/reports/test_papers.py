"""Papers as an office sends them: the bulletin as a letter, files by name, the county's form."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook
from typer.testing import CliRunner

from duibiao.commands.cli import app
from duibiao.records.model import Refused
from duibiao.records.settings import DBT_PROJECT, SEEDS, Settings
from duibiao.reports import fonts, making
from duibiao.reports.pdf import pdf_bytes, unprintable
from duibiao.reports.source import source_of
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words import words
from tests.reports.conftest import Rows, pdf_text, program
from tests.reports.test_reports import LATEST, SAY, squeezed

FORM = DBT_PROJECT.parent / "docs" / "reports" / "county-form.docx"
NOT_IN_ANY_FONT = "\U000f1234"
OFFICE = "虚构县教育工作领导小组办公室"


@pytest.fixture(scope="module")
def office(demo_home: Path) -> Settings:
    """The demo county with a name, and an office that sends its papers."""
    return Settings(demo_home, SEEDS, "虚构县", OFFICE)


def county(settings: Settings, form: making.Form) -> bytes:
    """The bulletin, or the lists."""
    return making.county_file(settings, SAY, None, "verified", form).content


def information(pdf: Path) -> str:
    """What a PDF says of itself."""
    command = [program("pdfinfo", "poppler-utils"), "-struct", str(pdf)]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="replace")


def test_the_bulletin_is_a_letter_with_its_tables_beside_it(
    office: Settings, rows: Rows, tmp_path: Path
) -> None:
    """In the order of an office: title, number, to whom, the parts, annexes, sender."""
    pdf, word = tmp_path / "b.pdf", io.BytesIO(county(office, "docx"))
    pdf.write_bytes(county(office, "pdf"))
    printed = squeezed(pdf_text(pdf))
    document = docx.Document(word)
    written = squeezed("".join(paragraph.text for paragraph in document.paragraphs))
    [(cycle,)] = rows("select cycle_id from dim_cycles where is_latest")
    parts = [f"关于{cycle}年度考核情况的通报", "〔", "各有关学校：", "虚构县"]
    parts += [squeezed(SAY(f"report-section-{name}")) for name in ("basics", "scores", "problems")]
    parts += [squeezed(SAY("report-section-next")), "附件：1.", OFFICE, "年", "附件1"]
    for text in (printed, written):
        at = 0
        for part in parts:
            at = text.index(part, at)
    [(weakest, name)] = rows(
        "select indicator_id, name_zh from fct_indicator_scores"
        " inner join dim_indicators using (edition, indicator_id)"
        f" where {LATEST} and points is not null group by all"
        " order by sum(points) / sum(fct_indicator_scores.max_points), indicator_id limit 1"
    )
    what_next = printed[printed.index(squeezed(SAY("report-section-next"))) :]
    assert squeezed(f"{weakest} {name}") in what_next
    assert squeezed(SAY("report-note-next")) in what_next


def test_word_has_the_drawings_of_the_pdf_and_tables_that_stay_together(office: Settings) -> None:
    document = docx.Document(io.BytesIO(county(office, "docx")))
    drawn = [*document.element.body.iter(qn("wp:docPr"))]
    assert len(drawn) > 60 and all(drawing.get("descr") for drawing in drawn)
    for table in document.tables:
        rows = list(table.rows)
        for number, row in enumerate(rows):
            properties = row._tr.trPr
            assert properties is not None and properties.find(qn("w:cantSplit")) is not None
            # With its heading on one page: the first three rows of any table, and the last three.
            if number < 3 and number + 1 < len(rows):
                marks = [*row._tr.iter(qn("w:keepNext"))]
                assert len(marks) == len(row._tr.findall(qn("w:tc")))
        assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_pdf_is_for_everyone(office: Settings, rows: Rows, tmp_path: Path) -> None:
    """PDF/UA-1: title, language, headings from the first level on, words for each drawing."""
    [(school_id,)] = rows(f"select school_id from fct_school_scores where {LATEST} limit 1")
    _, report = making.school_document_of(office, SAY, school_id, None, "verified")
    for name, content in (("b", county(office, "pdf")), ("s", pdf_bytes(report))):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        assert b"pdfuaid:part" in content and b"/Lang" in content
        levels = re.findall(r"^ *H(\d)", information(path), re.MULTILINE)
        assert levels[0] == "1" and set(levels[1:]) == {"2"}
        assert "Figure" in information(path)


def test_a_report_tells_a_school_what_to_mend_and_what_the_county_changed(
    office: Settings, rows: Rows
) -> None:
    """With the reason of each change; no school is told to run a command."""
    [(school_id,)] = rows(
        f"select school_id from fct_answers where {LATEST} and is_verified"
        " group by school_id order by count(*) desc, school_id limit 1"
    )
    _, document = making.school_document_of(office, SAY, school_id, None, "verified")
    changed = rows(
        "select verified.fact_id, verified.value, own.value, label_zh from fct_answers as verified"
        " inner join fct_answers as own using (cycle_id, school_id, fact_id)"
        " inner join dim_facts on dim_facts.edition = verified.edition"
        " and dim_facts.fact_id = verified.fact_id"
        f" where verified.{LATEST.replace('and basis', 'and verified.basis')}"
        " and own.basis = 'self' and verified.is_verified and verified.school_id = ?"
        " and verified.value is distinct from own.value",
        school_id,
    )
    section = document.section("corrections")
    assert section is not None and section.table is not None
    assert len(section.table.rows) == len(changed) > 0
    assert all(row[3].text not in ("", SAY("report-none")) for row in section.table.rows)
    for lang in ("zh-CN", "en"):
        _, document = making.school_document_of(office, words(lang), school_id, None, "verified")
        assert not any("duibiao" in text for text in document.texts())


# ------------------------------------------------------------------ files and folders


def test_a_file_is_written_under_the_name_that_was_said(demo_home: Path, tmp_path: Path) -> None:
    """One report goes into one file; several into a folder or a zip, never into one file's name."""

    def run(*arguments: object, expect: int = 0) -> str:
        places = ["--home", str(demo_home), "--guide", str(SEEDS)]
        done = CliRunner().invoke(app, [*map(str, arguments), *places])
        assert done.exit_code == expect, done.output
        return done.output

    pdf, word = tmp_path / "通报.pdf", tmp_path / "new" / "S039.docx"
    run("report", "county", "--out", pdf)
    assert pdf.read_bytes().startswith(b"%PDF")
    run("report", "school", "S039", "--out", word)
    assert zipfile.is_zipfile(word)
    told = json.loads(run("report", "county", "--out", tmp_path / "清单.xlsx", "--json"))
    assert told["files"][0]["file"] == "清单.xlsx" and (tmp_path / "清单.xlsx").is_file()
    packed = tmp_path / "两校.zip"
    run("report", "school", "S039", "S038", "--out", packed, "--format", "docx")
    with zipfile.ZipFile(packed) as archive:
        assert [Path(name).suffix for name in archive.namelist()] == [".docx"] * 2
    before = {path.name for path in tmp_path.iterdir()}
    several = tmp_path / "全部.pdf"
    for command in (
        ("report", "school", "--all"),
        ("report", "school", "S039", "S038"),
        ("template", "--all"),
        ("signing-form", "--all"),
        ("review", "template", "--all"),
        ("guide", "import", FORM),
    ):
        said = run(*command, "--out", several, expect=2)
        assert str(several.with_suffix("")) in said and "什么都没有写" in said
    assert "文件夹名" in run("export", tmp_path / "marts.xlsx", expect=2)
    for command in (
        ("report", "county", "--format", "docx"),
        ("template", "S039"),
        ("guide", "export"),
    ):
        said = run(*command, "--out", several if "report" in command else word, expect=2)
        assert "能写的文件是" in said
    assert {path.name for path in tmp_path.iterdir()} == before


# ------------------------------------------------------------------ the county's own form


def test_a_countys_own_word_form_stands_in_the_place_of_ours(
    demo_home: Path, rows: Rows, tmp_path: Path
) -> None:
    """The example of the documentation is filled; one with a slip is refused by its path."""
    home = tmp_path / "home"
    shutil.copytree(demo_home / "warehouse", home / "warehouse")
    shutil.copytree(demo_home / "originals", home / "originals")
    settings = Settings(home, SEEDS, office="<办公室> & {{ 7 * 7 }}")
    form = settings.report_form("county")
    form.parent.mkdir()
    shutil.copy(FORM, form)
    document = docx.Document(io.BytesIO(county(settings, "docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert SAY("report-section-next") in text and settings.office in text
    [table] = document.tables
    assert [row.cells[1].text for row in table.rows[1:]] == [
        name
        for (name,) in rows(
            "select name_zh from fct_school_scores inner join dim_cycle_schools"
            f" using (cycle_id, school_id) where {LATEST} order by rank_county, school_id"
        )
    ]
    assert county(settings, "docx") == county(settings, "docx")
    slip = docx.Document()
    slip.add_paragraph("{{ titel }}")
    slip.save(str(form))
    with pytest.raises(Refused) as refused:
        county(settings, "docx")
    told = SAY(refused.value.code, **refused.value.parameters)
    assert str(form) in told and "titel" in told
    form.write_bytes(b"no document")
    with pytest.raises(Refused, match="report-form-faulty"):
        county(settings, "docx")


# ------------------------------------------------------------------ fonts, lists


def test_what_no_font_has_is_named_on_the_paper(office: Settings, monkeypatch: Any) -> None:
    assert fonts.undrawn(["学校 S001", f"{NOT_IN_ANY_FONT}学校", "→ ▲"]) == [
        f"{NOT_IN_ANY_FONT}学校"
    ]
    _, document = making.county_document_of(office, SAY, None, "verified")
    assert unprintable(document) == ""
    named = Settings(office.home, SEEDS, f"{NOT_IN_ANY_FONT}县")
    file = making.county_file(named, SAY, None, "verified", "pdf")
    assert f"{NOT_IN_ANY_FONT}县" in file.unprintable and "fonts-noto-core" in file.unprintable
    assert file.content.startswith(b"%PDF")


def test_the_lists_say_what_they_are_and_print_on_a4(office: Settings) -> None:
    """Their stamp is read as UTC: it is the moment of the snapshot."""
    source = source_of(snapshot_in_force(office), SAY)
    book = load_workbook(io.BytesIO(county(office, "xlsx")))
    built = dt.datetime.fromisoformat(source.built_at).astimezone(dt.UTC)
    assert book.properties.created == built.replace(tzinfo=None, microsecond=0)
    assert book.properties.title == SAY("report-lists-title", cycle=source.cycle_id)
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for sheet in book.worksheets[1:]:
        assert sheet.print_title_rows and sheet.page_setup.orientation == "landscape"
