"""The gate: nothing foreign is answered or framed, what no page needs is closed."""

from __future__ import annotations

import http.server
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response

from dashboards.gate import HEADERS
from dashboards.parts.frame import PAGES
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import record_paths
from tests.dashboards.conftest import Server, Sight, serving

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SQL = "data/result.csv?sql=select%201%20as%20a"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}
ANSWER_SECONDS = 30


def port_of(server: Server) -> int:
    """Where a server listens."""
    port = urlsplit(server.address).port
    assert port is not None
    return port


def ask(
    server: Server,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    host: str | None = "",
    body: bytes = b"",
) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an answer, by a raw socket: no library tidies what is sent.

    `host` "" is the server's own name, None sends none.
    """
    own = f"127.0.0.1:{port_of(server)}"
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [] if host is None else [f"Host: {host or own}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if "Connection" not in (headers or {}):
        lines.append("Connection: close")
    with socket.create_connection(("127.0.0.1", port_of(server)), ANSWER_SECONDS) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        answer = b""
        while b"\r\n\r\n" not in answer or not answer.startswith(b"HTTP/1.1 101"):
            got = connection.recv(65_536)
            if not got:
                break
            answer += got
    head, _, rest = answer.partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in others)
    told = {name.lower(): value for name, _, value in pairs}
    return int(first.split()[1]), told, rest.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:1"),
        *("localhost:{port}.evil.example", "127.0.0.1:{port}@evil.example", "10.0.0.1:{port}"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/health", "/" + SQL, "/static/x.js", "/_stcore/health"])
def test_under_a_foreign_name_nothing_is_answered(server: Server, host: str, path: str) -> None:
    """A name that points here by the will of another (DNS rebinding) gets no page and no file."""
    status, headers, text = ask(server, path, host=host.format(port=port_of(server)))
    assert status == 421
    assert "snapshot" not in text and "streamlit" not in text
    assert_guarded(headers)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_the_names_of_this_computer_are_answered(server: Server, name: str) -> None:
    status, _, text = ask(server, "/health", host=f"{name}:{port_of(server)}")
    assert status == 200 and '"ok"' in text


def test_a_name_is_answered_once_it_is_allowed(demo_home: Path, tmp_path: Path) -> None:
    """Behind a proxy, with any port of the proxy's."""
    with serving(demo_home, tmp_path / "log", "--allow-host", "office.example") as up:
        assert ask(up, "/health", host="office.example")[0] == 200
        assert ask(up, "/health", host="Office.example:8443")[0] == 200
        assert ask(up, "/health", host="other.example")[0] == 421
        same = UPGRADE | {"Origin": "https://office.example"}
        assert ask(up, "/_stcore/stream", headers=same, host="office.example")[0] == 101
        other = UPGRADE | {"Origin": up.address}
        assert ask(up, "/_stcore/stream", headers=other, host="office.example")[0] == 403


def test_a_request_without_a_name_or_of_another_form_is_none(server: Server) -> None:
    port = port_of(server)
    assert ask(server, "/health", host=None)[0] == 400
    assert ask(server, f"http://evil.example:{port}/health")[0] in (400, 404, 421)
    status, headers, _ = ask(server, "/health", headers={"Bad Header": "x"})
    assert status == 400
    assert_guarded(headers)


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:{other}"),
        *("https://127.0.0.1", "http://127.0.0.1:{port}.evil.example", ""),
    ],
)
def test_no_foreign_origin_is_answered(server: Server, origin: str) -> None:
    """Neither a page's stream nor a file, an upload or a question in advance (preflight)."""
    port = port_of(server)
    said = {"Origin": origin.format(port=port, other=port + 1)}
    assert ask(server, "/_stcore/stream", headers=UPGRADE | said)[0] == 403
    for path in ("/health", "/" + SQL, "/"):
        status, headers, text = ask(server, path, headers=said)
        assert status == 403 and "a\n1" not in text
        assert not [name for name in headers if name.startswith("access-control")]
    preflight = said | {"Access-Control-Request-Method": "PUT"}
    upload = "/_stcore/upload_file/any/any"
    assert ask(server, upload, method="OPTIONS", headers=preflight)[0] in (403, 405)
    sent = said | {"Content-Length": "1"}
    assert ask(server, upload, method="PUT", headers=sent, body=b"x")[0] == 403


