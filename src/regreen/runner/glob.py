"""Patterns for files as @actions/glob reads them; `hashFiles`, caches and artifacts all do.

`*` and `?` stay within a name, `**` crosses folders, `[...]` is a class; `~` is the home. `!` takes away. A pattern
that matches a folder matches all that is in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path


class Matcher:
    """Patterns, relative to a folder."""

    def __init__(self, patterns: Sequence[str], root: Path, home: str = "") -> None:
        self._rules: list[tuple[bool, re.Pattern[str], str]] = []
        for text in patterns:
            if not text or text.startswith("#"):
                continue
            bare = text.lstrip("!")
            negated = (len(text) - len(bare)) % 2 == 1
            text = bare
            if text.startswith("~") and home:
                text = home + text[1:]
            whole = os.path.normpath(f"{root}/{text}" if not text.startswith("/") else text)
            self._rules.append((not negated, re.compile(_translated(whole)), _fixed(whole)))

    def files(self) -> Iterator[Path]:
        """The files that match, sorted by path, each once."""
        starts = sorted({fixed for wanted, _, fixed in self._rules if wanted})
        found = {path for start in starts for path in _walk(start) if self._matches(path)}
        return (Path(path) for path in sorted(found))

    @property
    def starts(self) -> list[Path]:
        """The deepest folders (or files) without wildcards, of the patterns that add."""
        return [Path(fixed) for wanted, _, fixed in self._rules if wanted]

    def matches(self, path: Path) -> bool:
        """Whether they match one path, be it there or not."""
        return self._matches(str(path))

    def _matches(self, path: str) -> bool:
        result = False
        for wanted, pattern, _ in self._rules:
            if result is not wanted and pattern.match(path):
                result = wanted
        return result


def _walk(start: str) -> Iterator[str]:
    if Path(start).is_file():
        yield start
        return
    for folder, _, names in os.walk(start):
        yield from (f"{folder}/{name}" for name in names)


def _fixed(pattern: str) -> str:
    """The part before the first component with a wildcard."""
    parts = pattern.split("/")
    for i, part in enumerate(parts):
        if re.search(r"[*?\[]", part):
            return "/".join(parts[:i]) or "/"
    return pattern


def _translated(pattern: str) -> str:
    pieces = []
    for part in pattern.strip("/").split("/"):
        pieces.append(r"(?:/[^/]+)*" if part == "**" else "/" + _component(part))
    return "".join(pieces) + r"(?:/.*)?\Z"


def _component(part: str) -> str:
    out, at = "", 0
    while at < len(part):
        char = part[at]
        if char == "*":
            while part[at : at + 1] == "*":
                at += 1
            out += "[^/]*"
            continue
        if char == "[" and (end := part.find("]", at + 2)) > 0:
            body = part[at + 1 : end].replace("\\", r"\\")
            out += "[" + ("^" + body[1:] if body[0] in "!^" else body) + "]"
            at = end
        else:
            out += "[^/]" if char == "?" else re.escape(char)
        at += 1
    return out


def name_expression(pattern: str) -> re.Pattern[str]:
    """A pattern for one name."""
    return re.compile(_component(pattern))
