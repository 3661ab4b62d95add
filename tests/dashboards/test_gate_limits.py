"""What one visitor takes leaves the others their share: time, places, memory."""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from dashboards.connections import BODY_SECONDS, HEAD_SECONDS, LOOK_SECONDS, STUCK_SECONDS
from dashboards.gate import COSTLY, OPEN_SESSIONS
from dashboards.parts.places import QUERIES, REPORTS
from dashboards.parts.uploads import AT_ONCE_OF_SESSION, LARGEST_BYTES, OF_SESSION
from duibiao.reports.apart import IDLE_SECONDS
from duibiao.words import LANGUAGES, Words
from tests.dashboards.conftest import Server, serving
from tests.dashboards.visitors import (
    Visitor,
    half_a_body,
    half_a_head,
    is_ended,
    request,
    resident_megabytes,
    visiting,
)

Rows = Callable[..., list[tuple[Any, ...]]]
LARGE = b"%PDF-1.4" + b"x" * 45_000_000
QUERY_COUNT, UPLOAD_COUNT, REPORT_COUNT, HALF_COUNT = 100, 16, 24, 300
AT_MOST_SECONDS = 1.0
SELDOM = 0.05
"""How many of the answers may take longer: the machine of a test has other work too."""
LEFT_MEGABYTES = 80
"""What a server may hold more than before: what its libraries have loaded for the first time."""


