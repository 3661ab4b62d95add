"""Every figure of a score in a sentence, in both languages, at the edges of each method."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from duibiao.analysis.explanation import beside_points, explain, said_in_words
from duibiao.analysis.walk import Band, Exemption, Given, Item, Part, School
from duibiao.words import Words
from duibiao.words.figures import moment
from duibiao.words.labels import Labels
from tests.analysis.walks import (
    LINE,
    RATINGS,
    SAID,
    answer,
    dimension,
    finding,
    indicator,
    part,
    rank,
    school,
    tier,
)

CODES = [
    {"list": name, "code": code, "name_zh": chinese, "name_en": english}
    for name, code, chinese, english in (
        ("school_type", "kindergarten", "幼儿园", "kindergarten"),
        ("tier", "county", "县级示范校", "county"),
    )
]
ZH, EN = Words("zh-CN"), Words("en")
LABELS = {words.language: Labels(words, CODES) for words in (ZH, EN)}
DUE = answer("a_den", "应开次数(支部数×12)", "24", "次")
DONE = answer("a_num", "实开次数(每月封顶1次)", "20", "次")
RATIO = {
    "fact_id": "a_num",
    "base_fact_id": "a_den",
    "fact_value": Decimal(20),
    "base_value": Decimal(24),
    "ratio_value": Decimal("0.833333"),
    "target": Decimal(1),
    "floor": Decimal("0.5"),
}
NOTHING: dict[str, Any] = {"share": None, "points": None, "share_before_caps": None}


def told(subject: Any, words: Words = ZH) -> list[str]:
    """The sentences of a subject: of a school, or of something of any school."""
    of = subject if isinstance(subject, School) else school()
    return explain(words, LABELS[words.language], of, subject)


def of_part(one: Part, *answers: Any, words: Words = ZH, **beside: Any) -> str:
    """The one sentence of an indicator whose rule has one part."""
    [sentence] = told(indicator(one, answers=answers, **beside), words)
    return sentence


def test_the_model_sentence() -> None:
    """As a county's official would say it, and the same in English."""
    assert of_part(part("ratio", **RATIO), DUE, DONE) == (
        "应开24次，实开20次，比率83.3%，零分线50%、满分线100%，得1.33分（满分2分）"
    )
    assert of_part(part("ratio", **RATIO), DUE, DONE, words=EN) == (
        "“应开次数” 24 次, “实开次数” 20 次: ratio 83.3%, floor 50%, target 100%; 1.33 of 2 points"
    )


STEPS = (
    Band("at_least", "2", Decimal(1)),
    Band("at_least", "1", Decimal("0.5")),
    Band("at_least", "0", Decimal(0)),
)
LATE = (
    Band("days_late_at_most", "0", Decimal(1)),
    Band("days_late_at_most", "60", Decimal("0.6")),
    Band("days_late_at_most", "180", Decimal("0.3")),
    Band("days_late_at_most", None, Decimal(0)),
)
GRADES = (Band("grade", "A", Decimal(1)), Band("grade", "B", Decimal("0.8")))
MEETINGS = answer("m", "专题研究次数", "1", "次")
GRADE = answer("g", "专家评定等级A/B", "B", None, kind="grade")
LATE_FACTS = (
    answer("due", "届满日期(延期的取延期后)", "2024-03-01", None, kind="date"),
    answer("done", "换届完成日期", "2024-04-11", None, kind="date"),
)
LATE_PART = {"fact_id": "done", "base_fact_id": "due", "due_on": dt.date(2024, 3, 1)}
DONE_LATE = LATE_PART | {"done_on": dt.date(2024, 4, 11)}


