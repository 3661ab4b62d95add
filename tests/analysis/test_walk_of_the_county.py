"""The whole demo county explained: no sentence lacks, its figures add up, each cell is found."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from duibiao.analysis.explanation import beside_points, explain
from duibiao.analysis.walk import Indicator, Part, Said, School, read_school
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from duibiao.words import LANGUAGES, Words
from duibiao.words.labels import Labels

BASES = ("self", "verified")
NUMBER = r"(-?[\d.]+)"
RATIO = re.compile(
    rf"{NUMBER}\D*，\D*?{NUMBER}[^\d，]*，比率{NUMBER}%，零分线{NUMBER}%、满分线{NUMBER}%"
)
COUNT = re.compile(rf"{NUMBER}[^\d，]*，目标{NUMBER}")
CHECKLIST = re.compile(rf"适用{NUMBER}项，做到{NUMBER}项")
DEDUCTED = re.compile(rf"共扣{NUMBER}分")
POINTS = re.compile(rf"得{NUMBER}分（满分{NUMBER}分）")
PART = re.compile(rf"第\d部分（占{NUMBER}%）：(.*)，得分率{NUMBER}%$")


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Snapshot:
    """The demo county's snapshot."""
    return snapshot_in_force(Settings.resolve(demo_home, SEEDS))


