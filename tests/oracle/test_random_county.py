"""The random counties themselves: the same seed the same county, and every case of the design.

Without this the comparison with the product could stay green by never meeting the hard cases.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from duibiao.guide.columns import METHODS
from tests.counties.random_county import make_county

from . import score as oracle

SEEDS = range(25)


def test_the_same_seed_makes_the_same_county(tmp_path: Path) -> None:
    """A seed in a message is enough to see the county again."""
    first, second = make_county(7, tmp_path / "first"), make_county(7, tmp_path / "second")
    assert first.guide == second.guide
    assert [file.path.name for file in first.files] == [file.path.name for file in second.files]
    assert [file.rows for file in first.files] == [file.rows for file in second.files]


MADE = """
import hashlib, sys, tempfile
from pathlib import Path
from tests.counties.many_editions import ManyEditions
from tests.counties.random_county import make_county

many = ManyEditions(1, 25, 8)
county = make_county(7, Path(tempfile.mkdtemp(dir=sys.argv[1])))
told = repr((many.guide, many.files, county.guide, [file.rows for file in county.files]))
print(hashlib.sha256(told.encode()).hexdigest())
"""


def test_a_seed_makes_the_same_county_in_every_process(tmp_path: Path) -> None:
    """Sets of text are gone through in another order by each process: none may decide a draw."""
    made = {
        subprocess.run(
            [sys.executable, "-c", MADE, str(tmp_path)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(made) == 1


def test_every_case_of_the_design_comes_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each method's outcomes, each status, ties in rounding and rank, thresholds met exactly."""
    met: Counter[str] = Counter()
    half_up = oracle.half_up
    holds = oracle.Case.holds
    relative = oracle.Case.relative
    missing_sizes = oracle.Case.missing_sizes
    part_results = oracle.Case.part_results

    def watched_half_up(value: Fraction, decimals: int) -> Fraction:
        if (value * 10**decimals) % 1 == Fraction(1, 2):
            met[f"tie at decimal {decimals}"] += 1
        return half_up(value, decimals)

    def watched_part_results(case: oracle.Case) -> object:
        results = part_results(case)
        for part in case.parts:
            result = results[str(part["part"])]
            outcome: object = result
            if isinstance(result, Fraction) and result not in (0, 1):
                outcome = "between" if result > 0 else "below 0"
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

    def watched_holds(case: oracle.Case, row: oracle.Row) -> bool:
        if row["attribute"] in oracle.SIZES:
            bound, number = str(row["value"]).split(" ")
            own = case.school[str(row["attribute"])]
            met[f"{bound} a size {holds(case, row)}"] += own != ""
            met["a size on its bound"] += own == number
            met["a size that is not told spares nobody"] += own == ""
        return holds(case, row)

    def watched_relative(case: oracle.Case, part: oracle.Row) -> object:
        result = relative(case, part)
        [rule] = case.edition.rows(
            "relative_rules", indicator=case.indicator, part=str(part["part"])
        )
        own = case.compared_value(part)
        group = [
            value
            for kind, value in case.others[case.indicator, str(part["part"])].values()
            if rule["among"] == "county" or kind == case.school["school_type"]
        ]
        if own is not None and result == "skipped":
            met[f"fewer than three: {len(group)}"] += 1
        elif own is not None:
            compare = rule["compare"]
            met[f"compared by {compare}, {rule['better']} is better"] += result != 1
            met[f"compared among {rule['among']}"] += result != 1
            met["a tie of places"] += group.count(own) > 1
            met["a negative value is compared"] += own < 0
            if compare in ("place", "percent"):
                place = 1 + sum(
                    other > own if rule["better"] == "more" else other < own for other in group
                )
                size = 1 if compare == "place" else len(group)
                bands = case.bands(part, "at_most")
                if all(place > oracle.number(band, "key") * size for band in bands):
                    met[f"a place that no band holds, {rule['rest']}"] += 1
        return result

    def watched_missing_sizes(case: oracle.Case) -> bool:
        met["missing for want of a size"] += missing_sizes(case)
        return missing_sizes(case)

    monkeypatch.setattr(oracle, "half_up", watched_half_up)
    monkeypatch.setattr(oracle.Case, "holds", watched_holds)
    monkeypatch.setattr(oracle.Case, "relative", watched_relative)
    monkeypatch.setattr(oracle.Case, "missing_sizes", watched_missing_sizes)
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
        met["rating by place"] += bool(county.guide["rating_shares"])
        met["tier by place"] += bool(county.guide["tier_shares"])
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
            met["points below 0"] += row.points < 0
            met["bonus"] += (row.bonus_points or 0) > 0
            met["above 100"] += row.score is not None and row.score > 100
            before = row.score_before_red_lines or 0
            met["taken off"] += 0 < (row.taken_off or 0) < before
            met["held at 0"] += row.score == 0 and (row.taken_off or 0) > before
            met["made 0"] += row.score == 0 and before > (row.taken_off or 0)
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
        f"{method} {outcome}" for method in METHODS for outcome in ("0", "1", "between", "skipped")
    }
    outcomes |= {f"{kind} of {count} raters" for kind in ("mean", "trimmed") for count in range(7)}
    expected = outcomes | {
        "deduct below 0",
        "bands below 0",
        "points below 0",
        "bonus",
        "above 100",
        "taken off",
        "held at 0",
        "made 0",
        "rating by place",
        "tier by place",
        "given by the office instead",
        "given by nobody",
        "tied highest",
        "ratio makes_not_applicable",
        "bands makes_not_applicable",
        "relative makes_not_applicable",
        *(
            f"compared by {compare}, {better} is better"
            for compare in ("place", "percent", "to_best", "to_mean")
            for better in ("more", "less")
        ),
        "compared among county",
        "compared among school_type",
        *(f"fewer than three: {count}" for count in (1, 2)),
        "a tie of places",
        "a negative value is compared",
        "a place that no band holds, zero",
        "a place that no band holds, to_best",
        *(f"{bound} a size {holds}" for bound in ("at_least", "below") for holds in (True, False)),
        "a size on its bound",
        "a size that is not told spares nobody",
        "missing for want of a size",
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
