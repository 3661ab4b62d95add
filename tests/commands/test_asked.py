"""Every command on scores understands a school and a cycle alike, also on a cycle's first day.

The county: three schools, of which two have handed in for 2024; the cycle of 2025 has begun, and
nobody has handed in for it.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from duibiao.commands.cli import app
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import snapshot_in_force
from tests.conftest import run_duibiao
from tests.counties.small_county import small_county
from tests.dashboards.conftest import alone

OLDER = "2025 年度尚未得分，下面是 2024 年度的。"
EVERY = "S1 第1校、S2 第2校、S3 第3校"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of this module, built before and after its new cycle was loaded."""
    folder = tmp_path_factory.mktemp("asked")
    county, place = small_county(folder / "files"), folder / "home"
    books = [county.workbook(school, county.answers(school)) for school in county.schools[:2]]
    run_duibiao(place, "load", *county.tables, *books)
    new = {"cycle_id": "2025", "edition": county.cycle.edition, "deadline": "2099-12-31"}
    dates = {"starts_on": str(dt.date(2025, 1, 1)), "ends_on": str(dt.date(2025, 12, 31))}
    run_duibiao(place, "load", county.table("new-cycles", [new | dates]))
    run_duibiao(place, "build")
    return place


def run(home: Path, *arguments: str) -> Result:
    """A command on the county of this module."""
    return CliRunner().invoke(app, [*arguments, "--home", str(home), "--guide", str(SEEDS)])


def commands(home: Path) -> dict[str, tuple[list[str], list[str]]]:
    """By command what stands before a school and after it."""
    snapshot = snapshot_in_force(Settings.resolve(home, SEEDS))
    [fact] = snapshot.rows(
        "select fact_id from fct_answers where school_id = 'S1' and basis = 'verified'"
        " and value = 'yes' order by all limit 1"
    )
    return {
        "explain": (["explain"], []),
        "sureness": (["sureness"], []),
        "peers": (["peers"], []),
        "path": (["path"], []),
        "what-if": (["what-if"], [f"{fact['fact_id']}=否"]),
        "report": (["report", "school"], ["--out", str(home / "reports")]),
    }


OF_A_SCHOOL = ("explain", "sureness", "peers", "path", "what-if", "report")
OF_THE_COUNTY = ("sureness", "focus", "site-check")


@pytest.mark.parametrize("command", OF_A_SCHOOL)
def test_a_school_is_meant_by_its_code_its_name_or_a_part_of_it(home: Path, command: str) -> None:
    """The same is answered, of the cycle that has scores, and which that is, is said beside it."""
    before, after = commands(home)[command]
    answers = [run(home, *before, way, *after) for way in ("S1", "s1", "第1校", " 1校 ")]
    for answer in answers:
        # 1: no way leads to a higher tier, which is an answer too.
        assert answer.exit_code in ((0, 1) if command == "path" else (0,)), answer.output
        assert answer.stdout == answers[0].stdout
        assert answer.stderr == OLDER + "\n"
    assert "第1校" in answers[0].stdout
    named = run(home, *before, "第1校", *after, "--cycle", "2024")
    assert (named.stdout, named.stderr) == (answers[0].stdout, "")


@pytest.mark.parametrize("command", OF_A_SCHOOL)
def test_one_that_is_not_there_is_refused_with_the_nearest(home: Path, command: str) -> None:
    before, after = commands(home)[command]

    def refused(*arguments: str) -> str:
        done = run(home, *before, *arguments, *after)
        assert (done.exit_code, done.stdout) == (1, "")
        return done.stderr.removeprefix(OLDER + "\n").strip()

    assert refused("第9校") == (
        f"2024 年度的 3 所学校里没有“第9校”。最接近的：{EVERY}。请写学校代码、校名或校名的一部分。"
    )
    assert refused("校") == f"“校”不止一所（3 所）：{EVERY}。请写全名或学校代码。"
    assert refused("第3校") == "第3校（S3）还没有任何一个年度的得分：没有已接收的填报表。"
    assert refused("第1校", "--cycle", "2025") == (
        "第1校（S1）在 2025 年度没有得分：没有已接收的填报表。"
        "有得分的年度：2024，例如加 --cycle 2024。"
    )
    assert refused("第1校", "--cycle", "1999").startswith("没有考核年度“1999”。已有：2024、2025。")
    wrong = run(home, *before, "第1校", *after, "--basis", "own")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("计分口径没有“own”。")