def test_a_stream_needs_an_origin_which_is_this_server(server: Server) -> None:
    """What sends none is no browser, and what another site opens says so."""
    own = {"Origin": server.address}
    assert ask(server, "/_stcore/stream", headers=UPGRADE)[0] == 403
    assert ask(server, "/_stcore/stream", headers=UPGRADE | own)[0] == 101
    crossed = own | {"Sec-Fetch-Site": "cross-site"}
    assert ask(server, "/_stcore/stream", headers=UPGRADE | crossed)[0] == 403
    assert ask(server, "/_stcore/streams", headers=UPGRADE | own)[0] in (403, 404)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "destination"),
    [("no-cors", "image"), ("navigate", "document"), ("navigate", "iframe"), ("cors", "empty")],
)
def test_what_costs_is_not_done_for_another_site(
    server: Server, site: str, mode: str, destination: str, cycle_id: str
) -> None:
    """An image, a frame, a link: no query runs and no report is made for any of them."""
    said = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
    report = f"/report/{cycle_id}/self/county/county.pdf"
    for path in ("/" + SQL, report, "/docs", "/health", f"/reports-of-all/{cycle_id}/self/pdf"):
        status, headers, text = ask(server, path, headers=said)
        assert status == 403, path
        assert not text.startswith(("a\n", "%PDF"))
        assert_guarded(headers)
    own = {"Sec-Fetch-Site": "same-origin"}
    assert ask(server, "/" + SQL, headers=own)[2].lstrip("\ufeff").startswith("a")


def test_where_a_browser_says_no_site_its_referrer_tells(server: Server) -> None:
    """As old browsers do, and all of them beyond this computer without TLS."""
    assert ask(server, "/" + SQL, headers={"Referer": "http://evil.example/"})[0] == 403
    assert ask(server, "/" + SQL, headers={"Referer": f"{server.address}/data"})[0] == 200


def test_an_address_that_was_sent_opens_but_says_where_it_came_from(server: Server) -> None:
    """A link in a mail opens its page; what the page would run waits for the one who reads it."""
    said = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    said |= {"Sec-Fetch-Dest": "document"}
    assert ask(server, "/guide", headers=said)[0] == 200
    status, headers, _ = ask(server, "/data?view=query&sql=select%201", headers=said)
    assert (status, headers["location"]) == (
        303,
        "?view=query&sql=select%201&from=elsewhere",
    )
    assert ask(server, f"/data{headers['location']}", headers=said)[0] == 200
    framed = said | {"Sec-Fetch-Dest": "iframe"}
    assert ask(server, "/guide", headers=framed)[0] == 403


CLOSED = [
    *("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/media/x.csv"),
    *("/_stcore/agent/interact", "/_stcore/script-health-check", "/component/a/b.html"),
    *("/_stcore/bidi-components/a/b.js", "/app/static/x", "/oauth2callback/x", "/a/b/c"),
    *("/_stcore/", "/_stcore/upload_file/x", "//health", "/health/", "/data/../health"),
]


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_no_page_needs_is_closed(server: Server, path: str, method: str) -> None:
    status, headers, text = ask(server, path, method=method, headers={"Content-Length": "0"})
    assert status in (403, 404, 405)
    assert "openapi" not in text and "TYPE" not in text
    assert_guarded(headers)


def test_no_foreign_host_stands_in_the_browser_s_settings(server: Server) -> None:
    text = ask(server, "/_stcore/host-config")[2]
    assert '"allowedOrigins":[]' in text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/data", "/" + SQL, "/health", "/static/x.js"])
