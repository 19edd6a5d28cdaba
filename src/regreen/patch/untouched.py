"""The second gate of a patch: what lies outside its edits is as it was."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator

import yaml
from msgspec import Struct

from regreen.model.text import Edit, Source
from regreen.patch.apply import in_order
from regreen.patch.encoding import BOM

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_COMMENT = re.compile(r"(?:^|(?<=[ \t\r\n]))#[^\n]*")
_TOML_PART = re.compile(  # strings come first, so that a `#` inside of them is none
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|'
    r"'''(?:[^']|'(?!''))*'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'|(?P<comment>#[^\n]*)",
    re.DOTALL,
)


class Shift(Struct, frozen=True):
    """One edit: characters `start` to `end` of the old text became `new_start` to `new_end` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def shifts(edits: Iterable[Edit]) -> list[Shift]:
    """The edits of one file, in the order of their places, each with its place in the new text."""
    found: list[Shift] = []
    moved = 0
    for edit in in_order(edits):
        start = edit.span.start + moved
        found.append(Shift(edit.span.start, edit.span.end, start, start + len(edit.new)))
        moved += len(edit.new) - (edit.span.end - edit.span.start)
    return found


def strayed(before: Source, after: Source, edits: Iterable[Edit]) -> str:
    """What a patch changed that none of its edits names; empty when there is nothing."""
    moved = shifts(edits)
    if list(_kept(before.text, [(s.start, s.end) for s in moved])) != list(
        _kept(after.text, [(s.new_start, s.new_end) for s in moved])
    ):
        return "characters outside of the edits would change"
    if before.path.endswith((".yml", ".yaml", ".toml")) and _lost_comment(before, after, moved):
        return "a comment would begin or end to be one"
    return ""


def _kept(text: str, gone: list[tuple[int, int]]) -> Iterator[str]:
    """The pieces of a text between the edits."""
    done = 0
    for start, end in gone:
        yield text[done:start]
        done = end
    yield text[done:]


def _lost_comment(before: Source, after: Source, moved: list[Shift]) -> bool:
    """Whether the comments outside of the edits differ. A text that cannot be read has none to lose."""
    old, new = comments(before), comments(after)
    if old is None or new is None:
        return False
    places = [(s.new_start, s.new_end) for s in moved]
    expected = {_moved(at, moved) for at in old if not _within(at, [(s.start, s.end) for s in moved])}
    return expected != {at for at in new if not _within(at, places)}


def _within(at: int, places: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in places)


def _moved(at: int, moved: list[Shift]) -> int:
    last = next((shift for shift in reversed(moved) if shift.end <= at), None)
    return at + (last.new_end - last.end if last else 0)


def comments(source: Source) -> list[int] | None:
    """Where comments begin in a YAML or TOML file; None when it cannot be read."""
    if source.path.endswith(".toml"):
        if not _is_toml(source.text):
            return None
        return [match.start() for match in _TOML_PART.finditer(source.text) if match["comment"]]
    shift = len(BOM) if source.text.startswith(BOM) else 0
    text = source.text[shift:]
    found: list[int] = []
    done = 0
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            found += [shift + m.start() for m in _YAML_COMMENT.finditer(text, done, token.start_mark.index)]
            done = max(done, token.end_mark.index)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return found + [shift + m.start() for m in _YAML_COMMENT.finditer(text, done)]


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text.removeprefix(BOM))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True
