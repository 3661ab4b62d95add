"""Every word that a person reads, in one place per language (Project Fluent files)."""

from __future__ import annotations

import os
import re
import threading
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("zh-CN", "en")
DEFAULT_LANGUAGE = "zh-CN"
FOLDER = Path(__file__).parent
LONGEST_VALUE = 1000
Value = str | int | tuple[str, ...]
"""What takes the place of a placeholder; several texts are joined as the language joins them."""
MESSAGE = re.compile(r"^([a-zA-Z][\w-]*) *=", re.MULTILINE)


def language() -> str:
    """The language of this process: DUIBIAO_LANG (`en…` gives English), else Chinese."""
    return "en" if os.environ.get("DUIBIAO_LANG", "").lower().startswith("en") else DEFAULT_LANGUAGE


class Words:
    """The words of one language, called with a message's id and its placeholders.

    Raises KeyError for an unknown id or attribute and ValueError for a missing placeholder:
    a screen must never show a half-made sentence.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise KeyError(f"no words in {language!r}; there are {', '.join(LANGUAGES)}")
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        # Parsing all files takes a third of a second, which every short command would pay: each is
        # parsed when the first of its messages is asked for. No message refers to another file's.
        self._unread: dict[str, str] = {}
        self._reading = threading.Lock()
        for path in sorted((FOLDER / language).glob("*.ftl")):
            text = path.read_text(encoding="utf-8")
            self._unread.update(dict.fromkeys(MESSAGE.findall(text), text))
        self._ids = tuple(self._unread)

    def __call__(self, message_id: str, **values: Value) -> str:
        return self._format(message_id, None, values)

    def attr(self, message_id: str, attribute: str, **values: Value) -> str:
        """The words of a message's attribute, such as `mend`."""
        return self._format(message_id, attribute, values)

    def has(self, message_id: str) -> bool:
        """Whether there is a message of this id."""
        self._read(message_id)
        return bool(self._bundle.has_message(message_id))

    def ids(self, beginning: str) -> list[str]:
        """The messages whose ids begin so, in the order of their file."""
        return [name for name in self._ids if name.startswith(beginning)]

    def _read(self, message_id: str) -> None:
        """Parse the file that holds a message, unless that was done."""
        if message_id not in self._unread:
            return
        with self._reading:
            text = self._unread.get(message_id)
            if text is not None:
                self._bundle.add_resource(FluentResource(text))
                for name in MESSAGE.findall(text):
                    self._unread.pop(name)

    def _format(self, message_id: str, attribute: str | None, values: dict[str, Value]) -> str:
        self._read(message_id)
        message = self._bundle.get_message(message_id)
        pattern = message.value if attribute is None else message.attributes[attribute]
        if pattern is None:
            raise KeyError(message_id)
        shown = {name: self._shown(value) for name, value in values.items()}
        text, errors = self._bundle.format_pattern(pattern, shown)
        if errors:
            raise ValueError(f"{message_id}: {errors[0]}")
        return str(text)

    def _shown(self, value: Value) -> str | int:
        """A value that Fluent takes: it refuses a whole sentence for the sake of a longer one."""
        if isinstance(value, tuple):
            value = self("separator-items").join(value)
        if isinstance(value, int) or len(value) <= LONGEST_VALUE:
            return value
        return f"{value[: LONGEST_VALUE - 1]}…"


@cache
def terms() -> dict[str, Any]:
    """The list of terms: one word a thing, what was given up for it, labels of files of before."""
    return tomllib.loads((FOLDER / "terms.toml").read_text("utf-8"))


@cache
def written_as(message_id: str) -> frozenset[str]:
    """A message in every language, and as it was said in files that were given out before."""
    now = (words(each)(message_id) for each in LANGUAGES)
    return frozenset([*now, *terms()["labels_before"].get(message_id, ())])


@cache
def words(language: str = DEFAULT_LANGUAGE) -> Words:
    """The words of a language, read once a process."""
    return Words(language)
