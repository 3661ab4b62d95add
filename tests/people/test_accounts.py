"""Accounts: one-time secrets, passwords, locks, roles from day to day, the first administrator."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

from duibiao.people import accounts, passwords, sessions, store
from duibiao.people.acting import AT_THE_FILES, NOBODY, Acting, Assignment
from duibiao.people.policy import may, today
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings

GOOD = "Ganzhou-47-hills"


class Clock:
    """The clock of the store, which a test moves."""

    def __init__(self) -> None:
        self.at = 1_700_000_000

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moments as the test says them."""
    clock = Clock()
    for module in (accounts, sessions):
        monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def acting(tmp_path: Path) -> Acting:
    """Whoever has the files, on a home without anything."""
    return Acting(Settings.resolve(tmp_path / "home", SEEDS), "root", "test", AT_THE_FILES)


def clerk_of(acting: Acting, login: str = "li") -> accounts.Secret:
    """An account of a clerk of S001."""
    return accounts.add(acting, login, "Li Ming", [Assignment("clerk", "S001")])


def refused(code: str, function: object, *arguments: object, **named: object) -> None:
    """What must be refused for this reason."""
    with pytest.raises(Refused) as told:
        function(*arguments, **named)  # type: ignore[operator]
    assert told.value.code == code


def test_what_is_kept_is_for_its_owner_alone_and_holds_no_secret(acting: Acting) -> None:
    given = clerk_of(acting)
    token = sessions.begin(acting.settings, given.number)
    path = acting.settings.people
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert given.secret.encode() not in content and token.encode() not in content
    assert b"$argon2id$" in content


def test_a_one_time_secret_signs_in_once_changed_it_does_not(acting: Acting) -> None:
    given = clerk_of(acting)
    settings = acting.settings
    assert accounts.sign_in(settings, " LI ", given.secret) == given.number
    session = sessions.found(settings, sessions.token_hash(sessions.begin(settings, given.number)))
    assert session is not None and session.must_change
    accounts.change_password(settings, given.number, given.secret, GOOD)
    refused("sign-in-wrong", accounts.sign_in, settings, "li", given.secret)
    assert accounts.sign_in(settings, "li", GOOD) == given.number
    (row,) = accounts.accounts(acting)
    assert (row.login, row.state, row.assignments) == ("li", "on", (Assignment("clerk", "S001"),))


def test_a_one_time_secret_ends(acting: Acting, clock: Clock) -> None:
    given = clerk_of(acting)
    clock.at += 15 * accounts.DAY_SECONDS
    refused("sign-in-secret-ended", accounts.sign_in, acting.settings, "li", given.secret)
    again = accounts.new_secret(acting, "li")
    assert accounts.sign_in(acting.settings, "li", again.secret) == given.number


@pytest.mark.parametrize(
    ("password", "code"),
    [
        *(("Ab3$efgh", "password-short"), ("x" * 300, "password-long")),
        *(("alllowercase1", "password-kinds"), ("Li-Ming-is-42", "password-name")),
        *(("S001-is-Mine", "password-name"), ("Password123!", "password-common")),
        *(("QWERTYuiop1", "password-common"), ("Aa1Aa1Aa1Aa1", "password-common")),
        *((GOOD, ""), ("山高水长-Tongxue7", "")),
    ],
)
def test_what_a_password_must_be(password: str, code: str) -> None:
    names = ("li-ming", "Li-Ming", "S001")
    if code:
        refused(code, passwords.check, password, names)
    else:
        passwords.check(password, names)


def test_five_failures_lock_and_each_further_one_doubles(acting: Acting, clock: Clock) -> None:
    """An account that there is and one that there is not are told alike."""
    given, settings = clerk_of(acting), acting.settings
    for login in ("li", "nobody"):
        for _ in range(accounts.FAILURES):
            refused("sign-in-wrong", accounts.sign_in, settings, login, "wrong")
        refused("sign-in-locked", accounts.sign_in, settings, login, given.secret)
    clock.at += accounts.LOCKED_SECONDS
    refused("sign-in-wrong", accounts.sign_in, settings, "li", "wrong")
    clock.at += accounts.LOCKED_SECONDS
    refused("sign-in-locked", accounts.sign_in, settings, "li", given.secret)
    clock.at += accounts.LOCKED_SECONDS
    assert accounts.sign_in(settings, "li", given.secret) == given.number
    refused("sign-in-wrong", accounts.sign_in, settings, "li", "wrong")
    assert accounts.sign_in(settings, "li", given.secret) == given.number


def test_a_new_secret_opens_what_was_locked(acting: Acting) -> None:
    clerk_of(acting)
    for _ in range(accounts.FAILURES):
        refused("sign-in-wrong", accounts.sign_in, acting.settings, "li", "wrong")
    again = accounts.new_secret(acting, "li")
    accounts.sign_in(acting.settings, "li", again.secret)


def test_an_account_that_is_not_used_is_off(acting: Acting, clock: Clock) -> None:
    given, settings = clerk_of(acting), acting.settings
    accounts.change_password(settings, given.number, given.secret, GOOD)
    clock.at += 89 * accounts.DAY_SECONDS
    accounts.sign_in(settings, "li", GOOD)
    clock.at += 91 * accounts.DAY_SECONDS
    refused("sign-in-idle", accounts.sign_in, settings, "li", GOOD)
    (row,) = accounts.accounts(acting)
    assert row.state == "idle"


