"""The fonts that a printed report needs: found on this machine, or said which to install.

Typst prints boxes without a word where a font lacks the character, so this is looked at before.
"""

from __future__ import annotations

import os
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


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(font_paths=[Path(folder)] if folder else [])
