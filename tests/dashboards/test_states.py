"""What pages say when there is nothing yet, when a build failed, when something is damaged."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.app_pages.guide.unpublished import UnpublishedGuide
from dashboards.parts import condition, first_steps, marts, person
from dashboards.parts.frame import PAGES
from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import LANGUAGES, words
from duibiao.words.figures import moment
from tests.conftest import run_duibiao
from tests.counties.small_county import small_county
from tests.dashboards.conftest import Server, Sight, alone, published, serving
from tests.dashboards.visitors import request

Look = Callable[..., Sight]
PATHS = ["", *PAGES[1:]]


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard before anything was loaded."""
    folder = tmp_path_factory.mktemp("empty")
    with serving(folder / "home", folder / "log") as up:
        yield up


@pytest.mark.parametrize("path", PATHS)
def test_before_the_first_build_every_page_shows_the_three_steps_and_the_guide_itself(
    empty_server: Server, look: Look, path: str
) -> None:
    """No traceback, no blank: what is missing and how it comes about, and the footer."""
    page = look().open(empty_server.url(path))
    if path == "guide":
        assert "尚未计分，这里显示的是指南目录里的内容" in page.locator(".notice.info").inner_text()
        guide = Guide.load(SEEDS)
        newest = max(guide.editions.values(), key=lambda edition: edition.valid_from)
        shown = page.locator("table[id^='guide-'] tbody td .code").all_inner_texts()
        codes = {indicator.indicator_id for indicator in newest.indicators}
        assert codes <= set(shown)
    else:
        assert "还没有结果可看" in page.locator(".notice.empty").inner_text()
        steps = page.locator("#first-steps > li").all_inner_texts()
        assert len(steps) == len(first_steps.STEPS)
        assert all("待完成" in step for step in steps)
        assert "duibiao load" in steps[0] and "报送" in steps[1]
    assert "尚无已发布的数据" in page.locator("footer.foot").inner_text()
    log = empty_server.log.read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def test_the_office_begins_with_the_three_steps_and_where_each_is_done(
    empty_server: Server,
) -> None:
    with urllib.request.urlopen(empty_server.url("office")) as answer:
        text = answer.read().decode()
    assert text.count('<li class="open">') == len(first_steps.STEPS)
    for path in ("/office/cycles", "/office/register", "/office/templates", "/office/hand-in"):
        assert f'class="button quiet-button" href="{path}"' in text


