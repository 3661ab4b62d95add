"""The demo county where everybody signs in, and what somebody there is answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from duibiao.people import accounts, sessions
from duibiao.people.acting import AT_THE_FILES, EXTENT_OF, ROLES, Acting, Assignment
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot_files import project_hash
from tests.dashboards.conftest import Server, serving
from tests.dashboards.visitors import request

PASSWORD = "Ganzhou-47-hills"


@dataclass(frozen=True)
class Signed:
    """A server with an account of each role, and the cookie of a session of each."""

    server: Server
    settings: Settings
    cookies: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)


def role_of(role: str) -> Assignment:
    """A role over the school S001 or the group of a demo county's school."""
    return Assignment(role, {"school": "S001", "group": "G1"}.get(EXTENT_OF[role], ""))


def cookie_of(settings: Settings, number: int) -> str:
    """The cookie of a new session."""
    return f"duibiao={sessions.begin(settings, number)}"


@contextmanager
def signing_in(demo_home: Path, folder: Path) -> Iterator[Signed]:
    """The demo county once everybody signs in."""
    home = folder / "home"
    work = Settings.resolve(demo_home, SEEDS).dbt_work.name
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns(work))
    settings = Settings.resolve(home, SEEDS)
    acting = Acting(settings, "root", "test", AT_THE_FILES)
    # Who may read the documentation is asked here, not how dbt makes it.
    made = home / "documentation" / f"{project_hash()}.html"
    made.parent.mkdir(exist_ok=True)
    made.write_bytes(b"by dbt")
    given = accounts.add_all(acting, [(role, f"一位{role}", [role_of(role)]) for role in ROLES])
    for one in given:
        accounts.change_password(settings, one.number, one.secret, PASSWORD)
    fresh = accounts.add(acting, "fresh", "新人", [role_of("clerk")])
    cookies = {one.login: cookie_of(settings, one.number) for one in given}
    cookies["fresh"] = cookie_of(settings, fresh.number)
    with serving(home, folder / "log") as server:
        yield Signed(server, settings, cookies, {"fresh": fresh.secret})


def ask(
    signed: Signed,
    path: str,
    cookie: str = "",
    body: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    source: str = "",
) -> tuple[int, Any, str]:
    """Status, headers and text of an answer. `source`: from which address of this computer."""
    headers = {"Cookie": cookie} | (headers or {})
    content = None
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        content = urlencode(body).encode()
    method = "GET" if body is None else "POST"
    status, told, text = request(
        signed.server.address, method, path, body=content, headers=headers, source=source
    )
    return status, told, text.decode("utf-8", "replace")


def stream_refused(signed: Signed, cookie: str = "") -> int:
    """With what status a page's stream is refused."""
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            signed.server.address.replace("http", "ws") + "/_stcore/stream",
            origin=Origin(signed.server.address),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookie},
        ),
    ):
        pass
    return refused.value.response.status_code
