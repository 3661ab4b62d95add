"""Sessions: who is signed in, by a random token of which the store knows the hash alone."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass

from duibiao.people.accounts import person_of
from duibiao.people.acting import Person
from duibiao.people.store import exists, now, opened, setting
from duibiao.records import trail
from duibiao.records.settings import Settings

TOKEN_BYTES = 32
SEEN_SECONDS = 60
"""So often at most it is written down that a session is still in use."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that stands: the hash of its token, and whose it is."""

    token_hash: str
    person: Person
    login: str
    must_change: bool


def token_hash(token: str) -> str:
    """By what a session is found: nobody who reads the store could sign in by it."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(settings: Settings, number: int, address: str = "") -> str:
    """A new session of an account; the token, which stands nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    moment = now()
    with opened(settings) as connection:
        connection.execute(
            "delete from sessions where begun_at < ?",
            (moment - setting(connection, "longest_hours") * 3600,),
        )
        connection.execute(
            "insert into sessions values (?, ?, ?, ?, ?)",
            (token_hash(token), number, moment, moment, address),
        )
    return token


def found(settings: Settings, hashed: str) -> Session | None:
    """The session of this hash, if it stands: none that has ended, was idle or lasted too long.

    That it is in use is written down.
    """
    if not exists(settings):
        return None
    with opened(settings) as connection:
        row = connection.execute(
            "select * from sessions inner join accounts using (number) where token_hash = ?",
            (hashed,),
        ).fetchone()
        if row is None or row["off_at"] is not None:
            return None
        moment = now()
        idle = setting(connection, "idle_minutes") * 60
        if moment - row["seen_at"] > idle or _is_over(connection, row["begun_at"], moment):
            connection.execute("delete from sessions where token_hash = ?", (hashed,))
            return None
        if moment - row["seen_at"] >= SEEN_SECONDS:
            connection.execute(
                "update sessions set seen_at = ? where token_hash = ?", (moment, hashed)
            )
        person = person_of(connection, row)
        return Session(hashed, person, row["login"], bool(row["must_change"]))


def _is_over(connection: sqlite3.Connection, begun_at: int, moment: int) -> bool:
    return moment - begun_at > setting(connection, "longest_hours") * 3600


def end(settings: Settings, session: Session) -> None:
    """End a session: sign out here."""
    with opened(settings) as connection:
        connection.execute("delete from sessions where token_hash = ?", (session.token_hash,))
    trail.write(settings, who=str(session.person.number), action="sign_out", outcome="done")


def end_all(settings: Settings, number: int, *, but: str = "") -> int:
    """End every session of an account (but one): sign out everywhere. How many there were."""
    with opened(settings) as connection:
        done = connection.execute(
            "delete from sessions where number = ? and token_hash <> ?", (number, but)
        )
        return done.rowcount


def standing(settings: Settings, number: int) -> list[sqlite3.Row]:
    """The sessions of an account, the newest first: `token_hash, begun_at, seen_at, address`."""
    with opened(settings) as connection:
        return connection.execute(
            "select token_hash, begun_at, seen_at, address from sessions"
            " where number = ? order by begun_at desc",
            (number,),
        ).fetchall()
