"""Many files at the office's desk, and what the county says of schools: to the end, then in SQL."""

from __future__ import annotations

import html
import io
import re
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import duckdb
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page

from dashboards.plain import forms
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse import jobs
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import Words
from ingest.desk import handing_in, many
from tests.conftest import run_duibiao
from tests.counties.small_county import SmallCounty, small_county
from tests.dashboards.conftest import serving
from tests.dashboards.test_every_page import grave_findings
from tests.dashboards.visitors import request
from tests.ingest.long_form.test_wide import places_of

SAY, ENGLISH = Words("zh-CN"), Words("en")
TOKEN = re.compile(r'name="form-token" value="(\w+)"')
SCHOOLS, FAULTY = 58, ("S11", "S12", "S13")
OTHERS = ("S59", "S60")
"""Schools of which no file is in the zip."""
ALL = SCHOOLS + len(OTHERS)
COPIES = "S20"
PERSON = {"person": "甲科"}
SECONDS = 120.0
File = tuple[str, bytes]


@dataclass
class Office:
    """Somebody of the county office on her own computer, and the county that she looks after."""

    address: str
    home: Path
    county: SmallCounty
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """Where the county lies."""
        return Settings.resolve(self.home, SEEDS)

    @property
    def acting(self) -> Acting:
        """She herself, past the pages."""
        return Acting(self.settings, "甲科", "test", AT_THE_FILES)

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, Any, bytes]:
        """Any answer."""
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        status, told, content = request(self.address, method, path, body=body, headers=headers)
        for found in re.findall(r"([\w-]+)=([^;]+);", told.get("Set-Cookie", "")):
            if found[0] == forms.TOKEN:
                self.cookies[found[0]] = found[1]
        return status, told, content

    def look(self, path: str, expect: int = 200) -> str:
        """A page that opens."""
        status, _, content = self.ask("GET", path)
        text = content.decode()
        assert status == expect and "<script" not in text, (path, status, text[-800:])
        return html.unescape(text)

    def send(
        self, page: str, said: dict[str, str], path: str | None = None
    ) -> tuple[int, str, str]:
        """A form of a page, filled in: status, where it leads, what is said."""
        token = TOKEN.search(self.look(page))
        assert token is not None
        body = urlencode({forms.TOKEN: token[1]} | PERSON | said).encode()
        kind = "application/x-www-form-urlencoded"
        status, told, content = self.ask("POST", path or page, body, kind)
        return status, told.get("Location", ""), html.unescape(content.decode())

    def send_files(
        self, page: str, files: list[File], to: str | None = None
    ) -> tuple[int, str, str]:
        """Files by the form of a page."""
        token = TOKEN.search(self.look(page))
        assert token is not None
        mark = uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="'
        parts = [
            f'{head}{name}"\r\n\r\n{text}\r\n'.encode()
            for name, text in ({forms.TOKEN: token[1]} | PERSON).items()
        ]
        for name, content in files:
            parts.append(f'{head}file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        status, told, content = self.ask("POST", to or page, body, kind)
        return status, told.get("Location", ""), html.unescape(content.decode("utf-8", "replace"))

    def ended(self, location: str) -> jobs.Job:
        """The job to whose page a form has led, once it is over."""
        job_id = location.rpartition("/")[2].partition("?")[0]
        until = time.monotonic() + SECONDS
        while not (found := jobs.job(self.acting, job_id)).is_over:
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found

    def checked(self, page: str, files: list[File]) -> str:
        """The page of the fates of files that were sent."""
        status, location, text = self.send_files(page, files)
        assert status == 303, text[-800:]
        job = self.ended(location)
        assert job.state == "done", job
        told = self.look(location)
        home = "/office/values/sheets" if "values" in page else "/office/hand-in"
        assert f"{home}/{job.asked.job_id}" in told
        return f"{home}/{job.asked.job_id}"

    def taken(self, page: str, **more: str) -> tuple[str, str]:
        """Take what a page of fates proposes; the page of the receipts and what it says."""
        boxes = re.findall(r'name="(take-\d+)" value="yes"[^>]* checked', self.look(page))
        status, location, text = self.send(page, dict.fromkeys(boxes, "yes") | more)
        assert status == 303, text[-800:]
        job = self.ended(location)
        assert job.state == "done", job
        receipts = f"{page.rpartition('/')[0]}/{job.asked.job_id}/receipts"
        return receipts, self.look(receipts)

    def fates(self, page: str) -> list[many.Fate]:
        """What was found of the files of a page."""
        return list(many.found(self.acting, page.rpartition("/")[2]).fates)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A made-up county of which schools and cycles are there, and a server for one person."""
    base = tmp_path_factory.mktemp("many")
    county = small_county(base / "files", ALL)
    home = base / "home"
    acting = Acting(Settings.resolve(home, SEEDS), "甲科", "test", AT_THE_FILES)
    assert all(one.receipt for _, one in handing_in.load_files(acting, county.tables))
    with serving(home, base / "log") as server:
        yield Office(server.address, home, county)


@pytest.fixture(scope="module")
def files(office: Office) -> dict[str, bytes]:
    """Sixty files of 58 schools: three faulty, two more of one school, all in one zip."""
    county, found = office.county, {}
    for school in county.schools[:SCHOOLS]:
        answers = county.answers(school)
        if school.school_id in FAULTY:
            counts = (one for one in answers if county.edition.facts[one].kind == "count")
            answers[next(counts)] = "约十次"
        path = county.workbook(school, answers, f"{school.school_id}_{school.name_zh}")
        found[path.name] = path.read_bytes()
    school = next(one for one in county.schools if one.school_id == COPIES)
    for seed, name in ((1, "副本"), (2, "(1)")):
        path = county.workbook(school, county.answers(school, seed), f"{COPIES}_{name}")
        found[path.name] = path.read_bytes()
    assert len(found) == 60
    return found


@pytest.fixture(scope="module")
def reported(office: Office) -> None:
    """The schools that are in no zip have handed in."""
    county = office.county
    schools = [one for one in county.schools if one.school_id in OTHERS]
    paths = [county.workbook(one, county.answers(one), f"{one.school_id}_先报") for one in schools]
    loaded = handing_in.load_files(office.acting, paths)
    assert all(one.checked.fate.startswith("taken") for _, one in loaded)


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def published(office: Office) -> Callable[..., list[tuple[Any, ...]]]:
    """Plain SQL on what a build makes of all that was done."""
    run_duibiao(office.home, "build")
    path = snapshot_path(office.settings)
    assert path is not None
    connection = duckdb.connect(str(path), read_only=True)
    return lambda sql, *values: connection.cursor().execute(sql, list(values)).fetchall()


def test_the_county_s_work_is_done_by_pages_alone(office: Office, files: dict[str, bytes]) -> None:
    """Sixty files, verified values, a red line, withdrawals, the county's facts: then one build."""
    before = set(record_paths(office.settings))
    page = office.checked("/office/hand-in", [("全县.zip", zipped(files))])
    told = {one.file_name: one for one in office.fates(page)}
    assert set(told) == set(files) and set(record_paths(office.settings)) == before
    faulty = {name for name in files if name.startswith(tuple(f"{one}_" for one in FAULTY))}
    copies = {name for name in files if name.startswith(f"{COPIES}_")}
    assert {name for name, one in told.items() if one.fate == "refused"} == faulty
    assert {name for name, one in told.items() if one.fate == "unconfirmed"} == copies
    for name in copies:
        assert set(told[name].rivals.split("、")) == copies - {name}
    text = office.look(page)
    assert SAY("many-rivals") in text and "<code>约十次</code>" in text
    for name, one in told.items():
        assert name in text and one.school_id == name.partition("_")[0]
    assert office.look(f"{page}?by=school&lang=en").count(ENGLISH("many-fate-refused")) >= 3
    _marked_ones_come_back(office, page, text, list(told), faulty)
    chosen = next(at for at, name in enumerate(told) if name == f"{COPIES}_副本.xlsx")
    receipts, text = office.taken(page, **{f"take-{chosen}": "yes"})
    assert SAY("many-left", count=len(faulty)) in text
    numbers = re.findall(r"\d{4} \d{4} \d{4}", text)
    assert len(set(numbers)) == SCHOOLS
    new = set(record_paths(office.settings)) - before
    kept = [read_record(record_paths(office.settings)[name]) for name in new]
    assert {one["file_name"] for one in kept} == set(files) - copies | {f"{COPIES}_副本.xlsx"}
    assert sum(one["outcome"] == "refused" for one in kept) == len(faulty)
    _receipts_are_fetched(office, receipts, numbers)
    # What is taken is taken once; the other copies wait to be chosen.
    again = office.look(page)
    assert again.count('name="take-') == len(copies) - 1 + len(faulty)
    assert office.send(page, {"take-999": "yes"})[2].count(SAY("many-none-chosen"))
    values = _values_are_verified(office)
    _a_red_line_is_found(office)
    _something_is_withdrawn(office, next(one for one in kept if one["school_id"] == "S40"))
    facts = _the_county_s_facts_go_there_and_back(office)
    rows = published(office)
    handed_in = {one for (one,) in rows("select school_id from fct_submissions where is_in_force")}
    expected = {f"S{number}" for number in range(1, SCHOOLS + 1)} - set(FAULTY) - {"S40"}
    assert handed_in - set(OTHERS) == expected
    for fact_id, verified in values.items():
        said = rows(
            "select value, reason from fct_answers where school_id = 'S30' and fact_id = ?"
            " and basis = 'verified' and is_verified",
            fact_id,
        )
        assert said == [verified]
    assert rows(
        "select school_id, red_line, is_in_force, withdrawal_reason from fct_findings"
        " order by record_id"
    ) == [("S31", "R1", True, None), ("S32", "R1", False, "查明不属实")]
    for (school_id, fact_id), value in facts.items():
        said = rows(
            "select value from fct_answers where school_id = ? and fact_id = ?"
            " and basis = 'self'", school_id, fact_id,
        )  # fmt: skip
        assert said == [(value,)], (school_id, fact_id)


def _marked_ones_come_back(
    office: Office, page: str, text: str, names: list[str], faulty: set[str]
) -> None:
    """One by one and all in a zip, each with its sender's cells and a list of problems."""
    links = re.findall(rf'href="({page}/marked/\d+)"', text)
    marked = {one.marked for one in office.fates(page) if one.marked}
    assert len(links) >= len(faulty)
    status, headers, content = office.ask("GET", links[0])
    assert status == 200 and "attachment" in headers["Content-Disposition"]
    assert len(load_workbook(io.BytesIO(content)).sheetnames) > 2
    job_id = page.rpartition("/")[2]
    status, _, content = office.ask(
        "GET", f"/office/jobs/{job_id}/{quote(SAY('many-marked-zip'))}.zip"
    )
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(archive.namelist()) == marked and archive.testzip() is None
    assert office.ask("GET", f"{page}/marked/999")[0] == 404
    assert office.ask("GET", f"{page}/marked/x")[0] == 404


def _receipts_are_fetched(office: Office, receipts: str, numbers: list[str]) -> None:
    job_id = receipts.split("/")[-2]
    name = quote(SAY("many-receipts"))
    status, _, content = office.ask("GET", f"/office/jobs/{job_id}/{name}.xlsx")
    assert status == 200
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    column = [cell.value for cell in sheet["G"]]
    assert set(numbers) == set(column[1:])
    assert office.look(f"/desk/receipt/{quote(numbers[0])}").count(numbers[0])


def _values_are_verified(office: Office) -> dict[str, tuple[str | None, str]]:
    """One changed, one as having none, one withdrawn again; what is wrong keeps what was typed."""
    edition = office.county.edition
    school = next(one for one in office.county.schools if one.school_id == "S30")
    asked = edition.asked_facts(school.attributes)
    counts = [
        one
        for one, fact in edition.facts.items()
        if one in asked and fact.kind == "count" and fact.answered_by == "school"
    ]
    first, second, third = counts[:3]
    home = "/office/values?cycle=2024&school=S30"
    assert first in office.look(home) and "S30" in office.look(
        f"/office/values?find={quote('第30')}"
    )
    before = set(record_paths(office.settings))
    page = f"{home}&fact={first}"
    status, _, text = office.send(page, {"value": "约十次", "reason": "看了台账"})
    assert status == 200 and "<code>约十次</code>" in text and 'value="约十次"' in text
    assert 'value="看了台账"' in text
    assert SAY("values-no-reason") in office.send(page, {"value": "3"})[2]
    assert SAY("values-value-or-none") in office.send(page, {"reason": "x"})[2]
    assert SAY("change-nobody") in office.send(page, {"value": "3", "reason": "x", "person": ""})[2]
    assert set(record_paths(office.settings)) == before
    assert office.send(page, {"value": "3", "reason": "看了台账"})[0] == 303
    assert SAY("values-already") in office.send(page, {"value": "3", "reason": "看了台账"})[2]
    assert office.send(f"{home}&fact={second}", {"none": "yes", "reason": "查无依据"})[0] == 303
    assert office.send(f"{home}&fact={third}", {"value": "1", "reason": "误填"})[0] == 303
    text = office.look(f"{home}&fact={third}")
    assert SAY("values-has-none") in text
    record = re.search(r'name="withdraw" value="([^"]+)"', text)
    assert record is not None
    of = {"withdraw": record[1], "reason": "填错学校"}
    assert office.send(f"{home}&fact={third}", of)[0] == 303
    assert 'name="withdraw"' not in office.look(f"{home}&fact={third}")
    listed = office.look(f"{home}&show=verified")
    assert first in listed and third not in listed.split('id="values"')[1]
    return {first: ("3", "看了台账"), second: (None, "查无依据")}


def _a_red_line_is_found(office: Office) -> None:
    page = "/office/findings?cycle=2024"
    status, _, text = office.send(page, {"cycle": "2024", "of": "S31", "red_line": "R9"})
    assert status == 200 and "R9" in text and SAY("section-problems") in text
    for school in ("S31", "S32"):
        of = {"cycle": "2024", "of": school, "red_line": "R1", "note": "会议记录缺失"}
        assert office.send(page, of)[0] == 303
    assert SAY("findings-already") in office.send(page, of)[2]
    text = office.look(page)
    table = text.split('id="findings"')[1].split("</table>")[0]
    assert "S31" in table and "S32" in table and "会议记录缺失" in table
    record = re.findall(r'name="withdraw" value="([^"]+)"', table)[1]
    of = {"withdraw": record, "cycle": "2024", "of": "S32", "red_line": "R1"}
    assert SAY("values-no-reason") in office.send(page, of | {"reason": " "})[2]
    assert office.send(page, of | {"reason": "查明不属实"})[0] == 303
    text = office.look(page)
    assert "S32" not in text.split('id="findings"')[1].split("</table>")[0]
    assert "查明不属实" in text
    assert office.ask("GET", "/office/templates/table/findings?cycle=2024")[0] == 200


def _something_is_withdrawn(office: Office, record: dict[str, Any]) -> None:
    """Found by its receipt, its school, its kind; then told as withdrawn, with the reason."""
    number = handing_in.receipt_number(record["record_id"])
    school = record["school_id"]
    for query in (f"receipt={quote(number)}", f"school={school}&kind=workbook"):
        assert number in office.look(f"/office/withdrawals?{query}")
    assert SAY("cli-withdraw-unknown", receipt="1") in office.look("/office/withdrawals?receipt=1")
    page = f"/office/withdrawals/{record['record_id']}"
    assert SAY("take-back-no-reason") in office.send(page, {"reason": " "})[2]
    part = {"reason": "x", "fact_id": "none"}
    assert (
        SAY("withdraw-part-unknown", receipt=record["record_id"], parts="none")
        in office.send(page, part)[2]
    )
    assert office.send(page, {"reason": "交错年度"})[0] == 303
    text = office.look(page)
    assert SAY("withdraw-whole") in text and "交错年度" in text
    assert "交错年度" in office.look("/office/withdrawals?lang=en")


def _the_county_s_facts_go_there_and_back(office: Office) -> dict[tuple[str, str], str]:
    """One sheet for all: faults at her own cells, the others taken; who lacks what on screen."""
    status, _, content = office.ask("GET", "/office/templates/table/county-facts?cycle=2024")
    assert status == 200
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    places, facts = places_of(sheet)
    edition = office.county.edition
    assert set(facts) == {
        name for name, fact in edition.facts.items() if fact.answered_by == "county"
    }
    values: dict[tuple[str, str], str] = {}
    for school in ("S1", "S2", "S3", "S4"):
        at = places[school]
        for fact_id, column in facts.items():
            fact = edition.facts[fact_id]
            value = fact.grades[0] if fact.kind == "grade" else 90 if "num" in fact_id else 100
            sheet.cell(at, column).value = value
            values[school, fact_id] = str(value)
    (count,) = (name for name, fact in edition.facts.items() if name in facts and "num" in name)
    wrong = sheet.cell(places["S3"], facts[count])
    wrong.value = "约九十"
    sheet.cell(places["S4"], 2).value = "别的学校"
    stream = io.BytesIO()
    book.save(stream)
    page = office.checked("/office/hand-in",
                          [("县里填.xlsx", stream.getvalue())])  # fmt: skip
    (told,) = office.fates(page)
    assert told.fate == "taken_in_part" and told.kind == "answers"
    by_code = {one.code: one for one in told.problems}
    assert "school-name-differs" in by_code
    faults = [one for one in told.problems if one.severity == "error"]
    assert {(one.sheet, one.cell, one.found) for one in faults} == {
        (sheet.title, wrong.coordinate, "约九十")
    }
    links = re.findall(rf'href="({page}/marked/\d+)"', office.look(page))
    marked = load_workbook(io.BytesIO(office.ask("GET", links[0])[2]))
    assert marked[sheet.title][wrong.coordinate].comment is not None
    office.taken(page)
    text = office.look("/office/facts?cycle=2024")
    whole = SAY("county-facts-of", said=3, asked=ALL)
    assert text.count(whole) == len(facts)
    assert "school=S3&fact=" in text.replace("&amp;", "&") and "school=S1&fact=" not in text
    return {key: value for key, value in values.items() if key[0] != "S3"}


def test_what_cannot_be_taken_is_told_and_registered(office: Office) -> None:
    """A broken zip, one that unpacks to far too much, no spreadsheets, temporary files."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("大.xlsx", bytes(400_000_000))
    sent = [
        ("断.zip", zipped({"a.xlsx": bytes(2000)})[:900]),
        ("弹.zip", bomb.getvalue()),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + bytes(100)),
        ("~$填报表.xlsx", b"x"),
        ("空.xlsx", b""),
        ("../../逃.csv", b"a,b\n1,2\n"),
    ]
    page = office.checked("/office/hand-in", sent)
    told = office.fates(page)
    assert [one.fate for one in told].count("refused") == 5
    assert [one.file_name for one in told if one.fate == "left_out"] == ["~$填报表.xlsx"]
    text = office.look(page)
    for one in told:
        for group in one.groups(SAY):
            assert group.text.what in text and group.text.mend in text
    before = len(record_paths(office.settings))
    _, text = office.taken(page)
    assert text.count(SAY("many-became-refused")) >= 5
    assert len(record_paths(office.settings)) == before + 5


def test_what_is_sent_is_small_of_us_and_there(office: Office) -> None:
    page = "/office/hand-in"
    status, _, text = office.send_files(page, [("a.xlsx", bytes(102 * 1024 * 1024))])
    assert status == 413 and SAY("gate-too-large") in text
    status, _, text = office.send_files(page, [(f"{at}.csv", b"x") for at in range(1001)])
    assert status == 403 and SAY("form-too-many-files") in text
    status, _, text = office.send_files(page, [])
    assert status == 403 and SAY("desk-no-file") in text
    kind = "application/x-www-form-urlencoded"
    assert office.ask("POST", page, b"form-token=x", kind)[0] == 403
    for gone in (f"{page}/0", f"{page}/0/receipts"):
        assert office.ask("GET", gone)[0] == 404
    assert office.ask("GET", "/office/templates/table/nothing")[0] == 404


def test_forms_of_all_schools_come_in_a_zip(office: Office, reported: None) -> None:
    """Workbooks of all, review sheets and signing forms of those that have handed in, one's own."""
    for kind, sheets in (("workbooks", ALL), ("reviews", None), ("signing", None)):
        said = {"kind": kind, "cycle": "2024"}
        status, location, text = office.send("/office/templates", said)
        assert status == 303, text[-500:]
        job = office.ended(location)
        assert job.state == "done" and len(job.files) == 1, job
        told = office.look(location)
        assert job.outcome is not None
        assert SAY("make-forms-done", count=job.outcome["count"]) in told
        status, _, content = office.ask("GET", f"{location}/{quote(job.files[0])}")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            assert len(names) == job.outcome["count"] == (sheets or len(names)) > 0
            assert load_workbook(io.BytesIO(archive.read(names[0]))).sheetnames
    assert SAY("form-foreign") in office.send("/office/templates", {"kind": "all"})[2]
    of_one = office.look(f"/office/templates?school={OTHERS[0]}")
    links = re.findall(r'href="(/(?:desk/workbook|office/values/sheet|handed-in)/[^"]+)"', of_one)
    assert len(links) == 3
    for path in links:
        status, _, content = office.ask("GET", path)
        assert status == 200 and content[:2] == b"PK", path


def test_review_sheets_come_back_many_at_once(office: Office, reported: None) -> None:
    """By their own door: a sheet with a value and its reason is taken, one without is told."""
    sheets = {}
    for school, reason in zip(OTHERS, ("看了台账", None), strict=True):
        status, _, content = office.ask("GET", f"/office/values/sheet/2024/{school}")
        assert status == 200
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        rows = list(sheet.iter_rows())
        heads = {cell.value: cell for row in rows for cell in row if isinstance(cell.value, str)}
        verified = heads[SAY("review-header-verified")]
        why = heads[SAY("review-header-reason")]
        edition = office.county.edition
        for row in rows[verified.row or 0 :]:
            codes = [str(cell.value) for cell in row if str(cell.value) in edition.facts]
            fact = edition.facts[codes[0]] if codes else None
            if fact is not None and fact.kind == "count" and fact.answered_by == "school":
                at = row[0].row or 0
                sheet.cell(at, verified.column or 0).value = 1
                sheet.cell(at, why.column or 0).value = reason
                break
        stream = io.BytesIO()
        book.save(stream)
        sheets[f"核实_{school}.xlsx"] = stream.getvalue()
    page = office.checked("/office/values/sheets", [("核实.zip", zipped(sheets)), ("x.csv", b"a")])
    told = {one.file_name: one for one in office.fates(page)}
    assert told["核实_S60.xlsx"].fate == told["x.csv"].fate == "refused"
    assert told["核实_S59.xlsx"].kind == "review" and not told["核实_S59.xlsx"].is_refused
    _, text = office.taken(page)
    assert told["核实_S59.xlsx"].school_name is not None
    assert SAY("many-kind-review") in text and len(re.findall(r"\d{4} \d{4} \d{4}", text)) == 3
    assert "看了台账" in office.look("/office/values?cycle=2024&school=S59&show=verified")


def test_what_says_much_less_is_taken_once_it_is_meant(office: Office, reported: None) -> None:
    """Asked back with what is lost; not taken by a tick alone."""
    school = office.county.schools[-1]
    few = dict(list(office.county.answers(school, 5).items())[:20])
    path = office.county.workbook(school, few, "很少_S60")
    page = office.checked("/office/hand-in", [(path.name, path.read_bytes())])
    (told,) = office.fates(page)
    text = office.look(page)
    assert told.is_asked_back and all(one in text for one in told.asked(SAY))
    before = len(record_paths(office.settings))
    _, _, text = office.send(page, {"take-0": "yes"})
    assert SAY("many-not-confirmed", count=1) in text
    assert len(record_paths(office.settings)) == before
    _, text = office.taken(page, **{"take-0": "yes", "meant-0": "yes"})
    assert len(record_paths(office.settings)) == before + 1
    assert SAY("many-became-taken-with-warnings") in text


PLACES = (
    *("hand-in", "templates", "values", "values?school=S59", "values?school=S59&fact={fact}"),
    *("values/sheets", "findings", "withdrawals", "facts"),
)


def test_files_are_handed_in_and_taken_by_keyboard_alone(
    office: Office, browser: Browser, reported: None, tmp_path: Path
) -> None:
    """Real Chromium, no pointer, no script; then every page of it, wide and narrow, bars nobody."""
    school = office.county.schools[-1]
    path = office.county.workbook(school, office.county.answers(school, 9), "键盘_S60")
    faulty = tmp_path / "认不出.csv"
    faulty.write_text("甲,乙\n1,2\n", encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    def reach(wanted: Locator, most: int = 80) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(wanted)

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(f"{office.address}/office/hand-in")
    reach(page.locator("input[type=file]"))
    # The window in which files are chosen is the system's own.
    page.set_input_files("input[type=file]", [str(path), str(faulty)])
    reach(page.get_by_label(SAY("change-person")))
    page.keyboard.type("甲科")
    enter()
    onward = page.get_by_role("link", name=SAY("many-see-fates"))
    onward.wait_for(timeout=60_000)  # the page of a job looks again by itself
    reach(onward)
    enter()
    fates = page.url
    assert page.locator("input[type=checkbox]:checked").count() in (1, 2)
    reach(page.get_by_role("checkbox", name=SAY("many-take-file", file=path.name)))
    if not page.get_by_role("checkbox", name=path.name).is_checked():
        page.keyboard.press("Space")
    asked = page.get_by_label(SAY("many-meant"))
    if asked.count():
        reach(asked)
        page.keyboard.press("Space")
    reach(page.get_by_label(SAY("change-person")))
    page.keyboard.type("甲科")
    reach(page.get_by_role("button", name=SAY("many-take"), exact=True))
    enter()
    onward = page.get_by_role("link", name=SAY("many-see-receipts"))
    onward.wait_for(timeout=60_000)  # the page of a job looks again by itself
    reach(onward)
    enter()
    receipts = page.url
    table = page.locator("#receipts").inner_text()
    assert path.name in table and SAY("many-became-refused") in table
    page.goto(fates)
    assert path.name in page.locator("#fates").inner_text()
    printed = pdf_text(page, tmp_path)
    assert path.name in printed and SAY("many-take") not in printed
    context.close()
    edition = office.county.edition
    fact = next(one for one, known in edition.facts.items() if known.answered_by == "county")
    places = [f"{office.address}/office/{one.format(fact=fact)}" for one in PLACES]
    record = max(record_paths(office.settings))
    places += [fates, receipts, f"{office.address}/office/withdrawals/{record}"]
    # What looks for barriers is a script itself.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for place in places:
            page.goto(place)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            assert not grave_findings(page), place
    context.close()


def pdf_text(page: Page, folder: Path) -> str:
    """What stands on the printed page."""
    path = folder / "printed.pdf"
    page.pdf(path=str(path))
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return "".join(told.stdout.decode().split())
