"""The county's settings on the office's desk: names, Word forms, limits, places and versions."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from dashboards.plain.office.settings import SETTINGS
from duibiao.people import accounts
from duibiao.people.acting import AT_THE_FILES, ROLES, Acting, Person
from duibiao.records.model import Refused
from duibiao.records.settings import OWN_GUIDE, SEEDS, CountyFile, Settings, with_names
from duibiao.reports import own_form
from duibiao.reports.making import document_to_try
from duibiao.spreadsheets.confined import Allowance
from duibiao.warehouse import upgrading
from duibiao.words import Words
from ingest.desk import county_settings
from tests.dashboards.signed import Signed, role_of
from tests.dashboards.test_desk import Clerk

pytestmark = [pytest.mark.xdist_group("changing"), pytest.mark.timeout(300)]
SAY = Words("zh-CN")
FILE = """# 本县的设置
county = "甲县" # 县名
home = "data"

[sign_in]
issuer = "https://id.example"
county = "别动"
"""


@pytest.fixture
def office(changing: Signed) -> Iterator[Clerk]:
    """Somebody of the county office; what she changes is undone afterwards."""
    home = changing.settings.home
    yield Clerk(changing, changing.cookies["office"])
    (home / "duibiao.toml").unlink(missing_ok=True)
    for kind in own_form.KINDS:
        changing.settings.report_form(kind).unlink(missing_ok=True)


def word(*lines: str) -> bytes:
    """A Word document of some lines."""
    made, stream = Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(stream)
    return stream.getvalue()


def lines_of(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs]


def test_a_county_is_named_and_its_file_keeps_what_else_it_says(
    office: Clerk, changing: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First into a file of its own in the data home; later letter by letter in the one there is."""
    home = changing.settings.home
    page = office.look(SETTINGS)
    assert SAY("office-settings-fixed-county") in page and SAY("office-settings-no-file") in page
    status, _, text = office.send(SETTINGS, {"do": "names", "county": " ", "office": ""})
    assert status == 403 and SAY("settings-no-county") in text
    assert not (home / "duibiao.toml").exists()
    names = {"county": ' 石"泉  县 ', "office": "县教育局 考核办"}
    status, headers, _ = office.send(SETTINGS, {"do": "names"} | names)
    assert (status, headers["Location"]) == (303, f"{SETTINGS}?done=names")
    assert SAY("office-settings-done-names") in office.look(headers["Location"])
    for name in ("DUIBIAO_COUNTY", "DUIBIAO_OFFICE", "DUIBIAO_GUIDE", "DUIBIAO_HOME"):
        monkeypatch.delenv(name, raising=False)
    found = Settings.resolve(home)
    assert (found.county, found.office) == ('石"泉 县', "县教育局 考核办")
    assert found.home == home
    assert found.guide == (home / OWN_GUIDE if (home / OWN_GUIDE).is_dir() else SEEDS)
    # What was not ours to change stays to the letter, in the table below too.
    changed = with_names(FILE, {"county": "乙县", "office": "办公室"})
    assert changed == FILE.replace('"甲县"', '"乙县"').replace(
        "\n[sign_in]", '\noffice = "办公室"\n[sign_in]'
    )
    assert tomllib.loads(changed)["sign_in"] == {"issuer": "https://id.example", "county": "别动"}
    crlf = FILE.replace("\n", "\r\n")
    assert with_names(crlf, {"county": "乙县"}) == crlf.replace('"甲县"', '"乙县"')
    with pytest.raises(Refused, match="settings-by-hand"):
        with_names('county = """\n甲县"""\nhome = "."\n', {"county": "乙县"})


