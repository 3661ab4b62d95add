"""/docs: the documentation of every mart, made when it is first asked for, without the network."""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from dashboards.app_pages.data import documentation as page
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import documentation
from duibiao.warehouse.documentation import documentation_path

from .conftest import Server, Sight

MAKING_SECONDS = 120


def test_the_documentation_is_made_when_it_is_asked_for(
    server: Server, look: Callable[..., Sight]
) -> None:
    with urllib.request.urlopen(f"{server.address}/docs", timeout=MAKING_SECONDS) as response:
        assert response.status == 200

    # Nothing may be asked of anyone else, nor go wrong: `look` holds that.
    page = look().page
    page.goto(f"{server.address}/docs#!/model/model.duibiao.fct_school_scores")
    page.get_by_text("One row per cycle, scored school and basis").first.wait_for()
    assert page.get_by_text("tier_reached").first.is_visible()


def test_every_page_leads_to_it(server: Server, look: Callable[..., Sight]) -> None:
    page = look().open(server.url("ranking"))
    link = page.get_by_role("link", name="数据表文档")
    assert (link.get_attribute("href") or "").startswith("docs")


def test_one_that_cannot_be_made_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """On the page without a reason, which is for the administrator; nothing half-made is left."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "dbt_project.yml").write_text("name: [", encoding="utf-8")
    monkeypatch.setattr(documentation, "DBT_PROJECT", project)
    monkeypatch.setenv("DUIBIAO_HOME", str(tmp_path / "home"))

    async def still_there() -> Message:
        await asyncio.sleep(MAKING_SECONDS)
        return {"type": "http.disconnect"}

    def answered(query: bytes) -> tuple[int, str]:
        asked = Request({"type": "http", "query_string": query, "headers": []}, still_there)
        # In a thread: the browser of other tests has a loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(asyncio.run, page.documentation(asked)).result()
        return answer.status_code, bytes(answer.body).decode()

    status, text = answered(b"")
    assert (status, "没有生成成功" in text) == (503, True)
    assert "dbt docs: " in caplog.text
    assert "could not be made" in answered(b"lang=en")[1]
    assert list((tmp_path / "home" / "documentation").iterdir()) == []


def test_two_that_ask_at_once_make_one_and_what_is_there_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    made: list[Path] = []

    def make(folder: Path) -> bytes:
        made.append(folder)
        time.sleep(0.2)  # dbt takes ten seconds, in which the other one asks
        return b"by dbt"

    monkeypatch.setattr(documentation, "_made_by_dbt", make)
    folder = settings.home / "documentation"
    folder.mkdir(parents=True)
    (folder / "of-an-earlier-project.html").write_bytes(b"")
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(documentation_path, [settings, settings])
    assert (first, len(made)) == (second, 1)
    assert list(folder.iterdir()) == [first]
