"""A step wrote a line to `$GITHUB_OUTPUT` or `$GITHUB_ENV` that is not `name=value`.

## Why
A value with several lines needs the form with a delimiter (`name<<EOF`, the lines, `EOF`). A command that
prints two lines where one was expected does it, too.

## Fix
Use the delimiter form, or make the command print one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Pattern, Rule, Safety, Said, Severity
from regreen.rules._scripts import command_place, script_edit

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

_FILE = Pattern(r"\$\{?(?P<file>GITHUB_OUTPUT|GITHUB_ENV|GITHUB_STATE)\}?")
_PLAIN_OUTPUT = Pattern(
    r"^\$\((?:[^()]*\| *)?(?:sha\d+sum|md5sum|base64|date|git (?:rev-parse|describe|tag|log)|nproc|hostname|uname|whoami)\b[^()]*\)$"
)
_OPTIONS = frozenset({"-n", "-e", "-E", "-ne", "-en"})


def nameless(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each `echo` into such a file that is surely, or very likely, no `name=value`."""
    for placed in steps:
        if "GITHUB_" in (placed.step.run or "") and not any("<<" in _text(c) for c in placed.commands):
            for command in placed.commands:
                yield from _judged(placed, command)


def _judged(placed: PlacedStep, command: Command) -> Iterator[Match]:
    targets = [
        item.target.text for item in command.redirections if item.target and item.operator in (">", ">>")
    ]
    found = next((hit for target in targets if (hit := _FILE.compiled.fullmatch(target))), None)
    text = _text(command)
    if found is None or command.name not in ("echo", "printf") or not text:
        return
    expanded = any(not word.plain for word in command.arguments)
    sure = not expanded or bool(_PLAIN_OUTPUT.search(text))
    if "=" in text and not text.startswith("$("):
        return
    if expanded and not text.startswith("$("):
        return
    shown = text if len(text) <= 60 else text[:57] + "..."
    yield Match(
        places=(command_place(placed, command),),
        data={"file": found["file"], "text": shown, "path": placed.source.path},
        severity=Severity.ERROR if sure else Severity.WARNING,
        title=f"What is written to ${found['file']} has no name: {shown}",
    )


def _text(command: Command) -> str:
    """What an echo prints, its options left out."""
    return " ".join(word.text for word in command.arguments if word.text not in _OPTIONS)


def named(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The one name by which the file asks for an output of the step, where the step writes none of that name."""
    for placed in steps if match.data.get("file") == "GITHUB_OUTPUT" else ():
        wanted = _asked(placed)
        for command in placed.commands if len(wanted) == 1 else ():
            words = [word for word in command.arguments if word.text not in _OPTIONS]
            if command_place(placed, command) != match.places[0] or not words or _text(command).count("\n"):
                continue
            start = words[0].start + ((placed.step.run or "")[words[0].start] in "\"'")
            return script_edit(placed, start, start, f"{wanted.pop()}=")
    return []


def _asked(placed: PlacedStep) -> set[str]:
    """The outputs of a step that expressions name, without those that its script writes."""
    if not placed.step.id:
        return set()
    asked = re.findall(rf"\bsteps\.{re.escape(placed.step.id)}\.outputs\.([\w-]+)", placed.source.text)
    return {name for name in asked if not re.search(rf"\b{re.escape(name)}(?:=|<<)", placed.step.run or "")}


RULE = Rule(
    id="output-file-format",
    category=Category.WORKFLOW_SYNTAX,
    title="A value written to $GITHUB_OUTPUT or $GITHUB_ENV has a format that the runner refuses",
    log=(
        Said(r"^##\[error\]Invalid format '", "Invalid format '"),
        Said(
            r"^##\[error\]Unable to process file command '(?:output|env|path|state)' successfully",
            "Unable to process file command",
        ),
        Said(
            r"^##\[error\](?:Error: )?Invalid value\. Matching delimiter not found",
            "Matching delimiter not found",
        ),
    ),
    find=nameless,
    fixers=(
        Fixer("Give the value the name that the workflow asks for", Safety.SAFE, named),
        Fixer(
            "Write values of several lines with a delimiter",
            Safety.ADVICE,
            commands=('{ echo "name<<EOF"; command; echo EOF; } >> "$GITHUB_OUTPUT"',),
        ),
    ),
)