def test_the_file_is_found_from_a_folder_above_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs a command where `data` lies goes by the file in it; one beside it goes first."""
    for name in ("DUIBIAO_COUNTY", "DUIBIAO_OFFICE", "DUIBIAO_GUIDE", "DUIBIAO_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "data"
    home.mkdir()
    (home / "duibiao.toml").write_text(
        CountyFile("里面", home, None, office="办").text(home), encoding="utf-8"
    )
    assert (Settings.resolve().county, Settings.resolve().office) == ("里面", "办")
    assert Settings.resolve().home == home and Settings.resolve().guide == SEEDS
    beside = CountyFile("旁边", home, tmp_path / "guide").text(tmp_path)
    (tmp_path / "duibiao.toml").write_text(beside, encoding="utf-8")
    assert Settings.resolve().county == "旁边"
    assert Settings.resolve().guide == tmp_path / "guide"


def test_a_word_form_is_tried_before_it_is_taken(
    office: Clerk, changing: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put in, fetched, filled in, taken out; one that names what is not there is told so."""
    kept = changing.settings.report_form("county")
    status, _, text = office.send_file(
        SETTINGS, word("{{ titel }}"), "通报.docx", do="keep", kind="county"
    )
    assert status == 403 and "titel" in text and "通报.docx" in text and not kept.exists()
    for content in (b"no document", b"PK\x03\x04 broken", word("{% for x in range(9) %}")):
        status, _, text = office.send_file(SETTINGS, content, "样式.docx", do="keep", kind="county")
        assert status == 403 and "样式.docx" in text and not kept.exists()
    loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    document = document_to_try(changing.settings, SAY, "county")
    monkeypatch.setattr(own_form, "ALLOWED", Allowance(1.0, 2_000))
    with pytest.raises(Refused, match="report-form-no-word"):
        own_form.try_form(word(loops), "长.docx", document)
    right = word("本县样式", "{{ title }}")
    status, headers, _ = office.send_file(SETTINGS, right, "样式.docx", do="keep", kind="county")
    assert (status, headers["Location"]) == (303, f"{SETTINGS}?done=keep")
    assert kept.read_bytes() == right and kept.stat().st_mode & 0o777 == 0o600
    assert office.fetch(f"{SETTINGS}/form/county/own")[2] == right
    status, _, content = office.fetch(f"{SETTINGS}/form/county/tried")
    assert status == 200 and lines_of(content)[0] == "本县样式"
    assert document is not None and lines_of(content)[1] == document.title
    # An administrator may see which form it is, not what a report says.
    other = Clerk(changing, changing.cookies["administrator"])
    assert other.fetch(f"{SETTINGS}/form/county/own")[0] == 200
    assert other.fetch(f"{SETTINGS}/form/county/tried")[0] == 404
    assert f"{SETTINGS}/form/county/tried" not in other.look(SETTINGS)
    assert office.send(SETTINGS, {"do": "remove", "kind": "county"})[0] == 303
    assert not kept.exists() and office.fetch(f"{SETTINGS}/form/county/own")[0] == 404
    assert office.send(SETTINGS, {"do": "remove", "kind": "../people"})[0] == 403


def test_limits_are_the_administrators_alone(changing: Signed) -> None:
    administrator = Clerk(changing, changing.cookies["administrator"])
    acting = Acting(changing.settings, "root", "test", AT_THE_FILES)
    before = accounts.limits(acting)
    # She comes by the bar: the office's desk is not hers.
    assert f'href="{SETTINGS}"' in administrator.look("/accounts")
    page = administrator.look(SETTINGS)
    for name, value in before.items():
        assert f'name="{name}" type="number" value="{value}"' in page
    wanted = {name: str(value + 1) for name, value in before.items()}
    status, headers, _ = administrator.send(SETTINGS, {"do": "limits"} | wanted)
    assert (status, headers["Location"]) == (303, f"{SETTINGS}?done=limits")
    assert accounts.limits(acting) == {name: value + 1 for name, value in before.items()}
    for wrong in ("0", "x", "", "99999"):
        said = {"do": "limits"} | wanted | {"idle_days": wrong}
        status, _, text = administrator.send(SETTINGS, said)
        assert status == 403 and "idle_days" in text
    for name, value in before.items():
        accounts.change_setting(acting, name, value)
    office = Clerk(changing, changing.cookies["office"])
    assert 'name="idle_minutes"' not in office.look(SETTINGS)
    assert office.send(SETTINGS, {"do": "limits"} | wanted)[0] == 403
    assert administrator.send(SETTINGS, {"do": "names", "county": "x", "office": ""})[0] == 403
    assert (
        accounts.limits(acting) == before and not (changing.settings.home / "duibiao.toml").exists()
    )


def test_places_and_versions_are_told(office: Clerk, changing: Signed) -> None:
    """Where things lie, and what an upgrade would do: as the command does it afterwards."""
    page = office.look(SETTINGS)
    assert str(changing.settings.home) in page and "duibiao " in page
    trace = changing.settings.home / "records" / "open.txt"
    trace.write_text("x")
    trace.chmod(0o644)
    acting = Acting(changing.settings, "root", "test", AT_THE_FILES)
    told = {one.code: one for one in upgrading.outlook(acting)}
    assert told["modes"].is_done_now and not told["build"].is_done_now
    assert SAY("office-settings-step-modes", **told["modes"].said) in office.look(SETTINGS)
    assert trace.stat().st_mode & 0o777 == 0o644
    trace.unlink()


@pytest.mark.parametrize("role", [one for one in ROLES if one != "office"])
def test_settings_are_changed_by_the_office_alone(changing: Signed, role: str) -> None:
    other = Acting(changing.settings, "", "test", Person(9, "x", (role_of(role),)))
    for change in (
        lambda: county_settings.name_county(other, "x", ""),
        lambda: own_form.keep_form(other, "county", b"", "x", None),
        lambda: own_form.remove_form(other, "county"),
    ):
        with pytest.raises(Refused, match="may-not-change_settings"):
            change()
    if role != "administrator":
        for look in (
            lambda: county_settings.county_settings(other),
            lambda: own_form.own_forms(other),
            lambda: own_form.kept_form(other, "county"),
            lambda: upgrading.outlook(other),
        ):
            with pytest.raises(Refused, match="may-not-see_settings"):
                look()