@pytest.fixture(scope="module")
def connection(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to it."""
    with snapshot.cursor() as opened:
        yield opened


@pytest.fixture(scope="module")
def walks(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> list[School]:
    """Every score of the county, in every cycle and on both bases."""
    keys = connection.execute(
        "select cycle_id, basis, school_id from fct_school_scores order by all"
    ).fetchall()
    found = [read_school(snapshot, *key) for key in keys]
    assert len(found) > 300
    return [walk for walk in found if walk is not None]


def labels_of(snapshot: Snapshot, words: Words) -> Labels:
    """The names of the county's codes."""
    return Labels(words, snapshot.codes)


def test_every_score_of_the_marts_is_walked(
    connection: duckdb.DuckDBPyConnection, walks: list[School]
) -> None:
    """With all its indicators, parts and answers, as many as the marts have, and their points."""
    tables = {
        "fct_school_scores": len(walks),
        "fct_dimension_scores": sum(len(walk.dimensions) for walk in walks),
        "fct_indicator_scores": sum(len(walk.indicators) for walk in walks),
        "fct_rule_part_scores": sum(len(row.parts) for walk in walks for row in walk.indicators),
        "fct_tier_conditions": sum(len(walk.tiers) for walk in walks),
    }
    for table, count in tables.items():
        assert connection.execute(f"select count(*) from {table}").fetchall() == [(count,)], table
    answered = {
        (walk.cycle_id, walk.basis, walk.school_id, answer.fact_id)
        for walk in walks
        for indicator in walk.indicators
        for answer in indicator.answers
    }
    assert connection.execute("select count(*) from fct_answers").fetchall() == [(len(answered),)]
    for walk in walks:
        assert walk.points == sum(row.points for row in walk.dimensions)
        assert walk.points == sum(row.points or 0 for row in walk.indicators)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_lacks_and_none_shows_a_code(
    snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, walks: list[School], language: str
) -> None:
    """Every score, rank, dimension, indicator, red line and answer is told in both languages."""
    words = Words(language)
    labels = labels_of(snapshot, words)
    # What a person would stumble over: identifiers of facts, codes of attributes, gaps, nulls.
    named = [row[0] for row in connection.execute("select fact_id from dim_facts").fetchall()]
    named += [row[0] for row in connection.execute("select code from dim_codes").fetchall()]
    named = [code for code in named if "_" in code] + ["None", "null", "{", "scored"]
    wrong = re.compile("|".join(map(re.escape, named)))
    seen: set[tuple[str, ...]] = set()
    for walk in walks:
        subjects: list[Any] = [walk, *walk.ranks, *walk.findings, *walk.dimensions]
        for indicator in walk.indicators:
            subjects += [indicator, *indicator.answers]
            seen |= {(part.method, part.outcome) for part in indicator.parts}
            seen.add((indicator.status, "", ""))
            assert all(beside_points(words, indicator))
        for subject in subjects:
            sentences = explain(words, labels, walk, subject)
            assert sentences and all(sentences), subject
            for sentence in sentences:
                # Names of files are as they were handed in.
                bare = re.sub(r"\S+\.(?:xlsx|csv)\S*", "", sentence)
                assert not wrong.search(bare), sentence
    statuses = {found[0] for found in seen if len(found) == 3}
    assert statuses == {"scored", "missing", "not_applicable"}
    methods = {found[0] for found in seen if len(found) == 2}
    known = connection.execute("select distinct method from dim_rules").fetchall()
    assert methods == {row[0] for row in known}
    outcomes = {found[1] for found in seen if len(found) == 2}
    assert outcomes == {"counted", "skipped", "makes_not_applicable", "not_reached"}


# ---------------------------------------------------------------- the figures that are said


def two_decimals(value: Fraction) -> str:
    """Halves up, as points are said."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    # The marts round to six places first.
    at_six = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return str(at_six.quantize(Decimal("0.01"), ROUND_HALF_UP))


def held(value: Fraction) -> Fraction:
    return min(Fraction(1), max(Fraction(0), value))


def share_said(method: str, said: str, max_points: Fraction) -> Fraction | None:
    """The share that the figures in a sentence give, reckoned by hand; None: of a band."""
    if method == "ratio" and (found := RATIO.search(said)):
        first, second, _, floor, target = map(Fraction, found.groups())
        base, fact = (second, first) if "，标准" in said else (first, second)
        floor, target = floor / 100, target / 100
        return held((fact / base - floor) / (target - floor))
    if method == "ratio":
        assert "按评分办法不得分" in said, said
        return Fraction(0)
    if method == "count":
        found = COUNT.search(said)
        assert found, said
        fact, target = map(Fraction, found.groups())
        return held(fact / target)
    if method == "checklist":
        found = CHECKLIST.search(said)
        assert found, said
        asked, met = map(Fraction, found.groups())
        return met / asked
    if method == "deduct":
        found = DEDUCTED.search(said)
        return held(1 - Fraction(found[1] if found else 0) / max_points)
    return None


def without_brackets(sentence: str) -> str:
    """Counts inside a name, such as 服务不少于2次的党员数, are no figures of the score."""
    return re.sub(r"不少于\d+次的", "", sentence)


def test_the_figures_of_a_sentence_give_its_points(snapshot: Snapshot, walks: list[School]) -> None:
    """Whoever reckons by what is said, from nothing else, comes to the points that are said."""
    words = Words("zh-CN")
    labels = labels_of(snapshot, words)
    reckoned: dict[str, int] = defaultdict(int)
    for walk in walks:
        for indicator in walk.indicators:
            if indicator.status != "scored" or indicator.zeroed_by is not None:
                continue
            sentences = explain(words, labels, walk, indicator)
            points = POINTS.search(sentences[-1])
            assert points, sentences
            assert Fraction(points[2]) == Fraction(indicator.max_points)
            share = reckon(indicator, sentences)
            if share is not None:
                wanted = two_decimals(share * Fraction(points[2]))
                assert points[1] == wanted, sentences
                for part in indicator.parts:
                    reckoned[part.method] += 1
    assert {"ratio", "count", "checklist", "deduct"} <= set(reckoned)
    assert sum(reckoned.values()) > 10_000


def reckon(indicator: Indicator, sentences: list[str]) -> Fraction | None:
    """The share of an indicator by its sentences alone."""
    maximum = Fraction(indicator.max_points)
    if indicator.capped_by_fact_id is not None:
        cap = re.search(rf"降为最高{NUMBER}%", sentences[-1])
        assert cap, sentences
        return Fraction(cap[1]) / 100
    if len(indicator.parts) == 1:
        return share_said(indicator.parts[0].method, without_brackets(sentences[0]), maximum)
    weights, total = Fraction(0), Fraction(0)
    for part, sentence in zip(indicator.parts, sentences, strict=False):
        found = PART.search(sentence)
        if part.outcome != "counted":
            assert found is None and sentence.endswith("这一部分不计"), sentence
            continue
        assert found, sentence
        share = share_said(part.method, without_brackets(found[2]), maximum)
        assert share is not None
        # The share of a part is said with two decimals of a percent.
        assert abs(share - Fraction(found[3]) / 100) <= Fraction(1, 20_000)
        weights += Fraction(found[1])
        total += Fraction(found[1]) * share
    return total / weights


def test_a_band_is_the_one_that_the_guide_s_table_gives(
    snapshot: Snapshot, walks: list[School]
) -> None:
    """What a band is said to give one step up is more than what was given, and stands in a row."""
    words = Words("zh-CN")
    labels = labels_of(snapshot, words)
    seen = set()
    for walk in walks:
        for indicator in walk.indicators:
            for part in indicator.parts:
                if part.bands and part.outcome == "counted":
                    sentence = explain(words, labels, walk, indicator)[0]
                    better = re.search(rf"高一档“.*?”得{NUMBER}%", sentence)
                    shares = [band.share for band in part.bands]
                    assert part.result in shares
                    assert (better is None) == (part.result == max(shares)), sentence
                    if better is not None:
                        nearest = min(share for share in shares if share > (part.result or 0))
                        assert Fraction(better[1]) / 100 == Fraction(nearest)
                    seen.add(part.method)
    assert seen == {"steps", "grade", "late"}


# ---------------------------------------------------------------- one definition


def test_the_tier_reached_is_the_highest_whose_conditions_are_met(walks: list[School]) -> None:
    """What explains a tier and what decides it are two marts; they say the same of every school."""
    for walk in walks:
        met = [tier.tier for tier in walk.tiers if tier.is_met]
        assert walk.tier_reached == (met[0] if met else "none")
        for tier in walk.tiers:
            assert tier.is_score_met == (walk.score is not None and walk.score >= tier.min_score)
            failed = {
                row.dimension_id
                for row in walk.dimensions
                if row.points < tier.min_dimension_share * row.max_points
            }
            assert set(tier.failed_dimension_ids) == failed


def test_what_the_guide_excuses_has_its_case(walks: list[School]) -> None:
    """Not applicable: by a case of the guide or by a base, never by neither and never unsaid."""
    for walk in walks:
        for indicator in walk.indicators:
            outcomes = {part.outcome for part in indicator.parts}
            if indicator.exemptions:
                assert indicator.status == "not_applicable" and outcomes == {"not_reached"}
            elif indicator.status == "not_applicable":
                assert outcomes & {"makes_not_applicable", "skipped"}
            for answer in indicator.answers:
                assert (answer.exemption is not None) == (answer.state == "not_asked")


def test_ties_are_those_of_the_same_score(walks: list[School]) -> None:
    """As many are named as there are of the very same score in the group."""
    scores: dict[tuple[str, str], list[Decimal | None]] = defaultdict(list)
    for walk in walks:
        scores[walk.cycle_id, walk.basis].append(walk.score)
    for walk in walks:
        same = scores[walk.cycle_id, walk.basis].count(walk.score)
        assert len(walk.ranks[0].tied_with) == same - 1


# ---------------------------------------------------------------- the cell itself


def test_the_way_ends_in_the_very_cell(demo_home: Path, walks: list[School]) -> None:
    """The file of that hash is opened anew: in that sheet and cell, that line, stands that text."""
    settings = Settings.resolve(demo_home, SEEDS)
    originals = {path.stem: path for path in settings.originals.rglob("*.*")}
    opened: dict[str, Any] = {}
    seen: dict[str, int] = defaultdict(int)
    chosen = {walk.school_id for walk in walks if walk.cycle_id == walks[-1].cycle_id}
    chosen = set(sorted(chosen)[::6])
    for walk in walks:
        if walk.school_id not in chosen:
            continue
        for indicator in walk.indicators:
            for answer in indicator.answers:
                for said in (answer.own, answer.county):
                    if said is not None:
                        assert said.original_sha256 is not None
                        path = originals[said.original_sha256]
                        kind = check_cell(path, opened, said, walk, answer.fact_id)
                        seen[kind] += 1
    assert seen["cell"] > 4_000 and seen["line"] > 50 and seen["empty"] > 5, dict(seen)


def check_cell(path: Path, opened: dict[str, Any], said: Said, walk: School, fact_id: str) -> str:
    """Whether what was said stands where it is said to stand; which kind of place it is."""
    if said.cell is None:
        if path.stem not in opened:
            text = path.read_text(encoding="utf-8-sig")
            opened[path.stem] = list(csv.DictReader(io.StringIO(text)))
        assert said.line is not None
        row = opened[path.stem][said.line - 2]
        assert (row["school_id"], row["fact_id"]) == (walk.school_id, fact_id)
        assert row["value"] == (said.raw or "")
        assert row.get("reason", "") == (said.reason or "")
        return "line"
    if path.stem not in opened:
        opened[path.stem] = openpyxl.load_workbook(path, data_only=True)
    value = opened[path.stem][said.sheet][said.cell].value
    assert ("" if value is None else str(value)) == (said.raw or "")
    return "empty" if value is None else "cell"


def test_parts_are_those_of_the_rule(walks: list[School]) -> None:
    """A part that the sentence looks at has every answer that it names."""

    def facts(part: Part) -> set[str]:
        alone = {part.fact_id, part.base_fact_id} - {None}
        return {str(name) for name in alone} | {item.fact_id for item in part.items}

    for indicator in walks[0].indicators:
        known = {answer.fact_id for answer in indicator.answers}
        for part in indicator.parts:
            assert facts(part) <= known
