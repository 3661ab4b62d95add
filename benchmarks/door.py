"""What a school's workbook costs at the door, checked and handed in, as the pages do both."""

from __future__ import annotations

import os
from typing import Any

import fastexcel

from benchmarks.counties import Counties
from benchmarks.county import large_county
from benchmarks.servers import cpu_seconds
from benchmarks.timing import in_turns
from duibiao.people.acting import AT_THE_FILES, Acting
from ingest.desk.handing_in import check_file, hand_in_file
from ingest.workbook.template import template_bytes

SCHOOLS = 20


def door(counties: Counties, size: int) -> Any:
    """CPU seconds a school of checking and of handing in, where it has handed in before."""
    settings, county = counties.own(size, "door"), large_county(size)
    acting = Acting(settings, "benchmark", "benchmark", AT_THE_FILES)
    schools = county.schools[: SCHOOLS + 1]
    books = []
    for school, other in zip(schools, reversed(schools), strict=True):
        answers = county.answers(other)
        asked = county.edition.asked_facts(school.attributes)
        own = {fact: text for fact, text in answers.items() if fact in asked}
        books.append(template_bytes(county.edition, county.cycle, school, {}, own))
    taken = {"check": 0.0, "hand_in": 0.0}
    for number, book in enumerate(books):
        before = cpu_seconds(os.getpid())
        outcome = check_file(acting, book, f"{number}.xlsx")
        checked = cpu_seconds(os.getpid())
        if hand_in_file(acting, outcome, confirmed=True).receipt is None:
            raise SystemExit("the benchmark's workbook was refused")
        if number:  # the first one opens guide and register
            taken["check"] += (checked - before) / SCHOOLS
            taken["hand_in"] += (cpu_seconds(os.getpid()) - checked) / SCHOOLS
    [least] = in_turns(lambda: fastexcel.read_excel(books[0]).load_sheet(0).to_polars())
    return taken | {"fastexcel": least["cpu"], "schools": SCHOOLS}
