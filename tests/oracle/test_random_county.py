"""The random counties themselves: the same seed the same county, and every case of the design.

Without this the comparison with the product could stay green by never meeting the hard cases.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from tests.counties.random_county import make_county

from . import score as oracle

SEEDS = range(25)


def test_the_same_seed_makes_the_same_county(tmp_path: Path) -> None:
    """A seed in a message is enough to see the county again."""
    first, second = make_county(7, tmp_path / "first"), make_county(7, tmp_path / "second")
    assert first.guide == second.guide
    assert [file.path.name for file in first.files] == [file.path.name for file in second.files]
    assert [file.rows for file in first.files] == [file.rows for file in second.files]


def test_every_case_of_the_design_comes_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each method's outcomes, each status, ties in rounding and rank, thresholds met exactly."""
    met: Counter[str] = Counter()
    half_up = oracle.half_up
    part_results = oracle.Case.part_results

    def watched_half_up(value: Fraction, decimals: int) -> Fraction:
        if (value * 10**decimals) % 1 == Fraction(1, 2):
            met[f"tie at decimal {decimals}"] += 1
        return half_up(value, decimals)

    def watched_part_results(case: oracle.Case) -> object:
        results = part_results(case)
        for part in case.parts:
            result = results[str(part["part"])]
            outcome = result if isinstance(result, str) else "between" if 0 < result < 1 else result
            met[f"{part['method']} {outcome}"] += 1
            met["points of parts"] += case.weight(part) > 1
            met["a deduction beside other parts"] += (
                part["method"] == "deduct" and len(case.parts) > 1 and outcome == "between"
            )
        kinds = case.edition.kind_of
        for table in ("rule_items", "rule_caps"):
            name = "deductions" if table == "rule_items" else "caps"
            met[f"flags in {name}"] += any(
                kinds[str(row["fact"])] == "flag" and row.get("kind") != "item"
                for row in case.edition.rows(table, indicator=case.indicator)
            )
        return results

    monkeypatch.setattr(oracle, "half_up", watched_half_up)
    monkeypatch.setattr(oracle.Case, "part_results", watched_part_results)
    given_value = oracle.InForce.given_value

    def watched_given_value(
        in_force: oracle.InForce, cycle_id: str, school_id: str, fact: str
    ) -> str | None:
        voices = in_force.given.get((cycle_id, school_id, fact), {})
        raters = len(voices.keys() - {None})
        kind = in_force.edition_of(cycle_id).given[fact]
        met["given by the office instead"] += raters > 0 and None in voices
        met["given by nobody"] += not voices
        met[f"{kind} of {raters} raters"] += None not in voices
        values = sorted(voices.values())
        met["tied highest"] += len(values) > 1 and values[-1] == values[-2]
        return given_value(in_force, cycle_id, school_id, fact)

    monkeypatch.setattr(oracle.InForce, "given_value", watched_given_value)
    for seed in SEEDS:
        county = make_county(seed, tmp_path / str(seed))
        scores = county.scores()
        met.update(row.status for row in scores.indicators)
        met.update(f"peers are {row.peer_group_kind}" for row in scores.schools)
        met["not handed in"] += len(scores.not_handed_in)
        met["sent again"] += len(county.files) > len({file.path for file in county.files})
        met["refused for a school"] += any(
            len(file.accepted) < len(file.rows) for file in county.files
        )
        thresholds = {
            (row["edition"], Fraction(row["min_score"]))
            for table in ("ratings", "tiers")
            for row in county.guide[table]
        }
        bases: dict[tuple[str, str], list[Fraction | None]] = {}
        for row in scores.schools:
            met["tier" if row.tier_reached != "none" else "no tier"] += 1
            met["rating capped"] += row.rating != row.rating_before_red_lines
            met["change since the last cycle"] += row.score_change is not None
            met["across editions by a crosswalk"] += row.common_share is not None
            met["across editions without"] += (
                row.comparison == "across_editions" and row.common_share is None
            )
            met["nothing applies"] += row.score is None
            met["score on a threshold"] += (row.edition, row.score) in thresholds
            same_rank = [
                other
                for other in scores.schools
                if (other.cycle_id, other.basis, other.ranks.get("county"))
                == (row.cycle_id, row.basis, row.ranks.get("county", 0))
            ]
            met["tied in rank"] += len(same_rank) > 1
            bases.setdefault((row.cycle_id, row.school_id), []).append(row.score)
        for change in scores.changes:
            answering = (change.previous_indicator_ids or "").split(",")
            met[f"compared by {change.comparison}"] += change.share_change is not None
            met["compared with several"] += len(answering) > 1
            met["compared with nothing"] += change.comparison == "none"
        met["verified differs"] += sum(own != verified for own, verified in bases.values())
    outcomes = {
        f"{method} {outcome}"
        for method in (
            *("ratio", "count", "steps", "checklist", "grade", "late", "deduct", "bands"),
            "given",
        )
        for outcome in ("0", "1", "between", "skipped")
    }
    outcomes |= {f"{kind} of {count} raters" for kind in ("mean", "trimmed") for count in range(7)}
    expected = outcomes | {
        "given by the office instead",
        "given by nobody",
        "tied highest",
        "ratio makes_not_applicable",
        "bands makes_not_applicable",
        "flags in deductions",
        "flags in caps",
        "points of parts",
        "a deduction beside other parts",
        "tie at decimal 6",
        "tie at decimal 9",
        "scored",
        "missing",
        "not_applicable",
        "peers are school_type_area",
        "peers are school_type",
        "peers are county",
        "not handed in",
        "sent again",
        "refused for a school",
        "tier",
        "no tier",
        "rating capped",
        "change since the last cycle",
        "across editions by a crosswalk",
        "across editions without",
        "compared by same_edition",
        "compared by crosswalk",
        "compared with several",
        "compared with nothing",
        "nothing applies",
        "score on a threshold",
        "tied in rank",
        "verified differs",
    }
    assert {case for case in expected if met[case] == 0} == set()
