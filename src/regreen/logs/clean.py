"""A raw line -> what a person reads in it.

Prefixes (formats as the services write them): GitHub's time stamp with seven decimals; `gh run view --log`
puts `job TAB step TAB` before it (copies often turn the TABs into blanks), and the byte order mark of every
step's file survives between the two, in up to three characters when it was decoded with an OEM code page;
GitLab's runner puts `stream number, O or E` behind its time stamp.
"""

from __future__ import annotations

import re
from enum import Enum

from regreen.logs.text import MAX_LINE

_STAMP = rb"(?P<time>(?:\d{4}|\?\d{3})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d))"
_MARK = rb"(?:[^\x00-\x7f]{1,9}|\?{3})?"  # a byte order mark in whatever spelling
_RAW = re.compile(_MARK + _STAMP + rb"(?: [0-9a-f]{2}[OE][ +]?)? ?")
_TAB = re.compile(
    rb"(?P<job>[^\t\n]{1,200})\t(?P<step>[^\t\n]{0,300})\t" + _MARK + rb"(?:" + _STAMP + rb" ?)?"
)
_STAMPED = re.compile(_MARK + _STAMP + rb" ?")
_GAP = re.compile(rb" {2,}")
_NAMES = 600  # bytes in which names of job and step stand before a time stamp
_ESCAPE = re.compile(
    "(?:\x1b|\u241b|\ufffd|\\^\\[)\\[[0-?]{0,40}[ -/]{0,4}[@-~]"  # CSI; also where a copy lost the ESC itself
    "|\x9b[0-?]{0,40}[ -/]{0,4}[@-~]"
    "|\x1b[]PX^_][^\x07\x1b]{0,2000}(?:\x07|\x1b\\\\)?"  # OSC: titles and hyperlinks; DCS, SOS, PM, APC
    "|\x1b[ -/]{0,4}[0-~]?"
    r"|\[(?:\d{1,2};){0,4}(?:0|1|2|22|39|49|[39][0-7]|4[0-7])m(?!\])"  # colours that lost their ESC altogether
)
_COLOURS = ("^[[", "[0m", "[3", "[1", "[9")  # one of these stands in ASCII text that holds such remains
_HUGE = re.compile(r"(\d{15})\d{1000,}")  # a number that nothing counts; Python refuses to convert such
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


class Layout(Enum):
    """How the lines of a log begin."""

    PLAIN = "plain"
    RAW = "raw"  # time stamp, text
    TAB = "tab"  # job, step, time stamp, text
    BLANKS = "blanks"  # the same with blanks in place of TABs


def detect(sample: bytes) -> Layout:
    """The layout that most lines of the sample have."""
    lines = [line for line in sample.split(b"\n")[:400] if line.strip()]
    for layout in (Layout.TAB, Layout.BLANKS, Layout.RAW):
        if sum(_stamped(line, layout) for line in lines) * 2 > len(lines):
            return layout
    return Layout.PLAIN


def _stamped(line: bytes, layout: Layout) -> bool:
    if layout is Layout.BLANKS:
        return _blanks(line) is not None
    match = (_TAB if layout is Layout.TAB else _RAW).match(line)
    return match is not None and match["time"] is not None


def _blanks(raw: bytes) -> tuple[bytes, bytes, int] | None:
    """Job, step and where the text starts, in a line whose TABs became blanks."""
    match = _STAMPED.search(raw, 0, _NAMES)
    names = _GAP.split(raw[: match.start()]) if match else []
    if match is None or len(names) != 3 or not names[0] or names[2]:
        return None
    return names[0], names[1], match.end()


def split_prefix(raw: bytes, layout: Layout) -> tuple[str, str, bytes]:
    """Job, step (both empty where the layout has none) and the rest of a raw line."""
    if layout is Layout.BLANKS:
        found = _blanks(raw)
    else:
        match = _TAB.match(raw) if layout is Layout.TAB else None
        found = (match["job"], match["step"], match.end()) if match else None
    if found is None:
        return "", "", raw[_start(raw, layout) :]
    job, step = (visible(name.decode("utf-8", "replace")).strip() for name in found[:2])
    return job, step, raw[found[2] :]


def _start(raw: bytes, layout: Layout) -> int:
    """Where the text of a line starts."""
    if layout is Layout.BLANKS:
        found = _blanks(raw)
        return found[2] if found else 0
    match = None if layout is Layout.PLAIN else (_TAB if layout is Layout.TAB else _RAW).match(raw)
    return match.end() if match else 0


def clean(raw: bytes, layout: Layout) -> str:
    """The visible text of a raw line: no prefix, colour or control character.

    Of a line that overwrites itself with carriage returns, what stood there last.
    """
    raw = raw[:MAX_LINE].rstrip(b"\r")
    return visible(raw[_start(raw, layout) :].decode("utf-8", "replace"))


def visible(text: str) -> str:
    """The text without escapes and control characters."""
    if not (text.isascii() and text.isprintable()) or any(colour in text for colour in _COLOURS):
        text = _ESCAPE.sub("", text)
        if "\r" in text:
            text = next((part for part in reversed(text.split("\r")) if part.strip()), "")
        text = _CONTROL.sub("", text)
    return (_HUGE.sub(r"\1…", text) if len(text) > 1000 else text).rstrip()
