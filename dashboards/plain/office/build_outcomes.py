"""What became of long work on the data home: what verifying found, what a rebuild gave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dashboards.parts import design
from dashboards.plain.office.jobs import OUTCOMES
from duibiao.warehouse.jobs import Job
from duibiao.words import Words
from duibiao.words.figures import size

if TYPE_CHECKING:
    from starlette.requests import Request

VERIFY, REBUILD, EXPORT, BACK_UP = "verify", "rebuild", "export", "back-up"
NAMED = 200


def amiss(say: Words, found: Sequence[Sequence[Any]]) -> Markup:
    """What is not as it was left, each with its way out; nothing where all is."""
    lines = [
        Markup("{}<br><span class='note'>{}</span>").format(
            say(f"verify-{code}", identifier=identifier), say.attr(f"verify-{code}", "mend")
        )
        for code, identifier, _ in found[:NAMED]
    ]
    if len(found) > NAMED:
        lines.append(Markup("{}").format(say("verified-more", count=len(found) - NAMED)))
    return Markup('<div id="amiss">{}</div>').format(design.listed(lines)) if lines else Markup("")


def head(say: Words, text: str) -> Markup:
    """The head of the seals, to be written down where nobody can change it."""
    if not text:
        return Markup("")
    return Markup("<p>{}<br><code>{}</code></p>").format(say("verified-write-down"), text)


def verified(_: Request, say: Words, job: Job) -> Markup:
    """Whether all is as it was left; what is not, and the head of the seals."""
    found = job.outcome or {}
    counts = {name: str(found[name]) for name in ("sealed", "unsealed", "originals")}
    told = design.notice(
        say("verified-whole" if found["is_whole"] else "cli-verify-not-whole"),
        "info" if found["is_whole"] else "error",
    )
    told += Markup("<p>{}</p>").format(say("cli-verified", **counts))
    return told + amiss(say, found["amiss"]) + head(say, found["head"])


def rebuilt(_: Request, say: Words, job: Job) -> Markup:
    """The build, and whether it came out as what was in force before."""
    found = job.outcome or {}
    told = Markup("<p>{}</p>").format(
        say("rebuild-built", build=found["build"], seconds=found["seconds"])
    )
    differing = found["differing"]
    if differing:
        line = say("rebuild-differs", count=len(differing), marts=tuple(differing))
        told += design.notice(line, "warning", say.attr("rebuild-differs", "mend"))
    elif differing is not None:
        told += design.notice(say("rebuild-same"))
    lines = [say("build-set-aside", path=path) for path in found["set_aside"]]
    lines += [say("build-record-missing", identifier=one) for one in found["missing_records"]]
    return told + (design.listed(lines) if lines else Markup("")) + head(say, found["head"])


def exported(_: Request, say: Words, job: Job) -> Markup:
    """How much was written, and what had no room in the workbook."""
    found = job.outcome or {}
    of = {name: f"{found[name]:,}" for name in ("marts", "rows", "files")}
    left = [say("cli-export-left-out", mart=mart, rows=rows) for mart, rows in found["left_out"]]
    told = Markup("<p>{}</p>").format(say("exports-done", **of))
    return told + (design.listed(left) if left else Markup(""))


def backed_up(_: Request, say: Words, job: Job) -> Markup:
    """How much was put aside, and whether a home can be made of it."""
    found = job.outcome or {}
    of = {"count": found["files"], "size": size(found["bytes"])}
    is_whole = found["is_whole"]
    told = design.notice(
        say("backup-rehearsed" if is_whole else "cli-verify-not-whole"),
        "info" if is_whole else "error",
    )
    told += Markup("<p>{}</p>").format(say("backup-holds", **of))
    return told + amiss(say, found["amiss"]) + head(say, found["head"])


OUTCOMES.update({VERIFY: verified, REBUILD: rebuilt, EXPORT: exported, BACK_UP: backed_up})
