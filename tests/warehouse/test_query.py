"""Analysts' queries: read-only, limited, each refusal by name and in time, and nothing written."""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl
import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.spreadsheets.confined import Plain
from duibiao.spreadsheets.sandbox import Kind
from duibiao.warehouse import confined_query
from duibiao.warehouse.confined_query import OF_PAGE, WAIT_SECONDS, query, query_file
from duibiao.warehouse.export import Format
from duibiao.warehouse.query_result import QueryRefused
from duibiao.words import LANGUAGES, Words
from tests.marts import run_query

# As those of the page, but for the clock: what takes for ever need not take ten seconds here.
LIMITS = OF_PAGE._replace(seconds=3.0)
# A child that is killed is followed by a new one, which takes its time to be up.
IN_TIME = LIMITS.seconds + 15


@pytest.fixture(scope="module")
def settings(demo_home: Path) -> Settings:
    return Settings.resolve(demo_home, SEEDS)


def refused(settings: Settings, sql: str) -> QueryRefused:
    """How a query is refused, which is in time and in words of both languages."""
    begun = time.monotonic()
    with pytest.raises(QueryRefused) as caught:
        query(settings, sql, LIMITS)
    assert time.monotonic() - begun < IN_TIME
    for language in LANGUAGES:
        assert Words(language)(caught.value.code, **caught.value.parameters)
    return caught.value


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("copy dim_cycles to '/tmp/out.csv'", "COPY"),
        ("export database '/tmp/out'", "EXPORT"),
        ("attach '/tmp/other.duckdb' as other", "ATTACH"),
        ("install httpfs", "INSTALL"),
        ("load httpfs", "LOAD"),
        ("set memory_limit = '100GB'", "SET"),
        ("reset lock_configuration", "RESET"),
        ("pragma table_info('dim_cycles')", "PRAGMA"),
        ("-- a remark\n /* and one more */ pragma version", "PRAGMA"),
        ("create table copied as select * from dim_cycles", "CREATE"),
        ("delete from dim_cycles", "DELETE"),
        ("drop table dim_cycles", "DROP"),
        ("call enable_logging('QueryLog')", "CALL"),
        ("use memory", "USE"),
    ],
)
def test_what_is_no_query_is_refused_by_its_name(settings: Settings, sql: str, kind: str) -> None:
    error = refused(settings, sql)
    assert (error.code, error.parameters) == ("query-not-a-select", {"kind": kind})


@pytest.mark.parametrize("sql", ["select 1; select 2", "select 1; drop table dim_cycles", "", "--"])
def test_exactly_one_statement_is_taken(settings: Settings, sql: str) -> None:
    assert refused(settings, sql).code == "query-not-one-select"


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from read_blob('/proc/self/environ')",
        "select * from glob('/*')",
        "select * from read_parquet('http://127.0.0.1:1/rows.parquet')",
        "select * from query('select * from read_text(''/etc/passwd'')')",
    ],
)
def test_no_file_and_no_network_is_reached(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    """Twice over: it is not permitted, and were it permitted, the database is locked."""
    assert refused(settings, sql).code == "query-function"
    monkeypatch.setattr("duibiao.warehouse.query.check", lambda *_: None)
    with pytest.raises(QueryRefused, match="query-reaches-out"):
        run_query(settings, sql)


def test_a_name_that_is_no_table_is_no_file_and_no_variable_of_ours(settings: Settings) -> None:
    for name in ("'/etc/passwd'", "batches", "settings", "information_of_nobody"):
        error = refused(settings, f"select * from {name}")
        assert error.code == "query-unknown-table"
        assert error.parameters["name"] == name.strip("'")


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from range(1000000) as a, range(1000000) as b",
        "with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t",
    ],
    ids=["cross join", "endless recursion"],
)
def test_what_takes_too_long_is_stopped(settings: Settings, sql: str) -> None:
    error = refused(settings, sql)
    assert (error.code, error.parameters) == (
        "query-takes-too-long",
        {"seconds": f"{LIMITS.seconds:g}"},
    )


@pytest.mark.parametrize(
    "sql",
    [
        "select repeat('x', 2000000000)",
        "select length(repeat('x', 2000000000))",
        # 30 MB: little for the database, much for a page.
        "select repeat('x', 3000) from range(10000)",
    ],
)
def test_what_takes_too_much_memory_is_stopped(settings: Settings, sql: str) -> None:
    assert refused(settings, sql).code == "query-too-large"


def test_an_endless_result_is_cut_and_its_file_refused(settings: Settings) -> None:
    """Of a trillion rows no more are made than are wanted."""
    endless = "select a.range as n from range(1000000) as a, range(1000000) as b"
    result = query(settings, endless)
    assert (result.rows.height, result.is_cut) == (OF_PAGE.rows, True)
    with pytest.raises(QueryRefused) as error:
        query_file(settings, endless, Format.CSV, "en", LIMITS)
    assert error.value.code == "query-too-many-rows"
    assert error.value.parameters == {"most": str(OF_PAGE.rows)}
    exactly = query(settings, f"select * from range({OF_PAGE.rows})")
    assert (exactly.rows.height, exactly.is_cut) == (OF_PAGE.rows, False)


