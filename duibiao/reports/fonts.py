"""The fonts that a printed report needs: found on this machine, or said which to install.

Typst prints boxes without a word where no font has the character, so this is looked at before.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from duibiao.records.model import Refused

# By preference; the simplified forms of Noto are not the ones that a bare "CJK" would pick.
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "SimSun")
SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)
FOLDER = "DUIBIAO_FONTS"
# What every Chinese font has: Latin, punctuation, arrows, signs, the usual characters, wide forms;
# and the two marks that stand for numbers of pages.
EVERYDAY = re.compile(
    r"[\x00-\u024f\u2000-\u206f\u2190-\u21ff\u2200-\u22ff\u25a0-\u25ff\u3000-\u303f"
    r"\u4e00-\u9fa5\ue000\ue001\uff00-\uffef]+"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fonts of this machine, and which of them are printed with."""

    fonts: typst.Fonts
    serif: str
    sans: str


def choose() -> Chosen:
    """The fonts to print with. Raises Refused where none of them has Chinese."""
    folder = os.environ.get(FOLDER, "")
    fonts = _fonts(folder)
    families = set(fonts.families())
    serif = [name for name in SERIF if name in families]
    sans = [name for name in SANS if name in families]
    if not serif and not sans:
        raise Refused("report-fonts-missing", fonts="、".join(SERIF[:3] + SANS[:3]))
    # A page in one of the two is a page: only with neither it would be boxes.
    return Chosen(fonts, (serif or sans)[0], (sans or serif)[0])


def undrawn(texts: Iterable[str]) -> list[str]:
    """The texts in which no font of this machine has every character, each once, in their order."""
    folder = os.environ.get(FOLDER, "")
    found = []
    for text in dict.fromkeys(texts):
        if any(not _is_drawn(character, folder) for character in EVERYDAY.sub("", text)):
            found.append(text)
    return found


@cache
def _is_drawn(character: str, folder: str) -> bool:
    """Whether some font has a character: a PDF for everyone refuses one that would be a box."""
    source = f"#set document(title: [x])\n#{json.dumps(character, ensure_ascii=False)}"
    compiler = typst.Compiler(source.encode(), font_paths=_fonts(folder))
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(font_paths=[Path(folder)] if folder else [])
