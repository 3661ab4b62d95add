"""Opens what is handed in as evidence: single files and zips of them, each known by its content.

Nothing here is run, shown or written: a file is looked at, hashed, and told of where it is not what
may be handed in. To be called in a child process (`duibiao.spreadsheets.confined`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import puremagic
from PIL import Image

from duibiao.records.model import Problem
from duibiao.spreadsheets.sent import crosses

MB = 1_000_000


def _megabytes(name: str, default: int) -> int:
    return int(os.environ.get(f"DUIBIAO_EVIDENCE_{name}_MB") or default) * MB


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How much is taken: bytes of one file, bytes of what a zip holds in all, files of a zip."""

    file_bytes: int = field(default_factory=lambda: _megabytes("FILE", 50))
    zip_bytes: int = field(default_factory=lambda: _megabytes("ZIP", 300))
    files: int = 500


crosses(Problem)


@crosses
@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that may be evidence.

    `file_name`: as its sender named it, with "/" between folders. `entry`: its number in the zip
    (None: it came by itself). `suffix` and `media_type` are those of its content, `size` is in
    bytes.
    """

    file_name: str
    entry: int | None
    media_type: str
    suffix: str
    size: int
    sha256: str

    @property
    def title(self) -> str:
        """The name without folders and ending."""
        return PurePosixPath(self.file_name).stem


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file that is taken: its media type, and the endings that its name may have."""

    media_type: str
    suffixes: tuple[str, ...]


_OOXML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    ".pdf": _Kind("application/pdf", (".pdf",)),
    ".ofd": _Kind("application/ofd", (".ofd",)),
    ".png": _Kind("image/png", (".png",)),
    ".jpg": _Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif")),
    ".gif": _Kind("image/gif", (".gif",)),
    ".bmp": _Kind("image/bmp", (".bmp", ".dib")),
    ".tif": _Kind("image/tiff", (".tif", ".tiff")),
    ".webp": _Kind("image/webp", (".webp",)),
    ".heic": _Kind("image/heic", (".heic", ".heif")),
    ".docx": _Kind(f"{_OOXML}.wordprocessingml.document", (".docx", ".docm", ".wps")),
    ".xlsx": _Kind(f"{_OOXML}.spreadsheetml.sheet", (".xlsx", ".xlsm", ".et")),
    ".pptx": _Kind(f"{_OOXML}.presentationml.presentation", (".pptx", ".pptm", ".ppsx", ".dps")),
    ".doc": _Kind("application/msword", (".doc", ".wps")),
    ".xls": _Kind("application/vnd.ms-excel", (".xls", ".et")),
    ".ppt": _Kind("application/vnd.ms-powerpoint", (".ppt", ".pps", ".dps")),
    ".odt": _Kind("application/vnd.oasis.opendocument.text", (".odt",)),
    ".ods": _Kind("application/vnd.oasis.opendocument.spreadsheet", (".ods",)),
    ".odp": _Kind("application/vnd.oasis.opendocument.presentation", (".odp",)),
    ".txt": _Kind("text/plain", (".txt",)),
}
"""What may be handed in, by the ending under which it is kept."""
KIND_OF_SUFFIX = {name: suffix for suffix, kind in KINDS.items() for name in kind.suffixes}

