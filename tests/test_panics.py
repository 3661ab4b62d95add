"""A panic in a library is an error like any other: it is told in words and ends nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import polars as pl
import pytest
import typer
from streamlit.testing.v1 import AppTest

from dashboards.parts import frame
from duibiao.commands import console
from duibiao.panics import LibraryPanic, panics_as_errors
from duibiao.words import words

DASHBOARDS = Path(frame.__file__).parents[1]
APP = DASHBOARDS / "app.py"
CALLS = ("on_click", "on_change", "on_select", "on_submit")


def panic() -> object:
    """What polars does with a year that Python does not know."""
    return pl.Series([9 * 10**18]).cast(pl.Datetime("us")).to_list()


def test_polars_panics_past_every_exception() -> None:
    """Else this would not be needed any more."""
    with pytest.raises(BaseException) as raised:
        panic()
    assert not isinstance(raised.value, Exception)


def test_a_panic_becomes_an_error() -> None:
    with pytest.raises(LibraryPanic), panics_as_errors():
        panic()


@pytest.mark.parametrize("other", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_else_is_changed(other: type[BaseException]) -> None:
    with pytest.raises(other), panics_as_errors():
        raise other


def test_a_command_that_panics_ends_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), console.telling():
        panic()
    assert "LibraryPanic" in capsys.readouterr().err


def test_whatever_a_widget_calls_back_turns_a_panic_into_an_error() -> None:
    """Streamlit shows what is an Exception there, and ends the run at anything else."""
    called, guarded = set(), set()
    for path in DASHBOARDS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                if "panics_as_errors()" in map(ast.unparse, node.decorator_list):
                    guarded.add((path, node.name))
            elif isinstance(node, ast.keyword) and node.arg in CALLS:
                called.add((path, ast.unparse(node.value)))
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in CALLS:
                        called.add((path, ast.unparse(value)))
    called = {(path, name) for path, name in called if name not in ("'ignore'", "'rerun'")}
    assert len(called) > 5
    assert called - guarded == set()


def test_a_page_that_panics_says_so_and_its_frame_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "open_view", lambda *_: panic())
    drawn = AppTest.from_file(str(APP), default_timeout=60).run()
    shown = " ".join(element.proto.body for element in drawn.get("html"))
    assert words("zh-CN")("page-failed") in shown
    assert "LibraryPanic" not in shown
    assert not drawn.exception
