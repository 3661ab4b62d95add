"""Files as schools hand them in as evidence, and as nobody should."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import xlsxwriter
from PIL import Image

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def picture(kind: str, size: int = 20) -> bytes:
    """A picture as pillow writes it."""
    stream = io.BytesIO()
    Image.effect_noise((size, size), 50).convert("RGB").save(stream, kind)
    return stream.getvalue()


def packed(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip; names are marked as UTF-8 where they are not ASCII."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


def packed_in_gbk(name: str, content: bytes) -> bytes:
    """A zip of one file as Chinese Windows programs write it: its name in GBK, untold."""
    raw = name.encode("gbk")
    return packed({"x" * len(raw): content}).replace(b"x" * len(raw), raw)


def compound(stream_name: str) -> bytes:
    """As much of an old Office file as tells what it is: a stream's name."""
    return OLE + stream_name.encode("utf-16-le") + bytes(2) + bytes(500)


def office(folder: str, *more: str) -> bytes:
    """As much of an Office document as tells what it is, and more parts of these names."""
    parts = ("[Content_Types].xml", f"{folder}/document.xml", *more)
    return packed(dict.fromkeys(parts, b"<part/>"))


def open_document(kind: str) -> bytes:
    """As much of an OpenDocument as tells what it is."""
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": media_type, "content.xml": b"<content/>"})


def spreadsheet() -> bytes:
    """A workbook as xlsxwriter writes it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "签到表")
    return stream.getvalue()


def pdf_with_hidden_script() -> bytes:
    """A PDF whose script stands in a compressed object stream."""
    inner = zlib.compress(b"5 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>")
    head = b"%%PDF-1.5\n4 0 obj << /Type /ObjStm /N 1 /First 4 /Length %d >>\nstream\n" % len(inner)
    return head + inner + b"\nendstream endobj\n%%EOF\n"


def with_flag(content: bytes, flag: int) -> bytes:
    """A zip of one entry with a flag set, in both places where it stands."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + offset
        (flags,) = struct.unpack_from("<H", content, at)
        struct.pack_into("<H", changed, at, flags | flag)
    return bytes(changed)


GOOD = {
    "会议记录.pdf": (PDF, "application/pdf"),
    "公文.ofd": (packed({"OFD.xml": b"<OFD/>"}), "application/ofd"),
    "照片.png": (picture("PNG"), "image/png"),
    "照片.JPG": (picture("JPEG"), "image/jpeg"),
    "照片.jpeg": (picture("JPEG"), "image/jpeg"),
    "动图.gif": (picture("GIF"), "image/gif"),
    "扫描.bmp": (picture("BMP"), "image/bmp"),
    "扫描.tif": (picture("TIFF"), "image/tiff"),
    "图.webp": (picture("WEBP"), "image/webp"),
    "手机.heic": (
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100),
        "image/heic",
    ),
    "签到表.xlsx": (
        spreadsheet(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "总结.docx": (
        office("word"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "课件.pptx": (
        office("ppt"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "总结.doc": (compound("WordDocument"), "application/msword"),
    "总结.wps": (compound("WordDocument"), "application/msword"),
    "表.et": (compound("Workbook"), "application/vnd.ms-excel"),
    "课件.ppt": (compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "课件.dps": (compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "签到表.ods": (
        open_document("spreadsheet"),
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    "课件.odp": (
        open_document("presentation"),
        "application/vnd.oasis.opendocument.presentation",
    ),
    "总结.odt": (open_document("text"), "application/vnd.oasis.opendocument.text"),
    "说明.txt": ("会议于三月召开。".encode("gb18030"), "text/plain"),
}
"""By name: what may be handed in, and its media type."""

BAD = {
    "空.pdf": (b"", "evidence-empty"),
    "程序.pdf": (b"MZ\x90\x00" + bytes(300), "evidence-type-unknown"),
    "网页.html": (b"<html><script>alert(1)</script></html>", "evidence-type-unknown"),
    "图.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "evidence-type-unknown"),
    "录像.mp4": (b"\x00\x00\x00\x18ftypisom" + bytes(100), "evidence-type-unknown"),
    "二进制.txt": (bytes(range(256)), "evidence-type-unknown"),
    "脚本.bat": (b"del /q *", "evidence-type-unknown"),
    "假图.bmp": (b"BM is only how it begins", "evidence-type-unknown"),
    "旧.db": (compound("No Such Stream"), "evidence-type-unknown"),
    "佐证.rar": (b"Rar!\x1a\x07\x00" + bytes(50), "evidence-archive-not-zip"),
    "佐证.7z": (b"7z\xbc\xaf'\x1c" + bytes(50), "evidence-archive-not-zip"),
    "加密.docx": (compound("EncryptedPackage"), "evidence-encrypted"),
    "模板.otp": (open_document("presentation-template"), "evidence-type-unknown"),
    "程序.jar": (packed({"META-INF/MANIFEST.MF": b"Main-Class: a"}), "evidence-type-unknown"),
    "断.zip": (packed({"L01.pdf": PDF})[:-8], "evidence-zip-broken"),
    "半.zip": (packed({"L01.pdf": PDF})[:60], "evidence-zip-broken"),
    "空.zip": (packed({}), "evidence-zip-empty"),
}
"""By name: what is not taken, and as what it is refused."""
