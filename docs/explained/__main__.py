"""Five scores of the demo county walked down to their cells: `python -m docs.explained`.

Writes README.md (Chinese) and english.md beside this file. The demo county is made for the
occasion, or taken from `--home`; which schools are shown is asked of its marts, by kind.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from duibiao.analysis.walk import read_school
from duibiao.analysis.walk_printed import indicator_lines
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import Snapshot
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import words
from duibiao.words.labels import Labels

FOLDER = Path(__file__).parent
DAY = "2026-01-30"
"""The demo county is explained as it is on this day."""
LATEST = "(select cycle_id from dim_cycles where is_latest)"
# What differs from run to run or from machine to machine: the random end of a record's identifier
# (its beginning is the moment), the build, and the hash of a file, which is as its zip was packed.
# Chinese characters stand right beside them, so that no edge of a word does.
BESIDE = r"(?<![0-9A-Za-z-])", r"(?![0-9A-Za-z-])"
DIFFERING = tuple(
    (re.compile(BESIDE[0] + pattern + BESIDE[1]), instead)
    for pattern, instead in (
        (r"([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", r"\1-…"),
        (r"[0-9a-f]{64}", "…"),
    )
)


@dataclass(frozen=True)
class Kind:
    """A kind of score to show, and the SQL that finds a school and an indicator of it."""

    title: str
    why: str
    sql: str
    is_shown_in_english: bool = False


KINDS = (
    Kind(
        "红线",
        "县里认定了红线，这一项不论填了什么都记0分；红线由谁、在哪个文件的哪一行认定，一并列出。",
        f"""
        select finding.school_id, score.indicator_id
        from fct_findings as finding
        inner join fct_indicator_scores as score
            on score.cycle_id = finding.cycle_id and score.school_id = finding.school_id
            and score.zeroed_by_red_line = finding.red_line
        where finding.cycle_id = {LATEST} and finding.is_in_force and score.basis = 'verified'
        order by all
        """,
    ),
    Kind(
        "未填",
        "必填的填报项空着：不是0，而是“未填”，按0分计而分值照计；空着的是哪个单元格也说得出。",
        f"""
        select school_id, indicator_id from fct_indicator_scores
        where cycle_id = {LATEST} and basis = 'verified' and status = 'missing'
        order by all
        """,
    ),
    Kind(
        "核实后改了的",
        "学校填的和县里核实的不同：计分用核实值，两个值各在哪里、为什么改，并排列出。",
        f"""
        select own.school_id, own.indicator_id
        from fct_indicator_scores as own
        inner join fct_indicator_scores as verified
            using (cycle_id, school_id, indicator_id)
        inner join fct_answers as answer using (cycle_id, school_id, indicator_id)
        inner join fct_rule_part_scores as part using (cycle_id, school_id, indicator_id)
        where own.cycle_id = {LATEST} and own.basis = 'self' and verified.basis = 'verified'
            and answer.basis = 'verified' and answer.is_verified and part.basis = 'verified'
            and part.method = 'ratio' and verified.points < own.points and verified.points > 0
        order by all
        """,
        is_shown_in_english=True,
    ),
    Kind(
        "不适用",
        "按指南，这类学校不适用这一项：不计分，也不计分值；依据的是学校的哪个属性，写在句中。",
        f"""
        with most as (
            select attribute, value from fct_exemptions
            where cycle_id = {LATEST} and fact_id is null and attribute = 'school_type'
            group by all order by count(*) desc, value limit 1
        )

        select school_id, indicator_id
        from fct_exemptions inner join most using (attribute, value)
        where cycle_id = {LATEST} and fact_id is null
        order by all
        """,
    ),
    Kind(
        "县里填报的",
        "由县里填报的填报项出自成批载入的长表：没有单元格，说得出的是文件和行。",
        f"""
        select answer.school_id, answer.indicator_id
        from fct_answers as answer
        inner join fct_indicator_scores as score
            using (cycle_id, school_id, indicator_id, basis)
        inner join fct_school_scores as school using (cycle_id, school_id, basis)
        where answer.cycle_id = {LATEST} and answer.basis = 'verified'
            and answer.answered_by = 'county' and answer.kind = 'count' and score.gap_points > 0
            and answer.line is not null
        order by school.rank_county, answer.school_id, answer.indicator_id
        """,
    ),
)


def walks(snapshot: Snapshot, language: str) -> Iterator[tuple[Kind, str]]:
    """What `duibiao explain` prints for each kind, each of another school, less what differs.

    The build, which differs too, is told as “…” from the start.
    """
    say = words(language)
    labels = Labels(say, snapshot.codes)
    shown: set[str] = set()
    for kind in KINDS:
        school_id, indicator_id = next(
            row for row in snapshot.frame(kind.sql).iter_rows() if row[0] not in shown
        )
        shown.add(school_id)
        if language == "en" and not kind.is_shown_in_english:
            continue
        cycle_id = asked.cycle(snapshot).cycle_id
        found = read_school(snapshot, cycle_id, "verified", school_id)
        assert found is not None, f"{school_id} has no score"
        school, indicator = replace(found, build="…"), found.indicator(indicator_id)
        assert indicator is not None, f"there is no {indicator_id}"
        command = f"$ duibiao explain {school_id} {indicator_id}"
        lines = [command, *indicator_lines(say, labels, school, indicator)]
        text = "\n".join(lines)
        for pattern, instead in DIFFERING:
            text = pattern.sub(instead, text)
        yield kind, text


def chinese(snapshot: Snapshot) -> str:
    """The page with all five."""
    parts = [
        "# 五所学校的得分，从名次一直说到单元格",
        "下面是 `duibiao explain 学校 指标` 对虚构县（`duibiao demo`）打印的原文："
        "学校和人都是虚构的，指南是工作版，非官方文本。一段比一段深一层："
        "名次、得分、维度、指标、评分办法，最后是填报值——哪个文件、哪张表、哪个单元格或哪一行，"
        "原样写着什么，谁在什么时候交来。同样的内容在网页“学校”页点指标名就能看到，地址可以发给别人。",
        "以“…”代替的，是每次生成都不同的记录号后半段、数据版本号，以及随压缩方式而变的文件校验码；"
        "其余一字不改，由测试核对。重新生成：`.venv/bin/python -m docs.explained`。"
        "英文的一例见 [english.md](english.md)。",
    ]
    for number, (kind, text) in enumerate(walks(snapshot, "zh-CN"), start=1):
        parts += [f"## {number}. {kind.title}", kind.why, f"```text\n{text}\n```"]
    return "\n\n".join(parts) + "\n"


def english(snapshot: Snapshot) -> str:
    """The page with one of them in English."""
    parts = [
        "# A score walked down to its cell",
        "What `DUIBIAO_LANG=en duibiao explain SCHOOL INDICATOR` prints for a school of the demo "
        "county whose answer was corrected on site; schools and people are made up, the guide is a "
        "working edition. The other four kinds are in [README.md](README.md), in Chinese. An “…” "
        "stands for what differs from run to run or from machine to machine: the end of a record's "
        "identifier, the build, the hash of a file. A test holds the rest word for word; "
        "`.venv/bin/python -m docs.explained` writes it anew.",
        *(f"```text\n{text}\n```" for _, text in walks(snapshot, "en")),
    ]
    return "\n\n".join(parts) + "\n"


def pages(home: Path) -> dict[str, str]:
    """The pages by the names of their files, from the snapshot of a demo county."""
    path = snapshot_path(Settings.resolve(home, SEEDS))
    assert path is not None, f"nothing is published in {home}"
    snapshot = Snapshot(path)
    return {"README.md": chinese(snapshot), "english.md": english(snapshot)}


def main() -> None:
    """Parse, make the demo county where there is none, write the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        if chosen.home is None:
            places = {"DUIBIAO_HOME": str(home), "DUIBIAO_GUIDE": str(SEEDS)}
            command = [sys.executable, "-m", "duibiao", "demo", "--no-serve", "--today", DAY]
            subprocess.run(command, env=os.environ | places, check=True)
        for name, text in pages(home).items():
            (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
