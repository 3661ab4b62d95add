"""Files between their check and their handing in: in memory, of one browser, for half an hour."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

from dashboards.parts import uploads
from ingest.desk.handing_in import CheckOutcome

SECONDS = 30 * 60
MOST_OF_ONE = 3
BYTES_IN_ALL = 150 * uploads.MEGABYTE


@dataclass(frozen=True, slots=True)
class OfDraft:
    """The draft that a file was made of: whose it is, and its version then."""

    cycle_id: str
    school_id: str
    version: int

    @property
    def pair(self) -> tuple[str, str]:
        """Its cycle and school."""
        return self.cycle_id, self.school_id


@dataclass(slots=True)
class Held:
    """A file that was checked: whose it is, what is to be said of it, since when it is here.

    `of_draft`: where it was made of a draft, and not sent.
    """

    token: str
    owner: str
    outcome: CheckOutcome
    since: float
    of_draft: OfDraft | None = None


_held: dict[str, Held] = {}
_lock = threading.Lock()


def keep(owner: str, outcome: CheckOutcome, of_draft: OfDraft | None = None) -> str:
    """Hold a checked file; the token by which its owner finds it. The oldest make room."""
    token = secrets.token_urlsafe(24)
    with _lock:
        _held[token] = Held(token, owner, outcome, time.monotonic(), of_draft)
        _make_room(owner)
    return token


def found(owner: str, token: str) -> CheckOutcome | None:
    """The file of a token; None for one that is gone, and for another's."""
    with _lock:
        one = _own(owner, token)
        return None if one is None else one.outcome


def draft_of(owner: str, token: str) -> OfDraft | None:
    """The draft that the file of a token was made of; None for one that was sent."""
    with _lock:
        one = _own(owner, token)
        return None if one is None else one.of_draft


def _own(owner: str, token: str) -> Held | None:
    one = _held.get(token)
    if one is None or one.owner != owner or time.monotonic() - one.since > SECONDS:
        return None
    return one


def change(owner: str, token: str, outcome: CheckOutcome | None) -> None:
    """What is to be said of it now; None lets it go."""
    with _lock:
        one = _held.get(token)
        if one is None or one.owner != owner:
            return
        if outcome is None:
            del _held[token]
        else:
            one.outcome = outcome


def _make_room(owner: str) -> None:
    now = time.monotonic()
    for one in [one for one in _held.values() if now - one.since > SECONDS]:
        del _held[one.token]
    own = [one for one in _held.values() if one.owner == owner]
    for one in own[:-MOST_OF_ONE]:
        del _held[one.token]
    while len(_held) > 1 and _size() > BYTES_IN_ALL:
        del _held[next(iter(_held))]


def _size() -> int:
    return sum(len(one.outcome.checked.content) for one in _held.values())
