"""The published marts as files for other programs: Parquet, CSV, and one workbook of all.

What is written are the rows of the snapshot in force, whole, and beside them which build and
edition they are of, a dictionary of every column, and the hash of each file.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import xlsxwriter

from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import file_digest, sync_folder
from duibiao.warehouse import asked
from duibiao.warehouse.query_result import QueryResult
from duibiao.warehouse.snapshot_files import build_information, connect, snapshot_path
from duibiao.warehouse.sql_text import quoted
from duibiao.words import Words

MANIFEST = "manifest.json"
READ_ME = "README.txt"
WORKBOOK = "duibiao.xlsx"
A4 = 9
DICTIONARY_ROWS_FROM = 3
# A sheet ends at row 1,048,576, but office programs open no file of several such sheets.
LARGEST_SHEET_ROWS = 200_000
CELL_CHARACTERS = 32_767
# A spreadsheet counts in DOUBLE, and its days from 1900 on: what is beyond stands as text.
LARGEST_WHOLE_NUMBER = 2**53
FIRST_YEAR = 1900
# A text that a spreadsheet would take for a formula. A plain number is none.
FORMULA_START = r"^[=+\-@\t\r\n＝＋－＠]"
PLAIN_NUMBER = r"^[+-]?\d+(\.\d+)?$"


class Format(StrEnum):
    """What kinds of file are written."""

    PARQUET = "parquet"
    CSV = "csv"
    XLSX = "xlsx"


class ExportRefused(Refused):
    """An export that was not written."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a mart as the dictionary tells it; `meaning` is the mart's own documentation."""

    name: str
    type: str
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart as the dictionary tells it: what a row is, its columns, how many rows it has."""

    name: str
    title: str
    meaning: str
    rows: int
    columns: Sequence[Column]


@dataclass(slots=True)
class Exported:
    """What was written where; `left_out`: marts too long for a sheet, by name and rows."""

    folder: Path
    files: dict[str, str | None] = field(default_factory=dict)
    marts: list[Mart] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)


def export(
    settings: Settings,
    target: Path,
    words: Words,
    *,
    formats: Iterable[Format] = tuple(Format),
    names: Iterable[str] = (),
    cycle_id: str | None = None,
    largest_sheet_rows: int = LARGEST_SHEET_ROWS,
    track: Callable[[Sequence[Mart]], Iterable[Mart]] = iter,
) -> Exported:
    """Write marts of the snapshot in force into a folder, whole or not at all.

    `names`: these marts only; `cycle_id`: of marts by cycle only this cycle's rows. The folder may
    be missing, empty, or an earlier export, which is replaced. `track` is given the marts to go
    through, for a progress bar.

    Raises ExportRefused where there is no snapshot, a mart or the cycle is unknown, or the folder
    holds anything else; OSError where the disk refuses.
    """
    path, information = snapshot_path(settings), build_information(settings)
    if path is None or information is None:
        raise ExportRefused("export-no-snapshot")
    _check_target(target)
    with connect(path) as connection:
        if cycle_id is not None:
            rows = connection.execute("select cycle_id from dim_cycles").fetchall()
            cycle_id = asked.one_cycle([name for (name,) in rows], cycle_id)
        marts = _chosen(dictionary(connection, words, cycle_id), list(names))
        partial = target.parent / f".{target.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            done = Exported(target, marts=marts)
            wanted = set(formats)
            _write_marts(
                connection, partial, done, wanted, cycle_id, words, largest_sheet_rows, track
            )
            (partial / READ_ME).write_text(_read_me(information, words, wanted), encoding="utf-8")
            done.files = {
                str(file.relative_to(partial)): file_digest(file)
                for file in sorted(partial.rglob("*"))
                if file.is_file()
            }
            _write_manifest(partial, done, information, cycle_id)
            _put_in_place(partial, target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return done


def dictionary(
    connection: duckdb.DuckDBPyConnection, words: Words, cycle_id: str | None = None
) -> list[Mart]:
    """Every mart of a snapshot: titles in the words' language, meanings as dbt wrote them down.

    `cycle_id`: of marts by cycle, only this cycle's rows are counted.
    """
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() order by table_name"
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns()"
        " where not internal order by table_name, column_index"
    ).fetchall()
    marts = []
    for name, comment in tables:
        own = [
            Column(column, kind, _title(words, column_word(column), column), meaning or "")
            for table, column, kind, meaning in columns
            if table == name
        ]
        rows = connection.execute(f"select count(*) from ({_query(name, own, cycle_id)})")
        title = _title(words, mart_word(name), name)
        marts.append(Mart(name, title, comment or "", rows.fetchall()[0][0], own))
    return marts


def _title(words: Words, message_id: str, name: str) -> str:
    """A snapshot of another version may hold what has no words here: it keeps its own name."""
    return words(message_id) if words.has(message_id) else name


def mart_word(name: str) -> str:
    """Which message names a mart."""
    return f"mart-{name.replace('_', '-')}"


def mart_told(name: str) -> str:
    """Which message says what a row of a mart is, with its business rules as `rules`.

    In English there is none: that is what dbt wrote into the snapshot.
    """
    return f"told-{name.replace('_', '-')}"


def column_word(name: str) -> str:
    """Which message names a column; a name means the same in every mart."""
    return f"column-of-{name.replace('_', '-')}"


def _chosen(marts: list[Mart], names: list[str]) -> list[Mart]:
    known = {mart.name: mart for mart in marts}
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ExportRefused(
            "export-mart-unknown", marts="、".join(unknown), known="、".join(sorted(known))
        )
    return [known[name] for name in sorted(set(names))] if names else marts


def _check_target(target: Path) -> None:
    """Nothing but an earlier export is ever replaced."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ExportRefused("export-not-a-folder", folder=str(target))
    if target.is_dir() and any(target.iterdir()) and not _is_export(target):
        raise ExportRefused("export-not-empty", folder=str(target))


