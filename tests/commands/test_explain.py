"""`duibiao explain`: the walk on the command line, and what is said when it is asked wrongly."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Duibiao, run_duibiao
from tests.counties.small_county import small_county


@pytest.fixture(scope="module")
def county_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three schools: one hands in a workbook, one stands in a long-form file, one hands in nothing.

    The first has a value verified as having none, and one whose verification was withdrawn.
    """
    folder = tmp_path_factory.mktemp("explained")
    county = small_county(folder / "files")
    home = folder / "home"
    first, second, _ = county.schools
    workbook = county.workbook(first, county.answers(first))
    answers = county.answers(second)
    long_form = county.table(
        "answers",
        [
            {"cycle_id": "2024", "school_id": second.school_id, "fact_id": name, "value": value}
            for name, value in answers.items()
        ],
    )
    run_duibiao(home, "load", *county.tables, workbook, long_form)
    numbers = [name for name in county.answers(first) if county.edition.facts[name].kind == "count"]
    for name, value, file in ((numbers[0], "", "none"), (numbers[1], "1", "withdrawn")):
        row = {"cycle_id": "2024", "school_id": "S1", "fact_id": name, "value": value}
        table = county.table(file, [row | {"basis": "verified", "reason": f"因{file}"}])
        loaded = run_duibiao(home, "load", table, "--json").stdout
    record = json.loads(loaded)[0]["receipt"]
    record_id = record["record_id"] if isinstance(record, dict) else record
    run_duibiao(home, "withdraw", record_id, "--reason", "记错了")
    run_duibiao(home, "build")
    return home


def test_a_school_is_found_by_code_name_or_part_of_it(county_home: Path) -> None:
    """The same walk by each; without an indicator a line for each of them."""
    by_code = run_duibiao(county_home, "explain", "S1").stdout
    assert by_code.startswith("第1校（S1），2024年度，核实后\n")
    assert run_duibiao(county_home, "explain", "第1校").stdout == by_code
    assert run_duibiao(county_home, "explain", "1校", "--cycle", "2024").stdout == by_code
    assert "看到单元格：duibiao explain S1 " in by_code
    english = run_duibiao(county_home, "explain", "s1", lang="en").stdout
    assert english.startswith("第1校 (S1), cycle 2024, ")
    assert "{" not in by_code + english


