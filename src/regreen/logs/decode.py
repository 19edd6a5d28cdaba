r"""Whatever encoding a log was saved in -> UTF-8 with `\n` line ends.

Line numbers do not change: a line of the file as it was given ends at `\n`; a file without any `\n` is
read with lone `\r` as line ends (old Travis logs).
"""

from __future__ import annotations

import codecs
import mmap

from regreen.logs.text import Buffer, LogText

_SAMPLE = 1 << 16
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def decode(name: str, data: Buffer) -> LogText:
    """A log ready to be scanned. UTF-16 is recognised by its mark or by its zero bytes."""
    encoding = _utf16(bytes(data[:_SAMPLE]))
    if encoding:
        data = bytes(data).decode(encoding, "replace").encode("utf-8", "replace")
    if data.find(b"\n") < 0 and data.find(b"\r") >= 0:
        data = bytes(data).replace(b"\r", b"\n")
    return LogText(name, data)


def is_text(data: Buffer) -> bool:
    """Whether the beginning of a file can be a log at all: hardly any control bytes, or UTF-16."""
    sample = bytes(data[:_SAMPLE])
    if not sample or _utf16(sample):
        return True
    return sum(byte < 7 or 13 < byte < 27 for byte in sample) <= len(sample) // 50


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


def open_mapped(path: str) -> Buffer:
    """The bytes of a regular file, mapped when there are any (an empty file cannot be mapped)."""
    with open(path, "rb") as file:  # noqa: PTH123 - the number of the open file is what is wanted
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            return b""