def _is_export(folder: Path) -> bool:
    """Whether every file of a folder is one that an earlier export wrote down."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed = set(manifest["files"]) | {MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if not file.is_dir()}
    return found <= listed


def _write_marts(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    done: Exported,
    formats: set[Format],
    cycle_id: str | None,
    words: Words,
    largest_sheet_rows: int,
    track: Callable[[Sequence[Mart]], Iterable[Mart]],
) -> None:
    for format_ in formats - {Format.XLSX}:
        (folder / format_).mkdir()
    book = _Workbook(folder / WORKBOOK, words) if Format.XLSX in formats else None
    if book is not None:
        # An office program that opens a sheet of these many rows is the limit, not the disk.
        done.left_out = {
            mart.name: mart.rows for mart in done.marts if mart.rows > largest_sheet_rows
        }
        book.write_dictionary(done.marts, done.left_out)
    for mart in track(done.marts):
        query = _query(mart.name, mart.columns, cycle_id)
        if Format.PARQUET in formats:
            file = folder / Format.PARQUET / f"{mart.name}.parquet"
            connection.execute(
                f"copy ({query}) to {quoted(file)} (format parquet, compression zstd)"
            )
        if formats & {Format.CSV, Format.XLSX}:
            rows = connection.execute(query).pl()
            if Format.CSV in formats:
                # The mark at the beginning tells Excel that this is UTF-8.
                disarmed(rows).write_csv(folder / Format.CSV / f"{mart.name}.csv", include_bom=True)
            if book is not None and mart.name not in done.left_out:
                book.write_mart(mart, rows)
    if book is not None:
        book.close()


def _query(name: str, columns: Sequence[Column], cycle_id: str | None) -> str:
    where = ""
    if cycle_id is not None and any(column.name == "cycle_id" for column in columns):
        where = f"where cycle_id = {quoted(cycle_id)}"
    return f'select * from "{name}" {where} order by all'


def disarmed(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as a formula get an apostrophe before them."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    return rows.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA_START) & ~pl.col(name).str.contains(PLAIN_NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def flat(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as a CSV takes them: a list or a map as its text."""
    nested = [name for name, kind in rows.schema.items() if kind.is_nested()]
    texts = [
        pl.Series(
            name,
            [None if value is None else str(value) for value in rows[name].to_list()],
            dtype=pl.String,
        )
        for name in nested
    ]
    return rows.with_columns(texts)


