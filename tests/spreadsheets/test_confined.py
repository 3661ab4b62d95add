"""Whatever a parser does in a child process, its parent is told, and the next file is read."""

from __future__ import annotations

import itertools
import logging
import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from duibiao.guide.editions import Guide
from duibiao.records.settings import SEEDS
from duibiao.spreadsheets import sandbox as sandboxes
from duibiao.spreadsheets.confined import (
    AHEAD,
    START_SECONDS,
    Allowance,
    Confined,
    ConfinedFault,
    _started,
    confined,
    for_files,
)
from duibiao.spreadsheets.extraction import open_confined, open_file, open_files
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.headers import TableFault, csv_header
from duibiao.spreadsheets.sandbox import Kind
from duibiao.spreadsheets.sent import received, sent
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.spreadsheets.text_tables import TextTable, csv_table
from ingest.evidence.files import unzipped
from ingest.long_form.tables import IS_HEADER
from tests.counties.workbook_county import SCHOOL, County, read_workbook
from tests.ingest import misdeeds
from tests.ingest.evidence.evidence_samples import packed
from tests.office import Clerk, Office
from tests.spreadsheets.hostile_files import workbook
from tests.spreadsheets.test_sandbox import KINDS, processes_of

SHORT = Allowance(0.3, 260)


@pytest.fixture(scope="module")
def children() -> Iterator[Confined]:
    """Two children at most."""
    with Confined(2) as made:
        yield made


