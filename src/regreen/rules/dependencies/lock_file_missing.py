"""A command that installs from a lock file finds none.

## Why
`npm ci`, `uv sync --locked`, `pnpm install --frozen-lockfile` need the lock. It was never committed, is ignored, or the step runs in another folder.

## Fix
Commit the lock file (and take it out of `.gitignore`), or run the step in the folder that has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.project.paths.kind import Kind
from regreen.rule import Category, Edit, Fixer, Match, Rule, Safety
from regreen.rules._paths import absent
from regreen.rules._refused import NOT_INSTALLED, refused
from regreen.rules._scripts import command_place, script_edit

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep

_STRICT = (
    (re.compile(r"\bnpm ci\b"), "npm install"),
    (re.compile(r"(?<=\bpnpm install) --frozen-lockfile\b"), " --no-frozen-lockfile"),
    (re.compile(r"(?<=\bpnpm i) --frozen-lockfile\b"), " --no-frozen-lockfile"),
    (re.compile(r"(?<=\byarn install) --(?:frozen-lockfile|immutable)\b"), ""),
    (re.compile(r"(?<=\buv sync) --(?:frozen|locked)\b"), ""),
    (re.compile(r"(?<=\bbun install) --frozen-lockfile\b"), ""),
)


def resolved(match: Match, steps: tuple[PlacedStep, ...]) -> Iterator[Edit]:
    """The same command in the form that needs no lock."""
    lines = {(place.path, place.line) for place in match.places}
    for placed in steps:
        script = placed.step.run or ""
        for command in placed.commands:
            here = command_place(placed, command)
            if (here.path, here.line) not in lines:
                continue
            for pattern, new in _STRICT:
                found = pattern.search(script, command.start, command.end)
                if found is not None:
                    yield from script_edit(placed, found.start(), found.end(), new)


RULE = Rule(
    id="lock-file-missing",
    category=Category.MISSING_FILE,
    title="{tool} wants a lock file, and the checkout has none",
    log=refused("lock-file-missing", tolerated=True),
    find=absent(Kind.LOCK, key="tool"),
    key=("tool",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Install without a lock file until one is committed", Safety.UNSAFE, resolved),
        Fixer(
            "Commit the lock file",
            Safety.ADVICE,
            commands=("git check-ignore -v package-lock.json uv.lock poetry.lock",),
        ),
    ),
)
