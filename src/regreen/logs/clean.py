"""A raw line -> what a person reads in it.

Prefixes (formats as the services write them): GitHub's time stamp with seven decimals; `gh run view --log`
puts `job TAB step TAB` before it (copies often turn the TABs into blanks), and the byte order mark of every
step's file survives between the two, in up to three characters when it was decoded with an OEM code page;
GitLab's runner puts `stream number, O or E` behind its time stamp.
"""

from __future__ import annotations

import re
from enum import Enum

MAX_LINE = 1 << 14  # bytes of a line that are looked at

_STAMP = rb"(?:\d{4}|\?\d{3})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)"
_MARK = rb"(?:[^\x00-\x7f]{1,9}|\?{3})?"  # a byte order mark in whatever spelling
_RAW = re.compile(_MARK + rb"(?P<time>" + _STAMP + rb")(?: \d\d[OE][ +])? ?")
_TAB = re.compile(
    rb"(?P<job>[^\t\n]{1,200})\t(?P<step>[^\t\n]{0,300})\t" + _MARK + rb"(?:(?P<time>" + _STAMP + rb") ?)?"
)
_BLANKS = re.compile(
    rb"(?P<job>\S(?:.{0,120}?\S)?) {2,12}(?P<step>\S(?:.{0,120}?\S)?) {2,12}"
    + _MARK
    + rb"(?P<time>"
    + _STAMP
    + rb") ?"
)
_ESCAPE = re.compile(
    "(?:\x1b|\u241b|\ufffd|\\^\\[)\\[[0-?]{0,40}[ -/]{0,4}[@-~]"  # CSI; also where a copy lost the ESC itself
    "|\x1b\\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\\\)?"  # OSC: titles and hyperlinks
    "|\x1b[ -/]{0,4}[0-~]?"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Layout(Enum):
    """How the lines of a log begin."""

    PLAIN = "plain"
    RAW = "raw"  # time stamp, text
    TAB = "tab"  # job, step, time stamp, text
    BLANKS = "blanks"  # the same with blanks in place of TABs


_PREFIX = {Layout.RAW: _RAW, Layout.TAB: _TAB, Layout.BLANKS: _BLANKS}


def detect(sample: bytes) -> Layout:
    """The layout that most lines of the sample have."""
    lines = [line for line in sample.split(b"\n")[:400] if line.strip()]
    for layout in (Layout.TAB, Layout.BLANKS, Layout.RAW):
        matches = (_PREFIX[layout].match(line) for line in lines)
        stamped = sum(1 for match in matches if match and match["time"])
        if stamped * 2 > len(lines):
            return layout
    return Layout.PLAIN


def split_prefix(raw: bytes, layout: Layout) -> tuple[str, str, bytes]:
    """Job, step (both empty where the layout has none) and the rest of a raw line."""
    pattern = _PREFIX.get(layout)
    match = pattern.match(raw) if pattern else None
    if not match:
        return "", "", raw
    if layout is Layout.RAW:
        return "", "", raw[match.end() :]
    job, step = (match[name].decode("utf-8", "replace") for name in ("job", "step"))
    return visible(job).strip(), visible(step).strip(), raw[match.end() :]


def clean(raw: bytes, layout: Layout) -> str:
    """The visible text of a raw line: no prefix, colour or control character.

    Of a line that overwrites itself with carriage returns, what stood there last.
    """
    raw = raw[:MAX_LINE].rstrip(b"\r")
    text = split_prefix(raw, layout)[2].decode("utf-8", "replace") if layout is not Layout.PLAIN else ""
    return visible(text if layout is not Layout.PLAIN else raw.decode("utf-8", "replace"))


def visible(text: str) -> str:
    """The text without escapes and control characters."""
    if text.isascii() and text.isprintable() and "^[[" not in text:
        return text.rstrip()
    text = _ESCAPE.sub("", text)
    if "\r" in text:
        text = next((part for part in reversed(text.split("\r")) if part.strip()), "")
    return _CONTROL.sub("", text).rstrip()
