"""Every use case of the desk begins with who acts, and asks first whether she may."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_type_hints

import pytest

from duibiao.people.acting import EXTENT_OF, NOBODY, ROLES, Acting, Assignment, Person
from duibiao.people.policy import rules
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from ingest import desk

ASKING = {"ask", "ask_for_some", "narrowed", "_ask_for_school"}
# What is given into the hand tells nothing that was not handed over before: of these the desk makes
# words, or the sender's own file in colours.
HANDED_OVER = {
    "CheckOutcome", "EvidenceReading", "Words", "str", "bytes", "None", "ProblemGroup",
    "Sequence[Problem]", "Sequence[Fault]", "Sequence[Note]", "Mapping[int, str]",
    "Mapping[str, Any]", "Mapping[str, str]", "Collection[str]", "Sequence[str]", "Question",
    "Drafted", "School",
}  # fmt: skip


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of the desk by their full names."""
    for subject in iter_modules(desk.__path__):
        module = import_module(f"ingest.desk.{subject.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{subject.name}.{name}", function


ALL = dict(functions())
ACTED = {name: one for name, one in ALL.items() if "acting" in inspect.signature(one).parameters}


def called(function: Callable[..., Any]) -> list[ast.Call]:
    """The calls in a function, in the order of its lines."""
    tree = ast.parse(inspect.getsource(function))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def test_there_are_use_cases() -> None:
    assert len(ACTED) > 30


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_use_case_begins_with_who_acts(name: str) -> None:
    parameters = inspect.signature(ALL[name]).parameters
    if name in ACTED:
        assert next(iter(parameters)) == "acting"
        assert get_type_hints(ALL[name])["acting"] is Acting
    else:
        assert {str(one.annotation) for one in parameters.values()} <= HANDED_OVER
        source = inspect.getsource(ALL[name])
        assert not [word for word in ("settings", "Register", "Door", ".read_") if word in source]


@pytest.mark.parametrize("name", sorted(ACTED))
def test_a_use_case_asks_before_anything_else(name: str, tmp_path: Path) -> None:
    """Nobody gets as far as what she asked for: what is asked for is not even looked at."""
    home = tmp_path / "home"
    acting = Acting(Settings.resolve(home, SEEDS), "somebody", "test", NOBODY)
    needed = list(inspect.signature(ACTED[name]).parameters.values())[1:]
    given = [None for one in needed if one.kind is one.POSITIONAL_OR_KEYWORD]
    named = {one.name: None for one in needed if one.kind is one.KEYWORD_ONLY}
    with pytest.raises(Refused) as told:
        result = ACTED[name](acting, *given, **named)
        if inspect.isgenerator(result):
            next(result)
    assert told.value.code == "policy-nobody"
    assert not home.exists()


def first_asked(name: str) -> str:
    """The action that a function of the desk asks for before anything else."""
    for call in called(ACTED[name]):
        if isinstance(call.func, ast.Name) and call.func.id in ASKING:
            action = call.args[1]
            assert isinstance(action, ast.Constant), name
            return str(action.value)
    raise AssertionError(name)


@pytest.mark.parametrize("role", ROLES)
def test_whom_the_table_does_not_name_gets_nowhere(role: str, tmp_path: Path) -> None:
    """The matrix of roles and use cases is the table's: a use case without a rule fails here."""
    home = tmp_path / "home"
    over = {"school": "S001", "group": "East"}.get(EXTENT_OF[role], "")
    acting = Acting(
        Settings.resolve(home, SEEDS), "", "test", Person(7, "x", (Assignment(role, over),))
    )
    refused = set()
    for name, function in ACTED.items():
        if role in rules()[first_asked(name)].extents:
            continue
        needed = list(inspect.signature(function).parameters.values())[1:]
        given = [None for one in needed if one.kind is one.POSITIONAL_OR_KEYWORD]
        named = {one.name: None for one in needed if one.kind is one.KEYWORD_ONLY}
        with pytest.raises(Refused, match=f"may-not-{first_asked(name)}"):
            result = function(acting, *given, **named)
            if inspect.isgenerator(result):
                next(result)
        refused.add(name)
    assert not home.exists()
    assert role == "office" or len(refused) > 10


@pytest.mark.parametrize("name", sorted(ACTED))
def test_what_is_asked_for_is_in_the_table(name: str) -> None:
    asked = {
        call.args[1].value
        for call in called(ACTED[name])
        if isinstance(call.func, ast.Name) and call.func.id in ASKING
        if isinstance(call.args[1], ast.Constant)
    }
    assert asked and asked <= rules().keys()


def test_what_a_record_says_is_by_the_role_that_did_it() -> None:
    """Whoever writes down who acted has her as `ask` names her."""
    for name, function in ACTED.items():
        source = inspect.getsource(function)
        if "acting.name" in source:
            assert "acting = ask(" in source or "acting = _ask_for_school(" in source, name


def test_a_clerk_gets_nothing_of_another_school(demo_home: Path) -> None:
    """With the real desk: her own school's things, and a refusal for the other's."""
    from ingest.desk import drafts, evidence, forms, handing_in, listing, reviewing, taking_back
    from ingest.register import Register

    settings = Settings.resolve(demo_home, SEEDS)
    register = Register.open(settings)
    cycle_id = max(register.cycles)
    own, other = sorted(
        school for school in register.schools_by_cycle(cycle_id)
        if register.in_force(cycle_id, school)
    )[:2]  # fmt: skip
    receipts = {}
    for school in (own, other):
        hand_in = register.in_force(cycle_id, school)
        assert hand_in is not None
        receipts[school] = hand_in.record_id
    clerk = Acting(settings, "", "test", Person(7, "Li", (Assignment("clerk", own),)))
    assert [school.school_id for school in listing.schools(clerk, cycle_id)] == [own]
    assert [one.school_id for one in forms.templates(clerk, cycle_id, None).schools] == [own]
    path, _ = handing_in.original_file(clerk, receipts[own])
    theirs, _ = handing_in.original_file(
        Acting(settings, "", "test", Person(8, "", (Assignment("office"),))), receipts[other]
    )
    handing_in.check_file(clerk, path.read_bytes(), path.name)
    refusals: list[Callable[[], object]] = [
        lambda: forms.template_bytes(clerk, cycle_id, other),
        lambda: forms.templates(clerk, cycle_id, other),
        lambda: forms.signing_form(clerk, receipts[other]),
        lambda: handing_in.original_file(clerk, receipts[other]),
        lambda: handing_in.marked_again(clerk, receipts[other], None),  # type: ignore[arg-type]
        lambda: handing_in.check_file(clerk, theirs.read_bytes(), theirs.name),
        lambda: evidence.evidence_of(clerk, cycle_id, other),
        lambda: evidence.evidence_in_force(clerk, cycle_id, other),
        lambda: evidence.evidence_file(clerk, cycle_id, other, "0" * 64),
        lambda: evidence.check_evidence(clerk, cycle_id, other, [], {}),
        lambda: drafts.form(clerk, cycle_id, other),
        lambda: drafts.save_answers(clerk, cycle_id, other, "x", drafts.Typed(), 0),
        lambda: drafts.begin_draft(clerk, cycle_id, other, 0, is_blank=True),
        lambda: drafts.filled(clerk, cycle_id, other, None),  # type: ignore[arg-type]
        lambda: drafts.note_handed_in(clerk, cycle_id, other, 1, receipts[other]),
    ]
    for refusal in refusals:
        with pytest.raises(Refused, match="policy-school"):
            refusal()
    reviewer = Acting(settings, "", "test", Person(9, "Wu", (Assignment("reviewer", own),)))
    book = forms.review_workbook(reviewer, cycle_id, own, "zh-CN")
    assert reviewing.check_review(reviewer, book, "own.xlsx").checked.table is not None
    office = Acting(settings, "", "test", Person(8, "", (Assignment("office"),)))
    foreign = forms.review_workbook(office, cycle_id, other, "zh-CN")
    for refusal in (
        lambda: forms.review_workbook(reviewer, cycle_id, other, "zh-CN"),
        lambda: forms.review_workbooks(reviewer, cycle_id, other, "zh-CN"),
        lambda: reviewing.check_review(reviewer, foreign, "other.xlsx"),
        lambda: evidence.evidence_of(reviewer, cycle_id, other),
    ):
        with pytest.raises(Refused, match="policy-school"):
            refusal()
    assert len(forms.review_workbooks(reviewer, cycle_id, None, "zh-CN").schools) == 1
    both = (Assignment("reviewer", own), Assignment("instructor", own))
    barred = Acting(settings, "", "test", Person(9, "Wu", both))
    with pytest.raises(Refused, match="policy-barred"):
        forms.review_workbook(barred, cycle_id, own, "zh-CN")
    with pytest.raises(Refused, match="may-not-take_back"):
        taking_back.take_back(clerk, receipts[own], "x")
