"""What checkers print, as rows: path, row, column, code, text.

Sources: the reporters of ruff (`json`), pylint (`json`), mypy, yamllint (`parsable`), and the format that pycodestyle,
pyflakes, flake8 and codespell share.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from regreen.probe.checkers import Checker

Row = tuple[str, int, int, str, str]

_LOCATED = re.compile(
    r"^(?:\./)?(?P<path>[^:\n]+):(?P<row>\d+):(?:(?P<column>\d+):?)? (?P<code>[A-Z]+\d+)? ?(?P<text>.+)$"
)
_OF_MYPY = re.compile(
    r"^(?P<path>[^:\n]+):(?P<row>\d+):(?:(?P<column>\d+):)? error: (?P<text>.+?)  \[(?P<code>[\w-]+)\]$"
)
_OF_ANY = re.compile(r"\bAny\b|[Uu]ntyped|Invalid base class")
_OF_YAMLLINT = re.compile(
    r"^(?:\./)?(?P<path>[^:\n]+):(?P<row>\d+):(?P<column>\d+): \[(?P<level>\w+)\] "
    r"(?P<text>.+?)(?: \((?P<code>[\w-]+)\))?$"
)
UNSEEN = ("E0401", "E0611", "E1101", "R0903", "W0201", "W0613")
"""Messages of pylint that hang on packages that are not installed beside it."""
_UNSEEN = frozenset(
    {*UNSEEN, "I1101", "R0901", "R0201", "R6301", "W0236", "E0012", "W0012", "R0022", "I0021"}
)
_SUPPOSED = frozenset(
    {
        *("import", "import-not-found", "import-untyped", "no-any-return", "no-any-unimported"),
        *("unused-ignore", "untyped-decorator", "no-untyped-call", "redundant-cast", "var-annotated"),
        *("name-defined", "valid-type"),
    }
)
"""Errors of mypy that hang on the types of packages that are not installed beside it."""


def rows(checker: Checker, out: str, place: Path, folder: Path) -> list[Row]:
    """The objections in an output, their paths from `folder` on; `place` is where the checker ran."""
    found = _READERS.get(checker.tool, _located)(checker, out)
    inside = (place.resolve().relative_to(folder.resolve())).as_posix()
    home = folder.resolve().as_posix() + "/"
    kept: list[Row] = []
    for path, row, column, code, text in found:
        joined = path if path.startswith("/") else f"{home}{inside}/{path}"
        clean = posixpath.normpath(joined)
        if clean.startswith(home):
            kept.append((clean.removeprefix(home), row, column, code, text))
    return kept


def _located(checker: Checker, out: str) -> Iterator[Row]:
    for m in map(_LOCATED.match, out.split("\n")):
        if m is not None:
            yield m["path"], int(m["row"]), int(m["column"] or 1), m["code"] or "", m["text"]


def _of_ruff(checker: Checker, out: str) -> Iterator[Row]:
    for item in json.loads(out or "[]"):
        where = item["location"]
        yield item["filename"], where["row"], where["column"], item.get("code") or "", item["message"]


def _of_pylint(checker: Checker, out: str) -> Iterator[Row]:
    for item in json.loads(out or "[]"):
        code = str(item["message-id"])
        if code not in _UNSEEN and not code.startswith(("I", "F")):
            text = str(item["message"]).split("\n")[0]
            yield item["path"], item["line"], item["column"] + 1, code, f"{item['symbol']}: {text}"


def _of_mypy(checker: Checker, out: str) -> Iterator[Row]:
    for m in map(_OF_MYPY.match, out.split("\n")):
        if m is not None and m["code"] not in _SUPPOSED and not _OF_ANY.search(m["text"]):
            yield m["path"], int(m["row"]), int(m["column"] or 1), m["code"], m["text"]


def _of_yamllint(checker: Checker, out: str) -> Iterator[Row]:
    strict = bool({"-s", "--strict"} & set(checker.arguments))
    for m in map(_OF_YAMLLINT.match, out.split("\n")):
        if m is not None and (strict or m["level"] == "error"):
            yield m["path"], int(m["row"]), int(m["column"]), m["code"] or "", m["text"]


_READERS = {"ruff": _of_ruff, "pylint": _of_pylint, "mypy": _of_mypy, "yamllint": _of_yamllint}
