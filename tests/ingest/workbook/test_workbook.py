"""However a school sends its workbook back, it is read, or everything wrong with it is told."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import load_workbook

from duibiao.guide.editions import Guide
from duibiao.records.model import Problem, WorkbookReading
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets.grids import column_name
from duibiao.words import LANGUAGES, terms, words
from ingest.workbook.problem_list import SUBJECT_HEADER, subject_text
from ingest.workbook.template import ANSWER, CLAIM, CODE, COLUMNS, FIRST_ROW, HEADER_ROW, QUESTION
from tests.counties.workbook_county import KINDERGARTEN, SCHOOL, County, other_guide, read_workbook
from tests.office import Clerk

Rows = list[list[object]]


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


@pytest.fixture(scope="module")
def other_county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county with a guide that is nothing like ours."""
    return County.of(other_guide(tmp_path_factory.mktemp("guide")))


def read(county: County, content: bytes, expected_school: str | None = None) -> WorkbookReading:
    """The reading of a file, the same whether or not its word on its own size is taken."""
    careful, believing = (
        read_workbook(
            content,
            "file.xlsx",
            county.guide,
            county.register,
            expected_school,
            is_believed=is_believed,
        )
        for is_believed in (False, True)
    )
    assert careful == believing
    return careful


def values(reading: WorkbookReading) -> dict[str, str | None]:
    """The value of each fact."""
    return {answer.fact_id: answer.value for answer in reading.answers}


def told(reading: WorkbookReading) -> list[tuple[str, str, str | None]]:
    """Code, severity and cell of each problem, in their order."""
    return [(problem.code, problem.severity, problem.cell) for problem in reading.problems]


def in_words(problems: Sequence[Problem]) -> None:
    """Every problem can be said in every language."""
    for problem in problems:
        assert (
            problem.sheet or problem.code.startswith("file-") or problem.code == "no-answer-table"
        )
        for language in LANGUAGES:
            say = words(language)
            message = f"problem-{problem.code}"
            assert say(message, **problem.parameters)
            for attribute in ("expected", "mend"):
                assert say.attr(message, attribute, **problem.parameters)


def filled(county: County) -> Clerk:
    """A clerk over the school's filled workbook."""
    return Clerk(county.template(SCHOOL, county.answers(SCHOOL)))


# Where the table stands


def rows_of(content: bytes) -> Rows:
    """The answer sheet as rows of values."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def written(
    sheets: Mapping[str, Rows], top: int = 0, left: int = 0, hidden: Sequence[int] = ()
) -> bytes:
    """A workbook of plain sheets, each moved down and to the right; `hidden`: columns."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        date = book.add_format({"num_format": "yyyy/m/d"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for column in hidden:
                sheet.set_column(column, column, None, None, {"hidden": True})
            for number, row in enumerate(rows, top):
                for column, value in enumerate(row, left):
                    form = date if hasattr(value, "year") else None
                    if value is not None:
                        sheet.write(number, column, value, form)
    return out.getvalue()


def columns_swapped(rows: Rows) -> Rows:
    """The table's columns in another order, below an unmoved head."""
    order = [*range(len(COLUMNS) - 1, ANSWER, -2), *range(ANSWER, -1, -1)]
    order += [at for at in range(len(COLUMNS)) if at not in order]
    return rows[:HEADER_ROW] + [[row[at] for at in order] for row in rows[HEADER_ROW:]]


def rows_reversed(rows: Rows) -> Rows:
    """The table's rows from the last to the first."""
    return rows[:FIRST_ROW] + rows[:HEADER_ROW:-1]


def columns_inserted(rows: Rows) -> Rows:
    """Columns of one's own between the others."""
    return [
        [*row[:1], None, *row[1:6], "处室" if at == HEADER_ROW else "教务处", *row[6:]]
        for at, row in enumerate(rows)
    ]


