"""The package is whole: installed in an empty folder far from the repository, it is the program."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import urllib.request
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.test_serve import free_port, is_healthy, wait_for

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("dashboards", "duibiao", "ingest")
DATA = ("dbt", "seeds")
# What programs leave behind in a working copy; no part of any package.
LEFT_BEHIND = {"__pycache__", "target", "logs", ".user.yml"}
UV = Path(sys.executable).with_name("uv")
REQUIREMENT = re.compile(r"[\w.-]+")
LOCKED = re.compile(r"^([\w.-]+==\S+)", re.MULTILINE)


def hatch(target: str, source: Path, folder: Path) -> Path:
    """Build a wheel or a source distribution of a folder, with what is here and nothing fetched."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this working copy."""
    return hatch("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a fresh environment: the wheel, and the locked libraries, which lie in ours.

    A folder named in a .pth file is searched, its own .pth files are not read: what is installed
    here as editable stays out of sight.
    """
    environment = tmp_path_factory.mktemp("installed") / "environment"
    created = [sys.executable, "-m", "venv", "--without-pip", str(environment)]
    subprocess.run(created, check=True, timeout=60)
    python = environment / Path(sys.executable).parent.name / Path(sys.executable).name
    install = ["pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python)]
    subprocess.run([str(UV), *install, str(wheel)], check=True, timeout=60)
    libraries = site_packages(python) / "locked_libraries.pth"
    libraries.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the repository in which somebody begins."""
    return tmp_path_factory.mktemp("begins-here")


def site_packages(python: Path) -> Path:
    """Where an environment keeps what is installed."""
    [folder] = python.parents[1].glob("[Ll]ib/**/site-packages")
    return folder


def stranger() -> dict[str, str]:
    """The environment of one who has the package and not the repository."""
    ours = ("PYTHON", "DUIBIAO_", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def run(python: Path, folder: Path, *arguments: str) -> str:
    """Run the installed command in a folder; returns what it printed."""
    done = subprocess.run(
        [python.with_name("duibiao"), *arguments],
        cwd=folder,
        env=stranger(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of(*folders: str) -> dict[str, Path]:
    """The files of some folders of the repository, by their path in it."""
    return {
        path.relative_to(ROOT).as_posix(): path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not LEFT_BEHIND & set(path.relative_to(ROOT).parts)
    }


def test_a_wheel_holds_the_packages_the_guide_and_the_dbt_project(wheel: Path) -> None:
    """Nothing of them is left out, and nothing at the top of site-packages is another's name."""
    expected = set(files_of(*PACKAGES)) | {f"duibiao/_data/{name}" for name in files_of(*DATA)}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_a_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(hatch("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    [source] = tmp_path.glob("duibiao-*")
    assert hatch("wheel", source, tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_what_runs_is_what_was_installed(python: Path, empty: Path) -> None:
    asked = (
        "import dashboards, duibiao, ingest; from duibiao.records import settings;"
        "print(dashboards.__file__, duibiao.__file__, ingest.__file__,"
        " settings.SEEDS, settings.DBT_PROJECT, sep='\\n')"
    )
    done = subprocess.run(
        [python, "-c", asked], cwd=empty, env=stranger(), capture_output=True, text=True, check=True
    )
    places = [Path(line) for line in done.stdout.splitlines()]
    installed = site_packages(python)
    assert [path for path in places if not path.is_relative_to(installed)] == []
    assert run(python, empty, "--version") == f"duibiao {PROJECT['project']['version']}\n"


def test_a_county_is_made_explained_and_served_in_an_empty_folder(
    python: Path, empty: Path
) -> None:
    """From nothing to a dashboard that answers; the installed files stay as they were."""
    installed = site_packages(python)

    def state() -> dict[Path, tuple[int, int]]:
        return {
            path: (path.stat().st_size, path.stat().st_mtime_ns)
            for path in installed.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    before = state()
    run(python, empty, "demo", "--no-serve")
    [latest] = empty.glob("data/warehouse/LATEST")
    explained = run(python, empty, "explain", "S001")
    assert "S001" in explained
    port = free_port()
    command = [str(python.with_name("duibiao")), "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=empty, env=stranger(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            wait_for(lambda: is_healthy(port), 60, "the dashboard")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                page = answer.read().decode()
        finally:
            server.send_signal(signal.SIGTERM)
            printed = server.communicate(timeout=30)[0].decode()
    assert "<!doctype html>" in page.lower()
    assert "Traceback" not in printed, printed
    assert latest.read_text(encoding="utf-8").strip()
    assert state() == before


def imported_libraries() -> set[str]:
    """The top names of all that the program imports and that is neither its own nor Python's."""
    names: set[str] = set()
    for name, path in files_of(*PACKAGES).items():
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(str(node.module).partition(".")[0])
    return names - set(sys.stdlib_module_names) - set(PACKAGES)


def declared(requirements: list[str]) -> dict[str, str]:
    """Requirements by the name of the distribution, in the form in which names are compared."""
    return {
        re.sub(r"[-_.]+", "-", match.group()).lower(): requirement
        for requirement in requirements
        if (match := REQUIREMENT.match(requirement))
    }


DECLARED = declared(PROJECT["project"]["dependencies"])
# What computes on a cluster is imported there alone.
ON_A_CLUSTER = declared(PROJECT["dependency-groups"]["spark"])


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    """No library is there by the favour of another one that happens to need it."""
    providers = metadata.packages_distributions()
    by_import = {
        name: set(declared(list(providers.get(name, [name])))) for name in imported_libraries()
    }
    known = {*DECLARED, *ON_A_CLUSTER}
    undeclared = sorted(name for name, by in by_import.items() if not by & known)
    assert undeclared == []
    assert set(DECLARED) - set().union(*by_import.values()) == set()


def test_every_requirement_is_pinned_and_every_lock_holds_it() -> None:
    """All come from one resolution: what tests is what runs, and more."""
    groups = PROJECT["dependency-groups"]
    locks = {
        "requirements.lock": PROJECT["project"]["dependencies"],
        "requirements-dev.lock": PROJECT["project"]["dependencies"] + groups["dev"],
        "requirements-spark.lock": PROJECT["project"]["dependencies"] + groups["spark"],
        "requirements.bootstrap.lock": groups["bootstrap"],
    }
    locked: dict[str, set[str]] = {}
    for name, requirements in locks.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        locked[name] = {line.lower() for line in LOCKED.findall(text)}
        assert not re.search(r"https?://", text), name
        assert all("==" in requirement for requirement in requirements), name
        wanted = {
            f"{key}=={requirement.partition('==')[2]}"
            for key, requirement in declared(requirements).items()
        }
        assert wanted - locked[name] == set(), name
    assert locked["requirements.lock"] < locked["requirements-dev.lock"]
    runs = {line.partition("==")[0] for line in locked["requirements.lock"]}
    assert runs & {"pytest", "playwright", "mypy", "ruff", "sqlfluff", "import-linter"} == set()
