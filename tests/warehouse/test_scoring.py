"""The score at the door equals the published marts, to the last digit."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import polars as pl
import pytest

from duibiao.guide.editions import Guide
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import scoring_apart
from duibiao.warehouse.scoring import TELLING_MARTS
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.warehouse.snapshot_files import connect, snapshot_path
from ingest.asking_back import own_score, score_in_force
from ingest.candidate import candidate_rows
from ingest.desk.handing_in import check_file
from ingest.door import Door
from tests.counties.guide_folders import GuideFolder

# Columns that need the other schools, the cycle before, or the record's own identifier.
OF_THE_WHOLE_COUNTY = ("rank_", "county_size", "township_size", "school_type_size", "peer_group")
OF_OTHER_CYCLES = (
    "previous_",
    "score_change",
    "comparison",
    "common_",
    "is_late",
    "rank_county_change",
)
OF_THE_RECORD = ("submission_id", "record_id", "line")


def comparable(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that one school's answers alone decide, in a fixed order of rows."""
    left_out = OF_THE_WHOLE_COUNTY + OF_OTHER_CYCLES + OF_THE_RECORD
    kept = [column for column in frame.columns if not column.startswith(left_out)]
    return frame.select(kept).sort(kept[:5])


def test_the_score_at_the_door_is_the_published_one(demo_home: Path) -> None:
    settings = Settings.resolve(demo_home, SEEDS)
    clerk = Acting(settings, "clerk", "test", AT_THE_FILES)
    door, scorer = Door.open(settings), snapshot_in_force(settings).scorer
    path = snapshot_path(settings)
    assert path is not None
    with connect(path) as connection:
        in_force = connection.execute(
            "select s.cycle_id, s.school_id, s.file_name from fct_submissions s"
            " join dim_cycles c using (cycle_id) where s.is_in_force and c.is_latest"
        ).fetchall()
        assert len(in_force) > 40
        published = {
            mart: connection.execute(
                f"select * from {mart} where cycle_id in (select cycle_id from dim_cycles"
                " where is_latest)"
            )
            .pl()
            .partition_by("cycle_id", "school_id", as_dict=True)
            for mart in TELLING_MARTS
        }
        for cycle_id, school_id, file_name in in_force:
            content = (demo_home / "demo-files" / cycle_id / file_name).read_bytes()
            outcome = check_file(clerk, content, file_name)
            assert outcome.checked.fate == "already_here"
            reading, at_the_door = outcome.checked.workbook, outcome.score
            assert reading is not None and at_the_door is not None
            rows_sent = candidate_rows(reading, door.register)
            score = scorer.score(cycle_id, school_id, rows_sent)
            assert score is not None and score.marts.keys() == set(TELLING_MARTS)
            for mart, rows in at_the_door.marts.items():
                assert rows.equals(score.marts[mart]), (mart, school_id)
            # Who hands in what was checked has it scored once.
            assert scorer.score(cycle_id, school_id, rows_sent) is score
            answers = door.register.answers_in_force(cycle_id, school_id)
            before = score_in_force(door.guide, door.register, cycle_id, school_id, answers)
            assert before == own_score(score), school_id
            for mart, rows in score.marts.items():
                theirs = published[mart].get((cycle_id, school_id), rows.clear())
                assert comparable(rows).equals(comparable(theirs)), (mart, school_id)


def test_a_snapshot_has_one_scorer_and_one_more_by_a_newer_guide(
    demo_home: Path, tmp_path: Path
) -> None:
    """The door's guide is the build's until the county changes it; the same tables are the same."""
    snapshot = snapshot_in_force(Settings.resolve(demo_home, SEEDS))
    assert snapshot_in_force(Settings.resolve(demo_home, SEEDS)) is snapshot
    assert snapshot.scorer_under(Guide.load(SEEDS)) is snapshot.scorer
    folder = GuideFolder.copy()
    folder.tables["ratings"][0]["min_score"] = "91.5"
    newer = Guide.load(folder.write(tmp_path / "guide"))
    scorer = snapshot.scorer_under(newer)
    assert scorer is not snapshot.scorer
    assert snapshot.scorer_under(Guide.load(tmp_path / "guide")) is scorer


def test_a_server_has_the_same_scores_made_in_processes_of_their_own(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever draws pages meanwhile keeps them from nothing; one that was ended is replaced."""
    settings = Settings.resolve(demo_home, SEEDS)
    clerk = Acting(settings, "clerk", "test", AT_THE_FILES)
    files = sorted((demo_home / "demo-files").glob("*/*.xlsx"))[-3:]
    sent = [(path.read_bytes(), path.name) for path in files]
    here = [check_file(clerk, *one).score for one in sent]
    monkeypatch.setattr(scoring_apart, "_begun", [os.getpid()])
    children = scoring_apart._scorers(os.getpid()).children
    compared = 0
    for one, score in zip(sent, here, strict=True):
        apart = check_file(clerk, *one).score
        assert (apart is None) is (score is None)
        if apart is not None and score is not None:
            compared += 1
            assert apart.marts.keys() == score.marts.keys()
            for mart, rows in score.marts.items():
                assert apart.marts[mart].equals(rows) and apart.marts[mart].schema == rows.schema
            assert check_file(clerk, *one).score is apart
            [child] = children._idle
            os.kill(child.pid, signal.SIGKILL)
            child._process.wait()
    assert compared > 1


def test_a_scorer_turns_to_a_snapshot_that_the_same_statements_made(
    demo_home: Path, tmp_path: Path
) -> None:
    """Each hand-in is followed by a build: its plans need not be made again."""
    here = snapshot_path(Settings.resolve(demo_home, SEEDS))
    assert here is not None
    newer = tmp_path / "newer.duckdb"
    for suffix in (".duckdb", ".sql.json"):
        shutil.copyfile(here.with_suffix(suffix), newer.with_suffix(suffix))
    tables = Guide.load(SEEDS).canonical_bytes()
    scorer = scoring_apart._scorer(here, tables)
    assert scoring_apart._scorer(newer, tables) is scorer
    [(told,)] = scorer._connection.execute(
        "select path from duckdb_databases() where database_name = 'published'"
    ).fetchall()
    assert told == str(newer)
    statements = json.loads(newer.with_suffix(".sql.json").read_text())
    newer.with_suffix(".sql.json").write_text(json.dumps(statements | {"by": "another"}))
    scoring_apart._statements_digest.cache_clear()
    assert scoring_apart._scorer(newer, tables) is not scorer
