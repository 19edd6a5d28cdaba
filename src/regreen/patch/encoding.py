"""Bytes of a file to text and back without losing one of them."""

from __future__ import annotations

import codecs

from msgspec import Struct

BOM = "\ufeff"
_SNIFFED = 8000  # git looks for a NUL in the first 8000 bytes, too


class Decoded(Struct, frozen=True):
    """The text of a file. A byte order mark stays the text's first character; bytes that are not UTF-8
    become lone surrogates (`surrogateescape`), so that `encode` gives the same bytes again.
    """

    text: str
    encoding: str


def decode(data: bytes) -> Decoded | None:
    """The text of `data`, or None when it is binary. UTF-16 is recognised by its byte order mark."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    if b"\0" in data[:_SNIFFED]:
        return None
    return Decoded(data.decode("utf-8", "surrogateescape"), "utf-8")


def encode(text: str, encoding: str = "utf-8") -> bytes:
    """The bytes of a decoded text."""
    return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")


def newline(text: str) -> str:
    """The line end a text uses: that of its first line, LF for a text of one line."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
