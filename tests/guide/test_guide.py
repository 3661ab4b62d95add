"""The guide is data: a right one is read whole, a wrong one is refused with every fault at once."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from duibiao.guide import cells as guide_cells
from duibiao.guide import checks as guide_checks
from duibiao.guide import columns as guide_columns
from duibiao.guide import tables as guide_tables
from duibiao.guide import workbook_reading as guide_workbook
from duibiao.guide.editions import Fault, Guide, GuideFaults
from duibiao.guide.telling import fault_words
from duibiao.records.settings import SEEDS
from duibiao.warehouse.kept_guides import changed_editions
from duibiao.words import FOLDER, LANGUAGES, words
from tests.conftest import Duibiao, run_duibiao
from tests.counties.guide_folders import Cells, GuideFolder, faults_of
from tests.counties.random_county import Chance, GuideMaker, write_guide

# ------------------------------------------------------------------ a right guide


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The working edition."""
    return Guide.load(SEEDS)


def test_the_real_tables_are_read_whole_and_typed(guide: Guide) -> None:
    folder = GuideFolder.copy()
    for name, table in guide.tables.items():
        assert table.height == len(folder.tables[name])
        assert table.columns == folder.columns[name]
    edition_row = guide.tables["editions"].row(0, named=True)
    edition = guide.editions[edition_row["edition"]]
    assert edition_row["valid_from"] == edition.valid_from == dt.date(2024, 1, 1)
    assert len(edition.dimensions) == edition_row["dimension_count"]
    assert len(edition.indicators) == edition_row["indicator_count"]
    points = sum(indicator.max_points for indicator in edition.indicators)
    assert points == edition_row["total_points"]
    assert list(edition.facts) == [
        fact.fact_id for indicator in edition.indicators for fact in indicator.facts
    ]
    kinds = {type(kind) for table in guide.tables.values() for kind in table.dtypes}
    assert kinds == {pl.String, pl.Int64, pl.Decimal, pl.Date}


def test_the_grades_of_a_fact_are_those_of_its_bands_best_first(guide: Guide) -> None:
    for edition in guide.editions.values():
        graded = [fact for fact in edition.facts.values() if fact.kind == "grade"]
        assert graded
        for fact in graded:
            assert fact.grades == ("A", "B", "C", "D")
        assert all(not fact.grades for fact in edition.facts.values() if fact.kind != "grade")


def test_a_fact_is_asked_unless_it_or_its_indicator_does_not_apply(guide: Guide) -> None:
    table = guide.tables["not_applicable"]
    assert not table.is_empty()
    for edition_id, attribute, value in table.select("edition", "attribute", "value").iter_rows():
        edition = guide.editions[edition_id]
        spared = table.filter((pl.col("attribute") == attribute) & (pl.col("value") == value))
        indicators = set(spared.filter(pl.col("fact").is_null())["indicator"])
        facts = set(spared["fact"].drop_nulls())
        school = {attribute: value}
        for indicator in edition.indicators:
            applies = edition.indicator_applies(indicator.indicator_id, school)
            assert applies is (indicator.indicator_id not in indicators)
        for fact_id, fact in edition.facts.items():
            is_asked = fact_id not in facts and fact.indicator_id not in indicators
            assert edition.is_asked(fact_id, school) is is_asked
            assert (fact_id in edition.asked_facts(school)) is is_asked
        assert edition.asked_facts({}) == set(edition.facts)


