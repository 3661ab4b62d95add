"""The HTML that every page opens with: Streamlit's own, told its language, name and address.

It brings the look of the pages and the shape of this one, so that nothing waits, bare, for the
first run of a script, and nothing moves when that comes.
"""

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

from markupsafe import Markup, escape

from dashboards.parts import design, frame
from dashboards.parts.address import MISSING_PAGE
from dashboards.parts.packed import FOR_GOOD, Packed
from duibiao.words import LANGUAGES, Words, language, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import RedirectResponse, Response

DESK = "/desk"
LOOK = "/look.{digest}.{code}.css"

# Every page lies directly under the root of the server, so its folder is where the server answers.
# Untold, the browser tries below the page first and reports each miss as an error.
TELL_ADDRESS = (
    "<script>window.__streamlit={BACKEND_BASE_URL:new URL('.',window.location.href).href}</script>"
)
PRELOADED_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*?as=\"font\"[^>]*?/>")

DRAWN_WITH = ("Html", "PageLink", "Selectbox", "ButtonGroup")
"""The scripts of Streamlit that every page is drawn with; it asks for them when it draws."""
IMPORTED = re.compile(r"(?:from|import)\s*[\"']\./([^\"']+\.js)[\"']")

ROOM = {"choices": 2, "boxes": 6, "lines": 9}
"""What most pages begin with, in grey: how many of each."""

BUILT_IN = "built-in-"
"""What the words of Streamlit begin with that we say in our own; in English they are its text."""
BUILT_IN_WITH = f"{BUILT_IN}with-"
"""Of those the ones in which something differs each time, `found`."""
SCRIPT = Path(__file__).with_name("built_in_words.js")
PRINTING = Path(__file__).with_name("printing.js")
SHAPE = Path(__file__).with_name("shape.js")
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
def html(code: str, page: str) -> str:
    """The shell of a page in a language."""
    say = words(code)
    text = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    text = AGENT.sub("", PRELOADED_FONT.sub("", text))
    text = text.replace('<html lang="en">', f'<html lang="{code}">', 1)
    title = escape(frame.page_title(say, page))
    text = text.replace("<title>Streamlit</title>", f"<title>{title}</title>", 1)
    # Behind the head, so that of rules of equal weight ours count and not Streamlit's.
    ours = Markup('<body class="drawing"><link rel="stylesheet" href=".{}">{}').format(
        look_path(code), shape(say, page)
    )
    text = text.replace("<body>", ours, 1)
    script = f"<script>{{\n{SHAPE.read_text(encoding='utf-8')}}}</script>"
    text = text.replace("</body>", f"{script}</body>", 1)
    text = text.replace("</head>", f"{_fetched_early(text)}</head>", 1)
    without = Markup("<noscript><p>{} {}</p></noscript>").format(say("no-javascript"), _desk(say))
    text = NO_SCRIPT.sub(lambda _: str(without), text, 1)
    printing = f"<script>{PRINTING.read_text(encoding='utf-8')}</script>"
    return text.replace("<head>", f"<head>{TELL_ADDRESS}{printing}{_built_in_words(code)}", 1)


def _fetched_early(text: str) -> str:
    """Links that have the browser fetch at once what it would be told of only while it draws."""
    folder = files("streamlit").joinpath("static", "static", "js")
    names = {file.name for file in folder.iterdir()}
    wanted = [name for name in sorted(names) if name.split(".")[0] in DRAWN_WITH]
    found: list[str] = []
    while wanted:
        name = wanted.pop()
        if name in found or name in text:
            continue
        found.append(name)
        script = folder.joinpath(name).read_text(encoding="utf-8")
        wanted += [other for other in IMPORTED.findall(script) if other in names]
    return "".join(f'<link rel="modulepreload" href="./static/js/{name}">' for name in found)


@cache
def look(code: str) -> Packed:
    """The look of the pages, and our words over those that Streamlit fixes in English."""
    say = words(code)
    instructions = '[data-testid="stFileUploaderDropzoneInstructions"] span::after'
    rules = {
        instructions: say("uploader-note"),
        f".st-key-evidence-files {instructions}": say("uploader-note-evidence"),
        '[data-testid="stCode"] button::after': say("copy"),
    }
    texts = (
        f"{selector}{{content:{json.dumps(text, ensure_ascii=False)}}}"
        for selector, text in rules.items()
    )
    font = f"body{{font-family:{design.FONT};color:{design.INK}}}"
    return Packed("\n".join((font, design.css(), *texts)), "text/css")


@cache
def look_path(code: str) -> str:
    """The address of the look, which is another one when the look is."""
    digest = hashlib.sha256(look(code).text.encode()).hexdigest()[:16]
    return LOOK.format(digest=digest, code=code)


def shape(say: Words, page: str) -> Markup:
    """What stands there until the page is drawn: the way to all pages, its name, and room."""
    groups = Markup("").join(
        Markup("<span>{}</span>").format(
            Markup("").join(
                Markup("<span{}>{}</span>").format(
                    Markup(' class="current"') if name == page else "", say(f"page-{name}")
                )
                for name in names
            )
        )
        for names in frame.GROUPS.values()
    )
    room = Markup("").join(
        Markup('<div class="{}">{}</div>').format(name, Markup("<i></i>") * count)
        for name, count in ROOM.items()
    )
    return Markup(
        '<div id="shape" aria-busy="true"><p><b class="brand">{}</b>{}</p>'
        '<strong class="page-name">{}</strong><div aria-hidden="true">{}</div>'
        '<div class="cannot-start">{}</div></div>'
    ).format(say("product"), groups, say(f"page-{page}"), room, _desk(say))


def _desk(say: Words) -> Markup:
    """The way to the pages that need neither script nor stream."""
    return Markup('<a href=".{}?lang={}">{}</a>').format(
        DESK, say.language, say("desk-cannot-start")
    )


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
def policy(code: str, page: str) -> str:
    """What a page may load and run: files of this server, and the scripts of the shell itself."""
    found = INLINE.findall(html(code, page))
    digests = (hashlib.sha256(text.encode()).digest() for text in found)
    scripts = (f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return POLICY.format(scripts=" ".join(scripts))


@cache
def _packed(code: str, page: str) -> Packed:
    return Packed(html(code, page), "text/html")


async def page(request: Request) -> Response:
    """Answers the address of any page."""
    said = request.query_params.get("lang")
    code = said if said in LANGUAGES else language()
    name = request.url.path.strip("/") or frame.PAGES[0]
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy(code, name)}
    return _packed(code, name).answer(request, **headers)


async def look_file(request: Request) -> Response:
    """Answers the address of the look; there is none of another version."""
    from starlette.exceptions import HTTPException

    code = request.path_params["code"]
    if code not in LANGUAGES or request.url.path != look_path(code):
        raise HTTPException(404)
    return look(code).answer(request, **{"Cache-Control": FOR_GOOD})
