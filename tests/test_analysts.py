"""The guide for analysts is true: what it tells them to type runs on the demo county."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.build import KEPT_SNAPSHOTS
from duibiao.warehouse.export import Format
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from tests.conftest import run_duibiao
from tests.marts import run_query

DOCS = Path(__file__).parents[1] / "docs"
TEXT = {name: (DOCS / name).read_text("utf-8") for name in ("analysts.md", "analysts.zh-CN.md")}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS: list[tuple[str, str]] = BLOCK.findall(TEXT["analysts.md"])
# As tables are named in the text; `marts-changelog.md` and the like are files.
MART = re.compile(r"\b(?:dim|fct)_[a-z_]+\b")
OURS = "duibiao "


def of_language(language: str) -> list[str]:
    """The blocks of one language."""
    return [text for name, text in BLOCKS if name == language]


def commands() -> list[str]:
    """Every line that runs our own command."""
    lines = [line for text in of_language("sh") for line in text.splitlines()]
    return [line for line in lines if line.startswith(OURS)]


# It takes all marts, and lies there already for all who look at it.
EXPORT_OF_ALL = f"{OURS}export exported"


@pytest.fixture(scope="module")
def settings(demo_home: Path) -> Settings:
    return Settings.resolve(demo_home, SEEDS)


@pytest.fixture(scope="module")
def desk(demo_home: Path, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the text has it: the data home in `data`, and what its commands wrote."""
    assert EXPORT_OF_ALL in commands()
    folder = tmp_path_factory.mktemp("desk")
    (folder / "data").symlink_to(demo_home, target_is_directory=True)
    (folder / "exported").symlink_to(exported, target_is_directory=True)
    return folder


def arguments(line: str, folder: Path) -> list[str]:
    """What a line hands to our command, with the export's folder in `folder`."""
    words = shlex.split(line.partition(" > ")[0])[1:]
    if words[0] == "export":
        words[1] = str(folder / words[1])
    return words


def test_both_languages_say_the_same_things_to_type() -> None:
    assert BLOCK.findall(TEXT["analysts.zh-CN.md"]) == BLOCKS
    assert {name for name, _ in BLOCKS} == {"sh", "sql", "python", "r"}
    quoted = {
        name: set(re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))) for name, text in TEXT.items()
    }
    only_here = quoted["analysts.md"] ^ quoted["analysts.zh-CN.md"]
    # A placeholder in brackets is in the reader's language.
    assert {text for text in only_here if "<" not in text} == set()


@pytest.mark.parametrize("query", of_language("sql"))
def test_a_query_runs_and_finds_something(query: str, settings: Settings) -> None:
    assert run_query(settings, query).height > 0


def test_the_statuses_that_the_text_tells_apart_are_counted(settings: Settings) -> None:
    """The query counts by status what the mart holds of each."""
    [query] = [text for text in of_language("sql") if "not_applicable_schools" in text]
    rows = run_query(settings, query.replace("limit 10", ""))
    for status in ("missing", "not_applicable"):
        expected = run_query(
            settings,
            "select count(*) as n from fct_indicator_scores inner join dim_cycles using (cycle_id)"
            f" where is_latest and basis = 'self' and status = '{status}'",
        )["n"].item()
        assert rows[f"{status}_schools"].sum() == expected > 0


