"""A text that a spreadsheet would run as a formula runs nowhere: every way out of the system.

In a workbook it stands as a text; in a CSV an apostrophe stands before it; numbers stay numbers.
JSON and Parquet, which programs read, hold it as it is.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

from duibiao.guide.drafting.forms import read_form
from duibiao.guide.editions import Guide
from duibiao.guide.workbook import workbook_of
from duibiao.records.model import Problem
from duibiao.records.settings import SEEDS, Settings
from duibiao.spreadsheets.grids import column_name
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.warehouse.export import WORKBOOK, Format, export
from duibiao.warehouse.snapshot_files import information_path
from duibiao.words import words
from ingest.marking.marked import marked_workbook
from ingest.old_form.mapping import mapping_workbook
from ingest.review.template import review_template_bytes
from ingest.workbook.handed_in import HandedIn
from ingest.workbook.signing_form import signing_form_bytes
from ingest.workbook.template import ANSWER, FIRST_ROW, template_bytes
from tests.conftest import run_duibiao
from tests.counties.workbook_county import OTHER_GUIDE, SCHOOL, County, other_guide

ROOT = Path(__file__).parents[2]
RUNNING = (
    '=HYPERLINK("http://example.org/","y")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1,1)",
    "{=1+1}",
    "external:C:\\x.xlsx",
)
STARTS = tuple("=+-@\t\r\n＝＋－＠")
NUMBERS = ("-5", "+3.2", "0.5")


def assert_disarmed_in_workbook(content: bytes, *expected: str) -> None:
    """Each text stands somewhere as a text; no formula holds any, no link leads out."""
    # openpyxl leaves a carriage return as it is written down.
    expected = tuple(text.replace("\r", "_x000D_") for text in expected)
    found = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value in expected:
                assert cell.data_type == "s", f"{cell.coordinate} {cell.value!r}"
                found.add(cell.value)
            elif cell.data_type == "f":
                assert not any(text in str(cell.value) for text in expected), cell.coordinate
            if cell.hyperlink is not None:
                assert cell.hyperlink.target is None, cell.coordinate
    assert found == set(expected)


def assert_disarmed_in_csv(text: str, *expected: str) -> None:
    """Each text stands there, an apostrophe before it where it would run; numbers are bare."""
    found = set()
    for cell in (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row):
        assert not cell.startswith(STARTS) or cell in NUMBERS, cell
        found.add(cell)
    for one in expected:
        is_plain = one in NUMBERS or not one.startswith(STARTS)
        assert (one if is_plain else f"'{one}") in found


# ------------------------------------------------------------------ what was published


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A snapshot in force with a mart whose texts would run."""
    settings = Settings.resolve(tmp_path_factory.mktemp("home"), SEEDS)
    settings.warehouse.mkdir(parents=True)
    path = settings.warehouse / "build.duckdb"
    texts = [*RUNNING, *NUMBERS]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table dim_schools (school_id integer, name_zh varchar)")
        connection.executemany("insert into dim_schools values (?, ?)", list(enumerate(texts)))
    texts_of = dict.fromkeys(("build_id", "built_at", "guide_sha256"), "build")
    information = texts_of | {"editions": {}, "record_count": 0, "closed_cycles": []}
    information_path(path).write_text(json.dumps(information), encoding="utf-8")
    settings.latest.write_text(path.name, encoding="utf-8")
    return settings


def test_an_export_as_csv_and_as_a_workbook(published: Settings, tmp_path: Path) -> None:
    export(published, tmp_path / "out", words())
    written = (tmp_path / "out" / "csv" / "dim_schools.csv").read_bytes().decode("utf-8-sig")
    assert_disarmed_in_csv(written, *RUNNING, *NUMBERS)
    assert_disarmed_in_workbook((tmp_path / "out" / WORKBOOK).read_bytes(), *RUNNING, *NUMBERS)


def test_rows_of_a_query_as_csv(published: Settings) -> None:
    said = run_duibiao(published.home, "sql", "from dim_schools", "--format", "csv")
    assert_disarmed_in_csv(said.stdout, *(one for one in RUNNING if one.isprintable()))


def test_rows_of_a_query_as_a_table_stand_as_they_are(published: Settings) -> None:
    said = run_duibiao(published.home, "sql", "select '[/b][red]x' as \"[/c]\"")
    assert "[/b][red]x" in said.stdout and "[/c]" in said.stdout


def test_parquet_is_for_programs_and_raw(published: Settings, tmp_path: Path) -> None:
    export(published, tmp_path / "out", words(), formats=[Format.PARQUET])
    rows = pl.read_parquet(tmp_path / "out" / "parquet" / "dim_schools.parquet")
    assert set(rows["name_zh"]) == {*RUNNING, *NUMBERS}


# ------------------------------------------------------------------ workbooks


@pytest.mark.parametrize("text", RUNNING)
def test_a_schools_template(text: str, tmp_path: Path) -> None:
    """As a school's name, last cycle's value, this one's, and a title of evidence."""
    county = County.of(other_guide(tmp_path))
    school = replace(SCHOOL, name_zh=text)
    values = dict.fromkeys(county.edition.facts, text)
    content = template_bytes(
        county.edition,
        county.cycle,
        school,
        previous=values,
        answers=values,
        evidence=values,
    )
    assert_disarmed_in_workbook(content, text)


