"""Lines that were typed, as a file that the door takes, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

# The mark that spreadsheet programs look for.
ENCODING = "utf-8-sig"


def content_of(lines: Sequence[Mapping[str, str]]) -> bytes:
    """Lines by column as a CSV file: their columns in the order of first mention, then each."""
    stream = io.StringIO()
    columns = dict.fromkeys(column for line in lines for column in line)
    writer = csv.DictWriter(stream, fieldnames=list(columns))
    writer.writeheader()
    writer.writerows(lines)
    return stream.getvalue().encode(ENCODING)


def line_of(content: bytes, columns: Sequence[str]) -> dict[str, str]:
    """What stands in the columns of a file of one line, in their order."""
    _, cells = csv.reader(io.StringIO(content.decode(ENCODING)))
    return dict(zip(columns, cells, strict=True))
