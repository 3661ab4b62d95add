"""An export: exactly the rows of the marts, whole or not at all, and nothing that runs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.export import MANIFEST, WORKBOOK, ExportRefused, Format, disarmed, export
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from duibiao.words import Words
from tests.conftest import run_duibiao
from tests.counties.small_county import small_county

CHINESE = Words("zh-CN")


@pytest.fixture
def snapshot(demo_home: Path) -> duckdb.DuckDBPyConnection:
    path = snapshot_path(Settings.resolve(demo_home, SEEDS))
    assert path is not None
    return connect(path)


def marts_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
    ]


def test_parquet_holds_exactly_the_rows_and_types_of_every_mart(
    exported: Path, snapshot: duckdb.DuckDBPyConnection
) -> None:
    for mart in marts_of(snapshot):
        file = exported / "parquet" / f"{mart}.parquet"
        types = snapshot.execute(f"select * from {mart}").description
        assert [
            column[:2] for column in snapshot.execute(f"select * from '{file}'").description or ()
        ] == [column[:2] for column in types or ()]
        for one, other in ((f"{mart}", f"'{file}'"), (f"'{file}'", f"{mart}")):
            beside = snapshot.execute(f"select * from {one} except all select * from {other}")
            assert beside.fetchall() == [], mart


def test_csv_holds_the_same_values(exported: Path, snapshot: duckdb.DuckDBPyConnection) -> None:
    for mart in marts_of(snapshot):
        file = exported / "csv" / f"{mart}.csv"
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        columns = {
            column[0]: str(column[1])
            for column in snapshot.execute(f"from {mart}").description or ()
        }
        read = f"read_csv('{file}', header = true, columns = {columns}, allow_quoted_nulls = false)"
        for one, other in ((mart, read), (read, mart)):
            beside = snapshot.execute(f"select * from {one} except all select * from {other}")
            assert beside.fetchall() == [], mart


def test_the_workbook_holds_every_mart_behind_its_dictionary(
    exported: Path, snapshot: duckdb.DuckDBPyConnection
) -> None:
    book = openpyxl.load_workbook(exported / WORKBOOK, read_only=True)
    assert book.sheetnames == ["数据字典", *sorted(marts_of(snapshot))]
    columns = snapshot.execute(
        "select table_name, column_name from duckdb_columns() where not internal"
    ).fetchall()
    entries = [row[:6] for row in book["数据字典"].iter_rows(min_row=4, values_only=True)]
    assert {(row[0], row[2]) for row in entries if row[2]} == set(columns)
    assert all(row[1] and row[5] for row in entries), "every entry has a title and a meaning"
    scores = list(book["fct_school_scores"].iter_rows(values_only=True))
    rows = snapshot.execute("select * from fct_school_scores order by all").pl()
    assert list(scores[0]) == rows.columns
    at = rows.columns.index("score")
    assert [row[at] for row in scores[1:]] == [
        None if value is None else float(value) for value in rows["score"]
    ]


def test_the_manifest_names_build_edition_and_the_hash_of_every_file(
    exported: Path, demo_home: Path
) -> None:
    manifest = json.loads((exported / MANIFEST).read_text(encoding="utf-8"))
    path = snapshot_path(Settings.resolve(demo_home, SEEDS))
    assert path is not None and manifest["build_id"] == path.stem
    found = {
        str(file.relative_to(exported)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in exported.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }
    assert manifest["files"] == found
    assert "工作版，非官方文本" in (exported / "README.txt").read_text(encoding="utf-8")


def test_one_cycle_of_one_mart_in_one_format(demo_home: Path, tmp_path: Path) -> None:
    settings = Settings.resolve(demo_home, SEEDS)
    done = export(
        settings,
        tmp_path / "out",
        CHINESE,
        formats=[Format.PARQUET],
        names=["fct_school_scores"],
        cycle_id="2024",
    )
    assert sorted(done.files) == ["README.txt", "parquet/fct_school_scores.parquet"]
    rows = pl.read_parquet(tmp_path / "out" / "parquet" / "fct_school_scores.parquet")
    assert set(rows["cycle_id"]) == {"2024"} and rows.height == done.marts[0].rows


def test_a_mart_too_long_for_a_sheet_is_left_out_and_said(demo_home: Path, tmp_path: Path) -> None:
    done = export(
        Settings.resolve(demo_home, SEEDS),
        tmp_path / "out",
        CHINESE,
        formats=[Format.XLSX],
        names=["dim_cycles", "fct_school_scores"],
        largest_sheet_rows=3,
    )
    assert list(done.left_out) == ["fct_school_scores"]
    book = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK)
    assert book.sheetnames == ["数据字典", "dim_cycles"]
    assert "没有放进本文件：fct_school_scores" in str(book["数据字典"]["A2"].value)


def test_nothing_but_an_earlier_export_is_replaced(demo_home: Path, tmp_path: Path) -> None:
    settings, out = Settings.resolve(demo_home, SEEDS), tmp_path / "out"
    few = {"names": ["dim_cycles"], "formats": [Format.CSV]}
    export(settings, out, CHINESE, **few)  # type: ignore[arg-type]
    export(settings, out, CHINESE, **few)  # type: ignore[arg-type]
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportRefused) as refused:
        export(settings, out, CHINESE, **few)  # type: ignore[arg-type]
    assert refused.value.code == "export-not-empty"
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_an_export_that_fails_leaves_the_earlier_one(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, out = Settings.resolve(demo_home, SEEDS), tmp_path / "out"
    export(settings, out, CHINESE, names=["dim_cycles"], formats=[Format.CSV])
    before = (out / MANIFEST).read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", full)
    with pytest.raises(OSError, match="No space"):
        export(settings, out, CHINESE, names=["dim_tiers"], formats=[Format.CSV])
    assert (out / MANIFEST).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd|x", "@SUM(A1)", "\tx", "\r=x", "\n=x", "＝1"]
)
def test_a_text_that_would_run_is_disarmed(text: str) -> None:
    rows = disarmed(pl.DataFrame({"text": [text, "plain", "-5", "+3.2", None]}))
    assert rows["text"].to_list() == [f"'{text}", "plain", "-5", "+3.2", None]


def test_a_name_that_is_a_formula_runs_nowhere(home: Path, tmp_path: Path) -> None:
    county = small_county(tmp_path / "files", school_count=1)
    schools = county.tables[0]
    schools.write_text(
        schools.read_text(encoding="utf-8").replace("第1校", "=HYPERLINK(1)"), encoding="utf-8"
    )
    run_duibiao(home, "load", *county.tables)
    run_duibiao(home, "build")
    out = tmp_path / "out"
    run_duibiao(home, "export", out, "--mart", "dim_schools")
    assert "'=HYPERLINK(1)" in (out / "csv" / "dim_schools.csv").read_text(encoding="utf-8")
    cells = [
        cell
        for row in openpyxl.load_workbook(out / WORKBOOK)["dim_schools"].iter_rows()
        for cell in row
    ]
    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] == ["s"]
    assert pl.read_parquet(out / "parquet" / "dim_schools.parquet")["name_zh"].to_list() == [
        "=HYPERLINK(1)"
    ]


def test_what_cannot_be_exported_is_told_in_words(demo_home: Path, tmp_path: Path) -> None:
    empty = run_duibiao(tmp_path / "home", "export", tmp_path / "out", expect=1)
    assert "尚未发布过数据" in empty.stderr
    unknown = run_duibiao(
        demo_home, "export", tmp_path / "out", "--mart", "fct_nothing", lang="en", expect=1
    )
    assert "There are no such tables: fct_nothing. There are: dim_codes、" in unknown.stderr
    cycle = run_duibiao(demo_home, "export", tmp_path / "out", "--cycle", "1999", expect=1)
    assert "没有考核年度“1999”" in cycle.stderr
    assert not (tmp_path / "out").exists()
