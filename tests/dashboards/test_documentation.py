"""/docs: the documentation of every mart, made when it is asked for, and without the network."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.app_pages.data.documentation import waiting
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import documentation
from duibiao.warehouse.documentation import (
    documentation_path,
    documentation_state,
    make_documentation,
)
from duibiao.words import words

from .conftest import Server, Sight

MAKING_SECONDS = 120


def answered(server: Server) -> tuple[int, str]:
    """What the server says of /docs."""
    with urllib.request.urlopen(f"{server.address}/docs") as response:
        return response.status, response.read().decode("utf-8")


def test_the_documentation_is_made_when_it_is_asked_for(
    server: Server, look: Callable[..., Sight]
) -> None:
    status, text = answered(server)
    if status != 200:
        assert status == 202 and "正在生成数据表文档" in text
    until = time.monotonic() + MAKING_SECONDS
    while status != 200 and time.monotonic() < until:
        time.sleep(1)
        status, text = answered(server)
    assert status == 200

    # Nothing may be asked of anyone else, nor go wrong: `look` holds that.
    page = look().page
    page.goto(f"{server.address}/docs#!/model/model.duibiao.fct_school_scores")
    page.get_by_text("One row per cycle, scored school and basis").first.wait_for()
    assert page.get_by_text("tier_reached").first.is_visible()


def test_every_page_leads_to_it(server: Server, look: Callable[..., Sight]) -> None:
    page = look().open(server.url("ranking"))
    link = page.get_by_role("link", name="数据表文档")
    assert (link.get_attribute("href") or "").startswith("docs")


def test_one_that_cannot_be_made_says_so_and_where_the_reason_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "dbt_project.yml").write_text("name: [", encoding="utf-8")
    monkeypatch.setattr(documentation, "DBT_PROJECT", project)
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    assert documentation_state(settings) == "none"
    with pytest.raises(RuntimeError, match="dbt docs"):
        make_documentation(settings)
    assert documentation_state(settings) == "failed"
    assert "dbt docs" in (settings.home / "documentation" / "FAILURE").read_text(encoding="utf-8")
    assert not documentation_path(settings).exists()
    said = waiting(words("zh-CN"), failed=True)
    assert "没有生成成功" in said and "refresh" not in said


def test_two_that_make_it_at_once_make_one(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path / "home", SEEDS)
    places = {"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)}
    makers = [
        subprocess.Popen(
            [sys.executable, "-m", "duibiao.warehouse.documentation"], env=os.environ | places
        )
        for _ in range(2)
    ]
    assert [maker.wait(MAKING_SECONDS) for maker in makers] == [0, 0]
    kept = sorted(path.name for path in (settings.home / "documentation").iterdir())
    assert kept == [documentation_path(settings).name, "making.lock"]
    assert documentation_state(settings) == "ready"
