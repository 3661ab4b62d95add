"""Real spreadsheet programs for tests: LibreOffice saves files again, a clerk types into them."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ingest.workbook.template import ANSWER, CLAIM, CODE, EVIDENCE, FIRST_ROW, NOTE

CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,{charset}"
KINDS = {
    "xlsx": "xlsx",
    "xls": "xls:MS Excel 97",
    "ods": "ods",
    "csv-utf-8": CSV_FILTER.format(charset=76),
    "csv-gb18030": CSV_FILTER.format(charset=85),
}
"""Kinds of file and the filter by which LibreOffice writes them."""
LOSSY_KIND = "csv"
"""Without being told a charset, LibreOffice writes Western letters only, and ? for the others."""


@dataclass
class Office:
    """LibreOffice without a screen, with a profile of its own."""

    folder: Path
    _runs: int = field(default=0, init=False)

    def convert(self, files: Mapping[str, bytes], kind: str) -> dict[str, bytes]:
        """The files (by name, without suffix, .xlsx) as LibreOffice saves them in a kind."""
        program = shutil.which("soffice")
        assert program is not None, "LibreOffice is needed: apt-get install libreoffice-calc"
        self._runs += 1
        source = self.folder / f"run-{self._runs}"
        source.mkdir(parents=True)
        for name, content in files.items():
            (source / f"{name}.xlsx").write_bytes(content)
        target = source / "out"
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                KINDS.get(kind, kind),
                "--outdir",
                str(target),
                *(str(source / f"{name}.xlsx") for name in files),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        suffix = kind.partition("-")[0]
        return {name: (target / f"{name}.{suffix}").read_bytes() for name in files}


class Clerk:
    """Types into a workbook as one does in a spreadsheet program, and saves it."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(content))
        self.sheet: Worksheet = self.book.worksheets[0]

    def row(self, fact_id: str) -> int:
        """The row (from 1) in which a code stands."""
        for row in range(FIRST_ROW + 1, self.sheet.max_row + 1):
            if self.sheet.cell(row, CODE + 1).value == fact_id:
                return row
        raise KeyError(fact_id)

    def type(self, row: int, column: int, value: Any) -> str:
        """Type into a cell, row from 1 and column from 0; its address."""
        cell = self.sheet.cell(row, column + 1)
        if isinstance(cell, MergedCell):
            merged = next(
                block for block in self.sheet.merged_cells.ranges if cell.coordinate in block
            )
            cell = self.sheet.cell(merged.min_row, merged.min_col)
        cell.value = value
        return str(cell.coordinate)

    def answer(self, fact_id: str, value: Any) -> str:
        """Type an answer; the address of its cell."""
        return self.type(self.row(fact_id), ANSWER, value)

    def claim(self, fact_id: str, value: Any) -> str:
        """Type the claimed points of a fact's indicator; the address of the cell."""
        return self.type(self.row(fact_id), CLAIM, value)

    def remark(self, fact_id: str, evidence: str, note: str) -> None:
        """Type evidence and a note."""
        self.type(self.row(fact_id), EVIDENCE, evidence)
        self.type(self.row(fact_id), NOTE, note)

    def head(self, label: str, value: Any) -> str:
        """Type into the cell beside a label of the head; its address."""
        for cells in self.sheet.iter_rows(max_row=FIRST_ROW):
            for cell in cells:
                if cell.value == label:
                    return self.type(cell.row, cell.column, value)
        raise KeyError(label)

    def save(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()
