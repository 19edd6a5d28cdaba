"""The members of a ZIP archive: by its directory, or, where that is lost, by the headers of the members.

Source of the format: PKWARE APPNOTE.TXT, sections 4.3.7 (local header) and 4.3.16 (end of directory).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.sources.inflate import DEFLATED, STORED

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from regreen.sources.logfile import Data

MEMBER_LIMIT = 20_000
DIRECTORY_LIMIT = 16 * 1024**2  # bytes

_LOCAL = struct.Struct("<4s5H3I2H")
_LOCAL_MAGIC, _END_MAGIC, _LOCATOR_MAGIC = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_ENCRYPTED, _SIZE_FOLLOWS, _UTF8 = 0x1, 0x8, 0x800


class DirectoryError(Exception):
    """The directory of the archive is missing or damaged."""


class DirectoryTooLarge(Exception):  # noqa: N818 - a verdict, not a damage
    """The directory names more members than any run has logs."""


class Entry(Struct, frozen=True):
    """One member. `packed` are its bytes in the archive (possibly followed by others where its size is
    unknown); `crc` is None where it is unknown.
    """

    name: str
    method: int
    packed: memoryview
    crc: int | None = None
    encrypted: bool = False
    symlink: bool = False
    cut: bool = False


class _View(io.RawIOBase):
    """A file over bytes that are already there, without a copy."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._data)}[whence]
        if base + offset < 0:
            raise OSError("seek before the start")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        piece = self._data[self._at : self._at + len(target)]
        target[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def directory(data: Data) -> list[Entry]:
    """The members that the archive's directory names.

    Raises `DirectoryError` where there is none or it is damaged, `DirectoryTooLarge` where reading it
    alone would already cost too much.
    """
    if _directory_size(data) > DIRECTORY_LIMIT:
        raise DirectoryTooLarge
    try:
        with zipfile.ZipFile(io.BufferedReader(_View(data))) as archive:
            infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        struct.error,
        ValueError,
        OSError,
        NotImplementedError,
        OverflowError,
    ) as error:
        raise DirectoryError(str(error)) from None
    if len(infos) > MEMBER_LIMIT:
        raise DirectoryTooLarge
    return [_entry(data, info) for info in infos if info.filename and not info.filename.endswith("/")]


def scan(data: Data) -> Iterator[Entry]:
    """The members found by their own headers, in order: what is left of an archive that was cut off."""
    at = data.find(_LOCAL_MAGIC)
    for _ in range(MEMBER_LIMIT):
        if at < 0:
            return
        entry, end = _scanned(data, at)
        if entry is not None and not entry.name.endswith("/"):
            yield entry
        at = data.find(_LOCAL_MAGIC, end)


def _directory_size(data: Data) -> int:
    """Size in bytes that the end record declares; the 64-bit record counts where there is one."""
    end = data.rfind(_END_MAGIC, max(0, len(data) - 22 - 65_535))
    if end < 0 or end + 22 > len(data):
        raise DirectoryError("no end of the directory")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if data[max(0, end - 20) : max(0, end - 16)] != _LOCATOR_MAGIC:
        return size
    record = int.from_bytes(data[end - 12 : end - 4], "little")
    return max(int.from_bytes(data[record + 40 : record + 48], "little"), 0)


def _entry(data: Data, info: zipfile.ZipInfo) -> Entry:
    start = _content(data, info.header_offset)
    packed = memoryview(data)[start : start + info.compress_size]
    return Entry(
        name=info.filename,
        method=info.compress_type,
        packed=packed,
        crc=info.CRC,
        encrypted=bool(info.flag_bits & _ENCRYPTED),
        symlink=stat.S_ISLNK(info.external_attr >> 16),
        cut=len(packed) < info.compress_size,
    )


def _content(data: Data, header: int) -> int:
    """Where a member's packed bytes start; the end of the archive where its header is broken."""
    raw = data[header : header + _LOCAL.size] if header >= 0 else b""
    if len(raw) < _LOCAL.size or not raw.startswith(_LOCAL_MAGIC):
        return len(data)
    name_size, extra_size = _LOCAL.unpack(raw)[-2:]
    return header + _LOCAL.size + int(name_size) + int(extra_size)


def _scanned(data: Data, at: int) -> tuple[Entry | None, int]:
    """The member whose header starts here, and where to look for the next one."""
    raw = data[at : at + _LOCAL.size]
    if len(raw) < _LOCAL.size:
        return None, len(data)
    _, version, flags, method, _, _, crc, size, _, name_size, extra_size = _LOCAL.unpack(raw)
    if version % 256 > 63 or method not in (STORED, DEFLATED) or not 0 < name_size <= 1024:
        return None, at + 4
    start = at + _LOCAL.size + name_size + extra_size
    name = data[at + _LOCAL.size : at + _LOCAL.size + name_size]
    sized = not flags & _SIZE_FOLLOWS
    end = start + size if sized else _next_header(data, start)
    entry = Entry(
        name=name.decode("utf-8" if flags & _UTF8 else "cp437", "replace"),
        method=method,
        packed=memoryview(data)[start:end],
        crc=crc if sized else None,
        encrypted=bool(flags & _ENCRYPTED),
        cut=end > len(data) or (method == STORED and not sized),
    )
    return entry, min(end, len(data))


def _next_header(data: Data, start: int) -> int:
    found = data.find(_LOCAL_MAGIC, start)
    return found if found >= 0 else len(data)