def test_a_fact_that_two_indicators_use_is_asked_while_one_of_them_applies(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    shared = folder.first("rules", method="count")
    added = folder.add_indicator({}, method="count", fact=shared["fact"], target="3")
    for indicator in (shared["indicator"], added["indicator"]):
        folder.add(
            "not_applicable",
            edition=shared["edition"],
            indicator=indicator,
            attribute="area" if indicator == added["indicator"] else "leadership",
            value="rural" if indicator == added["indicator"] else "separate",
        )
    edition = Guide.load(folder.write(tmp_path)).editions[shared["edition"]]
    assert edition.is_asked(shared["fact"], {"area": "rural"})
    assert edition.is_asked(shared["fact"], {"leadership": "separate"})
    assert not edition.is_asked(shared["fact"], {"area": "rural", "leadership": "separate"})


def test_the_base_checks_are_the_ratio_parts(guide: Guide) -> None:
    rules = guide.tables["rules"].filter(pl.col("method") == "ratio")
    for edition in guide.editions.values():
        assert {
            (check.fact_id, check.base_fact_id, check.base_value, check.may_exceed)
            for check in edition.base_checks
        } == {
            (row["fact"], row["base_fact"], row["base_value"], row["may_exceed"] == 1)
            for row in rules.iter_rows(named=True)
        }
    assert any(check.may_exceed for check in edition.base_checks)
    assert any(check.base_value == Decimal(7) for check in edition.base_checks)


@pytest.mark.parametrize("seed", range(60))
def test_any_right_guide_is_taken_and_kept_to_the_byte(seed: int, tmp_path: Path) -> None:
    later = (Chance(-seed), Chance(-seed - 10**6)) if seed % 2 else (None, None)
    maker = GuideMaker(Chance(seed), *later)
    maker.make()
    write_guide(tmp_path / "tables", maker.tables)
    guide = Guide.load(tmp_path / "tables")
    kept = guide.canonical_bytes()
    assert Guide.from_canonical(kept).canonical_bytes() == kept
    guide.write_tables(tmp_path / "again")
    assert Guide.load(tmp_path / "again").canonical_bytes() == kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_encoding_and_the_line_ends_do_not_matter(
    guide: Guide, encoding: str, line_end: str, tmp_path: Path
) -> None:
    folder = GuideFolder.copy().write(tmp_path, encoding, line_end)
    assert Guide.load(folder).canonical_bytes() == guide.canonical_bytes()


def test_the_order_of_rows_and_columns_and_the_writing_of_numbers_do_not_matter(
    guide: Guide, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    for name, rows in folder.tables.items():
        rows.reverse()
        folder.columns[name].reverse()
        folder.columns[name].append("remark of the county")
    for rule in folder.rows("rules", target="1.0"):
        rule["target"] = " 1.000 "
    for edition in folder.tables["editions"]:
        edition["valid_from"] = "2024/1/1"  # as Excel saves it
    assert Guide.load(folder.write(tmp_path)).canonical_bytes() == guide.canonical_bytes()


def test_blank_lines_and_cells_of_two_lines_leave_the_lines_of_faults_right(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    folder.tables["editions"][0]["note_zh"] = "一行\n又一行"
    folder.add("editions", edition="lonely")
    folder.write(tmp_path)
    path = tmp_path / "editions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:3], "\n", ",,,,,,,\n", *lines[3:]]), encoding="utf-8")
    assert {fault.line for fault in faults_of(tmp_path)} == {6}


def test_tables_without_rows_are_right(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    for name in ("not_applicable", "red_lines", "ratings", "tiers", "rule_caps", "fixed_facts"):
        folder.tables[name] = []
    # Without its cap, the fact that only the cap uses has to go too.
    capped = {row["fact"] for row in GuideFolder.copy().tables["rule_caps"]}
    folder.tables["facts"] = [row for row in folder.tables["facts"] if row["fact"] not in capped]
    guide = Guide.load(folder.write(tmp_path))
    assert guide.tables["ratings"].is_empty()
    assert guide.tables["ratings"].schema["min_score"] == pl.Decimal(24, 6)


def test_a_target_is_not_needed_for_schools_to_which_the_indicator_does_not_apply(
    tmp_path: Path,
) -> None:
    folder = GuideFolder.copy()
    target = folder.tables["rule_targets"][0]
    folder.tables["rule_targets"].remove(target)
    spared = {name: target[name] for name in ("edition", "indicator", "attribute", "value")}
    folder.tables["not_applicable"].append({**spared, "fact": ""})
    assert faults_of(folder.write(tmp_path)) == []


def test_three_thirds_can_be_written(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    rule = folder.first("rules", method="checklist", share="1")
    rule["share"] = "0.333333"
    for part, share in (("2", "0.333333"), ("3", "0.333334")):
        folder.tables["rules"].append(rule | {"part": part, "share": share})
        items = folder.rows("rule_items", indicator=rule["indicator"], part="1")
        folder.tables["rule_items"] += [item | {"part": part} for item in items]
    assert faults_of(folder.write(tmp_path)) == []


def test_editions_live_side_by_side_and_a_newer_guide_keeps_the_older_ones(
    guide: Guide, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    for name, rows in folder.tables.items():
        if "edition" in folder.columns[name]:
            rows += [row | {"edition": "next-edition"} for row in rows]
    folder.rows("indicators", edition="next-edition")[0]["name_zh"] = "改过的名称"
    both = Guide.load(folder.write(tmp_path / "both"))
    assert list(both.editions) == [*guide.editions, "next-edition"]

    for name, rows in folder.tables.items():
        if "edition" in folder.columns[name]:
            folder.tables[name] = [row for row in rows if row["edition"] == "next-edition"]
    folder.first("code_lists", list="area")["name_zh"] = "改过的标签"
    newer = Guide.load(folder.write(tmp_path / "newer"))
    merged = newer.merged_over(guide)
    assert set(merged.editions) == set(both.editions)
    assert merged.editions["next-edition"].indicators[0].name_zh == "改过的名称"
    for name in guide.editions:
        assert merged.editions[name].facts == guide.editions[name].facts
    assert "改过的标签" in {code.name_zh for code in merged.codes["area"].values()}
    assert merged.merged_over(guide).canonical_bytes() == merged.canonical_bytes()


def with_optional_tables(folder: GuideFolder) -> GuideFolder:
    """A second edition beside the first, with efforts, a fixed fact, and a crosswalk between."""
    first = folder.tables["editions"][0]["edition"]
    for name, rows in folder.tables.items():
        if "edition" in folder.columns[name]:
            rows += [row | {"edition": "next-edition"} for row in rows]
    for row in folder.rows("indicators", edition="next-edition"):
        own = {name: row[name] for name in ("edition", "indicator")}
        folder.add("indicator_efforts", **own, effort="2.5")
    for row in folder.rows("indicators", edition=first)[:3]:
        codes = {"from_indicator": row["indicator"], "to_indicator": row["indicator"]}
        folder.add("crosswalk", from_edition=first, to_edition="next-edition", **codes)
    return folder


def test_optional_tables_may_be_left_out_and_are_then_without_rows(
    guide: Guide, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    for name in guide_columns.OPTIONAL_TABLES:
        folder.tables[name] = []
    empty = Guide.load(folder.write(tmp_path / "empty"))
    for name in guide_columns.OPTIONAL_TABLES:
        del folder.tables[name]
    without = Guide.load(folder.write(tmp_path / "without"))
    assert without.canonical_bytes() == empty.canonical_bytes()
    for name in guide_columns.OPTIONAL_TABLES:
        # A guide that was kept before there were such tables reads the same as one kept today.
        assert f'"{name}"'.encode() not in without.canonical_bytes()
        assert without.tables[name].columns == guide.tables[name].columns
    kept = Guide.from_canonical(without.canonical_bytes())
    assert kept.canonical_bytes() == without.canonical_bytes()
    kept.write_tables(tmp_path / "again")
    assert {path.stem for path in (tmp_path / "again").iterdir()} == set(guide_columns.TABLES)
    for edition in without.editions.values():
        assert all(indicator.effort is None for indicator in edition.indicators)
        assert all(fact.fixed_reason_zh is None for fact in edition.facts.values())


def test_efforts_fixed_facts_and_crosswalk_are_read_kept_and_merged(
    guide: Guide, tmp_path: Path
) -> None:
    folder = with_optional_tables(GuideFolder.copy())
    both = Guide.load(folder.write(tmp_path / "both"))
    assert Guide.from_canonical(both.canonical_bytes()).canonical_bytes() == both.canonical_bytes()
    for name, edition in both.editions.items():
        effort = Decimal("2.5") if name == "next-edition" else None
        assert {indicator.effort for indicator in edition.indicators} == {effort}
        assert {
            fact_id: fact.fixed_reason_zh
            for fact_id, fact in edition.facts.items()
            if fact.fixed_reason_zh is not None
        } == {row["fact"]: row["reason_zh"] for row in folder.rows("fixed_facts", edition=name)}
    assert both.tables["crosswalk"].height == 3

    # The county's folder holds the new edition alone: the older one and its crosswalk are kept.
    for name, columns in folder.columns.items():
        own = "from_edition" if name == "crosswalk" else "edition"
        if own in columns:
            folder.tables[name] = folder.rows(name, **{own: "next-edition"})
    newer = Guide.load(folder.write(tmp_path / "newer"))
    assert newer.merged_over(both).canonical_bytes() == both.canonical_bytes()
    assert both.merged_over(newer).canonical_bytes() == both.canonical_bytes()


def test_what_no_score_depends_on_may_change_after_a_cycle_was_closed(
    guide: Guide, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    edition = folder.tables["editions"][0]["edition"]
    folder.tables["fixed_facts"].pop()
    for row in folder.tables["indicators"]:
        folder.add("indicator_efforts", edition=edition, indicator=row["indicator"], effort="0.25")
    assert changed_editions(Guide.load(folder.write(tmp_path)), guide) == set()
    folder.tables["indicators"][0]["name_zh"] = "改过的名称"
    assert changed_editions(Guide.load(folder.write(tmp_path)), guide) == {edition}


def test_a_size_of_a_school_is_held_against_its_bound(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    row = folder.tables["not_applicable"][0]
    row |= {"fact": "", "attribute": "students", "value": "at_least 100"}
    sizes = {"below 10": ("9", "10"), "at_least 100": ("100", "99")}
    for value, (inside, outside) in sizes.items():
        row["value"] = value
        edition = Guide.load(folder.write(tmp_path / value)).editions[row["edition"]]
        assert not edition.indicator_applies(row["indicator"], {"students": inside})
        assert edition.indicator_applies(row["indicator"], {"students": outside})
        assert edition.indicator_applies(row["indicator"], {}), "one that is not told spares nobody"
        asked = edition.asked_facts({"students": inside}), edition.asked_facts({})
        assert asked[0] < asked[1] == edition.asked_facts({"students": outside})


# ------------------------------------------------------------------ a wrong guide

Where = tuple[str, Cells | int | None, str | None]
Plant = Callable[[GuideFolder], Where]


def changed(table: str, column: str, text: str, **cells: str) -> Plant:
    """Put a text into a column of the first row with these cells."""

    def plant(folder: GuideFolder) -> Where:
        row = folder.rows(table, **cells)[0]
        row[column] = text
        return table, row, column

    return plant


def added(table: str, column: str, **cells: str) -> Plant:
    """Add a row to the first edition."""

    def plant(folder: GuideFolder) -> Where:
        if "edition" in folder.columns[table] and "edition" not in cells:
            cells["edition"] = folder.tables["editions"][0]["edition"]
        return table, folder.add(table, **cells), column

    return plant


def file_missing(folder: GuideFolder) -> Where:
    del folder.tables["rule_caps"]
    # What only the missing table uses is not called unused.
    return "rule_caps", None, None


def column_missing(folder: GuideFolder) -> Where:
    folder.columns["tiers"].remove("quota")
    for row in folder.tables["tiers"]:
        del row["quota"]
    return "tiers", 1, "quota"


def column_twice(folder: GuideFolder) -> Where:
    folder.columns["tiers"].append("quota")
    return "tiers", 1, "quota"


def row_twice(folder: GuideFolder) -> Where:
    row = dict(folder.first("rules", method="late"))
    folder.tables["rules"].append(row)
    return "rules", row, "part"


def no_edition(folder: GuideFolder) -> Where:
    for name in folder.tables:
        if name != "code_lists":
            folder.tables[name] = []
    return "editions", None, None


def list_missing(folder: GuideFolder) -> Where:
    folder.tables["code_lists"] = [
        row for row in folder.tables["code_lists"] if row["list"] != "area"
    ]
    return "code_lists", None, "list"


def tier_none_missing(folder: GuideFolder) -> Where:
    none = folder.first("code_lists", list="tier", code="none")
    folder.tables["code_lists"].remove(none)
    targets = folder.tables["rule_targets"]
    folder.tables["rule_targets"] = [row for row in targets if row["value"] != "none"]
    return "code_lists", None, "code"


def unknown_part(folder: GuideFolder) -> Where:
    item = folder.first("rule_items")
    item["part"] = "9"
    return "rule_items", item, "part"


def shares(folder: GuideFolder) -> Where:
    part = folder.first("rules", lambda row: row["share"] != "1")
    part["share"] = "0.3"
    first = folder.first("rules", indicator=part["indicator"], part="1")
    return "rules", first, "share"


def points_of_parts(folder: GuideFolder, count: int = 2, more: int = 0) -> list[dict[str, str]]:
    """Gives `count` of an indicator's two parts half of its points each, the first `more`."""
    first = folder.first("rules", lambda row: row["share"] != "1")
    parts = folder.rows("rules", indicator=first["indicator"])
    whole = Decimal(folder.first("indicators", indicator=first["indicator"])["max_points"])
    assert len(parts) == 2, "an indicator of two parts"
    rows = []
    for position, part in enumerate(parts):
        part["share"] = "1"
        if position < count:
            of_part = {name: part[name] for name in ("edition", "indicator", "part")}
            points = whole / 2 + (more if position == 0 else 0)
            rows.append(folder.add("part_points", **of_part, points=str(points)))
    return rows


def share_beside_points(folder: GuideFolder) -> Where:
    row = points_of_parts(folder)[0]
    rule = folder.first("rules", indicator=row["indicator"], part=row["part"])
    rule["share"] = "0.5"
    return "rules", rule, "share"


def points_of_parts_missing(folder: GuideFolder) -> Where:
    return "part_points", points_of_parts(folder, 1)[0], "part"


def points_of_parts_differ(folder: GuideFolder) -> Where:
    return "part_points", points_of_parts(folder, more=1)[0], "points"


def points_of_no_part(folder: GuideFolder) -> Where:
    points_of_parts(folder)
    row = folder.add("part_points", **folder.tables["part_points"][0] | {"part": "9"})
    return "part_points", row, "part"


def bands_on_a_rate(folder: GuideFolder, *bands: tuple[str, str]) -> list[dict[str, str]]:
    """Makes a ratio one of bands, given as bound and key; their rows."""
    rule = folder.first("rules", lambda row: row["base_fact"], method="ratio")
    rule |= {"method": "bands", "target": "", "floor": ""}
    of_part = {name: rule[name] for name in ("edition", "indicator", "part")}
    return [
        folder.add("rule_bands", **of_part, bound=bound, key=key, share="1") for bound, key in bands
    ]


def bounds_mixed(folder: GuideFolder) -> Where:
    rows = bands_on_a_rate(folder, ("at_least", "0.9"), ("at_most", "0.5"))
    return "rule_bands", rows[1], "bound"


def rest_of_bands_twice(folder: GuideFolder) -> Where:
    rows = bands_on_a_rate(folder, ("at_most", "0.5"), ("at_most", ""), ("at_most", ""))
    return "rule_bands", rows[2], "key"


def flag_that_costs(folder: GuideFolder, needed: str) -> dict[str, str]:
    """A deduction for a flag answered no, or yes where nothing is needed; its row."""
    rule = folder.add_indicator({"extra-flag": {"kind": "flag"}}, method="deduct")
    of_part = {name: rule[name] for name in ("edition", "indicator", "part")}
    kind = "shortfall" if needed else "each"
    return folder.add(
        "rule_items", **of_part, fact="extra-flag", kind=kind, points="0.5", needed=needed
    )


def needed_of_a_flag(folder: GuideFolder) -> Where:
    return "rule_items", flag_that_costs(folder, "2"), "needed"


def given(folder: GuideFolder, **fact: str) -> dict[str, str]:
    """An indicator of 1 point whose points the county gives; its rule."""
    cells = {"kind": "number", "answered_by": "county", **fact}
    return folder.add_indicator({"extra-given": cells}, method="given", fact="extra-given")


def given_range(folder: GuideFolder, least: str = "", most: str = "") -> dict[str, str]:
    """The row that says from where to where."""
    rule = given(folder)
    of_part = {name: rule[name] for name in ("edition", "indicator", "part")}
    return folder.add("given_rules", **of_part, least=least, most=most)


def given_by_the_school(folder: GuideFolder) -> Where:
    given(folder, answered_by="school")
    return "facts", folder.first("facts", fact="extra-given"), "answered_by"


def given_twice(folder: GuideFolder) -> Where:
    rule = given(folder)
    rule["share"] = "0.5"
    row = folder.add("rules", **rule | {"part": "2"})
    return "rules", row, "fact"


def given_beyond_part(folder: GuideFolder) -> Where:
    return "given_rules", given_range(folder, most="1.000001"), "most"


def given_range_empty(folder: GuideFolder) -> Where:
    return "given_rules", given_range(folder, least="0.5", most="0.5"), "least"


def given_range_of_all(folder: GuideFolder) -> Where:
    return "given_rules", given_range(folder, least="1"), "least"


def given_below_zero(folder: GuideFolder) -> Where:
    return "given_rules", given_range(folder, least="-0.5"), "least"


def given_of_another_method(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="ratio")
    of_part = {name: rule[name] for name in ("edition", "indicator", "part")}
    return "given_rules", folder.add("given_rules", **of_part), "part"


def cap_of_a_flag(folder: GuideFolder) -> Where:
    item = flag_that_costs(folder, "1")
    named = {name: item[name] for name in ("edition", "indicator", "fact")}
    return (
        "rule_caps",
        folder.add("rule_caps", **named, when_equal="2", max_share="0"),
        "when_equal",
    )


def indicator_without_rule(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="deduct")
    folder.tables["rules"].remove(rule)
    return "indicators", folder.first("indicators", indicator=rule["indicator"]), "indicator"


def fact_not_used(folder: GuideFolder) -> Where:
    item = folder.first("rule_items", kind="item")
    rule = folder.first("rules", indicator=item["indicator"], part=item["part"])
    rule["base_fact"] = item["fact"]
    return "rules", rule, "base_fact"


def wrong_kind(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="steps")
    flag = folder.add(
        "facts",
        **{name: rule[name] for name in ("edition", "indicator")},
        fact="extra-flag",
        sort="9",
        label_zh="是非题",
        kind="flag",
        answered_by="school",
        required="1",
    )
    unused = rule["fact"]
    folder.tables["facts"] = [row for row in folder.tables["facts"] if row["fact"] != unused]
    rule["fact"] = flag["fact"]
    return "rules", rule, "fact"


def base_is_fact(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: row["base_fact"], method="ratio")
    folder.tables["facts"].remove(folder.first("facts", fact=rule["fact"]))
    rule["fact"] = rule["base_fact"]
    return "rules", rule, "base_fact"


def base_needed(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: row["base_fact"], method="ratio")
    rule["base_fact"] = ""
    return "rules", rule, "base_fact"


def base_twice(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: row["base_fact"], method="ratio")
    rule["base_value"] = "7"
    return "rules", rule, "base_value"


def when_base_zero_needed(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: row["base_fact"], method="ratio")
    rule["when_base_zero"] = ""
    return "rules", rule, "when_base_zero"


def target_equals_floor(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="ratio")
    rule["floor"] = rule["target"] + "00"
    return "rules", rule, "floor"


def always_reached(folder: GuideFolder) -> Where:
    """Less is better, and all that is allowed is little enough."""
    rule = folder.rows("rules", method="ratio", may_exceed="0")[0]
    rule |= {"target": "1", "floor": "2"}
    return "rules", rule, "target"


def target_needed(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: row["target"], method="count")
    rule["target"] = ""
    return "rules", rule, "target"


def target_twice(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: not row["target"], method="count")
    rule["target"] = "3"
    return "rules", rule, "target"


def target_not_above(folder: GuideFolder) -> Where:
    rule = folder.first("rules", lambda row: row["target"], method="count")
    rule["target"] = "0"
    return "rules", rule, "target"


def targets_of(folder: GuideFolder, attribute: str) -> list[Cells]:
    return folder.rows("rule_targets", attribute=attribute)


def attributes_mixed(folder: GuideFolder) -> Where:
    row = targets_of(folder, "organisation")[1]
    row |= {"attribute": "area", "value": "urban"}
    return "rule_targets", row, "attribute"


def attribute_without_list(folder: GuideFolder) -> Where:
    rows = targets_of(folder, "organisation")
    for number, row in enumerate(rows):
        row |= {"attribute": "township", "value": f"镇{number}"}
    return "rule_targets", rows[0], "attribute"


def target_of_code_missing(folder: GuideFolder) -> Where:
    rows = targets_of(folder, "organisation")
    folder.tables["rule_targets"].remove(rows[-1])
    return "rule_targets", rows[0], "value"


def target_by_size(value: str) -> Plant:
    """Targets by the number of students, the first of them with this bound, the others from 9."""

    def plant(folder: GuideFolder) -> Where:
        rows = targets_of(folder, "organisation")
        for number, row in enumerate(rows):
            row |= {"attribute": "students", "value": f"at_least {number + 9}"}
        rows[0]["value"] = value
        return "rule_targets", rows[0], "value"

    return plant


def spared_target_by_size(folder: GuideFolder) -> Where:
    """A target for those below a bound, beside one for everybody."""
    _, row, column = target_by_size("below 9")(folder)
    assert isinstance(row, dict)
    folder.add("rule_targets", **row | {"value": "at_least 0"})
    return "rule_targets", row, column


def spared_by_size(value: str) -> Plant:
    """An indicator that does not apply by the number of teachers."""

    def plant(folder: GuideFolder) -> Where:
        row = folder.tables["not_applicable"][0]
        row |= {"attribute": "teachers", "value": value}
        return "not_applicable", row, "value"

    return plant


def compared(
    folder: GuideFolder, compare: str = "place", rest: str = "zero", key: str = "2", base: str = ""
) -> tuple[Cells, Cells, Cells]:
    """Makes a step compare schools by its fact: its rule, how, and a band of places."""
    rule = folder.first("rules", method="steps")
    rule |= {"method": "relative", "when_base_zero": base}
    of_part = {name: rule[name] for name in ("edition", "indicator", "part")}
    bands = folder.rows("rule_bands", **of_part)
    folder.tables["rule_bands"] = [
        row for row in folder.tables["rule_bands"] if row not in bands[1:]
    ]
    bands[0] |= {"bound": "at_most", "key": key}
    row = folder.add(
        "relative_rules", **of_part, compare=compare, among="county", better="more", rest=rest
    )
    return rule, row, bands[0]


def relative_rule_missing(folder: GuideFolder) -> Where:
    rule, row, _ = compared(folder)
    folder.tables["relative_rules"].remove(row)
    folder.tables["rule_bands"] = [
        band for band in folder.tables["rule_bands"] if band["indicator"] != rule["indicator"]
    ]
    return "rules", rule, "method"


def rest_needed(folder: GuideFolder) -> Where:
    return "relative_rules", compared(folder, rest="")[1], "rest"


def places_not_compared(folder: GuideFolder) -> Where:
    return "rule_bands", compared(folder, "to_best", rest="")[2], "part"


def rest_not_used(folder: GuideFolder) -> Where:
    _, row, band = compared(folder, "to_mean")
    folder.tables["rule_bands"].remove(band)
    return "relative_rules", row, "rest"


def base_of_nothing(folder: GuideFolder) -> Where:
    return "rules", compared(folder, base="zero")[0], "when_base_zero"


def place_key(compare: str, key: str) -> Plant:
    return lambda folder: ("rule_bands", compared(folder, compare, key=key)[2], "key")


def detail_not_used(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="ratio")
    row = folder.add(
        "rule_bands",
        **{name: rule[name] for name in ("edition", "indicator", "part")},
        bound="at_least",
        key="1",
        share="1",
    )
    return "rule_bands", row, "part"


def bands_missing(folder: GuideFolder) -> Where:
    folder.tables["rule_bands"] = [
        row for row in folder.tables["rule_bands"] if row["bound"] != "grade"
    ]
    return "rules", folder.first("rules", method="grade"), "method"


def band(column: str, text: str, bound: str, position: int = 0) -> Plant:
    """Change a band of the first part with this bound."""

    def plant(folder: GuideFolder) -> Where:
        row = folder.rows("rule_bands", bound=bound)[position]
        row[column] = text
        return "rule_bands", row, column

    return plant


def rest_band_missing(folder: GuideFolder) -> Where:
    folder.tables["rule_bands"] = [row for row in folder.tables["rule_bands"] if row["key"]]
    return "rules", folder.first("rules", method="late"), "method"


def rest_band_twice(folder: GuideFolder) -> Where:
    *_, last, rest = folder.rows("rule_bands", bound="days_late_at_most")
    last["key"] = ""
    return "rule_bands", rest, "key"


def grades_differ(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="grade")
    row = folder.add_indicator({}, method="grade", fact=rule["fact"])
    of_part = {name: row[name] for name in ("edition", "indicator", "part")}
    for grade in ("A", "B", "C"):
        folder.add("rule_bands", **of_part, bound="grade", key=grade, share="1")
    return "rules", row, "fact"


def items_missing(folder: GuideFolder) -> Where:
    rule = folder.first("rules", method="deduct")
    folder.tables["rule_items"] = [
        row for row in folder.tables["rule_items"] if row["indicator"] != rule["indicator"]
    ]
    return "rules", rule, "method"


def fact_not_required(folder: GuideFolder) -> Where:
    item = folder.first("rule_items")
    row = folder.first("facts", fact=item["fact"])
    row["required"] = "0"
    return "facts", row, "required"


def fact_unused(folder: GuideFolder) -> Where:
    cap = folder.tables["rule_caps"].pop(0)
    return "facts", folder.first("facts", fact=cap["fact"]), "fact"


def fact_of_other_indicator(folder: GuideFolder) -> Where:
    row = folder.first("not_applicable", lambda row: row["fact"])
    row["fact"] = folder.first("rules", method="late")["fact"]
    return "not_applicable", row, "fact"


def min_score_twice(folder: GuideFolder) -> Where:
    first, second = folder.tables["ratings"][:2]
    second["min_score"] = first["min_score"]
    return "ratings", second, "min_score"


def ratings_not_from_zero(folder: GuideFolder) -> Where:
    lowest = folder.tables["ratings"][-1]
    lowest["min_score"] = "0.000001"
    return "ratings", lowest, "min_score"


def tier_unreachable(folder: GuideFolder) -> Where:
    first, second = folder.tables["tiers"][:2]
    second |= {name: first[name] for name in ("min_score", "min_dimension_share")}
    return "tiers", second, "min_score"


def tier_reached_by_its_share(folder: GuideFolder) -> Where:
    """Nine tenths of every dimension are a score of 90 already, which the tier above asks for."""
    first, second = folder.tables["tiers"][:2]
    first |= {"min_score": "90", "min_dimension_share": "0.8"}
    second |= {"min_score": "88", "min_dimension_share": "0.9"}
    return "tiers", second, "min_score"


def tier_asks_for_less_of_dimensions(folder: GuideFolder) -> Where:
    """The same score as the tier above, and that asks for less."""
    first, second = folder.tables["tiers"][:2]
    first["min_dimension_share"] = "0.85"
    first["min_score"] = second["min_score"]
    return "tiers", second, "min_score"


def tiers_out_of_order(folder: GuideFolder) -> Where:
    """The highest tier by its place is the one that asks for the least score."""
    first, second, third = folder.tables["tiers"]
    first |= {"min_score": "84", "min_dimension_share": "0.7"}
    assert float(second["min_score"]) > 84 < float(third["min_score"])
    return "tiers", second, "min_score"


def ratings_out_of_order(folder: GuideFolder) -> Where:
    """Ratings by their places are not ratings by their scores."""
    first, second = folder.tables["ratings"][:2]
    first["sort"], second["sort"] = second["sort"], first["sort"]
    # What the red lines cap to is still not the best.
    return "ratings", first, "min_score"


def dimension_without_indicator(folder: GuideFolder) -> Where:
    """One dimension more than indicators know of; the count is kept right."""
    edition = folder.tables["editions"][0]
    edition["dimension_count"] = str(int(edition["dimension_count"]) + 1)
    row = folder.add(
        "dimensions", edition=edition["edition"], dimension="X", sort="9", name_zh="空"
    )
    return "dimensions", row, "dimension"


def unknown_code_of_target(folder: GuideFolder) -> Where:
    row = targets_of(folder, "organisation")[0]
    folder.tables["rule_targets"].append(row | {"value": "no-such-code"})
    return "rule_targets", folder.tables["rule_targets"][-1], "value"


def crosswalk(column: str, text: str) -> Plant:
    """A second edition, a crosswalk of one row to it, and a text in a column of that."""

    def plant(folder: GuideFolder) -> Where:
        row = with_optional_tables(folder).tables["crosswalk"][0]
        row[column] = text
        return "crosswalk", row, column

    return plant


def crosswalk_within(folder: GuideFolder) -> Where:
    edition = folder.tables["editions"][0]["edition"]
    ends = [row["indicator"] for row in folder.tables["indicators"][:2]]
    names = ("from_edition", "to_edition", "from_indicator", "to_indicator")
    row = folder.add("crosswalk", **dict(zip(names, (edition, edition, *ends), strict=True)))
    return "crosswalk", row, "to_edition"


def efforts_incomplete(folder: GuideFolder) -> Where:
    with_optional_tables(folder).tables["indicator_efforts"].pop()
    return "indicator_efforts", folder.tables["indicator_efforts"][0], "indicator"


def effort(text: str) -> Plant:
    """A second edition with efforts, one of them this text."""

    def plant(folder: GuideFolder) -> Where:
        row = with_optional_tables(folder).tables["indicator_efforts"][0]
        row["effort"] = text
        return "indicator_efforts", row, "effort"

    return plant


def row_twice_in(table: str, column: str) -> Plant:
    """Two editions, and the first row of a table again."""

    def plant(folder: GuideFolder) -> Where:
        row = dict(with_optional_tables(folder).tables[table][0])
        folder.tables[table].append(row)
        return table, row, column

    return plant


def of_indicator(table: str, column: str, **cells: str) -> Plant:
    """A row that is added for the first indicator of one rule."""

    def plant(folder: GuideFolder) -> Where:
        indicator = folder.first("indicators")
        of_row = {name: indicator[name] for name in ("edition", "indicator")}
        return table, folder.add(table, **of_row | cells), column

    return plant


def of_edition(table: str, column: str, **cells: str) -> Plant:
    """A row that is added to the edition."""

    def plant(folder: GuideFolder) -> Where:
        edition = folder.first("editions")["edition"]
        return table, folder.add(table, edition=edition, **cells), column

    return plant


def share_below_zero(folder: GuideFolder) -> Where:
    row = bands_on_a_rate(folder, ("at_least", "0.9"))[0]
    row["share"] = "-0.5"
    return "rule_bands", row, "share"


def share_of_steps_below_zero(folder: GuideFolder) -> Where:
    row = folder.first("rule_bands", bound="at_least")
    of_row = {name: row[name] for name in ("edition", "indicator")}
    folder.add("indicator_floors", **of_row, least_points="-1")
    row["share"] = "-0.5"
    return "rule_bands", row, "share"


def make_bonus(folder: GuideFolder) -> dict[str, str]:
    """Makes the first indicator a bonus, and the total that of the others."""
    indicator = folder.first("indicators")
    edition = folder.first("editions")
    total = Decimal(edition["total_points"]) - Decimal(indicator["max_points"])
    edition["total_points"] = str(total)
    of_row = {name: indicator[name] for name in ("edition", "indicator")}
    return folder.add("bonus_indicators", **of_row)


def points_differ_by_the_bonus(folder: GuideFolder) -> Where:
    edition = folder.first("editions")
    total = edition["total_points"]
    make_bonus(folder)
    edition["total_points"] = total
    return "editions", edition, "total_points"


def all_are_bonus(folder: GuideFolder) -> Where:
    for row in folder.tables["indicators"]:
        folder.add("bonus_indicators", edition=row["edition"], indicator=row["indicator"])
    first = folder.first("bonus_indicators")
    return "bonus_indicators", first, "indicator"


def bonus_too_large(folder: GuideFolder) -> Where:
    row = make_bonus(folder)
    folder.first("indicators", indicator=row["indicator"])["max_points"] = "1000.5"
    return "bonus_indicators", row, "indicator"


def red_line(effect: str, value: str, **cells: str) -> Plant:
    """A red line with an effect on the whole score."""
    told = {"red_line": "R99", "label_zh": "红线", "effect": effect, "value": value}
    return of_edition("red_lines", "value", **told | cells)


def red_line_effect_twice(folder: GuideFolder) -> Where:
    red_line("take_off", "10")(folder)
    indicator = folder.first("indicators")["indicator"]
    table, row, _ = red_line("take_off", "5", indicator=indicator)(folder)
    return table, row, "effect"


FAULTS: list[tuple[str, Plant]] = [
    ("file-missing", file_missing),
    ("column-missing", column_missing),
    ("column-twice", column_twice),
    ("cell-blank", changed("indicators", "name_zh", " ")),
    ("unknown-choice", changed("rules", "method", "ration", method="ratio")),
    ("unknown-choice", changed("facts", "kind", "date time", kind="date")),
    ("unknown-choice", changed("red_lines", "effect", "no_rating", effect="no_tier")),
    ("unknown-choice", changed("editions", "status", "draft")),
    ("unknown-choice", changed("rule_bands", "bound", "above", bound="at_least")),
    ("unknown-choice", changed("rules", "when_base_zero", "none", when_base_zero="zero")),
    ("unknown-choice", changed("rule_items", "kind", "items", kind="item")),
    ("unknown-choice", changed("facts", "answered_by", "town")),
    ("identifier-too-long", changed("code_lists", "code", "x" * 101, list="nature")),
    ("identifier-of-two-lines", changed("code_lists", "code", "a\nb", list="character")),
    ("not-a-switch", changed("facts", "required", "perhaps")),
    ("not-a-date", changed("editions", "valid_from", "2024-02-30")),
    ("not-a-date", changed("editions", "valid_from", "next year")),
    ("not-whole", changed("indicators", "sort", "1.5")),
    ("not-a-number", changed("rules", "target", "95%%", method="ratio")),
    ("not-a-number", changed("indicators", "max_points", "２点")),
    ("too-large", changed("rules", "target", "1000000000", method="ratio")),
    ("not-above", changed("rules", "base_value", "0", base_value="7")),
    ("not-above", changed("indicators", "max_points", "0")),
    ("not-above", target_not_above),
    ("too-small", changed("tiers", "quota", "-1")),
    ("too-small", band("key", "-1", "days_late_at_most")),
    ("too-great", changed("rule_caps", "max_share", "1.5")),
    ("too-great", changed("ratings", "min_score", "101")),
    ("too-many-places", changed("rules", "floor", "0.1234567", method="ratio")),
    ("too-many-places", changed("rule_caps", "max_share", "0.1234567891")),
    ("row-twice", row_twice),
    ("no-edition", no_edition),
    (
        "unknown-edition",
        added(
            "ratings",
            "edition",
            edition="no-such-edition",
            rating="r",
            sort="1",
            name_zh="r",
            min_score="0",
        ),
    ),
    ("unknown-dimension", changed("indicators", "dimension", "no-such-dimension")),
    ("unknown-indicator", changed("not_applicable", "indicator", "no-such-indicator", fact="")),
    ("unknown-indicator", changed("red_lines", "indicator", "no-such-indicator")),
    ("unknown-fact", changed("rules", "fact", "no-such-fact", method="steps")),
    ("unknown-fact", changed("rules", "base_fact", "no-such-fact", method="late")),
    ("unknown-fact", changed("rule_items", "fact", "no-such-fact", kind="item")),
    ("unknown-fact", changed("rule_caps", "fact", "no-such-fact")),
    ("unknown-part", unknown_part),
    ("unknown-code", changed("indicators", "nature", "wetware")),
    ("unknown-code", changed("indicators", "character", "habit")),
    ("unknown-code", changed("not_applicable", "value", "university", attribute="school_type")),
    ("unknown-code", unknown_code_of_target),
    ("unknown-attribute", changed("not_applicable", "attribute", "colour")),
    ("unknown-rating", changed("red_lines", "value", "excellent", effect="cap_rating")),
    ("list-missing", list_missing),
    ("tier-none-missing", tier_none_missing),
    ("dimension-count-differs", changed("editions", "dimension_count", "6")),
    ("indicator-count-differs", changed("editions", "indicator_count", "48")),
    ("points-differ", changed("editions", "total_points", "100.5")),
    ("shares-not-one", shares),
    ("share-beside-points", share_beside_points),
    ("points-of-parts-missing", points_of_parts_missing),
    ("points-of-parts-differ", points_of_parts_differ),
    ("unknown-part", points_of_no_part),
    ("bounds-mixed", bounds_mixed),
    ("band-twice", rest_of_bands_twice),
    ("needed-of-a-flag", needed_of_a_flag),
    ("cap-of-a-flag", cap_of_a_flag),
    ("given-by-the-school", given_by_the_school),
    ("given-twice", given_twice),
    ("given-beyond-part", given_beyond_part),
    ("given-range-empty", given_range_empty),
    ("given-range-empty", given_range_of_all),
    ("given-below-zero", given_below_zero),
    ("detail-not-used", given_of_another_method),
    ("indicator-without-rule", indicator_without_rule),
    ("fact-needed", changed("rules", "fact", "", method="grade")),
    ("fact-needed", changed("rules", "base_fact", "", method="late")),
    ("fact-not-used-by-method", fact_not_used),
    ("wrong-kind", wrong_kind),
    ("base-is-fact", base_is_fact),
    ("base-needed", base_needed),
    ("base-twice", base_twice),
    ("when-base-zero-needed", when_base_zero_needed),
    ("cell-needed-by-method", changed("rules", "target", "", method="ratio")),
    ("cell-needed-by-method", changed("rules", "floor", "", method="ratio")),
    ("target-equals-floor", target_equals_floor),
    ("target-needed", target_needed),
    ("target-twice", target_twice),
    ("attributes-mixed", attributes_mixed),
    ("attribute-without-list", attribute_without_list),
    ("target-of-code-missing", target_of_code_missing),
    ("target-of-size-missing", target_by_size("at_least 1")),
    ("not-a-size", target_by_size("primary")),
    ("not-a-size", spared_by_size("at_least 010")),
    ("size-of-a-target", spared_target_by_size),
    ("size-of-all-or-none", spared_by_size("below 0")),
    ("size-of-all-or-none", spared_by_size("at_least 0")),
    ("relative-rule-missing", relative_rule_missing),
    ("rest-needed", rest_needed),
    ("bands-not-used-by-compare", places_not_compared),
    ("cell-not-used-by-compare", rest_not_used),
    ("when-base-zero-without-base", base_of_nothing),
    ("not-whole", place_key("place", "1.5")),
    ("too-small", place_key("place", "0")),
    ("too-great", place_key("percent", "1.01")),
    ("not-above", place_key("percent", "0")),
    ("band-key-needed", place_key("place", "")),
    ("detail-not-used", detail_not_used),
    ("bands-missing", bands_missing),
    ("bound-differs", band("bound", "grade", "at_least")),
    ("band-key-needed", band("key", "", "at_least")),
    ("band-key-needed", band("key", "", "grade")),
    ("not-a-number", band("key", "two", "at_least")),
    ("target-beyond-base", changed("rules", "target", "120%", method="ratio", may_exceed="0")),
    ("target-below-zero", changed("rules", "target", "-0.1", method="ratio", may_exceed="0")),
    ("target-always-reached", always_reached),
    ("cap-never-equal", changed("rule_caps", "when_equal", "0.5")),
    ("cap-never-equal", changed("rule_caps", "when_equal", "-1")),
    ("not-whole", band("key", "0.5", "days_late_at_most")),
    ("band-twice", band("key", "2.0", "at_least", 1)),
    ("band-twice", rest_band_twice),
    ("band-twice", band("key", "A", "grade", 1)),
    ("rest-band-missing", rest_band_missing),
    ("grades-differ", grades_differ),
    ("items-missing", items_missing),
    ("item-kind-differs", changed("rule_items", "kind", "each", kind="item")),
    ("cell-needed-by-item", changed("rule_items", "points", "", kind="each")),
    ("cell-needed-by-item", changed("rule_items", "needed", "", kind="shortfall")),
    ("fact-not-required", fact_not_required),
    ("fact-unused", fact_unused),
    ("fact-of-other-indicator", fact_of_other_indicator),
    ("red-line-indicator-needed", changed("red_lines", "indicator", "", effect="zero_indicator")),
    ("red-line-value-needed", changed("red_lines", "value", "", effect="cap_rating")),
    ("floor-not-below-zero", of_indicator("indicator_floors", "least_points", least_points="0")),
    ("floor-too-deep", of_indicator("indicator_floors", "least_points", least_points="-9999")),
    ("cell-blank", of_indicator("indicator_floors", "least_points")),
    (
        "unknown-indicator",
        of_indicator("indicator_floors", "indicator", indicator="no-such", least_points="-1"),
    ),
    ("share-below-zero", share_below_zero),
    ("share-below-zero", share_of_steps_below_zero),
    ("unknown-indicator", of_indicator("bonus_indicators", "indicator", indicator="no-such")),
    ("points-differ", points_differ_by_the_bonus),
    ("all-are-bonus", all_are_bonus),
    ("bonus-cap-of-nothing", of_edition("bonus_caps", "most", most="5")),
    ("bonus-too-large", bonus_too_large),
    ("red-line-points-needed", red_line("take_off", "")),
    ("red-line-points-needed", red_line("take_off", "0")),
    ("red-line-points-needed", red_line("take_off", "ten")),
    ("red-line-steps-needed", red_line("rating_down", "")),
    ("red-line-steps-needed", red_line("rating_down", "0.5")),
    ("red-line-value-not-used", red_line("zero_score", "10")),
    ("red-line-effect-twice", red_line_effect_twice),
    (
        "unknown-tier",
        of_edition("tier_shares", "tier", tier="no-such", percent="25", ties="in"),
    ),
    (
        "too-great",
        of_edition("tier_shares", "percent", tier="county", percent="100.5", ties="in"),
    ),
    (
        "unknown-choice",
        of_edition("tier_shares", "ties", tier="county", percent="25", ties="perhaps"),
    ),
    (
        "unknown-rating",
        of_edition(
            "rating_shares", "rating", rating="no-such", end="first", percent="25", ties="in"
        ),
    ),
    (
        "first-of-the-lowest-rating",
        of_edition("rating_shares", "end", rating="poor", end="first", percent="25", ties="in"),
    ),
    (
        "last-of-the-best-rating",
        of_edition("rating_shares", "end", rating="good", end="last", percent="5", ties="out"),
    ),
    ("min-score-twice", min_score_twice),
    ("ratings-not-from-zero", ratings_not_from_zero),
    ("tier-is-none", changed("tiers", "tier", "none", tier="county")),
    ("tier-unreachable", tier_unreachable),
    ("tier-unreachable", tier_reached_by_its_share),
    ("tier-unreachable", tier_asks_for_less_of_dimensions),
    ("order-differs", tiers_out_of_order),
    ("order-differs", ratings_out_of_order),
    ("too-many-places", changed("tiers", "min_dimension_share", "0.1234567")),
    ("dimension-without-indicator", dimension_without_indicator),
    ("cell-not-used-by-method", changed("rules", "target", "4", method="steps")),
    ("cell-not-used-by-method", changed("rules", "floor", "0.5", method="count", target="4")),
    ("cell-not-used-by-item", changed("rule_items", "points", "0.5", kind="item")),
    ("cell-not-used-by-item", changed("rule_items", "needed", "2", kind="each")),
    ("red-line-value-not-used", changed("red_lines", "value", "fair", effect="no_tier")),
    ("cap-without-effect", changed("red_lines", "value", "good", effect="cap_rating")),
    ("not-above", effort("0")),
    ("too-many-places", effort("0.125")),
    ("efforts-incomplete", efforts_incomplete),
    ("unknown-fact", changed("fixed_facts", "fact", "no-such-fact")),
    ("cell-blank", changed("fixed_facts", "reason_zh", "")),
    ("unknown-edition", crosswalk("from_edition", "no-such-edition")),
    ("unknown-edition", crosswalk("to_edition", "no-such-edition")),
    ("unknown-indicator", crosswalk("from_indicator", "no-such-indicator")),
    ("unknown-indicator", crosswalk("to_indicator", "no-such-indicator")),
    ("crosswalk-same-edition", crosswalk_within),
    ("row-twice", row_twice_in("indicator_efforts", "indicator")),
    ("row-twice", row_twice_in("fixed_facts", "fact")),
    ("row-twice", row_twice_in("crosswalk", "to_indicator")),
]


def place(folder: GuideFolder, where: Where) -> tuple[str, int | None, str | None]:
    """File, line and column of what was planted."""
    table, row, column = where
    line = folder.line(table, row) if isinstance(row, dict) else row
    return f"{table}.csv", line, column


@pytest.mark.parametrize(
    ("code", "plant"),
    FAULTS,
    ids=[f"{number}-{code}" for number, (code, _) in enumerate(FAULTS)],
)
def test_a_fault_is_told_once_with_its_place_and_its_words(
    code: str, plant: Plant, tmp_path: Path
) -> None:
    folder = GuideFolder.copy()
    where = plant(folder)
    faults = faults_of(folder.write(tmp_path))
    assert [(fault.code, fault.file, fault.line, fault.column) for fault in faults] == [
        (code, *place(folder, where))
    ]
    for language in LANGUAGES:
        for text in told(faults[0], language):
            assert text
            assert "{" not in text


def told(fault: Fault, language: str) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    text = fault_words(fault, words(language))
    return text.what, text.mend


def test_the_words_of_a_fault_say_what_to_do(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    rule = folder.first("rules", lambda row: row["share"] == "0.5")
    rule["share"] = "0.4"
    (fault,) = faults_of(folder.write(tmp_path))
    assert told(fault, "zh-CN") == (
        "本指标各部分的“比重”之和是 0.9，不是 1（100%）",
        "改正各部分的“比重”，使其相加正好等于 1（三等分可写 0.333333、0.333333、0.333334）。",
    )
    assert told(fault, "en") == (
        "“Share” of this indicator's parts adds up to 0.9, not 1 (100%)",
        "Mend the shares so that they add up to exactly 1 (thirds: 0.333333, 0.333333, 0.333334).",
    )
    assert fault.found == "0.4"


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file-empty", b""),
        ("file-empty", b"\xef\xbb\xbf\r\n\r\n"),
        ("file-unreadable", b"\xff\xff\xff"),
        ("file-unreadable", b'edition,tier\n"working'),
        ("file-unreadable", b"PK\x03\x04\x00\x00"),
    ],
)
def test_a_file_that_is_no_table_is_told(code: str, content: bytes, tmp_path: Path) -> None:
    GuideFolder.copy().write(tmp_path)
    (tmp_path / "tiers.csv").write_bytes(content)
    assert [(fault.code, fault.file) for fault in faults_of(tmp_path)] == [(code, "tiers.csv")]


def test_a_line_with_too_many_cells_is_told(tmp_path: Path) -> None:
    GuideFolder.copy().write(tmp_path)
    path = tmp_path / "code_lists.csv"
    path.write_text(path.read_text(encoding="utf-8") + "area,hill,山,区,hills\n", encoding="utf-8")
    assert faults_of(tmp_path) == [
        Fault("too-many-cells", "code_lists.csv", 26, None, "area,hill,山,区,hills")
    ]


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path: Path) -> None:
    faults = faults_of(tmp_path / "nowhere")
    assert [(fault.code, fault.file) for fault in faults] == [
        ("file-missing", f"{name}.csv")
        for name in guide_columns.TABLES
        if name not in guide_columns.OPTIONAL_TABLES
    ]


def test_every_fault_is_told_at_once_and_in_the_order_of_the_files(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    planted = [
        (code, place(folder, plant(folder)))
        for code, plant in [
            ("points-differ", changed("editions", "total_points", "99")),
            ("unknown-code", changed("indicators", "nature", "wetware")),
            ("fact-not-required", fact_not_required),
            ("shares-not-one", shares),
            ("target-equals-floor", target_equals_floor),
            ("rest-band-missing", rest_band_missing),
            ("target-of-code-missing", target_of_code_missing),
            ("too-great", changed("rule_caps", "max_share", "1.5")),
            ("unknown-attribute", changed("not_applicable", "attribute", "colour")),
            ("unknown-rating", changed("red_lines", "value", "excellent", effect="cap_rating")),
            ("ratings-not-from-zero", ratings_not_from_zero),
            ("too-small", changed("tiers", "quota", "-1")),
        ]
    ]
    faults = faults_of(folder.write(tmp_path))
    found = [(fault.code, (fault.file, fault.line, fault.column)) for fault in faults]
    assert sorted(found, key=str) == sorted(planted, key=str)
    files = [f"{name}.csv" for name in guide_columns.TABLES]
    assert [files.index(fault.file) for fault in faults] == sorted(
        files.index(fault.file) for fault in faults
    )


TWENTY: list[tuple[str, Plant]] = [
    ("dimension-count-differs", changed("editions", "dimension_count", "6")),
    ("points-differ", changed("editions", "total_points", "99")),
    ("unknown-code", changed("indicators", "nature", "wetware")),
    ("cell-blank", changed("indicators", "name_zh", "", indicator="L03")),
    ("fact-not-required", fact_not_required),
    ("unknown-choice", changed("facts", "answered_by", "town", fact="J01_num")),
    ("shares-not-one", shares),
    ("target-equals-floor", target_equals_floor),
    ("fact-needed", changed("rules", "fact", "", method="grade")),
    ("band-twice", band("key", "2.0", "at_least", 1)),
    ("rest-band-missing", rest_band_missing),
    ("unknown-fact", changed("rule_items", "fact", "no-such-fact", indicator="J08")),
    ("target-of-code-missing", target_of_code_missing),
    ("too-great", changed("rule_caps", "max_share", "1.5")),
    ("unknown-attribute", changed("not_applicable", "attribute", "colour")),
    ("unknown-rating", changed("red_lines", "value", "excellent", effect="cap_rating")),
    ("red-line-indicator-needed", changed("red_lines", "indicator", "", effect="zero_indicator")),
    ("ratings-not-from-zero", ratings_not_from_zero),
    ("tier-unreachable", tier_unreachable),
    ("cell-blank", changed("fixed_facts", "reason_zh", "")),
]


def test_twenty_faults_in_one_copy_are_these_twenty_and_no_other(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    planted = {(code, *place(folder, plant(folder))) for code, plant in TWENTY}
    assert len(planted) == 20
    faults = faults_of(folder.write(tmp_path / "wrong"))
    found = [(fault.code, fault.file, fault.line, fault.column) for fault in faults]
    assert sorted(found, key=str) == sorted(planted, key=str)
    assert faults_of(GuideFolder.copy().write(tmp_path / "right")) == []


def test_the_command_line_prints_twenty_faults_with_place_found_expected_and_mend(
    tmp_path: Path, duibiao: Duibiao
) -> None:
    folder = GuideFolder.copy()
    for _, plant in TWENTY:
        plant(folder)
    wrong = folder.write(tmp_path / "wrong")
    data = json.loads(duibiao("guide", "check", wrong, "--json", expect=1).stdout)
    assert data["editions"] == []
    assert len(data["faults"]) == 20
    for fault in data["faults"]:
        assert fault["file"]
        assert fault["line"]
        assert fault["column"]
        assert fault["what"]
        assert fault["mend"]
        assert fault["expected"], fault
    told = duibiao("guide", "check", wrong, expect=1).stderr
    for fault in data["faults"]:
        assert f"{fault['where']}  {fault['what']}" in told
        assert f"{fault['file']}（" in fault["where"]
        assert f"第 {fault['line']} 行 · " in fault["where"]
        assert fault["where"].endswith(f"（{fault['column']}）")
        assert not fault["found"] or f"所填内容：{fault['found']}" in told
        assert f"应为：{fault['expected']}" in told
        assert f"改法：{fault['mend']}" in told
    assert told.strip().endswith("指南有 20 处问题，请改正后再试。")
    right = json.loads(duibiao("guide", "check", SEEDS, "--json").stdout)
    assert right["faults"] == []
    assert [edition["edition"] for edition in right["editions"]] == list(Guide.load(SEEDS).editions)


def test_a_build_refuses_a_faulty_guide_before_it_touches_anything(
    tmp_path: Path,
) -> None:
    folder = GuideFolder.copy()
    for _, plant in TWENTY:
        plant(folder)
    wrong, home = folder.write(tmp_path / "wrong"), tmp_path / "home"
    refused = run_duibiao(home, "build", guide=wrong, expect=1)
    assert "指南有 20 处问题" in refused.stderr
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert left <= {"build.lock", "FAILURE.json"}, left


def test_every_fault_that_the_code_can_tell_is_planted_here() -> None:
    modules = (guide_cells, guide_checks, guide_tables, guide_workbook)
    sources = [Path(module.__file__ or "") for module in modules]
    source = "".join(path.read_text(encoding="utf-8") for path in sources)
    messages = (FOLDER / "zh-CN" / "guide.ftl").read_text(encoding="utf-8")
    worded = set(re.findall(r"^guide-fault-([a-z-]+) =", messages, re.MULTILINE))
    planted = {code for code, _ in FAULTS}
    planted |= {"file-empty", "file-unreadable", "too-many-cells"}
    planted |= {"cell-without-value"}  # of a workbook
    assert planted == worded
    for code in worded:
        assert f'"{code}"' in source


def test_faults_of_one_edition_leave_the_other_alone(tmp_path: Path) -> None:
    folder = GuideFolder.copy()
    for name, rows in folder.tables.items():
        if "edition" in folder.columns[name]:
            rows += [row | {"edition": "next-edition"} for row in rows]
    rule = folder.first("rules", edition="next-edition", method="ratio")
    rule["floor"] = rule["target"]
    with pytest.raises(GuideFaults) as raised:
        Guide.load(folder.write(tmp_path))
    assert [(fault.code, fault.line) for fault in raised.value.faults] == [
        ("target-equals-floor", folder.line("rules", rule))
    ]
    assert str(raised.value) == f"rules.csv:{folder.line('rules', rule)}:floor target-equals-floor"