def test_an_exported_guide(tmp_path: Path) -> None:
    texts = [text for text in RUNNING if text == text.strip() and '"' not in text]
    other_guide(tmp_path)
    facts = OTHER_GUIDE["facts"].strip().splitlines()[1:]
    labels = dict(zip([line.split(",")[4] for line in facts], texts, strict=False))
    path = tmp_path / "facts.csv"
    written = path.read_text(encoding="utf-8")
    for label, text in labels.items():
        written = written.replace(f",{label},", f',"{text}",')
    path.write_text(written, encoding="utf-8")
    assert_disarmed_in_workbook(workbook_of(Guide.load(tmp_path)), *labels.values())


@pytest.mark.parametrize("text", RUNNING)
def test_a_marked_file(text: str, tmp_path: Path) -> None:
    """Her own answer, and what is said of it on the list of problems."""
    county = County.of(other_guide(tmp_path))
    fact_id = next(iter(county.edition.facts))
    content = county.template(SCHOOL, {fact_id: text})
    problem = Problem(
        "unknown-code",
        sheet="填报",
        cell=f"{column_name(ANSWER)}{FIRST_ROW + 1}",
        found=text,
        fact_id=fact_id,
        parameters={"suggestion": text},
    )
    assert_disarmed_in_workbook(marked_workbook(content, [problem], words()), text)


def test_a_marked_file_that_was_a_csv() -> None:
    """It comes back as a workbook, in which what stood there is all texts and numbers."""
    texts = [text for text in RUNNING if text.isprintable()]
    out = io.StringIO()
    csv.writer(out).writerows([[text, number] for text in texts for number in NUMBERS])
    problem = Problem("no-answer-table", sheet=None, cell="A1", found=texts[0])
    marked = marked_workbook(out.getvalue().encode(), [problem], words())
    assert_disarmed_in_workbook(marked, *texts)


@pytest.mark.parametrize("text", RUNNING)
def test_a_form_to_sign_and_a_review(text: str, tmp_path: Path) -> None:
    county = County.of(other_guide(tmp_path))
    values = dict.fromkeys(county.edition.facts, text)
    claims = dict.fromkeys((one.indicator_id for one in county.edition.indicators), text)
    at = dt.datetime(2025, 1, 10, tzinfo=dt.UTC)
    handed_in = HandedIn("receipt", "0" * 64, at, values, values, values, claims)
    school = replace(SCHOOL, name_zh=text)
    form = signing_form_bytes(county.edition, county.cycle, school, handed_in)
    review = review_template_bytes(county.edition, county.cycle, school, handed_in, values)
    for content in (form, review):
        assert_disarmed_in_workbook(content, text)


def test_the_mapping_sheet_of_an_old_form(tmp_path: Path) -> None:
    """Made of the texts of a file that may be anyone's."""
    texts = [text for text in RUNNING if text.isprintable()]
    out = io.StringIO()
    rows = [(text, f"标准{at}", "5", "4") for at, text in enumerate(texts)]
    csv.writer(out).writerows([("二级指标", "评分标准", "分值", "自评得分"), *rows])
    form = read_form(open_spreadsheet(out.getvalue().encode()))
    assert len(form.items) == len(texts)
    edition = County.of(other_guide(tmp_path)).edition
    assert_disarmed_in_workbook(mapping_workbook(form, edition, words()).content, *texts)


# ------------------------------------------------------------------ ways out yet to come


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call in what is delivered, with the name that is called."""
    for folder in ("duibiao", "ingest", "dashboards"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    function: Any = node.func
                    name = str(getattr(function, "attr", getattr(function, "id", "")))
                    yield path, node, name


READ_IN_AGAIN = {"demo/county.py", "guide/tables.py", "long_form/lines.py"}
"""The demo's own files, a guide's tables, lines typed at the desk: nobody's answers, and read
in again as they stand."""


def test_no_workbook_is_written_that_takes_texts_for_formulas() -> None:
    made = [(path, call) for path, call, name in calls() if name == "Workbook"]
    assert made
    for path, call in made:
        said = ast.unparse(call)
        assert "'strings_to_formulas': False" in said, f"{path.name}:{call.lineno}"


def test_no_csv_is_written_but_of_disarmed_rows() -> None:
    names = {"write_csv", "writer", "DictWriter"}
    made = [(path, call) for path, call, name in calls() if name in names]
    assert made
    for path, call in made:
        if "/".join(path.parts[-2:]) not in READ_IN_AGAIN:
            assert "disarmed(" in ast.unparse(call.func), f"{path.name}:{call.lineno}"


def test_the_dashboards_tables_have_no_download_of_their_own() -> None:
    """Streamlit would write what they hold into a CSV as it stands."""
    config = tomllib.loads((ROOT / "dashboards/.streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["client"]["disableDataExport"] is True
