"""The scores walked down in docs/explained are what is printed now."""

from __future__ import annotations

import re
from pathlib import Path

from docs.explained.__main__ import DIFFERING, FOLDER, KINDS, pages
from tests.conftest import run_duibiao

ANEW = "the demo county or the sentences have changed: run `.venv/bin/python -m docs.explained`"


def test_the_pages_are_what_is_printed_now(demo_home: Path) -> None:
    """Word for word, but for what differs from run to run."""
    for name, text in pages(demo_home).items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, ANEW


def test_the_pages_show_what_the_command_prints(demo_home: Path) -> None:
    """The command itself, in a process of its own; five kinds, five schools."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```text\n\$ duibiao explain (\S+) (\S+)\n(.*?)\n```", page, re.DOTALL)
    assert len(blocks) == len(KINDS) == len({school for school, *_ in blocks})
    school_id, indicator_id, shown = blocks[0]
    printed = run_duibiao(demo_home, "explain", school_id, indicator_id).stdout.rstrip("\n")
    for pattern, instead in DIFFERING:
        printed = pattern.sub(instead, printed)
    assert re.sub(r"数据版本号\S+", "数据版本号…", printed) == shown
