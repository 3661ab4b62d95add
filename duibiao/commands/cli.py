"""The command line: parses, calls, prints; exits 0 (done), 1 (refused) or 2 (wrong use)."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from duibiao.commands.console import app, help_of

__all__ = ["app"]

# What a command makes first are modules, of which none is garbage: to look through them again and
# again takes a tenth of a short one.
gc.set_threshold(50_000)

COMMANDS = {
    "init": ("beginning", "cli-init"),
    "template": ("template", "template-help"),
    "signing-form": ("template", "signing-help"),
    "check": ("files", "cli-check"),
    "load": ("files", "cli-load"),
    "withdraw": ("decisions", "cli-withdraw"),
    "cycle": ("decisions", "cli-cycle"),
    "evidence": ("evidence", "cli-evidence"),
    "take-back": ("evidence", "cli-take-back"),
    "review": ("review", "review-group"),
    "old-form": ("old_form", "cli-old-form"),
    "build": ("building", "cli-build"),
    "rebuild": ("building", "cli-rebuild"),
    "verify": ("building", "cli-verify"),
    "explain": ("explain", "cli-explain"),
    "what-if": ("path", "cli-what-if"),
    "path": ("path", "cli-path"),
    "focus": ("path", "cli-focus"),
    "sureness": ("sureness", "cli-sureness"),
    "peers": ("peers", "cli-peers"),
    "site-check": ("peers", "cli-site-check"),
    "nominate": ("nominations", "nominate-group"),
    "report": ("report", "cli-report"),
    "export": ("export", "cli-export"),
    "sql": ("querying", "cli-sql"),
    "guide": ("guide", "cli-guide"),
    "backup": ("backing_up", "cli-backup"),
    "restore": ("backing_up", "cli-restore"),
    "upgrade": ("upgrading", "cli-upgrade"),
    "user": ("users", "user-group"),
    "trail": ("trails", "cli-trail"),
    "serve": ("serving", "cli-serve"),
    "demo": ("serving", "cli-demo"),
}
"""Every command in the order in which help lists them: its module, and the message that helps."""


class Asked(Mapping[str, Any]):
    """The commands by name, each module imported when a command of it is asked for.

    One imports what another does not need, and all together take longer than most commands.
    """

    def __getitem__(self, name: str) -> Any:
        module, _ = COMMANDS[name]
        import_module(f"duibiao.commands.{module}")
        return registered()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(TyperGroup):
    """All commands, of which help knows the names and what they do, and no more."""

    def __init__(self, *, commands: Any = None, **said: Any) -> None:
        super().__init__(commands=commands, **said)
        self.registered = dict(self.commands)
        self.commands = Asked()  # type: ignore[assignment]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List them, by what their messages say."""
        told = {
            name: TyperCommand(name, help=help_of(said)) for name, (_, said) in COMMANDS.items()
        }
        asked, self.commands = self.commands, told  # type: ignore[assignment]
        try:
            super().format_commands(ctx, formatter)
        finally:
            self.commands = asked


def registered() -> dict[str, Any]:
    """The commands of all modules that were imported."""
    group = get_group(app)
    assert isinstance(group, Commands)
    return group.registered


app.info.cls = Commands
