"""What people write for a code: the code itself, or its label in any language."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from duibiao.words import LANGUAGES, words
from duibiao.words.text import without_invisible

NEAR = 0.5
"""From so much likeness on, of 1, a label is proposed in place of an unknown one."""


def label_key(text: str) -> str:
    """What makes two writings of a label the same: width, spaces, case, a colon or star do not."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().rstrip(":*")


@dataclass(frozen=True)
class Choices:
    """Codes that a cell may hold, each with its labels, of which the first is the one shown."""

    labels: Mapping[str, Sequence[str]]

    @cached_property
    def _meant(self) -> dict[str, str]:
        """The codes by what is written for them; a label that two of them have means neither."""
        written = {
            (label_key(label), code) for code, labels in self.labels.items() for label in labels
        }
        count = Counter(key for key, _ in written)
        meant = {key: code for key, code in written if key and count[key] == 1}
        return meant | {label_key(code): code for code in self.labels}

    def code(self, text: str) -> str | None:
        """The code that a text means, None if it means none of them for certain."""
        if text in self.labels:
            return text
        return self._meant.get(label_key(without_invisible(text)))

    def nearest(self, text: str) -> str | None:
        """The code of which a code or label is most like a text that means none."""
        found = get_close_matches(label_key(text), list(self._meant), 1, NEAR)
        return self._meant[found[0]] if found else None

    def label(self, code: str) -> str:
        """The label that is shown for a code; a code without one stands for itself."""
        return next(iter(self.labels.get(code, ())), code)


def said_choices(prefix: str, codes: Iterable[str]) -> Choices:
    """Codes of which the words are messages: `<prefix>-<code>` in every language."""
    return Choices(
        {code: [words(language)(f"{prefix}-{code}") for language in LANGUAGES] for code in codes}
    )