FOLDER_OF_OFFICE = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
INSIDE_OF_OTHERS = {
    "[Content_Types].xml",
    "mimetype",
    "META-INF/MANIFEST.MF",
    "AndroidManifest.xml",
}
STREAM_OF_OFFICE = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls"} | {
    "PowerPoint Document": ".ppt"
}
ARCHIVES = {".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".zst", ".cab", ".iso"}
ZIP_STARTS, OLE_START = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_START, PDF_STARTS_WITHIN = b"%PDF-", 1024
BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
JUNK_FOLDERS, JUNK_FILES = {"__macosx"}, {"thumbs.db", "desktop.ini", ".ds_store"}
IS_ENCRYPTED, IS_UTF8 = 0x1, 0x800
# Others are unpacked without a bound on how much of the memory that takes.
UNPACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
WORST_RATIO, RATIO_FROM = 200, 10 * MB
DIRECTORY_BYTES_PER_FILE = 1024
END_OF_ZIP, END_OF_ZIP_WITHIN = struct.Struct("<4s4H2LH"), 65_557
INFLATED_OF_PDF = 32 * MB
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff")
CONTROL_IN_TEXT = re.compile("[\0-\x08\x0b\x0e-\x1f]")
SCRIPT = re.compile(rb"<script|<\?php|<html|<!doctype|<svg", re.IGNORECASE)
"""What a browser or a server would run, wherever in a picture it stands."""
PICTURES = {".png": "PNG", ".jpg": "JPEG", ".gif": "GIF", ".bmp": "BMP", ".tif": "TIFF"} | {
    ".webp": "WEBP"
}
"""As pillow names the kinds of picture."""
FORMULA_BEGIN = re.compile(r"(?:^|(?<=/))[=+@\-\s]+")
"""At the beginning of a name, what a spreadsheet would take for a formula."""
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def open_evidence(
    content: bytes, file_name: str, limits: EvidenceLimits | None = None
) -> list[EvidenceFile | Problem]:
    """The files that an upload holds, and everything that is wrong with it.

    An upload is one file, or a zip of files. What is told of as an error is not among the files.
    Problems say the name of the file in `found`.
    """
    limits = limits or EvidenceLimits()
    if content.startswith(ZIP_STARTS):
        faults = _directory_faults(content, file_name, limits)
        if faults:
            return faults
        if _kind_of_zip(content) == ".zip":
            return _open_zip(content, file_name, limits)
    own_name = plain_name(file_name).split("/")[-1]
    return list(_inspect(content, own_name, None, limits))


def content_of(upload: bytes, file: EvidenceFile) -> bytes:
    """The bytes of a file that `open_evidence` found in an upload."""
    if file.entry is None:
        return upload
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        return _bytes_of(archive, archive.infolist()[file.entry], file.size)


# Zips


def _directory_faults(
    content: bytes, file_name: str, limits: EvidenceLimits
) -> list[EvidenceFile | Problem]:
    """What is wrong with a zip's directory, by its last bytes alone: it may be endless."""
    last = content[-END_OF_ZIP_WITHIN:]
    at = last.rfind(b"PK\x05\x06")
    if at < 0 or len(last) - at < END_OF_ZIP.size:
        return [Problem("evidence-zip-broken", found=file_name)]
    count, size = END_OF_ZIP.unpack_from(last, at)[4:6]
    if count > limits.files or size > limits.files * DIRECTORY_BYTES_PER_FILE:
        most = {"limit": str(limits.files)}
        return [Problem("evidence-zip-too-many", found=file_name, parameters=most)]
    return []


def _kind_of_zip(content: bytes) -> str | None:
    """The kind of an office document that is a zip inside; `.zip` for what is a zip and no more.

    None for programs and documents of other kinds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                for folder, suffix in FOLDER_OF_OFFICE.items():
                    if any(name.startswith(folder) for name in names):
                        return suffix
            if "OFD.xml" in names:
                return ".ofd"
            if "mimetype" in names:
                media_type = _bytes_of(archive, archive.getinfo("mimetype"), 100).decode("ascii")
                for suffix, kind in KINDS.items():
                    if kind.media_type == media_type.strip():
                        return suffix
    except BROKEN_ZIP:
        return ".zip"
    return ".zip" if INSIDE_OF_OTHERS.isdisjoint(names) else None


def _open_zip(
    content: bytes, file_name: str, limits: EvidenceLimits
) -> list[EvidenceFile | Problem]:
    found: list[EvidenceFile | Problem] = []
    for entry in _entries(content, file_name, limits):
        if isinstance(entry, Problem):
            if entry.code in OF_WHOLE_ZIP:
                return [entry]
            found.append(entry)
        else:
            name, number, inner = entry
            found += _inspect(inner, name, number, limits)
    return found


def unzipped(
    content: bytes, file_name: str, limits: EvidenceLimits | None = None
) -> list[tuple[str, bytes] | Problem] | None:
    """The files of a zip by their names, and what is told of others; None for what is no zip.

    An office document, which is a zip too, is none here. A fault of the whole zip is the only one
    that is told.
    """
    limits = limits or EvidenceLimits()
    if not content.startswith(ZIP_STARTS):
        return None
    faults = _directory_faults(content, file_name, limits)
    if not faults and _kind_of_zip(content) != ".zip":
        return None
    found: list[tuple[str, bytes] | Problem] = []
    for entry in _entries(content, file_name, limits) if not faults else ():
        if isinstance(entry, Problem):
            if entry.code in OF_WHOLE_ZIP:
                return [entry]
            found.append(entry)
        else:
            found.append((entry[0], entry[2]))
    return found or [fault for fault in faults if isinstance(fault, Problem)]


OF_WHOLE_ZIP = {"evidence-zip-too-large", "evidence-zip-broken", "evidence-zip-empty"}


def _entries(
    content: bytes, file_name: str, limits: EvidenceLimits
) -> Iterator[tuple[str, int, bytes] | Problem]:
    """The files of a zip: name, number and bytes, or why one, or all of it, is not unpacked."""
    left = limits.zip_bytes
    is_empty = True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for number, info in enumerate(archive.infolist()):
                name = _name_of(info)
                if info.is_dir() or _is_junk(name):
                    continue
                is_empty = False
                fault = _fault_of_entry(info, name, limits)
                if fault is not None:
                    yield fault
                    continue
                try:
                    inner = _bytes_of(archive, info, min(left, limits.file_bytes))
                except BROKEN_ZIP:
                    yield Problem("evidence-zip-entry-broken", found=name)
                    continue
                left -= len(inner)
                if left <= 0:
                    most = {"limit": str(limits.zip_bytes // MB)}
                    yield Problem("evidence-zip-too-large", found=file_name, parameters=most)
                    return
                yield name, number, inner
    except BROKEN_ZIP:
        yield Problem("evidence-zip-broken", found=file_name)
        return
    if is_empty:
        yield Problem("evidence-zip-empty", found=file_name)


def _bytes_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of an entry, at most so many and one more: sizes in a zip's directory may lie."""
    with archive.open(info) as stream:
        return stream.read(most + 1)[: most + 1]


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Chinese programs write GBK without saying so, others UTF-8."""
    name = info.filename
    if not info.flag_bits & IS_UTF8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode()
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return plain_name(name)


def plain_name(name: str) -> str:
    """A name with one sign between folders, none that steers a screen, and no formula."""
    signs = (sign for sign in name.replace("\\", "/") if unicodedata.category(sign)[0] != "C")
    return FORMULA_BEGIN.sub("", "".join(signs))


def _is_junk(name: str) -> bool:
    """Whether an entry is what operating systems leave in zips."""
    parts = name.casefold().split("/")
    is_hidden = parts[-1].startswith(("._", "~$"))
    return is_hidden or parts[-1] in JUNK_FILES or not JUNK_FOLDERS.isdisjoint(parts)


def _fault_of_entry(info: zipfile.ZipInfo, name: str, limits: EvidenceLimits) -> Problem | None:
    """Why an entry is not unpacked, by what the zip's directory says of it."""
    parts = name.split("/")
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    if is_link or ".." in parts or name.startswith("/") or ":" in parts[0]:
        return Problem("evidence-outside-folder", found=name)
    if info.flag_bits & IS_ENCRYPTED:
        return Problem("evidence-encrypted", found=name)
    if info.compress_type not in UNPACKED:
        return Problem("evidence-zip-entry-broken", found=name)
    if info.file_size > limits.file_bytes:
        return _too_large(name, limits)
    if info.file_size > RATIO_FROM and info.file_size > WORST_RATIO * info.compress_size:
        return Problem("evidence-zip-bomb", found=name)
    return None


def _too_large(name: str, limits: EvidenceLimits) -> Problem:
    most = {"limit": str(limits.file_bytes // MB)}
    return Problem("evidence-too-large", found=name, parameters=most)


# One file


def _inspect(
    content: bytes, name: str, entry: int | None, limits: EvidenceLimits
) -> Iterator[EvidenceFile | Problem]:
    """A file, and what is told of it; without the file where it is not taken."""
    if not content:
        yield Problem("evidence-empty", found=name)
        return
    if len(content) > limits.file_bytes:
        yield _too_large(name, limits)
        return
    suffix = kind_of(content, name)
    if suffix is None or suffix in ARCHIVES or suffix == ".zip":
        yield _refusal(suffix, entry is not None, content, name)
        return
    kind = KINDS[suffix]
    if PurePosixPath(name).suffix.lower() not in kind.suffixes:
        parameters = {"kind": suffix.removeprefix(".").upper()}
        yield Problem("evidence-type-differs", "warning", found=name, parameters=parameters)
    if _is_active(content, suffix):
        yield Problem("evidence-active", "warning", found=name)
    if _is_cut_off(content, suffix):
        yield Problem("evidence-damaged", "warning", found=name)
    sha256 = hashlib.sha256(content).hexdigest()
    yield EvidenceFile(name, entry, kind.media_type, suffix, len(content), sha256)


def _refusal(suffix: str | None, is_inside: bool, content: bytes, name: str) -> Problem:
    if suffix is not None:
        code = "evidence-zip-in-zip" if is_inside else "evidence-archive-not-zip"
        return Problem(code, found=name)
    if content.startswith(OLE_START) and _has_stream(content, "EncryptedPackage"):
        return Problem("evidence-encrypted", found=name)
    return Problem("evidence-type-unknown", found=name)


def kind_of(content: bytes, name: str) -> str | None:
    """The kind of a file by its content: a key of KINDS, `.zip` or one of ARCHIVES, or None.

    Text has nothing that tells it, so that there the name must say so too.
    """
    if content.startswith(ZIP_STARTS):
        return _kind_of_zip(content)
    if content.startswith(OLE_START):
        return next((s for n, s in STREAM_OF_OFFICE.items() if _has_stream(content, n)), None)
    if PDF_START in content[:PDF_STARTS_WITHIN]:
        return ".pdf"
    if PurePosixPath(name).suffix.lower() == ".txt" and _is_text(content):
        return ".txt"  # the name says so, and the guesses about texts take long
    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        matches = []
    for match in matches:
        suffix = KIND_OF_SUFFIX.get(match.extension, str(match.extension))
        if suffix in ARCHIVES or (suffix in KINDS and _is_surely(content, suffix)):
            return suffix
    return None


def _is_surely(content: bytes, suffix: str) -> bool:
    """Whether a picture is one, and not its first bytes with something else behind them."""
    if not KINDS[suffix].media_type.startswith("image/") or SCRIPT.search(content) is not None:
        return False
    if suffix == ".heic":
        return True
    if suffix == ".bmp" and (
        len(content) <= 18 or struct.unpack_from("<L", content, 14)[0] not in BMP_HEADERS
    ):
        return False
    try:
        with Image.open(io.BytesIO(content), formats=[PICTURES[suffix]]) as picture:
            return min(picture.size) > 0
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, *BROKEN_ZIP):
        return False


def _has_stream(content: bytes, name: str) -> bool:
    """Whether a compound file has a stream of this name: names stand in it in UTF-16."""
    return (name + "\0").encode("utf-16-le") in content


def _is_text(content: bytes) -> bool:
    encodings = ("utf-16",) if content.startswith(UTF_16_STARTS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return CONTROL_IN_TEXT.search(text) is None
    return False


# What a program that opens the file might run, and whether the file is whole


def _pdf_name(name: str) -> str:
    """A name of a PDF as a pattern: each letter may be written by its code."""
    return "/" + "".join(f"(?:{sign}|#{ord(sign):02x}|#{ord(sign):02X})" for sign in name)


ACTIVE_IN_PDF = re.compile(
    "|".join(map(_pdf_name, ("JavaScript", "Launch", "RichMedia", "EmbeddedFile"))).encode()
)
OBJECT_STREAM, LONGEST_STREAM_HEAD = b"/ObjStm", 300
ACTIVE_IN_OFFICE = re.compile(r"vbaProject\.bin$|/activeX/|/embeddings/oleObject", re.IGNORECASE)


def _is_active(content: bytes, suffix: str) -> bool:
    """Whether a file holds macros, scripts or embedded programs."""
    if suffix == ".pdf":
        return any(ACTIVE_IN_PDF.search(part) for part in _parts_of_pdf(content))
    if content.startswith(OLE_START):
        return _has_stream(content, "_VBA_PROJECT")
    if content.startswith(ZIP_STARTS):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
        is_open_document = suffix in (".odt", ".ods", ".odp")
        return any(
            ACTIVE_IN_OFFICE.search(name)
            or (is_open_document and name.startswith(("Basic/", "Scripts/")))
            for name in names
        )
    return False


def _parts_of_pdf(content: bytes) -> Iterator[bytes]:
    """A PDF as it stands, and the objects that it holds compressed, so many bytes of them."""
    yield content
    left = INFLATED_OF_PDF
    at = content.find(OBJECT_STREAM)
    while at >= 0 and left > 0:
        end = at + len(OBJECT_STREAM)
        begin = content.find(b"stream", at, at + LONGEST_STREAM_HEAD)
        if begin >= 0:
            begin += len(b"stream")
            end = content.find(b"endstream", begin)
            stream = content[begin : end if end >= 0 else None].lstrip(b"\r\n")
            with contextlib.suppress(zlib.error):
                inflated = zlib.decompressobj().decompress(stream, left)
                left -= len(inflated)
                yield inflated
        at = content.find(OBJECT_STREAM, end) if end >= 0 else -1


def _is_cut_off(content: bytes, suffix: str) -> bool:
    """Whether the end of a file is missing, where its kind has one that can be known."""
    ends = {".pdf": b"%%EOF", ".png": b"IEND", ".jpg": b"\xff\xd9"}
    return suffix in ends and ends[suffix] not in content
