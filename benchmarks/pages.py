"""What a page costs the server, and how long sessions wait for theirs when many are there at once.

Sessions speak Streamlit's own protocol, as a browser does, without drawing anything. The floor is a
page of one word, served the same way by the same library.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.county import large_county, publish
from benchmarks.servers import cpu_seconds, floor
from dashboards.parts.frame import GROUPS, PAGES, path_of
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import snapshot_in_force
from tests.dashboards.conftest import serving
from tests.dashboards.visitors import XSRF, resident_megabytes

PATIENCE = 120.0
THINK_SECONDS = 20.0
RERUNS = 12
CROWDS, CROWD_SECONDS = (100, 200), 60.0
ONE_WORD = """
import streamlit as st

st.write("x")
"""


@dataclass(slots=True)
class Taken:
    """Seconds that sessions waited for pages, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def views(home: Path) -> list[tuple[str, str, str]]:
    """What is asked for: a name, a page and a query; each page with a school where it is of one."""
    snapshot = snapshot_in_force(Settings.resolve(home, SEEDS))
    rows = snapshot.rows(
        "select school_id from fct_school_scores where score is not null order by school_id limit 1"
    )
    school = {"school": rows[0]["school_id"]} if rows else {}
    return [
        (name, path_of(name), urlencode(school if name in GROUPS["school"] else {}))
        for name in PAGES
    ]


async def session(address: str, number: int = 0) -> ClientConnection:
    """A session, as a browser has one; they come from several addresses of this computer."""
    with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
        cookies = SimpleCookie()
        for said in answer.headers.get_all("Set-Cookie", []):
            cookies.load(said)
    token = cookies[XSRF].value if XSRF in cookies else ""
    protocols = [Subprotocol("streamlit"), *([Subprotocol(token)] if token else [])]
    return await connect(
        address.replace("http", "ws") + "/_stcore/stream",
        origin=Origin(address),
        subprotocols=protocols,
        additional_headers={"Cookie": f"{XSRF}={token}"} if token else {},
        max_size=None,
        compression=None,
        local_addr=(f"127.0.0.{1 + number % 8}", 0),
    )


async def go(stream: ClientConnection, page: str, query: str) -> None:
    """Go to a page and wait until it is drawn."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    await stream.send(asked.SerializeToString())
    while True:
        said = ForwardMsg()
        said.ParseFromString(await asyncio.wait_for(stream.recv(decode=False), PATIENCE))
        if said.WhichOneof("type") == "script_finished":
            return


async def reruns(address: str, process: int, page: str, query: str) -> tuple[float, float]:
    """CPU and wall seconds of a rerun in one session, on the average of many."""
    stream = await session(address)
    for _ in range(2):
        await go(stream, page, query)
    began, spent = time.perf_counter(), cpu_seconds(process)
    for _ in range(RERUNS):
        await go(stream, page, query)
    taken = time.perf_counter() - began
    await stream.close()
    return (cpu_seconds(process) - spent) / RERUNS, taken / RERUNS


async def crowd(
    address: str, wanted: Sequence[tuple[str, str, str]], sessions: int, seconds: float
) -> Taken:
    """So many sessions that each look at another page every twenty seconds or so."""
    taken, until = Taken(), time.perf_counter() + seconds

    async def visit(number: int) -> None:
        chance = random.Random(number)
        try:
            await asyncio.sleep(chance.uniform(0, THINK_SECONDS))
            stream = await session(address, number)
            while time.perf_counter() < until:
                _, page, query = chance.choice(wanted)
                began = time.perf_counter()
                await go(stream, page, query)
                taken.seconds.append(time.perf_counter() - began)
                await asyncio.sleep(chance.expovariate(1 / THINK_SECONDS))
            await stream.close()
        except Exception:
            taken.errors += 1

    await asyncio.gather(*(visit(number) for number in range(sessions)))
    return taken


async def coming_and_going(
    address: str,
    process: int,
    wanted: Sequence[tuple[str, str, str]],
    sessions: int = 50,
    total: int = 2_000,
) -> list[tuple[int, float]]:
    """What the server holds while sessions come, look at a few pages, and go: MB after so many."""
    held, done = [], 0
    chance = random.Random(1)
    while done < total:
        streams = [await session(address, number) for number in range(sessions)]
        for _ in range(4):
            for stream in streams:
                _, page, query = chance.choice(wanted)
                await go(stream, page, query)
                done += 1
        for stream in streams:
            await stream.close()
        held.append((done, resident_megabytes(process)))
    return held


def percentile(seconds: Sequence[float], share: float) -> float:
    """The nearest rank."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def pages(folder: Path, sizes: Sequence[int]) -> None:
    """Print, by number of schools, what reruns cost, how long crowds wait, and what memory does."""
    for size in sizes:
        home = folder / f"pages-{size}"
        publish(Settings.resolve(home, SEEDS), large_county(size))
        print(f"\n{size:,} schools\n")
        with floor(folder, ONE_WORD) as least, serving(home, folder / "log") as server:
            _reruns_told(home, least, (server.address, server.pid))
            _crowds_told(home, server.address, server.pid)
    with serving(home, folder / "log") as server:
        held = asyncio.run(coming_and_going(server.address, server.pid, views(home)))
    print("\n| reruns of 50 sessions that come and go | MB |\n|---|---|")
    for done, megabytes in held:
        print(f"| {done:,} | {megabytes:.0f} |")


def _reruns_told(home: Path, least: tuple[str, int], server: tuple[str, int]) -> None:
    one_word, _ = asyncio.run(reruns(*least, "", ""))
    print("| page | CPU ms of a rerun | wall ms | ratio to a page of one word |")
    print("|---|---|---|---|")
    print(f"| one word | {1000 * one_word:.1f} | | 1 |")
    of_all = []
    for name, page, query in views(home):
        spent, taken = asyncio.run(reruns(*server, page, query))
        of_all.append(spent)
        print(f"| {name} | {1000 * spent:.0f} | {1000 * taken:.0f} | {spent / one_word:.1f} |")
    print(f"| mean | {1000 * statistics.mean(of_all):.0f} | | |\n")


def _crowds_told(home: Path, address: str, process: int) -> None:
    print("| sessions, 20 s think | reruns | p50 s | p95 s | errors | CPU s | MB |")
    print("|---|---|---|---|---|---|---|")
    for sessions in CROWDS:
        before = cpu_seconds(process)
        found = asyncio.run(crowd(address, views(home), sessions, CROWD_SECONDS))
        p50, p95 = (percentile(found.seconds, share) for share in (0.5, 0.95))
        print(
            f"| {sessions} | {len(found.seconds)} | {p50:.2f} | {p95:.2f} | {found.errors} |"
            f" {cpu_seconds(process) - before:.0f} | {resident_megabytes(process):.0f} |",
            flush=True,
        )