def test_pages_and_files_are_only_read(server: Server, path: str, method: str) -> None:
    own = {"Origin": server.address, "Content-Length": "0"}
    assert ask(server, path, method=method, headers=own)[0] == 405


def test_who_only_reads_brings_nothing_along(server: Server) -> None:
    """The body of a GET is not read; the connection is closed on it."""
    for said in ({"Content-Length": "2000000"}, {"Transfer-Encoding": "chunked"}):
        status, headers, _ = ask(server, "/health", headers=said, body=b"5\r\nxxxxx\r\n")
        assert (status, headers["connection"]) == (413, "close")


def every_answer(server: Server, cycle_id: str, script: str) -> Iterator[tuple[str, str, int]]:
    """Each kind of answer: method, path and the status that it has."""
    yield from (("GET", f"/{'' if name == PAGES[0] else name}", 200) for name in PAGES)
    yield from (("HEAD", "/", 200), ("GET", "/no-such-page", 307), ("GET", script, 200))
    yield from (("GET", "/favicon.png", 200), ("GET", "/_stcore/health", 200))
    yield from (("GET", "/_stcore/host-config", 200), ("GET", "/health", 200))
    yield from (("GET", "/" + SQL, 200), ("GET", "/data/result.csv?sql=drop", 400))
    yield from (("GET", f"/report/{cycle_id}/self/county/county.xlsx", 200),)
    yield from (("GET", "/report/none/self/county/county.pdf", 404),)
    yield from (("GET", "/evidence/a/b/c", 404), ("GET", "/handed-in/a/original", 404))
    yield from (("GET", "/download/a", 404), ("GET", "/reports-of-all/a/self/pdf", 404))
    yield from (
        ("GET", "/media/a", 404),
        ("POST", "/", 405),
        ("PUT", "/_stcore/upload_file/a/b", 403),
    )


def assert_guarded(headers: dict[str, str]) -> None:
    """The headers that keep an answer from being lent to a foreign page."""
    for name, value in HEADERS.items():
        assert headers[name.lower()] == value, name
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert not [name for name in headers if name.startswith("access-control")]


def test_every_answer_has_the_headers(server: Server, cycle_id: str) -> None:
    """Pages, files, errors, refusals, and Streamlit's own files."""
    shell = ask(server, "/")[2]
    script = re.search(r'src="\.(/static/js/[^"]+)"', shell)
    assert script is not None
    for method, path, expected in every_answer(server, cycle_id, script[1]):
        headers_sent = {"Origin": server.address} if method not in ("GET", "HEAD") else {}
        status, headers, _ = ask(server, path, method=method, headers=headers_sent)
        assert status == expected, (method, path)
        assert_guarded(headers)


def test_a_page_runs_only_scripts_of_this_server(server: Server) -> None:
    """No script that somebody has written into a page, and nothing built from text."""
    for lang in ("zh-CN", "en"):
        policy = ask(server, f"/?lang={lang}")[1]["content-security-policy"]
        scripts = re.search(r"script-src ([^;]+)", policy)
        assert scripts is not None
        assert "unsafe" not in scripts[1] and "*" not in policy and "http" not in policy
        assert "default-src 'none'" in policy


# In a real browser


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    """A foreign site: whatever is asked for, the page of the test."""

    html = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.html)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def foreign_site(html: str) -> Iterator[str]:
    """A site on another port of this computer, which is another origin and the same site."""
    handler = type("Handler", (_Elsewhere,), {"html": html.encode()})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()


