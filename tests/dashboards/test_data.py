"""数据: the marts as they document themselves, queries from the editor to the file, the schema."""

from __future__ import annotations

import base64
import io
import json
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import polars as pl
import pytest

from dashboards.app_pages.data import charts, queries
from dashboards.app_pages.data import html as panel
from dashboards.app_pages.data import schema_html as schema
from dashboards.app_pages.data.shared_query import LONGEST_PLAIN, LONGEST_TEXT, packed, unpacked
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.query_result import QueryRefused
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import LANGUAGES, Words
from tests.marts import run_query

from .conftest import Server, Sight, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
SAY = Words("zh-CN")


def link(**parameters: str) -> str:
    return "?" + urlencode(parameters)


def test_a_mart_is_told_as_it_documents_itself(snapshot: Snapshot, rows: Rows) -> None:
    marts = queries.marts(snapshot)
    keys = {
        name: tuple(columns)
        for name, columns in rows(
            "select table_name, constraint_column_names from duckdb_constraints()"
            " where constraint_type = 'PRIMARY KEY'"
        )
    }
    assert (
        set(keys)
        < set(marts)
        == {name for (name,) in rows("select table_name from duckdb_tables()")}
    )
    for name, mart in marts.items():
        assert mart.rows == rows(f"select count(*) from {name}")[0][0]
        assert mart.key == keys.get(name, mart.key) and set(mart.key) <= mart.column_names
        assert mart.grain.startswith("One row ") and not mart.rules[0].islower()
        assert name in mart.example and not mart.example.startswith(" ")
        assert [column.name for column in mart.columns] == [
            column for column, *_ in rows(f"describe {name}")
        ]


def test_each_join_finds_one_row_at_most(snapshot: Snapshot, rows: Rows) -> None:
    """What the pictures promise: no join of theirs makes more rows of the many."""
    marts = queries.marts(snapshot)
    joins = queries.joins(marts)
    pairs = {(join.many, join.one) for join in joins}
    assert ("fct_school_scores", "dim_cycle_schools") in pairs
    # The nearest only: a cycle's school leads on to its cycle.
    assert ("fct_school_scores", "dim_cycles") not in pairs
    assert ("dim_cycle_schools", "dim_cycles") in pairs
    for join in joins:
        by = ", ".join(join.columns)
        made = f"select count(*) from {join.many} inner join {join.one} using ({by})"
        assert rows(made)[0][0] <= marts[join.many].rows, join


def test_marts_are_found_by_name_title_and_meaning(snapshot: Snapshot) -> None:
    marts = queries.marts(snapshot)

    def found(sought: str) -> dict[str, list[str]]:
        return {mart.name: columns for mart, columns in panel.found(SAY, marts, sought)}

    assert set(found("")) == set(marts) and not any(found("").values())
    assert found("fct_school_scores")["fct_school_scores"] == []
    assert "dim_codes" not in found("fct_school_scores")
    assert "rank_county" in found("全县名次")["fct_school_scores"]
    assert "score" in found("with a bonus above it")["fct_school_scores"]
    assert found("没有这样的列") == {}


@pytest.mark.parametrize("name", queries.READY)
def test_a_ready_question_has_an_answer(name: str, demo_home: Path) -> None:
    answer = run_query(Settings.resolve(demo_home, SEEDS), queries.ready(name))
    assert answer.height > 0
    assert not queries.ready(name).startswith(" ")


def test_a_query_goes_into_an_address_and_comes_back() -> None:
    short, long = "select '~' as 学校", "select '中文' as x -- " + "remark " * LONGEST_PLAIN
    assert packed(short) == short
    assert len(packed(long)) < LONGEST_PLAIN
    for sql in (short, long, "~ is no query"):
        assert unpacked(packed(sql)) == sql
    assert unpacked(packed(long)[:-9]) is None
    assert unpacked("~no base64!") is None
    bomb = zlib.compress(b"x" * 20_000_000, 9)
    assert unpacked("~" + base64.urlsafe_b64encode(bomb).decode().rstrip("=")) is None
    assert len(unpacked("x" * 2 * LONGEST_TEXT) or "") == LONGEST_TEXT