def rows_inserted(rows: Rows) -> Rows:
    """A title above, headings and blank rows in the table, signatures below."""
    table = rows[FIRST_ROW:]
    return [
        ["石泉县教育局文件", None],
        [None],
        *rows[:FIRST_ROW],
        ["一、领导方面", None, "（略）"],
        *table[:5],
        [None] * 11,
        *rows[HEADER_ROW:FIRST_ROW],
        *table[5:],
        [None],
        ["填表人：张三", None, None, None, None, None, "校长（签字）：李四"],
        [None, None, None, None, None, None, "2024年12月31日"],
    ]


def headers_written_otherwise(rows: Rows) -> Rows:
    """Headers and labels with other spaces, widths and colons; codes in capitals and full width."""
    full_width = {
        ord(letter): ord(letter) + 0xFEE0 for letter in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    }
    head = [[_spaced(cell) for cell in row] for row in rows[:FIRST_ROW]]
    return head + [
        [str(row[0]).upper().translate(full_width), *row[1:]] for row in rows[FIRST_ROW:]
    ]


def _spaced(cell: object) -> object:
    known = {
        "代码": " 代　码 ",
        "填报值": "填报\n值",
        "学校代码": "学校 代码：",
        "考核年度": "考核年度:",
    }
    return known.get(cell, cell) if isinstance(cell, str) else cell


def labels_of_before(rows: Rows) -> Rows:
    """The labels of workbooks that were given out before a term was changed."""
    now = words()
    before = {now(name): old for name, (old, *_) in terms()["labels_before"].items()}
    return [[before.get(str(cell), cell) for cell in row] for row in rows]


def head_in_one_cell(rows: Rows) -> Rows:
    """Label and value in the same cell."""
    school, cycle, edition = rows[2][5], rows[3][1], rows[3][5]
    return [
        [f"学校代码：{school}  "],
        [f"考核年度: {cycle}", None, f"指南版本：{edition}"],
        *rows[HEADER_ROW:],
    ]


def only_what_is_needed(rows: Rows) -> Rows:
    """Code and answer, with one column more, and the rest deleted."""
    needed = (CODE, QUESTION, ANSWER)
    return rows[:HEADER_ROW] + [[row[at] for at in needed] for row in rows[HEADER_ROW:]]


def header_in_two_rows(rows: Rows) -> Rows:
    """Some of the headers under a heading of their own, the others merged over both rows."""
    header = rows[HEADER_ROW]
    above = [None if at in (ANSWER, QUESTION) else cell for at, cell in enumerate(header)]
    above[QUESTION] = "由学校填写"
    below = [cell if at in (ANSWER, QUESTION) else None for at, cell in enumerate(header)]
    return [*rows[:HEADER_ROW], above, below, *rows[FIRST_ROW:]]


ARRANGEMENTS: list[Callable[[Rows], Rows]] = [
    columns_swapped,
    rows_reversed,
    columns_inserted,
    rows_inserted,
    headers_written_otherwise,
    labels_of_before,
    head_in_one_cell,
    header_in_two_rows,
    only_what_is_needed,
]


@pytest.mark.parametrize(("top", "left"), [(0, 0), (7, 0), (0, 3), (11, 30)])
@pytest.mark.parametrize("arrange", ARRANGEMENTS)
def test_the_table_is_found_by_headers_and_codes_and_not_by_place(
    county: County, arrange: Callable[[Rows], Rows], top: int, left: int
) -> None:
    answers = county.answers(SCHOOL)
    spoilt = county.fact("count").fact_id
    rows = rows_of(county.template(SCHOOL, answers | {spoilt: "若干"}))
    sheets: dict[str, Rows] = {
        "封面": [["说明：请见第二页"]],
        "Sheet1": arrange(rows),
        "附表": [[1, 2], [3, 4]],
    }
    content = written(sheets, top, left, hidden=[0, 2])
    reading = read(county, content)
    in_words(reading.problems)
    assert values(reading) == {**answers, spoilt: None}
    cell = load_workbook(io.BytesIO(content))["Sheet1"]
    [problem] = reading.problems
    assert (problem.code, problem.sheet, problem.fact_id) == ("not-a-count", "Sheet1", spoilt)
    assert problem.cell is not None
    assert cell[problem.cell].value == problem.found == "若干"
    for answer in reading.answers:
        assert answer.cell is not None
        assert cell[answer.cell].value is not None


