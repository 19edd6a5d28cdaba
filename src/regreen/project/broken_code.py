"""Python files that no Python can read, and those that the Python of a job is too old for."""

from __future__ import annotations

import ast
import re
import warnings

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.encoding import BOM
from regreen.project.place import on_line
from regreen.project.scopes import scopes

_NEWER = re.compile(
    r"\b[rRbB]?[fFtT][rR]?[\"']|^\s*type\s+\w+|^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[|^\s*except\b[^:]*,|^\s*lazy\s",
    re.MULTILINE,
)  # grammar that has grown since the oldest Python this program runs on
_OLDER = re.compile(r"^\s*(?:print|exec)\s+[\w\"'(]|^\s*raise\s+\w+,|\bur[\"']|\b0\d+\b|<>|`", re.MULTILINE)
_MATCH = re.compile(r"match\b[^=\n]*:[ \t]*$", re.MULTILINE)
_WITH = re.compile(r"with[ \t]*\(")
_LATEST = (3, 11)


class Broken(Struct, frozen=True):
    """Where reading ends, and what Python says."""

    message: str
    place: FileEvidence


def broken(source: Source) -> Broken | None:
    """The syntax error of a file; None where there is none, or another release of Python may see none."""
    try:
        scopes(source)  # builds no tree, which is slow
    except SyntaxError as error:
        line = error.lineno or 1
        around = "\n".join(source.line(number) for number in range(max(line - 1, 1), line + 1))
        if source.line(line).startswith(("<<<<<<<", "=======", ">>>>>>>")):
            return None  # an unfinished merge, which is a cause of its own
        if (
            _NEWER.search(around)
            or error.msg.startswith(("f-string", "multiple exception types"))
            or _OLDER.search(source.text)
        ):
            return None
        return Broken(error.msg, on_line(source, max(line, 1)))
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def too_new(source: Source, version: str) -> Broken | None:
    """The first syntax that a Python (`3.9`) does not know yet; None where it knows all, or nobody can tell."""
    major, _, minor = version.partition(".")
    if (
        major != "3"
        or not minor.isdigit()
        or not 6 <= int(minor) < _LATEST[1]
        or not _may_be_new(source.text)
    ):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.text.removeprefix(BOM), feature_version=(3, int(minor)))
    except SyntaxError as error:
        said = " only supported in Python " in error.msg
        return Broken(error.msg, on_line(source, error.lineno or 1)) if said else None
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _may_be_new(text: str) -> bool:
    """Whether some word of a text may be syntax that not every Python 3 knows; far cheaper than reading it."""
    if any(word in text for word in (":=", "except*", "except *")):
        return True
    statements = (found for pattern in (_MATCH, _WITH) for found in pattern.finditer(text))
    return any(
        text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip() in ("", "async")
        for found in statements
    )
