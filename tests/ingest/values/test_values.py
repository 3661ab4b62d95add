"""A cell is taken if it can mean only one thing, and asked back if it could mean another."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duibiao.guide.editions import Fact, FactKind
from duibiao.words import LANGUAGES, words
from ingest.values.chinese_numerals import chinese_number
from ingest.values.reading import (
    NORMAL_FORMS,
    Parsed,
    _parse,
    found_text,
    parse_value,
    read_date,
    says_nothing_due,
)

GRADES = ("A", "B", "C", "D")


def question(kind: FactKind, unit: str | None = None, grades: tuple[str, ...] = GRADES) -> Fact:
    """A fact of a kind."""
    own_grades = grades if kind == "grade" else ()
    return Fact("x", "X", 1, "问题", kind, unit, "school", is_required=True, grades=own_grades)


KINDS: tuple[FactKind, ...] = ("count", "number", "flag", "date", "grade")

TAKEN: list[tuple[FactKind, object, str]] = [
    # counts
    ("count", "12", "12"),
    ("count", 12, "12"),
    ("count", 12.0, "12"),
    ("count", "12.0", "12"),
    ("count", Decimal("12.00"), "12"),
    ("count", "０", "0"),
    ("count", "-0", "0"),
    ("count", "007", "7"),
    ("count", " １２ ", "12"),
    ("count", "\u00a012\u3000", "12"),
    ("count", "\ufeff12\u200b", "12"),
    ("count", "'12", "12"),
    ("count", "1,234", "1234"),
    ("count", "1，234，567", "1234567"),
    ("count", "12.000000000000002", "12"),
    ("count", "十二", "12"),
    ("count", "二十\n四", "24"),
    ("count", "两百零五", "205"),
    ("count", "〇", "0"),
    ("count", "零", "0"),
    ("count", "一〇五", "105"),
    ("count", "1.2万", "12000"),
    ("count", "共12", "12"),
    ("count", "合计：１２。", "12"),
    ("count", "999999999999", "999999999999"),
    # numbers
    ("number", "0.95", "0.95"),
    ("number", "95%", "0.95"),
    ("number", " 95 % ", "0.95"),
    ("number", "95％", "0.95"),
    ("number", "100%", "1"),
    ("number", "33.3333%", "0.333333"),
    ("number", "百分之九十五", "0.95"),
    ("number", "百分之95", "0.95"),
    ("number", "1,234.50", "1234.5"),
    ("number", ".5", "0.5"),
    ("number", "+3", "3"),
    ("number", "-3.50", "-3.5"),
    ("number", "－3", "-3"),
    ("number", "−3", "-3"),
    ("number", "-0.000", "0"),
    ("number", 0.1 + 0.2, "0.3"),
    ("number", "0.30000000000000004", "0.3"),
    ("number", 5.5e-17, "0"),
    ("number", 1e11, "100000000000"),
    ("number", 0.000001, "0.000001"),
    # flags
    *[
        ("flag", text, "yes")
        for text in ("是", "√", "✓", "✔", "✔\ufe0f", "有", "Y", "ｙ", "yes", "YES", "true", True, 1)
    ],
    *[
        ("flag", text, "no")
        for text in ("否", "×", "✗", "✘", "无", "没有", "N", "Ｎ", "no", "FALSE", False, 0, 0.0)
    ],
    ("flag", "1.0", "yes"),
    *[
        ("flag", text, "yes")
        for text in ("是的", "已有", "已开展。", "☑是 □否", "是√ 否□", "√是 □否")
    ],
    *[("flag", text, "no") for text in ("不是", "暂无", "未开展", "□是 ☑否", "是□　否√")],
    # dates
    *[
        ("date", text, "2024-03-01")
        for text in (
            dt.date(2024, 3, 1),
            dt.datetime(2024, 3, 1, 13, 5),  # noqa: DTZ001 (cells have no time zone)
            "2024-03-01",
            "2024-3-1",
            "2024/3/1",
            "2024.3.1",
            "２０２４．３．１",
            "2024年3月1日",
            "2024年03月01号",
            "二〇二四年三月一日",
            "二○二四年三月\n一日",
            "二零二四年3月1日",
            "2024、3、1",
            " 2024 年 3 月 1 日 ",
            "20240301",
            20240301,
            "2024-03-01 00:00:00",
            "2024-03-01T00:00:00",
            "2024/3/1 8:30",
            45352,
            45352.0,
            "45352",
            "45352.75",
        )
    ],
    ("date", "1901-01-01", "1901-01-01"),
    ("date", "2100-12-31", "2100-12-31"),
    ("date", "2024-02-29", "2024-02-29"),
    # grades
    ("grade", "B", "B"),
    ("grade", " ｂ ", "B"),
]

ASKED_BACK: list[tuple[FactKind, object, str]] = [
    ("count", "若干", "not-a-count"),
    ("count", "十几次", "not-a-count"),
    ("count", "一", "not-a-count"),  # or a stroke
    ("count", "○", "not-a-count"),  # or a mark for yes
    ("count", "(20)", "not-a-count"),
    ("count", "一百二", "not-a-count"),
    ("count", "①②", "not-a-count"),
    ("count", "Q7", "not-a-count"),
    ("count", "12.", "not-a-count"),
    ("count", "10²", "not-a-count"),
    ("count", "½", "not-a-count"),
    ("count", "1e3", "not-a-count"),
    ("count", True, "not-a-count"),
    ("count", dt.date(2024, 3, 4), "date-for-number"),
    ("count", "2024-11-12", "date-for-number"),
    ("count", "1900-01-12", "date-for-number"),
    ("number", "2024年3月4日", "date-for-number"),
    ("count", "٣", "not-a-count"),
    *[
        ("count", text, "number-unsure")
        for text in ("约20", "20多", "20余", "20多次", "二十多次", "20左右", "近20人", "≥20", "20+")
    ],
    ("number", "不少于 0.9", "number-unsure"),
    *[
        ("count", text, "number-with-text")
        for text in ("3（含1次扩大会议）", "12(见附件)", "第3次", "20次会议", "12人", "12/12")
    ],
    ("number", "0.95（按实到）", "number-with-text"),
    ("count", "12.5", "count-fraction"),
    ("count", 0.95, "count-fraction"),
    ("count", "-3", "count-negative"),
    ("count", "95%", "count-percent"),
    ("count", "1000000000000", "number-too-large"),
    ("count", 10**5000, "number-too-large"),
    ("count", "9" * 1000, "number-too-large"),
    ("count", "次" * 1000, "not-a-count"),
    ("date", "2024年" * 1000, "not-a-date"),
    ("count", float("inf"), "number-too-large"),
    ("count", "12 13", "which-number"),
    ("count", "1 234", "which-number"),
    ("count", "11/12", "which-number"),
    ("count", "3、4", "which-number"),
    ("count", "1,23", "which-number"),
    ("count", "应开24次，实开20次", "which-number"),
    ("count", "5-6次", "which-number"),
    ("count", "五六次", "not-a-count"),  # of a question without a unit
    ("count", "五六", "which-number"),
    ("count", "1、2、3、4、5", "two-numbers"),
    ("count", "约95%", "count-percent"),
    ("count", "百分之九十五", "count-percent"),
    ("count", "95%（19/20）", "count-percent"),
    ("number", "约95%", "not-a-number"),
    ("number", "0.1234567", "number-too-many-places"),
    ("number", 2 / 3, "number-too-many-places"),
    ("number", "33.33333%", "number-too-many-places"),
    ("number", "优秀", "not-a-number"),
    ("number", "95%%", "not-a-number"),
    ("number", True, "not-a-number"),
    ("flag", "2", "not-a-flag"),
    ("flag", "x", "not-a-flag"),
    ("flag", "是/否", "not-a-flag"),
    *[
        ("flag", text, "not-a-flag")
        for text in ("基本完成", "正在开展", "已启动", "是，但未公开", "有3份", "□是□否", "☑是☑否")
    ],
    ("flag", "☐", "not-a-flag"),
    ("date", "2024-02-30", "date-impossible"),
    ("date", "2024年13月1日", "date-impossible"),
    ("date", "20240230", "date-impossible"),
    ("date", "1899-12-31", "date-out-of-range"),
    ("date", "1900-01-12", "date-out-of-range"),
    ("date", dt.date(1900, 1, 12), "date-out-of-range"),
    ("date", dt.date(2101, 1, 1), "date-out-of-range"),
    ("date", "99999", "date-out-of-range"),
    ("date", "2024", "date-incomplete"),
    ("date", "2024年", "date-incomplete"),
    ("date", "2024-03", "date-incomplete"),
    ("date", "2024年3月", "date-incomplete"),
    ("date", "2024年3月底", "date-incomplete"),
    ("date", "二〇二四年三月", "date-incomplete"),
    *[("date", text, "date-without-year") for text in ("3月1日", "三月一日", "3.1", "3/1", 3.1)],
    ("date", "2024年3月1日前", "date-with-text"),
    ("date", "2024.3.1（已批准延期）", "date-with-text"),
    ("date", "2024.3.1-2024.3.5", "which-date"),
    ("date", "二〇二四年二月三十日", "date-impossible"),
    ("date", "202403", "date-incomplete"),
    ("date", "3/1/2024", "date-order-unclear"),
    ("date", "24.3.1", "date-order-unclear"),
    ("date", "24年3月1日", "date-order-unclear"),
    ("date", "2024-3/1", "not-a-date"),
    ("date", "明天", "not-a-date"),
    ("date", "12", "not-a-date"),
    ("date", True, "not-a-date"),
    ("grade", "E", "not-a-grade"),
    ("grade", "AB", "not-a-grade"),
    *[
        (kind, text, "none-unclear" if kind in ("count", "number") else "none-left-blank")
        for kind in KINDS
        if kind != "flag"
        for text in ("无", " 无 ", "没有", "暂无", "无数据")
    ],
    *[
        (kind, text, "not-applicable-unclear")
        for kind in KINDS
        for text in ("不适用", "/", "／", "-", "——", "---", "N/A", "本校无此项")
    ],
    *[
        (kind, text, "cell-error")
        for kind in KINDS
        for text in ("#DIV/0!", "#N/A", "#REF!", "#NAME?", "#VALUE!", "Err:502", "########")
    ],
]


def numbered(cases: list[tuple[FactKind, object, str]]) -> list[str]:
    """Names of cases that do not depend on what stands in the cell."""
    return [f"{number}-{kind}" for number, (kind, _, _) in enumerate(cases)]


@pytest.mark.parametrize(("kind", "raw", "value"), TAKEN, ids=numbered(TAKEN))
def test_what_can_mean_one_thing_is_taken(kind: FactKind, raw: object, value: str) -> None:
    parsed = parse_value(raw, question(kind))
    assert (parsed.value, parsed.problem_code) == (value, None)
    assert parse_value(value, question(kind)) == _parse(value, question(kind)) == Parsed(value)


@pytest.mark.parametrize(("kind", "raw", "code"), ASKED_BACK, ids=numbered(ASKED_BACK))
def test_what_can_mean_two_things_is_asked_back_in_words(
    kind: FactKind, raw: object, code: str
) -> None:
    parsed = parse_value(raw, question(kind))
    assert (parsed.value, parsed.problem_code) == (None, code)
    for language in LANGUAGES:
        message, parameters = f"problem-{code}", parsed.parameters
        assert words(language)(message, **parameters)
        assert words(language).attr(message, "expected", **parameters)
        assert words(language).attr(message, "mend", **parameters)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "blank", [None, "", " ", "\u3000\u00a0", "\ufeff", "\u200b", "'", "\n", float("nan")]
)
def test_a_blank_cell_is_no_value_and_no_problem(kind: FactKind, blank: object) -> None:
    assert parse_value(blank, question(kind)) == Parsed()


def test_a_unit_is_taken_only_if_it_is_the_questions_own() -> None:
    times = question("count", "次")
    for raw in ("20次", "20 次", "20\n次", "２０ 次"):
        assert parse_value(raw, times) == Parsed("20", note="unit")
    assert parse_value("12名", question("count", "人")) == Parsed("12", note="unit")
    assert parse_value("12个人", question("count", "人")) == Parsed("12", note="unit")
    assert parse_value("两次", times) == Parsed("2", note="chinese-numeral")
    assert parse_value("八 次", times) == Parsed("8", note="chinese-numeral")
    assert parse_value("一次", times) == Parsed("1", note="chinese-numeral")
    assert parse_value("共20次。", times) == Parsed("20", note="text")
    assert parse_value("20。", times) == Parsed("20")
    assert parse_value("20（次）", times) == Parsed("20", note="unit")
    for raw, other in (
        ("20人次", "人次"),
        ("20天", "天"),
        ("20 个月", "个月"),
        ("二十场", "场"),
    ):
        asked = {"number": "20", "unit": "次", "other": other}
        assert parse_value(raw, times) == Parsed(None, "other-unit", asked)
    assert parse_value("20次", question("count", "人次")).problem_code == "other-unit"
    assert parse_value("20次", question("count")).problem_code == "number-with-text"
    assert parse_value("次", times).problem_code == "not-a-count"


def test_behind_the_unit_may_stand_what_the_question_names() -> None:
    meetings = replace(question("count", "次"), label_zh="党组织会议次数")
    assert parse_value("20次会议", meetings) == Parsed("20", note="text")
    assert parse_value("20次活动", meetings).problem_code == "number-with-text"
    teachers = replace(question("count", "人"), label_zh="服务不少于2次的县级以上骨干数")
    assert parse_value("5人骨干", teachers) == Parsed("5", note="text")
    assert parse_value("5人以上", teachers).problem_code == "number-unsure"
    assert parse_value("5人2次", teachers).problem_code == "which-number"


def test_ten_thousands_may_be_the_unit_already() -> None:
    assert parse_value("3万", question("number", "元")) == Parsed("30000", note="chinese-numeral")
    assert parse_value("3万元", question("number", "元")).value == "30000"
    assert parse_value("3万元", question("number", "万元")) == Parsed("3", note="unit")
    assert parse_value("3万", question("number", "万元")).problem_code == "number-with-text"
    assert parse_value("三万", question("number", "万元")).value is None


@pytest.mark.parametrize(
    ("raw", "parameters"),
    [
        ("11/12", {"choices": "11, 12"}),
        ("1 234", {"choices": "1234, 1, 234"}),
        ("五六次", {"choices": "5, 6"}),
        ("20次，其中扩大5次", {"choices": "20, 5"}),
        ("3次（含1次扩大会议）", {"number": "3"}),
        ("约1,200次", {"number": "1200"}),
        ("每月1次", {"number": "1"}),
        ("每学期2次，共4次", {"choices": "2, 4"}),
        ("二十多次", {"number": "20"}),
    ],
)
def test_what_could_be_meant_is_offered(raw: str, parameters: dict[str, str]) -> None:
    assert parse_value(raw, question("count", "次")).parameters == parameters


def said(number: int) -> str:
    """A number below ten thousand in Chinese numerals, every place said and the zeros joined."""
    digits = "".join("零一二三四五六七八九"[int(digit)] for digit in f"{number:04d}")
    text = "".join(digit + place for digit, place in zip(digits, "千百十 ", strict=True)).strip()
    return re.sub("零+", "零", re.sub("零[千百十]", "零", text)).strip("零") or "零"


def test_chinese_numerals_are_read_as_the_number_that_they_say() -> None:
    for number in range(10_000):
        text = said(number)
        assert chinese_number(text) == number
        if 10 <= number < 20:
            assert chinese_number(text.removeprefix("一")) == number


@pytest.mark.parametrize(
    "text",
    ["", "万", "十十", "一百二", "三千五", "一万二", "二十两", "五六", "一二", "零五", "百零五"],
)
def test_numerals_that_could_be_more_than_one_number_are_none(text: str) -> None:
    assert chinese_number(text) is None


def test_a_percentage_of_a_question_in_per_cent_is_asked_back() -> None:
    assert parse_value("95%", question("number", "元")) == Parsed("0.95", note="percent")
    assert parse_value("95%", question("number", "%")).problem_code == "percent-unclear"
    assert parse_value("95", question("number", "%")) == Parsed("95")


def test_a_day_number_says_that_it_was_taken_as_one() -> None:
    assert parse_value("45352", question("date")) == Parsed("2024-03-01", note="serial-date")
    assert parse_value(20240301, question("date")) == Parsed("2024-03-01")


def test_a_grade_may_be_any_word_of_the_guide() -> None:
    fact = question("grade", grades=("优", "无", "3"))
    assert [parse_value(raw, fact).value for raw in ("优", "无", 3, 3.0, "３")] == [
        "优",
        "无",
        "3",
        "3",
        "3",
    ]
    assert parse_value("良", fact).parameters == {"grades": "优/无/3"}


def test_a_message_is_whole_in_both_languages() -> None:
    parsed = parse_value("11/12", question("count"))
    message = f"problem-{parsed.problem_code}"
    assert words("zh-CN")(message) == "一个格子里有不止一个数"
    assert words("zh-CN").attr(message, "mend", **parsed.parameters) == (
        "是 11, 12 中的哪一个？只填本题问的那一个数；分子、分母各有各的格子。"
    )
    assert words("en")(message) == "There is more than one number in the cell"


def test_every_note_has_its_words() -> None:
    for raw, fact in (
        ("95%", question("number")),
        ("20次", question("count", "次")),
        ("45352", question("date")),
        ("十二", question("count")),
        ("共12", question("count")),
        ("已开展", question("flag")),
    ):
        note = parse_value(raw, fact).note
        assert note is not None
        for language in LANGUAGES:
            assert words(language)(f"value-note-{note}")


def test_what_was_found_is_shown_on_one_short_line() -> None:
    assert found_text(None) is None
    assert found_text(0.1 + 0.2) == "0.30000000000000004"
    assert found_text("两\n行") == "两 行"
    assert found_text("长" * 1000) == "长" * 79 + "…"
    assert len(found_text(10**5000) or "") < 80


@pytest.mark.parametrize("text", [None, " ", "不适用", "/", "／", "无", "N/A", "——"])
def test_what_says_that_nothing_is_due(text: str | None) -> None:
    assert says_nothing_due(text)


@pytest.mark.parametrize("text", ["0", "否", "12", "不"])
def test_what_says_something(text: str) -> None:
    assert not says_nothing_due(text)


# ------------------------------------------------------------------ properties

anything = st.one_of(
    st.text(),
    st.text("0123456789 ,.%-+/年月日eE０１２％，．", max_size=12),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.binary(),
)


@settings(deadline=None)
@given(raw=anything, kind=st.sampled_from(KINDS))
def test_nothing_is_ever_raised_and_only_normal_forms_come_out(raw: object, kind: FactKind) -> None:
    fact = question(kind, unit="次")
    parsed = parse_value(raw, fact)
    assert parsed.value is None or parsed.problem_code is None
    if parsed.value is not None:
        # What was taken reads as itself: nothing changes on the way through a second file.
        again = parse_value(parsed.value, fact)
        assert (again.value, again.problem_code) == (parsed.value, None)
    assert len(found_text(raw) or "") <= 80


@settings(deadline=None)
@given(count=st.integers(0, 10**12 - 1))
def test_counts_keep_every_digit_in_any_writing(count: int) -> None:
    fact = question("count")
    full_width = str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for raw in (count, str(count), f"{count:,}", f"{count}.0", full_width, float(count)):
        assert parse_value(raw, fact) == Parsed(str(count))


@settings(deadline=None)
@given(
    number=st.decimals(-(10**12) + 1, 10**12 - 1, places=6, allow_nan=False, allow_infinity=False)
)
def test_numbers_keep_six_places_exactly(number: Decimal) -> None:
    parsed = parse_value(str(number), question("number"))
    assert parsed.problem_code is None
    assert Decimal(parsed.value or "") == number
    assert re.fullmatch(NORMAL_FORMS["number"], parsed.value or "")


@settings(deadline=None)
@given(units=st.integers(-(10**8), 10**8))
def test_the_noise_of_binary_fractions_never_shows(units: int) -> None:
    parsed = parse_value(units / 10**6, question("number"))
    assert Decimal(parsed.value or "") == Decimal(units).scaleb(-6)


@settings(deadline=None)
@given(day=st.dates(dt.date(1901, 1, 1), dt.date(2100, 12, 31)))
def test_dates_mean_the_same_day_in_any_writing(day: dt.date) -> None:
    fact = question("date")
    for raw in (
        day,
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ):
        assert parse_value(raw, fact) == Parsed(day.isoformat())
    assert read_date(day.isoformat()) == day


@settings(deadline=None)
@given(text=st.text("0123456789.-", max_size=16))
def test_the_normal_forms_are_those_that_come_out(text: str) -> None:
    """The fast way takes a text as it stands if it matches the normal form: the slow one too."""
    for kind in ("count", "number", "date"):
        fact = question(kind)
        if re.fullmatch(NORMAL_FORMS[kind], text):
            assert _parse(text, fact) == Parsed(text)
        assert parse_value(text, fact) == _parse(text, fact)