def test_a_fault_in_a_query_is_told_in_words_with_its_place(demo_home: Path) -> None:
    settings = Settings.resolve(demo_home, SEEDS)

    def told(sql: str) -> str:
        with pytest.raises(QueryRefused) as refused:
            run_query(settings, sql)
        return str(panel.fault(SAY, refused.value.code, refused.value.parameters))

    binder = told("select *\nfrom dim_cycles\nwhere cycle_ix = '<b>'")
    assert "语句里的列或函数用得不对" in binder and "第 3 行" in binder
    assert "<pre>where cycle_ix = &#39;&lt;b&gt;&#39;\n      ^</pre>" in binder
    assert "是不是想写：cycle_id" in binder
    assert "语句的写法有误" in told("selec 1")
    assert "没有名为“dim_cycle”的数据表。是不是“dim_cycles”？" in told("select * from dim_cycle")
    assert "函数 sums 在这里不能用" in told("select sums(1)")
    assert "不能转换" in told("select 'x'::int")
    assert "数据库没有执行" in told("select error('stop')")
    assert "DROP 语句在这里不能运行" in told("drop table dim_cycles")


def test_cells_show_what_there_is() -> None:
    assert panel.cell(None) == '<span class="null">NULL</span>'
    assert [panel.cell(value) for value in (True, 0, Decimal("0.000001"))] == [
        "true",
        "0",
        "0.000001",
    ]
    long = str(panel.cell("<" * 400))
    assert long.count("&lt;") == panel.LONGEST_CELL and long.endswith("…</span>")


def test_a_result_is_drawn_as_fits_it(demo_home: Path) -> None:
    ranking = run_query(Settings.resolve(demo_home, SEEDS), queries.ready("ranking"))
    chart = charts.fitting(ranking)
    assert chart == charts.Chart("bar", "name_zh", "score")
    titles = {name: name for name in ranking.columns}
    drawn = charts.figure(ranking, chart, titles)
    assert list(drawn.data[0].x) == ranking["name_zh"].to_list()
    assert list(drawn.data[0].y) == [float(value) for value in ranking["score"]]
    by_township = charts.figure(
        ranking, charts.Chart("scatter", "rank_county", "score", "township"), titles
    )
    assert {trace.name for trace in by_township.data} == set(ranking["township"])
    assert sum(len(trace.x) for trace in by_township.data) == ranking.height
    assert len({trace.marker.symbol for trace in by_township.data}) == len(by_township.data)

    pairs = pl.DataFrame({"place": [*"aabc"], "year": [*"1212"], "n": [1, 2, 3, 4]})
    assert charts.fitting(pairs) == charts.Chart("bar", "place", "n", "year")
    beside = charts.figure(pairs, charts.fitting(pairs), {"place": "", "n": ""})
    assert beside.layout.barmode == "group" and len(beside.data) == 2
    days = pl.DataFrame({"n": [1, 2], "day": ["2024-01-01", "2024-01-02"]})
    assert charts.fitting(days.with_columns(pl.col("day").str.to_date())).kind == "line"
    numbers = pl.DataFrame({"a": [1, 2], "b": [0.5, 0.7]})
    assert charts.fitting(numbers) == charts.Chart("scatter", "a", "b")
    assert charts.fitting(numbers.select("b")) == charts.Chart("histogram", "b", None)
    assert charts.fitting(numbers.head(1)).kind == charts.NONE
    assert charts.is_stacked(ranking, charts.Chart("bar", "township", "score"))
    assert not charts.is_stacked(ranking, chart)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_name_every_mart_that_joins(language: str, snapshot: Snapshot) -> None:
    say = Words(language)
    marts = queries.marts(snapshot)
    joins = queries.joins(marts)
    whole = str(schema.bus(say, marts, joins, link))
    assert whole.count('class="dot"') == len(joins)
    assert all(f'href="{link(mart=join.many)}"' in whole for join in joins)
    mart = marts["dim_cycle_schools"]
    own = [join for join in joins if mart.name in (join.many, join.one)]
    assert str(schema.star(say, mart, own, link)).count('<a class="box"') == len(own) > 10