def test_a_copied_sheet_with_the_same_answers_is_left_alone(county: County) -> None:
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    blank = rows_of(county.template(SCHOOL))
    reading = read(county, written({"空表": blank, "备份": rows, "填报": rows}))
    assert reading.problems == []
    assert {answer.sheet for answer in reading.answers} == {"填报"}


def test_two_sheets_with_different_answers_are_asked_back(county: County) -> None:
    first = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    second = rows_of(county.template(SCHOOL, county.answers(SCHOOL, seed=2)))
    reading = read(county, written({"填报（改）": second, "填报": first}))
    in_words(reading.problems)
    [problem] = reading.problems
    assert (problem.code, problem.sheet) == ("several-tables", "填报（改）")
    assert problem.parameters == {"sheets": "填报、填报（改）"}


def test_the_filled_of_two_sheets_is_read(county: County) -> None:
    answers = county.answers(SCHOOL)
    sheets = {
        "填报": rows_of(county.template(SCHOOL)),
        "改": rows_of(county.template(SCHOOL, answers)),
    }
    reading = read(county, written(sheets))
    assert reading.problems == []
    assert values(reading) == answers


def test_a_list_of_problems_is_never_taken_for_the_table(county: County) -> None:
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    other = rows_of(county.template(SCHOOL, county.answers(SCHOOL, seed=2)))
    for name in ("问题清单", "问题清单 (2)", "Problems"):
        reading = read(county, written({name: other, "填报": rows}))
        assert reading.problems == []
        assert values(reading) == county.answers(SCHOOL)


def test_a_warning_that_the_file_itself_confirms_carries_the_reason(county: County) -> None:
    clerk = filled(county)
    fact_id = county.fact("flag").fact_id
    clerk.answer(fact_id, None)
    rows = rows_of(clerk.save())
    [problem] = read(county, written({"填报": rows})).problems
    assert (problem.code, problem.confirmation) == ("left-empty", None)
    listed: Rows = [
        ["问题", "情况属实的说明", SUBJECT_HEADER],
        ["未填", "确实没有", subject_text(problem)],
    ]
    reading = read(county, written({"填报": rows, "问题清单": listed}))
    assert [each.confirmation for each in reading.problems] == ["确实没有"]
    assert [each.reason for each in reading.confirmations] == ["确实没有"]


def test_an_english_workbook_is_read_as_well(other_county: County) -> None:
    answers = other_county.answers(SCHOOL)
    reading = read(other_county, other_county.template(SCHOOL, answers, language="en"))
    assert reading.problems == []
    assert values(reading) == answers


# What is typed


def test_values_are_taken_however_they_are_typed(other_county: County) -> None:
    clerk = filled(other_county)
    clerk.answer("people", " １２ 人")
    clerk.answer("area", "1,200.50")
    clerk.answer("grade", "　优 ")
    clerk.answer("due", "2024年3月1日")
    clerk.answer("done", 45352)
    clerk.answer("one", "已开展")
    clerk.answer("two", False)
    reading = read(other_county, clerk.save())
    assert reading.problems == []
    assert values(reading) == {
        "people": "12",
        "area": "1200.5",
        "grade": "优",
        "due": "2024-03-01",
        "done": "2024-03-01",
        "one": "yes",
        "two": "no",
    }
    raws = {answer.fact_id: answer.raw for answer in reading.answers}
    assert (raws["people"], raws["grade"]) == (" １２ 人", "　优 ")
    assert [
        (each.fact_id, each.found, each.value, each.note, each.sheet) for each in reading.understood
    ] == [
        ("people", "１２ 人", "12", "unit", "填报"),
        ("one", "已开展", "yes", "word", "填报"),
    ]
    assert [each.cell for each in reading.understood] == [
        f"{column_name(ANSWER)}{clerk.row(fact_id)}" for fact_id in ("people", "one")
    ]
    assert read(other_county, clerk.save()).understood == reading.understood


