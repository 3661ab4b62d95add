"""Encrypted for real: a certificate of our own, beyond this computer, in a real browser."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from duibiao.people import accounts
from duibiao.people.acting import AT_THE_FILES, Acting, Assignment
from duibiao.records.settings import SEEDS, Settings
from duibiao.words import Words
from tests.dashboards.conftest import DRAW_MILLISECONDS, DRAWN, START_SECONDS

SAY = Words("zh-CN")
PASSWORD = "Ganzhou-47-hills"
NAME = "duibiao.example"


def command(home: Path, port: int, *options: str) -> subprocess.Popen[str]:
    """A server for all who reach this computer."""
    places = {"DUIBIAO_HOME": str(home), "DUIBIAO_GUIDE": str(SEEDS), "DUIBIAO_LANG": "zh"}
    return subprocess.Popen(
        [sys.executable, "-m", "dashboards.server", "--host", "0.0.0.0", "--port", str(port),
         "--allow-host", NAME, *options],
        env=os.environ | places,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without anything."""
    home = tmp_path_factory.mktemp("tls") / "home"
    home.mkdir()
    return home


@pytest.fixture(scope="module")
def encrypted(home: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server with a certificate of its own, and the certificate."""
    folder = home.parent
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         f"/CN={NAME}", "-addext", f"subjectAltName=DNS:localhost,DNS:{NAME},IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    # Neither without accounts, nor unencrypted with them.
    alone = command(home, port, "--certificate", str(certificate), "--key", str(key))
    said, _ = alone.communicate(timeout=START_SECONDS)
    assert alone.returncode and SAY("serve-no-accounts", host="0.0.0.0") in said
    acting = Acting(Settings.resolve(home, SEEDS), "root", "test", AT_THE_FILES)
    given = accounts.add(acting, "li", "李", [Assignment("office")])
    accounts.change_password(acting.settings, given.number, given.secret, PASSWORD)
    plain = command(home, port)
    said, _ = plain.communicate(timeout=START_SECONDS)
    assert plain.returncode and SAY("serve-unencrypted", host="0.0.0.0") in said
    process = command(home, port, "--certificate", str(certificate), "--key", str(key))
    try:
        known = ssl.create_default_context(cafile=str(certificate))
        until = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None and time.monotonic() < until
            try:
                with urllib.request.urlopen(
                    f"https://localhost:{port}/health", timeout=2, context=known
                ):
                    break
            except OSError:
                time.sleep(0.2)
        yield f"https://localhost:{port}", certificate
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_beyond_this_computer_it_is_encrypted_and_signed_in_to(
    encrypted: tuple[str, Path], browser: Browser
) -> None:
    """The page, its stream and its cookies, which no other site could have set or could read."""
    address, _ = encrypted
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    streams: list[str] = []
    page.on("websocket", lambda one: streams.append(one.url))
    page.goto(f"{address}/guide")
    assert page.locator("h1").inner_text() == SAY("sign-in-title")
    page.locator("[name='login']").fill("li")
    page.locator("[name='password']").fill(PASSWORD)
    page.locator("form.fields button").click()
    page.wait_for_selector(DRAWN, timeout=DRAW_MILLISECONDS)
    cookies = {one["name"]: one for one in context.cookies()}
    own = cookies["__Host-duibiao"]
    assert own["secure"] and own["httpOnly"] and own["sameSite"] == "Strict"
    assert (own["path"], own["domain"]) == ("/", "localhost")
    assert "duibiao" not in cookies
    assert streams and all(one.startswith("wss://localhost:") for one in streams)
    context.close()


def test_nothing_is_said_unencrypted(encrypted: tuple[str, Path]) -> None:
    host, _, port = encrypted[0].removeprefix("https://").partition(":")
    connection = HTTPConnection(host, int(port), timeout=10)
    with pytest.raises((HTTPException, OSError)):
        connection.request("GET", "/sign-in")
        connection.getresponse()
    connection.close()
