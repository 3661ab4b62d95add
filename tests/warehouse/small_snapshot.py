"""A snapshot of two small tables, with views and macros that hide what they read."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from duibiao.records.settings import SEEDS, Settings

NAME = "made.duckdb"
SNAPSHOT = """
    create type mood as enum ('happy');
    create table scores (school varchar, score decimal(18, 6), measured_at timestamp, parts int[]);
    insert into scores values
        ('a', 1.5, '2024-01-01', [1, 2]), ('b', 2.5, '2024-06-01', [3]), ('c', null, null, []);
    create table schools (school varchar, township varchar);
    insert into schools values ('a', 'x'), ('b', 'x'), ('c', 'y');
    create view harmless as from scores;
    create view passwords as select * from read_text('/etc/passwd');
    create macro lower(x) as (select content from read_text('/etc/passwd'));
    create macro secrets() as (select 1);
    create macro secrets() as table select * from read_text('/etc/passwd');
"""


def home_with_snapshot(home: Path) -> Settings:
    """A data home in which nothing but the snapshot lies."""
    settings = Settings.resolve(home, SEEDS)
    settings.warehouse.mkdir()
    with duckdb.connect(settings.warehouse / NAME) as connection:
        connection.execute(SNAPSHOT)
    texts = dict.fromkeys(("build_id", "built_at", "guide_sha256"), "made")
    account = texts | {"record_count": 0, "closed_cycles": []}
    (settings.warehouse / NAME).with_suffix(".json").write_text(json.dumps(account))
    settings.latest.write_text(NAME)
    return settings