def test_what_is_in_plain_writing_is_not_said_to_be_understood(other_county: County) -> None:
    clerk = filled(other_county)
    clerk.answer("people", "１２")
    clerk.answer("area", "1,200.50")
    clerk.answer("one", "√")
    clerk.answer("two", "是")
    assert read(other_county, clerk.save()).understood == []


def test_a_required_answer_left_empty_is_a_warning_and_an_optional_one_is_not(
    other_county: County,
) -> None:
    clerk = filled(other_county)
    clerk.answer("done", None)
    cell = clerk.answer("grade", "  ")
    reading = read(other_county, clerk.save())
    assert told(reading) == [("left-empty", "warning", cell)]
    assert not reading.has_errors
    assert values(reading)["done"] is None
    assert values(reading)["grade"] is None


def test_a_blank_over_a_base_of_nothing_is_nothing(county: County) -> None:
    check = next(check for check in county.edition.base_checks if check.base_fact_id)
    clerk = filled(county)
    clerk.answer(check.base_fact_id or "", 0)
    clerk.answer(check.fact_id, None)
    assert told(read(county, clerk.save())) == []


def test_an_untouched_template_is_refused_by_one_error(county: County) -> None:
    reading = read(county, county.template(KINDERGARTEN))
    in_words(reading.problems)
    assert [(one.code, one.severity) for one in reading.problems] == [("nothing-answered", "error")]
    assert all(value is None for value in values(reading).values())


def test_a_file_of_one_answer_says_what_else_is_to_be_filled_in_and_nothing_more(
    county: County,
) -> None:
    clerk = Clerk(county.template(KINDERGARTEN))
    asked = [fact for fact in county.asked(KINDERGARTEN) if fact.is_required]
    flag = next(fact for fact in asked if fact.kind == "flag")
    clerk.answer(flag.fact_id, "是")
    reading = read(county, clerk.save())
    others = [fact.fact_id for fact in asked if fact is not flag]
    assert [problem.code for problem in reading.problems] == ["left-empty"] * len(others)
    assert [problem.fact_id for problem in reading.problems] == others


def test_what_is_written_in_rows_that_do_not_apply_is_left_alone_and_said(
    county: County,
) -> None:
    clerk = Clerk(county.template(KINDERGARTEN, county.answers(KINDERGARTEN)))
    asked = {fact.fact_id for fact in county.asked(KINDERGARTEN)}
    greyed = [fact for fact in county.asked(SCHOOL) if fact.fact_id not in asked]
    cell = clerk.answer(greyed[0].fact_id, 12)
    clerk.answer(greyed[1].fact_id, "不适用")
    clerk.answer(greyed[2].fact_id, "/")
    claim = clerk.claim(greyed[0].fact_id, 1)
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [("not-asked", "warning", cell), ("claim-not-asked", "warning", claim)]
    assert values(reading) == county.answers(KINDERGARTEN)
    assert reading.claims == []


def test_a_faulty_value_is_told_once_and_not_again_by_what_depends_on_it(county: County) -> None:
    check = next(check for check in county.edition.base_checks if check.base_fact_id)
    clerk = filled(county)
    cell = clerk.answer(check.base_fact_id or "", "五六次")
    reading = read(county, clerk.save())
    assert told(reading) == [("not-a-count", "error", cell)]
    [problem] = reading.problems
    assert problem.found == "五六次"
    assert (problem.cycle_id, problem.school_id) == ("2024", SCHOOL.school_id)


