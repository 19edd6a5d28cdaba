"""The code imports a module of its own project that an ignore line keeps out of git.

## Why
On the author's disk the file is there, so everything works; the clean checkout of CI does not have it. An
ignore pattern without a slash in front (`lib/`, `data/`, `*secret*`) matches at any depth, source folders
included. Python's words mislead: for `from . import x` without a file x it speaks of a circular import.

## Fix
Tie the pattern to the folder it was meant for (`/lib/`), then add the files: `git add` takes them now.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import (
    Category,
    FileEvidence,
    Fixer,
    Line,
    Match,
    Matches,
    Pattern,
    Raised,
    Rule,
    Safety,
    Signals,
    TestFailure,
)
from regreen.rules._ignored import anchored, excepted

if TYPE_CHECKING:
    from regreen.project.first_party import FirstParty
    from regreen.project.unresolved import Unresolved

_MODULE = Pattern(r"No module named '?(?P<module>[\w.]+)'?")
_NAME = Pattern(
    r"cannot import name '(?P<name>\w+)' from (?:partially initialized module )?'(?P<module>[\w.]+)'"
)


def missing(signals: Signals, first_party: FirstParty) -> Matches:
    """Failing imports of modules that an ignore line hides, one match for each ignore line and step."""
    errors = list(_errors(signals))
    unresolved = first_party.unresolved if errors else ()
    hidden = {item.module: item for item in unresolved if item.ignored_by is not None}
    groups: dict[tuple[object, str, int], list[tuple[Line, Unresolved]]] = {}
    for line, module in errors:
        item = hidden.get(module)
        if item is not None and item.ignored_by is not None:
            key = (signals.place(line).key, item.ignored_by.path, item.ignored_by.line)
            groups.setdefault(key, []).append((line, item))
    for members in groups.values():
        lines = tuple(dict.fromkeys(line for line, _ in members))
        match = _match([item for item in unresolved if _same(item, members[0][1])])
        yield Match(
            lines=lines[:5],
            claims=lines,
            places=match.places,
            data=match.data,
            count=len(lines),
            title=match.title,
        )


def hidden(first_party: FirstParty) -> Matches:
    """One match for each ignore line that hides a module some file surely imports."""
    groups: dict[tuple[str, int], list[Unresolved]] = {}
    for item in first_party.unresolved:
        if item.certain and item.ignored_by is not None and not _is_elsewhere(item):
            groups.setdefault((item.ignored_by.path, item.ignored_by.line), []).append(item)
    return (_match(members) for members in groups.values())


def _is_elsewhere(item: Unresolved) -> bool:
    """Whether a lone name is that of a well-known distribution, such as `build`, and nothing lies in the folder."""
    from regreen.project.closure import table

    return "." not in item.module and item.module in table() and not item.present


def _errors(signals: Signals) -> Iterator[tuple[Line, str]]:
    for signal in signals.all:
        if isinstance(signal, TestFailure | Raised):
            for line in signal.lines:
                if found := _MODULE.search(line.text):
                    yield line, found["module"]
                elif found := _NAME.search(line.text):
                    yield line, f"{found['module']}.{found['name']}"


def _same(item: Unresolved, other: Unresolved) -> bool:
    return item.ignored_by is not None and item.ignored_by == other.ignored_by


def _match(members: list[Unresolved]) -> Match:
    line = members[0].ignored_by
    assert line is not None
    places = [FileEvidence(line.path, line.line, 1, line.text)]
    for item in members[:4]:
        statement = item.statement
        places.append(
            FileEvidence(statement.path, statement.line, statement.column, f"import of {item.module}")
        )
    modules = ", ".join(dict.fromkeys(item.module for item in members))
    data = {"modules": modules, "pattern": line.text.strip(), "path": line.path, "line": str(line.line)}
    data["files"] = " ".join(dict.fromkeys(_whole(item.present or item.hidden) for item in members))
    title = f"{line.path} line {line.line} ({line.text.strip()}) keeps {modules} out of git"
    return Match(places=tuple(places), data=data, title=title, count=len(members))


def _whole(path: str) -> str:
    """The folder of a package, as there is more in it than the file that makes it one."""
    return path.removesuffix("/__init__.py")


RULE = Rule(
    id="gitignored-module",
    category=Category.MISSING_MODULE,
    title="{path} line {line} ({pattern}) keeps {modules} out of git",
    log=missing,
    find=hidden,
    key=("path", "pattern"),
    explains=(
        "module-not-installed",
        "test-*",
        "conftest-*",
        "uncaught-exception",
        "coverage-*",
        "*-circular*",
    ),
    fixers=(
        Fixer(
            "Tie the ignore pattern to its own folder and add the files",
            Safety.SAFE,
            anchored,
            ("git add {files}",),
        ),
        Fixer("Except the files from the pattern and add them", Safety.SAFE, excepted, ("git add {files}",)),
    ),
)
