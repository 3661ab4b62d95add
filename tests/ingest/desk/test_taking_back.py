"""A clerk takes a hand-in back: until it is reviewed, while the cycle is open, and only once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from duibiao.commands.console import app
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.model import Refused
from duibiao.records.settings import Settings
from duibiao.records.store import read_record, record_paths, write_record
from duibiao.warehouse.build import build
from ingest.desk.taking_back import take_back
from ingest.door import Door
from ingest.register import Register
from tests.counties.small_county import SmallCounty, small_county

from duibiao.commands import evidence as cli_evidence  # noqa: F401  isort: skip  adds the commands


class Desk:
    """A county with its register, at which files come in and go back."""

    def __init__(self, settings: Settings, county: SmallCounty) -> None:
        self.settings, self.county = settings, county
        self.register = Register.open(settings)

    def take(self, path: Path) -> str:
        """Hand a file in; its record. The desk knows of it as a new process would."""
        door = Door.open(self.settings)
        checked = door.check(path.read_bytes(), path.name)
        door.hand_in(checked, received_by="clerk", channel="test")
        assert checked.receipt is not None
        self.register = Register.open(self.settings)
        return checked.receipt.record_id

    def hand_in(self, school: int, seed: int = 0) -> str:
        made = self.county.schools[school]
        answers = self.county.answers(made, seed)
        return self.take(self.county.workbook(made, answers, f"{made.school_id}-{seed}"))

    def review(self, school: int, fact: int) -> str:
        """The county's word on an answer of a school, by the answer's number; the record."""
        made = self.county.schools[school]
        fact_id, value = sorted(self.county.answers(made).items())[fact]
        row = {"cycle_id": "2024", "school_id": made.school_id, "fact_id": fact_id}
        row |= {"value": value, "basis": "verified"}
        return self.take(self.county.table(f"review-{school}-{fact}", [row]))

    def said(self, school_id: str) -> dict[str, str]:
        """What a school says, as the desk knows it."""
        answers = self.register.answers_in_force("2024", school_id)
        return {fact_id: value for fact_id, value in answers.items() if value is not None}

    def say(self, kind: str, **body: str) -> None:
        record = write_record(self.settings, kind, body, received_by="t", channel="t")
        self.register.note(record)

    def take_back(self, receipt: str, reason: str = "填错了") -> dict[str, object]:
        record_id, _ = take_back(Acting(self.settings, "clerk", "t", AT_THE_FILES), receipt, reason)
        record = read_record(record_paths(self.settings)[record_id])
        self.register.note(record)
        return record

    def refusal(self, receipt: str, reason: str = "填错了") -> str:
        with pytest.raises(Refused) as refused:
            self.take_back(receipt, reason)
        return refused.value.code


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Desk:
    county = small_county(tmp_path / "files")
    desk = Desk(settings, county)
    for path in county.tables:
        desk.take(path)
    return desk


def test_what_is_taken_back_counts_no_more_and_the_one_before_does(desk: Desk) -> None:
    first, second = desk.hand_in(0, seed=1), desk.hand_in(0, seed=2)
    answers = [desk.county.answers(desk.county.schools[0], seed) for seed in (1, 2)]
    assert answers[0] != answers[1]

    def in_force(register: Register) -> str | None:
        hand_in = register.in_force("2024", "S1")
        return None if hand_in is None else hand_in.record_id

    assert desk.said("S1") == answers[1]
    record = desk.take_back(second)
    assert (record["withdrawn_record_id"], record["reason"]) == (second, "填错了")
    for register in (desk.register, Register.open(desk.settings)):
        desk.register = register
        assert in_force(register) == first
        assert desk.said("S1") == answers[0]
    desk.take_back(first)
    assert in_force(desk.register) is None
    assert desk.said("S1") == {}


def test_the_published_hand_in_is_taken_back_too(desk: Desk) -> None:
    """What stood at the build is in the snapshot; what stands again is read from its record."""
    _, second = desk.hand_in(0, seed=1), desk.hand_in(0, seed=2)
    build(desk.settings)
    desk.register = Register.open(desk.settings)
    both = [desk.county.answers(desk.county.schools[0], seed) for seed in (1, 2)]
    assert desk.said("S1") == both[1]
    desk.take_back(second)
    assert desk.said("S1") == both[0]


def test_only_an_accepted_workbook_is_taken_back_and_only_once(desk: Desk) -> None:
    assert desk.refusal("no such receipt") == "take-back-unknown"
    assert desk.refusal(desk.review(0, fact=0)) == "take-back-unknown"
    school = desk.county.schools[1]
    answers = desk.county.answers(school)
    count = next(name for name in answers if desk.county.edition.facts[name].kind == "count")
    faulty = desk.take(desk.county.workbook(school, answers | {count: "很多"}))
    assert desk.refusal(faulty) == "take-back-unknown"
    receipt = desk.hand_in(0)
    assert desk.refusal(receipt, reason="  ") == "take-back-no-reason"
    desk.take_back(receipt)
    assert desk.refusal(receipt) == "take-back-already"


def test_a_closed_cycle_gives_nothing_back(desk: Desk) -> None:
    receipt = desk.hand_in(0)
    desk.say("cycle_decision", cycle_id="2024", decision="closed", reason="r")
    assert desk.refusal(receipt) == "take-back-cycle-closed"
    desk.say("cycle_decision", cycle_id="2024", decision="reopened", reason="r")
    desk.take_back(receipt)


def test_what_was_reviewed_since_stays(desk: Desk) -> None:
    """A review of another school, one before the hand-in, and one taken back hold nothing."""
    desk.review(0, fact=0)
    receipt = desk.hand_in(0)
    desk.review(1, fact=0)
    review = desk.review(0, fact=1)
    assert desk.refusal(receipt) == "take-back-reviewed"
    desk.say("withdrawal", withdrawn_record_id=review, fact_id="another fact", reason="r")
    assert desk.refusal(receipt) == "take-back-reviewed"
    desk.say("withdrawal", withdrawn_record_id=review, school_id="S1", reason="r")
    desk.take_back(receipt)


def test_taking_back_on_the_command_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIBIAO_HOME", str(desk.settings.home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(desk.settings.guide))
    first, second = desk.hand_in(0, seed=1), desk.hand_in(0, seed=2)

    def run(receipt: str, expect: int = 0) -> str:
        result = CliRunner().invoke(app, ["take-back", receipt, "--reason", "填错了"])
        assert result.exit_code == expect, result.output
        return result.output

    assert f"现在有效的是之前交的 {first}" in run(second)
    assert "已经撤回过了" in run(second, expect=1)
    assert "现在没有有效的填报表" in run(first)
