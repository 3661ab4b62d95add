"""A figure is one figure: on every page, in the reports, on the command line and in SQL.

`FIGURES` is the table: figure → where it stands → how it is read there. A reader gives texts as
they are shown, by what they are about (a dimension, a school, …); what two places say of the same
thing is the same text. A new place is one row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from lxml.html import HtmlElement
from typer.testing import CliRunner

from duibiao.commands.cli import app
from duibiao.records.model import Basis
from duibiao.records.settings import SEEDS
from duibiao.reports.county import county_document
from duibiao.reports.document import Document
from duibiao.reports.school import SchoolReports
from duibiao.reports.source import Source, source_of
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.words import Words
from duibiao.words.labels import Labels
from tests.dashboards.conftest import alone, published
from tests.oracle.test_random_counties import LOOKED_AT, random_county

BASIS: Basis = "verified"
Texts = Mapping[str, str]


@dataclass
class County:
    """A county whose figures are read wherever they stand."""

    home: Path
    guide: Path
    say: Words = field(default_factory=lambda: Words("zh-CN"))
    _drawn: dict[tuple[Any, ...], HtmlElement] = field(default_factory=dict)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The build in force."""
        return open_snapshot(published(self.home))

    @cached_property
    def cycle_id(self) -> str:
        """The newest cycle in which somebody has a score."""
        return asked.cycle(self.snapshot).cycle_id

    @cached_property
    def labels(self) -> Labels:
        """The names of codes."""
        return Labels(self.say, self.snapshot.codes)

    @cached_property
    def school_id(self) -> str:
        """A school with a score and a peer group, in the middle of the ranking."""
        rows = self.sql("select school_id from {scores} where rank_county is not null"
                        " order by rank_county, school_id")  # fmt: skip
        return str(rows[len(rows) // 2]["school_id"])

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of plain SQL; `{mart}` stands for the mart's rows of the cycle and basis."""
        named = {
            "scores": "fct_school_scores",
            "groups": "fct_group_scores",
            "shares": "fct_group_shares",
            "weaknesses": "fct_county_weaknesses",
            "tiers": "fct_tier_counts",
            "intervals": "fct_rank_intervals",
            "dimensions": "fct_dimension_scores",
            "distributions": "fct_distributions",
        }
        where = f"where cycle_id = '{self.cycle_id}' and basis = '{BASIS}'"
        known = {name: f"(from {mart} {where})" for name, mart in named.items()}
        return self.snapshot.rows(query.format(cycle=f"'{self.cycle_id}'", **known))

    def page(self, name: str, **where: str) -> HtmlElement:
        """All that a page writes, drawn once."""
        key = (name, *sorted(where.items()))
        if key not in self._drawn:
            drawn = alone(name)
            for parameter, value in {"cycle": self.cycle_id, "lang": "zh-CN", **where}.items():
                drawn.query_params[parameter] = value
            drawn.run()
            assert [error.message for error in drawn.exception if error.message] == []
            bodies = (str(element.proto.body) for element in drawn.get("html"))
            self._drawn[key] = html.fromstring(f"<div>{''.join(bodies)}</div>")
        return self._drawn[key]

    def table(self, page: str, key: str, **where: str) -> list[dict[str, HtmlElement]]:
        """The rows of a page's table by the headings of its cells."""
        rows = self.page(page, **where).xpath(f"//table[@id='{key}']/tbody/tr")
        return [{cell.get("data-heading"): cell for cell in row.xpath("./td")} for row in rows]

    def figure(self, page: str, name: str, **where: str) -> str:
        """One of the few figures at a page's head, less its unit."""
        for entry in self.page(page, **where).xpath("//dl[contains(@class,'figures')]/div"):
            if text(entry.xpath("./dt")[0]) == self.say(name):
                [value] = entry.xpath("./dd[not(contains(@class,'note'))]")
                return text(value, without="small")
        raise AssertionError(f"{page} has no figure {self.say(name)}")

    @cached_property
    def source(self) -> Source:
        """What reports are made of."""
        return source_of(self.snapshot, self.say, cycle_id=self.cycle_id, basis=BASIS)

    @cached_property
    def bulletin(self) -> Document:
        """The county's bulletin."""
        return county_document(self.source)

    @cached_property
    def school_report(self) -> Document:
        """The report of the school."""
        return SchoolReports(self.source).document(self.school_id)

    def reported(self, document: Document, key: str) -> list[dict[str, str]]:
        """The rows of a report's table by the headings of its columns."""
        section = document.section(key)
        table = section.table if section else None
        if table is None:
            return []
        titles = [column.title for column in table.columns]
        return [dict(zip(titles, (cell.text for cell in row), strict=True)) for row in table.rows]

    def told(self, document: Document, name: str) -> str:
        """One of the few figures at a report's head."""
        [found] = [figure.value for figure in document.figures if figure.label == self.say(name)]
        return found

    def command(self, *arguments: str) -> Any:
        """What a command prints with --json."""
        places = ["--cycle", self.cycle_id, "--json", "--home", self.home, "--guide", self.guide]
        done = CliRunner().invoke(app, [*arguments, *map(str, places)])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture(scope="module", params=["demo", *LOOKED_AT], ids=str)
def county(
    request: pytest.FixtureRequest,
    demo_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[County]:
    """The demo county, and some small ones by guides of their own."""
    home, guide = demo_home, SEEDS
    if request.param != "demo":
        folder = random_county(tmp_path_factory, request.param)
        home, guide = folder / "home", folder / "guide"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DUIBIAO_HOME", str(home))
        patched.setenv("DUIBIAO_GUIDE", str(guide))
        yield County(home, guide)


# ---------------------------------------------------------------- how figures are written


def exact(value: Any, places: int) -> str:
    """Half up to so many decimals."""
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def points(value: Any) -> str:
    return exact(value, 2)


def hundredths(value: Any) -> str:
    return exact(100 * Decimal(value), 1) + "%"


def text(element: HtmlElement, *, without: str = "") -> str:
    """What is read of an element, less the parts of one kind."""
    left = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for part in left.xpath(f"//{without}") if without else []:
        part.drop_tree()
    return " ".join(left.text_content().split())


def linked(element: HtmlElement, name: str) -> str:
    """The value of a parameter in the first link that has it."""
    for href in element.xpath(".//a/@href"):
        found = parse_qs(urlsplit(str(href)).query).get(name)
        if found:
            return found[0]
    raise AssertionError(f"no link with {name}")


def first_word(told: str) -> str:
    return told.split(" ", 1)[0]


def by(rows: list[dict[str, Any]], key: str, value: str, written: Callable[[Any], str]) -> Texts:
    """A column of rows by another, as it is written."""
    return {str(row[key]): written(row[value]) for row in rows if row[value] is not None}


# ---------------------------------------------------------------- where they stand


def shares_of(measure: str, group: str = "group_kind = 'county'") -> Callable[[County], Texts]:
    query = f"select * from {{shares}} where measure = '{measure}' and {group}"
    return lambda county: by(county.sql(query), "measure_code", "share", hundredths)


def on_map(county: County) -> Texts:
    """The map's column of the whole: the figures stand without their sign."""
    rows = county.page("gaps", view="map").xpath("//table[@id='gap-map']//tr[td]")
    found = {
        text(row.xpath(".//span[@class='code']")[0]): text(
            row.xpath("./td[contains(@class,'mean')]")[0]
        )
        for row in rows
    }
    written = {"–": None, "0": "0.0%", "100": "100.0%"}
    shown = {key: written.get(value, f"{value}%") for key, value in found.items()}
    return {key: value for key, value in shown.items() if value is not None}


def township_cells(county: County) -> Texts:
    """What the map says of townships where one hovers."""
    found = {}
    for link in county.page("gaps", view="map", by="township").xpath(
        "//table[@id='gap-map']//td/a"
    ):
        href = parse_qs(urlsplit(link.get("href")).query)
        told = re.search(r"· (−?[\d.]+%)", link.get("title") or "")
        if told and "township" in href:
            found[f"{href['township'][0]} {href['indicator'][0]}"] = told[1]
    return found


def of_indicators(
    page: str, key: str, heading: str, part: str = "{}", **where: str
) -> Callable[[County], Texts]:
    """A column of a table of indicators; `part` of the cell, as a pattern around `{}`."""

    def read(county: County) -> Texts:
        found = {}
        for row in county.table(page, key, **where):
            code = row[county.say("column-indicator")].xpath(".//span[@class='code']")
            shown = text(row[county.say(heading)])
            if code and shown not in ("—", county.say("not-applicable")):
                found[text(code[0])] = part_of(shown, part)
        return found

    return read


def part_of(shown: str, part: str) -> str:
    """What stands at `{}` of a pattern, numbers and signs alone."""
    pattern = re.escape(part).replace(r"\{\}", r"([−\d.,%–<>]+)")
    found = re.match(pattern, shown)
    assert found, (shown, part)
    return found[1]


def in_bulletin(key: str, about: str, heading: str) -> Callable[[County], Texts]:
    """A column of one of the bulletin's tables, by the first word of another."""

    def read(county: County) -> Texts:
        rows = county.reported(county.bulletin, key)
        return {
            first_word(row[county.say(about)]): row[county.say(heading)]
            for row in rows
            if row[county.say(heading)] != county.say("report-none")
        }

    return read


def whole(reader: Callable[[County], str]) -> Callable[[County], Texts]:
    """A figure of the county as a whole."""
    return lambda county: {"county": reader(county)}


def schools_by_name(county: County) -> dict[str, str]:
    rows = county.sql("select name_zh, school_id from dim_cycle_schools where cycle_id = {cycle}")
    names = [row["name_zh"] for row in rows]
    return {row["name_zh"]: row["school_id"] for row in rows if names.count(row["name_zh"]) == 1}


def of_schools(page: str, key: str, read: Callable[[County, Any], str | None], **where: str) -> Any:
    """Something of each row of a table of schools that leads to them."""

    def found(county: County) -> Texts:
        shown = {}
        for row in county.page(page, **where).xpath(f"//table[@id='{key}']/tbody/tr"):
            value = read(county, row)
            if value is not None:
                shown[linked(row, "school")] = value
        return shown

    return found


def bulletin_schools(heading: str) -> Callable[[County], Texts]:
    def found(county: County) -> Texts:
        codes = schools_by_name(county)
        return {
            codes[row[county.say("report-column-school")]]: row[county.say(heading)]
            for row in county.reported(county.bulletin, "ranking")
            if row[county.say("report-column-school")] in codes
            and row[county.say(heading)] != county.say("report-none")
        }

    return found


def ranking_interval(county: County, row: HtmlElement) -> str | None:
    ends = row.xpath(".//span[@class='ends']")
    return text(ends[0]) if ends else None


def candidate_interval(county: County, row: HtmlElement) -> str | None:
    shown = row.xpath("./td[1]//span[@class='quiet']")
    return text(shown[0]) if shown else None


def weakest(county: County) -> list[str]:
    rows = county.sql("select indicator_id from {weaknesses} where place <= 3 order by place")
    return [str(row["indicator_id"]) for row in rows]


def said_places(codes: list[str]) -> Texts:
    return {str(place): code for place, code in enumerate(codes, start=1)}


def on_overview(county: County) -> Texts:
    codes = county.page("overview").xpath("//table[@id='weaknesses']//span[@class='code']")
    return said_places([text(code) for code in codes])


def in_weak_view(county: County) -> Texts:
    codes = county.page("gaps", view="weak").xpath("//table[@id='weakest']//span[@class='code']")
    return said_places([text(code) for code in codes[:3]])


def in_bulletin_said(county: County) -> Texts:
    rows = county.reported(county.bulletin, "weaknesses")[:3]
    return said_places([first_word(row[county.say("report-column-indicator")]) for row in rows])


def in_letter(section: str, message: str, figure: str, *others: str) -> Callable[[County], Texts]:
    """A figure of a sentence of the bulletin's text, by its place in the sentence's words."""

    def read(county: County) -> Texts:
        marks = {name: f"@{name}@" for name in (figure, *others)}
        pattern = re.escape(county.say(message, **marks))
        for name, mark in marks.items():
            pattern = pattern.replace(re.escape(mark), r"(\S+)" if name == figure else r"\S+?")
        part = county.bulletin.section(section)
        said = " ".join(one.text for one in part.paragraphs) if part else ""
        told = re.search(pattern, said)
        return {"county": told[1]} if told else {}

    return read


def in_bulletin_text(county: County) -> Texts:
    section = county.bulletin.section("problems")
    assert section is not None
    beginning = county.say("report-said-weak", names="@").split("@")[0]
    [said] = [one.text for one in section.paragraphs if one.text.startswith(beginning)]
    said = said.removeprefix(beginning).split("。")[0]
    known = {row["indicator_id"] for row in county.sql("select indicator_id from dim_indicators")}
    return said_places([word for word in re.findall(r"[\w.-]+", said) if word in known])


def helped(county: County) -> Texts:
    """The tags of 先帮哪里: not each of the weaknesses can be helped with."""
    found = {}
    for tag in county.page("gaps", view="help").xpath("//table[@id='where-to-help']//td[1]"):
        told = [text(one) for one in tag.xpath(".//span[@class='tag']")]
        for place in "123":
            if county.say("gaps-weakness", place=int(place)) in told:
                found[place] = text(tag.xpath(".//span[@class='code']")[0])
    return found


def tier_column(page: str, key: str, heading: str) -> Callable[[County], Texts]:
    def read(county: County) -> Texts:
        return {
            text(row[county.say("column-tier")]): text(row[county.say(heading)])
            for row in county.table(page, key)
        }

    return read


def tier_board(county: County) -> Texts:
    """Beside the boxes: how many are put forward, and how many reach it."""
    heading = county.say("tiers-column-against-quota")
    pattern = re.escape(county.say("tiers-against-quota", nominated=0, reached=-1))
    found = {}
    for row in county.table("tiers", "tiers-board"):
        told = re.search(pattern.replace(re.escape("-1"), r"(\d+)"), text(row[heading]))
        assert told, text(row[heading])
        found[text(row[county.say("column-tier")])] = told[1]
    return found


def tiers_by_name(county: County, rows: list[dict[str, Any]], column: str) -> Texts:
    return {county.labels.code("tier", row["tier"]): str(row[column]) for row in rows}


def bulletin_tiers(county: County) -> Texts:
    """The last number of what is said of each tier."""
    section = county.bulletin.section("tiers")
    return {
        one.lead: re.findall(r"\d+", one.text.split("。")[0])[-1]
        for one in (section.paragraphs if section else ())
    }


def task(county: County, kind: str) -> Texts:
    """The first number of something that waits, where it waits."""
    shown = county.page("overview").xpath(f"//li[@id='task-{kind}']//a")
    return {"county": re.findall(r"\d+", text(shown[0]))[0]} if shown else {}


def sureness(county: County, column: Callable[[Mapping[str, Any]], str]) -> Texts:
    return {row["school_id"]: column(row) for row in county.command("sureness")}


def ends(row: Mapping[str, Any], low: str = "low", high: str = "high") -> str:
    return str(row[low]) if row[low] == row[high] else f"{row[low]}–{row[high]}"


def school_dimensions(column: str) -> Callable[[County], Texts]:
    query = f"""
        select dimension.name_zh, dimension.name_en, {column} as figure
        from {{dimensions}} as mine
        inner join {{scores}} as school using (school_id)
        inner join dim_dimensions as dimension
            on dimension.edition = mine.edition and dimension.dimension_id = mine.dimension_id
        left join {{distributions}} as peers
            on peers.group_kind = school.peer_group_kind and peers.group_code = school.peer_group
            and peers.measure = 'dimension' and peers.measure_code = mine.dimension_id
        left join {{distributions}} as county
            on county.group_kind = 'county' and county.measure = 'dimension'
            and county.measure_code = mine.dimension_id
        where school_id = '%s'"""
    return lambda county: by(
        county.sql(query.replace("%s", county.school_id)), "name_zh", "figure", hundredths
    )


def school_page(heading: str) -> Callable[[County], Texts]:
    def read(county: County) -> Texts:
        rows = county.table("school", "dimensions", school=county.school_id)
        shown = {
            text(row[county.say("column-dimension")]): text(row[county.say(heading)])
            for row in rows
        }
        nothing = ("—", county.say("not-applicable"))
        return {name: value for name, value in shown.items() if value not in nothing}

    return read


def school_paper(heading: str) -> Callable[[County], Texts]:
    def read(county: County) -> Texts:
        rows = county.reported(county.school_report, "dimensions")
        nothing = (county.say("report-none"), county.say("not-applicable"))
        return {
            row[county.say("report-column-dimension")]: row[county.say(heading)]
            for row in rows
            if row[county.say(heading)] not in nothing
        }

    return read


def reporting_sql(column: str) -> Callable[[County], Texts]:
    query = f"""select {column} as counted from fct_group_reporting
        where cycle_id = {{cycle}} and group_kind = 'county'"""
    return whole(lambda county: str(county.sql(query)[0]["counted"]))


def group_sql(column: str, written: Callable[[Any], str]) -> Callable[[County], Texts]:
    query = f"select {column} as figure from {{groups}} where group_kind = 'county'"
    return whole(lambda county: written(county.sql(query)[0]["figure"]))


def townships(column: str, written: Callable[[Any], str]) -> Callable[[County], Texts]:
    query = "select * from {groups} where group_kind = 'township' and scored_school_count > 0"
    return lambda county: by(county.sql(query), "group_code", column, written)


def map_townships(county: County) -> Texts:
    found = {}
    heads = county.page("gaps", view="map", by="township").xpath(
        "//table[@id='gap-map']//th[contains(@class,'column')]/a"
    )
    for link in heads:
        told = re.findall(r"−?[\d.]+", (link.get("title") or "").rsplit("·", 1)[-1])
        found[parse_qs(urlsplit(link.get("href")).query)["township"][0]] = told[-1]
    return found


def covered(county: County) -> Texts:
    """Of each school's evidence how much there is of how much."""
    heading = county.say("column-evidence")
    found = {}
    for row in county.table("reporting", "reporting"):
        shown = text(row[heading])
        if "/" in shown:
            whom = linked(row[county.say("column-school")], "school")
            found[whom] = part_of(shown.replace(" / ", "–"), "{}")
    return found


SAID_SCORES = "report-said-scores"
SCORES = ("scored", "average", "median", "lowest", "highest")
"""The sentence of the bulletin that has them, and all of its figures."""

FIGURES: Mapping[str, Mapping[str, Callable[[County], Texts]]] = {
    "share of the points, by dimension": {
        "SQL": lambda county: {
            row["name_zh"]: hundredths(row["share"])
            for row in county.sql(
                """select name_zh, shares.share from {shares} as shares
                inner join dim_dimensions as dimension
                    on dimension.edition = shares.edition
                    and dimension.dimension_id = shares.measure_code
                where measure = 'dimension' and group_kind = 'county'
                    and shares.share is not null"""
            )
        },
        "SQL on the schools": lambda county: {
            row["name_zh"]: hundredths(row["points"] / row["max_points"])
            for row in county.sql(
                """select name_zh, sum(points) as points, sum(score.max_points) as max_points
                from {dimensions} as score inner join dim_dimensions using (edition, dimension_id)
                group by all having sum(score.max_points) > 0"""
            )
        },
        "overview": lambda county: {
            text(row[county.say("column-dimension")]): text(row[county.cycle_id])
            for row in county.table("overview", "county-dimensions")
            if text(row[county.cycle_id]) != "—"
        },
    },
    "share of the points, by indicator": {
        "SQL": shares_of("indicator"),
        "gaps, list": of_indicators("gaps", "weakest", "column-average-share", view="weak"),
        "gaps, map": on_map,
        "bulletin": in_bulletin(
            "weaknesses", "report-column-indicator", "report-column-average-share"
        ),
    },
    "share of the points, by township and indicator": {
        "SQL": lambda county: {
            f"{row['group_code']} {row['measure_code']}": hundredths(row["share"])
            for row in county.sql(
                """select * from {shares} where measure = 'indicator'
                and group_kind = 'township' and share is not null"""
            )
        },
        "gaps, map": township_cells,
    },
    "points lost, by indicator": {
        "SQL": lambda county: by(
            county.sql("select * from {weaknesses}"), "indicator_id", "lost_points", points
        ),
        "overview": of_indicators("overview", "weaknesses", "column-lost-of-asked", "{} /"),
        "bulletin": in_bulletin("weaknesses", "report-column-indicator", "report-column-lost"),
    },
    "the three weaknesses": {
        "SQL": lambda county: said_places(weakest(county)),
        "overview": on_overview,
        "gaps, list": in_weak_view,
        "gaps, where to help": helped,
        "bulletin, table": in_bulletin_said,
        "bulletin, text": in_bulletin_text,
    },
    "average score": {
        "SQL": group_sql("average_score", points),
        "overview": whole(lambda county: county.figure("overview", "figure-average")),
        "bulletin": in_letter("scores", SAID_SCORES, "average", *SCORES),
    },
    "median score": {
        "SQL": group_sql("median_score", points),
        "overview": whole(lambda county: county.figure("overview", "figure-median")),
        "bulletin": in_letter("scores", SAID_SCORES, "median", *SCORES),
    },
    "average score of a township": {
        "SQL": townships("average_score", points),
        "gaps, map": map_townships,
        "bulletin": in_bulletin("townships", "report-column-township", "report-column-average"),
    },
    "schools that reach a tier or a higher one": {
        "SQL": lambda county: tiers_by_name(
            county, county.sql("select * from {tiers}"), "reached_count"
        ),
        "overview": tier_column("overview", "tiers", "column-reached-or-above"),
        "tiers": tier_board,
        "ranking": tier_column("ranking", "tier-lines", "column-reached-or-above"),
        "bulletin": bulletin_tiers,
    },
    "schools of a township that reach any tier": {
        "SQL": townships("reaching_school_count", str),
        "bulletin": in_bulletin("townships", "report-column-township", "report-column-reached"),
    },
    "answers to check on site": {
        "SQL": whole(
            lambda county: str(
                county.sql(
                    """select count(*) as counted from fct_site_checks
                    where cycle_id = {cycle} and is_proposed"""
                )[0]["counted"]
            )
        ),
        "overview": lambda county: task(county, "site_checks"),
        "checks": whole(lambda county: county.figure("checks", "checks-figure-picked")),
    },
    "how much is verified": {
        "SQL": group_sql("verified_share", hundredths),
        "overview": whole(lambda county: county.figure("overview", "figure-verified")),
        "checks": whole(lambda county: county.figure("checks", "checks-figure-verified")),
        "ranking": whole(lambda county: county.figure("ranking", "ranking-figure-verified")),
        "bulletin": in_letter("basics", "report-said-verified", "share", "asked", "verified"),
    },
    "rank interval": {
        "SQL": lambda county: {
            row["school_id"]: ends(row, "rank_county_low", "rank_county_high")
            for row in county.sql("select * from {intervals} where rank_county is not null")
        },
        "ranking": of_schools("ranking", "ranking", ranking_interval),
        "tiers": of_schools("tiers", "tier-candidates", candidate_interval),
        "bulletin": bulletin_schools("report-column-interval"),
        "sureness": lambda county: sureness(county, ends),
    },
    "score of a school": {
        "SQL": lambda county: by(
            county.sql("select * from {scores}"), "school_id", "score", points
        ),
        "bulletin": bulletin_schools("report-column-score"),
        "school": lambda county: {
            county.school_id: county.figure("school", "column-score", school=county.school_id)
        },
        "school report": lambda county: {
            county.school_id: county.told(county.school_report, "report-score")
        },
        "explain": lambda county: {
            county.school_id: points(county.command("explain", county.school_id)["score"])
        },
    },
    "how much of a school is verified": {
        "SQL": lambda county: {
            row["school_id"]: f"{row['verified_fact_count']} / {row['asked_fact_count']}"
            for row in county.sql("select * from {scores} where rank_county is not null")
        },
        "sureness": lambda county: sureness(
            county, lambda row: f"{row['verified_fact_count']} / {row['asked_fact_count']}"
        ),
        "explain": lambda county: {
            county.school_id: "{verified_fact_count} / {asked_fact_count}".format(
                **county.command("explain", county.school_id)
            )
        },
    },
    "share of a school, by dimension": {
        "SQL": school_dimensions("mine.share"),
        "school": school_page("column-share"),
        "school report": school_paper("report-column-share"),
    },
    "median of a school's peers, by dimension": {
        "SQL": school_dimensions("peers.median"),
        "school": school_page("column-peer-median"),
        "school report": school_paper("report-column-peer-median"),
    },
    "median of the county, by dimension": {
        "SQL": school_dimensions("county.median"),
        "school": school_page("column-county-median"),
        "school report": school_paper("report-column-county-median"),
    },
    "schools handed in": {
        "SQL": reporting_sql("handed_in_count"),
        "overview": whole(lambda county: county.figure("overview", "figure-handed-in")),
        "reporting": whole(lambda county: county.figure("reporting", "figure-handed-in")),
        "bulletin": in_letter(
            "basics",
            "report-said-reporting",
            "handed_in",
            *("expected", "late", "must_correct", "not_handed_in"),
        ),
    },
    "schools without a hand-in": {
        "SQL": reporting_sql("not_handed_in_count"),
        "overview": whole(lambda county: county.figure("overview", "status-not_handed_in")),
        "reporting": whole(lambda county: county.figure("reporting", "status-not_handed_in")),
    },
    "evidence of a school": {
        "SQL": lambda county: {
            row["school_id"]: f"{row['there']}–{row['expected']}"
            for row in county.sql(
                """select school_id, count(*) filter (where is_expected) as expected,
                    count(*) filter (where is_expected and not is_missing) as there
                from fct_evidence_coverage where cycle_id = {cycle} group by school_id
                having count(*) filter (where is_expected) > 0"""
            )
        },
        "reporting": covered,
    },
}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_is_the_same_wherever_it_stands(county: County, figure: str) -> None:
    """Every place says of the same thing the same; none says what SQL does not know."""
    places = {place: dict(read(county)) for place, read in FIGURES[figure].items()}
    known = places["SQL"]
    assert all(places.values()) or county.guide != SEEDS, "the demo county has it everywhere"
    for place, found in places.items():
        differing = {
            about: (shown, known.get(about))
            for about, shown in found.items()
            if shown.replace("−", "-").rstrip("%") != known.get(about, "").rstrip("%")
        }
        assert differing == {}, f"{place} says something else than SQL"
