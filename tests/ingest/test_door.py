"""The door opens, recognises, reads, judges and keeps: each once, in the order things need."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse.build import build
from duibiao.words import LANGUAGES, words
from ingest.door import Checked, Door, find_files
from ingest.register import Register
from ingest.telling import became_text, late_text, problem_groups, problem_text, question_text
from tests.counties.small_county import SmallCounty, small_county
from tests.office import Clerk


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with nothing in it."""
    return Settings.resolve(tmp_path / "home", SEEDS)


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """A county whose files lie in a folder."""
    return small_county(tmp_path / "files")


def load(settings: Settings, *paths: Path) -> list[tuple[str, Checked]]:
    """What a load of these does, file by file."""
    door = Door.open(settings)
    done = []
    for path, checked in door.check_all(find_files(paths)):
        door.hand_in(checked, received_by="test", channel="test")
        done.append((path.name, checked))
    return done


def test_each_file_is_read_from_disk_once_and_tables_come_before_what_names_them(
    settings: Settings, county: SmallCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = county.schools[:2]
    first = county.workbook(one, county.answers(one), "0")
    fact_id, value = next(iter(county.answers(two).items()))
    county.table(
        "answers",
        [{"cycle_id": "2024", "school_id": "S2", "fact_id": fact_id, "value": value}],
    )
    shutil.copy(first, county.folder / "no table at all.xls")
    (county.folder / "a.csv").write_text("随便写的", encoding="utf-8")
    reads: Counter[str] = Counter()
    read_bytes = Path.read_bytes

    def counted(self: Path) -> bytes:
        reads[self.name] += self.parent == county.folder
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", counted)
    done = load(settings, county.folder)
    assert [(name, checked.kind, checked.fate) for name, checked in done[:3]] == [
        ("schools.csv", "schools", "taken"),
        ("cycles.csv", "cycles", "taken"),
        ("answers.csv", "answers", "taken_with_warnings"),
    ]
    assert [(name, checked.kind) for name, checked in done[3:]] == [
        ("0.xlsx", "workbook"),
        ("a.csv", "workbook"),
        ("no table at all.xls", "workbook"),
    ]
    assert {name: reads[name] for name, _ in done} == dict.fromkeys(dict(done), 1)


def test_what_is_checked_is_kept_with_a_receipt_that_a_record_bears_out(
    settings: Settings, county: SmallCounty
) -> None:
    done = load(settings, *county.tables)
    receipts = [checked.receipt.record_id for _, checked in done if checked.receipt]
    assert receipts == list(record_paths(settings))
    assert [checked.fate for _, checked in load(settings, *county.tables)] == ["already_here"] * 2


# ------------------------------------------------------------------ what says too little


def blank(county: SmallCounty, answers: dict[str, str] | None = None) -> Path:
    """The first school's template, with these answers alone."""
    return county.workbook(county.schools[0], answers or {}, "few")


def emptied(county: SmallCounty, text: str) -> Path:
    """A workbook in which this stands in place of every answer."""
    clerk = Clerk(blank(county).read_bytes())
    for fact_id in county.answers(county.schools[0]):
        clerk.answer(fact_id, text)
    path = county.folder / "emptied.xlsx"
    path.write_bytes(clerk.save())
    return path


def told(checked: Checked) -> list[tuple[str, str]]:
    """The problems by severity and code; each has its words."""
    for problem in checked.problems:
        for language in LANGUAGES:
            assert problem_text(problem, words(language)).what
    return [(problem.severity, problem.code) for problem in checked.problems]


@pytest.mark.parametrize("text", [None, " ", "\u3000\u200b"])
def test_a_file_without_one_answer_is_refused_and_says_nothing_else(
    settings: Settings, county: SmallCounty, text: str | None
) -> None:
    load(settings, *county.tables)
    path = blank(county) if text is None else emptied(county, text)
    ((_, checked),) = load(settings, path)
    assert checked.fate == "refused"
    assert told(checked) == [("error", "nothing-answered")]
    assert Register.open(settings).in_force("2024", "S1") is None


def test_lines_without_one_answer_are_taken_as_the_county_gives_them(
    settings: Settings, county: SmallCounty
) -> None:
    """Asking back is for workbooks: a table is the county's own word; a blank is missing."""
    load(settings, *county.tables)
    facts = list(county.answers(county.schools[0]))[:3]
    rows = [
        {"cycle_id": "2024", "school_id": "S1", "fact_id": fact_id, "value": ""}
        for fact_id in facts
    ]
    ((_, checked),) = load(settings, county.table("answers", rows))
    assert checked.fate == "taken_with_warnings"
    assert {severity for severity, _ in told(checked)} == {"warning"}
    assert Register.open(settings).in_force("2024", "S1") is not None


def test_a_file_that_leaves_out_most_answers_is_asked_back_and_kept_when_it_is_meant(
    settings: Settings, county: SmallCounty
) -> None:
    school = county.schools[0]
    answers = county.answers(school)
    few = dict(list(answers.items())[:2])
    before, more = county.workbook(school, answers, "a"), dict(list(answers.items())[:-3])
    load(settings, *county.tables, before)
    in_force = Register.open(settings).in_force("2024", "S1")
    door = Door.open(settings)
    checked = door.check(blank(county, few).read_bytes(), "few.xlsx")
    (question,) = checked.questions
    assert question_text(question, words("zh-CN")) == (
        f"比上次少填{len(answers) - 2}项，确认以本次为准？"
    )
    door.hand_in(checked, received_by="t", channel="t")
    assert (checked.fate, checked.receipt) == ("unconfirmed", None)
    assert Register.open(settings).in_force("2024", "S1") == in_force
    again = door.check(blank(county, few).read_bytes(), "few.xlsx")
    door.hand_in(again, received_by="t", channel="t", confirmed=True)
    assert again.receipt is not None
    record = read_record(record_paths(settings)[again.receipt.record_id])
    assert [question["code"] for question in record["confirmed"]] == ["replaces-answers"]
    assert Register.open(settings).in_force("2024", "S1") != in_force
    # It has more than what is in force now; and three fewer of a hundred are nothing to ask about.
    assert door.check(before.read_bytes(), "a.xlsx").questions == []
    load(settings, before)
    assert door.check(county.workbook(school, more, "c").read_bytes(), "c.xlsx").questions == []


def test_a_file_that_makes_the_score_fall_is_asked_back(
    settings: Settings, county: SmallCounty
) -> None:
    school = county.schools[0]
    load(settings, *county.tables, county.workbook(school, county.answers(school, 1, 0.95), "a"))
    build(settings)
    worse = county.workbook(school, county.answers(school, 1, 0.1), "b")
    ((_, checked),) = load(settings, worse)
    assert checked.fate == "unconfirmed"
    (question,) = checked.questions
    then, now = (float(question.parameters[name]) for name in ("before", "now"))
    assert then - now > 10
    said = question_text(question, words("zh-CN"))
    assert said.endswith(f"得分{then:.2f}→{now:.2f}，确认以本次为准？")
    ((_, alike),) = load(settings, county.workbook(school, county.answers(school, 1, 0.9), "c"))
    assert alike.questions == []


# ------------------------------------------------------------------ several files


def test_of_several_files_of_a_school_none_is_taken_until_one_is_chosen(
    settings: Settings, county: SmallCounty
) -> None:
    one, two = county.schools[:2]
    names = ("甲校", "甲校 - 副本", "甲校(1)")
    copies = [county.workbook(one, county.answers(one, at), name) for at, name in enumerate(names)]
    other = county.workbook(two, county.answers(two), "乙校")
    load(settings, *county.tables)
    done = dict(load(settings, *copies, other))
    assert [done[path.name].fate for path in copies] == ["unconfirmed"] * 3
    assert done["乙校.xlsx"].fate == "taken"
    first = done["甲校.xlsx"]
    assert told(first)[0] == ("error", "several-files-of-school")
    assert first.problems[0].parameters["files"] == "甲校 - 副本.xlsx、甲校(1).xlsx"
    assert Register.open(settings).in_force("2024", "S1") is None
    ((_, chosen),) = load(settings, copies[2])
    assert chosen.fate == "taken"


def test_copies_with_the_same_bytes_are_one_file(settings: Settings, county: SmallCounty) -> None:
    one = county.schools[0]
    path = county.workbook(one, county.answers(one), "甲校")
    shutil.copy(path, county.folder / "甲校 - 副本.xlsx")
    load(settings, *county.tables)
    fates = [checked.fate for _, checked in load(settings, county.folder)]
    assert sorted(fates) == ["already_here", "already_here", "already_here", "taken"]


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    """A zip of these."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_gives_the_files_in_it(settings: Settings, county: SmallCounty, method: int) -> None:
    books = {
        f"东镇/{school.name_zh}.xlsx": county.workbook(school, county.answers(school)).read_bytes()
        for school in county.schools
    }
    tables = {path.name: path.read_bytes() for path in county.tables}
    files = {**books, **tables, "说明.txt": "你好".encode()}
    path = zipped(county.folder / "全县.zip", files, method)
    done = load(settings, path)
    assert [(name, checked.fate) for name, checked in done] == [
        ("schools.csv", "taken"),
        ("cycles.csv", "taken"),
        *((Path(name).name, "taken") for name in books),
    ]
    one = zipped(county.folder / "一所.zip", dict(list(books.items())[:1]), method)
    door = Door.open(settings)
    assert door.check_workbook(one.read_bytes(), "一所.zip").fate == "already_here"
    for content in (path.read_bytes(), b"Rar!\x1a\x07\x00" + bytes(99), b"7z\xbc\xaf\x27\x1c" * 9):
        checked = door.check_workbook(content, "档案")
        assert told(checked) == [("error", "file-is-archive")]


def test_a_zip_that_unpacks_to_too_much_is_refused_by_name(
    settings: Settings, county: SmallCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(county.folder / "bomb.zip", {"a.xlsx": bytes(40_000_000)}, zipfile.ZIP_DEFLATED)
    ((_, checked),) = load(settings, path)
    assert checked.fate == "refused"
    assert told(checked) == [("error", "evidence-zip-bomb")]


# ------------------------------------------------------------------ late, refused, in part


def test_what_comes_after_the_deadline_says_by_how_many_days(
    settings: Settings, county: SmallCounty
) -> None:
    school = county.schools[0]
    dates = {"starts_on": "2024-01-01", "ends_on": "2024-12-31", "deadline": "2025-01-20"}
    cycle = {"cycle_id": "2024", "edition": county.edition.edition_id} | dates
    load(settings, county.tables[0], county.table("cycles", [cycle]))
    door = Door.open(settings)
    for day, late in ((20, 0), (21, 1), (31, 11)):
        content = county.workbook(school, county.answers(school, day)).read_bytes()
        checked = door.check(content, "a.xlsx")
        assert checked.deadline == dt.date(2025, 1, 20)
        assert checked.late_days > 300, "as of today"
        # Half past eleven at night, on China's clock.
        at = dt.datetime(2025, 1, day, 15, 30, tzinfo=dt.UTC)
        door.hand_in(checked, received_by="t", channel="t", received_at=at)
        assert checked.late_days == late
    assert late_text(checked, words("zh-CN")) == "已过截止日 2025-01-20，迟 11 天"


def test_a_refused_file_is_kept_and_the_same_again_is_not_kept_twice(
    settings: Settings, county: SmallCounty
) -> None:
    load(settings, *county.tables)
    school = county.schools[0]
    clerk = Clerk(county.workbook(school, county.answers(school)).read_bytes())
    fact_id = next(iter(county.answers(school)))
    clerk.answer(fact_id, "大约十次吧")
    path = county.folder / "faulty.xlsx"
    path.write_bytes(clerk.save())
    ((_, first),) = load(settings, path)
    count = len(record_paths(settings))
    ((_, again),) = load(settings, path)
    assert first.fate == again.fate == "refused"
    assert first.receipt is not None and first.receipt == again.receipt
    assert len(record_paths(settings)) == count


def test_no_error_stands_beneath_a_file_that_is_taken_whole(
    settings: Settings, county: SmallCounty
) -> None:
    load(settings, *county.tables)
    facts = list(county.answers(county.schools[0]).items())
    rows = [
        {"cycle_id": "2024", "school_id": school_id, "fact_id": fact_id, "value": value}
        for school_id in ("S1", "S2")
        for fact_id, value in facts
    ]
    rows[0]["value"] = "大约十次吧"
    ((_, checked),) = load(settings, county.table("answers", rows))
    assert checked.fate == "taken_in_part"
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    assert {became_text(checked, problem, words("zh-CN")) for problem in errors} == {
        "这所学校在本年度的各行都没有收"
    }
    header = county.tables[0].read_text(encoding="utf-8").splitlines()
    path = county.folder / "schools.csv"
    spoilt = header[1].replace("S1", "S9").replace("primary", "palace")
    path.write_text("\n".join([*header, spoilt]))
    ((_, checked),) = load(settings, path)
    assert checked.fate == "taken_in_part"
    said = [became_text(checked, problem, words("zh-CN")) for problem in checked.problems]
    assert "这一行没有收" in said


def test_equal_warnings_are_one_line_with_its_rows(settings: Settings, county: SmallCounty) -> None:
    load(settings, *county.tables)
    answers = county.answers(county.schools[0])
    ((_, checked),) = load(settings, blank(county, dict(list(answers.items())[:2])))
    groups = problem_groups(checked.problems, words("zh-CN"))
    (empty,) = [group for group in groups if group.text.code == "left-empty"]
    assert empty.count == len([each for each in checked.problems if each.code == "left-empty"])
    assert empty.text.what == f"{empty.count} 项未填，按0分计"
    assert re.fullmatch(r"填报!G\d+(-G\d+)?(、G\d+(-G\d+)?)*", empty.places)
    assert sum(group.count for group in groups) == len(checked.problems)
    assert len(groups) < 5