def test_far_from_last_cycle_is_a_warning_beside_the_answer(county: County) -> None:
    answers = county.answers(SCHOOL)
    fact_id = county.fact("count").fact_id
    register = replace(county.register, previous={SCHOOL.school_id: answers | {fact_id: "400"}})
    content = county.template(SCHOOL, answers)
    reading = read_workbook(content, "file.xlsx", county.guide, register)
    cell = f"G{Clerk(content).row(fact_id)}"
    assert told(reading) == [("far-from-previous", "warning", cell)]


# Claimed points


def test_claimed_points_are_kept_and_what_is_wrong_with_them_never_keeps_a_file_out(
    county: County,
) -> None:
    claimed = [
        indicator
        for indicator in county.edition.indicators
        if all(fact.answered_by == "school" for fact in indicator.facts)
    ][:6]
    clerk = filled(county)
    firsts = [indicator.facts[0].fact_id for indicator in claimed]
    good = clerk.claim(firsts[0], "１．５分")
    text = clerk.claim(firsts[1], "满分")
    negative = clerk.claim(firsts[2], -1)
    too_much = clerk.claim(firsts[3], float(claimed[3].max_points) + 0.5)
    percent = clerk.claim(firsts[4], "90%")
    clerk.claim(firsts[5], "/")
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [
        ("claim-not-a-number", "warning", text),
        ("claim-out-of-range", "warning", negative),
        ("claim-out-of-range", "warning", too_much),
        ("claim-not-a-number", "warning", percent),
    ]
    [claim] = reading.claims
    assert (claim.indicator_id, claim.points) == (claimed[0].indicator_id, Decimal("1.5"))
    assert (claim.sheet, claim.cell) == ("填报", good)


def test_several_claims_for_one_indicator_are_told_unless_they_are_the_same(
    county: County,
) -> None:
    indicator = county.edition.indicators[0]
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    at = [
        number
        for number, row in enumerate(rows)
        if row[CODE] in {fact.fact_id for fact in indicator.facts}
    ]
    rows[at[0]][CLAIM] = rows[at[1]][CLAIM] = 1
    assert told(read(county, written({"填报": rows}))) == []
    rows[at[1]][CLAIM] = 2
    reading = read(county, written({"填报": rows}))
    assert told(reading) == [("claim-twice", "warning", f"{column_name(CLAIM)}{at[1] + 1}")]
    assert [claim.points for claim in reading.claims] == [1]


# Rows and codes


def test_a_spoilt_code_is_one_fault_and_says_what_was_meant(county: County) -> None:
    clerk = filled(county)
    fact = county.fact("count")
    row = clerk.row(fact.fact_id)
    cell = clerk.type(row, CODE, "X99")
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [("unknown-code", "error", cell)]
    assert reading.problems[0].parameters == {"suggestion": fact.fact_id}
    assert reading.problems[0].found == "X99"


def test_a_deleted_code_is_one_fault_and_says_what_was_meant(county: County) -> None:
    clerk = filled(county)
    fact = county.fact("flag")
    cell = clerk.type(clerk.row(fact.fact_id), CODE, None)
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [("code-missing", "error", cell)]
    assert reading.problems[0].parameters == {"suggestion": fact.fact_id}


@pytest.mark.parametrize("direction", [1, -1])
def test_a_code_written_over_with_its_neighbours_is_one_fault(
    county: County, direction: int
) -> None:
    clerk = filled(county)
    pair = county.edition.indicators[0].facts[:2]
    spoilt, neighbour = pair if direction == 1 else reversed(pair)
    cell = clerk.type(clerk.row(spoilt.fact_id), CODE, neighbour.fact_id)
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [("code-twice", "error", cell)]
    assert reading.problems[0].parameters["suggestion"] == spoilt.fact_id
    answers = county.answers(SCHOOL)
    assert values(reading)[neighbour.fact_id] == answers[neighbour.fact_id]


