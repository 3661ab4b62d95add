"""What a county writes down once holds for every later command, without any environment."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from duibiao.guide.editions import EXAMPLE
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, SETTINGS_FILE, Settings
from tests.forked import run_module

PLACES = ("DUIBIAO_HOME", "DUIBIAO_GUIDE")


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PLACES:
        monkeypatch.delenv(name, raising=False)


def run(folder: Path, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """The command line in a folder, with nothing said about places."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        environment = {name: text for name, text in os.environ.items() if name not in PLACES}
        done = run_module("duibiao", arguments, environment | {"DUIBIAO_LANG": "zh"})
    finally:
        os.chdir(before)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def test_a_county_is_written_down_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(tmp_path, "init", "  某某\u3000县 ").stdout
    assert "某某 县" in said and "duibiao guide new 指南.xlsx" in said
    assert (tmp_path / SETTINGS_FILE).read_text(encoding="utf-8") == (
        'county = "某某 县"\nhome = "data"\nguide = "guide"\n'
    )
    again = run(tmp_path, "init", "别的县", expect=1).stderr
    assert "某某 县" in again and "没有改动" in again
    # Found from the folder and from those below it, and from the home where that is said.
    inner = tmp_path / "报送" / "第一批"
    inner.mkdir(parents=True)
    own = Settings(tmp_path / "data", tmp_path / "guide", county="某某 县")
    for folder in (tmp_path, inner):
        monkeypatch.chdir(folder)
        assert Settings.resolve() == own
    monkeypatch.chdir("/")
    assert Settings.resolve(own.home) == own
    assert Settings.resolve(tmp_path / "elsewhere") == Settings(tmp_path / "elsewhere", SEEDS)
    # What is said still wins.
    monkeypatch.chdir(tmp_path)
    assert Settings.resolve(guide=EXAMPLE) == replace(own, guide=EXAMPLE)
    monkeypatch.setenv("DUIBIAO_GUIDE", str(EXAMPLE))
    assert Settings.resolve() == replace(own, guide=EXAMPLE)


def test_places_that_are_said_are_written_down(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    home = str(tmp_path / "库" / "数据")
    run(tmp_path / "here", "init", "某县", "--home", home, "--guide", "表格")
    assert (tmp_path / "here" / SETTINGS_FILE).read_text(encoding="utf-8") == (
        f'county = "某县"\nhome = "{home}"\nguide = "表格"\n'
    )
    assert Path(home).is_dir()


@pytest.mark.parametrize("text", ["county = ", 'county = "x"\n', "\x00", ""])
def test_settings_that_cannot_be_read_are_told(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="settings-unreadable"):
        Settings.resolve()
    told = run(tmp_path, "guide", "check", expect=1).stderr
    assert str(tmp_path / SETTINGS_FILE) in told and "Traceback" not in told