def is_running(process: int) -> bool:
    """Whether there is such a process, and it is not only waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# ------------------------------------------------------------------ one call


def test_a_call_gives_what_the_function_gives_and_the_child_is_used_again(
    children: Confined,
) -> None:
    assert children.call(misdeeds.add, 1, 2) == 3
    process = children.call(misdeeds.pid)
    assert process != os.getpid()
    assert children.call(misdeeds.pid) == process
    assert children.call(misdeeds.length, bytes(15_000_000)) == 15_000_000


@pytest.mark.parametrize(
    ("misdeed", "reason"),
    [
        (misdeeds.compute, "too_long"),
        (misdeeds.crash, "stopped"),
        (misdeeds.abort, "stopped"),
        (misdeeds.end, "stopped"),
        (misdeeds.take_memory, "stopped"),
        (misdeeds.answer_too_much, "too_much"),
        (misdeeds.answer_with_a_function, "failed"),
        (misdeeds.fail, "failed"),
        (misdeeds.panic, "failed"),
    ],
)
def test_each_misdeed_is_a_refused_file_and_the_next_file_is_read(
    children: Confined, misdeed: Callable[[], Any], reason: str
) -> None:
    with pytest.raises(ConfinedFault) as told:
        children.call(misdeed, allowance=SHORT)
    assert told.value.reason == reason
    assert children.call(misdeeds.add, 1, 2) == 3


def test_a_child_that_waits_for_ever_is_ended_by_the_clock() -> None:
    with Confined(1) as children:
        children.call(misdeeds.pid)
        began = time.monotonic()
        with pytest.raises(ConfinedFault, match="too_long"):
            children.call(misdeeds.sleep, allowance=Allowance(0.1, 260))
        assert time.monotonic() - began < 5


def test_a_refusal_comes_with_all_that_it_tells(children: Confined) -> None:
    with pytest.raises(SpreadsheetFault) as told:
        children.call(misdeeds.refuse)
    assert told.value.code == "file-too-many-rows"
    assert told.value.parameters == {"sheet": "表", "most": "7"}


def test_what_has_no_name_is_logged_for_who_asks_and_said_on_no_terminal(
    children: Confined, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(ConfinedFault):
        children.call(misdeeds.fail)
    assert "ZeroDivisionError: unforeseen" in caplog.text


def test_a_child_writes_no_file(children: Confined, tmp_path: Path) -> None:
    path = tmp_path / "written"
    with pytest.raises(ConfinedFault, match="failed"):
        children.call(misdeeds.write, str(path))
    assert not path.exists() or path.read_text() == ""


def test_a_child_that_died_while_it_waited_is_replaced() -> None:
    with Confined(1) as children:
        process = children.call(misdeeds.pid)
        os.kill(process, 9)
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert children.call(misdeeds.pid) != process


def test_many_threads_may_call_and_no_more_children_work_than_allowed() -> None:
    with Confined(2) as children, ThreadPoolExecutor(8) as threads:
        processes = list(threads.map(lambda _: children.call(misdeeds.pid), range(40)))
        assert 1 <= len(set(processes)) <= 2
        sums = list(threads.map(lambda n: children.call(misdeeds.add, n, n), range(40)))
    assert sums == [2 * n for n in range(40)]


# ------------------------------------------------------------------ many calls


def test_results_come_in_order_and_misdeeds_stand_in_their_place(children: Confined) -> None:
    results = list(children.map(misdeeds.misdeed_at, zip(range(10))))
    codes = [
        one.code
        if isinstance(one, SpreadsheetFault)
        else one.reason
        if isinstance(one, ConfinedFault)
        else one
        for one in results
    ]
    stopped = "stopped"
    assert codes == [0, 1, 2, stopped, 4, "file-too-many-rows", 6, stopped, 8, 9]


def test_a_slow_file_holds_up_none_but_those_behind_it(children: Confined) -> None:
    assert list(children.map(misdeeds.square_slowly_at_first, zip(range(6)))) == [
        0,
        1,
        4,
        9,
        16,
        25,
    ]


def test_only_some_files_are_taken_ahead(children: Confined) -> None:
    taken = 0

    def numbers() -> Iterator[int]:
        nonlocal taken
        for number in itertools.count():
            taken += 1
            yield number

    results = children.map(misdeeds.square_slowly_at_first, zip(numbers()))
    for number in range(20):
        assert next(results) == number * number
        assert taken <= number + 1 + AHEAD * children.workers
    results.close()  # type: ignore[attr-defined]


def test_one_may_call_between_two_results(children: Confined) -> None:
    for number, result in enumerate(children.map(misdeeds.square_slowly_at_first, zip(range(8)))):
        assert result == number * number
        assert children.call(misdeeds.add, number, 1) == number + 1


# ------------------------------------------------------------------ the end


def test_children_end_when_they_are_no_longer_wanted() -> None:
    with Confined(1) as children:
        process = children.call(misdeeds.pid)
        assert is_running(process)
    assert not is_running(process)


def test_a_child_at_work_ends_with_a_parent_that_ends() -> None:
    """As a server does whose thread waits for one: what it holds open is free at once."""
    program = """
        import threading, time
        from duibiao.spreadsheets.confined import confined
        from tests.ingest import misdeeds
        confined().call(misdeeds.pid)
        print(confined()._idle[0].pid)
        threading.Thread(target=confined().call, args=(misdeeds.sleep,), daemon=True).start()
        while confined()._idle:
            time.sleep(0.01)
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert not processes_of(int(done.stdout))
    assert done.stderr == ""


