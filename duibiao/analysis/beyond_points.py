"""What makes a score another than its points say, in a few words beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duibiao.words import Words
from duibiao.words.figures import rounded


def beyond_points(words: Words, score: Mapping[str, Any]) -> str:
    """Bonus, points taken off, a score held at 0 or made 0; empty where there is none of them.

    `score`: a row of fct_school_scores; what a snapshot of an older version lacks was not there.
    """
    total, before = score.get("score"), score.get("score_before_red_lines")
    if total is None or before is None:
        return ""
    bonus, taken_off = score.get("bonus_points"), score.get("taken_off") or 0
    said = []
    if bonus:
        said.append(words("beyond-bonus", points=rounded(bonus)))
    if taken_off:
        said.append(words("beyond-taken-off", points=rounded(taken_off)))
    if total == 0 and before > taken_off:
        said.append(words("beyond-zeroed"))
    elif total == 0 and (score["points"] < 0 or taken_off > before):
        said.append(words("beyond-held"))
    return words("separator-clauses").join(said)
