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
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.counties import Counties
from benchmarks.servers import cpu_seconds, floor
from benchmarks.timing import percentile
from dashboards.parts.frame import GROUPS, PAGES, path_of
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import snapshot_in_force
from tests.dashboards.conftest import serving
from tests.dashboards.visitors import XSRF, resident_megabytes

PATIENCE = 120.0
THINK_SECONDS = 20.0
RERUNS = 12
CROWD, CROWD_SECONDS = 200, 60.0
SESSIONS, LOOKS, TOTAL = 50, 10, 2_000
"""Sessions that come and go: so many at once, each looks at so many pages, until so many."""
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


async def go(stream: ClientConnection, page: str, query: str) -> int:
    """Go to a page and wait until it is drawn; the bytes that were sent for it."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    await stream.send(asked.SerializeToString())
    sent = 0
    while True:
        message = await asyncio.wait_for(stream.recv(decode=False), PATIENCE)
        sent += len(message)
        said = ForwardMsg()
        said.ParseFromString(message)
        if said.WhichOneof("type") == "script_finished":
            return sent


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
    address: str, process: int, wanted: Sequence[tuple[str, str, str]]
) -> list[dict[str, float]]:
    """What the server holds while sessions come, look at a few pages, and go: MB after so many."""
    held = [{"reruns": 0, "megabytes": resident_megabytes(process)}]
    chance, done = random.Random(1), 0
    while done < TOTAL:
        streams = [await session(address, number) for number in range(SESSIONS)]
        for _ in range(LOOKS):
            for stream in streams:
                _, page, query = chance.choice(wanted)
                await go(stream, page, query)
                done += 1
        for stream in streams:
            await stream.close()
        held.append({"reruns": done, "megabytes": resident_megabytes(process)})
    return held


def rerunning(counties: Counties, size: int) -> Any:
    """CPU and wall seconds of each page's rerun; of a page of one word in the same minutes."""
    home = counties.home(size).home
    with (
        floor(counties.folder, ONE_WORD) as least,
        serving(home, counties.folder / "log") as server,
    ):
        one_word, _ = asyncio.run(reruns(*least, "", ""))
        found = {
            name: asyncio.run(reruns(server.address, server.pid, page, query))
            for name, page, query in views(home)
        }
    return {
        "one_word": one_word,
        "pages": {name: {"cpu": cpu, "wall": wall} for name, (cpu, wall) in found.items()},
        "mean": statistics.mean(cpu for cpu, _ in found.values()),
        "most": max(cpu for cpu, _ in found.values()),
    }


def crowding(counties: Counties, size: int) -> Any:
    """How long many sessions wait for their pages."""
    home = counties.home(size).home
    with serving(home, counties.folder / "log") as server:
        # What every page asks of a snapshot is kept from its first look on.
        asyncio.run(every_page(server.address, views(home)))
        before = cpu_seconds(server.pid)
        found = asyncio.run(crowd(server.address, views(home), CROWD, CROWD_SECONDS))
        return {
            "sessions": CROWD,
            "think": THINK_SECONDS,
            "reruns": len(found.seconds),
            "p50": percentile(found.seconds, 0.5),
            "p95": percentile(found.seconds, 0.95),
            "errors": found.errors,
            "cpu": cpu_seconds(server.pid) - before,
            "megabytes": resident_megabytes(server.pid),
        }


def holding(counties: Counties) -> Any:
    """What the server's process holds while sessions come and go."""
    home = counties.home(60).home
    with serving(home, counties.folder / "log") as server:
        held = asyncio.run(coming_and_going(server.address, server.pid, views(home)))
    return {"sessions": SESSIONS, "held": held}


def sending(counties: Counties, size: int) -> Any:
    """What grows with schools: bytes and CPU seconds of each page, and what the process holds."""
    home = counties.home(size).home
    with serving(home, counties.folder / "log") as server:
        asyncio.run(every_page(server.address, views(counties.home(size).home)[:1]))
        before = resident_megabytes(server.pid)
        pages = asyncio.run(every_page(server.address, views(home), server.pid))
        return {"pages": pages, "before": before, "after": resident_megabytes(server.pid)}


async def every_page(
    address: str, wanted: Sequence[tuple[str, str, str]], process: int = 0
) -> dict[str, dict[str, float]]:
    """Each page twice in a session of its own: bytes sent, CPU seconds of the first time and the
    second, where the process is told.
    """
    found = {}
    for name, page, query in wanted:
        stream = await session(address)
        spent = [cpu_seconds(process) if process else 0.0]
        for _ in range(2):
            sent = await go(stream, page, query)
            spent.append(cpu_seconds(process) if process else 0.0)
        found[name] = {"bytes": sent, "first": spent[1] - spent[0], "again": spent[2] - spent[1]}
        await stream.close()
    return found