@pytest.mark.parametrize("told", [0, 1])
def test_a_child_whose_parent_ends_as_it_starts_says_nothing(
    told: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """As where one is started by a thread while the process ends."""
    ours, theirs = Pipe()
    process = _started(theirs.fileno(), 0, None, ())
    theirs.close()
    for message in [sys.path, None][:told]:
        ours.send(message)
    ours.close()
    assert process.wait(START_SECONDS) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("ending", ["", "os._exit(1)", "os.kill(os.getpid(), 9)"])
def test_children_end_with_their_parent_and_say_nothing(ending: str) -> None:
    program = f"""
        import os
        from duibiao.spreadsheets.confined import confined
        from tests.ingest import misdeeds
        try:
            confined().call(misdeeds.fail)
        except Exception:
            pass
        try:
            confined().call(misdeeds.crash)
        except Exception as error:
            print(error)
        confined().call(misdeeds.pid)
        print(confined()._idle[0].pid, flush=True)
        {ending}
        """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    code, process = done.stdout.split()
    assert code == "stopped"
    assert done.stderr == ""
    for _ in range(500):
        if not processes_of(int(process)):
            return
        time.sleep(0.01)
    pytest.fail("the child has outlived its parent")


def test_a_process_shares_its_children() -> None:
    assert confined() is confined()


# ------------------------------------------------------------------ the sandbox


@pytest.mark.parametrize("kind", KINDS)
def test_a_child_that_reads_files_sees_no_file_but_the_one_it_is_handed(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxes, "sandbox_kind", lambda: kind)
    book = workbook()
    (tmp_path / "other.csv").write_bytes(b"secret")
    with for_files(1) as children:
        assert open_confined(book, children).sheet_names == open_spreadsheet(book).sheet_names
        assert children.call(unzipped, packed({"a.xlsx": book}), "a.zip") == [("a.xlsx", book)]
        with pytest.raises(ConfinedFault, match="failed"):
            children.call(Path.read_text, tmp_path / "other.csv")
        with pytest.raises(ConfinedFault, match="failed"):
            children.call(subprocess.check_output, "true")
        with pytest.raises(ConfinedFault, match="failed"):
            children.call(socket.create_server, ("127.0.0.1", 0))


# ------------------------------------------------------------------ spreadsheets


@pytest.fixture(scope="module")
def county() -> County:
    """The county with the project's own guide."""
    return County.of(Guide.load(SEEDS))


HTML = """<html><meta charset="utf-8"><table>
<tr><td>代码</td><td>填报值</td><td>备注</td></tr>
<tr><td>1-1</td><td rowspan=2>是</td><td>甲<br>乙</td></tr><tr><td>1-2</td><td>&nbsp;</td></tr>
</table></html>"""


@pytest.fixture(scope="module")
def files(county: County, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One workbook in every kind of file, with a merged answer and a formula without a result."""
    clerk = Clerk(county.template(SCHOOL, county.answers(SCHOOL)))
    facts = [fact.fact_id for fact in county.asked(SCHOOL)]
    clerk.answer(facts[3], "=1+1")
    clerk.answer(facts[7], None)
    row = clerk.row(facts[6])
    clerk.sheet.merge_cells(start_row=row, end_row=row + 1, start_column=6, end_column=6)
    content = clerk.save()
    office = Office(tmp_path_factory.mktemp("office"))
    kinds = {
        kind: office.convert({"a": content}, kind)["a"] for kind in ("xls", "ods", "csv-utf-8")
    }
    return {"xlsx": content, "html": HTML.encode(), **kinds}


def shown(spreadsheet: Spreadsheet) -> list[Any]:
    """All that can be asked of a spreadsheet."""
    told: list[Any] = [spreadsheet.has_macros]
    for at, name in enumerate(spreadsheet.sheet_names):
        grid = spreadsheet.grid(at)
        columns = [grid.column(position) for position in range(grid.width)]
        hidden = [grid.behind(position, range(grid.height)) for position in range(grid.width)]
        letters = [grid.letters(position) for position in range(grid.width)]
        told.append((name, grid.name, grid.height, columns, hidden, letters, grid.rows(0, 5)))
    return told


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv-utf-8", "html"])
def test_a_file_opened_in_a_child_is_the_same_as_one_opened_here(
    files: dict[str, bytes], kind: str
) -> None:
    assert shown(open_confined(files[kind])) == shown(open_spreadsheet(files[kind]))


def test_many_files_are_opened_in_their_order(files: dict[str, bytes]) -> None:
    contents = [*files.values(), b"", b"%PDF", files["xlsx"][:5000], files["xlsx"]]
    opened = list(open_files(contents, IS_HEADER))
    codes = [one.code if isinstance(one, SpreadsheetFault) else None for one in opened]
    expected = [None] * 5 + ["file-empty", "file-not-a-spreadsheet", "file-unreadable", None]
    assert codes == expected
    last = opened[-1]
    assert isinstance(last, Spreadsheet)
    assert shown(last) == shown(open_spreadsheet(files["xlsx"]))


def test_a_workbook_opened_in_a_child_is_read_as_one_opened_here(
    county: County, files: dict[str, bytes]
) -> None:
    for content in files.values():
        here, there = (
            read_workbook(content, "f", county.guide, county.register, opened=opened)
            for opened in (open_spreadsheet, open_confined)
        )
        assert here == there
    assert here.problems


# ------------------------------------------------------------------ tables of the long form

ANSWERS = "cycle_id,school_id,fact_id,value\n2024,S1,a,1\n\n2024,S2,a,\n"


def test_a_table_read_in_a_child_is_the_same_as_one_read_here() -> None:
    header = csv_header(ANSWERS, IS_HEADER)
    assert header is not None
    here, there = csv_table(ANSWERS, header), open_file(ANSWERS.encode(), IS_HEADER)
    assert isinstance(there, TextTable)
    assert there.rows.equals(here.rows)
    assert there.rows.schema == here.rows.schema
    assert (there.header, there.header_line, there.sheet) == (here.header, 1, None)
    assert isinstance(open_file(b"a,b\n", IS_HEADER), Spreadsheet)


def test_a_table_that_cannot_be_read_is_refused_by_the_names_of_tables() -> None:
    for content, code in (
        (b"PAR1" + b"\0" * 100, "table-unreadable"),
        (b'cycle_id,school_id,fact_id,value\n"', "table-quotes-broken"),
    ):
        with pytest.raises(TableFault, match=code):
            open_file(content, IS_HEADER)


def test_a_file_is_opened_by_one_call_whatever_it_is(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    call = Confined.call

    def counted(self: Confined, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        calls.append(function.__name__)
        return call(self, function, *arguments, **named)

    monkeypatch.setattr(Confined, "call", counted)
    for content in (*files.values(), ANSWERS.encode()):
        open_file(content, IS_HEADER)
    assert calls == ["extract_any"] * (len(files) + 1)


# ------------------------------------------------------------------ what crosses


def test_what_a_child_sends_runs_nothing_in_its_parent(children: Confined, tmp_path: Path) -> None:
    path = tmp_path / "made by a pickle"
    with pytest.raises(ConfinedFault, match="stopped"):
        children.call(misdeeds.answer_with_a_pickle, str(path))
    assert not path.exists()
    assert children.call(misdeeds.add, 1, 2) == 3


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0",
        b"\xff" * 40,
        sent([1, 2]),
        (2).to_bytes(8, "little") + b"{}",
        (40).to_bytes(8, "little") + b'{"Path":["/etc/passwd"]}                ',
        (22).to_bytes(8, "little") + b'{"SpreadsheetFault":1}',
        (100_000).to_bytes(8, "little") + b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_ends_its_child(children: Confined, message: bytes) -> None:
    with pytest.raises(ConfinedFault, match="stopped"):
        children.call(misdeeds.answer_with, message)
    assert children.call(misdeeds.add, 1, 2) == 3


def test_data_crosses_as_it_is() -> None:
    data = {
        "texts": ["一", None, "\ud800", "a"],
        3: (1, 2.5, True),
        "bytes": [b"", b"\0\xff", {"inner": b"second"}],
        "sets": [{1, 2}, frozenset("x")],
        "fault": None,
    }
    assert received(sent(data)) == data
    fault = received(sent(SpreadsheetFault("file-too-many-rows", sheet="表", most="7")))
    assert (fault.code, fault.parameters) == ("file-too-many-rows", {"sheet": "表", "most": "7"})


def test_a_class_that_was_not_named_does_not_cross() -> None:
    with pytest.raises(TypeError, match="PosixPath does not cross"):
        sent([Path("/")])
