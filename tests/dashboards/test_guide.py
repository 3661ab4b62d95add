"""The guide's page: an indicator is found by its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboards.app_pages.guide import queries
from duibiao.warehouse.snapshot import Snapshot

Rows = Callable[..., list[tuple[Any, ...]]]


def test_the_guide_is_found_by_its_words(snapshot: Snapshot, rows: Rows) -> None:
    """By code, by name and by what it requires, in any case of letters."""
    edition, indicator_id, name = rows("select edition, indicator_id, name_zh from dim_indicators")[
        0
    ]
    for sought in (indicator_id.lower(), name):
        found = queries.guide_indicators(snapshot, edition, sought=sought)
        assert indicator_id in found["indicator_id"].to_list()
    assert queries.guide_indicators(snapshot, edition, sought="zzzz").is_empty()
