r"""Whatever encoding a log was saved in -> UTF-8 with `\n` line ends.

Line numbers do not change: a line of the file as it was given ends at `\n`; a file without any `\n` is
read with lone `\r` as line ends (old Travis logs).
"""

from __future__ import annotations

import codecs
import mmap
import tempfile
from collections.abc import Iterator

from regreen.logs.text import CHUNK, Buffer, LogText

IN_MEMORY = 1 << 24  # bytes up to which a log that must be rewritten stays in memory

_SAMPLE = 1 << 16
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def decode(name: str, data: Buffer) -> LogText:
    """A log ready to be scanned. UTF-16 is recognised by its mark or by its zero bytes."""
    encoding = _utf16(bytes(data[:_SAMPLE]))
    if encoding:
        data = _gathered(_decoded(data, encoding), len(data))
    if data.find(b"\n") < 0 and data.find(b"\r") >= 0:
        data = _gathered((piece.replace(b"\r", b"\n") for piece in _pieces(data)), len(data))
    return LogText(name, data)


def _utf16(sample: bytes) -> str:
    for mark, encoding in _UTF16.items():
        if sample.startswith(mark):
            return encoding
    even, odd = sample[0::2], sample[1::2]
    if len(odd) > 8 and odd.count(0) > len(odd) * 0.6 and even.count(0) < len(even) * 0.1:
        return "utf-16-le"
    if len(even) > 8 and even.count(0) > len(even) * 0.6 and odd.count(0) < len(odd) * 0.1:
        return "utf-16-be"
    return ""


def _pieces(data: Buffer) -> Iterator[bytes]:
    for at in range(0, len(data), CHUNK):
        yield data[at : at + CHUNK]


def _decoded(data: Buffer, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in _pieces(data):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _gathered(pieces: Iterator[bytes], size: int) -> Buffer:
    """The pieces as one buffer, on disk where they are many."""
    if size <= IN_MEMORY:
        return b"".join(pieces)
    with tempfile.TemporaryFile() as file:
        file.writelines(pieces)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
