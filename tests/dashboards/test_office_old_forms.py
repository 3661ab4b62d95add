"""Old forms on the office's desk: a mapping sheet made, chosen, and many forms read by it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from openpyxl import Workbook, load_workbook

from dashboards.plain import forms
from dashboards.plain.office.old_forms import OLD_FORMS
from duibiao.guide.editions import Edition
from duibiao.people.acting import Acting, Assignment, Person
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Job
from duibiao.warehouse.kept_guides import guide_in_force
from duibiao.words import Words
from ingest.desk import old_forms
from tests.dashboards.signed import Signed, role_of
from tests.dashboards.test_desk import FORM_TOKEN, Clerk
from tests.dashboards.test_office_jobs import until_over
from tests.dashboards.visitors import request

pytestmark = [pytest.mark.xdist_group("changing"), pytest.mark.timeout(300)]
SAY = Words("zh-CN")
HEADER = ("序号", "一级指标", "二级指标", "分值", "自评得分")
Files = Mapping[str, list[tuple[str, bytes]]]


@pytest.fixture
def office(changing: Signed) -> Clerk:
    """Somebody of the county office, signed in."""
    return Clerk(changing, changing.cookies["office"])


@pytest.fixture
def acting(changing: Signed) -> Acting:
    """She herself, past the pages."""
    settings = Settings.resolve(changing.settings.home, SEEDS)
    return Acting(settings, "", "test", Person(6, "一位office", (Assignment("office"),)))


@pytest.fixture
def edition(acting: Acting) -> Edition:
    """The edition of the guide in force."""
    [found] = guide_in_force(acting.settings).editions.values()
    return found


def old_form(edition: Edition, *, unknown: bool = False) -> bytes:
    """A form with a point for each indicator, by its name."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEADER)
    names = {one.dimension_id: one.name_zh for one in edition.dimensions}
    for at, one in enumerate(edition.indicators, 1):
        sheet.append([at, names[one.dimension_id], one.name_zh, one.max_points, 1])
    if unknown:
        sheet.append([99, "别的", "没有对应的事项", 2, 1])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(office: Clerk, files: Files, **said: str) -> tuple[int, Any, str]:
    """A form with files in several fields, as a browser sends it."""
    token = FORM_TOKEN.search(office.look(OLD_FORMS))
    assert token is not None
    boundary = uuid4().hex
    body = b""
    for key, text in {forms.TOKEN: token[1], **said}.items():
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'
        ).encode()
    for field, sent in files.items():
        for name, content in sent:
            body += (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{field}";'
                f' filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
            ).encode()
            body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Cookie": office.cookie}
    status, headers, text = request(
        office.signed.server.address, "POST", OLD_FORMS, body=body, headers=kind
    )
    return status, headers, text.decode("utf-8", "replace")


def done(office: Clerk, acting: Acting, answer: tuple[int, Any, str]) -> tuple[Job, str, str]:
    """The job that an answer leads to, once it is over; its address and its page."""
    status, headers, text = answer
    assert status == 303, text[-600:]
    where = headers["Location"]
    found = until_over(acting, jobs.job(acting, where.rpartition("/")[2]))
    return found, where, office.look(where)


