"""Requirements files: their logical lines, and edits that keep markers, comments, hashes and order.

Source: pip's documentation of the requirements file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.encoding import newline
from regreen.patch.lines import insertion, lines, replacement

_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9._]*)[ \t]*(\[[^\]]*\])?[ \t]*")
_SPECIFIER = re.compile(r"\(?[ \t]*(?:(?:===|==|~=|!=|<=|>=|<|>)[ \t]*[^\s,;()]+[ \t]*,?[ \t]*)*\)?")
_SEPARATORS = re.compile(r"[-_.]+")


class LogicalLine(Struct, frozen=True):
    """A line with those that a backslash joins to it: `body` is without comments and joins; `start` to `end`
    are its characters, line end excluded; `begin` is where the body begins.
    """

    number: int
    start: int
    end: int
    begin: int
    body: str


def logical_lines(source: Source) -> Iterator[LogicalLine]:
    """Lines that say something; empty ones and comments are left out."""
    parts: list[str] = []
    number = start = 0
    for line in lines(source):
        if not parts:
            number, start = line.number, line.start
        text = _without_comment(line.text)
        if text.endswith("\\") and not line.text.lstrip().startswith("#"):
            parts.append(text[:-1])
            continue
        parts.append(text)
        body = " ".join(part.strip() for part in parts).strip()
        if body:
            begin = start + len(parts[0]) - len(parts[0].lstrip())
            yield LogicalLine(number, start, line.end, begin, body)
        parts = []


def find(source: Source, name: str) -> list[LogicalLine]:
    """The lines that require a distribution."""
    wanted = _normal(name)
    return [
        line for line in logical_lines(source) if (m := _NAME.match(line.body)) and _normal(m[1]) == wanted
    ]


def set_specifier(source: Source, name: str, specifier: str) -> list[Edit]:
    """Give every line that requires `name` another version specifier (`<5`, `==1.2`; empty for any version).

    Raises `PatchError` when there is no such line, or when it is pinned by hashes or an address.
    """
    found = find(source, name)
    if not found:
        raise PatchError(f"{source.path}: does not require {name}")
    return [_set(source, line, specifier) for line in found]


def add(source: Source, requirement: str) -> list[Edit]:
    """Add a requirement: among its neighbours when the file is sorted, else after the last one."""
    end = newline(source.text)
    known = [(line, _normal(m[1])) for line in logical_lines(source) if (m := _NAME.match(line.body))]
    names = [name for _, name in known]
    match = _NAME.match(requirement)
    key = _normal(match[1]) if match else requirement
    if names == sorted(names):
        later = next((line for line, name in known if name > key), None)
        if later is not None:
            return [insertion(source, later.start, requirement + end)]
    if known:
        return [insertion(source, known[-1][0].end, end + requirement)]
    lead = "" if not source.text or source.text.endswith("\n") else end
    return [insertion(source, len(source.text), lead + requirement + end)]


def remove(source: Source, name: str) -> list[Edit]:
    """Remove every line that requires a distribution. Raises `PatchError` when there is none."""
    found = find(source, name)
    if not found:
        raise PatchError(f"{source.path}: does not require {name}")
    return [_remove(source, line) for line in found]


def remove_line(source: Source, number: int) -> list[Edit]:
    """Remove the logical line that begins on line `number`: one of two that require the same."""
    line = next((line for line in logical_lines(source) if line.number == number), None)
    if line is None:
        raise PatchError(f"{source.path}:{number}: there is no requirement on this line")
    return [_remove(source, line)]


def _remove(source: Source, line: LogicalLine) -> Edit:
    following = source.text.find("\n", line.end)
    return replacement(source, line.start, len(source.text) if following < 0 else following + 1, "")


def _set(source: Source, line: LogicalLine, specifier: str) -> Edit:
    if "--hash" in line.body:
        raise PatchError(f"{source.path}:{line.number}: the hashes on this line belong to its version")
    match = _NAME.match(source.text, line.begin)
    version = _SPECIFIER.match(source.text, match.end() if match else line.begin)
    if match is None or version is None or source.text[version.end() : version.end() + 1] == "@":
        raise PatchError(f"{source.path}:{line.number}: has no version that could be changed")
    name_end = match.start() + len(match[0].rstrip())
    old = source.text[name_end : version.end()]
    blank = old[len(old.rstrip()) :]
    lead = " " if old.startswith(" ") and old.strip() else ""
    return replacement(source, name_end, version.end(), lead * bool(specifier) + specifier + blank)


def _without_comment(text: str) -> str:
    """A comment begins at a `#` at the start of a line or after a blank."""
    at = text.find("#")
    while at > 0 and text[at - 1] not in " \t":
        at = text.find("#", at + 1)
    return text if at < 0 else text[:at].rstrip(" \t")


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()
