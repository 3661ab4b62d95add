"""Whatever is changed in a real file, it is read or refused by name, and the next one is read.

Runs for `DUIBIAO_FUZZ_SECONDS` (20 if it is not set), and for an hour by `make soak`. A failure
prints the smallest change that fails and a seed; `DUIBIAO_FUZZ_SEED` runs the files of that seed
again.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from duibiao.records.model import WorkbookReading
from duibiao.spreadsheets.confined import Confined
from duibiao.spreadsheets.extraction import open_confined
from duibiao.spreadsheets.grids import Spreadsheet
from duibiao.words import LANGUAGES, words
from tests.counties.workbook_county import SCHOOL, read_workbook
from tests.office import Clerk, Office
from tests.spreadsheets.hostile import PeakMemory
from tests.spreadsheets.hostile_files import SHEET, county, parts_of, workbook, zipped

SECONDS = float(os.environ.get("DUIBIAO_FUZZ_SECONDS", "20"))
SOAK = 3600.0
SEED = os.environ.get("DUIBIAO_FUZZ_SEED")
FILES_A_SEED = 100
MOST_MEGABYTES = 300
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TELLING_PARTS = (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "content.xml")
"""The parts from which answers are read: most changes are made there."""
ODD_TEXTS = (
    "", " ", "0", "-1", "1e308", "1E400", "99999999999999999999", "NaN", "20次", "约20", "11/12",
    "95%", "95％", "２０", "八次", "=1+1", "+1", "@x", "2024年3月1日", "45352", "1900-02-30", "无",
    "不适用", "/", "√", "\ufeff", "\u202e", "\ud7ff", "é̂", "😀", "x" * 40_000, "\t\r\n", "#REF!",
    "A1:XFD1048576", "XFD1048576", "A0", "true", "s", "inlineStr", "d", "../../x", "&k;", "]]>",
)  # fmt: skip
"""Texts for values, addresses, types and targets alike."""

Step = tuple[int, int, str]
"""Where, what, and with which text: a change to a file is some of them."""
STEPS = st.lists(
    st.tuples(st.integers(0, 65_535), st.integers(0, 65_535), st.sampled_from(ODD_TEXTS)),
    min_size=1,
    max_size=8,
)


# ------------------------------------------------------------------ changes


def changed_bytes(content: bytes, steps: Sequence[Step]) -> bytes:
    """Bytes overwritten, left out, put in and turned."""
    changed = bytearray(content)
    for place, what, text in steps:
        at = place * len(changed) // 65_536
        odd = text.encode("utf-8")[: what % 60]
        match what % 4:
            case 0:
                changed[at : at + len(odd)] = odd
            case 1:
                del changed[at : at + what % 500]
            case 2:
                changed[at:at] = odd
            case _ if changed:
                changed[at] ^= 1 << what % 8
    return bytes(changed)


def changed_parts(content: bytes, steps: Sequence[Step]) -> bytes:
    """Parts of a zip left out, renamed, cut off, and put in the place of others."""
    parts = parts_of(content)
    for place, what, text in steps:
        names = sorted(parts)
        if not names:
            break
        name, other = names[place % len(names)], names[what % len(names)]
        match what % 5:
            case 0:
                del parts[name]
            case 1:
                parts[f"{text[:50]}{name}"] = parts.pop(name)
            case 2:
                parts[name] = parts[name][: place * len(parts[name]) // 65_536]
            case 3:
                parts[name], parts[other] = parts[other], parts[name]
            case _:
                parts[name] = changed_bytes(parts[name], [(what, place, text)])
    return zipped(parts)


def changed_nodes(content: bytes, steps: Sequence[Step]) -> bytes:
    """Elements of an XML part left out, doubled, moved, renamed; attributes and texts changed."""
    parts = parts_of(content)
    telling = [name for name in TELLING_PARTS if name in parts]
    others = [name for name in parts if name.endswith((".xml", ".rels"))]
    first = steps[0][0]
    name = telling[first % len(telling)] if first % 4 else others[first % len(others)]
    root = etree.fromstring(parts[name])
    for place, what, text in steps:
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        _change_node(elements, elements[place % len(elements)], what, text)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return zipped(parts)


def _change_node(
    elements: list[etree._Element], element: etree._Element, what: int, text: str
) -> None:
    parent = element.getparent()
    value = "".join(letter for letter in text if letter.isprintable())
    match what % 6:
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            parent.append(etree.fromstring(etree.tostring(element)))
        case 2:
            other = elements[what % len(elements)]
            if element not in (other, *other.iterancestors()):
                other.append(element)
        case 3:
            element.tag = elements[what % len(elements)].tag
        case 4 if element.attrib:
            names = sorted(element.attrib)
            element.set(names[what % len(names)], value)
        case _:
            element.text = value


def changed_values(content: bytes, steps: Sequence[Step]) -> bytes:
    """What stands in cells of the sheet with the answers, as one might type it."""
    parts = parts_of(content)
    if SHEET not in parts:
        return changed_nodes(content, steps)
    root = etree.fromstring(parts[SHEET])
    cells = list(root.iter(f"{NAMESPACE}c"))
    for place, what, text in steps:
        cell = cells[place % len(cells)]
        for inner in list(cell):
            cell.remove(inner)
        value = "".join(letter for letter in text if letter.isprintable() or letter in "\t\n")
        if what % 3 == 0:
            cell.set("t", "inlineStr")
            outer = etree.SubElement(cell, f"{NAMESPACE}is")
            etree.SubElement(outer, f"{NAMESPACE}t").text = value
        else:
            cell.attrib.pop("t", None)
            if what % 3 == 1:
                etree.SubElement(cell, f"{NAMESPACE}f").text = value
            else:
                etree.SubElement(cell, f"{NAMESPACE}v").text = value
    parts[SHEET] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return zipped(parts)


CHANGES = (changed_bytes, changed_parts, changed_nodes, changed_values)


# ------------------------------------------------------------------ the files


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same filled workbook as several programs write it."""
    office = Office(tmp_path_factory.mktemp("office"))
    kinds = ("xlsx", "xls", "ods", "csv-gb18030", "html")
    saved = {kind: office.convert({"book": workbook()}, kind)["book"] for kind in kinds}
    return {"template": workbook(), "openpyxl": Clerk(workbook()).save(), **saved}