def test_who_has_left_is_out_at_once(acting: Acting) -> None:
    given, settings = clerk_of(acting), acting.settings
    hashed = sessions.token_hash(sessions.begin(settings, given.number))
    accounts.add(acting, "root", "Admin", [Assignment("administrator")])
    accounts.switch_off(acting, "li", "moved")
    assert sessions.found(settings, hashed) is None
    refused("sign-in-off", accounts.sign_in, settings, "li", given.secret)


def test_sessions_end_idle_in_any_case_and_when_asked(acting: Acting, clock: Clock) -> None:
    given, settings = clerk_of(acting), acting.settings

    def begun() -> str:
        return sessions.token_hash(sessions.begin(settings, given.number, "10.0.0.1"))

    idle, used, other = begun(), begun(), begun()
    for _ in range(25):
        clock.at += 29 * 60
        sessions.found(settings, used)
    assert sessions.found(settings, idle) is None
    assert sessions.found(settings, used) is None  # twelve hours are over
    here, there = begun(), begun()
    session = sessions.found(settings, here)
    assert session is not None
    sessions.end(settings, session)
    assert sessions.found(settings, here) is None and sessions.found(settings, there) is not None
    assert sessions.end_all(settings, given.number) == 1
    assert sessions.found(settings, there) is None and sessions.found(settings, other) is None


def test_another_password_ends_the_other_sessions(acting: Acting) -> None:
    given, settings = clerk_of(acting), acting.settings
    own, other = (sessions.token_hash(sessions.begin(settings, given.number)) for _ in range(2))
    accounts.change_password(settings, given.number, given.secret, GOOD, session=own)
    assert sessions.found(settings, own) is not None and sessions.found(settings, other) is None
    refused("password-before-wrong", accounts.change_password, settings, given.number, "x", GOOD)


def test_several_roles_a_person_each_from_day_to_day(acting: Acting) -> None:
    accounts.add(acting, "head", "Head", [Assignment("head", "S002")])
    clerk_of(acting)
    day = today()
    tomorrow = day + dt.timedelta(days=1)
    number = accounts.number_of(acting, "head")
    stand_in = Assignment("head", "S002", tomorrow, tomorrow, number)
    accounts.assign(acting, "li", [stand_in])
    hashed = sessions.token_hash(sessions.begin(acting.settings, accounts.number_of(acting, "li")))
    session = sessions.found(acting.settings, hashed)
    assert session is not None
    assert not may(session.person, "take_back", school="S002", on=day)
    assert may(session.person, "take_back", school="S002", on=tomorrow)
    assert not may(session.person, "take_back", school="S002", on=tomorrow + dt.timedelta(days=1))
    assert may(session.person, "hand_in", school="S001", on=day)
    accounts.assign(acting, "li", [Assignment("analyst")])
    assert sessions.found(acting.settings, hashed) is None  # what changed is seen at once


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        (Assignment("queen"), "account-role"),
        (Assignment("clerk"), "account-over-school"),
        (Assignment("group"), "account-over-group"),
        (Assignment("office", "S001"), "account-over-county"),
        (Assignment("clerk", "S1", dt.date(2025, 2, 1), dt.date(2025, 1, 1)), "account-days"),
        (Assignment("clerk", "S1", stands_in_for=1), "account-stand-in-days"),
        (
            Assignment("head", "S1", dt.date(2025, 1, 1), dt.date(2025, 2, 1), 1),
            "account-stand-in-none",
        ),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(
    acting: Acting, assignment: Assignment, code: str
) -> None:
    clerk_of(acting)
    refused(code, accounts.assign, acting, "li", [assignment])


def test_there_is_always_an_administrator(acting: Acting) -> None:
    accounts.add(acting, "root", "Admin", [Assignment("administrator")])
    refused("account-last-administrator", accounts.switch_off, acting, "root", "left")
    refused("account-last-administrator", accounts.unassign, acting, "root", "administrator")
    accounts.add(acting, "other", "Other", [Assignment("administrator")])
    accounts.switch_off(acting, "root", "left")


def test_only_an_administrator_manages_accounts(acting: Acting) -> None:
    nobody = Acting(acting.settings, "x", "test", NOBODY)
    for function, *rest in (
        (accounts.accounts,),
        (accounts.add, "x", "X"),
        (accounts.add_all, []),
        (accounts.assign, "x", []),
        (accounts.unassign, "x", "clerk"),
        (accounts.switch_off, "x", "y"),
        (accounts.new_secret, "x"),
        (accounts.change_setting, "idle_minutes", 5),
        (accounts.number_of, "x"),
    ):
        refused("policy-nobody", function, nobody, *rest)
    assert not store.exists(acting.settings)


def test_the_first_administrator_comes_by_an_address_once(acting: Acting, clock: Clock) -> None:
    settings = acting.settings
    before, token = (accounts.first_address(settings) for _ in range(2))
    assert before and token
    refused("sign-in-first-ended", accounts.add_first, settings, before, "root", "A", GOOD)
    refused("password-short", accounts.add_first, settings, token, "root", "A", "short")
    number = accounts.add_first(settings, token, "root", "A", GOOD)
    refused("sign-in-first-ended", accounts.add_first, settings, token, "more", "B", GOOD)
    assert accounts.first_address(settings) is None
    assert accounts.sign_in(settings, "root", GOOD) == number
    (row,) = accounts.accounts(acting)
    assert row.assignments == (Assignment("administrator"),)


def test_the_first_address_ends_after_an_hour(acting: Acting, clock: Clock) -> None:
    token = accounts.first_address(acting.settings)
    assert token and accounts.is_first_address(acting.settings, token)
    clock.at += accounts.FIRST_SECONDS + 1
    assert not accounts.is_first_address(acting.settings, token)