@pytest.mark.parametrize(
    ("one", "answers", "sentence"),
    [
        (
            part("ratio", **RATIO | {"target": Decimal(15), "ratio_value": Decimal("12.3456")}),
            (DUE, DONE),
            "应开24次，实开20次，比率12.346，零分线0.5、满分线15",
        ),
        (
            part("ratio", **RATIO | {"target": Decimal("0.9")}),
            (DUE, DONE),
            "应开24次，实开20次，比率83.3%，零分线50%、满分线90%",
        ),
        (
            part("ratio", **RATIO | {"target": Decimal("0.1"), "floor": Decimal("0.9")}),
            (DUE, DONE),
            "应开24次，实开20次，比率83.3%，90%及以上不得分、10%及以下满分",
        ),
        (
            part("ratio", **RATIO | {"base_fact_id": None}),
            (DONE,),
            "实开20次，标准24次，比率83.3%，零分线50%、满分线100%",
        ),
        (
            part("ratio", **RATIO | {"base_value": Decimal(0), "ratio_value": None}),
            (DUE, DONE),
            "应开0次，按评分办法不得分",
        ),
        (
            part("count", fact_id="m", fact_value=Decimal(1), target=Decimal(4)),
            (MEETINGS,),
            "专题研究1次，目标4次",
        ),
        (
            part(
                "count",
                fact_id="m",
                fact_value=Decimal(1),
                target=Decimal(4),
                target_attribute="school_type",
            ),
            (MEETINGS,),
            "专题研究1次，目标4次（幼儿园）",
        ),
        (
            part(
                "steps",
                fact_id="m",
                fact_value=Decimal(1),
                band_key="1",
                bands=STEPS,
                result=Decimal("0.5"),
            ),
            (MEETINGS,),
            "专题研究1次，达到“1及以上”一档（高一档“2及以上”得100%）",
        ),
        (
            part(
                "steps",
                fact_id="m",
                fact_value=Decimal(2),
                band_key="2",
                bands=STEPS,
                result=Decimal(1),
            ),
            (MEETINGS,),
            "专题研究2次，达到“2及以上”一档（已是最高一档）",
        ),
        (
            part("steps", fact_id="m", fact_value=Decimal(0), bands=STEPS[:2], result=Decimal(0)),
            (MEETINGS,),
            "专题研究0次，低于最低一档“1及以上”",
        ),
        (
            part("grade", fact_id="g", band_key="B", bands=GRADES, result=Decimal("0.8")),
            (GRADE,),
            "专家评定等级A/B：B（高一档“A”得100%）",
        ),
        (
            part(
                "late", **DONE_LATE, days_late=41, band_key="60", bands=LATE, result=Decimal("0.6")
            ),
            LATE_FACTS,
            "届满日期2024-03-01，换届完成日期2024-04-11，逾期41天，"
            "属“逾期60天以内”一档（高一档“按期”得100%）",
        ),
        (
            part("late", **LATE_PART, days_late=305, bands=LATE, result=Decimal(0)),
            LATE_FACTS,
            "届满日期2024-03-01，到年度末（2024-12-31）仍未完成，逾期305天，"
            "属“逾期更久”一档（高一档“逾期180天以内”得30%）",
        ),
        (
            part("late", **DONE_LATE, days_late=0, band_key="0", bands=LATE, result=Decimal(1)),
            LATE_FACTS,
            "届满日期2024-03-01，换届完成日期2024-04-11，没有逾期，属“按期”一档（已是最高一档）",
        ),
    ],
)
def test_each_method_names_its_figures(one: Part, answers: tuple[Any, ...], sentence: str) -> None:
    """What was held against what, and the points; the next band where there are bands."""
    assert of_part(one, *answers) == f"{sentence}，得1.33分（满分2分）"
    assert of_part(one, *answers, words=EN).endswith("; 1.33 of 2 points")


def test_one_day_late_is_one_day_in_english() -> None:
    one = part("late", **DONE_LATE, days_late=1, band_key="60", bands=LATE, result=Decimal("0.6"))
    assert "1 day late, in" in of_part(one, *LATE_FACTS, words=EN)


FLAGS = (
    answer("f1", "有固定场所", "yes", None, kind="flag"),
    answer("f2", "有制度", "no", None, kind="flag"),
    answer("f3", "有档案", None, None, kind="flag", state="not_asked"),
)
CHECKLIST = tuple(Item(found.fact_id, "item", None, None) for found in FLAGS)


def test_a_checklist_names_what_is_lacking_and_leaves_out_what_is_not_asked() -> None:
    one = part("checklist", items=CHECKLIST, items_met=1, items_asked=2)
    assert of_part(one, *FLAGS) == "适用2项，做到1项；没有做到：有制度，得1.33分（满分2分）"
    full = part("checklist", items=CHECKLIST[:1], items_met=1, items_asked=1)
    assert of_part(full, *FLAGS) == "适用1项，做到1项，得1.33分（满分2分）"


TALKS = answer("t", "约谈提醒人次", "3", "人次")
PENALTIES = answer("p", "警告人次", "0", "人次")
STUDIES = answer("s", "专题研究次数", "1", "次")
DEDUCTIONS = (
    Item("t", "each", Decimal("0.5"), None),
    Item("p", "each", Decimal(1), None),
    Item("s", "shortfall", Decimal("0.5"), Decimal(2)),
)


def test_deductions_name_what_cost_points_and_how_much_each() -> None:
    """What cost nothing is left out; a shortfall says what was needed."""
    one = part("deduct", items=DEDUCTIONS, points_deducted=Decimal(2), result=Decimal("0.3"))
    assert of_part(one, TALKS, PENALTIES, STUDIES) == (
        "约谈提醒3人次（每人次扣0.5分）、专题研究1次（应不少于2次，每少1次扣0.5分），"
        "共扣2.00分，得1.33分（满分2分）"
    )
    down_to_nothing = replace(one, result=Decimal(0))
    assert "共扣2.00分，扣完为止，" in of_part(down_to_nothing, TALKS, PENALTIES, STUDIES)
    clean = part("deduct", items=DEDUCTIONS[1:2], points_deducted=Decimal(0), result=Decimal(1))
    assert of_part(clean, PENALTIES) == "没有扣分的情形，得1.33分（满分2分）"


def test_a_flag_that_costs_points_says_its_answer() -> None:
    """Never how many of it there are."""
    items = (
        Item("f1", "each", Decimal(2), None),
        Item("f2", "shortfall", Decimal(1), Decimal(1)),
        Item("f3", "each", Decimal(3), None),
    )
    one = part("deduct", items=items, points_deducted=Decimal(3), result=Decimal("0.25"))
    assert of_part(one, *FLAGS) == (
        "有固定场所：是（扣2分）、有制度：否（扣1分），共扣3.00分，得1.33分（满分2分）"
    )