def test_a_row_that_is_missing_is_a_warning_and_nothing_else(county: County) -> None:
    fact = county.fact("count")
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    reading = read(county, written({"填报": [row for row in rows if row[CODE] != fact.fact_id]}))
    in_words(reading.problems)
    [problem] = reading.problems
    assert (problem.code, problem.severity, problem.sheet, problem.cell) == (
        "row-missing",
        "warning",
        "填报",
        None,
    )
    assert problem.parameters == {"fact": fact.fact_id, "label": fact.label_zh}
    assert fact.fact_id not in values(reading)


def test_an_unknown_code_with_nothing_missing_has_no_suggestion(county: County) -> None:
    clerk = filled(county)
    below = clerk.sheet.max_row + 1
    cell = clerk.type(below, CODE, "加分项")
    clerk.type(below, ANSWER, 3)
    text = clerk.type(below + 1, CODE, "Q7")
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert cell
    assert told(reading) == [("unknown-code", "error", text)]
    assert reading.problems[0].parameters == {"suggestion": "none"}


def test_rows_of_an_older_edition_are_told_only_if_they_were_filled_in(
    county: County, other_county: County
) -> None:
    guide = county.guide.merged_over(other_county.guide)
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    rows += [["people", *[None] * 5, 12], ["area", *[None] * 5, None]]
    reading = read_workbook(written({"填报": rows}), "f", guide, county.register)
    in_words(reading.problems)
    assert told(reading) == [("code-of-other-edition", "warning", f"A{len(rows) - 1}")]
    assert reading.problems[0].parameters == {"edition": other_county.edition.edition_id}
    assert values(reading) == county.answers(SCHOOL)


def test_what_the_county_answers_is_left_alone_and_said(other_county: County) -> None:
    rows = rows_of(other_county.template(SCHOOL, other_county.answers(SCHOOL)))
    rows.append(["votes", *[None] * 5, 12])
    reading = read(other_county, written({"填报": rows}))
    in_words(reading.problems)
    assert told(reading) == [("answer-of-county", "warning", f"G{len(rows)}")]
    assert "votes" not in values(reading)


def test_a_table_of_strange_codes_is_told_once(county: County, other_county: County) -> None:
    content = other_county.template(SCHOOL, other_county.answers(SCHOOL))
    reading = read(county, content)
    in_words(reading.problems)
    assert [problem.code for problem in reading.problems] == ["edition-differs", "no-known-code"]


# Headers and columns


def test_a_missing_column_is_told_at_the_header_and_nothing_else(county: County) -> None:
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    rows[HEADER_ROW][ANSWER] = "填写"
    reading = read(county, written({"填报": rows}))
    in_words(reading.problems)
    [problem] = reading.problems
    assert (problem.code, problem.parameters) == ("column-missing", {"header": "填报值"})


def test_two_answer_columns_are_asked_back(county: County) -> None:
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    rows[HEADER_ROW].append("填报值")
    reading = read(county, written({"填报": rows}))
    in_words(reading.problems)
    assert told(reading) == [("column-twice", "error", f"{column_name(len(COLUMNS))}5")]


def test_a_review_is_no_schools_workbook(county: County) -> None:
    rows = rows_of(county.template(SCHOOL, county.answers(SCHOOL)))
    school = written({"填报": rows})
    rows[HEADER_ROW][ANSWER : ANSWER + 3] = ["自评值", "核实值", "核实说明"]
    review = written({"核实": rows})
    assert [problem.code for problem in read(county, review).problems] == ["review-workbook"]
    both = written({"核实": rows, "填报": rows_of(school)})
    assert values(read(county, both)) == county.answers(SCHOOL)


# School, cycle, edition


HEAD_FAULTS: list[tuple[str, object, str, str, dict[str, str]]] = [
    ("学校代码", "nobody", "unknown-school", "F3", {}),
    ("学校代码", None, "head-missing", "F3", {"label": "学校代码"}),
    ("学校代码", "gone", "school-not-in-cycle", "F3", {"cycle": "2024"}),
    ("考核年度", "2019", "unknown-cycle", "B4", {}),
    ("考核年度", "2023", "cycle-closed", "B4", {}),
    ("考核年度", None, "head-missing", "B4", {"label": "考核年度"}),
    ("指南版本", "old-1", "edition-differs", "F4", {"expected": "working-2024"}),
    ("指南版本", None, "head-missing", "F4", {"label": "指南版本"}),
]


