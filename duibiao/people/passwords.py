"""What a password must be, how it is kept (argon2id), and one-time secrets to print."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache

from duibiao.records.model import Refused

SHORTEST, LONGEST = 10, 200
KINDS_NEEDED = 3
# No letter or digit that is taken for another one when it is read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
GROUPS, GROUP_LENGTH = 4, 4
SHORTEST_NAME = 3
"""A name of fewer characters stands in too many words to be looked for."""


def one_time() -> str:
    """A secret to be printed, of four groups: 75 bits."""
    alphabet = LETTERS + CAPITALS + DIGITS
    while True:
        groups = [
            "".join(secrets.choice(alphabet) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
        ]
        secret = "-".join(groups)
        if len(_kinds(secret)) > KINDS_NEEDED:
            return secret


def check(password: str, names: Iterable[str]) -> None:
    """Whether a password may be used by one of these names (account, person, school).

    Raises Refused: too short or long, of fewer than three kinds of characters, like one of the
    names, or among the common ones.
    """
    text = plain(password)
    if len(text) < SHORTEST:
        raise Refused("password-short", least=str(SHORTEST))
    if len(text) > LONGEST:
        raise Refused("password-long", most=str(LONGEST))
    if len(_kinds(text)) < KINDS_NEEDED:
        raise Refused("password-kinds", kinds=str(KINDS_NEEDED))
    folded = text.casefold()
    said = [plain(name).casefold() for name in names]
    if any(len(name) >= SHORTEST_NAME and name in folded for name in said):
        raise Refused("password-name")
    if _is_common(folded):
        raise Refused("password-common")


def _is_common(folded: str) -> bool:
    """Among the common ones, as it stands or without the digits and signs put around it."""
    common = _common()
    letters = "".join(character for character in folded if character.isalnum())
    core = letters.strip("0123456789")
    repeated = len(set(folded)) < SHORTEST // 2
    return repeated or folded in common or letters in common or (core in common and len(core) > 3)


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return frozenset(FREQUENCY_LISTS["passwords"])


def plain(password: str) -> str:
    """A password in one form, however a keyboard composes its characters."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return str(_hasher().hash(plain(password)))


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; it takes as long where there is none."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(kept or _nobodys(), plain(password)) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was kept with less effort than is usual today."""
    return bool(_hasher().check_needs_rehash(kept))


@cache
def _hasher():  # type: ignore[no-untyped-def]
    import argon2

    return argon2.PasswordHasher()


@cache
def _nobodys() -> str:
    return hashed(secrets.token_hex(16))


def _kinds(text: str) -> set[str]:
    """The kinds of characters in a text: small and capital letters, digits, and all others."""
    found = set()
    for character in text:
        if character.isdigit():
            found.add("digit")
        elif character.isalpha() and character.isascii():
            found.add("capital" if character.isupper() else "small")
        else:
            found.add("other")
    return found
