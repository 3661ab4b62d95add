"""Takes parts out of a zip without unpacking more than the zip says of itself."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import NamedTuple

from duibiao.spreadsheets.grids import SpreadsheetFault

LARGEST_UNZIPPED = 150_000_000
MOST_PARTS = 2_000
BEGINNING = 4096
LOCAL_HEADER = struct.Struct("<4s22xHH")
DIRECTORY_ENTRY = b"PK\x01\x02"
IS_ENCRYPTED = 1
MOST_INFLATION = 1032
"""More than this a byte of a deflated part cannot become."""


class ZipParts:
    """The parts of a zip file, never unpacked beyond the size that they declare.

    Raises SpreadsheetFault for one that declares too much.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        if content.count(DIRECTORY_ENTRY) > MOST_PARTS:  # a list of a million takes seconds to read
            raise self._too_large()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.names = {info.filename: info for info in archive.infolist()}
            sizes = [info.file_size for info in archive.infolist()]
        if sum(sizes) > LARGEST_UNZIPPED:
            raise self._too_large()

    @staticmethod
    def _too_large() -> SpreadsheetFault:
        return SpreadsheetFault("file-unpacks-too-large", most=str(LARGEST_UNZIPPED // 1_000_000))

    def read(self, name: str) -> bytes:
        """One part, unpacked. (zipfile's own reading takes three times as long.)"""
        return unpacked(*self.packed(name))

    def read_beginning(self, name: str) -> bytes:
        """The first bytes of one part."""
        packed = self.packed(name)
        if packed.method != zipfile.ZIP_DEFLATED:
            return packed.data[:BEGINNING]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed.data, BEGINNING)

    def packed(self, name: str) -> Packed:
        """One part as it lies in the file."""
        info = self.names[name]
        if info.flag_bits & IS_ENCRYPTED:
            raise SpreadsheetFault("file-encrypted")
        begin = info.header_offset + LOCAL_HEADER.size
        _, name_length, extra_length = LOCAL_HEADER.unpack_from(self._content, info.header_offset)
        begin += name_length + extra_length
        data = self._content[begin : begin + info.compress_size]
        return Packed(data, info.compress_type, info.file_size)


class Packed(NamedTuple):
    """A part of a zip file: its bytes as they lie there, and what they are to become."""

    data: bytes
    method: int
    size: int


def unpacked(data: bytes, method: int, size: int) -> bytes:
    """The bytes of a part. Raises SpreadsheetFault where they are not what is declared."""
    if method == zipfile.ZIP_DEFLATED:
        if len(data) * MOST_INFLATION <= LARGEST_UNZIPPED:
            data = zlib.decompress(data, -zlib.MAX_WBITS, size + 1)
        else:  # slower, but stops where the declared size does
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, size + 1)
    elif method != zipfile.ZIP_STORED:
        raise SpreadsheetFault("file-unreadable")
    if len(data) != size:
        raise SpreadsheetFault("file-unreadable")
    return data
