"""What a guide's draft changes beside the guide in force, as a job that pages look after."""

from __future__ import annotations

import json
from typing import Any

from duibiao.analysis.guide_difference import code_names, difference_data, guide_difference
from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Refused
from duibiao.records.store import write_durably
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Progress
from duibiao.warehouse.kept_guides import guide_in_force, once_in_force
from duibiao.words import words
from ingest.desk.guide_drafts import draft

KIND = "guide-difference"
DIFFERENCE = "difference.json"
"""The file of a job that compared the draft."""


def draft_difference(
    acting: Acting, progress: Progress, *, sha256: str, cycle_id: str | None
) -> dict[str, Any]:
    """As a job: what the draft changes beside the guide in force, and which schools it moves.

    All of it is written into a file; what is given are figures of size. Raises Refused.
    """
    acting = ask(acting, "draft_guide", about=f"± {sha256[:12]}")
    settings = acting.settings
    found = draft(acting)
    if found is None or found.sha256 != sha256:
        raise Refused("guide-draft-gone")
    if found.guide is None:
        raise Refused("guide-draft-wrong", count=str(len(found.faults)))
    done = iter(range(1, 3))
    progress.step(0, 2)
    before, after = guide_in_force(settings), once_in_force(settings, found.guide)
    made = guide_difference(
        settings, before, after, cycle_id, tell=lambda: progress.step(next(done), 2)
    )
    pairs = list(zip((before, after), made.editions, strict=True))
    facts = after.editions[made.editions[1]].facts
    told = difference_data(made, words()) | {
        "draft": sha256,
        "file_name": found.file_name,
        "names": [code_names(guide, edition) for guide, edition in pairs],
        "facts": {fact: facts[fact].label_zh for fact in made.unanswered},
    }
    text = json.dumps(told, ensure_ascii=False)
    write_durably(progress.folder / DIFFERENCE, text.encode(), private=True)
    return {
        "draft": sha256,
        "cycle": made.cycle_id or "",
        "changes": len(made.changes) + len(made.added_editions),
        "moved": {effect.basis: len(effect.moved) for effect in made.effects},
    }


def told_difference(acting: Acting, job_id: str) -> dict[str, Any]:
    """What a job found that compared a draft. Raises Refused where it did not, or not yet."""
    content = jobs.file_of(acting, job_id, DIFFERENCE).read_bytes()
    told: dict[str, Any] = json.loads(content)
    return told


def newest_difference(acting: Acting, sha256: str) -> jobs.Job | None:
    """The newest job that compared, or compares, this draft; None where none did."""
    ask_for_some(acting, "open_office")
    of_draft = (
        one
        for one in jobs.jobs(acting)
        if one.asked.kind == KIND and one.asked.arguments.get("sha256") == sha256
    )
    return next(of_draft, None)