def result_file(
    result: QueryResult, sql: str, form: Format, words: Words, information: dict[str, Any]
) -> bytes:
    """The rows of a query as a file; the workbook says beside them what was asked of which build.

    The workbook's headings are the titles of the dictionary where a column bears its name.
    """
    rows, target = result.rows, io.BytesIO()
    if form is Format.PARQUET:
        rows.write_parquet(target)
    elif form is Format.CSV:
        disarmed(flat(rows)).write_csv(target, include_bom=True)
    else:
        titles = [_title(words, column_word(name), name) for name in rows.columns]
        editions = information.get("editions", {}).values()
        account = [
            (words("export-result-query"), sql),
            (words("export-result-build"), information.get("build_id", "")),
            (words("export-result-moment"), information.get("built_at", "")),
            *(
                (
                    words("export-result-edition"),
                    _edition_title(edition, words),
                )
                for edition in editions
            ),
            *(
                (name, f"{title}  {kind}")
                for name, title, kind in zip(rows.columns, titles, result.types, strict=True)
            ),
        ]
        book = _Workbook(target, words)
        book.write_result(words("export-result"), titles, rows)
        book.write_account(words("export-result-account"), account)
        book.close()
    return target.getvalue()


class _Workbook:
    """One workbook: the dictionary first, then a sheet for each mart."""

    def __init__(self, target: Path | io.BytesIO, words: Words) -> None:
        self._words = words
        on_disk = isinstance(target, Path)
        # Texts stay texts: nothing is read as a formula, a number or an address.
        self._book = xlsxwriter.Workbook(
            str(target) if on_disk else target,
            {
                "constant_memory": on_disk,
                "in_memory": not on_disk,
                "remove_timezone": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": False,
            },
        )
        self._book.set_properties({"title": words("export-read-me-title")})
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#EEF2F1", "bottom": 1, "valign": "top"}
        )
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def write_dictionary(self, marts: Sequence[Mart], left_out: dict[str, int]) -> None:
        say = self._words
        sheet = self._sheet(say("export-dictionary"))
        sheet.repeat_rows(DICTIONARY_ROWS_FROM - 1)
        headings = [
            ("export-table", 28),
            ("export-table-title", 24),
            ("export-column", 26),
            ("export-column-title", 24),
            ("export-type", 16),
            ("export-meaning", 90),
        ]
        for at, (_, width) in enumerate(headings):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, say("export-dictionary"), self._title)
        notice = say("export-notice")
        if left_out:
            notice += " " + say("export-left-out", marts="、".join(sorted(left_out)))
        sheet.write_string(1, 0, notice)
        line = DICTIONARY_ROWS_FROM
        for at, (heading, _) in enumerate(headings):
            sheet.write_string(line - 1, at, say(heading), self._head)
        sheet.freeze_panes(line, 0)
        for mart in marts:
            first = [mart.name, mart.title, "", "", say("export-rows", count=str(mart.rows))]
            for at, text in enumerate([*first, one_paragraph(mart.meaning)]):
                sheet.write_string(line, at, text[:CELL_CHARACTERS], self._wrapped)
            if mart.name not in left_out:
                sheet.write_url(line, 0, f"internal:'{mart.name}'!A1", string=mart.name)
            line += 1
            for column in mart.columns:
                texts = [mart.name, mart.title, column.name, column.title, column.type]
                for at, text in enumerate([*texts, column.meaning]):
                    sheet.write_string(line, at, text[:CELL_CHARACTERS], self._wrapped)
                line += 1
        sheet.autofilter(DICTIONARY_ROWS_FROM - 1, 0, line - 1, len(headings) - 1)

    def write_mart(self, mart: Mart, rows: pl.DataFrame) -> None:
        self._write_rows(mart.name, [column.name for column in mart.columns], rows)

    def write_result(self, name: str, headings: Sequence[str], rows: pl.DataFrame) -> None:
        self._write_rows(name, headings, rows)

    def write_account(self, name: str, lines: Sequence[tuple[str, str]]) -> None:
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 110)
        for at, (heading, text) in enumerate(lines):
            sheet.write_string(at, 0, heading, self._head)
            sheet.write_string(at, 1, text[:CELL_CHARACTERS], self._wrapped)

    def _write_rows(self, name: str, headings: Sequence[str], rows: pl.DataFrame) -> None:
        sheet = self._sheet(name)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, min(40, max(12, len(heading) + 2)))
            sheet.write_string(0, at, heading[:CELL_CHARACTERS], self._head)
        if rows.height:
            sheet.autofilter(0, 0, rows.height, rows.width - 1)
        writers = [self._writer(sheet, kind) for kind in rows.dtypes]
        for line, values in enumerate(rows.iter_rows(), start=1):
            for at, value in enumerate(values):
                if value is not None:
                    writers[at](line, at, value)

    def _sheet(self, name: str) -> Any:
        """A sheet that prints as wide as a page of A4 laid across."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _writer(self, sheet: Any, kind: pl.DataType) -> Callable[[int, int, Any], Any]:
        def write_text(line: int, at: int, value: Any) -> None:
            sheet.write_string(line, at, str(value)[:CELL_CHARACTERS])

        def write_number(line: int, at: int, value: Any) -> None:
            number = float(value)
            is_whole = kind.is_integer() or kind.is_decimal()
            if not math.isfinite(number) or (is_whole and abs(number) > LARGEST_WHOLE_NUMBER):
                write_text(line, at, value)
            else:
                sheet.write_number(line, at, number)

        def write_moment(line: int, at: int, value: dt.date) -> None:
            if value.year < FIRST_YEAR:
                write_text(line, at, value)
            else:
                format_ = self._date if kind == pl.Date else self._moment
                sheet.write_datetime(line, at, value, format_)

        if kind.is_numeric():
            return write_number
        if kind == pl.Boolean:
            write_boolean: Callable[[int, int, Any], Any] = sheet.write_boolean
            return write_boolean
        return write_moment if kind in (pl.Date, pl.Datetime) else write_text

    def close(self) -> None:
        self._book.close()


def one_paragraph(text: str) -> str:
    """Markdown's lines joined; paragraphs stay apart; the example query keeps its lines."""
    told, _, example = text.partition("Example:")
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", told).strip()
    return f"{joined}\n\nExample:\n{example.strip()}" if example else joined


