"""The version specifier of a requirement at a place, in whatever kind of file it stands.

Requirements files, arrays of PEP 508 strings, lists of setup.cfg and tox.ini, and tables of Poetry's kind
(`name = "^1.2"`, `name = {version = "^1.2"}`) are understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from regreen.model.text import Edit, Source
from regreen.patch.lines import TextLine, line_at, replacement

_SEPARATOR = r"[-_.]+"
_EXTRAS = r"(?:[ \t]*\[[^\]\n]*\])?"
_VERSION = r"(?:===|==|~=|!=|<=|>=|<|>)[ \t]*[^\s,;()\"'#\\]+"
_VERSIONS = rf"(?:[ \t]*\(?[ \t]*{_VERSION}(?:[ \t]*,[ \t]*{_VERSION})*\)?)?"
_TABLE = r"[\"']?[ \t]*=[ \t]*(?:\{[^}\n]*?\bversion[ \t]*=[ \t]*)?[\"'](?P<constraint>[^\"'\n]*)[\"']"

_LOWEST = re.compile(r"(?:\^|~=?|>=?|===?)[ \t]*v?(\d+(?:\.\d+)*)")
_SHELL = (".yml", ".yaml", ".sh", "Dockerfile", "Makefile")


def with_cap(source: Source, line: int, name: str, below: str) -> list[Edit]:
    """Keep releases from `below` on out, beside what the requirement of `name` on a line asks for already.

    Empty where the line has no such requirement, one pinned by hashes, or one that asks for later releases.
    """

    def capped(old: str) -> str | None:
        if any(_at_least(match, below) for match in _LOWEST.findall(old)):
            return None
        return f"{old},<{below}" if old.strip() not in ("", "*") else f"<{below}"

    return _changed(source, line, name, capped)


def _at_least(version: str, other: str) -> bool:
    parts = ([int(part) for part in text.split(".")] for text in (version.strip("."), other.strip(".")))
    first, second = (tuple(numbers + [0] * (6 - len(numbers))) for numbers in parts)
    return first >= second


def with_specifier(source: Source, line: int, name: str, specifier: str) -> list[Edit]:
    """Give the requirement of `name` on a line another specifier. Empty as `with_cap` has it."""
    return _changed(source, line, name, lambda old: specifier)


def written_as(source: Source, number: int, name: str, requirement: str) -> list[Edit]:
    """Write another requirement in place of that of `name` on a line. Empty where it has none that stands alone, by
    an address, under a condition already, or in a table that could not say as much.
    """
    line = line_at(source, number)
    word = _SEPARATOR.join(map(re.escape, re.split(_SEPARATOR, name)))
    pattern = rf"(?<![\w.\]-])(?i:{word})(?![\w-])(?P<extras>{_EXTRAS})(?P<versions>{_VERSIONS})"
    found = next(re.finditer(pattern, line.text), None) if line is not None else None
    if line is None or found is None or re.match(r"\s*[=@;]|\s*['\"]\s*=", line.text[found.end() :]):
        return []
    quote = line.text[: found.start()][-1:]
    alone = quote in ("'", '"') and line.text[found.end() :].startswith(quote)
    shell = source.path.endswith(_SHELL)
    if (not alone and (shell or source.path.endswith((".toml", ".py")))) or "--hash" in line.text:
        return []
    text = requirement.replace("'", '"') if quote == "'" else requirement
    return [replacement(source, line.start + found.start(), line.start + found.end(), text)]


def _quoted(
    source: Source, line: TextLine, found: re.Match[str], new: Callable[[str], str | None]
) -> list[Edit]:
    """In a command `<` has to be quoted; what stands inside of other quotes is left alone."""
    word, versions = line.text[found.start() : found.start("versions")], new(found["versions"].strip())
    if versions is None:
        return []
    text = f"{word}{versions}"
    before = line.text[: found.start()]
    own = before[-1:] in ("'", '"') and line.text[found.end() : found.end() + 1] == before[-1:]
    if not own and (before.count("'") % 2 or before.count('"') % 2 or "`" in line.text):
        return []
    text = text if own else f"'{text}'"
    return [replacement(source, line.start + found.start(), line.start + found.end(), text)]


def _in_string(line: TextLine, found: re.Match[str]) -> bool:
    """Whether a requirement is a string of its own, as in Python."""
    return line.text[: found.start()][-1:] in ("'", '"') and line.text[found.end() :].lstrip()[:1] in (
        "'",
        '"',
        ";",
    )


def _changed(source: Source, number: int, name: str, new: Callable[[str], str | None]) -> list[Edit]:
    line = line_at(source, number)
    if line is None or "--hash" in source.text[line.start : line.following + 200].partition("\n\n")[0]:
        return []
    word = _SEPARATOR.join(map(re.escape, re.split(_SEPARATOR, name)))
    start = rf"(?<![\w.\]-])(?i:{word})(?![\w-])"
    python = source.path.endswith(".py")
    table = re.search(start + _TABLE, line.text) if not python else None
    plain = re.finditer(rf"{start}(?P<extras>{_EXTRAS})(?P<versions>{_VERSIONS})", line.text)
    found = table or next((item for item in plain if not python or _in_string(line, item)), None)
    if found is None or (table is None and line.text[found.end() :].lstrip().startswith("@")):
        return []
    begin, end = found.span("constraint" if table else "versions")
    old = line.text[begin:end]
    if source.path.endswith(_SHELL):
        return _quoted(source, line, found, new) if not table else []
    lead, written = old[: len(old) - len(old.lstrip(" \t"))], new(old.strip())
    if written is None:
        return []
    return [replacement(source, line.start + begin, line.start + end, lead + written)]
