"""What the parser of an old .xls file does not tell: whether it is encrypted, how large, merged.

The parser takes memory for as many cells at once. Layouts: [MS-CFB] 2.2 to 2.6, [MS-XLS] 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

SECTORS_IN_HEADER = 109
NO_SECTOR = 0xFFFFFFFA
"""This and what is above it is no sector's number."""
ENTRY_SIZE = 128
STREAM = 2
STREAM_NAMES = ("Workbook", "Book")
BEGIN, BOUND_SHEET, ENCRYPTED, DIMENSIONS, MERGED, END = 0x809, 0x85, 0x2F, 0x200, 0xE5, 0x0A
FROM_1904 = 0x22
MOST_RECORDS = 200_000
"""After so many of a sheet, merged cells are no longer looked for."""
RECORD, BLOCK = struct.Struct("<HH"), struct.Struct("<HHHH")


class Outline(NamedTuple):
    """What an .xls file says of itself.

    `sizes`: the rows and columns of each sheet. `merged`: for each, the first and last row of
    merged cells that are higher than one row, by the column in which they begin. `is_of_1904`:
    its days count from 1904.
    """

    is_encrypted: bool
    sizes: list[tuple[int, int]]
    merged: list[dict[int, list[tuple[int, int]]]]
    is_of_1904: bool = False


def outline(content: bytes) -> Outline:
    """What an .xls file says of itself, as far as it can be read."""
    found = Outline(False, [], [])
    try:
        stream = _workbook_stream(content)
        for kind, at, length in _records(stream, 0):
            if kind == ENCRYPTED:
                return Outline(True, [], [])
            if kind == FROM_1904 and stream[at : at + 2] == b"\1\0":
                found = found._replace(is_of_1904=True)
            if kind == BOUND_SHEET and length >= 4:
                (begin,) = struct.unpack_from("<I", stream, at)
                found.sizes.append(_size(stream, begin))
                found.merged.append(_merged(stream, begin))
    except (struct.error, IndexError):
        pass  # it is damaged, as the parser will find
    return found


def _workbook_stream(content: bytes) -> bytes:
    """The stream with the sheets; nothing if it is missing, or too short to be dangerous."""
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    table = _sector_table(content, size)
    (directory_begin,) = struct.unpack_from("<I", content, 48)
    (shortest,) = struct.unpack_from("<I", content, 56)
    directory = _chain(content, table, directory_begin, size)
    for at in range(0, len(directory) - ENTRY_SIZE + 1, ENTRY_SIZE):
        name = directory[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        begin, length = struct.unpack_from("<IQ", directory, at + 116)
        if directory[at + 66] == STREAM and name in STREAM_NAMES:
            length &= 0xFFFFFFFF  # the upper half is not always blank
            return b"" if length < shortest else _chain(content, table, begin, size)[:length]
    return b""


def _sector_table(content: bytes, size: int) -> list[int]:
    """For each sector, the one that follows it."""
    sectors = list(struct.unpack_from(f"<{SECTORS_IN_HEADER}I", content, 76))
    (further,) = struct.unpack_from("<I", content, 68)
    for _ in range(len(content) // size):
        if further >= NO_SECTOR:
            break
        *more, further = struct.unpack_from(f"<{size // 4}I", content, (further + 1) * size)
        sectors += more
    numbers: list[int] = []
    for sector in sectors:
        if sector < NO_SECTOR:
            numbers += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return numbers


def _chain(content: bytes, table: list[int], sector: int, size: int) -> bytes:
    """The bytes of a chain of sectors, which cannot be longer than the file."""
    parts: list[bytes] = []
    while sector < NO_SECTOR and len(parts) * size <= len(content):
        parts.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)


def _size(stream: bytes, begin: int) -> tuple[int, int]:
    for kind, at, length in _records(stream, begin):
        if kind == DIMENSIONS:
            pattern = "<IIHH" if length >= 12 else "<HHHH"  # since Excel 97, or before
            top, bottom, left, right = struct.unpack_from(pattern, stream, at)
            return max(0, bottom - top), max(0, right - left)
    return 0, 0


def _merged(stream: bytes, begin: int) -> dict[int, list[tuple[int, int]]]:
    merged: dict[int, list[tuple[int, int]]] = {}
    for kind, at, length in islice(_records(stream, begin), MOST_RECORDS):
        if kind == MERGED:
            whole = (length - 2) // BLOCK.size * BLOCK.size
            for top, bottom, left, _ in BLOCK.iter_unpack(stream[at + 2 : at + 2 + whole]):
                if top < bottom:
                    merged.setdefault(left, []).append((top, bottom))
    return merged


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record, up to the end of its part of the stream.

    Within a sheet's part lie those of its charts.
    """
    depth = 0
    while at + RECORD.size <= len(stream):
        kind, length = RECORD.unpack_from(stream, at)
        at += RECORD.size
        yield kind, at, length
        depth += (kind == BEGIN) - (kind == END)
        if kind == END and depth <= 0:
            return
        at += length
