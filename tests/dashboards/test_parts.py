"""What the pages share, piece by piece: ranks and ties, changes, red lines, names, answers."""

from __future__ import annotations

import threading
from decimal import Decimal

import polars as pl
import pytest

from dashboards.parts import columns, guide, places, scores
from duibiao.words import Words
from duibiao.words.labels import Labels

SAY = Words("zh-CN")
CODES = pl.DataFrame(
    {
        "list": ["school_type", "area", "tier"],
        "code": ["primary", "town", "county"],
        "name_zh": ["小学", "镇区", "县级示范校"],
        "name_en": ["primary school", "town", None],
    }
)
LABELS = Labels(SAY, CODES.to_dicts())


def test_a_shared_rank_says_so_and_a_rank_of_one_s_own_does_not() -> None:
    """In words, beside the number, with the size of the group where it is asked for."""
    assert scores.rank(SAY, 2, 2) == '2 <span class="tag">并列</span>'
    assert scores.rank(SAY, 2, 1) == "2"
    assert scores.rank(SAY, 2, 1, 7) == '2<span class="quiet"> / 7</span>'
    assert scores.rank(SAY, None, 0) == '<span class="quiet">—</span>'


def test_a_count_is_written_in_thousands() -> None:
    """As sentences have it."""
    assert columns.count_column("", "school_count").cell({"school_count": 29000}) == "29,000"
    assert columns.count_column("", "school_count").cell({"school_count": 0}) == "0"


def test_a_change_has_sign_and_direction_and_none_is_a_dash() -> None:
    """Up, down, unchanged, and nothing to compare with."""
    assert scores.change(SAY, Decimal("1.5")) == '<span class="up">+1.50</span>'
    assert scores.change(SAY, Decimal("-1.5")) == '<span class="down">−1.50</span>'
    assert scores.change(SAY, Decimal(0)) == '<span class="">0.00</span>'
    assert scores.change(SAY, None) == '<span class="quiet">—</span>'


def test_a_red_line_says_everything_that_it_does() -> None:
    """Each effect with its own indicator or rating."""
    line = {
        "effects": [
            {"effect": "cap_rating", "indicator_id": "A1", "value": "fair"},
            {"effect": "no_tier", "indicator_id": "A1", "value": None},
            {"effect": "zero_indicator", "indicator_id": "B2", "value": None},
        ]
    }
    assert guide.effects(SAY, line, {"fair": "一般"}) == (
        "等次最高为“一般”；不得列入任何档次；指标 B2 记 0 分"
    )


def test_names_come_from_the_code_lists_in_the_language_of_the_page() -> None:
    """English where the guide has it, else Chinese; an unknown code stands for itself."""
    english = Labels(Words("en"), CODES.to_dicts())
    assert LABELS.peer_group("primary/town", "school_type_area") == "小学 · 镇区"
    assert english.peer_group("primary/town", "school_type_area") == "primary school · town"
    assert english.code("tier", "county") == "县级示范校"
    assert LABELS.code("tier", "unheard-of") == "unheard-of"
    assert LABELS.peer_group("county", "county") == "全县"


def test_an_answer_is_said_in_its_kind() -> None:
    """是 and 否, numbers with their unit, dates and grades as they are."""
    assert LABELS.value("flag", "yes") == "是"
    assert LABELS.value("count", "12", "次") == "12 次"
    assert LABELS.value("date", "2024-03-01", None) == "2024-03-01"
    assert LABELS.value("grade", "B", None) == "B"


def test_only_so_many_pages_run_at_once_and_none_waits_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that is at something long keeps its place, and the others their patience."""
    monkeypatch.setattr(places, "_pages", threading.BoundedSemaphore(1))
    entered, leave = threading.Event(), threading.Event()

    def page() -> None:
        with places.page_turn():
            entered.set()
            leave.wait(10)

    first = threading.Thread(target=page)
    first.start()
    assert entered.wait(10)
    entered.clear()
    second = threading.Thread(target=page)
    second.start()
    assert not entered.wait(0.2)
    monkeypatch.setattr(places, "PAGE_PATIENCE", 0.01)
    with places.page_turn():  # goes on without a turn, and gives none back
        pass
    leave.set()
    assert entered.wait(10)
    first.join()
    second.join()
