"""The command line: help with an example, exit codes, and words instead of tracebacks."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import duibiao.commands
from duibiao.commands.cli import app
from duibiao.records.model import School
from tests.commands.every import every_command
from tests.conftest import Duibiao, run_duibiao
from tests.counties.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    return small_county(tmp_path / "files")


EVERY_HELP = """
import json, sys
from typer.testing import CliRunner
import duibiao.commands
from duibiao.commands.cli import app
print(json.dumps([CliRunner().invoke(app, [*c, "--help"]).stdout for c in json.loads(sys.argv[1])]))
"""


@pytest.mark.parametrize(("lang", "example"), [("zh", "例：duibiao "), ("en", "Example: duibiao ")])
def test_every_command_has_help_with_an_example(lang: str, example: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", EVERY_HELP, json.dumps([name.split() for name in every_command()])],
        env=os.environ | {"DUIBIAO_LANG": lang},
        capture_output=True,
        text=True,
        check=True,
    )
    for command, text in zip(every_command(), json.loads(printed.stdout), strict=True):
        assert example + command in text
        assert "--home" in text
        assert "--guide" in text


def test_no_command_is_without_its_line_here() -> None:
    for module in pkgutil.iter_modules(duibiao.commands.__path__, "duibiao.commands."):
        importlib.import_module(module.name)
    registered = {
        command.name or command.callback.__name__
        for command in app.registered_commands
        if command.callback
    }
    for group in app.registered_groups:
        assert group.typer_instance is not None
        registered |= {
            f"{group.name} {command.name}" for command in group.typer_instance.registered_commands
        }
    assert registered == every_command().keys()


def test_wrong_use_exits_2(duibiao: Duibiao) -> None:
    assert duibiao("load", expect=None).returncode == 2
    assert duibiao("load", "no-such-file.xlsx", expect=None).returncode == 2
    assert duibiao("template", expect=None).returncode == 2
    assert duibiao("sql", "select 1", "--format", "xml", expect=None).returncode == 2


def test_places_are_taken_before_or_after_the_command(tmp_path: Path, county: SmallCounty) -> None:
    orders: dict[str, tuple[str | Path, ...]] = {
        "before": ("--home", tmp_path / "before", "load"),
        "after": ("load", "--home", tmp_path / "after"),
    }
    for name, arguments in orders.items():
        run_duibiao(tmp_path / "elsewhere", *arguments, *county.tables)
        assert len(list((tmp_path / name / "records").glob("*/*.json"))) == 2
    assert not (tmp_path / "elsewhere").exists()


def test_templates_are_written_for_one_school_and_for_all(
    duibiao: Duibiao, county: SmallCounty, tmp_path: Path
) -> None:
    duibiao("load", *county.tables)
    duibiao("template", "S1", "--out", tmp_path / "one.xlsx")
    assert (tmp_path / "one.xlsx").is_file()
    duibiao("template", "--all", "--out", tmp_path / "books")
    names = sorted(path.name for path in (tmp_path / "books").iterdir())
    duibiao("template", "1校", "--out", tmp_path / "named.xlsx")
    assert (tmp_path / "named.xlsx").is_file()
    assert names == ["2024_S1_第1校.xlsx", "2024_S2_第2校.xlsx", "2024_S3_第3校.xlsx"]
    unknown = duibiao("template", "S9", lang="en", expect=1)
    assert unknown.stderr.strip() == (
        'None of the 3 schools of cycle 2024 is "S9". Nearest: S1 第1校, S2 第2校, S3 第3校. '
        "Say a school's code, its name or a part of it."
    )


def test_a_load_tells_each_files_fate_and_refuses_with_exit_1(
    duibiao: Duibiao, county: SmallCounty
) -> None:
    first, second, third = county.schools
    good, gaps, bad = (county.answers(school) for school in county.schools)
    del gaps[sorted(gaps)[0]]
    count = next(name for name in bad if county.edition.facts[name].kind == "count")
    books = [
        county.workbook(first, good),
        county.workbook(second, gaps),
        county.workbook(third, bad | {count: "-1"}),
    ]
    duibiao("load", *county.tables)
    told = json.loads(duibiao("load", "--json", *books, expect=1).stdout)
    assert [answer["fate"] for answer in told] == ["taken", "taken_with_warnings", "refused"]
    assert all(answer["receipt"] for answer in told), "a refused file is kept and has a receipt too"
    (problem,) = told[2]["problems"]
    assert problem["fact_id"] == count
    assert problem["found"] == "-1"
    assert all(problem[part] for part in ("sheet", "cell", "what", "expected", "mend"))
    again = json.loads(duibiao("load", "--json", *books[:2]).stdout)
    assert [answer["fate"] for answer in again] == ["already_here", "already_here"]


def test_a_folder_is_loaded_with_the_tables_first(duibiao: Duibiao, county: SmallCounty) -> None:
    for school in county.schools:
        county.workbook(school, county.answers(school), f"0-{school.school_id}")
    (county.folder / "~$0-S1.xlsx").write_bytes(b"what an office program leaves beside open files")
    told = json.loads(duibiao("load", "--json", county.folder).stdout)
    assert [answer["kind"] for answer in told] == ["schools", "cycles", *["workbook"] * 3]
    assert {answer["fate"] for answer in told} == {"taken"}


def test_the_score_is_told_by_check_once_there_was_a_build(
    duibiao: Duibiao, county: SmallCounty
) -> None:
    school = county.schools[0]
    book = county.workbook(school, county.answers(school))
    duibiao("load", *county.tables)
    assert json.loads(duibiao("check", "--json", book).stdout)[0]["score"] is None
    duibiao("build")
    told = json.loads(duibiao("check", "--json", book).stdout)[0]["score"]
    duibiao("load", book)
    duibiao("build")
    query = "select points, applicable_points, score, rating, tier_reached from fct_school_scores"
    rows = list(
        csv.DictReader(
            io.StringIO(duibiao("sql", f"{query} where basis = 'self'", "--format", "csv").stdout)
        )
    )
    assert rows == [told]


def test_sql_prints_tables_csv_json_and_parquet(
    duibiao: Duibiao, county: SmallCounty, tmp_path: Path
) -> None:
    nothing = duibiao("sql", "select 1", lang="en", expect=1)
    assert nothing.stderr.strip() == "Nothing has been published yet. Run duibiao build first."
    duibiao("load", *county.tables)
    duibiao("build")
    query = "select school_id, students from dim_schools order by school_id limit 1"
    table = duibiao("sql", query).stdout
    assert "school_id" in table
    assert "NULL" in table
    assert duibiao("sql", query, "--format", "csv").stdout == "school_id,students\nS1,\n"
    nested = duibiao("sql", "select [1, 2] as numbers", "--format", "csv").stdout
    assert nested == 'numbers\n"[1, 2]"\n'
    rows = json.loads(duibiao("sql", query, "--format", "json").stdout)
    assert rows == [{"school_id": "S1", "students": None}]
    target = tmp_path / "rows.parquet"
    duibiao("sql", query, "--format", "parquet", "--out", target)
    assert pl.read_parquet(target).rows() == [("S1", None)]
    refused = duibiao("sql", "drop table dim_schools", lang="en", expect=1)
    assert refused.stderr.strip() == "DROP is not run here: only one SELECT statement is taken."


def test_a_hand_in_is_withdrawn_by_its_receipt(duibiao: Duibiao, county: SmallCounty) -> None:
    school = county.schools[0]
    duibiao("load", *county.tables)
    book = county.workbook(school, county.answers(school))
    receipt = json.loads(duibiao("load", "--json", book).stdout)[0]["receipt"]["record_id"]
    unknown = duibiao("withdraw", "no-such-receipt", "--reason", "r", lang="en", expect=1)
    assert unknown.stderr.startswith('There is no hand-in with receipt "no-such-receipt".')
    duibiao("withdraw", receipt, "--reason", "wrong school")
    duibiao("build")
    query = "select is_withdrawn, withdrawal_reason, is_in_force from fct_submissions"
    rows = json.loads(duibiao("sql", query, "--format", "json").stdout)
    assert rows == [
        {"is_withdrawn": True, "withdrawal_reason": "wrong school", "is_in_force": False}
    ]


def test_a_closed_cycle_refuses_and_says_how_to_go_on(
    duibiao: Duibiao, county: SmallCounty
) -> None:
    school = county.schools[0]
    duibiao("load", *county.tables)
    duibiao("cycle", "close", "2024", "--reason", "published")
    book = county.workbook(school, county.answers(school))
    told = json.loads(duibiao("load", "--json", book, expect=1).stdout)
    assert [problem["code"] for problem in told[0]["problems"]] == ["cycle-closed"]
    duibiao("cycle", "reopen", "2024", "--reason", "objection")
    assert json.loads(duibiao("load", "--json", book).stdout)[0]["fate"] == "taken"
    unknown = duibiao("cycle", "close", "1999", "--reason", "r", lang="en", expect=1)
    assert unknown.stderr.startswith('There is no assessment cycle "1999". Known: 2024.')


def test_a_demo_never_mixes_with_a_countys_own_data(duibiao: Duibiao, county: SmallCounty) -> None:
    duibiao("load", *county.tables)
    refused = duibiao("demo", "--no-serve", lang="en", expect=1)
    assert "holds data that are not a demo's" in refused.stderr


def test_what_is_in_force_is_told_after_tables_of_answers(
    county: SmallCounty, duibiao: Duibiao
) -> None:
    """Tables are taken in the order given: of a school in two of them the later one counts."""
    first, second, third = county.schools

    def table(name: str, *schools: School, seed: int) -> Path:
        rows = [
            {"cycle_id": "2024", "school_id": school.school_id, "fact_id": fact, "value": value}
            for school in schools
            for fact, value in county.answers(school, seed).items()
        ]
        return county.table(name, rows)

    duibiao("load", *county.tables)
    early = table("a-answers", first, second, seed=1)
    late = table("b-answers", second, third, seed=2)
    told = duibiao("load", early, late).stdout
    assert "a-answers.csv：含 2 所学校的填报，其中 1 所现以此文件为准" in told
    assert "b-answers.csv：含 2 所学校的填报，其中 2 所现以此文件为准" in told


IMPORTED = """
import json, sys
from duibiao.commands.cli import app
try:
    app(sys.argv[1:])
