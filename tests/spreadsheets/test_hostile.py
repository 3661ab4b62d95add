"""Files made to do harm: each refused or read by name, within its time and memory, and none run."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from duibiao.spreadsheets.confined import OF_FILE, Confined
from duibiao.words import LANGUAGES, words
from tests.spreadsheets.hostile import Fate, fate, is_as_expected
from tests.spreadsheets.hostile_files import HOSTILE

MOST_MEGABYTES = 300
SECONDS_ON_A_BUSY_MACHINE = 10.0
"""On a quiet machine it is 2; `python -m tests.spreadsheets.hostile` measures it."""


@pytest.fixture(scope="module")
def children() -> Iterator[Confined]:
    """One child at a time; what it logs of damaged files is not for here."""
    logging.disable(logging.CRITICAL)
    with Confined(1) as made:
        yield made
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_read_by_name(children: Confined, name: str) -> None:
    found = fate(HOSTILE[name].make(), children)
    assert is_as_expected(name, found), found.codes
    assert found.megabytes <= MOST_MEGABYTES
    assert found.seconds <= SECONDS_ON_A_BUSY_MACHINE
    told(found)


def told(found: Fate) -> None:
    """Say every problem in every language."""
    for problem in found.reading.problems:
        for language in LANGUAGES:
            say = words(language)
            assert say(f"problem-{problem.code}", **problem.parameters)
            for part in ("expected", "mend"):
                assert say.attr(f"problem-{problem.code}", part, **problem.parameters)


def test_an_entity_is_never_what_it_names(children: Confined) -> None:
    found = fate(HOSTILE["a file of this machine as an entity"].make(), children)
    assert "root:" not in repr(found.reading)


def test_the_limit_of_time_leaves_room_within_two_seconds() -> None:
    assert OF_FILE.seconds < 2
