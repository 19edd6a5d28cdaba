"""A step runs a file that git does not have as executable.

## Why
The executable bit was not committed; on Windows it never is.

## Fix
Commit the bit, or call the interpreter: `bash script.sh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said, Severity

if TYPE_CHECKING:
    from regreen.project.paths.path import MissingPath
    from regreen.project.tree import Tree

_SHEBANG = re.compile(
    r"#![ \t]*(?:/usr)?(?:/local)?/bin/(?:env[ \t]+)?(?P<name>bash|sh|dash|zsh|python3?|node|ruby|perl)[ \t]*$"
)


def plain_files(missing_paths: tuple[MissingPath, ...]) -> Matches:
    """One match for each script that a step calls by its path and git has without the executable bit."""
    groups: dict[str, list[MissingPath]] = {}
    for item in missing_paths:
        if item.not_executable:
            groups.setdefault(item.written, []).append(item)
    for written, members in groups.items():
        yield Match(
            places=tuple(item.place for item in members),
            data={"path": written},
            count=len(members),
            severity=Severity.ERROR if members[0].certain else Severity.WARNING,
            title=f"{written} is called as a program, but git has it without the executable bit",
        )


def called(match: Match, missing_paths: tuple[MissingPath, ...], tree: Tree) -> Iterator[Edit]:
    """The program that the first line of the script names, in front of its path."""
    for item in missing_paths:
        if item.not_executable and item.span is not None and item.place in match.places:
            source = tree.source(item.path)
            found = _SHEBANG.match(source.line(1)) if source is not None else None
            if found is not None:
                start = item.span.start
                yield Edit(Span(item.span.path, start, start), "", f"{found['name']} ")


RULE = Rule(
    id="file-not-executable",
    category=Category.PERMISSION_SECRET,
    title="{path} may not be executed",
    log=(
        Said(
            r"^(?:.{0,80}?(?:line \d+: |: \d+: |bash: |sh: ))(?P<path>[^\s:]{1,200}): Permission denied$",
            "Permission denied",
        ),
    ),
    find=plain_files,
    key=("path",),
    fixers=(
        Fixer("Call {path} by its interpreter", Safety.SAFE, called),
        Fixer("Commit the executable bit", Safety.ADVICE, commands=("git update-index --chmod=+x {path}",)),
    ),
)