def given(*values: str, office: str | None = None, left_out: tuple[str, ...] = ()) -> Any:
    """An answer by which raters gave points; of the values left out the first counts as such."""
    roles = dict(zip(left_out, ("lowest", "highest"), strict=False))
    said = [
        Given(
            f"评审组{number}",
            Decimal(value),
            Decimal(value),
            "overruled" if office else roles.pop(value, "counted"),
            "有方案，缺记录",
            "r1",
            "县教育局",
            SAID.received_at,
        )
        for number, value in enumerate(values, start=1)
    ]
    if office:
        said.append(replace(said[0], rater=None, given_value=Decimal(office), role="counted"))
    lesson = answer("v", "示范课质量", "4.5", "分", answered_by="county")
    return replace(lesson, own=None, given=tuple(said))


POINTS = part(
    "given",
    fact_id="v",
    fact_value=Decimal("4.5"),
    result=Decimal("0.9"),
    least=Decimal(0),
    most=Decimal(5),
)


@pytest.mark.parametrize(
    ("lesson", "said"),
    [
        (given(), "示范课质量：给4.5分（可给0—5分）"),
        (given("4.5"), "示范课质量：评审给4.5分（可给0—5分）"),
        (given("4", "5"), "示范课质量：2位评审给4、5，取平均4.5分（可给0—5分）"),
        (
            given("5", "4", "4.5", "3", "5", left_out=("3", "5")),
            "示范课质量：5位评审给5、4、4.5、3、5，去掉一个最高分5和一个最低分3，取平均4.5分（可给0—5分）",
        ),
        (given("4", office="4.5"), "示范课质量：1位评审给4，以县办给的4.5分为准（可给0—5分）"),
    ],
)
def test_points_that_are_given_say_by_whom_and_how_they_became_one(lesson: Any, said: str) -> None:
    assert of_part(POINTS, lesson) == f"{said}，得1.33分（满分2分）"


def test_each_rater_says_why() -> None:
    assert told(given("4", "5", office="4.5"))[:4] == [
        "示范课质量：4.5分（县里填报）",
        *(
            f"评审组{number}给{value}分，县办另有给分，不计，理由：有方案，缺记录；"
            f"县教育局于{moment(SAID.received_at)}交来"
            for number, value in ((1, 4), (2, 5))
        ),
        f"县办给4.5分，理由：有方案，缺记录；县教育局于{moment(SAID.received_at)}交来",
    ]


def test_points_that_nobody_gave_say_so() -> None:
    nobody = replace(given(), value=None, state="blank")
    missing = NOTHING | {"status": "missing", "missing_fact_ids": ("v",)}
    assert told(indicator(POINTS, answers=(nobody,), **missing)) == [
        "“示范课质量”还没有评审给分，按0分计（满分2分，分值照计）"
    ]


ON_A_RATE = tuple(
    Band("at_least", key, Decimal(share))
    for key, share in (("1", "1"), ("0.9", "0.6"), (None, "0.2"))
)


def test_bands_on_a_rate_say_which_one_and_which_is_next() -> None:
    banded = RATIO | {"target": None, "floor": None}
    one = part("bands", **banded, bands=ON_A_RATE, band_key=None, result=Decimal("0.2"))
    assert of_part(one, DUE, DONE) == (
        "应开24次，实开20次，比率83.33%，属“其余”一档"
        "（高一档“90%及以上”得60%），得1.33分（满分2分）"
    )
    best = replace(one, band_key="1", result=Decimal(1), ratio_value=Decimal(1))
    assert "属“100%及以上”一档（已是最高一档）" in of_part(best, DUE, DONE)
    less = tuple(replace(band, bound="at_most") for band in ON_A_RATE[1:])
    kept = replace(one, bands=less, band_key="0.9", result=Decimal("0.6"))
    assert "属“90%及以下”一档（已是最高一档）" in of_part(kept, DUE, DONE)
    assert "in the band “90% or less”" in of_part(kept, DUE, DONE, words=EN)
    over_nothing = replace(one, ratio_value=None, base_value=Decimal(0))
    assert "按评分办法不得分" in of_part(over_nothing, DUE, DONE)


def test_where_less_is_better_a_step_says_where_it_ends() -> None:
    """Else the better step would read as if it asked for less than what was done already."""
    steps = tuple(
        Band("at_least", key, Decimal(share)) for key, share in (("0", "1"), ("3", "0.5"))
    )
    one = part(
        "steps",
        fact_id="t",
        fact_value=Decimal(3),
        bands=steps,
        band_key="3",
        result=Decimal("0.5"),
    )
    assert "达到“3及以上”一档（高一档“0及以上、不足3”得100%）" in of_part(one, TALKS)


