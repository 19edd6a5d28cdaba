"""The step uses a workflow command that GitHub has disabled, or will disable.

## Why
`::set-env` and `::add-path` are refused since 2020; `::set-output` and `::save-state` still work, and print a
warning each time. Files replaced them.

## Fix
Append to `$GITHUB_ENV`, `$GITHUB_PATH`, `$GITHUB_OUTPUT` or `$GITHUB_STATE` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Edit
from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Pattern, Rule, Safety, Said, Severity

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_FILES = {
    "set-output": "GITHUB_OUTPUT",
    "save-state": "GITHUB_STATE",
    "set-env": "GITHUB_ENV",
    "add-path": "GITHUB_PATH",
}
_REFUSED = frozenset({"set-env", "add-path"})
_USE = Pattern(r"::(?P<command>set-output|save-state|set-env|add-path)(?: +name=(?P<name>[\w-]+))?::")
_ALLOWED = "ACTIONS_ALLOW_UNSECURE_COMMANDS"


def used(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each command, with every place that uses it."""
    groups: dict[str, list[FileEvidence]] = {}
    for placed in steps:
        for command, place in _uses(placed):
            if command not in _REFUSED or placed.env(_ALLOWED) is None:
                groups.setdefault(command, []).append(place)
    for command, places in groups.items():
        refused = command in _REFUSED
        verb = "refuses" if refused else "has deprecated"
        yield Match(
            places=tuple(places),
            data={"command": command, "file": _FILES[command]},
            severity=Severity.ERROR if refused else Severity.WARNING,
            count=len(places),
            title=f"GitHub {verb} the workflow command {command}",
        )


def _uses(placed: PlacedStep) -> Iterator[tuple[str, FileEvidence]]:
    from regreen.project.place import at

    script = placed.step.run or ""
    for found in _USE.compiled.finditer(script) if "::" in script else ():
        yield found["command"], at(placed.source, placed.span(found.start(), found.end()).start)


def to_file(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """Each `echo` of it as an echo into the file."""
    for placed in steps:
        for command in placed.commands if "::" in (placed.step.run or "") else ():
            yield from _rewritten(placed, command, match.data["command"])


def _rewritten(placed: PlacedStep, command: Command, wanted: str) -> Iterator[Edit]:
    script = placed.step.run or ""
    found = _USE.compiled.search(script, command.start, command.end)
    alone = command.name == "echo" and not command.redirections and command.after not in ("|", "|&", "||")
    if found is None or found["command"] != wanted or not alone or not command.arguments:
        return
    begins = script[command.arguments[0].start : command.end].lstrip("\"'").startswith(found[0])
    if not begins or bool(found["name"]) is (wanted == "add-path"):
        return
    span = placed.span(found.start(), found.end())
    old = placed.source.text[span.start : span.end]
    if old == found[0]:
        yield Edit(span, old, f"{found['name']}=" if found["name"] else "")
        end = placed.span(command.end - 1, command.end).end
        yield Edit(type(span)(span.path, end, end), "", f' >> "${_FILES[wanted]}"')


RULE = Rule(
    id="command-disabled",
    category=Category.DEPRECATED_ACTION,
    title="The workflow command {command} was disabled",
    log=(
        Said(
            r"The [`']?(?P<command>set-env|add-path|set-output|save-state)[`']? command is (?:disabled|deprecated and will be disabled)",
            "command is disabled",
        ),
    ),
    find=used,
    key=("command",),
    explains=("output-file-format",),
    fixers=(Fixer("Append to ${file} instead", Safety.SAFE, to_file),),
)
