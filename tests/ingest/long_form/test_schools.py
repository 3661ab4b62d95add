"""The register's own door: a school has one code, and on each day one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.words import LANGUAGES, words
from ingest.door import Checked, Door
from ingest.telling import problem_text

HEADER = "school_id,name_zh,township,school_type,area,organisation,leadership,tier_held"
REST = "primary,rural,branch,separate,none"


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A door behind which two schools are known."""
    door = Door.open(Settings.resolve(tmp_path / "home", SEEDS))
    lines = [f"0610220001,青禾镇第一小学,青禾镇,{REST}", f"A10220002,白石镇小学,白石镇,{REST}"]
    checked = read(door, *lines)
    assert (checked.fate, checked.problems) == ("taken", [])
    door.hand_in(checked, received_by="t", channel="t")
    return door


def read(door: Door, *lines: str, header: str = HEADER) -> Checked:
    """What becomes of a table of schools."""
    return door.check("\n".join([header, *lines]).encode(), "schools.csv")


def told(checked: Checked) -> list[tuple[str, int | None, str | None]]:
    """The problems, each with its words in both languages."""
    for problem in checked.problems:
        for language in LANGUAGES:
            assert problem_text(problem, words(language)).mend
    return [(problem.code, problem.line, problem.found) for problem in checked.problems]


@pytest.mark.parametrize("code", ["6.1022E+09", "6.1022e9", "6E+9"])
def test_a_code_that_became_a_number_with_an_exponent_is_refused(door: Door, code: str) -> None:
    checked = read(door, f"{code},黄沙镇小学,黄沙镇,{REST}", f"{code},黄沙镇中学,黄沙镇,{REST}")
    assert checked.fate == "refused"
    assert told(checked) == [
        ("school-code-scientific", 2, code),
        ("school-code-scientific", 3, code),
    ]


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("610220001", "0610220001"),
        ("00610220001", "0610220001"),
        ("06I022000l", "0610220001"),
        ("O610220001", "0610220001"),
        ("'0610220001", "0610220001"),
        ("610220001.0", "0610220001"),
        ("a1o220002", "A10220002"),
        ("A1022 0002", "A10220002"),
    ],
)
def test_a_code_that_zeros_or_look_alikes_tell_apart_is_asked_back(
    door: Door, code: str, meant: str
) -> None:
    checked = read(door, f"{code},别的名字,别的镇,{REST}")
    assert checked.fate == "refused"
    assert told(checked) == [("school-code-like-known", 2, code)]
    assert checked.problems[0].parameters["school"] == meant


def test_two_lines_of_a_file_are_told_apart_by_more_than_a_zero(door: Door) -> None:
    checked = read(door, f"0700000001,甲校,东镇,{REST}", f"700000001,甲校,东镇,{REST}")
    assert told(checked) == [("school-code-like-known", 3, "700000001")]
    assert checked.fate == "taken_in_part"


def test_invisible_signs_make_no_second_school(door: Door) -> None:
    for code in ("\u200b0610220001", "0610220001\ufeff", "061\u00ad0220001", "\u20600610220001"):
        checked = read(door, f"{code},青禾镇第一小学,青禾镇,{REST}")
        assert checked.table is not None
        assert checked.table.rows["school_id"].to_list() == ["0610220001"]
        assert checked.problems == []


def test_a_school_of_the_same_name_and_township_is_asked_back_unless_the_other_has_ended(
    door: Door,
) -> None:
    line = f"0610229999,青禾镇第一小学,青禾镇,{REST}"
    checked = read(door, line)
    assert told(checked) == [("school-perhaps-known", 2, "0610229999")]
    assert checked.problems[0].parameters["school"] == "0610220001"
    header = f"{HEADER},valid_from,valid_to"
    ended = read(door, f"0610220001,青禾镇第一小学,青禾镇,{REST},,2025-12-31", header=header)
    door.hand_in(ended, received_by="t", channel="t")
    assert told(read(door, f"{line},2026-01-01,", header=header)) == []
    assert told(read(door, f"{line},2025-12-31,", header=header)) == [
        ("school-perhaps-known", 2, "0610229999")
    ]


def test_two_lines_of_one_school_on_one_day_are_told(door: Door) -> None:
    header = f"{HEADER},valid_from,valid_to"

    def lines(*periods: str) -> Checked:
        made = [f"7000000001,甲校{at},东镇,{REST},{period}" for at, period in enumerate(periods)]
        return read(door, *made, header=header)

    assert told(lines(",2024-12-31", "2025-01-01,")) == []
    assert told(lines(",", "2025-01-01,")) == [], "the earlier ends where the later begins"
    apart = "2026-01-01,2026-02-01"
    for clash in (
        lines(",2025-01-01", "2025-01-01,"),
        lines("2025-01-01,", ",2025-06-30"),
        lines(",", ","),
        lines("2024-01-01,2027-12-31", apart, "2027-01-01,"),
    ):
        assert clash.fate == "refused", "half a history would be a wrong one"
        found = {(problem.code, problem.line) for problem in clash.problems}
        assert {("school-twice-on-a-day", line) for line in (2, 3)} <= found
