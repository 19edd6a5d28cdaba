"""Logs from what a person names: files, folders, archives, standard input."""

from __future__ import annotations

import mmap
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from regreen.model.errors import InputError
from regreen.sources import layout
from regreen.sources.archive import is_zip, printable, read_archive
from regreen.sources.inflate import GZIP, Budget, inflate
from regreen.sources.junit_head import is_junit
from regreen.sources.logfile import Data, LogFile, Say, silent
from regreen.sources.spool import spool

STREAM_LIMIT = 16 * 1024**3  # bytes taken from a pipe
FOLDER_LIMIT = 20_000  # files looked at in a folder
READ_LIMIT = 1024**2  # bytes; larger files are mapped

_PIECE = 1024**2


def read_logs(paths: Sequence[str], *, stdin: BinaryIO | None = None, on_note: Say = silent) -> list[LogFile]:
    """The logs that the paths name, in their order; `-` is standard input.

    A file may be a log, a gzipped log or a zip (told by its content); a folder is searched for logs and
    for the layout of an unpacked run. What had to be left out is told to `on_note`. Raises `InputError`
    with one sentence where a path cannot be read or holds nothing.
    """
    logs: list[LogFile] = []
    for path in paths:
        if path == "-":
            stream = stdin or sys.stdin.buffer
            logs += _opened("<stdin>", spool(_bounded("standard input", stream)), on_note)
        else:
            logs += _named(path, on_note)
    return logs


def _named(path: str, on_note: Say) -> list[LogFile]:
    if not path:
        raise InputError("an empty name is not the name of a log")
    try:
        if Path(path).is_dir():
            return _folder(path, on_note)
        return _opened(path, _content(path), on_note)
    except (OSError, ValueError) as error:
        raise InputError(f"{printable(path)} cannot be read: {_reason(error)}") from None


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return "that is not a path"


def _opened(name: str, data: Data, on_note: Say) -> list[LogFile]:
    """The logs in bytes that somebody named."""
    if not len(data):
        raise InputError(f"{printable(name)} is empty")
    if is_zip(data):
        return read_archive(name, data, on_note=on_note)
    return [LogFile(name, _unpacked(name, data, on_note))]


def _unpacked(name: str, data: Data, on_note: Say) -> Data:
    """The bytes of a log, without gzip where it was gzipped."""
    if data[:3] != b"\x1f\x8b\x08":
        return data
    plain = inflate(memoryview(data), GZIP, Budget.of(name, len(data)))
    if not len(plain.data):
        raise InputError(f"{printable(name)} is an empty or broken gzip file")
    if not plain.complete:
        on_note(f"{name} is damaged or cut off; what is left of it was read")
    return plain.data


def _content(path: str) -> Data:
    """The bytes of a file: mapped where it is large, spooled where it is a pipe."""
    with Path(path).open("rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode):
            if status.st_size > READ_LIMIT:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if status.st_size:
                return file.readall()
        elif not (stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode) or path == os.devnull):
            raise InputError(f"{printable(path)} is neither a file nor a pipe")
        return spool(_bounded(path, file))


def _bounded(name: str, stream: BinaryIO) -> Iterator[bytes]:
    # A terminal says only once that its input ends: `read` would ask it again
    read = getattr(stream, "read1", stream.read)
    size = 0
    while piece := read(_PIECE):
        size += len(piece)
        if size > STREAM_LIMIT:
            raise InputError(
                f"{name} gives more than {STREAM_LIMIT // 1024**3} GiB; write it to a file first"
            )
        yield piece


def _folder(path: str, on_note: Say) -> list[LogFile]:
    logs: list[LogFile] = []
    for place in layout.arrange(_inside(path, on_note), root=Path(path).resolve().name):
        file = f"{path.rstrip('/')}/{place.path}"
        try:
            data = _content(file)
        except OSError as error:
            on_note(f"{printable(file)} was left out: {_reason(error)}")
            continue
        if not len(data) or is_zip(data) or (not Path(file).suffix and _binary(data)):
            continue
        if file.lower().endswith(layout.REPORT) and not is_junit(data):
            continue
        data = _unpacked(file, data, on_note)
        logs.append(LogFile(file, data, place.job, place.step_name, place.step_number))
    if not logs:
        raise InputError(f"{printable(path)} has no logs in it (files that end in .log or .txt)")
    return logs


def _binary(data: Data) -> bool:
    """True where a file without suffix is a program rather than a text (UTF-16 text has its mark)."""
    return data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in data[:1024]


def _inside(folder: str, on_note: Say) -> Iterable[str]:
    """Paths of the plausible files in the folder, relative to it; links are not followed."""
    found: list[str] = []
    os.scandir(folder).close()  # says why it cannot be read; the walk below would be silent
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(parent, name)
            relative = file.relative_to(folder).as_posix()
            if not layout.plausible(relative) or not stat.S_ISREG(file.lstat().st_mode):
                continue
            if len(found) == FOLDER_LIMIT:
                on_note(f"{printable(folder)} has more than {FOLDER_LIMIT} logs; the others were left out")
                return found
            found.append(relative)
    return found
