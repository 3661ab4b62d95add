"""Accounts: made, assigned roles, signed in to, locked, switched off."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from duibiao.people import passwords
from duibiao.people.acting import EXTENT_OF, ROLES, Acting, Assignment, Person
from duibiao.people.policy import ask, ask_for_some, today
from duibiao.people.store import DEFAULTS, exists, now, opened, setting
from duibiao.records import trail
from duibiao.records.model import Refused
from duibiao.records.settings import Settings

LOGIN = re.compile(r"[\w.@-]{2,40}")
LONGEST_NAME = 60
FAILURES = 5
LOCKED_SECONDS = 15 * 60
LONGEST_LOCK_SECONDS = 24 * 3600
DAY_SECONDS = 86_400
FIRST_SECONDS = 3600
MANAGE = "manage_accounts"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its list shows it; moments are seconds since 1970.

    `state`: `on`, `new` (its one-time secret was not used yet), `idle`, `off`.
    """

    number: int
    login: str
    name: str
    state: str
    signed_in_at: int | None
    off_reason: str | None
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Secret:
    """A one-time secret, to be handed to its person on paper: it is kept nowhere."""

    number: int
    login: str
    name: str
    secret: str


def login_of(text: str) -> str:
    """What somebody types as her account's name, in the one form that is kept."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def are_there(settings: Settings) -> bool:
    """Whether there is any account: from the first on everybody signs in."""
    if not exists(settings):
        return False
    with opened(settings) as connection:
        return bool(connection.execute("select 1 from accounts limit 1").fetchall())


def accounts(acting: Acting) -> list[Account]:
    """Every account, by its number. Raises Refused."""
    ask_for_some(acting, MANAGE)
    if not exists(acting.settings):
        return []
    with opened(acting.settings) as connection:
        rows = connection.execute("select * from accounts order by number").fetchall()
        idle = setting(connection, "idle_days") * DAY_SECONDS
        return [_account(connection, row, idle) for row in rows]


def _account(connection: sqlite3.Connection, row: sqlite3.Row, idle: int) -> Account:
    state = "new" if row["signed_in_at"] is None else "on"
    if now() - _last_used(row) > idle:
        state = "idle"
    if row["off_at"] is not None:
        state = "off"
    return Account(
        row["number"],
        row["login"],
        row["name"],
        state,
        row["signed_in_at"],
        row["off_reason"],
        person_of(connection, row).assignments,
    )


def _last_used(row: sqlite3.Row) -> int:
    return int(max(row["signed_in_at"] or 0, row["secret_given_at"]))


def person_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Person:
    """The person of an account's row, with all that was ever assigned to her."""
    rows = connection.execute(
        "select role, over, starts_on, ends_on, stands_in_for from assignments"
        " where number = ? order by id",
        (row["number"],),
    )
    return Person(
        row["number"],
        row["name"],
        tuple(
            Assignment(one["role"], one["over"], _day(one["starts_on"]), _day(one["ends_on"]),
                       one["stands_in_for"])
            for one in rows
        ),
    )  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def add(acting: Acting, login: str, name: str, assignments: Sequence[Assignment] = ()) -> Secret:
    """A new account with what is assigned to it, and its one-time secret.

    Raises Refused: not allowed, a name that is none or taken, an assignment that cannot be.
    """
    acting = ask(acting, MANAGE, about=f"add {login}")
    with opened(acting.settings) as connection:
        return _added(connection, acting, login, name, assignments)


def add_all(
    acting: Acting, wanted: Sequence[tuple[str, str, Sequence[Assignment]]]
) -> list[Secret]:
    """As `add`, for many: all of them or, where one cannot be, none."""
    acting = ask(acting, MANAGE, about="add " + " ".join(one[0] for one in wanted))
    with opened(acting.settings) as connection:
        return [_added(connection, acting, *one) for one in wanted]


def _added(
    connection: sqlite3.Connection,
    acting: Acting,
    login: str,
    name: str,
    assignments: Sequence[Assignment],
) -> Secret:
    number = _insert(connection, login, name)
    for one in assignments:
        _assign(connection, acting, number, one)
    return _give_secret(connection, _row(connection, number=number))


def _insert(connection: sqlite3.Connection, login: str, name: str) -> int:
    login, name = login_of(login), " ".join(name.split())[:LONGEST_NAME]
    if not LOGIN.fullmatch(login):
        raise Refused("account-login", login=login or "—")
    if not name:
        raise Refused("account-no-name", login=login)
    try:
        made = connection.execute(
            "insert into accounts (login, name, made_at, secret_given_at) values (?, ?, ?, ?)",
            (login, name, now(), now()),
        )
    except sqlite3.IntegrityError as error:
        raise Refused("account-taken", login=login) from error
    assert made.lastrowid is not None
    return made.lastrowid


