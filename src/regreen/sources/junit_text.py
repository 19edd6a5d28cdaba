"""Bytes of a report -> text that an XML parser takes: decoded, without what XML forbids and runners write anyway."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_DECLARED = re.compile(rb"""^[^<]{0,8}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|(\d{1,8}));")
_FORBIDDEN = re.compile("[\ufffe\uffff\ud800-\udfff]")
_HEAD = 400  # bytes in which the declaration stands
_LONGEST = 12  # characters of a reference to a character
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def texts(pieces: Iterable[bytes]) -> Iterator[str]:
    """The pieces as text. Bytes that are not of the encoding become replacement characters."""
    decoder: codecs.IncrementalDecoder | None = None
    held, wide = "", False
    for piece in _headed(pieces):
        first = decoder is None
        if decoder is None:
            name, wide = _encoding(piece)
            decoder = codecs.getincrementaldecoder(name)("replace")
        text = held + decoder.decode(piece if wide else piece.translate(None, _CONTROLS))
        if first:
            text = _DECLARATION.sub("", text.lstrip("\ufeff"), 1) if wide or "<?xml" in text[:200] else text
        text, held = _whole(text)
        yield _legal(text)
    if decoder is not None and (rest := held + decoder.decode(b"", True)):
        yield _legal(rest)


def _headed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, the first of them long enough to hold the declaration of the encoding."""
    head: bytes | None = b""
    for piece in pieces:
        if head is None:
            yield piece
        elif len(head := head + piece) >= _HEAD:
            yield head
            head = None
    if head:
        yield head


def _encoding(head: bytes) -> tuple[str, bool]:
    """The encoding, and whether it is one of 16 bits."""
    for mark, name in _WIDE:
        if head.startswith(mark):
            return name, True
    declared = _DECLARED.match(head)
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        info = codecs.lookup(name)
    except LookupError:
        return "utf-8-sig", False
    plain = info._is_text_encoding and not info.name.startswith(("utf-16", "utf-32", "utf-7", "idna", "puny"))
    return ("utf-8-sig" if info.name == "utf-8" or not plain else info.name), False


def _whole(text: str) -> tuple[str, str]:
    """The text up to a reference that may go on in the next piece, and the rest."""
    at = text.rfind("&", max(0, len(text) - _LONGEST))
    return (text, "") if at < 0 or ";" in text[at:] else (text[:at], text[at:])


def _legal(text: str) -> str:
    if "&#" in text:
        text = _REFERENCE.sub(_reference, text)
    return text if text.isascii() else _FORBIDDEN.sub("\ufffd", text)


def _reference(match: re.Match[str]) -> str:
    """A reference as it is; nothing where it names a character that XML forbids."""
    code = int(match[1], 16) if match[1] else int(match[2])
    legal = (
        code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    )
    return match[0] if legal else ""