def test_parts_with_points_of_their_own_say_them() -> None:
    one = part("ratio", **RATIO, part_points=Decimal("1.5"), part_share=Decimal("0.75"))
    two = part(
        "checklist",
        part=2,
        items=CHECKLIST[:1],
        items_met=1,
        items_asked=1,
        part_points=Decimal("0.5"),
        part_share=Decimal("0.25"),
        result=Decimal(1),
    )
    said = told(indicator(one, two, answers=(DUE, DONE, *FLAGS), share=Decimal("0.75")))
    assert said[0].startswith("第1部分（1.5分）：")
    assert said[1] == "第2部分（0.5分）：适用1项，做到1项，得分率100%"


def test_parts_say_their_weights_so_that_one_can_add_them_up() -> None:
    one = part("ratio", **RATIO, part_share=Decimal("0.6"))
    two = part(
        "checklist",
        part=2,
        items=CHECKLIST[:1],
        items_met=1,
        items_asked=1,
        part_share=Decimal("0.4"),
        result=Decimal(1),
    )
    whole = indicator(one, two, answers=(DUE, DONE, *FLAGS), share=Decimal("0.8"))
    assert told(whole) == [
        "第1部分（占60%）：应开24次，实开20次，比率83.3%，零分线50%、满分线100%，得分率66.67%",
        "第2部分（占40%）：适用1项，做到1项，得分率100%",
        "合计得分率80%，得1.33分（满分2分）",
    ]


def test_a_part_that_does_not_count_says_why_and_the_rest_is_scaled() -> None:
    """Its base is 0, or what it asks is not asked of the school."""
    counted = part("ratio", **RATIO, part_share=Decimal("0.6"))
    no_base = part(
        "ratio",
        part=2,
        outcome="skipped",
        base_fact_id="b",
        base_value=Decimal(0),
        part_share=Decimal("0.2"),
    )
    not_asked = part("count", part=3, outcome="skipped", part_share=Decimal("0.2"))
    base = answer("b", "新发展党员数", "0", "人")
    whole = indicator(counted, no_base, not_asked, answers=(DUE, DONE, base))
    assert told(whole)[1:] == [
        "第2部分（占20%）：新发展党员数0人，按评分办法这一部分不计",
        "第3部分（占20%）：所需填报项不适用于本校，这一部分不计",
        "按计入的部分折算，得分率66.67%，得1.33分（满分2分）",
    ]
    nothing = indicator(no_base, answers=(base,), status="not_applicable", **NOTHING)
    assert told(nothing) == [
        "第2部分（占20%）：新发展党员数0人，按评分办法这一部分不计",
        "没有一部分可以计入，本项不适用，不计分值",
    ]


def test_a_cap_says_from_where_to_where() -> None:
    """The rule's share stands before the cap's."""
    lectures = answer("c", "书记讲党课次数", "0", "次")
    capped = indicator(
        part("ratio", **RATIO, part_share=Decimal(1)),
        answers=(DUE, DONE, lectures),
        capped_by_fact_id="c",
        cap_when_equal=Decimal(0),
        cap_max_share=Decimal("0.5"),
        share=Decimal("0.5"),
        points=Decimal(1),
    )
    assert told(capped) == [
        "应开24次，实开20次，比率83.3%，零分线50%、满分线100%，得分率66.67%",
        "书记讲党课0次，触发上限：得分率由66.67%降为最高50%，得1.00分（满分2分）",
    ]


def test_a_cap_by_a_flag_says_its_answer() -> None:
    capped = indicator(
        part("ratio", **RATIO, part_share=Decimal(1)),
        answers=(DUE, DONE, FLAGS[1]),
        capped_by_fact_id="f2",
        cap_when_equal=Decimal(0),
        cap_max_share=Decimal(0),
        share=Decimal(0),
        points=Decimal(0),
    )
    assert "有制度：否，触发上限" in told(capped)[1]


FORGED = finding("X", "材料造假", ("zero_indicator", "A1", None), ("cap_rating", None, "fair"))


def test_a_red_line_takes_the_place_of_the_points() -> None:
    """What the rule would have given is told before; also where an answer is missing besides."""
    zero: dict[str, Any] = {"zeroed_by": FORGED, "share": Decimal(0), "points": Decimal(0)}
    zeroed = indicator(part("ratio", **RATIO), answers=(DUE, DONE), **zero)
    assert told(zeroed)[-1] == "触碰红线“材料造假”，本项记0分（满分2分）"
    assert told(zeroed)[0].endswith("得分率66.67%")
    missing = replace(zeroed, missing_fact_ids=("a_num",), share_before_caps=None)
    assert told(missing) == [
        "另有“实开次数(每月封顶1次)”未填",
        "触碰红线“材料造假”，本项记0分（满分2分）",
    ]


def test_a_target_by_size_says_the_size_and_one_that_is_not_told_is_missing() -> None:
    by_size = part(
        "count", fact_id="a", fact_value=Decimal(3), target=Decimal(4), target_attribute="students"
    )
    asked = (answer("a", "开展活动次数", "3", "次"),)
    of_school = school()
    of_school = replace(of_school, attributes={**of_school.attributes, "students": "480"})
    assert explain(ZH, LABELS["zh-CN"], of_school, indicator(by_size, answers=asked)) == [
        "开展活动3次，目标4次（学生数 480），得1.33分（满分2分）"
    ]
    missing = indicator(
        part("count", outcome="not_reached"),
        answers=asked,
        status="missing",
        missing_attributes=("students",),
        points=Decimal(0),
    )
    assert told(missing) == ["未填“学生数（学校名册里空着）”，按0分计（满分2分，分值照计）"]
    [english] = told(missing, EN)
    assert english.startswith("No answer to “Number of students (not in the register)”")