ASKED = ("sql", "read", "put", "image", "report", "stream")
ATTACK = """<!doctype html><script>
const told = {{}}, there = "{address}";
const note = (name, value) => {{ told[name] = String(value); }};
function frame() {{
  return new Promise(done => {{
    const box = document.createElement("iframe");
    box.src = there + "/guide"; box.name = "box";
    box.onload = () => {{
      let seen = "hidden";
      try {{ seen = box.contentDocument ? box.contentDocument.title : "hidden"; }} catch (e) {{}}
      done(seen);
    }};
    document.documentElement.append(box);
    setTimeout(() => done("nothing"), 4000);
  }});
}}
function image(path) {{
  return new Promise(done => {{
    const picture = new Image();
    picture.onload = () => done("loaded"); picture.onerror = () => done("refused");
    picture.src = there + path;
  }});
}}
function stream(path) {{
  return new Promise(done => {{
    const socket = new WebSocket(there.replace("http", "ws") + path);
    socket.onopen = () => done("opened"); socket.onerror = () => done("refused");
  }});
}}
const get = (path, how) => fetch(there + path, how).then(
  answer => answer.type + " " + answer.status, () => "refused");
(async () => {{
  note("sql", await get("/{sql}", {{mode: "no-cors"}}));
  note("read", await get("/{sql}", {{}}));
  note("put", await get("/_stcore/upload_file/a/b", {{method: "PUT", body: "x"}}));
  note("image", await image("/favicon.png"));
  note("report", await image("{report}"));
  note("stream", await stream("/_stcore/stream"));
  note("frame", await frame());
  note("popup", (() => {{ const opened = open(there + "/guide"); return !!opened; }})());
  document.title = JSON.stringify(told);
}})();
</script>"""


def test_a_foreign_page_in_a_real_browser_gets_nothing(
    demo_home: Path, tmp_path: Path, browser: Browser, cycle_id: str
) -> None:
    """No image, no stream, no frame, nothing read and nothing run, nothing changed."""
    with serving(demo_home, tmp_path / "log") as server:
        before = set(record_paths(Settings.resolve(server.home, SEEDS)))
        report = f"/report/{cycle_id}/self/county/county.png"
        html = ATTACK.format(address=server.address, sql=SQL, report=report)
        answered: dict[str, int] = {}

        def note(answer: Response) -> None:
            answered.setdefault(answer.url, answer.status)

        with foreign_site(html) as elsewhere, browser.new_context() as context:
            page = context.new_page()
            context.on("response", note)
            page.goto(elsewhere)
            page.wait_for_function("document.title !== ''", timeout=60_000)
            told = page.evaluate("JSON.parse(document.title)")
        ours = {url: status for url, status in answered.items() if url.startswith(server.address)}
        popup = ours.pop(f"{server.address}/guide")
        assert {name: told[name] for name in ASKED} == dict.fromkeys(ASKED, "refused")
        assert told["frame"] in ("hidden", "nothing", "")
        assert popup in (200, 403)
        assert set(ours.values()) <= {403}, ours
        assert set(record_paths(Settings.resolve(server.home, SEEDS))) == before


def test_no_page_is_framed_by_anybody(server: Server, browser: Browser) -> None:
    """Not by a page of this very server either."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url("health"))
        page.set_content(f"<iframe name=box src='{server.url('guide')}'></iframe>")
        page.wait_for_timeout(1_500)
        frame = page.frame("box")
        assert frame is None or not frame.url.startswith(server.address)


def test_a_query_of_a_link_from_elsewhere_is_shown_and_not_run(server: Server, look: Look) -> None:
    """It runs when the one who reads it presses the button."""
    address = server.url("data", view="query", sql="select 41 + 1 as answer")
    with foreign_site(f"<a href='{address.replace('&', '&amp;')}'>open</a>") as elsewhere:
        sight = look()
        page: Page = sight.page
        page.goto(elsewhere)
        sight.wrong.clear()  # the foreign site itself
        page.get_by_text("open").click()
        sight.settle()
        assert page.locator("textarea").first.input_value() == "select 41 + 1 as answer"
        assert page.get_by_text("42").count() == 0
        page.get_by_role("button", name="运行").click()
        page.get_by_text("42").first.wait_for(timeout=30_000)
        assert "from=" not in page.url
