"""What a page says when there is nothing yet, when a build failed, when a file cannot be read."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dashboards.parts.frame import PAGES
from duibiao.records.settings import SEEDS, Settings
from tests.dashboards.conftest import Server, Sight, published, serving

Look = Callable[..., Sight]
PATHS = ["", *PAGES[1:]]


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard before anything was loaded."""
    folder = tmp_path_factory.mktemp("empty")
    with serving(folder / "home", folder / "log") as up:
        yield up


@pytest.mark.parametrize("path", PATHS)
def test_before_the_first_build_every_page_says_what_to_do(
    empty_server: Server, look: Look, path: str
) -> None:
    """No traceback, no blank: words, and the footer."""
    page = look().open(empty_server.url(path))
    said = page.locator(".notice.empty").inner_text()
    assert ("还没有考核周期" if path == "hand_in" else "还没有已发布的数据") in said
    assert "duibiao" in said
    assert "尚无已发布的数据" in page.locator("footer.foot").inner_text()
    log = empty_server.log.read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def test_a_failed_build_is_told_and_the_last_results_stay(
    demo_copy: Path, look: Look, tmp_path: Path
) -> None:
    """The reason, in words, above the figures of the build before."""
    settings = Settings.resolve(demo_copy, SEEDS)
    failure = {
        "failed_at": "2026-01-02T03:04:05+00:00",
        "code": "guide-faulty",
        "parameters": {"count": "3"},
        "next_try_at": "2026-01-02T03:14:05+00:00",
        "trace": None,
    }
    settings.build_failure.write_text(json.dumps(failure), encoding="utf-8")
    sight = look()
    with serving(demo_copy, tmp_path / "log") as up, closing(sight.page):
        page = sight.open(up.url())
        said = page.locator(".notice.warning").inner_text()
        assert "最近一次构建没有成功（2026-01-02 11:04）" in said
        assert "指南有 3 处问题" in said
        assert "2026-01-02 11:14 会自动再试一次" in said
        assert page.locator("table#tiers tbody tr").count() > 0


def test_a_new_snapshot_is_read_and_a_broken_one_is_told_in_words(
    demo_copy: Path, look: Look, tmp_path: Path
) -> None:
    """While the server runs `LATEST` moves: to a good file, then to one that is no database."""
    settings = Settings.resolve(demo_copy, SEEDS)
    first = published(demo_copy)
    second = first.with_name("second.duckdb")
    for suffix in (".duckdb", ".json", ".sql.json"):
        shutil.copyfile(first.with_name(first.stem + suffix), first.with_name("second" + suffix))
    information = json.loads(second.with_suffix(".json").read_text(encoding="utf-8"))
    information["build_id"] = "second"
    second.with_suffix(".json").write_text(json.dumps(information), encoding="utf-8")
    broken = first.with_name("broken.duckdb")
    broken.write_bytes(b"no database" * 1000)
    shutil.copyfile(second.with_suffix(".json"), broken.with_suffix(".json"))
    sight = look()
    with serving(demo_copy, tmp_path / "log") as up, closing(sight.page):
        page = sight.open(up.url("ranking"))
        assert first.stem in page.locator("footer.foot").inner_text()
        settings.latest.write_text("second.duckdb\n", encoding="utf-8")
        page = sight.open(up.url("ranking"))
        assert "构建 second" in page.locator("footer.foot").inner_text()

        settings.latest.write_text("broken.duckdb\n", encoding="utf-8")
        for path in ("ranking", "school"):
            page = sight.open(up.url(path))
            said = page.locator(".notice.warning").first.inner_text()
            assert "在用的快照不完整，显示的是较早的完好快照：second" in said
            assert "duibiao build" in said
            assert "Traceback" not in page.locator("body").inner_text()
        broken.write_bytes(b"x" * second.stat().st_size)
        page = sight.open(up.url("ranking"))
        assert "数据文件暂时打不开" in page.locator(".notice.error").first.inner_text()
        settings.latest.write_text(f"{first.name}\n", encoding="utf-8")
        page = sight.open(up.url("ranking"))
        assert page.locator("table#ranking tbody tr").count() > 0


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