def test_after_all_that_the_next_query_is_answered_as_before(settings: Settings) -> None:
    sql = "select * from fct_school_scores order by all"
    result = query(settings, sql)
    assert result.rows.equals(run_query(settings, sql))
    assert result.types[:3] == ["VARCHAR"] * 3 and "DECIMAL(18,6)" in result.types
    named_twice = query(settings, "select 1 as a, 2 as a, 3 as a_2")
    assert named_twice.rows.to_dicts() == [{"a": 1, "a_2": 2, "a_2_2": 3}]


def test_a_fault_is_told_with_its_line(settings: Settings) -> None:
    error = refused(settings, "select *\nfrom dim_cycles\nwhere cycle_ix = 1")
    assert error.code == "query-failed"
    assert "LINE 3: where cycle_ix = 1" in error.parameters["message"]
    assert refused(settings, "select '" + "x" * 60_000 + "'").code == "query-too-long"
    assert refused(settings, "select union_value(a := 1)").code == "query-strange-type"


def test_only_so_many_run_at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one too many is told to come again, and can once the others have ended."""
    monkeypatch.setattr(confined_query, "WAIT_SECONDS", 0.1)
    assert WAIT_SECONDS > 0.1
    limits = OF_PAGE._replace(seconds=3.0)

    def take_long() -> None:
        with pytest.raises(QueryRefused, match="query-takes-too-long"):
            query(settings, "select count(*) from range(1000000) a, range(1000000) b", limits)

    slow = [threading.Thread(target=take_long) for _ in range(confined_query.AT_ONCE)]
    for one in slow:
        one.start()
    time.sleep(0.5)
    error = refused(settings, "select 1")
    assert (error.code, error.parameters) == ("query-busy", {"count": str(len(slow))})
    for one in slow:
        one.join()
    assert query(settings, "select 1 as n").rows.item() == 1


def test_strangers_query_only_where_there_is_a_sandbox(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one's own computer, limits and what is permitted are enough."""
    for host, is_shared, is_here in (
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("localhost", False, True),
        ("127.0.0.1", True, False),
        ("0.0.0.0", False, False),
        ("192.168.1.5", False, False),
        ("::", False, False),
        ("school.example", False, False),
    ):
        for kind in (*Kind, None):
            with monkeypatch.context() as patched:
                patched.setenv(confined_query.SERVES_OTHERS, "")
                patched.setattr(confined_query, "sandbox_kind", lambda kind=kind: kind)
                assert confined_query.serve_from(host, is_shared=is_shared) is (
                    is_here or kind is not None
                )
                assert bool(os.environ[confined_query.SERVES_OTHERS]) is not is_here
                if not confined_query.is_open():
                    assert refused(settings, "select 1").code == "query-no-sandbox"


def test_what_a_child_sends_is_looked_at_before_it_is_read() -> None:
    rows = io.BytesIO()
    pl.DataFrame({"a": ["text"] * 100}).write_ipc(rows, compat_level=pl.CompatLevel.oldest())
    sent = rows.getvalue()
    facts = (["VARCHAR"], False)
    assert confined_query._received(Plain(facts, sent)).rows.height == 100
    [offset] = [at for at in range(len(sent)) if sent.startswith((396).to_bytes(8, "little"), at)]
    changed = sent[:offset] + (2**40).to_bytes(8, "little") + sent[offset + 8 :]
    for forged in (b"", b"not a table", sent[:-40], sent[: len(sent) // 2], changed):
        with pytest.raises(QueryRefused, match="query-strange-type"):
            confined_query._received(Plain(facts, forged))
    for odd in (None, 1, [], ["VARCHAR"]):
        with pytest.raises(QueryRefused, match="query-strange-type"):
            confined_query._received(Plain(odd, sent))


def test_files_hold_the_whole_result_and_run_nothing(settings: Settings) -> None:
    sql = """
        select score, school_id, is_late, '=1+1' as hostile, '007' as code,
            12345678901234567890::hugeint as large, 'nan'::double as no_number,
            date '1066-10-14' as early, date '2024-02-29' as day, [1, 2] as both, now() as moment
        from fct_school_scores order by school_id, cycle_id, basis
    """
    expected = run_query(settings, sql)
    files = {form: query_file(settings, sql, form, "zh-CN") for form in Format}
    parquet = pl.read_parquet(files[Format.PARQUET])
    assert parquet.drop("moment").equals(expected.drop("moment"))

    assert files[Format.CSV].startswith(b"\xef\xbb\xbf")
    csv = pl.read_csv(files[Format.CSV], infer_schema=False)
    assert csv.height == expected.height > 100
    assert csv["hostile"].unique().to_list() == ["'=1+1"]
    assert csv["both"].unique().to_list() == ["[1, 2]"]
    assert csv["score"].to_list() == [str(value) for value in expected["score"]]

    with zipfile.ZipFile(io.BytesIO(files[Format.XLSX])) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    workbook = openpyxl.load_workbook(io.BytesIO(files[Format.XLSX]), read_only=True)
    assert workbook.sheetnames == ["查询结果", "说明"]
    heading, first, *rest = workbook["查询结果"].iter_rows(values_only=True)
    assert heading[:3] == ("得分（百分制）", "学校代码", "是否逾期报送")
    assert 1 + len(rest) == expected.height
    assert first[0] == float(expected["score"][0])
    assert first[3:8] == ("=1+1", "007", "12345678901234567890", "nan", "1066-10-14")
    account = {row[0]: row[1] for row in workbook["说明"].iter_rows(values_only=True)}
    assert account["查询语句"] == sql
    assert fastexcel.read_excel(files[Format.XLSX]).load_sheet(0).height == expected.height