def assign(acting: Acting, login: str, assignments: Sequence[Assignment]) -> None:
    """Give an account further roles. Its sessions end, so that it is seen at once.

    Raises Refused: not allowed, no such account, an assignment that cannot be.
    """
    acting = ask(acting, MANAGE, about=f"assign {login} {_named(assignments)}")
    with opened(acting.settings) as connection:
        number = _row(connection, login)["number"]
        for one in assignments:
            _assign(connection, acting, number, one)
        _end_sessions(connection, number)


def _assign(connection: sqlite3.Connection, acting: Acting, number: int, one: Assignment) -> None:
    if one.role not in ROLES:
        raise Refused("account-role", role=one.role, known=ROLES)
    extent = EXTENT_OF[one.role]
    if (extent == "county") == bool(one.over):
        raise Refused(f"account-over-{extent}", role=one.role)
    if one.starts_on and one.ends_on and one.starts_on > one.ends_on:
        raise Refused("account-days", start=str(one.starts_on), end=str(one.ends_on))
    if one.stands_in_for is not None:
        _stands_in(connection, one)
    connection.execute(
        "insert into assignments"
        " (number, role, over, starts_on, ends_on, stands_in_for, given_by, given_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            one.role,
            one.over,
            None if one.starts_on is None else one.starts_on.isoformat(),
            None if one.ends_on is None else one.ends_on.isoformat(),
            one.stands_in_for,
            acting.name,
            now(),
        ),
    )


def _stands_in(connection: sqlite3.Connection, one: Assignment) -> None:
    """A stand-in takes a place that somebody has, from a day to a day."""
    if one.starts_on is None or one.ends_on is None:
        raise Refused("account-stand-in-days")
    replaced = person_of(connection, _row(connection, number=one.stands_in_for or 0))
    if not any((held.role, held.over) == (one.role, one.over) for held in replaced.assignments):
        raise Refused("account-stand-in-none", name=replaced.name, role=one.role)


def _named(assignments: Sequence[Assignment]) -> str:
    return ", ".join(f"{one.role} {one.over}".strip() for one in assignments)


def unassign(acting: Acting, login: str, role: str, over: str | None = None) -> int:
    """End a role of an account (over one school or group, or all) with yesterday.

    How many assignments ended. Its sessions end too. Raises Refused.
    """
    ask(acting, MANAGE, about=f"unassign {login} {role} {over or ''}")
    with opened(acting.settings) as connection:
        number = _row(connection, login)["number"]
        day = today()
        done = connection.execute(
            "update assignments set ends_on = ? where number = ? and role = ?"
            " and (? is null or over = ?) and (ends_on is null or ends_on >= ?)",
            ((day - dt.timedelta(days=1)).isoformat(), number, role, over, over, day.isoformat()),
        )
        if not done.rowcount:
            raise Refused("account-role-not-held", login=login, role=role)
        _keep_an_administrator(connection)
        _end_sessions(connection, number)
        return done.rowcount


def switch_off(acting: Acting, login: str, reason: str) -> None:
    """Nobody signs in to an account any more; what it did stays. Raises Refused."""
    ask(acting, MANAGE, about=f"off {login}: {reason}")
    with opened(acting.settings) as connection:
        row = _row(connection, login)
        connection.execute(
            "update accounts set off_at = ?, off_reason = ? where number = ?",
            (now(), reason.strip(), row["number"]),
        )
        _keep_an_administrator(connection)
        _end_sessions(connection, row["number"])


def new_secret(acting: Acting, login: str) -> Secret:
    """A one-time secret for whoever forgot hers; an account that was off is on again.

    Raises Refused.
    """
    ask(acting, MANAGE, about=f"secret {login}")
    with opened(acting.settings) as connection:
        row = _row(connection, login)
        _end_sessions(connection, row["number"])
        connection.execute("delete from failures where login = ?", (row["login"],))
        return _give_secret(connection, row)


def _give_secret(connection: sqlite3.Connection, row: sqlite3.Row) -> Secret:
    secret = passwords.one_time()
    ends_at = now() + setting(connection, "secret_days") * DAY_SECONDS
    connection.execute(
        "update accounts set secret = ?, must_change = 1, secret_ends_at = ?, secret_given_at = ?,"
        " off_at = null, off_reason = null where number = ?",
        (passwords.hashed(secret), ends_at, now(), row["number"]),
    )
    return Secret(row["number"], row["login"], row["name"], secret)


