"""The audit trail: for the auditor, by day and word, to look at and to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response

from dashboards.parts import design, downloads, permitted, places
from dashboards.plain import forms, pieces
from duibiao.people.policy import ask
from duibiao.records import trail
from duibiao.records.settings import Settings
from duibiao.words import Words
from duibiao.words.figures import moment

if TYPE_CHECKING:
    from starlette.requests import Request

MOST = 500
COLUMNS = ("at", "who", "role", "action", "outcome", "about", "from")


async def trail_page(request: Request) -> Response:
    """A day of the trail: as a table, or as the file itself (`?form=jsonl`)."""
    say = forms.said_language(request)
    settings = Settings.resolve()
    days = trail.days(settings)
    asked = request.query_params.get("day", "")
    day = asked if asked in days else days[0] if days else ""
    sought = request.query_params.get("find", "")[:200]
    ask(permitted.looking(), "read_trail", about=f"{day} {sought}".strip())
    if not day:
        return forms.page(request, say("page-trail"), design.notice(say("trail-empty"), "empty"))
    if request.query_params.get("form") == "jsonl":
        file = (settings.trail / f"{day}.jsonl").read_bytes()
        return downloads.saved(file, f"{day}.jsonl", "application/jsonl")
    found = await places.FILES.run(request, _found, settings, day, sought)
    content = Markup("{}{}{}").format(
        _choice(request, say, days, day, sought),
        _told(say, found, day),
        _table(say, found[-MOST:][::-1]),
    )
    return forms.page(request, say("page-trail"), content)


def _found(settings: Settings, day: str, sought: str) -> list[dict[str, Any]]:
    return list(trail.lines(settings, day, sought))


def _choice(request: Request, say: Words, days: list[str], day: str, sought: str) -> Markup:
    inside = pieces.select("day", say("trail-day"), [(one, one) for one in days], day)
    inside += forms.field(say("trail-find"), "find", value=sought)
    return forms.asking(request, forms.TRAIL, inside + forms.button(say("trail-show")))


def _told(say: Words, found: list[dict[str, Any]], day: str) -> Markup:
    """How much there is of it, and the file to take along."""
    address = f"{forms.TRAIL}?{urlencode({'day': day, 'form': 'jsonl'})}"
    shown = say("trail-count", count=len(found), shown=min(len(found), MOST))
    return Markup('<p>{} <a class="plain" href="{}" download>{}</a></p>').format(
        shown, address, say("trail-file")
    )


def _table(say: Words, found: list[dict[str, Any]]) -> Markup:
    if not found:
        return design.notice(say("trail-none"), "empty")
    rows = [
        (
            moment(line["at"]),
            " ".join(part for part in (line.get("who"), line.get("name")) if part),
            role_words(say, line.get("role", "")),
            action_words(say, line.get("action", "")),
            _outcome(say, line),
            " ".join(line[name] for name in ("cycle_id", "school_id", "about") if line.get(name)),
            line.get("from", ""),
        )
        for line in found
    ]
    return forms.table([say(f"trail-column-{name}") for name in COLUMNS], rows, "trail")


def action_words(say: Words, action: str) -> str:
    """What was done or asked for; of a page its name."""
    if action.startswith("page_"):
        return _worded(say, "page", action.removeprefix("page_"))
    return _worded(say, "action", action)


def role_words(say: Words, role: str) -> str:
    """A role's name."""
    return _worded(say, "role", role)


def outcome_words(say: Words, line: dict[str, Any]) -> str:
    """Whether it was done, else why not."""
    code = line.get("outcome", "")
    if code in ("", "done"):
        return say("trail-done") if code else ""
    if not say.has(code):
        return say("trail-refused")
    about, school = line.get("about", ""), line.get("school_id", "")
    try:
        return say(code, school=school, login=about, claim=about, minutes="—")
    except ValueError:  # it says more than a line keeps
        return say("trail-refused")


def _worded(say: Words, kind: str, code: str) -> str:
    """A code in words, where it has any."""
    return say(f"{kind}-{code}") if code and say.has(f"{kind}-{code}") else code


def _outcome(say: Words, line: dict[str, Any]) -> Markup:
    text = outcome_words(say, line)
    if line.get("outcome") == "done":
        return Markup('<span class="tag good">{}</span>').format(text)
    return Markup('<span class="tag bad">{}</span> {}').format(say("trail-refused"), text)
