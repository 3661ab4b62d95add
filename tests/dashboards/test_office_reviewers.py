"""A reviewer's part of the office's desk: verified values of her own schools, and no other's."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from duibiao.records.store import record_paths
from duibiao.warehouse import jobs
from duibiao.words import Words
from ingest.desk import handing_in, many
from tests.dashboards.signed import Signed
from tests.dashboards.test_desk import Clerk
from tests.dashboards.test_office_jobs import acting, until_over

__all__ = ["acting"]
pytestmark = pytest.mark.xdist_group("signed")
SAY = Words("zh-CN")
Rows = Callable[..., list[tuple[Any, ...]]]


def sheet_of(someone: Clerk, cycle_id: str, school: str) -> bytes:
    status, _, content = someone.fetch(f"/office/values/sheet/{cycle_id}/{school}")
    assert status == 200
    book = load_workbook(io.BytesIO(content))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_reviewer_verifies_her_own_schools_and_no_other(
    signed: Signed, rows: Rows, cycle_id: str, acting: Any
) -> None:
    reviewer = Clerk(signed, signed.cookies["reviewer"])
    office = Clerk(signed, signed.cookies["office"])
    text = reviewer.look("/office/values")
    assert 'href="/office"' not in text and SAY("office-values") in text
    assert 'href="/office/values"' in reviewer.look("/account")
    for page in ("", "/hand-in", "/findings", "/withdrawals", "/facts", "/templates"):
        assert reviewer.fetch(f"/office{page}")[0] == 403
    (fact,) = rows(
        """select min(fact_id) from fct_answers where cycle_id = ? and school_id = 'S001'
        and kind = 'count' and answered_by = 'school' and basis = 'self' and state = 'answered'
        and fact_id not in (select coalesce(base_fact_id, '') from dim_rules)""", cycle_id,
    )[0]  # fmt: skip
    own = f"/office/values?cycle={cycle_id}&school=S001&fact={fact}"
    before = set(record_paths(signed.settings))
    status, _, text = reviewer.send(own, {"value": "1", "reason": "看了台账"})
    assert status == 303, text[-600:]
    assert "看了台账" in reviewer.look(own) and SAY("values-withdraw") not in reviewer.look(own)
    # Another's school, by the same form sent elsewhere.
    other = own.replace("S001", "S002")
    status, _, text = reviewer.send(own, {"value": "1", "reason": "x"}, other)
    assert SAY.attr("policy-school", "mend") in text
    assert len(set(record_paths(signed.settings)) - before) == 1
    # Sheets, many at once: that of another's school is told as no task of hers and not kept.
    sheets = [sheet_of(office, cycle_id, school) for school in ("S001", "S002")]
    for content, code in zip(sheets, ("review-empty", "review-not-yours"), strict=True):
        status, headers, text = reviewer.send_file("/office/values/sheets", content, "核实.xlsx")
        assert status == 303, text[-600:]
        job_id = headers["Location"].rpartition("/")[2]
        until_over(acting, jobs.job(acting, job_id))
        page = f"/office/values/sheets/{job_id}"
        text = reviewer.look(page)
        assert SAY(f"problem-{code}") in text
        fate = many.found(acting, job_id).fates[0]
        assert [one.code for one in fate.problems] == [code]
        status, headers, _ = reviewer.send(page, {"take-0": "yes"})
        assert status == 303
        taken = headers["Location"].rpartition("/")[2]
        until_over(acting, jobs.job(acting, taken))
        receipt = many.found(acting, taken, many.TAKE).fates[0].receipt
        assert (receipt is None) is (code == "review-not-yours")
    assert len(set(record_paths(signed.settings)) - before) == 2
    clerk = Clerk(signed, signed.cookies["clerk"])
    for page in (own, "/office/values/sheets", f"/office/values/sheet/{cycle_id}/S001"):
        assert clerk.fetch(page)[0] == 403
    # The office sees it, and takes it back with a reason; then it is the school's own again.
    text = office.look(own)
    record = text.split('name="withdraw" value="')[1].partition('"')[0]
    status, _, _ = office.send(own, {"withdraw": record, "reason": "看错年度"})
    assert status == 303 and 'name="withdraw"' not in office.look(own)
    number = handing_in.receipt_number(record)
    assert "看错年度" in office.look(f"/office/withdrawals?receipt={quote(number)}")
