"""Who changes the county's figures from a page: one person on her own computer, who says who."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import polars as pl
import pytest

import dashboards
from dashboards.parts import permitted, person
from dashboards.plain import pieces
from duibiao.records.model import Refused
from duibiao.words import Words
from ingest import desk
from tests.dashboards.conftest import Server, Sight, serving

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
FOLDER = Path(dashboards.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
SAY = Words("zh-CN")


@pytest.fixture
def own() -> Iterator[None]:
    """As a server that was started for one person, and afterwards as one that was not."""
    person.set_up("127.0.0.1", is_shared=False)
    yield
    person.set_up("127.0.0.1", is_shared=True)


@pytest.fixture(scope="module")
def shared_server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard for several people."""
    with serving(demo_home, tmp_path_factory.mktemp("shared") / "log", "--shared") as up:
        yield up


@pytest.mark.parametrize(
    ("host", "is_shared", "may"),
    [
        *(("127.0.0.1", False, True), ("localhost", False, True), ("::1", False, True)),
        *(("127.0.0.1", True, False), ("0.0.0.0", False, False), ("192.168.1.5", False, False)),
        *(("::", False, False), ("office.example", False, False)),
    ],
)
def test_only_a_server_for_one_person_on_this_computer_changes_anything(
    host: str, is_shared: bool, may: bool
) -> None:
    person.set_up(host, is_shared=is_shared)
    assert (permitted.may_change("hand_in") is None) is may
    person.set_up("127.0.0.1", is_shared=True)


def test_where_nothing_may_be_changed_nobody_acts() -> None:
    """What stands behind a button refuses too, for a button that was drawn before."""
    person.set_up("127.0.0.1", is_shared=True)
    with pytest.raises(Refused, match=permitted.REASON):
        permitted.acting()


def test_who_does_not_say_who_she_is_changes_nothing(own: None) -> None:
    with pytest.raises(Refused, match="change-nobody"):
        permitted.acting()


def desk_functions() -> dict[str, str]:
    """The public functions of the desk with what stands in them and in what they call there."""
    found = {}
    for subject in iter_modules(desk.__path__):
        module = import_module(f"ingest.desk.{subject.name}")
        own = {
            name: inspect.getsource(function)
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__
        }
        for name, source in own.items():
            called = [text for other, text in own.items() if f"{other}(" in source]
            if not name.startswith("_"):
                found[name] = "".join([source, *called])
    return found


def test_every_change_from_a_page_asks_who_acts() -> None:
    """Whatever the desk keeps as received by somebody is told by `permitted.acting()`.

    The pages without script ask by a form's own words.
    """
    assert "return permitted.acting(" in inspect.getsource(pieces.acting)
    changing = {name for name, source in desk_functions().items() if "acting.name" in source}
    from_pages = {"hand_in_file", "keep_evidence", "take_back", "nominate", "load_review"}
    from_pages |= {"take_table", "decide_cycle", "extend_deadline"}
    from_pages |= {"withdraw", "type_findings", "type_values"}
    from_pages |= {"save_answers", "begin_draft"}
    from_pages |= {"lay_draft", "lay_drafted", "take_into_force"}
    assert changing >= from_pages
    calls = [
        (path.name, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in changing
    ]
    called = {node.func.attr for _, node in calls if isinstance(node.func, ast.Attribute)}
    assert called == from_pages | {"withdraw_nomination", "withdraw_evidence"}
    without = [
        (name, ast.unparse(node))
        for name, node in calls
        if {"permitted.acting()", "pieces.acting(said)"}.isdisjoint(map(ast.unparse, node.args))
    ]
    assert without == []


def test_files_come_and_go_by_ways_of_ours_alone() -> None:
    """Streamlit's own keep every file in memory for anybody who knows its address."""
    streamlits = ("download_button", "file_uploader", "image", "audio", "video", "pdf", "logo")
    used = {
        (path.relative_to(FOLDER).as_posix(), node.attr)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in streamlits
        and ast.unparse(node.value) == "st"
    }
    assert used == {("parts/uploads.py", "file_uploader")}


def test_on_a_server_for_several_people_the_pages_say_why_and_what_to_do(
    shared_server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """No field, button or place for files stands where it would change figures."""
    ((school_id,),) = rows(
        "select min(school_id) from fct_school_scores where cycle_id = ?", cycle_id
    )
    sight = look()
    for page, query in (
        ("hand_in", {"step": "evidence", "school": school_id}),
        ("hand_in", {"step": "take-back"}),
        ("checks", {"part": "book", "school": school_id}),
        ("tiers", {"school": school_id}),
    ):
        shown = sight.open(shared_server.url(page, **query))
        assert SAY(permitted.REASON) in shown.locator("body").inner_text(), (page, query)
        assert SAY.attr(permitted.REASON, "mend") in shown.locator("body").inner_text()
        assert shown.locator("[data-testid='stFileUploaderDropzone']").count() == 0
        assert shown.locator("[data-testid='stFormSubmitButton']").count() == 0
        assert shown.get_by_label("经办人").count() == 0


@pytest.fixture
def opened() -> Iterator[None]:
    """As a server that was started to look through anybody's eyes."""
    person.set_up("127.0.0.1", is_shared=False, is_open=True)
    token = person.eyes_of_request.set("")
    yield
    person.eyes_of_request.reset(token)
    person.set_up("127.0.0.1", is_shared=True)


def test_through_other_eyes_one_sees_what_their_role_may(opened: None) -> None:
    """By the same policy, and what is done is for show; an address that says nonsense is no eye."""
    for said, sees in (("clerk:S001", False), ("leader", True), ("", True), ("queen", True)):
        person.eyes_of_request.set(said)
        assert (permitted.may("page_ranking") is None) is sees, said
    person.eyes_of_request.set("clerk:S001")
    assert permitted.looking().channel == permitted.DEMO
    schools = pl.DataFrame({"school_id": ["S001", "S002"], "education_group": [None, "East"]})
    assert permitted.own_schools("page_school", schools)["school_id"].to_list() == ["S001"]
    person.eyes_of_request.set("group:East")
    assert permitted.own_schools("page_school", schools)["school_id"].to_list() == ["S002"]
    assert permitted.scope_key("page_school") != "*"


def test_eyes_are_no_way_past_signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where everybody signs in, and where the server is not open, the address is not believed."""
    token = person.eyes_of_request.set("office")
    person.set_up("127.0.0.1", is_shared=True, is_open=True)
    assert permitted.may_change("load") == permitted.REASON
    person.set_up("127.0.0.1", is_shared=False)
    monkeypatch.setattr("duibiao.people.accounts.are_there", lambda settings: True)
    assert permitted.may("page_ranking") == "policy-nobody"
    person.eyes_of_request.reset(token)
    person.set_up("127.0.0.1", is_shared=True)