def test_an_indicator_is_found_by_code_or_name_and_leads_to_its_cells(county_home: Path) -> None:
    """Workbook: sheet and cell. Long form: the line of the file."""
    data = json.loads(run_duibiao(county_home, "explain", "S1", "--json").stdout)
    found = data["dimensions"][0]["indicators"][0]
    by_code = run_duibiao(county_home, "explain", "S1", found["indicator_id"].lower()).stdout
    assert by_code == run_duibiao(county_home, "explain", "S1", found["name_zh"]).stdout
    said = found["answers"][0]["own"]
    assert f"《S1.xlsx》“{said['sheet']}”表{said['cell']}单元格，原样“{said['raw']}”" in by_code
    assert said["original_sha256"] in by_code and said["record_id"] in by_code
    for sentence in found["sentences"]:
        assert f"  {sentence}\n" in by_code

    narrowed = json.loads(
        run_duibiao(county_home, "explain", "S2", found["indicator_id"], "--json").stdout
    )
    [[indicator]] = [row["indicators"] for row in narrowed["dimensions"]]
    file = county_home.parent / "files" / "answers.csv"
    with file.open(encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    for answer in indicator["answers"]:
        line = answer["own"]["line"]
        assert (answer["own"]["file_name"], answer["own"]["cell"]) == ("answers.csv", None)
        assert lines[line - 2]["fact_id"] == answer["fact_id"]
        printed = run_duibiao(county_home, "explain", "S2", found["indicator_id"]).stdout
        assert f"《answers.csv》第{line}行" in printed


def test_what_the_county_verified_stands_beside_and_what_was_withdrawn_does_not(
    county_home: Path,
) -> None:
    """Verified as having none is told as that, on basis verified; on basis self it is no reason."""
    data = json.loads(run_duibiao(county_home, "explain", "S1", "--json").stdout)
    answers = [
        answer
        for dimension in data["dimensions"]
        for indicator in dimension["indicators"]
        for answer in indicator["answers"]
        if answer["answered_by"] == "school" and answer["county"] is not None
    ]
    [none] = {answer["fact_id"]: answer for answer in answers}.values()
    assert none["is_verified"] and none["value"] is None and none["county"]["reason"] == "因none"
    assert any("县里核实为没有" in sentence for sentence in none["sentences"])
    own = json.loads(run_duibiao(county_home, "explain", "S1", "--basis", "self", "--json").stdout)
    assert own["basis"] == "self"
    [same] = {
        answer["fact_id"]: answer
        for dimension in own["dimensions"]
        for indicator in dimension["indicators"]
        for answer in indicator["answers"]
        if answer["fact_id"] == none["fact_id"]
    }.values()
    assert not same["is_verified"] and same["value"] == same["own"]["value"] is not None


def test_what_is_not_there_is_told_with_what_is(county_home: Path) -> None:
    """Unknown or more than one school, indicator, cycle: each in words, exit 1."""

    def refused(*arguments: str, expect: int = 1) -> str:
        return run_duibiao(county_home, "explain", *arguments, expect=expect).stderr.strip()

    known = "S1 第1校、S2 第2校、S3 第3校"
    say = "请写学校代码、校名或校名的一部分。"
    assert refused("S9") == f"2024 年度的 3 所学校里没有“S9”。最接近的：{known}。{say}"
    assert refused("校") == f"“校”不止一所（3 所）：{known}。请写全名或学校代码。"
    assert refused("") == f"2024 年度的 3 所学校里没有“”。最接近的：{known}。{say}"
    assert refused("S1", "--cycle", "1999").startswith("没有考核年度“1999”。已有：2024。")
    assert refused("S3") == "第3校（S3）还没有任何一个年度的得分：没有已接收的填报表。"
    unknown = refused("S1", "无此项")
    assert "里没有“无此项”。最接近的：" in unknown and unknown.startswith("这一版指南的 ")
    several = refused("S1", "党")
    assert several.startswith("“党”不止一项指标（") and several.endswith("。请写全名或指标代码。")
    wrong = refused("S1", "--basis", "自评", expect=2)
    assert wrong == "计分口径没有“自评”。可用 self（学校自评）或 verified（核实后）。"


def test_a_school_without_a_score_in_that_cycle_says_in_which_it_has(demo_home: Path) -> None:
    data = json.loads(
        run_duibiao(
            demo_home,
            "sql",
            """select school.school_id, school.name_zh, school.cycle_id as lacking,
                max(score.cycle_id) as latest, count(*) as scored
            from dim_cycle_schools as school
            inner join fct_school_scores as score
                on score.school_id = school.school_id and score.basis = 'verified'
            where (school.cycle_id, school.school_id) not in
                (select (cycle_id, school_id) from fct_school_scores)
            group by all order by all limit 1""",
            "--format",
            "json",
        ).stdout
    )[0]
    school_id, lacking = data["school_id"], str(data["lacking"])
    told = run_duibiao(demo_home, "explain", school_id, "--cycle", lacking, expect=1).stderr
    assert told.startswith(f"{data['name_zh']}（{school_id}）在 {lacking} 年度没有得分：")
    assert f"例如加 --cycle {data['latest']}。" in told
    shown = run_duibiao(demo_home, "explain", school_id, "--cycle", data["latest"]).stdout
    assert shown.startswith(f"{data['name_zh']}（{school_id}），{data['latest']}年度，")


def test_before_the_first_build_it_says_what_to_do(duibiao: Duibiao) -> None:
    assert duibiao("explain", "S1", expect=1).stderr.strip() == (
        "尚未发布过数据。请先运行 duibiao build。"
    )
