"""The first gate of a patch: whether a file can be read in its format."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from regreen.model.text import Source
from regreen.patch.encoding import BOM
from regreen.patch.requirements import logical_lines
from regreen.project.python import parse
from regreen.workflow.parse import parse_document

_REQUIREMENTS = re.compile(
    r"(?:^|[-_./])(?:requirements|constraints)[^/]*\.(?:txt|in)$|^requirements/[^/]+\.(?:txt|in)$"
)
_NESTING = 80  # brackets in brackets that are given to libcst, whose parser is recursive


def unreadable(source: Source, before: Source) -> str:
    """Why the file is none of its format, in a few words; empty when it can be read or has no format that is known.

    `before` is the file as it was: of a requirements file only lines that are new may be wrong.
    """
    reader = _READERS.get(PurePosixPath(source.path).suffix) or _BY_NAME.get(PurePosixPath(source.path).name)
    if reader is not None:
        return reader(source)
    return _requirements(source, before) if _REQUIREMENTS.search(source.path) else ""


def _yaml(source: Source) -> str:
    document = parse_document(source)
    return document.problems[0].message if document.problems else ""


def _toml(source: Source) -> str:
    try:
        tomllib.loads(source.text.removeprefix(BOM))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return str(error)
    return ""


def _json(source: Source) -> str:
    try:
        json.loads(source.text.removeprefix(BOM))
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


def _ini(source: Source) -> str:
    parser = configparser.RawConfigParser(allow_no_value=True)
    try:
        parser.read_string(source.text.removeprefix(BOM))
    except configparser.Error as error:
        return str(error).partition("\n")[0]
    return ""


def _python(source: Source) -> str:
    return "" if parse(source) is not None or _newer_python(source) else "not valid Python"


def _newer_python(source: Source) -> bool:
    """Whether libcst, where it is installed, reads syntax that is newer than this interpreter."""
    if _nesting(source.text) > _NESTING:
        return False
    try:
        from libcst import ParserSyntaxError, parse_module
    except ImportError:
        return False
    try:
        parse_module(source.text.removeprefix(BOM))
    except (ParserSyntaxError, RecursionError, ValueError):
        return False
    return True


def _nesting(text: str) -> int:
    depth = deepest = 0
    for char in text:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth -= 1
    return deepest


def _requirements(source: Source, before: Source) -> str:
    known = {line.body for line in logical_lines(before)}
    for line in logical_lines(source):
        if line.body not in known and not _is_requirement(line.body):
            return f"{line.body[:60]!r} is no requirement"
    return ""


def _is_requirement(text: str) -> bool:
    """Whether pip would read a line; options, paths and addresses are not looked into (pip's own syntax)."""
    from packaging.requirements import InvalidRequirement, Requirement

    text = re.split(r"\s--(?:hash|config-settings|global-option)\b", text, maxsplit=1)[0].strip()
    if not text or text.startswith(("-", ".", "/")) or "://" in text.partition("@")[0] or "$" in text:
        return True
    try:
        Requirement(text)
    except InvalidRequirement:
        return "/" in text
    return True


_READERS: Mapping[str, Callable[[Source], str]] = {
    ".yml": _yaml,
    ".yaml": _yaml,
    ".toml": _toml,
    ".json": _json,
    ".ini": _ini,
    ".cfg": _ini,
    ".py": _python,
    ".pyi": _python,
}
_BY_NAME: Mapping[str, Callable[[Source], str]] = {
    "Pipfile": _toml,
    "uv.lock": _toml,
    "poetry.lock": _toml,
    "Pipfile.lock": _json,
    ".coveragerc": _ini,
    ".flake8": _ini,
    ".pylintrc": _ini,
}
