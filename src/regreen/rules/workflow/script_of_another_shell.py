r"""A step's script is written for bash and runs in PowerShell.

## Why
On Windows a step without `shell:` runs in PowerShell. There `export`, `if [ … ]`, `\` at the end of a line and
`$GITHUB_OUTPUT` mean nothing; the step fails on every Windows leg, and on these only.

## Fix
`shell: bash` on the step (GitHub's Windows images have it), or the same in PowerShell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.powershell import Foreign

_EQUALS = re.compile(r"['\")\w] (==) ['\"($]")


def misread(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each script."""
    for placed in steps:
        found = list(_foreign(placed))
        if not found:
            continue
        found.sort(key=lambda item: item[1].lost)
        reason = found[0][1].reason
        soft = placed.step.continue_on_error not in (None, False) or found[0][1].lost
        yield Match(
            places=tuple(place for place, _ in found),
            data={"path": placed.source.path, "step": placed.step.title, "reason": reason},
            severity=Severity.WARNING if soft else Severity.ERROR,
            title=f"The step '{placed.step.title}' runs in {placed.powershell}: {reason}",
            count=len(found),
        )


def _foreign(placed: PlacedStep) -> Iterator[tuple[FileEvidence, Foreign]]:
    from regreen.project.place import at
    from regreen.workflow.shell.powershell import foreign_lines

    if not placed.step.run or not placed.powershell:
        return
    lines = placed.step.run.split("\n")
    for foreign in foreign_lines(placed.step.run):
        line = lines[foreign.line]
        start = sum(len(text) + 1 for text in lines[: foreign.line]) + len(line) - len(line.lstrip())
        yield at(placed.source, placed.span(start, start + 1).start), foreign


def in_bash(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The step in bash, where nothing in it is of PowerShell."""
    from regreen.patch.yaml import insert_key

    for placed in steps:
        mine = placed.source.path == match.data["path"] and placed.step.title == match.data["step"]
        script = placed.step.run or ""
        powershell = any(
            sign in script for sign in ("$env:", "Write-", "Get-", "Set-", "-eq ", "@'", '@"', "Test-Path")
        )
        if mine and not placed.step.shell and not powershell:
            try:
                return insert_key(placed.source, placed.path, "shell", "bash")
            except PatchError:
                return []
    return []


def compared(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """PowerShell's own operator."""
    from regreen.workflow.shell.powershell import EQUALS, foreign_lines

    for placed in steps:
        if (placed.source.path, placed.step.title) != (match.data["path"], match.data["step"]):
            continue
        script = placed.step.run or ""
        lines = script.split("\n")
        wrong = [foreign.line for foreign in foreign_lines(script) if foreign.reason == EQUALS]
        if not placed.powershell or len(wrong) != len(match.places):
            continue
        for number in wrong:
            start = sum(len(text) + 1 for text in lines[:number])
            for found in _EQUALS.finditer(script, start, start + len(lines[number])):
                span = placed.span(found.start(1), found.end(1))
                yield Edit(span, placed.source.text[span.start : span.end], "-eq")


RULE = Rule(
    id="script-of-another-shell",
    category=Category.WORKFLOW_CONFIG,
    title="The step '{step}' is no script of PowerShell: {reason}",
    find=misread,
    key=("path", "step"),
    explains=("shell-syntax", "command-not-found"),
    fixers=(
        Fixer("Run the step in bash", Safety.SAFE, in_bash),
        Fixer("Compare with -eq", Safety.SAFE, compared),
        Fixer("Write it for PowerShell, or set `shell: bash`", Safety.ADVICE),
    ),
)