@pytest.mark.parametrize("command", OF_THE_COUNTY)
def test_the_county_is_looked_at_in_the_newest_cycle_with_scores(home: Path, command: str) -> None:
    told = run(home, command)
    assert (told.exit_code, told.stderr) == (0, OLDER + "\n")
    assert told.stdout == run(home, command, "--cycle", "2024").stdout
    assert (
        run(home, command, "--json").stdout
        == run(home, command, "--cycle", "2024", "--json").stdout
    )
    empty = run(home, command, "--cycle", "2025")
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert empty.stderr.strip() == "2025 年度还没有学校有得分。有得分的年度：2024。"


@pytest.mark.parametrize("command", [("report", "county"), ("guide", "diff", "GUIDE", "built-in")])
def test_what_is_made_of_the_county_is_of_that_cycle_too(
    home: Path, command: tuple[str, ...]
) -> None:
    """A bulletin, what a change of the guide would move: both say which cycle they are of."""
    folder = ("--out", str(home / "reports")) if command[0] == "report" else ()
    named = [str(SEEDS) if word in ("GUIDE", "built-in") else word for word in command]
    told = run(home, *named, *folder)
    assert (told.exit_code, OLDER in told.stderr) == (0, True), told.output
    assert run(home, *named, *folder, "--cycle", "2024").stdout == told.stdout


OF_SCORES = ("ranking", "gaps", "tiers", "checks", "compare", "school", "plan", "reports")


@pytest.mark.parametrize("page", [*OF_SCORES, "overview", "reporting"])
def test_a_page_looks_at_the_same_cycle_and_says_so(
    home: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But those about who hands in, which are about the latest."""
    monkeypatch.setenv("DUIBIAO_HOME", str(home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    drawn = alone(page)
    drawn.query_params["lang"] = "zh-CN"
    drawn.query_params["school"] = "S1"
    drawn.run()
    assert [error.message for error in drawn.exception if error.message] == []
    shown = "".join(str(element.proto.body) for element in drawn.get("html"))
    assert (OLDER in shown) == (page in OF_SCORES)


def test_an_indicator_is_meant_by_its_name_too(home: Path) -> None:
    examples = json.loads(run(home, "explain", "S1", "--json").stdout)
    indicator = examples["dimensions"][0]["indicators"][0]
    by_code = run(home, "explain", "第1校", indicator["indicator_id"])
    assert by_code.exit_code == 0
    assert run(home, "explain", "第1校", indicator["name_zh"]).stdout == by_code.stdout
    for command in ("explain", "peers"):
        unknown = run(home, command, "第1校", "无此项")
        assert unknown.exit_code == 1
        assert "项指标里没有“无此项”。最接近的：" in unknown.stderr


def test_the_whole_name_goes_before_a_part_of_another() -> None:
    """A code before a name, a name before a part; each code is found once."""
    known = [("A1", "东镇小学"), ("A2", "东镇小学分校"), ("A3", "A1校"), ("A2", "旧名小学")]
    assert asked.find(known, "东镇小学") == [("A1", "东镇小学")]
    assert asked.find(known, "a1") == [("A1", "东镇小学")]
    assert asked.find(known, "小学") == [("A1", "东镇小学"), ("A2", "东镇小学分校")]
    assert asked.find(known, "旧名") == [("A2", "旧名小学")]
    assert asked.find(known, " ") == []
    assert asked.nearest(known, "东镇小雪")[0][0] == "A1"
