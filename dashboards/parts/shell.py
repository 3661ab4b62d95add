"""The HTML that every page opens with: Streamlit's own, told its language, name and address."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import escape

from dashboards.parts.address import MISSING_PAGE
from duibiao.words import LANGUAGES, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, RedirectResponse

# Every page lies directly under the root of the server, so its folder is where the server answers.
# Untold, the browser tries below the page first and reports each miss as an error.
TELL_ADDRESS = (
    "<script>window.__streamlit={BACKEND_BASE_URL:new URL('.',window.location.href).href}</script>"
)
PRELOADED_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*?as=\"font\"[^>]*?/>")

BUILT_IN = "built-in-"
"""What the words of Streamlit begin with that we say in our own; in English they are its text."""
BUILT_IN_WITH = f"{BUILT_IN}with-"
"""Of those the ones in which something differs each time, `found`."""
SCRIPT = Path(__file__).with_name("built_in_words.js")
PRINTING = Path(__file__).with_name("printing.js")
NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
AGENT = re.compile(r"<link rel=\"service-desc\"[^>]*>")
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What Streamlit and Plotly were seen to need, and nothing else; they write their styles themselves.
POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
    " manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@cache
def html(code: str) -> str:
    """The shell in a language."""
    say = words(code)
    text = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    text = AGENT.sub("", PRELOADED_FONT.sub("", text))
    text = text.replace('<html lang="en">', f'<html lang="{code}">', 1)
    text = text.replace("<title>Streamlit</title>", f"<title>{escape(say('product'))}</title>", 1)
    text = NO_SCRIPT.sub(f"<noscript><p>{escape(say('no-javascript'))}</p></noscript>", text, 1)
    printing = f"<script>{PRINTING.read_text(encoding='utf-8')}</script>"
    return text.replace("<head>", f"<head>{TELL_ADDRESS}{printing}{_built_in_words(code)}", 1)


def _built_in_words(code: str) -> str:
    """A script that says Streamlit's own words in a language; nothing for English."""
    theirs, ours = words("en"), words(code)
    differing = theirs.ids(BUILT_IN_WITH)
    said = {theirs(name): ours(name) for name in theirs.ids(BUILT_IN) if name not in differing}
    if all(before == after for before, after in said.items()):
        return ""
    # What is found stands where JavaScript's patterns have their first group.
    patterns = [
        (re.escape(theirs(name, found="@")).replace("@", "(.*)"), ours(name, found="$1"))
        for name in differing
    ]
    constants = "\n".join(
        f"const {name} = {json.dumps(value, ensure_ascii=False)};".replace("<", "\\u003c")
        for name, value in (("WORDS", said), ("PATTERNS", patterns))
    )
    return f"<script>{constants}\n{SCRIPT.read_text(encoding='utf-8')}</script>"


async def missing_page(request: Request) -> RedirectResponse:
    """Answers an address that is no page: the first page opens and says so, in words of ours."""
    from starlette.responses import RedirectResponse

    query = urlencode(dict(request.query_params) | {MISSING_PAGE: request.path_params["name"]})
    return RedirectResponse(f"./?{query}", status_code=307)


@cache
def policy(code: str) -> str:
    """What a page may load and run: files of this server, and the scripts of the shell itself."""
    digests = (hashlib.sha256(text.encode()).digest() for text in INLINE.findall(html(code)))
    scripts = (f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return POLICY.format(scripts=" ".join(scripts))


async def page(request: Request) -> HTMLResponse:
    """Answers the address of any page."""
    from starlette.responses import HTMLResponse

    said = request.query_params.get("lang")
    code = said if said in LANGUAGES else language()
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy(code)}
    return HTMLResponse(html(code), headers=headers)
