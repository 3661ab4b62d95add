"""Guides that nobody wrote are explained too: every corner that the random counties have."""

from __future__ import annotations

from pathlib import Path

import pytest

from duibiao.analysis.explanation import Subject, explain
from duibiao.analysis.walk import read_school
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import LANGUAGES, words
from duibiao.words.labels import Labels
from tests.counties.random_county import make_county
from tests.oracle.test_random_counties import publish, seeds


@pytest.mark.parametrize("seed", seeds()[-1:])
def test_every_score_of_a_random_county_is_explained(seed: int, home: Path, tmp_path: Path) -> None:
    """No sentence lacks, points are those of the mart, tiers are the one definition."""
    path = publish(home, tmp_path, make_county(seed, tmp_path))
    snapshot = Snapshot(path)
    keys = snapshot.frame(
        "select cycle_id, basis, school_id from fct_school_scores order by all"
    ).rows()
    labels = {name: Labels(words(name), snapshot.codes) for name in LANGUAGES}
    assert keys
    for key in keys:
        walk = read_school(snapshot, *key)
        assert walk is not None
        met = [tier.tier for tier in walk.tiers if tier.is_met]
        assert walk.tier_reached == (met[0] if met else "none")
        subjects: list[Subject] = [walk, *walk.ranks, *walk.findings, *walk.dimensions]
        for indicator in walk.indicators:
            subjects += [indicator, *indicator.answers]
        for name in LANGUAGES:
            for subject in subjects:
                sentences = explain(words(name), labels[name], walk, subject)
                assert sentences and all(sentences)
