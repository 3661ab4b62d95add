"""One decision on everything: who may do what, for which schools, and why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from duibiao.people.acting import (
    AT_THE_FILES,
    EXTENT_OF,
    LOOKING,
    NOBODY,
    ROLES,
    Acting,
    Assignment,
    Person,
)
from duibiao.people.policy import ask, ask_for_some, may, may_for_some, rules, scope
from duibiao.records.model import Cycle, Refused, School
from duibiao.records.settings import SEEDS, Settings
from duibiao.words import LANGUAGES, Words

DAY = dt.date(2025, 6, 1)
MEMBER = School("S005", "五", "镇", "primary", "rural", "branch", "separate", "none", "East")


def person(*assignments: Assignment) -> Person:
    """Somebody with an account."""
    return Person(7, "Somebody", assignments)


def of_role(role: str) -> Person:
    """Somebody with one role, over the school S001 or the group East."""
    return person(Assignment(role, {"school": "S001", "group": "East"}.get(EXTENT_OF[role], "")))


def test_each_refusal_has_words_and_what_to_do() -> None:
    for code in LANGUAGES:
        say = Words(code)
        for name in (
            "policy-nobody",
            "policy-no-role",
            "policy-own-alone",
            *(f"may-not-{each}" for each in rules()),
        ):
            assert say(name) and say.attr(name, "mend")
        assert "S9" in say("policy-school", school="S9")
        assert all(say(f"role-{role}") for role in ROLES)


def test_no_words_are_kept_for_an_action_that_there_is_not() -> None:
    assert {name.removeprefix("may-not-") for name in Words("en").ids("may-not-")} == {*rules()}


@pytest.mark.parametrize("action", sorted(rules()))
def test_nobody_may_do_anything_and_who_has_the_files_all_but_her_own_account(action: str) -> None:
    assert not may(NOBODY, action) and not may_for_some(NOBODY, action)
    assert may_for_some(AT_THE_FILES, action)
    later = Person(7, "x", (Assignment("office", starts_on=DAY + dt.timedelta(days=1)),))
    assert may(later, action, on=DAY).reason == "policy-no-role"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", sorted(rules()))
def test_own_is_own_and_no_more(role: str, action: str) -> None:
    """The table decides, and a role over a school or a group never reaches another one."""
    extent, one = rules()[action].extents.get(role), of_role(role)
    assert bool(may_for_some(one, action)) is (extent is not None)
    assert bool(may(one, action)) is (extent == "all")
    assert bool(may(one, action, school="S002")) is (extent == "all")
    own = MEMBER if EXTENT_OF[role] == "group" else "S001"
    assert bool(may(one, action, school=own)) is (extent is not None)


def test_what_changes_or_hands_over_is_kept_in_the_trail() -> None:
    changing = {
        *("hand_in", "take_back", "bring_evidence", "withdraw_evidence", "load", "withdraw"),
        *("decide_cycle", "review", "nominate", "read_old_forms", "ask_for_build"),
        *("manage_accounts", "query", "read_hand_in", "read_evidence", "read_reports"),
        *("draft_guide", "change_guide", "change_settings"),
    }
    assert changing <= {name for name, rule in rules().items() if rule.is_kept}


def test_an_administrator_and_an_auditor_see_no_answer() -> None:
    for role, own in (
        ("administrator", {"manage_accounts", "back_up", "verify", "upgrade", "see_settings"}),
        ("auditor", {"read_trail"}),
    ):
        may_do = {name for name in rules() if may_for_some(of_role(role), name)}
        assert may_do == own | {"own_account"}


def test_no_school_changes_what_is_the_countys() -> None:
    countys = (
        *("load", "withdraw", "decide_cycle", "review", "nominate", "query", "manage_accounts"),
        *("draft_guide", "change_guide", "change_settings", "see_settings"),
    )
    for role in ("clerk", "head", "group", "instructor"):
        assert not [name for name in countys if may_for_some(of_role(role), name)]


def test_whoever_looks_without_accounts_changes_nothing() -> None:
    for name, rule in rules().items():
        if may_for_some(LOOKING, name):
            assert not rule.is_kept or name.startswith(("read_", "query", "fetch_")), name


def test_a_group_reads_its_members() -> None:
    group = of_role("group")
    assert may(group, "read_hand_in", school=MEMBER)
    assert may(group, "read_hand_in", school=replace(MEMBER, education_group=None)).reason == (
        "policy-school"
    )
    assert not may(group, "read_hand_in", school="S005")  # whose group nobody said
    assert not may_for_some(group, "hand_in")


REVIEWED = School("S002", "二", "镇", "primary", "rural", "branch", "separate", "none", "East")
CYCLE = Cycle("2025", "e", dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2025, 12, 1))


@pytest.mark.parametrize(
    ("other", "may_review"),
    [
        (Assignment("clerk", "S001"), True),
        (Assignment("clerk", "S002"), False),
        (Assignment("clerk", "S002", ends_on=dt.date(2024, 12, 31)), True),
        (Assignment("head", "S002", ends_on=dt.date(2025, 1, 1)), False),
        (Assignment("instructor", "S002", starts_on=dt.date(2025, 12, 31)), False),
        (Assignment("instructor", "S002", starts_on=dt.date(2026, 1, 1)), True),
        (Assignment("group", "East"), False),
        (Assignment("group", "West"), True),
        (Assignment("leader"), True),
    ],
)
def test_who_has_to_do_with_a_school_in_the_cycle_does_not_review_it(
    other: Assignment, may_review: bool
) -> None:
    both = person(Assignment("reviewer", "S002"), other)
    answer = may(both, "review", CYCLE, REVIEWED, DAY)
    assert bool(answer) is may_review
    assert scope(both, "review", DAY, CYCLE).holds(REVIEWED) is may_review
    assert may_review or answer.reason == "policy-barred"
    # Of a cycle whose days nobody told, whatever she ever had to do with it bars.
    if other.role != "leader" and "West" not in other.over and other.over != "S001":
        assert not may(both, "review", "2025", REVIEWED, DAY)
    assert not may(both, "review", CYCLE, replace(REVIEWED, school_id="S003"), DAY)


def test_several_roles_add_up_each_within_its_days() -> None:
    both = person(
        Assignment("clerk", "S001", ends_on=DAY),
        Assignment("clerk", "S002", starts_on=DAY + dt.timedelta(days=1)),
    )
    assert scope(both, "hand_in", DAY).schools == {"S001"}
    assert scope(both, "hand_in", DAY + dt.timedelta(days=1)).schools == {"S002"}
    assert not scope(both, "load", DAY)


def test_records_name_an_account_by_its_number_and_the_role_that_did_it(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path, SEEDS)
    both = person(Assignment("clerk", "S001"), Assignment("office"))
    acting = Acting(settings, "", "test", both)
    assert ask(acting, "hand_in", school="S001").name == "7/clerk"
    assert ask(acting, "hand_in", school="S002").name == "7/office"
    assert ask_for_some(acting, "check").name == "7/clerk"
    assert ask(Acting(settings, "root", "t", AT_THE_FILES), "load").name == "root"


def test_what_has_no_rule_is_no_mistake_to_pass_over(tmp_path: Path) -> None:
    acting = Acting(Settings.resolve(tmp_path, SEEDS), "", "test", AT_THE_FILES)
    with pytest.raises(KeyError):
        ask(acting, "anything")


def test_a_refusal_names_the_school_that_is_not_ones_own(tmp_path: Path) -> None:
    acting = Acting(Settings.resolve(tmp_path, SEEDS), "", "test", of_role("clerk"))
    with pytest.raises(Refused) as told:
        ask(acting, "hand_in", school="S002")
    assert (told.value.code, told.value.parameters) == ("policy-school", {"school": "S002"})
    with pytest.raises(Refused, match="may-not-load"):
        ask(acting, "load")