PLACES = (
    Band("at_most", "1", Decimal(1)),
    Band("at_most", "3", Decimal("0.8")),
)
ARTICLES = answer("n", "投稿篇数", "12", "篇")
COMPARED: dict[str, Any] = {
    "fact_id": "n",
    "fact_value": Decimal(12),
    "compare": "place",
    "among": "county",
    "better": "more",
    "compared_value": Decimal("12.000000000"),
    "place": 3,
    "group_size": 58,
    "band_key": "3",
    "bands": PLACES,
    "result": Decimal("0.8"),
}
RATE = RATIO | {
    "compare": "to_best",
    "among": "school_type",
    "better": "more",
    "compared_value": Decimal("0.833333333"),
    "reference_value": Decimal("0.916666667"),
    "place": 2,
    "group_size": 9,
    "result": Decimal("0.909090909"),
}


@pytest.mark.parametrize(
    ("one", "answers", "chinese", "english"),
    [
        (
            COMPARED,
            (ARTICLES,),
            "投稿12篇，在全县可比的58所学校中排第3（越多越好），在“前3名”一档"
            "（高一档“前1名”得100%）",
            "“投稿篇数” 12 篇: place 3 of the 58 schools compared (the county; more is better),"
            " among “the first 3” (one band up, “the first 1”, gives 100%)",
        ),
        (
            COMPARED
            | {"compare": "percent", "band_key": None, "result": Decimal(0), "place": 30}
            | {"bands": (Band("at_most", "0.25", Decimal(1)),)},
            (ARTICLES,),
            "投稿12篇，在全县可比的58所学校中排第30（越多越好），不在得分的名次内"
            "（高一档“前25%”得100%）",
            "“投稿篇数” 12 篇: place 30 of the 58 schools compared (the county; more is better),"
            " beyond the places that give points (one band up, “the first 25%”, gives 100%)",
        ),
        (
            COMPARED | {"band_key": None, "place": 4, "reference_value": Decimal(16)},
            (ARTICLES,),
            "投稿12篇，在全县可比的58所学校中排第4（越多越好），不在得分的名次内，按与最好的16篇之比得分",
            "“投稿篇数” 12 篇: place 4 of the 58 schools compared (the county; more is better),"
            " beyond the places that give points: in proportion to the best, 16 篇",
        ),
        (
            RATE,
            (DUE, DONE),
            "应开24次，实开20次，比率83.33%，全县幼儿园中可比的9所学校中排第2，最好的是91.67%（越多越好）",
            "“应开次数” 24 次, “实开次数” 20 次: ratio 83.33%: place 2 of the 9 schools compared"
            " (kindergarten), of which the best has 91.67% (more is better)",
        ),
        (
            RATE | {"compare": "to_mean", "better": "less", "among": "county"},
            (DUE, DONE),
            "应开24次，实开20次，比率83.33%，全县可比的9所学校平均91.67%（越少越好）",
            "“应开次数” 24 次, “实开次数” 20 次: ratio 83.33%; the mean of the 9 schools compared"
            " (the county) is 91.67% (less is better)",
        ),
    ],
)
def test_a_comparison_says_the_group_its_size_the_place_and_what_decided(
    one: dict[str, Any], answers: Any, chinese: str, english: str
) -> None:
    """From the figures told the points can be reckoned."""
    of_school = school()
    of_school = replace(
        of_school, attributes={**of_school.attributes, "school_type": "kindergarten"}
    )
    for words, sentence in ((ZH, chinese), (EN, english)):
        compared = indicator(part("relative", **one), answers=answers)
        [said] = explain(words, LABELS[words.language], of_school, compared)
        assert said.startswith(sentence), said


def test_too_few_to_compare_are_told_with_their_number() -> None:
    few = part("relative", **COMPARED | {"outcome": "skipped", "group_size": 2, "result": None})
    alone = indicator(few, answers=(ARTICLES,), status="not_applicable", **NOTHING)
    assert told(alone)[0] == "第1部分（占100%）：全县可比的学校只有2所，不足3所，不计入"


def test_a_missing_answer_is_named_by_its_question() -> None:
    """Not by its code, and it says that the points count all the same."""
    missing = indicator(
        part("ratio", outcome="not_reached"),
        answers=(DUE, DONE),
        status="missing",
        missing_fact_ids=("a_den", "a_num"),
    )
    assert told(missing) == [
        "未填“应开次数(支部数×12)、实开次数(每月封顶1次)”，按0分计（满分2分，分值照计）"
    ]