def test_a_query_is_asked_changed_drawn_shared_and_taken_away(
    server: Server, look: Callable[..., Sight], rows: Rows
) -> None:
    sight = look()
    page = sight.open(server.url("data"))
    page.get_by_label("查找").fill("全县名次")
    page.keyboard.press("Enter")
    page.wait_for_selector("#marts-dim", state="detached")
    page.click("#marts-fct a:has-text('学校得分与名次')")
    sight.settle()
    assert len(table(page, "mart-columns")) == len(rows("describe fct_school_scores"))
    page.click("text=在“查询”里运行示例")
    page.wait_for_selector("table#result")
    asked = parse_qs(urlsplit(page.url).query)["sql"][0]
    example = unpacked(asked) or ""
    expected = [tuple(str(value) for value in row) for row in rows(example)]
    assert [tuple(row) for row in table(page, "result")] == expected

    sql = (
        "select school_type, count(*) as schools, 'no-log-holds-this' as secret"
        " from dim_cycle_schools group by all order by all"
    )
    editor = page.get_by_label("查询语句")
    editor.fill(sql)
    editor.press("Control+Enter")
    page.wait_for_selector("table#result td:has-text('no-log-holds-this')")
    assert [row[:2] for row in table(page, "result")] == [
        [str(value) for value in row[:2]] for row in rows(sql)
    ]
    assert parse_qs(urlsplit(page.url).query)["sql"] == [sql]
    until(
        page,
        "count => document.querySelectorAll('.js-plotly-plot .bars .point').length === count",
        arg=len(rows(sql)),
    )

    # The address alone is the query: another browser sees the same.
    with page.expect_download() as saved:
        page.click("text=CSV 文件")
    content = Path(saved.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert pl.read_csv(io.BytesIO(content)).rows() == rows(sql)
    shared = look(390)
    other = shared.open(page.url)
    assert table(other, "result") == table(page, "result")
    assert other.evaluate("document.documentElement.scrollWidth") == 390
    page.go_back()
    until(page, "!location.href.includes('no-log-holds-this')")
    page.wait_for_selector("table#result td:has-text('no-log-holds-this')", state="detached")
    assert [tuple(row) for row in table(page, "result")] == expected
    assert page.get_by_label("查询语句").input_value() == example
    assert "no-log-holds-this" not in server.log.read_text(encoding="utf-8")


def test_the_schema_leads_to_a_marts_documentation(
    server: Server, look: Callable[..., Sight]
) -> None:
    sight = look()
    page = sight.open(server.url("data", view="schema"))
    page.click("#schema a[title='fct_indicator_scores'] >> nth=0")
    sight.settle()
    assert page.locator("h2 small").first.inner_text() == "fct_indicator_scores"
    assert page.locator("#star a.box").count() > 2


def test_what_fails_is_told_where_it_was_asked(server: Server, look: Callable[..., Sight]) -> None:
    sight = look()
    page = sight.open(server.url("data", view="query", sql="select * from nowhere"))
    assert "没有名为“nowhere”的数据表" in page.inner_text(".notice.error")
    page = sight.open(server.url("data", view="query", sql="~cut"))
    assert "网址里的查询不完整" in page.inner_text(".notice.error")
    address = server.url("data/result.csv", sql="drop table dim_cycles")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=30)
    assert refused.value.code == 400
    assert "DROP 语句在这里不能运行" in refused.value.read().decode("utf-8")
    with urllib.request.urlopen(f"{server.address}/health", timeout=30) as answer:
        assert json.load(answer)["status"] == "ok"


def test_a_time_that_python_does_not_know_does_not_end_the_page(
    server: Server, look: Callable[..., Sight]
) -> None:
    sql = "select timestamp '290000-01-01' as far, timestamp 'infinity' as endless"
    page = look().open(server.url("data", view="query", sql=sql))
    assert [tuple(row) for row in table(page, "result")] == [("290000-01-01 00:00:00", "infinity")]
    assert page.locator("footer.foot").count() == 1
