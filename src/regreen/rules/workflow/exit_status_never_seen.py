"""A script looks at `$?` after a command whose failure has already ended it.

## Why
GitHub runs scripts with `-e`: the first command that fails ends the step. A line below it that saves or tests `$?`
is reached only after success, so it always sees 0, and the branch for the failure never runs.

## Fix
Take the status in the same list (`command && status=0 || status=$?`), test the command itself (`if command; then`),
or switch `-e` off before it (`set +e`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Edit, Span
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import command_place, script_edit

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.commands import Command

    Pair = tuple[Command, Command]

_ASKED = re.compile(r"\$\?|\$\{\?\}")
_NAMES = ("status", "exit_status")
_NO_FAILURE = frozenset(
    {"echo", "printf", "set", "true", ":", "export", "sleep", "exit", "trap", "unset", "shopt"}
)


def never_seen(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each place."""
    for placed in steps:
        for failing, looking in _pairs(placed):
            name = failing.name or "the command before"
            place = command_place(placed, looking)
            yield Match(
                places=(place, command_place(placed, failing)),
                data={"path": place.path, "command": name, "step": placed.step.title},
                title=f"Where {name} fails the step ends: `$?` is never anything but 0 here",
            )


def _pairs(placed: PlacedStep) -> Iterator[Pair]:
    from regreen.workflow.scripts import ERREXIT, PIPEFAIL

    if placed.shell not in (ERREXIT, PIPEFAIL) or "$?" not in (placed.step.run or ""):
        return
    strict = True
    for failing, looking in zip(placed.commands, placed.commands[1:], strict=False):
        flags = [word.text for word in failing.arguments] if failing.name == "set" else []
        strict = (strict or any(_letter(flag, "-") for flag in flags)) and not any(
            _letter(f, "+") for f in flags
        )
        inside = looking.depth == failing.depth or (looking.tested and looking.depth == failing.depth + 1)
        if strict and inside and _looks(looking) and _may_fail(failing):
            yield failing, looking


def _letter(flag: str, sign: str) -> bool:
    return flag.startswith(sign) and "e" in flag and not flag.startswith("--")


def _looks(command: Command) -> bool:
    words = command.words if command.name in ("[", "[[", "test") else command.assignments
    return any(word.text in ("$?", "${?}") or word.text.endswith(("=$?", "=${?}")) for word in words)


def _may_fail(command: Command) -> bool:
    if command.depth or command.guarded or command.before in ("&&", "||"):
        return False
    if not command.words:
        return any("$(" in word.text for word in command.assignments)
    return command.after in ("\n", ";") and command.name not in _NO_FAILURE


def caught(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The status taken in the same list, where a line of its own saved it."""
    for placed in steps:
        for failing, looking in _pairs(placed):
            if command_place(placed, looking) == match.places[0]:
                joined = list(_joined(placed, failing, looking)) if len(looking.assignments) == 1 else []
                yield from joined or _named(placed, failing, looking)


def _named(placed: PlacedStep, failing: Command, looking: Command) -> list[Edit]:
    """The status under a name of its own, which is looked at in place of `$?`."""
    script = placed.step.run or ""
    word = next((w for w in (*looking.words, *looking.assignments) if _ASKED.search(w.text)), None)
    if word is None or any(item.operator.startswith("<<") for item in failing.redirections):
        return []
    name = next((name for name in _NAMES if not re.search(rf"\b{name}\b", script)), "")
    asked = _ASKED.search(script, word.start, word.end)
    if not name or asked is None:
        return []
    taken = script_edit(placed, failing.end, failing.end, f" && {name}=0 || {name}=$?")
    looked = script_edit(placed, asked.start(), asked.end(), f"${name}")
    return [*taken, *looked] if taken and looked else []


def _joined(placed: PlacedStep, failing: Command, looking: Command) -> Iterator[Edit]:
    from regreen.workflow.nodes import Scalar, Style

    node, script = placed.step.at("run"), placed.step.run or ""
    simple = isinstance(node, Scalar) and node.style is Style.LITERAL and not looking.words
    if not simple or any(item.operator.startswith("<<") for item in failing.redirections):
        return
    between = script[failing.end : looking.start]
    name, _, _ = looking.assignments[0].text.partition("=")
    if between.strip(" \n\t") or looking.after not in ("\n", ""):
        return
    start, end = placed.span(failing.end - 1, failing.end).end, placed.span(looking.start, looking.end).end
    text = placed.source.text
    yield Edit(Span(placed.source.path, start, end), text[start:end], f" && {name}=0 || {name}=$?")


RULE = Rule(
    id="exit-status-never-seen",
    category=Category.WORKFLOW_CONFIG,
    title="The step ends where {command} fails; `$?` is looked at in vain",
    find=never_seen,
    key=("path", "command", "step"),
    severity=Severity.WARNING,
    fixers=(Fixer("Take the status in the same list", Safety.UNSAFE, caught),),
)