def test_not_applicable_says_by_what() -> None:
    """The case of the guide that holds for the school, or the base that is 0."""
    case = Exemption("A1", None, "school_type", "kindergarten")
    not_reached = part("ratio", **RATIO | {"outcome": "not_reached"})
    none = indicator(not_reached, answers=(DUE, DONE), status="not_applicable", **NOTHING)
    excused = replace(none, exemptions=(case,))
    assert told(excused) == ["本校学校类型为“幼儿园”，按指南不适用本项，不计分值"]
    assert told(excused, EN) == [
        "The school type is “kindergarten”: by the guide the indicator does not apply, "
        "and its points do not count"
    ]
    no_base = part(
        "ratio", outcome="makes_not_applicable", base_fact_id="a_den", base_value=Decimal(0)
    )
    by_base = indicator(no_base, answers=(DUE, DONE), status="not_applicable", **NOTHING)
    assert told(by_base) == ["应开0次，按评分办法本项不适用，不计分值"]


def test_what_goes_beside_the_points() -> None:
    """What full points would add, never rounded to nothing; what the school claims."""
    plain = indicator(part("ratio", **RATIO), answers=(DUE, DONE))
    assert beside_points(ZH, plain) == ["离满分差0.67分；达到满分后总分可加0.71分"]
    tiny = replace(
        plain,
        gap_points=Decimal("0.000200"),
        gap_score=Decimal("0.000213"),
        claimed_points=Decimal(2),
    )
    assert beside_points(ZH, tiny) == [
        "离满分差0.0002分；达到满分后总分可加0.0002分",
        "自评得分2.00分，只作对照，不计分",
    ]
    assert beside_points(ZH, replace(plain, gap_points=Decimal(0))) == []


# ---------------------------------------------------------------- labels inside a sentence


@pytest.mark.parametrize(
    ("label", "unit", "said"),
    [
        ("应到人次", "人次", "应到24人次"),
        ("党组织会议总次数", "次", "党组织会议总次数24次"),
        ("应决定的事项数", "项", "应决定的事项数24项"),
        ("在职党员数", "人", "在职党员数24人"),
        ("次数", "次", "次数24次"),
        ("等级A", None, "等级A 24"),
        ("(备查)", "次", "(备查) 24次"),
    ],
)
def test_a_question_is_cut_only_where_it_still_reads(
    label: str, unit: str | None, said: str
) -> None:
    """Its unit goes with the number; nothing is cut in the middle of a word."""
    one = part("ratio", **RATIO | {"base_value": Decimal(0), "ratio_value": None})
    base = replace(DUE, label_zh=label, unit_zh=unit)
    assert of_part(one, base, DONE).replace("0", "24", 1).startswith(f"{said}，")


# ---------------------------------------------------------------- score, rank, rating, tier


def test_a_score_says_of_how_many_points() -> None:
    """Applicable ones alone; verified says how much of it has been."""
    applicable = indicator(part("ratio", **RATIO), answers=(DUE, DONE))
    excused = replace(applicable, status="not_applicable")
    whole = school(dimension(applicable, excused))
    assert told(whole)[0] == (
        "2项指标中1项适用，得79.52分（适用分值94分）；79.52÷94×100，得分84.60分"
    )
    assert told(replace(whole, basis="verified"))[1] == "应填100项，县里核实了20项"
    none = replace(whole, score=None, rating=None, rating_before_red_lines=None)
    assert told(none) == ["按指南没有一项适用，没有得分、等次和名次"]


def test_a_rating_says_what_the_next_one_asks() -> None:
    """A score just below is told with the decimals that show it."""
    assert told(school())[1] == "84.60分，等次为“一般”（60分起）；不到“好”（90分起）"
    just_below = school(score=Decimal("89.999000"))
    assert "89.999000分，等次为“一般”" in told(just_below)[1]
    best = school(score=Decimal(95), rating="good", rating_before_red_lines="good")
    assert told(best)[1] == "95.00分，等次为“好”（90分起），是最高等次"


def test_a_rating_that_a_red_line_lowers_says_so() -> None:
    lowered = school(
        score=Decimal(95), rating="fair", rating_before_red_lines="good", findings=(FORGED,)
    )
    assert told(lowered)[2] == "因红线“材料造假”，等次由“好”降为“一般”"


def test_a_tier_says_why_and_why_not_the_next() -> None:
    """Score, each dimension below, red line: all at once, in decimals that show the difference."""
    weak = dimension(share=Decimal("0.799960000"))
    barred = finding("N", "重大事件", ("no_tier", None, None))
    tiers = (
        tier("高档", "95", is_met=False, is_score_met=False, score_short=Decimal("0.001000")),
        tier("低档", "80"),
    )
    reached = school(weak, tiers=tiers)
    assert told(reached)[2:] == [
        "达到“低档”：得分不低于80分，各维度得分率都不低于80%",
        "没有达到“高档”：须95分，还差0.001分",
    ]
    kept_out = replace(
        tiers[1], is_met=False, failed_dimension_ids=("A",), barring_red_lines=("N",)
    )
    none = school(weak, tiers=(tiers[0], kept_out), findings=(barred,))
    assert told(none)[2:] == [
        "未达到任何档次",
        "没有达到“低档”：“组织建设”得分率79.996%，须80%；触碰红线“重大事件”，不得列入任何档次",
    ]
    assert told(school(tiers=(tier("高档", "80"),)))[2:] == [
        "达到“高档”：得分不低于80分，各维度得分率都不低于80%"
    ]