def limits(acting: Acting) -> dict[str, int]:
    """How long sessions, unused accounts and one-time secrets last, by name. Raises Refused."""
    ask_for_some(acting, MANAGE)
    if not exists(acting.settings):
        return dict(DEFAULTS)
    with opened(acting.settings) as connection:
        return {name: setting(connection, name) for name in DEFAULTS}


def change_setting(acting: Acting, name: str, value: int) -> None:
    """Say how long sessions, unused accounts and one-time secrets last. Raises Refused."""
    ask(acting, MANAGE, about=f"setting {name} {value}")
    if name not in DEFAULTS:
        raise Refused("account-setting", name=name, known=tuple(DEFAULTS))
    if not 1 <= value <= 10_000:
        raise Refused("account-setting-value", name=name)
    with opened(acting.settings) as connection:
        connection.execute(
            "insert into settings values (?, ?) on conflict (name) do update set value = ?",
            (name, value, value),
        )


def sign_in(settings: Settings, login: str, password: str, address: str = "") -> int:
    """The number of the account that this is the password of.

    Raises Refused: `sign-in-wrong` (whichever of both it was), `sign-in-locked`, and where the
    password is right, `sign-in-off`, `sign-in-idle`, `sign-in-secret-ended`. Either goes into the
    audit trail, with the `address` from which it was tried.
    """
    login = login_of(login)
    said = {"action": "sign_in", "about": login, "from": address}
    try:
        number = _signed_in(settings, login, password)
    except Refused as refused:
        trail.write(settings, **said, outcome=refused.code)
        raise
    trail.write(settings, **said, who=str(number), outcome="done")
    return number


def sign_in_by_office(settings: Settings, name: str, address: str = "") -> int:
    """The number of the account that an office's own provider has named.

    It must be here: none is made. Its one-time secret, if it was not used yet, ends. Raises
    Refused: `sign-in-office-unknown`, `sign-in-off`, `sign-in-idle`. Either goes into the trail.
    """
    login = name.strip().casefold()
    said = {"action": "sign_in", "about": login, "from": address, "channel": "office"}
    try:
        with opened(settings) as connection:
            row = connection.execute("select * from accounts where login = ?", (login,)).fetchone()
            if row is None:
                raise Refused("sign-in-office-unknown", login=login)
            _refuse_off(connection, row)
            connection.execute(
                "update accounts set signed_in_at = ? where number = ?", (now(), row["number"])
            )
            if row["must_change"]:
                connection.execute(
                    "update accounts set secret = null, must_change = 0, secret_ends_at = null"
                    " where number = ?",
                    (row["number"],),
                )
    except Refused as refused:
        trail.write(settings, **said, outcome=refused.code)
        raise
    trail.write(settings, **said, who=str(row["number"]), outcome="done")
    return int(row["number"])