def test_a_mapping_is_proposed_and_forms_are_read_by_it(
    office: Clerk, acting: Acting, edition: Edition, cycle_id: str
) -> None:
    """The fate of each, also of those in a zip; nothing is kept by a check, all of it by a load."""
    answer = send(
        office,
        {"form": [("旧表.xlsx", old_form(edition))]},
        do="propose",
        edition=edition.edition_id,
        headers="",
    )
    job, where, page = done(office, acting, answer)
    assert job.state == "done" and job.outcome is not None, job
    assert job.outcome["items"] == len(edition.indicators) and job.outcome["undecided"] == 0
    name = SAY("old-form-mapping-name", name="旧表")
    assert job.files == (name,) and name in page
    status, _, mapping = office.fetch(f"{where}/{quote(name)}")
    assert status == 200

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("乡镇/S003.xlsx", old_form(edition))
        zipped.writestr("乡镇/没有这所.xlsx", old_form(edition))
    files = {
        "mapping": [(name, mapping)],
        "files": [
            ("S002.xlsx", old_form(edition)),
            ("S004.xlsx", old_form(edition, unknown=True)),
            ("各校.zip", archive.getvalue()),
            ("图.png", b"\x89PNG\r\n\x1a\n" + b"0" * 99),
        ],
    }
    before = len(record_paths(acting.settings))
    asked = {"cycle": cycle_id, "school": ""}
    job, _, page = done(office, acting, send(office, files, do="check", **asked))
    assert job.outcome is not None, job
    fates = {one["file"]: one for one in job.outcome["files"]}
    assert fates["S002.xlsx"]["fate"].startswith("taken")
    assert fates["S002.xlsx"]["school"] == "S002"
    assert fates["各校.zip/乡镇/S003.xlsx"]["school"] == "S003"
    assert fates["各校.zip/乡镇/没有这所.xlsx"]["fate"] == "refused"
    assert fates["图.png"]["fate"] == "refused" and fates["S004.xlsx"]["problems"]
    assert len(record_paths(acting.settings)) == before
    for one in fates.values():
        assert one["file"] in page
        for problem in one["problems"]:
            assert problem["what"].split("“")[0] in page

    job, _, page = done(office, acting, send(office, files, do="load", **asked))
    assert job.outcome is not None
    kept = [read_record(path) for path in list(record_paths(acting.settings).values())[before:]]
    claims = {one["school_id"]: one for one in kept if one["kind"] == "claims"}
    assert claims["S002"]["received_by"].endswith("/office")
    assert 0 < len(claims["S003"]["claims"]) <= len(edition.indicators)
    job, _, page = done(office, acting, send(office, files, do="load", **asked))
    assert job.outcome is not None
    again = {one["file"]: one["fate"] for one in job.outcome["files"]}
    assert again["S002.xlsx"] == again["各校.zip/乡镇/S003.xlsx"] == "already_here"
    assert SAY("cli-fate-already-here") in page


def test_what_is_wrong_with_mapping_or_choice_is_told(
    office: Clerk, acting: Acting, edition: Edition, cycle_id: str
) -> None:
    """By a sheet that is none, or not filled in, nothing is read."""
    form = ("S002.xlsx", old_form(edition, unknown=True))
    answer = send(office, {"form": [form]}, do="propose", edition=edition.edition_id, headers="")
    job, where, _ = done(office, acting, answer)
    assert job.outcome is not None and job.outcome["undecided"] == 1
    mapping = office.fetch(f"{where}/{quote(job.files[0])}")[2]
    assert load_workbook(io.BytesIO(mapping)).sheetnames
    asked = {"do": "load", "cycle": cycle_id}
    files = {"mapping": [("对照表.xlsx", mapping)], "files": [form, ("S003.xlsx", form[1])]}
    job, _, page = done(office, acting, send(office, files, **asked, school=""))
    assert job.outcome is not None and job.outcome["problems"] and not job.outcome["files"]
    told = SAY(
        "office-old-forms-mapping-faulty", count=len(job.outcome["problems"]), file="对照表.xlsx"
    )
    assert told in page
    none = files | {"mapping": [("旧表.xlsx", form[1])]}
    job, _, page = done(office, acting, send(office, none, **asked, school=""))
    assert job.outcome is not None and job.outcome["problems"]
    assert SAY("problem-wrong-door-old-form") in page
    status, _, text = send(office, {"mapping": files["mapping"]}, **asked, school="")
    assert status == 403 and SAY("desk-no-file") in text
    status, _, text = send(office, {"form": [form]}, do="propose", edition="", headers="x=y")
    assert status == 403 and "x" in text


@pytest.mark.parametrize("role", ["clerk", "leader", "analyst", "administrator"])
def test_old_forms_are_the_offices_alone(changing: Signed, role: str, cycle_id: str) -> None:
    other = Acting(changing.settings, "", "test", Person(9, "x", (role_of(role),)))
    for function in (
        lambda: old_forms.propose_mapping(other, b"", "x.xlsx", None, {}, SAY),
        lambda: old_forms.old_forms_by(other, cycle_id, b"", "x.xlsx"),
    ):
        with pytest.raises(Refused, match="may-not-read_old_forms"):
            function()