@pytest.mark.parametrize(("label", "text", "code", "cell", "parameters"), HEAD_FAULTS)
def test_a_fault_of_the_head_is_told_at_its_cell_and_nothing_else(
    county: County, label: str, text: object, code: str, cell: str, parameters: dict[str, str]
) -> None:
    closed = replace(county.cycle, cycle_id="2023", is_closed=True)
    register = replace(
        county.register, cycles=county.register.cycles | {"2023": closed}, left={"gone"}
    )
    clerk = filled(county)
    assert clerk.head(label, text) == cell
    reading = read_workbook(clerk.save(), "file.xlsx", county.guide, register)
    in_words(reading.problems)
    [problem] = reading.problems
    assert (problem.code, problem.severity, problem.cell) == (code, "error", cell)
    assert problem.parameters == {**parameters}
    assert reading.has_errors


def test_the_workbook_of_another_school_is_refused_where_one_is_expected(county: County) -> None:
    content = county.template(SCHOOL, county.answers(SCHOOL))
    assert read(county, content, expected_school=SCHOOL.school_id).problems == []
    reading = read(county, content, expected_school=KINDERGARTEN.school_id)
    in_words(reading.problems)
    assert told(reading) == [("wrong-school", "error", "F3")]


def test_a_name_that_is_not_the_schools_is_a_warning(county: County) -> None:
    clerk = filled(county)
    cell = clerk.head("学校名称", "别的学校")
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [("school-name-differs", "warning", cell)]


def test_an_unknown_school_is_asked_only_what_every_school_is(other_county: County) -> None:
    clerk = filled(other_county)
    head = clerk.head("学校代码", "nobody")
    clerk.answer("two", None)
    clerk.answer("due", None)
    cell = clerk.answer("people", None)
    reading = read(other_county, clerk.save())
    assert told(reading) == [("unknown-school", "error", head), ("left-empty", "warning", cell)]


def test_with_neither_cycle_nor_edition_known_no_row_is_judged(county: County) -> None:
    clerk = filled(county)
    clerk.head("考核年度", "2019")
    clerk.head("指南版本", "old-1")
    clerk.answer(county.fact("count").fact_id, "若干")
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert told(reading) == [("unknown-cycle", "error", "B4"), ("unknown-edition", "error", "F4")]


def test_two_editions_live_side_by_side(county: County, other_county: County) -> None:
    guide = county.guide.merged_over(other_county.guide)
    cycles = {
        "2024": county.cycle,
        "2025": replace(other_county.cycle, cycle_id="2025"),
    }
    register = replace(county.register, cycles=cycles)
    other = County(guide, other_county.edition, cycles["2025"], register)
    for each in (replace(county, guide=guide, register=register), other):
        reading = read(each, each.template(SCHOOL, each.answers(SCHOOL)))
        assert reading.problems == []
        assert values(reading) == each.answers(SCHOOL)
        assert reading.edition == each.edition.edition_id


def test_every_problem_is_told_at_once_in_the_order_in_which_one_meets_them(
    county: County,
) -> None:
    clerk = filled(county)
    count, flag, date = (county.fact(kind).fact_id for kind in ("count", "flag", "date"))
    cells = [
        clerk.head("学校名称", "别的学校"),
        clerk.answer(count, "若干"),
        clerk.answer(flag, "/"),
        clerk.answer(date, "03/04/05"),
    ]
    codes = ["school-name-differs", "not-a-count", "not-applicable-unclear", "date-order-unclear"]
    reading = read(county, clerk.save())
    in_words(reading.problems)
    assert [(problem.code, problem.cell) for problem in reading.problems] == list(
        zip(codes, cells, strict=True)
    )