def _read_me(information: dict[str, Any], words: Words, formats: set[Format]) -> str:
    lines = [
        words("export-read-me-title"),
        "",
        words("export-read-me-build", **_build(information)),
    ]
    for edition in information["editions"].values():
        lines.append(words("export-read-me-edition", title=_edition_title(edition, words)))
    lines.append("")
    lines += [words(f"export-read-me-{format_}") for format_ in sorted(formats)]
    lines.append(words("export-read-me-manifest"))
    return "\n".join(lines) + "\n"


def _edition_title(edition: dict[str, Any], words: Words) -> str:
    """An edition's title, and that it is not the official text where it is none."""
    is_working = edition["status"] == "working"
    return str(edition["title_zh"]) + (words("export-read-me-working") if is_working else "")


def _build(information: dict[str, Any]) -> dict[str, str]:
    return {"build": information["build_id"], "moment": information["built_at"]}


def _write_manifest(
    folder: Path, done: Exported, information: dict[str, Any], cycle_id: str | None
) -> None:
    manifest = {
        "build_id": information["build_id"],
        "built_at": information["built_at"],
        "guide_sha256": information["guide_sha256"],
        "editions": information["editions"],
        "cycle_id": cycle_id,
        "marts": {
            mart.name: {"columns": {column.name: column.type for column in mart.columns}}
            for mart in done.marts
        },
        "left_out_of_workbook": done.left_out,
        "files": done.files,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _put_in_place(partial: Path, target: Path) -> None:
    """A folder is not replaced in one step: the earlier export goes first, whole."""
    earlier = target.parent / f".{target.name}.earlier"
    shutil.rmtree(earlier, ignore_errors=True)
    if target.exists():
        target.rename(earlier)
    try:
        partial.rename(target)
    except OSError:
        if earlier.exists():
            earlier.rename(target)
        raise
    sync_folder(target.parent)
    shutil.rmtree(earlier, ignore_errors=True)


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """A table as CSV that Excel opens as UTF-8 and of which it runs no cell as a formula."""
    target = io.BytesIO()
    disarmed(rows).write_csv(target, include_bom=True)
    return target.getvalue()
