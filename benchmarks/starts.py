"""How long commands take from a terminal, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import Any

from benchmarks.counties import Counties
from benchmarks.county import large_county
from benchmarks.timing import spent
from ingest.workbook.template import template_bytes

SIZE, ROUNDS = 60, 5


def starting(counties: Counties) -> Any:
    """CPU and wall seconds of a few commands, each a process of its own."""
    settings, county = counties.home(SIZE), large_county(SIZE)
    school, book = county.schools[0], counties.folder / "book.xlsx"
    answers = county.answers(school)
    book.write_bytes(template_bytes(county.edition, county.cycle, school, {}, answers))
    home = ["--home", str(settings.home), "--guide", str(settings.guide)]
    program = [sys.executable, "-m", "duibiao"]
    commands = {
        "nothing": [sys.executable, "-c", "pass"],
        "help": [*program, "--help"],
        "check": [*program, "check", str(book), *home],
        "sql": [*program, "sql", "select count(*) from fct_school_scores", *home],
    }
    return {
        name: spent(
            partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL),
            rounds=ROUNDS,
            warm_up=True,
        )
        for name, command in commands.items()
    }
