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
PLAIN = re.compile(r"^[a-zA-Z][\w-]* *= *([^{}\s][^{}\n]*)\n(?=\n*(?:\Z|#)|\s*\.)")
"""A message of one line that stands as it is, whatever its attributes are."""
REFERRED = re.compile(r"\{\s*([a-zA-Z][\w-]*)")
"""What a message may take another message's words by: a function's name looks the same."""


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
        # Parsing all files takes a second, which every short command would pay: a message is parsed
        # when it is asked for, and those with it that it refers to; a plain one never.
        self._plain: dict[str, str | None] = {}
        self._unread: dict[str, str] = {}
        self._reading = threading.RLock()
        for path in sorted((FOLDER / language).glob("*.ftl")):
            text = path.read_text(encoding="utf-8")
            begun = list(MESSAGE.finditer(text))
            ends = [following.start() for following in begun[1:]] + [len(text)]
            for message, end in zip(begun, ends, strict=True):
                self._unread[message[1]] = text[message.start() : end]
        self._texts = dict(self._unread)

    def __call__(self, message_id: str, **values: Value) -> str:
        return self._format(message_id, None, values)

    def attr(self, message_id: str, attribute: str, **values: Value) -> str:
        """The words of a message's attribute, such as `mend`."""
        return self._format(message_id, attribute, values)

    def has(self, message_id: str) -> bool:
        """Whether there is a message of this id."""
        return message_id in self._texts

    def ids(self, beginning: str) -> list[str]:
        """The messages whose ids begin so, in the order of their file."""
        return [name for name in self._texts if name.startswith(beginning)]

    def _read(self, message_id: str) -> None:
        """Parse a message and what it refers to, unless that was done."""
        if message_id not in self._unread:
            return
        with self._reading:
            text = self._unread.get(message_id)
            if text is None:
                return
            for referred in set(REFERRED.findall(text)) - {message_id}:
                self._read(referred)
            self._bundle.add_resource(FluentResource(text))
            # Last: whoever finds it gone finds it read.
            del self._unread[message_id]

    def _plain_text(self, message_id: str) -> str | None:
        """A message that stands as it is; None for one that has to be read."""
        if message_id not in self._plain:
            found = PLAIN.match(self._texts.get(message_id, ""))
            self._plain[message_id] = found[1].rstrip() if found else None
        return self._plain[message_id]

    def _format(self, message_id: str, attribute: str | None, values: dict[str, Value]) -> str:
        if attribute is None and (plain := self._plain_text(message_id)) is not None:
            return plain
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