def test_ranks_say_of_whom_and_with_whom() -> None:
    """Ties by name; of many the first and how many."""
    assert told(rank("county", "county")) == ["全县有得分学校55所，本校列第2名"]
    assert told(rank("township", "东镇", "乙校")) == ["东镇有得分学校55所，本校列第2名，与乙校并列"]
    assert told(rank("school_type", "kindergarten", *"乙丙丁戊")) == [
        "同类型（幼儿园）有得分学校55所，本校列第2名，与乙、丙、丁等4所并列"
    ]
    assert told(replace(rank("peer_group", "county"), kind="county"), EN) == [
        "Rank 2 of 55 schools with a score in its peer group (the whole county)"
    ]


def test_a_dimension_names_what_lost_most() -> None:
    """Three at most, the dearest first."""
    lost = [
        replace(
            indicator(part("ratio", **RATIO), answers=()),
            indicator_id=f"A{number}",
            gap_points=Decimal(number),
        )
        for number in range(5)
    ]
    assert told(dimension(*lost)) == [
        "组织建设：得7.00分（适用分值10分），得分率70%",
        "失分最多：A4组织生活（失4.00分）、A3组织生活（失3.00分）、A2组织生活（失2.00分）",
    ]
    assert told(dimension(lost[0]))[1] == "各项都是满分"
    none = dimension(share=None, points=Decimal(0), max_points=Decimal(0))
    assert told(none) == ["组织建设：没有适用的指标"]


def test_a_red_line_says_what_it_does_and_where_it_was_said() -> None:
    assert told(FORGED) == [
        "触碰红线“材料造假”：指标A1记0分；等次最高为“一般”",
        "《红线.csv》第2行",
        "未署名于2025-01-21 01:05交来（命令行）",
        "记录r3，文件校验码（SHA-256）cd34",
    ]


# ---------------------------------------------------------------- an answer and its cell


def test_an_answer_stands_in_a_cell() -> None:
    """Value, file, sheet, cell, as typed, who, when, record, hash, and what goes with it."""
    found = replace(DONE, own=replace(SAID, evidence="会议记录", note="含补会"))
    assert told(found) == [
        "实开次数(每月封顶1次)：20次",
        "学校填报20次：《甲校.xlsx》“填报”表G7单元格，原样“20 次”",
        "张三于2025-01-21 01:05交来（网页）",
        "记录r1，文件校验码（SHA-256）ab12",
        "佐证材料：会议记录",
        "备注：含补会",
    ]


def test_a_verified_answer_shows_both_and_the_reason() -> None:
    """The county's value counts, the school's stands beside it."""
    verified = replace(DONE, value="19", is_verified=True, county=LINE)
    sentences = told(verified)
    assert sentences[0] == "实开次数(每月封顶1次)：19次（县里核实）"
    assert "学校填报20次：《甲校.xlsx》“填报”表G7单元格，原样“20”" in sentences
    assert "县里核实为19次：《核实.csv》第1207行，原样“19”" in sentences
    assert "理由：有一次缺少记录" in sentences
    none = replace(verified, value=None, state="blank", county=replace(LINE, value=None, raw=None))
    assert told(none)[0] == "实开次数(每月封顶1次)：县里核实为没有"
    assert "县里核实为没有：《核实.csv》第1207行，是空的" in told(none)


def test_an_answer_that_is_not_there_says_which_kind_of_not_there() -> None:
    """Left empty, never said, the county's and never said, not asked: four things."""
    empty = replace(DONE, value=None, state="blank", own=replace(SAID, value=None, raw=None))
    assert told(empty)[:2] == [
        "实开次数(每月封顶1次)：未填",
        "学校没有填：《甲校.xlsx》“填报”表G7单元格，是空的",
    ]
    stroke = replace(empty, own=replace(SAID, value=None, raw="/"))
    assert told(stroke)[1] == "学校没有填：《甲校.xlsx》“填报”表G7单元格，原样“/”"
    said_unasked = replace(empty, own=replace(SAID, value=None))
    assert told(said_unasked)[1] == (
        "学校填报时没有问到这一项，所填的不计；现在要问的，请学校重新填报："
        "《甲校.xlsx》“填报”表G7单元格，原样“20 次”"
    )
    never = replace(empty, own=None)
    assert told(never) == ["实开次数(每月封顶1次)：未填", "学校没有填这一项"]
    county = replace(never, answered_by="county")
    assert told(county) == ["实开次数(每月封顶1次)：未填", "县里没有填这一项"]
    case = Exemption("A1", "a_num", "school_type", "kindergarten")
    excused = replace(empty, state="not_asked", exemption=case)
    assert told(excused)[0] == "实开次数(每月封顶1次)：免填（本校学校类型为“幼儿园”）"
    assert told(replace(excused, own=None)) == told(excused)[:1]
    unexplained = replace(excused, exemption=None)
    assert told(unexplained)[0] == "实开次数(每月封顶1次)：免填"


