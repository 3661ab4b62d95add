"""Passwords kept with little effort, so that tests do not take it a hundred times."""

from __future__ import annotations

from functools import cache

import argon2
import pytest

from duibiao.people import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the usual ones, but for the time and memory that they take."""
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    monkeypatch.setattr(passwords, "_nobodys", cache(lambda: quick.hash("nobody")))
