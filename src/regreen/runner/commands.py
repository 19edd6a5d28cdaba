"""Workflow commands in what a step prints: `::name key=value::data` and the older `##[name key=value]data`.

Syntax and escapes follow actions/runner (Runner.Common/ActionCommand.cs) and GitHub Docs, "Workflow commands".
"""

from __future__ import annotations

from msgspec import Struct, field

_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))

NAMES = frozenset(
    {
        "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path",
        "notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
    }
)  # fmt: skip
"""The commands there are."""


class Command(Struct, frozen=True):
    """A command with its properties (names in lower case) and decoded data."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)
    data: str = ""


def parse_command(line: str, more: frozenset[str] = frozenset()) -> Command | None:
    """The command that a line is; None for any other line. `more` are names beside the known ones."""
    known = NAMES | more
    return _new(line.lstrip(), known) or _old(line, known)


def _new(line: str, known: frozenset[str]) -> Command | None:
    if not line.startswith("::"):
        return None
    head, closed, data = line[2:].partition("::")
    name, _, properties = head.partition(" ")
    if not closed or name.lower() not in known:
        return None
    return Command(name.lower(), _properties(properties, ",", _PROPERTY), _decoded(data, _DATA))


def _old(line: str, known: frozenset[str]) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start) if start >= 0 else -1
    if end < 0:
        return None
    name, _, properties = line[start + 3 : end].partition(" ")
    if name.lower() not in known:
        return None
    return Command(name.lower(), _properties(properties, ";", _OLD), _decoded(line[end + 1 :], _OLD))


def _properties(text: str, separator: str, escapes: tuple[tuple[str, str], ...]) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.strip().split(separator) if part.strip())
    return {
        name.strip().lower(): _decoded(value, escapes) for name, equals, value in pairs if equals and value
    }


def _decoded(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for code, char in escapes:
        text = text.replace(code, char)
    return text