except SystemExit:
    print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""
LIBRARIES = {
    "dashboards", "dbt", "duckdb", "fastexcel", "highspy", "ingest", "numpy", "openpyxl", "pandas",
    "plotly", "polars", "pyarrow", "streamlit", "typst", "xlsxwriter",
}  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        (["--help"], set()),
        (["--version"], set()),
        (["build", "--help"], {"duckdb", "polars"}),
        (["check", "--help"], {"duckdb", "fastexcel", "ingest", "polars", "xlsxwriter"}),
        (["sql", "--help"], set()),
        (["sql", "select 1, date '2024-01-01', [1]"], {"polars", "pyarrow"}),
        (
            ["check", "2024/2024_S001_*.xlsx"],
            {"duckdb", "fastexcel", "ingest", "polars", "pyarrow", "xlsxwriter"},
        ),
    ],
)
def test_a_command_imports_what_it_needs_itself(
    demo_home: Path, arguments: list[str], imported: set[str]
) -> None:
    """All that the commands import together takes longer than most of them run.

    What a query asks is the child's; DuckDB would import pandas, and pyarrow numpy.
    """
    command, *rest = arguments
    if command == "check" and "--help" not in rest:
        rest = [str(path) for path in (demo_home / "demo-files").glob(rest[0])]
        assert rest
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, command, *rest],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DUIBIAO_HOME": str(demo_home)},
    )
    assert "Error" not in done.stderr
    assert LIBRARIES & set(json.loads(done.stderr)) <= imported