@pytest.mark.parametrize("snippet", of_language("python"))
def test_a_python_snippet_runs_as_it_stands(snippet: str, desk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", snippet], cwd=desk, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_polars_keeps_what_pandas_rounds(desk: Path) -> None:
    """What the text says of types is so."""
    [snippet] = [text for text in of_language("python") if "read_only" in text]
    done = subprocess.run(
        [sys.executable, "-c", snippet], cwd=desk, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"\d+ Decimal\(.*\) float64", done.stdout.strip())


@pytest.mark.parametrize("line", [line for line in commands() if line != EXPORT_OF_ALL])
def test_a_command_of_ours_runs(line: str, demo_home: Path, tmp_path: Path) -> None:
    done = run_duibiao(demo_home, *arguments(line, tmp_path))
    assert done.stdout.strip()


def test_an_export_has_the_files_that_the_text_names(desk: Path) -> None:
    exported = desk / "exported"
    for name in ("parquet/", "csv/", "duibiao.xlsx", "README.txt", "manifest.json"):
        assert f"`{name}`" in TEXT["analysts.md"]
        assert (exported / name).exists()
    named = re.findall(r"exported[/\\](?:parquet|csv)[/\\]\w+\.\w+", "".join(TEXT.values()))
    assert named
    for path in named:
        assert (desk / path.replace("\\", "/")).is_file(), path
    assert {format_.value for format_ in Format} == {"parquet", "csv", "xlsx"}


def test_every_table_that_the_text_names_exists(settings: Settings) -> None:
    path = snapshot_path(settings)
    assert path is not None
    with connect(path) as connection:
        marts = {
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        }
    for name, text in TEXT.items():
        assert set(MART.findall(text)) - marts == set(), name


def test_the_keys_that_power_bi_joins_by_are_keys(settings: Settings) -> None:
    """The columns that the text joins with a bar between tell the rows of the table apart."""
    joined = re.findall(r"`(\w+) & \"\|\" & (\w+)`", TEXT["analysts.md"])
    assert joined == [("cycle_id", "school_id"), ("edition", "indicator_id")]
    for mart, key in zip(("dim_cycle_schools", "dim_indicators"), joined, strict=True):
        rows = run_query(settings, f"select {', '.join(key)} from {mart}")
        assert rows.is_unique().all()
        assert not any(rows[column].str.contains("|", literal=True).any() for column in key)


def test_codes_would_be_guessed_to_be_numbers(desk: Path) -> None:
    """Why the text has them set to Text."""
    guessed = pl.read_csv(desk / "exported" / "csv" / "fct_school_scores.csv")
    assert guessed.schema["cycle_id"] == pl.Int64


def test_a_snapshot_is_in_the_format_that_the_text_names(settings: Settings) -> None:
    """The file says itself which format it is written in; an older client looks at that alone."""
    path = snapshot_path(settings)
    assert path is not None
    [version] = set(re.findall(r"v\d+\.\d+\.\d+", TEXT["analysts.md"]))
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as snapshot (read_only)")
        tags = connection.execute(
            "select tags['storage_version'] from duckdb_databases()"
            " where database_name = 'snapshot'"
        ).fetchall()
    assert tags[0][0].startswith(version), tags


def test_who_opens_for_writing_keeps_others_out(settings: Settings, tmp_path: Path) -> None:
    """The reason for read-only; and read-only keeps nobody out."""
    path = snapshot_path(settings)
    assert path is not None
    copy = tmp_path / "snapshot.duckdb"
    copy.write_bytes(path.read_bytes())
    read = "import sys, duckdb; duckdb.connect(sys.argv[1], read_only=True)"
    command = [sys.executable, "-c", read, str(copy)]
    for read_only, said in ((False, "Could not set lock"), (True, "")):
        with duckdb.connect(str(copy), read_only=read_only):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0, said in done.stderr) == (not read_only, True)


def test_as_many_snapshots_are_kept_as_the_text_says() -> None:
    assert KEPT_SNAPSHOTS == 10
    assert "The ten newest snapshots are kept" in TEXT["analysts.md"]
    assert "最近十份会保留" in TEXT["analysts.zh-CN.md"]


def test_the_shell_lines_open_the_snapshot_in_force(desk: Path, settings: Settings) -> None:
    """DuckDB's own program is not here; the path that the shell makes for it is."""
    [line] = [text for text in of_language("sh") if text.startswith("duckdb ")]
    words = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {line}"], cwd=desk, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    path = snapshot_path(settings)
    assert path is not None
    assert words[:2] == ["duckdb", "-readonly"]
    assert os.path.samefile(desk / words[2], path)  # noqa: PTH121
