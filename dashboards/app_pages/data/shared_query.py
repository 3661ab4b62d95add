"""A query as an address carries it: as it was written, and packed where that would be too long."""

from __future__ import annotations

import base64
import zlib

LONGEST_PLAIN = 300
LONGEST_TEXT = 50_000
# No query begins with it.
PACKED = "~"


def packed(sql: str) -> str:
    """The text as it stands in the address."""
    if len(sql) <= LONGEST_PLAIN and not sql.startswith(PACKED):
        return sql
    content = zlib.compress(sql.encode("utf-8"), 9)
    return PACKED + base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def unpacked(said: str) -> str | None:
    """The query that an address carries; None where it was cut or changed on its way."""
    if not said.startswith(PACKED):
        return said[:LONGEST_TEXT]
    text = said[len(PACKED) :]
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        # No more is unpacked than a query may be long: a few letters can stand for gigabytes.
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(content, 4 * LONGEST_TEXT)
        return plain.decode("utf-8")[:LONGEST_TEXT] if unpacking.eof else None
    except (ValueError, zlib.error):
        return None
