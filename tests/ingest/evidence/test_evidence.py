"""Evidence: what is taken, what is refused by name, what it proves, and how it is kept."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duibiao.commands.console import app
from duibiao.records.model import Answer, Problem, Refused, WorkbookReading
from duibiao.records.settings import Settings
from duibiao.records.store import digest, originals_of, read_record, record_paths, write_record
from duibiao.warehouse.build import build
from duibiao.words import LANGUAGES, Words
from ingest.door import Door
from ingest.evidence.files import (
    KINDS,
    MB,
    EvidenceFile,
    EvidenceLimits,
    content_of,
    open_evidence,
)
from ingest.evidence.matching import (
    EvidenceReading,
    check_evidence,
    keep_evidence,
    kept_bytes,
    match_evidence,
    missing_evidence,
    open_confined,
)
from ingest.register import HandIn, Register
from ingest.workbook.template import template_bytes
from tests.counties.small_county import SmallCounty, small_county
from tests.counties.workbook_county import read_workbook
from tests.marts import run_query
from tests.spreadsheets.test_spreadsheet import ENCRYPTED

from . import evidence_samples as samples
from .evidence_samples import BAD, GOOD, PDF, packed, picture

from duibiao.commands import evidence as cli_evidence  # noqa: F401  isort: skip  adds the commands

SMALL = EvidenceLimits(file_bytes=MB, zip_bytes=2 * MB, files=5)


def codes(found: list[EvidenceFile | Problem]) -> list[str]:
    """The codes of the problems."""
    return [item.code for item in found if isinstance(item, Problem)]


def files_of(found: list[EvidenceFile | Problem]) -> list[EvidenceFile]:
    """The files that were taken."""
    return [item for item in found if isinstance(item, EvidenceFile)]


# ------------------------------------------------------------------ one file


@pytest.mark.parametrize("name", GOOD)
def test_a_kind_is_known_by_its_content(name: str) -> None:
    content, media_type = GOOD[name]
    [file] = open_evidence(content, name)
    assert isinstance(file, EvidenceFile)
    assert (file.media_type, file.size, file.sha256) == (media_type, len(content), digest(content))
    assert content_of(content, file) == content


def test_every_kind_has_a_sample() -> None:
    found = {file.suffix for name in GOOD for file in files_of(open_evidence(GOOD[name][0], name))}
    assert found == set(KINDS)


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken_is_refused_by_name(name: str) -> None:
    content, code = BAD[name]
    found = open_evidence(content, name)
    assert codes(found) == [code]
    assert files_of(found) == []
    assert isinstance(found[0], Problem)
    assert (found[0].severity, found[0].found) == ("error", name)


@pytest.mark.parametrize("cut", range(1, 200, 13))
def test_a_zip_cut_off_anywhere_is_refused(cut: int) -> None:
    content = packed({"L01.pdf": PDF, "L02.png": picture("PNG")})
    found = open_evidence(content[:-cut], "佐证.zip")
    assert [item.severity for item in found if isinstance(item, Problem)] == ["error"]


def test_an_encrypted_workbook_is_refused() -> None:
    content = ENCRYPTED.read_bytes()
    assert codes(open_evidence(content, "表.xlsx")) == ["evidence-encrypted"]


def test_another_ending_is_told_and_the_content_believed() -> None:
    found = open_evidence(PDF, "会议记录.doc")
    assert codes(found) == ["evidence-type-differs"]
    [file] = files_of(found)
    assert (file.suffix, file.media_type) == (".pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("宏.docm", samples.office("word", "word/vbaProject.bin")),
        ("控件.docx", samples.office("word", "word/activeX/activeX1.xml")),
        ("宏.xls", samples.compound("Workbook") + "_VBA_PROJECT\0".encode("utf-16-le")),
        ("脚本.pdf", PDF.replace(b"/Catalog", b"/Catalog /S /JavaScript")),
        ("脚本.pdf", PDF.replace(b"/Catalog", b"/Catalog /S /J#61vaScrip#74")),
        ("脚本.pdf", samples.pdf_with_hidden_script()),
    ],
)
def test_programs_inside_are_told_of_and_the_file_is_taken(name: str, content: bytes) -> None:
    found = open_evidence(content, name)
    assert codes(found) == ["evidence-active"]
    assert len(files_of(found)) == 1


@pytest.mark.parametrize("mark", [b"/ObjStm stream\n", b"/ObjStm "])
def test_a_pdf_of_endless_marks_is_looked_through_in_time(mark: bytes) -> None:
    content = b"%PDF-1.5\n" + mark * 200_000 + b"%%EOF"
    began = time.process_time()
    assert codes(open_evidence(content, "L01.pdf")) == []
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("name", "tail"), [("记录.pdf", 6), ("照片.png", 12), ("照片.jpg", 2)])
def test_a_file_that_lost_its_end_is_told_of(name: str, tail: int) -> None:
    whole = {"记录.pdf": PDF, "照片.png": picture("PNG"), "照片.jpg": picture("JPEG")}[name]
    assert codes(open_evidence(whole, name)) == []
    assert codes(open_evidence(whole[:-tail], name)) == ["evidence-damaged"]


# ------------------------------------------------------------------ zips


def test_a_zip_is_opened_with_its_folders_and_without_junk() -> None:
    entries = {
        "L01 第一议题/会议记录.pdf": PDF,
        "L02.png": picture("PNG"),
        "空文件夹/": b"",
        "__MACOSX/._L02.png": b"x",
        "L01 第一议题/Thumbs.db": b"x",
        ".DS_Store": b"x",
        "~$总结.docx": b"x",
    }
    found = open_evidence(packed(entries), "佐证.zip")
    assert codes(found) == []
    files = files_of(found)
    assert [file.file_name for file in files] == ["L01 第一议题/会议记录.pdf", "L02.png"]
    assert [content_of(packed(entries), file) for file in files] == [PDF, entries["L02.png"]]


@pytest.mark.parametrize("name", ["第一议题\\会议记录.pdf", "第一议题/会议记录.pdf"])
def test_names_in_gbk_and_unmarked_utf_8_are_read(name: str) -> None:
    expected = "第一议题/会议记录.pdf"
    [file] = files_of(open_evidence(samples.packed_in_gbk(name, PDF), "a.zip"))
    assert file.file_name == expected
    raw = name.encode()
    unmarked = packed({"x" * len(raw): PDF}).replace(b"x" * len(raw), raw)
    [file] = files_of(open_evidence(unmarked, "a.zip"))
    assert file.file_name == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed({"../L01.pdf": PDF}), "evidence-outside-folder"),
        (packed({"/etc/L01.pdf": PDF}), "evidence-outside-folder"),
        (packed({"..\\..\\L01.pdf": PDF}), "evidence-outside-folder"),
        (packed({"C:/L01.pdf": PDF}), "evidence-outside-folder"),
        (samples.with_flag(packed({"L01.pdf": PDF}), 1), "evidence-encrypted"),
        (packed({"L01.zip": packed({"a.pdf": PDF})}), "evidence-zip-in-zip"),
        (packed({"L01.rar": BAD["佐证.rar"][0]}), "evidence-zip-in-zip"),
        (packed({"L01.pdf": PDF}, zipfile.ZIP_BZIP2), "evidence-zip-entry-broken"),
        (packed({"L01.pdf": PDF}).replace(b"Catalog", b"Katalog"), ""),
        (packed({"L01.pdf": PDF + bytes(MB)}), "evidence-too-large"),
        (packed({f"L{n}.txt": b"x" for n in range(6)}), "evidence-zip-too-many"),
    ],
)
def test_tricks_of_zips_are_refused_by_name(content: bytes, code: str) -> None:
    found = open_evidence(content, "佐证.zip", SMALL)
    if not code:
        assert len(files_of(found)) == 1
        return
    assert codes(found) == [code]
    assert files_of(found) == []


def test_a_symbolic_link_is_refused() -> None:
    info = zipfile.ZipInfo("L01.txt")
    info.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert codes(open_evidence(stream.getvalue(), "a.zip")) == ["evidence-outside-folder"]


def test_what_unpacks_to_too_much_is_refused_whole() -> None:
    parts = {f"L{number}.txt": b"x" * (MB - 1) for number in range(3)}
    found = open_evidence(packed(parts), "佐证.zip", SMALL)
    assert codes(found) == ["evidence-zip-too-large"]
    assert files_of(found) == []


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed({"L01.bmp": bytes(40 * MB), "L02.pdf": PDF})
    found = open_evidence(bomb, "佐证.zip")
    assert codes(found) == ["evidence-zip-bomb"]
    assert [file.file_name for file in files_of(found)] == ["L02.pdf"]


def test_a_size_that_lies_does_not_unpack_more() -> None:
    content = packed({"L01.txt": b"x" * (3 * MB)})
    lying = content.replace((3 * MB).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    found = open_evidence(lying, "佐证.zip", SMALL)
    assert codes(found) == ["evidence-zip-entry-broken"]


def test_the_child_process_gives_the_same() -> None:
    content = packed({"L01.pdf": PDF, "L02.exe": b"MZ" + bytes(100)})
    assert open_confined(content, "佐证.zip") == open_evidence(content, "佐证.zip")


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIBIAO_EVIDENCE_FILE_MB", "1")
    found = open_confined(PDF + bytes(MB), "L01.pdf")
    assert codes(found) == ["evidence-too-large"]
    assert isinstance(found[0], Problem)
    assert found[0].parameters == {"limit": "1"}


# ------------------------------------------------------------------ what a file is for


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    return small_county(tmp_path_factory.mktemp("files"))


HAND_INS = [
    HandIn("r1", "0123456789abcdef" + "0" * 48, "r1"),
    HandIn("r2", "fedcba9876543210" + "0" * 48, "r2"),
]


def purposes(county: SmallCounty, name: str, hand_ins: list[HandIn] = HAND_INS) -> list[str]:
    """What a file of this name is for: indicators by number, signed hand-ins, problems."""
    file = EvidenceFile(expand(county, name), None, "application/pdf", ".pdf", 1, "0" * 64)
    school = county.schools[0]
    matched, problems = match_evidence([file], county.edition, school, hand_ins)
    numbers = {known.indicator_id: str(at) for at, known in enumerate(county.edition.indicators)}
    return [
        numbers[match.indicator_id] if match.indicator_id else f"signs {match.submission_id}"
        for match in matched
    ] + [problem.code for problem in problems]


def expand(county: SmallCounty, name: str) -> str:
    """{0} is the code of the first indicator, {n0} its name."""
    known = county.edition.indicators
    ids = [indicator.indicator_id for indicator in known]
    return name.format(*ids, **{f"n{at}": indicator.name_zh for at, indicator in enumerate(known)})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{0}.pdf", ["0"]),
        ("{0}会议记录.pdf", ["0"]),
        ("{0}-2会议记录.pdf", ["0"]),
        ("【{0}】会议记录.pdf", ["0"]),
        ("01_{0}_会议.pdf", ["0"]),
        ("佐证材料{0}.pdf", ["0"]),
        ("{0}、{1}会议.pdf", ["0", "1"]),
        ("{0} {1}，{2} 会议.pdf", ["0", "1", "2"]),
        ("{0}和{1}.pdf", ["0", "1"]),
        ("{0}/会议记录.pdf", ["0"]),
        ("{0} 第一议题/照片/1.jpg", ["0"]),
        ("{0}/{1}.pdf", ["1"]),
        ("{0}-{2}.pdf", ["evidence-unmatched"]),
        ("{0}至{2}会议.pdf", ["evidence-unmatched"]),
        ("{0}9.pdf", ["evidence-unmatched"]),
        ("X{0}.pdf", ["evidence-unmatched"]),
        ("{n0}会议记录.pdf", ["0"]),
        ("关于 {n1} 的说明/1.pdf", ["1"]),
        ("{n0}与{n1}.pdf", ["0", "1"]),
        ("1.pdf", ["evidence-unmatched"]),
        ("会议记录.pdf", ["evidence-unmatched"]),
        ("签字盖章扫描件.pdf", ["signs r2"]),
        ("自评表盖章.pdf", ["signs r2"]),
        ("0123456789ABCDEF.pdf", ["signs r1"]),
        ("签字_0123456789abcdef.pdf", ["signs r1"]),
        ("签字 00000000ffffffff.pdf", ["signs None", "evidence-check-code-unknown"]),
        ("{0}签字表.pdf", ["0"]),
        ("{0}_a1b2c3d4e5f60718.pdf", ["0"]),
        ("{0}/盖章.pdf", ["0"]),
        ("{n0}签字表.pdf", ["signs r2"]),
        ("2024011512304501.jpg", ["evidence-unmatched"]),
    ],
)
def test_a_name_tells_what_a_file_is_for(
    county: SmallCounty, name: str, expected: list[str]
) -> None:
    assert purposes(county, name) == expected
    full_width = "".join(
        chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign
        for sign in expand(county, name).removesuffix(".pdf")
    )
    assert purposes(county, full_width.replace("{", "") + ".pdf") == expected


def test_a_signed_form_before_any_hand_in_is_told_of(county: SmallCounty) -> None:
    assert purposes(county, "盖章.pdf", []) == ["signs None", "evidence-form-of-nothing"]


def test_a_question_back_names_the_likely_indicators_first(county: SmallCounty) -> None:
    indicator = next(known for known in county.edition.indicators if known.evidence_zh)
    paper = str(indicator.evidence_zh).split("、")[0]
    for name, is_likely in ((f"{paper}.pdf", True), ("无关.pdf", False)):
        file = EvidenceFile(name, None, "application/pdf", ".pdf", 1, "0" * 64)
        _, [problem] = match_evidence([file], county.edition, county.schools[0], [])
        choices = problem.parameters["choices"].split("、")
        assert indicator.indicator_id in problem.parameters["choices"]
        assert (len(choices) < len(county.edition.indicators)) == is_likely
        for language in LANGUAGES:
            assert choices[0] in Words(language).attr(
                "problem-evidence-unmatched", "expected", **problem.parameters
            )


# ------------------------------------------------------------------ what is missing


def test_an_indicator_that_claims_something_and_shows_nothing_is_told_of_once(
    county: SmallCounty,
) -> None:
    school, edition = county.schools[0], county.edition
    values = county.answers(school)
    reading = WorkbookReading(answers=[Answer(fact, value) for fact, value in values.items()])
    problem = missing_evidence(edition, school, reading, [])
    assert problem is not None
    assert (problem.code, problem.severity) == ("evidence-missing", "warning")
    count = int(problem.parameters["count"])
    expecting = {known.indicator_id for known in edition.indicators if known.evidence_zh}
    assert 10 < count <= len(expecting)
    first = problem.parameters["indicators"].split(" ")[0]
    assert problem.parameters["indicators"].endswith("……")

    named = [
        with_evidence(answer) if edition.facts[answer.fact_id].indicator_id == first else answer
        for answer in reading.answers
    ]
    fewer = missing_evidence(edition, school, WorkbookReading(answers=named), [])
    assert fewer is not None
    assert int(fewer.parameters["count"]) == count - 1

    nothing = {"count": "0", "number": "0.00", "flag": "no"}
    denied = [
        Answer(fact_id, nothing.get(edition.facts[fact_id].kind), "") for fact_id in edition.facts
    ]
    assert missing_evidence(edition, school, WorkbookReading(answers=denied), []) is None


def with_evidence(answer: Answer) -> Answer:
    return Answer(answer.fact_id, answer.value, evidence="会议记录")


# ------------------------------------------------------------------ kept, in force, withdrawn


@pytest.fixture
def door(settings: Settings, county: SmallCounty) -> Door:
    door = Door.open(settings)
    for path in county.tables:
        take(door, path)
    return door


def take(door: Door, path: Path) -> str:
    """Hand a file in; its record."""
    checked = door.hand_in(
        door.check(path.read_bytes(), path.name), received_by="test", channel="test"
    )
    assert checked.receipt is not None, [problem.code for problem in checked.problems]
    return checked.receipt.record_id


def give(
    register: Register, county: SmallCounty, *uploads: tuple[bytes, str], school: str = "S1"
) -> EvidenceReading:
    reading = check_evidence(
        register, county.edition, "2024", school, uploads, opened=open_evidence
    )
    keep_evidence(register.settings, register, reading, received_by="test", channel="test")
    return reading


def test_evidence_is_kept_as_originals_and_stands_until_it_is_withdrawn(
    settings: Settings, county: SmallCounty, door: Door
) -> None:
    first, second = (known.indicator_id for known in county.edition.indicators[:2])
    photo = picture("PNG")
    upload = packed({f"{first}、{second}.pdf": PDF, f"{second}/照片.png": photo, "1.pdf": PDF})
    reading = give(door.register, county, (upload, "佐证.zip"))
    assert reading.outcome == "accepted_with_warnings"
    assert [problem.code for problem in reading.problems] == ["evidence-unmatched"]

    def kept(register: Register) -> list[tuple[str | None, str]]:
        return [(file.indicator_id, file.title) for file in register.evidence("2024", "S1")]

    both = f"{first}、{second}"
    expected = [(first, both), (second, both), (second, "照片")]
    assert kept(door.register) == kept(Register.open(settings)) == expected
    assert door.register.evidence("2024", "S2") == []
    contents = [kept_bytes(settings, file) for file in door.register.evidence("2024", "S1")]
    assert contents == [PDF, PDF, photo]

    record = read_record(list(record_paths(settings).values())[-1])
    assert {digest(PDF), digest(photo)} == {kept["sha256"] for kept in originals_of(record)}
    count = len(record_paths(settings))
    give(door.register, county, (PDF, f"{first}.pdf"))
    assert len(record_paths(settings)) == count, "what is here already is not recorded again"

    body = {"withdrawn_record_id": record["record_id"], "cycle_id": "2024", "school_id": "S1"}
    body |= {"original_sha256": digest(PDF), "reason": "r"}
    door.register.note(write_record(settings, "withdrawal", body, received_by="t", channel="t"))
    assert kept(door.register) == [(second, "照片")]
    give(door.register, county, (PDF, f"{first}.pdf"))
    assert kept(Register.open(settings)) == [(second, "照片"), (first, first)]


def test_nobody_hands_evidence_in_for_what_is_not_there_or_closed(
    settings: Settings, county: SmallCounty, door: Door
) -> None:
    for cycle_id, school_id in (("1999", "S1"), ("2024", "S99")):
        with pytest.raises(Refused, match="evidence-whose-unknown"):
            check_evidence(door.register, county.edition, cycle_id, school_id, [])
    with pytest.raises(Refused, match="evidence-indicator-unknown"):
        check_evidence(door.register, county.edition, "2024", "S1", [], proves=["no such"])
    closing = {"cycle_id": "2024", "decision": "closed", "reason": "r"}
    door.register.note(
        write_record(settings, "cycle_decision", closing, received_by="t", channel="t")
    )
    with pytest.raises(Refused, match="evidence-cycle-closed"):
        check_evidence(door.register, county.edition, "2024", "S1", [])


def test_a_build_publishes_evidence_signed_forms_claims_and_confirmations(
    settings: Settings, county: SmallCounty, door: Door
) -> None:
    """And a register that reads them from the snapshot knows the same as one that read records."""
    edition, school = county.edition, county.schools[0]
    answers = county.answers(school)
    named = dict.fromkeys(list(answers)[40:60], "会议记录")
    content = template_bytes(edition, county.cycle, school, {}, answers, evidence=named)
    (county.folder / "own.xlsx").write_bytes(content)
    receipt = take(door, county.folder / "own.xlsx")
    hand_in = door.register.in_force("2024", "S1")
    assert hand_in is not None
    proven = edition.indicators[0].indicator_id
    uploads = [(PDF, f"{proven}.pdf"), (picture("JPEG"), f"{hand_in.sha256[:16]}.jpg")]
    give(door.register, county, *uploads)
    evidence = door.register.evidence("2024", "S1")
    old_form = {
        "cycle_id": "2024",
        "school_id": "S2",
        "edition": edition.edition_id,
        "outcome": "accepted",
        "problems": [{"code": "old-form-any", "severity": "warning", "confirmation": "情况属实"}],
        "claims": [
            {
                "indicator_id": proven,
                "claimed_points": "1.5",
                "old_points": "3",
                "old_full_points": "4",
                "sheet": "Sheet1",
                "cell": "E5",
            }
        ],
        "evidence": [{"indicator_id": edition.indicators[1].indicator_id, "text": "台账"}],
    }
    write_record(settings, "claims", old_form, received_by="t", channel="t")
    build(settings)

    def rows(sql: str) -> list[tuple[object, ...]]:
        return run_query(settings, sql).rows()

    assert rows("select indicator_id, title, is_in_force from fct_evidence") == [
        (proven, proven, True)
    ]
    assert rows("select submission_id, is_of_submission_in_force from fct_signed_forms") == [
        (receipt, True)
    ]
    assert rows(
        "select confirmation, submission_id from fct_load_problems where confirmation <> ''"
    ) == [("情况属实", None)]
    assert rows(
        "select indicator_id, source, claimed_points::varchar, old_points::int, cell, evidence"
        " from fct_claims"
        " where school_id = 'S2' order by indicator_id"
    ) == [
        (proven, "old_form", "1.500000", 3, "E5", None),
        (edition.indicators[1].indicator_id, "old_form", None, None, None, "台账"),
    ]
    assert rows("select school_id, rank_by_claims from fct_school_claims") == [("S2", 1)]

    reading = read_workbook(content, "own.xlsx", county.guide, door.register)
    problem = missing_evidence(edition, school, reading, evidence)
    assert problem is not None
    missing = rows("select count(*) from fct_evidence_coverage where is_missing")
    assert missing == [(int(problem.parameters["count"]),)]
    assert rows(
        f"select file_count, is_missing from fct_evidence_coverage where indicator_id = '{proven}'"
    ) == [(1, False)]

    published = Register.open(settings)
    assert published.evidence("2024", "S1") == evidence
    assert published.in_force("2024", "S1") == hand_in


# ------------------------------------------------------------------ the command line


def test_evidence_on_the_command_line(
    settings: Settings,
    county: SmallCounty,
    door: Door,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DUIBIAO_HOME", str(settings.home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(settings.guide))
    proven = county.edition.indicators[0].indicator_id
    names = {f"{proven}会议.pdf": PDF, "不明.pdf": PDF + b"\n", "照片.png": picture("PNG")}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)

    def run(*arguments: str | Path, expect: int = 0) -> str:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == expect, result.output
        return result.output

    def add(name: str, *more: str, expect: int = 0) -> str:
        where = ("--cycle", "2024", "--school", "S1")
        return run("evidence", "add", tmp_path / name, *where, *more, expect=expect)

    assert f"{proven}  {proven}会议.pdf" in add(f"{proven}会议.pdf")
    unclear = add("不明.pdf", expect=1)
    assert "看不出这个文件证明哪个指标" in unclear
    assert f"{proven} {county.edition.indicators[0].name_zh}" in unclear
    told = json.loads(add("照片.png", "--indicator", proven, "--json"))
    assert [file["indicator_id"] for file in told["files"]] == [proven]
    assert "已经在库里" in add("照片.png", "--indicator", proven)
    assert "S99" in run("evidence", "add", tmp_path / "照片.png", "--school", "S99", expect=1)

    listed = json.loads(run("evidence", "list", "--cycle", "2024", "--json"))
    assert [file["file_name"] for file in listed] == [f"{proven}会议.pdf", "照片.png"]
    number = listed[1]["sha256"][:12]
    assert number in run("evidence", "list")
    run("evidence", "get", number, "--out", tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes() == names["照片.png"]
    assert "已经存在" in run("evidence", "get", number, "--out", tmp_path / "out.png", expect=1)
    run("evidence", "withdraw", number, "--reason", "交错了")
    assert "没有材料代码" in run("evidence", "get", number, "--out", tmp_path / "x.png", expect=1)
    assert len(json.loads(run("evidence", "list", "--json"))) == 1


# ------------------------------------------------------------------ what looks like something else

SCRIPTED = b"<script>fetch('//elsewhere')</script>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPTED),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"<?php system($_GET[0]); ?>"),
        ("a.gif", b"GIF89a=1;//" + bytes(30) + b"\nalert(1)"),
        ("a.png", samples.picture("PNG") + SCRIPTED),
        ("a.jpg", samples.picture("JPEG") + b"<?PHP system($_GET[0]); ?>"),
        ("a.gif", samples.picture("GIF").replace(b";", b"<SCRIPT>alert(1)</SCRIPT>;")),
        ("a.tif", b"II*\x00" + bytes(4) + b"rubbish" * 9),
        ("a.webp", b"RIFF" + bytes(4) + b"WEBPVP8 " + b"rubbish" * 9),
    ],
)
def test_a_pictures_head_with_a_script_behind_is_no_picture(name: str, content: bytes) -> None:
    (problem,) = open_evidence(content, name)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("evidence-type-unknown", "error")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_pictures_are_pictures(kind: str) -> None:
    suffix = {"JPEG": ".jpg", "TIFF": ".tif"}.get(kind, f".{kind.lower()}")
    (found,) = open_evidence(samples.picture(kind), f"a{suffix}")
    assert isinstance(found, EvidenceFile)
    assert found.suffix == suffix


def test_names_begin_no_formula_and_turn_no_writing_round() -> None:
    names = ["=cmd|calc.png", "夹/+1+1.png", "@SUM.png", "-2.png", "甲\u202egpj.png", "= =a.png"]
    content = samples.picture("PNG")
    found = open_evidence(
        samples.packed({name: content + bytes([at]) for at, name in enumerate(names)}), "z"
    )
    told = [each.file_name for each in found if isinstance(each, EvidenceFile)]
    assert told == ["cmd|calc.png", "夹/1+1.png", "SUM.png", "2.png", "甲gpj.png", "a.png"]


def test_a_zip_of_hundreds_of_texts_is_looked_at_quickly() -> None:
    content = samples.packed(
        {f"{at}.txt": f"第{at}次会议记录。\n".encode() * 50 for at in range(499)}
    )
    began = time.process_time()
    found = open_evidence(content, "记录.zip")
    assert time.process_time() - began < 2
    assert [each.suffix for each in found if isinstance(each, EvidenceFile)] == [".txt"] * 499
