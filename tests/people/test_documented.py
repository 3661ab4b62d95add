"""The matrix in the documents is the table that decides."""

from __future__ import annotations

import re

import pytest

from duibiao.people.policy import COLUMNS, rules
from duibiao.records.settings import ROOT

ROW = re.compile(r"^\| `(\w+)`(\*?) \|(.*)\|$", re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("people.md", {"": "", "own": "own", "all": "all"}),
        ("people.zh-CN.md", {"": "", "own": "本人负责的", "all": "全部"}),
    ],
)
def test_the_matrix_is_the_table(name: str, said: dict[str, str]) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    told = {
        action: (bool(mark), [cell.strip() for cell in cells.split("|")])
        for action, mark, cells in ROW.findall(text)
    }
    assert told == {
        action: (rule.is_kept, [said[rule.extents.get(role, "")] for role in COLUMNS])
        for action, rule in rules().items()
    }
