"""The addresses at which files are handed over that more than one page names."""

from __future__ import annotations

from urllib.parse import quote

from dashboards.parts import address

EVIDENCE = "/evidence/{cycle_id}/{school_id}/{sha256}"
HANDED_IN = "/handed-in/{receipt}/{kind}"


def evidence_link(cycle_id: str, school_id: str, sha256: str) -> str:
    """The address of a file of evidence."""
    parts = "/".join(quote(part, safe="") for part in (cycle_id, school_id, sha256))
    return address.link(f"evidence/{parts}")


def handed_in_link(receipt: str, kind: str) -> str:
    """The address of a file of a hand-in: `original`, `marked` or `signing-form`."""
    return address.link(f"handed-in/{quote(receipt, safe='')}/{kind}")
