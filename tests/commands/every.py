"""Every command of the terminal, made once for all that ask something of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from duibiao.commands import cli


@cache
def every_command() -> dict[str, Any]:
    """Each command that has its line in the program, by its words; those of groups included."""
    for module, _ in cli.COMMANDS.values():
        import_module(f"duibiao.commands.{module}")
    found = cli.registered()
    return dict(_within({name: found[name] for name in cli.COMMANDS}))


def _within(commands: Mapping[str, Any], *before: str) -> Iterator[tuple[str, Any]]:
    for name, command in commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield " ".join((*before, name)), command
        else:
            yield from _within(inner, *before, name)