def test_a_saying_without_a_file_or_with_an_unknown_door() -> None:
    """Records without files, and channels yet to come, leave no hole in the sentence."""
    bare = replace(LINE, file_name=None, original_sha256=None, channel="pigeon", reason=None)
    assert said_in_words(ZH, bare) == [
        "没有文件，原样“19”",
        "张三于2025-01-21 01:05交来（其他途径）",
        "记录r2",
    ]
    whole_file = replace(LINE, line=None)
    assert said_in_words(ZH, whole_file)[0] == "《核实.csv》，原样“19”"


def test_a_flag_a_date_and_a_grade_are_said_in_their_kind() -> None:
    """是 and 否, never their codes."""
    flag, date, grade = FLAGS[1], LATE_FACTS[0], GRADE
    assert told(flag)[0] == "有制度：否"
    assert told(date)[0] == "届满日期(延期的取延期后)：2024-03-01"
    assert told(grade)[0] == "专家评定等级A/B：B"


def test_a_score_above_its_points_says_what_was_added_and_taken_off() -> None:
    """Bonus within its cap, points taken off, held at 0, made 0: each can be reckoned by hand."""
    applicable = indicator(part("ratio", **RATIO), answers=(DUE, DONE))
    bonus = replace(applicable, name_zh="获奖", is_bonus=True, points=Decimal(3))
    late = finding("L", "迟报", ("take_off", None, "10"))
    added = school(
        dimension(applicable, bonus),
        score=Decimal("77.600000"),
        score_before_red_lines=Decimal("87.600000"),
        bonus_points=Decimal(3),
        most_bonus_points=Decimal(5),
        taken_off=Decimal(10),
        findings=(late,),
    )
    assert told(added)[:3] == [
        "1项指标中1项适用，得79.52分（适用分值94分）；79.52÷94×100+3.00−10.00，得分77.60分",
        "加分项：获奖3.00分，最多加5分，计加3.00分",
        "因红线“迟报”，从总分中扣10.00分",
    ]
    assert told(added, EN)[0].endswith("79.52 ÷ 94 × 100 + 3.00 − 10.00 gives a score of 77.60")
    held = replace(
        added,
        points=Decimal(-2),
        score=Decimal(0),
        score_before_red_lines=Decimal("0.872340"),
    )
    assert told(held)[3] == "低于0分的按0分计"
    gone = finding("Z", "重大事故", ("zero_score", None, None))
    zeroed = replace(added, score=Decimal(0), taken_off=Decimal(0), findings=(gone,))
    assert told(zeroed)[2] == "因红线“重大事故”，总分记0分"


def test_points_below_0_say_how_far_they_could_go() -> None:
    """The fewest points stand beside the most; missing and red lines leave what is below 0."""
    item = Item("e", "each", Decimal(5), None)
    took = part("deduct", items=(item,), points_deducted=Decimal(20), result=Decimal(-1))
    late = answer("e", "迟报次数", "4", "次")
    below: dict[str, Any] = {
        "points": Decimal(-10),
        "max_points": Decimal(10),
        "least_points": Decimal(-20),
    }
    assert of_part(took, late, **below) == (
        "迟报4次（每次扣5分），共扣20.00分，得−10.00分（满分10分，最低−20.00分）"
    )
    missing = indicator(
        part("ratio", **RATIO, outcome="not_reached"),
        answers=(DUE, DONE),
        status="missing",
        missing_fact_ids=("a_num",),
        **below,
    )
    assert told(missing) == [
        "未填“实开次数(每月封顶1次)”，按最低分−20.00分计（满分10分，分值照计）"
    ]
    red = finding("Z", "造假", ("zero_indicator", "A1", None))
    zeroed = indicator(took, answers=(late,), zeroed_by=red, **below)
    assert told(zeroed)[-1] == "触碰红线“造假”，本项至多得0分，仍得−10.00分"


def test_a_rating_or_tier_by_percent_says_the_place() -> None:
    """A score that is high enough, and a place that is not: the percent, the ties, the place."""
    first = replace(RATINGS[0], first_percent=Decimal(25), first_ties="out")
    last = replace(RATINGS[1], last_percent=Decimal(5), last_ties="in")
    county = rank("county", "county")
    behind = school(score=Decimal(95), ratings=(first, last, RATINGS[2]), ranks=(county,))
    assert told(behind)[1:4] == [
        "95.00分，等次为“一般”（60分起）",
        "“好”只评前25%的学校，末位同分而名额不够的都不算；本校在55所中列第2名",
        "得分最低的5%的学校至多评为“一般”，末位同分的都算在内；本校在55所中列第2名",
    ]
    lowered = school(
        score=Decimal(95),
        rating="poor",
        rating_before_red_lines="good",
        findings=(finding("D", "通报批评", ("rating_down", None, "2")),),
    )
    assert told(lowered)[2:] == [
        "触碰红线“通报批评”，等次降2等",
        "因红线“通报批评”，等次由“好”降为“较差”",
    ]
    kept_out = tier(
        "高档",
        "80",
        is_met=False,
        is_place_met=False,
        first_percent=Decimal(10),
        first_ties="in",
        place=7,
        place_limit=5,
    )
    assert told(school(tiers=(kept_out,)))[-1] == (
        "没有达到“高档”：只评前10%（5所），末位同分的都算在内，本校列第7名"
    )
