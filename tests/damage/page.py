"""Writes docs/damage.md from the table of kinds: `python -m tests.damage.page`."""

from __future__ import annotations

from duibiao.records.settings import ROOT
from duibiao.words import words
from tests.damage.kinds import KINDS

PAGE = ROOT / "docs" / "damage.md"
HEAD = """\
# What can befall a data home, and what mends it

Each kind of damage below is done to a home by the tests, which hold what this page says
(`tests/damage`). Whatever the damage, nothing that had a receipt is deleted, others go on handing
in, and the pages show the newest whole snapshot. `goes on`: the build publishes as if nothing were;
`sets aside`: it publishes without what cannot be read, and names it; `keeps`: it publishes with
what was read before the loss, and names the record; `refuses`: the snapshot in force stays.
`duibiao verify` names each thing with its way out; exit code 1 where something is missing or
altered.

| damage | `verify` says | `build` | `rebuild` | shown meanwhile | mended by |
|---|---|---|---|---|---|
"""


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
            kind.mend,
        )
        lines.append(f"| {' | '.join(cells)} |\n")
    return HEAD + "".join(lines)


def _outcome(outcome: str) -> str:
    return "refuses, deletes nothing" if outcome == "records-damaged" else outcome


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
