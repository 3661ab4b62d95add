"""The first look at pages as Lighthouse judges it, beside a page of one word."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.counties import Counties
from benchmarks.pages import ONE_WORD, views
from benchmarks.servers import floor
from tests.dashboards.conftest import CHROMIUM, serving

SIZE, ROUNDS = 60, 3
PAGES = ("ranking", "gaps", "hand_in")
FORMS = {"mobile": [], "desktop": ["--preset=desktop"]}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
FIGURES = {
    "first_paint": "first-contentful-paint",
    "largest_paint": "largest-contentful-paint",
    "speed_index": "speed-index",
    "blocked": "total-blocking-time",
    "shift": "cumulative-layout-shift",
}
BESIDE_PYTHON = Path(sys.prefix) / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
"""Where `make benchmarks` puts it."""


class NotHere(Exception):
    """What it takes to measure something is not on this machine."""


def judging(counties: Counties) -> Any:
    """Score and figures (seconds; the shift without a unit) by form and page, medians of some runs.

    The one word is sent twice: as Streamlit sends it, and packed as our pages are.
    """
    program = os.environ.get("DUIBIAO_LIGHTHOUSE") or shutil.which("lighthouse")
    program = program or (str(BESIDE_PYTHON) if BESIDE_PYTHON.exists() else None)
    if program is None:
        raise NotHere("lighthouse (npm) is not installed: DUIBIAO_LIGHTHOUSE names it")
    home, folder = counties.home(SIZE).home, counties.folder
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    found: dict[str, Any] = {"version": said.stdout.strip(), "forms": {}}
    with (
        floor(folder, ONE_WORD) as (plain, _),
        floor(folder, ONE_WORD, is_packed=True) as (packed, _),
        serving(home, folder / "log") as server,
    ):
        looked_at = {"one_word": plain, "one_word_packed": packed}
        looked_at |= {
            name: f"{server.address}/{page}" for name, page, _ in views(home) if name in PAGES
        }
        for form, options in FORMS.items():
            found["forms"][form] = {
                name: _judged([program, address, *options], folder / "lighthouse.json")
                for name, address in looked_at.items()
            }
    return found


def _judged(command: list[str], report: Path) -> dict[str, float]:
    """The median of each figure."""
    runs = []
    options = ["--quiet", "--only-categories=performance", "--output=json"]
    command = [*command, *options, f"--output-path={report}", f"--chrome-flags={FLAGS}"]
    for _ in range(ROUNDS):
        subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": CHROMIUM})
        told = json.loads(report.read_text(encoding="utf-8"))
        figures = {
            name: told["audits"][audit]["numericValue"] / (1 if name == "shift" else 1000)
            for name, audit in FIGURES.items()
        }
        runs.append(figures | {"score": round(100 * told["categories"]["performance"]["score"])})
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
