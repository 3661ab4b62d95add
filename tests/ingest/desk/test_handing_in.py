"""The desk is the schools' door: workbooks come in by it, the county's tables do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import Settings
from duibiao.records.store import record_paths
from ingest.desk import forms, handing_in, listing
from ingest.door import Door
from tests.counties.small_county import SmallCounty, small_county


@pytest.fixture
def clerk(settings: Settings) -> Acting:
    """A clerk at work."""
    return Acting(settings, "clerk", "test", AT_THE_FILES)


@pytest.fixture
def county(tmp_path: Path, settings: Settings) -> SmallCounty:
    made = small_county(tmp_path / "files")
    door = Door.open(settings)
    for path in made.tables:
        door.hand_in(door.check(path.read_bytes(), path.name), received_by="a", channel="b")
    return made


def test_a_school_cannot_hand_in_the_countys_tables(
    county: SmallCounty, settings: Settings, clerk: Acting
) -> None:
    before = len(record_paths(settings))
    row = {"cycle_id": "2024", "school_id": "S2", "red_line": sorted(county.edition.red_lines)[0]}
    for path in (county.table("findings", [row]), *county.tables):
        outcome = handing_in.check_file(clerk, path.read_bytes(), path.name)
        assert outcome.checked.fate == "refused"
        assert [problem.code for problem in outcome.checked.problems] == ["file-is-table"]
    assert len(record_paths(settings)) == before


def test_a_template_from_the_page_comes_back_with_a_receipt(
    county: SmallCounty, settings: Settings, clerk: Acting
) -> None:
    school = county.schools[0]
    assert [known.school_id for known in listing.schools(clerk, "2024")] == ["S1", "S2", "S3"]
    assert [cycle.cycle_id for cycle in listing.cycles(clerk)] == ["2024"]
    empty = handing_in.check_file(clerk, forms.template_bytes(clerk, "2024", "S1"), "empty.xlsx")
    assert empty.checked.workbook is not None
    assert {answer.fact_id for answer in empty.checked.workbook.answers} == {
        fact.fact_id
        for fact in county.edition.facts.values()
        if fact.answered_by == "school" and county.edition.is_asked(fact.fact_id, school.attributes)
    }
    filled = county.workbook(school, county.answers(school)).read_bytes()
    done = handing_in.hand_in_file(clerk, handing_in.check_file(clerk, filled, "filled.xlsx"))
    assert done.receipt is not None
    assert done.receipt.record_id in record_paths(settings)
    assert done.score is None, "before the first build there is nothing to score with"