def test_a_page_without_script_that_fails_says_so_by_the_number_of_the_log(
    demo_home: Path, tmp_path: Path
) -> None:
    """A snapshot that lacks tables, as one of an older version may: a page that only tells more by
    one goes on, one that is drawn from one says what to do; nobody sees how it failed."""
    work = Settings.resolve(demo_home, SEEDS).dbt_work.name
    shutil.copytree(demo_home, tmp_path / "home", ignore=shutil.ignore_patterns(work))
    with duckdb.connect(str(published(tmp_path / "home"))) as connection:
        connection.execute("drop table fct_register_gaps")
    with serving(tmp_path / "home", tmp_path / "log") as up:
        for path in ("office", "office/register", "office/builds"):
            assert request(up.address, "GET", f"/{path}")[0] == 200, path
    with duckdb.connect(str(published(tmp_path / "home"))) as connection:
        connection.execute("drop table fct_group_reporting")
    with serving(tmp_path / "home", tmp_path / "log") as up:
        for language in LANGUAGES:
            status, headers, content = request(up.address, "GET", f"/office?lang={language}")
            text, say = content.decode(), words(language)
            assert status == 500 and headers["Content-Security-Policy"]
            assert say("page-failed") in text and "Traceback" not in text and "duckdb" not in text
            number = re.search(r"\b[0-9a-f]{8}\b", text.partition("<main")[2])
            assert number is not None
            assert f"reference {number[0]}" in up.log.read_text(encoding="utf-8")
        assert request(up.address, "GET", "/office/templates")[0] == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_tell_what_was_loaded_and_what_came_in(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Cycle, then schools, then a workbook: a step is done when it is, and says how much."""
    monkeypatch.setenv("DUIBIAO_HOME", str(home))
    county = small_county(tmp_path)
    schools, cycles = county.tables
    say = words(language)

    def steps() -> list[first_steps.Step]:
        return first_steps.found(say)

    assert [step.is_done for step in steps()] == [False, False, False]
    assert steps()[0].said == say("first-step-register-no-cycle")
    run_duibiao(home, "load", cycles)
    assert [step.is_done for step in steps()] == [False, False, False]
    assert steps()[0].said == say("first-step-register-no-school", cycle=county.cycle.cycle_id)
    run_duibiao(home, "load", schools)
    assert [step.is_done for step in steps()] == [True, False, False]
    cycle, count = county.cycle.cycle_id, len(county.schools)
    assert steps()[0].said == say("first-step-register-done", cycle=cycle, schools=count)
    school = county.schools[0]
    run_duibiao(home, "load", county.workbook(school, county.answers(school)))
    assert [step.is_done for step in steps()] == [True, True, False]
    assert steps()[1].said == say("first-step-handed-in-done", files=1)


def test_the_guide_of_the_folder_is_the_one_that_a_build_publishes(snapshot: Snapshot) -> None:
    """What the page reads of it before the first build is what it reads afterwards."""
    unpublished = UnpublishedGuide(Guide.load(SEEDS))
    editions = marts.editions(snapshot)["edition"].to_list()
    assert marts.editions(unpublished)["edition"].to_list() == editions
    for edition in editions:
        assert (
            marts.dimensions(unpublished, edition).select("dimension_id", "max_points").rows()
            == marts.dimensions(snapshot, edition).select("dimension_id", "max_points").rows()
        )
        before = marts.guide_detail(unpublished, edition)
        for name, after in marts.guide_detail(snapshot, edition).items():
            columns = [name for name in before[name].columns if name in after.columns]
            numbers = {"band_number", "case_number", "may_exceed"}
            columns = [column for column in columns if column not in numbers]
            assert set(before[name].select(columns).rows()) == set(after.select(columns).rows())


FAILED = "2026-01-02T03:04:05+00:00"


def failure(code: str, next_try_at: str | None = None, **parameters: str) -> dict[str, Any]:
    """As a failed build writes it down."""
    said = {"failed_at": FAILED, "code": code, "parameters": parameters, "trace": None}
    return said | {"next_try_at": next_try_at}


def test_a_failed_build_is_told_with_its_next_try_and_can_be_asked_for_at_once(
    demo_copy: Path, look: Look, tmp_path: Path
) -> None:
    """The reason above the figures of the build before; a server for many has no button."""
    settings = Settings.resolve(demo_copy, SEEDS)
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    text = json.dumps(failure("killed", soon.isoformat(), how="signal 9"))
    settings.build_failure.write_text(text, encoding="utf-8")
    sight = look()
    with serving(demo_copy, tmp_path / "log") as up, closing(sight.page):
        page = sight.open(up.url())
        said = page.locator(".notice.warning").inner_text()
        assert "最近一次计分没有成功（2026-01-02 11:04）" in said
        assert "计分进程意外结束（signal 9）" in said
        assert "常见原因是内存不足或本机关机" in said
        assert f"{moment(soon)} 会自动再试一次" in said
        assert page.locator("table#tiers tbody tr").count() > 0
        assert not settings.build_request.exists()
        page.get_by_role("button", name="立即计分").click()
        page.get_by_text("已安排计分").wait_for(timeout=60_000)
        assert settings.build_request.exists()
    sight = look()
    with serving(demo_copy, tmp_path / "log", "--shared") as up, closing(sight.page):
        page = sight.open(up.url())
        assert "计分进程意外结束" in page.locator(".notice.warning").inner_text()
        assert page.get_by_role("button", name="立即计分").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_of_a_failed_build_is_told_even_one_of_another_version(language: str) -> None:
    """Never a page that fails because of what was written down."""
    say = words(language)
    (cause,) = condition.cause_of(say, failure("guide-faulty", count="3"))
    assert "3" in cause
    cause, way_out = condition.cause_of(say, failure("unforeseen", message="out of luck"))
    assert "out of luck" in cause and "duibiao verify" in way_out
    assert "of-tomorrow" in condition.cause_of(say, failure("of-tomorrow"))[0]
    assert "killed" in condition.cause_of(say, failure("killed"))[0]


def copied(first: Path, name: str) -> Path:
    """The snapshot once more, under another name, with its account."""
    for suffix in (".duckdb", ".json", ".sql.json"):
        shutil.copyfile(first.with_name(first.stem + suffix), first.with_name(name + suffix))
    second = first.with_name(f"{name}.duckdb")
    information = json.loads(second.with_suffix(".json").read_text(encoding="utf-8"))
    text = json.dumps(information | {"build_id": name})
    second.with_suffix(".json").write_text(text, encoding="utf-8")
    return second


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Somebody writes into a database file, in a process of her own."""
    holding = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.communicate(b"\n")


def test_a_new_snapshot_is_read_and_in_place_of_a_broken_one_the_newest_whole_one(
    demo_copy: Path, look: Look, tmp_path: Path
) -> None:
    """While the server runs `LATEST` moves: to a good file, a cut one, none, one in other use."""
    settings = Settings.resolve(demo_copy, SEEDS)
    first = published(demo_copy)
    second = copied(first, "second")
    cut, broken, used = copied(first, "a-cut"), copied(first, "a-broken"), copied(first, "a-used")
    cut.write_bytes(first.read_bytes()[:-4096])
    broken.write_bytes(b"no database".ljust(first.stat().st_size, b" "))
    sight = look()
    with serving(demo_copy, tmp_path / "log") as up, closing(sight.page):

        def shown(path: str, in_force: str) -> tuple[str, str]:
            settings.latest.write_text(in_force, encoding="utf-8")
            page = sight.open(up.url(path))
            assert "Traceback" not in page.locator("body").inner_text()
            said = page.locator(".notice.warning, .notice.error").all_inner_texts()
            return " ".join(said), page.locator("footer.foot").inner_text()

        said, foot = shown("ranking", first.name)
        assert "版本" not in said and first.stem in foot
        _, foot = shown("ranking", second.name)
        assert "数据版本号 second" in foot

        for in_force, why in (
            (cut.name, "在用版本的数据文件不完整，显示的是较早的完好版本"),
            (broken.name, "在用版本的数据文件打不开，显示的是较早的完好版本"),
            ("gone.duckdb", "在用版本的数据文件不见了，显示的是较早的完好版本"),
            ("", "没有写明在用的是哪个版本，显示的是最新的完好版本"),
        ):
            said, foot = shown("ranking", in_force)
            assert why in said and "duibiao" not in said
            assert "数据版本号 second" in foot
            assert sight.page.locator("table#ranking tbody tr").count() > 0
            said, _ = shown("", in_force)
            assert why in said and "duibiao build" in said
            assert sight.page.get_by_role("button", name="立即计分").count() == 1

        with held(used):
            said, foot = shown("ranking", used.name)
            assert "正被另一个程序以可写方式打开，显示的是较早的版本" in said
            assert "数据版本号 second" in foot
        said, foot = shown("ranking", used.name)
        assert "版本" not in said and "数据版本号 a-used" in foot


def test_a_lock_that_somebody_holds_is_told_in_words_where_nothing_else_can_be_shown(
    demo_copy: Path, look: Look, tmp_path: Path
) -> None:
    """Who has to do what, and no word of the engine's own."""
    sight = look()
    with (
        held(published(demo_copy)),
        serving(demo_copy, tmp_path / "log") as up,
        closing(sight.page),
    ):
        said = sight.open(up.url("ranking")).locator("body").inner_text()
    assert "数据文件正被另一个程序以可写方式打开" in said
    assert "改为只读打开" in said
    assert "lock" not in said.lower() and "IO Error" not in said


@pytest.fixture
def overview(demo_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """All that the overview of a home says."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_copy))
    person.set_up("127.0.0.1", is_shared=True)

    def draw() -> str:
        drawn: AppTest = alone("overview").run()
        assert not drawn.exception
        return "\n".join(str(element.proto.body) for element in drawn.get("html"))

    return draw


def test_what_a_build_set_aside_is_named_on_the_overview_with_what_to_do(
    demo_copy: Path, overview: Callable[[], str]
) -> None:
    """Files that are no record, and sealed records that are gone: each by its name."""
    account = published(demo_copy).with_suffix(".json")
    information = json.loads(account.read_text(encoding="utf-8"))
    assert "没有计入" not in overview()
    many = [f"records/2026/{number}.json" for number in range(condition.NAMED + 5)]
    odd = {"set_aside": many, "missing_records": ["an-identifier"]}
    account.write_text(json.dumps(information | odd), encoding="utf-8")
    said = overview()
    assert f"有 {len(many)} 个文件读不出，没有计入" in said
    assert many[0] in said and many[condition.NAMED] not in said and "<li>…</li>" in said
    assert "移出 records 目录" in said
    assert "有 1 条已封存的记录不见了" in said and "an-identifier" in said


def test_a_faulty_guide_folder_is_told_on_the_overview(
    overview: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are taken by the guide in force meanwhile; that it is mended is seen at once."""
    folder = tmp_path / "guide"
    shutil.copytree(SEEDS, folder)
    monkeypatch.setenv("DUIBIAO_GUIDE", str(folder))
    assert "没有采用" not in overview()
    ratings = folder / "ratings.csv"
    whole = ratings.read_bytes()
    ratings.write_bytes(whole.splitlines(keepends=True)[0])
    said = overview()
    assert "指南目录里的表格有 " in said and "处问题，没有采用" in said
    assert "duibiao guide check" in said
    assert "red_lines.csv（红线） · 第 2 行 · 等次、分数或等数（value）" in said
    assert "本版本的“等次”表里没有这个等次" in said
    ratings.write_bytes(whole)
    assert "没有采用" not in overview()


def test_a_port_that_is_taken_is_told_in_words(tmp_path: Path) -> None:
    """Where, why and what to do, and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "dashboards.server", "--port", port]
        places = {"DUIBIAO_HOME": str(tmp_path), "DUIBIAO_LANG": "zh"}
        result = subprocess.run(
            command, env=os.environ | places, capture_output=True, text=True, check=False
        )
    assert result.returncode == 1
    assert f"不能在 127.0.0.1:{port} 提供页面" in result.stderr
    assert "Traceback" not in result.stderr
