"""What all commands share: the application, options, words, refusals told in words, the bar."""

from __future__ import annotations

import getpass
import inspect
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from duibiao.panics import panics_as_errors
from duibiao.people.acting import AT_THE_FILES, Acting
from duibiao.records.settings import Settings
from duibiao.spared import UNASKED, spared
from duibiao.words import language, words
from duibiao.words.text import visible

if TYPE_CHECKING:
    from duibiao.guide.editions import Fault

W = words(language())
REFUSED, WRONG_USE = 1, 2
TABLE_ROWS_SHOWN = 200
CHANNEL = "command_line"
DISTRIBUTION = "duibiao"


class Terminal(Console):
    """A console whose output ends nothing: what was said to the system is said, seen or not."""

    def on_broken_pipe(self) -> None:
        """Who read along is gone: the rest is said to nobody, and the work goes on."""
        self.quiet = True
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, self.file.fileno())
        os.close(devnull)


# A name may have a character that the terminal's encoding (GBK on a Chinese Windows) has not.
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
# What schools wrote is told as it stands: [abc] is a text, and no word of a markup.
out = Terminal(highlight=False, markup=False, soft_wrap=True)
err = Terminal(stderr=True, highlight=False, markup=False, soft_wrap=True)


def help_of(message_id: str) -> str:
    """A command's help: what it does, then its examples, each on a line of its own."""
    what, *examples = W(message_id).splitlines()
    return "\n".join([what, "", "\b", *examples])


app = typer.Typer(
    help=W("cli-about"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cycle_app = typer.Typer(help=W("cli-cycle"), no_args_is_help=True)
guide_app = typer.Typer(help=W("cli-guide"), no_args_is_help=True)
app.add_typer(cycle_app, name="cycle")
app.add_typer(guide_app, name="guide")

Home = Annotated[Path | None, typer.Option("--home", help=W("cli-option-home"), metavar="DIR")]
GuideFolder = Annotated[
    Path | None, typer.Option("--guide", help=W("cli-option-guide"), metavar="DIR")
]
AsJson = Annotated[bool, typer.Option("--json", help=W("cli-option-json"))]
By = Annotated[str | None, typer.Option("--by", help=W("cli-option-by"))]


def print_version(asked: bool) -> None:
    """`--version`: the name of the package and its version, and nothing else is done."""
    if asked:
        out.print(f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", help=W("cli-option-version"), callback=print_version, is_eager=True),
]


@app.callback()
def main(home: Home = None, guide: GuideFolder = None, version: Version = False) -> None:
    """Places said before the command hold for it, and for the processes it starts."""
    with telling():
        remember_places(home, guide)


def remember_places(home: Path | None, guide: Path | None) -> Settings:
    if home is not None:
        os.environ["DUIBIAO_HOME"] = str(home.absolute())
    if guide is not None:
        os.environ["DUIBIAO_GUIDE"] = str(guide.absolute())
    return Settings.resolve()


def refuse(message: str, code: int = REFUSED) -> NoReturn:
    err.print(visible(message, kept="\n"), markup=False)
    raise typer.Exit(code)


def command(
    message_id: str,
    name: str | None = None,
    group: typer.Typer = app,
    without: Sequence[str] = (),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a function a command, helped by this message; what it refuses is told in words.

    Its first parameter is filled in here: `settings`, which --home and --guide choose, or
    `acting`, for which --by says who acts. The others are the command's own. `without`: libraries
    that others import when they are there, and that the command has no use for.
    """

    def add(function: Callable[..., None]) -> Callable[..., None]:
        first, *own = inspect.signature(function, eval_str=True).parameters.values()
        shared: dict[str, Any] = {"home": Home, "guide": GuideFolder}
        if first.name == "acting":
            shared = {"by": By} | shared

        @wraps(function)
        def run(**options: Any) -> None:
            filled = {one: options.pop(one, None) for one in shared}
            with telling(), spared(UNASKED, *without):
                settings = remember_places(filled["home"], filled["guide"])
                by = filled.get("by") or getpass.getuser()
                acting = Acting(settings, by, CHANNEL, AT_THE_FILES)
                function(acting if first.name == "acting" else settings, **options)

        kind = inspect.Parameter.KEYWORD_ONLY
        added = [
            inspect.Parameter(one, kind, default=None, annotation=said)
            for one, said in shared.items()
        ]
        signature = inspect.Signature([*(one.replace(kind=kind) for one in own), *added])
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
        group.command(name, help=help_of(message_id))(run)
        return function

    return add


def print_faults(faults: Sequence[Fault]) -> None:
    """What is wrong with a guide: what is alike once, with the first places and the number."""
    from duibiao.guide.telling import fault_groups, group_text

    for group in fault_groups(faults, W):
        err.print(group_text(group, W), markup=False)


@contextmanager
def telling() -> Iterator[None]:
    """What is refused is told in words, with a way out; never a traceback."""
    try:
        with panics_as_errors():
            yield
    except typer.Exit:
        raise
    except Exception as error:
        # What knows all errors imports all libraries that raise them: not where all goes well.
        from duibiao.commands.refusals import told

        refuse(told(error))


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    # Where results scroll by on a terminal, the bar must share their console.
    console = out if out.is_terminal else err
    is_off = quiet or not console.is_terminal
    with Progress(*columns, console=console, disable=is_off, transient=True) as progress:
        yield progress


def print_json(data: Any) -> None:
    """Data for a program; one that has stopped reading is told nothing more."""
    try:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        out.on_broken_pipe()
