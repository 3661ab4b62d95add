"""No problem of the corpus is missed, and none is told that is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from duibiao.records.model import WorkbookReading
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Spreadsheet
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words import words
from ingest.marking.marked import marked_workbook
from tests.corpus.make import Specimen, cases, corpus, has_office
from tests.corpus.scenes import SCENES, county
from tests.counties.workbook_county import read_workbook

pytestmark = pytest.mark.timeout(600)
CASES = cases(with_office=has_office())
TELLING = ("answers-together", "answers-merged", "formulas", "sheet-copied-and-changed")
"""Scenes in which much stands that a file can tell in its own way."""

Specimens = dict[tuple[str, str], Specimen]
Readings = Callable[[str, str], WorkbookReading]


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Specimens:
    """Every file of the corpus, by scene and way."""
    made = corpus(tmp_path_factory.mktemp("office"))
    return {(specimen.scene, specimen.way): specimen for specimen in made}


def read(
    specimen: Specimen, opened: Callable[[bytes], Spreadsheet] = open_confined
) -> WorkbookReading:
    """The reading of a file, opened in a child process as those of strangers are."""
    where = county(SCENES[specimen.scene].county)
    return read_workbook(
        specimen.content, specimen.name, where.guide, where.register, opened=opened
    )


@pytest.fixture(scope="module")
def readings(specimens: Specimens) -> Readings:
    """What each file says to whoever asks: read once, as those of strangers are."""

    @cache
    def reading(scene: str, way: str) -> WorkbookReading:
        return read(specimens[scene, way])

    return reading


def test_the_corpus_is_large_enough_to_tell_something() -> None:
    assert len(cases(with_office=True)) >= 80
    assert len({way for _, way in cases(with_office=True)}) >= 10


@pytest.mark.parametrize(("scene", "way"), CASES, ids=["-".join(case) for case in CASES])
def test_a_file_gives_what_was_typed_and_every_problem_of_it(
    specimens: Specimens, readings: Readings, scene: str, way: str
) -> None:
    specimen, reading = specimens[scene, way], readings(scene, way)
    told = [
        (problem.code, problem.severity, problem.sheet, problem.cell)
        for problem in reading.problems
    ]
    assert sorted(told, key=str) == sorted(specimen.problems, key=str)
    if specimen.answers is not None:
        assert {answer.fact_id: answer.value for answer in reading.answers} == specimen.answers
        assert {(each.fact_id, each.value, each.note) for each in reading.understood} == (
            specimen.understood
        )
    assert {claim.indicator_id: str(claim.points) for claim in reading.claims} == specimen.claims
    confirmed = [problem for problem in reading.problems if problem.confirmation]
    assert len(confirmed) == specimen.confirmed


@pytest.mark.parametrize(("scene", "way"), [case for case in CASES if case[0] in TELLING])
def test_a_file_gives_the_same_wherever_it_is_opened(
    specimens: Specimens, readings: Readings, scene: str, way: str
) -> None:
    assert readings(scene, way) == read(specimens[scene, way], open_spreadsheet)


@pytest.mark.parametrize(("scene", "way"), CASES, ids=["-".join(case) for case in CASES])
def test_a_marked_file_says_what_it_said_before(
    specimens: Specimens, readings: Readings, scene: str, way: str
) -> None:
    specimen, before = specimens[scene, way], readings(scene, way)
    marked = marked_workbook(specimen.content, before.problems, words(), before.understood)
    after = read(replace(specimen, content=marked), open_spreadsheet)
    answers, answers_then = (
        [(answer.fact_id, answer.value, answer.cell) for answer in reading.answers]
        for reading in (before, after)
    )
    assert answers == answers_then
    problems, problems_then = (
        [(problem.cell, problem.subject, problem.confirmation) for problem in reading.problems]
        for reading in (before, after)
    )
    assert problems == problems_then