def _refuse_off(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    if row["off_at"] is not None:
        raise Refused("sign-in-off")
    if now() - _last_used(row) > setting(connection, "idle_days") * DAY_SECONDS:
        raise Refused("sign-in-idle")


def _signed_in(settings: Settings, login: str, password: str) -> int:
    with opened(settings) as connection:
        row = connection.execute("select * from accounts where login = ?", (login,)).fetchone()
        failed = connection.execute("select * from failures where login = ?", (login,)).fetchone()
    if failed is not None and failed["locked_until"] > now():
        minutes = -(-(failed["locked_until"] - now()) // 60)
        raise Refused("sign-in-locked", minutes=str(minutes))
    # Without the store held: it takes a tenth of a second, on purpose.
    if not passwords.is_right(None if row is None else row["secret"], password):
        _note_failure(settings, login)
        raise Refused("sign-in-wrong")
    with opened(settings) as connection:
        moment = now()
        _refuse_off(connection, row)
        if row["secret_ends_at"] is not None and row["secret_ends_at"] < moment:
            raise Refused("sign-in-secret-ended")
        connection.execute("delete from failures where login = ?", (login,))
        connection.execute(
            "update accounts set signed_in_at = ? where number = ?", (moment, row["number"])
        )
        if passwords.is_outdated(row["secret"]):
            connection.execute(
                "update accounts set secret = ? where number = ?",
                (passwords.hashed(password), row["number"]),
            )
    return int(row["number"])


def _note_failure(settings: Settings, login: str) -> None:
    """After five in a row it is locked for a quarter of an hour, then twice as long each time."""
    with opened(settings) as connection:
        moment = now()
        connection.execute("delete from failures where failed_at < ?", (moment - 2 * DAY_SECONDS,))
        connection.execute(
            "insert into failures values (?, 1, 0, ?)"
            " on conflict (login) do update set count = count + 1, failed_at = ?",
            (login, moment, moment),
        )
        row = connection.execute("select count from failures where login = ?", (login,)).fetchone()
        over = row["count"] - FAILURES
        if over >= 0:
            seconds = min(LOCKED_SECONDS * 2 ** min(over, 10), LONGEST_LOCK_SECONDS)
            connection.execute(
                "update failures set locked_until = ? where login = ?", (moment + seconds, login)
            )


def change_password(
    settings: Settings, number: int, before: str, password: str, *, session: str = ""
) -> None:
    """Another password for an account, by whoever knows the one it has; other sessions end.

    Raises Refused: the one before is wrong, or the new one may not be used.
    """
    with opened(settings) as connection:
        row = _row(connection, number=number)
        over = [one.over for one in person_of(connection, row).assignments]
    if not passwords.is_right(row["secret"], before):
        raise Refused("password-before-wrong")
    if passwords.plain(before) == passwords.plain(password):
        raise Refused("password-same")
    passwords.check(password, [row["login"], row["name"], *over])
    kept = passwords.hashed(password)
    with opened(settings) as connection:
        connection.execute(
            "update accounts set secret = ?, must_change = 0, secret_ends_at = null,"
            " secret_given_at = ? where number = ?",
            (kept, now(), number),
        )
        connection.execute(
            "delete from sessions where number = ? and token_hash <> ?", (number, session)
        )
    trail.write(settings, who=str(number), action="change_password", outcome="done")


def first_address(settings: Settings) -> str | None:
    """The secret part of an address by which the first administrator comes; None once there is one.

    It is good for an hour, and the one before ends.
    """
    if are_there(settings):
        return None
    token = secrets.token_urlsafe(24)
    with opened(settings) as connection:
        connection.execute("delete from first_address")
        connection.execute(
            "insert into first_address values (?, ?)", (_hash(token), now() + FIRST_SECONDS)
        )
    return token


def is_first_address(settings: Settings, token: str) -> bool:
    """Whether the first administrator may come by this."""
    if not exists(settings) or are_there(settings):
        return False
    with opened(settings) as connection:
        found = connection.execute(
            "select 1 from first_address where token_hash = ? and ends_at > ?",
            (_hash(token), now()),
        )
        return bool(found.fetchall())


def add_first(settings: Settings, token: str, login: str, name: str, password: str) -> int:
    """The first administrator's account, by the one-time address; its number. Raises Refused."""
    if not is_first_address(settings, token):
        raise Refused("sign-in-first-ended")
    passwords.check(password, [login, name])
    kept = passwords.hashed(password)
    with opened(settings) as connection:
        connection.execute("begin immediate")
        if connection.execute("select 1 from accounts limit 1").fetchone():
            raise Refused("sign-in-first-ended")
        number = _insert(connection, login, name)
        connection.execute(
            "update accounts set secret = ?, must_change = 0, signed_in_at = ? where number = ?",
            (kept, now(), number),
        )
        connection.execute(
            "insert into assignments (number, role, given_by, given_at) values (?, ?, ?, ?)",
            (number, "administrator", f"{number}/administrator", now()),
        )
        connection.execute("delete from first_address")
    trail.write(settings, who=str(number), action="first_account", about=login, outcome="done")
    return number


def number_of(acting: Acting, login: str) -> int:
    """The number of an account. Raises Refused."""
    ask_for_some(acting, MANAGE)
    with opened(acting.settings) as connection:
        return int(_row(connection, login)["number"])


def _row(connection: sqlite3.Connection, login: str = "", number: int = 0) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "select * from accounts where login = ? or number = ?", (login_of(login), number)
    ).fetchone()
    if row is None:
        raise Refused("account-unknown", login=login or str(number))
    return row


def _end_sessions(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("delete from sessions where number = ?", (number,))


def _keep_an_administrator(connection: sqlite3.Connection) -> None:
    """Where the last one went, nobody could make another one on a page."""
    left = connection.execute(
        "select 1 from assignments inner join accounts using (number)"
        " where role = 'administrator' and off_at is null"
        " and (ends_on is null or ends_on >= ?) and stands_in_for is null limit 1",
        (today().isoformat(),),
    ).fetchone()
    if left is None:
        raise Refused("account-last-administrator")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
