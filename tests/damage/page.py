"""Writes docs/damage.md from the table of kinds: `python -m tests.damage.page`."""

from __future__ import annotations

from duibiao.records.settings import ROOT
from duibiao.words import words
from tests.damage.kinds import KINDS
from tests.damage.mends import MENDS

PAGE = ROOT / "docs" / "damage.md"
HEAD = """\
# What can befall a data home, and what mends it

Each kind of damage below is done to a home by the tests, which ask every command what it says of
it, and carry out what is said to mend it (`tests/damage`). Whatever the damage: nothing that had a
receipt is deleted; `load` takes what others hand in (exit code 0, with a receipt); `explain` and
the pages answer from the newest whole snapshot, and `/health` names that one. `verify` names each
thing with its way out; its exit code is 1 where something is missing or altered. After the mend and
a build `verify` finds nothing amiss, and every table is as if nothing had been.

A build ends in one of these ways:

| | exit code | what it says |
|---|---|---|
{outcomes}
| damage | `verify` says | `build` | `rebuild` | shown meanwhile | mended by |
|---|---|---|---|---|---|
"""
OUTCOMES = {
    "goes on": (0, "publishes as if nothing were", None),
    "sets aside": (0, "publishes without it", "build-set-aside"),
    "keeps": (0, "publishes with what was read before the loss", "build-record-missing"),
    "records-damaged": (
        1,
        "the snapshot in force stays",
        "build-records-damaged",
    ),
}
"""How a build ends: its exit code, what it does, and the message that it prints."""


def page() -> str:
    """The page as it should stand."""
    say = words("en")
    lines = []
    for kind in KINDS:
        told = [say(f"verify-{code}", identifier="…").rstrip("… :") for code in sorted(kind.verify)]
        cells = (
            kind.name,
            "; ".join(told) or "nothing amiss",
            _outcome(kind.build),
            _outcome(kind.rebuild),
            f"{kind.shown} snapshot",
            ", or ".join(MENDS[mend].text for mend in kind.mends),
        )
        lines.append(f"| {' | '.join(cells)} |\n")
    outcomes = [
        f"| {_outcome(name)} | {code} | {does}{_quoted(message_id)} |\n"
        for name, (code, does, message_id) in OUTCOMES.items()
    ]
    return HEAD.format(outcomes="".join(outcomes)) + "".join(lines)


def _quoted(message_id: str | None) -> str:
    if message_id is None:
        return ""
    told = words("en")(message_id, path="…", identifier="…", count="…", records="…")
    return f": “{told.rstrip(' …')}”"


def _outcome(outcome: str) -> str:
    return "refuses, deletes nothing" if outcome == "records-damaged" else outcome


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