@dataclass
class Reader:
    """Opens files in a child and reads them, and counts what became of them."""

    children: Confined
    fates: Counter[str] = field(default_factory=Counter)

    def read(self, content: bytes) -> WorkbookReading:
        """What a file says, every problem of it worded."""
        county_ = county()
        reading = read_workbook(
            content, "fuzz", county_.guide, county_.register, opened=self._opened
        )
        for problem in reading.problems:
            for language in LANGUAGES:
                say = words(language)
                assert say(f"problem-{problem.code}", **problem.parameters)
                for part in ("expected", "mend"):
                    assert say.attr(f"problem-{problem.code}", part, **problem.parameters)
        assert reading.has_errors or reading.answers
        self.fates["refused" if reading.has_errors else "read"] += 1
        return reading

    def _opened(self, content: bytes) -> Spreadsheet:
        return open_confined(content, self.children)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child at a time. Damaged files are logged by the hundred: not here."""
    child_log = logging.getLogger("duibiao.spreadsheets.confined")
    child_log.disabled = True
    with Confined(1) as children:
        yield Reader(children)
    child_log.disabled = False


def mutations(
    seed: int, files: dict[str, bytes], reader: Reader, caplog: pytest.LogCaptureFixture
) -> Callable[[], None]:
    """A test of some changed files, the same for the same seed."""

    @hypothesis.seed(seed)
    @settings(
        max_examples=FILES_A_SEED,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(kind=st.sampled_from(sorted(files)), change=st.sampled_from(CHANGES), steps=STEPS)
    def test(
        kind: str, change: Callable[[bytes, Sequence[Step]], bytes], steps: Sequence[Step]
    ) -> None:
        is_zip = files[kind].startswith(b"PK")
        content = (change if is_zip else changed_bytes)(files[kind], steps)
        caplog.clear()
        reader.read(content)
        # What is raised past the parsers is a mistake of ours, although the sender is told kindly.
        assert not caplog.records, caplog.text

    return test


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(SECONDS, marks=pytest.mark.timeout(SECONDS + 600)),
        pytest.param(SOAK, marks=[pytest.mark.soak, pytest.mark.timeout(SOAK + 600)]),
    ],
)
def test_changed_files_are_read_or_refused_by_name_and_never_stop_the_reading(
    files: dict[str, bytes],
    reader: Reader,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    seconds: float,
) -> None:
    unchanged = county().answers(SCHOOL)
    first = int(SEED) if SEED else random.SystemRandom().randrange(10**9)
    ends_at = time.monotonic() + seconds
    seed = first
    while seed == first or (time.monotonic() < ends_at and not SEED):
        with PeakMemory() as peak:
            try:
                mutations(seed, files, reader, caplog)()
            except BaseException:
                print(f"run these files again with DUIBIAO_FUZZ_SEED={seed}")
                raise
        assert peak.megabytes <= MOST_MEGABYTES, f"DUIBIAO_FUZZ_SEED={seed}"
        reading = reader.read(workbook())
        assert {answer.fact_id: answer.value for answer in reading.answers} == unchanged
        seed += 1
    tried = reader.fates.total()
    with capsys.disabled():
        print(f"\n{tried} changed files from seed {first} on: {dict(reader.fates)}")
    assert reader.fates["read"] and reader.fates["refused"]