@pytest.fixture(scope="module")
def busy_server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard that these tests burden."""
    with serving(demo_home, tmp_path_factory.mktemp("busy") / "log") as up:
        yield up


@pytest.fixture
def evidence_page(busy_server: Server, rows: Rows, cycle_id: str) -> Callable[[], Any]:
    """Opens the page that takes files of evidence, each time in a session of its own."""
    ((school_id,),) = rows(
        "select min(school_id) from fct_reporting_status where cycle_id = ?", cycle_id
    )
    return lambda: visiting(busy_server.address, "hand_in", f"step=evidence&school={school_id}")


def slow_query(number: int, seconds: int = 1) -> str:
    """The address of a query that counts for some seconds; each number is another query."""
    rows = seconds * 120_000_000
    sql = f"select count(*) from range({rows}) a where (a.range * {number + 3}) % 7 = 3"
    return f"/data/result.csv?sql={quote(sql)}"


@contextmanager
def watching(server: Server) -> Iterator[list[float]]:
    """Asks for a page, a file and the state, again and again; how long each took."""
    shell = request(server.address, "GET", "/guide")[2].decode()
    script = re.search(r'src="\.(/static/js/[^"]+)"', shell)
    assert script is not None
    seconds: list[float] = []
    is_over: list[bool] = []

    def ask() -> None:
        while not is_over:
            for path in ("/guide", "/health", script[1]):
                begun = time.monotonic()
                assert request(server.address, "GET", path)[0] == 200
                seconds.append(time.monotonic() - begun)
            time.sleep(0.1)

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        try:
            yield seconds
        finally:
            is_over.append(True)
            asking.result()


def asked(server: Server, path: str) -> tuple[int, str]:
    """Status and text of an answer."""
    status, _, content = request(server.address, "GET", path)
    return status, content.decode("utf-8", "replace") if status != 200 else ""


def burden(
    pool: ThreadPoolExecutor, server: Server, visitors: list[Visitor], reports: list[str]
) -> tuple[list[Future[Any]], list[Future[Any]], list[Future[Any]]]:
    """All of it at once: queries, uploads, reports."""
    queries = [pool.submit(asked, server, slow_query(at)) for at in range(QUERY_COUNT)]
    uploads = [
        pool.submit(visitors[at % len(visitors)].upload, LARGE) for at in range(UPLOAD_COUNT)
    ]
    made = [pool.submit(asked, server, path) for path in reports]
    return queries, uploads, made


def paths_of_reports(rows: Rows, cycle_id: str) -> list[str]:
    """The reports of so many schools, by address."""
    schools = rows(
        """select school_id from fct_school_scores where cycle_id = ? and basis = 'self'
        order by school_id limit ?""",
        *(cycle_id, REPORT_COUNT),
    )
    assert len(schools) == REPORT_COUNT
    return [f"/report/{cycle_id}/self/school/{school_id}.pdf" for (school_id,) in schools]


def test_a_small_page_answers_within_a_second_whatever_others_ask(
    busy_server: Server, evidence_page: Callable[[], Any], rows: Rows, cycle_id: str
) -> None:
    """A hundred queries, large uploads, two dozen reports and three hundred halves of requests.

    What finds no place is told so at once; the halves are ended; memory comes back.
    """
    reports = paths_of_reports(rows, cycle_id)
    with ExitStack() as stack:
        visitors = [stack.enter_context(evidence_page()) for _ in range(3)]
        before = resident_megabytes(busy_server.pid)
        pool = stack.enter_context(ThreadPoolExecutor(QUERY_COUNT + UPLOAD_COUNT + REPORT_COUNT))
        seconds = stack.enter_context(watching(busy_server))
        halves = [half_a_head(busy_server.address) for _ in range(HALF_COUNT // 2)]
        halves += [half_a_body(visitors[0]) for _ in range(HALF_COUNT // 2)]
        begun = time.monotonic()
        queries, uploads, made = burden(pool, busy_server, visitors[1:], reports)
        patience = max(HEAD_SECONDS, BODY_SECONDS) + 2 * LOOK_SECONDS
        assert all(is_ended(half, max(1.0, patience + begun - time.monotonic())) for half in halves)
        wait([*queries, *uploads, *made])
        told = [future.result() for future in (*queries, *made)]
        for visitor in visitors:
            visitor.go("guide")
    slow = [one for one in seconds if one >= AT_MOST_SECONDS]
    assert len(slow) <= SELDOM * len(seconds) and max(seconds) < 5 * AT_MOST_SECONDS, slow
    answered = Counter(status for status, _ in told[:QUERY_COUNT])
    assert answered[503] >= QUERY_COUNT - QUERIES.most and answered[200] >= 1
    answered = Counter(status for status, _ in told[QUERY_COUNT:])
    assert answered == {503: REPORT_COUNT - REPORTS.most, 200: REPORTS.most}
    busy = [Words(language)("busy") for language in LANGUAGES]
    assert all(any(words in text for words in busy) for status, text in told if status == 503)
    sent = Counter(future.result() for future in uploads)
    assert sent[204] == 2 * (OF_SESSION // len(LARGE)) and sent[204] + sent[503] == UPLOAD_COUNT
    assert resident_megabytes(busy_server.pid) - before < LEFT_MEGABYTES


def test_files_are_taken_only_where_a_page_asks_for_them_and_go_with_it(
    busy_server: Server, evidence_page: Callable[[], Any]
) -> None:
    """So much of a session, none for a page without a place for them, none that nobody opened."""
    with visiting(busy_server.address, "guide") as reader:
        assert reader.upload(b"x") == 403
    with evidence_page() as visitor:
        before = resident_megabytes(busy_server.pid)
        statuses = [visitor.upload(LARGE) for _ in range(5)]
        fit = OF_SESSION // len(LARGE)
        assert statuses == [204] * fit + [503] * (5 - fit)
        held = resident_megabytes(busy_server.pid)
        assert held - before > fit * 40
        visitor.go("guide")
        assert visitor.upload(b"x") == 403
        assert resident_megabytes(busy_server.pid) < held - fit * 40
        visitor.go("hand_in")
        assert visitor.upload(b"x") == 204
        session = visitor.session
    closed = Visitor(visitor.address, session, visitor.token, visitor.stream)
    assert closed.upload(b"x") in (400, 403)


def test_an_upload_says_how_long_it_is_and_is_not_longer_than_a_file(
    busy_server: Server, evidence_page: Callable[[], Any]
) -> None:
    with evidence_page() as visitor:
        path = f"/_stcore/upload_file/{visitor.session}/x"
        own = {"Origin": visitor.address}
        long = own | {"Content-Length": str(LARGEST_BYTES + 1)}
        assert request(visitor.address, "PUT", path, headers=long)[0] == 413
        chunked = own | {"Transfer-Encoding": "chunked"}
        assert request(visitor.address, "PUT", path, headers=chunked)[0] == 411
        halves = [half_a_body(visitor) for _ in range(AT_ONCE_OF_SESSION)]
        assert visitor.upload(b"x") == 503
        for half in halves:
            half.close()
        time.sleep(0.5)
        assert visitor.upload(b"x") == 204


def test_what_costs_has_a_rate(demo_home: Path, tmp_path: Path) -> None:
    """One address asks for so much in a minute; pages are not counted with it."""
    with serving(demo_home, tmp_path / "log") as up:
        # A minute by the server's clock may end between two of them.
        told = [asked(up, "/handed-in/none/original")[0] for _ in range(2 * COSTLY.of_client + 1)]
        assert set(told) == {404, 429} and told.index(429) >= COSTLY.of_client
        assert asked(up, "/guide")[0] == 200


def test_sessions_have_a_number(demo_home: Path, tmp_path: Path) -> None:
    """One address has so many pages open; when one is closed there is room again."""
    with serving(demo_home, tmp_path / "log") as up, ExitStack() as stack:
        for _ in range(OPEN_SESSIONS.of_client - 1):
            stack.enter_context(opened(up))
        with opened(up), pytest.raises(InvalidStatus, match="503"):
            stack.enter_context(opened(up))
        time.sleep(0.5)
        stack.enter_context(opened(up))


@contextmanager
def opened(server: Server) -> Iterator[None]:
    """A stream that asks for no page."""
    address = server.address.replace("http", "ws") + "/_stcore/stream"
    with connect(address, origin=Origin(server.address)):
        yield


@pytest.mark.soak
def test_who_does_not_read_what_he_asked_for_is_left(busy_server: Server) -> None:
    """A file that nobody takes out of the line is not held for ever."""
    parts = urlsplit(busy_server.address)
    shell = request(busy_server.address, "GET", "/guide")[2].decode()
    files = re.findall(r'"\.(/static/js/[^"]+)"', shell)
    sizes = {path: len(request(busy_server.address, "GET", path)[2]) for path in files}
    largest = max(sizes, key=lambda path: sizes[path])
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.connect((parts.hostname, parts.port))
    asking = f"GET {largest} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
    connection.sendall(asking.encode() * 20)
    time.sleep(STUCK_SECONDS + 3 * LOOK_SECONDS)
    assert is_ended(connection, 1.0)


@pytest.mark.soak
def test_memory_comes_back_after_hours_of_it(
    busy_server: Server, evidence_page: Callable[[], Any], rows: Rows, cycle_id: str
) -> None:
    """Five rounds of the load: the last leaves no more than the first, and no child stays."""
    reports = paths_of_reports(rows, cycle_id)
    left = []
    for _ in range(5):
        with ExitStack() as stack:
            visitors = [stack.enter_context(evidence_page()) for _ in range(2)]
            pool = stack.enter_context(
                ThreadPoolExecutor(QUERY_COUNT + UPLOAD_COUNT + REPORT_COUNT)
            )
            for futures in burden(pool, busy_server, visitors, reports):
                wait(futures)
            for visitor in visitors:
                visitor.go("guide")
        time.sleep(IDLE_SECONDS + 5)
        left.append(resident_megabytes(busy_server.pid))
    assert left[-1] - left[0] < LEFT_MEGABYTES / 2, left
    children = Path(f"/proc/{busy_server.pid}/task/{busy_server.pid}/children").read_text()
    assert sum(resident_megabytes(int(child)) for child in children.split()) < 700
