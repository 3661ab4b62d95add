"""What the gate costs: the same request through it and past it, in turns, in one process.

Asked as an application is asked by its server, without a network between: CPU alone.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from typing import Any

from benchmarks.counties import Counties
from dashboards.parts import person
from dashboards.server import application
from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, Acting, Assignment
from duibiao.records.settings import SEEDS, Settings

TURNS, REQUESTS = 9, 200
HOST = "127.0.0.1:8501"


def gate(counties: Counties) -> Any:
    """CPU seconds of a request, signed in, through the gate and past it."""
    from dashboards.parts.shell import look_path

    home = counties.folder / "gate"
    home.mkdir()
    settings = Settings.resolve(home, SEEDS)
    os.environ |= {"DUIBIAO_HOME": str(home), "DUIBIAO_GUIDE": str(SEEDS)}  # as `serve` does
    acting = Acting(settings, "benchmark", "benchmark", AT_THE_FILES)
    given = accounts.add(acting, "li", "Li", [Assignment("office")])
    accounts.change_password(settings, given.number, given.secret, "Ganzhou-47-hills")
    cookie = f"duibiao={sessions.begin(settings, given.number)}"
    person.set_up("127.0.0.1", is_shared=False)
    guarded = application(frozenset({HOST}))
    guarded.often.may = lambda *of: True  # type: ignore[method-assign]
    found = {}
    for name, path in {"shell": "/guide", "look": look_path("zh-CN")}.items():
        taken: dict[Any, list[float]] = {guarded: [], guarded.app: []}
        for turn in range(TURNS + 1):
            for app, seconds in taken.items():
                spent = asyncio.run(_cpu(app, path, cookie))
                if turn:
                    seconds.append(spent)
        through, past = map(statistics.median, taken.values())
        found[name] = {"through": through, "past": past}
    return found


async def _cpu(app: Any, path: str, cookie: str) -> float:
    """CPU seconds of a request, on the average of many."""
    began = time.process_time()
    for _ in range(REQUESTS):
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any], seen: list[int] = statuses) -> None:
            if message["type"] == "http.response.start":
                seen.append(message["status"])

        await app(_scope(path, cookie), receive, send)
        assert statuses == [200], statuses
    return (time.process_time() - began) / REQUESTS


def _scope(path: str, cookie: str) -> dict[str, Any]:
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "server": ("127.0.0.1", 8501),
        "client": ("127.0.0.1", 50_000),
        "headers": [(b"host", HOST.encode()), (b"cookie", cookie.encode())],
    }  # fmt: skip
